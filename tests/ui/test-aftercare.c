/* What follows a reissue, gone through as a person does it: reasons, pages, what is remembered, and
 * what the steps see for themselves. */
#include "config.h"

#include "tests/ui/support.h"

#include "app/aftercare/aftercare-window.h"
#include "app/export/export-dialog.h"
#include "app/import/import-dialog.h"
#include "app/list/list-page.h"
#include "app/password/password-change.h"
#include "app/password/password-check.h"
#include "core/care/replacement.h"
#include "core/demo/demo.h"

#include <glib/gstdio.h>

typedef struct
{
  IngamWindow *window;
  char *store;
} Fixture;

static gboolean
is_loaded (gpointer user_data)
{
  return !g_str_equal (ingam_window_get_page (user_data), "loading");
}

static void
forget_journal (void)
{
  static const char *const names[] = { "journal.db", "journal.db-wal", "journal.db-shm" };
  g_autofree char *folder = ingam_journal_dup_default_folder ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_remove (path);
    }
}

static void
open_window (Fixture *fixture)
{
  fixture->window = ingam_window_new (ingam_ui_test_get_application (), fixture->store);
  gtk_window_present (GTK_WINDOW (fixture->window));
  ingam_ui_test_wait (is_loaded, fixture->window);
  ingam_ui_test_draw (fixture->window);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  forget_journal ();
  fixture->store = ingam_ui_test_dup_store (TRUE);
  open_window (fixture);
}

static void
set_up_empty (Fixture *fixture, gconstpointer data)
{
  forget_journal ();
  fixture->store = g_dir_make_tmp ("ingam-ui-XXXXXX", NULL);
  open_window (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  ingam_ui_test_finalize_window (fixture->window);
  g_free (fixture->store);
}

static IngamListPage *
get_list (Fixture *fixture)
{
  return INGAM_LIST_PAGE (ingam_ui_test_get (GTK_WIDGET (fixture->window), "list_page", 0));
}

static void
select_credential (Fixture *fixture, IngamCredential *credential)
{
  char id[65];

  ingam_list_page_select (get_list (fixture), ingam_credential_get_id (credential, id));
}

static IngamCredential *
find (Fixture *fixture, const char *name)
{
  return ingam_ui_test_find (ingam_window_get_store (fixture->window), name);
}

static gboolean
has_page (gpointer window)
{
  return ingam_aftercare_window_get_page (window) != NULL;
}

static IngamAftercareWindow *
open_aftercare (Fixture *fixture, const char *name)
{
  IngamAftercareWindow *aftercare;

  if (name != NULL)
    select_credential (fixture, find (fixture, name));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.aftercare", NULL);
  ingam_ui_test_settle ();
  aftercare = ingam_ui_test_find_window (INGAM_TYPE_AFTERCARE_WINDOW);
  g_assert_nonnull (aftercare);
  ingam_ui_test_wait (has_page, aftercare);
  ingam_ui_test_draw (aftercare);
  return aftercare;
}

/* The row of a page by the name that its widget has: the word of a reason or of a step. */
static GtkWidget *
find_named (GtkWidget *widget, const char *name)
{
  GtkWidget *found = NULL;

  if (GTK_IS_LIST_BOX_ROW (widget) && g_str_equal (gtk_widget_get_name (widget), name) &&
      gtk_widget_get_mapped (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_named (child, name);
  return found;
}

typedef struct
{
  IngamAftercareWindow *aftercare;
  const char *page;
} Arrival;

static gboolean
is_elsewhere (gpointer user_data)
{
  Arrival *arrival = user_data;

  return g_strcmp0 (ingam_aftercare_window_get_page (arrival->aftercare), arrival->page) != 0;
}

static void
choose (IngamAftercareWindow *aftercare, const char *name)
{
  GtkWidget *row = find_named (GTK_WIDGET (aftercare), name);
  Arrival arrival = { aftercare, ingam_aftercare_window_get_page (aftercare) };

  g_assert_nonnull (row);
  gtk_widget_activate (row);
  ingam_ui_test_wait (is_elsewhere, &arrival);
  ingam_ui_test_settle ();
}

static void
assert_page (IngamAftercareWindow *aftercare, const char *page)
{
  g_assert_cmpstr (ingam_aftercare_window_get_page (aftercare), ==, page);
}

static void
go_back (IngamAftercareWindow *aftercare)
{
  gtk_widget_activate_action (GTK_WIDGET (aftercare), "aftercare.back", NULL);
  ingam_ui_test_settle ();
}

typedef struct
{
  IngamAftercareKey key;
  IngamStep step;
  IngamStepState state;
  IngamReason reason;
} Wanted;

static IngamAftercareState *
read_state (const IngamAftercareKey *key)
{
  g_autofree char *folder = ingam_journal_dup_default_folder ();
  g_autoptr (IngamJournal) journal = ingam_journal_new (folder);
  GError *error = NULL;
  IngamAftercareState *state = ingam_aftercare_read (journal, key, &error);

  g_assert_no_error (error);
  return state;
}

static gboolean
is_on_disk (gpointer user_data)
{
  const Wanted *wanted = user_data;
  g_autoptr (IngamAftercareState) state = read_state (&wanted->key);

  return state->reason == wanted->reason && state->steps[wanted->step].state == wanted->state;
}

static void
wait_for_step (IngamCredential *credential,
               IngamReason reason,
               IngamStep step,
               IngamStepState state)
{
  Wanted wanted = { .step = step, .state = state, .reason = reason };

  ingam_aftercare_key_init (&wanted.key, credential);
  ingam_ui_test_wait (is_on_disk, &wanted);
}

static const char *
get_text (gpointer window, const char *id)
{
  return gtk_label_get_text (GTK_LABEL (ingam_ui_test_get (GTK_WIDGET (window), id, 0)));
}

static const char *const reasons[] = { "lost", "forgot-password", "new-device", "expired",
                                       "check" };

static void
test_reasons (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) leads = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) advices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  IngamAftercareWindow *aftercare = open_aftercare (fixture, "성춘향");

  assert_page (aftercare, "reason");
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      choose (aftercare, reasons[i]);
      assert_page (aftercare, "overview");
      g_hash_table_add (leads, g_strdup (get_text (aftercare, "lead_label")));
      g_hash_table_add (advices, g_strdup (get_text (aftercare, "advice_label")));
      for (int step = 0; step < INGAM_STEP_N; step++)
        g_assert_nonnull (
            find_named (GTK_WIDGET (aftercare), ingam_step_get_word ((IngamStep) step)));
      gtk_widget_activate_action (GTK_WIDGET (aftercare), "aftercare.show", "s", "reason");
      ingam_ui_test_settle ();
    }
  g_assert_cmpuint (g_hash_table_size (leads), ==, G_N_ELEMENTS (reasons));
  g_assert_cmpuint (g_hash_table_size (advices), ==, G_N_ELEMENTS (reasons));
}

/* Left in the middle, gone on there; and nothing is asked again. */
static void
test_goes_on (Fixture *fixture, gconstpointer data)
{
  IngamCredential *credential = find (fixture, "성춘향");
  IngamAftercareWindow *aftercare = open_aftercare (fixture, "성춘향");

  choose (aftercare, "check");
  choose (aftercare, "password");
  assert_page (aftercare, "password");
  ingam_ui_test_press (aftercare, "done_button");
  wait_for_step (credential, INGAM_REASON_CHECK, INGAM_STEP_PASSWORD, INGAM_STEP_DONE);
  gtk_window_close (GTK_WINDOW (aftercare));
  ingam_ui_test_settle ();

  aftercare = open_aftercare (fixture, "성춘향");
  assert_page (aftercare, "password");
  go_back (aftercare);
  assert_page (aftercare, "overview");
  g_assert_false (
      gtk_widget_get_visible (ingam_ui_test_get (GTK_WIDGET (aftercare), "back_button", 0)));
}

static gboolean
aftercare_is_open (gpointer user_data)
{
  gpointer aftercare = ingam_ui_test_find_window (INGAM_TYPE_AFTERCARE_WINDOW);

  return aftercare != NULL && has_page (aftercare);
}

static gboolean
has_closed (gpointer user_data)
{
  g_autoptr (IngamAftercareState) state = read_state (user_data);

  return !state->is_showing;
}

/* What a crash leaves behind: the page is in the journal, and that it was open. */
static void
test_opens_again_after_a_crash (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = ingam_journal_dup_default_folder ();
  g_autoptr (IngamJournal) journal = ingam_journal_new (folder);
  IngamAftercareChange reason = { .kind = INGAM_AFTERCARE_SET_REASON, .reason = INGAM_REASON_LOST };
  IngamAftercareChange page = { .kind = INGAM_AFTERCARE_SET_PAGE,
                                .page = "backup",
                                .is_showing = TRUE };
  IngamAftercareKey key;
  GError *error = NULL;

  ingam_aftercare_key_init (&key, find (fixture, "홍길동"));
  ingam_ui_test_finalize_window (fixture->window);
  ingam_aftercare_apply (journal, &key, &reason, &error);
  g_assert_no_error (error);
  ingam_aftercare_apply (journal, &key, &page, &error);
  g_assert_no_error (error);

  open_window (fixture);
  ingam_ui_test_wait (aftercare_is_open, NULL);
  assert_page (ingam_ui_test_find_window (INGAM_TYPE_AFTERCARE_WINDOW), "backup");

  /* Left on purpose it does not come again. */
  gtk_window_close (ingam_ui_test_find_window (INGAM_TYPE_AFTERCARE_WINDOW));
  ingam_ui_test_wait (has_closed, &key);
}

static IngamCredential *
find_replaced (IngamStore *store)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (store)); i++)
    {
      g_autoptr (IngamCredential) one = g_list_model_get_item (G_LIST_MODEL (store), i);

      if (ingam_credential_get_superseded_by (one) != NULL)
        return one; /* the store holds it */
    }
  g_assert_not_reached ();
}

/* What @newer replaced. */
static IngamCredential *
find_older (IngamStore *store, IngamCredential *newer)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (store)); i++)
    {
      g_autoptr (IngamCredential) one = g_list_model_get_item (G_LIST_MODEL (store), i);

      if (ingam_relation_replaces (ingam_relation_find (newer, one)))
        return one; /* the store holds it */
    }
  g_assert_not_reached ();
}

typedef struct
{
  IngamStore *store;
  guint8 fingerprint[INGAM_CERTIFICATE_FINGERPRINT_SIZE];
} Kept;

static gboolean
is_gone (gpointer user_data)
{
  Kept *kept = user_data;

  return !ingam_store_holds_certificate (kept->store, kept->fingerprint);
}

static gboolean
is_there (gpointer user_data)
{
  return !is_gone (user_data);
}

static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget) &&
      g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_button (child, label);
  return found;
}

static gboolean
can_put_back (gpointer window)
{
  return find_button (window, "_Put Back") != NULL;
}

static void
test_old_one_away_and_back (Fixture *fixture, gconstpointer data)
{
  IngamStore *store = ingam_window_get_store (fixture->window);
  IngamCredential *old = find_replaced (store);
  char id[65];
  Kept kept = { .store = store };
  IngamScan *scan = ingam_store_get_scan (store);
  IngamAftercareWindow *aftercare;

  memcpy (kept.fingerprint, ingam_credential_get_fingerprint (old), sizeof kept.fingerprint);
  ingam_certificate_format_hex (ingam_credential_get_superseded_by (old),
                                INGAM_CERTIFICATE_FINGERPRINT_SIZE, id);
  select_credential (fixture, ingam_scan_find (scan, id, NULL));
  aftercare = open_aftercare (fixture, NULL);
  choose (aftercare, "check");
  choose (aftercare, "install");
  gtk_widget_activate (find_button (GTK_WIDGET (aftercare), "_Clear Away"));
  ingam_ui_test_wait (is_gone, &kept);
  ingam_ui_test_wait (can_put_back, aftercare);
  gtk_widget_activate (find_button (GTK_WIDGET (aftercare), "_Put Back"));
  ingam_ui_test_wait (is_there, &kept);
}

static gboolean
has_credential (gpointer window)
{
  return ingam_aftercare_window_get_credential (window) != NULL;
}

/* Begun with nothing: what was said so far belongs to the certificate that comes. */
static void
test_takes_what_comes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *source = ingam_ui_test_dup_store (FALSE);
  g_autoptr (IngamStore) other = ingam_store_new (source);
  IngamCredential *credential = ingam_ui_test_find (other, "성춘향");
  g_autofree char *path = g_build_filename (source, ingam_credential_get_folder (credential), NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GSList files = { file, NULL };
  IngamAftercareWindow *aftercare = open_aftercare (fixture, NULL);

  g_assert_null (ingam_aftercare_window_get_credential (aftercare));
  choose (aftercare, "lost");
  choose (aftercare, "support");
  ingam_ui_test_press (aftercare, "done_button");
  wait_for_step (NULL, INGAM_REASON_LOST, INGAM_STEP_SUPPORT, INGAM_STEP_DONE);
  go_back (aftercare);
  ingam_window_import_files (fixture->window, &files);
  ingam_ui_test_wait (has_credential, aftercare);
  wait_for_step (credential, INGAM_REASON_LOST, INGAM_STEP_SUPPORT, INGAM_STEP_DONE);
  assert_page (aftercare, "overview");
}

static gboolean
is_about_wanted (gpointer user_data)
{
  Kept *kept = user_data;
  IngamCredential *credential = ingam_aftercare_window_get_credential (
      ingam_ui_test_find_window (INGAM_TYPE_AFTERCARE_WINDOW));

  return memcmp (ingam_credential_get_fingerprint (credential), kept->fingerprint,
                 sizeof kept->fingerprint) == 0;
}

static gboolean
asks (gpointer user_data)
{
  gpointer dialog = ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG);

  GtkWidget *button = dialog == NULL ? NULL : ingam_ui_test_get (dialog, "accept_button", 0);

  return button != NULL && gtk_widget_get_mapped (button) && gtk_widget_is_sensitive (button);
}

/* A store with the older one of two, and the younger one's folder elsewhere. */
typedef struct
{
  IngamCredential *newer; /* as it was in the store */
  GFile *folder;
  Kept kept; /* of the younger one */
} Pair;

static void
pair_init (Pair *pair, Fixture *fixture)
{
  IngamStore *store = ingam_window_get_store (fixture->window);
  IngamCredential *old = find_replaced (store);
  g_autofree char *source = ingam_ui_test_dup_store (FALSE);
  g_autofree char *path = NULL;
  char id[65];

  pair->kept.store = store;
  memcpy (pair->kept.fingerprint, ingam_credential_get_superseded_by (old),
          sizeof pair->kept.fingerprint);
  ingam_certificate_format_hex (pair->kept.fingerprint, sizeof pair->kept.fingerprint, id);
  pair->newer = g_object_ref (ingam_scan_find (ingam_store_get_scan (store), id, NULL));
  path = g_build_filename (source, ingam_credential_get_folder (pair->newer), NULL);
  pair->folder = g_file_new_for_path (path);
  select_credential (fixture, pair->newer);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.remove", NULL);
  ingam_ui_test_wait (is_gone, &pair->kept);
}

static void
pair_import (Pair *pair, Fixture *fixture)
{
  GSList files = { pair->folder, NULL };

  ingam_window_import_files (fixture->window, &files);
  ingam_ui_test_wait (asks, NULL); /* an older one is there */
  ingam_ui_test_press (ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG), "accept_button");
  ingam_ui_test_wait (is_there, &pair->kept);
}

static void
pair_clear (Pair *pair)
{
  g_object_unref (pair->newer);
  g_object_unref (pair->folder);
}

/* Begun with the lost one: the reissued one goes on, and nothing is asked again. */
static void
test_goes_on_with_the_reissued_one (Fixture *fixture, gconstpointer data)
{
  IngamCredential *old;
  IngamAftercareWindow *aftercare;
  Pair pair;

  pair_init (&pair, fixture);
  old = find_older (pair.kept.store, pair.newer);
  select_credential (fixture, old);
  aftercare = open_aftercare (fixture, NULL);
  choose (aftercare, "lost");
  choose (aftercare, "support");
  ingam_ui_test_press (aftercare, "done_button");
  wait_for_step (old, INGAM_REASON_LOST, INGAM_STEP_SUPPORT, INGAM_STEP_DONE);
  pair_import (&pair, fixture);
  ingam_ui_test_wait (is_about_wanted, &pair.kept);
  wait_for_step (pair.newer, INGAM_REASON_LOST, INGAM_STEP_SUPPORT, INGAM_STEP_DONE);
  assert_page (aftercare, "support");
  pair_clear (&pair);
}

static gboolean
offers_next (gpointer window)
{
  return find_button (window, "What _Next") != NULL;
}

static void
test_offered_after_an_import (Fixture *fixture, gconstpointer data)
{
  Pair pair;

  pair_init (&pair, fixture);
  pair_import (&pair, fixture);
  ingam_ui_test_wait (offers_next, fixture->window);
  gtk_widget_activate (find_button (GTK_WIDGET (fixture->window), "What _Next"));
  ingam_ui_test_wait (aftercare_is_open, NULL);
  g_assert_true (is_about_wanted (&pair.kept));
  pair_clear (&pair);
}

/* The step sees what the dialogs over it have done. */
static void
test_steps_see_for_themselves (Fixture *fixture, gconstpointer data)
{
  IngamCredential *credential = find (fixture, "성춘향");
  IngamAftercareWindow *aftercare = open_aftercare (fixture, "성춘향");
  g_autofree char *copy = g_build_filename (fixture->store, "copy.pfx", NULL);
  gpointer dialog;

  choose (aftercare, "check");
  choose (aftercare, "install");
  gtk_widget_activate_action (GTK_WIDGET (aftercare), "win.check-password", NULL);
  ingam_ui_test_settle ();
  dialog = ingam_ui_test_find_window (INGAM_TYPE_PASSWORD_CHECK);
  g_assert_true (gtk_window_get_transient_for (dialog) == GTK_WINDOW (aftercare));
  ingam_ui_test_type (dialog, "password_row", INGAM_DEMO_PASSWORD);
  ingam_ui_test_press (dialog, "accept_button");
  wait_for_step (credential, INGAM_REASON_CHECK, INGAM_STEP_INSTALL, INGAM_STEP_DONE);

  go_back (aftercare);
  choose (aftercare, "backup");
  gtk_widget_activate_action (GTK_WIDGET (aftercare), "win.export", NULL);
  ingam_ui_test_settle ();
  dialog = ingam_ui_test_find_window (INGAM_TYPE_EXPORT_DIALOG);
  ingam_ui_test_type (dialog, "password_row", INGAM_DEMO_PASSWORD);
  ingam_export_dialog_export_to (dialog, copy);
  wait_for_step (credential, INGAM_REASON_CHECK, INGAM_STEP_BACKUP, INGAM_STEP_DONE);
  g_assert_true (g_file_test (copy, G_FILE_TEST_EXISTS));
}

/* A double click: the second is of the page that slides away. */
static void
test_history_asked_for_twice (Fixture *fixture, gconstpointer data)
{
  IngamAftercareWindow *aftercare = open_aftercare (fixture, "성춘향");

  choose (aftercare, "check");
  gtk_widget_activate_action (GTK_WIDGET (aftercare), "aftercare.show", "s", "history");
  gtk_widget_activate_action (GTK_WIDGET (aftercare), "aftercare.show", "s", "history");
  ingam_ui_test_settle ();
  assert_page (aftercare, "history");
}

static void
test_same_reason_again (Fixture *fixture, gconstpointer data)
{
  IngamAftercareWindow *aftercare = open_aftercare (fixture, "성춘향");

  choose (aftercare, "check");
  gtk_widget_activate_action (GTK_WIDGET (aftercare), "aftercare.show", "s", "reason");
  ingam_ui_test_settle ();
  choose (aftercare, "check");
  assert_page (aftercare, "overview");
}

static IngamAftercareWindow *
clear_away (Fixture *fixture, Kept *kept)
{
  IngamStore *store = ingam_window_get_store (fixture->window);
  IngamCredential *old = find_replaced (store);
  IngamAftercareWindow *aftercare;
  char id[65];

  kept->store = store;
  memcpy (kept->fingerprint, ingam_credential_get_fingerprint (old), sizeof kept->fingerprint);
  ingam_certificate_format_hex (ingam_credential_get_superseded_by (old),
                                INGAM_CERTIFICATE_FINGERPRINT_SIZE, id);
  select_credential (fixture, ingam_scan_find (ingam_store_get_scan (store), id, NULL));
  aftercare = open_aftercare (fixture, NULL);
  choose (aftercare, "check");
  choose (aftercare, "install");
  /* Not by gtk_widget_activate(), which presses first and clicks a moment later. */
  g_signal_emit_by_name (find_button (GTK_WIDGET (aftercare), "_Clear Away"), "clicked");
  return aftercare;
}

static void
test_undone_is_not_cleared_away (Fixture *fixture, gconstpointer data)
{
  Kept kept = { 0 };
  IngamAftercareWindow *aftercare = clear_away (fixture, &kept);

  ingam_ui_test_wait (is_gone, &kept);
  ingam_ui_test_wait (can_put_back, aftercare);
  gtk_widget_activate_action (GTK_WIDGET (aftercare), "win.undo", NULL);
  ingam_ui_test_wait (is_there, &kept);
  ingam_ui_test_settle ();
  g_assert_null (find_button (GTK_WIDGET (aftercare), "_Put Back"));
}

static void
test_closed_while_clearing_away (Fixture *fixture, gconstpointer data)
{
  Kept other = { .store = ingam_window_get_store (fixture->window) };
  Kept kept = { 0 };
  IngamAftercareWindow *aftercare;

  /* Undo has something else to take back. */
  memcpy (other.fingerprint, ingam_credential_get_fingerprint (find (fixture, "홍길동")),
          sizeof other.fingerprint);
  select_credential (fixture, find (fixture, "홍길동"));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.remove", NULL);
  ingam_ui_test_wait (is_gone, &other);

  aftercare = clear_away (fixture, &kept);
  gtk_window_close (GTK_WINDOW (aftercare));
  ingam_ui_test_wait (is_gone, &kept);
  ingam_ui_test_settle ();
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL);
  ingam_ui_test_wait (is_there, &kept);
}

static gboolean
exists (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS) &&
         ingam_ui_test_find_window (INGAM_TYPE_EXPORT_DIALOG) == NULL;
}

static gboolean
is_at_history (gpointer key)
{
  g_autoptr (IngamAftercareState) state = read_state (key);

  return g_strcmp0 (state->page, "history") == 0;
}

/* Whoever thinks that the key is safe there loses it with this computer. */
static void
test_public_certificate_is_no_backup (Fixture *fixture, gconstpointer data)
{
  IngamCredential *credential = find (fixture, "성춘향");
  IngamAftercareWindow *aftercare = open_aftercare (fixture, "성춘향");
  g_autofree char *copy = g_build_filename (fixture->store, "public.pem", NULL);
  g_autoptr (IngamAftercareState) state = NULL;
  IngamAftercareKey key;
  gpointer dialog;

  choose (aftercare, "check");
  choose (aftercare, "backup");
  gtk_widget_activate_action (GTK_WIDGET (aftercare), "win.export", NULL);
  ingam_ui_test_settle ();
  dialog = ingam_ui_test_find_window (INGAM_TYPE_EXPORT_DIALOG);
  while (ingam_export_dialog_has_key (dialog))
    ingam_ui_test_press_key (ingam_ui_test_get (dialog, "forms", 0), "Down");
  ingam_export_dialog_export_to (dialog, copy);
  ingam_ui_test_wait (exists, copy);
  /* What was asked for before is on the disk before this is. */
  gtk_widget_activate_action (GTK_WIDGET (aftercare), "aftercare.show", "s", "history");
  ingam_aftercare_key_init (&key, credential);
  ingam_ui_test_wait (is_at_history, &key);
  state = read_state (&key);
  g_assert_cmpint (state->steps[INGAM_STEP_BACKUP].state, ==, INGAM_STEP_OPEN);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
    gboolean empty;
  } tests[] = {
    { "/aftercare/reasons", test_reasons, FALSE },
    { "/aftercare/history-asked-for-twice", test_history_asked_for_twice, FALSE },
    { "/aftercare/same-reason-again", test_same_reason_again, FALSE },
    { "/aftercare/undone-is-not-cleared-away", test_undone_is_not_cleared_away, FALSE },
    { "/aftercare/closed-while-clearing-away", test_closed_while_clearing_away, FALSE },
    { "/aftercare/goes-on", test_goes_on, FALSE },
    { "/aftercare/goes-on-with-the-reissued-one", test_goes_on_with_the_reissued_one, FALSE },
    { "/aftercare/offered-after-an-import", test_offered_after_an_import, FALSE },
    { "/aftercare/opens-again-after-a-crash", test_opens_again_after_a_crash, FALSE },
    { "/aftercare/old-one-away-and-back", test_old_one_away_and_back, FALSE },
    { "/aftercare/takes-what-comes", test_takes_what_comes, TRUE },
    { "/aftercare/public-certificate-is-no-backup", test_public_certificate_is_no_backup, FALSE },
    { "/aftercare/steps-see-for-themselves", test_steps_see_for_themselves, FALSE },
  };
  int status;

  ingam_ui_test_init (&argc, &argv);
  ingam_ui_test_get_application ();
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, tests[i].empty ? set_up_empty : set_up, tests[i].test,
                tear_down);
  status = g_test_run ();
  ingam_ui_test_clean_up ();
  return status;
}
