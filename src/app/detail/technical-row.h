/* technical-row.h: all that those who know X.509 want to know of a certificate, folded away. */
#pragma once

#include "core/store/store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_TECHNICAL_ROW (ingam_technical_row_get_type ())
G_DECLARE_FINAL_TYPE (IngamTechnicalRow, ingam_technical_row, INGAM, TECHNICAL_ROW, AdwExpanderRow)

/* Signal "copied": one of the facts was put on the clipboard.
 *
 * Costs nothing before it is unfolded; then the facts are there at once, and the extensions when a
 * thread has read the certificate. NULL empties it. Whether it is unfolded stays as it is. */
void ingam_technical_row_set_credential (IngamTechnicalRow *self,
                                         IngamStore *store,
                                         IngamCredential *credential);

/* Whether everything that will be shown is there. */
gboolean ingam_technical_row_is_complete (IngamTechnicalRow *self);

G_END_DECLS
