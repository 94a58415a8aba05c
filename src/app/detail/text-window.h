/* text-window.h: all that a certificate says, as text, for those who want to see it. */
#pragma once

#include "core/cert/credential.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_TEXT_WINDOW (ingam_text_window_get_type ())
G_DECLARE_FINAL_TYPE (IngamTextWindow, ingam_text_window, INGAM, TEXT_WINDOW, AdwWindow)

/* Reads the credential's certificate from @store off the main thread and shows it. */
IngamTextWindow *ingam_text_window_new (const char *store, IngamCredential *credential);

G_END_DECLS
