/* scan-files.c: the files of one credential as they lie on the disk now.
 *
 * A list keeps no bytes; whoever works on one credential reads them here, again through descriptors
 * and without following a link, so that what is worked on is what the scan saw or an error.
 */
#include "config.h"

#include "core/store/scan-folder.h"

#include "core/base/durable-file.h"
#include "core/base/error.h"
#include "core/codec/sealed-key.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* A list of CA certificates; the largest seen has a few dozen. */
#define CA_PUBS_MAX_SIZE (4 * 1024 * 1024)

static const gsize limits[INGAM_ROLE_N] = {
  [INGAM_ROLE_SIGN_CERT] = INGAM_CERTIFICATE_MAX_SIZE,
  [INGAM_ROLE_SIGN_KEY] = INGAM_SEALED_KEY_MAX_SIZE,
  [INGAM_ROLE_KM_CERT] = INGAM_CERTIFICATE_MAX_SIZE,
  [INGAM_ROLE_KM_KEY] = INGAM_SEALED_KEY_MAX_SIZE,
  [INGAM_ROLE_CA_PUBS] = CA_PUBS_MAX_SIZE,
};

void
ingam_folder_files_free (IngamFolderFiles *files)
{
  for (guint i = 0; i < INGAM_ROLE_N; i++)
    {
      g_clear_pointer (&files->files[i], g_bytes_unref);
      g_free (files->names[i]);
    }
  g_free (files);
}

typedef struct
{
  IngamFolderFiles *files;
  guint n;
} Listing;

static gboolean
note_name_cb (const char *name, guint8 type, gpointer user_data)
{
  Listing *listing = user_data;
  IngamRole role = ingam_layout_find_role (name);

  if (++listing->n > INGAM_SCAN_MAX_FILES)
    return FALSE;
  if (role != INGAM_ROLE_OTHER &&
      ingam_folder_is_better_name (role, name, listing->files->names[role]))
    {
      g_free (listing->files->names[role]);
      listing->files->names[role] = g_strdup (name);
    }
  return TRUE;
}

static IngamFolderFiles *
read_open_folder (int folder, GError **error)
{
  g_autoptr (IngamFolderFiles) files = g_new0 (IngamFolderFiles, 1);
  Listing listing = { .files = files };

  if (!ingam_folder_each_name (folder, note_name_cb, &listing))
    {
      ingam_error_set_errno (error, errno, _ ("The certificate's folder could not be read"));
      return NULL;
    }
  for (IngamRole role = INGAM_ROLE_SIGN_CERT; role < INGAM_ROLE_N; role++)
    if (files->names[role])
      {
        files->files[role] =
            ingam_durable_read (folder, files->names[role], limits[role], NULL, error);
        if (!files->files[role])
          return NULL;
      }
  return g_steal_pointer (&files);
}

IngamFolderFiles *
ingam_scan_read_folder (const char *path, GError **error)
{
  g_auto (IngamFd) folder = ingam_durable_open_folder (path, FALSE, error);

  return folder < 0 ? NULL : read_open_folder (folder, error);
}

IngamFolderFiles *
ingam_scan_read_files (const char *store, IngamCredential *credential, GError **error)
{
  g_auto (IngamFd) folder = ingam_durable_open_folder (store, FALSE, error);
  g_auto (GStrv) parts = g_strsplit (ingam_credential_get_folder (credential), "/", -1);

  for (guint i = 0; folder >= 0 && parts[i]; i++)
    {
      int below = ingam_durable_open_subfolder (folder, parts[i], FALSE, error);

      ingam_fd_clear (&folder);
      folder = below;
    }
  return folder < 0 ? NULL : read_open_folder (folder, error);
}

IngamCertificate *
ingam_scan_read_certificate (const char *store, IngamCredential *credential, GError **error)
{
  g_autoptr (IngamFolderFiles) files = ingam_scan_read_files (store, credential, error);

  if (files == NULL)
    return NULL;
  if (files->files[INGAM_ROLE_SIGN_CERT] == NULL)
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND,
                           _ ("The certificate is no longer there."));
      return NULL;
    }
  return ingam_certificate_new (files->files[INGAM_ROLE_SIGN_CERT], error);
}

typedef struct
{
  char *store;
  IngamCredential *credential;
} Question;

static void
question_free (Question *question)
{
  g_free (question->store);
  g_object_unref (question->credential);
  g_free (question);
}

static void
certificate_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Question *question = task_data;
  GError *error = NULL;
  IngamCertificate *certificate =
      ingam_scan_read_certificate (question->store, question->credential, &error);

  if (certificate != NULL)
    g_task_return_pointer (task, certificate, (GDestroyNotify) ingam_certificate_unref);
  else
    g_task_return_error (task, error);
}

void
ingam_scan_read_certificate_async (const char *store,
                                   IngamCredential *credential,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->store = g_strdup (store);
  question->credential = g_object_ref (credential);
  g_task_set_source_tag (task, ingam_scan_read_certificate_async);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  g_task_run_in_thread (task, certificate_worker);
}

IngamCertificate *
ingam_scan_read_certificate_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ingam_scan_read_certificate_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
