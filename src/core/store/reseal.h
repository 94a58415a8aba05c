/* reseal.h: worker that changes the password of one credential.
 *
 * Signing key and encryption key change together or not at all; scheme family and R are kept (the plain bytes
 * are sealed again, never rebuilt); the new files are opened with the new password, and compared with the
 * plain bytes, before they replace the old ones in one transaction (write.h). The old key bytes do not stay on the
 * disk under another name.
 */
#pragma once

#include "core/base/secret.h"
#include "core/codec/kdf.h"
#include "core/store/scan.h"

G_BEGIN_DECLS

typedef struct
{
  const char *scheme; /* interned */
  guint64 rounds;
} IngamResealResult;

/* WRONG_PASSWORD, UNSUPPORTED, DAMAGED, HALF_PAIR (no key, or the key of another certificate), PASSWORD_RULE
 * (the new one), CHANGED, UNVERIFIED, disk errors. An encryption key sealed under another password than the signing key's is WRONG_PASSWORD with a message that says which. */
gboolean ingam_reseal_run (const char *store,
                           IngamCredential *credential,
                           IngamSecret *old_password,
                           IngamSecret *new_password,
                           IngamKdfBudget budget,
                           GCancellable *cancellable,
                           IngamResealResult *ret_result,
                           GError **error);

G_END_DECLS
