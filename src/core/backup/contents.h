/* contents.h: what is, or is to be, in a backup: the files of one store, as they were.
 *
 * Immutable and counted; sorted by path (bytes), so that the same store gives the same archive.
 * Paths are as on the disk, relative to the store, with '/'. Bounded: see the limits. Made from a
 * store (ingam_contents_read_store) or from a backup (reader.h). About 200 bytes a file.
 */
#pragma once

#include "core/store/scan.h"

G_BEGIN_DECLS

#define INGAM_CONTENTS_MAX_FILES 800000
#define INGAM_CONTENTS_MAX_DEPTH 16                /* folders in folders */
#define INGAM_CONTENTS_MAX_PATH 4000               /* bytes */
#define INGAM_CONTENTS_MAX_FILE (16 * 1024 * 1024) /* bytes; nothing of NPKI comes near */
#define INGAM_CONTENTS_MAX_TOTAL (G_GUINT64_CONSTANT (3) << 30) /* below ZIP's 4 GiB */
#define INGAM_CONTENTS_DIGEST_SIZE 32                           /* SHA-256 */

typedef struct
{
  char *path;
  guint64 size;
  gint64 mtime;                              /* Unix time; never below 0 nor above G_MAXUINT32 */
  guint32 mtime_ns;                          /* what a store tells beside it; 0 in a backup */
  guint8 digest[INGAM_CONTENTS_DIGEST_SIZE]; /* all zero until known */
} IngamContentsFile;

/* A credential in it: a folder with a signing certificate. */
typedef struct
{
  IngamCredential *credential;               /* its folder is relative to the store */
  guint8 digest[INGAM_CONTENTS_DIGEST_SIZE]; /* of its key and certificate files, see below */
} IngamContentsCredential;

typedef struct _IngamContents IngamContents;

IngamContents *ingam_contents_ref (IngamContents *self);
void ingam_contents_unref (IngamContents *self);

/* Worker. Everything below @store but our own corner (.ingam) and what a write of ours that runs
 * just now has beside it (.ingam-…): bank programs' other files too. Links, devices, and what is
 * over a limit are left out and told by ingam_contents_get_left_out(); a folder that may not be
 * read is a failure (PERMISSION, DISK), because a backup without it would lie, and so is a file,
 * once it is read. Digests are not computed here. NOT_FOUND without a store. */
IngamContents *
ingam_contents_read_store (const char *store, GCancellable *cancellable, GError **error);

/* Worker. The same without the credentials, for "has anything changed?". */
IngamContents *
ingam_contents_read_files (const char *store, GCancellable *cancellable, GError **error);

GPtrArray *ingam_contents_get_files (IngamContents *self); /* of IngamContentsFile; borrowed */
/* Soonest expiry first, then by folder. */
GPtrArray *ingam_contents_get_credentials (IngamContents *self); /* of IngamContentsCredential */
GPtrArray *ingam_contents_get_left_out (IngamContents *self); /* of char*: sentences for people */
guint64 ingam_contents_get_size (IngamContents *self);        /* bytes of all files */
const IngamContentsFile *ingam_contents_find (IngamContents *self, const char *path);

/* A digest over paths, sizes and times: a store whose stamp is that of the last verified backup has
 * nothing new. Cheap: no file is read. To be compared with another store's stamp only: a backup
 * knows of times no more than seconds. */
void ingam_contents_get_stamp (IngamContents *self, guint8 ret_stamp[INGAM_CONTENTS_DIGEST_SIZE]);

/* The digest of one credential as it lies in @store now: over role and SHA-256 of each of its own
 * files (certificates and sealed keys). What a ledger compares "is this one in a backup?" with. */
gboolean ingam_contents_digest_credential (const char *store,
                                           IngamCredential *credential,
                                           guint8 ret_digest[INGAM_CONTENTS_DIGEST_SIZE],
                                           GError **error);

/* --- making one from what a reader hands out, file by file --- */

/* Whether a path that comes from a backup stays below the folder that it is put into: no empty, "."
 * or ".." part, not absolute, within the limits, not our own corner. */
gboolean ingam_contents_is_safe_path (const char *path);

typedef struct _IngamContentsBuilder IngamContentsBuilder;
IngamContentsBuilder *ingam_contents_builder_new (void);
/* What lies below one credential's folder one after the other, as any walk gives it; else in any
 * order. REFUSED when @path is unsafe, or there twice, or a limit is passed. */
gboolean ingam_contents_builder_add (
    IngamContentsBuilder *self, const char *path, gint64 mtime, GBytes *bytes, GError **error);
IngamContents *ingam_contents_builder_end (IngamContentsBuilder *self); /* frees the builder */
void ingam_contents_builder_free (IngamContentsBuilder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamContents, ingam_contents_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamContentsBuilder, ingam_contents_builder_free)

G_END_DECLS
