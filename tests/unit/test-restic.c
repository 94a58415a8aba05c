/* test-restic.c: the real restic in repositories of our own, and one that only pretends where the
 * real one would have to be very unlucky. */
#include "config.h"

#include "core/backup/restic.h"

#include "core/base/error.h"
#include "support/scratch.h"

#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  IngamScratch *folder;
  char *repository;
  char *store;
  IngamSecret *password;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = ingam_scratch_new ();
  self->repository = g_build_filename (self->folder, "repository", NULL);
  self->store = g_build_filename (self->folder, "NP[K]*I", NULL);
  self->password = ingam_secret_new_text ("correct horse");
  ingam_scratch_write (self->folder, "NP[K]*I/yessign/USER/cn=홍길동/signCert.der", "certificate",
                       11);
  ingam_scratch_write (self->folder, "NP[K]*I/yessign/USER/cn=홍길동/signPri.key", "key", 3);
  ingam_scratch_write (self->folder, "NP[K]*I/bad\377name", "x", 1);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_free (self->repository);
  g_free (self->store);
  ingam_secret_unref (self->password);
  ingam_scratch_free (self->folder);
}

static gboolean
is_missing (void)
{
  g_autofree char *path = g_find_program_in_path ("restic");

  if (path == NULL)
    g_test_skip ("skipped: restic is not installed");
  return path == NULL;
}

static IngamRestic *
open_at (Fixture *self, const char *repository, const char *program)
{
  g_autoptr (GError) error = NULL;
  IngamRestic *restic = ingam_restic_new (repository, NULL, program, self->password, &error);

  g_assert_no_error (error);
  return restic;
}

static IngamRestic *
open_new (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  IngamRestic *restic = open_at (self, self->repository, NULL);

  g_assert_true (ingam_restic_init (restic, NULL, &error));
  g_assert_no_error (error);
  return restic;
}

static char *
back_up (Fixture *self, IngamRestic *restic, const char *tag)
{
  g_autoptr (GError) error = NULL;
  char *id = NULL;

  g_assert_true (
      ingam_restic_backup (restic, self->store, tag, NULL, NULL, NULL, &id, NULL, &error));
  g_assert_no_error (error);
  return id;
}

static GPtrArray *
list (IngamRestic *restic, const char *tag)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *snapshots = ingam_restic_list (restic, tag, NULL, &error);

  g_assert_no_error (error);
  return snapshots;
}

/* --- the real one --- */

static void
test_a_snapshot_is_the_store (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamRestic) restic = NULL;
  g_autoptr (IngamContents) contents = NULL;
  g_autoptr (IngamContents) seen = NULL;
  g_autoptr (IngamReader) reader = NULL;
  g_autoptr (GPtrArray) snapshots = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *large = g_malloc0 (INGAM_CONTENTS_MAX_FILE + 1);
  g_autofree char *link = g_build_filename (self->store, "link", NULL);
  g_autofree char *id = NULL;
  IngamResticSnapshot *snapshot;

  if (is_missing ())
    return;
  restic = open_new (self);
  /* None of these is in a backup. */
  ingam_scratch_write (self->folder, "NP[K]*I/.ingam/trash/x", "x", 1);
  ingam_scratch_write (self->folder, "NP[K]*I/yessign/.ingam-build/x", "x", 1);
  ingam_scratch_write (self->folder, "NP[K]*I/large", large, INGAM_CONTENTS_MAX_FILE + 1);
  g_assert_cmpint (symlink ("/etc/passwd", link), ==, 0);
  contents = ingam_contents_read_files (self->store, NULL, &error);
  g_assert_no_error (error);

  id = back_up (self, restic, "3fa29c1b");
  snapshots = list (restic, "3fa29c1b");
  g_assert_cmpuint (snapshots->len, ==, 1);
  snapshot = g_ptr_array_index (snapshots, 0);
  g_assert_cmpstr (snapshot->id, ==, id);
  g_assert_cmpuint (strlen (id), ==, 64);
  g_assert_cmpstr (snapshot->tag, ==, "3fa29c1b");
  g_assert_cmpstr (snapshot->store, ==, self->store);
  g_assert_nonnull (snapshot->host);
  g_assert_cmpint (snapshot->when, >, 1700000000);

  reader = ingam_restic_open (restic, snapshot);
  seen = ingam_reader_verify (reader, self->store, contents, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ingam_contents_get_files (seen)->len, ==, 3);

  /* One that somebody else has let go is not a repository that is gone. */
  g_clear_pointer (&reader, ingam_reader_free);
  memset (snapshot->id, 'f', strlen (snapshot->id));
  reader = ingam_restic_open (restic, snapshot);
  g_assert_null (ingam_reader_verify (reader, NULL, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "no longer"));
}

static void
test_stores_and_strangers_are_told_apart (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamRestic) restic = NULL;
  g_autoptr (GPtrArray) none = NULL, one = NULL, all = NULL, let_go = NULL, left = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL, *second = NULL, *other = NULL;

  if (is_missing ())
    return;
  restic = open_new (self);
  none = list (restic, NULL);
  g_assert_cmpuint (none->len, ==, 0);
  first = back_up (self, restic, "aa");
  other = back_up (self, restic, "bb");
  ingam_scratch_write (self->folder, "NP[K]*I/new", "x", 1);
  second = back_up (self, restic, "aa");
  one = list (restic, "aa");
  all = list (restic, NULL);
  g_assert_cmpuint (one->len, ==, 2);
  g_assert_cmpuint (all->len, ==, 3);

  let_go = ingam_restic_preview_forget (restic, "aa", 1, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (let_go->len, ==, 1);
  g_assert_cmpstr (((IngamResticSnapshot *) let_go->pdata[0])->id, ==, first);
  g_assert_true (ingam_restic_forget (restic, let_go, NULL, &error));
  g_assert_no_error (error);
  left = list (restic, NULL);
  g_assert_cmpuint (left->len, ==, 2);
  for (guint i = 0; i < left->len; i++)
    g_assert_cmpstr (((IngamResticSnapshot *) left->pdata[i])->id, !=, first);
}

static void
check_error (IngamRestic *restic, IngamError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ingam_restic_list (restic, NULL, NULL, &error));
  g_assert_error (error, INGAM_ERROR, (int) code);
}

static void
test_what_is_wrong_is_told_apart (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamRestic) missing = NULL, unplugged = NULL, offline = NULL, restic = NULL;
  g_autoptr (IngamRestic) locked_out = NULL;
  g_autoptr (IngamSecret) wrong = ingam_secret_new_text ("wrong");
  g_autoptr (GError) error = NULL;

  if (is_missing ())
    return;
  missing = open_at (self, self->repository, NULL);
  check_error (missing, INGAM_ERROR_NOT_FOUND);
  unplugged = open_at (self, "/no/such/drive/repository", NULL);
  check_error (unplugged, INGAM_ERROR_UNREACHABLE);
  offline = open_at (self, "rest:http://127.0.0.1:1/", NULL);
  check_error (offline, INGAM_ERROR_UNREACHABLE);

  restic = open_new (self);
  g_assert_false (ingam_restic_init (restic, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_ALREADY_HERE);
  g_clear_error (&error);
  locked_out = ingam_restic_new (self->repository, NULL, NULL, wrong, &error);
  g_assert_no_error (error);
  check_error (locked_out, INGAM_ERROR_WRONG_PASSWORD);
}

static void
test_a_damaged_pack_is_seen (Fixture *self, gconstpointer data)
{
  g_autofree char *packs = g_build_filename (self->repository, "data", NULL);
  g_autoptr (IngamRestic) restic = NULL;
  g_autoptr (GPtrArray) snapshots = NULL;
  g_autoptr (IngamReader) reader = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GDir) folders = NULL;
  const char *name;

  if (is_missing ())
    return;
  restic = open_new (self);
  id = back_up (self, restic, "aa");
  snapshots = list (restic, "aa");
  reader = ingam_restic_open (restic, snapshots->pdata[0]);
  g_assert_true (ingam_restic_check (restic, 100, NULL, &error));
  g_assert_no_error (error);

  folders = g_dir_open (packs, 0, NULL);
  while ((name = g_dir_read_name (folders)))
    {
      g_autofree char *folder = g_build_filename (packs, name, NULL);
      g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
      const char *pack = g_dir_read_name (files);
      g_autofree char *path = pack ? g_build_filename (folder, pack, NULL) : NULL;
      g_autofree char *bytes = NULL;
      gsize size;

      if (path == NULL)
        continue;
      g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
      bytes[8] ^= 1;
      g_assert_cmpint (chmod (path, 0600), ==, 0);
      g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
    }
  g_assert_false (ingam_restic_check (restic, 100, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_DAMAGED);
  g_clear_error (&error);
  g_assert_null (ingam_reader_verify (reader, NULL, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_DAMAGED);
}

/* A restic that holds its lock and waits for what it is to back up. */
static GSubprocess *
start_holder (Fixture *self)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *password_file = g_build_filename (self->folder, "password", NULL);
  g_autoptr (GDataInputStream) out = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  GSubprocess *holder;

  ingam_scratch_write (self->folder, "password", "correct horse", 13);
  g_subprocess_launcher_setenv (launcher, "RESTIC_PASSWORD_FILE", password_file, TRUE);
  holder = g_subprocess_launcher_spawn (launcher, &error, "restic", "-r", self->repository,
                                        "backup", "--json", "--stdin", NULL);
  g_assert_no_error (error);
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (holder));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (out), FALSE);
  line = g_data_input_stream_read_line (out, NULL, NULL, &error);
  g_assert_no_error (error);
  return holder;
}

static void
test_a_living_lock_is_respected_and_a_dead_one_cleared (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamRestic) restic = NULL;
  g_autoptr (GSubprocess) holder = NULL;
  g_autoptr (GPtrArray) snapshots = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  if (is_missing ())
    return;
  restic = open_new (self);
  id = back_up (self, restic, "aa");
  snapshots = list (restic, "aa");
  holder = start_holder (self);

  g_assert_false (ingam_restic_forget (restic, snapshots, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "Another program is using"));
  g_clear_error (&error);

  g_subprocess_force_exit (holder);
  g_assert_true (g_subprocess_wait (holder, NULL, &error));
  g_assert_true (ingam_restic_forget (restic, snapshots, NULL, &error));
  g_assert_no_error (error);
}

/* --- one that pretends --- */

static IngamRestic *
open_fake (Fixture *self, const char *script)
{
  g_autofree char *path = g_build_filename (self->folder, "restic", NULL);
  g_autofree char *text =
      g_strdup_printf ("#!/bin/sh\nexec 4>>'%s/log'\n%s\n", self->folder, script);

  ingam_scratch_write (self->folder, "restic", text, strlen (text));
  g_assert_cmpint (chmod (path, 0700), ==, 0);
  return open_at (self, "rest:http://127.0.0.1:1/", path);
}

static char *
read_log (Fixture *self)
{
  g_autofree char *path = g_build_filename (self->folder, "log", NULL);
  char *text = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &text, &size, NULL));
  for (gsize i = 0; i < size; i++)
    if (text[i] == '\0')
      text[i] = '\n';
  return text;
}

static void
test_the_password_is_on_no_list (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamRestic) restic = open_fake (
      self, "cat /proc/$$/cmdline /proc/$$/environ >&4\n"
            "[ \"$(cat \"$RESTIC_PASSWORD_FILE\")\" = 'correct horse' ] && echo handed-over >&4");
  g_autoptr (GError) error = NULL;
  g_autofree char *log = NULL;

  g_assert_true (ingam_restic_init (restic, NULL, &error));
  g_assert_no_error (error);
  log = read_log (self);
  g_assert_nonnull (strstr (log, "handed-over"));
  g_assert_nonnull (strstr (log, "RESTIC_REPOSITORY=rest:"));
  g_assert_null (strstr (log, "correct horse"));
}

static void
cancel_cb (guint done, guint total, gpointer user_data)
{
  g_assert_cmpuint (done, ==, 2);
  g_assert_cmpuint (total, ==, 4);
  g_cancellable_cancel (user_data);
}

static void
test_cancelled_is_told_and_waited_for (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamRestic) restic = open_fake (
      self, "sleep 100 >/dev/null 2>&1 & child=$!\n"
            "trap 'kill $child; echo told >&4; exit 1' INT\n"
            "echo '{\"message_type\":\"status\",\"bytes_done\":2048,\"total_bytes\":4096}'\n"
            "wait");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *log = NULL;

  g_assert_false (ingam_restic_backup (restic, self->store, "aa", cancel_cb, cancellable,
                                       cancellable, NULL, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_CANCELLED);
  log = read_log (self);
  g_assert_cmpstr (log, ==, "told\n");
}

static void
test_half_a_backup_is_none (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamRestic) restic = open_fake (
      self, "echo \"$1 $2\" >&4\n[ $1 = forget ] && exit 0\n"
            "echo '{\"message_type\":\"summary\",\"snapshot_id\":\"0123abcd\"}'; exit 3");
  g_autoptr (GError) error = NULL;
  g_autofree char *log = NULL;

  g_assert_false (
      ingam_restic_backup (restic, self->store, "aa", NULL, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_PERMISSION);
  log = read_log (self);
  g_assert_cmpstr (log, ==, "backup --json\nforget 0123abcd\n");
}

static void
test_answers_are_not_trusted (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *script;
    IngamError code;
  } cases[] = {
    { "echo nonsense", INGAM_ERROR_UNSUPPORTED },
    { "echo '{}'", INGAM_ERROR_UNSUPPORTED },
    { "exit 10", INGAM_ERROR_NOT_FOUND },
    { "exit 12", INGAM_ERROR_WRONG_PASSWORD },
    { "echo 'write /x: no space left on device' >&2; exit 1", INGAM_ERROR_NO_SPACE },
    { "echo 'server response unexpected: 401 Unauthorized (401)' >&2; exit 1",
      INGAM_ERROR_PERMISSION },
    { "echo something >&2; exit 1", INGAM_ERROR_FAILED },
    { "kill -9 $$", INGAM_ERROR_FAILED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (IngamRestic) restic = open_fake (self, cases[i].script);

      check_error (restic, cases[i].code);
    }
  {
    g_autoptr (IngamRestic) restic = open_fake (
        self, "echo '[1,{},{\"id\":7,\"tags\":\"ingam\"},{\"id\":\"../x\",\"time\":\"2026-11-26T00:"
              "00:00Z\",\"tags\":[\"ingam\",\"store-a\",null]}]'");
    g_autoptr (GPtrArray) snapshots = list (restic, NULL);

    g_assert_cmpuint (snapshots->len, ==, 0);
  }
}

static void
test_addresses_hold_no_password (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *repository;
    gboolean is_refused;
  } cases[] = {
    { "rest:https://me:secret@host/x", TRUE },
    { "sftp://me:secret@host//x", TRUE },
    { "rest:https://host:8000/a:b@c", FALSE },
    { "sftp:me@host:/x", FALSE },
    { "/a://b@c", FALSE },
    { "rest:http://[::1]:8000/", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (IngamRestic) restic =
          ingam_restic_new (cases[i].repository, NULL, "true", self->password, &error);

      if (cases[i].is_refused)
        g_assert_error (error, INGAM_ERROR, INGAM_ERROR_REFUSED);
      else
        g_assert_no_error (error);
      g_assert_true ((restic == NULL) == cases[i].is_refused);
    }
}

static void
test_without_restic_it_says_so (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (
      ingam_restic_new (self->repository, NULL, "no-such-restic", self->password, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "restic"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(name, function) \
  g_test_add ("/restic/" name, Fixture, NULL, set_up, function, tear_down)
  TEST ("a-snapshot-is-the-store", test_a_snapshot_is_the_store);
  TEST ("stores-and-strangers-are-told-apart", test_stores_and_strangers_are_told_apart);
  TEST ("what-is-wrong-is-told-apart", test_what_is_wrong_is_told_apart);
  TEST ("a-damaged-pack-is-seen", test_a_damaged_pack_is_seen);
  TEST ("a-living-lock-is-respected-and-a-dead-one-cleared",
        test_a_living_lock_is_respected_and_a_dead_one_cleared);
  TEST ("the-password-is-on-no-list", test_the_password_is_on_no_list);
  TEST ("cancelled-is-told-and-waited-for", test_cancelled_is_told_and_waited_for);
  TEST ("half-a-backup-is-none", test_half_a_backup_is_none);
  TEST ("answers-are-not-trusted", test_answers_are_not_trusted);
  TEST ("addresses-hold-no-password", test_addresses_hold_no_password);
  TEST ("without-restic-it-says-so", test_without_restic_it_says_so);
#undef TEST
  return g_test_run ();
}
