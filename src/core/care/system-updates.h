/* system-updates.h: whether updates of the system are waiting, asked of PackageKit over D-Bus.
 *
 * Only when a person asks, and only what its cache knows: it is told to fetch nothing. Nothing is
 * installed from here either: for that the desktop has a program, which can be found and opened.
 * Known from org.freedesktop.PackageKit(.Transaction).xml.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  guint waiting;  /* that can be installed */
  guint security; /* those of them that close a hole */
} IngamSystemUpdates;

#define INGAM_SYSTEM_UPDATES_PATIENCE 30000 /* milliseconds */

/* Whether there is a PackageKit to be asked; does not start it. @bus: NULL for the system's. Any
 * failure means no; a cancelled one is reported. */
void ingam_system_updates_probe_async (GDBusConnection *bus,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean ingam_system_updates_probe_finish (GAsyncResult *result, GError **error);

/* Counts. Answers within @patience milliseconds whatever the service does. Errors: FAILED,
 * CANCELLED. */
void ingam_system_updates_count_async (GDBusConnection *bus,
                                       guint patience,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean ingam_system_updates_count_finish (GAsyncResult *result,
                                            IngamSystemUpdates *ret_updates,
                                            GError **error);

/* The desktop's own program for updates, or NULL. */
GAppInfo *ingam_system_updates_find_app (void);

G_END_DECLS
