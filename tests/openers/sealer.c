/* sealer.c: makes a store and seals it, for the programs of others to open.
 *
 *   sealer sample STORE ARCHIVE    the sample store, with names that are hard on ZIP programs
 *   sealer foreign STORE ARCHIVE   one with names that are not UTF-8
 *   sealer many STORE ARCHIVE      more entries than the old end record of a ZIP counts
 *
 * Prints the passphrase.
 */
#include "config.h"

#include "core/backup/passphrase.h"
#include "core/backup/sealed-archive.h"
#include "core/demo/demo.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define WHEN G_GINT64_CONSTANT (1795707012)
#define MANY 65600

static void
put (const char *store, const char *path, const char *text)
{
  g_autofree char *whole = g_build_filename (store, path, NULL);
  g_autofree char *folder = g_path_get_dirname (whole);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents_full (whole, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
}

static void
make_sample (const char *store)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *large = g_strnfill (3 * 1000 * 1000, 'x');

  ingam_demo_make (store, WHEN, NULL, &error);
  g_assert_no_error (error);
  put (store, "KICA/USER/a name with spaces, \"quotes\" & commas/note.txt", "n");
  put (store, "KICA/USER/\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab/decomposed", "");
  put (store, ".hidden/empty", "");
  put (store, "README.txt", "of the store itself");
  put (store, "manifest.json", "{}");
  put (store, "large", large);
}

static void
make_foreign (const char *store)
{
  put (store, "KICA/USER/\xc8\xab\xb1\xe6\xb5\xbf/note.txt", "in CP949");
  put (store, "\xff\xfe", "no text at all");
  put (store, "a/new\nline", "a name of two lines");
}

static void
make_many (const char *store)
{
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%u/%u", store, i / 1000, i % 1000);
      FILE *file;

      if (i % 1000 == 0)
        {
          g_autofree char *folder = g_path_get_dirname (path);

          g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
        }
      file = g_fopen (path, "we");
      g_assert_nonnull (file);
      fclose (file);
    }
}

static void
seal (const char *store, const char *archive, IngamSecret *passphrase)
{
  g_autoptr (GFile) file = g_file_new_for_path (archive);
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamContents) contents = ingam_contents_read_store (store, NULL, &error);
  g_autoptr (GFileOutputStream) out = NULL;

  g_assert_no_error (error);
  out = g_file_create (file, G_FILE_CREATE_PRIVATE, NULL, &error);
  g_assert_no_error (error);
  ingam_sealed_archive_write (store, contents, passphrase, WHEN, G_OUTPUT_STREAM (out), NULL, NULL,
                              NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (G_OUTPUT_STREAM (out), NULL, &error);
  g_assert_no_error (error);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *word;
    void (*make) (const char *store);
  } kinds[] = { { "sample", make_sample }, { "foreign", make_foreign }, { "many", make_many } };
  g_autoptr (IngamSecret) passphrase = ingam_passphrase_generate ();

  g_assert_cmpint (argc, ==, 4);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (argv[1], kinds[i].word) == 0)
      kinds[i].make (argv[2]);
  seal (argv[2], argv[3], passphrase);
  puts ((const char *) ingam_secret_peek (passphrase, NULL));
  return 0;
}
