/* durable-file-private.h: between durable-file.c and its stream. */
#pragma once

#include "core/base/durable-file.h"

G_BEGIN_DECLS

/* A hidden name that stands for @name: the same for every run, so that the next one finds what a
 * killed one left. */
char *ingam_durable_dup_temporary_name (const char *name);
/* A new, empty, locked file under it, after what a killed run left was cleared away. CHANGED when a
 * living one is writing it. */
IngamFd ingam_durable_create_temporary (int folder, const char *temporary, GError **error);
gboolean ingam_durable_write_all (int fd, const guint8 *data, gsize size, GError **error);
gboolean ingam_durable_sync_fd (int fd, GError **error);

G_END_DECLS
