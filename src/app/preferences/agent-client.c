/* Every call asks for the bus first, which GIO has at hand after the first time: so nothing has to
 * be remembered until there is one. What makes the agent read the settings waits, in a thread,
 * until they are written: it would find yesterday's, and nobody would tell it again. The agent's
 * status is asked for when somebody looks at it, and a while after the window itself changed
 * something; a signal would wake whoever does not look.
 */
#include "config.h"

#include "app/preferences/agent-client.h"

#include "core/base/agent-names.h"
#include "core/base/error.h"

#include <glib/gi18n.h>

#define BUS_NAME "org.freedesktop.DBus"
#define BUS_PATH "/org/freedesktop/DBus"

#define PATIENCE 10000 /* milliseconds: the worker reads all stores before the agent answers */
#define A_WHILE 2      /* seconds after a change: the agent has looked */

struct _IngamAgentClient
{
  GObject parent_instance;

  guint watch;
  guint refreshing; /* source, or 0 */
  IngamAgentPresence presence;
  IngamAgentStatus *status;  /* NULL: not known */
  GCancellable *cancellable; /* of questions whose answer nobody else waits for */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamAgentClient, ingam_agent_client, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

void
ingam_agent_status_free (IngamAgentStatus *status)
{
  if (status == NULL)
    return;
  g_free (status->problem);
  g_free (status);
}

/* --- calls --- */

typedef struct
{
  const char *name;
  const char *path;
  const char *method; /* of the interface of the same name */
  const char *reply;
  GDBusCallFlags flags;
  gboolean reads_settings;
} Call;

static const Call call_look = {
  INGAM_AGENT_NAME, INGAM_AGENT_PATH, "Look", NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, TRUE
};
static const Call call_quit = {
  INGAM_AGENT_NAME, INGAM_AGENT_PATH, "Quit", NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, FALSE
};
static const Call call_status = {
  INGAM_AGENT_NAME, INGAM_AGENT_PATH, "GetStatus", "(a{sv})", G_DBUS_CALL_FLAGS_NO_AUTO_START, FALSE
};
static const Call call_test = { INGAM_AGENT_NAME,       INGAM_AGENT_PATH,
                                "TestNotification",     NULL,
                                G_DBUS_CALL_FLAGS_NONE, FALSE };
static const Call call_start = {
  BUS_NAME, BUS_PATH, "StartServiceByName", "(u)", G_DBUS_CALL_FLAGS_NONE, TRUE
};

/* What the agent says of itself is a sentence; what the bus says is not for people. */
static GError *
new_error (const GError *reason)
{
  g_autofree char *name = g_dbus_error_get_remote_error (reason);
  g_autoptr (GError) copy = g_error_copy (reason);

  if (name == NULL || g_str_has_prefix (name, BUS_NAME ".Error."))
    return g_error_new_literal (INGAM_ERROR, INGAM_ERROR_FAILED,
                                _ ("Ingam’s reminder program could not be reached. It may not be "
                                   "installed completely."));
  g_dbus_error_strip_remote_error (copy);
  return g_error_new_literal (INGAM_ERROR, INGAM_ERROR_FAILED, copy->message);
}

static void
replied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  GVariant *reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply != NULL)
    g_task_return_pointer (task, reply, (GDestroyNotify) g_variant_unref);
  else
    g_task_return_error (task, new_error (error));
}

static void
got_bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Call *call = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);
  GVariant *parameters = NULL;

  if (bus == NULL)
    {
      g_task_return_error (task, new_error (error));
      return;
    }
  if (call == &call_start)
    parameters = g_variant_new ("(su)", INGAM_AGENT_NAME, 0);
  g_dbus_connection_call (bus, call->name, call->path, call->name, call->method, parameters,
                          call->reply == NULL ? NULL : G_VARIANT_TYPE (call->reply), call->flags,
                          PATIENCE, g_task_get_cancellable (task), replied_cb, g_object_ref (task));
}

static void
get_bus (GTask *task)
{
  g_bus_get (G_BUS_TYPE_SESSION, g_task_get_cancellable (task), got_bus_cb, task);
}

static void
sync_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_settings_sync ();
  g_task_return_boolean (task, TRUE);
}

static void
synced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  get_bus (user_data);
}

static void
send (IngamAgentClient *self,
      const Call *call,
      GCancellable *cancellable,
      GAsyncReadyCallback callback,
      gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, send);
  g_task_set_task_data (task, (gpointer) call, NULL);
  if (call->reads_settings)
    {
      g_autoptr (GTask) syncing = g_task_new (NULL, NULL, synced_cb, task);

      g_task_run_in_thread (syncing, sync_thread);
    }
  else
    get_bus (task);
}

gboolean
ingam_agent_client_finish (IngamAgentClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) reply = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  reply = g_task_propagate_pointer (G_TASK (result), error);
  return reply != NULL;
}

/* --- what it does --- */

static void
set_status (IngamAgentClient *self, IngamAgentPresence presence, IngamAgentStatus *status)
{
  self->presence = presence;
  g_clear_pointer (&self->status, ingam_agent_status_free);
  self->status = status;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static const struct
{
  const char *word;
  IngamAgentTray tray;
} trays[] = {
  { "shown", INGAM_AGENT_TRAY_SHOWN },
  { "hidden", INGAM_AGENT_TRAY_HIDDEN },
  { "no-host", INGAM_AGENT_TRAY_NO_HOST },
};

/* Words that only a newer agent has are as good as none. */
static IngamAgentStatus *
new_status (GVariant *reply)
{
  IngamAgentStatus *status = g_new0 (IngamAgentStatus, 1);
  g_autoptr (GVariant) facts = g_variant_get_child_value (reply, 0);
  const char *tray = "";
  const char *notifications = "";
  const char *problem = "";

  g_variant_lookup (facts, "next", "x", &status->next);
  g_variant_lookup (facts, "tray", "&s", &tray);
  g_variant_lookup (facts, "notifications", "&s", &notifications);
  g_variant_lookup (facts, "problem", "&s", &problem);
  for (guint i = 0; i < G_N_ELEMENTS (trays); i++)
    if (g_str_equal (trays[i].word, tray))
      status->tray = trays[i].tray;
  status->has_notifications = !g_str_equal (notifications, "none");
  status->problem = *problem == '\0' ? NULL : g_strdup (problem);
  return status;
}

static void
status_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  IngamAgentClient *self = INGAM_AGENT_CLIENT (source);
  g_autoptr (GVariant) reply = g_task_propagate_pointer (G_TASK (result), NULL);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  /* It is on the bus, even if it does not answer. */
  if (self->presence != INGAM_AGENT_ABSENT)
    set_status (self, INGAM_AGENT_PRESENT, reply == NULL ? NULL : new_status (reply));
}

void
ingam_agent_client_refresh (IngamAgentClient *self)
{
  g_return_if_fail (INGAM_IS_AGENT_CLIENT (self));

  if (self->presence != INGAM_AGENT_ABSENT)
    send (self, &call_status, self->cancellable, status_cb, NULL);
}

static gboolean
refresh_cb (gpointer user_data)
{
  IngamAgentClient *self = user_data;

  self->refreshing = 0;
  ingam_agent_client_refresh (self);
  return G_SOURCE_REMOVE;
}

static void
refresh_soon (IngamAgentClient *self)
{
  g_clear_handle_id (&self->refreshing, g_source_remove);
  self->refreshing = g_timeout_add_seconds (A_WHILE, refresh_cb, self);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  if (!g_cancellable_is_cancelled (INGAM_AGENT_CLIENT (source)->cancellable))
    refresh_soon (INGAM_AGENT_CLIENT (source));
}

void
ingam_agent_client_look (IngamAgentClient *self)
{
  g_return_if_fail (INGAM_IS_AGENT_CLIENT (self));

  send (self, &call_look, NULL, looked_cb, NULL);
}

void
ingam_agent_client_quit (IngamAgentClient *self)
{
  g_return_if_fail (INGAM_IS_AGENT_CLIENT (self));

  send (self, &call_quit, NULL, NULL, NULL);
}

void
ingam_agent_client_start_async (IngamAgentClient *self,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (INGAM_IS_AGENT_CLIENT (self));

  send (self, &call_start, NULL, callback, user_data);
}

void
ingam_agent_client_test_async (IngamAgentClient *self,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (INGAM_IS_AGENT_CLIENT (self));

  send (self, &call_test, NULL, callback, user_data);
}

IngamAgentPresence
ingam_agent_client_get_presence (IngamAgentClient *self)
{
  g_return_val_if_fail (INGAM_IS_AGENT_CLIENT (self), INGAM_AGENT_UNKNOWN);

  return self->presence;
}

const IngamAgentStatus *
ingam_agent_client_get_status (IngamAgentClient *self)
{
  g_return_val_if_fail (INGAM_IS_AGENT_CLIENT (self), NULL);

  return self->status;
}

/* --- whether it is there --- */

static void
appeared_cb (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  IngamAgentClient *self = user_data;

  self->presence = INGAM_AGENT_UNKNOWN;
  ingam_agent_client_refresh (self);
  refresh_soon (self); /* it answers at once, and has not looked yet */
}

static void
vanished_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  set_status (user_data, INGAM_AGENT_ABSENT, NULL);
}

static void
ingam_agent_client_dispose (GObject *object)
{
  IngamAgentClient *self = INGAM_AGENT_CLIENT (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->refreshing, g_source_remove);
  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  G_OBJECT_CLASS (ingam_agent_client_parent_class)->dispose (object);
}

static void
ingam_agent_client_finalize (GObject *object)
{
  IngamAgentClient *self = INGAM_AGENT_CLIENT (object);

  g_clear_pointer (&self->status, ingam_agent_status_free);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (ingam_agent_client_parent_class)->finalize (object);
}

static void
ingam_agent_client_class_init (IngamAgentClientClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ingam_agent_client_dispose;
  G_OBJECT_CLASS (klass)->finalize = ingam_agent_client_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ingam_agent_client_init (IngamAgentClient *self)
{
  self->cancellable = g_cancellable_new ();
  self->watch =
      g_bus_watch_name (G_BUS_TYPE_SESSION, INGAM_AGENT_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                        appeared_cb, vanished_cb, self, NULL);
}

IngamAgentClient *
ingam_agent_client_new (void)
{
  return g_object_new (INGAM_TYPE_AGENT_CLIENT, NULL);
}
