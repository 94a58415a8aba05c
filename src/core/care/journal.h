/* journal.h: what was done with a certificate, and when: "the password was right on 3 November".
 *
 * An SQLite file that outlives the program: aftercare, reminders and a certificate's page ask it.
 * It holds no name of a holder and no passwords: a certificate is its fingerprint, a holder the
 * digest of core/cert/subject. What a person typed is in it only as the note that a face hands in,
 * and as the services that they wrote down themselves (core/care/aftercare, which keeps its own
 * tables here).
 *
 * The journal is a memory, never a condition: whoever asks goes on without it when it fails. A file
 * that SQLite finds damaged is set aside under another name and a new one begun;
 * ingam_journal_take_notice() says so once. A file of a newer version is left alone (UNSUPPORTED).
 * Errors: UNSUPPORTED, NO_SPACE, PERMISSION, DISK, FAILED (kept busy by another program),
 * CANCELLED.
 */
#pragma once

#include "core/store/check.h"

G_BEGIN_DECLS

typedef enum
{
  INGAM_EVENT_PASSWORD_CHECKED, /* it was right */
  INGAM_EVENT_PASSWORD_CHANGED,
  INGAM_EVENT_KEY_CHECKED,     /* note: the word of an IngamCheckResult */
  INGAM_EVENT_RANDOM_CHECKED,  /* note: the same, of the identity-check value */
  INGAM_EVENT_AFTERCARE_BEGUN, /* note: the word of an IngamReason, or NULL */
  INGAM_EVENT_STEP_DONE,       /* note: the word of an IngamStep */
  INGAM_EVENT_STEP_UNDONE,     /* the same */
  INGAM_EVENT_STEP_SKIPPED,    /* the same */
  INGAM_EVENT_SERVICE_DONE,    /* note: the service's name, in the language of that day */
  INGAM_EVENT_IMPORTED,
  INGAM_EVENT_REPLACED, /* moved to the trash, because a newer one is there */
  INGAM_EVENT_EXPORTED, /* note: where to or as what, for people */
  INGAM_EVENT_N_KINDS
} IngamEventKind;

/* The stable word in the file: "password-checked". */
const char *ingam_event_kind_get_word (IngamEventKind kind);

typedef struct
{
  IngamEventKind kind;
  gint64 when; /* Unix time */
  guint8 fingerprint[INGAM_CERTIFICATE_FINGERPRINT_SIZE];
  IngamSubject subject;
  char *note; /* NULL for none; at most INGAM_EVENT_MAX_NOTE bytes are kept; never a secret */
} IngamEvent;

#define INGAM_EVENT_MAX_NOTE 1000

IngamEvent *
ingam_event_new (IngamCredential *credential, IngamEventKind kind, gint64 when, const char *note);
void ingam_event_free (IngamEvent *event);

#define INGAM_TYPE_JOURNAL (ingam_journal_get_type ())
G_DECLARE_FINAL_TYPE (IngamJournal, ingam_journal, INGAM, JOURNAL, GObject)

/* Signal "recorded": an async record is on the disk; in the thread that asked for it.
 *
 * @folder holds "journal.db"; neither is made before the first event. No I/O here; the file is open
 * only while a call runs, so any number of programs may share it. */
IngamJournal *ingam_journal_new (const char *folder);
char *ingam_journal_dup_default_folder (void); /* $XDG_DATA_HOME/ingam */

/* Workers; in any thread, several at once. All of @events (of IngamEvent) or none; on the disk when
 * TRUE is returned. */
gboolean ingam_journal_record (IngamJournal *self, GPtrArray *events, GError **error);
/* The events of a certificate, or of all certificates of a subject, newest first; of IngamEvent.
 * Kinds that only a newer program knows are left out. Empty when there is no file yet. */
GPtrArray *ingam_journal_list (IngamJournal *self, const guint8 *fingerprint, GError **error);
GPtrArray *
ingam_journal_list_subject (IngamJournal *self, const IngamSubject *subject, GError **error);

/* The newest of a kind of each subject, in no order. */
GPtrArray *ingam_journal_list_newest (IngamJournal *self, IngamEventKind kind, GError **error);

/* The newest of a kind in such a list, or NULL. Borrowed. */
const IngamEvent *ingam_journal_find_last (GPtrArray *history, IngamEventKind kind);

/* Emits "recorded", for a part that keeps something of its own in the file; in the main thread. */
void ingam_journal_tell (IngamJournal *self);

/* A sentence for people, once, after a damaged file was set aside; NULL otherwise. */
char *ingam_journal_take_notice (IngamJournal *self);

/* What a check with a password found, as events of @events (of IngamEvent). A report without the
 * right password adds nothing. */
void ingam_event_add_check (GPtrArray *events,
                            IngamCredential *credential,
                            const IngamCheckReport *report);

/* Async faces, for one credential and "now". Without a callback nobody learns of a failure, which
 * is what most callers want. */
void ingam_journal_record_async (IngamJournal *self,
                                 IngamCredential *credential,
                                 IngamEventKind kind,
                                 const char *note,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* Of many at once: one write. @events is not changed any more by the caller. */
void ingam_journal_record_events_async (IngamJournal *self,
                                        GPtrArray *events,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
void ingam_journal_record_check_async (IngamJournal *self,
                                       IngamCredential *credential,
                                       const IngamCheckReport *report,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean ingam_journal_record_finish (IngamJournal *self, GAsyncResult *result, GError **error);

void ingam_journal_list_async (IngamJournal *self,
                               IngamCredential *credential,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
void ingam_journal_list_subject_async (IngamJournal *self,
                                       const IngamSubject *subject,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
/* Of both. */
GPtrArray *ingam_journal_list_finish (IngamJournal *self, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamEvent, ingam_event_free)

G_END_DECLS
