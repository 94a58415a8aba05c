/* sealed-frame.c: a stream sealed into, and opened out of, a ZIP of one encrypted entry.
 *
 * What stands around the sealed bytes is made from the size alone, by one function, and compared
 * when it is read: no field is left that could say something else. The end of the file is looked
 * for too, so that bytes behind it are seen.
 *
 * Not libarchive, which reads AE-2 as well: it takes what stands in the central directory for
 * granted, and a flipped bit there would be nobody's business.
 */
#include "config.h"

#include "core/backup/sealed-frame.h"

#include "core/backup/ae2.h"
#include "core/backup/stored-zip.h"
#include "core/base/error.h"

#include <gcrypt.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define BUFFER (256 * 1024)
#define NAME "ingam-backup.zip"
#define EXTRA_AES 0x9901
#define EXTRA_SIZE 11
#define VERSION_AES 51
#define ENCRYPTED 1
#define METHOD_AES 99
#define LOCAL_SIZE (30 + 16 + EXTRA_SIZE)
#define CENTRAL_SIZE (46 + 16 + EXTRA_SIZE)
#define TAIL_SIZE (CENTRAL_SIZE + 22)
#define FRONT_SIZE (INGAM_AE2_SALT_SIZE + INGAM_AE2_VERIFIER_SIZE)
#define SEALED_EXTRA (FRONT_SIZE + INGAM_AE2_TAG_SIZE)
#define SIZE_AT 22 /* the size of what is sealed, in the local header */

G_STATIC_ASSERT (LOCAL_SIZE + SEALED_EXTRA + TAIL_SIZE == INGAM_SEALED_FRAME_SIZE);
G_STATIC_ASSERT (sizeof NAME - 1 == 16);

/* From the version that is needed to the lengths of name and extra field: the same in both. Time:
 * the first moment that DOS knows. CRC: none, as AE-2 wants it. */
static void
put_common (GByteArray *bytes, guint32 size)
{
  ingam_stored_zip_put16 (bytes, VERSION_AES);
  ingam_stored_zip_put16 (bytes, ENCRYPTED);
  ingam_stored_zip_put16 (bytes, METHOD_AES);
  ingam_stored_zip_put32 (bytes, 1 << 21 | 1 << 16);
  ingam_stored_zip_put32 (bytes, 0);
  ingam_stored_zip_put32 (bytes, size + SEALED_EXTRA);
  ingam_stored_zip_put32 (bytes, size);
  ingam_stored_zip_put16 (bytes, sizeof NAME - 1);
  ingam_stored_zip_put16 (bytes, EXTRA_SIZE);
}

static void
put_name_and_method (GByteArray *bytes)
{
  g_byte_array_append (bytes, (const guint8 *) NAME, sizeof NAME - 1);
  ingam_stored_zip_put16 (bytes, EXTRA_AES);
  ingam_stored_zip_put16 (bytes, EXTRA_SIZE - 4);
  ingam_stored_zip_put16 (bytes, 2);                     /* AE-2 */
  g_byte_array_append (bytes, (const guint8 *) "AE", 2); /* who defined it */
  g_byte_array_append (bytes, (const guint8 *) "\3", 1); /* AES-256 */
  ingam_stored_zip_put16 (bytes, 0);                     /* stored */
}

static GByteArray *
make_front (guint32 size)
{
  GByteArray *bytes = g_byte_array_new ();

  g_byte_array_append (bytes, (const guint8 *) "PK\3\4", 4);
  put_common (bytes, size);
  put_name_and_method (bytes);
  return bytes;
}

static GByteArray *
make_tail (guint32 size)
{
  GByteArray *bytes = g_byte_array_new ();

  g_byte_array_append (bytes, (const guint8 *) "PK\1\2", 4);
  ingam_stored_zip_put16 (bytes, 3 << 8 | VERSION_AES);
  put_common (bytes, size);
  ingam_stored_zip_put16 (bytes, 0); /* comment */
  ingam_stored_zip_put16 (bytes, 0); /* disk */
  ingam_stored_zip_put16 (bytes, 0); /* is text */
  ingam_stored_zip_put32 (bytes, 0100600u << 16);
  ingam_stored_zip_put32 (bytes, 0); /* where it begins */
  put_name_and_method (bytes);
  ingam_stored_zip_append_end (bytes, 1, LOCAL_SIZE + size + SEALED_EXTRA, CENTRAL_SIZE);
  return bytes;
}

gboolean
ingam_sealed_frame_could_be (const guint8 *data, gsize size)
{
  g_autoptr (GByteArray) front = make_front (0);

  return size >= LOCAL_SIZE && memcmp (data, front->data, 18) == 0 &&
         memcmp (data + 26, front->data + 26, LOCAL_SIZE - 26) == 0;
}

/* --- writing --- */

struct _IngamFrameWriter
{
  GOutputStream *out;        /* borrowed */
  GCancellable *cancellable; /* borrowed */
  IngamAe2 *ae2;
  guint32 size;
  guint32 left;
  gsize have; /* in the buffer */
  guint8 buffer[BUFFER];
};

static gboolean
put (IngamFrameWriter *self, gconstpointer data, gsize size, GError **error)
{
  g_autoptr (GError) reason = NULL;

  if (g_output_stream_write_all (self->out, data, size, NULL, self->cancellable, &reason))
    return TRUE;
  ingam_error_set_io (error, reason, _ ("The backup could not be written"));
  return FALSE;
}

IngamFrameWriter *
ingam_frame_writer_new (GOutputStream *out,
                        IngamSecret *passphrase,
                        guint64 size,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (IngamFrameWriter) self = NULL;
  g_autoptr (GByteArray) front = NULL;
  guint8 salt[INGAM_AE2_SALT_SIZE];

  if (size > INGAM_SEALED_FRAME_MAX)
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                           _ ("The store is larger than one backup file can be (4 GB). Keep other "
                              "files in another folder."));
      return NULL;
    }
  self = g_new0 (IngamFrameWriter, 1);
  self->out = out;
  self->cancellable = cancellable;
  self->size = self->left = (guint32) size;
  gcry_randomize (salt, sizeof salt, GCRY_STRONG_RANDOM);
  self->ae2 = ingam_ae2_new (passphrase, salt, cancellable, error);
  if (self->ae2 == NULL)
    return NULL;
  front = make_front (self->size);
  g_byte_array_append (front, salt, sizeof salt);
  g_byte_array_append (front, ingam_ae2_get_verifier (self->ae2), INGAM_AE2_VERIFIER_SIZE);
  return put (self, front->data, front->len, error) ? g_steal_pointer (&self) : NULL;
}

void
ingam_frame_writer_free (IngamFrameWriter *self)
{
  if (self == NULL)
    return;
  ingam_ae2_free (self->ae2);
  g_free (self);
}

static gboolean
flush (IngamFrameWriter *self, GError **error)
{
  gsize have = self->have;

  ingam_ae2_seal (self->ae2, self->buffer, have);
  self->have = 0;
  return have == 0 || put (self, self->buffer, have, error);
}

gboolean
ingam_frame_writer_write (IngamFrameWriter *self, gconstpointer data, gsize size, GError **error)
{
  const guint8 *at = data;

  g_return_val_if_fail (size <= self->left, FALSE);

  self->left -= (guint32) size;
  while (size > 0)
    {
      gsize n = MIN (size, BUFFER - self->have);

      memcpy (self->buffer + self->have, at, n);
      self->have += n;
      at += n;
      size -= n;
      if (self->have == BUFFER && !flush (self, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
ingam_frame_writer_end (IngamFrameWriter *self, GError **error)
{
  g_autoptr (GByteArray) tail = NULL;
  guint8 tag[INGAM_AE2_TAG_SIZE];

  g_return_val_if_fail (self->left == 0, FALSE);

  if (!flush (self, error))
    return FALSE;
  ingam_ae2_get_tag (self->ae2, tag);
  tail = make_tail (self->size);
  g_byte_array_prepend (tail, tag, sizeof tag);
  return put (self, tail->data, tail->len, error);
}

/* --- reading --- */

struct _IngamFrameReader
{
  GInputStream *in;          /* borrowed */
  GCancellable *cancellable; /* borrowed */
  IngamAe2 *ae2;
  guint32 size;
  guint32 left;   /* not in the buffer yet */
  gsize from, to; /* opened and not handed out */
  guint8 *buffer; /* BUFFER bytes, or as many as there are */
};

static gboolean
set_damaged (GError **error, const char *message)
{
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_DAMAGED, message);
  return FALSE;
}

static gboolean
get (IngamFrameReader *self, gpointer to, gsize size, gsize *ret_size, GError **error)
{
  g_autoptr (GError) reason = NULL;

  if (g_input_stream_read_all (self->in, to, size, ret_size, self->cancellable, &reason))
    return TRUE;
  ingam_error_set_io (error, reason, _ ("The backup could not be read"));
  return FALSE;
}

static gboolean
get_all (IngamFrameReader *self, gpointer to, gsize size, GError **error)
{
  gsize n;

  return get (self, to, size, &n, error) &&
         (n == size ||
          set_damaged (error, _ ("The backup breaks off: a part of the file is missing. "
                                 "Use another backup.")));
}

/* FALSE for a header that is not ours, or is of no size that one could have. */
static gboolean
read_size (const guint8 *header, guint32 *ret_size)
{
  g_autoptr (GByteArray) front = NULL;
  guint32 size;

  memcpy (&size, header + SIZE_AT, sizeof size);
  size = GUINT32_FROM_LE (size);
  front = make_front (size);
  *ret_size = size;
  return size <= INGAM_SEALED_FRAME_MAX && memcmp (header, front->data, LOCAL_SIZE) == 0;
}

IngamFrameReader *
ingam_frame_reader_new (GInputStream *in,
                        IngamSecret *passphrase,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (IngamFrameReader) self = g_new0 (IngamFrameReader, 1);
  guint8 front[LOCAL_SIZE + FRONT_SIZE];
  gsize size;

  self->in = in;
  self->cancellable = cancellable;
  if (!get (self, front, sizeof front, &size, error))
    return NULL;
  if (size < sizeof front || !read_size (front, &self->size))
    {
      set_damaged (error,
                   _ ("This is not a backup of Ingam, or its beginning is damaged. Use another "
                      "backup."));
      return NULL;
    }
  self->left = self->size;
  self->buffer = g_malloc (MIN (self->size, BUFFER));
  self->ae2 = ingam_ae2_new (passphrase, front + LOCAL_SIZE, cancellable, error);
  if (self->ae2 == NULL)
    return NULL;
  if (memcmp (front + LOCAL_SIZE + INGAM_AE2_SALT_SIZE, ingam_ae2_get_verifier (self->ae2),
              INGAM_AE2_VERIFIER_SIZE) != 0)
    {
      g_set_error_literal (
          error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD,
          _ ("This backup passphrase does not open the backup. Look on the recovery "
             "sheet for the one that belongs to it."));
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
ingam_frame_reader_free (IngamFrameReader *self)
{
  if (self == NULL)
    return;
  g_free (self->buffer);
  ingam_ae2_free (self->ae2);
  g_free (self);
}

guint64
ingam_frame_reader_get_left (IngamFrameReader *self)
{
  return (guint64) self->left + (self->to - self->from);
}

static gboolean
fill (IngamFrameReader *self, GError **error)
{
  gsize size = MIN (self->left, BUFFER);

  if (!get_all (self, self->buffer, size, error))
    return FALSE;
  ingam_ae2_open (self->ae2, self->buffer, size);
  self->left -= (guint32) size;
  self->from = 0;
  self->to = size;
  return TRUE;
}

gboolean
ingam_frame_reader_read (IngamFrameReader *self, gpointer to, gsize size, GError **error)
{
  guint8 *at = to;

  if (size > ingam_frame_reader_get_left (self))
    return set_damaged (error, _ ("The backup is damaged. Use another backup."));
  while (size > 0)
    {
      gsize n;

      if (self->from == self->to && !fill (self, error))
        return FALSE;
      n = MIN (size, self->to - self->from);
      memcpy (at, self->buffer + self->from, n);
      self->from += n;
      at += n;
      size -= n;
    }
  return TRUE;
}

/* The tag in a time that tells nothing of where it differs. */
static gboolean
is_equal (const guint8 *a, const guint8 *b, gsize size)
{
  guint8 differs = 0;

  for (gsize i = 0; i < size; i++)
    differs |= a[i] ^ b[i];
  return differs == 0;
}

gboolean
ingam_frame_reader_end (IngamFrameReader *self, GError **error)
{
  g_autoptr (GByteArray) tail = make_tail (self->size);
  guint8 end[INGAM_AE2_TAG_SIZE + TAIL_SIZE + 1], tag[INGAM_AE2_TAG_SIZE];
  gsize size;

  while (self->left > 0)
    if (!fill (self, error))
      return FALSE;
  self->from = self->to;
  if (!get (self, end, sizeof end, &size, error))
    return FALSE;
  ingam_ae2_get_tag (self->ae2, tag);
  if (size < sizeof end - 1)
    return set_damaged (error,
                        _ ("The backup breaks off: a part of the file is missing. Use another "
                           "backup."));
  if (size > sizeof end - 1 || !is_equal (tag, end, sizeof tag) ||
      memcmp (end + sizeof tag, tail->data, tail->len) != 0)
    return set_damaged (error, _ ("The backup is damaged: it is not what was written. Use another "
                                  "backup."));
  return TRUE;
}
