/* backup-texts.h: what the backup window says of times, backups and places, in whole sentences.
 * Everything returned is plain text and inert. */
#pragma once

#include "app/backup/backup-session.h"
#include "app/widgets/sign.h"

G_BEGIN_DECLS

/* "yesterday at 3:10 pm", in Korean time. */
char *ingam_backup_text_dup_moment (gint64 when, gint64 now);

/* How things stand, in one sentence; @ret_advice: what to do about it, NULL for nothing. */
char *ingam_backup_text_dup_state (IngamBackupSession *session,
                                   gint64 now,
                                   IngamSignKind *ret_sign,
                                   char **ret_advice);

/* How one place stands. */
char *ingam_backup_text_dup_place (IngamBackupSession *session,
                                   const IngamLedgerPlace *place,
                                   gint64 now,
                                   IngamSignKind *ret_sign);

/* Where it is, for people: a folder's path, "on the drive …", an address. */
char *ingam_backup_text_dup_where (IngamDestination *destination);

const char *ingam_backup_text_get_icon (IngamDestinationKind kind);

/* "12 certificates · 1.2 MB" */
char *ingam_backup_text_dup_size (const IngamLedgerBackup *backup);

/* What the task is called while it runs: "Backing Up". */
const char *ingam_backup_text_get_task (IngamBackupTask task);

G_END_DECLS
