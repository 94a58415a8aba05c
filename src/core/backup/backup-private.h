/* backup-private.h: between backup.c, which knows the order of things, and the ways a backup is
 * kept: as a sealed archive (backup-archive.c) or in a restic repository (backup-restic.c).
 */
#pragma once

#include "core/backup/backup.h"

G_BEGIN_DECLS

/* One run, as its threads see it. */
typedef struct
{
  /* Given */
  char *store;
  IngamDestination *destination;
  IngamJournal *journal;
  GFile *where;            /* of the destination now; NULL for RESTIC */
  char *tag;               /* of the store */
  IngamSecret *passphrase; /* as it was found at the beginning */
  gint64 when;
  guint keep; /* newest to keep; 0: all */
  gboolean
      is_known; /* backups lie there: a folder that is missing is a disk that is not attached */

  /* Made on the way */
  IngamContents *contents; /* of the store when it was written */
  gpointer state;          /* the way's own */
  char *name;              /* of the file or snapshot, once it counts */
  char *path;              /* for people */
  guint64 size;
  guint n_tidied;

  IngamProgressFunc progress;
  gpointer progress_data;
} IngamBackupWork;

/* What a way does, in this order, each in a thread. */
typedef struct
{
  /* Reads the store and writes; on the disk when TRUE. May be called again (the store changed):
   * what was written before is dropped. */
  gboolean (*write) (IngamBackupWork *work, GCancellable *cancellable, GError **error);
  /* A reader of what was written, from the disk, with the passphrase as the keyring returns it. */
  IngamReader *(*reopen) (IngamBackupWork *work, IngamSecret *passphrase, GError **error);
  /* It was read back: gives it its name. */
  gboolean (*commit) (IngamBackupWork *work, GCancellable *cancellable, GError **error);
  /* It is in the ledger: lets old ones go, where the person wants that. Never fails the run. */
  void (*tidy) (IngamBackupWork *work, IngamLedger *ledger, GCancellable *cancellable);
  /* Frees the state; what has no name yet is removed. */
  void (*drop) (IngamBackupWork *work);
} IngamBackupWay;

extern const IngamBackupWay ingam_backup_way_archive;
extern const IngamBackupWay ingam_backup_way_restic;

G_END_DECLS
