/* list-page.h: the credentials of all places, as a list or as a table, with what narrows them. */
#pragma once

#include "app/list/list-model.h"
#include "core/backup/ledger.h"
#include "core/care/aftercare.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_LIST_PAGE (ingam_list_page_get_type ())
G_DECLARE_FINAL_TYPE (IngamListPage, ingam_list_page, INGAM, LIST_PAGE, GtkWidget)

/* Signals: "selection-changed"; "opened": a row was activated; "marks-changed": others were chosen
 * while several can be; "dragged-out": the selected one is being dragged, with nothing in hand yet.
 * Properties: "narrow", "searching", "table" (shown as a table; where there is no room for one, the
 * list is shown all the same), "selecting" (several can be chosen). */

void ingam_list_page_set_places (IngamListPage *self, IngamPlaces *places); /* NULL: none */
IngamListModel *ingam_list_page_get_model (IngamListPage *self);            /* borrowed */

IngamCredential *ingam_list_page_get_selected (IngamListPage *self); /* borrowed, or NULL */

/* By fingerprint (hex); what narrows the list is taken back where it hides it. Waits for it to come
 * into the list when it is not there yet. */
void ingam_list_page_select (IngamListPage *self, const char *id);

/* The same for one that lies in some place for certain: if another place is chosen, all are. */
void ingam_list_page_select_anywhere (IngamListPage *self, const char *id);

/* The most urgent first, whatever was searched for, left out or sorted by. */
void ingam_list_page_show_urgent (IngamListPage *self);

/* The id of what stands beside the selected one and takes its place when it goes; or NULL. Free
 * with g_free(). */
char *ingam_list_page_dup_neighbour (IngamListPage *self);

/* Gives the keyboard to the rows. */
void ingam_list_page_focus_rows (IngamListPage *self);

/* Gives the keyboard to the search, or ends it when it has it already. */
void ingam_list_page_find (IngamListPage *self);

/* The first row, when nothing is selected. */
void ingam_list_page_select_first (IngamListPage *self);

/* Whether one click opens a row, as it must where the list fills the window. */
void ingam_list_page_set_single_click (IngamListPage *self, gboolean single_click);

/* Whether there is no room for a table; safe while room is being given out. */
void ingam_list_page_set_narrow (IngamListPage *self, gboolean narrow);

guint ingam_list_page_get_n_rows (IngamListPage *self); /* certificates shown */

void ingam_list_page_set_table (IngamListPage *self, gboolean table);
gboolean ingam_list_page_get_table (IngamListPage *self);

void ingam_list_page_set_selecting (IngamListPage *self, gboolean selecting);
gboolean ingam_list_page_get_selecting (IngamListPage *self);
/* Of IngamCredential: those chosen, in the order shown; empty when not selecting. */
GPtrArray *ingam_list_page_list_marked (IngamListPage *self);
void ingam_list_page_mark_all (IngamListPage *self);

/* Typing anywhere in @widget begins a search. */
void ingam_list_page_set_key_capture (IngamListPage *self, GtkWidget *widget);

/* What is unfinished of the things to do after a reissue, of IngamAftercareState; NULL for none. */
void ingam_list_page_set_aftercare (IngamListPage *self, GPtrArray *states);

/* What is in verified backups, of IngamLedgerCredential; NULL or empty: there are none, and nothing
 * is said of them. Counted. */
void ingam_list_page_set_backups (IngamListPage *self, GArray *backups);

/* Counts the days again: a new day has begun. */
void ingam_list_page_refresh_days (IngamListPage *self);

G_END_DECLS
