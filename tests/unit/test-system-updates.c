/* test-system-updates.c: a PackageKit of our own on a bus of our own, well behaved and otherwise.
 */
#include "config.h"

#include "core/care/system-updates.h"

#include "core/base/error.h"

#include <glib/gstdio.h>

#define SERVICE "org.freedesktop.PackageKit"
#define TRANSACTION_PATH "/1_aaaa"

/* What the service does when it is asked. */
typedef enum
{
  BEHAVES,
  NEVER_ANSWERS,  /* not even the first call */
  NEVER_FINISHES, /* takes the question and is silent from then on */
  FAILS,          /* says that it could not */
  REFUSES_HINTS,
  GOES_AWAY, /* the transaction ends without a word */
} Manner;

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

typedef struct
{
  GTestDBus *daemon;
  GDBusConnection *service;
  GDBusConnection *client;
  GDBusNodeInfo *node;
  guint name;
  gboolean has_name;
  Manner manner;
  gboolean forbids_network; /* as the hints said */
  guint n_questions;
  guint n_cancels;

  GCancellable *cancellable;
  GAsyncResult *result;
} Fixture;

static void
emit (Fixture *self, const char *signal, GVariant *parameters)
{
  g_assert_true (g_dbus_connection_emit_signal (self->service, NULL, TRANSACTION_PATH,
                                                SERVICE ".Transaction", signal, parameters, NULL));
}

static void
emit_package (Fixture *self, guint info)
{
  emit (self, "Package", g_variant_new ("(uss)", info, "name;1;amd64;debian", "summary"));
}

static void
answer_question (Fixture *self)
{
  if (self->manner == NEVER_FINISHES)
    return;
  if (self->manner == GOES_AWAY)
    {
      emit (self, "Destroy", NULL);
      return;
    }
  emit_package (self, 5);             /* normal */
  emit_package (self, 8);             /* security */
  emit_package (self, 8 | (2 << 16)); /* as later services say it */
  emit_package (self, 9);             /* blocked */
  if (self->manner == FAILS)
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
  Fixture *self = user_data;

  if (self->manner == NEVER_ANSWERS)
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
      if (self->manner == REFUSES_HINTS)
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

static void
wait_for (gboolean (*condition) (Fixture *self), Fixture *self)
{
  while (!condition (self))
    g_main_context_iteration (NULL, TRUE);
}

static GDBusConnection *
connect_to_bus (Fixture *self)
{
  GError *error = NULL;
  GDBusConnection *bus =
      g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (self->daemon),
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);

  g_assert_no_error (error);
  return bus;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->daemon = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (self->daemon);
  self->client = connect_to_bus (self);
  self->cancellable = g_cancellable_new ();
}

static void
named_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  ((Fixture *) user_data)->has_name = TRUE;
}

static gboolean
has_name (Fixture *self)
{
  return self->has_name;
}

static void
start_service (Fixture *self, Manner manner)
{
  GError *error = NULL;

  self->manner = manner;
  self->service = connect_to_bus (self);
  self->node = g_dbus_node_info_new_for_xml (introspection, &error);
  g_assert_no_error (error);
  g_dbus_connection_register_object (self->service, "/org/freedesktop/PackageKit",
                                     self->node->interfaces[0], &vtable, self, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_register_object (self->service, TRANSACTION_PATH, self->node->interfaces[1],
                                     &vtable, self, NULL, &error);
  g_assert_no_error (error);
  self->name = g_bus_own_name_on_connection (self->service, SERVICE, 0, named_cb, NULL, self, NULL);
  wait_for (has_name, self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (self->name != 0)
    g_bus_unown_name (self->name);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  if (self->service != NULL)
    g_dbus_connection_close_sync (self->service, NULL, NULL);
  g_dbus_connection_close_sync (self->client, NULL, NULL);
  g_clear_object (&self->service);
  g_clear_object (&self->client);
  g_clear_pointer (&self->node, g_dbus_node_info_unref);
  g_clear_object (&self->result);
  g_clear_object (&self->cancellable);
  g_test_dbus_down (self->daemon);
  g_clear_object (&self->daemon);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_set_object (&((Fixture *) user_data)->result, result);
}

static gboolean
has_result (Fixture *self)
{
  return self->result != NULL;
}

static gboolean
was_asked (Fixture *self)
{
  return self->n_questions > 0;
}

static gboolean
was_cancelled (Fixture *self)
{
  return self->n_cancels > 0;
}

static IngamSystemUpdates
count (Fixture *self, guint patience, GError **error)
{
  IngamSystemUpdates updates = { 99, 99 };

  ingam_system_updates_count_async (self->client, patience, self->cancellable, result_cb, self);
  wait_for (has_result, self);
  ingam_system_updates_count_finish (self->result, &updates, error);
  return updates;
}

static void
assert_fails (Fixture *self, guint patience)
{
  g_autoptr (GError) error = NULL;
  IngamSystemUpdates updates = count (self, patience, &error);

  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_FAILED);
  g_assert_cmpuint (updates.waiting, ==, 99); /* left alone */
}

static void
test_counts (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  IngamSystemUpdates updates;

  start_service (self, BEHAVES);
  updates = count (self, 60000, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (updates.waiting, ==, 3);
  g_assert_cmpuint (updates.security, ==, 2);
}

static void
test_is_told_to_stay_off_the_network (Fixture *self, gconstpointer data)
{
  start_service (self, BEHAVES);
  count (self, 60000, NULL);
  g_assert_true (self->forbids_network);
}

static void
test_is_not_asked_when_it_takes_no_hints (Fixture *self, gconstpointer data)
{
  start_service (self, REFUSES_HINTS);
  assert_fails (self, 60000);
  g_assert_cmpuint (self->n_questions, ==, 0);
}

static void
test_a_silent_service_costs_no_more_than_patience (Fixture *self, gconstpointer data)
{
  start_service (self, NEVER_ANSWERS);
  assert_fails (self, 100);
}

static void
test_a_service_that_never_finishes_is_told_to_stop (Fixture *self, gconstpointer data)
{
  start_service (self, NEVER_FINISHES);
  assert_fails (self, 300);
  wait_for (was_cancelled, self);
}

static void
test_its_failure_is_ours (Fixture *self, gconstpointer data)
{
  start_service (self, FAILS);
  assert_fails (self, 60000);
}

static void
test_a_transaction_that_goes_away_is_a_failure (Fixture *self, gconstpointer data)
{
  start_service (self, GOES_AWAY);
  assert_fails (self, 60000);
}

static void
test_nobody_there_is_a_failure (Fixture *self, gconstpointer data)
{
  assert_fails (self, 60000);
}

static void
test_can_be_cancelled (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  start_service (self, NEVER_FINISHES);
  ingam_system_updates_count_async (self->client, 60000, self->cancellable, result_cb, self);
  wait_for (was_asked, self);
  g_cancellable_cancel (self->cancellable);
  wait_for (has_result, self);
  g_assert_false (ingam_system_updates_count_finish (self->result, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_CANCELLED);
  wait_for (was_cancelled, self);
}

static gboolean
probe (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  gboolean there;

  ingam_system_updates_probe_async (self->client, NULL, result_cb, self);
  wait_for (has_result, self);
  there = ingam_system_updates_probe_finish (self->result, &error);
  g_assert_no_error (error);
  return there;
}

static void
test_a_running_one_is_there (Fixture *self, gconstpointer data)
{
  start_service (self, BEHAVES);
  g_assert_true (probe (self));
}

static void
test_none_is_none (Fixture *self, gconstpointer data)
{
  g_assert_false (probe (self));
}

/* On a machine that has it, it runs only when asked. */
static void
test_one_that_could_be_started_is_there_and_is_not_started (void)
{
  g_autofree char *folder = g_dir_make_tmp ("ingam-updates-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, SERVICE ".service", NULL);
  Fixture self = { .daemon = g_test_dbus_new (G_TEST_DBUS_NONE) };

  g_assert_true (g_file_set_contents (
      file, "[D-BUS Service]\nName=" SERVICE "\nExec=/nonexistent/never\n", -1, NULL));
  g_test_dbus_add_service_dir (self.daemon, folder);
  g_test_dbus_up (self.daemon);
  self.client = connect_to_bus (&self);
  g_assert_true (probe (&self));
  tear_down (&self, NULL);
  g_remove (file);
  g_rmdir (folder);
}

/* The folders of applications are read once a process, so the test brings its own before that. */
static void
test_the_desktops_program_is_found (void)
{
  g_autoptr (GAppInfo) app = ingam_system_updates_find_app ();

  g_assert_nonnull (app);
  g_assert_cmpstr (g_app_info_get_id (app), ==, "org.kde.discover.desktop");
}

int
main (int argc, char *argv[])
{
  g_autofree char *data = g_dir_make_tmp ("ingam-updates-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (data, "applications", NULL);
  g_autofree char *file = g_build_filename (folder, "org.kde.discover.desktop", NULL);
  int status;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (
      file, "[Desktop Entry]\nType=Application\nName=Discover\nExec=true\n", -1, NULL));
  g_setenv ("XDG_DATA_HOME", data, TRUE);
  g_setenv ("XDG_DATA_DIRS", data, TRUE);
  g_test_init (&argc, &argv, NULL);
  if (g_find_program_in_path ("dbus-daemon") == NULL)
    {
      g_print ("1..0 # SKIP no dbus-daemon\n");
      return 77;
    }
#define ADD(name, func) g_test_add ("/system-updates/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("counts", test_counts);
  ADD ("is-told-to-stay-off-the-network", test_is_told_to_stay_off_the_network);
  ADD ("is-not-asked-when-it-takes-no-hints", test_is_not_asked_when_it_takes_no_hints);
  ADD ("a-silent-service-costs-no-more-than-patience",
       test_a_silent_service_costs_no_more_than_patience);
  ADD ("a-service-that-never-finishes-is-told-to-stop",
       test_a_service_that_never_finishes_is_told_to_stop);
  ADD ("its-failure-is-ours", test_its_failure_is_ours);
  ADD ("a-transaction-that-goes-away-is-a-failure", test_a_transaction_that_goes_away_is_a_failure);
  ADD ("nobody-there-is-a-failure", test_nobody_there_is_a_failure);
  ADD ("can-be-cancelled", test_can_be_cancelled);
  ADD ("a-running-one-is-there", test_a_running_one_is_there);
  ADD ("none-is-none", test_none_is_none);
  g_test_add_func ("/system-updates/one-that-could-be-started-is-there-and-is-not-started",
                   test_one_that_could_be_started_is_there_and_is_not_started);
  g_test_add_func ("/system-updates/the-desktops-program-is-found",
                   test_the_desktops_program_is_found);
  status = g_test_run ();
  g_remove (file);
  g_rmdir (folder);
  g_rmdir (data);
  return status;
}
