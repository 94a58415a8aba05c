/* destination-local.c: a folder of this computer, or of a drive that is mounted, by descriptor.
 *
 * The descriptor is opened once: a folder that is renamed, unmounted or replaced in the middle of a
 * run gives an error and never a backup in another place; what has its name is looked for by the
 * path.
 */
#include "config.h"

#include "core/backup/destination-private.h"
#include "core/base/durable-stream.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>

#define MAX_NAMES 1000000 /* in a folder that backups share with other things */

/* --- a stream that GIO can write to --- */

#define LOCAL_TYPE_STREAM (local_stream_get_type ())
G_DECLARE_FINAL_TYPE (LocalStream, local_stream, LOCAL, STREAM, GOutputStream)

struct _LocalStream
{
  GOutputStream parent_instance;

  IngamDurableStream *stream; /* borrowed: the write's, which outlives it */
};

G_DEFINE_FINAL_TYPE (LocalStream, local_stream, G_TYPE_OUTPUT_STREAM)

static gssize
local_stream_write (
    GOutputStream *stream, const void *data, gsize size, GCancellable *cancellable, GError **error)
{
  size = MIN (size, G_MAXSSIZE);
  return ingam_durable_stream_write (LOCAL_STREAM (stream)->stream, data, size, error) ?
             (gssize) size :
             -1;
}

static void
local_stream_class_init (LocalStreamClass *klass)
{
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = local_stream_write;
}

static void
local_stream_init (LocalStream *self)
{
}

/* --- the folder --- */

static gboolean
open_folder (IngamDestinationFolder *self,
             gboolean create,
             GCancellable *cancellable,
             GError **error)
{
  g_autofree char *path = g_file_get_path (self->where);
  g_autofree char *above = g_path_get_dirname (path);
  g_autoptr (GError) local = NULL;

  /* Only the last one is made: a whole path that is missing is a disk that is not mounted. */
  self->fd =
      ingam_durable_open_folder (path, create && g_file_test (above, G_FILE_TEST_IS_DIR), &local);
  if (self->fd >= 0)
    return ingam_durable_stream_clear (self->fd, self->key, error);
  if (g_error_matches (local, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
    ingam_destination_set_missing (self, error);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
close_folder (IngamDestinationFolder *self)
{
  ingam_fd_clear (&self->fd);
}

static gboolean
list (IngamDestinationFolder *self,
      void (*tell) (const char *name, guint64 size, gpointer user_data),
      gpointer user_data,
      GCancellable *cancellable,
      GError **error)
{
  g_autoptr (GPtrArray) names = ingam_durable_list (self->fd, MAX_NAMES, error);

  for (guint i = 0; names != NULL && i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autoptr (GError) local = NULL;
      struct stat st;

      if (ingam_durable_stat (self->fd, name, &st, &local))
        {
          if (S_ISREG (st.st_mode))
            tell (name, (guint64) st.st_size, user_data);
        }
      /* Another's file that does not let itself be looked at is nothing to us. */
      else if (g_str_has_prefix (name, INGAM_DESTINATION_PREFIX) &&
               !g_error_matches (local, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  return names != NULL;
}

static gboolean
remove_file (IngamDestinationFolder *self,
             const char *name,
             GCancellable *cancellable,
             GError **error)
{
  return ingam_durable_remove (self->fd, name, error) &&
         ingam_durable_sync_folder (self->fd, NULL, error);
}

/* --- writing --- */

static gboolean
write_begin (IngamDestinationWrite *write, guint64 size, GCancellable *cancellable, GError **error)
{
  IngamDestinationFolder *folder = write->folder;
  LocalStream *out;

  write->state = ingam_durable_stream_new (folder->fd, folder->key, size, error);
  if (write->state == NULL)
    return FALSE;
  out = g_object_new (LOCAL_TYPE_STREAM, NULL);
  out->stream = write->state;
  write->out = G_OUTPUT_STREAM (out);
  write->hidden =
      g_file_get_child (folder->where, ingam_durable_stream_get_hidden_name (write->state));
  return TRUE;
}

static gboolean
write_sync (IngamDestinationWrite *write, GCancellable *cancellable, GError **error)
{
  return ingam_durable_stream_sync (write->state, error);
}

/* What was opened by its path is there still: a folder that was moved away or whose disk was
 * detached goes on working for whoever has it open, and holds a backup that nobody finds. */
static gboolean
is_where_it_was (IngamDestinationFolder *folder, GError **error)
{
  g_autofree char *path = g_file_get_path (folder->where);
  struct stat opened, named;
  gboolean is_seen = fstat (folder->fd, &opened) == 0 && lstat (path, &named) == 0;

  if (!is_seen && errno != ENOENT && errno != ENOTDIR)
    return ingam_error_set_errno (error, errno, _ ("The folder could not be opened"));
  if (is_seen && opened.st_dev == named.st_dev && opened.st_ino == named.st_ino)
    return TRUE;
  ingam_destination_set_missing (folder, error);
  return FALSE;
}

/* After the last step a drive may be pulled out: nothing of it is in memory only. */
static gboolean
is_settled (IngamDestinationFolder *folder, GError **error)
{
  return is_where_it_was (folder, error) &&
         (ingam_destination_get_kind (folder->destination) != INGAM_DESTINATION_DRIVE ||
          ingam_durable_sync_file_system (folder->fd, error));
}

static gboolean
write_commit (IngamDestinationWrite *write,
              const char *name,
              GCancellable *cancellable,
              GError **error)
{
  IngamDestinationFolder *folder = write->folder;

  if (!ingam_durable_stream_commit (write->state, name, error))
    return FALSE;
  if (is_settled (folder, error))
    return TRUE;
  ingam_durable_remove (folder->fd, name, NULL);
  return FALSE;
}

static void
write_end (IngamDestinationWrite *write)
{
  g_clear_object (&write->out);
  ingam_durable_stream_free (write->state);
}

const IngamDestinationWay ingam_destination_way_local = {
  open_folder, close_folder, list, remove_file, write_begin, write_sync, write_commit, write_end,
};
