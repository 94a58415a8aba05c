/* The walk itself: on a window with one fault it names that fault and its place, on a good one
 * none. */
#include "config.h"

#include "tests/ui/support.h"

#include "app/widgets/finish.h"

static GtkWidget *
new_button (const char *text, const char *icon)
{
  return icon == NULL ? gtk_button_new_with_mnemonic (text) : gtk_button_new_from_icon_name (icon);
}

static GtkWidget *
new_image (void)
{
  return gtk_image_new_from_icon_name ("ingam-seal-symbolic");
}

static GtkWidget *
new_decoration (void)
{
  return g_object_new (GTK_TYPE_IMAGE, "icon-name", "ingam-seal-symbolic", "accessible-role",
                       GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
}

static GtkWidget *
new_named_image (void)
{
  GtkWidget *image = new_image ();

  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, "Seal",
                                  -1);
  return image;
}

static GtkWidget *
new_text_view (gboolean accepts_tab)
{
  GtkWidget *view =
      g_object_new (GTK_TYPE_TEXT_VIEW, "accepts-tab", accepts_tab, "editable", FALSE, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, "Text", -1);
  return view;
}

/* A window of boxes with @first and @second in it. */
static GtkWidget *
present_with (GtkWidget *first, GtkWidget *second)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *window = gtk_window_new ();

  gtk_box_append (GTK_BOX (box), first);
  if (second != NULL)
    gtk_box_append (GTK_BOX (box), second);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

/* @part: what the one line says, or NULL for no line. */
static void
assert_says (GtkWidget *window, const char *part)
{
  g_autofree char *faults = ingam_ui_test_dup_faults (window);

  if (part == NULL)
    {
      g_assert_cmpstr (faults, ==, NULL);
    }
  else
    {
      g_assert_nonnull (faults);
      if (strstr (faults, part) == NULL || strchr (faults, '\n') != strrchr (faults, '\n'))
        g_error ("not one line with “%s”: %s", part, faults);
    }
  ingam_ui_test_finalize_window (window);
}

static void
test_good (void)
{
  assert_says (present_with (new_button ("_One", NULL), new_button ("_Two", NULL)), NULL);
  assert_says (present_with (new_decoration (), new_named_image ()), NULL);
}

static void
test_nameless_button (void)
{
  GtkWidget *bad = new_button (NULL, "ingam-key-symbolic");
  GtkWidget *good = new_button (NULL, "ingam-key-symbolic");

  gtk_accessible_update_property (GTK_ACCESSIBLE (good), GTK_ACCESSIBLE_PROPERTY_LABEL, "Key", -1);
  gtk_widget_set_tooltip_text (bad, "a tooltip is not a name on the floor");
  assert_says (present_with (good, bad), "GtkButton: has no accessible name");
}

static void
test_nameless_menu_button (void)
{
  GtkWidget *bad = gtk_menu_button_new ();
  GtkWidget *good = gtk_menu_button_new ();

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (bad), "open-menu-symbolic");
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (good), "open-menu-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (good), GTK_ACCESSIBLE_PROPERTY_LABEL, "Menu", -1);
  assert_says (present_with (good, bad), "GtkToggleButton: has no accessible name");
}

static void
test_empty_name (void)
{
  GtkWidget *bad = new_button (NULL, "ingam-key-symbolic");

  gtk_accessible_update_property (GTK_ACCESSIBLE (bad), GTK_ACCESSIBLE_PROPERTY_LABEL, "", -1);
  assert_says (present_with (bad, NULL), "has no accessible name");
}

static void
test_nameless_entry (void)
{
  assert_says (present_with (gtk_entry_new (), NULL), "GtkText: has no accessible name");
}

static void
test_mute_picture (void)
{
  assert_says (present_with (new_image (), new_decoration ()),
               "GtkImage: is a picture that is neither decoration nor named");
}

static void
test_same_mnemonic (void)
{
  assert_says (present_with (new_button ("_One", NULL), new_button ("Als_o", NULL)),
               "“Also”: has the same mnemonic as");
}

static void
test_same_mnemonic_unseen (void)
{
  GtkWidget *unseen = new_button ("Als_o", NULL);

  gtk_widget_set_visible (unseen, FALSE);
  assert_says (present_with (new_button ("_One", NULL), unseen), NULL);
}

static void
test_same_mnemonic_in_menu (void)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) section = g_menu_new ();
  GtkWidget *button = gtk_menu_button_new ();

  g_menu_append (section, "_Paste", NULL);
  g_menu_append (menu, "_Print", NULL);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), "Menu");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  assert_says (present_with (button, NULL), "“_Paste” has the mnemonic of another item");
}

static void
test_untranslated (void)
{
  if (g_str_equal (g_dgettext (GETTEXT_PACKAGE, "Check-Up"), "Check-Up"))
    {
      g_test_skip ("no catalogue");
      return;
    }
  assert_says (present_with (gtk_label_new ("Check-Up"), NULL), "is shown untranslated");
}

/* Whatever the font, one line has no room for all of it. */
static GtkWidget *
new_korean_label (void)
{
  return g_object_new (
      GTK_TYPE_LABEL, "label",
      "비밀번호를 확인하면 개인키가 맞는지, 본인확인 정보가 있는지도 점검해 드려요.", "wrap", TRUE,
      "wrap-mode", PANGO_WRAP_WORD_CHAR, "max-width-chars", 11, NULL);
}

static void
test_broken_word (void)
{
  GtkWidget *good = new_korean_label ();

  assert_says (present_with (new_korean_label (), NULL), "breaks a word in two");
  ingam_finish_below (good);
  assert_says (present_with (good, NULL), NULL);
}

static void
test_broken_word_later (void)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "max-width-chars", 11, NULL);
  GtkWidget *korean = g_object_ref_sink (new_korean_label ());

  ingam_finish_below (label);
  gtk_label_set_label (GTK_LABEL (label), gtk_label_get_label (GTK_LABEL (korean)));
  g_object_unref (korean);
  assert_says (present_with (label, NULL), NULL);
}

static void
test_too_wide (void)
{
  GtkWidget *button = new_button ("_One", NULL);

  gtk_widget_set_size_request (button, INGAM_UI_TEST_NARROW + 1, -1);
  assert_says (present_with (button, NULL), "more than a telephone has");
}

static void
test_caught (void)
{
  assert_says (present_with (new_text_view (TRUE), new_button ("_One", NULL)),
               "keeps Tab for itself");
  assert_says (present_with (new_text_view (FALSE), new_button ("_One", NULL)), NULL);
}

/* Passes Tab over everything but its first child, as a careless focus vfunc does. */
typedef struct
{
  GtkBox parent_instance;
} Careless;
typedef GtkBoxClass CarelessClass;
GType careless_get_type (void);
G_DEFINE_TYPE (Careless, careless, GTK_TYPE_BOX)

static gboolean
careless_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *first = gtk_widget_get_first_child (widget);

  return !gtk_widget_has_focus (first) && gtk_widget_grab_focus (first);
}

static void
careless_class_init (CarelessClass *klass)
{
  GTK_WIDGET_CLASS (klass)->focus = careless_focus;
}

static void
careless_init (Careless *self)
{
}

static void
test_unreached (void)
{
  GtkWidget *box = g_object_new (careless_get_type (), NULL);

  gtk_box_append (GTK_BOX (box), new_button ("_One", NULL));
  gtk_box_append (GTK_BOX (box), new_button ("_Two", NULL));
  assert_says (present_with (box, NULL), "“Two”: is never reached by Tab");
}

/* Two that hand the focus to each other, with a third before them: Tab never comes round. */
static gboolean
endless_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *first = gtk_widget_get_first_child (widget);
  GtkWidget *second = gtk_widget_get_next_sibling (first);
  GtkWidget *third = gtk_widget_get_next_sibling (second);
  gboolean fresh = gtk_widget_get_focus_child (widget) == NULL;

  return gtk_widget_grab_focus (fresh ? first : gtk_widget_has_focus (second) ? third : second);
}

typedef Careless Endless;
typedef GtkBoxClass EndlessClass;
GType endless_get_type (void);
G_DEFINE_TYPE (Endless, endless, GTK_TYPE_BOX)

static void
endless_class_init (EndlessClass *klass)
{
  GTK_WIDGET_CLASS (klass)->focus = endless_focus;
}

static void
endless_init (Endless *self)
{
}

static void
test_endless (void)
{
  GtkWidget *box = g_object_new (endless_get_type (), NULL);

  gtk_box_append (GTK_BOX (box), new_button ("_One", NULL));
  gtk_box_append (GTK_BOX (box), new_button ("_Two", NULL));
  gtk_box_append (GTK_BOX (box), new_button ("T_hree", NULL));
  assert_says (present_with (box, NULL), "is a trap: Tab comes back to it and never round");
}

/* The items of a choice are one stop of Tab. */
static void
test_radio (void)
{
  GtkWidget *one = gtk_check_button_new_with_mnemonic ("_One");
  GtkWidget *two = gtk_check_button_new_with_mnemonic ("_Two");

  gtk_check_button_set_group (GTK_CHECK_BUTTON (two), GTK_CHECK_BUTTON (one));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (one), TRUE);
  assert_says (present_with (one, two), NULL);
}

static void
test_escape (void)
{
  GtkWidget *window = g_object_new (GTK_TYPE_DIALOG, NULL);

  gtk_window_present (GTK_WINDOW (window));
  ingam_ui_test_escape (window);
}

/* In a process of its own, since it aborts. */
static void
test_no_escape (void)
{
  if (g_test_subprocess ())
    {
      GtkWidget *window = present_with (new_button ("_One", NULL), NULL);

      ingam_ui_test_escape (window);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
}

static void
test_leak (void)
{
  if (g_test_subprocess ())
    {
      GtkWidget *window = present_with (new_button ("_One", NULL), NULL);

      g_object_ref (window);
      ingam_ui_test_finalize_window (window);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
}

int
main (int argc, char *argv[])
{
  int status;

  ingam_ui_test_init (&argc, &argv);
  g_test_add_func ("/walk/a-choice-is-one-stop", test_radio);
  g_test_add_func ("/walk/a-good-window-passes", test_good);
  g_test_add_func ("/walk/an-empty-name-is-none", test_empty_name);
  g_test_add_func ("/walk/an-entry-without-a-name", test_nameless_entry);
  g_test_add_func ("/walk/a-menu-button-without-a-name", test_nameless_menu_button);
  g_test_add_func ("/walk/a-picture-that-says-nothing", test_mute_picture);
  g_test_add_func ("/walk/a-tab-that-never-comes-round", test_endless);
  g_test_add_func ("/walk/a-tab-that-passes-over", test_unreached);
  g_test_add_func ("/walk/a-text-that-keeps-tab", test_caught);
  g_test_add_func ("/walk/a-tooltip-is-no-name", test_nameless_button);
  g_test_add_func ("/walk/a-word-broken-in-two", test_broken_word);
  g_test_add_func ("/walk/a-word-of-a-text-set-later", test_broken_word_later);
  g_test_add_func ("/walk/english-in-korean", test_untranslated);
  g_test_add_func ("/walk/escape-closes", test_escape);
  g_test_add_func ("/walk/escape-that-does-not-close", test_no_escape);
  g_test_add_func ("/walk/something-kept-alive", test_leak);
  g_test_add_func ("/walk/the-same-mnemonic-in-a-menu", test_same_mnemonic_in_menu);
  g_test_add_func ("/walk/the-same-mnemonic-twice", test_same_mnemonic);
  g_test_add_func ("/walk/the-same-mnemonic-unseen", test_same_mnemonic_unseen);
  g_test_add_func ("/walk/too-wide-for-a-telephone", test_too_wide);
  status = g_test_run ();
  ingam_ui_test_clean_up ();
  return status;
}
