/* progress-page.h: what is being done with a backup just now, step by step, and the way out of it.
 */
#pragma once

#include "app/backup/backup-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_PROGRESS_PAGE (ingam_progress_page_get_type ())
G_DECLARE_FINAL_TYPE (IngamProgressPage, ingam_progress_page, INGAM, PROGRESS_PAGE, AdwBin)

void ingam_progress_page_set_session (IngamProgressPage *self, IngamBackupSession *session);

G_END_DECLS
