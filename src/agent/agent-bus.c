/* agent-bus.c: the agent's own interface (data/dbus). */
#include "config.h"

#include "agent/agent-private.h"

#include "agent/agent-interface.h"

#include <glib/gi18n-lib.h>

static const char *
get_tray_word (IngamAgent *self)
{
  if (self->tray == NULL || !self->wants_tray)
    return "hidden";
  return ingam_tray_has_host (self->tray) ? "shown" : "no-host";
}

static GVariant *
new_status (IngamAgent *self)
{
  GVariantDict status;

  g_variant_dict_init (&status, NULL);
  g_variant_dict_insert (&status, "version", "s", PACKAGE_VERSION);
  g_variant_dict_insert (&status, "looked", "x", self->looked);
  g_variant_dict_insert (&status, "next", "x", self->next);
  g_variant_dict_insert (&status, "state", "s", self->state);
  g_variant_dict_insert (&status, "due", "u", (guint32) self->n_due);
  g_variant_dict_insert (&status, "tray", "s", get_tray_word (self));
  g_variant_dict_insert (&status, "notifications", "s", ingam_notifier_get_word (self->notifier));
  g_variant_dict_insert (&status, "problem", "s",
                         *self->problem != '\0' ? self->problem : self->note_problem);
  return g_variant_new ("(@a{sv})", g_variant_dict_end (&status));
}

void
ingam_agent_answer_testers (IngamAgent *self, const char *sentence)
{
  for (guint i = 0; i < self->testers->len; i++)
    {
      GDBusMethodInvocation *tester = g_ptr_array_index (self->testers, i);

      if (sentence == NULL)
        g_dbus_method_invocation_return_value (tester, NULL);
      else
        g_dbus_method_invocation_return_dbus_error (tester, INGAM_AGENT_NAME ".Error", sentence);
    }
  g_ptr_array_set_size (self->testers, 0);
}

static void
test_notification (IngamAgent *self, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) answers =
      g_variant_ref_sink (g_variant_new_parsed ("[('open', %s)]", _ ("Open")));
  const IngamNote note = {
    .id = INGAM_NOTIFIER_TEST_ID,
    .urgency = 1,
    .title = _ ("This is how a reminder looks"),
    .body = _ ("Press it, and Ingam opens."),
    .target = "",
    .answers = answers,
  };

  g_ptr_array_add (self->testers, invocation);
  ingam_notifier_show (self->notifier, &note);
}

static void
look (IngamAgent *self, GDBusMethodInvocation *invocation)
{
  ingam_agent_look (self);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
get_status (IngamAgent *self, GDBusMethodInvocation *invocation)
{
  g_dbus_method_invocation_return_value (invocation, new_status (self));
}

static void
quit (IngamAgent *self, GDBusMethodInvocation *invocation)
{
  g_dbus_method_invocation_return_value (invocation, NULL);
  ingam_agent_quit (self);
}

static const struct
{
  const char *name;
  void (*run) (IngamAgent *self, GDBusMethodInvocation *invocation);
} methods[] = {
  { "Look", look },
  { "TestNotification", test_notification },
  { "GetStatus", get_status },
  { "Quit", quit },
};

static void
call_cb (GDBusConnection *connection,
         const char *sender,
         const char *path,
         const char *interface,
         const char *name,
         GVariant *parameters,
         GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (g_str_equal (name, methods[i].name))
      methods[i].run (user_data, invocation);
}

gboolean
ingam_agent_export (IngamAgent *self, GError **error)
{
  static const GDBusInterfaceVTable table = { .method_call = call_cb };

  self->object = g_dbus_connection_register_object (
      self->connection, INGAM_AGENT_PATH,
      (GDBusInterfaceInfo *) &io_github_ingam_ingam_agent_interface, &table, self, NULL, error);
  return self->object != 0;
}
