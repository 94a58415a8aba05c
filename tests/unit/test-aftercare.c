/* test-aftercare.c: what was done is there next week, next year it is open again, and no change is
 * lost or half.
 */
#include "config.h"

#include "core/care/aftercare.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "support/journal-file.h"
#include "support/scratch.h"
#include "support/tiny-certificate.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOW G_GINT64_CONSTANT (1780000000)

typedef struct
{
  IngamScratch *scratch;
  char *folder;
  char *path;
  IngamJournal *journal;
  IngamCredential *credential;
  IngamCredential *next; /* the same subject, a year later */
  IngamAftercareKey key;
  gint64 now;
} Fixture;

static gint64
fixture_now (gpointer user_data)
{
  return ((Fixture *) user_data)->now;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->scratch = ingam_scratch_new ();
  self->folder = g_build_filename (self->scratch, "share", "ingam", NULL);
  self->path = g_build_filename (self->folder, "journal.db", NULL);
  self->journal = ingam_journal_new (self->folder);
  self->credential = ingam_test_credential (&(IngamTestCertificate){ .serial = 1 });
  self->next = ingam_test_credential (&(IngamTestCertificate){ .serial = 2 });
  ingam_aftercare_key_init (&self->key, self->credential);
  self->now = NOW;
  ingam_clock_replace (fixture_now, self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  ingam_clock_replace (NULL, NULL);
  g_clear_object (&self->journal);
  g_clear_object (&self->credential);
  g_clear_object (&self->next);
  g_free (self->path);
  g_free (self->folder);
  ingam_scratch_free (self->scratch);
}

/* --- short words --- */

#define CHANGE(the_kind, ...) \
  (&(IngamAftercareChange){ .kind = INGAM_AFTERCARE_##the_kind, __VA_ARGS__ })
#define STEP_DONE(the_step, the_note) \
  CHANGE (SET_STEP, .step = INGAM_STEP_##the_step, .state = INGAM_STEP_DONE, .note = the_note)

static void
must_apply (Fixture *self, const IngamAftercareChange *change)
{
  g_autoptr (GError) error = NULL;

  ingam_aftercare_apply (self->journal, &self->key, change, &error);
  g_assert_no_error (error);
}

static IngamAftercareState *
must_read (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  IngamAftercareState *state = ingam_aftercare_read (self->journal, &self->key, &error);

  g_assert_no_error (error);
  g_assert_true (ingam_aftercare_key_equal (&state->key, &self->key));
  return state;
}

static GPtrArray *
must_list (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *states = ingam_aftercare_list (self->journal, &error);

  g_assert_no_error (error);
  return states;
}

/* "step-done password; aftercare-begun lost", newest first. */
static char *
describe_events (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = ingam_journal_list (self->journal, self->key.fingerprint, &error);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < events->len; i++)
    {
      const IngamEvent *event = g_ptr_array_index (events, i);

      g_string_append_printf (text, "%s%s %s", i > 0 ? "; " : "",
                              ingam_event_kind_get_word (event->kind),
                              event->note ? event->note : "-");
    }
  return g_strdup (text->str);
}

static void
check_events (Fixture *self, const char *wanted)
{
  g_autofree char *events = describe_events (self);

  g_assert_cmpstr (events, ==, wanted);
}

/* "hometax own-1* " in their order; a star for what is done. */
static void
check_services (Fixture *self, const char *wanted)
{
  g_autoptr (IngamAftercareState) state = must_read (self);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < state->services->len; i++)
    {
      const IngamServiceUse *use = g_ptr_array_index (state->services, i);

      g_string_append_printf (text, "%s%s ", use->id, use->done ? "*" : "");
    }
  g_assert_cmpstr (text->str, ==, wanted);
}

static void
put (Fixture *self, const char *id, const char *name)
{
  must_apply (self, CHANGE (PUT_SERVICE, .service = { .id = (char *) id, .name = (char *) name }));
}

static void
set_done (Fixture *self, const char *id, gboolean is_done)
{
  must_apply (self,
              CHANGE (SET_SERVICE_DONE, .service = { .id = (char *) id }, .is_done = is_done));
}

/* --- steps --- */

static void
test_words_are_stable (void)
{
  static const char *const reasons[] = { NULL,         "lost",    "forgot-password",
                                         "new-device", "expired", "check" };
  static const char *const steps[] = { "install", "password", "services", "backup", "support" };
  IngamReason reason;
  IngamStep step;

  for (guint i = 0; i < INGAM_REASON_N; i++)
    {
      g_assert_cmpstr (ingam_reason_get_word (i), ==, reasons[i]);
      g_assert_true (i == 0 || (ingam_reason_find (reasons[i], &reason) && reason == i));
    }
  for (guint i = 0; i < INGAM_STEP_N; i++)
    {
      g_assert_cmpstr (ingam_step_get_word (i), ==, steps[i]);
      g_assert_true (ingam_step_find (steps[i], &step) && step == i);
    }
  g_assert_false (ingam_reason_find ("bored", &reason));
  g_assert_false (ingam_reason_find (NULL, &reason));
  g_assert_false (ingam_step_find ("", &step));
}

static void
test_nothing_is_remembered_at_first (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamAftercareState) state = must_read (self);
  g_autoptr (GPtrArray) all = must_list (self);

  g_assert_cmpint (state->begun, ==, 0);
  g_assert_cmpint (state->reason, ==, INGAM_REASON_NONE);
  g_assert_null (state->page);
  g_assert_false (state->is_showing);
  g_assert_cmpuint (state->services->len, ==, 0);
  g_assert_cmpuint (ingam_aftercare_state_count_done (state), ==, 0);
  g_assert_false (ingam_aftercare_state_is_finished (state));
  g_assert_cmpuint (all->len, ==, 0);
  g_assert_false (g_file_test (self->folder, G_FILE_TEST_EXISTS)); /* looking leaves no trace */
}

static void
test_a_reason_begins_once (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamAftercareState) state = NULL;

  must_apply (self, CHANGE (SET_REASON, .reason = INGAM_REASON_LOST));
  self->now += 10;
  must_apply (self, CHANGE (SET_REASON, .reason = INGAM_REASON_EXPIRED));
  state = must_read (self);
  g_assert_cmpint (state->begun, ==, NOW);
  g_assert_cmpint (state->reason, ==, INGAM_REASON_EXPIRED);
  check_events (self, "aftercare-begun lost");
}

static void
test_steps_are_done_undone_and_skipped (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamAftercareState) state = NULL;

  must_apply (self, STEP_DONE (INSTALL, "from the USB drive"));
  must_apply (self, STEP_DONE (PASSWORD, NULL));
  must_apply (self, CHANGE (SET_STEP, .step = INGAM_STEP_BACKUP, .state = INGAM_STEP_SKIPPED));
  self->now += 10;
  must_apply (self, CHANGE (SET_STEP, .step = INGAM_STEP_PASSWORD, .state = INGAM_STEP_OPEN));
  state = must_read (self);
  g_assert_cmpint (state->begun, ==, NOW);
  g_assert_cmpint (state->steps[INGAM_STEP_INSTALL].state, ==, INGAM_STEP_DONE);
  g_assert_cmpint (state->steps[INGAM_STEP_INSTALL].when, ==, NOW);
  g_assert_cmpstr (state->steps[INGAM_STEP_INSTALL].note, ==, "from the USB drive");
  g_assert_cmpint (state->steps[INGAM_STEP_PASSWORD].state, ==, INGAM_STEP_OPEN);
  g_assert_cmpint (state->steps[INGAM_STEP_PASSWORD].when, ==, 0);
  g_assert_cmpint (state->steps[INGAM_STEP_BACKUP].state, ==, INGAM_STEP_SKIPPED);
  g_assert_cmpuint (ingam_aftercare_state_count_done (state), ==, 1);
  check_events (self, "step-undone password; step-skipped backup; step-done password; "
                      "step-done install; aftercare-begun -");
}

static void
test_is_finished_when_nothing_is_open (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamAftercareState) state = NULL;

  for (guint i = 0; i < INGAM_STEP_N; i++)
    {
      g_autoptr (IngamAftercareState) before = must_read (self);

      g_assert_false (ingam_aftercare_state_is_finished (before));
      must_apply (self, CHANGE (SET_STEP, .step = i,
                                .state = i == 3 ? INGAM_STEP_SKIPPED : INGAM_STEP_DONE));
    }
  state = must_read (self);
  g_assert_true (ingam_aftercare_state_is_finished (state));
  g_assert_cmpuint (ingam_aftercare_state_count_done (state), ==, 4);
}

static void
test_the_same_again_changes_nothing (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamAftercareState) state = NULL;

  must_apply (self, STEP_DONE (BACKUP, "USB"));
  self->now += 10;
  must_apply (self, STEP_DONE (BACKUP, "USB"));
  must_apply (self, CHANGE (SET_STEP, .step = INGAM_STEP_INSTALL, .state = INGAM_STEP_OPEN));
  check_events (self, "step-done backup; aftercare-begun -");
  must_apply (self, STEP_DONE (BACKUP, "another USB"));
  check_events (self, "step-done backup; step-done backup; aftercare-begun -");
  state = must_read (self);
  g_assert_cmpint (state->steps[INGAM_STEP_BACKUP].when, ==, NOW + 10);
}

static void
test_a_page_is_no_beginning (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamAftercareState) state = NULL;
  g_autoptr (GPtrArray) showing = NULL;
  g_autoptr (GPtrArray) closed = NULL;

  must_apply (self, CHANGE (SET_PAGE, .page = "reason", .is_showing = TRUE));
  state = must_read (self);
  g_assert_cmpint (state->begun, ==, 0);
  g_assert_cmpstr (state->page, ==, "reason");
  g_assert_true (state->is_showing);
  check_events (self, "");
  showing = must_list (self);
  g_assert_cmpuint (showing->len, ==, 1);
  must_apply (self, CHANGE (SET_PAGE, .page = "reason"));
  closed = must_list (self);
  g_assert_cmpuint (closed->len, ==, 0);
}

static void
test_a_note_is_cut_at_a_character (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) note = g_string_new (NULL);
  g_autoptr (IngamAftercareState) state = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append (note, "가");
  must_apply (self, STEP_DONE (SUPPORT, note->str));
  state = must_read (self);
  g_assert_cmpuint (strlen (state->steps[INGAM_STEP_SUPPORT].note), ==, 999);
  g_assert_true (g_utf8_validate (state->steps[INGAM_STEP_SUPPORT].note, -1, NULL));
}

/* --- services --- */

static void
test_services_keep_their_order (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamAftercareState) state = NULL;
  const IngamServiceUse *own;

  put (self, "hometax", NULL);
  put (self, NULL, "우리 회계 프로그램");
  put (self, "kbstar", NULL);
  put (self, NULL, "거래처");
  check_services (self, "hometax own-1 kbstar own-2 ");
  must_apply (self, CHANGE (PUT_SERVICE, .service = { .id = (char *) "own-1",
                                                      .name = (char *) "새 이름",
                                                      .address = (char *) "https://a.example",
                                                      .note = (char *) "메모" }));
  must_apply (self, CHANGE (REMOVE_SERVICE, .service = { .id = (char *) "kbstar" }));
  check_services (self, "hometax own-1 own-2 ");
  state = must_read (self);
  own = g_ptr_array_index (state->services, 1);
  g_assert_cmpstr (own->name, ==, "새 이름");
  g_assert_cmpstr (own->address, ==, "https://a.example");
  g_assert_cmpstr (own->note, ==, "메모");
  g_assert_cmpint (state->begun, ==, 0); /* choosing is not doing */
}

static void
test_a_service_is_ticked_with_its_date (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamAftercareState) state = NULL;

  put (self, "hometax", NULL);
  put (self, NULL, "거래처");
  set_done (self, "hometax", TRUE);
  set_done (self, "own-1", TRUE);
  self->now += 10;
  set_done (self, "hometax", TRUE); /* the first date stays */
  state = must_read (self);
  g_assert_cmpint (((IngamServiceUse *) state->services->pdata[0])->done, ==, NOW);
  check_events (self, "service-done 거래처; service-done Hometax; aftercare-begun -");
  set_done (self, "hometax", FALSE);
  check_services (self, "hometax own-1* ");
}

static void
test_a_service_that_is_gone_is_not_found (Fixture *self, gconstpointer data)
{
  const IngamAftercareChange changes[] = {
    { .kind = INGAM_AFTERCARE_REMOVE_SERVICE, .service = { .id = (char *) "hometax" } },
    { .kind = INGAM_AFTERCARE_SET_SERVICE_DONE,
      .service = { .id = (char *) "hometax" },
      .is_done = TRUE },
  };

  put (self, "hometax", NULL);
  set_done (self, "hometax", TRUE);
  must_apply (self, &changes[0]);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (ingam_aftercare_apply (self->journal, &self->key, &changes[i], &error));
      g_assert_error (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND);
    }
  put (self, "hometax", NULL);
  check_services (self, "hometax "); /* what was removed is not done when it comes back */
}

static void
test_a_list_has_an_end (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  put (self, "hometax", NULL);
  ingam_test_run_sql (
      self->path, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 499)"
                  "INSERT INTO service SELECT subject, 'own-' || i, 'x', NULL, NULL, i + 1"
                  " FROM service, n");
  g_assert_false (ingam_aftercare_apply (
      self->journal, &self->key, CHANGE (PUT_SERVICE, .service = { .name = (char *) "one more" }),
      &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_REFUSED);
  put (self, "own-3", "renamed"); /* a change is none more */
}

static void
test_next_year_the_services_are_back_unticked (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamAftercareState) state = NULL;
  IngamAftercareKey old = self->key;

  put (self, "hometax", NULL);
  put (self, "g2b", NULL);
  set_done (self, "g2b", TRUE);
  must_apply (self, STEP_DONE (INSTALL, NULL));
  ingam_aftercare_key_init (&self->key, self->next);
  g_assert_true (ingam_subject_equal (&old.subject, &self->key.subject));
  check_services (self, "hometax g2b ");
  state = must_read (self);
  g_assert_cmpint (state->begun, ==, 0);
  g_assert_cmpuint (ingam_aftercare_state_count_done (state), ==, 0);
  set_done (self, "hometax", TRUE);
  check_services (self, "hometax* g2b ");
  self->key = old;
  check_services (self, "hometax g2b* ");
}

/* --- before there is a certificate, and beginning anew --- */

static void
test_what_was_begun_without_a_certificate_becomes_its_own (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamAftercareState) state = NULL;
  g_autoptr (IngamAftercareState) nobody = NULL;
  IngamAftercareKey key = self->key;

  put (self, "hometax", NULL);
  put (self, NULL, "mine");
  ingam_aftercare_key_init (&self->key, NULL);
  put (self, "g2b", NULL);
  put (self, NULL, "yours");
  put (self, "hometax", NULL);
  must_apply (self, CHANGE (SET_REASON, .reason = INGAM_REASON_LOST));
  must_apply (self, CHANGE (SET_PAGE, .page = "install", .is_showing = TRUE));
  must_apply (self, STEP_DONE (SUPPORT, "called"));
  must_apply (self, CHANGE (ADOPT)); /* by nobody: nothing */
  self->key = key;
  self->now += 10;
  must_apply (self, CHANGE (ADOPT));
  state = must_read (self);
  g_assert_cmpint (state->begun, ==, NOW);
  g_assert_cmpint (state->reason, ==, INGAM_REASON_LOST);
  g_assert_cmpstr (state->page, ==, "install");
  g_assert_true (state->is_showing);
  g_assert_cmpstr (state->steps[INGAM_STEP_SUPPORT].note, ==, "called");
  check_services (self, "hometax own-1 g2b own-2 ");
  check_events (self, "step-done support; aftercare-begun lost");
  ingam_aftercare_key_init (&self->key, NULL);
  nobody = must_read (self);
  g_assert_cmpint (nobody->begun, ==, 0);
  g_assert_cmpuint (nobody->services->len, ==, 0);
  check_events (self, "");
}

static void
test_adopting_keeps_what_the_certificate_has (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamAftercareState) state = NULL;
  IngamAftercareKey key = self->key;

  must_apply (self, STEP_DONE (INSTALL, "first"));
  ingam_aftercare_key_init (&self->key, NULL);
  self->now += 10;
  must_apply (self, STEP_DONE (INSTALL, "second"));
  self->key = key;
  must_apply (self, CHANGE (ADOPT));
  must_apply (self, CHANGE (ADOPT)); /* nothing more to adopt */
  state = must_read (self);
  g_assert_cmpint (state->begun, ==, NOW);
  g_assert_cmpstr (state->steps[INGAM_STEP_INSTALL].note, ==, "first");
}

static void
test_beginning_anew_keeps_the_list (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamAftercareState) state = NULL;

  put (self, "hometax", NULL);
  set_done (self, "hometax", TRUE);
  must_apply (self, CHANGE (SET_REASON, .reason = INGAM_REASON_CHECK));
  must_apply (self, CHANGE (SET_PAGE, .page = "backup", .is_showing = TRUE));
  must_apply (self, STEP_DONE (INSTALL, NULL));
  must_apply (self, CHANGE (FORGET));
  state = must_read (self);
  g_assert_cmpint (state->begun, ==, 0);
  g_assert_cmpint (state->reason, ==, INGAM_REASON_NONE);
  g_assert_null (state->page);
  g_assert_cmpuint (ingam_aftercare_state_count_done (state), ==, 0);
  check_services (self, "hometax ");
}

static void
test_lists_newest_first_with_steps (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) all = NULL;
  const IngamAftercareState *first, *second;
  IngamAftercareKey old = self->key;

  must_apply (self, STEP_DONE (INSTALL, NULL));
  must_apply (self, STEP_DONE (BACKUP, NULL));
  self->now += 10;
  ingam_aftercare_key_init (&self->key, self->next);
  must_apply (self, CHANGE (SET_REASON, .reason = INGAM_REASON_EXPIRED));
  must_apply (self, STEP_DONE (PASSWORD, NULL));
  all = must_list (self);
  g_assert_cmpuint (all->len, ==, 2);
  first = all->pdata[0];
  second = all->pdata[1];
  g_assert_true (ingam_aftercare_key_equal (&first->key, &self->key));
  g_assert_cmpint (first->reason, ==, INGAM_REASON_EXPIRED);
  g_assert_cmpuint (ingam_aftercare_state_count_done (first), ==, 1);
  g_assert_true (ingam_aftercare_key_equal (&second->key, &old));
  g_assert_cmpuint (ingam_aftercare_state_count_done (second), ==, 2);
}

/* --- the file --- */

/* As the first release wrote it. */
static void
write_version_1 (Fixture *self)
{
  g_assert_cmpint (g_mkdir_with_parents (self->folder, 0700), ==, 0);
  ingam_test_run_sql (self->path,
                      "PRAGMA journal_mode = WAL;"
                      "CREATE TABLE event (id INTEGER PRIMARY KEY,"
                      "  fingerprint BLOB NOT NULL CHECK (length (fingerprint) = 32),"
                      "  subject BLOB NOT NULL CHECK (length (subject) = 16),"
                      "  kind TEXT NOT NULL, at INTEGER NOT NULL, note TEXT);"
                      "CREATE INDEX event_by_fingerprint ON event (fingerprint, at);"
                      "CREATE INDEX event_by_subject ON event (subject, at);"
                      "PRAGMA user_version = 1;"
                      "INSERT INTO event (fingerprint, subject, kind, at, note)"
                      " VALUES (zeroblob (32), zeroblob (16), 'password-checked', 5, 'old')");
}

static void
test_a_file_of_version_1_is_taken_over (Fixture *self, gconstpointer data)
{
  g_autofree char *notice = NULL;

  ingam_aftercare_key_init (&self->key, NULL);
  write_version_1 (self);
  check_events (self, "password-checked old");
  must_apply (self, STEP_DONE (INSTALL, NULL));
  check_events (self, "step-done install; aftercare-begun -; password-checked old");
  notice = ingam_journal_take_notice (self->journal);
  g_assert_null (notice);
}

static void
test_words_of_a_newer_program_are_left_out (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamAftercareState) state = NULL;

  must_apply (self, STEP_DONE (INSTALL, NULL));
  put (self, "a-bank-of-tomorrow", NULL);
  ingam_test_run_sql (
      self->path,
      "UPDATE aftercare SET reason = 'abducted';"
      "INSERT INTO step SELECT subject, fingerprint, 'dance', state, at, note FROM step;"
      "INSERT INTO step SELECT subject, fingerprint, 'backup', 'dreamt', at, note"
      " FROM step WHERE step = 'install'");
  state = must_read (self);
  g_assert_cmpint (state->reason, ==, INGAM_REASON_NONE);
  g_assert_cmpuint (ingam_aftercare_state_count_done (state), ==, 1);
  g_assert_cmpint (state->steps[INGAM_STEP_BACKUP].state, ==, INGAM_STEP_OPEN);
  check_services (self, "a-bank-of-tomorrow ");
}

static void
damage_header (Fixture *self)
{
  ingam_test_garble (self->path, 0, 100);
}

static void
damage_schema (Fixture *self)
{
  ingam_test_garble (self->path, 100, 4096);
}

static void
damage_rows (Fixture *self)
{
  ingam_test_garble (self->path, 4096, G_MAXSIZE);
}

static void
cut_short (Fixture *self)
{
  g_assert_cmpint (truncate (self->path, 6000), ==, 0);
}

static void
cut_to_a_stub (Fixture *self)
{
  g_assert_cmpint (truncate (self->path, 50), ==, 0);
}

static void
write_text (Fixture *self)
{
  g_assert_true (g_file_set_contents (self->path,
                                      "Dear diary, today I got a certificate.\n"
                                      "It was blue. I put it on the shelf.\n"
                                      "Then it rained, and I forgot where.\n",
                                      -1, NULL));
}

static void
lose_a_table (Fixture *self)
{
  ingam_test_run_sql (self->path, "DROP TABLE step");
}

static void
be_another_programs (Fixture *self)
{
  g_assert_cmpint (g_remove (self->path), ==, 0);
  ingam_test_run_sql (self->path,
                      "CREATE TABLE event (what TEXT); INSERT INTO event VALUES ('a party')");
}

static void (*const damages[]) (Fixture *) = {
  lose_a_table, be_another_programs, damage_header, damage_schema,
  damage_rows,  cut_short,           cut_to_a_stub, write_text,
};

/* Whoever meets the damage first. */
static void
meet (Fixture *self, guint how)
{
  g_autoptr (IngamAftercareState) state = NULL;
  g_autoptr (GPtrArray) all = NULL;

  if (how == 0)
    state = must_read (self);
  else if (how == 1)
    all = must_list (self);
  else
    must_apply (self, STEP_DONE (PASSWORD, NULL));
}

static void
test_a_damaged_file_is_set_aside_and_rebuilt (Fixture *self, gconstpointer data)
{
  g_autofree char *aside = g_build_filename (self->folder, "journal-damaged-1.db", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    for (guint how = 0; how < 3; how++)
      {
        g_autoptr (IngamAftercareState) state = NULL;
        g_autofree char *notice = NULL;

        g_test_message ("damage %u met in way %u", i, how);
        must_apply (self, STEP_DONE (INSTALL, NULL));
        put (self, "hometax", NULL);
        damages[i](self);
        meet (self, how);
        notice = ingam_journal_take_notice (self->journal);
        g_assert_nonnull (notice);
        g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
        must_apply (self, STEP_DONE (BACKUP, NULL));
        state = must_read (self);
        g_assert_cmpint (state->steps[INGAM_STEP_BACKUP].state, ==, INGAM_STEP_DONE);
        g_assert_cmpint (state->steps[INGAM_STEP_INSTALL].state, ==, INGAM_STEP_OPEN);
        g_assert_cmpint (g_remove (aside), ==, 0);
        g_assert_cmpint (g_remove (self->path), ==, 0);
      }
}

/* Each round changes a step and its event together, and is killed at some moment; what lies there
 * afterwards must be both or neither. */
static void
write_until_killed (Fixture *self, int end)
{
  for (guint i = 0;; i++)
    {
      if (!ingam_aftercare_apply (self->journal, &self->key,
                                  CHANGE (SET_STEP, .step = INGAM_STEP_BACKUP,
                                          .state = i % 2 ? INGAM_STEP_OPEN : INGAM_STEP_DONE),
                                  NULL) ||
          write (end, "x", 1) != 1)
        _exit (1);
    }
}

static void
test_a_kill_leaves_each_change_whole (Fixture *self, gconstpointer data)
{
  for (guint round = 0; round < 25; round++)
    {
      g_autoptr (IngamAftercareState) state = NULL;
      g_autofree char *events = NULL;
      guint wanted = 1 + round % 7, confirmed = 0, left_done = 0;
      int ends[2];
      pid_t child;
      char byte;

      must_apply (self, CHANGE (SET_STEP, .step = INGAM_STEP_BACKUP, .state = INGAM_STEP_OPEN));
      g_assert_cmpint (pipe (ends), ==, 0);
      child = fork ();
      g_assert_cmpint (child, >=, 0);
      if (child == 0)
        write_until_killed (self, ends[1]);
      close (ends[1]);
      while (confirmed < wanted && read (ends[0], &byte, 1) == 1)
        confirmed++;
      kill (child, SIGKILL);
      waitpid (child, NULL, 0);
      while (read (ends[0], &byte, 1) == 1)
        confirmed++;
      close (ends[0]);
      g_assert_cmpuint (confirmed, >=, wanted);

      state = must_read (self);
      events = describe_events (self);
      for (const char *at = events; *at; at++)
        left_done += g_str_has_prefix (at, "step-done") ? 1 : 0;
      for (const char *at = events; *at; at++)
        left_done -= g_str_has_prefix (at, "step-undone") ? 1 : 0;
      g_assert_cmpuint (left_done, ==, ingam_aftercare_state_count_done (state));
    }
}

/* --- live --- */

typedef struct
{
  GThread *thread;
  guint changed;
  guint failed;
} Heard;

static void
changed_cb (IngamAftercare *live, Heard *heard)
{
  g_assert_true (heard->thread == g_thread_self ());
  g_assert_nonnull (ingam_aftercare_get_state (live));
  heard->changed++;
}

static void
failed_cb (IngamAftercare *live, const char *sentence, Heard *heard)
{
  g_assert_true (heard->thread == g_thread_self ());
  g_assert_cmpstr (sentence, !=, "");
  heard->failed++;
}

static IngamAftercare *
listen (Fixture *self, IngamCredential *credential, Heard *heard)
{
  IngamAftercare *live = ingam_aftercare_new (self->journal, credential);

  heard->thread = g_thread_self ();
  g_signal_connect (live, "changed", G_CALLBACK (changed_cb), heard);
  g_signal_connect (live, "failed", G_CALLBACK (failed_cb), heard);
  return live;
}

static void
settle (IngamAftercare *live)
{
  while (ingam_aftercare_is_busy (live))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_live_carries_out_in_order (Fixture *self, gconstpointer data)
{
  Heard heard = { 0 };
  g_autoptr (IngamAftercare) live = listen (self, self->credential, &heard);
  const IngamServiceUse own = { .name = (char *) "mine" };
  const IngamAftercareState *state;

  g_assert_null (ingam_aftercare_get_state (live));
  g_assert_false (ingam_aftercare_is_busy (live));
  ingam_aftercare_load (live);
  g_assert_true (ingam_aftercare_is_busy (live));
  settle (live);
  g_assert_cmpuint (heard.changed, ==, 1);
  ingam_aftercare_set_reason (live, INGAM_REASON_NEW_DEVICE);
  for (guint i = 0; i < 10; i++)
    ingam_aftercare_set_step (live, INGAM_STEP_BACKUP, i % 2 ? INGAM_STEP_OPEN : INGAM_STEP_DONE,
                              NULL);
  ingam_aftercare_put_service (live, &own);
  ingam_aftercare_set_service_done (live, "own-1", TRUE);
  ingam_aftercare_set_page (live, "backup", TRUE);
  ingam_aftercare_set_step (live, INGAM_STEP_INSTALL, INGAM_STEP_DONE, "here");
  settle (live);
  state = ingam_aftercare_get_state (live);
  g_assert_cmpint (state->reason, ==, INGAM_REASON_NEW_DEVICE);
  g_assert_cmpint (state->steps[INGAM_STEP_BACKUP].state, ==, INGAM_STEP_OPEN);
  g_assert_cmpstr (state->steps[INGAM_STEP_INSTALL].note, ==, "here");
  g_assert_cmpint (((IngamServiceUse *) state->services->pdata[0])->done, ==, NOW);
  g_assert_cmpstr (state->page, ==, "backup");
  ingam_aftercare_remove_service (live, "own-1");
  ingam_aftercare_begin_anew (live);
  settle (live);
  state = ingam_aftercare_get_state (live);
  g_assert_cmpint (state->begun, ==, 0);
  g_assert_cmpuint (state->services->len, ==, 0);
  g_assert_cmpuint (heard.failed, ==, 0);
}

static void
test_live_is_silent_when_nothing_changed (Fixture *self, gconstpointer data)
{
  const IngamAftercareState *state;
  Heard heard = { 0 };
  g_autoptr (IngamAftercare) live = listen (self, self->credential, &heard);

  ingam_aftercare_set_step (live, INGAM_STEP_INSTALL, INGAM_STEP_DONE, NULL);
  settle (live);
  g_assert_cmpuint (heard.changed, ==, 1);
  state = ingam_aftercare_get_state (live);
  ingam_aftercare_set_step (live, INGAM_STEP_INSTALL, INGAM_STEP_DONE, NULL);
  settle (live);
  g_assert_cmpuint (heard.changed, ==, 1);
  g_assert_true (ingam_aftercare_get_state (live) == state); /* whoever has it may keep it */
}

static void
test_live_says_what_failed_and_keeps_its_state (Fixture *self, gconstpointer data)
{
  Heard heard = { 0 };
  g_autoptr (IngamAftercare) live = listen (self, self->credential, &heard);

  ingam_aftercare_set_step (live, INGAM_STEP_INSTALL, INGAM_STEP_DONE, NULL);
  ingam_aftercare_remove_service (live, "hometax");
  ingam_aftercare_set_step (live, INGAM_STEP_BACKUP, INGAM_STEP_DONE, NULL);
  settle (live);
  g_assert_cmpuint (heard.failed, ==, 1);
  g_assert_cmpuint (heard.changed, ==, 2);
  g_assert_cmpuint (ingam_aftercare_state_count_done (ingam_aftercare_get_state (live)), ==, 2);
}

/* A memory is never a condition: the guide shows, with nothing remembered. */
static void
test_live_goes_on_without_a_journal (Fixture *self, gconstpointer data)
{
  Heard heard = { 0 };
  g_autoptr (IngamAftercare) live = listen (self, self->credential, &heard);

  must_apply (self, STEP_DONE (INSTALL, NULL));
  ingam_test_run_sql (self->path, "PRAGMA user_version = 999");
  ingam_aftercare_load (live);
  settle (live);
  g_assert_cmpuint (heard.failed, ==, 1);
  g_assert_cmpuint (heard.changed, ==, 1);
  g_assert_cmpint (ingam_aftercare_get_state (live)->begun, ==, 0);
}

/* Its ticks would be taken for the new one's. */
static void
test_live_shows_nothing_of_the_certificate_before (Fixture *self, gconstpointer data)
{
  Heard heard = { 0 };
  g_autoptr (IngamAftercare) live = NULL;

  must_apply (self, STEP_DONE (INSTALL, NULL));
  live = listen (self, self->credential, &heard);
  ingam_aftercare_load (live);
  settle (live);
  g_assert_cmpint (ingam_aftercare_get_state (live)->steps[INGAM_STEP_INSTALL].state, ==,
                   INGAM_STEP_DONE);
  ingam_test_run_sql (self->path, "PRAGMA user_version = 999");
  ingam_aftercare_set_credential (live, self->next);
  g_assert_null (ingam_aftercare_get_state (live));
  settle (live);
  g_assert_cmpuint (heard.failed, ==, 1);
  g_assert_cmpint (ingam_aftercare_get_state (live)->steps[INGAM_STEP_INSTALL].state, ==,
                   INGAM_STEP_OPEN);
}

static void
gone_cb (gpointer data, GObject *where)
{
  *(gboolean *) data = TRUE;
}

static void
test_what_was_asked_for_survives_the_object (Fixture *self, gconstpointer data)
{
  IngamAftercare *live = ingam_aftercare_new (self->journal, self->credential);
  g_autoptr (IngamAftercareState) state = NULL;
  gboolean gone = FALSE;

  for (guint i = 0; i < INGAM_STEP_N; i++)
    ingam_aftercare_set_step (live, i, INGAM_STEP_DONE, NULL);
  ingam_aftercare_set_step (live, INGAM_STEP_INSTALL, INGAM_STEP_OPEN, NULL);
  g_object_run_dispose (G_OBJECT (live));
  g_object_weak_ref (G_OBJECT (live), gone_cb, &gone);
  g_object_unref (live);
  g_clear_object (&self->journal); /* the queue keeps it */
  while (!gone)
    g_main_context_iteration (NULL, TRUE);
  self->journal = ingam_journal_new (self->folder);
  state = must_read (self);
  g_assert_cmpuint (ingam_aftercare_state_count_done (state), ==, 4);
  g_assert_cmpint (state->steps[INGAM_STEP_INSTALL].state, ==, INGAM_STEP_OPEN);
}

static void
test_live_adopts_when_the_certificate_comes (Fixture *self, gconstpointer data)
{
  Heard heard = { 0 };
  g_autoptr (IngamAftercare) live = listen (self, NULL, &heard);
  g_autoptr (IngamCredential) same = ingam_test_credential (&(IngamTestCertificate){ .serial = 1 });

  ingam_aftercare_set_reason (live, INGAM_REASON_LOST);
  ingam_aftercare_set_credential (live, self->credential);
  ingam_aftercare_set_step (live, INGAM_STEP_INSTALL, INGAM_STEP_DONE, NULL);
  settle (live);
  g_assert_true (ingam_aftercare_get_credential (live) == self->credential);
  g_assert_true (ingam_aftercare_key_equal (&ingam_aftercare_get_state (live)->key, &self->key));
  g_assert_cmpint (ingam_aftercare_get_state (live)->reason, ==, INGAM_REASON_LOST);
  g_assert_cmpuint (ingam_aftercare_state_count_done (ingam_aftercare_get_state (live)), ==, 1);
  heard.changed = 0;
  ingam_aftercare_set_credential (live, same); /* another object, the same certificate */
  g_assert_cmpuint (heard.changed, ==, 1);
  g_assert_false (ingam_aftercare_is_busy (live));
  ingam_aftercare_set_credential (live, self->next);
  settle (live);
  g_assert_cmpint (ingam_aftercare_get_state (live)->reason, ==, INGAM_REASON_NONE);
}

static void
test_lists_without_blocking (Fixture *self, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = NULL;

  must_apply (self, STEP_DONE (INSTALL, NULL));
  ingam_aftercare_list_async (self->journal, NULL, ingam_test_keep_result, &result);
  while (!result)
    g_main_context_iteration (NULL, TRUE);
  all = ingam_aftercare_list_finish (self->journal, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 1);
}

static gpointer
tick_many (gpointer data)
{
  Fixture *self = data;

  for (guint i = 0; i < 10; i++)
    put (self, NULL, "one more");
  return NULL;
}

static void
test_several_at_once_lose_nothing (Fixture *self, gconstpointer data)
{
  GThread *threads[4];
  g_autoptr (IngamAftercareState) state = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("tick", tick_many, self);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  state = must_read (self);
  g_assert_cmpuint (state->services->len, ==, 40);
}

#define TEST(name, func) g_test_add ("/aftercare/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* First: it forks, and no thread may have been started. */
  TEST ("a-kill-leaves-each-change-whole", test_a_kill_leaves_each_change_whole);
  g_test_add_func ("/aftercare/words-are-stable", test_words_are_stable);
  TEST ("a-damaged-file-is-set-aside-and-rebuilt", test_a_damaged_file_is_set_aside_and_rebuilt);
  TEST ("a-file-of-version-1-is-taken-over", test_a_file_of_version_1_is_taken_over);
  TEST ("a-list-has-an-end", test_a_list_has_an_end);
  TEST ("a-note-is-cut-at-a-character", test_a_note_is_cut_at_a_character);
  TEST ("a-page-is-no-beginning", test_a_page_is_no_beginning);
  TEST ("a-reason-begins-once", test_a_reason_begins_once);
  TEST ("a-service-is-ticked-with-its-date", test_a_service_is_ticked_with_its_date);
  TEST ("a-service-that-is-gone-is-not-found", test_a_service_that_is_gone_is_not_found);
  TEST ("adopting-keeps-what-the-certificate-has", test_adopting_keeps_what_the_certificate_has);
  TEST ("beginning-anew-keeps-the-list", test_beginning_anew_keeps_the_list);
  TEST ("is-finished-when-nothing-is-open", test_is_finished_when_nothing_is_open);
  TEST ("lists-newest-first-with-steps", test_lists_newest_first_with_steps);
  TEST ("lists-without-blocking", test_lists_without_blocking);
  TEST ("live-adopts-when-the-certificate-comes", test_live_adopts_when_the_certificate_comes);
  TEST ("live-carries-out-in-order", test_live_carries_out_in_order);
  TEST ("live-goes-on-without-a-journal", test_live_goes_on_without_a_journal);
  TEST ("live-is-silent-when-nothing-changed", test_live_is_silent_when_nothing_changed);
  TEST ("live-says-what-failed-and-keeps-its-state",
        test_live_says_what_failed_and_keeps_its_state);
  TEST ("live-shows-nothing-of-the-certificate-before",
        test_live_shows_nothing_of_the_certificate_before);
  TEST ("next-year-the-services-are-back-unticked", test_next_year_the_services_are_back_unticked);
  TEST ("nothing-is-remembered-at-first", test_nothing_is_remembered_at_first);
  TEST ("services-keep-their-order", test_services_keep_their_order);
  TEST ("several-at-once-lose-nothing", test_several_at_once_lose_nothing);
  TEST ("steps-are-done-undone-and-skipped", test_steps_are_done_undone_and_skipped);
  TEST ("the-same-again-changes-nothing", test_the_same_again_changes_nothing);
  TEST ("what-was-asked-for-survives-the-object", test_what_was_asked_for_survives_the_object);
  TEST ("what-was-begun-without-a-certificate-becomes-its-own",
        test_what_was_begun_without_a_certificate_becomes_its_own);
  TEST ("words-of-a-newer-program-are-left-out", test_words_of_a_newer_program_are_left_out);
  return g_test_run ();
}
