/* memory.c: the length stands first, and is written last. */
#include "config.h"

#include "agent/memory.h"

#include <sys/mman.h>
#include <unistd.h>

static gboolean
read_all (int fd, guint8 *to, gsize size, gsize at)
{
  while (size > 0)
    {
      gssize n = pread (fd, to, size, (off_t) at);

      if (n <= 0)
        return FALSE;
      to += n;
      at += (gsize) n;
      size -= (gsize) n;
    }
  return TRUE;
}

static gboolean
write_all (int fd, const guint8 *from, gsize size, gsize at)
{
  while (size > 0)
    {
      gssize n = pwrite (fd, from, size, (off_t) at);

      if (n <= 0)
        return FALSE;
      from += n;
      at += (gsize) n;
      size -= (gsize) n;
    }
  return TRUE;
}

int
ingam_memory_new (void)
{
  return memfd_create ("ingam-memory", MFD_CLOEXEC);
}

GVariant *
ingam_memory_read (int fd)
{
  guint64 size = 0;
  g_autofree guint8 *data = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (!read_all (fd, (guint8 *) &size, sizeof size, 0) || size == 0 || size > INGAM_MEMORY_MAX_SIZE)
    return NULL;
  data = g_malloc (size);
  if (!read_all (fd, data, size, sizeof size))
    return NULL;
  bytes = g_bytes_new_take (g_steal_pointer (&data), size);
  return g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE ("av"), bytes, FALSE));
}

void
ingam_memory_write (int fd, GVariant *scans)
{
  guint64 none = 0, size = g_variant_get_size (scans);

  if (write_all (fd, (const guint8 *) &none, sizeof none, 0) && size <= INGAM_MEMORY_MAX_SIZE &&
      write_all (fd, g_variant_get_data (scans), size, sizeof size))
    (void) write_all (fd, (const guint8 *) &size, sizeof size, 0);
}
