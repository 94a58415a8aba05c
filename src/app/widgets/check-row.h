/* check-row.h: one answer of a check as a row: a sign, a sentence and the button that mends it. */
#pragma once

#include "app/widgets/sign.h"
#include "core/store/check.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_CHECK_ROW (ingam_check_row_get_type ())
G_DECLARE_FINAL_TYPE (IngamCheckRow, ingam_check_row, INGAM, CHECK_ROW, AdwPreferencesRow)

/* The answer as the core gave it, with the button for it. @check NULL: being looked at. */
void ingam_check_row_set (IngamCheckRow *self, const IngamCheck *check);

/* An answer of our own. @sentence and @advice are plain text; @advice may be NULL. No button. */
void ingam_check_row_say (IngamCheckRow *self,
                          IngamSignKind kind,
                          const char *sentence,
                          const char *advice);

/* The button: @label with a mnemonic, @action a detailed one; NULL for none. */
void ingam_check_row_offer (IngamCheckRow *self, const char *label, const char *action);

/* The same for a row that comes and goes: @clicked (@data) is called, and @data freed with the row.
 * Once a row. */
void ingam_check_row_offer_call (IngamCheckRow *self,
                                 const char *label,
                                 void (*clicked) (gpointer data),
                                 gpointer data,
                                 GDestroyNotify free_data);

IngamSignKind ingam_check_row_get_kind (IngamCheckRow *self);

G_END_DECLS
