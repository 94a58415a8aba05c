/* calendar.c: "ingamctl calendar [ID…] [--to FILE]": the days of certificates for a calendar
 * program.
 *
 * Nothing is fetched or served: a person imports the file, and imports it again next year.
 */
#include "config.h"

#include "core/care/calendar.h"

#include "cli/current.h"
#include "cli/locate.h"
#include "cli/output.h"
#include "core/base/clock.h"
#include "core/base/durable-file.h"

#include <glib/gi18n-lib.h>

#define FILE_NAME "ingam.ics" /* in a folder that is there */

/* Those that are named, or all that count. NULL with an error, and what it is about. */
static GPtrArray *
collect (IngamCli *cli, const char **ret_about, GError **error)
{
  g_autoptr (IngamScan) scan = ingam_locate_scan (cli, error);
  g_autoptr (GPtrArray) named = g_ptr_array_new_with_free_func (g_object_unref);

  *ret_about = cli->store;
  if (!scan)
    return NULL;
  if (cli->n_arguments == 0)
    return ingam_current_list (scan, NULL);
  for (guint i = 0; i < cli->n_arguments; i++)
    {
      IngamCredential *credential = ingam_locate_in_scan (scan, cli->arguments[i], error);

      *ret_about = cli->arguments[i];
      if (!credential)
        return NULL;
      g_ptr_array_add (named, credential);
    }
  return g_steal_pointer (&named);
}

static char *
dup_target (const char *to)
{
  g_autofree char *absolute = g_canonicalize_filename (to, NULL);

  if (!g_file_test (absolute, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&absolute);
  return g_build_filename (absolute, FILE_NAME, NULL);
}

static IngamStatus
write_file (IngamCli *cli, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = dup_target (cli->values[INGAM_OPTION_TO]);
  g_autofree char *display = g_filename_display_name (path);
  g_autofree char *done = g_strdup_printf (_ ("Written for your calendar: %s"), display);
  g_autoptr (IngamJson) json = NULL;

  if (!ingam_durable_write_path (path, bytes, cli->values[INGAM_OPTION_FORCE] != NULL, &error))
    return ingam_output_error (path, error);
  if (!cli->json)
    {
      ingam_output_line (done);
      return INGAM_STATUS_DONE;
    }
  json = ingam_json_new ();
  ingam_json_begin_object (json, NULL);
  ingam_json_add_string (json, "path", path);
  ingam_json_end (json);
  ingam_output_json (json);
  return INGAM_STATUS_DONE;
}

IngamStatus
ingam_cli_calendar (IngamCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) credentials = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const char *about;

  if (!cli->values[INGAM_OPTION_TO] && (cli->json || cli->values[INGAM_OPTION_FORCE]))
    return ingam_output_misuse (_ ("Say where to write: --to PATH."));
  credentials = collect (cli, &about, &error);
  if (credentials && credentials->len == 0)
    g_set_error_literal (&error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND,
                         _ ("There is no certificate for a calendar."));
  if (error)
    return ingam_output_error (about, error);

  bytes = ingam_calendar_format (credentials, ingam_clock_now ());
  if (cli->values[INGAM_OPTION_TO])
    return write_file (cli, bytes);
  ingam_output_bytes (bytes);
  return INGAM_STATUS_DONE;
}
