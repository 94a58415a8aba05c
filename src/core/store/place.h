/* place.h: one storage location a person knows: this computer, a USB stick, a folder they added.
 *
 * A store with a name, a kind and the state of its last load, so that a face can say of each by
 * itself whether it was read, and why not. Lives in the thread of its main context.
 */
#pragma once

#include "core/store/store.h"

G_BEGIN_DECLS

typedef enum
{
  INGAM_PLACE_HOME,   /* the person's own store, where imports go */
  INGAM_PLACE_DRIVE,  /* on a drive that can be pulled out */
  INGAM_PLACE_FOLDER, /* a folder the person added */
} IngamPlaceKind;

#define INGAM_TYPE_PLACE (ingam_place_get_type ())
G_DECLARE_FINAL_TYPE (IngamPlace, ingam_place, INGAM, PLACE, GObject)

/* @name: of a drive or folder, inert; NULL at home. Signal "changed": the state or the credentials
 * did. */
IngamPlace *ingam_place_new (IngamPlaceKind kind, const char *path, const char *name);

IngamPlaceKind ingam_place_get_kind (IngamPlace *self);
const char *
ingam_place_get_name (IngamPlace *self); /* "This computer", "USB TOSHIBA": translated */
IngamStore *ingam_place_get_store (IngamPlace *self); /* borrowed */

/* Reads the store, then follows the disk. Again: reads it once more. */
void ingam_place_load (IngamPlace *self);
/* FALSE until the first load has come to an end, good or bad. */
gboolean ingam_place_is_loaded (IngamPlace *self);
/* Why the last load failed, or NULL; NOT_FOUND is a folder that is not there (yet, or any more). */
const GError *ingam_place_get_error (IngamPlace *self);
/* Lets go of the disk, so that a drive can be pulled out; the last thing done with a place. */
void ingam_place_stop (IngamPlace *self);

G_END_DECLS
