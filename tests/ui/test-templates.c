/* Every template class is built, says what a screen reader needs, and goes away without a leak. */
#include "config.h"

#include "tests/ui/support.h"

#include "app/compat/split-view.h"
#include "app/widgets/check-row.h"
#include "app/detail/detail-page.h"
#include "app/detail/fact-row.h"
#include "app/detail/oddity-row.h"
#include "app/detail/text-window.h"
#include "app/export/export-dialog.h"
#include "app/import/import-dialog.h"
#include "app/import/import-row.h"
#include "app/list/credential-row.h"
#include "app/list/list-page.h"
#include "app/list/oddity-window.h"
#include "app/password/password-change.h"
#include "app/password/password-check.h"
#include "app/password/quality-row.h"
#include "app/widgets/drop-frame.h"
#include "app/widgets/hint-row.h"
#include "app/widgets/phrases.h"
#include "app/widgets/sign.h"
#include "app/widgets/validity-bar.h"
#include "core/base/clock.h"

#define DAY (24 * 60 * 60)

static void
assert_finalized (gpointer widget)
{
  g_object_ref_sink (widget);
  g_assert_finalize_object (widget);
}

static const char *
get_label (GtkWidget *widget, const char *id)
{
  GtkWidget *label = ingam_ui_test_get (widget, id, G_TYPE_NONE);

  g_assert_true (GTK_IS_LABEL (label));
  return gtk_label_get_text (GTK_LABEL (label));
}

static void
assert_no_focusable_without_name (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (ADW_IS_ENTRY_ROW (child)) /* its buttons are libadwaita's */
        continue;
      if (GTK_IS_BUTTON (child) && gtk_button_get_icon_name (GTK_BUTTON (child)) != NULL)
        g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (child),
                                                         GTK_ACCESSIBLE_PROPERTY_LABEL));
      assert_no_focusable_without_name (child);
    }
}

static void
test_sign (void)
{
  IngamSign *sign = g_object_new (INGAM_TYPE_SIGN, NULL);
  GtkWidget *image = adw_bin_get_child (ADW_BIN (sign));
  char *problem;

  ingam_sign_set (sign, INGAM_SIGN_SOON, NULL);
  problem = gtk_test_accessible_check_property (GTK_ACCESSIBLE (image),
                                                GTK_ACCESSIBLE_PROPERTY_LABEL, "Needs attention");
  g_assert_cmpstr (problem, ==, NULL);
  g_assert_cmpstr (gtk_image_get_icon_name (GTK_IMAGE (image)), ==, "ingam-soon-symbolic");
  assert_finalized (sign);
}

static void
test_every_icon_is_there (void)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gdk_display_get_default ());
  static const char *const icons[] = {
    "ingam-bad-symbolic",    "ingam-export-symbolic",   "ingam-folder-symbolic",
    "ingam-good-symbolic",   "ingam-import-symbolic",   "ingam-info-symbolic",
    "ingam-key-symbolic",    "ingam-later-symbolic",    "ingam-locked-symbolic",
    "ingam-remove-symbolic", "ingam-replaced-symbolic", "ingam-seal-symbolic",
    "ingam-soon-symbolic",   "ingam-unknown-symbolic",
  };

  for (guint i = 0; i < G_N_ELEMENTS (icons); i++)
    g_assert_true (gtk_icon_theme_has_icon (theme, icons[i]));
}

static void
test_validity_bar (void)
{
  IngamValidityBar *bar = g_object_new (INGAM_TYPE_VALIDITY_BAR, NULL);

  ingam_validity_bar_set (bar, 0, 100 * DAY, 70 * DAY, 50 * DAY);
  g_assert_cmpfloat (ingam_validity_bar_get_today (bar), ==, 0.5);
  g_assert_cmpfloat (ingam_validity_bar_get_renewal (bar), ==, 0.7);
  ingam_validity_bar_set (bar, 0, 100 * DAY, 70 * DAY, 500 * DAY);
  g_assert_cmpfloat (ingam_validity_bar_get_today (bar), ==, 1.0);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (bar), "over"));
  ingam_validity_bar_set (bar, 10, 10, 10, 5); /* a certificate of no length */
  g_assert_cmpfloat (ingam_validity_bar_get_today (bar), ==, 0.0);
  g_assert_true (gtk_test_accessible_has_role (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_ROLE_METER));
  assert_finalized (bar);
}

static void
test_hint_row (void)
{
  IngamHintRow *row = g_object_new (INGAM_TYPE_HINT_ROW, NULL);

  g_assert_null (ingam_hint_row_get_sentence (row));
  ingam_hint_row_show (row, INGAM_HINT_ERROR, "<b>not</b> markup", "Try");
  g_assert_cmpstr (ingam_hint_row_get_sentence (row), ==, "<b>not</b> markup");
  g_assert_true (gtk_test_accessible_has_role (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_ROLE_ALERT));
  ingam_hint_row_clear (row);
  g_assert_null (ingam_hint_row_get_sentence (row));
  assert_finalized (row);
}

static void
test_drop_frame (void)
{
  IngamDropFrame *frame = g_object_new (INGAM_TYPE_DROP_FRAME, NULL);
  GtkWidget *child = g_object_new (GTK_TYPE_LABEL, NULL);

  ingam_drop_frame_set_child (frame, child);
  g_assert_true (ingam_drop_frame_get_child (frame) == child);
  g_assert_false (ingam_drop_frame_get_armed (frame));
  assert_finalized (frame);
}

static void
test_split_view (void)
{
  IngamSplitView *split =
      g_object_new (INGAM_TYPE_SPLIT_VIEW, "sidebar", g_object_new (GTK_TYPE_LABEL, NULL),
                    "content", g_object_new (GTK_TYPE_LABEL, NULL), NULL);

  g_assert_false (ingam_split_view_get_show_content (split));
  ingam_split_view_set_show_content (split, TRUE);
  g_assert_true (ingam_split_view_get_show_content (split));
  assert_finalized (split);
}

static void
test_fact_row (void)
{
  IngamFactRow *row = g_object_new (INGAM_TYPE_FACT_ROW, "title", "Serial number", NULL);
  GtkWidget *button = ingam_ui_test_get (GTK_WIDGET (row), "copy_button", G_TYPE_NONE);
  char *problem;

  ingam_fact_row_set_value (row, "1f <i>& 2</i>");
  g_assert_cmpstr (ingam_fact_row_get_value (row), ==, "1f <i>& 2</i>");
  problem = gtk_test_accessible_check_property (
      GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, "Copy: Serial number");
  g_assert_cmpstr (problem, ==, NULL);
  ingam_fact_row_set_value (row, NULL);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (row)));
  assert_finalized (row);
}

static void
test_check_row (void)
{
  IngamCheckRow *row = g_object_new (INGAM_TYPE_CHECK_ROW, NULL);
  char detail[] = "a < b & c";
  const IngamCheck check = { .name = INGAM_CHECK_DATES,
                             .result = INGAM_CHECK_FAIL,
                             .detail = detail };

  ingam_check_row_set (row, &check);
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==, "a < b & c");
  g_assert_false (adw_preferences_row_get_use_markup (ADW_PREFERENCES_ROW (row)));
  assert_finalized (row);
}

static void
test_oddity_row (void)
{
  GtkWidget *row = ingam_oddity_row_new (INGAM_ODDITY_NO_KEY);
  GtkWidget *button = ingam_ui_test_get (row, "mend_button", G_TYPE_NONE);

  g_assert_true (gtk_widget_get_visible (button));
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==,
                   "win.import-files");
  assert_finalized (row);
}

static void
test_quality_row (void)
{
  IngamQualityRow *row = g_object_new (INGAM_TYPE_QUALITY_ROW, NULL);
  IngamPasswordQuality quality = { .level = INGAM_PASSWORD_WEAK,
                                   .met = INGAM_PASSWORD_RULE_LENGTH,
                                   .word = "Weak",
                                   .reason = "looks like a birthday" };

  ingam_quality_row_set (row, &quality);
  g_assert_cmpstr (ingam_quality_row_get_verdict (row), ==, "Weak — looks like a birthday");
  assert_finalized (row);
}

/* @after: seconds after the end of its validity. */
static void
assert_row_says (GtkWidget *row,
                 IngamCredential *credential,
                 gint64 after,
                 const char *place,
                 const char *more,
                 const char *summary)
{
  g_autofree char *said = NULL;

  ingam_credential_row_bind (INGAM_CREDENTIAL_ROW (row), credential,
                             ingam_credential_get_not_after (credential) + after, place,
                             more);
  said = ingam_credential_row_dup_summary (INGAM_CREDENTIAL_ROW (row));
  g_assert_cmpstr (said, ==, summary);
}

static void
test_credential_row (void)
{
  g_autofree char *path = ingam_ui_test_dup_store (FALSE);
  g_autoptr (IngamStore) store = ingam_store_new (path);
  IngamCredential *credential = ingam_ui_test_find (store, "이몽룡상사");
  GtkWidget *row = g_object_ref_sink (ingam_credential_row_new ());

  assert_row_says (
      row, credential, -5 * DAY, NULL, NULL,
      "이몽룡상사, All purposes (company) · TradeSign, 5 days left, Can be renewed now");
  assert_row_says (row, credential, 3 * DAY, NULL, NULL,
                   "이몽룡상사, All purposes (company) · TradeSign, Expired 3 days ago");
  assert_row_says (row, credential, -60, "USB stick", NULL,
                   "이몽룡상사, All purposes (company) · TradeSign · USB stick, Until today, Can "
                   "be renewed now");
  assert_row_says (row, credential, -5 * DAY, NULL, "3 of 5",
                   "이몽룡상사, All purposes (company) · TradeSign, 5 days left, Can be renewed now "
                   "· 3 of 5");
  ingam_credential_row_bind (INGAM_CREDENTIAL_ROW (row), NULL, 0, NULL, NULL);
  g_assert_finalize_object (row);
}

static void
test_list_page (void)
{
  g_autofree char *path = ingam_ui_test_dup_store (FALSE);
  g_autoptr (IngamPlaces) places = ingam_places_new (path);
  IngamStore *store = ingam_place_get_store (ingam_places_get_home (places));
  IngamListPage *page = g_object_new (INGAM_TYPE_LIST_PAGE, NULL);
  IngamCredential *last = NULL;
  char id[65];

  ingam_ui_test_load (store);
  ingam_list_page_set_places (page, places);
  g_assert_cmpuint (ingam_list_page_get_n_rows (page), ==,
                    g_list_model_get_n_items (G_LIST_MODEL (store)));
  g_assert_null (ingam_list_page_get_selected (page));
  ingam_list_page_select_first (page);
  g_assert_true (ingam_credential_get_state (ingam_list_page_get_selected (page),
                                             ingam_clock_now ()) == INGAM_STATE_RENEWABLE);
  last = ingam_ui_test_find (store, "성춘향");
  ingam_list_page_select (page, ingam_credential_get_id (last, id));
  g_assert_true (ingam_list_page_get_selected (page) == last);
  ingam_list_page_set_places (page, NULL);
  assert_finalized (page);
}

static gboolean
is_empty_of_checks (gpointer user_data)
{
  GtkWidget *row = ingam_ui_test_get (user_data, "summary_row", G_TYPE_NONE);

  return !g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), "Looking…");
}

static void
test_detail_page (void)
{
  g_autofree char *path = ingam_ui_test_dup_store (FALSE);
  g_autoptr (IngamStore) store = ingam_store_new (path);
  IngamCredential *credential = ingam_ui_test_find (store, "성춘향");
  IngamDetailPage *page = g_object_new (INGAM_TYPE_DETAIL_PAGE, NULL);

  g_object_ref_sink (page);
  ingam_detail_page_set_credential (page, store, credential);
  g_assert_cmpstr (get_label (GTK_WIDGET (page), "name_label"), ==, "성춘향");
  ingam_ui_test_wait (is_empty_of_checks, page);
  assert_no_focusable_without_name (GTK_WIDGET (page));
  ingam_detail_page_set_credential (page, NULL, NULL);
  ingam_ui_test_settle ();
  g_assert_finalize_object (page);
}

static gboolean
shows_text (gpointer user_data)
{
  GtkWidget *stack = ingam_ui_test_get (user_data, "stack", G_TYPE_NONE);

  return g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (stack)), "text") == 0;
}

static void
test_text_window (void)
{
  g_autofree char *path = ingam_ui_test_dup_store (FALSE);
  g_autoptr (IngamStore) store = ingam_store_new (path);
  IngamTextWindow *window = ingam_text_window_new (path, ingam_ui_test_find (store, "성춘향"));

  ingam_ui_test_wait (shows_text, window);
  ingam_ui_test_finalize_window (window);
}

static void
test_text_window_closed_early (void)
{
  g_autofree char *path = ingam_ui_test_dup_store (FALSE);
  g_autoptr (IngamStore) store = ingam_store_new (path);
  IngamTextWindow *window = ingam_text_window_new (path, ingam_ui_test_find (store, "성춘향"));
  gpointer alive = window;

  g_object_add_weak_pointer (G_OBJECT (window), &alive);
  gtk_window_destroy (GTK_WINDOW (window));
  while (alive != NULL) /* the thread still holds it */
    g_main_context_iteration (NULL, TRUE);
}

static void
test_password_check (void)
{
  g_autofree char *path = ingam_ui_test_dup_store (FALSE);
  g_autoptr (IngamStore) store = ingam_store_new (path);
  GtkWidget *window =
      GTK_WIDGET (ingam_password_check_new (store, ingam_ui_test_find (store, "성춘향")));

  gtk_window_present (GTK_WINDOW (window));
  ingam_ui_test_settle ();
  assert_no_focusable_without_name (window);
  g_assert_false (
      gtk_widget_get_sensitive (ingam_ui_test_get (window, "accept_button", G_TYPE_NONE)));
  ingam_ui_test_finalize_window (window);
}

static void
test_password_change (void)
{
  g_autofree char *path = ingam_ui_test_dup_store (FALSE);
  g_autoptr (IngamStore) store = ingam_store_new (path);
  GtkWidget *window =
      GTK_WIDGET (ingam_password_change_new (store, ingam_ui_test_find (store, "성춘향")));

  gtk_window_present (GTK_WINDOW (window));
  ingam_ui_test_settle ();
  g_assert_false (
      gtk_widget_get_sensitive (ingam_ui_test_get (window, "accept_button", G_TYPE_NONE)));
  ingam_ui_test_finalize_window (window);
}

static void
test_export_dialog (void)
{
  g_autofree char *path = ingam_ui_test_dup_store (FALSE);
  g_autoptr (IngamStore) store = ingam_store_new (path);
  GtkWidget *window =
      GTK_WIDGET (ingam_export_dialog_new (store, ingam_ui_test_find (store, "성춘향")));
  GtkWidget *folder;

  gtk_window_present (GTK_WINDOW (window));
  folder = ingam_ui_test_get (window, "folder_button", G_TYPE_NONE);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (folder), TRUE);
  ingam_ui_test_settle ();
  /* A folder keeps the key locked as it is: no password is asked. */
  g_assert_false (
      gtk_widget_get_visible (ingam_ui_test_get (window, "password_list", G_TYPE_NONE)));
  g_assert_true (
      gtk_widget_get_sensitive (ingam_ui_test_get (window, "accept_button", G_TYPE_NONE)));
  ingam_ui_test_finalize_window (window);
}

static void
test_oddity_window (void)
{
  g_autofree char *path = ingam_ui_test_dup_store (FALSE);
  g_autoptr (IngamStore) store = ingam_store_new (path);

  ingam_ui_test_load (store);
  ingam_ui_test_finalize_window (ingam_oddity_window_new (ingam_store_get_scan (store)));
}

static void
test_import_dialog (void)
{
  g_autofree char *path = ingam_ui_test_dup_store (FALSE);
  g_autoptr (IngamStore) store = ingam_store_new (path);
  IngamImportSession *session = ingam_import_session_new (store);
  IngamImportDialog *dialog = ingam_import_dialog_new (session);

  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_cmpstr (ingam_import_dialog_get_page (dialog), ==, "busy");
  ingam_ui_test_finalize_window (dialog);
  g_assert_finalize_object (session);
}

static void
test_import_row (void)
{
  GtkWidget *row = ingam_import_row_new ();

  ingam_import_row_bind (INGAM_IMPORT_ROW (row), NULL, FALSE);
  assert_finalized (row);
}

int
main (int argc, char *argv[])
{
  int status;

  ingam_ui_test_init (&argc, &argv);
  g_test_add_func ("/templates/check-row", test_check_row);
  g_test_add_func ("/templates/credential-row-says-the-days-in-words", test_credential_row);
  g_test_add_func ("/templates/detail-page-names-its-icon-buttons", test_detail_page);
  g_test_add_func ("/templates/drop-frame", test_drop_frame);
  g_test_add_func ("/templates/every-icon-is-there", test_every_icon_is_there);
  g_test_add_func ("/templates/export-dialog-asks-no-password-for-a-folder", test_export_dialog);
  g_test_add_func ("/templates/fact-row-shows-markup-literally", test_fact_row);
  g_test_add_func ("/templates/hint-row-is-an-alert", test_hint_row);
  g_test_add_func ("/templates/import-dialog", test_import_dialog);
  g_test_add_func ("/templates/import-row", test_import_row);
  g_test_add_func ("/templates/list-page-puts-the-urgent-first", test_list_page);
  g_test_add_func ("/templates/oddity-row-offers-to-mend", test_oddity_row);
  g_test_add_func ("/templates/oddity-window", test_oddity_window);
  g_test_add_func ("/templates/password-change", test_password_change);
  g_test_add_func ("/templates/password-check", test_password_check);
  g_test_add_func ("/templates/quality-row-says-word-and-reason", test_quality_row);
  g_test_add_func ("/templates/sign-has-a-name", test_sign);
  g_test_add_func ("/templates/split-view", test_split_view);
  g_test_add_func ("/templates/text-window", test_text_window);
  g_test_add_func ("/templates/text-window-can-be-closed-early", test_text_window_closed_early);
  g_test_add_func ("/templates/validity-bar-marks-today", test_validity_bar);
  status = g_test_run ();
  ingam_ui_test_clean_up ();
  return status;
}
