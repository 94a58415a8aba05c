/* import-dialog.h: the pages of an import that has something to ask or to tell. */
#pragma once

#include "app/import/import-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_IMPORT_DIALOG (ingam_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (IngamImportDialog, ingam_import_dialog, INGAM, IMPORT_DIALOG, AdwWindow)

/* Signal "undo": the person takes it back (the dialog closes itself). Closing it cancels what is
 * under way. */
IngamImportDialog *ingam_import_dialog_new (IngamImportSession *session);

/* "busy", "password", "expensive", "list", "nothing"; for tests. */
const char *ingam_import_dialog_get_page (IngamImportDialog *self);

G_END_DECLS
