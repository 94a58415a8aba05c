/* batch-dialog.h: the pages of what is done to many certificates at once: questions, progress, and
 * one line for what came of each. */
#pragma once

#include "app/batch/batch-session.h"
#include "app/widgets/secret-dialog.h"

G_BEGIN_DECLS

/* One of those selected; several stores can be shown. Both are borrowed. */
typedef struct
{
  IngamStore *store;
  IngamCredential *credential;
} IngamBatchPair;

#define INGAM_TYPE_BATCH_DIALOG (ingam_batch_dialog_get_type ())
G_DECLARE_FINAL_TYPE (IngamBatchDialog, ingam_batch_dialog, INGAM, BATCH_DIALOG, IngamSecretDialog)

/* @pairs: of IngamBatchPair, copied. Begins at once; a removal without a question, since its result
 * offers Undo. Closing while it is busy only stops it: what was done is told.
 *
 * Signal "open-folder" (path): the person wants to see where it was exported to. */
IngamBatchDialog *ingam_batch_dialog_new (IngamBatchVerb verb, GPtrArray *pairs);

IngamBatchSession *ingam_batch_dialog_get_session (IngamBatchDialog *self); /* borrowed */

G_END_DECLS
