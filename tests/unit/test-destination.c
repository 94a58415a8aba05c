/* test-destination.c: a place is found again, and what is written there is whole or not there. */
#include "config.h"

#include "core/backup/destination-private.h"

#include "core/base/clock.h"
#include "support/drives.h"
#include "support/scratch.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define TAG "3fa29c1b"
#define OTHER_TAG "00000000"
#define WHEN G_GINT64_CONSTANT (1795707012) /* 2026-11-26 15:30:12 UTC */
#define NAME "ingam-20261126-153012-3fa29c1b.zip"

static void
test_what_is_remembered_is_the_same_again (void)
{
  for (guint kind = 0; kind < INGAM_DESTINATION_N_KINDS; kind++)
    {
      g_autoptr (IngamDestination) one =
          ingam_destination_new ((IngamDestinationKind) kind, "/srv/backups", NULL);
      g_autoptr (IngamDestination) again =
          ingam_destination_new ((IngamDestinationKind) kind, "/srv/backups", "other");
      g_autoptr (IngamDestination) other =
          ingam_destination_new ((IngamDestinationKind) kind, "/srv/backup", NULL);
      IngamDestinationKind found;

      g_assert_cmpstr (ingam_destination_get_id (one), ==, ingam_destination_get_id (again));
      g_assert_cmpstr (ingam_destination_get_id (one), !=, ingam_destination_get_id (other));
      g_assert_cmpstr (ingam_destination_get_label (again), ==, "other");
      g_assert_true (ingam_destination_kind_find (
          ingam_destination_kind_get_word ((IngamDestinationKind) kind), &found));
      g_assert_cmpuint (found, ==, kind);
    }
}

static void
test_labels_are_inert (void)
{
  g_autoptr (IngamDestination) named =
      ingam_destination_new (INGAM_DESTINATION_DRIVE, "A/b", INGAM_TEST_DRIVE_NAME);
  g_autoptr (IngamDestination) raw =
      ingam_destination_new (INGAM_DESTINATION_FOLDER, "/srv/a\nb\xff", NULL);

  g_assert_null (strpbrk (ingam_destination_get_label (named), "\n"));
  g_assert_null (strstr (ingam_destination_get_label (named), "\xe2\x80\xae"));
  g_assert_null (strpbrk (ingam_destination_get_label (raw), "\n\xff"));
}

static void
test_a_drive_is_found_wherever_it_is (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (IngamTestMonitor) monitor = g_object_new (INGAM_TEST_TYPE_MONITOR, NULL);
  g_autoptr (IngamTestMount) mount = g_object_new (INGAM_TEST_TYPE_MOUNT, NULL);
  GVolumeMonitor *volumes = G_VOLUME_MONITOR (monitor);
  g_autofree char *path = g_build_filename (scratch, "stick", "my backups", NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  g_autoptr (IngamDestination) destination = NULL;
  g_autoptr (IngamDestination) plain = NULL;
  g_autoptr (GFile) found = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *found_path = NULL;

  mount->path = g_build_filename (scratch, "stick", NULL);
  mount->uuid = "AB12-34CD";
  plain = ingam_destination_new_for_file (folder, volumes);
  g_assert_cmpint (ingam_destination_get_kind (plain), ==, INGAM_DESTINATION_FOLDER);

  monitor->mounts = g_list_prepend (NULL, mount);
  destination = ingam_destination_new_for_file (folder, volumes);
  g_assert_cmpint (ingam_destination_get_kind (destination), ==, INGAM_DESTINATION_DRIVE);
  g_assert_cmpstr (ingam_destination_get_where (destination), ==, "AB12-34CD/my backups");

  /* Plugged in elsewhere. */
  g_free (mount->path);
  mount->path = g_build_filename (scratch, "stick1", NULL);
  found = ingam_destination_locate (destination, volumes, &error);
  g_assert_no_error (error);
  found_path = g_file_get_path (found);
  expected = g_build_filename (scratch, "stick1", "my backups", NULL);
  g_assert_cmpstr (found_path, ==, expected);

  /* And another one in its place. */
  mount->uuid = "other";
  g_assert_null (ingam_destination_locate (destination, volumes, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_UNREACHABLE);
  g_clear_pointer (&monitor->mounts, g_list_free);
}

static void
test_a_disk_that_stays_is_a_folder (void)
{
  g_autoptr (IngamTestMonitor) monitor = g_object_new (INGAM_TEST_TYPE_MONITOR, NULL);
  g_autoptr (IngamTestMount) mount = g_object_new (INGAM_TEST_TYPE_MOUNT, NULL);
  g_autoptr (GFile) folder = g_file_new_for_path ("/srv/disk/backups");
  g_autoptr (IngamDestination) destination = NULL;

  mount->path = g_strdup ("/srv/disk");
  mount->uuid = "AB12-34CD";
  mount->fixed = TRUE;
  monitor->mounts = g_list_prepend (NULL, mount);
  destination = ingam_destination_new_for_file (folder, G_VOLUME_MONITOR (monitor));
  g_assert_cmpint (ingam_destination_get_kind (destination), ==, INGAM_DESTINATION_FOLDER);
  g_clear_pointer (&monitor->mounts, g_list_free);
}

static void
test_the_same_folder_is_remembered_once (void)
{
  g_autoptr (IngamDestination) one =
      ingam_destination_new (INGAM_DESTINATION_FOLDER, "/srv/backups", NULL);
  g_autoptr (IngamDestination) other =
      ingam_destination_new (INGAM_DESTINATION_FOLDER, "/srv//x/../backups/", NULL);

  g_assert_cmpstr (ingam_destination_get_id (one), ==, ingam_destination_get_id (other));
  g_assert_cmpstr (ingam_destination_get_where (other), ==, "/srv/backups");
}

static void
test_no_password_is_remembered (void)
{
  g_autoptr (IngamDestination) place =
      ingam_destination_new (INGAM_DESTINATION_REMOTE, "davs://me:hunter2@host/b%20c", NULL);

  g_assert_null (strstr (ingam_destination_get_where (place), "hunter2"));
  g_assert_null (strstr (ingam_destination_get_label (place), "hunter2"));
  g_assert_true (g_str_has_prefix (ingam_destination_get_where (place), "davs://me"));
  g_assert_true (g_str_has_suffix (ingam_destination_get_where (place), "@host/b%20c"));
}

/* What is opened later follows no link, so that one that was chosen could never be written to. */
static void
test_a_link_is_where_it_leads (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (IngamTestMonitor) monitor = g_object_new (INGAM_TEST_TYPE_MONITOR, NULL);
  g_autofree char *link = g_build_filename (scratch, "link", NULL);
  static const char *const chosen[] = { "link", "link/yet to be made" };
  static const char *const meant[] = { "folder", "folder/yet to be made" };

  ingam_scratch_write (scratch, "folder/x", "", 0);
  g_assert_cmpint (symlink ("folder", link), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (chosen); i++)
    {
      g_autoptr (GFile) folder = g_file_new_build_filename (scratch, chosen[i], NULL);
      g_autofree char *expected = g_build_filename (scratch, meant[i], NULL);
      g_autoptr (IngamDestination) place =
          ingam_destination_new_for_file (folder, G_VOLUME_MONITOR (monitor));
      g_autoptr (IngamDestinationFolder) opened = NULL;
      g_autoptr (GFile) where = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_cmpstr (ingam_destination_get_where (place), ==, expected);
      where = ingam_destination_locate (place, G_VOLUME_MONITOR (monitor), NULL);
      opened = ingam_destination_folder_open (place, where, TAG, TRUE, NULL, &error);
      g_assert_no_error (error);
    }
}

/* --- open; both ways, the remote one on files of this computer --- */

typedef struct
{
  IngamScratch *scratch;
  char *path;
  GFile *where;
  IngamDestination *destination;
  IngamDestinationFolder *folder;
} Fixture;

static void
set_up (Fixture *self, gconstpointer way)
{
  g_autoptr (GError) error = NULL;

  self->scratch = ingam_scratch_new ();
  self->path = g_build_filename (self->scratch, "backups", NULL);
  self->where = g_file_new_for_path (self->path);
  self->destination = ingam_destination_new (INGAM_DESTINATION_DRIVE, "AB-12/backups", "TOSHIBA");
  self->folder =
      ingam_destination_folder_open (self->destination, self->where, TAG, TRUE, NULL, &error);
  g_assert_no_error (error);
  /* What GVfs would be asked for. */
  if (way == &ingam_destination_way_remote)
    {
      self->folder->way->detach (self->folder);
      self->folder->way = way;
      g_assert_true (self->folder->way->attach (self->folder, FALSE, NULL, NULL));
    }
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_pointer (&self->folder, ingam_destination_folder_free);
  ingam_destination_unref (self->destination);
  g_object_unref (self->where);
  g_free (self->path);
  ingam_scratch_free (self->scratch);
}

static IngamDestinationWrite *
begin (Fixture *self, gint64 when, const char *text)
{
  g_autoptr (GError) error = NULL;
  IngamDestinationWrite *write =
      ingam_destination_write_begin (self->folder, when, strlen (text), NULL, &error);
  gsize written;

  g_assert_no_error (error);
  g_output_stream_write_all (ingam_destination_write_get_stream (write), text, strlen (text),
                             &written, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (ingam_destination_write_sync (write, NULL, &error));
  g_assert_no_error (error);
  return write;
}

static void
put (Fixture *self, gint64 when, const char *text)
{
  g_autoptr (IngamDestinationWrite) write = begin (self, when, text);
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;

  ingam_destination_write_commit (write, &name, NULL, &error);
  g_assert_no_error (error);
}

static char *
list (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) files = ingam_destination_folder_list (self->folder, NULL, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < files->len; i++)
    {
      const IngamDestinationFile *file = g_ptr_array_index (files, i);

      g_string_append_printf (text, "%s %" G_GUINT64_FORMAT ";", file->name, file->size);
    }
  return g_string_free (text, FALSE);
}

/* Everything there, hidden files too. */
static guint
count (Fixture *self)
{
  GDir *dir = g_dir_open (self->path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  g_dir_close (dir);
  return n;
}

static void
test_it_is_read_back_before_it_has_a_name (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamDestinationWrite) write = begin (self, WHEN, "sealed");
  g_autoptr (GFile) hidden = ingam_destination_write_get_file (write);
  g_autofree char *before = list (self);
  g_autofree char *after = NULL;
  g_autofree char *name = NULL;
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_load_contents (hidden, NULL, &contents, NULL, NULL, NULL));
  g_assert_cmpstr (contents, ==, "sealed");
  g_assert_cmpstr (before, ==, "");
  g_assert_true (ingam_destination_write_commit (write, &name, NULL, &error));
  g_assert_cmpstr (name, ==, NAME);
  g_clear_pointer (&write, ingam_destination_write_free);
  after = list (self);
  g_assert_cmpstr (after, ==, NAME " 6;");
  g_assert_cmpuint (count (self), ==, 1);
}

static void
test_without_a_commit_nothing_stays (Fixture *self, gconstpointer data)
{
  ingam_destination_write_free (begin (self, WHEN, "sealed"));
  g_assert_cmpuint (count (self), ==, 0);
}

static void
test_a_name_that_is_taken_is_kept (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamDestinationWrite) write = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *listed = NULL;

  put (self, WHEN, "first");
  write = begin (self, WHEN, "second!");
  g_assert_false (ingam_destination_write_commit (write, &name, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_ALREADY_HERE);
  g_clear_pointer (&write, ingam_destination_write_free);
  listed = list (self);
  g_assert_cmpstr (listed, ==, NAME " 5;");
  g_assert_cmpuint (count (self), ==, 1);
}

/* What has its name in a folder that nobody finds is no backup, and is not left behind either. */
static void
test_a_folder_that_is_moved_away_meanwhile (Fixture *self, gconstpointer data)
{
  g_autofree char *aside = g_build_filename (self->scratch, "aside", NULL);

  for (guint again = 0; again < 2; again++)
    {
      g_autoptr (IngamDestinationWrite) write = begin (self, WHEN, "sealed");
      g_autoptr (GError) error = NULL;
      g_autoptr (GDir) dir = NULL;
      g_autofree char *name = NULL;

      g_assert_cmpint (g_rename (self->path, aside), ==, 0);
      if (again)
        g_assert_cmpint (g_mkdir (self->path, 0700), ==, 0);
      g_assert_false (ingam_destination_write_commit (write, &name, NULL, &error));
      g_assert_error (error, INGAM_ERROR, INGAM_ERROR_UNREACHABLE);
      if (again)
        g_assert_cmpint (g_rmdir (self->path), ==, 0);
      g_assert_cmpint (g_rename (aside, self->path), ==, 0);
      g_clear_pointer (&write, ingam_destination_write_free);
      g_assert_cmpuint (count (self), ==, 0);
    }
}

static void
test_one_that_was_cut_does_not_count (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamDestinationWrite) write = begin (self, WHEN, "sealed");
  g_autoptr (GFile) hidden = ingam_destination_write_get_file (write);
  g_autofree char *path = g_file_get_path (hidden);
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (truncate (path, 3), ==, 0);
  g_assert_false (ingam_destination_write_commit (write, &name, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_UNVERIFIED);
  g_clear_pointer (&write, ingam_destination_write_free);
  g_assert_cmpuint (count (self), ==, 0);
}

static void
test_only_ours_are_listed_newest_first (Fixture *self, gconstpointer data)
{
  static const char *const others[] = {
    "ingam-20261126-153012-3fa29c1b.zip.part", "ingam-20261326-153012-3fa29c1b.zip",
    "ingam-20261126-153012-3FA29C1B.zip",      "ingam-20261126-253012-3fa29c1b.zip",
    "ingam-2026112 -153012-3fa29c1b.zip",      "holiday.jpg",
  };
  g_autofree char *listed = NULL;

  put (self, WHEN, "a");
  put (self, WHEN + 1, "bb");
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *path = g_build_filename (self->path, others[i], NULL);

      g_assert_true (g_file_set_contents (path, "x", 1, NULL));
    }
  listed = list (self);
  g_assert_cmpstr (listed, ==,
                   "ingam-20261126-153013-3fa29c1b.zip 2;"
                   "ingam-20261126-153012-3fa29c1b.zip 1;");
}

static void
test_one_is_removed (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  put (self, WHEN, "a");
  put (self, WHEN + 1, "b");
  g_assert_true (ingam_destination_folder_remove (self->folder, NAME, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (ingam_destination_folder_remove (self->folder, NAME, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count (self), ==, 1);
}

static void
test_a_folder_that_is_gone_is_unreachable (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->scratch, "not", "there", NULL);
  g_autoptr (GFile) nowhere = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  /* Never a whole path: it would be made below a mount point that has nothing mounted. */
  g_assert_null (
      ingam_destination_folder_open (self->destination, nowhere, TAG, TRUE, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, "TOSHIBA"));
}

static gint64
get_tomorrow (gpointer data)
{
  return g_get_real_time () / G_USEC_PER_SEC + 25 * 60 * 60;
}

static gint64
get_yesterday (gpointer data)
{
  return g_get_real_time () / G_USEC_PER_SEC - 25 * 60 * 60;
}

/* A place of GVfs knows no locks: there a day must have passed, or a clock must have been set back.
 */
static void
test_a_run_that_was_killed_leaves_nothing (Fixture *self, gconstpointer data)
{
  static const IngamClockFunc clocks[] = { get_tomorrow, get_yesterday };

  for (guint i = 0; i < G_N_ELEMENTS (clocks); i++)
    {
      g_autoptr (IngamDestinationWrite) write = begin (self, WHEN, "half");
      g_autoptr (GFile) hidden = ingam_destination_write_get_file (write);
      g_autofree char *path = g_file_get_path (hidden);
      g_autoptr (IngamDestinationFolder) other = NULL;
      g_autoptr (GError) error = NULL;

      g_clear_pointer (&write, ingam_destination_write_free);
      g_assert_true (g_file_set_contents (path, "left behind", -1, NULL));
      ingam_clock_replace (clocks[i], NULL);
      /* Another computer's is not ours to clear. */
      other = ingam_destination_folder_open (self->destination, self->where, OTHER_TAG, FALSE, NULL,
                                             &error);
      g_assert_no_error (error);
      g_assert_cmpuint (count (self), ==, 1);
      self->folder->way->detach (self->folder);
      g_assert_true (self->folder->way->attach (self->folder, FALSE, NULL, NULL));
      g_assert_cmpuint (count (self), ==, 0);
      ingam_clock_replace (NULL, NULL);
    }
}

static void
test_a_run_that_lives_is_left_alone (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamDestinationWrite) write = begin (self, WHEN, "sealed");
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  g_autofree char *listed = NULL;
  Fixture other = *self;

  other.folder =
      ingam_destination_folder_open (self->destination, self->where, TAG, FALSE, NULL, &error);
  g_assert_no_error (error);
  other.folder->way->detach (other.folder);
  other.folder->way = self->folder->way;
  g_assert_true (other.folder->way->attach (other.folder, FALSE, NULL, &error));
  g_assert_true (ingam_destination_write_commit (write, &name, NULL, &error));
  g_assert_no_error (error);
  listed = list (self);
  g_assert_cmpstr (listed, ==, NAME " 6;");
  ingam_destination_folder_free (other.folder);
}

static void
test_no_room_is_said_at_once (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ingam_destination_write_begin (self->folder, WHEN, G_GUINT64_CONSTANT (1) << 60,
                                                NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_NO_SPACE);
  g_assert_cmpuint (count (self), ==, 0);
}

static const struct
{
  const char *name;
  void (*test) (Fixture *self, gconstpointer data);
} tests[] = {
  { "it-is-read-back-before-it-has-a-name", test_it_is_read_back_before_it_has_a_name },
  { "without-a-commit-nothing-stays", test_without_a_commit_nothing_stays },
  { "a-name-that-is-taken-is-kept", test_a_name_that_is_taken_is_kept },
  { "a-folder-that-is-moved-away-meanwhile", test_a_folder_that_is_moved_away_meanwhile },
  { "one-that-was-cut-does-not-count", test_one_that_was_cut_does_not_count },
  { "only-ours-are-listed-newest-first", test_only_ours_are_listed_newest_first },
  { "one-is-removed", test_one_is_removed },
  { "a-folder-that-is-gone-is-unreachable", test_a_folder_that_is_gone_is_unreachable },
  { "a-run-that-was-killed-leaves-nothing", test_a_run_that_was_killed_leaves_nothing },
  { "a-run-that-lives-is-left-alone", test_a_run_that_lives_is_left_alone },
  { "no-room-is-said-at-once", test_no_room_is_said_at_once },
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/destination/what-is-remembered-is-the-same-again",
                   test_what_is_remembered_is_the_same_again);
  g_test_add_func ("/destination/the-same-folder-is-remembered-once",
                   test_the_same_folder_is_remembered_once);
  g_test_add_func ("/destination/no-password-is-remembered", test_no_password_is_remembered);
  g_test_add_func ("/destination/a-link-is-where-it-leads", test_a_link_is_where_it_leads);
  g_test_add_func ("/destination/labels-are-inert", test_labels_are_inert);
  g_test_add_func ("/destination/a-drive-is-found-wherever-it-is",
                   test_a_drive_is_found_wherever_it_is);
  g_test_add_func ("/destination/a-disk-that-stays-is-a-folder",
                   test_a_disk_that_stays_is_a_folder);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *local = g_strconcat ("/destination/local/", tests[i].name, NULL);
      g_autofree char *remote = g_strconcat ("/destination/remote/", tests[i].name, NULL);

      g_test_add (local, Fixture, &ingam_destination_way_local, set_up, tests[i].test, tear_down);
      g_test_add (remote, Fixture, &ingam_destination_way_remote, set_up, tests[i].test, tear_down);
    }
  return g_test_run ();
}
