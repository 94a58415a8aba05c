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
#define MAX_FILE (4 * 1024 * 1024)

gboolean
ingam_write_fail_changed (GError **error)
{
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_CHANGED,
                       _ ("Another program changed this certificate meanwhile, so nothing was "
                          "done. Look at it again and repeat."));
  return FALSE;
}

static void
op_free (IngamWriteOp *op)
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

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamWriteOp, op_free)

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

/* The person may have made ~/NPKI a link to another disk: the store itself is followed, once, here;
 * nothing below it ever is. */
static IngamFd
open_store (const char *store, gboolean create, GError **error)
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
  self->ops = g_ptr_array_new_with_free_func ((GDestroyNotify) op_free);
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) place_free);
  return self;
}

IngamWrite *
ingam_write_begin (const char *store, GError **error)
{
  g_auto (IngamFd) fd = -1;
  IngamWrite *self;

  g_return_val_if_fail (store != NULL, NULL);

  fd = open_store (store, TRUE, error);
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
  g_auto (IngamFd) fd = open_store (store, FALSE, &local);

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

static gboolean
ensure_transaction (IngamWrite *self, GError **error)
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

/* Names and places. */

IngamWritePlace *
ingam_write_get_place (IngamWrite *self, const char *path, GError **error)
{
  IngamWritePlace *place = g_hash_table_lookup (self->places, path);

  if (!place)
    {
      place = g_new0 (IngamWritePlace, 1);
      place->path = g_strdup (path);
      place->fd = -1;
      g_hash_table_insert (self->places, place->path, place);
    }
  if (place->fd < 0)
    {
      g_autoptr (GError) local = NULL;

      place->fd = ingam_tree_open (self->store, path, &local);
      if (place->fd < 0 && !g_error_matches (local, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
    }
  return place;
}

static gboolean
load_names (IngamWritePlace *place, GError **error)
{
  g_autoptr (GPtrArray) names = NULL;

  if (place->names)
    return TRUE;
  if (place->fd >= 0)
    {
      names = ingam_durable_list (place->fd, INGAM_WRITE_MAX_NAMES, error);
      if (!names)
        return FALSE;
    }
  place->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; names && i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autofree char *key = ingam_layout_dup_key (name);

      if (!g_hash_table_contains (place->names, key))
        g_hash_table_insert (place->names, g_steal_pointer (&key), g_strdup (name));
    }
  return TRUE;
}

/* The name on the disk that @name means: itself, or one that differs in case or composition only.
 */
static char *
match_name (IngamWritePlace *place, const char *name, GError **error)
{
  g_autofree char *key = NULL;
  const char *found;
  struct stat st;

  if (place->fd < 0 || ingam_durable_stat (place->fd, name, &st, NULL))
    return g_strdup (name);
  if (!load_names (place, error))
    return NULL;
  key = ingam_layout_dup_key (name);
  found = g_hash_table_lookup (place->names, key);
  return g_strdup (found ? found : name);
}

/* Finds the folder's parent as it is called on the disk, and the name that remains. */
static gboolean
split_folder (IngamWrite *self,
              const char *folder,
              gboolean match,
              char **ret_parent,
              char **ret_leaf,
              GError **error)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *path = g_strdup ("");
  guint i;

  if (!ingam_layout_is_safe_folder (folder))
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                           _ ("The certificate's folder has a name that cannot be used."));
      return FALSE;
    }
  parts = g_strsplit (folder, "/", -1);
  for (i = 0; parts[i + 1]; i++)
    {
      IngamWritePlace *place = match ? ingam_write_get_place (self, path, error) : NULL;
      g_autofree char *name = NULL;
      char *next;

      if (match && !place)
        return FALSE;
      name = match ? match_name (place, parts[i], error) : g_strdup (parts[i]);
      if (!name)
        return FALSE;
      next = *path ? g_strjoin ("/", path, name, NULL) : g_steal_pointer (&name);
      g_free (path);
      path = next;
    }
  *ret_parent = g_steal_pointer (&path);
  *ret_leaf = g_strdup (parts[i]);
  return TRUE;
}

static gboolean
fail_already_here (GError **error)
{
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_ALREADY_HERE, _ ("It is already here."));
  return FALSE;
}

/* The first of "leaf", "leaf (2)"… that is free, taken from now on. ALREADY_HERE when one of the
 * taken ones holds this very certificate. */
static char *
take_leaf (IngamWritePlace *place, const char *leaf, GBytes *certificate, GError **error)
{
  if (!load_names (place, error))
    return NULL;
  for (guint i = 1; i <= INGAM_WRITE_MAX_NUMBER; i++)
    {
      g_autofree char *name = ingam_layout_dup_numbered (leaf, i);
      g_autofree char *key = ingam_layout_dup_key (name);
      const char *taken = g_hash_table_lookup (place->names, key);
      g_autoptr (GBytes) theirs = NULL;

      if (!taken)
        {
          g_hash_table_insert (place->names, g_steal_pointer (&key), g_strdup (name));
          return g_steal_pointer (&name);
        }
      if (certificate && place->fd >= 0)
        theirs = ingam_write_read_certificate (place->fd, taken, NULL);
      if (theirs && g_bytes_equal (theirs, certificate))
        {
          fail_already_here (error);
          return NULL;
        }
    }
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                       _ ("There are too many certificates of this name here."));
  return NULL;
}

const char *
ingam_write_find_role (GPtrArray *names, IngamRole role)
{
  const char *ours = ingam_layout_get_file_name (role);
  const char *found = NULL;

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);

      if (g_str_equal (name, ours))
        return name;
      if (!found && ingam_layout_find_role (name) == role)
        found = name;
    }
  return found;
}

GBytes *
ingam_write_read_certificate (int parent, const char *name, GError **error)
{
  g_auto (IngamFd) folder = ingam_durable_open_subfolder (parent, name, FALSE, error);
  g_autoptr (GPtrArray) names =
      folder < 0 ? NULL : ingam_durable_list (folder, INGAM_TREE_MAX_ENTRIES, error);
  const char *file;

  if (!names)
    return NULL;
  file = ingam_write_find_role (names, INGAM_ROLE_SIGN_CERT);
  if (file)
    return ingam_durable_read (folder, file, INGAM_CERTIFICATE_MAX_SIZE, NULL, error);
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND,
                       _ ("There is no certificate in this folder."));
  return NULL;
}

/* Building. */

static IngamWriteOp *
op_new (IngamWrite *self, GError **error)
{
  g_autoptr (IngamWriteOp) op = g_new0 (IngamWriteOp, 1);

  if (!ensure_transaction (self, error))
    return NULL;
  op->stage = g_strdup_printf ("%u", ++self->counter);
  if (!ingam_durable_make_folder (self->transaction, op->stage, error))
    return NULL;
  return g_steal_pointer (&op);
}

/* Writes the new files of an op into its folder. */
static gboolean
build_files (IngamWrite *self, IngamWriteOp *op, int stage, GError **error)
{
  for (IngamRole role = INGAM_ROLE_SIGN_CERT; role < INGAM_ROLE_N; role++)
    {
      if (!op->files[role])
        continue;
      if (!op->names[role])
        op->names[role] = g_strdup (ingam_layout_get_file_name (role));
      if (!ingam_durable_create_unsynced (stage, op->names[role], op->files[role], error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
stage_addition (IngamWrite *self,
                const char *folder,
                GBytes *certificate,
                IngamWriteOp **ret_op,
                char **ret_folder,
                GError **error)
{
  g_autofree char *parent = NULL;
  g_autofree char *leaf = NULL;
  g_autofree char *free_leaf = NULL;
  g_autoptr (IngamWriteOp) op = NULL;
  IngamWritePlace *place;

  if (!split_folder (self, folder, TRUE, &parent, &leaf, error) ||
      !(place = ingam_write_get_place (self, parent, error)) ||
      !(free_leaf = take_leaf (place, leaf, certificate, error)) || !(op = op_new (self, error)))
    return FALSE;
  if (ret_folder)
    *ret_folder = *parent ? g_strjoin ("/", parent, free_leaf, NULL) : g_strdup (free_leaf);
  op->parent = g_steal_pointer (&parent);
  op->leaf = g_steal_pointer (&free_leaf);
  *ret_op = g_steal_pointer (&op);
  return TRUE;
}

/* A failed staging leaves its folder in the transaction, where nothing refers to it. */
gboolean
ingam_write_add (IngamWrite *self,
                 const char *folder,
                 GBytes *const files[INGAM_ROLE_N],
                 char **ret_folder,
                 GError **error)
{
  g_autoptr (IngamWriteOp) op = NULL;
  g_autofree char *where = NULL;
  g_auto (IngamFd) stage = -1;

  g_return_val_if_fail (self != NULL && folder != NULL && files != NULL, FALSE);

  if (!stage_addition (self, folder, files[INGAM_ROLE_SIGN_CERT], &op, &where, error))
    return FALSE;
  for (IngamRole role = INGAM_ROLE_SIGN_CERT; role < INGAM_ROLE_N; role++)
    op->files[role] = files[role] ? g_bytes_ref (files[role]) : NULL;
  stage = ingam_durable_open_subfolder (self->transaction, op->stage, FALSE, error);
  if (stage < 0 || !build_files (self, op, stage, error))
    return FALSE;
  g_ptr_array_add (self->ops, g_steal_pointer (&op));
  if (ret_folder)
    *ret_folder = g_steal_pointer (&where);
  return TRUE;
}

gboolean
ingam_write_add_tree (IngamWrite *self,
                      const char *folder,
                      int from,
                      const char *name,
                      char **ret_folder,
                      GError **error)
{
  g_autoptr (IngamWriteOp) op = NULL;
  g_autofree char *where = NULL;
  g_autoptr (GBytes) certificate = ingam_write_read_certificate (from, name, NULL);
  g_auto (IngamFd) source = ingam_durable_open_subfolder (from, name, FALSE, error);
  g_autoptr (GPtrArray) entries = source < 0 ? NULL : ingam_tree_read (source, error);
  g_auto (IngamFd) stage = -1;

  if (!entries || !stage_addition (self, folder, certificate, &op, &where, error))
    return FALSE;
  stage = ingam_durable_open_subfolder (self->transaction, op->stage, FALSE, error);
  if (stage < 0 || !ingam_tree_adopt (source, entries, NULL, stage, error))
    return FALSE;
  g_ptr_array_add (self->ops, g_steal_pointer (&op));
  if (ret_folder)
    *ret_folder = g_steal_pointer (&where);
  return TRUE;
}

/* A file that vanishes while its folder is read was taken away by somebody: the same as changed. */
static gboolean
pass_on (GError *local, GError **error)
{
  if (!g_error_matches (local, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  g_error_free (local);
  return ingam_write_fail_changed (error);
}

/* Whether the files in an open folder are byte for byte those that the caller had read, and none
 * has come that it had not. @entries: the folder's list. */
static gboolean
check_seen (const IngamWriteOp *op, int folder, GPtrArray *entries, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < entries->len; i++)
    {
      const IngamTreeEntry *entry = g_ptr_array_index (entries, i);

      if (!strchr (entry->path, '/'))
        g_ptr_array_add (names, entry->path);
    }
  for (IngamRole role = INGAM_ROLE_SIGN_CERT; role < INGAM_ROLE_N; role++)
    {
      const char *name = ingam_write_find_role (names, role);
      g_autoptr (GBytes) bytes = NULL;

      if (g_strcmp0 (name, op->seen_names[role]) != 0)
        return ingam_write_fail_changed (error);
      if (!name)
        continue;
      bytes = ingam_durable_read (folder, name, MAX_FILE, NULL, error);
      if (!bytes)
        return FALSE;
      if (!g_bytes_equal (bytes, op->seen[role]))
        return ingam_write_fail_changed (error);
    }
  return TRUE;
}

gboolean
ingam_write_check_old (const IngamWriteOp *op, int parent, const char *name, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_auto (IngamFd) folder = ingam_durable_open_subfolder (parent, name, FALSE, &local);
  g_autoptr (GPtrArray) entries = folder < 0 ? NULL : ingam_tree_read (folder, &local);

  if (entries && !ingam_tree_equal (entries, op->old, TRUE))
    return ingam_write_fail_changed (error);
  if (entries && check_seen (op, folder, entries, &local))
    return TRUE;
  return pass_on (g_steal_pointer (&local), error);
}

/* The old folder's files come along; then the new ones are written. The folder is looked at before
 * and after, so that what was adopted is known to be one state of it. */
static gboolean
build_replacement (IngamWrite *self, IngamWriteOp *op, int target, GError **error)
{
  g_autoptr (GPtrArray) before = ingam_tree_read (target, error);
  g_autoptr (GHashTable) skip = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) local = NULL;
  g_auto (IngamFd) stage = -1;
  gboolean built;

  if (!before || !check_seen (op, target, before, error))
    return FALSE;
  for (IngamRole role = INGAM_ROLE_SIGN_CERT; role < INGAM_ROLE_N; role++)
    if (op->files[role] && op->seen_names[role])
      {
        op->names[role] = g_strdup (op->seen_names[role]);
        g_hash_table_add (skip, op->names[role]);
      }
  stage = ingam_durable_open_subfolder (self->transaction, op->stage, FALSE, error);
  if (stage < 0)
    return FALSE;
  built = ingam_tree_adopt (target, before, skip, stage, &local) &&
          build_files (self, op, stage, &local);
  op->old = ingam_tree_read (target, built ? error : NULL);
  /* A copy that is not like its original may be just that: written to meanwhile. */
  if (op->old && !ingam_tree_equal (before, op->old, FALSE))
    return ingam_write_fail_changed (error);
  if (built)
    return op->old != NULL;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
ingam_write_replace (IngamWrite *self,
                     const char *folder,
                     const IngamFolderFiles *seen,
                     GBytes *const files[INGAM_ROLE_N],
                     GError **error)
{
  g_autoptr (IngamWriteOp) op = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *parent = NULL;
  g_autofree char *leaf = NULL;
  g_auto (IngamFd) target = -1;
  IngamWritePlace *place;

  g_return_val_if_fail (self != NULL && folder != NULL && seen != NULL && files != NULL, FALSE);

  if (!split_folder (self, folder, FALSE, &parent, &leaf, error) ||
      !(place = ingam_write_get_place (self, parent, error)))
    return FALSE;
  if (place->fd < 0)
    return ingam_write_fail_changed (error);
  target = ingam_durable_open_subfolder (place->fd, leaf, FALSE, &local);
  if (target < 0)
    return pass_on (g_steal_pointer (&local), error);
  op = op_new (self, error);
  if (!op)
    return FALSE;
  op->replaces = TRUE;
  op->parent = g_steal_pointer (&parent);
  op->leaf = g_steal_pointer (&leaf);
  for (IngamRole role = INGAM_ROLE_SIGN_CERT; role < INGAM_ROLE_N; role++)
    {
      op->files[role] = files[role] ? g_bytes_ref (files[role]) : NULL;
      op->seen[role] = seen->files[role] ? g_bytes_ref (seen->files[role]) : NULL;
      op->seen_names[role] = g_strdup (seen->names[role]);
    }
  if (!build_replacement (self, op, target, &local))
    return pass_on (g_steal_pointer (&local), error);
  g_ptr_array_add (self->ops, g_steal_pointer (&op));
  return TRUE;
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
      bytes = ingam_durable_read (stage, op->names[role], MAX_FILE, NULL, error);
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
  return TRUE;
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

/* Whole folders in and out, for the trash. */

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

  if (!split_folder (self, folder, FALSE, &parent, ret_leaf, error) ||
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

  if (!place || !ensure_transaction (self, error))
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
    self->keep = TRUE;
  return FALSE;
}

gboolean
ingam_write_discard (IngamWrite *self, const char *folder, GPtrArray *copied, GError **error)
{
  g_autofree char *leaf = NULL;
  IngamWritePlace *place = get_place_of (self, folder, &leaf, error);
  gboolean done;

  if (!place || !ensure_transaction (self, error))
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

  if (!split_folder (self, folder, TRUE, &parent, &wanted, error) ||
      !(place = ingam_write_get_place (self, parent, error)) ||
      !(leaf = take_leaf (place, wanted, certificate, error)) ||
      !ensure_transaction (self, error) || !make_place (self, place, error))
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

/* Modes. */

gboolean
ingam_write_make_private (const char *store, IngamCredential *credential, GError **error)
{
  const char *path = ingam_credential_get_folder (credential);
  g_autofree char *above = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_auto (IngamFd) root = open_store (store, FALSE, error);
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
