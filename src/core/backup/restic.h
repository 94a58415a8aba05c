/* restic.h: a restic repository as a destination, for the office that has outgrown one machine.
 *
 * The restic program (0.14 or later) does the work; it is spoken to by its --json and its exit
 * statuses. The password goes through an inherited pipe (RESTIC_PASSWORD_FILE=/dev/fd/N): never an
 * argument, never the environment. No network but what the repository names, and only while a
 * person's backup runs. Snapshots carry the tags "ingam" and "store-<tag>"; seats share a
 * repository by different tags and hosts.
 *
 * Workers. Errors: UNSUPPORTED when restic is not installed (the sentence says how to), UNREACHABLE
 * (server, network, path: told apart from) WRONG_PASSWORD, NOT_FOUND (no repository there yet: make
 * one with ingam_restic_init()), DAMAGED, NO_SPACE, PERMISSION, BUSY as FAILED with its sentence (a
 * lock of a living run; one of a dead run is cleared by "restic unlock", which removes stale locks
 * only), CANCELLED (restic is told to stop and waited for).
 */
#pragma once

#include "core/backup/reader.h"
#include "core/base/secret.h"

G_BEGIN_DECLS

typedef struct _IngamRestic IngamRestic;

/* @repository: restic's own string (/path, sftp:…, rest:…, s3:…, rclone:…); refused with a password
 * in it. @options: extra "-o" values (sftp.command=…), NULL-terminated, may be NULL. @program: NULL
 * looks in PATH. */
IngamRestic *ingam_restic_new (const char *repository,
                               const char *const *options,
                               const char *program,
                               IngamSecret *password,
                               GError **error);
void ingam_restic_free (IngamRestic *self);

typedef struct
{
  char *id; /* long */
  char *host;
  char *store; /* path that was backed up */
  char *tag;   /* of the store, without "store-" */
  gint64 when;
} IngamResticSnapshot;
void ingam_restic_snapshot_free (IngamResticSnapshot *snapshot);

gboolean ingam_restic_init (IngamRestic *self, GCancellable *cancellable, GError **error);
/* @ret_id: of the snapshot. @progress in KiB. */
gboolean ingam_restic_backup (IngamRestic *self,
                              const char *store,
                              const char *tag,
                              IngamProgressFunc progress,
                              gpointer user_data,
                              GCancellable *cancellable,
                              char **ret_id,
                              guint64 *ret_added, /* bytes that came into the repository */
                              GError **error);
/* Newest first; @tag NULL: of all stores. */
GPtrArray *
ingam_restic_list (IngamRestic *self, const char *tag, GCancellable *cancellable, GError **error);
/* A reader of one snapshot ("restic dump --archive tar" of the store's folder, read as it comes).
 */
IngamReader *ingam_restic_open (IngamRestic *self, const IngamResticSnapshot *snapshot);
/* Reads @percent of the repository's data back (1 to 100). */
gboolean
ingam_restic_check (IngamRestic *self, guint percent, GCancellable *cancellable, GError **error);
/* What keeping @keep snapshots of @tag would let go (of IngamResticSnapshot), and doing it. */
GPtrArray *ingam_restic_preview_forget (
    IngamRestic *self, const char *tag, guint keep, GCancellable *cancellable, GError **error);
gboolean ingam_restic_forget (IngamRestic *self,
                              GPtrArray *snapshots,
                              GCancellable *cancellable,
                              GError **error);
/* Clears locks that dead runs left. */
gboolean ingam_restic_unlock (IngamRestic *self, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamRestic, ingam_restic_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamResticSnapshot, ingam_restic_snapshot_free)

G_END_DECLS
