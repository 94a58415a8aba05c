/* write-move.c: whole folders out of a store and back in, for the trash.
 *
 * These are done at once: there is nothing to build. They hold the same lock as a commit, so that
 * no Ingam exchanges a folder while another takes it away.
 */
#include "config.h"

#include "core/store/write-private.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
check_fingerprint (int parent, const char *name, const guint8 *fingerprint, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = ingam_write_read_certificate (parent, name, &local);
  IngamCertificateFields fields;
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[INGAM_CERTIFICATE_FINGERPRINT_SIZE];
  gsize size = sizeof digest;

  if (!bytes)
    {
      if (g_error_matches (local, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
        return ingam_write_fail_changed (error);
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!ingam_certificate_peek (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &fields))
    return ingam_write_fail_changed (error);
  g_checksum_update (sum, fields.whole.data, (gssize) fields.whole.size);
  g_checksum_get_digest (sum, digest, &size);
  return memcmp (digest, fingerprint, sizeof digest) == 0 || ingam_write_fail_changed (error);
}

/* The place of a folder that must be there. */
static IngamWritePlace *
get_place_of (IngamWrite *self, const char *folder, char **ret_leaf, GError **error)
{
  g_autofree char *parent = NULL;
  IngamWritePlace *place;

  if (!ingam_write_split_folder (self, folder, FALSE, &parent, ret_leaf, error) ||
      !(place = ingam_write_get_place (self, parent, error)))
    return NULL;
  if (place->fd >= 0)
    return place;
  ingam_write_fail_changed (error);
  return NULL;
}

/* Looked at after the move as well: what lies in the trash is what the person chose, or it goes
 * back. */
static gboolean
move_out (IngamWritePlace *place,
          const char *leaf,
          const guint8 *fingerprint,
          int to,
          const char *to_name,
          GError **error)
{
  if (!check_fingerprint (place->fd, leaf, fingerprint, error) ||
      !ingam_durable_move (place->fd, leaf, to, to_name, error))
    return FALSE;
  if (check_fingerprint (to, to_name, fingerprint, error) &&
      ingam_durable_sync_folder (to, NULL, error) &&
      ingam_durable_sync_folder (place->fd, NULL, error))
    return TRUE;
  ingam_durable_move (to, to_name, place->fd, leaf, NULL);
  return FALSE;
}

gboolean
ingam_write_move_out (IngamWrite *self,
                      const char *folder,
                      const guint8 *fingerprint,
                      int to,
                      const char *to_name,
                      GError **error)
{
  g_autofree char *leaf = NULL;
  IngamWritePlace *place = get_place_of (self, folder, &leaf, error);
  gboolean done;

  if (!place || !ingam_write_ensure_transaction (self, error))
    return FALSE;
  ingam_durable_lock (self->work, TRUE);
  done = move_out (place, leaf, fingerprint, to, to_name, error);
  ingam_durable_unlock (self->work);
  return done;
}

/* The folder goes into the transaction's, and with it. It must still be what was copied. */
static gboolean
discard (
    IngamWrite *self, IngamWritePlace *place, const char *leaf, GPtrArray *copied, GError **error)
{
  g_autofree char *stage = g_strdup_printf ("%u", ++self->counter);
  g_auto (IngamFd) folder = -1;
  g_autoptr (GPtrArray) entries = NULL;

  if (!ingam_durable_move (place->fd, leaf, self->transaction, stage, error))
    return FALSE;
  folder = ingam_durable_open_subfolder (self->transaction, stage, FALSE, error);
  entries = folder < 0 ? NULL : ingam_tree_read (folder, error);
  if (entries && (ingam_tree_equal (entries, copied, TRUE) || ingam_write_fail_changed (error)) &&
      ingam_durable_sync_folder (place->fd, NULL, error))
    return TRUE;
  if (!ingam_durable_move (self->transaction, stage, place->fd, leaf, NULL))
    ingam_write_set_aside (self, stage, place, leaf);
  return FALSE;
}

gboolean
ingam_write_discard (IngamWrite *self, const char *folder, GPtrArray *copied, GError **error)
{
  g_autofree char *leaf = NULL;
  IngamWritePlace *place = get_place_of (self, folder, &leaf, error);
  gboolean done;

  if (!place || !ingam_write_ensure_transaction (self, error))
    return FALSE;
  ingam_durable_lock (self->work, TRUE);
  done = discard (self, place, leaf, copied, error);
  ingam_durable_unlock (self->work);
  return done;
}

IngamFd
ingam_write_open_folder (IngamWrite *self, const char *folder, GError **error)
{
  g_autofree char *leaf = NULL;
  IngamWritePlace *place = get_place_of (self, folder, &leaf, error);

  return place ? ingam_durable_open_subfolder (place->fd, leaf, FALSE, error) : -1;
}

/* The place's folder, made where it is gone. What was made is left when the rest fails: empty
 * folders of a bank's shape. */
static gboolean
make_place (IngamWrite *self, IngamWritePlace *place, GError **error)
{
  g_auto (GStrv) parts = NULL;
  g_auto (IngamFd) fd = -1;

  if (place->fd >= 0)
    return TRUE;
  parts = g_strsplit (place->path, "/", -1);
  for (guint i = 0; parts[i]; i++)
    {
      IngamFd next =
          ingam_durable_open_subfolder (fd < 0 ? self->store : fd, parts[i], TRUE, error);

      ingam_fd_clear (&fd);
      fd = next;
      if (fd < 0)
        return FALSE;
    }
  place->fd = fd;
  fd = -1;
  return TRUE;
}

static gboolean
move_in (IngamWritePlace *place, int from, const char *name, const char *leaf, GError **error)
{
  if (!ingam_durable_move (from, name, place->fd, leaf, error))
    return FALSE;
  if (ingam_durable_sync_folder (place->fd, NULL, error) &&
      ingam_durable_sync_folder (from, NULL, error))
    return TRUE;
  ingam_durable_move (place->fd, leaf, from, name, NULL);
  return FALSE;
}

gboolean
ingam_write_move_in (IngamWrite *self,
                     int from,
                     const char *name,
                     const char *folder,
                     char **ret_folder,
                     GError **error)
{
  g_autoptr (GBytes) certificate = ingam_write_read_certificate (from, name, NULL);
  g_autofree char *parent = NULL;
  g_autofree char *wanted = NULL;
  g_autofree char *leaf = NULL;
  IngamWritePlace *place;
  gboolean done;

  if (!ingam_write_split_folder (self, folder, TRUE, &parent, &wanted, error) ||
      !(place = ingam_write_get_place (self, parent, error)) ||
      !(leaf = ingam_write_take_leaf (place, wanted, certificate, error)) ||
      !ingam_write_ensure_transaction (self, error) || !make_place (self, place, error))
    return FALSE;
  ingam_durable_lock (self->work, TRUE);
  done = move_in (place, from, name, leaf, error);
  ingam_durable_unlock (self->work);
  if (!done)
    {
      g_autofree char *key = ingam_layout_dup_key (leaf);

      g_hash_table_remove (place->names, key);
    }
  if (done && ret_folder)
    *ret_folder = *parent ? g_strjoin ("/", parent, leaf, NULL) : g_strdup (leaf);
  return done;
}
