/* The portal answers by a signal of an object whose path is known beforehand (since its 0.9), so
 * that it is listened to before the question is put. There is no time limit: it may be asking the
 * person.
 */
#include "config.h"

#include "app/preferences/background-portal.h"

#include "core/base/error.h"

#include <glib/gi18n.h>

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define BACKGROUND_INTERFACE "org.freedesktop.portal.Background"
#define REQUEST_INTERFACE "org.freedesktop.portal.Request"

typedef struct
{
  GDBusConnection *bus;
  char *command;
  guint subscription;
  gboolean is_on;
} Request;

static void
request_free (Request *request)
{
  if (request->subscription != 0)
    g_dbus_connection_signal_unsubscribe (request->bus, request->subscription);
  g_clear_object (&request->bus);
  g_free (request->command);
  g_free (request);
}

static void
end (GTask *task, IngamError code, const char *sentence)
{
  Request *request = g_task_get_task_data (task);

  /* The subscription keeps the task, and the task the subscription. */
  if (request->subscription != 0)
    g_dbus_connection_signal_unsubscribe (request->bus, request->subscription);
  request->subscription = 0;
  if (sentence != NULL)
    g_task_return_new_error (task, INGAM_ERROR, (int) code, "%s", sentence);
  else
    g_task_return_boolean (task, TRUE);
}

static void
responded_cb (GDBusConnection *bus,
              const char *sender,
              const char *path,
              const char *interface,
              const char *signal,
              GVariant *parameters,
              gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Request *request = g_task_get_task_data (task);
  g_autoptr (GVariant) results = NULL;
  guint32 response = 2;
  gboolean autostart = FALSE;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    return;
  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  g_variant_lookup (results, "autostart", "b", &autostart);
  if (response == 0 && autostart == request->is_on)
    end (task, INGAM_ERROR_FAILED, NULL);
  else
    end (task, INGAM_ERROR_PERMISSION,
         _ ("Your desktop does not let Ingam start by itself. Its settings have a page for Ingam "
            "where you can allow that."));
}

static void
requested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  if (reply == NULL)
    end (task, INGAM_ERROR_FAILED, _ ("This desktop has nothing that lets Ingam start by itself."));
}

static GVariant *
new_parameters (Request *request, const char *token)
{
  const char *const command[] = { request->command, NULL };
  GVariantBuilder options;

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (token));
  g_variant_builder_add (&options, "{sv}", "reason",
                         g_variant_new_string (_ ("To remind you before certificates expire")));
  g_variant_builder_add (&options, "{sv}", "autostart", g_variant_new_boolean (request->is_on));
  g_variant_builder_add (&options, "{sv}", "commandline", g_variant_new_strv (command, -1));
  return g_variant_new ("(sa{sv})", "", &options);
}

static void
got_bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Request *request = g_task_get_task_data (task);
  g_autofree char *token = g_strdup_printf ("ingam%u", g_random_int ());
  g_autofree char *sender = NULL;
  g_autofree char *path = NULL;

  request->bus = g_bus_get_finish (result, NULL);
  if (request->bus == NULL)
    {
      end (task, INGAM_ERROR_FAILED,
           _ ("This desktop has nothing that lets Ingam start by itself."));
      return;
    }
  sender = g_strdelimit (g_strdup (g_dbus_connection_get_unique_name (request->bus) + 1), ".", '_');
  path = g_strdup_printf (PORTAL_PATH "/request/%s/%s", sender, token);
  request->subscription = g_dbus_connection_signal_subscribe (
      request->bus, PORTAL_NAME, REQUEST_INTERFACE, "Response", path, NULL,
      G_DBUS_SIGNAL_FLAGS_NONE, responded_cb, g_object_ref (task), g_object_unref);
  g_dbus_connection_call (request->bus, PORTAL_NAME, PORTAL_PATH, BACKGROUND_INTERFACE,
                          "RequestBackground", new_parameters (request, token),
                          G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, requested_cb,
                          g_object_ref (task));
}

void
ingam_background_portal_request_async (const char *command,
                                       gboolean is_on,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Request *request = g_new0 (Request, 1);

  g_task_set_source_tag (task, ingam_background_portal_request_async);
  request->command = g_strdup (command);
  request->is_on = is_on;
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  g_bus_get (G_BUS_TYPE_SESSION, NULL, got_bus_cb, task);
}

gboolean
ingam_background_portal_request_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
