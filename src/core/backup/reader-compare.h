/* reader-compare.h: what comes out of a backup beside what lies in a store. Internal to reader*.c.
 */
#pragma once

#include "core/backup/contents.h"

G_BEGIN_DECLS

typedef struct _IngamComparison IngamComparison;

/* @store and @since (may be NULL) are borrowed. Errors as of ingam_durable_open_folder(). */
IngamComparison *ingam_comparison_new (const char *store, IngamContents *since, GError **error);
void ingam_comparison_free (IngamComparison *self);

/* One file of the backup. Is compared meanwhile; waits when much is. */
void ingam_comparison_add (IngamComparison *self, const char *path, gint64 mtime, GBytes *bytes);

/* Once, after the last file. @backup: all that was added. UNVERIFIED, CHANGED (see
 * ingam_reader_verify()), or why the store could not be read. */
gboolean ingam_comparison_end (IngamComparison *self,
                               IngamContents *backup,
                               GCancellable *cancellable,
                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamComparison, ingam_comparison_free)

G_END_DECLS
