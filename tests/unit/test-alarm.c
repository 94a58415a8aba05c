/* test-alarm.c: rings at its moment and once; what is past rings at once. That it rings when the
 * clock is set is the kernel's promise (timerfd_create(2)); a test must not set a machine's clock.
 */
#include "config.h"

#include "core/base/alarm.h"

typedef struct
{
  IngamAlarm *alarm;
  GMainLoop *loop;
  guint n_rung;
} Fixture;

static gint64
get_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static void
rings_cb (gpointer user_data)
{
  Fixture *self = user_data;

  self->n_rung++;
  g_main_loop_quit (self->loop);
}

static gboolean
give_up_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->loop = g_main_loop_new (NULL, FALSE);
  self->alarm = ingam_alarm_new (rings_cb, self, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  ingam_alarm_free (self->alarm);
  g_main_loop_unref (self->loop);
}

static void
wait_milliseconds (Fixture *self, guint milliseconds)
{
  guint source = g_timeout_add (milliseconds, give_up_cb, self->loop);
  guint before = self->n_rung;

  g_main_loop_run (self->loop);
  if (self->n_rung > before)
    g_source_remove (source);
}

static void
test_what_is_past_rings_at_once_and_once (Fixture *self, gconstpointer data)
{
  ingam_alarm_set (self->alarm, get_now () - 1000);
  wait_milliseconds (self, 5000);
  g_assert_cmpuint (self->n_rung, ==, 1);
  wait_milliseconds (self, 50);
  g_assert_cmpuint (self->n_rung, ==, 1);
}

static void
test_it_does_not_ring_before_its_moment (Fixture *self, gconstpointer data)
{
  gint64 when = get_now () + 1;

  ingam_alarm_set (self->alarm, when);
  wait_milliseconds (self, 5000);
  g_assert_cmpuint (self->n_rung, ==, 1);
  g_assert_cmpint (get_now (), >=, when);
}

static void
test_setting_it_again_replaces_the_moment (Fixture *self, gconstpointer data)
{
  ingam_alarm_set (self->alarm, get_now () - 1);
  ingam_alarm_set (self->alarm, get_now () + 1000);
  wait_milliseconds (self, 50);
  ingam_alarm_set (self->alarm, 0);
  wait_milliseconds (self, 50);
  g_assert_cmpuint (self->n_rung, ==, 0);
}

#define TEST(name, func) g_test_add ("/alarm/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("what-is-past-rings-at-once-and-once", test_what_is_past_rings_at_once_and_once);
  TEST ("it-does-not-ring-before-its-moment", test_it_does_not_ring_before_its_moment);
  TEST ("setting-it-again-replaces-the-moment", test_setting_it_again_replaces_the_moment);
  return g_test_run ();
}
