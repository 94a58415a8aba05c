/* import-row.h: one thing handed in: what it is, and what will or did become of it. */
#pragma once

#include "app/import/import-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_IMPORT_ROW (ingam_import_row_get_type ())
G_DECLARE_FINAL_TYPE (IngamImportRow, ingam_import_row, INGAM, IMPORT_ROW, GtkWidget)

GtkWidget *ingam_import_row_new (void);

/* @item NULL lets go. With @choosable a check button says whether it is to be imported; it is shown
 * where there is a choice. Signal "chosen": the choice changed. */
void ingam_import_row_bind (IngamImportRow *self, IngamImportItem *item, gboolean choosable);

/* What it says in one breath, for the list item around it. */
char *ingam_import_row_dup_summary (IngamImportRow *self);

G_END_DECLS
