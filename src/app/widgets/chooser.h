/* chooser.h: asking for files, folders and places to save to; the system's own window. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A modal one over @parent, which begins where the last one of the same @action ended, or where
 * such things lie. Owned by the caller, who connects to "response" and shows it. */
GtkFileChooserNative *ingam_chooser_new (GtkWindow *parent,
                                         const char *title,
                                         GtkFileChooserAction action,
                                         const char *accept);

G_END_DECLS
