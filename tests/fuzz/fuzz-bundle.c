/* fuzz-bundle.c: PKCS#12, parsed and opened with a small budget of rounds. */
#include "config.h"

#include "core/codec/bundle.h"
#include "fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (IngamBundle) bundle = ingam_bundle_new (bytes, NULL);
  g_autoptr (IngamBundleContents) contents = NULL;
  g_autoptr (IngamSecret) password = NULL;

  if (!bundle)
    return 0;
  ingam_bundle_get_rounds (bundle);
  password = ingam_secret_new_text ("fuzz");
  contents = ingam_bundle_open (bundle, password, INGAM_FUZZ_BUDGET, NULL, NULL);
  return 0;
}
