/* ca-maker.h: authorities' certificates for tests of a path, right and wrong.
 *
 * Made by GnuTLS with keys that are made once a program (P-256, because RSA takes its time), so
 * that a signature is one, and everything else as a test wants it.
 */
#pragma once

#include "core/cert/certificate.h"

G_BEGIN_DECLS

#define INGAM_TEST_CA_BEGIN 1600000000
#define INGAM_TEST_CA_END 1900000000
#define INGAM_TEST_CA_KEYS 64

typedef struct
{
  const char *name;        /* CN of the subject */
  const char *issuer;      /* CN of the issuer; NULL: the same */
  guint key;               /* its key, below INGAM_TEST_CA_KEYS */
  guint issuer_key;        /* the key that signs */
  guint named_key;         /* the key that authorityKeyIdentifier names; 0: issuer_key */
  gint64 not_before;       /* 0: INGAM_TEST_CA_BEGIN */
  gint64 not_after;        /* 0: INGAM_TEST_CA_END */
  gboolean is_user;        /* may not sign others */
  guint path_length;       /* pathLenConstraint + 1; 0: none */
  guint key_usage;         /* GnuTLS's bits; 0: what fits */
  const char *policy;      /* dotted; NULL: none. Critical */
  guint explicit_policy;   /* requireExplicitPolicy + 1, critical; KISA's have 0; 0: none */
  const char *extension;   /* OID of one more, critical: its value is NULL */
  gboolean with_large_key; /* a key of 16384 bits, which is nobody's */
  gboolean without_key_ids;
  guint serial; /* 0: 1 */
} IngamTestCa;

IngamCertificate *ingam_test_ca_make (const IngamTestCa *facts);
/* The same with one bit of its signature turned. */
IngamCertificate *ingam_test_ca_damage (IngamCertificate *certificate);

G_END_DECLS
