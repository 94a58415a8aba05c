/* test-system-updates.c: a PackageKit of our own on a bus of our own, well behaved and otherwise.
 */
#include "config.h"

#include "core/care/system-updates.h"

#include "core/base/error.h"
#include "support/package-kit.h"

#include <glib/gstdio.h>

#define SERVICE "org.freedesktop.PackageKit"

typedef struct
{
  GTestDBus *daemon;
  IngamTestPackageKit *service;
  GDBusConnection *client;
  GCancellable *cancellable;
  GAsyncResult *result;
} Fixture;

static void
wait_for (gboolean (*condition) (Fixture *self), Fixture *self)
{
  while (!condition (self))
    g_main_context_iteration (NULL, TRUE);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->daemon = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (self->daemon);
  self->client = ingam_test_package_kit_connect (g_test_dbus_get_bus_address (self->daemon));
  self->cancellable = g_cancellable_new ();
}

static void
start_service (Fixture *self, IngamTestPackageKitManner manner)
{
  self->service = ingam_test_package_kit_new (g_test_dbus_get_bus_address (self->daemon), manner);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_pointer (&self->service, ingam_test_package_kit_free);
  g_dbus_connection_close_sync (self->client, NULL, NULL);
  g_clear_object (&self->client);
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
  return self->service->n_questions > 0;
}

static gboolean
was_cancelled (Fixture *self)
{
  return self->service->n_cancels > 0;
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

  start_service (self, INGAM_TEST_PACKAGE_KIT_BEHAVES);
  updates = count (self, 60000, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (updates.waiting, ==, 3);
  g_assert_cmpuint (updates.security, ==, 2);
}

static void
test_is_told_to_stay_off_the_network (Fixture *self, gconstpointer data)
{
  start_service (self, INGAM_TEST_PACKAGE_KIT_BEHAVES);
  count (self, 60000, NULL);
  g_assert_true (self->service->forbids_network);
}

static void
test_is_not_asked_when_it_takes_no_hints (Fixture *self, gconstpointer data)
{
  start_service (self, INGAM_TEST_PACKAGE_KIT_REFUSES_HINTS);
  assert_fails (self, 60000);
  g_assert_cmpuint (self->service->n_questions, ==, 0);
}

static void
test_a_silent_service_costs_no_more_than_patience (Fixture *self, gconstpointer data)
{
  start_service (self, INGAM_TEST_PACKAGE_KIT_NEVER_ANSWERS);
  assert_fails (self, 100);
}

static void
test_a_service_that_never_finishes_is_told_to_stop (Fixture *self, gconstpointer data)
{
  start_service (self, INGAM_TEST_PACKAGE_KIT_NEVER_FINISHES);
  assert_fails (self, 300);
  wait_for (was_cancelled, self);
}

static void
test_its_failure_is_ours (Fixture *self, gconstpointer data)
{
  start_service (self, INGAM_TEST_PACKAGE_KIT_FAILS);
  assert_fails (self, 60000);
}

static void
test_a_transaction_that_goes_away_is_a_failure (Fixture *self, gconstpointer data)
{
  start_service (self, INGAM_TEST_PACKAGE_KIT_GOES_AWAY);
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

  start_service (self, INGAM_TEST_PACKAGE_KIT_NEVER_FINISHES);
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
  start_service (self, INGAM_TEST_PACKAGE_KIT_BEHAVES);
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
  self.client = ingam_test_package_kit_connect (g_test_dbus_get_bus_address (self.daemon));
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
  g_autofree char *daemon = NULL;
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
  daemon = g_find_program_in_path ("dbus-daemon");
  if (daemon == NULL)
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
