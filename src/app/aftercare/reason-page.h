/* reason-page.h: "what happened?", the first question of the guide. */
#pragma once

#include "core/care/aftercare.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_REASON_PAGE (ingam_reason_page_get_type ())
G_DECLARE_FINAL_TYPE (IngamReasonPage, ingam_reason_page, INGAM, REASON_PAGE, AdwBin)

/* Signal "chosen" (IngamReason as int). */

G_END_DECLS
