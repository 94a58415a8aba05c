/* The interface is the installed one, so that a client of another is noticed. */
#include "config.h"

#include "tests/support/agent.h"

#define NAME APPLICATION_ID ".Agent"
#define PATH "/io/github/ingam/Ingam/Agent"

static GVariant *
new_status (IngamTestAgent *self)
{
  GVariantBuilder status;

  g_variant_builder_init (&status, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&status, "{sv}", "version", g_variant_new_string ("1"));
  g_variant_builder_add (&status, "{sv}", "next", g_variant_new_int64 (self->next));
  g_variant_builder_add (&status, "{sv}", "state", g_variant_new_string ("calm"));
  g_variant_builder_add (&status, "{sv}", "due", g_variant_new_uint32 (0));
  g_variant_builder_add (&status, "{sv}", "tray", g_variant_new_string (self->tray));
  g_variant_builder_add (&status, "{sv}", "notifications",
                         g_variant_new_string (self->notifications));
  g_variant_builder_add (&status, "{sv}", "problem", g_variant_new_string (self->problem));
  return g_variant_new ("(a{sv})", &status);
}

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
  IngamTestAgent *self = user_data;
  gboolean is_test = g_str_equal (method, "TestNotification");

  self->n_looks += g_str_equal (method, "Look");
  self->n_quits += g_str_equal (method, "Quit");
  self->n_tests += is_test;
  if (is_test && self->refusal != NULL)
    g_dbus_method_invocation_return_dbus_error (invocation, NAME ".Error", self->refusal);
  else
    g_dbus_method_invocation_return_value (
        invocation, g_str_equal (method, "GetStatus") ? new_status (self) : NULL);
}

static const GDBusInterfaceVTable vtable = { .method_call = call_cb };

static GDBusConnection *
connect_to_bus (void)
{
  GError *error = NULL;
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, &error);
  GDBusConnection *bus;

  g_assert_no_error (error);
  bus = g_dbus_connection_new_for_address_sync (address,
                                                G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                    G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                NULL, NULL, &error);
  g_assert_no_error (error);
  return bus;
}

IngamTestAgent *
ingam_test_agent_new (void)
{
  IngamTestAgent *self = g_new0 (IngamTestAgent, 1);
  g_autoptr (GVariant) answer = NULL;
  g_autofree char *xml = NULL;
  GError *error = NULL;

  self->tray = "shown";
  self->notifications = "server";
  self->problem = "";
  self->bus = connect_to_bus ();
  g_file_get_contents (AGENT_INTERFACE, &xml, NULL, &error);
  g_assert_no_error (error);
  self->node = g_dbus_node_info_new_for_xml (xml, &error);
  g_assert_no_error (error);
  g_dbus_connection_register_object (self->bus, PATH, self->node->interfaces[0], &vtable, self,
                                     NULL, &error);
  g_assert_no_error (error);
  answer = g_dbus_connection_call_sync (self->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                        "org.freedesktop.DBus", "RequestName",
                                        g_variant_new ("(su)", NAME, 0), G_VARIANT_TYPE ("(u)"),
                                        G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  return self;
}

void
ingam_test_agent_free (IngamTestAgent *self)
{
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_object_unref (self->bus);
  g_dbus_node_info_unref (self->node);
  g_free (self);
}
