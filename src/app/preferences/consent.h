/* consent.h: a person's yes or no to reminders, made real: kept, the agent with each session or
 * not, and now. */
#pragma once

#include "app/preferences/agent-client.h"

G_BEGIN_DECLS

/* A yes that cannot be made real changes nothing (errors: of autostart.h); that the agent could not
 * be started now is no failure of it, and the client knows. A no always holds, even where its
 * file could not be taken away, which is told. */
void ingam_consent_set_async (GSettings *settings,
                              IngamAgentClient *agent,
                              gboolean is_yes,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean ingam_consent_set_finish (GAsyncResult *result, GError **error);

/* Nobody is asked any more; nothing else. */
void ingam_consent_drop_question (GSettings *settings);

gboolean ingam_consent_is_given (GSettings *settings);
gboolean ingam_consent_is_to_be_asked (GSettings *settings);

G_END_DECLS
