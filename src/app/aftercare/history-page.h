/* history-page.h: what was done with a person's certificate, and when. */
#pragma once

#include "core/care/journal.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A whole page, which scrolls. */
#define INGAM_TYPE_HISTORY_PAGE (ingam_history_page_get_type ())
G_DECLARE_FINAL_TYPE (IngamHistoryPage, ingam_history_page, INGAM, HISTORY_PAGE, AdwBin)

/* All certificates of the credential's subject. @credential may be NULL: what was done before there
 * was one. Read again whenever the page comes into view. */
void
ingam_history_page_set (IngamHistoryPage *self, IngamJournal *journal, IngamCredential *credential);

G_END_DECLS
