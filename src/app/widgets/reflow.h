/* reflow.h: a text with a button beside it, or below it where there is no room for both. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Two children, in this order: the text, which takes what is left, and the button. */
#define INGAM_TYPE_REFLOW (ingam_reflow_get_type ())
G_DECLARE_FINAL_TYPE (IngamReflow, ingam_reflow, INGAM, REFLOW, GtkWidget)

G_END_DECLS
