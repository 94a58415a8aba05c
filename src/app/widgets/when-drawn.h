/* when-drawn.h: what the first frame does not show is made after it. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*IngamDrawnFunc) (GtkWidget *widget);

/* Calls @func once, right after the first frame that @widget is in; at once where it was drawn
 * already is not meant: ask in its init. Never when @widget is gone by then. */
void ingam_when_drawn (GtkWidget *widget, IngamDrawnFunc func);

G_END_DECLS
