/* fuzz-private-key.c: PrivateKeyInfo as anybody could have sealed it. */
#include "config.h"

#include "core/codec/private-key.h"
#include "fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (IngamSecret) plain = NULL;
  g_autoptr (IngamSecret) random = NULL;
  g_autoptr (GBytes) id = NULL;
  g_autoptr (GBytes) spki = NULL;

  if (size > INGAM_SECRET_MAX_SIZE)
    return 0;
  plain = ingam_secret_new (data, size);
  ingam_private_key_validate (plain, NULL);
  ingam_private_key_has_random (plain);
  random = ingam_private_key_dup_random (plain);
  id = ingam_private_key_dup_key_id (plain);
  spki = g_bytes_new_static (data, size);
  ingam_private_key_match (plain, spki, NULL);
  return 0;
}
