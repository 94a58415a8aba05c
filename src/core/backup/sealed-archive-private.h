/* sealed-archive-private.h: what the writer and the reader of a sealed archive have in common.
 * Internal to sealed-archive*.c.
 */
#pragma once

#include "core/backup/manifest.h"
#include "core/backup/sealed-archive.h"
#include "core/backup/sealed-frame.h"
#include "core/backup/stored-zip.h"

G_BEGIN_DECLS

#define INGAM_SEALED_README "README.txt"
#define INGAM_SEALED_TREE "NPKI/"
#define INGAM_SEALED_MANIFEST "manifest.json"
#define INGAM_SEALED_PADDING "padding.bin"
#define INGAM_SEALED_N_OTHERS 3 /* entries beside the files */
#define INGAM_SEALED_MAX_README (64 * 1024)

/* Both languages, UTF-8; static. */
const char *ingam_sealed_archive_get_readme (void);
/* The format that a README's first line names; 0 when it is none of ours. */
guint ingam_sealed_archive_parse_readme (const char *text, gsize size);

/* What a visit does, whatever the bytes come from. @in: borrowed. */
gboolean ingam_sealed_archive_read (GInputStream *in,
                                    IngamSecret *passphrase,
                                    IngamReaderVisit visit,
                                    gpointer user_data,
                                    GCancellable *cancellable,
                                    gint64 *ret_when,
                                    GError **error);

/* The size that the whole file is rounded up to. */
guint64 ingam_sealed_archive_round (guint64 size);

G_END_DECLS
