/* agent.c: beginning and end, and what a person answered.
 *
 * Not a GApplication: that adds a quarter of a megabyte and an object model that nothing here uses.
 * An agent that is told to leave takes its notes along: a button of nobody's does nothing. One that
 * was killed left them, and the next one takes them over.
 */
#include "config.h"

#include "agent/agent-private.h"

#include "agent/memory.h"
#include "agent/opening.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#define PORTAL_MARK "/.flatpak-info"

static void
question_init (IngamAgentQuestion *question)
{
  question->put_off = g_ptr_array_new_with_free_func (g_free);
  question->replaced = g_ptr_array_new_with_free_func (g_free);
  question->give_back = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
}

/* --- the window --- */

static char *
dup_object_path (const char *name)
{
  g_autofree char *path = g_strconcat ("/", name, NULL);

  return g_strdelimit (g_steal_pointer (&path), ".", '/');
}

/* Somebody has clicked, and nothing will come: at least the status says why. */
static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  IngamAgent *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_free (self->note_problem);
  self->note_problem = g_strdup (
      reply != NULL ? "" : _ ("The window could not be opened. Is Ingam installed whole?"));
}

void
ingam_agent_open (IngamAgent *self, const char *action, const char *target, const char *token)
{
  g_autofree char *path = dup_object_path (APPLICATION_ID);
  GVariantBuilder parameter, platform;

  g_variant_builder_init (&platform, G_VARIANT_TYPE_VARDICT);
  if (*token != '\0')
    {
      g_variant_builder_add (&platform, "{sv}", "activation-token", g_variant_new_string (token));
      g_variant_builder_add (&platform, "{sv}", "desktop-startup-id", g_variant_new_string (token));
    }
  g_variant_builder_init (&parameter, G_VARIANT_TYPE ("av"));
  if (*target != '\0')
    g_variant_builder_add (&parameter, "v", g_variant_new_string (target));
  g_dbus_connection_call (
      self->connection, APPLICATION_ID, path, "org.freedesktop.Application",
      action == NULL ? "Activate" : "ActivateAction",
      action == NULL ? g_variant_new ("(@a{sv})", g_variant_builder_end (&platform)) :
                       g_variant_new ("(s@av@a{sv})", action, g_variant_builder_end (&parameter),
                                      g_variant_builder_end (&platform)),
      NULL, G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, opened_cb, self);
  if (action == NULL)
    g_variant_builder_clear (&parameter);
}

/* --- answers --- */

static void
answered_cb (
    IngamAgent *self, const char *id, const char *word, const char *target, const char *token)
{
  gboolean takes_target;
  const char *action = ingam_opening_find (word, target, &takes_target);

  if (action != NULL)
    {
      ingam_agent_open (self, action, takes_target ? target : "", token);
      return;
    }
  if (g_str_equal (word, "later"))
    g_ptr_array_add (self->question.put_off, g_strdup (id));
  else if (g_str_equal (word, "replaced"))
    g_ptr_array_add (self->question.replaced, g_strdup (id));
  else
    return;
  ingam_notifier_withdraw (self->notifier, id);
  ingam_agent_look (self);
}

static void
shown_cb (IngamAgent *self, const char *id)
{
  g_free (self->note_problem);
  self->note_problem = g_strdup ("");
  g_hash_table_remove (self->claims, id);
  if (g_str_equal (id, INGAM_NOTIFIER_TEST_ID))
    ingam_agent_answer_testers (self, NULL);
}

/* It is said when somebody can show it. */
static void
failed_cb (IngamAgent *self, const char *id, const char *sentence)
{
  GVariant *claims = g_hash_table_lookup (self->claims, id);

  g_free (self->note_problem);
  self->note_problem = g_strdup (sentence);
  if (claims != NULL)
    {
      GVariantIter iter;
      const char *key;

      g_variant_iter_init (&iter, claims);
      while (g_variant_iter_next (&iter, "(&si)", &key, NULL))
        g_hash_table_remove (self->said, key);
      g_ptr_array_add (self->question.give_back, g_variant_ref (claims));
      g_hash_table_remove (self->claims, id);
      ingam_agent_look (self);
    }
  if (g_str_equal (id, INGAM_NOTIFIER_TEST_ID))
    ingam_agent_answer_testers (self, sentence);
}

/* A server has come: what could not be said can be now. */
static void
notifier_changed_cb (IngamAgent *self)
{
  gboolean is_able = ingam_notifier_is_able (self->notifier);

  if (is_able && !self->was_able && self->looked > 0)
    ingam_agent_look (self);
  self->was_able = is_able;
  ingam_agent_keep_shown (self);
}

/* --- life --- */

static void
rings_cb (gpointer user_data)
{
  ingam_agent_look (user_data);
}

static void
acquired_cb (GDBusConnection *connection, const char *name, gpointer user_data)
{
  ingam_agent_look (user_data);
}

/* Another one has it: one is enough. Or the bus is gone, and with it the session. */
static void
lost_cb (GDBusConnection *connection, const char *name, gpointer user_data)
{
  g_main_loop_quit (((IngamAgent *) user_data)->loop);
}

IngamAgent *
ingam_agent_new (GDBusConnection *connection, const char *worker, GError **error)
{
  g_autoptr (IngamAgent) self = g_new0 (IngamAgent, 1);

  self->connection = g_object_ref (connection);
  self->worker_path = g_strdup (worker);
  self->memory = ingam_memory_new ();
  self->loop = g_main_loop_new (NULL, FALSE);
  self->watches = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_watch_free);
  self->stores = g_ptr_array_new_with_free_func (g_free);
  self->claims =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  self->said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->cancellable = g_cancellable_new ();
  self->testers = g_ptr_array_new ();
  self->problem = g_strdup ("");
  self->note_problem = g_strdup ("");
  self->state = g_strdup ("calm");
  self->was_able = TRUE;
  question_init (&self->question);
  self->alarm = ingam_alarm_new (rings_cb, self, error);
  if (self->alarm == NULL || !ingam_agent_export (self, error))
    return NULL;
  self->notifier = ingam_notifier_new (connection, g_file_test (PORTAL_MARK, G_FILE_TEST_EXISTS) ?
                                                       INGAM_NOTIFIER_PORTAL :
                                                       INGAM_NOTIFIER_SERVER);
  g_signal_connect_swapped (self->notifier, "answered", G_CALLBACK (answered_cb), self);
  g_signal_connect_swapped (self->notifier, "shown", G_CALLBACK (shown_cb), self);
  g_signal_connect_swapped (self->notifier, "failed", G_CALLBACK (failed_cb), self);
  g_signal_connect_swapped (self->notifier, "changed", G_CALLBACK (notifier_changed_cb), self);
  return g_steal_pointer (&self);
}

void
ingam_agent_run (IngamAgent *self)
{
  self->name = g_bus_own_name_on_connection (self->connection, INGAM_AGENT_NAME,
                                             G_BUS_NAME_OWNER_FLAGS_DO_NOT_QUEUE, acquired_cb,
                                             lost_cb, self, NULL);
  g_main_loop_run (self->loop);
}

void
ingam_agent_quit (IngamAgent *self)
{
  ingam_notifier_keep_only (self->notifier, NULL);
  g_main_loop_quit (self->loop);
}

void
ingam_agent_free (IngamAgent *self)
{
  ingam_agent_stop_looking (self);
  ingam_agent_answer_testers (self, "");
  g_clear_handle_id (&self->name, g_bus_unown_name);
  if (self->object != 0)
    g_dbus_connection_unregister_object (self->connection, self->object);
  g_clear_pointer (&self->alarm, ingam_alarm_free);
  g_clear_object (&self->notifier);
  g_clear_object (&self->tray);
  g_ptr_array_unref (self->watches);
  g_ptr_array_unref (self->stores);
  g_hash_table_unref (self->claims);
  g_hash_table_unref (self->said);
  g_ptr_array_unref (self->testers);
  g_ptr_array_unref (self->question.put_off);
  g_ptr_array_unref (self->question.replaced);
  g_ptr_array_unref (self->question.give_back);
  g_clear_object (&self->cancellable);
  if (!g_dbus_connection_is_closed (self->connection))
    g_dbus_connection_flush_sync (self->connection, NULL, NULL);
  g_clear_object (&self->connection);
  if (self->memory >= 0)
    close (self->memory);
  g_main_loop_unref (self->loop);
  g_free (self->worker_path);
  g_free (self->problem);
  g_free (self->note_problem);
  g_free (self->state);
  g_free (self);
}
