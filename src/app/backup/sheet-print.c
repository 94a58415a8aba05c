/* sheet-print.c: lines become blocks with a height; a page is a run of blocks.
 *
 * The passphrase is drawn letter by letter from the secret: no string of ours ever holds it whole.
 * The PDF is made in memory and comes to its place by the one writer of files, so that no temporary
 * file with a passphrase is left anywhere; GtkPrintOperation's own export writes where and how it
 * likes.
 */
#include "config.h"

#include "app/backup/sheet-print.h"

#include "app/widgets/paper.h"
#include "core/base/durable-file.h"

#include <cairo-pdf.h>
#include <glib/gi18n.h>
#include <string.h>

#define A4_WIDTH 595.28 /* points */
#define A4_HEIGHT 841.89
#define MARGIN (INGAM_PAPER_MARGIN * 72.0 / 25.4)

#define TITLE_FONT "Sans Bold 20"
#define HEADING_FONT "Sans Bold 12"
#define TEXT_FONT "Sans 10"
#define STRONG_FONT "Sans Bold 10"
#define SMALL_FONT "Sans 9"
#define NAME_FONT "Sans Bold 9"
#define NUMBER_FONT "Monospace 6.5"
#define SYMBOL_FONT "Monospace Bold 14"

#define INK 0.10 /* grey, from black to white */
#define PALE 0.40
#define RULE 0.82
#define BOX 0.955

#define PAD 14.0   /* inside the passphrase's box */
#define RADIUS 8.0 /* of its corners */
#define CODE 96.0  /* a side of the QR code with its white: 3.4 cm */
#define PITCH 10.0 /* from letter to letter: all in one line, to be copied out of a PDF */
#define CELL 12.0  /* to write one letter into */
#define CELL_HEIGHT 22.0
#define CELL_GAP 9.0 /* between groups, where the hyphen is */
#define STEP_INDENT 18.0
#define QUIET 4u

typedef struct
{
  const IngamRecoveryLine *line; /* borrowed from the recovery */
  PangoLayout *text;
  PangoLayout *detail;
  PangoLayout *aside;
  double before; /* left out at the head of a page */
  double height;
  guint page;
} Block;

typedef struct
{
  IngamRecovery *recovery; /* owned, or NULL when it is the caller's */
  IngamRecovery *shown;
  PangoContext *context;
  double width;
  double height;
  GPtrArray *blocks;
  guint n_pages;
} Sheet;

static void
block_free (gpointer data)
{
  Block *block = data;

  g_clear_object (&block->text);
  g_clear_object (&block->detail);
  g_clear_object (&block->aside);
  g_free (block);
}

static void
sheet_free (gpointer data)
{
  Sheet *self = data;

  g_clear_pointer (&self->recovery, ingam_recovery_free);
  g_clear_object (&self->context);
  g_ptr_array_unref (self->blocks);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sheet, sheet_free)

static Sheet *
sheet_new (IngamRecovery *shown)
{
  Sheet *self = g_new0 (Sheet, 1);

  self->shown = shown;
  self->blocks = g_ptr_array_new_with_free_func (block_free);
  return self;
}

/* --- how each kind of line looks --- */

typedef struct
{
  const char *font;
  const char *detail_font;
  double before;
  double after;
  double indent;
  gboolean keeps_next; /* never the last on a page */
} Style;

static const Style styles[] = {
  [INGAM_RECOVERY_TITLE] = { TITLE_FONT, TEXT_FONT, 0, 14, 0, TRUE },
  [INGAM_RECOVERY_HEADING] = { HEADING_FONT, SMALL_FONT, 16, 6, 0, TRUE },
  [INGAM_RECOVERY_PARAGRAPH] = { TEXT_FONT, SMALL_FONT, 0, 8, 0, FALSE },
  [INGAM_RECOVERY_STEP] = { TEXT_FONT, SMALL_FONT, 0, 4, STEP_INDENT, FALSE },
  [INGAM_RECOVERY_PLACE] = { STRONG_FONT, SMALL_FONT, 0, 8, 0, FALSE },
  [INGAM_RECOVERY_CREDENTIAL] = { NAME_FONT, SMALL_FONT, 0, 6, 0, FALSE },
  [INGAM_RECOVERY_PASSPHRASE] = { TEXT_FONT, SMALL_FONT, 2, 12, 0, FALSE },
  [INGAM_RECOVERY_BLANK] = { TEXT_FONT, SMALL_FONT, 2, 12, 0, FALSE },
};

static double
get_box_height (IngamRecoveryKind kind)
{
  return kind == INGAM_RECOVERY_PASSPHRASE ? CODE + 2 * PAD : CELL_HEIGHT + 2 * PAD + 20;
}

/* One certificate is two lines: its name and what it is for beside each other, the numbers below.
 */
static void
measure_credential (Sheet *self, Block *block)
{
  double half = self->width / 2;

  block->text = ingam_paper_new_layout (self->context, half - 8, NAME_FONT, block->line->text);
  block->detail = ingam_paper_new_layout (self->context, half, SMALL_FONT, block->line->detail);
  block->aside =
      ingam_paper_new_layout (self->context, self->width, NUMBER_FONT, block->line->aside);
  pango_layout_set_alignment (block->detail, PANGO_ALIGN_RIGHT);
  pango_layout_set_height (block->text, -1); /* one line: a name is anybody's */
  pango_layout_set_ellipsize (block->text, PANGO_ELLIPSIZE_END);
  pango_layout_set_height (block->detail, -1);
  pango_layout_set_ellipsize (block->detail, PANGO_ELLIPSIZE_START);
  block->height = ingam_paper_get_height (block->text) + ingam_paper_get_height (block->aside) + 1;
}

static void
measure (Sheet *self, Block *block)
{
  const IngamRecoveryLine *line = block->line;
  const Style *style = &styles[line->kind];
  double width = self->width - style->indent;
  gboolean is_box = line->kind == INGAM_RECOVERY_PASSPHRASE || line->kind == INGAM_RECOVERY_BLANK;

  block->before = style->before;
  if (line->kind == INGAM_RECOVERY_CREDENTIAL)
    {
      measure_credential (self, block);
      return;
    }
  if (line->text != NULL)
    {
      block->text = ingam_paper_new_layout (self->context, width, style->font, line->text);
      block->height += ingam_paper_get_height (block->text);
    }
  if (line->detail != NULL)
    {
      block->detail = ingam_paper_new_layout (self->context, is_box ? width - 2 * PAD : width,
                                              style->detail_font, line->detail);
      block->height += ingam_paper_get_height (block->detail) + 2;
    }
  if (is_box)
    block->height = get_box_height (line->kind);
}

/* --- onto pages --- */

static double
get_needed (Sheet *self, guint index)
{
  double needed = 0;
  Block *block;

  do
    {
      const Style *style;

      block = g_ptr_array_index (self->blocks, index);
      style = &styles[block->line->kind];
      needed += block->height;
      if (!style->keeps_next)
        break;
      needed += style->after;
    }
  while (++index < self->blocks->len);
  return needed;
}

static void
lay_out (Sheet *self)
{
  GPtrArray *lines = ingam_recovery_get_lines (self->shown);
  double bottom = self->height - INGAM_PAPER_FOOT;
  double y = 0;
  guint page = 0;

  g_ptr_array_set_size (self->blocks, 0);
  for (guint i = 0; i < lines->len; i++)
    {
      Block *block = g_new0 (Block, 1);

      block->line = g_ptr_array_index (lines, i);
      measure (self, block);
      g_ptr_array_add (self->blocks, block);
    }
  for (guint i = 0; i < self->blocks->len; i++)
    {
      Block *block = g_ptr_array_index (self->blocks, i);

      if (y > 0 && y + block->before + get_needed (self, i) > bottom)
        {
          page++;
          y = 0;
        }
      y += (y > 0 ? block->before : 0) + block->height + styles[block->line->kind].after;
      block->page = page;
    }
  self->n_pages = page + 1;
}

/* --- drawing --- */

static void
set_grey (cairo_t *cr, double grey)
{
  cairo_set_source_rgb (cr, grey, grey, grey);
}

static void
show (cairo_t *cr, PangoLayout *layout, double x, double y, double grey)
{
  if (layout == NULL)
    return;
  set_grey (cr, grey);
  cairo_move_to (cr, x, y);
  pango_cairo_show_layout (cr, layout);
}

static void
draw_rule (cairo_t *cr, double width, double y)
{
  set_grey (cr, RULE);
  cairo_set_line_width (cr, 0.5);
  cairo_move_to (cr, 0, y);
  cairo_line_to (cr, width, y);
  cairo_stroke (cr);
}

static void
draw_box (cairo_t *cr, double width, double y, double height)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, width - RADIUS, y + RADIUS, RADIUS, -G_PI_2, 0);
  cairo_arc (cr, width - RADIUS, y + height - RADIUS, RADIUS, 0, G_PI_2);
  cairo_arc (cr, RADIUS, y + height - RADIUS, RADIUS, G_PI_2, G_PI);
  cairo_arc (cr, RADIUS, y + RADIUS, RADIUS, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
  set_grey (cr, BOX);
  cairo_fill (cr);
}

/* All dark modules are one shape, so that no hair of white runs between two of them. */
static void
draw_code (IngamRecovery *recovery, cairo_t *cr, double x, double y)
{
  guint size = ingam_recovery_get_qr_size (recovery);
  double module = CODE / (size + 2 * QUIET);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_rectangle (cr, x, y, CODE, CODE);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  for (guint row = 0; row < size; row++)
    for (guint column = 0; column < size; column++)
      if (ingam_recovery_get_qr_module (recovery, column, row))
        cairo_rectangle (cr, x + (column + QUIET) * module, y + (row + QUIET) * module, module,
                         module);
  cairo_fill (cr);
}

static void
draw_symbols (Sheet *self, cairo_t *cr, double x, double y)
{
  gsize size;
  const guint8 *text = ingam_secret_peek (ingam_recovery_get_passphrase (self->shown), &size);
  g_autoptr (PangoLayout) layout =
      ingam_paper_new_layout (self->context, A4_WIDTH, SYMBOL_FONT, "");
  g_autoptr (PangoAttrList) latin = pango_attr_list_new ();

  /* A digit alone belongs to no script: in a Korean text it would come from another font. */
  pango_attr_list_insert (latin, pango_attr_language_new (pango_language_from_string ("en")));
  pango_layout_set_attributes (layout, latin);
  for (guint i = 0; i < size; i++)
    {
      pango_layout_set_text (layout, (const char *) text + i, 1);
      show (cr, layout, x + (double) i * PITCH, y, text[i] == '-' ? PALE : 0);
    }
  pango_layout_set_text (layout, "", 0);
}

static void
draw_passphrase (Sheet *self, cairo_t *cr, const Block *block, double y)
{
  double middle = y + block->height / 2;

  draw_box (cr, self->width, y, block->height);
  draw_symbols (self, cr, PAD, middle - 24);
  show (cr, block->detail, PAD, middle + 6, PALE);
  if (ingam_recovery_get_qr_size (self->shown) > 0)
    draw_code (self->shown, cr, self->width - PAD - CODE, y + PAD);
}

static void
draw_cells (cairo_t *cr, double y)
{
  double x = PAD;

  cairo_set_line_width (cr, 0.7);
  for (guint group = 0; group < 7; group++)
    {
      if (group > 0)
        {
          set_grey (cr, PALE);
          cairo_move_to (cr, x + 2, y + CELL_HEIGHT / 2);
          cairo_line_to (cr, x + CELL_GAP - 2, y + CELL_HEIGHT / 2);
          cairo_stroke (cr);
          x += CELL_GAP;
        }
      for (guint i = 0; i < 4; i++, x += CELL)
        {
          cairo_rectangle (cr, x, y, CELL, CELL_HEIGHT);
          cairo_set_source_rgb (cr, 1, 1, 1);
          cairo_fill_preserve (cr);
          set_grey (cr, PALE);
          cairo_stroke (cr);
        }
    }
}

static void
draw_blank (Sheet *self, cairo_t *cr, const Block *block, double y)
{
  draw_box (cr, self->width, y, block->height);
  draw_cells (cr, y + PAD);
  show (cr, block->detail, PAD, y + PAD + CELL_HEIGHT + 8, PALE);
}

static void
draw_credential (Sheet *self, cairo_t *cr, const Block *block, double y)
{
  /* On one line of writing, whichever fonts the two are from. */
  double lower = (double) (pango_layout_get_baseline (block->text) -
                           pango_layout_get_baseline (block->detail)) /
                 PANGO_SCALE;

  show (cr, block->text, 0, y, INK);
  show (cr, block->detail, self->width / 2, y + lower, INK);
  show (cr, block->aside, 0, y + ingam_paper_get_height (block->text) + 1, PALE);
  draw_rule (cr, self->width, y + block->height + 3);
}

static void
draw_text (Sheet *self, cairo_t *cr, const Block *block, guint number, double y)
{
  double indent = styles[block->line->kind].indent;

  if (number > 0)
    {
      g_autofree char *text = g_strdup_printf ("%u.", number);
      g_autoptr (PangoLayout) layout =
          ingam_paper_new_layout (self->context, STEP_INDENT, TEXT_FONT, text);

      show (cr, layout, 0, y, PALE);
    }
  show (cr, block->text, indent, y, INK);
  if (block->text != NULL)
    y += ingam_paper_get_height (block->text) + 2;
  show (cr, block->detail, indent, y, PALE);
  if (block->line->kind == INGAM_RECOVERY_TITLE)
    draw_rule (cr, self->width, y + ingam_paper_get_height (block->detail) + 7);
}

static void
draw_block (Sheet *self, cairo_t *cr, const Block *block, guint number, double y)
{
  switch (block->line->kind)
    {
    case INGAM_RECOVERY_PASSPHRASE:
      draw_passphrase (self, cr, block, y);
      break;
    case INGAM_RECOVERY_BLANK:
      draw_blank (self, cr, block, y);
      break;
    case INGAM_RECOVERY_CREDENTIAL:
      draw_credential (self, cr, block, y);
      break;
    case INGAM_RECOVERY_TITLE:
    case INGAM_RECOVERY_HEADING:
    case INGAM_RECOVERY_PARAGRAPH:
    case INGAM_RECOVERY_STEP:
    case INGAM_RECOVERY_PLACE:
    default:
      draw_text (self, cr, block, number, y);
      break;
    }
}

static void
draw_page (Sheet *self, cairo_t *cr, guint page)
{
  double y = 0;
  guint number = 0;

  for (guint i = 0; i < self->blocks->len; i++)
    {
      const Block *block = g_ptr_array_index (self->blocks, i);

      number = block->line->kind == INGAM_RECOVERY_STEP ? number + 1 : 0;
      if (block->page != page)
        continue;
      y += y > 0 ? block->before : 0;
      draw_block (self, cr, block, number, y);
      y += block->height + styles[block->line->kind].after;
    }
  set_grey (cr, PALE);
  ingam_paper_draw_number (cr, self->context, self->width, self->height, page, self->n_pages);
}

/* --- a printer --- */

static void
begin_cb (GtkPrintOperation *operation, GtkPrintContext *context, gpointer user_data)
{
  Sheet *self = user_data;

  g_clear_object (&self->context);
  self->context = gtk_print_context_create_pango_context (context);
  self->width = gtk_print_context_get_width (context);
  self->height = gtk_print_context_get_height (context);
  lay_out (self);
  gtk_print_operation_set_n_pages (operation, (int) self->n_pages);
}

static void
draw_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, gpointer user_data)
{
  draw_page (user_data, gtk_print_context_get_cairo_context (context), (guint) page);
}

GtkPrintOperation *
ingam_sheet_print_new (IngamRecovery *recovery)
{
  GtkPrintOperation *operation;
  Sheet *self;

  g_return_val_if_fail (recovery != NULL, NULL);

  self = sheet_new (recovery);
  self->recovery = recovery;
  operation = ingam_paper_new_operation (_ ("Recovery sheet for joint certificates"));
  g_signal_connect_data (operation, "begin-print", G_CALLBACK (begin_cb), self,
                         (GClosureNotify) (void (*) (void)) sheet_free, 0);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_cb), self);
  return operation;
}

typedef struct
{
  GtkWindow *parent; /* weak */
  IngamSheetFailed failed;
} Printing;

static void
printing_free (gpointer data, GClosure *closure)
{
  Printing *printing = data;

  g_clear_weak_pointer (&printing->parent);
  g_free (printing);
}

static void
done_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, gpointer user_data)
{
  Printing *printing = user_data;
  g_autoptr (GError) error = NULL;

  if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    {
      gtk_print_operation_get_error (operation, &error);
      if (printing->failed != NULL && printing->parent != NULL)
        printing->failed (printing->parent,
                          error != NULL ? error->message : _ ("It could not be printed"));
    }
  g_object_unref (operation);
}

void
ingam_sheet_print (GtkWindow *parent, IngamRecovery *recovery, IngamSheetFailed failed)
{
  GtkPrintOperation *operation = ingam_sheet_print_new (recovery); /* let go when it is done */
  Printing *printing = g_new0 (Printing, 1);

  g_set_weak_pointer (&printing->parent, parent);
  printing->failed = failed;
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect_data (operation, "done", G_CALLBACK (done_cb), printing, printing_free, 0);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, parent, NULL);
}

/* --- a file --- */

#define FIRST_ROOM (256 * 1024)

typedef struct
{
  guint8 *data;
  gsize size;
  gsize room;
} Buffer;

/* Grows without g_realloc(), which leaves copies that nobody wipes. */
static cairo_status_t
append_cb (void *closure, const unsigned char *data, unsigned int size)
{
  Buffer *buffer = closure;

  if (buffer->room - buffer->size < size)
    {
      gsize room = MAX (FIRST_ROOM, 2 * buffer->room + size);
      guint8 *larger = g_malloc (room);

      if (buffer->size > 0)
        {
          memcpy (larger, buffer->data, buffer->size);
          ingam_secret_wipe (buffer->data, buffer->size);
        }
      g_free (buffer->data);
      buffer->data = larger;
      buffer->room = room;
    }
  memcpy (buffer->data + buffer->size, data, size);
  buffer->size += size;
  return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t
draw_pdf (Sheet *self, Buffer *buffer)
{
  cairo_surface_t *surface =
      cairo_pdf_surface_create_for_stream (append_cb, buffer, A4_WIDTH, A4_HEIGHT);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE,
                                  _ ("Recovery sheet for joint certificates"));
  self->context = pango_cairo_create_context (cr);
  pango_cairo_context_set_resolution (self->context, 72); /* a point is a unit here */
  pango_context_set_round_glyph_positions (self->context, FALSE);
  self->width = A4_WIDTH - 2 * MARGIN;
  self->height = A4_HEIGHT - 2 * MARGIN;
  cairo_translate (cr, MARGIN, MARGIN);
  lay_out (self);
  for (guint page = 0; page < self->n_pages; page++)
    {
      draw_page (self, cr, page);
      cairo_show_page (cr);
    }
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return status;
}

gboolean
ingam_sheet_save_pdf (IngamRecovery *recovery, const char *path, GError **error)
{
  g_autoptr (Sheet) self = NULL;
  g_autoptr (GBytes) bytes = NULL;
  Buffer buffer = { 0 };
  cairo_status_t status;
  gboolean is_written = FALSE;

  g_return_val_if_fail (recovery != NULL, FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  self = sheet_new (recovery);
  status = draw_pdf (self, &buffer);
  if (status == CAIRO_STATUS_SUCCESS)
    {
      bytes = g_bytes_new_static (buffer.data, buffer.size);
      is_written = ingam_durable_write_path (path, bytes, TRUE, error);
    }
  else
    g_set_error (error, INGAM_ERROR, INGAM_ERROR_FAILED, _ ("The sheet could not be drawn (%s)."),
                 cairo_status_to_string (status));
  if (buffer.data != NULL)
    ingam_secret_wipe (buffer.data, buffer.size);
  g_free (buffer.data);
  return is_written;
}
