/* password.c: reads a password into locked memory from wherever the options say. */
#include "config.h"

#include "cli/password.h"

#include "cli/terminal.h"
#include "core/base/durable-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#define MAX_TRIES 3

static const struct
{
  IngamOption file;
  IngamOption fd;
} sources[] = {
  [INGAM_PASSWORD_CURRENT] = { INGAM_OPTION_PASSWORD_FILE, INGAM_OPTION_PASSWORD_FD },
  [INGAM_PASSWORD_NEW] = { INGAM_OPTION_NEW_PASSWORD_FILE, INGAM_OPTION_NEW_PASSWORD_FD },
  [INGAM_PASSWORD_OF_FILE] = { INGAM_OPTION_FILE_PASSWORD_FILE, INGAM_OPTION_FILE_PASSWORD_FD },
};

/* Waits for @fd or Ctrl-C, then reads one byte: 1, 0 at the end, -1 with @error. */
static int
read_byte (int fd, guint8 *byte, GCancellable *cancellable, GError **error)
{
  struct pollfd polled[2] = { { .fd = fd, .events = POLLIN },
                              { .fd = g_cancellable_get_fd (cancellable), .events = POLLIN } };
  gssize n = -1;

  do
    {
      if (poll (polled, 2, -1) < 0 && errno != EINTR)
        break;
      if (g_cancellable_is_cancelled (cancellable))
        {
          g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_CANCELLED, _ ("Cancelled."));
          n = -2;
        }
      else if (polled[0].revents)
        n = read (fd, byte, 1);
      else
        errno = EINTR;
    }
  while (n == -1 && (errno == EINTR || errno == EAGAIN));

  g_cancellable_release_fd (cancellable);
  if (n == -1)
    ingam_error_set_errno (error, errno, _ ("The password could not be read"));
  return n < 0 ? -1 : (int) n;
}

IngamSecret *
ingam_password_read_line (int fd, GCancellable *cancellable, GError **error)
{
  guint8 *data;
  g_autoptr (IngamSecret) buffer =
      ingam_secret_new_uninitialised (INGAM_PASSWORD_MAX_BYTES + 1, &data);
  gsize size = 0;

  for (;;)
    {
      int n;

      if (size > INGAM_PASSWORD_MAX_BYTES)
        {
          g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                               _ ("That is too long for a password. Is it the right file?"));
          return NULL;
        }
      n = read_byte (fd, data + size, cancellable, error);
      if (n < 0)
        return NULL;
      if (n == 0 && size == 0)
        {
          g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_NEEDS_PASSWORD,
                               _ ("There is no password where one should be."));
          return NULL;
        }
      if (n == 0 || data[size] == '\n')
        break;
      size++;
    }
  if (size > 0 && data[size - 1] == '\r')
    size--;
  return ingam_secret_new_slice (buffer, 0, size);
}

static IngamSecret *
read_file (IngamCli *cli, const char *path, GError **error)
{
  g_auto (IngamFd) fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

  if (fd < 0)
    {
      ingam_error_set_errno (error, errno, _ ("The password file could not be opened"));
      return NULL;
    }
  return ingam_password_read_line (fd, cli->cancellable, error);
}

static IngamSecret *
read_descriptor (IngamCli *cli, const char *number, GError **error)
{
  guint64 fd;

  if (!g_ascii_string_to_unsigned (number, 10, 0, G_MAXINT, &fd, NULL))
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_NEEDS_PASSWORD,
                           _ ("A descriptor is a number, as in --password-fd 3 3<FILE."));
      return NULL;
    }
  return ingam_password_read_line ((int) fd, cli->cancellable, error);
}

gboolean
ingam_password_is_given (IngamCli *cli, IngamPasswordRole role)
{
  return cli->values[sources[role].file] || cli->values[sources[role].fd];
}

IngamSecret *
ingam_password_get (IngamCli *cli, IngamPasswordRole role, const char *prompt, GError **error)
{
  const char *file = cli->values[sources[role].file];
  const char *fd = cli->values[sources[role].fd];

  if (file)
    return read_file (cli, file, error);
  if (fd)
    return read_descriptor (cli, fd, error);
  if (ingam_terminal_is_present ())
    return ingam_terminal_ask_secret (prompt, cli->cancellable, error);
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_NEEDS_PASSWORD,
                       role == INGAM_PASSWORD_NEW ?
                           _ ("No new password was given. Use --new-password-file or a terminal.") :
                           _ ("No password was given. Use --password-file or a terminal."));
  return NULL;
}

IngamSecret *
ingam_password_ask_twice (IngamCli *cli, const char *prompt, GError **error)
{
  for (int i = 0; i < MAX_TRIES; i++)
    {
      g_autoptr (IngamSecret) first = NULL;
      g_autoptr (IngamSecret) again = NULL;

      first = ingam_terminal_ask_secret (prompt, cli->cancellable, error);
      if (!first)
        return NULL;
      again = ingam_terminal_ask_secret (_ ("Once more: "), cli->cancellable, error);
      if (!again)
        return NULL;
      if (ingam_secret_equal (first, again))
        return g_steal_pointer (&first);
      g_printerr ("%s\n", _ ("The two new passwords are not the same."));
    }
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_FAILED,
                       _ ("The new password was not typed the same twice."));
  return NULL;
}
