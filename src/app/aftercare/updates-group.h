/* updates-group.h: whether this computer waits for updates; only there where it can be asked. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Hidden until it is known that there is somebody to ask; nothing is asked before the person wants
 * to know. */
#define INGAM_TYPE_UPDATES_GROUP (ingam_updates_group_get_type ())
G_DECLARE_FINAL_TYPE (IngamUpdatesGroup, ingam_updates_group, INGAM, UPDATES_GROUP, AdwBin)

G_END_DECLS
