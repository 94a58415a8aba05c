/* main.c: ingamctl: the verbs, as one constant table, and the way in and out.
 *
 * The workers are called straight, in this thread: there is no main loop to keep alive. Ctrl-C is
 * waited for in a thread of its own and cancels what runs (terminal.c).
 */
#include "config.h"

#include "cli/cli.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "core/base/secret.h"
#include "core/store/layout.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#define BIT(option) (1u << INGAM_OPTION_##option)
#define PASSWORD (BIT (PASSWORD_FILE) | BIT (PASSWORD_FD))
#define NEW_PASSWORD (BIT (NEW_PASSWORD_FILE) | BIT (NEW_PASSWORD_FD))
#define FILE_PASSWORD (BIT (FILE_PASSWORD_FILE) | BIT (FILE_PASSWORD_FD))

static const IngamOptionHelp due_format = { INGAM_OPTION_FORMAT, "prometheus",
                                            N_ ("Measurements of the whole store for a monitoring, "
                                                "instead of a list") };

static const IngamVerb verbs[] = {
  { "list", "", 0, 0, 0, N_ ("List the certificates in the store, soonest expiry first"), NULL,
    ingam_cli_list },
  { "due", "[--within DAYS]", 0, 0, BIT (WITHIN) | BIT (FORMAT) | BIT (TO),
    N_ ("List what has ended or ends soon"),
    N_ ("What a newer one has replaced is left out. With --format prometheus and --to, a file for "
        "the textfile collector of node_exporter is written."),
    ingam_cli_due, &due_format },
  { "calendar", "[ID…]", 0, G_MAXUINT, BIT (TO) | BIT (FORCE),
    N_ ("Write the days of certificates for a calendar; of all when none is named"),
    N_ ("The first day of renewal and the last day, with alarms, as iCalendar. Importing it again "
        "moves the entries and does not double them."),
    ingam_cli_calendar },
  { "show", "PATH|ID", 1, 1, 0, N_ ("Say what a file, a folder or a certificate is"),
    N_ ("No password is needed."), ingam_cli_show },
  { "check", "[ID…]", 0, G_MAXUINT, PASSWORD | BIT (ALLOW_SLOW),
    N_ ("Check that everything is in order; all certificates when none is named"),
    N_ ("An ID may also be a folder outside the store. Without a password the answers that need "
        "one are left out."),
    ingam_cli_check },
  { "import", "PATH…", 1, G_MAXUINT, PASSWORD | BIT (ALLOW_SLOW) | BIT (DRY_RUN) | BIT (KEEP_OLDER),
    N_ ("Bring in files, folders, ZIP, PFX, any mixture"),
    N_ ("Halves are paired wherever they lie; each thing gets one result with its reason."),
    ingam_cli_import },
  { "passwd", "ID", 1, 1, PASSWORD | NEW_PASSWORD | BIT (ALLOW_SLOW),
    N_ ("Change the password of signing key and encryption key together"), NULL, ingam_cli_passwd },
  { "export", "ID --to PATH", 1, 1,
    PASSWORD | FILE_PASSWORD | BIT (ALLOW_SLOW) | BIT (TO) | BIT (FORMAT) | BIT (PROFILE) |
        BIT (FORCE),
    N_ ("Write a certificate somewhere else"),
    N_ ("A PFX gets the certificate's password unless it is given one of its own."),
    ingam_cli_export },
  { "aftercare", "ID", 1, 1, BIT (REASON) | BIT (DONE) | BIT (UNDONE) | BIT (SKIP) | BIT (NOTE),
    N_ ("Show and tick the five things to do after a reissue"),
    N_ ("What is ticked is remembered for this certificate; the window shows the same."),
    ingam_cli_aftercare },
  { "remove", "ID", 1, 1, 0, N_ ("Move a certificate to the trash"), NULL, ingam_cli_remove },
  { "undo", "", 0, 0, 0, N_ ("Take back the last removal, import or restore"), NULL,
    ingam_cli_undo },
  { "backup", "[--to PLACE]", 0, 0, PASSWORD | BIT (TO),
    N_ ("Back up the store, read the backup back and compare it"),
    N_ ("To every place that is remembered, or to one: a folder, or restic:REPOSITORY. The backup "
        "passphrase comes from the keyring and is made at the first time."),
    ingam_cli_backup },
  { "verify", "FILE", 1, 1, PASSWORD, N_ ("Read a backup back to its last byte"), NULL,
    ingam_cli_verify },
  { "restore", "FILE [ID…] [--to DIR]", 1, G_MAXUINT, PASSWORD | BIT (TO) | BIT (DRY_RUN),
    N_ ("Bring certificates back from a backup"),
    N_ ("Into the store, what is missing or newer, or the ones that are named; what is replaced "
        "goes to the trash. With --to and no ID the whole backup, into an empty folder."),
    ingam_cli_restore },
  { "agent", "status", 1, 1, 0, N_ ("Say whether the agent that reminds you is running"),
    N_ ("It is asked, never started."), ingam_cli_agent },
  { "demo", "DIR", 1, 1, 0, N_ ("Write a sample store to try everything on"),
    N_ ("Everything in it is made on the spot by test authorities of its own."), ingam_cli_demo },
};

/* The store as an absolute path. Links are resolved here, once: below, none is followed. */
static char *
dup_store (const IngamCli *cli)
{
  g_autofree char *path = cli->values[INGAM_OPTION_STORE] ?
                              g_canonicalize_filename (cli->values[INGAM_OPTION_STORE], NULL) :
                              ingam_layout_dup_default_store ();
  char *real = realpath (path, NULL);
  char *store = g_strdup (real ? real : path);

  free (real);
  return store;
}

static void
start_locale (void)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
}

static IngamStatus
dispatch (int argc, char **argv, GCancellable *cancellable)
{
  IngamCli cli = { .cancellable = cancellable };
  g_autofree char *problem = NULL;
  g_autofree char *store = NULL;
  const IngamVerb *verb;
  gboolean parsed =
      ingam_options_parse (verbs, G_N_ELEMENTS (verbs), argc, argv, &cli, &verb, &problem);
  g_autofree gpointer arguments = (gpointer) cli.arguments;

  if (!parsed)
    return ingam_output_misuse (problem);
  if (cli.values[INGAM_OPTION_HELP])
    {
      g_autofree char *help = ingam_options_dup_help (verbs, G_N_ELEMENTS (verbs), verb);

      ingam_output_text (help);
      return INGAM_STATUS_DONE;
    }
  if (cli.values[INGAM_OPTION_VERSION])
    {
      ingam_output_text ("ingamctl " PACKAGE_VERSION "\n");
      return INGAM_STATUS_DONE;
    }
  cli.store = store = dup_store (&cli);
  return verb->run (&cli);
}

int
main (int argc, char **argv)
{
  g_autoptr (GCancellable) cancellable = NULL;

  ingam_secret_harden_process ();
  start_locale ();
  cancellable = g_cancellable_new ();
  ingam_terminal_start (cancellable);
  return (int) ingam_output_finish (dispatch (argc, argv, cancellable));
}
