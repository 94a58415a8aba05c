/* store-work.c: the workers of this folder as calls that do not block.
 *
 * All are the same: arguments are copied, the worker runs in a thread, the store is loaded again if
 * the worker writes (also after it failed: some of it may have been done), and only then is the
 * answer given, so that whoever gets it sees the model as the disk is. One struct holds the
 * arguments and results of all of them; six structs would be six times the same life cycle.
 */
#include "config.h"

#include "core/store/store.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/store/write.h"

#include <glib/gi18n-lib.h>

typedef struct _Work Work;
typedef gboolean (*WorkFunc) (Work *work, GCancellable *cancellable, GError **error);

struct _Work
{
  WorkFunc run;
  gboolean writes;
  char *store;
  IngamCredential *credential;
  IngamSecret *password;
  IngamSecret *new_password;
  IngamKdfBudget budget;
  IngamExportOptions options; /* its secrets are @password and @new_password */
  char *path;

  GError *error;
  IngamCheckReport *report;
  IngamResealResult reseal;
  char *ret_path;
  gboolean has_random;
  IngamHandout *handout;
  GPtrArray *errors;

  GPtrArray *credentials;
  IngamProgressFunc progress;
  gpointer progress_data;
  GMainContext *context; /* to tell progress in */
};

static void
work_free (gpointer data)
{
  Work *work = data;

  g_free (work->store);
  g_clear_object (&work->credential);
  g_clear_pointer (&work->password, ingam_secret_unref);
  g_clear_pointer (&work->new_password, ingam_secret_unref);
  g_free (work->path);
  g_clear_error (&work->error);
  g_clear_pointer (&work->report, ingam_check_report_free);
  g_free (work->ret_path);
  g_clear_pointer (&work->handout, ingam_handout_free);
  g_clear_pointer (&work->errors, g_ptr_array_unref);
  g_clear_pointer (&work->credentials, g_ptr_array_unref);
  g_clear_pointer (&work->context, g_main_context_unref);
  g_free (work);
}

static Work *
work_new (IngamStore *store, IngamCredential *credential, WorkFunc run, gboolean writes)
{
  Work *work = g_new0 (Work, 1);

  work->run = run;
  work->writes = writes;
  work->store = g_strdup (ingam_store_get_path (store));
  work->credential = credential ? g_object_ref (credential) : NULL;
  return work;
}

static void
set_secrets (Work *work, IngamSecret *password, IngamSecret *new_password)
{
  work->password = password ? ingam_secret_ref (password) : NULL;
  work->new_password = new_password ? ingam_secret_ref (new_password) : NULL;
}

/* --- one life cycle --- */

static void
give_answer (GTask *outer)
{
  Work *work = g_task_get_task_data (outer);

  if (work->error)
    g_task_return_error (outer, g_steal_pointer (&work->error));
  else
    g_task_return_boolean (outer, TRUE);
}

static void
reloaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) outer = user_data;

  /* That the store cannot be read now says nothing about the work that was asked for. */
  ingam_store_load_finish (INGAM_STORE (source), result, NULL);
  give_answer (outer);
}

static void
worked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) outer = user_data;
  Work *work = g_task_get_task_data (outer);

  g_task_propagate_boolean (G_TASK (result), &work->error);
  if (work->writes)
    ingam_store_load_async (g_task_get_source_object (outer), NULL, reloaded_cb,
                            g_object_ref (outer));
  else
    give_answer (outer);
}

static void
work_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;

  if (work->run (work, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Takes over @work. */
static void
start (IngamStore *self,
       Work *work,
       gpointer tag,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  GTask *outer = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GTask) inner = NULL;

  g_task_set_source_tag (outer, tag);
  g_task_set_check_cancellable (outer, FALSE);
  g_task_set_task_data (outer, work, work_free);
  /* Without the store as its source, which the thread could be the last to let go of. */
  inner = g_task_new (NULL, cancellable, worked_cb, outer);
  g_task_set_source_tag (inner, start);
  g_task_set_check_cancellable (inner, FALSE);
  g_task_set_task_data (inner, work, NULL); /* kept by the outer one */
  g_task_run_in_thread (inner, work_thread);
}

static Work *
finish (IngamStore *self, GAsyncResult *result, gpointer tag, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), NULL);

  return g_task_propagate_boolean (G_TASK (result), error) ?
             g_task_get_task_data (G_TASK (result)) :
             NULL;
}

/* --- check --- */

static gboolean
run_check (Work *work, GCancellable *cancellable, GError **error)
{
  work->report = ingam_check_run (work->store, work->credential, NULL, work->password, work->budget,
                                  ingam_clock_now (), cancellable, error);
  return work->report != NULL;
}

void
ingam_store_check_async (IngamStore *self,
                         IngamCredential *credential,
                         IngamSecret *password,
                         IngamKdfBudget budget,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  Work *work;

  g_return_if_fail (INGAM_IS_STORE (self) && INGAM_IS_CREDENTIAL (credential));
  work = work_new (self, credential, run_check, FALSE);
  set_secrets (work, password, NULL);
  work->budget = budget;
  start (self, work, ingam_store_check_async, cancellable, callback, user_data);
}

IngamCheckReport *
ingam_store_check_finish (IngamStore *self, GAsyncResult *result, GError **error)
{
  Work *work = finish (self, result, ingam_store_check_async, error);

  return work ? g_steal_pointer (&work->report) : NULL;
}

/* --- reseal --- */

static gboolean
run_reseal (Work *work, GCancellable *cancellable, GError **error)
{
  return ingam_reseal_run (work->store, work->credential, work->password, work->new_password,
                           work->budget, cancellable, &work->reseal, error);
}

void
ingam_store_reseal_async (IngamStore *self,
                          IngamCredential *credential,
                          IngamSecret *old_password,
                          IngamSecret *new_password,
                          IngamKdfBudget budget,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  Work *work;

  g_return_if_fail (INGAM_IS_STORE (self) && INGAM_IS_CREDENTIAL (credential));
  g_return_if_fail (old_password && new_password);
  work = work_new (self, credential, run_reseal, TRUE);
  set_secrets (work, old_password, new_password);
  work->budget = budget;
  start (self, work, ingam_store_reseal_async, cancellable, callback, user_data);
}

gboolean
ingam_store_reseal_finish (IngamStore *self,
                           GAsyncResult *result,
                           IngamResealResult *ret_result,
                           GError **error)
{
  Work *work = finish (self, result, ingam_store_reseal_async, error);

  if (work && ret_result)
    *ret_result = work->reseal;
  return work != NULL;
}

/* --- export --- */

static void
set_options (Work *work, const IngamExportOptions *options)
{
  set_secrets (work, options->password, options->file_password);
  work->options = *options;
}

static gboolean
run_export (Work *work, GCancellable *cancellable, GError **error)
{
  return ingam_export_run (work->store, work->credential, &work->options, work->path, cancellable,
                           &work->ret_path, &work->has_random, error);
}

void
ingam_store_export_async (IngamStore *self,
                          IngamCredential *credential,
                          const IngamExportOptions *options,
                          const char *path,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  Work *work;

  g_return_if_fail (INGAM_IS_STORE (self) && INGAM_IS_CREDENTIAL (credential));
  g_return_if_fail (options && path);
  work = work_new (self, credential, run_export, FALSE);
  set_options (work, options);
  work->path = g_strdup (path);
  start (self, work, ingam_store_export_async, cancellable, callback, user_data);
}

gboolean
ingam_store_export_finish (IngamStore *self,
                           GAsyncResult *result,
                           char **ret_path,
                           gboolean *ret_has_random,
                           GError **error)
{
  Work *work = finish (self, result, ingam_store_export_async, error);

  if (work && ret_path)
    *ret_path = g_steal_pointer (&work->ret_path);
  if (work && ret_has_random)
    *ret_has_random = work->has_random;
  return work != NULL;
}

static gboolean
run_hand_out (Work *work, GCancellable *cancellable, GError **error)
{
  g_autofree char *place = ingam_handout_dup_place ();

  work->handout =
      ingam_handout_new (place, work->store, work->credential, &work->options, cancellable, error);
  return work->handout != NULL;
}

void
ingam_store_hand_out_async (IngamStore *self,
                            IngamCredential *credential,
                            const IngamExportOptions *options,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  Work *work;

  g_return_if_fail (INGAM_IS_STORE (self) && INGAM_IS_CREDENTIAL (credential) && options);
  work = work_new (self, credential, run_hand_out, FALSE);
  set_options (work, options);
  start (self, work, ingam_store_hand_out_async, cancellable, callback, user_data);
}

IngamHandout *
ingam_store_hand_out_finish (IngamStore *self, GAsyncResult *result, GError **error)
{
  Work *work = finish (self, result, ingam_store_hand_out_async, error);

  return work ? g_steal_pointer (&work->handout) : NULL;
}

/* --- remove, undo, make private --- */

static gboolean
run_remove (Work *work, GCancellable *cancellable, GError **error)
{
  g_autofree char *trash = ingam_trash_dup_path ();
  g_autoptr (IngamTrashEntry) entry = NULL;

  if (!ingam_trash_remove (trash, work->store, work->credential, ingam_clock_now (), &entry, error))
    return FALSE;
  work->ret_path = g_steal_pointer (&entry->entry);
  return TRUE;
}

void
ingam_store_remove_async (IngamStore *self,
                          IngamCredential *credential,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (INGAM_IS_STORE (self) && INGAM_IS_CREDENTIAL (credential));
  start (self, work_new (self, credential, run_remove, TRUE), ingam_store_remove_async, cancellable,
         callback, user_data);
}

gboolean
ingam_store_remove_finish (IngamStore *self, GAsyncResult *result, char **ret_entry, GError **error)
{
  Work *work = finish (self, result, ingam_store_remove_async, error);

  if (work && ret_entry)
    *ret_entry = g_steal_pointer (&work->ret_path);
  return work != NULL;
}

static void
progress_cb (guint done, guint total, gpointer user_data)
{
  Work *work = user_data;

  ingam_progress_tell (work->context, work->progress, work->progress_data, done, total);
}

static gboolean
run_remove_many (Work *work, GCancellable *cancellable, GError **error)
{
  g_autofree char *trash = ingam_trash_dup_path ();

  return ingam_trash_remove_many (trash, work->store, work->credentials, ingam_clock_now (),
                                  work->progress ? progress_cb : NULL, work, cancellable,
                                  &work->errors, &work->ret_path, error);
}

void
ingam_store_remove_many_async (IngamStore *self,
                               GPtrArray *credentials,
                               IngamProgressFunc progress,
                               gpointer progress_data,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  Work *work;

  g_return_if_fail (INGAM_IS_STORE (self) && credentials);
  work = work_new (self, NULL, run_remove_many, TRUE);
  work->credentials = g_ptr_array_copy (credentials, (GCopyFunc) g_object_ref, NULL);
  g_ptr_array_set_free_func (work->credentials, g_object_unref);
  work->progress = progress;
  work->progress_data = progress_data;
  work->context = g_main_context_ref_thread_default ();
  start (self, work, ingam_store_remove_many_async, cancellable, callback, user_data);
}

gboolean
ingam_store_remove_many_finish (IngamStore *self,
                                GAsyncResult *result,
                                GPtrArray **ret_errors,
                                char **ret_entry,
                                GError **error)
{
  Work *work = finish (self, result, ingam_store_remove_many_async, error);

  if (!work)
    return FALSE;
  *ret_errors = g_steal_pointer (&work->errors);
  *ret_entry = g_steal_pointer (&work->ret_path);
  return TRUE;
}

IngamStoreStep *
ingam_store_step_new (IngamStore *store, const char *entry)
{
  IngamStoreStep *step = g_new0 (IngamStoreStep, 1);

  step->store = g_object_ref (store);
  step->entry = g_strdup (entry);
  return step;
}

void
ingam_store_step_free (IngamStoreStep *step)
{
  g_object_unref (step->store);
  g_free (step->entry);
  g_free (step);
}

/* The last step of this store: another window's store is not undone in passing. */
static gboolean
run_undo (Work *work, GCancellable *cancellable, GError **error)
{
  g_autofree char *trash = ingam_trash_dup_path ();
  g_autoptr (GPtrArray) entries = NULL;

  if (work->path)
    return ingam_trash_undo (trash, work->path, ingam_clock_now (), NULL, error);
  entries = ingam_trash_list (trash, error);
  for (guint i = 0; entries && i < entries->len; i++)
    {
      const IngamTrashEntry *entry = g_ptr_array_index (entries, i);

      if (!entry->by_undo && g_str_equal (entry->store, work->store))
        return ingam_trash_undo (trash, entry->entry, ingam_clock_now (), NULL, error);
    }
  if (entries)
    g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND,
                         _ ("There is nothing to undo in this store."));
  return FALSE;
}

void
ingam_store_undo_step_async (IngamStore *self,
                             const char *entry,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  Work *work;

  g_return_if_fail (INGAM_IS_STORE (self));
  work = work_new (self, NULL, run_undo, TRUE);
  work->path = g_strdup (entry);
  start (self, work, ingam_store_undo_async, cancellable, callback, user_data);
}

void
ingam_store_undo_async (IngamStore *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  ingam_store_undo_step_async (self, NULL, cancellable, callback, user_data);
}

gboolean
ingam_store_undo_finish (IngamStore *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, ingam_store_undo_async, error) != NULL;
}

static gboolean
run_make_private (Work *work, GCancellable *cancellable, GError **error)
{
  return ingam_write_make_private (work->store, work->credential, error);
}

void
ingam_store_make_private_async (IngamStore *self,
                                IngamCredential *credential,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (INGAM_IS_STORE (self) && INGAM_IS_CREDENTIAL (credential));
  start (self, work_new (self, credential, run_make_private, TRUE), ingam_store_make_private_async,
         cancellable, callback, user_data);
}

gboolean
ingam_store_make_private_finish (IngamStore *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, ingam_store_make_private_async, error) != NULL;
}
