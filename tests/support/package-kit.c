/* The service's half of org.freedesktop.PackageKit(.Transaction).xml, as far as we use it. */
#include "config.h"

#include "tests/support/package-kit.h"

#define SERVICE "org.freedesktop.PackageKit"
#define TRANSACTION_PATH "/1_aaaa"

static const char introspection[] =
    "<node>"
    "<interface name='org.freedesktop.PackageKit'>"
    "<method name='CreateTransaction'><arg type='o' direction='out'/></method>"
    "</interface>"
    "<interface name='org.freedesktop.PackageKit.Transaction'>"
    "<method name='SetHints'><arg type='as' direction='in'/></method>"
    "<method name='GetUpdates'><arg type='t' direction='in'/></method>"
    "<method name='Cancel'/>"
    "</interface>"
    "</node>";

static void
emit (IngamTestPackageKit *self, const char *signal, GVariant *parameters)
{
  g_assert_true (g_dbus_connection_emit_signal (self->bus, NULL, TRANSACTION_PATH,
                                                SERVICE ".Transaction", signal, parameters, NULL));
}

static void
emit_package (IngamTestPackageKit *self, guint info)
{
  emit (self, "Package", g_variant_new ("(uss)", info, "name;1;amd64;debian", "summary"));
}

static void
answer_question (IngamTestPackageKit *self)
{
  if (self->manner == INGAM_TEST_PACKAGE_KIT_NEVER_FINISHES)
    return;
  if (self->manner == INGAM_TEST_PACKAGE_KIT_GOES_AWAY)
    {
      emit (self, "Destroy", NULL);
      return;
    }
  if (self->manner == INGAM_TEST_PACKAGE_KIT_HAS_NONE)
    {
      emit (self, "Finished", g_variant_new ("(uu)", 1, 10));
      return;
    }
  emit_package (self, 5);             /* normal */
  emit_package (self, 8);             /* security */
  emit_package (self, 8 | (2 << 16)); /* as later services say it */
  emit_package (self, 9);             /* blocked */
  if (self->manner == INGAM_TEST_PACKAGE_KIT_FAILS)
    emit (self, "ErrorCode", g_variant_new ("(us)", 2, "no network"));
  emit (self, "Finished", g_variant_new ("(uu)", 1, 10));
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
  IngamTestPackageKit *self = user_data;

  if (self->manner == INGAM_TEST_PACKAGE_KIT_NEVER_ANSWERS)
    {
      g_object_unref (invocation);
      return;
    }
  if (g_str_equal (method, "CreateTransaction"))
    {
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", TRANSACTION_PATH));
      return;
    }
  if (g_str_equal (method, "SetHints"))
    {
      g_autofree const char **hints = NULL;

      g_variant_get (parameters, "(^a&s)", &hints);
      self->forbids_network = g_strv_contains (hints, "cache-age=4294967295");
      if (self->manner == INGAM_TEST_PACKAGE_KIT_REFUSES_HINTS)
        {
          g_dbus_method_invocation_return_dbus_error (invocation, SERVICE ".No", "no hints");
          return;
        }
    }
  self->n_questions += g_str_equal (method, "GetUpdates");
  self->n_cancels += g_str_equal (method, "Cancel");
  g_dbus_method_invocation_return_value (invocation, NULL);
  if (g_str_equal (method, "GetUpdates"))
    answer_question (self);
}

static const GDBusInterfaceVTable vtable = { .method_call = call_cb };

GDBusConnection *
ingam_test_package_kit_connect (const char *address)
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

static void
serve (IngamTestPackageKit *self, const char *path, guint interface)
{
  GError *error = NULL;

  g_dbus_connection_register_object (self->bus, path, self->node->interfaces[interface], &vtable,
                                     self, NULL, &error);
  g_assert_no_error (error);
}

IngamTestPackageKit *
ingam_test_package_kit_new (const char *address, IngamTestPackageKitManner manner)
{
  IngamTestPackageKit *self = g_new0 (IngamTestPackageKit, 1);
  g_autoptr (GVariant) answer = NULL;
  GError *error = NULL;

  self->manner = manner;
  self->bus = ingam_test_package_kit_connect (address);
  self->node = g_dbus_node_info_new_for_xml (introspection, &error);
  g_assert_no_error (error);
  serve (self, "/org/freedesktop/PackageKit", 0);
  serve (self, TRANSACTION_PATH, 1);
  answer = g_dbus_connection_call_sync (self->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                        "org.freedesktop.DBus", "RequestName",
                                        g_variant_new ("(su)", SERVICE, 0), G_VARIANT_TYPE ("(u)"),
                                        G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  return self;
}

void
ingam_test_package_kit_free (IngamTestPackageKit *self)
{
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_object_unref (self->bus);
  g_dbus_node_info_unref (self->node);
  g_free (self);
}
