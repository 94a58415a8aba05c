/* error.c: the error domain, its words for scripts, and errno turned into one of its codes.
 *
 * The words are part of the command line's contract, so they stand in one table in the order of
 * the enumeration and never change. The common reasons have words of our own: libc's are for
 * programmers, in a tone of their own, and in English where its translations are not installed.
 */
#include "config.h"

#include "core/base/error.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (ingam-error, ingam_error)

static const char *const words[INGAM_ERROR_N_CODES] = {
  [INGAM_ERROR_FAILED] = "failed",
  [INGAM_ERROR_CANCELLED] = "cancelled",
  [INGAM_ERROR_NEEDS_PASSWORD] = "needs-password",
  [INGAM_ERROR_WRONG_PASSWORD] = "wrong-password",
  [INGAM_ERROR_TOO_EXPENSIVE] = "too-expensive",
  [INGAM_ERROR_UNSUPPORTED] = "unsupported",
  [INGAM_ERROR_DAMAGED] = "damaged",
  [INGAM_ERROR_HALF_PAIR] = "half-pair",
  [INGAM_ERROR_ALREADY_HERE] = "already-here",
  [INGAM_ERROR_OLDER_THAN_YOURS] = "older-than-yours",
  [INGAM_ERROR_NOT_A_CERTIFICATE] = "not-a-certificate",
  [INGAM_ERROR_REFUSED] = "refused",
  [INGAM_ERROR_NOT_FOUND] = "not-found",
  [INGAM_ERROR_AMBIGUOUS] = "ambiguous",
  [INGAM_ERROR_PASSWORD_RULE] = "password-rule",
  [INGAM_ERROR_CHANGED] = "changed",
  [INGAM_ERROR_UNVERIFIED] = "unverified",
  [INGAM_ERROR_NO_SPACE] = "no-space",
  [INGAM_ERROR_PERMISSION] = "permission",
  [INGAM_ERROR_DISK] = "disk",
  [INGAM_ERROR_UNREACHABLE] = "unreachable",
  [INGAM_ERROR_KEYRING_LOCKED] = "keyring-locked",
  [INGAM_ERROR_KEYRING_DISMISSED] = "keyring-dismissed",
  [INGAM_ERROR_KEYRING_ABSENT] = "keyring-absent",
  [INGAM_ERROR_KEYRING_EMPTY] = "keyring-empty",
};

const char *
ingam_error_get_word (IngamError code)
{
  g_return_val_if_fail (code < INGAM_ERROR_N_CODES, words[INGAM_ERROR_FAILED]);
  return words[code];
}

static const struct
{
  int errsv;
  IngamError code;
  const char *reason;
} errno_table[] = {
  { EACCES, INGAM_ERROR_PERMISSION, N_ ("No permission") },
  { EPERM, INGAM_ERROR_PERMISSION, N_ ("No permission") },
  { EROFS, INGAM_ERROR_PERMISSION, N_ ("The disk can only be read") },
  { ENOSPC, INGAM_ERROR_NO_SPACE, N_ ("The disk is full") },
  { EDQUOT, INGAM_ERROR_NO_SPACE, N_ ("Your share of the disk is full") },
  { ENOENT, INGAM_ERROR_NOT_FOUND, N_ ("No such file or folder") },
  { ENOTDIR, INGAM_ERROR_NOT_FOUND, N_ ("No such file or folder") },
  { ELOOP, INGAM_ERROR_REFUSED, N_ ("It is a link") },
  { EEXIST, INGAM_ERROR_ALREADY_HERE, N_ ("There is one of this name already") },
  { ENOTEMPTY, INGAM_ERROR_ALREADY_HERE, N_ ("The folder is not empty") },
  { EIO, INGAM_ERROR_DISK, N_ ("The disk reports an error") },
};

gboolean
ingam_error_set_errno (GError **error, int errsv, const char *what)
{
  IngamError code = INGAM_ERROR_DISK;
  const char *reason = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (errno_table); i++)
    if (errno_table[i].errsv == errsv)
      {
        code = errno_table[i].code;
        reason = _ (errno_table[i].reason);
      }

  g_set_error (error, INGAM_ERROR, code, "%s: %s", what, reason ? reason : g_strerror (errsv));
  return FALSE;
}

static const struct
{
  GIOErrorEnum theirs;
  IngamError code;
  const char *reason;
} io_table[] = {
  { G_IO_ERROR_PERMISSION_DENIED, INGAM_ERROR_PERMISSION, N_ ("No permission") },
  { G_IO_ERROR_READ_ONLY, INGAM_ERROR_PERMISSION, N_ ("The disk can only be read") },
  { G_IO_ERROR_NO_SPACE, INGAM_ERROR_NO_SPACE, N_ ("The disk is full") },
  { G_IO_ERROR_NOT_FOUND, INGAM_ERROR_NOT_FOUND, N_ ("No such file or folder") },
  { G_IO_ERROR_NOT_DIRECTORY, INGAM_ERROR_NOT_FOUND, N_ ("No such file or folder") },
  { G_IO_ERROR_EXISTS, INGAM_ERROR_ALREADY_HERE, N_ ("There is one of this name already") },
  { G_IO_ERROR_NOT_EMPTY, INGAM_ERROR_ALREADY_HERE, N_ ("The folder is not empty") },
  { G_IO_ERROR_NOT_SUPPORTED, INGAM_ERROR_UNSUPPORTED, N_ ("The place cannot do this") },
  { G_IO_ERROR_NOT_MOUNTED, INGAM_ERROR_UNREACHABLE, N_ ("The place is not connected") },
  { G_IO_ERROR_NOT_CONNECTED, INGAM_ERROR_UNREACHABLE, N_ ("The place is not connected") },
  { G_IO_ERROR_CONNECTION_CLOSED, INGAM_ERROR_UNREACHABLE, N_ ("The connection broke off") },
  { G_IO_ERROR_CONNECTION_REFUSED, INGAM_ERROR_UNREACHABLE, N_ ("The server does not answer") },
  { G_IO_ERROR_HOST_NOT_FOUND, INGAM_ERROR_UNREACHABLE, N_ ("The server does not answer") },
  { G_IO_ERROR_HOST_UNREACHABLE, INGAM_ERROR_UNREACHABLE, N_ ("The server does not answer") },
  { G_IO_ERROR_NETWORK_UNREACHABLE, INGAM_ERROR_UNREACHABLE, N_ ("There is no network") },
  { G_IO_ERROR_TIMED_OUT, INGAM_ERROR_UNREACHABLE, N_ ("The server does not answer") },
};

gboolean
ingam_error_set_io (GError **error, const GError *reason, const char *what)
{
  IngamError code = INGAM_ERROR_DISK;
  const char *words_of_it = reason->message;

  if (reason->domain == INGAM_ERROR)
    {
      g_propagate_error (error, g_error_copy (reason));
      return FALSE;
    }
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_CANCELLED, _ ("Cancelled."));
      return FALSE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (io_table); i++)
    if (g_error_matches (reason, G_IO_ERROR, (int) io_table[i].theirs))
      {
        code = io_table[i].code;
        words_of_it = _ (io_table[i].reason);
      }
  g_set_error (error, INGAM_ERROR, code, "%s: %s", what, words_of_it);
  return FALSE;
}
