/* list-page-private.h: what the parts of the list's page share: list-page.c (what is shown),
 * list-page-rows.c (its rows), list-page-aftercare.c (what they say of it) and list-page-pointer.c
 * (clicks, drags, and several chosen by them).
 */
#pragma once

#include "app/list/list-page.h"
#include "app/list/list-tools.h"
#include "app/list/section-model.h"
#include "app/list/table-header.h"

G_BEGIN_DECLS

struct _IngamListPage
{
  GtkWidget parent_instance;

  IngamListModel *model;
  IngamSectionModel *sections; /* of the list; NULL while it is a table */
  GHashTable *aftercare;       /* fingerprint -> how many steps are done */
  GArray *backups;             /* of IngamLedgerCredential; NULL: there are none */
  GtkMultiSelection *marks;    /* over what is shown, while several are being chosen */
  char *wanted_id;             /* to be selected as soon as it is there */
  IngamCredential *selected;   /* the last one: the arrow keys go over headings, which are none */
  IngamPlace *place;           /* where that one lies */
  IngamCredential *lost; /* was selected and is gone from its place, perhaps for its next self */
  gboolean wants_table;
  gboolean selecting;
  gboolean single_click;
  gboolean narrow;
  gboolean is_drawn;
  GdkModifierType click_state;
  char *pressed_id; /* what was selected before the click that is under way */
  guint opening;    /* idle source: a click is about to open what it selected */
  guint starting;   /* idle source: a click is about to begin choosing several */
  guint adapting;   /* idle source: there is room for a table now, or no more */

  /* Template children */
  IngamTableHeader *header;
  GtkWidget *header_box;
  GtkWidget *header_check;
  GtkWidget *hint_label;
  AdwStatusPage *nothing_page;
  GtkWidget *reset_button;
  GtkWidget *retry_button;
  GtkSingleSelection *selection;
  GtkStack *stack;
  IngamListTools *tools;
  GtkListView *view;
};

gboolean ingam_list_page_is_table (IngamListPage *self);
/* The position of a certificate in what is shown, by fingerprint; or GTK_INVALID_LIST_POSITION. */
guint ingam_list_page_find_position (IngamListPage *self, const char *id);
/* Every row is made and bound anew. */
void ingam_list_page_bind_anew (IngamListPage *self);
void ingam_list_page_tell_opened (IngamListPage *self);
void ingam_list_page_tell_dragged_out (IngamListPage *self);

/* The steps done of an unfinished aftercare of @credential; -1 when there is none. */
int ingam_list_page_get_n_done (IngamListPage *self, IngamCredential *credential);

/* Of the view's factory. */
void
ingam_list_page_bind (GtkSignalListItemFactory *factory, GtkListItem *item, IngamListPage *self);
void
ingam_list_page_unbind (GtkSignalListItemFactory *factory, GtkListItem *item, IngamListPage *self);

void ingam_list_page_watch_pointer (IngamListPage *self);

G_END_DECLS
