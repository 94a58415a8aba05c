/* test-durable-file.c: what one step on the disk promises. */
#include "config.h"

#include "core/base/durable-file.h"

#include "core/base/error.h"
#include "support/scratch.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static IngamFd
open_scratch (const char *path)
{
  g_autoptr (GError) error = NULL;
  IngamFd fd = ingam_durable_open_folder (path, FALSE, &error);

  g_assert_no_error (error);
  return fd;
}

static GBytes *
text (const char *contents)
{
  return g_bytes_new (contents, strlen (contents));
}

static void
assert_holds (const char *folder, const char *name, const char *contents)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GBytes) bytes = ingam_test_read (path);

  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), contents,
                   strlen (contents));
}

static guint
mode_of (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  struct stat st;

  g_assert_cmpint (lstat (path, &st), ==, 0);
  return st.st_mode & 07777;
}

static void
test_create_is_private_and_new (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_auto (IngamFd) fd = open_scratch (scratch);
  g_autoptr (GBytes) bytes = text ("first");
  g_autoptr (GBytes) other = text ("second");
  g_autoptr (GError) error = NULL;

  g_assert_true (ingam_durable_create (fd, "a", bytes, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (mode_of (scratch, "a"), ==, 0600);
  g_assert_false (ingam_durable_create (fd, "a", other, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_ALREADY_HERE);
  assert_holds (scratch, "a", "first");
}

static void
test_names_are_one_component (void)
{
  static const char *const names[] = { "", ".", "..", "a/b", "/etc/passwd", NULL };
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_auto (IngamFd) fd = open_scratch (scratch);
  g_autoptr (GBytes) bytes = text ("x");

  for (gsize i = 0; names[i]; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (ingam_durable_create (fd, names[i], bytes, &error));
      g_assert_error (error, INGAM_ERROR, INGAM_ERROR_REFUSED);
      g_assert_false (ingam_durable_remove (fd, names[i], NULL));
      g_assert_false (ingam_durable_move (fd, names[i], fd, "b", NULL));
      g_assert_null (ingam_durable_read (fd, names[i], 10, NULL, NULL));
      g_assert_cmpint (ingam_durable_open_subfolder (fd, names[i], TRUE, NULL), ==, -1);
    }
}

static void
test_read_refuses_what_is_no_file (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_auto (IngamFd) fd = open_scratch (scratch);
  static const char *const names[] = { "fifo", "link", "folder", NULL };

  ingam_scratch_write (scratch, "target", "x", 1);
  g_assert_cmpint (mkfifoat (fd, "fifo", 0600), ==, 0);
  g_assert_cmpint (symlinkat ("target", fd, "link"), ==, 0);
  g_assert_cmpint (mkdirat (fd, "folder", 0700), ==, 0);
  for (gsize i = 0; names[i]; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ingam_durable_read (fd, names[i], 10, NULL, &error));
      g_assert_error (error, INGAM_ERROR, INGAM_ERROR_REFUSED);
    }
}

static void
test_read_keeps_its_limit (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_auto (IngamFd) fd = open_scratch (scratch);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  struct stat st;

  ingam_scratch_write (scratch, "ten", "0123456789", 10);
  bytes = ingam_durable_read (fd, "ten", 10, &st, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 10);
  g_assert_cmpint (st.st_size, ==, 10);
  g_assert_null (ingam_durable_read (fd, "ten", 9, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_REFUSED);
}

static void
test_replace_leaves_only_the_new_file (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_auto (IngamFd) fd = open_scratch (scratch);
  g_autoptr (GBytes) bytes = text ("new");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) names = NULL;

  ingam_scratch_write (scratch, "f", "old and longer", 14);
  g_assert_true (ingam_durable_replace (fd, "f", bytes, &error));
  g_assert_no_error (error);
  assert_holds (scratch, "f", "new");
  names = ingam_durable_list (fd, 10, &error);
  g_assert_cmpuint (names->len, ==, 1);
}

/* A process that is killed between writing and renaming leaves its temporary file. */
static void
test_replace_clears_what_a_killed_run_left (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_auto (IngamFd) fd = open_scratch (scratch);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "f", -1);
  g_autofree char *left = g_strdup_printf (".ingam-%.16s", sum);
  g_autoptr (GBytes) bytes = text ("new");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) names = NULL;

  ingam_scratch_write (scratch, left, "half", 4);
  g_assert_true (ingam_durable_replace (fd, "f", bytes, &error));
  g_assert_no_error (error);
  names = ingam_durable_list (fd, 10, &error);
  g_assert_cmpuint (names->len, ==, 1);
  assert_holds (scratch, "f", "new");
}

static void
test_replace_leaves_a_living_writer_alone (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_auto (IngamFd) fd = open_scratch (scratch);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "f", -1);
  g_autofree char *live = g_strdup_printf (".ingam-%.16s", sum);
  g_auto (IngamFd) held = -1;
  g_autoptr (GBytes) bytes = text ("new");
  g_autoptr (GError) error = NULL;

  ingam_scratch_write (scratch, live, "half", 4);
  held = openat (fd, live, O_RDONLY | O_CLOEXEC);
  g_assert_cmpint (ingam_durable_lock (held, FALSE), ==, INGAM_DURABLE_LOCK_TAKEN);
  g_assert_false (ingam_durable_replace (fd, "f", bytes, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_CHANGED);
  assert_holds (scratch, live, "half");
}

/* Replaced as a whole, and open to its group and nobody else. */
static void
test_publish_path_is_for_a_group (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *path = g_build_filename (scratch, "ingam.prom", NULL);
  g_autoptr (GBytes) first = text ("first");
  g_autoptr (GBytes) second = text ("second");
  g_autoptr (GError) error = NULL;
  struct stat before, after;
  mode_t mask = umask (077);

  g_assert_true (ingam_durable_publish_path (path, first, &error));
  g_assert_cmpint (stat (path, &before), ==, 0);
  g_assert_true (ingam_durable_publish_path (path, second, &error));
  g_assert_no_error (error);
  umask (mask);
  g_assert_cmpint (stat (path, &after), ==, 0);
  g_assert_cmpint (after.st_mode & 07777, ==, 0640);
  g_assert_cmpint (after.st_size, ==, 6);
  g_assert_cmpuint (before.st_ino, !=, after.st_ino);

  g_assert_false (ingam_durable_publish_path ("/nowhere/at/all", first, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND);
}

static void
test_write_path_asks_before_it_overwrites (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *path = g_build_filename (scratch, "out.pfx", NULL);
  g_autoptr (GBytes) first = text ("first");
  g_autoptr (GBytes) second = text ("second");
  g_autoptr (GError) error = NULL;

  g_assert_true (ingam_durable_write_path (path, first, FALSE, &error));
  g_assert_no_error (error);
  g_assert_false (ingam_durable_write_path (path, second, FALSE, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_ALREADY_HERE);
  assert_holds (scratch, "out.pfx", "first");
  g_clear_error (&error);
  g_assert_true (ingam_durable_write_path (path, second, TRUE, &error));
  assert_holds (scratch, "out.pfx", "second");
}

static void
test_open_folder_makes_private_folders (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *path = g_build_filename (scratch, "a", "b", "NPKI", NULL);
  g_autoptr (GError) error = NULL;
  g_auto (IngamFd) none = ingam_durable_open_folder (path, FALSE, &error);
  g_auto (IngamFd) fd = -1;

  g_assert_cmpint (none, ==, -1);
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND);
  g_clear_error (&error);
  fd = ingam_durable_open_folder (path, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpuint (mode_of (scratch, "a/b/NPKI"), ==, 0700);
}

static void
test_open_folder_refuses_a_link (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_auto (IngamFd) fd = open_scratch (scratch);
  g_autofree char *path = g_build_filename (scratch, "link", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (symlinkat (".", fd, "link"), ==, 0);
  g_assert_cmpint (ingam_durable_open_folder (path, TRUE, &error), ==, -1);
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_cmpint (ingam_durable_open_subfolder (fd, "link", TRUE, &error), ==, -1);
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_REFUSED);
}

static void
test_adopt_is_the_same_file (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_auto (IngamFd) fd = open_scratch (scratch);
  g_autoptr (GError) error = NULL;
  struct stat a, b;

  ingam_scratch_write (scratch, "a", "x", 1);
  g_assert_true (ingam_durable_adopt (fd, "a", fd, "b", &error));
  g_assert_no_error (error);
  g_assert_true (ingam_durable_stat (fd, "a", &a, NULL));
  g_assert_true (ingam_durable_stat (fd, "b", &b, NULL));
  g_assert_cmpuint (a.st_ino, ==, b.st_ino);
  g_assert_false (ingam_durable_adopt (fd, "a", fd, "b", &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_ALREADY_HERE);
}

static void
test_adopt_takes_a_link_as_a_link (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_auto (IngamFd) fd = open_scratch (scratch);
  g_autoptr (GError) error = NULL;
  struct stat st;

  g_assert_cmpint (symlinkat ("/etc/passwd", fd, "a"), ==, 0);
  g_assert_true (ingam_durable_adopt (fd, "a", fd, "b", &error));
  g_assert_true (ingam_durable_stat (fd, "b", &st, NULL));
  g_assert_true (S_ISLNK (st.st_mode));
}

static void
test_adopt_copies_across_disks_and_keeps_the_time (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *elsewhere = g_strdup ("/dev/shm/ingam-test-XXXXXX");
  g_auto (IngamFd) fd = open_scratch (scratch);
  g_auto (IngamFd) other = -1;
  g_autoptr (GError) error = NULL;
  const struct timespec times[2] = { { .tv_sec = 1000 }, { .tv_sec = 1000000 } };
  struct stat a, b;

  if (!g_mkdtemp (elsewhere))
    {
      g_test_skip ("no second file system");
      return;
    }
  other = open_scratch (elsewhere);
  ingam_scratch_write (scratch, "a", "abc", 3);
  g_assert_cmpint (utimensat (fd, "a", times, 0), ==, 0);
  g_assert_true (ingam_durable_adopt (fd, "a", other, "b", &error));
  g_assert_no_error (error);
  g_assert_true (ingam_durable_stat (fd, "a", &a, NULL));
  g_assert_true (ingam_durable_stat (other, "b", &b, NULL));
  g_assert_cmpint (b.st_mtim.tv_sec, ==, 1000000);
  assert_holds (elsewhere, "b", "abc");
  if (a.st_dev != b.st_dev)
    {
      g_assert_false (ingam_durable_move (fd, "a", other, "c", &error));
      g_assert_error (error, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED);
    }
  ingam_scratch_free (g_steal_pointer (&elsewhere));
}

static void
test_move_never_replaces (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_auto (IngamFd) fd = open_scratch (scratch);
  g_autoptr (GError) error = NULL;

  ingam_scratch_write (scratch, "a", "a", 1);
  ingam_scratch_write (scratch, "b", "b", 1);
  g_assert_false (ingam_durable_move (fd, "a", fd, "b", &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_ALREADY_HERE);
  assert_holds (scratch, "b", "b");
}

static void
test_exchange_swaps_folders (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_auto (IngamFd) fd = open_scratch (scratch);
  g_autoptr (GError) error = NULL;

  ingam_scratch_write (scratch, "a/x", "1", 1);
  ingam_scratch_write (scratch, "b/x", "2", 1);
  g_assert_true (ingam_durable_exchange (fd, "a", fd, "b", &error));
  g_assert_no_error (error);
  assert_holds (scratch, "a/x", "2");
  assert_holds (scratch, "b/x", "1");
}

static void
test_remove_takes_a_tree_but_never_through_a_link (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_auto (IngamFd) fd = open_scratch (scratch);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) names = NULL;

  ingam_scratch_write (scratch, "keep/x", "1", 1);
  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *name = g_strdup_printf ("tree/%u/%u/f", i % 7, i);

      ingam_scratch_write (scratch, name, "1", 1);
    }
  g_assert_cmpint (symlinkat ("../keep", fd, "tree/link"), ==, 0);
  g_assert_true (ingam_durable_remove (fd, "tree", &error));
  g_assert_no_error (error);
  names = ingam_durable_list (fd, 10, &error);
  g_assert_cmpuint (names->len, ==, 1);
  assert_holds (scratch, "keep/x", "1");
  g_assert_true (ingam_durable_remove (fd, "never was", &error));
}

static void
test_remove_has_a_depth (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_auto (IngamFd) fd = open_scratch (scratch);
  g_autoptr (GString) path = g_string_new ("d");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 20; i++)
    g_string_append (path, "/d");
  g_string_append (path, "/f");
  ingam_scratch_write (scratch, path->str, "1", 1);
  g_assert_false (ingam_durable_remove (fd, "d", &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_REFUSED);
}

static void
test_remove_empty_spares_what_is_not (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_auto (IngamFd) fd = open_scratch (scratch);

  ingam_scratch_write (scratch, "full/x", "1", 1);
  g_assert_cmpint (mkdirat (fd, "empty", 0700), ==, 0);
  g_assert_true (ingam_durable_remove_empty (fd, "full", NULL));
  g_assert_true (ingam_durable_remove_empty (fd, "empty", NULL));
  g_assert_true (ingam_durable_remove_empty (fd, "missing", NULL));
  assert_holds (scratch, "full/x", "1");
  g_assert_cmpint (faccessat (fd, "empty", F_OK, 0), ==, -1);
}

static void
test_list_has_a_limit (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_auto (IngamFd) fd = open_scratch (scratch);
  g_autoptr (GPtrArray) names = NULL;
  g_autoptr (GError) error = NULL;

  ingam_scratch_write (scratch, "b", "", 0);
  ingam_scratch_write (scratch, "a", "", 0);
  ingam_scratch_write (scratch, "c", "", 0);
  names = ingam_durable_list (fd, 3, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_ptr_array_index (names, 0), ==, "a");
  g_assert_null (ingam_durable_list (fd, 2, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_REFUSED);
}

static void
test_lock_ends_with_its_holder (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_auto (IngamFd) here = open_scratch (scratch);
  pid_t child = fork ();
  int status;

  if (child == 0)
    {
      IngamFd there = ingam_durable_open_folder (scratch, FALSE, NULL);

      _exit (ingam_durable_lock (there, FALSE) == INGAM_DURABLE_LOCK_TAKEN ? 0 : 1);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpint (ingam_durable_lock (here, FALSE), ==, INGAM_DURABLE_LOCK_TAKEN);
  {
    g_auto (IngamFd) second = open_scratch (scratch);

    g_assert_cmpint (ingam_durable_lock (second, FALSE), ==, INGAM_DURABLE_LOCK_BUSY);
  }
}

static void
test_a_shared_lock_keeps_out_only_who_wants_it_alone (void)
{
  g_autoptr (IngamScratch) root = ingam_scratch_new ();
  g_auto (IngamFd) one = ingam_durable_open_folder (root, FALSE, NULL);
  g_auto (IngamFd) other = ingam_durable_open_folder (root, FALSE, NULL);
  g_auto (IngamFd) alone = ingam_durable_open_folder (root, FALSE, NULL);

  g_assert_cmpint (ingam_durable_lock_shared (one), ==, INGAM_DURABLE_LOCK_TAKEN);
  g_assert_cmpint (ingam_durable_lock_shared (other), ==, INGAM_DURABLE_LOCK_TAKEN);
  ingam_fd_clear (&one);
  g_assert_cmpint (ingam_durable_lock (alone, FALSE), ==, INGAM_DURABLE_LOCK_BUSY);
  ingam_fd_clear (&other);
  g_assert_cmpint (ingam_durable_lock (alone, FALSE), ==, INGAM_DURABLE_LOCK_TAKEN);
}

static void
test_make_private_takes_the_others_away (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_auto (IngamFd) fd = open_scratch (scratch);
  g_autoptr (GError) error = NULL;

  ingam_scratch_write (scratch, "d/f", "x", 1);
  g_assert_cmpint (fchmodat (fd, "d/f", 0644, 0), ==, 0);
  g_assert_cmpint (fchmodat (fd, "d", 0755, 0), ==, 0);
  {
    g_auto (IngamFd) sub = ingam_durable_open_subfolder (fd, "d", FALSE, &error);

    g_assert_true (ingam_durable_make_private (sub, "f", &error));
  }
  g_assert_true (ingam_durable_make_private (fd, "d", &error));
  g_assert_no_error (error);
  g_assert_cmpuint (mode_of (scratch, "d"), ==, 0700);
  g_assert_cmpuint (mode_of (scratch, "d/f"), ==, 0600);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/durable-file/create-is-private-and-new", test_create_is_private_and_new);
  g_test_add_func ("/durable-file/names-are-one-component", test_names_are_one_component);
  g_test_add_func ("/durable-file/read-refuses-what-is-no-file", test_read_refuses_what_is_no_file);
  g_test_add_func ("/durable-file/read-keeps-its-limit", test_read_keeps_its_limit);
  g_test_add_func ("/durable-file/replace-leaves-only-the-new-file",
                   test_replace_leaves_only_the_new_file);
  g_test_add_func ("/durable-file/replace-clears-what-a-killed-run-left",
                   test_replace_clears_what_a_killed_run_left);
  g_test_add_func ("/durable-file/replace-leaves-a-living-writer-alone",
                   test_replace_leaves_a_living_writer_alone);
  g_test_add_func ("/durable-file/publish-path-is-for-a-group", test_publish_path_is_for_a_group);
  g_test_add_func ("/durable-file/write-path-asks-before-it-overwrites",
                   test_write_path_asks_before_it_overwrites);
  g_test_add_func ("/durable-file/open-folder-makes-private-folders",
                   test_open_folder_makes_private_folders);
  g_test_add_func ("/durable-file/open-folder-refuses-a-link", test_open_folder_refuses_a_link);
  g_test_add_func ("/durable-file/adopt-is-the-same-file", test_adopt_is_the_same_file);
  g_test_add_func ("/durable-file/adopt-takes-a-link-as-a-link", test_adopt_takes_a_link_as_a_link);
  g_test_add_func ("/durable-file/adopt-copies-across-disks-and-keeps-the-time",
                   test_adopt_copies_across_disks_and_keeps_the_time);
  g_test_add_func ("/durable-file/move-never-replaces", test_move_never_replaces);
  g_test_add_func ("/durable-file/exchange-swaps-folders", test_exchange_swaps_folders);
  g_test_add_func ("/durable-file/remove-takes-a-tree-but-never-through-a-link",
                   test_remove_takes_a_tree_but_never_through_a_link);
  g_test_add_func ("/durable-file/remove-has-a-depth", test_remove_has_a_depth);
  g_test_add_func ("/durable-file/remove-empty-spares-what-is-not",
                   test_remove_empty_spares_what_is_not);
  g_test_add_func ("/durable-file/list-has-a-limit", test_list_has_a_limit);
  g_test_add_func ("/durable-file/lock-ends-with-its-holder", test_lock_ends_with_its_holder);
  g_test_add_func ("/durable-file/a-shared-lock-keeps-out-only-who-wants-it-alone",
                   test_a_shared_lock_keeps_out_only_who_wants_it_alone);
  g_test_add_func ("/durable-file/make-private-takes-the-others-away",
                   test_make_private_takes_the_others_away);
  return g_test_run ();
}
