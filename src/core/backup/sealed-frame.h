/* sealed-frame.h: the outside of a sealed archive: a ZIP of one encrypted entry around a stream.
 * Internal to core/backup.
 *
 *   local header, name "ingam-backup.zip", extra field 0x9901: AE-2, AES-256, stored
 *   salt (16), verifier (2), what is sealed, tag (10)
 *   central directory of one entry, end record
 *
 * Everything but salt, verifier, sealed bytes, tag and the size is the same in every archive: the
 * entry's time too.
 */
#pragma once

#include "core/base/secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define INGAM_SEALED_FRAME_SIZE 180                /* what it takes beside the bytes in it */
#define INGAM_SEALED_FRAME_MAX (G_MAXUINT32 - 180) /* bytes in it */

/* Whether a file that begins so is one. */
gboolean ingam_sealed_frame_could_be (const guint8 *data, gsize size);

typedef struct _IngamFrameWriter IngamFrameWriter;

/* Exactly @size bytes are to be written. @out: borrowed. REFUSED above INGAM_SEALED_FRAME_MAX. */
IngamFrameWriter *ingam_frame_writer_new (GOutputStream *out,
                                          IngamSecret *passphrase,
                                          guint64 size,
                                          GCancellable *cancellable,
                                          GError **error);
void ingam_frame_writer_free (IngamFrameWriter *self);
gboolean
ingam_frame_writer_write (IngamFrameWriter *self, gconstpointer data, gsize size, GError **error);
/* Tag and end. @out is neither flushed nor closed. */
gboolean ingam_frame_writer_end (IngamFrameWriter *self, GError **error);

typedef struct _IngamFrameReader IngamFrameReader;

/* @in: borrowed, at its front. DAMAGED when it is not of our form or ends too early; WRONG_PASSWORD
 * when the verifier says so, which an altered salt or verifier looks like. */
IngamFrameReader *ingam_frame_reader_new (GInputStream *in,
                                          IngamSecret *passphrase,
                                          GCancellable *cancellable,
                                          GError **error);
void ingam_frame_reader_free (IngamFrameReader *self);
guint64 ingam_frame_reader_get_left (IngamFrameReader *self); /* bytes in it, not read yet */

/* Exactly @size bytes; nothing of them is proven before ingam_frame_reader_end(). DAMAGED when
 * there are not as many. */
gboolean ingam_frame_reader_read (IngamFrameReader *self, gpointer to, gsize size, GError **error);

/* Reads what is left, and says whether all of the file, to its very end, is as it was sealed:
 * DAMAGED. */
gboolean ingam_frame_reader_end (IngamFrameReader *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamFrameWriter, ingam_frame_writer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamFrameReader, ingam_frame_reader_free)

G_END_DECLS
