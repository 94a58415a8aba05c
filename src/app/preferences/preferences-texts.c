/* Not in Korean time, as validity is: a notification comes when the person is awake. */
#include "config.h"

#include "app/preferences/preferences-texts.h"

#include <glib/gi18n.h>

static char *
format (GDateTime *time, const char *pattern)
{
  char *text = g_date_time_format (time, pattern);

  return text == NULL ? g_strdup ("?") : text;
}

/* Not by %p, which is the locale's and not the language's. */
static char *
dup_time_of_day (GDateTime *time)
{
  return format (time, g_date_time_get_hour (time) < 12 ? C_ ("moment", "%-l:%M am") :
                                                          C_ ("moment", "%-l:%M pm"));
}

char *
ingam_preferences_text_dup_minute (int minute)
{
  g_autoptr (GDateTime) time = g_date_time_new_utc (2000, 1, 1, minute / 60, minute % 60, 0);

  return time == NULL ? g_strdup ("?") : dup_time_of_day (time);
}

static GDateTime *
new_local (gint64 when, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (when);

  return utc == NULL  ? NULL :
         zone == NULL ? g_date_time_to_local (utc) :
                        g_date_time_to_timezone (utc, zone);
}

/* Midnights between the two, where the person is. */
static int
count_days (GDateTime *from, GDateTime *to)
{
  g_autoptr (GDateTime) from_day =
      g_date_time_new_utc (g_date_time_get_year (from), g_date_time_get_month (from),
                           g_date_time_get_day_of_month (from), 0, 0, 0);
  g_autoptr (GDateTime) to_day =
      g_date_time_new_utc (g_date_time_get_year (to), g_date_time_get_month (to),
                           g_date_time_get_day_of_month (to), 0, 0, 0);

  return (int) (g_date_time_difference (to_day, from_day) / G_TIME_SPAN_DAY);
}

static char *
dup_day (GDateTime *when, GDateTime *now)
{
  int days = count_days (now, when);

  if (days <= 0)
    return g_strdup (C_ ("moment", "today"));
  if (days == 1)
    return g_strdup (C_ ("moment", "tomorrow"));
  if (g_date_time_get_year (when) == g_date_time_get_year (now))
    return format (when, C_ ("moment", "on %-d %B"));
  return format (when, C_ ("moment", "on %-d %B %Y"));
}

char *
ingam_preferences_text_dup_next (gint64 next, gint64 now, GTimeZone *zone)
{
  g_autoptr (GDateTime) when = new_local (next, zone);
  g_autoptr (GDateTime) here = new_local (now, zone);
  g_autofree char *day = NULL;
  g_autofree char *time = NULL;
  g_autofree char *moment = NULL;

  if (next == 0 || when == NULL || here == NULL)
    return g_strdup (_ ("Looks again when a certificate comes or goes"));
  day = dup_day (when, here);
  time = dup_time_of_day (when);
  moment = g_strdup_printf (C_ ("moment", "%s at %s"), day, time);
  /* Translators: %s is a moment: "tomorrow at 8:00 am" */
  return g_strdup_printf (_ ("Looks again %s"), moment);
}

static const char *const trays[] = {
  [INGAM_AGENT_TRAY_UNKNOWN] = "",
  [INGAM_AGENT_TRAY_SHOWN] = N_ ("It is shown now"),
  [INGAM_AGENT_TRAY_HIDDEN] = "",
  [INGAM_AGENT_TRAY_NO_HOST] = N_ ("This desktop shows no tray icons"),
};

const char *
ingam_preferences_text_get_tray (const IngamAgentStatus *status)
{
  const char *text = status == NULL ? "" : trays[status->tray];

  return *text == '\0' ? "" : _ (text);
}
