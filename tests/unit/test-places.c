/* test-places.c: storage locations come and go, and each certificate is found where it lies. */
#include "config.h"

#include "core/store/places.h"

#include "support/drives.h"
#include "support/sample.h"

#include <glib/gstdio.h>

typedef struct
{
  IngamScratch *scratch;
  char *home;
  char *stick;       /* where the drive is mounted */
  char *stick_store; /* its folder, in a case of its own */
  IngamTestMonitor *monitor;
  IngamTestMount *mount;
  IngamPlaces *places;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const IngamTestSample sample = { 0 };
  const IngamTestSample other = { .name = "성춘향", .serial = 2 };

  fixture->scratch = ingam_scratch_new ();
  fixture->home = g_build_filename (fixture->scratch, "NPKI", NULL);
  fixture->stick = g_build_filename (fixture->scratch, "stick", NULL);
  fixture->stick_store = g_build_filename (fixture->stick, "nPki", NULL);
  g_free (ingam_test_sample_write (fixture->home, &sample));
  g_free (ingam_test_sample_write (fixture->home, &other));
  g_free (ingam_test_sample_write (fixture->stick_store, &other));
  fixture->monitor = g_object_new (INGAM_TEST_TYPE_MONITOR, NULL);
  fixture->mount = g_object_new (INGAM_TEST_TYPE_MOUNT, NULL);
  fixture->mount->path = g_strdup (fixture->stick);
  fixture->places = ingam_places_new (fixture->home);
  ingam_places_load (fixture->places);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->places);
  g_list_free (fixture->monitor->mounts);
  g_object_unref (fixture->monitor);
  g_assert_finalize_object (fixture->mount);
  g_free (fixture->stick_store);
  g_free (fixture->stick);
  g_free (fixture->home);
  ingam_scratch_free (fixture->scratch);
}

static guint
count (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->places));
}

static IngamPlace *
get (Fixture *fixture, guint i)
{
  g_autoptr (IngamPlace) place = g_list_model_get_item (G_LIST_MODEL (fixture->places), i);

  return place;
}

static void
wait_for (Fixture *fixture, guint n_places)
{
  while (count (fixture) != n_places || !ingam_places_are_loaded (fixture->places))
    g_main_context_iteration (NULL, TRUE);
}

static void
plug_in (Fixture *fixture)
{
  fixture->monitor->mounts = g_list_prepend (fixture->monitor->mounts, fixture->mount);
  g_signal_emit_by_name (fixture->monitor, "mount-added", fixture->mount);
}

static void
test_home_is_there_alone (Fixture *fixture, gconstpointer data)
{
  wait_for (fixture, 1);
  g_assert_cmpint (ingam_place_get_kind (get (fixture, 0)), ==, INGAM_PLACE_HOME);
  g_assert_true (ingam_places_get_home (fixture->places) == get (fixture, 0));
}

static void
test_a_stick_that_is_in_already_is_found (Fixture *fixture, gconstpointer data)
{
  fixture->monitor->mounts = g_list_prepend (NULL, fixture->mount);
  ingam_places_follow_drives (fixture->places, G_VOLUME_MONITOR (fixture->monitor));
  wait_for (fixture, 2);
  g_assert_cmpint (ingam_place_get_kind (get (fixture, 1)), ==, INGAM_PLACE_DRIVE);
  g_assert_cmpstr (ingam_store_get_path (ingam_place_get_store (get (fixture, 1))), ==,
                   fixture->stick_store);
}

static void
gone_cb (IngamPlaces *places, IngamPlace *place, char **ret_name)
{
  *ret_name = g_strdup (ingam_place_get_name (place));
}

static void
test_a_stick_comes_and_goes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *gone = NULL;

  g_signal_connect (fixture->places, "drive-gone", G_CALLBACK (gone_cb), &gone);
  ingam_places_follow_drives (fixture->places, G_VOLUME_MONITOR (fixture->monitor));
  plug_in (fixture);
  wait_for (fixture, 2);
  g_signal_emit_by_name (fixture->monitor, "mount-removed", fixture->mount);
  g_assert_cmpuint (count (fixture), ==, 1);
  g_assert_true (g_str_has_prefix (gone, "USB TOSHIBA"));
}

static void
test_the_name_of_a_stick_is_inert (Fixture *fixture, gconstpointer data)
{
  ingam_places_follow_drives (fixture->places, G_VOLUME_MONITOR (fixture->monitor));
  plug_in (fixture);
  wait_for (fixture, 2);
  g_assert_cmpstr (ingam_place_get_name (get (fixture, 1)), ==, "USB TOSHIBA \xef\xbf\xbdX");
}

/* Whoever looks for a certificate waits for sticks, and for no longer than it takes. */
static void
test_a_stick_that_is_being_looked_at_may_hold_more (Fixture *fixture, gconstpointer data)
{
  g_autofree char *aside = g_build_filename (fixture->stick, "aside", NULL);

  g_assert_cmpint (g_rename (fixture->stick_store, aside), ==, 0);
  wait_for (fixture, 1);
  g_assert_true (ingam_places_are_complete (fixture->places));
  ingam_places_follow_drives (fixture->places, G_VOLUME_MONITOR (fixture->monitor));
  plug_in (fixture);
  g_assert_true (ingam_places_are_loaded (fixture->places));
  g_assert_false (ingam_places_are_complete (fixture->places));
  while (!ingam_places_are_complete (fixture->places))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count (fixture), ==, 1);
}

static void
test_a_fixed_disk_is_none (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) drives = NULL;

  fixture->mount->fixed = TRUE;
  ingam_places_follow_drives (fixture->places, G_VOLUME_MONITOR (fixture->monitor));
  plug_in (fixture);
  wait_for (fixture, 1);
  drives = ingam_places_list_drives (fixture->places);
  g_assert_cmpuint (drives->len, ==, 0);
}

static void
test_an_empty_stick_is_a_drive_and_becomes_a_place (Fixture *fixture, gconstpointer data)
{
  g_autofree char *aside = g_build_filename (fixture->stick, "aside", NULL);
  g_autoptr (GPtrArray) drives = NULL;

  g_assert_cmpint (g_rename (fixture->stick_store, aside), ==, 0);
  ingam_places_follow_drives (fixture->places, G_VOLUME_MONITOR (fixture->monitor));
  plug_in (fixture);
  wait_for (fixture, 1);
  drives = ingam_places_list_drives (fixture->places);
  g_assert_cmpuint (drives->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (drives, 0), ==, fixture->stick);

  g_assert_cmpint (g_rename (aside, fixture->stick_store), ==, 0);
  ingam_places_follow_drives (fixture->places, NULL);
  wait_for (fixture, 2);
}

static void
test_each_is_found_where_it_lies (Fixture *fixture, gconstpointer data)
{
  ingam_places_follow_drives (fixture->places, G_VOLUME_MONITOR (fixture->monitor));
  plug_in (fixture);
  wait_for (fixture, 2);
  for (guint i = 0; i < 2; i++)
    {
      GListModel *store = G_LIST_MODEL (ingam_place_get_store (get (fixture, i)));

      for (guint j = 0; j < g_list_model_get_n_items (store); j++)
        {
          g_autoptr (IngamCredential) credential = g_list_model_get_item (store, j);
          g_autoptr (GPtrArray) copies = ingam_places_list_copies (fixture->places, credential);
          gboolean copied = g_str_equal (ingam_credential_get_name (credential), "성춘향");

          g_assert_true (ingam_places_find (fixture->places, credential) == get (fixture, i));
          g_assert_cmpuint (copies->len, ==, copied ? 1 : 0);
          if (copied)
            g_assert_true (g_ptr_array_index (copies, 0) == get (fixture, 1 - i));
        }
    }
}

static void
test_a_folder_is_added_once (Fixture *fixture, gconstpointer data)
{
  g_autofree char *link = g_build_filename (fixture->scratch, "link", NULL);
  IngamPlace *place = ingam_places_add_folder (fixture->places, fixture->stick_store);

  g_assert_nonnull (place);
  g_assert_cmpstr (ingam_place_get_name (place), ==, "nPki");
  g_assert_cmpint (symlink (fixture->stick_store, link), ==, 0);
  g_assert_null (ingam_places_add_folder (fixture->places, link));
  g_assert_null (ingam_places_add_folder (fixture->places, fixture->home));
  wait_for (fixture, 2);
  ingam_places_remove (fixture->places, place);
  g_assert_cmpuint (count (fixture), ==, 1);
}

#define ADD(path, function) g_test_add ("/places/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("home-is-there-alone", test_home_is_there_alone);
  ADD ("a-stick-that-is-in-already-is-found", test_a_stick_that_is_in_already_is_found);
  ADD ("a-stick-comes-and-goes", test_a_stick_comes_and_goes);
  ADD ("the-name-of-a-stick-is-inert", test_the_name_of_a_stick_is_inert);
  ADD ("a-stick-that-is-being-looked-at-may-hold-more",
       test_a_stick_that_is_being_looked_at_may_hold_more);
  ADD ("a-fixed-disk-is-none", test_a_fixed_disk_is_none);
  ADD ("an-empty-stick-is-a-drive-and-becomes-a-place",
       test_an_empty_stick_is_a_drive_and_becomes_a_place);
  ADD ("each-is-found-where-it-lies", test_each_is_found_where_it_lies);
  ADD ("a-folder-is-added-once", test_a_folder_is_added_once);
  return g_test_run ();
}
