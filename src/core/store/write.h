/* write.h: one transaction on a store: add, replace and remove credentials, all or nothing each.
 *
 * Each changed folder is built whole under <store>/.ingam/<transaction>/, synced, and comes into
 * its place in one step: by rename for a new one, by RENAME_EXCHANGE for a replaced one. Other
 * programs' files in the folder come along. Where the file system cannot exchange (FAT), a journal
 * in the transaction's folder tells the next start which of two renames was done. A transaction
 * holds a lock (flock) on its own folder, so that a second Ingam never cleans up under a living
 * one; NPKI itself is never locked.
 *
 * Before an exchange the files are compared with what the caller had read (CHANGED), and afterwards
 * the folder that came out is compared again: a bank program that wrote in between gets its folder
 * back.
 *
 * Many additions are synced together: one syncfs, then the renames, then one sync of the parents.
 */
#pragma once

#include "core/store/layout.h"
#include "core/store/scan.h"

G_BEGIN_DECLS

typedef struct _IngamWrite IngamWrite;

/* Makes the store when it does not exist (0700). Cleans up after transactions that died. */
IngamWrite *ingam_write_begin (const char *store, GError **error);

/* Gives up what was not committed and frees. */
void ingam_write_free (IngamWrite *self);

/* A new credential's folder (ingam_layout_dup_folder()); when the name is taken by another
 * certificate, " (2)"… is appended. @files: by role, NULL where absent. @ret_folder: where it will
 * lie, relative. */
gboolean ingam_write_add (IngamWrite *self,
                          const char *folder,
                          GBytes *const files[INGAM_ROLE_N],
                          char **ret_folder,
                          GError **error);

/* Replaces files of an existing folder: for each role non-NULL bytes are the new contents, NULL
 * keeps the file as it is. @seen: what the caller based its work on. */
gboolean ingam_write_replace (IngamWrite *self,
                              const char *folder,
                              const IngamFolderFiles *seen,
                              GBytes *const files[INGAM_ROLE_N],
                              GError **error);

/* The same with all of the credential's own files: one of a role that @files does not have goes.
 * Other programs' files come along as ever. */
gboolean ingam_write_replace_whole (IngamWrite *self,
                                    const char *folder,
                                    const IngamFolderFiles *seen,
                                    GBytes *const files[INGAM_ROLE_N],
                                    GError **error);

/* A whole folder from elsewhere (@name below the open folder @from), other programs' files
 * included, as a new credential. What it came from stays. */
gboolean ingam_write_add_tree (IngamWrite *self,
                               const char *folder,
                               int from,
                               const char *name,
                               char **ret_folder,
                               GError **error);

/* Called for each credential in the order given, when it is in its place. */
typedef void (*IngamWriteProgress) (guint done, guint total, gpointer user_data);

/* Carries all out. On failure of one, those already in place stay (each is whole); @ret_n_done says
 * how many. */
gboolean ingam_write_commit (IngamWrite *self,
                             IngamWriteProgress progress,
                             gpointer user_data,
                             GCancellable *cancellable,
                             guint *ret_n_done,
                             GError **error);

/* Finishes or undoes what a dead transaction left behind in @store; part of ingam_write_begin(). */
gboolean ingam_write_recover (const char *store, GError **error);

/* For trash.h: whole folders in and out, at once and not with the commit. A failure leaves the
 * folder where it was. The store's side and the other are synced.
 *
 * Out to @to/@to_name in one rename; CHANGED when the certificate in it is not that of
 * @fingerprint, UNSUPPORTED when @to is on another disk. */
gboolean ingam_write_move_out (IngamWrite *self,
                               const char *folder,
                               const guint8 *fingerprint,
                               int to,
                               const char *to_name,
                               GError **error);
/* Back in, to @folder or beside it (" (2)"…) when the name is taken; ALREADY_HERE when it is taken
 * by the same certificate, UNSUPPORTED when @from is on another disk. */
gboolean ingam_write_move_in (IngamWrite *self,
                              int from,
                              const char *name,
                              const char *folder,
                              char **ret_folder,
                              GError **error);
/* Takes away a folder that has been copied elsewhere, durably; @copied: what ingam_tree_read() said
 * of it when it was (CHANGED when it is something else now). */
gboolean
ingam_write_discard (IngamWrite *self, const char *folder, GPtrArray *copied, GError **error);
/* A credential's folder, opened for reading. */
int ingam_write_open_folder (IngamWrite *self, const char *folder, GError **error);

/* Makes key files and folders of one credential private again (0600/0700). */
gboolean ingam_write_make_private (const char *store, IngamCredential *credential, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamWrite, ingam_write_free)

G_END_DECLS
