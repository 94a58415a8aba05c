/* test-export.c: copies that others read, with everything in them. */
#include "config.h"

#include "core/store/export.h"

#include "core/base/error.h"
#include "core/codec/pem.h"
#include "core/codec/private-key.h"
#include "support/sample.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean export(const char *store,
                       const char *folder,
                       IngamExportFormat format,
                       const char *password,
                       const char *path,
                       gboolean overwrite,
                       char **ret_path,
                       gboolean *ret_has_random,
                       GError **error)
{
  g_autoptr (IngamCredential) credential = ingam_test_sample_find (store, folder);
  g_autoptr (IngamSecret) secret = password ? ingam_secret_new_text (password) : NULL;
  const IngamExportOptions options = {
    .format = format,
    .profile = INGAM_BUNDLE_COMPATIBLE,
    .password = secret,
    .overwrite = overwrite,
    .budget = INGAM_KDF_ASK_ROUNDS,
  };

  return ingam_export_run (store, credential, &options, path, NULL, ret_path, ret_has_random,
                           error);
}

static GBytes *
read_file (const char *store, const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (store, folder, name, NULL);

  return ingam_test_read (path);
}

static void
test_pfx_holds_both_pairs_and_random (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScratch) out = ingam_scratch_new ();
  const IngamTestSample sample = { .with_encryption = TRUE };
  g_autofree char *folder = ingam_test_sample_write (store, &sample);
  g_autoptr (GBytes) key = read_file (store, folder, "signPri.key");
  g_autoptr (IngamSecret) plain = ingam_test_sample_open (key, INGAM_TEST_PASSWORD);
  g_autoptr (GBytes) certificate = read_file (store, folder, "signCert.der");
  g_autofree char *path = g_build_filename (out, "a.pfx", NULL);
  g_autofree char *written = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (IngamBundle) bundle = NULL;
  g_autoptr (IngamBundleContents) contents = NULL;
  g_autoptr (IngamSecret) password = ingam_secret_new_text (INGAM_TEST_PASSWORD);
  g_autoptr (GError) error = NULL;
  gboolean has_random = FALSE;
  struct stat st;

  g_assert_true (export(store, folder, INGAM_EXPORT_PFX, INGAM_TEST_PASSWORD, path, FALSE, &written,
                        &has_random, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (written, ==, path);
  g_assert_true (has_random);
  g_assert_cmpint (g_stat (path, &st), ==, 0);
  g_assert_cmpuint (st.st_mode & 0777, ==, 0600);
  bytes = ingam_test_read (path);
  bundle = ingam_bundle_new (bytes, &error);
  contents = ingam_bundle_open (bundle, password, INGAM_KDF_ASK_ROUNDS, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (contents->certificates->len, ==, 2);
  g_assert_cmpuint (contents->keys->len, ==, 2);
  g_assert_true (g_bytes_equal (g_ptr_array_index (contents->certificates, 0), certificate));
  g_assert_true (ingam_secret_equal (g_ptr_array_index (contents->keys, 0), plain));
}

static void
test_pfx_without_random_says_so (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  const IngamTestSample sample = { .without_random = TRUE };
  g_autofree char *folder = ingam_test_sample_write (store, &sample);
  g_autofree char *path = g_build_filename (store, "a.pfx", NULL);
  gboolean has_random = TRUE;

  g_assert_true (export(store, folder, INGAM_EXPORT_PFX, INGAM_TEST_PASSWORD, path, FALSE, NULL,
                        &has_random, NULL));
  g_assert_false (has_random);
}

static void
test_pfx_needs_the_right_password (void)
{
  static const struct
  {
    const char *password;
    IngamError code;
  } cases[] = { { NULL, INGAM_ERROR_NEEDS_PASSWORD },
                { "wrong-1-xx", INGAM_ERROR_WRONG_PASSWORD } };
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *folder = ingam_test_sample_write (store, &(IngamTestSample){ 0 });
  g_autofree char *path = g_build_filename (store, "a.pfx", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (export(store, folder, INGAM_EXPORT_PFX, cases[i].password, path, FALSE, NULL,
                             NULL, &error));
      g_assert_error (error, INGAM_ERROR, (int) cases[i].code);
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

static void
test_pem_is_the_certificate (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *folder = ingam_test_sample_write (store, &(IngamTestSample){ 0 });
  g_autoptr (GBytes) certificate = read_file (store, folder, "signCert.der");
  g_autofree char *path = g_build_filename (store, "a.pem", NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GPtrArray) blocks = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (
      export(store, folder, INGAM_EXPORT_PEM_CERTIFICATE, NULL, path, FALSE, NULL, NULL, &error));
  g_assert_no_error (error);
  bytes = ingam_test_read (path);
  blocks = ingam_pem_decode (bytes, &error);
  g_assert_cmpuint (blocks->len, ==, 1);
  g_assert_true (
      g_bytes_equal (((IngamPemBlock *) g_ptr_array_index (blocks, 0))->data, certificate));
}

static void
test_a_file_is_not_overwritten_unasked (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *folder = ingam_test_sample_write (store, &(IngamTestSample){ 0 });
  g_autofree char *path = g_build_filename (store, "a.pem", NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  ingam_scratch_write (store, "a.pem", "precious", 8);
  g_assert_false (
      export(store, folder, INGAM_EXPORT_PEM_CERTIFICATE, NULL, path, FALSE, NULL, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_ALREADY_HERE);
  bytes = ingam_test_read (path);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "precious", 8);
  g_clear_error (&error);
  g_assert_true (
      export(store, folder, INGAM_EXPORT_PEM_CERTIFICATE, NULL, path, TRUE, NULL, NULL, &error));
}

static void
test_folder_is_a_store_as_it_was (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScratch) stick = ingam_scratch_new ();
  const IngamTestSample sample = { .with_encryption = TRUE };
  g_autofree char *folder = ingam_test_sample_write (store, &sample);
  g_autofree char *expected = g_build_filename (stick, "NPKI", folder, NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *written = NULL;
  g_autofree char *copy = g_build_filename (stick, "NPKI", NULL);
  g_autoptr (GError) error = NULL;
  gboolean has_random = FALSE;

  g_assert_true (export(store, folder, INGAM_EXPORT_FOLDER, NULL, stick, FALSE, &written,
                        &has_random, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (written, ==, expected);
  g_assert_true (has_random);
  before = ingam_test_snapshot (store);
  after = ingam_test_snapshot (copy);
  g_assert_cmpstr (before, ==, after);
}

static void
test_folder_named_npki_is_the_store (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScratch) stick = ingam_scratch_new ();
  g_autofree char *folder = ingam_test_sample_write (store, &(IngamTestSample){ 0 });
  g_autofree char *path = g_build_filename (stick, "npki", NULL);
  g_autofree char *expected = g_build_filename (path, folder, NULL);
  g_autofree char *written = NULL;

  g_assert_true (
      export(store, folder, INGAM_EXPORT_FOLDER, NULL, path, FALSE, &written, NULL, NULL));
  g_assert_cmpstr (written, ==, expected);
}

static void
test_folder_again_is_already_here (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScratch) stick = ingam_scratch_new ();
  g_autofree char *folder = ingam_test_sample_write (store, &(IngamTestSample){ 0 });
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (export(store, folder, INGAM_EXPORT_FOLDER, NULL, stick, FALSE, NULL, NULL, NULL));
  before = ingam_test_snapshot (stick);
  g_assert_false (
      export(store, folder, INGAM_EXPORT_FOLDER, NULL, stick, FALSE, NULL, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_ALREADY_HERE);
  g_clear_error (&error);
  g_assert_true (export(store, folder, INGAM_EXPORT_FOLDER, NULL, stick, TRUE, NULL, NULL, &error));
  after = ingam_test_snapshot (stick);
  g_assert_cmpstr (before, ==, after);
}

static void
test_suggested_names_are_safe (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  const IngamTestSample sample = { .name = "a/b:\xe2\x80\xae홍" };
  g_autofree char *folder = ingam_test_sample_write (store, &sample);
  g_autoptr (IngamCredential) credential = ingam_test_sample_find (store, folder);
  g_autofree char *pfx = ingam_export_dup_suggested_name (credential, INGAM_EXPORT_PFX);
  g_autofree char *pem = ingam_export_dup_suggested_name (credential, INGAM_EXPORT_PEM_CERTIFICATE);

  g_assert_true (g_str_has_suffix (pfx, " 2026-09-21.pfx"));
  g_assert_true (g_str_has_suffix (pem, " 2026-09-21.pem"));
  g_assert_null (strpbrk (pfx, "/:"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/export/" name, func)
  ADD ("pfx-holds-both-pairs-and-random", test_pfx_holds_both_pairs_and_random);
  ADD ("pfx-without-random-says-so", test_pfx_without_random_says_so);
  ADD ("pfx-needs-the-right-password", test_pfx_needs_the_right_password);
  ADD ("pem-is-the-certificate", test_pem_is_the_certificate);
  ADD ("a-file-is-not-overwritten-unasked", test_a_file_is_not_overwritten_unasked);
  ADD ("folder-is-a-store-as-it-was", test_folder_is_a_store_as_it_was);
  ADD ("folder-named-npki-is-the-store", test_folder_named_npki_is_the_store);
  ADD ("folder-again-is-already-here", test_folder_again_is_already_here);
  ADD ("suggested-names-are-safe", test_suggested_names_are_safe);
#undef ADD
  return g_test_run ();
}
