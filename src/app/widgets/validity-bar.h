/* validity-bar.h: from the first to the last day of a certificate, with today and the renewal time
 * marked. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_VALIDITY_BAR (ingam_validity_bar_get_type ())
G_DECLARE_FINAL_TYPE (IngamValidityBar, ingam_validity_bar, INGAM, VALIDITY_BAR, GtkWidget)

/* Unix times. @renewal_from is when renewing becomes possible. */
void ingam_validity_bar_set (
    IngamValidityBar *self, gint64 not_before, gint64 not_after, gint64 renewal_from, gint64 now);

/* Where a moment lies on the bar, 0.0 to 1.0; for tests. */
double ingam_validity_bar_get_today (IngamValidityBar *self);
double ingam_validity_bar_get_renewal (IngamValidityBar *self);

G_END_DECLS
