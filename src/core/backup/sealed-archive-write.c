/* sealed-archive-write.c: the store's files into an archive, in one pass.
 *
 * All sizes are known before the first byte is written, because the contents tell them; CRC and
 * digest of a file are known when it was read, and kept until manifest and directory: 36 bytes a
 * file. The manifest is made twice, once for its CRC and once for the archive, instead of lying in
 * memory whole.
 */
#include "config.h"

#include "core/backup/sealed-archive-private.h"

#include "core/backup/file-source.h"
#include "core/base/error.h"
#include "core/cert/name.h"

#include <gcrypt.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define PIECE (32 * 1024)
#define PROGRESS_STEP 256 /* KiB between two words of it */

/* What is known of a file once it was read. */
typedef struct
{
  guint32 crc;
  guint8 digest[INGAM_CONTENTS_DIGEST_SIZE];
} Facts;

/* --- the manifest, in pieces --- */

typedef gboolean (*PieceFunc) (gpointer user_data, const char *data, gsize size, GError **error);

typedef struct
{
  GString *text;
  PieceFunc func;
  gpointer user_data;
} Pieces;

static gboolean
hand_out (Pieces *pieces, gsize from, GError **error)
{
  gboolean done;

  if (pieces->text->len <= from)
    return TRUE;
  done = pieces->func (pieces->user_data, pieces->text->str, pieces->text->len, error);
  g_string_truncate (pieces->text, 0);
  return done;
}

/* @facts NULL: digests of zeros, for its size. */
static gboolean
make_manifest (IngamContents *contents,
               const Facts *facts,
               gint64 when,
               PieceFunc func,
               gpointer user_data,
               GError **error)
{
  GPtrArray *files = ingam_contents_get_files (contents);
  GPtrArray *credentials = ingam_contents_get_credentials (contents);
  g_autoptr (GString) text = g_string_sized_new (2 * PIECE);
  Pieces pieces = { text, func, user_data };

  ingam_manifest_append_head (text, when);
  for (guint i = 0; i < files->len; i++)
    {
      IngamContentsFile file = *(const IngamContentsFile *) files->pdata[i];

      if (facts)
        memcpy (file.digest, facts[i].digest, sizeof file.digest);
      ingam_manifest_append_file (text, i, &file);
      if (!hand_out (&pieces, PIECE, error))
        return FALSE;
    }
  ingam_manifest_append_middle (text);
  for (guint i = 0; i < credentials->len; i++)
    {
      const IngamContentsCredential *one = credentials->pdata[i];

      ingam_manifest_append_credential (text, i, one->credential);
      if (!hand_out (&pieces, PIECE, error))
        return FALSE;
    }
  ingam_manifest_append_tail (text);
  return hand_out (&pieces, 0, error);
}

static gboolean
count_cb (gpointer user_data, const char *data, gsize size, GError **error)
{
  *(guint64 *) user_data += size;
  return TRUE;
}

static gboolean
crc_cb (gpointer user_data, const char *data, gsize size, GError **error)
{
  ingam_stored_crc_add (user_data, data, size);
  return TRUE;
}

static gboolean
write_cb (gpointer user_data, const char *data, gsize size, GError **error)
{
  return ingam_frame_writer_write (user_data, data, size, error);
}

/* --- sizes --- */

typedef struct
{
  guint64 manifest;
  guint64 padding;
  guint64 whole; /* of the inner ZIP */
} Sizes;

static guint64
measure_entry (gsize name_size, guint64 size)
{
  return INGAM_STORED_ZIP_LOCAL + INGAM_STORED_ZIP_CENTRAL + 2 * name_size + size;
}

static void
measure (IngamContents *contents, Sizes *ret_sizes)
{
  GPtrArray *files = ingam_contents_get_files (contents);
  guint64 size = INGAM_SEALED_FRAME_SIZE;

  *ret_sizes = (Sizes){ 0 };
  make_manifest (contents, NULL, 0, count_cb, &ret_sizes->manifest, NULL);
  size += measure_entry (strlen (INGAM_SEALED_README), strlen (ingam_sealed_archive_get_readme ()));
  for (guint i = 0; i < files->len; i++)
    {
      const IngamContentsFile *file = files->pdata[i];

      size += measure_entry (strlen (INGAM_SEALED_TREE) + strlen (file->path), file->size);
    }
  size += measure_entry (strlen (INGAM_SEALED_MANIFEST), ret_sizes->manifest);
  size += measure_entry (strlen (INGAM_SEALED_PADDING), 0);
  size += ingam_stored_zip_measure_end (files->len + INGAM_SEALED_N_OTHERS);
  ret_sizes->padding = ingam_sealed_archive_round (size) - size;
  ret_sizes->whole = size + ret_sizes->padding - INGAM_SEALED_FRAME_SIZE;
}

guint64
ingam_sealed_archive_measure (IngamContents *contents)
{
  Sizes sizes;

  measure (contents, &sizes);
  return sizes.whole + INGAM_SEALED_FRAME_SIZE;
}

/* --- writing --- */

typedef struct
{
  IngamContents *contents;
  GPtrArray *files; /* its */
  Sizes sizes;
  guint32 when;
  IngamFrameWriter *frame;
  IngamFileSource *source;
  Facts *facts; /* by file */
  IngamStoredEntry others[INGAM_SEALED_N_OTHERS];
  GByteArray *scratch;
  GString *name;
  guint32 offset;
} Writer;

static const guint8 zeros[PIECE];

static gboolean
write_head (Writer *writer, IngamStoredEntry *entry, GError **error)
{
  entry->offset = writer->offset;
  g_byte_array_set_size (writer->scratch, 0);
  ingam_stored_zip_append_local (writer->scratch, entry);
  writer->offset += writer->scratch->len + entry->size;
  return ingam_frame_writer_write (writer->frame, writer->scratch->data, writer->scratch->len,
                                   error);
}

static gboolean
write_readme (Writer *writer, GError **error)
{
  const char *text = ingam_sealed_archive_get_readme ();
  gsize size = strlen (text);

  writer->others[0] = (IngamStoredEntry){
    .name = INGAM_SEALED_README,
    .size = (guint32) size,
    .crc = ingam_stored_zip_crc ((const guint8 *) text, size),
    .mtime = writer->when,
  };
  return write_head (writer, &writer->others[0], error) &&
         ingam_frame_writer_write (writer->frame, text, size, error);
}

static gboolean
write_manifest (Writer *writer, GError **error)
{
  IngamStoredCrc *crc = ingam_stored_crc_begin ();

  make_manifest (writer->contents, writer->facts, writer->when, crc_cb, crc, NULL);
  writer->others[1] = (IngamStoredEntry){
    .name = INGAM_SEALED_MANIFEST,
    .size = (guint32) writer->sizes.manifest,
    .crc = ingam_stored_crc_end (crc),
    .mtime = writer->when,
  };
  return write_head (writer, &writer->others[1], error) &&
         make_manifest (writer->contents, writer->facts, writer->when, write_cb, writer->frame,
                        error);
}

static gboolean
write_padding (Writer *writer, GError **error)
{
  IngamStoredCrc *crc = ingam_stored_crc_begin ();
  guint64 left = writer->sizes.padding;

  for (guint64 at = 0; at < left; at += PIECE)
    ingam_stored_crc_add (crc, zeros, MIN (PIECE, left - at));
  writer->others[2] = (IngamStoredEntry){
    .name = INGAM_SEALED_PADDING,
    .size = (guint32) left,
    .crc = ingam_stored_crc_end (crc),
    .mtime = writer->when,
  };
  if (!write_head (writer, &writer->others[2], error))
    return FALSE;
  for (guint64 at = 0; at < left; at += PIECE)
    if (!ingam_frame_writer_write (writer->frame, zeros, MIN (PIECE, left - at), error))
      return FALSE;
  return TRUE;
}

static void
fill_entry (Writer *writer, guint index, IngamStoredEntry *ret_entry)
{
  const IngamContentsFile *file = writer->files->pdata[index];

  g_string_assign (writer->name, INGAM_SEALED_TREE);
  g_string_append (writer->name, file->path);
  *ret_entry = (IngamStoredEntry){
    .name = writer->name->str,
    .size = (guint32) file->size,
    .crc = writer->facts[index].crc,
    .mtime = (guint32) file->mtime,
  };
}

/* NULL with CHANGED when it is not the file that the contents know. */
static GBytes *
read_file (Writer *writer, const IngamContentsFile *file, GError **error)
{
  g_autofree char *shown = NULL;
  g_autoptr (GError) reason = NULL;
  struct stat st;
  GBytes *bytes =
      ingam_file_source_read (writer->source, file->path, INGAM_CONTENTS_MAX_FILE, &st, &reason);

  if (bytes && g_bytes_get_size (bytes) == file->size &&
      CLAMP (st.st_mtim.tv_sec, 0, G_MAXUINT32) == file->mtime &&
      (guint64) st.st_mtim.tv_nsec == file->mtime_ns)
    return bytes;
  if (bytes)
    g_bytes_unref (bytes);
  else if (!g_error_matches (reason, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }
  shown = ingam_name_dup_inert (file->path, 0);
  g_set_error (error, INGAM_ERROR, INGAM_ERROR_CHANGED,
               _ ("“%s” was changed while the backup was being made. Try again."), shown);
  return NULL;
}

static gboolean
write_file (Writer *writer, guint index, GError **error)
{
  const IngamContentsFile *file = writer->files->pdata[index];
  g_autoptr (GBytes) bytes = read_file (writer, file, error);
  Facts *facts = &writer->facts[index];
  IngamStoredEntry entry;
  const guint8 *data;
  gsize size;

  if (bytes == NULL)
    return FALSE;
  data = g_bytes_get_data (bytes, &size);
  gcry_md_hash_buffer (GCRY_MD_SHA256, facts->digest, data, size);
  facts->crc = ingam_stored_zip_crc (data, size);
  fill_entry (writer, index, &entry);
  return write_head (writer, &entry, error) &&
         ingam_frame_writer_write (writer->frame, data, size, error);
}

static gboolean
write_files (Writer *writer,
             IngamProgressFunc progress,
             gpointer user_data,
             GCancellable *cancellable,
             GError **error)
{
  guint total = (guint) (ingam_contents_get_size (writer->contents) / 1024), told = 0;
  guint64 done = 0;

  for (guint i = 0; i < writer->files->len; i++)
    {
      if (g_cancellable_is_cancelled (cancellable))
        {
          g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_CANCELLED, _ ("Cancelled."));
          return FALSE;
        }
      if (!write_file (writer, i, error))
        return FALSE;
      done += ((const IngamContentsFile *) writer->files->pdata[i])->size;
      if (progress && done / 1024 >= told + PROGRESS_STEP)
        progress (told = (guint) (done / 1024), total, user_data);
    }
  return TRUE;
}

static gboolean
write_central (Writer *writer, const IngamStoredEntry *entry, guint32 *size, GError **error)
{
  g_byte_array_set_size (writer->scratch, 0);
  ingam_stored_zip_append_central (writer->scratch, entry);
  *size += writer->scratch->len;
  return ingam_frame_writer_write (writer->frame, writer->scratch->data, writer->scratch->len,
                                   error);
}

static gboolean
write_directory (Writer *writer, GError **error)
{
  guint32 size = 0, offset = 0;

  if (!write_central (writer, &writer->others[0], &size, error))
    return FALSE;
  offset =
      INGAM_STORED_ZIP_LOCAL + (guint32) strlen (writer->others[0].name) + writer->others[0].size;
  for (guint i = 0; i < writer->files->len; i++)
    {
      IngamStoredEntry entry;

      fill_entry (writer, i, &entry);
      entry.offset = offset;
      offset += INGAM_STORED_ZIP_LOCAL + (guint32) writer->name->len + entry.size;
      if (!write_central (writer, &entry, &size, error))
        return FALSE;
    }
  for (guint i = 1; i < INGAM_SEALED_N_OTHERS; i++)
    if (!write_central (writer, &writer->others[i], &size, error))
      return FALSE;
  g_byte_array_set_size (writer->scratch, 0);
  ingam_stored_zip_append_end (writer->scratch, writer->files->len + INGAM_SEALED_N_OTHERS,
                               writer->offset, size);
  return ingam_frame_writer_write (writer->frame, writer->scratch->data, writer->scratch->len,
                                   error);
}

gboolean
ingam_sealed_archive_write (const char *store,
                            IngamContents *contents,
                            IngamSecret *passphrase,
                            gint64 when,
                            GOutputStream *out,
                            IngamProgressFunc progress,
                            gpointer user_data,
                            GCancellable *cancellable,
                            GError **error)
{
  GPtrArray *files = ingam_contents_get_files (contents);
  g_autoptr (IngamFileSource) source = ingam_file_source_new (store, error);
  g_autoptr (IngamFrameWriter) frame = NULL;
  g_autofree Facts *facts = g_new0 (Facts, files->len);
  g_autoptr (GByteArray) scratch = g_byte_array_new ();
  g_autoptr (GString) name = g_string_new (NULL);
  Writer writer = { .contents = contents,
                    .files = files,
                    .when = (guint32) CLAMP (when, 0, G_MAXUINT32),
                    .source = source,
                    .facts = facts,
                    .scratch = scratch,
                    .name = name };

  if (source == NULL)
    return FALSE;
  measure (contents, &writer.sizes);
  writer.frame = frame =
      ingam_frame_writer_new (out, passphrase, writer.sizes.whole, cancellable, error);
  return frame && write_readme (&writer, error) &&
         write_files (&writer, progress, user_data, cancellable, error) &&
         write_manifest (&writer, error) && write_padding (&writer, error) &&
         write_directory (&writer, error) && ingam_frame_writer_end (frame, error);
}
