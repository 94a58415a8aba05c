/* Keys that GTK's lists lack on the floor.
 *
 * There Tab goes from row to row (GtkListTabBehavior came with 4.12): with eight hundred
 * certificates nobody reached the page beside them. The way out is GTK's own; the list only takes
 * no part in it for the moment of the step.
 */
#include "config.h"

#include "app/list/list-keys.h"

static gboolean
leave_cb (GtkWidget *view, GVariant *arguments, gpointer user_data)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (view));

  gtk_widget_set_can_focus (view, FALSE);
  gtk_widget_child_focus (root, (GtkDirectionType) GPOINTER_TO_INT (user_data));
  gtk_widget_set_can_focus (view, TRUE);
  return TRUE;
}

static void
add_key (GtkEventController *keys, guint key, GdkModifierType modifiers, GtkShortcutAction *action)
{
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (key, modifiers), action));
}

static GtkShortcutAction *
new_leaving (GtkDirectionType direction)
{
  return gtk_callback_action_new (leave_cb, GINT_TO_POINTER (direction), NULL);
}

/* The one way of the floor to a row (gtk_list_view_scroll_to() came with 4.12). */
gboolean
ingam_list_focus_selected (GtkWidget *widget)
{
  g_return_val_if_fail (GTK_IS_WIDGET (widget), FALSE);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_LIST_VIEW (widget))
      {
        if ((gtk_widget_get_state_flags (child) & GTK_STATE_FLAG_SELECTED) != 0)
          return gtk_widget_grab_focus (child);
      }
    else if (ingam_list_focus_selected (child))
      return TRUE;
  return FALSE;
}

/* Before the views' own keys: their "select all" does nothing in a list of one selection. */
void
ingam_list_add_keys (GtkWidget *view)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  g_return_if_fail (GTK_IS_WIDGET (view));

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  add_key (keys, GDK_KEY_a, GDK_CONTROL_MASK, gtk_named_action_new ("win.mark-all"));
  add_key (keys, GDK_KEY_Tab, 0, new_leaving (GTK_DIR_TAB_FORWARD));
  add_key (keys, GDK_KEY_Tab, GDK_SHIFT_MASK, new_leaving (GTK_DIR_TAB_BACKWARD));
  gtk_widget_add_controller (view, keys);
}
