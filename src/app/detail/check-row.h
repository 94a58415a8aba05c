/* check-row.h: one answer of a check as a row: a sign and a sentence. */
#pragma once

#include "core/store/check.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_CHECK_ROW (ingam_check_row_get_type ())
G_DECLARE_FINAL_TYPE (IngamCheckRow, ingam_check_row, INGAM, CHECK_ROW, AdwActionRow)

/* @check NULL: being looked at. */
void ingam_check_row_set (IngamCheckRow *self, const IngamCheck *check);

G_END_DECLS
