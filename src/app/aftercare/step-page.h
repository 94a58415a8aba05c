/* step-page.h: one of the five steps: its title, what it is for, its contents, and at the foot
 * whether it is done. */
#pragma once

#include "core/care/aftercare.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_STEP_PAGE (ingam_step_page_get_type ())
G_DECLARE_FINAL_TYPE (IngamStepPage, ingam_step_page, INGAM, STEP_PAGE, GtkWidget)

/* @content is what is particular to the step; it scrolls with the title. */
GtkWidget *ingam_step_page_new (IngamStep step, GtkWidget *content);
GtkWidget *ingam_step_page_get_content (IngamStepPage *self); /* borrowed */

void ingam_step_page_set_aftercare (IngamStepPage *self, IngamAftercare *aftercare);

G_END_DECLS
