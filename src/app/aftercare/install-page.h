/* install-page.h: the first step: the certificate in its place, looked at, and the old one away. */
#pragma once

#include "core/care/aftercare.h"
#include "core/store/places.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_INSTALL_PAGE (ingam_install_page_get_type ())
G_DECLARE_FINAL_TYPE (IngamInstallPage, ingam_install_page, INGAM, INSTALL_PAGE, AdwBin)

/* Signal "clear-away" (IngamCredential): an older certificate is to be moved to the trash;
 * ingam_install_page_set_cleared() is waited for. Its buttons activate the window's "win." actions,
 * "aftercare.read" (a topic) and "aftercare.say" (a sentence). */

void ingam_install_page_set_places (IngamInstallPage *self, IngamPlaces *places);
void ingam_install_page_set_aftercare (IngamInstallPage *self, IngamAftercare *aftercare);
/* Looks at the files once more, or says what a check with the password has just found. */
void ingam_install_page_check_again (IngamInstallPage *self);
void ingam_install_page_set_report (IngamInstallPage *self, const IngamCheckReport *report);
/* What came of "clear-away": the entry in the trash of the store's, or NULL when it stayed. */
void ingam_install_page_set_cleared (IngamInstallPage *self,
                                     IngamCredential *old,
                                     IngamStore *store,
                                     const char *entry);

G_END_DECLS
