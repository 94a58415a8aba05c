/* What notifications and the tray ask the program for, as they ask it: by the application's
 * actions, with a window open or none, before the certificates are known and after. */
#include "config.h"

#include "tests/ui/support.h"

#include "app/backup/backup-window.h"
#include "app/compat/split-view.h"
#include "app/detail/detail-page.h"
#include "app/guide/guide-window.h"
#include "app/list/list-page.h"
#include "app/preferences/preferences-window.h"
#include "core/store/layout.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define HOLDER "성춘향"

/* The id of a certificate of the home that each test finds. Free with g_free(). */
static char *
dup_id (const char *name)
{
  g_autofree char *home = ingam_layout_dup_default_store ();
  g_autoptr (IngamStore) store = ingam_store_new (home);
  char id[65];

  return g_strdup (ingam_credential_get_id (ingam_ui_test_find (store, name), id));
}

static void
ask (const char *action, const char *parameter)
{
  g_action_group_activate_action (G_ACTION_GROUP (ingam_ui_test_get_application ()), action,
                                  parameter == NULL ? NULL : g_variant_new_string (parameter));
}

static IngamListPage *
get_list (GtkWidget *window)
{
  return INGAM_LIST_PAGE (ingam_ui_test_get (window, "list_page", 0));
}

static const char *
get_shown (GtkWidget *window)
{
  GtkWidget *page = ingam_ui_test_get (window, NULL, INGAM_TYPE_DETAIL_PAGE);
  IngamCredential *credential =
      page == NULL ? NULL : ingam_detail_page_get_credential (INGAM_DETAIL_PAGE (page));

  return credential == NULL ? "" : ingam_credential_get_name (credential);
}

static gboolean
shows_holder (gpointer window)
{
  return g_str_equal (get_shown (window), HOLDER);
}

static gboolean
shows_another (gpointer window)
{
  return *get_shown (window) != '\0' && !shows_holder (window);
}

static gboolean
is_open (gpointer window)
{
  return ingam_split_view_get_show_content (
      INGAM_SPLIT_VIEW (ingam_ui_test_get (window, "split", 0)));
}

static gboolean
has_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_label (child, text))
      return TRUE;
  return FALSE;
}

static gboolean
says_gone (gpointer window)
{
  return has_label (window, _ ("The certificate is not there any more"));
}

static gboolean
has_guide (gpointer user_data)
{
  return ingam_ui_test_find_window (INGAM_TYPE_GUIDE_WINDOW) != NULL;
}

static gboolean
has_backup (gpointer user_data)
{
  return ingam_ui_test_find_window (INGAM_TYPE_BACKUP_WINDOW) != NULL;
}

static GtkWidget *
get_window (void)
{
  GtkWidget *window = ingam_ui_test_find_window (INGAM_TYPE_WINDOW);

  g_assert_nonnull (window);
  return window;
}

/* As a person has it open: with the page of another certificate. */
static GtkWidget *
open_window (int width)
{
  GtkWidget *window;

  g_application_activate (G_APPLICATION (ingam_ui_test_get_application ()));
  window = get_window ();
  gtk_window_set_default_size (GTK_WINDOW (window), width, 720);
  ingam_ui_test_draw (window);
  if (width > INGAM_UI_TEST_NARROW)
    ingam_ui_test_wait (shows_another, window);
  return window;
}

static void
test_the_program_is_started_for_it (void)
{
  g_autofree char *id = dup_id (HOLDER);
  GtkWidget *window;

  g_assert_null (ingam_ui_test_find_window (INGAM_TYPE_WINDOW));
  ask ("open-certificate", id);
  window = get_window ();
  g_assert_cmpstr (ingam_window_get_page (INGAM_WINDOW (window)), ==, "loading");
  ingam_ui_test_wait (shows_holder, window);
  g_assert_true (is_open (window));
  ingam_ui_test_finalize_window (window);
}

static void
test_a_narrow_window_turns_to_the_page (void)
{
  g_autofree char *id = dup_id (HOLDER);
  GtkWidget *window = open_window (INGAM_UI_TEST_NARROW);

  g_assert_false (is_open (window));
  ask ("open-certificate", id);
  ingam_ui_test_wait (shows_holder, window);
  g_assert_true (is_open (window));
  ingam_ui_test_finalize_window (window);
}

static void
test_what_was_searched_for_does_not_hide_it (void)
{
  g_autofree char *id = dup_id (HOLDER);
  GtkWidget *window = open_window (1000);
  IngamListModel *model = ingam_list_page_get_model (get_list (window));

  gtk_widget_activate_action (window, "win.find", NULL);
  ingam_list_model_set_search (model, "no such name");
  ask ("open-certificate", id);
  ingam_ui_test_wait (shows_holder, window);
  g_assert_false (ingam_list_model_is_narrowed (model));
  ingam_ui_test_finalize_window (window);
}

/* Another place was chosen, which does not hold it. */
static void
test_a_chosen_place_does_not_hide_it (void)
{
  g_autofree char *id = dup_id (HOLDER);
  g_autofree char *empty = g_build_filename (g_get_tmp_dir (), "empty", "NPKI", NULL);
  GtkWidget *window = open_window (1000);
  IngamListModel *model = ingam_list_page_get_model (get_list (window));
  IngamPlace *place;

  g_assert_cmpint (g_mkdir_with_parents (empty, 0700), ==, 0);
  place = ingam_places_add_folder (ingam_list_model_get_places (model), empty);
  g_assert_nonnull (place);
  ingam_list_model_set_place (model, place);
  ask ("open-certificate", id);
  ingam_ui_test_wait (shows_holder, window);
  g_assert_null (ingam_list_model_get_place (model));
  ingam_ui_test_finalize_window (window);
}

static void
test_one_that_is_gone_is_said (gconstpointer data)
{
  g_autofree char *id = g_strnfill (64, 'a');
  GtkWidget *window;

  ask (data, id);
  window = get_window ();
  ingam_ui_test_wait (says_gone, window);
  g_assert_null (ingam_ui_test_find_window (INGAM_TYPE_GUIDE_WINDOW));
  ingam_ui_test_finalize_window (window);
}

static void
test_no_fingerprint_at_all (void)
{
  GtkWidget *window = open_window (1000);

  ask ("open-certificate", "\xec\x84\xb1 ../../..");
  ingam_ui_test_wait (says_gone, window);
  ingam_ui_test_finalize_window (window);
}

static void
test_the_guide_speaks_of_it (void)
{
  g_autofree char *id = dup_id (HOLDER);
  IngamGuideWindow *guide;
  GtkWidget *window;

  ask ("renew-guide", id);
  window = get_window ();
  ingam_ui_test_wait (has_guide, NULL);
  guide = ingam_ui_test_find_window (INGAM_TYPE_GUIDE_WINDOW);
  g_assert_cmpint (ingam_guide_window_get_topic (guide), ==, INGAM_GUIDE_RENEWAL);
  g_assert_true (shows_holder (window));
  /* It asks nothing, and lies over the page that is wanted now. */
  ask ("open-certificate", id);
  g_assert_false (has_guide (NULL));
  ingam_ui_test_finalize_window (window);
}

static void
test_the_most_urgent_comes_first (void)
{
  GtkWidget *window = open_window (1000);
  IngamListModel *model = ingam_list_page_get_model (get_list (window));

  gtk_widget_activate_action (window, "win.order", "s", "name");
  ingam_list_model_set_search (model, "no such name");
  ask ("show-due", NULL);
  g_assert_cmpint (ingam_list_model_get_order (model), ==, INGAM_ORDER_URGENCY);
  g_assert_false (ingam_list_model_is_narrowed (model));
  g_assert_false (is_open (window));
  g_assert_cmpint (ingam_list_urgency_of (ingam_list_page_get_selected (get_list (window)),
                                          ingam_list_model_get_now (model)),
                   ==, INGAM_LIST_URGENCY_NOW);
  ingam_ui_test_finalize_window (window);
}

static void
test_the_table_is_by_urgency_as_well (void)
{
  GtkWidget *window = open_window (1000);
  IngamListPage *list = get_list (window);

  ingam_list_page_set_table (list, TRUE);
  ask ("show-due", NULL);
  g_assert_cmpint (
      ingam_list_urgency_of (ingam_list_page_get_selected (list),
                             ingam_list_model_get_now (ingam_list_page_get_model (list))),
      ==, INGAM_LIST_URGENCY_NOW);
  ingam_ui_test_finalize_window (window);
}

static void
test_backups_begin (void)
{
  GtkWidget *window;

  ask ("back-up-now", NULL);
  window = get_window ();
  ingam_ui_test_wait (has_backup, NULL);
  ingam_ui_test_finalize_window (window);
}

static gboolean
has_preferences (gpointer user_data)
{
  return ingam_ui_test_find_window (INGAM_TYPE_PREFERENCES_WINDOW) != NULL;
}

/* From the tray, with no window open; a certificate that is asked for then is not hidden by it. */
static void
test_preferences_come_and_make_way (void)
{
  g_autofree char *id = dup_id (HOLDER);
  GtkWidget *window;

  ask ("preferences", NULL);
  window = get_window ();
  ingam_ui_test_wait (has_preferences, NULL);
  g_assert_true (gtk_window_get_transient_for (ingam_ui_test_find_window (
                     INGAM_TYPE_PREFERENCES_WINDOW)) == GTK_WINDOW (window));
  ask ("open-certificate", id);
  g_assert_false (has_preferences (NULL));
  ingam_ui_test_wait (shows_holder, window);
  ingam_ui_test_finalize_window (window);
}

/* A person's own certificate is not looked for among practice ones. */
static void
test_a_practice_window_is_left_alone (void)
{
  GtkWidget *practice = GTK_WIDGET (ingam_window_new_demo (ingam_ui_test_get_application ()));
  g_autofree char *id = dup_id (HOLDER);
  GtkWindow *active;

  gtk_window_present (GTK_WINDOW (practice));
  ingam_ui_test_draw (practice);
  ask ("open-certificate", id);
  active = gtk_application_get_active_window (GTK_APPLICATION (ingam_ui_test_get_application ()));
  g_assert_true (GTK_WIDGET (active) != practice);
  ingam_ui_test_wait (shows_holder, active);
  ingam_ui_test_finalize_window (active);
  ingam_ui_test_finalize_window (practice);
}

/* The person's own store, where the program looks for it. */
static void
make_home (void)
{
  g_autofree char *store = ingam_ui_test_dup_store (TRUE);
  g_autofree char *home = ingam_layout_dup_default_store ();

  g_assert_cmpint (g_rename (store, home), ==, 0);
}

int
main (int argc, char *argv[])
{
  int status;

  ingam_ui_test_init (&argc, &argv);
  make_home ();
  g_test_add_func ("/requests/started-for-it", test_the_program_is_started_for_it);
  g_test_add_func ("/requests/narrow", test_a_narrow_window_turns_to_the_page);
  g_test_add_func ("/requests/searched", test_what_was_searched_for_does_not_hide_it);
  g_test_add_func ("/requests/another-place", test_a_chosen_place_does_not_hide_it);
  g_test_add_data_func ("/requests/gone", "open-certificate", test_one_that_is_gone_is_said);
  g_test_add_data_func ("/requests/gone-for-the-guide", "renew-guide",
                        test_one_that_is_gone_is_said);
  g_test_add_func ("/requests/no-fingerprint", test_no_fingerprint_at_all);
  g_test_add_func ("/requests/guide", test_the_guide_speaks_of_it);
  g_test_add_func ("/requests/due", test_the_most_urgent_comes_first);
  g_test_add_func ("/requests/due-as-a-table", test_the_table_is_by_urgency_as_well);
  g_test_add_func ("/requests/back-up-now", test_backups_begin);
  g_test_add_func ("/requests/preferences", test_preferences_come_and_make_way);
  g_test_add_func ("/requests/practice", test_a_practice_window_is_left_alone);
  status = g_test_run ();
  ingam_ui_test_clean_up ();
  return status;
}
