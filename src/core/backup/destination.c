/* destination.c: what is remembered of a place, and where it is now.
 *
 * A drive is its file system's UUID and not where it was mounted last: a stick is /media/a/TOSHIBA
 * here and /run/media/b/TOSHIBA1 there. Where nothing tells GIO of UUIDs (no udisks), it is a
 * folder.
 */
#include "config.h"

#include "core/backup/destination.h"

#include "core/cert/name.h"
#include "core/store/places.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#define ID_LENGTH 16 /* hex digits; it is a name, not a secret */
#define MAX_LABEL 80 /* characters */

struct _IngamDestination
{
  gatomicrefcount count;
  IngamDestinationKind kind;
  char *where;
  char *label;
  char id[ID_LENGTH + 1];
};

static const char *const kind_words[INGAM_DESTINATION_N_KINDS] = {
  [INGAM_DESTINATION_FOLDER] = "folder",
  [INGAM_DESTINATION_DRIVE] = "drive",
  [INGAM_DESTINATION_REMOTE] = "remote",
  [INGAM_DESTINATION_RESTIC] = "restic",
};

const char *
ingam_destination_kind_get_word (IngamDestinationKind kind)
{
  g_return_val_if_fail ((guint) kind < INGAM_DESTINATION_N_KINDS, NULL);
  return kind_words[kind];
}

gboolean
ingam_destination_kind_find (const char *word, IngamDestinationKind *ret_kind)
{
  for (guint kind = 0; word != NULL && kind < INGAM_DESTINATION_N_KINDS; kind++)
    if (g_str_equal (kind_words[kind], word))
      {
        *ret_kind = (IngamDestinationKind) kind;
        return TRUE;
      }
  return FALSE;
}

static void
compute_id (IngamDestination *self)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  g_checksum_update (sum, (const guchar *) kind_words[self->kind], -1);
  g_checksum_update (sum, (const guchar *) "\n", 1);
  g_checksum_update (sum, (const guchar *) self->where, -1);
  g_strlcpy (self->id, g_checksum_get_string (sum), sizeof self->id);
}

/* The last part says most: the folder's name, the host of a repository. */
static char *
dup_default_label (IngamDestinationKind kind, const char *where)
{
  g_autofree char *name = NULL;
  g_autofree char *display = NULL;

  if (kind == INGAM_DESTINATION_RESTIC || kind == INGAM_DESTINATION_REMOTE)
    return g_strdup (where);
  name = g_path_get_basename (where);
  display = g_filename_display_name (name);
  return g_steal_pointer (&display);
}

/* The same place in the same words, so that it is remembered once; an address that somebody pasted
 * loses its password. */
static char *
dup_plain_where (IngamDestinationKind kind, const char *where)
{
  g_autoptr (GUri) uri = NULL;

  if (kind == INGAM_DESTINATION_FOLDER)
    return g_canonicalize_filename (where, "/");
  if (kind == INGAM_DESTINATION_REMOTE)
    uri = g_uri_parse (where, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL || g_uri_get_password (uri) == NULL)
    return g_strdup (where);
  return g_uri_to_string_partial (uri, G_URI_HIDE_PASSWORD);
}

IngamDestination *
ingam_destination_new (IngamDestinationKind kind, const char *where, const char *label)
{
  IngamDestination *self;
  g_autofree char *shown = NULL;

  g_return_val_if_fail ((guint) kind < INGAM_DESTINATION_N_KINDS && where != NULL, NULL);

  self = g_new0 (IngamDestination, 1);
  g_atomic_ref_count_init (&self->count);
  self->kind = kind;
  self->where = dup_plain_where (kind, where);
  shown =
      label != NULL && *label != '\0' ? g_strdup (label) : dup_default_label (kind, self->where);
  self->label = ingam_name_dup_inert (shown, MAX_LABEL);
  compute_id (self);
  return self;
}

IngamDestination *
ingam_destination_ref (IngamDestination *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->count);
  return self;
}

void
ingam_destination_unref (IngamDestination *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->count))
    return;
  g_free (self->where);
  g_free (self->label);
  g_free (self);
}

const char *
ingam_destination_get_id (IngamDestination *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->id;
}

IngamDestinationKind
ingam_destination_get_kind (IngamDestination *self)
{
  g_return_val_if_fail (self != NULL, INGAM_DESTINATION_FOLDER);
  return self->kind;
}

const char *
ingam_destination_get_where (IngamDestination *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->where;
}

const char *
ingam_destination_get_label (IngamDestination *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->label;
}

/* --- drives --- */

static GVolumeMonitor *
ref_monitor (GVolumeMonitor *monitor)
{
  return monitor != NULL ? g_object_ref (monitor) : g_volume_monitor_get ();
}

static char *
dup_uuid (GMount *mount)
{
  g_autoptr (GVolume) volume = g_mount_get_volume (mount);
  char *uuid = g_mount_get_uuid (mount);

  if (uuid == NULL && volume != NULL)
    uuid = g_volume_get_uuid (volume);
  if (uuid == NULL && volume != NULL)
    uuid = g_volume_get_identifier (volume, G_VOLUME_IDENTIFIER_KIND_UUID);
  /* It becomes the first part of @where. */
  if (uuid != NULL && (*uuid == '\0' || strchr (uuid, '/') != NULL))
    g_clear_pointer (&uuid, g_free);
  return uuid;
}

/* A drive that @folder lies on, as a destination, or NULL. */
static IngamDestination *
find_drive (GMount *mount, GFile *folder)
{
  g_autoptr (GFile) root = g_mount_get_root (mount);
  g_autofree char *below = g_file_get_relative_path (root, folder);
  g_autofree char *uuid = NULL;
  g_autofree char *where = NULL;
  g_autofree char *name = NULL;

  if ((below == NULL && !g_file_equal (root, folder)) || !ingam_places_is_drive (mount))
    return NULL;
  uuid = dup_uuid (mount);
  if (uuid == NULL)
    return NULL;
  name = g_mount_get_name (mount);
  where = g_strconcat (uuid, "/", below == NULL ? "" : below, NULL);
  return ingam_destination_new (INGAM_DESTINATION_DRIVE, where, name);
}

static IngamDestination *
find_drive_of_any (GFile *folder, GVolumeMonitor *monitor)
{
  GList *mounts = g_volume_monitor_get_mounts (monitor);
  IngamDestination *found = NULL;

  for (GList *l = mounts; l != NULL && found == NULL; l = l->next)
    found = find_drive (l->data, folder);
  g_list_free_full (mounts, g_object_unref);
  return found;
}

/* Without the links on the way: a person may choose one, and what is chosen is where it leads now.
 * What is opened later follows none. A folder that is yet to be made is below one that is there. */
static GFile *
get_real_folder (GFile *folder)
{
  g_autofree char *path = g_file_get_path (folder);
  g_autofree char *above = g_path_get_dirname (path);
  g_autofree char *base = g_path_get_basename (path);
  char *real = realpath (path, NULL);
  char *real_above = real == NULL ? realpath (above, NULL) : NULL;
  GFile *result;

  if (real != NULL)
    result = g_file_new_for_path (real);
  else if (real_above != NULL)
    result = g_file_new_build_filename (real_above, base, NULL);
  else
    result = g_object_ref (folder);
  free (real_above);
  free (real);
  return result;
}

IngamDestination *
ingam_destination_new_for_file (GFile *folder, GVolumeMonitor *monitor)
{
  g_autoptr (GVolumeMonitor) volumes = NULL;
  g_autofree char *path = NULL;
  g_autofree char *uri = NULL;
  g_autoptr (GFile) real = NULL;
  IngamDestination *drive;

  g_return_val_if_fail (G_IS_FILE (folder), NULL);

  if (!g_file_is_native (folder))
    {
      uri = g_file_get_uri (folder);
      return ingam_destination_new (INGAM_DESTINATION_REMOTE, uri, NULL);
    }
  volumes = ref_monitor (monitor);
  real = get_real_folder (folder);
  drive = find_drive_of_any (real, volumes);
  if (drive != NULL)
    return drive;
  path = g_file_get_path (real);
  return ingam_destination_new (INGAM_DESTINATION_FOLDER, path, NULL);
}

static GFile *
locate_drive (IngamDestination *self, GVolumeMonitor *monitor)
{
  const char *slash = strchr (self->where, '/');
  g_autofree char *wanted = slash ? g_strndup (self->where, slash - self->where) : NULL;
  GList *mounts = g_volume_monitor_get_mounts (monitor);
  GFile *found = NULL;

  for (GList *l = mounts; l != NULL && found == NULL; l = l->next)
    {
      g_autofree char *uuid = dup_uuid (l->data);
      g_autoptr (GFile) root = NULL;

      if (wanted == NULL || g_strcmp0 (uuid, wanted) != 0)
        continue;
      root = g_mount_get_root (l->data);
      found = g_file_resolve_relative_path (root, slash + 1);
    }
  g_list_free_full (mounts, g_object_unref);
  return found;
}

GFile *
ingam_destination_locate (IngamDestination *self, GVolumeMonitor *monitor, GError **error)
{
  g_autoptr (GVolumeMonitor) volumes = NULL;
  GFile *found;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (self->kind != INGAM_DESTINATION_RESTIC, NULL);

  if (self->kind == INGAM_DESTINATION_FOLDER)
    return g_file_new_for_path (self->where);
  if (self->kind == INGAM_DESTINATION_REMOTE)
    return g_file_new_for_uri (self->where);
  volumes = ref_monitor (monitor);
  found = locate_drive (self, volumes);
  if (found == NULL)
    g_set_error (error, INGAM_ERROR, INGAM_ERROR_UNREACHABLE,
                 _ ("“%s” is not plugged in. Plug it in, then try again."), self->label);
  return found;
}
