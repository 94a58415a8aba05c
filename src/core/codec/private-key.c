/* private-key.c: PrivateKeyInfo, looked at where it lies.
 *
 * Read with the walker of base/der.h and not with libtasn1 or a library's key object: those copy
 * secret numbers to the ordinary heap and leave them there, and a key object written out again has
 * lost R. Numbers for the soundness check go through libgcrypt's secure memory.
 *
 * What is looked at may come from a file that anybody made: sizes are limited before any
 * arithmetic, and no divisor is taken unseen.
 */
#include "config.h"

#include "core/codec/private-key.h"

#include "core/base/der.h"
#include "core/base/error.h"

#include <gcrypt.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_RSA_SIZE 2048 /* bytes of the modulus: 16,384 bits */
#define MAX_FIELD_SIZE 66 /* bytes: P-521 */
#define KEY_ID_SIZE 32

#define DER(literal)                                 \
  {                                                  \
    (const guint8 *) (literal), sizeof (literal) - 1 \
  }

typedef enum
{
  TYPE_UNKNOWN,
  TYPE_RSA,
  TYPE_EC,
} Type;

/* RSA keys are the same numbers whichever of the three names stands before them. */
static const struct
{
  IngamDer oid;
  Type type;
} types[] = {
  { DER ("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"), TYPE_RSA }, /* rsaEncryption */
  { DER ("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x07"), TYPE_RSA }, /* id-RSAES-OAEP */
  { DER ("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a"), TYPE_RSA }, /* id-RSASSA-PSS */
  { DER ("\x2a\x86\x48\xce\x3d\x02\x01"), TYPE_EC },
};

static const struct
{
  IngamDer oid;
  const char *name; /* as libgcrypt knows it */
  gsize field_size; /* bytes */
} curves[] = {
  { DER ("\x2a\x86\x48\xce\x3d\x03\x01\x07"), "NIST P-256", 32 },
  { DER ("\x2b\x81\x04\x00\x22"), "NIST P-384", 48 },
  { DER ("\x2b\x81\x04\x00\x23"), "NIST P-521", 66 },
  { DER ("\x2b\x81\x04\x00\x21"), "NIST P-224", 28 },
  { DER ("\x2b\x81\x04\x00\x0a"), "secp256k1", 32 },
  { DER ("\x2b\x24\x03\x03\x02\x08\x01\x01\x07"), "brainpoolP256r1", 32 },
  { DER ("\x2b\x24\x03\x03\x02\x08\x01\x01\x0b"), "brainpoolP384r1", 48 },
  { DER ("\x2b\x24\x03\x03\x02\x08\x01\x01\x0d"), "brainpoolP512r1", 64 },
};

static const IngamDer random_oid = DER ("\x2a\x83\x1a\x8c\x9a\x44\x0a\x01\x01\x03");

/* PrivateKeyInfo taken apart; all slices lie in the secret. */
typedef struct
{
  Type type;
  IngamDer oid;
  IngamDer parameters; /* whole, or empty */
  IngamDer key;        /* what the OCTET STRING holds */
  IngamDer attributes; /* what [0] holds, or empty */
} Parts;

/* The numbers of an RSAPrivateKey in its order, without leading zeros. */
enum
{
  RSA_N,
  RSA_E,
  RSA_D,
  RSA_P,
  RSA_Q,
  RSA_DP,
  RSA_DQ,
  RSA_QI,
  RSA_N_NUMBERS
};

static gboolean
slice_equal (IngamDer a, IngamDer b)
{
  return a.size == b.size && memcmp (a.data, b.data, a.size) == 0;
}

static Type
find_type (IngamDer oid)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (slice_equal (oid, types[i].oid))
      return types[i].type;
  return TYPE_UNKNOWN;
}

/* Its OID, and what follows it. */
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

/* The outer SEQUENCE is exactly all there is and starts with a version we know: seven or eight
 * fixed bytes, which a wrong password brings about less than once in 2^50 times. */
static gboolean
take_head (IngamSecret *plain, IngamDer *ret_rest)
{
  IngamDer all, version;
  guint64 number;

  all.data = ingam_secret_peek (plain, &all.size);
  return ingam_der_take (&all, INGAM_DER_SEQUENCE, ret_rest) && all.size == 0 &&
         ingam_der_take (ret_rest, INGAM_DER_INTEGER, &version) && version.size == 1 &&
         ingam_der_read_uint (version, &number) && number <= 1;
}

static gboolean
read_parts (IngamSecret *plain, Parts *parts)
{
  IngamDer rest, public_key;

  memset (parts, 0, sizeof *parts);
  if (!take_head (plain, &rest) || !take_algorithm (&rest, &parts->oid, &parts->parameters) ||
      !ingam_der_take (&rest, INGAM_DER_OCTET_STRING, &parts->key))
    return FALSE;
  (void) ingam_der_take (&rest, INGAM_DER_CONTEXT_0, &parts->attributes);
  (void) ingam_der_take (&rest, 0x81, &public_key); /* RFC 5958 */
  parts->type = find_type (parts->oid);
  return rest.size == 0;
}

/* An INTEGER as an unsigned number. Some programs leave out the zero byte before a high bit; a
 * modulus is never negative, so there is no doubt what they mean. */
static gboolean
take_number (IngamDer *from, IngamDer *ret_number)
{
  IngamDer number;

  if (!ingam_der_take (from, INGAM_DER_INTEGER, &number) || number.size == 0)
    return FALSE;
  while (number.size > 0 && number.data[0] == 0)
    {
      number.data++;
      number.size--;
    }
  *ret_number = number;
  return TRUE;
}

static gboolean
read_rsa (IngamDer key, IngamDer numbers[RSA_N_NUMBERS])
{
  IngamDer sequence, version;

  if (!ingam_der_take (&key, INGAM_DER_SEQUENCE, &sequence) ||
      !ingam_der_take (&sequence, INGAM_DER_INTEGER, &version))
    return FALSE;
  for (gsize i = 0; i < RSA_N_NUMBERS; i++)
    if (!take_number (&sequence, &numbers[i]))
      return FALSE;
  return TRUE;
}

/* What an ECPrivateKey says; @curve is an index into the table or -1. */
typedef struct
{
  IngamDer secret;
  IngamDer point; /* [1] publicKey, empty when left out */
  int curve;
} Ec;

static int
find_curve (IngamDer parameters)
{
  IngamDer oid;

  if (!ingam_der_take (&parameters, INGAM_DER_OID, &oid))
    return -1;
  for (gsize i = 0; i < G_N_ELEMENTS (curves); i++)
    if (slice_equal (oid, curves[i].oid))
      return (int) i;
  return -1;
}

/* The bytes of a BIT STRING of whole bytes. */
static gboolean
take_whole_bits (IngamDer *from, IngamDer *ret_bytes)
{
  IngamDer bits;

  if (!ingam_der_take (from, INGAM_DER_BIT_STRING, &bits) || bits.size < 1 || bits.data[0] != 0)
    return FALSE;
  *ret_bytes = (IngamDer){ bits.data + 1, bits.size - 1 };
  return TRUE;
}

static gboolean
read_ec (const Parts *parts, Ec *ec)
{
  IngamDer key = parts->key, sequence, version, tagged;
  IngamDer parameters = parts->parameters;

  memset (ec, 0, sizeof *ec);
  if (!ingam_der_take (&key, INGAM_DER_SEQUENCE, &sequence) ||
      !ingam_der_take (&sequence, INGAM_DER_INTEGER, &version) ||
      !ingam_der_take (&sequence, INGAM_DER_OCTET_STRING, &ec->secret) || ec->secret.size == 0)
    return FALSE;
  if (ingam_der_take (&sequence, INGAM_DER_CONTEXT_0, &tagged) && parameters.size == 0)
    parameters = tagged;
  if (ingam_der_take (&sequence, INGAM_DER_CONTEXT_0 + 1, &tagged) &&
      !take_whole_bits (&tagged, &ec->point))
    return FALSE;
  ec->curve = find_curve (parameters);
  return TRUE;
}

static gboolean
set_damaged (GError **error)
{
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_DAMAGED,
                       _ ("The password is right, but the key inside is damaged. Try another copy "
                          "of it."));
  return FALSE;
}

static gboolean
set_unsupported (IngamDer oid, GError **error)
{
  g_autofree char *name = ingam_der_dup_oid (oid);

  g_set_error (error, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED,
               /* TRANSLATORS: %s is a number such as 1.2.840.10045.2.1 */
               _ ("This is a kind of key that Ingam cannot check (%s)."), name ? name : "?");
  return FALSE;
}

static gboolean
set_half_pair (GError **error)
{
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_HALF_PAIR,
                       _ ("This key belongs to another certificate."));
  return FALSE;
}

gboolean
ingam_private_key_validate (IngamSecret *plain, GError **error)
{
  IngamDer rest, numbers[RSA_N_NUMBERS];
  gboolean good;
  Parts parts;
  Ec ec;

  g_return_val_if_fail (plain, FALSE);

  if (!take_head (plain, &rest))
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD,
                           _ ("The password is not right. Capital and small letters count; check "
                              "the keyboard layout. If you are sure of it, the file was altered: "
                              "try another copy."));
      return FALSE;
    }
  good = read_parts (plain, &parts);
  if (good && parts.type == TYPE_RSA)
    good = read_rsa (parts.key, numbers);
  else if (good && parts.type == TYPE_EC)
    good = read_ec (&parts, &ec);
  return good ? TRUE : set_damaged (error);
}

/* A number in libgcrypt's secure memory; it takes the place of a number from where its bytes lie.
 */
static gcry_mpi_t
new_number (IngamDer number)
{
  void *buffer = gcry_xmalloc_secure (number.size + 1);
  gcry_mpi_t result = NULL;

  memcpy (buffer, number.data, number.size);
  if (gcry_mpi_scan (&result, GCRYMPI_FMT_USG, buffer, number.size, NULL) != 0)
    result = gcry_mpi_snew (0);
  gcry_free (buffer);
  return result;
}

/* Whether a * b = 1 modulo m, m > 1. */
static gboolean
is_inverse (gcry_mpi_t a, gcry_mpi_t b, gcry_mpi_t m)
{
  gcry_mpi_t product = gcry_mpi_snew (0);
  gboolean result;

  gcry_mpi_mul (product, a, b);
  gcry_mpi_mod (product, product, m);
  result = gcry_mpi_cmp_ui (product, 1) == 0;
  gcry_mpi_release (product);
  return result;
}

/* For one prime: d is the inverse of e modulo p - 1, and the exponent kept beside is d reduced. */
static gboolean
prime_fits (gcry_mpi_t prime, gcry_mpi_t e, gcry_mpi_t d, gcry_mpi_t reduced)
{
  gcry_mpi_t order = gcry_mpi_snew (0), rest = gcry_mpi_snew (0);
  gboolean fits = FALSE;

  gcry_mpi_sub_ui (order, prime, 1);
  if (gcry_mpi_cmp_ui (order, 1) > 0)
    {
      gcry_mpi_mod (rest, d, order);
      fits = is_inverse (e, d, order) && gcry_mpi_cmp (rest, reduced) == 0;
    }
  gcry_mpi_release (order);
  gcry_mpi_release (rest);
  return fits;
}

static gboolean
rsa_is_sound (IngamDer numbers[RSA_N_NUMBERS])
{
  gcry_mpi_t mpi[RSA_N_NUMBERS], product;
  gboolean sound;

  for (gsize i = 0; i < RSA_N_NUMBERS; i++)
    if (numbers[i].size == 0 || numbers[i].size > numbers[RSA_N].size)
      return FALSE;
  for (gsize i = 0; i < RSA_N_NUMBERS; i++)
    mpi[i] = new_number (numbers[i]);
  product = gcry_mpi_snew (0);
  gcry_mpi_mul (product, mpi[RSA_P], mpi[RSA_Q]);
  sound = gcry_mpi_cmp (product, mpi[RSA_N]) == 0 &&
          prime_fits (mpi[RSA_P], mpi[RSA_E], mpi[RSA_D], mpi[RSA_DP]) &&
          prime_fits (mpi[RSA_Q], mpi[RSA_E], mpi[RSA_D], mpi[RSA_DQ]) &&
          is_inverse (mpi[RSA_QI], mpi[RSA_Q], mpi[RSA_P]);
  gcry_mpi_release (product);
  for (gsize i = 0; i < RSA_N_NUMBERS; i++)
    gcry_mpi_release (mpi[i]);
  return sound;
}

static gboolean
match_rsa (const Parts *parts, IngamDer spki_bits, GError **error)
{
  IngamDer numbers[RSA_N_NUMBERS], sequence, n, e;

  if (!read_rsa (parts->key, numbers))
    return set_damaged (error);
  if (!ingam_der_take (&spki_bits, INGAM_DER_SEQUENCE, &sequence) || !take_number (&sequence, &n) ||
      !take_number (&sequence, &e))
    return set_unsupported (parts->oid, error);
  if (!slice_equal (n, numbers[RSA_N]) || !slice_equal (e, numbers[RSA_E]))
    return set_half_pair (error);
  if (n.size > MAX_RSA_SIZE)
    return set_unsupported (parts->oid, error);
  return rsa_is_sound (numbers) ? TRUE : set_damaged (error);
}

static void
write_padded (gcry_mpi_t number, guint8 *out, gsize size)
{
  gsize n = 0;

  memset (out, 0, size);
  if (gcry_mpi_print (GCRYMPI_FMT_USG, NULL, 0, &n, number) == 0 && n <= size)
    (void) gcry_mpi_print (GCRYMPI_FMT_USG, out + size - n, n, NULL, number);
}

/* The uncompressed point of the secret number: 04 x y, @size bytes of each. */
static gboolean
compute_point (const Ec *ec, guint8 *point)
{
  gsize size = curves[ec->curve].field_size;
  gcry_ctx_t context = NULL;
  gcry_mpi_point_t base, product;
  gcry_mpi_t secret, x, y;
  gboolean finite;

  if (ec->secret.size > MAX_FIELD_SIZE ||
      gcry_mpi_ec_new (&context, NULL, curves[ec->curve].name) != 0)
    return FALSE;
  base = gcry_mpi_ec_get_point ("g", context, 1);
  product = gcry_mpi_point_new (0);
  secret = new_number (ec->secret);
  x = gcry_mpi_new (0);
  y = gcry_mpi_new (0);
  gcry_mpi_ec_mul (product, secret, base, context);
  finite = gcry_mpi_ec_get_affine (x, y, product, context) == 0;
  if (finite)
    {
      point[0] = 4;
      write_padded (x, point + 1, size);
      write_padded (y, point + 1 + size, size);
    }
  gcry_mpi_release (x);
  gcry_mpi_release (y);
  gcry_mpi_release (secret);
  gcry_mpi_point_release (product);
  gcry_mpi_point_release (base);
  gcry_ctx_release (context);
  return finite;
}

/* Whether @encoded, compressed or not, is the point @point of coordinates of @size bytes. */
static gboolean
point_equal (IngamDer encoded, const guint8 *point, gsize size)
{
  if (encoded.size == 1 + 2 * size)
    return memcmp (encoded.data, point, encoded.size) == 0;
  return encoded.size == 1 + size && encoded.data[0] == (2 | (point[2 * size] & 1)) &&
         memcmp (encoded.data + 1, point + 1, size) == 0;
}

static gboolean
match_ec (const Parts *parts, IngamDer spki_parameters, IngamDer spki_bits, GError **error)
{
  guint8 point[1 + 2 * MAX_FIELD_SIZE];
  gboolean named_same;
  int curve = find_curve (spki_parameters);
  Ec ec;

  if (!read_ec (parts, &ec))
    return set_damaged (error);
  if (curve >= 0 && ec.curve >= 0 && curve != ec.curve)
    return set_half_pair (error);
  named_same = ec.point.size > 0 && slice_equal (ec.point, spki_bits);
  if (ec.curve < 0)
    return ec.point.size > 0 && !named_same && ec.point.size == spki_bits.size ?
               set_half_pair (error) :
               set_unsupported (parts->oid, error);
  if (!compute_point (&ec, point))
    return set_damaged (error);
  if (!point_equal (spki_bits, point, curves[ec.curve].field_size))
    return named_same ? set_damaged (error) : set_half_pair (error);
  if (ec.point.size > 0 && !point_equal (ec.point, point, curves[ec.curve].field_size))
    return set_damaged (error);
  return TRUE;
}

gboolean
ingam_private_key_match (IngamSecret *plain, GBytes *spki, GError **error)
{
  IngamDer all, sequence, oid, parameters, bits;
  Parts parts;
  Type type;

  g_return_val_if_fail (plain && spki, FALSE);

  ingam_secret_init ();
  if (!read_parts (plain, &parts))
    return set_damaged (error);
  all.data = g_bytes_get_data (spki, &all.size);
  if (!ingam_der_take (&all, INGAM_DER_SEQUENCE, &sequence) ||
      !take_algorithm (&sequence, &oid, &parameters) || !take_whole_bits (&sequence, &bits))
    return set_unsupported (parts.oid, error);
  type = find_type (oid);
  if (type != parts.type || (type == TYPE_UNKNOWN && !slice_equal (oid, parts.oid)))
    return set_half_pair (error);
  switch (type)
    {
    case TYPE_RSA:
      return match_rsa (&parts, bits, error);
    case TYPE_EC:
      return match_ec (&parts, parameters, bits, error);
    default:
      return set_unsupported (parts.oid, error);
    }
}

/* Appends tag and length for @size bytes of contents. */
static void
append_header (GByteArray *out, guint8 tag, gsize size)
{
  guint8 header[4] = { tag, (guint8) size };
  guint n = 2;

  if (size > 0xff)
    {
      header[1] = 0x82;
      header[2] = (guint8) (size >> 8);
      header[3] = (guint8) size;
      n = 4;
    }
  else if (size > 0x7f)
    {
      header[1] = 0x81;
      header[2] = (guint8) size;
      n = 3;
    }
  g_byte_array_append (out, header, n);
}

static void
append_number (GByteArray *out, IngamDer number)
{
  static const guint8 zero;
  gboolean pad = number.size == 0 || number.data[0] & 0x80;

  append_header (out, INGAM_DER_INTEGER, number.size + pad);
  if (pad)
    g_byte_array_append (out, &zero, 1);
  g_byte_array_append (out, number.data, (guint) number.size);
}

static GBytes *
hash_bits (const guint8 *data, gsize size)
{
  guint8 digest[KEY_ID_SIZE];

  gcry_md_hash_buffer (GCRY_MD_SHA256, digest, data, size);
  return g_bytes_new (digest, sizeof digest);
}

/* RSAPublicKey as every certificate encodes it; these two numbers are public. */
static GBytes *
dup_rsa_key_id (const Parts *parts)
{
  g_autoptr (GByteArray) content = g_byte_array_new (), whole = g_byte_array_new ();
  IngamDer numbers[RSA_N_NUMBERS];

  if (!read_rsa (parts->key, numbers) || numbers[RSA_N].size > MAX_RSA_SIZE ||
      numbers[RSA_E].size > MAX_RSA_SIZE)
    return NULL;
  append_number (content, numbers[RSA_N]);
  append_number (content, numbers[RSA_E]);
  append_header (whole, INGAM_DER_SEQUENCE, content->len);
  g_byte_array_append (whole, content->data, content->len);
  return hash_bits (whole->data, whole->len);
}

static GBytes *
dup_ec_key_id (const Parts *parts)
{
  guint8 point[1 + 2 * MAX_FIELD_SIZE];
  Ec ec;

  if (!read_ec (parts, &ec))
    return NULL;
  if (ec.curve >= 0)
    return compute_point (&ec, point) ? hash_bits (point, 1 + 2 * curves[ec.curve].field_size) :
                                        NULL;
  return ec.point.size > 0 ? hash_bits (ec.point.data, ec.point.size) : NULL;
}

GBytes *
ingam_private_key_dup_key_id (IngamSecret *plain)
{
  Parts parts;

  g_return_val_if_fail (plain, NULL);

  ingam_secret_init ();
  if (!read_parts (plain, &parts))
    return NULL;
  switch (parts.type)
    {
    case TYPE_RSA:
      return dup_rsa_key_id (&parts);
    case TYPE_EC:
      return dup_ec_key_id (&parts);
    default:
      return NULL;
    }
}

/* The content of R's BIT STRING, its unused-bits byte first; FALSE without. */
static gboolean
find_random (IngamSecret *plain, IngamDer *ret_bits)
{
  IngamDer attribute, oid, values, bits;
  Parts parts;

  if (!read_parts (plain, &parts))
    return FALSE;
  while (ingam_der_take (&parts.attributes, INGAM_DER_SEQUENCE, &attribute))
    {
      if (!ingam_der_take (&attribute, INGAM_DER_OID, &oid) || !slice_equal (oid, random_oid))
        continue;
      if (!ingam_der_take (&attribute, INGAM_DER_SET, &values) ||
          !ingam_der_take (&values, INGAM_DER_BIT_STRING, &bits) || bits.size < 2 ||
          bits.data[0] > 7)
        return FALSE;
      *ret_bits = bits;
      return TRUE;
    }
  return FALSE;
}

gboolean
ingam_private_key_has_random (IngamSecret *plain)
{
  IngamDer bits;

  g_return_val_if_fail (plain, FALSE);
  return find_random (plain, &bits);
}

IngamSecret *
ingam_private_key_dup_random (IngamSecret *plain)
{
  IngamSecret *random;
  IngamDer bits;
  guint8 *data;

  g_return_val_if_fail (plain, NULL);

  if (!find_random (plain, &bits))
    return NULL;
  random = ingam_secret_new_uninitialised (bits.size - 1, &data);
  memcpy (data, bits.data + 1, bits.size - 1);
  data[bits.size - 2] &= (guint8) (0xff << bits.data[0]);
  return random;
}
