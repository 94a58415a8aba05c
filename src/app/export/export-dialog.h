/* export-dialog.h: a certificate as a file for somewhere else, in plain words. */
#pragma once

#include "app/widgets/secret-dialog.h"

G_BEGIN_DECLS

#define INGAM_TYPE_EXPORT_DIALOG (ingam_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (
    IngamExportDialog, ingam_export_dialog, INGAM, EXPORT_DIALOG, IngamSecretDialog)

/* Signal "exported" (path, sentence): done; the window closes itself. */
IngamExportDialog *ingam_export_dialog_new (IngamStore *store, IngamCredential *credential);

/* What a drag of a certificate out of the window starts: a drag cannot wait for a password, so this
 * asks for it and then shows the file to be dragged, as PFX for banks. */
IngamExportDialog *ingam_export_dialog_new_for_drag (IngamStore *store,
                                                     IngamCredential *credential);

/* Whether what the chosen form writes holds the private key: a public certificate is no copy. */
gboolean ingam_export_dialog_has_key (IngamExportDialog *self);

/* Carries the chosen form out to @path without asking where; the file chooser ends here, and tests
 * begin here. */
void ingam_export_dialog_export_to (IngamExportDialog *self, const char *path);

G_END_DECLS
