/* Every screen in every state it can be in, walked narrow and wide, in English and in Korean.
 *
 * One line a screen: a name and a function that shows it and comes back when it has settled. What
 * is looked at is in support-walk.c; what a screen does is another test's matter. This program runs
 * once for each language.
 */
#include "config.h"

#include "tests/ui/backup-stage.h"
#include "tests/ui/fake-restore.h"
#include "tests/ui/support.h"

#include "app/aftercare/aftercare-window.h"
#include "app/aftercare/history-page.h"
#include "app/aftercare/services-page.h"
#include "app/aftercare/support-page.h"
#include "app/backup/restore-page.h"
#include "app/backup/open-page.h"
#include "app/backup/state-page.h"
#include "app/batch/batch-dialog.h"
#include "app/compat/split-view.h"
#include "app/detail/detail-page.h"
#include "app/detail/text-window.h"
#include "app/export/export-dialog.h"
#include "app/guide/guide-window.h"
#include "app/import/import-dialog.h"
#include "app/list/list-page.h"
#include "app/list/oddity-window.h"
#include "app/password/password-change.h"
#include "app/password/password-check.h"
#include "app/preferences/preferences-window.h"
#include "core/backup/passphrase.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/settings.h"
#include "core/demo/demo.h"
#include "core/demo/maker.h"
#include "tests/support/agent.h"
#include "tests/support/package-kit.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *name;
  GtkWidget *(*show) (void);
  gboolean escape; /* a dialog: Escape closes it */
} Screen;

typedef struct
{
  const Screen *screen;
  int width;
  int height;
} Case;

static const Case *current;

static void
present (gpointer window)
{
  gtk_window_set_default_size (window, current->width, current->height);
  gtk_window_present (window);
}

/* The demo store, loaded, and kept as long as @window is. */
static IngamStore *
new_store (void)
{
  g_autofree char *path = ingam_ui_test_dup_store (FALSE);
  IngamStore *store = ingam_store_new (path);

  ingam_ui_test_load (store);
  return store;
}

static GtkWidget *
with_store (gpointer window, IngamStore *store)
{
  g_object_set_data_full (window, "store", store, g_object_unref);
  present (window);
  return window;
}

/* --- the main window --- */

static gboolean
has_page (gpointer user_data)
{
  return !g_str_equal (ingam_window_get_page (user_data), "loading");
}

static GtkWidget *
show_window (const char *store, const char *page)
{
  IngamWindow *window = ingam_window_new (ingam_ui_test_get_application (), store);

  present (window);
  ingam_ui_test_wait (has_page, window);
  ingam_ui_test_settle ();
  g_assert_cmpstr (ingam_window_get_page (window), ==, page);
  return GTK_WIDGET (window);
}

static GtkWidget *
show_main (void)
{
  g_autofree char *path = ingam_ui_test_dup_store (FALSE);

  return show_window (path, "main");
}

/* As the person's own store asks it. */
static GtkWidget *
show_main_asking (void)
{
  GtkWidget *window = show_main ();
  GtkWidget *bar;

  ingam_ui_test_draw (window);
  bar = ingam_ui_test_get (window, "consent_bar", G_TYPE_NONE);
  g_assert_nonnull (bar);
  gtk_widget_set_visible (bar, TRUE);
  return window;
}

/* The page of the first certificate, as opened from the list. */
static GtkWidget *
show_main_opened (void)
{
  GtkWidget *window = show_main ();
  IngamListPage *list = INGAM_LIST_PAGE (ingam_ui_test_get (window, "list_page", 0));
  IngamSplitView *split = INGAM_SPLIT_VIEW (ingam_ui_test_get (window, "split", 0));

  ingam_ui_test_draw (window);
  ingam_list_page_select_first (list);
  g_signal_emit_by_name (list, "opened");
  ingam_ui_test_settle ();
  g_assert_true (!ingam_split_view_get_folded (split) || ingam_split_view_get_show_content (split));
  return window;
}

/* That of one that the person called replaced, which nobody reminds of. */
static GtkWidget *
show_main_replaced (void)
{
  GtkWidget *window = show_main_opened ();
  GtkWidget *page = ingam_ui_test_get (window, NULL, INGAM_TYPE_DETAIL_PAGE);

  ingam_detail_page_set_told_replaced (INGAM_DETAIL_PAGE (page), TRUE);
  ingam_ui_test_settle ();
  return window;
}

static GtkWidget *
show_empty (void)
{
  return show_window ("/nonexistent/NPKI", "empty");
}

static GtkWidget *
show_unreadable (void)
{
  g_autofree char *samples = ingam_ui_test_dup_samples ();
  g_autofree char *file = g_build_filename (samples, "not-a-certificate.der", NULL);

  return show_window (file, "unreadable");
}

static GtkWidget *
show_loading (void)
{
  GtkWidget *window = GTK_WIDGET (ingam_window_new_demo (ingam_ui_test_get_application ()));

  present (window);
  return window;
}

/* --- the page of a certificate: one window for all of them, since only the page is looked at ---
 */

/* What the page's buttons do is the window's; without somebody who would do it they are greyed. */
static void
answer_actions (GtkWidget *widget, GActionMap *map)
{
  const char *name =
      GTK_IS_ACTIONABLE (widget) ? gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)) : NULL;

  if (name != NULL && g_str_has_prefix (name, "win."))
    {
      GVariant *target = gtk_actionable_get_action_target_value (GTK_ACTIONABLE (widget));
      g_autoptr (GSimpleAction) action = g_simple_action_new (
          name + strlen ("win."), target == NULL ? NULL : g_variant_get_type (target));

      g_action_map_add_action (map, G_ACTION (action));
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    answer_actions (child, map);
}

static gboolean
has_checked (gpointer user_data)
{
  GtkWidget *row = ingam_ui_test_get (user_data, "dates_row", G_TYPE_NONE);

  return row == NULL ||
         !g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), _ ("Looking…"));
}

static GtkWidget *
show_detail (IngamStore *store, guint position)
{
  g_autoptr (IngamCredential) credential = g_list_model_get_item (G_LIST_MODEL (store), position);
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  GtkWidget *page = g_object_new (INGAM_TYPE_DETAIL_PAGE, NULL);
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_child (GTK_WINDOW (window), page);
  ingam_detail_page_set_credential (INGAM_DETAIL_PAGE (page), store, credential);
  answer_actions (page, G_ACTION_MAP (actions));
  gtk_widget_insert_action_group (window, "win", G_ACTION_GROUP (actions));
  present (window);
  ingam_ui_test_wait (has_checked, page);
  return window;
}

static void
test_details (gconstpointer data)
{
  g_autoptr (IngamStore) store = NULL;
  guint n;

  current = data;
  store = new_store ();
  n = g_list_model_get_n_items (G_LIST_MODEL (store));
  g_assert_cmpuint (n, >, 10);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *window = show_detail (store, i);
      g_autofree char *name = g_strdup_printf ("%s-%02u", g_test_get_path () + 1, i);

      g_test_message ("certificate %u of the demo store", i);
      ingam_ui_test_shoot (window, name);
      ingam_ui_test_walk (window);
      ingam_ui_test_finalize_window (window);
    }
}

/* --- dialogs about one certificate --- */

static GtkWidget *
show_password_check (void)
{
  IngamStore *store = new_store ();

  return with_store (ingam_password_check_new (store, ingam_ui_test_find (store, "성춘향")), store);
}

static gboolean
shows_hint (gpointer hint)
{
  return gtk_widget_get_visible (hint);
}

static GtkWidget *
show_password_check_wrong (void)
{
  GtkWidget *window = show_password_check ();

  ingam_ui_test_type (window, "password_row", "not-this-one");
  ingam_ui_test_press (window, "accept_button");
  ingam_ui_test_wait (shows_hint, ingam_ui_test_get (window, "hint", G_TYPE_NONE));
  return window;
}

static GtkWidget *
show_password_change (void)
{
  IngamStore *store = new_store ();

  return with_store (ingam_password_change_new (store, ingam_ui_test_find (store, "성춘향")),
                     store);
}

static GtkWidget *
show_password_change_filled (void)
{
  GtkWidget *window = show_password_change ();

  ingam_ui_test_type (window, "old_row", INGAM_DEMO_PASSWORD);
  ingam_ui_test_type (window, "new_row", "19990101aa");
  ingam_ui_test_type (window, "repeat_row", "something else");
  ingam_ui_test_settle ();
  return window;
}

static GtkWidget *
show_export (void)
{
  IngamStore *store = new_store ();

  return with_store (ingam_export_dialog_new (store, ingam_ui_test_find (store, "성춘향")), store);
}

static GtkWidget *
show_export_folder (void)
{
  GtkWidget *window = show_export ();
  GtkWidget *button = ingam_ui_test_get (window, "folder_button", G_TYPE_NONE);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), TRUE);
  ingam_ui_test_settle ();
  return window;
}

static gboolean
is_on_page (gpointer user_data)
{
  const char *page = ingam_secret_dialog_get_page (user_data);

  return !g_str_equal (page, "form") && !g_str_equal (page, "busy");
}

static GtkWidget *
show_export_file (void)
{
  GtkWidget *window = show_export ();

  ingam_ui_test_type (window, "password_row", INGAM_DEMO_PASSWORD);
  ingam_ui_test_press (window, "accept_button");
  ingam_ui_test_wait (is_on_page, window);
  return window;
}

static GtkWidget *
show_export_for_a_drag (void)
{
  IngamStore *store = new_store ();

  return with_store (ingam_export_dialog_new_for_drag (store, ingam_ui_test_find (store, "성춘향")),
                     store);
}

static GtkWidget *
show_password_change_suggested (void)
{
  GtkWidget *window = show_password_change ();

  ingam_ui_test_press (window, "suggest_button");
  ingam_ui_test_settle ();
  return window;
}

static GtkWidget *
show_password_changed (void)
{
  g_autofree char *path = ingam_ui_test_dup_store (TRUE);
  IngamStore *store = ingam_store_new (path);
  const char *const places[] = { "USB", "Downloads", NULL };
  IngamPasswordChange *dialog;

  ingam_ui_test_load (store);
  dialog = ingam_password_change_new (store, ingam_ui_test_find (store, "성춘향"));
  ingam_password_change_set_copies (dialog, places);
  with_store (dialog, store);
  ingam_ui_test_type (dialog, "old_row", INGAM_DEMO_PASSWORD);
  ingam_ui_test_press (dialog, "suggest_button");
  ingam_ui_test_press (dialog, "accept_button");
  ingam_ui_test_wait (is_on_page, dialog);
  return GTK_WIDGET (dialog);
}

/* --- many at once --- */

static GtkWidget *
show_batch (IngamBatchVerb verb)
{
  g_autofree char *path = ingam_ui_test_dup_store (TRUE);
  IngamStore *store = ingam_store_new (path);
  g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func (g_free);

  ingam_ui_test_load (store);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (store)); i++)
    {
      g_autoptr (IngamCredential) credential = g_list_model_get_item (G_LIST_MODEL (store), i);
      IngamBatchPair *pair = g_new0 (IngamBatchPair, 1);

      pair->store = store;
      pair->credential = credential;
      g_ptr_array_add (pairs, pair);
    }
  return with_store (ingam_batch_dialog_new (verb, pairs), store);
}

static gboolean
is_calm (gpointer dialog)
{
  return !ingam_batch_session_is_busy (ingam_batch_dialog_get_session (dialog));
}

static GtkWidget *
show_batch_password (void)
{
  return show_batch (INGAM_BATCH_CHECK);
}

static GtkWidget *
show_batch_password_wrong (void)
{
  GtkWidget *window = show_batch_password ();

  ingam_ui_test_type (window, "password_row", "not-this-one");
  ingam_ui_test_press (window, "accept_button");
  ingam_ui_test_wait (is_calm, window);
  return window;
}

static GtkWidget *
show_batch_checked (void)
{
  GtkWidget *window = show_batch_password_wrong ();

  ingam_ui_test_press (window, "skip_button");
  return window;
}

static GtkWidget *
show_batch_forms (void)
{
  return show_batch (INGAM_BATCH_EXPORT);
}

static GtkWidget *
show_batch_removed (void)
{
  GtkWidget *window = show_batch (INGAM_BATCH_REMOVE);

  ingam_ui_test_wait (is_calm, window);
  ingam_ui_test_settle ();
  return window;
}

static gboolean
shows_text (gpointer user_data)
{
  GtkWidget *stack = ingam_ui_test_get (user_data, "stack", G_TYPE_NONE);

  return g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (stack)), "text") == 0;
}

static GtkWidget *
show_text (void)
{
  IngamStore *store = new_store ();
  IngamTextWindow *window =
      ingam_text_window_new (ingam_store_get_path (store), ingam_ui_test_find (store, "성춘향"));

  with_store (window, store);
  ingam_ui_test_wait (shows_text, window);
  return GTK_WIDGET (window);
}

static GtkWidget *
show_oddities (void)
{
  g_autofree char *path = ingam_ui_test_dup_store (TRUE);
  g_autofree char *folder = g_build_filename (path, "yessign", "USER", "cn=깨진 것", NULL);
  g_autofree char *file = g_build_filename (folder, "signCert.der", NULL);
  IngamStore *store = ingam_store_new (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "no certificate", -1, NULL));
  ingam_ui_test_load (store);
  g_assert_cmpuint (ingam_scan_get_oddities (ingam_store_get_scan (store))->len, ==, 1);
  return with_store (ingam_oddity_window_new (ingam_store_get_scan (store)), store);
}

/* --- the import --- */

static gboolean
is_past_busy (gpointer user_data)
{
  return !g_str_equal (ingam_import_dialog_get_page (user_data), "busy");
}

static GtkWidget *
show_import (const char *sample)
{
  g_autofree char *path = ingam_ui_test_dup_store (TRUE);
  g_autofree char *samples = ingam_ui_test_dup_samples ();
  g_autofree char *file = g_build_filename (samples, sample, NULL);
  const char *const paths[] = { file, NULL };
  IngamStore *store = ingam_store_new (path);
  IngamImportSession *session = ingam_import_session_new (store);
  IngamImportDialog *dialog = ingam_import_dialog_new (session);

  g_object_set_data_full (G_OBJECT (dialog), "session", session, g_object_unref);
  with_store (dialog, store);
  ingam_import_session_start (session, paths, NULL);
  ingam_ui_test_wait (is_past_busy, dialog);
  return GTK_WIDGET (dialog);
}

static GtkWidget *
show_import_busy (void)
{
  g_autofree char *path = ingam_ui_test_dup_store (FALSE);
  IngamStore *store = ingam_store_new (path);
  IngamImportSession *session = ingam_import_session_new (store);
  IngamImportDialog *dialog = ingam_import_dialog_new (session);

  g_object_set_data_full (G_OBJECT (dialog), "session", session, g_object_unref);
  return with_store (dialog, store);
}

static GtkWidget *
show_import_password (void)
{
  GtkWidget *dialog = show_import ("compatible.pfx");

  g_assert_cmpstr (ingam_import_dialog_get_page (INGAM_IMPORT_DIALOG (dialog)), ==, "password");
  return dialog;
}

static GtkWidget *
show_import_password_wrong (void)
{
  GtkWidget *dialog = show_import_password ();

  ingam_ui_test_type (dialog, "password_row", "not-this-one");
  ingam_ui_test_press (dialog, "accept_button");
  ingam_ui_test_wait (shows_hint, ingam_ui_test_get (dialog, "password_hint", G_TYPE_NONE));
  return dialog;
}

static gboolean
is_on_list (gpointer user_data)
{
  return g_str_equal (ingam_import_dialog_get_page (user_data), "list");
}

static GtkWidget *
show_import_question (void)
{
  GtkWidget *dialog = show_import ("");

  ingam_ui_test_type (dialog, "password_row", INGAM_DEMO_PASSWORD);
  ingam_ui_test_press (dialog, "accept_button");
  ingam_ui_test_wait (is_on_list, dialog);
  return dialog;
}

static gboolean
shows_results (gpointer user_data)
{
  return is_on_list (user_data) &&
         !gtk_widget_get_visible (ingam_ui_test_get (user_data, "cancel_button", G_TYPE_NONE));
}

static GtkWidget *
show_import_results (void)
{
  GtkWidget *dialog = show_import_question ();

  ingam_ui_test_press (dialog, "accept_button");
  ingam_ui_test_wait (shows_results, dialog);
  return dialog;
}

/* Files that lead to these two are dear to make; the pages are there all the same. */
static GtkWidget *
show_import_page (const char *page)
{
  GtkWidget *dialog = show_import_busy ();
  GtkWidget *stack = ingam_ui_test_get (dialog, "stack", G_TYPE_NONE);

  gtk_stack_set_visible_child_name (GTK_STACK (stack), page);
  ingam_ui_test_settle ();
  return dialog;
}

static GtkWidget *
show_import_expensive (void)
{
  return show_import_page ("expensive");
}

static GtkWidget *
show_import_nothing (void)
{
  return show_import_page ("nothing");
}

/* --- a backup that is restored from --- */

static gboolean
has_restore_state (gpointer page)
{
  return !g_str_equal (ingam_restore_page_get_state (page), "busy");
}

/* @n: so many in the backup, 0 for all; @code: why it cannot be read. */
static GtkWidget *
show_restore (guint n, IngamError code, gboolean held, const char *button)
{
  g_autoptr (IngamStore) store = new_store ();
  g_autoptr (GError) error =
      g_error_new (INGAM_ERROR, (int) code, "%s", _ ("The connection broke off"));
  GtkWidget *page = ingam_restore_page_new ();
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  ingam_fake_restore_set (store, n, code == INGAM_ERROR_FAILED ? NULL : error);
  ingam_fake_restore_hold (held);
  gtk_window_set_title (GTK_WINDOW (window), _ ("Restoring…"));
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), page);
  gtk_widget_set_vexpand (page, TRUE);
  adw_window_set_content (ADW_WINDOW (window), box);
  present (window);
  ingam_restore_page_set_backup (INGAM_RESTORE_PAGE (page), ingam_fake_restore_new_reader (),
                                 "/nonexistent");
  if (!held)
    ingam_ui_test_wait (has_restore_state, page);
  if (button != NULL)
    {
      ingam_ui_test_press (page, button);
      ingam_ui_test_wait (has_restore_state, page);
    }
  ingam_ui_test_settle ();
  return window; /* one that is held is cancelled with it */
}

static GtkWidget *
show_restore_busy (void)
{
  return show_restore (3, INGAM_ERROR_FAILED, TRUE, NULL);
}

static GtkWidget *
show_restore_damaged (void)
{
  return show_restore (0, INGAM_ERROR_DAMAGED, FALSE, NULL);
}

static GtkWidget *
show_restore_done (void)
{
  return show_restore (0, INGAM_ERROR_FAILED, FALSE, "restore_button");
}

static GtkWidget *
show_restore_few (void)
{
  return show_restore (5, INGAM_ERROR_FAILED, FALSE, NULL);
}

static GtkWidget *
show_restore_many (void)
{
  return show_restore (0, INGAM_ERROR_FAILED, FALSE, NULL);
}

static GtkWidget *
show_restore_passphrase (void)
{
  return show_restore (0, INGAM_ERROR_WRONG_PASSWORD, FALSE, NULL);
}

/* --- the guide --- */

static void
unfold_below (GtkWidget *widget)
{
  if (ADW_IS_EXPANDER_ROW (widget))
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (widget), TRUE);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    unfold_below (child);
}

/* Of the certificate of @name; NULL: of none, with everything unfolded. */
static GtkWidget *
show_guide (IngamGuideTopic topic, const char *name)
{
  IngamStore *store = new_store ();
  IngamGuideWindow *window = ingam_guide_window_new ();

  ingam_guide_window_show_topic (window, topic,
                                 name == NULL ? NULL : ingam_ui_test_find (store, name));
  if (name == NULL)
    unfold_below (GTK_WIDGET (window));
  return with_store (window, store);
}

static GtkWidget *
show_guide_backup (void)
{
  return show_guide (INGAM_GUIDE_BACKUP, NULL);
}

static GtkWidget *
show_guide_contents (void)
{
  return show_guide (INGAM_GUIDE_CONTENTS, NULL);
}

static GtkWidget *
show_guide_getting (void)
{
  return show_guide (INGAM_GUIDE_GETTING, NULL);
}

static GtkWidget *
show_guide_lost (void)
{
  return show_guide (INGAM_GUIDE_LOST, NULL);
}

static GtkWidget *
show_guide_moving (void)
{
  return show_guide (INGAM_GUIDE_MOVING, NULL);
}

static GtkWidget *
show_guide_questions (void)
{
  return show_guide (INGAM_GUIDE_QUESTIONS, NULL);
}

static GtkWidget *
show_guide_renewal (void)
{
  return show_guide (INGAM_GUIDE_RENEWAL, "이몽룡상사");
}

/* --- the aftercare --- */

static gboolean
has_aftercare_page (gpointer window)
{
  return ingam_aftercare_window_get_page (window) != NULL;
}

/* Its window on one of its pages, as a person left it; @name NULL: without a certificate. */
static GtkWidget *
show_aftercare (const char *name, IngamReason reason, const char *page, gboolean is_finished)
{
  g_autofree char *folder = g_dir_make_tmp ("ingam-aftercare-XXXXXX", NULL);
  g_autofree char *store = ingam_ui_test_dup_store (FALSE);
  g_autoptr (IngamJournal) journal = ingam_journal_new (folder);
  g_autoptr (IngamPlaces) places = ingam_places_new (store);
  IngamStore *home = ingam_place_get_store (ingam_places_get_home (places));
  IngamCredential *credential = name == NULL ? NULL : ingam_ui_test_find (home, name);
  IngamAftercareChange changes[] = {
    { .kind = INGAM_AFTERCARE_SET_REASON, .reason = reason },
    { .kind = INGAM_AFTERCARE_SET_PAGE, .page = page },
  };
  IngamAftercareKey key;
  GtkWidget *window;

  ingam_aftercare_key_init (&key, credential);
  for (guint i = 0; reason != INGAM_REASON_NONE && i < G_N_ELEMENTS (changes); i++)
    g_assert_true (ingam_aftercare_apply (journal, &key, &changes[i], NULL));
  for (int step = 0; is_finished && step < INGAM_STEP_N; step++)
    {
      IngamAftercareChange done = { .kind = INGAM_AFTERCARE_SET_STEP,
                                    .step = (IngamStep) step,
                                    .state = INGAM_STEP_DONE,
                                    .note = "/media/hong/USB/성춘향 2027-06-06.pfx" };

      g_assert_true (ingam_aftercare_apply (journal, &key, &done, NULL));
    }
  window = GTK_WIDGET (ingam_aftercare_window_new (places, journal, credential));
  present (window);
  ingam_ui_test_wait (has_aftercare_page, window);
  ingam_ui_test_settle ();
  return window;
}

#define AFTERCARE(function, name, reason, page, is_finished) \
  static GtkWidget *function (void) { return show_aftercare (name, reason, page, is_finished); }

AFTERCARE (show_aftercare_backup, "성춘향", INGAM_REASON_CHECK, "backup", TRUE)
AFTERCARE (show_aftercare_check, "성춘향", INGAM_REASON_CHECK, "overview", FALSE)
AFTERCARE (show_aftercare_expired, "심청", INGAM_REASON_EXPIRED, "overview", FALSE)
AFTERCARE (show_aftercare_finished, "성춘향", INGAM_REASON_LOST, "overview", TRUE)
AFTERCARE (show_aftercare_forgot, "성춘향", INGAM_REASON_FORGOT_PASSWORD, "overview", FALSE)
AFTERCARE (show_aftercare_install, "성춘향", INGAM_REASON_LOST, "install", FALSE)
AFTERCARE (show_aftercare_install_nothing, NULL, INGAM_REASON_LOST, "install", FALSE)
AFTERCARE (show_aftercare_lost, "성춘향", INGAM_REASON_LOST, "overview", FALSE)
AFTERCARE (show_aftercare_new_device, "성춘향", INGAM_REASON_NEW_DEVICE, "overview", FALSE)
AFTERCARE (show_aftercare_nothing, NULL, INGAM_REASON_LOST, "overview", FALSE)
AFTERCARE (show_aftercare_password, "성춘향", INGAM_REASON_CHECK, "password", FALSE)
AFTERCARE (show_aftercare_history, "성춘향", INGAM_REASON_LOST, "history", TRUE)
AFTERCARE (show_aftercare_services, "성춘향", INGAM_REASON_LOST, "services", FALSE)
AFTERCARE (show_aftercare_support, "성춘향", INGAM_REASON_LOST, "support", FALSE)
AFTERCARE (show_aftercare_support_nothing, NULL, INGAM_REASON_LOST, "support", FALSE)
AFTERCARE (show_aftercare_reason, "성춘향", INGAM_REASON_NONE, NULL, FALSE)

/* --- the aftercare's pages, held as its window holds them --- */

static gboolean
has_state (gpointer aftercare)
{
  return !ingam_aftercare_is_busy (aftercare) && ingam_aftercare_get_state (aftercare) != NULL;
}

/* Of the certificate with this display name, with a journal of its own. Free with g_object_unref().
 */
static IngamAftercare *
new_aftercare (const char *name)
{
  g_autofree char *folder = g_dir_make_tmp ("ingam-aftercare-XXXXXX", NULL);
  g_autoptr (IngamJournal) journal = ingam_journal_new (folder);
  g_autoptr (IngamStore) store = new_store ();
  IngamAftercare *aftercare =
      ingam_aftercare_new (journal, name == NULL ? NULL : ingam_ui_test_find (store, name));

  ingam_aftercare_load (aftercare);
  ingam_ui_test_wait (has_state, aftercare);
  return aftercare;
}

/* Contents of a step scroll with the step's title. */
static GtkWidget *
show_contents (GtkWidget *contents)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *viewport = gtk_viewport_new (NULL, NULL);
  GtkWidget *clamp = adw_clamp_new ();

  gtk_window_set_title (GTK_WINDOW (window), "Ingam");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_viewport_set_scroll_to_focus (GTK_VIEWPORT (viewport), TRUE);
  gtk_widget_add_css_class (contents, "step");
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 560);
  adw_clamp_set_child (ADW_CLAMP (clamp), contents);
  gtk_viewport_set_child (GTK_VIEWPORT (viewport), clamp);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), viewport);
  adw_window_set_content (ADW_WINDOW (window), scroller);
  present (window);
  ingam_ui_test_settle ();
  return window;
}

static GtkWidget *
show_services (IngamAftercare *aftercare)
{
  GtkWidget *page = g_object_new (INGAM_TYPE_SERVICES_PAGE, NULL);

  ingam_ui_test_wait (has_state, aftercare);
  ingam_services_page_set_aftercare (INGAM_SERVICES_PAGE (page), aftercare);
  return show_contents (page);
}

static GtkWidget *
show_services_choosing (void)
{
  g_autoptr (IngamAftercare) aftercare = new_aftercare ("성춘향");

  return show_services (aftercare);
}

static GtkWidget *
show_services_adding (void)
{
  GtkWidget *window = show_services_choosing ();

  ingam_ui_test_type (window, "search_entry", "no such place");
  ingam_ui_test_settle ();
  g_signal_emit_by_name (ingam_ui_test_get (window, "search_entry", G_TYPE_NONE), "search-changed");
  ingam_ui_test_press (window, "add_button");
  ingam_ui_test_type (window, "address_entry", "file:///etc/passwd");
  ingam_ui_test_press (window, "save_button");
  return window;
}

/* Known ones and an own one, with note and without, done and not. */
static void
choose_some (IngamAftercare *aftercare)
{
  const IngamServiceUse uses[] = {
    { .id = (char *) "kbstar", .note = (char *) "법인 계좌는 지점에서 등록해요" },
    { .id = (char *) "hometax" },
    { .id = (char *) "4insure" },
    { .id = (char *) "phone" },
    { .name = (char *) "춘향상사 그룹웨어", .address = (char *) "https://groupware.example.com" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (uses); i++)
    ingam_aftercare_put_service (aftercare, &uses[i]);
  ingam_aftercare_set_service_done (aftercare, "hometax", TRUE);
  ingam_aftercare_set_service_done (aftercare, "kbstar", TRUE);
}

static GtkWidget *
show_services_chosen (void)
{
  g_autoptr (IngamAftercare) aftercare = new_aftercare ("성춘향");

  choose_some (aftercare);
  return show_services (aftercare);
}

static GtkWidget *
show_services_changing (void)
{
  GtkWidget *window = show_services_chosen ();

  ingam_ui_test_press (window, "choose_button");
  return window;
}

static GtkWidget *
show_services_edited (void)
{
  GtkWidget *window = show_services_chosen ();
  GtkWidget *list = ingam_ui_test_get (window, "list", G_TYPE_NONE);

  gtk_widget_activate_action (gtk_widget_get_first_child (list), "service.remove", NULL);
  gtk_widget_activate_action (gtk_widget_get_last_child (list), "service.edit", NULL);
  ingam_ui_test_settle ();
  return window;
}

static gboolean
has_answer (gpointer window)
{
  GtkWidget *row = ingam_ui_test_get (window, "row", G_TYPE_NONE);

  return !g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), _ ("Looking…"));
}

static gboolean
is_mapped (gpointer widget)
{
  return gtk_widget_get_mapped (widget);
}

static void
free_kit (gpointer kit)
{
  ingam_test_package_kit_free (kit);
}

/* The bus of the session stands for the system's: see main(). */
static GtkWidget *
show_updates (IngamTestPackageKitManner manner, gboolean ask)
{
  IngamTestPackageKit *kit =
      ingam_test_package_kit_new (g_getenv ("DBUS_SYSTEM_BUS_ADDRESS"), manner);
  GtkWidget *window = show_services_chosen ();

  g_object_set_data_full (G_OBJECT (window), "kit", kit, free_kit);
  ingam_ui_test_wait (is_mapped, ingam_ui_test_get (window, "row", G_TYPE_NONE));
  if (ask)
    {
      gtk_widget_activate_action (ingam_ui_test_get (window, "row", G_TYPE_NONE), "updates.check",
                                  NULL);
      ingam_ui_test_wait (has_answer, window);
    }
  return window;
}

static GtkWidget *
show_updates_to_be_asked (void)
{
  return show_updates (INGAM_TEST_PACKAGE_KIT_BEHAVES, FALSE);
}

static GtkWidget *
show_updates_waiting (void)
{
  return show_updates (INGAM_TEST_PACKAGE_KIT_BEHAVES, TRUE);
}

static GtkWidget *
show_updates_failed (void)
{
  return show_updates (INGAM_TEST_PACKAGE_KIT_FAILS, TRUE);
}

static GtkWidget *
show_updates_none (void)
{
  return show_updates (INGAM_TEST_PACKAGE_KIT_HAS_NONE, TRUE);
}

static GtkWidget *
show_support_page (IngamAftercare *aftercare)
{
  GtkWidget *page = g_object_new (INGAM_TYPE_SUPPORT_PAGE, NULL);

  ingam_support_page_set_aftercare (INGAM_SUPPORT_PAGE (page), aftercare);
  return show_contents (page);
}

static GtkWidget *
show_support (void)
{
  g_autoptr (IngamAftercare) aftercare = new_aftercare ("성춘향");
  GtkWidget *window = show_support_page (aftercare);
  GtkTextView *view = GTK_TEXT_VIEW (ingam_ui_test_get (window, "details_view", G_TYPE_NONE));

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (view),
                            "어제부터 은행 사이트에서 등록이 안 돼요.", -1);
  return window;
}

static GtkWidget *
show_support_without_certificate (void)
{
  g_autoptr (IngamAftercare) aftercare = new_aftercare (NULL);

  return show_support_page (aftercare);
}

/* Of an authority that nobody has heard of. */
static IngamCredential *
new_stranger (void)
{
  const char *const subject[] = { "C=KR", "O=InGamCA", "CN=누구", NULL };
  gint64 now = ingam_clock_now ();
  const IngamMakerRequest request = {
    .subject = subject, .serial = 0x1234, .not_before = now - 86400, .not_after = now + 86400 * 200
  };
  g_autoptr (IngamMakerKey) key = ingam_maker_key_new (2048);
  g_autoptr (IngamMakerAuthority) authority =
      ingam_maker_authority_new_root (key, subject, now - 86400, now + 86400 * 2000);
  g_autoptr (GBytes) der = ingam_maker_issue (authority, key, &request);
  IngamCertificateFields fields;
  const IngamCredentialFacts facts = { .fields = &fields, .folder = "InGamCA/USER/cn=누구" };

  g_assert_true (
      ingam_certificate_peek (g_bytes_get_data (der, NULL), g_bytes_get_size (der), &fields));
  return ingam_credential_new (&facts);
}

static GtkWidget *
show_support_of_a_stranger (void)
{
  g_autoptr (IngamAftercare) aftercare = new_aftercare (NULL);
  g_autoptr (IngamCredential) credential = new_stranger ();

  ingam_aftercare_set_credential (aftercare, credential);
  ingam_ui_test_wait (has_state, aftercare);
  return show_support_page (aftercare);
}

static gboolean
has_events (gpointer window)
{
  GtkWidget *box = ingam_ui_test_get (window, "day_box", G_TYPE_NONE);

  return gtk_widget_get_first_child (box) != NULL ||
         gtk_widget_get_visible (ingam_ui_test_get (window, "sentence_label", G_TYPE_NONE));
}

static GtkWidget *
show_history_of (IngamAftercare *aftercare)
{
  GtkWidget *page = g_object_new (INGAM_TYPE_HISTORY_PAGE, NULL);
  GtkWidget *window = adw_window_new ();

  gtk_window_set_title (GTK_WINDOW (window), "Ingam");
  adw_window_set_content (ADW_WINDOW (window), page);
  ingam_history_page_set (INGAM_HISTORY_PAGE (page), ingam_aftercare_get_journal (aftercare),
                          ingam_aftercare_get_credential (aftercare));
  present (window);
  ingam_ui_test_wait (has_events, window);
  ingam_ui_test_settle ();
  return window;
}

static GtkWidget *
show_history_empty (void)
{
  g_autoptr (IngamAftercare) aftercare = new_aftercare ("성춘향");

  return show_history_of (aftercare);
}

/* Each kind once, over three days. */
static GtkWidget *
show_history (void)
{
  static const char *const notes[INGAM_EVENT_N_KINDS] = {
    [INGAM_EVENT_KEY_CHECKED] = "fail",        [INGAM_EVENT_RANDOM_CHECKED] = "pass",
    [INGAM_EVENT_AFTERCARE_BEGUN] = "lost",    [INGAM_EVENT_STEP_DONE] = "backup",
    [INGAM_EVENT_STEP_UNDONE] = "install",     [INGAM_EVENT_STEP_SKIPPED] = "password",
    [INGAM_EVENT_SERVICE_DONE] = "KB국민은행", [INGAM_EVENT_EXPORTED] = "USB (PFX)",
  };
  g_autoptr (IngamAftercare) aftercare = new_aftercare ("성춘향");
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_event_free);

  for (guint i = 0; i < INGAM_EVENT_N_KINDS; i++)
    g_ptr_array_add (events, ingam_event_new (ingam_aftercare_get_credential (aftercare),
                                              (IngamEventKind) i,
                                              ingam_clock_now () - i / 5 * 86400, notes[i]));
  g_assert_true (ingam_journal_record (ingam_aftercare_get_journal (aftercare), events, NULL));
  return show_history_of (aftercare);
}

/* --- backups --- */

/* In a window of its own, which keeps the stage. */
static IngamBackupWindow *
open_backup (IngamBackupStage *stage)
{
  IngamBackupWindow *window = ingam_backup_window_new (stage->session);

  g_object_set_data_full (G_OBJECT (window), "stage", stage,
                          (GDestroyNotify) ingam_backup_stage_free);
  present (window);
  ingam_backup_stage_wait (stage);
  ingam_ui_test_settle ();
  return window;
}

static IngamBackupStage *
new_stage_with_place (void)
{
  IngamBackupStage *stage = ingam_backup_stage_new ();
  g_autoptr (IngamDestination) place = ingam_backup_stage_add_folder (stage, "Nextcloud", TRUE);

  return stage;
}

static GtkWidget *
show_backup_nothing (void)
{
  return GTK_WIDGET (open_backup (ingam_backup_stage_new ()));
}

static GtkWidget *
show_backup_place (void)
{
  return GTK_WIDGET (open_backup (new_stage_with_place ()));
}

/* Of two places one that is not there; the passphrase nobody has on paper. */
static GtkWidget *
show_backup_done (void)
{
  IngamBackupStage *stage = new_stage_with_place ();
  g_autoptr (IngamDestination) away = ingam_backup_stage_add_folder (stage, "USB 김철수", FALSE);

  ingam_backup_stage_back_up (stage);
  return GTK_WIDGET (open_backup (stage));
}

static GtkWidget *
show_backup_page (const char *page)
{
  IngamBackupStage *stage = new_stage_with_place ();
  IngamBackupWindow *window;

  ingam_backup_stage_back_up (stage);
  window = open_backup (stage);
  ingam_backup_window_show_page (window, page);
  ingam_ui_test_settle ();
  return GTK_WIDGET (window);
}

static GtkWidget *
show_backup_new (void)
{
  return show_backup_page ("new");
}

static GtkWidget *
show_backup_restic (void)
{
  return show_backup_page ("restic");
}

static GtkWidget *
show_backup_sheet (void)
{
  return show_backup_page ("sheet");
}

static GtkWidget *
show_backup_pick (void)
{
  return show_backup_page ("pick");
}

static GtkWidget *
show_backup_open (void)
{
  GtkWidget *window = show_backup_page ("open");
  g_autoptr (GFile) file = g_file_new_for_path ("/media/usb/ingam-20261126-153012-3fa29c1b.zip");

  ingam_open_page_set_file (
      INGAM_OPEN_PAGE (ingam_ui_test_get (window, NULL, INGAM_TYPE_OPEN_PAGE)), file, TRUE);
  return window;
}

static GtkWidget *
show_backup_destination (void)
{
  GtkWidget *window = show_backup_page ("state");
  GtkWidget *page = ingam_ui_test_get (window, NULL, INGAM_TYPE_STATE_PAGE);
  IngamBackupStage *stage = g_object_get_data (G_OBJECT (window), "stage");
  const IngamLedgerPlace *place =
      g_ptr_array_index (ingam_backup_session_get_ledger (stage->session)->places, 0);

  g_signal_emit_by_name (page, "place-chosen", ingam_destination_get_id (place->destination));
  ingam_ui_test_settle ();
  return window;
}

static GtkWidget *
show_backup_passphrase (void)
{
  IngamBackupWindow *window = open_backup (new_stage_with_place ());

  gtk_widget_activate_action (GTK_WIDGET (window), "backup.back-up-now", NULL);
  ingam_backup_stage_wait_for_page (window, "passphrase");
  return GTK_WIDGET (window);
}

static GtkWidget *
show_backup_progress (void)
{
  GtkWidget *window = show_backup_page ("state");
  IngamBackupStage *stage = g_object_get_data (G_OBJECT (window), "stage");

  ingam_backup_stage_hold_keyring (stage, TRUE);
  ingam_backup_session_back_up (stage->session, NULL);
  ingam_backup_stage_wait_for_page (INGAM_BACKUP_WINDOW (window), "progress");
  return window;
}

static GtkWidget *
show_backup_keyring (IngamError answer)
{
  GtkWidget *window = show_backup_page ("state");
  IngamBackupStage *stage = g_object_get_data (G_OBJECT (window), "stage");

  if (answer == INGAM_ERROR_KEYRING_EMPTY)
    ingam_backup_stage_put_in_keyring (stage, NULL);
  else
    ingam_backup_stage_set_keyring (stage, answer);
  gtk_widget_activate_action (window, "backup.back-up-now", NULL);
  ingam_backup_stage_wait_for_page (INGAM_BACKUP_WINDOW (window), "keyring");
  return window;
}

static GtkWidget *
show_backup_keyring_absent (void)
{
  return show_backup_keyring (INGAM_ERROR_KEYRING_ABSENT);
}

static GtkWidget *
show_backup_keyring_dismissed (void)
{
  return show_backup_keyring (INGAM_ERROR_KEYRING_DISMISSED);
}

static GtkWidget *
show_backup_keyring_empty (void)
{
  return show_backup_keyring (INGAM_ERROR_KEYRING_EMPTY);
}

static GtkWidget *
show_backup_keyring_locked (void)
{
  return show_backup_keyring (INGAM_ERROR_KEYRING_LOCKED);
}

/* A letter was changed behind our back; and one was typed wrong. */
static GtkWidget *
show_backup_keyring_changed (void)
{
  GtkWidget *window = show_backup_page ("state");
  IngamBackupStage *stage = g_object_get_data (G_OBJECT (window), "stage");
  g_autoptr (IngamSecret) other = ingam_passphrase_generate ();

  ingam_backup_stage_put_in_keyring (stage, other);
  gtk_widget_activate_action (window, "backup.back-up-now", NULL);
  ingam_backup_stage_wait_for_page (INGAM_BACKUP_WINDOW (window), "keyring");
  ingam_ui_test_type (window, "entry_row", "KQ7M-2XPA");
  ingam_ui_test_press (window, "use_button");
  return window;
}

/* --- preferences --- */

static gboolean
knows_agent (gpointer user_data)
{
  IngamAgentClient *agent = user_data;

  return ingam_agent_client_get_presence (agent) == INGAM_AGENT_ABSENT ||
         ingam_agent_client_get_status (agent) != NULL;
}

/* @mock: taken over; NULL: no agent runs. @settings: NULL: none can be kept. */
static GtkWidget *
show_preferences_with (IngamTestAgent *mock, GSettings *settings)
{
  g_autoptr (IngamAgentClient) agent = ingam_agent_client_new ();
  IngamPreferencesWindow *window = ingam_preferences_window_new (settings, agent);

  if (mock != NULL)
    g_object_set_data_full (G_OBJECT (window), "mock", mock,
                            (GDestroyNotify) ingam_test_agent_free);
  present (window);
  ingam_ui_test_wait (knows_agent, agent);
  ingam_ui_test_settle ();
  return GTK_WIDGET (window);
}

static GSettings *
new_settings (const char *reminders)
{
  GSettings *settings = ingam_ui_test_new_settings ();

  g_assert_nonnull (settings);
  g_settings_set_string (settings, INGAM_SETTING_REMINDERS, reminders);
  return settings;
}

static GtkWidget *
show_preferences (void)
{
  g_autoptr (GSettings) settings = new_settings ("on");
  IngamTestAgent *mock = ingam_test_agent_new ();

  mock->next = ingam_clock_now () + 24 * 60 * 60;
  return show_preferences_with (mock, settings);
}

static GtkWidget *
show_preferences_off (void)
{
  g_autoptr (GSettings) settings = new_settings ("off");

  return show_preferences_with (NULL, settings);
}

static GtkWidget *
show_preferences_without_agent (void)
{
  g_autoptr (GSettings) settings = new_settings ("on");

  return show_preferences_with (NULL, settings);
}

static GtkWidget *
show_preferences_without_tray (void)
{
  g_autoptr (GSettings) settings = new_settings ("on");
  IngamTestAgent *mock = ingam_test_agent_new ();

  mock->tray = "no-host";
  mock->notifications = "none";
  return show_preferences_with (mock, settings);
}

static GtkWidget *
show_preferences_without_quiet_hours (void)
{
  g_autoptr (GSettings) settings = new_settings ("on");

  g_settings_set_int (settings, INGAM_SETTING_QUIET_UNTIL,
                      g_settings_get_int (settings, INGAM_SETTING_QUIET_FROM));
  return show_preferences_with (ingam_test_agent_new (), settings);
}

static GtkWidget *
show_preferences_without_settings (void)
{
  return show_preferences_with (NULL, NULL);
}

static gboolean
has_subtitle (gpointer row)
{
  return *adw_action_row_get_subtitle (row) != '\0';
}

static GtkWidget *
show_preferences_tested (void)
{
  GtkWidget *window = show_preferences ();
  IngamTestAgent *mock = g_object_get_data (G_OBJECT (window), "mock");

  mock->refusal = g_dgettext (GETTEXT_PACKAGE, "This desktop shows no notifications. Look at the "
                                               "list now and then.");
  ingam_ui_test_press (window, "test_button");
  ingam_ui_test_wait (has_subtitle, ingam_ui_test_get (window, "test_row", G_TYPE_NONE));
  return window;
}

/* --- what the application has --- */

static GtkWidget *
show_shortcuts (void)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/io/github/ingam/Ingam/shortcuts.ui");
  GtkWidget *window = GTK_WIDGET (gtk_builder_get_object (builder, "help_overlay"));

  present (window);
  return window;
}

static GtkWidget *
show_about (void)
{
  GtkWidget *owner = show_empty ();
  GtkWidget *window;

  g_action_group_activate_action (G_ACTION_GROUP (ingam_ui_test_get_application ()), "about", NULL);
  window = ingam_ui_test_find_window (ADW_TYPE_ABOUT_WINDOW);
  g_assert_nonnull (window);
  gtk_window_set_transient_for (GTK_WINDOW (window), NULL);
  ingam_ui_test_finalize_window (owner);
  return window;
}

/* One line a screen and state, sorted. */
static const Screen screens[] = {
  { "about", show_about, TRUE },
  { "aftercare-backup", show_aftercare_backup, FALSE },
  { "aftercare-check", show_aftercare_check, FALSE },
  { "aftercare-expired", show_aftercare_expired, FALSE },
  { "aftercare-finished", show_aftercare_finished, FALSE },
  { "aftercare-forgot", show_aftercare_forgot, FALSE },
  { "aftercare-history", show_aftercare_history, FALSE },
  { "aftercare-install", show_aftercare_install, FALSE },
  { "aftercare-install-nothing", show_aftercare_install_nothing, FALSE },
  { "aftercare-lost", show_aftercare_lost, FALSE },
  { "aftercare-new-device", show_aftercare_new_device, FALSE },
  { "aftercare-nothing", show_aftercare_nothing, FALSE },
  { "aftercare-password", show_aftercare_password, FALSE },
  { "aftercare-reason", show_aftercare_reason, FALSE },
  { "aftercare-services", show_aftercare_services, FALSE },
  { "aftercare-support", show_aftercare_support, FALSE },
  { "aftercare-support-nothing", show_aftercare_support_nothing, FALSE },
  { "backup-destination", show_backup_destination, FALSE },
  { "backup-done", show_backup_done, FALSE },
  { "backup-keyring-absent", show_backup_keyring_absent, FALSE },
  { "backup-keyring-changed", show_backup_keyring_changed, FALSE },
  { "backup-keyring-dismissed", show_backup_keyring_dismissed, FALSE },
  { "backup-keyring-empty", show_backup_keyring_empty, FALSE },
  { "backup-keyring-locked", show_backup_keyring_locked, FALSE },
  { "backup-new-place", show_backup_new, FALSE },
  { "backup-nothing", show_backup_nothing, FALSE },
  { "backup-open", show_backup_open, FALSE },
  { "backup-passphrase", show_backup_passphrase, FALSE },
  { "backup-pick", show_backup_pick, FALSE },
  { "backup-place", show_backup_place, FALSE },
  { "backup-progress", show_backup_progress, FALSE },
  { "backup-restic", show_backup_restic, FALSE },
  { "backup-sheet", show_backup_sheet, FALSE },
  { "batch-checked", show_batch_checked, TRUE },
  { "batch-forms", show_batch_forms, TRUE },
  { "batch-password", show_batch_password, TRUE },
  { "batch-password-wrong", show_batch_password_wrong, TRUE },
  { "batch-removed", show_batch_removed, TRUE },
  { "export", show_export, TRUE },
  { "export-as-a-folder", show_export_folder, TRUE },
  { "export-file", show_export_file, TRUE },
  { "export-for-a-drag", show_export_for_a_drag, TRUE },
  { "guide-backup", show_guide_backup, FALSE },
  { "guide-contents", show_guide_contents, TRUE },
  { "guide-getting", show_guide_getting, TRUE },
  { "guide-lost", show_guide_lost, TRUE },
  { "guide-moving", show_guide_moving, TRUE },
  { "guide-questions", show_guide_questions, TRUE },
  { "guide-renewal", show_guide_renewal, TRUE },
  { "history", show_history, FALSE },
  { "history-empty", show_history_empty, FALSE },
  { "import-busy", show_import_busy, TRUE },
  { "import-expensive", show_import_expensive, TRUE },
  { "import-nothing", show_import_nothing, TRUE },
  { "import-password", show_import_password, TRUE },
  { "import-password-wrong", show_import_password_wrong, TRUE },
  { "import-question", show_import_question, TRUE },
  { "import-results", show_import_results, TRUE },
  { "oddities", show_oddities, TRUE },
  { "password-change", show_password_change, TRUE },
  { "password-change-filled", show_password_change_filled, TRUE },
  { "password-change-suggested", show_password_change_suggested, TRUE },
  { "password-changed", show_password_changed, TRUE },
  { "password-check", show_password_check, TRUE },
  { "password-check-wrong", show_password_check_wrong, TRUE },
  { "preferences", show_preferences, TRUE },
  { "preferences-off", show_preferences_off, TRUE },
  { "preferences-tested", show_preferences_tested, TRUE },
  { "preferences-without-agent", show_preferences_without_agent, TRUE },
  { "preferences-without-quiet-hours", show_preferences_without_quiet_hours, TRUE },
  { "preferences-without-settings", show_preferences_without_settings, TRUE },
  { "preferences-without-tray", show_preferences_without_tray, TRUE },
  { "restore-busy", show_restore_busy, FALSE },
  { "restore-damaged", show_restore_damaged, FALSE },
  { "restore-done", show_restore_done, FALSE },
  { "restore-few", show_restore_few, FALSE },
  { "restore-many", show_restore_many, FALSE },
  { "restore-passphrase", show_restore_passphrase, FALSE },
  { "services-adding", show_services_adding, FALSE },
  { "services-changing", show_services_changing, FALSE },
  { "services-choosing", show_services_choosing, FALSE },
  { "services-chosen", show_services_chosen, FALSE },
  { "services-edited", show_services_edited, FALSE },
  { "shortcuts", show_shortcuts, TRUE },
  { "support", show_support, FALSE },
  { "support-of-a-stranger", show_support_of_a_stranger, FALSE },
  { "support-without-certificate", show_support_without_certificate, FALSE },
  { "text", show_text, TRUE },
  { "updates-failed", show_updates_failed, FALSE },
  { "updates-none", show_updates_none, FALSE },
  { "updates-to-be-asked", show_updates_to_be_asked, FALSE },
  { "updates-waiting", show_updates_waiting, FALSE },
  { "window-empty", show_empty, FALSE },
  { "window-loading", show_loading, FALSE },
  { "window-main", show_main, FALSE },
  { "window-main-asking", show_main_asking, FALSE },
  { "window-main-opened", show_main_opened, FALSE },
  { "window-main-replaced", show_main_replaced, FALSE },
  { "window-unreadable", show_unreadable, FALSE },
};

static const struct
{
  const char *name;
  int width;
  int height;
} rooms[] = {
  { "narrow", INGAM_UI_TEST_NARROW, 640 },
  { "wide", 1200, 800 },
};

static void
test_screen (gconstpointer data)
{
  GtkWidget *window;

  current = data;
  window = current->screen->show ();
  ingam_ui_test_shoot (window, g_test_get_path () + 1);
  ingam_ui_test_walk (window);
  if (current->screen->escape)
    ingam_ui_test_escape (window);
  else
    ingam_ui_test_finalize_window (window);
}

/* A key that works and that nobody is told about might as well not be there. */
static void
test_every_key_is_shown (void)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/io/github/ingam/Ingam/shortcuts.ui");
  g_autoptr (GSList) objects = gtk_builder_get_objects (builder);
  g_autoptr (GHashTable) shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GtkApplication *application = GTK_APPLICATION (ingam_ui_test_get_application ());
  g_auto (GStrv) actions = gtk_application_list_action_descriptions (application);

  for (GSList *one = objects; one != NULL; one = one->next)
    if (GTK_IS_SHORTCUTS_SHORTCUT (one->data))
      {
        g_autofree char *action = NULL;

        g_object_get (one->data, "action-name", &action, NULL);
        if (action != NULL)
          g_hash_table_add (shown, g_steal_pointer (&action));
      }
  g_assert_cmpuint (g_strv_length (actions), >=, 9);
  for (guint i = 0; actions[i] != NULL; i++)
    if (!g_hash_table_contains (shown, actions[i]))
      {
        g_test_message ("%s has a key that the shortcuts window does not show", actions[i]);
        g_test_fail ();
      }
  gtk_window_destroy (GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay")));
}

static void
assert_keys_below (GtkWidget *widget)
{
  if (GTK_IS_SHORTCUTS_SHORTCUT (widget))
    {
      g_autofree char *keys = NULL;
      g_autofree char *title = NULL;

      g_object_get (widget, "accelerator", &keys, "title", &title, NULL);
      if (keys == NULL || *keys == '\0')
        {
          g_test_message ("no keys are shown for \"%s\"", title);
          g_test_fail ();
        }
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    assert_keys_below (child);
}

/* As a person opens it: the window knew no keys of actions when it was not handed to GTK. */
static void
test_every_shortcut_has_its_keys (void)
{
  GtkWidget *owner =
      GTK_WIDGET (ingam_window_new (ingam_ui_test_get_application (), "/nonexistent/NPKI"));
  GtkWidget *window;

  gtk_window_present (GTK_WINDOW (owner));
  gtk_widget_activate_action (owner, "win.show-help-overlay", NULL);
  window = ingam_ui_test_find_window (GTK_TYPE_SHORTCUTS_WINDOW);
  g_assert_nonnull (window);
  assert_keys_below (window);
  ingam_ui_test_finalize_window (owner);
}

/* Where there is room for one page, the search is on the other one: it has to come. */
static void
test_find_from_a_page (void)
{
  static const Case narrow = { .width = INGAM_UI_TEST_NARROW, .height = 640 };
  GtkWidget *window;

  current = &narrow;
  window = show_main_opened ();
  gtk_widget_activate_action (window, "win.find", NULL);
  ingam_ui_test_settle ();
  g_assert_false (ingam_split_view_get_show_content (
      INGAM_SPLIT_VIEW (ingam_ui_test_get (window, "split", 0))));
  g_assert_true (GTK_IS_TEXT (gtk_window_get_focus (GTK_WINDOW (window))));
  ingam_ui_test_finalize_window (window);
}

static void
add (const Screen *screen, const char *name, guint room, GTestDataFunc test)
{
  g_autofree char *path = g_strdup_printf ("/screens/%s/%s", name, rooms[room].name);
  Case *one = g_new0 (Case, 1);

  one->screen = screen;
  one->width = rooms[room].width;
  one->height = rooms[room].height;
  g_test_add_data_func_full (path, one, test, g_free);
}

int
main (int argc, char *argv[])
{
  int status;

  /* A PackageKit can be put on it, and the machine's own is not asked. */
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_getenv ("DBUS_SESSION_BUS_ADDRESS"), TRUE);
  ingam_ui_test_init (&argc, &argv);
  ingam_ui_test_get_application (); /* brings the style sheet */
  for (guint room = 0; room < G_N_ELEMENTS (rooms); room++)
    {
      add (NULL, "detail-of-each", room, test_details);
      for (guint i = 0; i < G_N_ELEMENTS (screens); i++)
        add (&screens[i], screens[i].name, room, test_screen);
    }
  g_test_add_func ("/screens/find-from-a-page", test_find_from_a_page);
  g_test_add_func ("/screens/shortcuts/every-key-is-shown", test_every_key_is_shown);
  g_test_add_func ("/screens/shortcuts/every-shortcut-has-its-keys",
                   test_every_shortcut_has_its_keys);
  status = g_test_run ();
  ingam_ui_test_clean_up ();
  return status;
}
