/* test-coverage.c: whether a certificate, as its files are now, is in a backup that was read back.
 */
#include "config.h"

#include "core/backup/coverage.h"
#include "support/journal-file.h"
#include "support/sample.h"

#include <glib/gstdio.h>

#define VERIFIED (INGAM_TEST_NOW + 60)

typedef struct
{
  IngamScratch *store;
  IngamScratch *share;
  char *folder;
  IngamCredential *credential;
  IngamJournal *journal;
  IngamDestination *place;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->store = ingam_scratch_new ();
  self->share = ingam_scratch_new ();
  self->folder = ingam_test_sample_write (self->store, &(IngamTestSample){ 0 });
  self->credential = ingam_test_sample_find (self->store, self->folder);
  self->journal = ingam_journal_new (self->share);
  self->place = ingam_destination_new (INGAM_DESTINATION_FOLDER, "/srv/backups", NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  ingam_destination_unref (self->place);
  g_clear_object (&self->journal);
  g_object_unref (self->credential);
  g_free (self->folder);
  ingam_scratch_free (self->share);
  ingam_scratch_free (self->store);
}

static IngamCoverage
look (Fixture *self)
{
  IngamCoverage coverage = { -1, -1, FALSE };
  g_autoptr (GError) error = NULL;

  ingam_coverage_read (self->journal, self->store, self->credential, &coverage, &error);
  g_assert_no_error (error);
  return coverage;
}

static void
add_place (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  ingam_ledger_add_place (self->journal, self->place, &error);
  g_assert_no_error (error);
}

/* What a backup of the store as it is now would leave in the ledger. */
static void
record_backup (Fixture *self)
{
  IngamContentsBuilder *builder = ingam_contents_builder_new ();
  g_autoptr (IngamContents) contents = NULL;
  g_autofree char *path = g_build_filename (self->store, self->folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr (GError) error = NULL;
  IngamLedgerBackup backup = {
    .destination = (char *) ingam_destination_get_id (self->place),
    .name = (char *) "ingam-20260528-202640-3fa29c1b.zip",
    .store = self->store,
    .when = INGAM_TEST_NOW,
    .verified = VERIFIED,
    .size = 65536,
    .n_credentials = 1,
    .mark = (char *) "3F-A2-9C",
  };

  for (const char *name; (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autofree char *inside = g_build_filename (self->folder, name, NULL);
      g_autoptr (GBytes) bytes = ingam_test_read (file);

      ingam_contents_builder_add (builder, inside, INGAM_TEST_NOW, bytes, &error);
      g_assert_no_error (error);
    }
  contents = ingam_contents_builder_end (builder);
  ingam_ledger_record (self->journal, &backup, contents, &error);
  g_assert_no_error (error);
}

static void
test_without_a_place_there_is_nothing (Fixture *self, gconstpointer data)
{
  IngamCoverage coverage = look (self);

  g_assert_cmpint (coverage.verified, ==, 0);
  g_assert_cmpint (coverage.earlier, ==, 0);
  g_assert_false (coverage.has_place);
}

static void
test_a_place_alone_is_no_backup (Fixture *self, gconstpointer data)
{
  IngamCoverage coverage;

  add_place (self);
  coverage = look (self);
  g_assert_cmpint (coverage.verified, ==, 0);
  g_assert_true (coverage.has_place);
}

static void
test_the_very_files_are_covered (Fixture *self, gconstpointer data)
{
  IngamCoverage coverage;

  add_place (self);
  record_backup (self);
  coverage = look (self);
  g_assert_cmpint (coverage.verified, ==, VERIFIED);
  g_assert_cmpint (coverage.earlier, ==, VERIFIED);
}

/* A password that was changed since makes another key file: the backup has the one before. */
static void
test_a_changed_key_is_not_covered (Fixture *self, gconstpointer data)
{
  g_autofree char *key = g_build_filename (self->folder, "signPri.key", NULL);
  g_autoptr (GBytes) other = NULL;
  GBytes *files[INGAM_ROLE_N] = { 0 };
  IngamCoverage coverage;
  gsize size;

  add_place (self);
  record_backup (self);
  ingam_test_sample_make (&(IngamTestSample){ .password = INGAM_TEST_NEW_PASSWORD }, files);
  other = g_bytes_ref (files[INGAM_ROLE_SIGN_KEY]);
  ingam_scratch_write (self->store, key, g_bytes_get_data (other, &size), g_bytes_get_size (other));
  ingam_test_sample_clear (files);
  coverage = look (self);
  g_assert_cmpint (coverage.verified, ==, 0);
  g_assert_cmpint (coverage.earlier, ==, VERIFIED);
}

/* Whoever asks may let the journal go as soon as the answer is there. */
static void
test_an_answer_holds_nothing_back (Fixture *self, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  IngamCoverage coverage = { 0 };
  g_autoptr (GError) error = NULL;

  add_place (self);
  record_backup (self);
  ingam_coverage_read_async (self->journal, self->store, self->credential, NULL,
                             ingam_test_keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (ingam_coverage_read_finish (result, &coverage, &error));
  g_assert_no_error (error);
  g_assert_cmpint (coverage.verified, ==, VERIFIED);
  g_clear_object (&result);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (g_steal_pointer (&self->journal));
}

#define ADD(name, function) \
  g_test_add ("/coverage/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("without-a-place", test_without_a_place_there_is_nothing);
  ADD ("a-place-alone-is-no-backup", test_a_place_alone_is_no_backup);
  ADD ("the-very-files", test_the_very_files_are_covered);
  ADD ("a-changed-key", test_a_changed_key_is_not_covered);
  ADD ("an-answer-holds-nothing-back", test_an_answer_holds_nothing_back);
  return g_test_run ();
}
