/* section-row.h: a heading in the list; recycled like every row. */
#pragma once

#include "app/list/section-model.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_SECTION_ROW (ingam_section_row_get_type ())
G_DECLARE_FINAL_TYPE (IngamSectionRow, ingam_section_row, INGAM, SECTION_ROW, GtkWidget)

/* Signals: "toggled": the person wants it folded or unfolded; "summary-changed": what it says did.
 */
GtkWidget *ingam_section_row_new (void);

/* @section NULL lets go. */
void ingam_section_row_bind (IngamSectionRow *self, IngamSection *section);
IngamSection *ingam_section_row_get_section (IngamSectionRow *self); /* borrowed, or NULL */

G_END_DECLS
