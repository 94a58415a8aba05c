/* split-view.h: a list beside a page when there is room, one after the other when there is not. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_SPLIT_VIEW (ingam_split_view_get_type ())
G_DECLARE_FINAL_TYPE (IngamSplitView, ingam_split_view, INGAM, SPLIT_VIEW, GtkWidget)

/* Properties: "sidebar", "content" (widgets), "folded" (read-only), "show-content" (what is seen
 * while folded). */
gboolean ingam_split_view_get_folded (IngamSplitView *self);
gboolean ingam_split_view_get_show_content (IngamSplitView *self);
void ingam_split_view_set_show_content (IngamSplitView *self, gboolean show_content);
/* FALSE: folded however much room there is, for a list that wants all of it. */
void ingam_split_view_set_can_unfold (IngamSplitView *self, gboolean can_unfold);

G_END_DECLS
