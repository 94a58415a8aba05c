/* test-check.c: single answers, and which failure is said of what. */
#include "config.h"

#include "core/store/check.h"

#include "core/base/error.h"
#include "support/sample.h"

#include <glib/gstdio.h>

static IngamCheckReport *
check (const char *store, const char *folder, const char *password, gint64 now)
{
  g_autoptr (IngamSecret) secret = password ? ingam_secret_new_text (password) : NULL;
  g_autofree char *path = g_build_filename (store, folder, NULL);
  g_autoptr (GError) error = NULL;
  IngamCheckReport *report =
      ingam_check_run_folder (path, secret, INGAM_KDF_ASK_ROUNDS, now, NULL, &error);

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
      store, credential, password, INGAM_KDF_ASK_ROUNDS, INGAM_TEST_NOW, NULL, NULL);

  assert_result (report, INGAM_CHECK_KEY_MATCH, INGAM_CHECK_PASS, -1);
  assert_result (report, INGAM_CHECK_PASSWORD, INGAM_CHECK_PASS, -1);
  assert_result (report, INGAM_CHECK_RANDOM, INGAM_CHECK_PASS, -1);
  assert_result (report, INGAM_CHECK_CHAIN, INGAM_CHECK_UNKNOWN, -1);
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
      ingam_check_run_folder (path, password, 2999, INGAM_TEST_NOW, NULL, NULL);

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
  g_assert_null (ingam_check_run_folder (path, password, INGAM_KDF_ASK_ROUNDS, INGAM_TEST_NOW,
                                         cancellable, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_CANCELLED);
}

static void
test_an_empty_folder_is_not_found (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (
      ingam_check_run_folder (store, NULL, INGAM_KDF_ASK_ROUNDS, INGAM_TEST_NOW, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND);
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
#undef ADD
  return g_test_run ();
}
