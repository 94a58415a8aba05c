/* folder-names.h: the names in a folder, without a GDir's allocations. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Calls @func with every name in @folder (a descriptor, read from where it stands) and its d_type,
 * hidden ones and "." left out, until it returns FALSE. FALSE with errno when the folder cannot be
 * read. */
typedef gboolean (*IngamFolderNameFunc) (const char *name, guint8 type, gpointer user_data);
gboolean ingam_folder_each_name (int folder, IngamFolderNameFunc func, gpointer user_data);

G_END_DECLS
