/* The list, and the table an office wants, over one model.
 *
 * Rows exist only for what is seen, however many certificates there are. A list has headings
 * between its rows and one selection that the page beside it follows; while several are being
 * chosen it has check buttons instead. The table is made when it is first asked for. Only what is
 * shown is attached to the model: the other costs nothing.
 */
#include "config.h"

#include "app/list/list-page.h"

#include "app/list/credential-row.h"
#include "app/list/list-keys.h"
#include "app/list/list-tools.h"
#include "app/list/mark-row.h"
#include "app/list/section-model.h"
#include "app/list/section-row.h"
#include "app/list/table-header.h"
#include "app/list/table-row.h"
#include "app/widgets/children.h"
#include "app/widgets/when-drawn.h"
#include "core/base/clock.h"
#include "core/base/error.h"

#include <glib/gi18n.h>

/* Rows of the first frame, more than nearly any screen is high: GtkListView makes two hundred of
 * those it is given. */
#define FIRST_ROWS 32

struct _IngamListPage
{
  GtkWidget parent_instance;

  IngamListModel *model;
  IngamSectionModel *sections; /* of the list; NULL while it is a table */
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

static gboolean
is_table (IngamListPage *self)
{
  return self->sections == NULL;
}

/* --- rows --- */

/* Where it lies, in words; NULL where that goes without saying. */
static const char *
find_place_name (IngamListPage *self, IngamCredential *credential)
{
  IngamPlaces *places = ingam_list_model_get_places (self->model);
  IngamPlace *place;

  if (places == NULL || g_list_model_get_n_items (G_LIST_MODEL (places)) < 2)
    return NULL;
  place = ingam_places_find (places, credential);
  if (place == NULL || (!is_table (self) && ingam_place_get_kind (place) == INGAM_PLACE_HOME))
    return NULL;
  return ingam_place_get_name (place);
}

/* What has the focus is the widget that GTK puts around the row; on the floor it has no name of its
 * own (gtk_list_item_set_accessible_label() came with 4.12). */
static void
name_item (GtkWidget *row, const char *summary)
{
  GtkWidget *around = gtk_widget_get_parent (row);

  if (around != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (around), GTK_ACCESSIBLE_PROPERTY_LABEL, summary,
                                    -1);
}

static void
section_toggled_cb (GtkListItem *item, IngamSectionRow *row)
{
  IngamListPage *self =
      INGAM_LIST_PAGE (gtk_widget_get_ancestor (GTK_WIDGET (row), INGAM_TYPE_LIST_PAGE));

  if (self != NULL && self->sections != NULL)
    ingam_section_model_toggle (self->sections, gtk_list_item_get_position (item));
}

static void
mark_toggled_cb (GtkListItem *item, IngamMarkRow *row)
{
  IngamListPage *self =
      INGAM_LIST_PAGE (gtk_widget_get_ancestor (GTK_WIDGET (row), INGAM_TYPE_LIST_PAGE));
  guint position = gtk_list_item_get_position (item);

  if (self == NULL || self->marks == NULL)
    return;
  if (gtk_list_item_get_selected (item))
    gtk_selection_model_unselect_item (GTK_SELECTION_MODEL (self->marks), position);
  else
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->marks), position, FALSE);
}

static GtkWidget *
make_section_row (GtkListItem *item)
{
  GtkWidget *row = ingam_section_row_new ();

  g_signal_connect_object (row, "toggled", G_CALLBACK (section_toggled_cb), item,
                           G_CONNECT_SWAPPED);
  return row;
}

static GtkWidget *
make_credential_row (IngamListPage *self, GtkListItem *item)
{
  GtkWidget *row = is_table (self) ? ingam_table_row_new () : ingam_credential_row_new ();

  if (!self->selecting)
    return row;
  row = ingam_mark_row_new (row);
  g_object_bind_property (item, "selected", row, "marked", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (row, "toggled", G_CALLBACK (mark_toggled_cb), item, G_CONNECT_SWAPPED);
  return row;
}

/* Headings and credentials share one factory, so a recycled item may need another row than it had.
 * What else a row depends on goes with the factory: see attach(). */
static GtkWidget *
ensure_row (IngamListPage *self, GtkListItem *item, gboolean is_section)
{
  GtkWidget *row = gtk_list_item_get_child (item);

  if (row != NULL && INGAM_IS_SECTION_ROW (row) == is_section)
    return row;
  row = is_section ? make_section_row (item) : make_credential_row (self, item);
  gtk_list_item_set_selectable (item, !is_section);
  gtk_list_item_set_child (item, row);
  return row;
}

static void
bind_credential (IngamListPage *self, GtkListItem *item, IngamCredential *credential)
{
  GtkWidget *around = ensure_row (self, item, FALSE);
  GtkWidget *row =
      INGAM_IS_MARK_ROW (around) ? ingam_mark_row_get_row (INGAM_MARK_ROW (around)) : around;
  gint64 now = ingam_list_model_get_now (self->model);
  const char *place = find_place_name (self, credential);
  g_autofree char *summary = NULL;

  if (INGAM_IS_TABLE_ROW (row))
    {
      ingam_table_row_bind (INGAM_TABLE_ROW (row), credential, now, place);
      summary = ingam_table_row_dup_summary (INGAM_TABLE_ROW (row));
    }
  else
    {
      ingam_credential_row_bind (INGAM_CREDENTIAL_ROW (row), credential, now, place);
      summary = ingam_credential_row_dup_summary (INGAM_CREDENTIAL_ROW (row));
    }
  name_item (around, summary);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, IngamListPage *self)
{
  gpointer object = gtk_list_item_get_item (item);

  if (INGAM_IS_SECTION (object))
    {
      GtkWidget *row = ensure_row (self, item, TRUE);

      ingam_section_row_bind (INGAM_SECTION_ROW (row), object);
      name_item (row, ingam_section_get_title (object));
    }
  else
    bind_credential (self, item, object);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, IngamListPage *self)
{
  GtkWidget *row = gtk_list_item_get_child (item);

  if (INGAM_IS_SECTION_ROW (row))
    ingam_section_row_bind (INGAM_SECTION_ROW (row), NULL);
}

/* --- what is shown --- */

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
  gtk_widget_set_visible (self->hint_label, !self->selecting && !is_table (self));
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

static guint
find_position (IngamListPage *self, const char *id)
{
  GListModel *rows = ingam_list_model_get_rows (self->model);

  if (!is_table (self))
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
  guint position = find_position (self, id);

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
open_cb (gpointer user_data)
{
  IngamListPage *self = user_data;

  self->opening = 0;
  if (self->selected != NULL)
    g_signal_emit (self, signals[SIGNAL_OPENED], 0);
  return G_SOURCE_REMOVE;
}

static gboolean
is_on_credential (IngamListPage *self, double x, double y)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self->view), x, y, GTK_PICK_DEFAULT);

  return picked != NULL && (INGAM_IS_CREDENTIAL_ROW (picked) || INGAM_IS_TABLE_ROW (picked) ||
                            gtk_widget_get_ancestor (picked, INGAM_TYPE_CREDENTIAL_ROW) != NULL);
}

/* With Ctrl or Shift a person means several: what was selected and what they clicked on, or all
 * from one to the other. */
static gboolean
start_cb (gpointer user_data)
{
  IngamListPage *self = user_data;
  gboolean range = (self->click_state & GDK_SHIFT_MASK) != 0;
  g_autofree char *from_id = g_steal_pointer (&self->pressed_id);
  char to_id[65];
  guint from, to;

  self->starting = 0;
  if (from_id == NULL || self->selected == NULL)
    return G_SOURCE_REMOVE;
  ingam_credential_get_id (self->selected, to_id);
  ingam_list_page_set_selecting (self, TRUE);
  from = find_position (self, from_id);
  to = find_position (self, to_id);
  if (from == GTK_INVALID_LIST_POSITION || to == GTK_INVALID_LIST_POSITION)
    return G_SOURCE_REMOVE;
  if (range)
    gtk_selection_model_select_range (GTK_SELECTION_MODEL (self->marks), MIN (from, to),
                                      MAX (from, to) - MIN (from, to) + 1, FALSE);
  else
    {
      gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->marks), from, FALSE);
      gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->marks), to, FALSE);
    }
  return G_SOURCE_REMOVE;
}

static void
pressed_cb (IngamListPage *self)
{
  char id[65];

  g_free (self->pressed_id);
  self->pressed_id =
      self->selected == NULL ? NULL : g_strdup (ingam_credential_get_id (self->selected, id));
}

/* Not the view's own single-click-activate: with that the selection follows the pointer, and a
 * window that folds under it is left without contents (seen with GTK 4.8). The list selects first.
 */
static void
released_cb (IngamListPage *self, int n_press, double x, double y, GtkGesture *click)
{
  GdkModifierType state =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (click));

  if (self->selecting || n_press != 1 || !is_on_credential (self, x, y))
    return;
  self->click_state = state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  if (self->click_state != 0 && self->starting == 0)
    self->starting = g_idle_add (start_cb, self);
  else if (self->single_click && !is_table (self) && self->opening == 0)
    self->opening = g_idle_add (open_cb, self);
}

/* A certificate that is dragged out needs its password first, and no drag waits for that: whoever
 * hears the signal asks, and offers something to be dragged afterwards. */
static GdkContentProvider *
prepare_drag_cb (IngamListPage *self, double x, double y)
{
  if (!self->selecting && self->selected != NULL && is_on_credential (self, x, y))
    g_signal_emit (self, signals[SIGNAL_DRAGGED_OUT], 0);
  return NULL;
}

static void
watch_pointer (IngamListPage *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkDragSource *drag = gtk_drag_source_new ();

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect_swapped (click, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_swapped (drag, "prepare", G_CALLBACK (prepare_drag_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (drag));
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
static void
bind_anew (IngamListPage *self)
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
  bind_anew (self);
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

  if (table == is_table (self))
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
  neighbour = find_neighbour (is_table (self) ? ingam_list_model_get_rows (self->model) :
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
  g_autoptr (IngamCredential) first = NULL;
  char id[65];

  g_return_if_fail (INGAM_IS_LIST_PAGE (self));

  if (self->selected != NULL)
    return;
  first = g_list_model_get_item (ingam_list_model_get_rows (self->model), 0);
  if (first != NULL)
    select_id (self, ingam_credential_get_id (first, id));
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
  attach (self, is_table (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTING]);
  marks_changed_cb (self);
}

gboolean
ingam_list_page_get_selecting (IngamListPage *self)
{
  g_return_val_if_fail (INGAM_IS_LIST_PAGE (self), FALSE);

  return self->selecting;
}

GPtrArray *
ingam_list_page_list_marked (IngamListPage *self)
{
  GPtrArray *marked = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GtkBitset) chosen = NULL;
  GtkBitsetIter iter;
  guint position;

  g_return_val_if_fail (INGAM_IS_LIST_PAGE (self), marked);

  if (self->marks == NULL)
    return marked;
  chosen = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->marks));
  for (gboolean more = gtk_bitset_iter_init_first (&iter, chosen, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (self->marks), position);

      if (INGAM_IS_CREDENTIAL (item)) /* Shift takes the headings between along */
        g_ptr_array_add (marked, g_steal_pointer (&item));
    }
  return marked;
}

/* All that is seen; headings are nothing that could be chosen. */
static GtkBitset *
dup_markable (GListModel *model)
{
  GtkBitset *markable = gtk_bitset_new_range (0, g_list_model_get_n_items (model));

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);

      if (INGAM_IS_SECTION (item))
        gtk_bitset_remove (markable, i);
    }
  return markable;
}

void
ingam_list_page_mark_all (IngamListPage *self)
{
  g_autoptr (GtkBitset) markable = NULL;

  g_return_if_fail (INGAM_IS_LIST_PAGE (self));

  if (self->marks == NULL)
    return;
  markable = dup_markable (G_LIST_MODEL (self->marks));
  gtk_selection_model_set_selection (GTK_SELECTION_MODEL (self->marks), markable, markable);
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
  bind_anew (self);
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
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, reset_cb);
  gtk_widget_class_bind_template_callback (widget_class, searching_cb);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, submitted_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "win.remove", NULL);
}

static void
ingam_list_page_init (IngamListPage *self)
{
  self->model = ingam_list_model_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  ingam_list_tools_set_model (self->tools, self->model);
  ingam_when_drawn (GTK_WIDGET (self), drawn_cb);
  watch_pointer (self);
  ingam_list_add_keys (GTK_WIDGET (self->view));
  attach (self, FALSE);
  g_signal_connect_object (self->model, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}
