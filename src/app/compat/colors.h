/* colors.h: the colours that the style sheets give a widget, for one that draws itself. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The colour of text in @widget. */
GdkRGBA ingam_color_of_text (GtkWidget *widget);

/* A colour that a style sheet names with @define-color; that of text when none does. */
GdkRGBA ingam_color_named (GtkWidget *widget, const char *name);

G_END_DECLS
