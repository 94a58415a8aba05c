/* sheet-page.h: how the recovery sheet is to be made. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_SHEET_PAGE (ingam_sheet_page_get_type ())
G_DECLARE_FINAL_TYPE (IngamSheetPage, ingam_sheet_page, INGAM, SHEET_PAGE, AdwBin)

/* Its rows are actions: "backup.print-sheet" (b: with the passphrase), "backup.save-sheet",
 * "backup.show-passphrase". */

G_END_DECLS
