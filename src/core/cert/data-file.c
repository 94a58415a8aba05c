/* data-file.c: reads the compiled-in facts.
 *
 * The resource is asked for by its function and not looked up in the process's register: a
 * constructor in a static library is dropped by the linker when nothing else refers to its object
 * file. Reading the files from the installation was rejected: a test, a program from the build
 * folder and a sandbox would each have to find them first.
 */
#include "config.h"

#include "core/cert/data-file.h"

#include "ingam-core-resources.h"

#include <gio/gio.h>

void
ingam_data_file_foreach (const char *name,
                         guint n_columns,
                         IngamDataRowFunc func,
                         gpointer user_data)
{
  g_autofree char *path = g_strconcat ("/io/github/ingam/core/", name, NULL);
  g_autoptr (GBytes) bytes =
      g_resource_lookup_data (ingam_core_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  gsize size;
  const char *data;

  g_return_if_fail (bytes);
  data = g_bytes_get_data (bytes, &size);
  text = g_strndup (data, size);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      g_auto (GStrv) columns = NULL;

      if (lines[i][0] == '#' || lines[i][0] == '\0')
        continue;
      columns = g_strsplit (lines[i], ",", -1);
      if (g_strv_length (columns) < n_columns)
        continue;
      for (guint column = 0; columns[column]; column++)
        g_strstrip (columns[column]);
      func (columns, user_data);
    }
}

gboolean
ingam_data_reads_korean (void)
{
  return g_str_has_prefix (g_get_language_names ()[0], "ko");
}
