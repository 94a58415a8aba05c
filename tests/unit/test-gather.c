/* test-gather.c: files, folders and archives become items; what is hostile is refused, quickly. */
#include "config.h"

#include "core/base/error.h"
#include "core/import/gather.h"
#include "support/hand-in.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static GBytes *der; /* DER of nothing in particular */

static GPtrArray *
gather (const char *first, ...)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  GPtrArray *items;
  va_list args;

  va_start (args, first);
  for (const char *path = first; path; path = va_arg (args, const char *))
    g_ptr_array_add (paths, (gpointer) path);
  va_end (args);
  g_ptr_array_add (paths, NULL);
  items = ingam_gather_run ((const char *const *) paths->pdata, NULL, &error);
  g_assert_no_error (error);
  return items;
}

static void
assert_one_refusal (GPtrArray *items, IngamError code, const char *word)
{
  IngamGatherItem *item;

  g_assert_cmpuint (items->len, ==, 1);
  item = g_ptr_array_index (items, 0);
  g_assert_null (item->bytes);
  g_assert_error (item->error, INGAM_ERROR, (int) code);
  g_assert_nonnull (strstr (item->error->message, word));
}

static void
test_a_tree_is_flattened (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *folder = g_build_filename (scratch, "NPKI", NULL);
  g_autofree char *first = g_build_filename (folder, "a/USER/cn=x/signCert.der", NULL);
  g_autoptr (GPtrArray) items = NULL;
  IngamGatherItem *item;

  ingam_scratch_write_bytes (scratch, "NPKI/a/USER/cn=x/signCert.der", der);
  ingam_scratch_write_bytes (scratch, "NPKI/a/USER/cn=x/signPri.key", der);
  ingam_scratch_write_bytes (scratch, "NPKI/b/USER/cn=y/signCert.der", der);
  items = gather (folder, NULL);
  g_assert_cmpuint (items->len, ==, 3);
  item = g_ptr_array_index (items, 0);
  g_assert_cmpstr (item->source, ==, first);
  g_assert_cmpstr (item->display, ==, "cn=x/signCert.der");
  g_assert_cmpstr (item->name, ==, "signCert.der");
  g_assert_true (item->below);
  g_assert_cmpstr (item->folder, ==, ((IngamGatherItem *) g_ptr_array_index (items, 1))->folder);
}

static void
test_a_source_begins_as_it_was_handed_in (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *odd = g_strdup_printf ("%s/./x/../x", scratch);
  g_autofree char *want = g_strdup_printf ("%s/a.der", odd);
  g_autoptr (GPtrArray) items = NULL;

  ingam_scratch_write_bytes (scratch, "x/a.der", der);
  items = gather (odd, NULL);
  g_assert_cmpstr (((IngamGatherItem *) g_ptr_array_index (items, 0))->source, ==, want);
}

static void
test_nothing_comes_twice (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *file = g_build_filename (scratch, "a.der", NULL);
  g_autofree char *again = g_build_filename (scratch, ".", "a.der", NULL);
  g_autoptr (GPtrArray) items = NULL;

  ingam_scratch_write_bytes (scratch, "a.der", der);
  items = gather (file, again, scratch, NULL);
  g_assert_cmpuint (items->len, ==, 1);
}

static void
test_names_are_shown_inert (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (GPtrArray) items = NULL;
  IngamGatherItem *item;

  ingam_scratch_write_bytes (scratch, "a\n\xe2\x80\xae\x1b[31m/signCert.der", der);
  items = gather (scratch, NULL);
  item = g_ptr_array_index (items, 0);
  g_assert_null (strstr (item->display, "\n"));
  g_assert_null (strstr (item->display, "\x1b"));
  g_assert_null (strstr (item->display, "\xe2\x80\xae"));
}

static void
test_noise_is_left_out_below_a_folder (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (GPtrArray) items = NULL;

  ingam_scratch_write (scratch, "photo.jpg", "\xff\xd8\xff\xe0", 4);
  ingam_scratch_write (scratch, "notes.txt", "hello", 5);
  ingam_scratch_write_bytes (scratch, ".ingam/1/signCert.der", der);
  ingam_scratch_write_bytes (scratch, ".Trash-1000/signCert.der", der);
  ingam_scratch_write_bytes (scratch, "$RECYCLE.BIN/signCert.der", der);
  ingam_scratch_write (scratch, "Thumbs.db", "x", 1);
  items = gather (scratch, NULL);
  g_assert_cmpuint (items->len, ==, 0);
}

static void
test_handed_in_by_itself_it_is_there (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *photo = g_build_filename (scratch, "photo.jpg", NULL);
  g_autofree char *hidden = g_build_filename (scratch, ".hidden", NULL);
  g_autoptr (GPtrArray) items = NULL;

  ingam_scratch_write (scratch, "photo.jpg", "\xff\xd8\xff\xe0", 4);
  ingam_scratch_write (scratch, ".hidden", "x", 1);
  items = gather (photo, hidden, NULL);
  g_assert_cmpuint (items->len, ==, 2);
}

static void
test_wrong_content_under_our_name_is_there (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (GPtrArray) items = NULL;

  ingam_scratch_write (scratch, "signCert.der", "\xff\xd8\xff\xe0", 4);
  ingam_scratch_write (scratch, "x.pfx", "", 0);
  items = gather (scratch, NULL);
  g_assert_cmpuint (items->len, ==, 2);
}

static void
test_a_missing_file_is_not_found (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *path = g_build_filename (scratch, "none.der", NULL);
  g_autoptr (GPtrArray) items = gather (path, NULL);

  assert_one_refusal (items, INGAM_ERROR_NOT_FOUND, "No such file");
}

static void
test_a_link_is_refused (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *path = g_build_filename (scratch, "in/signPri.key", NULL);
  g_autofree char *folder = g_build_filename (scratch, "in", NULL);
  g_autoptr (GPtrArray) alone = NULL;
  g_autoptr (GPtrArray) below = NULL;

  ingam_scratch_write_bytes (scratch, "out.der", der);
  g_assert_cmpint (mkdir (folder, 0700), ==, 0);
  g_assert_cmpint (symlink ("../out.der", path), ==, 0);
  alone = gather (path, NULL);
  assert_one_refusal (alone, INGAM_ERROR_REFUSED, "link");
  below = gather (folder, NULL);
  assert_one_refusal (below, INGAM_ERROR_REFUSED, "link");
}

static void
test_a_link_in_the_way_to_it_is_fine (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *link = g_build_filename (scratch, "downloads", NULL);
  g_autofree char *path = g_build_filename (link, "a.der", NULL);
  g_autoptr (GPtrArray) items = NULL;

  ingam_scratch_write_bytes (scratch, "real/a.der", der);
  g_assert_cmpint (symlink ("real", link), ==, 0);
  items = gather (path, NULL);
  g_assert_nonnull (((IngamGatherItem *) g_ptr_array_index (items, 0))->bytes);
}

static void
test_a_linked_folder_is_not_entered (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *link = g_build_filename (scratch, "in/loop", NULL);
  g_autofree char *folder = g_build_filename (scratch, "in", NULL);
  g_autoptr (GPtrArray) items = NULL;

  g_assert_cmpint (mkdir (folder, 0700), ==, 0);
  g_assert_cmpint (symlink ("..", link), ==, 0);
  items = gather (folder, NULL);
  assert_one_refusal (items, INGAM_ERROR_REFUSED, "link");
}

/* Opened without blocking: otherwise this test would never end. */
static void
test_a_fifo_is_refused (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *path = g_build_filename (scratch, "signPri.key", NULL);
  g_autoptr (GPtrArray) items = NULL;

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  items = gather (scratch, NULL);
  assert_one_refusal (items, INGAM_ERROR_REFUSED, "pipe");
}

static void
test_a_socket_is_refused (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM, 0);
  g_autoptr (GPtrArray) items = NULL;

  g_snprintf (address.sun_path, sizeof address.sun_path, "%s/s.key", scratch);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  items = gather (scratch, NULL);
  assert_one_refusal (items, INGAM_ERROR_REFUSED, "socket");
  close (fd);
}

static void
test_a_device_is_refused (void)
{
  g_autoptr (GPtrArray) items = gather ("/dev/zero", NULL);

  assert_one_refusal (items, INGAM_ERROR_REFUSED, "device");
}

static void
test_a_huge_file_is_refused_unread (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *path = g_build_filename (scratch, "signCert.der", NULL);
  gint64 begun = g_get_monotonic_time ();
  g_autoptr (GPtrArray) items = NULL;

  ingam_scratch_write (scratch, "signCert.der", "\x30\x82", 2);
  g_assert_cmpint (truncate (path, G_GINT64_CONSTANT (2147483648)), ==, 0);
  items = gather (path, NULL);
  assert_one_refusal (items, INGAM_ERROR_REFUSED, "too large to be a certificate");
  g_assert_cmpint (g_get_monotonic_time () - begun, <, G_TIME_SPAN_SECOND);
}

static void
test_a_huge_archive_is_refused_unread (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *path = g_build_filename (scratch, "a.zip", NULL);
  g_autoptr (GPtrArray) items = NULL;

  ingam_scratch_write (scratch, "a.zip", "PK\3\4", 4);
  g_assert_cmpint (truncate (path, G_GINT64_CONSTANT (2147483648)), ==, 0);
  items = gather (path, NULL);
  assert_one_refusal (items, INGAM_ERROR_REFUSED, "ZIP file is too large");
}

static void
make_deep (int root, guint depth)
{
  int fd = dup (root);

  for (guint i = 0; i < depth; i++)
    {
      int inner;

      g_assert_cmpint (mkdirat (fd, "d", 0700), ==, 0);
      inner = openat (fd, "d", O_RDONLY | O_DIRECTORY);
      close (fd);
      fd = inner;
    }
  close (fd);
}

/* Deeper than any path may be long: the inner one is moved out, the outer one removed, by turns. */
static void
remove_deep (int root)
{
  const char *names[] = { "d", "e" };
  guint i = 0;

  for (;; i = !i)
    {
      g_autofree char *inner = g_build_filename (names[i], "d", NULL);
      gboolean more = renameat (root, inner, root, names[!i]) == 0;

      g_assert_cmpint (unlinkat (root, names[i], AT_REMOVEDIR), ==, 0);
      if (!more)
        break;
    }
}

/* Fifty thousand changes to folders, in memory where there is such a place. */
static IngamScratch *
quick_scratch_new (void)
{
  g_autofree char *path = g_strdup ("/dev/shm/ingam-test-XXXXXX");

  return g_mkdtemp (path) ? g_steal_pointer (&path) : ingam_scratch_new ();
}

static void
test_a_deep_folder_is_refused_once (void)
{
  g_autoptr (IngamScratch) scratch = quick_scratch_new ();
  int root = open (scratch, O_RDONLY | O_DIRECTORY);
  gint64 begun;
  g_autoptr (GPtrArray) items = NULL;

  make_deep (root, 10000);
  begun = g_get_monotonic_time ();
  items = gather (scratch, NULL);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, G_TIME_SPAN_SECOND);
  assert_one_refusal (items, INGAM_ERROR_REFUSED, "too deep");
  remove_deep (root);
  close (root);
}

static void
test_the_deepest_allowed_folder_is_read (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  GString *path = g_string_new (NULL);
  g_autoptr (GPtrArray) items = NULL;

  for (guint i = 0; i < INGAM_GATHER_MAX_DEPTH; i++)
    g_string_append (path, "d/");
  g_string_append (path, "a.der");
  ingam_scratch_write_bytes (scratch, path->str, der);
  items = gather (scratch, NULL);
  g_assert_cmpuint (items->len, ==, 1);
  g_assert_nonnull (((IngamGatherItem *) g_ptr_array_index (items, 0))->bytes);
  g_string_free (path, TRUE);
}

static void
test_an_unreadable_folder_is_permission (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *folder = g_build_filename (scratch, "closed", NULL);
  g_autoptr (GPtrArray) items = NULL;

  if (geteuid () == 0)
    {
      g_test_skip ("root reads everything");
      return;
    }
  g_assert_cmpint (mkdir (folder, 0000), ==, 0);
  items = gather (scratch, NULL);
  assert_one_refusal (items, INGAM_ERROR_PERMISSION, "permission");
}

static void
test_an_archive_is_unpacked (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *path = g_build_filename (scratch, "a.zip", NULL);
  g_autofree char *want = g_build_filename (path, "x/signCert.der", NULL);
  g_autoptr (GBytes) zip = ingam_test_zip (NULL, "x/signCert.der", der, NULL);
  g_autoptr (GPtrArray) items = NULL;
  IngamGatherItem *item;

  ingam_scratch_write_bytes (scratch, "a.zip", zip);
  items = gather (path, NULL);
  g_assert_cmpuint (items->len, ==, 1);
  item = g_ptr_array_index (items, 0);
  g_assert_cmpstr (item->source, ==, want);
  g_assert_cmpstr (item->display, ==, "a.zip: x/signCert.der");
  g_assert_true (item->in_archive);
  g_assert_true (g_bytes_equal (item->bytes, der));
}

static void
test_an_archive_in_an_archive_is_not_opened (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (GBytes) inner = ingam_test_zip (NULL, "signCert.der", der, NULL);
  g_autoptr (GBytes) zip = ingam_test_zip (NULL, "inner.zip", inner, NULL);
  g_autoptr (GPtrArray) items = NULL;

  ingam_scratch_write_bytes (scratch, "a.zip", zip);
  items = gather (scratch, NULL);
  assert_one_refusal (items, INGAM_ERROR_REFUSED, "ZIP file inside a ZIP file");
}

static void
test_a_locked_archive_is_one_refusal (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (GBytes) zip = ingam_test_zip ("secret", "a.der", der, "b.der", der, NULL);
  g_autoptr (GPtrArray) items = NULL;

  ingam_scratch_write_bytes (scratch, "a.zip", zip);
  items = gather (scratch, NULL);
  assert_one_refusal (items, INGAM_ERROR_REFUSED, "locked with a password");
}

static void
test_files_beside_are_ours_by_name_and_small (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *big = g_malloc0 (100000);
  g_autoptr (GPtrArray) items = NULL;

  big[0] = 0x30;
  ingam_scratch_write_bytes (scratch, "signPri.key", der);
  ingam_scratch_write (scratch, "big.key", big, 100000);
  ingam_scratch_write_bytes (scratch, "below/a.key", der);
  ingam_scratch_write_bytes (scratch, "der-without-ending", der);
  items = ingam_gather_beside (scratch);
  g_assert_cmpuint (items->len, ==, 1);
}

static void
test_cancelling_ends_it (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  const char *paths[] = { scratch, NULL };

  g_cancellable_cancel (cancellable);
  g_assert_null (ingam_gather_run (paths, cancellable, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  der = ingam_test_unknown_key ();
  g_test_add_func ("/gather/a-tree-is-flattened", test_a_tree_is_flattened);
  g_test_add_func ("/gather/a-source-begins-as-it-was-handed-in",
                   test_a_source_begins_as_it_was_handed_in);
  g_test_add_func ("/gather/nothing-comes-twice", test_nothing_comes_twice);
  g_test_add_func ("/gather/names-are-shown-inert", test_names_are_shown_inert);
  g_test_add_func ("/gather/noise-is-left-out-below-a-folder",
                   test_noise_is_left_out_below_a_folder);
  g_test_add_func ("/gather/handed-in-by-itself-it-is-there", test_handed_in_by_itself_it_is_there);
  g_test_add_func ("/gather/wrong-content-under-our-name-is-there",
                   test_wrong_content_under_our_name_is_there);
  g_test_add_func ("/gather/a-missing-file-is-not-found", test_a_missing_file_is_not_found);
  g_test_add_func ("/gather/a-link-is-refused", test_a_link_is_refused);
  g_test_add_func ("/gather/a-link-in-the-way-to-it-is-fine", test_a_link_in_the_way_to_it_is_fine);
  g_test_add_func ("/gather/a-linked-folder-is-not-entered", test_a_linked_folder_is_not_entered);
  g_test_add_func ("/gather/a-fifo-is-refused", test_a_fifo_is_refused);
  g_test_add_func ("/gather/a-socket-is-refused", test_a_socket_is_refused);
  g_test_add_func ("/gather/a-device-is-refused", test_a_device_is_refused);
  g_test_add_func ("/gather/a-huge-file-is-refused-unread", test_a_huge_file_is_refused_unread);
  g_test_add_func ("/gather/a-huge-archive-is-refused-unread",
                   test_a_huge_archive_is_refused_unread);
  g_test_add_func ("/gather/a-deep-folder-is-refused-once", test_a_deep_folder_is_refused_once);
  g_test_add_func ("/gather/the-deepest-allowed-folder-is-read",
                   test_the_deepest_allowed_folder_is_read);
  g_test_add_func ("/gather/an-unreadable-folder-is-permission",
                   test_an_unreadable_folder_is_permission);
  g_test_add_func ("/gather/an-archive-is-unpacked", test_an_archive_is_unpacked);
  g_test_add_func ("/gather/an-archive-in-an-archive-is-not-opened",
                   test_an_archive_in_an_archive_is_not_opened);
  g_test_add_func ("/gather/a-locked-archive-is-one-refusal", test_a_locked_archive_is_one_refusal);
  g_test_add_func ("/gather/files-beside-are-ours-by-name-and-small",
                   test_files_beside_are_ours_by_name_and_small);
  g_test_add_func ("/gather/cancelling-ends-it", test_cancelling_ends_it);
  return g_test_run ();
}
