/* journal.c: events into the file and out of it again.
 *
 * Every call opens the file and closes it: events are rare, a page asks once, and nothing is held
 * while the program idles (no descriptor, no cache, no lock that another program would wait for).
 * A connection kept open was rejected for that, and because the last close of a WAL file writes,
 * which must not happen in the main thread.
 *
 * A list never makes the file: looking at a certificate leaves no trace.
 */
#include "config.h"

#include "core/care/journal.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/care/journal-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_HISTORY 10000 /* events handed out at once */
#define MAX_TURNS 3       /* tries of a call whose file is set aside each time */

struct _IngamJournal
{
  GObject parent_instance;

  char *folder;
  int set_aside; /* atomic: not yet told */
};

enum
{
  SIGNAL_RECORDED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamJournal, ingam_journal, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static const char *const kind_words[INGAM_EVENT_N_KINDS] = {
  [INGAM_EVENT_PASSWORD_CHECKED] = "password-checked",
  [INGAM_EVENT_PASSWORD_CHANGED] = "password-changed",
  [INGAM_EVENT_KEY_CHECKED] = "key-checked",
  [INGAM_EVENT_RANDOM_CHECKED] = "random-checked",
  [INGAM_EVENT_AFTERCARE_BEGUN] = "aftercare-begun",
  [INGAM_EVENT_STEP_DONE] = "step-done",
  [INGAM_EVENT_STEP_UNDONE] = "step-undone",
  [INGAM_EVENT_STEP_SKIPPED] = "step-skipped",
  [INGAM_EVENT_SERVICE_DONE] = "service-done",
  [INGAM_EVENT_IMPORTED] = "imported",
  [INGAM_EVENT_REPLACED] = "replaced",
  [INGAM_EVENT_EXPORTED] = "exported",
};

const char *
ingam_event_kind_get_word (IngamEventKind kind)
{
  g_return_val_if_fail ((guint) kind < INGAM_EVENT_N_KINDS, "");
  return kind_words[kind];
}

IngamEvent *
ingam_event_new (IngamCredential *credential, IngamEventKind kind, gint64 when, const char *note)
{
  IngamEvent *event = g_new0 (IngamEvent, 1);

  event->kind = kind;
  event->when = when;
  memcpy (event->fingerprint, ingam_credential_get_fingerprint (credential),
          sizeof event->fingerprint);
  event->subject = *ingam_credential_get_subject (credential);
  event->note = g_strdup (note);
  return event;
}

void
ingam_event_free (IngamEvent *event)
{
  g_free (event->note);
  g_free (event);
}

/* --- in and out --- */

int
ingam_journal_insert (sqlite3 *db, const IngamEvent *event)
{
  g_autofree char *note = event->note ? g_utf8_make_valid (event->note, -1) : NULL;
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2 (
      db, "INSERT INTO event (fingerprint, subject, kind, at, note) VALUES (?, ?, ?, ?, ?)", -1,
      &statement, NULL);

  if (code != SQLITE_OK)
    return code;
  if (note && strlen (note) > INGAM_EVENT_MAX_NOTE)
    *g_utf8_find_prev_char (note, note + INGAM_EVENT_MAX_NOTE + 1) = '\0';
  sqlite3_bind_blob (statement, 1, event->fingerprint, sizeof event->fingerprint, SQLITE_STATIC);
  sqlite3_bind_blob (statement, 2, event->subject.digest, sizeof event->subject.digest,
                     SQLITE_STATIC);
  sqlite3_bind_text (statement, 3, kind_words[event->kind], -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 4, event->when);
  sqlite3_bind_text (statement, 5, note, -1, SQLITE_STATIC);
  sqlite3_step (statement);
  return sqlite3_finalize (statement);
}

static int
insert_all (sqlite3 *db, gpointer data)
{
  GPtrArray *events = data;
  int code = SQLITE_OK;

  for (guint i = 0; code == SQLITE_OK && i < events->len; i++)
    code = ingam_journal_insert (db, g_ptr_array_index (events, i));
  return code;
}

typedef struct
{
  IngamJournalUse use;
  gpointer data;
} Transaction;

static int
transact (sqlite3 *db, gpointer data)
{
  const Transaction *self = data;
  int code = sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL);

  if (code == SQLITE_OK)
    code = self->use (db, self->data);
  if (code == SQLITE_OK)
    code = sqlite3_exec (db, "COMMIT", NULL, NULL, NULL);
  if (code != SQLITE_OK)
    sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
  return code;
}

typedef struct
{
  const char *sql;
  gconstpointer key;
  gsize size;
  GPtrArray *events;
} Query;

/* One row, or nothing when it is not one that we would have written. */
static IngamEvent *
read_row (sqlite3_stmt *statement)
{
  const char *word = (const char *) sqlite3_column_text (statement, 2);
  const char *note = (const char *) sqlite3_column_text (statement, 4);
  gconstpointer fingerprint = sqlite3_column_blob (statement, 0);
  gconstpointer subject = sqlite3_column_blob (statement, 1);
  IngamEvent *event;

  if (!word || sqlite3_column_bytes (statement, 0) != INGAM_CERTIFICATE_FINGERPRINT_SIZE ||
      sqlite3_column_bytes (statement, 1) != INGAM_SUBJECT_SIZE)
    return NULL;
  for (guint kind = 0; kind < INGAM_EVENT_N_KINDS; kind++)
    if (g_str_equal (kind_words[kind], word))
      {
        event = g_new0 (IngamEvent, 1);
        event->kind = (IngamEventKind) kind;
        memcpy (event->fingerprint, fingerprint, sizeof event->fingerprint);
        memcpy (event->subject.digest, subject, sizeof event->subject.digest);
        event->when = sqlite3_column_int64 (statement, 3);
        event->note = note ? g_utf8_make_valid (note, -1) : NULL;
        return event;
      }
  return NULL;
}

static int
query (sqlite3 *db, gpointer data)
{
  Query *self = data;
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2 (db, self->sql, -1, &statement, NULL);

  g_ptr_array_set_size (self->events, 0);
  if (code != SQLITE_OK)
    return code;
  sqlite3_bind_blob (statement, 1, self->key, (int) self->size, SQLITE_STATIC);
  while ((code = sqlite3_step (statement)) == SQLITE_ROW && self->events->len < MAX_HISTORY)
    {
      IngamEvent *event = read_row (statement);

      if (event)
        g_ptr_array_add (self->events, event);
    }
  sqlite3_finalize (statement);
  return code == SQLITE_DONE || code == SQLITE_ROW ? SQLITE_OK : code;
}

/* Again with a new file after damage that only shows in use. */
gboolean
ingam_journal_use (
    IngamJournal *self, gboolean create, IngamJournalUse use, gpointer data, GError **error)
{
  for (guint turn = 0;; turn++)
    {
      g_auto (IngamJournalFile) file = INGAM_JOURNAL_FILE_INIT;
      gboolean set_aside = FALSE;
      gboolean opened = ingam_journal_file_open (&file, self->folder, create, &set_aside, error);
      int code;

      if (set_aside)
        g_atomic_int_set (&self->set_aside, TRUE);
      if (!opened || !file.db)
        return opened;
      code = use (file.db, data);
      if (code == SQLITE_OK)
        return TRUE;
      if (!ingam_journal_file_recover (&file, self->folder, code) || turn + 1 >= MAX_TURNS)
        return ingam_journal_file_set_error (error, code);
      g_atomic_int_set (&self->set_aside, TRUE);
    }
}

gboolean
ingam_journal_change (IngamJournal *self, IngamJournalUse use, gpointer data, GError **error)
{
  Transaction transaction = { use, data };

  return ingam_journal_use (self, TRUE, transact, &transaction, error);
}

gboolean
ingam_journal_record (IngamJournal *self, GPtrArray *events, GError **error)
{
  g_return_val_if_fail (INGAM_IS_JOURNAL (self) && events, FALSE);

  return events->len == 0 || ingam_journal_change (self, insert_all, events, error);
}

static GPtrArray *
list (IngamJournal *self, const char *sql, gconstpointer key, gsize size, GError **error)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_event_free);
  Query self_query = { sql, key, size, events };

  return ingam_journal_use (self, FALSE, query, &self_query, error) ? g_steal_pointer (&events) :
                                                                      NULL;
}

#define COLUMNS "SELECT fingerprint, subject, kind, at, note FROM event "
#define NEWEST_FIRST " ORDER BY at DESC, id DESC"

GPtrArray *
ingam_journal_list (IngamJournal *self, const guint8 *fingerprint, GError **error)
{
  g_return_val_if_fail (INGAM_IS_JOURNAL (self) && fingerprint, NULL);

  return list (self, COLUMNS "WHERE fingerprint = ?" NEWEST_FIRST, fingerprint,
               INGAM_CERTIFICATE_FINGERPRINT_SIZE, error);
}

GPtrArray *
ingam_journal_list_subject (IngamJournal *self, const IngamSubject *subject, GError **error)
{
  g_return_val_if_fail (INGAM_IS_JOURNAL (self) && subject, NULL);

  return list (self, COLUMNS "WHERE subject = ?" NEWEST_FIRST, subject->digest,
               sizeof subject->digest, error);
}

/* With max() SQLite takes the other columns from the row that has it. */
GPtrArray *
ingam_journal_list_newest (IngamJournal *self, IngamEventKind kind, GError **error)
{
  const char *word = ingam_event_kind_get_word (kind);

  g_return_val_if_fail (INGAM_IS_JOURNAL (self), NULL);

  return list (self,
               "SELECT fingerprint, subject, kind, max (at), note FROM event"
               " WHERE kind = CAST (? AS TEXT) GROUP BY subject",
               word, strlen (word), error);
}

const IngamEvent *
ingam_journal_find_last (GPtrArray *history, IngamEventKind kind)
{
  g_return_val_if_fail (history, NULL);

  for (guint i = 0; i < history->len; i++)
    {
      const IngamEvent *event = g_ptr_array_index (history, i);

      if (event->kind == kind)
        return event;
    }
  return NULL;
}

void
ingam_journal_tell (IngamJournal *self)
{
  g_return_if_fail (INGAM_IS_JOURNAL (self));

  g_signal_emit (self, signals[SIGNAL_RECORDED], 0);
}

char *
ingam_journal_take_notice (IngamJournal *self)
{
  g_return_val_if_fail (INGAM_IS_JOURNAL (self), NULL);

  if (!g_atomic_int_compare_and_exchange (&self->set_aside, TRUE, FALSE))
    return NULL;
  return g_strdup (_ ("Ingam's journal was damaged. It was set aside and a new one begun; your "
                      "certificates are not affected."));
}

/* --- async faces --- */

/* The thread's task has no source and its answer keeps the task that has: the thread could be the
 * last to let go of a journal, and its signals are the main thread's. */
typedef struct
{
  IngamJournal *journal; /* borrowed: the outer task keeps it */
  GPtrArray *events;
  guint8 fingerprint[INGAM_CERTIFICATE_FINGERPRINT_SIZE];
  IngamSubject subject; /* when all its certificates are asked for */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_pointer (&work->events, g_ptr_array_unref);
  g_free (work);
}

/* Takes over @events. */
static void
start (IngamJournal *self,
       GPtrArray *events,
       const guint8 *fingerprint,
       const IngamSubject *subject,
       GTaskThreadFunc run,
       GAsyncReadyCallback answer,
       GTask *outer)
{
  g_autoptr (GTask) inner = g_task_new (NULL, NULL, answer, outer);
  Work *work = g_new0 (Work, 1);

  work->journal = self;
  work->events = events;
  if (fingerprint)
    memcpy (work->fingerprint, fingerprint, sizeof work->fingerprint);
  if (subject)
    work->subject = *subject;
  g_task_set_source_tag (inner, start);
  g_task_set_task_data (inner, work, work_free);
  g_task_run_in_thread (inner, run);
}

static void
record_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  GError *error = NULL;

  if (ingam_journal_record (work->journal, work->events, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) outer = user_data;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (outer, error);
      return;
    }
  ingam_journal_tell (g_task_get_source_object (outer));
  g_task_return_boolean (outer, TRUE);
}

/* Takes over @events. */
static void
start_record (IngamJournal *self,
              GPtrArray *events,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  GTask *outer = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (outer, start_record);
  start (self, events, NULL, NULL, record_thread, recorded_cb, outer);
}

void
ingam_journal_record_events_async (IngamJournal *self,
                                   GPtrArray *events,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_return_if_fail (INGAM_IS_JOURNAL (self) && events);

  start_record (self, g_ptr_array_ref (events), callback, user_data);
}

void
ingam_journal_record_async (IngamJournal *self,
                            IngamCredential *credential,
                            IngamEventKind kind,
                            const char *note,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GPtrArray *events;

  g_return_if_fail (INGAM_IS_JOURNAL (self) && INGAM_IS_CREDENTIAL (credential));
  g_return_if_fail ((guint) kind < INGAM_EVENT_N_KINDS);

  events = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_event_free);
  g_ptr_array_add (events, ingam_event_new (credential, kind, ingam_clock_now (), note));
  start_record (self, events, callback, user_data);
}

void
ingam_event_add_check (GPtrArray *events,
                       IngamCredential *credential,
                       const IngamCheckReport *report)
{
  static const struct
  {
    IngamCheckName check;
    IngamEventKind kind;
  } kept[] = { { INGAM_CHECK_PASSWORD, INGAM_EVENT_PASSWORD_CHECKED },
               { INGAM_CHECK_KEY_MATCH, INGAM_EVENT_KEY_CHECKED },
               { INGAM_CHECK_RANDOM, INGAM_EVENT_RANDOM_CHECKED } };
  gint64 now = ingam_clock_now ();

  g_return_if_fail (events && INGAM_IS_CREDENTIAL (credential) && report);

  if (report->checks[INGAM_CHECK_PASSWORD].result != INGAM_CHECK_PASS)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      const IngamCheck *check = &report->checks[kept[i].check];

      g_ptr_array_add (events, ingam_event_new (credential, kept[i].kind, now,
                                                ingam_check_result_get_word (check->result)));
    }
}

void
ingam_journal_record_check_async (IngamJournal *self,
                                  IngamCredential *credential,
                                  const IngamCheckReport *report,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GPtrArray *events;

  g_return_if_fail (INGAM_IS_JOURNAL (self) && INGAM_IS_CREDENTIAL (credential) && report);

  events = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_event_free);
  ingam_event_add_check (events, credential, report);
  start_record (self, events, callback, user_data);
}

gboolean
ingam_journal_record_finish (IngamJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Takes over both; one of them is NULL. */
static void
return_list (GTask *task, GPtrArray *events, GError *error)
{
  if (events)
    g_task_return_pointer (task, events, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
list_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  GError *error = NULL;
  GPtrArray *events = ingam_journal_list (work->journal, work->fingerprint, &error);

  return_list (task, events, error);
}

static void
list_subject_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  GError *error = NULL;
  GPtrArray *events = ingam_journal_list_subject (work->journal, &work->subject, &error);

  return_list (task, events, error);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) outer = user_data;
  GError *error = NULL;
  GPtrArray *events = g_task_propagate_pointer (G_TASK (result), &error);

  return_list (outer, events, error);
}

void
ingam_journal_list_async (IngamJournal *self,
                          IngamCredential *credential,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *outer;

  g_return_if_fail (INGAM_IS_JOURNAL (self) && INGAM_IS_CREDENTIAL (credential));

  outer = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (outer, ingam_journal_list_async);
  start (self, NULL, ingam_credential_get_fingerprint (credential), NULL, list_thread, listed_cb,
         outer);
}

void
ingam_journal_list_subject_async (IngamJournal *self,
                                  const IngamSubject *subject,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *outer;

  g_return_if_fail (INGAM_IS_JOURNAL (self) && subject);

  outer = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (outer, ingam_journal_list_subject_async);
  start (self, NULL, NULL, subject, list_subject_thread, listed_cb, outer);
}

GPtrArray *
ingam_journal_list_finish (IngamJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- the object --- */

static void
ingam_journal_finalize (GObject *object)
{
  g_free (INGAM_JOURNAL (object)->folder);
  G_OBJECT_CLASS (ingam_journal_parent_class)->finalize (object);
}

static void
ingam_journal_class_init (IngamJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ingam_journal_finalize;
  signals[SIGNAL_RECORDED] = g_signal_new ("recorded", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ingam_journal_init (IngamJournal *self)
{
}

IngamJournal *
ingam_journal_new (const char *folder)
{
  IngamJournal *self;

  g_return_val_if_fail (folder, NULL);

  self = g_object_new (INGAM_TYPE_JOURNAL, NULL);
  self->folder = g_strdup (folder);
  return self;
}

char *
ingam_journal_dup_default_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "ingam", NULL);
}
