/* list-keys.h: keys that GTK's lists lack on the floor. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* In @view Ctrl+A chooses all, and Tab and Shift+Tab leave it at once. */
void ingam_list_add_keys (GtkWidget *view);

/* The keyboard to the selected row that @widget holds; FALSE: there is none within reach. */
gboolean ingam_list_focus_selected (GtkWidget *widget);

G_END_DECLS
