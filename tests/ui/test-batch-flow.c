/* Many certificates at once: the course without a window, and the dialog around it. */
#include "config.h"

#include "tests/ui/support.h"

#include "app/batch/batch-dialog.h"
#include "app/widgets/hint-row.h"
#include "core/base/durable-file.h"
#include "core/demo/demo.h"

#include <string.h>

typedef struct
{
  char *path;
  IngamStore *store;
  GPtrArray *pairs;
  IngamBatchDialog *dialog;
  gpointer alive;
} Fixture;

static void
add_all (Fixture *fixture, IngamStore *store)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (store)); i++)
    {
      g_autoptr (IngamCredential) credential = g_list_model_get_item (G_LIST_MODEL (store), i);
      IngamBatchPair *pair = g_new0 (IngamBatchPair, 1);

      pair->store = store;
      pair->credential = credential; /* the model keeps it */
      g_ptr_array_add (fixture->pairs, pair);
    }
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->path = ingam_ui_test_dup_store (TRUE);
  fixture->store = ingam_store_new (fixture->path);
  fixture->pairs = g_ptr_array_new_with_free_func (g_free);
  ingam_ui_test_load (fixture->store);
  add_all (fixture, fixture->store);
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->alive != NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  ingam_ui_test_wait (is_gone, &fixture->alive);
  g_ptr_array_unref (fixture->pairs);
  ingam_ui_test_settle ();
  g_assert_finalize_object (fixture->store);
  g_free (fixture->path);
}

static IngamBatchSession *
open_dialog (Fixture *fixture, IngamBatchVerb verb)
{
  fixture->dialog = ingam_batch_dialog_new (verb, fixture->pairs);
  fixture->alive = fixture->dialog;
  g_object_add_weak_pointer (G_OBJECT (fixture->dialog), &fixture->alive);
  gtk_window_present (GTK_WINDOW (fixture->dialog));
  ingam_ui_test_settle ();
  return ingam_batch_dialog_get_session (fixture->dialog);
}

static gboolean
is_calm (gpointer session)
{
  return !ingam_batch_session_is_busy (session);
}

static const char *
get_page (Fixture *fixture)
{
  return ingam_secret_dialog_get_page (INGAM_SECRET_DIALOG (fixture->dialog));
}

static GtkWidget *
get (Fixture *fixture, const char *id)
{
  return ingam_ui_test_get (GTK_WIDGET (fixture->dialog), id, G_TYPE_NONE);
}

static void
offer (Fixture *fixture, IngamBatchSession *session, const char *password)
{
  ingam_ui_test_type (fixture->dialog, "password_row", password);
  ingam_ui_test_press (fixture->dialog, "accept_button");
  ingam_ui_test_wait (is_calm, session);
}

static guint
count_files (const char *path)
{
  g_auto (IngamFd) folder = ingam_durable_open_folder (path, FALSE, NULL);
  g_autoptr (GPtrArray) names = folder < 0 ? NULL : ingam_durable_list (folder, 1000, NULL);

  return names == NULL ? 0 : names->len;
}

static char *
make_place (Fixture *fixture)
{
  char *place = g_strconcat (fixture->path, "-out", NULL);
  g_auto (IngamFd) folder = ingam_durable_open_folder (place, TRUE, NULL);

  g_assert_cmpint (folder, >=, 0);
  return place;
}

static guint
count (IngamBatchSession *session, IngamBatchOutcome outcome)
{
  return ingam_batch_session_count (session, outcome);
}

static void
test_checked_until_skipped (Fixture *fixture, gconstpointer data)
{
  IngamBatchSession *session = open_dialog (fixture, INGAM_BATCH_CHECK);
  guint waiting = ingam_batch_session_get_n_waiting (session);

  g_assert_cmpstr (get_page (fixture), ==, "form");
  g_assert_cmpuint (waiting, >, 3);
  offer (fixture, session, "not-this-one");
  g_assert_cmpuint (ingam_batch_session_get_n_waiting (session), ==, waiting);
  g_assert_nonnull (ingam_hint_row_get_sentence (INGAM_HINT_ROW (get (fixture, "password_hint"))));
  offer (fixture, session, INGAM_DEMO_PASSWORD);
  if (ingam_batch_session_get_state (session) == INGAM_BATCH_EXPENSIVE)
    ingam_ui_test_press (fixture->dialog, "leave_button");
  if (ingam_batch_session_get_state (session) == INGAM_BATCH_PASSWORD)
    ingam_ui_test_press (fixture->dialog, "skip_button");
  g_assert_cmpstr (get_page (fixture), ==, "list");
  g_assert_cmpuint (count (session, INGAM_BATCH_GOOD), >, 3);
  for (guint i = 0; i < fixture->pairs->len; i++)
    {
      g_autoptr (IngamBatchItem) item =
          g_list_model_get_item (ingam_batch_session_get_items (session), i);

      g_assert_cmpstr (ingam_batch_item_get_message (item), !=, "");
    }
}

/* Has the first key that counts its rounds in two bytes ask for twenty million: two bytes more, in
 * four places. */
static void
make_expensive (Fixture *fixture)
{
  const guint8 few[] = { 0x02, 0x02, 0x08, 0x00 };
  const guint8 many[] = { 0x02, 0x04, 0x01, 0x31, 0x2d, 0x00 };

  for (guint i = 0; i < fixture->pairs->len; i++)
    {
      const IngamBatchPair *pair = g_ptr_array_index (fixture->pairs, i);
      g_autofree char *path = g_build_filename (
          fixture->path, ingam_credential_get_folder (pair->credential), "signPri.key", NULL);
      g_autofree char *key = NULL;
      g_autoptr (GByteArray) longer = g_byte_array_new ();
      const char *at;
      gsize size, place;

      if (g_strcmp0 (ingam_credential_get_key_scheme (pair->credential), "pbes1-seed") != 0 ||
          !g_file_get_contents (path, &key, &size, NULL) ||
          (at = memmem (key, size, few, sizeof few)) == NULL)
        continue;
      place = (gsize) (at - key);
      key[3] += 2;                       /* the whole */
      key[5] += 2;                       /* its algorithm */
      key[8 + (guint8) key[7] + 1] += 2; /* and that one's parameters */
      g_byte_array_append (longer, (const guint8 *) key, place);
      g_byte_array_append (longer, many, sizeof many);
      g_byte_array_append (longer, (const guint8 *) at + sizeof few, size - place - sizeof few);
      g_assert_true (
          g_file_set_contents (path, (const char *) longer->data, (gssize) longer->len, NULL));
      return;
    }
  g_test_fail ();
}

static void
test_expensive_are_asked_about (Fixture *fixture, gconstpointer data)
{
  IngamBatchSession *session;

  make_expensive (fixture);
  session = open_dialog (fixture, INGAM_BATCH_CHECK);
  offer (fixture, session, INGAM_DEMO_PASSWORD);
  g_assert_cmpuint (ingam_batch_session_get_state (session), ==, INGAM_BATCH_EXPENSIVE);
  g_assert_cmpstr (get_page (fixture), ==, "expensive");
  ingam_ui_test_press (fixture->dialog, "leave_button");
  while (ingam_batch_session_get_state (session) == INGAM_BATCH_PASSWORD)
    ingam_ui_test_press (fixture->dialog, "skip_button");
  g_assert_cmpuint (count (session, INGAM_BATCH_TOO_EXPENSIVE), ==, 1);
  g_assert_cmpstr (get_page (fixture), ==, "list");
}

/* What is wrong stands first, and can be asked for again. */
static void
test_skipped_and_tried_again (Fixture *fixture, gconstpointer data)
{
  IngamBatchSession *session = open_dialog (fixture, INGAM_BATCH_CHECK);
  GListModel *shown;
  g_autoptr (IngamBatchItem) first = NULL;

  ingam_ui_test_press (fixture->dialog, "skip_button");
  g_assert_cmpuint (count (session, INGAM_BATCH_GOOD), ==, 0);
  ingam_ui_test_press (fixture->dialog, "retry_button");
  g_assert_cmpuint (ingam_batch_session_get_state (session), ==, INGAM_BATCH_PASSWORD);
  offer (fixture, session, INGAM_DEMO_PASSWORD);
  g_assert_cmpuint (count (session, INGAM_BATCH_GOOD), >, 3);
  while (ingam_batch_session_get_state (session) == INGAM_BATCH_PASSWORD)
    ingam_ui_test_press (fixture->dialog, "skip_button");
  shown = G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (get (fixture, "view"))));
  g_assert_cmpuint (g_list_model_get_n_items (shown), ==, fixture->pairs->len);
  first = g_list_model_get_item (shown, 0);
  if (count (session, INGAM_BATCH_GOOD) < fixture->pairs->len)
    g_assert_cmpuint (ingam_batch_item_get_outcome (first), !=, INGAM_BATCH_GOOD);
}

static void
test_exported_with_names_of_their_own (Fixture *fixture, gconstpointer data)
{
  IngamBatchSession *session = open_dialog (fixture, INGAM_BATCH_EXPORT);
  g_autofree char *place = make_place (fixture);
  guint n;

  ingam_ui_test_press (fixture->dialog, "accept_button");
  offer (fixture, session, INGAM_DEMO_PASSWORD);
  if (ingam_batch_session_get_state (session) == INGAM_BATCH_EXPENSIVE)
    ingam_ui_test_press (fixture->dialog, "leave_button");
  if (ingam_batch_session_get_state (session) == INGAM_BATCH_PASSWORD)
    ingam_ui_test_press (fixture->dialog, "skip_button");
  g_assert_cmpuint (ingam_batch_session_get_state (session), ==, INGAM_BATCH_PLACE);
  ingam_batch_session_choose_place (session, place);
  ingam_ui_test_wait (is_calm, session);
  n = count (session, INGAM_BATCH_GOOD) + count (session, INGAM_BATCH_ATTENTION);
  g_assert_cmpuint (n, >, 3);
  g_assert_cmpuint (count_files (place), ==, n);
  g_assert_true (gtk_widget_get_visible (get (fixture, "folder_button")));
}

/* The same again, into the same place: all have other names, and nothing is lost. */
static void
test_nothing_is_overwritten (Fixture *fixture, gconstpointer data)
{
  g_autofree char *place = make_place (fixture);

  for (guint i = 1; i <= 2; i++)
    {
      g_autoptr (IngamBatchSession) session = ingam_batch_session_new (INGAM_BATCH_EXPORT);

      for (guint j = 0; j < fixture->pairs->len; j++)
        {
          const IngamBatchPair *pair = g_ptr_array_index (fixture->pairs, j);

          ingam_batch_session_add (session, pair->store, pair->credential);
        }
      ingam_batch_session_start (session);
      ingam_batch_session_choose_form (session, INGAM_EXPORT_PEM_CERTIFICATE,
                                       INGAM_BUNDLE_COMPATIBLE);
      ingam_batch_session_choose_place (session, place);
      ingam_ui_test_wait (is_calm, session);
      g_assert_cmpuint (count_files (place), ==, i * count (session, INGAM_BATCH_GOOD));
      g_assert_cmpuint (count (session, INGAM_BATCH_GOOD), ==, fixture->pairs->len);
    }
}

static void
test_folders_need_no_password (Fixture *fixture, gconstpointer data)
{
  IngamBatchSession *session = open_dialog (fixture, INGAM_BATCH_EXPORT);
  g_autofree char *place = make_place (fixture);
  g_autofree char *npki = g_build_filename (place, "NPKI", NULL);
  g_autoptr (IngamScan) scan = NULL;

  gtk_check_button_set_active (GTK_CHECK_BUTTON (get (fixture, "folder_button")), TRUE);
  ingam_batch_session_choose_form (session, INGAM_EXPORT_FOLDER, INGAM_BUNDLE_COMPATIBLE);
  g_assert_cmpuint (ingam_batch_session_get_state (session), ==, INGAM_BATCH_PLACE);
  ingam_batch_session_choose_place (session, place);
  ingam_ui_test_wait (is_calm, session);
  scan = ingam_scan_run (npki, NULL, NULL, NULL);
  g_assert_nonnull (scan);
  g_assert_cmpuint (ingam_scan_get_credentials (scan)->len, ==, count (session, INGAM_BATCH_GOOD));
}

static guint
count_in_store (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->store));
}

static void
test_removed_and_back_in_one_step (Fixture *fixture, gconstpointer data)
{
  guint n = count_in_store (fixture);
  IngamBatchSession *session = open_dialog (fixture, INGAM_BATCH_REMOVE);

  ingam_ui_test_wait (is_calm, session);
  g_assert_cmpuint (count (session, INGAM_BATCH_GOOD), ==, n);
  g_assert_cmpuint (count_in_store (fixture), ==, 0);
  ingam_ui_test_press (fixture->dialog, "undo_button");
  ingam_ui_test_wait (is_calm, session);
  g_assert_cmpuint (count (session, INGAM_BATCH_UNDONE), ==, n);
  g_assert_cmpuint (count_in_store (fixture), ==, n);
  g_assert_false (gtk_widget_get_visible (get (fixture, "undo_button")));
}

static void
test_two_stores_are_removed_and_back (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = ingam_ui_test_dup_store (TRUE);
  g_autoptr (IngamStore) other = ingam_store_new (path);
  guint n = count_in_store (fixture);
  IngamBatchSession *session;

  ingam_ui_test_load (other);
  add_all (fixture, other);
  session = open_dialog (fixture, INGAM_BATCH_REMOVE);
  ingam_ui_test_wait (is_calm, session);
  g_assert_cmpuint (count (session, INGAM_BATCH_GOOD), ==, 2 * n);
  ingam_batch_session_undo (session);
  ingam_ui_test_wait (is_calm, session);
  g_assert_cmpuint (count_in_store (fixture), ==, n);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (other)), ==, n);
}

/* Escape in the middle: the window stays and tells what was done. */
static void
test_closing_in_the_middle_stops (Fixture *fixture, gconstpointer data)
{
  IngamBatchSession *session = open_dialog (fixture, INGAM_BATCH_CHECK);
  guint n;

  ingam_ui_test_type (fixture->dialog, "password_row", INGAM_DEMO_PASSWORD);
  ingam_ui_test_press (fixture->dialog, "accept_button");
  g_assert_true (ingam_batch_session_is_busy (session));
  gtk_window_close (GTK_WINDOW (fixture->dialog));
  ingam_ui_test_wait (is_calm, session);
  g_assert_nonnull (fixture->alive);
  g_assert_cmpstr (get_page (fixture), ==, "list");
  n = count (session, INGAM_BATCH_WAITING);
  g_assert_cmpuint (n, >, 0);
  g_assert_true (gtk_widget_get_visible (get (fixture, "retry_button")));
  gtk_window_close (GTK_WINDOW (fixture->dialog));
  ingam_ui_test_wait (is_gone, &fixture->alive);
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
  add ("/batch-flow/checked-until-skipped", test_checked_until_skipped);
  add ("/batch-flow/closing-in-the-middle-stops", test_closing_in_the_middle_stops);
  add ("/batch-flow/expensive-are-asked-about", test_expensive_are_asked_about);
  add ("/batch-flow/exported-with-names-of-their-own", test_exported_with_names_of_their_own);
  add ("/batch-flow/folders-need-no-password", test_folders_need_no_password);
  add ("/batch-flow/nothing-is-overwritten", test_nothing_is_overwritten);
  add ("/batch-flow/removed-and-back-in-one-step", test_removed_and_back_in_one_step);
  add ("/batch-flow/skipped-and-tried-again", test_skipped_and_tried_again);
  add ("/batch-flow/two-stores-are-removed-and-back", test_two_stores_are_removed_and_back);
  status = g_test_run ();
  ingam_ui_test_clean_up ();
  return status;
}
