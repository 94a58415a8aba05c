/* opener.c: the options' passphrase, the keyring's, the person's, in that order.
 *
 * The keyring's is tried without the ledger's opinion of it: an old backup may well have been
 * sealed with another one, and what opens it is right.
 */
#include "config.h"

#include "cli/opener.h"

#include "cli/await.h"
#include "cli/output.h"
#include "cli/password.h"
#include "cli/terminal.h"
#include "core/backup/passphrase.h"

#include <glib/gi18n-lib.h>

#define MAX_TRIES 3

IngamKeyringManner
ingam_opener_get_manner (void)
{
  return ingam_terminal_is_present () ? INGAM_KEYRING_MAY_ASK : INGAM_KEYRING_QUIETLY;
}

IngamSecret *
ingam_opener_parse (IngamSecret *typed, const char *slot, GError **error)
{
  gsize size;
  const guint8 *text = ingam_secret_peek (typed, &size);

  if (g_str_equal (slot, INGAM_KEYRING_SLOT_BACKUP))
    return ingam_passphrase_parse ((const char *) text, size, error);
  return ingam_secret_ref (typed);
}

static gboolean
is_wrong (const GError *error)
{
  return g_error_matches (error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD);
}

/* Takes @found, which may be NULL with @error set already. */
static gboolean
try_one (IngamSecret *found,
         const char *slot,
         IngamOpenerTry attempt,
         gpointer user_data,
         GError **error)
{
  g_autoptr (IngamSecret) typed = found;
  g_autoptr (IngamSecret) passphrase = typed ? ingam_opener_parse (typed, slot, error) : NULL;

  return passphrase && attempt (passphrase, user_data, error);
}

static IngamSecret *
ask_keyring (IngamCli *cli, const char *slot, GError **error)
{
  g_autoptr (IngamKeyring) keyring = ingam_keyring_new ();
  g_autoptr (GAsyncResult) result = NULL;

  ingam_keyring_find_async (keyring, slot, ingam_opener_get_manner (), cli->cancellable,
                            ingam_await_cb, &result);
  return ingam_keyring_find_finish (keyring, ingam_await (&result), error);
}

/* A few times: it is long, and copied by hand. */
gboolean
ingam_opener_ask (
    IngamCli *cli, const char *slot, IngamOpenerTry attempt, gpointer user_data, GError **error)
{
  for (int i = 0; i < MAX_TRIES; i++)
    {
      g_autoptr (GError) problem = NULL;
      const char *prompt = g_str_equal (slot, INGAM_KEYRING_SLOT_BACKUP) ?
                               _ ("Backup passphrase: ") :
                               _ ("Password of the restic repository: ");
      IngamSecret *typed = ingam_terminal_ask_secret (prompt, cli->cancellable, &problem);

      if (try_one (typed, slot, attempt, user_data, &problem))
        return TRUE;
      if (!is_wrong (problem) || i == MAX_TRIES - 1)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      ingam_output_note (problem->message);
    }
  return FALSE;
}

gboolean
ingam_opener_run (
    IngamCli *cli, const char *slot, IngamOpenerTry attempt, gpointer user_data, GError **error)
{
  g_autoptr (GError) problem = NULL;
  gboolean is_the_keyrings;

  if (ingam_password_is_given (cli, INGAM_PASSWORD_CURRENT))
    return try_one (ingam_password_get (cli, INGAM_PASSWORD_CURRENT, "", error), slot, attempt,
                    user_data, error);

  if (try_one (ask_keyring (cli, slot, &problem), slot, attempt, user_data, &problem))
    return TRUE;
  is_the_keyrings = ingam_status_from_error (problem) == INGAM_STATUS_KEYRING;
  if (ingam_terminal_is_present () && (is_wrong (problem) || is_the_keyrings))
    {
      ingam_output_note (is_the_keyrings ?
                             problem->message :
                             _ ("The passphrase in the keyring does not open this backup."));
      return ingam_opener_ask (cli, slot, attempt, user_data, error);
    }
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}
