/* password-field.h: one entry for a password and the sentence under it, looked after together. */
#pragma once

#include "app/widgets/hint-row.h"
#include "core/base/secret.h"

G_BEGIN_DECLS

#define INGAM_TYPE_PASSWORD_FIELD (ingam_password_field_get_type ())
G_DECLARE_FINAL_TYPE (IngamPasswordField, ingam_password_field, INGAM, PASSWORD_FIELD, GObject)

/* On an AdwPasswordEntryRow and the hint below it, both borrowed: they have to live as long.
 * While it is typed into, the hint says that Hangul arrives or that Caps Lock is on; what is in the
 * entry cannot be copied, cut or dragged, revealed or not.
 *
 * Signals: "changed"; "activated" (Enter); "clicked" (the hint's button). */
IngamPasswordField *ingam_password_field_new (GtkWidget *row, IngamHintRow *hint);

GtkWidget *ingam_password_field_get_row (IngamPasswordField *self);
IngamSecret *ingam_password_field_dup_secret (IngamPasswordField *self);
gboolean ingam_password_field_is_empty (IngamPasswordField *self);
void ingam_password_field_clear (IngamPasswordField *self);

/* Says what is the matter with what was typed, and puts the focus there with all selected. It is
 * gone with the next key. @button may be NULL. */
void ingam_password_field_point_at (IngamPasswordField *self,
                                    IngamHintLevel level,
                                    const char *sentence,
                                    const char *button);

/* A sentence without the focus. */
void ingam_password_field_tell (IngamPasswordField *self, const char *sentence);

/* What a screen reader is to hear while it is typed, which the eye sees elsewhere; NULL: nothing.
 */
void ingam_password_field_set_note (IngamPasswordField *self, const char *note);

/* Types a secret and shows it, so that it can be written down. */
void ingam_password_field_reveal (IngamPasswordField *self, IngamSecret *secret);
void ingam_password_field_fill (IngamPasswordField *self, IngamSecret *secret); /* as dots */

/* Takes the sentence away. */
void ingam_password_field_forgive (IngamPasswordField *self);

G_END_DECLS
