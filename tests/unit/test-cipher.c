/* test-cipher.c: the ciphers answer as their standards say, and refuse without lying. */
#include "config.h"

#include "core/codec/cipher.h"

#include "core/base/error.h"
#include "support/scratch.h"
#include "support/wycheproof.h"

#include <gcrypt.h>
#include <string.h>

static IngamSecret *
secret_from_hex (const char *hex)
{
  g_autoptr (GBytes) bytes = ingam_test_hex (hex);

  return ingam_secret_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* One block as ECB: CBC with a zero IV, then without the padding block. */
static void
assert_block (const char *cipher,
              const char *key_hex,
              const char *plain_hex,
              const char *sealed_hex)
{
  static const guint8 zero[INGAM_CIPHER_MAX_BLOCK];
  const IngamCipher *found = ingam_cipher_find_by_name (cipher);
  g_autoptr (IngamSecret) key = secret_from_hex (key_hex);
  g_autoptr (IngamSecret) plain = secret_from_hex (plain_hex);
  g_autoptr (GBytes) expected = ingam_test_hex (sealed_hex);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) sealed = NULL;

  g_assert_nonnull (found);
  sealed = ingam_cipher_encrypt (found, key, zero, found->block_size, plain, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (sealed), ==, 2 * found->block_size);
  g_assert_cmpmem (g_bytes_get_data (sealed, NULL), found->block_size,
                   g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
}

/* RFC 4269 appendix B. */
static void
test_seed_gives_the_values_of_its_rfc (void)
{
  assert_block ("seed", "00000000000000000000000000000000", "000102030405060708090A0B0C0D0E0F",
                "5EBAC6E0054E166819AFF1CC6D346CDB");
  assert_block ("seed", "000102030405060708090A0B0C0D0E0F", "00000000000000000000000000000000",
                "C11F22F20140505084483597E4370F43");
  assert_block ("seed", "4706480851E61BE85D74BFB3FD956185", "83A2F8A288641FB9A4E9A5CC2F131C7D",
                "EE54D13EBCAE706D226BC3142CD40D4A");
  assert_block ("seed", "28DBC3BC49FFD87DCFA509B11D422BE7", "B41E6BE2EBA84A148E2EED84593C5EC7",
                "9B9B7BFCD1813CB95D0B3618F40F5122");
}

static void
test_the_table_agrees_with_itself (void)
{
  static const char *const names[] = { "seed",    "aes128",  "aes192",  "aes256",
                                       "aria128", "aria192", "aria256", "3des" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const IngamCipher *cipher = ingam_cipher_find_by_name (names[i]);
      g_autofree char *oid = NULL;

      g_assert_nonnull (cipher);
      oid = ingam_der_dup_oid (cipher->der);
      g_assert_cmpstr (oid, ==, cipher->oid);
      g_assert_true (ingam_cipher_find (cipher->oid) == cipher);
      g_assert_true (ingam_cipher_find_der (cipher->der) == cipher);
      g_assert_cmpuint (cipher->block_size, <=, INGAM_CIPHER_MAX_BLOCK);
      if (cipher->gcrypt)
        {
          g_assert_cmpuint (cipher->key_size, ==, gcry_cipher_get_algo_keylen (cipher->gcrypt));
          g_assert_cmpuint (cipher->block_size, ==, gcry_cipher_get_algo_blklen (cipher->gcrypt));
        }
    }
  g_assert_null (ingam_cipher_find ("1.2.3"));
  g_assert_null (ingam_cipher_find_by_name ("rot13"));
}

static void
test_every_size_comes_back (gconstpointer name)
{
  const IngamCipher *cipher = ingam_cipher_find_by_name (name);
  guint8 bytes[70], iv[INGAM_CIPHER_MAX_BLOCK];
  g_autoptr (IngamSecret) key = NULL;

  if (!ingam_cipher_is_available (cipher))
    {
      g_test_skip ("this system's library does not have it");
      return;
    }
  memset (iv, 0x17, sizeof iv);
  for (gsize i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) (i * 7 + 1);
  key = ingam_secret_new (bytes, cipher->key_size);
  for (gsize size = 0; size < sizeof bytes; size++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (IngamSecret) plain = ingam_secret_new (bytes, size);
      g_autoptr (GBytes) sealed =
          ingam_cipher_encrypt (cipher, key, iv, cipher->block_size, plain, &error);
      g_autoptr (IngamSecret) opened = NULL;

      g_assert_no_error (error);
      opened =
          ingam_cipher_decrypt (cipher, key, iv, cipher->block_size,
                                g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed), &error);
      g_assert_no_error (error);
      g_assert_true (ingam_secret_equal (plain, opened));
    }
}

static void
test_another_key_is_a_wrong_password (void)
{
  const IngamCipher *seed = ingam_cipher_find_by_name ("seed");
  static const guint8 iv[16];
  g_autoptr (IngamSecret) key = secret_from_hex ("000102030405060708090A0B0C0D0E0F");
  g_autoptr (IngamSecret) plain = ingam_secret_new_text ("some plain text, long enough for three");
  g_autoptr (GBytes) sealed = ingam_cipher_encrypt (seed, key, iv, sizeof iv, plain, NULL);
  guint wrong = 0;

  for (guint i = 1; i <= 200; i++)
    {
      guint8 bytes[16] = { (guint8) i };
      g_autoptr (IngamSecret) other = ingam_secret_new (bytes, sizeof bytes);
      g_autoptr (GError) error = NULL;
      g_autoptr (IngamSecret) opened =
          ingam_cipher_decrypt (seed, other, iv, sizeof iv, g_bytes_get_data (sealed, NULL),
                                g_bytes_get_size (sealed), &error);

      if (opened) /* one padding in 256 is right by chance */
        continue;
      g_assert_error (error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD);
      wrong++;
    }
  g_assert_cmpuint (wrong, >, 190);
}

static void
test_a_cut_text_is_damaged (void)
{
  const IngamCipher *seed = ingam_cipher_find_by_name ("seed");
  static const guint8 iv[16], data[48];
  g_autoptr (IngamSecret) key = secret_from_hex ("000102030405060708090A0B0C0D0E0F");

  for (gsize size = 0; size < sizeof data; size++)
    {
      g_autoptr (GError) error = NULL;

      if (size % 16 == 0 && size > 0)
        continue;
      g_assert_null (ingam_cipher_decrypt (seed, key, iv, sizeof iv, data, size, &error));
      g_assert_error (error, INGAM_ERROR, INGAM_ERROR_DAMAGED);
    }
}

static void
test_a_huge_text_is_refused (void)
{
  const IngamCipher *seed = ingam_cipher_find_by_name ("seed");
  static const guint8 iv[16], data[INGAM_SECRET_MAX_SIZE + 16];
  g_autoptr (IngamSecret) key = secret_from_hex ("000102030405060708090A0B0C0D0E0F");
  g_autoptr (GError) error = NULL;

  g_assert_null (ingam_cipher_decrypt (seed, key, iv, sizeof iv, data, sizeof data, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_REFUSED);
}

static void
test_absent_aria_is_named (void)
{
  const IngamCipher *aria = ingam_cipher_find ("1.2.410.200046.1.1.7");
  static const guint8 iv[16], data[32];
  g_autoptr (IngamSecret) key =
      secret_from_hex ("000102030405060708090A0B0C0D0E0F0001020304050607");
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (aria);
  if (ingam_cipher_is_available (aria))
    {
      g_test_skip ("this system's libgcrypt has ARIA");
      return;
    }
  g_assert_null (ingam_cipher_decrypt (aria, key, iv, sizeof iv, data, sizeof data, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "ARIA192"));
}

typedef struct
{
  const char *family;
  guint passed, unavailable;
} Suite;

static void
check_cbc_case (const IngamTestCase *test_case, gpointer user_data)
{
  Suite *suite = user_data;
  g_autoptr (GBytes) key_bytes = ingam_test_case_dup_hex (test_case, "key");
  g_autoptr (GBytes) iv = ingam_test_case_dup_hex (test_case, "iv");
  g_autoptr (GBytes) message = ingam_test_case_dup_hex (test_case, "msg");
  g_autoptr (GBytes) sealed = ingam_test_case_dup_hex (test_case, "ct");
  g_autoptr (IngamSecret) key =
      ingam_secret_new (g_bytes_get_data (key_bytes, NULL), g_bytes_get_size (key_bytes));
  g_autoptr (IngamSecret) expected =
      ingam_secret_new (g_bytes_get_data (message, NULL), g_bytes_get_size (message));
  g_autofree char *name =
      g_strdup_printf ("%s%u", suite->family, (guint) g_bytes_get_size (key_bytes) * 8);
  const IngamCipher *cipher = ingam_cipher_find_by_name (name);
  g_autoptr (IngamSecret) opened = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (cipher);
  if (!ingam_cipher_is_available (cipher))
    {
      suite->unavailable++;
      return;
    }
  opened =
      ingam_cipher_decrypt (cipher, key, g_bytes_get_data (iv, NULL), g_bytes_get_size (iv),
                            g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed), &error);
  if (ingam_test_case_is_valid (test_case))
    {
      g_autoptr (GBytes) again = NULL;

      g_assert_no_error (error);
      g_assert_true (ingam_secret_equal (opened, expected));
      again = ingam_cipher_encrypt (cipher, key, g_bytes_get_data (iv, NULL), g_bytes_get_size (iv),
                                    expected, &error);
      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (again, sealed));
    }
  else
    {
      g_assert_null (opened);
      g_assert_true (g_error_matches (error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD) ||
                     g_error_matches (error, INGAM_ERROR, INGAM_ERROR_DAMAGED));
    }
  suite->passed++;
}

static void
test_wycheproof (gconstpointer family)
{
  Suite suite = { family, 0, 0 };
  g_autofree char *file = g_strdup_printf ("%s_cbc_pkcs5_test.json", suite.family);
  guint n = ingam_test_wycheproof_foreach (file, check_cbc_case, &suite);

  if (n == 0)
    return;
  g_test_message ("%s: %u of %u passed, %u not in this library", suite.family, suite.passed, n,
                  suite.unavailable);
  g_assert_cmpuint (suite.passed + suite.unavailable, ==, n);
  if (suite.passed == 0)
    g_test_skip ("this system's library does not have it");
}

int
main (int argc, char *argv[])
{
  static const char *const names[] = { "seed",      "aes128",  "aes192",  "aes256",
                                       "aria128",   "aria192", "aria256", "3des",
                                       "3des-2key", "rc2-128", "rc2-40" };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cipher/seed-gives-the-values-of-its-rfc",
                   test_seed_gives_the_values_of_its_rfc);
  g_test_add_func ("/cipher/the-table-agrees-with-itself", test_the_table_agrees_with_itself);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_strdup_printf ("/cipher/every-size-comes-back/%s", names[i]);

      g_test_add_data_func (path, names[i], test_every_size_comes_back);
    }
  g_test_add_func ("/cipher/another-key-is-a-wrong-password", test_another_key_is_a_wrong_password);
  g_test_add_func ("/cipher/a-cut-text-is-damaged", test_a_cut_text_is_damaged);
  g_test_add_func ("/cipher/a-huge-text-is-refused", test_a_huge_text_is_refused);
  g_test_add_func ("/cipher/absent-aria-is-named", test_absent_aria_is_named);
  g_test_add_data_func ("/cipher/wycheproof-aes", "aes", test_wycheproof);
  g_test_add_data_func ("/cipher/wycheproof-aria", "aria", test_wycheproof);
  return g_test_run ();
}
