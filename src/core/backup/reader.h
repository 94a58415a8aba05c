/* reader.h: a backup that can be read, whatever it lies in: a sealed archive or a restic snapshot.
 *
 * Reading streams: one file at a time is in memory. It may be done again as often as wanted.
 */
#pragma once

#include "core/base/progress.h"
#include "core/backup/contents.h"

G_BEGIN_DECLS

/* One file of it; FALSE with @error ends the visit. @path is safe (see
 * ingam_contents_builder_add()). */
typedef gboolean (*IngamReaderVisit) (
    const char *path, gint64 mtime, GBytes *bytes, gpointer user_data, GError **error);

typedef struct _IngamReader IngamReader;

/* For the kinds of it (sealed-archive.c, restic.c, tests). */
typedef struct
{
  gboolean (*visit) (gpointer implementation,
                     IngamReaderVisit visit,
                     gpointer user_data,
                     GCancellable *cancellable,
                     GError **error);
  void (*free) (gpointer implementation);
} IngamReaderVtable;
IngamReader *ingam_reader_new (const IngamReaderVtable *vtable, gpointer implementation);
void ingam_reader_free (IngamReader *self);

/* What a reader of this kind was made with; NULL for another kind. */
gpointer ingam_reader_get_implementation (IngamReader *self, const IngamReaderVtable *vtable);

/* Worker. Every file, in the backup's own order. What authenticates the whole may stand at its end:
 * nothing that was visited counts before TRUE is returned. Errors: WRONG_PASSWORD, DAMAGED (said of
 * every altered, cut or lengthened backup), UNSUPPORTED (a newer format), UNREACHABLE, DISK,
 * CANCELLED, and those of @visit. */
gboolean ingam_reader_visit (IngamReader *self,
                             IngamReaderVisit visit,
                             gpointer user_data,
                             GCancellable *cancellable,
                             GError **error);

/* Worker. Reads it to its end; what is in it. With @store, every byte is compared with what lies
 * there now, both ways: UNVERIFIED when the backup is not what the store was at @since although the
 * file is still the same; CHANGED when the store's files are no longer those of @since. Without
 * @since a file's size and time in the backup say whether it is the same: CHANGED when files came,
 * went or differ. What is wrong with the backup itself is said first. @progress counts bytes in
 * KiB, may be NULL. */
IngamContents *ingam_reader_verify (IngamReader *self,
                                    const char *store,
                                    IngamContents *since,
                                    IngamProgressFunc progress,
                                    gpointer user_data,
                                    GCancellable *cancellable,
                                    GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamReader, ingam_reader_free)

G_END_DECLS
