/* part-names.h: names for the buttons that the toolkit puts into widgets of its own. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* For the end of a window's init: names every button below @root that is part of a menu button, a
 * split button or a row to type into, after its tooltip or its words, and keeps the name when the
 * tooltip changes. */
void ingam_part_names_set (GtkWidget *root);

G_END_DECLS
