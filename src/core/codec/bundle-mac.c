/* bundle-mac.c: the MAC of a PFX, in both kinds.
 *
 * PKCS#12's own: HMAC with the digest that is named, its key from the PKCS#12 derivation with the
 * same digest. PBMAC1 (RFC 9579): PBKDF2 and the HMAC are named in the algorithm's parameters, and
 * MacData's own salt and rounds mean nothing. PBMAC1's key must have its length written out and at
 * least 20 bytes: with a one-byte key a stranger makes a valid MAC without the password in 256
 * tries.
 */
#include "config.h"

#include "core/codec/bundle-private.h"

#include "core/base/error.h"

#include <gcrypt.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define PBMAC1_MIN_KEY 20 /* RFC 9579 section 4 */
#define PBMAC1_MIN_SALT 8 /* RFC 8018 section 4.1 */
#define MAX_MAC_SIZE 64

/* 1.2.840.113549.1.5.14 and .12 */
static const guint8 pbmac1_oid[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0e };
static const guint8 pbkdf2_oid[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0c };

static const struct
{
  const char *oid;
  int digest;
} digests[] = {
  { "1.3.14.3.2.26", GCRY_MD_SHA1 },
  { "2.16.840.1.101.3.4.2.1", GCRY_MD_SHA256 },
  { "2.16.840.1.101.3.4.2.2", GCRY_MD_SHA384 },
  { "2.16.840.1.101.3.4.2.3", GCRY_MD_SHA512 },
  { "2.16.840.1.101.3.4.2.4", GCRY_MD_SHA224 },
};

static gboolean
set_unsupported (IngamDer oid, GError **error)
{
  g_autofree char *text = ingam_der_dup_oid (oid);

  if (!text)
    return ingam_bundle_set_damaged (error);
  g_set_error (error, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED,
               _ ("The file is protected against changes in a way that is not supported (%s)."),
               text);
  return FALSE;
}

static gboolean
set_forgeable (GError **error)
{
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                       _ ("The file’s protection against changes is so weak that anyone could have "
                          "made it. It is not opened."));
  return FALSE;
}

static gboolean
read_algorithm (IngamDer *from, IngamDer *ret_oid, IngamDer *ret_params)
{
  IngamDer algorithm;

  if (!ingam_der_take (from, INGAM_DER_SEQUENCE, &algorithm) ||
      !ingam_der_take (&algorithm, INGAM_DER_OID, ret_oid))
    return FALSE;
  *ret_params = algorithm;
  return TRUE;
}

static gboolean
read_pbmac1 (IngamDer params, IngamBundleMac *mac, GError **error)
{
  IngamDer content, kdf_oid, kdf_params, kdf_content, hmac_oid, hmac_params, unknown = { 0 };
  gboolean has_prf;

  if (!ingam_der_take (&params, INGAM_DER_SEQUENCE, &content) ||
      !read_algorithm (&content, &kdf_oid, &kdf_params) ||
      !read_algorithm (&content, &hmac_oid, &hmac_params))
    return ingam_bundle_set_damaged (error);
  if (!ingam_der_is (kdf_oid, pbkdf2_oid, sizeof pbkdf2_oid))
    return set_unsupported (kdf_oid, error);
  if (!ingam_der_take (&kdf_params, INGAM_DER_SEQUENCE, &kdf_content) ||
      !ingam_pbe_read_pbkdf2 (kdf_content, &mac->kdf, &has_prf, &unknown))
    return ingam_bundle_set_damaged (error);
  if (unknown.size > 0)
    return set_unsupported (unknown, error);
  mac->digest = ingam_pbe_find_prf (hmac_oid);
  if (!mac->digest)
    return set_unsupported (hmac_oid, error);
  if (mac->kdf.key_size == 0) /* RFC 9579 section 4: it must be there */
    return ingam_bundle_set_damaged (error);
  if (mac->kdf.key_size < PBMAC1_MIN_KEY || mac->kdf.salt_size < PBMAC1_MIN_SALT)
    return set_forgeable (error);
  return TRUE;
}

static gboolean
read_own (IngamDer oid, IngamDer rest, IngamBundleMac *mac, GError **error)
{
  g_autofree char *text = ingam_der_dup_oid (oid);
  IngamDer salt, rounds;

  for (gsize i = 0; text && i < G_N_ELEMENTS (digests); i++)
    if (strcmp (digests[i].oid, text) == 0)
      mac->digest = digests[i].digest;
  if (!mac->digest)
    return set_unsupported (oid, error);

  mac->kdf.kind = INGAM_KDF_PKCS12_MAC;
  mac->kdf.digest = mac->digest;
  mac->kdf.key_size = gcry_md_get_algo_dlen (mac->digest);
  mac->kdf.rounds = 1; /* by default */
  if (!ingam_der_take (&rest, INGAM_DER_OCTET_STRING, &salt))
    return ingam_bundle_set_damaged (error);
  mac->kdf.salt = salt.data;
  mac->kdf.salt_size = salt.size;
  if (rest.size > 0 && (!ingam_der_take (&rest, INGAM_DER_INTEGER, &rounds) ||
                        !ingam_der_read_uint (rounds, &mac->kdf.rounds)))
    return ingam_bundle_set_damaged (error);
  return TRUE;
}

/* What ingam_kdf_derive() would refuse too, said before anyone is asked for a password. */
static gboolean
check_limits (const IngamBundleMac *mac, GError **error)
{
  if (mac->kdf.rounds >= INGAM_KDF_MIN_ROUNDS && mac->kdf.rounds <= INGAM_KDF_MAX_ROUNDS &&
      mac->kdf.salt_size <= INGAM_KDF_MAX_SALT && mac->kdf.key_size <= INGAM_KDF_MAX_KEY)
    return TRUE;
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                       _ ("The file asks for a calculation that no real file needs. It is not "
                          "opened."));
  return FALSE;
}

gboolean
ingam_bundle_mac_read (IngamDer mac_data, IngamBundleMac *ret_mac, GError **error)
{
  IngamBundleMac mac = { .present = TRUE };
  IngamDer info, oid, params;
  gboolean fine;

  if (!ingam_der_take (&mac_data, INGAM_DER_SEQUENCE, &info) ||
      !read_algorithm (&info, &oid, &params) ||
      !ingam_der_take (&info, INGAM_DER_OCTET_STRING, &mac.expected))
    return ingam_bundle_set_damaged (error);
  if (ingam_der_is (oid, pbmac1_oid, sizeof pbmac1_oid))
    fine = read_pbmac1 (params, &mac, error);
  else
    fine = read_own (oid, mac_data, &mac, error);
  if (!fine || !check_limits (&mac, error))
    return FALSE;
  if (mac.expected.size != gcry_md_get_algo_dlen (mac.digest))
    return ingam_bundle_set_damaged (error);
  *ret_mac = mac;
  return TRUE;
}

gsize
ingam_bundle_mac_compute (int digest, IngamSecret *key, IngamDer content, guint8 *ret_mac)
{
  gsize key_size, size = gcry_md_get_algo_dlen (digest);
  const guint8 *key_data = ingam_secret_peek (key, &key_size);
  gcry_md_hd_t md;

  g_return_val_if_fail (size > 0 && size <= MAX_MAC_SIZE, 0);
  if (gcry_md_open (&md, digest, GCRY_MD_FLAG_HMAC | GCRY_MD_FLAG_SECURE) != 0)
    return 0;
  if (gcry_md_setkey (md, key_data, key_size) != 0)
    size = 0;
  else
    {
      gcry_md_write (md, content.data, content.size);
      memcpy (ret_mac, gcry_md_read (md, digest), size);
    }
  gcry_md_close (md);
  return size;
}

gboolean
ingam_bundle_mac_verify (const IngamBundleMac *mac, IngamSecret *key, IngamDer content)
{
  guint8 found[MAX_MAC_SIZE];
  guint8 difference = 0;

  if (ingam_bundle_mac_compute (mac->digest, key, content, found) != mac->expected.size)
    return FALSE;
  for (gsize i = 0; i < mac->expected.size; i++)
    difference |= found[i] ^ mac->expected.data[i];
  ingam_secret_wipe (found, sizeof found);
  return difference == 0;
}
