/* chain-signature.c: did this key sign that certificate?
 *
 * One signature at a time over the bytes that our own walk found, and not GnuTLS's verification of
 * lists: that stops at policyConstraints, which every authority of KISA's has ("unknown critical
 * extension", 3.7), cannot be told how many candidates to try, and does not say who was to blame.
 *
 * SHA-1 is believed on purpose: the generation of KISA RootCA 1 signed with it, those certificates
 * are long expired, and a collision would have had to be prepared by the authority. MD5 and what is
 * weaker is not believed; it is "cannot be told", as is an algorithm without a row (KCDSA,
 * RSA-PSS).
 */
#include "config.h"

#include "core/trust/chain-private.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <string.h>

/* RSA of 8192 bits is a kilobyte. More would let a file decide how long we compute. */
#define MAX_SPKI_SIZE 1200

static const guint8 oid_rsa_sha1[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x05 };
static const guint8 oid_rsa_sha224[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0e };
static const guint8 oid_rsa_sha256[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b };
static const guint8 oid_rsa_sha384[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0c };
static const guint8 oid_rsa_sha512[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0d };
static const guint8 oid_ec_sha256[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02 };
static const guint8 oid_ec_sha384[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03 };
static const guint8 oid_ec_sha512[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x04 };
static const guint8 oid_ed25519[] = { 0x2b, 0x65, 0x70 };

static const struct
{
  const guint8 *oid;
  gsize size;
  gnutls_sign_algorithm_t algorithm;
  unsigned int flags;
} algorithms[] = {
  { oid_rsa_sha256, sizeof oid_rsa_sha256, GNUTLS_SIGN_RSA_SHA256, 0 },
  { oid_rsa_sha1, sizeof oid_rsa_sha1, GNUTLS_SIGN_RSA_SHA1, GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1 },
  { oid_rsa_sha224, sizeof oid_rsa_sha224, GNUTLS_SIGN_RSA_SHA224, 0 },
  { oid_rsa_sha384, sizeof oid_rsa_sha384, GNUTLS_SIGN_RSA_SHA384, 0 },
  { oid_rsa_sha512, sizeof oid_rsa_sha512, GNUTLS_SIGN_RSA_SHA512, 0 },
  { oid_ec_sha256, sizeof oid_ec_sha256, GNUTLS_SIGN_ECDSA_SHA256, 0 },
  { oid_ec_sha384, sizeof oid_ec_sha384, GNUTLS_SIGN_ECDSA_SHA384, 0 },
  { oid_ec_sha512, sizeof oid_ec_sha512, GNUTLS_SIGN_ECDSA_SHA512, 0 },
  { oid_ed25519, sizeof oid_ed25519, GNUTLS_SIGN_EDDSA_ED25519, 0 },
};

static gboolean
read_algorithm (const IngamCertificateFields *certificate, IngamDer *ret_oid)
{
  IngamDer algorithm = certificate->algorithm;

  return ingam_der_take (&algorithm, INGAM_DER_SEQUENCE, &algorithm) &&
         ingam_der_take (&algorithm, INGAM_DER_OID, ret_oid);
}

char *
ingam_chain_dup_algorithm (const IngamCertificateFields *certificate)
{
  IngamDer oid;

  return read_algorithm (certificate, &oid) ? ingam_der_dup_oid (oid) : NULL;
}

/* The algorithm stands twice, once signed and once not; they must agree (RFC 5280 section 4.1.1.2).
 */
static gboolean
algorithm_is_signed (const IngamCertificateFields *certificate)
{
  IngamDer tbs = certificate->tbs, algorithm;

  if (!ingam_der_take (&tbs, INGAM_DER_SEQUENCE, &tbs))
    return FALSE;
  ingam_der_take (&tbs, INGAM_DER_CONTEXT_0, NULL); /* version */
  return ingam_der_take (&tbs, INGAM_DER_INTEGER, NULL) &&
         ingam_der_take_whole (&tbs, INGAM_DER_SEQUENCE, &algorithm) &&
         ingam_der_is (algorithm, certificate->algorithm.data, certificate->algorithm.size);
}

static gnutls_datum_t
datum (IngamDer bytes)
{
  return (gnutls_datum_t){ (guint8 *) bytes.data, (unsigned int) bytes.size };
}

static gboolean
verify (const IngamCertificateFields *certificate,
        const IngamCertificateFields *issuer,
        gnutls_sign_algorithm_t algorithm,
        unsigned int flags)
{
  const gnutls_datum_t spki = datum (issuer->spki);
  const gnutls_datum_t tbs = datum (certificate->tbs);
  const gnutls_datum_t signature = datum (certificate->signature);
  gnutls_pubkey_t key;
  gboolean holds;

  if (gnutls_pubkey_init (&key) < 0)
    return FALSE;
  holds = gnutls_pubkey_import (key, &spki, GNUTLS_X509_FMT_DER) >= 0 &&
          gnutls_pubkey_verify_data2 (key, algorithm, flags, &tbs, &signature) >= 0;
  gnutls_pubkey_deinit (key);
  return holds;
}

IngamSignature
ingam_chain_check_signature (const IngamCertificateFields *certificate,
                             const IngamCertificateFields *issuer)
{
  IngamDer oid;

  if (!algorithm_is_signed (certificate) || !read_algorithm (certificate, &oid))
    return INGAM_SIGNATURE_FAILS;
  if (issuer->spki.size > MAX_SPKI_SIZE)
    return INGAM_SIGNATURE_TOO_LARGE;
  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++)
    if (ingam_der_is (oid, algorithms[i].oid, algorithms[i].size))
      return verify (certificate, issuer, algorithms[i].algorithm, algorithms[i].flags) ?
                 INGAM_SIGNATURE_HOLDS :
                 INGAM_SIGNATURE_FAILS;
  return INGAM_SIGNATURE_UNHANDLED;
}
