/* test-reseal.c: a new password keeps everything else, or nothing happens. */
#include "config.h"

#include "core/store/reseal.h"

#include "core/base/error.h"
#include "core/codec/private-key.h"
#include "core/codec/sealed-key.h"
#include "support/sample.h"

#include <glib/gstdio.h>
#include <string.h>

static GBytes *
read_file (const char *store, const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (store, folder, name, NULL);

  return ingam_test_read (path);
}

static gboolean
reseal (const char *store,
        const char *folder,
        const char *old_password,
        const char *new_password,
        IngamResealResult *ret_result,
        GError **error)
{
  g_autoptr (IngamCredential) credential = ingam_test_sample_find (store, folder);
  g_autoptr (IngamSecret) old = ingam_secret_new_text (old_password);
  g_autoptr (IngamSecret) new = ingam_secret_new_text (new_password);

  return ingam_reseal_run (store, credential, old, new, INGAM_KDF_ASK_ROUNDS, NULL, ret_result,
                           error);
}

/* One failure: the code, and a store as it was. */
static void
assert_refused (IngamScratch *store,
                const char *folder,
                const char *old_password,
                const char *new_password,
                IngamError code)
{
  g_autofree char *before = ingam_test_snapshot (store);
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (reseal (store, folder, old_password, new_password, NULL, &error));
  g_assert_error (error, INGAM_ERROR, (int) code);
  after = ingam_test_snapshot (store);
  g_assert_cmpstr (before, ==, after);
}

/* There and back: the scheme and every plain byte are the same. */
static void
test_plain_bytes_and_scheme_stay (void)
{
  static const char *const schemes[] = { "pbes1-seed", "pbes1-seed-fixed-iv", "pbes2-seed",
                                         "pbes2-aes256", "pkcs12-3des" };

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      g_autoptr (IngamScratch) store = ingam_scratch_new ();
      const IngamTestSample sample = { .scheme = schemes[i], .with_encryption = TRUE };
      g_autofree char *folder = ingam_test_sample_write (store, &sample);
      g_autoptr (GBytes) first = read_file (store, folder, "signPri.key");
      g_autoptr (IngamSecret) before = ingam_test_sample_open (first, INGAM_TEST_PASSWORD);
      g_autoptr (GBytes) second = NULL;
      g_autoptr (GBytes) second_km = NULL;
      g_autoptr (GBytes) third = NULL;
      g_autoptr (IngamSecret) between = NULL;
      g_autoptr (IngamSecret) between_km = NULL;
      g_autoptr (IngamSecret) after = NULL;
      g_autoptr (GError) error = NULL;
      IngamResealResult result;

      g_assert_true (
          reseal (store, folder, INGAM_TEST_PASSWORD, INGAM_TEST_NEW_PASSWORD, &result, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (result.scheme, ==, schemes[i]);
      g_assert_cmpuint (result.rounds, ==, 2048);
      second = read_file (store, folder, "signPri.key");
      second_km = read_file (store, folder, "kmPri.key");
      g_assert_false (g_bytes_equal (first, second));
      g_assert_null (ingam_test_sample_open (second, INGAM_TEST_PASSWORD));
      between = ingam_test_sample_open (second, INGAM_TEST_NEW_PASSWORD);
      between_km = ingam_test_sample_open (second_km, INGAM_TEST_NEW_PASSWORD);
      g_assert_nonnull (between_km);
      g_assert_true (ingam_secret_equal (before, between));
      g_assert_true (ingam_private_key_has_random (between));

      g_assert_true (
          reseal (store, folder, INGAM_TEST_NEW_PASSWORD, INGAM_TEST_PASSWORD, NULL, &error));
      third = read_file (store, folder, "signPri.key");
      after = ingam_test_sample_open (third, INGAM_TEST_PASSWORD);
      g_assert_true (ingam_secret_equal (before, after));
    }
}

static void
test_rounds_are_never_fewer (void)
{
  static const guint64 rounds[][2] = { { 1024, 2048 }, { 2048, 2048 }, { 5000, 5000 } };

  for (gsize i = 0; i < G_N_ELEMENTS (rounds); i++)
    {
      g_autoptr (IngamScratch) store = ingam_scratch_new ();
      const IngamTestSample sample = { .rounds = rounds[i][0] };
      g_autofree char *folder = ingam_test_sample_write (store, &sample);
      IngamResealResult result;

      g_assert_true (
          reseal (store, folder, INGAM_TEST_PASSWORD, INGAM_TEST_NEW_PASSWORD, &result, NULL));
      g_assert_cmpuint (result.rounds, ==, rounds[i][1]);
    }
}

static void
test_wrong_password_is_said (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *folder = ingam_test_sample_write (store, &(IngamTestSample){ 0 });

  assert_refused (store, folder, "not-the-1-password", INGAM_TEST_NEW_PASSWORD,
                  INGAM_ERROR_WRONG_PASSWORD);
}

static void
test_rule_is_kept (void)
{
  static const char *const bad[] = {
    "", "short-1", "nodigits-at-all", "1234567890123", "with\"quote-123", "한글암호한글암호-1"
  };
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *folder = ingam_test_sample_write (store, &(IngamTestSample){ 0 });

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_refused (store, folder, INGAM_TEST_PASSWORD, bad[i], INGAM_ERROR_PASSWORD_RULE);
}

static void
test_key_of_another_certificate_is_no_wrong_password (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  const IngamTestSample sample = { .with_foreign_key = TRUE };
  g_autofree char *folder = ingam_test_sample_write (store, &sample);

  assert_refused (store, folder, INGAM_TEST_PASSWORD, INGAM_TEST_NEW_PASSWORD,
                  INGAM_ERROR_HALF_PAIR);
}

static void
test_missing_key_is_half_a_pair (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *folder = ingam_test_sample_write (store, &(IngamTestSample){ 0 });
  g_autofree char *key = g_build_filename (store, folder, "signPri.key", NULL);

  g_assert_cmpint (g_remove (key), ==, 0);
  assert_refused (store, folder, INGAM_TEST_PASSWORD, INGAM_TEST_NEW_PASSWORD,
                  INGAM_ERROR_HALF_PAIR);
}

static void
test_damaged_key_is_damaged (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *folder = ingam_test_sample_write (store, &(IngamTestSample){ 0 });
  g_autofree char *key = g_build_filename (folder, "signPri.key", NULL);
  g_autoptr (GBytes) bytes = read_file (store, folder, "signPri.key");

  ingam_scratch_write (store, key, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes) / 2);
  assert_refused (store, folder, INGAM_TEST_PASSWORD, INGAM_TEST_NEW_PASSWORD, INGAM_ERROR_DAMAGED);
  ingam_scratch_write (store, key, "hello", 5);
  assert_refused (store, folder, INGAM_TEST_PASSWORD, INGAM_TEST_NEW_PASSWORD, INGAM_ERROR_DAMAGED);
}

/* Both or neither, and the message says which. */
static void
test_encryption_key_under_another_password (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  const IngamTestSample sample = { .with_encryption = TRUE, .encryption_password = "other-Pw-77" };
  g_autofree char *folder = ingam_test_sample_write (store, &sample);
  g_autoptr (GError) error = NULL;

  assert_refused (store, folder, INGAM_TEST_PASSWORD, INGAM_TEST_NEW_PASSWORD,
                  INGAM_ERROR_WRONG_PASSWORD);
  g_assert_false (
      reseal (store, folder, INGAM_TEST_PASSWORD, INGAM_TEST_NEW_PASSWORD, NULL, &error));
  g_assert_nonnull (strstr (error->message, "kmPri.key"));
}

static void
test_other_certificate_in_the_place_is_changed (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *folder = ingam_test_sample_write (store, &(IngamTestSample){ .serial = 1 });
  g_autoptr (IngamCredential) credential = ingam_test_sample_find (store, folder);
  g_autofree char *other = ingam_test_sample_write (store, &(IngamTestSample){ .serial = 2 });
  g_autoptr (GBytes) certificate = read_file (store, other, "signCert.der");
  g_autofree char *path = g_build_filename (folder, "signCert.der", NULL);
  g_autoptr (IngamSecret) old = ingam_secret_new_text (INGAM_TEST_PASSWORD);
  g_autoptr (IngamSecret) new = ingam_secret_new_text (INGAM_TEST_NEW_PASSWORD);
  g_autoptr (GError) error = NULL;

  ingam_scratch_write (store, path, g_bytes_get_data (certificate, NULL),
                       g_bytes_get_size (certificate));
  g_assert_false (
      ingam_reseal_run (store, credential, old, new, INGAM_KDF_ASK_ROUNDS, NULL, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_CHANGED);
}

/* A tool of the field overwrote a longer file in place. */
static void
test_trailing_bytes_are_not_written_again (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *folder = ingam_test_sample_write (store, &(IngamTestSample){ 0 });
  g_autofree char *key = g_build_filename (folder, "signPri.key", NULL);
  g_autoptr (GBytes) bytes = read_file (store, folder, "signPri.key");
  g_autoptr (GByteArray) longer = g_byte_array_new ();
  g_autoptr (GBytes) after = NULL;
  g_autoptr (IngamSealedKey) sealed = NULL;

  g_byte_array_append (longer, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  g_byte_array_append (longer, (const guint8 *) "leftover of before", 18);
  ingam_scratch_write (store, key, longer->data, longer->len);
  g_assert_true (reseal (store, folder, INGAM_TEST_PASSWORD, INGAM_TEST_NEW_PASSWORD, NULL, NULL));
  after = read_file (store, folder, "signPri.key");
  sealed = ingam_sealed_key_new (after, NULL);
  g_assert_cmpuint (ingam_sealed_key_get_trailing_size (sealed), ==, 0);
}

static void
test_costs_can_be_refused (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *folder = ingam_test_sample_write (store, &(IngamTestSample){ .rounds = 3000 });
  g_autoptr (IngamCredential) credential = ingam_test_sample_find (store, folder);
  g_autoptr (IngamSecret) old = ingam_secret_new_text (INGAM_TEST_PASSWORD);
  g_autoptr (IngamSecret) new = ingam_secret_new_text (INGAM_TEST_NEW_PASSWORD);
  g_autoptr (GError) error = NULL;

  g_assert_false (ingam_reseal_run (store, credential, old, new, 2999, NULL, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_TOO_EXPENSIVE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/reseal/" name, func)
  ADD ("plain-bytes-and-scheme-stay", test_plain_bytes_and_scheme_stay);
  ADD ("rounds-are-never-fewer", test_rounds_are_never_fewer);
  ADD ("wrong-password-is-said", test_wrong_password_is_said);
  ADD ("rule-is-kept", test_rule_is_kept);
  ADD ("key-of-another-certificate-is-no-wrong-password",
       test_key_of_another_certificate_is_no_wrong_password);
  ADD ("missing-key-is-half-a-pair", test_missing_key_is_half_a_pair);
  ADD ("damaged-key-is-damaged", test_damaged_key_is_damaged);
  ADD ("encryption-key-under-another-password", test_encryption_key_under_another_password);
  ADD ("other-certificate-in-the-place-is-changed", test_other_certificate_in_the_place_is_changed);
  ADD ("trailing-bytes-are-not-written-again", test_trailing_bytes_are_not_written_again);
  ADD ("costs-can-be-refused", test_costs_can_be_refused);
#undef ADD
  return g_test_run ();
}
