/* test-write.c: transactions on a store: all or nothing each, other programs' files come along. */
#include "config.h"

#include "core/store/write-private.h"

#include "core/base/error.h"
#include "support/scratch.h"
#include "support/tiny-certificate.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define FOLDER "yessign/USER/cn=홍길동,o=yessign,c=kr"

static GBytes *
text (const char *contents)
{
  return g_bytes_new (contents, strlen (contents));
}

static void
assert_holds (const char *store, const char *path, const char *contents)
{
  g_autofree char *full = g_build_filename (store, path, NULL);
  g_autoptr (GBytes) bytes = ingam_test_read (full);

  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), contents,
                   strlen (contents));
}

static gboolean
exists (const char *store, const char *path)
{
  g_autofree char *full = g_build_filename (store, path, NULL);

  return g_file_test (full, G_FILE_TEST_EXISTS);
}

static guint
mode_of (const char *store, const char *path)
{
  g_autofree char *full = g_build_filename (store, path, NULL);
  struct stat st;

  g_assert_cmpint (lstat (full, &st), ==, 0);
  return st.st_mode & 07777;
}

static IngamWrite *
begin (const char *store)
{
  g_autoptr (GError) error = NULL;
  IngamWrite *write = ingam_write_begin (store, &error);

  g_assert_no_error (error);
  return write;
}

static gboolean
add (IngamWrite *write,
     const char *folder,
     const char *certificate,
     const char *key,
     char **ret_folder,
     GError **error)
{
  GBytes *files[INGAM_ROLE_N] = { NULL };
  gboolean done;

  files[INGAM_ROLE_SIGN_CERT] = text (certificate);
  files[INGAM_ROLE_SIGN_KEY] = text (key);
  done = ingam_write_add (write, folder, files, ret_folder, error);
  g_bytes_unref (files[INGAM_ROLE_SIGN_CERT]);
  g_bytes_unref (files[INGAM_ROLE_SIGN_KEY]);
  return done;
}

static void
commit (IngamWrite *write)
{
  g_autoptr (GError) error = NULL;

  ingam_write_commit (write, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* A store with one credential, as another program would have written it. */
static IngamScratch *
new_store (void)
{
  IngamScratch *store = ingam_scratch_new ();

  ingam_scratch_write (store, FOLDER "/signCert.der", "cert", 4);
  ingam_scratch_write (store, FOLDER "/signPri.key", "old key", 7);
  ingam_scratch_write (store, FOLDER "/bank.cfg", "theirs", 6);
  ingam_scratch_write (store, FOLDER "/sub/deep/file", "deep", 4);
  return store;
}

static IngamFolderFiles *
read_seen (const char *store)
{
  g_autofree char *path = g_build_filename (store, FOLDER, NULL);
  g_autoptr (GError) error = NULL;
  IngamFolderFiles *seen = ingam_scan_read_folder (path, &error);

  g_assert_no_error (error);
  return seen;
}

static gboolean
replace_key (IngamWrite *write, const IngamFolderFiles *seen, const char *key, GError **error)
{
  GBytes *files[INGAM_ROLE_N] = { NULL };
  gboolean done;

  files[INGAM_ROLE_SIGN_KEY] = text (key);
  done = ingam_write_replace (write, FOLDER, seen, files, error);
  g_bytes_unref (files[INGAM_ROLE_SIGN_KEY]);
  return done;
}

static void
test_add_makes_the_store (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *store = g_build_filename (scratch, "NPKI", NULL);
  g_autoptr (IngamWrite) write = begin (store);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  guint done = 0;

  g_assert_true (add (write, FOLDER, "c", "k", &folder, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (folder, ==, FOLDER);
  g_assert_false (exists (store, FOLDER));
  g_assert_true (ingam_write_commit (write, NULL, NULL, NULL, &done, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (done, ==, 1);
  assert_holds (store, FOLDER "/signCert.der", "c");
  assert_holds (store, FOLDER "/signPri.key", "k");
  g_assert_cmpuint (mode_of (store, ""), ==, 0700);
  g_assert_cmpuint (mode_of (store, "yessign"), ==, 0700);
  g_assert_cmpuint (mode_of (store, FOLDER), ==, 0700);
  g_assert_cmpuint (mode_of (store, FOLDER "/signPri.key"), ==, 0600);
  g_assert_false (exists (store, INGAM_LAYOUT_WORK));
}

static void
test_given_up_leaves_nothing (void)
{
  g_autoptr (IngamScratch) store = new_store ();
  g_autofree char *before = ingam_test_snapshot (store);
  g_autofree char *after = NULL;
  g_autoptr (IngamWrite) write = begin (store);
  g_autoptr (GError) error = NULL;

  g_assert_true (add (write, "KICA/USER/cn=x", "c", "k", NULL, &error));
  g_assert_true (exists (store, INGAM_LAYOUT_WORK));
  ingam_write_free (g_steal_pointer (&write));
  after = ingam_test_snapshot (store);
  g_assert_cmpstr (before, ==, after);
}

static void
test_taken_name_gets_a_number (void)
{
  g_autoptr (IngamScratch) store = new_store ();
  g_autoptr (IngamWrite) write = begin (store);
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_assert_true (add (write, FOLDER, "other", "k", &first, &error));
  g_assert_true (add (write, FOLDER, "third", "k", &second, &error));
  g_assert_cmpstr (first, ==, FOLDER " (2)");
  g_assert_cmpstr (second, ==, FOLDER " (3)");
  commit (write);
  assert_holds (store, FOLDER "/signCert.der", "cert");
  assert_holds (store, FOLDER " (2)/signCert.der", "other");
  assert_holds (store, FOLDER " (3)/signCert.der", "third");
}

static void
test_same_certificate_is_already_here (void)
{
  g_autoptr (IngamScratch) store = new_store ();
  g_autoptr (IngamWrite) write = begin (store);
  g_autoptr (GError) error = NULL;

  g_assert_false (add (write, FOLDER, "cert", "k", NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_ALREADY_HERE);
}

/* A bank program wrote "o=KICA" in its own case, a Mac wrote the name decomposed. */
static void
test_names_are_matched_without_case (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *nfd = g_utf8_normalize ("kica/user/cn=홍길동", -1, G_NORMALIZE_NFD);
  g_autofree char *there = g_strconcat (nfd, "/signCert.der", NULL);
  g_autoptr (IngamWrite) write = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;

  ingam_scratch_write (store, there, "theirs", 6);
  write = begin (store);
  g_assert_true (add (write, "KICA/USER/CN=홍길동", "ours", "k", &folder, &error));
  g_assert_cmpstr (folder, ==, "kica/user/CN=홍길동 (2)");
  commit (write);
  assert_holds (store, there, "theirs");
  g_assert_false (exists (store, "KICA"));
}

static void
test_folders_out_of_the_store_are_refused (void)
{
  static const char *const bad[] = { "../x", "/etc/x", "", "a/../../b", ".ingam/x" };
  g_autoptr (IngamScratch) store = new_store ();
  g_autoptr (IngamWrite) write = begin (store);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (add (write, bad[i], "c", "k", NULL, &error));
      g_assert_error (error, INGAM_ERROR, INGAM_ERROR_REFUSED);
    }
}

static void
test_links_in_a_store_are_refused (void)
{
  g_autoptr (IngamScratch) store = new_store ();
  g_autoptr (IngamScratch) outside = ingam_scratch_new ();
  g_autofree char *link = g_build_filename (store, "KICA", NULL);
  g_autoptr (IngamWrite) write = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (symlink (outside, link), ==, 0);
  write = begin (store);
  g_assert_false (add (write, "KICA/USER/cn=x", "c", "k", NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_REFUSED);
}

static void
test_the_store_itself_may_be_a_link (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (IngamScratch) elsewhere = new_store ();
  g_autofree char *link = g_build_filename (scratch, "NPKI", NULL);
  g_autoptr (IngamWrite) write = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (symlink (elsewhere, link), ==, 0);
  write = begin (link);
  g_assert_true (add (write, "KICA/USER/cn=x", "c", "k", NULL, &error));
  commit (write);
  assert_holds (elsewhere, "KICA/USER/cn=x/signCert.der", "c");
}

static void
test_replace_brings_other_files_along (void)
{
  g_autoptr (IngamScratch) store = new_store ();
  g_autoptr (IngamFolderFiles) seen = read_seen (store);
  g_autofree char *link = g_build_filename (store, FOLDER, "link", NULL);
  g_autofree char *target = NULL;
  g_autoptr (IngamWrite) write = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (symlink ("/nowhere", link), ==, 0);
  write = begin (store);
  g_assert_true (replace_key (write, seen, "new key", &error));
  g_assert_no_error (error);
  assert_holds (store, FOLDER "/signPri.key", "old key");
  commit (write);
  assert_holds (store, FOLDER "/signPri.key", "new key");
  assert_holds (store, FOLDER "/signCert.der", "cert");
  assert_holds (store, FOLDER "/bank.cfg", "theirs");
  assert_holds (store, FOLDER "/sub/deep/file", "deep");
  target = g_file_read_link (link, NULL);
  g_assert_cmpstr (target, ==, "/nowhere");
  g_assert_false (exists (store, INGAM_LAYOUT_WORK));
}

static void
test_replace_keeps_the_spelling_it_found (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamFolderFiles) seen = NULL;
  g_autoptr (IngamWrite) write = NULL;
  g_autoptr (GError) error = NULL;

  ingam_scratch_write (store, FOLDER "/signcert.der", "cert", 4);
  ingam_scratch_write (store, FOLDER "/SIGNPRI.KEY", "old", 3);
  seen = read_seen (store);
  write = begin (store);
  g_assert_true (replace_key (write, seen, "new", &error));
  commit (write);
  assert_holds (store, FOLDER "/SIGNPRI.KEY", "new");
  g_assert_false (exists (store, FOLDER "/signPri.key"));
}

static void
test_replace_makes_the_folder_private (void)
{
  g_autoptr (IngamScratch) store = new_store ();
  g_autofree char *path = g_build_filename (store, FOLDER, NULL);
  g_autoptr (IngamFolderFiles) seen = read_seen (store);
  g_autoptr (IngamWrite) write = begin (store);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_chmod (path, 0755), ==, 0);
  g_assert_true (replace_key (write, seen, "new", &error));
  commit (write);
  g_assert_cmpuint (mode_of (store, FOLDER), ==, 0700);
}

/* What the caller had read is no longer there. */
static void
test_replace_refuses_what_changed_before (void)
{
  g_autoptr (IngamScratch) store = new_store ();
  g_autoptr (IngamFolderFiles) seen = read_seen (store);
  g_autoptr (IngamWrite) write = begin (store);
  g_autoptr (GError) error = NULL;

  ingam_scratch_write (store, FOLDER "/signCert.der", "CERT", 4);
  g_assert_false (replace_key (write, seen, "new", &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_CHANGED);
}

static void
test_replace_refuses_what_came_before (void)
{
  g_autoptr (IngamScratch) store = new_store ();
  g_autoptr (IngamFolderFiles) seen = read_seen (store);
  g_autoptr (IngamWrite) write = begin (store);
  g_autoptr (GError) error = NULL;

  ingam_scratch_write (store, FOLDER "/kmCert.der", "new pair", 8);
  g_assert_false (replace_key (write, seen, "new", &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_CHANGED);
}

/* Between staging and commit: any file, also one that is not a certificate's. */
static void
test_commit_refuses_what_changed_since (void)
{
  static const char *const files[] = { "/signCert.der", "/signPri.key", "/bank.cfg",
                                       "/sub/deep/file", "/new file" };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (IngamScratch) store = new_store ();
      g_autoptr (IngamFolderFiles) seen = read_seen (store);
      g_autoptr (IngamWrite) write = begin (store);
      g_autofree char *path = g_strconcat (FOLDER, files[i], NULL);
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;
      g_autoptr (GError) error = NULL;
      guint done = 99;

      g_assert_true (replace_key (write, seen, "new key", &error));
      ingam_scratch_write (store, path, "bank wrote", 10);
      g_assert_false (ingam_write_commit (write, NULL, NULL, NULL, &done, &error));
      g_assert_error (error, INGAM_ERROR, INGAM_ERROR_CHANGED);
      g_assert_cmpuint (done, ==, 0);
      assert_holds (store, path, "bank wrote");
      if (i != 1)
        assert_holds (store, FOLDER "/signPri.key", "old key");
      g_assert_false (exists (store, INGAM_LAYOUT_WORK));
      before = ingam_test_snapshot (store);
      g_assert_true (ingam_write_recover (store, NULL));
      after = ingam_test_snapshot (store);
      g_assert_cmpstr (before, ==, after);
    }
}

static void
test_commit_refuses_what_was_taken_away (void)
{
  g_autoptr (IngamScratch) store = new_store ();
  g_autoptr (IngamFolderFiles) seen = read_seen (store);
  g_autofree char *from = g_build_filename (store, FOLDER, NULL);
  g_autofree char *to = g_build_filename (store, "elsewhere", NULL);
  g_autoptr (IngamWrite) write = begin (store);
  g_autoptr (GError) error = NULL;

  g_assert_true (replace_key (write, seen, "new key", &error));
  g_assert_cmpint (g_rename (from, to), ==, 0);
  g_assert_false (ingam_write_commit (write, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_CHANGED);
  g_assert_false (exists (store, FOLDER));
}

static void
test_no_old_bytes_remain (void)
{
  g_autoptr (IngamScratch) store = new_store ();
  g_autofree char *key = g_build_filename (store, FOLDER, "signPri.key", NULL);
  g_autoptr (IngamFolderFiles) seen = read_seen (store);
  g_autoptr (IngamWrite) write = begin (store);
  g_auto (IngamFd) old = open (key, O_RDONLY | O_CLOEXEC);
  g_autoptr (GError) error = NULL;
  struct stat st;

  g_assert_true (replace_key (write, seen, "new key", &error));
  commit (write);
  g_assert_cmpint (fstat (old, &st), ==, 0);
  g_assert_cmpuint (st.st_nlink, ==, 0);
}

static void
test_a_thousand_additions (void)
{
  g_autoptr (IngamScratch) store = new_store ();
  g_autoptr (IngamWrite) write = begin (store);
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  guint done = 0;

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *folder = g_strdup_printf ("KICA/USER/cn=%u", i);

      g_assert_true (add (write, folder, folder, "key", NULL, &error));
    }
  g_assert_true (ingam_write_commit (write, NULL, NULL, NULL, &done, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (done, ==, 1000);
  assert_holds (store, "KICA/USER/cn=999/signCert.der", "KICA/USER/cn=999");
  g_test_message ("1,000 additions: %.3f s", (g_get_monotonic_time () - start) / 1e6);
}

static void
cancel_after_cb (guint done, guint total, gpointer user_data)
{
  g_assert_cmpuint (total, ==, 5);
  if (done == 3)
    g_cancellable_cancel (user_data);
}

static void
test_cancelled_keeps_what_is_done (void)
{
  g_autoptr (IngamScratch) store = new_store ();
  g_autoptr (IngamWrite) write = begin (store);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  guint done = 0;

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *folder = g_strdup_printf ("KICA/USER/cn=%u", i);

      g_assert_true (add (write, folder, "c", "k", NULL, &error));
    }
  g_assert_false (
      ingam_write_commit (write, cancel_after_cb, cancellable, cancellable, &done, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_CANCELLED);
  g_assert_cmpuint (done, ==, 3);
  g_assert_true (exists (store, "KICA/USER/cn=2/signPri.key"));
  g_assert_false (exists (store, "KICA/USER/cn=3"));
  g_assert_false (exists (store, INGAM_LAYOUT_WORK));
}

static void
test_recovery_spares_the_living (void)
{
  g_autoptr (IngamScratch) store = new_store ();
  g_autoptr (IngamWrite) first = begin (store);
  g_autoptr (IngamWrite) second = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (add (first, "KICA/USER/cn=1", "c", "k", NULL, &error));
  second = begin (store);
  g_assert_true (add (second, "KICA/USER/cn=2", "c", "k", NULL, &error));
  ingam_write_free (g_steal_pointer (&second));
  commit (first);
  g_assert_true (exists (store, "KICA/USER/cn=1/signPri.key"));
  g_assert_false (exists (store, "KICA/USER/cn=2"));
}

static void
test_recovery_drops_the_dead (void)
{
  g_autoptr (IngamScratch) store = new_store ();
  g_autofree char *before = ingam_test_snapshot (store);
  g_autofree char *after = NULL;

  ingam_scratch_write (store, ".ingam/dead/1/signPri.key", "half", 4);
  ingam_scratch_write (store, ".ingam/dead/1.gone/signPri.key", "old", 3);
  ingam_scratch_write (store, ".ingam/dead/2.chain/USER/x/signPri.key", "half", 4);
  g_assert_true (ingam_write_recover (store, NULL));
  after = ingam_test_snapshot (store);
  g_assert_cmpstr (before, ==, after);
}

/* The states that a crash leaves on a disk that cannot exchange. */
static void
journal (IngamScratch *store)
{
  g_autofree char *parent = g_path_get_dirname (FOLDER);
  g_autofree char *leaf = g_path_get_basename (FOLDER);
  g_autofree char *contents = ingam_write_dup_journal (parent, leaf);

  ingam_scratch_write (store, ".ingam/dead/1.journal", contents, strlen (contents));
}

static void
move (const char *store, const char *from, const char *to)
{
  g_autofree char *a = g_build_filename (store, from, NULL);
  g_autofree char *b = g_build_filename (store, to, NULL);

  g_assert_cmpint (g_rename (a, b), ==, 0);
}

static void
test_recovery_between_two_renames_is_the_old_state (void)
{
  g_autoptr (IngamScratch) store = new_store ();
  g_autofree char *before = ingam_test_snapshot (store);
  g_autofree char *after = NULL;

  journal (store);
  ingam_scratch_write (store, ".ingam/dead/1/signPri.key", "new key", 7);
  move (store, FOLDER, ".ingam/dead/1.old");
  g_assert_true (ingam_write_recover (store, NULL));
  after = ingam_test_snapshot (store);
  g_assert_cmpstr (before, ==, after);
}

static void
test_recovery_after_two_renames_is_the_new_state (void)
{
  g_autoptr (IngamScratch) store = new_store ();
  g_autofree char *before = ingam_test_snapshot (store);
  g_autofree char *after = NULL;

  journal (store);
  ingam_scratch_write (store, ".ingam/dead/1.old/signPri.key", "older", 5);
  g_assert_true (ingam_write_recover (store, NULL));
  after = ingam_test_snapshot (store);
  g_assert_cmpstr (before, ==, after);
}

/* Somebody made the name anew while ours was out of it. */
static void
test_recovery_puts_the_old_one_beside (void)
{
  g_autoptr (IngamScratch) store = new_store ();

  journal (store);
  move (store, FOLDER, ".ingam/dead/1.old");
  ingam_scratch_write (store, ".ingam/dead/1/signPri.key", "new key", 7);
  ingam_scratch_write (store, FOLDER "/signPri.key", "bank's", 6);
  g_assert_true (ingam_write_recover (store, NULL));
  assert_holds (store, FOLDER "/signPri.key", "bank's");
  assert_holds (store, FOLDER " (2)/signPri.key", "old key");
  g_assert_false (exists (store, INGAM_LAYOUT_WORK));
}

static void
test_recovery_without_journal_goes_by_the_certificate (void)
{
  g_autoptr (IngamScratch) store = new_store ();
  g_autoptr (GBytes) der = ingam_test_certificate (&(IngamTestCertificate){ .serial = 7 });
  IngamCertificateFields fields;
  g_autofree char *folder = NULL;
  g_autofree char *file = NULL;

  g_assert_true (
      ingam_certificate_peek (g_bytes_get_data (der, NULL), g_bytes_get_size (der), &fields));
  folder = ingam_layout_dup_folder (&fields);
  file = g_strconcat (folder, "/signPri.key", NULL);
  ingam_scratch_write (store, ".ingam/dead/1.old/signCert.der", g_bytes_get_data (der, NULL),
                       g_bytes_get_size (der));
  ingam_scratch_write (store, ".ingam/dead/1.old/signPri.key", "key", 3);
  ingam_scratch_write (store, ".ingam/dead/1.journal", "ingam-journal 1\nyess", 20);
  g_assert_true (ingam_write_recover (store, NULL));
  assert_holds (store, file, "key");
  g_assert_false (exists (store, INGAM_LAYOUT_WORK));
}

/* What was set aside may hold what another program wrote; whatever lies in its place by now. */
static void
test_recovery_gives_nothing_up_without_a_journal (void)
{
  g_autoptr (IngamScratch) store = new_store ();
  g_autoptr (GBytes) der = ingam_test_certificate (&(IngamTestCertificate){ .serial = 7 });
  IngamCertificateFields fields;
  g_autofree char *folder = NULL;
  g_autofree char *theirs = NULL;
  g_autofree char *beside = NULL;

  g_assert_true (
      ingam_certificate_peek (g_bytes_get_data (der, NULL), g_bytes_get_size (der), &fields));
  folder = ingam_layout_dup_folder (&fields);
  theirs = g_strconcat (folder, "/signPri.key", NULL);
  beside = g_strconcat (folder, " (2)/signPri.key", NULL);
  ingam_scratch_write (store, theirs, "new", 3);
  ingam_scratch_write (store, ".ingam/dead/1.old/signCert.der", g_bytes_get_data (der, NULL),
                       g_bytes_get_size (der));
  ingam_scratch_write (store, ".ingam/dead/1.old/signPri.key", "key", 3);
  g_assert_true (ingam_write_recover (store, NULL));
  assert_holds (store, theirs, "new");
  assert_holds (store, beside, "key");
}

/* Nobody knows where it belongs: it stays, and keeps nobody from working. */
static void
test_recovery_never_drops_what_it_cannot_place (void)
{
  g_autoptr (IngamScratch) store = new_store ();
  g_autoptr (IngamWrite) write = NULL;
  g_autoptr (GError) error = NULL;

  ingam_scratch_write (store, ".ingam/dead/1.old/signPri.key", "key", 3);
  write = begin (store);
  g_assert_true (add (write, "KICA/USER/cn=1", "c", "k", NULL, &error));
  commit (write);
  assert_holds (store, ".ingam/dead/1.old/signPri.key", "key");
}

static void
test_hostile_journals_stay_in_the_store (void)
{
  static const char *const places[] = {
    "..\nx", "../..\nx", "a\n..", "a\n%2E%2E", "a\nb%2Fc", "\n"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
      g_autofree char *store = g_build_filename (scratch, "a", "b", NULL);
      g_autofree char *contents = g_strdup_printf ("ingam-journal 1\n%s\nend\n", places[i]);

      ingam_scratch_write (scratch, "a/b/.ingam/dead/1.old/signPri.key", "key", 3);
      ingam_scratch_write (scratch, "a/b/.ingam/dead/1.journal", contents, strlen (contents));
      g_assert_true (ingam_write_recover (store, NULL));
      assert_holds (store, ".ingam/dead/1.old/signPri.key", "key");
    }
}

/* Two processes change the same credential, again and again, each from what it has just read. One
 * of them wins each time, the other is told; the file is always one of theirs, whole. */
static void
race (const char *store, const char *who, guint rounds)
{
  for (guint i = 0; i < rounds; i++)
    {
      g_autofree char *path = g_build_filename (store, FOLDER, NULL);
      g_autoptr (IngamFolderFiles) seen = NULL;
      g_autoptr (IngamWrite) write = begin (store);
      g_autofree char *key = g_strdup_printf ("%s %u", who, i);
      g_autoptr (GError) error = NULL;

      /* Read while another's exchange takes the folder away: read again. */
      while (!(seen = ingam_scan_read_folder (path, NULL)) || !seen->files[INGAM_ROLE_SIGN_KEY] ||
             !seen->files[INGAM_ROLE_SIGN_CERT])
        g_clear_pointer (&seen, ingam_folder_files_free);
      if (!replace_key (write, seen, key, &error) ||
          !ingam_write_commit (write, NULL, NULL, NULL, NULL, &error))
        g_assert_error (error, INGAM_ERROR, INGAM_ERROR_CHANGED);
    }
  _exit (0);
}

static void
test_two_at_once_lose_nothing (void)
{
  g_autoptr (IngamScratch) store = new_store ();
  pid_t children[3];

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      g_autofree char *who = g_strdup_printf ("racer %u", i);

      children[i] = fork ();
      if (children[i] == 0)
        race (store, who, 60);
    }
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      int status;

      g_assert_cmpint (waitpid (children[i], &status, 0), ==, children[i]);
      g_assert_cmpint (status, ==, 0);
    }
  {
    g_autoptr (IngamFolderFiles) last = read_seen (store);
    g_autofree char *key = g_strndup (g_bytes_get_data (last->files[INGAM_ROLE_SIGN_KEY], NULL), 6);

    g_assert_cmpstr (key, ==, "racer ");
  }
  assert_holds (store, FOLDER "/signCert.der", "cert");
  assert_holds (store, FOLDER "/bank.cfg", "theirs");
  assert_holds (store, FOLDER "/sub/deep/file", "deep");
  g_assert_false (exists (store, INGAM_LAYOUT_WORK));
  g_assert_false (exists (store, FOLDER " (2)"));
}

/* Each of several processes adds its own; all are there. */
static void
test_many_at_once_all_arrive (void)
{
  g_autoptr (IngamScratch) store = new_store ();
  pid_t children[4];

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      children[i] = fork ();
      if (children[i] == 0)
        {
          for (guint k = 0; k < 25; k++)
            {
              g_autoptr (IngamWrite) write = begin (store);
              g_autofree char *folder = g_strdup_printf ("KICA/USER/cn=%u-%u", i, k);

              g_autoptr (GError) error = NULL;

              if (add (write, folder, "c", "k", NULL, &error))
                ingam_write_commit (write, NULL, NULL, NULL, NULL, &error);
              g_assert_no_error (error);
            }
          _exit (0);
        }
    }
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      int status;

      g_assert_cmpint (waitpid (children[i], &status, 0), ==, children[i]);
      g_assert_cmpint (status, ==, 0);
    }
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *file = g_strdup_printf ("KICA/USER/cn=%u-%u/signPri.key", i / 25, i % 25);

      assert_holds (store, file, "k");
    }
  g_assert_false (exists (store, INGAM_LAYOUT_WORK));
}

static IngamCredential *
new_credential (GBytes *der)
{
  IngamCertificateFields fields;
  IngamCredentialFacts facts = { .fields = &fields, .folder = FOLDER };

  g_assert_true (
      ingam_certificate_peek (g_bytes_get_data (der, NULL), g_bytes_get_size (der), &fields));
  return ingam_credential_new (&facts);
}

static void
test_make_private_closes_keys_and_folder (void)
{
  g_autoptr (IngamScratch) store = new_store ();
  g_autoptr (GBytes) der = ingam_test_certificate (&(IngamTestCertificate){ .serial = 1 });
  g_autoptr (IngamCredential) credential = new_credential (der);
  g_autofree char *folder = g_build_filename (store, FOLDER, NULL);
  g_autofree char *key = g_build_filename (folder, "signPri.key", NULL);
  g_autofree char *other = g_build_filename (folder, "bank.cfg", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_chmod (folder, 0755), ==, 0);
  g_assert_cmpint (g_chmod (key, 0644), ==, 0);
  g_assert_cmpint (g_chmod (other, 0644), ==, 0);
  g_assert_true (ingam_write_make_private (store, credential, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (mode_of (store, FOLDER), ==, 0700);
  g_assert_cmpuint (mode_of (store, FOLDER "/signPri.key"), ==, 0600);
  g_assert_cmpuint (mode_of (store, FOLDER "/bank.cfg"), ==, 0644);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/write/" name, func)
  ADD ("add-makes-the-store", test_add_makes_the_store);
  ADD ("given-up-leaves-nothing", test_given_up_leaves_nothing);
  ADD ("taken-name-gets-a-number", test_taken_name_gets_a_number);
  ADD ("same-certificate-is-already-here", test_same_certificate_is_already_here);
  ADD ("names-are-matched-without-case", test_names_are_matched_without_case);
  ADD ("folders-out-of-the-store-are-refused", test_folders_out_of_the_store_are_refused);
  ADD ("links-in-a-store-are-refused", test_links_in_a_store_are_refused);
  ADD ("the-store-itself-may-be-a-link", test_the_store_itself_may_be_a_link);
  ADD ("replace-brings-other-files-along", test_replace_brings_other_files_along);
  ADD ("replace-keeps-the-spelling-it-found", test_replace_keeps_the_spelling_it_found);
  ADD ("replace-makes-the-folder-private", test_replace_makes_the_folder_private);
  ADD ("replace-refuses-what-changed-before", test_replace_refuses_what_changed_before);
  ADD ("replace-refuses-what-came-before", test_replace_refuses_what_came_before);
  ADD ("commit-refuses-what-changed-since", test_commit_refuses_what_changed_since);
  ADD ("commit-refuses-what-was-taken-away", test_commit_refuses_what_was_taken_away);
  ADD ("no-old-bytes-remain", test_no_old_bytes_remain);
  ADD ("a-thousand-additions", test_a_thousand_additions);
  ADD ("cancelled-keeps-what-is-done", test_cancelled_keeps_what_is_done);
  ADD ("recovery-spares-the-living", test_recovery_spares_the_living);
  ADD ("recovery-drops-the-dead", test_recovery_drops_the_dead);
  ADD ("recovery-between-two-renames-is-the-old-state",
       test_recovery_between_two_renames_is_the_old_state);
  ADD ("recovery-after-two-renames-is-the-new-state",
       test_recovery_after_two_renames_is_the_new_state);
  ADD ("recovery-puts-the-old-one-beside", test_recovery_puts_the_old_one_beside);
  ADD ("recovery-without-journal-goes-by-the-certificate",
       test_recovery_without_journal_goes_by_the_certificate);
  ADD ("recovery-never-drops-what-it-cannot-place", test_recovery_never_drops_what_it_cannot_place);
  ADD ("recovery-gives-nothing-up-without-a-journal",
       test_recovery_gives_nothing_up_without_a_journal);
  ADD ("hostile-journals-stay-in-the-store", test_hostile_journals_stay_in_the_store);
  ADD ("two-at-once-lose-nothing", test_two_at_once_lose_nothing);
  ADD ("many-at-once-all-arrive", test_many_at_once_all_arrive);
  ADD ("make-private-closes-keys-and-folder", test_make_private_closes_keys_and_folder);
#undef ADD
  return g_test_run ();
}
