/* backup-look.h: the store and the places as they are just now: is anything new, can it be reached?
 */
#pragma once

#include "core/backup/ledger.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean is_reachable;
  gboolean is_same_disk; /* as the store: what breaks the one breaks the other */
} IngamBackupSight;

typedef struct
{
  gboolean has_store; /* there is one, and it could be read */
  guint8 stamp[INGAM_CONTENTS_DIGEST_SIZE];
  IngamContents *contents; /* of the store; NULL without one */
  GHashTable *sights;      /* of id to IngamBackupSight */
} IngamBackupLook;
void ingam_backup_look_free (IngamBackupLook *look);

/* NULL when it was not looked at. */
const IngamBackupSight *ingam_backup_look_find (const IngamBackupLook *look, const char *id);

/* Asks the @monitor first, in the caller's main context, and the disks in a thread. */
void ingam_backup_look_async (IngamLedger *ledger,
                              const char *store,
                              GVolumeMonitor *monitor,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
IngamBackupLook *ingam_backup_look_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamBackupLook, ingam_backup_look_free)

G_END_DECLS
