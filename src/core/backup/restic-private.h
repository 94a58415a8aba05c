/* restic-private.h: the restic program as it is run. Internal to restic*.c. */
#pragma once

#include "core/backup/restic.h"

G_BEGIN_DECLS

struct _IngamRestic
{
  gatomicrefcount ref_count; /* of a reader, beside the owner */
  char *repository;
  char **options; /* "-o", value, … */
  char *program;
  IngamSecret *password;
};
IngamRestic *ingam_restic_ref (IngamRestic *self);

/* One run of it. */
typedef struct _IngamResticRun IngamResticRun;

/* @folder: where it runs; NULL: here. @arguments: NULL-terminated, the command first. */
IngamResticRun *ingam_restic_run_start (IngamRestic *self,
                                        const char *folder,
                                        const char *const *arguments,
                                        GError **error);
GInputStream *ingam_restic_run_get_output (IngamResticRun *run); /* borrowed */
/* Waits for its end, and frees. With @stop it is told to stop first, has some seconds for that, and
 * what it says does not matter any more; so it is when @cancellable comes while it is waited for
 * (CANCELLED). @ret_status: its exit status, may be NULL; without it
 * anything but 0 is a failure. */
gboolean ingam_restic_run_end (
    IngamResticRun *run, gboolean stop, int *ret_status, GCancellable *cancellable, GError **error);
gboolean ingam_restic_is_busy (const GError *error);

/* A line of its answer. */
typedef void (*IngamResticLine) (const char *line, gpointer user_data);

/* A whole run; when a dead run's lock is in the way, that is cleared and the run begun again. */
gboolean ingam_restic_run (IngamRestic *self,
                           const char *folder,
                           const char *const *arguments,
                           IngamResticLine line,
                           gpointer user_data,
                           GCancellable *cancellable,
                           int *ret_status,
                           GError **error);

G_END_DECLS
