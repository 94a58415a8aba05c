/* fixed-key.h: keys of a sealed archive that take no time, for fuzzing what comes after them.
 *
 * A thousand rounds of PBKDF2 an input would be most of what a fuzzer does. Linked with
 * -Wl,--wrap=ingam_kdf_derive; included by one file a program.
 */
#pragma once

#include "core/codec/kdf.h"

#include <string.h>

IngamSecret *__wrap_ingam_kdf_derive (const IngamKdf *kdf,
                                      IngamSecret *password,
                                      IngamKdfBudget budget,
                                      GCancellable *cancellable,
                                      GError **error);

IngamSecret *
__wrap_ingam_kdf_derive (const IngamKdf *kdf,
                         IngamSecret *password,
                         IngamKdfBudget budget,
                         GCancellable *cancellable,
                         GError **error)
{
  guint8 *data;
  IngamSecret *key = ingam_secret_new_uninitialised (kdf->key_size, &data);

  memset (data, 'k', kdf->key_size);
  return key;
}
