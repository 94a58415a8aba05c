/* scan.h: worker that reads a store (or any folder) into credentials and oddities.
 *
 * Pure and synchronous: a path in, a result out; nothing is written. With the previous result
 * handed in, folders whose files did not change (inode, size, mtime, ctime) are taken over as they
 * are, the very same objects; only names and times are looked at. Tolerant: every folder that
 * cannot be used becomes an oddity with a sentence, never a failure of the whole. Bounded: see the
 * limits; a link is never followed.
 */
#pragma once

#include "core/cert/credential.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define INGAM_SCAN_MAX_FOLDERS 200000 /* credential folders in one store */
#define INGAM_SCAN_MAX_DEPTH 3        /* <O>/USER/<DN> */
#define INGAM_SCAN_MAX_FILES 64       /* looked at in one folder */

/* Something found that is not a whole credential, or is odd about the store itself. */
typedef struct
{
  IngamOddity what; /* one bit */
  char *path;       /* relative to the store, as on the disk; "" for the store */
  char *display;    /* the same, inert */
} IngamScanOddity;

typedef struct _IngamScan IngamScan; /* immutable result, counted */

/* NOT_FOUND when there is no such folder, PERMISSION when it cannot be opened, REFUSED when it is a
 * link, CANCELLED. @previous may be NULL.
 *
 * The superseded_by of all credentials is settled; only one with a key takes another's place, or an
 * alarm would fall silent for a certificate that nobody can use. A credential of @previous is never
 * touched: it is in this result as it is, or a new one is there instead. Safe in any thread. */
IngamScan *
ingam_scan_run (const char *store, IngamScan *previous, GCancellable *cancellable, GError **error);

/* Called with credentials (of IngamCredential, unsorted, owned by the caller of it) that a scan has
 * found since the last call: with the first few dozen at once, then a few times a second. Called in
 * the threads of the scan, which waits for it, but never in two at once. Provisional: who replaced
 * whom is not told yet, the result may hold another object for the same folder, and the scan may
 * still fail. What the scan finds quickly enough is only told by its result. */
typedef void (*IngamScanFound) (GPtrArray *credentials, gpointer user_data);

/* The same, telling what it finds on the way. */
IngamScan *ingam_scan_run_telling (const char *store,
                                   IngamScan *previous,
                                   IngamScanFound found,
                                   gpointer user_data,
                                   GCancellable *cancellable,
                                   GError **error);

IngamScan *ingam_scan_ref (IngamScan *self);
void ingam_scan_unref (IngamScan *self);

GPtrArray *ingam_scan_get_credentials (IngamScan *self); /* of IngamCredential, sorted; borrowed */
/* Of IngamScanOddity, sorted by path; borrowed. What is odd about a listed credential stands on
 * that and not here. */
GPtrArray *ingam_scan_get_oddities (IngamScan *self);
guint ingam_scan_get_n_reused (IngamScan *self); /* credentials taken over unread */

/* By a whole fingerprint (hex) or a unique prefix of 6 or more digits, or the credential's folder
 * (absolute, or relative to the store). NOT_FOUND, AMBIGUOUS. Owned by the scan. */
IngamCredential *ingam_scan_find (IngamScan *self, const char *id, GError **error);

/* The files of one credential as they lie on the disk now. NULL members are absent. */
typedef struct
{
  GBytes *files[6]; /* by IngamRole (INGAM_ROLE_N); OTHER is unused */
  char *names[6];   /* as on the disk */
} IngamFolderFiles;

void ingam_folder_files_free (IngamFolderFiles *files);
IngamFolderFiles *
ingam_scan_read_files (const char *store, IngamCredential *credential, GError **error);
/* Its signing certificate only, whole; an own reference. NOT_FOUND when it is gone. */
IngamCertificate *
ingam_scan_read_certificate (const char *store, IngamCredential *credential, GError **error);
void ingam_scan_read_certificate_async (const char *store,
                                        IngamCredential *credential,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
IngamCertificate *ingam_scan_read_certificate_finish (GAsyncResult *result, GError **error);
/* Any folder by path, for show and import. */
IngamFolderFiles *ingam_scan_read_folder (const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamScan, ingam_scan_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamFolderFiles, ingam_folder_files_free)

G_END_DECLS
