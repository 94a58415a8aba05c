/* open-page.h: a backup file from anywhere, and the passphrase that opens it. */
#pragma once

#include "core/base/secret.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_OPEN_PAGE (ingam_open_page_get_type ())
G_DECLARE_FINAL_TYPE (IngamOpenPage, ingam_open_page, INGAM, OPEN_PAGE, AdwBin)

/* Signal "opened" (GFile, IngamSecret or NULL for the keyring's): try it. */
void ingam_open_page_set_file (IngamOpenPage *self, GFile *file, gboolean has_own);
void ingam_open_page_clear (IngamOpenPage *self);

G_END_DECLS
