/* children.h: letting go of what a plain GtkWidget's template put into it. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* For the dispose of a class whose parent is GtkWidget itself: nobody else unparents its children.
 * gtk_widget_dispose_template() only knows those that are bound, and unparents under the feet of
 * parents (AdwBin, GtkListBoxRow) that do it themselves. Safe to call twice. */
void ingam_widget_drop_children (GtkWidget *widget);

G_END_DECLS
