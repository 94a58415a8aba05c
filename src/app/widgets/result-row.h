/* result-row.h: one line of what came of many: a sign, whose it is, and a sentence. */
#pragma once

#include "app/widgets/sign.h"

G_BEGIN_DECLS

#define INGAM_TYPE_RESULT_ROW (ingam_result_row_get_type ())
G_DECLARE_FINAL_TYPE (IngamResultRow, ingam_result_row, INGAM, RESULT_ROW, GtkWidget)

GtkWidget *ingam_result_row_new (void);

/* All plain text. @sign_name: what the sign says; the title and the sentence say the rest. */
void ingam_result_row_set (IngamResultRow *self,
                           IngamSignKind kind,
                           const char *sign_name,
                           const char *title,
                           const char *sentence);

/* What it says in one breath, for the list item around it. */
char *ingam_result_row_dup_summary (IngamResultRow *self);

G_END_DECLS
