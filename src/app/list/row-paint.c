/* Drawing for rows without children. */
#include "config.h"

#include "app/list/row-paint.h"

#include "app/compat/colors.h"

PangoContext *
ingam_row_get_context (GtkWidget *row)
{
  GtkWidget *list = gtk_widget_get_ancestor (row, GTK_TYPE_LIST_VIEW);

  return gtk_widget_get_pango_context (list == NULL ? row : list);
}

PangoLayout *
ingam_row_make_layout (PangoContext *context, PangoAttrList *attributes, const char *text)
{
  PangoLayout *layout = pango_layout_new (context);

  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

GdkRGBA
ingam_row_fade (GdkRGBA color, float alpha)
{
  color.alpha *= alpha;
  return color;
}

float
ingam_row_get_dim_alpha (void)
{
  return adw_style_manager_get_high_contrast (adw_style_manager_get_default ()) ? 0.9f : 0.55f;
}

static gboolean
is_rtl (GtkWidget *row)
{
  return gtk_widget_get_direction (row) == GTK_TEXT_DIR_RTL;
}

void
ingam_row_draw_layout (GtkWidget *row,
                       GtkSnapshot *snapshot,
                       PangoLayout *layout,
                       int start,
                       int y,
                       int width,
                       GdkRGBA color)
{
  PangoRectangle logical;
  int x;

  pango_layout_set_width (layout, MAX (width, 0) * PANGO_SCALE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_get_pixel_extents (layout, NULL, &logical);
  x = is_rtl (row) ? gtk_widget_get_width (row) - start - logical.width : start;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) (x - logical.x), (float) y));
  gtk_snapshot_append_layout (snapshot, layout, &color);
  gtk_snapshot_restore (snapshot);
}

void
ingam_row_draw_sign (
    GtkWidget *row, GtkSnapshot *snapshot, IngamSignKind kind, int start, int height, GdkRGBA text)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (row));
  const char *name = ingam_sign_kind_get_color (kind);
  GdkRGBA color = name == NULL ? ingam_row_fade (text, ingam_row_get_dim_alpha ()) :
                                 ingam_color_named (row, name);
  g_autoptr (GtkIconPaintable) icon = gtk_icon_theme_lookup_icon (
      theme, ingam_sign_kind_get_icon (kind), NULL, INGAM_ROW_SIGN_SIZE,
      gtk_widget_get_scale_factor (row), gtk_widget_get_direction (row), 0);
  int x = is_rtl (row) ? gtk_widget_get_width (row) - start - INGAM_ROW_SIGN_SIZE : start;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) ((height - INGAM_ROW_SIGN_SIZE) / 2)));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot,
                                            INGAM_ROW_SIGN_SIZE, INGAM_ROW_SIGN_SIZE, &color, 1);
  gtk_snapshot_restore (snapshot);
}
