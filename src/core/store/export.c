/* export.c: a credential somewhere else, in a form others read.
 *
 * A folder is a transaction on another store, sealed keys as they are, so that R and the scheme
 * stay and no password is needed. A PFX takes the opened PrivateKeyInfo bytes of both pairs. Every
 * file is read back and compared before success is said: programs that did not (on a full stick,
 * say) left people with an empty file and a deleted original.
 */
#include "config.h"

#include "core/store/export.h"

#include "core/base/durable-file.h"
#include "core/base/error.h"
#include "core/codec/pem.h"
#include "core/codec/private-key.h"
#include "core/store/check-pair.h"
#include "core/store/write.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define STORE_NAME "NPKI"
#define MAX_FILE (16 * 1024 * 1024) /* of what we wrote ourselves */
#define KOREA_SECONDS (9 * 60 * 60) /* validity is a Korean date */

/* What one export works on. */
typedef struct
{
  IngamCredential *credential;
  const IngamExportOptions *options;
  const char *path;
  GCancellable *cancellable;
  IngamFolderFiles *files;
  char *written;
  gboolean has_random;
} Export;

static gboolean
fail_unverified (GError **error)
{
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_UNVERIFIED,
                       _ ("What was read back is not what was written. Do not rely on this copy; "
                          "the disk may be failing."));
  return FALSE;
}

/* The file as the disk gives it back. */
static gboolean
verify_file (const char *path, GBytes *bytes, GError **error)
{
  g_autoptr (GBytes) back = ingam_durable_read_path (path, MAX_FILE, error);

  return back && (g_bytes_equal (back, bytes) || fail_unverified (error));
}

static gboolean
write_file (Export *self, GBytes *bytes, GError **error)
{
  if (!ingam_durable_write_path (self->path, bytes, self->options->overwrite, error) ||
      !verify_file (self->path, bytes, error))
    return FALSE;
  self->written = g_strdup (self->path);
  return TRUE;
}

/* PEM. */

static gboolean
export_pem (Export *self, GError **error)
{
  g_auto (IngamPair) signing = { NULL };
  g_autoptr (GBytes) pem = NULL;

  if (!ingam_pair_init (&signing, self->files, INGAM_PAIR_SIGNING, error))
    return FALSE;
  pem = ingam_pem_encode ("CERTIFICATE", signing.certificate);
  return write_file (self, pem, error);
}

/* PFX. */

static gboolean
open_pair (Export *self, IngamPair *pair, IngamPairKind kind, GError **error)
{
  return ingam_pair_open (pair, kind, self->options->password, self->options->budget,
                          self->cancellable, error);
}

static gboolean
export_pfx (Export *self, GError **error)
{
  const IngamExportOptions *options = self->options;
  g_auto (IngamPair) signing = { NULL };
  g_auto (IngamPair) encryption = { NULL };
  IngamBundleItem items[2] = { { NULL } };
  g_autoptr (GBytes) bytes = NULL;
  gsize n = 0;

  if (!options->password)
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_NEEDS_PASSWORD,
                           _ ("Exporting the private key needs the certificate’s password."));
      return FALSE;
    }
  if (!ingam_pair_init (&signing, self->files, INGAM_PAIR_SIGNING, error) ||
      !ingam_pair_init (&encryption, self->files, INGAM_PAIR_ENCRYPTION, error) ||
      !open_pair (self, &signing, INGAM_PAIR_SIGNING, error))
    return FALSE;
  items[n++] = (IngamBundleItem){ signing.certificate, signing.plain, NULL };
  /* Half an encryption pair does not keep the signing pair from being exported. */
  if (encryption.certificate && encryption.sealed)
    {
      if (!open_pair (self, &encryption, INGAM_PAIR_ENCRYPTION, error))
        return FALSE;
      items[n++] = (IngamBundleItem){ encryption.certificate, encryption.plain, NULL };
    }
  bytes = ingam_bundle_make (items, n, options->profile,
                             options->file_password ? options->file_password : options->password,
                             self->cancellable, error);
  if (!bytes || !write_file (self, bytes, error))
    return FALSE;
  self->has_random = ingam_private_key_has_random (signing.plain);
  return TRUE;
}

/* Folder. */

/* "…/NPKI" below the path, or the path itself when it is one. */
static char *
dup_target_store (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *key = ingam_layout_dup_key (name);
  g_autofree char *wanted = ingam_layout_dup_key (STORE_NAME);

  return g_str_equal (key, wanted) ? g_strdup (path) : g_build_filename (path, STORE_NAME, NULL);
}

/* The folder of the same certificate in the target, or NULL. */
static char *
find_same (IngamScan *scan, IngamCredential *credential)
{
  GPtrArray *all = ingam_scan_get_credentials (scan);

  for (guint i = 0; i < all->len; i++)
    {
      IngamCredential *one = g_ptr_array_index (all, i);

      if (memcmp (ingam_credential_get_fingerprint (one),
                  ingam_credential_get_fingerprint (credential),
                  INGAM_CERTIFICATE_FINGERPRINT_SIZE) == 0)
        return g_strdup (ingam_credential_get_folder (one));
    }
  return NULL;
}

/* FALSE on a failure; *@ret_folder stays NULL when the certificate is not there. */
static gboolean
look_for_same (Export *self, const char *store, char **ret_folder, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (IngamScan) scan = ingam_scan_run (store, NULL, self->cancellable, &local);

  if (scan)
    {
      *ret_folder = find_same (scan, self->credential);
      if (!*ret_folder || self->options->overwrite)
        return TRUE;
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_ALREADY_HERE,
                           _ ("This certificate is already there."));
      return FALSE;
    }
  if (g_error_matches (local, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
stage_folder (Export *self,
              IngamWrite *write,
              const char *store,
              const char *same,
              char **ret_folder,
              GError **error)
{
  GBytes *certificate = self->files->files[INGAM_ROLE_SIGN_CERT];
  g_autoptr (IngamFolderFiles) seen = NULL;
  g_autofree char *path = NULL;
  g_autofree char *folder = NULL;
  IngamCertificateFields fields;

  if (same)
    {
      path = g_build_filename (store, same, NULL);
      seen = ingam_scan_read_folder (path, error);
      *ret_folder = g_strdup (same);
      return seen && ingam_write_replace (write, same, seen, self->files->files, error);
    }
  if (!ingam_certificate_peek (g_bytes_get_data (certificate, NULL), g_bytes_get_size (certificate),
                               &fields))
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_DAMAGED,
                           _ ("The certificate is damaged: it breaks off or was altered. Copy it "
                              "again from where it came from."));
      return FALSE;
    }
  folder = ingam_layout_dup_folder (&fields);
  return ingam_write_add (write, folder, self->files->files, ret_folder, error);
}

static gboolean
verify_folder (Export *self, const char *path, GError **error)
{
  g_autoptr (IngamFolderFiles) back = ingam_scan_read_folder (path, error);

  if (!back)
    return FALSE;
  for (IngamRole role = INGAM_ROLE_SIGN_CERT; role < INGAM_ROLE_N; role++)
    {
      GBytes *bytes = self->files->files[role];

      if (bytes && (!back->files[role] || !g_bytes_equal (bytes, back->files[role])))
        return fail_unverified (error);
    }
  return TRUE;
}

static gboolean
export_folder (Export *self, GError **error)
{
  g_autofree char *store = dup_target_store (self->path);
  g_autofree char *same = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autoptr (IngamWrite) write = NULL;

  if (!look_for_same (self, store, &same, error))
    return FALSE;
  write = ingam_write_begin (store, error);
  if (!write || !stage_folder (self, write, store, same, &folder, error) ||
      !ingam_write_commit (write, NULL, NULL, self->cancellable, NULL, error))
    return FALSE;
  path = g_build_filename (store, folder, NULL);
  if (!verify_folder (self, path, error))
    return FALSE;
  self->written = g_steal_pointer (&path);
  self->has_random = self->files->files[INGAM_ROLE_SIGN_KEY] != NULL;
  return TRUE;
}

/* What each format does, what its files end in. */
static const struct
{
  gboolean (*run) (Export *self, GError **error);
  const char *ending;
} formats[] = {
  [INGAM_EXPORT_PFX] = { export_pfx, ".pfx" },
  [INGAM_EXPORT_FOLDER] = { export_folder, "" },
  [INGAM_EXPORT_PEM_CERTIFICATE] = { export_pem, ".pem" },
};

gboolean
ingam_export_run (const char *store,
                  IngamCredential *credential,
                  const IngamExportOptions *options,
                  const char *path,
                  GCancellable *cancellable,
                  char **ret_path,
                  gboolean *ret_has_random,
                  GError **error)
{
  g_autoptr (IngamFolderFiles) files = NULL;
  Export self = { credential, options, path, cancellable };

  g_return_val_if_fail (store && INGAM_IS_CREDENTIAL (credential) && options && path, FALSE);
  g_return_val_if_fail (options->format < G_N_ELEMENTS (formats), FALSE);

  files = ingam_scan_read_files (store, credential, error);
  if (!files)
    return FALSE;
  if (!files->files[INGAM_ROLE_SIGN_CERT])
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_CHANGED,
                           _ ("The certificate is no longer in its place."));
      return FALSE;
    }
  self.files = files;
  if (!formats[options->format].run (&self, error))
    return FALSE;
  if (ret_path)
    *ret_path = g_steal_pointer (&self.written);
  g_free (self.written);
  if (ret_has_random)
    *ret_has_random = self.has_random;
  return TRUE;
}

char *
ingam_export_dup_suggested_name (IngamCredential *credential, IngamExportFormat format)
{
  g_autofree char *name = NULL;
  g_autofree char *date = NULL;
  g_autofree char *text = NULL;
  g_autofree char *stem = NULL;
  g_autoptr (GDateTime) end = NULL;

  g_return_val_if_fail (INGAM_IS_CREDENTIAL (credential), NULL);
  g_return_val_if_fail (format < G_N_ELEMENTS (formats), NULL);

  if (format == INGAM_EXPORT_FOLDER)
    return g_strdup (STORE_NAME);
  end = g_date_time_new_from_unix_utc (ingam_credential_get_not_after (credential) + KOREA_SECONDS);
  date = end ? g_date_time_format (end, "%Y-%m-%d") : g_strdup ("");
  name = g_utf8_substring (ingam_credential_get_name (credential), 0,
                           MIN (60, g_utf8_strlen (ingam_credential_get_name (credential), -1)));
  text = g_strjoin (" ", name, date, NULL);
  stem = ingam_layout_dup_component (text, NULL, 0);
  return g_strconcat (stem, formats[format].ending, NULL);
}
