/* restic-run.c: one run of the restic program: how it is started, stopped and understood.
 *
 * Its own exit statuses tell failures apart only since 0.17 (10 to 12); before, its words do, which
 * are English whatever the locale. The words of the network come first: without a server restic
 * asks "Is there a repository at the following location?" too.
 *
 * What it says goes into memory and not through a second pipe: one pipe can be read without a loop.
 */
#include "config.h"

#include "core/backup/restic-private.h"

#include "core/base/durable-file.h"
#include "core/base/error.h"
#include "core/cert/name.h"

#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PASSWORD_FD 3
#define MAX_WORDS (64 * 1024) /* bytes of what it says that are looked at */
#define PATIENCE (10 * G_TIME_SPAN_SECOND)

struct _IngamResticRun
{
  IngamRestic *restic; /* borrowed */
  GSubprocess *process;
  int said; /* its standard error, in memory */
};

/* --- what went wrong --- */

typedef enum
{
  TROUBLE_OTHER,
  TROUBLE_UNREACHABLE,
  TROUBLE_PASSWORD,
  TROUBLE_BUSY,
  TROUBLE_THERE_ALREADY,
  TROUBLE_SPACE,
  TROUBLE_PERMISSION,
  TROUBLE_DAMAGED,
  TROUBLE_NOT_FOUND,
  TROUBLE_GONE,
  TROUBLE_N
} Trouble;

static const struct
{
  IngamError code;
  const char *sentence;
} troubles[TROUBLE_N] = {
  [TROUBLE_OTHER] = { INGAM_ERROR_FAILED, N_ ("restic could not do it: %s") },
  [TROUBLE_UNREACHABLE] = { INGAM_ERROR_UNREACHABLE,
                            N_ ("The restic repository cannot be reached. Check the network and "
                                "that its place is there, then try again.") },
  [TROUBLE_PASSWORD] = { INGAM_ERROR_WRONG_PASSWORD,
                         N_ ("This is not the password of the restic repository.") },
  [TROUBLE_BUSY] = { INGAM_ERROR_FAILED,
                     N_ ("Another program is using the restic repository. Try again when it is "
                         "finished.") },
  [TROUBLE_THERE_ALREADY] = { INGAM_ERROR_ALREADY_HERE,
                              N_ ("There is a restic repository at this place already.") },
  [TROUBLE_SPACE] = { INGAM_ERROR_NO_SPACE,
                      N_ ("There is no space left where the restic repository lies.") },
  [TROUBLE_PERMISSION] = { INGAM_ERROR_PERMISSION,
                           N_ ("The restic repository may not be read or written. Check the rights "
                               "and the sign-in of its place.") },
  [TROUBLE_DAMAGED] = { INGAM_ERROR_DAMAGED,
                        N_ ("The restic repository is damaged. Do not rely on it; make a backup at "
                            "another place.") },
  [TROUBLE_NOT_FOUND] = { INGAM_ERROR_NOT_FOUND,
                          N_ ("There is no restic repository at this place yet.") },
  [TROUBLE_GONE] = { INGAM_ERROR_NOT_FOUND,
                     N_ ("This backup is no longer in the restic repository.") },
};

static const struct
{
  int status;
  Trouble trouble;
} statuses[] = {
  { 10, TROUBLE_NOT_FOUND },
  { 11, TROUBLE_BUSY },
  { 12, TROUBLE_PASSWORD },
};

/* The first that is found counts. */
static const struct
{
  const char *words;
  Trouble trouble;
} words[] = {
  { "no matching ID found", TROUBLE_GONE },
  { "wrong password or no key found", TROUBLE_PASSWORD },
  { "an empty password is not", TROUBLE_PASSWORD },
  { "already locked", TROUBLE_BUSY },
  { "connection refused", TROUBLE_UNREACHABLE },
  { "Connection refused", TROUBLE_UNREACHABLE },
  { "connection reset", TROUBLE_UNREACHABLE },
  { "Connection reset", TROUBLE_UNREACHABLE },
  { "no such host", TROUBLE_UNREACHABLE },
  { "Could not resolve hostname", TROUBLE_UNREACHABLE },
  { "Temporary failure in name resolution", TROUBLE_UNREACHABLE },
  { "etwork is unreachable", TROUBLE_UNREACHABLE },
  { "o route to host", TROUBLE_UNREACHABLE },
  { "i/o timeout", TROUBLE_UNREACHABLE },
  { "deadline exceeded", TROUBLE_UNREACHABLE },
  { "onnection timed out", TROUBLE_UNREACHABLE },
  { "config file already exists", TROUBLE_THERE_ALREADY },
  { "file already exists", TROUBLE_THERE_ALREADY },
  { "no space left on device", TROUBLE_SPACE },
  { "disk quota exceeded", TROUBLE_SPACE },
  { "Permission denied", TROUBLE_PERMISSION },
  { "permission denied", TROUBLE_PERMISSION },
  { "read-only file system", TROUBLE_PERMISSION },
  { "Host key verification failed", TROUBLE_PERMISSION },
  { "Unauthorized", TROUBLE_PERMISSION },
  { "Forbidden", TROUBLE_PERMISSION },
  { "repository contains errors", TROUBLE_DAMAGED },
  { "ciphertext verification failed", TROUBLE_DAMAGED },
  { "integrity", TROUBLE_DAMAGED },
  { "unexpected pack", TROUBLE_DAMAGED },
  { "does not match", TROUBLE_DAMAGED },
  { "not found in index", TROUBLE_DAMAGED },
  { "not found in repository", TROUBLE_DAMAGED },
  { "Is there a repository at", TROUBLE_NOT_FOUND },
  { "repository does not exist", TROUBLE_NOT_FOUND },
};

/* A repository in a folder that is not there at all: unplugged, not mounted. */
static gboolean
is_without_place (const char *repository)
{
  const char *path = g_str_has_prefix (repository, "local:") ? repository + 6 : repository;
  g_autofree char *parent = g_path_get_dirname (path);

  return g_path_is_absolute (path) && !g_file_test (parent, G_FILE_TEST_IS_DIR);
}

static Trouble
understand (const char *repository, int status, const char *said)
{
  Trouble trouble = TROUBLE_OTHER;

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (statuses[i].status == status)
      trouble = statuses[i].trouble;
  for (guint i = 0; trouble == TROUBLE_OTHER && i < G_N_ELEMENTS (words); i++)
    if (strstr (said, words[i].words))
      trouble = words[i].trouble;
  return trouble == TROUBLE_NOT_FOUND && is_without_place (repository) ? TROUBLE_UNREACHABLE :
                                                                         trouble;
}

static char *
dup_last_line (const char *said)
{
  g_auto (GStrv) lines = g_strsplit (said, "\n", -1);
  const char *last = "";

  for (guint i = 0; lines[i]; i++)
    if (*g_strstrip (lines[i]) != '\0')
      last = lines[i];
  return ingam_name_dup_inert (last, 200);
}

static gboolean
set_trouble (GError **error, const char *repository, int status, const char *said)
{
  Trouble trouble = understand (repository, status, said);

  if (trouble == TROUBLE_OTHER)
    {
      g_autofree char *line = dup_last_line (said);

      g_set_error (error, INGAM_ERROR, INGAM_ERROR_FAILED, _ ("restic could not do it: %s"), line);
    }
  else
    g_set_error_literal (error, INGAM_ERROR, (int) troubles[trouble].code,
                         _ (troubles[trouble].sentence));
  return FALSE;
}

gboolean
ingam_restic_is_busy (const GError *error)
{
  return g_error_matches (error, INGAM_ERROR, INGAM_ERROR_FAILED) &&
         g_str_equal (error->message, _ (troubles[TROUBLE_BUSY].sentence));
}

static char *
dup_words (int fd)
{
  g_autofree char *said = g_malloc (MAX_WORDS + 1);
  off_t size = lseek (fd, 0, SEEK_END);
  ssize_t n = pread (fd, said, MAX_WORDS, MAX (size - MAX_WORDS, 0)); /* the reason is at the end */

  said[MAX (n, 0)] = '\0';
  return g_steal_pointer (&said);
}

/* --- a run --- */

/* The reading end of a pipe in which the password waits: it fits in there whole. */
static IngamFd
open_password (IngamSecret *password)
{
  gsize size;
  const guint8 *data = ingam_secret_peek (password, &size);
  int ends[2];
  gboolean written;

  if (!g_unix_open_pipe (ends, FD_CLOEXEC, NULL))
    return -1;
  written = write (ends[1], data, size) == (ssize_t) size;
  close (ends[1]);
  if (written)
    return ends[0];
  close (ends[0]);
  return -1;
}

static GSubprocessLauncher *
make_launcher (IngamRestic *self, const char *folder, int password, int said)
{
  static const char *const others[] = { "RESTIC_PASSWORD", "RESTIC_PASSWORD_COMMAND",
                                        "RESTIC_REPOSITORY_FILE", "RESTIC_KEY_HINT" };
  GSubprocessLauncher *launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_subprocess_launcher_unsetenv (launcher, others[i]);
  g_subprocess_launcher_setenv (launcher, "RESTIC_REPOSITORY", self->repository, TRUE);
  g_subprocess_launcher_setenv (launcher, "RESTIC_PASSWORD_FILE",
                                "/dev/fd/" G_STRINGIFY (PASSWORD_FD), TRUE);
  g_subprocess_launcher_setenv (launcher, "RESTIC_PROGRESS_FPS", "5", TRUE);
  if (folder)
    g_subprocess_launcher_set_cwd (launcher, folder);
  g_subprocess_launcher_take_fd (launcher, password, PASSWORD_FD);
  g_subprocess_launcher_take_stderr_fd (launcher, said);
  return launcher;
}

static gboolean
start (IngamResticRun *run,
       const char *folder,
       const char *const *arguments,
       int password,
       GError **error)
{
  IngamRestic *self = run->restic;
  g_autoptr (GSubprocessLauncher) launcher =
      make_launcher (self, folder, password, fcntl (run->said, F_DUPFD_CLOEXEC, PASSWORD_FD + 1));
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) reason = NULL;

  g_ptr_array_add (argv, self->program);
  for (guint i = 0; self->options[i]; i++)
    g_ptr_array_add (argv, self->options[i]);
  for (guint i = 0; arguments[i]; i++)
    g_ptr_array_add (argv, (gpointer) arguments[i]);
  g_ptr_array_add (argv, NULL);
  run->process =
      g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &reason);
  if (run->process)
    return TRUE;
  g_set_error (error, INGAM_ERROR, INGAM_ERROR_FAILED, _ ("restic could not be started: %s"),
               reason->message);
  return FALSE;
}

static void
run_free (IngamResticRun *run)
{
  g_clear_object (&run->process);
  ingam_fd_clear (&run->said);
  g_free (run);
}

IngamResticRun *
ingam_restic_run_start (IngamRestic *self,
                        const char *folder,
                        const char *const *arguments,
                        GError **error)
{
  IngamResticRun *run = g_new0 (IngamResticRun, 1);
  IngamFd password = open_password (self->password);

  run->restic = self;
  run->said = memfd_create ("restic", MFD_CLOEXEC);
  if (password >= 0 && run->said >= 0 && start (run, folder, arguments, password, error))
    return run;
  if (password < 0 || run->said < 0)
    {
      ingam_error_set_errno (error, errno, _ ("restic could not be started"));
      ingam_fd_clear (&password);
    }
  run_free (run);
  return NULL;
}

GInputStream *
ingam_restic_run_get_output (IngamResticRun *run)
{
  return g_subprocess_get_stdout_pipe (run->process);
}

/* It takes its lock away when it is asked to end, and goes on writing meanwhile: a closed pipe
 * would kill it at once. */
static void
tell_to_stop (IngamResticRun *run)
{
  int fd = g_unix_input_stream_get_fd (G_UNIX_INPUT_STREAM (ingam_restic_run_get_output (run)));
  gint64 until = g_get_monotonic_time () + PATIENCE;
  GPollFD poll = { .fd = fd, .events = G_IO_IN };
  char scrap[4096];

  g_subprocess_send_signal (run->process, SIGINT);
  for (;;)
    {
      gint64 left = (until - g_get_monotonic_time ()) / G_TIME_SPAN_MILLISECOND;

      int n = left <= 0 ? 0 : g_poll (&poll, 1, (int) left);

      if (n == 0)
        {
          g_subprocess_force_exit (run->process);
          return;
        }
      if (n > 0 && read (fd, scrap, sizeof scrap) == 0)
        return;
    }
}

gboolean
ingam_restic_run_end (
    IngamResticRun *run, gboolean stop, int *ret_status, GCancellable *cancellable, GError **error)
{
  int status;
  gboolean done = TRUE;

  /* It would wait for a reader, and we for it. */
  while (!stop &&
         g_input_stream_skip (ingam_restic_run_get_output (run), MAX_WORDS, cancellable, NULL) > 0)
    ;
  /* Against a network that is dead it goes on for minutes after its last word. */
  if (!stop && !g_subprocess_wait (run->process, cancellable, NULL))
    {
      stop = TRUE;
      done = FALSE;
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_CANCELLED, _ ("Cancelled."));
    }
  if (stop)
    tell_to_stop (run);
  g_subprocess_wait (run->process, NULL, NULL);
  status =
      g_subprocess_get_if_exited (run->process) ? g_subprocess_get_exit_status (run->process) : -1;
  if (!stop && status != 0 && (!ret_status || status != 3))
    {
      g_autofree char *said = dup_words (run->said);

      done = set_trouble (error, run->restic->repository, status, said);
    }
  if (ret_status)
    *ret_status = status;
  run_free (run);
  return done;
}

static gboolean
run_once (IngamRestic *self,
          const char *folder,
          const char *const *arguments,
          IngamResticLine line,
          gpointer user_data,
          GCancellable *cancellable,
          int *ret_status,
          GError **error)
{
  IngamResticRun *run = ingam_restic_run_start (self, folder, arguments, error);
  g_autoptr (GDataInputStream) in = NULL;
  g_autoptr (GError) reason = NULL;
  char *text;

  if (run == NULL)
    return FALSE;
  in = g_data_input_stream_new (ingam_restic_run_get_output (run));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (in), FALSE);
  while ((text = g_data_input_stream_read_line (in, NULL, cancellable, &reason)))
    {
      if (line)
        line (text, user_data);
      g_free (text);
    }
  if (reason == NULL)
    return ingam_restic_run_end (run, FALSE, ret_status, cancellable, error);
  ingam_restic_run_end (run, TRUE, NULL, NULL, NULL);
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_CANCELLED, _ ("Cancelled."));
  else
    g_set_error (error, INGAM_ERROR, INGAM_ERROR_FAILED, _ ("restic could not do it: %s"),
                 reason->message);
  return FALSE;
}

gboolean
ingam_restic_run (IngamRestic *self,
                  const char *folder,
                  const char *const *arguments,
                  IngamResticLine line,
                  gpointer user_data,
                  GCancellable *cancellable,
                  int *ret_status,
                  GError **error)
{
  g_autoptr (GError) reason = NULL;

  if (run_once (self, folder, arguments, line, user_data, cancellable, ret_status, &reason))
    return TRUE;
  if (ingam_restic_is_busy (reason) && ingam_restic_unlock (self, cancellable, NULL))
    return run_once (self, folder, arguments, line, user_data, cancellable, ret_status, error);
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}
