/* tar-stream.h: the files of a tar archive as it comes: POSIX ustar with pax records, what restic
 * writes. Internal to core/backup.
 *
 * Strict: no repair, no continuation after a bad header. Read by ourselves and not by libarchive:
 * that turns names into the locale's characters and loses those that are not UTF-8.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _IngamTarStream IngamTarStream;

typedef struct
{
  const char *path; /* relative, as it stands there: may be hostile */
  guint64 size;
  gint64 mtime;
  gboolean is_file; /* an ordinary one; all else is a folder, a link, a device … */
} IngamTarEntry;

IngamTarStream *ingam_tar_stream_new (GInputStream *in); /* counted up */
void ingam_tar_stream_free (IngamTarStream *self);

/* The next entry; *@ret_entry is NULL at the archive's end. Borrowed until the next call. What was
 * not read of the one before is skipped. Errors: DAMAGED, DISK, CANCELLED. */
gboolean ingam_tar_stream_next (IngamTarStream *self,
                                const IngamTarEntry **ret_entry,
                                GCancellable *cancellable,
                                GError **error);
/* All bytes of the entry at hand, once. The caller looked at its size. */
GBytes *ingam_tar_stream_read (IngamTarStream *self, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamTarStream, ingam_tar_stream_free)

G_END_DECLS
