/* restore-async.c: the async faces of restore.c. */
#include "config.h"

#include "core/backup/restore-private.h"

#include "core/base/clock.h"

typedef struct
{
  IngamReader *reader; /* of a plan to be made; taken by the worker */
  char *store;
  IngamRestorePlan *plan; /* borrowed: to be carried out */
  char *trash;
  gint64 now;
  IngamProgressFunc progress;
  gpointer progress_data;
  GMainContext *context;
  char *step;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  ingam_reader_free (work->reader);
  g_free (work->store);
  g_free (work->trash);
  g_main_context_unref (work->context);
  g_free (work->step);
  g_free (work);
}

static Work *
start (GTask **ret_task,
       gpointer tag,
       IngamProgressFunc progress,
       gpointer progress_data,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  Work *work = g_new0 (Work, 1);

  work->progress = progress;
  work->progress_data = progress_data;
  work->context = g_main_context_ref_thread_default ();
  *ret_task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (*ret_task, tag);
  /* Who is cancelled too late has done it, and says so. */
  g_task_set_check_cancellable (*ret_task, FALSE);
  g_task_set_task_data (*ret_task, work, work_free);
  return work;
}

/* In the thread. */
static void
progress_cb (guint done, guint total, gpointer user_data)
{
  Work *work = user_data;

  if (work->progress)
    ingam_progress_tell (work->context, work->progress, work->progress_data, done, total);
}

static void
plan_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;
  IngamRestorePlan *plan = ingam_restore_plan_new (g_steal_pointer (&work->reader), work->store,
                                                   progress_cb, work, cancellable, &error);

  if (plan != NULL)
    g_task_return_pointer (task, plan, (GDestroyNotify) ingam_restore_plan_free);
  else
    g_task_return_error (task, error);
}

void
ingam_restore_plan_new_async (IngamReader *reader,
                              const char *store,
                              IngamProgressFunc progress,
                              gpointer progress_data,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Work *work;

  g_return_if_fail (reader != NULL && store != NULL);

  work = start (&task, ingam_restore_plan_new_async, progress, progress_data, cancellable, callback,
                user_data);
  work->reader = reader;
  work->store = g_strdup (store);
  g_task_run_in_thread (task, plan_thread);
}

IngamRestorePlan *
ingam_restore_plan_new_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ingam_restore_plan_new_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
run_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;

  if (ingam_restore_run (work->plan, work->trash, work->now, progress_cb, work, cancellable,
                         &work->step, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
ingam_restore_run_async (IngamRestorePlan *self,
                         const char *trash,
                         IngamProgressFunc progress,
                         gpointer progress_data,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Work *work;

  g_return_if_fail (self != NULL && trash != NULL);

  work = start (&task, ingam_restore_run_async, progress, progress_data, cancellable, callback,
                user_data);
  work->plan = self;
  work->trash = g_strdup (trash);
  work->now = ingam_clock_now ();
  g_task_run_in_thread (task, run_thread);
}

gboolean
ingam_restore_run_finish (GAsyncResult *result, char **ret_step, GError **error)
{
  Work *work;

  g_return_val_if_fail (g_async_result_is_tagged (result, ingam_restore_run_async), FALSE);

  work = g_task_get_task_data (G_TASK (result));
  if (ret_step != NULL)
    *ret_step = g_strdup (work->step);
  return g_task_propagate_boolean (G_TASK (result), error);
}
