/* maker.h: certificates and keys of the shape that KISA's authorities give out, from test CAs.
 *
 * For the sample stores and the tests; nothing of it runs on a person's own certificates. The
 * shapes (order and string types of names, identifyData with VID, the BMPString notice, critical
 * bits) are those of vendors' test certificates.
 */
#pragma once

#include "core/base/secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define INGAM_MAKER_RANDOM_SIZE 20 /* bytes of R */

/* A key pair, immutable, counted. Making one takes a tenth of a second and more, so few are made
 * and shared. */
typedef struct _IngamMakerKey IngamMakerKey;

/* RSA. Never NULL. */
IngamMakerKey *ingam_maker_key_new (guint bits);
IngamMakerKey *ingam_maker_key_ref (IngamMakerKey *self);
void ingam_maker_key_unref (IngamMakerKey *self);

/* PrivateKeyInfo, with R as its attribute (INGAM_MAKER_RANDOM_SIZE bytes) or, for NULL, without. */
IngamSecret *ingam_maker_key_dup_plain (IngamMakerKey *self, const guint8 *random);

/* What stands in one certificate. Strings and arrays are borrowed for the call. */
typedef struct
{
  const char *const *subject; /* "C=KR", "O=KICA", "OU=…", "CN=…": DER order, NULL-terminated */
  const char *real_name; /* identifyData; NULL: no subjectAltName, as in encryption certificates */
  const char *id_number; /* what the VID is made of, made up; NULL: no VID */
  const guint8 *random;  /* R, which the VID is made of */
  const char *policy;    /* dotted OID, or NULL */
  guint64 serial;
  gint64 not_before;
  gint64 not_after;
  gboolean for_encryption; /* keyEncipherment instead of digitalSignature and nonRepudiation */
} IngamMakerRequest;

/* A CA: a certificate and its key. */
typedef struct _IngamMakerAuthority IngamMakerAuthority;

/* Self-signed. */
IngamMakerAuthority *ingam_maker_authority_new_root (IngamMakerKey *key,
                                                     const char *const *subject,
                                                     gint64 not_before,
                                                     gint64 not_after);
/* With critical policyConstraints, as KISA's CAs have it. */
IngamMakerAuthority *ingam_maker_authority_new (IngamMakerAuthority *root,
                                                IngamMakerKey *key,
                                                const char *const *subject,
                                                guint64 serial,
                                                gint64 not_before,
                                                gint64 not_after);
void ingam_maker_authority_free (IngamMakerAuthority *self);
GBytes *ingam_maker_authority_get_der (IngamMakerAuthority *self); /* borrowed */

/* A certificate for @key, DER. A request that cannot be one is a programmer's error and aborts. */
GBytes *
ingam_maker_issue (IngamMakerAuthority *self, IngamMakerKey *key, const IngamMakerRequest *request);

/* SHA-256 twice over SEQUENCE { PrintableString idn, BIT STRING R }: the VID. 32 bytes. */
void ingam_maker_compute_vid (const char *id_number, const guint8 *random, guint8 ret_vid[32]);

/* One file that holds several certificates, as CaPubs does: SEQUENCE OF Certificate. */
GBytes *ingam_maker_wrap (GBytes *const *certificates, gsize n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamMakerKey, ingam_maker_key_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamMakerAuthority, ingam_maker_authority_free)

G_END_DECLS
