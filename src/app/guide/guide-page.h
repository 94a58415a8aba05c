/* guide-page.h: one topic of the guide, as its table says it. */
#pragma once

#include "app/guide/guide-text.h"
#include "core/cert/credential.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_GUIDE_PAGE (ingam_guide_page_get_type ())
G_DECLARE_FINAL_TYPE (IngamGuidePage, ingam_guide_page, INGAM, GUIDE_PAGE, GtkWidget)

/* @credential: whose authority and dates it speaks of; NULL for any certificate. What its buttons
 * do are the window's actions: "guide.show" (s), "guide.copy" (s), "guide.open" (s),
 * "guide.import", "guide.import-folder". */
GtkWidget *ingam_guide_page_new (IngamGuideTopic topic, IngamCredential *credential);

G_END_DECLS
