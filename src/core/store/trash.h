/* trash.h: what was taken out of a store, and the way back.
 *
 * Removing moves the whole folder, other programs' files included, to
 * $XDG_DATA_HOME/ingam/trash/<entry>/ with a record of where it was. The order is: copy (or rename
 * on the same file system), sync, record, then take away from the store; whatever is interrupted,
 * the credential is in the store or in the trash or in both, never in neither, and the next start
 * settles "both" by dropping the unfinished trash entry. An import leaves a record as well, so that
 * undo can take it back out. Nothing here ever expires by itself.
 */
#pragma once

#include "core/base/progress.h"
#include "core/store/layout.h"
#include "core/store/scan.h"

G_BEGIN_DECLS

typedef struct
{
  char *entry;  /* name of the entry, sorts by time */
  char *store;  /* absolute */
  char *folder; /* relative to the store */
  char *id;     /* fingerprint, hex */
  char *name;   /* display, inert */
  gint64 when;
  gboolean imported; /* a record of an import: undo removes it from the store */
  gboolean by_undo;  /* put here by an undo: the next undo passes it by */
} IngamTrashEntry;

void ingam_trash_entry_free (IngamTrashEntry *entry);

/* $XDG_DATA_HOME/ingam/trash. */
char *ingam_trash_dup_path (void);

/* Moves one credential to the trash. */
gboolean ingam_trash_remove (const char *trash,
                             const char *store,
                             IngamCredential *credential,
                             gint64 now,
                             IngamTrashEntry **ret_entry,
                             GError **error);

/* Moves many to the trash as one step, which one undo takes back. Each is as safe as alone, and one
 * that cannot be removed does not keep the others from it: @ret_errors has a GError for each of
 * @credentials, or NULL where it was removed (CANCELLED where the turn did not come). @ret_entry:
 * any of the step, for ingam_trash_undo(); NULL when nothing was removed. FALSE: nothing could be
 * tried. */
gboolean ingam_trash_remove_many (const char *trash,
                                  const char *store,
                                  GPtrArray *credentials,
                                  gint64 now,
                                  IngamProgressFunc progress,
                                  gpointer user_data,
                                  GCancellable *cancellable,
                                  GPtrArray **ret_errors,
                                  char **ret_entry,
                                  GError **error);

/* Records an import for undo. All of one import are one step: they share the entry, @ret_entry
 * (NULL when there was nothing to record). */
gboolean ingam_trash_record_import (const char *trash,
                                    const char *store,
                                    GPtrArray *folders, /* of char*, relative */
                                    GPtrArray *ids,     /* of char* */
                                    gint64 now,
                                    char **ret_entry,
                                    GError **error);

/* One credential of a store that is to have other files of its own. */
typedef struct
{
  IngamCredential *existing; /* borrowed */
  GBytes *const *files;      /* by role, all of them: NULL is none; borrowed */
  gboolean done;
  GError *error; /* why not; owned by the caller */
} IngamTrashReplacement;

/* Gives them their files, keeping each as it was in the trash: a step that undo takes back. One
 * that cannot be does not keep the others from it: it has its error (CHANGED when another program
 * changed it meanwhile, CANCELLED when its turn did not come). *@step: NULL begins one, else they
 * are a part of that; out: its name. FALSE: nothing could be tried. */
gboolean ingam_trash_replace_many (const char *trash,
                                   const char *store,
                                   GPtrArray *replacements, /* of IngamTrashReplacement */
                                   gint64 now,
                                   IngamProgressFunc progress,
                                   gpointer user_data,
                                   GCancellable *cancellable,
                                   char **step,
                                   GError **error);
/* Begins such a step with what is about to be added (@credentials: of IngamCredential, as they are
 * elsewhere; @folders: of char*, where each will lie), so that a run that dies can be undone too.
 * When none of them came, ingam_trash_recover() forgets it, now or at the next start. */
gboolean ingam_trash_note_additions (const char *trash,
                                     const char *store,
                                     GPtrArray *folders,
                                     GPtrArray *credentials,
                                     gint64 now,
                                     char **ret_step,
                                     GError **error);

/* Finishes or undoes what a dead run left; part of every function here but the list. */
gboolean ingam_trash_recover (const char *trash, GError **error);

/* Newest first, of IngamTrashEntry; those of one import stand together with the same @entry.
 * Damaged entries are left out. */
GPtrArray *ingam_trash_list (const char *trash, GError **error);

/* Undoes the last step that was not an undo itself (or @entry): a removed one goes back to its
 * place (ALREADY_HERE when the place was taken meanwhile by the same certificate; another place is
 * found otherwise), an imported one goes to the trash. Of a step of many, all that can go back do;
 * what cannot stays in the trash, and the first reason is the error. @ret_ids, also on failure: hex
 * ids touched. NOT_FOUND when there is nothing to undo. */
gboolean ingam_trash_undo (
    const char *trash, const char *entry, gint64 now, GPtrArray **ret_ids, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamTrashEntry, ingam_trash_entry_free)

G_END_DECLS
