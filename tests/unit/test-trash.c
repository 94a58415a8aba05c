/* test-trash.c: out of a store and back, on one disk and between two, and what interruptions leave.
 */
#include "config.h"

#include "core/store/trash.h"

#include "core/base/error.h"
#include "core/store/trash-record.h"
#include "support/sample.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define NOW 1780000000

/* A store and a trash; the store on another file system when that can be had. */
typedef struct
{
  IngamScratch *store;
  IngamScratch *scratch;
  char *trash;
  char *folder;
} Fixture;

static void
fixture_init (Fixture *self, gboolean elsewhere)
{
  g_autofree char *other = NULL;
  g_autofree char *file = NULL;
  g_autofree char *deep = NULL;

  self->scratch = ingam_scratch_new ();
  self->trash = g_build_filename (self->scratch, "ingam", "trash", NULL);
  if (elsewhere)
    other = g_strdup ("/dev/shm/ingam-test-XXXXXX");
  self->store = other && g_mkdtemp (other) ? g_steal_pointer (&other) : ingam_scratch_new ();
  self->folder = ingam_test_sample_write (self->store, &(IngamTestSample){ .serial = 1 });
  file = g_build_filename (self->folder, "bank.cfg", NULL);
  deep = g_build_filename (self->folder, "sub", "f", NULL);
  ingam_scratch_write (self->store, file, "theirs", 6);
  ingam_scratch_write (self->store, deep, "deep", 4);
}

static void
fixture_clear (Fixture *self)
{
  g_clear_pointer (&self->store, ingam_scratch_free);
  g_clear_pointer (&self->scratch, ingam_scratch_free);
  g_clear_pointer (&self->trash, g_free);
  g_clear_pointer (&self->folder, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

static gboolean
exists (const char *root, const char *path)
{
  g_autofree char *full = g_build_filename (root, path, NULL);

  return g_file_test (full, G_FILE_TEST_EXISTS);
}

static IngamTrashEntry *
remove_it (Fixture *self, gint64 now)
{
  g_autoptr (IngamCredential) credential = ingam_test_sample_find (self->store, self->folder);
  g_autoptr (GError) error = NULL;
  IngamTrashEntry *entry = NULL;

  ingam_trash_remove (self->trash, self->store, credential, now, &entry, &error);
  g_assert_no_error (error);
  return entry;
}

static void
remove_and_undo (gboolean elsewhere)
{
  g_auto (Fixture) fixture = { NULL };
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (IngamTrashEntry) entry = NULL;
  g_autoptr (GPtrArray) listed = NULL;
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (GError) error = NULL;

  fixture_init (&fixture, elsewhere);
  before = ingam_test_snapshot (fixture.store);
  entry = remove_it (&fixture, NOW);
  g_assert_false (exists (fixture.store, fixture.folder));
  g_assert_false (exists (fixture.store, ".ingam"));
  listed = ingam_trash_list (fixture.trash, &error);
  g_assert_cmpuint (listed->len, ==, 1);
  g_assert_cmpstr (((IngamTrashEntry *) listed->pdata[0])->id, ==, entry->id);
  g_assert_cmpstr (((IngamTrashEntry *) listed->pdata[0])->folder, ==, fixture.folder);
  g_assert_cmpstr (entry->name, ==, "홍길동");
  g_assert_cmpint (entry->when, ==, NOW);

  g_assert_true (ingam_trash_undo (fixture.trash, NULL, NOW, &ids, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (ids, 0), ==, entry->id);
  after = ingam_test_snapshot (fixture.store);
  g_assert_cmpstr (before, ==, after);
  left = ingam_trash_list (fixture.trash, &error);
  g_assert_cmpuint (left->len, ==, 0);
  g_assert_false (exists (fixture.trash, entry->entry));
}

static void
test_there_and_back (void)
{
  remove_and_undo (FALSE);
}

static void
test_there_and_back_between_disks (void)
{
  remove_and_undo (TRUE);
}

static void
test_undo_goes_back_step_by_step (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (IngamTrashEntry) first = NULL;
  g_autoptr (IngamTrashEntry) second = NULL;
  g_autofree char *other = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (GPtrArray) more = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;

  fixture_init (&fixture, FALSE);
  other = ingam_test_sample_write (fixture.store, &(IngamTestSample){ .serial = 2 });
  first = remove_it (&fixture, NOW);
  folder = g_steal_pointer (&fixture.folder);
  fixture.folder = g_strdup (other);
  /* The clock was set back meanwhile. */
  second = remove_it (&fixture, NOW - 5000);
  g_assert_cmpstr (first->entry, <, second->entry);
  g_assert_true (ingam_trash_undo (fixture.trash, NULL, NOW, &ids, NULL));
  g_assert_cmpstr (g_ptr_array_index (ids, 0), ==, second->id);
  g_assert_true (ingam_trash_undo (fixture.trash, NULL, NOW, &more, NULL));
  g_assert_cmpstr (g_ptr_array_index (more, 0), ==, first->id);
  g_assert_true (exists (fixture.store, folder));
  g_assert_false (ingam_trash_undo (fixture.trash, NULL, NOW, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND);
}

static void
test_undo_finds_another_place (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (IngamTrashEntry) entry = NULL;
  g_autofree char *taken = NULL;
  g_autofree char *second = NULL;
  g_autoptr (GError) error = NULL;

  fixture_init (&fixture, FALSE);
  entry = remove_it (&fixture, NOW);
  taken = g_build_filename (fixture.folder, "signCert.der", NULL);
  ingam_scratch_write (fixture.store, taken, "another", 7);
  g_assert_true (ingam_trash_undo (fixture.trash, NULL, NOW, NULL, &error));
  g_assert_no_error (error);
  second = g_strconcat (fixture.folder, " (2)/signPri.key", NULL);
  g_assert_true (exists (fixture.store, second));
}

static void
test_undo_where_it_is_already (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (IngamTrashEntry) entry = NULL;
  g_autofree char *again = NULL;
  g_autoptr (GPtrArray) listed = NULL;
  g_autoptr (GError) error = NULL;

  fixture_init (&fixture, FALSE);
  entry = remove_it (&fixture, NOW);
  again = g_build_filename (fixture.trash, entry->entry, "item", "signCert.der", NULL);
  {
    g_autoptr (GBytes) der = ingam_test_read (again);
    g_autofree char *place = g_build_filename (fixture.folder, "signCert.der", NULL);

    ingam_scratch_write (fixture.store, place, g_bytes_get_data (der, NULL),
                         g_bytes_get_size (der));
  }
  g_assert_false (ingam_trash_undo (fixture.trash, NULL, NOW, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_ALREADY_HERE);
  listed = ingam_trash_list (fixture.trash, NULL);
  g_assert_cmpuint (listed->len, ==, 1);
}

static void
test_undo_with_the_drive_out_waits (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (IngamTrashEntry) entry = NULL;
  g_autofree char *mount = NULL;
  g_autofree char *away = NULL;
  g_autofree char *store = NULL;
  g_autoptr (GPtrArray) listed = NULL;
  g_autoptr (GError) error = NULL;

  fixture_init (&fixture, FALSE);
  /* <scratch>/stick/NPKI, of which "stick" goes. */
  mount = g_build_filename (fixture.scratch, "stick", NULL);
  away = g_build_filename (fixture.scratch, "pocket", NULL);
  store = g_build_filename (mount, "NPKI", NULL);
  g_assert_cmpint (g_mkdir (mount, 0700), ==, 0);
  g_assert_cmpint (g_rename (fixture.store, store), ==, 0);
  g_free (fixture.store);
  fixture.store = g_strdup (store);
  entry = remove_it (&fixture, NOW);
  g_assert_cmpint (g_rename (mount, away), ==, 0);
  g_assert_false (ingam_trash_undo (fixture.trash, NULL, NOW, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND);
  g_assert_false (g_file_test (mount, G_FILE_TEST_EXISTS));
  listed = ingam_trash_list (fixture.trash, NULL);
  g_assert_cmpuint (listed->len, ==, 1);
  g_clear_pointer (&fixture.store, g_free);
}

static void
test_another_certificate_is_not_removed (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (IngamCredential) credential = NULL;
  g_autofree char *place = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GPtrArray) listed = NULL;
  g_autoptr (GError) error = NULL;

  fixture_init (&fixture, FALSE);
  credential = ingam_test_sample_find (fixture.store, fixture.folder);
  place = g_build_filename (fixture.folder, "signCert.der", NULL);
  ingam_scratch_write (fixture.store, place, "renewed", 7);
  before = ingam_test_snapshot (fixture.store);
  g_assert_false (ingam_trash_remove (fixture.trash, fixture.store, credential, NOW, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_CHANGED);
  after = ingam_test_snapshot (fixture.store);
  g_assert_cmpstr (before, ==, after);
  listed = ingam_trash_list (fixture.trash, NULL);
  g_assert_cmpuint (listed->len, ==, 0);
}

static void
record_import (Fixture *self, const char *const *folders)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; folders[i]; i++)
    {
      g_autoptr (IngamCredential) credential = ingam_test_sample_find (self->store, folders[i]);
      char id[65];

      g_ptr_array_add (paths, (gpointer) folders[i]);
      g_ptr_array_add (ids, g_strdup (ingam_credential_get_id (credential, id)));
    }
  ingam_trash_record_import (self->trash, self->store, paths, ids, NOW, NULL, &error);
  g_assert_no_error (error);
}

/* Three more samples beside the fixture's, and all of them as credentials. */
static GPtrArray *
find_many (Fixture *fixture)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (all, ingam_test_sample_find (fixture->store, fixture->folder));
  for (guint i = 2; i <= 4; i++)
    {
      g_autofree char *folder =
          ingam_test_sample_write (fixture->store, &(IngamTestSample){ .serial = i });

      g_ptr_array_add (all, ingam_test_sample_find (fixture->store, folder));
    }
  return all;
}

static guint
count_in_store (Fixture *fixture)
{
  g_autoptr (IngamScan) scan = ingam_scan_run (fixture->store, NULL, NULL, NULL);

  return ingam_scan_get_credentials (scan)->len;
}

static void
count_cb (guint done, guint total, gpointer user_data)
{
  g_assert_cmpuint (total, ==, 4);
  g_assert_cmpuint (done, ==, ++*(guint *) user_data);
}

static void
check_many (gboolean elsewhere)
{
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) errors = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *entry = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  guint n = 0;

  fixture_init (&fixture, elsewhere);
  all = find_many (&fixture);
  before = ingam_test_snapshot (fixture.store);
  g_assert_true (ingam_trash_remove_many (fixture.trash, fixture.store, all, NOW, count_cb, &n,
                                          NULL, &errors, &entry, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 4);
  g_assert_cmpuint (errors->len, ==, 4);
  for (guint i = 0; i < errors->len; i++)
    g_assert_null (g_ptr_array_index (errors, i));
  g_assert_cmpuint (count_in_store (&fixture), ==, 0);
  g_assert_true (ingam_trash_undo (fixture.trash, NULL, NOW, &ids, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, ==, 4);
  g_assert_cmpuint (count_in_store (&fixture), ==, 4);
  after = ingam_test_snapshot (fixture.store);
  g_assert_cmpstr (before, ==, after);
  g_assert_false (ingam_trash_undo (fixture.trash, entry, NOW, NULL, NULL));
}

static void
test_many_are_one_step (void)
{
  check_many (FALSE);
}

static void
test_many_are_one_step_between_disks (void)
{
  check_many (TRUE);
}

/* One that another program changed stays; so do those after the person changed their mind. */
static void
test_many_do_not_wait_for_one (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) errors = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *entry = NULL;
  g_autofree char *path = NULL;
  GError *first;

  fixture_init (&fixture, FALSE);
  all = find_many (&fixture);
  path = g_build_filename (fixture.store, fixture.folder, "signCert.der", NULL);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_true (ingam_trash_remove_many (fixture.trash, fixture.store, all, NOW, NULL, NULL, NULL,
                                          &errors, &entry, NULL));
  first = g_ptr_array_index (errors, 0);
  g_assert_error (first, INGAM_ERROR, INGAM_ERROR_CHANGED);
  g_assert_null (g_ptr_array_index (errors, 3));
  g_assert_true (ingam_trash_undo (fixture.trash, entry, NOW, NULL, NULL));
  g_assert_cmpuint (count_in_store (&fixture), ==, 3);

  g_clear_pointer (&errors, g_ptr_array_unref);
  g_clear_pointer (&entry, g_free);
  g_cancellable_cancel (cancellable);
  g_assert_true (ingam_trash_remove_many (fixture.trash, fixture.store, all, NOW, NULL, NULL,
                                          cancellable, &errors, &entry, NULL));
  g_assert_null (entry);
  first = g_ptr_array_index (errors, 0);
  g_assert_error (first, INGAM_ERROR, INGAM_ERROR_CANCELLED);
  g_assert_cmpuint (count_in_store (&fixture), ==, 3);
}

/* What is back already, from a backup say, does not keep the rest in the trash. */
static void
test_undo_of_many_brings_back_what_it_can (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) errors = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *entry = NULL;
  g_autofree char *again = NULL;

  fixture_init (&fixture, FALSE);
  all = find_many (&fixture);
  g_assert_true (ingam_trash_remove_many (fixture.trash, fixture.store, all, NOW, NULL, NULL, NULL,
                                          &errors, &entry, NULL));
  again = ingam_test_sample_write (fixture.store, &(IngamTestSample){ .serial = 1 });
  g_assert_false (ingam_trash_undo (fixture.trash, entry, NOW, &ids, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_ALREADY_HERE);
  g_assert_cmpuint (ids->len, ==, 3);
  g_assert_cmpuint (count_in_store (&fixture), ==, 4);
}

static void
test_an_import_is_one_step (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autofree char *other = NULL;
  g_autofree char *entry = NULL;
  g_autofree char *second = NULL;
  g_autoptr (GPtrArray) listed = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (GError) error = NULL;

  fixture_init (&fixture, FALSE);
  other = ingam_test_sample_write (fixture.store, &(IngamTestSample){ .serial = 2 });
  record_import (&fixture, (const char *const[]){ fixture.folder, other, NULL });
  listed = ingam_trash_list (fixture.trash, &error);
  g_assert_cmpuint (listed->len, ==, 2);
  g_assert_true (((IngamTrashEntry *) listed->pdata[0])->imported);
  g_assert_cmpstr (((IngamTrashEntry *) listed->pdata[0])->entry, ==,
                   ((IngamTrashEntry *) listed->pdata[1])->entry);
  g_assert_cmpstr (((IngamTrashEntry *) listed->pdata[0])->name, ==, "홍길동");

  g_assert_true (ingam_trash_undo (fixture.trash, NULL, NOW + 1, &ids, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, ==, 2);
  g_assert_false (exists (fixture.store, fixture.folder));
  g_assert_false (exists (fixture.store, other));
  after = ingam_trash_list (fixture.trash, &error);
  g_assert_cmpuint (after->len, ==, 2);
  g_assert_false (((IngamTrashEntry *) after->pdata[0])->imported);
  g_assert_true (((IngamTrashEntry *) after->pdata[0])->by_undo);

  /* The next undo does not bring them back again; by name they come. */
  g_assert_false (ingam_trash_undo (fixture.trash, NULL, NOW + 2, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND);
  g_clear_error (&error);
  entry = g_strdup (((IngamTrashEntry *) after->pdata[0])->entry);
  second = g_strdup (((IngamTrashEntry *) after->pdata[1])->entry);
  g_assert_true (ingam_trash_undo (fixture.trash, entry, NOW + 3, NULL, &error));
  g_assert_true (ingam_trash_undo (fixture.trash, second, NOW + 3, NULL, &error));
  g_assert_true (exists (fixture.store, fixture.folder));
  g_assert_true (exists (fixture.store, other));
}

static void
test_undo_of_an_import_leaves_what_changed (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autofree char *place = NULL;
  g_autoptr (GError) error = NULL;

  fixture_init (&fixture, FALSE);
  record_import (&fixture, (const char *const[]){ fixture.folder, NULL });
  place = g_build_filename (fixture.folder, "signCert.der", NULL);
  ingam_scratch_write (fixture.store, place, "renewed", 7);
  g_assert_false (ingam_trash_undo (fixture.trash, NULL, NOW, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND);
  g_assert_true (exists (fixture.store, place));
}

static void
test_folders_of_any_bytes (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  g_autoptr (IngamTrashEntry) entry = NULL;
  g_autoptr (GError) error = NULL;

  fixture_init (&fixture, FALSE);
  from = g_build_filename (fixture.store, fixture.folder, NULL);
  g_free (fixture.folder);
  fixture.folder = g_strdup ("yessign/USER/cn=\xc8\xab\xb1\xe6%2F\n=x");
  to = g_build_filename (fixture.store, fixture.folder, NULL);
  g_assert_cmpint (g_rename (from, to), ==, 0);
  entry = remove_it (&fixture, NOW);
  g_assert_false (exists (fixture.store, fixture.folder));
  g_assert_true (ingam_trash_undo (fixture.trash, NULL, NOW, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (exists (fixture.store, fixture.folder));
}

static void
test_hostile_records_are_left_out (void)
{
  static const char *const bad[] = {
    "nonsense",
    "[ingam-trash]\nversion=1\nstore=relative\ncount=1\n",
    "[ingam-trash]\nversion=1\nstore=/x\ncount=1\n[item 1]\nfolder=../y\n"
    "id=0000000000000000000000000000000000000000000000000000000000000000\nname=n\n",
    "[ingam-trash]\nversion=1\nstore=/x\ncount=1\n[item 1]\nfolder=a%2F..%2F..%2Fb\n"
    "id=0000000000000000000000000000000000000000000000000000000000000000\nname=n\n",
    "[ingam-trash]\nversion=1\nstore=/x\ncount=99999999\n",
    "[ingam-trash]\nversion=1\nstore=/x\ncount=1\n[item 1]\nfolder=a\nid=zz\nname=n\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (IngamScratch) trash = ingam_scratch_new ();
      g_autoptr (GPtrArray) listed = NULL;
      g_autoptr (GError) error = NULL;

      ingam_scratch_write (trash, "20260101T000000Z-00001/record", bad[i], strlen (bad[i]));
      ingam_scratch_write (trash, "20260101T000000Z-00001/item/signPri.key", "key", 3);
      g_assert_true (ingam_trash_recover (trash, &error));
      listed = ingam_trash_list (trash, &error);
      g_assert_cmpuint (listed->len, ==, 0);
      g_assert_true (exists (trash, "20260101T000000Z-00001/item/signPri.key"));
      g_assert_false (ingam_trash_undo (trash, "20260101T000000Z-00001", NOW, NULL, &error));
      g_assert_error (error, INGAM_ERROR, INGAM_ERROR_DAMAGED);
    }
}

/* What interruptions leave. The record names a store that is there. */
static char *
interrupted (Fixture *self, gboolean with_record)
{
  g_autoptr (IngamTrashEntry) entry = remove_it (self, NOW);
  g_autofree char *item = g_build_filename (self->trash, entry->entry, "item", NULL);
  g_autofree char *part = g_build_filename (self->trash, entry->entry, "item.part", NULL);
  g_autofree char *record = g_build_filename (self->trash, entry->entry, "record", NULL);

  g_assert_cmpint (g_rename (item, part), ==, 0);
  if (!with_record)
    g_assert_cmpint (g_remove (record), ==, 0);
  return g_strdup (entry->entry);
}

static void
test_half_a_copy_is_dropped (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autofree char *entry = NULL;

  fixture_init (&fixture, FALSE);
  entry = interrupted (&fixture, FALSE);
  g_assert_true (ingam_trash_recover (fixture.trash, NULL));
  g_assert_false (exists (fixture.trash, entry));
}

static void
test_a_whole_copy_whose_original_is_gone_stays (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autofree char *entry = NULL;
  g_autoptr (GPtrArray) listed = NULL;

  fixture_init (&fixture, FALSE);
  entry = interrupted (&fixture, TRUE);
  g_assert_true (ingam_trash_recover (fixture.trash, NULL));
  listed = ingam_trash_list (fixture.trash, NULL);
  g_assert_cmpuint (listed->len, ==, 1);
}

static void
test_a_whole_copy_whose_original_is_there_goes (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autofree char *entry = NULL;
  g_autofree char *part = NULL;
  g_autofree char *place = NULL;
  g_autofree char *command = NULL;

  fixture_init (&fixture, FALSE);
  entry = interrupted (&fixture, TRUE);
  part = g_build_filename (fixture.trash, entry, "item.part", NULL);
  place = g_build_filename (fixture.store, fixture.folder, NULL);
  command = g_strdup_printf ("cp -a '%s' '%s'", part, place);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_assert_true (ingam_trash_recover (fixture.trash, NULL));
  g_assert_false (exists (fixture.trash, entry));
  g_assert_true (exists (fixture.store, fixture.folder));
}

static void
test_a_whole_copy_whose_store_is_out_waits (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autofree char *entry = NULL;
  g_autofree char *part = NULL;

  fixture_init (&fixture, FALSE);
  entry = interrupted (&fixture, TRUE);
  ingam_scratch_free (g_steal_pointer (&fixture.store));
  g_assert_true (ingam_trash_recover (fixture.trash, NULL));
  part = g_build_filename (entry, "item.part", NULL);
  g_assert_true (exists (fixture.trash, part));
}

/* "~/NPKI" may be a link to another disk, and just then removals are copies. */
static void
test_a_store_that_is_a_link_is_looked_into (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autofree char *entry = NULL;
  g_autofree char *real = NULL;
  g_autoptr (GPtrArray) listed = NULL;

  fixture_init (&fixture, FALSE);
  entry = interrupted (&fixture, TRUE);
  real = g_strconcat (fixture.store, ".real", NULL);
  g_assert_cmpint (rename (fixture.store, real), ==, 0);
  g_assert_cmpint (symlink (real, fixture.store), ==, 0);
  g_assert_true (ingam_trash_recover (fixture.trash, NULL));
  listed = ingam_trash_list (fixture.trash, NULL);
  g_assert_cmpuint (listed->len, ==, 1);
  g_assert_cmpint (unlink (fixture.store), ==, 0);
  g_assert_cmpint (rename (real, fixture.store), ==, 0);
}

static void
test_no_trash_is_an_empty_one (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *path = g_build_filename (scratch, "none", NULL);
  g_autoptr (GPtrArray) listed = NULL;
  g_autoptr (GError) error = NULL;

  listed = ingam_trash_list (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (listed->len, ==, 0);
  g_assert_true (ingam_trash_recover (path, &error));
  g_assert_false (ingam_trash_undo (path, NULL, NOW, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/trash/" name, func)
  ADD ("there-and-back", test_there_and_back);
  ADD ("there-and-back-between-disks", test_there_and_back_between_disks);
  ADD ("undo-goes-back-step-by-step", test_undo_goes_back_step_by_step);
  ADD ("undo-finds-another-place", test_undo_finds_another_place);
  ADD ("undo-where-it-is-already", test_undo_where_it_is_already);
  ADD ("undo-with-the-drive-out-waits", test_undo_with_the_drive_out_waits);
  ADD ("another-certificate-is-not-removed", test_another_certificate_is_not_removed);
  ADD ("many-are-one-step", test_many_are_one_step);
  ADD ("many-are-one-step-between-disks", test_many_are_one_step_between_disks);
  ADD ("many-do-not-wait-for-one", test_many_do_not_wait_for_one);
  ADD ("undo-of-many-brings-back-what-it-can", test_undo_of_many_brings_back_what_it_can);
  ADD ("an-import-is-one-step", test_an_import_is_one_step);
  ADD ("undo-of-an-import-leaves-what-changed", test_undo_of_an_import_leaves_what_changed);
  ADD ("folders-of-any-bytes", test_folders_of_any_bytes);
  ADD ("hostile-records-are-left-out", test_hostile_records_are_left_out);
  ADD ("half-a-copy-is-dropped", test_half_a_copy_is_dropped);
  ADD ("a-whole-copy-whose-original-is-gone-stays", test_a_whole_copy_whose_original_is_gone_stays);
  ADD ("a-whole-copy-whose-original-is-there-goes", test_a_whole_copy_whose_original_is_there_goes);
  ADD ("a-whole-copy-whose-store-is-out-waits", test_a_whole_copy_whose_store_is_out_waits);
  ADD ("a-store-that-is-a-link-is-looked-into", test_a_store_that_is_a_link_is_looked_into);
  ADD ("no-trash-is-an-empty-one", test_no_trash_is_an_empty_one);
#undef ADD
  return g_test_run ();
}
