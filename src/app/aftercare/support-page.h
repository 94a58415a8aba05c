/* support-page.h: the step "support": whom to ask, and the words to ask with. */
#pragma once

#include "core/care/aftercare.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Contents of a step's page. Says things through the action "aftercare.say" where there is one. */
#define INGAM_TYPE_SUPPORT_PAGE (ingam_support_page_get_type ())
G_DECLARE_FINAL_TYPE (IngamSupportPage, ingam_support_page, INGAM, SUPPORT_PAGE, AdwBin)

void ingam_support_page_set_aftercare (IngamSupportPage *self, IngamAftercare *aftercare);

/* The text as it would be copied; free with g_free(). */
char *ingam_support_page_dup_request (IngamSupportPage *self);

G_END_DECLS
