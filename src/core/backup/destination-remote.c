/* destination-remote.c: a place of GVfs: WebDAV, SMB, Google Drive.
 *
 * Nothing there can be locked or synced; closing the stream is the only moment at which a server
 * has to say whether it has the bytes, and reading them back is the only proof. The hidden name has
 * the store's tag, so another computer's is never touched; one that a killed run of this one left
 * is.
 */
#include "config.h"

#include "core/backup/destination-private.h"

#include <glib/gi18n-lib.h>

static GFile *
get_hidden (IngamDestinationFolder *self)
{
  g_autofree char *name = g_strdup_printf (".ingam-%s.part", self->tag);

  return g_file_get_child (self->where, name);
}

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

static gboolean
open_folder (IngamDestinationFolder *self,
             gboolean create,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GFile) hidden = get_hidden (self);
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
  return delete_file (self, hidden, cancellable, error);
}

static void
close_folder (IngamDestinationFolder *self)
{
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
        tell (g_file_info_get_name (info), (guint64) g_file_info_get_size (info), user_data);
    }
  return ingam_destination_fail (self, local, error);
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

static gboolean
write_begin (IngamDestinationWrite *write, guint64 size, GCancellable *cancellable, GError **error)
{
  GError *local = NULL;
  GFileOutputStream *out;

  if (!has_room (write->folder, size, cancellable, error))
    return FALSE;
  write->hidden = get_hidden (write->folder);
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

static gboolean
write_commit (IngamDestinationWrite *write,
              const char *name,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GFile) file = g_file_get_child (write->folder->where, name);
  GError *local = NULL;

  return g_file_move (write->hidden, file, G_FILE_COPY_NO_FALLBACK_FOR_MOVE, cancellable, NULL,
                      NULL, &local) ||
         ingam_destination_fail (write->folder, local, error);
}

static void
write_end (IngamDestinationWrite *write)
{
  if (write->hidden != NULL && !write->is_committed)
    g_file_delete (write->hidden, NULL, NULL);
}

const IngamDestinationWay ingam_destination_way_remote = {
  open_folder, close_folder, list, remove_file, write_begin, write_sync, write_commit, write_end,
};
