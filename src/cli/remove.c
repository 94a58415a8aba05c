/* remove.c: "ingamctl remove ID": to the trash, from where undo brings it back. */
#include "config.h"

#include "cli/locate.h"
#include "cli/output.h"
#include "core/base/clock.h"
#include "core/store/trash.h"

#include <glib/gi18n-lib.h>

IngamStatus
ingam_cli_remove (IngamCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamTrashEntry) entry = NULL;
  g_autoptr (IngamCredential) credential = ingam_locate_credential (cli, cli->arguments[0], &error);
  g_autofree char *trash = ingam_trash_dup_path ();

  if (!credential ||
      !ingam_trash_remove (trash, cli->store, credential, ingam_clock_now (), &entry, &error))
    return ingam_output_error (cli->arguments[0], error);

  if (cli->json)
    {
      g_autoptr (IngamJson) json = ingam_json_new ();

      ingam_json_begin_object (json, NULL);
      ingam_json_add_string (json, "id", entry->id);
      ingam_json_end (json);
      ingam_output_json (json);
    }
  else
    {
      g_autofree char *done =
          g_strdup_printf (_ ("%s is in the trash. To bring it back: ingamctl undo"),
                           ingam_credential_get_name (credential));

      ingam_output_line (done);
    }
  return INGAM_STATUS_DONE;
}
