/* drives.c */
#include "config.h"

#include "support/drives.h"

static GFile *
get_root (GMount *mount)
{
  return g_file_new_for_path (INGAM_TEST_MOUNT (mount)->path);
}

static char *
get_name (GMount *mount)
{
  return g_strdup (INGAM_TEST_DRIVE_NAME);
}

static char *
get_uuid (GMount *mount)
{
  return g_strdup (INGAM_TEST_MOUNT (mount)->uuid);
}

static gboolean
can_eject (GMount *mount)
{
  return !INGAM_TEST_MOUNT (mount)->fixed;
}

static GDrive *
get_drive (GMount *mount)
{
  return NULL;
}

static GVolume *
get_volume (GMount *mount)
{
  return NULL;
}

static void
init_mount (GMountIface *iface)
{
  iface->get_root = get_root;
  iface->get_name = get_name;
  iface->get_uuid = get_uuid;
  iface->can_eject = can_eject;
  iface->get_drive = get_drive;
  iface->get_volume = get_volume;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (IngamTestMount,
                               ingam_test_mount,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_MOUNT, init_mount))

static void
ingam_test_mount_finalize (GObject *object)
{
  g_free (INGAM_TEST_MOUNT (object)->path);
  G_OBJECT_CLASS (ingam_test_mount_parent_class)->finalize (object);
}

static void
ingam_test_mount_class_init (IngamTestMountClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ingam_test_mount_finalize;
}

static void
ingam_test_mount_init (IngamTestMount *self)
{
}

G_DEFINE_FINAL_TYPE (IngamTestMonitor, ingam_test_monitor, G_TYPE_VOLUME_MONITOR)

static GList *
get_mounts (GVolumeMonitor *monitor)
{
  return g_list_copy_deep (INGAM_TEST_MONITOR (monitor)->mounts,
                           (GCopyFunc) (GCallback) g_object_ref, NULL);
}

static void
ingam_test_monitor_class_init (IngamTestMonitorClass *klass)
{
  G_VOLUME_MONITOR_CLASS (klass)->get_mounts = get_mounts;
}

static void
ingam_test_monitor_init (IngamTestMonitor *self)
{
}
