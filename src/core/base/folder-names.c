/* folder-names.c: getdents64, because a DIR costs an allocation of 32 KiB for each of ten thousand
 * folders.
 */
#include "config.h"

#include "core/base/folder-names.h"

#include <dirent.h>

gboolean
ingam_folder_each_name (int folder, IngamFolderNameFunc func, gpointer user_data)
{
  union
  {
    struct dirent64 align;
    char bytes[8192];
  } buffer;
  ssize_t size;

  while ((size = getdents64 (folder, buffer.bytes, sizeof buffer.bytes)) > 0)
    for (ssize_t at = 0; at < size;)
      {
        const struct dirent64 *entry = (const struct dirent64 *) (buffer.bytes + at);

        at += entry->d_reclen;
        if (entry->d_name[0] != '.' && !func (entry->d_name, entry->d_type, user_data))
          return TRUE;
      }
  return size == 0;
}
