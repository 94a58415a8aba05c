/* alarm.c: TFD_TIMER_CANCEL_ON_SET tells of a clock that was set; login1's PrepareForSleep was
 * rejected: a second bus, and CLOCK_REALTIME knows by itself how long the computer slept.
 */
#include "config.h"

#include "core/base/alarm.h"

#include "core/base/error.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* A timer that is not armed is not told of a clock that was set. */
#define FAR_AWAY (G_GINT64_CONSTANT (100) * 366 * 24 * 60 * 60)

struct _IngamAlarm
{
  int fd;
  GSource *source;
  IngamAlarmFunc rings;
  gpointer user_data;
};

static gboolean
rung_cb (int fd, GIOCondition condition, gpointer user_data)
{
  IngamAlarm *self = user_data;
  guint64 times;
  gssize size = read (fd, &times, sizeof times);

  if (size == (gssize) sizeof times || (size < 0 && errno == ECANCELED))
    self->rings (self->user_data);
  return G_SOURCE_CONTINUE;
}

IngamAlarm *
ingam_alarm_new (IngamAlarmFunc rings, gpointer user_data, GError **error)
{
  IngamAlarm *self;
  int fd;

  g_return_val_if_fail (rings != NULL, NULL);

  fd = timerfd_create (CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  if (fd < 0)
    {
      ingam_error_set_errno (error, errno, _ ("No timer could be had"));
      return NULL;
    }
  self = g_new0 (IngamAlarm, 1);
  self->rings = rings;
  self->user_data = user_data;
  self->fd = fd;
  self->source = g_unix_fd_source_new (self->fd, G_IO_IN);
  g_source_set_callback (self->source, G_SOURCE_FUNC (rung_cb), self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
  return self;
}

void
ingam_alarm_free (IngamAlarm *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  close (self->fd);
  g_free (self);
}

void
ingam_alarm_set (IngamAlarm *self, gint64 when)
{
  struct itimerspec spec = { 0 };

  g_return_if_fail (self != NULL);

  /* Zero would disarm it; what is past rings at once. */
  spec.it_value.tv_sec =
      when > 0 ? (time_t) when : (time_t) (g_get_real_time () / G_USEC_PER_SEC + FAR_AWAY);
  (void) timerfd_settime (self->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &spec, NULL);
}
