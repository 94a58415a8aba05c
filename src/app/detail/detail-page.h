/* detail-page.h: everything about one certificate, in plain words, with what can be done. */
#pragma once

#include "core/store/store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_DETAIL_PAGE (ingam_detail_page_get_type ())
G_DECLARE_FINAL_TYPE (IngamDetailPage, ingam_detail_page, INGAM, DETAIL_PAGE, GtkWidget)

/* Signal "notice" (string): something small happened that a toast may say. The page's buttons
 * activate the window's "win." actions. */

/* Shows a credential and checks it without a password. NULL empties the page. The same one again
 * keeps what a check with a password found. */
void ingam_detail_page_set_credential (IngamDetailPage *self,
                                       IngamStore *store,
                                       IngamCredential *credential);
IngamCredential *ingam_detail_page_get_credential (IngamDetailPage *self); /* borrowed */

/* What a check (with a password) found about the credential shown. */
void ingam_detail_page_set_report (IngamDetailPage *self, const IngamCheckReport *report);

/* Counts the days again. */
void ingam_detail_page_refresh_days (IngamDetailPage *self);

G_END_DECLS
