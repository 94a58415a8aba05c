/* ledger.h: where backups go, what was written there, and when it was read back.
 *
 * Tables of their own in the journal's file (core/care/journal), under its rules: transactions,
 * several programs at once, a damaged file set aside. Unlike the rest of the journal it is also
 * asked what to do (the destinations); without it a person names the destination again, and the
 * backups are where they were: their folders are listed, not believed.
 *
 * No secret, and no person's name: a credential is its fingerprint.
 */
#pragma once

#include "core/backup/contents.h"
#include "core/backup/destination.h"
#include "core/care/journal.h"

G_BEGIN_DECLS

#define INGAM_LEDGER_MAX_DESTINATIONS 32
#define INGAM_LEDGER_TAG_LENGTH 8 /* hex digits */

typedef struct
{
  char *destination; /* id */
  char *name;        /* of the file, or the id of a restic snapshot */
  char *store;       /* absolute path */
  gint64 when;       /* written */
  gint64 verified;   /* last read back whole and found right; never 0 in a record of ours */
  guint64 size;      /* bytes there */
  guint n_credentials;
  char *mark;                               /* of its passphrase */
  guint8 stamp[INGAM_CONTENTS_DIGEST_SIZE]; /* of the store then */
  gboolean gone;                            /* looked for, and not there any more */
} IngamLedgerBackup;
void ingam_ledger_backup_free (IngamLedgerBackup *backup);

typedef struct
{
  IngamDestination *destination;
  guint keep;        /* newest backups of ours to keep; 0: all (retention is opt-in) */
  gint64 failed;     /* when the last try failed; 0: it did not */
  IngamError reason; /* of that */
  char *sentence;    /* for people, of that; NULL */
} IngamLedgerPlace;
void ingam_ledger_place_free (IngamLedgerPlace *place);

/* Everything, as it is now. */
typedef struct
{
  GPtrArray *places;  /* of IngamLedgerPlace, in the order added */
  GPtrArray *backups; /* of IngamLedgerBackup, newest first */
  char *mark;         /* of the passphrase in use; NULL: there was none yet */
  gint64 drilled;     /* last restore drill that went well; 0: never */
} IngamLedger;
void ingam_ledger_free (IngamLedger *ledger);
/* By a destination's id; NULL: not one of them. Borrowed. */
const IngamLedgerPlace *ingam_ledger_find_place (const IngamLedger *ledger, const char *id);
/* The newest backup there that is not gone, of @store or of any (NULL); NULL: none. Borrowed. */
const IngamLedgerBackup *
ingam_ledger_find_newest (const IngamLedger *ledger, const char *id, const char *store);

/* Workers. Empty when there is no file. */
IngamLedger *ingam_ledger_read (IngamJournal *journal, GError **error);
gboolean ingam_ledger_add_place (IngamJournal *journal, IngamDestination *place, GError **error);
gboolean ingam_ledger_remove_place (IngamJournal *journal, const char *id, GError **error);
gboolean ingam_ledger_set_keep (IngamJournal *journal, const char *id, guint keep, GError **error);
/* The tag of this computer's @store, made at the first call. */
char *ingam_ledger_dup_tag (IngamJournal *journal, const char *store, GError **error);
gboolean ingam_ledger_set_mark (IngamJournal *journal, const char *mark, GError **error);
/* Sets it where there was none; the one that is there now, which may be another program's. */
char *ingam_ledger_claim_mark (IngamJournal *journal, const char *mark, GError **error);
/* Takes a claimed mark out again, as long as it is this one. */
gboolean ingam_ledger_give_back_mark (IngamJournal *journal, const char *mark, GError **error);
/* A backup that was verified, and what is in it; clears the place's failure. One transaction. */
gboolean ingam_ledger_record (IngamJournal *journal,
                              const IngamLedgerBackup *backup,
                              IngamContents *contents,
                              GError **error);
gboolean ingam_ledger_record_failure (IngamJournal *journal,
                                      const char *destination,
                                      gint64 when,
                                      const GError *reason,
                                      GError **error);
gboolean ingam_ledger_record_verified (
    IngamJournal *journal, const char *destination, const char *name, gint64 when, GError **error);
gboolean ingam_ledger_record_gone (IngamJournal *journal,
                                   const char *destination,
                                   const char *name,
                                   GError **error);
gboolean ingam_ledger_record_drill (IngamJournal *journal, gint64 when, GError **error);

/* The newest verified time of a backup that holds this credential with exactly these files, as far
 * as the newest backup of each store at each destination tells; 0: none. The rows of older ones go
 * when a newer one is recorded: ten thousand a day would be a file that only grows. */
gboolean ingam_ledger_find_credential (IngamJournal *journal,
                                       const guint8 *fingerprint,
                                       const guint8 digest[INGAM_CONTENTS_DIGEST_SIZE],
                                       gint64 *ret_verified,
                                       GError **error);

/* The same for a whole list at once, whichever the files: the newest time that this certificate was
 * in a verified backup. Sorted by fingerprint; of IngamLedgerCredential. */
typedef struct
{
  guint8 fingerprint[INGAM_CERTIFICATE_FINGERPRINT_SIZE];
  gint64 verified;
} IngamLedgerCredential;
GArray *ingam_ledger_list_credentials (IngamJournal *journal, GError **error);
/* 0: not in @credentials. */
gint64 ingam_ledger_credentials_find (GArray *credentials, const guint8 *fingerprint);

/* Async face. After a change whoever made it tells those who listen to the journal
 * (ingam_journal_tell), from the main thread. */
void ingam_ledger_read_async (IngamJournal *journal,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
IngamLedger *ingam_ledger_read_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamLedgerBackup, ingam_ledger_backup_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamLedgerPlace, ingam_ledger_place_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamLedger, ingam_ledger_free)

G_END_DECLS
