/* oddity-row.h: one odd thing about a credential, with what can be done about it. */
#pragma once

#include "core/cert/credential.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_ODDITY_ROW (ingam_oddity_row_get_type ())
G_DECLARE_FINAL_TYPE (IngamOddityRow, ingam_oddity_row, INGAM, ODDITY_ROW, AdwPreferencesRow)

/* @one: a single bit. */
GtkWidget *ingam_oddity_row_new (IngamOddity one);
IngamOddity ingam_oddity_row_get_oddity (IngamOddityRow *self);

/* All that want something done; the others are good to know. */
IngamOddity ingam_oddity_row_get_mendable (void);

G_END_DECLS
