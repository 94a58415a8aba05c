/* archive.h: a ZIP in memory, unpacked in memory, within the limits of gather.h.
 *
 * An entry's name is never used as a path: one that is absolute or climbs with ".." is refused, a
 * link is refused, a ZIP inside a ZIP is not opened. Nothing is written.
 */
#pragma once

#include "core/import/gather.h"

G_BEGIN_DECLS

/* Of IngamGatherItem, whose source is "<path>/<inner name>"; entries that cannot be ours are left
 * out. Entries that are refused or damaged are items with an error; so is the archive itself when its
 * later part cannot be read. REFUSED (a bomb: too much, too many, packed too tightly; locked with a
 * password), UNSUPPORTED (an
 * uncommon packing, see archive.c), DAMAGED, CANCELLED: then nothing of it is given. */
GPtrArray *ingam_archive_read (GBytes *bytes,
                               const char *path,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
