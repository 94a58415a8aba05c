/* demo.c: "ingamctl demo DIR": a sample store to try everything on. */
#include "config.h"

#include "core/demo/demo.h"

#include "cli/describe.h"
#include "cli/locate.h"
#include "cli/output.h"
#include "core/base/clock.h"

#include <glib/gi18n-lib.h>

IngamStatus
ingam_cli_demo (IngamCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamScan) scan = NULL;
  g_autofree char *folder = g_canonicalize_filename (cli->arguments[0], NULL);
  gint64 now = ingam_clock_now ();

  if (!ingam_demo_make (folder, now, cli->cancellable, &error))
    return ingam_output_error (cli->arguments[0], error);
  scan = ingam_scan_run (folder, NULL, cli->cancellable, &error);
  if (!scan)
    return ingam_output_error (cli->arguments[0], error);

  ingam_describe_list (ingam_scan_get_credentials (scan), folder, cli->json, now);
  if (!cli->json)
    {
      g_autofree char *sentence =
          g_strdup_printf (_ ("The password of all of them: %s"), INGAM_DEMO_PASSWORD);

      ingam_output_line (sentence);
    }
  return INGAM_STATUS_DONE;
}
