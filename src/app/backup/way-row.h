/* way-row.h: a row that leads somewhere: a picture or a sign, words, and an arrow. Title and
 * subtitle are plain text. */
#pragma once

#include "app/widgets/sign.h"

G_BEGIN_DECLS

/* Property "picture": the name of an icon; NULL for none. */
#define INGAM_TYPE_WAY_ROW (ingam_way_row_get_type ())
G_DECLARE_FINAL_TYPE (IngamWayRow, ingam_way_row, INGAM, WAY_ROW, AdwActionRow)

GtkWidget *ingam_way_row_new (const char *picture, const char *title, const char *subtitle);

/* Without an arrow it does something here and now. */
void ingam_way_row_set_leads_on (IngamWayRow *self, gboolean leads_on);

/* A state beside the picture; it is part of what a screen reader says. */
void ingam_way_row_set_sign (IngamWayRow *self, IngamSignKind kind);

void ingam_way_row_set_subtitle (IngamWayRow *self, const char *subtitle);

G_END_DECLS
