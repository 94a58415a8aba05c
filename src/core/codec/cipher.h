/* cipher.h: the block ciphers of this field, as a table from OID to what libgcrypt needs.
 *
 * CBC with PKCS#7 padding only, which is all that EncryptedPrivateKeyInfo and PKCS#12 use. ARIA is
 * in the table on every system; libgcrypt has it from 1.11 on, and where it has not, opening one
 * says "this system's library has no ARIA" (UNSUPPORTED) instead of anything about passwords.
 *
 * Sources: RFC 4269 and KISA (SEED), RFC 5794 (ARIA), RFC 8018 appendix B.2 (AES, 3DES, RC2).
 */
#pragma once

#include "core/base/der.h"
#include "core/base/secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  const char *oid;  /* dotted; NULL for those that only a PKCS#12 scheme names */
  const char *name; /* for people and JSON: "seed", "aes256", "3des", "aria128" */
  int gcrypt;       /* libgcrypt's number, 0 where the library at hand has none */
  gsize key_size;   /* bytes */
  gsize block_size; /* bytes; also the IV's size */
  IngamDer der;     /* the OID's content bytes */
} IngamCipher;

/* NULL when the OID is not in the table. */
const IngamCipher *ingam_cipher_find (const char *oid);
const IngamCipher *ingam_cipher_find_der (IngamDer oid); /* content bytes */
const IngamCipher *ingam_cipher_find_by_name (const char *name);

/* The largest block and IV of the table, bytes. */
#define INGAM_CIPHER_MAX_BLOCK 16

/* Whether this system's libgcrypt has it. */
gboolean ingam_cipher_is_available (const IngamCipher *cipher);

/* Sets UNSUPPORTED with the cipher's name in it. */
void ingam_cipher_set_unavailable (const IngamCipher *cipher, GError **error);

/* Of @key the first key_size bytes are used; a shorter one is a programmer's error, as is an IV
 * that is not of the block's size. */

/* Decrypts and unpads. The padding is checked in constant time, and every failure of it is
 * WRONG_PASSWORD: with a password-derived key the two cannot be told apart here. DAMAGED when the
 * size is not a multiple of the block; REFUSED above INGAM_SECRET_MAX_SIZE; UNSUPPORTED without the
 * cipher in this system's library. */
IngamSecret *ingam_cipher_decrypt (const IngamCipher *cipher,
                                   IngamSecret *key,
                                   const guint8 *iv,
                                   gsize iv_size,
                                   const guint8 *data,
                                   gsize size,
                                   GError **error);

GBytes *ingam_cipher_encrypt (const IngamCipher *cipher,
                              IngamSecret *key,
                              const guint8 *iv,
                              gsize iv_size,
                              IngamSecret *plain,
                              GError **error);

G_END_DECLS
