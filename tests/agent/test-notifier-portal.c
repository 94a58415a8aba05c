/* test-notifier-portal.c: what the notification portal is handed, by its version, and what comes
 * back. */
#include "config.h"

#include "agent/notifier.h"

#define NAME "org.freedesktop.portal.Desktop"
#define PATH "/org/freedesktop/portal/desktop"
#define INTERFACE "org.freedesktop.portal.Notification"

static const char xml[] =
    "<node><interface name='" INTERFACE "'>"
    "<method name='AddNotification'><arg type='s' direction='in'/>"
    "<arg type='a{sv}' direction='in'/></method>"
    "<method name='RemoveNotification'><arg type='s' direction='in'/></method>"
    "<signal name='ActionInvoked'><arg type='s'/><arg type='s'/><arg type='av'/></signal>"
    "<property name='version' type='u' access='read'/>"
    "</interface></node>";

typedef struct
{
  GTestDBus *bus;
  GDBusConnection *portal;
  GDBusConnection *ours;
  IngamNotifier *notifier;
  GVariant *added; /* the last: (sa{sv}) */
  char *removed;
  char *answer; /* "id word target" */
  char *failure;
  guint n_answers;
  guint version;
  gboolean refuses;
  gboolean is_shown;
} Fixture;

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
  Fixture *self = user_data;

  if (self->refuses)
    {
      g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED,
                                             "Not today");
      return;
    }
  if (g_str_equal (name, "AddNotification"))
    {
      g_clear_pointer (&self->added, g_variant_unref);
      self->added = g_variant_ref (parameters);
    }
  else
    g_variant_get (parameters, "(s)", &self->removed);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static GVariant *
get_cb (GDBusConnection *connection,
        const char *sender,
        const char *path,
        const char *interface,
        const char *name,
        GError **error,
        gpointer user_data)
{
  return g_variant_new_uint32 (((Fixture *) user_data)->version);
}

static void
answered_cb (Fixture *self, const char *id, const char *word, const char *target, const char *token)
{
  g_free (self->answer);
  self->n_answers++;
  self->answer = g_strdup_printf ("%s %s %s", id, word, target);
}

static void
shown_cb (Fixture *self, const char *id)
{
  self->is_shown = TRUE;
}

static void
failed_cb (Fixture *self, const char *id, const char *sentence)
{
  g_free (self->failure);
  self->failure = g_strdup (sentence);
}

static gboolean
give_up_cb (gpointer user_data)
{
  g_assert_not_reached ();
}

/* Until @thing is there, and not for ever. */
#define WAIT_FOR(condition)                                     \
  G_STMT_START                                                  \
  {                                                             \
    guint limit = g_timeout_add_seconds (20, give_up_cb, NULL); \
    while (!(condition))                                        \
      g_main_context_iteration (NULL, TRUE);                    \
    g_source_remove (limit);                                    \
  }                                                             \
  G_STMT_END

static GDBusConnection *
connect_to (GTestDBus *bus)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection =
      g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (bus),
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  static const GDBusInterfaceVTable table = { call_cb, get_cb, NULL };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (xml, NULL);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  self->version = GPOINTER_TO_UINT (data);
  self->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (self->bus);
  self->portal = connect_to (self->bus);
  self->ours = connect_to (self->bus);
  g_dbus_connection_register_object (self->portal, PATH, node->interfaces[0], &table, self, NULL,
                                     &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (self->portal, "org.freedesktop.DBus",
                                       "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                       "RequestName", g_variant_new ("(su)", NAME, 0), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  self->notifier = ingam_notifier_new (self->ours, INGAM_NOTIFIER_PORTAL);
  g_signal_connect_swapped (self->notifier, "answered", G_CALLBACK (answered_cb), self);
  g_signal_connect_swapped (self->notifier, "shown", G_CALLBACK (shown_cb), self);
  g_signal_connect_swapped (self->notifier, "failed", G_CALLBACK (failed_cb), self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_object_unref (self->notifier);
  g_dbus_connection_close_sync (self->portal, NULL, NULL);
  g_dbus_connection_close_sync (self->ours, NULL, NULL);
  g_object_unref (self->portal);
  g_object_unref (self->ours);
  g_test_dbus_down (self->bus);
  g_object_unref (self->bus);
  g_clear_pointer (&self->added, g_variant_unref);
  g_free (self->removed);
  g_free (self->answer);
  g_free (self->failure);
}

static void
show (Fixture *self, const char *target)
{
  g_autoptr (GVariant) answers = g_variant_ref_sink (g_variant_new_parsed (
      "[('open', 'Open'), ('renew', 'How to renew'), ('later', 'Remind me later')]"));
  const IngamNote note = { "expiry:a:1", 2, "A <title>", "A <body> & more", target, answers };

  ingam_notifier_show (self->notifier, &note);
}

/* @expected: as g_variant_print() has it; a dictionary's order means nothing. */
static void
assert_entries (GVariant *dict, gsize n, const char *const (*expected)[2])
{
  g_assert_cmpuint (g_variant_n_children (dict), ==, n);
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) value = g_variant_lookup_value (dict, expected[i][0], NULL);
      g_autofree char *text = NULL;

      g_assert_nonnull (value);
      text = g_variant_print (value, FALSE);
      if (expected[i][1] != NULL)
        g_assert_cmpstr (text, ==, expected[i][1]);
    }
}

static void
test_version_1_is_handed_nothing_it_does_not_know (Fixture *self, gconstpointer data)
{
  static const char *const note_entries[][2] = {
    { "title", "'A <title>'" },
    { "body", "'A <body> & more'" },
    { "priority", "'urgent'" },
    { "default-action", "'app.open-certificate'" },
    { "default-action-target", "'abcd'" },
    { "buttons", NULL },
  };
  static const char *const button_entries[][3][2] = {
    { { "label", "'How to renew'" }, { "action", "'app.renew-guide'" }, { "target", "'abcd'" } },
    { { "label", "'Remind me later'" },
      { "action", "'agent.later'" },
      { "target", "'expiry:a:1'" } },
  };
  g_autoptr (GVariant) note = NULL;
  g_autoptr (GVariant) buttons = NULL;

  show (self, "abcd");
  WAIT_FOR (self->is_shown);
  note = g_variant_get_child_value (self->added, 1);
  assert_entries (note, G_N_ELEMENTS (note_entries), note_entries);
  buttons = g_variant_lookup_value (note, "buttons", G_VARIANT_TYPE ("aa{sv}"));
  g_assert_cmpuint (g_variant_n_children (buttons), ==, G_N_ELEMENTS (button_entries));
  for (gsize i = 0; i < G_N_ELEMENTS (button_entries); i++)
    {
      g_autoptr (GVariant) button = g_variant_get_child_value (buttons, i);

      assert_entries (button, G_N_ELEMENTS (button_entries[i]), button_entries[i]);
    }
}

static void
test_from_version_2_on_the_text_stays_off_a_locked_screen (Fixture *self, gconstpointer data)
{
  g_autoptr (GVariant) note = NULL;
  g_autoptr (GVariant) hint = NULL;
  g_autofree char *text = NULL;

  show (self, "abcd");
  WAIT_FOR (self->is_shown);
  note = g_variant_get_child_value (self->added, 1);
  hint = g_variant_lookup_value (note, "display-hint", G_VARIANT_TYPE_STRING_ARRAY);
  g_assert_nonnull (hint);
  text = g_variant_print (hint, FALSE);
  g_assert_cmpstr (text, ==, "['hide-content-on-lock-screen']");
}

static void
test_one_about_many_opens_what_is_due (Fixture *self, gconstpointer data)
{
  g_autoptr (GVariant) note = NULL;
  const char *action;

  show (self, "");
  WAIT_FOR (self->is_shown);
  note = g_variant_get_child_value (self->added, 1);
  g_assert_true (g_variant_lookup (note, "default-action", "&s", &action));
  g_assert_cmpstr (action, ==, "app.show-due");
  g_assert_false (g_variant_lookup (note, "default-action-target", "v", NULL));
}

static void
emit (Fixture *self, const char *action)
{
  g_assert_true (g_dbus_connection_emit_signal (
      self->portal, NULL, PATH, INTERFACE, "ActionInvoked",
      g_variant_new ("(ss@av)", "expiry:a:1", action, g_variant_new_parsed ("@av []")), NULL));
}

/* What opens the window the portal does itself: done by us as well it would open twice. */
static void
test_only_what_is_ours_comes_back (Fixture *self, gconstpointer data)
{
  show (self, "abcd");
  WAIT_FOR (self->is_shown);
  emit (self, "app.renew-guide");
  emit (self, "agent.later");
  WAIT_FOR (self->answer != NULL);
  g_assert_cmpstr (self->answer, ==, "expiry:a:1 later abcd");
  g_assert_cmpuint (self->n_answers, ==, 1);
}

static void
test_what_is_moot_is_taken_back (Fixture *self, gconstpointer data)
{
  show (self, "abcd");
  WAIT_FOR (self->is_shown);
  ingam_notifier_withdraw (self->notifier, "expiry:a:1");
  WAIT_FOR (self->removed != NULL);
  g_assert_cmpstr (self->removed, ==, "expiry:a:1");
}

static void
test_a_refusal_is_a_sentence (Fixture *self, gconstpointer data)
{
  self->refuses = TRUE;
  show (self, "abcd");
  WAIT_FOR (self->failure != NULL);
  g_assert_cmpstr (self->failure, ==, "No notification could be shown: Not today");
  g_assert_false (ingam_notifier_is_able (self->notifier));
  g_assert_cmpstr (ingam_notifier_get_word (self->notifier), ==, "none");
}

#define TEST(name, version, func)                                                          \
  g_test_add ("/notifier-portal/" name, Fixture, GUINT_TO_POINTER (version), set_up, func, \
              tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("version-1-is-handed-nothing-it-does-not-know", 1,
        test_version_1_is_handed_nothing_it_does_not_know);
  TEST ("from-version-2-on-the-text-stays-off-a-locked-screen", 2,
        test_from_version_2_on_the_text_stays_off_a_locked_screen);
  TEST ("one-about-many-opens-what-is-due", 2, test_one_about_many_opens_what_is_due);
  TEST ("only-what-is-ours-comes-back", 1, test_only_what_is_ours_comes_back);
  TEST ("what-is-moot-is-taken-back", 1, test_what_is_moot_is_taken_back);
  TEST ("a-refusal-is-a-sentence", 1, test_a_refusal_is_a_sentence);
  return g_test_run ();
}
