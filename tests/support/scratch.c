/* scratch.c: folders, fixtures and tree snapshots for tests. */
#include "config.h"

#include "support/scratch.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

IngamScratch *
ingam_scratch_new (void)
{
  g_autoptr (GError) error = NULL;
  char *path = g_dir_make_tmp ("ingam-test-XXXXXX", &error);

  g_assert_no_error (error);
  return path;
}

static int
remove_one (const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
  if (flag == FTW_DNR || flag == FTW_D)
    chmod (path, 0700);
  return remove (path);
}

static int
open_one (const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
  if (flag == FTW_DNR || flag == FTW_D)
    chmod (path, 0700);
  return 0;
}

void
ingam_scratch_free (IngamScratch *path)
{
  nftw (path, open_one, 32, FTW_PHYS);
  nftw (path, remove_one, 32, FTW_DEPTH | FTW_PHYS);
  g_free (path);
}

void
ingam_scratch_write (IngamScratch *scratch, const char *relative, gconstpointer data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (scratch, relative, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_unlink (path); /* G_FILE_SET_CONTENTS_NONE does not cut a longer file */
  g_file_set_contents_full (path, data, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
}

GBytes *
ingam_test_read (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *data;
  gsize size;

  if (!g_file_get_contents (path, &data, &size, &error))
    g_error ("%s", error->message);
  return g_bytes_new_take (data, size);
}

GBytes *
ingam_test_hex (const char *hex)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  while (*hex)
    {
      guint8 byte;

      if (g_ascii_isspace (*hex))
        {
          hex++;
          continue;
        }
      g_assert_true (g_ascii_isxdigit (hex[0]) && g_ascii_isxdigit (hex[1]));
      byte = (guint8) (g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));
      g_byte_array_append (bytes, &byte, 1);
      hex += 2;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static GPtrArray *snapshot_lines;
static gsize snapshot_skip;

static int
snapshot_one (const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
  g_autofree char *sum = NULL;

  if (flag == FTW_F && S_ISREG (st->st_mode))
    {
      g_autofree char *data = NULL;
      gsize size = 0;

      if (g_file_get_contents (path, &data, &size, NULL))
        sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) data, size);
    }
  g_ptr_array_add (snapshot_lines,
                   g_strdup_printf ("%o %s %s", st->st_mode, path + snapshot_skip, sum ? sum : "-"));
  return 0;
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

char *
ingam_test_snapshot (const char *path)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  snapshot_lines = lines;
  snapshot_skip = strlen (path);
  nftw (path, snapshot_one, 32, FTW_PHYS);
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}
