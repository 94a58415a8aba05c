/* test-clock.c: a clock that can be replaced, and days as Korea counts them. */
#include "config.h"

#include "core/base/clock.h"

static gint64
at_user_data (gpointer user_data)
{
  return *(gint64 *) user_data;
}

static void
test_can_be_replaced_and_put_back (void)
{
  gint64 fixed = 1234567890;

  ingam_clock_replace (at_user_data, &fixed);
  g_assert_cmpint (ingam_clock_now (), ==, 1234567890);
  ingam_clock_replace (NULL, NULL);
  g_assert_cmpint (ingam_clock_now (), >, 1700000000);
}

/* 2026-11-22 in Korea lasts from 2026-11-21T15:00Z to 2026-11-22T15:00Z. */
#define DAY_BEGINS G_GINT64_CONSTANT (1795273200)

static void
test_days_are_korean_days (void)
{
  g_assert_cmpint (ingam_clock_days_between (DAY_BEGINS, DAY_BEGINS + 86399), ==, 0);
  g_assert_cmpint (ingam_clock_days_between (DAY_BEGINS, DAY_BEGINS + 86400), ==, 1);
  g_assert_cmpint (ingam_clock_days_between (DAY_BEGINS, DAY_BEGINS - 1), ==, -1);
  g_assert_cmpint (ingam_clock_days_between (DAY_BEGINS + 86399, DAY_BEGINS + 86400), ==, 1);
}

static void
test_days_do_not_overflow (void)
{
  g_assert_cmpint (ingam_clock_days_between (0, G_MAXINT64 / 2), ==, G_MAXINT);
  g_assert_cmpint (ingam_clock_days_between (0, G_MININT64 / 2), ==, G_MININT);
  g_assert_cmpint (ingam_clock_days_between (G_MININT64, G_MAXINT64), ==, G_MAXINT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock/can-be-replaced-and-put-back", test_can_be_replaced_and_put_back);
  g_test_add_func ("/clock/days-are-korean-days", test_days_are_korean_days);
  g_test_add_func ("/clock/days-do-not-overflow", test_days_do_not_overflow);
  return g_test_run ();
}
