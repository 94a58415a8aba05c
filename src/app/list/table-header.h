/* table-header.h: the titles above the table's columns; each sorts by its column. */
#pragma once

#include "app/list/table-columns.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_TABLE_HEADER (ingam_table_header_get_type ())
G_DECLARE_FINAL_TYPE (IngamTableHeader, ingam_table_header, INGAM, TABLE_HEADER, GtkWidget)

/* What is sorted by, for ingam_list_model_set_sorter(): equal for all where no column was chosen.
 * Borrowed. */
GtkSorter *ingam_table_header_get_sorter (IngamTableHeader *self);

/* A title was pressed: rising, falling, not by it any more. INGAM_COLUMN_N: by none. */
void ingam_table_header_sort_by (IngamTableHeader *self, IngamColumn column);

void ingam_table_header_set_show_place (IngamTableHeader *self, gboolean show_place);
void ingam_table_header_set_show_backup (IngamTableHeader *self, gboolean show_backup);

G_END_DECLS
