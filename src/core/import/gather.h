/* gather.h: what was handed in, walked and read into a flat list of things, within limits.
 *
 * Files, folders, whole NPKI trees, USB sticks and ZIP archives become items; each keeps what it
 * was handed in as ("source", for the one result each thing gets) and which folder it lay in (for pairing halves). Links, devices and FIFOs
 * are refused, never followed; a folder is walked with a queue, not by recursion; a ZIP entry's name is never used
 * as a path, only shown and compared.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define INGAM_GATHER_MAX_FILE (4 * 1024 * 1024)       /* bytes of one file; a key is 1.3 KB */
#define INGAM_GATHER_MAX_TOTAL (1024 * 1024 * 1024)   /* bytes in memory at one time, all items */
#define INGAM_GATHER_MAX_ITEMS 100000
#define INGAM_GATHER_MAX_DEPTH 16                     /* folders below what was handed in */
#define INGAM_GATHER_MAX_ARCHIVE (512 * 1024 * 1024)  /* bytes of a ZIP file itself */
#define INGAM_GATHER_MAX_UNPACKED (64 * 1024 * 1024)  /* bytes out of one ZIP */
#define INGAM_GATHER_MAX_RATIO 200                    /* unpacked : packed, from 1 MiB on */

typedef struct
{
  char *source;   /* path as handed in or found below it; for an archive "x.zip/inner/name" */
  char *display;  /* the same, short and inert */
  char *folder;   /* what it lay in: pairing key; items of one folder have equal strings */
  char *name;     /* last component */
  GBytes *bytes;  /* NULL when refused */
  GError *error;  /* why it was refused, else NULL */
} IngamGatherItem;

void ingam_gather_item_free (IngamGatherItem *item);

/* Of IngamGatherItem. Fails only on CANCELLED; everything else is an item with an error. Files that a person would not expect a result for
 * (hidden files, Thumbs.db, CaPubs beside a pair) are left out below a folder, but never when handed in by themselves. */
GPtrArray *ingam_gather_run (const char *const *paths, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamGatherItem, ingam_gather_item_free)

G_END_DECLS
