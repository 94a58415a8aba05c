/* sealed-archive.c: an archive read from front to end in one pass, and nothing believed before it.
 *
 * An entry is read only where the writer would have put one: README, the files in the order of
 * their paths, manifest, padding. What the directory and the manifest must say follows from that
 * and is compared by digest, so that memory is one file's, however many there are.
 *
 * When something is not as it must be, the rest is still read, to say what is true: altered bytes
 * (the tag is wrong) are DAMAGED, whatever they look like in the middle. A passphrase that is wrong
 * and yet passes the verifier (one in 65,536) is told WRONG_PASSWORD and not DAMAGED: its first
 * bytes are noise, where damage would leave most of a header standing. Whoever is told "damaged"
 * throws a good backup away; whoever is told "wrong passphrase" looks at the sheet once more.
 */
#include "config.h"

#include "core/backup/sealed-archive-private.h"

#include "core/base/error.h"

#include <gcrypt.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define SMALL (64 * 1024)
#define PADDED_FROM (64 * 1024)
#define PADME_FROM (1024 * 1024)
#define FEW 4 /* bytes of a header's 14 fixed ones that noise does not reach */

gboolean
ingam_sealed_archive_could_be (const guint8 *data, gsize size)
{
  return ingam_sealed_frame_could_be (data, size);
}

/* Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with
 * PURBs", 2019): so many of the size's lower bits are zero that what it tells grows with the
 * logarithm of the logarithm. */
guint64
ingam_sealed_archive_round (guint64 size)
{
  guint64 step = PADDED_FROM;

  if (size > PADME_FROM)
    {
      guint exponent = g_bit_storage (size) - 1;

      step = G_GUINT64_CONSTANT (1) << (exponent - g_bit_storage (exponent));
    }
  return (size + step - 1) / step * step;
}

/* --- reading --- */

typedef struct
{
  GFile *file;
  IngamSecret *passphrase;
  gint64 when;
} Archive;

/* Why reading stopped. */
typedef enum
{
  STOP_NONE,
  STOP_FORM,  /* it is not of our form */
  STOP_NEWER, /* of a form that comes after ours */
  STOP_NOISE, /* not even the first header is one */
  STOP_ERROR, /* the error says it */
} Stop;

typedef struct
{
  IngamFrameReader *frame;
  IngamReaderVisit visit;
  gpointer user_data;
  GError **error;
  Stop stop;

  GByteArray *header; /* of the entry at hand */
  char name[INGAM_STORED_ZIP_MAX_NAME + 1];
  IngamStoredEntry entry;
  guint n;
  guint32 offset; /* of the next entry */

  IngamManifestCheck *manifest;
  gcry_md_hd_t central; /* over the directory as it must be */
  guint64 central_size;
  GByteArray *scratch;
  char *last; /* the path before */
  guint64 total;
  guint32 when; /* the time of all that is not a file of the store */
  gint64 manifest_when;
} Reading;

static gboolean
halt (Reading *reading, Stop stop)
{
  reading->stop = stop;
  return FALSE;
}

static gboolean
read_bytes (Reading *reading, gpointer to, gsize size)
{
  if (size > ingam_frame_reader_get_left (reading->frame))
    return halt (reading, STOP_FORM);
  return ingam_frame_reader_read (reading->frame, to, size, reading->error) ||
         halt (reading, STOP_ERROR);
}

/* Whether the first header of all could not be one even if some bytes of it were damaged. */
static gboolean
is_noise (const guint8 *head)
{
  static const guint8 expected[] = { 'P', 'K', 3, 4, 20, 0, 0, 8, 0, 0 };
  static const guint8 lengths[] = { sizeof INGAM_SEALED_README - 1, 0, INGAM_STORED_ZIP_EXTRA, 0 };
  guint n = 0;

  for (guint i = 0; i < sizeof expected; i++)
    n += head[i] == expected[i];
  for (guint i = 0; i < sizeof lengths; i++)
    n += head[26 + i] == lengths[i];
  return n < FEW;
}

/* The next entry's header, which is then in the directory that is to come. */
static gboolean
read_header (Reading *reading)
{
  gsize more;

  g_byte_array_set_size (reading->header, INGAM_STORED_ZIP_HEAD);
  if (!read_bytes (reading, reading->header->data, INGAM_STORED_ZIP_HEAD))
    return FALSE;
  if (reading->n == 0 && is_noise (reading->header->data))
    return halt (reading, STOP_NOISE);
  if (!ingam_stored_zip_peek_local (reading->header->data, &more))
    return halt (reading, STOP_FORM);
  g_byte_array_set_size (reading->header, INGAM_STORED_ZIP_HEAD + (guint) more);
  if (!read_bytes (reading, reading->header->data + INGAM_STORED_ZIP_HEAD, more))
    return FALSE;
  if (!ingam_stored_zip_parse_local (reading->header->data, reading->header->len, reading->name,
                                     &reading->entry))
    return halt (reading, STOP_FORM);

  reading->entry.offset = reading->offset;
  reading->offset += reading->header->len + reading->entry.size;
  g_byte_array_set_size (reading->scratch, 0);
  ingam_stored_zip_append_central (reading->scratch, &reading->entry);
  gcry_md_write (reading->central, reading->scratch->data, reading->scratch->len);
  reading->central_size += reading->scratch->len;
  reading->n++;
  return TRUE;
}

static gboolean
is_entry (const Reading *reading, const char *name)
{
  return strcmp (reading->name, name) == 0 && reading->entry.mtime == reading->when;
}

/* The bytes of a small entry. */
static GBytes *
read_whole (Reading *reading, gsize limit)
{
  g_autofree guint8 *data = NULL;
  gsize size = reading->entry.size;

  if (size > limit || size > ingam_frame_reader_get_left (reading->frame))
    {
      halt (reading, STOP_FORM);
      return NULL;
    }
  data = g_malloc (size + 1);
  if (!read_bytes (reading, data, size))
    return NULL;
  if (ingam_stored_zip_crc (data, size) != reading->entry.crc)
    {
      halt (reading, STOP_FORM);
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&data), size);
}

/* The bytes of an entry of any size, piece by piece. */
typedef gboolean (*PieceFunc) (Reading *reading, const guint8 *data, gsize size);

static gboolean
read_pieces (Reading *reading, PieceFunc func)
{
  g_autofree guint8 *piece = g_malloc (SMALL);
  IngamStoredCrc *crc = ingam_stored_crc_begin ();
  guint64 left = reading->entry.size;

  while (left > 0)
    {
      gsize n = (gsize) MIN (left, SMALL);

      if (!read_bytes (reading, piece, n) || !func (reading, piece, n))
        break;
      ingam_stored_crc_add (crc, piece, n);
      left -= n;
    }
  return (ingam_stored_crc_end (crc) == reading->entry.crc && left == 0) ||
         (reading->stop == STOP_NONE && halt (reading, STOP_FORM));
}

static gboolean
read_readme (Reading *reading)
{
  g_autoptr (GBytes) bytes = NULL;
  guint format;
  gsize size;
  const char *text;

  if (!read_header (reading))
    return FALSE;
  reading->when = reading->entry.mtime;
  if (!is_entry (reading, INGAM_SEALED_README))
    return halt (reading, STOP_FORM);
  bytes = read_whole (reading, INGAM_SEALED_MAX_README);
  if (bytes == NULL)
    return FALSE;
  text = g_bytes_get_data (bytes, &size);
  format = ingam_sealed_archive_parse_readme (text, size);
  if (format != INGAM_SEALED_ARCHIVE_FORMAT)
    return halt (reading, format > INGAM_SEALED_ARCHIVE_FORMAT ? STOP_NEWER : STOP_FORM);
  return TRUE;
}

/* A file of the store: the header is read. */
static gboolean
read_file (Reading *reading)
{
  const char *path = reading->name + strlen (INGAM_SEALED_TREE);
  IngamContentsFile file = { .path = (char *) path,
                             .size = reading->entry.size,
                             .mtime = reading->entry.mtime };
  g_autoptr (GBytes) bytes = NULL;

  reading->total += file.size;
  if (!ingam_contents_is_safe_path (path) || (reading->last && strcmp (reading->last, path) >= 0) ||
      reading->n > INGAM_CONTENTS_MAX_FILES + 1 || reading->total > INGAM_CONTENTS_MAX_TOTAL)
    return halt (reading, STOP_FORM);
  bytes = read_whole (reading, INGAM_CONTENTS_MAX_FILE);
  if (bytes == NULL)
    return FALSE;
  gcry_md_hash_buffer (GCRY_MD_SHA256, file.digest, g_bytes_get_data (bytes, NULL), file.size);
  ingam_manifest_check_add_file (reading->manifest, &file);
  g_free (reading->last);
  reading->last = g_strdup (path);
  return reading->visit (path, file.mtime, bytes, reading->user_data, reading->error) ||
         halt (reading, STOP_ERROR);
}

/* Up to the first entry that is none. */
static gboolean
read_files (Reading *reading)
{
  do
    if (!read_header (reading))
      return FALSE;
  while (g_str_has_prefix (reading->name, INGAM_SEALED_TREE) && read_file (reading));
  return reading->stop == STOP_NONE;
}

static gboolean
feed_manifest (Reading *reading, const guint8 *data, gsize size)
{
  ingam_manifest_check_feed (reading->manifest, data, size);
  return TRUE;
}

static gboolean
read_manifest (Reading *reading)
{
  if (!is_entry (reading, INGAM_SEALED_MANIFEST))
    return halt (reading, STOP_FORM);
  return read_pieces (reading, feed_manifest) &&
         ((ingam_manifest_check_end (reading->manifest, &reading->manifest_when) &&
           reading->manifest_when == reading->when) ||
          halt (reading, STOP_FORM));
}

static gboolean
is_zeros (Reading *reading, const guint8 *data, gsize size)
{
  return data[0] == 0 && memcmp (data, data + 1, size - 1) == 0;
}

static gboolean
read_padding (Reading *reading, guint32 *ret_size)
{
  if (!read_header (reading))
    return FALSE;
  if (!is_entry (reading, INGAM_SEALED_PADDING))
    return halt (reading, STOP_FORM);
  *ret_size = reading->entry.size;
  return read_pieces (reading, is_zeros);
}

static gcry_md_hd_t
open_sha256 (void)
{
  gcry_md_hd_t digest;

  if (gcry_md_open (&digest, GCRY_MD_SHA256, 0) != 0)
    g_error ("libgcrypt has no SHA-256");
  return digest;
}

/* The directory and the end record, which say nothing that is not known. */
static gboolean
read_directory (Reading *reading)
{
  gcry_md_hd_t found = open_sha256 ();
  guint64 left = reading->central_size;
  guint8 piece[4096];
  gboolean is_equal;

  while (left > 0)
    {
      gsize n = (gsize) MIN (left, sizeof piece);

      if (!read_bytes (reading, piece, n))
        break;
      gcry_md_write (found, piece, n);
      left -= n;
    }
  is_equal = left == 0 && memcmp (gcry_md_read (found, GCRY_MD_SHA256),
                                  gcry_md_read (reading->central, GCRY_MD_SHA256),
                                  INGAM_CONTENTS_DIGEST_SIZE) == 0;
  gcry_md_close (found);
  if (!is_equal)
    return reading->stop == STOP_NONE ? halt (reading, STOP_FORM) : FALSE;

  g_byte_array_set_size (reading->scratch, 0);
  ingam_stored_zip_append_end (reading->scratch, reading->n, reading->offset,
                               (guint32) reading->central_size);
  g_assert (reading->scratch->len <= sizeof piece);
  if (!read_bytes (reading, piece, reading->scratch->len))
    return FALSE;
  return memcmp (piece, reading->scratch->data, reading->scratch->len) == 0 ||
         halt (reading, STOP_FORM);
}

static gboolean
read_inner (Reading *reading)
{
  guint64 whole = ingam_frame_reader_get_left (reading->frame) + INGAM_SEALED_FRAME_SIZE;
  guint32 padding;

  if (!read_readme (reading) || !read_files (reading) || !read_manifest (reading) ||
      !read_padding (reading, &padding) || !read_directory (reading))
    return FALSE;
  return (ingam_frame_reader_get_left (reading->frame) == 0 &&
          ingam_sealed_archive_round (whole - padding) == whole) ||
         halt (reading, STOP_FORM);
}

/* What is to be said when reading stopped, now that the rest of the file was read too. */
static gboolean
explain (Reading *reading, GError **error)
{
  g_autoptr (GError) damage = NULL;
  gboolean is_whole = ingam_frame_reader_end (reading->frame, &damage);

  if (!is_whole && reading->stop == STOP_NOISE &&
      g_error_matches (damage, INGAM_ERROR, INGAM_ERROR_DAMAGED))
    g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD,
                         _ ("This backup passphrase does not open the backup. Look on the recovery "
                            "sheet for the one that belongs to it."));
  else if (!is_whole)
    g_propagate_error (error, g_steal_pointer (&damage));
  else if (reading->stop == STOP_NEWER)
    g_set_error_literal (
        error, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED,
        _ ("This backup was made by a newer Ingam. Update Ingam, or open the backup "
           "with 7-Zip."));
  else if (reading->stop != STOP_NONE)
    g_set_error_literal (
        error, INGAM_ERROR, INGAM_ERROR_DAMAGED,
        _ ("The backup is not as Ingam writes it. Open it with 7-Zip, or use another "
           "backup."));
  return is_whole && reading->stop == STOP_NONE;
}

gboolean
ingam_sealed_archive_read (GInputStream *in,
                           IngamSecret *passphrase,
                           IngamReaderVisit visit,
                           gpointer user_data,
                           GCancellable *cancellable,
                           gint64 *ret_when,
                           GError **error)
{
  g_autoptr (IngamFrameReader) frame = ingam_frame_reader_new (in, passphrase, cancellable, error);
  Reading reading = { .frame = frame, .visit = visit, .user_data = user_data, .error = error };

  if (frame == NULL)
    return FALSE;
  reading.header = g_byte_array_new ();
  reading.scratch = g_byte_array_new ();
  reading.manifest = ingam_manifest_check_new ();
  reading.central = open_sha256 ();
  read_inner (&reading);
  g_byte_array_unref (reading.header);
  g_byte_array_unref (reading.scratch);
  ingam_manifest_check_free (reading.manifest);
  gcry_md_close (reading.central);
  g_free (reading.last);
  if (reading.stop == STOP_ERROR || !explain (&reading, error))
    return FALSE;
  *ret_when = reading.manifest_when;
  return TRUE;
}

/* A pipe of that name would be waited for, and a folder read as a disk's failure. */
static GFileInputStream *
open_file (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE,
                                                  G_FILE_QUERY_INFO_NONE, cancellable, &reason);
  GFileType type = info ? g_file_info_get_file_type (info) : G_FILE_TYPE_UNKNOWN;
  GFileInputStream *in = NULL;

  if (info && type != G_FILE_TYPE_REGULAR && type != G_FILE_TYPE_UNKNOWN)
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                           _ ("This is not an ordinary file."));
      return NULL;
    }
  if (info)
    in = g_file_read (file, cancellable, &reason);
  if (in == NULL)
    ingam_error_set_io (error, reason, _ ("The backup could not be opened"));
  return in;
}

static gboolean
archive_visit (gpointer implementation,
               IngamReaderVisit visit,
               gpointer user_data,
               GCancellable *cancellable,
               GError **error)
{
  Archive *archive = implementation;
  g_autoptr (GFileInputStream) in = open_file (archive->file, cancellable, error);

  archive->when = 0;
  return in && ingam_sealed_archive_read (G_INPUT_STREAM (in), archive->passphrase, visit,
                                          user_data, cancellable, &archive->when, error);
}

static void
archive_free (gpointer implementation)
{
  Archive *archive = implementation;

  g_object_unref (archive->file);
  ingam_secret_unref (archive->passphrase);
  g_free (archive);
}

static const IngamReaderVtable vtable = { archive_visit, archive_free };

IngamReader *
ingam_sealed_archive_open (GFile *file, IngamSecret *passphrase)
{
  Archive *archive = g_new0 (Archive, 1);

  archive->file = g_object_ref (file);
  archive->passphrase = ingam_secret_ref (passphrase);
  return ingam_reader_new (&vtable, archive);
}

gint64
ingam_sealed_archive_get_when (IngamReader *reader)
{
  const Archive *archive = ingam_reader_get_implementation (reader, &vtable);

  return archive ? archive->when : 0;
}
