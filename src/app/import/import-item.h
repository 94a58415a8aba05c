/* import-item.h: one entry of an import plan as a list model has it. */
#pragma once

#include "app/import/import-session.h"

G_BEGIN_DECLS

#define INGAM_TYPE_IMPORT_ITEM (ingam_import_item_get_type ())
G_DECLARE_FINAL_TYPE (IngamImportItem, ingam_import_item, INGAM, IMPORT_ITEM, GObject)

/* Keeps @session, and with it the plan that owns @entry. */
IngamImportItem *ingam_import_item_new (IngamImportSession *session, IngamImportEntry *entry);
IngamImportEntry *ingam_import_item_get_entry (IngamImportItem *self);
IngamImportSession *ingam_import_item_get_session (IngamImportItem *self);

/* What wants a word of the person first, then what cannot be helped, what comes in, what is here.
 */
int ingam_import_item_compare (IngamImportItem *a, IngamImportItem *b);

G_END_DECLS
