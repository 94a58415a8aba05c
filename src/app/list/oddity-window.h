/* oddity-window.h: what was found in a store that is not a whole certificate. */
#pragma once

#include "core/store/scan.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_ODDITY_WINDOW (ingam_oddity_window_get_type ())
G_DECLARE_FINAL_TYPE (IngamOddityWindow, ingam_oddity_window, INGAM, ODDITY_WINDOW, AdwWindow)

IngamOddityWindow *ingam_oddity_window_new (IngamScan *scan);

G_END_DECLS
