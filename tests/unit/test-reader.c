/* test-reader.c: what all backups have in common, with one that lies in memory. */
#include "config.h"

#include "core/backup/reader.h"

#include "core/base/error.h"
#include "support/scratch.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TIME 1700000000

typedef struct
{
  const char *const *files; /* path and content by turns */
  gboolean *freed;
  gboolean is_damaged; /* which is seen at the end */
} Memory;

static gboolean
memory_visit (gpointer implementation,
              IngamReaderVisit visit,
              gpointer user_data,
              GCancellable *cancellable,
              GError **error)
{
  Memory *memory = implementation;

  for (guint i = 0; memory->files[i]; i += 2)
    {
      g_autoptr (GBytes) bytes =
          g_bytes_new_static (memory->files[i + 1], strlen (memory->files[i + 1]));

      if (!visit (memory->files[i], TIME, bytes, user_data, error))
        return FALSE;
    }
  if (memory->is_damaged)
    g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_DAMAGED, "damaged");
  return !memory->is_damaged;
}

static void
memory_free (gpointer implementation)
{
  Memory *memory = implementation;

  if (memory->freed)
    *memory->freed = TRUE;
  g_free (memory);
}

static IngamReader *
open_memory (const char *const *files, gboolean is_damaged, gboolean *freed)
{
  static const IngamReaderVtable vtable = { memory_visit, memory_free };
  Memory *memory = g_new0 (Memory, 1);

  memory->files = files;
  memory->freed = freed;
  memory->is_damaged = is_damaged;
  return ingam_reader_new (&vtable, memory);
}

static gboolean
note_cb (const char *path, gint64 mtime, GBytes *bytes, gpointer user_data, GError **error)
{
  g_string_append_printf (user_data, "%s %d %u;", path, (int) (mtime - TIME),
                          (guint) g_bytes_get_size (bytes));
  return TRUE;
}

static void
test_can_be_read_as_often_as_wanted (void)
{
  static const char *const files[] = { "a", "one", "b/c", "", NULL };
  gboolean freed = FALSE;
  IngamReader *reader = open_memory (files, FALSE, &freed);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GString) seen = g_string_new (NULL);
      g_autoptr (GError) error = NULL;

      g_assert_true (ingam_reader_visit (reader, note_cb, seen, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (seen->str, ==, "a 0 3;b/c 0 0;");
    }
  ingam_reader_free (reader);
  g_assert_true (freed);
  ingam_reader_free (NULL);
}

/* --- verifying --- */

static const char *const three[] = { "a", "one", "b/c", "", "b/d", "three", NULL };

static void
set_time (IngamScratch *store, const char *name, gint64 seconds)
{
  g_autofree char *path = g_build_filename (store, name, NULL);
  struct timespec times[2] = { { seconds, 7 }, { seconds, 7 } };

  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
}

static IngamScratch *
make_store (void)
{
  IngamScratch *store = ingam_scratch_new ();

  for (guint i = 0; three[i]; i += 2)
    {
      ingam_scratch_write (store, three[i], three[i + 1], strlen (three[i + 1]));
      set_time (store, three[i], TIME);
    }
  return store;
}

static IngamContents *
read_store (IngamScratch *store)
{
  g_autoptr (GError) error = NULL;
  IngamContents *contents = ingam_contents_read_store (store, NULL, &error);

  g_assert_no_error (error);
  return contents;
}

/* @code: what it ends with, -1 for well. */
static void
assert_verifies (const char *const *files,
                 gboolean is_damaged,
                 const char *store,
                 IngamContents *since,
                 int code)
{
  g_autoptr (IngamReader) reader = open_memory (files, is_damaged, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamContents) found =
      ingam_reader_verify (reader, store, since, NULL, NULL, NULL, &error);

  if (code < 0)
    {
      g_assert_no_error (error);
      g_assert_cmpuint (ingam_contents_get_files (found)->len, ==,
                        g_strv_length ((char **) files) / 2);
      return;
    }
  g_assert_null (found);
  g_assert_error (error, INGAM_ERROR, code);
}

static void
test_a_true_copy_is_verified (void)
{
  g_autoptr (IngamScratch) store = make_store ();
  g_autoptr (IngamContents) since = read_store (store);

  assert_verifies (three, FALSE, NULL, NULL, -1);
  assert_verifies (three, FALSE, store, NULL, -1);
  assert_verifies (three, FALSE, store, since, -1);
}

static void
test_what_was_found_has_its_digests (void)
{
  g_autoptr (IngamReader) reader = open_memory (three, FALSE, NULL);
  g_autoptr (IngamContents) found =
      ingam_reader_verify (reader, NULL, NULL, NULL, NULL, NULL, NULL);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "three", -1);
  const IngamContentsFile *file = ingam_contents_find (found, "b/d");

  for (guint i = 0; i < INGAM_CONTENTS_DIGEST_SIZE; i++)
    {
      char hex[3];

      g_snprintf (hex, sizeof hex, "%02x", file->digest[i]);
      g_assert_true (strncmp (hex, sum + 2 * i, 2) == 0);
    }
  g_assert_cmpint (file->mtime, ==, TIME);
  g_assert_cmpuint (file->size, ==, 5);
}

static void
test_one_other_byte_is_no_copy (void)
{
  static const char *const other[] = { "a", "onf", "b/c", "", "b/d", "three", NULL };
  g_autoptr (IngamScratch) store = make_store ();
  g_autoptr (IngamContents) since = read_store (store);

  assert_verifies (other, FALSE, store, since, INGAM_ERROR_UNVERIFIED);
  assert_verifies (other, FALSE, store, NULL, INGAM_ERROR_UNVERIFIED);
}

static void
test_one_file_more_or_less_is_no_copy (void)
{
  static const char *const more[] = { "a", "one", "b/c", "", "b/d", "three", "b/e", "", NULL };
  static const char *const less[] = { "a", "one", "b/d", "three", NULL };
  static const char *const none[] = { NULL };
  g_autoptr (IngamScratch) store = make_store ();
  g_autoptr (IngamContents) since = read_store (store);

  assert_verifies (more, FALSE, store, since, INGAM_ERROR_UNVERIFIED);
  assert_verifies (less, FALSE, store, since, INGAM_ERROR_UNVERIFIED);
  assert_verifies (none, FALSE, store, since, INGAM_ERROR_UNVERIFIED);
  assert_verifies (more, FALSE, store, NULL, INGAM_ERROR_CHANGED);
  assert_verifies (less, FALSE, store, NULL, INGAM_ERROR_CHANGED);
}

typedef void (*Change) (IngamScratch *store);

static void
change_content (IngamScratch *store)
{
  ingam_scratch_write (store, "a", "new", 3);
}

static void
change_size (IngamScratch *store)
{
  ingam_scratch_write (store, "a", "longer", 6);
  set_time (store, "a", TIME);
}

static void
change_by_adding (IngamScratch *store)
{
  ingam_scratch_write (store, "b/new", "", 0);
}

static void
change_by_removing (IngamScratch *store)
{
  g_autofree char *path = g_build_filename (store, "b/d", NULL);

  g_assert_cmpint (remove (path), ==, 0);
}

static void
change_by_renaming (IngamScratch *store)
{
  g_autofree char *from = g_build_filename (store, "b", NULL);
  g_autofree char *to = g_build_filename (store, "z", NULL);

  g_assert_cmpint (rename (from, to), ==, 0);
}

static void
test_a_store_that_changed_is_no_broken_backup (void)
{
  static const Change changes[] = { change_content, change_size, change_by_adding,
                                    change_by_removing, change_by_renaming };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (IngamScratch) store = make_store ();
      g_autoptr (IngamContents) since = read_store (store);

      changes[i](store);
      assert_verifies (three, FALSE, store, since, INGAM_ERROR_CHANGED);
      assert_verifies (three, FALSE, store, NULL, INGAM_ERROR_CHANGED);
    }
}

static void
test_a_file_that_only_got_another_time_has_changed (void)
{
  g_autoptr (IngamScratch) store = make_store ();
  g_autoptr (IngamContents) since = read_store (store);

  set_time (store, "a", TIME + 1);
  assert_verifies (three, FALSE, store, since, INGAM_ERROR_CHANGED);
  assert_verifies (three, FALSE, store, NULL, -1);
}

/* More than may wait at once, and a file that is larger than that alone. */
static void
test_much_is_compared_too (void)
{
  enum
  {
    N = 40
  };
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *text = g_strnfill (3000000, 'x');
  g_autoptr (IngamContents) since = NULL;
  char names[N][3];
  const char *files[2 * N + 1] = { NULL };

  for (guint i = 0; i < N; i++)
    {
      files[2 * i] = names[i];
      files[2 * i + 1] = text + (i == 7 ? 0 : 2600000);
      g_snprintf (names[i], sizeof names[i], "%02u", i);
      ingam_scratch_write (store, names[i], files[2 * i + 1], strlen (files[2 * i + 1]));
      set_time (store, names[i], TIME);
    }
  since = read_store (store);
  assert_verifies (files, FALSE, store, since, -1);
  files[2 * N - 1] = text + 2600001;
  assert_verifies (files, FALSE, store, since, INGAM_ERROR_UNVERIFIED);
  files[2 * N - 1] = text + 2600000;
  files[1] = text + 2600001;
  assert_verifies (files, FALSE, store, since, INGAM_ERROR_UNVERIFIED);
  assert_verifies (files, TRUE, store, since, INGAM_ERROR_DAMAGED);
}

static void
test_damage_is_said_before_any_difference (void)
{
  static const char *const other[] = { "a", "onf", "new", "", NULL };
  g_autoptr (IngamScratch) store = make_store ();
  g_autoptr (IngamContents) since = read_store (store);

  assert_verifies (other, TRUE, store, since, INGAM_ERROR_DAMAGED);
  assert_verifies (three, TRUE, NULL, NULL, INGAM_ERROR_DAMAGED);
}

static void
test_a_store_that_is_not_there_is_told (void)
{
  assert_verifies (three, FALSE, "/nonexistent/NPKI", NULL, INGAM_ERROR_NOT_FOUND);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define add(test) g_test_add_func ("/reader/" #test, test_##test)
  add (can_be_read_as_often_as_wanted);
  add (a_true_copy_is_verified);
  add (what_was_found_has_its_digests);
  add (one_other_byte_is_no_copy);
  add (one_file_more_or_less_is_no_copy);
  add (a_store_that_changed_is_no_broken_backup);
  add (a_file_that_only_got_another_time_has_changed);
  add (much_is_compared_too);
  add (damage_is_said_before_any_difference);
  add (a_store_that_is_not_there_is_told);
  return g_test_run ();
}
