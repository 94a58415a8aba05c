/* table-view.h: the same credentials as columns, for an office with hundreds of them. */
#pragma once

#include "app/list/list-model.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_TABLE_VIEW (ingam_table_view_get_type ())
G_DECLARE_FINAL_TYPE (IngamTableView, ingam_table_view, INGAM, TABLE_VIEW, GtkWidget)

/* Signal "opened": the row at a position (guint) was activated. */
GtkWidget *ingam_table_view_new (void);

/* @model's rows, in the order of the column that was clicked; NULL lets go of them, and of the
 * order. Several can be selected. */
void ingam_table_view_set_model (IngamTableView *self, IngamListModel *model);

GtkSelectionModel *ingam_table_view_get_selection (IngamTableView *self); /* borrowed */

/* By fingerprint (hex), alone, and scrolls to it. FALSE when it is not among the rows. */
gboolean ingam_table_view_select (IngamTableView *self, const char *id);

/* The place column is shown where there are several. */
void ingam_table_view_set_show_place (IngamTableView *self, gboolean show_place);
/* Whether each row has a check button to be selected with. */
void ingam_table_view_set_selecting (IngamTableView *self, gboolean selecting);
/* Binds every visible row anew: a new day has begun. */
void ingam_table_view_refresh (IngamTableView *self);

G_END_DECLS
