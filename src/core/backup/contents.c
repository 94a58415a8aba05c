/* contents.c: a sorted list of files with what is known of each, and the credentials among them.
 *
 * A file is one block of memory, its path behind it, because there may be 800,000. The store is
 * walked with a stack of open folders and not by recursion; its credentials are what the scan says,
 * so that a backup's list and the window's are the same. Those of a backup are found by the same
 * rules in the bytes that go by, one folder at a time: of a folder that is done only the credential
 * stays.
 */
#include "config.h"

#include "core/backup/contents-private.h"

#include "core/base/error.h"
#include "core/codec/sealed-key.h"
#include "core/store/layout.h"

#include <gcrypt.h>
#include <glib/gi18n-lib.h>
#include <string.h>

IngamContents *
ingam_contents_ref (IngamContents *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ingam_contents_unref (IngamContents *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->files);
  g_ptr_array_unref (self->credentials);
  g_ptr_array_unref (self->left_out);
  g_free (self);
}

static void
credential_free (gpointer data)
{
  IngamContentsCredential *credential = data;

  g_object_unref (credential->credential);
  g_free (credential);
}

IngamContents *
ingam_contents_new (void)
{
  IngamContents *self = g_new0 (IngamContents, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->files = g_ptr_array_new_with_free_func (g_free);
  self->credentials = g_ptr_array_new_with_free_func (credential_free);
  self->left_out = g_ptr_array_new_with_free_func (g_free);
  return self;
}

IngamContentsFile *
ingam_contents_add_file (IngamContents *self, const char *path, guint64 size, gint64 mtime)
{
  gsize length = strlen (path) + 1;
  IngamContentsFile *file = g_malloc (sizeof *file + length);

  *file = (IngamContentsFile){ .size = size, .mtime = CLAMP (mtime, 0, G_MAXUINT32) };
  file->path = memcpy (file + 1, path, length);
  g_ptr_array_add (self->files, file);
  self->size += size;
  return file;
}

void
ingam_contents_add_credential (IngamContents *self,
                               IngamCredential *credential,
                               const guint8 *digest)
{
  IngamContentsCredential *item = g_new0 (IngamContentsCredential, 1);

  item->credential = g_object_ref (credential);
  if (digest)
    memcpy (item->digest, digest, sizeof item->digest);
  g_ptr_array_add (self->credentials, item);
}

static int
compare_files (gconstpointer a, gconstpointer b)
{
  const IngamContentsFile *one = *(IngamContentsFile *const *) a;
  const IngamContentsFile *other = *(IngamContentsFile *const *) b;

  return strcmp (one->path, other->path);
}

static int
compare_credentials (gconstpointer a, gconstpointer b)
{
  IngamCredential *one = (*(IngamContentsCredential *const *) a)->credential;
  IngamCredential *other = (*(IngamContentsCredential *const *) b)->credential;
  int order = ingam_credential_compare (one, other);

  return order != 0 ?
             order :
             strcmp (ingam_credential_get_folder (one), ingam_credential_get_folder (other));
}

void
ingam_contents_sort (IngamContents *self)
{
  g_ptr_array_sort (self->files, compare_files);
  g_ptr_array_sort (self->credentials, compare_credentials);
}

GPtrArray *
ingam_contents_get_files (IngamContents *self)
{
  return self->files;
}

GPtrArray *
ingam_contents_get_credentials (IngamContents *self)
{
  return self->credentials;
}

GPtrArray *
ingam_contents_get_left_out (IngamContents *self)
{
  return self->left_out;
}

guint64
ingam_contents_get_size (IngamContents *self)
{
  return self->size;
}

const IngamContentsFile *
ingam_contents_find (IngamContents *self, const char *path)
{
  guint from = 0, to = self->files->len;

  while (from < to)
    {
      guint middle = from + (to - from) / 2;
      const IngamContentsFile *file = g_ptr_array_index (self->files, middle);
      int order = strcmp (path, file->path);

      if (order == 0)
        return file;
      if (order < 0)
        to = middle;
      else
        from = middle + 1;
    }
  return NULL;
}

void
ingam_contents_get_stamp (IngamContents *self, guint8 ret_stamp[INGAM_CONTENTS_DIGEST_SIZE])
{
  gcry_md_hd_t digest;

  ingam_secret_init ();
  if (gcry_md_open (&digest, GCRY_MD_SHA256, 0) != 0)
    g_error ("libgcrypt has no SHA-256");
  for (guint i = 0; i < self->files->len; i++)
    {
      const IngamContentsFile *file = g_ptr_array_index (self->files, i);
      guint64 numbers[] = { GUINT64_TO_BE (file->size), GUINT64_TO_BE ((guint64) file->mtime),
                            GUINT64_TO_BE ((guint64) file->mtime_ns) };

      gcry_md_write (digest, file->path, strlen (file->path) + 1);
      gcry_md_write (digest, numbers, sizeof numbers);
    }
  memcpy (ret_stamp, gcry_md_read (digest, GCRY_MD_SHA256), INGAM_CONTENTS_DIGEST_SIZE);
  gcry_md_close (digest);
}

/* --- one credential's digest --- */

/* CaPubs is not one of its own: the authorities' certificates, which nobody loses. */
static const IngamRole own_roles[] = { INGAM_ROLE_SIGN_CERT, INGAM_ROLE_SIGN_KEY,
                                       INGAM_ROLE_KM_CERT, INGAM_ROLE_KM_KEY };

static void
digest_files (GBytes *const files[INGAM_ROLE_N], guint8 ret_digest[INGAM_CONTENTS_DIGEST_SIZE])
{
  guint8 facts[G_N_ELEMENTS (own_roles) * (1 + INGAM_CONTENTS_DIGEST_SIZE)];
  gsize at = 0;

  ingam_secret_init ();
  for (guint i = 0; i < G_N_ELEMENTS (own_roles); i++)
    if (files[own_roles[i]])
      {
        gsize size;
        const guint8 *data = g_bytes_get_data (files[own_roles[i]], &size);

        facts[at++] = (guint8) own_roles[i];
        gcry_md_hash_buffer (GCRY_MD_SHA256, facts + at, data, size);
        at += INGAM_CONTENTS_DIGEST_SIZE;
      }
  gcry_md_hash_buffer (GCRY_MD_SHA256, ret_digest, facts, at);
}

gboolean
ingam_contents_digest_credential (const char *store,
                                  IngamCredential *credential,
                                  guint8 ret_digest[INGAM_CONTENTS_DIGEST_SIZE],
                                  GError **error)
{
  g_autoptr (IngamFolderFiles) files = ingam_scan_read_files (store, credential, error);

  if (files == NULL)
    return FALSE;
  digest_files (files->files, ret_digest);
  return TRUE;
}

/* --- built from a backup --- */

gboolean
ingam_contents_is_safe_path (const char *path)
{
  guint depth = 0;
  gsize part = 0;

  for (const char *at = path;; at++)
    {
      if (*at && *at != '/')
        {
          part++;
          continue;
        }
      if (part == 0 || part > INGAM_LAYOUT_MAX_NAME || (part == 1 && at[-1] == '.') ||
          (part == 2 && at[-1] == '.' && at[-2] == '.'))
        return FALSE;
      if (depth == 0 && part == strlen (INGAM_LAYOUT_WORK) &&
          g_ascii_strncasecmp (path, INGAM_LAYOUT_WORK, part) == 0)
        return FALSE;
      if (*at == '\0')
        return at - path <= INGAM_CONTENTS_MAX_PATH;
      if (++depth > INGAM_CONTENTS_MAX_DEPTH)
        return FALSE;
      part = 0;
    }
}

struct _IngamContentsBuilder
{
  IngamContents *contents;
  GHashTable *paths; /* of the files' own */

  /* the folder whose files come just now */
  char *folder; /* "<O>/USER/<DN>", NULL for none */
  GBytes *files[INGAM_ROLE_N];
  char *names[INGAM_ROLE_N];
};

IngamContentsBuilder *
ingam_contents_builder_new (void)
{
  IngamContentsBuilder *self = g_new0 (IngamContentsBuilder, 1);

  self->contents = ingam_contents_new ();
  self->paths = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

static void
clear_folder (IngamContentsBuilder *self)
{
  for (IngamRole role = 0; role < INGAM_ROLE_N; role++)
    {
      g_clear_pointer (&self->files[role], g_bytes_unref);
      g_clear_pointer (&self->names[role], g_free);
    }
  g_clear_pointer (&self->folder, g_free);
}

void
ingam_contents_builder_free (IngamContentsBuilder *self)
{
  if (self == NULL)
    return;
  clear_folder (self);
  g_hash_table_unref (self->paths);
  g_clear_pointer (&self->contents, ingam_contents_unref);
  g_free (self);
}

static gboolean
peek_key (GBytes *bytes, const char **ret_scheme, guint64 *ret_rounds)
{
  gsize size;
  const guint8 *data = bytes ? g_bytes_get_data (bytes, &size) : NULL;

  return data && size <= INGAM_SEALED_KEY_MAX_SIZE &&
         ingam_sealed_key_peek (data, size, ret_scheme, ret_rounds);
}

static gboolean
peek_certificate (GBytes *bytes, IngamCertificateFields *ret_fields)
{
  gsize size;
  const guint8 *data = bytes ? g_bytes_get_data (bytes, &size) : NULL;

  return data && size <= INGAM_CERTIFICATE_MAX_SIZE &&
         ingam_certificate_peek (data, size, ret_fields);
}

static void
finish_folder (IngamContentsBuilder *self)
{
  IngamCertificateFields fields, encryption;
  IngamCredentialFacts facts = { .fields = &fields, .folder = self->folder };
  guint8 digest[INGAM_CONTENTS_DIGEST_SIZE];
  const char *scheme;
  guint64 rounds;

  if (self->folder && peek_certificate (self->files[INGAM_ROLE_SIGN_CERT], &fields))
    {
      g_autoptr (IngamCredential) credential = NULL;

      if (!peek_key (self->files[INGAM_ROLE_SIGN_KEY], &facts.key_scheme, &facts.key_rounds))
        facts.oddities |= INGAM_ODDITY_NO_KEY;
      facts.has_encryption_pair = peek_certificate (self->files[INGAM_ROLE_KM_CERT], &encryption) &&
                                  peek_key (self->files[INGAM_ROLE_KM_KEY], &scheme, &rounds);
      if (!self->files[INGAM_ROLE_KM_CERT] != !self->files[INGAM_ROLE_KM_KEY])
        facts.oddities |= INGAM_ODDITY_ENCRYPTION_HALF;
      credential = ingam_credential_new (&facts);
      digest_files (self->files, digest);
      ingam_contents_add_credential (self->contents, credential, digest);
    }
  clear_folder (self);
}

/* The length of "<O>/USER/<DN>" in front, when that is where it lies; else 0. Hidden folders are
 * nobody's. */
static gsize
measure_folder (const char *path)
{
  const char *user = strchr (path, '/');
  const char *name = user ? strchr (user + 1, '/') : NULL;
  const char *file = name ? strchr (name + 1, '/') : NULL;
  gsize size = strlen (INGAM_LAYOUT_USER);

  if (!file || path[0] == '.' || name[1] == '.' || (gsize) (name - user - 1) != size ||
      g_ascii_strncasecmp (user + 1, INGAM_LAYOUT_USER, size) != 0)
    return 0;
  return (gsize) (file - path);
}

static void
note_in_folder (IngamContentsBuilder *self, const char *path, GBytes *bytes)
{
  gsize size = measure_folder (path);
  const char *name = path + size + 1;
  IngamRole role;

  if (self->folder && (strncmp (path, self->folder, size) != 0 || strlen (self->folder) != size))
    finish_folder (self);
  if (size == 0)
    return;
  if (!self->folder)
    self->folder = g_strndup (path, size);
  role = name[0] == '.' || strchr (name, '/') ? INGAM_ROLE_OTHER : ingam_layout_find_role (name);
  if (role == INGAM_ROLE_OTHER || !ingam_folder_is_better_name (role, name, self->names[role]))
    return;
  g_free (self->names[role]);
  g_clear_pointer (&self->files[role], g_bytes_unref);
  self->names[role] = g_strdup (name);
  self->files[role] = g_bytes_ref (bytes);
}

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED, message);
  return FALSE;
}

gboolean
ingam_contents_builder_add (
    IngamContentsBuilder *self, const char *path, gint64 mtime, GBytes *bytes, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  IngamContentsFile *file;

  if (!ingam_contents_is_safe_path (path) || g_hash_table_contains (self->paths, path))
    return refuse (error,
                   _ ("A file in the backup has a name that cannot be used. Nothing of it is "
                      "restored."));
  if (size > INGAM_CONTENTS_MAX_FILE || self->contents->files->len >= INGAM_CONTENTS_MAX_FILES ||
      self->contents->size + size > INGAM_CONTENTS_MAX_TOTAL)
    return refuse (error, _ ("The backup is far larger than any store of certificates."));

  file = ingam_contents_add_file (self->contents, path, size, mtime);
  g_hash_table_add (self->paths, file->path);
  gcry_md_hash_buffer (GCRY_MD_SHA256, file->digest, data, size);
  note_in_folder (self, path, bytes);
  return TRUE;
}

IngamContents *
ingam_contents_builder_end (IngamContentsBuilder *self)
{
  IngamContents *contents;

  finish_folder (self);
  contents = g_steal_pointer (&self->contents);
  ingam_contents_sort (contents);
  ingam_contents_builder_free (self);
  return contents;
}
