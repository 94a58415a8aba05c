/* auto-backup.h: backups that nobody has to think of: after a change, by time, and the restore
 * drill.
 *
 * Never the first one, because somebody has to see the passphrase; never with a question of the
 * keyring; only to places that can be reached. What is due is decided by core/backup/schedule. */
#pragma once

#include "app/backup/backup-session.h"

G_BEGIN_DECLS

#define INGAM_TYPE_AUTO_BACKUP (ingam_auto_backup_get_type ())
G_DECLARE_FINAL_TYPE (IngamAutoBackup, ingam_auto_backup, INGAM, AUTO_BACKUP, GObject)

/* Signals: "failed" (sentence): one did not work, for the first time since one did; "succeeded".
 *
 * @session: with settings. @delay: seconds after a change in which more of them may come. */
IngamAutoBackup *ingam_auto_backup_new (IngamBackupSession *session, guint delay);

/* The store may have changed, or a place may have come. */
void ingam_auto_backup_poke (IngamAutoBackup *self);

G_END_DECLS
