/* part-names.h: names for parts of the toolkit's own widgets. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* For the end of a window's init. Below @root: the parts of split buttons and of rows to type into
 * are named after their tooltips (and again as those change) or their words, and the check button
 * that a row activates after the row's title. */
void ingam_part_names_set (GtkWidget *root);

G_END_DECLS
