/* wrap-layout.h: children beside each other as wide as they like, in as many lines as it takes. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define INGAM_TYPE_WRAP_LAYOUT (ingam_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (IngamWrapLayout, ingam_wrap_layout, INGAM, WRAP_LAYOUT, GtkLayoutManager)

/* Pixels between two in a line; at first 6, as chips have it. */
void ingam_wrap_layout_set_gap (IngamWrapLayout *self, int gap);

G_END_DECLS
