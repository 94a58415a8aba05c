/* guide-window.h: what a person may want to know before there is a certificate and around it:
 * getting one, renewing it, moving it, losing it; questions and answers. It asks nothing and
 * changes nothing.
 */
#pragma once

#include "app/guide/guide-text.h"
#include "core/cert/credential.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_GUIDE_WINDOW (ingam_guide_window_get_type ())
G_DECLARE_FINAL_TYPE (IngamGuideWindow, ingam_guide_window, INGAM, GUIDE_WINDOW, AdwWindow)

/* On the list of topics. Signal "import" (GdkFileList): these were let go over it; with NULL the
 * person wants to choose. Signal "import-folder": the person wants to choose a folder. */
IngamGuideWindow *ingam_guide_window_new (void);

/* Back leads to the list of topics. @credential: whose authority and dates the pages speak of; NULL
 * for any certificate. */
void ingam_guide_window_show_topic (IngamGuideWindow *self,
                                    IngamGuideTopic topic,
                                    IngamCredential *credential);

IngamGuideTopic ingam_guide_window_get_topic (IngamGuideWindow *self);

G_END_DECLS
