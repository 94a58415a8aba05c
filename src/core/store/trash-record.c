/* trash-record.c: the records of the trash, as key files that a person can read.
 *
 * They are read back with suspicion: the folder's name came from a disk, may be any bytes, and is
 * used as a path again when something is undone.
 */
#include "config.h"

#include "core/store/trash-record.h"

#include "core/base/error.h"
#include "core/cert/name.h"
#include "core/store/layout.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define GROUP "ingam-trash"
#define VERSION 1
#define MAX_SIZE (32 * 1024 * 1024)
#define NAME_FORMAT "%Y%m%dT%H%M%SZ" /* 16 characters */
#define NAME_SIZE 16
#define ID_SIZE 64

static void
item_free (IngamTrashItem *item)
{
  g_free (item->folder);
  g_free (item->id);
  g_free (item->name);
  g_free (item);
}

IngamTrashRecord *
ingam_trash_record_new (const char *store, gint64 when)
{
  IngamTrashRecord *record = g_new0 (IngamTrashRecord, 1);

  record->store = g_strdup (store);
  record->when = when;
  record->items = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
  return record;
}

void
ingam_trash_record_free (IngamTrashRecord *record)
{
  g_free (record->store);
  g_free (record->group);
  g_ptr_array_unref (record->items);
  g_free (record);
}

void
ingam_trash_record_add (IngamTrashRecord *record,
                        const char *folder,
                        const char *id,
                        const char *name)
{
  IngamTrashItem *item = g_new0 (IngamTrashItem, 1);

  item->folder = g_strdup (folder);
  item->id = g_strdup (id);
  item->name = ingam_name_dup_inert (name, 0);
  g_ptr_array_add (record->items, item);
}

char *
ingam_trash_dup_escaped (const char *path)
{
  return g_uri_escape_string (path, "/=,()", TRUE);
}

char *
ingam_trash_dup_unescaped (const char *text)
{
  return text ? g_uri_unescape_string (text, NULL) : NULL;
}

gboolean
ingam_trash_record_write (const IngamTrashRecord *record, int entry, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *store = ingam_trash_dup_escaped (record->store);
  gsize size;
  char *text;

  g_key_file_set_integer (file, GROUP, "version", VERSION);
  g_key_file_set_int64 (file, GROUP, "when", record->when);
  g_key_file_set_string (file, GROUP, "store", store);
  g_key_file_set_boolean (file, GROUP, "imported", record->imported);
  g_key_file_set_boolean (file, GROUP, "by-undo", record->by_undo);
  if (record->replaced)
    g_key_file_set_boolean (file, GROUP, "replaced", TRUE);
  if (record->group)
    g_key_file_set_string (file, GROUP, "group", record->group);
  g_key_file_set_integer (file, GROUP, "count", (int) record->items->len);
  for (guint i = 0; i < record->items->len; i++)
    {
      const IngamTrashItem *item = g_ptr_array_index (record->items, i);
      g_autofree char *group = g_strdup_printf ("item %u", i + 1);
      g_autofree char *folder = ingam_trash_dup_escaped (item->folder);

      g_key_file_set_string (file, group, "folder", folder);
      g_key_file_set_string (file, group, "id", item->id);
      g_key_file_set_string (file, group, "name", item->name);
    }
  text = g_key_file_to_data (file, &size, NULL);
  bytes = g_bytes_new_take (text, size);
  /* At once or not at all: half a record would be taken for a damaged one, and kept. */
  return ingam_durable_replace (entry, INGAM_TRASH_RECORD, bytes, error);
}

static gboolean
is_id (const char *text)
{
  return text && strlen (text) == ID_SIZE && strspn (text, "0123456789abcdef") == ID_SIZE;
}

static gboolean
read_items (GKeyFile *file, IngamTrashRecord *record)
{
  int count = g_key_file_get_integer (file, GROUP, "count", NULL);

  if (count < 1 || count > INGAM_TRASH_MAX_ITEMS || (!record->imported && count != 1))
    return FALSE;
  for (int i = 0; i < count; i++)
    {
      g_autofree char *group = g_strdup_printf ("item %d", i + 1);
      g_autofree char *text = g_key_file_get_string (file, group, "folder", NULL);
      g_autofree char *folder = ingam_trash_dup_unescaped (text);
      g_autofree char *id = g_key_file_get_string (file, group, "id", NULL);
      g_autofree char *name = g_key_file_get_string (file, group, "name", NULL);

      if (!ingam_layout_is_safe_folder (folder) || !is_id (id) || !name)
        return FALSE;
      ingam_trash_record_add (record, folder, id, name);
    }
  return TRUE;
}

IngamTrashRecord *
ingam_trash_record_read (int entry, GError **error)
{
  g_autoptr (GBytes) bytes = ingam_durable_read (entry, INGAM_TRASH_RECORD, MAX_SIZE, NULL, error);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (IngamTrashRecord) record = NULL;
  g_autofree char *text = NULL;
  g_autofree char *store = NULL;

  if (!bytes)
    return NULL;
  if (g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, NULL) &&
      g_key_file_get_integer (file, GROUP, "version", NULL) == VERSION)
    text = g_key_file_get_string (file, GROUP, "store", NULL);
  store = ingam_trash_dup_unescaped (text);
  record = ingam_trash_record_new (store, g_key_file_get_int64 (file, GROUP, "when", NULL));
  record->imported = g_key_file_get_boolean (file, GROUP, "imported", NULL);
  record->by_undo = g_key_file_get_boolean (file, GROUP, "by-undo", NULL);
  record->replaced = g_key_file_get_boolean (file, GROUP, "replaced", NULL);
  record->group = g_key_file_get_string (file, GROUP, "group", NULL);
  if (store && g_path_is_absolute (store) && read_items (file, record))
    return g_steal_pointer (&record);
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_DAMAGED,
                       _ ("The record of this removal is damaged. The removed files are still in "
                          "the trash folder."));
  return NULL;
}

gboolean
ingam_trash_is_entry_name (const char *name)
{
  return strlen (name) == NAME_SIZE + 6 && name[8] == 'T' && name[15] == 'Z' && name[16] == '-' &&
         strspn (name, "0123456789TZ-") == NAME_SIZE + 6;
}

char *
ingam_trash_dup_entry_name (GPtrArray *names, gint64 when)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (when);
  g_autofree char *stamp =
      time ? g_date_time_format (time, NAME_FORMAT) : g_strdup ("00000000T000000Z");
  const char *last = NULL;
  guint64 number = 1;

  for (guint i = 0; i < names->len; i++)
    if (ingam_trash_is_entry_name (g_ptr_array_index (names, i)))
      last = g_ptr_array_index (names, i);
  /* Not behind the last by its time: behind it by its number. */
  if (last && strncmp (stamp, last, NAME_SIZE) <= 0)
    {
      g_free (stamp);
      stamp = g_strndup (last, NAME_SIZE);
      number = g_ascii_strtoull (last + NAME_SIZE + 1, NULL, 10) + 1;
    }
  return g_strdup_printf ("%s-%05" G_GUINT64_FORMAT, stamp, number);
}
