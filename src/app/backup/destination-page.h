/* destination-page.h: one place that backups go to: what is there, and what is done with it. */
#pragma once

#include "app/backup/backup-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_DESTINATION_PAGE (ingam_destination_page_get_type ())
G_DECLARE_FINAL_TYPE (IngamDestinationPage, ingam_destination_page, INGAM, DESTINATION_PAGE, AdwBin)

/* @id: of a place in the ledger. */
void ingam_destination_page_set (IngamDestinationPage *self,
                                 IngamBackupSession *session,
                                 const char *id);

G_END_DECLS
