/* password-change.h: old, new, and once more. */
#pragma once

#include "app/widgets/secret-dialog.h"

G_BEGIN_DECLS

#define INGAM_TYPE_PASSWORD_CHANGE (ingam_password_change_get_type ())
G_DECLARE_FINAL_TYPE (
    IngamPasswordChange, ingam_password_change, INGAM, PASSWORD_CHANGE, IngamSecretDialog)

/* Signal "changed": the password was changed. The window closes itself afterwards, unless it has
 * copies to tell of. Closing it in the middle is safe: the store holds the old or the new key. */
IngamPasswordChange *ingam_password_change_new (IngamStore *store, IngamCredential *credential);

/* Names of the places that hold a copy of this certificate (plain text, "USB stick of 하나"): they
 * keep the old password, and a last page says so. NULL or empty: there are none. */
void ingam_password_change_set_copies (IngamPasswordChange *self, const char *const *places);

/* A certificate that this one replaced: whether the new password is the same as that one's is told
 * by trying it there, and never by keeping one. */
void ingam_password_change_set_former (IngamPasswordChange *self,
                                       IngamStore *store,
                                       IngamCredential *former);

G_END_DECLS
