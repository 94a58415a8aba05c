/* pick-page.h: which backup is to be restored from. */
#pragma once

#include "app/backup/backup-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_PICK_PAGE (ingam_pick_page_get_type ())
G_DECLARE_FINAL_TYPE (IngamPickPage, ingam_pick_page, INGAM, PICK_PAGE, AdwBin)

/* Signal "chosen" (place, name). A file from elsewhere is asked for by "backup.pick-file". */
void ingam_pick_page_set_session (IngamPickPage *self, IngamBackupSession *session);

G_END_DECLS
