/* Names and line breaks for what is inside the toolkit's own widgets, where no template reaches.
 *
 * On the floor GTK takes no tooltip for a name, so that such parts are read as “GtkMenuButton” or
 * “GtkImage”. The toggle inside a menu button takes its name from the menu button and is left
 * alone: named as well, it would be read twice.
 *
 * Pango breaks Korean at any syllable, and leaves “요.” alone on a line; Korean is read by words.
 * An attribute forbids breaks within each word. Joiner characters were rejected: they would be
 * copied, searched and read out with the text.
 */
#include "config.h"

#include "app/widgets/finish.h"

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

static gboolean
is_hangul (gunichar c)
{
  return g_unichar_get_script (c) == G_UNICODE_SCRIPT_HANGUL;
}

/* One attribute a word with Hangul in it; its particle and full stop belong to the word. */
PangoAttrList *
ingam_finish_new_word_attributes (const char *text)
{
  PangoAttrList *list;
  const char *next;

  g_return_val_if_fail (text != NULL, NULL);

  list = pango_attr_list_new ();
  for (const char *word = text; *word != '\0'; word = next)
    {
      gboolean hangul = FALSE;
      guint length = 0;

      for (next = word; *next != '\0' && !g_unichar_isspace (g_utf8_get_char (next));
           next = g_utf8_next_char (next), length++)
        hangul = hangul || is_hangul (g_utf8_get_char (next));
      if (hangul && length <= INGAM_FINISH_MAX_WORD)
        {
          PangoAttribute *whole = pango_attr_allow_breaks_new (FALSE);

          whole->start_index = word - text;
          whole->end_index = next - text;
          pango_attr_list_insert (list, whole);
        }
      if (next == word)
        next = g_utf8_next_char (word);
    }
  return list;
}

static void
break_cb (GtkLabel *label)
{
  g_autoptr (PangoAttrList) attributes =
      ingam_finish_new_word_attributes (gtk_label_get_text (label));

  gtk_label_set_attributes (label, attributes);
}

/* Whether a label wraps can be its row's choice and change later: one that does not wrap is not
 * harmed. A label with attributes of its own keeps them. */
static void
break_between_words (GtkWidget *label)
{
  if (gtk_label_get_attributes (GTK_LABEL (label)) != NULL)
    return;
  g_signal_connect (label, "notify::label", G_CALLBACK (break_cb), NULL);
  break_cb (GTK_LABEL (label));
}

/* GTK 4.8 leaves the focus in a submenu that is no more seen, where no key reaches anything. */
static void
menu_closed_cb (GtkWidget *menu_button, GtkWidget *menu)
{
  GtkRoot *root = gtk_widget_get_root (menu_button);
  GtkWidget *focus = root == NULL ? NULL : gtk_root_get_focus (root);

  if (focus != NULL && gtk_widget_is_ancestor (focus, menu))
    gtk_widget_grab_focus (menu_button);
}

static void
watch_menu (GtkWidget *menu_button)
{
  GtkPopover *menu = gtk_menu_button_get_popover (GTK_MENU_BUTTON (menu_button));

  if (menu != NULL)
    g_signal_connect_object (menu, "closed", G_CALLBACK (menu_closed_cb), menu_button,
                             G_CONNECT_SWAPPED);
}

static void
finish_below (GtkWidget *widget, gboolean inside)
{
  if (ADW_IS_ACTION_ROW (widget))
    name_widget_of_row (widget);
  else if (GTK_IS_LABEL (widget))
    break_between_words (widget);
  else if (GTK_IS_MENU_BUTTON (widget))
    watch_menu (widget);
  inside = inside || ADW_IS_SPLIT_BUTTON (widget) || ADW_IS_ENTRY_ROW (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (inside && (GTK_IS_BUTTON (child) || GTK_IS_MENU_BUTTON (child)))
      {
        g_signal_connect (child, "notify::tooltip-text", G_CALLBACK (name_cb), NULL);
        name_cb (child);
      }
    else
      finish_below (child, inside);
}

void
ingam_finish_below (GtkWidget *root)
{
  g_return_if_fail (GTK_IS_WIDGET (root));

  finish_below (root, FALSE);
}
