/* password-page.h: the second step: another password than the old certificate had.
 *
 * Done by itself when the password is changed here (ingam_password_page_set_changed()) */
#pragma once

#include "core/care/aftercare.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_PASSWORD_PAGE (ingam_password_page_get_type ())
G_DECLARE_FINAL_TYPE (IngamPasswordPage, ingam_password_page, INGAM, PASSWORD_PAGE, AdwBin)

void ingam_password_page_set_aftercare (IngamPasswordPage *self, IngamAftercare *aftercare);
/* The password was changed just now, by the dialog that "win.change-password" opens. */
void ingam_password_page_set_changed (IngamPasswordPage *self);

/* Where copies lie that keep the old password, in people's words; NULL or none for no copies. */
void ingam_password_page_set_copies (IngamPasswordPage *self, const char *const *place_names);

G_END_DECLS
