/* backup.c: "ingamctl backup [--to PLACE]": to every place that is remembered, or to one.
 *
 * A passphrase that is given on the way (--password-file) lies in a keyring of this process's own
 * memory, so that everything that follows is the same run as with the person's keyring.
 */
#include "config.h"

#include "core/backup/backup.h"

#include "cli/await.h"
#include "cli/opener.h"
#include "cli/output.h"
#include "cli/password.h"
#include "cli/progress.h"
#include "cli/source.h"
#include "cli/terminal.h"
#include "cli/text.h"
#include "core/backup/passphrase.h"

#include <glib/gi18n-lib.h>

#define KIB_IN_MIB 1024

typedef struct
{
  IngamCli *cli;
  IngamJournal *journal; /* owned */
  IngamKeyring *keyring; /* owned */
  IngamSecret *given;    /* the passphrase of the options; NULL: the keyring's */
  const char *mark;      /* of the passphrase of earlier backups; borrowed, NULL: there are none */
  gboolean was_ready;    /* the keyring was looked at before the first run */
  IngamProgress *progress;
  IngamBackupPhase phase; /* that @progress shows */
} Run;

static void
run_clear (Run *run)
{
  g_clear_pointer (&run->progress, ingam_progress_free);
  g_clear_pointer (&run->given, ingam_secret_unref);
  g_clear_object (&run->keyring);
  g_clear_object (&run->journal);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static const char *const phase_titles[INGAM_BACKUP_PHASE_N] = {
  [INGAM_BACKUP_PHASE_KEYRING] = NULL,
  [INGAM_BACKUP_PHASE_WRITING] = N_ ("Writing (MiB)"),
  [INGAM_BACKUP_PHASE_VERIFYING] = N_ ("Reading back (MiB)"),
};

static void
progress_cb (IngamBackupPhase phase, guint done, guint total, gpointer user_data)
{
  Run *run = user_data;

  if (!run->progress || run->phase != phase)
    {
      g_clear_pointer (&run->progress, ingam_progress_free);
      run->phase = phase;
      if (phase_titles[phase])
        run->progress = ingam_progress_new (_ (phase_titles[phase]));
    }
  if (run->progress)
    ingam_progress_update_cb (done / KIB_IN_MIB, total / KIB_IN_MIB, run->progress);
}

/* Once, and only where a person sits: never into a log or a pipe. */
static void
show_passphrase (Run *run)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *where = ingam_keyring_dup_where (run->keyring);
  g_autofree char *kept =
      ingam_text_format (_ ("A new backup passphrase was made. Where it is kept: %s."), where);
  g_autoptr (IngamSecret) passphrase = NULL;

  ingam_output_note (kept);
  if (run->cli->json || !ingam_terminal_is_present ())
    {
      ingam_output_note (
          _ ("Print the recovery sheet before you need it: in Ingam, under Backup."));
      return;
    }
  ingam_backup_find_passphrase_async (run->journal, run->keyring, INGAM_KEYRING_SLOT_BACKUP,
                                      ingam_opener_get_manner (), FALSE, run->cli->cancellable,
                                      ingam_await_cb, &result);
  passphrase = ingam_backup_find_passphrase_finish (ingam_await (&result), NULL, &error);
  if (passphrase)
    ingam_terminal_show_secret (
        _ ("Copy it by hand now and keep it away from this computer. It is shown only this once:"),
        passphrase);
  else
    ingam_output_note (error->message);
}

/* --- a passphrase that is handed in or typed --- */

static gboolean
check_mark (Run *run, IngamSecret *passphrase, IngamError code, GError **error)
{
  g_autofree char *mark = ingam_passphrase_dup_mark (passphrase);

  if (!run->mark || g_str_equal (mark, run->mark))
    return TRUE;
  g_set_error (error, INGAM_ERROR, (int) code,
               _ ("This is another backup passphrase (mark %s) than that of your earlier backups "
                  "(mark %s)."),
               mark, run->mark);
  return FALSE;
}

/* The given passphrase, where the run will look for it. */
static gboolean
put_given (Run *run, const char *slot, GError **error)
{
  g_autoptr (IngamSecret) passphrase = ingam_opener_parse (run->given, slot, error);
  g_autoptr (GAsyncResult) result = NULL;

  if (!passphrase || (g_str_equal (slot, INGAM_KEYRING_SLOT_BACKUP) &&
                      !check_mark (run, passphrase, INGAM_ERROR_UNVERIFIED, error)))
    return FALSE;
  ingam_keyring_store_async (run->keyring, slot, "", passphrase, INGAM_KEYRING_QUIETLY, NULL,
                             ingam_await_cb, &result);
  return ingam_keyring_store_finish (run->keyring, ingam_await (&result), error);
}

static gboolean
adopt (IngamSecret *passphrase, gpointer user_data, GError **error)
{
  Run *run = user_data;
  g_autoptr (GAsyncResult) result = NULL;

  /* Another one may be right: the person is asked again. */
  if (!check_mark (run, passphrase, INGAM_ERROR_WRONG_PASSWORD, error))
    return FALSE;
  ingam_backup_adopt_passphrase_async (run->journal, run->keyring, INGAM_KEYRING_SLOT_BACKUP,
                                       passphrase, run->cli->cancellable, ingam_await_cb, &result);
  return ingam_backup_adopt_passphrase_finish (ingam_await (&result), error);
}

static gboolean
make_ready (Run *run, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (GError) reason = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (IngamSecret) found = NULL;

  if (run->was_ready || run->given || !run->mark || !ingam_terminal_is_present ())
    return TRUE;
  run->was_ready = TRUE;
  ingam_backup_find_passphrase_async (run->journal, run->keyring, INGAM_KEYRING_SLOT_BACKUP,
                                      ingam_opener_get_manner (), FALSE, run->cli->cancellable,
                                      ingam_await_cb, &result);
  found = ingam_backup_find_passphrase_finish (ingam_await (&result), NULL, &problem);
  if (found)
    return TRUE;
  if (!g_error_matches (problem, INGAM_ERROR, INGAM_ERROR_KEYRING_EMPTY) &&
      !g_error_matches (problem, INGAM_ERROR, INGAM_ERROR_UNVERIFIED))
    {
      g_propagate_error (error, g_steal_pointer (&problem)); /* not to be asked a second time */
      return FALSE;
    }
  ingam_output_note (problem->message);
  if (ingam_opener_ask (run->cli, INGAM_KEYRING_SLOT_BACKUP, adopt, run, &reason))
    return TRUE;
  g_propagate_error (error, g_error_matches (reason, INGAM_ERROR, INGAM_ERROR_NEEDS_PASSWORD) ?
                                g_steal_pointer (&problem) :
                                g_steal_pointer (&reason));
  return FALSE;
}

static IngamBackupResult *
back_up (Run *run, IngamDestination *destination, GError **error)
{
  IngamBackupOptions options = {
    .store = run->cli->store,
    .destination = destination,
    .journal = run->journal,
    .keyring = run->keyring,
    .manner = ingam_opener_get_manner (),
    .progress = progress_cb,
    .progress_data = run,
  };
  g_autofree char *slot = ingam_backup_dup_slot (destination);
  g_autoptr (GAsyncResult) result = NULL;
  IngamBackupResult *done;

  if (run->given && !put_given (run, slot, error))
    return NULL;
  if (g_str_equal (slot, INGAM_KEYRING_SLOT_BACKUP) && !make_ready (run, error))
    return NULL;
  ingam_backup_run_async (&options, run->cli->cancellable, ingam_await_cb, &result);
  done = ingam_backup_run_finish (ingam_await (&result), error);
  g_clear_pointer (&run->progress, ingam_progress_free);
  return done;
}

/* --- what is said of one place --- */

static void
add_json (IngamJson *json,
          IngamDestination *destination,
          const IngamBackupResult *result,
          const GError *error)
{
  ingam_json_begin_object (json, NULL);
  ingam_json_add_string (json, "place", ingam_destination_get_label (destination));
  ingam_json_add_string (json, "path", result ? result->path : NULL);
  if (result)
    {
      ingam_json_add_int (json, "credentials", result->n_credentials);
      ingam_json_add_int (json, "bytes", (gint64) result->size);
    }
  ingam_json_add_bool (json, "verified", result != NULL);
  if (result)
    {
      ingam_json_add_time (json, "when", result->when);
      ingam_json_begin_list (json, "left_out");
      for (guint i = 0; i < result->left_out->len; i++)
        ingam_json_add_string (json, NULL, g_ptr_array_index (result->left_out, i));
      ingam_json_end (json);
    }
  else
    {
      ingam_json_add_string (json, "outcome", ingam_error_get_word (error->code));
      ingam_json_add_string (json, "message", error->message);
    }
  ingam_json_end (json);
}

static void
print_result (IngamDestination *destination, const IngamBackupResult *result)
{
  g_autofree char *size = g_format_size (result->size);
  g_autofree char *count =
      ingam_text_format_count (g_dngettext (GETTEXT_PACKAGE, "%d certificate", "%d certificates",
                                            (gulong) result->n_credentials),
                               (int) result->n_credentials);
  g_autofree char *path = g_filename_display_name (result->path);
  g_autofree char *line =
      g_strdup_printf ("%s %s: %s, %s. %s", ingam_output_get_mark (INGAM_MARK_GOOD),
                       ingam_destination_get_label (destination), count, size,
                       _ ("Written, read back and compared."));

  ingam_output_line (line);
  ingam_output_line (path);
}

static void
note_left_out (const IngamBackupResult *result)
{
  for (guint i = 0; i < result->left_out->len; i++)
    ingam_output_note (g_ptr_array_index (result->left_out, i));
}

static IngamStatus
back_up_and_tell (Run *run, IngamDestination *destination, IngamJson *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamBackupResult) result = back_up (run, destination, &error);

  if (json && (result || run->cli->values[INGAM_OPTION_TO] == NULL))
    add_json (json, destination, result, error);
  if (!result)
    return ingam_output_error (ingam_destination_get_label (destination), error);
  if (!json)
    print_result (destination, result);
  note_left_out (result);
  if (result->made_passphrase)
    show_passphrase (run);
  return INGAM_STATUS_DONE;
}

/* --- which places --- */

static IngamDestination *
parse_place (const char *to)
{
  g_autoptr (GFile) folder = NULL;

  if (g_str_has_prefix (to, INGAM_SOURCE_RESTIC))
    return ingam_destination_new (INGAM_DESTINATION_RESTIC, to + strlen (INGAM_SOURCE_RESTIC),
                                  NULL);
  folder = g_file_new_for_commandline_arg (to);
  return ingam_destination_new_for_file (folder, NULL);
}

/* One that is remembered already is called as it is remembered. */
static IngamDestination *
find_place (IngamLedger *ledger, const char *to)
{
  g_autoptr (IngamDestination) named = parse_place (to);
  const IngamLedgerPlace *known =
      ingam_ledger_find_place (ledger, ingam_destination_get_id (named));

  return known ? ingam_destination_ref (known->destination) : g_steal_pointer (&named);
}

static IngamStatus
back_up_to_one (Run *run, IngamLedger *ledger)
{
  g_autoptr (IngamDestination) destination = find_place (ledger, run->cli->values[INGAM_OPTION_TO]);
  g_autoptr (IngamJson) json = run->cli->json ? ingam_json_new () : NULL;
  IngamStatus status = back_up_and_tell (run, destination, json);

  if (json && status == INGAM_STATUS_DONE)
    ingam_output_json (json);
  return status;
}

static IngamStatus
back_up_to_all (Run *run, IngamLedger *ledger)
{
  g_autoptr (IngamJson) json = run->cli->json ? ingam_json_new () : NULL;
  IngamStatus status = INGAM_STATUS_DONE;

  if (ledger->places->len == 0)
    {
      g_autoptr (GError) error = g_error_new_literal (
          INGAM_ERROR, INGAM_ERROR_NOT_FOUND,
          _ ("No place for backups is remembered yet. Name one: ingamctl backup --to FOLDER"));

      return ingam_output_error (NULL, error);
    }
  if (json)
    {
      ingam_json_begin_object (json, NULL);
      ingam_json_begin_list (json, "results");
    }
  for (guint i = 0; i < ledger->places->len; i++)
    {
      const IngamLedgerPlace *place = g_ptr_array_index (ledger->places, i);

      if (!g_cancellable_is_cancelled (run->cli->cancellable))
        status = ingam_status_max (status, back_up_and_tell (run, place->destination, json));
    }
  if (json)
    {
      ingam_json_end (json);
      ingam_json_end (json);
      ingam_output_json (json);
    }
  return status;
}

IngamStatus
ingam_cli_backup (IngamCli *cli)
{
  g_auto (Run) run = { .cli = cli };
  g_autofree char *folder = ingam_journal_dup_default_folder ();
  g_autofree char *notice = NULL;
  g_autoptr (IngamLedger) ledger = NULL;
  g_autoptr (GError) error = NULL;

  if (ingam_password_is_given (cli, INGAM_PASSWORD_CURRENT))
    {
      run.given = ingam_password_get (cli, INGAM_PASSWORD_CURRENT, "", &error);
      if (!run.given)
        return ingam_output_error (NULL, error);
    }
  run.journal = ingam_journal_new (folder);
  run.keyring = run.given ? ingam_keyring_new_in_memory () : ingam_keyring_new ();
  ledger = ingam_ledger_read (run.journal, &error);
  notice = ingam_journal_take_notice (run.journal);
  if (notice)
    ingam_output_note (notice);
  if (!ledger)
    return ingam_output_error (NULL, error);
  run.mark = ledger->mark;
  return cli->values[INGAM_OPTION_TO] ? back_up_to_one (&run, ledger) :
                                        back_up_to_all (&run, ledger);
}
