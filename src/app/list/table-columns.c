/* One table says what each column is called, shows, is sorted by and how wide it is; header and
 * rows read it.
 *
 * Not GtkColumnView: at each letter typed in search it makes some two hundred rows anew, and each
 * of them a widget a cell with gestures of its own (GTK 4.8); with ten thousand certificates that
 * was 80 ms a letter, against 13 for rows that draw themselves.
 */
#include "config.h"

#include "app/list/table-columns.h"

#include "app/widgets/phrases.h"

#include <glib/gi18n.h>

#define GAP 18 /* pixels between columns */

static char *
dup_name (IngamCredential *credential, const IngamRowFacts *facts)
{
  return g_strdup (ingam_credential_get_name (credential));
}

static char *
dup_purpose (IngamCredential *credential, const IngamRowFacts *facts)
{
  return ingam_phrase_dup_purpose (credential);
}

static char *
dup_authority (IngamCredential *credential, const IngamRowFacts *facts)
{
  const IngamAuthority *authority = ingam_credential_get_authority (credential);

  return g_strdup (authority == NULL ? ingam_credential_get_organization (credential) :
                                       authority->word);
}

static char *
dup_end (IngamCredential *credential, const IngamRowFacts *facts)
{
  return ingam_phrase_dup_date (ingam_credential_get_not_after (credential));
}

static char *
dup_left (IngamCredential *credential, const IngamRowFacts *facts)
{
  if (ingam_credential_get_superseded_by (credential) != NULL)
    return g_strdup (_ ("Replaced"));
  return ingam_phrase_dup_days (credential, facts->now);
}

static char *
dup_place (IngamCredential *credential, const IngamRowFacts *facts)
{
  return g_strdup (facts->place);
}

static char *
dup_backup (IngamCredential *credential, const IngamRowFacts *facts)
{
  if (facts->backup <= 0)
    return g_strdup (C_ ("backup", "None"));
  return ingam_phrase_dup_date (facts->backup);
}

static int
compare_names (IngamCredential *one, IngamCredential *other)
{
  return g_utf8_collate (ingam_credential_get_name (one), ingam_credential_get_name (other));
}

static int
compare_purposes (IngamCredential *one, IngamCredential *other)
{
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;

  if (ingam_credential_get_purpose (one) != NULL &&
      ingam_credential_get_purpose (one) == ingam_credential_get_purpose (other))
    return 0;
  a = ingam_phrase_dup_purpose (one);
  b = ingam_phrase_dup_purpose (other);
  return g_utf8_collate (a, b);
}

static int
compare_authorities (IngamCredential *one, IngamCredential *other)
{
  return g_strcmp0 (ingam_credential_get_organization (one),
                    ingam_credential_get_organization (other));
}

static int
compare_ends (IngamCredential *one, IngamCredential *other)
{
  gint64 a = ingam_credential_get_not_after (one);
  gint64 b = ingam_credential_get_not_after (other);

  return (a > b) - (a < b);
}

static const struct
{
  const char *title;
  char *(*dup_text) (IngamCredential *credential, const IngamRowFacts *facts);
  int (*compare) (IngamCredential *one, IngamCredential *other); /* NULL: not sorted by it */
  int digits;                                                    /* wide; 0: the rest */
} columns[INGAM_COLUMN_N] = {
  [INGAM_COLUMN_NAME] = { N_ ("Name"), dup_name, compare_names, 0 },
  [INGAM_COLUMN_PURPOSE] = { N_ ("Purpose"), dup_purpose, compare_purposes, 18 },
  [INGAM_COLUMN_AUTHORITY] = { N_ ("Authority"), dup_authority, compare_authorities, 11 },
  [INGAM_COLUMN_END] = { N_ ("Expires"), dup_end, compare_ends, 17 },
  [INGAM_COLUMN_LEFT] = { N_ ("Days Left"), dup_left, compare_ends, 15 },
  [INGAM_COLUMN_BACKUP] = { N_ ("Backup"), dup_backup, NULL, 17 },
  [INGAM_COLUMN_PLACE] = { N_ ("Place"), dup_place, NULL, 13 },
};

const char *
ingam_column_get_title (IngamColumn column)
{
  g_return_val_if_fail (column < INGAM_COLUMN_N, NULL);

  return _ (columns[column].title);
}

char *
ingam_column_dup_text (IngamColumn column, IngamCredential *credential, const IngamRowFacts *facts)
{
  char *text;

  g_return_val_if_fail (column < INGAM_COLUMN_N, NULL);
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (credential), NULL);

  text = columns[column].dup_text (credential, facts);
  return text == NULL ? g_strdup ("") : text;
}

gboolean
ingam_column_is_sortable (IngamColumn column)
{
  g_return_val_if_fail (column < INGAM_COLUMN_N, FALSE);

  return columns[column].compare != NULL;
}

int
ingam_column_compare (IngamColumn column, IngamCredential *one, IngamCredential *other)
{
  g_return_val_if_fail (column < INGAM_COLUMN_N && columns[column].compare != NULL, 0);

  return columns[column].compare (one, other);
}

/* Of the font in use; asked for once a font. */
static int
get_digit_width (PangoContext *context)
{
  static PangoContext *of; /* only to be compared */
  static guint serial;
  static int width;
  PangoFontMetrics *metrics;

  if (of == context && serial == pango_context_get_serial (context))
    return width;
  metrics = pango_context_get_metrics (context, NULL, NULL);
  width = PANGO_PIXELS_CEIL (pango_font_metrics_get_approximate_digit_width (metrics));
  pango_font_metrics_unref (metrics);
  of = context;
  serial = pango_context_get_serial (context);
  return width;
}

void
ingam_columns_lay_out (PangoContext *context,
                       int width,
                       gboolean with_place,
                       gboolean with_backup,
                       IngamColumnSpan ret_spans[INGAM_COLUMN_N])
{
  int digit = get_digit_width (context);
  int rest = width, start = 0;

  for (IngamColumn column = 0; column < INGAM_COLUMN_N; column++)
    {
      gboolean shown = (column != INGAM_COLUMN_PLACE || with_place) &&
                       (column != INGAM_COLUMN_BACKUP || with_backup);

      ret_spans[column].width = shown ? columns[column].digits * digit : 0;
      if (shown && columns[column].digits > 0)
        rest -= ret_spans[column].width + GAP;
    }
  ret_spans[INGAM_COLUMN_NAME].width = MAX (rest, 8 * digit);
  for (IngamColumn column = 0; column < INGAM_COLUMN_N; column++)
    {
      ret_spans[column].start = start;
      if (ret_spans[column].width > 0)
        start += ret_spans[column].width + GAP;
    }
}
