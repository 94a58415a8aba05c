/* The file is written anew each time that reminders are turned on: whatever a desktop's own list of
 * programs made of it ("Hidden", "X-GNOME-Autostart-enabled=false") was an earlier wish. It is for
 * every desktop, so it names none.
 */
#include "config.h"

#include "app/preferences/autostart.h"

#include "app/preferences/background-portal.h"
#include "core/base/durable-file.h"

#include <glib/gi18n.h>

#define FILE_NAME APPLICATION_ID ".Agent.desktop"
#define FOLDER "autostart"
#define PROGRAM LIBEXECDIR "/ingam-agent"
#define SANDBOX_MARK "/.flatpak-info"

char *
ingam_autostart_dup_path (void)
{
  return g_build_filename (g_get_user_config_dir (), FOLDER, FILE_NAME, NULL);
}

/* A folder that is a link (settings kept elsewhere) is what it leads to. */
static IngamFd
open_folder (gboolean create, GError **error)
{
  g_autofree char *path = g_build_filename (g_get_user_config_dir (), FOLDER, NULL);
  g_autofree char *real = NULL;
  char *resolved = realpath (path, NULL);

  real = g_strdup (resolved == NULL ? path : resolved);
  free (resolved);
  return ingam_durable_open_folder (real, create, error);
}

static gboolean
system_has_one (void)
{
  const char *const *folders = g_get_system_config_dirs ();

  for (guint i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (folders[i], FOLDER, FILE_NAME, NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return TRUE;
    }
  return FALSE;
}

static GBytes *
new_content (gboolean is_on)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  const char *group = G_KEY_FILE_DESKTOP_GROUP;
  gsize size;
  char *text;

  g_key_file_set_string (file, group, G_KEY_FILE_DESKTOP_KEY_TYPE,
                         G_KEY_FILE_DESKTOP_TYPE_APPLICATION);
  g_key_file_set_string (file, group, G_KEY_FILE_DESKTOP_KEY_NAME, _ ("Ingam Reminders"));
  g_key_file_set_string (file, group, G_KEY_FILE_DESKTOP_KEY_COMMENT,
                         _ ("Reminds you before certificates expire"));
  g_key_file_set_string (file, group, G_KEY_FILE_DESKTOP_KEY_EXEC, PROGRAM);
  g_key_file_set_string (file, group, G_KEY_FILE_DESKTOP_KEY_ICON, APPLICATION_ID);
  g_key_file_set_boolean (file, group, G_KEY_FILE_DESKTOP_KEY_NO_DISPLAY, TRUE);
  g_key_file_set_boolean (file, group, "X-GNOME-Autostart-enabled", is_on);
  if (!is_on)
    g_key_file_set_boolean (file, group, G_KEY_FILE_DESKTOP_KEY_HIDDEN, TRUE);
  text = g_key_file_to_data (file, &size, NULL);
  return g_bytes_new_take (text, size);
}

gboolean
ingam_autostart_write (gboolean is_on, GError **error)
{
  g_autofree char *path = ingam_autostart_dup_path ();
  gboolean is_file = is_on || system_has_one ();
  g_autoptr (GBytes) content = NULL;
  g_auto (IngamFd) folder = -1;

  if (!is_file && !g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  folder = open_folder (is_file, error);
  if (folder < 0)
    return FALSE;
  if (!is_file)
    return ingam_durable_remove (folder, FILE_NAME, error);
  content = new_content (is_on);
  return ingam_durable_replace (folder, FILE_NAME, content, error);
}

static void
write_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (ingam_autostart_write (GPOINTER_TO_INT (data), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
requested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (ingam_background_portal_request_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
ingam_autostart_set_async (gboolean is_on, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, ingam_autostart_set_async);
  g_task_set_task_data (task, GINT_TO_POINTER (is_on), NULL);
  if (g_file_test (SANDBOX_MARK, G_FILE_TEST_EXISTS))
    ingam_background_portal_request_async (PROGRAM, is_on, requested_cb, g_object_ref (task));
  else
    g_task_run_in_thread (task, write_thread);
}

gboolean
ingam_autostart_set_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
