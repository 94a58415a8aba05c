/* batch-session.h: one thing done to many certificates, from the first question to what came of
 * each, without any widget. */
#pragma once

#include "app/batch/batch-item.h"

G_BEGIN_DECLS

typedef enum
{
  INGAM_BATCH_CHECK,  /* are these passwords right? */
  INGAM_BATCH_EXPORT, /* a file or folder for each, into one place */
  INGAM_BATCH_REMOVE, /* to the trash, as one step of each store */
} IngamBatchVerb;

typedef enum
{
  INGAM_BATCH_FORM,      /* question: in which form? */
  INGAM_BATCH_PASSWORD,  /* question: a password for those that wait for one */
  INGAM_BATCH_OPENING,   /* trying it on them */
  INGAM_BATCH_EXPENSIVE, /* question: trying some would take very long */
  INGAM_BATCH_PLACE,     /* question: into which folder? */
  INGAM_BATCH_WORKING,
  INGAM_BATCH_UNDOING,
  INGAM_BATCH_DONE, /* there are results */
} IngamBatchState;

#define INGAM_TYPE_BATCH_SESSION (ingam_batch_session_get_type ())
G_DECLARE_FINAL_TYPE (IngamBatchSession, ingam_batch_session, INGAM, BATCH_SESSION, GObject)

/* Signals: "changed": the state did; "progressed" (guint done, guint total); "checked" (GPtrArray of
 * IngamEvent): what one password found, for a journal. */
IngamBatchSession *ingam_batch_session_new (IngamBatchVerb verb);

/* Before the start. */
void
ingam_batch_session_add (IngamBatchSession *self, IngamStore *store, IngamCredential *credential);
void ingam_batch_session_start (IngamBatchSession *self);

IngamBatchVerb ingam_batch_session_get_verb (IngamBatchSession *self);
IngamBatchState ingam_batch_session_get_state (IngamBatchSession *self);
gboolean ingam_batch_session_is_busy (IngamBatchSession *self);
GListModel *ingam_batch_session_get_items (IngamBatchSession *self); /* of IngamBatchItem */
guint ingam_batch_session_count (IngamBatchSession *self, IngamBatchOutcome outcome);

/* How many a password is wanted for, and how many the last one opened. */
guint ingam_batch_session_get_n_waiting (IngamBatchSession *self);
gboolean ingam_batch_session_is_waiting (IngamBatchSession *self, IngamBatchItem *item);
guint ingam_batch_session_get_n_opened (IngamBatchSession *self);
gboolean ingam_batch_session_was_tried (IngamBatchSession *self); /* a password was offered */

/* The answers to the questions. One password is tried on all that wait; what it does not open goes
 * on waiting, until it is skipped. */
void ingam_batch_session_choose_form (IngamBatchSession *self,
                                      IngamExportFormat format,
                                      IngamBundleProfile profile);
void ingam_batch_session_offer_password (IngamBatchSession *self, IngamSecret *password);
void ingam_batch_session_skip_password (IngamBatchSession *self);
void ingam_batch_session_answer_expensive (IngamBatchSession *self, gboolean try_anyway);
/* An existing folder; nothing in it is overwritten. */
void ingam_batch_session_choose_place (IngamBatchSession *self, const char *folder);
const char *ingam_batch_session_get_place (IngamBatchSession *self); /* NULL before */

/* While it is busy: no more is begun, and what was done is told. */
void ingam_batch_session_stop (IngamBatchSession *self);

/* After DONE: asks for a password for what still needs one. */
void ingam_batch_session_retry (IngamBatchSession *self);

/* After DONE: whether something was removed, and all of it back. */
gboolean ingam_batch_session_can_undo (IngamBatchSession *self);
/* What was removed and not undone, of IngamStoreStep in the order of doing; owned by the caller. */
GPtrArray *ingam_batch_session_list_steps (IngamBatchSession *self);
void ingam_batch_session_undo (IngamBatchSession *self);

G_END_DECLS
