/* backup-session.h: backups as the window has them, without any widget: the places and what was
 * written there, the run that is under way, and what is in its way.
 *
 * One thing is done at a time. What a person asked for and the keyring keeps from being done waits
 * until they have found a way on, and then goes on by itself; what was asked by nobody
 * (ingam_backup_session_back_up_quietly()) asks nobody and ends.
 */
#pragma once

#include "app/backup/backup-look.h"
#include "core/backup/backup.h"

G_BEGIN_DECLS

typedef enum
{
  INGAM_BACKUP_CALM,    /* nothing is being done */
  INGAM_BACKUP_WORKING, /* see ingam_backup_session_get_task() */
  INGAM_BACKUP_STUCK,   /* see ingam_backup_session_get_trouble() */
} IngamBackupState;

typedef enum
{
  INGAM_BACKUP_TASK_NONE,
  INGAM_BACKUP_TASK_BACK_UP,
  INGAM_BACKUP_TASK_VERIFY,  /* one that was written earlier */
  INGAM_BACKUP_TASK_SHOW,    /* the passphrase, to a person */
  INGAM_BACKUP_TASK_PRINT,   /* the passphrase, for the recovery sheet */
  INGAM_BACKUP_TASK_RESTORE, /* the passphrase, to open one */
  INGAM_BACKUP_TASK_DRILL,
} IngamBackupTask;

/* What the keyring says instead of giving the passphrase. */
typedef enum
{
  INGAM_KEYRING_FINE,
  INGAM_KEYRING_LOCKED,
  INGAM_KEYRING_DISMISSED, /* its question was closed */
  INGAM_KEYRING_ABSENT,
  INGAM_KEYRING_EMPTY,   /* was reset, or is another person's */
  INGAM_KEYRING_CHANGED, /* what is in it is not what opened earlier backups */
  INGAM_KEYRING_EARLIER, /* the backup in question is of a time before the passphrase in use */
  INGAM_KEYRING_N_TROUBLES
} IngamKeyringTrouble;

/* What came of one place. */
typedef struct
{
  IngamDestination *destination;
  IngamBackupResult *result; /* NULL when it failed */
  GError *error;
} IngamBackupOutcome;

#define INGAM_TYPE_BACKUP_SESSION (ingam_backup_session_get_type ())
G_DECLARE_FINAL_TYPE (IngamBackupSession, ingam_backup_session, INGAM, BACKUP_SESSION, GObject)

/* Signals: "changed": anything that is shown did; "progressed"; "finished" (IngamBackupTask): it
 * went well or not, see the outcomes and ingam_backup_session_get_error(); "loaded": ledger and
 * look are those of now; "failed" (sentence): a place could not be changed.
 *
 * @keyring NULL: the person's. @monitor NULL: the system's. @settings: with the keys of
 * backup-settings.h; NULL: nothing is remembered. No I/O yet. */
IngamBackupSession *ingam_backup_session_new (const char *store,
                                              IngamJournal *journal,
                                              IngamKeyring *keyring,
                                              GVolumeMonitor *monitor,
                                              GSettings *settings);

/* Reads the ledger and looks at the places and the store; again: once more. */
void ingam_backup_session_load (IngamBackupSession *self);

const char *ingam_backup_session_get_store (IngamBackupSession *self);
IngamJournal *ingam_backup_session_get_journal (IngamBackupSession *self);
GVolumeMonitor *ingam_backup_session_get_monitor (IngamBackupSession *self);
GSettings *ingam_backup_session_get_settings (IngamBackupSession *self); /* NULL */
char *ingam_backup_session_dup_keyring_name (IngamBackupSession *self);  /* for people */
/* All borrowed; NULL until they were read. The next "changed" may free them. */
IngamLedger *ingam_backup_session_get_ledger (IngamBackupSession *self);
const IngamBackupLook *ingam_backup_session_get_look (IngamBackupSession *self);
const IngamLedgerPlace *ingam_backup_session_find_place (IngamBackupSession *self, const char *id);
/* The newest backup of a place (NULL: of any) that is not known to be gone; NULL. */
const IngamLedgerBackup *ingam_backup_session_find_newest (IngamBackupSession *self,
                                                           const char *id);

/* --- what is being done --- */

IngamBackupState ingam_backup_session_get_state (IngamBackupSession *self);
IngamBackupTask ingam_backup_session_get_task (IngamBackupSession *self);
/* Nobody asked for it: no page has to come up for it. */
gboolean ingam_backup_session_is_quiet (IngamBackupSession *self);
IngamBackupPhase ingam_backup_session_get_phase (IngamBackupSession *self);
/* From 0 to 1; below 0: cannot be told. */
double ingam_backup_session_get_fraction (IngamBackupSession *self);
/* The place it is about, NULL: none in particular; and which of how many, from 0. */
IngamDestination *ingam_backup_session_get_destination (IngamBackupSession *self);
void
ingam_backup_session_get_position (IngamBackupSession *self, guint *ret_index, guint *ret_total);

/* Of the last BACK_UP, one a place that had its turn; of IngamBackupOutcome. */
GPtrArray *ingam_backup_session_get_outcomes (IngamBackupSession *self);
/* Why the last task ended otherwise than well, or why it is stuck; NULL. */
const GError *ingam_backup_session_get_error (IngamBackupSession *self);
IngamKeyringTrouble ingam_backup_session_get_trouble (IngamBackupSession *self);

/* What is in question is the password of a restic repository, and not the backup passphrase. */
gboolean ingam_backup_session_is_about_repository (IngamBackupSession *self);

/* @place: id; NULL for all. Nothing happens while something is being done. */
void ingam_backup_session_back_up (IngamBackupSession *self, const char *place);
/* @places: ids. The keyring is not allowed to ask. */
void ingam_backup_session_back_up_quietly (IngamBackupSession *self, GPtrArray *places);
void ingam_backup_session_drill_quietly (IngamBackupSession *self);
/* Of a restic repository only its newest one can be. */
void ingam_backup_session_verify (IngamBackupSession *self, const char *place, const char *name);
/* SHOW or PRINT. The passphrase is then taken by ingam_backup_session_take_passphrase(). */
void ingam_backup_session_find_passphrase (IngamBackupSession *self, IngamBackupTask task);
IngamSecret *ingam_backup_session_take_passphrase (IngamBackupSession *self); /* NULL: none */
/* RESTORE of one in the ledger. The reader is then taken by ingam_backup_session_take_reader(). */
void ingam_backup_session_open (IngamBackupSession *self, const char *place, const char *name);
/* RESTORE of a file from anywhere. @passphrase NULL: the keyring's. */
void
ingam_backup_session_open_file (IngamBackupSession *self, GFile *file, IngamSecret *passphrase);
IngamReader *ingam_backup_session_take_reader (IngamBackupSession *self); /* NULL: none */
/* It ends by itself, presently. */
void ingam_backup_session_cancel (IngamBackupSession *self);

/* --- ways on when it is stuck; what waited goes on --- */

void ingam_backup_session_try_again (IngamBackupSession *self);
/* As a person typed it. WRONG_PASSWORD when it cannot be one, or is not that of the backups there
 * are: then nothing happens. */
gboolean ingam_backup_session_offer_passphrase (IngamBackupSession *self,
                                                IngamSecret *typed,
                                                GError **error);
/* From now on the passphrase is kept until the program ends, and in no keyring. */
void ingam_backup_session_keep_in_memory (IngamBackupSession *self);
gboolean ingam_backup_session_is_in_memory (IngamBackupSession *self);
/* The mark that the wanted passphrase has; NULL: any may be right. Borrowed. */
const char *ingam_backup_session_get_wanted_mark (IngamBackupSession *self);
/* A new passphrase is made; what opens the backups before is only on paper then. */
void ingam_backup_session_begin_anew (IngamBackupSession *self);
void ingam_backup_session_give_up (IngamBackupSession *self);

/* --- the places --- */

/* Each ends with "changed", or with the signal "failed". */
void ingam_backup_session_add_place (IngamBackupSession *self, IngamDestination *destination);
/* The same for a folder that another program copies elsewhere. */
void ingam_backup_session_add_synced (IngamBackupSession *self, IngamDestination *destination);
void ingam_backup_session_remove_place (IngamBackupSession *self, const char *place);
void ingam_backup_session_set_keep (IngamBackupSession *self, const char *place, guint keep);
/* The restic repository's password goes to the keyring, then the place is added. */
void ingam_backup_session_add_repository (IngamBackupSession *self,
                                          IngamDestination *destination,
                                          IngamSecret *password);
/* What would go, if so many were kept: of char*, names; oldest first. */
void ingam_backup_session_preview_keep_async (IngamBackupSession *self,
                                              const char *place,
                                              guint keep,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer user_data);
GPtrArray *ingam_backup_session_preview_keep_finish (GAsyncResult *result, GError **error);

G_END_DECLS
