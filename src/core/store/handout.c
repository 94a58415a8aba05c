/* handout.c: a file lent to another program.
 *
 * Each lies alone in a folder that its process holds locked: whoever can lock it knows that its
 * owner is dead, and removes it. The place itself is locked while folders are made and swept, so
 * that a folder is never seen between being made and being locked.
 */
#include "config.h"

#include "core/store/handout.h"

#include "core/base/durable-file.h"
#include "core/base/error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

#define MAX_LEFT 10000 /* folders of dead processes */

struct _IngamHandout
{
  char *place;
  char *name; /* of the folder */
  IngamFd folder;
  char *path;
  gboolean has_random;
};

char *
ingam_handout_dup_place (void)
{
  const char *runtime = g_get_user_runtime_dir ();
  g_autofree char *shared = g_build_filename (runtime, "app", APPLICATION_ID, NULL);

  if (g_file_test (shared, G_FILE_TEST_IS_DIR))
    return g_build_filename (shared, "handout", NULL);
  return g_build_filename (runtime, "ingam", "handout", NULL);
}

static void
sweep (int place)
{
  g_autoptr (GPtrArray) names = ingam_durable_list (place, MAX_LEFT, NULL);

  for (guint i = 0; names && i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_auto (IngamFd) folder = ingam_durable_open_subfolder (place, name, FALSE, NULL);

      if (folder >= 0 && ingam_durable_lock (folder, FALSE) == INGAM_DURABLE_LOCK_TAKEN)
        ingam_durable_remove (place, name, NULL);
    }
}

static gboolean
lock (int folder, GError **error)
{
  if (ingam_durable_lock (folder, TRUE) == INGAM_DURABLE_LOCK_TAKEN)
    return TRUE;
  ingam_error_set_errno (error, errno,
                         _ ("This disk cannot be kept to one program at a time, so nothing can be "
                            "changed safely on it"));
  return FALSE;
}

static gboolean
make_folder (IngamHandout *self, GError **error)
{
  g_auto (IngamFd) place = ingam_durable_open_folder (self->place, TRUE, error);

  if (place < 0 || !lock (place, error))
    return FALSE;
  sweep (place);
  self->name = g_uuid_string_random ();
  if (!ingam_durable_make_folder (place, self->name, error))
    return FALSE;
  self->folder = ingam_durable_open_subfolder (place, self->name, FALSE, error);
  return self->folder >= 0 && lock (self->folder, error);
}

IngamHandout *
ingam_handout_new (const char *place,
                   const char *store,
                   IngamCredential *credential,
                   const IngamExportOptions *options,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (IngamHandout) self = g_new0 (IngamHandout, 1);
  g_autofree char *name = NULL;

  g_return_val_if_fail (place && store && INGAM_IS_CREDENTIAL (credential) && options, NULL);
  g_return_val_if_fail (options->format != INGAM_EXPORT_FOLDER, NULL);

  self->place = g_strdup (place);
  self->folder = -1;
  if (!make_folder (self, error))
    return NULL;
  name = ingam_export_dup_suggested_name (credential, options->format);
  self->path = g_build_filename (place, self->name, name, NULL);
  if (!ingam_export_run (store, credential, options, self->path, cancellable, NULL,
                         &self->has_random, error))
    return NULL;
  return g_steal_pointer (&self);
}

const char *
ingam_handout_get_path (IngamHandout *self)
{
  g_return_val_if_fail (self, NULL);

  return self->path;
}

gboolean
ingam_handout_get_has_random (IngamHandout *self)
{
  g_return_val_if_fail (self, FALSE);

  return self->has_random;
}

void
ingam_handout_free (IngamHandout *self)
{
  g_auto (IngamFd) place = ingam_durable_open_folder (self->place, FALSE, NULL);

  if (place >= 0 && self->name)
    ingam_durable_remove (place, self->name, NULL);
  ingam_fd_clear (&self->folder);
  g_free (self->place);
  g_free (self->name);
  g_free (self->path);
  g_free (self);
}
