/* The words for days, dates and uses that the list, the page, the import and the dialogs share.
 *
 * Pure functions with the time handed in. Sentences are built so that no Korean particle has to be
 * chosen by the last letter of a name.
 */
#include "config.h"

#include "app/widgets/phrases.h"

#include "core/base/clock.h"

#include <glib/gi18n.h>

#define SHORT_NAME 16 /* characters */

char *
ingam_phrase_dup_days (IngamCredential *credential, gint64 now)
{
  int days = ingam_credential_get_days_left (credential, now);

  if (ingam_credential_get_state (credential, now) == INGAM_STATE_NOT_YET_VALID)
    {
      int wait = ingam_clock_days_between (now, ingam_credential_get_not_before (credential));

      if (wait <= 0)
        return g_strdup (_ ("Starts today"));
      return g_strdup_printf (ngettext ("Starts in %d day", "Starts in %d days", wait), wait);
    }
  if (ingam_credential_get_state (credential, now) == INGAM_STATE_EXPIRED)
    {
      if (days >= 0)
        return g_strdup (_ ("Expired today"));
      return g_strdup_printf (ngettext ("Expired %d day ago", "Expired %d days ago", -days), -days);
    }
  if (days == 0)
    return g_strdup (_ ("Until today"));
  return g_strdup_printf (ngettext ("%d day to go", "%d days to go", days), days);
}

char *
ingam_phrase_dup_spoken_days (IngamCredential *credential, gint64 now)
{
  int days = ingam_credential_get_days_left (credential, now);

  switch (ingam_credential_get_state (credential, now))
    {
    case INGAM_STATE_VALID:
    case INGAM_STATE_RENEWABLE:
      if (days > 0)
        /* Translators: read aloud, so in words. */
        return g_strdup_printf (ngettext ("%d day left", "%d days left", days), days);
      break;
    case INGAM_STATE_EXPIRED:
    case INGAM_STATE_NOT_YET_VALID:
    default:
      break;
    }
  return ingam_phrase_dup_days (credential, now);
}

char *
ingam_phrase_dup_note (IngamCredential *credential, gint64 now)
{
  IngamOddity oddities = ingam_credential_get_oddities (credential);

  if (ingam_credential_get_superseded_by (credential) != NULL)
    return g_strdup (_ ("Replaced by a newer certificate"));
  if (oddities & INGAM_ODDITY_NO_KEY)
    return g_strdup (_ ("The private key is missing"));
  if (oddities & INGAM_ODDITY_DAMAGED)
    return g_strdup (_ ("A file of it is damaged"));
  if (ingam_credential_get_state (credential, now) == INGAM_STATE_RENEWABLE)
    return g_strdup (_ ("Can be renewed now"));
  return NULL;
}

char *
ingam_phrase_dup_aftercare (guint n_done, guint n)
{
  /* Translators: how many of the things to do after a reissue. */
  return g_strdup_printf (_ ("After a reissue: %u of %u done"), n_done, n);
}

char *
ingam_phrase_dup_purpose (IngamCredential *credential)
{
  return ingam_purpose_dup_display (ingam_credential_get_purpose (credential),
                                    ingam_credential_get_purpose_oid (credential));
}

char *
ingam_phrase_dup_use (IngamCredential *credential)
{
  const IngamAuthority *authority = ingam_credential_get_authority (credential);
  const char *organization = ingam_credential_get_organization (credential);
  g_autofree char *purpose = ingam_phrase_dup_purpose (credential);

  if (authority != NULL)
    organization = authority->word;
  if (organization == NULL || *organization == '\0')
    return g_steal_pointer (&purpose);
  if (ingam_credential_get_purpose (credential) == NULL)
    return g_strdup_printf ("%s · %s", organization, purpose);
  return g_strdup_printf ("%s · %s", purpose, organization);
}

static char *
dup_title (IngamCredential *credential, const char *name)
{
  g_autofree char *purpose = ingam_phrase_dup_purpose (credential);

  /* Translators: a person's or company's name, then what the certificate is for. */
  return g_strdup_printf (C_ ("certificate", "%s, %s"), name, purpose);
}

char *
ingam_phrase_dup_title (IngamCredential *credential)
{
  return dup_title (credential, ingam_credential_get_name (credential));
}

char *
ingam_phrase_dup_short_title (IngamCredential *credential)
{
  g_autofree char *name = ingam_name_dup_inert (ingam_credential_get_name (credential), SHORT_NAME);

  return dup_title (credential, name);
}

static char *
format_in_korea (gint64 when, const char *format)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (9 * 60 * 60);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (when);
  g_autoptr (GDateTime) korea = utc == NULL ? NULL : g_date_time_to_timezone (utc, zone);
  char *text = korea == NULL ? NULL : g_date_time_format (korea, format);

  return text == NULL ? g_strdup ("?") : text;
}

char *
ingam_phrase_dup_date (gint64 when)
{
  /* Translators: a day, as g_date_time_format() takes it. */
  return format_in_korea (when, C_ ("date", "%-e %B %Y"));
}

static gboolean
is_same_year (gint64 a, gint64 b)
{
  g_autofree char *year_a = format_in_korea (a, "%Y");
  g_autofree char *year_b = format_in_korea (b, "%Y");

  return g_str_equal (year_a, year_b);
}

char *
ingam_phrase_dup_data_date (const char *day)
{
  g_autofree char *midnight = NULL;
  g_autoptr (GDateTime) moment = NULL;

  g_return_val_if_fail (day != NULL, NULL);

  midnight = g_strconcat (day, "T00:00:00+09:00", NULL);
  moment = g_date_time_new_from_iso8601 (midnight, NULL);
  return moment == NULL ? g_strdup (day) : ingam_phrase_dup_date (g_date_time_to_unix (moment));
}

char *
ingam_phrase_dup_on_day (gint64 when, gint64 now)
{
  int days = ingam_clock_days_between (now, when);

  if (days == 0)
    return g_strdup (C_ ("when it was done", "today"));
  if (days == -1)
    return g_strdup (C_ ("when it was done", "yesterday"));
  if (is_same_year (when, now))
    /* Translators: a day of this year, as g_date_time_format() takes it: "on 3 November" */
    return format_in_korea (when, C_ ("when it was done", "on %-d %B"));
  /* Translators: a day of another year, as g_date_time_format() takes it: "on 3 November 2025" */
  return format_in_korea (when, C_ ("when it was done", "on %-d %B %Y"));
}

char *
ingam_phrase_dup_time (gint64 when)
{
  /* Translators: a day and a time in Korea, as g_date_time_format() takes it. */
  return format_in_korea (when, C_ ("date", "%-e %B %Y, %H:%M (Korea)"));
}
