/* test-keyring-libsecret.c: what a Secret Service may answer, from one that does as it is told.
 *
 * The real ones are asked by tests/keyring; this one is also silent, vanishes, and answers
 * nonsense.
 */
#include "config.h"

#include "core/keyring/keyring-libsecret.h"

#include <string.h>

#define NAME "org.freedesktop.secrets"
#define ROOT "/org/freedesktop/secrets"
#define DEFAULT ROOT "/aliases/default"
#define COLLECTION ROOT "/collection/test"
#define ITEM COLLECTION "/1"
#define PROMPT ROOT "/prompt/1"
#define NOTHING "/"
#define LIMIT 1 /* seconds */

static const char interfaces[] =
    "<node>"
    " <interface name='org.freedesktop.Secret.Service'>"
    "  <method name='OpenSession'><arg type='s' direction='in'/><arg type='v' direction='in'/>"
    "   <arg type='v' direction='out'/><arg type='o' direction='out'/></method>"
    "  <method name='SearchItems'><arg type='a{ss}' direction='in'/>"
    "   <arg type='ao' direction='out'/><arg type='ao' direction='out'/></method>"
    "  <method name='Unlock'><arg type='ao' direction='in'/>"
    "   <arg type='ao' direction='out'/><arg type='o' direction='out'/></method>"
    "  <method name='ReadAlias'><arg type='s' direction='in'/><arg type='o' "
    "direction='out'/></method>"
    "  <property name='Collections' type='ao' access='read'/>"
    " </interface>"
    " <interface name='org.freedesktop.Secret.Collection'>"
    "  <property name='Items' type='ao' access='read'/>"
    "  <property name='Label' type='s' access='read'/>"
    "  <property name='Locked' type='b' access='read'/>"
    "  <property name='Created' type='t' access='read'/>"
    "  <property name='Modified' type='t' access='read'/>"
    " </interface>"
    " <interface name='org.freedesktop.Secret.Item'>"
    "  <method name='GetSecret'><arg type='o' direction='in'/>"
    "   <arg type='(oayays)' direction='out'/></method>"
    "  <property name='Attributes' type='a{ss}' access='read'/>"
    "  <property name='Label' type='s' access='read'/>"
    "  <property name='Locked' type='b' access='read'/>"
    "  <property name='Created' type='t' access='read'/>"
    "  <property name='Modified' type='t' access='read'/>"
    " </interface>"
    " <interface name='org.freedesktop.Secret.Prompt'>"
    "  <method name='Prompt'><arg type='s' direction='in'/></method>"
    "  <method name='Dismiss'/>"
    "  <signal name='Completed'><arg type='b'/><arg type='v'/></signal>"
    " </interface>"
    "</node>";

typedef enum
{
  ANSWERS,
  SILENT,
  DISMISSES,
  VANISHES,       /* in the middle of its question */
  TALKS_NONSENSE, /* as its question's answer */
} Behaviour;

typedef struct
{
  GTestDBus *bus;
  GDBusConnection *connection; /* the service's own */
  GDBusNodeInfo *node;
  guint name;
  Behaviour behaviour;
  gboolean has_item;
  gboolean is_locked;
  guint n_prompts;
  guint n_dismissals;

  IngamKeyring *keyring;
  gboolean has_ended;
  IngamSecret *secret;
  GError *error;
} Fixture;

/* --- the service --- */

static GVariant *
new_paths (const char *path)
{
  return path ? g_variant_new_objv (&path, 1) : g_variant_new_objv (NULL, 0);
}

static void
answer_prompt (Fixture *fixture)
{
  gboolean dismissed = fixture->behaviour == DISMISSES;
  GVariant *result =
      fixture->behaviour == TALKS_NONSENSE ? g_variant_new_string ("yes") : new_paths (ITEM);

  fixture->n_prompts++;
  if (fixture->behaviour == VANISHES)
    {
      g_bus_unown_name (fixture->name);
      fixture->name = 0;
      g_dbus_connection_close_sync (fixture->connection, NULL, NULL);
      g_variant_unref (g_variant_ref_sink (result));
      return;
    }
  if (!dismissed)
    fixture->is_locked = FALSE;
  g_dbus_connection_emit_signal (fixture->connection, NULL, PROMPT, "org.freedesktop.Secret.Prompt",
                                 "Completed", g_variant_new ("(bv)", dismissed, result), NULL);
}

static GVariant *
answer (Fixture *fixture, const char *method)
{
  const char *item = fixture->has_item ? ITEM : NULL;

  if (g_str_equal (method, "OpenSession"))
    return g_variant_new ("(vo)", g_variant_new_string (""), ROOT "/session/1");
  if (g_str_equal (method, "SearchItems"))
    return g_variant_new ("(@ao@ao)", new_paths (fixture->is_locked ? NULL : item),
                          new_paths (fixture->is_locked ? item : NULL));
  if (g_str_equal (method, "Unlock"))
    return g_variant_new ("(@aoo)", new_paths (NULL), PROMPT);
  if (g_str_equal (method, "ReadAlias"))
    return g_variant_new ("(o)", COLLECTION);
  if (g_str_equal (method, "GetSecret"))
    return g_variant_new ("((o@ay@ays))", ROOT "/session/1",
                          g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, "", 0, 1),
                          g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, "kept", 4, 1),
                          "text/plain");
  return NULL;
}

static void
called_cb (GDBusConnection *connection,
           const char *sender,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *parameters,
           GDBusMethodInvocation *invocation,
           gpointer user_data)
{
  Fixture *fixture = user_data;
  const char *algorithm = NULL;

  if (fixture->behaviour == SILENT)
    {
      g_object_unref (invocation); /* never */
      return;
    }
  if (g_str_equal (method, "OpenSession"))
    g_variant_get_child (parameters, 0, "&s", &algorithm);
  if (algorithm && !g_str_equal (algorithm, "plain"))
    {
      g_dbus_method_invocation_return_error_literal (invocation, G_DBUS_ERROR,
                                                     G_DBUS_ERROR_NOT_SUPPORTED, "plain only");
      return;
    }
  fixture->n_dismissals += g_str_equal (method, "Dismiss") ? 1 : 0;
  g_dbus_method_invocation_return_value (invocation, answer (fixture, method));
  if (g_str_equal (method, "Prompt"))
    answer_prompt (fixture);
}

static GVariant *
property_cb (GDBusConnection *connection,
             const char *sender,
             const char *path,
             const char *interface,
             const char *name,
             GError **error,
             gpointer user_data)
{
  Fixture *fixture = user_data;

  if (g_str_equal (name, "Locked"))
    return g_variant_new_boolean (fixture->is_locked);
  if (g_str_equal (name, "Label"))
    return g_variant_new_string ("test");
  if (g_str_equal (name, "Attributes"))
    return g_variant_new_parsed ("@a{ss} {}");
  if (g_str_equal (name, "Items") || g_str_equal (name, "Collections"))
    return new_paths (NULL);
  return g_variant_new_uint64 (1);
}

static const GDBusInterfaceVTable vtable = { called_cb, property_cb, NULL, { NULL } };

static void
offer (Fixture *fixture, const char *path, const char *interface)
{
  g_assert_cmpuint (g_dbus_connection_register_object (
                        fixture->connection, path,
                        g_dbus_node_info_lookup_interface (fixture->node, interface), &vtable,
                        fixture, NULL, NULL),
                    >, 0);
}

static void
owned_cb (GDBusConnection *connection, const char *name, gpointer user_data)
{
  ((Fixture *) user_data)->has_ended = TRUE;
}

static void
wait (Fixture *fixture)
{
  while (!fixture->has_ended)
    g_main_context_iteration (NULL, TRUE);
}

static void
start_service (Fixture *fixture)
{
  fixture->node = g_dbus_node_info_new_for_xml (interfaces, NULL);
  fixture->connection =
      g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (fixture->bus),
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, NULL);
  g_assert_nonnull (fixture->connection);
  offer (fixture, ROOT, "org.freedesktop.Secret.Service");
  offer (fixture, COLLECTION, "org.freedesktop.Secret.Collection");
  offer (fixture, ITEM, "org.freedesktop.Secret.Item");
  offer (fixture, PROMPT, "org.freedesktop.Secret.Prompt");
  fixture->has_ended = FALSE;
  fixture->name = g_bus_own_name_on_connection (
      fixture->connection, NAME, G_BUS_NAME_OWNER_FLAGS_NONE, owned_cb, NULL, fixture, NULL);
  wait (fixture);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->bus);
  fixture->behaviour = GPOINTER_TO_INT (data);
  fixture->has_item = TRUE;
  fixture->keyring = ingam_keyring_new_service (LIMIT);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  GDBusConnection *ours = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);

  g_dbus_connection_set_exit_on_close (ours, FALSE);
  g_clear_object (&fixture->keyring);
  g_clear_error (&fixture->error);
  g_clear_pointer (&fixture->secret, ingam_secret_unref);
  if (fixture->name != 0)
    g_bus_unown_name (fixture->name);
  g_clear_object (&fixture->connection);
  g_clear_pointer (&fixture->node, g_dbus_node_info_unref);
  while (g_main_context_iteration (NULL, FALSE))
    ; /* what comes late */
  g_object_unref (ours);
  g_test_dbus_down (fixture->bus);
  g_object_unref (fixture->bus);
}

/* --- the keyring --- */

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->secret = ingam_keyring_find_finish (INGAM_KEYRING (source), result, &fixture->error);
  fixture->has_ended = TRUE;
}

static void
find (Fixture *fixture, IngamKeyringManner manner)
{
  g_clear_error (&fixture->error);
  g_clear_pointer (&fixture->secret, ingam_secret_unref);
  fixture->has_ended = FALSE;
  ingam_keyring_find_async (fixture->keyring, INGAM_KEYRING_SLOT_BACKUP, manner, NULL, found_cb,
                            fixture);
  wait (fixture);
}

static void
assert_found (Fixture *fixture)
{
  g_assert_no_error (fixture->error);
  g_assert_cmpstr ((const char *) ingam_secret_peek (fixture->secret, NULL), ==, "kept");
}

static void
test_absent (Fixture *fixture, gconstpointer data)
{
  find (fixture, INGAM_KEYRING_MAY_ASK);
  g_assert_error (fixture->error, INGAM_ERROR, INGAM_ERROR_KEYRING_ABSENT);
}

static void
test_silent (Fixture *fixture, gconstpointer data)
{
  start_service (fixture);
  find (fixture, INGAM_KEYRING_QUIETLY);
  g_assert_error (fixture->error, INGAM_ERROR, INGAM_ERROR_KEYRING_ABSENT);
  fixture->behaviour = ANSWERS; /* and later it is there again */
  find (fixture, INGAM_KEYRING_QUIETLY);
  assert_found (fixture);
}

static void
test_found (Fixture *fixture, gconstpointer data)
{
  start_service (fixture);
  find (fixture, INGAM_KEYRING_QUIETLY);
  assert_found (fixture);
  fixture->has_item = FALSE;
  find (fixture, INGAM_KEYRING_QUIETLY);
  g_assert_error (fixture->error, INGAM_ERROR, INGAM_ERROR_KEYRING_EMPTY);
  g_assert_cmpuint (fixture->n_prompts, ==, 0);
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  start_service (fixture);
  fixture->is_locked = TRUE;
  find (fixture, INGAM_KEYRING_QUIETLY);
  g_assert_error (fixture->error, INGAM_ERROR, INGAM_ERROR_KEYRING_LOCKED);
  g_assert_cmpuint (fixture->n_prompts, ==, 0);
  find (fixture, INGAM_KEYRING_MAY_ASK);
  assert_found (fixture);
  g_assert_cmpuint (fixture->n_prompts, ==, 1);
  g_assert_cmpuint (fixture->n_dismissals, ==, 1); /* only the one that was never shown */
}

/* One that shows nothing of what it holds while it is locked. */
static void
test_locked_and_hidden (Fixture *fixture, gconstpointer data)
{
  start_service (fixture);
  fixture->is_locked = TRUE;
  fixture->has_item = FALSE;
  find (fixture, INGAM_KEYRING_QUIETLY);
  g_assert_error (fixture->error, INGAM_ERROR, INGAM_ERROR_KEYRING_LOCKED);
  find (fixture, INGAM_KEYRING_MAY_ASK);
  g_assert_error (fixture->error, INGAM_ERROR, INGAM_ERROR_KEYRING_EMPTY);
}

static void
test_dismissed (Fixture *fixture, gconstpointer data)
{
  start_service (fixture);
  fixture->is_locked = TRUE;
  find (fixture, INGAM_KEYRING_MAY_ASK);
  g_assert_error (fixture->error, INGAM_ERROR, INGAM_ERROR_KEYRING_DISMISSED);
}

static void
test_vanishes (Fixture *fixture, gconstpointer data)
{
  start_service (fixture);
  fixture->is_locked = TRUE;
  find (fixture, INGAM_KEYRING_MAY_ASK);
  g_assert_error (fixture->error, INGAM_ERROR, INGAM_ERROR_KEYRING_ABSENT);
}

static void
test_nonsense (Fixture *fixture, gconstpointer data)
{
  start_service (fixture);
  fixture->is_locked = TRUE;
  find (fixture, INGAM_KEYRING_MAY_ASK);
  g_assert_error (fixture->error, INGAM_ERROR, INGAM_ERROR_FAILED);
}

int
main (int argc, char **argv)
{
  g_autofree char *daemon = g_find_program_in_path ("dbus-daemon");

  g_test_init (&argc, &argv, NULL);
  if (!daemon)
    {
      g_print ("1..0 # SKIP no dbus-daemon\n");
      return 0;
    }
#define ADD(name, behaviour, function)                                                            \
  g_test_add ("/keyring-libsecret/" name, Fixture, GINT_TO_POINTER (behaviour), set_up, function, \
              tear_down)
  ADD ("no-service-is-absent", ANSWERS, test_absent);
  ADD ("a-silent-one-is-absent-until-it-answers", SILENT, test_silent);
  ADD ("found-and-empty-ask-nobody", ANSWERS, test_found);
  ADD ("locked-asks-only-when-it-may", ANSWERS, test_locked);
  ADD ("locked-is-not-empty", ANSWERS, test_locked_and_hidden);
  ADD ("dismissed-is-not-empty", DISMISSES, test_dismissed);
  ADD ("gone-in-the-middle-of-its-question", VANISHES, test_vanishes);
  ADD ("an-answer-of-another-kind", TALKS_NONSENSE, test_nonsense);
  return g_test_run ();
}
