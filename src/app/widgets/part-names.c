/* What a screen reader calls the buttons inside the toolkit's own widgets.
 *
 * On the floor GTK takes no tooltip for a name, and a menu button's name does not reach the toggle
 * inside it, which is what has the focus: it is then read as “GtkImage”. A template cannot reach
 * into either. Later versions name them the same way, so nothing is said twice.
 */
#include "config.h"

#include "app/widgets/part-names.h"

static gboolean
is_whole (GtkWidget *widget)
{
  return GTK_IS_MENU_BUTTON (widget) || ADW_IS_SPLIT_BUTTON (widget) || ADW_IS_ENTRY_ROW (widget);
}

static const char *
find_words (GtkWidget *widget)
{
  const char *words = GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget)) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); words == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    words = find_words (child);
  return words;
}

/* The button's own tooltip, or that of the menu button it is the toggle of. */
static GtkWidget *
get_tipped (GtkWidget *button)
{
  GtkWidget *parent = gtk_widget_get_parent (button);

  if (gtk_widget_get_tooltip_text (button) == NULL && GTK_IS_MENU_BUTTON (parent) &&
      gtk_widget_get_tooltip_text (parent) != NULL)
    return parent;
  return button;
}

static void
name_cb (GtkWidget *button)
{
  const char *name = gtk_widget_get_tooltip_text (get_tipped (button));

  if (name == NULL)
    name = find_words (button);
  if (name != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
}

static void
set_below (GtkWidget *widget, gboolean inside)
{
  inside = inside || is_whole (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (inside && GTK_IS_BUTTON (child))
        {
          g_signal_connect_object (get_tipped (child), "notify::tooltip-text",
                                   G_CALLBACK (name_cb), child, G_CONNECT_SWAPPED);
          name_cb (child);
        }
      set_below (child, inside);
    }
}

void
ingam_part_names_set (GtkWidget *root)
{
  g_return_if_fail (GTK_IS_WIDGET (root));

  set_below (root, FALSE);
}
