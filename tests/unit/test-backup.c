/* test-backup.c: a backup counts once it was read back with what the keyring returns, and whatever
 * comes between leaves the last one.
 */
#include "config.h"

#include "core/backup/backup.h"

#include "core/backup/passphrase.h"
#include "core/base/clock.h"
#include "support/journal-file.h"
#include "support/sample.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  IngamScratch *scratch;
  char *store;
  char *place;
  char *folder; /* of the first credential */
  IngamJournal *journal;
  IngamKeyring *keyring;
  IngamDestination *destination;
  gint64 now;

  /* What happens in the middle of a run: once, when @phase is entered for the @turn-th time. */
  IngamBackupPhase phase;
  guint turn;
  void (*happen) (gpointer fixture);
  guint seen;
} Fixture;

static gint64
fixture_now (gpointer user_data)
{
  return ((Fixture *) user_data)->now;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  const IngamTestSample one = { .with_encryption = TRUE };
  const IngamTestSample two = { .name = "성춘향", .serial = 2 };
  g_autofree char *journal = NULL;
  g_autoptr (GError) error = NULL;

  self->scratch = ingam_scratch_new ();
  self->store = g_build_filename (self->scratch, "NPKI", NULL);
  self->place = g_build_filename (self->scratch, "backups", NULL);
  journal = g_build_filename (self->scratch, "ingam", NULL);
  self->folder = ingam_test_sample_write (self->store, &one);
  g_free (ingam_test_sample_write (self->store, &two));
  self->journal = ingam_journal_new (journal);
  self->keyring = ingam_keyring_new_in_memory ();
  self->destination = ingam_destination_new (INGAM_DESTINATION_FOLDER, self->place, NULL);
  self->now = INGAM_TEST_NOW;
  ingam_clock_replace (fixture_now, self);
  ingam_ledger_add_place (self->journal, self->destination, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  ingam_clock_replace (NULL, NULL);
  g_assert_finalize_object (self->journal);
  g_assert_finalize_object (self->keyring);
  ingam_destination_unref (self->destination);
  g_free (self->folder);
  g_free (self->place);
  g_free (self->store);
  ingam_scratch_free (self->scratch);
}

/* --- a run --- */

static void
progress_cb (IngamBackupPhase phase, guint done, guint total, gpointer user_data)
{
  Fixture *self = user_data;

  if (done != 0 || total != 0 || phase != self->phase || self->happen == NULL)
    return;
  if (++self->seen == self->turn)
    self->happen (self);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static IngamBackupResult *
run (Fixture *self, GCancellable *cancellable, GError **error)
{
  const IngamBackupOptions options = {
    .store = self->store,
    .destination = self->destination,
    .journal = self->journal,
    .keyring = self->keyring,
    .manner = INGAM_KEYRING_QUIETLY,
    .progress = progress_cb,
    .progress_data = self,
  };
  g_autoptr (GAsyncResult) result = NULL;

  ingam_backup_run_async (&options, cancellable, ingam_test_keep_result, &result);
  wait_for (&result);
  return ingam_backup_run_finish (result, error);
}

/* The name of the file. */
static char *
must_run (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamBackupResult) result = run (self, NULL, &error);

  g_assert_no_error (error);
  return g_steal_pointer (&result->name);
}

static void
must_fail (Fixture *self, IngamError code, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamBackupResult) result = run (self, NULL, &error);

  g_assert_null (result);
  g_assert_error (error, INGAM_ERROR, (int) code);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
}

/* Names in the place, hidden ones too. */
static guint
count_files (Fixture *self)
{
  GDir *dir = g_dir_open (self->place, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  if (dir != NULL)
    g_dir_close (dir);
  return n;
}

static IngamSecret *
find_passphrase (Fixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  IngamSecret *secret;

  ingam_keyring_find_async (self->keyring, INGAM_KEYRING_SLOT_BACKUP, INGAM_KEYRING_QUIETLY, NULL,
                            ingam_test_keep_result, &result);
  wait_for (&result);
  secret = ingam_keyring_find_finish (self->keyring, result, &error);
  g_assert_no_error (error);
  return secret;
}

static void
store_passphrase (Fixture *self, IngamSecret *secret)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ingam_keyring_store_async (self->keyring, INGAM_KEYRING_SLOT_BACKUP, "label", secret,
                             INGAM_KEYRING_QUIETLY, NULL, ingam_test_keep_result, &result);
  wait_for (&result);
  g_assert_true (ingam_keyring_store_finish (self->keyring, result, &error));
  g_assert_no_error (error);
}

/* One letter is another. */
static void
change_passphrase (Fixture *self)
{
  g_autoptr (IngamSecret) held = find_passphrase (self);
  gsize size;
  const char *text = (const char *) ingam_secret_peek (held, &size);
  g_autofree char *changed = g_strndup (text, size);
  g_autoptr (IngamSecret) other = NULL;

  changed[0] = changed[0] == 'A' ? 'B' : 'A';
  other = ingam_secret_new_text (changed);
  store_passphrase (self, other);
}

/* What is in a backup, opened with the keyring's passphrase. */
static IngamContents *
open_backup (Fixture *self, const char *name, GError **error)
{
  g_autoptr (IngamSecret) passphrase = find_passphrase (self);
  g_autofree char *path = g_build_filename (self->place, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (IngamReader) reader = ingam_sealed_archive_open (file, passphrase);

  return ingam_reader_verify (reader, self->store, NULL, NULL, NULL, NULL, error);
}

static void
assert_opens (Fixture *self, const char *name, guint n_credentials)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamContents) contents = open_backup (self, name, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ingam_contents_get_credentials (contents)->len, ==, n_credentials);
}

static IngamLedger *
read_ledger (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  IngamLedger *ledger = ingam_ledger_read (self->journal, &error);

  g_assert_no_error (error);
  return ledger;
}

static void
assert_recorded (Fixture *self, guint n_backups, gboolean failed)
{
  g_autoptr (IngamLedger) ledger = read_ledger (self);
  IngamLedgerPlace *place = g_ptr_array_index (ledger->places, 0);

  g_assert_cmpuint (ledger->backups->len, ==, n_backups);
  g_assert_cmpint (place->failed != 0, ==, failed);
  g_assert_cmpint (place->sentence != NULL, ==, failed);
}

/* --- going well --- */

static void
test_the_first_one_makes_a_passphrase (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamBackupResult) result = run (self, NULL, &error);
  g_autoptr (IngamLedger) ledger = NULL;
  g_autoptr (IngamSecret) passphrase = NULL;
  g_autofree char *mark = NULL;
  const IngamLedgerBackup *backup;
  g_autofree char *path = NULL;
  GStatBuf st;

  g_assert_no_error (error);
  g_assert_true (result->made_passphrase);
  g_assert_cmpuint (result->n_credentials, ==, 2);
  g_assert_cmpuint (result->left_out->len, ==, 0);
  path = g_build_filename (self->place, result->name, NULL);
  g_assert_cmpstr (result->path, ==, path);
  g_assert_cmpint (g_stat (path, &st), ==, 0);
  g_assert_cmpuint ((guint64) st.st_size, ==, result->size);
  g_assert_cmpuint (st.st_mode & 0777, ==, 0600);
  assert_opens (self, result->name, 2);

  ledger = read_ledger (self);
  g_assert_cmpuint (ledger->backups->len, ==, 1);
  backup = g_ptr_array_index (ledger->backups, 0);
  g_assert_cmpstr (backup->name, ==, result->name);
  g_assert_cmpint (backup->verified, ==, INGAM_TEST_NOW);
  passphrase = find_passphrase (self);
  mark = ingam_passphrase_dup_mark (passphrase);
  g_assert_cmpstr (ledger->mark, ==, mark);
  g_assert_cmpstr (backup->mark, ==, mark);
}

static void
test_the_next_one_has_the_same (Fixture *self, gconstpointer data)
{
  g_autofree char *first = must_run (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamBackupResult) second = NULL;

  self->now++;
  second = run (self, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (second->made_passphrase);
  g_assert_cmpuint (count_files (self), ==, 2);
  assert_opens (self, first, 2);
  assert_opens (self, second->name, 2);
}

static void
test_two_in_one_second_are_two (Fixture *self, gconstpointer data)
{
  g_autofree char *first = must_run (self);
  g_autofree char *second = must_run (self);

  g_assert_cmpstr (first, <, second); /* in the order made */
  g_assert_cmpuint (count_files (self), ==, 2);
  assert_opens (self, first, 2);
  assert_opens (self, second, 2);
}

/* The window's and the timer's, say: one at a time writes there, and none spoils the other's. */
static void
test_two_at_once_are_told_apart (Fixture *self, gconstpointer data)
{
  const IngamBackupOptions options = {
    .store = self->store,
    .destination = self->destination,
    .journal = self->journal,
    .keyring = self->keyring,
    .manner = INGAM_KEYRING_QUIETLY,
  };
  GAsyncResult *results[2] = { NULL };
  g_autofree char *first = must_run (self);
  guint n_done = 0;

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    ingam_backup_run_async (&options, NULL, ingam_test_keep_result, &results[i]);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (IngamBackupResult) result = NULL;

      wait_for (&results[i]);
      result = ingam_backup_run_finish (results[i], &error);
      if (result == NULL)
        g_assert_error (error, INGAM_ERROR, INGAM_ERROR_CHANGED);
      else
        assert_opens (self, result->name, 2);
      n_done += result != NULL;
      g_object_unref (results[i]);
    }
  g_assert_cmpuint (n_done, >=, 1);
  g_assert_cmpuint (count_files (self), ==, 1 + n_done);
}

static void
test_it_answers_for_each_certificate (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamCredential) credential = ingam_test_sample_find (self->store, self->folder);
  guint8 digest[INGAM_CONTENTS_DIGEST_SIZE];
  gint64 verified = 0;

  g_free (must_run (self));
  g_assert_true (ingam_contents_digest_credential (self->store, credential, digest, NULL));
  g_assert_true (ingam_ledger_find_credential (
      self->journal, ingam_credential_get_fingerprint (credential), digest, &verified, NULL));
  g_assert_cmpint (verified, ==, INGAM_TEST_NOW);
}

/* --- the keyring --- */

static void
test_a_changed_letter_is_found (Fixture *self, gconstpointer data)
{
  g_autofree char *name = must_run (self);

  change_passphrase (self);
  self->now++;
  must_fail (self, INGAM_ERROR_UNVERIFIED, "keyring");
  assert_recorded (self, 1, TRUE);
  g_assert_cmpuint (count_files (self), ==, 1);
}

static void
test_another_passphrase_is_found (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamSecret) other = ingam_passphrase_generate ();
  g_autoptr (IngamSecret) first = NULL;
  g_autofree char *name = must_run (self);

  first = find_passphrase (self);
  store_passphrase (self, other);
  self->now++;
  must_fail (self, INGAM_ERROR_UNVERIFIED, "mark");
  g_assert_cmpuint (count_files (self), ==, 1);

  /* The right one, put back: all is well again. */
  store_passphrase (self, first);
  g_free (must_run (self));
  assert_recorded (self, 2, FALSE);
}

static void
happen_changed_letter (gpointer user_data)
{
  Fixture *self = user_data;
  g_autoptr (IngamSecret) other = ingam_passphrase_generate ();

  /* Queued before the run's own question. */
  ingam_keyring_store_async (self->keyring, INGAM_KEYRING_SLOT_BACKUP, "label", other,
                             INGAM_KEYRING_QUIETLY, NULL, NULL, NULL);
}

/* The commonest disaster: what is kept is not what was used. */
static void
test_a_keyring_that_returns_another_than_was_used (Fixture *self, gconstpointer data)
{
  self->phase = INGAM_BACKUP_PHASE_KEYRING;
  self->turn = 2;
  self->happen = happen_changed_letter;
  must_fail (self, INGAM_ERROR_UNVERIFIED, "no longer returns");
  g_assert_cmpuint (count_files (self), ==, 0);
  assert_recorded (self, 0, TRUE);
}

static void
test_a_keyring_that_was_reset_is_not_filled_anew (Fixture *self, gconstpointer data)
{
  g_autofree char *name = must_run (self);

  g_assert_finalize_object (self->keyring);
  self->keyring = ingam_keyring_new_in_memory ();
  self->now++;
  must_fail (self, INGAM_ERROR_KEYRING_EMPTY, "recovery sheet");
  g_assert_cmpuint (count_files (self), ==, 1);
}

static void
test_a_typed_passphrase_is_adopted (Fixture *self, gconstpointer data)
{
  g_autofree char *name = must_run (self);
  g_autoptr (IngamSecret) passphrase = find_passphrase (self);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_finalize_object (self->keyring);
  self->keyring = ingam_keyring_new_in_memory ();
  ingam_backup_adopt_passphrase_async (self->journal, self->keyring, INGAM_KEYRING_SLOT_BACKUP,
                                       passphrase, NULL, ingam_test_keep_result, &result);
  wait_for (&result);
  g_assert_true (ingam_backup_adopt_passphrase_finish (result, &error));
  g_assert_no_error (error);
  self->now++;
  g_free (must_run (self));
  assert_opens (self, name, 2);
}

/* --- the store and the place, meanwhile --- */

static void
happen_bank_program (gpointer user_data)
{
  Fixture *self = user_data;
  const IngamTestSample three = { .name = "이몽룡", .serial = 3 };

  g_free (ingam_test_sample_write (self->store, &three));
}

static void
test_a_store_that_changes_is_begun_again (Fixture *self, gconstpointer data)
{
  g_autofree char *name = NULL;

  self->phase = INGAM_BACKUP_PHASE_VERIFYING;
  self->turn = 1;
  self->happen = happen_bank_program;
  name = must_run (self);
  assert_opens (self, name, 3);
  g_assert_cmpuint (count_files (self), ==, 1);
}

static void
happen_always (gpointer user_data)
{
  Fixture *self = user_data;
  IngamTestSample more = { .name = "이몽룡", .serial = 3 + self->seen };

  g_free (ingam_test_sample_write (self->store, &more));
  self->turn++;
}

static void
test_a_store_that_never_rests_is_said (Fixture *self, gconstpointer data)
{
  self->phase = INGAM_BACKUP_PHASE_VERIFYING;
  self->turn = 1;
  self->happen = happen_always;
  must_fail (self, INGAM_ERROR_CHANGED, "");
  g_assert_cmpuint (self->seen, ==, 3);
  g_assert_cmpuint (count_files (self), ==, 0);
}

static void
happen_garbled (gpointer user_data)
{
  Fixture *self = user_data;
  GDir *dir = g_dir_open (self->place, 0, NULL);
  g_autofree char *path = g_build_filename (self->place, g_dir_read_name (dir), NULL);

  ingam_test_garble (path, 3000, 3016);
  g_dir_close (dir);
}

/* A stick that returns something else than it was given. */
static void
test_a_failing_disk_is_found (Fixture *self, gconstpointer data)
{
  self->phase = INGAM_BACKUP_PHASE_VERIFYING;
  self->turn = 1;
  self->happen = happen_garbled;
  must_fail (self, INGAM_ERROR_UNVERIFIED, "not what was written");
  g_assert_cmpuint (count_files (self), ==, 0);
  assert_recorded (self, 0, TRUE);
}

static void
happen_renamed (gpointer user_data)
{
  Fixture *self = user_data;
  g_autofree char *elsewhere = g_build_filename (self->scratch, "elsewhere", NULL);

  g_assert_cmpint (g_rename (self->place, elsewhere), ==, 0);
}

static void
test_a_place_that_goes_away_is_said_and_caught_up (Fixture *self, gconstpointer data)
{
  g_autofree char *elsewhere = g_build_filename (self->scratch, "elsewhere", NULL);
  g_autofree char *first = must_run (self);
  g_autofree char *second = NULL;
  g_autofree char *after = NULL;
  g_autofree char *expected = NULL;
  GDir *dir;

  self->now++;
  self->phase = INGAM_BACKUP_PHASE_VERIFYING;
  self->turn = 1;
  self->happen = happen_renamed;
  must_fail (self, INGAM_ERROR_UNREACHABLE, "backups");
  /* Nothing half-written went with it. */
  dir = g_dir_open (elsewhere, 0, NULL);
  after = g_strdup (g_dir_read_name (dir));
  g_assert_cmpstr (after, ==, first);
  g_assert_null (g_dir_read_name (dir));
  g_dir_close (dir);
  assert_recorded (self, 1, TRUE);

  /* No folder is made where the one with the backups was. */
  must_fail (self, INGAM_ERROR_UNREACHABLE, "is not there");
  g_assert_false (g_file_test (self->place, G_FILE_TEST_EXISTS));

  g_assert_cmpint (g_rename (elsewhere, self->place), ==, 0);
  second = must_run (self);
  assert_opens (self, second, 2);
  assert_recorded (self, 2, FALSE);
}

static void
test_a_place_that_is_not_there_is_said (Fixture *self, gconstpointer data)
{
  ingam_destination_unref (self->destination);
  self->destination = ingam_destination_new (INGAM_DESTINATION_FOLDER, "/nowhere/at/all", NULL);
  must_fail (self, INGAM_ERROR_UNREACHABLE, "is not there");
}

static void
test_a_store_that_is_not_there_is_said (Fixture *self, gconstpointer data)
{
  g_free (self->store);
  self->store = g_build_filename (self->scratch, "nothing", NULL);
  must_fail (self, INGAM_ERROR_NOT_FOUND, "");
  g_assert_cmpuint (count_files (self), ==, 0);
}

static void
happen_cancelled (gpointer user_data)
{
  Fixture *self = user_data;

  self->happen = NULL;
  g_cancellable_cancel (g_cancellable_get_current ());
}

static void
test_cancelled_leaves_nothing (Fixture *self, gconstpointer data)
{
  for (guint phase = 0; phase < INGAM_BACKUP_PHASE_N; phase++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;

      self->phase = (IngamBackupPhase) phase;
      self->turn = 1;
      self->seen = 0;
      self->happen = happen_cancelled;
      g_cancellable_push_current (cancellable);
      g_assert_null (run (self, cancellable, &error));
      g_cancellable_pop_current (cancellable);
      g_assert_error (error, INGAM_ERROR, INGAM_ERROR_CANCELLED);
      g_assert_cmpuint (count_files (self), ==, 0);
      assert_recorded (self, 0, FALSE);
    }
}

/* --- retention --- */

static void
test_old_ones_go_when_that_is_wanted (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamBackupResult) result = NULL;
  g_autoptr (IngamLedger) ledger = NULL;

  for (guint i = 0; i < 3; i++, self->now++)
    g_free (must_run (self));
  g_assert_cmpuint (count_files (self), ==, 3);
  ingam_ledger_set_keep (self->journal, ingam_destination_get_id (self->destination), 2, &error);
  g_assert_no_error (error);
  result = run (self, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->n_tidied, ==, 2);
  g_assert_cmpuint (count_files (self), ==, 2);
  assert_opens (self, result->name, 2);
  ledger = read_ledger (self);
  g_assert_cmpuint (ledger->backups->len, ==, 4);
  g_assert_true (((IngamLedgerBackup *) g_ptr_array_index (ledger->backups, 3))->gone);
  g_assert_true (((IngamLedgerBackup *) g_ptr_array_index (ledger->backups, 2))->gone);
  g_assert_false (((IngamLedgerBackup *) g_ptr_array_index (ledger->backups, 1))->gone);
}

/* --- looked at again --- */

static IngamContents *
verify (Fixture *self, const char *name, GError **error)
{
  g_autoptr (IngamSecret) passphrase = find_passphrase (self);
  g_autofree char *path = g_build_filename (self->place, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;

  ingam_backup_verify_async (self->journal, self->destination, file, passphrase, NULL, NULL, NULL,
                             ingam_test_keep_result, &result);
  wait_for (&result);
  return ingam_backup_verify_finish (result, error);
}

static void
test_verified_again_is_recorded (Fixture *self, gconstpointer data)
{
  g_autofree char *name = must_run (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamContents) contents = NULL;
  g_autoptr (IngamLedger) ledger = NULL;
  g_autofree char *path = g_build_filename (self->place, name, NULL);

  self->now += 1000;
  contents = verify (self, name, &error);
  g_assert_no_error (error);
  ledger = read_ledger (self);
  g_assert_cmpint (((IngamLedgerBackup *) g_ptr_array_index (ledger->backups, 0))->verified, ==,
                   INGAM_TEST_NOW + 1000);

  ingam_test_garble (path, 3000, 3016);
  self->now += 1000;
  g_assert_null (verify (self, name, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_DAMAGED);
  g_clear_pointer (&ledger, ingam_ledger_free);
  ledger = read_ledger (self);
  g_assert_cmpint (((IngamLedgerBackup *) g_ptr_array_index (ledger->backups, 0))->verified, ==,
                   INGAM_TEST_NOW + 1000);
}

static gboolean
drill (Fixture *self, char **ret_sentence, GError **error)
{
  const IngamBackupOptions options = {
    .store = self->store,
    .journal = self->journal,
    .keyring = self->keyring,
    .manner = INGAM_KEYRING_QUIETLY,
  };
  g_autoptr (GAsyncResult) result = NULL;

  ingam_backup_drill_async (&options, NULL, ingam_test_keep_result, &result);
  wait_for (&result);
  return ingam_backup_drill_finish (result, ret_sentence, error);
}

static void
test_the_drill_takes_one_out (Fixture *self, gconstpointer data)
{
  g_autofree char *name = must_run (self);
  g_autofree char *sentence = NULL;
  g_autofree char *path = g_build_filename (self->place, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamLedger) ledger = NULL;

  g_assert_true (drill (self, &sentence, &error));
  g_assert_no_error (error);
  g_assert_true (strstr (sentence, "홍길동") != NULL || strstr (sentence, "성춘향") != NULL);
  g_assert_nonnull (strstr (sentence, "the same as in your store"));
  ledger = read_ledger (self);
  g_assert_cmpint (ledger->drilled, ==, INGAM_TEST_NOW);

  g_clear_pointer (&sentence, g_free);
  self->now += 1000;
  ingam_test_garble (path, 3000, 3016);
  g_assert_false (drill (self, &sentence, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_DAMAGED);
  g_clear_pointer (&ledger, ingam_ledger_free);
  ledger = read_ledger (self);
  g_assert_cmpint (ledger->drilled, ==, INGAM_TEST_NOW);
}

static void
test_a_drill_without_a_backup_is_said (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamSecret) passphrase = ingam_passphrase_generate ();

  store_passphrase (self, passphrase);
  g_assert_false (drill (self, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND);
}

#define ADD(path, func) g_test_add ("/backup/" path, Fixture, NULL, set_up, func, tear_down)

/* --- in a restic repository --- */

static gboolean
is_without_restic (void)
{
  g_autofree char *path = g_find_program_in_path ("restic");

  if (path == NULL)
    g_test_skip ("skipped: restic is not installed");
  return path == NULL;
}

static IngamDestination *
add_repository (Fixture *self)
{
  g_autofree char *repository = g_build_filename (self->scratch, "repository", NULL);
  IngamDestination *place = ingam_destination_new (INGAM_DESTINATION_RESTIC, repository, NULL);
  g_autoptr (GError) error = NULL;

  ingam_ledger_add_place (self->journal, place, &error);
  g_assert_no_error (error);
  ingam_destination_unref (self->destination);
  self->destination = place;
  return place;
}

static void
test_a_snapshot_counts_and_old_ones_go (Fixture *self, gconstpointer data)
{
  const char *id;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr (IngamLedger) ledger = NULL;
  g_autoptr (GError) error = NULL;

  if (is_without_restic ())
    return;
  id = ingam_destination_get_id (add_repository (self));
  first = must_run (self);
  ingam_ledger_set_keep (self->journal, id, 1, &error);
  g_assert_no_error (error);
  self->now += 60;
  second = must_run (self);
  g_assert_cmpstr (first, !=, second);
  ledger = ingam_ledger_read (self->journal, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ingam_ledger_find_newest (ledger, id, self->store)->name, ==, second);
  for (guint i = 0; i < ledger->backups->len; i++)
    {
      const IngamLedgerBackup *backup = g_ptr_array_index (ledger->backups, i);

      g_assert_cmpint (backup->gone, ==, g_str_equal (backup->name, first));
    }
}

/* With no file: what the repository holds. */
static void
test_a_snapshot_is_verified_again (Fixture *self, gconstpointer data)
{
  g_autofree char *slot = NULL;
  g_autofree char *name = NULL;
  g_autofree char *sentence = NULL;
  g_autoptr (GAsyncResult) found = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (IngamSecret) passphrase = NULL;
  g_autoptr (IngamContents) contents = NULL;
  g_autoptr (IngamLedger) ledger = NULL;
  g_autoptr (GError) error = NULL;

  if (is_without_restic ())
    return;
  slot = ingam_backup_dup_slot (add_repository (self));
  name = must_run (self);
  ingam_keyring_find_async (self->keyring, slot, INGAM_KEYRING_QUIETLY, NULL,
                            ingam_test_keep_result, &found);
  wait_for (&found);
  passphrase = ingam_keyring_find_finish (self->keyring, found, &error);
  g_assert_no_error (error);
  self->now += 1000;
  ingam_backup_verify_async (self->journal, self->destination, NULL, passphrase, NULL, NULL, NULL,
                             ingam_test_keep_result, &result);
  wait_for (&result);
  contents = ingam_backup_verify_finish (result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ingam_contents_get_credentials (contents)->len, ==, 2);
  ledger = read_ledger (self);
  g_assert_cmpint (((IngamLedgerBackup *) g_ptr_array_index (ledger->backups, 0))->verified, ==,
                   INGAM_TEST_NOW + 1000);

  /* Where there is nothing else, the drill is one of it. */
  g_assert_true (drill (self, &sentence, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (sentence, "the same as in your store"));
}

/* One that is gone after backups were made there is not quietly begun anew. */
static void
test_a_repository_that_is_gone_is_told (Fixture *self, gconstpointer data)
{
  g_autofree char *repository = g_build_filename (self->scratch, "repository", NULL);
  g_autofree char *away = g_build_filename (self->scratch, "away", NULL);
  g_autofree char *first = NULL;

  if (is_without_restic ())
    return;
  add_repository (self);
  first = must_run (self);
  g_assert_cmpint (g_rename (repository, away), ==, 0);
  must_fail (self, INGAM_ERROR_NOT_FOUND, "no restic repository");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("the-first-one-makes-a-passphrase", test_the_first_one_makes_a_passphrase);
  ADD ("the-next-one-has-the-same", test_the_next_one_has_the_same);
  ADD ("two-in-one-second-are-two", test_two_in_one_second_are_two);
  ADD ("two-at-once-are-told-apart", test_two_at_once_are_told_apart);
  ADD ("it-answers-for-each-certificate", test_it_answers_for_each_certificate);
  ADD ("keyring/a-changed-letter-is-found", test_a_changed_letter_is_found);
  ADD ("keyring/another-passphrase-is-found", test_another_passphrase_is_found);
  ADD ("keyring/returns-another-than-was-used", test_a_keyring_that_returns_another_than_was_used);
  ADD ("keyring/reset-is-not-filled-anew", test_a_keyring_that_was_reset_is_not_filled_anew);
  ADD ("keyring/a-typed-passphrase-is-adopted", test_a_typed_passphrase_is_adopted);
  ADD ("meanwhile/a-store-that-changes-is-begun-again", test_a_store_that_changes_is_begun_again);
  ADD ("meanwhile/a-store-that-never-rests-is-said", test_a_store_that_never_rests_is_said);
  ADD ("meanwhile/a-failing-disk-is-found", test_a_failing_disk_is_found);
  ADD ("meanwhile/a-place-that-goes-away", test_a_place_that_goes_away_is_said_and_caught_up);
  ADD ("a-place-that-is-not-there-is-said", test_a_place_that_is_not_there_is_said);
  ADD ("a-store-that-is-not-there-is-said", test_a_store_that_is_not_there_is_said);
  ADD ("cancelled-leaves-nothing", test_cancelled_leaves_nothing);
  ADD ("old-ones-go-when-that-is-wanted", test_old_ones_go_when_that_is_wanted);
  ADD ("verified-again-is-recorded", test_verified_again_is_recorded);
  ADD ("the-drill-takes-one-out", test_the_drill_takes_one_out);
  ADD ("a-drill-without-a-backup-is-said", test_a_drill_without_a_backup_is_said);
  ADD ("restic/a-snapshot-counts-and-old-ones-go", test_a_snapshot_counts_and_old_ones_go);
  ADD ("restic/a-snapshot-is-verified-again", test_a_snapshot_is_verified_again);
  ADD ("restic/a-repository-that-is-gone-is-told", test_a_repository_that_is_gone_is_told);
  return g_test_run ();
}
