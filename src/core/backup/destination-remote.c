/* destination-remote.c: a place of GVfs: WebDAV, SMB, Google Drive.
 *
 * Nothing there can be locked or synced; closing the stream is the only moment at which a server
 * has to say whether it has the bytes, and reading them back is the only proof. A hidden name has
 * the store's tag, so another computer's is never touched, and when it was begun, because nothing
 * but age tells a killed run of this one from a living.
 */
#include "config.h"

#include "core/backup/destination-private.h"

#include "core/base/clock.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define HIDDEN ".ingam-"
#define DEAD_AFTER (24 * 60 * 60) /* seconds; nothing of ours is written for so long */

static gboolean
delete_file (IngamDestinationFolder *self, GFile *file, GCancellable *cancellable, GError **error)
{
  GError *local = NULL;

  if (g_file_delete (file, cancellable, &local))
    return TRUE;
  if (!g_error_matches (local, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return ingam_destination_fail (self, local, error);
  g_error_free (local);
  return TRUE;
}

static void
close_folder (IngamDestinationFolder *self)
{
}

/* Cloud accounts name a file by a number of theirs, and ours is what they show. */
static const char *
get_our_name (GFileInfo *info)
{
  const char *name = g_file_info_get_name (info);
  const char *shown = g_file_info_get_display_name (info);
  gboolean is_ours = g_str_has_prefix (name, "ingam-") || g_str_has_prefix (name, HIDDEN);

  return is_ours || shown == NULL ? name : shown;
}

static gboolean
list (IngamDestinationFolder *self,
      void (*tell) (const char *name, guint64 size, gpointer user_data),
      gpointer user_data,
      GCancellable *cancellable,
      GError **error)
{
  GError *local = NULL;
  g_autoptr (GFileEnumerator) files = g_file_enumerate_children (
      self->where,
      G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME
                                     "," G_FILE_ATTRIBUTE_STANDARD_SIZE
                                     "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
      G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, cancellable, &local);

  while (files != NULL)
    {
      GFileInfo *info;

      if (!g_file_enumerator_iterate (files, &info, NULL, cancellable, &local))
        break;
      if (info == NULL)
        return TRUE;
      if (g_file_info_get_file_type (info) == G_FILE_TYPE_REGULAR)
        tell (get_our_name (info), (guint64) g_file_info_get_size (info), user_data);
    }
  return ingam_destination_fail (self, local, error);
}

/* --- what killed runs left --- */

typedef struct
{
  char *prefix;
  gint64 now;
  GPtrArray *names; /* of char* */
} Leftovers;

/* Both sides, because a clock that was set back must not make a dead one live for years. */
static void
look_at_leftover (const char *name, guint64 size, gpointer user_data)
{
  Leftovers *leftovers = user_data;

  if (g_str_has_prefix (name, leftovers->prefix) &&
      ABS (leftovers->now - g_ascii_strtoll (name + strlen (leftovers->prefix), NULL, 16)) >
          DEAD_AFTER)
    g_ptr_array_add (leftovers->names, g_strdup (name));
}

/* What cannot be taken away, because the place may only be read now, is hidden, and is tried again
 * the next time. */
static gboolean
clear_leftovers (IngamDestinationFolder *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *prefix = g_strdup_printf (HIDDEN "%s-", self->tag);
  Leftovers leftovers = { prefix, ingam_clock_now (), names };

  if (!list (self, look_at_leftover, &leftovers, cancellable, error))
    return FALSE;
  for (guint i = 0; i < names->len; i++)
    {
      g_autoptr (GFile) file = g_file_get_child (self->where, g_ptr_array_index (names, i));

      g_file_delete (file, cancellable, NULL);
    }
  return TRUE;
}

static gboolean
open_folder (IngamDestinationFolder *self,
             gboolean create,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GFileInfo) info = NULL;
  GError *local = NULL;

  info = g_file_query_info (self->where, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE,
                            cancellable, &local);
  if (info == NULL && create && g_error_matches (local, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      g_clear_error (&local);
      if (!g_file_make_directory (self->where, cancellable, &local))
        return ingam_destination_fail (self, local, error);
      return TRUE;
    }
  if (info == NULL)
    return ingam_destination_fail (self, local, error);
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_DIRECTORY)
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                           _ ("There is a file where a folder should be."));
      return FALSE;
    }
  return clear_leftovers (self, cancellable, error);
}

static gboolean
remove_file (IngamDestinationFolder *self,
             const char *name,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GFile) file = g_file_get_child (self->where, name);

  return delete_file (self, file, cancellable, error);
}

/* --- writing --- */

/* Not every server says how much room it has; one that does is believed. */
static gboolean
has_room (IngamDestinationFolder *self, guint64 size, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info = g_file_query_filesystem_info (
      self->where, G_FILE_ATTRIBUTE_FILESYSTEM_FREE, cancellable, NULL);

  if (info == NULL || !g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE) ||
      g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE) > size)
    return TRUE;
  g_set_error (error, INGAM_ERROR, INGAM_ERROR_NO_SPACE, _ ("“%s” has no room for the backup."),
               ingam_destination_get_label (self->destination));
  return FALSE;
}

/* One of its own for each run, so that no run can give a name to what another one writes. */
static GFile *
get_new_hidden (IngamDestinationFolder *self)
{
  g_autofree char *name = g_strdup_printf (HIDDEN "%s-%" G_GINT64_MODIFIER "x-%08x", self->tag,
                                           ingam_clock_now (), g_random_int ());

  return g_file_get_child (self->where, name);
}

static gboolean
write_begin (IngamDestinationWrite *write, guint64 size, GCancellable *cancellable, GError **error)
{
  GError *local = NULL;
  GFileOutputStream *out;

  if (!has_room (write->folder, size, cancellable, error))
    return FALSE;
  write->hidden = get_new_hidden (write->folder);
  out = g_file_create (write->hidden, G_FILE_CREATE_PRIVATE, cancellable, &local);
  if (out == NULL)
    {
      g_clear_object (&write->hidden);
      return ingam_destination_fail (write->folder, local, error);
    }
  write->out = G_OUTPUT_STREAM (out);
  return TRUE;
}

static gboolean
write_sync (IngamDestinationWrite *write, GCancellable *cancellable, GError **error)
{
  GError *local = NULL;

  return (g_output_stream_flush (write->out, cancellable, &local) &&
          g_output_stream_close (write->out, cancellable, &local)) ||
         ingam_destination_fail (write->folder, local, error);
}

/* Places that know no moving (some cloud accounts) know a new name. They may know one name twice,
 * hence the look before. */
static gboolean
rename_only (IngamDestinationWrite *write,
             GFile *file,
             const char *name,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GFile) renamed = NULL;

  if (g_file_query_exists (file, cancellable))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_EXISTS, name);
      return FALSE;
    }
  renamed = g_file_set_display_name (write->hidden, name, cancellable, error);
  return renamed != NULL;
}

static gboolean
write_commit (IngamDestinationWrite *write,
              const char *name,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GFile) file = g_file_get_child (write->folder->where, name);
  GError *local = NULL;

  if (g_file_move (write->hidden, file, G_FILE_COPY_NO_FALLBACK_FOR_MOVE, cancellable, NULL, NULL,
                   &local))
    return TRUE;
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
    {
      g_clear_error (&local);
      if (rename_only (write, file, name, cancellable, &local))
        return TRUE;
    }
  return ingam_destination_fail (write->folder, local, error);
}

/* Closed to the end, although nobody wants it: GVfs uploads to WebDAV at the close, and one that
 * was cancelled went on behind our back and came after the removal, which left half a file there.
 */
static void
write_end (IngamDestinationWrite *write)
{
  g_clear_object (&write->out);
  if (write->hidden != NULL && !write->is_committed)
    g_file_delete (write->hidden, NULL, NULL);
}

const IngamDestinationWay ingam_destination_way_remote = {
  open_folder, close_folder, list, remove_file, write_begin, write_sync, write_commit, write_end,
};
