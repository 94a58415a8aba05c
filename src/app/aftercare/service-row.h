/* service-row.h: a place where the certificate has to be registered: open it, tick it, note
 * something. */
#pragma once

#include "core/care/services.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_SERVICE_ROW (ingam_service_row_get_type ())
G_DECLARE_FINAL_TYPE (IngamServiceRow, ingam_service_row, INGAM, SERVICE_ROW, GtkListBoxRow)

/* Signals: "ticked" (gboolean); "edited" (IngamServiceUse *, borrowed); "removed"; "restored"; all
 * by the person. */
GtkWidget *ingam_service_row_new (const char *id);
const char *ingam_service_row_get_id (IngamServiceRow *self);
/* @is_removed: it says that it was taken off the list, and offers to take it back. What is being
 * typed stays. */
void ingam_service_row_set_use (IngamServiceRow *self,
                                const IngamServiceUse *use,
                                gboolean is_removed,
                                gint64 now);

G_END_DECLS
