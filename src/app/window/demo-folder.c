/* Practice certificates live in a folder of their own under the system's scratch space, so that
 * nothing a person tries on them can touch a real store. Making the keys takes a second or two,
 * hence the thread. Gone when its window is.
 */
#include "config.h"

#include "app/window/demo-folder.h"

#include "core/base/clock.h"
#include "core/base/durable-file.h"
#include "core/demo/demo.h"

char *
ingam_demo_folder_dup_store (const char *scratch)
{
  return g_build_filename (scratch, "NPKI", NULL);
}

char *
ingam_demo_folder_dup_samples (const char *scratch)
{
  return g_build_filename (scratch, "samples", NULL);
}

void
ingam_demo_folder_remove (const char *scratch)
{
  g_autofree char *parent = g_path_get_dirname (scratch);
  g_autofree char *name = g_path_get_basename (scratch);
  g_auto (IngamFd) folder = ingam_durable_open_folder (parent, FALSE, NULL);

  /* Left-overs of a scratch folder are the system's to sweep: nothing to tell a person. */
  if (folder >= 0)
    ingam_durable_remove (folder, name, NULL);
}

static void
make_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *scratch = g_dir_make_tmp ("ingam-demo-XXXXXX", &error);
  g_autofree char *store = NULL;
  g_autofree char *samples = NULL;
  gint64 now = ingam_clock_now ();

  if (scratch == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  store = ingam_demo_folder_dup_store (scratch);
  samples = ingam_demo_folder_dup_samples (scratch);
  if (!ingam_demo_make (store, now, cancellable, &error) ||
      !ingam_demo_make_samples (samples, now, cancellable, &error))
    {
      ingam_demo_folder_remove (scratch);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_task_return_pointer (task, g_steal_pointer (&scratch), g_free);
}

void
ingam_demo_folder_make_async (GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, ingam_demo_folder_make_async);
  g_task_set_check_cancellable (task, FALSE); /* a folder made after all has to be swept */
  g_task_run_in_thread (task, make_worker);
}

char *
ingam_demo_folder_make_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
