/* Holds the store as well: what is selected may come from several. */
#include "config.h"

#include "app/batch/batch-item.h"

struct _IngamBatchItem
{
  GObject parent_instance;

  IngamStore *store;
  IngamCredential *credential;
  IngamSecret *password;
  char *message;
  IngamBatchOutcome outcome;
};

G_DEFINE_FINAL_TYPE (IngamBatchItem, ingam_batch_item, G_TYPE_OBJECT)

IngamBatchItem *
ingam_batch_item_new (IngamStore *store, IngamCredential *credential)
{
  IngamBatchItem *self = g_object_new (INGAM_TYPE_BATCH_ITEM, NULL);

  self->store = g_object_ref (store);
  self->credential = g_object_ref (credential);
  return self;
}

IngamStore *
ingam_batch_item_get_store (IngamBatchItem *self)
{
  g_return_val_if_fail (INGAM_IS_BATCH_ITEM (self), NULL);

  return self->store;
}

IngamCredential *
ingam_batch_item_get_credential (IngamBatchItem *self)
{
  g_return_val_if_fail (INGAM_IS_BATCH_ITEM (self), NULL);

  return self->credential;
}

void
ingam_batch_item_set_outcome (IngamBatchItem *self, IngamBatchOutcome outcome, const char *message)
{
  g_return_if_fail (INGAM_IS_BATCH_ITEM (self));

  self->outcome = outcome;
  g_free (self->message);
  self->message = g_strdup (message);
}

IngamBatchOutcome
ingam_batch_item_get_outcome (IngamBatchItem *self)
{
  g_return_val_if_fail (INGAM_IS_BATCH_ITEM (self), INGAM_BATCH_FAILED);

  return self->outcome;
}

const char *
ingam_batch_item_get_message (IngamBatchItem *self)
{
  g_return_val_if_fail (INGAM_IS_BATCH_ITEM (self), "");

  return self->message == NULL ? "" : self->message;
}

void
ingam_batch_item_set_password (IngamBatchItem *self, IngamSecret *password)
{
  g_return_if_fail (INGAM_IS_BATCH_ITEM (self));

  g_clear_pointer (&self->password, ingam_secret_unref);
  self->password = password == NULL ? NULL : ingam_secret_ref (password);
}

IngamSecret *
ingam_batch_item_get_password (IngamBatchItem *self)
{
  g_return_val_if_fail (INGAM_IS_BATCH_ITEM (self), NULL);

  return self->password;
}

static void
ingam_batch_item_finalize (GObject *object)
{
  IngamBatchItem *self = INGAM_BATCH_ITEM (object);

  g_clear_pointer (&self->password, ingam_secret_unref);
  g_clear_object (&self->credential);
  g_clear_object (&self->store);
  g_free (self->message);
  G_OBJECT_CLASS (ingam_batch_item_parent_class)->finalize (object);
}

static void
ingam_batch_item_class_init (IngamBatchItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ingam_batch_item_finalize;
}

static void
ingam_batch_item_init (IngamBatchItem *self)
{
}
