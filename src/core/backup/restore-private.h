/* restore-private.h: between the parts of restore.c. */
#pragma once

#include "core/backup/restore.h"

G_BEGIN_DECLS

struct _IngamRestorePlan
{
  IngamReader *reader; /* owned */
  char *store;
  IngamContents *contents;
  GPtrArray *entries; /* of IngamRestoreEntry, in the order of the contents' credentials */
};

G_END_DECLS
