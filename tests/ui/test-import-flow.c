/* From files handed in to certificates in the store, through the same entry as a drop. */
#include "config.h"

#include "tests/ui/support.h"

#include "app/import/import-dialog.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/demo/demo.h"

typedef struct
{
  IngamWindow *window;
  char *store; /* a folder that is not there yet */
} Fixture;

static guint n_stores;

static gboolean
has_page (gpointer user_data)
{
  return !g_str_equal (ingam_window_get_page (user_data), "loading");
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *samples = ingam_ui_test_dup_samples ();
  g_autofree char *parent = g_path_get_dirname (samples);
  g_autofree char *name = g_strdup_printf ("empty-%u", n_stores++);

  fixture->store = g_build_filename (parent, name, NULL);
  fixture->window = ingam_window_new (ingam_ui_test_get_application (), fixture->store);
  gtk_window_present (GTK_WINDOW (fixture->window));
  ingam_ui_test_wait (has_page, fixture->window);
  g_assert_cmpstr (ingam_window_get_page (fixture->window), ==, "empty");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  ingam_ui_test_finalize_window (fixture->window);
  g_assert_null (ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG));
  g_free (fixture->store);
}

static void
hand_in (Fixture *fixture, const char *first, const char *second)
{
  const char *const paths[] = { first, second };
  GSList *files = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    if (paths[i] != NULL)
      files = g_slist_append (files, g_file_new_for_path (paths[i]));
  ingam_window_import_files (fixture->window, files);
  g_slist_free_full (files, g_object_unref);
}

static char *
dup_sample (const char *name)
{
  g_autofree char *samples = ingam_ui_test_dup_samples ();

  return g_build_filename (samples, name, NULL);
}

/* The folder of one whole certificate of the demo store. */
static char *
dup_whole (void)
{
  g_autofree char *path = ingam_ui_test_dup_store (FALSE);
  g_autoptr (IngamStore) store = ingam_store_new (path);
  IngamCredential *credential = ingam_ui_test_find (store, "성춘향");

  return g_build_filename (path, ingam_credential_get_folder (credential), NULL);
}

/* The folder of the @index-th certificate of this holder, the first to expire coming first. */
static char *
dup_folder_of (const char *name, guint index)
{
  g_autofree char *path = ingam_ui_test_dup_store (FALSE);
  g_autoptr (IngamStore) store = ingam_store_new (path);
  IngamCredential *found[2] = { NULL, NULL };

  ingam_ui_test_load (store);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (store)); i++)
    {
      g_autoptr (IngamCredential) credential = g_list_model_get_item (G_LIST_MODEL (store), i);
      gboolean later = found[0] != NULL && ingam_credential_get_not_after (credential) >
                                               ingam_credential_get_not_after (found[0]);

      if (!g_str_equal (ingam_credential_get_name (credential), name))
        continue;
      if (!later)
        found[1] = found[0];
      found[later ? 1 : 0] = credential; /* the model keeps it */
    }
  g_assert_nonnull (found[index]);
  return g_build_filename (path, ingam_credential_get_folder (found[index]), NULL);
}

static guint
count_rows (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (ingam_window_get_store (fixture->window)));
}

static gboolean
has_one (gpointer user_data)
{
  return count_rows (user_data) == 1;
}

static gboolean
has_none (gpointer user_data)
{
  return count_rows (user_data) == 0;
}

static gboolean
has_dialog (gpointer user_data)
{
  return ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG) != NULL;
}

static gboolean
has_no_dialog (gpointer user_data)
{
  return ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG) == NULL;
}

static gboolean
is_on_page (gpointer page)
{
  IngamImportDialog *dialog = ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG);

  return dialog != NULL && g_strcmp0 (ingam_import_dialog_get_page (dialog), page) == 0;
}

static gboolean
says_wrong (gpointer user_data)
{
  IngamImportDialog *dialog = ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG);
  GtkWidget *hint = ingam_ui_test_get (GTK_WIDGET (dialog), "password_hint", G_TYPE_NONE);

  return is_on_page ((gpointer) "password") && gtk_widget_is_sensitive (hint) &&
         gtk_widget_get_visible (hint);
}

static gboolean
shows_results (gpointer user_data)
{
  IngamImportDialog *dialog = ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG);

  return is_on_page ((gpointer) "list") && !gtk_widget_get_visible (ingam_ui_test_get (
                                               GTK_WIDGET (dialog), "cancel_button", G_TYPE_NONE));
}

static const char *
get_heading (void)
{
  GtkWidget *dialog = ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG);

  return gtk_label_get_text (GTK_LABEL (ingam_ui_test_get (dialog, "list_heading", G_TYPE_NONE)));
}

/* The sentence of the @index-th line, which a screen reader can name as a whole. */
static const char *
get_line (guint index)
{
  GtkWidget *dialog = ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG);
  GtkWidget *view = ingam_ui_test_get (dialog, "view", G_TYPE_NONE);
  GtkWidget *row = gtk_widget_get_first_child (view);

  for (guint i = 0; i < index && row != NULL; i++)
    row = gtk_widget_get_next_sibling (row);
  g_assert_nonnull (row);
  g_assert_true (
      gtk_test_accessible_has_role (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_ROLE_LIST_ITEM));
  return gtk_label_get_text (GTK_LABEL (ingam_ui_test_get (row, "message_label", G_TYPE_NONE)));
}

static GtkWidget *
get_choice (void)
{
  return ingam_ui_test_get (ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG), "wanted_button",
                            G_TYPE_NONE);
}

static gboolean
can_accept (void)
{
  return gtk_widget_is_sensitive (ingam_ui_test_get (
      ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG), "accept_button", G_TYPE_NONE));
}

/* Whether Tab comes by the widget of this id. */
static gboolean
is_reached_by_tab (const char *id)
{
  GtkWidget *dialog = ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG);
  GtkWidget *wanted;

  ingam_ui_test_draw (dialog);
  wanted = ingam_ui_test_get (dialog, id, G_TYPE_NONE);
  for (guint i = 0; i < 20; i++)
    {
      GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (dialog));

      if (focus != NULL && (focus == wanted || gtk_widget_is_ancestor (focus, wanted)))
        return TRUE;
      g_signal_emit_by_name (dialog, "move-focus", GTK_DIR_TAB_FORWARD);
    }
  return FALSE;
}

static void
test_one_new_certificate (Fixture *fixture, gconstpointer data)
{
  g_autofree char *whole = dup_whole ();

  hand_in (fixture, whole, NULL);
  ingam_ui_test_wait (has_one, fixture);
  ingam_ui_test_settle ();
  g_assert_true (has_no_dialog (NULL));
  g_assert_cmpstr (ingam_window_get_page (fixture->window), ==, "main");

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL);
  ingam_ui_test_wait (has_none, fixture);
  ingam_ui_test_settle ();
  g_assert_cmpstr (ingam_window_get_page (fixture->window), ==, "empty");
}

static void
test_pfx (Fixture *fixture, gconstpointer data)
{
  g_autofree char *pfx = dup_sample ("compatible.pfx");

  hand_in (fixture, pfx, NULL);
  ingam_ui_test_wait (is_on_page, (gpointer) "password");
  ingam_ui_test_type (ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG), "password_row",
                      "not-this-one");
  ingam_ui_test_press (ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG), "accept_button");
  ingam_ui_test_wait (says_wrong, NULL);
  g_assert_true (has_none (fixture));

  ingam_ui_test_type (ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG), "password_row",
                      INGAM_DEMO_PASSWORD);
  ingam_ui_test_press (ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG), "accept_button");
  ingam_ui_test_wait (has_one, fixture);
  ingam_ui_test_wait (has_no_dialog, NULL);
}

static void
test_mixture (Fixture *fixture, gconstpointer data)
{
  g_autofree char *samples = ingam_ui_test_dup_samples ();
  gpointer dialog;

  hand_in (fixture, samples, NULL);
  ingam_ui_test_wait (is_on_page, (gpointer) "password");
  dialog = ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG);
  ingam_ui_test_type (dialog, "password_row", INGAM_DEMO_PASSWORD);
  ingam_ui_test_press (dialog, "accept_button");
  ingam_ui_test_wait (is_on_page, (gpointer) "list");
  g_assert_cmpstr (get_heading (), ==, "Import these?");
  g_assert_true (has_none (fixture)); /* nothing is written before it was seen */

  ingam_ui_test_press (dialog, "accept_button");
  ingam_ui_test_wait (shows_results, NULL);
  g_assert_cmpuint (count_rows (fixture), >=, 2);
  g_assert_nonnull (strstr (get_heading (), "imported"));
  ingam_ui_test_press (dialog, "undo_button");
  ingam_ui_test_wait (has_none, fixture);
}

static void
test_skipped_password (Fixture *fixture, gconstpointer data)
{
  g_autofree char *pfx = dup_sample ("compatible.pfx");
  g_autofree char *whole = dup_whole ();
  gpointer dialog;

  hand_in (fixture, pfx, whole);
  ingam_ui_test_wait (is_on_page, (gpointer) "password");
  dialog = ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG);
  ingam_ui_test_press (dialog, "skip_button");
  ingam_ui_test_wait (is_on_page, (gpointer) "list");
  ingam_ui_test_press (dialog, "accept_button");
  ingam_ui_test_wait (shows_results, NULL);
  g_assert_true (has_one (fixture));
  g_assert_cmpstr (get_heading (), ==, "1 of 2 imported");

  ingam_ui_test_press (dialog, "retry_button");
  ingam_ui_test_wait (is_on_page, (gpointer) "password");
  ingam_ui_test_type (dialog, "password_row", INGAM_DEMO_PASSWORD);
  ingam_ui_test_press (dialog, "accept_button");
  ingam_ui_test_wait (shows_results, NULL);
  g_assert_cmpuint (count_rows (fixture), ==, 2);
  g_assert_cmpstr (get_heading (), ==, "2 certificates imported");
  gtk_window_close (dialog);
  ingam_ui_test_wait (has_no_dialog, NULL);
}

static void
test_already_here (Fixture *fixture, gconstpointer data)
{
  g_autofree char *whole = dup_whole ();

  hand_in (fixture, whole, NULL);
  ingam_ui_test_wait (has_one, fixture);
  hand_in (fixture, whole, NULL);
  ingam_ui_test_wait (shows_results, NULL);
  g_assert_cmpstr (get_heading (), ==, "Nothing was imported");
  g_assert_true (has_one (fixture));
  ingam_ui_test_press (ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG), "accept_button");
  ingam_ui_test_wait (has_no_dialog, NULL);
}

/* Kept without a question, and said so; nothing of it is in a store that Undo could be about. */
static void
test_an_authority (Fixture *fixture, gconstpointer data)
{
  g_autofree char *store = ingam_ui_test_dup_store (FALSE);
  g_autofree char *file = g_build_filename (store, "KICA", "signGATE Demo CA1.der", NULL);
  gpointer dialog;

  hand_in (fixture, file, NULL);
  ingam_ui_test_wait (shows_results, NULL);
  dialog = ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG);
  g_assert_cmpstr (get_heading (), ==, "Kept to check with");
  g_assert_nonnull (strstr (get_line (0), "of an issuing authority"));
  g_assert_false (gtk_widget_get_visible (ingam_ui_test_get (dialog, "undo_button", G_TYPE_NONE)));
  g_assert_true (has_none (fixture));
  ingam_ui_test_press (dialog, "accept_button");
  ingam_ui_test_wait (has_no_dialog, NULL);

  hand_in (fixture, file, NULL);
  ingam_ui_test_wait (shows_results, NULL);
  g_assert_cmpstr (get_line (0), ==, "It is already here.");
}

static void
test_a_renewed_one (Fixture *fixture, gconstpointer data)
{
  g_autofree char *older = dup_folder_of ("옹고집농장", 0);
  g_autofree char *newer = dup_folder_of ("옹고집농장", 1);
  gpointer dialog;

  hand_in (fixture, older, NULL);
  ingam_ui_test_wait (has_one, fixture);
  hand_in (fixture, newer, NULL);
  ingam_ui_test_wait (is_on_page, (gpointer) "list");
  dialog = ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG);
  g_assert_true (g_str_has_prefix (get_line (0), "It replaces the one you have: valid until "));
  g_assert_true (has_one (fixture)); /* a conflict is shown before anything is written */
  g_assert_true (is_reached_by_tab ("wanted_button"));
  g_assert_true (is_reached_by_tab ("cancel_button"));
  g_assert_true (is_reached_by_tab ("accept_button"));
  ingam_ui_test_press (dialog, "accept_button");
  ingam_ui_test_wait (has_no_dialog, NULL);
  g_assert_cmpuint (count_rows (fixture), ==, 2);
}

static void
test_an_older_one (Fixture *fixture, gconstpointer data)
{
  g_autofree char *older = dup_folder_of ("옹고집농장", 0);
  g_autofree char *newer = dup_folder_of ("옹고집농장", 1);

  hand_in (fixture, newer, NULL);
  ingam_ui_test_wait (has_one, fixture);
  hand_in (fixture, older, NULL);
  ingam_ui_test_wait (is_on_page, (gpointer) "list");
  g_assert_nonnull (strstr (get_line (0), "Keep it all the same?"));
  g_assert_cmpstr (gtk_check_button_get_label (GTK_CHECK_BUTTON (get_choice ())), ==, "Keep");
  g_assert_false (can_accept ());
  gtk_check_button_set_active (GTK_CHECK_BUTTON (get_choice ()), TRUE);
  g_assert_true (can_accept ());
  ingam_ui_test_press (ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG), "accept_button");
  ingam_ui_test_wait (has_no_dialog, NULL);
  g_assert_cmpuint (count_rows (fixture), ==, 2);
}

static void
test_escape_at_a_plan (Fixture *fixture, gconstpointer data)
{
  g_autofree char *older = dup_folder_of ("옹고집농장", 0);
  g_autofree char *newer = dup_folder_of ("옹고집농장", 1);

  hand_in (fixture, older, newer);
  ingam_ui_test_wait (is_on_page, (gpointer) "list");
  gtk_widget_activate_action (ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG), "window.close",
                              NULL);
  ingam_ui_test_wait (has_no_dialog, NULL);
  ingam_ui_test_settle ();
  g_assert_true (has_none (fixture));
}

static void
drop_on_dialog (const char *path)
{
  GtkWidget *dialog = ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG);
  GtkWidget *frame = ingam_ui_test_get (dialog, "drop_frame", G_TYPE_NONE);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GFile *files[] = { file };
  GdkFileList *list = gdk_file_list_new_from_array (files, 1);

  g_signal_emit_by_name (frame, "dropped", list);
  g_boxed_free (GDK_TYPE_FILE_LIST, list);
}

static void
test_the_other_half (Fixture *fixture, gconstpointer data)
{
  g_autofree char *certificate = dup_sample ("half one/document.txt");
  g_autofree char *key = dup_sample ("half two/document.key");

  hand_in (fixture, certificate, NULL);
  ingam_ui_test_wait (shows_results, NULL);
  g_assert_cmpstr (get_line (0), ==, "Its private key is missing. Add the key file as well.");
  drop_on_dialog (key);
  ingam_ui_test_wait (is_on_page, (gpointer) "password");
  ingam_ui_test_type (ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG), "password_row",
                      INGAM_DEMO_PASSWORD);
  ingam_ui_test_press (ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG), "accept_button");
  ingam_ui_test_wait (has_one, fixture);
  ingam_ui_test_wait (has_no_dialog, NULL);
}

static void
test_the_other_half_later (Fixture *fixture, gconstpointer data)
{
  g_autofree char *certificate = dup_sample ("half one/document.txt");
  g_autofree char *key = dup_sample ("half two/document.key");

  hand_in (fixture, key, NULL);
  ingam_ui_test_wait (shows_results, NULL);
  ingam_ui_test_press (ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG), "accept_button");
  ingam_ui_test_wait (has_no_dialog, NULL);
  hand_in (fixture, certificate, NULL);
  ingam_ui_test_wait (is_on_page, (gpointer) "password");
}

static void
test_pasted_over_the_answer (Fixture *fixture, gconstpointer data)
{
  g_autofree char *certificate = dup_sample ("half one/document.txt");
  g_autofree char *key = dup_sample ("half two/document.key");
  g_autoptr (GFile) file = g_file_new_for_path (key);
  GFile *files[] = { file };
  GdkFileList *list = gdk_file_list_new_from_array (files, 1);
  GtkWidget *dialog;

  hand_in (fixture, certificate, NULL);
  ingam_ui_test_wait (shows_results, NULL);
  dialog = ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG);
  gdk_clipboard_set (gtk_widget_get_clipboard (dialog), GDK_TYPE_FILE_LIST, list);
  g_boxed_free (GDK_TYPE_FILE_LIST, list);
  gtk_widget_activate_action (dialog, "import.paste", NULL);
  ingam_ui_test_wait (is_on_page, (gpointer) "password");
}

static void
test_more_behind_the_results (Fixture *fixture, gconstpointer data)
{
  g_autofree char *nothing = dup_sample ("not-a-certificate.der");
  g_autofree char *whole = dup_whole ();

  hand_in (fixture, nothing, NULL);
  ingam_ui_test_wait (shows_results, NULL);
  hand_in (fixture, whole, NULL); /* the results need not be put away first */
  ingam_ui_test_wait (has_one, fixture);
}

static void
test_more_at_a_plan (Fixture *fixture, gconstpointer data)
{
  g_autofree char *older = dup_folder_of ("옹고집농장", 0);
  g_autofree char *newer = dup_folder_of ("옹고집농장", 1);
  g_autofree char *whole = dup_whole ();
  gpointer dialog;

  hand_in (fixture, older, newer);
  ingam_ui_test_wait (is_on_page, (gpointer) "list");
  drop_on_dialog (whole);
  ingam_ui_test_wait (is_on_page, (gpointer) "list");
  dialog = ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG);
  ingam_ui_test_press (dialog, "accept_button");
  ingam_ui_test_wait (shows_results, NULL);
  g_assert_cmpstr (get_heading (), ==, "3 certificates imported");
  g_assert_true (is_reached_by_tab ("undo_button"));
  g_assert_true (is_reached_by_tab ("accept_button"));
  ingam_ui_test_press (dialog, "undo_button");
  ingam_ui_test_wait (has_none, fixture);
}

static gboolean
is_over (gpointer user_data)
{
  return has_no_dialog (NULL) || shows_results (NULL);
}

/* How far it comes is the machine's affair; that page and store agree about it is ours. */
static void
test_stopped_in_the_middle (Fixture *fixture, gconstpointer data)
{
  g_autofree char *demo = ingam_ui_test_dup_store (FALSE);
  GtkWindow *dialog;
  guint n;

  hand_in (fixture, demo, NULL);
  ingam_ui_test_wait (is_on_page, (gpointer) "list");
  dialog = ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG);
  ingam_ui_test_press (dialog, "accept_button");
  g_assert_true (has_none (fixture));
  gtk_window_close (dialog); /* stops it, and stays for what there is to tell */
  g_assert_true (has_dialog (NULL));
  ingam_ui_test_wait (is_over, NULL);
  ingam_ui_test_load (ingam_window_get_store (fixture->window));
  n = count_rows (fixture);
  if (has_no_dialog (NULL))
    g_assert_cmpuint (n, ==, 0);
  else
    g_assert_cmpint (atoi (get_heading ()), ==, (int) n);
}

/* Whoever reads that all is here may throw away where it came from. Stopped while the store, which
 * is there, is looked at once more. */
static void
test_nothing_is_claimed_that_did_not_come (Fixture *fixture, gconstpointer data)
{
  g_autofree char *demo = ingam_ui_test_dup_store (FALSE);
  g_autofree char *users = g_build_filename (fixture->store, "yessign", "USER", NULL);
  guint n;

  g_assert_cmpint (g_mkdir_with_parents (users, 0700), ==, 0);
  hand_in (fixture, demo, NULL);
  ingam_ui_test_wait (is_on_page, (gpointer) "list");
  ingam_ui_test_press (ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG), "accept_button");
  gtk_window_close (ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG));
  ingam_ui_test_wait (is_over, NULL);
  ingam_ui_test_load (ingam_window_get_store (fixture->window));
  n = count_rows (fixture);
  g_assert_cmpuint (has_no_dialog (NULL) ? 0 : (guint) atoi (get_heading ()), ==, n);
}

static gboolean
has_progress (gpointer user_data)
{
  GtkWidget *dialog = ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG);
  GtkProgressBar *bar = GTK_PROGRESS_BAR (ingam_ui_test_get (dialog, "progress_bar", G_TYPE_NONE));

  return gtk_progress_bar_get_fraction (bar) > 0;
}

static void
test_a_thousand (Fixture *fixture, gconstpointer data)
{
  g_autofree char *many = g_strconcat (fixture->store, "-many", NULL);
  g_autoptr (GError) error = NULL;
  guint n;

  ingam_demo_make_many (many, 1000, ingam_clock_now (), NULL, &error);
  g_assert_no_error (error);
  hand_in (fixture, many, NULL);
  ingam_ui_test_wait (is_on_page, (gpointer) "list");
  ingam_ui_test_press (ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG), "accept_button");
  ingam_ui_test_wait (has_progress, NULL);
  gtk_window_close (ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG));
  ingam_ui_test_wait (shows_results, NULL);
  n = count_rows (fixture);
  g_test_message ("%s", get_heading ());
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpint (atoi (get_heading ()), ==, (int) n);
}

static void
test_no_certificate (Fixture *fixture, gconstpointer data)
{
  g_autofree char *nothing = dup_sample ("not-a-certificate.der");

  hand_in (fixture, nothing, NULL);
  ingam_ui_test_wait (shows_results, NULL);
  g_assert_cmpstr (get_heading (), ==, "Nothing was imported");
}

static void
test_given_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *pfx = dup_sample ("compatible.pfx");
  g_autofree char *whole = dup_whole ();

  hand_in (fixture, pfx, NULL);
  ingam_ui_test_wait (has_dialog, NULL);
  hand_in (fixture, whole, NULL); /* waits for its turn */
  gtk_window_close (ingam_ui_test_find_window (INGAM_TYPE_IMPORT_DIALOG));
  ingam_ui_test_wait (has_one, fixture);
}

static void
test_closed_in_the_middle (Fixture *fixture, gconstpointer data)
{
  g_autofree char *samples = ingam_ui_test_dup_samples ();

  /* tear_down() closes the window while the plan is being made and asserts that all goes away. */
  hand_in (fixture, samples, NULL);
}

static gboolean
lists_other_programs_work (gpointer user_data)
{
  return has_one (user_data) &&
         g_str_equal (ingam_window_get_page (((Fixture *) user_data)->window), "main");
}

static void
test_follows_the_disk (Fixture *fixture, gconstpointer data)
{
  g_autofree char *whole = dup_whole ();
  g_autofree char *folder =
      g_build_filename (fixture->store, "yessign", "USER", "cn=from-elsewhere", NULL);
  const char *const names[] = { "signCert.der", "signPri.key" };

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *from = g_build_filename (whole, names[i], NULL);
      g_autofree char *to = g_build_filename (folder, names[i], NULL);
      g_autoptr (GFile) from_file = g_file_new_for_path (from);
      g_autoptr (GFile) to_file = g_file_new_for_path (to);

      g_assert_true (g_file_copy (from_file, to_file, 0, NULL, NULL, NULL, NULL));
    }
  ingam_ui_test_wait (lists_other_programs_work, fixture);
}

static void
undone_elsewhere_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (ingam_store_undo_finish (INGAM_STORE (source), result, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND);
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

static void
test_undo_in_another_store (Fixture *fixture, gconstpointer data)
{
  g_autofree char *whole = dup_whole ();
  g_autofree char *elsewhere = g_strconcat (fixture->store, "-elsewhere", NULL);
  g_autoptr (IngamStore) other = ingam_store_new (elsewhere);
  gboolean answered = FALSE;

  hand_in (fixture, whole, NULL);
  ingam_ui_test_wait (has_one, fixture);
  ingam_store_undo_async (other, NULL, undone_elsewhere_cb, &answered);
  ingam_ui_test_wait (is_true, &answered);
  g_assert_true (has_one (fixture));
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
  add ("/import-flow/a-mixture-is-shown-before-it-is-written", test_mixture);
  add ("/import-flow/a-thousand-can-be-stopped", test_a_thousand);
  add ("/import-flow/a-window-closed-in-the-middle-goes-away", test_closed_in_the_middle);
  add ("/import-flow/already-here-is-said", test_already_here);
  add ("/import-flow/an-older-one-is-kept-when-asked", test_an_older_one);
  add ("/import-flow/escape-at-a-plan-changes-nothing", test_escape_at_a_plan);
  add ("/import-flow/more-can-be-let-go-over-a-plan", test_more_at_a_plan);
  add ("/import-flow/more-can-be-handed-in-behind-the-results", test_more_behind_the_results);
  add ("/import-flow/no-certificate-is-said", test_no_certificate);
  add ("/import-flow/nothing-is-claimed-that-did-not-come",
       test_nothing_is_claimed_that_did_not_come);
  add ("/import-flow/one-new-certificate-needs-no-page-and-can-be-undone",
       test_one_new_certificate);
  add ("/import-flow/password-is-asked-again-until-right", test_pfx);
  add ("/import-flow/an-authority-is-kept-and-said", test_an_authority);
  add ("/import-flow/a-renewed-one-is-shown-with-both-days", test_a_renewed_one);
  add ("/import-flow/skipped-can-be-tried-again", test_skipped_password);
  add ("/import-flow/stopped-in-the-middle-tells-what-is-there", test_stopped_in_the_middle);
  add ("/import-flow/the-other-half-can-be-let-go-over-the-answer", test_the_other_half);
  add ("/import-flow/the-other-half-can-be-pasted-over-the-answer", test_pasted_over_the_answer);
  add ("/import-flow/the-other-half-can-come-later", test_the_other_half_later);
  add ("/import-flow/undo-stays-in-its-own-store", test_undo_in_another_store);
  add ("/import-flow/what-another-program-writes-is-listed", test_follows_the_disk);
  add ("/import-flow/what-waits-comes-after-giving-up", test_given_up);
  status = g_test_run ();
  ingam_ui_test_clean_up ();
  return status;
}
