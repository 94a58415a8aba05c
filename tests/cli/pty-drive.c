/* pty-drive.c: a person at a terminal, for the shell tests: "pty-drive OUTPUT COMMAND…" starts
 * COMMAND on a pseudo terminal and plays the script on stdin, one step a line:
 *
 *   expect TEXT    waits until TEXT has come (after what was expected before)
 *   send TEXT      types TEXT; \n and octal as in C, \003 is Ctrl-C
 *   stopped        waits until the command has stopped (Ctrl-Z)
 *   continue       wakes it up
 *   echo on|off    fails unless the terminal echoes (does not echo)
 *   took MS        fails unless the steps since the last "send" took at most MS milliseconds
 *
 * then waits for the end. All output is written to OUTPUT; the exit status is the command's, 99
 * when a step failed. Nothing waits longer than half a minute.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define PATIENCE (30 * 1000) /* milliseconds */

static int master;
static int reports; /* from the leader of the session, as a shell would see it */
static pid_t child; /* the command */
static GString *output;
static gsize seen; /* up to where expect has looked */
static gboolean ended;
static gint64 sent_at;
static const char *output_path;

static void
fail (const char *why, const char *what)
{
  fprintf (stderr, "pty-drive: %s: %s\n--- output:\n%s\n", why, what, output->str);
  if (child > 0)
    kill (child, SIGKILL);
  exit (99);
}

/* FALSE at the end of the output or of our patience. */
static gboolean
read_some (int milliseconds)
{
  struct pollfd polled = { .fd = master, .events = POLLIN };
  char block[4096];
  gssize n;

  if (ended || poll (&polled, 1, milliseconds) <= 0)
    return FALSE;
  n = read (master, block, sizeof block);
  if (n <= 0)
    {
      ended = TRUE;
      return FALSE;
    }
  g_string_append_len (output, block, n);
  return TRUE;
}

static void
expect (const char *text)
{
  const char *at;

  while (!(at = strstr (output->str + seen, text)))
    if (!read_some (PATIENCE))
      fail ("never came", text);
  seen = (gsize) (at - output->str) + strlen (text);
}

static void
type (const char *text)
{
  g_autofree char *bytes = g_strcompress (text);
  gsize size = strlen (bytes);

  sent_at = g_get_monotonic_time ();
  if (write (master, bytes, size) != (gssize) size)
    fail ("could not type", text);
}

static void
check_echo (const char *wanted)
{
  struct termios state;

  if (tcgetattr (master, &state) != 0 ||
      ((state.c_lflag & ECHO) != 0) != g_str_equal (wanted, "on"))
    fail ("echo is not", wanted);
}

static void
check_time (const char *limit)
{
  gint64 took = (g_get_monotonic_time () - sent_at) / 1000;

  if (took > g_ascii_strtoll (limit, NULL, 10))
    {
      g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT " ms", took);

      fail ("took", text);
    }
}

/* What waitpid() said next about the command. What it writes meanwhile is read, or it would wait
 * for us. */
static int
next_status (const char *what)
{
  int status = 0;

  for (;;)
    {
      struct pollfd polled[] = { { .fd = reports, .events = POLLIN },
                                 { .fd = ended ? -1 : master, .events = POLLIN } };

      if (poll (polled, G_N_ELEMENTS (polled), PATIENCE) <= 0)
        fail ("did not come", what);
      if (polled[1].revents)
        read_some (0);
      if (!polled[0].revents)
        continue;
      if (read (reports, &status, sizeof status) != sizeof status)
        fail ("did not come", what);
      return status;
    }
}

static void
play (char *line)
{
  char *argument = strchr (line, ' ');
  int status;

  if (argument)
    *argument++ = '\0';
  if (g_str_equal (line, "expect"))
    expect (argument);
  else if (g_str_equal (line, "send"))
    type (argument);
  else if (g_str_equal (line, "echo"))
    check_echo (argument);
  else if (g_str_equal (line, "took"))
    check_time (argument);
  else if (g_str_equal (line, "continue"))
    kill (child, SIGCONT);
  else if (g_str_equal (line, "stopped"))
    {
      status = next_status ("stop");
      if (!WIFSTOPPED (status))
        fail ("did not stop", "");
    }
  else if (*line)
    fail ("no such step", line);
}

static int
finish (void)
{
  int status = next_status ("end");

  while (read_some (PATIENCE))
    ;
  g_file_set_contents (output_path, output->str, (gssize) output->len, NULL);
  return WIFEXITED (status) ? WEXITSTATUS (status) : 128 + WTERMSIG (status);
}

/* In the new session: what a shell does for a command in the foreground, without which Ctrl-Z would
 * find nobody to wake it up again and do nothing. */
static void
lead (char **command, int out)
{
  pid_t pid;
  int status;

  signal (SIGTTOU, SIG_IGN);
  pid = fork ();
  if (pid == 0)
    {
      setpgid (0, 0);
      tcsetpgrp (STDIN_FILENO, getpid ());
      signal (SIGTTOU, SIG_DFL);
      execvp (command[0], command);
      _exit (127);
    }
  setpgid (pid, pid);
  if (write (out, &pid, sizeof pid) != sizeof pid)
    _exit (1);
  do
    if (waitpid (pid, &status, WUNTRACED) != pid || write (out, &status, sizeof status) < 0)
      _exit (1);
  while (WIFSTOPPED (status));
  _exit (0);
}

int
main (int argc, char **argv)
{
  struct winsize size = { .ws_row = 24, .ws_col = 100 };
  char line[4096];
  int fds[2];
  pid_t leader;

  if (argc < 3 || pipe2 (fds, O_CLOEXEC) != 0)
    return 99;
  output = g_string_new (NULL);
  output_path = argv[1];
  sent_at = g_get_monotonic_time ();
  leader = forkpty (&master, NULL, NULL, &size);
  if (leader < 0)
    return 99;
  if (leader == 0)
    lead (argv + 2, fds[1]);
  close (fds[1]);
  reports = fds[0];
  if (read (reports, &child, sizeof child) != sizeof child)
    return 99;
  while (fgets (line, sizeof line, stdin))
    {
      g_strchomp (line);
      play (line);
    }
  return finish ();
}
