/* test-restore.c: what comes back is what was put in, all of it or nothing, and undo takes it back.
 */
#include "config.h"

#include "core/backup/restore.h"

#include "core/backup/passphrase.h"
#include "core/backup/sealed-archive.h"
#include "core/base/error.h"
#include "core/store/trash.h"
#include "core/store/write.h"
#include "support/journal-file.h"
#include "support/sample.h"
#include "support/tiny-certificate.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

typedef struct
{
  IngamScratch *scratch;
  char *store;
  char *trash;
  char *archive;
  char *one; /* folders of the first two credentials */
  char *two;
  IngamSecret *passphrase;
} Fixture;

static void
seal (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamContents) contents = ingam_contents_read_store (self->store, NULL, &error);
  g_autoptr (GFile) file = g_file_new_for_path (self->archive);
  g_autoptr (GFileOutputStream) out =
      g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL);

  ingam_sealed_archive_write (self->store, contents, self->passphrase, INGAM_TEST_NOW,
                              G_OUTPUT_STREAM (out), NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  const IngamTestSample one = { .with_encryption = TRUE };
  const IngamTestSample two = { .name = "성춘향", .serial = 2 };
  g_autofree char *other = NULL;

  self->scratch = ingam_scratch_new ();
  self->store = g_build_filename (self->scratch, "NPKI", NULL);
  self->trash = g_build_filename (self->scratch, "trash", NULL);
  self->archive = g_build_filename (self->scratch, "backup.zip", NULL);
  self->one = ingam_test_sample_write (self->store, &one);
  self->two = ingam_test_sample_write (self->store, &two);
  other = g_build_filename (self->two, "bank.dat", NULL);
  ingam_scratch_write (self->store, other, "bank", 4);
  self->passphrase = ingam_passphrase_generate ();
  seal (self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  ingam_secret_unref (self->passphrase);
  g_free (self->one);
  g_free (self->two);
  g_free (self->store);
  g_free (self->trash);
  g_free (self->archive);
  ingam_scratch_free (self->scratch);
}

static IngamReader *
open_archive (Fixture *self)
{
  g_autoptr (GFile) file = g_file_new_for_path (self->archive);

  return ingam_sealed_archive_open (file, self->passphrase);
}

static IngamRestorePlan *
plan (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  IngamRestorePlan *made =
      ingam_restore_plan_new (open_archive (self), self->store, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return made;
}

static IngamRestoreEntry *
find (IngamRestorePlan *made, const char *name)
{
  GPtrArray *entries = ingam_restore_plan_get_entries (made);

  for (guint i = 0; i < entries->len; i++)
    {
      IngamRestoreEntry *entry = g_ptr_array_index (entries, i);

      if (g_str_equal (ingam_credential_get_name (entry->credential), name))
        return entry;
    }
  g_error ("%s is not in the plan", name);
}

static char *
run (Fixture *self, IngamRestorePlan *made)
{
  g_autoptr (GError) error = NULL;
  char *step = NULL;

  ingam_restore_run (made, self->trash, INGAM_TEST_NOW, NULL, NULL, NULL, &step, &error);
  g_assert_no_error (error);
  return step;
}

static void
undo (Fixture *self, const char *step, guint n)
{
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (GError) error = NULL;

  ingam_trash_undo (self->trash, step, INGAM_TEST_NOW, &ids, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, ==, n);
}

/* Another program takes a credential away. */
static void
lose (Fixture *self, const char *folder)
{
  g_autofree char *path = g_build_filename (self->store, folder, NULL);
  g_autofree char *elsewhere = g_strconcat (self->scratch, "/lost-XXXXXX", NULL);

  g_assert_nonnull (g_mkdtemp (elsewhere));
  g_assert_cmpint (g_rename (path, elsewhere), ==, 0);
}

static void
change_key (Fixture *self, const char *folder)
{
  const IngamTestSample other = { .password = "another-1",
                                  .rounds = 3000,
                                  .with_encryption = TRUE };
  GBytes *files[INGAM_ROLE_N] = { NULL };
  g_autofree char *key = g_build_filename (folder, "signPri.key", NULL);
  g_autofree char *km = g_build_filename (folder, "kmPri.key", NULL);
  gsize size;
  gconstpointer bytes;

  ingam_test_sample_make (&other, files);
  bytes = g_bytes_get_data (files[INGAM_ROLE_SIGN_KEY], &size);
  ingam_scratch_write (self->store, key, bytes, size);
  bytes = g_bytes_get_data (files[INGAM_ROLE_KM_KEY], &size);
  ingam_scratch_write (self->store, km, bytes, size);
  ingam_test_sample_clear (files);
}

/* --- the plan --- */

static void
test_all_is_there (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamRestorePlan) made = plan (self);
  g_autofree char *before = ingam_test_snapshot (self->store);
  g_autofree char *after = NULL;
  g_autofree char *step = NULL;

  g_assert_cmpuint (ingam_restore_plan_get_entries (made)->len, ==, 2);
  g_assert_cmpint (find (made, "홍길동")->state, ==, INGAM_RESTORE_SAME);
  g_assert_cmpint (find (made, "성춘향")->state, ==, INGAM_RESTORE_SAME);
  g_assert_false (find (made, "성춘향")->wanted);
  /* Not even when a face asks for it. */
  find (made, "성춘향")->wanted = TRUE;
  step = run (self, made);
  g_assert_null (step);
  after = ingam_test_snapshot (self->store);
  g_assert_cmpstr (before, ==, after);
}

static void
test_states (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamRestorePlan) made = NULL;

  lose (self, self->two);
  change_key (self, self->one);
  made = plan (self);
  g_assert_cmpint (find (made, "홍길동")->state, ==, INGAM_RESTORE_DIFFERENT);
  g_assert_nonnull (find (made, "홍길동")->existing);
  g_assert_false (find (made, "홍길동")->wanted);
  g_assert_cmpint (find (made, "성춘향")->state, ==, INGAM_RESTORE_MISSING);
  g_assert_null (find (made, "성춘향")->existing);
  g_assert_true (find (made, "성춘향")->wanted);
}

/* The same holder and purpose, another year: which of the two is in the store decides. */
static void
test_older_and_newer (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *in_backup[2];
    const char *in_store[2];
    IngamRestoreState expected;
    gboolean wanted;
  } cases[] = {
    { { "250101000000Z", "260101145959Z" },
      { "260101000000Z", "270101145959Z" },
      INGAM_RESTORE_OLDER,
      FALSE },
    { { "260101000000Z", "270101145959Z" },
      { "250101000000Z", "260101145959Z" },
      INGAM_RESTORE_NEWER,
      TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *backed_up = g_strdup_printf ("%s/backup-%u", self->scratch, i);
      g_autofree char *store = g_strdup_printf ("%s/store-%u", self->scratch, i);
      g_autoptr (GBytes) old = ingam_test_certificate (&(IngamTestCertificate){
          .serial = 5, .not_before = cases[i].in_backup[0], .not_after = cases[i].in_backup[1] });
      g_autoptr (GBytes) now = ingam_test_certificate (&(IngamTestCertificate){
          .serial = 6, .not_before = cases[i].in_store[0], .not_after = cases[i].in_store[1] });
      g_autoptr (IngamRestorePlan) made = NULL;
      IngamRestoreEntry *entry;

      ingam_scratch_write (backed_up, "yessign/USER/x/signCert.der", g_bytes_get_data (old, NULL),
                           g_bytes_get_size (old));
      ingam_scratch_write (store, "yessign/USER/x/signCert.der", g_bytes_get_data (now, NULL),
                           g_bytes_get_size (now));
      g_free (self->store);
      self->store = g_strdup (backed_up);
      seal (self);
      g_free (self->store);
      self->store = g_strdup (store);
      made = plan (self);
      g_assert_cmpuint (ingam_restore_plan_get_entries (made)->len, ==, 1);
      entry = g_ptr_array_index (ingam_restore_plan_get_entries (made), 0);
      g_assert_cmpint (entry->state, ==, cases[i].expected);
      g_assert_cmpint (entry->wanted, ==, cases[i].wanted);
      g_assert_nonnull (entry->existing);
    }
}

/* --- carried out --- */

static void
test_one_that_was_lost_comes_back (Fixture *self, gconstpointer data)
{
  g_autofree char *step = NULL;
  g_autoptr (IngamRestorePlan) made = NULL;
  g_autofree char *path = g_build_filename (self->store, self->two, NULL);
  g_autofree char *key = g_build_filename (path, "signPri.key", NULL);
  g_autoptr (GBytes) before = ingam_test_read (key);
  g_autoptr (GBytes) after = NULL;
  GStatBuf st;

  lose (self, self->two);
  made = plan (self);
  step = run (self, made);
  g_assert_nonnull (step);
  g_assert_true (find (made, "성춘향")->done);
  g_assert_no_error (find (made, "성춘향")->error);
  after = ingam_test_read (key);
  g_assert_true (g_bytes_equal (before, after));
  g_assert_cmpint (g_stat (key, &st), ==, 0);
  g_assert_cmpuint (st.st_mode & 0777, ==, 0600);

  undo (self, step, 1);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_into_nothing (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamRestorePlan) made = NULL;
  g_autofree char *step = NULL;
  g_autoptr (IngamScan) scan = NULL;

  g_free (self->store);
  self->store = g_build_filename (self->scratch, "elsewhere", "NPKI", NULL);
  made = plan (self);
  step = run (self, made);
  scan = ingam_scan_run (self->store, NULL, NULL, NULL);
  g_assert_cmpuint (ingam_scan_get_credentials (scan)->len, ==, 2);
  undo (self, step, 2);
}

/* One lost, one with another password: one step there, one step back. */
static void
test_one_undo_takes_all_of_it_back (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamRestorePlan) made = NULL;
  g_autofree char *original = ingam_test_snapshot (self->store);
  g_autofree char *before = NULL;
  g_autofree char *restored = NULL;
  g_autofree char *after = NULL;
  g_autofree char *step = NULL;

  change_key (self, self->one);
  before = ingam_test_snapshot (self->store);
  {
    g_autofree char *other = g_build_filename (self->store, self->two, "bank.dat", NULL);

    /* Of other programs nothing comes back into a store: it is theirs to make. */
    g_assert_cmpint (g_unlink (other), ==, 0);
  }
  lose (self, self->two);
  made = plan (self);
  find (made, "홍길동")->wanted = TRUE;
  step = run (self, made);
  g_assert_true (find (made, "홍길동")->done);
  g_assert_true (find (made, "성춘향")->done);
  restored = ingam_test_snapshot (self->store);
  g_assert_null (strstr (restored, "bank.dat"));
  {
    /* Certificates and keys are byte for byte what they were. */
    g_auto (GStrv) lines = g_strsplit (original, "\n", -1);

    for (char **line = lines; *line; line++)
      if (**line && strstr (*line, "bank.dat") == NULL)
        g_assert_nonnull (strstr (restored, *line));
  }

  undo (self, step, 2);
  after = ingam_test_snapshot (self->store);
  {
    g_auto (GStrv) lines = g_strsplit (after, "\n", -1);

    /* The changed one is as it was before, and the lost one is lost. */
    for (char **line = lines; *line; line++)
      g_assert_nonnull (strstr (before, *line));
    g_assert_null (strstr (after, self->two));
    g_assert_nonnull (strstr (after, self->one));
  }
}

/* What the backup does not have of a credential goes with the exchange, and undo brings it. */
static void
test_a_pair_that_came_later (Fixture *self, gconstpointer data)
{
  const IngamTestSample later = { .name = "성춘향", .serial = 2, .with_encryption = TRUE };
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *step = NULL;
  g_autoptr (IngamRestorePlan) made = NULL;
  g_autofree char *km = g_build_filename (self->store, self->two, "kmPri.key", NULL);
  g_autofree char *bank = g_build_filename (self->store, self->two, "bank.dat", NULL);
  g_autofree char *folder = ingam_test_sample_write (self->store, &later);

  g_assert_cmpstr (folder, ==, self->two);
  g_assert_true (g_file_test (km, G_FILE_TEST_EXISTS));
  before = ingam_test_snapshot (self->store);
  made = plan (self);
  g_assert_cmpint (find (made, "성춘향")->state, ==, INGAM_RESTORE_DIFFERENT);
  find (made, "성춘향")->wanted = TRUE;
  step = run (self, made);
  g_assert_true (find (made, "성춘향")->done);
  g_assert_false (g_file_test (km, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (bank, G_FILE_TEST_EXISTS));
  undo (self, step, 1);
  after = ingam_test_snapshot (self->store);
  g_assert_cmpstr (before, ==, after);
}

/* What the person did with it after the restore is not lost by undoing that. */
static void
test_undo_keeps_what_was_changed_since (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamRestorePlan) made = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) key = NULL;
  g_autofree char *step = NULL;
  g_autofree char *path = g_build_filename (self->one, "signPri.key", NULL);
  g_autofree char *kept = NULL;

  change_key (self, self->one);
  made = plan (self);
  find (made, "홍길동")->wanted = TRUE;
  step = run (self, made);
  ingam_scratch_write (self->store, path, "changed since", 13);
  undo (self, step, 1);

  entries = ingam_trash_list (self->trash, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 1);
  g_assert_true (((IngamTrashEntry *) entries->pdata[0])->by_undo);
  kept = g_build_filename (self->trash, ((IngamTrashEntry *) entries->pdata[0])->entry, "item",
                           "signPri.key", NULL);
  key = ingam_test_read (kept);
  g_assert_cmpmem (g_bytes_get_data (key, NULL), g_bytes_get_size (key), "changed since", 13);
  g_assert_false (ingam_trash_undo (self->trash, NULL, INGAM_TEST_NOW, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND);
}

static void
test_a_replaced_one_that_was_removed_since (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamRestorePlan) made = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *step = NULL;

  change_key (self, self->one);
  before = ingam_test_snapshot (self->store);
  made = plan (self);
  find (made, "홍길동")->wanted = TRUE;
  step = run (self, made);
  lose (self, self->one);
  undo (self, step, 1);
  after = ingam_test_snapshot (self->store);
  g_assert_cmpstr (before, ==, after);
}

/* A restore that died after it had kept the copy: the next start finds nothing to do. */
static void
test_a_copy_of_what_is_still_there_is_dropped (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamRestorePlan) made = NULL;
  g_autofree char *step = NULL;
  g_autofree char *entry = NULL;
  g_autofree char *item = NULL;
  g_autoptr (GPtrArray) list = NULL;
  const char *name;
  GDir *dir;

  change_key (self, self->one);
  made = plan (self);
  find (made, "홍길동")->wanted = TRUE;
  step = run (self, made);
  entry = g_build_filename (self->trash, step, NULL);
  list = ingam_trash_list (self->trash, NULL);
  g_assert_cmpuint (list->len, ==, 1);

  /* As if the exchange had not come to pass. */
  item = g_build_filename (entry, "item", NULL);
  dir = g_dir_open (item, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *from = g_build_filename (item, name, NULL);
      g_autofree char *to = g_build_filename (self->one, name, NULL);
      g_autoptr (GBytes) bytes = ingam_test_read (from);

      ingam_scratch_write (self->store, to, g_bytes_get_data (bytes, NULL),
                           g_bytes_get_size (bytes));
    }
  g_dir_close (dir);
  g_assert_true (ingam_trash_recover (self->trash, NULL));
  g_assert_false (g_file_test (entry, G_FILE_TEST_EXISTS));
}

/* A folder of another program's inside a credential's comes between its own files. */
static void
test_a_folder_inside_is_passed_by (Fixture *self, gconstpointer data)
{
  g_autofree char *inside = g_build_filename (self->one, "old", "x", NULL);
  g_autofree char *step = NULL;
  g_autoptr (IngamRestorePlan) made = NULL;

  ingam_scratch_write (self->store, inside, "theirs", 6);
  seal (self);
  lose (self, self->one);
  made = plan (self);
  step = run (self, made);
  g_assert_no_error (find (made, "홍길동")->error);
  g_assert_true (find (made, "홍길동")->done);
  undo (self, step, 1);
}

/* The same certificate in two folders of the backup, and both with other keys than the store's. */
static void
test_twins_do_not_take_one_place (Fixture *self, gconstpointer data)
{
  g_autofree char *parent = g_path_get_dirname (self->one);
  g_autofree char *twin = g_build_filename (parent, "twin", NULL);
  g_autofree char *from = g_build_filename (self->store, self->one, "signCert.der", NULL);
  g_autofree char *to = g_build_filename (twin, "signCert.der", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *step = NULL;
  g_autoptr (GBytes) certificate = ingam_test_read (from);
  g_autoptr (IngamRestorePlan) made = NULL;
  GPtrArray *entries;
  guint n_done = 0;

  ingam_scratch_write (self->store, to, g_bytes_get_data (certificate, NULL),
                       g_bytes_get_size (certificate));
  change_key (self, twin);
  seal (self);
  lose (self, twin);
  change_key (self, self->one);
  before = ingam_test_snapshot (self->store);
  made = plan (self);
  entries = ingam_restore_plan_get_entries (made);
  g_assert_cmpuint (entries->len, ==, 3);
  for (guint i = 0; i < entries->len; i++)
    ((IngamRestoreEntry *) g_ptr_array_index (entries, i))->wanted = TRUE;
  step = run (self, made);
  for (guint i = 0; i < entries->len; i++)
    {
      const IngamRestoreEntry *entry = g_ptr_array_index (entries, i);

      n_done += entry->done;
      g_assert_true (entry->state == INGAM_RESTORE_SAME || entry->done != (entry->error != NULL));
    }
  g_assert_cmpuint (n_done, ==, 1);
  undo (self, step, 1);
  after = ingam_test_snapshot (self->store);
  g_assert_cmpstr (before, ==, after);
}

/* Another Ingam that opens the trash between the note for undo and what it tells of. */
static void
test_a_note_is_kept_while_it_comes (Fixture *self, gconstpointer data)
{
  const IngamTestSample three = { .name = "이몽룡", .serial = 3 };
  g_autoptr (IngamWrite) write = ingam_write_begin (self->store, NULL);
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) credentials = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *step = NULL;
  GBytes *files[INGAM_ROLE_N] = { NULL };

  ingam_test_sample_make (&three, files);
  g_assert_true (ingam_write_add (write, "yessign/USER/new", files, &folder, NULL));
  ingam_test_sample_clear (files);
  g_ptr_array_add (folders, g_strdup (folder));
  g_ptr_array_add (credentials, ingam_test_sample_find (self->store, self->one));
  ingam_trash_note_additions (self->trash, self->store, folders, credentials, INGAM_TEST_NOW, &step,
                              &error);
  g_assert_no_error (error);
  g_assert_true (ingam_trash_recover (self->trash, NULL));
  {
    g_autoptr (GPtrArray) list = ingam_trash_list (self->trash, NULL);

    g_assert_cmpuint (list->len, ==, 1);
  }
  /* And dropped once nobody is about to bring it. */
  g_clear_pointer (&write, ingam_write_free);
  g_assert_true (ingam_trash_recover (self->trash, NULL));
  {
    g_autoptr (GPtrArray) list = ingam_trash_list (self->trash, NULL);

    g_assert_cmpuint (list->len, ==, 0);
  }
}

/* --- what is not right --- */

static void
test_a_damaged_backup_gives_no_plan (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  ingam_test_garble (self->archive, 5000, 5001);
  g_assert_null (
      ingam_restore_plan_new (open_archive (self), self->store, NULL, NULL, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_DAMAGED);
}

static void
test_one_that_becomes_damaged_leaves_the_store (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamRestorePlan) made = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *step = NULL;
  g_autoptr (GError) error = NULL;

  lose (self, self->two);
  before = ingam_test_snapshot (self->store);
  made = plan (self);
  ingam_test_garble (self->archive, 5000, 5001);
  g_assert_false (
      ingam_restore_run (made, self->trash, INGAM_TEST_NOW, NULL, NULL, NULL, &step, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_DAMAGED);
  g_assert_null (step);
  g_clear_pointer (&made, ingam_restore_plan_free);
  after = ingam_test_snapshot (self->store);
  g_assert_cmpstr (before, ==, after);
}

static void
test_another_passphrase_is_wrong (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  ingam_secret_unref (self->passphrase);
  self->passphrase = ingam_passphrase_generate ();
  g_assert_null (
      ingam_restore_plan_new (open_archive (self), self->store, NULL, NULL, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD);
}

/* --- everything, elsewhere --- */

static void
test_the_tree_is_the_same (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (self->scratch, "new", "NPKI", NULL);
  g_autofree char *before = ingam_test_snapshot (self->store);
  g_autofree char *after = NULL;
  g_autofree char *key = g_build_filename (self->one, "signPri.key", NULL);
  g_autofree char *from = g_build_filename (self->store, key, NULL);
  g_autofree char *to = g_build_filename (folder, key, NULL);
  g_autoptr (IngamReader) reader = open_archive (self);
  g_autoptr (IngamContents) contents = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf old, new;

  g_assert_true (ingam_restore_tree (reader, folder, NULL, NULL, NULL, &contents, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (ingam_contents_get_credentials (contents)->len, ==, 2);
  after = ingam_test_snapshot (folder);
  g_assert_nonnull (strstr (after, "bank.dat"));
  g_assert_cmpint (g_stat (from, &old), ==, 0);
  g_assert_cmpint (g_stat (to, &new), ==, 0);
  g_assert_cmpint (old.st_mtime, ==, new.st_mtime);
  {
    /* Paths and digests; what another program's file has as its mode is not ours to copy. */
    g_auto (GStrv) lines = g_strsplit (before, "\n", -1);

    for (char **line = lines; *line && **line; line++)
      g_assert_nonnull (strstr (after, strchr (*line, ' ')));
  }
}

static void
test_a_folder_that_is_not_empty_is_left_alone (Fixture *self, gconstpointer data)
{
  g_autofree char *before = ingam_test_snapshot (self->store);
  g_autofree char *after = NULL;
  g_autoptr (IngamReader) reader = open_archive (self);
  g_autoptr (GError) error = NULL;

  g_assert_false (ingam_restore_tree (reader, self->store, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_ALREADY_HERE);
  after = ingam_test_snapshot (self->store);
  g_assert_cmpstr (before, ==, after);
}

static void
test_a_damaged_tree_is_none (Fixture *self, gconstpointer data)
{
  g_autofree char *above = g_build_filename (self->scratch, "new", NULL);
  g_autofree char *folder = g_build_filename (above, "NPKI", NULL);
  g_autoptr (IngamReader) reader = open_archive (self);
  g_autoptr (GError) error = NULL;
  GDir *dir;

  ingam_test_garble (self->archive, 5000, 5001);
  g_assert_false (ingam_restore_tree (reader, folder, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_DAMAGED);
  dir = g_dir_open (above, 0, NULL);
  g_assert_null (g_dir_read_name (dir));
  g_dir_close (dir);
}

/* A reader of the worst kind: what it says is not what a backup of ours can hold. */
static gboolean
visit_hostile (gpointer implementation,
               IngamReaderVisit visit,
               gpointer user_data,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);

  return visit (implementation, 0, bytes, user_data, error);
}

static void
test_no_path_leads_out (Fixture *self, gconstpointer data)
{
  static const IngamReaderVtable vtable = { visit_hostile, g_free };
  static const char *const paths[] = { "../evil", "/evil", "a/../../evil", "a//b", ".ingam/x",
                                       "a/",      "" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *folder = g_build_filename (self->scratch, "new", "NPKI", NULL);
      g_autofree char *evil = g_build_filename (self->scratch, "new", "evil", NULL);
      g_autoptr (IngamReader) reader = ingam_reader_new (&vtable, g_strdup (paths[i]));
      g_autoptr (GError) error = NULL;

      g_assert_false (ingam_restore_tree (reader, folder, NULL, NULL, NULL, NULL, &error));
      g_assert_error (error, INGAM_ERROR, INGAM_ERROR_REFUSED);
      g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
      g_assert_false (g_file_test (evil, G_FILE_TEST_EXISTS));
    }
}

/* More than one thread looks at: each file its own bytes, in many folders. */
static gboolean
visit_many (gpointer implementation,
            IngamReaderVisit visit,
            gpointer user_data,
            GCancellable *cancellable,
            GError **error)
{
  for (guint i = 0; i < 1500; i++)
    {
      g_autofree char *path = g_strdup_printf ("a/%04u/%u", i / 2, i);
      g_autofree char *text = g_strdup_printf ("file %u", i);
      g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

      if (!visit (path, 0, bytes, user_data, error))
        return FALSE;
    }
  return TRUE;
}

static void
test_many_files (Fixture *self, gconstpointer data)
{
  static const IngamReaderVtable vtable = { visit_many, g_free };
  g_autofree char *folder = g_build_filename (self->scratch, "new", "NPKI", NULL);
  g_autofree char *last = g_build_filename (folder, "a", "0749", "1499", NULL);
  g_autoptr (IngamReader) reader = ingam_reader_new (&vtable, NULL);
  g_autoptr (IngamContents) contents = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_assert_true (ingam_restore_tree (reader, folder, NULL, NULL, NULL, &contents, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (ingam_contents_get_files (contents)->len, ==, 1500);
  g_assert_true (g_file_get_contents (last, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "file 1499");
}

static void
test_async_does_the_same (Fixture *self, gconstpointer data)
{
  g_autoptr (GAsyncResult) planned = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (IngamRestorePlan) made = NULL;
  g_autofree char *step = NULL;
  g_autoptr (GError) error = NULL;

  lose (self, self->two);
  ingam_restore_plan_new_async (open_archive (self), self->store, NULL, NULL, NULL,
                                ingam_test_keep_result, &planned);
  while (planned == NULL)
    g_main_context_iteration (NULL, TRUE);
  made = ingam_restore_plan_new_finish (planned, &error);
  g_assert_no_error (error);
  ingam_restore_run_async (made, self->trash, NULL, NULL, NULL, ingam_test_keep_result, &done);
  while (done == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (ingam_restore_run_finish (done, &step, &error));
  g_assert_no_error (error);
  g_assert_nonnull (step);
  g_assert_true (find (made, "성춘향")->done);
}

#define ADD(path, func) g_test_add ("/restore/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("all-is-there", test_all_is_there);
  ADD ("states", test_states);
  ADD ("older-and-newer", test_older_and_newer);
  ADD ("one-that-was-lost-comes-back", test_one_that_was_lost_comes_back);
  ADD ("into-nothing", test_into_nothing);
  ADD ("one-undo-takes-all-of-it-back", test_one_undo_takes_all_of_it_back);
  ADD ("a-pair-that-came-later", test_a_pair_that_came_later);
  ADD ("undo-keeps-what-was-changed-since", test_undo_keeps_what_was_changed_since);
  ADD ("a-replaced-one-that-was-removed-since", test_a_replaced_one_that_was_removed_since);
  ADD ("a-copy-of-what-is-still-there-is-dropped", test_a_copy_of_what_is_still_there_is_dropped);
  ADD ("a-note-is-kept-while-it-comes", test_a_note_is_kept_while_it_comes);
  ADD ("a-folder-inside-is-passed-by", test_a_folder_inside_is_passed_by);
  ADD ("twins-do-not-take-one-place", test_twins_do_not_take_one_place);
  ADD ("a-damaged-backup-gives-no-plan", test_a_damaged_backup_gives_no_plan);
  ADD ("one-that-becomes-damaged-leaves-the-store", test_one_that_becomes_damaged_leaves_the_store);
  ADD ("another-passphrase-is-wrong", test_another_passphrase_is_wrong);
  ADD ("tree/is-the-same", test_the_tree_is_the_same);
  ADD ("tree/a-folder-that-is-not-empty-is-left-alone",
       test_a_folder_that_is_not_empty_is_left_alone);
  ADD ("tree/a-damaged-one-is-none", test_a_damaged_tree_is_none);
  ADD ("tree/no-path-leads-out", test_no_path_leads_out);
  ADD ("tree/many-files", test_many_files);
  ADD ("async-does-the-same", test_async_does_the_same);
  return g_test_run ();
}
