/* backup-window.h: backups: where they go, what came of them, and the way back.
 *
 * A window of its own beside the list, like the guide after a reissue; what it shows is the
 * session's, which goes on when it is closed. */
#pragma once

#include "app/backup/backup-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_BACKUP_WINDOW (ingam_backup_window_get_type ())
G_DECLARE_FINAL_TYPE (IngamBackupWindow, ingam_backup_window, INGAM, BACKUP_WINDOW, AdwWindow)

/* Signals: "asked" (action): a "win." action is wanted; "restored" (step, guint n): so many
 * certificates came back, step is for ingam_trash_undo(). */
IngamBackupWindow *ingam_backup_window_new (IngamBackupSession *session);

/* "state": how it stands; "pick": which backup to restore from; … */
void ingam_backup_window_show_page (IngamBackupWindow *self, const char *page);
const char *ingam_backup_window_get_page (IngamBackupWindow *self);
void ingam_backup_window_add_toast (IngamBackupWindow *self, AdwToast *toast); /* taken over */

G_END_DECLS
