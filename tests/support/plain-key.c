/* plain-key.c: keys come from libgcrypt and are written with the project's own ASN.1; keys that
 * live for a test need no protected memory. */
#include "config.h"

#include "support/plain-key.h"

#include "core/codec/asn1.h"
#include "core/codec/private-key.h"

#include <gcrypt.h>
#include <string.h>

#define RSA_OID "1.2.840.113549.1.1.1"
#define EC_OID "1.2.840.10045.2.1"
#define P256_OID "1.2.840.10045.3.1.7"
#define P256_SIZE 32

static gcry_sexp_t
generate (const char *format, guint bits)
{
  gcry_sexp_t parameters, key;

  ingam_secret_init ();
  g_assert_cmpint (gcry_sexp_build (&parameters, NULL, format, bits), ==, 0);
  g_assert_cmpint (gcry_pk_genkey (&key, parameters), ==, 0);
  gcry_sexp_release (parameters);
  return key;
}

/* The value after @token anywhere in @key, in the format's encoding. */
static GBytes *
dup_value (gcry_sexp_t key, const char *token, enum gcry_mpi_format format)
{
  gcry_sexp_t found = gcry_sexp_find_token (key, token, 0);
  gcry_mpi_t number;
  unsigned char *data;
  gsize size;
  GBytes *result;

  g_assert_nonnull (found);
  number = gcry_sexp_nth_mpi (found, 1, GCRYMPI_FMT_USG);
  g_assert_cmpint (gcry_mpi_aprint (format, &data, &size, number), ==, 0);
  result = g_bytes_new (data, size);
  gcry_free (data);
  gcry_mpi_release (number);
  gcry_sexp_release (found);
  return result;
}

IngamSecret *
ingam_test_wrap_plain_key (const char *oid,
                           GBytes *parameters,
                           GBytes *key,
                           GBytes *attribute_value)
{
  g_autoptr (IngamAsn1) info = ingam_asn1_new ("PrivateKeyInfo");
  g_autoptr (GBytes) der = NULL;

  ingam_asn1_write_uint (info, "version", 0);
  ingam_asn1_write_oid (info, "privateKeyAlgorithm.algorithm", oid);
  ingam_asn1_write_bytes (info, "privateKeyAlgorithm.parameters", parameters);
  ingam_asn1_write_bytes (info, "privateKey", key);
  if (attribute_value)
    {
      ingam_asn1_append (info, "attributes");
      ingam_asn1_write_oid (info, "attributes.?LAST.type", INGAM_PRIVATE_KEY_RANDOM_OID);
      ingam_asn1_append (info, "attributes.?LAST.values");
      ingam_asn1_write_bytes (info, "attributes.?LAST.values.?LAST", attribute_value);
    }
  else
    ingam_asn1_omit (info, "attributes");
  der = ingam_asn1_encode (info);
  return ingam_secret_new (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
}

static GBytes *
make_spki (const char *oid, GBytes *parameters, GBytes *bits)
{
  g_autoptr (IngamAsn1) spki = ingam_asn1_new ("SubjectPublicKeyInfo");

  ingam_asn1_write_oid (spki, "algorithm.algorithm", oid);
  ingam_asn1_write_bytes (spki, "algorithm.parameters", parameters);
  ingam_asn1_write_bits (spki, "subjectPublicKey", g_bytes_get_data (bits, NULL),
                         g_bytes_get_size (bits));
  return ingam_asn1_encode (spki);
}

static GBytes *
make_random_value (gconstpointer random, gsize size)
{
  guint8 header[3] = { 0x03, (guint8) (size + 1), 0 };
  g_autoptr (GByteArray) out = g_byte_array_new ();

  g_assert_cmpuint (size, <, 0x7f);
  g_byte_array_append (out, header, sizeof header);
  g_byte_array_append (out, random, (guint) size);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

/* Remainder of d by prime - 1, as a signed number. */
static GBytes *
dup_exponent (gcry_sexp_t key, const char *prime_token)
{
  g_autoptr (GBytes) d_bytes = dup_value (key, "d", GCRYMPI_FMT_USG);
  g_autoptr (GBytes) p_bytes = dup_value (key, prime_token, GCRYMPI_FMT_USG);
  gcry_mpi_t d, p, rest = gcry_mpi_new (0);
  unsigned char *data;
  gsize size;
  GBytes *result;

  gcry_mpi_scan (&d, GCRYMPI_FMT_USG, g_bytes_get_data (d_bytes, NULL), g_bytes_get_size (d_bytes),
                 NULL);
  gcry_mpi_scan (&p, GCRYMPI_FMT_USG, g_bytes_get_data (p_bytes, NULL), g_bytes_get_size (p_bytes),
                 NULL);
  gcry_mpi_sub_ui (p, p, 1);
  gcry_mpi_mod (rest, d, p);
  g_assert_cmpint (gcry_mpi_aprint (GCRYMPI_FMT_STD, &data, &size, rest), ==, 0);
  result = g_bytes_new (data, size);
  gcry_free (data);
  gcry_mpi_release (d);
  gcry_mpi_release (p);
  gcry_mpi_release (rest);
  return result;
}

/* libgcrypt has p < q and u = p^-1 mod q; PKCS#1 has the coefficient q^-1 mod p: so they swap. */
static const struct
{
  const char *field, *token;
} rsa_fields[] = {
  { "modulus", "n" }, { "publicExponent", "e" }, { "privateExponent", "d" },
  { "prime1", "q" },  { "prime2", "p" },         { "coefficient", "u" },
};

IngamSecret *
ingam_test_plain_rsa (guint bits, gconstpointer random, gsize random_size, GBytes **ret_spki)
{
  gcry_sexp_t generated = generate ("(genkey (rsa (nbits %u) (transient-key)))", bits);
  g_autoptr (IngamAsn1) key = ingam_asn1_new ("RSAPrivateKey");
  g_autoptr (GBytes) null = g_bytes_new_static ("\x05\x00", 2);
  g_autoptr (GBytes) dp = dup_exponent (generated, "q"), dq = dup_exponent (generated, "p");
  g_autoptr (GBytes) n = NULL, e = NULL, der = NULL, value = NULL, public_der = NULL;
  g_autoptr (IngamAsn1) public_key = ingam_asn1_new ("RSAPublicKey");

  ingam_asn1_write_uint (key, "version", 0);
  for (gsize i = 0; i < G_N_ELEMENTS (rsa_fields); i++)
    {
      g_autoptr (GBytes) number = dup_value (generated, rsa_fields[i].token, GCRYMPI_FMT_STD);

      ingam_asn1_write_bytes (key, rsa_fields[i].field, number);
    }
  ingam_asn1_write_bytes (key, "exponent1", dp);
  ingam_asn1_write_bytes (key, "exponent2", dq);
  der = ingam_asn1_encode (key);
  n = dup_value (generated, "n", GCRYMPI_FMT_STD);
  e = dup_value (generated, "e", GCRYMPI_FMT_STD);
  ingam_asn1_write_bytes (public_key, "modulus", n);
  ingam_asn1_write_bytes (public_key, "publicExponent", e);
  public_der = ingam_asn1_encode (public_key);
  gcry_sexp_release (generated);
  if (ret_spki)
    *ret_spki = make_spki (RSA_OID, null, public_der);
  if (random_size > 0)
    value = make_random_value (random, random_size);
  return ingam_test_wrap_plain_key (RSA_OID, null, der, value);
}

IngamSecret *
ingam_test_plain_ec (gboolean with_point, GBytes **ret_spki)
{
  gcry_sexp_t generated =
      generate ("(genkey (ecc (curve \"NIST P-256\") (flags transient-key)))", 0);
  g_autoptr (IngamAsn1) key = ingam_asn1_new ("ECPrivateKey");
  g_autoptr (IngamAsn1) curve = ingam_asn1_new ("CurveName");
  g_autoptr (GBytes) point = dup_value (generated, "q", GCRYMPI_FMT_USG);
  g_autoptr (GBytes) secret = dup_value (generated, "d", GCRYMPI_FMT_USG);
  guint8 padded[P256_SIZE] = { 0 };
  g_autoptr (GBytes) parameters = NULL, der = NULL;

  gcry_sexp_release (generated);
  memcpy (padded + sizeof padded - g_bytes_get_size (secret), g_bytes_get_data (secret, NULL),
          g_bytes_get_size (secret));
  ingam_asn1_write_oid (curve, "", P256_OID);
  parameters = ingam_asn1_encode (curve);
  ingam_asn1_write_uint (key, "version", 1);
  ingam_asn1_write (key, "privateKey", padded, sizeof padded);
  ingam_asn1_omit (key, "parameters");
  if (with_point)
    ingam_asn1_write_bits (key, "publicKey", g_bytes_get_data (point, NULL),
                           g_bytes_get_size (point));
  else
    ingam_asn1_omit (key, "publicKey");
  der = ingam_asn1_encode (key);
  if (ret_spki)
    *ret_spki = make_spki (EC_OID, parameters, point);
  return ingam_test_wrap_plain_key (EC_OID, parameters, der, NULL);
}
