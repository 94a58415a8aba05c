/* openssl-verify.h: what OpenSSL's own program says of a path, for comparing. */
#pragma once

#include "core/trust/chain-private.h"

G_BEGIN_DECLS

/* "OK" or "fails", when it trusts nothing but @anchor or, for NULL, whatever @know knows of what is
 * there; NULL when it is not installed. */
const char *ingam_test_ask_openssl (IngamCertificate *certificate,
                                    GPtrArray *around,
                                    gint64 now,
                                    IngamChainKnowFunc know,
                                    const IngamAnchor *anchor);

G_END_DECLS
