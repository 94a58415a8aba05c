/* Columns over the rows of the list's model.
 *
 * One table says what each column is called, shows and is sorted by; the factories read it. Cells
 * are GtkInscription, which never asks for more room than the column has and so is cheap to bind: a
 * column view binds about two hundred rows at once.
 */
#include "config.h"

#include "app/list/table-view.h"

#include "app/widgets/children.h"
#include "app/widgets/phrases.h"
#include "app/widgets/sign.h"

#include <glib/gi18n.h>

struct _IngamTableView
{
  GtkWidget parent_instance;

  IngamListModel *model;
  GtkColumnViewColumn *check_column; /* in the view only while they are shown: one that is hidden */
  GtkColumnViewColumn *place_column; /* takes its room all the same (GTK 4.8) */

  /* Template children */
  GtkMultiSelection *selection;
  GtkColumnView *view;
};

enum
{
  SIGNAL_OPENED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamTableView, ingam_table_view, GTK_TYPE_WIDGET)

static guint signals[N_SIGNALS];

/* --- what each column shows --- */

static char *
dup_name (IngamTableView *self, IngamCredential *credential)
{
  return g_strdup (ingam_credential_get_name (credential));
}

static char *
dup_purpose (IngamTableView *self, IngamCredential *credential)
{
  return ingam_phrase_dup_purpose (credential);
}

static char *
dup_authority (IngamTableView *self, IngamCredential *credential)
{
  const IngamAuthority *authority = ingam_credential_get_authority (credential);

  return g_strdup (authority == NULL ? ingam_credential_get_organization (credential) :
                                       authority->word);
}

static char *
dup_end (IngamTableView *self, IngamCredential *credential)
{
  return ingam_phrase_dup_date (ingam_credential_get_not_after (credential));
}

static char *
dup_left (IngamTableView *self, IngamCredential *credential)
{
  gint64 now = ingam_list_model_get_now (self->model);

  if (ingam_credential_get_superseded_by (credential) != NULL)
    return g_strdup (_ ("Replaced"));
  return ingam_phrase_dup_days (credential, now);
}

static char *
dup_place (IngamTableView *self, IngamCredential *credential)
{
  IngamPlaces *places = ingam_list_model_get_places (self->model);
  IngamPlace *place = places == NULL ? NULL : ingam_places_find (places, credential);

  return g_strdup (place == NULL ? "" : ingam_place_get_name (place));
}

static int
compare_names (IngamCredential *one, IngamCredential *other)
{
  return g_utf8_collate (ingam_credential_get_name (one), ingam_credential_get_name (other));
}

static int
compare_purposes (IngamCredential *one, IngamCredential *other)
{
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;

  if (ingam_credential_get_purpose (one) != NULL &&
      ingam_credential_get_purpose (one) == ingam_credential_get_purpose (other))
    return 0;
  a = ingam_phrase_dup_purpose (one);
  b = ingam_phrase_dup_purpose (other);
  return g_utf8_collate (a, b);
}

static int
compare_authorities (IngamCredential *one, IngamCredential *other)
{
  return g_strcmp0 (ingam_credential_get_organization (one),
                    ingam_credential_get_organization (other));
}

static int
compare_ends (IngamCredential *one, IngamCredential *other)
{
  gint64 a = ingam_credential_get_not_after (one);
  gint64 b = ingam_credential_get_not_after (other);

  return (a > b) - (a < b);
}

typedef struct
{
  const char *id;
  const char *title;
  char *(*dup_text) (IngamTableView *self, IngamCredential *credential);
  int (*compare) (IngamCredential *one, IngamCredential *other); /* NULL: not sorted by it */
  int width;                                                     /* pixels, -1: what it takes */
  gboolean has_sign;                                             /* with the sign of the state */
} Column;

static const Column columns[] = {
  { "name", N_ ("Name"), dup_name, compare_names, -1, TRUE },
  { "purpose", N_ ("Purpose"), dup_purpose, compare_purposes, 180, FALSE },
  { "authority", N_ ("Authority"), dup_authority, compare_authorities, 110, FALSE },
  { "end", N_ ("Expires"), dup_end, compare_ends, 140, FALSE },
  { "left", N_ ("Days Left"), dup_left, compare_ends, 130, FALSE },
  { "place", N_ ("Place"), dup_place, NULL, 120, FALSE },
};

/* --- cells --- */

/* What a factory's callbacks need; goes with the factory. */
typedef struct
{
  IngamTableView *self; /* borrowed: it owns the view that owns the factory */
  const Column *column;
} Cell;

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, Cell *cell)
{
  GtkWidget *text = gtk_inscription_new (NULL);
  GtkWidget *box;

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), 4);
  if (!cell->column->has_sign)
    {
      gtk_list_item_set_child (item, text);
      return;
    }
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_box_append (GTK_BOX (box), g_object_new (INGAM_TYPE_SIGN, NULL));
  gtk_box_append (GTK_BOX (box), text);
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, Cell *cell)
{
  IngamCredential *credential = gtk_list_item_get_item (item);
  GtkWidget *child = gtk_list_item_get_child (item);
  g_autofree char *text = NULL;

  if (cell->self->model == NULL)
    return;
  text = cell->column->dup_text (cell->self, credential);
  if (cell->column->has_sign)
    {
      ingam_sign_set (
          INGAM_SIGN (gtk_widget_get_first_child (child)),
          ingam_sign_kind_for (credential, ingam_list_model_get_now (cell->self->model)), NULL);
      child = gtk_widget_get_last_child (child);
    }
  gtk_inscription_set_text (GTK_INSCRIPTION (child), text);
}

static int
compare_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Column *column = user_data;
  int difference =
      column->compare (INGAM_CREDENTIAL ((gpointer) a), INGAM_CREDENTIAL ((gpointer) b));

  return difference < 0 ? GTK_ORDERING_SMALLER :
                          (difference > 0 ? GTK_ORDERING_LARGER : GTK_ORDERING_EQUAL);
}

static GtkColumnViewColumn *
make_column (IngamTableView *self, const Column *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) result = NULL;
  g_autoptr (GtkSorter) sorter = NULL;
  Cell *cell = g_new0 (Cell, 1);

  cell->self = self;
  cell->column = column;
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), cell);
  g_signal_connect_data (factory, "bind", G_CALLBACK (bind_cb), cell, (GClosureNotify) g_free, 0);
  result = gtk_column_view_column_new (_ (column->title), factory);
  gtk_column_view_column_set_resizable (result, TRUE);
  gtk_column_view_column_set_expand (result, column->width < 0);
  gtk_column_view_column_set_fixed_width (result, column->width);
  if (column->compare != NULL)
    {
      sorter = GTK_SORTER (gtk_custom_sorter_new (compare_cb, (gpointer) column, NULL));
      gtk_column_view_column_set_sorter (result, sorter);
    }
  return g_steal_pointer (&result);
}

/* --- check buttons --- */

static void
checked_cb (GtkCheckButton *button, GtkListItem *item)
{
  IngamTableView *self =
      INGAM_TABLE_VIEW (gtk_widget_get_ancestor (GTK_WIDGET (button), INGAM_TYPE_TABLE_VIEW));
  guint position = gtk_list_item_get_position (item);
  gboolean active = gtk_check_button_get_active (button);

  if (self == NULL || position == GTK_INVALID_LIST_POSITION ||
      active == gtk_list_item_get_selected (item))
    return;
  if (active)
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, FALSE);
  else
    gtk_selection_model_unselect_item (GTK_SELECTION_MODEL (self->selection), position);
}

static void
setup_check_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkWidget *button = gtk_check_button_new ();

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Select"), -1);
  g_object_bind_property (item, "selected", button, "active", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (button, "toggled", G_CALLBACK (checked_cb), item, 0);
  gtk_list_item_set_child (item, button);
}

static void
make_check_column (IngamTableView *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_check_cb), NULL);
  self->check_column = gtk_column_view_column_new (NULL, factory);
}

/* --- the face --- */

GtkWidget *
ingam_table_view_new (void)
{
  return g_object_new (INGAM_TYPE_TABLE_VIEW, NULL);
}

void
ingam_table_view_set_model (IngamTableView *self, IngamListModel *model)
{
  g_return_if_fail (INGAM_IS_TABLE_VIEW (self));
  g_return_if_fail (model == NULL || INGAM_IS_LIST_MODEL (model));

  if (self->model == model)
    return;
  gtk_multi_selection_set_model (self->selection, NULL);
  if (self->model != NULL)
    ingam_list_model_set_sorter (self->model, NULL);
  g_set_object (&self->model, model);
  if (model == NULL)
    return;
  ingam_list_model_set_sorter (model, gtk_column_view_get_sorter (self->view));
  gtk_multi_selection_set_model (self->selection, ingam_list_model_get_rows (model));
}

GtkSelectionModel *
ingam_table_view_get_selection (IngamTableView *self)
{
  g_return_val_if_fail (INGAM_IS_TABLE_VIEW (self), NULL);

  return GTK_SELECTION_MODEL (self->selection);
}

gboolean
ingam_table_view_select (IngamTableView *self, const char *id)
{
  GListModel *rows;

  g_return_val_if_fail (INGAM_IS_TABLE_VIEW (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  rows = G_LIST_MODEL (self->selection);

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (IngamCredential) credential = g_list_model_get_item (rows, i);
      char hex[65];

      if (!g_str_equal (ingam_credential_get_id (credential, hex), id))
        continue;
      gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), i, TRUE);
      gtk_widget_activate_action (gtk_widget_get_last_child (GTK_WIDGET (self->view)),
                                  "list.scroll-to-item", "u", i);
      return TRUE;
    }
  return FALSE;
}

/* @position: counted without the check column, which comes first. */
static void
show_column (IngamTableView *self, GtkColumnViewColumn *column, guint position, gboolean shown)
{
  gboolean is_shown = gtk_column_view_column_get_column_view (column) != NULL;

  if (is_shown == shown)
    return;
  if (!shown)
    {
      gtk_column_view_remove_column (self->view, column);
      return;
    }
  if (column != self->check_column &&
      gtk_column_view_column_get_column_view (self->check_column) != NULL)
    position++;
  gtk_column_view_insert_column (self->view, position, column);
}

void
ingam_table_view_set_show_place (IngamTableView *self, gboolean show_place)
{
  g_return_if_fail (INGAM_IS_TABLE_VIEW (self));

  show_column (self, self->place_column, G_N_ELEMENTS (columns) - 1, show_place);
}

void
ingam_table_view_set_selecting (IngamTableView *self, gboolean selecting)
{
  g_return_if_fail (INGAM_IS_TABLE_VIEW (self));

  show_column (self, self->check_column, 0, selecting);
}

void
ingam_table_view_refresh (IngamTableView *self)
{
  g_return_if_fail (INGAM_IS_TABLE_VIEW (self));

  gtk_column_view_set_model (self->view, NULL);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
}

static void
activate_cb (IngamTableView *self, guint position)
{
  g_signal_emit (self, signals[SIGNAL_OPENED], 0, position);
}

static void
ingam_table_view_dispose (GObject *object)
{
  IngamTableView *self = INGAM_TABLE_VIEW (object);

  if (self->model != NULL)
    ingam_table_view_set_model (self, NULL);
  g_clear_object (&self->check_column);
  g_clear_object (&self->place_column);
  ingam_widget_drop_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (ingam_table_view_parent_class)->dispose (object);
}

static void
ingam_table_view_class_init (IngamTableViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_table_view_dispose;
  signals[SIGNAL_OPENED] = g_signal_new ("opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/list/table-view.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamTableView, selection);
  gtk_widget_class_bind_template_child (widget_class, IngamTableView, view);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
ingam_table_view_init (IngamTableView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  make_check_column (self);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = make_column (self, &columns[i]);

      if (g_str_equal (columns[i].id, "place"))
        self->place_column = g_steal_pointer (&column);
      else
        gtk_column_view_append_column (self->view, column);
    }
}
