/* password-change.h: old, new, and once more. */
#pragma once

#include "app/widgets/secret-dialog.h"

G_BEGIN_DECLS

#define INGAM_TYPE_PASSWORD_CHANGE (ingam_password_change_get_type ())
G_DECLARE_FINAL_TYPE (
    IngamPasswordChange, ingam_password_change, INGAM, PASSWORD_CHANGE, IngamSecretDialog)

/* Signal "changed": the password was changed; the window closes itself afterwards. Closing it in
 * the middle is safe: the store holds the old or the new key. */
IngamPasswordChange *ingam_password_change_new (IngamStore *store, IngamCredential *credential);

G_END_DECLS
