/* The watcher's half of the tray's protocol, with as much of a host as a signal is. */
#include "config.h"

#include "tests/agent/watcher.h"

#define NAME "org.kde.StatusNotifierWatcher"
#define PATH "/StatusNotifierWatcher"
#define ALLOW_AND_REPLACE 3u

static const char introspection[] =
    "<node>"
    " <interface name='" NAME "'>"
    "  <method name='RegisterStatusNotifierItem'><arg type='s' direction='in'/></method>"
    "  <method name='RegisterStatusNotifierHost'><arg type='s' direction='in'/></method>"
    "  <property name='RegisteredStatusNotifierItems' type='as' access='read'/>"
    "  <property name='IsStatusNotifierHostRegistered' type='b' access='read'/>"
    "  <property name='ProtocolVersion' type='i' access='read'/>"
    "  <signal name='StatusNotifierItemRegistered'><arg type='s'/></signal>"
    "  <signal name='StatusNotifierHostRegistered'/>"
    "  <signal name='StatusNotifierHostUnregistered'/>"
    " </interface>"
    "</node>";

static void
call_cb (GDBusConnection *bus,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  IngamTestWatcher *self = user_data;
  const char *item;

  /* Properties come here as well: the vtable has no function for them. */
  if (g_str_equal (method, "Get"))
    self->n_questions++;
  else
    {
      g_variant_get (parameters, "(&s)", &item);
      g_ptr_array_add (self->items, g_strdup (item));
      g_ptr_array_add (self->senders, g_strdup (sender));
    }
  if (self->manner == INGAM_TEST_WATCHER_NEVER_ANSWERS)
    g_object_unref (invocation);
  else if (self->manner == INGAM_TEST_WATCHER_REFUSES)
    g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT,
                                           "not yet");
  else if (g_str_equal (method, "Get"))
    g_dbus_method_invocation_return_value (
        invocation, g_variant_new ("(v)", g_variant_new_boolean (self->has_host)));
  else
    g_dbus_method_invocation_return_value (invocation, NULL);
}

static const GDBusInterfaceVTable vtable = { .method_call = call_cb };

GDBusConnection *
ingam_test_watcher_connect (const char *address)
{
  GError *error = NULL;
  GDBusConnection *bus =
      g_dbus_connection_new_for_address_sync (address,
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);

  g_assert_no_error (error);
  return bus;
}

IngamTestWatcher *
ingam_test_watcher_new (const char *address, IngamTestWatcherManner manner, gboolean has_host)
{
  IngamTestWatcher *self = g_new0 (IngamTestWatcher, 1);
  g_autoptr (GVariant) answer = NULL;
  GError *error = NULL;

  self->manner = manner;
  self->has_host = has_host;
  self->items = g_ptr_array_new_with_free_func (g_free);
  self->senders = g_ptr_array_new_with_free_func (g_free);
  self->bus = ingam_test_watcher_connect (address);
  self->node = g_dbus_node_info_new_for_xml (introspection, &error);
  g_assert_no_error (error);
  g_dbus_connection_register_object (self->bus, PATH, self->node->interfaces[0], &vtable, self,
                                     NULL, &error);
  g_assert_no_error (error);
  answer = g_dbus_connection_call_sync (
      self->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "RequestName", g_variant_new ("(su)", NAME, ALLOW_AND_REPLACE), G_VARIANT_TYPE ("(u)"),
      G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  return self;
}

void
ingam_test_watcher_set_has_host (IngamTestWatcher *self, gboolean has_host)
{
  const char *signal = has_host ? "StatusNotifierHostRegistered" : "StatusNotifierHostUnregistered";

  self->has_host = has_host;
  g_assert_true (g_dbus_connection_emit_signal (self->bus, NULL, PATH, NAME, signal, NULL, NULL));
}

void
ingam_test_watcher_free (IngamTestWatcher *self)
{
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_object_unref (self->bus);
  g_dbus_node_info_unref (self->node);
  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->senders);
  g_free (self);
}
