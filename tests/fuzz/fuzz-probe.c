/* fuzz-probe.c: "what is this file?" asked of anything. */
#include "config.h"

#include "core/import/probe.h"
#include "fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_assert_nonnull (ingam_format_get_word (ingam_probe (data, size)));
  return 0;
}
