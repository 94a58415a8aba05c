/* calendar.c: iCalendar by libical, which escapes and folds; what it is handed is inert already.
 *
 * There is no METHOD: calendar programs take such a file as plain data, not as an invitation. Dates
 * are DATE values without a zone: a day of validity is a Korean day, and "the 29th" is to stand at
 * the 29th wherever the calendar is. A series of events (RRULE) was rejected: the next year's days
 * are known only when the next certificate is there.
 */
#include "config.h"

#include "core/care/calendar.h"

#include "core/care/reminders.h"
#include "core/care/wording.h"

#include <glib/gi18n-lib.h>
#include <libical/ical.h>
#include <string.h>

#define MAX_NAME 80 /* characters; a cell of a month shows ten */
#define ALARM_HOUR 9

typedef enum
{
  DAY_RENEWAL,
  DAY_END,
} Day;

static const struct
{
  const char *word; /* in the UID: stable */
  const char *what; /* before the holder's name: "Certificate expires: 성춘향" */
  int days_before_end;
} days[] = {
  [DAY_RENEWAL] = { "renewal", N_ ("Certificate renewal opens"), INGAM_RENEWAL_DAYS },
  [DAY_END] = { "end", N_ ("Certificate expires"), 0 },
};

/* Alarms, as days before the entry's own. */
static const struct
{
  Day day;
  guint days_before;
  const char *what; /* NULL: as the entry says */
} alarms[] = {
  { DAY_RENEWAL, 0, NULL },
  { DAY_END, 7, N_ ("Certificate expires in a week") },
  { DAY_END, 0, NULL },
};

/* --- properties --- */

/* A greater one for whatever takes another's place (ingam_reminders_list_current()): the hour of
 * its beginning, then the length of its validity. In 31 bits until the year 2119. */
static int
get_sequence (IngamCredential *credential)
{
  const gint64 epoch = G_GINT64_CONSTANT (946684800); /* 2000 */
  const gint64 hour = 60 * 60;
  gint64 from = ingam_credential_get_not_before (credential);
  gint64 until = ingam_credential_get_not_after (credential);
  gint64 hours = CLAMP ((from - epoch) / hour, 0, G_MAXINT32 >> 11);
  gint64 length = CLAMP ((until - from) / (24 * hour), 0, (1 << 11) - 1);

  return (int) (hours << 11 | length);
}

/* The Korean day @shift days after that of @when; FALSE when it lies in no year from 1 to 9999. */
static gboolean
get_date (gint64 when, int shift, struct icaltimetype *ret_date)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (9 * 60 * 60);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (when);
  g_autoptr (GDateTime) korea = utc ? g_date_time_to_timezone (utc, zone) : NULL;
  g_autoptr (GDateTime) day = korea ? g_date_time_add_days (korea, shift) : NULL;

  if (!day)
    return FALSE;
  *ret_date = icaltime_null_date ();
  g_date_time_get_ymd (day, &ret_date->year, &ret_date->month, &ret_date->day);
  return TRUE;
}

static struct icaltimetype
get_stamp (gint64 now)
{
  return icaltime_from_timet_with_zone ((time_t) now, 0, icaltimezone_get_utc_timezone ());
}

static char *
dup_uid (IngamCredential *credential, Day day)
{
  char digest[2 * INGAM_SUBJECT_SIZE + 1];

  ingam_certificate_format_hex (ingam_credential_get_subject (credential)->digest,
                                INGAM_SUBJECT_SIZE, digest);
  return g_strdup_printf ("%s-%s@%s", digest, days[day].word, APPLICATION_ID);
}

static void
append_fact (GString *text, const char *label, const char *value)
{
  if (value)
    g_string_append_printf (text, "\n%s: %s", label, value);
}

/* What to do by when, and where. Only of what is named here: a DN may hold an account number. */
static char *
dup_description (IngamCredential *credential)
{
  const IngamAuthority *authority = ingam_credential_get_authority (credential);
  g_autofree char *end = ingam_wording_dup_date (ingam_credential_get_not_after (credential));
  g_autofree char *purpose = ingam_wording_dup_purpose (credential);
  g_autofree char *issuer =
      ingam_authority_dup_display (authority, ingam_credential_get_organization (credential));
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (
      text, _ ("It can be renewed until %s. After that, a new one has to be issued."), end);
  append_fact (text, _ ("Purpose"), purpose);
  append_fact (text, _ ("Authority"), issuer);
  append_fact (text, _ ("Telephone"), authority ? authority->phone : NULL);
  append_fact (text, _ ("Site"), authority ? authority->site : NULL);
  return ingam_wording_dup_harmless (text->str, 1000, TRUE);
}

/* --- components --- */

static char *
dup_summary (const char *what, const char *name)
{
  return g_strdup_printf ("%s: %s", _ (what), name);
}

static void
add_alarms (icalcomponent *event, Day day, const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (alarms); i++)
    {
      /* From the day's first minute: nine hours on, or a week less nine hours back. */
      int seconds = (ALARM_HOUR - 24 * (int) alarms[i].days_before) * 60 * 60;
      g_autofree char *text = dup_summary (alarms[i].what ? alarms[i].what : days[day].what, name);

      if (alarms[i].day == day)
        icalcomponent_add_component (
            event, icalcomponent_vanew (
                       ICAL_VALARM_COMPONENT, icalproperty_new_action (ICAL_ACTION_DISPLAY),
                       icalproperty_new_description (text),
                       icalproperty_new_trigger (icaltriggertype_from_int (seconds)), (void *) 0));
    }
}

static void
add_event (icalcomponent *calendar, IngamCredential *credential, Day day, gint64 now)
{
  g_autofree char *name =
      ingam_wording_dup_harmless (ingam_credential_get_name (credential), MAX_NAME, FALSE);
  g_autofree char *uid = dup_uid (credential, day);
  g_autofree char *summary = dup_summary (days[day].what, name);
  g_autofree char *description = dup_description (credential);
  gint64 end = ingam_credential_get_not_after (credential);
  struct icaltimetype stamp = get_stamp (now);
  struct icaltimetype date, next;
  icalcomponent *event;

  if (!get_date (end, -days[day].days_before_end, &date) ||
      !get_date (end, 1 - days[day].days_before_end, &next))
    return;
  event = icalcomponent_vanew (
      ICAL_VEVENT_COMPONENT, icalproperty_new_uid (uid), icalproperty_new_dtstamp (stamp),
      icalproperty_new_lastmodified (stamp), icalproperty_new_sequence (get_sequence (credential)),
      icalproperty_new_dtstart (date), icalproperty_new_dtend (next),
      icalproperty_new_summary (summary), icalproperty_new_description (description),
      icalproperty_new_transp (ICAL_TRANSP_TRANSPARENT), (void *) 0);
  add_alarms (event, day, name);
  icalcomponent_add_component (calendar, event);
}

GBytes *
ingam_calendar_format (GPtrArray *credentials, gint64 now)
{
  g_autoptr (GPtrArray) list = NULL;
  icalcomponent *calendar;
  guint n_ended = 0;
  char *text;

  g_return_val_if_fail (credentials && credentials->len > 0, NULL);

  calendar = icalcomponent_vanew (
      ICAL_VCALENDAR_COMPONENT, icalproperty_new_version ("2.0"),
      icalproperty_new_prodid ("-//" APPLICATION_ID "//Ingam " PACKAGE_VERSION "//KO"),
      icalproperty_new_calscale ("GREGORIAN"), (void *) 0);
  list = ingam_reminders_list_current (credentials, NULL);
  for (guint i = 0; i < list->len; i++)
    n_ended += ingam_credential_get_not_after (g_ptr_array_index (list, i)) < now;
  for (guint i = n_ended < list->len ? n_ended : 0; i < list->len; i++)
    for (Day day = DAY_RENEWAL; day <= DAY_END; day++)
      add_event (calendar, g_ptr_array_index (list, i), day, now);

  text = icalcomponent_as_ical_string_r (calendar);
  icalcomponent_free (calendar);
  return g_bytes_new_with_free_func (text, strlen (text), icalmemory_free_buffer, text);
}
