/* password.h: where passwords come from: a descriptor, a file, or the person.
 *
 * Bytes go from read(2) straight into an IngamSecret: no stdio buffer, no GIOChannel, nothing else
 * in memory ever holds them. Never argv, never the environment.
 */
#pragma once

#include "cli/cli.h"
#include "core/base/secret.h"

G_BEGIN_DECLS

#define INGAM_PASSWORD_MAX_BYTES 1024

/* The next line of @fd without its newline (or "\r\n"). One byte at a time, so that two passwords
 * can come one after the other from one descriptor. NEEDS_PASSWORD at the end of the input, REFUSED
 * when longer than INGAM_PASSWORD_MAX_BYTES, CANCELLED, DISK. */
IngamSecret *ingam_password_read_line (int fd, GCancellable *cancellable, GError **error);

typedef enum
{
  INGAM_PASSWORD_CURRENT, /* --password-* */
  INGAM_PASSWORD_NEW,     /* --new-password-* */
  INGAM_PASSWORD_OF_FILE, /* --file-password-* */
} IngamPasswordRole;

/* Whether the options name a source for it. */
gboolean ingam_password_is_given (IngamCli *cli, IngamPasswordRole role);

/* From the options' source, else asked with @prompt on a terminal, else NEEDS_PASSWORD with a
 * sentence that says how to give one. */
IngamSecret *
ingam_password_get (IngamCli *cli, IngamPasswordRole role, const char *prompt, GError **error);

/* A new one on a terminal, typed twice. */
IngamSecret *ingam_password_ask_twice (IngamCli *cli, const char *prompt, GError **error);

G_END_DECLS
