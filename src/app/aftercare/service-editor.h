/* service-editor.h: name and address of a service of one's own, or a note to any. */
#pragma once

#include "core/care/services.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_SERVICE_EDITOR (ingam_service_editor_get_type ())
G_DECLARE_FINAL_TYPE (IngamServiceEditor, ingam_service_editor, INGAM, SERVICE_EDITOR, AdwBin)

/* Signals: "saved" (IngamServiceUse *): its name, address and note are what was typed, borrowed for
 * the call; "cancelled".
 *
 * @use: to be edited; NULL for a new one. Of one of the catalogue only the note can be. */
void ingam_service_editor_set_use (IngamServiceEditor *self, const IngamServiceUse *use);

/* What a new one is most likely called. */
void ingam_service_editor_set_name (IngamServiceEditor *self, const char *name);

G_END_DECLS
