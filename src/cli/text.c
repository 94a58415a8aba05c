/* text.c: column widths and tables.
 *
 * Widths come from GLib's tables of East Asian wide characters. wcwidth() was rejected: it answers
 * for the process's locale, and in "C" everything Korean would count as an error.
 */
#include "config.h"

#include "cli/text.h"

#include <string.h>

#define GAP 2

struct _IngamTable
{
  GPtrArray *cells; /* of char*, row by row */
  guint n_columns;
};

/* The formats come from our own translations; a translator's "%d" in place of "%s" is refused by
 * msgfmt -c. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
char *
ingam_text_format (const char *format, const char *value)
{
  return g_strdup_printf (format, value);
}

char *
ingam_text_format_count (const char *format, int n)
{
  return g_strdup_printf (format, n);
}
#pragma GCC diagnostic pop

static guint
char_width (gunichar c)
{
  return g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
}

guint
ingam_text_width (const char *text)
{
  guint width = 0;

  for (const char *p = text; *p; p = g_utf8_next_char (p))
    width += char_width (g_utf8_get_char (p));
  return width;
}

char *
ingam_text_dup_fitted (const char *text, guint width)
{
  guint used = 0;
  const char *end = text;

  if (ingam_text_width (text) <= width)
    return g_strdup (text);
  while (*end && used + char_width (g_utf8_get_char (end)) + 1 <= width)
    {
      used += char_width (g_utf8_get_char (end));
      end = g_utf8_next_char (end);
    }
  return g_strdup_printf ("%.*s…", (int) (end - text), text);
}

IngamTable *
ingam_table_new (guint n_columns)
{
  IngamTable *self;

  g_return_val_if_fail (n_columns > 0 && n_columns <= INGAM_TABLE_MAX_COLUMNS, NULL);
  self = g_new0 (IngamTable, 1);
  self->cells = g_ptr_array_new_with_free_func (g_free);
  self->n_columns = n_columns;
  return self;
}

void
ingam_table_free (IngamTable *self)
{
  g_ptr_array_unref (self->cells);
  g_free (self);
}

void
ingam_table_add_row (IngamTable *self, const char *const *cells)
{
  for (guint i = 0; i < self->n_columns; i++)
    g_ptr_array_add (self->cells, g_strdup (cells[i]));
}

void
ingam_table_add (IngamTable *self, const char *label, const char *value)
{
  const char *const cells[] = { label, value };

  g_return_if_fail (self->n_columns == 2);
  ingam_table_add_row (self, cells);
}

void
ingam_table_append_to (IngamTable *self, GString *out)
{
  guint widths[INGAM_TABLE_MAX_COLUMNS] = { 0 };

  for (guint i = 0; i < self->cells->len; i++)
    {
      guint width = ingam_text_width (g_ptr_array_index (self->cells, i));

      widths[i % self->n_columns] = MAX (widths[i % self->n_columns], width);
    }
  for (guint i = 0; i < self->cells->len; i++)
    {
      const char *cell = g_ptr_array_index (self->cells, i);
      guint column = i % self->n_columns;
      guint width = ingam_text_width (cell);

      g_string_append (out, cell);
      if (column + 1 == self->n_columns)
        g_string_append_c (out, '\n');
      else
        for (guint n = width; n < widths[column] + GAP; n++)
          g_string_append_c (out, ' ');
    }
}
