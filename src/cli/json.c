/* json.c: a small JSON writer.
 *
 * json-glib was rejected: a dependency, a node tree and a property system for what is an escape
 * function and a comma; and it writes bidi controls as they are.
 */
#include "config.h"

#include "cli/json.h"

struct _IngamJson
{
  GString *text;
  guint depth;
  char closing[INGAM_JSON_MAX_DEPTH];
  gboolean has_members[INGAM_JSON_MAX_DEPTH + 1];
};

IngamJson *
ingam_json_new (void)
{
  IngamJson *self = g_new0 (IngamJson, 1);

  self->text = g_string_new (NULL);
  return self;
}

void
ingam_json_free (IngamJson *self)
{
  g_string_free (self->text, TRUE);
  g_free (self);
}

static gboolean
needs_escape (gunichar c)
{
  static const gboolean table[] = {
    [G_UNICODE_CONTROL] = TRUE,
    [G_UNICODE_FORMAT] = TRUE,
    [G_UNICODE_UNASSIGNED] = TRUE,
    [G_UNICODE_PRIVATE_USE] = TRUE,
    [G_UNICODE_SURROGATE] = TRUE,
    [G_UNICODE_LINE_SEPARATOR] = TRUE,
    [G_UNICODE_PARAGRAPH_SEPARATOR] = TRUE,
    [G_UNICODE_SPACE_SEPARATOR] = FALSE,
  };
  GUnicodeType type = g_unichar_type (c);

  return c == '"' || c == '\\' || ((gsize) type < G_N_ELEMENTS (table) && table[type]);
}

static void
append_escaped (GString *text, gunichar c)
{
  if (c == '"' || c == '\\')
    g_string_append_printf (text, "\\%c", (char) c);
  else if (c < 0x10000)
    g_string_append_printf (text, "\\u%04x", c);
  else
    g_string_append_printf (text, "\\u%04x\\u%04x", 0xd800 + ((c - 0x10000) >> 10),
                            0xdc00 + ((c - 0x10000) & 0x3ff));
}

static void
append_string (GString *text, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);

  g_string_append_c (text, '"');
  for (const char *p = valid; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (needs_escape (c))
        append_escaped (text, c);
      else
        g_string_append_unichar (text, c);
    }
  g_string_append_c (text, '"');
}

static void
indent (IngamJson *self)
{
  g_string_append_c (self->text, '\n');
  for (guint i = 0; i < self->depth; i++)
    g_string_append (self->text, "  ");
}

static void
begin_member (IngamJson *self, const char *key)
{
  if (self->depth > 0)
    {
      if (self->has_members[self->depth])
        g_string_append_c (self->text, ',');
      indent (self);
    }
  self->has_members[self->depth] = TRUE;
  if (key)
    {
      append_string (self->text, key);
      g_string_append (self->text, ": ");
    }
}

static void
begin (IngamJson *self, const char *key, char opening, char closing)
{
  g_return_if_fail (self->depth < INGAM_JSON_MAX_DEPTH);
  begin_member (self, key);
  g_string_append_c (self->text, opening);
  self->closing[self->depth++] = closing;
  self->has_members[self->depth] = FALSE;
}

void
ingam_json_begin_object (IngamJson *self, const char *key)
{
  begin (self, key, '{', '}');
}

void
ingam_json_begin_list (IngamJson *self, const char *key)
{
  begin (self, key, '[', ']');
}

void
ingam_json_end (IngamJson *self)
{
  gboolean had_members;

  g_return_if_fail (self->depth > 0);
  had_members = self->has_members[self->depth--];
  if (had_members)
    indent (self);
  g_string_append_c (self->text, self->closing[self->depth]);
}

void
ingam_json_add_string (IngamJson *self, const char *key, const char *value)
{
  begin_member (self, key);
  if (value)
    append_string (self->text, value);
  else
    g_string_append (self->text, "null");
}

void
ingam_json_add_int (IngamJson *self, const char *key, gint64 value)
{
  begin_member (self, key);
  g_string_append_printf (self->text, "%" G_GINT64_FORMAT, value);
}

void
ingam_json_add_bool (IngamJson *self, const char *key, gboolean value)
{
  begin_member (self, key);
  g_string_append (self->text, value ? "true" : "false");
}

void
ingam_json_add_null (IngamJson *self, const char *key)
{
  ingam_json_add_string (self, key, NULL);
}

void
ingam_json_add_time (IngamJson *self, const char *key, gint64 when)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (when);
  g_autofree char *text = NULL;

  /* Not g_date_time_format(): its %Y has fewer than four digits before the year 1000. */
  if (time)
    text = g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02dZ", g_date_time_get_year (time),
                            g_date_time_get_month (time), g_date_time_get_day_of_month (time),
                            g_date_time_get_hour (time), g_date_time_get_minute (time),
                            g_date_time_get_second (time));
  ingam_json_add_string (self, key, text);
}

const char *
ingam_json_get_text (IngamJson *self, gsize *ret_size)
{
  g_return_val_if_fail (self->depth == 0, NULL);
  if (self->text->len == 0 || self->text->str[self->text->len - 1] != '\n')
    g_string_append_c (self->text, '\n');
  if (ret_size)
    *ret_size = self->text->len;
  return self->text->str;
}
