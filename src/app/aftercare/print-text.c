/* Pango lays the text out for the paper once; a page is a run of its lines. */
#include "config.h"

#include "app/aftercare/print-text.h"

#include "app/widgets/paper.h"

#define TITLE_FONT "Sans Bold 14"
#define TEXT_FONT "Sans 11"
#define GAP 18.0 /* points under the title */

typedef struct
{
  char *title;
  char *text;
  PangoContext *pango;
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
  g_clear_object (&self->pango);
  g_clear_object (&self->title_layout);
  g_clear_object (&self->layout);
  g_array_unref (self->firsts);
  g_free (self);
}

static PangoLayout *
new_layout (Print *self, GtkPrintContext *context, const char *font, const char *text)
{
  return ingam_paper_new_layout (self->pango, gtk_print_context_get_width (context), font, text);
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
  return page == 0 ? ingam_paper_get_height (self->title_layout) + GAP : 0;
}

static void
begin_cb (GtkPrintOperation *operation, GtkPrintContext *context, gpointer user_data)
{
  Print *self = user_data;
  double bottom = gtk_print_context_get_height (context) - INGAM_PAPER_FOOT;
  double y;
  int first = 0;

  g_clear_object (&self->pango);
  g_clear_object (&self->title_layout);
  g_clear_object (&self->layout);
  self->pango = gtk_print_context_create_pango_context (context);
  self->title_layout = new_layout (self, context, TITLE_FONT, self->title);
  self->layout = new_layout (self, context, TEXT_FONT, self->text);
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
  ingam_paper_draw_number (cr, self->pango, gtk_print_context_get_width (context),
                           gtk_print_context_get_height (context), (guint) page, self->firsts->len);
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
  operation = ingam_paper_new_operation (title);
  g_signal_connect_data (operation, "begin-print", G_CALLBACK (begin_cb), self,
                         (GClosureNotify) (void (*) (void)) print_free, 0);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_cb), self);
  return operation;
}
