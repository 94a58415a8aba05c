/* test-progress.c: steps arrive in the main context, all of them and in order. */
#include "config.h"

#include "core/base/progress.h"

#define N 100

static GThread *main_thread;

static void
step_cb (guint done, guint total, gpointer user_data)
{
  guint *last = user_data;

  g_assert_true (g_thread_self () == main_thread);
  g_assert_cmpuint (total, ==, N);
  g_assert_cmpuint (done, ==, *last + 1);
  *last = done;
}

static gpointer
work (gpointer last)
{
  for (guint i = 1; i <= N; i++)
    ingam_progress_tell (NULL, step_cb, last, i, N);
  return NULL;
}

static void
test_all_steps_arrive_in_order (void)
{
  guint last = 0;
  GThread *thread;

  /* Nobody owns the context between two turns: the thread must not take it and call by itself. */
  main_thread = g_thread_self ();
  thread = g_thread_new ("worker", work, &last);
  while (last < N)
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/progress/all-steps-arrive-in-order", test_all_steps_arrive_in_order);
  return g_test_run ();
}
