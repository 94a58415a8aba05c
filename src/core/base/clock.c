/* clock.c: "now" behind a function pointer, and the calendar that validity is counted in.
 *
 * A pointer rather than an environment variable: shipped code has no switch that a stranger's
 * environment could turn.
 */
#include "config.h"

#include "core/base/clock.h"

#define SECONDS_A_DAY (24 * 60 * 60)
#define KOREA_OFFSET (9 * 60 * 60)

static IngamClockFunc replacement;
static gpointer replacement_data;

gint64
ingam_clock_now (void)
{
  if (replacement)
    return replacement (replacement_data);
  return g_get_real_time () / G_USEC_PER_SEC;
}

void
ingam_clock_replace (IngamClockFunc func, gpointer user_data)
{
  replacement = func;
  replacement_data = user_data;
}

/* Rounded towards the past also before 1970, which a hostile certificate may claim; far outside any
 * calendar it stops counting rather than overflow. */
static gint64
korean_day (gint64 seconds)
{
  gint64 local = CLAMP (seconds, G_MININT64 / 4, G_MAXINT64 / 4) + KOREA_OFFSET;
  gint64 day = local / SECONDS_A_DAY;

  return local % SECONDS_A_DAY < 0 ? day - 1 : day;
}

int
ingam_clock_days_between (gint64 now, gint64 when)
{
  return (int) CLAMP (korean_day (when) - korean_day (now), G_MININT, G_MAXINT);
}
