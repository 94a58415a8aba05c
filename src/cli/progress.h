/* progress.h: one line on stderr that shows how far long work is; gone when it ends.
 *
 * Only on a terminal, and not before the work has taken a moment: what is quick stays quiet.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _IngamProgress IngamProgress;

/* @what: translated, "Importing". */
IngamProgress *ingam_progress_new (const char *what);
/* Takes the line away. */
void ingam_progress_free (IngamProgress *self);

/* Fits IngamWriteProgress. @user_data: the IngamProgress. */
void ingam_progress_update_cb (guint done, guint total, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamProgress, ingam_progress_free)

G_END_DECLS
