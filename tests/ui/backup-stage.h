/* backup-stage.h: backups to be tested: a store of one's own, a journal, places in folders, and a
 * keyring that does what it is told. */
#pragma once

#include "app/backup/backup-window.h"
#include "tests/ui/support.h"

G_BEGIN_DECLS

typedef struct
{
  char *folder; /* with all below */
  char *store;
  IngamJournal *journal;
  IngamKeyring *keyring; /* see ingam_backup_stage_set_keyring() */
  GSettings *settings;   /* NULL where the schema could not be compiled */
  IngamBackupSession *session;
} IngamBackupStage;

IngamBackupStage *ingam_backup_stage_new (void);
void ingam_backup_stage_free (IngamBackupStage *stage);

/* The clock stands at ten past three in the afternoon, in Korea, until it is moved on. */
void ingam_backup_stage_pass_time (guint seconds);

/* From now on the keyring answers everything with this error; FAILED: it works again. What is in it
 * stays. */
void ingam_backup_stage_set_keyring (IngamBackupStage *stage, IngamError answer);
/* From now on its question is open and nobody answers; with FALSE what waited is cancelled. */
void ingam_backup_stage_hold_keyring (IngamBackupStage *stage, gboolean holds);
/* What is in it is gone (NULL), or another. */
void ingam_backup_stage_put_in_keyring (IngamBackupStage *stage, IngamSecret *secret);
IngamSecret *ingam_backup_stage_peek_keyring (IngamBackupStage *stage); /* borrowed; NULL */

/* Remembers a folder of that name as a place, and makes it unless it is to be missing. Owned. */
IngamDestination *
ingam_backup_stage_add_folder (IngamBackupStage *stage, const char *name, gboolean is_there);
/* Backs up to all places, and waits until it is done. */
void ingam_backup_stage_back_up (IngamBackupStage *stage);
/* Runs the main loop until the session is calm or stuck, and knows what is on the disk. */
void ingam_backup_stage_wait (IngamBackupStage *stage);

IngamBackupWindow *ingam_backup_stage_open (IngamBackupStage *stage);
void ingam_backup_stage_wait_for_page (IngamBackupWindow *window, const char *page);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamBackupStage, ingam_backup_stage_free)

G_END_DECLS
