/* event-row.h: one thing that was done, in words. */
#pragma once

#include "core/care/journal.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* NULL for what says nothing by itself: the parts of a check that went well. @of_another: it was
 * done with another certificate of the same person and purpose. */
GtkWidget *ingam_event_row_new (const IngamEvent *event, gboolean of_another);

G_END_DECLS
