/* test-import.c: plans carried out, looked at with the scan, and taken back. */
#include "config.h"

#include "core/base/error.h"
#include "core/codec/sealed-key.h"
#include "core/import/import.h"
#include "core/store/authorities.h"
#include "core/store/trash.h"
#include "support/hand-in.h"
#include "support/shared.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

static IngamTestPair *hong;
static IngamTestPair *hong_km;
static IngamTestPair *sim;
static IngamTestPair *kong;

typedef struct
{
  IngamScratch *scratch;
  char *store;
  char *trash;
  IngamImportPlan *plan;
} Drop;

static void
drop_init (Drop *drop)
{
  drop->scratch = ingam_scratch_new ();
  drop->store = g_build_filename (drop->scratch, "store", NULL);
  drop->trash = g_build_filename (drop->scratch, "trash", NULL);
  drop->plan = NULL;
}

static void
drop_clear (Drop *drop)
{
  ingam_import_plan_free (drop->plan);
  g_free (drop->store);
  g_free (drop->trash);
  ingam_scratch_free (drop->scratch);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Drop, drop_clear)

static void
hand_in (Drop *drop, const char *relative)
{
  g_autofree char *path = g_build_filename (drop->scratch, relative, NULL);
  const char *paths[] = { path, NULL };
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&drop->plan, ingam_import_plan_free);
  drop->plan = ingam_import_plan_new (drop->store, paths, NULL, &error);
  g_assert_no_error (error);
}

static void
offer (Drop *drop, const char *text)
{
  g_autoptr (IngamSecret) password = ingam_secret_new_text (text);

  g_assert_cmpint (
      ingam_import_plan_offer_password (drop->plan, password, INGAM_KDF_ASK_ROUNDS, NULL, NULL), >=,
      0);
}

static void
run (Drop *drop)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (
      ingam_import_run (drop->plan, drop->trash, INGAM_TEST_NOW, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
import (Drop *drop, const char *relative)
{
  hand_in (drop, relative);
  offer (drop, INGAM_TEST_PASSWORD);
  run (drop);
}

static IngamImportEntry *
entry (Drop *drop, guint index)
{
  return ingam_import_plan_get_entry (drop->plan, index);
}

static IngamScan *
scan (Drop *drop)
{
  g_autoptr (GError) error = NULL;
  IngamScan *result = ingam_scan_run (drop->store, NULL, NULL, &error);

  g_assert_no_error (error);
  return result;
}

static guint
count (Drop *drop)
{
  g_autoptr (IngamScan) result = ingam_scan_run (drop->store, NULL, NULL, NULL);

  return result ? ingam_scan_get_credentials (result)->len : 0;
}

static void
test_a_pair_comes_in_as_it_is (void)
{
  g_auto (Drop) drop;
  g_autoptr (IngamScan) result = NULL;
  g_autoptr (IngamFolderFiles) files = NULL;
  IngamCredential *credential;

  drop_init (&drop);
  ingam_scratch_write_pair (drop.scratch, "in", hong, hong_km);
  import (&drop, "in");
  g_assert_cmpint (ingam_import_entry_get_outcome (entry (&drop, 0)), ==, INGAM_OUTCOME_NEW);
  g_assert_cmpstr (ingam_import_entry_get_message (entry (&drop, 0)), ==, "Imported.");
  g_assert_true (ingam_import_entry_is_done (entry (&drop, 0)));
  result = scan (&drop);
  g_assert_cmpuint (ingam_scan_get_credentials (result)->len, ==, 1);
  g_assert_cmpuint (ingam_scan_get_oddities (result)->len, ==, 0);
  credential = g_ptr_array_index (ingam_scan_get_credentials (result), 0);
  g_assert_cmpstr (ingam_credential_get_key_scheme (credential), ==, "pbes1-seed");
  g_assert_true (ingam_credential_has_encryption_pair (credential));
  g_assert_true (g_str_has_prefix (ingam_credential_get_folder (credential), "yessign/USER/cn="));
  files = ingam_scan_read_files (drop.store, credential, NULL);
  g_assert_true (g_bytes_equal (files->files[INGAM_ROLE_SIGN_CERT], hong->certificate));
  g_assert_true (g_bytes_equal (files->files[INGAM_ROLE_SIGN_KEY], hong->sealed));
  g_assert_true (g_bytes_equal (files->files[INGAM_ROLE_KM_CERT], hong_km->certificate));
  g_assert_true (g_bytes_equal (files->files[INGAM_ROLE_KM_KEY], hong_km->sealed));
}

static void
test_a_pfx_comes_in_with_its_random (void)
{
  g_auto (Drop) drop;
  g_autoptr (GBytes) pfx = ingam_test_pfx (hong, hong_km, INGAM_TEST_PASSWORD);
  g_autoptr (IngamScan) result = NULL;
  g_autoptr (IngamFolderFiles) files = NULL;
  g_autoptr (IngamSealedKey) sealed = NULL;
  g_autoptr (IngamSecret) password = ingam_secret_new_text (INGAM_TEST_PASSWORD);
  g_autoptr (IngamSecret) plain = NULL;

  drop_init (&drop);
  ingam_scratch_write_bytes (drop.scratch, "hong.pfx", pfx);
  import (&drop, "hong.pfx");
  result = scan (&drop);
  g_assert_cmpuint (ingam_scan_get_credentials (result)->len, ==, 1);
  files = ingam_scan_read_files (drop.store,
                                 g_ptr_array_index (ingam_scan_get_credentials (result), 0), NULL);
  sealed = ingam_sealed_key_new (files->files[INGAM_ROLE_SIGN_KEY], NULL);
  plain = ingam_sealed_key_open (sealed, password, INGAM_KDF_ASK_ROUNDS, NULL, NULL);
  g_assert_true (ingam_secret_equal (plain, hong->plain));
}

static void
test_nothing_comes_in_twice (void)
{
  g_auto (Drop) drop;

  drop_init (&drop);
  ingam_scratch_write_pair (drop.scratch, "in", hong, NULL);
  import (&drop, "in");
  g_assert_cmpuint (ingam_import_plan_get_n_wanted (drop.plan), ==, 0);
  run (&drop); /* the same plan again */
  g_assert_cmpint (ingam_import_entry_get_outcome (entry (&drop, 0)), ==, INGAM_OUTCOME_NEW);
  g_assert_cmpuint (count (&drop), ==, 1);
  import (&drop, "in"); /* another plan */
  g_assert_cmpint (ingam_import_entry_get_outcome (entry (&drop, 0)), ==,
                   INGAM_OUTCOME_ALREADY_HERE);
  g_assert_cmpuint (count (&drop), ==, 1);
}

static void
test_what_came_meanwhile_is_seen (void)
{
  g_auto (Drop) drop;

  drop_init (&drop);
  ingam_scratch_write_pair (drop.scratch, "in", hong, NULL);
  hand_in (&drop, "in");
  ingam_scratch_write_pair (drop.scratch, "store/yessign/USER/cn=x", hong, NULL);
  run (&drop);
  g_assert_cmpint (ingam_import_entry_get_outcome (entry (&drop, 0)), ==,
                   INGAM_OUTCOME_ALREADY_HERE);
  g_assert_cmpuint (count (&drop), ==, 1);
}

static void
test_what_is_not_wanted_stays_out (void)
{
  g_auto (Drop) drop;

  drop_init (&drop);
  ingam_scratch_write_pair (drop.scratch, "in/1", hong, NULL);
  ingam_scratch_write_pair (drop.scratch, "in/2", sim, NULL);
  hand_in (&drop, "in");
  ingam_import_entry_set_wanted (entry (&drop, 0), FALSE);
  run (&drop);
  g_assert_cmpuint (count (&drop), ==, 1);
}

static void
test_an_older_one_is_kept_when_asked (void)
{
  g_auto (Drop) drop;
  IngamTestSpec spec = { .name = "홍길동", .key = 1, .begins = -450 };
  g_autoptr (IngamTestPair) older = ingam_test_pair_new (&spec);
  g_autoptr (IngamScan) result = NULL;

  drop_init (&drop);
  ingam_scratch_write_pair (drop.scratch, "now", hong, NULL);
  ingam_scratch_write_pair (drop.scratch, "old", older, NULL);
  import (&drop, "now");
  hand_in (&drop, "old");
  run (&drop);
  g_assert_cmpuint (count (&drop), ==, 1);
  ingam_import_entry_set_wanted (entry (&drop, 0), TRUE);
  run (&drop);
  g_assert_cmpint (ingam_import_entry_get_outcome (entry (&drop, 0)), ==, INGAM_OUTCOME_NEW);
  result = scan (&drop);
  g_assert_cmpuint (ingam_scan_get_credentials (result)->len, ==, 2);
  g_assert_nonnull (ingam_credential_get_superseded_by (
      g_ptr_array_index (ingam_scan_get_credentials (result), 0)));
}

static void
test_the_stores_half_is_completed_in_its_place (void)
{
  g_auto (Drop) drop;
  g_autoptr (IngamScan) result = NULL;
  IngamCredential *credential;

  drop_init (&drop);
  ingam_scratch_write_bytes (drop.scratch, "store/yessign/USER/cn=x/signCert.der",
                             hong->certificate);
  ingam_scratch_write (drop.scratch, "store/yessign/USER/cn=x/other.txt", "x", 1);
  ingam_scratch_write_pair (drop.scratch, "in", hong, hong_km);
  import (&drop, "in");
  result = scan (&drop);
  g_assert_cmpuint (ingam_scan_get_credentials (result)->len, ==, 1);
  credential = g_ptr_array_index (ingam_scan_get_credentials (result), 0);
  g_assert_cmpstr (ingam_credential_get_folder (credential), ==, "yessign/USER/cn=x");
  g_assert_nonnull (ingam_credential_get_key_scheme (credential));
  g_assert_true (ingam_credential_has_encryption_pair (credential));
  {
    g_autofree char *other = g_build_filename (drop.store, "yessign/USER/cn=x/other.txt", NULL);

    g_assert_true (g_file_test (other, G_FILE_TEST_EXISTS));
  }
}

static void
test_a_broken_key_file_is_not_written_over (void)
{
  g_auto (Drop) drop;
  g_autofree char *path = NULL;
  g_autofree char *left = NULL;

  drop_init (&drop);
  ingam_scratch_write_bytes (drop.scratch, "store/yessign/USER/cn=x/signCert.der",
                             hong->certificate);
  ingam_scratch_write (drop.scratch, "store/yessign/USER/cn=x/signPri.key", "all that is left", 16);
  ingam_scratch_write_pair (drop.scratch, "in", hong, NULL);
  import (&drop, "in");
  g_assert_true (ingam_import_entry_is_done (entry (&drop, 0)));
  path = g_build_filename (drop.store, "yessign/USER/cn=x/signPri.key", NULL);
  g_assert_true (g_file_get_contents (path, &left, NULL, NULL));
  g_assert_cmpstr (left, ==, "all that is left");
  g_assert_cmpuint (count (&drop), ==, 2);

  ingam_scratch_write_bytes (drop.scratch, "key/signPri.key", hong->sealed);
  hand_in (&drop, "key/signPri.key");
  offer (&drop, INGAM_TEST_PASSWORD);
  g_assert_cmpint (ingam_import_entry_get_outcome (entry (&drop, 0)), !=, INGAM_OUTCOME_NEW);
}

static void
test_files_are_private (void)
{
  g_auto (Drop) drop;
  g_autofree char *snapshot = NULL;

  drop_init (&drop);
  ingam_scratch_write_pair (drop.scratch, "in", hong, hong_km);
  import (&drop, "in");
  snapshot = ingam_test_snapshot (drop.store);
  for (char *line = snapshot; line; line = strchr (line, '\n') ? strchr (line, '\n') + 1 : NULL)
    g_assert_true (g_str_has_prefix (line, "100600 ") || g_str_has_prefix (line, "40700 "));
}

static void
test_undo_takes_it_back_out (void)
{
  g_auto (Drop) drop;
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (GError) error = NULL;

  drop_init (&drop);
  ingam_scratch_write_pair (drop.scratch, "in/1", hong, NULL);
  ingam_scratch_write_pair (drop.scratch, "in/2", sim, NULL);
  import (&drop, "in");
  g_assert_cmpuint (count (&drop), ==, 2);
  g_assert_true (ingam_trash_undo (drop.trash, NULL, INGAM_TEST_NOW, &ids, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, ==, 2);
  g_assert_cmpuint (count (&drop), ==, 0);
}

/* A store that cannot be: a file stands in its place. */
static void
test_a_failing_disk_is_said_and_can_be_tried_again (void)
{
  g_auto (Drop) drop;
  g_autoptr (GError) error = NULL;

  drop_init (&drop);
  ingam_scratch_write (drop.scratch, "store", "x", 1);
  ingam_scratch_write_pair (drop.scratch, "in", hong, NULL);
  hand_in (&drop, "in");
  g_assert_false (
      ingam_import_run (drop.plan, drop.trash, INGAM_TEST_NOW, NULL, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (ingam_import_entry_get_outcome (entry (&drop, 0)), ==, INGAM_OUTCOME_FAILED);
  g_assert_cmpstr (ingam_import_entry_get_message (entry (&drop, 0)), ==, error->message);
  g_assert_cmpint (ingam_import_entry_get_code (entry (&drop, 0)), ==, error->code);
  g_assert_false (ingam_import_entry_is_done (entry (&drop, 0)));
  remove (drop.store);
  run (&drop);
  g_assert_cmpint (ingam_import_entry_get_outcome (entry (&drop, 0)), ==, INGAM_OUTCOME_NEW);
  g_assert_cmpuint (count (&drop), ==, 1);
}

/* Planning alone, which is all that a dry run does, writes nothing. */
static void
test_an_authority_is_kept_in_no_store (void)
{
  g_auto (Drop) drop;
  g_autofree char *kept = ingam_authorities_dup_path ();
  g_autoptr (IngamAuthorities) authorities = NULL;
  GBytes *der = ingam_test_authority_der ();

  drop_init (&drop);
  ingam_scratch_write (drop.scratch, "in/KISA/ca.der", g_bytes_get_data (der, NULL),
                       g_bytes_get_size (der));
  hand_in (&drop, "in");
  g_assert_cmpuint (ingam_import_plan_get_n_wanted (drop.plan), ==, 1);
  g_assert_false (g_file_test (kept, G_FILE_TEST_EXISTS));
  run (&drop);
  g_assert_true (ingam_import_entry_is_done (entry (&drop, 0)));
  g_assert_cmpint (ingam_import_entry_get_outcome (entry (&drop, 0)), ==, INGAM_OUTCOME_NEW);
  g_assert_nonnull (strstr (ingam_import_entry_get_message (entry (&drop, 0)), "Ingam uses it"));
  g_assert_cmpuint (ingam_import_plan_get_steps (drop.plan)->len, ==, 0); /* nothing for undo */
  g_assert_false (g_file_test (drop.store, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (drop.trash, G_FILE_TEST_EXISTS));
  authorities = ingam_authorities_read (NULL);
  g_assert_cmpuint (ingam_authorities_get_certificates (authorities)->len, ==, 1);
  hand_in (&drop, "in");
  g_assert_cmpint (ingam_import_entry_get_outcome (entry (&drop, 0)), ==,
                   INGAM_OUTCOME_ALREADY_HERE);
}

/* A person's own comes in although there is no room for an authority's. */
static void
test_an_authority_that_cannot_be_kept_stops_nothing (void)
{
  g_auto (Drop) drop;
  g_autoptr (IngamScratch) elsewhere = ingam_scratch_new ();
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;
  g_autofree char *kept = ingam_authorities_dup_path ();
  g_autoptr (GError) error = NULL;
  GBytes *der = ingam_test_authority_der ();
  const char *paths[3] = { NULL };

  drop_init (&drop);
  ingam_scratch_free (g_strdup (kept));
  g_assert_true (g_file_set_contents (kept, "in the way", -1, NULL));
  ingam_scratch_write (elsewhere, "ca.der", g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  ingam_scratch_write_pair (drop.scratch, "in", hong, NULL);
  paths[0] = one = g_build_filename (elsewhere, "ca.der", NULL);
  paths[1] = two = g_build_filename (drop.scratch, "in", NULL);
  drop.plan = ingam_import_plan_new (drop.store, paths, NULL, NULL);
  g_assert_false (
      ingam_import_run (drop.plan, drop.trash, INGAM_TEST_NOW, NULL, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (ingam_import_entry_get_outcome (entry (&drop, 0)), ==, INGAM_OUTCOME_FAILED);
  g_assert_true (ingam_import_entry_is_done (entry (&drop, 1)));
  g_assert_cmpuint (count (&drop), ==, 1);
  g_remove (kept);
}

static void
test_a_plan_with_nothing_to_do_makes_no_store (void)
{
  g_auto (Drop) drop;

  drop_init (&drop);
  ingam_scratch_write (drop.scratch, "in/x.der", "x", 1);
  import (&drop, "in");
  g_assert_false (g_file_test (drop.store, G_FILE_TEST_EXISTS));
}

/* A bank program that still had the first one's folder open when all were in their places. */
static void
meddle_cb (guint done, guint total, gpointer user_data)
{
  Drop *drop = user_data;
  g_autofree char *work = g_build_filename (drop->store, ".ingam", NULL);
  g_autoptr (GDir) dir = done == total && total == 3 ? g_dir_open (work, 0, NULL) : NULL;
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *file = g_build_filename (work, name, "1", "late.txt", NULL);

      g_assert_true (g_file_set_contents (file, "x", 1, NULL));
    }
}

static void
test_one_that_was_changed_meanwhile_stops_no_other (void)
{
  g_auto (Drop) drop;
  g_autoptr (IngamScan) result = NULL;
  g_autoptr (GHashTable) whole = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;

  drop_init (&drop);
  ingam_scratch_write_bytes (drop.scratch, "store/yessign/USER/cn=x/signCert.der",
                             hong->certificate);
  ingam_scratch_write_pair (drop.scratch, "in/1", hong, NULL);
  ingam_scratch_write_pair (drop.scratch, "in/2", sim, NULL);
  ingam_scratch_write_pair (drop.scratch, "in/3", kong, NULL);
  hand_in (&drop, "in");
  ingam_import_run (drop.plan, drop.trash, INGAM_TEST_NOW, meddle_cb, &drop, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ingam_import_entry_get_code (entry (&drop, 0)), ==, INGAM_ERROR_CHANGED);
  g_assert_true (ingam_import_entry_is_done (entry (&drop, 1)));
  g_assert_true (ingam_import_entry_is_done (entry (&drop, 2)));
  result = scan (&drop);
  for (guint i = 0; i < ingam_scan_get_credentials (result)->len; i++)
    {
      IngamCredential *credential = g_ptr_array_index (ingam_scan_get_credentials (result), i);
      char id[65];

      if (ingam_credential_get_key_scheme (credential))
        g_hash_table_add (whole, g_strdup (ingam_credential_get_id (credential, id)));
    }
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (ingam_import_entry_is_done (entry (&drop, i)), ==,
                     g_hash_table_contains (whole, ingam_import_entry_get_id (entry (&drop, i))));
}

static void
test_two_copies_of_one_key_complete_once (void)
{
  g_auto (Drop) drop;

  drop_init (&drop);
  ingam_scratch_write_bytes (drop.scratch, "store/yessign/USER/cn=x/signCert.der",
                             hong->certificate);
  ingam_scratch_write_bytes (drop.scratch, "in/1/signPri.key", hong->sealed);
  ingam_scratch_write_bytes (drop.scratch, "in/2/signPri.key", hong->sealed);
  import (&drop, "in");
  g_assert_cmpint (ingam_import_entry_get_outcome (entry (&drop, 0)), ==, INGAM_OUTCOME_NEW);
  g_assert_true (ingam_import_entry_is_done (entry (&drop, 0)));
  g_assert_cmpint (ingam_import_entry_get_outcome (entry (&drop, 1)), ==,
                   INGAM_OUTCOME_ALREADY_HERE);
}

/* --- async --- */

typedef struct
{
  GMainLoop *loop;
  GAsyncResult *result;
  GThread *thread;
  guint n_steps;
} Wait;

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  wait->result = g_object_ref (result);
  g_main_loop_quit (wait->loop);
}

static void
progress_cb (guint done, guint total, gpointer user_data)
{
  Wait *wait = user_data;

  g_assert_true (g_thread_self () == wait->thread);
  g_assert_cmpuint (done, <=, total);
  wait->n_steps++;
}

static void
test_the_async_faces_do_the_same (void)
{
  g_auto (Drop) drop;
  g_autoptr (GBytes) pfx = ingam_test_pfx (hong, NULL, INGAM_TEST_PASSWORD);
  g_autoptr (IngamSecret) password = ingam_secret_new_text (INGAM_TEST_PASSWORD);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autofree char *path = NULL;
  Wait wait = { loop, NULL, g_thread_self (), 0 };
  const char *paths[2] = { NULL };
  g_autoptr (GError) error = NULL;

  drop_init (&drop);
  ingam_scratch_write_bytes (drop.scratch, "hong.pfx", pfx);
  path = g_build_filename (drop.scratch, "hong.pfx", NULL);
  paths[0] = path;
  ingam_import_plan_new_async (drop.store, paths, NULL, NULL, done_cb, &wait);
  g_main_loop_run (loop);
  drop.plan = ingam_import_plan_new_finish (wait.result, &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);

  ingam_import_plan_offer_password_async (drop.plan, password, INGAM_KDF_ASK_ROUNDS, NULL, done_cb,
                                          &wait);
  g_main_loop_run (loop);
  g_assert_cmpint (ingam_import_plan_offer_password_finish (wait.result, &error), ==, 1);
  g_clear_object (&wait.result);

  ingam_import_run_async (drop.plan, drop.trash, progress_cb, &wait, NULL, done_cb, &wait);
  g_main_loop_run (loop);
  g_assert_true (ingam_import_run_finish (wait.result, &error));
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  g_assert_cmpuint (wait.n_steps, >, 0);
  g_assert_cmpuint (count (&drop), ==, 1);
}

static void
cancel_cb (guint done, guint total, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static void
test_cancelled_too_late_is_done (void)
{
  g_auto (Drop) drop;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Wait wait = { loop, NULL, g_thread_self (), 0 };
  g_autoptr (GError) error = NULL;

  drop_init (&drop);
  ingam_scratch_write_pair (drop.scratch, "in", hong, NULL);
  hand_in (&drop, "in");
  ingam_import_run_async (drop.plan, drop.trash, cancel_cb, cancellable, cancellable, done_cb,
                          &wait);
  g_main_loop_run (loop);
  g_assert_true (ingam_import_run_finish (wait.result, &error));
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  g_assert_true (ingam_import_entry_is_done (entry (&drop, 0)));
}

/* --- many --- */

static void
test_many_pfx_come_in_at_once (void)
{
  g_auto (Drop) drop;
  guint n = g_test_perf () ? 1000 : 20;
  gint64 begun;
  clock_t processor;
  double seconds[3];

  drop_init (&drop);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("사람%u", i);
      g_autofree char *file = g_strdup_printf ("in/%u.pfx", i);
      IngamTestSpec spec = { .name = name, .key = 1 + i % 3 };
      g_autoptr (IngamTestPair) pair = ingam_test_pair_new (&spec);
      g_autoptr (GBytes) pfx = ingam_test_pfx (pair, NULL, INGAM_TEST_PASSWORD);

      ingam_scratch_write_bytes (drop.scratch, file, pfx);
    }
  begun = g_get_monotonic_time ();
  processor = clock ();
  hand_in (&drop, "in");
  seconds[0] = (double) (g_get_monotonic_time () - begun) / G_TIME_SPAN_SECOND;
  offer (&drop, INGAM_TEST_PASSWORD);
  seconds[1] = (double) (g_get_monotonic_time () - begun) / G_TIME_SPAN_SECOND;
  run (&drop);
  seconds[2] = (double) (g_get_monotonic_time () - begun) / G_TIME_SPAN_SECOND;
  /* the processor's time says more than the clock's where others work as well */
  g_test_message ("%u PFX: planned after %.3f s, opened after %.3f s, durable after %.3f s, "
                  "processor %.3f s",
                  n, seconds[0], seconds[1], seconds[2],
                  (double) (clock () - processor) / CLOCKS_PER_SEC);
  g_test_maximized_result (n / seconds[2], "%.0f PFX a second", n / seconds[2]);
  g_assert_cmpuint (count (&drop), ==, n);
}

static void
test_the_vendor_pfx_comes_in_with_its_random (void)
{
  g_auto (Drop) drop;
  g_autofree char *pfx = NULL;
  g_autofree char *plain_path = NULL;
  g_autoptr (GBytes) want = NULL;
  g_autoptr (IngamScan) result = NULL;
  g_autoptr (IngamFolderFiles) files = NULL;
  g_autoptr (IngamSealedKey) sealed = NULL;
  g_autoptr (IngamSecret) password = ingam_secret_new_text ("WTuA8Ev0lWXVFSiI!");
  g_autoptr (IngamSecret) plain = NULL;
  const char *paths[2] = { NULL };
  gconstpointer data;
  gsize size;

  drop_init (&drop);
  if (!ingam_test_need_shared ("vectors/bandoche+PyPinkSign/test.pfx", &pfx))
    return;
  plain_path = ingam_test_shared_path ("vectors/bandoche+PyPinkSign/plainSignPri.withR.p8");
  paths[0] = pfx;
  drop.plan = ingam_import_plan_new (drop.store, paths, NULL, NULL);
  offer (&drop, "WTuA8Ev0lWXVFSiI!");
  run (&drop);
  result = scan (&drop);
  g_assert_cmpuint (ingam_scan_get_credentials (result)->len, ==, 1);
  files = ingam_scan_read_files (drop.store,
                                 g_ptr_array_index (ingam_scan_get_credentials (result), 0), NULL);
  sealed = ingam_sealed_key_new (files->files[INGAM_ROLE_SIGN_KEY], NULL);
  plain = ingam_sealed_key_open (sealed, password, INGAM_KDF_ASK_ROUNDS, NULL, NULL);
  want = ingam_test_read (plain_path);
  data = ingam_secret_peek (plain, &size);
  g_assert_cmpmem (data, size, g_bytes_get_data (want, NULL), g_bytes_get_size (want));
}

int
main (int argc, char **argv)
{
  static const IngamTestSpec specs[] = {
    { .name = "홍길동", .key = 1 },
    { .name = "홍길동", .key = 2, .for_encryption = TRUE, .no_random = TRUE },
    { .name = "심청", .key = 3 },
    { .name = "콩쥐", .key = 2 },
  };
  IngamTestPair **pairs[] = { &hong, &hong_km, &sim, &kong };
  IngamScratch *data;
  int status;

  data = ingam_scratch_new ();
  g_setenv ("XDG_DATA_HOME", data, TRUE); /* what is kept of authorities */
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (specs); i++)
    *pairs[i] = ingam_test_pair_new (&specs[i]);
  g_test_add_func ("/import/a-pair-comes-in-as-it-is", test_a_pair_comes_in_as_it_is);
  g_test_add_func ("/import/a-pfx-comes-in-with-its-random", test_a_pfx_comes_in_with_its_random);
  g_test_add_func ("/import/nothing-comes-in-twice", test_nothing_comes_in_twice);
  g_test_add_func ("/import/what-came-meanwhile-is-seen", test_what_came_meanwhile_is_seen);
  g_test_add_func ("/import/what-is-not-wanted-stays-out", test_what_is_not_wanted_stays_out);
  g_test_add_func ("/import/an-older-one-is-kept-when-asked", test_an_older_one_is_kept_when_asked);
  g_test_add_func ("/import/the-stores-half-is-completed-in-its-place",
                   test_the_stores_half_is_completed_in_its_place);
  g_test_add_func ("/import/a-broken-key-file-is-not-written-over",
                   test_a_broken_key_file_is_not_written_over);
  g_test_add_func ("/import/files-are-private", test_files_are_private);
  g_test_add_func ("/import/undo-takes-it-back-out", test_undo_takes_it_back_out);
  g_test_add_func ("/import/a-failing-disk-is-said-and-can-be-tried-again",
                   test_a_failing_disk_is_said_and_can_be_tried_again);
  g_test_add_func ("/import/one-that-was-changed-meanwhile-stops-no-other",
                   test_one_that_was_changed_meanwhile_stops_no_other);
  g_test_add_func ("/import/two-copies-of-one-key-complete-once",
                   test_two_copies_of_one_key_complete_once);
  g_test_add_func ("/import/an-authority-is-kept-in-no-store",
                   test_an_authority_is_kept_in_no_store);
  g_test_add_func ("/import/an-authority-that-cannot-be-kept-stops-nothing",
                   test_an_authority_that_cannot_be_kept_stops_nothing);
  g_test_add_func ("/import/a-plan-with-nothing-to-do-makes-no-store",
                   test_a_plan_with_nothing_to_do_makes_no_store);
  g_test_add_func ("/import/the-async-faces-do-the-same", test_the_async_faces_do_the_same);
  g_test_add_func ("/import/cancelled-too-late-is-done", test_cancelled_too_late_is_done);
  g_test_add_func ("/import/many-pfx-come-in-at-once", test_many_pfx_come_in_at_once);
  g_test_add_func ("/import/the-vendor-pfx-comes-in-with-its-random",
                   test_the_vendor_pfx_comes_in_with_its_random);
  status = g_test_run ();
  ingam_scratch_free (data);
  return status;
}
