/* destination-private.h: an open destination, and the two ways to write there. */
#pragma once

#include "core/backup/destination.h"

G_BEGIN_DECLS

/* What every name of ours begins with. */
#define INGAM_DESTINATION_PREFIX "ingam-"

/* In a folder of this computer or a drive (destination-local.c), or through GVfs
 * (destination-remote.c). Names are plain and ours. */
typedef struct
{
  gboolean (*attach) (IngamDestinationFolder *self,
                      gboolean create,
                      GCancellable *cancellable,
                      GError **error);
  void (*detach) (IngamDestinationFolder *self);
  /* Of every file there. */
  gboolean (*list) (IngamDestinationFolder *self,
                    void (*tell) (const char *name, guint64 size, gpointer user_data),
                    gpointer user_data,
                    GCancellable *cancellable,
                    GError **error);
  gboolean (*remove) (IngamDestinationFolder *self,
                      const char *name,
                      GCancellable *cancellable,
                      GError **error);

  gboolean (*write_begin) (IngamDestinationWrite *write,
                           guint64 size,
                           GCancellable *cancellable,
                           GError **error);
  gboolean (*write_sync) (IngamDestinationWrite *write, GCancellable *cancellable, GError **error);
  /* Never replaces: ALREADY_HERE. A failure leaves no file of ours of that name. */
  gboolean (*write_commit) (IngamDestinationWrite *write,
                            const char *name,
                            GCancellable *cancellable,
                            GError **error);
  void (*write_end) (IngamDestinationWrite *write); /* without a commit: takes it away */
} IngamDestinationWay;

extern const IngamDestinationWay ingam_destination_way_local;
extern const IngamDestinationWay ingam_destination_way_remote;

struct _IngamDestinationFolder
{
  IngamDestination *destination;
  GFile *where;
  char *key; /* of the hidden file */
  char *tag;
  const IngamDestinationWay *way;
  int fd; /* local */
};

struct _IngamDestinationWrite
{
  IngamDestinationFolder *folder; /* borrowed */
  gint64 when;
  GOutputStream *out;
  GFile *hidden;
  guint64 size; /* as it came there */
  gboolean is_committed;
  gpointer state; /* the way's own */
};

/* A folder that is not there is not a mistake of the person: it is unreachable. */
void ingam_destination_set_missing (IngamDestinationFolder *self, GError **error);

/* What GIO says, in our words; takes @local. Also a folder that is not there, or an address that no
 * GVfs here knows, is a place that cannot be reached. */
gboolean ingam_destination_fail (IngamDestinationFolder *self, GError *local, GError **error);

G_END_DECLS
