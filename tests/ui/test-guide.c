/* The guide: every topic is reached and left by keyboard, knows whose certificate it speaks of, and
 * hands on what it does not do itself. */
#include "config.h"

#include "tests/ui/support.h"

#include "app/detail/detail-page.h"
#include "app/guide/guide-page.h"
#include "app/guide/guide-row.h"
#include "app/guide/guide-window.h"
#include "app/import/import-dialog.h"
#include "app/widgets/drop-frame.h"
#include "core/base/clock.h"

#include <glib/gi18n.h>

typedef struct
{
  IngamGuideWindow *guide;
  IngamStore *store;
  guint n_imports;
  guint n_folders;
  gboolean with_files;
} Fixture;

static void
import_cb (Fixture *fixture, GdkFileList *list)
{
  fixture->n_imports++;
  fixture->with_files = list != NULL;
}

static void
import_folder_cb (Fixture *fixture)
{
  fixture->n_folders++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = ingam_ui_test_dup_store (FALSE);

  fixture->store = ingam_store_new (path);
  ingam_ui_test_load (fixture->store);
  fixture->guide = ingam_guide_window_new ();
  g_signal_connect_swapped (fixture->guide, "import", G_CALLBACK (import_cb), fixture);
  g_signal_connect_swapped (fixture->guide, "import-folder", G_CALLBACK (import_folder_cb),
                            fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  ingam_ui_test_finalize_window (GTK_WIDGET (fixture->guide));
  g_assert_finalize_object (fixture->store);
}

static void
open_topic (Fixture *fixture, IngamGuideTopic topic, const char *name)
{
  IngamCredential *credential = name == NULL ? NULL : ingam_ui_test_find (fixture->store, name);

  ingam_guide_window_show_topic (fixture->guide, topic, credential);
  gtk_window_present (GTK_WINDOW (fixture->guide));
  ingam_ui_test_draw (fixture->guide);
  ingam_ui_test_settle ();
}

static GtkWidget *
get_page (Fixture *fixture)
{
  GtkWidget *stack = ingam_ui_test_get (GTK_WIDGET (fixture->guide), "stack", G_TYPE_NONE);

  return gtk_stack_get_visible_child (GTK_STACK (stack));
}

/* The row below @widget that says @title. */
static GtkWidget *
find_row (GtkWidget *widget, const char *title)
{
  GtkWidget *found = NULL;

  if (ADW_IS_PREFERENCES_ROW (widget) &&
      g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_row (child, title);
  return found;
}

static gboolean
says (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;
  return FALSE;
}

/* By Tab until the focus is in @widget, then Enter. */
static void
go_to_and_enter (Fixture *fixture, GtkWidget *widget)
{
  GtkWindow *window = GTK_WINDOW (fixture->guide);
  GtkWidget *focus = NULL;

  g_assert_nonnull (widget);
  for (guint i = 0; i < 100 && focus != widget; i++)
    {
      gtk_widget_child_focus (GTK_WIDGET (window), GTK_DIR_TAB_FORWARD);
      ingam_ui_test_settle ();
      focus = gtk_window_get_focus (window);
    }
  g_assert_true (focus == widget);
  g_assert_true (gtk_widget_activate (focus));
  ingam_ui_test_settle ();
}

static void
test_each_topic_by_keyboard (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->guide);

  open_topic (fixture, INGAM_GUIDE_CONTENTS, NULL);
  g_assert_false (gtk_widget_get_visible (ingam_ui_test_get (window, "back_button", G_TYPE_NONE)));
  for (guint topic = INGAM_GUIDE_CONTENTS + 1; topic < INGAM_GUIDE_N; topic++)
    {
      const char *title = _ (ingam_guide_text_get (topic)->title);
      GtkWidget *row = find_row (get_page (fixture), title);

      go_to_and_enter (fixture, row);
      g_assert_cmpint (ingam_guide_window_get_topic (fixture->guide), ==, topic);
      g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, title);
      ingam_ui_test_press_key (window, "<Alt>Left");
      g_assert_cmpint (ingam_guide_window_get_topic (fixture->guide), ==, INGAM_GUIDE_CONTENTS);
      g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == row);
    }
}

static void
test_a_topic_begins_with_its_first_row (Fixture *fixture, gconstpointer data)
{
  open_topic (fixture, INGAM_GUIDE_CONTENTS, NULL);
  go_to_and_enter (fixture, find_row (get_page (fixture), _ ("Renewal")));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->guide)) ==
                 ingam_ui_test_get (get_page (fixture), NULL, INGAM_TYPE_GUIDE_ROW));
}

static void
test_back_leads_the_way_that_one_came (Fixture *fixture, gconstpointer data)
{
  open_topic (fixture, INGAM_GUIDE_GETTING, NULL);
  gtk_widget_activate_action (get_page (fixture), "guide.show", "s", "moving");
  ingam_ui_test_press (fixture->guide, "back_button");
  g_assert_cmpint (ingam_guide_window_get_topic (fixture->guide), ==, INGAM_GUIDE_GETTING);
  ingam_ui_test_press (fixture->guide, "back_button");
  g_assert_cmpint (ingam_guide_window_get_topic (fixture->guide), ==, INGAM_GUIDE_CONTENTS);
}

static void
test_unknown_topic_is_no_topic (Fixture *fixture, gconstpointer data)
{
  open_topic (fixture, INGAM_GUIDE_LOST, NULL);
  gtk_widget_activate_action (get_page (fixture), "guide.show", "s", "no such topic");
  g_assert_cmpint (ingam_guide_window_get_topic (fixture->guide), ==, INGAM_GUIDE_LOST);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static gboolean
is_read (gpointer user_data)
{
  return *(char **) user_data != NULL;
}

/* A button that is pressed by keyboard stays down for a moment. */
static gboolean
holds_something (gpointer clipboard)
{
  return gdk_clipboard_get_content (clipboard) != NULL;
}

static void
test_phone_is_copied (Fixture *fixture, gconstpointer data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->guide));
  IngamCredential *credential = ingam_ui_test_find (fixture->store, "이몽룡상사");
  const IngamAuthority *authority = ingam_credential_get_authority (credential);
  g_autofree char *text = NULL;

  open_topic (fixture, INGAM_GUIDE_RENEWAL, "이몽룡상사");
  go_to_and_enter (fixture, find_row (get_page (fixture), authority->phone));
  ingam_ui_test_wait (holds_something, clipboard);
  gdk_clipboard_read_text_async (clipboard, NULL, read_cb, &text);
  ingam_ui_test_wait (is_read, &text);
  g_assert_cmpstr (text, ==, authority->phone);
}

/* Only its own authority, when there is a certificate; else all of them, to choose from. */
static void
test_whose_phone (Fixture *fixture, gconstpointer data)
{
  IngamCredential *credential = ingam_ui_test_find (fixture->store, "이몽룡상사");
  const IngamAuthority *own = ingam_credential_get_authority (credential);

  for (const IngamAuthority *const *one = ingam_authority_list (); *one != NULL; one++)
    {
      open_topic (fixture, INGAM_GUIDE_LOST, NULL);
      g_assert_nonnull (find_row (get_page (fixture), (*one)->phone));
      open_topic (fixture, INGAM_GUIDE_LOST, "이몽룡상사");
      g_assert_cmpint (find_row (get_page (fixture), (*one)->phone) != NULL, ==, *one == own);
    }
}

static void
test_renewal_says_what_the_dates_allow (Fixture *fixture, gconstpointer data)
{
  gint64 now = ingam_clock_now ();
  guint n_expired = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->store)); i++)
    {
      g_autoptr (IngamCredential) credential =
          g_list_model_get_item (G_LIST_MODEL (fixture->store), i);
      gboolean expired = ingam_credential_get_state (credential, now) == INGAM_STATE_EXPIRED &&
                         ingam_credential_get_superseded_by (credential) == NULL;

      ingam_guide_window_show_topic (fixture->guide, INGAM_GUIDE_RENEWAL, credential);
      g_assert_cmpint (says (get_page (fixture),
                             _ ("It cannot be renewed any more. A new one has to be issued.")),
                       ==, expired);
      n_expired += expired;
    }
  g_assert_cmpuint (n_expired, >, 0);
}

static void
test_answer_opens_by_keyboard (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row;

  open_topic (fixture, INGAM_GUIDE_QUESTIONS, NULL);
  row = find_row (get_page (fixture), _ ("Where is the file?"));
  g_assert_nonnull (row);
  /* What takes the focus is the header, a row of its own inside the expander. */
  go_to_and_enter (fixture,
                   gtk_widget_get_ancestor (ingam_ui_test_get (row, NULL, ADW_TYPE_ACTION_ROW),
                                            GTK_TYPE_LIST_BOX_ROW));
  g_assert_true (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (row)));
}

static void
test_import_is_handed_on (Fixture *fixture, gconstpointer data)
{
  open_topic (fixture, INGAM_GUIDE_GETTING, NULL);
  ingam_ui_test_press (get_page (fixture), "import_button");
  g_assert_cmpuint (fixture->n_imports, ==, 1);
  g_assert_false (fixture->with_files);
  ingam_ui_test_press (get_page (fixture), "folder_button");
  g_assert_cmpuint (fixture->n_folders, ==, 1);
}

static void
test_dropped_files_are_handed_on (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/nonexistent/NPKI");
  GSList one = { file, NULL };
  GdkFileList *list = gdk_file_list_new_from_list (&one);

  open_topic (fixture, INGAM_GUIDE_MOVING, NULL);
  g_signal_emit_by_name (
      ingam_ui_test_get (GTK_WIDGET (fixture->guide), NULL, INGAM_TYPE_DROP_FRAME), "dropped",
      list);
  g_assert_cmpuint (fixture->n_imports, ==, 1);
  g_assert_true (fixture->with_files);
  g_boxed_free (GDK_TYPE_FILE_LIST, list);
}

static void
assert_inside (GtkWidget *widget, GtkWidget *row)
{
  graphene_rect_t bounds;

  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget))
    {
      g_assert_true (gtk_widget_compute_bounds (widget, row, &bounds));
      if (bounds.origin.x + bounds.size.width > gtk_widget_get_width (row))
        {
          g_test_message ("cut: %s", gtk_label_get_text (GTK_LABEL (widget)));
          g_test_fail ();
        }
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    assert_inside (child, row);
}

static void
assert_rows_hold_their_text (GtkWidget *widget)
{
  if (ADW_IS_EXPANDER_ROW (widget))
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (widget), TRUE);
  if (INGAM_IS_GUIDE_ROW (widget))
    assert_inside (widget, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    assert_rows_hold_their_text (child);
}

/* English with Korean words in it was laid out for more room than there was. */
static void
test_no_text_is_cut (Fixture *fixture, gconstpointer data)
{
  for (int width = INGAM_UI_TEST_NARROW; width < 600; width += 40)
    for (guint topic = 0; topic < INGAM_GUIDE_N; topic++)
      {
        gtk_window_set_default_size (GTK_WINDOW (fixture->guide), width, 640);
        open_topic (fixture, topic, NULL);
        assert_rows_hold_their_text (get_page (fixture)); /* unfolds */
        ingam_ui_test_draw (fixture->guide);
        assert_rows_hold_their_text (get_page (fixture));
      }
}

/* --- in the main window --- */

static gboolean
has_page (gpointer window)
{
  return g_str_equal (ingam_window_get_page (window), "empty");
}

static void
test_window_opens_one_guide (void)
{
  GtkWidget *window =
      GTK_WIDGET (ingam_window_new (ingam_ui_test_get_application (), "/nonexistent/NPKI"));
  IngamGuideWindow *guide;

  gtk_window_present (GTK_WINDOW (window));
  ingam_ui_test_wait (has_page, window);
  gtk_widget_activate_action (window, "win.guide", "s", "getting");
  guide = ingam_ui_test_find_window (INGAM_TYPE_GUIDE_WINDOW);
  g_assert_nonnull (guide);
  g_assert_cmpint (ingam_guide_window_get_topic (guide), ==, INGAM_GUIDE_GETTING);
  g_assert_false (gtk_window_get_modal (GTK_WINDOW (guide)));
  gtk_widget_activate_action (window, "win.guide", "s", "lost");
  g_assert_true (guide == ingam_ui_test_find_window (INGAM_TYPE_GUIDE_WINDOW));
  g_assert_cmpint (ingam_guide_window_get_topic (guide), ==, INGAM_GUIDE_LOST);
  ingam_ui_test_escape (guide);
  gtk_widget_activate_action (window, "win.guide", "s", "contents");
  g_assert_nonnull (ingam_ui_test_find_window (INGAM_TYPE_GUIDE_WINDOW));
  ingam_ui_test_finalize_window (window); /* takes the guide along */
  g_assert_null (ingam_ui_test_find_window (INGAM_TYPE_GUIDE_WINDOW));
}

static gboolean
has_detail (gpointer window)
{
  return g_str_equal (ingam_window_get_page (window), "main") &&
         ingam_ui_test_get (window, NULL, INGAM_TYPE_DETAIL_PAGE) != NULL;
}

static GtkWidget *
open_main_window (void)
{
  g_autofree char *path = ingam_ui_test_dup_store (TRUE);
  GtkWidget *window = GTK_WIDGET (ingam_window_new (ingam_ui_test_get_application (), path));

  gtk_window_present (GTK_WINDOW (window));
  ingam_ui_test_wait (has_detail, window);
  ingam_ui_test_settle ();
  return window;
}

static void
test_page_of_a_certificate_leads_to_its_renewal (void)
{
  GtkWidget *window = open_main_window ();
  GtkWidget *page = ingam_ui_test_get (window, NULL, INGAM_TYPE_DETAIL_PAGE);
  IngamCredential *credential = ingam_detail_page_get_credential (INGAM_DETAIL_PAGE (page));
  GtkWidget *row = find_row (page, _ ("How to Renew"));
  IngamGuideWindow *guide;

  g_assert_nonnull (row);
  g_assert_true (gtk_widget_activate (row));
  guide = ingam_ui_test_find_window (INGAM_TYPE_GUIDE_WINDOW);
  g_assert_nonnull (guide);
  g_assert_cmpint (ingam_guide_window_get_topic (guide), ==, INGAM_GUIDE_RENEWAL);
  g_assert_nonnull (
      find_row (GTK_WIDGET (guide), ingam_credential_get_authority (credential)->phone));
  ingam_ui_test_finalize_window (window);
}

static gboolean
imports (gpointer user_data)
{
  return ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG) != NULL;
}

static void
test_what_is_dropped_on_the_guide_is_imported (void)
{
  GtkWidget *window = open_main_window ();
  g_autofree char *samples = ingam_ui_test_dup_samples ();
  g_autoptr (GFile) file = g_file_new_build_filename (samples, "compatible.pfx", NULL);
  GSList one = { file, NULL };
  GdkFileList *list = gdk_file_list_new_from_list (&one);
  IngamGuideWindow *guide;

  gtk_widget_activate_action (window, "win.guide", "s", "moving");
  guide = ingam_ui_test_find_window (INGAM_TYPE_GUIDE_WINDOW);
  g_assert_nonnull (guide);
  g_signal_emit_by_name (guide, "import", list);
  g_boxed_free (GDK_TYPE_FILE_LIST, list);
  ingam_ui_test_wait (imports, NULL);
  ingam_ui_test_finalize_window (window);
}

static void
add (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  int status;

  ingam_ui_test_init (&argc, &argv);
  ingam_ui_test_get_application ();
  add ("/guide/a-topic-begins-with-its-first-row", test_a_topic_begins_with_its_first_row);
  add ("/guide/answer-opens-by-keyboard", test_answer_opens_by_keyboard);
  add ("/guide/back-leads-the-way-that-one-came", test_back_leads_the_way_that_one_came);
  add ("/guide/dropped-files-are-handed-on", test_dropped_files_are_handed_on);
  add ("/guide/each-topic-by-keyboard", test_each_topic_by_keyboard);
  add ("/guide/import-is-handed-on", test_import_is_handed_on);
  add ("/guide/no-text-is-cut", test_no_text_is_cut);
  add ("/guide/phone-is-copied", test_phone_is_copied);
  add ("/guide/renewal-says-what-the-dates-allow", test_renewal_says_what_the_dates_allow);
  add ("/guide/unknown-topic-is-no-topic", test_unknown_topic_is_no_topic);
  add ("/guide/whose-phone", test_whose_phone);
  g_test_add_func ("/guide/page-of-a-certificate-leads-to-its-renewal",
                   test_page_of_a_certificate_leads_to_its_renewal);
  g_test_add_func ("/guide/what-is-dropped-on-the-guide-is-imported",
                   test_what_is_dropped_on_the_guide_is_imported);
  g_test_add_func ("/guide/window-opens-one-guide", test_window_opens_one_guide);
  status = g_test_run ();
  ingam_ui_test_clean_up ();
  return status;
}
