/* drop-frame.h: a window's whole contents as a target for files, with a sign that it is one. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_DROP_FRAME (ingam_drop_frame_get_type ())
G_DECLARE_FINAL_TYPE (IngamDropFrame, ingam_drop_frame, INGAM, DROP_FRAME, GtkWidget)

/* Property "child". Signal "dropped" (GdkFileList): files and folders were let go over it. */
void ingam_drop_frame_set_child (IngamDropFrame *self, GtkWidget *child);
GtkWidget *ingam_drop_frame_get_child (IngamDropFrame *self);

/* TRUE while something that could be dropped is held over it. */
gboolean ingam_drop_frame_get_armed (IngamDropFrame *self);

G_END_DECLS
