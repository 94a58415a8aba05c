/* passphrase-page.h: the backup passphrase, to be written down: in groups, with its mark. */
#pragma once

#include "core/base/secret.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_PASSPHRASE_PAGE (ingam_passphrase_page_get_type ())
G_DECLARE_FINAL_TYPE (IngamPassphrasePage, ingam_passphrase_page, INGAM, PASSPHRASE_PAGE, AdwBin)

/* Signals: "kept" (mark): the person says that they have it on paper; "print": the sheet with it is
 * wanted.
 *
 * @where: where it is kept, from ingam_backup_session_dup_keyring_name(). */
void ingam_passphrase_page_show (IngamPassphrasePage *self,
                                 IngamSecret *passphrase,
                                 const char *where,
                                 gboolean is_new);
IngamSecret *ingam_passphrase_page_get_passphrase (IngamPassphrasePage *self); /* borrowed */
/* Once it is not to be seen any more. */
void ingam_passphrase_page_clear (IngamPassphrasePage *self);

G_END_DECLS
