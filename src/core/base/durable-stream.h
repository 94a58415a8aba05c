/* durable-stream.h: a file that is written bit by bit, and has its name only once it is whole.
 *
 * A part of durable-file for what is too large for the memory. Until the commit it lies beside its
 * place under a hidden name (".ingam-…", 0600), which comes from a key: the next run with the same
 * key clears away what a killed one left. The hidden file is locked as long as the stream lives, so
 * that a living one is left alone.
 */
#pragma once

#include "core/base/durable-file.h"

G_BEGIN_DECLS

typedef struct _IngamDurableStream IngamDurableStream;

/* @folder: of the place; not kept. NO_SPACE when there is no room for @size bytes (0: unknown);
 * CHANGED when another program is writing with the same @key. */
IngamDurableStream *
ingam_durable_stream_new (int folder, const char *key, guint64 size, GError **error);
/* Without a commit the file is removed. */
void ingam_durable_stream_free (IngamDurableStream *self);

const char *ingam_durable_stream_get_hidden_name (IngamDurableStream *self);
gboolean ingam_durable_stream_write (IngamDurableStream *self,
                                     gconstpointer data,
                                     gsize size,
                                     GError **error);
/* On the disk. What is read from here on comes from there and not from memory, where the system
 * lets us say so. */
gboolean ingam_durable_stream_sync (IngamDurableStream *self, GError **error);
/* Gives it @name, in one step; ALREADY_HERE when there is one: another may be tried. Any other
 * failure leaves no file, under neither name. */
gboolean ingam_durable_stream_commit (IngamDurableStream *self, const char *name, GError **error);

/* Clears away what a killed run left; a living one's is left alone. */
gboolean ingam_durable_stream_clear (int folder, const char *key, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamDurableStream, ingam_durable_stream_free)

G_END_DECLS
