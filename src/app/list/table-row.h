/* table-row.h: one credential in columns; recycled, it is handed one credential after another. */
#pragma once

#include "app/list/table-columns.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_TABLE_ROW (ingam_table_row_get_type ())
G_DECLARE_FINAL_TYPE (IngamTableRow, ingam_table_row, INGAM, TABLE_ROW, GtkWidget)

GtkWidget *ingam_table_row_new (void);

/* What is not told leaves its column out. */
void
ingam_table_row_bind (IngamTableRow *self, IngamCredential *credential, const IngamRowFacts *facts);

/* What it says in one breath, for the list item around it. */
char *ingam_table_row_dup_summary (IngamTableRow *self);

G_END_DECLS
