/* Reminders, as the window has them: the question whether they are wanted, the preferences, one
 * window at a time, and the agent that they are about.
 */
#include "config.h"

#include "app/window/window-private.h"

#include "app/preferences/consent.h"
#include "core/base/settings.h"

#include <glib/gi18n.h>

static IngamAgentClient *
ensure_agent (IngamWindow *self)
{
  if (self->agent == NULL)
    self->agent = ingam_agent_client_new ();
  return self->agent;
}

void
ingam_window_tell_agent (IngamWindow *self)
{
  ingam_agent_client_look (ensure_agent (self));
}

/* --- the question --- */

/* Only once there is something to remind of, and never in the way. */
void
ingam_window_update_consent (IngamWindow *self)
{
  gboolean is_asked =
      self->settings != NULL && self->places != NULL && !self->is_answering &&
      ingam_places_are_loaded (self->places) &&
      ingam_list_model_get_n_all (ingam_list_page_get_model (self->list_page)) > 0 &&
      ingam_consent_is_to_be_asked (self->settings);

  if (self->consent_bar != NULL)
    gtk_widget_set_visible (self->consent_bar, is_asked);
}

/* It was asked once and is not asked again, also when a yes could not be made real: the preferences
 * have the switch, and the toast the reason. */
static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = ingam_consent_set_finish (result, &error);

  self->is_answering = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (!done)
    {
      ingam_consent_drop_question (self->settings);
      ingam_window_show_toast (self, error->message, _ ("Pr_eferences"), "win.preferences", NULL);
    }
  else if (ingam_consent_is_given (self->settings))
    ingam_window_show_toast (self, _ ("You will be told in time"), _ ("Pr_eferences"),
                             "win.preferences", NULL);
  ingam_window_update_consent (self);
}

static void
answer_consent_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamWindow *self = INGAM_WINDOW (widget);

  if (self->settings == NULL || self->is_answering)
    return;
  self->is_answering = TRUE;
  ingam_window_update_consent (self);
  ingam_consent_set_async (self->settings, ensure_agent (self), g_variant_get_boolean (parameter),
                           answered_cb, g_object_ref (self));
}

/* --- the preferences --- */

static void
asked_cb (IngamWindow *self, const char *action)
{
  self->front = GTK_WINDOW (self->preferences);
  gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
}

static void
preferences_gone_cb (gpointer user_data, GObject *window)
{
  IngamWindow *self = user_data;

  if (self->front == (GtkWindow *) window)
    self->front = NULL;
  self->preferences = NULL;
}

void
ingam_window_close_preferences (IngamWindow *self)
{
  if (self->preferences == NULL)
    return;
  g_object_weak_unref (G_OBJECT (self->preferences), preferences_gone_cb, self);
  gtk_window_destroy (GTK_WINDOW (self->preferences));
  self->preferences = NULL;
  self->front = NULL;
}

/* The choices are the program's, whatever store is looked at. */
static void
preferences_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamWindow *self = INGAM_WINDOW (widget);

  if (self->preferences == NULL)
    {
      g_autoptr (GSettings) settings = ingam_settings_new ();

      self->preferences = ingam_preferences_window_new (settings, ensure_agent (self));
      g_object_weak_ref (G_OBJECT (self->preferences), preferences_gone_cb, self);
      g_signal_connect_object (self->preferences, "asked", G_CALLBACK (asked_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_window_set_transient_for (GTK_WINDOW (self->preferences), GTK_WINDOW (self));
    }
  gtk_window_present (GTK_WINDOW (self->preferences));
}

void
ingam_window_install_reminder_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.answer-consent", "b", answer_consent_cb);
  gtk_widget_class_install_action (widget_class, "win.preferences", NULL, preferences_cb);
}
