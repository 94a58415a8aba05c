/* sealed-key.h: EncryptedPrivateKeyInfo as it lies in signPri.key and kmPri.key.
 *
 * SEQUENCE { AlgorithmIdentifier, OCTET STRING } (RFC 5208 section 6). Parsing needs no password
 * and tells the scheme; opening gives PrivateKeyInfo as bytes; sealing takes those same bytes.
 *
 *   scheme word            OID                        derivation, cipher
 *   pbes1-seed             1.2.410.200004.1.15        PBKDF1-SHA1; IV = SHA1(dk[16..19])
 *   pbes1-seed-fixed-iv    1.2.410.200004.1.4         PBKDF1-SHA1; IV "0123456789012345"
 *   pbes2-<cipher>         1.2.840.113549.1.5.13      PBKDF2 (any HMAC-SHA), cipher of cipher.h
 *   pkcs12-3des, …         1.2.840.113549.1.12.1.*    PKCS#12 derivation (pkcs12-3des-2key,
 *                                                     pkcs12-rc2-128, pkcs12-rc2-40)
 *   unknown:<oid>          anything else              named, never opened
 *
 * Bytes after the first SEQUENCE are real in the field (a tool that overwrote a longer file) and
 * tolerated on reading; we never write any.
 */
#pragma once

#include "core/codec/kdf.h"

G_BEGIN_DECLS

#define INGAM_SEALED_KEY_MAX_SIZE (64 * 1024)
/* Rounds that we write when the key found asks for fewer. */
#define INGAM_SEALED_KEY_MIN_ROUNDS 2048

typedef struct _IngamSealedKey IngamSealedKey; /* immutable, counted */

#define INGAM_TYPE_SEALED_KEY (ingam_sealed_key_get_type ())
GType ingam_sealed_key_get_type (void);

/* NOT_A_CERTIFICATE when it is not an EncryptedPrivateKeyInfo at all, DAMAGED when it begins like
 * one and breaks off, REFUSED above the size limit. An unknown algorithm parses. */
IngamSealedKey *ingam_sealed_key_new (GBytes *bytes, GError **error);
IngamSealedKey *ingam_sealed_key_ref (IngamSealedKey *self);
void ingam_sealed_key_unref (IngamSealedKey *self);

const char *ingam_sealed_key_get_scheme (IngamSealedKey *self);  /* the word above; borrowed */
guint64 ingam_sealed_key_get_rounds (IngamSealedKey *self);      /* 0 when unknown */
gsize ingam_sealed_key_get_trailing_size (IngamSealedKey *self); /* bytes after the SEQUENCE */
gboolean ingam_sealed_key_is_supported (IngamSealedKey *self);   /* on this system */
GBytes *ingam_sealed_key_get_bytes (IngamSealedKey *self);       /* first SEQUENCE only; borrowed */

/* The scheme and rounds alone, without allocating, for listing ten thousand: FALSE when the head is
 * not that of an EncryptedPrivateKeyInfo. *@ret_scheme is an interned string. */
gboolean ingam_sealed_key_peek (const guint8 *data,
                                gsize size,
                                const char **ret_scheme,
                                guint64 *ret_rounds);

/* PrivateKeyInfo, already validated as ASN.1. A non-ASCII password is tried as typed (NFC UTF-8),
 * then as CP949, which Korean Windows programs used. WRONG_PASSWORD, UNSUPPORTED (named),
 * TOO_EXPENSIVE, CANCELLED, DAMAGED. */
IngamSecret *ingam_sealed_key_open (IngamSealedKey *self,
                                    IngamSecret *password,
                                    IngamKdfBudget budget,
                                    GCancellable *cancellable,
                                    GError **error);

/* Seals @plain under a new password in the scheme family of @self (the PRF and the key length are
 * written out or left out as found), with a new salt and IV, rounds never fewer than found nor than
 * INGAM_SEALED_KEY_MIN_ROUNDS, and opens the result again before returning it (UNVERIFIED). What is
 * no PrivateKeyInfo is not sealed (see ingam_private_key_validate). The password's bytes are taken
 * as they are: which may be chosen is cert/password-quality's matter. */
IngamSealedKey *ingam_sealed_key_reseal (IngamSealedKey *self,
                                         IngamSecret *plain,
                                         IngamSecret *new_password,
                                         GCancellable *cancellable,
                                         GError **error);

/* Seals in a scheme named by its word. @prf: the PBKDF2 digest for pbes2-*, 0 for HMAC-SHA1 left
 * out of the parameters as NPKI files have it. Every scheme that is read can be written, RC2 for
 * tests only. UNSUPPORTED for a word we cannot write, or a PRF where there is none; REFUSED for
 * rounds outside kdf.h's limits. */
IngamSealedKey *ingam_sealed_key_seal (const char *scheme,
                                       guint64 rounds,
                                       int prf,
                                       IngamSecret *plain,
                                       IngamSecret *password,
                                       GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamSealedKey, ingam_sealed_key_unref)

G_END_DECLS
