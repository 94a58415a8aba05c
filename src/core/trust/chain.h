/* chain.h: from a certificate to an authority that is known, step by step.
 *
 * Pure: a certificate, what lies around it, a moment; a result. Nothing is fetched, nothing is
 * cached. Bounded: INGAM_CHAIN_MAX_CANDIDATES are looked at, a path has at most
 * INGAM_CHAIN_MAX_LENGTH certificates, and no more than INGAM_CHAIN_MAX_SIGNATURES signatures are
 * checked, however many candidates bear the same name.
 *
 * A path ends well at a known root, or at a known authority whose root's certificate is not at hand:
 * both are known by the same kind of fingerprint, from the same table, so the second is as good
 * as the first (the certificate of KISA RootCA 5 was never published where a person would have it).
 *
 * Sources: RFC 5280 section 6, KCAC.TS.CERTPROF; what is left out on purpose stands in chain.c.
 */
#pragma once

#include "core/trust/anchors.h"

G_BEGIN_DECLS

#define INGAM_CHAIN_MAX_CANDIDATES 4096
#define INGAM_CHAIN_MAX_LENGTH 8 /* certificates, the first and the root among them */
#define INGAM_CHAIN_MAX_SIGNATURES 64

typedef enum
{
  INGAM_CHAIN_KNOWN_ROOT,    /* good */
  INGAM_CHAIN_KNOWN_CA,      /* good: its root is not here, the authority is known by itself */
  INGAM_CHAIN_TEST,          /* leads to a root or CA of KISA's test realm */
  INGAM_CHAIN_NO_ISSUER,     /* the issuer's certificate is not here: cannot be told */
  INGAM_CHAIN_UNKNOWN_ROOT,  /* whole, but nobody we know stands at its end: cannot be told */
  INGAM_CHAIN_UNHANDLED,     /* a critical extension or a way of signing we do not know, or
                                policies that do not hold: cannot be told */
  INGAM_CHAIN_TOO_LONG,      /* or too many to choose from: cannot be told */
  INGAM_CHAIN_LOOP,          /* the issuers sign each other in a circle */
  INGAM_CHAIN_FORGED,        /* an issuer bears the right name, but did not sign */
  INGAM_CHAIN_EXPIRED,       /* an authority's certificate had expired */
  INGAM_CHAIN_NOT_YET_VALID, /* an authority's certificate had not begun */
  INGAM_CHAIN_NOT_AN_AUTHORITY, /* signed by a certificate that may not sign others */
} IngamChainVerdict;

typedef struct
{
  IngamChainVerdict verdict;
  GPtrArray *path;            /* of IngamCertificate, the one asked about first; as far as it went */
  const IngamAnchor *anchor;  /* where it ended well (or in the test realm); else NULL */
  IngamCertificate *culprit;  /* whom the verdict is about, in the path or not; may be NULL */
  char *oid;                  /* UNHANDLED: of the extension or the way of signing; else NULL */
} IngamChain;

/* @candidates: of IngamCertificate, in any order, roots and strangers among them. @now: Unix time; of
 * a certificate that has expired by then the authorities are looked at as of its last day, because
 * a path that held while it was used is not broken by time. Never fails. */
IngamChain *ingam_chain_build (IngamCertificate *certificate, GPtrArray *candidates, gint64 now);
void ingam_chain_free (IngamChain *chain);

/* KNOWN_ROOT and KNOWN_CA. */
gboolean ingam_chain_is_good (const IngamChain *chain);
/* What is wrong, and not only what cannot be told: LOOP, FORGED, EXPIRED, NOT_YET_VALID,
 * NOT_AN_AUTHORITY. */
gboolean ingam_chain_is_bad (const IngamChain *chain);
/* A sentence or two for people: what was found and what to do next; never NULL. */
char *ingam_chain_dup_sentence (const IngamChain *chain);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamChain, ingam_chain_free)

G_END_DECLS
