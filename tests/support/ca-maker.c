/* ca-maker.c: certificates through GnuTLS, as wrong as a test wants them. */
#include "config.h"

#include "support/ca-maker.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509-ext.h>
#include <gnutls/x509.h>
#include <string.h>

static void
must (int result)
{
  if (result < 0)
    g_error ("%s", gnutls_strerror (result));
}

static gnutls_x509_privkey_t
get_key (guint index)
{
  static gnutls_x509_privkey_t keys[INGAM_TEST_CA_KEYS];

  g_assert_cmpuint (index, <, G_N_ELEMENTS (keys));
  if (!keys[index])
    {
      must (gnutls_x509_privkey_init (&keys[index]));
      must (gnutls_x509_privkey_generate (keys[index], GNUTLS_PK_ECDSA,
                                          GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0));
    }
  return keys[index];
}

static gsize
compute_key_id (guint key, guint8 *ret_id, gsize size)
{
  must (gnutls_x509_privkey_get_key_id (get_key (key), 0, ret_id, &size));
  return size;
}

static gnutls_x509_crt_t
begin (const char *name, guint key)
{
  g_autofree char *dn = g_strdup_printf ("CN=%s,O=Ingam Test,C=KR", name);
  gnutls_x509_crt_t certificate;

  must (gnutls_x509_crt_init (&certificate));
  must (gnutls_x509_crt_set_version (certificate, 3));
  must (gnutls_x509_crt_set_dn (certificate, dn, NULL));
  must (gnutls_x509_crt_set_key (certificate, get_key (key)));
  return certificate;
}

static void
set_policy (gnutls_x509_crt_t certificate, const char *policy)
{
  struct gnutls_x509_policy_st one = { .oid = (char *) policy };

  must (gnutls_x509_crt_set_policy (certificate, &one, 1));
}

/* A modulus is enough: who holds such a certificate only has to be asked once. */
static void
set_large_key (gnutls_x509_crt_t certificate)
{
  static guint8 modulus[2048];
  guint8 exponent[] = { 0x01, 0x00, 0x01 };
  const gnutls_datum_t m = { modulus, sizeof modulus }, e = { exponent, sizeof exponent };
  gnutls_pubkey_t key;

  memset (modulus, 0xff, sizeof modulus);
  must (gnutls_pubkey_init (&key));
  must (gnutls_pubkey_import_rsa_raw (key, &m, &e));
  must (gnutls_x509_crt_set_pubkey (certificate, key));
  gnutls_pubkey_deinit (key);
}

static void
set_extensions (gnutls_x509_crt_t certificate, const IngamTestCa *facts)
{
  guint8 policy_constraints[] = { 0x30, 0x03, 0x80, 0x01, (guint8) (facts->explicit_policy - 1) };
  static const guint8 null[] = { 0x05, 0x00 };
  guint usage = facts->is_user ? GNUTLS_KEY_DIGITAL_SIGNATURE :
                                 GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN;
  guint8 id[64];
  gsize size;

  if (!facts->is_user)
    must (gnutls_x509_crt_set_basic_constraints (certificate, 1, (int) facts->path_length - 1));
  must (gnutls_x509_crt_set_key_usage (certificate, facts->key_usage ? facts->key_usage : usage));
  if (!facts->without_key_ids)
    {
      size = compute_key_id (facts->key, id, sizeof id);
      must (gnutls_x509_crt_set_subject_key_id (certificate, id, size));
      size =
          compute_key_id (facts->named_key ? facts->named_key : facts->issuer_key, id, sizeof id);
      must (gnutls_x509_crt_set_authority_key_id (certificate, id, size));
    }
  if (facts->policy)
    set_policy (certificate, facts->policy);
  if (facts->explicit_policy)
    must (gnutls_x509_crt_set_extension_by_oid (certificate, "2.5.29.36", policy_constraints,
                                                sizeof policy_constraints, 1));
  if (facts->extension)
    must (
        gnutls_x509_crt_set_extension_by_oid (certificate, facts->extension, null, sizeof null, 1));
}

IngamCertificate *
ingam_test_ca_make (const IngamTestCa *facts)
{
  gnutls_x509_crt_t certificate = begin (facts->name, facts->key);
  gnutls_x509_crt_t issuer = begin (facts->issuer ? facts->issuer : facts->name, facts->issuer_key);
  const guint serial = facts->serial ? facts->serial : 1;
  const guint8 number[] = { 0x01, (guint8) (serial >> 16), (guint8) (serial >> 8),
                            (guint8) serial };
  gnutls_datum_t der = { NULL, 0 };
  g_autoptr (GBytes) bytes = NULL;
  IngamCertificate *made;

  must (gnutls_x509_crt_set_serial (certificate, number, sizeof number));
  must (gnutls_x509_crt_set_activation_time (
      certificate, (time_t) (facts->not_before ? facts->not_before : INGAM_TEST_CA_BEGIN)));
  must (gnutls_x509_crt_set_expiration_time (
      certificate, (time_t) (facts->not_after ? facts->not_after : INGAM_TEST_CA_END)));
  if (facts->with_large_key)
    set_large_key (certificate);
  set_extensions (certificate, facts);
  must (gnutls_x509_crt_sign2 (certificate, issuer, get_key (facts->issuer_key), GNUTLS_DIG_SHA256,
                               0));
  must (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_DER, &der));
  bytes = g_bytes_new (der.data, der.size);
  gnutls_free (der.data);
  gnutls_x509_crt_deinit (certificate);
  gnutls_x509_crt_deinit (issuer);
  made = ingam_certificate_new (bytes, NULL);
  g_assert_nonnull (made);
  return made;
}

IngamCertificate *
ingam_test_ca_damage (IngamCertificate *certificate)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (ingam_certificate_get_der (certificate), &size);
  guint8 *copy = g_memdup2 (data, size);
  g_autoptr (GBytes) bytes = g_bytes_new_take (copy, size);
  IngamCertificate *made;

  copy[size - 1] ^= 1;
  made = ingam_certificate_new (bytes, NULL);
  g_assert_nonnull (made);
  return made;
}
