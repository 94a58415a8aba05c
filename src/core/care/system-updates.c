/* PackageKit's protocol by hand: four calls and three signals.
 *
 * libpackagekit was rejected: a library more on every machine for one number. The whole is one
 * task; whatever comes first, an answer, the end of patience or a change of mind, ends it, and the
 * service is told to stop when it has not.
 */
#include "config.h"

#include "core/care/system-updates.h"

#include "core/base/error.h"

#include <gio/gdesktopappinfo.h>
#include <glib/gi18n-lib.h>

#define SERVICE "org.freedesktop.PackageKit"
#define SERVICE_PATH "/org/freedesktop/PackageKit"
#define TRANSACTION "org.freedesktop.PackageKit.Transaction"

#define FILTER_NONE (G_GUINT64_CONSTANT (1) << 1)
#define EXIT_SUCCESS_CODE 1
/* Later services put the severity into the upper half. */
#define INFO_MASK 0xffff
#define INFO_SECURITY 8
#define INFO_BLOCKED 9 /* held back: nothing that a person could install */

#define PROBE_PATIENCE 5000 /* milliseconds */

typedef struct
{
  GDBusConnection *bus;
  GCancellable *calls; /* stops what is still under way when the task has ended */
  GSource *timer;
  GSource *change_of_mind;
  char *path; /* of the transaction */
  guint signals;
  gboolean has_ended;
  gboolean has_failed;
  IngamSystemUpdates found;
} Count;

static void
stop_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
count_free (gpointer data)
{
  Count *self = data;

  stop_source (&self->timer);
  stop_source (&self->change_of_mind);
  g_clear_object (&self->bus);
  g_clear_object (&self->calls);
  g_free (self->path);
  g_free (self);
}

/* What every way out passes through; TRUE for the first. */
static gboolean
end (GTask *task, gboolean tell_service)
{
  Count *self = g_task_get_task_data (task);

  if (self->has_ended)
    return FALSE;
  self->has_ended = TRUE;
  stop_source (&self->timer);
  stop_source (&self->change_of_mind);
  if (self->signals != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->signals);
  if (tell_service && self->path != NULL)
    g_dbus_connection_call (self->bus, SERVICE, self->path, TRANSACTION, "Cancel", NULL, NULL,
                            G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
  g_cancellable_cancel (self->calls);
  return TRUE;
}

static void
fail (GTask *task, gboolean tell_service)
{
  if (end (task, tell_service))
    g_task_return_new_error (task, INGAM_ERROR, INGAM_ERROR_FAILED, "%s",
                             _ ("Whether updates are waiting could not be found out. Look in the "
                                "program that updates this computer."));
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  fail (user_data, TRUE);
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  if (end (user_data, TRUE))
    g_task_return_new_error (user_data, INGAM_ERROR, INGAM_ERROR_CANCELLED, "%s", _ ("Cancelled."));
  return G_SOURCE_REMOVE;
}

static void
finish (GTask *task, guint exit)
{
  Count *self = g_task_get_task_data (task);

  if (self->has_failed || exit != EXIT_SUCCESS_CODE)
    fail (task, FALSE);
  else if (end (task, FALSE))
    g_task_return_boolean (task, TRUE);
}

static void
signal_cb (GDBusConnection *bus,
           const char *sender,
           const char *path,
           const char *interface,
           const char *signal,
           GVariant *parameters,
           gpointer user_data)
{
  GTask *task = user_data;
  Count *self = g_task_get_task_data (task);
  guint value;

  if (self->has_ended)
    return;
  if (g_str_equal (signal, "Package") &&
      g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(uss)")))
    {
      g_variant_get_child (parameters, 0, "u", &value);
      self->found.waiting += (value & INFO_MASK) != INFO_BLOCKED;
      self->found.security += (value & INFO_MASK) == INFO_SECURITY;
    }
  else if (g_str_equal (signal, "ErrorCode"))
    self->has_failed = TRUE;
  else if (g_str_equal (signal, "Finished") &&
           g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(uu)")))
    {
      g_variant_get_child (parameters, 0, "u", &value);
      finish (task, value);
    }
  else if (g_str_equal (signal, "Destroy"))
    fail (task, FALSE);
}

/* The answer of a call that goes on with @next, or ends the task. */
static GVariant *
take_answer (GTask *task, GObject *source, GAsyncResult *result)
{
  Count *self = g_task_get_task_data (task);
  GVariant *answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  if (answer == NULL)
    fail (task, FALSE);
  else if (self->has_ended)
    g_clear_pointer (&answer, g_variant_unref);
  return answer;
}

static void
call (GTask *task,
      const char *path,
      const char *interface,
      const char *method,
      GVariant *arguments,
      const char *answer,
      GAsyncReadyCallback next)
{
  Count *self = g_task_get_task_data (task);

  g_dbus_connection_call (self->bus, SERVICE, path, interface, method, arguments,
                          answer == NULL ? NULL : G_VARIANT_TYPE (answer), G_DBUS_CALL_FLAGS_NONE,
                          G_MAXINT, self->calls, next, g_object_ref (task));
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) answer = take_answer (task, source, result);
}

static void
hinted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) answer = take_answer (task, source, result);
  Count *self = g_task_get_task_data (task);

  if (answer != NULL)
    call (task, self->path, TRANSACTION, "GetUpdates", g_variant_new ("(t)", FILTER_NONE), NULL,
          started_cb);
}

/* A service that does not take the hints is not asked on: it might go to the network. */
static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  const char *const hints[] = { "background=false", "interactive=false", "cache-age=4294967295",
                                NULL };
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) answer = take_answer (task, source, result);
  Count *self = g_task_get_task_data (task);

  if (answer == NULL)
    return;
  g_variant_get (answer, "(o)", &self->path);
  self->signals = g_dbus_connection_signal_subscribe (
      self->bus, SERVICE, TRANSACTION, NULL, self->path, NULL, G_DBUS_SIGNAL_FLAGS_NONE, signal_cb,
      g_object_ref (task), g_object_unref);
  call (task, self->path, TRANSACTION, "SetHints", g_variant_new ("(^as)", hints), NULL, hinted_cb);
}

static void
begin (GTask *task, GDBusConnection *bus)
{
  Count *self = g_task_get_task_data (task);

  self->bus = g_object_ref (bus);
  call (task, SERVICE_PATH, SERVICE, "CreateTransaction", NULL, "(o)", created_cb);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);
  Count *self = g_task_get_task_data (task);

  if (bus == NULL)
    fail (task, FALSE);
  else if (!self->has_ended)
    begin (task, bus);
}

static GSource *
watch (GTask *task, GSource *source, GSourceFunc func)
{
  g_source_set_callback (source, func, task, NULL);
  g_source_attach (source, g_task_get_context (task));
  return source;
}

void
ingam_system_updates_count_async (GDBusConnection *bus,
                                  guint patience,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  /* The cancellable is watched here: the task's own check would bring GIO's error, not ours. */
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Count *self = g_new0 (Count, 1);

  self->calls = g_cancellable_new ();
  g_task_set_source_tag (task, ingam_system_updates_count_async);
  g_task_set_task_data (task, self, count_free);
  self->timer = watch (task, g_timeout_source_new (patience), out_of_patience_cb);
  if (cancellable != NULL)
    self->change_of_mind =
        watch (task, g_cancellable_source_new (cancellable), G_SOURCE_FUNC (cancelled_cb));
  if (bus != NULL)
    begin (task, bus);
  else
    g_bus_get (G_BUS_TYPE_SYSTEM, self->calls, connected_cb, g_object_ref (task));
}

gboolean
ingam_system_updates_count_finish (GAsyncResult *result,
                                   IngamSystemUpdates *ret_updates,
                                   GError **error)
{
  Count *self;

  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  self = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (ret_updates != NULL)
    *ret_updates = self->found;
  return TRUE;
}

/* --- is there one? --- */

static void
ask_bus (GTask *task,
         GDBusConnection *bus,
         const char *method,
         GVariant *arguments,
         const char *answer,
         GAsyncReadyCallback next)
{
  g_dbus_connection_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus", method, arguments, G_VARIANT_TYPE (answer),
                          G_DBUS_CALL_FLAGS_NONE, PROBE_PATIENCE, g_task_get_cancellable (task),
                          next, g_object_ref (task));
}

static void
owner_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  gboolean has_owner = FALSE;

  if (answer != NULL)
    g_variant_get (answer, "(b)", &has_owner);
  g_task_return_boolean (task, has_owner);
}

static void
activatable_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autofree const char **names = NULL;

  if (answer != NULL)
    g_variant_get (answer, "(^a&s)", &names);
  if (names != NULL && g_strv_contains (names, SERVICE))
    g_task_return_boolean (task, TRUE);
  else
    ask_bus (task, G_DBUS_CONNECTION (source), "NameHasOwner", g_variant_new ("(s)", SERVICE),
             "(b)", owner_cb);
}

static void
probe (GTask *task, GDBusConnection *bus)
{
  ask_bus (task, bus, "ListActivatableNames", NULL, "(as)", activatable_cb);
}

static void
probe_connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);

  if (bus == NULL)
    g_task_return_boolean (task, FALSE);
  else
    probe (task, bus);
}

void
ingam_system_updates_probe_async (GDBusConnection *bus,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, ingam_system_updates_probe_async);
  if (bus != NULL)
    probe (task, bus);
  else
    g_bus_get (G_BUS_TYPE_SYSTEM, cancellable, probe_connected_cb, g_object_ref (task));
}

gboolean
ingam_system_updates_probe_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (GError) cancelled = NULL;
  gboolean there;

  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  there = g_task_propagate_boolean (G_TASK (result), &cancelled);
  if (cancelled != NULL)
    g_set_error (error, INGAM_ERROR, INGAM_ERROR_CANCELLED, "%s", _ ("Cancelled."));
  return there;
}

/* --- the desktop's own program --- */

/* Mint's own comes before what takes "appstream:" there, which does not show updates; the last ones
 * take no address at all. */
GAppInfo *
ingam_system_updates_find_app (void)
{
  static const char *const first = "mintupdate.desktop";
  static const char *const others[] = {
    "org.gnome.Software.desktop",        "org.kde.discover.desktop",
    "io.elementary.appcenter.desktop",   "update-manager.desktop",
    "org.manjaro.pamac.manager.desktop", "org.gnome.PackageUpdater.desktop"
  };
  GAppInfo *app = G_APP_INFO (g_desktop_app_info_new (first));

  if (app == NULL)
    app = g_app_info_get_default_for_uri_scheme ("appstream");
  for (guint i = 0; app == NULL && i < G_N_ELEMENTS (others); i++)
    app = G_APP_INFO (g_desktop_app_info_new (others[i]));
  return app;
}
