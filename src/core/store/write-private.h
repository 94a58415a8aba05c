/* write-private.h: what the parts of write.c share. For nobody else.
 *
 * The work folder of a store and what may lie in it:
 *
 *   .ingam/                    exists only while somebody is at work, or somebody died at it
 *   .ingam/<transaction>/      held by flock() while its process lives
 *     <n>/                     the n-th folder being built; after an exchange, the old one
 *     <n>.chain/               folders above it that the store did not have, around <n>
 *     <n>.journal              where <n> belongs; only where the disk cannot exchange
 *     <n>.old/                 the folder that was taken out of that place; without a journal: what
 *                              could not be brought back to its place
 *     <n>.gone/                the same, once the new one is there for good
 *
 * Why a dead transaction may be dropped: <n> is either not in its place yet, so the store has the
 * old state, or it is the old folder after the exchange, so the store has the whole new one; and
 * <n>.gone was renamed only after its successor was on the disk. Only <n>.old can be the one copy
 * there is, and is never removed, only moved back to its place or renamed to <n>.gone.
 */
#pragma once

#include "core/store/write-tree.h"
#include "core/store/write.h"

G_BEGIN_DECLS

#define INGAM_WRITE_JOURNAL ".journal"
#define INGAM_WRITE_OLD ".old"
#define INGAM_WRITE_GONE ".gone"
#define INGAM_WRITE_CHAIN ".chain"
#define INGAM_WRITE_MAX_NUMBER 1000            /* " (1000)" is the last name tried */
#define INGAM_WRITE_MAX_FILE (4 * 1024 * 1024) /* bytes of a certificate's or key's file */
#define INGAM_WRITE_MAX_NAMES 200000           /* in one folder of a store */

/* A folder of the store that credentials are put into ("yessign/USER", "" for the store itself). */
typedef struct
{
  char *path;
  IngamFd fd;        /* -1 when it does not exist (yet) */
  GHashTable *names; /* key -> name on the disk; NULL until asked for */
  gboolean touched;  /* to be synced */
} IngamWritePlace;

typedef enum
{
  INGAM_WRITE_STAGED,
  INGAM_WRITE_PLACED,
  INGAM_WRITE_TAKEN_BACK,
} IngamWriteState;

/* One credential in a transaction. */
typedef struct
{
  gboolean replaces;
  gboolean whole; /* a replacement of all of the credential's own files */
  IngamWriteState state;
  gboolean journaled; /* placed by two renames */
  char *stage;        /* its name in the transaction's folder */
  char *parent;       /* as on the disk, relative */
  char *leaf;
  guint made;                  /* for an addition: how many folders above it were made for it */
  GBytes *files[INGAM_ROLE_N]; /* what we wrote */
  char *names[INGAM_ROLE_N];   /* under which names */
  GBytes *seen[INGAM_ROLE_N];  /* what the caller based a replacement on */
  char *seen_names[INGAM_ROLE_N];
  GPtrArray *old;   /* the folder to be replaced, as it was when it was adopted */
  GPtrArray *fresh; /* what we built, once it is synced */
} IngamWriteOp;

void ingam_write_op_free (IngamWriteOp *op);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamWriteOp, ingam_write_op_free)

struct _IngamWrite
{
  IngamFd store;
  IngamFd work; /* .ingam */
  IngamFd transaction;
  char *name; /* of the transaction */
  GPtrArray *ops;
  GHashTable *places; /* path -> IngamWritePlace */
  guint counter;
  gboolean keep; /* something in our folder must not be dropped */
};

/* The person may have made ~/NPKI a link to another disk: the store itself is followed, once, here;
 * nothing below it ever is. */
IngamFd ingam_write_open_store (const char *store, gboolean create, GError **error);

/* CHANGED, in words. */
gboolean ingam_write_fail_changed (GError **error);

/* Makes the transaction's folder, locked, unless it is there. */
gboolean ingam_write_ensure_transaction (IngamWrite *self, GError **error);

/* A folder's parent, as it is called on the disk with @match, and the name that remains. REFUSED
 * when the folder is not a safe one. */
gboolean ingam_write_split_folder (IngamWrite *self,
                                   const char *folder,
                                   gboolean match,
                                   char **ret_parent,
                                   char **ret_leaf,
                                   GError **error);
/* The first of "leaf", "leaf (2)"… that is free, taken from now on. ALREADY_HERE when one of the
 * taken ones holds @certificate (may be NULL). */
char *ingam_write_take_leaf (IngamWritePlace *place,
                             const char *leaf,
                             GBytes *certificate,
                             GError **error);

/* The place of a path, with its descriptor -1 when there is no such folder; NULL on an error. */
IngamWritePlace *ingam_write_get_place (IngamWrite *self, const char *path, GError **error);

/* Brings one staged credential into the store; on failure the store is as it was. */
gboolean ingam_write_place (IngamWrite *self, IngamWriteOp *op, GError **error);
/* Takes a placed one out again, the old one back in. */
gboolean ingam_write_take_back (IngamWrite *self, IngamWriteOp *op, GError **error);
/* After all is synced: looks a last time whether another program still wrote into the old folder;
 * it gets it back then (CHANGED). Else the old one is given up. */
gboolean ingam_write_finish (IngamWrite *self, IngamWriteOp *op, GError **error);

/* Keeps @stage, which may be the only copy of what another program wrote and could not be brought
 * back to @leaf in @place (NULL when there is none any more). */
void ingam_write_set_aside (IngamWrite *self,
                            const char *stage,
                            IngamWritePlace *place,
                            const char *leaf);

/* Whether the folder still is what the replacement @op was based on; CHANGED when not. */
gboolean
ingam_write_check_old (const IngamWriteOp *op, int parent, const char *name, GError **error);

/* Which of a folder's names (sorted) is the file of a role, NULL without: our own spelling before
 * any other. Borrowed. */
const char *ingam_write_find_role (GPtrArray *names, IngamRole role);
/* The certificate in a folder; NULL with NOT_FOUND without. */
GBytes *ingam_write_read_certificate (int parent, const char *name, GError **error);

/* Moves a folder to the first free name of "name", "name (2)"… in @to, from @first on. */
gboolean ingam_write_move_beside (
    int from, const char *from_name, int to, const char *name, guint first, GError **error);

/* What stands in a journal: where <n> and <n>.old belong. */
char *ingam_write_dup_journal (const char *parent, const char *leaf);

/* Whether the open folder still is what lies under the name; FALSE with an error when it cannot be
 * told. */
gboolean ingam_write_is_named (int parent, const char *name, int folder, GError **error);

/* Settles what dead transactions left. @store is an open store. */
gboolean ingam_write_recover_at (int store, GError **error);
/* Whether a transaction of a living process is under way there. */
gboolean ingam_write_is_busy (int store);

G_END_DECLS
