/* demo-folder.h: a scratch folder with practice certificates, and its end. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Makes "<scratch>/NPKI" (and "<scratch>/samples" to try imports with) in a thread. */
void ingam_demo_folder_make_async (GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
/* The scratch folder's path. */
char *ingam_demo_folder_make_finish (GAsyncResult *result, GError **error);

char *ingam_demo_folder_dup_store (const char *scratch);
char *ingam_demo_folder_dup_samples (const char *scratch);

/* Removes it with all in it; a scratch folder of a few dozen small files. */
void ingam_demo_folder_remove (const char *scratch);

G_END_DECLS
