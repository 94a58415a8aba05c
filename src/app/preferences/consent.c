/* A yes is kept only once the session's start is arranged: a switch that is on and does nothing
 * would be worse than one that says why it cannot be. A no is kept first: the agent says nothing
 * from then on, whatever becomes of its file.
 */
#include "config.h"

#include "app/preferences/consent.h"

#include "app/preferences/autostart.h"
#include "core/base/settings.h"

#define WORD_ASK "ask"
#define WORD_ON "on"
#define WORD_OFF "off"

typedef struct
{
  GSettings *settings;
  IngamAgentClient *agent;
  gboolean is_yes;
} Consent;

static void
consent_free (Consent *consent)
{
  g_object_unref (consent->settings);
  g_object_unref (consent->agent);
  g_free (consent);
}

static void
arranged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Consent *consent = g_task_get_task_data (task);
  GError *error = NULL;

  if (!ingam_autostart_set_finish (result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (consent->is_yes)
    {
      g_settings_set_string (consent->settings, INGAM_SETTING_REMINDERS, WORD_ON);
      ingam_agent_client_start_async (consent->agent, NULL, NULL);
    }
  g_task_return_boolean (task, TRUE);
}

void
ingam_consent_set_async (GSettings *settings,
                         IngamAgentClient *agent,
                         gboolean is_yes,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Consent *consent = g_new0 (Consent, 1);

  g_task_set_source_tag (task, ingam_consent_set_async);
  consent->settings = g_object_ref (settings);
  consent->agent = g_object_ref (agent);
  consent->is_yes = is_yes;
  g_task_set_task_data (task, consent, (GDestroyNotify) consent_free);
  if (!is_yes)
    {
      g_settings_set_string (settings, INGAM_SETTING_REMINDERS, WORD_OFF);
      ingam_agent_client_quit (agent);
    }
  ingam_autostart_set_async (is_yes, arranged_cb, task);
}

gboolean
ingam_consent_set_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
is_word (GSettings *settings, const char *word)
{
  g_autofree char *now = g_settings_get_string (settings, INGAM_SETTING_REMINDERS);

  return g_str_equal (now, word);
}

gboolean
ingam_consent_is_given (GSettings *settings)
{
  return is_word (settings, WORD_ON);
}

gboolean
ingam_consent_is_to_be_asked (GSettings *settings)
{
  return is_word (settings, WORD_ASK);
}

void
ingam_consent_drop_question (GSettings *settings)
{
  g_settings_set_string (settings, INGAM_SETTING_REMINDERS, WORD_OFF);
}
