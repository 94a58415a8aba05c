/* page-frame.h: what the pages of the backup window share: room to scroll in, a title, a sentence
 * under it, and then the page's own. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Properties: "title", "lead" (both plain; hidden while NULL or empty), "content" (a widget). */
#define INGAM_TYPE_PAGE_FRAME (ingam_page_frame_get_type ())
G_DECLARE_FINAL_TYPE (IngamPageFrame, ingam_page_frame, INGAM, PAGE_FRAME, AdwBin)

void ingam_page_frame_set_title (IngamPageFrame *self, const char *title);
void ingam_page_frame_set_lead (IngamPageFrame *self, const char *lead);

G_END_DECLS
