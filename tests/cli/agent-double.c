/* agent-double.c: "agent-double MANNER": stands in for the agent on the session bus, well behaved
 * and otherwise, until it is ended. Says "ready" once the name is its own.
 */
#include "config.h"

#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

#define NAME "io.github.ingam.Ingam.Agent"
#define PATH "/io/github/ingam/Ingam/Agent"

static const struct
{
  const char *manner;
  const char *status; /* NULL: never answers */
} manners[] = {
  { "behaves", "{'version': <'0.1.0'>, 'looked': <int64 1795660000>, 'next': <int64 1795700000>, "
               "'state': <'soon'>, 'due': <uint32 3>, 'tray': <'no-host'>, "
               "'notifications': <'server'>, 'problem': <''>}" },
  { "in-trouble", "{'version': <'0.1.0'>, 'looked': <int64 0>, 'next': <int64 0>, "
                  "'state': <'calm'>, 'due': <uint32 0>, 'tray': <'hidden'>, "
                  "'notifications': <'none'>, 'problem': <'The disk is full.'>}" },
  { "is-strange", "{'version': <1>, 'looked': <'yesterday'>, 'next': <int64 9223372036854775807>, "
                  "'state': <'so\x1b[31mso'>, 'due': <int32 -1>, 'tray': <'shown\xe2\x80\xae'>, "
                  "'unheard-of': <true>}" },
  { "says-nothing", "@a{sv} {}" },
  { "never-answers", NULL },
};

static const char interface[] = "<node><interface name='" NAME "'><method name='GetStatus'>"
                                "<arg type='a{sv}' direction='out'/></method></interface></node>";

static void
call_cb (GDBusConnection *bus,
         const char *sender,
         const char *path,
         const char *name,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  const char *status = user_data;

  if (status)
    g_dbus_method_invocation_return_value (
        invocation, g_variant_new ("(@a{sv})", g_variant_new_parsed (status)));
}

static void
bus_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  static const GDBusInterfaceVTable table = { .method_call = call_cb };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interface, NULL);

  g_dbus_connection_register_object (bus, PATH, node->interfaces[0], &table, user_data, NULL, NULL);
}

static void
name_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  puts ("ready");
  fflush (stdout);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  for (gsize i = 0; argc == 2 && i < G_N_ELEMENTS (manners); i++)
    if (g_str_equal (manners[i].manner, argv[1]))
      {
        g_bus_own_name (G_BUS_TYPE_SESSION, NAME, G_BUS_NAME_OWNER_FLAGS_NONE, bus_cb, name_cb,
                        NULL, (gpointer) manners[i].status, NULL);
        g_main_loop_run (loop);
      }
  return 2;
}
