/* list-page.h: the list of a store's credentials, most urgent first. */
#pragma once

#include "core/cert/credential.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_LIST_PAGE (ingam_list_page_get_type ())
G_DECLARE_FINAL_TYPE (IngamListPage, ingam_list_page, INGAM, LIST_PAGE, GtkWidget)

/* Signals: "selection-changed"; "opened": a row was activated. */

/* @model: of IngamCredential. */
void ingam_list_page_set_model (IngamListPage *self, GListModel *model);

IngamCredential *ingam_list_page_get_selected (IngamListPage *self); /* borrowed, or NULL */

/* By fingerprint (hex). Waits for it to come into the list when it is not there yet. */
void ingam_list_page_select (IngamListPage *self, const char *id);

/* The first row, when nothing is selected. */
void ingam_list_page_select_first (IngamListPage *self);

/* Whether one click opens a row, as it must where the list fills the window. */
void ingam_list_page_set_single_click (IngamListPage *self, gboolean single_click);

guint ingam_list_page_get_n_rows (IngamListPage *self);

/* Counts the days again: a new day has begun. */
void ingam_list_page_refresh_days (IngamListPage *self);

G_END_DECLS
