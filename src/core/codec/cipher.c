/* cipher.c: the table of block ciphers, CBC and PKCS#7 padding on libgcrypt.
 *
 * GnuTLS was rejected here: it has neither SEED nor ARIA nor RC2-128, and keeps key schedules in
 * ordinary memory. Handles are opened with GCRY_CIPHER_SECURE, so that schedules lie in locked
 * memory and are wiped on close; plain bytes only ever lie in an IngamSecret.
 */
#include "config.h"

#include "core/codec/cipher.h"

#include "core/base/error.h"

#include <gcrypt.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* Enumerators of libgcrypt 1.11; the headers of Debian 12 do not have them. */
#if GCRYPT_VERSION_NUMBER >= 0x010b00
#define ARIA128 GCRY_CIPHER_ARIA128
#define ARIA192 GCRY_CIPHER_ARIA192
#define ARIA256 GCRY_CIPHER_ARIA256
#else
#define ARIA128 0
#define ARIA192 0
#define ARIA256 0
#endif

#define DER(literal)                                 \
  {                                                  \
    (const guint8 *) (literal), sizeof (literal) - 1 \
  }
#define NO_DER \
  {            \
    NULL, 0    \
  }

static const IngamCipher ciphers[] = {
  { "1.2.410.200004.1.4", "seed", GCRY_CIPHER_SEED, 16, 16,
    DER ("\x2a\x83\x1a\x8c\x9a\x44\x01\x04") },
  { "2.16.840.1.101.3.4.1.2", "aes128", GCRY_CIPHER_AES128, 16, 16,
    DER ("\x60\x86\x48\x01\x65\x03\x04\x01\x02") },
  { "2.16.840.1.101.3.4.1.22", "aes192", GCRY_CIPHER_AES192, 24, 16,
    DER ("\x60\x86\x48\x01\x65\x03\x04\x01\x16") },
  { "2.16.840.1.101.3.4.1.42", "aes256", GCRY_CIPHER_AES256, 32, 16,
    DER ("\x60\x86\x48\x01\x65\x03\x04\x01\x2a") },
  { "1.2.410.200046.1.1.2", "aria128", ARIA128, 16, 16,
    DER ("\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x02") },
  { "1.2.410.200046.1.1.7", "aria192", ARIA192, 24, 16,
    DER ("\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x07") },
  { "1.2.410.200046.1.1.12", "aria256", ARIA256, 32, 16,
    DER ("\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x0c") },
  { "1.2.840.113549.3.7", "3des", GCRY_CIPHER_3DES, 24, 8,
    DER ("\x2a\x86\x48\x86\xf7\x0d\x03\x07") },
  { NULL, "3des-2key", GCRY_CIPHER_3DES, 16, 8, NO_DER },
  { NULL, "rc2-128", GCRY_CIPHER_RFC2268_128, 16, 8, NO_DER },
  { NULL, "rc2-40", GCRY_CIPHER_RFC2268_40, 5, 8, NO_DER },
};

#define TRIPLE_DES_KEY_SIZE 24

const IngamCipher *
ingam_cipher_find (const char *oid)
{
  g_return_val_if_fail (oid, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (ciphers); i++)
    if (g_strcmp0 (ciphers[i].oid, oid) == 0)
      return &ciphers[i];
  return NULL;
}

const IngamCipher *
ingam_cipher_find_der (IngamDer oid)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ciphers); i++)
    if (ciphers[i].der.size > 0 && ingam_der_is (oid, ciphers[i].der.data, ciphers[i].der.size))
      return &ciphers[i];
  return NULL;
}

const IngamCipher *
ingam_cipher_find_by_name (const char *name)
{
  g_return_val_if_fail (name, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (ciphers); i++)
    if (strcmp (ciphers[i].name, name) == 0)
      return &ciphers[i];
  return NULL;
}

gboolean
ingam_cipher_is_available (const IngamCipher *cipher)
{
  ingam_secret_init ();
  return cipher->gcrypt != 0 && gcry_cipher_test_algo (cipher->gcrypt) == 0;
}

void
ingam_cipher_set_unavailable (const IngamCipher *cipher, GError **error)
{
  g_autofree char *name = g_ascii_strup (cipher->name, -1);

  g_set_error (error, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED,
               /* TRANSLATORS: %s is the name of a cipher, such as ARIA128 */
               _ ("This key is locked with %s, which this system’s encryption library does not "
                  "have. A newer system can open it."),
               name);
}

/* Two-key 3DES is K1 K2 K1. */
static gcry_error_t
set_key (gcry_cipher_hd_t handle, const IngamCipher *cipher, const guint8 *key)
{
  guint8 triple[TRIPLE_DES_KEY_SIZE];
  gcry_error_t result;

  if (cipher->gcrypt != GCRY_CIPHER_3DES || cipher->key_size == TRIPLE_DES_KEY_SIZE)
    return gcry_cipher_setkey (handle, key, cipher->key_size);

  memcpy (triple, key, cipher->key_size);
  memcpy (triple + cipher->key_size, key, TRIPLE_DES_KEY_SIZE - cipher->key_size);
  result = gcry_cipher_setkey (handle, triple, sizeof triple);
  ingam_secret_wipe (triple, sizeof triple);
  return result;
}

/* A weak 3DES key comes out of a derivation once in 2^50 times, and then it is still the key. */
static gboolean
open_handle (const IngamCipher *cipher,
             IngamSecret *key,
             const guint8 *iv,
             gcry_cipher_hd_t *ret_handle,
             GError **error)
{
  gcry_cipher_hd_t handle = NULL;
  gcry_error_t result;

  if (!ingam_cipher_is_available (cipher))
    {
      ingam_cipher_set_unavailable (cipher, error);
      return FALSE;
    }
  result = gcry_cipher_open (&handle, cipher->gcrypt, GCRY_CIPHER_MODE_CBC, GCRY_CIPHER_SECURE);
  if (!result)
    {
      (void) gcry_cipher_ctl (handle, GCRYCTL_SET_ALLOW_WEAK_KEY, NULL, 1);
      result = set_key (handle, cipher, ingam_secret_peek (key, NULL));
      if (gcry_err_code (result) == GPG_ERR_WEAK_KEY)
        result = 0;
    }
  if (!result)
    result = gcry_cipher_setiv (handle, iv, cipher->block_size);
  if (result)
    {
      gcry_cipher_close (handle);
      g_set_error (error, INGAM_ERROR, INGAM_ERROR_FAILED, _ ("The encryption library failed: %s"),
                   gcry_strerror (result));
      return FALSE;
    }
  *ret_handle = handle;
  return TRUE;
}

/* The size without padding, or -1. The same work whatever the last block holds. */
static gssize
measure_unpadded (const guint8 *data, gsize size, gsize block_size)
{
  guint padding = data[size - 1];
  guint bad = (padding == 0) | (padding > block_size);

  for (gsize i = 0; i < block_size; i++)
    {
      guint inside = i < padding;

      bad |= inside & (data[size - 1 - i] != padding);
    }
  return bad ? -1 : (gssize) (size - padding);
}

static gboolean
check_sizes (const IngamCipher *cipher, gsize size, GError **error)
{
  if (size == 0 || size % cipher->block_size != 0)
    {
      g_set_error_literal (
          error, INGAM_ERROR, INGAM_ERROR_DAMAGED,
          _ ("The encrypted part is damaged: bytes are missing. Try another copy."));
      return FALSE;
    }
  if (size > INGAM_SECRET_MAX_SIZE)
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                           _ ("The encrypted part is far larger than a key. It was not opened."));
      return FALSE;
    }
  return TRUE;
}

IngamSecret *
ingam_cipher_decrypt (const IngamCipher *cipher,
                      IngamSecret *key,
                      const guint8 *iv,
                      gsize iv_size,
                      const guint8 *data,
                      gsize size,
                      GError **error)
{
  g_autoptr (IngamSecret) padded = NULL;
  gcry_cipher_hd_t handle;
  gcry_error_t result;
  guint8 *plain;
  gssize unpadded;

  g_return_val_if_fail (ingam_secret_get_size (key) >= cipher->key_size, NULL);
  g_return_val_if_fail (iv_size == cipher->block_size, NULL);

  if (!check_sizes (cipher, size, error) || !open_handle (cipher, key, iv, &handle, error))
    return NULL;
  padded = ingam_secret_new_uninitialised (size, &plain);
  result = gcry_cipher_decrypt (handle, plain, size, data, size);
  gcry_cipher_close (handle);
  if (result)
    {
      g_set_error (error, INGAM_ERROR, INGAM_ERROR_FAILED, _ ("The encryption library failed: %s"),
                   gcry_strerror (result));
      return NULL;
    }
  unpadded = measure_unpadded (plain, size, cipher->block_size);
  if (unpadded < 0)
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD,
                           _ ("The password is not right. Capital and small letters count; check "
                              "the keyboard layout. If you are sure of it, the file was altered: "
                              "try another copy."));
      return NULL;
    }
  return ingam_secret_new_slice (padded, 0, (gsize) unpadded);
}

GBytes *
ingam_cipher_encrypt (const IngamCipher *cipher,
                      IngamSecret *key,
                      const guint8 *iv,
                      gsize iv_size,
                      IngamSecret *plain,
                      GError **error)
{
  gsize size = ingam_secret_get_size (plain);
  gsize padding = cipher->block_size - size % cipher->block_size;
  g_autoptr (IngamSecret) padded = NULL;
  g_autofree guint8 *sealed = NULL;
  gcry_cipher_hd_t handle;
  gcry_error_t result;
  guint8 *data;

  g_return_val_if_fail (ingam_secret_get_size (key) >= cipher->key_size, NULL);
  g_return_val_if_fail (iv_size == cipher->block_size, NULL);

  if (!check_sizes (cipher, size + padding, error) ||
      !open_handle (cipher, key, iv, &handle, error))
    return NULL;
  padded = ingam_secret_new_uninitialised (size + padding, &data);
  memcpy (data, ingam_secret_peek (plain, NULL), size);
  memset (data + size, (int) padding, padding);
  sealed = g_malloc (size + padding);
  result = gcry_cipher_encrypt (handle, sealed, size + padding, data, size + padding);
  gcry_cipher_close (handle);
  if (result)
    {
      g_set_error (error, INGAM_ERROR, INGAM_ERROR_FAILED, _ ("The encryption library failed: %s"),
                   gcry_strerror (result));
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&sealed), size + padding);
}
