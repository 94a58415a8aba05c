/* alarm.h: "wake me at": a moment of the wall clock, for a program that does nothing until then.
 *
 * A timerfd and not a timeout: it counts real time, so it rings at once when a computer wakes up
 * after the moment, and it rings as well when somebody sets the clock, whichever way, because then
 * nothing that was worked out before is true. It costs no wakeup until it rings.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _IngamAlarm IngamAlarm;
typedef void (*IngamAlarmFunc) (gpointer user_data);

/* Rings in the thread-default main context of the thread that made it. */
IngamAlarm *ingam_alarm_new (IngamAlarmFunc rings, gpointer user_data, GError **error);
void ingam_alarm_free (IngamAlarm *self);

/* Once, at @when (Unix time; past: soon); replaces what was set before. 0: only when the clock is
 * set. */
void ingam_alarm_set (IngamAlarm *self, gint64 when);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamAlarm, ingam_alarm_free)

G_END_DECLS
