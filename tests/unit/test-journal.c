/* test-journal.c: what is noted down is there after a restart, a kill, damage and a newer program.
 */
#include "config.h"

#include "core/care/journal.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "support/journal-file.h"
#include "support/scratch.h"
#include "support/tiny-certificate.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
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
  IngamCredential *other; /* another serial, the same subject */
} Fixture;

static gint64
fixed_now (gpointer user_data)
{
  return NOW;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->scratch = ingam_scratch_new ();
  self->folder = g_build_filename (self->scratch, "share", "ingam", NULL);
  self->path = g_build_filename (self->folder, "journal.db", NULL);
  self->journal = ingam_journal_new (self->folder);
  self->credential = ingam_test_credential (&(IngamTestCertificate){ .serial = 1 });
  self->other = ingam_test_credential (&(IngamTestCertificate){ .serial = 2 });
  ingam_clock_replace (fixed_now, NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  ingam_clock_replace (NULL, NULL);
  g_clear_object (&self->journal);
  g_clear_object (&self->credential);
  g_clear_object (&self->other);
  g_free (self->path);
  g_free (self->folder);
  ingam_scratch_free (self->scratch);
}

static gboolean
record (Fixture *self,
        IngamCredential *credential,
        IngamEventKind kind,
        gint64 when,
        const char *note,
        GError **error)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_event_free);

  g_ptr_array_add (events, ingam_event_new (credential, kind, when, note));
  return ingam_journal_record (self->journal, events, error);
}

static void
must_record (Fixture *self, IngamEventKind kind, gint64 when, const char *note)
{
  g_autoptr (GError) error = NULL;

  record (self, self->credential, kind, when, note, &error);
  g_assert_no_error (error);
}

static GPtrArray *
must_list (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *events = ingam_journal_list (
      self->journal, ingam_credential_get_fingerprint (self->credential), &error);

  g_assert_no_error (error);
  return events;
}

static void
restart (Fixture *self)
{
  g_object_unref (self->journal);
  self->journal = ingam_journal_new (self->folder);
}

static void
test_is_there_after_a_restart (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) events = NULL;
  const IngamEvent *event;

  must_record (self, INGAM_EVENT_PASSWORD_CHECKED, NOW, NULL);
  must_record (self, INGAM_EVENT_KEY_CHECKED, NOW + 5, "pass");
  must_record (self, INGAM_EVENT_PASSWORD_CHECKED, NOW + 10, "다시");
  restart (self);
  events = must_list (self);
  g_assert_cmpuint (events->len, ==, 3);
  event = ingam_journal_find_last (events, INGAM_EVENT_PASSWORD_CHECKED);
  g_assert_true (event == g_ptr_array_index (events, 0));
  g_assert_cmpint (event->when, ==, NOW + 10);
  g_assert_cmpstr (event->note, ==, "다시");
  g_assert_cmpmem (event->fingerprint, 32, ingam_credential_get_fingerprint (self->credential), 32);
  event = ingam_journal_find_last (events, INGAM_EVENT_KEY_CHECKED);
  g_assert_cmpstr (event->note, ==, "pass");
  g_assert_null (ingam_journal_find_last (events, INGAM_EVENT_PASSWORD_CHANGED));
  g_assert_null (ingam_journal_take_notice (self->journal));
}

static void
test_tells_certificates_apart_and_follows_a_subject (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) mine = NULL;
  g_autoptr (GPtrArray) all = NULL;

  must_record (self, INGAM_EVENT_PASSWORD_CHECKED, NOW, NULL);
  record (self, self->other, INGAM_EVENT_PASSWORD_CHANGED, NOW + 1, NULL, &error);
  g_assert_no_error (error);
  mine = must_list (self);
  g_assert_cmpuint (mine->len, ==, 1);
  all = ingam_journal_list_subject (self->journal, ingam_credential_get_subject (self->credential),
                                    &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_cmpint (((IngamEvent *) all->pdata[0])->kind, ==, INGAM_EVENT_PASSWORD_CHANGED);
}

static void
test_looking_leaves_no_trace (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) events = must_list (self);

  g_assert_cmpuint (events->len, ==, 0);
  g_assert_false (g_file_test (self->folder, G_FILE_TEST_EXISTS));
}

static void
test_is_private_and_closed_between_calls (Fixture *self, gconstpointer data)
{
  g_autofree char *wal = g_strconcat (self->path, "-wal", NULL);
  struct stat st;

  must_record (self, INGAM_EVENT_PASSWORD_CHECKED, NOW, NULL);
  g_assert_cmpint (g_stat (self->path, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (self->folder, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 0777, ==, 0700);
  g_assert_false (g_file_test (wal, G_FILE_TEST_EXISTS));
}

static void
test_a_long_note_is_cut_at_a_character (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) note = g_string_new (NULL);
  g_autoptr (GPtrArray) events = NULL;
  const IngamEvent *event;

  for (guint i = 0; i < 1000; i++)
    g_string_append (note, "가");
  must_record (self, INGAM_EVENT_PASSWORD_CHECKED, NOW, note->str);
  events = must_list (self);
  event = g_ptr_array_index (events, 0);
  g_assert_true (g_utf8_validate (event->note, -1, NULL));
  g_assert_cmpuint (strlen (event->note), ==, 999);
}

/* @from: where the damage begins. The first page shows it when the file is opened, a later one only
 * when it is used. */
static void
check_damage (Fixture *self, gsize from)
{
  g_autofree char *aside = g_build_filename (self->folder, "journal-damaged-1.db", NULL);
  g_autofree char *notice = NULL;
  g_autofree char *again = NULL;
  g_autoptr (GPtrArray) events = NULL;

  must_record (self, INGAM_EVENT_PASSWORD_CHECKED, NOW, NULL);
  ingam_test_garble (self->path, from, G_MAXSIZE);
  restart (self);
  must_record (self, INGAM_EVENT_PASSWORD_CHANGED, NOW + 1, NULL);
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
  events = must_list (self);
  g_assert_cmpuint (events->len, ==, 1);
  notice = ingam_journal_take_notice (self->journal);
  g_assert_nonnull (notice);
  again = ingam_journal_take_notice (self->journal);
  g_assert_null (again);
}

static void
test_damage_is_set_aside_and_said (Fixture *self, gconstpointer data)
{
  check_damage (self, 0);
}

static void
test_damage_that_shows_in_use_is_set_aside (Fixture *self, gconstpointer data)
{
  check_damage (self, 4096);
}

static void
test_a_list_of_a_damaged_file_is_empty (Fixture *self, gconstpointer data)
{
  g_autofree char *notice = NULL;
  g_autoptr (GPtrArray) events = NULL;

  must_record (self, INGAM_EVENT_PASSWORD_CHECKED, NOW, NULL);
  ingam_test_garble (self->path, 0, G_MAXSIZE);
  events = must_list (self);
  g_assert_cmpuint (events->len, ==, 0);
  notice = ingam_journal_take_notice (self->journal);
  g_assert_nonnull (notice);
}

static void
test_a_newer_file_is_left_alone (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  must_record (self, INGAM_EVENT_PASSWORD_CHECKED, NOW, NULL);
  ingam_test_run_sql (self->path, "PRAGMA user_version = 999");
  before = ingam_test_snapshot (self->folder);
  g_assert_false (record (self, self->credential, INGAM_EVENT_KEY_CHECKED, NOW, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED);
  after = ingam_test_snapshot (self->folder);
  g_assert_cmpstr (before, ==, after);
}

static void
test_a_kind_of_a_newer_program_is_left_out (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) events = NULL;

  must_record (self, INGAM_EVENT_PASSWORD_CHECKED, NOW, NULL);
  ingam_test_run_sql (
      self->path, "INSERT INTO event (fingerprint, subject, kind, at) SELECT fingerprint, subject, "
                  "'danced', at + 1 FROM event");
  events = must_list (self);
  g_assert_cmpuint (events->len, ==, 1);
}

static void
test_an_unwritable_place_is_an_error_and_no_more (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  ingam_scratch_write (self->scratch, "share", "a file", 6); /* where a folder should be */
  g_assert_false (record (self, self->credential, INGAM_EVENT_KEY_CHECKED, NOW, NULL, &error));
  g_assert_nonnull (error);
  g_assert_cmpint ((int) error->domain, ==, (int) INGAM_ERROR);
}

static void
test_what_was_confirmed_survives_a_kill (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) events = NULL;
  int ends[2];
  pid_t child;
  guint confirmed = 0;
  char byte;

  g_assert_cmpint (pipe (ends), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    for (guint i = 0;; i++)
      if (!record (self, self->credential, INGAM_EVENT_KEY_CHECKED, NOW + i, NULL, NULL) ||
          write (ends[1], "x", 1) != 1)
        _exit (1);
  close (ends[1]);
  while (confirmed < 20 && read (ends[0], &byte, 1) == 1)
    confirmed++;
  kill (child, SIGKILL);
  waitpid (child, NULL, 0);
  while (read (ends[0], &byte, 1) == 1)
    confirmed++;
  close (ends[0]);
  events = must_list (self);
  g_assert_cmpuint (confirmed, >=, 20);
  g_assert_cmpuint (events->len, >=, confirmed);
  g_assert_cmpuint (events->len, <=, confirmed + 1);
  must_record (self, INGAM_EVENT_PASSWORD_CHECKED, NOW, NULL);
}

static gpointer
record_many (gpointer data)
{
  for (guint i = 0; i < 20; i++)
    must_record (data, INGAM_EVENT_KEY_CHECKED, NOW + i, NULL);
  return NULL;
}

static void
test_several_at_once_lose_nothing (Fixture *self, gconstpointer data)
{
  GThread *threads[4];
  g_autoptr (GPtrArray) events = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("record", record_many, self);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  events = must_list (self);
  g_assert_cmpuint (events->len, ==, 80);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_a_check_is_recorded_when_the_password_was_right (Fixture *self, gconstpointer data)
{
  IngamCheckReport report = { .checks = { [INGAM_CHECK_PASSWORD] = { .result = INGAM_CHECK_FAIL },
                                          [INGAM_CHECK_RANDOM] = { .result = INGAM_CHECK_FAIL } } };
  guint recorded = 0;

  g_signal_connect_swapped (self->journal, "recorded", G_CALLBACK (count_cb), &recorded);
  for (guint turn = 0; turn < 2; turn++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) events = NULL;

      ingam_journal_record_check_async (self->journal, self->credential, &report,
                                        ingam_test_keep_result, &result);
      while (!result)
        g_main_context_iteration (NULL, TRUE);
      ingam_journal_record_finish (self->journal, result, &error);
      g_assert_no_error (error);
      events = must_list (self);
      if (turn == 0)
        g_assert_cmpuint (events->len, ==, 0);
      else
        {
          g_assert_cmpuint (events->len, ==, 3);
          g_assert_cmpint (((IngamEvent *) events->pdata[0])->when, ==, NOW);
          g_assert_cmpstr (ingam_journal_find_last (events, INGAM_EVENT_RANDOM_CHECKED)->note, ==,
                           "fail");
          g_assert_cmpstr (ingam_journal_find_last (events, INGAM_EVENT_KEY_CHECKED)->note, ==,
                           "pass");
        }
      report.checks[INGAM_CHECK_PASSWORD].result = INGAM_CHECK_PASS;
    }
  g_assert_cmpuint (recorded, ==, 2);
}

static void
test_lists_without_blocking (Fixture *self, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = NULL;

  must_record (self, INGAM_EVENT_PASSWORD_CHANGED, NOW, NULL);
  ingam_journal_list_async (self->journal, self->credential, NULL, ingam_test_keep_result, &result);
  while (!result)
    g_main_context_iteration (NULL, TRUE);
  events = ingam_journal_list_finish (self->journal, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (events->len, ==, 1);
}

static void
test_all_of_a_subject_are_listed_while_others_go_on (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) events = NULL;

  must_record (self, INGAM_EVENT_PASSWORD_CHANGED, NOW, NULL);
  record (self, self->other, INGAM_EVENT_PASSWORD_CHECKED, NOW + 1, NULL, &error);
  g_assert_no_error (error);
  ingam_journal_list_subject_async (self->journal, ingam_credential_get_subject (self->credential),
                                    NULL, ingam_test_keep_result, &result);
  while (!result)
    g_main_context_iteration (NULL, TRUE);
  events = ingam_journal_list_finish (self->journal, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (events->len, ==, 2);
}

#define TEST(name, func) g_test_add ("/journal/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* First: it forks, and no thread may have been started. */
  TEST ("what-was-confirmed-survives-a-kill", test_what_was_confirmed_survives_a_kill);
  TEST ("a-check-is-recorded-when-the-password-was-right",
        test_a_check_is_recorded_when_the_password_was_right);
  TEST ("a-kind-of-a-newer-program-is-left-out", test_a_kind_of_a_newer_program_is_left_out);
  TEST ("a-list-of-a-damaged-file-is-empty", test_a_list_of_a_damaged_file_is_empty);
  TEST ("a-long-note-is-cut-at-a-character", test_a_long_note_is_cut_at_a_character);
  TEST ("all-of-a-subject-are-listed-while-others-go-on",
        test_all_of_a_subject_are_listed_while_others_go_on);
  TEST ("a-newer-file-is-left-alone", test_a_newer_file_is_left_alone);
  TEST ("an-unwritable-place-is-an-error-and-no-more",
        test_an_unwritable_place_is_an_error_and_no_more);
  TEST ("damage-is-set-aside-and-said", test_damage_is_set_aside_and_said);
  TEST ("damage-that-shows-in-use-is-set-aside", test_damage_that_shows_in_use_is_set_aside);
  TEST ("is-private-and-closed-between-calls", test_is_private_and_closed_between_calls);
  TEST ("is-there-after-a-restart", test_is_there_after_a_restart);
  TEST ("lists-without-blocking", test_lists_without_blocking);
  TEST ("looking-leaves-no-trace", test_looking_leaves_no_trace);
  TEST ("several-at-once-lose-nothing", test_several_at_once_lose_nothing);
  TEST ("tells-certificates-apart-and-follows-a-subject",
        test_tells_certificates_apart_and_follows_a_subject);
  return g_test_run ();
}
