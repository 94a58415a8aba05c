/* keyring-libsecret.h: the two ways in which libsecret keeps something; for keyring-libsecret*.c
 * and their tests alone.
 */
#pragma once

#include "core/keyring/keyring.h"

#include <libsecret/secret.h>

G_BEGIN_DECLS

/* How long a service may take that asks nobody. One that asks has no limit but its life. */
#define INGAM_KEYRING_LIMIT_SECONDS 25

/* The Secret Service of the session. */
IngamKeyring *ingam_keyring_new_service (guint limit_seconds);
/* libsecret's own file, which it uses inside Flatpak, opened by a secret of the portal. */
IngamKeyring *ingam_keyring_new_file (guint limit_seconds);

/* What an item of ours is, and is found by. */
const SecretSchema *ingam_keyring_get_schema (void);
GHashTable *ingam_keyring_new_attributes (const char *slot);
SecretValue *ingam_keyring_new_value (IngamSecret *secret);

G_END_DECLS
