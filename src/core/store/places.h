/* places.h: the storage locations there are now: a GListModel of IngamPlace, home first.
 *
 * Drives come and go by themselves: one that holds an NPKI folder (in any case) is a place as long
 * as it is mounted. Folders come from the person. Lives in the thread of its main context; looking
 * at a drive runs in a thread, because a worn stick can take seconds to answer.
 */
#pragma once

#include "core/store/place.h"

G_BEGIN_DECLS

#define INGAM_TYPE_PLACES (ingam_places_get_type ())
G_DECLARE_FINAL_TYPE (IngamPlaces, ingam_places, INGAM, PLACES, GObject)

/* Signals: "changed": of any place, see IngamPlace; "drive-gone" (IngamPlace): it was pulled out or
 * is about to be. Nothing is read yet. @home: the person's store, which need not exist. */
IngamPlaces *ingam_places_new (const char *home);

IngamPlace *ingam_places_get_home (IngamPlaces *self); /* borrowed */
/* Whether @path, or what it is a link to, is home. */
gboolean ingam_places_is_home (IngamPlaces *self, const char *path);

/* Reads all of them (again), and from now on each new one. */
void ingam_places_load (IngamPlaces *self);
/* TRUE once every place has been read, or could not be. */
gboolean ingam_places_are_loaded (IngamPlaces *self);
/* And no drive is being looked at whose store would be one more; "changed" tells of that as well.
 */
gboolean ingam_places_are_complete (IngamPlaces *self);

/* NULL when it is one of the places already. Borrowed. */
IngamPlace *ingam_places_add_folder (IngamPlaces *self, const char *path);
void ingam_places_remove (IngamPlaces *self, IngamPlace *place);

/* From now on drives that are plugged in become places. Looks at those there are. Again: looks
 * again (an NPKI folder may have been put on one). @monitor: NULL for the system's. */
void ingam_places_follow_drives (IngamPlaces *self, GVolumeMonitor *monitor);
/* Where the drives are mounted, of char *, whether they hold a store or not. */
GPtrArray *ingam_places_list_drives (IngamPlaces *self);

/* Whether a mount is something that a person plugs in and pulls out. */
gboolean ingam_places_is_drive (GMount *mount);

/* The place whose list holds this very object, or NULL. Borrowed. */
IngamPlace *ingam_places_find (IngamPlaces *self, IngamCredential *credential);
/* The other places that hold the same certificate, of IngamPlace. Owned by the caller. */
GPtrArray *ingam_places_list_copies (IngamPlaces *self, IngamCredential *credential);

G_END_DECLS
