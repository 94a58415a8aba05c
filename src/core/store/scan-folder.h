/* scan-folder.h: the part of a scan that looks into one folder. Internal to scan.c.
 *
 * A reader is the scratch space of one thread: one buffer for every file it reads, so that ten
 * thousand certificates cost no allocation but the credentials themselves.
 */
#pragma once

#include "core/base/folder-names.h"
#include "core/store/layout.h"
#include "core/store/scan.h"

G_BEGIN_DECLS

/* What the files of a folder looked like when they were read: a digest over device, inode, size,
 * mode, mtime and ctime of the folder and of its certificate and key files. 96 bits instead of the
 * 300 bytes of the numbers themselves, because it is kept for each of ten thousand. Not
 * cryptographic, and need not be: the numbers come from the kernel. */
typedef struct
{
  guint64 low;
  guint32 high;
  guint8 roles;   /* bit 1 << IngamRole for each file that is part of the digest */
  guint8 settled; /* 0: the files were too young, or oddly named, to be known again by this */
} IngamFolderMark;

typedef struct _IngamFolderReader IngamFolderReader;

/* One folder to look into. */
typedef struct
{
  int parent;               /* descriptor of the USER folder */
  const char *parent_path;  /* "yessign/USER", relative to the store */
  const char *organization; /* "yessign": what the place says the issuer is */
  const char *name;         /* of the folder in @parent */
} IngamFolderPlace;

/* @oddities: of IngamScanOddity, added to; borrowed. */
IngamFolderReader *ingam_folder_reader_new (GPtrArray *oddities);
void ingam_folder_reader_free (IngamFolderReader *self);

/* Reads the folder. NULL when there is no credential in it; why is then among the oddities (or
 * there is nothing in it that concerns us). @more: oddities that the folder cannot know itself. */
IngamCredential *ingam_folder_reader_read (IngamFolderReader *self,
                                           const IngamFolderPlace *place,
                                           IngamOddity more,
                                           IngamFolderMark *ret_mark);

/* Whether the files are still those of @mark: as many stats as there are files, no reading. */
gboolean ingam_folder_reader_is_unchanged (IngamFolderReader *self,
                                           const IngamFolderPlace *place,
                                           const IngamFolderMark *mark);

/* Of two spellings of one file name in one folder (@old may be NULL) the better: ours, else the
 * first in byte order, whatever order the disk has them in. */
gboolean ingam_folder_is_better_name (IngamRole role, const char *name, const char *old);

/* Adds an oddity about "<parent_path>/<name>/<file>", of which any part may be NULL. */
void ingam_scan_oddity_add (GPtrArray *oddities,
                            IngamOddity what,
                            const char *parent_path,
                            const char *name,
                            const char *file);
void ingam_scan_oddity_free (IngamScanOddity *oddity);

/* The order of a result: ingam_credential_compare(), then by folder, so that it is total. For
 * g_ptr_array_sort on IngamCredential*. */
int ingam_scan_compare_credentials (gconstpointer a, gconstpointer b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamFolderReader, ingam_folder_reader_free)

G_END_DECLS
