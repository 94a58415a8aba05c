/* wording.c: dates, purposes and typed words for texts that leave this program.
 *
 * A resident number (six digits of a birthday, seven more) may stand in a certificate's name or in
 * what a person types. It is masked wherever it looks like one: hiding a harmless number too often
 * costs a question, showing a real one cannot be taken back.
 */
#include "config.h"

#include "core/care/wording.h"

#include <glib/gi18n-lib.h>

char *
ingam_wording_dup_date (gint64 when)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (9 * 60 * 60);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (when);
  g_autoptr (GDateTime) korea = utc ? g_date_time_to_timezone (utc, zone) : NULL;
  /* Translators: a day, as g_date_time_format() takes it. */
  char *text = korea ? g_date_time_format (korea, C_ ("date", "%-e %B %Y")) : NULL;

  return text ? g_strstrip (text) : g_strdup ("?");
}

char *
ingam_wording_dup_purpose (IngamCredential *credential)
{
  return ingam_purpose_dup_display (ingam_credential_get_purpose (credential),
                                    ingam_credential_get_purpose_oid (credential));
}

static char *
mask (const char *text)
{
  static gsize regex;
  char *masked;

  if (g_once_init_enter (&regex))
    g_once_init_leave (&regex, (gsize) g_regex_new ("\\p{Nd}{6}[\\s\\p{Pd}]{0,3}\\p{Nd}{7}",
                                                    G_REGEX_OPTIMIZE, 0, NULL));
  masked = g_regex_replace_literal ((GRegex *) regex, text, -1, 0, "******-*******", 0, NULL);
  return masked ? masked : g_strdup ("");
}

char *
ingam_wording_dup_harmless (const char *text, guint max_chars, gboolean keep_lines)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_auto (GStrv) lines = g_strsplit (valid, keep_lines ? "\n" : "\n\n\n\n", -1);
  g_autoptr (GString) inert = g_string_new (NULL);

  for (guint i = 0; lines[i]; i++)
    {
      g_autofree char *line = ingam_name_dup_inert (lines[i], max_chars);

      g_string_append_printf (inert, "%s%s", i > 0 ? "\n" : "", g_strchomp (line));
    }
  if (g_utf8_strlen (inert->str, -1) > max_chars)
    g_string_truncate (inert,
                       (gsize) (g_utf8_offset_to_pointer (inert->str, max_chars) - inert->str));
  return mask (inert->str);
}
