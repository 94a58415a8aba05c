/* shared.c: where the optional public test data lies. */
#include "config.h"

#include "support/shared.h"

#include <glib.h>

char *
ingam_test_shared_path (const char *relative)
{
  const char *root = g_getenv ("MESON_SOURCE_ROOT");
  g_autofree char *path = g_build_filename (root ? root : SOURCE_ROOT, "..", "shared", relative, NULL);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;
  return g_steal_pointer (&path);
}

gboolean
ingam_test_need_shared (const char *relative, char **ret_path)
{
  g_autofree char *path = ingam_test_shared_path (relative);

  if (!path)
    {
      g_autofree char *why = g_strdup_printf ("skipped: ../shared/%s is not here", relative);
      g_test_skip (why);
      return FALSE;
    }
  *ret_path = g_steal_pointer (&path);
  return TRUE;
}
