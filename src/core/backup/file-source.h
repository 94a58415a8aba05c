/* file-source.h: the files of a tree, read one after the other by their relative paths. Internal to
 * core/backup.
 *
 * What is read twice, to be written and to be compared, are ten thousand folders of two files in
 * the order of their paths: the folders down to the last file stay open, so that the next one costs
 * a call or none. No link is followed on the way.
 */
#pragma once

#include "core/base/durable-file.h"

#include <sys/stat.h>

G_BEGIN_DECLS

typedef struct _IngamFileSource IngamFileSource;

/* As ingam_durable_open_folder(). */
IngamFileSource *ingam_file_source_new (const char *folder, GError **error);
void ingam_file_source_free (IngamFileSource *self);

/* @path: safe (see ingam_contents_is_safe_path()). Errors as of ingam_durable_read(); the message
 * names the file. */
GBytes *ingam_file_source_read (
    IngamFileSource *self, const char *path, gsize limit, struct stat *ret_stat, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamFileSource, ingam_file_source_free)

G_END_DECLS
