/* trash-replace.c: other files for a credential of the store, with what it was kept in the trash.
 *
 * First the copy, whole and synced, with its record; then the exchange in the store (write.h).
 * Whatever comes between, the store has the old state or the new one, and never less than one of
 * them is whole. A copy that equals what the store has is of a replacement that died before its
 * exchange, or was undone: the next start drops it.
 */
#include "config.h"

#include "core/base/error.h"
#include "core/store/trash-private.h"
#include "core/store/write-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- the way there --- */

static gboolean
keep_copy (IngamWrite *write, const IngamTrashRecord *record, int trash, int entry, GError **error)
{
  const IngamTrashItem *item = g_ptr_array_index (record->items, 0);
  g_auto (IngamFd) source = ingam_write_open_folder (write, item->folder, error);
  g_autoptr (GPtrArray) copied = NULL;

  return source >= 0 && ingam_trash_copy_part (source, entry, &copied, error) &&
         ingam_trash_write_record (record, trash, entry, error) &&
         ingam_durable_move (entry, INGAM_TRASH_PART, entry, INGAM_TRASH_ITEM, error) &&
         ingam_durable_sync_folder (entry, NULL, error);
}

/* Whether @files are of the certificate with this fingerprint. */
static gboolean
is_of (const IngamFolderFiles *files, const char *id)
{
  GBytes *bytes = files->files[INGAM_ROLE_SIGN_CERT];
  g_autoptr (IngamCertificate) certificate = bytes ? ingam_certificate_new (bytes, NULL) : NULL;

  return certificate && g_str_equal (ingam_certificate_get_id (certificate), id);
}

static gboolean
exchange (IngamWrite *write,
          const IngamTrashItem *item,
          const IngamFolderFiles *seen,
          GBytes *const files[INGAM_ROLE_N],
          GError **error)
{
  if (!is_of (seen, item->id))
    return ingam_write_fail_changed (error);
  return ingam_write_replace_whole (write, item->folder, seen, files, error) &&
         ingam_write_commit (write, NULL, NULL, NULL, NULL, error);
}

static IngamFolderFiles *
read_place (const IngamTrashRecord *record, GError **error)
{
  const IngamTrashItem *item = g_ptr_array_index (record->items, 0);
  g_autofree char *path = g_build_filename (record->store, item->folder, NULL);

  return ingam_scan_read_folder (path, error);
}

static gboolean
has_same_files (const IngamFolderFiles *a, const IngamFolderFiles *b)
{
  for (IngamRole role = INGAM_ROLE_SIGN_CERT; role < INGAM_ROLE_N; role++)
    if (!a->files[role] != !b->files[role] ||
        (a->files[role] && !g_bytes_equal (a->files[role], b->files[role])))
      return FALSE;
  return TRUE;
}

/* After a failure, which means the old state: the copy is of no use. Should the exchange have come
 * to pass all the same, it is, and stays. */
static void
drop_if_unchanged (int trash,
                   const char *name,
                   const IngamTrashRecord *record,
                   const IngamFolderFiles *seen)
{
  g_autoptr (IngamFolderFiles) now = read_place (record, NULL);

  if (now && has_same_files (now, seen))
    ingam_trash_drop_entry (trash, name);
}

static gboolean
replace_one (int trash,
             GPtrArray *names,
             const char *store,
             const IngamTrashReplacement *replacement,
             gint64 now,
             char **step,
             GError **error)
{
  g_autoptr (IngamTrashRecord) record = ingam_trash_dup_record (store, replacement->existing, now);
  g_autoptr (IngamFolderFiles) seen = ingam_scan_read_files (store, replacement->existing, error);
  g_autoptr (IngamWrite) write = seen ? ingam_write_begin (store, error) : NULL;
  g_autofree char *name = NULL;
  g_auto (IngamFd) entry = -1;

  record->replaced = TRUE;
  entry = write ? ingam_trash_make_entry (trash, names, now, &name, error) : -1;
  if (entry < 0)
    return FALSE;
  record->group = g_strdup (*step ? *step : name);
  if (keep_copy (write, record, trash, entry, error) &&
      exchange (write, g_ptr_array_index (record->items, 0), seen, replacement->files, error))
    {
      if (!*step)
        *step = g_steal_pointer (&name);
      return TRUE;
    }
  drop_if_unchanged (trash, name, record, seen);
  return FALSE;
}

gboolean
ingam_trash_replace_many (const char *path,
                          const char *store,
                          GPtrArray *replacements,
                          gint64 now,
                          IngamProgressFunc progress,
                          gpointer user_data,
                          GCancellable *cancellable,
                          char **step,
                          GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (store, NULL);
  g_autoptr (GPtrArray) names = NULL;
  g_auto (IngamFd) trash = -1;

  g_return_val_if_fail (path && store && replacements && step, FALSE);

  trash = ingam_trash_open (path, TRUE, error);
  names = trash < 0 ? NULL : ingam_trash_list_names (trash, error);
  if (!names)
    return FALSE;
  for (guint i = 0; i < replacements->len; i++)
    {
      IngamTrashReplacement *replacement = g_ptr_array_index (replacements, i);

      if (!ingam_trash_is_cancelled (cancellable, &replacement->error))
        replacement->done =
            replace_one (trash, names, absolute, replacement, now, step, &replacement->error);
      if (progress)
        progress (i + 1, replacements->len, user_data);
    }
  return TRUE;
}

/* --- settled, and undone --- */

void
ingam_trash_settle_replacement (int trash,
                                const char *name,
                                int entry,
                                const IngamTrashRecord *record)
{
  const IngamTrashItem *item = g_ptr_array_index (record->items, 0);
  g_auto (IngamFd) store = ingam_write_open_store (record->store, FALSE, NULL);

  if (store >= 0 && ingam_trash_is_in_store (store, item->folder, entry, INGAM_TRASH_ITEM))
    ingam_trash_drop_entry (trash, name);
}

gboolean
ingam_trash_find_replacement (const IngamTrashRecord *record, gboolean *ret_there, GError **error)
{
  const IngamTrashItem *item = g_ptr_array_index (record->items, 0);
  g_autoptr (GError) local = NULL;
  g_autoptr (IngamFolderFiles) files = read_place (record, &local);

  *ret_there = files && is_of (files, item->id);
  if (files || g_error_matches (local, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
clear_files (GBytes *files[INGAM_ROLE_N])
{
  for (guint i = 0; i < INGAM_ROLE_N; i++)
    g_clear_pointer (&files[i], g_bytes_unref);
}

/* The credential's own files in the copy. */
static gboolean
read_item (int entry, GBytes *files[INGAM_ROLE_N], GError **error)
{
  g_auto (IngamFd) item = ingam_durable_open_subfolder (entry, INGAM_TRASH_ITEM, FALSE, error);
  g_autoptr (GPtrArray) names =
      item < 0 ? NULL : ingam_durable_list (item, INGAM_TREE_MAX_ENTRIES, error);

  for (guint i = 0; names && i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      IngamRole role = ingam_layout_find_role (name);

      if (role == INGAM_ROLE_OTHER || files[role])
        continue;
      files[role] = ingam_durable_read (item, name, INGAM_WRITE_MAX_FILE, NULL, error);
      if (!files[role])
        return FALSE;
    }
  return names != NULL;
}

/* What is there goes to an entry of its own first: it may have changed since, and undoing loses
 * nothing either. */
static gboolean
keep_theirs (IngamWrite *write,
             const IngamTrashRecord *record,
             int trash,
             gint64 now,
             char **ret_name,
             GError **error)
{
  const IngamTrashItem *item = g_ptr_array_index (record->items, 0);
  g_autoptr (IngamTrashRecord) theirs = ingam_trash_record_new (record->store, now);
  g_autoptr (GPtrArray) names = ingam_trash_list_names (trash, error);
  g_auto (IngamFd) entry = names ? ingam_trash_make_entry (trash, names, now, ret_name, error) : -1;

  theirs->by_undo = TRUE;
  theirs->replaced = TRUE;
  ingam_trash_record_add (theirs, item->folder, item->id, item->name);
  return entry >= 0 && keep_copy (write, theirs, trash, entry, error);
}

gboolean
ingam_trash_undo_replacement (int trash,
                              const char *name,
                              int entry,
                              const IngamTrashRecord *record,
                              gint64 now,
                              GPtrArray *ids,
                              GError **error)
{
  const IngamTrashItem *item = g_ptr_array_index (record->items, 0);
  g_autoptr (IngamWrite) write = NULL;
  g_autoptr (IngamFolderFiles) seen = NULL;
  g_autofree char *kept = NULL;
  GBytes *files[INGAM_ROLE_N] = { NULL };
  gboolean done;

  if (!ingam_trash_require_store (record->store, FALSE, error))
    return FALSE;
  seen = read_place (record, error);
  write = seen ? ingam_write_begin (record->store, error) : NULL;
  done = write && read_item (entry, files, error) &&
         keep_theirs (write, record, trash, now, &kept, error) &&
         exchange (write, item, seen, files, error);
  clear_files (files);
  if (!done)
    {
      if (kept)
        drop_if_unchanged (trash, kept, record, seen);
      return FALSE;
    }
  ingam_trash_drop_entry (trash, name);
  g_ptr_array_add (ids, g_strdup (item->id));
  return TRUE;
}
