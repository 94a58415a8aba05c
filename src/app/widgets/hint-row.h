/* hint-row.h: a sentence under the field it is about, with at most one thing to do. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef enum
{
  INGAM_HINT_INFO,
  INGAM_HINT_WARNING,
  INGAM_HINT_ERROR,
} IngamHintLevel;

#define INGAM_TYPE_HINT_ROW (ingam_hint_row_get_type ())
G_DECLARE_FINAL_TYPE (IngamHintRow, ingam_hint_row, INGAM, HINT_ROW, GtkListBoxRow)

/* Signal "clicked": its button was pressed. The row is hidden while it has no sentence. @button may
 * be NULL. Both are plain text. */
void ingam_hint_row_show (IngamHintRow *self,
                          IngamHintLevel level,
                          const char *sentence,
                          const char *button);
void ingam_hint_row_clear (IngamHintRow *self);
const char *ingam_hint_row_get_sentence (IngamHintRow *self); /* NULL when hidden */

G_END_DECLS
