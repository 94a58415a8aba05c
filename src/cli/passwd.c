/* passwd.c: "ingamctl passwd ID".
 *
 * The old password is tried before the new one is asked for or judged: nobody should think up a
 * good new one for nothing. A weak new one is a question there and a warning in a script; one that
 * breaks the authorities' rule is refused everywhere, since bank programs would refuse it.
 */
#include "config.h"

#include "cli/locate.h"
#include "cli/output.h"
#include "cli/password.h"
#include "cli/slow.h"
#include "cli/terminal.h"
#include "core/base/clock.h"
#include "core/cert/password-quality.h"
#include "core/store/check.h"
#include "core/store/reseal.h"

#include <glib/gi18n-lib.h>

#define MAX_TRIES 3

/* Whether @password opens the key. Anything but a wrong password is left to the change itself,
 * whose words about it are better. */
static gboolean
is_wrong (IngamCli *cli, IngamCredential *credential, IngamSecret *password)
{
  g_autoptr (IngamCheckReport) report =
      ingam_check_run (cli->store, credential, NULL, password, cli->budget, ingam_clock_now (),
                       cli->cancellable, NULL);

  return report && g_error_matches (report->checks[INGAM_CHECK_PASSWORD].error, INGAM_ERROR,
                                    INGAM_ERROR_WRONG_PASSWORD);
}

static IngamSecret *
get_old (IngamCli *cli, IngamCredential *credential, GError **error)
{
  gboolean given = ingam_password_is_given (cli, INGAM_PASSWORD_CURRENT);

  for (int i = 1;; i++)
    {
      g_autoptr (IngamSecret) old =
          ingam_password_get (cli, INGAM_PASSWORD_CURRENT, _ ("Current password: "), error);

      if (!old || !is_wrong (cli, credential, old))
        return g_steal_pointer (&old);
      if (given || i == MAX_TRIES)
        {
          g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD,
                               _ ("The password is not right."));
          return NULL;
        }
      ingam_output_note (_ ("The password is not right."));
    }
}

static IngamSecret *
get_new (IngamCli *cli, GError **error)
{
  if (!ingam_password_is_given (cli, INGAM_PASSWORD_NEW) && ingam_terminal_is_present ())
    return ingam_password_ask_twice (cli, _ ("New password: "), error);
  return ingam_password_get (cli, INGAM_PASSWORD_NEW, "", error);
}

static void
judge (IngamCredential *credential, IngamSecret *password, IngamPasswordQuality *ret_quality)
{
  const char *const own[] = { ingam_credential_get_name (credential),
                              ingam_credential_get_dn (credential),
                              ingam_credential_get_serial (credential), NULL };

  ingam_password_quality_judge (password, own, ret_quality);
}

/* FALSE with PASSWORD_RULE, or CANCELLED when the person would rather think of a better one. */
static gboolean
may_be_set (IngamCli *cli, IngamCredential *credential, IngamSecret *password, GError **error)
{
  IngamPasswordQuality quality;
  g_autofree char *warning = NULL;

  judge (credential, password, &quality);
  if (quality.level == INGAM_PASSWORD_REFUSED)
    {
      /* Translators: why a new password cannot be set: "has no digit". */
      g_set_error (error, INGAM_ERROR, INGAM_ERROR_PASSWORD_RULE,
                   _ ("This password cannot be set (%s). Use 10 or more letters, digits and "
                      "special characters, without ' \" \\ |."),
                   quality.reason);
      return FALSE;
    }
  if (quality.level != INGAM_PASSWORD_WEAK)
    return TRUE;

  /* Translators: why a new password is weak: "looks like a birthday". */
  warning = g_strdup_printf (_ ("This is a weak password: %s."), quality.reason);
  ingam_output_note (warning);
  if (ingam_password_is_given (cli, INGAM_PASSWORD_NEW) ||
      ingam_terminal_confirm (_ ("Set it all the same?"), cli->cancellable))
    return TRUE;
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_CANCELLED,
                       _ ("The password was left as it was."));
  return FALSE;
}

static gboolean
reseal (IngamCli *cli,
        IngamCredential *credential,
        IngamSecret *old,
        IngamSecret *new,
        IngamResealResult *ret_result,
        GError **error)
{
  g_autoptr (GError) reason = NULL;

  if (ingam_reseal_run (cli->store, credential, old, new, cli->budget, cli->cancellable, ret_result,
                        &reason))
    return TRUE;
  if (ingam_slow_ask (cli, ingam_credential_get_key_rounds (credential), reason))
    return ingam_reseal_run (cli->store, credential, old, new, cli->budget, cli->cancellable,
                             ret_result, error);
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

static void
answer (IngamCli *cli, IngamCredential *credential, const IngamResealResult *result)
{
  g_autoptr (IngamJson) json = NULL;
  char hex[65];

  if (!cli->json)
    {
      ingam_output_line (_ ("Password changed. Use the new one in your bank's programs as well."));
      return;
    }
  json = ingam_json_new ();
  ingam_json_begin_object (json, NULL);
  ingam_json_add_string (json, "id", ingam_credential_get_id (credential, hex));
  ingam_json_add_string (json, "scheme", result->scheme);
  ingam_json_add_int (json, "iterations", (gint64) result->rounds);
  ingam_json_end (json);
  ingam_output_json (json);
}

IngamStatus
ingam_cli_passwd (IngamCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamSecret) old = NULL;
  g_autoptr (IngamSecret) new = NULL;
  g_autoptr (IngamCredential) credential = ingam_locate_credential (cli, cli->arguments[0], &error);
  IngamResealResult result;

  if (!credential || !(old = get_old (cli, credential, &error)) || !(new = get_new (cli, &error)) ||
      !may_be_set (cli, credential, new, &error) ||
      !reseal (cli, credential, old, new, &result, &error))
    return ingam_output_error (cli->arguments[0], error);
  answer (cli, credential, &result);
  return INGAM_STATUS_DONE;
}
