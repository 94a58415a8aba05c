/* keyring-libsecret-service.h: a SecretService that puts questions in the way we need; for
 * keyring-libsecret.c alone.
 */
#pragma once

#include <libsecret/secret.h>

G_BEGIN_DECLS

#define INGAM_TYPE_SECRET_SERVICE (ingam_secret_service_get_type ())
G_DECLARE_FINAL_TYPE (
    IngamSecretService, ingam_secret_service, INGAM, SECRET_SERVICE, SecretService)

/* A question was opened or has ended. */
typedef void (*IngamSecretServiceAsking) (gboolean is_open, gpointer user_data);

/* One request begins: whether it may ask, and who is told of it (@user_data must live until the
 * end). Outside of a request every question is refused. */
void ingam_secret_service_begin (IngamSecretService *self,
                                 gboolean may_ask,
                                 IngamSecretServiceAsking asking,
                                 gpointer user_data);
/* An open question is let go: whoever waits for it in libsecret gets an error. */
void ingam_secret_service_end (IngamSecretService *self);

/* Since it began: the person closed a question; a question was refused. */
gboolean ingam_secret_service_was_dismissed (IngamSecretService *self);
gboolean ingam_secret_service_was_refused (IngamSecretService *self);

G_END_DECLS
