/* certificate.c: one walk over a certificate, and the object that owns one.
 *
 * ingam_certificate_peek() goes over the bytes once, front to back, and remembers where things lie;
 * it allocates nothing, because a list of ten thousand calls it ten thousand times. What it finds
 * is compared with GnuTLS on every public certificate in the tests. Going through GnuTLS for the
 * list as well was measured and costs several times the reading of the files; libtasn1 copies the
 * whole tree before it answers the first question.
 *
 * A key or an extension that cannot be read is left out, and the certificate is still a
 * certificate: the list must show what is in the folder. A frame that breaks off, or dates that are
 * none, make it no certificate: nothing true could be said about it.
 */
#include "config.h"

#include "core/cert/certificate.h"

#include "core/base/error.h"
#include "core/base/secret.h"

#include <gcrypt.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define CONTEXT_PRIMITIVE(n) (0x80 + (n))
#define CONTEXT(n) (INGAM_DER_CONTEXT_0 + (n))
#define IS_OID(slice, bytes) ingam_der_is (slice, bytes, sizeof bytes)

/* --- key sizes --- */

static const guint8 oid_rsa[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01 };
static const guint8 oid_rsa_x500[] = { 0x55, 0x08, 0x01, 0x01 };
static const guint8 oid_rsa_pss[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a };
static const guint8 oid_rsa_oaep[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x07 };
static const guint8 oid_dsa[] = { 0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01 };
static const guint8 oid_ec[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01 };
static const guint8 oid_kcdsa[] = { 0x2a, 0x83, 0x1a, 0x8c, 0x9a, 0x44, 0x01, 0x01 };
static const guint8 oid_ed25519[] = { 0x2b, 0x65, 0x70 };
static const guint8 oid_ed448[] = { 0x2b, 0x65, 0x71 };

static const guint8 oid_p192[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x01 };
static const guint8 oid_p224[] = { 0x2b, 0x81, 0x04, 0x00, 0x21 };
static const guint8 oid_p256[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07 };
static const guint8 oid_p256k[] = { 0x2b, 0x81, 0x04, 0x00, 0x0a };
static const guint8 oid_p384[] = { 0x2b, 0x81, 0x04, 0x00, 0x22 };
static const guint8 oid_p521[] = { 0x2b, 0x81, 0x04, 0x00, 0x23 };

static const struct
{
  const guint8 *oid;
  gsize size;
  guint bits;
} curves[] = {
  { oid_p256, sizeof oid_p256, 256 }, { oid_p384, sizeof oid_p384, 384 },
  { oid_p521, sizeof oid_p521, 521 }, { oid_p224, sizeof oid_p224, 224 },
  { oid_p192, sizeof oid_p192, 192 }, { oid_p256k, sizeof oid_p256k, 256 },
};

static guint
count_bits (IngamDer integer)
{
  while (integer.size > 0 && integer.data[0] == 0)
    {
      integer.data++;
      integer.size--;
    }
  if (integer.size == 0 || integer.size > G_MAXUINT / 8)
    return 0;
  return (guint) (integer.size - 1) * 8 + g_bit_storage (integer.data[0]);
}

static guint
size_rsa (IngamDer parameters, IngamDer key)
{
  IngamDer modulus;

  if (!ingam_der_take (&key, INGAM_DER_SEQUENCE, &key) ||
      !ingam_der_take (&key, INGAM_DER_INTEGER, &modulus))
    return 0;
  return count_bits (modulus);
}

static guint
size_dsa (IngamDer parameters, IngamDer key)
{
  IngamDer prime;

  if (!ingam_der_take (&parameters, INGAM_DER_SEQUENCE, &parameters) ||
      !ingam_der_take (&parameters, INGAM_DER_INTEGER, &prime))
    return 0;
  return count_bits (prime);
}

static guint
size_ec (IngamDer parameters, IngamDer key)
{
  IngamDer curve;

  if (!ingam_der_take (&parameters, INGAM_DER_OID, &curve))
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS (curves); i++)
    if (ingam_der_is (curve, curves[i].oid, curves[i].size))
      return curves[i].bits;
  return 0;
}

static guint
size_ed25519 (IngamDer parameters, IngamDer key)
{
  return 256;
}

static guint
size_ed448 (IngamDer parameters, IngamDer key)
{
  return 456;
}

static guint
size_unknown (IngamDer parameters, IngamDer key)
{
  return 0;
}

static const struct
{
  const guint8 *oid;
  gsize size;
  const char *word;
  guint (*measure) (IngamDer parameters, IngamDer key);
} key_types[] = {
  { oid_rsa, sizeof oid_rsa, "rsa", size_rsa },
  { oid_ec, sizeof oid_ec, "ec", size_ec },
  { oid_rsa_pss, sizeof oid_rsa_pss, "rsa", size_rsa },
  { oid_rsa_oaep, sizeof oid_rsa_oaep, "rsa", size_rsa },
  { oid_rsa_x500, sizeof oid_rsa_x500, "rsa", size_rsa },
  { oid_kcdsa, sizeof oid_kcdsa, "kcdsa", size_unknown },
  { oid_dsa, sizeof oid_dsa, "dsa", size_dsa },
  { oid_ed25519, sizeof oid_ed25519, "ed25519", size_ed25519 },
  { oid_ed448, sizeof oid_ed448, "ed448", size_ed448 },
};

const char *
ingam_certificate_find_key_type (IngamDer key_oid)
{
  for (guint i = 0; i < G_N_ELEMENTS (key_types); i++)
    if (ingam_der_is (key_oid, key_types[i].oid, key_types[i].size))
      return key_types[i].word;
  return NULL;
}

static void
read_spki (IngamDer spki, IngamCertificateFields *fields)
{
  IngamDer algorithm, bits;

  if (!ingam_der_take (&spki, INGAM_DER_SEQUENCE, &spki) ||
      !ingam_der_take (&spki, INGAM_DER_SEQUENCE, &algorithm) ||
      !ingam_der_take (&spki, INGAM_DER_BIT_STRING, &bits) ||
      !ingam_der_take (&algorithm, INGAM_DER_OID, &fields->key_oid) || bits.size == 0)
    return;
  fields->key_bits = (IngamDer){ bits.data + 1, bits.size - 1 };

  for (guint i = 0; i < G_N_ELEMENTS (key_types); i++)
    if (ingam_der_is (fields->key_oid, key_types[i].oid, key_types[i].size))
      {
        fields->key_size = key_types[i].measure (algorithm, fields->key_bits);
        break;
      }
}

/* --- extensions --- */

/* id-kisa-identifyData 1.2.410.200004.10.1.1 and id-VID below it (domain facts: KCAC.TS.SIVID). */
static const guint8 oid_identify_data[] = { 0x2a, 0x83, 0x1a, 0x8c, 0x9a, 0x44, 0x0a, 0x01, 0x01 };
static const guint8 oid_vid[] = { 0x2a, 0x83, 0x1a, 0x8c, 0x9a, 0x44, 0x0a, 0x01, 0x01, 0x01 };

/* VID ::= SEQUENCE { hashAlg AlgorithmIdentifier, virtualID [0] OCTET STRING }; the tag is explicit
 * in every certificate seen, the standard's text allows reading it as implicit. */
static void
read_vid (IngamDer value, IngamCertificateFields *fields)
{
  IngamDer algorithm, hash_oid, vid;

  if (!ingam_der_take (&value, INGAM_DER_SEQUENCE, &value) ||
      !ingam_der_take (&value, INGAM_DER_SEQUENCE, &algorithm) ||
      !ingam_der_take (&algorithm, INGAM_DER_OID, &hash_oid))
    return;
  if (ingam_der_take (&value, CONTEXT (0), &vid))
    {
      if (!ingam_der_take (&vid, INGAM_DER_OCTET_STRING, &vid))
        return;
    }
  else if (!ingam_der_take (&value, CONTEXT_PRIMITIVE (0), &vid))
    return;
  fields->vid_hash = hash_oid;
  fields->vid = vid;
}

/* IdentifyData ::= SEQUENCE { realName UTF8String, userInfo SEQUENCE OF AttributeTypeAndValue } */
static void
read_identify_data (IngamDer value, IngamCertificateFields *fields)
{
  IngamDer name, infos, info, type;
  guint8 tag;

  if (!ingam_der_take (&value, INGAM_DER_SEQUENCE, &value) ||
      !ingam_der_next (&value, &tag, &name, NULL) || (tag & 0x20))
    return;
  fields->real_name_tag = tag;
  fields->real_name = name;
  if (!ingam_der_take (&value, INGAM_DER_SEQUENCE, &infos))
    return;
  while (fields->vid.size == 0 && ingam_der_take (&infos, INGAM_DER_SEQUENCE, &info))
    if (ingam_der_take (&info, INGAM_DER_OID, &type) && IS_OID (type, oid_vid))
      read_vid (info, fields);
}

static void
read_alternative_name (IngamDer value, IngamCertificateFields *fields)
{
  IngamDer content, type;
  guint8 tag;

  if (fields->real_name_tag != 0 || !ingam_der_take (&value, INGAM_DER_SEQUENCE, &value))
    return;
  while (ingam_der_next (&value, &tag, &content, NULL))
    if (tag == CONTEXT (0) && ingam_der_take (&content, INGAM_DER_OID, &type) &&
        IS_OID (type, oid_identify_data) && ingam_der_take (&content, CONTEXT (0), &content))
      {
        read_identify_data (content, fields);
        return;
      }
}

static void
read_policies (IngamDer value, IngamCertificateFields *fields)
{
  IngamDer oid;

  if (fields->policy.size == 0 && ingam_der_take (&value, INGAM_DER_SEQUENCE, &value) &&
      ingam_der_take (&value, INGAM_DER_SEQUENCE, &value) &&
      ingam_der_take (&value, INGAM_DER_OID, &oid))
    fields->policy = oid;
}

/* The bits of a BIT STRING are counted from the left, as IngamKeyUsage counts from the right. */
static void
read_key_usage (IngamDer value, IngamCertificateFields *fields)
{
  IngamDer bits;
  guint usage = 0;

  if (fields->has_key_usage || !ingam_der_take (&value, INGAM_DER_BIT_STRING, &bits) ||
      bits.size == 0)
    return;
  for (guint i = 0; bits.size > 1 && i < 7; i++)
    if (bits.data[1] & (0x80 >> i))
      usage |= 1u << i;
  fields->key_usage = (IngamKeyUsage) usage;
  fields->has_key_usage = TRUE;
}

static void
read_basic_constraints (IngamDer value, IngamCertificateFields *fields)
{
  IngamDer is_ca;

  if (ingam_der_take (&value, INGAM_DER_SEQUENCE, &value) &&
      ingam_der_take (&value, INGAM_DER_BOOLEAN, &is_ca) && is_ca.size == 1)
    fields->is_ca = is_ca.data[0] != 0;
}

static void
read_subject_key_id (IngamDer value, IngamCertificateFields *fields)
{
  if (fields->subject_key_id.size == 0)
    ingam_der_take (&value, INGAM_DER_OCTET_STRING, &fields->subject_key_id);
}

static void
read_authority_key_id (IngamDer value, IngamCertificateFields *fields)
{
  if (fields->authority_key_id.size == 0 && ingam_der_take (&value, INGAM_DER_SEQUENCE, &value))
    ingam_der_take (&value, CONTEXT_PRIMITIVE (0), &fields->authority_key_id);
}

/* By the last byte of id-ce (2.5.29.x), all of which are three bytes long. */
static const struct
{
  guint8 arc;
  void (*read) (IngamDer value, IngamCertificateFields *fields);
} extensions[] = {
  { 14, read_subject_key_id },    { 15, read_key_usage }, { 17, read_alternative_name },
  { 19, read_basic_constraints }, { 32, read_policies },  { 35, read_authority_key_id },
};

static void
read_extensions (IngamDer list, IngamCertificateFields *fields)
{
  IngamDer extension, oid, value;

  if (!ingam_der_take (&list, INGAM_DER_SEQUENCE, &list))
    return;
  fields->extensions = list;
  while (ingam_der_take (&list, INGAM_DER_SEQUENCE, &extension))
    {
      if (!ingam_der_take (&extension, INGAM_DER_OID, &oid))
        return; /* not an extension any more; GnuTLS ends here, too */
      if (oid.size != 3 || oid.data[0] != 0x55 || oid.data[1] != 0x1d)
        continue;
      ingam_der_take (&extension, INGAM_DER_BOOLEAN, &value); /* critical */
      if (!ingam_der_take (&extension, INGAM_DER_OCTET_STRING, &value))
        continue;
      for (guint i = 0; i < G_N_ELEMENTS (extensions); i++)
        if (extensions[i].arc == oid.data[2])
          extensions[i].read (value, fields);
    }
}

/* --- the frame --- */

static gboolean
read_validity (IngamDer validity, IngamCertificateFields *fields)
{
  IngamDer begin, end;
  guint8 begin_tag, end_tag;

  return ingam_der_next (&validity, &begin_tag, &begin, NULL) &&
         ingam_der_next (&validity, &end_tag, &end, NULL) &&
         ingam_der_read_time (begin_tag, begin, &fields->not_before) &&
         ingam_der_read_time (end_tag, end, &fields->not_after);
}

gboolean
ingam_certificate_peek (const guint8 *data, gsize size, IngamCertificateFields *ret_fields)
{
  IngamCertificateFields fields = { 0 };
  IngamDer from = { data, MIN (size, INGAM_CERTIFICATE_MAX_SIZE) };
  IngamDer outer, tbs, ignored, validity, list;
  guint8 tag;

  if (!ingam_der_take_whole (&from, INGAM_DER_SEQUENCE, &fields.whole))
    return FALSE;
  outer = fields.whole;
  if (!ingam_der_take (&outer, INGAM_DER_SEQUENCE, &outer) ||
      !ingam_der_take_whole (&outer, INGAM_DER_SEQUENCE, &fields.tbs) ||
      !ingam_der_take_whole (&outer, INGAM_DER_SEQUENCE, &fields.algorithm) ||
      !ingam_der_take (&outer, INGAM_DER_BIT_STRING, &fields.signature))
    return FALSE;
  if (fields.signature.size > 0) /* without the count of unused bits */
    fields.signature = (IngamDer){ fields.signature.data + 1, fields.signature.size - 1 };
  tbs = fields.tbs;
  ingam_der_take (&tbs, INGAM_DER_SEQUENCE, &tbs);

  ingam_der_take (&tbs, CONTEXT (0), &ignored); /* version; absent in v1 */
  if (!ingam_der_take (&tbs, INGAM_DER_INTEGER, &fields.serial) ||
      !ingam_der_take (&tbs, INGAM_DER_SEQUENCE, &ignored) ||
      !ingam_der_take_whole (&tbs, INGAM_DER_SEQUENCE, &fields.issuer) ||
      !ingam_der_take (&tbs, INGAM_DER_SEQUENCE, &validity) ||
      !ingam_der_take_whole (&tbs, INGAM_DER_SEQUENCE, &fields.subject) ||
      !ingam_der_take_whole (&tbs, INGAM_DER_SEQUENCE, &fields.spki) ||
      !read_validity (validity, &fields))
    return FALSE;

  read_spki (fields.spki, &fields);
  while (ingam_der_next (&tbs, &tag, &list, NULL))
    if (tag == CONTEXT (3))
      {
        read_extensions (list, &fields);
        break;
      }
  *ret_fields = fields;
  return TRUE;
}

/* --- the object --- */

struct _IngamCertificate
{
  gatomicrefcount ref_count;
  GBytes *der;
  IngamCertificateFields fields;
  guint8 fingerprint[INGAM_CERTIFICATE_FINGERPRINT_SIZE];
  char id[2 * INGAM_CERTIFICATE_FINGERPRINT_SIZE + 1];
};

G_DEFINE_BOXED_TYPE (IngamCertificate,
                     ingam_certificate,
                     ingam_certificate_ref,
                     ingam_certificate_unref)

/* The front of a version 2 or 3 certificate, whatever its lengths say: tells a certificate that
 * breaks off from something that never was one. */
static gboolean
begins_like_certificate (const guint8 *data, gsize size)
{
  gsize at = 0;

  for (guint level = 0; level < 2; level++)
    {
      if (size - at < 2 || data[at] != INGAM_DER_SEQUENCE)
        return FALSE;
      at += 2 + (data[at + 1] & 0x80 ? data[at + 1] & 0x7f : 0);
      if (at > size)
        return FALSE;
    }
  return size - at >= 6 && data[at] == CONTEXT (0) && data[at + 1] == 3 &&
         data[at + 2] == INGAM_DER_INTEGER && data[at + 3] == 1 && data[at + 4] <= 2 &&
         data[at + 5] == INGAM_DER_INTEGER;
}

void
ingam_certificate_digest (IngamDer bytes, guint8 ret_digest[INGAM_CERTIFICATE_FINGERPRINT_SIZE])
{
  ingam_secret_init ();
  gcry_md_hash_buffer (GCRY_MD_SHA256, ret_digest, bytes.data, bytes.size);
}

void
ingam_certificate_format_hex (const guint8 *data, gsize size, char *ret_text)
{
  static const char digits[] = "0123456789abcdef";

  for (gsize i = 0; i < size; i++)
    {
      *ret_text++ = digits[data[i] >> 4];
      *ret_text++ = digits[data[i] & 0x0f];
    }
  *ret_text = '\0';
}

char *
ingam_certificate_format_serial (IngamDer serial)
{
  char *text;

  while (serial.size > 1 && serial.data[0] == 0)
    {
      serial.data++;
      serial.size--;
    }
  text = g_malloc (2 * serial.size + 1);
  ingam_certificate_format_hex (serial.data, serial.size, text);
  return text;
}

IngamCertificate *
ingam_certificate_new (GBytes *der, GError **error)
{
  IngamCertificateFields fields;
  IngamCertificate *self;
  gsize size;
  const guint8 *data = g_bytes_get_data (der, &size);

  if (!ingam_certificate_peek (data, size, &fields))
    {
      if (size > INGAM_CERTIFICATE_MAX_SIZE)
        g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                             _ ("The file is too large to be a certificate."));
      else if (begins_like_certificate (data, size))
        g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_DAMAGED,
                             _ ("The certificate is damaged: it breaks off or was altered. "
                                "Copy it again from where it came from."));
      else
        g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_NOT_A_CERTIFICATE,
                             _ ("This is not a certificate."));
      return NULL;
    }

  self = g_new0 (IngamCertificate, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->der = fields.whole.size == size ? g_bytes_ref (der) :
                                          g_bytes_new (fields.whole.data, fields.whole.size);
  data = g_bytes_get_data (self->der, &size);
  ingam_certificate_peek (data, size, &self->fields);
  ingam_certificate_digest (self->fields.whole, self->fingerprint);
  ingam_certificate_format_hex (self->fingerprint, sizeof self->fingerprint, self->id);
  return self;
}

IngamCertificate *
ingam_certificate_ref (IngamCertificate *self)
{
  g_return_val_if_fail (self, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ingam_certificate_unref (IngamCertificate *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_bytes_unref (self->der);
  g_free (self);
}

const IngamCertificateFields *
ingam_certificate_get_fields (IngamCertificate *self)
{
  g_return_val_if_fail (self, NULL);
  return &self->fields;
}

GBytes *
ingam_certificate_get_der (IngamCertificate *self)
{
  g_return_val_if_fail (self, NULL);
  return self->der;
}

const guint8 *
ingam_certificate_get_fingerprint (IngamCertificate *self)
{
  g_return_val_if_fail (self, NULL);
  return self->fingerprint;
}

const char *
ingam_certificate_get_id (IngamCertificate *self)
{
  g_return_val_if_fail (self, NULL);
  return self->id;
}

GBytes *
ingam_certificate_dup_spki (IngamCertificate *self)
{
  g_return_val_if_fail (self, NULL);
  return g_bytes_new (self->fields.spki.data, self->fields.spki.size);
}

GBytes *
ingam_certificate_dup_key_id (IngamCertificate *self)
{
  guint8 digest[INGAM_CERTIFICATE_FINGERPRINT_SIZE];

  g_return_val_if_fail (self, NULL);
  ingam_certificate_digest (self->fields.key_bits, digest);
  return g_bytes_new (digest, sizeof digest);
}

char *
ingam_certificate_dup_serial (IngamCertificate *self)
{
  g_return_val_if_fail (self, NULL);
  return ingam_certificate_format_serial (self->fields.serial);
}

gboolean
ingam_certificate_equal (IngamCertificate *a, IngamCertificate *b)
{
  g_return_val_if_fail (a && b, FALSE);
  return a == b || g_bytes_equal (a->der, b->der);
}
