/* restore-page.h: what is in a backup beside what is here, what is to come back, and what came of
 * it.
 *
 * Signals:
 *   "restored" (char *step, guint n)  so many came back; for ingam_trash_undo()
 *   "passphrase-wanted"               the backup's passphrase was not right: another one is to be
 *                                     asked for, and the backup to be set again
 *   "left"                            it is done with: Cancel while it was read, or Done
 */
#pragma once

#include "core/backup/restore.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_RESTORE_PAGE (ingam_restore_page_get_type ())
G_DECLARE_FINAL_TYPE (IngamRestorePage, ingam_restore_page, INGAM, RESTORE_PAGE, AdwBin)

GtkWidget *ingam_restore_page_new (void);

/* Reads it and shows it. Takes @reader. @store_path: where it is to come back to; need not exist.
 */
void
ingam_restore_page_set_backup (IngamRestorePage *self, IngamReader *reader, const char *store_path);

/* "busy", "list", "failed", "unpacked"; for tests and for whoever holds the page. */
const char *ingam_restore_page_get_state (IngamRestorePage *self);
/* What "Unpack Everything…" does once a folder was chosen: a new folder in @parent. */
void ingam_restore_page_unpack (IngamRestorePage *self, const char *parent);

G_END_DECLS
