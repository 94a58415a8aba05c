/* import.c: a plan carried out, and the async faces of plan and import.
 *
 * Everything wanted goes into one write: a thousand new certificates are synced together and then
 * come into their places one rename each. The store is looked at again first (an unchanged one
 * costs only its stats), because minutes may have passed since the plan was made and another
 * program may have brought the same certificate.
 */
#include "config.h"

#include "core/import/import.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/progress.h"
#include "core/import/plan-private.h"
#include "core/store/trash.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- the worker --- */

static GPtrArray *
list_wanted (IngamImportPlan *plan)
{
  g_autoptr (GPtrArray) wanted = g_ptr_array_new ();

  for (guint i = 0; i < plan->entries->len; i++)
    {
      IngamImportEntry *entry = g_ptr_array_index (plan->entries, i);

      if (entry->wanted && !entry->done && !ingam_half_is_authorities (entry->half))
        g_ptr_array_add (wanted, entry);
    }
  return g_steal_pointer (&wanted);
}

/* Whether the folder to be completed is still what was looked at: this certificate, without what is
 * to come. Else a key that another program has just put there would be written over. */
static gboolean
still_lacks (IngamImportEntry *entry, const IngamFolderFiles *seen, GError **error)
{
  GBytes *bytes = seen->files[INGAM_ROLE_SIGN_CERT];
  g_autoptr (IngamCertificate) certificate = bytes ? ingam_certificate_new (bytes, NULL) : NULL;

  if (certificate &&
      memcmp (ingam_certificate_get_fingerprint (certificate),
              ingam_credential_get_fingerprint (entry->existing),
              INGAM_CERTIFICATE_FINGERPRINT_SIZE) == 0 &&
      !(entry->files[INGAM_ROLE_SIGN_KEY] && seen->files[INGAM_ROLE_SIGN_KEY]) &&
      !(entry->files[INGAM_ROLE_KM_KEY] && seen->files[INGAM_ROLE_KM_KEY]))
    return TRUE;
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_CHANGED,
                       _ ("Another program changed this certificate meanwhile, so nothing was "
                          "done. Look at it again and repeat."));
  return FALSE;
}

static gboolean
stage (IngamImportPlan *plan,
       IngamWrite *write,
       IngamImportEntry *entry,
       char **ret_folder,
       GError **error)
{
  g_autoptr (IngamFolderFiles) seen = NULL;
  g_autofree char *folder = NULL;

  if (!entry->completes)
    {
      folder = ingam_layout_dup_folder (ingam_certificate_get_fields (entry->half->certificate));
      return ingam_write_add (write, folder, entry->files, ret_folder, error);
    }
  seen = ingam_scan_read_files (plan->store, entry->existing, error);
  if (!seen || !still_lacks (entry, seen, error))
    return FALSE;
  *ret_folder = g_strdup (ingam_credential_get_folder (entry->existing));
  return ingam_write_replace (write, *ret_folder, seen, entry->files, error);
}

static void
set_done (IngamImportEntry *entry)
{
  ingam_import_entry_set_noted (entry, INGAM_OUTCOME_NEW, _ ("Imported."));
  entry->done = TRUE;
  entry->wanted = FALSE;
}

static gboolean
stage_all (
    IngamImportPlan *plan, IngamWrite *write, GPtrArray *wanted, GPtrArray *folders, GError **error)
{
  for (guint i = 0; i < wanted->len; i++)
    {
      g_autofree char *folder = NULL;

      if (!stage (plan, write, g_ptr_array_index (wanted, i), &folder, error))
        return FALSE;
      g_ptr_array_add (folders, g_steal_pointer (&folder));
    }
  return TRUE;
}

/* What undo is to take back. Completed ones are not among it: undoing must not take away what was
 * there before. */
typedef struct
{
  GPtrArray *folders;
  GPtrArray *ids; /* borrowed from the entries */
} Record;

static void
record_add (Record *record, IngamImportEntry *entry, const char *folder)
{
  if (entry->completes)
    return;
  g_ptr_array_add (record->folders, g_strdup (folder));
  g_ptr_array_add (record->ids, entry->id);
}

/* One transaction over all that is wanted and not done. Those that are done are always the first;
 * on failure @ret_culprit is the one that failed, NULL when it was nobody's own fault. */
static gboolean
write_once (IngamImportPlan *plan,
            Record *record,
            IngamWriteProgress progress,
            gpointer user_data,
            GCancellable *cancellable,
            IngamImportEntry **ret_culprit,
            GError **error)
{
  g_autoptr (GPtrArray) wanted = list_wanted (plan);
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (IngamWrite) write = NULL;
  g_autoptr (GError) why = NULL;
  guint n_done = 0;
  guint culprit = G_MAXUINT;

  *ret_culprit = NULL;
  if (wanted->len == 0)
    return TRUE;
  write = ingam_write_begin (plan->store, &why);
  if (write && !stage_all (plan, write, wanted, folders, &why))
    culprit = folders->len;
  else if (write && !ingam_write_commit (write, progress, user_data, cancellable, &n_done, &why))
    culprit = n_done;
  for (guint i = 0; i < wanted->len; i++)
    {
      IngamImportEntry *entry = g_ptr_array_index (wanted, i);

      if (i < n_done)
        {
          set_done (entry);
          record_add (record, entry, g_ptr_array_index (folders, i));
        }
      else if (why) /* not done: it can be tried again, once there is room on the disk */
        ingam_import_entry_set_error (entry, why);
    }
  if (!why)
    return TRUE;
  if (culprit < wanted->len)
    *ret_culprit = g_ptr_array_index (wanted, culprit);
  g_propagate_error (error, g_steal_pointer (&why));
  return FALSE;
}

/* One that another program changed meanwhile is left out with its reason, and the rest goes on: it
 * is no reason for eight hundred others to stay away. Anything else ends it. */
static gboolean
write_all (IngamImportPlan *plan,
           Record *record,
           IngamWriteProgress progress,
           gpointer user_data,
           GCancellable *cancellable,
           GError **error)
{
  for (;;)
    {
      g_autoptr (GError) why = NULL;
      IngamImportEntry *culprit;

      if (write_once (plan, record, progress, user_data, cancellable, &culprit, &why))
        return TRUE;
      if (!culprit || !g_error_matches (why, INGAM_ERROR, INGAM_ERROR_CHANGED))
        {
          g_propagate_error (error, g_steal_pointer (&why));
          return FALSE;
        }
      culprit->wanted = FALSE;
    }
}

/* After all else: a person's own certificates matter more. @why: what has failed before, in and
 * out. What they say before and after is the same. */
static void
keep_authorities (IngamImportPlan *plan, GError **why)
{
  for (guint i = 0; i < plan->entries->len; i++)
    {
      IngamImportEntry *entry = g_ptr_array_index (plan->entries, i);

      if (!entry->wanted || entry->done || !ingam_half_is_authorities (entry->half))
        continue;
      if (*why || !ingam_authorities_keep (entry->half->authorities, why))
        {
          ingam_import_entry_set_error (entry, *why);
          continue;
        }
      entry->done = TRUE;
      entry->wanted = FALSE;
    }
}

gboolean
ingam_import_run (IngamImportPlan *plan,
                  const char *trash,
                  gint64 now,
                  IngamWriteProgress progress,
                  gpointer user_data,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  Record record = { folders, ids };
  char *entry = NULL;
  g_autoptr (GError) why = NULL;

  if (!ingam_plan_scan (plan, cancellable, error))
    return FALSE;
  ingam_plan_judge (plan);
  write_all (plan, &record, progress, user_data, cancellable, &why);
  keep_authorities (plan, &why);
  if (trash && ids->len > 0)
    ingam_trash_record_import (trash, plan->store, folders, ids, now, &entry, why ? NULL : &why);
  if (entry)
    g_ptr_array_add (plan->steps, entry);
  if (!why)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&why));
  return FALSE;
}

GPtrArray *
ingam_import_plan_get_steps (IngamImportPlan *plan)
{
  return plan->steps;
}

/* --- async faces --- */

typedef struct
{
  char *store;
  char **paths;
  char **earlier;
  IngamImportPlan *plan; /* borrowed */
  IngamSecret *password;
  IngamKdfBudget budget;
  char *trash;
  gint64 now;
  IngamWriteProgress progress;
  gpointer progress_data;
  GMainContext *context;
} Work;

static void
work_free (Work *work)
{
  g_free (work->store);
  g_strfreev (work->paths);
  g_strfreev (work->earlier);
  g_clear_pointer (&work->password, ingam_secret_unref);
  g_free (work->trash);
  g_clear_pointer (&work->context, g_main_context_unref);
  g_free (work);
}

static Work *
start (GTask **ret_task,
       gpointer tag,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  Work *work = g_new0 (Work, 1);

  *ret_task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (*ret_task, tag);
  /* Who is cancelled too late has done it, and says so. */
  g_task_set_check_cancellable (*ret_task, FALSE);
  g_task_set_task_data (*ret_task, work, (GDestroyNotify) work_free);
  return work;
}

static void
plan_thread_cb (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;
  IngamImportPlan *plan =
      ingam_import_plan_new_after (work->store, (const char *const *) work->paths,
                                   (const char *const *) work->earlier, cancellable, &error);

  if (plan)
    g_task_return_pointer (task, plan, (GDestroyNotify) ingam_import_plan_free);
  else
    g_task_return_error (task, error);
}

void
ingam_import_plan_new_async (const char *store,
                             const char *const *paths,
                             const char *const *earlier,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Work *work = start (&task, ingam_import_plan_new_async, cancellable, callback, user_data);

  work->store = g_strdup (store);
  work->paths = g_strdupv ((char **) paths);
  work->earlier = g_strdupv ((char **) earlier);
  g_task_run_in_thread (task, plan_thread_cb);
}

IngamImportPlan *
ingam_import_plan_new_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
offer_thread_cb (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;
  int n = ingam_import_plan_offer_password (work->plan, work->password, work->budget, cancellable,
                                            &error);

  if (n >= 0)
    g_task_return_int (task, n);
  else
    g_task_return_error (task, error);
}

void
ingam_import_plan_offer_password_async (IngamImportPlan *self,
                                        IngamSecret *password,
                                        IngamKdfBudget budget,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Work *work =
      start (&task, ingam_import_plan_offer_password_async, cancellable, callback, user_data);

  work->plan = self;
  work->password = ingam_secret_ref (password);
  work->budget = budget;
  g_task_run_in_thread (task, offer_thread_cb);
}

int
ingam_import_plan_offer_password_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), -1);
  return (int) g_task_propagate_int (G_TASK (result), error);
}

/* One step told to the caller's main context. */
static void
progress_cb (guint done, guint total, gpointer user_data)
{
  Work *work = user_data;

  ingam_progress_tell (work->context, work->progress, work->progress_data, done, total);
}

static void
run_thread_cb (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;

  if (ingam_import_run (work->plan, work->trash, work->now, work->progress ? progress_cb : NULL,
                        work, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
ingam_import_run_async (IngamImportPlan *plan,
                        const char *trash,
                        IngamWriteProgress progress,
                        gpointer progress_data,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Work *work = start (&task, ingam_import_run_async, cancellable, callback, user_data);

  work->plan = plan;
  work->trash = g_strdup (trash);
  work->now = ingam_clock_now ();
  work->progress = progress;
  work->progress_data = progress_data;
  work->context = g_main_context_ref_thread_default ();
  g_task_run_in_thread (task, run_thread_cb);
}

gboolean
ingam_import_run_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
