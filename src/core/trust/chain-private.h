/* chain-private.h: the parts of chain.c. */
#pragma once

#include "core/trust/chain.h"

G_BEGIN_DECLS

/* The same as ingam_chain_build() with another table of what is known, so that a test need not have
 * the key of a real authority. @ret_signatures: how many were checked; may be NULL. */
typedef const IngamAnchor *(*IngamChainKnowFunc) (const guint8 *fingerprint);
IngamChain *ingam_chain_build_known (IngamCertificate *certificate,
                                     GPtrArray *candidates,
                                     gint64 now,
                                     IngamChainKnowFunc know,
                                     guint *ret_signatures);

/* --- chain-signature.c --- */

typedef enum
{
  INGAM_SIGNATURE_HOLDS,
  INGAM_SIGNATURE_FAILS,
  INGAM_SIGNATURE_UNHANDLED, /* an algorithm that we do not know or no longer believe */
  INGAM_SIGNATURE_TOO_LARGE, /* a key that would take long to compute with */
} IngamSignature;

IngamSignature ingam_chain_check_signature (const IngamCertificateFields *certificate,
                                            const IngamCertificateFields *issuer);
/* Dotted; of the certificate's signature algorithm. */
char *ingam_chain_dup_algorithm (const IngamCertificateFields *certificate);

/* --- chain-rules.c --- */

/* May @issuer sign with @n_authorities below it, at @moment? KNOWN_ROOT: nothing speaks against it;
 * else NOT_AN_AUTHORITY, EXPIRED, NOT_YET_VALID, or UNHANDLED with @ret_oid. */
IngamChainVerdict ingam_chain_judge_issuer (const IngamCertificateFields *issuer,
                                            guint n_authorities,
                                            gint64 moment,
                                            char **ret_oid);

/* The OID of a critical extension that is unknown or unreadable, or NULL. */
char *ingam_chain_dup_unhandled (const IngamCertificateFields *certificate);

/* requireExplicitPolicy of any certificate of a whole path (the one asked about first) is kept by
 * those below it. */
gboolean ingam_chain_policies_hold (GPtrArray *path);
#define INGAM_CHAIN_POLICY_CONSTRAINTS "2.5.29.36"

gboolean ingam_chain_is_self_issued (const IngamCertificateFields *certificate);

G_END_DECLS
