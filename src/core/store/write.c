/* write.c: transactions on a store: building, and the order in which things are made to last.
 *
 * A credential is two to five files that only mean something together, and a rename is atomic for
 * one name only. So a whole folder is the unit: built under .ingam, synced, and brought into its
 * place by one rename (write-place.c). What a dead transaction left is settled by the next
 * (write-recover.c). Rejected: replacing the files one by one with a journal of old bytes, because
 * a bank program that reads in between would find a key that does not fit its certificate; and one
 * lock file in the store, which no bank program would heed and every one would see.
 *
 * Syncs are what costs: a few files are synced one by one, more than that by one syncfs() for all.
 */
#include "config.h"

#include "core/store/write-private.h"

#include "core/base/error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_TRIES 100      /* times the work folder may vanish under us */
#define MAX_SINGLE_SYNCS 4 /* files; more are synced by syncfs() */

gboolean
ingam_write_fail_changed (GError **error)
{
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_CHANGED,
                       _ ("Another program changed this certificate meanwhile, so nothing was "
                          "done. Look at it again and repeat."));
  return FALSE;
}

void
ingam_write_op_free (IngamWriteOp *op)
{
  for (guint i = 0; i < INGAM_ROLE_N; i++)
    {
      g_clear_pointer (&op->files[i], g_bytes_unref);
      g_clear_pointer (&op->seen[i], g_bytes_unref);
      g_free (op->names[i]);
      g_free (op->seen_names[i]);
    }
  g_clear_pointer (&op->old, g_ptr_array_unref);
  g_clear_pointer (&op->fresh, g_ptr_array_unref);
  g_free (op->stage);
  g_free (op->parent);
  g_free (op->leaf);
  g_free (op);
}

static void
place_free (IngamWritePlace *place)
{
  g_free (place->path);
  ingam_fd_clear (&place->fd);
  g_clear_pointer (&place->names, g_hash_table_unref);
  g_free (place);
}

/* Our folder is ours: all in it was put there by this transaction, or came out of the store by an
 * exchange whose other half is in place. See write-private.h for why it may be dropped; what may
 * not set "keep". Failures are left to the next start. */
static void
close_transaction (IngamWrite *self)
{
  if (self->work >= 0)
    {
      if (self->name && !self->keep)
        ingam_durable_remove (self->work, self->name, NULL);
      ingam_durable_remove_empty (self->store, INGAM_LAYOUT_WORK, NULL);
    }
  g_clear_pointer (&self->name, g_free);
  ingam_fd_clear (&self->transaction);
  ingam_fd_clear (&self->work);
}

void
ingam_write_free (IngamWrite *self)
{
  close_transaction (self);
  ingam_fd_clear (&self->store);
  g_hash_table_unref (self->places);
  g_ptr_array_unref (self->ops);
  g_free (self);
}

IngamFd
ingam_write_open_store (const char *store, gboolean create, GError **error)
{
  char *real = realpath (store, NULL);
  IngamFd fd = ingam_durable_open_folder (real ? real : store, create, error);

  free (real);
  return fd;
}

static IngamWrite *
write_new (IngamFd store)
{
  IngamWrite *self = g_new0 (IngamWrite, 1);

  self->store = store;
  self->work = self->transaction = -1;
  self->ops = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_write_op_free);
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) place_free);
  return self;
}

IngamWrite *
ingam_write_begin (const char *store, GError **error)
{
  g_auto (IngamFd) fd = -1;
  IngamWrite *self;

  g_return_val_if_fail (store != NULL, NULL);

  fd = ingam_write_open_store (store, TRUE, error);
  if (fd < 0 || !ingam_write_recover_at (fd, error))
    return NULL;
  self = write_new (fd);
  fd = -1;
  return self;
}

gboolean
ingam_write_recover (const char *store, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_auto (IngamFd) fd = ingam_write_open_store (store, FALSE, &local);

  if (fd >= 0)
    return ingam_write_recover_at (fd, error);
  if (g_error_matches (local, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* The transaction's own folder. */

gboolean
ingam_write_is_named (int parent, const char *name, int folder, GError **error)
{
  struct stat named, open;

  if (!ingam_durable_stat (parent, name, &named, error))
    return FALSE;
  if (fstat (folder, &open) != 0)
    return ingam_error_set_errno (error, errno, _ ("The folder could not be opened"));
  return named.st_ino == open.st_ino && named.st_dev == open.st_dev;
}

/* One try. TRUE with the folder open and locked; FALSE without an error when another process's
 * cleaning up came in between, and it is worth trying again. */
static gboolean
try_open_transaction (IngamWrite *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *random = g_uuid_string_random ();
  /* Processes that were forked from one draw the same. */
  g_autofree char *name = g_strdup_printf ("%s-%ld", random, (long) getpid ());
  IngamDurableLock lock;

  close_transaction (self);
  if (!ingam_durable_make_folder (self->store, INGAM_LAYOUT_WORK, &local) &&
      !g_error_matches (local, INGAM_ERROR, INGAM_ERROR_ALREADY_HERE))
    goto failed;
  g_clear_error (&local);
  self->work = ingam_durable_open_subfolder (self->store, INGAM_LAYOUT_WORK, FALSE, &local);
  if (self->work < 0)
    goto failed;
  if (!ingam_durable_make_folder (self->work, name, &local))
    {
      /* Not ours, however unlikely. */
      if (g_error_matches (local, INGAM_ERROR, INGAM_ERROR_ALREADY_HERE))
        return FALSE;
      goto failed;
    }
  self->name = g_steal_pointer (&name);
  self->transaction = ingam_durable_open_subfolder (self->work, self->name, FALSE, &local);
  if (self->transaction < 0)
    goto failed;

  /* Between making and locking it, a recovery may take it for dead. It then holds the lock, or has
   * removed the name already. */
  lock = ingam_durable_lock (self->transaction, FALSE);
  if (lock == INGAM_DURABLE_LOCK_BUSY)
    return FALSE;
  if (lock == INGAM_DURABLE_LOCK_FAILED)
    {
      ingam_error_set_errno (error, errno,
                             _ ("This disk cannot be kept to one program at a time, so nothing can "
                                "be changed safely on it"));
      return FALSE;
    }
  if (ingam_write_is_named (self->work, self->name, self->transaction, &local))
    return TRUE;

failed:
  if (local && !g_error_matches (local, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
ingam_write_ensure_transaction (IngamWrite *self, GError **error)
{
  if (self->transaction >= 0)
    return TRUE;
  for (guint i = 0; i < MAX_TRIES; i++)
    {
      g_autoptr (GError) local = NULL;

      if (try_open_transaction (self, &local))
        return TRUE;
      if (local)
        {
          close_transaction (self);
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  close_transaction (self);
  return ingam_write_fail_changed (error);
}

/* Carrying out. */

static guint
count_files (IngamWrite *self)
{
  guint n = 0;

  for (guint i = 0; i < self->ops->len; i++)
    {
      const IngamWriteOp *op = g_ptr_array_index (self->ops, i);

      for (IngamRole role = INGAM_ROLE_SIGN_CERT; role < INGAM_ROLE_N; role++)
        n += op->files[role] != NULL;
    }
  return n;
}

static gboolean
sync_op (IngamWriteOp *op, int stage, GError **error)
{
  g_autoptr (GPtrArray) entries = NULL;

  for (IngamRole role = INGAM_ROLE_SIGN_CERT; role < INGAM_ROLE_N; role++)
    if (op->files[role] && !ingam_durable_sync_file (stage, op->names[role], error))
      return FALSE;
  entries = ingam_tree_read (stage, error);
  return entries && ingam_tree_sync (stage, entries, error);
}

/* What is on the disk is what was meant: before it takes the place of anything. */
static gboolean
verify_op (IngamWriteOp *op, int stage, GError **error)
{
  for (IngamRole role = INGAM_ROLE_SIGN_CERT; role < INGAM_ROLE_N; role++)
    {
      g_autoptr (GBytes) bytes = NULL;

      if (!op->files[role])
        continue;
      bytes = ingam_durable_read (stage, op->names[role], INGAM_WRITE_MAX_FILE, NULL, error);
      if (!bytes)
        return FALSE;
      if (!g_bytes_equal (bytes, op->files[role]))
        {
          g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_UNVERIFIED,
                               _ ("What was read back from the disk is not what was written, so "
                                  "nothing was changed. The disk may be failing."));
          return FALSE;
        }
    }
  if (op->replaces)
    op->fresh = ingam_tree_read (stage, error);
  return !op->replaces || op->fresh;
}

static gboolean
fail_cancelled (GError **error)
{
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_CANCELLED, _ ("Cancelled."));
  return FALSE;
}

static gboolean
sync_staged (IngamWrite *self, GCancellable *cancellable, GError **error)
{
  gboolean together = count_files (self) > MAX_SINGLE_SYNCS;

  if (together && !ingam_durable_sync_file_system (self->store, error))
    return FALSE;
  for (guint i = 0; i < self->ops->len; i++)
    {
      IngamWriteOp *op = g_ptr_array_index (self->ops, i);
      g_auto (IngamFd) stage =
          ingam_durable_open_subfolder (self->transaction, op->stage, FALSE, error);

      if (g_cancellable_is_cancelled (cancellable))
        return fail_cancelled (error);
      if (stage < 0 || (!together && !sync_op (op, stage, error)) || !verify_op (op, stage, error))
        return FALSE;
    }
  return TRUE;
}

/* Places one op after the other until one cannot be; returns how many were. */
static guint
place_all (IngamWrite *self,
           IngamWriteProgress progress,
           gpointer user_data,
           GCancellable *cancellable,
           GError **error)
{
  guint n = 0;

  while (n < self->ops->len)
    {
      if (g_cancellable_is_cancelled (cancellable))
        {
          fail_cancelled (error);
          break;
        }
      if (!ingam_write_place (self, g_ptr_array_index (self->ops, n), error))
        break;
      n++;
      if (progress)
        progress (n, self->ops->len, user_data);
    }
  return n;
}

static gboolean
sync_places (IngamWrite *self, GError **error)
{
  GHashTableIter iter;
  IngamWritePlace *place;

  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &place))
    if (place->touched && !ingam_durable_sync_folder (place->fd, NULL, error))
      return FALSE;
  /* Also where they came from: on FAT a folder that still has its old name as well would be emptied
   * through that by the next start. */
  return ingam_durable_sync_folder (self->transaction, NULL, error);
}

/* A folder whose names the disk did not confirm may be gone after a power cut: all is taken back,
 * so that a failure means the old state. What cannot even be taken back stays, whole. */
static void
take_all_back (IngamWrite *self, guint first, guint n)
{
  for (guint i = n; i > first; i--)
    ingam_write_take_back (self, g_ptr_array_index (self->ops, i - 1), NULL);
}

/* Gives the old folders up. When one could not be, because it was changed, all after it are taken
 * back as well: what is done are always the first, and whoever counts knows which. */
static gboolean
finish_all (IngamWrite *self, guint n, guint *ret_n_done, GError **error)
{
  for (guint i = 0; i < n; i++)
    {
      if (!ingam_write_finish (self, g_ptr_array_index (self->ops, i), error))
        {
          take_all_back (self, i + 1, n);
          return FALSE;
        }
      ++*ret_n_done;
    }
  return TRUE;
}

static gboolean
carry_out (IngamWrite *self,
           IngamWriteProgress progress,
           gpointer user_data,
           GCancellable *cancellable,
           guint *ret_n_done,
           GError **error)
{
  g_autoptr (GError) local = NULL;
  guint n = place_all (self, progress, user_data, cancellable, &local);

  if (n > 0 && !sync_places (self, local ? NULL : &local))
    take_all_back (self, 0, n);
  else
    finish_all (self, n, ret_n_done, local ? NULL : &local);
  if (!local)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
ingam_write_commit (IngamWrite *self,
                    IngamWriteProgress progress,
                    gpointer user_data,
                    GCancellable *cancellable,
                    guint *ret_n_done,
                    GError **error)
{
  guint n_done = 0;
  gboolean done = TRUE;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->ops->len > 0)
    {
      done = sync_staged (self, cancellable, error);
      if (done)
        {
          /* One Ingam at a time from here on: an exchange that is taken back must find what it put
           * there. It takes milliseconds, so we wait. */
          ingam_durable_lock (self->work, TRUE);
          done = carry_out (self, progress, user_data, cancellable, &n_done, error);
          ingam_durable_unlock (self->work);
        }
      g_ptr_array_set_size (self->ops, 0);
    }
  close_transaction (self);
  if (ret_n_done)
    *ret_n_done = n_done;
  return done;
}

/* Modes. */

gboolean
ingam_write_make_private (const char *store, IngamCredential *credential, GError **error)
{
  const char *path = ingam_credential_get_folder (credential);
  g_autofree char *above = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_auto (IngamFd) root = ingam_write_open_store (store, FALSE, error);
  g_auto (IngamFd) parent = -1;
  g_auto (IngamFd) folder = -1;
  g_autoptr (GPtrArray) names = NULL;

  if (root < 0)
    return FALSE;
  parent = ingam_tree_open (root, g_str_equal (above, ".") ? "" : above, error);
  folder = parent < 0 ? -1 : ingam_durable_open_subfolder (parent, name, FALSE, error);
  names = folder < 0 ? NULL : ingam_durable_list (folder, INGAM_TREE_MAX_ENTRIES, error);
  if (!names || !ingam_durable_make_private (parent, name, error))
    return FALSE;
  for (guint i = 0; i < names->len; i++)
    {
      const char *file = g_ptr_array_index (names, i);
      IngamRole role = ingam_layout_find_role (file);

      if ((role == INGAM_ROLE_SIGN_KEY || role == INGAM_ROLE_KM_KEY) &&
          !ingam_durable_make_private (folder, file, error))
        return FALSE;
    }
  return TRUE;
}
