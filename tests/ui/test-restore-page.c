/* What is in a backup, what is to come back, and what came of it: the page, driven. The restore
 * itself is a fake here; core/backup's tests drive the real one. */
#include "config.h"

#include "tests/ui/fake-restore.h"
#include "tests/ui/support.h"

#include "app/backup/restore-item.h"
#include "app/backup/restore-page.h"
#include "core/base/error.h"

#include <glib/gstdio.h>

typedef struct
{
  char *path;
  IngamStore *store;
  GtkWidget *window;
  IngamRestorePage *page;
  char *step;
  guint n_restored;
  guint n_left;
  guint n_wanted_passphrase;
} Fixture;

static void
restored_cb (IngamRestorePage *page, const char *step, guint n, Fixture *fixture)
{
  g_free (fixture->step);
  fixture->step = g_strdup (step);
  fixture->n_restored = n;
}

static void
left_cb (IngamRestorePage *page, Fixture *fixture)
{
  fixture->n_left++;
}

static void
passphrase_cb (IngamRestorePage *page, Fixture *fixture)
{
  fixture->n_wanted_passphrase++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->path = ingam_ui_test_dup_store (FALSE);
  fixture->store = ingam_store_new (fixture->path);
  ingam_ui_test_load (fixture->store);
  ingam_fake_restore_set (fixture->store, 5, NULL);
  fixture->page = INGAM_RESTORE_PAGE (ingam_restore_page_new ());
  fixture->window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 500, 700);
  g_signal_connect (fixture->page, "restored", G_CALLBACK (restored_cb), fixture);
  g_signal_connect (fixture->page, "left", G_CALLBACK (left_cb), fixture);
  g_signal_connect (fixture->page, "passphrase-wanted", G_CALLBACK (passphrase_cb), fixture);
  gtk_window_present (GTK_WINDOW (fixture->window));
  ingam_ui_test_draw (fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->window != NULL)
    ingam_ui_test_finalize_window (fixture->window);
  ingam_fake_restore_set (NULL, 0, NULL);
  ingam_fake_restore_set_failure (NULL);
  ingam_fake_restore_hold (FALSE);
  g_object_unref (fixture->store);
  g_free (fixture->path);
  g_free (fixture->step);
  g_assert_cmpuint (ingam_fake_restore_get_plans (), ==, 0);
}

typedef struct
{
  IngamRestorePage *page;
  const char *state;
} Awaited;

static gboolean
has_state (gpointer user_data)
{
  const Awaited *awaited = user_data;

  return g_strcmp0 (ingam_restore_page_get_state (awaited->page), awaited->state) == 0;
}

static void
wait_for (Fixture *fixture, const char *state)
{
  Awaited awaited = { fixture->page, state };

  ingam_ui_test_wait (has_state, &awaited);
}

static void
open_backup (Fixture *fixture, const char *state)
{
  ingam_restore_page_set_backup (fixture->page, ingam_fake_restore_new_reader (), fixture->path);
  g_assert_cmpstr (ingam_restore_page_get_state (fixture->page), ==, "busy");
  wait_for (fixture, state);
  ingam_ui_test_settle ();
}

static const char *
get_text (Fixture *fixture, const char *id)
{
  GtkWidget *widget = ingam_ui_test_get (GTK_WIDGET (fixture->page), id, G_TYPE_NONE);

  return GTK_IS_BUTTON (widget) ? gtk_button_get_label (GTK_BUTTON (widget)) :
                                  gtk_label_get_text (GTK_LABEL (widget));
}

static GListModel *
get_list (Fixture *fixture)
{
  GtkWidget *view = ingam_ui_test_get (GTK_WIDGET (fixture->page), "view", G_TYPE_NONE);

  return G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (view)));
}

static void
test_missing_and_newer_are_chosen_at_first (Fixture *fixture, gconstpointer data)
{
  open_backup (fixture, "list");
  g_assert_cmpuint (g_list_model_get_n_items (get_list (fixture)), ==, 5);
  g_assert_cmpstr (get_text (fixture, "restore_button"), ==, "_Restore 2");
  g_assert_cmpstr (get_text (fixture, "counts_label"), ==,
                   "1 missing here, 1 newer in the backup, 1 different, 1 older in the backup, "
                   "1 the same");
}

static void
test_what_is_the_same_cannot_be_chosen (Fixture *fixture, gconstpointer data)
{
  open_backup (fixture, "list");
  ingam_ui_test_press (fixture->page, "all_button"); /* none */
  g_assert_cmpstr (get_text (fixture, "restore_button"), ==, "_Restore");
  ingam_ui_test_press (fixture->page, "all_button"); /* all */
  g_assert_cmpstr (get_text (fixture, "restore_button"), ==, "_Restore 4");
}

static void
test_restored_is_told_for_undo (Fixture *fixture, gconstpointer data)
{
  open_backup (fixture, "list");
  ingam_ui_test_press (fixture->page, "restore_button");
  wait_for (fixture, "list");
  ingam_ui_test_settle ();
  g_assert_nonnull (fixture->step);
  g_assert_cmpuint (fixture->n_restored, ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (get_list (fixture)), ==, 2);
  g_assert_cmpstr (get_text (fixture, "heading_label"), ==, "2 certificates restored");
  g_assert_cmpuint (fixture->n_left, ==, 0);
  ingam_ui_test_press (fixture->page, "restore_button"); /* it says Done now */
  g_assert_cmpuint (fixture->n_left, ==, 1);
}

static void
test_one_that_fails_says_why (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) failure = g_error_new (INGAM_ERROR, INGAM_ERROR_NO_SPACE, "The disk is full.");
  g_autoptr (IngamRestoreItem) item = NULL;
  g_autofree char *sentence = NULL;

  ingam_fake_restore_set_failure (failure);
  open_backup (fixture, "list");
  ingam_ui_test_press (fixture->page, "restore_button");
  wait_for (fixture, "list");
  ingam_ui_test_settle ();
  g_assert_cmpuint (fixture->n_restored, ==, 1);
  item = g_list_model_get_item (get_list (fixture), 1);
  sentence = ingam_restore_item_dup_sentence (item);
  g_assert_cmpstr (sentence, ==, "The disk is full.");
  g_assert_cmpint (ingam_restore_item_get_sign (item), ==, INGAM_SIGN_BAD);
}

static void
test_a_search_narrows_and_all_means_those (Fixture *fixture, gconstpointer data)
{
  guint n;

  ingam_fake_restore_set (fixture->store, 0, NULL);
  open_backup (fixture, "list");
  n = g_list_model_get_n_items (get_list (fixture));
  ingam_ui_test_press (fixture->page, "all_button"); /* none */
  ingam_ui_test_type (fixture->page, "search_entry", "이몽룡상사");
  g_signal_emit_by_name (ingam_ui_test_get (GTK_WIDGET (fixture->page), "search_entry", 0),
                         "search-changed");
  ingam_ui_test_settle ();
  g_assert_cmpuint (g_list_model_get_n_items (get_list (fixture)), >, 0);
  g_assert_cmpuint (g_list_model_get_n_items (get_list (fixture)), <, n);
}

static void
test_a_wrong_passphrase_asks_for_another (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error =
      g_error_new (INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD, "It does not open <this>.");

  ingam_fake_restore_set (fixture->store, 0, error);
  open_backup (fixture, "failed");
  ingam_ui_test_press (fixture->page, "passphrase_button");
  g_assert_cmpuint (fixture->n_wanted_passphrase, ==, 1);
  ingam_fake_restore_set (fixture->store, 0, NULL);
  open_backup (fixture, "list"); /* set again, with the right one */
}

static void
test_what_cannot_be_reached_is_tried_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error =
      g_error_new (INGAM_ERROR, INGAM_ERROR_UNREACHABLE, "Plug the drive in.");

  ingam_fake_restore_set (fixture->store, 0, error);
  open_backup (fixture, "failed");
  ingam_fake_restore_set (fixture->store, 0, NULL);
  ingam_ui_test_press (fixture->page, "again_button");
  wait_for (fixture, "list");
}

static gboolean
has_left (gpointer user_data)
{
  return ((Fixture *) user_data)->n_left > 0;
}

static void
test_reading_can_be_cancelled (Fixture *fixture, gconstpointer data)
{
  ingam_fake_restore_hold (TRUE);
  ingam_restore_page_set_backup (fixture->page, ingam_fake_restore_new_reader (), fixture->path);
  ingam_ui_test_press (fixture->page, "cancel_button");
  ingam_ui_test_wait (has_left, fixture);
}

static gboolean
has_no_plan (gpointer user_data)
{
  return ingam_fake_restore_get_plans () == 0;
}

/* The plan of a running restore must not go away with the window. */
static void
test_a_window_may_close_in_the_middle (Fixture *fixture, gconstpointer data)
{
  open_backup (fixture, "list");
  ingam_fake_restore_hold (TRUE);
  ingam_ui_test_press (fixture->page, "restore_button");
  ingam_ui_test_finalize_window (g_steal_pointer (&fixture->window));
  g_assert_cmpuint (ingam_fake_restore_get_plans (), ==, 1);
  ingam_ui_test_wait (has_no_plan, NULL);
  g_assert_null (fixture->step);
}

static void
test_everything_is_unpacked_into_a_new_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *parent = g_dir_make_tmp ("ingam-unpack-XXXXXX", NULL);
  g_autoptr (GDir) folder = NULL;
  guint n = 0;

  open_backup (fixture, "list");
  for (guint i = 0; i < 2; i++) /* the second time beside the first */
    {
      ingam_restore_page_unpack (fixture->page, parent);
      wait_for (fixture, "unpacked");
    }
  folder = g_dir_open (parent, 0, NULL);
  for (const char *name; (name = g_dir_read_name (folder)) != NULL; n++)
    {
      g_autofree char *path = g_build_filename (parent, name, NULL);

      g_assert_cmpint (g_rmdir (path), ==, 0);
    }
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpint (g_rmdir (parent), ==, 0);
  ingam_ui_test_press (fixture->page, "back_button");
  g_assert_cmpstr (ingam_restore_page_get_state (fixture->page), ==, "list");
}

#define ADD(name, function) \
  g_test_add ("/restore-page/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  int status;

  ingam_ui_test_init (&argc, &argv);
  ADD ("chosen-at-first", test_missing_and_newer_are_chosen_at_first);
  ADD ("the-same-cannot-be-chosen", test_what_is_the_same_cannot_be_chosen);
  ADD ("restored-is-told-for-undo", test_restored_is_told_for_undo);
  ADD ("one-that-fails-says-why", test_one_that_fails_says_why);
  ADD ("search", test_a_search_narrows_and_all_means_those);
  ADD ("wrong-passphrase", test_a_wrong_passphrase_asks_for_another);
  ADD ("unreachable", test_what_cannot_be_reached_is_tried_again);
  ADD ("cancel", test_reading_can_be_cancelled);
  ADD ("closed-in-the-middle", test_a_window_may_close_in_the_middle);
  ADD ("unpack", test_everything_is_unpacked_into_a_new_folder);
  status = g_test_run ();
  ingam_ui_test_clean_up ();
  return status;
}
