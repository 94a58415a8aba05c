/* state-page.h: how backups stand: one sentence, the places with theirs, and what there is to do.
 */
#pragma once

#include "app/backup/backup-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_STATE_PAGE (ingam_state_page_get_type ())
G_DECLARE_FINAL_TYPE (IngamStatePage, ingam_state_page, INGAM, STATE_PAGE, AdwBin)

/* Signal "place-chosen" (id). */
void ingam_state_page_set_session (IngamStatePage *self, IngamBackupSession *session);

G_END_DECLS
