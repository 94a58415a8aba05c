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
static pid_t child;
static GString *output;
static gsize seen; /* up to where expect has looked */
static gboolean ended;
static gint64 sent_at;
static const char *output_path;

static void
fail (const char *why, const char *what)
{
  fprintf (stderr, "pty-drive: %s: %s\n--- output:\n%s\n", why, what, output->str);
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
      if (waitpid (child, &status, WUNTRACED) != child || !WIFSTOPPED (status))
        fail ("did not stop", "");
    }
  else if (*line)
    fail ("no such step", line);
}

static int
finish (void)
{
  int status;

  while (read_some (PATIENCE))
    ;
  if (!ended)
    fail ("did not end", "");
  waitpid (child, &status, 0);
  g_file_set_contents (output_path, output->str, (gssize) output->len, NULL);
  return WIFEXITED (status) ? WEXITSTATUS (status) : 128 + WTERMSIG (status);
}

int
main (int argc, char **argv)
{
  struct winsize size = { .ws_row = 24, .ws_col = 100 };
  char line[4096];

  if (argc < 3)
    return 99;
  output = g_string_new (NULL);
  output_path = argv[1];
  child = forkpty (&master, NULL, NULL, &size);
  if (child < 0)
    return 99;
  if (child == 0)
    {
      execvp (argv[2], argv + 2);
      _exit (127);
    }
  while (fgets (line, sizeof line, stdin))
    {
      g_strchomp (line);
      play (line);
    }
  return finish ();
}
