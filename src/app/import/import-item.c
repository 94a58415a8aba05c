/* GtkListView wants GObjects, and an entry belongs to its plan: this holds the session that holds
 * the plan, so that a row never outlives what it shows.
 */
#include "config.h"

#include "app/import/import-item.h"

struct _IngamImportItem
{
  GObject parent_instance;

  IngamImportSession *session;
  IngamImportEntry *entry; /* borrowed from the session's plan */
};

G_DEFINE_FINAL_TYPE (IngamImportItem, ingam_import_item, G_TYPE_OBJECT)

IngamImportItem *
ingam_import_item_new (IngamImportSession *session, IngamImportEntry *entry)
{
  IngamImportItem *self = g_object_new (INGAM_TYPE_IMPORT_ITEM, NULL);

  self->session = g_object_ref (session);
  self->entry = entry;
  return self;
}

IngamImportEntry *
ingam_import_item_get_entry (IngamImportItem *self)
{
  g_return_val_if_fail (INGAM_IS_IMPORT_ITEM (self), NULL);

  return self->entry;
}

IngamImportSession *
ingam_import_item_get_session (IngamImportItem *self)
{
  g_return_val_if_fail (INGAM_IS_IMPORT_ITEM (self), NULL);

  return self->session;
}

int
ingam_import_item_compare (IngamImportItem *a, IngamImportItem *b)
{
  enum
  {
    ASKS,
    REFUSED,
    COMES_IN,
    HERE
  };
  static const int ranks[INGAM_N_OUTCOMES] = {
    [INGAM_OUTCOME_NEW] = COMES_IN,          [INGAM_OUTCOME_ALREADY_HERE] = HERE,
    [INGAM_OUTCOME_OLDER_THAN_YOURS] = ASKS, [INGAM_OUTCOME_NEEDS_PASSWORD] = ASKS,
    [INGAM_OUTCOME_WRONG_PASSWORD] = ASKS,   [INGAM_OUTCOME_TOO_EXPENSIVE] = ASKS,
    [INGAM_OUTCOME_UNSUPPORTED] = REFUSED,   [INGAM_OUTCOME_DAMAGED] = REFUSED,
    [INGAM_OUTCOME_HALF_PAIR] = ASKS,        [INGAM_OUTCOME_NOT_A_CERTIFICATE] = REFUSED,
    [INGAM_OUTCOME_FAILED] = REFUSED,
  };

  return ranks[ingam_import_entry_get_outcome (a->entry)] -
         ranks[ingam_import_entry_get_outcome (b->entry)];
}

static void
ingam_import_item_dispose (GObject *object)
{
  IngamImportItem *self = INGAM_IMPORT_ITEM (object);

  self->entry = NULL;
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ingam_import_item_parent_class)->dispose (object);
}

static void
ingam_import_item_class_init (IngamImportItemClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ingam_import_item_dispose;
}

static void
ingam_import_item_init (IngamImportItem *self)
{
}
