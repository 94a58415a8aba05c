/* overview-page.h: the five steps at one glance, with what comes first for the reason chosen. */
#pragma once

#include "core/care/aftercare.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_OVERVIEW_PAGE (ingam_overview_page_get_type ())
G_DECLARE_FINAL_TYPE (IngamOverviewPage, ingam_overview_page, INGAM, OVERVIEW_PAGE, AdwBin)

/* Signal "step-chosen" (IngamStep as int). Its buttons activate "aftercare.show" (the word of a
 * page), "aftercare.begin-anew", "aftercare.say" (a sentence) and "aftercare.read" (a topic). */

void ingam_overview_page_set_aftercare (IngamOverviewPage *self, IngamAftercare *aftercare);
/* Gives the keyboard to the first step that is not done. */
void ingam_overview_page_focus_next (IngamOverviewPage *self);

G_END_DECLS
