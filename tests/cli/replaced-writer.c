/* replaced-writer.c: "replaced-writer FOLDER STORE ID": the window's or a notification's part: in
 * the journal in FOLDER it is said of a certificate of STORE that it is replaced already.
 */
#include "config.h"

#include "core/care/notices.h"
#include "core/store/scan.h"

#include <stdio.h>

int
main (int argc, char *argv[])
{
  g_autoptr (IngamJournal) journal = ingam_journal_new (argv[1]);
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamScan) scan = ingam_scan_run (argv[2], NULL, NULL, &error);
  IngamCredential *credential = scan ? ingam_scan_find (scan, argv[3], &error) : NULL;

  if (credential &&
      ingam_notices_set_replaced (journal, ingam_credential_get_subject (credential),
                                  ingam_credential_get_not_after (credential), 1, &error))
    return 0;
  fprintf (stderr, "%s\n", error->message);
  return 1;
}
