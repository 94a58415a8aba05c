/* window.h: the main window. */
#pragma once

#include "core/store/places.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_WINDOW (ingam_window_get_type ())
G_DECLARE_FINAL_TYPE (IngamWindow, ingam_window, INGAM, WINDOW, AdwApplicationWindow)

/* On a store. The folder need not exist. */
IngamWindow *ingam_window_new (AdwApplication *application, const char *store_path);

/* The same in two steps, so that reading can begin before there is a window. @places: being read.
 */
IngamWindow *ingam_window_new_for_places (AdwApplication *application, IngamPlaces *places);

/* On practice certificates made on the spot, gone with the window. */
IngamWindow *ingam_window_new_demo (AdwApplication *application);

/* The one way in for files: dropped, pasted, chosen, or named on the command line. @files: of
 * GFile. */
void ingam_window_import_files (IngamWindow *self, GSList *files);

/* Whether it shows practice certificates. */
gboolean ingam_window_is_practice (IngamWindow *self);

/* NULL while practice certificates are still being made. */
IngamStore *ingam_window_get_store (IngamWindow *self);

/* "loading", "empty", "unreadable" or "main". */
const char *ingam_window_get_page (IngamWindow *self);

G_END_DECLS
