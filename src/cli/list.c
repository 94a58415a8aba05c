/* list.c: "ingamctl list". A store that was never made is an empty one, not a failure. */
#include "config.h"

#include "cli/describe.h"
#include "cli/locate.h"
#include "cli/output.h"
#include "core/base/clock.h"

#include <glib/gi18n-lib.h>

/* What the store has beside whole credentials: to stderr, so that stdout stays a table or JSON. */
static void
note_oddities (IngamScan *scan)
{
  GPtrArray *oddities = ingam_scan_get_oddities (scan);

  for (guint i = 0; i < oddities->len; i++)
    {
      const IngamScanOddity *oddity = g_ptr_array_index (oddities, i);
      g_autofree char *note = *oddity->display ?
                                  g_strdup_printf ("%s: %s", oddity->display,
                                                   ingam_oddity_get_sentence (oddity->what)) :
                                  g_strdup (ingam_oddity_get_sentence (oddity->what));

      ingam_output_note (note);
    }
}

static IngamStatus
list_nothing (IngamCli *cli, const char *sentence)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  if (cli->json)
    ingam_describe_list (none, cli->store, TRUE, 0);
  else
    ingam_output_line (sentence);
  return INGAM_STATUS_DONE;
}

IngamStatus
ingam_cli_list (IngamCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamScan) scan = ingam_locate_scan (cli, &error);
  GPtrArray *credentials;

  if (!scan && g_error_matches (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND) &&
      !cli->values[INGAM_OPTION_STORE])
    return list_nothing (
        cli, _ ("There are no certificates yet. Bring some in with: ingamctl import PATH"));
  if (!scan)
    return ingam_output_error (cli->store, error);

  credentials = ingam_scan_get_credentials (scan);
  note_oddities (scan);
  if (credentials->len == 0)
    return list_nothing (cli, _ ("There are no certificates in this store."));
  ingam_describe_list (credentials, cli->store, cli->json, ingam_clock_now ());
  return INGAM_STATUS_DONE;
}
