/* trash.c: out of a store and back.
 *
 * On one disk a removal is one rename of the whole folder, after its record is on the disk. From
 * another disk it is copied, compared, recorded, and only then taken out of the store, again by one
 * rename. So at every moment the credential is in the store, in the trash, or whole in both; what
 * trash-record.h calls "part" and "undo" tell the next start which, and nothing is removed before
 * it was found again, byte for byte, on the other side.
 *
 * The trash folder is locked while one of us works in it. Rejected: the desktop's own trash: it
 * empties itself on some systems, cannot be had on others, and knows nothing of where a credential
 * belongs.
 */
#include "config.h"

#include "core/store/trash.h"

#include "core/base/error.h"
#include "core/store/trash-private.h"
#include "core/store/write-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

void
ingam_trash_entry_free (IngamTrashEntry *entry)
{
  g_free (entry->entry);
  g_free (entry->store);
  g_free (entry->folder);
  g_free (entry->id);
  g_free (entry->name);
  g_free (entry);
}

char *
ingam_trash_dup_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "ingam", "trash", NULL);
}

static IngamTrashEntry *
entry_new (const char *name, const IngamTrashRecord *record, guint index)
{
  const IngamTrashItem *item = g_ptr_array_index (record->items, index);
  IngamTrashEntry *entry = g_new0 (IngamTrashEntry, 1);

  entry->entry = g_strdup (name);
  entry->store = g_strdup (record->store);
  entry->folder = g_strdup (item->folder);
  entry->id = g_strdup (item->id);
  entry->name = g_strdup (item->name);
  entry->when = record->when;
  entry->imported = record->imported;
  entry->by_undo = record->by_undo;
  return entry;
}

/* Three answers, not two: a disk that does not answer has not said that a folder is not there, and
 * on that answer folders are removed. */
static gboolean
is_there (int folder, const char *name)
{
  struct stat st;

  return ingam_durable_stat (folder, name, &st, NULL);
}

static gboolean
is_not_there (int folder, const char *name)
{
  g_autoptr (GError) error = NULL;
  struct stat st;

  return !ingam_durable_stat (folder, name, &st, &error) &&
         g_error_matches (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND);
}

/* Removes an entry that is no longer needed. The rename first: half an entry under its own name
 * would look like one whose record was lost. */
void
ingam_trash_drop_entry (int trash, const char *name)
{
  g_autofree char *gone = g_strconcat (INGAM_TRASH_GONE, name, NULL);

  if (ingam_durable_move (trash, name, trash, gone, NULL))
    ingam_durable_remove (trash, gone, NULL);
}

/* Settling what was interrupted. */

/* Whether a folder of a store is byte for byte the item of an entry, and on its disk: the process
 * that put it there may have died before it knew. */
gboolean
ingam_trash_is_in_store (int store, const char *folder, int entry, const char *item)
{
  g_auto (IngamFd) place = ingam_tree_open (store, folder, NULL);
  g_auto (IngamFd) ours = ingam_durable_open_subfolder (entry, item, FALSE, NULL);

  return place >= 0 && ours >= 0 && ingam_tree_compare (place, ours, NULL) &&
         ingam_durable_sync_file_system (place, NULL);
}

static char *
read_undo (int entry)
{
  g_autoptr (GBytes) bytes = ingam_durable_read (entry, INGAM_TRASH_UNDO, 16 * 1024, NULL, NULL);
  g_autofree char *text =
      bytes ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : NULL;
  g_autofree char *folder = ingam_trash_dup_unescaped (text);

  return ingam_layout_is_safe_folder (folder) ? g_steal_pointer (&folder) : NULL;
}

/* A removal of which a copy was made. The record is written once the copy is whole, and the store's
 * own is taken away after that: so without the record it is still in the store, and with it the
 * copy is whole. While the store cannot be looked at (a stick that is out), nothing is decided. */
static void
settle_part (int trash, const char *name, int entry, const IngamTrashRecord *record)
{
  const IngamTrashItem *item = g_ptr_array_index (record->items, 0);
  g_auto (IngamFd) store = ingam_write_open_store (record->store, FALSE, NULL);

  if (store < 0)
    return;
  if (ingam_trash_is_in_store (store, item->folder, entry, INGAM_TRASH_PART))
    ingam_trash_drop_entry (trash, name);
  else if (ingam_durable_move (entry, INGAM_TRASH_PART, entry, INGAM_TRASH_ITEM, NULL))
    ingam_durable_sync_folder (entry, NULL, NULL);
}

/* A copy that was being brought back to another disk: when it arrived, the one here is dropped. */
static void
settle_undo (int trash, const char *name, int entry, const IngamTrashRecord *record)
{
  g_autofree char *folder = read_undo (entry);
  g_auto (IngamFd) store = ingam_write_open_store (record->store, FALSE, NULL);

  if (store < 0)
    return;
  if (folder && ingam_trash_is_in_store (store, folder, entry, INGAM_TRASH_ITEM))
    ingam_trash_drop_entry (trash, name);
  else
    ingam_durable_remove (entry, INGAM_TRASH_UNDO, NULL);
}

/* A record that was written before what it tells of: when none of that came into the store, it
 * tells of nothing. One that came is enough, since undoing passes by what is not there. While
 * somebody writes there it may be about to come: nothing is decided. */
static void
settle_pending (int trash, const char *name, int entry, const IngamTrashRecord *record)
{
  g_auto (IngamFd) store = ingam_write_open_store (record->store, FALSE, NULL);
  gboolean none = store >= 0;

  if (store >= 0 && ingam_write_is_busy (store))
    return;
  for (guint i = 0; none && i < record->items->len; i++)
    {
      const IngamTrashItem *item = g_ptr_array_index (record->items, i);
      g_autoptr (GError) error = NULL;
      g_auto (IngamFd) place = ingam_tree_open (store, item->folder, &error);

      none = place < 0 && g_error_matches (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND);
    }
  if (none)
    ingam_trash_drop_entry (trash, name);
  else if (store >= 0)
    ingam_durable_remove (entry, INGAM_TRASH_PENDING, NULL);
}

static void
settle_entry (int trash, const char *name)
{
  g_auto (IngamFd) entry = ingam_durable_open_subfolder (trash, name, FALSE, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamTrashRecord) record = entry < 0 ? NULL : ingam_trash_record_read (entry, &error);

  if (entry < 0)
    return;
  if (g_error_matches (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND) &&
      is_not_there (entry, INGAM_TRASH_ITEM))
    ingam_trash_drop_entry (trash, name);
  /* A record that cannot be read now may be the next time: left alone. */
  if (!record)
    return;
  if (record->imported)
    {
      if (is_there (entry, INGAM_TRASH_PENDING))
        settle_pending (trash, name, entry, record);
      return;
    }
  if (record->replaced && is_there (entry, INGAM_TRASH_ITEM) && !is_there (entry, INGAM_TRASH_UNDO))
    {
      ingam_trash_settle_replacement (trash, name, entry, record);
      return;
    }
  if (is_there (entry, INGAM_TRASH_ITEM))
    {
      if (is_there (entry, INGAM_TRASH_UNDO))
        settle_undo (trash, name, entry, record);
    }
  else if (is_not_there (entry, INGAM_TRASH_ITEM))
    {
      if (is_there (entry, INGAM_TRASH_PART))
        settle_part (trash, name, entry, record);
      else if (is_not_there (entry, INGAM_TRASH_PART))
        ingam_trash_drop_entry (trash, name);
    }
}

static gboolean
settle_all (int trash, GError **error)
{
  g_autoptr (GPtrArray) names = ingam_durable_list (trash, INGAM_TRASH_MAX_ENTRIES, error);

  for (guint i = 0; names && i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);

      if (g_str_has_prefix (name, INGAM_TRASH_GONE))
        ingam_durable_remove (trash, name, NULL);
      else if (ingam_trash_is_entry_name (name))
        settle_entry (trash, name);
    }
  return names != NULL;
}

/* The trash, open, locked until it is closed, and settled. */
IngamFd
ingam_trash_open (const char *path, gboolean create, GError **error)
{
  g_auto (IngamFd) trash = ingam_durable_open_folder (path, create, error);
  IngamFd result;

  if (trash < 0)
    return -1;
  /* Without the lock another Ingam would take our half-made entry for a dead one's and drop it. */
  if (ingam_durable_lock (trash, TRUE) != INGAM_DURABLE_LOCK_TAKEN)
    {
      ingam_error_set_errno (error, errno,
                             _ ("This disk cannot be kept to one program at a time, so nothing can "
                                "be changed safely on it"));
      return -1;
    }
  if (!settle_all (trash, error))
    return -1;
  result = trash;
  trash = -1;
  return result;
}

gboolean
ingam_trash_recover (const char *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_auto (IngamFd) trash = ingam_trash_open (path, FALSE, &local);

  if (trash >= 0 || g_error_matches (local, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Entries. */

/* A new entry's folder, open; its name in @ret_name. @names: of those there are, which the lock
 * keeps true; asked for anew for each of many, they would cost more than the removing. */
IngamFd
ingam_trash_make_entry (int trash, GPtrArray *names, gint64 when, char **ret_name, GError **error)
{
  g_autofree char *name = ingam_trash_dup_entry_name (names, when);
  IngamFd entry;

  if (!ingam_durable_make_folder (trash, name, error))
    return -1;
  g_ptr_array_add (names, g_strdup (name));
  entry = ingam_durable_open_subfolder (trash, name, FALSE, error);
  if (entry < 0)
    ingam_durable_remove_empty (trash, name, NULL);
  else
    *ret_name = g_steal_pointer (&name);
  return entry;
}

gboolean
ingam_trash_write_record (const IngamTrashRecord *record, int trash, int entry, GError **error)
{
  return ingam_trash_record_write (record, entry, error) &&
         ingam_durable_sync_folder (trash, NULL, error);
}

/* Removing. */

static void
read_hex (const char *id, guint8 fingerprint[INGAM_CERTIFICATE_FINGERPRINT_SIZE])
{
  for (guint i = 0; i < INGAM_CERTIFICATE_FINGERPRINT_SIZE; i++)
    fingerprint[i] =
        (guint8) (g_ascii_xdigit_value (id[2 * i]) << 4 | g_ascii_xdigit_value (id[2 * i + 1]));
}

/* Copies the store's folder to "item.part", whole, synced and compared. @ret_copied: what it was.
 */
gboolean
ingam_trash_copy_part (int source, int entry, GPtrArray **ret_copied, GError **error)
{
  g_autoptr (GPtrArray) before = ingam_tree_read (source, error);
  g_autoptr (GPtrArray) copied = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_auto (IngamFd) part = -1;

  if (!before || !ingam_durable_make_folder (entry, INGAM_TRASH_PART, error))
    return FALSE;
  part = ingam_durable_open_subfolder (entry, INGAM_TRASH_PART, FALSE, error);
  if (part < 0 || !ingam_tree_adopt (source, before, NULL, part, error))
    return FALSE;
  copied = ingam_tree_read (part, error);
  if (!copied || !ingam_tree_sync (part, copied, error) ||
      !ingam_tree_compare (source, part, error))
    return FALSE;
  after = ingam_tree_read (source, error);
  if (!after)
    return FALSE;
  if (!ingam_tree_equal (before, after, FALSE))
    return ingam_write_fail_changed (error);
  *ret_copied = g_steal_pointer (&after);
  return TRUE;
}

static gboolean
remove_by_copy (
    IngamWrite *write, const IngamTrashRecord *record, int trash, int entry, GError **error)
{
  const IngamTrashItem *item = g_ptr_array_index (record->items, 0);
  g_auto (IngamFd) source = ingam_write_open_folder (write, item->folder, error);
  g_autoptr (GPtrArray) copied = NULL;

  if (source < 0 || !ingam_trash_copy_part (source, entry, &copied, error) ||
      !ingam_trash_write_record (record, trash, entry, error) ||
      !ingam_write_discard (write, item->folder, copied, error))
    return FALSE;
  /* Out of the store, whole in the trash: a failure to rename it here is settled by the next. */
  if (ingam_durable_move (entry, INGAM_TRASH_PART, entry, INGAM_TRASH_ITEM, NULL))
    ingam_durable_sync_folder (entry, NULL, NULL);
  return TRUE;
}

static gboolean
fill_entry (IngamWrite *write, const IngamTrashRecord *record, int trash, int entry, GError **error)
{
  const IngamTrashItem *item = g_ptr_array_index (record->items, 0);
  guint8 fingerprint[INGAM_CERTIFICATE_FINGERPRINT_SIZE];
  g_autoptr (GError) local = NULL;

  read_hex (item->id, fingerprint);
  if (!ingam_trash_write_record (record, trash, entry, error))
    return FALSE;
  if (ingam_write_move_out (write, item->folder, fingerprint, entry, INGAM_TRASH_ITEM, &local))
    return TRUE;
  if (!g_error_matches (local, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  /* Another disk. There, a record means that the copy is whole: not yet. */
  return ingam_durable_remove (entry, INGAM_TRASH_RECORD, error) &&
         ingam_durable_sync_folder (entry, NULL, error) &&
         remove_by_copy (write, record, trash, entry, error);
}

gboolean
ingam_trash_require_store (const char *store, gboolean create, GError **error)
{
  g_autofree char *above = g_path_get_dirname (store);

  if (g_file_test (store, G_FILE_TEST_IS_DIR) ||
      (create && g_file_test (above, G_FILE_TEST_IS_DIR)))
    return TRUE;
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND,
                       _ ("The place where this certificate was is not there. If it is a drive, "
                          "connect it and try again."));
  return FALSE;
}

/* After a failed removal: when the store has the folder, the entry holds at most a copy of it, and
 * goes. When not even taking it back succeeded, the folder is in the entry, which stays. */
static void
clear_failed (IngamWrite *write, const IngamTrashRecord *record, int trash, const char *name)
{
  const IngamTrashItem *item = g_ptr_array_index (record->items, 0);
  g_auto (IngamFd) place = ingam_write_open_folder (write, item->folder, NULL);
  g_auto (IngamFd) entry = ingam_durable_open_subfolder (trash, name, FALSE, NULL);

  if (entry >= 0 && is_not_there (entry, INGAM_TRASH_ITEM) &&
      (place >= 0 || is_not_there (entry, INGAM_TRASH_PART)))
    ingam_trash_drop_entry (trash, name);
}

GPtrArray *
ingam_trash_list_names (int trash, GError **error)
{
  return ingam_durable_list (trash, INGAM_TRASH_MAX_ENTRIES, error);
}

/* One credential into an entry of its own. In a step of many, the first gives it its name. */
static gboolean
remove_one (int trash,
            GPtrArray *names,
            IngamTrashRecord *record,
            char **group,
            char **ret_name,
            GError **error)
{
  g_autoptr (IngamWrite) write = NULL;
  g_autofree char *name = NULL;
  g_auto (IngamFd) entry = -1;

  if (!ingam_trash_require_store (record->store, FALSE, error))
    return FALSE;
  write = ingam_write_begin (record->store, error);
  entry = write ? ingam_trash_make_entry (trash, names, record->when, &name, error) : -1;
  if (entry < 0)
    return FALSE;
  if (group && !*group)
    *group = g_strdup (name);
  record->group = group ? g_strdup (*group) : NULL;
  if (fill_entry (write, record, trash, entry, error))
    {
      *ret_name = g_steal_pointer (&name);
      return TRUE;
    }
  clear_failed (write, record, trash, name);
  return FALSE;
}

IngamTrashRecord *
ingam_trash_dup_record (const char *store, IngamCredential *credential, gint64 now)
{
  IngamTrashRecord *record = ingam_trash_record_new (store, now);
  char id[65];

  ingam_trash_record_add (record, ingam_credential_get_folder (credential),
                          ingam_credential_get_id (credential, id),
                          ingam_credential_get_name (credential));
  return record;
}

gboolean
ingam_trash_remove (const char *path,
                    const char *store,
                    IngamCredential *credential,
                    gint64 now,
                    IngamTrashEntry **ret_entry,
                    GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (store, NULL);
  g_autoptr (IngamTrashRecord) record = NULL;
  g_autoptr (GPtrArray) names = NULL;
  g_autofree char *name = NULL;
  g_auto (IngamFd) trash = -1;

  g_return_val_if_fail (path && store && INGAM_IS_CREDENTIAL (credential), FALSE);

  record = ingam_trash_dup_record (absolute, credential, now);
  trash = ingam_trash_open (path, TRUE, error);
  names = trash < 0 ? NULL : ingam_trash_list_names (trash, error);
  if (!names || !remove_one (trash, names, record, NULL, &name, error))
    return FALSE;
  if (ret_entry)
    *ret_entry = entry_new (name, record, 0);
  return TRUE;
}

gboolean
ingam_trash_is_cancelled (GCancellable *cancellable, GError **error)
{
  if (!g_cancellable_is_cancelled (cancellable))
    return FALSE;
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_CANCELLED, _ ("Cancelled."));
  return TRUE;
}

static void
error_free (gpointer error)
{
  if (error)
    g_error_free (error);
}

gboolean
ingam_trash_remove_many (const char *path,
                         const char *store,
                         GPtrArray *credentials,
                         gint64 now,
                         IngamProgressFunc progress,
                         gpointer user_data,
                         GCancellable *cancellable,
                         GPtrArray **ret_errors,
                         char **ret_entry,
                         GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (store, NULL);
  g_autoptr (GPtrArray) errors = g_ptr_array_new_with_free_func (error_free);
  g_autoptr (GPtrArray) names = NULL;
  g_autofree char *group = NULL;
  g_autofree char *last = NULL;
  g_auto (IngamFd) trash = -1;

  g_return_val_if_fail (path && store && credentials && ret_errors && ret_entry, FALSE);

  trash = ingam_trash_open (path, TRUE, error);
  names = trash < 0 ? NULL : ingam_trash_list_names (trash, error);
  if (!names)
    return FALSE;
  for (guint i = 0; i < credentials->len; i++)
    {
      g_autoptr (IngamTrashRecord) record =
          ingam_trash_dup_record (absolute, g_ptr_array_index (credentials, i), now);
      g_autofree char *name = NULL;
      GError *local = NULL;

      if (!ingam_trash_is_cancelled (cancellable, &local) &&
          remove_one (trash, names, record, &group, &name, &local))
        {
          g_free (last);
          last = g_steal_pointer (&name);
        }
      g_ptr_array_add (errors, local);
      if (progress)
        progress (i + 1, credentials->len, user_data);
    }
  *ret_errors = g_steal_pointer (&errors);
  *ret_entry = g_steal_pointer (&last);
  return TRUE;
}

/* Imports. */

/* What a person calls the certificate in a folder; its id where that cannot be told. */
static char *
dup_name (const char *store, const char *folder, const char *id)
{
  g_autofree char *path = g_build_filename (store, folder, NULL);
  g_autoptr (IngamFolderFiles) files = ingam_scan_read_folder (path, NULL);
  GBytes *certificate = files ? files->files[INGAM_ROLE_SIGN_CERT] : NULL;
  IngamCertificateFields fields;

  if (certificate && ingam_certificate_peek (g_bytes_get_data (certificate, NULL),
                                             g_bytes_get_size (certificate), &fields))
    return ingam_name_dup_display (&fields);
  return g_strndup (id, 8);
}

/* Writes the record into an entry of its own. @pending: of what is still to come. */
static gboolean
write_import (
    const char *path, IngamTrashRecord *record, gboolean pending, char **ret_entry, GError **error)
{
  g_autoptr (GPtrArray) names = NULL;
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  g_autofree char *name = NULL;
  g_auto (IngamFd) trash = ingam_trash_open (path, TRUE, error);
  g_auto (IngamFd) entry = -1;

  names = trash < 0 ? NULL : ingam_trash_list_names (trash, error);
  entry = names ? ingam_trash_make_entry (trash, names, record->when, &name, error) : -1;
  if (entry < 0)
    return FALSE;
  if (pending && !record->group)
    record->group = g_strdup (name);
  if ((pending && !ingam_durable_create (entry, INGAM_TRASH_PENDING, nothing, error)) ||
      !ingam_trash_write_record (record, trash, entry, error))
    {
      ingam_trash_drop_entry (trash, name);
      return FALSE;
    }
  if (ret_entry)
    *ret_entry = g_steal_pointer (&name);
  return TRUE;
}

gboolean
ingam_trash_record_import (const char *path,
                           const char *store,
                           GPtrArray *folders,
                           GPtrArray *ids,
                           gint64 now,
                           char **ret_entry,
                           GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (store, NULL);
  g_autoptr (IngamTrashRecord) record = ingam_trash_record_new (absolute, now);

  g_return_val_if_fail (path && store && folders && ids && folders->len == ids->len, FALSE);

  if (ret_entry)
    *ret_entry = NULL;
  if (folders->len == 0)
    return TRUE;
  record->imported = TRUE;
  for (guint i = 0; i < folders->len && i < INGAM_TRASH_MAX_ITEMS; i++)
    {
      const char *folder = g_ptr_array_index (folders, i);
      const char *id = g_ptr_array_index (ids, i);
      g_autofree char *display = dup_name (absolute, folder, id);

      ingam_trash_record_add (record, folder, id, display);
    }
  return write_import (path, record, FALSE, ret_entry, error);
}

gboolean
ingam_trash_note_additions (const char *path,
                            const char *store,
                            GPtrArray *folders,
                            GPtrArray *credentials,
                            gint64 now,
                            char **ret_step,
                            GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (store, NULL);
  g_autoptr (IngamTrashRecord) record = ingam_trash_record_new (absolute, now);

  g_return_val_if_fail (path && store && folders && credentials && ret_step, FALSE);
  g_return_val_if_fail (folders->len == credentials->len && folders->len > 0, FALSE);

  record->imported = TRUE;
  for (guint i = 0; i < folders->len && i < INGAM_TRASH_MAX_ITEMS; i++)
    {
      IngamCredential *credential = g_ptr_array_index (credentials, i);
      char id[65];

      ingam_trash_record_add (record, g_ptr_array_index (folders, i),
                              ingam_credential_get_id (credential, id),
                              ingam_credential_get_name (credential));
    }
  return write_import (path, record, TRUE, ret_step, error);
}

/* Listing. */

/* The disk has answered, and what it said is no entry. */
static gboolean
is_no_entry (const GError *error)
{
  return g_error_matches (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND) ||
         g_error_matches (error, INGAM_ERROR, INGAM_ERROR_DAMAGED) ||
         g_error_matches (error, INGAM_ERROR, INGAM_ERROR_REFUSED);
}

/* FALSE when the disk failed, not when the entry is none. */
static gboolean
list_entry (GPtrArray *entries, int trash, const char *name, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_auto (IngamFd) entry = ingam_durable_open_subfolder (trash, name, FALSE, &local);
  g_autoptr (IngamTrashRecord) record = entry < 0 ? NULL : ingam_trash_record_read (entry, &local);
  struct stat st;

  if (!record || (!record->imported && !ingam_durable_stat (entry, INGAM_TRASH_ITEM, &st, &local)))
    {
      if (is_no_entry (local))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  for (guint i = 0; i < record->items->len; i++)
    g_ptr_array_add (entries, entry_new (name, record, i));
  return TRUE;
}

static GPtrArray *
list_at (int trash, GError **error)
{
  g_autoptr (GPtrArray) names = ingam_durable_list (trash, INGAM_TRASH_MAX_ENTRIES, error);
  g_autoptr (GPtrArray) entries =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_trash_entry_free);

  if (!names)
    return NULL;
  for (guint i = names->len; i > 0; i--)
    if (ingam_trash_is_entry_name (g_ptr_array_index (names, i - 1)) &&
        !list_entry (entries, trash, g_ptr_array_index (names, i - 1), error))
      return NULL;
  return g_steal_pointer (&entries);
}

GPtrArray *
ingam_trash_list (const char *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_auto (IngamFd) trash = ingam_durable_open_folder (path, FALSE, &local);

  if (trash >= 0)
    return list_at (trash, error);
  if (g_error_matches (local, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
    return g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_trash_entry_free);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* Undoing. */

/* Onto another disk: where it will lie is noted first, so that the next start can look there. */
static gboolean
restore_by_copy (IngamWrite *write, int entry, const char *folder, GError **error)
{
  g_autofree char *place = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (!ingam_write_add_tree (write, folder, entry, INGAM_TRASH_ITEM, &place, error))
    return FALSE;
  text = ingam_trash_dup_escaped (place);
  bytes = g_bytes_new (text, strlen (text));
  /* Half of it, should that be left, names no place where the copy could be. */
  if (!ingam_durable_create (entry, INGAM_TRASH_UNDO, bytes, error) ||
      !ingam_durable_sync_folder (entry, NULL, error))
    {
      ingam_durable_remove (entry, INGAM_TRASH_UNDO, NULL);
      return FALSE;
    }
  if (ingam_write_commit (write, NULL, NULL, NULL, NULL, error))
    return TRUE;
  ingam_durable_remove (entry, INGAM_TRASH_UNDO, NULL);
  return FALSE;
}

static gboolean
undo_removal (int trash,
              const char *name,
              int entry,
              const IngamTrashRecord *record,
              GPtrArray *ids,
              GError **error)
{
  const IngamTrashItem *item = g_ptr_array_index (record->items, 0);
  g_autoptr (GError) local = NULL;
  g_autoptr (IngamWrite) write = NULL;

  if (!ingam_trash_require_store (record->store, TRUE, error))
    return FALSE;
  write = ingam_write_begin (record->store, error);
  if (!write)
    return FALSE;
  if (!ingam_write_move_in (write, entry, INGAM_TRASH_ITEM, item->folder, NULL, &local))
    {
      if (!g_error_matches (local, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (!restore_by_copy (write, entry, item->folder, error))
        return FALSE;
    }
  ingam_trash_drop_entry (trash, name);
  g_ptr_array_add (ids, g_strdup (item->id));
  return TRUE;
}

/* Each of an import's goes to an entry of its own; the import's record last, so that an interrupted
 * undo can be repeated for the rest. One that is no longer what was imported is left alone. */
static gboolean
undo_import (int trash,
             const char *name,
             const IngamTrashRecord *record,
             gint64 now,
             GPtrArray *ids,
             GError **error)
{
  g_autoptr (GPtrArray) names = ingam_trash_list_names (trash, error);

  for (guint i = 0; names && i < record->items->len; i++)
    {
      const IngamTrashItem *item = g_ptr_array_index (record->items, i);
      g_autoptr (IngamTrashRecord) removal = ingam_trash_record_new (record->store, now);
      g_autoptr (GError) local = NULL;
      g_autofree char *entry = NULL;

      removal->by_undo = TRUE;
      ingam_trash_record_add (removal, item->folder, item->id, item->name);
      if (remove_one (trash, names, removal, NULL, &entry, &local))
        g_ptr_array_add (ids, g_strdup (item->id));
      else if (!g_error_matches (local, INGAM_ERROR, INGAM_ERROR_CHANGED))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  if (!names)
    return FALSE;
  ingam_trash_drop_entry (trash, name);
  if (ids->len > 0)
    return TRUE;
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND,
                       _ ("What was imported is no longer there, so there is nothing to undo."));
  return FALSE;
}

static gboolean
fail_nothing (GError **error)
{
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND, _ ("There is nothing to undo."));
  return FALSE;
}

/* The newest that was not itself put there by an undo. */
static char *
find_last (int trash, GError **error)
{
  g_autoptr (GPtrArray) entries = list_at (trash, error);

  for (guint i = 0; entries && i < entries->len; i++)
    {
      const IngamTrashEntry *entry = g_ptr_array_index (entries, i);

      if (!entry->by_undo)
        return g_strdup (entry->entry);
    }
  if (entries)
    fail_nothing (error);
  return NULL;
}

/* One entry, whatever it is. */
static gboolean
undo_entry (int trash, const char *name, gint64 now, GPtrArray *ids, GError **error)
{
  g_auto (IngamFd) folder = ingam_durable_open_subfolder (trash, name, FALSE, error);
  g_autoptr (IngamTrashRecord) record = folder < 0 ? NULL : ingam_trash_record_read (folder, error);
  gboolean is_in_place = FALSE;

  if (!record)
    return FALSE;
  if (record->imported)
    return undo_import (trash, name, record, now, ids, error);
  if (record->replaced && !ingam_trash_find_replacement (record, &is_in_place, error))
    return FALSE;
  if (is_in_place)
    return ingam_trash_undo_replacement (trash, name, folder, record, now, ids, error);
  return undo_removal (trash, name, folder, record, ids, error);
}

/* The step of many that an entry is of; *@ret_group stays NULL where it stands alone. */
static gboolean
read_group (int trash, const char *name, char **ret_group, GError **error)
{
  g_auto (IngamFd) folder = ingam_durable_open_subfolder (trash, name, FALSE, error);
  g_autoptr (IngamTrashRecord) record = folder < 0 ? NULL : ingam_trash_record_read (folder, error);

  if (record)
    *ret_group = g_strdup (record->group);
  return record != NULL;
}

/* Keeps the first of several. */
static void
keep_first (GError **first, GError *error)
{
  if (*first)
    g_error_free (error);
  else
    *first = error;
}

/* All of the step that @group names, the last one first. Its entries have names from there on. An
 * entry that cannot be read now may be of it: then not all was undone. */
static gboolean
undo_group (int trash, const char *group, gint64 now, GPtrArray *ids, GError **error)
{
  g_autoptr (GPtrArray) names = ingam_trash_list_names (trash, error);
  g_autoptr (GError) first = NULL;

  if (!names)
    return FALSE;
  for (guint i = names->len; i > 0; i--)
    {
      const char *name = g_ptr_array_index (names, i - 1);
      g_autofree char *theirs = NULL;
      GError *local = NULL;

      if (!ingam_trash_is_entry_name (name) || strcmp (name, group) < 0)
        continue;
      if (!read_group (trash, name, &theirs, &local) && is_no_entry (local))
        g_clear_error (&local);
      else if (!local && g_strcmp0 (theirs, group) == 0)
        undo_entry (trash, name, now, ids, &local);
      if (local)
        keep_first (&first, local);
    }
  if (!first)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&first));
  return FALSE;
}

gboolean
ingam_trash_undo (
    const char *path, const char *entry, gint64 now, GPtrArray **ret_ids, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local = NULL;
  g_auto (IngamFd) trash = ingam_trash_open (path, FALSE, &local);
  g_autofree char *name = NULL;
  g_autofree char *group = NULL;
  gboolean done;

  if (trash < 0)
    {
      if (g_error_matches (local, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
        return fail_nothing (error);
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (entry && !ingam_trash_is_entry_name (entry))
    return fail_nothing (error);
  name = entry ? g_strdup (entry) : find_last (trash, error);
  if (!name)
    return FALSE;
  if (!read_group (trash, name, &group, &local))
    {
      if (g_error_matches (local, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
        return fail_nothing (error); /* it was taken back already */
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  done = group ? undo_group (trash, group, now, ids, error) :
                 undo_entry (trash, name, now, ids, error);
  if (ret_ids)
    *ret_ids = g_steal_pointer (&ids);
  return done;
}
