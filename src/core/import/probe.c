/* probe.c: what is this file? A constant table, cheapest rejection first.
 *
 * Content decides, because names lie in the field: .key files that hold PEM, .pfx files that hold
 * one certificate, signCert.der in capitals and without an ending. A row only recognises; whether
 * the thing is whole is for the parser that then opens it.
 *
 * Rejected: asking each full parser in turn. Ten thousand files of a stick would be decoded up to
 * seven times, and "damaged" could not be told from "none of ours".
 */
#include "config.h"

#include "core/import/probe.h"

#include "core/base/der.h"
#include "core/cert/certificate.h"
#include "core/codec/pem.h"
#include "core/codec/sealed-key.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The content of a first SEQUENCE whatever the form of its length: PKCS#12 and PKCS#7 come as BER
 * from Windows and NSS, which the DER walker refuses. */
static gboolean
step_into_sequence (IngamDer *from)
{
  gsize header = 2;

  if (from->size < 2 || from->data[0] != INGAM_DER_SEQUENCE)
    return FALSE;
  if (from->data[1] > 0x80)
    header += from->data[1] & 0x7f;
  if (header > 6 || header > from->size)
    return FALSE;
  from->data += header;
  from->size -= header;
  return TRUE;
}

static gboolean
starts_with (IngamDer der, gconstpointer bytes, gsize size)
{
  return der.size >= size && memcmp (der.data, bytes, size) == 0;
}

/* OBJECT IDENTIFIER 1.2.840.113549.1.7.n, without its last byte. */
static const guint8 oid_pkcs7[] = { 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07 };
#define PKCS7_SIGNED_DATA 0x02

static gboolean
is_zip (const guint8 *data, gsize size)
{
  /* a file, or an archive without any */
  return size >= 4 && data[0] == 'P' && data[1] == 'K' &&
         ((data[2] == 3 && data[3] == 4) || (data[2] == 5 && data[3] == 6));
}

static gboolean
is_certificate (const guint8 *data, gsize size)
{
  IngamCertificateFields fields;

  return ingam_certificate_peek (data, size, &fields);
}

static gboolean
is_sealed_key (const guint8 *data, gsize size)
{
  const char *scheme;
  guint64 rounds;

  return ingam_sealed_key_peek (data, size, &scheme, &rounds);
}

/* PFX ::= SEQUENCE { version INTEGER (3), authSafe ContentInfo, … } */
static gboolean
is_bundle (const guint8 *data, gsize size)
{
  static const guint8 version[] = { 0x02, 0x01, 0x03 };
  IngamDer der = { data, size };

  if (!step_into_sequence (&der) || !starts_with (der, version, sizeof version))
    return FALSE;
  der.data += sizeof version;
  der.size -= sizeof version;
  return step_into_sequence (&der) && starts_with (der, oid_pkcs7, sizeof oid_pkcs7);
}

/* PrivateKeyInfo ::= SEQUENCE { INTEGER, SEQUENCE { OID, … }, OCTET STRING, … }, and the older
 * RSAPrivateKey ::= SEQUENCE { INTEGER, eight more of them }. */
static gboolean
is_plain_key (const guint8 *data, gsize size)
{
  IngamDer der = { data, size };
  IngamDer part;
  guint64 version;

  if (!ingam_der_take (&der, INGAM_DER_SEQUENCE, &der) ||
      !ingam_der_take (&der, INGAM_DER_INTEGER, &part) || !ingam_der_read_uint (part, &version) ||
      version > 1)
    return FALSE;
  if (ingam_der_take (&der, INGAM_DER_SEQUENCE, &part))
    return ingam_der_take (&part, INGAM_DER_OID, NULL) &&
           ingam_der_take (&der, INGAM_DER_OCTET_STRING, NULL);
  for (int i = 0; i < 8; i++)
    if (!ingam_der_take (&der, INGAM_DER_INTEGER, NULL))
      return FALSE;
  return TRUE;
}

/* ContentInfo ::= SEQUENCE { OID signedData, [0] … } */
static gboolean
is_pkcs7 (const guint8 *data, gsize size)
{
  IngamDer der = { data, size };

  return step_into_sequence (&der) && starts_with (der, oid_pkcs7, sizeof oid_pkcs7) &&
         der.size > sizeof oid_pkcs7 && der.data[sizeof oid_pkcs7] == PKCS7_SIGNED_DATA;
}

static gboolean
is_certificates (const guint8 *data, gsize size)
{
  IngamDer der = { data, size };

  return ingam_der_take (&der, INGAM_DER_SEQUENCE, &der) && is_certificate (der.data, der.size);
}

static gboolean
is_pem (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);

  return ingam_pem_probe (bytes);
}

typedef gboolean (*ProbeFunc) (const guint8 *data, gsize size);

static const struct
{
  ProbeFunc recognises;
  IngamFormat format;
} probes[] = {
  { is_zip, INGAM_FORMAT_ZIP },
  { is_sealed_key, INGAM_FORMAT_SEALED_KEY },
  { is_certificate, INGAM_FORMAT_CERTIFICATE },
  { is_bundle, INGAM_FORMAT_BUNDLE },
  { is_plain_key, INGAM_FORMAT_PLAIN_KEY },
  { is_pkcs7, INGAM_FORMAT_PKCS7 },
  { is_certificates, INGAM_FORMAT_CERTIFICATES },
  { is_pem, INGAM_FORMAT_PEM },
};

IngamFormat
ingam_probe (const guint8 *data, gsize size)
{
  if (size == 0)
    return INGAM_FORMAT_UNKNOWN;
  for (gsize i = 0; i < G_N_ELEMENTS (probes); i++)
    if (probes[i].recognises (data, size))
      return probes[i].format;
  return INGAM_FORMAT_UNKNOWN;
}

/* DER and ZIP begin with one byte each; armour may have any text before it, but text it is. */
gboolean
ingam_probe_could_be_ours (const guint8 *data, gsize size)
{
  static const guint8 byte_order_mark[] = { 0xef, 0xbb, 0xbf };

  if (size == 0)
    return FALSE;
  if (is_zip (data, size))
    return TRUE;
  if (data[0] == INGAM_DER_SEQUENCE && size > 1 && data[1] >= 0x80)
    return TRUE; /* none of ours is so short that its length fits in one byte */
  if (size >= sizeof byte_order_mark && memcmp (data, byte_order_mark, sizeof byte_order_mark) == 0)
    {
      data += sizeof byte_order_mark;
      size -= sizeof byte_order_mark;
    }
  for (gsize i = 0; i < MIN (size, 64); i++)
    if (data[i] < 0x20 && !memchr ("\t\n\f\r", data[i], 4))
      return FALSE;
  return TRUE;
}

static const struct
{
  const char *word;
  const char *title;
} formats[INGAM_N_FORMATS] = {
  [INGAM_FORMAT_UNKNOWN] = { "unknown", N_ ("something else") },
  [INGAM_FORMAT_CERTIFICATE] = { "certificate", N_ ("a certificate") },
  [INGAM_FORMAT_CERTIFICATES] = { "certificates", N_ ("a list of certificates") },
  [INGAM_FORMAT_SEALED_KEY] = { "sealed-key", N_ ("a locked private key") },
  [INGAM_FORMAT_PLAIN_KEY] = { "plain-key", N_ ("a private key without a password") },
  [INGAM_FORMAT_BUNDLE] = { "pfx", N_ ("a certificate file with its key (PFX)") },
  [INGAM_FORMAT_PKCS7] = { "pkcs7", N_ ("a list of certificates (PKCS #7)") },
  [INGAM_FORMAT_PEM] = { "pem", N_ ("a text file with certificates or keys (PEM)") },
  [INGAM_FORMAT_ZIP] = { "zip", N_ ("a ZIP archive") },
};

const char *
ingam_format_get_word (IngamFormat format)
{
  g_return_val_if_fail (format < INGAM_N_FORMATS, formats[INGAM_FORMAT_UNKNOWN].word);
  return formats[format].word;
}

const char *
ingam_format_get_title (IngamFormat format)
{
  g_return_val_if_fail (format < INGAM_N_FORMATS, _ (formats[INGAM_FORMAT_UNKNOWN].title));
  return _ (formats[format].title);
}
