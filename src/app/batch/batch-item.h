/* batch-item.h: one of the certificates that something is done to at once, and what came of it. */
#pragma once

#include "core/store/store.h"

G_BEGIN_DECLS

typedef enum
{
  INGAM_BATCH_WAITING,       /* its turn has not come, or was not waited for */
  INGAM_BATCH_OPENED,        /* its password is known, the rest is to be done */
  INGAM_BATCH_WRONG,         /* no password so far is its own */
  INGAM_BATCH_TOO_EXPENSIVE, /* trying would take very long */
  INGAM_BATCH_GOOD,
  INGAM_BATCH_ATTENTION, /* done, but there is something to see to */
  INGAM_BATCH_FAILED,
  INGAM_BATCH_UNDONE,
  INGAM_BATCH_N_OUTCOMES
} IngamBatchOutcome;

#define INGAM_TYPE_BATCH_ITEM (ingam_batch_item_get_type ())
G_DECLARE_FINAL_TYPE (IngamBatchItem, ingam_batch_item, INGAM, BATCH_ITEM, GObject)

IngamBatchItem *ingam_batch_item_new (IngamStore *store, IngamCredential *credential);
IngamStore *ingam_batch_item_get_store (IngamBatchItem *self);
IngamCredential *ingam_batch_item_get_credential (IngamBatchItem *self);

/* @message: a whole sentence that says what came of it, plain text; NULL for none. */
void
ingam_batch_item_set_outcome (IngamBatchItem *self, IngamBatchOutcome outcome, const char *message);
IngamBatchOutcome ingam_batch_item_get_outcome (IngamBatchItem *self);
const char *ingam_batch_item_get_message (IngamBatchItem *self); /* never NULL */

/* What an export needs later; NULL forgets it. */
void ingam_batch_item_set_password (IngamBatchItem *self, IngamSecret *password);
IngamSecret *ingam_batch_item_get_password (IngamBatchItem *self);

G_END_DECLS
