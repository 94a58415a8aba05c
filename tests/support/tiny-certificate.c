/* tiny-certificate.c: see the header; shapes as RFC 5280 section 4.1 writes them. */
#include "config.h"

#include "support/tiny-certificate.h"

#include "support/scratch.h"

#include <stdarg.h>
#include <string.h>

GBytes *
ingam_test_der_data (guint8 tag, gconstpointer data, gsize size)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  guint8 header[6] = { tag };
  guint used = 2;

  if (size < 0x80)
    header[1] = (guint8) size;
  else
    {
      guint count = size > 0xffffff ? 4 : size > 0xffff ? 3 : size > 0xff ? 2 : 1;

      header[1] = (guint8) (0x80 | count);
      for (guint i = 0; i < count; i++)
        header[used++] = (guint8) (size >> (8 * (count - 1 - i)));
    }
  g_byte_array_append (all, header, used);
  if (size > 0)
    g_byte_array_append (all, data, (guint) size);
  return g_byte_array_free_to_bytes (g_steal_pointer (&all));
}

GBytes *
ingam_test_der (guint8 tag, ...)
{
  g_autoptr (GByteArray) inner = g_byte_array_new ();
  va_list parts;
  GBytes *part;

  va_start (parts, tag);
  while ((part = va_arg (parts, GBytes *)))
    {
      gsize size;
      const guint8 *data = g_bytes_get_data (part, &size);

      if (size > 0)
        g_byte_array_append (inner, data, (guint) size);
      g_bytes_unref (part);
    }
  va_end (parts);
  return ingam_test_der_data (tag, inner->data, inner->len);
}

static GBytes *
hex (guint8 tag, const char *text)
{
  g_autoptr (GBytes) bytes = ingam_test_hex (text);

  return ingam_test_der_data (tag, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static GBytes *
text (guint8 tag, const char *value)
{
  return ingam_test_der_data (tag, value, strlen (value));
}

GBytes *
ingam_test_name (const IngamTestAttribute *attributes)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();

  for (; attributes->oid; attributes++)
    {
      gsize size = attributes->size ? attributes->size : strlen (attributes->value);
      g_autoptr (GBytes) rdn = ingam_test_der (
          0x31,
          ingam_test_der (0x30, hex (0x06, attributes->oid),
                          ingam_test_der_data (attributes->tag, attributes->value, size), NULL),
          NULL);

      g_byte_array_append (all, g_bytes_get_data (rdn, NULL), (guint) g_bytes_get_size (rdn));
    }
  return ingam_test_der_data (0x30, all->data, all->len);
}

static const IngamTestAttribute default_issuer[] = {
  { INGAM_TEST_C, 0x13, "kr" },
  { INGAM_TEST_O, 0x0c, "yessign" },
  { INGAM_TEST_OU, 0x0c, "AccreditedCA" },
  { INGAM_TEST_CN, 0x0c, "yessignCA Class 3" },
  { NULL },
};

static const IngamTestAttribute default_subject[] = {
  { INGAM_TEST_C, 0x13, "kr" },
  { INGAM_TEST_O, 0x0c, "yessign" },
  { INGAM_TEST_OU, 0x0c, "personal4IB" },
  { INGAM_TEST_OU, 0x0c, "WOORI" },
  { INGAM_TEST_CN, 0x0c, "성춘향()0020049202001011234567" },
  { NULL },
};

static GBytes *
make_key (guint8 seed)
{
  guint8 modulus[257] = { 0, 0xc0 };

  for (gsize i = 2; i < sizeof modulus; i++)
    modulus[i] = (guint8) (i * 7 + seed);
  return ingam_test_der (
      0x30, hex (0x30, "06092a864886f70d0101010500"),
      ingam_test_der (0x03, g_bytes_new_static ("\0", 1),
                      ingam_test_der (0x30, ingam_test_der_data (0x02, modulus, sizeof modulus),
                                      hex (0x02, "010001"), NULL),
                      NULL),
      NULL);
}

static GBytes *
make_extension (const char *oid, gboolean critical, GBytes *value)
{
  return ingam_test_der (0x30, hex (0x06, oid),
                         critical ? hex (0x01, "ff") : g_bytes_new_static ("", 0),
                         ingam_test_der (0x04, value, NULL), NULL);
}

static void
append (GByteArray *all, GBytes *part)
{
  g_byte_array_append (all, g_bytes_get_data (part, NULL), (guint) g_bytes_get_size (part));
  g_bytes_unref (part);
}

/* IdentifyData with realName and a VID of SHA-256, as in KISA's profile. */
static GBytes *
make_identity (const IngamTestCertificate *facts)
{
  static const guint8 vid[32] = { 0x5a };
  GBytes *hash_algorithm = ingam_test_der (0x30, hex (0x06, "608648016503040201"), NULL);
  GBytes *virtual_id = ingam_test_der (
      0x30, hash_algorithm, ingam_test_der (0xa0, ingam_test_der_data (0x04, vid, 32), NULL), NULL);
  GBytes *infos = ingam_test_der (
      0x30, ingam_test_der (0x30, hex (0x06, "2a831a8c9a440a010101"), virtual_id, NULL), NULL);
  GBytes *data = ingam_test_der (
      0x30, text (facts->real_name_tag ? facts->real_name_tag : 0x0c, facts->real_name), infos,
      NULL);

  return ingam_test_der (0x30,
                         ingam_test_der (0xa0, hex (0x06, "2a831a8c9a440a0101"),
                                         ingam_test_der (0xa0, data, NULL), NULL),
                         NULL);
}

/* UTCTime, or GeneralizedTime when the year has four digits. */
static GBytes *
date (const char *digits)
{
  return text (strlen (digits) == 15 ? 0x18 : 0x17, digits);
}

static GBytes *
make_extensions (const IngamTestCertificate *facts)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();

  append (all, make_extension ("551d0e", FALSE, hex (0x04, "0102030405")));
  append (all, make_extension ("551d23", FALSE, ingam_test_der (0x30, hex (0x80, "0a0b0c"), NULL)));
  if (facts->key_usage)
    append (all, make_extension ("551d0f", TRUE,
                                 ingam_test_der_data (0x03, (guint8[]){ 0, facts->key_usage }, 2)));
  if (facts->is_ca)
    append (all, make_extension ("551d13", TRUE, ingam_test_der (0x30, hex (0x01, "ff"), NULL)));
  if (facts->policy)
    append (all, make_extension (
                     "551d20", TRUE,
                     ingam_test_der (0x30, ingam_test_der (0x30, hex (0x06, facts->policy), NULL),
                                     NULL)));
  if (facts->real_name)
    append (all, make_extension ("551d11", FALSE, make_identity (facts)));
  if (facts->extensions)
    append (all, ingam_test_hex (facts->extensions));
  return ingam_test_der (0xa3, ingam_test_der_data (0x30, all->data, all->len), NULL);
}

GBytes *
ingam_test_certificate (const IngamTestCertificate *facts)
{
  const guint8 serial = facts->serial ? facts->serial : 1;
  const guint8 signature[257] = { 0 };
  GBytes *empty = g_bytes_new_static ("", 0);
  GBytes *version = facts->is_version_1 ? g_bytes_ref (empty) : hex (0xa0, "020102");
  GBytes *extensions = facts->is_version_1 ? g_bytes_ref (empty) : make_extensions (facts);
  const char *algorithm = "06092a864886f70d01010b0500";
  GBytes *validity =
      ingam_test_der (0x30, date (facts->not_before ? facts->not_before : "250101000000Z"),
                      date (facts->not_after ? facts->not_after : "260101145959Z"), NULL);
  GBytes *tbs =
      ingam_test_der (0x30, version, ingam_test_der_data (0x02, &serial, 1), hex (0x30, algorithm),
                      ingam_test_name (facts->issuer ? facts->issuer : default_issuer), validity,
                      ingam_test_name (facts->subject ? facts->subject : default_subject),
                      make_key (facts->key), extensions, NULL);

  g_bytes_unref (empty);
  return ingam_test_der (0x30, tbs, hex (0x30, algorithm),
                         ingam_test_der_data (0x03, signature, sizeof signature), NULL);
}

IngamCredential *
ingam_test_credential (const IngamTestCertificate *facts)
{
  g_autoptr (GBytes) der = ingam_test_certificate (facts);
  IngamCertificateFields fields;
  const IngamCredentialFacts found = { .fields = &fields, .folder = "a/USER/b" };

  g_assert_true (
      ingam_certificate_peek (g_bytes_get_data (der, NULL), g_bytes_get_size (der), &fields));
  return ingam_credential_new (&found);
}
