/* pbe.h: password-based encryption as an AlgorithmIdentifier says it: sealed keys and PKCS#12 share
 * these schemes, so they are read, opened and written in one place.
 *
 *   scheme word            OID                        derivation, cipher
 *   pbes1-seed             1.2.410.200004.1.15        PBKDF1-SHA1; IV = SHA1(dk[16..19])[0..15]
 *   pbes1-seed-fixed-iv    1.2.410.200004.1.4         PBKDF1-SHA1; IV "0123456789012345"
 *   pbes2-<cipher>         1.2.840.113549.1.5.13      PBKDF2 (any HMAC-SHA), cipher of cipher.h
 *   pkcs12-<cipher>        1.2.840.113549.1.12.1.3-6  PKCS#12 derivation, SHA-1
 *   unknown:<oid>          anything else              named, never opened
 *
 * Sources: RFC 8018, RFC 7292 appendix B and C, RFC 4269; the domain facts for the first two.
 */
#pragma once

#include "core/base/der.h"
#include "core/codec/cipher.h"
#include "core/codec/kdf.h"

G_BEGIN_DECLS

typedef enum
{
  INGAM_PBE_UNKNOWN,
  INGAM_PBE_PBES1_SEED,
  INGAM_PBE_PBES1_SEED_FIXED_IV,
  INGAM_PBE_PBES2,
  INGAM_PBE_PKCS12,
} IngamPbeFamily;

/* One scheme with its parameters. Slices are borrowed from the bytes it was read from. */
typedef struct
{
  IngamPbeFamily family;
  const char *word; /* the scheme word above; static or interned */
  const IngamCipher *cipher;
  int digest;     /* of the derivation, GCRY_MD_* */
  guint64 rounds; /* 0 when the scheme is unknown */
  IngamDer salt;
  IngamDer iv;             /* PBES2; else empty, the IV is derived or fixed */
  gboolean has_prf;        /* PBES2: the PRF was written out; SHA-1 is meant when it was not */
  gboolean has_key_length; /* PBES2: likewise */
  IngamDer unknown; /* the OID (content bytes) that we do not know, innermost; empty otherwise */
} IngamPbe;

/* Reads the content of an AlgorithmIdentifier's SEQUENCE (from its OID on). FALSE when that is
 * malformed, or the parameters of a scheme we know are. An unknown algorithm reads well. Allocates
 * nothing, but for an unknown OID's word the first time it is met. */
gboolean ingam_pbe_read (IngamDer algorithm, IngamPbe *ret_pbe);

/* Whether @oid (content bytes) names a scheme that we can open or at least name. */
gboolean ingam_pbe_knows (IngamDer oid);

/* Whether it can be opened on this system. */
gboolean ingam_pbe_is_supported (const IngamPbe *pbe);

/* Sets UNSUPPORTED, naming what it is that we do not know. */
void ingam_pbe_set_unsupported (const IngamPbe *pbe, GError **error);

/* Whether the empty password has two readings here (PKCS#12), see IngamKdf.null_password. */
gboolean ingam_pbe_has_null_password (const IngamPbe *pbe);

/* The derivations that opening needs, for ingam_kdf_derive_many() with those of other parts of the
 * same file; returns how many. The scheme must be supported. */
#define INGAM_PBE_MAX_KDFS 2
gsize
ingam_pbe_plan (const IngamPbe *pbe, gboolean null_password, IngamKdf ret_kdfs[INGAM_PBE_MAX_KDFS]);

/* Decrypts with what those derivations gave. WRONG_PASSWORD (padding), DAMAGED, REFUSED. */
IngamSecret *ingam_pbe_decrypt_with (
    const IngamPbe *pbe, IngamSecret *const *keys, const guint8 *data, gsize size, GError **error);

/* Both in one; also UNSUPPORTED, TOO_EXPENSIVE, CANCELLED. */
IngamSecret *ingam_pbe_decrypt (const IngamPbe *pbe,
                                const guint8 *data,
                                gsize size,
                                IngamSecret *password,
                                gboolean null_password,
                                IngamKdfBudget budget,
                                GCancellable *cancellable,
                                GError **error);

/* What to write. */
typedef struct
{
  IngamPbeFamily family;
  const IngamCipher *cipher;
  int digest;
  guint64 rounds;
  gsize salt_size;           /* bytes */
  gboolean write_prf;        /* PBES2 */
  gboolean write_key_length; /* PBES2 */
} IngamPbeRecipe;

/* By the scheme word; 8 bytes of salt, SHA-1. FALSE for a word we cannot write on this system. */
gboolean ingam_pbe_recipe_init (IngamPbeRecipe *recipe, const char *word);

/* The same scheme as was read. */
void ingam_pbe_recipe_init_like (IngamPbeRecipe *recipe, const IngamPbe *pbe);

/* Encrypts with a new salt and IV. *@ret_algorithm is the AlgorithmIdentifier, DER with header. */
GBytes *ingam_pbe_encrypt (const IngamPbeRecipe *recipe,
                           IngamSecret *plain,
                           IngamSecret *password,
                           GCancellable *cancellable,
                           GBytes **ret_algorithm,
                           GError **error);

/* The parts of ingam_pbe_encrypt(), for a container that derives for all its parts at once. The
 * caller fills an IngamPbe as reading would have (word and unknown left empty) with a salt and, for
 * PBES2, an IV of its own, and plans with ingam_pbe_plan(). The AlgorithmIdentifier comes as DER
 * with header. */
GBytes *ingam_pbe_make_algorithm (const IngamPbe *pbe);
GBytes *ingam_pbe_encrypt_with (const IngamPbe *pbe,
                                IngamSecret *const *keys,
                                IngamSecret *plain,
                                GError **error);

/* PBKDF2-params with HMAC-SHA names, for PBMAC1: the PRF's AlgorithmIdentifier OID (content bytes)
 * to GCRY_MD_*, 0 when unknown, and back to the dotted OID, NULL when unknown. */
int ingam_pbe_find_prf (IngamDer oid);
const char *ingam_pbe_get_prf_oid (int digest);

/* Reads the content of PBKDF2-params; @ret_key_size is 0 when absent. FALSE when malformed; an
 * unknown PRF or salt source reads well and stands in *@ret_unknown (else empty). */
gboolean ingam_pbe_read_pbkdf2 (IngamDer params,
                                IngamKdf *ret_kdf,
                                gboolean *ret_has_prf,
                                IngamDer *ret_unknown);

G_END_DECLS
