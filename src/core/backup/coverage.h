/* coverage.h: is this certificate in a backup? One answer for its page and for the guide.
 *
 * Only what was read back counts, and only what the ledger knows: a drive that lies in a drawer
 * need not be there.
 */
#pragma once

#include "core/backup/ledger.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 verified;    /* with exactly its files of now: when that was last found; 0: not */
  gint64 earlier;     /* the certificate with whichever files; 0: not */
  gboolean has_place; /* there is somewhere to back up to */
} IngamCoverage;

/* Worker. Reads the credential's files in @store. Errors: those of the disk and of the journal. */
gboolean ingam_coverage_read (IngamJournal *journal,
                              const char *store,
                              IngamCredential *credential,
                              IngamCoverage *ret_coverage,
                              GError **error);

/* Async face. G_IO_ERROR_CANCELLED once @cancellable is, whatever was found. */
void ingam_coverage_read_async (IngamJournal *journal,
                                const char *store,
                                IngamCredential *credential,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean
ingam_coverage_read_finish (GAsyncResult *result, IngamCoverage *ret_coverage, GError **error);

/* All that verified backups hold, for a list of many: see ingam_ledger_list_credentials(). */
void ingam_coverage_list_async (IngamJournal *journal,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
GArray *ingam_coverage_list_finish (GAsyncResult *result, GError **error);

G_END_DECLS
