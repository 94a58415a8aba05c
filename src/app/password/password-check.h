/* password-check.h: "is my password right?" */
#pragma once

#include "app/widgets/secret-dialog.h"

G_BEGIN_DECLS

#define INGAM_TYPE_PASSWORD_CHECK (ingam_password_check_get_type ())
G_DECLARE_FINAL_TYPE (
    IngamPasswordCheck, ingam_password_check, INGAM, PASSWORD_CHECK, IngamSecretDialog)

/* Asks until the password is right or the person gives up. Signal "checked": it was answered; the
 * report can be had while the signal runs, then the window closes. */
IngamPasswordCheck *ingam_password_check_new (IngamStore *store, IngamCredential *credential);
const IngamCheckReport *ingam_password_check_get_report (IngamPasswordCheck *self);
IngamCredential *ingam_password_check_get_credential (IngamPasswordCheck *self);

G_END_DECLS
