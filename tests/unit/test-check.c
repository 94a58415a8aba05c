/* test-check.c: single answers, and which failure is said of what. */
#include "config.h"

#include "core/store/check.h"

#include "core/base/error.h"
#include "core/demo/maker.h"
#include "support/sample.h"
#include "support/shared.h"

#include <glib/gstdio.h>
#include <string.h>

static IngamCheckReport *
check (const char *store, const char *folder, const char *password, gint64 now)
{
  g_autoptr (IngamSecret) secret = password ? ingam_secret_new_text (password) : NULL;
  g_autofree char *path = g_build_filename (store, folder, NULL);
  g_autoptr (GError) error = NULL;
  IngamCheckReport *report =
      ingam_check_run_folder (path, NULL, secret, INGAM_KDF_ASK_ROUNDS, now, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < INGAM_CHECK_N; i++)
    {
      g_assert_cmpuint (report->checks[i].name, ==, i);
      g_assert_nonnull (report->checks[i].detail);
      if (report->checks[i].result == INGAM_CHECK_PASS)
        g_assert_no_error (report->checks[i].error);
    }
  return report;
}

static void
assert_result (IngamCheckReport *report,
               IngamCheckName name,
               IngamCheckResult result,
               int code) /* -1: no error */
{
  const IngamCheck *one = &report->checks[name];

  if (one->result != result)
    g_test_message ("%s: %s", ingam_check_get_word (name), one->detail);
  g_assert_cmpstr (ingam_check_result_get_word (one->result), ==,
                   ingam_check_result_get_word (result));
  if (code < 0)
    g_assert_no_error (one->error);
  else
    g_assert_error (one->error, INGAM_ERROR, code);
}

static void
test_all_in_order (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  const IngamTestSample sample = { .with_encryption = TRUE };
  g_autofree char *folder = ingam_test_sample_write (store, &sample);
  g_autoptr (IngamCredential) credential = ingam_test_sample_find (store, folder);
  g_autoptr (IngamSecret) password = ingam_secret_new_text (INGAM_TEST_PASSWORD);
  g_autoptr (IngamCheckReport) report = ingam_check_run (
      store, credential, NULL, password, INGAM_KDF_ASK_ROUNDS, INGAM_TEST_NOW, NULL, NULL);

  assert_result (report, INGAM_CHECK_KEY_MATCH, INGAM_CHECK_PASS, -1);
  assert_result (report, INGAM_CHECK_PASSWORD, INGAM_CHECK_PASS, -1);
  assert_result (report, INGAM_CHECK_RANDOM, INGAM_CHECK_PASS, -1);
  assert_result (report, INGAM_CHECK_CHAIN, INGAM_CHECK_UNKNOWN, INGAM_ERROR_NOT_FOUND);
  assert_result (report, INGAM_CHECK_DATES, INGAM_CHECK_PASS, -1);
  assert_result (report, INGAM_CHECK_PERMISSIONS, INGAM_CHECK_PASS, -1);
}

static void
test_no_password_skips (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *folder = ingam_test_sample_write (store, &(IngamTestSample){ 0 });
  g_autoptr (IngamCheckReport) report = check (store, folder, NULL, INGAM_TEST_NOW);

  assert_result (report, INGAM_CHECK_KEY_MATCH, INGAM_CHECK_SKIPPED, -1);
  assert_result (report, INGAM_CHECK_PASSWORD, INGAM_CHECK_SKIPPED, -1);
  assert_result (report, INGAM_CHECK_RANDOM, INGAM_CHECK_SKIPPED, -1);
  assert_result (report, INGAM_CHECK_DATES, INGAM_CHECK_PASS, -1);
}

static void
test_wrong_password_says_nothing_of_the_key (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *folder = ingam_test_sample_write (store, &(IngamTestSample){ 0 });
  g_autoptr (IngamCheckReport) report = check (store, folder, "wrong-one-1", INGAM_TEST_NOW);

  assert_result (report, INGAM_CHECK_PASSWORD, INGAM_CHECK_FAIL, INGAM_ERROR_WRONG_PASSWORD);
  assert_result (report, INGAM_CHECK_KEY_MATCH, INGAM_CHECK_UNKNOWN, INGAM_ERROR_WRONG_PASSWORD);
  assert_result (report, INGAM_CHECK_RANDOM, INGAM_CHECK_UNKNOWN, -1);
}

static void
test_foreign_key_is_no_wrong_password (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  const IngamTestSample sample = { .with_foreign_key = TRUE };
  g_autofree char *folder = ingam_test_sample_write (store, &sample);
  g_autoptr (IngamCheckReport) report = check (store, folder, INGAM_TEST_PASSWORD, INGAM_TEST_NOW);

  assert_result (report, INGAM_CHECK_PASSWORD, INGAM_CHECK_PASS, -1);
  assert_result (report, INGAM_CHECK_KEY_MATCH, INGAM_CHECK_FAIL, INGAM_ERROR_HALF_PAIR);
}

static void
test_missing_random_fails (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  const IngamTestSample sample = { .without_random = TRUE };
  g_autofree char *folder = ingam_test_sample_write (store, &sample);
  g_autoptr (IngamCheckReport) report = check (store, folder, INGAM_TEST_PASSWORD, INGAM_TEST_NOW);

  assert_result (report, INGAM_CHECK_RANDOM, INGAM_CHECK_FAIL, INGAM_ERROR_NOT_FOUND);
  assert_result (report, INGAM_CHECK_KEY_MATCH, INGAM_CHECK_PASS, -1);
}

static void
test_missing_key_fails_without_a_password (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *folder = ingam_test_sample_write (store, &(IngamTestSample){ 0 });
  g_autofree char *key = g_build_filename (store, folder, "signPri.key", NULL);
  g_autoptr (IngamCheckReport) report = NULL;

  g_assert_cmpint (g_remove (key), ==, 0);
  report = check (store, folder, NULL, INGAM_TEST_NOW);
  assert_result (report, INGAM_CHECK_KEY_MATCH, INGAM_CHECK_FAIL, INGAM_ERROR_HALF_PAIR);
  assert_result (report, INGAM_CHECK_PASSWORD, INGAM_CHECK_UNKNOWN, INGAM_ERROR_HALF_PAIR);
}

static void
test_damaged_key_fails (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *folder = ingam_test_sample_write (store, &(IngamTestSample){ 0 });
  g_autofree char *key = g_build_filename (folder, "signPri.key", NULL);
  g_autoptr (IngamCheckReport) report = NULL;

  ingam_scratch_write (store, key, "\x30\x82\x05\x00\x30", 5);
  report = check (store, folder, INGAM_TEST_PASSWORD, INGAM_TEST_NOW);
  assert_result (report, INGAM_CHECK_KEY_MATCH, INGAM_CHECK_FAIL, INGAM_ERROR_DAMAGED);
  assert_result (report, INGAM_CHECK_PASSWORD, INGAM_CHECK_UNKNOWN, INGAM_ERROR_DAMAGED);
}

/* The worse of the two pairs counts. */
static void
test_both_pairs_are_looked_at (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  const IngamTestSample sample = { .with_encryption = TRUE, .encryption_password = "other-Pw-77" };
  g_autofree char *folder = ingam_test_sample_write (store, &sample);
  g_autofree char *key = g_build_filename (store, folder, "kmPri.key", NULL);
  g_autoptr (IngamCheckReport) report = check (store, folder, INGAM_TEST_PASSWORD, INGAM_TEST_NOW);
  g_autoptr (IngamCheckReport) without = NULL;

  assert_result (report, INGAM_CHECK_PASSWORD, INGAM_CHECK_FAIL, INGAM_ERROR_WRONG_PASSWORD);
  assert_result (report, INGAM_CHECK_RANDOM, INGAM_CHECK_PASS, -1);
  g_assert_cmpint (g_remove (key), ==, 0);
  without = check (store, folder, INGAM_TEST_PASSWORD, INGAM_TEST_NOW);
  assert_result (without, INGAM_CHECK_KEY_MATCH, INGAM_CHECK_FAIL, INGAM_ERROR_HALF_PAIR);
  assert_result (without, INGAM_CHECK_PASSWORD, INGAM_CHECK_PASS, -1);
}

static void
test_dates_are_those_of_now (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *folder = ingam_test_sample_write (store, &(IngamTestSample){ 0 });
  g_autoptr (IngamCheckReport) before = check (store, folder, NULL, 1750000000);
  g_autoptr (IngamCheckReport) after = check (store, folder, NULL, 1800000000);

  assert_result (before, INGAM_CHECK_DATES, INGAM_CHECK_FAIL, INGAM_ERROR_FAILED);
  assert_result (after, INGAM_CHECK_DATES, INGAM_CHECK_FAIL, INGAM_ERROR_FAILED);
  g_assert_cmpstr (before->checks[INGAM_CHECK_DATES].detail, !=,
                   after->checks[INGAM_CHECK_DATES].detail);
}

static void
test_open_files_and_folders_fail (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *folder = ingam_test_sample_write (store, &(IngamTestSample){ 0 });
  g_autofree char *path = g_build_filename (store, folder, NULL);
  g_autofree char *key = g_build_filename (path, "signPri.key", NULL);
  g_autofree char *certificate = g_build_filename (path, "signCert.der", NULL);
  g_autoptr (IngamCheckReport) public_certificate = NULL;
  g_autoptr (IngamCheckReport) public_key = NULL;
  g_autoptr (IngamCheckReport) public_folder = NULL;

  g_chmod (certificate, 0644);
  public_certificate = check (store, folder, NULL, INGAM_TEST_NOW);
  assert_result (public_certificate, INGAM_CHECK_PERMISSIONS, INGAM_CHECK_PASS, -1);
  g_chmod (key, 0640);
  public_key = check (store, folder, NULL, INGAM_TEST_NOW);
  assert_result (public_key, INGAM_CHECK_PERMISSIONS, INGAM_CHECK_FAIL, INGAM_ERROR_PERMISSION);
  g_chmod (key, 0600);
  g_chmod (path, 0755);
  public_folder = check (store, folder, NULL, INGAM_TEST_NOW);
  assert_result (public_folder, INGAM_CHECK_PERMISSIONS, INGAM_CHECK_FAIL, INGAM_ERROR_PERMISSION);
}

static void
test_a_costly_key_asks_first (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *folder = ingam_test_sample_write (store, &(IngamTestSample){ .rounds = 3000 });
  g_autofree char *path = g_build_filename (store, folder, NULL);
  g_autoptr (IngamSecret) password = ingam_secret_new_text (INGAM_TEST_PASSWORD);
  g_autoptr (IngamCheckReport) report =
      ingam_check_run_folder (path, NULL, password, 2999, INGAM_TEST_NOW, NULL, NULL);

  assert_result (report, INGAM_CHECK_PASSWORD, INGAM_CHECK_UNKNOWN, INGAM_ERROR_TOO_EXPENSIVE);
}

static void
test_cancelled_is_no_answer (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *folder = ingam_test_sample_write (store, &(IngamTestSample){ .rounds = 900000 });
  g_autofree char *path = g_build_filename (store, folder, NULL);
  g_autoptr (IngamSecret) password = ingam_secret_new_text (INGAM_TEST_PASSWORD);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (ingam_check_run_folder (path, NULL, password, INGAM_KDF_ASK_ROUNDS, INGAM_TEST_NOW,
                                         cancellable, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_CANCELLED);
}

static void
test_an_empty_folder_is_not_found (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (ingam_check_run_folder (store, NULL, NULL, INGAM_KDF_ASK_ROUNDS, INGAM_TEST_NOW,
                                         NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND);
}

/* --- who issued it --- */

static void
put (IngamScratch *store, const char *relative, GBytes *bytes)
{
  ingam_scratch_write (store, relative, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
assert_chain (
    IngamScratch *store, const char *folder, IngamCheckResult result, int code, const char *words)
{
  g_autoptr (IngamCheckReport) report = check (store, folder, NULL, INGAM_TEST_NOW);
  const char *detail = report->checks[INGAM_CHECK_CHAIN].detail;

  g_test_message ("%s", detail);
  assert_result (report, INGAM_CHECK_CHAIN, result, code);
  g_assert_nonnull (strstr (detail, words));
}

/* As if somebody had changed a certificate after it was signed. */
static void
spoil_signature (IngamScratch *store, const char *folder, const char *name)
{
  g_autofree char *relative = g_build_filename (folder, name, NULL);
  g_autofree char *path = g_build_filename (store, relative, NULL);
  g_autoptr (GBytes) bytes = ingam_test_read (path);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  g_autofree guint8 *copy = g_memdup2 (data, size);

  copy[size - 1] ^= 1;
  ingam_scratch_write (store, relative, copy, size);
}

static void
test_an_unknown_authority_is_no_fault (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *folder = ingam_test_sample_write (store, &(IngamTestSample){ 0 });

  assert_chain (store, folder, INGAM_CHECK_UNKNOWN, INGAM_ERROR_NOT_FOUND, "not on this computer");
  put (store, "yessign/ca.der", ingam_test_sample_get_authority ());
  assert_chain (store, folder, INGAM_CHECK_UNKNOWN, INGAM_ERROR_NOT_FOUND, "does not know");
}

static void
test_capubs_beside_the_pair_are_looked_at (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *folder = ingam_test_sample_write (store, &(IngamTestSample){ 0 });
  g_autofree char *path = g_build_filename (folder, "CaPubs", NULL);
  GBytes *one[] = { ingam_test_sample_get_authority () };
  g_autoptr (GBytes) pubs = ingam_maker_wrap (one, 1);

  put (store, path, pubs);
  assert_chain (store, folder, INGAM_CHECK_UNKNOWN, INGAM_ERROR_NOT_FOUND, "does not know");
}

static void
test_a_forged_certificate_fails (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *folder = ingam_test_sample_write (store, &(IngamTestSample){ 0 });

  put (store, "yessign/ca.der", ingam_test_sample_get_authority ());
  spoil_signature (store, folder, "signCert.der");
  assert_chain (store, folder, INGAM_CHECK_FAIL, INGAM_ERROR_DAMAGED, "forged or damaged");
}

static void
test_the_worse_issuer_of_two_pairs_is_reported (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  const IngamTestSample sample = { .with_encryption = TRUE };
  g_autofree char *folder = ingam_test_sample_write (store, &sample);

  put (store, "yessign/ca.der", ingam_test_sample_get_authority ());
  assert_chain (store, folder, INGAM_CHECK_UNKNOWN, INGAM_ERROR_NOT_FOUND, "does not know");
  spoil_signature (store, folder, "kmCert.der");
  assert_chain (store, folder, INGAM_CHECK_FAIL, INGAM_ERROR_DAMAGED, "forged or damaged");
}

/* Handed to many checks, the authorities are not read again. */
static void
test_authorities_that_were_read_are_enough (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *folder = ingam_test_sample_write (store, &(IngamTestSample){ 0 });
  g_autoptr (IngamCredential) credential = ingam_test_sample_find (store, folder);
  g_autoptr (IngamAuthorities) none = ingam_authorities_read (store);
  g_autoptr (IngamCheckReport) report = NULL;

  put (store, "yessign/ca.der", ingam_test_sample_get_authority ());
  report = ingam_check_run (store, credential, none, NULL, INGAM_KDF_ASK_ROUNDS, INGAM_TEST_NOW,
                            NULL, NULL);
  g_assert_nonnull (strstr (report->checks[INGAM_CHECK_CHAIN].detail, "not on this computer"));
}

static void
put_shared (IngamScratch *store, const char *relative, const char *shared)
{
  g_autofree char *path = ingam_test_shared_path (shared);
  g_autoptr (GBytes) bytes = path ? ingam_test_read (path) : NULL;

  g_assert_nonnull (bytes);
  put (store, relative, bytes);
}

/* A live authority's own certificate stands in for a person's: those are nobody's to publish. */
static void
test_a_known_root_passes (void)
{
#define FOLDER "yessign/USER/cn=x"
#define AUTHORITIES "vectors/authorities/"
  g_autofree char *path = NULL;
  g_autoptr (IngamScratch) store = ingam_scratch_new ();

  if (!ingam_test_need_shared (AUTHORITIES "KISA_KISA_RootCA_4_a002ff55.der", &path))
    return;
  put_shared (store, FOLDER "/signCert.der", AUTHORITIES "yessign_yessignCA_Class_3_0a54ef7e.der");
  put_shared (store, "KISA/root.der", AUTHORITIES "KISA_KISA_RootCA_4_a002ff55.der");
  assert_chain (store, FOLDER, INGAM_CHECK_PASS, -1, "KISA RootCA 4");
}

/* The vendor's test certificate with the files of its authorities. */
static void
test_the_vendors_certificate_is_for_testing (void)
{
  g_autofree char *path = NULL;
  g_autoptr (IngamScratch) store = ingam_scratch_new ();

  if (!ingam_test_need_shared ("vectors/bandoche+PyPinkSign/signCert.der", &path))
    return;
  put_shared (store, FOLDER "/signCert.der", "vectors/bandoche+PyPinkSign/signCert.der");
  put_shared (store, "KISA/6.der", AUTHORITIES "KISA_Kisa_Test_RootCA_6_6c4b84ec.der");
  put_shared (store, "KISA/7.der", AUTHORITIES "KISA_Kisa_Test_RootCA_7_66574bb4.der");
  put_shared (store, "yessign/4.der", AUTHORITIES "yessign_yessignCA-Test_Class_4_eeea79b1.der");
  put_shared (store, "yessign/5.der", AUTHORITIES "yessign_yessignCA-Test_Class_5_7b1e3fff.der");
  assert_chain (store, FOLDER, INGAM_CHECK_UNKNOWN, INGAM_ERROR_FAILED, "testing only");
#undef AUTHORITIES
#undef FOLDER
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/check/" name, func)
  ADD ("all-in-order", test_all_in_order);
  ADD ("no-password-skips", test_no_password_skips);
  ADD ("wrong-password-says-nothing-of-the-key", test_wrong_password_says_nothing_of_the_key);
  ADD ("foreign-key-is-no-wrong-password", test_foreign_key_is_no_wrong_password);
  ADD ("missing-random-fails", test_missing_random_fails);
  ADD ("missing-key-fails-without-a-password", test_missing_key_fails_without_a_password);
  ADD ("damaged-key-fails", test_damaged_key_fails);
  ADD ("both-pairs-are-looked-at", test_both_pairs_are_looked_at);
  ADD ("dates-are-those-of-now", test_dates_are_those_of_now);
  ADD ("open-files-and-folders-fail", test_open_files_and_folders_fail);
  ADD ("a-costly-key-asks-first", test_a_costly_key_asks_first);
  ADD ("cancelled-is-no-answer", test_cancelled_is_no_answer);
  ADD ("an-empty-folder-is-not-found", test_an_empty_folder_is_not_found);
  ADD ("an-unknown-authority-is-no-fault", test_an_unknown_authority_is_no_fault);
  ADD ("capubs-beside-the-pair-are-looked-at", test_capubs_beside_the_pair_are_looked_at);
  ADD ("a-forged-certificate-fails", test_a_forged_certificate_fails);
  ADD ("the-worse-issuer-of-two-pairs-is-reported", test_the_worse_issuer_of_two_pairs_is_reported);
  ADD ("authorities-that-were-read-are-enough", test_authorities_that_were_read_are_enough);
  ADD ("a-known-root-passes", test_a_known_root_passes);
  ADD ("the-vendors-certificate-is-for-testing", test_the_vendors_certificate_is_for_testing);
#undef ADD
  return g_test_run ();
}
