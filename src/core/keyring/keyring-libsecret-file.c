/* keyring-libsecret-file.c: libsecret's own file, inside Flatpak.
 *
 * There libsecret reaches no service: it keeps a file of this program's own, sealed with a secret
 * that the portal hands out, which comes from the host's keyring. Nothing tells whether that one is
 * locked, and the portal asks the person by itself; so what must not ask waits until the file was
 * opened once by somebody who was there. The host's items are not seen from here, and the other way
 * round: dup_where() says which of the two it is.
 *
 * libsecret's own cancelling is not used: it answers its task twice when a portal's request is
 * cancelled. Who changes their mind is let go, and libsecret may finish by itself.
 */
#include "config.h"

#include "core/keyring/keyring-libsecret.h"

#include "core/keyring/keyring-request.h"

#include <glib/gi18n-lib.h>

#define PORTAL_NAME "org.freedesktop.portal.Desktop"

#define INGAM_TYPE_KEYRING_FILE (ingam_keyring_file_get_type ())
G_DECLARE_FINAL_TYPE (IngamKeyringFile, ingam_keyring_file, INGAM, KEYRING_FILE, IngamKeyring)

struct _IngamKeyringFile
{
  IngamKeyring parent_instance;

  guint limit;
  gboolean was_open;
};

G_DEFINE_FINAL_TYPE (IngamKeyringFile, ingam_keyring_file, INGAM_TYPE_KEYRING)

/* Takes @error. What the portal answers has no codes of its own. */
static void
fail_because (GTask *task, GError *error)
{
  IngamError code = INGAM_ERROR_FAILED;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    code = INGAM_ERROR_KEYRING_DISMISSED;
  else if (error->domain == G_IO_ERROR || error->domain == G_DBUS_ERROR)
    code = INGAM_ERROR_KEYRING_ABSENT;
  g_error_free (error);
  ingam_keyring_request_fail (task, code);
}

/* FALSE when the request has ended with that. */
static gboolean
begin (GTask *task, IngamKeyringManner manner)
{
  IngamKeyringFile *self = g_task_get_source_object (task);

  g_task_set_task_data (task, g_new0 (IngamKeyringRequest, 1), g_free);
  ingam_keyring_request_begin (task, self->limit, NULL);
  if (manner == INGAM_KEYRING_QUIETLY && !self->was_open)
    {
      ingam_keyring_request_fail (task, INGAM_ERROR_KEYRING_LOCKED);
      return FALSE;
    }
  if (self->was_open)
    ingam_keyring_request_start_timer (task);
  else /* a question may be open */
    ingam_keyring_request_watch (task, NULL, PORTAL_NAME);
  return TRUE;
}

static void
note_open (GTask *task)
{
  INGAM_KEYRING_FILE (g_task_get_source_object (task))->was_open = TRUE;
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (SecretValue) value = secret_password_lookup_binary_finish (result, &error);
  const char *bytes;
  gsize size;

  if (error)
    {
      fail_because (task, error);
      return;
    }
  note_open (task);
  if (!value)
    {
      ingam_keyring_request_fail (task, INGAM_ERROR_KEYRING_EMPTY);
      return;
    }
  bytes = secret_value_get (value, &size);
  if (size > INGAM_SECRET_MAX_SIZE)
    ingam_keyring_request_fail (task, INGAM_ERROR_FAILED);
  else if (ingam_keyring_request_end (task))
    g_task_return_pointer (task, ingam_secret_new (bytes, size),
                           (GDestroyNotify) ingam_secret_unref);
}

static void
file_find (IngamKeyring *self, const char *slot, IngamKeyringManner manner, GTask *task)
{
  g_autoptr (GTask) owned = task;
  g_autoptr (GHashTable) attributes = ingam_keyring_new_attributes (slot);

  if (begin (task, manner))
    secret_password_lookupv (ingam_keyring_get_schema (), attributes, NULL, found_cb,
                             g_object_ref (task));
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!secret_password_store_finish (result, &error))
    {
      fail_because (task, error);
      return;
    }
  note_open (task);
  if (ingam_keyring_request_end (task))
    g_task_return_boolean (task, TRUE);
}

static void
file_store (IngamKeyring *self,
            const char *slot,
            const char *label,
            IngamSecret *secret,
            IngamKeyringManner manner,
            GTask *task)
{
  g_autoptr (GTask) owned = task;
  g_autoptr (GHashTable) attributes = ingam_keyring_new_attributes (slot);
  g_autoptr (SecretValue) value = NULL;

  if (!begin (task, manner))
    return;
  value = ingam_keyring_new_value (secret);
  secret_password_storev_binary (ingam_keyring_get_schema (), attributes, NULL, label, value, NULL,
                                 stored_cb, g_object_ref (task));
}

static void
forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  secret_password_clear_finish (result, &error);
  if (error)
    {
      fail_because (task, error);
      return;
    }
  note_open (task);
  if (ingam_keyring_request_end (task))
    g_task_return_boolean (task, TRUE);
}

static void
file_forget (IngamKeyring *self, const char *slot, IngamKeyringManner manner, GTask *task)
{
  g_autoptr (GTask) owned = task;
  g_autoptr (GHashTable) attributes = ingam_keyring_new_attributes (slot);

  if (begin (task, manner))
    secret_password_clearv (ingam_keyring_get_schema (), attributes, NULL, forgotten_cb,
                            g_object_ref (task));
}

static char *
file_dup_where (IngamKeyring *self)
{
  return g_strdup (_ ("a file of Ingam’s own, which the keyring of this computer opens"));
}

static void
ingam_keyring_file_class_init (IngamKeyringFileClass *class)
{
  IngamKeyringClass *keyring_class = INGAM_KEYRING_CLASS (class);

  keyring_class->find = file_find;
  keyring_class->store = file_store;
  keyring_class->forget = file_forget;
  keyring_class->dup_where = file_dup_where;
}

static void
ingam_keyring_file_init (IngamKeyringFile *self)
{
}

IngamKeyring *
ingam_keyring_new_file (guint limit_seconds)
{
  IngamKeyringFile *self = g_object_new (INGAM_TYPE_KEYRING_FILE, NULL);

  self->limit = limit_seconds;
  return INGAM_KEYRING (self);
}
