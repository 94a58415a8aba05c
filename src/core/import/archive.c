/* archive.c: ZIP archives through libarchive, by their central directory only.
 *
 * Only the seekable reader is used: it passes an entry by without unpacking it, and an archive
 * without a directory is damaged anyway. What comes out is counted as it comes; sizes that the
 * archive states about itself are believed only when they are already too large. libarchive turns
 * names into the character set of the thread's locale, so the thread has a UTF-8 one while it
 * reads: a program run with LC_ALL=C would otherwise see every Korean folder as "?????" and take
 * them for one.
 *
 * Rejected: a temporary folder (private keys on the disk, names as paths), archives in archives (a
 * bomb costs nothing to nest; a person unpacks the outer one in a moment).
 */
#include "config.h"

#include "core/import/archive.h"

#include "core/base/error.h"
#include "core/cert/name.h"
#include "core/import/probe.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <string.h>

#define MAX_INNER_NAME 4096
#define HEAD_SIZE 64

typedef struct archive IngamArchiveHandle;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamArchiveHandle, archive_read_free)

typedef struct
{
  IngamArchiveHandle *handle;
  const char *path;
  gsize packed;   /* bytes of the archive itself */
  gsize unpacked; /* bytes that came out so far */
  GPtrArray *items;
  GCancellable *cancellable;
} Reader;

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED, message);
  return FALSE;
}

/* Windows programs in Korea write CP949 without saying so. */
static char *
dup_name (struct archive_entry *entry)
{
  const char *name = archive_entry_pathname (entry);
  char *text;

  if (!name)
    name = archive_entry_pathname_utf8 (entry);
  if (!name)
    return NULL;
  if (g_utf8_validate (name, -1, NULL))
    return g_strdup (name);
  text = g_convert (name, -1, "UTF-8", "CP949", NULL, NULL, NULL);
  return text ? text : g_utf8_make_valid (name, -1);
}

static gboolean
name_is_safe (const char *name)
{
  g_auto (GStrv) parts = NULL;

  if (name[0] == '/' || name[0] == '\\' || strlen (name) > MAX_INNER_NAME ||
      (g_ascii_isalpha (name[0]) && name[1] == ':'))
    return FALSE;
  parts = g_strsplit_set (name, "/\\", -1);
  for (char **part = parts; *part; part++)
    if (strcmp (*part, "..") == 0)
      return FALSE;
  return TRUE;
}

static gboolean
name_is_noise (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "/", -1);

  for (char **part = parts; *part; part++)
    if (ingam_gather_name_is_noise (*part))
      return TRUE;
  return FALSE;
}

static IngamGatherItem *
add_item (Reader *reader, const char *inner)
{
  g_autofree char *path = g_strdup_printf ("%s/%s", reader->path, inner);
  IngamGatherItem *item = ingam_gather_item_new (path);

  item->below = TRUE;
  item->in_archive = TRUE;
  g_ptr_array_add (reader->items, item);
  return item;
}

/* Counts what comes out of the archive, ours or not. */
static gboolean
count_unpacked (Reader *reader, gsize size, GError **error)
{
  reader->unpacked += size;
  if (reader->unpacked > INGAM_GATHER_MAX_UNPACKED)
    return refuse (error, _ ("There is too much in this ZIP file. Unpack it first and import only "
                             "the certificates."));
  if (reader->unpacked > 1024 * 1024 && reader->unpacked / INGAM_GATHER_MAX_RATIO > reader->packed)
    return refuse (error, _ ("This ZIP file unpacks to far more than its size, as harmful ones do. "
                             "It was not read."));
  return TRUE;
}

/* What libarchive says is wrong with one entry's bytes, as far as a person can use it. */
static void
set_entry_error (Reader *reader, GError **error)
{
  /* what libarchive calls ARCHIVE_ERRNO_FILE_FORMAT inside; a wrong checksum has another */
  if (archive_errno (reader->handle) == EILSEQ)
    g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED,
                         _ ("It is compressed in a way that Ingam cannot read. Unpack the ZIP file "
                            "first."));
  else
    g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_DAMAGED,
                         _ ("The file is damaged inside the ZIP file."));
}

/* The bytes of the entry at hand. NULL without @error: it cannot be ours. @ret_fatal: the archive
 * as a whole is to be given up. */
static GBytes *
read_entry (Reader *reader, gboolean claims, gboolean *ret_fatal, GError **error)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  guint8 chunk[16 * 1024];

  while (TRUE)
    {
      gsize want = data->len < HEAD_SIZE ? HEAD_SIZE - data->len : sizeof chunk;
      la_ssize_t n = archive_read_data (reader->handle, chunk, want);

      if (g_cancellable_is_cancelled (reader->cancellable))
        {
          *ret_fatal = TRUE;
          g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_CANCELLED, _ ("Cancelled."));
          return NULL;
        }
      if (n < 0)
        {
          *ret_fatal = n == ARCHIVE_FATAL;
          set_entry_error (reader, error);
          return NULL;
        }
      if (n == 0)
        break;
      if (!count_unpacked (reader, (gsize) n, error))
        {
          *ret_fatal = TRUE;
          return NULL;
        }
      g_byte_array_append (data, chunk, (guint) n);
      if (!claims && data->len == HEAD_SIZE && !ingam_probe_could_be_ours (data->data, data->len))
        return NULL;
      if (data->len > INGAM_GATHER_MAX_FILE)
        {
          refuse (error, _ ("The file is too large to be a certificate."));
          return NULL;
        }
    }
  if (!claims && !ingam_gather_content_claims (data->data, data->len))
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&data));
}

/* Why an entry is not even looked into, before any of it is unpacked. */
static gboolean
check_entry (struct archive_entry *entry, const char *name, gboolean claims, GError **error)
{
  if (!name_is_safe (name))
    return refuse (error,
                   _ ("Its name inside the ZIP file points outside of it, as harmful ones do. "
                      "It was not read."));
  if (archive_entry_filetype (entry) == AE_IFLNK || archive_entry_hardlink (entry))
    return refuse (error, _ ("It is a link inside the ZIP file. Ingam does not follow links."));
  if (archive_entry_filetype (entry) != AE_IFREG)
    return refuse (error, _ ("It is no ordinary file inside the ZIP file. It was not read."));
  if (claims && archive_entry_size_is_set (entry) &&
      archive_entry_size (entry) > INGAM_GATHER_MAX_FILE)
    return refuse (error, _ ("The file is too large to be a certificate."));
  return TRUE;
}

/* FALSE: the archive is given up. */
static gboolean
take_entry (Reader *reader, struct archive_entry *entry, GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *name = dup_name (entry);
  gboolean fatal = FALSE;
  gboolean claims;

  if (archive_entry_is_encrypted (entry))
    return refuse (
        error,
        _ ("This ZIP file is locked with a password. Unpack it first and import what is inside."));
  if (!name || archive_entry_filetype (entry) == AE_IFDIR)
    return TRUE;
  claims = ingam_gather_name_claims (name);
  if (check_entry (entry, name, claims, &why))
    {
      if (name_is_noise (name))
        return TRUE;
      bytes = read_entry (reader, claims, &fatal, &why);
    }
  if (fatal && (g_error_matches (why, INGAM_ERROR, INGAM_ERROR_REFUSED) ||
                g_error_matches (why, INGAM_ERROR, INGAM_ERROR_CANCELLED)))
    {
      g_propagate_error (error, g_steal_pointer (&why));
      return FALSE;
    }
  if (bytes || why)
    {
      IngamGatherItem *item = add_item (reader, name);

      item->bytes = g_steal_pointer (&bytes);
      item->error = g_steal_pointer (&why);
    }
  if (reader->items->len > INGAM_GATHER_MAX_ITEMS)
    return refuse (error, _ ("There are too many files in this ZIP file. It was not read."));
  return TRUE;
}

static gboolean
read_all (Reader *reader, GError **error)
{
  struct archive_entry *entry;
  guint n_names = 0;
  int result;

  while ((result = archive_read_next_header (reader->handle, &entry)) >= ARCHIVE_WARN &&
         result != ARCHIVE_EOF)
    {
      if (g_cancellable_is_cancelled (reader->cancellable))
        {
          g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_CANCELLED, _ ("Cancelled."));
          return FALSE;
        }
      if (++n_names > INGAM_GATHER_MAX_ITEMS)
        return refuse (error, _ ("There are too many files in this ZIP file. It was not read."));
      if (!take_entry (reader, entry, error))
        return FALSE;
    }
  if (result == ARCHIVE_EOF)
    return TRUE;
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_DAMAGED,
                       _ ("The ZIP file is damaged. What could be read of it is listed apart."));
  return FALSE;
}

/* How an entry may be packed (APPNOTE.TXT section 4.4.5): stored, deflated, BZIP2, and the mark of
 * a locked one, which is refused later in its own words. */
static const guint16 packings[] = { 0, 8, 12, 99 };

/* Whether everything that looks like an entry's header is packed in a way whose unpacking has a
 * bounded need of memory. 128 bytes that say LZMA with a dictionary of 4 GiB make liblzma ask for
 * it at once, and libarchive has no switch for single methods. libarchive takes the method from a
 * header with this signature, so all of them are looked at, wherever they lie; a false alarm takes
 * an exotic archive stored inside a ZIP, which would not be opened anyway. */
static gboolean
check_packings (const guint8 *data, gsize size, GError **error)
{
  static const guint8 local_header[] = { 'P', 'K', 3, 4 };
  const guint8 *end = data + size;
  const guint8 *at = data;

  while ((at = memmem (at, (gsize) (end - at), local_header, sizeof local_header)) &&
         end - at >= 10)
    {
      guint16 packing = (guint16) (at[8] | at[9] << 8);
      gboolean known = FALSE;

      for (gsize i = 0; i < G_N_ELEMENTS (packings); i++)
        known = known || packings[i] == packing;
      if (!known)
        {
          g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED,
                               _ ("This ZIP file is packed in an uncommon way. Unpack it with "
                                  "another program and import what was in it."));
          return FALSE;
        }
      at += sizeof local_header;
    }
  return TRUE;
}

/* libarchive reads the whole directory into memory before it gives the first name, and stops at
 * nothing but its end: every entry begins with this signature, so their number is known beforehand.
 */
static gboolean
check_count (const guint8 *data, gsize size, GError **error)
{
  static const guint8 directory_header[] = { 'P', 'K', 1, 2 };
  const guint8 *end = data + size;
  guint n = 0;

  for (const guint8 *at = data;
       (at = memmem (at, (gsize) (end - at), directory_header, sizeof directory_header));
       at += sizeof directory_header)
    if (++n > INGAM_GATHER_MAX_ITEMS)
      return refuse (error, _ ("There are too many files in this ZIP file. It was not read."));
  return TRUE;
}

static gboolean
open_and_read (Reader *reader, GBytes *bytes, GError **error)
{
  gconstpointer data = g_bytes_get_data (bytes, &reader->packed);
  int result;

  if (!check_count (data, reader->packed, error) || !check_packings (data, reader->packed, error))
    return FALSE;
  archive_read_support_format_zip_seekable (reader->handle);
  /* the header is not const-correct; nothing is written through it */
  result = archive_read_open_memory (reader->handle, (gpointer) data, reader->packed);
  if (result == ARCHIVE_OK)
    return read_all (reader, error);
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_DAMAGED, _ ("The ZIP file is damaged."));
  return FALSE;
}

GPtrArray *
ingam_archive_read (GBytes *bytes, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (IngamArchiveHandle) handle = archive_read_new ();
  g_autoptr (GPtrArray) items =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_gather_item_free);
  g_autoptr (GError) why = NULL;
  Reader reader = { handle, path, 0, 0, items, cancellable };
  locale_t utf8 = newlocale (LC_CTYPE_MASK, "C.UTF-8", (locale_t) 0);
  locale_t before = utf8 ? uselocale (utf8) : (locale_t) 0;

  open_and_read (&reader, bytes, &why);
  if (utf8)
    {
      uselocale (before);
      freelocale (utf8);
    }
  if (!why)
    return g_steal_pointer (&items);

  /* A broken end does not take away what came before it. */
  if (g_error_matches (why, INGAM_ERROR, INGAM_ERROR_DAMAGED) && items->len > 0)
    {
      IngamGatherItem *item = ingam_gather_item_new (path);

      item->in_archive = TRUE;
      item->error = g_steal_pointer (&why);
      g_ptr_array_add (items, item);
      return g_steal_pointer (&items);
    }
  g_propagate_error (error, g_steal_pointer (&why));
  return NULL;
}
