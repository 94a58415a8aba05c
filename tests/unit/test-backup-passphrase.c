/* test-backup-passphrase.c: the keyring's passphrase is used only when it is the one it should be.
 */
#include "config.h"

#include "core/backup/backup.h"
#include "core/backup/passphrase.h"

#include "support/scratch.h"

#include <string.h>

typedef struct
{
  IngamScratch *folder;
  IngamJournal *journal;
  IngamKeyring *keyring;

  gboolean has_ended;
  gboolean made;
  IngamSecret *secret;
  GError *error;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = ingam_scratch_new ();
  fixture->journal = ingam_journal_new (fixture->folder);
  fixture->keyring = ingam_keyring_new_in_memory ();
}

static void
forget_answer (Fixture *fixture)
{
  g_clear_error (&fixture->error);
  g_clear_pointer (&fixture->secret, ingam_secret_unref);
  fixture->has_ended = fixture->made = FALSE;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  forget_answer (fixture);
  g_object_unref (fixture->keyring);
  g_object_unref (fixture->journal);
  ingam_scratch_free (fixture->folder);
}

static void
wait (Fixture *fixture)
{
  while (!fixture->has_ended)
    g_main_context_iteration (NULL, TRUE);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->secret = ingam_backup_find_passphrase_finish (result, &fixture->made, &fixture->error);
  fixture->has_ended = TRUE;
}

static void
find_slot (Fixture *fixture, const char *slot, gboolean create)
{
  forget_answer (fixture);
  ingam_backup_find_passphrase_async (fixture->journal, fixture->keyring, slot,
                                      INGAM_KEYRING_QUIETLY, create, NULL, found_cb, fixture);
  wait (fixture);
}

static void
find (Fixture *fixture, gboolean create)
{
  find_slot (fixture, INGAM_KEYRING_SLOT_BACKUP, create);
}

typedef struct
{
  IngamSecret *secret;
  gboolean has_ended;
} Answer;

static void
one_of_two_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->secret = ingam_backup_find_passphrase_finish (result, NULL, NULL);
  answer->has_ended = TRUE;
}

/* Two that make one in the same moment: whoever goes on has what the keyring has, and nobody seals
 * with what was overwritten. */
static void
test_two_at_once_do_not_make_two (Fixture *fixture, gconstpointer data)
{
  Answer answers[2] = { { NULL, FALSE } };
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    ingam_backup_find_passphrase_async (fixture->journal, fixture->keyring,
                                        INGAM_KEYRING_SLOT_BACKUP, INGAM_KEYRING_QUIETLY, TRUE,
                                        NULL, one_of_two_cb, &answers[i]);
  while (!answers[0].has_ended || !answers[1].has_ended)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    n += answers[i].secret != NULL;
  g_assert_cmpuint (n, >=, 1);
  g_assert_true (n == 1 || ingam_secret_equal (answers[0].secret, answers[1].secret));
  /* And whoever lost has not put its own over it. */
  find (fixture, FALSE);
  g_assert_no_error (fixture->error);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    g_assert_true (answers[i].secret == NULL ||
                   ingam_secret_equal (answers[i].secret, fixture->secret));
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    g_clear_pointer (&answers[i].secret, ingam_secret_unref);
}

static void
adopted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (ingam_backup_adopt_passphrase_finish (result, NULL));
  fixture->has_ended = TRUE;
}

static void
adopt (Fixture *fixture, IngamSecret *passphrase)
{
  forget_answer (fixture);
  ingam_backup_adopt_passphrase_async (fixture->journal, fixture->keyring,
                                       INGAM_KEYRING_SLOT_BACKUP, passphrase, NULL, adopted_cb,
                                       fixture);
  wait (fixture);
}

static void
put_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (ingam_keyring_store_finish (INGAM_KEYRING (source), result, NULL));
  ((Fixture *) user_data)->has_ended = TRUE;
}

/* Behind our back. */
static void
put (Fixture *fixture, const char *slot, const char *text)
{
  g_autoptr (IngamSecret) secret = ingam_secret_new_text (text);

  fixture->has_ended = FALSE;
  ingam_keyring_store_async (fixture->keyring, slot, "x", secret, INGAM_KEYRING_QUIETLY, NULL,
                             put_cb, fixture);
  wait (fixture);
}

static char *
dup_ledger_mark (Fixture *fixture)
{
  g_autoptr (IngamLedger) ledger = ingam_ledger_read (fixture->journal, NULL);

  g_assert_nonnull (ledger);
  return g_strdup (ledger->mark);
}

static void
assert_mark_of (Fixture *fixture, IngamSecret *secret)
{
  g_autofree char *known = dup_ledger_mark (fixture);
  g_autofree char *mark = ingam_passphrase_dup_mark (secret);

  g_assert_cmpstr (known, ==, mark);
}

/* --- the promises --- */

static void
test_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IngamSecret) first = NULL;

  find (fixture, FALSE);
  g_assert_error (fixture->error, INGAM_ERROR, INGAM_ERROR_KEYRING_EMPTY);
  find (fixture, TRUE);
  g_assert_no_error (fixture->error);
  g_assert_true (fixture->made);
  assert_mark_of (fixture, fixture->secret);
  first = ingam_secret_ref (fixture->secret);
  find (fixture, TRUE);
  g_assert_no_error (fixture->error);
  g_assert_false (fixture->made);
  g_assert_true (ingam_secret_equal (first, fixture->secret));
}

static void
test_changed_by_a_letter (Fixture *fixture, gconstpointer data)
{
  char text[INGAM_PASSPHRASE_LENGTH + 1];

  find (fixture, TRUE);
  memcpy (text, ingam_secret_peek (fixture->secret, NULL), sizeof text);
  text[7] = text[7] == 'A' ? 'B' : 'A';
  put (fixture, INGAM_KEYRING_SLOT_BACKUP, text);
  find (fixture, TRUE);
  g_assert_error (fixture->error, INGAM_ERROR, INGAM_ERROR_UNVERIFIED);
  g_assert_null (fixture->secret);
  put (fixture, INGAM_KEYRING_SLOT_BACKUP, "");
  find (fixture, TRUE);
  g_assert_error (fixture->error, INGAM_ERROR, INGAM_ERROR_UNVERIFIED);
}

static void
test_another_one (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IngamSecret) other = ingam_passphrase_generate ();
  g_autoptr (IngamSecret) first = NULL;
  g_autofree char *mark = NULL;

  find (fixture, TRUE);
  first = ingam_secret_ref (fixture->secret);
  mark = ingam_passphrase_dup_mark (first);
  put (fixture, INGAM_KEYRING_SLOT_BACKUP, (const char *) ingam_secret_peek (other, NULL));
  find (fixture, TRUE);
  g_assert_error (fixture->error, INGAM_ERROR, INGAM_ERROR_UNVERIFIED);
  g_assert_nonnull (strstr (fixture->error->message, mark));
  assert_mark_of (fixture, first); /* it was not taken for the right one */
}

static void
test_reset (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IngamSecret) first = NULL;

  find (fixture, TRUE);
  first = ingam_secret_ref (fixture->secret);
  g_object_unref (fixture->keyring);
  fixture->keyring = ingam_keyring_new_in_memory ();
  find (fixture, TRUE);
  g_assert_error (fixture->error, INGAM_ERROR, INGAM_ERROR_KEYRING_EMPTY);

  adopt (fixture, first);
  find (fixture, TRUE);
  g_assert_true (ingam_secret_equal (first, fixture->secret));

  /* Or anew. */
  g_object_unref (fixture->keyring);
  fixture->keyring = ingam_keyring_new_in_memory ();
  g_assert_true (ingam_ledger_set_mark (fixture->journal, NULL, NULL));
  find (fixture, TRUE);
  g_assert_true (fixture->made);
  g_assert_false (ingam_secret_equal (first, fixture->secret));
  assert_mark_of (fixture, fixture->secret);
}

static void
test_adopted_mark (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IngamSecret) other = ingam_passphrase_generate ();

  find (fixture, TRUE);
  adopt (fixture, other);
  assert_mark_of (fixture, other);
  find (fixture, FALSE);
  g_assert_true (ingam_secret_equal (other, fixture->secret));
}

/* The journal was lost, the keyring was not. */
static void
test_mark_is_learnt (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IngamSecret) first = ingam_passphrase_generate ();
  g_autofree char *lower = g_ascii_strdown ((const char *) ingam_secret_peek (first, NULL), -1);

  put (fixture, INGAM_KEYRING_SLOT_BACKUP, lower); /* somebody typed it into their keyring */
  find (fixture, FALSE);
  g_assert_true (ingam_secret_equal (first, fixture->secret));
  assert_mark_of (fixture, first);
}

/* A repository's password may be anybody's. */
static void
test_restic (Fixture *fixture, gconstpointer data)
{
  g_autofree char *mark = NULL;

  find_slot (fixture, "restic:1", FALSE);
  g_assert_error (fixture->error, INGAM_ERROR, INGAM_ERROR_KEYRING_EMPTY);
  put (fixture, "restic:1", "chosen by a person");
  find_slot (fixture, "restic:1", TRUE);
  g_assert_cmpstr ((const char *) ingam_secret_peek (fixture->secret, NULL), ==,
                   "chosen by a person");
  find_slot (fixture, "restic:2", TRUE);
  g_assert_true (fixture->made);
  mark = dup_ledger_mark (fixture);
  g_assert_null (mark);
}

/* One that has backups keeps the password that it has: another would only be the wrong one. */
static void
test_known_repository (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IngamContents) contents = ingam_contents_builder_end (ingam_contents_builder_new ());
  const IngamLedgerBackup backup = {
    .destination = (char *) "1",
    .name = (char *) "snapshot",
    .store = (char *) "/home/a/NPKI",
    .when = 1,
    .verified = 1,
    .mark = (char *) "3F-A2-9C",
  };

  g_assert_true (ingam_ledger_record (fixture->journal, &backup, contents, NULL));
  find_slot (fixture, "restic:1", TRUE);
  g_assert_error (fixture->error, INGAM_ERROR, INGAM_ERROR_KEYRING_EMPTY);
  find_slot (fixture, "restic:2", TRUE);
  g_assert_true (fixture->made);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) \
  g_test_add ("/backup-passphrase/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("made-once-and-found-again", test_first);
  ADD ("two-at-once-do-not-make-two", test_two_at_once_do_not_make_two);
  ADD ("changed-by-a-letter-is-refused", test_changed_by_a_letter);
  ADD ("another-one-is-refused-and-named", test_another_one);
  ADD ("a-reset-keyring-is-asked-about", test_reset);
  ADD ("an-adopted-one-is-the-one", test_adopted_mark);
  ADD ("a-lost-journal-learns-it", test_mark_is_learnt);
  ADD ("a-repository-has-its-own", test_restic);
  ADD ("a-repository-keeps-what-it-has", test_known_repository);
  return g_test_run ();
}
