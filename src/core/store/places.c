/* places.c: which storage locations there are.
 *
 * Drives are GIO's mounts and not a walk through /media: a mount says when it goes, what people
 * call it, and is the same in a sandbox. Only what a person may pull out or eject counts; a mounted
 * network share or a second disk is added as a folder by whoever wants it.
 */
#include "config.h"

#include "core/store/places.h"

#include "core/cert/name.h"
#include "core/store/layout.h"

#include <string.h>

#define STORE_KEY "npki"  /* the folder's name, folded (layout.h) */
#define MAX_NAMES 4096    /* looked at in the top folder of a drive */
#define NAME_MAX_CHARS 40 /* of a drive or folder */

struct _IngamPlaces
{
  GObject parent_instance;

  GPtrArray *places;       /* of IngamPlace; home is the first */
  GHashTable *mounts;      /* GMount -> its IngamPlace or NULL; both owned */
  GVolumeMonitor *monitor; /* NULL until drives are followed */
  GCancellable *cancellable;
  guint n_looking;  /* drives of which it is not known yet whether they hold a store */
  gboolean loading; /* new places are read at once */
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_DRIVE_GONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GType
get_item_type (GListModel *model)
{
  return INGAM_TYPE_PLACE;
}

static guint
get_n_items (GListModel *model)
{
  return INGAM_PLACES (model)->places->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  IngamPlaces *self = INGAM_PLACES (model);

  return position < self->places->len ? g_object_ref (g_ptr_array_index (self->places, position)) :
                                        NULL;
}

static void
init_list_model (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (IngamPlaces,
                               ingam_places,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, init_list_model))

static void
changed (IngamPlaces *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
add (IngamPlaces *self, IngamPlace *place)
{
  g_ptr_array_add (self->places, g_object_ref (place));
  g_signal_connect_object (place, "changed", G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
  g_list_model_items_changed (G_LIST_MODEL (self), self->places->len - 1, 0, 1);
  if (self->loading)
    ingam_place_load (place);
}

/* A person may have made ~/NPKI a link to where the files really are: that is theirs to decide, so
 * it is followed once, here. The rest of the core follows no links, which anybody may have put into
 * a store. */
static char *
dup_real_path (const char *path)
{
  char *real = realpath (path, NULL);
  char *result = g_strdup (real ? real : path);

  free (real);
  return result;
}

static IngamPlace *
find_path (IngamPlaces *self, const char *path)
{
  for (guint i = 0; i < self->places->len; i++)
    {
      IngamPlace *place = g_ptr_array_index (self->places, i);

      if (g_str_equal (ingam_store_get_path (ingam_place_get_store (place)), path))
        return place;
    }
  return NULL;
}

IngamPlace *
ingam_places_add_folder (IngamPlaces *self, const char *path)
{
  g_autofree char *real = NULL;
  g_autofree char *base = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *name = NULL;
  g_autoptr (IngamPlace) place = NULL;

  g_return_val_if_fail (INGAM_IS_PLACES (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);

  real = dup_real_path (path);
  if (find_path (self, real) != NULL)
    return NULL;
  base = g_path_get_basename (real);
  shown = g_filename_display_name (base);
  name = ingam_name_dup_inert (shown, NAME_MAX_CHARS);
  place = ingam_place_new (INGAM_PLACE_FOLDER, real, name);
  add (self, place);
  return place;
}

void
ingam_places_remove (IngamPlaces *self, IngamPlace *place)
{
  guint position;

  g_return_if_fail (INGAM_IS_PLACES (self));
  g_return_if_fail (INGAM_IS_PLACE (place));
  g_return_if_fail (ingam_place_get_kind (place) != INGAM_PLACE_HOME);

  if (!g_ptr_array_find (self->places, place, &position))
    return;
  ingam_place_stop (place);
  g_signal_handlers_disconnect_by_data (place, self);
  g_ptr_array_remove_index (self->places, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  changed (self);
}

/* --- drives --- */

/* Where desktops put what a person plugs in; all there is to go by where nothing tells GIO of
 * drives (no udisks, a sandbox). */
static const char *const drive_folders[] = { "/run/media/", "/media/" };

gboolean
ingam_places_is_drive (GMount *mount)
{
  g_autoptr (GFile) root = g_mount_get_root (mount);
  g_autofree char *path = g_file_get_path (root);
  g_autoptr (GDrive) drive = g_mount_get_drive (mount);

  if (path == NULL || g_mount_is_shadowed (mount))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (drive_folders); i++)
    if (g_str_has_prefix (path, drive_folders[i]))
      return TRUE;
  return g_mount_can_eject (mount) || (drive != NULL && g_drive_is_removable (drive));
}

/* What the answer needs: kept by its callback and not by the task, which the thread could be the
 * last to let go of. */
typedef struct
{
  IngamPlaces *places;
  GMount *mount;
} Look;

static void
look_free (Look *look)
{
  g_object_unref (look->places);
  g_object_unref (look->mount);
  g_free (look);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Look, look_free)

static void
look_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const char *root = data;
  g_autoptr (GDir) top = g_dir_open (root, 0, NULL);
  const char *name;

  for (guint i = 0; top && i < MAX_NAMES && (name = g_dir_read_name (top)) != NULL; i++)
    {
      g_autofree char *key = ingam_layout_dup_key (name);

      if (g_str_equal (key, STORE_KEY))
        {
          g_task_return_pointer (task, g_build_filename (root, name, NULL), g_free);
          return;
        }
    }
  g_task_return_pointer (task, NULL, NULL);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Look) look = user_data;
  IngamPlaces *self = look->places;
  g_autofree char *path = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autofree char *mounted = NULL;
  g_autofree char *name = NULL;
  g_autoptr (IngamPlace) place = NULL;

  self->n_looking--;
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (path == NULL || !g_hash_table_contains (self->mounts, look->mount) ||
      g_hash_table_lookup (self->mounts, look->mount) != NULL || find_path (self, path) != NULL)
    {
      changed (self);
      return;
    }
  mounted = g_mount_get_name (look->mount);
  name = ingam_name_dup_inert (mounted, NAME_MAX_CHARS);
  place = ingam_place_new (INGAM_PLACE_DRIVE, path, name);
  g_hash_table_insert (self->mounts, g_object_ref (look->mount), g_object_ref (place));
  add (self, place);
}

static void
look_at (IngamPlaces *self, GMount *mount)
{
  g_autoptr (GFile) root = g_mount_get_root (mount);
  g_autofree char *path = g_file_get_path (root);
  g_autoptr (GTask) task = NULL;
  Look *look;

  if (path == NULL || !ingam_places_is_drive (mount))
    return;
  if (!g_hash_table_contains (self->mounts, mount))
    g_hash_table_insert (self->mounts, g_object_ref (mount), NULL);
  look = g_new0 (Look, 1);
  look->places = g_object_ref (self);
  look->mount = g_object_ref (mount);
  task = g_task_new (NULL, self->cancellable, looked_cb, look);
  g_task_set_source_tag (task, look_at);
  g_task_set_task_data (task, g_steal_pointer (&path), g_free);
  self->n_looking++;
  g_task_run_in_thread (task, look_thread);
}

static void
mounted_cb (IngamPlaces *self, GMount *mount)
{
  look_at (self, mount);
}

static void
unmounted_cb (IngamPlaces *self, GMount *mount)
{
  IngamPlace *place = g_hash_table_lookup (self->mounts, mount);

  if (place != NULL)
    {
      ingam_places_remove (self, place);
      g_signal_emit (self, signals[SIGNAL_DRIVE_GONE], 0, place);
    }
  g_hash_table_remove (self->mounts, mount);
}

void
ingam_places_follow_drives (IngamPlaces *self, GVolumeMonitor *monitor)
{
  GList *mounts;

  g_return_if_fail (INGAM_IS_PLACES (self));

  if (self->monitor == NULL)
    {
      self->monitor = monitor != NULL ? g_object_ref (monitor) : g_volume_monitor_get ();
      g_signal_connect_object (self->monitor, "mount-added", G_CALLBACK (mounted_cb), self,
                               G_CONNECT_SWAPPED);
      /* Before it is unmounted, because our watch would hold it. */
      g_signal_connect_object (self->monitor, "mount-pre-unmount", G_CALLBACK (unmounted_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->monitor, "mount-removed", G_CALLBACK (unmounted_cb), self,
                               G_CONNECT_SWAPPED);
    }
  mounts = g_volume_monitor_get_mounts (self->monitor);
  for (GList *l = mounts; l != NULL; l = l->next)
    look_at (self, l->data);
  g_list_free_full (mounts, g_object_unref);
}

GPtrArray *
ingam_places_list_drives (IngamPlaces *self)
{
  GPtrArray *roots = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer mount;

  g_return_val_if_fail (INGAM_IS_PLACES (self), roots);

  g_hash_table_iter_init (&iter, self->mounts);
  while (g_hash_table_iter_next (&iter, &mount, NULL))
    {
      g_autoptr (GFile) root = g_mount_get_root (mount);
      char *path = g_file_get_path (root);

      if (path != NULL)
        g_ptr_array_add (roots, path);
    }
  return roots;
}

/* --- what they hold --- */

IngamPlace *
ingam_places_get_home (IngamPlaces *self)
{
  g_return_val_if_fail (INGAM_IS_PLACES (self), NULL);

  return g_ptr_array_index (self->places, 0);
}

gboolean
ingam_places_is_home (IngamPlaces *self, const char *path)
{
  g_autofree char *real = NULL;

  g_return_val_if_fail (INGAM_IS_PLACES (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  real = dup_real_path (path);
  return find_path (self, real) == ingam_places_get_home (self);
}

void
ingam_places_load (IngamPlaces *self)
{
  g_return_if_fail (INGAM_IS_PLACES (self));

  self->loading = TRUE;
  for (guint i = 0; i < self->places->len; i++)
    ingam_place_load (g_ptr_array_index (self->places, i));
}

gboolean
ingam_places_are_loaded (IngamPlaces *self)
{
  g_return_val_if_fail (INGAM_IS_PLACES (self), FALSE);

  for (guint i = 0; i < self->places->len; i++)
    if (!ingam_place_is_loaded (g_ptr_array_index (self->places, i)))
      return FALSE;
  return TRUE;
}

gboolean
ingam_places_are_complete (IngamPlaces *self)
{
  g_return_val_if_fail (INGAM_IS_PLACES (self), FALSE);

  return self->n_looking == 0 && ingam_places_are_loaded (self);
}

IngamPlace *
ingam_places_find (IngamPlaces *self, IngamCredential *credential)
{
  g_return_val_if_fail (INGAM_IS_PLACES (self), NULL);
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (credential), NULL);

  for (guint i = 0; i < self->places->len; i++)
    {
      IngamPlace *place = g_ptr_array_index (self->places, i);

      if (ingam_store_contains (ingam_place_get_store (place), credential))
        return place;
    }
  return NULL;
}

GPtrArray *
ingam_places_list_copies (IngamPlaces *self, IngamCredential *credential)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func (g_object_unref);
  const guint8 *fingerprint;

  g_return_val_if_fail (INGAM_IS_PLACES (self), copies);
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (credential), copies);

  fingerprint = ingam_credential_get_fingerprint (credential);
  for (guint i = 0; i < self->places->len; i++)
    {
      IngamPlace *place = g_ptr_array_index (self->places, i);
      IngamStore *store = ingam_place_get_store (place);

      if (!ingam_store_contains (store, credential) &&
          ingam_store_holds_certificate (store, fingerprint))
        g_ptr_array_add (copies, g_object_ref (place));
    }
  return copies;
}

/* --- the object --- */

static void
ingam_places_dispose (GObject *object)
{
  IngamPlaces *self = INGAM_PLACES (object);

  g_cancellable_cancel (self->cancellable);
  for (guint i = 0; i < self->places->len; i++)
    {
      ingam_place_stop (g_ptr_array_index (self->places, i));
      g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->places, i), self);
    }
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  G_OBJECT_CLASS (ingam_places_parent_class)->dispose (object);
}

static void
ingam_places_finalize (GObject *object)
{
  IngamPlaces *self = INGAM_PLACES (object);

  g_hash_table_unref (self->mounts);
  g_ptr_array_unref (self->places);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (ingam_places_parent_class)->finalize (object);
}

static void
ingam_places_class_init (IngamPlacesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ingam_places_dispose;
  object_class->finalize = ingam_places_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DRIVE_GONE] =
      g_signal_new ("drive-gone", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, INGAM_TYPE_PLACE);
}

static void
clear_place (gpointer place)
{
  if (place != NULL)
    g_object_unref (place);
}

static void
ingam_places_init (IngamPlaces *self)
{
  self->places = g_ptr_array_new_with_free_func (g_object_unref);
  self->mounts = g_hash_table_new_full (NULL, NULL, g_object_unref, clear_place);
  self->cancellable = g_cancellable_new ();
}

IngamPlaces *
ingam_places_new (const char *home)
{
  IngamPlaces *self;
  g_autofree char *real = NULL;
  g_autoptr (IngamPlace) place = NULL;

  g_return_val_if_fail (home != NULL, NULL);

  self = g_object_new (INGAM_TYPE_PLACES, NULL);
  real = dup_real_path (home);
  place = ingam_place_new (INGAM_PLACE_HOME, real, NULL);
  add (self, place);
  return self;
}
