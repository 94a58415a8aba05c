/* when-drawn.h: what the first frame does not show is made after it. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*IngamDrawnFunc) (GtkWidget *widget);

/* Calls @func once, right after the next frame that @widget is in; for its init, when that is the
 * first. Never when @widget is gone by then. */
void ingam_when_drawn (GtkWidget *widget, IngamDrawnFunc func);

G_END_DECLS
