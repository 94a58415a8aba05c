/* write-tree.h: a credential's folder with all that lies in it, as a list. Internal to write.c and
 * trash.c.
 *
 * Two lists tell whether another program changed anything in between: every path with its type,
 * size, and the times of its contents and of its entry. Never recursive; bounded in depth and
 * count.
 */
#pragma once

#include "core/base/durable-file.h"

#include <sys/stat.h>

G_BEGIN_DECLS

#define INGAM_TREE_MAX_ENTRIES 4096 /* in one credential's folder */
#define INGAM_TREE_MAX_DEPTH 8      /* folders of other programs inside it */

typedef struct
{
  char *path;  /* relative to the folder that was read */
  mode_t type; /* S_IFMT bits */
  ino_t inode;
  dev_t device;
  goffset size;          /* 0 for a folder: its size says nothing */
  struct timespec mtime; /* 0 for a folder */
  struct timespec ctime; /* 0 for a folder */
} IngamTreeEntry;

/* A subfolder by a relative path ("" is @folder itself, opened anew), one component after the
 * other, never through a link. */
IngamFd ingam_tree_open (int folder, const char *path, GError **error);

/* Of IngamTreeEntry, a folder always before what is in it. REFUSED above the limits. */
GPtrArray *ingam_tree_read (int folder, GError **error);

/* Whether two lists of one folder say the same; @with_ctime also counts what leaves the contents
 * alone (a new link, another mode). */
gboolean ingam_tree_equal (GPtrArray *a, GPtrArray *b, gboolean with_ctime);

/* The entry of a path, or NULL. */
const IngamTreeEntry *ingam_tree_find (GPtrArray *entries, const char *path);

/* Brings all of @entries, except the paths in @skip (a set of char*, may be NULL), from one folder
 * into another, which may have other files already: by hard link where possible, else as a copy
 * that is synced and compared with what it came from (UNVERIFIED). */
gboolean ingam_tree_adopt (int from, GPtrArray *entries, GHashTable *skip, int to, GError **error);

/* Whether every path and byte of two folders is the same; UNVERIFIED when not. */
gboolean ingam_tree_compare (int a, int b, GError **error);

/* Syncs the folders among @entries and @folder itself, lowest first. */
gboolean ingam_tree_sync (int folder, GPtrArray *entries, GError **error);

G_END_DECLS
