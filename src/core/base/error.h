/* error.h: the one error domain of Ingam.
 *
 * Every failure that a person could meet has a code that a face can branch on, and a message that
 * is a whole sentence for people, already translated: what happened and what to do next. The core
 * never prints; it returns these. The codes are shared by all folders because every face branches
 * on them in the same way (exit status, JSON word, icon); a domain a folder would only have made
 * the faces translate between them.
 *
 * Six failures must never be mixed up (wrong password, unsupported algorithm, damaged file, half a
 * pair, already here, older than yours): wrong password is said of nothing else.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define INGAM_ERROR (ingam_error_quark ())

typedef enum
{
  INGAM_ERROR_FAILED,              /* none of the below; the message is all there is */
  INGAM_ERROR_CANCELLED,           /* the person changed their mind */
  INGAM_ERROR_NEEDS_PASSWORD,      /* nothing wrong: a password is needed to go on */
  INGAM_ERROR_WRONG_PASSWORD,      /* padding, ASN.1 or match with the certificate say so */
  INGAM_ERROR_TOO_EXPENSIVE,       /* the file asks for very many rounds: ask the person first */
  INGAM_ERROR_UNSUPPORTED,         /* an algorithm we do not know; the message names it */
  INGAM_ERROR_DAMAGED,             /* recognised, but broken or altered */
  INGAM_ERROR_HALF_PAIR,           /* a certificate without key, or a key without certificate */
  INGAM_ERROR_ALREADY_HERE,        /* the very same credential is in the store */
  INGAM_ERROR_OLDER_THAN_YOURS,    /* the store has a newer one of the same subject */
  INGAM_ERROR_NOT_A_CERTIFICATE,   /* not recognised at all */
  INGAM_ERROR_REFUSED,             /* too big, too deep, too many, a link, a device: we do not read it */
  INGAM_ERROR_NOT_FOUND,           /* no such file, folder, credential */
  INGAM_ERROR_AMBIGUOUS,           /* an id prefix that fits several */
  INGAM_ERROR_PASSWORD_RULE,       /* a new password that the authorities' rule does not allow */
  INGAM_ERROR_CHANGED,             /* another program changed the files meanwhile; nothing was done */
  INGAM_ERROR_UNVERIFIED,          /* what was read back is not what was written; nothing was done */
  INGAM_ERROR_NO_SPACE,            /* the disk is full */
  INGAM_ERROR_PERMISSION,          /* not allowed, or mounted read-only */
  INGAM_ERROR_DISK,                /* any other failure of the disk or file system */
  INGAM_ERROR_UNREACHABLE,         /* a place that is not there now: unplugged, offline */
  INGAM_ERROR_KEYRING_LOCKED,      /* and nobody was to be asked */
  INGAM_ERROR_KEYRING_DISMISSED,   /* the person closed the keyring's question */
  INGAM_ERROR_KEYRING_ABSENT,      /* there is none, it went away, or it does not answer */
  INGAM_ERROR_KEYRING_EMPTY,       /* it is open, and nothing of ours is in it */
  INGAM_ERROR_N_CODES
} IngamError;

GQuark ingam_error_quark (void);

/* The stable word of a code ("wrong-password"), as the command line's JSON says it. */
const char *ingam_error_get_word (IngamError code);

/* Sets @error from errno: EACCES, EPERM, EROFS -> PERMISSION; ENOSPC, EDQUOT -> NO_SPACE; ENOENT,
 * ENOTDIR -> NOT_FOUND; ELOOP -> REFUSED (we opened with O_NOFOLLOW); everything else -> DISK.
 * @what: a short translated phrase, "… could not be written" style, with the file's display name
 * already in it and made inert; the system's reason is appended. Returns FALSE for tail calls. */
gboolean ingam_error_set_errno (GError **error, int errsv, const char *what);

/* The same for what a stream or a place of GIO says: a network that is not there is UNREACHABLE. An
 * error of ours that came through a stream stays what it is. */
gboolean ingam_error_set_io (GError **error, const GError *reason, const char *what);

G_END_DECLS
