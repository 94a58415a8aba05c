/* restore-item.h: one certificate of a backup in a list. */
#pragma once

#include "app/widgets/sign.h"
#include "core/backup/restore.h"

G_BEGIN_DECLS

#define INGAM_TYPE_RESTORE_ITEM (ingam_restore_item_get_type ())
G_DECLARE_FINAL_TYPE (IngamRestoreItem, ingam_restore_item, INGAM, RESTORE_ITEM, GObject)

/* Of an entry of a plan, borrowed: the plan lives longer. Signal "changed": it is to be shown anew.
 */
IngamRestoreItem *ingam_restore_item_new (IngamRestoreEntry *entry);
IngamRestoreEntry *ingam_restore_item_get_entry (IngamRestoreItem *self);

/* SAME has nothing to be restored. */
gboolean ingam_restore_item_can_be_wanted (IngamRestoreItem *self);
void ingam_restore_item_set_wanted (IngamRestoreItem *self, gboolean wanted);

/* It was tried: from now on it says what came of it. */
void ingam_restore_item_set_tried (IngamRestoreItem *self);
gboolean ingam_restore_item_is_tried (IngamRestoreItem *self);

IngamSignKind ingam_restore_item_get_sign (IngamRestoreItem *self);
/* What is here now and what will be, or what came of it. Plain text, inert. */
char *ingam_restore_item_dup_sentence (IngamRestoreItem *self);

/* What needs a look first: missing, newer, different, older, the same. */
int ingam_restore_item_compare (IngamRestoreItem *a, IngamRestoreItem *b);
/* Whether a search in any case finds it by its name or purpose. */
gboolean ingam_restore_item_matches (IngamRestoreItem *self, const char *folded);

G_END_DECLS
