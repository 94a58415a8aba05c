/* maker.c: test CAs and certificates through GnuTLS, with KISA's own extensions built here.
 *
 * GnuTLS signs and frames; what it would write in another way than the authorities do (the string
 * types of a name, the notice as BMPString, identifyData, policyConstraints) is put in as DER that
 * is made with a few lines of tag-length-value. Definitions for libtasn1 would say the same at
 * greater length for a handful of constants; nothing here is read from outside.
 *
 * Addresses end in .example, which nobody can own.
 */
#include "config.h"

#include "core/demo/maker.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509-ext.h>
#include <gnutls/x509.h>
#include <string.h>

#define OID_IDENTIFY_DATA "1.2.410.200004.10.1.1"
#define OID_POLICIES "2.5.29.32"
#define OID_POLICY_CONSTRAINTS "2.5.29.36"
#define OCSP_URI "http://ocsp.ingam-demo.example:4612"
#define CRL_URI                                                                      \
  "ldap://ldap.ingam-demo.example:389/cn=dp1p1,ou=crldp,ou=AccreditedCA,o=Demo,c=KR" \
  "?certificateRevocationList"
#define CPS_URI "http://www.ingam-demo.example/cps.html"
#define NOTICE "시험용 인증서입니다 (Ingam demo)"

/* OIDs with their headers: id-VID, SHA-256, id-qt-cps, id-qt-unotice, anyPolicy. */
static const guint8 oid_vid[] = { 0x06, 0x0a, 0x2a, 0x83, 0x1a, 0x8c,
                                  0x9a, 0x44, 0x0a, 0x01, 0x01, 0x01 };
static const guint8 oid_sha256[] = { 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                                     0x65, 0x03, 0x04, 0x02, 0x01 };
static const guint8 oid_cps[] = { 0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x02, 0x01 };
static const guint8 oid_notice[] = { 0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x02, 0x02 };
static const guint8 any_policies[] = { 0x30, 0x08, 0x30, 0x06, 0x06, 0x04, 0x55, 0x1d, 0x20, 0x00 };
static const guint8 require_explicit_policy[] = { 0x30, 0x03, 0x80, 0x01, 0x00 };

/* The attribute that holds R, up to R's bytes. */
static const guint8 random_attribute[] = { 0xa0, 0x27, 0x30, 0x25, 0x06, 0x0a, 0x2a,
                                           0x83, 0x1a, 0x8c, 0x9a, 0x44, 0x0a, 0x01,
                                           0x01, 0x03, 0x31, 0x17, 0x03, 0x15, 0x00 };

static const struct
{
  const char *key;
  const char *oid;
} attributes[] = {
  { "C", GNUTLS_OID_X520_COUNTRY_NAME },
  { "O", GNUTLS_OID_X520_ORGANIZATION_NAME },
  { "OU", GNUTLS_OID_X520_ORGANIZATIONAL_UNIT_NAME },
  { "CN", GNUTLS_OID_X520_COMMON_NAME },
};

static void
must (int result)
{
  if (result < 0)
    g_error ("%s", gnutls_strerror (result));
}

/* --- tag, length, value --- */

static void
append_header (GByteArray *to, guint8 tag, gsize size)
{
  guint8 bytes[4] = { tag };
  guint n = 1;

  g_assert (size <= G_MAXUINT16);
  if (size > 0xff)
    {
      bytes[n++] = 0x82;
      bytes[n++] = (guint8) (size >> 8);
    }
  else if (size > 0x7f)
    bytes[n++] = 0x81;
  bytes[n++] = (guint8) size;
  g_byte_array_append (to, bytes, n);
}

static void
append (GByteArray *to, guint8 tag, gconstpointer data, gsize size)
{
  append_header (to, tag, size);
  g_byte_array_append (to, data, (guint) size);
}

/* Puts a header before what stands in @array from @from on. */
static void
wrap (GByteArray *array, guint from, guint8 tag)
{
  g_autoptr (GByteArray) header = g_byte_array_new ();
  guint size = array->len - from;

  append_header (header, tag, size);
  g_byte_array_set_size (array, array->len + header->len);
  memmove (array->data + from + header->len, array->data + from, size);
  memcpy (array->data + from, header->data, header->len);
}

static void
append_raw (GByteArray *to, gconstpointer data, gsize size)
{
  g_byte_array_append (to, data, (guint) size);
}

GBytes *
ingam_maker_wrap (GBytes *const *certificates, gsize n)
{
  GByteArray *all = g_byte_array_new ();

  for (gsize i = 0; i < n; i++)
    append_raw (all, g_bytes_get_data (certificates[i], NULL), g_bytes_get_size (certificates[i]));
  wrap (all, 0, 0x30);
  return g_byte_array_free_to_bytes (all);
}

/* --- keys --- */

struct _IngamMakerKey
{
  gatomicrefcount ref_count;
  gnutls_x509_privkey_t key;
};

IngamMakerKey *
ingam_maker_key_new (guint bits)
{
  IngamMakerKey *self = g_new0 (IngamMakerKey, 1);

  g_atomic_ref_count_init (&self->ref_count);
  must (gnutls_x509_privkey_init (&self->key));
  must (gnutls_x509_privkey_generate (self->key, GNUTLS_PK_RSA, bits, 0));
  return self;
}

IngamMakerKey *
ingam_maker_key_ref (IngamMakerKey *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ingam_maker_key_unref (IngamMakerKey *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  gnutls_x509_privkey_deinit (self->key);
  g_free (self);
}

/* The attribute goes behind what GnuTLS wrote, into the same SEQUENCE, whose header (two length
 * bytes for every RSA key) is made anew. */
IngamSecret *
ingam_maker_key_dup_plain (IngamMakerKey *self, const guint8 *random)
{
  gnutls_datum_t plain = { NULL, 0 };
  gsize extra = random ? sizeof random_attribute + INGAM_MAKER_RANDOM_SIZE : 0;
  IngamSecret *secret;
  guint8 *data;
  gsize size;

  must (gnutls_x509_privkey_export2_pkcs8 (self->key, GNUTLS_X509_FMT_DER, NULL, GNUTLS_PKCS_PLAIN,
                                           &plain));
  g_assert (plain.size > 4 && plain.data[0] == 0x30 && plain.data[1] == 0x82);
  size = plain.size - 4 + extra;
  secret = ingam_secret_new_uninitialised (size + 4, &data);
  memcpy (data, plain.data, plain.size);
  data[2] = (guint8) (size >> 8);
  data[3] = (guint8) size;
  if (random)
    {
      memcpy (data + plain.size, random_attribute, sizeof random_attribute);
      memcpy (data + plain.size + sizeof random_attribute, random, INGAM_MAKER_RANDOM_SIZE);
    }
  ingam_secret_wipe (plain.data, plain.size);
  gnutls_free (plain.data);
  return secret;
}

/* --- names and extensions --- */

/* Country codes are PrintableString, all else UTF8String, as the authorities write them; GnuTLS by
 * itself takes the narrowest type that fits. */
static void
set_subject (gnutls_x509_crt_t certificate, const char *const *subject)
{
  for (; *subject; subject++)
    {
      const char *value = strchr (*subject, '=') + 1;
      g_autoptr (GByteArray) string = g_byte_array_new ();
      gsize i = 0;

      while (strncmp (attributes[i].key, *subject, (gsize) (value - *subject) - 1) != 0 ||
             strlen (attributes[i].key) != (gsize) (value - *subject) - 1)
        g_assert (++i < G_N_ELEMENTS (attributes));
      append (string, i == 0 ? 0x13 : 0x0c, value, strlen (value));
      must (gnutls_x509_crt_set_dn_by_oid (certificate, attributes[i].oid, 1, string->data,
                                           string->len));
    }
}

static void
set_extension (gnutls_x509_crt_t certificate, const char *oid, gconstpointer data, gsize size)
{
  must (gnutls_x509_crt_set_extension_by_oid (certificate, oid, data, size, 1));
}

/* The arcs in base 128, the first two as one (X.690 section 8.19). */
static void
append_oid (GByteArray *to, const char *dotted)
{
  guint start = to->len;
  char *end;
  guint64 arc = 40 * g_ascii_strtoull (dotted, &end, 10);

  arc += g_ascii_strtoull (end + 1, &end, 10);
  for (;;)
    {
      guint8 bytes[10];
      guint at = sizeof bytes;

      bytes[--at] = (guint8) (arc & 0x7f);
      while ((arc >>= 7) > 0)
        bytes[--at] = (guint8) (0x80 | (arc & 0x7f));
      append_raw (to, bytes + at, sizeof bytes - at);
      if (*end != '.')
        break;
      arc = g_ascii_strtoull (end + 1, &end, 10);
    }
  wrap (to, start, 0x06);
}

/* certificatePolicies with a CPS address and a notice, as BMPString. */
static void
set_policy (gnutls_x509_crt_t certificate, const char *policy)
{
  g_autoptr (GByteArray) der = g_byte_array_new ();
  g_autofree char *notice = NULL;
  gsize size;
  guint qualifiers, qualifier;

  append_oid (der, policy);
  qualifiers = qualifier = der->len;
  append_raw (der, oid_cps, sizeof oid_cps);
  append (der, 0x16, CPS_URI, strlen (CPS_URI));
  wrap (der, qualifier, 0x30);

  qualifier = der->len;
  append_raw (der, oid_notice, sizeof oid_notice);
  notice = g_convert (NOTICE, -1, "UTF-16BE", "UTF-8", NULL, &size, NULL);
  g_assert (notice != NULL);
  append (der, 0x1e, notice, size);
  wrap (der, qualifier + sizeof oid_notice, 0x30);
  wrap (der, qualifier, 0x30);

  wrap (der, qualifiers, 0x30);
  wrap (der, 0, 0x30);
  wrap (der, 0, 0x30);
  set_extension (certificate, OID_POLICIES, der->data, der->len);
}

static void
digest (gconstpointer data, gsize size, guint8 *ret_digest)
{
  must (gnutls_hash_fast (GNUTLS_DIG_SHA256, data, size, ret_digest));
}

void
ingam_maker_compute_vid (const char *id_number, const guint8 *random, guint8 ret_vid[32])
{
  g_autoptr (GByteArray) content = g_byte_array_new ();
  guint8 bits[1 + INGAM_MAKER_RANDOM_SIZE] = { 0 };
  guint8 once[32];

  memcpy (bits + 1, random, INGAM_MAKER_RANDOM_SIZE);
  append (content, 0x13, id_number, strlen (id_number));
  append (content, 0x03, bits, sizeof bits);
  wrap (content, 0, 0x30);
  digest (content->data, content->len, once);
  digest (once, sizeof once, ret_vid);
}

/* IdentifyData ::= SEQUENCE { realName UTF8String, SEQUENCE OF SEQUENCE { id-VID, VID } } in an
 * otherName. */
static void
set_identify_data (gnutls_x509_crt_t certificate, const IngamMakerRequest *request)
{
  g_autoptr (GByteArray) der = g_byte_array_new ();
  guint8 vid[32];
  guint infos, value;

  append (der, 0x0c, request->real_name, strlen (request->real_name));
  if (request->id_number && request->random)
    {
      ingam_maker_compute_vid (request->id_number, request->random, vid);
      infos = der->len;
      append_raw (der, oid_vid, sizeof oid_vid);
      value = der->len;
      append_raw (der, oid_sha256, sizeof oid_sha256);
      wrap (der, value, 0x30);
      append (der, 0x04, vid, sizeof vid);
      wrap (der, der->len - sizeof vid - 2, 0xa0);
      wrap (der, value, 0x30);
      wrap (der, infos, 0x30);
      wrap (der, infos, 0x30);
    }
  wrap (der, 0, 0x30);
  must (gnutls_x509_crt_set_subject_alt_othername (certificate, OID_IDENTIFY_DATA, der->data,
                                                   der->len, 0));
}

static void
set_subject_key_id (gnutls_x509_crt_t certificate)
{
  guint8 id[64];
  gsize size = sizeof id;

  must (gnutls_x509_crt_get_key_id (certificate, 0, id, &size));
  must (gnutls_x509_crt_set_subject_key_id (certificate, id, size));
}

static void
set_authority_key_id (gnutls_x509_crt_t certificate, gnutls_x509_crt_t authority)
{
  guint8 id[64];
  gsize size = sizeof id;

  must (gnutls_x509_crt_get_subject_key_id (authority, id, &size, NULL));
  must (gnutls_x509_crt_set_authority_key_id (certificate, id, size));
}

/* --- authorities --- */

struct _IngamMakerAuthority
{
  IngamMakerKey *key;
  gnutls_x509_crt_t certificate;
  GBytes *der;
};

void
ingam_maker_authority_free (IngamMakerAuthority *self)
{
  ingam_maker_key_unref (self->key);
  gnutls_x509_crt_deinit (self->certificate);
  g_bytes_unref (self->der);
  g_free (self);
}

GBytes *
ingam_maker_authority_get_der (IngamMakerAuthority *self)
{
  return self->der;
}

static gnutls_x509_crt_t
begin_certificate (IngamMakerKey *key,
                   const char *const *subject,
                   guint64 serial,
                   gint64 not_before,
                   gint64 not_after)
{
  gnutls_x509_crt_t certificate;
  guint64 big = GUINT64_TO_BE (serial);
  const guint8 *bytes = (const guint8 *) &big;
  gsize skip = 0;

  /* A leading zero byte stays where the number would be negative without it. */
  while (skip < 7 && bytes[skip] == 0 && bytes[skip + 1] < 0x80)
    skip++;
  must (gnutls_x509_crt_init (&certificate));
  must (gnutls_x509_crt_set_version (certificate, 3));
  must (gnutls_x509_crt_set_serial (certificate, bytes + skip, 8 - skip));
  must (gnutls_x509_crt_set_activation_time (certificate, (time_t) not_before));
  must (gnutls_x509_crt_set_expiration_time (certificate, (time_t) not_after));
  must (gnutls_x509_crt_set_key (certificate, key->key));
  set_subject (certificate, subject);
  set_subject_key_id (certificate);
  return certificate;
}

static GBytes *
sign (gnutls_x509_crt_t certificate, gnutls_x509_crt_t issuer, IngamMakerKey *key)
{
  gnutls_datum_t der = { NULL, 0 };
  GBytes *bytes;

  must (gnutls_x509_crt_sign2 (certificate, issuer, key->key, GNUTLS_DIG_SHA256, 0));
  must (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_DER, &der));
  bytes = g_bytes_new (der.data, der.size);
  gnutls_free (der.data);
  return bytes;
}

IngamMakerAuthority *
ingam_maker_authority_new_root (IngamMakerKey *key,
                                const char *const *subject,
                                gint64 not_before,
                                gint64 not_after)
{
  IngamMakerAuthority *self = g_new0 (IngamMakerAuthority, 1);

  self->key = ingam_maker_key_ref (key);
  self->certificate = begin_certificate (key, subject, 1, not_before, not_after);
  must (gnutls_x509_crt_set_basic_constraints (self->certificate, 1, -1));
  must (gnutls_x509_crt_set_key_usage (self->certificate,
                                       GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN));
  self->der = sign (self->certificate, self->certificate, key);
  return self;
}

IngamMakerAuthority *
ingam_maker_authority_new (IngamMakerAuthority *root,
                           IngamMakerKey *key,
                           const char *const *subject,
                           guint64 serial,
                           gint64 not_before,
                           gint64 not_after)
{
  IngamMakerAuthority *self = g_new0 (IngamMakerAuthority, 1);

  self->key = ingam_maker_key_ref (key);
  self->certificate = begin_certificate (key, subject, serial, not_before, not_after);
  set_authority_key_id (self->certificate, root->certificate);
  must (gnutls_x509_crt_set_basic_constraints (self->certificate, 1, 0));
  must (gnutls_x509_crt_set_key_usage (self->certificate,
                                       GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN));
  set_extension (self->certificate, OID_POLICIES, any_policies, sizeof any_policies);
  set_extension (self->certificate, OID_POLICY_CONSTRAINTS, require_explicit_policy,
                 sizeof require_explicit_policy);
  self->der = sign (self->certificate, root->certificate, root->key);
  return self;
}

GBytes *
ingam_maker_issue (IngamMakerAuthority *self, IngamMakerKey *key, const IngamMakerRequest *request)
{
  gnutls_x509_crt_t certificate = begin_certificate (key, request->subject, request->serial,
                                                     request->not_before, request->not_after);
  gnutls_datum_t ocsp = { (guint8 *) OCSP_URI, strlen (OCSP_URI) };
  GBytes *der;

  set_authority_key_id (certificate, self->certificate);
  must (gnutls_x509_crt_set_key_usage (certificate, request->for_encryption ?
                                                        GNUTLS_KEY_KEY_ENCIPHERMENT :
                                                        GNUTLS_KEY_DIGITAL_SIGNATURE |
                                                            GNUTLS_KEY_NON_REPUDIATION));
  if (request->policy)
    set_policy (certificate, request->policy);
  if (request->real_name)
    set_identify_data (certificate, request);
  must (gnutls_x509_crt_set_crl_dist_points2 (certificate, GNUTLS_SAN_URI, CRL_URI,
                                              strlen (CRL_URI), 0));
  must (gnutls_x509_crt_set_authority_info_access (certificate, GNUTLS_IA_OCSP_URI, &ocsp));
  der = sign (certificate, self->certificate, self->key);
  gnutls_x509_crt_deinit (certificate);
  return der;
}
