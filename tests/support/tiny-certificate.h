/* tiny-certificate.h: certificates for tests of the core, written byte by byte.
 *
 * No library is asked, so that names, dates and extensions can be as wrong as a test wants them. The
 * key is a made-up modulus and the signature is not one: tests that verify anything use the real maker.
 */
#pragma once

#include "core/cert/credential.h"

G_BEGIN_DECLS

/* One DER element around the @parts, each of which is consumed; ends with NULL. */
GBytes *ingam_test_der (guint8 tag, ...) G_GNUC_NULL_TERMINATED;
GBytes *ingam_test_der_data (guint8 tag, gconstpointer data, gsize size);

typedef struct
{
  const char *oid; /* content bytes in hexadecimal: "550403"; NULL ends the list */
  guint8 tag;
  const char *value;
  gsize size; /* 0: the length of @value as text */
} IngamTestAttribute;

#define INGAM_TEST_CN "550403"
#define INGAM_TEST_C "550406"
#define INGAM_TEST_O "55040a"
#define INGAM_TEST_OU "55040b"

/* A Name, one attribute a RDN. */
GBytes *ingam_test_name (const IngamTestAttribute *attributes);

typedef struct
{
  const IngamTestAttribute *issuer;  /* NULL: yessign's */
  const IngamTestAttribute *subject; /* NULL: a person's of yessign */
  const char *not_before;            /* UTCTime, or a year of four digits; NULL: 250101000000Z */
  const char *not_after;             /* NULL: 260101145959Z */
  const char *policy;                /* OID content in hexadecimal; NULL: no policy */
  const char *real_name;             /* NULL: no identity data */
  guint8 real_name_tag;              /* 0: UTF8String */
  guint8 key_usage;                  /* first byte of the BIT STRING; 0: no extension */
  guint8 serial;                     /* 0: 1 */
  guint8 key;                        /* differs: another key */
  const char *extensions;            /* more of them, whole DER in hexadecimal; NULL: none */
  gboolean is_ca;
  gboolean is_version_1; /* without extensions */
} IngamTestCertificate;

GBytes *ingam_test_certificate (const IngamTestCertificate *facts);
/* The same as a scan would hand it out, without a key. */
IngamCredential *ingam_test_credential (const IngamTestCertificate *facts);

G_END_DECLS
