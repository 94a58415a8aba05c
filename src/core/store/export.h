/* export.h: worker that writes a credential somewhere else, in a form others read. */
#pragma once

#include "core/base/secret.h"
#include "core/codec/bundle.h"
#include "core/store/scan.h"

G_BEGIN_DECLS

typedef enum
{
  INGAM_EXPORT_PFX,             /* one file with both pairs; needs the password */
  INGAM_EXPORT_FOLDER,          /* NPKI/<O>/USER/<DN>/… under the path, sealed keys as they are */
  INGAM_EXPORT_PEM_CERTIFICATE, /* the public certificate, armoured */
} IngamExportFormat;

typedef struct
{
  IngamExportFormat format;
  IngamBundleProfile profile;  /* PFX only */
  IngamSecret *password;       /* the credential's; PFX only */
  IngamSecret *file_password;  /* of the PFX; NULL: the same */
  gboolean overwrite;
  IngamKdfBudget budget;
} IngamExportOptions;

/* @path: the file, or for FOLDER the folder under which NPKI/ is made (an existing "NPKI" component at its end is
 * used as it is). Written durably, read back and compared (UNVERIFIED). @ret_path: what was written; @ret_has_random: R
 * came along (PFX; for FOLDER TRUE means "as it was, sealed", FALSE for PEM). ALREADY_HERE without overwrite. */
gboolean ingam_export_run (const char *store,
                           IngamCredential *credential,
                           const IngamExportOptions *options,
                           const char *path,
                           GCancellable *cancellable,
                           char **ret_path,
                           gboolean *ret_has_random,
                           GError **error);

/* "성춘향 2027-06-06.pfx"-like safe file name to suggest. */
char *ingam_export_dup_suggested_name (IngamCredential *credential, IngamExportFormat format);

G_END_DECLS
