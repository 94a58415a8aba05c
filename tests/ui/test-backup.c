/* Backups, gone through as a person does it: from "no backup yet" to one that was opened again,
 * past every state of a keyring, and what happens when nobody is asked. */
#include "config.h"

#include "tests/ui/backup-stage.h"

#include "app/backup/auto-backup.h"
#include "core/base/settings.h"
#include "app/backup/backup-texts.h"
#include "app/backup/destination-page.h"
#include "app/backup/keyring-page.h"
#include "app/backup/new-destination-page.h"
#include "app/backup/open-page.h"
#include "app/backup/passphrase-page.h"
#include "app/backup/pick-page.h"
#include "app/backup/restic-page.h"
#include "app/backup/restore-page.h"
#include "app/backup/state-page.h"
#include "app/widgets/check-row.h"
#include "app/widgets/password-text.h"
#include "core/backup/passphrase.h"
#include "core/base/clock.h"
#include "core/store/trash.h"

#include <glib/gstdio.h>

static void
set_up (IngamBackupStage **stage, gconstpointer data)
{
  *stage = ingam_backup_stage_new ();
}

static void
tear_down (IngamBackupStage **stage, gconstpointer data)
{
  ingam_backup_stage_free (*stage);
}

static IngamDestination *
add_place (IngamBackupStage *stage)
{
  return ingam_backup_stage_add_folder (stage, "place", TRUE);
}

static const char *
get_text (gpointer window, const char *id)
{
  return gtk_label_get_text (GTK_LABEL (ingam_ui_test_get (window, id, G_TYPE_NONE)));
}

static guint
count_files (IngamBackupStage *stage, const char *name)
{
  g_autofree char *path = g_build_filename (stage->folder, name, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static char *
dup_mark (IngamBackupStage *stage)
{
  g_autoptr (IngamLedger) ledger = ingam_ledger_read (stage->journal, NULL);

  return g_strdup (ledger->mark);
}

static guint
count_backups (IngamBackupStage *stage)
{
  g_autoptr (IngamLedger) ledger = ingam_ledger_read (stage->journal, NULL);

  return ledger->backups->len;
}

static gboolean
has_place (gpointer session)
{
  IngamLedger *ledger = ingam_backup_session_get_ledger (session);

  return ledger != NULL && ledger->places->len == 1;
}

static char *
dup_groups (gpointer window)
{
  GtkWidget *box =
      adw_bin_get_child (ADW_BIN (ingam_ui_test_get (window, "groups_box", G_TYPE_NONE)));
  GString *text = g_string_new (NULL);

  for (GtkWidget *label = gtk_widget_get_first_child (box); label != NULL;
       label = gtk_widget_get_next_sibling (label))
    g_string_append (text, gtk_label_get_text (GTK_LABEL (label)));
  return g_string_free (text, FALSE);
}

static void
assert_is (IngamSecret *secret, const char *text)
{
  g_autoptr (IngamSecret) other = ingam_secret_new_text (text);

  g_assert_true (secret != NULL && ingam_secret_equal (secret, other));
}

/* A place is chosen, the button pressed, the passphrase written down: and then it says that all was
 * checked. */
static void
test_from_nothing (IngamBackupStage **fixture, gconstpointer data)
{
  IngamBackupStage *stage = *fixture;
  IngamBackupWindow *window = ingam_backup_stage_open (stage);
  g_autofree char *path = g_build_filename (stage->folder, "place", NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  g_autofree char *groups = NULL;
  g_autofree char *mark = NULL;

  g_assert_cmpstr (get_text (window, "state_label"), ==, "There is no backup yet.");
  ingam_ui_test_press (window, "main_button");
  g_assert_cmpstr (ingam_backup_window_get_page (window), ==, "new");
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_signal_emit_by_name (
      ingam_ui_test_get (GTK_WIDGET (window), NULL, INGAM_TYPE_NEW_DESTINATION_PAGE), "chosen",
      folder, TRUE);
  ingam_ui_test_wait (has_place, stage->session);
  ingam_backup_stage_wait (stage);
  g_assert_cmpuint (count_files (stage, "place"), ==, 0);

  ingam_ui_test_press (window, "main_button");
  ingam_backup_stage_wait_for_page (window, "passphrase");
  groups = dup_groups (window);
  assert_is (ingam_backup_stage_peek_keyring (stage), groups);
  gtk_check_button_set_active (
      GTK_CHECK_BUTTON (ingam_ui_test_get (GTK_WIDGET (window), "kept_button", G_TYPE_NONE)), TRUE);
  ingam_ui_test_press (window, "done_button");
  g_assert_cmpstr (ingam_backup_window_get_page (window), ==, "state");
  ingam_backup_stage_wait (stage);
  g_assert_true (g_str_has_prefix (get_text (window, "state_label"), "Backed up today at "));
  g_assert_true (
      g_str_has_suffix (get_text (window, "state_label"), "opened again, and every file checked."));
  g_assert_cmpuint (count_files (stage, "place"), ==, 1);
  mark = dup_mark (stage);
  if (stage->settings != NULL)
    {
      g_autofree char *kept =
          g_settings_get_string (stage->settings, INGAM_SETTING_BACKUP_ON_PAPER);

      g_assert_cmpstr (kept, ==, mark);
      /* On this very disk, but synced: nothing is left to be advised. */
      g_assert_false (
          gtk_widget_get_visible (ingam_ui_test_get (GTK_WIDGET (window), "advice_label", 0)));
    }
  /* It does not stay on a page that is not seen any more. */
  g_assert_null (
      adw_bin_get_child (ADW_BIN (ingam_ui_test_get (GTK_WIDGET (window), "groups_box", 0))));
  ingam_ui_test_finalize_window (window);
}

/* Who did not tick it is reminded, and can see it again. */
static void
test_not_on_paper (IngamBackupStage **fixture, gconstpointer data)
{
  IngamBackupStage *stage = *fixture;
  g_autoptr (IngamDestination) place = add_place (stage);
  IngamBackupWindow *window = ingam_backup_stage_open (stage);
  GtkWidget *row = ingam_ui_test_get (GTK_WIDGET (window), "paper_row", 0);
  g_autofree char *groups = NULL;

  if (stage->settings == NULL)
    {
      g_test_skip ("no schema");
      ingam_ui_test_finalize_window (window);
      return;
    }
  g_assert_false (gtk_widget_get_visible (row));
  ingam_ui_test_press (window, "main_button");
  ingam_backup_stage_wait_for_page (window, "passphrase");
  ingam_ui_test_press (window, "done_button"); /* "Later" */
  ingam_backup_stage_wait (stage);
  g_assert_true (gtk_widget_get_visible (row));
  gtk_widget_activate_action (GTK_WIDGET (window), "backup.show-passphrase", NULL);
  ingam_backup_stage_wait_for_page (window, "passphrase");
  groups = dup_groups (window);
  assert_is (ingam_backup_stage_peek_keyring (stage), groups);
  ingam_ui_test_finalize_window (window);
}

/* --- the keyring --- */

static IngamBackupWindow *
open_with_backup (IngamBackupStage *stage)
{
  g_autoptr (IngamDestination) place = add_place (stage);

  ingam_backup_stage_back_up (stage);
  g_assert_cmpuint (count_backups (stage), ==, 1);
  ingam_backup_stage_pass_time (60);
  return ingam_backup_stage_open (stage);
}

static void
press_back_up (IngamBackupWindow *window, const char *arrives_at)
{
  ingam_ui_test_press (window, "main_button");
  ingam_backup_stage_wait_for_page (window, arrives_at);
}

/* Locked, or its question closed: once it is open, what was wanted goes on by itself. */
static void
test_keyring_unlocked (IngamBackupStage **fixture, gconstpointer data)
{
  IngamBackupStage *stage = *fixture;
  IngamBackupWindow *window = open_with_backup (stage);

  ingam_backup_stage_set_keyring (stage, (IngamError) GPOINTER_TO_INT (data));
  press_back_up (window, "keyring");
  g_assert_cmpuint (count_backups (stage), ==, 1);
  g_assert_false (
      gtk_widget_get_visible (ingam_ui_test_get (GTK_WIDGET (window), "type_group", 0)));
  ingam_ui_test_press (window, "again_button"); /* closed once more */
  ingam_backup_stage_wait (stage);
  g_assert_cmpstr (ingam_backup_window_get_page (window), ==, "keyring");
  ingam_backup_stage_set_keyring (stage, INGAM_ERROR_FAILED);
  ingam_ui_test_press (window, "again_button");
  ingam_backup_stage_wait_for_page (window, "state");
  ingam_backup_stage_wait (stage);
  g_assert_cmpuint (count_backups (stage), ==, 2);
  ingam_ui_test_finalize_window (window);
}

static void
type_passphrase (IngamBackupWindow *window, IngamSecret *passphrase)
{
  gsize size;

  ingam_ui_test_type (window, "entry_row", (const char *) ingam_secret_peek (passphrase, &size));
  ingam_ui_test_press (window, "use_button");
}

/* No keyring at all: it is typed, kept until the end, and nothing is stored anywhere. */
static void
test_keyring_absent (IngamBackupStage **fixture, gconstpointer data)
{
  IngamBackupStage *stage = *fixture;
  IngamBackupWindow *window = open_with_backup (stage);
  g_autoptr (IngamSecret) passphrase = ingam_secret_ref (ingam_backup_stage_peek_keyring (stage));

  ingam_backup_stage_set_keyring (stage, INGAM_ERROR_KEYRING_ABSENT);
  press_back_up (window, "keyring");
  gtk_widget_activate (ingam_ui_test_get (
      ingam_ui_test_get (GTK_WIDGET (window), NULL, INGAM_TYPE_KEYRING_PAGE), "memory_row", 0));
  ingam_backup_stage_wait (stage);
  g_assert_cmpint (ingam_backup_session_get_trouble (stage->session), ==, INGAM_KEYRING_EMPTY);
  type_passphrase (window, passphrase);
  ingam_backup_stage_wait_for_page (window, "state");
  ingam_backup_stage_wait (stage);
  g_assert_cmpuint (count_backups (stage), ==, 2);
  g_assert_true (ingam_backup_session_is_in_memory (stage->session));
  g_assert_true (gtk_widget_get_visible (ingam_ui_test_get (
      ingam_ui_test_get (GTK_WIDGET (window), NULL, INGAM_TYPE_STATE_PAGE), "memory_row", 0)));
  ingam_ui_test_finalize_window (window);
}

/* Reset: only the right passphrase is taken, and the keyring has it again. */
static void
test_keyring_reset (IngamBackupStage **fixture, gconstpointer data)
{
  IngamBackupStage *stage = *fixture;
  IngamBackupWindow *window = open_with_backup (stage);
  g_autoptr (IngamSecret) passphrase = ingam_secret_ref (ingam_backup_stage_peek_keyring (stage));
  g_autoptr (IngamSecret) other = ingam_passphrase_generate ();
  GtkWidget *hint;

  ingam_backup_stage_put_in_keyring (stage, NULL);
  press_back_up (window, "keyring");
  hint = ingam_ui_test_get (GTK_WIDGET (window), "hint", 0);
  type_passphrase (window, other);
  g_assert_true (gtk_widget_get_visible (hint));
  g_assert_cmpint (ingam_backup_session_get_state (stage->session), ==, INGAM_BACKUP_STUCK);
  type_passphrase (window, passphrase);
  ingam_backup_stage_wait_for_page (window, "state");
  ingam_backup_stage_wait (stage);
  g_assert_cmpuint (count_backups (stage), ==, 2);
  g_assert_true (ingam_secret_equal (ingam_backup_stage_peek_keyring (stage), passphrase));
  ingam_ui_test_finalize_window (window);
}

/* Whatever it was asked for: once it was typed, the keyring has it again. */
static void
test_keyring_reset_and_shown (IngamBackupStage **fixture, gconstpointer data)
{
  IngamBackupStage *stage = *fixture;
  IngamBackupWindow *window = open_with_backup (stage);
  g_autoptr (IngamSecret) passphrase = ingam_secret_ref (ingam_backup_stage_peek_keyring (stage));

  ingam_backup_stage_put_in_keyring (stage, NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "backup.show-passphrase", NULL);
  ingam_backup_stage_wait_for_page (window, "keyring");
  type_passphrase (window, passphrase);
  ingam_backup_stage_wait_for_page (window, "passphrase");
  g_assert_true (ingam_secret_equal (ingam_backup_stage_peek_keyring (stage), passphrase));
  ingam_ui_test_finalize_window (window);
}

/* Another passphrase lies there: nothing is written with it; begun anew, there is a new one, and it
 * is shown. */
static void
test_keyring_changed (IngamBackupStage **fixture, gconstpointer data)
{
  IngamBackupStage *stage = *fixture;
  IngamBackupWindow *window = open_with_backup (stage);
  g_autofree char *mark = dup_mark (stage);
  g_autofree char *new_mark = NULL;
  g_autofree char *groups = NULL;
  g_autoptr (IngamSecret) other = ingam_passphrase_generate ();

  ingam_backup_stage_put_in_keyring (stage, other);
  press_back_up (window, "keyring");
  g_assert_cmpint (ingam_backup_session_get_trouble (stage->session), ==, INGAM_KEYRING_CHANGED);
  g_assert_cmpuint (count_backups (stage), ==, 1);
  gtk_widget_activate (ingam_ui_test_get (GTK_WIDGET (window), "anew_row", 0));
  ingam_backup_stage_wait_for_page (window, "passphrase");
  groups = dup_groups (window);
  assert_is (ingam_backup_stage_peek_keyring (stage), groups);
  g_assert_false (ingam_secret_equal (ingam_backup_stage_peek_keyring (stage), other));
  new_mark = dup_mark (stage);
  g_assert_cmpstr (mark, !=, new_mark);
  ingam_ui_test_finalize_window (window);
}

/* The way back is no dead end either: nothing was done, and nothing is stuck. */
static void
test_keyring_given_up (IngamBackupStage **fixture, gconstpointer data)
{
  IngamBackupStage *stage = *fixture;
  IngamBackupWindow *window = open_with_backup (stage);

  ingam_backup_stage_set_keyring (stage, INGAM_ERROR_KEYRING_DISMISSED);
  press_back_up (window, "keyring");
  gtk_widget_activate_action (GTK_WIDGET (window), "backup.back", NULL);
  ingam_backup_stage_wait_for_page (window, "state");
  ingam_backup_stage_wait (stage);
  g_assert_cmpint (ingam_backup_session_get_state (stage->session), ==, INGAM_BACKUP_CALM);
  g_assert_cmpuint (count_backups (stage), ==, 1);
  ingam_ui_test_finalize_window (window);
}

/* While a question of the keyring is open it can be cancelled here. */
static void
test_cancelled (IngamBackupStage **fixture, gconstpointer data)
{
  IngamBackupStage *stage = *fixture;
  IngamBackupWindow *window = open_with_backup (stage);

  ingam_backup_stage_hold_keyring (stage, TRUE);
  press_back_up (window, "progress");
  ingam_ui_test_press (window, "cancel_button");
  ingam_backup_stage_hold_keyring (stage, FALSE); /* as its own prompt does when it is told to */
  ingam_backup_stage_wait_for_page (window, "state");
  ingam_backup_stage_wait (stage);
  g_assert_cmpuint (count_backups (stage), ==, 1);
  ingam_ui_test_finalize_window (window);
}

/* --- places --- */

/* One that is not there keeps the other from nothing, and says so in its row. */
static void
test_place_that_fails (IngamBackupStage **fixture, gconstpointer data)
{
  IngamBackupStage *stage = *fixture;
  g_autofree char *path = g_build_filename (stage->folder, "no folder", "inside", NULL);
  g_autofree char *file = g_build_filename (stage->folder, "no folder", NULL);
  g_autoptr (IngamDestination) away =
      ingam_destination_new (INGAM_DESTINATION_FOLDER, path, "Away");
  g_autoptr (IngamDestination) place = NULL;
  g_autoptr (IngamLedger) ledger = NULL;
  IngamBackupOutcome *outcome;

  g_assert_true (g_file_set_contents (file, "a file", -1, NULL));
  g_assert_true (ingam_ledger_add_place (stage->journal, away, NULL));
  place = add_place (stage);
  ingam_backup_stage_back_up (stage);
  g_assert_cmpuint (ingam_backup_session_get_outcomes (stage->session)->len, ==, 2);
  outcome = g_ptr_array_index (ingam_backup_session_get_outcomes (stage->session), 0);
  g_assert_nonnull (outcome->error);
  outcome = g_ptr_array_index (ingam_backup_session_get_outcomes (stage->session), 1);
  g_assert_no_error (outcome->error);
  g_assert_cmpuint (count_files (stage, "place"), ==, 1);
  ledger = ingam_ledger_read (stage->journal, NULL);
  g_assert_cmpint (((IngamLedgerPlace *) g_ptr_array_index (ledger->places, 0))->failed, >, 0);
}

/* Somebody has asked for a backup and has none: what went well before does not stand over that. */
static void
test_only_place_is_away (IngamBackupStage **fixture, gconstpointer data)
{
  IngamBackupStage *stage = *fixture;
  g_autofree char *path = g_build_filename (stage->folder, "place", NULL);
  g_autofree char *elsewhere = g_build_filename (stage->folder, "elsewhere", NULL);
  g_autoptr (IngamDestination) place = add_place (stage);
  g_autofree char *state = NULL;
  g_autofree char *advice = NULL;
  IngamSignKind sign;

  ingam_backup_stage_back_up (stage);
  g_assert_cmpint (g_rename (path, elsewhere), ==, 0);
  ingam_backup_stage_pass_time (60);
  ingam_backup_stage_back_up (stage);
  state = ingam_backup_text_dup_state (stage->session, ingam_clock_now (), &sign, &advice);
  g_assert_cmpint (sign, ==, INGAM_SIGN_SOON);
  g_assert_nonnull (strstr (advice, "last try"));
}

static IngamBackupWindow *
open_place (IngamBackupStage *stage)
{
  g_autoptr (IngamDestination) place = add_place (stage);
  IngamBackupWindow *window;

  ingam_backup_stage_back_up (stage);
  window = ingam_backup_stage_open (stage);
  g_signal_emit_by_name (ingam_ui_test_get (GTK_WIDGET (window), NULL, INGAM_TYPE_STATE_PAGE),
                         "place-chosen", ingam_destination_get_id (place));
  ingam_backup_stage_wait_for_page (window, "place");
  return window;
}

static GtkWidget *
find_check_button (IngamBackupWindow *window)
{
  GtkWidget *list = ingam_ui_test_get (GTK_WIDGET (window), "backups_list", 0);

  return ingam_ui_test_get (list, "mend_button", 0);
}

static void
press_check (IngamBackupStage *stage, IngamBackupWindow *window)
{
  g_signal_emit_by_name (find_check_button (window), "clicked");
  ingam_backup_stage_wait (stage);
  ingam_backup_stage_wait_for_page (window, "place");
}

static void
test_check_again (IngamBackupStage **fixture, gconstpointer data)
{
  IngamBackupStage *stage = *fixture;
  IngamBackupWindow *window = open_place (stage);
  g_autofree char *folder = g_build_filename (stage->folder, "place", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *path = g_build_filename (folder, g_dir_read_name (dir), NULL);
  g_autofree char *bytes = NULL;
  gsize size;

  press_check (stage, window);
  g_assert_no_error (ingam_backup_session_get_error (stage->session));

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  bytes[size / 2] ^= 1;
  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
  press_check (stage, window);
  g_assert_error (ingam_backup_session_get_error (stage->session), INGAM_ERROR,
                  INGAM_ERROR_DAMAGED);
  ingam_ui_test_finalize_window (window);
}

static gboolean
is_visible (gpointer widget)
{
  return gtk_widget_get_visible (widget);
}

static guint
get_keep (IngamBackupStage *stage)
{
  g_autoptr (IngamLedger) ledger = ingam_ledger_read (stage->journal, NULL);

  return ((IngamLedgerPlace *) g_ptr_array_index (ledger->places, 0))->keep;
}

static gboolean
keeps_three (gpointer stage)
{
  return get_keep (stage) == 3;
}

/* A number that is chosen changes nothing before it was seen what that means. */
static void
test_keep (IngamBackupStage **fixture, gconstpointer data)
{
  IngamBackupStage *stage = *fixture;
  IngamBackupWindow *window = open_place (stage);
  GtkWidget *row = ingam_ui_test_get (GTK_WIDGET (window), "keep_row", 0);
  GtkWidget *preview = ingam_ui_test_get (GTK_WIDGET (window), "preview_row", 0);

  g_assert_false (gtk_widget_get_visible (preview));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 1);
  ingam_ui_test_wait (is_visible, preview);
  ingam_backup_stage_wait (stage);
  g_assert_cmpuint (get_keep (stage), ==, 0);
  gtk_widget_activate_action (preview, "destination.apply", NULL);
  ingam_ui_test_wait (keeps_three, stage);
  g_assert_false (gtk_widget_get_visible (preview));
  ingam_ui_test_finalize_window (window);
}

static gboolean
has_no_place (gpointer session)
{
  return ingam_backup_session_get_ledger (session)->places->len == 0;
}

/* What was written there stays, and the place can come back. */
static void
test_place_removed (IngamBackupStage **fixture, gconstpointer data)
{
  IngamBackupStage *stage = *fixture;
  IngamBackupWindow *window = open_place (stage);

  gtk_widget_activate (ingam_ui_test_get (GTK_WIDGET (window), "remove_row", 0));
  ingam_ui_test_wait (has_no_place, stage->session);
  g_assert_cmpstr (ingam_backup_window_get_page (window), ==, "state");
  g_assert_cmpuint (count_files (stage, "place"), ==, 1);
  gtk_widget_activate_action (GTK_WIDGET (window), "backup.add-again", NULL);
  ingam_ui_test_wait (has_place, stage->session);
  ingam_ui_test_finalize_window (window);
}

static void
failed_cb (IngamBackupSession *session, const char *sentence, char **ret_sentence)
{
  g_free (*ret_sentence);
  *ret_sentence = g_strdup (sentence);
}

static void
test_not_into_the_store (IngamBackupStage **fixture, gconstpointer data)
{
  IngamBackupStage *stage = *fixture;
  g_autofree char *path = g_build_filename (stage->store, "yessign", NULL);
  g_autoptr (IngamDestination) inside =
      ingam_destination_new (INGAM_DESTINATION_FOLDER, path, NULL);
  g_autofree char *sentence = NULL;

  g_signal_connect (stage->session, "failed", G_CALLBACK (failed_cb), &sentence);
  ingam_backup_session_add_place (stage->session, inside);
  g_assert_nonnull (sentence);
  ingam_backup_stage_wait (stage);
  g_assert_cmpuint (ingam_backup_session_get_ledger (stage->session)->places->len, ==, 0);
}

static gboolean
is_shown (gpointer widget)
{
  return gtk_widget_get_mapped (widget);
}

/* A repository that is not there yet is offered to be made, and then written to and read back. */
static void
test_repository (IngamBackupStage **fixture, gconstpointer data)
{
  IngamBackupStage *stage = *fixture;
  g_autofree char *program = g_find_program_in_path ("restic");
  g_autofree char *path = g_build_filename (stage->folder, "repository", NULL);
  IngamBackupWindow *window;
  GtkWidget *page;

  if (program == NULL)
    {
      g_test_skip ("no restic");
      return;
    }
  window = ingam_backup_stage_open (stage);
  ingam_backup_window_show_page (window, "restic");
  page = ingam_ui_test_get (GTK_WIDGET (window), NULL, INGAM_TYPE_RESTIC_PAGE);
  ingam_ui_test_type (page, "repository_row", path);
  ingam_ui_test_type (page, "password_row", "written down first");
  ingam_ui_test_press (page, "connect_button");
  ingam_ui_test_wait (is_shown, ingam_ui_test_get (page, "hint", 0));
  ingam_ui_test_press (ingam_ui_test_get (page, "hint", 0), "button");
  ingam_backup_stage_wait_for_page (window, "state");
  ingam_ui_test_wait (has_place, stage->session);
  ingam_backup_stage_wait (stage);
  ingam_ui_test_press (window, "main_button");
  ingam_backup_stage_wait (stage);
  ingam_backup_stage_wait_for_page (window, "state");
  g_assert_no_error (ingam_backup_session_get_error (stage->session));
  g_assert_cmpuint (count_backups (stage), ==, 1);
  ingam_ui_test_finalize_window (window);
}

/* --- the way back --- */

static gboolean
is_one (gpointer n)
{
  return *(guint *) n == 1;
}

static void
lose (IngamBackupStage *stage, const char *holder)
{
  g_autofree char *trash = g_build_filename (stage->folder, "trash", NULL);
  g_autoptr (IngamStore) store = ingam_store_new (stage->store);
  IngamCredential *credential = ingam_ui_test_find (store, holder);

  g_assert_true (
      ingam_trash_remove (trash, stage->store, credential, ingam_clock_now (), NULL, NULL));
}

static gboolean
holds (IngamBackupStage *stage, const char *holder)
{
  g_autoptr (IngamStore) store = ingam_store_new (stage->store);

  ingam_ui_test_load (store);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (store)); i++)
    {
      g_autoptr (IngamCredential) credential = g_list_model_get_item (G_LIST_MODEL (store), i);

      if (g_str_equal (ingam_credential_get_name (credential), holder))
        return TRUE;
    }
  return FALSE;
}

static gboolean
shows_list (gpointer page)
{
  return g_strcmp0 (ingam_restore_page_get_state (page), "list") == 0;
}

static void
restored_cb (IngamBackupWindow *window, const char *step, guint n, guint *ret_n)
{
  g_assert_nonnull (step);
  *ret_n = n;
}

static void
press_restore (IngamBackupStage *stage, IngamBackupWindow *window)
{
  GtkWidget *page = ingam_ui_test_get (GTK_WIDGET (window), NULL, INGAM_TYPE_RESTORE_PAGE);
  guint n = 0;

  g_signal_connect (window, "restored", G_CALLBACK (restored_cb), &n);
  ingam_ui_test_wait (shows_list, page);
  ingam_ui_test_press (page, "restore_button");
  ingam_ui_test_wait (is_one, &n);
  g_assert_true (holds (stage, "성춘향"));
}

static void
test_restore (IngamBackupStage **fixture, gconstpointer data)
{
  IngamBackupStage *stage = *fixture;
  IngamBackupWindow *window = open_with_backup (stage);
  GtkListBox *list;

  lose (stage, "성춘향");
  g_assert_false (holds (stage, "성춘향"));
  ingam_backup_window_show_page (window, "pick");
  list = GTK_LIST_BOX (ingam_ui_test_get (
      ingam_ui_test_get (GTK_WIDGET (window), NULL, INGAM_TYPE_PICK_PAGE), "list", 0));
  gtk_widget_activate (GTK_WIDGET (gtk_list_box_get_row_at_index (list, 0)));
  ingam_backup_stage_wait_for_page (window, "restore");
  press_restore (stage, window);
  ingam_ui_test_finalize_window (window);
}

/* A file from anywhere, its passphrase from the sheet; one that is mistyped is told at once, one of
 * another backup after it was tried. */
static void
test_restore_file (IngamBackupStage **fixture, gconstpointer data)
{
  IngamBackupStage *stage = *fixture;
  IngamBackupWindow *window = open_with_backup (stage);
  g_autofree char *folder = g_build_filename (stage->folder, "place", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *path = g_build_filename (folder, g_dir_read_name (dir), NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  gsize size;
  GtkWidget *page;

  lose (stage, "성춘향");
  ingam_backup_window_show_page (window, "open");
  page = ingam_ui_test_get (GTK_WIDGET (window), NULL, INGAM_TYPE_OPEN_PAGE);
  ingam_open_page_set_file (INGAM_OPEN_PAGE (page), file, FALSE);
  ingam_ui_test_type (page, "entry_row", "KQ7M");
  ingam_ui_test_press (page, "open_button");
  g_assert_true (gtk_widget_get_visible (ingam_ui_test_get (page, "hint", 0)));
  ingam_ui_test_type (
      page, "entry_row",
      (const char *) ingam_secret_peek (ingam_backup_stage_peek_keyring (stage), &size));
  ingam_ui_test_press (page, "open_button");
  ingam_backup_stage_wait_for_page (window, "restore");
  press_restore (stage, window);
  ingam_ui_test_finalize_window (window);
}

/* --- by itself --- */

static void
count_cb (guint *n)
{
  (*n)++;
}

static gboolean
is_two (gpointer n)
{
  return *(guint *) n == 2;
}

static void
change_store (IngamBackupStage *stage)
{
  g_autofree char *path = g_build_filename (stage->store, "another program's.txt", NULL);
  static guint n;
  g_autofree char *text = g_strdup_printf ("%*c", (int) ++n, '.');

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static gboolean
is_calm_again (gpointer user_data)
{
  return ingam_backup_session_get_state (user_data) == INGAM_BACKUP_CALM;
}

/* After a change, and only then; never the first one. */
static void
test_auto (IngamBackupStage **fixture, gconstpointer data)
{
  IngamBackupStage *stage = *fixture;
  g_autoptr (IngamDestination) place = add_place (stage);
  g_autoptr (IngamAutoBackup) automatic = NULL;
  IngamBackupWindow *window;
  guint n_loaded = 0;
  guint n_done = 0;

  if (stage->settings == NULL)
    {
      g_test_skip ("no schema");
      return;
    }
  automatic = ingam_auto_backup_new (stage->session, 0);
  window = ingam_backup_stage_open (stage);
  g_signal_connect_swapped (stage->session, "loaded", G_CALLBACK (count_cb), &n_loaded);
  ingam_auto_backup_poke (automatic);
  ingam_auto_backup_poke (automatic); /* one look for both */
  ingam_ui_test_wait (is_one, &n_loaded);
  ingam_auto_backup_poke (automatic);
  ingam_ui_test_wait (is_two, &n_loaded); /* nothing was begun */
  g_assert_null (ingam_backup_stage_peek_keyring (stage));

  ingam_backup_stage_back_up (stage);
  ingam_backup_stage_pass_time (60);
  change_store (stage);
  g_signal_connect_swapped (automatic, "succeeded", G_CALLBACK (count_cb), &n_done);
  ingam_auto_backup_poke (automatic);
  ingam_ui_test_wait (is_one, &n_done);
  ingam_ui_test_wait (is_calm_again, stage->session);
  g_assert_cmpuint (count_backups (stage), ==, 2);
  g_assert_cmpstr (ingam_backup_window_get_page (window), ==,
                   "passphrase"); /* of the first one: nothing came up */
  ingam_ui_test_finalize_window (window);
}

/* A locked keyring is not asked, said once, and taken back by the next success. */
static void
test_auto_locked (IngamBackupStage **fixture, gconstpointer data)
{
  IngamBackupStage *stage = *fixture;
  g_autoptr (IngamDestination) place = add_place (stage);
  g_autoptr (IngamAutoBackup) automatic = NULL;
  guint n_failed = 0;
  guint n_finished = 0;

  if (stage->settings == NULL)
    {
      g_test_skip ("no schema");
      return;
    }
  ingam_backup_stage_back_up (stage);
  change_store (stage);
  automatic = ingam_auto_backup_new (stage->session, 0);
  ingam_backup_stage_set_keyring (stage, INGAM_ERROR_KEYRING_DISMISSED);
  g_signal_connect_swapped (automatic, "failed", G_CALLBACK (count_cb), &n_failed);
  g_signal_connect_swapped (stage->session, "finished", G_CALLBACK (count_cb), &n_finished);
  ingam_auto_backup_poke (automatic);
  ingam_ui_test_wait (is_one, &n_finished);
  g_assert_cmpint (ingam_backup_session_get_trouble (stage->session), ==, INGAM_KEYRING_LOCKED);
  g_assert_cmpuint (n_failed, ==, 1);
  ingam_backup_stage_pass_time (24 * 60 * 60);
  ingam_auto_backup_poke (automatic);
  ingam_ui_test_wait (is_two, &n_finished);
  g_assert_cmpuint (n_failed, ==, 1);
  g_assert_cmpuint (count_backups (stage), ==, 1);
}

/* --- the clipboard --- */

static gboolean
has_forgotten (gpointer clipboard)
{
  return gdk_clipboard_get_content (clipboard) == NULL;
}

static void
test_clipboard (void)
{
  GtkWidget *window = gtk_window_new ();
  GdkClipboard *clipboard = gtk_widget_get_clipboard (window);
  g_autoptr (IngamSecret) secret = ingam_passphrase_generate ();

  /* What a person puts there since is theirs. */
  ingam_password_text_copy (window, secret, 0);
  gdk_clipboard_set_text (clipboard, "something else");
  ingam_ui_test_settle ();
  g_assert_nonnull (gdk_clipboard_get_content (clipboard));

  ingam_password_text_copy (window, secret, 1);
  g_assert_true (gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard),
                                                        "x-kde-passwordManagerHint"));
  ingam_ui_test_wait (has_forgotten, clipboard);
  gtk_window_destroy (GTK_WINDOW (window));
}

#define ADD(path, test) \
  g_test_add ("/backup/" path, IngamBackupStage *, NULL, set_up, test, tear_down)
#define ADD_WITH(path, data, test) \
  g_test_add ("/backup/" path, IngamBackupStage *, GINT_TO_POINTER (data), set_up, test, tear_down)

int
main (int argc, char *argv[])
{
  int status;

  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_getenv ("DBUS_SESSION_BUS_ADDRESS"), TRUE);
  ingam_ui_test_init (&argc, &argv);
  ingam_ui_test_get_application ();
  ADD ("from-nothing", test_from_nothing);
  ADD ("not-on-paper", test_not_on_paper);
  ADD_WITH ("keyring/locked", INGAM_ERROR_KEYRING_LOCKED, test_keyring_unlocked);
  ADD_WITH ("keyring/dismissed", INGAM_ERROR_KEYRING_DISMISSED, test_keyring_unlocked);
  ADD ("keyring/absent", test_keyring_absent);
  ADD ("keyring/reset", test_keyring_reset);
  ADD ("keyring/reset-and-shown", test_keyring_reset_and_shown);
  ADD ("keyring/changed", test_keyring_changed);
  ADD ("keyring/given-up", test_keyring_given_up);
  ADD ("cancelled", test_cancelled);
  ADD ("place/fails", test_place_that_fails);
  ADD ("place/the-only-one-is-away", test_only_place_is_away);
  ADD ("place/check-again", test_check_again);
  ADD ("place/keep", test_keep);
  ADD ("place/removed", test_place_removed);
  ADD ("place/not-into-the-store", test_not_into_the_store);
  ADD ("place/repository", test_repository);
  ADD ("restore/from-a-place", test_restore);
  ADD ("restore/from-a-file", test_restore_file);
  ADD ("auto/after-a-change", test_auto);
  ADD ("auto/locked", test_auto_locked);
  g_test_add_func ("/backup/clipboard", test_clipboard);
  status = g_test_run ();
  ingam_ui_test_clean_up ();
  return status;
}
