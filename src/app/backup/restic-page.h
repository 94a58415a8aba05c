/* restic-page.h: a restic repository that backups are to go to: which, with what password, and
 * what to do where restic is missing. */
#pragma once

#include "core/backup/destination.h"
#include "core/base/secret.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_RESTIC_PAGE (ingam_restic_page_get_type ())
G_DECLARE_FINAL_TYPE (IngamResticPage, ingam_restic_page, INGAM, RESTIC_PAGE, AdwBin)

/* Signal "connected" (repository, IngamSecret): it answered, and the password is right. */

/* For whoever leaves the page. */
void ingam_restic_page_clear (IngamResticPage *self);

G_END_DECLS
