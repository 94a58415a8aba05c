/* check-list.h: is this certificate in order? A line that says it at one glance, and a row for each
 * answer, always the same ones in the same order.
 *
 * The rows' buttons activate the window's "win." actions and the page's "detail.open-site". */
#pragma once

#include "core/backup/coverage.h"
#include "core/care/journal.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_CHECK_LIST (ingam_check_list_get_type ())
G_DECLARE_FINAL_TYPE (IngamCheckList, ingam_check_list, INGAM, CHECK_LIST, AdwPreferencesGroup)

/* Begins anew: everything is being looked at until the three below have come. NULL empties it.
 * @expects_history: whether ingam_check_list_set_history() and ..._set_coverage() will be called.
 */
void ingam_check_list_set_credential (IngamCheckList *self,
                                      IngamCredential *credential,
                                      gboolean expects_history);
void ingam_check_list_set_report (IngamCheckList *self, const IngamCheckReport *report);
/* The credential could not be read: one sentence takes the place of the answers. */
void ingam_check_list_set_failure (IngamCheckList *self, const char *sentence);
/* Of IngamEvent, newest first; NULL when nothing is remembered. */
void ingam_check_list_set_history (IngamCheckList *self, GPtrArray *history);

/* Whether a backup has it; NULL when that cannot be told, which hides the row. */
void ingam_check_list_set_coverage (IngamCheckList *self, const IngamCoverage *coverage);

/* Where other copies lie, in people's words; NULL or none hides the row. */
void ingam_check_list_set_copies (IngamCheckList *self, const char *const *place_names);

/* A new day may have begun. */
void ingam_check_list_refresh_days (IngamCheckList *self);

/* What the answers say already of a credential; the page need not say it again. */
IngamOddity ingam_check_list_get_told (IngamCredential *credential);

G_END_DECLS
