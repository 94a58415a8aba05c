/* place-writer.c: "place-writer FOLDER PLACE": the window's part, done by hand: the folder PLACE is
 * remembered as a place for backups in the journal in FOLDER.
 */
#include "config.h"

#include "core/backup/ledger.h"

#include <stdio.h>

int
main (int argc, char *argv[])
{
  g_autoptr (IngamJournal) journal = ingam_journal_new (argv[1]);
  g_autoptr (IngamDestination) place =
      ingam_destination_new (INGAM_DESTINATION_FOLDER, argv[2], NULL);
  g_autoptr (GError) error = NULL;

  if (ingam_ledger_add_place (journal, place, &error))
    return 0;
  fprintf (stderr, "%s\n", error->message);
  return 1;
}
