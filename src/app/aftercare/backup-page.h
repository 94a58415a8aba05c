/* backup-page.h: the fourth step: a copy that lies elsewhere and was read back */
#pragma once

#include "core/care/aftercare.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_BACKUP_PAGE (ingam_backup_page_get_type ())
G_DECLARE_FINAL_TYPE (IngamBackupPage, ingam_backup_page, INGAM, BACKUP_PAGE, AdwBin)

void ingam_backup_page_set_aftercare (IngamBackupPage *self, IngamAftercare *aftercare);
/* A copy was written to @path and compared, by the dialog that "win.export" opens. */
void ingam_backup_page_set_written (IngamBackupPage *self, const char *path);

G_END_DECLS
