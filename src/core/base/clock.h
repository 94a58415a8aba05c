/* clock.h: "now", replaceable in tests.
 *
 * Pure functions take the time as an argument; only faces and the outermost async functions ask
 * here.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Seconds since 1970-01-01 UTC. */
gint64 ingam_clock_now (void);

/* Replaces the clock until called with NULL. Not for threads that already run. */
typedef gint64 (*IngamClockFunc) (gpointer user_data);
void ingam_clock_replace (IngamClockFunc func, gpointer user_data);

/* Whole calendar days from @now to @when in Korean time (UTC+9, no summer time): validity is
 * promised in Korean dates, so a certificate that ends tonight at 23:59:59 has 0 days left, and one
 * that ended yesterday -1, wherever the computer is. */
int ingam_clock_days_between (gint64 now, gint64 when);

G_END_DECLS
