/* write-build.c: builds the folders of a transaction, without touching what is in the store.
 *
 * Nothing is synced here: the commit syncs all together. A folder that is to be replaced is listed
 * before and after its files were brought over, so that what was built from is known to be one
 * state of it, and that list is what the commit compares with.
 */
#include "config.h"

#include "core/store/write-private.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static IngamWriteOp *
op_new (IngamWrite *self, GError **error)
{
  g_autoptr (IngamWriteOp) op = g_new0 (IngamWriteOp, 1);

  if (!ingam_write_ensure_transaction (self, error))
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

  if (!ingam_write_split_folder (self, folder, TRUE, &parent, &leaf, error) ||
      !(place = ingam_write_get_place (self, parent, error)) ||
      !(free_leaf = ingam_write_take_leaf (place, leaf, certificate, error)) ||
      !(op = op_new (self, error)))
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
      bytes = ingam_durable_read (folder, name, INGAM_WRITE_MAX_FILE, NULL, error);
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
    if (op->seen_names[role] && (op->files[role] || op->whole))
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

static gboolean
stage_replacement (IngamWrite *self,
                   const char *folder,
                   const IngamFolderFiles *seen,
                   GBytes *const files[INGAM_ROLE_N],
                   gboolean whole,
                   GError **error)
{
  g_autoptr (IngamWriteOp) op = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *parent = NULL;
  g_autofree char *leaf = NULL;
  g_auto (IngamFd) target = -1;
  IngamWritePlace *place;

  if (!ingam_write_split_folder (self, folder, FALSE, &parent, &leaf, error) ||
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
  op->whole = whole;
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

gboolean
ingam_write_replace (IngamWrite *self,
                     const char *folder,
                     const IngamFolderFiles *seen,
                     GBytes *const files[INGAM_ROLE_N],
                     GError **error)
{
  g_return_val_if_fail (self != NULL && folder != NULL && seen != NULL && files != NULL, FALSE);

  return stage_replacement (self, folder, seen, files, FALSE, error);
}

gboolean
ingam_write_replace_whole (IngamWrite *self,
                           const char *folder,
                           const IngamFolderFiles *seen,
                           GBytes *const files[INGAM_ROLE_N],
                           GError **error)
{
  g_return_val_if_fail (self != NULL && folder != NULL && seen != NULL && files != NULL, FALSE);

  return stage_replacement (self, folder, seen, files, TRUE, error);
}
