/* test-contents.c: what a backup is to hold is all of the store, and what it holds is told from its
 * bytes.
 */
#include "config.h"

#include "core/backup/contents.h"

#include "core/base/error.h"
#include "support/sample.h"
#include "support/scratch.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static IngamContents *
read_store (IngamScratch *store)
{
  g_autoptr (GError) error = NULL;
  IngamContents *contents = ingam_contents_read_store (store, NULL, &error);

  g_assert_no_error (error);
  return contents;
}

static void
write_text (IngamScratch *store, const char *path, const char *text)
{
  ingam_scratch_write (store, path, text, strlen (text));
}

static char *
list (IngamContents *contents)
{
  GPtrArray *files = ingam_contents_get_files (contents);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < files->len; i++)
    g_string_append_printf (text, "%s;", ((IngamContentsFile *) files->pdata[i])->path);
  return g_string_free (text, FALSE);
}

static void
assert_lists (IngamScratch *store, const char *expected)
{
  g_autoptr (IngamContents) contents = read_store (store);
  g_autofree char *found = list (contents);

  g_assert_cmpstr (found, ==, expected);
}

static gboolean
add (IngamContentsBuilder *builder, const char *path, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  gboolean done = ingam_contents_builder_add (builder, path, 5, bytes, &error);

  if (!done)
    g_assert_error (error, INGAM_ERROR, INGAM_ERROR_REFUSED);
  return done;
}

static IngamContents *
build_from_store (IngamScratch *store, IngamContents *contents)
{
  GPtrArray *files = ingam_contents_get_files (contents);
  IngamContentsBuilder *builder = ingam_contents_builder_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < files->len; i++)
    {
      const IngamContentsFile *file = files->pdata[i];
      g_autofree char *path = g_build_filename (store, file->path, NULL);
      g_autoptr (GBytes) bytes = ingam_test_read (path);

      ingam_contents_builder_add (builder, file->path, file->mtime, bytes, &error);
      g_assert_no_error (error);
    }
  return ingam_contents_builder_end (builder);
}

static void
test_everything_but_our_own_corner_is_in_it (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();

  write_text (store, "yessign/USER/b/signCert.der", "x");
  write_text (store, "yessign/USER/b-c/x", "x");
  write_text (store, "yessign/ca.der", "x");
  write_text (store, ".hidden/a", "x");
  write_text (store, "KICA/.ingam/stays", "x");
  write_text (store, ".ingam/work/a", "x");
  write_text (store, ".Ingam/x", "x"); /* the same folder on a FAT drive */
  write_text (store, "yessign/USER/b/.ingam-0123456789abcdef", "x");
  write_text (store, "a\xff\xfe", "x");
  assert_lists (store, ".hidden/a;KICA/.ingam/stays;a\xff\xfe;yessign/USER/b-c/x;"
                       "yessign/USER/b/signCert.der;yessign/ca.der;");
}

/* Else a backup of it would be refused by its own reader. */
static void
test_whatever_a_store_holds_is_a_safe_path (void)
{
  static const char *const names[] = { "...",       "..a",       ".a",       ".ingam.",
                                       ".ingamx/a", ".INGAM-/a", "\\..\\b",  "a/...",
                                       "\x01",      " ",         "a/.ingam", "-" };
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamContents) contents = NULL;
  GPtrArray *files;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    write_text (store, names[i], "x");
  write_text (store, ".INGAM/x", "x");
  contents = read_store (store);
  files = ingam_contents_get_files (contents);
  g_assert_cmpuint (files->len, ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < files->len; i++)
    g_assert_true (ingam_contents_is_safe_path (((IngamContentsFile *) files->pdata[i])->path));
}

static void
test_what_cannot_be_in_it_is_told (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *link = g_build_filename (store, "link", NULL);
  g_autofree char *pipe = g_build_filename (store, "pipe\n", NULL);
  g_autofree char *large = g_build_filename (store, "large", NULL);
  g_autoptr (GString) deep = g_string_new ("d");
  g_autoptr (IngamContents) contents = NULL;
  g_autofree char *found = NULL;
  g_autofree char *told = NULL;

  for (guint i = 1; i < INGAM_CONTENTS_MAX_DEPTH; i++)
    g_string_append (deep, "/d");
  g_string_append (deep, "/in");
  write_text (store, deep->str, "x");
  g_string_truncate (deep, deep->len - 2);
  g_string_append (deep, "below/out");
  write_text (store, deep->str, "x");
  g_assert_cmpint (symlink ("/etc/passwd", link), ==, 0);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  write_text (store, "large", "");
  g_assert_cmpint (truncate (large, INGAM_CONTENTS_MAX_FILE + 1), ==, 0);
  write_text (store, "as-large", "");

  contents = read_store (store);
  found = list (contents);
  g_assert_cmpstr (found, ==, "as-large;d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/in;");
  g_ptr_array_add (ingam_contents_get_left_out (contents), NULL);
  told = g_strjoinv ("\n", (char **) ingam_contents_get_left_out (contents)->pdata);
  g_assert_cmpstr (
      told, ==,
      "“d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/below”: This lies too deep in folders, and is not in the "
      "backup.\n"
      "“large”: This is far larger than a certificate, and not in the backup.\n"
      "“link”: This is a link, and not in the backup.\n"
      "“pipe ”: This is not an ordinary file, and not in the backup.");
}

static void
test_left_out_by_the_hundred_is_told_briefly (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamContents) contents = NULL;

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *link = g_strdup_printf ("%s/%u", store, i);

      g_assert_cmpint (symlink ("x", link), ==, 0);
    }
  contents = read_store (store);
  g_assert_cmpuint (ingam_contents_get_left_out (contents)->len, ==, 65);
  g_assert_cmpstr (ingam_contents_get_left_out (contents)->pdata[64], ==,
                   "Other files are not in the backup either.");
}

static void
test_a_store_that_is_not_there_is_no_empty_one (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ingam_contents_read_store ("/nonexistent/NPKI", NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND);
}

static void
test_a_folder_that_may_not_be_read_is_a_failure (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *folder = g_build_filename (store, "closed", NULL);
  g_autoptr (GError) error = NULL;

  if (geteuid () == 0)
    {
      g_test_skip ("root may read everything");
      return;
    }
  write_text (store, "closed/a", "x");
  g_assert_cmpint (chmod (folder, 0), ==, 0);
  g_assert_null (ingam_contents_read_store (store, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_PERMISSION);
  g_assert_nonnull (strstr (error->message, "closed"));
}

static void
test_can_be_cancelled (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  write_text (store, "a", "x");
  g_cancellable_cancel (cancellable);
  g_assert_null (ingam_contents_read_store (store, cancellable, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_CANCELLED);
}

static void
test_finds_by_path (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamContents) contents = NULL;

  write_text (store, "b/c", "four");
  write_text (store, "b-a", "x");
  write_text (store, "z", "");
  contents = read_store (store);
  g_assert_cmpuint (ingam_contents_find (contents, "b/c")->size, ==, 4);
  g_assert_nonnull (ingam_contents_find (contents, "b-a"));
  g_assert_nonnull (ingam_contents_find (contents, "z"));
  g_assert_null (ingam_contents_find (contents, "b"));
  g_assert_null (ingam_contents_find (contents, ""));
  g_assert_null (ingam_contents_find (contents, "zz"));
  g_assert_cmpuint (ingam_contents_get_size (contents), ==, 5);
}

/* --- stamps --- */

static void
get_stamp (IngamScratch *store, guint8 *ret_stamp)
{
  g_autoptr (IngamContents) contents = read_store (store);

  ingam_contents_get_stamp (contents, ret_stamp);
}

static void
set_time (IngamScratch *store, const char *name, gint64 seconds, glong ns)
{
  g_autofree char *path = g_build_filename (store, name, NULL);
  struct timespec times[2] = { { seconds, ns }, { seconds, ns } };

  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
}

static void
test_the_stamp_changes_with_any_file (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  guint8 stamps[7][INGAM_CONTENTS_DIGEST_SIZE];

  write_text (store, "a", "one");
  set_time (store, "a", 1000, 0);
  get_stamp (store, stamps[0]);
  get_stamp (store, stamps[1]);
  g_assert_cmpmem (stamps[0], 32, stamps[1], 32);

  set_time (store, "a", 1000, 1); /* another of the same size in the same second */
  get_stamp (store, stamps[1]);
  set_time (store, "a", 1001, 0);
  get_stamp (store, stamps[2]);
  write_text (store, "a", "four");
  set_time (store, "a", 1001, 0);
  get_stamp (store, stamps[3]);
  write_text (store, "b", "");
  get_stamp (store, stamps[4]);
  write_text (store, "a1/b", "");
  get_stamp (store, stamps[5]);
  {
    g_autofree char *from = g_build_filename (store, "a1/b", NULL);
    g_autofree char *to = g_build_filename (store, "a1/c", NULL);

    g_assert_cmpint (rename (from, to), ==, 0);
  }
  get_stamp (store, stamps[6]);
  for (guint i = 0; i < G_N_ELEMENTS (stamps); i++)
    for (guint j = 0; j < i; j++)
      g_assert_cmpint (memcmp (stamps[i], stamps[j], 32), !=, 0);
}

/* --- credentials --- */

static void
test_a_store_and_its_backup_have_the_same_credentials (void)
{
  static const IngamTestSample samples[] = {
    { .name = "홍길동", .serial = 1 },
    { .name = "성춘향", .serial = 2, .with_encryption = TRUE },
    { .name = "이몽룡", .serial = 3, .scheme = "pbes2-seed" },
  };
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamContents) contents = NULL;
  g_autoptr (IngamContents) backup = NULL;
  GPtrArray *ours, *theirs;

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    g_free (ingam_test_sample_write (store, &samples[i]));
  write_text (store, "yessign/USER/junk/signCert.der", "no certificate");
  contents = read_store (store);
  backup = build_from_store (store, contents);
  ours = ingam_contents_get_credentials (contents);
  theirs = ingam_contents_get_credentials (backup);
  g_assert_cmpuint (ours->len, ==, G_N_ELEMENTS (samples));
  g_assert_cmpuint (theirs->len, ==, G_N_ELEMENTS (samples));
  for (guint i = 0; i < ours->len; i++)
    {
      IngamContentsCredential *one = ours->pdata[i], *other = theirs->pdata[i];
      guint8 digest[INGAM_CONTENTS_DIGEST_SIZE];

      g_assert_cmpstr (ingam_credential_get_folder (one->credential), ==,
                       ingam_credential_get_folder (other->credential));
      g_assert_cmpmem (ingam_credential_get_fingerprint (one->credential), 32,
                       ingam_credential_get_fingerprint (other->credential), 32);
      g_assert_cmpstr (ingam_credential_get_key_scheme (one->credential), ==,
                       ingam_credential_get_key_scheme (other->credential));
      g_assert_cmpint (ingam_credential_has_encryption_pair (one->credential), ==,
                       ingam_credential_has_encryption_pair (other->credential));
      g_assert_true (ingam_contents_digest_credential (store, one->credential, digest, NULL));
      g_assert_cmpmem (digest, 32, other->digest, 32);
    }
}

static void
test_the_digest_is_of_the_credential_s_own_files (void)
{
  static const IngamTestSample sample = { .serial = 1 };
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *folder = ingam_test_sample_write (store, &sample);
  g_autoptr (IngamCredential) credential = ingam_test_sample_find (store, folder);
  g_autofree char *note = g_strdup_printf ("%s/note.txt", folder);
  g_autofree char *authorities = g_strdup_printf ("%s/CaPubs", folder);
  g_autofree char *key = g_strdup_printf ("%s/signPri.key", folder);
  guint8 first[32], second[32], third[32];

  g_assert_true (ingam_contents_digest_credential (store, credential, first, NULL));
  write_text (store, note, "another program's");
  write_text (store, authorities, "another program's");
  g_assert_true (ingam_contents_digest_credential (store, credential, second, NULL));
  g_assert_cmpmem (first, 32, second, 32);
  write_text (store, key, "0");
  g_assert_true (ingam_contents_digest_credential (store, credential, third, NULL));
  g_assert_cmpint (memcmp (first, third, 32), !=, 0);
}

/* A folder is one whatever lies in and beside it, and however its files are spelled. */
static void
test_credentials_are_found_in_the_order_of_a_backup (void)
{
  static const IngamTestSample sample = { .serial = 1 };
  GBytes *files[INGAM_ROLE_N];
  IngamContentsBuilder *builder = ingam_contents_builder_new ();
  g_autoptr (IngamContents) contents = NULL;
  static const struct
  {
    const char *path;
    IngamRole role;
  } order[] = {
    { "KICA/USER/a-1/signcert.der", INGAM_ROLE_SIGN_CERT },
    { "KICA/USER/a/other/signCert.der", INGAM_ROLE_SIGN_CERT },
    { "KICA/USER/a/signCert.der", INGAM_ROLE_SIGN_CERT },
    { "KICA/USER/a/signPri.key", INGAM_ROLE_SIGN_KEY },
    { "KICA/USER/signCert.der", INGAM_ROLE_SIGN_CERT },
    { "KICA/user/b/signCert.der", INGAM_ROLE_SIGN_CERT },
    { "KICA/OTHER/b/signCert.der", INGAM_ROLE_SIGN_CERT },
    { "KICA/USER/.b/signCert.der", INGAM_ROLE_SIGN_CERT },
    { "signCert.der", INGAM_ROLE_SIGN_CERT },
  };
  GPtrArray *found;

  ingam_test_sample_make (&sample, files);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      g_autoptr (GError) error = NULL;

      ingam_contents_builder_add (builder, order[i].path, 1, files[order[i].role], &error);
      g_assert_no_error (error);
    }
  contents = ingam_contents_builder_end (builder);
  found = ingam_contents_get_credentials (contents);
  g_assert_cmpuint (found->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      static const char *const folders[] = { "KICA/USER/a", "KICA/USER/a-1", "KICA/user/b" };
      IngamCredential *credential = ((IngamContentsCredential *) found->pdata[i])->credential;

      g_assert_cmpstr (ingam_credential_get_folder (credential), ==, folders[i]);
      g_assert_cmpint (ingam_credential_get_key_scheme (credential) != NULL, ==, i == 0);
      g_assert_cmpint (ingam_credential_get_oddities (credential), ==,
                       i == 0 ? 0 : INGAM_ODDITY_NO_KEY);
    }
  ingam_test_sample_clear (files);
}

static void
test_paths_that_leave_the_folder_are_refused (void)
{
  static const char *const bad[] = { "",          "/a",       "a/",       "a//b",  ".",
                                     "..",        "./a",      "../a",     "a/./b", "a/..",
                                     "a/../../b", ".ingam/x", ".INGAM/x", ".ingam" };
  static const char *const good[] = {
    "a", "...", "a/.b", "..a/b", "a/.ingam/x", "a\\b", "\xff/\n"
  };
  g_autofree char *long_part = g_strnfill (256, 'a');
  g_autofree char *deep = g_strnfill (2 * 17 + 1, 'a');
  g_autofree char *very_long = g_strnfill (INGAM_CONTENTS_MAX_PATH + 1, 'a');
  IngamContentsBuilder *builder = ingam_contents_builder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (add (builder, bad[i], "x"));
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (add (builder, good[i], "x"));
  for (guint i = 1; deep[i]; i += 2)
    deep[i] = '/';
  for (guint i = 250; i < INGAM_CONTENTS_MAX_PATH; i += 251)
    very_long[i] = '/';
  g_assert_false (add (builder, long_part, "x"));
  g_assert_true (add (builder, long_part + 1, "x"));
  g_assert_false (add (builder, deep, "x"));
  g_assert_true (add (builder, deep + 2, "x"));
  g_assert_false (add (builder, very_long, "x"));
  ingam_contents_builder_free (builder);
}

static void
test_a_path_that_comes_twice_is_refused (void)
{
  IngamContentsBuilder *builder = ingam_contents_builder_new ();
  g_autoptr (IngamContents) contents = NULL;

  g_assert_true (add (builder, "b", "x"));
  g_assert_true (add (builder, "a", "x"));
  g_assert_false (add (builder, "b", "y"));
  contents = ingam_contents_builder_end (builder);
  g_assert_cmpuint (ingam_contents_get_files (contents)->len, ==, 2);
  ingam_contents_builder_free (NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define add(test) g_test_add_func ("/contents/" #test, test_##test)
  add (everything_but_our_own_corner_is_in_it);
  add (whatever_a_store_holds_is_a_safe_path);
  add (what_cannot_be_in_it_is_told);
  add (left_out_by_the_hundred_is_told_briefly);
  add (a_store_that_is_not_there_is_no_empty_one);
  add (a_folder_that_may_not_be_read_is_a_failure);
  add (can_be_cancelled);
  add (finds_by_path);
  add (the_stamp_changes_with_any_file);
  add (a_store_and_its_backup_have_the_same_credentials);
  add (the_digest_is_of_the_credential_s_own_files);
  add (credentials_are_found_in_the_order_of_a_backup);
  add (paths_that_leave_the_folder_are_refused);
  add (a_path_that_comes_twice_is_refused);
  return g_test_run ();
}
