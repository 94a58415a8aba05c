/* fake-restore.c: in the main context, so that a test decides when what ends. */
#include "config.h"

#include "tests/ui/fake-restore.h"

#include "core/base/error.h"

#define STEP "20261126-000000-fake"

struct _IngamRestorePlan
{
  GPtrArray *entries;
};

static struct
{
  IngamStore *store; /* owned */
  guint n;
  GError *error;
  GError *failure;
  gboolean is_held;
  guint n_plans;
} fake;

void
ingam_fake_restore_set (IngamStore *store, guint n, const GError *error)
{
  g_set_object (&fake.store, store);
  fake.n = n;
  g_clear_error (&fake.error);
  fake.error = error != NULL ? g_error_copy (error) : NULL;
}

void
ingam_fake_restore_set_failure (const GError *error)
{
  g_clear_error (&fake.failure);
  fake.failure = error != NULL ? g_error_copy (error) : NULL;
}

void
ingam_fake_restore_hold (gboolean held)
{
  fake.is_held = held;
}

guint
ingam_fake_restore_get_plans (void)
{
  return fake.n_plans;
}

static gboolean
visit (gpointer implementation,
       IngamReaderVisit function,
       gpointer user_data,
       GCancellable *cancellable,
       GError **error)
{
  return TRUE;
}

static const IngamReaderVtable vtable = { visit, g_free };

IngamReader *
ingam_fake_restore_new_reader (void)
{
  return ingam_reader_new (&vtable, g_new0 (char, 1));
}

/* --- ends, once nothing is held --- */

static gboolean
look_cb (gpointer user_data)
{
  GTask *task = user_data;
  GSourceFunc end = (GSourceFunc) g_task_get_source_tag (task);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      g_task_return_new_error (task, INGAM_ERROR, INGAM_ERROR_CANCELLED, "cancelled");
      return G_SOURCE_REMOVE;
    }
  if (fake.is_held)
    return G_SOURCE_CONTINUE;
  return end (task);
}

static void
start (GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data,
       GSourceFunc end,
       gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_check_cancellable (task, FALSE);
  g_task_set_source_tag (task, end);
  g_task_set_task_data (task, data, NULL);
  g_timeout_add_full (G_PRIORITY_DEFAULT, 5, look_cb, task, g_object_unref);
}

/* --- the plan --- */

static void
entry_free (gpointer data)
{
  IngamRestoreEntry *entry = data;

  g_clear_object (&entry->credential);
  g_clear_object (&entry->existing);
  g_clear_error (&entry->error);
  g_free (entry);
}

static gboolean
end_plan (gpointer user_data)
{
  GTask *task = user_data;
  IngamRestorePlan *plan;
  guint n = fake.store == NULL ? 0 : g_list_model_get_n_items (G_LIST_MODEL (fake.store));

  if (fake.error != NULL)
    {
      g_task_return_error (task, g_error_copy (fake.error));
      return G_SOURCE_REMOVE;
    }
  plan = g_new0 (IngamRestorePlan, 1);
  plan->entries = g_ptr_array_new_with_free_func (entry_free);
  fake.n_plans++;
  for (guint i = 0; i < (fake.n == 0 ? n : MIN (n, fake.n)); i++)
    {
      IngamRestoreEntry *entry = g_new0 (IngamRestoreEntry, 1);

      entry->credential = g_list_model_get_item (G_LIST_MODEL (fake.store), i);
      entry->state = (IngamRestoreState) (i % INGAM_RESTORE_N);
      entry->wanted = entry->state == INGAM_RESTORE_MISSING || entry->state == INGAM_RESTORE_NEWER;
      if (entry->state != INGAM_RESTORE_MISSING)
        entry->existing = g_object_ref (entry->credential);
      g_ptr_array_add (plan->entries, entry);
    }
  g_task_return_pointer (task, plan, (GDestroyNotify) ingam_restore_plan_free);
  return G_SOURCE_REMOVE;
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
  ingam_reader_free (reader);
  progress (30, 100, progress_data);
  start (cancellable, callback, user_data, end_plan, NULL);
}

IngamRestorePlan *
ingam_restore_plan_new_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
ingam_restore_plan_free (IngamRestorePlan *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->entries);
  g_free (self);
  fake.n_plans--;
}

GPtrArray *
ingam_restore_plan_get_entries (IngamRestorePlan *self)
{
  return self->entries;
}

/* --- the run --- */

static gboolean
end_run (gpointer user_data)
{
  GTask *task = user_data;
  IngamRestorePlan *plan = g_task_get_task_data (task);
  guint n = 0;

  for (guint i = 0; i < plan->entries->len; i++)
    {
      IngamRestoreEntry *entry = g_ptr_array_index (plan->entries, i);

      if (!entry->wanted)
        continue;
      if (++n == 2 && fake.failure != NULL)
        entry->error = g_error_copy (fake.failure);
      else
        entry->done = TRUE;
    }
  g_task_return_pointer (task, g_strdup (STEP), g_free);
  return G_SOURCE_REMOVE;
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
  progress (1, 2, progress_data);
  start (cancellable, callback, user_data, end_run, self);
}

gboolean
ingam_restore_run_finish (GAsyncResult *result, char **ret_step, GError **error)
{
  *ret_step = g_task_propagate_pointer (G_TASK (result), error);
  return *ret_step != NULL;
}

gboolean
ingam_restore_tree (IngamReader *reader,
                    const char *folder,
                    IngamProgressFunc progress,
                    gpointer user_data,
                    GCancellable *cancellable,
                    IngamContents **ret_contents,
                    GError **error)
{
  progress (1, 2, user_data);
  if (g_mkdir_with_parents (folder, 0700) == 0)
    return TRUE;
  g_set_error (error, INGAM_ERROR, INGAM_ERROR_DISK, "no folder");
  return FALSE;
}
