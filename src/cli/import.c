/* import.c: "ingamctl import PATH…": anything, one result for each thing handed in. */
#include "config.h"

#include "core/import/import.h"

#include "cli/describe.h"
#include "cli/output.h"
#include "cli/password.h"
#include "cli/progress.h"
#include "cli/slow.h"
#include "cli/terminal.h"
#include "cli/text.h"
#include "core/base/clock.h"
#include "core/store/trash.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

static const IngamMark marks[INGAM_N_OUTCOMES] = {
  [INGAM_OUTCOME_NEW] = INGAM_MARK_GOOD,
  [INGAM_OUTCOME_ALREADY_HERE] = INGAM_MARK_GOOD,
  [INGAM_OUTCOME_OLDER_THAN_YOURS] = INGAM_MARK_OPEN,
  [INGAM_OUTCOME_NEEDS_PASSWORD] = INGAM_MARK_OPEN,
  [INGAM_OUTCOME_WRONG_PASSWORD] = INGAM_MARK_BAD,
  [INGAM_OUTCOME_TOO_EXPENSIVE] = INGAM_MARK_BAD,
  [INGAM_OUTCOME_UNSUPPORTED] = INGAM_MARK_BAD,
  [INGAM_OUTCOME_DAMAGED] = INGAM_MARK_BAD,
  [INGAM_OUTCOME_HALF_PAIR] = INGAM_MARK_BAD,
  [INGAM_OUTCOME_NOT_A_CERTIFICATE] = INGAM_MARK_BAD,
  [INGAM_OUTCOME_FAILED] = INGAM_MARK_BAD,
};

static const gboolean named[INGAM_N_OUTCOMES] = {
  [INGAM_OUTCOME_NEW] = TRUE,
  [INGAM_OUTCOME_ALREADY_HERE] = TRUE,
  [INGAM_OUTCOME_OLDER_THAN_YOURS] = TRUE,
};

static gboolean
has_outcome (IngamImportPlan *plan, IngamOutcome outcome)
{
  for (guint i = 0; i < ingam_import_plan_get_n_entries (plan); i++)
    if (ingam_import_entry_get_outcome (ingam_import_plan_get_entry (plan, i)) == outcome)
      return TRUE;
  return FALSE;
}

/* How many entries @password opened, or -1. What asks for very many rounds is put to the person. */
static int
offer (IngamCli *cli, IngamImportPlan *plan, IngamSecret *password, GError **error)
{
  int opened =
      ingam_import_plan_offer_password (plan, password, cli->budget, cli->cancellable, error);

  if (opened < 0 || !has_outcome (plan, INGAM_OUTCOME_TOO_EXPENSIVE) ||
      !ingam_slow_ask_rounds (cli, 0))
    return opened;
  return ingam_import_plan_offer_password (plan, password, cli->budget, cli->cancellable, error);
}

/* Asks again and again, since what was handed in may have several passwords; an empty line ends it.
 */
static gboolean
ask_for_passwords (IngamCli *cli, IngamImportPlan *plan, GError **error)
{
  while (ingam_import_plan_get_n_waiting (plan) > 0)
    {
      int opened;
      g_autoptr (GError) reason = NULL;
      g_autofree char *prompt = ingam_text_format_count (
          g_dngettext (GETTEXT_PACKAGE, "Password of %d file (Enter to leave it out): ",
                       "Password of %d files (Enter to leave them out): ",
                       (gulong) ingam_import_plan_get_n_waiting (plan)),
          (int) ingam_import_plan_get_n_waiting (plan));
      g_autoptr (IngamSecret) password =
          ingam_terminal_ask_secret (prompt, cli->cancellable, &reason);

      if (!password && !g_error_matches (reason, INGAM_ERROR, INGAM_ERROR_NEEDS_PASSWORD))
        {
          g_propagate_error (error, g_steal_pointer (&reason));
          return FALSE;
        }
      if (!password || ingam_secret_get_size (password) == 0)
        return TRUE;
      opened = offer (cli, plan, password, error);
      if (opened < 0)
        return FALSE;
      if (opened == 0)
        ingam_output_note (_ ("This password opens none of them."));
    }
  return TRUE;
}

static gboolean
use_passwords (IngamCli *cli, IngamImportPlan *plan, GError **error)
{
  g_autoptr (IngamSecret) password = NULL;

  if (ingam_password_is_given (cli, INGAM_PASSWORD_CURRENT))
    {
      password = ingam_password_get (cli, INGAM_PASSWORD_CURRENT, "", error);
      return password && offer (cli, plan, password, error) >= 0;
    }
  return !ingam_terminal_is_present () || ask_for_passwords (cli, plan, error);
}

static void
want_older (IngamImportPlan *plan)
{
  for (guint i = 0; i < ingam_import_plan_get_n_entries (plan); i++)
    {
      IngamImportEntry *entry = ingam_import_plan_get_entry (plan, i);

      if (ingam_import_entry_get_outcome (entry) == INGAM_OUTCOME_OLDER_THAN_YOURS)
        ingam_import_entry_set_wanted (entry, TRUE);
    }
}

/* A failed entry has words but no code; a path that is not there is said by the status as well. */
static IngamStatus
find_status (IngamImportEntry *entry)
{
  IngamOutcome outcome = ingam_import_entry_get_outcome (entry);
  GStatBuf st;

  if (outcome == INGAM_OUTCOME_FAILED && g_lstat (ingam_import_entry_get_source (entry), &st) != 0)
    {
      g_autoptr (GError) error = NULL;

      ingam_error_set_errno (&error, errno, "");
      return ingam_status_from_error (error);
    }
  return ingam_status_from_outcome (outcome);
}

static void
answer_json (IngamImportPlan *plan)
{
  g_autoptr (IngamJson) json = ingam_json_new ();

  ingam_json_begin_object (json, NULL);
  ingam_json_begin_list (json, "results");
  for (guint i = 0; i < ingam_import_plan_get_n_entries (plan); i++)
    {
      IngamImportEntry *entry = ingam_import_plan_get_entry (plan, i);
      IngamOutcome outcome = ingam_import_entry_get_outcome (entry);

      ingam_json_begin_object (json, NULL);
      ingam_json_add_string (json, "source", ingam_import_entry_get_source (entry));
      ingam_json_add_string (json, "outcome", ingam_outcome_get_word (outcome));
      ingam_json_add_string (json, "id", ingam_import_entry_get_id (entry));
      ingam_json_add_string (json, "message", ingam_import_entry_get_message (entry));
      ingam_json_end (json);
    }
  ingam_json_end (json);
  ingam_json_end (json);
  ingam_output_json (json);
}

/* A certificate that is fine is called by its holder and purpose, not by a folder's long name; what
 * needs something done is called by its file. */
static char *
dup_title (IngamImportEntry *entry)
{
  IngamCredential *credential = ingam_import_entry_get_credential (entry);
  g_autofree char *purpose = NULL;

  if (!credential || !named[ingam_import_entry_get_outcome (entry)])
    return g_strdup (ingam_import_entry_get_display (entry));
  purpose = ingam_describe_dup_purpose (credential);
  return g_strdup_printf ("%s (%s)", ingam_credential_get_name (credential), purpose);
}

static void
answer_text (IngamImportPlan *plan, gboolean dry)
{
  guint n_entries = ingam_import_plan_get_n_entries (plan);
  guint n_new = 0;
  g_autofree char *sum = NULL;

  for (guint i = 0; i < n_entries; i++)
    {
      IngamImportEntry *entry = ingam_import_plan_get_entry (plan, i);
      IngamOutcome outcome = ingam_import_entry_get_outcome (entry);
      g_autofree char *title = dup_title (entry);
      g_autofree char *line = g_strdup_printf ("%s %s: %s", ingam_output_get_mark (marks[outcome]),
                                               title, ingam_import_entry_get_message (entry));

      n_new += outcome == INGAM_OUTCOME_NEW ? 1 : 0;
      ingam_output_line (line);
    }
  if (dry)
    sum =
        g_strdup_printf (_ ("%u of %u would be imported. Nothing was written."), n_new, n_entries);
  else if (ingam_import_plan_get_steps (plan)->len > 0)
    sum =
        g_strdup_printf (_ ("%u of %u imported. To take it back: ingamctl undo"), n_new, n_entries);
  else
    sum = g_strdup_printf (_ ("%u of %u imported."), n_new, n_entries);
  ingam_output_line (sum);
}

static gboolean
write_all (IngamCli *cli, IngamImportPlan *plan, GError **error)
{
  g_autofree char *trash = ingam_trash_dup_path ();
  g_autoptr (IngamProgress) progress = ingam_progress_new (_ ("Importing"));

  return ingam_import_run (plan, trash, ingam_clock_now (), ingam_progress_update_cb, progress,
                           cli->cancellable, error);
}

IngamStatus
ingam_cli_import (IngamCli *cli)
{
  g_autoptr (GError) error = NULL;
  gboolean dry = cli->values[INGAM_OPTION_DRY_RUN] != NULL;
  g_autoptr (IngamImportPlan) plan =
      ingam_import_plan_new (cli->store, cli->arguments, cli->cancellable, &error);
  IngamStatus status = INGAM_STATUS_DONE;

  if (!plan || !use_passwords (cli, plan, &error))
    return ingam_output_error (NULL, error);
  if (cli->values[INGAM_OPTION_KEEP_OLDER])
    want_older (plan);
  /* What is in its place when the disk fails stays and is in the results. */
  if (!dry && ingam_import_plan_get_n_wanted (plan) > 0 && !write_all (cli, plan, &error))
    status = ingam_output_error (NULL, error);

  for (guint i = 0; i < ingam_import_plan_get_n_entries (plan); i++)
    status = ingam_status_max (status, find_status (ingam_import_plan_get_entry (plan, i)));
  if (cli->json)
    answer_json (plan);
  else
    answer_text (plan, dry);
  return status;
}
