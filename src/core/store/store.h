/* store.h: a store as a GListModel of IngamCredential that follows the disk.
 *
 * Lives in the thread of its main context. Loading runs ingam_scan_run() in a thread and swaps the
 * result in with the fewest items-changed that tell the truth (many differences are told as one); a
 * failed load changes nothing but the error. Changes by other programs are seen through inotify
 * within a second and cost only the folders that changed; where watches run out or the file system
 * has none, the folder is looked at again every two seconds while somebody holds the store
 * "watched".
 */
#pragma once

#include "core/store/check.h"
#include "core/store/handout.h"
#include "core/store/reseal.h"
#include "core/store/scan.h"
#include "core/store/trash.h"

G_BEGIN_DECLS

#define INGAM_TYPE_STORE (ingam_store_get_type ())
G_DECLARE_FINAL_TYPE (IngamStore, ingam_store, INGAM, STORE, GObject)

/* Properties: "path" (construct-only), "loading" (read-only, a load that somebody asked for is
 * under way; looks of the store's own are not told), "n-items". */
IngamStore *ingam_store_new (const char *path);
const char *ingam_store_get_path (IngamStore *self);
gboolean ingam_store_get_loading (IngamStore *self);
IngamScan *ingam_store_get_scan (IngamStore *self); /* the last result or NULL; borrowed */

/* Whether the list holds this very object, and whether it holds the certificate with this
 * fingerprint (INGAM_CERTIFICATE_FINGERPRINT_SIZE bytes). */
gboolean ingam_store_contains (IngamStore *self, IngamCredential *credential);
gboolean ingam_store_holds_certificate (IngamStore *self, const guint8 *fingerprint);

/* Reads the store again. Calls while one is under way are answered by one more load after it.
 * During the first one the list fills with what is found, who replaced whom not being told yet;
 * should it fail, they are taken back. */
void ingam_store_load_async (IngamStore *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean ingam_store_load_finish (IngamStore *self, GAsyncResult *result, GError **error);

/* Starts and stops following the disk. */
void ingam_store_set_watched (IngamStore *self, gboolean watched);

/* Async faces of the workers; each reloads the store when it changed something. */
void ingam_store_check_async (IngamStore *self,
                              IngamCredential *credential,
                              IngamSecret *password,
                              IngamKdfBudget budget,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
IngamCheckReport *ingam_store_check_finish (IngamStore *self, GAsyncResult *result, GError **error);

void ingam_store_reseal_async (IngamStore *self,
                               IngamCredential *credential,
                               IngamSecret *old_password,
                               IngamSecret *new_password,
                               IngamKdfBudget budget,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean ingam_store_reseal_finish (IngamStore *self,
                                    GAsyncResult *result,
                                    IngamResealResult *ret_result,
                                    GError **error);

void ingam_store_export_async (IngamStore *self,
                               IngamCredential *credential,
                               const IngamExportOptions *options,
                               const char *path,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean ingam_store_export_finish (IngamStore *self,
                                    GAsyncResult *result,
                                    char **ret_path,
                                    gboolean *ret_has_random,
                                    GError **error);

/* A handout in its own place (handout.h). */
void ingam_store_hand_out_async (IngamStore *self,
                                 IngamCredential *credential,
                                 const IngamExportOptions *options,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
IngamHandout *ingam_store_hand_out_finish (IngamStore *self, GAsyncResult *result, GError **error);

void ingam_store_remove_async (IngamStore *self,
                               IngamCredential *credential,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* @ret_entry: for ingam_store_undo_step_async(); may be NULL. */
gboolean ingam_store_remove_finish (IngamStore *self,
                                    GAsyncResult *result,
                                    char **ret_entry,
                                    GError **error);

/* Many of this store as one step; trash.h says how @ret_errors and @ret_entry are to be read.
 * @progress is called in the main context. */
void ingam_store_remove_many_async (IngamStore *self,
                                    GPtrArray *credentials,
                                    IngamProgressFunc progress,
                                    gpointer progress_data,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean ingam_store_remove_many_finish (IngamStore *self,
                                         GAsyncResult *result,
                                         GPtrArray **ret_errors,
                                         char **ret_entry,
                                         GError **error);

/* A step that can be taken back: the store it was done in, and its entry in the trash. */
typedef struct
{
  IngamStore *store;
  char *entry;
} IngamStoreStep;

IngamStoreStep *ingam_store_step_new (IngamStore *store, const char *entry);
void ingam_store_step_free (IngamStoreStep *step);

/* The last removal or import of this store, back. */
void ingam_store_undo_async (IngamStore *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* The step that a trash entry is of; ingam_store_undo_finish() as well. */
void ingam_store_undo_step_async (IngamStore *self,
                                  const char *entry,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean ingam_store_undo_finish (IngamStore *self, GAsyncResult *result, GError **error);

void ingam_store_make_private_async (IngamStore *self,
                                     IngamCredential *credential,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean ingam_store_make_private_finish (IngamStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
