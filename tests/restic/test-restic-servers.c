/* test-restic-servers.c: three seats share a repository on a real REST server, and on a real SFTP
 * server; a fourth has what each of them had.
 *
 * The REST server listens on a port of its own choice on the loopback; sshd speaks to ssh through a
 * pipe (ProxyCommand, -i) and listens nowhere.
 */
#include "config.h"

#include "core/backup/restic.h"
#include "core/backup/restore.h"

#include "core/base/error.h"
#include "support/scratch.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define N_SEATS 3
#define N_CREDENTIALS 500

typedef struct
{
  IngamScratch *folder;
  IngamSecret *password;
  GSubprocess *server; /* NULL: none to be ended */
  char *repository;
  char *option; /* NULL: none */
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = ingam_scratch_new ();
  self->password = ingam_secret_new_text ("correct horse");
}

static void
stop_server (Fixture *self)
{
  if (self->server == NULL)
    return;
  g_subprocess_force_exit (self->server);
  g_subprocess_wait (self->server, NULL, NULL);
  g_clear_object (&self->server);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  stop_server (self);
  g_free (self->repository);
  g_free (self->option);
  ingam_secret_unref (self->password);
  ingam_scratch_free (self->folder);
}

static gboolean
is_missing (const char *program)
{
  g_autofree char *path = g_find_program_in_path (program);
  g_autofree char *why = g_strdup_printf ("skipped: %s is not installed", program);

  if (path == NULL)
    g_test_skip (why);
  return path == NULL;
}

/* --- servers --- */

static void
start_rest (Fixture *self)
{
  g_autofree char *folder = g_build_filename (self->folder, "rest", NULL);
  g_autoptr (GDataInputStream) words = NULL;
  g_autoptr (GError) error = NULL;
  const char *address = NULL;

  self->server = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_PIPE, &error, "rclone", "serve",
                                   "restic", "--addr", "127.0.0.1:0", folder, NULL);
  g_assert_no_error (error);
  words = g_data_input_stream_new (g_subprocess_get_stderr_pipe (self->server));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (words), FALSE);
  while (address == NULL)
    {
      g_autofree char *line = g_data_input_stream_read_line (words, NULL, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (line);
      address = strstr (line, "http://");
      if (address)
        self->repository = g_strconcat ("rest:", address, NULL);
    }
}

static void
make_key (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, "ssh-keygen", "-q", "-t",
                              "ed25519", "-N", "", "-f", path, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
}

static void
write_config (Fixture *self, const char *name, const char *text)
{
  ingam_scratch_write (self->folder, name, text, strlen (text));
}

static void
start_sftp (Fixture *self)
{
  g_autofree char *server = g_strdup_printf ("HostKey %s/host\nAuthorizedKeysFile %s/person.pub\n"
                                             "StrictModes no\nUsePAM no\nPidFile none\n"
                                             "Subsystem sftp internal-sftp\n",
                                             self->folder, self->folder);
  g_autofree char *client = g_strdup_printf (
      "Host server\n  User %s\n  IdentityFile %s/person\n  IdentitiesOnly yes\n  BatchMode yes\n"
      "  StrictHostKeyChecking no\n  UserKnownHostsFile /dev/null\n  LogLevel ERROR\n"
      "  ProxyCommand /usr/sbin/sshd -i -f %s/sshd.conf\n",
      g_get_user_name (), self->folder, self->folder);

  make_key (self, "host");
  make_key (self, "person");
  write_config (self, "sshd.conf", server);
  write_config (self, "ssh.conf", client);
  self->repository = g_strdup_printf ("sftp:server:%s/sftp", self->folder);
  self->option = g_strdup_printf ("sftp.command=ssh -F %s/ssh.conf server -s sftp", self->folder);
}

/* --- seats --- */

static IngamRestic *
open_with (Fixture *self, IngamSecret *password)
{
  const char *const options[] = { self->option, NULL };
  g_autoptr (GError) error = NULL;
  IngamRestic *restic = ingam_restic_new (self->repository, options, NULL, password, &error);

  g_assert_no_error (error);
  return restic;
}

static char *
make_store (Fixture *self, guint seat)
{
  g_autofree char *name = g_strdup_printf ("seat%u", seat);

  for (guint i = 0; i < N_CREDENTIALS; i++)
    {
      g_autofree char *folder = g_strdup_printf ("%s/yessign/USER/cn=홍길동 %u", name, i);
      g_autofree char *certificate = g_strconcat (folder, "/signCert.der", NULL);
      g_autofree char *key = g_strconcat (folder, "/signPri.key", NULL);

      ingam_scratch_write (self->folder, certificate, folder, strlen (folder));
      ingam_scratch_write (self->folder, key, name, strlen (name));
    }
  return g_build_filename (self->folder, name, NULL);
}

static void
cancel_cb (guint done, guint total, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static void
interrupt (IngamRestic *restic, const char *store, const char *tag)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (ingam_restic_backup (restic, store, tag, cancel_cb, cancellable, cancellable,
                                       NULL, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_CANCELLED);
}

/* The first seat's first try is interrupted. */
static void
back_up (Fixture *self, guint seat)
{
  g_autoptr (IngamRestic) restic = open_with (self, self->password);
  g_autofree char *store = make_store (self, seat);
  g_autofree char *tag = g_strdup_printf ("%u", seat);
  g_autoptr (GError) error = NULL;

  if (seat == 0)
    interrupt (restic, store, tag);
  g_assert_true (ingam_restic_backup (restic, store, tag, NULL, NULL, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
}

/* The restic that this process runs now; 0 without. */
static pid_t
find_restic (void)
{
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (processes)))
    {
      g_autofree char *path = g_build_filename ("/proc", name, "stat", NULL);
      g_autofree char *stat = NULL;
      int parent;

      if (g_ascii_isdigit (*name) && g_file_get_contents (path, &stat, NULL, NULL) &&
          strstr (stat, "(restic)") && sscanf (strrchr (stat, ')'), ") %*c %d", &parent) == 1 &&
          parent == getpid ())
        return (pid_t) g_ascii_strtoll (name, NULL, 10);
    }
  return 0;
}

static void
kill_cb (guint done, guint total, gpointer user_data)
{
  pid_t *killed = user_data;

  if (*killed == 0 && (*killed = find_restic ()) != 0)
    kill (*killed, SIGKILL);
}

static guint
count_locks (Fixture *self)
{
  static const char *const repositories[] = { "rest", "sftp" };
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (repositories); i++)
    {
      g_autofree char *path = g_build_filename (self->folder, repositories[i], "locks", NULL);
      g_autoptr (GDir) locks = g_dir_open (path, 0, NULL);

      while (locks && g_dir_read_name (locks))
        n++;
    }
  return n;
}

/* One that is killed leaves its lock; whoever needs the repository for itself next clears it. */
static void
kill_one (Fixture *self, IngamRestic *restic)
{
  g_autofree char *store = make_store (self, N_SEATS + 1);
  g_autoptr (GError) error = NULL;
  pid_t killed = 0;

  g_assert_false (
      ingam_restic_backup (restic, store, "killed", kill_cb, &killed, NULL, NULL, NULL, &error));
  g_assert_cmpint (killed, !=, 0);
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_FAILED);
  g_assert_cmpuint (count_locks (self), ==, 1);
}

/* What a seat had, in the eyes of the fourth: every byte of it. */
static void
check_seat (Fixture *self, IngamRestic *restic, guint seat)
{
  g_autofree char *name = g_strdup_printf ("seat%u", seat);
  g_autofree char *store = g_build_filename (self->folder, name, NULL);
  g_autofree char *tag = g_strdup_printf ("%u", seat);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) snapshots = ingam_restic_list (restic, tag, NULL, &error);
  g_autoptr (IngamContents) since = NULL;
  g_autoptr (IngamContents) seen = NULL;
  g_autoptr (IngamReader) reader = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (snapshots->len, ==, 1);
  since = ingam_contents_read_files (store, NULL, &error);
  g_assert_no_error (error);
  reader = ingam_restic_open (restic, snapshots->pdata[0]);
  seen = ingam_reader_verify (reader, store, since, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ingam_contents_get_files (seen)->len, ==, 2 * N_CREDENTIALS);
}

/* And put down there, as it was. */
static void
restore_seat (Fixture *self, IngamRestic *restic, guint seat)
{
  g_autofree char *name = g_strdup_printf ("seat%u", seat);
  g_autofree char *store = g_build_filename (self->folder, name, NULL);
  g_autofree char *restored = g_build_filename (self->folder, "fourth", name, NULL);
  g_autofree char *tag = g_strdup_printf ("%u", seat);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) snapshots = ingam_restic_list (restic, tag, NULL, &error);
  g_autoptr (IngamReader) reader = ingam_restic_open (restic, snapshots->pdata[0]);
  g_autofree char *there = NULL;
  g_autofree char *here = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (ingam_restore_tree (reader, restored, NULL, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  there = ingam_test_snapshot (store);
  here = ingam_test_snapshot (restored);
  lines = g_strsplit (there, "\n", -1);
  /* Paths and digests: modes are made private. */
  for (char **line = lines; *line && **line; line++)
    g_assert_nonnull (strstr (here, strchr (*line, ' ')));
  g_assert_cmpuint (strlen (here), ==, strlen (there));
}

static void
check_wrong_password (Fixture *self)
{
  g_autoptr (IngamSecret) wrong = ingam_secret_new_text ("wrong");
  g_autoptr (IngamRestic) restic = open_with (self, wrong);
  g_autoptr (GError) error = NULL;

  g_assert_null (ingam_restic_list (restic, NULL, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD);
}

static void
check_seats (Fixture *self)
{
  g_autoptr (IngamRestic) fourth = open_with (self, self->password);
  g_autoptr (GError) error = NULL;

  g_assert_null (ingam_restic_list (fourth, NULL, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (ingam_restic_init (fourth, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < N_SEATS; i++)
    back_up (self, i);
  for (guint i = 0; i < N_SEATS; i++)
    check_seat (self, fourth, i);
  restore_seat (self, fourth, 1);
  kill_one (self, fourth);
  g_assert_true (ingam_restic_check (fourth, 100, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_locks (self), ==, 0);
  check_wrong_password (self);
}

static void
test_seats_share_a_rest_server (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamRestic) restic = NULL;
  g_autoptr (GError) error = NULL;

  if (is_missing ("restic") || is_missing ("rclone"))
    return;
  start_rest (self);
  check_seats (self);
  stop_server (self);
  restic = open_with (self, self->password);
  g_assert_null (ingam_restic_list (restic, NULL, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_UNREACHABLE);
}

static void
test_seats_share_an_sftp_server (Fixture *self, gconstpointer data)
{
  if (is_missing ("restic") || is_missing ("ssh-keygen") || is_missing ("/usr/sbin/sshd"))
    return;
  /* What the system makes when it starts sshd; another person's does not want it. */
  if (geteuid () == 0 && g_mkdir_with_parents ("/run/sshd", 0755) != 0)
    {
      g_test_skip ("skipped: sshd does not start here");
      return;
    }
  start_sftp (self);
  check_seats (self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(name, function) \
  g_test_add ("/restic-servers/" name, Fixture, NULL, set_up, function, tear_down)
  TEST ("seats-share-a-rest-server", test_seats_share_a_rest_server);
  TEST ("seats-share-an-sftp-server", test_seats_share_an_sftp_server);
#undef TEST
  return g_test_run ();
}
