/* Exporting one certificate: the password before the place, a file that can be dragged, and nothing
 * left behind. The drag itself is drag-out.sh. */
#include "config.h"

#include "tests/ui/support.h"

#include "app/export/export-dialog.h"
#include "app/export/file-tile.h"
#include "app/widgets/hint-row.h"
#include "core/base/durable-file.h"
#include "core/demo/demo.h"

typedef struct
{
  char *path;
  IngamStore *store;
  IngamExportDialog *dialog;
  gpointer alive;
  char *exported;
} Fixture;

static void
exported_cb (Fixture *fixture, const char *path, const char *sentence)
{
  g_free (fixture->exported);
  fixture->exported = g_strdup (path);
}

static void
open_dialog (Fixture *fixture, gboolean for_drag)
{
  IngamCredential *credential = ingam_ui_test_find (fixture->store, "성춘향");

  fixture->dialog = for_drag ? ingam_export_dialog_new_for_drag (fixture->store, credential) :
                               ingam_export_dialog_new (fixture->store, credential);
  fixture->alive = fixture->dialog;
  g_object_add_weak_pointer (G_OBJECT (fixture->dialog), &fixture->alive);
  g_signal_connect_swapped (fixture->dialog, "exported", G_CALLBACK (exported_cb), fixture);
  gtk_window_present (GTK_WINDOW (fixture->dialog));
  ingam_ui_test_settle ();
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->path = ingam_ui_test_dup_store (FALSE);
  fixture->store = ingam_store_new (fixture->path);
  open_dialog (fixture, GPOINTER_TO_INT (data));
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
  g_assert_finalize_object (fixture->store);
  g_free (fixture->path);
  g_free (fixture->exported);
}

static const char *
get_page (Fixture *fixture)
{
  return ingam_secret_dialog_get_page (INGAM_SECRET_DIALOG (fixture->dialog));
}

static gboolean
shows_file (gpointer user_data)
{
  return g_str_equal (get_page (user_data), "file");
}

static gboolean
says_something (gpointer hint)
{
  return ingam_hint_row_get_sentence (hint) != NULL;
}

/* How many files are lent now. */
static guint
count_lent (void)
{
  g_autofree char *place = ingam_handout_dup_place ();
  g_auto (IngamFd) folder = ingam_durable_open_folder (place, FALSE, NULL);
  g_autoptr (GPtrArray) names = folder < 0 ? NULL : ingam_durable_list (folder, 100, NULL);

  return names == NULL ? 0 : names->len;
}

static GtkWidget *
get (Fixture *fixture, const char *id)
{
  return ingam_ui_test_get (GTK_WIDGET (fixture->dialog), id, G_TYPE_NONE);
}

static void
go_to_file (Fixture *fixture)
{
  ingam_ui_test_type (fixture->dialog, "password_row", INGAM_DEMO_PASSWORD);
  ingam_ui_test_press (fixture->dialog, "accept_button");
  ingam_ui_test_wait (shows_file, fixture);
}

static void
test_wrong_password (Fixture *fixture, gconstpointer data)
{
  ingam_ui_test_type (fixture->dialog, "password_row", "not-this-one");
  ingam_ui_test_press (fixture->dialog, "accept_button");
  ingam_ui_test_wait (says_something, get (fixture, "password_hint"));
  g_assert_cmpstr (get_page (fixture), ==, "form");
  g_assert_cmpuint (count_lent (), ==, 0);
  g_assert_true (gtk_widget_has_css_class (get (fixture, "password_row"), "error"));
}

static void
test_saved (Fixture *fixture, gconstpointer data)
{
  g_autofree char *pfx = g_strconcat (fixture->path, "-saved.pfx", NULL);

  go_to_file (fixture);
  ingam_export_dialog_export_to (fixture->dialog, pfx);
  ingam_ui_test_wait (is_gone, &fixture->alive);
  g_assert_cmpstr (fixture->exported, ==, pfx);
  g_assert_true (g_file_test (pfx, G_FILE_TEST_IS_REGULAR));
  g_assert_cmpuint (count_lent (), ==, 0);
}

static void
test_file_goes_with_the_dialog (Fixture *fixture, gconstpointer data)
{
  go_to_file (fixture);
  g_assert_cmpuint (count_lent (), ==, 1);
  gtk_window_close (GTK_WINDOW (fixture->dialog));
  ingam_ui_test_wait (is_gone, &fixture->alive);
  g_assert_cmpuint (count_lent (), ==, 0);
}

static void
test_closed_while_made (Fixture *fixture, gconstpointer data)
{
  ingam_ui_test_type (fixture->dialog, "password_row", INGAM_DEMO_PASSWORD);
  ingam_ui_test_press (fixture->dialog, "accept_button");
  gtk_window_close (GTK_WINDOW (fixture->dialog));
  ingam_ui_test_wait (is_gone, &fixture->alive);
  g_assert_cmpuint (count_lent (), ==, 0);
}

static void
test_public_part_needs_no_password (Fixture *fixture, gconstpointer data)
{
  gtk_check_button_set_active (GTK_CHECK_BUTTON (get (fixture, "certificate_button")), TRUE);
  g_assert_false (gtk_widget_get_visible (get (fixture, "password_list")));
  ingam_ui_test_press (fixture->dialog, "accept_button");
  ingam_ui_test_wait (shows_file, fixture);
}

/* What a drag out of the window opens: one question, and no choice of forms. */
static void
test_for_a_drag (Fixture *fixture, gconstpointer data)
{
  g_assert_false (gtk_widget_get_visible (get (fixture, "forms")));
  g_assert_false (gtk_widget_get_sensitive (get (fixture, "accept_button")));
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (fixture->dialog)),
                                         get (fixture, "password_row")));
  go_to_file (fixture);
  g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (get (fixture, "tile")),
                                                   GTK_ACCESSIBLE_PROPERTY_LABEL));
}

/* Tab reaches only the chosen one of radio buttons, and the list box took the arrows. */
static void
test_each_form_is_reached_by_arrows (Fixture *fixture, gconstpointer data)
{
  GtkWidget *forms = get (fixture, "forms");

  ingam_ui_test_press_key (forms, "Down");
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (get (fixture, "modern_button"))));
  for (guint i = 0; i < 5; i++)
    ingam_ui_test_press_key (forms, "Down");
  g_assert_true (
      gtk_check_button_get_active (GTK_CHECK_BUTTON (get (fixture, "certificate_button"))));
  g_assert_true (gtk_widget_has_focus (get (fixture, "certificate_button")));
  for (guint i = 0; i < 5; i++)
    ingam_ui_test_press_key (forms, "Up");
  g_assert_true (
      gtk_check_button_get_active (GTK_CHECK_BUTTON (get (fixture, "compatible_button"))));
}

/* Enter went to the entry, which is seen no more. */
static void
test_the_ready_file_is_saved_by_enter (Fixture *fixture, gconstpointer data)
{
  go_to_file (fixture);
  g_assert_true (gtk_widget_has_focus (get (fixture, "accept_button")));
}

static void
add (const char *path, gboolean drag, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, GINT_TO_POINTER (drag), set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  int status;

  ingam_ui_test_init (&argc, &argv);
  add ("/export-flow/closed-while-made-leaves-nothing", FALSE, test_closed_while_made);
  add ("/export-flow/each-form-is-reached-by-arrows", FALSE, test_each_form_is_reached_by_arrows);
  add ("/export-flow/file-goes-with-the-dialog", FALSE, test_file_goes_with_the_dialog);
  add ("/export-flow/for-a-drag-asks-only-the-password", TRUE, test_for_a_drag);
  add ("/export-flow/public-part-needs-no-password", FALSE, test_public_part_needs_no_password);
  add ("/export-flow/saved-where-it-was-chosen", FALSE, test_saved);
  add ("/export-flow/the-ready-file-is-saved-by-enter", FALSE,
       test_the_ready_file_is_saved_by_enter);
  add ("/export-flow/wrong-password-is-said-before-the-place", FALSE, test_wrong_password);
  status = g_test_run ();
  ingam_ui_test_clean_up ();
  return status;
}
