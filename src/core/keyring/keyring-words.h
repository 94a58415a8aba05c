/* keyring-words.h: what a keyring's answers are called for people, once for all backends. */
#pragma once

#include "core/base/error.h"

G_BEGIN_DECLS

/* Sets the sentence that belongs to @code: CANCELLED, UNVERIFIED, FAILED and those of KEYRING_*. */
void ingam_keyring_set_error (GError **error, IngamError code);

G_END_DECLS
