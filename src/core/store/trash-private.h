/* trash-private.h: what the parts of trash.c share. For nobody else. */
#pragma once

#include "core/store/trash-record.h"
#include "core/store/trash.h"
#include "core/store/write.h"

G_BEGIN_DECLS

/* The trash, open, locked until it is closed, and settled. */
IngamFd ingam_trash_open (const char *path, gboolean create, GError **error);
GPtrArray *ingam_trash_list_names (int trash, GError **error);
IngamFd
ingam_trash_make_entry (int trash, GPtrArray *names, gint64 when, char **ret_name, GError **error);
IngamTrashRecord *
ingam_trash_dup_record (const char *store, IngamCredential *credential, gint64 now);
gboolean
ingam_trash_write_record (const IngamTrashRecord *record, int trash, int entry, GError **error);
/* Copies a folder of a store to "item.part", whole, synced and compared. */
gboolean ingam_trash_copy_part (int source, int entry, GPtrArray **ret_copied, GError **error);
/* Removes an entry that is no longer needed. */
void ingam_trash_drop_entry (int trash, const char *name);
/* Whether a folder of a store is byte for byte the item of an entry, and on its disk. */
gboolean ingam_trash_is_in_store (int store, const char *folder, int entry, const char *item);
/* TRUE with CANCELLED. */
gboolean ingam_trash_is_cancelled (GCancellable *cancellable, GError **error);
gboolean ingam_trash_require_store (const char *store, gboolean create, GError **error);

/* --- trash-replace.c --- */

/* A replacement that died: a copy of what the store still has is dropped. */
void ingam_trash_settle_replacement (int trash,
                                     const char *name,
                                     int entry,
                                     const IngamTrashRecord *record);
/* Whether the certificate is still in its place, with whatever files. FALSE when that cannot be
 * told. */
gboolean
ingam_trash_find_replacement (const IngamTrashRecord *record, gboolean *ret_there, GError **error);
gboolean ingam_trash_undo_replacement (int trash,
                                       const char *name,
                                       int entry,
                                       const IngamTrashRecord *record,
                                       gint64 now,
                                       GPtrArray *ids,
                                       GError **error);

G_END_DECLS
