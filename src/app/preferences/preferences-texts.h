/* preferences-texts.h: what the agent is doing, in words. */
#pragma once

#include "app/preferences/agent-client.h"

G_BEGIN_DECLS

/* "Looks again tomorrow at 8:00 am", where the person is. @zone: NULL for the computer's. Free with
 * g_free(). */
char *ingam_preferences_text_dup_next (gint64 next, gint64 now, GTimeZone *zone);

/* A minute of the day: "9:00 pm". Free with g_free(). */
char *ingam_preferences_text_dup_minute (int minute);

/* Under the choice of an icon; "" when there is nothing to say. Static, translated. */
const char *ingam_preferences_text_get_tray (const IngamAgentStatus *status);

G_END_DECLS
