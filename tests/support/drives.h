/* drives.h: a drive, and a volume monitor that a test can plug it into. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define INGAM_TEST_TYPE_MOUNT (ingam_test_mount_get_type ())
G_DECLARE_FINAL_TYPE (IngamTestMount, ingam_test_mount, INGAM_TEST, MOUNT, GObject)

struct _IngamTestMount
{
  GObject parent_instance;

  char *path;       /* owned */
  const char *uuid; /* NULL: none is known */
  gboolean fixed;   /* cannot be pulled out */
};

#define INGAM_TEST_DRIVE_NAME "TOSHIBA\n\xe2\x80\xaeX"

#define INGAM_TEST_TYPE_MONITOR (ingam_test_monitor_get_type ())
G_DECLARE_FINAL_TYPE (IngamTestMonitor, ingam_test_monitor, INGAM_TEST, MONITOR, GVolumeMonitor)

struct _IngamTestMonitor
{
  GVolumeMonitor parent_instance;

  GList *mounts; /* of IngamTestMount, borrowed */
};

G_END_DECLS
