/* destination.h: a place that backups go to: a folder, a drive, a place of GVfs, a restic
 * repository.
 *
 * An IngamDestination is what is remembered of it (immutable, counted). An open one
 * (IngamDestinationFolder) is it at this moment: present, writable, listed. restic repositories are
 * opened by restic.h instead.
 *
 * Files of ours there are named ingam-20261126-153012-3fa29c1b.zip: Korean time is not told, UTC
 * is; the last part is the store's tag (random, kept in the ledger), so that several computers may
 * share a folder and none tidies away another's. No host's and no person's name.
 */
#pragma once

#include "core/base/error.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  INGAM_DESTINATION_FOLDER, /* where: absolute path; also one that another program syncs */
  INGAM_DESTINATION_DRIVE,  /* where: "<UUID of the file system>/<relative folder>" */
  INGAM_DESTINATION_REMOTE, /* where: URI of GVfs: dav, smb, google-drive … */
  INGAM_DESTINATION_RESTIC, /* where: restic's repository string, without any password in it */
  INGAM_DESTINATION_N_KINDS
} IngamDestinationKind;
const char *ingam_destination_kind_get_word (IngamDestinationKind kind);
gboolean ingam_destination_kind_find (const char *word, IngamDestinationKind *ret_kind);

typedef struct _IngamDestination IngamDestination;

/* @label: what a person calls it; NULL: made from @where. */
IngamDestination *
ingam_destination_new (IngamDestinationKind kind, const char *where, const char *label);
IngamDestination *ingam_destination_ref (IngamDestination *self);
void ingam_destination_unref (IngamDestination *self);

/* What a person chose, recognised: a folder on a removable drive becomes a DRIVE, a GVfs mount a
 * REMOTE, else a FOLDER. @monitor NULL: the system's. */
IngamDestination *ingam_destination_new_for_file (GFile *folder, GVolumeMonitor *monitor);

const char *ingam_destination_get_id (IngamDestination *self); /* digest of kind and where, hex */
IngamDestinationKind ingam_destination_get_kind (IngamDestination *self);
const char *ingam_destination_get_where (IngamDestination *self);
const char *ingam_destination_get_label (IngamDestination *self); /* inert */

/* Where a DRIVE's or REMOTE's folder is now, or NULL with UNREACHABLE ("plug the drive in"). FOLDER
 * and REMOTE always have one. */
GFile *ingam_destination_locate (IngamDestination *self, GVolumeMonitor *monitor, GError **error);

/* --- open: worker functions; not for RESTIC --- */

typedef struct _IngamDestinationFolder IngamDestinationFolder;

/* @where: from ingam_destination_locate() (in the main context; the monitor lives there). Clears
 * away what a killed run of ours left (hidden files of @tag, not those of a living one; at a place
 * of GVfs, which knows no locks, those older than a day). UNREACHABLE when it is not there,
 * PERMISSION, DISK. @create: makes the last folder. */
IngamDestinationFolder *ingam_destination_folder_open (IngamDestination *destination,
                                                       GFile *where,
                                                       const char *tag,
                                                       gboolean create,
                                                       GCancellable *cancellable,
                                                       GError **error);
void ingam_destination_folder_free (IngamDestinationFolder *self);

typedef struct
{
  char *name;
  char *tag;
  gint64 when; /* of the name */
  guint64 size;
} IngamDestinationFile;
void ingam_destination_file_free (IngamDestinationFile *file);

/* Ours, newest first, of every tag; of IngamDestinationFile. */
GPtrArray *ingam_destination_folder_list (IngamDestinationFolder *self,
                                          GCancellable *cancellable,
                                          GError **error);
GFile *ingam_destination_folder_get_file (IngamDestinationFolder *self,
                                          const char *name); /* owned */
/* For retention; NOT_FOUND is fine. */
gboolean ingam_destination_folder_remove (IngamDestinationFolder *self,
                                          const char *name,
                                          GCancellable *cancellable,
                                          GError **error);

/* A file that is being written there under a hidden name. Freed without a commit, it is gone. */
typedef struct _IngamDestinationWrite IngamDestinationWrite;

/* NO_SPACE at once when @size bytes have no room. */
IngamDestinationWrite *ingam_destination_write_begin (IngamDestinationFolder *folder,
                                                      gint64 when,
                                                      guint64 size,
                                                      GCancellable *cancellable,
                                                      GError **error);
void ingam_destination_write_free (IngamDestinationWrite *self);
GOutputStream *ingam_destination_write_get_stream (IngamDestinationWrite *self); /* borrowed */
/* Flushes and syncs; after it the stream is closed. The bytes are read from the disk and not from
 * memory from here on, where the system lets us (POSIX_FADV_DONTNEED). */
gboolean ingam_destination_write_sync (IngamDestinationWrite *self,
                                       GCancellable *cancellable,
                                       GError **error);
GFile *ingam_destination_write_get_file (IngamDestinationWrite *self); /* to read back; owned */
/* Gives it its name, syncs the folder (syncfs on a drive), and looks: the folder is where it was,
 * and the name is there, with the size. ALREADY_HERE when a backup of that second is there. A
 * failure leaves no file. @ret_name: owned. */
gboolean ingam_destination_write_commit (IngamDestinationWrite *self,
                                         char **ret_name,
                                         GCancellable *cancellable,
                                         GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamDestination, ingam_destination_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamDestinationFolder, ingam_destination_folder_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamDestinationFile, ingam_destination_file_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamDestinationWrite, ingam_destination_write_free)

G_END_DECLS
