/* passphrase.h: what opens a backup: made by us, never chosen by a person.
 *
 *   KQ7M-2XPA-W9CD-…   seven groups of four; the hyphens are part of it, because a person types it
 *                      into 7-Zip or Bandizip as it stands
 *
 * 31 symbols that cannot be taken for one another (2-9, A-Z without I, L, O; no 0, no 1). 27 are
 * drawn from libgcrypt's very strong random bytes without bias (133 bits); the 28th is a check
 * symbol: the weighted sum over the prime 31, which finds every single wrong symbol and every two
 * that changed places. So a keyring's item that was changed by a letter is told apart from one that
 * is another.
 *
 * Why so long: the ZIP's own key derivation is 1,000 rounds of PBKDF2-HMAC-SHA1 (WinZip AE-2),
 * which stretches nothing today. At 133 bits nothing needs stretching.
 */
#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"

G_BEGIN_DECLS

#define INGAM_PASSPHRASE_LENGTH 34 /* 28 symbols and 6 hyphens */

IngamSecret *ingam_passphrase_generate (void);

/* What a person typed or a keyring returned, in its one form: case, spaces and hyphens do not
 * matter, and neither does a Korean keyboard that was left on (the keys are what counts).
 * WRONG_PASSWORD with a sentence that says what is amiss (too short, a symbol that never occurs, a
 * typing mistake). */
IngamSecret *ingam_passphrase_parse (const char *text, gsize size, GError **error);

/* A short public mark ("3F-A2-9C"): which sheet belongs to which backup. 24 bits of a digest of the
 * passphrase; tells nothing of it. */
char *ingam_passphrase_dup_mark (IngamSecret *passphrase);

G_END_DECLS
