/* Reminders, as the window has them: the preferences, one window at a time, and the agent that they
 * are about.
 */
#include "config.h"

#include "app/window/window-private.h"

#include "core/base/settings.h"

static IngamAgentClient *
ensure_agent (IngamWindow *self)
{
  if (self->agent == NULL)
    self->agent = ingam_agent_client_new ();
  return self->agent;
}

/* The choices are the program's, whatever store is looked at. */
static void
preferences_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamWindow *self = INGAM_WINDOW (widget);

  if (self->preferences == NULL)
    {
      g_autoptr (GSettings) settings = ingam_settings_new ();

      g_set_weak_pointer (&self->preferences,
                          ingam_preferences_window_new (settings, ensure_agent (self)));
      gtk_window_set_transient_for (GTK_WINDOW (self->preferences), GTK_WINDOW (self));
    }
  gtk_window_present (GTK_WINDOW (self->preferences));
}

void
ingam_window_install_reminder_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.preferences", NULL, preferences_cb);
}
