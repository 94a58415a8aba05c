/* test-private-key.c: what a plain key tells, and that it tells nothing wrong of a hostile one. */
#include "config.h"

#include "core/codec/private-key.h"

#include "core/base/der.h"
#include "core/base/error.h"
#include "support/plain-key.h"
#include "support/scratch.h"
#include "support/shared.h"

#include <string.h>

static const guint8 random_value[20] = { 0xd1, 2,  3,  4,  5,  6,  7,  8,  9,  10,
                                         11,   12, 13, 14, 15, 16, 17, 18, 19, 0xff };

/* The subjectPublicKey bytes of a SubjectPublicKeyInfo, hashed: what a certificate's key id is. */
static char *
dup_spki_key_id (GBytes *spki)
{
  IngamDer all, sequence, bits;

  all.data = g_bytes_get_data (spki, &all.size);
  g_assert_true (ingam_der_take (&all, INGAM_DER_SEQUENCE, &sequence));
  g_assert_true (ingam_der_take (&sequence, INGAM_DER_SEQUENCE, NULL));
  g_assert_true (ingam_der_take (&sequence, INGAM_DER_BIT_STRING, &bits));
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, bits.data + 1, bits.size - 1);
}

static void
assert_key_id (IngamSecret *plain, GBytes *spki)
{
  g_autoptr (GBytes) id = ingam_private_key_dup_key_id (plain);
  g_autofree char *expected_hex = dup_spki_key_id (spki);
  g_autoptr (GBytes) expected = ingam_test_hex (expected_hex);

  g_assert_nonnull (id);
  g_assert_true (g_bytes_equal (id, expected));
}

static void
assert_matches (IngamSecret *plain, GBytes *spki)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ingam_private_key_match (plain, spki, &error));
  g_assert_no_error (error);
}

static void
assert_match_fails (IngamSecret *plain, GBytes *spki, IngamError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (ingam_private_key_match (plain, spki, &error));
  g_assert_error (error, INGAM_ERROR, (gint) code);
}

static void
test_rsa_matches_its_certificate_only (void)
{
  g_autoptr (GBytes) spki = NULL, other_spki = NULL;
  g_autoptr (IngamSecret) plain = ingam_test_plain_rsa (1024, random_value, 20, &spki);
  g_autoptr (IngamSecret) other = ingam_test_plain_rsa (1024, NULL, 0, &other_spki);
  g_autoptr (GError) error = NULL;

  g_assert_true (ingam_private_key_validate (plain, &error));
  g_assert_no_error (error);
  assert_matches (plain, spki);
  assert_matches (other, other_spki);
  assert_match_fails (plain, other_spki, INGAM_ERROR_HALF_PAIR);
  assert_match_fails (other, spki, INGAM_ERROR_HALF_PAIR);
  assert_key_id (plain, spki);
}

static void
test_ec_matches_its_certificate_only (gconstpointer with_point)
{
  g_autoptr (GBytes) spki = NULL, other_spki = NULL, rsa_spki = NULL;
  g_autoptr (IngamSecret) plain = ingam_test_plain_ec (GPOINTER_TO_INT (with_point), &spki);
  g_autoptr (IngamSecret) other = ingam_test_plain_ec (TRUE, &other_spki);
  g_autoptr (IngamSecret) rsa = ingam_test_plain_rsa (1024, NULL, 0, &rsa_spki);
  g_autoptr (GError) error = NULL;

  g_assert_true (ingam_private_key_validate (plain, &error));
  g_assert_no_error (error);
  assert_matches (plain, spki);
  assert_match_fails (plain, other_spki, INGAM_ERROR_HALF_PAIR);
  assert_match_fails (plain, rsa_spki, INGAM_ERROR_HALF_PAIR);
  assert_match_fails (rsa, spki, INGAM_ERROR_HALF_PAIR);
  assert_key_id (plain, spki);
}

/* A copy of @plain with one bit of the byte at @offset changed. */
static IngamSecret *
dup_altered (IngamSecret *plain, gsize offset)
{
  gsize size;
  const guint8 *data = ingam_secret_peek (plain, &size);
  g_autofree guint8 *copy = g_memdup2 (data, size);

  copy[offset] ^= 0x04;
  return ingam_secret_new (copy, size);
}

static void
test_rsa_with_one_wrong_number_is_damaged (void)
{
  g_autoptr (GBytes) spki = NULL;
  g_autoptr (IngamSecret) plain = ingam_test_plain_rsa (1024, NULL, 0, &spki);
  IngamDer all, info, key, sequence, number, start;
  guint n = 0;

  all.data = ingam_secret_peek (plain, &all.size);
  start = all;
  g_assert_true (ingam_der_take (&all, INGAM_DER_SEQUENCE, &info));
  g_assert_true (ingam_der_take (&info, INGAM_DER_INTEGER, NULL));
  g_assert_true (ingam_der_take (&info, INGAM_DER_SEQUENCE, NULL));
  g_assert_true (ingam_der_take (&info, INGAM_DER_OCTET_STRING, &key));
  g_assert_true (ingam_der_take (&key, INGAM_DER_SEQUENCE, &sequence));
  for (guint i = 0; ingam_der_take (&sequence, INGAM_DER_INTEGER, &number); i++)
    {
      g_autoptr (IngamSecret) altered = NULL;

      if (i == 0)
        continue;
      altered = dup_altered (plain, (gsize) (number.data - start.data) + number.size - 1);
      assert_match_fails (altered, spki, i <= 2 ? INGAM_ERROR_HALF_PAIR : INGAM_ERROR_DAMAGED);
      n++;
    }
  g_assert_cmpuint (n, ==, 8);
}

static void
test_ec_with_a_wrong_number_is_damaged (void)
{
  g_autoptr (GBytes) spki = NULL;
  g_autoptr (IngamSecret) plain = ingam_test_plain_ec (TRUE, &spki);
  const guint8 *data = ingam_secret_peek (plain, NULL);
  gsize offset = 0;
  g_autoptr (IngamSecret) altered = NULL;

  while (!(data[offset] == 0x04 && data[offset + 1] == 0x20)) /* its OCTET STRING of 32 bytes */
    offset++;
  altered = dup_altered (plain, offset + 10);
  assert_match_fails (altered, spki, INGAM_ERROR_DAMAGED);
}

static void
test_random_comes_out_as_it_went_in (void)
{
  g_autoptr (IngamSecret) plain = ingam_test_plain_rsa (1024, random_value, 20, NULL);
  g_autoptr (IngamSecret) without = ingam_test_plain_rsa (1024, NULL, 0, NULL);
  g_autoptr (IngamSecret) random = ingam_private_key_dup_random (plain);

  g_assert_true (ingam_private_key_has_random (plain));
  g_assert_cmpmem (ingam_secret_peek (random, NULL), ingam_secret_get_size (random), random_value,
                   sizeof random_value);
  g_assert_false (ingam_private_key_has_random (without));
  g_assert_null (ingam_private_key_dup_random (without));
}

static IngamSecret *
wrap_random (const char *value_hex)
{
  g_autoptr (GBytes) null = g_bytes_new_static ("\x05\x00", 2);
  g_autoptr (GBytes) key = g_bytes_new_static ("key", 3);
  g_autoptr (GBytes) value = ingam_test_hex (value_hex);

  return ingam_test_wrap_plain_key ("1.2.3.4", null, key, value);
}

static void
test_unused_bits_of_random_are_masked (void)
{
  g_autoptr (IngamSecret) plain = wrap_random ("0303 03 abff");
  g_autoptr (IngamSecret) random = ingam_private_key_dup_random (plain);

  g_assert_nonnull (random);
  g_assert_cmpmem (ingam_secret_peek (random, NULL), ingam_secret_get_size (random), "\xab\xf8", 2);
}

static void
test_a_malformed_random_is_none (void)
{
  static const char *const values[] = { "0300", "0301 00", "0303 08 abff", "0403 00 abff", "0500" };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (IngamSecret) plain = wrap_random (values[i]);

      g_assert_false (ingam_private_key_has_random (plain));
      g_assert_null (ingam_private_key_dup_random (plain));
    }
}

static void
test_other_types_pass_and_cannot_be_checked (void)
{
  g_autoptr (IngamSecret) plain = wrap_random ("0303 00 abff");
  g_autoptr (GBytes) spki = NULL;
  g_autoptr (GBytes) same = ingam_test_hex ("300d 3007 0603 2a0304 0500 0302 0001");
  g_autoptr (IngamSecret) rsa = ingam_test_plain_rsa (1024, NULL, 0, &spki);
  g_autoptr (GError) error = NULL;

  g_assert_true (ingam_private_key_validate (plain, &error));
  g_assert_no_error (error);
  g_assert_null (ingam_private_key_dup_key_id (plain));
  assert_match_fails (plain, spki, INGAM_ERROR_HALF_PAIR);
  g_assert_false (ingam_private_key_match (plain, same, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "1.2.3.4"));
}

static void
assert_validate_fails (const guint8 *data, gsize size, IngamError code)
{
  g_autoptr (IngamSecret) plain = ingam_secret_new (data, size);
  g_autoptr (GError) error = NULL;

  g_assert_false (ingam_private_key_validate (plain, &error));
  g_assert_error (error, INGAM_ERROR, (gint) code);
}

static void
test_junk_is_a_wrong_password (void)
{
  static const guint8 junk[] = { 0x30, 0x82, 0x01, 0x02, 0x9c, 0x11, 0x22, 0x33, 0x44 };

  assert_validate_fails (junk, 0, INGAM_ERROR_WRONG_PASSWORD);
  assert_validate_fails (junk, sizeof junk, INGAM_ERROR_WRONG_PASSWORD);
  assert_validate_fails (junk + 4, 5, INGAM_ERROR_WRONG_PASSWORD);
}

static void
test_a_right_head_with_a_broken_rest_is_damaged (void)
{
  g_autoptr (IngamSecret) plain = ingam_test_plain_rsa (1024, NULL, 0, NULL);
  gsize size;
  const guint8 *data = ingam_secret_peek (plain, &size);
  g_autofree guint8 *copy = g_memdup2 (data, size);

  g_assert_cmpint (copy[7], ==, INGAM_DER_SEQUENCE);
  copy[7] = 0x55;
  assert_validate_fails (copy, size, INGAM_ERROR_DAMAGED);
}

/* Every byte of a real key changed in several ways: nothing but an answer may come of it. */
static void
test_no_alteration_breaks_the_reader (gconstpointer data)
{
  g_autoptr (GBytes) spki = NULL;
  g_autoptr (IngamSecret) plain = GPOINTER_TO_INT (data) ?
                                      ingam_test_plain_ec (TRUE, &spki) :
                                      ingam_test_plain_rsa (512, random_value, 20, &spki);
  static const guint8 masks[] = { 0x01, 0x80, 0xff };
  gsize size;
  const guint8 *bytes = ingam_secret_peek (plain, &size);

  for (gsize i = 0; i < size; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (masks); j++)
      {
        g_autofree guint8 *copy = g_memdup2 (bytes, size);
        g_autoptr (IngamSecret) altered = NULL;
        g_autoptr (IngamSecret) random = NULL;
        g_autoptr (GBytes) id = NULL;

        copy[i] ^= masks[j];
        altered = ingam_secret_new (copy, size);
        (void) ingam_private_key_validate (altered, NULL);
        (void) ingam_private_key_match (altered, spki, NULL);
        id = ingam_private_key_dup_key_id (altered);
        random = ingam_private_key_dup_random (altered);
      }
  for (gsize cut = 0; cut < size; cut++)
    {
      g_autoptr (IngamSecret) altered = ingam_secret_new (bytes, cut);

      g_assert_false (ingam_private_key_validate (altered, NULL));
      g_assert_false (ingam_private_key_match (altered, spki, NULL));
    }
}

/* SubjectPublicKeyInfo of a DER certificate: the seventh element of its inner SEQUENCE. */
static GBytes *
dup_certificate_spki (GBytes *certificate)
{
  IngamDer all, sequence, inner, whole;

  all.data = g_bytes_get_data (certificate, &all.size);
  g_assert_true (ingam_der_take (&all, INGAM_DER_SEQUENCE, &sequence));
  g_assert_true (ingam_der_take (&sequence, INGAM_DER_SEQUENCE, &inner));
  for (guint i = 0; i < 7; i++)
    g_assert_true (ingam_der_next (&inner, NULL, NULL, &whole));
  return g_bytes_new (whole.data, whole.size);
}

/* Its numbers lack the zero byte before a high bit, as some programs write them. */
static void
test_a_vendor_s_key_matches (void)
{
  g_autofree char *key_path = NULL, *certificate_path = NULL, *no_random_path = NULL;
  g_autoptr (GBytes) key = NULL, certificate = NULL, spki = NULL, no_random_key = NULL;
  g_autoptr (IngamSecret) plain = NULL, no_random = NULL, random = NULL;

  if (!ingam_test_need_shared ("vectors/bandoche+PyPinkSign/plainSignPri.withR.p8", &key_path) ||
      !ingam_test_need_shared ("vectors/bandoche+PyPinkSign/plainSignPri.noR.p8",
                               &no_random_path) ||
      !ingam_test_need_shared ("vectors/bandoche+PyPinkSign/signCert.der", &certificate_path))
    return;
  key = ingam_test_read (key_path);
  no_random_key = ingam_test_read (no_random_path);
  certificate = ingam_test_read (certificate_path);
  spki = dup_certificate_spki (certificate);
  plain = ingam_secret_new (g_bytes_get_data (key, NULL), g_bytes_get_size (key));
  no_random =
      ingam_secret_new (g_bytes_get_data (no_random_key, NULL), g_bytes_get_size (no_random_key));
  assert_matches (plain, spki);
  assert_matches (no_random, spki);
  assert_key_id (plain, spki);
  random = ingam_private_key_dup_random (plain);
  g_assert_nonnull (random);
  g_assert_cmpuint (ingam_secret_get_size (random), ==, 20);
  g_assert_false (ingam_private_key_has_random (no_random));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/private-key/rsa-matches-its-certificate-only",
                   test_rsa_matches_its_certificate_only);
  g_test_add_data_func ("/private-key/ec-matches-its-certificate-only", GINT_TO_POINTER (TRUE),
                        test_ec_matches_its_certificate_only);
  g_test_add_data_func ("/private-key/ec-without-its-point-matches-too", GINT_TO_POINTER (FALSE),
                        test_ec_matches_its_certificate_only);
  g_test_add_func ("/private-key/rsa-with-one-wrong-number-is-damaged",
                   test_rsa_with_one_wrong_number_is_damaged);
  g_test_add_func ("/private-key/ec-with-a-wrong-number-is-damaged",
                   test_ec_with_a_wrong_number_is_damaged);
  g_test_add_func ("/private-key/random-comes-out-as-it-went-in",
                   test_random_comes_out_as_it_went_in);
  g_test_add_func ("/private-key/unused-bits-of-random-are-masked",
                   test_unused_bits_of_random_are_masked);
  g_test_add_func ("/private-key/a-malformed-random-is-none", test_a_malformed_random_is_none);
  g_test_add_func ("/private-key/other-types-pass-and-cannot-be-checked",
                   test_other_types_pass_and_cannot_be_checked);
  g_test_add_func ("/private-key/junk-is-a-wrong-password", test_junk_is_a_wrong_password);
  g_test_add_func ("/private-key/a-right-head-with-a-broken-rest-is-damaged",
                   test_a_right_head_with_a_broken_rest_is_damaged);
  g_test_add_data_func ("/private-key/no-alteration-of-rsa-breaks-the-reader",
                        GINT_TO_POINTER (FALSE), test_no_alteration_breaks_the_reader);
  g_test_add_data_func ("/private-key/no-alteration-of-ec-breaks-the-reader",
                        GINT_TO_POINTER (TRUE), test_no_alteration_breaks_the_reader);
  g_test_add_func ("/private-key/a-vendor-s-key-matches", test_a_vendor_s_key_matches);
  return g_test_run ();
}
