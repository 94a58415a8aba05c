/* due.c: "ingamctl due": what has ended or ends soon, for people, for scripts, for a monitoring. */
#include "config.h"

#include "cli/current.h"
#include "cli/describe.h"
#include "cli/locate.h"
#include "cli/metrics.h"
#include "cli/output.h"
#include "cli/text.h"
#include "core/base/clock.h"
#include "core/base/durable-file.h"

#include <glib/gi18n-lib.h>

#define USUAL_DAYS 30
#define MAX_DAYS 3650
#define MAX_OLD_FILE (64 * 1024 * 1024)

typedef struct
{
  guint within;
  gboolean as_metrics;
  const char *to; /* the file for them; NULL: stdout */
} Wish;

/* NULL with nothing said means fine. */
static const char *
read_options (IngamCli *cli, Wish *wish)
{
  const char *within = cli->values[INGAM_OPTION_WITHIN];
  const char *format = cli->values[INGAM_OPTION_FORMAT];
  guint64 days = USUAL_DAYS;

  if (within && !g_ascii_string_to_unsigned (within, 10, 0, MAX_DAYS, &days, NULL))
    return _ ("Give --within a number of days from 0 to 3650.");
  if (format && !g_str_equal (format, "prometheus"))
    return _ ("There is one other format here: prometheus.");
  if (format && cli->json)
    return _ ("Choose one of --json and --format prometheus.");
  if (cli->values[INGAM_OPTION_TO] && !format)
    return _ ("Only with --format prometheus a file is written.");
  wish->within = (guint) days;
  wish->as_metrics = format != NULL;
  wish->to = cli->values[INGAM_OPTION_TO];
  return NULL;
}

static GPtrArray *
list_due (GPtrArray *current, guint within, gint64 now)
{
  GPtrArray *due = g_ptr_array_new ();

  for (guint i = 0; i < current->len; i++)
    if (ingam_credential_get_days_left (g_ptr_array_index (current, i), now) <= (int) within)
      g_ptr_array_add (due, g_ptr_array_index (current, i));
  return due;
}

static void
answer (IngamCli *cli, GPtrArray *current, guint within, gint64 now)
{
  g_autoptr (GPtrArray) due = list_due (current, within, now);
  g_autofree char *nothing = ingam_text_format_count (
      g_dngettext (GETTEXT_PACKAGE, "No certificate has ended or ends within %d day.",
                   "No certificate has ended or ends within %d days.", within),
      (int) within);

  if (due->len == 0 && !cli->json)
    ingam_output_line (nothing);
  else
    ingam_describe_list (due, cli->store, cli->json, now);
}

/* --- measurements --- */

/* A timer calls this again and again, so a file of ours is replaced without being asked; another
 * one is not: it may be a person's. */
static gboolean
write_metrics (const char *to, GBytes *bytes, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autofree char *path = g_canonicalize_filename (to, NULL);
  g_autoptr (GBytes) old = ingam_durable_read_path (path, MAX_OLD_FILE, &reason);

  if (!old && !g_error_matches (reason, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  if (old && !ingam_metrics_is_ours (old))
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                           _ ("A file that holds something else is there. Choose another name."));
      return FALSE;
    }
  return ingam_durable_publish_path (path, bytes, error);
}

/* @facts: all but the ledger. */
static IngamStatus
answer_metrics (IngamMetricsFacts *facts, const char *to)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = ingam_journal_dup_default_folder ();
  g_autoptr (IngamJournal) journal = ingam_journal_new (folder);
  g_autoptr (IngamLedger) ledger = ingam_ledger_read (journal, &error);
  g_autoptr (GBytes) bytes = NULL;

  if (error)
    ingam_output_error (NULL, error);
  g_clear_error (&error);
  facts->ledger = ledger;
  bytes = ingam_metrics_format (facts);
  if (!to)
    ingam_output_bytes (bytes);
  else if (!write_metrics (to, bytes, &error))
    return ingam_output_error (to, error);
  return INGAM_STATUS_DONE;
}

IngamStatus
ingam_cli_due (IngamCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamScan) scan = NULL;
  g_autoptr (GPtrArray) current = NULL;
  IngamMetricsFacts facts = { .store = cli->store, .now = ingam_clock_now () };
  Wish wish = { 0 };
  const char *problem = read_options (cli, &wish);

  if (problem)
    return ingam_output_misuse (problem);
  scan = ingam_locate_scan (cli, &error);
  /* As list: a store that was never made is an empty one. */
  if (!scan && (cli->values[INGAM_OPTION_STORE] ||
                !g_error_matches (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND)))
    return ingam_output_error (cli->store, error);
  current = scan ? ingam_current_list (scan, &facts.n_replaced) : g_ptr_array_new ();
  if (!wish.as_metrics)
    {
      answer (cli, current, wish.within, facts.now);
      return INGAM_STATUS_DONE;
    }
  facts.current = current;
  facts.within = wish.within;
  facts.n_oddities = scan ? ingam_scan_get_oddities (scan)->len : 0;
  return answer_metrics (&facts, wish.to);
}
