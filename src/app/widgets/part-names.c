/* What a screen reader calls the parts of the toolkit's own widgets.
 *
 * On the floor GTK takes no tooltip for a name, so that these are read as “GtkMenuButton” or
 * “GtkImage”; a template cannot reach into either widget. The toggle inside a menu button takes its
 * name from the menu button and is left alone: named as well, it would be read twice.
 */
#include "config.h"

#include "app/widgets/part-names.h"

static const char *
find_words (GtkWidget *widget)
{
  const char *words = GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget)) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); words == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    words = find_words (child);
  return words;
}

static void
name_cb (GtkWidget *button)
{
  const char *name = gtk_widget_get_tooltip_text (button);

  if (name == NULL)
    name = find_words (button);
  if (name != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
}

/* Neither does a check button learn the words of the row that it belongs to. */
static void
name_widget_of_row (GtkWidget *row)
{
  GtkWidget *widget = adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row));
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row));

  if (GTK_IS_CHECK_BUTTON (widget))
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                    -1);
}

static void
set_below (GtkWidget *widget, gboolean inside)
{
  if (ADW_IS_ACTION_ROW (widget))
    name_widget_of_row (widget);
  inside = inside || ADW_IS_SPLIT_BUTTON (widget) || ADW_IS_ENTRY_ROW (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (inside && (GTK_IS_BUTTON (child) || GTK_IS_MENU_BUTTON (child)))
      {
        g_signal_connect (child, "notify::tooltip-text", G_CALLBACK (name_cb), NULL);
        name_cb (child);
      }
    else
      set_below (child, inside);
}

void
ingam_part_names_set (GtkWidget *root)
{
  g_return_if_fail (GTK_IS_WIDGET (root));

  set_below (root, FALSE);
}
