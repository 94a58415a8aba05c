/* The list, and the table an office wants, over one model.
 *
 * Rows exist only for what is seen, however many certificates there are. The table is the same view
 * with other rows: in columns, without headings between them, in the order of the title that was
 * pressed. One selection is followed by the page beside it; while several are being chosen each row
 * has a check button instead.
 */
#include "config.h"

#include "app/list/list-page-private.h"

#include "app/list/list-keys.h"
#include "app/widgets/children.h"
#include "app/widgets/when-drawn.h"
#include "core/base/clock.h"
#include "core/base/error.h"

#include <glib/gi18n.h>

/* Rows of the first frame, more than nearly any screen is high: GtkListView makes two hundred of
 * those it is given. */
#define FIRST_ROWS 32

enum
{
  PROP_NARROW = 1,
  PROP_SEARCHING,
  PROP_SELECTING,
  PROP_TABLE,
  N_PROPS
};

enum
{
  SIGNAL_DRAGGED_OUT,
  SIGNAL_MARKS_CHANGED,
  SIGNAL_OPENED,
  SIGNAL_SELECTION_CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamListPage, ingam_list_page, GTK_TYPE_WIDGET)

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

/* --- what is shown --- */

gboolean
ingam_list_page_is_table (IngamListPage *self)
{
  return self->sections == NULL;
}

void
ingam_list_page_tell_opened (IngamListPage *self)
{
  g_signal_emit (self, signals[SIGNAL_OPENED], 0);
}

void
ingam_list_page_tell_dragged_out (IngamListPage *self)
{
  g_signal_emit (self, signals[SIGNAL_DRAGGED_OUT], 0);
}

static void
describe_nothing (IngamListPage *self)
{
  IngamPlace *place = ingam_list_model_get_place (self->model);
  const GError *error = place == NULL ? NULL : ingam_place_get_error (place);
  gboolean narrowed = ingam_list_model_is_narrowed (self->model);
  g_autofree char *description = NULL;

  if (error != NULL)
    description = g_markup_escape_text (error->message, -1);
  else if (narrowed)
    description = g_strdup (_ ("Try another word, or the first consonants of a name."));
  adw_status_page_set_title (self->nothing_page, error != NULL ? _ ("Cannot Be Read Now") :
                                                 narrowed      ? _ ("Nothing Found") :
                                                                 _ ("No Certificates Here"));
  adw_status_page_set_description (self->nothing_page, description);
  gtk_widget_set_visible (self->retry_button, error != NULL);
  gtk_widget_set_visible (self->reset_button, error == NULL && narrowed);
}

static void
update_shown (IngamListPage *self)
{
  IngamPlaces *places = ingam_list_model_get_places (self->model);
  guint n_places = places == NULL ? 0 : g_list_model_get_n_items (G_LIST_MODEL (places));

  ingam_table_header_set_show_place (self->header, n_places > 1);
  gtk_widget_set_visible (self->hint_label, !self->selecting && !ingam_list_page_is_table (self));
  if (ingam_list_page_get_n_rows (self) > 0)
    {
      gtk_stack_set_visible_child_name (self->stack, "list");
      return;
    }
  describe_nothing (self);
  gtk_stack_set_visible_child_name (self->stack, "nothing");
}

/* The keyboard stays with what is selected, when it was among the rows. */
static void
keep_focus (IngamListPage *self)
{
  if (gtk_widget_get_focus_child (GTK_WIDGET (self->stack)) != NULL)
    ingam_list_focus_selected (gtk_stack_get_visible_child (self->stack));
}

guint
ingam_list_page_find_position (IngamListPage *self, const char *id)
{
  GListModel *rows = ingam_list_model_get_rows (self->model);

  if (!ingam_list_page_is_table (self))
    return ingam_section_model_find (self->sections, id);
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (IngamCredential) credential = g_list_model_get_item (rows, i);
      char hex[65];

      if (g_str_equal (ingam_credential_get_id (credential, hex), id))
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

static gboolean
select_id (IngamListPage *self, const char *id)
{
  guint position = ingam_list_page_find_position (self, id);

  if (position == GTK_INVALID_LIST_POSITION)
    return FALSE;
  gtk_single_selection_set_selected (self->selection, position);
  /* The one way of the floor to have it scrolled to (gtk_list_view_scroll_to() came with 4.12). */
  gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", position);
  keep_focus (self);
  return TRUE;
}

static IngamPlace *
find_place (IngamListPage *self, IngamCredential *credential)
{
  IngamPlaces *places = ingam_list_model_get_places (self->model);

  return credential == NULL || places == NULL ? NULL : ingam_places_find (places, credential);
}

/* Of one that is gone from its place is kept that it was selected, and nothing is said yet: its
 * files may only have changed, which follow_selected() sees. */
static void
set_selected (IngamListPage *self, IngamCredential *credential)
{
  IngamPlace *place = find_place (self, credential);

  g_clear_object (&self->lost);
  if (credential == NULL && self->selected != NULL && find_place (self, self->selected) == NULL)
    self->lost = g_object_ref (self->selected);
  g_set_object (&self->selected, credential);
  if (place != NULL)
    g_set_object (&self->place, place);
  if (self->lost == NULL)
    g_signal_emit (self, signals[SIGNAL_SELECTION_CHANGED], 0);
}

/* A changed certificate is another object in the list. Whoever looks at it goes on looking at it:
 * the next click is meant for it, and not for the first of the list. */
static void
follow_selected (IngamListPage *self)
{
  g_autoptr (IngamCredential) lost = NULL;
  char id[65];

  /* On a heading nothing says that the one selected before is gone. */
  if (self->selected != NULL && find_place (self, self->selected) == NULL)
    set_selected (self, NULL);
  lost = g_steal_pointer (&self->lost);
  if (lost == NULL)
    return;
  if (self->place == NULL ||
      !ingam_store_holds_certificate (ingam_place_get_store (self->place),
                                      ingam_credential_get_fingerprint (lost)) ||
      !select_id (self, ingam_credential_get_id (lost, id)))
    g_signal_emit (self, signals[SIGNAL_SELECTION_CHANGED], 0);
}

static void
changed_cb (IngamListPage *self)
{
  follow_selected (self);
  if (self->wanted_id != NULL && select_id (self, self->wanted_id))
    g_clear_pointer (&self->wanted_id, g_free);
  update_shown (self);
}

static void
selected_cb (IngamListPage *self)
{
  gpointer item = gtk_single_selection_get_selected_item (self->selection);

  if (INGAM_IS_SECTION (item))
    return;
  set_selected (self, item);
}

static void
marks_changed_cb (IngamListPage *self)
{
  g_signal_emit (self, signals[SIGNAL_MARKS_CHANGED], 0);
  if (!self->selecting)
    g_signal_emit (self, signals[SIGNAL_SELECTION_CHANGED], 0);
}

static void
activate_cb (IngamListPage *self, guint position)
{
  g_autoptr (GObject) item =
      g_list_model_get_item (G_LIST_MODEL (gtk_list_view_get_model (self->view)), position);

  if (INGAM_IS_SECTION (item))
    ingam_section_model_toggle (self->sections, position);
  else if (self->marks == NULL)
    g_signal_emit (self, signals[SIGNAL_OPENED], 0);
  else if (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->marks), position))
    gtk_selection_model_unselect_item (GTK_SELECTION_MODEL (self->marks), position);
  else
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->marks), position, FALSE);
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  IngamListPage *self = INGAM_LIST_PAGE (widget);

  if (self->selecting)
    ingam_list_page_set_selecting (self, FALSE);
  else if (ingam_list_tools_get_searching (self->tools))
    g_object_set (self->tools, "searching", FALSE, NULL);
  else
    return FALSE;
  return TRUE;
}

static void
reset_cb (IngamListPage *self)
{
  ingam_list_tools_reset (self->tools);
}

static void
submitted_cb (IngamListPage *self)
{
  ingam_list_page_focus_rows (self);
}

static void
searching_cb (IngamListPage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCHING]);
}

/* --- list or table --- */

static void
drawn_cb (GtkWidget *widget)
{
  IngamListPage *self = INGAM_LIST_PAGE (widget);

  self->is_drawn = TRUE;
  if (self->sections != NULL)
    ingam_section_model_set_limit (self->sections, G_MAXUINT);
}

/* Setting the factory again is the one way to have every row made and bound anew. */
void
ingam_list_page_bind_anew (IngamListPage *self)
{
  g_autoptr (GtkListItemFactory) factory = g_object_ref (gtk_list_view_get_factory (self->view));

  gtk_list_view_set_factory (self->view, NULL);
  gtk_list_view_set_factory (self->view, factory);
}

static void
set_class (GtkWidget *widget, const char *css_class, gboolean set)
{
  if (set)
    gtk_widget_add_css_class (widget, css_class);
  else
    gtk_widget_remove_css_class (widget, css_class);
}

static void
attach_rows (IngamListPage *self, GListModel *rows)
{
  gtk_single_selection_set_model (self->selection, rows);
  if (self->selecting)
    {
      self->marks = gtk_multi_selection_new (g_object_ref (rows));
      g_signal_connect_object (self->marks, "selection-changed", G_CALLBACK (marks_changed_cb),
                               self, G_CONNECT_SWAPPED);
    }
  gtk_list_view_set_model (self->view, self->marks != NULL ? GTK_SELECTION_MODEL (self->marks) :
                                                             GTK_SELECTION_MODEL (self->selection));
}

/* Makes the view a list or a table, with or without check buttons. */
static void
attach (IngamListPage *self, gboolean table)
{
  g_autoptr (IngamSectionModel) sections = table ? NULL : ingam_section_model_new (self->model);

  gtk_list_view_set_model (self->view, NULL);
  g_clear_object (&self->marks);
  g_set_object (&self->sections, sections);
  if (sections != NULL && !self->is_drawn)
    ingam_section_model_set_limit (sections, FIRST_ROWS);
  ingam_list_model_set_sorter (self->model,
                               table ? ingam_table_header_get_sorter (self->header) : NULL);
  set_class (GTK_WIDGET (self->view), "navigation-sidebar", !table);
  set_class (GTK_WIDGET (self->view), "table", table);
  gtk_widget_set_visible (self->header_box, table);
  gtk_widget_set_visible (self->header_check, self->selecting);
  ingam_list_page_bind_anew (self);
  attach_rows (self, table ? ingam_list_model_get_rows (self->model) : G_LIST_MODEL (sections));
  update_shown (self);
}

/* Keeps what is selected across the change. */
static void
adapt (IngamListPage *self)
{
  gboolean table = self->wants_table && !self->narrow;
  gboolean had_focus;
  char id[65] = "";

  if (table == ingam_list_page_is_table (self))
    return;
  had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self->stack)) != NULL;
  if (self->selected != NULL)
    ingam_credential_get_id (self->selected, id);
  attach (self, table);
  if (*id != '\0')
    select_id (self, id);
  if (had_focus)
    ingam_list_page_focus_rows (self);
  marks_changed_cb (self);
}

static gboolean
adapt_cb (gpointer user_data)
{
  IngamListPage *self = user_data;

  self->adapting = 0;
  adapt (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
  return G_SOURCE_REMOVE;
}

void
ingam_list_page_set_narrow (IngamListPage *self, gboolean narrow)
{
  g_return_if_fail (INGAM_IS_LIST_PAGE (self));

  if (narrow == self->narrow)
    return;
  self->narrow = narrow;
  /* Not now: while room is being given out, nobody may ask for other room. */
  if (self->adapting == 0)
    self->adapting = g_idle_add (adapt_cb, self);
}

/* --- the face --- */

void
ingam_list_page_set_places (IngamListPage *self, IngamPlaces *places)
{
  g_return_if_fail (INGAM_IS_LIST_PAGE (self));

  ingam_list_model_set_places (self->model, places);
}

IngamListModel *
ingam_list_page_get_model (IngamListPage *self)
{
  g_return_val_if_fail (INGAM_IS_LIST_PAGE (self), NULL);

  return self->model;
}

IngamCredential *
ingam_list_page_get_selected (IngamListPage *self)
{
  g_return_val_if_fail (INGAM_IS_LIST_PAGE (self), NULL);

  return self->selected;
}

void
ingam_list_page_select (IngamListPage *self, const char *id)
{
  g_return_if_fail (INGAM_IS_LIST_PAGE (self));
  g_return_if_fail (id != NULL);

  g_clear_pointer (&self->wanted_id, g_free);
  if (select_id (self, id))
    return;
  if (ingam_list_model_is_narrowed (self->model))
    ingam_list_tools_reset (self->tools);
  if (!select_id (self, id))
    self->wanted_id = g_strdup (id);
}

/* The first row, whatever is selected. */
static void
go_to_first (IngamListPage *self)
{
  g_autoptr (IngamCredential) first =
      g_list_model_get_item (ingam_list_model_get_rows (self->model), 0);
  char id[65];

  if (first != NULL)
    select_id (self, ingam_credential_get_id (first, id));
}

void
ingam_list_page_select_anywhere (IngamListPage *self, const char *id)
{
  g_return_if_fail (INGAM_IS_LIST_PAGE (self));

  ingam_list_page_select (self, id);
  if (self->wanted_id == NULL)
    return;
  ingam_list_tools_reset_place (self->tools);
  ingam_list_page_select (self, id);
}

void
ingam_list_page_show_urgent (IngamListPage *self)
{
  g_return_if_fail (INGAM_IS_LIST_PAGE (self));

  if (ingam_list_model_is_narrowed (self->model))
    ingam_list_tools_reset (self->tools);
  ingam_list_tools_reset_place (self->tools);
  ingam_table_header_sort_by (self->header, INGAM_COLUMN_N);
  go_to_first (self);
}

/* The one after @credential, or before it; NULL: neither. Headings are passed over. */
static IngamCredential *
find_neighbour (GListModel *rows, IngamCredential *credential)
{
  const int steps[] = { 1, -1, 2, -2 };

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (rows, i);

      for (guint step = 0; item == G_OBJECT (credential) && step < G_N_ELEMENTS (steps); step++)
        {
          g_autoptr (GObject) other = g_list_model_get_item (rows, i + steps[step]);

          if (INGAM_IS_CREDENTIAL (other))
            return INGAM_CREDENTIAL (other); /* its store keeps it */
        }
    }
  return NULL;
}

char *
ingam_list_page_dup_neighbour (IngamListPage *self)
{
  IngamCredential *selected;
  IngamCredential *neighbour;
  char id[65];

  g_return_val_if_fail (INGAM_IS_LIST_PAGE (self), NULL);

  selected = ingam_list_page_get_selected (self);
  if (selected == NULL)
    return NULL;
  neighbour =
      find_neighbour (ingam_list_page_is_table (self) ? ingam_list_model_get_rows (self->model) :
                                                        G_LIST_MODEL (self->sections),
                      selected);
  return neighbour == NULL ? NULL : g_strdup (ingam_credential_get_id (neighbour, id));
}

void
ingam_list_page_focus_rows (IngamListPage *self)
{
  g_return_if_fail (INGAM_IS_LIST_PAGE (self));

  if (!ingam_list_focus_selected (gtk_stack_get_visible_child (self->stack)))
    gtk_widget_child_focus (gtk_stack_get_visible_child (self->stack), GTK_DIR_TAB_FORWARD);
}

void
ingam_list_page_find (IngamListPage *self)
{
  g_return_if_fail (INGAM_IS_LIST_PAGE (self));

  ingam_list_tools_find (self->tools);
}

void
ingam_list_page_select_first (IngamListPage *self)
{
  g_return_if_fail (INGAM_IS_LIST_PAGE (self));

  if (self->selected == NULL)
    go_to_first (self);
}

void
ingam_list_page_set_single_click (IngamListPage *self, gboolean single_click)
{
  g_return_if_fail (INGAM_IS_LIST_PAGE (self));

  self->single_click = single_click;
}

guint
ingam_list_page_get_n_rows (IngamListPage *self)
{
  g_return_val_if_fail (INGAM_IS_LIST_PAGE (self), 0);

  return g_list_model_get_n_items (ingam_list_model_get_rows (self->model));
}

void
ingam_list_page_set_table (IngamListPage *self, gboolean table)
{
  g_return_if_fail (INGAM_IS_LIST_PAGE (self));

  if (self->wants_table == table)
    return;
  self->wants_table = table;
  adapt (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TABLE]);
}

gboolean
ingam_list_page_get_table (IngamListPage *self)
{
  g_return_val_if_fail (INGAM_IS_LIST_PAGE (self), FALSE);

  return self->wants_table;
}

void
ingam_list_page_set_selecting (IngamListPage *self, gboolean selecting)
{
  g_return_if_fail (INGAM_IS_LIST_PAGE (self));

  if (self->selecting == selecting)
    return;
  self->selecting = selecting;
  attach (self, ingam_list_page_is_table (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTING]);
  marks_changed_cb (self);
}

gboolean
ingam_list_page_get_selecting (IngamListPage *self)
{
  g_return_val_if_fail (INGAM_IS_LIST_PAGE (self), FALSE);

  return self->selecting;
}

void
ingam_list_page_set_key_capture (IngamListPage *self, GtkWidget *widget)
{
  g_return_if_fail (INGAM_IS_LIST_PAGE (self));

  ingam_list_tools_set_key_capture (self->tools, widget);
}

void
ingam_list_page_refresh_days (IngamListPage *self)
{
  gint64 now = ingam_clock_now ();

  g_return_if_fail (INGAM_IS_LIST_PAGE (self));

  if (ingam_clock_days_between (ingam_list_model_get_now (self->model), now) == 0)
    return;
  ingam_list_model_set_now (self->model, now);
  ingam_list_page_bind_anew (self);
}

/* --- the object --- */

static void
ingam_list_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  IngamListPage *self = INGAM_LIST_PAGE (object);

  switch (id)
    {
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    case PROP_SEARCHING:
      g_object_get_property (G_OBJECT (self->tools), "searching", value);
      break;
    case PROP_SELECTING:
      g_value_set_boolean (value, self->selecting);
      break;
    case PROP_TABLE:
      g_value_set_boolean (value, self->wants_table);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ingam_list_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  IngamListPage *self = INGAM_LIST_PAGE (object);

  switch (id)
    {
    case PROP_NARROW:
      ingam_list_page_set_narrow (self, g_value_get_boolean (value));
      break;
    case PROP_SEARCHING:
      g_object_set_property (G_OBJECT (self->tools), "searching", value);
      break;
    case PROP_SELECTING:
      ingam_list_page_set_selecting (self, g_value_get_boolean (value));
      break;
    case PROP_TABLE:
      ingam_list_page_set_table (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ingam_list_page_dispose (GObject *object)
{
  IngamListPage *self = INGAM_LIST_PAGE (object);

  g_clear_handle_id (&self->adapting, g_source_remove);
  g_clear_handle_id (&self->starting, g_source_remove);
  g_clear_handle_id (&self->opening, g_source_remove);
  g_clear_pointer (&self->wanted_id, g_free);
  g_clear_pointer (&self->pressed_id, g_free);
  if (self->model != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->model, self);
      ingam_list_model_set_places (self->model, NULL);
    }
  ingam_widget_drop_children (GTK_WIDGET (object));
  g_clear_object (&self->selected);
  g_clear_object (&self->place);
  g_clear_object (&self->lost);
  g_clear_object (&self->marks);
  g_clear_object (&self->sections);
  g_clear_object (&self->model);
  g_clear_pointer (&self->aftercare, g_hash_table_unref);
  g_clear_pointer (&self->backups, g_array_unref);
  G_OBJECT_CLASS (ingam_list_page_parent_class)->dispose (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, flags);
  properties[PROP_SEARCHING] = g_param_spec_boolean ("searching", NULL, NULL, FALSE, flags);
  properties[PROP_SELECTING] = g_param_spec_boolean ("selecting", NULL, NULL, FALSE, flags);
  properties[PROP_TABLE] = g_param_spec_boolean ("table", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static guint
add_signal (GObjectClass *object_class, const char *name)
{
  return g_signal_new (name, G_TYPE_FROM_CLASS (object_class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                       NULL, G_TYPE_NONE, 0);
}

static void
ingam_list_page_class_init (IngamListPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ingam_list_page_dispose;
  object_class->get_property = ingam_list_page_get_property;
  object_class->set_property = ingam_list_page_set_property;
  install_properties (object_class);
  signals[SIGNAL_DRAGGED_OUT] = add_signal (object_class, "dragged-out");
  signals[SIGNAL_MARKS_CHANGED] = add_signal (object_class, "marks-changed");
  signals[SIGNAL_OPENED] = add_signal (object_class, "opened");
  signals[SIGNAL_SELECTION_CHANGED] = add_signal (object_class, "selection-changed");

  g_type_ensure (INGAM_TYPE_LIST_TOOLS);
  g_type_ensure (INGAM_TYPE_TABLE_HEADER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/list/list-page.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamListPage, header);
  gtk_widget_class_bind_template_child (widget_class, IngamListPage, header_box);
  gtk_widget_class_bind_template_child (widget_class, IngamListPage, header_check);
  gtk_widget_class_bind_template_child (widget_class, IngamListPage, hint_label);
  gtk_widget_class_bind_template_child (widget_class, IngamListPage, nothing_page);
  gtk_widget_class_bind_template_child (widget_class, IngamListPage, reset_button);
  gtk_widget_class_bind_template_child (widget_class, IngamListPage, retry_button);
  gtk_widget_class_bind_template_child (widget_class, IngamListPage, selection);
  gtk_widget_class_bind_template_child (widget_class, IngamListPage, stack);
  gtk_widget_class_bind_template_child (widget_class, IngamListPage, tools);
  gtk_widget_class_bind_template_child (widget_class, IngamListPage, view);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, ingam_list_page_bind);
  gtk_widget_class_bind_template_callback (widget_class, reset_cb);
  gtk_widget_class_bind_template_callback (widget_class, searching_cb);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, submitted_cb);
  gtk_widget_class_bind_template_callback (widget_class, ingam_list_page_unbind);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "win.remove", NULL);
}

static void
ingam_list_page_init (IngamListPage *self)
{
  self->model = ingam_list_model_new ();
  ingam_list_page_set_aftercare (self, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  ingam_list_page_set_backups (self, NULL);
  ingam_list_tools_set_model (self->tools, self->model);
  ingam_when_drawn (GTK_WIDGET (self), drawn_cb);
  ingam_list_page_watch_pointer (self);
  ingam_list_add_keys (GTK_WIDGET (self->view));
  attach (self, FALSE);
  g_signal_connect_object (self->model, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}
