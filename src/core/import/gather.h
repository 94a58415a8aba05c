/* gather.h: what was handed in, walked and read into a flat list of things, within limits.
 *
 * Files, folders, whole NPKI trees, USB sticks and ZIP archives become items; each keeps what it was
 * handed in as ("source", for the one result each thing gets) and which folder it lay in (for pairing
 * halves). Links, devices and FIFOs are refused, never followed; a folder is walked with a stack of
 * open folders, not by recursion; a ZIP entry's name is never used as a path, only shown and compared.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define INGAM_GATHER_MAX_FILE (4 * 1024 * 1024)       /* bytes of one file; a key is 1.3 KB */
#define INGAM_GATHER_MAX_TOTAL (1024 * 1024 * 1024)   /* bytes in memory at one time, all items */
#define INGAM_GATHER_MAX_ITEMS 100000
#define INGAM_GATHER_MAX_NAMES 1000000                /* names looked at, ours or not */
#define INGAM_GATHER_MAX_DEPTH 16                     /* folders below what was handed in */
#define INGAM_GATHER_MAX_ARCHIVE (128 * 1024 * 1024)  /* bytes of a ZIP file itself */
#define INGAM_GATHER_MAX_UNPACKED (64 * 1024 * 1024)  /* bytes out of one ZIP */
#define INGAM_GATHER_MAX_RATIO 200                    /* unpacked : packed, from 1 MiB on */
#define INGAM_GATHER_MAX_BESIDE 256                   /* files read beside one half */

typedef struct
{
  char *source;        /* path as handed in or found below it; in an archive "x.zip/inner/name" */
  char *display;       /* the last two components at most, inert; its ZIP's name first */
  char *folder;        /* absolute, what it lay in: items of one folder have equal strings */
  char *name;          /* last component, as it is */
  guint root;          /* index of the path handed in that it came with */
  gboolean below;      /* found below what was handed in, or (beside) not handed in at all */
  gboolean in_archive; /* its folder is none of the disk */
  GBytes *bytes;       /* NULL when refused */
  GError *error;       /* why it was refused, else NULL */
} IngamGatherItem;

/* An item that stands for @path itself, without bytes. */
IngamGatherItem *ingam_gather_item_new (const char *path);
void ingam_gather_item_free (IngamGatherItem *item);

/* Of IngamGatherItem. Fails only on CANCELLED; everything else is an item with an error. A file that
 * a person would not expect a result for is left out below a folder or in an archive, but never when
 * handed in by itself: hidden ones, Thumbs.db, and what neither by its first bytes nor by its name
 * could be one of ours. A path handed in twice is there once. */
GPtrArray *ingam_gather_run (const char *const *paths, GCancellable *cancellable, GError **error);

/* The files of one folder of the disk that could be halves, without its subfolders: small, and ours
 * by name. For a half that was handed in alone. Never fails; what cannot be read is not there. */
GPtrArray *ingam_gather_beside (const char *folder);

/* Whether a name says that its file is one of ours: signPri.key, or anything called .der, .pfx, …;
 * then a wrong content is worth a word. */
gboolean ingam_gather_name_claims (const char *name);

/* Whether a whole content is one of ours, or may be one that is broken. */
gboolean ingam_gather_content_claims (const guint8 *data, gsize size);

/* Whether a name is none that a person would ask about: hidden, Thumbs.db, __MACOSX. */
gboolean ingam_gather_name_is_noise (const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamGatherItem, ingam_gather_item_free)

G_END_DECLS
