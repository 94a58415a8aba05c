/* guide-contacts.h: the phone and the site of whoever issued a certificate.
 *
 * The buttons activate "guide.copy" and "guide.open" (both take a string), which the window has. */
#pragma once

#include "core/cert/authority.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* @authority: NULL for all of them, to choose from. */
GtkWidget *ingam_guide_contacts_new (const IngamAuthority *authority);

G_END_DECLS
