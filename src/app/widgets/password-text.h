/* password-text.h: out of an entry and into IngamSecret, and nowhere else. */
#pragma once

#include "core/base/secret.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What is typed, as a secret. The entry's own buffer is GTK's non-pageable one and stays as it is.
 */
IngamSecret *ingam_password_text_dup_secret (GtkEditable *editable);

/* Empties the entry; GTK wipes its buffer. */
void ingam_password_text_clear (GtkEditable *editable);

gboolean ingam_password_text_is_empty (GtkEditable *editable);

/* Hangul arrived: the Korean layout was probably on. */
gboolean ingam_password_text_has_hangul (GtkEditable *editable);

/* Shows what is typed instead of dots. */
void ingam_password_text_reveal (GtkEditable *editable);

/* Types a secret. */
void ingam_password_text_set_secret (GtkEditable *editable, IngamSecret *secret);

/* A secret to be read and written down; a label is not wiped, so it is only for what a person asked
 * to see, and as long as they look at it. Cannot be selected. */
void ingam_password_text_show (GtkLabel *label, IngamSecret *secret);

/* Puts a secret on the clipboard of @widget, and takes it away again after @seconds, or when the
 * program ends, unless something else is there by then. Keepers of clipboards are told that it is
 * a secret, so that it does not get into their histories. */
void ingam_password_text_copy (GtkWidget *widget, IngamSecret *secret, guint seconds);

/* What a screen reader says of the entry beside its name; NULL takes it away. */
void ingam_password_text_describe (GtkWidget *row, const char *sentence);

/* Marks the row as the one that is wrong, in colour and for a screen reader. */
void ingam_password_text_set_invalid (GtkWidget *row, gboolean invalid);

G_END_DECLS
