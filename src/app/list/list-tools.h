/* list-tools.h: what narrows the list: a search, a choice of what to show, a choice of place. */
#pragma once

#include "app/list/list-model.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_LIST_TOOLS (ingam_list_tools_get_type ())
G_DECLARE_FINAL_TYPE (IngamListTools, ingam_list_tools, INGAM, LIST_TOOLS, GtkWidget)

/* Property "searching": whether the search is open. Signal "submitted": Enter in the search. What
 * has nothing to choose between is not shown: a person with three certificates sees neither filters
 * nor places. */
void ingam_list_tools_set_model (IngamListTools *self, IngamListModel *model); /* once */

/* Typing anywhere in @widget begins a search. */
void ingam_list_tools_set_key_capture (IngamListTools *self, GtkWidget *widget);

gboolean ingam_list_tools_get_searching (IngamListTools *self);
/* Gives the keyboard to the search, or ends it when it has it already. */
void ingam_list_tools_find (IngamListTools *self);

/* Back to everything, the search closed; the place stays. */
void ingam_list_tools_reset (IngamListTools *self);
/* And to all places. */
void ingam_list_tools_reset_place (IngamListTools *self);

G_END_DECLS
