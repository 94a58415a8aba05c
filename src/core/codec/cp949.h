/* cp949.h: a password as Korean Windows programs turn it into bytes. */
#pragma once

#include "core/base/secret.h"

G_BEGIN_DECLS

/* @password, UTF-8, in code page 949. NULL when a character is not in it, or the C library here
 * does not know it. At most INGAM_SECRET_MAX_SIZE / 2 bytes. */
IngamSecret *ingam_cp949_dup (IngamSecret *password);

G_END_DECLS
