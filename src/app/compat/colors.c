/* The one place that knows GtkStyleContext, which GTK 4.10 deprecates: gtk_widget_get_color() came
 * only then, and for named colours nothing did.
 */
#include "config.h"

#include "app/compat/colors.h"

GdkRGBA
ingam_color_of_text (GtkWidget *widget)
{
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  return color;
}

GdkRGBA
ingam_color_named (GtkWidget *widget, const char *name)
{
  GdkRGBA color;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &color))
    color = ingam_color_of_text (widget);
  return color;
}
