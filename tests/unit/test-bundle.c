/* PKCS#12 in and out: what we write opens everywhere, what others write opens here, and a hostile
 * file costs nothing. Keys and certificates are made on the spot. */
#include "config.h"

#include "core/base/error.h"
#include "core/codec/bundle.h"
#include "core/codec/private-key.h"
#include "support/scratch.h"
#include "support/shared.h"

#include <gcrypt.h>
#include <gio/gio.h>
#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <string.h>

#define PASSWORD "Ingam-test-1!"

/* [0] { SEQUENCE { 1.2.410.200004.10.1.1.3, SET { BIT STRING of 20 bytes } } } */
static const char random_attribute[] =
    "a027 3025 060a 2a831a8c9a440a010103 3117 0315 00 000102030405060708090a0b0c0d0e0f10111213";

typedef struct
{
  GBytes *certificate;
  IngamSecret *key; /* with R */
} Pair;

/* ---- DER by hand ---- */

static GBytes *
wrap (guint8 tag, GBytes *content)
{
  GByteArray *out = g_byte_array_new ();
  gsize size = g_bytes_get_size (content);
  guint8 header[6] = { tag, (guint8) size };
  guint n = 2;

  if (size >= 0x80)
    {
      header[1] = 0x83;
      header[2] = (guint8) (size >> 16);
      header[3] = (guint8) (size >> 8);
      header[4] = (guint8) size;
      n = 5;
    }
  g_byte_array_append (out, header, n);
  g_byte_array_append (out, g_bytes_get_data (content, NULL), (guint) size);
  return g_byte_array_free_to_bytes (out);
}

/* Takes all of them; NULL ends. */
static GBytes *
wrap_all (guint tag, ...)
{
  GByteArray *all = g_byte_array_new ();
  g_autoptr (GBytes) content = NULL;
  GBytes *one;
  va_list list;

  va_start (list, tag);
  while ((one = va_arg (list, GBytes *)))
    {
      g_byte_array_append (all, g_bytes_get_data (one, NULL), (guint) g_bytes_get_size (one));
      g_bytes_unref (one);
    }
  va_end (list);
  content = g_byte_array_free_to_bytes (all);
  return wrap ((guint8) tag, content);
}

#define HEX(text) ingam_test_hex (text)

/* A PFX around an AuthenticatedSafe with a right MAC (SHA-1, one round); takes @safe. */
static GBytes *
make_pfx (GBytes *safe)
{
  const guint8 salt[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
  const IngamKdf kdf = {
    .kind = INGAM_KDF_PKCS12_MAC,
    .digest = GCRY_MD_SHA1,
    .salt = salt,
    .salt_size = sizeof salt,
    .rounds = 1,
    .key_size = 20,
  };
  g_autoptr (IngamSecret) password = ingam_secret_new_text (PASSWORD);
  g_autoptr (IngamSecret) key = ingam_kdf_derive (&kdf, password, 1, NULL, NULL);
  gcry_md_hd_t md;
  GBytes *mac;

  g_assert_nonnull (key);
  gcry_md_open (&md, GCRY_MD_SHA1, GCRY_MD_FLAG_HMAC);
  gcry_md_setkey (md, ingam_secret_peek (key, NULL), 20);
  gcry_md_write (md, g_bytes_get_data (safe, NULL), g_bytes_get_size (safe));
  mac = g_bytes_new (gcry_md_read (md, GCRY_MD_SHA1), 20);
  gcry_md_close (md);
  return wrap_all (
      0x30, HEX ("020103"),
      wrap_all (0x30, HEX ("06092a864886f70d010701"),
                wrap_all (0xa0, wrap_all (0x04, safe, NULL), NULL), NULL),
      wrap_all (0x30,
                wrap_all (0x30, HEX ("300906052b0e03021a0500"), wrap_all (0x04, mac, NULL), NULL),
                HEX ("04080102030405060708"), NULL),
      NULL);
}

/* An AuthenticatedSafe of one open SafeContents; takes @contents. */
static GBytes *
make_open_safe (GBytes *contents)
{
  return wrap_all (0x30,
                   wrap_all (0x30, HEX ("06092a864886f70d010701"),
                             wrap_all (0xa0, wrap_all (0x04, contents, NULL), NULL), NULL),
                   NULL);
}

/* ---- pairs ---- */

/* PrivateKeyInfo with R put behind. */
static IngamSecret *
add_random (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) attribute = ingam_test_hex (random_attribute);
  g_autoptr (GBytes) whole = NULL;
  gsize header = data[1] < 0x80 ? 2 : 2 + (data[1] & 0x7f);

  whole =
      wrap_all (0x30, g_bytes_new (data + header, size - header), g_bytes_ref (attribute), NULL);
  return ingam_secret_new (g_bytes_get_data (whole, NULL), g_bytes_get_size (whole));
}

static Pair *
make_pair (gnutls_pk_algorithm_t type, guint bits)
{
  Pair *pair = g_new0 (Pair, 1);
  const time_t start = 1700000000;
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t certificate;
  gnutls_datum_t out;
  guint8 serial = (guint8) bits | 1;

  gnutls_x509_privkey_init (&key);
  g_assert_cmpint (gnutls_x509_privkey_generate (key, type, bits, 0), ==, 0);
  gnutls_x509_crt_init (&certificate);
  gnutls_x509_crt_set_version (certificate, 3);
  gnutls_x509_crt_set_serial (certificate, &serial, 1);
  gnutls_x509_crt_set_activation_time (certificate, start);
  gnutls_x509_crt_set_expiration_time (certificate, start + 100 * 365 * 86400L);
  gnutls_x509_crt_set_dn (certificate, "CN=Hong Gildong,O=Test,C=KR", NULL);
  gnutls_x509_crt_set_key (certificate, key);
  gnutls_x509_crt_set_subject_key_id (certificate, "0123456789abcdefghij", 20);
  g_assert_cmpint (gnutls_x509_crt_sign2 (certificate, certificate, key, GNUTLS_DIG_SHA256, 0), ==,
                   0);

  g_assert_cmpint (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_DER, &out), ==, 0);
  pair->certificate = g_bytes_new (out.data, out.size);
  gnutls_free (out.data);
  g_assert_cmpint (
      gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_DER, NULL, GNUTLS_PKCS_PLAIN, &out),
      ==, 0);
  pair->key = add_random (out.data, out.size);
  gnutls_free (out.data);
  gnutls_x509_crt_deinit (certificate);
  gnutls_x509_privkey_deinit (key);
  return pair;
}

/* Made once: RSA takes a while. */
static const Pair *
get_pair (void)
{
  static Pair *pair;

  if (!pair)
    pair = make_pair (GNUTLS_PK_RSA, 2048);
  return pair;
}

static const Pair *
get_small_pair (void)
{
  static Pair *pair;

  if (!pair)
    pair = make_pair (GNUTLS_PK_EC, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1));
  return pair;
}

static GBytes *
make_bundle (const Pair *pair, IngamBundleProfile profile, const char *text)
{
  const IngamBundleItem item = { pair->certificate, pair->key, NULL };
  g_autoptr (IngamSecret) password = ingam_secret_new_text (text);
  g_autoptr (GError) error = NULL;
  GBytes *made = ingam_bundle_make (&item, 1, profile, password, NULL, &error);

  g_assert_no_error (error);
  return made;
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

static void
assert_fails (GBytes *bytes, const char *password, IngamError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamBundleContents) contents =
      open_bundle (bytes, password, INGAM_KDF_ASK_ROUNDS, &error);

  g_assert_error (error, INGAM_ERROR, (int) code);
  g_assert_null (contents);
}

static void
assert_opens (GBytes *bytes, const char *password, const Pair *pair)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamBundleContents) contents =
      open_bundle (bytes, password, INGAM_KDF_ASK_ROUNDS, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (contents->certificates->len, ==, 1);
  g_assert_cmpuint (contents->keys->len, ==, 1);
  if (!pair)
    return;
  g_assert_true (g_bytes_equal (contents->certificates->pdata[0], pair->certificate));
  g_assert_true (ingam_secret_equal (contents->keys->pdata[0], pair->key));
}

/* ---- what we write, we read ---- */

static void
test_round_trip (gconstpointer data)
{
  IngamBundleProfile profile = (IngamBundleProfile) GPOINTER_TO_INT (data);
  g_autoptr (GBytes) made = make_bundle (get_pair (), profile, PASSWORD);
  g_autoptr (IngamBundle) bundle = ingam_bundle_new (made, NULL);
  g_autoptr (GBytes) other = make_bundle (get_pair (), profile, PASSWORD);

  assert_opens (made, PASSWORD, get_pair ());
  g_assert_cmpuint (ingam_bundle_get_rounds (bundle), ==,
                    profile == INGAM_BUNDLE_MODERN ? 600000 : 2048);
  g_assert_false (g_bytes_equal (made, other)); /* new salts and IVs */
}

static void
test_two_pairs (gconstpointer data)
{
  const Pair *a = get_pair ();
  const Pair *b = get_small_pair ();
  const IngamBundleItem items[] = {
    { a->certificate, a->key, NULL },
    { b->certificate, b->key, "암호용" },
    { a->certificate, NULL, NULL },
  };
  g_autoptr (IngamSecret) password = ingam_secret_new_text (PASSWORD);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) made = ingam_bundle_make (
      items, 3, (IngamBundleProfile) GPOINTER_TO_INT (data), password, NULL, &error);
  g_autoptr (IngamBundleContents) contents = NULL;

  g_assert_no_error (error);
  contents = open_bundle (made, PASSWORD, INGAM_KDF_ASK_ROUNDS, &error);
  g_assert_no_error (error);
  g_assert_true (contents->has_mac);
  g_assert_cmpuint (contents->certificates->len, ==, 3);
  g_assert_true (g_bytes_equal (contents->certificates->pdata[0], a->certificate));
  g_assert_true (g_bytes_equal (contents->certificates->pdata[1], b->certificate));
  g_assert_cmpuint (contents->keys->len, ==, 2);
  g_assert_true (ingam_secret_equal (contents->keys->pdata[0], a->key));
  g_assert_true (ingam_secret_equal (contents->keys->pdata[1], b->key));
}

/* More certificates than fit in one secret are sealed in several parts. */
static void
test_many (void)
{
  enum
  {
    N = 300
  };
  IngamBundleItem items[N];
  g_autoptr (IngamSecret) password = ingam_secret_new_text (PASSWORD);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) made = NULL;

  for (guint i = 0; i < N; i++)
    items[i] =
        (IngamBundleItem){ get_pair ()->certificate, i == 0 ? get_pair ()->key : NULL, NULL };
  made = ingam_bundle_make (items, N, INGAM_BUNDLE_MODERN, password, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (made);
}

/* ---- others read what we write ---- */

static char *
find_tool (const char *name)
{
  g_autofree char *why = g_strdup_printf ("skipped: %s is not installed", name);
  char *path = g_find_program_in_path (name);

  if (!path)
    g_test_skip (why);
  return path;
}

/* Standard output of a command that must succeed; NULL when it did not. */
static char *
run (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, &errors,
                &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, NULL))
    {
      g_test_message ("%s: %s", argv[0], errors);
      return NULL;
    }
  return g_steal_pointer (&output);
}

static char *
save (IngamScratch *scratch, const char *name, GBytes *bytes)
{
  ingam_scratch_write (scratch, name, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return g_build_filename (scratch, name, NULL);
}

static void
test_openssl_opens (gconstpointer data)
{
  g_autofree char *tool = find_tool ("openssl");
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (GBytes) made = NULL;
  g_autofree char *path = NULL;
  g_autofree char *output = NULL;

  if (!tool)
    return;
  made = make_bundle (get_pair (), (IngamBundleProfile) GPOINTER_TO_INT (data), PASSWORD);
  path = save (scratch, "made.p12", made);
  output = run (
      (const char *[]){ tool, "pkcs12", "-in", path, "-nodes", "-passin", "pass:" PASSWORD, NULL });
  g_assert_nonnull (output);
  g_assert_nonnull (strstr (output, "BEGIN CERTIFICATE"));
  g_assert_nonnull (strstr (output, "BEGIN PRIVATE KEY"));
  /* R, in the shrouded bag, and what pairs key and certificate */
  g_assert_nonnull (strstr (output, "1.2.410.200004.10.1.1.3"));
  g_assert_nonnull (strstr (output, "localKeyID: 30 31 32 33 34 35 36 37 38 39 61"));
}

static void
test_certtool_opens (gconstpointer data)
{
  g_autofree char *tool = find_tool ("certtool");
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (GBytes) made = NULL;
  g_autofree char *path = NULL;
  g_autofree char *output = NULL;

  if (!tool)
    return;
  made = make_bundle (get_pair (), (IngamBundleProfile) GPOINTER_TO_INT (data), PASSWORD);
  path = save (scratch, "made.p12", made);
  output = run ((const char *[]){ tool, "--p12-info", "--inder", "--infile", path,
                                  "--password=" PASSWORD, NULL });
  g_assert_nonnull (output);
  g_assert_nonnull (strstr (output, "BEGIN CERTIFICATE"));
  g_assert_nonnull (strstr (output, "PRIVATE KEY"));
}

static void
test_nss_opens (gconstpointer data)
{
  g_autofree char *tool = find_tool ("pk12util");
  g_autofree char *certutil = NULL;
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *database = g_strconcat ("sql:", scratch, NULL);
  g_autoptr (GBytes) made = NULL;
  g_autofree char *path = NULL;
  g_autofree char *created = NULL;
  g_autofree char *imported = NULL;
  g_autofree char *listed = NULL;

  if (!tool || !(certutil = find_tool ("certutil")))
    return;
  made = make_bundle (get_pair (), (IngamBundleProfile) GPOINTER_TO_INT (data), PASSWORD);
  path = save (scratch, "made.p12", made);
  created = run ((const char *[]){ certutil, "-N", "-d", database, "--empty-password", NULL });
  g_assert_nonnull (created);
  imported = run ((const char *[]){ tool, "-i", path, "-d", database, "-W", PASSWORD, NULL });
  g_assert_nonnull (imported);
  listed = run ((const char *[]){ certutil, "-K", "-d", database, NULL });
  g_assert_nonnull (listed);
  g_assert_nonnull (strstr (listed, "rsa"));
}

/* ---- we read what others write ---- */

/* Our pair as PEM files, the way openssl wants them. */
static void
save_pem (IngamScratch *scratch)
{
  const Pair *pair = get_pair ();
  gsize size;
  const guint8 *key = ingam_secret_peek (pair->key, &size);
  const gnutls_datum_t key_in = { (guint8 *) key, (guint) size };
  const gnutls_datum_t certificate_in = {
    (guint8 *) g_bytes_get_data (pair->certificate, NULL),
    (guint) g_bytes_get_size (pair->certificate),
  };
  gnutls_datum_t out;

  gnutls_pem_base64_encode2 ("PRIVATE KEY", &key_in, &out);
  ingam_scratch_write (scratch, "key.pem", out.data, out.size);
  gnutls_free (out.data);
  gnutls_pem_base64_encode2 ("CERTIFICATE", &certificate_in, &out);
  ingam_scratch_write (scratch, "certificate.pem", out.data, out.size);
  gnutls_free (out.data);
}

/* NULL when openssl cannot make it. */
static GBytes *
make_with_openssl (const char *password, const char *const *options)
{
  g_autofree char *tool = find_tool ("openssl");
  g_autoptr (IngamScratch) scratch = NULL;
  g_autofree char *key = NULL;
  g_autofree char *certificate = NULL;
  g_autofree char *made = NULL;
  g_autofree char *secret = NULL;
  g_autofree char *pass = NULL;
  g_autofree char *output = NULL;
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();

  if (!tool)
    return NULL;
  scratch = ingam_scratch_new ();
  save_pem (scratch);
  ingam_scratch_write (scratch, "password", password, strlen (password));
  key = g_build_filename (scratch, "key.pem", NULL);
  certificate = g_build_filename (scratch, "certificate.pem", NULL);
  made = g_build_filename (scratch, "made.p12", NULL);
  secret = g_build_filename (scratch, "password", NULL);
  pass = g_strconcat ("file:", secret, NULL);
  for (const char *const *start =
           (const char *const[]){ tool, "pkcs12", "-export", "-inkey", key, "-in", certificate,
                                  "-out", made, "-passout", pass, NULL };
       *start; start++)
    g_ptr_array_add (argv, (char *) *start);
  for (; *options; options++)
    g_ptr_array_add (argv, (char *) *options);
  g_ptr_array_add (argv, NULL);
  output = run ((const char *const *) argv->pdata);
  if (!output)
    {
      g_test_skip ("skipped: this openssl cannot make such a file");
      return NULL;
    }
  return ingam_test_read (made);
}

static const char *const openssl_defaults[] = { NULL };
static const char *const openssl_legacy[] = { "-legacy", NULL };
static const char *const openssl_rc2_128[] = { "-legacy", "-certpbe", "PBE-SHA1-RC2-128", NULL };
static const char *const openssl_two_key[] = { "-keypbe", "PBE-SHA1-2DES", "-certpbe", "NONE",
                                               NULL };
static const char *const openssl_sha512[] = { "-macalg", "sha512", NULL };
static const char *const openssl_sha224[] = { "-macalg", "sha224", "-keypbe", "AES-128-CBC", NULL };
static const char *const openssl_seed[] = { "-legacy", "-keypbe", "SEED-CBC", NULL };
static const char *const openssl_no_mac[] = { "-nomac", NULL };
static const char *const openssl_open[] = { "-keypbe", "NONE", "-certpbe", "NONE", NULL };

static void
test_openssl_made (gconstpointer options)
{
  g_autoptr (GBytes) bytes = make_with_openssl (PASSWORD, options);

  if (!bytes)
    return;
  assert_opens (bytes, PASSWORD, NULL);
  if (options != openssl_open)
    assert_fails (bytes, "another", INGAM_ERROR_WRONG_PASSWORD);
}

/* More encrypted certificates than fit in one secret. */
static void
test_large (gconstpointer options)
{
  enum
  {
    N = 100
  };
  const Pair *pair = get_pair ();
  const gnutls_datum_t certificate = {
    (guint8 *) g_bytes_get_data (pair->certificate, NULL),
    (guint) g_bytes_get_size (pair->certificate),
  };
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (GString) chain = g_string_new (NULL);
  g_autofree char *path = g_build_filename (scratch, "chain.pem", NULL);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamBundleContents) contents = NULL;
  gnutls_datum_t pem;

  gnutls_pem_base64_encode2 ("CERTIFICATE", &certificate, &pem);
  for (guint i = 0; i < N; i++)
    g_string_append_len (chain, (const char *) pem.data, pem.size);
  gnutls_free (pem.data);
  ingam_scratch_write (scratch, "chain.pem", chain->str, chain->len);
  g_ptr_array_add (argv, (char *) "-certfile");
  g_ptr_array_add (argv, path);
  for (const char *const *option = options; *option; option++)
    g_ptr_array_add (argv, (char *) *option);
  g_ptr_array_add (argv, NULL);
  bytes = make_with_openssl (PASSWORD, (const char *const *) argv->pdata);
  if (!bytes)
    return;
  g_assert_cmpuint (g_bytes_get_size (bytes), >, INGAM_SECRET_MAX_SIZE);
  contents = open_bundle (bytes, PASSWORD, INGAM_KDF_ASK_ROUNDS, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (contents->certificates->len, ==, N + 1);
  for (guint i = 0; i <= N; i++)
    g_assert_true (g_bytes_equal (contents->certificates->pdata[i], pair->certificate));
}

static void
test_empty_password (void)
{
  g_autoptr (GBytes) ours = make_bundle (get_small_pair (), INGAM_BUNDLE_COMPATIBLE, "");
  g_autoptr (GBytes) theirs = NULL;

  assert_opens (ours, "", get_small_pair ());
  assert_fails (ours, "a", INGAM_ERROR_WRONG_PASSWORD);
  theirs = make_with_openssl ("\n", openssl_defaults);
  if (theirs)
    assert_opens (theirs, "", NULL);
}

static void
test_korean_password (void)
{
  g_autoptr (GBytes) ours =
      make_bundle (get_small_pair (), INGAM_BUNDLE_COMPATIBLE, "인감비밀번호😀");
  g_autoptr (GBytes) utf8 = make_with_openssl ("인감비밀번호😀", openssl_defaults);
  g_autoptr (GBytes) cp949 = NULL;

  assert_opens (ours, "인감비밀번호😀", get_small_pair ());
  assert_fails (ours, "인감비밀번오😀", INGAM_ERROR_WRONG_PASSWORD);
  if (!utf8)
    return;
  assert_opens (utf8, "인감비밀번호😀", NULL);
  cp949 = make_with_openssl ("\xc0\xce\xb0\xa8", openssl_defaults);
  if (cp949)
    assert_opens (cp949, "인감", NULL);
}

/* ---- honest errors ---- */

static void
test_wrong_password (void)
{
  g_autoptr (GBytes) made = make_bundle (get_small_pair (), INGAM_BUNDLE_COMPATIBLE, PASSWORD);

  assert_fails (made, "Ingam-test-1", INGAM_ERROR_WRONG_PASSWORD);
  assert_fails (made, "", INGAM_ERROR_WRONG_PASSWORD);
}

static void
test_not_a_bundle (void)
{
  const Pair *pair = get_small_pair ();
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) key =
      g_bytes_new (ingam_secret_peek (pair->key, NULL), ingam_secret_get_size (pair->key));

  assert_fails (nothing, PASSWORD, INGAM_ERROR_NOT_A_CERTIFICATE);
  assert_fails (pair->certificate, PASSWORD, INGAM_ERROR_NOT_A_CERTIFICATE);
  assert_fails (key, PASSWORD, INGAM_ERROR_NOT_A_CERTIFICATE);
}

/* The MAC holds, the inside is nonsense: never the password. */
static void
test_damaged_inside (void)
{
  static const char *const insides[] = {
    "0500",                           /* not a SEQUENCE */
    "3003020101",                     /* a member that is none */
    "300d300b06092a864886f70d010701", /* no content */
    "300d300b06092a864886f70d010706",
    "301a301806092a864886f70d010701a00b0409300730050601000000", /* a bag without value */
    "3080",                                                     /* never ends */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (insides); i++)
    {
      g_autoptr (GBytes) made = make_pfx (ingam_test_hex (insides[i]));

      assert_fails (made, PASSWORD, INGAM_ERROR_DAMAGED);
    }
}

/* A shrouded key that does not decrypt although the MAC holds. */
static void
test_damaged_key (void)
{
  GBytes *sealed =
      wrap_all (0x30, HEX ("301b 060a2a864886f70d010c0103 300d 0408 0102030405060708 020101"),
                HEX ("0410 00000000000000000000000000000000"), NULL);
  g_autoptr (GBytes) made = make_pfx (make_open_safe (wrap_all (
      0x30,
      wrap_all (0x30, HEX ("060b2a864886f70d010c0a0102"), wrap_all (0xa0, sealed, NULL), NULL),
      NULL)));

  assert_fails (made, PASSWORD, INGAM_ERROR_DAMAGED);
  assert_fails (made, "another", INGAM_ERROR_WRONG_PASSWORD);
}

static void
test_empty_safe (void)
{
  g_autoptr (GBytes) made = make_pfx (ingam_test_hex ("3000"));
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamBundleContents) contents = open_bundle (made, PASSWORD, 1, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (contents->certificates->len + contents->keys->len, ==, 0);
  assert_fails (made, "another", INGAM_ERROR_WRONG_PASSWORD);
}

/* Replaces the first occurrence of @from by the same number of bytes. */
static GBytes *
patch (GBytes *bytes, const char *from_hex, const char *to_hex)
{
  g_autoptr (GBytes) from = ingam_test_hex (from_hex);
  g_autoptr (GBytes) to = ingam_test_hex (to_hex);
  gsize size = g_bytes_get_size (bytes);
  guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), size);
  guint8 *found = memmem (data, size, g_bytes_get_data (from, NULL), g_bytes_get_size (from));

  g_assert_nonnull (found);
  g_assert_cmpuint (g_bytes_get_size (from), ==, g_bytes_get_size (to));
  memcpy (found, g_bytes_get_data (to, NULL), g_bytes_get_size (to));
  return g_bytes_new_take (data, size);
}

static void
test_unknown_scheme (void)
{
  g_autoptr (GBytes) made = make_bundle (get_small_pair (), INGAM_BUNDLE_COMPATIBLE, PASSWORD);
  g_autoptr (GBytes) key = patch (made, "060a2a864886f70d010c0103", "060a2a864886f70d010c0177");
  g_autoptr (GBytes) mac = patch (made, "06052b0e03021a0500", "06052b0e0302770500");
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamBundleContents) contents = NULL;

  contents = open_bundle (key, PASSWORD, INGAM_KDF_ASK_ROUNDS, &error);
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "1.2.840.113549.1.12.1.119"));
  assert_fails (mac, PASSWORD, INGAM_ERROR_UNSUPPORTED);
}

/* ---- hostile files ---- */

static void
test_truncated (void)
{
  g_autoptr (GBytes) made = make_bundle (get_small_pair (), INGAM_BUNDLE_COMPATIBLE, PASSWORD);

  for (gsize size = 0; size < g_bytes_get_size (made); size++)
    {
      g_autoptr (GBytes) cut = g_bytes_new (g_bytes_get_data (made, NULL), size);

      assert_fails (cut, PASSWORD, size < 8 ? INGAM_ERROR_NOT_A_CERTIFICATE : INGAM_ERROR_DAMAGED);
    }
}

static void
test_trailing_bytes (void)
{
  g_autoptr (GBytes) made = make_bundle (get_small_pair (), INGAM_BUNDLE_COMPATIBLE, PASSWORD);
  gsize size = g_bytes_get_size (made);
  guint8 *data = g_malloc0 (size + 46);
  g_autoptr (GBytes) longer = NULL;

  memcpy (data, g_bytes_get_data (made, NULL), size);
  longer = g_bytes_new_take (data, size + 46);
  assert_opens (longer, PASSWORD, get_small_pair ());
}

/* Whatever byte is altered: no crash, and nothing comes out but what went in. */
static void
test_flipped (void)
{
  static const guint8 masks[] = { 0x01, 0x80, 0xff };
  const Pair *pair = get_small_pair ();
  g_autoptr (GBytes) made = make_bundle (pair, INGAM_BUNDLE_COMPATIBLE, PASSWORD);
  gsize size = g_bytes_get_size (made);
  guint opened = 0;

  for (gsize i = 0; i < size * G_N_ELEMENTS (masks); i++)
    {
      guint8 *data = g_memdup2 (g_bytes_get_data (made, NULL), size);
      g_autoptr (GBytes) altered = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (IngamBundleContents) contents = NULL;

      data[i / G_N_ELEMENTS (masks)] ^= masks[i % G_N_ELEMENTS (masks)];
      altered = g_bytes_new_take (data, size);
      contents = open_bundle (altered, PASSWORD, 20000, &error);
      if (!contents)
        {
          g_assert_nonnull (error);
          continue;
        }
      opened++;
      g_assert_true (g_bytes_equal (contents->certificates->pdata[0], pair->certificate));
      g_assert_true (ingam_secret_equal (contents->keys->pdata[0], pair->key));
    }
  g_test_message ("%u of %" G_GSIZE_FORMAT " altered files opened, unharmed", opened,
                  size * G_N_ELEMENTS (masks));
}

/* The MAC's rounds are the last INTEGER of the file. */
static GBytes *
make_bomb (void)
{
  g_autoptr (GBytes) made = make_bundle (get_small_pair (), INGAM_BUNDLE_MODERN, PASSWORD);
  gsize size = g_bytes_get_size (made);
  g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (made, NULL), size);

  g_assert_cmpint (data[size - 5], ==, 0x02);
  g_assert_cmpint (data[size - 4], ==, 0x03);
  /* 0x0927c0 in three bytes becomes 0x7fffff: 8.4 million, within the budget alone */
  memcpy (data + size - 3, "\x7f\xff\xff", 3);
  return g_bytes_new_take (g_steal_pointer (&data), size);
}

/* The same with 2^31 - 1, for which all lengths around it grow by one. */
static GBytes *
make_large_bomb (void)
{
  return wrap_all (
      0x30, HEX ("020103"), HEX ("3011 0609 2a864886f70d010701 a004 0402 3000"),
      wrap_all (0x30,
                HEX ("3021 3009 06052b0e03021a0500 0414 0000000000000000000000000000000000000000"),
                HEX ("0408 0102030405060708 0204 7fffffff"), NULL),
      NULL);
}

static void
test_bomb (void)
{
  g_autoptr (GBytes) bomb = make_large_bomb ();
  g_autoptr (IngamBundle) bundle = ingam_bundle_new (bomb, NULL);
  gint64 start = g_get_monotonic_time ();

  g_assert_nonnull (bundle);
  g_assert_cmpuint (ingam_bundle_get_rounds (bundle), ==, G_MAXINT32);
  assert_fails (bomb, PASSWORD, INGAM_ERROR_TOO_EXPENSIVE);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 50 * 1000);
}

/* Each part alone would do; what they add up to does not. */
static void
test_sum (void)
{
  g_autoptr (GBytes) bomb = make_bomb ();
  g_autoptr (GBytes) small = make_bundle (get_small_pair (), INGAM_BUNDLE_COMPATIBLE, PASSWORD);
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamBundleContents) contents = open_bundle (bomb, PASSWORD, 8900000, &error);

  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_TOO_EXPENSIVE);
  g_clear_error (&error);
  /* MAC, two blocks of key, IV */
  g_assert_null (open_bundle (small, PASSWORD, 4 * 2048 - 1, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_TOO_EXPENSIVE);
  g_clear_error (&error);
  contents = open_bundle (small, PASSWORD, 4 * 2048, &error);
  g_assert_no_error (error);
}

typedef struct
{
  IngamBundle *bundle;
  GCancellable *cancellable;
  GMainLoop *loop;
  GError *error;
  gint64 cancelled; /* monotonic time */
  gint64 returned;
} Race;

static gpointer
open_cb (gpointer data)
{
  Race *race = data;
  g_autoptr (IngamSecret) password = ingam_secret_new_text (PASSWORD);

  g_assert_null (ingam_bundle_open (race->bundle, password, INGAM_KDF_MAX_ROUNDS, race->cancellable,
                                    &race->error));
  race->returned = g_get_monotonic_time ();
  g_main_loop_quit (race->loop);
  return NULL;
}

static gboolean
cancel_cb (gpointer data)
{
  Race *race = data;

  race->cancelled = g_get_monotonic_time ();
  g_cancellable_cancel (race->cancellable);
  return G_SOURCE_REMOVE;
}

static void
test_cancel (void)
{
  g_autoptr (GBytes) bomb = make_large_bomb ();
  g_autoptr (IngamBundle) bundle = ingam_bundle_new (bomb, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Race race = { bundle, cancellable, loop, NULL, 0, 0 };
  GThread *thread;

  g_timeout_add (30, cancel_cb, &race);
  thread = g_thread_new ("open", open_cb, &race);
  g_main_loop_run (loop);
  g_thread_join (thread);
  g_assert_error (race.error, INGAM_ERROR, INGAM_ERROR_CANCELLED);
  g_assert_cmpint (race.returned - race.cancelled, <, 100 * 1000);
  g_clear_error (&race.error);
}

/* A certificate of two bytes, 3000. */
static GBytes *
make_tiny_bag (void)
{
  return wrap_all (0x30, HEX ("060b2a864886f70d010c0a0103"),
                   wrap_all (0xa0,
                             wrap_all (0x30, HEX ("060a2a864886f70d01091601"),
                                       wrap_all (0xa0, HEX ("04023000"), NULL), NULL),
                             NULL),
                   NULL);
}

static GBytes *
make_crowd (guint n)
{
  g_autoptr (GBytes) bag = make_tiny_bag ();
  GByteArray *bags = g_byte_array_new ();

  for (guint i = 0; i < n; i++)
    g_byte_array_append (bags, g_bytes_get_data (bag, NULL), (guint) g_bytes_get_size (bag));
  return make_pfx (make_open_safe (wrap_all (0x30, g_byte_array_free_to_bytes (bags), NULL)));
}

static void
test_too_many (void)
{
  g_autoptr (GBytes) most = make_crowd (INGAM_BUNDLE_MAX_BAGS);
  g_autoptr (GBytes) more = make_crowd (INGAM_BUNDLE_MAX_BAGS + 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamBundleContents) contents =
      open_bundle (most, PASSWORD, INGAM_KDF_ASK_ROUNDS, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (contents->certificates->len, ==, INGAM_BUNDLE_MAX_BAGS);
  assert_fails (more, PASSWORD, INGAM_ERROR_REFUSED);
}

static GBytes *
make_nest (guint depth)
{
  GBytes *inner = wrap_all (0x30, make_tiny_bag (), NULL);

  for (guint i = 1; i < depth; i++)
    inner = wrap_all (
        0x30,
        wrap_all (0x30, HEX ("060b2a864886f70d010c0a0106"), wrap_all (0xa0, inner, NULL), NULL),
        NULL);
  return make_pfx (make_open_safe (inner));
}

static void
test_nested (void)
{
  g_autoptr (GBytes) some = make_nest (3);
  g_autoptr (GBytes) deep = make_nest (100);
  g_autoptr (GBytes) deeper = make_nest (2000); /* the lower layer's limit */
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamBundleContents) contents =
      open_bundle (some, PASSWORD, INGAM_KDF_ASK_ROUNDS, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (contents->certificates->len, ==, 1);
  assert_fails (deep, PASSWORD, INGAM_ERROR_REFUSED);
  assert_fails (deeper, PASSWORD, INGAM_ERROR_REFUSED);
}

static void
test_too_large (void)
{
  g_autoptr (GBytes) made = make_bundle (get_small_pair (), INGAM_BUNDLE_COMPATIBLE, PASSWORD);
  guint8 *data = g_malloc0 (INGAM_BUNDLE_MAX_SIZE + 1);
  g_autoptr (GBytes) huge = NULL;

  memcpy (data, g_bytes_get_data (made, NULL), g_bytes_get_size (made));
  huge = g_bytes_new_take (data, INGAM_BUNDLE_MAX_SIZE + 1);
  assert_fails (huge, PASSWORD, INGAM_ERROR_REFUSED);
}

/* ---- a real one ---- */

static void
test_real (void)
{
  g_autofree char *path = NULL;
  g_autofree char *plain_path = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamBundleContents) contents = NULL;
  IngamSecret *key;

  if (!ingam_test_need_shared ("vectors/bandoche+PyPinkSign/test.pfx", &path) ||
      !ingam_test_need_shared ("vectors/bandoche+PyPinkSign/plainSignPri.withR.p8", &plain_path))
    return;
  bytes = ingam_test_read (path);
  plain = ingam_test_read (plain_path);
  contents = open_bundle (bytes, "WTuA8Ev0lWXVFSiI!", INGAM_KDF_ASK_ROUNDS, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (contents->certificates->len, ==, 1);
  g_assert_cmpuint (contents->keys->len, ==, 1);
  key = contents->keys->pdata[0];
  g_assert_true (ingam_private_key_has_random (key));
  g_assert_cmpmem (ingam_secret_peek (key, NULL), ingam_secret_get_size (key),
                   g_bytes_get_data (plain, NULL), g_bytes_get_size (plain));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    IngamBundleProfile profile;
  } profiles[] = {
    { "compatible", INGAM_BUNDLE_COMPATIBLE },
    { "modern", INGAM_BUNDLE_MODERN },
  };
  static const struct
  {
    const char *name;
    GTestDataFunc test;
  } for_each_profile[] = {
    { "keeps-every-byte", test_round_trip },
    { "keeps-two-pairs-in-order", test_two_pairs },
    { "opens-in-openssl-with-r", test_openssl_opens },
    { "opens-in-certtool", test_certtool_opens },
    { "opens-in-nss", test_nss_opens },
  };
  static const struct
  {
    const char *name;
    const char *const *options;
  } made[] = {
    { "by-default", openssl_defaults },     { "with-rc2-40", openssl_legacy },
    { "with-rc2-128", openssl_rc2_128 },    { "with-two-key-3des", openssl_two_key },
    { "with-sha512", openssl_sha512 },      { "with-sha224", openssl_sha224 },
    { "with-seed", openssl_seed },          { "without-mac", openssl_no_mac },
    { "without-encryption", openssl_open },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (profiles); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (for_each_profile); j++)
      {
        g_autofree char *path =
            g_strdup_printf ("/bundle/%s/%s", profiles[i].name, for_each_profile[j].name);

        g_test_add_data_func (path, GINT_TO_POINTER (profiles[i].profile),
                              for_each_profile[j].test);
      }
  for (gsize i = 0; i < G_N_ELEMENTS (made); i++)
    {
      g_autofree char *path = g_strdup_printf ("/bundle/made-by-openssl-%s-opens", made[i].name);

      g_test_add_data_func (path, made[i].options, test_openssl_made);
    }
  g_test_add_data_func ("/bundle/many-certificates-in-one-part-open", openssl_defaults, test_large);
  g_test_add_data_func ("/bundle/many-certificates-in-one-rc2-part-open", openssl_legacy,
                        test_large);
  g_test_add_func ("/bundle/many-certificates-are-sealed-in-parts", test_many);
  g_test_add_func ("/bundle/an-empty-password-opens", test_empty_password);
  g_test_add_func ("/bundle/a-korean-password-opens-in-every-encoding", test_korean_password);
  g_test_add_func ("/bundle/a-wrong-password-is-a-wrong-password", test_wrong_password);
  g_test_add_func ("/bundle/another-file-is-not-a-certificate", test_not_a_bundle);
  g_test_add_func ("/bundle/a-damaged-inside-is-not-the-password", test_damaged_inside);
  g_test_add_func ("/bundle/a-damaged-key-is-not-the-password", test_damaged_key);
  g_test_add_func ("/bundle/an-empty-one-opens", test_empty_safe);
  g_test_add_func ("/bundle/an-unknown-scheme-is-named", test_unknown_scheme);
  g_test_add_func ("/bundle/no-truncation-opens", test_truncated);
  g_test_add_func ("/bundle/trailing-bytes-do-not-matter", test_trailing_bytes);
  g_test_add_func ("/bundle/no-flipped-byte-changes-a-key", test_flipped);
  g_test_add_func ("/bundle/a-bomb-is-a-question-at-once", test_bomb);
  g_test_add_func ("/bundle/the-sum-of-rounds-counts", test_sum);
  g_test_add_func ("/bundle/opening-can-be-cancelled", test_cancel);
  g_test_add_func ("/bundle/too-many-are-refused", test_too_many);
  g_test_add_func ("/bundle/deep-nesting-is-refused", test_nested);
  g_test_add_func ("/bundle/a-too-large-file-is-refused", test_too_large);
  g_test_add_func ("/bundle/a-real-one-opens-with-r", test_real);
  return g_test_run ();
}
