/* text.h: words and columns for a terminal.
 *
 * Widths count columns: Hangul takes two, combining marks none.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A translated format with exactly one %s. In one place, since the compiler cannot check it. */
char *ingam_text_format (const char *format, const char *value);

/* The same with exactly one %d: what g_dngettext() chose for @n. */
char *ingam_text_format_count (const char *format, int n);

guint ingam_text_width (const char *text);

/* Cut with an ellipsis to at most @width columns. */
char *ingam_text_dup_fitted (const char *text, guint width);

/* Columns of equal width two spaces apart; the last one is not filled up. */
typedef struct _IngamTable IngamTable;
IngamTable *ingam_table_new (guint n_columns); /* at most INGAM_TABLE_MAX_COLUMNS */
void ingam_table_free (IngamTable *self);
#define INGAM_TABLE_MAX_COLUMNS 8

/* One cell a column. */
void ingam_table_add_row (IngamTable *self, const char *const *cells);
/* The same for a table of two. */
void ingam_table_add (IngamTable *self, const char *label, const char *value);
void ingam_table_append_to (IngamTable *self, GString *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamTable, ingam_table_free)

G_END_DECLS
