/* test-watch.c: that every kind of change below a store is told, once calmed down, and nothing when
 * nothing changed. */
#include "config.h"

#include "core/store/watch.h"

#include "support/scratch.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#define FOLDER "yessign/USER/cn=x"
#define LIMIT_US (10 * G_USEC_PER_SEC)

typedef struct
{
  IngamScratch *store;
  IngamWatch *watch;
  guint n;
} Fixture;

static void
changed_cb (gpointer user_data)
{
  ((Fixture *) user_data)->n++;
}

static void
wait_for_change (Fixture *fixture)
{
  guint before = fixture->n;
  gint64 deadline = g_get_monotonic_time () + LIMIT_US;

  while (fixture->n == before)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
wait_for (Fixture *fixture, guint milliseconds)
{
  gint64 until = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, FALSE);
}

/* Whatever is on its way has come when nothing came for longer than calming down takes. */
static void
wait_for_calm (Fixture *fixture)
{
  gint64 last = g_get_monotonic_time ();
  guint before = fixture->n;

  while (g_get_monotonic_time () - last < 3 * INGAM_WATCH_CALM_MS * 1000)
    {
      g_main_context_iteration (NULL, TRUE);
      if (fixture->n != before)
        last = g_get_monotonic_time ();
      before = fixture->n;
    }
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = ingam_scratch_new ();
  ingam_scratch_write (fixture->store, FOLDER "/signCert.der", "old", 3);
  fixture->watch =
      ingam_watch_new (fixture->store, INGAM_WATCH_MAX_FOLDERS, TRUE, changed_cb, fixture);
  wait_for_change (fixture); /* the first call: all is watched */
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->watch, ingam_watch_free);
  ingam_scratch_free (fixture->store);
}

static char *
path_of (Fixture *fixture, const char *relative)
{
  return g_build_filename (fixture->store, relative, NULL);
}

static void
test_nothing_is_told_of_nothing (Fixture *fixture, gconstpointer data)
{
  guint before = fixture->n;

  wait_for_calm (fixture);
  g_assert_cmpuint (fixture->n, ==, before);
  g_assert_false (ingam_watch_is_polling (fixture->watch));
}

static void
test_rewritten_file_is_told (Fixture *fixture, gconstpointer data)
{
  ingam_scratch_write (fixture->store, FOLDER "/signCert.der", "new", 3);
  wait_for_change (fixture);
}

static void
test_changed_mode_is_told (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = path_of (fixture, FOLDER "/signCert.der");

  g_assert_cmpint (chmod (path, 0644), ==, 0);
  wait_for_change (fixture);
}

static void
test_new_folders_are_told_and_watched (Fixture *fixture, gconstpointer data)
{
  ingam_scratch_write (fixture->store, "KICA/USER/cn=y/signCert.der", "one", 3);
  wait_for_change (fixture);
  wait_for_calm (fixture);
  ingam_scratch_write (fixture->store, "KICA/USER/cn=y/signPri.key", "two", 3);
  wait_for_change (fixture);
}

static void
test_renamed_folder_is_told_and_watched (Fixture *fixture, gconstpointer data)
{
  g_autofree char *from = path_of (fixture, FOLDER);
  g_autofree char *to = path_of (fixture, "yessign/USER/cn=z");

  g_assert_cmpint (g_rename (from, to), ==, 0);
  wait_for_change (fixture);
  wait_for_calm (fixture);
  ingam_scratch_write (fixture->store, "yessign/USER/cn=z/signCert.der", "new", 3);
  wait_for_change (fixture);
}

static void
test_many_changes_are_told_as_few (Fixture *fixture, gconstpointer data)
{
  guint before = fixture->n;

  for (guint i = 0; i < 200; i++)
    {
      ingam_scratch_write (fixture->store, FOLDER "/signCert.der", "new", 3);
      g_main_context_iteration (NULL, FALSE);
    }
  wait_for_calm (fixture);
  g_assert_cmpuint (fixture->n, >, before);
  g_assert_cmpuint (fixture->n, <, before + 20);
}

static void
test_hidden_names_are_not_told (Fixture *fixture, gconstpointer data)
{
  guint before = fixture->n;

  ingam_scratch_write (fixture->store, ".ingam/transaction/signCert.der", "x", 1);
  ingam_scratch_write (fixture->store, FOLDER "/.hidden", "x", 1);
  wait_for_calm (fixture);
  g_assert_cmpuint (fixture->n, ==, before);
}

static void
test_store_that_comes_later_is_told (void)
{
  Fixture fixture = { .store = ingam_scratch_new () };
  g_autofree char *path = path_of (&fixture, "NPKI");

  fixture.watch = ingam_watch_new (path, INGAM_WATCH_MAX_FOLDERS, TRUE, changed_cb, &fixture);
  wait_for_change (&fixture);
  g_assert_false (ingam_watch_is_polling (fixture.watch));
  ingam_scratch_write (fixture.store, "NPKI/" FOLDER "/signCert.der", "new", 3);
  wait_for_change (&fixture);
  wait_for_calm (&fixture);
  ingam_scratch_write (fixture.store, "NPKI/" FOLDER "/signPri.key", "new", 3);
  wait_for_change (&fixture);
  tear_down (&fixture, NULL);
}

static void
test_neighbours_of_a_missing_store_are_not_told (void)
{
  Fixture fixture = { .store = ingam_scratch_new () };
  g_autofree char *path = path_of (&fixture, "NPKI");
  guint before;

  fixture.watch = ingam_watch_new (path, INGAM_WATCH_MAX_FOLDERS, TRUE, changed_cb, &fixture);
  wait_for_change (&fixture);
  before = fixture.n;
  ingam_scratch_write (fixture.store, "Documents/letter", "x", 1);
  wait_for_calm (&fixture);
  g_assert_cmpuint (fixture.n, ==, before);
  tear_down (&fixture, NULL);
}

static void
test_store_that_goes_and_comes_is_told (Fixture *fixture, gconstpointer data)
{
  g_autofree char *away = g_strconcat (fixture->store, "-away", NULL);

  g_assert_cmpint (g_rename (fixture->store, away), ==, 0);
  wait_for_change (fixture);
  wait_for_calm (fixture);
  g_assert_cmpint (g_rename (away, fixture->store), ==, 0);
  wait_for_change (fixture);
  wait_for_calm (fixture);
  ingam_scratch_write (fixture->store, FOLDER "/signCert.der", "new", 3);
  wait_for_change (fixture);
}

static void
test_too_many_folders_are_looked_at_in_turn (void)
{
  Fixture fixture = { .store = ingam_scratch_new () };
  gint64 began;

  ingam_scratch_write (fixture.store, FOLDER "/signCert.der", "old", 3);
  fixture.watch = ingam_watch_new (fixture.store, 2, TRUE, changed_cb, &fixture);
  wait_for_change (&fixture);
  g_assert_true (ingam_watch_is_polling (fixture.watch));
  began = g_get_monotonic_time ();
  wait_for_change (&fixture);
  g_assert_cmpint (g_get_monotonic_time () - began, >, G_USEC_PER_SEC / 2);
  tear_down (&fixture, NULL);
}

/* For a program that shall not wake up. */
static void
test_who_may_not_poll_does_not (void)
{
  Fixture fixture = { .store = ingam_scratch_new () };

  ingam_scratch_write (fixture.store, FOLDER "/signCert.der", "old", 3);
  fixture.watch = ingam_watch_new (fixture.store, 2, FALSE, changed_cb, &fixture);
  wait_for_change (&fixture);
  g_assert_false (ingam_watch_is_polling (fixture.watch));
  tear_down (&fixture, NULL);
}

static void
test_freed_watch_is_silent (Fixture *fixture, gconstpointer data)
{
  guint before = fixture->n;

  ingam_scratch_write (fixture->store, "KICA/USER/cn=y/signCert.der", "one", 3);
  wait_for (fixture, 50); /* heard, not yet told */
  g_clear_pointer (&fixture->watch, ingam_watch_free);
  wait_for_calm (fixture);
  g_assert_cmpuint (fixture->n, ==, before);
}

static void
test_freed_while_it_walks (void)
{
  for (guint i = 0; i < 50; i++)
    {
      Fixture fixture = { .store = ingam_scratch_new () };

      fixture.watch =
          ingam_watch_new (fixture.store, INGAM_WATCH_MAX_FOLDERS, TRUE, changed_cb, &fixture);
      tear_down (&fixture, NULL);
      wait_for (&fixture, 2);
      g_assert_cmpuint (fixture.n, ==, 0);
    }
}

/* Lets a wait look at the time now and then. */
static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

#define ADD(path, func) g_test_add ("/watch/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_timeout_add (10, tick_cb, NULL);
  ADD ("nothing-is-told-of-nothing", test_nothing_is_told_of_nothing);
  ADD ("rewritten-file-is-told", test_rewritten_file_is_told);
  ADD ("changed-mode-is-told", test_changed_mode_is_told);
  ADD ("new-folders-are-told-and-watched", test_new_folders_are_told_and_watched);
  ADD ("renamed-folder-is-told-and-watched", test_renamed_folder_is_told_and_watched);
  ADD ("many-changes-are-told-as-few", test_many_changes_are_told_as_few);
  ADD ("hidden-names-are-not-told", test_hidden_names_are_not_told);
  ADD ("store-that-goes-and-comes-is-told", test_store_that_goes_and_comes_is_told);
  ADD ("freed-watch-is-silent", test_freed_watch_is_silent);
  g_test_add_func ("/watch/store-that-comes-later-is-told", test_store_that_comes_later_is_told);
  g_test_add_func ("/watch/neighbours-of-a-missing-store-are-not-told",
                   test_neighbours_of_a_missing_store_are_not_told);
  g_test_add_func ("/watch/too-many-folders-are-looked-at-in-turn",
                   test_too_many_folders_are_looked_at_in_turn);
  g_test_add_func ("/watch/who-may-not-poll-does-not", test_who_may_not_poll_does_not);
  g_test_add_func ("/watch/freed-while-it-walks", test_freed_while_it_walks);
  return g_test_run ();
}
