/* restore.h: what is in a backup beside what is in a store, and the way back.
 *
 * A plan is made from a backup that was read to its end (a damaged one never gives a plan), shown,
 * and carried out for what is chosen. All or nothing per credential: its folder comes in one step;
 * one that is replaced is in the trash as it was, and one undo takes the whole restore back. Each
 * file is compared with the backup's digest before it is written, and read back after.
 */
#pragma once

#include "core/backup/reader.h"

G_BEGIN_DECLS

typedef enum
{
  INGAM_RESTORE_MISSING,   /* the store does not have it: chosen at first */
  INGAM_RESTORE_SAME,      /* the very same files are there */
  INGAM_RESTORE_DIFFERENT, /* the same certificate, but its key file differs (another password …) */
  INGAM_RESTORE_OLDER,     /* the store has a newer certificate of the same subject */
  INGAM_RESTORE_NEWER, /* the backup's is newer than what the store has of the subject: chosen */
  INGAM_RESTORE_N
} IngamRestoreState;
const char *ingam_restore_state_get_word (IngamRestoreState state);

typedef struct
{
  IngamCredential *credential; /* as in the backup */
  IngamCredential *existing;   /* in the store, what it is compared with; NULL for MISSING */
  IngamRestoreState state;
  gboolean wanted; /* a face sets it; SAME is never written */
  gboolean done;
  GError *error; /* why it could not be; NULL */
} IngamRestoreEntry;

typedef struct _IngamRestorePlan IngamRestorePlan;

/* Worker. Takes @reader. @store need not exist. */
IngamRestorePlan *ingam_restore_plan_new (IngamReader *reader,
                                          const char *store,
                                          IngamProgressFunc progress,
                                          gpointer user_data,
                                          GCancellable *cancellable,
                                          GError **error);
void ingam_restore_plan_free (IngamRestorePlan *self);
GPtrArray *
ingam_restore_plan_get_entries (IngamRestorePlan *self); /* of IngamRestoreEntry; sorted */
IngamContents *ingam_restore_plan_get_contents (IngamRestorePlan *self);

/* Worker. Writes what is wanted. @trash: where what is replaced goes and the undo record is kept
 * (ingam_trash_dup_path()). @ret_step: for ingam_trash_undo(); NULL when nothing was written. One
 * that cannot be written has its error and does not keep the others from it; FALSE when nothing
 * could be tried (or CANCELLED). */
gboolean ingam_restore_run (IngamRestorePlan *self,
                            const char *trash,
                            gint64 now,
                            IngamProgressFunc progress,
                            gpointer user_data,
                            GCancellable *cancellable,
                            char **ret_step,
                            GError **error);

/* Worker. The whole tree, other programs' files included, into a folder that is empty or does not
 * exist: built beside it, compared, renamed. */
gboolean ingam_restore_tree (IngamReader *reader,
                             const char *folder,
                             IngamProgressFunc progress,
                             gpointer user_data,
                             GCancellable *cancellable,
                             IngamContents **ret_contents,
                             GError **error);

/* Async faces; @progress in the caller's main context. */
void ingam_restore_plan_new_async (IngamReader *reader,
                                   const char *store,
                                   IngamProgressFunc progress,
                                   gpointer progress_data,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
IngamRestorePlan *ingam_restore_plan_new_finish (GAsyncResult *result, GError **error);
/* The plan must stay alive until finished. */
void ingam_restore_run_async (IngamRestorePlan *self,
                              const char *trash,
                              IngamProgressFunc progress,
                              gpointer progress_data,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean ingam_restore_run_finish (GAsyncResult *result, char **ret_step, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamRestorePlan, ingam_restore_plan_free)

G_END_DECLS
