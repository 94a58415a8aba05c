/* test-ledger.c: what was written where is remembered, by every program of the person, and only
 * that.
 */
#include "config.h"

#include "core/backup/ledger.h"

#include "core/base/error.h"
#include "support/journal-file.h"
#include "support/scratch.h"
#include "support/tiny-certificate.h"

#include <glib/gstdio.h>
#include <string.h>

#define NOW G_GINT64_CONSTANT (1780000000)

typedef struct
{
  IngamScratch *scratch;
  char *path;
  IngamJournal *journal;
  IngamDestination *stick;
  IngamDestination *folder;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = NULL;

  self->scratch = ingam_scratch_new ();
  folder = g_build_filename (self->scratch, "share", "ingam", NULL);
  self->path = g_build_filename (folder, "journal.db", NULL);
  self->journal = ingam_journal_new (folder);
  self->stick = ingam_destination_new (INGAM_DESTINATION_DRIVE, "AB-12/backups", "TOSHIBA");
  self->folder = ingam_destination_new (INGAM_DESTINATION_FOLDER, "/srv/backups", NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_object (&self->journal);
  ingam_destination_unref (self->stick);
  ingam_destination_unref (self->folder);
  g_free (self->path);
  ingam_scratch_free (self->scratch);
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
must_add (Fixture *self, IngamDestination *place)
{
  g_autoptr (GError) error = NULL;

  ingam_ledger_add_place (self->journal, place, &error);
  g_assert_no_error (error);
}

/* A backup of @n made-up credentials, the first of which has the serial @first. */
static IngamContents *
make_contents (guint first, guint n)
{
  IngamContentsBuilder *builder = ingam_contents_builder_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("yessign/USER/%u/signCert.der", first + i);
      g_autoptr (GBytes) bytes =
          ingam_test_certificate (&(IngamTestCertificate){ .serial = (guint8) (first + i) });
      g_autoptr (GError) error = NULL;

      ingam_contents_builder_add (builder, path, NOW, bytes, &error);
      g_assert_no_error (error);
    }
  return ingam_contents_builder_end (builder);
}

static void
must_record (
    Fixture *self, IngamDestination *place, const char *name, gint64 when, IngamContents *contents)
{
  g_autoptr (GError) error = NULL;
  IngamLedgerBackup backup = {
    .destination = (char *) ingam_destination_get_id (place),
    .name = (char *) name,
    .store = (char *) "/home/a/NPKI",
    .when = when,
    .verified = when + 1,
    .size = 65536,
    .n_credentials = ingam_contents_get_credentials (contents)->len,
    .mark = (char *) "3F-A2-9C",
  };

  ingam_contents_get_stamp (contents, backup.stamp);
  ingam_ledger_record (self->journal, &backup, contents, &error);
  g_assert_no_error (error);
}

static gint64
find (Fixture *self, IngamContents *contents, guint index)
{
  IngamContentsCredential *one =
      g_ptr_array_index (ingam_contents_get_credentials (contents), index);
  g_autoptr (GError) error = NULL;
  gint64 verified = -1;

  ingam_ledger_find_credential (self->journal, ingam_credential_get_fingerprint (one->credential),
                                one->digest, &verified, &error);
  g_assert_no_error (error);
  return verified;
}

static void
test_an_empty_one_makes_no_file (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamLedger) ledger = read_ledger (self);
  g_autoptr (IngamContents) contents = make_contents (1, 1);

  g_assert_cmpuint (ledger->places->len, ==, 0);
  g_assert_cmpuint (ledger->backups->len, ==, 0);
  g_assert_null (ledger->mark);
  g_assert_cmpint (ledger->drilled, ==, 0);
  g_assert_cmpint (find (self, contents, 0), ==, 0);
  g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));
}

static void
test_places_are_remembered_in_order (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamLedger) ledger = NULL;
  IngamLedgerPlace *place;

  must_add (self, self->stick);
  must_add (self, self->folder);
  must_add (self, self->stick); /* again: it stays where it is */
  ingam_ledger_set_keep (self->journal, ingam_destination_get_id (self->folder), 7, &error);
  g_assert_no_error (error);

  ledger = read_ledger (self);
  g_assert_cmpuint (ledger->places->len, ==, 2);
  place = g_ptr_array_index (ledger->places, 0);
  g_assert_cmpstr (ingam_destination_get_id (place->destination), ==,
                   ingam_destination_get_id (self->stick));
  g_assert_cmpint (ingam_destination_get_kind (place->destination), ==, INGAM_DESTINATION_DRIVE);
  g_assert_cmpstr (ingam_destination_get_where (place->destination), ==, "AB-12/backups");
  g_assert_cmpstr (ingam_destination_get_label (place->destination), ==, "TOSHIBA");
  g_assert_cmpuint (place->keep, ==, 0);
  place = g_ptr_array_index (ledger->places, 1);
  g_assert_cmpuint (place->keep, ==, 7);
}

static void
test_too_many_places_are_refused (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < INGAM_LEDGER_MAX_DESTINATIONS; i++)
    {
      g_autofree char *where = g_strdup_printf ("/srv/%u", i);
      g_autoptr (IngamDestination) place =
          ingam_destination_new (INGAM_DESTINATION_FOLDER, where, NULL);

      must_add (self, place);
    }
  g_assert_false (ingam_ledger_add_place (self->journal, self->stick, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_REFUSED);
}

static void
test_a_backup_answers_for_what_is_in_it (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamContents) contents = make_contents (1, 2);
  g_autoptr (IngamContents) other = make_contents (9, 1);
  g_autoptr (IngamLedger) ledger = NULL;
  g_autoptr (GArray) all = NULL;
  IngamContentsCredential *one = g_ptr_array_index (ingam_contents_get_credentials (contents), 0);
  guint8 changed[INGAM_CONTENTS_DIGEST_SIZE];
  gint64 verified = -1;

  must_add (self, self->stick);
  must_record (self, self->stick, "a.zip", NOW, contents);
  g_assert_cmpint (find (self, contents, 0), ==, NOW + 1);
  g_assert_cmpint (find (self, contents, 1), ==, NOW + 1);
  g_assert_cmpint (find (self, other, 0), ==, 0);

  /* The same certificate with another key file is not in it. */
  memcpy (changed, one->digest, sizeof changed);
  changed[0] ^= 1;
  g_assert_true (ingam_ledger_find_credential (
      self->journal, ingam_credential_get_fingerprint (one->credential), changed, &verified, NULL));
  g_assert_cmpint (verified, ==, 0);

  all = ingam_ledger_list_credentials (self->journal, NULL);
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_cmpint (
      ingam_ledger_credentials_find (all, ingam_credential_get_fingerprint (one->credential)), ==,
      NOW + 1);

  ledger = read_ledger (self);
  g_assert_cmpuint (ledger->backups->len, ==, 1);
  {
    IngamLedgerBackup *backup = g_ptr_array_index (ledger->backups, 0);
    guint8 stamp[INGAM_CONTENTS_DIGEST_SIZE];

    ingam_contents_get_stamp (contents, stamp);
    g_assert_cmpmem (backup->stamp, sizeof backup->stamp, stamp, sizeof stamp);
    g_assert_cmpstr (backup->name, ==, "a.zip");
    g_assert_cmpstr (backup->store, ==, "/home/a/NPKI");
    g_assert_cmpstr (backup->mark, ==, "3F-A2-9C");
    g_assert_cmpuint (backup->n_credentials, ==, 2);
    g_assert_false (backup->gone);
  }
}

static void
test_only_the_newest_answers (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamContents) two = make_contents (1, 2);
  g_autoptr (IngamContents) one = make_contents (1, 1);
  g_autoptr (IngamLedger) ledger = NULL;

  must_add (self, self->stick);
  must_record (self, self->stick, "a.zip", NOW, two);
  must_record (self, self->folder, "a.zip", NOW + 5, two);
  must_record (self, self->stick, "b.zip", NOW + 10, one);
  g_assert_cmpint (find (self, two, 0), ==, NOW + 11);
  g_assert_cmpint (find (self, two, 1), ==, NOW + 6); /* still in the other place */
  ledger = read_ledger (self);
  g_assert_cmpuint (ledger->backups->len, ==, 3);
  g_assert_cmpstr (((IngamLedgerBackup *) g_ptr_array_index (ledger->backups, 0))->name, ==,
                   "b.zip");
}

static void
test_what_is_gone_answers_no_more (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamContents) contents = make_contents (1, 1);
  const char *id = ingam_destination_get_id (self->stick);
  g_autoptr (IngamLedger) ledger = NULL;

  must_add (self, self->stick);
  must_record (self, self->stick, "a.zip", NOW, contents);
  g_assert_true (ingam_ledger_record_gone (self->journal, id, "a.zip", NULL));
  g_assert_cmpint (find (self, contents, 0), ==, 0);
  ledger = read_ledger (self);
  g_assert_true (((IngamLedgerBackup *) g_ptr_array_index (ledger->backups, 0))->gone);

  must_record (self, self->stick, "b.zip", NOW, contents);
  g_assert_true (ingam_ledger_remove_place (self->journal, id, NULL));
  g_clear_pointer (&ledger, ingam_ledger_free);
  ledger = read_ledger (self);
  g_assert_cmpuint (ledger->places->len, ==, 0);
  g_assert_cmpuint (ledger->backups->len, ==, 0);
  g_assert_cmpint (find (self, contents, 0), ==, 0);
}

static void
test_verified_again_is_never_earlier (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamContents) contents = make_contents (1, 1);
  const char *id = ingam_destination_get_id (self->stick);

  must_add (self, self->stick);
  must_record (self, self->stick, "a.zip", NOW, contents);
  g_assert_true (ingam_ledger_record_verified (self->journal, id, "a.zip", NOW + 100, NULL));
  g_assert_cmpint (find (self, contents, 0), ==, NOW + 100);
  g_assert_true (ingam_ledger_record_verified (self->journal, id, "a.zip", NOW - 100, NULL));
  g_assert_cmpint (find (self, contents, 0), ==, NOW + 100);
}

static void
test_a_failure_is_kept_until_it_goes_well (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) reason =
      g_error_new_literal (INGAM_ERROR, INGAM_ERROR_UNREACHABLE, "Plug it in.");
  g_autoptr (IngamContents) contents = make_contents (1, 1);
  g_autoptr (IngamLedger) ledger = NULL;
  IngamLedgerPlace *place;

  must_add (self, self->stick);
  g_assert_true (ingam_ledger_record_failure (self->journal, ingam_destination_get_id (self->stick),
                                              NOW, reason, NULL));
  ledger = read_ledger (self);
  place = g_ptr_array_index (ledger->places, 0);
  g_assert_cmpint (place->failed, ==, NOW);
  g_assert_cmpint (place->reason, ==, INGAM_ERROR_UNREACHABLE);
  g_assert_cmpstr (place->sentence, ==, "Plug it in.");

  must_record (self, self->stick, "a.zip", NOW, contents);
  g_clear_pointer (&ledger, ingam_ledger_free);
  ledger = read_ledger (self);
  place = g_ptr_array_index (ledger->places, 0);
  g_assert_cmpint (place->failed, ==, 0);
  g_assert_null (place->sentence);
}

static void
test_a_store_keeps_its_tag (Fixture *self, gconstpointer data)
{
  g_autofree char *one = ingam_ledger_dup_tag (self->journal, "/home/a/NPKI", NULL);
  g_autofree char *same = ingam_ledger_dup_tag (self->journal, "/home/a/NPKI", NULL);
  g_autofree char *other = ingam_ledger_dup_tag (self->journal, "/media/stick/NPKI", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (strlen (one), ==, INGAM_LEDGER_TAG_LENGTH);
  g_assert_cmpstr (one, ==, same);
  g_assert_cmpstr (one, !=, other);

  /* Never one that another program put there: it would become part of a file's name. */
  ingam_test_run_sql (self->path, "UPDATE store_tag SET tag = '../../../x'");
  g_assert_null (ingam_ledger_dup_tag (self->journal, "/home/a/NPKI", &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_DAMAGED);
}

static void
test_the_mark_and_the_drill (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamLedger) ledger = NULL;
  g_autofree char *claimed = NULL;

  g_assert_true (ingam_ledger_set_mark (self->journal, "3F-A2-9C", NULL));
  claimed = ingam_ledger_claim_mark (self->journal, "00-11-22", NULL);
  g_assert_cmpstr (claimed, ==, "3F-A2-9C");
  g_assert_true (ingam_ledger_record_drill (self->journal, NOW, NULL));
  ledger = read_ledger (self);
  g_assert_cmpstr (ledger->mark, ==, "3F-A2-9C");
  g_assert_cmpint (ledger->drilled, ==, NOW);

  g_assert_true (ingam_ledger_set_mark (self->journal, NULL, NULL));
  g_clear_pointer (&ledger, ingam_ledger_free);
  ledger = read_ledger (self);
  g_assert_null (ledger->mark);
  g_assert_cmpint (ledger->drilled, ==, NOW);
}

static void
test_a_mark_is_claimed_once (Fixture *self, gconstpointer data)
{
  g_autofree char *first = ingam_ledger_claim_mark (self->journal, "3F-A2-9C", NULL);
  g_autofree char *second = ingam_ledger_claim_mark (self->journal, "00-00-00", NULL);
  g_autoptr (IngamLedger) ledger = NULL;

  g_assert_cmpstr (first, ==, "3F-A2-9C");
  g_assert_cmpstr (second, ==, "3F-A2-9C");
  /* Whoever did not get it has nothing to give back. */
  g_assert_true (ingam_ledger_give_back_mark (self->journal, "00-00-00", NULL));
  ledger = read_ledger (self);
  g_assert_cmpstr (ledger->mark, ==, "3F-A2-9C");
  g_assert_true (ingam_ledger_give_back_mark (self->journal, "3F-A2-9C", NULL));
  g_clear_pointer (&ledger, ingam_ledger_free);
  ledger = read_ledger (self);
  g_assert_null (ledger->mark);
}

static void
test_rows_of_others_are_passed_by (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamContents) contents = make_contents (1, 1);
  g_autoptr (IngamLedger) ledger = NULL;

  must_add (self, self->stick);
  must_record (self, self->stick, "a.zip", NOW, contents);
  ingam_test_run_sql (
      self->path, "INSERT INTO destination VALUES ('x', 'carrier-pigeon', 'y', 'z', 0, 0, 0,"
                  " NULL, NULL);"
                  "INSERT INTO destination VALUES ('n', x'00', 'y', 'z', -5, 0, 0, 'odd', NULL);"
                  "INSERT INTO backup VALUES (x'00', 'q', 's', 1, 1, -1, -1, 'm',"
                  " zeroblob (32), 0);");
  ledger = read_ledger (self);
  g_assert_cmpuint (ledger->places->len, ==, 1);
  g_assert_cmpuint (ledger->backups->len, ==, 1);
}

/* A file of the version before, as it was left by the last Ingam. */
static void
test_an_older_journal_is_brought_up (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamLedger) ledger = NULL;

  must_add (self, self->stick);
  ingam_test_run_sql (self->path, "DROP TABLE destination; DROP TABLE backup;"
                                  "DROP TABLE backup_content; DROP TABLE store_tag;"
                                  "DROP TABLE backup_fact; DROP TABLE notice; DROP TABLE put_off;"
                                  "DROP TABLE replaced; DROP TABLE shown;"
                                  "PRAGMA user_version = 2");
  ledger = read_ledger (self);
  g_assert_cmpuint (ledger->places->len, ==, 0);
  g_assert_null (ingam_journal_take_notice (self->journal));
  must_add (self, self->folder);
}

static void
test_async_tells_the_same (Fixture *self, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (IngamLedger) ledger = NULL;
  g_autoptr (GError) error = NULL;

  must_add (self, self->stick);
  ingam_ledger_read_async (self->journal, NULL, ingam_test_keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  ledger = ingam_ledger_read_finish (result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ledger->places->len, ==, 1);
}

#define ADD(path, func) g_test_add ("/ledger/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("an-empty-one-makes-no-file", test_an_empty_one_makes_no_file);
  ADD ("places-are-remembered-in-order", test_places_are_remembered_in_order);
  ADD ("too-many-places-are-refused", test_too_many_places_are_refused);
  ADD ("a-backup-answers-for-what-is-in-it", test_a_backup_answers_for_what_is_in_it);
  ADD ("only-the-newest-answers", test_only_the_newest_answers);
  ADD ("what-is-gone-answers-no-more", test_what_is_gone_answers_no_more);
  ADD ("verified-again-is-never-earlier", test_verified_again_is_never_earlier);
  ADD ("a-failure-is-kept-until-it-goes-well", test_a_failure_is_kept_until_it_goes_well);
  ADD ("a-store-keeps-its-tag", test_a_store_keeps_its_tag);
  ADD ("the-mark-and-the-drill", test_the_mark_and_the_drill);
  ADD ("a-mark-is-claimed-once", test_a_mark_is_claimed_once);
  ADD ("rows-of-others-are-passed-by", test_rows_of_others_are_passed_by);
  ADD ("an-older-journal-is-brought-up", test_an_older_journal_is_brought_up);
  ADD ("async-tells-the-same", test_async_tells_the_same);
  return g_test_run ();
}
