/* Choices are the settings', bound to them; the one that is a consent (consent.h) is made real
 * first and may come back. The agent reads no settings by itself, so a change is followed by a word
 * to it: one for many, as a list of hours is scrolled through.
 */
#include "config.h"

#include "app/preferences/preferences-window.h"

#include "app/preferences/consent.h"
#include "app/preferences/preferences-texts.h"
#include "app/widgets/check-row.h"
#include "app/widgets/finish.h"
#include "core/base/clock.h"
#include "core/base/settings.h"

#include <glib/gi18n.h>

#define CALM 400 /* milliseconds without another change, before the agent is told */

#define STEP 30 /* minutes between the hours that can be chosen */
#define N_STEPS (24 * 60 / STEP)

struct _IngamPreferencesWindow
{
  AdwPreferencesWindow parent_instance;

  gboolean is_showing;   /* what is set is shown, not chosen */
  gboolean is_answering; /* a consent is being made real */
  guint telling;         /* source, or 0 */

  /* Owned */
  GSettings *settings; /* or NULL */
  IngamAgentClient *agent;

  /* Template children */
  IngamCheckRow *agent_row;
  GtkSwitch *backup_switch;
  GtkWidget *choice_group;
  IngamCheckRow *failure_row;
  GtkSwitch *names_switch;
  AdwComboRow *password_row;
  AdwComboRow *quiet_from_row;
  GtkSwitch *quiet_switch;
  AdwComboRow *quiet_until_row;
  GtkSwitch *reminders_switch;
  GtkWidget *test_button;
  AdwActionRow *test_row;
  AdwActionRow *tray_row;
  GtkSwitch *tray_switch;
  GtkWidget *way_group;
  GtkSwitch *weekly_switch;
};

enum
{
  SIGNAL_ASKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (IngamPreferencesWindow, ingam_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

/* --- the agent --- */

static void
show_agent (IngamPreferencesWindow *self)
{
  const IngamAgentStatus *status = ingam_agent_client_get_status (self->agent);
  IngamAgentPresence presence = ingam_agent_client_get_presence (self->agent);
  g_autofree char *next = NULL;

  if (presence == INGAM_AGENT_ABSENT)
    {
      ingam_check_row_say (self->agent_row, INGAM_SIGN_SOON,
                           _ ("The reminder program is not running"),
                           _ ("It comes back with your next session."));
      ingam_check_row_offer (self->agent_row, _ ("_Start"), "preferences.start");
      return;
    }
  if (status == NULL)
    {
      ingam_check_row_say (self->agent_row, INGAM_SIGN_UNKNOWN, _ ("Looking…"), NULL);
      return;
    }
  next = ingam_preferences_text_dup_next (status->next, ingam_clock_now (), NULL);
  if (status->problem != NULL)
    ingam_check_row_say (self->agent_row, INGAM_SIGN_SOON, next, status->problem);
  else if (!status->has_notifications)
    ingam_check_row_say (self->agent_row, INGAM_SIGN_SOON, next,
                         _ ("This desktop shows no notifications. Look at the list now and then."));
  else
    ingam_check_row_say (self->agent_row, INGAM_SIGN_GOOD, next, NULL);
}

static void
update (IngamPreferencesWindow *self)
{
  gboolean is_on = self->settings != NULL && ingam_consent_is_given (self->settings);

  self->is_showing = TRUE;
  gtk_switch_set_active (self->reminders_switch,
                         self->is_answering ? gtk_switch_get_active (self->reminders_switch) :
                                              is_on);
  self->is_showing = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->reminders_switch),
                            self->settings != NULL && !self->is_answering);
  gtk_widget_set_sensitive (self->choice_group, is_on);
  gtk_widget_set_sensitive (self->way_group, is_on);
  gtk_widget_set_visible (GTK_WIDGET (self->agent_row), is_on);
  gtk_widget_set_visible (GTK_WIDGET (self->test_row), is_on);
  show_agent (self);
  adw_action_row_set_subtitle (self->tray_row, ingam_preferences_text_get_tray (
                                                   ingam_agent_client_get_status (self->agent)));
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamPreferencesWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ingam_agent_client_finish (INGAM_AGENT_CLIENT (source), result, &error) &&
      self->agent != NULL)
    {
      ingam_check_row_say (self->agent_row, INGAM_SIGN_BAD,
                           _ ("The reminder program does not start"), error->message);
      ingam_check_row_offer (self->agent_row, _ ("_Start"), "preferences.start");
    }
}

static void
start_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamPreferencesWindow *self = INGAM_PREFERENCES_WINDOW (widget);

  ingam_agent_client_start_async (self->agent, started_cb, g_object_ref (self));
}

static void
tested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamPreferencesWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = ingam_agent_client_finish (INGAM_AGENT_CLIENT (source), result, &error);

  if (self->agent == NULL)
    return;
  gtk_widget_set_sensitive (self->test_button, TRUE);
  adw_action_row_set_subtitle (
      self->test_row, done ? _ ("It was sent. If you see nothing, notifications are turned off in "
                                "your desktop’s settings.") :
                             error->message);
}

static void
test_cb (IngamPreferencesWindow *self)
{
  gtk_widget_set_sensitive (self->test_button, FALSE);
  ingam_agent_client_test_async (self->agent, tested_cb, g_object_ref (self));
}

static void
active_cb (IngamPreferencesWindow *self)
{
  if (gtk_window_is_active (GTK_WINDOW (self)) && self->agent != NULL)
    ingam_agent_client_refresh (self->agent);
}

/* --- the consent --- */

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamPreferencesWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = ingam_consent_set_finish (result, &error);

  self->is_answering = FALSE;
  if (self->agent == NULL)
    return;
  if (!done)
    ingam_check_row_say (self->failure_row, INGAM_SIGN_BAD, error->message, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->failure_row), !done);
  update (self);
}

static void
reminders_cb (IngamPreferencesWindow *self)
{
  if (self->is_showing || self->settings == NULL)
    return;
  self->is_answering = TRUE;
  update (self);
  ingam_consent_set_async (self->settings, self->agent,
                           gtk_switch_get_active (self->reminders_switch), answered_cb,
                           g_object_ref (self));
}

/* --- settings --- */

static void
tell_agent (IngamPreferencesWindow *self)
{
  g_clear_handle_id (&self->telling, g_source_remove);
  if (ingam_consent_is_given (self->settings))
    ingam_agent_client_look (self->agent);
}

static gboolean
calm_cb (gpointer user_data)
{
  IngamPreferencesWindow *self = user_data;

  self->telling = 0;
  tell_agent (self);
  return G_SOURCE_REMOVE;
}

/* The worker knows which of them it reads; one look more costs nothing. */
static void
changed_cb (IngamPreferencesWindow *self)
{
  update (self);
  g_clear_handle_id (&self->telling, g_source_remove);
  self->telling = g_timeout_add (CALM, calm_cb, self);
}

static const int password_months[] = { 0, 3, 6, 12 };

static gboolean
get_months_cb (GValue *value, GVariant *variant, gpointer user_data)
{
  guint nearest = 0;

  /* A number that is not offered was written by hand: the next smaller one is shown. */
  for (guint i = 0; i < G_N_ELEMENTS (password_months); i++)
    if (password_months[i] <= g_variant_get_int32 (variant))
      nearest = i;
  g_value_set_uint (value, nearest);
  return TRUE;
}

static GVariant *
set_months_cb (const GValue *value, const GVariantType *type, gpointer user_data)
{
  guint index = MIN (g_value_get_uint (value), G_N_ELEMENTS (password_months) - 1);

  return g_variant_new_int32 (password_months[index]);
}

static gboolean
get_minute_cb (GValue *value, GVariant *variant, gpointer user_data)
{
  g_value_set_uint (value, (guint) g_variant_get_int32 (variant) / STEP);
  return TRUE;
}

static GVariant *
set_minute_cb (const GValue *value, const GVariantType *type, gpointer user_data)
{
  return g_variant_new_int32 ((int) MIN (g_value_get_uint (value), N_STEPS - 1) * STEP);
}

static gboolean
is_quiet_at_all (IngamPreferencesWindow *self)
{
  return g_settings_get_int (self->settings, INGAM_SETTING_QUIET_FROM) !=
         g_settings_get_int (self->settings, INGAM_SETTING_QUIET_UNTIL);
}

static void
show_quiet (IngamPreferencesWindow *self)
{
  gboolean is_quiet = is_quiet_at_all (self);

  self->is_showing = TRUE;
  gtk_switch_set_active (self->quiet_switch, is_quiet);
  self->is_showing = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->quiet_from_row), is_quiet);
  gtk_widget_set_visible (GTK_WIDGET (self->quiet_until_row), is_quiet);
}

/* No quiet hours are hours that end when they begin; the usual ones come back. */
static void
quiet_cb (IngamPreferencesWindow *self)
{
  if (self->is_showing || self->settings == NULL)
    return;
  if (gtk_switch_get_active (self->quiet_switch))
    {
      g_settings_reset (self->settings, INGAM_SETTING_QUIET_FROM);
      g_settings_reset (self->settings, INGAM_SETTING_QUIET_UNTIL);
    }
  else
    g_settings_set_int (self->settings, INGAM_SETTING_QUIET_UNTIL,
                        g_settings_get_int (self->settings, INGAM_SETTING_QUIET_FROM));
}

static void
fill_hours (AdwComboRow *row)
{
  g_autoptr (GtkStringList) hours = gtk_string_list_new (NULL);

  for (int i = 0; i < N_STEPS; i++)
    gtk_string_list_take (hours, ingam_preferences_text_dup_minute (i * STEP));
  adw_combo_row_set_model (row, G_LIST_MODEL (hours));
}

static void
bind_switch (IngamPreferencesWindow *self, const char *key, GtkSwitch *button)
{
  g_settings_bind (self->settings, key, button, "active", G_SETTINGS_BIND_DEFAULT);
}

static void
bind_settings (IngamPreferencesWindow *self)
{
  bind_switch (self, INGAM_SETTING_REMINDERS_BACKUP, self->backup_switch);
  bind_switch (self, INGAM_SETTING_REMINDERS_HIDE_NAMES, self->names_switch);
  bind_switch (self, INGAM_SETTING_REMINDERS_TRAY, self->tray_switch);
  bind_switch (self, INGAM_SETTING_REMINDERS_WEEKLY, self->weekly_switch);
  g_settings_bind_with_mapping (self->settings, INGAM_SETTING_REMINDERS_PASSWORD,
                                self->password_row, "selected", G_SETTINGS_BIND_DEFAULT,
                                get_months_cb, set_months_cb, NULL, NULL);
  g_settings_bind_with_mapping (self->settings, INGAM_SETTING_QUIET_FROM, self->quiet_from_row,
                                "selected", G_SETTINGS_BIND_DEFAULT, get_minute_cb, set_minute_cb,
                                NULL, NULL);
  g_settings_bind_with_mapping (self->settings, INGAM_SETTING_QUIET_UNTIL, self->quiet_until_row,
                                "selected", G_SETTINGS_BIND_DEFAULT, get_minute_cb, set_minute_cb,
                                NULL, NULL);
  g_signal_connect_object (self->settings, "changed::" INGAM_SETTING_QUIET_FROM,
                           G_CALLBACK (show_quiet), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::" INGAM_SETTING_QUIET_UNTIL,
                           G_CALLBACK (show_quiet), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  show_quiet (self);
}

static void
ask_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_ASKED], 0, action);
}

/* --- life --- */

IngamPreferencesWindow *
ingam_preferences_window_new (GSettings *settings, IngamAgentClient *agent)
{
  IngamPreferencesWindow *self = g_object_new (INGAM_TYPE_PREFERENCES_WINDOW, NULL);

  self->agent = g_object_ref (agent);
  g_signal_connect_object (agent, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_set_object (&self->settings, settings);
  if (settings != NULL)
    bind_settings (self);
  else
    ingam_check_row_say (self->failure_row, INGAM_SIGN_BAD,
                         _ ("What you choose cannot be kept: Ingam is not installed completely"),
                         NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->failure_row), settings == NULL);
  update (self);
  return self;
}

static void
ingam_preferences_window_dispose (GObject *object)
{
  IngamPreferencesWindow *self = INGAM_PREFERENCES_WINDOW (object);

  if (self->telling != 0)
    tell_agent (self);
  if (self->agent != NULL)
    g_signal_handlers_disconnect_by_data (self->agent, self);
  g_clear_object (&self->agent);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (ingam_preferences_window_parent_class)->dispose (object);
}

static void
ingam_preferences_window_class_init (IngamPreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_preferences_window_dispose;
  signals[SIGNAL_ASKED] = g_signal_new ("asked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (INGAM_TYPE_CHECK_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/ingam/Ingam/preferences/preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamPreferencesWindow, agent_row);
  gtk_widget_class_bind_template_child (widget_class, IngamPreferencesWindow, backup_switch);
  gtk_widget_class_bind_template_child (widget_class, IngamPreferencesWindow, choice_group);
  gtk_widget_class_bind_template_child (widget_class, IngamPreferencesWindow, failure_row);
  gtk_widget_class_bind_template_child (widget_class, IngamPreferencesWindow, names_switch);
  gtk_widget_class_bind_template_child (widget_class, IngamPreferencesWindow, password_row);
  gtk_widget_class_bind_template_child (widget_class, IngamPreferencesWindow, quiet_from_row);
  gtk_widget_class_bind_template_child (widget_class, IngamPreferencesWindow, quiet_switch);
  gtk_widget_class_bind_template_child (widget_class, IngamPreferencesWindow, quiet_until_row);
  gtk_widget_class_bind_template_child (widget_class, IngamPreferencesWindow, reminders_switch);
  gtk_widget_class_bind_template_child (widget_class, IngamPreferencesWindow, test_button);
  gtk_widget_class_bind_template_child (widget_class, IngamPreferencesWindow, test_row);
  gtk_widget_class_bind_template_child (widget_class, IngamPreferencesWindow, tray_row);
  gtk_widget_class_bind_template_child (widget_class, IngamPreferencesWindow, tray_switch);
  gtk_widget_class_bind_template_child (widget_class, IngamPreferencesWindow, way_group);
  gtk_widget_class_bind_template_child (widget_class, IngamPreferencesWindow, weekly_switch);
  gtk_widget_class_bind_template_callback (widget_class, active_cb);
  gtk_widget_class_bind_template_callback (widget_class, quiet_cb);
  gtk_widget_class_bind_template_callback (widget_class, reminders_cb);
  gtk_widget_class_bind_template_callback (widget_class, test_cb);
  gtk_widget_class_install_action (widget_class, "preferences.start", NULL, start_cb);
  gtk_widget_class_install_action (widget_class, "win.calendar-all", NULL, ask_cb);
}

static void
ingam_preferences_window_init (IngamPreferencesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_hours (self->quiet_from_row);
  fill_hours (self->quiet_until_row);
  ingam_finish_below (GTK_WIDGET (self));
}
