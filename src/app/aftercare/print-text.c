/* Pango lays the text out for the paper once; a page is a run of its lines. */
#include "config.h"

#include "app/aftercare/print-text.h"

#include "app/widgets/finish.h"

#include <glib/gi18n.h>

#define TITLE_FONT "Sans Bold 14"
#define TEXT_FONT "Sans 11"
#define FOOT_FONT "Sans 9"
#define GAP 18.0    /* points under the title */
#define FOOT 24.0   /* points at the foot of a page */
#define MARGIN 20.0 /* millimetres */

typedef struct
{
  char *title;
  char *text;
  PangoLayout *title_layout;
  PangoLayout *layout;
  GArray *firsts; /* of int: the first line of each page */
} Print;

static void
print_free (gpointer data)
{
  Print *self = data;

  g_free (self->title);
  g_free (self->text);
  g_clear_object (&self->title_layout);
  g_clear_object (&self->layout);
  g_array_unref (self->firsts);
  g_free (self);
}

static PangoLayout *
new_layout (GtkPrintContext *context, const char *font, const char *text)
{
  PangoLayout *layout = gtk_print_context_create_pango_layout (context);
  PangoFontDescription *description = pango_font_description_from_string (font);
  g_autoptr (PangoAttrList) words = ingam_finish_new_word_attributes (text);

  pango_layout_set_attributes (layout, words);
  pango_layout_set_font_description (layout, description);
  pango_font_description_free (description);
  pango_layout_set_width (layout, (int) (gtk_print_context_get_width (context) * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

static double
get_height (PangoLayout *layout)
{
  int height;

  pango_layout_get_size (layout, NULL, &height);
  return (double) height / PANGO_SCALE;
}

static double
get_line_height (PangoLayout *layout, int line)
{
  PangoRectangle logical;

  pango_layout_line_get_extents (pango_layout_get_line_readonly (layout, line), NULL, &logical);
  return (double) logical.height / PANGO_SCALE;
}

/* Where the text begins on a page. */
static double
get_top (Print *self, guint page)
{
  return page == 0 ? get_height (self->title_layout) + GAP : 0;
}

static void
begin_cb (GtkPrintOperation *operation, GtkPrintContext *context, gpointer user_data)
{
  Print *self = user_data;
  double bottom = gtk_print_context_get_height (context) - FOOT;
  double y;
  int first = 0;

  g_clear_object (&self->title_layout);
  g_clear_object (&self->layout);
  self->title_layout = new_layout (context, TITLE_FONT, self->title);
  self->layout = new_layout (context, TEXT_FONT, self->text);
  g_array_set_size (self->firsts, 0);
  g_array_append_val (self->firsts, first);
  y = get_top (self, 0);
  for (int i = 0; i < pango_layout_get_line_count (self->layout); i++)
    {
      double height = get_line_height (self->layout, i);

      if (y + height > bottom && i > g_array_index (self->firsts, int, self->firsts->len - 1))
        {
          g_array_append_val (self->firsts, i);
          y = 0;
        }
      y += height;
    }
  gtk_print_operation_set_n_pages (operation, (int) self->firsts->len);
}

static void
draw_foot (Print *self, GtkPrintContext *context, guint page)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  /* Translators: the page and how many there are: "1 / 2" */
  g_autofree char *text = g_strdup_printf (_ ("%u / %u"), page + 1, self->firsts->len);
  g_autoptr (PangoLayout) layout = new_layout (context, FOOT_FONT, text);

  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  cairo_move_to (cr, 0, gtk_print_context_get_height (context) - get_height (layout));
  pango_cairo_show_layout (cr, layout);
}

static void
draw_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, gpointer user_data)
{
  Print *self = user_data;
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  guint next = (guint) page + 1;
  int end = next < self->firsts->len ? g_array_index (self->firsts, int, next) :
                                       pango_layout_get_line_count (self->layout);
  double y = get_top (self, (guint) page);

  cairo_set_source_rgb (cr, 0, 0, 0);
  if (page == 0)
    {
      cairo_move_to (cr, 0, 0);
      pango_cairo_show_layout (cr, self->title_layout);
    }
  for (int i = g_array_index (self->firsts, int, page); i < end; i++)
    {
      PangoLayoutLine *line = pango_layout_get_line_readonly (self->layout, i);
      PangoRectangle logical;

      pango_layout_line_get_extents (line, NULL, &logical);
      cairo_move_to (cr, 0,
                     y - (double) logical.y / PANGO_SCALE); /* a line is drawn from its base */
      pango_cairo_show_layout_line (cr, line);
      y += (double) logical.height / PANGO_SCALE;
    }
  if (self->firsts->len > 1)
    draw_foot (self, context, (guint) page);
}

static void
set_margins (GtkPrintOperation *operation)
{
  g_autoptr (GtkPageSetup) setup = gtk_page_setup_new ();

  gtk_page_setup_set_top_margin (setup, MARGIN, GTK_UNIT_MM);
  gtk_page_setup_set_bottom_margin (setup, MARGIN, GTK_UNIT_MM);
  gtk_page_setup_set_left_margin (setup, MARGIN, GTK_UNIT_MM);
  gtk_page_setup_set_right_margin (setup, MARGIN, GTK_UNIT_MM);
  gtk_print_operation_set_default_page_setup (operation, setup);
}

GtkPrintOperation *
ingam_print_text_new (const char *title, const char *text)
{
  GtkPrintOperation *operation;
  Print *self;

  g_return_val_if_fail (title != NULL && text != NULL, NULL);

  self = g_new0 (Print, 1);
  self->title = g_strdup (title);
  self->text = g_strdup (text);
  self->firsts = g_array_new (FALSE, FALSE, sizeof (int));
  operation = gtk_print_operation_new ();
  gtk_print_operation_set_job_name (operation, title);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  set_margins (operation);
  g_signal_connect_data (operation, "begin-print", G_CALLBACK (begin_cb), self,
                         (GClosureNotify) (void (*) (void)) print_free, 0);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_cb), self);
  return operation;
}
