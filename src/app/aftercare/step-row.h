/* step-row.h: one of the five steps in the overview: its number, what it is, and whether it is
 * done. */
#pragma once

#include "core/care/aftercare.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_STEP_ROW (ingam_step_row_get_type ())
G_DECLARE_FINAL_TYPE (IngamStepRow, ingam_step_row, INGAM, STEP_ROW, AdwActionRow)

GtkWidget *ingam_step_row_new (void);
/* @number: where it stands, from 1. */
void ingam_step_row_set (
    IngamStepRow *self, IngamStep step, const IngamAftercareState *state, guint number, gint64 now);
IngamStep ingam_step_row_get_step (IngamStepRow *self);

G_END_DECLS
