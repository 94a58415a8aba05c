/* services-page.h: the step "update services": where the certificate has to be registered again. */
#pragma once

#include "core/care/aftercare.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Contents of a step's page. Says things through the action "aftercare.say" where there is one. The
 * step is marked as done with the last place, and as open again when one is not. */
#define INGAM_TYPE_SERVICES_PAGE (ingam_services_page_get_type ())
G_DECLARE_FINAL_TYPE (IngamServicesPage, ingam_services_page, INGAM, SERVICES_PAGE, AdwBin)

void ingam_services_page_set_aftercare (IngamServicesPage *self, IngamAftercare *aftercare);

G_END_DECLS
