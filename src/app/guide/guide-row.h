/* guide-row.h: one step or one point of a guide: a number, what it is called, what it says. */
#pragma once

#include "app/guide/guide-text.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_GUIDE_ROW (ingam_guide_row_get_type ())
G_DECLARE_FINAL_TYPE (IngamGuideRow, ingam_guide_row, INGAM, GUIDE_ROW, AdwPreferencesRow)

/* @number: from 1; 0 for none. */
GtkWidget *ingam_guide_row_new (const IngamGuideItem *item, guint number);

/* The answer alone, for a row whose title is the question. */
GtkWidget *ingam_guide_row_new_for_answer (const IngamGuideItem *item);

/* What is already in the person's language. */
GtkWidget *ingam_guide_row_new_for_words (const char *title, const char *text);

G_END_DECLS
