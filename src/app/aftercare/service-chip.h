/* service-chip.h: a service that can be chosen or not. */
#pragma once

#include "core/care/services.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_SERVICE_CHIP (ingam_service_chip_get_type ())
G_DECLARE_FINAL_TYPE (IngamServiceChip, ingam_service_chip, INGAM, SERVICE_CHIP, GtkToggleButton)

GtkWidget *ingam_service_chip_new (const IngamServiceUse *use);
const char *ingam_service_chip_get_id (IngamServiceChip *self);
/* Of an own one, whose name may change. */
void ingam_service_chip_set_use (IngamServiceChip *self, const IngamServiceUse *use);
/* What is searched: the name on it and, of a service that is known, its other names. */
gboolean ingam_service_chip_matches (IngamServiceChip *self, const char *text);

G_END_DECLS
