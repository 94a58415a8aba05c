/* ae2.h: WinZip AE-2 with AES-256: what an encrypted ZIP entry's bytes become. Internal to
 * core/backup.
 *
 * PBKDF2-HMAC-SHA1 of 1,000 rounds over a salt of 16 bytes gives two keys of 32 and a verifier of 2
 * bytes; AES-256 over a counter of 16 bytes, little endian, from 1; HMAC-SHA1 over what comes out,
 * cut to 10 bytes. Source: https://www.winzip.com/en/support/aes-encryption/.
 */
#pragma once

#include "core/base/secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define INGAM_AE2_SALT_SIZE 16
#define INGAM_AE2_VERIFIER_SIZE 2
#define INGAM_AE2_TAG_SIZE 10

typedef struct _IngamAe2 IngamAe2;

/* One stream, to be sealed or opened from its front to its end. UNSUPPORTED when this system's
 * libgcrypt has no AES or SHA-1; CANCELLED. */
IngamAe2 *ingam_ae2_new (IngamSecret *passphrase,
                         const guint8 salt[INGAM_AE2_SALT_SIZE],
                         GCancellable *cancellable,
                         GError **error);
void ingam_ae2_free (IngamAe2 *self);

/* Two bytes that stand in the open: a wrong passphrase has others, but for one in 65,536. */
const guint8 *ingam_ae2_get_verifier (IngamAe2 *self);

/* In place, pieces of any size. */
void ingam_ae2_seal (IngamAe2 *self, guint8 *data, gsize size);
void ingam_ae2_open (IngamAe2 *self, guint8 *data, gsize size);

/* Over all that went through. Once, at the end. */
void ingam_ae2_get_tag (IngamAe2 *self, guint8 ret_tag[INGAM_AE2_TAG_SIZE]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamAe2, ingam_ae2_free)

G_END_DECLS
