/* Looks at a shown window as a careful person would: can everything be named, told apart and
 * reached?
 *
 * Every mapped widget is held against a table of rules; then the focus goes once around by Tab,
 * with GTK's own moves. What is found is collected with its place, so that one run shows all of it,
 * and so that tests of these very rules can look at what they say about a bad window.
 *
 * Names are judged by what a template can give, not by asking the toolkit: on the floor GTK names a
 * button without words after the class of its picture. What really crosses the bus is asked in
 * atspi-walk.py.
 */
#include "config.h"

#include "tests/ui/support.h"

#include "app/widgets/finish.h"
#include "app/widgets/validity-bar.h"

#include <glib/gi18n.h>

typedef struct
{
  GtkWindow *window;
  GString *faults;
  GHashTable *mnemonics; /* of keyval to GtkLabel */
  GHashTable *wanted;    /* of key to GtkWidget: to be reached */
  GHashTable *reached;   /* of key */
} Walk;

/* --- where a widget is, in words --- */

static const char *
get_id (GtkWidget *widget)
{
  const char *id = gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget));

  return id == NULL || g_str_has_prefix (id, "___") ? NULL : id; /* GtkBuilder's own numbering */
}

static const char *
find_text (GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0')
    return gtk_label_get_text (GTK_LABEL (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      const char *text = find_text (child);

      if (text != NULL)
        return text;
    }
  return NULL;
}

static char *
dup_place (Walk *walk, GtkWidget *widget)
{
  GString *place = g_string_new (G_OBJECT_TYPE_NAME (widget));
  const char *text = find_text (widget);

  if (get_id (widget) != NULL)
    g_string_append_printf (place, "#%s", get_id (widget));
  for (GtkWidget *parent = gtk_widget_get_parent (widget); parent != NULL;
       parent = gtk_widget_get_parent (parent))
    if (parent == GTK_WIDGET (walk->window))
      g_string_prepend (place, " > ");
    else if (get_id (parent) != NULL)
      {
        g_autofree char *step = g_strdup_printf ("#%s > ", get_id (parent));

        g_string_prepend (place, step);
      }
  if (widget != GTK_WIDGET (walk->window))
    g_string_prepend (place, G_OBJECT_TYPE_NAME (walk->window));
  if (text != NULL)
    g_string_append_printf (place, " “%s”", text);
  return g_string_free (place, FALSE);
}

static void
add_fault (Walk *walk, GtkWidget *widget, const char *fault)
{
  g_autofree char *place = dup_place (walk, widget);

  g_string_append_printf (walk->faults, "%s: %s\n", place, fault);
}

/* --- the rules, one widget at a time --- */

static gboolean
is_one_of (GtkWidget *widget, const GType *types, guint n_types)
{
  for (guint i = 0; i < n_types; i++)
    if (G_TYPE_CHECK_INSTANCE_TYPE (widget, types[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_within (GtkWidget *widget, const GType *types, guint n_types)
{
  for (widget = gtk_widget_get_parent (widget); widget != NULL;
       widget = gtk_widget_get_parent (widget))
    if (is_one_of (widget, types, n_types))
      return TRUE;
  return FALSE;
}

static gboolean
has_label (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);
  g_autofree char *difference = NULL;

  if (!gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL))
    return FALSE;
  difference = gtk_test_accessible_check_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL, "");
  return difference != NULL; /* differs from nothing */
}

/* One of several to choose from: GTK draws it round. */
static gboolean
is_radio (GtkWidget *widget)
{
  GtkWidget *indicator = GTK_IS_CHECK_BUTTON (widget) ? gtk_widget_get_first_child (widget) : NULL;

  return indicator != NULL && g_str_equal (gtk_widget_get_css_name (indicator), "radio");
}

static gboolean
is_list_item (GtkWidget *widget)
{
  return g_str_equal (G_OBJECT_TYPE_NAME (widget), "GtkListItemWidget");
}

/* What has to say what it is: whatever a person can act on or read a value from. */
static gboolean
needs_name (GtkWidget *widget)
{
  const GType types[] = { GTK_TYPE_BUTTON,    GTK_TYPE_CHECK_BUTTON,  GTK_TYPE_DROP_DOWN,
                          GTK_TYPE_LEVEL_BAR, GTK_TYPE_LIST_VIEW,     GTK_TYPE_PROGRESS_BAR,
                          GTK_TYPE_RANGE,     GTK_TYPE_SWITCH,        GTK_TYPE_TEXT,
                          GTK_TYPE_TEXT_VIEW, INGAM_TYPE_VALIDITY_BAR };

  if (GTK_IS_LIST_BOX_ROW (widget))
    return gtk_widget_get_focusable (widget);
  return is_list_item (widget) || is_one_of (widget, types, G_N_ELEMENTS (types));
}

static gboolean
is_named (GtkWidget *widget)
{
  GtkWidget *row = gtk_widget_get_ancestor (widget, ADW_TYPE_ENTRY_ROW);

  if (GTK_IS_TOGGLE_BUTTON (widget) && GTK_IS_MENU_BUTTON (gtk_widget_get_parent (widget)))
    widget = gtk_widget_get_parent (widget); /* names its toggle */
  if (has_label (widget))
    return TRUE;
  if (is_list_item (widget))
    return FALSE; /* the words inside it do not become its name on the floor */
  if (ADW_IS_PREFERENCES_ROW (widget) || (GTK_IS_TEXT (widget) && row != NULL))
    return *adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row ? row : widget)) != '\0';
  if (GTK_IS_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget) ||
      find_text (widget) != NULL)
    return find_text (widget) != NULL; /* its relation may well be to a picture */
  return gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                           GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

static void
look_for_name (Walk *walk, GtkWidget *widget)
{
  /* Wholly the toolkit's, to be named by it. */
  const GType foreign[] = { ADW_TYPE_COMBO_ROW, GTK_TYPE_SCROLLBAR, GTK_TYPE_SHORTCUTS_WINDOW,
                            GTK_TYPE_WINDOW_CONTROLS };

  if (needs_name (widget) && !is_within (widget, foreign, G_N_ELEMENTS (foreign)) &&
      !is_named (widget))
    add_fault (walk, widget, "has no accessible name");
}

static void
look_for_mute_picture (Walk *walk, GtkWidget *widget)
{
  /* The toolkit's own pictures beside its own words, and those that a button speaks for. */
  const GType spoken_for[] = {
    ADW_TYPE_ABOUT_WINDOW,     ADW_TYPE_COMBO_ROW,    ADW_TYPE_ENTRY_ROW,      ADW_TYPE_STATUS_PAGE,
    GTK_TYPE_BUTTON,           GTK_TYPE_CHECK_BUTTON, GTK_TYPE_DROP_DOWN,      GTK_TYPE_MENU_BUTTON,
    GTK_TYPE_SHORTCUTS_WINDOW, GTK_TYPE_TEXT,         GTK_TYPE_WINDOW_CONTROLS
  };
  GtkAccessibleRole role = gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget));

  if (!GTK_IS_IMAGE (widget) && !GTK_IS_PICTURE (widget))
    return;
  if (role == GTK_ACCESSIBLE_ROLE_PRESENTATION || role == GTK_ACCESSIBLE_ROLE_NONE ||
      has_label (widget) || gtk_widget_has_css_class (widget, "expander-row-arrow") ||
      is_within (widget, spoken_for, G_N_ELEMENTS (spoken_for)))
    return;
  add_fault (walk, widget, "is a picture that is neither decoration nor named");
}

static void
look_for_mnemonic (Walk *walk, GtkWidget *widget)
{
  gpointer key;
  GtkWidget *other;
  g_autofree char *place = NULL;
  g_autofree char *fault = NULL;

  if (!GTK_IS_LABEL (widget) ||
      gtk_label_get_mnemonic_keyval (GTK_LABEL (widget)) == GDK_KEY_VoidSymbol)
    return;
  key = GUINT_TO_POINTER (gdk_keyval_to_lower (gtk_label_get_mnemonic_keyval (GTK_LABEL (widget))));
  other = g_hash_table_lookup (walk->mnemonics, key);
  if (other == NULL)
    {
      g_hash_table_insert (walk->mnemonics, key, widget);
      return;
    }
  place = dup_place (walk, other);
  fault = g_strdup_printf ("has the same mnemonic as %s", place);
  add_fault (walk, widget, fault);
}

/* Letters after an underscore, over the sections of a menu: a submenu is a menu of its own. */
static void
look_at_menu (Walk *walk, GtkWidget *button, GMenuModel *menu, GHashTable *letters)
{
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autoptr (GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);
      g_autofree char *label = NULL;
      g_autofree char *letter = NULL;
      g_autofree char *fault = NULL;
      const char *mark;

      if (section != NULL)
        look_at_menu (walk, button, section, letters);
      if (!g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_LABEL, "s", &label))
        continue;
      mark = strchr (label, '_');
      if (mark == NULL)
        continue;
      letter = g_utf8_strdown (mark + 1, g_utf8_next_char (mark + 1) - (mark + 1));
      fault = g_strdup_printf ("its menu's “%s” has the mnemonic of another item", label);
      if (!g_hash_table_add (letters, g_steal_pointer (&letter)))
        add_fault (walk, button, fault);
    }
}

static void
look_into_menu (Walk *walk, GtkWidget *widget)
{
  g_autoptr (GHashTable) letters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GMenuModel *menu = NULL;

  if (GTK_IS_MENU_BUTTON (widget))
    menu = gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (widget));
  if (menu != NULL)
    look_at_menu (walk, widget, menu, letters);
}

/* A sentence that the catalogue could say in the person's language, shown in ours. In English, and
 * without a catalogue, this finds nothing. */
static void
look_for_english (Walk *walk, GtkWidget *widget)
{
  const char *text = GTK_IS_LABEL (widget) ? gtk_label_get_label (GTK_LABEL (widget)) : NULL;
  const char *tooltip = gtk_widget_get_tooltip_text (widget);

  if (text != NULL && *text != '\0' && !g_str_equal (gettext (text), text))
    add_fault (walk, widget, "is shown untranslated");
  if (tooltip != NULL && *tooltip != '\0' && !g_str_equal (gettext (tooltip), tooltip))
    add_fault (walk, widget, "has an untranslated tooltip");
}

static gboolean
is_hangul (gunichar c)
{
  return g_unichar_get_script (c) == G_UNICODE_SCRIPT_HANGUL;
}

/* Korean is read by words: “요.” alone on a line is a mistake of the typesetter's. */
static void
look_for_broken_word (Walk *walk, GtkWidget *widget)
{
  PangoLayout *layout = GTK_IS_LABEL (widget) ? gtk_label_get_layout (GTK_LABEL (widget)) : NULL;
  const char *text = layout == NULL ? NULL : pango_layout_get_text (layout);

  for (int i = 1; layout != NULL && i < pango_layout_get_line_count (layout); i++)
    {
      const char *start = text + pango_layout_get_line_readonly (layout, i)->start_index;
      const char *word = start;
      guint length = 0;

      while (word > text && !g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (word))))
        word = g_utf8_prev_char (word);
      for (const char *p = word; *p != '\0' && !g_unichar_isspace (g_utf8_get_char (p));
           p = g_utf8_next_char (p))
        length++;
      if (word < start && length <= INGAM_FINISH_MAX_WORD && is_hangul (g_utf8_get_char (word)))
        {
          add_fault (walk, widget, "breaks a word in two");
          return;
        }
    }
}

/* In a text that takes Tab for itself the keyboard would be caught. */
static void
look_for_trap (Walk *walk, GtkWidget *widget)
{
  if (GTK_IS_TEXT_VIEW (widget) && gtk_text_view_get_accepts_tab (GTK_TEXT_VIEW (widget)))
    add_fault (walk, widget, "keeps Tab for itself");
}

/* --- the keyboard --- */

/* What passes the focus on to what is inside it, or to its items by the arrow keys. */
static gboolean
is_container (GtkWidget *widget)
{
  const GType types[] = { ADW_TYPE_ENTRY_ROW,       ADW_TYPE_EXPANDER_ROW, GTK_TYPE_FLOW_BOX,
                          GTK_TYPE_GRID_VIEW,       GTK_TYPE_LIST_BOX,     GTK_TYPE_LIST_VIEW,
                          GTK_TYPE_MENU_BUTTON,     GTK_TYPE_NOTEBOOK,     GTK_TYPE_POPOVER,
                          GTK_TYPE_SCROLLED_WINDOW, GTK_TYPE_STACK,        GTK_TYPE_STACK_SIDEBAR,
                          GTK_TYPE_VIEWPORT,        GTK_TYPE_WINDOW };

  return is_one_of (widget, types, G_N_ELEMENTS (types)) || GTK_IS_DROP_DOWN (widget);
}

/* Items of a list, and the buttons of one choice, are one stop of Tab: the arrows go on inside. */
static gpointer
get_stop (GtkWidget *widget)
{
  const GType lists[] = { GTK_TYPE_FLOW_BOX, GTK_TYPE_GRID_VIEW, GTK_TYPE_LIST_VIEW };

  for (GtkWidget *parent = widget; parent != NULL; parent = gtk_widget_get_parent (parent))
    if (is_one_of (parent, lists, G_N_ELEMENTS (lists)))
      return parent;
  return is_radio (widget) ? (gpointer) gtk_widget_get_root (widget) : widget;
}

/* What is inside the items of a list counts as reached when it is in one of them. */
static char *
dup_key (GtkWidget *widget)
{
  gpointer stop = get_stop (widget);

  if (is_radio (widget))
    return g_strdup_printf ("%p radio", stop);
  return stop == widget ? g_strdup_printf ("%p", stop) :
                          g_strdup_printf ("%p %s %s", stop, G_OBJECT_TYPE_NAME (widget),
                                           get_id (widget) != NULL ? get_id (widget) : "");
}

static gboolean
can_be_focused (GtkWidget *widget)
{
  if (!gtk_widget_get_focusable (widget) || !gtk_widget_is_sensitive (widget) ||
      is_container (widget))
    return FALSE;
  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    if (!gtk_widget_get_can_focus (widget))
      return FALSE;
  return TRUE;
}

static void
want_focus (Walk *walk, GtkWidget *widget)
{
  if (can_be_focused (widget))
    g_hash_table_insert (walk->wanted, dup_key (widget), widget);
}

static void
add_trap (Walk *walk, GPtrArray *stops, GtkWidget *focus)
{
  g_autoptr (GString) fault =
      g_string_new ("is a trap: Tab comes back to it and never round, after");

  for (guint i = 0; i < stops->len; i++)
    {
      g_autofree char *place = dup_place (walk, g_ptr_array_index (stops, i));

      g_string_append_printf (fault, " [%s]", place);
    }
  add_fault (walk, focus, fault->str);
}

static void
walk_by_tab (Walk *walk)
{
  g_autoptr (GPtrArray) stops = g_ptr_array_new ();
  g_autoptr (GPtrArray) seen = g_ptr_array_new ();
  GtkWidget *focus = NULL;

  gtk_window_set_focus (walk->window, NULL);
  for (;;)
    {
      gpointer stop;
      gboolean moved;

      gtk_widget_child_focus (GTK_WIDGET (walk->window), GTK_DIR_TAB_FORWARD);
      ingam_ui_test_settle (); /* scrolling along, as it would between two keys */
      focus = gtk_window_get_focus (walk->window);
      if (focus == NULL)
        return; /* nothing here takes it */
      stop = get_stop (focus);
      moved = stops->len == 0 || stop != g_ptr_array_index (stops, stops->len - 1);
      if (moved && stops->len > 0 && stop == g_ptr_array_index (stops, 0))
        return; /* round */
      if (g_ptr_array_find (moved ? stops : seen, moved ? stop : focus, NULL))
        break;
      if (moved)
        g_ptr_array_add (stops, stop);
      g_ptr_array_add (seen, focus);
      g_hash_table_add (walk->reached, dup_key (focus));
    }
  if (stops->len > 1)
    add_trap (walk, stops, focus);
}

static void
report_unreached (Walk *walk)
{
  GHashTableIter iter;
  gpointer key;
  gpointer widget;

  g_hash_table_iter_init (&iter, walk->wanted);
  while (g_hash_table_iter_next (&iter, &key, &widget))
    if (!g_hash_table_contains (walk->reached, key))
      add_fault (walk, widget, "is never reached by Tab");
}

/* --- all of it --- */

static const struct
{
  void (*look) (Walk *walk, GtkWidget *widget);
} rules[] = {
  { look_for_name },    { look_for_mute_picture }, { look_for_mnemonic },    { look_into_menu },
  { look_for_english }, { look_for_trap },         { look_for_broken_word }, { want_focus },
};

static void
look_at (Walk *walk, GtkWidget *widget)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    rules[i].look (walk, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_mapped (child) && !GTK_IS_NATIVE (child)) /* a popover is its own place */
      look_at (walk, child);
}

/* What is inside the window counts: around it lies a frame, wider or narrower as the desktop has
 * it. */
static void
look_for_room (Walk *walk)
{
  GtkWidget *inside = gtk_widget_get_first_child (GTK_WIDGET (walk->window));
  g_autofree char *fault = NULL;
  int minimum = 0;

  if (inside != NULL && !GTK_IS_SHORTCUTS_WINDOW (walk->window)) /* where no keyboard is, no need */
    gtk_widget_measure (inside, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  fault = g_strdup_printf ("needs %d pixels, more than a telephone has", minimum);
  if (minimum > INGAM_UI_TEST_NARROW)
    add_fault (walk, GTK_WIDGET (walk->window), fault);
}

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (user_data);
}

char *
ingam_ui_test_dup_faults (gpointer window)
{
  Walk walk = { .window = window,
                .faults = g_string_new (NULL),
                .mnemonics = g_hash_table_new (NULL, NULL),
                .wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                .reached = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
  gboolean good;

  ingam_ui_test_wait (is_mapped, window);
  ingam_ui_test_draw (window); /* what has no place yet has no place in the order of Tab either */
  ingam_ui_test_settle ();
  look_for_room (&walk);
  look_at (&walk, window);
  walk_by_tab (&walk);
  report_unreached (&walk);
  g_hash_table_unref (walk.mnemonics);
  g_hash_table_unref (walk.wanted);
  g_hash_table_unref (walk.reached);
  good = walk.faults->len == 0;
  return g_string_free (walk.faults, good);
}

void
ingam_ui_test_walk (gpointer window)
{
  g_autofree char *faults = ingam_ui_test_dup_faults (window);

  if (faults == NULL)
    return;
  g_test_message ("%s", faults);
  g_test_fail ();
}

/* --- Escape --- */

/* GTK lets no test send it a key. The shortcuts that a key would find are lists that can be read.
 */
static gboolean
activate_escape (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
        continue;
      for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (controller)); j++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);
          g_autofree char *trigger =
              gtk_shortcut_trigger_to_string (gtk_shortcut_get_trigger (shortcut));

          if (g_str_equal (trigger, "Escape") &&
              gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget,
                                            gtk_shortcut_get_arguments (shortcut)))
            return TRUE;
        }
    }
  return FALSE;
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

void
ingam_ui_test_escape (gpointer window)
{
  gpointer alive = window;
  GtkWidget *widget = gtk_window_get_focus (window);

  g_object_add_weak_pointer (window, &alive);
  if (widget == NULL)
    widget = window;
  while (widget != NULL && !activate_escape (widget))
    widget = gtk_widget_get_parent (widget);
  g_assert_nonnull (widget); /* somebody listens */
  ingam_ui_test_wait (is_gone, &alive);
}
