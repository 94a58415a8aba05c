/* quality-row.h: how good a new password is: a word with its reason, and the rule part by part. */
#pragma once

#include "core/cert/password-quality.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_QUALITY_ROW (ingam_quality_row_get_type ())
G_DECLARE_FINAL_TYPE (IngamQualityRow, ingam_quality_row, INGAM, QUALITY_ROW, GtkListBoxRow)

/* @quality NULL: nothing typed yet. */
void ingam_quality_row_set (IngamQualityRow *self, const IngamPasswordQuality *quality);
const char *ingam_quality_row_get_verdict (IngamQualityRow *self);

G_END_DECLS
