/* The files of other projects' own tests, each with the verdict that its project gives it, and the
 * public fuzz corpora. Both lie beside the checkout or the tests are skipped. */
#include "config.h"

#include "core/base/error.h"
#include "core/codec/bundle.h"
#include "core/codec/sealed-key.h"
#include "support/scratch.h"
#include "support/shared.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#define FUZZ_BUDGET 20000
#define FUZZ_MAX_TIME (2 * G_USEC_PER_SEC)

/* Every line of the manifest that we answer otherwise, and why. */
static const struct
{
  const char *path;
  const char *reason;
} misses[] = {
  { NULL, NULL },
};

static const char *
find_miss (const char *path)
{
  for (gsize i = 0; i < G_N_ELEMENTS (misses); i++)
    if (g_strcmp0 (misses[i].path, path) == 0)
      return misses[i].reason;
  return NULL;
}

static IngamBundleContents *
open_bundle (GBytes *bytes, const char *text, IngamKdfBudget budget, GError **error)
{
  g_autoptr (IngamBundle) bundle = ingam_bundle_new (bytes, error);
  g_autoptr (IngamSecret) password = ingam_secret_new_text (text);

  if (!bundle)
    return NULL;
  return ingam_bundle_open (bundle, password, budget, NULL, error);
}

/* Whether @bytes do what the manifest says; for a file that must open, that something comes out. */
static gboolean
agrees (GBytes *bytes, const char *password, const char *expected, char **ret_found)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamBundleContents) contents =
      open_bundle (bytes, password, INGAM_KDF_ASK_ROUNDS, &error);
  guint n = contents ? contents->certificates->len + contents->keys->len : 0;

  g_assert_true (!contents == !!error);
  *ret_found = contents ?
                   g_strdup_printf ("opened: %u certificates, %u keys", contents->certificates->len,
                                    contents->keys->len) :
                   g_strdup_printf ("%s: %s", ingam_error_get_word ((IngamError) error->code),
                                    error->message);
  if (g_str_equal (expected, "OPEN"))
    return n > 0;
  if (g_str_equal (expected, "REJECT"))
    return !contents;
  return TRUE; /* NOCRASH, and OPEN? where the projects disagree */
}

static void
test_manifest (void)
{
  g_autofree char *path = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GBytes) manifest = NULL;
  guint right = 0, scored = 0;

  if (!ingam_test_need_shared ("suites/p12-interop/manifest.tsv", &path))
    return;
  folder = ingam_test_shared_path ("suites");
  manifest = ingam_test_read (path);
  text = g_strndup (g_bytes_get_data (manifest, NULL), g_bytes_get_size (manifest));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], "\t", 4);
      g_autofree char *file = NULL;
      g_autofree char *found = NULL;
      g_autoptr (GBytes) bytes = NULL;
      const char *reason;
      gboolean fine;

      if (lines[i][0] == '#' || g_strv_length (fields) < 3)
        continue;
      file = g_build_filename (folder, fields[0], NULL);
      bytes = ingam_test_read (file);
      fine = agrees (bytes, fields[1], fields[2], &found);
      reason = find_miss (fields[0]);
      scored++;
      right += fine;
      g_test_message ("%s %s: %s", fields[2], fields[0], found);
      if (fine && reason)
        g_error ("%s agrees now: take it out of the table", fields[0]);
      if (!fine && !reason)
        {
          g_test_message ("%s should be %s", fields[0], fields[2]);
          g_test_fail ();
        }
    }
  g_test_message ("p12-interop: %u of %u as their projects say", right, scored);
  g_assert_cmpuint (scored, >, 0);
}

/* ---- fuzz corpora ---- */

static void
try_bundle (GBytes *bytes)
{
  static const char *const passwords[] = { "", "1234" };

  for (gsize i = 0; i < G_N_ELEMENTS (passwords); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (IngamBundleContents) contents =
          open_bundle (bytes, passwords[i], FUZZ_BUDGET, &error);

      g_assert_true (!contents == !!error);
    }
}

static void
try_sealed_key (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamSealedKey) key = ingam_sealed_key_new (bytes, &error);
  g_autoptr (IngamSecret) password = ingam_secret_new_text ("1234");
  g_autoptr (IngamSecret) plain = NULL;

  g_assert_true (!key == !!error);
  if (!key)
    return;
  plain = ingam_sealed_key_open (key, password, FUZZ_BUDGET, NULL, &error);
  g_assert_true (!plain == !!error);
}

static GBytes *
read_entry (struct archive *archive)
{
  GByteArray *data = g_byte_array_new ();
  guint8 buffer[16384];
  la_ssize_t n;

  while ((n = archive_read_data (archive, buffer, sizeof buffer)) > 0)
    g_byte_array_append (data, buffer, (guint) n);
  g_assert_cmpint (n, ==, 0);
  return g_byte_array_free_to_bytes (data);
}

static void
replay (const char *name, void (*try) (GBytes *bytes))
{
  g_autofree char *relative = g_strdup_printf ("suites/fuzz-seeds/%s.tar.xz", name);
  g_autofree char *path = NULL;
  g_autofree char *slowest_name = NULL;
  struct archive *archive;
  struct archive_entry *entry;
  gint64 slowest = -1;
  guint n = 0;

  if (!ingam_test_need_shared (relative, &path))
    return;
  archive = archive_read_new ();
  archive_read_support_format_tar (archive);
  archive_read_support_filter_xz (archive);
  g_assert_cmpint (archive_read_open_filename (archive, path, 65536), ==, ARCHIVE_OK);
  while (archive_read_next_header (archive, &entry) == ARCHIVE_OK)
    {
      g_autoptr (GBytes) bytes = NULL;
      gint64 start, taken;

      if (archive_entry_filetype (entry) != AE_IFREG)
        continue;
      bytes = read_entry (archive);
      start = g_get_monotonic_time ();
      try (bytes);
      taken = g_get_monotonic_time () - start;
      g_assert_cmpint (taken, <, FUZZ_MAX_TIME);
      n++;
      if (taken <= slowest)
        continue;
      slowest = taken;
      g_free (slowest_name);
      slowest_name = g_strdup (archive_entry_pathname (entry));
    }
  archive_read_free (archive);
  g_assert_cmpuint (n, >, 0);
  g_test_message ("%s: %u files, slowest %.1f ms (%s)", name, n, (double) slowest / 1000,
                  slowest_name);
}

static void
test_fuzz_pkcs12 (void)
{
  replay ("pkcs12", try_bundle);
}

static void
test_fuzz_pkcs8 (void)
{
  replay ("pkcs8", try_sealed_key);
}

/* Files of other formats are no PFX, and say so. */
static void
test_fuzz_others (void)
{
  replay ("asn1", try_bundle);
  replay ("pkcs7", try_bundle);
  replay ("private-key", try_sealed_key);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/p12-interop/every-file-has-its-verdict", test_manifest);
  g_test_add_func ("/p12-interop/pkcs12-corpora-do-no-harm", test_fuzz_pkcs12);
  g_test_add_func ("/p12-interop/pkcs8-corpora-do-no-harm", test_fuzz_pkcs8);
  g_test_add_func ("/p12-interop/other-corpora-do-no-harm", test_fuzz_others);
  return g_test_run ();
}
