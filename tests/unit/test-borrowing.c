/* test-borrowing.c: the thread's answer comes out of the task that owns what it worked on. */
#include "config.h"

#include "core/base/borrowing.h"

#include "core/base/error.h"

static GThread *main_thread;
static GThread *freed_in;

static void
free_data (gpointer data)
{
  freed_in = g_thread_self ();
  g_free (data);
}

static void
copy_text (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_assert_true (g_thread_self () != main_thread);
  g_task_return_pointer (task, g_strdup (data), g_free);
}

static void
fail (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_new_error (task, INGAM_ERROR, INGAM_ERROR_DISK, "why");
}

static void
keep_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static char *
run (GTaskThreadFunc worker, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  GTask *outer = g_task_new (NULL, cancellable, keep_cb, &result);
  char *data = g_strdup ("what it is about");
  char *answer;

  freed_in = NULL;
  g_task_set_check_cancellable (outer, FALSE);
  g_task_set_task_data (outer, data, free_data);
  ingam_borrowing_run (outer, data, worker, g_free);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  answer = g_task_propagate_pointer (G_TASK (result), error);
  g_clear_object (&result);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  /* Whatever the thread still does, what it borrowed is gone already, and went here. */
  g_assert_true (freed_in == main_thread);
  return answer;
}

static void
test_an_answer_is_passed_on (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = run (copy_text, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (answer, ==, "what it is about");
}

static void
test_a_failure_is_passed_on (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (run (fail, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_DISK);
}

static void
test_cancelled_is_said_in_our_words (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (run (copy_text, cancellable, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  main_thread = g_thread_self ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/borrowing/an-answer-is-passed-on", test_an_answer_is_passed_on);
  g_test_add_func ("/borrowing/a-failure-is-passed-on", test_a_failure_is_passed_on);
  g_test_add_func ("/borrowing/cancelled-is-said-in-our-words",
                   test_cancelled_is_said_in_our_words);
  return g_test_run ();
}
