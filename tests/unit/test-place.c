/* test-place.c: a storage location says what it is called, and whether it could be read. */
#include "config.h"

#include "core/store/place.h"

#include "core/base/error.h"
#include "support/sample.h"

static void
wait_until_loaded (IngamPlace *place)
{
  while (!ingam_place_is_loaded (place))
    g_main_context_iteration (NULL, TRUE);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_names_say_what_a_person_calls_it (void)
{
  g_autoptr (IngamPlace) home = ingam_place_new (INGAM_PLACE_HOME, "/none", NULL);
  g_autoptr (IngamPlace) drive = ingam_place_new (INGAM_PLACE_DRIVE, "/none", "TOSHIBA");
  g_autoptr (IngamPlace) folder = ingam_place_new (INGAM_PLACE_FOLDER, "/none", "clients");

  g_assert_cmpstr (ingam_place_get_name (home), ==, "This Computer");
  g_assert_cmpstr (ingam_place_get_name (drive), ==, "USB TOSHIBA");
  g_assert_cmpstr (ingam_place_get_name (folder), ==, "clients");
  g_assert_false (ingam_place_is_loaded (home));
}

static void
test_loads_and_tells (void)
{
  const IngamTestSample sample = { 0 };
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *folder = ingam_test_sample_write (store, &sample);
  g_autoptr (IngamPlace) place = ingam_place_new (INGAM_PLACE_HOME, store, NULL);
  guint n_changed = 0;

  g_signal_connect_swapped (place, "changed", G_CALLBACK (count_cb), &n_changed);
  ingam_place_load (place);
  wait_until_loaded (place);
  g_assert_no_error (ingam_place_get_error (place));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (ingam_place_get_store (place))), ==, 1);
  g_assert_cmpuint (n_changed, >=, 1);
  ingam_place_stop (place);
}

static void
test_a_folder_that_is_not_there_is_a_state (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *path = g_build_filename (scratch, "NPKI", NULL);
  g_autoptr (IngamPlace) place = ingam_place_new (INGAM_PLACE_FOLDER, path, "x");

  ingam_place_load (place);
  wait_until_loaded (place);
  g_assert_error (ingam_place_get_error (place), INGAM_ERROR, INGAM_ERROR_NOT_FOUND);
  ingam_place_stop (place);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/place/names-say-what-a-person-calls-it",
                   test_names_say_what_a_person_calls_it);
  g_test_add_func ("/place/loads-and-tells", test_loads_and_tells);
  g_test_add_func ("/place/a-folder-that-is-not-there-is-a-state",
                   test_a_folder_that_is_not_there_is_a_state);
  return g_test_run ();
}
