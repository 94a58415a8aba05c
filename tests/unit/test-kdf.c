/* test-kdf.c: derivations give their standards' values, stop when told, and have limits. */
#include "config.h"

#include "core/codec/kdf.h"

#include "core/base/error.h"
#include "support/scratch.h"
#include "support/wycheproof.h"

#include <gcrypt.h>
#include <string.h>

static void
assert_derives (const IngamKdf *kdf, const char *password, const char *expected_hex)
{
  g_autoptr (IngamSecret) secret = ingam_secret_new_text (password);
  g_autoptr (GBytes) expected = ingam_test_hex (expected_hex);
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamSecret) key = NULL;
  IngamKdf asked = *kdf;

  asked.key_size = g_bytes_get_size (expected);
  key = ingam_kdf_derive (&asked, secret, INGAM_KDF_ASK_ROUNDS, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (ingam_secret_peek (key, NULL), ingam_secret_get_size (key),
                   g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
}

/* The worked value of a vendor's test key: 2048 rounds. */
static void
test_pbkdf1_gives_the_worked_value (void)
{
  static const guint8 salt[] = { 0xc8, 0xea, 0x2f, 0xa2, 0x50, 0x23, 0xc2, 0x85 };
  const IngamKdf kdf = { INGAM_KDF_PBKDF1, GCRY_MD_SHA1, salt, sizeof salt, 2048, 20 };

  assert_derives (&kdf, "WTuA8Ev0lWXVFSiI!", "6240e2686a6abbc48c922ccba906bb91c58eec36");
  assert_derives (&kdf, "WTuA8Ev0lWXVFSiI!", "6240e2686a6abbc48c922ccba906bb91");
}

static void
test_pbkdf2_gives_the_values_of_rfc_6070 (void)
{
  IngamKdf kdf = { INGAM_KDF_PBKDF2, GCRY_MD_SHA1, (const guint8 *) "salt", 4, 1, 0 };

  assert_derives (&kdf, "password", "0c60c80f961f0e71f3a9b524af6012062fe037a6");
  kdf.rounds = 2;
  assert_derives (&kdf, "password", "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957");
  kdf.rounds = 4096;
  assert_derives (&kdf, "password", "4b007901b765489abead49d926f721d065a429c1");
  kdf.salt = (const guint8 *) "saltSALTsaltSALTsaltSALTsaltSALTsalt";
  kdf.salt_size = 36;
  assert_derives (&kdf, "passwordPASSWORDpassword",
                  "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038");
}

/* From "openssl kdf … PKCS12KDF", 75 bytes each so that several blocks are made; salt and password
 * of the derivation's best known test, IDs 1 to 3. */
static const struct
{
  int digest;
  const char *expected[3];
} pkcs12_values[] = {
  { GCRY_MD_SHA1,
    { "65A0185313E1BE626A62223EDC56A602E45D07570BD6C4473ED445ECB448CFE70904695806C29D709DD015FC4D22"
      "34080CBFA8E6C9F0158C782E0EDD95339D4ACAF6B54F3FFA12ECAD7A58",
      "B39BF194AE8E43EB58309A5D7BC21B90AE346CAFCC208EBD1B375DF5543B78B16E2D64AEF0698F6085BD7A7E8BEC"
      "B3D448D602A74BA79AEE5027AF50BE399E003FF175934E57CCED84D947",
      "EEDA645443827451E9753694F90EE9B9CF9248FF87283BB5332E99912F2089FB3230B532E7772BC6B48847BA3FAB"
      "AB801278E201078FE865C31E83ED23B48D3F55C16CC056509ED384481F" } },
  { GCRY_MD_SHA224,
    { "8B95B921032B0D91CCA1D19E997FFB935D6786DDC0057FD5A709B7EDD8C3D1737E7FC3677A3BC6C7AC3293F242D9"
      "51730A35E8AF0F2AE30B4114B9FD5A5764B2BC2F38AE6BA11E2CC416A8",
      "1CEDBEAD290B48753E41321C16A819514DD2B8A5509F2639D96AD4132D35FEDFF14756CD4B0043C68C13785A9456"
      "85A64271A2C3C6FC435480831EBBC4A2956D42485E72011B0BC586A6D5",
      "8404C14142DD9685C3970F3E86DAA3D3116DB58CC6889E326876939811967B548EF0A1DE84347C9D4401ACEC27F4"
      "9A0EEE46FA565AD92688B4978D2F634975256F8FE5C43FBB4AB23808FA" } },
  { GCRY_MD_SHA256,
    { "8C8EC99D51446B9DDD6CADE1696C9E5DB5F40DEDE874219F6654626B604F5A7C968EE4288BB1B3737B031EB912F9"
      "C1217CD8333D7D3F13452FC4D1AC725E3684DC0FCEA27B1AC093E69732",
      "366BB1454F4113CDA21CD01113251F0F465E41DB9E93B2433DA8D45AEA5B978C9DFD5F338750A09CA27F490E0FEE"
      "6B84F42B6D8591E0AB633EA3D27BBA4CA08EFE961F80E5417D7908CCF7",
      "35AC16A454D608FB10C8D7C6338CA85818587AED0FF771FD265957E412C2C03C26AD8FA213A9FCF342D684DAE98B"
      "66EE87E7EA6D3179303C84A70F3D5DCC8E679924FB48EE745D1E14F752" } },
  { GCRY_MD_SHA384,
    { "ED7425F3F93B5DDFDBF37DDF4F2242D508EF6CDE54EF3DFF334AF0308AEAB5A3CA5859994C5C2F642E34BDC5221A"
      "D7C192E082A3AB164FBD48B6C3EF2E82EE2A4F055488AA3396540753E3",
      "22D46DF9249BE031119DF288D8D43FCF7DC9AAD24C400577289CB0125E1A09815A07FABB32DFD173D115BE41991B"
      "87ED86ECA4AE072BD9847AECA21CB1B563B2ABB500D5676D95B5DE3B84",
      "51A59B19DE6EB4AD50CD0FE3D4683E59B7268D43D401739C9CF567555343CCDA24CE7343AD732D5477AEAC72198F"
      "FF9C8DA5C75C59E104875AFA9A4D634C28B5B884B2EB9B9EEA3507D369" } },
  { GCRY_MD_SHA512,
    { "0BDACBDE16198F746C3924E1E24436A9C2188B8361B2F7A579213886EF1C1EBC745155090DF3BA41BBB40E69B882"
      "55653187BE68752A0217432CDFF72C9C19FF14C70B7A0EB0E97CB0A19E",
      "E7183A8A2EC40FF35EB95DD2416A363E5B1610F74A13F897174FA1C028921B7605BCC975E679C270EF3CBF1C50E7"
      "BD9898A5FEF5E183E9466E98AE30570B05B913FFE60B3554B99E326976",
      "03D741F5949E0F87720DAA7F1E6C8E77DEEFAE1C0E1C829300730195C2F2F3CA276408F5841E6C2529FBD0C8A2BD"
      "B325B39191D145DB35F7D443D8F3C6D2E72386CC9D82647443705EBAB2" } },
};

static void
test_pkcs12_gives_openssl_s_values (void)
{
  static const guint8 salt[] = { 0x0a, 0x58, 0xcf, 0x64, 0x53, 0x0d, 0x82, 0x3f };

  for (gsize i = 0; i < G_N_ELEMENTS (pkcs12_values); i++)
    for (guint id = 0; id < 3; id++)
      {
        const IngamKdf kdf = {
          INGAM_KDF_PKCS12_KEY + id, pkcs12_values[i].digest, salt, sizeof salt, 1000, 0
        };

        assert_derives (&kdf, "smeg", pkcs12_values[i].expected[id]);
      }
}

static void
test_pkcs12_takes_hangul_and_pairs (void)
{
  static const guint8 salt[] = { 0x0a, 0x58, 0xcf, 0x64, 0x53, 0x0d, 0x82, 0x3f };
  const IngamKdf kdf = { INGAM_KDF_PKCS12_KEY, GCRY_MD_SHA1, salt, sizeof salt, 1, 0 };

  assert_derives (&kdf, "비밀번호🔑", "927E19EF54DEF4BB8E220778952C70AA0C107B2324E1FE4F");
}

static void
test_pkcs12_tells_empty_from_none (void)
{
  static const guint8 salt[] = { 0x0a, 0x58, 0xcf, 0x64, 0x53, 0x0d, 0x82, 0x3f };
  IngamKdf kdf = { INGAM_KDF_PKCS12_KEY, GCRY_MD_SHA1, salt, sizeof salt, 5, 0 };

  assert_derives (&kdf, "", "E98A01263A6BF0C65BB8C58786A59F6D86B05A0BE704DC90");
  kdf.null_password = TRUE;
  assert_derives (&kdf, "", "2CC68199BB6391EA858AF96C600CDC5637EA43CC921FC488");
}

static void
test_an_empty_salt_is_read (void)
{
  const IngamKdf kdf = { INGAM_KDF_PKCS12_KEY, GCRY_MD_SHA1, NULL, 0, 5, 0 };

  assert_derives (&kdf, "", "A643DD5E5D0F64299EE0A433F107F49E71EC752FC57CFFB8");
}

static void
assert_refused (const IngamKdf *kdf, IngamKdfBudget budget, IngamError code)
{
  g_autoptr (IngamSecret) password = ingam_secret_new_text ("password");
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  g_assert_null (ingam_kdf_derive (kdf, password, budget, NULL, &error));
  g_assert_error (error, INGAM_ERROR, (gint) code);
  /* Before any work, whatever was asked for */
  g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);
}

static void
test_limits_hold_before_any_work (void)
{
  static const guint8 salt[INGAM_KDF_MAX_SALT + 1];
  const IngamKdf good = { INGAM_KDF_PBKDF2, GCRY_MD_SHA256, salt, 8, 1, 32 };
  IngamKdf kdf = good;

  kdf.rounds = 0;
  assert_refused (&kdf, INGAM_KDF_ASK_ROUNDS, INGAM_ERROR_REFUSED);
  kdf.rounds = (guint64) INGAM_KDF_MAX_ROUNDS + 1;
  assert_refused (&kdf, G_MAXUINT64, INGAM_ERROR_REFUSED);
  kdf.rounds = INGAM_KDF_MAX_ROUNDS;
  assert_refused (&kdf, INGAM_KDF_ASK_ROUNDS, INGAM_ERROR_TOO_EXPENSIVE);
  kdf = good;
  kdf.key_size = 0;
  assert_refused (&kdf, INGAM_KDF_ASK_ROUNDS, INGAM_ERROR_REFUSED);
  kdf.key_size = INGAM_KDF_MAX_KEY + 1;
  assert_refused (&kdf, INGAM_KDF_ASK_ROUNDS, INGAM_ERROR_REFUSED);
  kdf = good;
  kdf.salt_size = sizeof salt;
  assert_refused (&kdf, INGAM_KDF_ASK_ROUNDS, INGAM_ERROR_REFUSED);
  kdf = good;
  kdf.kind = INGAM_KDF_PBKDF1;
  kdf.key_size = 20;
  assert_refused (&kdf, INGAM_KDF_ASK_ROUNDS, INGAM_ERROR_UNSUPPORTED);
  kdf.digest = GCRY_MD_SHA1;
  kdf.key_size = 21;
  assert_refused (&kdf, INGAM_KDF_ASK_ROUNDS, INGAM_ERROR_REFUSED);
  kdf = good;
  kdf.digest = GCRY_MD_CRC32;
  assert_refused (&kdf, INGAM_KDF_ASK_ROUNDS, INGAM_ERROR_UNSUPPORTED);
}

static gpointer
cancel_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return NULL;
}

/* Two billion rounds would take minutes: that the call returns at all is the promise. */
static void
test_cancelling_stops_every_kind (void)
{
  static const guint8 salt[8];
  static const IngamKdfKind kinds[] = { INGAM_KDF_PBKDF1, INGAM_KDF_PBKDF2, INGAM_KDF_PKCS12_MAC };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const IngamKdf kdf = { kinds[i], GCRY_MD_SHA1, salt, sizeof salt, INGAM_KDF_MAX_ROUNDS, 20 };
      g_autoptr (IngamSecret) password = ingam_secret_new_text ("password");
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      GThread *thread = g_thread_new ("cancel", cancel_cb, cancellable);

      g_assert_null (ingam_kdf_derive (&kdf, password, INGAM_KDF_MAX_ROUNDS, cancellable, &error));
      g_assert_error (error, INGAM_ERROR, INGAM_ERROR_CANCELLED);
      g_thread_join (thread);
    }
}

static void
test_many_are_what_each_is_alone (void)
{
  static const guint8 salt[16] = { 1, 2, 3 };
  const IngamKdf kdfs[] = {
    { INGAM_KDF_PKCS12_MAC, GCRY_MD_SHA1, salt, 8, 100, 20 },
    { INGAM_KDF_PBKDF2, GCRY_MD_SHA256, salt, 16, 1000, 32 },
    { INGAM_KDF_PKCS12_KEY, GCRY_MD_SHA1, salt, 8, 2000, 24 },
    { INGAM_KDF_PKCS12_IV, GCRY_MD_SHA1, salt, 8, 2000, 8 },
    { INGAM_KDF_PBKDF1, GCRY_MD_SHA1, salt, 8, 10, 20 },
  };
  g_autoptr (IngamSecret) password = ingam_secret_new_text ("password");
  IngamSecret *keys[G_N_ELEMENTS (kdfs)];
  g_autoptr (GError) error = NULL;

  g_assert_true (ingam_kdf_derive_many (kdfs, G_N_ELEMENTS (kdfs), password, INGAM_KDF_ASK_ROUNDS,
                                        NULL, keys, &error));
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (kdfs); i++)
    {
      g_autoptr (IngamSecret) alone =
          ingam_kdf_derive (&kdfs[i], password, INGAM_KDF_ASK_ROUNDS, NULL, NULL);

      g_assert_true (ingam_secret_equal (alone, keys[i]));
      ingam_secret_unref (keys[i]);
    }
}

static void
test_many_are_all_or_nothing (void)
{
  static const guint8 salt[8];
  const IngamKdf kdfs[] = {
    { INGAM_KDF_PBKDF2, GCRY_MD_SHA256, salt, 8, 1, 32 },
    { INGAM_KDF_PBKDF2, GCRY_MD_SHA256, salt, 8, INGAM_KDF_MAX_ROUNDS, 32 },
  };
  g_autoptr (IngamSecret) password = ingam_secret_new_text ("password");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  IngamSecret *keys[2] = { NULL, NULL };
  g_autoptr (GError) error = NULL;
  GThread *thread;

  g_assert_false (
      ingam_kdf_derive_many (kdfs, 2, password, INGAM_KDF_ASK_ROUNDS, NULL, keys, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_TOO_EXPENSIVE);
  g_clear_error (&error);
  thread = g_thread_new ("cancel", cancel_cb, cancellable);
  g_assert_false (
      ingam_kdf_derive_many (kdfs, 2, password, INGAM_KDF_MAX_ROUNDS, cancellable, keys, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_CANCELLED);
  g_thread_join (thread);
  g_assert_null (keys[0]);
  g_assert_null (keys[1]);
}

/* Only said, not asserted, but for gross loss: times on a busy machine promise nothing. */
static void
test_speed_is_that_of_the_library (void)
{
  static const guint8 salt[16];
  const guint rounds = g_test_perf () ? 600000 : 20000;
  const IngamKdf kdf = { INGAM_KDF_PBKDF2, GCRY_MD_SHA256, salt, sizeof salt, rounds, 32 };
  g_autoptr (IngamSecret) password = ingam_secret_new_text ("password");
  gint64 ours = G_MAXINT64, theirs = G_MAXINT64;
  guint8 key[32];

  for (guint i = 0; i < 5; i++)
    {
      gint64 start = g_get_monotonic_time (), middle;
      g_autoptr (IngamSecret) derived =
          ingam_kdf_derive (&kdf, password, INGAM_KDF_ASK_ROUNDS, NULL, NULL);

      middle = g_get_monotonic_time ();
      g_assert_cmpint (gcry_kdf_derive ("password", 8, GCRY_KDF_PBKDF2, GCRY_MD_SHA256, salt,
                                        sizeof salt, rounds, sizeof key, key),
                       ==, 0);
      theirs = MIN (theirs, g_get_monotonic_time () - middle);
      ours = MIN (ours, middle - start);
      g_assert_cmpmem (ingam_secret_peek (derived, NULL), sizeof key, key, sizeof key);
    }
  g_test_message ("%u rounds: ours %.2f ms, gcry_kdf_derive %.2f ms, ratio %.2f", rounds,
                  (double) ours / 1000, (double) theirs / 1000, (double) ours / (double) theirs);
  g_assert_cmpint (ours, <, theirs * 3);
}

static void
check_pbkdf2_case (const IngamTestCase *test_case, gpointer user_data)
{
  g_autoptr (GBytes) password_bytes = ingam_test_case_dup_hex (test_case, "password");
  g_autoptr (GBytes) salt = ingam_test_case_dup_hex (test_case, "salt");
  g_autoptr (GBytes) expected = ingam_test_case_dup_hex (test_case, "dk");
  g_autoptr (IngamSecret) password =
      ingam_secret_new (g_bytes_get_data (password_bytes, NULL), g_bytes_get_size (password_bytes));
  const IngamKdf kdf = { INGAM_KDF_PBKDF2,
                         *(const int *) user_data,
                         g_bytes_get_data (salt, NULL),
                         g_bytes_get_size (salt),
                         (guint64) ingam_test_case_get_number (test_case, "iterationCount"),
                         (gsize) ingam_test_case_get_number (test_case, "dkLen") };
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamSecret) key =
      ingam_kdf_derive (&kdf, password, INGAM_KDF_MAX_ROUNDS, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (ingam_test_case_is_valid (test_case));
  g_assert_cmpmem (ingam_secret_peek (key, NULL), ingam_secret_get_size (key),
                   g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
}

static void
test_wycheproof (gconstpointer data)
{
  int digest = GPOINTER_TO_INT (data);
  g_autofree char *name = g_ascii_strdown (gcry_md_algo_name (digest), -1);
  g_autofree char *file = g_strdup_printf ("pbkdf2_hmac%s_test.json", name);
  guint n = ingam_test_wycheproof_foreach (file, check_pbkdf2_case, &digest);

  if (n > 0)
    g_test_message ("%s: all %u passed", file, n);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kdf/pbkdf1-gives-the-worked-value", test_pbkdf1_gives_the_worked_value);
  g_test_add_func ("/kdf/pbkdf2-gives-the-values-of-rfc-6070",
                   test_pbkdf2_gives_the_values_of_rfc_6070);
  g_test_add_func ("/kdf/pkcs12-gives-openssl-s-values", test_pkcs12_gives_openssl_s_values);
  g_test_add_func ("/kdf/pkcs12-takes-hangul-and-pairs", test_pkcs12_takes_hangul_and_pairs);
  g_test_add_func ("/kdf/pkcs12-tells-empty-from-none", test_pkcs12_tells_empty_from_none);
  g_test_add_func ("/kdf/an-empty-salt-is-read", test_an_empty_salt_is_read);
  g_test_add_func ("/kdf/limits-hold-before-any-work", test_limits_hold_before_any_work);
  g_test_add_func ("/kdf/cancelling-stops-every-kind", test_cancelling_stops_every_kind);
  g_test_add_func ("/kdf/many-are-what-each-is-alone", test_many_are_what_each_is_alone);
  g_test_add_func ("/kdf/many-are-all-or-nothing", test_many_are_all_or_nothing);
  g_test_add_func ("/kdf/speed-is-that-of-the-library", test_speed_is_that_of_the_library);
  g_test_add_data_func ("/kdf/wycheproof-sha1", GINT_TO_POINTER (GCRY_MD_SHA1), test_wycheproof);
  g_test_add_data_func ("/kdf/wycheproof-sha224", GINT_TO_POINTER (GCRY_MD_SHA224),
                        test_wycheproof);
  g_test_add_data_func ("/kdf/wycheproof-sha256", GINT_TO_POINTER (GCRY_MD_SHA256),
                        test_wycheproof);
  g_test_add_data_func ("/kdf/wycheproof-sha384", GINT_TO_POINTER (GCRY_MD_SHA384),
                        test_wycheproof);
  g_test_add_data_func ("/kdf/wycheproof-sha512", GINT_TO_POINTER (GCRY_MD_SHA512),
                        test_wycheproof);
  return g_test_run ();
}
