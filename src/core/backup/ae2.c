/* ae2.c: the little-endian counter of WinZip on libgcrypt, whose own counter mode is big-endian.
 *
 * The counters are written out by the hundred and encrypted in one call, so that the processor's
 * AES instructions see many blocks at once.
 */
#include "config.h"

#include "core/backup/ae2.h"

#include "core/base/error.h"
#include "core/codec/kdf.h"

#include <gcrypt.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define ROUNDS 1000
#define KEY_SIZE 32
#define BLOCK 16
#define STREAM (256 * BLOCK)

struct _IngamAe2
{
  gcry_cipher_hd_t cipher;
  gcry_md_hd_t mac;
  guint64 counter;
  gsize used; /* bytes of the stream */
  guint8 verifier[INGAM_AE2_VERIFIER_SIZE];
  guint8 counters[STREAM];
  guint8 stream[STREAM];
};

static gboolean
set_keys (IngamAe2 *self, IngamSecret *keys, GError **error)
{
  const guint8 *data = ingam_secret_peek (keys, NULL);

  if (gcry_cipher_open (&self->cipher, GCRY_CIPHER_AES256, GCRY_CIPHER_MODE_ECB,
                        GCRY_CIPHER_SECURE) != 0 ||
      gcry_cipher_setkey (self->cipher, data, KEY_SIZE) != 0 ||
      gcry_md_open (&self->mac, GCRY_MD_SHA1, GCRY_MD_FLAG_HMAC | GCRY_MD_FLAG_SECURE) != 0 ||
      gcry_md_setkey (self->mac, data + KEY_SIZE, KEY_SIZE) != 0)
    {
      g_set_error_literal (
          error, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED,
          _ ("This system's cryptographic library does not allow the methods of an "
             "encrypted ZIP (AES-256 and HMAC-SHA1)."));
      return FALSE;
    }
  memcpy (self->verifier, data + 2 * KEY_SIZE, INGAM_AE2_VERIFIER_SIZE);
  return TRUE;
}

IngamAe2 *
ingam_ae2_new (IngamSecret *passphrase,
               const guint8 salt[INGAM_AE2_SALT_SIZE],
               GCancellable *cancellable,
               GError **error)
{
  const IngamKdf kdf = { .kind = INGAM_KDF_PBKDF2,
                         .digest = GCRY_MD_SHA1,
                         .salt = salt,
                         .salt_size = INGAM_AE2_SALT_SIZE,
                         .rounds = ROUNDS,
                         .key_size = 2 * KEY_SIZE + INGAM_AE2_VERIFIER_SIZE };
  g_autoptr (IngamSecret) keys =
      ingam_kdf_derive (&kdf, passphrase, INGAM_KDF_ASK_ROUNDS, cancellable, error);
  g_autoptr (IngamAe2) self = NULL;

  if (keys == NULL)
    return NULL;
  self = g_new0 (IngamAe2, 1);
  self->used = STREAM;
  return set_keys (self, keys, error) ? g_steal_pointer (&self) : NULL;
}

void
ingam_ae2_free (IngamAe2 *self)
{
  if (self == NULL)
    return;
  gcry_cipher_close (self->cipher);
  gcry_md_close (self->mac);
  ingam_secret_wipe (self, sizeof *self);
  g_free (self);
}

const guint8 *
ingam_ae2_get_verifier (IngamAe2 *self)
{
  return self->verifier;
}

static void
make_stream (IngamAe2 *self)
{
  for (gsize at = 0; at < STREAM; at += BLOCK)
    {
      guint64 counter = GUINT64_TO_LE (++self->counter);

      memcpy (self->counters + at, &counter, sizeof counter);
    }
  if (gcry_cipher_encrypt (self->cipher, self->stream, STREAM, self->counters, STREAM) != 0)
    g_error ("AES-256 with a key failed");
  self->used = 0;
}

static void
combine (guint8 *data, const guint8 *stream, gsize size)
{
  gsize i = 0;

  for (; i + sizeof (guint64) <= size; i += sizeof (guint64))
    {
      guint64 one, other;

      memcpy (&one, data + i, sizeof one);
      memcpy (&other, stream + i, sizeof other);
      one ^= other;
      memcpy (data + i, &one, sizeof one);
    }
  for (; i < size; i++)
    data[i] ^= stream[i];
}

static void
apply_stream (IngamAe2 *self, guint8 *data, gsize size)
{
  while (size > 0)
    {
      gsize n;

      if (self->used == STREAM)
        make_stream (self);
      n = MIN (size, STREAM - self->used);
      combine (data, self->stream + self->used, n);
      self->used += n;
      data += n;
      size -= n;
    }
}

void
ingam_ae2_seal (IngamAe2 *self, guint8 *data, gsize size)
{
  apply_stream (self, data, size);
  gcry_md_write (self->mac, data, size);
}

void
ingam_ae2_open (IngamAe2 *self, guint8 *data, gsize size)
{
  gcry_md_write (self->mac, data, size);
  apply_stream (self, data, size);
}

void
ingam_ae2_get_tag (IngamAe2 *self, guint8 ret_tag[INGAM_AE2_TAG_SIZE])
{
  memcpy (ret_tag, gcry_md_read (self->mac, GCRY_MD_SHA1), INGAM_AE2_TAG_SIZE);
}
