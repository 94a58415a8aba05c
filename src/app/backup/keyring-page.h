/* keyring-page.h: the keyring does not give the passphrase: why, in words, and every way on. */
#pragma once

#include "app/backup/backup-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_KEYRING_PAGE (ingam_keyring_page_get_type ())
G_DECLARE_FINAL_TYPE (IngamKeyringPage, ingam_keyring_page, INGAM, KEYRING_PAGE, AdwBin)

void ingam_keyring_page_set_session (IngamKeyringPage *self, IngamBackupSession *session);

/* For whoever leaves the page. */
void ingam_keyring_page_clear (IngamKeyringPage *self);

G_END_DECLS
