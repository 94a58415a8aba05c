/* verify.c: "ingamctl verify FILE": a backup, read back to its last byte. */
#include "config.h"

#include "core/backup/backup.h"

#include "cli/await.h"
#include "cli/opener.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/source.h"
#include "cli/text.h"

#include <glib/gi18n-lib.h>

#define KIB_IN_MIB 1024

typedef struct
{
  IngamCli *cli;
  IngamJournal *journal;         /* borrowed */
  IngamDestination *destination; /* borrowed; NULL: nowhere that is remembered */
  IngamSource *source;           /* borrowed */
  IngamContents *contents;       /* owned */
} Verification;

static void
progress_cb (IngamBackupPhase phase, guint done, guint total, gpointer user_data)
{
  ingam_progress_update_cb (done / KIB_IN_MIB, total / KIB_IN_MIB, user_data);
}

static gboolean
try_passphrase (IngamSecret *passphrase, gpointer user_data, GError **error)
{
  Verification *work = user_data;
  g_autoptr (IngamProgress) progress = ingam_progress_new (_ ("Reading back (MiB)"));
  g_autoptr (GAsyncResult) result = NULL;

  ingam_backup_verify_async (work->journal, work->destination, ingam_source_get_file (work->source),
                             passphrase, progress_cb, progress, work->cli->cancellable,
                             ingam_await_cb, &result);
  work->contents = ingam_backup_verify_finish (ingam_await (&result), error);
  return work->contents != NULL;
}

/* The remembered place that the file lies in: then it is remembered that it was read. */
static IngamDestination *
find_destination (IngamLedger *ledger, IngamSource *source)
{
  GFile *file = ingam_source_get_file (source);
  g_autoptr (GFile) folder = file ? g_file_get_parent (file) : NULL;

  for (guint i = 0; folder && i < ledger->places->len; i++)
    {
      const IngamLedgerPlace *place = g_ptr_array_index (ledger->places, i);
      g_autoptr (GFile) there =
          ingam_destination_get_kind (place->destination) == INGAM_DESTINATION_RESTIC ?
              NULL :
              ingam_destination_locate (place->destination, NULL, NULL);

      if (there && g_file_equal (there, folder))
        return place->destination;
    }
  return ingam_source_get_destination (source);
}

static void
answer (IngamCli *cli, IngamContents *contents)
{
  guint n = ingam_contents_get_credentials (contents)->len;
  g_autoptr (IngamJson) json = NULL;
  g_autofree char *line = NULL;

  if (!cli->json)
    {
      line = ingam_text_format_count (
          g_dngettext (GETTEXT_PACKAGE, "Read back to the last byte: %d certificate.",
                       "Read back to the last byte: %d certificates.", (gulong) n),
          (int) n);
      ingam_output_line (line);
      return;
    }
  json = ingam_json_new ();
  ingam_json_begin_object (json, NULL);
  ingam_json_add_int (json, "credentials", n);
  ingam_json_add_bool (json, "verified", TRUE);
  ingam_json_end (json);
  ingam_output_json (json);
}

IngamStatus
ingam_cli_verify (IngamCli *cli)
{
  g_autofree char *folder = ingam_journal_dup_default_folder ();
  g_autoptr (IngamJournal) journal = ingam_journal_new (folder);
  g_autoptr (IngamLedger) ledger = ingam_ledger_read (journal, NULL);
  g_autoptr (IngamSource) source = ingam_source_new (cli->arguments[0]);
  g_autoptr (GError) error = NULL;
  Verification work = { cli, journal, ingam_source_get_destination (source), source, NULL };

  if (ledger)
    work.destination = find_destination (ledger, source);
  if (!ingam_opener_run (cli, ingam_source_get_slot (source), try_passphrase, &work, &error))
    return ingam_output_error (cli->arguments[0], error);
  answer (cli, work.contents);
  ingam_contents_unref (work.contents);
  return INGAM_STATUS_DONE;
}
