/* autostart.h: whether the agent comes with the session: a file in the person's own autostart
 * folder or, in a sandbox, the desktop's consent. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Of the file, whether it is there or not. Free with g_free(). */
char *ingam_autostart_dup_path (void);

/* The worker; outside a sandbox. Off: the file goes away, or says "hidden" where the system has one
 * of the same name for everybody. Errors: those of core/base/durable-file. */
gboolean ingam_autostart_write (gboolean is_on, GError **error);

/* Either way. */
void ingam_autostart_set_async (gboolean is_on, GAsyncReadyCallback callback, gpointer user_data);
gboolean ingam_autostart_set_finish (GAsyncResult *result, GError **error);

G_END_DECLS
