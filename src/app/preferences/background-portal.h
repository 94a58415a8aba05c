/* background-portal.h: in a sandbox the desktop decides whether a program may begin with the
 * session: org.freedesktop.portal.Background. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* @command: what is run in the sandbox when the session begins; taken back without @is_on. */
void ingam_background_portal_request_async (const char *command,
                                            gboolean is_on,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);
/* PERMISSION: the person or the desktop says no; FAILED: there is no portal, or it does not know
 * this. Each with a sentence. */
gboolean ingam_background_portal_request_finish (GAsyncResult *result, GError **error);

G_END_DECLS
