/* terminal.c: the controlling terminal and the signals that come from it.
 *
 * All signals are waited for in one thread of their own (sigwait), so that what they do is ordinary
 * code: no handler, no self-pipe. While a password is being typed that thread also puts the
 * terminal in order before the program stops or ends, and back when it goes on.
 *
 * getpass() and readline were rejected: both keep the password in memory of their own.
 */
#include "config.h"

#include "cli/terminal.h"

#include "cli/password.h"
#include "core/base/durable-file.h"
#include "core/base/error.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* What the signal thread has to know about a question under way. */
static struct
{
  GMutex lock;
  int tty; /* -1: no question, or one with echo */
  struct termios usual;
  struct termios silent;
  const char *prompt;
} question = { .tty = -1 };

static void
say_bytes (int tty, const char *bytes, gsize size)
{
  while (size > 0)
    {
      gssize n = write (tty, bytes, size);

      if (n <= 0)
        return;
      bytes += n;
      size -= (gsize) n;
    }
}

static void
say (int tty, const char *text)
{
  g_autofree char *local = g_locale_from_utf8 (text, -1, NULL, NULL, NULL);
  const char *bytes = local ? local : text;

  say_bytes (tty, bytes, strlen (bytes));
}

static void
pause_question (void)
{
  g_mutex_lock (&question.lock);
  if (question.tty >= 0)
    tcsetattr (question.tty, TCSANOW, &question.usual);
  g_mutex_unlock (&question.lock);
}

static void
resume_question (void)
{
  g_mutex_lock (&question.lock);
  if (question.tty >= 0)
    {
      tcsetattr (question.tty, TCSAFLUSH, &question.silent);
      say (question.tty, "\n");
      say (question.tty, question.prompt);
    }
  g_mutex_unlock (&question.lock);
}

/* SIGTSTP itself rather than SIGSTOP: where no shell could wake us up again, the kernel then does
 * not stop us. */
static void
stop_until_continued (void)
{
  sigset_t stop;

  sigemptyset (&stop);
  sigaddset (&stop, SIGTSTP);
  pthread_sigmask (SIG_UNBLOCK, &stop, NULL);
  raise (SIGTSTP);
  pthread_sigmask (SIG_BLOCK, &stop, NULL);
}

typedef struct
{
  sigset_t set;
  GCancellable *cancellable;
} Signals;

static gpointer
wait_for_signals (gpointer data)
{
  Signals *signals = data;

  for (;;)
    {
      int number;

      if (sigwait (&signals->set, &number) != 0)
        continue;
      if (number == SIGTSTP)
        {
          pause_question ();
          stop_until_continued ();
          resume_question ();
        }
      else if (g_cancellable_is_cancelled (signals->cancellable))
        {
          pause_question ();
          _exit (1);
        }
      else
        g_cancellable_cancel (signals->cancellable);
    }
  return NULL;
}

void
ingam_terminal_start (GCancellable *cancellable)
{
  static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };
  Signals *signals = g_new0 (Signals, 1);

  sigemptyset (&signals->set);
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      struct sigaction action;

      /* What nohup or a shell's background turned off stays off. */
      if (sigaction (numbers[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
        sigaddset (&signals->set, numbers[i]);
    }
  signals->cancellable = g_object_ref (cancellable);
  pthread_sigmask (SIG_BLOCK, &signals->set, NULL);
  g_thread_unref (g_thread_new ("signals", wait_for_signals, signals));
}

static IngamFd
open_terminal (void)
{
  return isatty (STDIN_FILENO) ? open ("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC) : -1;
}

gboolean
ingam_terminal_is_present (void)
{
  g_auto (IngamFd) tty = open_terminal ();

  return tty >= 0;
}

/* Shows the prompt and turns the echo off. FALSE where that cannot be done: better no password than
 * one on the screen. */
static gboolean
begin_question (int tty, const char *prompt)
{
  gboolean silent;

  g_mutex_lock (&question.lock);
  silent = tcgetattr (tty, &question.usual) == 0;
  if (silent)
    {
      question.silent = question.usual;
      question.silent.c_lflag &= ~(tcflag_t) (ECHO | ECHOE | ECHOK | ECHONL);
      question.silent.c_lflag |= ICANON | ISIG;
      silent = tcsetattr (tty, TCSAFLUSH, &question.silent) == 0;
    }
  if (silent)
    {
      question.tty = tty;
      question.prompt = prompt;
      say (tty, prompt);
    }
  g_mutex_unlock (&question.lock);
  return silent;
}

static void
end_question (int tty)
{
  g_mutex_lock (&question.lock);
  tcsetattr (tty, TCSAFLUSH, &question.usual);
  question.tty = -1;
  say (tty, "\n");
  g_mutex_unlock (&question.lock);
}

IngamSecret *
ingam_terminal_ask_secret (const char *prompt, GCancellable *cancellable, GError **error)
{
  g_auto (IngamFd) tty = open_terminal ();
  IngamSecret *secret;

  if (tty < 0 || !begin_question (tty, prompt))
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_FAILED,
                           _ ("The terminal cannot be asked for a password."));
      return NULL;
    }
  secret = ingam_password_read_line (tty, cancellable, error);
  end_question (tty);
  return secret;
}

void
ingam_terminal_show_secret (const char *text, IngamSecret *secret)
{
  g_auto (IngamFd) tty = open_terminal ();
  gsize size;
  const guint8 *bytes = ingam_secret_peek (secret, &size);

  if (tty < 0)
    return;
  say (tty, text);
  say (tty, "\n\n  ");
  say_bytes (tty, (const char *) bytes, size);
  say (tty, "\n\n");
}

gboolean
ingam_terminal_confirm (const char *text, GCancellable *cancellable)
{
  g_auto (IngamFd) tty = open_terminal ();
  g_autoptr (IngamSecret) answer = NULL;

  if (tty < 0)
    return FALSE;
  say (tty, text);
  say (tty, " [y/N] ");
  answer = ingam_password_read_line (tty, cancellable, NULL);
  if (!answer)
    say (tty, "\n");
  /* "y", and the locale's own word: "예". */
  return answer && rpmatch ((const char *) ingam_secret_peek (answer, NULL)) == 1;
}
