/* keyring-words.c: one sentence for each way in which a keyring does not answer. */
#include "config.h"

#include "core/keyring/keyring-words.h"

#include <glib/gi18n-lib.h>

static const char *const sentences[INGAM_ERROR_N_CODES] = {
  [INGAM_ERROR_CANCELLED] = N_ ("Cancelled."),
  [INGAM_ERROR_FAILED] =
      N_ ("The keyring answered with something that was not understood. Try again."),
  [INGAM_ERROR_UNVERIFIED] =
      N_ ("The keyring gave back something else than what was put into it. It is not relied on."),
  [INGAM_ERROR_KEYRING_LOCKED] = N_ ("The keyring is locked. Unlock it, and try again."),
  [INGAM_ERROR_KEYRING_DISMISSED] =
      N_ ("The keyring’s question was closed without an answer. Try again and answer it."),
  [INGAM_ERROR_KEYRING_ABSENT] =
      N_ ("No keyring answers. Start GNOME Keyring, KDE Wallet or KeePassXC, and try again."),
  [INGAM_ERROR_KEYRING_EMPTY] = N_ ("The keyring is open, but the backup passphrase is not in it."),
};

void
ingam_keyring_set_error (GError **error, IngamError code)
{
  g_return_if_fail (code < INGAM_ERROR_N_CODES && sentences[code] != NULL);

  g_set_error_literal (error, INGAM_ERROR, code, _ (sentences[code]));
}
