/* service-chooser.h: where a certificate is used, chosen once: the known services as chips in
 * groups, a search over them, and one's own. */
#pragma once

#include "core/care/services.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_SERVICE_CHOOSER (ingam_service_chooser_get_type ())
G_DECLARE_FINAL_TYPE (IngamServiceChooser, ingam_service_chooser, INGAM, SERVICE_CHOOSER, AdwBin)

/* Signals: "chosen" (id), "left-out" (id): by the person; "added" (IngamServiceUse *, borrowed, its
 * id NULL): one of their own; "finished". */

/* @services: of IngamServiceUse; those of @left_out (a set of ids) do not count. */
void ingam_service_chooser_set_chosen (IngamServiceChooser *self,
                                       GPtrArray *services,
                                       GHashTable *left_out);

G_END_DECLS
