/* locate.h: from what a person typed (an id, a prefix of one, a folder, a file) to the thing meant.
 *
 * What the store knows comes first, then what lies at that path.
 */
#pragma once

#include "cli/cli.h"
#include "core/store/scan.h"

G_BEGIN_DECLS

/* The store's scan; where there is no store, an error NOT_FOUND with a sentence for people. */
IngamScan *ingam_locate_scan (IngamCli *cli, GError **error);

/* A credential of the store. NOT_FOUND, AMBIGUOUS. A new reference. */
IngamCredential *ingam_locate_in_scan (IngamScan *scan, const char *id, GError **error);
/* The same with a scan of its own. */
IngamCredential *ingam_locate_credential (IngamCli *cli, const char *id, GError **error);

typedef struct
{
  IngamCredential *credential; /* one of the store's, or NULL */
  char *path;                  /* else the path, absolute, links resolved */
} IngamPlace;

void ingam_place_clear (IngamPlace *place);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (IngamPlace, ingam_place_clear)

/* @scan may be NULL (no store). */
gboolean
ingam_locate_place (IngamScan *scan, const char *id_or_path, IngamPlace *ret_place, GError **error);

/* A credential made from the files of any folder or from a certificate alone; NULL with NOT_FOUND
 * when there is no signCert.der, DAMAGED when it cannot be read. */
IngamCredential *ingam_locate_read_credential (const IngamFolderFiles *files, GError **error);

G_END_DECLS
