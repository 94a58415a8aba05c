/* restore-row.h: one certificate of a backup: whether it is to come back, and what that changes. */
#pragma once

#include "app/backup/restore-item.h"

G_BEGIN_DECLS

#define INGAM_TYPE_RESTORE_ROW (ingam_restore_row_get_type ())
G_DECLARE_FINAL_TYPE (IngamRestoreRow, ingam_restore_row, INGAM, RESTORE_ROW, GtkWidget)

GtkWidget *ingam_restore_row_new (void);
/* Follows it; NULL: none any more. */
void ingam_restore_row_set_item (IngamRestoreRow *self, IngamRestoreItem *item);

G_END_DECLS
