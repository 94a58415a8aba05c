/* fuzz-archive.c: a ZIP from anywhere, unpacked in memory within its limits. */
#include "config.h"

#include "core/import/archive.h"
#include "fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GPtrArray) items = NULL;

  items = ingam_archive_read (bytes, "fuzz.zip", NULL, NULL);
  return 0;
}
