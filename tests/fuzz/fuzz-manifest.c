/* fuzz-manifest.c: any bytes as the manifest of up to three files (the first byte says how many).
 * What passes has the right lines in it. */
#include "config.h"

#include "core/backup/manifest.h"
#include "fuzz/fuzz.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const paths[] = { "a/b", "q\"uo\\te\n", "\xff\xfe" };
  g_autoptr (IngamManifestCheck) check = ingam_manifest_check_new ();
  g_autoptr (GString) lines = g_string_new (NULL);
  guint n = size > 0 ? data[0] % (G_N_ELEMENTS (paths) + 1) : 0;
  gint64 when = -1;

  for (guint i = 0; i < n; i++)
    {
      IngamContentsFile file = { .path = (char *) paths[i], .size = i, .mtime = 1700000000 };

      ingam_manifest_check_add_file (check, &file);
      ingam_manifest_append_file (lines, i, &file);
    }
  for (size_t at = 1; at < size; at += 7)
    ingam_manifest_check_feed (check, data + at, MIN (7, size - at));
  if (ingam_manifest_check_end (check, &when))
    g_assert_true (lines->len == 0 || memmem (data, size, lines->str, lines->len) != NULL);
  return 0;
}
