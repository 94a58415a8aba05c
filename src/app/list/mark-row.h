/* mark-row.h: a line of the list or the table with a check button before it, while several can be
 * chosen. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define INGAM_TYPE_MARK_ROW (ingam_mark_row_get_type ())
G_DECLARE_FINAL_TYPE (IngamMarkRow, ingam_mark_row, INGAM, MARK_ROW, GtkWidget)

/* Signal "toggled": the person clicked on it. Property "marked". */
GtkWidget *ingam_mark_row_new (GtkWidget *row);         /* takes @row */
GtkWidget *ingam_mark_row_get_row (IngamMarkRow *self); /* borrowed */

G_END_DECLS
