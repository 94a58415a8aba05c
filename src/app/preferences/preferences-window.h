/* preferences-window.h: what a person decides about reminders, and what comes of it. */
#pragma once

#include "app/preferences/agent-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_PREFERENCES_WINDOW (ingam_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (IngamPreferencesWindow,
                      ingam_preferences_window,
                      INGAM,
                      PREFERENCES_WINDOW,
                      AdwPreferencesWindow)

/* Signal "asked" (string): an action of the main window is wanted.
 *
 * @settings: NULL where none can be kept, which the window says. */
IngamPreferencesWindow *ingam_preferences_window_new (GSettings *settings, IngamAgentClient *agent);

G_END_DECLS
