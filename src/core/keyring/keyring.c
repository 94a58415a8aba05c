/* keyring.c */
#include "config.h"

#include "core/keyring/keyring.h"

G_DEFINE_ABSTRACT_TYPE (IngamKeyring, ingam_keyring, G_TYPE_OBJECT)

static void
ingam_keyring_class_init (IngamKeyringClass *klass)
{
}

static void
ingam_keyring_init (IngamKeyring *self)
{
}
