/* paper.c: all of it in points and on a PangoContext, so that the same code draws for a printer and
 * into a file of our own. */
#include "config.h"

#include "app/widgets/paper.h"

#include "app/widgets/finish.h"

#include <glib/gi18n.h>

#define FOOT_FONT "Sans 9"

GtkPrintOperation *
ingam_paper_new_operation (const char *title)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) setup = gtk_page_setup_new ();

  g_return_val_if_fail (title != NULL, NULL);

  gtk_page_setup_set_top_margin (setup, INGAM_PAPER_MARGIN, GTK_UNIT_MM);
  gtk_page_setup_set_bottom_margin (setup, INGAM_PAPER_MARGIN, GTK_UNIT_MM);
  gtk_page_setup_set_left_margin (setup, INGAM_PAPER_MARGIN, GTK_UNIT_MM);
  gtk_page_setup_set_right_margin (setup, INGAM_PAPER_MARGIN, GTK_UNIT_MM);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_job_name (operation, title);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  return operation;
}

PangoLayout *
ingam_paper_new_layout (PangoContext *context, double width, const char *font, const char *text)
{
  PangoLayout *layout = pango_layout_new (context);
  PangoFontDescription *description = pango_font_description_from_string (font);
  g_autoptr (PangoAttrList) words = ingam_finish_new_word_attributes (text);

  pango_layout_set_attributes (layout, words);
  pango_layout_set_font_description (layout, description);
  pango_font_description_free (description);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

double
ingam_paper_get_height (PangoLayout *layout)
{
  int height;

  pango_layout_get_size (layout, NULL, &height);
  return (double) height / PANGO_SCALE;
}

void
ingam_paper_draw_number (
    cairo_t *cr, PangoContext *context, double width, double height, guint page, guint n_pages)
{
  /* Translators: the page and how many there are: "1 / 2" */
  g_autofree char *text = g_strdup_printf (_ ("%u / %u"), page + 1, n_pages);
  g_autoptr (PangoLayout) layout = NULL;

  if (n_pages < 2)
    return;
  layout = ingam_paper_new_layout (context, width, FOOT_FONT, text);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  cairo_move_to (cr, 0, height - ingam_paper_get_height (layout));
  pango_cairo_show_layout (cr, layout);
}
