/* detail-page.h: everything about one certificate, in plain words, with what can be done. */
#pragma once

#include "core/care/aftercare.h"
#include "core/store/store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_DETAIL_PAGE (ingam_detail_page_get_type ())
G_DECLARE_FINAL_TYPE (IngamDetailPage, ingam_detail_page, INGAM, DETAIL_PAGE, GtkWidget)

/* Signal "notice" (string): something small happened that a toast may say. The page's buttons
 * activate the window's "win." actions. */

/* Where the page learns what earlier checks found; it is asked again whenever something is recorded
 * through it. The page only reads: whoever asked for the password records. NULL: no memory. */
void ingam_detail_page_set_journal (IngamDetailPage *self, IngamJournal *journal);

/* Shows a credential and checks it without a password. NULL empties the page. The same one again
 * keeps what a check with a password found. */
void ingam_detail_page_set_credential (IngamDetailPage *self,
                                       IngamStore *store,
                                       IngamCredential *credential);
IngamCredential *ingam_detail_page_get_credential (IngamDetailPage *self); /* borrowed */

/* What a check (with a password) found about the credential shown. */
void ingam_detail_page_set_report (IngamDetailPage *self, const IngamCheckReport *report);

/* Looks at the files once more: something was mended that does not make another credential of it.
 */
void ingam_detail_page_check_again (IngamDetailPage *self);

/* Where other copies of the credential shown lie, in people's words ("USB", "Downloads"); NULL or
 * none for no copies. Forgotten when another certificate is shown. */
void ingam_detail_page_set_copies (IngamDetailPage *self, const char *const *place_names);

/* How far the things to do after a reissue have come, of IngamAftercareState; NULL: not known. */
void ingam_detail_page_set_aftercare (IngamDetailPage *self, GPtrArray *states);

/* Whether the person said that the credential shown has been replaced, so that nobody reminds of
 * it. Forgotten when another certificate is shown. */
void ingam_detail_page_set_told_replaced (IngamDetailPage *self, gboolean told_replaced);

/* Counts the days again. */
void ingam_detail_page_refresh_days (IngamDetailPage *self);

G_END_DECLS
