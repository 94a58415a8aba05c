/* backup-page.h: the fourth step: in a backup that was read back, or a copy that lies elsewhere */
#pragma once

#include "core/care/aftercare.h"
#include "core/store/places.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_BACKUP_PAGE (ingam_backup_page_get_type ())
G_DECLARE_FINAL_TYPE (IngamBackupPage, ingam_backup_page, INGAM, BACKUP_PAGE, AdwBin)

/* Where the certificate's files lie. Before the aftercare. */
void ingam_backup_page_set_places (IngamBackupPage *self, IngamPlaces *places);
void ingam_backup_page_set_aftercare (IngamBackupPage *self, IngamAftercare *aftercare);
/* A copy was written to @path and compared, by the dialog that "win.export" opens. */
void ingam_backup_page_set_written (IngamBackupPage *self, const char *path);

G_END_DECLS
