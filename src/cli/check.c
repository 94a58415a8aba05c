/* check.c: "ingamctl check [ID…]": single, named answers about each credential.
 *
 * One password is asked for or given, and tried on all of them: an office has one password for
 * many, and a wrong one is an answer like any other.
 */
#include "config.h"

#include "core/store/check.h"

#include "cli/describe.h"
#include "cli/locate.h"
#include "cli/output.h"
#include "cli/password.h"
#include "cli/progress.h"
#include "cli/slow.h"
#include "cli/terminal.h"
#include "core/base/clock.h"

#include <glib/gi18n-lib.h>

static const char *const titles[INGAM_CHECK_N] = {
  [INGAM_CHECK_KEY_MATCH] = N_ ("Key"),         [INGAM_CHECK_PASSWORD] = N_ ("Password"),
  [INGAM_CHECK_RANDOM] = N_ ("Identity check"), [INGAM_CHECK_CHAIN] = N_ ("Issuer"),
  [INGAM_CHECK_DATES] = N_ ("Dates"),           [INGAM_CHECK_PERMISSIONS] = N_ ("Permissions"),
};

static const IngamMark marks[] = {
  [INGAM_CHECK_PASS] = INGAM_MARK_GOOD,
  [INGAM_CHECK_FAIL] = INGAM_MARK_BAD,
  [INGAM_CHECK_UNKNOWN] = INGAM_MARK_OPEN,
  [INGAM_CHECK_SKIPPED] = INGAM_MARK_OPEN,
};

typedef struct
{
  IngamCli *cli;
  IngamScan *scan; /* NULL without a store */
  IngamAuthorities *authorities;
  IngamSecret *password;
  IngamJson *json;
  GString *text;
  gint64 now;
} Check;

/* What stands in the way of opening the key has a status of its own; everything else that does not
 * hold is UNVERIFIED. So is a key of another certificate: its password is right, and no half is
 * missing. */
static IngamStatus
find_status (const IngamCheckReport *report)
{
  const IngamCheck *password = &report->checks[INGAM_CHECK_PASSWORD];
  const IngamCheck *match = &report->checks[INGAM_CHECK_KEY_MATCH];
  IngamStatus status = ingam_status_from_error (password->error);

  if (password->result != INGAM_CHECK_PASS || match->result != INGAM_CHECK_FAIL)
    status = ingam_status_max (status, ingam_status_from_error (match->error));
  for (guint i = 0; status == INGAM_STATUS_DONE && i < INGAM_CHECK_N; i++)
    if (report->checks[i].result == INGAM_CHECK_FAIL)
      status = INGAM_STATUS_UNVERIFIED;
  return status;
}

static IngamCheckReport *
run_once (Check *check, const IngamPlace *place, GError **error)
{
  IngamCli *cli = check->cli;

  if (place->credential)
    return ingam_check_run (cli->store, place->credential, check->authorities, check->password,
                            cli->budget, check->now, cli->cancellable, error);
  return ingam_check_run_folder (place->path, NULL, check->password, cli->budget, check->now,
                                 cli->cancellable, error);
}

static IngamCheckReport *
run (Check *check, const IngamPlace *place, IngamCredential *credential, GError **error)
{
  IngamCheckReport *report = run_once (check, place, error);

  if (!report || !ingam_slow_ask (check->cli, ingam_credential_get_key_rounds (credential),
                                  report->checks[INGAM_CHECK_PASSWORD].error))
    return report;
  ingam_check_report_free (report);
  return run_once (check, place, error);
}

static void
add_json (Check *check, const char *id, const IngamCheckReport *report)
{
  ingam_json_begin_object (check->json, NULL);
  ingam_json_add_string (check->json, "id", id);
  ingam_json_begin_list (check->json, "checks");
  for (guint i = 0; i < INGAM_CHECK_N; i++)
    {
      const IngamCheck *one = &report->checks[i];

      ingam_json_begin_object (check->json, NULL);
      ingam_json_add_string (check->json, "name", ingam_check_get_word (one->name));
      ingam_json_add_string (check->json, "result", ingam_check_result_get_word (one->result));
      ingam_json_add_string (check->json, "detail", one->detail);
      ingam_json_end (check->json);
    }
  ingam_json_end (check->json);
  ingam_json_end (check->json);
}

static void
add_text (Check *check, IngamCredential *credential, const IngamCheckReport *report)
{
  g_autoptr (IngamTable) table = ingam_table_new (2);
  g_autofree char *purpose = ingam_describe_dup_purpose (credential);
  g_autofree char *id = ingam_describe_dup_short_id (credential);

  if (check->text->len > 0)
    g_string_append_c (check->text, '\n');
  g_string_append_printf (check->text, "%s (%s) %s\n", ingam_credential_get_name (credential),
                          purpose, id);
  for (guint i = 0; i < INGAM_CHECK_N; i++)
    {
      const IngamCheck *one = &report->checks[i];
      g_autofree char *detail = ingam_name_dup_inert (one->detail, 1024);
      g_autofree char *label = g_strdup_printf (
          "  %s %s", ingam_output_get_mark (marks[one->result]), _ (titles[one->name]));

      ingam_table_add (table, label, detail);
    }
  ingam_table_append_to (table, check->text);
}

static IngamCredential *
dup_credential (const IngamPlace *place, GError **error)
{
  g_autoptr (IngamFolderFiles) files = NULL;

  if (place->credential)
    return g_object_ref (place->credential);
  files = ingam_scan_read_folder (place->path, error);
  return files ? ingam_locate_read_credential (files, error) : NULL;
}

static IngamStatus
check_place (Check *check, const char *about, const IngamPlace *place)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamCredential) credential = dup_credential (place, &error);
  g_autoptr (IngamCheckReport) report = credential ? run (check, place, credential, &error) : NULL;
  char hex[65];

  if (!report)
    return ingam_output_error (about, error);
  if (check->json)
    add_json (check, ingam_credential_get_id (credential, hex), report);
  else
    add_text (check, credential, report);
  return find_status (report);
}

static IngamStatus
check_argument (Check *check, const char *argument)
{
  g_auto (IngamPlace) place = { 0 };
  g_autoptr (GError) error = NULL;

  if (!ingam_locate_place (check->scan, argument, &place, &error))
    return ingam_output_error (argument, error);
  return check_place (check, argument, &place);
}

static IngamStatus
check_all (Check *check)
{
  GPtrArray *credentials = ingam_scan_get_credentials (check->scan);
  g_autoptr (IngamProgress) progress = ingam_progress_new (_ ("Checking"));
  IngamStatus status = INGAM_STATUS_DONE;

  for (guint i = 0; i < credentials->len; i++)
    {
      IngamPlace place = { .credential = g_ptr_array_index (credentials, i) };

      if (g_cancellable_is_cancelled (check->cli->cancellable))
        return ingam_status_max (status, INGAM_STATUS_FAILED);
      status = ingam_status_max (
          status, check_place (check, ingam_credential_get_name (place.credential), &place));
      ingam_progress_update_cb (i + 1, credentials->len, progress);
    }
  return status;
}

/* NULL without @error: none was given, and the checks that need one are skipped. */
static IngamSecret *
get_password (IngamCli *cli, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (IngamSecret) password = NULL;
  gboolean given = ingam_password_is_given (cli, INGAM_PASSWORD_CURRENT);

  if (!given && !ingam_terminal_is_present ())
    return NULL;
  password = ingam_password_get (cli, INGAM_PASSWORD_CURRENT,
                                 _ ("Certificate password (Enter to go on without): "), &reason);
  if (!given && (password ? ingam_secret_get_size (password) == 0 :
                            g_error_matches (reason, INGAM_ERROR, INGAM_ERROR_NEEDS_PASSWORD)))
    return NULL;
  if (!password)
    g_propagate_error (error, g_steal_pointer (&reason));
  return g_steal_pointer (&password);
}

IngamStatus
ingam_cli_check (IngamCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamScan) scan = ingam_locate_scan (cli, &error);
  g_autoptr (IngamAuthorities) authorities = ingam_authorities_read (cli->store);
  g_autoptr (IngamSecret) password = NULL;
  g_autoptr (IngamJson) json = cli->json ? ingam_json_new () : NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  Check check = { cli, scan, authorities, NULL, json, text, ingam_clock_now () };
  IngamStatus status = INGAM_STATUS_DONE;

  if (!scan && cli->n_arguments == 0)
    return ingam_output_error (cli->store, error);
  g_clear_error (&error);
  check.password = password = get_password (cli, &error);
  if (error)
    return ingam_output_error (NULL, error);

  if (json)
    ingam_json_begin_list (json, NULL);
  if (cli->n_arguments == 0)
    status = check_all (&check);
  for (guint i = 0; i < cli->n_arguments; i++)
    status = ingam_status_max (status, check_argument (&check, cli->arguments[i]));
  if (json)
    {
      ingam_json_end (json);
      ingam_output_json (json);
    }
  else
    ingam_output_text (text->str);
  return status;
}
