/* test-pbe.c: schemes read from foreign parameters open foreign data. */
#include "config.h"

#include "core/codec/pbe.h"

#include "core/base/error.h"
#include "core/codec/asn1.h"
#include "support/scratch.h"
#include "support/wycheproof.h"

#include <gcrypt.h>
#include <string.h>

#define AES128_OID "2.16.840.1.101.3.4.1.2"
#define SEED_OID "1.2.410.200004.1.4"

/* Parameters as another program may write them. */
typedef struct
{
  const char *cipher_oid;
  const char *prf_oid; /* NULL: left out */
  guint64 key_length;  /* 0: left out */
  guint64 rounds;
  GBytes *salt, *iv;
} Parameters;

static GBytes *
make_pbes2 (const Parameters *parameters)
{
  g_autoptr (IngamAsn1) kdf = ingam_asn1_new ("PBKDF2-params");
  g_autoptr (IngamAsn1) iv = ingam_asn1_new ("InitialVector");
  g_autoptr (IngamAsn1) params = ingam_asn1_new ("PBES2-params");
  g_autoptr (IngamAsn1) algorithm = ingam_asn1_new ("AlgorithmIdentifier");
  g_autoptr (GBytes) kdf_der = NULL, iv_der = NULL, params_der = NULL;

  ingam_asn1_choose (kdf, "salt", "specified");
  ingam_asn1_write_bytes (kdf, "salt.specified", parameters->salt);
  ingam_asn1_write_uint (kdf, "iterationCount", parameters->rounds);
  if (parameters->key_length)
    ingam_asn1_write_uint (kdf, "keyLength", parameters->key_length);
  else
    ingam_asn1_omit (kdf, "keyLength");
  if (parameters->prf_oid)
    {
      ingam_asn1_write_oid (kdf, "prf.algorithm", parameters->prf_oid);
      ingam_asn1_omit (kdf, "prf.parameters");
    }
  else
    ingam_asn1_omit (kdf, "prf");
  kdf_der = ingam_asn1_encode (kdf);
  ingam_asn1_write_bytes (iv, "", parameters->iv);
  iv_der = ingam_asn1_encode (iv);
  ingam_asn1_write_oid (params, "keyDerivationFunc.algorithm", "1.2.840.113549.1.5.12");
  ingam_asn1_write_bytes (params, "keyDerivationFunc.parameters", kdf_der);
  ingam_asn1_write_oid (params, "encryptionScheme.algorithm", parameters->cipher_oid);
  ingam_asn1_write_bytes (params, "encryptionScheme.parameters", iv_der);
  params_der = ingam_asn1_encode (params);
  ingam_asn1_write_oid (algorithm, "algorithm", "1.2.840.113549.1.5.13");
  ingam_asn1_write_bytes (algorithm, "parameters", params_der);
  return ingam_asn1_encode (algorithm);
}

static gboolean
read_algorithm (GBytes *algorithm, IngamPbe *pbe)
{
  IngamDer all, content;

  all.data = g_bytes_get_data (algorithm, &all.size);
  g_assert_true (ingam_der_take (&all, INGAM_DER_SEQUENCE, &content));
  return ingam_pbe_read (content, pbe);
}

static gboolean
read_pbes2 (const Parameters *parameters, IngamPbe *pbe, GBytes **ret_algorithm)
{
  *ret_algorithm = make_pbes2 (parameters);
  return read_algorithm (*ret_algorithm, pbe);
}

static void
test_pbes2_parameters_are_read_as_written (void)
{
  g_autoptr (GBytes) salt = ingam_test_hex ("0102030405060708");
  g_autoptr (GBytes) iv = ingam_test_hex ("000102030405060708090a0b0c0d0e0f");
  g_autoptr (GBytes) plain_algorithm = NULL, full_algorithm = NULL;
  const Parameters plain = { SEED_OID, NULL, 0, 1024, salt, iv };
  const Parameters full = { AES128_OID, "1.2.840.113549.2.11", 16, 4096, salt, iv };
  IngamPbe pbe;

  g_assert_true (read_pbes2 (&plain, &pbe, &plain_algorithm));
  g_assert_cmpstr (pbe.word, ==, "pbes2-seed");
  g_assert_cmpint (pbe.digest, ==, GCRY_MD_SHA1);
  g_assert_false (pbe.has_prf);
  g_assert_false (pbe.has_key_length);
  g_assert_cmpuint (pbe.rounds, ==, 1024);
  g_assert_true (read_pbes2 (&full, &pbe, &full_algorithm));
  g_assert_cmpstr (pbe.word, ==, "pbes2-aes128");
  g_assert_cmpint (pbe.digest, ==, GCRY_MD_SHA512);
  g_assert_true (pbe.has_prf);
  g_assert_true (pbe.has_key_length);
  g_assert_cmpuint (pbe.rounds, ==, 4096);
}

static void
test_what_does_not_fit_together_is_malformed (void)
{
  g_autoptr (GBytes) salt = ingam_test_hex ("0102030405060708");
  g_autoptr (GBytes) iv = ingam_test_hex ("000102030405060708090a0b0c0d0e0f");
  g_autoptr (GBytes) short_iv = ingam_test_hex ("0001020304050607");
  const Parameters wrong[] = {
    { AES128_OID, NULL, 32, 1024, salt, iv },
    { AES128_OID, NULL, 0, 1024, salt, short_iv },
    { AES128_OID, NULL, G_MAXUINT32, 1024, salt, iv },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GBytes) algorithm = NULL;
      IngamPbe pbe;

      g_assert_false (read_pbes2 (&wrong[i], &pbe, &algorithm));
    }
}

static void
test_an_unknown_part_is_the_one_named (void)
{
  g_autoptr (GBytes) salt = ingam_test_hex ("0102030405060708");
  g_autoptr (GBytes) iv = ingam_test_hex ("000102030405060708090a0b0c0d0e0f");
  const Parameters prf = { AES128_OID, "1.2.3.4", 0, 1024, salt, iv };
  const Parameters cipher = { "1.2.3.5", NULL, 0, 1024, salt, iv };
  g_autoptr (GBytes) first = NULL, second = NULL;
  IngamPbe pbe;

  g_assert_true (read_pbes2 (&prf, &pbe, &first));
  g_assert_cmpstr (pbe.word, ==, "unknown:1.2.3.4");
  g_assert_false (ingam_pbe_is_supported (&pbe));
  g_assert_true (read_pbes2 (&cipher, &pbe, &second));
  g_assert_cmpstr (pbe.word, ==, "unknown:1.2.3.5");
  g_assert_cmpuint (pbe.rounds, ==, 0);
}

static void
test_what_is_written_is_read_back (void)
{
  static const char *const words[] = { "pbes1-seed",   "pbes1-seed-fixed-iv", "pbes2-seed",
                                       "pbes2-aes256", "pkcs12-3des",         "pkcs12-rc2-40" };
  g_autoptr (IngamSecret) password = ingam_secret_new_text ("password");
  g_autoptr (IngamSecret) plain = ingam_secret_new_text ("anything at all");

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (GBytes) algorithm = NULL, sealed = NULL;
      g_autoptr (IngamSecret) opened = NULL;
      g_autoptr (GError) error = NULL;
      IngamPbeRecipe recipe, like;
      IngamPbe pbe;

      g_assert_true (ingam_pbe_recipe_init (&recipe, words[i]));
      recipe.rounds = 1000 + i;
      sealed = ingam_pbe_encrypt (&recipe, plain, password, NULL, &algorithm, &error);
      g_assert_no_error (error);
      g_assert_true (read_algorithm (algorithm, &pbe));
      g_assert_cmpstr (pbe.word, ==, words[i]);
      g_assert_cmpuint (pbe.rounds, ==, 1000 + i);
      ingam_pbe_recipe_init_like (&like, &pbe);
      g_assert_cmpint (like.family, ==, recipe.family);
      g_assert_true (like.cipher == recipe.cipher);
      g_assert_cmpuint (like.salt_size, ==, recipe.salt_size);
      opened = ingam_pbe_decrypt (&pbe, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed),
                                  password, FALSE, INGAM_KDF_ASK_ROUNDS, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (ingam_secret_equal (opened, plain));
    }
}

static void
test_no_salt_and_iv_twice (void)
{
  g_autoptr (IngamSecret) password = ingam_secret_new_text ("password");
  g_autoptr (IngamSecret) plain = ingam_secret_new_text ("anything at all");
  g_autoptr (GHashTable) seen =
      g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  IngamPbeRecipe recipe;

  g_assert_true (ingam_pbe_recipe_init (&recipe, "pbes2-seed"));
  recipe.rounds = 1;
  for (guint i = 0; i < 100; i++)
    {
      GBytes *algorithm = NULL;
      g_autoptr (GBytes) sealed =
          ingam_pbe_encrypt (&recipe, plain, password, NULL, &algorithm, NULL);

      g_assert_true (g_hash_table_add (seen, algorithm));
    }
}

typedef struct
{
  const char *prf_oid;
  const char *cipher_oid;
  guint passed;
} Suite;

static void
check_pbes2_case (const IngamTestCase *test_case, gpointer user_data)
{
  Suite *suite = user_data;
  g_autoptr (GBytes) salt = ingam_test_case_dup_hex (test_case, "salt");
  g_autoptr (GBytes) iv = ingam_test_case_dup_hex (test_case, "iv");
  g_autoptr (GBytes) sealed = ingam_test_case_dup_hex (test_case, "ct");
  g_autoptr (GBytes) message = ingam_test_case_dup_hex (test_case, "msg");
  g_autoptr (GBytes) password_bytes = ingam_test_case_dup_hex (test_case, "password");
  g_autoptr (IngamSecret) password =
      ingam_secret_new (g_bytes_get_data (password_bytes, NULL), g_bytes_get_size (password_bytes));
  const Parameters parameters = { suite->cipher_oid,
                                  suite->prf_oid,
                                  0,
                                  (guint64) ingam_test_case_get_number (test_case,
                                                                        "iterationCount"),
                                  salt,
                                  iv };
  g_autoptr (GBytes) algorithm = NULL;
  g_autoptr (IngamSecret) opened = NULL;
  g_autoptr (GError) error = NULL;
  IngamPbe pbe;

  g_assert_true (ingam_test_case_is_valid (test_case));
  g_assert_true (read_pbes2 (&parameters, &pbe, &algorithm));
  opened = ingam_pbe_decrypt (&pbe, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed),
                              password, FALSE, INGAM_KDF_MAX_ROUNDS, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (ingam_secret_peek (opened, NULL), ingam_secret_get_size (opened),
                   g_bytes_get_data (message, NULL), g_bytes_get_size (message));
  suite->passed++;
}

static const struct
{
  const char *name, *prf_oid;
} digests[] = {
  { "sha1", "1.2.840.113549.2.7" },    { "sha224", "1.2.840.113549.2.8" },
  { "sha256", "1.2.840.113549.2.9" },  { "sha384", "1.2.840.113549.2.10" },
  { "sha512", "1.2.840.113549.2.11" },
};

static const struct
{
  const char *name, *oid;
} ciphers[] = {
  { "128", "2.16.840.1.101.3.4.1.2" },
  { "192", "2.16.840.1.101.3.4.1.22" },
  { "256", "2.16.840.1.101.3.4.1.42" },
};

static void
test_wycheproof (gconstpointer data)
{
  gsize digest = GPOINTER_TO_SIZE (data);
  guint n = 0, passed = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (ciphers); i++)
    {
      Suite suite = { digests[digest].prf_oid, ciphers[i].oid, 0 };
      g_autofree char *file =
          g_strdup_printf ("pbes2_hmac%s_aes_%s_test.json", digests[digest].name, ciphers[i].name);
      guint here = ingam_test_wycheproof_foreach (file, check_pbes2_case, &suite);

      if (here == 0)
        return;
      n += here;
      passed += suite.passed;
    }
  g_test_message ("PBES2 with HMAC-%s and AES: %u of %u passed", digests[digest].name, passed, n);
  g_assert_cmpuint (passed, ==, n);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pbe/pbes2-parameters-are-read-as-written",
                   test_pbes2_parameters_are_read_as_written);
  g_test_add_func ("/pbe/what-does-not-fit-together-is-malformed",
                   test_what_does_not_fit_together_is_malformed);
  g_test_add_func ("/pbe/an-unknown-part-is-the-one-named", test_an_unknown_part_is_the_one_named);
  g_test_add_func ("/pbe/what-is-written-is-read-back", test_what_is_written_is_read_back);
  g_test_add_func ("/pbe/no-salt-and-iv-twice", test_no_salt_and_iv_twice);
  for (gsize i = 0; i < G_N_ELEMENTS (digests); i++)
    {
      g_autofree char *path = g_strdup_printf ("/pbe/wycheproof-%s", digests[i].name);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_wycheproof);
    }
  return g_test_run ();
}
