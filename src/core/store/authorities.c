/* authorities.c: the authorities' certificates that lie on this computer.
 *
 * Names say nothing here: bank programs call the files "root-rsa3.der", "KISA_RootCA4.cer" or by a
 * number, so whatever is small and begins like a certificate is looked at. A store's folders are
 * listed once for any number of checks; eight hundred checks would else list them eight hundred
 * times.
 *
 * Rejected: an index on the disk of what was found (it would have to be told of every change that
 * a bank program makes; reading them all takes a few milliseconds).
 */
#include "config.h"

#include "core/store/authorities.h"

#include "core/base/durable-file.h"
#include "core/base/error.h"
#include "core/codec/pem.h"
#include "core/store/layout.h"

#include <dirent.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/store/scan-folder.h"

struct _IngamAuthorities
{
  gatomicrefcount ref_count;
  GPtrArray *certificates; /* of IngamCertificate */
  GHashTable *ids;         /* of them; borrowed */
  GHashTable *kept;        /* hex of those that were handed in; borrowed */
  gsize n_bytes;           /* read so far */
};

/* --- parsing --- */

static gboolean
is_authority (IngamCertificate *certificate)
{
  return ingam_certificate_get_fields (certificate)->is_ca;
}

static void
parse_one (GBytes *bytes, gsize offset, gsize size, GPtrArray *certificates)
{
  g_autoptr (GBytes) der = g_bytes_new_from_bytes (bytes, offset, size);
  g_autoptr (IngamCertificate) certificate = ingam_certificate_new (der, NULL);

  if (certificate && is_authority (certificate))
    g_ptr_array_add (certificates, g_steal_pointer (&certificate));
}

static void
parse_der (GBytes *bytes, GPtrArray *certificates)
{
  IngamCertificateFields fields;
  const guint8 *start;
  IngamDer der, one;

  der.data = start = g_bytes_get_data (bytes, &der.size);
  if (ingam_certificate_peek (der.data, der.size, &fields))
    {
      parse_one (bytes, 0, der.size, certificates);
      return;
    }
  if (!ingam_der_take (&der, INGAM_DER_SEQUENCE, &der))
    return;
  for (guint i = 0; i < INGAM_AUTHORITIES_MAX; i++)
    {
      if (!ingam_der_take_whole (&der, INGAM_DER_SEQUENCE, &one))
        return;
      parse_one (bytes, (gsize) (one.data - start), one.size, certificates);
    }
}

static void
parse_pem (GBytes *bytes, GPtrArray *certificates)
{
  g_autoptr (GPtrArray) blocks = ingam_pem_decode (bytes, NULL);

  for (guint i = 0; blocks && i < MIN (blocks->len, INGAM_AUTHORITIES_MAX); i++)
    {
      IngamPemBlock *block = g_ptr_array_index (blocks, i);

      if (strcmp (block->label, "CERTIFICATE") == 0)
        parse_one (block->data, 0, g_bytes_get_size (block->data), certificates);
    }
}

void
ingam_authorities_parse (GBytes *bytes, GPtrArray *certificates)
{
  if (ingam_pem_probe (bytes))
    parse_pem (bytes, certificates);
  else
    parse_der (bytes, certificates);
}

/* --- reading --- */

/* Small files that could be ours; a folder's own name order, so that a cut is always the same. */
static void
read_file (IngamAuthorities *self, int folder, const char *name, GPtrArray *found)
{
  g_autoptr (GBytes) bytes =
      ingam_durable_read (folder, name, INGAM_AUTHORITIES_MAX_FILE, NULL, NULL);

  if (!bytes || self->n_bytes + g_bytes_get_size (bytes) > INGAM_AUTHORITIES_MAX_READ)
    return;
  self->n_bytes += g_bytes_get_size (bytes);
  ingam_authorities_parse (bytes, found);
}

static void
take_over (IngamAuthorities *self, GPtrArray *found, gboolean kept)
{
  for (guint i = 0; i < found->len; i++)
    {
      IngamCertificate *certificate = g_ptr_array_index (found, i);
      const char *id = ingam_certificate_get_id (certificate);

      if (!g_hash_table_contains (self->ids, id))
        {
          if (self->certificates->len >= INGAM_AUTHORITIES_MAX)
            return;
          g_ptr_array_add (self->certificates, ingam_certificate_ref (certificate));
          g_hash_table_add (self->ids, (gpointer) id);
        }
      else
        id = g_hash_table_lookup (self->ids, id);
      if (kept)
        g_hash_table_add (self->kept, (gpointer) id);
    }
}

typedef struct
{
  GPtrArray *names;
  guint limit;
  gboolean folders;
} Listing;

static gboolean
note_name_cb (const char *name, guint8 type, gpointer user_data)
{
  Listing *listing = user_data;

  if (type == DT_UNKNOWN || (type == DT_DIR) == listing->folders)
    g_ptr_array_add (listing->names, g_strdup (name));
  return listing->names->len < listing->limit;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_names (int folder, gboolean folders, guint limit)
{
  Listing listing = { g_ptr_array_new_with_free_func (g_free), limit, folders };

  ingam_folder_each_name (folder, note_name_cb, &listing);
  g_ptr_array_sort (listing.names, compare_names);
  return listing.names;
}

/* The files directly in @folder. */
static void
read_folder (IngamAuthorities *self, int folder, gboolean kept)
{
  g_autoptr (GPtrArray) names =
      list_names (folder, FALSE, kept ? INGAM_AUTHORITIES_MAX : INGAM_AUTHORITIES_MAX_FILES);
  g_autoptr (GPtrArray) found =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_certificate_unref);

  for (guint i = 0; i < names->len; i++)
    read_file (self, folder, g_ptr_array_index (names, i), found);
  take_over (self, found, kept);
}

static void
read_store (IngamAuthorities *self, const char *store)
{
  g_auto (IngamFd) folder = ingam_durable_open_folder (store, FALSE, NULL);
  g_autoptr (GPtrArray) names = NULL;

  if (folder < 0)
    return;
  names = list_names (folder, TRUE, INGAM_AUTHORITIES_MAX_FOLDERS);
  for (guint i = 0; i < names->len; i++)
    {
      g_auto (IngamFd) below =
          ingam_durable_open_subfolder (folder, g_ptr_array_index (names, i), FALSE, NULL);

      if (below >= 0)
        read_folder (self, below, FALSE);
    }
}

char *
ingam_authorities_dup_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "ingam", "authorities", NULL);
}

IngamAuthorities *
ingam_authorities_read (const char *store)
{
  IngamAuthorities *self = g_new0 (IngamAuthorities, 1);
  g_autofree char *path = ingam_authorities_dup_path ();
  g_auto (IngamFd) folder = ingam_durable_open_folder (path, FALSE, NULL);

  g_atomic_ref_count_init (&self->ref_count);
  self->certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_certificate_unref);
  self->ids = g_hash_table_new (g_str_hash, g_str_equal);
  self->kept = g_hash_table_new (g_str_hash, g_str_equal);
  /* What somebody chose comes first: it is never what is cut off. */
  if (folder >= 0)
    read_folder (self, folder, TRUE);
  if (store)
    read_store (self, store);
  return self;
}

IngamAuthorities *
ingam_authorities_ref (IngamAuthorities *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ingam_authorities_unref (IngamAuthorities *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_hash_table_unref (self->kept);
  g_hash_table_unref (self->ids);
  g_ptr_array_unref (self->certificates);
  g_free (self);
}

GPtrArray *
ingam_authorities_get_certificates (IngamAuthorities *self)
{
  return self->certificates;
}

gboolean
ingam_authorities_has_kept (IngamAuthorities *self, IngamCertificate *certificate)
{
  return g_hash_table_contains (self->kept, ingam_certificate_get_id (certificate));
}

/* --- keeping --- */

static gboolean
keep_one (int folder, IngamCertificate *certificate, GError **error)
{
  g_autofree char *name = g_strconcat (ingam_certificate_get_id (certificate), ".der", NULL);

  /* Replaced, should it lie there: what a full disk once cut off is mended by it. */
  return ingam_durable_replace (folder, name, ingam_certificate_get_der (certificate), error);
}

gboolean
ingam_authorities_keep (GPtrArray *certificates, GError **error)
{
  g_autofree char *path = ingam_authorities_dup_path ();
  g_autoptr (IngamAuthorities) here = ingam_authorities_read (NULL);
  g_auto (IngamFd) folder = ingam_durable_open_folder (path, TRUE, error);
  guint n = g_hash_table_size (here->kept);

  if (folder < 0)
    return FALSE;
  for (guint i = 0; i < certificates->len; i++)
    {
      IngamCertificate *certificate = g_ptr_array_index (certificates, i);

      if (ingam_authorities_has_kept (here, certificate))
        continue;
      if (++n > INGAM_AUTHORITIES_MAX)
        {
          g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                               _ ("There are too many authorities' certificates."));
          return FALSE;
        }
      if (!keep_one (folder, certificate, error))
        return FALSE;
    }
  return TRUE;
}
