/* plain-key.h: fresh private keys for a test, as PrivateKeyInfo. */
#pragma once

#include "core/base/secret.h"

#include <glib.h>

G_BEGIN_DECLS

/* An RSA key of @bits with R of @random_size bytes (none with 0), and its SubjectPublicKeyInfo. */
IngamSecret *
ingam_test_plain_rsa (guint bits, gconstpointer random, gsize random_size, GBytes **ret_spki);

/* A P-256 key, with its public point inside or without. */
IngamSecret *ingam_test_plain_ec (gboolean with_point, GBytes **ret_spki);

/* PrivateKeyInfo around any key; @parameters whole DER; @attribute_value the one value of R's
 * attribute, whole DER, NULL for no attributes. */
IngamSecret *ingam_test_wrap_plain_key (const char *oid,
                                        GBytes *parameters,
                                        GBytes *key,
                                        GBytes *attribute_value);

G_END_DECLS
