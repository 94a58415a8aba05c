/* row-paint.h: what rows that draw themselves share: text, signs, colours. */
#pragma once

#include "app/widgets/sign.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_ROW_SIGN_SIZE 16

/* The list's context, which all its rows share: each of their own would be made and kept for
 * nothing. */
PangoContext *ingam_row_get_context (GtkWidget *row);

/* One line of plain text. @attributes may be NULL. */
PangoLayout *
ingam_row_make_layout (PangoContext *context, PangoAttrList *attributes, const char *text);

/* Both from @start on, counted in the direction of reading. Text is cut at @width, a sign is put
 * into the middle of @height. */
void ingam_row_draw_layout (GtkWidget *row,
                            GtkSnapshot *snapshot,
                            PangoLayout *layout,
                            int start,
                            int y,
                            int width,
                            GdkRGBA color);
void ingam_row_draw_sign (
    GtkWidget *row, GtkSnapshot *snapshot, IngamSignKind kind, int start, int height, GdkRGBA text);

GdkRGBA ingam_row_fade (GdkRGBA color, float alpha);
float ingam_row_get_dim_alpha (void); /* as libadwaita dims a label */

G_END_DECLS
