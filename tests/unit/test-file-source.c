/* test-file-source.c: any order of paths gives each file's bytes, and no link is followed. */
#include "config.h"

#include "core/backup/file-source.h"

#include "core/base/error.h"
#include "support/scratch.h"

#include <dirent.h>
#include <string.h>
#include <unistd.h>

static void
assert_reads (IngamFileSource *source, const char *path, const char *content)
{
  g_autoptr (GError) error = NULL;
  struct stat st;
  g_autoptr (GBytes) bytes = ingam_file_source_read (source, path, 1000, &st, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), content,
                   strlen (content));
  g_assert_cmpint (st.st_size, ==, strlen (content));
}

static void
assert_fails (IngamFileSource *source, const char *path, int code)
{
  g_autoptr (GError) error = NULL;
  struct stat st;

  g_assert_null (ingam_file_source_read (source, path, 1000, &st, &error));
  g_assert_error (error, INGAM_ERROR, code);
  g_assert_nonnull (strstr (error->message, path));
}

static void
test_reads_in_any_order (void)
{
  static const char *const paths[] = { "a",       "b/c",  "b/c-d/e", "b/c1",  "b/cc/e", "b/ccc/e",
                                       "b/cc/ee", "b2/c", "z/y/x/w", "z/y/v", "z/u" };
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (IngamFileSource) source = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    ingam_scratch_write (scratch, paths[i], paths[i], strlen (paths[i]));
  source = ingam_file_source_new (scratch, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    for (guint j = 0; j < G_N_ELEMENTS (paths); j++)
      {
        assert_reads (source, paths[i], paths[i]);
        assert_reads (source, paths[j], paths[j]);
      }
}

static void
test_goes_on_after_a_file_that_is_not_there (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (IngamFileSource) source = NULL;
  g_autofree char *link = g_build_filename (scratch, "a/link", NULL);
  g_autofree char *folder_link = g_build_filename (scratch, "other", NULL);

  ingam_scratch_write (scratch, "a/b/c", "c", 1);
  g_assert_cmpint (symlink ("b/c", link), ==, 0);
  g_assert_cmpint (symlink ("a", folder_link), ==, 0);
  source = ingam_file_source_new (scratch, NULL);
  assert_fails (source, "a/x/c", INGAM_ERROR_NOT_FOUND);
  assert_reads (source, "a/b/c", "c");
  assert_fails (source, "a/b/d", INGAM_ERROR_NOT_FOUND);
  assert_fails (source, "a/link", INGAM_ERROR_REFUSED);
  assert_fails (source, "other/b/c", INGAM_ERROR_REFUSED);
  assert_reads (source, "a/b/c", "c");
  g_assert_null (ingam_file_source_new (link, NULL));
}

static guint
count_descriptors (void)
{
  DIR *dir = opendir ("/proc/self/fd");
  guint n = 0;

  while (readdir (dir))
    n++;
  closedir (dir);
  return n;
}

static void
test_leaves_no_folder_open (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  guint before = count_descriptors ();
  IngamFileSource *source;

  ingam_scratch_write (scratch, "a/b/c", "c", 1);
  ingam_scratch_write (scratch, "d/e/f/g", "g", 1);
  source = ingam_file_source_new (scratch, NULL);
  assert_reads (source, "a/b/c", "c");
  assert_reads (source, "d/e/f/g", "g");
  ingam_file_source_free (source);
  g_assert_cmpuint (count_descriptors (), ==, before);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define add(test) g_test_add_func ("/file-source/" #test, test_##test)
  add (reads_in_any_order);
  add (goes_on_after_a_file_that_is_not_there);
  add (leaves_no_folder_open);
  return g_test_run ();
}
