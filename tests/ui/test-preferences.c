/* A person's choices about reminders, and what becomes of each: what is kept, what lies in the
 * autostart folder, what the agent is asked and what the desktop's portal answers. */
#include "config.h"

#include "tests/ui/support.h"

#include "app/preferences/autostart.h"
#include "app/preferences/background-portal.h"
#include "app/preferences/consent.h"
#include "app/preferences/preferences-texts.h"
#include "app/preferences/preferences-window.h"
#include "app/widgets/check-row.h"
#include "core/base/error.h"
#include "core/base/settings.h"
#include "core/care/notices.h"
#include "core/store/layout.h"
#include "tests/support/agent.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

typedef struct
{
  GSettings *settings;
  IngamTestAgent *mock; /* NULL: none runs */
  IngamAgentClient *agent;
  GtkWidget *window;
} Fixture;

static gboolean
is_known (gpointer agent)
{
  return ingam_agent_client_get_presence (agent) == INGAM_AGENT_ABSENT ||
         ingam_agent_client_get_status (agent) != NULL;
}

static void
open_window (Fixture *fixture)
{
  fixture->window = GTK_WIDGET (ingam_preferences_window_new (fixture->settings, fixture->agent));
  gtk_window_present (GTK_WINDOW (fixture->window));
  ingam_ui_test_wait (is_known, fixture->agent);
  ingam_ui_test_settle ();
}

/* @data: what reminders are at first, with a "!" where the agent runs. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *word = data;

  fixture->settings = ingam_ui_test_new_settings ();
  g_assert_nonnull (fixture->settings);
  if (*word == '!')
    fixture->mock = ingam_test_agent_new ();
  g_settings_set_string (fixture->settings, INGAM_SETTING_REMINDERS,
                         *word == '!' ? word + 1 : word);
  fixture->agent = ingam_agent_client_new ();
  open_window (fixture);
}

static void
close_window (Fixture *fixture)
{
  ingam_ui_test_finalize_window (fixture->window);
  fixture->window = NULL;
}

static gboolean
is_alone (gpointer agent)
{
  return G_OBJECT (agent)->ref_count == 1;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = ingam_autostart_dup_path ();

  if (fixture->window != NULL)
    close_window (fixture);
  ingam_ui_test_wait (is_alone, fixture->agent);
  g_assert_finalize_object (fixture->agent);
  g_clear_pointer (&fixture->mock, ingam_test_agent_free);
  g_object_unref (fixture->settings);
  g_unlink (path);
}

static gpointer
get (Fixture *fixture, const char *id)
{
  gpointer widget = ingam_ui_test_get (fixture->window, id, G_TYPE_NONE);

  g_assert_nonnull (widget);
  return widget;
}

static const char *
get_title (Fixture *fixture, const char *id)
{
  return adw_preferences_row_get_title (get (fixture, id));
}

/* --- what is kept --- */

static void
test_each_choice_is_kept (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *id;
    const char *key;
  } choices[] = {
    { "backup_switch", INGAM_SETTING_REMINDERS_BACKUP },
    { "names_switch", INGAM_SETTING_REMINDERS_HIDE_NAMES },
    { "tray_switch", INGAM_SETTING_REMINDERS_TRAY },
    { "weekly_switch", INGAM_SETTING_REMINDERS_WEEKLY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      gboolean was = g_settings_get_boolean (fixture->settings, choices[i].key);

      g_assert_cmpint (gtk_switch_get_active (get (fixture, choices[i].id)), ==, was);
      gtk_switch_set_active (get (fixture, choices[i].id), !was);
      g_assert_cmpint (g_settings_get_boolean (fixture->settings, choices[i].key), ==, !was);
    }
  adw_combo_row_set_selected (get (fixture, "password_row"), 2);
  g_assert_cmpint (g_settings_get_int (fixture->settings, INGAM_SETTING_REMINDERS_PASSWORD), ==, 6);
  g_settings_set_int (fixture->settings, INGAM_SETTING_REMINDERS_PASSWORD, 5);
  g_assert_cmpuint (adw_combo_row_get_selected (get (fixture, "password_row")), ==, 1);
}

static gboolean
has_looked (gpointer mock)
{
  return ((IngamTestAgent *) mock)->n_looks > 0;
}

static void
test_the_agent_looks_once_after_several (Fixture *fixture, gconstpointer data)
{
  gtk_switch_set_active (get (fixture, "weekly_switch"), TRUE);
  gtk_switch_set_active (get (fixture, "names_switch"), TRUE);
  adw_combo_row_set_selected (get (fixture, "password_row"), 2);
  ingam_ui_test_wait (has_looked, fixture->mock);
  g_assert_cmpuint (fixture->mock->n_looks, ==, 1);
}

static void
test_a_window_that_closes_tells_it_first (Fixture *fixture, gconstpointer data)
{
  gtk_switch_set_active (get (fixture, "weekly_switch"), TRUE);
  close_window (fixture);
  ingam_ui_test_wait (has_looked, fixture->mock);
}

static void
test_quiet_hours_come_and_go (Fixture *fixture, gconstpointer data)
{
  GSettings *settings = fixture->settings;

  g_assert_true (gtk_switch_get_active (get (fixture, "quiet_switch")));
  adw_combo_row_set_selected (get (fixture, "quiet_from_row"), 45); /* 22:30 */
  g_assert_cmpint (g_settings_get_int (settings, INGAM_SETTING_QUIET_FROM), ==, 22 * 60 + 30);
  gtk_switch_set_active (get (fixture, "quiet_switch"), FALSE);
  g_assert_cmpint (g_settings_get_int (settings, INGAM_SETTING_QUIET_FROM), ==,
                   g_settings_get_int (settings, INGAM_SETTING_QUIET_UNTIL));
  g_assert_false (gtk_widget_get_visible (get (fixture, "quiet_from_row")));
  gtk_switch_set_active (get (fixture, "quiet_switch"), TRUE);
  g_assert_cmpint (g_settings_get_int (settings, INGAM_SETTING_QUIET_FROM), ==, 21 * 60);
  g_assert_cmpint (g_settings_get_int (settings, INGAM_SETTING_QUIET_UNTIL), ==, 8 * 60);
  g_assert_true (gtk_widget_get_visible (get (fixture, "quiet_until_row")));
}

/* Written by hand: shown as the step before, and kept as it is. */
static void
test_an_hour_between_the_steps_is_kept (Fixture *fixture, gconstpointer data)
{
  g_settings_set_int (fixture->settings, INGAM_SETTING_QUIET_FROM, 22 * 60 + 10);
  g_assert_cmpuint (adw_combo_row_get_selected (get (fixture, "quiet_from_row")), ==, 44);
  ingam_ui_test_settle ();
  g_assert_cmpint (g_settings_get_int (fixture->settings, INGAM_SETTING_QUIET_FROM), ==,
                   22 * 60 + 10);
}

static void
test_without_settings_nothing_can_be_chosen (void)
{
  Fixture fixture = { .agent = ingam_agent_client_new () };

  open_window (&fixture);
  g_assert_false (gtk_widget_is_sensitive (get (&fixture, "reminders_switch")));
  g_assert_false (gtk_widget_is_sensitive (get (&fixture, "tray_switch")));
  g_assert_true (gtk_widget_get_visible (get (&fixture, "failure_row")));
  close_window (&fixture);
  g_assert_finalize_object (fixture.agent);
}

/* --- the consent --- */

static gboolean
has_answered (gpointer button)
{
  return gtk_widget_get_sensitive (button);
}

static void
answer (Fixture *fixture, gboolean is_yes)
{
  GtkWidget *button = get (fixture, "reminders_switch");

  gtk_switch_set_active (GTK_SWITCH (button), is_yes);
  ingam_ui_test_wait (has_answered, button);
}

static void
assert_reminders (Fixture *fixture, const char *word)
{
  g_autofree char *now = g_settings_get_string (fixture->settings, INGAM_SETTING_REMINDERS);

  g_assert_cmpstr (now, ==, word);
}

static GKeyFile *
read_autostart (void)
{
  g_autofree char *path = ingam_autostart_dup_path ();
  GKeyFile *file = g_key_file_new ();

  if (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return file;
  g_key_file_unref (file);
  return NULL;
}

static void
assert_starts (gboolean starts)
{
  g_autoptr (GKeyFile) file = read_autostart ();
  g_autofree char *exec = NULL;

  g_assert_nonnull (file);
  exec = g_key_file_get_string (file, G_KEY_FILE_DESKTOP_GROUP, "Exec", NULL);
  g_assert_true (g_str_has_prefix (exec, "/") && g_str_has_suffix (exec, "/ingam-agent"));
  g_assert_cmpint (g_key_file_get_boolean (file, G_KEY_FILE_DESKTOP_GROUP, "Hidden", NULL), ==,
                   !starts);
  g_assert_cmpint (
      g_key_file_get_boolean (file, G_KEY_FILE_DESKTOP_GROUP, "X-GNOME-Autostart-enabled", NULL),
      ==, starts);
  g_assert_false (g_key_file_has_key (file, G_KEY_FILE_DESKTOP_GROUP, "OnlyShowIn", NULL));
}

static void
test_a_yes_is_kept_and_starts_with_the_session (Fixture *fixture, gconstpointer data)
{
  g_assert_false (gtk_switch_get_active (get (fixture, "reminders_switch")));
  g_assert_false (gtk_widget_is_sensitive (get (fixture, "tray_switch")));
  answer (fixture, TRUE);
  assert_reminders (fixture, "on");
  assert_starts (TRUE);
  g_assert_true (gtk_widget_is_sensitive (get (fixture, "tray_switch")));
}

static gboolean
has_quit (gpointer mock)
{
  return ((IngamTestAgent *) mock)->n_quits > 0;
}

static void
test_a_no_lets_the_agent_go (Fixture *fixture, gconstpointer data)
{
  answer (fixture, FALSE);
  assert_reminders (fixture, "off");
  ingam_ui_test_wait (has_quit, fixture->mock);
  g_assert_null (read_autostart ());
  g_assert_false (gtk_widget_get_visible (get (fixture, "agent_row")));
}

static void
test_what_a_desktop_hid_comes_back (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = ingam_autostart_dup_path ();
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "[Desktop Entry]\nHidden=true\n", -1, NULL));
  answer (fixture, TRUE);
  assert_starts (TRUE);
}

/* A file for everybody would start it all the same. */
static void
test_the_systems_own_is_hidden (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_get_system_config_dirs ()[0], "autostart",
                                            APPLICATION_ID ".Agent.desktop", NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "[Desktop Entry]\n", -1, NULL));
  answer (fixture, TRUE);
  answer (fixture, FALSE);
  assert_starts (FALSE);
  g_unlink (path);
}

/* Settings that are kept elsewhere and linked to. */
static void
test_a_folder_that_is_a_link (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = ingam_autostart_dup_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *real = g_build_filename (g_get_tmp_dir (), "dotfiles", NULL);
  g_autofree char *file = g_build_filename (real, APPLICATION_ID ".Agent.desktop", NULL);

  g_rmdir (folder);
  g_assert_cmpint (g_mkdir_with_parents (real, 0700), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (g_get_user_config_dir (), 0700), ==, 0);
  g_assert_cmpint (symlink (real, folder), ==, 0);
  answer (fixture, TRUE);
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
  answer (fixture, FALSE);
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (folder, G_FILE_TEST_IS_SYMLINK));
  g_unlink (folder);
}

/* The folder's name is taken by a file: the switch comes back and says why. */
static void
test_a_yes_that_cannot_be_kept_comes_back (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = ingam_autostart_dup_path ();
  g_autofree char *folder = g_path_get_dirname (path);

  g_rmdir (folder);
  g_assert_cmpint (g_mkdir_with_parents (g_get_user_config_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (folder, "", -1, NULL));
  answer (fixture, TRUE);
  assert_reminders (fixture, "off");
  g_assert_false (gtk_switch_get_active (get (fixture, "reminders_switch")));
  g_assert_true (gtk_widget_get_visible (get (fixture, "failure_row")));
  g_assert_cmpstr (get_title (fixture, "failure_row"), !=, "");
  g_unlink (folder);
  answer (fixture, TRUE);
  g_assert_false (gtk_widget_get_visible (get (fixture, "failure_row")));
}

/* --- the agent --- */

static void
test_what_the_agent_does_is_told (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpstr (get_title (fixture, "agent_row"), ==,
                   _ ("Looks again when a certificate comes or goes"));
  g_assert_cmpstr (adw_action_row_get_subtitle (get (fixture, "tray_row")), ==,
                   _ ("It is shown now"));
}

static gboolean
is_absent (gpointer agent)
{
  return ingam_agent_client_get_presence (agent) == INGAM_AGENT_ABSENT;
}

static void
test_an_agent_that_goes_is_noticed (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->mock, ingam_test_agent_free);
  ingam_ui_test_wait (is_absent, fixture->agent);
  g_assert_cmpstr (get_title (fixture, "agent_row"), ==, _ ("The reminder program is not running"));
  fixture->mock = ingam_test_agent_new ();
  ingam_ui_test_wait (is_known, fixture->agent);
  while (is_absent (fixture->agent) || ingam_agent_client_get_status (fixture->agent) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (ingam_check_row_get_kind (get (fixture, "agent_row")), ==, INGAM_SIGN_GOOD);
}

static gboolean
does_not_start (gpointer user_data)
{
  return g_str_equal (adw_preferences_row_get_title (user_data),
                      _ ("The reminder program does not start"));
}

static void
test_one_that_is_not_installed_is_told (Fixture *fixture, gconstpointer data)
{
  gtk_widget_activate_action (fixture->window, "preferences.start", NULL);
  ingam_ui_test_wait (does_not_start, get (fixture, "agent_row"));
}

static gboolean
has_subtitle (gpointer row)
{
  return *adw_action_row_get_subtitle (row) != '\0';
}

static void
test_a_notification_is_tried (Fixture *fixture, gconstpointer data)
{
  ingam_ui_test_press (fixture->window, "test_button");
  ingam_ui_test_wait (has_subtitle, get (fixture, "test_row"));
  g_assert_cmpuint (fixture->mock->n_tests, ==, 1);
  g_assert_true (gtk_widget_get_sensitive (get (fixture, "test_button")));
}

static void
test_a_notification_that_fails_says_why (Fixture *fixture, gconstpointer data)
{
  fixture->mock->refusal = "no <server> & no portal";
  ingam_ui_test_press (fixture->window, "test_button");
  ingam_ui_test_wait (has_subtitle, get (fixture, "test_row"));
  g_assert_cmpstr (adw_action_row_get_subtitle (get (fixture, "test_row")), ==,
                   fixture->mock->refusal);
}

static void
test_when_it_looks_again (void)
{
  static const struct
  {
    const char *next;
    const char *day;
  } cases[] = {
    { "2026-11-26T23:30:00Z", "today" },
    { "2026-11-27T08:00:00Z", "tomorrow" },
    { "2026-12-24T08:00:00Z", "on 24 December" },
    { "2027-01-02T08:00:00Z", "on 2 January 2027" },
  };
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) now = g_date_time_new_from_iso8601 ("2026-11-26T22:00:00Z", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GDateTime) next = g_date_time_new_from_iso8601 (cases[i].next, NULL);
      g_autofree char *text = ingam_preferences_text_dup_next (g_date_time_to_unix (next),
                                                               g_date_time_to_unix (now), utc);

      g_assert_nonnull (strstr (text, cases[i].day));
    }
}

/* --- the question in the window --- */

static GtkWidget *
open_main_window (const char *path)
{
  GtkWidget *window = GTK_WIDGET (ingam_window_new (ingam_ui_test_get_application (), path));

  gtk_window_present (GTK_WINDOW (window));
  ingam_ui_test_draw (window);
  ingam_ui_test_settle ();
  return window;
}

/* The person's own store, where the program looks for it; the settings are the program's. */
static GSettings *
make_home (const char *reminders)
{
  g_autofree char *home = ingam_layout_dup_default_store ();
  GSettings *settings = ingam_settings_new ();

  g_assert_nonnull (settings);
  g_settings_set_string (settings, INGAM_SETTING_REMINDERS, reminders);
  if (!g_file_test (home, G_FILE_TEST_EXISTS))
    {
      g_autofree char *store = ingam_ui_test_dup_store (TRUE);

      g_assert_cmpint (g_rename (store, home), ==, 0);
    }
  return settings;
}

static gboolean
is_asked (gpointer window)
{
  GtkWidget *bar = ingam_ui_test_get (window, "consent_bar", G_TYPE_NONE);

  return bar != NULL && gtk_widget_get_visible (bar);
}

static gboolean
is_settled (gpointer settings)
{
  return !ingam_consent_is_to_be_asked (settings);
}

static void
test_the_question_is_asked_once (gconstpointer data)
{
  gboolean is_yes = GPOINTER_TO_INT (data);
  g_autoptr (GSettings) settings = make_home ("ask");
  g_autofree char *home = ingam_layout_dup_default_store ();
  g_autofree char *path = ingam_autostart_dup_path ();
  GtkWidget *window = open_main_window (home);

  ingam_ui_test_wait (is_asked, window);
  gtk_widget_activate_action (window, "win.answer-consent", "b", is_yes);
  g_assert_false (is_asked (window));
  ingam_ui_test_wait (is_settled, settings);
  g_assert_cmpint (ingam_consent_is_given (settings), ==, is_yes);
  g_assert_cmpint (g_file_test (path, G_FILE_TEST_EXISTS), ==, is_yes);
  ingam_ui_test_finalize_window (window);
  window = open_main_window (home);
  g_assert_false (is_asked (window));
  ingam_ui_test_finalize_window (window);
  g_unlink (path);
}

/* Answered in the preferences meanwhile. */
static void
test_the_question_goes_when_it_is_answered_elsewhere (void)
{
  g_autoptr (GSettings) settings = make_home ("ask");
  g_autofree char *home = ingam_layout_dup_default_store ();
  GtkWidget *window = open_main_window (home);

  ingam_ui_test_wait (is_asked, window);
  g_settings_set_string (settings, INGAM_SETTING_REMINDERS, "off");
  g_assert_false (is_asked (window));
  ingam_ui_test_finalize_window (window);
}

static void
test_a_yes_that_fails_is_not_asked_again (void)
{
  g_autoptr (GSettings) settings = make_home ("ask");
  g_autofree char *home = ingam_layout_dup_default_store ();
  g_autofree char *path = ingam_autostart_dup_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  GtkWidget *window = open_main_window (home);

  g_rmdir (folder);
  g_assert_true (g_file_set_contents (folder, "", -1, NULL));
  ingam_ui_test_wait (is_asked, window);
  gtk_widget_activate_action (window, "win.answer-consent", "b", TRUE);
  ingam_ui_test_wait (is_settled, settings);
  g_assert_false (ingam_consent_is_given (settings));
  g_assert_false (is_asked (window));
  ingam_ui_test_finalize_window (window);
  g_unlink (folder);
}

static void
test_nobody_is_asked_about_another_store (void)
{
  g_autoptr (GSettings) settings = make_home ("ask");
  g_autofree char *other = ingam_ui_test_dup_store (FALSE);
  GtkWidget *window = open_main_window (other);

  ingam_ui_test_settle ();
  g_assert_cmpstr (ingam_window_get_page (INGAM_WINDOW (window)), ==, "main");
  g_assert_false (is_asked (window));
  ingam_ui_test_finalize_window (window);
}

/* --- "already replaced" --- */

static gboolean
has_row (GtkWidget *window, const char *id)
{
  GtkWidget *row = ingam_ui_test_get (window, id, G_TYPE_NONE);

  return row != NULL && gtk_widget_get_visible (row);
}

static gboolean
is_told_replaced (gpointer window)
{
  return has_row (window, "told_group") && !has_row (window, "replaced_row");
}

static gboolean
is_to_be_told (gpointer window)
{
  return has_row (window, "replaced_row") && !has_row (window, "told_group");
}

static gboolean
is_in_journal (void)
{
  g_autofree char *home = ingam_layout_dup_default_store ();
  g_autofree char *folder = ingam_journal_dup_default_folder ();
  g_autoptr (IngamStore) store = ingam_store_new (home);
  g_autoptr (IngamJournal) journal = ingam_journal_new (folder);
  g_autoptr (IngamNoticeMemory) memory = ingam_notices_read (journal, NULL);
  IngamCredential *credential = ingam_ui_test_find (store, "콩쥐");

  return ingam_notice_memory_is_replaced (memory, ingam_credential_get_subject (credential),
                                          ingam_credential_get_not_after (credential));
}

static gboolean
has_looked_twice (gpointer mock)
{
  return ((IngamTestAgent *) mock)->n_looks == 2;
}

/* The first of the list ends today. */
static void
test_already_replaced (void)
{
  g_autoptr (GSettings) settings = make_home ("on");
  g_autofree char *home = ingam_layout_dup_default_store ();
  IngamTestAgent *mock = ingam_test_agent_new ();
  GtkWidget *window = open_main_window (home);

  gtk_window_set_default_size (GTK_WINDOW (window), 1000, 700);
  ingam_ui_test_wait (is_to_be_told, window);
  gtk_widget_activate_action (window, "win.say-replaced", "b", TRUE);
  ingam_ui_test_wait (is_told_replaced, window);
  g_assert_true (is_in_journal ());
  ingam_ui_test_wait (has_looked, mock);
  /* As the row's own button has it. */
  ingam_ui_test_press (ingam_ui_test_get (window, "told_row", G_TYPE_NONE), "mend_button");
  ingam_ui_test_wait (is_to_be_told, window);
  g_assert_false (is_in_journal ());
  ingam_ui_test_wait (has_looked_twice, mock);
  ingam_ui_test_finalize_window (window);
  ingam_test_agent_free (mock);
}

/* --- the calendar --- */

static GtkFileChooser *
find_chooser (void)
{
  return ingam_ui_test_find_window (GTK_TYPE_FILE_CHOOSER_DIALOG);
}

static gboolean
has_chooser (gpointer user_data)
{
  return find_chooser () != NULL;
}

/* It reads its folder in its own time. */
static gboolean
would_save (gpointer path)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (find_chooser ());

  return file != NULL && g_strcmp0 (g_file_peek_path (file), path) == 0;
}

static gboolean
exists (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static guint
count (const char *text, const char *part)
{
  guint n = 0;

  for (const char *at = text; (at = strstr (at, part)) != NULL; at++)
    n++;
  return n;
}

/* @action on the first of the list; the file's text. */
static char *
save_calendar (GtkWidget *window, GtkWidget *asking, const char *action)
{
  g_autofree char *name = g_strdup_printf ("%u.ics", g_random_int ());
  g_autofree char *path = g_build_filename (g_get_home_dir (), name, NULL);
  char *text = NULL;

  gtk_widget_activate_action (asking, action, NULL);
  ingam_ui_test_wait (has_chooser, NULL);
  gtk_file_chooser_set_current_name (find_chooser (), name);
  ingam_ui_test_wait (would_save, path);
  gtk_dialog_response (GTK_DIALOG (find_chooser ()), GTK_RESPONSE_ACCEPT);
  ingam_ui_test_wait (exists, path);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static void
test_dates_go_into_a_calendar (void)
{
  g_autoptr (GSettings) settings = make_home ("off");
  g_autofree char *home = ingam_layout_dup_default_store ();
  GtkWidget *window = open_main_window (home);
  GtkWidget *preferences;
  g_autofree char *one = NULL;
  g_autofree char *all = NULL;

  gtk_window_set_default_size (GTK_WINDOW (window), 1000, 700);
  ingam_ui_test_wait (is_to_be_told, window);
  one = save_calendar (window, window, "win.calendar");
  g_assert_cmpuint (count (one, "BEGIN:VEVENT"), ==, 2);
  gtk_widget_activate_action (window, "win.preferences", NULL);
  preferences = ingam_ui_test_find_window (INGAM_TYPE_PREFERENCES_WINDOW);
  g_assert_nonnull (preferences);
  all = save_calendar (window, preferences, "win.calendar-all");
  g_assert_cmpuint (count (all, "BEGIN:VEVENT"), >, 10);
  ingam_ui_test_finalize_window (window);
}

/* --- the portal --- */

typedef struct
{
  GDBusConnection *bus;
  GDBusNodeInfo *node;
  guint response;
  gboolean grants;
  gboolean autostart; /* as it was asked */
  char *command;
  GError *error;
  gboolean is_done;
} Portal;

static const char portal_interface[] =
    "<node><interface name='org.freedesktop.portal.Background'>"
    "<method name='RequestBackground'><arg type='s' direction='in'/>"
    "<arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method>"
    "</interface></node>";

static void
portal_cb (GDBusConnection *bus,
           const char *sender,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *parameters,
           GDBusMethodInvocation *invocation,
           gpointer user_data)
{
  Portal *portal = user_data;
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 1);
  g_autoptr (GVariant) command =
      g_variant_lookup_value (options, "commandline", G_VARIANT_TYPE_STRING_ARRAY);
  g_autofree char *place = g_strdelimit (g_strdup (sender + 1), ".", '_');
  g_autofree char *handle = NULL;
  const char *token = NULL;
  GVariantBuilder results;

  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &token));
  g_assert_true (g_variant_lookup (options, "autostart", "b", &portal->autostart));
  g_variant_get_child (command, 0, "s", &portal->command);
  handle = g_strdup_printf ("/org/freedesktop/portal/desktop/request/%s/%s", place, token);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", handle));
  g_variant_builder_init (&results, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&results, "{sv}", "autostart",
                         g_variant_new_boolean (portal->grants && portal->autostart));
  g_dbus_connection_emit_signal (bus, sender, handle, "org.freedesktop.portal.Request", "Response",
                                 g_variant_new ("(ua{sv})", portal->response, &results), NULL);
}

static const GDBusInterfaceVTable portal_vtable = { .method_call = portal_cb };

static void
own_portal (Portal *portal)
{
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) answer = NULL;

  portal->bus =
      g_dbus_connection_new_for_address_sync (address,
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, NULL);
  portal->node = g_dbus_node_info_new_for_xml (portal_interface, NULL);
  g_dbus_connection_register_object (portal->bus, "/org/freedesktop/portal/desktop",
                                     portal->node->interfaces[0], &portal_vtable, portal, NULL,
                                     NULL);
  answer = g_dbus_connection_call_sync (
      portal->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "RequestName", g_variant_new ("(su)", "org.freedesktop.portal.Desktop", 0),
      G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  g_assert_nonnull (answer);
}

static void
portal_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Portal *portal = user_data;
  gboolean done = ingam_background_portal_request_finish (result, &portal->error);

  g_assert_cmpint (done, ==, portal->error == NULL);
  portal->is_done = TRUE;
}

static gboolean
is_done (gpointer portal)
{
  return ((Portal *) portal)->is_done;
}

static void
ask_portal (Portal *portal, gboolean is_on)
{
  ingam_background_portal_request_async ("/app/libexec/ingam-agent", is_on, portal_answered_cb,
                                         portal);
  ingam_ui_test_wait (is_done, portal);
}

static void
portal_clear (Portal *portal)
{
  if (portal->bus != NULL)
    g_dbus_connection_close_sync (portal->bus, NULL, NULL);
  g_clear_object (&portal->bus);
  g_clear_pointer (&portal->node, g_dbus_node_info_unref);
  g_clear_error (&portal->error);
  g_free (portal->command);
}

static void
test_the_portal_grants (void)
{
  Portal portal = { .grants = TRUE };

  own_portal (&portal);
  ask_portal (&portal, TRUE);
  g_assert_no_error (portal.error);
  g_assert_true (portal.autostart);
  g_assert_cmpstr (portal.command, ==, "/app/libexec/ingam-agent");
  portal_clear (&portal);
}

static void
test_the_portal_takes_it_back (void)
{
  Portal portal = { .grants = FALSE };

  own_portal (&portal);
  ask_portal (&portal, FALSE);
  g_assert_no_error (portal.error);
  g_assert_false (portal.autostart);
  portal_clear (&portal);
}

/* The person says no; or the desktop does, with the answer of a yes. */
static void
test_the_portal_refuses (gconstpointer data)
{
  Portal portal = { .response = GPOINTER_TO_UINT (data) };

  own_portal (&portal);
  ask_portal (&portal, TRUE);
  g_assert_error (portal.error, INGAM_ERROR, INGAM_ERROR_PERMISSION);
  portal_clear (&portal);
}

static void
test_without_a_portal (void)
{
  Portal portal = { .grants = TRUE };

  ask_portal (&portal, TRUE);
  g_assert_error (portal.error, INGAM_ERROR, INGAM_ERROR_FAILED);
  portal_clear (&portal);
}

#define ADD(path, data, function) \
  g_test_add ("/preferences/" path, Fixture, data, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_autofree char *system = NULL;
  int status;

  system = g_build_filename (g_get_tmp_dir (), "system", NULL);
  g_setenv ("XDG_CONFIG_DIRS", system, TRUE);
  g_setenv ("GSETTINGS_SCHEMA_DIR", g_getenv ("INGAM_TEST_SCHEMAS"), TRUE);
  ingam_ui_test_init (&argc, &argv);
  ingam_ui_test_get_application ();
  ADD ("choices", "on", test_each_choice_is_kept);
  ADD ("looks-once", "!on", test_the_agent_looks_once_after_several);
  ADD ("looks-when-closed", "!on", test_a_window_that_closes_tells_it_first);
  ADD ("quiet", "on", test_quiet_hours_come_and_go);
  ADD ("quiet-between", "on", test_an_hour_between_the_steps_is_kept);
  g_test_add_func ("/preferences/no-settings", test_without_settings_nothing_can_be_chosen);
  ADD ("yes", "ask", test_a_yes_is_kept_and_starts_with_the_session);
  ADD ("no", "!on", test_a_no_lets_the_agent_go);
  ADD ("hidden-by-a-desktop", "off", test_what_a_desktop_hid_comes_back);
  ADD ("hidden-for-the-system", "off", test_the_systems_own_is_hidden);
  ADD ("linked-folder", "off", test_a_folder_that_is_a_link);
  ADD ("no-folder", "off", test_a_yes_that_cannot_be_kept_comes_back);
  ADD ("agent", "!on", test_what_the_agent_does_is_told);
  ADD ("agent-goes", "!on", test_an_agent_that_goes_is_noticed);
  ADD ("agent-not-installed", "on", test_one_that_is_not_installed_is_told);
  ADD ("test", "!on", test_a_notification_is_tried);
  ADD ("test-fails", "!on", test_a_notification_that_fails_says_why);
  g_test_add_func ("/preferences/next", test_when_it_looks_again);
  g_test_add_data_func ("/consent/yes", GINT_TO_POINTER (TRUE), test_the_question_is_asked_once);
  g_test_add_data_func ("/consent/no", GINT_TO_POINTER (FALSE), test_the_question_is_asked_once);
  g_test_add_func ("/consent/elsewhere", test_the_question_goes_when_it_is_answered_elsewhere);
  g_test_add_func ("/consent/fails", test_a_yes_that_fails_is_not_asked_again);
  g_test_add_func ("/consent/another-store", test_nobody_is_asked_about_another_store);
  g_test_add_func ("/replaced/said-and-taken-back", test_already_replaced);
  g_test_add_func ("/calendar/saved", test_dates_go_into_a_calendar);
  g_test_add_func ("/portal/grants", test_the_portal_grants);
  g_test_add_func ("/portal/takes-back", test_the_portal_takes_it_back);
  g_test_add_data_func ("/portal/refuses", GUINT_TO_POINTER (0), test_the_portal_refuses);
  g_test_add_data_func ("/portal/refused", GUINT_TO_POINTER (1), test_the_portal_refuses);
  g_test_add_func ("/portal/none", test_without_a_portal);
  status = g_test_run ();
  ingam_ui_test_clean_up ();
  return status;
}
