/* handout.h: a certificate as one file for another program to take: dragged into a file manager or
 * into a mail.
 *
 * It lies in a folder of its own (0700) below a place in the memory-backed runtime folder of the
 * session, and goes when it is let go of. What a process leaves that died is swept up by the next
 * one; what that leaves goes with the session.
 */
#pragma once

#include "core/store/export.h"

G_BEGIN_DECLS

typedef struct _IngamHandout IngamHandout;

/* Where they lie: below $XDG_RUNTIME_DIR, in a sandbox in the part of it that other programs see.
 */
char *ingam_handout_dup_place (void);

/* Writes the file, under its suggested name. The errors of ingam_export_run(). @options: not for a
 * folder. */
IngamHandout *ingam_handout_new (const char *place,
                                 const char *store,
                                 IngamCredential *credential,
                                 const IngamExportOptions *options,
                                 GCancellable *cancellable,
                                 GError **error);
const char *ingam_handout_get_path (IngamHandout *self);
gboolean ingam_handout_get_has_random (IngamHandout *self); /* R came along */

/* Removes the file. Two calls on a memory disk: not worth a thread, which the end of the program
 * could overtake. */
void ingam_handout_free (IngamHandout *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamHandout, ingam_handout_free)

G_END_DECLS
