/* source.h: the backup that verify and restore read, as a person names it: a file, or
 * "restic:REPOSITORY", whose newest snapshot is meant.
 */
#pragma once

#include "core/backup/destination.h"
#include "core/backup/reader.h"
#include "core/base/secret.h"

G_BEGIN_DECLS

#define INGAM_SOURCE_RESTIC "restic:"

typedef struct _IngamSource IngamSource;

IngamSource *ingam_source_new (const char *argument);
void ingam_source_free (IngamSource *self);

/* The keyring's slot of its passphrase. */
const char *ingam_source_get_slot (IngamSource *self);
/* One of the two is NULL. Borrowed. */
GFile *ingam_source_get_file (IngamSource *self);
IngamDestination *ingam_source_get_destination (IngamSource *self); /* the repository */

/* A reader that lives no longer than @self, and until the next one is opened. */
IngamReader *ingam_source_open (IngamSource *self,
                                IngamSecret *passphrase,
                                GCancellable *cancellable,
                                GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamSource, ingam_source_free)

G_END_DECLS
