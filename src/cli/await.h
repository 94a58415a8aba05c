/* await.h: an async function, waited for: the verbs run straight through, the keyring does not.
 *
 *   g_autoptr (GAsyncResult) result = NULL;
 *   ingam_keyring_find_async (…, ingam_await_cb, &result);
 *   secret = ingam_keyring_find_finish (keyring, ingam_await (&result), &error);
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* @user_data: a GAsyncResult * of the caller's that is NULL. */
void ingam_await_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/* Runs the main context until it has come. Borrowed. */
GAsyncResult *ingam_await (GAsyncResult **result);

G_END_DECLS
