/* pbe.c: password-based encryption schemes, by table.
 *
 * Reading goes through the walker of base/der.h, for the fast list and for opening alike, so that
 * what a list says and what opening does cannot differ; writing goes through npki.asn. Nothing here
 * is secret but what lies in an IngamSecret.
 *
 * RC4 and the DES schemes of PKCS#5 v1.5 are named and not opened: no Korean program wrote a
 * joint certificate's key with them.
 */
#include "config.h"

#include "core/codec/pbe.h"

#include "core/base/error.h"
#include "core/codec/asn1.h"

#include <gcrypt.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define PBES2_OID "1.2.840.113549.1.5.13"
#define PBKDF2_OID "1.2.840.113549.1.5.12"
#define UNKNOWN_PREFIX "unknown:"
#define MAX_UNKNOWN 64 /* different unknown OIDs that are told apart */

#define PBES1_SIZE 20     /* bytes that PBKDF1 gives */
#define PBES1_KEY_SIZE 16 /* of them the key; the rest makes the IV */
#define SALT_SIZE 8
#define MAX_SALT_SIZE 64 /* that we write */

#define DER(literal)                                 \
  {                                                  \
    (const guint8 *) (literal), sizeof (literal) - 1 \
  }

static const guint8 fixed_iv[INGAM_CIPHER_MAX_BLOCK] = "0123456789012345";

static const IngamDer pbkdf2_der = DER ("\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c");

typedef struct
{
  IngamDer der;
  const char *oid;
  const char *word; /* NULL: made from the cipher */
  IngamPbeFamily family;
  const char *cipher; /* NULL: in the parameters */
} Scheme;

static const Scheme schemes[] = {
  { DER ("\x2a\x83\x1a\x8c\x9a\x44\x01\x0f"), "1.2.410.200004.1.15", "pbes1-seed",
    INGAM_PBE_PBES1_SEED, "seed" },
  { DER ("\x2a\x83\x1a\x8c\x9a\x44\x01\x04"), "1.2.410.200004.1.4", "pbes1-seed-fixed-iv",
    INGAM_PBE_PBES1_SEED_FIXED_IV, "seed" },
  { DER ("\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d"), PBES2_OID, NULL, INGAM_PBE_PBES2, NULL },
  { DER ("\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x03"), "1.2.840.113549.1.12.1.3", "pkcs12-3des",
    INGAM_PBE_PKCS12, "3des" },
  { DER ("\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x04"), "1.2.840.113549.1.12.1.4", "pkcs12-3des-2key",
    INGAM_PBE_PKCS12, "3des-2key" },
  { DER ("\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x05"), "1.2.840.113549.1.12.1.5", "pkcs12-rc2-128",
    INGAM_PBE_PKCS12, "rc2-128" },
  { DER ("\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x06"), "1.2.840.113549.1.12.1.6", "pkcs12-rc2-40",
    INGAM_PBE_PKCS12, "rc2-40" },
};

/* The words of PBES2, in full: a word is handed out without allocating. */
static const struct
{
  const char *cipher, *word;
} pbes2_words[] = {
  { "seed", "pbes2-seed" },       { "aes128", "pbes2-aes128" },   { "aes192", "pbes2-aes192" },
  { "aes256", "pbes2-aes256" },   { "aria128", "pbes2-aria128" }, { "aria192", "pbes2-aria192" },
  { "aria256", "pbes2-aria256" }, { "3des", "pbes2-3des" },
};

/* HMAC with …, RFC 8018 appendix B.1. */
static const struct
{
  IngamDer der;
  const char *oid;
  int digest;
} prfs[] = {
  { DER ("\x2a\x86\x48\x86\xf7\x0d\x02\x07"), "1.2.840.113549.2.7", GCRY_MD_SHA1 },
  { DER ("\x2a\x86\x48\x86\xf7\x0d\x02\x08"), "1.2.840.113549.2.8", GCRY_MD_SHA224 },
  { DER ("\x2a\x86\x48\x86\xf7\x0d\x02\x09"), "1.2.840.113549.2.9", GCRY_MD_SHA256 },
  { DER ("\x2a\x86\x48\x86\xf7\x0d\x02\x0a"), "1.2.840.113549.2.10", GCRY_MD_SHA384 },
  { DER ("\x2a\x86\x48\x86\xf7\x0d\x02\x0b"), "1.2.840.113549.2.11", GCRY_MD_SHA512 },
  { DER ("\x2a\x86\x48\x86\xf7\x0d\x02\x0c"), "1.2.840.113549.2.12", GCRY_MD_SHA512_224 },
  { DER ("\x2a\x86\x48\x86\xf7\x0d\x02\x0d"), "1.2.840.113549.2.13", GCRY_MD_SHA512_256 },
};

/* Algorithms that we know by name only, for the message. Names of algorithms, not translated. The
 * public lists disagree on the modes of .12, .13, .16 and .17, so those are not named. */
static const struct
{
  const char *oid, *name;
} names[] = {
  { "1.2.410.200004.1.10", "HAS-160 + SEED-ECB" },
  { "1.2.410.200004.1.11", "HAS-160 + SEED-CBC" },
  { "1.2.410.200004.1.12", "HAS-160 + SEED" },
  { "1.2.410.200004.1.13", "HAS-160 + SEED" },
  { "1.2.410.200004.1.14", "SHA-1 + SEED-ECB" },
  { "1.2.410.200004.1.16", "SHA-1 + SEED" },
  { "1.2.410.200004.1.17", "SHA-1 + SEED" },
  { "1.2.410.200004.1.3", "SEED-ECB" },
  { "1.2.410.200004.1.5", "SEED-OFB" },
  { "1.2.410.200004.1.6", "SEED-CFB" },
  { "1.2.410.100001.1.7", "NEAT (GPKI)" },
  { "1.2.410.200046.1.1.1", "ARIA128-ECB" },
  { "1.2.410.200046.1.1.6", "ARIA192-ECB" },
  { "1.2.410.200046.1.1.11", "ARIA256-ECB" },
  { "1.2.840.113549.1.5.1", "MD2 + DES" },
  { "1.2.840.113549.1.5.3", "MD5 + DES" },
  { "1.2.840.113549.1.5.4", "MD2 + RC2" },
  { "1.2.840.113549.1.5.6", "MD5 + RC2" },
  { "1.2.840.113549.1.5.10", "SHA-1 + DES" },
  { "1.2.840.113549.1.5.11", "SHA-1 + RC2" },
  { "1.2.840.113549.1.12.1.1", "RC4-128" },
  { "1.2.840.113549.1.12.1.2", "RC4-40" },
  { "1.2.840.113549.3.2", "RC2" },
  { "1.3.14.3.2.7", "DES" },
  { "1.3.6.1.4.1.11591.4.11", "scrypt" },
};

/* Arcs of the government's PKI, whose ciphers are closed. */
static const char *const government_arcs[] = { "1.2.410.100001.", "1.2.410.200046." };

static gboolean
slice_equal (IngamDer a, IngamDer b)
{
  return a.size == b.size && memcmp (a.data, b.data, a.size) == 0;
}

/* Kept for good, so that a word can be compared and passed on like a constant; the only allocation
 * of reading. The number has an end because files that anybody may have made choose the OIDs (a
 * fuzzer filled g_intern_string(), which never forgets, with a quarter of a megabyte a minute); no
 * store of real keys comes near it. */
static const char *
keep_unknown (IngamDer oid)
{
  static GMutex mutex;
  static char *kept[MAX_UNKNOWN];
  g_autoptr (GMutexLocker) locker = NULL;
  g_autofree char *dotted = ingam_der_dup_oid (oid);
  g_autofree char *word = g_strconcat (UNKNOWN_PREFIX, dotted ? dotted : "?", NULL);
  gsize i;

  locker = g_mutex_locker_new (&mutex);
  for (i = 0; i < MAX_UNKNOWN && kept[i]; i++)
    if (strcmp (kept[i], word) == 0)
      return kept[i];
  if (i == MAX_UNKNOWN)
    return UNKNOWN_PREFIX "?";
  kept[i] = g_steal_pointer (&word);
  return kept[i];
}

int
ingam_pbe_find_prf (IngamDer oid)
{
  for (gsize i = 0; i < G_N_ELEMENTS (prfs); i++)
    if (slice_equal (oid, prfs[i].der))
      return prfs[i].digest;
  return 0;
}

const char *
ingam_pbe_get_prf_oid (int digest)
{
  for (gsize i = 0; i < G_N_ELEMENTS (prfs); i++)
    if (prfs[i].digest == digest)
      return prfs[i].oid;
  return NULL;
}

/* An AlgorithmIdentifier: its OID, and the rest after it. */
static gboolean
take_algorithm (IngamDer *from, IngamDer *ret_oid, IngamDer *ret_parameters)
{
  IngamDer algorithm;

  if (!ingam_der_take (from, INGAM_DER_SEQUENCE, &algorithm) ||
      !ingam_der_take (&algorithm, INGAM_DER_OID, ret_oid))
    return FALSE;
  *ret_parameters = algorithm;
  return TRUE;
}

gboolean
ingam_pbe_read_pbkdf2 (IngamDer params,
                       IngamKdf *ret_kdf,
                       gboolean *ret_has_prf,
                       IngamDer *ret_unknown)
{
  IngamDer salt, source, number, oid, rest;
  IngamDer unknown = { NULL, 0 };
  IngamKdf kdf = { INGAM_KDF_PBKDF2, GCRY_MD_SHA1 };
  gboolean has_prf;
  guint64 key_size = 0;

  if (ingam_der_take (&params, INGAM_DER_OCTET_STRING, &salt))
    {
      kdf.salt = salt.data;
      kdf.salt_size = salt.size;
    }
  else if (!take_algorithm (&params, &source, &rest))
    return FALSE;
  else
    unknown = source;
  if (!ingam_der_take (&params, INGAM_DER_INTEGER, &number) ||
      !ingam_der_read_uint (number, &kdf.rounds))
    return FALSE;
  if (ingam_der_take (&params, INGAM_DER_INTEGER, &number) &&
      (!ingam_der_read_uint (number, &key_size) || key_size == 0 || key_size > G_MAXINT32))
    return FALSE;
  has_prf = take_algorithm (&params, &oid, &rest);
  if (has_prf)
    {
      kdf.digest = ingam_pbe_find_prf (oid);
      if (kdf.digest == 0 && unknown.size == 0)
        unknown = oid;
    }
  if (params.size != 0)
    return FALSE;
  kdf.key_size = (gsize) key_size;
  *ret_kdf = kdf;
  *ret_has_prf = has_prf;
  *ret_unknown = unknown;
  return TRUE;
}

static const char *
find_name (const char *oid)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i].oid, oid) == 0)
      return names[i].name;
  for (gsize i = 0; i < G_N_ELEMENTS (government_arcs); i++)
    if (g_str_has_prefix (oid, government_arcs[i]))
      /* TRANSLATORS: stands in place of an algorithm's name */
      return _ ("a cipher of the government’s PKI");
  return NULL;
}

gboolean
ingam_pbe_knows (IngamDer oid)
{
  g_autofree char *dotted = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (slice_equal (oid, schemes[i].der))
      return TRUE;
  dotted = ingam_der_dup_oid (oid);
  return dotted && find_name (dotted) != NULL;
}

static gboolean
set_unknown (IngamPbe *pbe, IngamDer oid)
{
  pbe->family = INGAM_PBE_UNKNOWN;
  pbe->unknown = oid;
  pbe->word = keep_unknown (oid);
  pbe->cipher = NULL;
  pbe->rounds = 0;
  return TRUE;
}

static gboolean
read_pbes2 (IngamDer parameters, IngamPbe *pbe)
{
  IngamDer params, kdf_oid, kdf_params, kdf_sequence, cipher_oid, cipher_params;
  IngamKdf kdf;

  if (!ingam_der_take (&parameters, INGAM_DER_SEQUENCE, &params) || parameters.size != 0 ||
      !take_algorithm (&params, &kdf_oid, &kdf_params) ||
      !take_algorithm (&params, &cipher_oid, &cipher_params) || params.size != 0)
    return FALSE;
  if (!slice_equal (kdf_oid, pbkdf2_der))
    return set_unknown (pbe, kdf_oid);
  if (!ingam_der_take (&kdf_params, INGAM_DER_SEQUENCE, &kdf_sequence) ||
      !ingam_pbe_read_pbkdf2 (kdf_sequence, &kdf, &pbe->has_prf, &pbe->unknown))
    return FALSE;
  pbe->cipher = ingam_cipher_find_der (cipher_oid);
  if (!pbe->cipher || pbe->unknown.size > 0)
    return set_unknown (pbe, pbe->cipher ? pbe->unknown : cipher_oid);
  if (!ingam_der_take (&cipher_params, INGAM_DER_OCTET_STRING, &pbe->iv) ||
      pbe->iv.size != pbe->cipher->block_size ||
      (kdf.key_size != 0 && kdf.key_size != pbe->cipher->key_size))
    return FALSE;
  pbe->has_key_length = kdf.key_size != 0;
  pbe->digest = kdf.digest;
  pbe->rounds = kdf.rounds;
  pbe->salt = (IngamDer){ kdf.salt, kdf.salt_size };
  for (gsize i = 0; i < G_N_ELEMENTS (pbes2_words); i++)
    if (strcmp (pbes2_words[i].cipher, pbe->cipher->name) == 0)
      pbe->word = pbes2_words[i].word;
  return TRUE;
}

/* PBEParameter: SEQUENCE { salt, rounds }. */
static gboolean
read_pbe_parameter (IngamDer parameters, IngamPbe *pbe)
{
  IngamDer params, number;

  return ingam_der_take (&parameters, INGAM_DER_SEQUENCE, &params) && parameters.size == 0 &&
         ingam_der_take (&params, INGAM_DER_OCTET_STRING, &pbe->salt) &&
         ingam_der_take (&params, INGAM_DER_INTEGER, &number) &&
         ingam_der_read_uint (number, &pbe->rounds) && params.size == 0;
}

gboolean
ingam_pbe_read (IngamDer algorithm, IngamPbe *ret_pbe)
{
  const Scheme *scheme = NULL;
  IngamPbe pbe = { INGAM_PBE_UNKNOWN };
  IngamDer oid;

  if (!ingam_der_take (&algorithm, INGAM_DER_OID, &oid) || oid.size == 0)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (schemes) && !scheme; i++)
    if (slice_equal (oid, schemes[i].der))
      scheme = &schemes[i];
  if (!scheme)
    set_unknown (&pbe, oid);
  else
    {
      pbe.family = scheme->family;
      pbe.word = scheme->word;
      pbe.cipher = scheme->cipher ? ingam_cipher_find_by_name (scheme->cipher) : NULL;
      pbe.digest = GCRY_MD_SHA1;
      if (scheme->family == INGAM_PBE_PBES2 ? !read_pbes2 (algorithm, &pbe) :
                                              !read_pbe_parameter (algorithm, &pbe))
        return FALSE;
    }
  *ret_pbe = pbe;
  return TRUE;
}

gboolean
ingam_pbe_is_supported (const IngamPbe *pbe)
{
  return pbe->family != INGAM_PBE_UNKNOWN && ingam_cipher_is_available (pbe->cipher);
}

void
ingam_pbe_set_unsupported (const IngamPbe *pbe, GError **error)
{
  g_autofree char *oid = NULL;
  const char *name;

  if (pbe->family != INGAM_PBE_UNKNOWN)
    {
      ingam_cipher_set_unavailable (pbe->cipher, error);
      return;
    }
  oid = ingam_der_dup_oid (pbe->unknown);
  name = oid ? find_name (oid) : NULL;
  if (name)
    g_set_error (
        error, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED,
        /* TRANSLATORS: the name of an algorithm and its number */
        _ ("This key is locked in a way that Ingam does not know: %s (%s). The program that "
           "made it can open it."),
        name, oid);
  else
    g_set_error (error, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED,
                 /* TRANSLATORS: the number of an algorithm */
                 _ ("This key is locked in a way that Ingam does not know (%s). The program that "
                    "made it can open it."),
                 oid ? oid : "?");
}

gboolean
ingam_pbe_has_null_password (const IngamPbe *pbe)
{
  return pbe->family == INGAM_PBE_PKCS12;
}

gsize
ingam_pbe_plan (const IngamPbe *pbe, gboolean null_password, IngamKdf ret_kdfs[INGAM_PBE_MAX_KDFS])
{
  IngamKdf kdf = { INGAM_KDF_PBKDF2, pbe->digest, pbe->salt.data, pbe->salt.size, pbe->rounds };

  g_return_val_if_fail (pbe->family != INGAM_PBE_UNKNOWN, 0);

  kdf.null_password = null_password;
  kdf.key_size = pbe->cipher->key_size;
  if (pbe->family == INGAM_PBE_PKCS12)
    {
      kdf.kind = INGAM_KDF_PKCS12_KEY;
      ret_kdfs[1] = kdf;
      ret_kdfs[1].kind = INGAM_KDF_PKCS12_IV;
      ret_kdfs[1].key_size = pbe->cipher->block_size;
    }
  else if (pbe->family != INGAM_PBE_PBES2)
    {
      kdf.kind = INGAM_KDF_PBKDF1;
      kdf.key_size = PBES1_SIZE;
    }
  ret_kdfs[0] = kdf;
  return pbe->family == INGAM_PBE_PKCS12 ? 2 : 1;
}

/* SHA-1 over what PBKDF1 gave beyond the key, on a handle whose buffers are wiped. */
static void
make_pbes1_iv (IngamSecret *key, guint8 iv[INGAM_CIPHER_MAX_BLOCK])
{
  gcry_md_hd_t handle;

  if (gcry_md_open (&handle, GCRY_MD_SHA1, GCRY_MD_FLAG_SECURE) != 0)
    g_error ("no SHA-1 in libgcrypt");
  gcry_md_write (handle, ingam_secret_peek (key, NULL) + PBES1_KEY_SIZE,
                 PBES1_SIZE - PBES1_KEY_SIZE);
  memcpy (iv, gcry_md_read (handle, GCRY_MD_SHA1), INGAM_CIPHER_MAX_BLOCK);
  gcry_md_close (handle);
}

static void
make_iv (const IngamPbe *pbe, IngamSecret *const *keys, guint8 iv[INGAM_CIPHER_MAX_BLOCK])
{
  switch (pbe->family)
    {
    case INGAM_PBE_PBES1_SEED:
      make_pbes1_iv (keys[0], iv);
      break;
    case INGAM_PBE_PBES1_SEED_FIXED_IV:
      memcpy (iv, fixed_iv, INGAM_CIPHER_MAX_BLOCK);
      break;
    case INGAM_PBE_PBES2:
      memcpy (iv, pbe->iv.data, pbe->cipher->block_size);
      break;
    case INGAM_PBE_PKCS12:
      memcpy (iv, ingam_secret_peek (keys[1], NULL), pbe->cipher->block_size);
      break;
    default:
      g_assert_not_reached ();
    }
}

IngamSecret *
ingam_pbe_decrypt_with (
    const IngamPbe *pbe, IngamSecret *const *keys, const guint8 *data, gsize size, GError **error)
{
  guint8 iv[INGAM_CIPHER_MAX_BLOCK];
  IngamSecret *plain;

  make_iv (pbe, keys, iv);
  plain =
      ingam_cipher_decrypt (pbe->cipher, keys[0], iv, pbe->cipher->block_size, data, size, error);
  ingam_secret_wipe (iv, sizeof iv);
  return plain;
}

static gboolean
derive_keys (const IngamPbe *pbe,
             IngamSecret *password,
             gboolean null_password,
             IngamKdfBudget budget,
             GCancellable *cancellable,
             IngamSecret *ret_keys[INGAM_PBE_MAX_KDFS],
             GError **error)
{
  IngamKdf kdfs[INGAM_PBE_MAX_KDFS];
  gsize n = ingam_pbe_plan (pbe, null_password, kdfs);

  if (n > 1)
    return ingam_kdf_derive_many (kdfs, n, password, budget, cancellable, ret_keys, error);
  ret_keys[0] = ingam_kdf_derive (&kdfs[0], password, budget, cancellable, error);
  return ret_keys[0] != NULL;
}

static void
release_keys (IngamSecret *keys[INGAM_PBE_MAX_KDFS])
{
  for (gsize i = 0; i < INGAM_PBE_MAX_KDFS; i++)
    g_clear_pointer (&keys[i], ingam_secret_unref);
}

IngamSecret *
ingam_pbe_decrypt (const IngamPbe *pbe,
                   const guint8 *data,
                   gsize size,
                   IngamSecret *password,
                   gboolean null_password,
                   IngamKdfBudget budget,
                   GCancellable *cancellable,
                   GError **error)
{
  IngamSecret *keys[INGAM_PBE_MAX_KDFS] = { NULL };
  IngamSecret *plain = NULL;

  g_return_val_if_fail (pbe && password, NULL);

  if (!ingam_pbe_is_supported (pbe))
    {
      ingam_pbe_set_unsupported (pbe, error);
      return NULL;
    }
  if (derive_keys (pbe, password, null_password, budget, cancellable, keys, error))
    plain = ingam_pbe_decrypt_with (pbe, keys, data, size, error);
  release_keys (keys);
  return plain;
}

gboolean
ingam_pbe_recipe_init (IngamPbeRecipe *recipe, const char *word)
{
  g_return_val_if_fail (recipe && word, FALSE);

  *recipe = (IngamPbeRecipe){ INGAM_PBE_UNKNOWN, NULL, GCRY_MD_SHA1, 0, SALT_SIZE, FALSE, FALSE };
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_strcmp0 (schemes[i].word, word) == 0)
      {
        recipe->family = schemes[i].family;
        recipe->cipher = ingam_cipher_find_by_name (schemes[i].cipher);
      }
  for (gsize i = 0; i < G_N_ELEMENTS (pbes2_words); i++)
    if (strcmp (pbes2_words[i].word, word) == 0)
      {
        recipe->family = INGAM_PBE_PBES2;
        recipe->cipher = ingam_cipher_find_by_name (pbes2_words[i].cipher);
      }
  return recipe->cipher && ingam_cipher_is_available (recipe->cipher);
}

void
ingam_pbe_recipe_init_like (IngamPbeRecipe *recipe, const IngamPbe *pbe)
{
  *recipe = (IngamPbeRecipe){ pbe->family,
                              pbe->cipher,
                              pbe->digest,
                              pbe->rounds,
                              CLAMP (pbe->salt.size, SALT_SIZE, MAX_SALT_SIZE),
                              pbe->has_prf,
                              pbe->has_key_length };
}

static void
write_pbes2 (IngamAsn1 *algorithm, const IngamPbe *pbe)
{
  g_autoptr (IngamAsn1) kdf = ingam_asn1_new ("PBKDF2-params"),
                        iv = ingam_asn1_new ("InitialVector");
  g_autoptr (IngamAsn1) params = ingam_asn1_new ("PBES2-params");
  g_autoptr (GBytes) kdf_der = NULL, iv_der = NULL, der = NULL;

  ingam_asn1_choose (kdf, "salt", "specified");
  ingam_asn1_write (kdf, "salt.specified", pbe->salt.data, pbe->salt.size);
  ingam_asn1_write_uint (kdf, "iterationCount", pbe->rounds);
  if (pbe->has_key_length)
    ingam_asn1_write_uint (kdf, "keyLength", pbe->cipher->key_size);
  else
    ingam_asn1_omit (kdf, "keyLength");
  if (pbe->has_prf)
    {
      ingam_asn1_write_oid (kdf, "prf.algorithm", ingam_pbe_get_prf_oid (pbe->digest));
      ingam_asn1_write (kdf, "prf.parameters", "\x05\x00", 2);
    }
  else
    ingam_asn1_omit (kdf, "prf");
  kdf_der = ingam_asn1_encode (kdf);
  ingam_asn1_write (iv, "", pbe->iv.data, pbe->iv.size);
  iv_der = ingam_asn1_encode (iv);
  ingam_asn1_write_oid (params, "keyDerivationFunc.algorithm", PBKDF2_OID);
  ingam_asn1_write_bytes (params, "keyDerivationFunc.parameters", kdf_der);
  ingam_asn1_write_oid (params, "encryptionScheme.algorithm", pbe->cipher->oid);
  ingam_asn1_write_bytes (params, "encryptionScheme.parameters", iv_der);
  der = ingam_asn1_encode (params);
  ingam_asn1_write_oid (algorithm, "algorithm", PBES2_OID);
  ingam_asn1_write_bytes (algorithm, "parameters", der);
}

static void
write_pbe_parameter (IngamAsn1 *algorithm, const IngamPbe *pbe)
{
  g_autoptr (IngamAsn1) params = ingam_asn1_new ("PBEParameter");
  g_autoptr (GBytes) der = NULL;
  const char *oid = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (schemes[i].family == pbe->family && strcmp (schemes[i].cipher, pbe->cipher->name) == 0)
      oid = schemes[i].oid;
  ingam_asn1_write (params, "salt", pbe->salt.data, pbe->salt.size);
  ingam_asn1_write_uint (params, "iterationCount", pbe->rounds);
  der = ingam_asn1_encode (params);
  ingam_asn1_write_oid (algorithm, "algorithm", oid);
  ingam_asn1_write_bytes (algorithm, "parameters", der);
}

GBytes *
ingam_pbe_make_algorithm (const IngamPbe *pbe)
{
  g_autoptr (IngamAsn1) algorithm = ingam_asn1_new ("AlgorithmIdentifier");

  if (pbe->family == INGAM_PBE_PBES2)
    write_pbes2 (algorithm, pbe);
  else
    write_pbe_parameter (algorithm, pbe);
  return ingam_asn1_encode (algorithm);
}

GBytes *
ingam_pbe_encrypt_with (const IngamPbe *pbe,
                        IngamSecret *const *keys,
                        IngamSecret *plain,
                        GError **error)
{
  guint8 iv[INGAM_CIPHER_MAX_BLOCK];
  GBytes *sealed;

  make_iv (pbe, keys, iv);
  sealed = ingam_cipher_encrypt (pbe->cipher, keys[0], iv, pbe->cipher->block_size, plain, error);
  ingam_secret_wipe (iv, sizeof iv);
  return sealed;
}

GBytes *
ingam_pbe_encrypt (const IngamPbeRecipe *recipe,
                   IngamSecret *plain,
                   IngamSecret *password,
                   GCancellable *cancellable,
                   GBytes **ret_algorithm,
                   GError **error)
{
  guint8 salt[MAX_SALT_SIZE], iv[INGAM_CIPHER_MAX_BLOCK];
  IngamPbe pbe = {
    .family = recipe->family,
    .cipher = recipe->cipher,
    .digest = recipe->digest,
    .rounds = recipe->rounds,
    .has_prf = recipe->write_prf,
    .has_key_length = recipe->write_key_length,
  };
  IngamSecret *keys[INGAM_PBE_MAX_KDFS] = { NULL };
  GBytes *sealed;

  g_return_val_if_fail (recipe->family != INGAM_PBE_UNKNOWN && recipe->cipher, NULL);
  g_return_val_if_fail (recipe->salt_size <= sizeof salt, NULL);
  g_return_val_if_fail (recipe->digest == GCRY_MD_SHA1 || recipe->write_prf, NULL);

  ingam_secret_init ();
  gcry_randomize (salt, sizeof salt, GCRY_STRONG_RANDOM);
  gcry_randomize (iv, sizeof iv, GCRY_STRONG_RANDOM);
  pbe.salt = (IngamDer){ salt, recipe->salt_size };
  pbe.iv = (IngamDer){ iv, recipe->cipher->block_size };
  /* What we write is our own choice, or what was found and opened before: no budget */
  if (!derive_keys (&pbe, password, FALSE, INGAM_KDF_MAX_ROUNDS, cancellable, keys, error))
    return NULL;
  sealed = ingam_pbe_encrypt_with (&pbe, keys, plain, error);
  release_keys (keys);
  if (sealed)
    *ret_algorithm = ingam_pbe_make_algorithm (&pbe);
  return sealed;
}
