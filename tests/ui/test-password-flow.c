/* Checking and changing a password and removing, as a person does it in the window. */
#include "config.h"

#include "tests/ui/support.h"

#include "app/batch/batch-dialog.h"
#include "app/list/list-page.h"
#include "app/password/password-change.h"
#include "app/password/password-check.h"
#include "app/password/quality-row.h"
#include "app/widgets/hint-row.h"
#include "app/widgets/password-text.h"
#include "core/base/clock.h"
#include "core/care/journal.h"
#include "core/cert/password-quality.h"
#include "core/demo/demo.h"
#include "core/store/reseal.h"
#include "tests/support/sanitizer.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define NEW_PASSWORD "Vortex!Mule82?kayak"
#define OTHER_PASSWORD "Lantern%93-quilt+Osprey"

typedef struct
{
  IngamWindow *window;
  char *store;
} Fixture;

static gboolean
has_rows (gpointer user_data)
{
  return g_str_equal (ingam_window_get_page (user_data), "main");
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  IngamListPage *list;
  char id[65];

  fixture->store = ingam_ui_test_dup_store (TRUE);
  fixture->window = ingam_window_new (ingam_ui_test_get_application (), fixture->store);
  gtk_window_present (GTK_WINDOW (fixture->window));
  ingam_ui_test_wait (has_rows, fixture->window);
  list = INGAM_LIST_PAGE (ingam_ui_test_get (GTK_WIDGET (fixture->window), "list_page", 0));
  ingam_list_page_select (
      list, ingam_credential_get_id (
                ingam_ui_test_find (ingam_window_get_store (fixture->window), "성춘향"), id));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  ingam_ui_test_finalize_window (fixture->window);
  g_free (fixture->store);
}

static const char *
get_selected_name (Fixture *fixture)
{
  IngamCredential *selected = ingam_list_page_get_selected (
      INGAM_LIST_PAGE (ingam_ui_test_get (GTK_WIDGET (fixture->window), "list_page", 0)));

  return selected == NULL ? NULL : ingam_credential_get_name (selected);
}

static gpointer
open_dialog (Fixture *fixture, const char *action, GType type)
{
  gpointer dialog;

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, NULL);
  ingam_ui_test_settle ();
  dialog = ingam_ui_test_find_window (type);
  g_assert_nonnull (dialog);
  return dialog;
}

static const char *
get_sentence (gpointer dialog, const char *hint)
{
  return ingam_hint_row_get_sentence (INGAM_HINT_ROW (ingam_ui_test_get (dialog, hint, 0)));
}

static gboolean
says_something (gpointer hint)
{
  return ingam_hint_row_get_sentence (hint) != NULL;
}

static void
wait_for_hint (gpointer dialog, const char *hint)
{
  ingam_ui_test_wait (says_something, ingam_ui_test_get (dialog, hint, 0));
}

static gboolean
is_closed (gpointer type)
{
  return ingam_ui_test_find_window (GPOINTER_TO_SIZE (type)) == NULL;
}

/* Whether @password opens what is on the disk now. */
static gboolean
opens (Fixture *fixture, const char *password)
{
  g_autoptr (IngamSecret) secret = ingam_secret_new_text (password);
  g_autoptr (IngamStore) store = ingam_store_new (fixture->store);
  g_autoptr (IngamCheckReport) report = NULL;

  report = ingam_check_run (fixture->store, ingam_ui_test_find (store, "성춘향"), NULL, secret,
                            INGAM_KDF_ASK_ROUNDS, 0, NULL, NULL);
  g_assert_nonnull (report);
  return report->checks[INGAM_CHECK_PASSWORD].result == INGAM_CHECK_PASS;
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  gpointer dialog = open_dialog (fixture, "win.check-password", INGAM_TYPE_PASSWORD_CHECK);
  GtkWidget *row;

  ingam_ui_test_type (dialog, "password_row", "not-this-one");
  ingam_ui_test_press (dialog, "accept_button");
  wait_for_hint (dialog, "hint");
  g_assert_true (gtk_widget_has_css_class (ingam_ui_test_get (dialog, "password_row", 0), "error"));

  ingam_ui_test_type (dialog, "password_row", INGAM_DEMO_PASSWORD);
  g_assert_null (get_sentence (dialog, "hint")); /* typing takes the sentence away */
  ingam_ui_test_press (dialog, "accept_button");
  ingam_ui_test_wait (is_closed, GSIZE_TO_POINTER (INGAM_TYPE_PASSWORD_CHECK));
  row = ingam_ui_test_get (GTK_WIDGET (fixture->window), "random_row", 0);
  g_assert_true (gtk_widget_get_visible (row));
}

static void
test_hangul (Fixture *fixture, gconstpointer data)
{
  gpointer dialog = open_dialog (fixture, "win.check-password", INGAM_TYPE_PASSWORD_CHECK);

  ingam_ui_test_type (dialog, "password_row", "ㅑㅜㅎ");
  g_assert_cmpstr (get_sentence (dialog, "hint"), ==, "Was the Korean keyboard layout on?");
}

/* Copying, dragging and the middle mouse button all start from a selection. */
static void
test_revealed_is_not_selected (Fixture *fixture, gconstpointer data)
{
  gpointer dialog = open_dialog (fixture, "win.check-password", INGAM_TYPE_PASSWORD_CHECK);
  GtkEditable *row = GTK_EDITABLE (ingam_ui_test_get (dialog, "password_row", 0));
  GtkText *text = GTK_TEXT (gtk_editable_get_delegate (row));
  GdkClipboard *clipboard = gtk_widget_get_clipboard (dialog);
  g_auto (GValue) value = G_VALUE_INIT;

  gdk_clipboard_set_text (clipboard, "before");
  ingam_ui_test_type (dialog, "password_row", "secret-1");
  gtk_editable_select_region (row, 0, -1);
  g_assert_true (gtk_editable_get_selection_bounds (row, NULL, NULL)); /* dots may be */
  gtk_text_set_visibility (text, TRUE);
  ingam_ui_test_settle ();
  g_assert_false (gtk_editable_get_enable_undo (GTK_EDITABLE (text))); /* kept, and not wiped */
  g_assert_false (gtk_editable_get_selection_bounds (row, NULL, NULL));
  gtk_editable_select_region (row, 0, -1);
  g_assert_false (gtk_editable_get_selection_bounds (row, NULL, NULL));
  g_signal_emit_by_name (text, "copy-clipboard");
  gtk_text_set_visibility (text, FALSE);
  gtk_editable_select_region (row, 0, -1);
  g_signal_emit_by_name (text, "copy-clipboard");
  g_signal_emit_by_name (text, "cut-clipboard");
  g_assert_cmpstr (gtk_editable_get_text (row), ==, "secret-1");
  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (
      gdk_content_provider_get_value (gdk_clipboard_get_content (clipboard), &value, NULL));
  g_assert_cmpstr (g_value_get_string (&value), ==, "before");
}

static void
test_change (Fixture *fixture, gconstpointer data)
{
  gpointer dialog = open_dialog (fixture, "win.change-password", INGAM_TYPE_PASSWORD_CHANGE);

  ingam_ui_test_type (dialog, "old_row", "not-this-one");
  ingam_ui_test_type (dialog, "new_row", NEW_PASSWORD);
  ingam_ui_test_type (dialog, "repeat_row", NEW_PASSWORD);
  ingam_ui_test_press (dialog, "accept_button");
  wait_for_hint (dialog, "old_hint");
  g_assert_true (opens (fixture, INGAM_DEMO_PASSWORD));

  ingam_ui_test_type (dialog, "old_row", INGAM_DEMO_PASSWORD);
  ingam_ui_test_press (dialog, "accept_button");
  ingam_ui_test_wait (is_closed, GSIZE_TO_POINTER (INGAM_TYPE_PASSWORD_CHANGE));
  g_assert_true (opens (fixture, NEW_PASSWORD));
  g_assert_false (opens (fixture, INGAM_DEMO_PASSWORD));
  g_assert_cmpstr (get_selected_name (fixture), ==, "성춘향");
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

/* Told by trying it on the certificate that was replaced: nothing keeps a password. */
static void
test_change_to_the_former_one (Fixture *fixture, gconstpointer data)
{
  IngamStore *store = ingam_window_get_store (fixture->window);
  IngamCredential *former = find_replaced (store);
  g_autoptr (IngamSecret) demo = ingam_secret_new_text (INGAM_DEMO_PASSWORD);
  g_autoptr (IngamSecret) other = ingam_secret_new_text (OTHER_PASSWORD);
  GError *error = NULL;
  gpointer dialog;
  char id[65];

  ingam_reseal_run (fixture->store, former, demo, other, INGAM_KDF_ASK_ROUNDS, NULL, NULL, &error);
  g_assert_no_error (error);
  ingam_ui_test_load (store);
  former = find_replaced (store);
  ingam_certificate_format_hex (ingam_credential_get_superseded_by (former),
                                INGAM_CERTIFICATE_FINGERPRINT_SIZE, id);
  ingam_list_page_select (
      INGAM_LIST_PAGE (ingam_ui_test_get (GTK_WIDGET (fixture->window), "list_page", 0)), id);

  dialog = open_dialog (fixture, "win.change-password", INGAM_TYPE_PASSWORD_CHANGE);
  ingam_ui_test_type (dialog, "old_row", INGAM_DEMO_PASSWORD);
  ingam_ui_test_type (dialog, "new_row", OTHER_PASSWORD);
  ingam_ui_test_type (dialog, "repeat_row", OTHER_PASSWORD);
  ingam_ui_test_press (dialog, "accept_button");
  wait_for_hint (dialog, "new_hint");
  g_assert_cmpstr (get_sentence (dialog, "new_hint"), ==,
                   "The older certificate has the same password.");
  ingam_ui_test_press (ingam_ui_test_get (dialog, "new_hint", 0), "button");
  ingam_ui_test_wait (is_closed, GSIZE_TO_POINTER (INGAM_TYPE_PASSWORD_CHANGE));
}

static void
test_change_unequal (Fixture *fixture, gconstpointer data)
{
  gpointer dialog = open_dialog (fixture, "win.change-password", INGAM_TYPE_PASSWORD_CHANGE);

  ingam_ui_test_type (dialog, "old_row", INGAM_DEMO_PASSWORD);
  ingam_ui_test_type (dialog, "new_row", NEW_PASSWORD);
  ingam_ui_test_type (dialog, "repeat_row", NEW_PASSWORD "x");
  ingam_ui_test_press (dialog, "accept_button");
  wait_for_hint (dialog, "repeat_hint");
  g_assert_true (opens (fixture, INGAM_DEMO_PASSWORD));
}

static gboolean
has_verdict (gpointer row)
{
  return !g_str_equal (ingam_quality_row_get_verdict (row), "Longer is better than complicated");
}

static void
test_change_against_the_rule (Fixture *fixture, gconstpointer data)
{
  gpointer dialog = open_dialog (fixture, "win.change-password", INGAM_TYPE_PASSWORD_CHANGE);

  ingam_ui_test_type (dialog, "old_row", INGAM_DEMO_PASSWORD);
  ingam_ui_test_type (dialog, "new_row", "short");
  ingam_ui_test_type (dialog, "repeat_row", "short");
  ingam_ui_test_wait (has_verdict, ingam_ui_test_get (dialog, "quality_row", 0));
  ingam_ui_test_press (dialog, "accept_button");
  wait_for_hint (dialog, "new_hint");
  g_assert_true (opens (fixture, INGAM_DEMO_PASSWORD));
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

/* At several moments of it: nothing begun, begun, perhaps done. */
static void
test_change_closed_in_the_middle (Fixture *fixture, gconstpointer data)
{
  const char *passwords[] = { INGAM_DEMO_PASSWORD, NEW_PASSWORD, OTHER_PASSWORD };
  guint now = 0;

  for (guint turns = 0; turns < 8; turns++)
    {
      guint next = now == 1 ? 2 : 1;
      gpointer dialog = open_dialog (fixture, "win.change-password", INGAM_TYPE_PASSWORD_CHANGE);
      gpointer alive = dialog;

      g_object_add_weak_pointer (dialog, &alive);
      ingam_ui_test_type (dialog, "old_row", passwords[now]);
      ingam_ui_test_type (dialog, "new_row", passwords[next]);
      ingam_ui_test_type (dialog, "repeat_row", passwords[next]);
      ingam_ui_test_wait (has_verdict, ingam_ui_test_get (dialog, "quality_row", 0));
      ingam_ui_test_press (dialog, "accept_button");
      for (guint i = 0; i < 4 * turns; i++)
        g_main_context_iteration (NULL, FALSE);
      if (alive != NULL)
        gtk_window_close (dialog);
      ingam_ui_test_wait (is_gone, &alive);
      g_assert_true (opens (fixture, passwords[now]) != opens (fixture, passwords[next]));
      if (opens (fixture, passwords[next]))
        now = next;
    }
}

/* A screen reader hears of the entry it is in, and of nothing else while typing. */
static void
test_judgement_is_read_out (Fixture *fixture, gconstpointer data)
{
  gpointer dialog = open_dialog (fixture, "win.change-password", INGAM_TYPE_PASSWORD_CHANGE);
  GtkWidget *quality = ingam_ui_test_get (dialog, "quality_row", 0);
  GtkAccessible *row = GTK_ACCESSIBLE (ingam_ui_test_get (dialog, "new_row", 0));
  char *problem;

  ingam_ui_test_type (dialog, "new_row", "a19840101!!");
  ingam_ui_test_wait (has_verdict, quality);
  problem = gtk_test_accessible_check_property (
      row, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      ingam_quality_row_get_verdict (INGAM_QUALITY_ROW (quality)));
  g_assert_cmpstr (problem, ==, NULL);
  ingam_ui_test_type (dialog, "new_row", "");
  g_assert_false (gtk_test_accessible_has_property (row, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION));
}

static void
test_suggestion_is_good_and_shown (Fixture *fixture, gconstpointer data)
{
  gpointer dialog = open_dialog (fixture, "win.change-password", INGAM_TYPE_PASSWORD_CHANGE);
  GtkEditable *row = GTK_EDITABLE (ingam_ui_test_get (dialog, "new_row", 0));
  g_autofree char *suggested = NULL;

  ingam_ui_test_press (dialog, "suggest_button");
  suggested = g_strdup (gtk_editable_get_text (row)); /* a test's, opened below */
  g_assert_true (gtk_text_get_visibility (GTK_TEXT (gtk_editable_get_delegate (row))));
  g_assert_nonnull (get_sentence (dialog, "new_hint"));
  ingam_ui_test_type (dialog, "old_row", INGAM_DEMO_PASSWORD);
  ingam_ui_test_press (dialog, "accept_button");
  ingam_ui_test_wait (is_closed, GSIZE_TO_POINTER (INGAM_TYPE_PASSWORD_CHANGE));
  g_assert_true (opens (fixture, suggested));
}

static gboolean
says_done (gpointer dialog)
{
  return g_str_equal (ingam_secret_dialog_get_page (dialog), "done");
}

static void
test_copies_are_named (Fixture *fixture, gconstpointer data)
{
  gpointer dialog = open_dialog (fixture, "win.change-password", INGAM_TYPE_PASSWORD_CHANGE);
  const char *const places[] = { "USB <b>stick</b>", "Downloads", NULL };

  ingam_password_change_set_copies (dialog, places);
  ingam_ui_test_type (dialog, "old_row", INGAM_DEMO_PASSWORD);
  ingam_ui_test_type (dialog, "new_row", NEW_PASSWORD);
  ingam_ui_test_type (dialog, "repeat_row", NEW_PASSWORD);
  ingam_ui_test_press (dialog, "accept_button");
  ingam_ui_test_wait (says_done, dialog);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (ingam_ui_test_get (dialog, "copies_label", 0))),
                   ==, "USB <b>stick</b>\nDownloads");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ingam_ui_test_get (dialog, "new_row", 0))),
                   ==, "");
  g_assert_true (opens (fixture, NEW_PASSWORD));
  ingam_ui_test_press (dialog, "accept_button");
  ingam_ui_test_wait (is_closed, GSIZE_TO_POINTER (INGAM_TYPE_PASSWORD_CHANGE));
}

#define MASK 0x5a
#define MAX_NEEDLE 64

/* What is looked for, masked, so that looking for it is no residue. */
typedef struct
{
  guint8 masked[MAX_NEEDLE];
  gsize size;
} Needle;

static gboolean
is_at (const Needle *needle, const guint8 *at)
{
  for (gsize i = 0; i < needle->size; i++)
    if ((at[i] ^ MASK) != needle->masked[i])
      return FALSE;
  return TRUE;
}

/* In all that this process can write to; it is looked at where it lies, since a copy would be
 * found. */
static guint
count_in_memory (const Needle *needle)
{
  FILE *maps = fopen ("/proc/self/maps", "r");
  char line[512];
  guint n = 0;

  g_assert_nonnull (maps);
  while (fgets (line, sizeof line, maps) != NULL)
    {
      unsigned long from, to;
      char rights[5];

      if (sscanf (line, "%lx-%lx %4s", &from, &to, rights) != 3 || strncmp (rights, "rw-p", 4) != 0)
        continue;
      for (const guint8 *at = (const guint8 *) from; at + needle->size <= (const guint8 *) to; at++)
        if (is_at (needle, at))
          {
            g_test_message ("residue in %s", line);
            n++;
          }
    }
  fclose (maps);
  return n;
}

/* From the entries to the key file, and then nowhere in the memory of the window. */
static void
test_nothing_of_a_password_is_left (Fixture *fixture, gconstpointer data)
{
  gpointer dialog = open_dialog (fixture, "win.change-password", INGAM_TYPE_PASSWORD_CHANGE);
  IngamSecret *secret = ingam_password_quality_suggest ();
  const char *const rows[] = { "new_row", "repeat_row" };
  Needle needle;
  const guint8 *bytes = ingam_secret_peek (secret, &needle.size);

#ifdef INGAM_TEST_ASAN
  g_test_skip ("the sanitizer keeps what was freed");
  ingam_secret_unref (secret);
  return;
#endif
  g_assert_cmpuint (needle.size, >=, 12);
  g_assert_cmpuint (needle.size, <=, MAX_NEEDLE);
  for (gsize i = 0; i < needle.size; i++)
    needle.masked[i] = bytes[i] ^ MASK;
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    ingam_password_text_set_secret (GTK_EDITABLE (ingam_ui_test_get (dialog, rows[i], 0)), secret);
  g_assert_cmpuint (count_in_memory (&needle), >, 0); /* it is found where it is */
  ingam_secret_unref (secret);
  ingam_ui_test_type (dialog, "old_row", INGAM_DEMO_PASSWORD);
  ingam_ui_test_press (dialog, "accept_button");
  ingam_ui_test_wait (is_closed, GSIZE_TO_POINTER (INGAM_TYPE_PASSWORD_CHANGE));
  ingam_ui_test_settle ();
  g_assert_cmpuint (count_in_memory (&needle), ==, 0);
  g_assert_false (opens (fixture, INGAM_DEMO_PASSWORD));
}

static gboolean
is_active (gpointer window)
{
  return gtk_window_is_active (window);
}

static gboolean
says_nothing (gpointer hint)
{
  return ingam_hint_row_get_sentence (hint) == NULL;
}

/* With the real key: GDK knows its state from the display. */
static void
test_caps_lock_is_said (Fixture *fixture, gconstpointer data)
{
  g_autofree char *xdotool = g_find_program_in_path ("xdotool");
  gpointer dialog = open_dialog (fixture, "win.check-password", INGAM_TYPE_PASSWORD_CHECK);

  if (xdotool == NULL)
    {
      g_test_skip ("no xdotool");
      return;
    }
  g_assert_true (g_spawn_command_line_sync (
      "xdotool search --onlyvisible --name 'Check Password' windowfocus", NULL, NULL, NULL, NULL));
  ingam_ui_test_wait (is_active, dialog);
  g_assert_true (g_spawn_command_line_sync ("xdotool key Caps_Lock", NULL, NULL, NULL, NULL));
  wait_for_hint (dialog, "hint");
  g_assert_cmpstr (get_sentence (dialog, "hint"), ==, "Caps Lock is on.");
  g_assert_true (g_spawn_command_line_sync ("xdotool key Caps_Lock", NULL, NULL, NULL, NULL));
  ingam_ui_test_wait (says_nothing, ingam_ui_test_get (dialog, "hint", 0));
}

static void
test_closing_empties_the_fields (Fixture *fixture, gconstpointer data)
{
  gpointer dialog = open_dialog (fixture, "win.change-password", INGAM_TYPE_PASSWORD_CHANGE);
  GtkWidget *row = ingam_ui_test_get (dialog, "old_row", 0);

  ingam_ui_test_type (dialog, "old_row", INGAM_DEMO_PASSWORD);
  g_object_ref (row);
  gtk_window_close (dialog);
  ingam_ui_test_settle ();
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "");
  g_object_unref (row);
}

typedef struct
{
  GListModel *model;
  guint n;
} Count;

static gboolean
has_count (gpointer user_data)
{
  Count *count = user_data;

  return g_list_model_get_n_items (count->model) == count->n;
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  Count count = { G_LIST_MODEL (ingam_window_get_store (fixture->window)), 0 };

  count.n = g_list_model_get_n_items (count.model) - 1;
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.remove", NULL);
  ingam_ui_test_wait (has_count, &count);
  count.n++;
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL);
  ingam_ui_test_wait (has_count, &count);
}

static gboolean
is_there (Fixture *fixture, const char *name)
{
  GListModel *store = G_LIST_MODEL (ingam_window_get_store (fixture->window));

  for (guint i = 0; i < g_list_model_get_n_items (store); i++)
    {
      g_autoptr (IngamCredential) one = g_list_model_get_item (store, i);

      if (g_str_equal (ingam_credential_get_name (one), name))
        return TRUE;
    }
  return FALSE;
}

/* The window's own step, though another program has done something since. */
static void
test_undo_is_of_what_the_window_did (Fixture *fixture, gconstpointer data)
{
  Count count = { G_LIST_MODEL (ingam_window_get_store (fixture->window)), 0 };
  g_autofree char *trash = ingam_trash_dup_path ();
  g_autoptr (GError) error = NULL;

  count.n = g_list_model_get_n_items (count.model) - 1;
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.remove", NULL);
  ingam_ui_test_wait (has_count, &count);
  ingam_ui_test_settle (); /* the answer comes after the list */
  ingam_trash_remove (trash, fixture->store,
                      ingam_ui_test_find (ingam_window_get_store (fixture->window), "콩쥐"),
                      ingam_clock_now () + 1, NULL, &error);
  g_assert_no_error (error);
  count.n--;
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.reload", NULL);
  ingam_ui_test_wait (has_count, &count);
  count.n++;
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL);
  ingam_ui_test_wait (has_count, &count);
  g_assert_true (is_there (fixture, "성춘향"));
  g_assert_false (is_there (fixture, "콩쥐"));
}

static gpointer
open_batch (Fixture *fixture, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.mark-all", NULL);
  return open_dialog (fixture, action, INGAM_TYPE_BATCH_DIALOG);
}

static gboolean
is_done (gpointer dialog)
{
  return ingam_batch_session_get_state (ingam_batch_dialog_get_session (dialog)) ==
         INGAM_BATCH_DONE;
}

static gboolean
is_calm (gpointer dialog)
{
  return !ingam_batch_session_is_busy (ingam_batch_dialog_get_session (dialog));
}

static void
test_many_removed_and_back (Fixture *fixture, gconstpointer data)
{
  Count count = { G_LIST_MODEL (ingam_window_get_store (fixture->window)), 0 };
  guint all = g_list_model_get_n_items (count.model);
  gpointer dialog = open_batch (fixture, "win.remove-marked");

  ingam_ui_test_wait (is_done, dialog);
  g_assert_cmpuint (g_list_model_get_n_items (count.model), <, all);
  gtk_window_close (dialog);
  count.n = all;
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL);
  ingam_ui_test_wait (has_count, &count);
}

static gboolean
is_noted (gpointer user_data)
{
  g_autofree char *folder = ingam_journal_dup_default_folder ();
  g_autoptr (IngamJournal) journal = ingam_journal_new (folder);
  IngamCredential *one = ingam_ui_test_find (ingam_window_get_store (user_data), "황진이");
  g_autoptr (GPtrArray) history =
      ingam_journal_list (journal, ingam_credential_get_fingerprint (one), NULL);

  return history != NULL && ingam_journal_find_last (history, INGAM_EVENT_PASSWORD_CHECKED) != NULL;
}

static void
test_many_checks_are_noted (Fixture *fixture, gconstpointer data)
{
  gpointer dialog;

  g_assert_false (is_noted (fixture->window));
  dialog = open_batch (fixture, "win.check-marked");
  ingam_ui_test_type (dialog, "password_row", INGAM_DEMO_PASSWORD);
  ingam_ui_test_press (dialog, "accept_button");
  ingam_ui_test_wait (is_calm, dialog);
  ingam_ui_test_wait (is_noted, fixture->window);
}

static gboolean
is_readable_by_others (gpointer user_data)
{
  IngamCredential *one = ingam_ui_test_find (ingam_window_get_store (user_data), "성춘향");

  return (ingam_credential_get_oddities (one) & INGAM_ODDITY_READABLE_BY_OTHERS) != 0;
}

static gboolean
is_private (gpointer window)
{
  return !is_readable_by_others (window);
}

/* Its files change, and with them the object in the list: the person is still with the same one. */
static void
test_made_private_stays_selected (Fixture *fixture, gconstpointer data)
{
  IngamStore *store = ingam_window_get_store (fixture->window);
  g_autofree char *folder = g_build_filename (
      fixture->store, ingam_credential_get_folder (ingam_ui_test_find (store, "성춘향")), NULL);
  g_autofree char *key = g_build_filename (folder, "signPri.key", NULL);

  g_assert_cmpint (g_chmod (key, 0644), ==, 0);
  g_assert_cmpint (g_chmod (folder, 0755), ==, 0);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.reload", NULL);
  ingam_ui_test_wait (is_readable_by_others, fixture->window);
  g_assert_cmpstr (get_selected_name (fixture), ==, "성춘향");
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.make-private", NULL);
  ingam_ui_test_wait (is_private, fixture->window);
  g_assert_cmpstr (get_selected_name (fixture), ==, "성춘향");
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
  add ("/password-flow/against-the-rule-is-said-under-the-field", test_change_against_the_rule);
  add ("/password-flow/caps-lock-is-said", test_caps_lock_is_said);
  add ("/password-flow/changed-from-old-to-new", test_change);
  add ("/password-flow/checked-until-right", test_check);
  add ("/password-flow/closed-in-the-middle-is-old-or-new", test_change_closed_in_the_middle);
  add ("/password-flow/closing-empties-the-fields", test_closing_empties_the_fields);
  add ("/password-flow/copies-are-named", test_copies_are_named);
  add ("/password-flow/hangul-is-noticed", test_hangul);
  add ("/password-flow/judgement-is-read-out", test_judgement_is_read_out);
  add ("/password-flow/made-private-stays-selected", test_made_private_stays_selected);
  add ("/password-flow/many-checks-are-noted", test_many_checks_are_noted);
  add ("/password-flow/many-removed-and-back", test_many_removed_and_back);
  add ("/password-flow/undo-is-of-what-the-window-did", test_undo_is_of_what_the_window_did);
  add ("/password-flow/nothing-of-a-password-is-left", test_nothing_of_a_password_is_left);
  add ("/password-flow/removed-and-back", test_remove);
  add ("/password-flow/revealed-is-not-selected", test_revealed_is_not_selected);
  add ("/password-flow/suggestion-is-good-and-shown", test_suggestion_is_good_and_shown);
  add ("/password-flow/to-the-former-one-is-said-under-the-field", test_change_to_the_former_one);
  add ("/password-flow/unequal-repeat-is-said-under-the-field", test_change_unequal);
  status = g_test_run ();
  ingam_ui_test_clean_up ();
  return status;
}
