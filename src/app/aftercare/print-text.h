/* print-text.h: a plain text on paper: a title, lines that are broken to fit, as many pages as it
 * takes. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* To be run by whoever wants it printed, previewed or exported as PDF. */
GtkPrintOperation *ingam_print_text_new (const char *title, const char *text);

G_END_DECLS
