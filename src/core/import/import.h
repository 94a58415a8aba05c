/* import.h: worker that carries a plan out; one result per thing handed in.
 *
 * Pairs come into the store as they are: certificate and sealed key byte for byte (without bytes
 * that trail them), with the CaPubs of their folder. Keys out of a PFX are sealed as PBES1-SEED
 * (2,048 rounds), what every Korean bank program opens, under the password that opened the PFX; R
 * stays. A sealed key needs no password to be imported, its halves then being paired by folder and
 * name alone. The entries' outcomes and messages are updated in place. A record for undo is left,
 * of what is new; what was only completed is not taken away by undo.
 *
 * Authorities' certificates go to core/store/authorities and no store. Undo leaves them there: they
 * are public, change nothing that a person has, and a check that knew its issuer would know less.
 */
#pragma once

#include "core/import/plan.h"
#include "core/store/write.h"

G_BEGIN_DECLS

/* Writes all wanted entries, after another look at the store: what came there meanwhile is
 * ALREADY_HERE. One that another program changes while it is being completed is FAILED with its
 * reason, and the others go on. Fails when the disk does (entries already in place stay and say so,
 * the others are FAILED and can be tried again by another call) or on CANCELLED. @trash: where the
 * undo record goes (ingam_trash_dup_path()), NULL for none. */
gboolean ingam_import_run (IngamImportPlan *plan,
                           const char *trash,
                           gint64 now,
                           IngamWriteProgress progress,
                           gpointer user_data,
                           GCancellable *cancellable,
                           GError **error);

/* What undo is asked with (ingam_trash_undo()) to take back what this plan brought, and nothing
 * else: of char *, one for each run that brought something new, in their order. Borrowed. */
GPtrArray *ingam_import_plan_get_steps (IngamImportPlan *plan);

/* Async faces for a window: both run the workers in a thread. @earlier: as for
 * ingam_import_plan_new_after(). */
void ingam_import_plan_new_async (const char *store,
                                  const char *const *paths,
                                  const char *const *earlier,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
IngamImportPlan *ingam_import_plan_new_finish (GAsyncResult *result, GError **error);

void ingam_import_plan_offer_password_async (IngamImportPlan *self,
                                             IngamSecret *password,
                                             IngamKdfBudget budget,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data);
int ingam_import_plan_offer_password_finish (GAsyncResult *result, GError **error);

/* @progress is called in the caller's main context. The plan must stay alive until finished. */
void ingam_import_run_async (IngamImportPlan *plan,
                             const char *trash,
                             IngamWriteProgress progress,
                             gpointer progress_data,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean ingam_import_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS
