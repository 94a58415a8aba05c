/* fact-row.h: a technical fact: what it is called, what it is, and a button that copies it. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_FACT_ROW (ingam_fact_row_get_type ())
G_DECLARE_FINAL_TYPE (IngamFactRow, ingam_fact_row, INGAM, FACT_ROW, GtkListBoxRow)

/* Property "title". Plain text both. @value NULL or empty hides the row. Signal "copied". */
void ingam_fact_row_set_value (IngamFactRow *self, const char *value);
const char *ingam_fact_row_get_value (IngamFactRow *self);

G_END_DECLS
