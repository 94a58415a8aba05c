/* test-sealed-key.c: every scheme opens, comes back byte for byte, and fails for the right reason.
 */
#include "config.h"

#include "core/codec/sealed-key.h"

#include "core/base/error.h"
#include "core/codec/private-key.h"
#include "support/plain-key.h"
#include "support/scratch.h"
#include "support/shared.h"

#include <gcrypt.h>
#include <string.h>

#define PASSWORD "correct-Horse-7"
#define VENDOR "vectors/bandoche+PyPinkSign/"
#define VENDOR_PASSWORD "WTuA8Ev0lWXVFSiI!"

static const guint8 random_value[20] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 };

/* Every way we write, as in the domain's table. */
typedef struct
{
  const char *scheme;
  int prf;
  gboolean openssl; /* its legacy provider opens it */
} Way;

static const Way ways[] = {
  { "pbes1-seed", 0, FALSE },
  { "pbes1-seed-fixed-iv", 0, FALSE },
  { "pbes2-seed", 0, TRUE },
  { "pbes2-seed", GCRY_MD_SHA256, TRUE },
  { "pbes2-aes128", GCRY_MD_SHA1, TRUE },
  { "pbes2-aes192", GCRY_MD_SHA224, TRUE },
  { "pbes2-aes256", GCRY_MD_SHA256, TRUE },
  { "pbes2-aes256", GCRY_MD_SHA384, TRUE },
  { "pbes2-aes256", GCRY_MD_SHA512, TRUE },
  { "pbes2-aria128", 0, TRUE },
  { "pbes2-aria256", GCRY_MD_SHA256, TRUE },
  { "pbes2-3des", 0, TRUE },
  { "pkcs12-3des", 0, TRUE },
  { "pkcs12-3des-2key", 0, TRUE },
  { "pkcs12-rc2-128", 0, TRUE },
  { "pkcs12-rc2-40", 0, TRUE },
};

/* One key for all tests of the process: making one takes longer than any of them. */
static IngamSecret *
get_plain (void)
{
  static IngamSecret *plain;

  if (!plain)
    plain = ingam_test_plain_rsa (2048, random_value, sizeof random_value, NULL);
  return plain;
}

static IngamSecret *
new_password (const char *text)
{
  return ingam_secret_new_text (text);
}

/* NULL and a skip where this system lacks the cipher. */
static IngamSealedKey *
seal (const Way *way, const char *password)
{
  g_autoptr (IngamSecret) secret = new_password (password);
  g_autoptr (GError) error = NULL;
  IngamSealedKey *key =
      ingam_sealed_key_seal (way->scheme, 2048, way->prf, get_plain (), secret, &error);

  if (!key && strstr (way->scheme, "aria"))
    {
      g_assert_error (error, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED);
      g_test_skip ("this system's library has no ARIA");
      return NULL;
    }
  g_assert_no_error (error);
  return key;
}

static void
assert_opens (IngamSealedKey *key, const char *password)
{
  g_autoptr (IngamSecret) secret = new_password (password);
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamSecret) plain =
      ingam_sealed_key_open (key, secret, INGAM_KDF_ASK_ROUNDS, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (ingam_secret_equal (plain, get_plain ()));
}

static void
assert_open_fails (IngamSealedKey *key, const char *password, IngamError code, const char *with)
{
  g_autoptr (IngamSecret) secret = new_password (password);
  g_autoptr (GError) error = NULL;

  g_assert_null (ingam_sealed_key_open (key, secret, INGAM_KDF_ASK_ROUNDS, NULL, &error));
  g_assert_error (error, INGAM_ERROR, (gint) code);
  g_assert_nonnull (strstr (error->message, with));
}

static IngamSealedKey *
parse (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  IngamSealedKey *key = ingam_sealed_key_new (bytes, &error);

  g_assert_no_error (error);
  return key;
}

static void
test_seals_opens_and_reseals (gconstpointer data)
{
  const Way *way = data;
  g_autoptr (IngamSealedKey) first = seal (way, PASSWORD);
  g_autoptr (IngamSecret) other = new_password ("another-Horse-8");
  g_autoptr (IngamSecret) back = new_password (PASSWORD);
  g_autoptr (IngamSealedKey) again = NULL, second = NULL, third = NULL;
  g_autoptr (GError) error = NULL;

  if (!first)
    return;
  g_assert_cmpstr (ingam_sealed_key_get_scheme (first), ==, way->scheme);
  g_assert_cmpuint (ingam_sealed_key_get_rounds (first), ==, 2048);
  g_assert_true (ingam_sealed_key_is_supported (first));
  again = parse (ingam_sealed_key_get_bytes (first));
  assert_opens (again, PASSWORD);

  second = ingam_sealed_key_reseal (again, get_plain (), other, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ingam_sealed_key_get_scheme (second), ==, way->scheme);
  g_assert_cmpuint (g_bytes_get_size (ingam_sealed_key_get_bytes (second)), ==,
                    g_bytes_get_size (ingam_sealed_key_get_bytes (first)));
  assert_opens (second, "another-Horse-8");
  assert_open_fails (second, PASSWORD, INGAM_ERROR_WRONG_PASSWORD, "password");

  third = ingam_sealed_key_reseal (second, get_plain (), back, NULL, &error);
  g_assert_no_error (error);
  assert_opens (third, PASSWORD);
  g_assert_false (
      g_bytes_equal (ingam_sealed_key_get_bytes (third), ingam_sealed_key_get_bytes (first)));
}

static void
test_sizes_are_those_of_the_field (void)
{
  g_autoptr (IngamSealedKey) a = seal (&ways[0], PASSWORD), c = seal (&ways[2], PASSWORD);

  /* Of a 2048-bit key with R: 1300 and 1346 bytes; the wrapping alone differs by 46 */
  g_assert_cmpuint (g_bytes_get_size (ingam_sealed_key_get_bytes (c)) -
                        g_bytes_get_size (ingam_sealed_key_get_bytes (a)),
                    ==, 46);
}

static void
test_wrong_passwords_are_never_called_damage (gconstpointer data)
{
  const Way *way = data;
  g_autoptr (IngamSealedKey) key = seal (way, PASSWORD);

  if (!key)
    return;
  for (guint i = 0; i < 600; i++)
    {
      g_autofree char *guess = g_strdup_printf ("guess-%u", i);

      assert_open_fails (key, guess, INGAM_ERROR_WRONG_PASSWORD, "password is not right");
    }
}

static void
test_rounds_never_fall (void)
{
  g_autoptr (IngamSecret) password = new_password (PASSWORD);
  g_autoptr (IngamSealedKey) few = NULL, many = NULL, few_again = NULL, many_again = NULL;

  few = ingam_sealed_key_seal ("pbes1-seed", 1024, 0, get_plain (), password, NULL);
  many = ingam_sealed_key_seal ("pbes2-seed", 5000, 0, get_plain (), password, NULL);
  few_again = ingam_sealed_key_reseal (few, get_plain (), password, NULL, NULL);
  many_again = ingam_sealed_key_reseal (many, get_plain (), password, NULL, NULL);
  g_assert_cmpuint (ingam_sealed_key_get_rounds (few), ==, 1024);
  g_assert_cmpuint (ingam_sealed_key_get_rounds (few_again), ==, INGAM_SEALED_KEY_MIN_ROUNDS);
  g_assert_cmpuint (ingam_sealed_key_get_rounds (many_again), ==, 5000);
}

static void
test_trailing_bytes_are_read_and_not_kept (void)
{
  static const guint8 trailing[46] = { 0x30, 0x82 };
  g_autoptr (IngamSealedKey) clean = seal (&ways[0], PASSWORD), key = NULL;
  g_autoptr (GByteArray) longer = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  GBytes *own = ingam_sealed_key_get_bytes (clean);

  g_byte_array_append (longer, g_bytes_get_data (own, NULL), (guint) g_bytes_get_size (own));
  g_byte_array_append (longer, trailing, sizeof trailing);
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&longer));
  key = parse (bytes);
  g_assert_cmpuint (ingam_sealed_key_get_trailing_size (key), ==, sizeof trailing);
  g_assert_true (g_bytes_equal (ingam_sealed_key_get_bytes (key), own));
  assert_opens (key, PASSWORD);
}

static void
assert_new_fails (const guint8 *data, gsize size, IngamError code)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  const char *scheme = NULL;
  guint64 rounds;

  g_assert_null (ingam_sealed_key_new (bytes, &error));
  g_assert_error (error, INGAM_ERROR, (gint) code);
  g_assert_false (ingam_sealed_key_peek (data, size, &scheme, &rounds));
  g_assert_null (scheme);
}

static void
test_a_cut_file_is_damaged (gconstpointer data)
{
  g_autoptr (IngamSealedKey) key = seal (data, PASSWORD);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (ingam_sealed_key_get_bytes (key), &size);

  for (gsize cut = 80; cut < size; cut++)
    assert_new_fails (bytes, cut, INGAM_ERROR_DAMAGED);
  for (gsize cut = 20; cut < 80; cut++)
    assert_new_fails (bytes, cut, INGAM_ERROR_DAMAGED);
  for (gsize cut = 0; cut < 10; cut++)
    assert_new_fails (bytes, cut, INGAM_ERROR_NOT_A_CERTIFICATE);
}

static void
test_other_files_are_no_keys (void)
{
  static const guint8 text[] = "-----BEGIN CERTIFICATE-----";
  static const guint8 zeros[200];
  g_autoptr (GBytes) spki = NULL;
  g_autoptr (IngamSecret) plain = ingam_test_plain_rsa (512, NULL, 0, &spki);
  gsize size;
  const guint8 *data = ingam_secret_peek (plain, &size);

  assert_new_fails (text, sizeof text, INGAM_ERROR_NOT_A_CERTIFICATE);
  assert_new_fails (zeros, sizeof zeros, INGAM_ERROR_NOT_A_CERTIFICATE);
  assert_new_fails (data, size, INGAM_ERROR_NOT_A_CERTIFICATE);
  data = g_bytes_get_data (spki, &size);
  assert_new_fails (data, size, INGAM_ERROR_NOT_A_CERTIFICATE);
}

static void
test_a_huge_file_is_refused (void)
{
  static const guint8 zeros[INGAM_SEALED_KEY_MAX_SIZE + 1];

  assert_new_fails (zeros, sizeof zeros, INGAM_ERROR_REFUSED);
}

/* Schemes we do not open, with the words they get. Parameters are those of PBES1 or PBES2. */
static const struct
{
  const char *hex, *scheme, *named;
} unknown[] = {
  /* pbeWithSHA1AndSEED-ECB and -CFB, neighbours of the usual one */
  { "302f 301a 0608 2a831a8c9a44010e 300e 0408 0102030405060708 0202 0800"
    "0411 00000000000000000000000000000000ff",
    "unknown:1.2.410.200004.1.14", "SEED-ECB (1.2.410.200004.1.14)" },
  { "302f 301a 0608 2a831a8c9a440110 300e 0408 0102030405060708 0202 0800"
    "0411 00000000000000000000000000000000ff",
    "unknown:1.2.410.200004.1.16", "(1.2.410.200004.1.16)" },
  /* an algorithm in the government's arc */
  { "301a 3005 0603 2a0304 0411 00000000000000000000000000000000ff", "unknown:1.2.3.4",
    "(1.2.3.4)" },
  { "301e 3009 0607 2a831a868d2107 0411 00000000000000000000000000000000ff",
    "unknown:1.2.410.100001.7", "government" },
  /* PBES2 with scrypt */
  { "3046 3031 0609 2a864886f70d01050d 3024 300d 0609 2b06010401da47040b 0500"
    "3013 0603 2a0304 040c 000102030405060708090a0b"
    "0411 00000000000000000000000000000000ff",
    "unknown:1.3.6.1.4.1.11591.4.11", "scrypt" },
  /* PBES2 with PBKDF2 whose salt comes from another source */
  { "304a 3035 0609 2a864886f70d01050d 3028 3018 0609 2a864886f70d01050c 300b 3005 0603 2a0305"
    "0202 0800 300c 0608 2a831a8c9a440104 0500"
    "0411 00000000000000000000000000000000ff",
    "unknown:1.2.3.5", "1.2.3.5" },
};

static void
test_unknown_algorithms_are_named (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (unknown); i++)
    {
      g_autoptr (GBytes) bytes = ingam_test_hex (unknown[i].hex);
      g_autoptr (IngamSealedKey) key = parse (bytes);
      g_autoptr (IngamSecret) password = new_password (PASSWORD);
      g_autoptr (GError) error = NULL;

      g_assert_cmpstr (ingam_sealed_key_get_scheme (key), ==, unknown[i].scheme);
      g_assert_cmpuint (ingam_sealed_key_get_rounds (key), ==, 0);
      g_assert_false (ingam_sealed_key_is_supported (key));
      assert_open_fails (key, PASSWORD, INGAM_ERROR_UNSUPPORTED, unknown[i].named);
      g_assert_null (ingam_sealed_key_reseal (key, get_plain (), password, NULL, &error));
      g_assert_error (error, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED);
    }
}

static void
test_a_word_we_cannot_write_is_unsupported (void)
{
  static const char *const words[] = { "", "pbes2-rot13", "unknown:1.2.3", "pbes2-", "PBES2-SEED" };
  g_autoptr (IngamSecret) password = new_password (PASSWORD);

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ingam_sealed_key_seal (words[i], 2048, 0, get_plain (), password, &error));
      g_assert_error (error, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED);
    }
}

static void
test_what_is_no_key_is_not_sealed (void)
{
  g_autoptr (IngamSecret) password = new_password (PASSWORD);
  g_autoptr (IngamSecret) text = ingam_secret_new_text ("not a key");
  g_autoptr (GError) error = NULL;

  g_assert_null (ingam_sealed_key_seal ("pbes1-seed", 2048, 0, text, password, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_DAMAGED);
}

/* The head of the plain key is right to the byte, so the password was; the middle is not. */
static void
test_an_altered_middle_is_damage (void)
{
  g_autoptr (IngamSealedKey) key = seal (&ways[0], PASSWORD), altered = NULL;
  gsize size;
  const guint8 *data = g_bytes_get_data (ingam_sealed_key_get_bytes (key), &size);
  guint8 *copy = g_memdup2 (data, size);
  g_autoptr (GBytes) bytes = NULL;

  /* The second block of the ciphertext: the INTEGERs' headers begin to break, the head stands */
  copy[36 + 16 + 3] ^= 0x10;
  bytes = g_bytes_new_take (copy, size);
  altered = parse (bytes);
  assert_open_fails (altered, PASSWORD, INGAM_ERROR_DAMAGED, "damaged");
}

/* No byte of the file, changed, opens as something else than what was sealed without a word. */
static void
test_no_alteration_breaks_the_reader (gconstpointer data)
{
  g_autoptr (IngamSealedKey) key = seal (data, PASSWORD);
  g_autoptr (IngamSecret) password = new_password (PASSWORD);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (ingam_sealed_key_get_bytes (key), &size);

  for (gsize i = 0; i < size; i += i < 120 ? 1 : 37)
    for (guint bit = 0; bit < 8; bit++)
      {
        guint8 *copy = g_memdup2 (bytes, size);
        g_autoptr (GBytes) altered_bytes = NULL;
        g_autoptr (IngamSealedKey) altered = NULL;
        g_autoptr (IngamSecret) plain = NULL;
        const char *scheme;
        guint64 rounds;

        copy[i] ^= (guint8) (1 << bit);
        altered_bytes = g_bytes_new_take (copy, size);
        (void) ingam_sealed_key_peek (copy, size, &scheme, &rounds);
        altered = ingam_sealed_key_new (altered_bytes, NULL);
        if (altered)
          plain = ingam_sealed_key_open (altered, password, 100000, NULL, NULL);
      }
}

/* PBES2-SEED with two billion rounds; nothing is computed before the question. */
static void
test_too_many_rounds_are_a_question (void)
{
  g_autoptr (IngamSealedKey) key = seal (&ways[0], PASSWORD), dear = NULL;
  g_autoptr (IngamSecret) password = new_password (PASSWORD);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gsize size;
  const guint8 *data = g_bytes_get_data (ingam_sealed_key_get_bytes (key), &size);
  g_autoptr (GByteArray) copy = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  /* SEQ(4) SEQ(2) OID(10) SEQ(2) salt(10) INTEGER(4): the number becomes two bytes longer */
  g_byte_array_append (copy, data, 28);
  g_byte_array_append (copy, (const guint8 *) "\x02\x04\x7f\xff\xff\xff", 6);
  g_byte_array_append (copy, data + 32, (guint) size - 32);
  copy->data[3] += 2;
  copy->data[5] += 2;
  copy->data[17] += 2;
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&copy));
  dear = parse (bytes);
  g_assert_cmpuint (ingam_sealed_key_get_rounds (dear), ==, G_MAXINT32);
  assert_open_fails (dear, PASSWORD, INGAM_ERROR_TOO_EXPENSIVE, "2147483647");
  g_cancellable_cancel (cancellable);
  g_assert_null (ingam_sealed_key_open (dear, password, INGAM_KDF_MAX_ROUNDS, cancellable, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_CANCELLED);
}

static void
test_peek_says_what_parsing_says (gconstpointer data)
{
  g_autoptr (IngamSealedKey) key = seal (data, PASSWORD);
  const char *scheme;
  guint64 rounds;
  gsize size;
  const guint8 *bytes;

  if (!key)
    return;
  bytes = g_bytes_get_data (ingam_sealed_key_get_bytes (key), &size);
  g_assert_true (ingam_sealed_key_peek (bytes, size, &scheme, &rounds));
  g_assert_cmpstr (scheme, ==, ingam_sealed_key_get_scheme (key));
  g_assert_cmpuint (rounds, ==, 2048);
}

/* Sealed with the bytes that a Korean Windows program would have used. */
static void
test_a_hangul_password_is_tried_as_cp949 (void)
{
  g_autoptr (IngamSecret) cp949 = ingam_secret_new ("\xba\xf1\xb9\xd0"
                                                    "7!",
                                                    6);
  g_autoptr (IngamSealedKey) key =
      ingam_sealed_key_seal ("pbes1-seed", 2048, 0, get_plain (), cp949, NULL);

  assert_opens (key, "비밀7!");
  assert_opens (key, "\xe1\x84\x87\xe1\x85\xb5\xe1\x84\x86\xe1\x85\xb5\xe1\x86\xaf"
                     "7!");
  assert_open_fails (key, "비밀8!", INGAM_ERROR_WRONG_PASSWORD, "password");
}

static void
test_a_decomposed_password_is_composed (void)
{
  g_autoptr (IngamSealedKey) key = seal (&ways[2], "비밀번호é7!");

  assert_opens (key, "비밀번호é7!");
  assert_opens (key, "\xe1\x84\x87\xe1\x85\xb5\xe1\x84\x86\xe1\x85\xb5\xe1\x86\xaf"
                     "\xe1\x84\x87\xe1\x85\xa5\xe1\x86\xab\xe1\x84\x92\xe1\x85\xa9"
                     "e\xcc\x81"
                     "7!");
}

static void
test_bytes_that_are_no_text_are_a_password_too (void)
{
  g_autoptr (IngamSecret) bytes = ingam_secret_new ("\xff\xfe\x80", 3);
  g_autoptr (IngamSealedKey) key =
      ingam_sealed_key_seal ("pbes1-seed", 2048, 0, get_plain (), bytes, NULL);

  assert_opens (key, "\xff\xfe\x80");
}

static gboolean
run_openssl (const char *const *argv, GError **error)
{
  g_autofree char *path = g_find_program_in_path ("openssl");
  int status;

  if (!path)
    {
      g_test_skip ("openssl is not installed");
      return FALSE;
    }
  return g_spawn_sync (NULL, (char **) argv, NULL,
                       G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL |
                           G_SPAWN_STDERR_TO_DEV_NULL,
                       NULL, NULL, NULL, NULL, &status, error) &&
         g_spawn_check_wait_status (status, error);
}

/* openssl writes a bare RSAPrivateKey: the middle of what we sealed. */
static void
test_openssl_opens_what_we_sealed (gconstpointer data)
{
  const Way *way = data;
  g_autoptr (IngamSealedKey) key = seal (way, PASSWORD);
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *in = g_build_filename (scratch, "in", NULL);
  g_autofree char *out = g_build_filename (scratch, "out", NULL);
  const char *const probe[] = {
    "openssl", "list", "-provider", "legacy", "-cipher-algorithms", NULL
  };
  const char *const argv[] = { "openssl",        "pkcs8",   "-provider", "legacy", "-provider",
                               "default",        "-inform", "DER",       "-in",    in,
                               "-out",           out,       "-outform",  "DER",    "-passin",
                               "pass:" PASSWORD, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) opened = NULL;
  const guint8 *plain;
  gsize size, plain_size;

  if (!key)
    return;
  if (!run_openssl (probe, NULL))
    {
      g_test_skip ("no openssl with its legacy provider");
      return;
    }
  ingam_scratch_write (scratch, "in", g_bytes_get_data (ingam_sealed_key_get_bytes (key), &size),
                       g_bytes_get_size (ingam_sealed_key_get_bytes (key)));
  run_openssl (argv, &error);
  g_assert_no_error (error);
  opened = ingam_test_read (out);
  /* PrivateKeyInfo is 26 bytes, RSAPrivateKey, and R's 41 bytes */
  plain = ingam_secret_peek (get_plain (), &plain_size);
  g_assert_cmpmem (plain + 26, plain_size - 26 - 41, g_bytes_get_data (opened, NULL),
                   g_bytes_get_size (opened));
}

static void
test_we_open_what_openssl_sealed (gconstpointer data)
{
  const char *const *arguments = data;
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *in = g_build_filename (scratch, "in", NULL);
  g_autofree char *out = g_build_filename (scratch, "out", NULL);
  const char *const argv[] = { "openssl",
                               "pkcs8",
                               "-topk8",
                               "-provider",
                               "legacy",
                               "-provider",
                               "default",
                               "-inform",
                               "DER",
                               "-in",
                               in,
                               "-out",
                               out,
                               "-outform",
                               "DER",
                               "-passout",
                               "pass:" PASSWORD,
                               (char *) arguments[1],
                               (char *) arguments[2],
                               (char *) arguments[3],
                               (char *) arguments[4],
                               NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (IngamSealedKey) key = NULL;
  g_autoptr (IngamSecret) password = new_password (PASSWORD), plain = NULL;
  gsize size;
  const guint8 *bytes = ingam_secret_peek (get_plain (), &size);

  ingam_scratch_write (scratch, "in", bytes, size);
  if (!run_openssl (argv, &error))
    {
      g_test_skip ("no openssl with its legacy provider");
      return;
    }
  sealed = ingam_test_read (out);
  key = parse (sealed);
  g_assert_cmpstr (ingam_sealed_key_get_scheme (key), ==, arguments[0]);
  plain = ingam_sealed_key_open (key, password, INGAM_KDF_ASK_ROUNDS, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (ingam_secret_peek (plain, NULL) + 4, ingam_secret_get_size (plain) - 4,
                   bytes + 4, size - 4 - 41);
}

static IngamSealedKey *
parse_vendor (const char *name)
{
  g_autofree char *relative = g_strconcat (VENDOR, name, NULL);
  g_autofree char *path = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (!ingam_test_need_shared (relative, &path))
    return NULL;
  bytes = ingam_test_read (path);
  return parse (bytes);
}

static void
test_a_vendor_s_key_opens (void)
{
  g_autoptr (IngamSealedKey) key = parse_vendor ("signPri.key");
  g_autoptr (IngamSecret) password = new_password (VENDOR_PASSWORD), plain = NULL;
  g_autoptr (GBytes) expected = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  if (!key || !ingam_test_need_shared (VENDOR "plainSignPri.withR.p8", &path))
    return;
  g_assert_cmpstr (ingam_sealed_key_get_scheme (key), ==, "pbes1-seed");
  g_assert_cmpuint (ingam_sealed_key_get_rounds (key), ==, 2048);
  plain = ingam_sealed_key_open (key, password, INGAM_KDF_ASK_ROUNDS, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (ingam_private_key_has_random (plain));
  expected = ingam_test_read (path);
  g_assert_cmpmem (ingam_secret_peek (plain, NULL), ingam_secret_get_size (plain),
                   g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
}

static void
test_a_hand_altered_key_fails_honestly (void)
{
  g_autoptr (IngamSealedKey) key = parse_vendor ("pbes2-seed-signPri.key");
  g_autoptr (IngamSecret) password = new_password (VENDOR_PASSWORD), plain = NULL;
  g_autoptr (GError) error = NULL;

  if (!key)
    return;
  g_assert_cmpstr (ingam_sealed_key_get_scheme (key), ==, "pbes2-seed");
  plain = ingam_sealed_key_open (key, password, INGAM_KDF_ASK_ROUNDS, NULL, &error);
  g_assert_null (plain);
  g_test_message ("it says: %s", error->message);
  g_assert_true (g_error_matches (error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD) ||
                 g_error_matches (error, INGAM_ERROR, INGAM_ERROR_DAMAGED));
  g_assert_nonnull (strstr (error->message, "altered"));
}

static void
test_speed_of_opening (void)
{
  g_autoptr (IngamSealedKey) key = seal (&ways[0], PASSWORD);
  gint64 best = G_MAXINT64;

  for (guint i = 0; i < 20; i++)
    {
      gint64 start = g_get_monotonic_time ();

      assert_opens (key, PASSWORD);
      best = MIN (best, g_get_monotonic_time () - start);
    }
  g_test_message ("opening one pbes1-seed key of 2048 rounds: %.3f ms", (double) best / 1000);
  g_assert_cmpint (best, <, 50 * 1000);
}

static void
add_ways (const char *prefix, GTestDataFunc func)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autofree char *path =
          g_strdup_printf ("/sealed-key/%s/%s%s%s", prefix, ways[i].scheme, ways[i].prf ? "-" : "",
                           ways[i].prf ? gcry_md_algo_name (ways[i].prf) : "");

      g_test_add_data_func (path, &ways[i], func);
    }
}

static const char *const openssl_ways[][5] = {
  { "pbes2-seed", "-v2", "SEED-CBC", "-v2prf", "hmacWithSHA1" },
  { "pbes2-aes256", "-v2", "aes256", "-iter", "3000" },
  { "pbes2-aes128", "-v2", "aes128", "-v2prf", "hmacWithSHA512" },
  { "pbes2-3des", "-v2", "des3", "-iter", "2048" },
  { "pkcs12-3des", "-v1", "PBE-SHA1-3DES", "-iter", "2048" },
  { "pkcs12-3des-2key", "-v1", "PBE-SHA1-2DES", "-iter", "2048" },
  { "pkcs12-rc2-128", "-v1", "PBE-SHA1-RC2-128", "-iter", "2048" },
  { "pkcs12-rc2-40", "-v1", "PBE-SHA1-RC2-40", "-iter", "2048" },
};

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add_ways ("seals-opens-and-reseals", test_seals_opens_and_reseals);
  add_ways ("peek-says-what-parsing-says", test_peek_says_what_parsing_says);
  g_test_add_func ("/sealed-key/sizes-are-those-of-the-field", test_sizes_are_those_of_the_field);
  g_test_add_data_func ("/sealed-key/wrong-password-is-not-damaged/pbes1-seed", &ways[0],
                        test_wrong_passwords_are_never_called_damage);
  g_test_add_data_func ("/sealed-key/wrong-password-is-not-damaged/pkcs12-3des", &ways[12],
                        test_wrong_passwords_are_never_called_damage);
  g_test_add_func ("/sealed-key/rounds-never-fall", test_rounds_never_fall);
  g_test_add_func ("/sealed-key/trailing-bytes-are-read-and-not-kept",
                   test_trailing_bytes_are_read_and_not_kept);
  g_test_add_data_func ("/sealed-key/a-cut-file-is-damaged/pbes1-seed", &ways[0],
                        test_a_cut_file_is_damaged);
  g_test_add_data_func ("/sealed-key/a-cut-file-is-damaged/pbes2-seed", &ways[2],
                        test_a_cut_file_is_damaged);
  g_test_add_func ("/sealed-key/other-files-are-no-keys", test_other_files_are_no_keys);
  g_test_add_func ("/sealed-key/a-huge-file-is-refused", test_a_huge_file_is_refused);
  g_test_add_func ("/sealed-key/unknown-algorithms-are-named", test_unknown_algorithms_are_named);
  g_test_add_func ("/sealed-key/a-word-we-cannot-write-is-unsupported",
                   test_a_word_we_cannot_write_is_unsupported);
  g_test_add_func ("/sealed-key/what-is-no-key-is-not-sealed", test_what_is_no_key_is_not_sealed);
  g_test_add_func ("/sealed-key/an-altered-middle-is-damage", test_an_altered_middle_is_damage);
  g_test_add_data_func ("/sealed-key/no-alteration-breaks-the-reader/pbes1-seed", &ways[0],
                        test_no_alteration_breaks_the_reader);
  g_test_add_data_func ("/sealed-key/no-alteration-breaks-the-reader/pbes2-aes256", &ways[6],
                        test_no_alteration_breaks_the_reader);
  g_test_add_func ("/sealed-key/too-many-rounds-are-a-question",
                   test_too_many_rounds_are_a_question);
  g_test_add_func ("/sealed-key/a-hangul-password-is-tried-as-cp949",
                   test_a_hangul_password_is_tried_as_cp949);
  g_test_add_func ("/sealed-key/a-decomposed-password-is-composed",
                   test_a_decomposed_password_is_composed);
  g_test_add_func ("/sealed-key/bytes-that-are-no-text-are-a-password-too",
                   test_bytes_that_are_no_text_are_a_password_too);
  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    if (ways[i].openssl)
      {
        g_autofree char *path = g_strdup_printf ("/sealed-key/openssl-opens-what-we-sealed/%s-%d",
                                                 ways[i].scheme, ways[i].prf);

        g_test_add_data_func (path, &ways[i], test_openssl_opens_what_we_sealed);
      }
  for (gsize i = 0; i < G_N_ELEMENTS (openssl_ways); i++)
    {
      g_autofree char *path =
          g_strdup_printf ("/sealed-key/we-open-what-openssl-sealed/%s", openssl_ways[i][0]);

      g_test_add_data_func (path, openssl_ways[i], test_we_open_what_openssl_sealed);
    }
  g_test_add_func ("/sealed-key/a-vendor-s-key-opens", test_a_vendor_s_key_opens);
  g_test_add_func ("/sealed-key/a-hand-altered-key-fails-honestly",
                   test_a_hand_altered_key_fails_honestly);
  g_test_add_func ("/sealed-key/speed-of-opening", test_speed_of_opening);
  return g_test_run ();
}
