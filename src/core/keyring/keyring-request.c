/* keyring-request.c: whoever is asked may never answer, may die, may be told to forget it; the task
 * returns once all the same. What comes late finds that it has ended.
 */
#include "config.h"

#include "core/keyring/keyring-request.h"

#include "core/keyring/keyring-words.h"

void
ingam_keyring_stop_source (GSource **source)
{
  if (*source)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

gboolean
ingam_keyring_request_has_ended (GTask *task)
{
  return ((IngamKeyringRequest *) g_task_get_task_data (task))->has_ended;
}

/* What every way out passes through. */
static gboolean
end (GTask *task, IngamError code)
{
  IngamKeyringRequest *request = g_task_get_task_data (task);

  if (request->has_ended)
    return FALSE;
  request->has_ended = TRUE;
  ingam_keyring_stop_source (&request->timer);
  ingam_keyring_stop_source (&request->change_of_mind);
  if (request->watch != 0)
    g_bus_unwatch_name (request->watch);
  if (request->ended)
    request->ended (task, code);
  return TRUE;
}

gboolean
ingam_keyring_request_end (GTask *task)
{
  return end (task, INGAM_ERROR_N_CODES);
}

void
ingam_keyring_request_fail (GTask *task, IngamError code)
{
  g_autoptr (GError) error = NULL;

  if (!end (task, code))
    return;
  ingam_keyring_set_error (&error, code);
  g_task_return_error (task, g_steal_pointer (&error));
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  ingam_keyring_request_fail (user_data, INGAM_ERROR_CANCELLED);
  return G_SOURCE_REMOVE;
}

void
ingam_keyring_request_begin (GTask *task, guint limit, IngamKeyringRequestEnded ended)
{
  IngamKeyringRequest *request = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  request->limit = limit;
  request->ended = ended;
  if (!cancellable)
    return;
  request->change_of_mind = g_cancellable_source_new (cancellable);
  g_task_attach_source (task, request->change_of_mind, G_SOURCE_FUNC (cancelled_cb));
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  ingam_keyring_request_fail (user_data, INGAM_ERROR_KEYRING_ABSENT);
  return G_SOURCE_REMOVE;
}

void
ingam_keyring_request_start_timer (GTask *task)
{
  IngamKeyringRequest *request = g_task_get_task_data (task);

  ingam_keyring_stop_source (&request->timer);
  request->timer = g_timeout_source_new_seconds (request->limit);
  g_task_attach_source (task, request->timer, out_of_patience_cb);
}

void
ingam_keyring_request_stop_timer (GTask *task)
{
  ingam_keyring_stop_source (&((IngamKeyringRequest *) g_task_get_task_data (task))->timer);
}

static void
appeared_cb (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  ((IngamKeyringRequest *) g_task_get_task_data (user_data))->was_there = TRUE;
}

/* Also told of what never was there. */
static void
vanished_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  if (((IngamKeyringRequest *) g_task_get_task_data (user_data))->was_there)
    ingam_keyring_request_fail (user_data, INGAM_ERROR_KEYRING_ABSENT);
}

void
ingam_keyring_request_watch (GTask *task, GDBusConnection *bus, const char *name)
{
  IngamKeyringRequest *request = g_task_get_task_data (task);

  request->watch =
      bus ? g_bus_watch_name_on_connection (bus, name, G_BUS_NAME_WATCHER_FLAGS_NONE, appeared_cb,
                                            vanished_cb, g_object_ref (task), g_object_unref) :
            g_bus_watch_name (G_BUS_TYPE_SESSION, name, G_BUS_NAME_WATCHER_FLAGS_NONE, appeared_cb,
                              vanished_cb, g_object_ref (task), g_object_unref);
}
