/* kdf.h: keys from passwords, with limits at both ends and a way to stop.
 *
 * PBKDF1 as NPKI uses it (RFC 8018 section 5.1, SHA-1, 20 bytes), PBKDF2 (section 5.2) and the
 * PKCS#12 derivation (RFC 7292 appendix B). The loops are ours on libgcrypt's digests, because no
 * library's call can be cancelled: a file of 2,517 bytes that asks for 2^31 rounds hangs openssl,
 * certtool and pk12util.
 */
#pragma once

#include "core/base/secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  INGAM_KDF_PBKDF1,
  INGAM_KDF_PBKDF2,
  /* RFC 7292 appendix B.3, ID 1; the password, UTF-8, is made a BMPString with its two closing zero
   * bytes inside (surrogate pairs beyond the BMP; bytes that are no UTF-8 count as Latin-1, as
   * OpenSSL reads them) */
  INGAM_KDF_PKCS12_KEY,
  INGAM_KDF_PKCS12_IV,  /* ID 2 */
  INGAM_KDF_PKCS12_MAC, /* ID 3 */
} IngamKdfKind;

#define INGAM_KDF_MIN_ROUNDS 1
/* What is run without asking: about two seconds of one core. Above it, TOO_EXPENSIVE, which a face
 * turns into a question. */
#define INGAM_KDF_ASK_ROUNDS (10 * 1000 * 1000)
/* What a file may ask for at all: a positive 31-bit number. */
#define INGAM_KDF_MAX_ROUNDS G_MAXINT32
#define INGAM_KDF_MAX_SALT 1024     /* bytes; 8 to 20 are usual, 0 is read (old GnuTLS files) */
#define INGAM_KDF_MAX_KEY 128       /* bytes */
#define INGAM_KDF_MAX_PASSWORD 4096 /* bytes */

typedef struct
{
  IngamKdfKind kind;
  int digest;         /* libgcrypt's GCRY_MD_*; PBKDF1 is SHA-1 only */
  const guint8 *salt; /* borrowed */
  gsize salt_size;
  guint64 rounds;
  gsize key_size; /* bytes wanted */
  /* PKCS#12 kinds with an empty password only: TRUE is "no password at all" (no bytes), FALSE the
   * empty BMPString (two zero bytes). Both are met in the field. */
  gboolean null_password;
} IngamKdf;

/* How many rounds a file may ask for before the answer is TOO_EXPENSIVE: INGAM_KDF_ASK_ROUNDS, or
 * INGAM_KDF_MAX_ROUNDS once the person said "try anyway". */
typedef guint64 IngamKdfBudget;

/* UNSUPPORTED (digest), REFUSED (a size or count outside the limits), TOO_EXPENSIVE, CANCELLED
 * (looked at least every 20 ms). The result is @kdf->key_size bytes. */
IngamSecret *ingam_kdf_derive (const IngamKdf *kdf,
                               IngamSecret *password,
                               IngamKdfBudget budget,
                               GCancellable *cancellable,
                               GError **error);

/* Runs several derivations at once on as many threads as there are processors: a PKCS#12 file needs
 * two or three and a person waits for all. @ret_keys has room for @n; all or nothing. */
gboolean ingam_kdf_derive_many (const IngamKdf *kdfs,
                                gsize n,
                                IngamSecret *password,
                                IngamKdfBudget budget,
                                GCancellable *cancellable,
                                IngamSecret **ret_keys,
                                GError **error);

G_END_DECLS
