/* paper.h: what everything that is printed here shares: margins, layouts, page numbers. Points. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define INGAM_PAPER_MARGIN 20.0 /* millimetres, on each side */
#define INGAM_PAPER_FOOT 24.0   /* points at the foot of a page, for its number */

/* Margins set, in points; whoever draws connects to "begin-print" and "draw-page". */
GtkPrintOperation *ingam_paper_new_operation (const char *title);

/* Broken to @width between words, in Korean as well. */
PangoLayout *
ingam_paper_new_layout (PangoContext *context, double width, const char *font, const char *text);
double ingam_paper_get_height (PangoLayout *layout);

/* "1 / 2" at the foot of a page of this size; nothing when there is but one. @page from 0. */
void ingam_paper_draw_number (
    cairo_t *cr, PangoContext *context, double width, double height, guint page, guint n_pages);

G_END_DECLS
