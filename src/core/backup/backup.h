/* backup.h: write, verify, record: a backup counts once it was read back with the passphrase as the
 * keyring returns it, and every byte compared.
 *
 * One run for one destination: find the passphrase (made and stored at the first one); look at the
 * store; write under a hidden name, sync; ask the keyring again; read back from the disk with what
 * it said and compare each byte with the store; give the name, look at the folder; record; only
 * then "verified". A store that changed meanwhile is begun again, at most three times (CHANGED). A
 * failure leaves the last backup, and no file.
 *
 * Lives in the caller's main context; the disk's work is done in threads.
 */
#pragma once

#include "core/backup/ledger.h"
#include "core/backup/sealed-archive.h"
#include "core/keyring/keyring.h"

G_BEGIN_DECLS

typedef enum
{
  INGAM_BACKUP_PHASE_KEYRING, /* the passphrase is looked for: a question may be open */
  INGAM_BACKUP_PHASE_WRITING,
  INGAM_BACKUP_PHASE_VERIFYING,
  INGAM_BACKUP_PHASE_N
} IngamBackupPhase;

/* In the caller's main context; @done and @total in KiB, 0 for unknown. */
typedef void (*IngamBackupProgress) (IngamBackupPhase phase,
                                     guint done,
                                     guint total,
                                     gpointer user_data);

typedef struct
{
  const char *store;
  IngamDestination *destination;
  IngamJournal *journal;
  IngamKeyring *keyring;
  IngamKeyringManner manner;
  GVolumeMonitor *monitor;      /* NULL: the system's */
  IngamBackupProgress progress; /* may be NULL */
  gpointer progress_data;
} IngamBackupOptions;

typedef struct
{
  char *path; /* of the file, or repository and snapshot; for people and scripts */
  char *name;
  guint n_credentials;
  guint64 size;
  gint64 when;
  gboolean made_passphrase; /* it was made in this run: show it once, offer the sheet */
  GPtrArray *left_out;      /* of char*: sentences; empty is normal */
  guint n_tidied;           /* old ones that the person's choice let go */
} IngamBackupResult;
void ingam_backup_result_free (IngamBackupResult *result);

/* Borrowed members of @options must live until it is finished; the struct itself is copied.
 *
 * Errors beside those of the parts: UNVERIFIED when the keyring's passphrase is not one of ours any
 * more (a letter was changed), is not that of earlier backups (its mark), changed during the run,
 * or does not open what was written. Failures are recorded with the place. */
void ingam_backup_run_async (const IngamBackupOptions *options,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
IngamBackupResult *ingam_backup_run_finish (GAsyncResult *result, GError **error);

/* The keyring's slot of a destination: one for all sealed archives, one for each repository. */
char *ingam_backup_dup_slot (IngamDestination *destination);

/* The passphrase as it is to be used: the keyring's, checked against its form and the ledger's
 * mark. With @create and an empty keyring a new one is made, stored, read back and its mark
 * recorded; KEYRING_EMPTY when the ledger knows backups of an earlier one (a keyring that was
 * reset): a person types that in (ingam_backup_adopt_passphrase_async) or begins anew (forget its
 * mark with ingam_ledger_set_mark (NULL)). */
void ingam_backup_find_passphrase_async (IngamJournal *journal,
                                         IngamKeyring *keyring,
                                         const char *slot,
                                         IngamKeyringManner manner,
                                         gboolean create,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
IngamSecret *
ingam_backup_find_passphrase_finish (GAsyncResult *result, gboolean *ret_made, GError **error);

/* Puts a passphrase that a person typed (parsed) into the keyring and its mark into the ledger. */
void ingam_backup_adopt_passphrase_async (IngamJournal *journal,
                                          IngamKeyring *keyring,
                                          const char *slot,
                                          IngamSecret *passphrase,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
gboolean ingam_backup_adopt_passphrase_finish (GAsyncResult *result, GError **error);

/* Reads one backup back again, whole; records when that went well. With no @destination a file
 * anywhere: nothing is recorded. @file NULL: the newest of a RESTIC @destination. */
void ingam_backup_verify_async (IngamJournal *journal,
                                IngamDestination *destination,
                                GFile *file,
                                IngamSecret *passphrase,
                                IngamBackupProgress progress,
                                gpointer progress_data,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
IngamContents *ingam_backup_verify_finish (GAsyncResult *result, GError **error);

/* The drill: one random credential of the newest backup of any reachable place is restored into
 * memory and its files compared with the manifest and, where the store still has the same, with the
 * store. Records when that went well. @ret_sentence: what was tried, for people. */
void ingam_backup_drill_async (const IngamBackupOptions *options,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean ingam_backup_drill_finish (GAsyncResult *result, char **ret_sentence, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamBackupResult, ingam_backup_result_free)

G_END_DECLS
