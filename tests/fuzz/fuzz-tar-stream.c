/* fuzz-tar-stream.c: a tar archive from a repository that anybody may have written into. */
#include "config.h"

#include "core/backup/tar-stream.h"
#include "fuzz/fuzz.h"

#define MAX_FILE (1024 * 1024) /* as a caller has a limit of its own */

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GInputStream) in = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
  g_autoptr (IngamTarStream) tar = ingam_tar_stream_new (in);
  const IngamTarEntry *entry;

  while (ingam_tar_stream_next (tar, &entry, NULL, NULL) && entry != NULL)
    {
      g_autoptr (GBytes) bytes = NULL;

      if (entry->is_file && entry->size <= MAX_FILE)
        bytes = ingam_tar_stream_read (tar, NULL, NULL);
    }
  return 0;
}
