/* list-model.h: which credentials are shown and in which order; the one model beneath list and
 * table.
 */
#pragma once

#include "core/store/places.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  INGAM_SHOW_ALL,
  INGAM_SHOW_DUE, /* ends in this calendar month and nothing newer is there */
  INGAM_SHOW_EXPIRED,
  INGAM_SHOW_COMPANIES,
  INGAM_SHOW_N
} IngamListShow;

typedef enum
{
  INGAM_ORDER_URGENCY, /* what needs something done first */
  INGAM_ORDER_NAME,    /* what belongs to one person together */
} IngamListOrder;

/* What a credential needs, as the list sees it. */
typedef enum
{
  INGAM_LIST_URGENCY_NOW, /* can be renewed now, or a file of it is missing or damaged */
  INGAM_LIST_URGENCY_FINE,
  INGAM_LIST_URGENCY_PAST, /* replaced or expired */
} IngamListUrgency;
IngamListUrgency ingam_list_urgency_of (IngamCredential *credential, gint64 now);

#define INGAM_TYPE_LIST_MODEL (ingam_list_model_get_type ())
G_DECLARE_FINAL_TYPE (IngamListModel, ingam_list_model, INGAM, LIST_MODEL, GObject)

/* Signals: "changed": what is shown may have changed, or what is there; "places-changed": there are
 * others than before. */
IngamListModel *ingam_list_model_new (void);

void ingam_list_model_set_places (IngamListModel *self, IngamPlaces *places); /* NULL: none */
IngamPlaces *ingam_list_model_get_places (IngamListModel *self);              /* borrowed */

/* What is shown, of IngamCredential; the same object for ever. A certificate that lies in several
 * places is there once, unless one place is chosen. Borrowed. */
GListModel *ingam_list_model_get_rows (IngamListModel *self);
/* How many credentials there are, shown or not. */
guint ingam_list_model_get_n_all (IngamListModel *self);
/* How many each of INGAM_SHOW_N would show, whatever is searched for: a walk along all of them. */
void ingam_list_model_count (IngamListModel *self, guint ret_counts[INGAM_SHOW_N]);
/* Another number whenever these counts may have changed. */
guint ingam_list_model_get_generation (IngamListModel *self);

void ingam_list_model_set_search (IngamListModel *self, const char *text);
void ingam_list_model_set_show (IngamListModel *self, IngamListShow show);
IngamListShow ingam_list_model_get_show (IngamListModel *self);
void ingam_list_model_set_place (IngamListModel *self, IngamPlace *place); /* NULL: all */
IngamPlace *ingam_list_model_get_place (IngamListModel *self);             /* borrowed */
void ingam_list_model_set_order (IngamListModel *self, IngamListOrder order);
IngamListOrder ingam_list_model_get_order (IngamListModel *self);
/* Goes before the order: that of a table's columns. NULL: none. */
void ingam_list_model_set_sorter (IngamListModel *self, GtkSorter *sorter);

/* Whether something is searched for or left out. */
gboolean ingam_list_model_is_narrowed (IngamListModel *self);

/* What days are counted from; to be set anew when another day has begun. */
gint64 ingam_list_model_get_now (IngamListModel *self);
void ingam_list_model_set_now (IngamListModel *self, gint64 now);

G_END_DECLS
