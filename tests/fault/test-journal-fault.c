/* test-journal-fault.c: old or new, whatever becomes of the disk under the journal.
 *
 * SQLite's own file layer stands behind one of ours, which counts what changes the disk. A change
 * is run once to count its calls; then again and again with one call failing, failing from there
 * on, writing only half, or being the last thing the process does. Afterwards the answer must be
 * true, the file must open, and hold the old state or the new one with its event. Only of a disk
 * that did not confirm what was written nobody can say more than "failed": there both are right.
 */
#include "config.h"

#include "sqlite-disk.h"

#include "core/care/aftercare.h"

#include "core/base/error.h"
#include "support/scratch.h"
#include "support/tiny-certificate.h"

#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

typedef enum
{
  FAULT_NONE,
  FAULT_ONCE,
  FAULT_FROM_HERE, /* a disk that stays full */
  FAULT_HALF,      /* of a write; the rest as FROM_HERE */
  FAULT_KILL,
} Fault;

static struct
{
  guint calls;
  guint at; /* the call that fails, from 1; 0: none */
  Fault fault;
  int code;
  gboolean is_unconfirmed; /* a sync was among what failed */
} plan;

static int
step (const char *call, gboolean is_sync, gboolean *ret_half)
{
  plan.calls++;
  if (plan.at == 0 || plan.calls < plan.at || (plan.calls > plan.at && plan.fault == FAULT_ONCE))
    return SQLITE_OK;
  if (plan.fault == FAULT_KILL)
    _exit (0);
  plan.is_unconfirmed |= is_sync;
  *ret_half = plan.fault == FAULT_HALF && plan.calls == plan.at;
  return plan.code;
}

/* --- scenarios --- */

typedef struct
{
  IngamScratch *scratch;
  char *folder;
  IngamJournal *journal;
  IngamAftercareKey key;
} Fixture;

static const IngamAftercareChange service = { .kind = INGAM_AFTERCARE_PUT_SERVICE,
                                              .service = { .id = (char *) "hometax" } };
static const IngamAftercareChange tick = { .kind = INGAM_AFTERCARE_SET_STEP,
                                           .step = INGAM_STEP_BACKUP,
                                           .state = INGAM_STEP_DONE,
                                           .note = "USB" };

static void
write_version_1 (Fixture *self)
{
  g_autofree char *path = g_build_filename (self->folder, "journal.db", NULL);
  sqlite3 *db;

  ingam_scratch_write (self->scratch, "journal.db", "", 0);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_exec (db,
                    "PRAGMA journal_mode = WAL;"
                    "CREATE TABLE event (id INTEGER PRIMARY KEY, fingerprint BLOB NOT NULL,"
                    "  subject BLOB NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL, note TEXT);"
                    "CREATE INDEX event_by_fingerprint ON event (fingerprint, at);"
                    "CREATE INDEX event_by_subject ON event (subject, at);"
                    "PRAGMA user_version = 1",
                    NULL, NULL, NULL),
      ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
write_today (Fixture *self)
{
  g_assert_true (ingam_aftercare_apply (self->journal, &self->key, &service, NULL));
}

static const struct
{
  const char *name;
  void (*prepare) (Fixture *self); /* NULL: no file yet */
  guint min_calls;                 /* fewer would mean that calls are not caught */
} scenarios[] = {
  { "change", write_today, 5 },
  { "version 1", write_version_1, 10 },
  { "new file", NULL, 10 },
};

static void
set_up (Fixture *self, guint scenario)
{
  g_autoptr (IngamCredential) credential = ingam_test_credential (&(IngamTestCertificate){ 0 });

  plan.at = 0;
  self->scratch = ingam_scratch_new ();
  self->folder = g_strdup (self->scratch);
  self->journal = ingam_journal_new (self->folder);
  ingam_aftercare_key_init (&self->key, credential);
  if (scenarios[scenario].prepare)
    scenarios[scenario].prepare (self);
}

static void
tear_down (Fixture *self)
{
  g_clear_object (&self->journal);
  g_free (self->folder);
  ingam_scratch_free (self->scratch);
}

static void
arm (guint at, Fault fault, int code)
{
  plan.calls = 0;
  plan.at = at;
  plan.fault = fault;
  plan.code = code;
  plan.is_unconfirmed = FALSE;
}

/* TRUE for the new state, FALSE for the old; nothing between. */
static gboolean
see (Fixture *self, guint scenario)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamAftercareState) state = ingam_aftercare_read (self->journal, &self->key, &error);
  g_autoptr (GPtrArray) events = ingam_journal_list (self->journal, self->key.fingerprint, &error);
  g_autofree char *notice = ingam_journal_take_notice (self->journal);
  gboolean is_new;

  g_assert_no_error (error);
  g_assert_null (notice); /* a failing disk is no damaged file */
  is_new = state->steps[INGAM_STEP_BACKUP].state == INGAM_STEP_DONE;
  g_assert_cmpuint (state->services->len, ==, scenario == 0);
  g_assert_cmpuint (state->begun != 0, ==, is_new);
  g_assert_cmpuint (events->len, ==, is_new ? 2 : 0);
  return is_new;
}

static guint
count_calls (guint scenario)
{
  Fixture self = { 0 };
  guint calls;

  set_up (&self, scenario);
  arm (0, FAULT_NONE, SQLITE_OK);
  g_assert_true (ingam_aftercare_apply (self.journal, &self.key, &tick, NULL));
  calls = plan.calls;
  tear_down (&self);
  g_assert_cmpuint (calls, >=, scenarios[scenario].min_calls);
  return calls;
}

static void
fail_at (guint scenario, guint at, Fault fault, int code)
{
  Fixture self = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean done, is_unconfirmed;

  set_up (&self, scenario);
  arm (at, fault, code);
  done = ingam_aftercare_apply (self.journal, &self.key, &tick, &error);
  is_unconfirmed = plan.is_unconfirmed;
  arm (0, FAULT_NONE, SQLITE_OK);
  if (!done)
    g_assert_cmpint ((int) error->domain, ==, (int) INGAM_ERROR);
  if (!done && code == SQLITE_FULL)
    g_assert_cmpint (error->code, ==, INGAM_ERROR_NO_SPACE);
  g_assert_true (see (&self, scenario) == done || (!done && is_unconfirmed));
  g_assert_true (ingam_aftercare_apply (self.journal, &self.key, &tick, NULL));
  g_assert_true (see (&self, scenario));
  tear_down (&self);
}

static void
kill_at (guint scenario, guint at)
{
  Fixture self = { 0 };
  int status;
  pid_t child;

  set_up (&self, scenario);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      arm (at, FAULT_KILL, SQLITE_OK);
      ingam_aftercare_apply (self.journal, &self.key, &tick, NULL);
      _exit (1);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  see (&self, scenario);
  g_assert_true (ingam_aftercare_apply (self.journal, &self.key, &tick, NULL));
  g_assert_true (see (&self, scenario));
  tear_down (&self);
}

static void
test_a_disk_that_fails (void)
{
  static const struct
  {
    Fault fault;
    int code;
  } faults[] = {
    { FAULT_ONCE, SQLITE_FULL },
    { FAULT_FROM_HERE, SQLITE_FULL },
    { FAULT_HALF, SQLITE_FULL },
    { FAULT_ONCE, SQLITE_IOERR_WRITE },
    { FAULT_FROM_HERE, SQLITE_IOERR_WRITE },
  };

  for (guint scenario = 0; scenario < G_N_ELEMENTS (scenarios); scenario++)
    {
      guint calls = count_calls (scenario);

      g_test_message ("%s: %u calls change the disk", scenarios[scenario].name, calls);
      for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
        for (guint at = 1; at <= calls; at++)
          fail_at (scenario, at, faults[i].fault, faults[i].code);
    }
}

static void
test_a_kill_at_each_call (void)
{
  for (guint scenario = 0; scenario < G_N_ELEMENTS (scenarios); scenario++)
    for (guint at = 1, calls = count_calls (scenario); at <= calls; at++)
      kill_at (scenario, at);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  sqlite_disk_install (step);
  g_test_add_func ("/journal-fault/a-kill-at-each-call", test_a_kill_at_each_call);
  g_test_add_func ("/journal-fault/a-disk-that-fails", test_a_disk_that_fails);
  return g_test_run ();
}
