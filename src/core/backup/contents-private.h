/* contents-private.h: how contents are put together. Internal to contents*.c. */
#pragma once

#include "core/backup/contents.h"
#include "core/store/scan-folder.h"

G_BEGIN_DECLS

struct _IngamContents
{
  gatomicrefcount ref_count;
  GPtrArray *files;       /* of IngamContentsFile, each one block */
  GPtrArray *credentials; /* of IngamContentsCredential */
  GPtrArray *left_out;    /* of char* */
  guint64 size;
};

IngamContents *ingam_contents_new (void);
IngamContentsFile *
ingam_contents_add_file (IngamContents *self, const char *path, guint64 size, gint64 mtime);
/* @digest NULL: not known. */
void ingam_contents_add_credential (IngamContents *self,
                                    IngamCredential *credential,
                                    const guint8 *digest);
void ingam_contents_sort (IngamContents *self);

G_END_DECLS
