/* manifest.h: manifest.json of a sealed archive, piece by piece. Internal to core/backup.
 *
 *   {
 *     "format": 1,
 *     "program": "Ingam 0.1.0",
 *     "when": "2026-11-26T15:30:12Z",
 *     "files": [
 *       {"path": "yessign/USER/…/signCert.der", "size": 1534, "time": 1764547200, "sha256": "…"},
 *       …
 *     ],
 *     "certificates": [
 *       {"folder": "yessign/USER/…", "sha256": "…"},
 *       …
 *     ]
 *   }
 *
 * One line a file. A path that is not UTF-8 is "path-hex", its bytes in hexadecimal.
 */
#pragma once

#include "core/backup/contents.h"

G_BEGIN_DECLS

/* Appends the next piece. @n: how many of its kind are in front of it. */
void ingam_manifest_append_head (GString *text, gint64 when);
void ingam_manifest_append_file (GString *text, guint n, const IngamContentsFile *file);
void ingam_manifest_append_middle (GString *text);
void ingam_manifest_append_credential (GString *text, guint n, IngamCredential *credential);
void ingam_manifest_append_tail (GString *text);

/* Whether a manifest is that of the files that were read: fed with both, in that order, in any
 * pieces. Memory is constant. */
typedef struct _IngamManifestCheck IngamManifestCheck;
IngamManifestCheck *ingam_manifest_check_new (void);
void ingam_manifest_check_free (IngamManifestCheck *self);
void ingam_manifest_check_add_file (IngamManifestCheck *self, const IngamContentsFile *file);
void ingam_manifest_check_feed (IngamManifestCheck *self, const guint8 *data, gsize size);
/* FALSE: it is not. */
gboolean ingam_manifest_check_end (IngamManifestCheck *self, gint64 *ret_when);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamManifestCheck, ingam_manifest_check_free)

G_END_DECLS
