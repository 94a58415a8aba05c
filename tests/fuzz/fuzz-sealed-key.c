/* fuzz-sealed-key.c: EncryptedPrivateKeyInfo, parsed, looked at without allocating, and opened. */
#include "config.h"

#include "core/codec/sealed-key.h"
#include "fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (IngamSealedKey) key = ingam_sealed_key_new (bytes, NULL);
  g_autoptr (IngamSecret) password = NULL;
  g_autoptr (IngamSecret) plain = NULL;
  const char *scheme;
  guint64 rounds;

  ingam_sealed_key_peek (data, size, &scheme, &rounds);
  if (!key)
    return 0;
  g_assert_nonnull (ingam_sealed_key_get_scheme (key));
  g_assert_cmpuint (ingam_sealed_key_get_trailing_size (key), <=, size);
  password = ingam_secret_new_text ("fuzz");
  plain = ingam_sealed_key_open (key, password, INGAM_FUZZ_BUDGET, NULL, NULL);
  return 0;
}
