/* sqlite-disk.h: SQLite's own file layer, behind one that asks before each call that changes the
 * disk.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the next call should do: SQLITE_OK, or the code to fail with. @ret_half: a write does half
 * of its work before it fails. */
typedef int (*SqliteDiskStep) (const char *call, gboolean is_sync, gboolean *ret_half);

/* For every database from now on. */
void sqlite_disk_install (SqliteDiskStep step);

G_END_DECLS
