/* certificate.h: one X.509 certificate, immutable.
 *
 * Two views of the same bytes. IngamCertificateFields points into a buffer and allocates nothing:
 * it is what a scan of ten thousand uses. IngamCertificate owns its DER and answers for one
 * certificate on a page. Both come from the same bounded walk (base/der); a full X.509 decoding
 * (extensions by name, ASN.1 text) is GnuTLS's and done on demand by a face's detail view through
 * ingam_certificate_dup_text().
 *
 * Sources: RFC 5280; domain facts of KCAC.TS.CERTPROF as verified on vendor certificates.
 */
#pragma once

#include "core/base/der.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define INGAM_CERTIFICATE_MAX_SIZE (256 * 1024)
#define INGAM_CERTIFICATE_FINGERPRINT_SIZE 32 /* SHA-256 over the DER */

typedef enum
{
  INGAM_KEY_USAGE_DIGITAL_SIGNATURE = 1 << 0,
  INGAM_KEY_USAGE_NON_REPUDIATION = 1 << 1,
  INGAM_KEY_USAGE_KEY_ENCIPHERMENT = 1 << 2,
  INGAM_KEY_USAGE_DATA_ENCIPHERMENT = 1 << 3,
  INGAM_KEY_USAGE_KEY_AGREEMENT = 1 << 4,
  INGAM_KEY_USAGE_CERT_SIGN = 1 << 5,
  INGAM_KEY_USAGE_CRL_SIGN = 1 << 6,
} IngamKeyUsage;

/* All slices are borrowed from the buffer handed in; an absent one has size 0. */
typedef struct
{
  IngamDer whole;     /* the certificate itself, without bytes after it */
  IngamDer tbs;       /* what is signed, with header */
  IngamDer algorithm; /* how it is signed: AlgorithmIdentifier, with header */
  IngamDer signature; /* the signature's bytes, without the unused-bits byte */
  IngamDer serial;    /* INTEGER content */
  IngamDer issuer;    /* Name, with header */
  IngamDer subject;   /* Name, with header */
  gint64 not_before;  /* Unix time */
  gint64 not_after;
  IngamDer spki;     /* SubjectPublicKeyInfo, with header */
  IngamDer key_oid;  /* its algorithm, OID content */
  IngamDer key_bits; /* subjectPublicKey's bytes, without the unused-bits byte */
  guint key_size;    /* bits: RSA modulus length, EC field size; 0 unknown */
  IngamDer policy;   /* first policyIdentifier, OID content */
  guint8 real_name_tag;
  IngamDer real_name; /* KISA identifyData realName, string content */
  IngamDer vid_hash;  /* hash algorithm OID content of the VID */
  IngamDer vid;       /* VID's OCTET STRING content */
  IngamDer subject_key_id;
  IngamDer authority_key_id;
  IngamDer extensions; /* content of the SEQUENCE OF Extension */
  IngamKeyUsage key_usage;
  gboolean has_key_usage;
  gboolean is_ca;
} IngamCertificateFields;

/* FALSE when the bytes do not begin with a certificate. Never allocates. */
gboolean
ingam_certificate_peek (const guint8 *data, gsize size, IngamCertificateFields *ret_fields);

/* SHA-256 over the certificate (fields->whole: the fingerprint) or its key (fields->key_bits: the
 * key id that ingam_private_key_dup_key_id() computes from the other side). */
void ingam_certificate_digest (IngamDer bytes,
                               guint8 ret_digest[INGAM_CERTIFICATE_FINGERPRINT_SIZE]);

/* "rsa", "ec", "kcdsa", "dsa", "ed25519", "ed448"; NULL for an algorithm we have no word for.
 * Static. */
const char *ingam_certificate_find_key_type (IngamDer key_oid);

/* Lower-case hex of a serial's content without leading zero bytes. */
char *ingam_certificate_format_serial (IngamDer serial);

/* Lower-case hex; @ret_text has room for 2 * @size + 1. */
void ingam_certificate_format_hex (const guint8 *data, gsize size, char *ret_text);

typedef struct _IngamCertificate IngamCertificate; /* immutable, counted */
#define INGAM_TYPE_CERTIFICATE (ingam_certificate_get_type ())
GType ingam_certificate_get_type (void);

/* From DER (bytes after the certificate are left out). NOT_A_CERTIFICATE, DAMAGED, REFUSED. */
IngamCertificate *ingam_certificate_new (GBytes *der, GError **error);
IngamCertificate *ingam_certificate_ref (IngamCertificate *self);
void ingam_certificate_unref (IngamCertificate *self);

const IngamCertificateFields *ingam_certificate_get_fields (IngamCertificate *self); /* borrowed */
GBytes *ingam_certificate_get_der (IngamCertificate *self);                          /* borrowed */
const guint8 *ingam_certificate_get_fingerprint (IngamCertificate *self);            /* 32 bytes */
const char *ingam_certificate_get_id (IngamCertificate *self);                       /* hex, 64 */
GBytes *ingam_certificate_dup_spki (IngamCertificate *self);
/* SHA-256 over key_bits: pairs it with a private key (ingam_private_key_dup_key_id). 32 bytes. */
GBytes *ingam_certificate_dup_key_id (IngamCertificate *self);
/* Lower-case hex without leading zero bytes. */
char *ingam_certificate_dup_serial (IngamCertificate *self);
gboolean ingam_certificate_equal (IngamCertificate *a, IngamCertificate *b);

/* Everything in it as text for the technical details (GnuTLS), made inert line by line; unknown
 * extensions stand there with their OID. NULL when GnuTLS cannot read it. */
char *ingam_certificate_dup_text (IngamCertificate *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamCertificate, ingam_certificate_unref)

G_END_DECLS
