/* backup-session-private.h: what the parts of the session share: backup-session.c (what is known)
 * and backup-session-run.c (what is done). */
#pragma once

#include "app/backup/backup-session.h"

G_BEGIN_DECLS

struct _IngamBackupSession
{
  GObject parent_instance;

  /* Owned */
  char *store;
  IngamJournal *journal;
  IngamKeyring *keyring;
  GVolumeMonitor *monitor;
  GSettings *settings;       /* NULL */
  GCancellable *cancellable; /* of what is read for the session's own sake */
  IngamLedger *ledger;
  IngamBackupLook *look;
  gboolean is_loading;
  gboolean loads_again; /* meanwhile it was asked for once more */
  gboolean is_in_memory;

  /* What is being done */
  IngamBackupState state;
  IngamBackupTask task;
  gboolean is_quiet;
  GCancellable *running; /* NULL while nothing is */
  GQueue *waiting;       /* of IngamDestination, whose turn has not come */
  guint index;
  guint total;
  IngamDestination *destination; /* it is about; NULL */
  char *name;                    /* of a backup there; NULL */
  GFile *file;                   /* from elsewhere; NULL */
  IngamBackupPhase phase;
  guint done;
  guint goal;

  /* What came of it */
  GPtrArray *outcomes;
  GError *error;
  IngamKeyringTrouble trouble;
  gboolean made_passphrase;
  IngamSecret *passphrase; /* NULL when there is none to be taken */
  IngamReader *reader;     /* the same */
};

void ingam_backup_session_emit_changed (IngamBackupSession *self);
void ingam_backup_session_emit_progressed (IngamBackupSession *self);
void ingam_backup_session_emit_finished (IngamBackupSession *self, IngamBackupTask task);
void ingam_backup_session_emit_failed (IngamBackupSession *self, const char *sentence);

/* What a passphrase for this place is kept as; NULL: of sealed archives. */
char *ingam_backup_session_dup_slot (IngamDestination *destination);

/* Forgets all of what was being done. */
void ingam_backup_session_clear_task (IngamBackupSession *self);

G_END_DECLS
