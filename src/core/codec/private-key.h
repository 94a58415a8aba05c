/* private-key.h: what stands in a plain PrivateKeyInfo, read without ever rebuilding it.
 *
 * PrivateKeyInfo (RFC 5208) stays bytes from opening to sealing: every library that makes a key
 * object of it drops the attribute with R (1.2.410.200004.10.1.1.3, a BIT STRING of usually 20
 * bytes), without which a certificate fails every identity check (domain facts: KCAC.TS.SIVID).
 */
#pragma once

#include "core/base/secret.h"

#include <glib.h>

G_BEGIN_DECLS

#define INGAM_PRIVATE_KEY_RANDOM_OID "1.2.410.200004.10.1.1.3"

/* Whether @plain is one well-formed PrivateKeyInfo, and for the types we can read (RSA, EC) the key
 * inside too: the ASN.1 half of deciding that a password was right. Another type passes by its
 * outer shape: re-sealing needs no more. WRONG_PASSWORD when it does not even begin like one;
 * DAMAGED when it does (outer length and version exact, which no wrong password brings about) and
 * breaks later. */
gboolean ingam_private_key_validate (IngamSecret *plain, GError **error);

/* Whether the key is the other half of @spki (DER SubjectPublicKeyInfo) *and* sound in itself (for
 * RSA the numbers fit together, for EC the public point is that of the secret number). FALSE with
 * HALF_PAIR when it provably belongs to another certificate, with DAMAGED when it is not sound,
 * with UNSUPPORTED when the type or curve gives no way to tell. */
gboolean ingam_private_key_match (IngamSecret *plain, GBytes *spki, GError **error);

/* SHA-256 over the public key as SubjectPublicKeyInfo holds it (the subjectPublicKey bits), for
 * pairing a key with certificates: the same as ingam_certificate_dup_key_id(). NULL when the type
 * has no way to tell. 32 bytes. A hint to look by, for ingam_private_key_match() to settle. */
GBytes *ingam_private_key_dup_key_id (IngamSecret *plain);

/* Whether R is there. */
gboolean ingam_private_key_has_random (IngamSecret *plain);

/* R itself, with the unused bits of its BIT STRING masked; NULL without. */
IngamSecret *ingam_private_key_dup_random (IngamSecret *plain);

G_END_DECLS
