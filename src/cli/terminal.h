/* terminal.h: the person at the keyboard: questions, passwords without echo, Ctrl-C and Ctrl-Z.
 *
 * Everything goes through /dev/tty, so that stdout stays clean, and only when stdin is a terminal:
 * a script that feeds us something else is never asked.
 */
#pragma once

#include "core/base/secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Called first, before any thread exists. Ctrl-C, SIGTERM, SIGHUP and SIGQUIT cancel @cancellable;
 * a second one ends the program at once, the terminal being put in order. */
void ingam_terminal_start (GCancellable *cancellable);

/* Whether there is somebody to ask. */
gboolean ingam_terminal_is_present (void);

/* Reads one line without echo. NULL with CANCELLED (Ctrl-C), NEEDS_PASSWORD (Ctrl-D at once: no
 * password will come), FAILED. @prompt is shown as it is. */
IngamSecret *
ingam_terminal_ask_secret (const char *prompt, GCancellable *cancellable, GError **error);

/* Shows a secret on the terminal, below @text, and waits for nothing. The bytes go straight there:
 * they stand in no buffer, and in no file that the output goes to. */
void ingam_terminal_show_secret (const char *text, IngamSecret *secret);

/* A question answered with yes or no; an empty answer is no. Adds " [y/N] ". FALSE also when
 * cancelled. */
gboolean ingam_terminal_confirm (const char *question, GCancellable *cancellable);

G_END_DECLS
