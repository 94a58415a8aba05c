/* borrowing.c */
#include "config.h"

#include "core/base/borrowing.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  GTask *outer; /* owned */
  GDestroyNotify free_answer;
} Borrowing;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Borrowing *self = user_data;
  g_autoptr (GTask) outer = self->outer;
  GError *error = NULL;
  gpointer answer = g_task_propagate_pointer (G_TASK (result), &error);

  if (!g_task_get_check_cancellable (outer) &&
      g_cancellable_is_cancelled (g_task_get_cancellable (outer)))
    {
      g_clear_error (&error);
      if (answer != NULL)
        self->free_answer (answer);
      g_task_return_new_error (outer, INGAM_ERROR, INGAM_ERROR_CANCELLED, "%s", _ ("Cancelled."));
    }
  else if (error != NULL)
    g_task_return_error (outer, error);
  else
    g_task_return_pointer (outer, answer, self->free_answer);
}

void
ingam_borrowing_run (GTask *outer,
                     gpointer data,
                     GTaskThreadFunc worker,
                     GDestroyNotify free_answer)
{
  g_autoptr (GTask) inner = NULL;
  Borrowing *self;

  g_return_if_fail (G_IS_TASK (outer) && worker != NULL && free_answer != NULL);

  self = g_new (Borrowing, 1);
  self->outer = outer;
  self->free_answer = free_answer;
  inner = g_task_new (NULL, NULL, answered_cb, self);
  g_task_set_source_tag (inner, ingam_borrowing_run);
  g_task_set_task_data (inner, data, NULL);
  g_task_run_in_thread (inner, worker);
}
