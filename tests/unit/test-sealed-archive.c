/* test-sealed-archive.c: what was sealed comes back byte for byte, or nothing is believed.
 *
 * Keys are derived once for each passphrase and salt and remembered: the tests open one archive
 * tens of thousands of times.
 */
#include "config.h"

#include "core/backup/sealed-archive-private.h"

#include "core/backup/ae2.h"
#include "core/backup/passphrase.h"
#include "core/base/error.h"
#include "core/codec/kdf.h"
#include "support/sample.h"
#include "support/scratch.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WHEN G_GINT64_CONSTANT (1795707012)
#define ONE "KQ7M-2XPA-W9CD-KQ7M-2XPA-W9CD-KQ7M"
#define OTHER "2222-2222-2222-2222-2222-2222-2222"
#define MAX_SMALL 9000 /* bytes of a small archive that are not padding, at most, in front */

/* --- derived once --- */

/* Set while one key does for all salts. */
static gboolean any_key_will_do;

IngamSecret *__real_ingam_kdf_derive (const IngamKdf *kdf,
                                      IngamSecret *password,
                                      IngamKdfBudget budget,
                                      GCancellable *cancellable,
                                      GError **error);
IngamSecret *__wrap_ingam_kdf_derive (const IngamKdf *kdf,
                                      IngamSecret *password,
                                      IngamKdfBudget budget,
                                      GCancellable *cancellable,
                                      GError **error);

IngamSecret *
__wrap_ingam_kdf_derive (const IngamKdf *kdf,
                         IngamSecret *password,
                         IngamKdfBudget budget,
                         GCancellable *cancellable,
                         GError **error)
{
  static GHashTable *known;
  static GMutex mutex;
  g_autofree char *salt =
      any_key_will_do ? g_strdup ("any") : g_base64_encode (kdf->salt, kdf->salt_size);
  g_autofree char *key = g_strdup_printf (
      "%s %s %u", (const char *) ingam_secret_peek (password, NULL), salt, (guint) kdf->rounds);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  IngamSecret *found;

  if (!known)
    known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                   (GDestroyNotify) ingam_secret_unref);
  found = g_hash_table_lookup (known, key);
  if (!found)
    {
      found = __real_ingam_kdf_derive (kdf, password, budget, cancellable, error);
      if (!found)
        return NULL;
      if (g_hash_table_size (known) > 500)
        g_hash_table_remove_all (known);
      g_hash_table_insert (known, g_steal_pointer (&key), found);
    }
  return ingam_secret_ref (found);
}

/* --- making and opening --- */

static IngamScratch *
make_store (guint n)
{
  IngamScratch *store = ingam_scratch_new ();

  for (guint i = 1; i <= n; i++)
    {
      IngamTestSample sample = { .serial = i };

      g_free (ingam_test_sample_write (store, &sample));
    }
  return store;
}

static GBytes *
seal_with (IngamScratch *store, IngamContents *contents, const char *passphrase)
{
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr (IngamSecret) secret = ingam_secret_new_text (passphrase);
  g_autoptr (GError) error = NULL;

  ingam_sealed_archive_write (store, contents, secret, WHEN, out, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (out, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
}

static IngamContents *
read_store (IngamScratch *store)
{
  g_autoptr (GError) error = NULL;
  IngamContents *contents = ingam_contents_read_store (store, NULL, &error);

  g_assert_no_error (error);
  return contents;
}

static GBytes *
seal (IngamScratch *store)
{
  g_autoptr (IngamContents) contents = read_store (store);

  return seal_with (store, contents, ONE);
}

static char *
put (IngamScratch *scratch, const guint8 *data, gsize size)
{
  ingam_scratch_write (scratch, "backup.zip", data, size);
  return g_build_filename (scratch, "backup.zip", NULL);
}

static IngamReader *
open_path (const char *path, const char *passphrase)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (IngamSecret) secret = ingam_secret_new_text (passphrase);

  return ingam_sealed_archive_open (file, secret);
}

static gboolean
ignore_cb (const char *path, gint64 mtime, GBytes *bytes, gpointer user_data, GError **error)
{
  return TRUE;
}

/* The code of the failure, -1 for none. */
static int
try_path (const char *path, const char *passphrase)
{
  g_autoptr (IngamReader) reader = open_path (path, passphrase);
  g_autoptr (GError) error = NULL;

  if (ingam_reader_visit (reader, ignore_cb, NULL, NULL, &error))
    return -1;
  g_assert_true (error->domain == INGAM_ERROR);
  return error->code;
}

static int
try_bytes (IngamScratch *scratch, const guint8 *data, gsize size, const char *passphrase)
{
  g_autofree char *path = put (scratch, data, size);

  return try_path (path, passphrase);
}

static GBytes *
open_inside (GBytes *archive)
{
  g_autoptr (GInputStream) in = g_memory_input_stream_new_from_bytes (archive);
  g_autoptr (IngamSecret) secret = ingam_secret_new_text (ONE);
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamFrameReader) frame = ingam_frame_reader_new (in, secret, NULL, &error);
  gsize size;
  guint8 *data;

  g_assert_no_error (error);
  size = ingam_frame_reader_get_left (frame);
  data = g_malloc (size);
  ingam_frame_reader_read (frame, data, size, &error);
  g_assert_no_error (error);
  ingam_frame_reader_end (frame, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, size);
}

static GBytes *
close_inside (const guint8 *data, gsize size)
{
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr (IngamSecret) secret = ingam_secret_new_text (ONE);
  g_autoptr (IngamFrameWriter) frame = ingam_frame_writer_new (out, secret, size, NULL, NULL);

  g_assert_true (ingam_frame_writer_write (frame, data, size, NULL));
  g_assert_true (ingam_frame_writer_end (frame, NULL));
  g_output_stream_close (out, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
}

/* --- there and back --- */

static void
test_comes_back_byte_for_byte (void)
{
  static const char *const paths[] = { "yessign/USER/\xed\x99\x8d\xea\xb8\xb8\xeb\x8f\x99/note",
                                       "\xc8\xab\xb1\xe6/\xff\xfe",
                                       "empty",
                                       "a b\n\"c\\d",
                                       ".hidden/x",
                                       "KICA/USER/x/.ingam/y" };
  g_autoptr (IngamScratch) store = make_store (2);
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree guint8 *large = g_malloc0 (700000);
  g_autoptr (IngamContents) contents = NULL;
  g_autoptr (IngamContents) found = NULL;
  g_autoptr (GBytes) archive = NULL;
  g_autofree char *path = NULL;
  g_autoptr (IngamReader) reader = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    ingam_scratch_write (store, paths[i], paths[i], i == 2 ? 0 : strlen (paths[i]));
  for (guint i = 0; i < 700000; i++)
    large[i] = (guint8) (i * i >> 7);
  ingam_scratch_write (store, "large", large, 700000);

  contents = read_store (store);
  archive = seal_with (store, contents, ONE);
  g_assert_cmpuint (g_bytes_get_size (archive), ==, ingam_sealed_archive_measure (contents));
  path = put (scratch, g_bytes_get_data (archive, NULL), g_bytes_get_size (archive));
  reader = open_path (path, ONE);
  g_assert_cmpint (ingam_sealed_archive_get_when (reader), ==, 0);
  for (guint i = 0; i < 2; i++)
    {
      g_clear_pointer (&found, ingam_contents_unref);
      found = ingam_reader_verify (reader, store, contents, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (ingam_sealed_archive_get_when (reader), ==, WHEN);
    }
  g_assert_cmpuint (ingam_contents_get_credentials (found)->len, ==, 2);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    g_assert_nonnull (ingam_contents_find (found, paths[i]));
}

static void
test_an_empty_store_is_a_backup_too (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (GBytes) archive = seal (store);

  g_assert_cmpint (
      try_bytes (scratch, g_bytes_get_data (archive, NULL), g_bytes_get_size (archive), ONE), ==,
      -1);
}

/* In memory where there is such a place: a disk takes seconds to make so many files. */
static IngamScratch *
make_store_of_many (guint n)
{
  char *quick = g_strdup ("/dev/shm/ingam-test-XXXXXX");
  IngamScratch *store = g_mkdtemp (quick) ? quick : ingam_scratch_new ();
  int folder = open (store, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (store != quick)
    g_free (quick);
  for (guint i = 0; i < n; i++)
    {
      char name[16];

      g_snprintf (name, sizeof name, "%u", i);
      close (openat (folder, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    }
  close (folder);
  return store;
}

/* The old end record counts no further than 65,534. */
static void
test_many_files_come_back_too (void)
{
  const guint n = 65534 - 2;
  g_autoptr (IngamScratch) store = make_store_of_many (n);
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (IngamContents) contents = read_store (store);
  g_autoptr (GBytes) archive = seal_with (store, contents, ONE);
  g_autofree char *path =
      put (scratch, g_bytes_get_data (archive, NULL), g_bytes_get_size (archive));
  g_autoptr (IngamReader) reader = open_path (path, ONE);
  g_autoptr (IngamContents) found = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (g_bytes_get_size (archive), ==, ingam_sealed_archive_measure (contents));
  found = ingam_reader_verify (reader, NULL, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ingam_contents_get_files (found)->len, ==, n);
}

static void
test_same_contents_and_time_are_the_same_inside (void)
{
  g_autoptr (IngamScratch) store = make_store (2);
  g_autoptr (GBytes) one = seal (store);
  g_autoptr (GBytes) other = seal (store);
  g_autoptr (GBytes) inside_one = open_inside (one);
  g_autoptr (GBytes) inside_other = open_inside (other);

  g_assert_true (g_bytes_equal (inside_one, inside_other));
  g_assert_false (g_bytes_equal (one, other));
}

typedef struct
{
  guint n;
  guint last;
  guint total;
} Told;

static void
progress_cb (guint done, guint total, gpointer user_data)
{
  Told *told = user_data;

  g_assert_cmpuint (done, >, told->last);
  g_assert_cmpuint (done, <=, total);
  told->last = done;
  told->total = total;
  told->n++;
}

static void
test_tells_how_far_it_is (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree guint8 *data = g_malloc0 (1 << 20);
  g_autoptr (IngamContents) contents = NULL;
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr (IngamSecret) secret = ingam_secret_new_text (ONE);
  Told told = { 0 };

  for (guint i = 0; i < 3; i++)
    {
      char name[] = { (char) ('a' + (int) i), '\0' };

      ingam_scratch_write (store, name, data, 1 << 20);
    }
  contents = read_store (store);
  g_assert_true (ingam_sealed_archive_write (store, contents, secret, WHEN, out, progress_cb, &told,
                                             NULL, NULL));
  g_assert_cmpuint (told.n, ==, 3);
  g_assert_cmpuint (told.total, ==, 3072);
}

static void
test_is_recognised_by_its_first_bytes (void)
{
  g_autoptr (IngamScratch) store = make_store (1);
  g_autoptr (GBytes) archive = seal (store);
  const guint8 *data = g_bytes_get_data (archive, NULL);

  g_assert_true (ingam_sealed_archive_could_be (data, 64));
  g_assert_false (ingam_sealed_archive_could_be (data, 40));
  g_assert_false (ingam_sealed_archive_could_be (data + 1, 64));
  g_assert_false (ingam_sealed_archive_could_be ((const guint8 *) "", 0));
}

/* --- a store that changes --- */

static void
assert_seal_fails (IngamScratch *store,
                   IngamContents *contents,
                   GCancellable *cancellable,
                   int code)
{
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr (IngamSecret) secret = ingam_secret_new_text (ONE);
  g_autoptr (GError) error = NULL;

  g_assert_false (ingam_sealed_archive_write (store, contents, secret, WHEN, out, NULL, NULL,
                                              cancellable, &error));
  g_assert_error (error, INGAM_ERROR, code);
}

static void
test_a_store_that_changes_is_told (void)
{
  g_autoptr (IngamScratch) store = make_store (1);
  g_autofree char *path = g_build_filename (store, "a", NULL);
  g_autoptr (IngamContents) contents = NULL;
  struct timespec times[2] = { { 1000, 0 }, { 1000, 1 } };

  ingam_scratch_write (store, "a", "one", 3);
  contents = read_store (store);
  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
  assert_seal_fails (store, contents, NULL, INGAM_ERROR_CHANGED);
  ingam_contents_unref (g_steal_pointer (&contents));

  contents = read_store (store);
  ingam_scratch_write (store, "a", "four", 4);
  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
  assert_seal_fails (store, contents, NULL, INGAM_ERROR_CHANGED);
  ingam_contents_unref (g_steal_pointer (&contents));

  contents = read_store (store);
  g_assert_cmpint (remove (path), ==, 0);
  assert_seal_fails (store, contents, NULL, INGAM_ERROR_CHANGED);
}

static void
test_can_be_cancelled (void)
{
  g_autoptr (IngamScratch) store = make_store (1);
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (IngamContents) contents = read_store (store);
  g_autoptr (GBytes) archive = seal (store);
  g_autofree char *path =
      put (scratch, g_bytes_get_data (archive, NULL), g_bytes_get_size (archive));
  g_autoptr (IngamReader) reader = open_path (path, ONE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  assert_seal_fails (store, contents, cancellable, INGAM_ERROR_CANCELLED);
  g_assert_false (ingam_reader_visit (reader, ignore_cb, NULL, cancellable, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_CANCELLED);
}

static void
test_a_full_disk_is_told (void)
{
  g_autoptr (IngamScratch) store = make_store (1);
  g_autoptr (IngamContents) contents = read_store (store);
  g_autoptr (GFile) full = g_file_new_for_path ("/dev/full");
  g_autoptr (GFileIOStream) stream = g_file_open_readwrite (full, NULL, NULL);
  g_autoptr (IngamSecret) secret = ingam_secret_new_text (ONE);
  g_autoptr (GError) error = NULL;

  if (!stream)
    {
      g_test_skip ("no /dev/full");
      return;
    }
  g_assert_false (ingam_sealed_archive_write (store, contents, secret, WHEN,
                                              g_io_stream_get_output_stream (G_IO_STREAM (stream)),
                                              NULL, NULL, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_NO_SPACE);
}

static gboolean
refuse_cb (const char *path, gint64 mtime, GBytes *bytes, gpointer user_data, GError **error)
{
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_DISK, "the visitor's own");
  (*(guint *) user_data)++;
  return FALSE;
}

static void
test_a_visitor_s_failure_ends_the_visit (void)
{
  g_autoptr (IngamScratch) store = make_store (1);
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (GBytes) archive = seal (store);
  g_autofree char *path =
      put (scratch, g_bytes_get_data (archive, NULL), g_bytes_get_size (archive));
  g_autoptr (IngamReader) reader = open_path (path, ONE);
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_assert_false (ingam_reader_visit (reader, refuse_cb, &n, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_DISK);
  g_assert_cmpuint (n, ==, 1);
}

/* --- passphrases --- */

static void
test_another_passphrase_opens_nothing (void)
{
  g_autoptr (IngamScratch) store = make_store (1);
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (GBytes) archive = seal (store);
  const guint8 *data = g_bytes_get_data (archive, NULL);

  g_assert_cmpint (try_bytes (scratch, data, g_bytes_get_size (archive), OTHER), ==,
                   INGAM_ERROR_WRONG_PASSWORD);
  g_assert_cmpint (try_bytes (scratch, data, g_bytes_get_size (archive), ""), ==,
                   INGAM_ERROR_WRONG_PASSWORD);
}

/* One in 65,536 has the same two bytes of a verifier; here they are put there. */
static void
test_a_wrong_passphrase_that_passes_the_verifier_is_called_so (void)
{
  g_autoptr (IngamScratch) store = make_store (1);
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (GBytes) archive = seal (store);
  g_autoptr (IngamSecret) other = ingam_secret_new_text (OTHER);
  g_autofree guint8 *data = NULL;
  g_autoptr (IngamAe2) ae2 = NULL;
  gsize size;

  data = g_bytes_unref_to_data (g_steal_pointer (&archive), &size);
  ae2 = ingam_ae2_new (other, data + 57, NULL, NULL);
  memcpy (data + 57 + INGAM_AE2_SALT_SIZE, ingam_ae2_get_verifier (ae2), INGAM_AE2_VERIFIER_SIZE);
  g_assert_cmpint (try_bytes (scratch, data, size, OTHER), ==, INGAM_ERROR_WRONG_PASSWORD);
  /* The right one is now refused by the verifier. */
  g_assert_cmpint (try_bytes (scratch, data, size, ONE), ==, INGAM_ERROR_WRONG_PASSWORD);
}

/* --- damage --- */

typedef struct
{
  guint8 *data; /* a copy of its own */
  gsize size;
  gsize first; /* of the offsets of this thread */
  gsize step;
  guint n;
} Flips;

static gboolean
is_padding (gsize at, gsize size)
{
  return at > MAX_SMALL && at + 1000 < size;
}

/* All three patterns where something stands, one of them at each byte of the padding. */
static gpointer
flip_each (gpointer user_data)
{
  static const guint8 patterns[] = { 0x01, 0x80, 0xff };
  Flips *flips = user_data;
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *path = put (scratch, flips->data, flips->size);
  int fd = open (path, O_WRONLY | O_CLOEXEC);

  for (gsize at = flips->first; at < flips->size; at += flips->step)
    for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
      {
        guint8 byte = flips->data[at] ^ patterns[i];
        int code;

        if (is_padding (at, flips->size) && (at / flips->step) % G_N_ELEMENTS (patterns) != i)
          continue;
        g_assert_cmpint (pwrite (fd, &byte, 1, (off_t) at), ==, 1);
        code = try_path (path, ONE);
        if (code != INGAM_ERROR_DAMAGED && code != INGAM_ERROR_WRONG_PASSWORD)
          g_error ("byte %u ^ %02x: %d", (guint) at, patterns[i], code);
        /* Only salt and verifier look like another passphrase. */
        if (code == INGAM_ERROR_WRONG_PASSWORD)
          g_assert_true (at >= 57 && at < 57 + 18);
        flips->n++;
        g_assert_cmpint (pwrite (fd, flips->data + at, 1, (off_t) at), ==, 1);
      }
  g_assert_cmpint (try_path (path, ONE), ==, -1);
  close (fd);
  return NULL;
}

static void
test_every_flipped_byte_is_seen (void)
{
  g_autoptr (IngamScratch) store = make_store (1);
  g_autoptr (GBytes) archive = seal (store);
  gsize size;
  const guint8 *data = g_bytes_get_data (archive, &size);
  Flips flips[8];
  GThread *threads[G_N_ELEMENTS (flips)];
  guint n_threads = CLAMP (g_get_num_processors (), 1, G_N_ELEMENTS (flips));
  guint n = 0;

  g_assert_cmpuint (size, ==, 65536);
  for (guint i = 0; i < n_threads; i++)
    {
      flips[i] = (Flips){ g_memdup2 (data, size), size, i, n_threads, 0 };
      threads[i] = g_thread_new ("flips", flip_each, &flips[i]);
    }
  for (guint i = 0; i < n_threads; i++)
    {
      g_thread_join (threads[i]);
      n += flips[i].n;
      g_free (flips[i].data);
    }
  g_test_message ("%u flips", n);
  g_assert_cmpuint (n, >, 80000);
}

static void
test_every_missing_end_is_seen (void)
{
  g_autoptr (IngamScratch) store = make_store (1);
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (GBytes) archive = seal (store);
  gsize size = g_bytes_get_size (archive);
  g_autofree char *path = put (scratch, g_bytes_get_data (archive, NULL), size);

  while (size-- > 0)
    {
      int code;

      g_assert_cmpint (truncate (path, (off_t) size), ==, 0);
      code = try_path (path, ONE);
      if (code != INGAM_ERROR_DAMAGED)
        g_error ("cut to %u: %d", (guint) size, code);
    }
}

static void
test_every_added_end_is_seen (void)
{
  static const gsize more[] = { 1, 2, 22, 65536 };
  g_autoptr (IngamScratch) store = make_store (1);
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (GBytes) archive = seal (store);
  gsize size = g_bytes_get_size (archive);
  g_autofree guint8 *data = g_malloc0 (size + 65536);

  memcpy (data, g_bytes_get_data (archive, NULL), size);
  for (guint i = 0; i < G_N_ELEMENTS (more); i++)
    g_assert_cmpint (try_bytes (scratch, data, size + more[i], ONE), ==, INGAM_ERROR_DAMAGED);
  g_assert_cmpint (try_bytes (scratch, data, size, ONE), ==, -1);
}

/* Two of one store and one passphrase, which differ in nothing but their salt; and two with the
 * same salt would be the same. */
static void
test_parts_of_two_are_not_one (void)
{
  g_autoptr (IngamScratch) store = make_store (1);
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (GBytes) one = seal (store);
  g_autoptr (GBytes) other = seal (store);
  gsize size = g_bytes_get_size (one);
  const guint8 *first = g_bytes_get_data (one, NULL), *second = g_bytes_get_data (other, NULL);
  g_autofree guint8 *data = g_malloc (size);

  g_assert_cmpuint (size, ==, g_bytes_get_size (other));
  for (gsize cut = 58; cut < size - 95; cut += cut < 200 ? 1 : 997)
    {
      int code;

      memcpy (data, first, cut);
      memcpy (data + cut, second + cut, size - cut);
      code = try_bytes (scratch, data, size, ONE);
      g_assert_true (code == INGAM_ERROR_DAMAGED || code == INGAM_ERROR_WRONG_PASSWORD);
    }
  /* One block in the middle, and two that changed places. */
  memcpy (data, first, size);
  memcpy (data + 4096, second + 4096, 16);
  g_assert_cmpint (try_bytes (scratch, data, size, ONE), ==, INGAM_ERROR_DAMAGED);
  memcpy (data, first, size);
  memcpy (data + 4096, first + 8192, 4096);
  memcpy (data + 8192, first + 4096, 4096);
  g_assert_cmpint (try_bytes (scratch, data, size, ONE), ==, INGAM_ERROR_DAMAGED);
}

static void
test_what_is_no_backup_is_none (void)
{
  static const char *const others[] = { "", "PK\3\4", "PK\5\6", "not a ZIP at all" };
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_cmpint (try_bytes (scratch, (const guint8 *) others[i], strlen (others[i]), ONE), ==,
                     INGAM_ERROR_DAMAGED);
  g_assert_cmpint (try_path ("/nonexistent/backup.zip", ONE), ==, INGAM_ERROR_NOT_FOUND);
  g_assert_cmpint (try_path (scratch, ONE), ==, INGAM_ERROR_REFUSED);
  {
    g_autofree char *pipe = g_build_filename (scratch, "pipe", NULL);

    g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
    g_assert_cmpint (try_path (pipe, ONE), ==, INGAM_ERROR_REFUSED);
  }
}

/* --- one form --- */

/* Sealed well and yet not as we write it: each byte of the inner ZIP is another than it must be. */
static void
test_every_byte_inside_matters (void)
{
  g_autoptr (IngamScratch) store = make_store (1);
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (GBytes) archive = seal (store);
  g_autoptr (GBytes) inside = open_inside (archive);
  g_autofree guint8 *data = NULL;
  guint n_newer = 0;
  gsize size;

  data = g_bytes_unref_to_data (g_steal_pointer (&inside), &size);
  any_key_will_do = TRUE;
  for (gsize at = 0; at < size; at += is_padding (at, size) ? 211 : 1)
    {
      g_autoptr (GBytes) changed = NULL;
      int code;

      data[at] ^= 1;
      changed = close_inside (data, size);
      code = try_bytes (scratch, g_bytes_get_data (changed, NULL), g_bytes_get_size (changed), ONE);
      if (code != INGAM_ERROR_DAMAGED && code != INGAM_ERROR_UNSUPPORTED)
        g_error ("byte %u: %d", (guint) at, code);
      n_newer += code == INGAM_ERROR_UNSUPPORTED;
      data[at] ^= 1;
    }
  any_key_will_do = FALSE;
  g_assert_cmpuint (n_newer, <=, 1);
}

static void
test_a_newer_format_is_called_so (void)
{
  static const char text[] = "Ingam backup, format 2\nand whatever it says\n";
  g_autoptr (GByteArray) inside = g_byte_array_new ();
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (GBytes) archive = NULL;
  g_autofree guint8 *data = NULL;
  IngamStoredEntry entry = { .name = "README.txt",
                             .size = sizeof text - 1,
                             .crc = ingam_stored_zip_crc ((const guint8 *) text, sizeof text - 1),
                             .mtime = 1000 };
  gsize size;

  ingam_stored_zip_append_local (inside, &entry);
  g_byte_array_append (inside, (const guint8 *) text, sizeof text - 1);
  g_byte_array_append (inside, (const guint8 *) "what nobody knows yet", 21);
  archive = close_inside (inside->data, inside->len);
  data = g_bytes_unref_to_data (g_steal_pointer (&archive), &size);
  g_assert_cmpint (try_bytes (scratch, data, size, ONE), ==, INGAM_ERROR_UNSUPPORTED);
  /* Only when it is really what was sealed. */
  data[size - 100] ^= 1;
  g_assert_cmpint (try_bytes (scratch, data, size, ONE), ==, INGAM_ERROR_DAMAGED);
}

/* --- what can be learnt without the passphrase --- */

static void
assert_not_in (const guint8 *data, gsize size, const void *needle, gsize needle_size)
{
  g_assert_null (memmem (data, size, needle, needle_size));
}

static void
test_nothing_is_learnt_without_the_passphrase (void)
{
  static const char *const words[] = {
    "signCert", "signPri", "USER",     "cn=",    "CN=",     "ou=",   "o=",     "O=",
    "홍길동",   "홍길",    "manifest", "README", "padding", "NPKI/", "sha256", "1795707012"
  };
  g_autoptr (IngamScratch) store = make_store (3);
  g_autoptr (IngamContents) contents = read_store (store);
  g_autoptr (GBytes) archive = seal (store);
  GPtrArray *credentials = ingam_contents_get_credentials (contents);
  GPtrArray *files = ingam_contents_get_files (contents);
  gsize size;
  const guint8 *data = g_bytes_get_data (archive, &size);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strlen (words[i]) > 3) /* shorter ones are there by chance */
      assert_not_in (data, size, words[i], strlen (words[i]));
    else
      {
        assert_not_in (data, 75, words[i], strlen (words[i]));
        assert_not_in (data + size - 105, 105, words[i], strlen (words[i]));
      }
  for (guint i = 0; i < credentials->len; i++)
    {
      IngamCredential *credential = ((IngamContentsCredential *) credentials->pdata[i])->credential;
      const char *name = ingam_credential_get_name (credential);
      const char *folder = ingam_credential_get_folder (credential);
      char id[65];

      assert_not_in (data, size, name, strlen (name));
      assert_not_in (data, size, folder, strlen (folder));
      assert_not_in (data, size, ingam_credential_get_fingerprint (credential), 8);
      assert_not_in (data, size, ingam_credential_get_id (credential, id), 8);
      assert_not_in (data, size, ingam_credential_get_serial (credential),
                     MAX (4, strlen (ingam_credential_get_serial (credential))));
    }
  for (guint i = 0; i < files->len; i++)
    {
      const IngamContentsFile *file = files->pdata[i];
      g_autofree char *path = g_build_filename (store, file->path, NULL);
      g_autoptr (GBytes) bytes = ingam_test_read (path);
      const guint8 *content = g_bytes_get_data (bytes, NULL);

      assert_not_in (data, size, file->path, strlen (file->path));
      for (gsize at = 0; at + 8 <= file->size; at++)
        assert_not_in (data, size, content + at, 8);
    }
}

static void
test_outside_everything_but_the_sealed_bytes_is_the_same (void)
{
  g_autoptr (IngamScratch) store = make_store (1);
  g_autoptr (IngamScratch) other_store = make_store (3);
  g_autoptr (IngamContents) contents = read_store (other_store);
  g_autoptr (GBytes) one = seal (store);
  g_autoptr (GBytes) other = seal_with (other_store, contents, OTHER);
  const guint8 *first = g_bytes_get_data (one, NULL), *second = g_bytes_get_data (other, NULL);
  gsize size = g_bytes_get_size (one);

  g_assert_cmpuint (size, ==, g_bytes_get_size (other));
  g_assert_cmpmem (first, 57, second, 57);
  g_assert_cmpmem (first + size - 95, 95, second + size - 95, 95);
}

static void
test_the_size_tells_no_count (void)
{
  gsize sizes[7];

  for (guint n = 0; n <= 6; n++)
    {
      g_autoptr (IngamScratch) store = make_store (n);
      g_autoptr (GBytes) archive = seal (store);

      sizes[n] = g_bytes_get_size (archive);
      g_assert_cmpuint (sizes[n], ==, 65536);
    }
}

static void
test_sizes_are_rounded_with_little_loss (void)
{
  static const guint64 cases[][2] = { { 1, 65536 },
                                      { 65536, 65536 },
                                      { 65537, 131072 },
                                      { 1 << 20, 1 << 20 },
                                      { (1 << 20) + 1, (1 << 20) + (1 << 15) } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (ingam_sealed_archive_round (cases[i][0]), ==, cases[i][1]);
  for (guint64 size = (1 << 20) + 1; size < G_MAXUINT32; size += size / 7 + 1)
    {
      guint64 rounded = ingam_sealed_archive_round (size);

      g_assert_cmpuint (rounded, >=, size);
      g_assert_cmpuint (rounded, <=, size + size / 100 * 12);
      g_assert_cmpuint (ingam_sealed_archive_round (rounded), ==, rounded);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define add(test) g_test_add_func ("/sealed-archive/" #test, test_##test)
  add (comes_back_byte_for_byte);
  add (an_empty_store_is_a_backup_too);
  add (many_files_come_back_too);
  add (same_contents_and_time_are_the_same_inside);
  add (tells_how_far_it_is);
  add (is_recognised_by_its_first_bytes);
  add (a_store_that_changes_is_told);
  add (can_be_cancelled);
  add (a_full_disk_is_told);
  add (a_visitor_s_failure_ends_the_visit);
  add (another_passphrase_opens_nothing);
  add (a_wrong_passphrase_that_passes_the_verifier_is_called_so);
  add (every_flipped_byte_is_seen);
  add (every_missing_end_is_seen);
  add (every_added_end_is_seen);
  add (parts_of_two_are_not_one);
  add (what_is_no_backup_is_none);
  add (every_byte_inside_matters);
  add (a_newer_format_is_called_so);
  add (nothing_is_learnt_without_the_passphrase);
  add (outside_everything_but_the_sealed_bytes_is_the_same);
  add (the_size_tells_no_count);
  add (sizes_are_rounded_with_little_loss);
  return g_test_run ();
}
