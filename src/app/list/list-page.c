/* Rows for however many certificates there are: GtkListView makes only those that are seen.
 *
 * Sorted here and not in the store, because what is urgent is this list's opinion: what needs
 * something done, then what is fine, then what has been replaced or is over. The store's own order
 * (soonest expiry first) holds within each.
 */
#include "config.h"

#include "app/list/list-page.h"

#include "app/list/credential-row.h"
#include "app/widgets/children.h"
#include "core/base/clock.h"

struct _IngamListPage
{
  GtkWidget parent_instance;

  char *wanted_id; /* to be selected as soon as it is there */
  gint64 now;      /* what the days are counted from */
  GtkCustomSorter *sorter;

  /* Template children */
  GtkSingleSelection *selection;
  GtkSortListModel *sorted;
  GtkListView *view;
};

enum
{
  SIGNAL_SELECTION_CHANGED,
  SIGNAL_OPENED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamListPage, ingam_list_page, GTK_TYPE_WIDGET)

static guint signals[N_SIGNALS];

static int
urgency (IngamCredential *credential, gint64 now)
{
  IngamState state = ingam_credential_get_state (credential, now);

  if (ingam_credential_get_superseded_by (credential) != NULL)
    return 3;
  if (state == INGAM_STATE_EXPIRED)
    return 2;
  return state == INGAM_STATE_RENEWABLE ? 0 : 1;
}

static int
compare_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  IngamListPage *self = user_data;
  IngamCredential *one = INGAM_CREDENTIAL ((gpointer) a);
  IngamCredential *other = INGAM_CREDENTIAL ((gpointer) b);
  int difference = urgency (one, self->now) - urgency (other, self->now);

  if (difference == 0)
    difference = ingam_credential_compare (one, other);
  return difference < 0 ? GTK_ORDERING_SMALLER :
                          (difference > 0 ? GTK_ORDERING_LARGER : GTK_ORDERING_EQUAL);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  gtk_list_item_set_child (item, ingam_credential_row_new ());
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, IngamListPage *self)
{
  IngamCredentialRow *row = INGAM_CREDENTIAL_ROW (gtk_list_item_get_child (item));
  GtkWidget *around = gtk_widget_get_parent (GTK_WIDGET (row));
  g_autofree char *summary = NULL;

  ingam_credential_row_bind (row, gtk_list_item_get_item (item), self->now);
  /* What has the focus is the widget that GTK puts around the row; on the floor it has no name of
   * its own (gtk_list_item_set_accessible_label() came with 4.12). */
  summary = ingam_credential_row_dup_summary (row);
  if (around != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (around), GTK_ACCESSIBLE_PROPERTY_LABEL, summary,
                                    -1);
}

static void
selected_cb (IngamListPage *self)
{
  g_signal_emit (self, signals[SIGNAL_SELECTION_CHANGED], 0);
}

static void
activate_cb (IngamListPage *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  g_signal_emit (self, signals[SIGNAL_OPENED], 0);
}

static gboolean
select_id (IngamListPage *self, const char *id)
{
  GListModel *model = G_LIST_MODEL (self->selection);
  guint n = g_list_model_get_n_items (model);
  char hex[65];

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (IngamCredential) credential = g_list_model_get_item (model, i);

      if (g_str_equal (ingam_credential_get_id (credential, hex), id))
        {
          gtk_single_selection_set_selected (self->selection, i);
          gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", i);
          return TRUE;
        }
    }
  return FALSE;
}

static void
items_changed_cb (IngamListPage *self)
{
  if (self->wanted_id != NULL && select_id (self, self->wanted_id))
    g_clear_pointer (&self->wanted_id, g_free);
}

void
ingam_list_page_set_model (IngamListPage *self, GListModel *model)
{
  g_return_if_fail (INGAM_IS_LIST_PAGE (self));
  g_return_if_fail (model == NULL || G_IS_LIST_MODEL (model));

  self->now = ingam_clock_now ();
  gtk_sort_list_model_set_model (self->sorted, model);
}

IngamCredential *
ingam_list_page_get_selected (IngamListPage *self)
{
  g_return_val_if_fail (INGAM_IS_LIST_PAGE (self), NULL);

  return gtk_single_selection_get_selected_item (self->selection);
}

void
ingam_list_page_select (IngamListPage *self, const char *id)
{
  g_return_if_fail (INGAM_IS_LIST_PAGE (self));
  g_return_if_fail (id != NULL);

  g_clear_pointer (&self->wanted_id, g_free);
  if (!select_id (self, id))
    self->wanted_id = g_strdup (id);
}

void
ingam_list_page_select_first (IngamListPage *self)
{
  g_return_if_fail (INGAM_IS_LIST_PAGE (self));

  if (ingam_list_page_get_selected (self) == NULL && ingam_list_page_get_n_rows (self) > 0)
    gtk_single_selection_set_selected (self->selection, 0);
}

void
ingam_list_page_set_single_click (IngamListPage *self, gboolean single_click)
{
  g_return_if_fail (INGAM_IS_LIST_PAGE (self));

  gtk_list_view_set_single_click_activate (self->view, single_click);
}

guint
ingam_list_page_get_n_rows (IngamListPage *self)
{
  g_return_val_if_fail (INGAM_IS_LIST_PAGE (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->selection));
}

void
ingam_list_page_refresh_days (IngamListPage *self)
{
  gint64 now = ingam_clock_now ();
  GtkListItemFactory *factory;

  g_return_if_fail (INGAM_IS_LIST_PAGE (self));

  if (ingam_clock_days_between (self->now, now) == 0)
    return;
  self->now = now;
  gtk_sorter_changed (GTK_SORTER (self->sorter), GTK_SORTER_CHANGE_DIFFERENT);
  /* Setting the factory again is the one way to have every visible row bound anew. */
  factory = g_object_ref (gtk_list_view_get_factory (self->view));
  gtk_list_view_set_factory (self->view, NULL);
  gtk_list_view_set_factory (self->view, factory);
  g_object_unref (factory);
}

static void
ingam_list_page_dispose (GObject *object)
{
  IngamListPage *self = INGAM_LIST_PAGE (object);

  g_clear_pointer (&self->wanted_id, g_free);
  if (self->sorted != NULL)
    gtk_sort_list_model_set_sorter (self->sorted, NULL);
  g_clear_object (&self->sorter);
  ingam_widget_drop_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (ingam_list_page_parent_class)->dispose (object);
}

static void
ingam_list_page_class_init (IngamListPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_list_page_dispose;
  signals[SIGNAL_SELECTION_CHANGED] = g_signal_new ("selection-changed", type, G_SIGNAL_RUN_LAST, 0,
                                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_OPENED] =
      g_signal_new ("opened", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/list/list-page.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamListPage, selection);
  gtk_widget_class_bind_template_child (widget_class, IngamListPage, sorted);
  gtk_widget_class_bind_template_child (widget_class, IngamListPage, view);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "win.remove", NULL);
}

static void
ingam_list_page_init (IngamListPage *self)
{
  self->now = ingam_clock_now ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->sorter = gtk_custom_sorter_new (compare_cb, self, NULL);
  gtk_sort_list_model_set_sorter (self->sorted, GTK_SORTER (self->sorter));
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
}
