/* durable-stream.c: the same steps as for a file that is written at once, one call each. */
#include "config.h"

#include "core/base/durable-stream.h"

#include "core/base/durable-file-private.h"
#include "core/base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/statvfs.h>
#include <unistd.h>

struct _IngamDurableStream
{
  IngamFd folder;
  IngamFd fd; /* holds the lock of the hidden name */
  char *temporary;
  gboolean is_committed;
};

/* A file system that does not tell how much room it has (some of FUSE's) is tried. */
static gboolean
has_room (int folder, guint64 size, GError **error)
{
  struct statvfs st;

  if (fstatvfs (folder, &st) != 0 || st.f_blocks == 0 || st.f_frsize == 0 ||
      size / st.f_frsize < st.f_bavail)
    return TRUE;
  errno = ENOSPC;
  return ingam_error_set_errno (error, errno, _ ("The file could not be written"));
}

IngamDurableStream *
ingam_durable_stream_new (int folder, const char *key, guint64 size, GError **error)
{
  g_autoptr (IngamDurableStream) self = g_new0 (IngamDurableStream, 1);

  g_return_val_if_fail (key != NULL, NULL);

  self->fd = -1;
  self->temporary = ingam_durable_dup_temporary_name (key);
  self->folder = ingam_durable_reopen_folder (folder, error);
  if (self->folder < 0)
    return NULL;
  /* What a killed run left is cleared away first: it may be what takes the room. */
  self->fd = ingam_durable_create_temporary (self->folder, self->temporary, error);
  if (self->fd < 0 || !has_room (self->folder, size, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* Ours as long as its lock is held. */
void
ingam_durable_stream_free (IngamDurableStream *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0 && !self->is_committed)
    unlinkat (self->folder, self->temporary, 0);
  ingam_fd_clear (&self->fd);
  ingam_fd_clear (&self->folder);
  g_free (self->temporary);
  g_free (self);
}

const char *
ingam_durable_stream_get_hidden_name (IngamDurableStream *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->temporary;
}

gboolean
ingam_durable_stream_write (IngamDurableStream *self,
                            gconstpointer data,
                            gsize size,
                            GError **error)
{
  g_return_val_if_fail (self != NULL && (data != NULL || size == 0), FALSE);

  return ingam_durable_write_all (self->fd, data, size, error);
}

gboolean
ingam_durable_stream_sync (IngamDurableStream *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (!ingam_durable_sync_fd (self->fd, error))
    return FALSE;
  (void) posix_fadvise (self->fd, 0, 0, POSIX_FADV_DONTNEED);
  return TRUE;
}

gboolean
ingam_durable_stream_commit (IngamDurableStream *self, const char *name, GError **error)
{
  g_return_val_if_fail (self != NULL && !self->is_committed, FALSE);

  if (!ingam_durable_move (self->folder, self->temporary, self->folder, name, error))
    return FALSE;
  self->is_committed = TRUE;
  if (ingam_durable_sync_folder (self->folder, NULL, error))
    return TRUE;
  unlinkat (self->folder, name, 0);
  return FALSE;
}

gboolean
ingam_durable_stream_clear (int folder, const char *key, GError **error)
{
  g_autofree char *temporary = ingam_durable_dup_temporary_name (key);
  g_auto (IngamFd) fd = openat (folder, temporary, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

  if (fd < 0)
    return errno == ENOENT ||
           ingam_error_set_errno (error, errno, _ ("The files could not be removed"));
  if (ingam_durable_lock (fd, FALSE) != INGAM_DURABLE_LOCK_TAKEN)
    return TRUE;
  return ingam_durable_remove (folder, temporary, error);
}
