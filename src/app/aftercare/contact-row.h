/* contact-row.h: a phone number, an address or the like, and the button that does something with
 * it. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_CONTACT_ROW (ingam_contact_row_get_type ())
G_DECLARE_FINAL_TYPE (IngamContactRow, ingam_contact_row, INGAM, CONTACT_ROW, GtkListBoxRow)

GtkWidget *ingam_contact_row_new (void);

/* Signal "pressed": its button was.
 *
 * All plain text. @value NULL hides the row; @button NULL: nothing to be done with it. */
void ingam_contact_row_set (IngamContactRow *self,
                            const char *title,
                            const char *value,
                            const char *button);
const char *ingam_contact_row_get_value (IngamContactRow *self);

G_END_DECLS
