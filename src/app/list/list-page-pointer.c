/* list-page-pointer.c: what a click or a drag in the list means, and which ones were chosen.
 *
 * The view selects by itself; here is what goes beyond: opening with one click where the list fills
 * the window, several with Ctrl or Shift, and a certificate dragged out.
 */
#include "config.h"

#include "app/list/list-page-private.h"

#include "app/list/credential-row.h"
#include "app/list/table-row.h"

/* --- clicks and drags --- */

static gboolean
open_cb (gpointer user_data)
{
  IngamListPage *self = user_data;

  self->opening = 0;
  if (self->selected != NULL)
    ingam_list_page_tell_opened (self);
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
  from = ingam_list_page_find_position (self, from_id);
  to = ingam_list_page_find_position (self, to_id);
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
  else if (self->single_click && !ingam_list_page_is_table (self) && self->opening == 0)
    self->opening = g_idle_add (open_cb, self);
}

/* A certificate that is dragged out needs its password first, and no drag waits for that: whoever
 * hears the signal asks, and offers something to be dragged afterwards. */
static GdkContentProvider *
prepare_drag_cb (IngamListPage *self, double x, double y)
{
  if (!self->selecting && self->selected != NULL && is_on_credential (self, x, y))
    ingam_list_page_tell_dragged_out (self);
  return NULL;
}

void
ingam_list_page_watch_pointer (IngamListPage *self)
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

/* --- several chosen --- */

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
