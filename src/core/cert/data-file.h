/* data-file.h: the facts in data/ that are compiled into this library.
 *
 * Plain text, one row a line, columns separated by commas (none contains one), '#' at the front for
 * comments. Facts that may age (names, numbers, policy OIDs) stand there with their date, so that a
 * correction needs no C.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @columns: @n_columns strings without space at their ends, borrowed for the call. */
typedef void (*IngamDataRowFunc) (char **columns, gpointer user_data);

/* Calls @func for every row of data/<name> in its order. Rows with fewer columns are left out (the
 * tests see to it that there are none); further columns are not handed in. */
void ingam_data_file_foreach (const char *name,
                              guint n_columns,
                              IngamDataRowFunc func,
                              gpointer user_data);

/* Names are data and not in the translations: a Korean reads the Korean one, anybody else the
 * English one. */
gboolean ingam_data_reads_korean (void);

G_END_DECLS
