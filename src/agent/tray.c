/* tray.c: the icon: a watcher is looked for, an item shown to it, clicks come back.
 *
 * A toolkit was rejected: GTK 4 has no tray, GTK 3 cannot be in one process with it, and both cost
 * more memory than everything else that the agent does. So was gdbus-codegen's skeleton, a class of
 * eighteen GObject properties that keeps a second copy of each and has a thread-safe queue for
 * their changes; and XML that is parsed at start. What gdbus-codegen makes of the XML here is the
 * interface's description alone, as constant data.
 *
 * The item speaks on a connection of its own. The protocol has no word for "no longer there": a
 * host takes an icon away when its name leaves the bus. A name of our own that comes and goes
 * (org.kde.StatusNotifierItem-PID-1) may not be had inside a Flatpak, and "Passive" hides on some
 * hosts and not on others.
 *
 * Icons go by name. A picture in IconPixmap would keep the same colour on light and dark panels.
 */
#include "config.h"

#include "agent/tray.h"

#include "agent/tray-interfaces.h"
#include "agent/tray-menu.h"

#include <glib/gi18n-lib.h>

#define WATCHER "org.kde.StatusNotifierWatcher"
#define WATCHER_PATH "/StatusNotifierWatcher"
#define PROPERTIES "org.freedesktop.DBus.Properties"
#define HAS_HOST "IsStatusNotifierHostRegistered"

#define ITEM_PATH "/StatusNotifierItem"
#define MENU_PATH "/StatusNotifierItem/menu"

struct _IngamTray
{
  GObject parent_instance;

  GDBusConnection *session;
  guint watch;
  char *watcher;          /* its unique name; NULL: there is none */
  GCancellable *asking;   /* the watcher; ended with it */
  guint subscriptions[2]; /* to what it says of hosts */
  gboolean has_host;

  gboolean has_content;
  gboolean is_hidden;
  IngamTrayState state;
  char *tooltip;
  IngamTrayMenu *menu;
  char *token; /* for the next click; NULL: none came */

  GCancellable *opening; /* also what is asked over @item; NULL: the icon is nowhere */
  GDBusConnection *item; /* NULL until it is open */
  guint registration;
  gboolean is_registered; /* unless the watcher says otherwise */
};

enum
{
  SIGNAL_CHOSEN,
  SIGNAL_HOST_CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamTray, ingam_tray, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static const char *const icons[] = {
  [INGAM_TRAY_CALM] = APPLICATION_ID "-symbolic",
  [INGAM_TRAY_SOON] = APPLICATION_ID "-soon-symbolic",
  [INGAM_TRAY_EXPIRED] = APPLICATION_ID "-expired-symbolic",
};

/* --- what was clicked --- */

static void
choose (IngamTray *self, IngamTrayVerb verb, const char *target, const char *token)
{
  g_autoptr (IngamTray) kept = g_object_ref (self);

  g_signal_emit (kept, signals[SIGNAL_CHOSEN], 0, (int) verb, target, token);
}

/* A host on X11 has no token to give, but it says when it was clicked; that a window may come to
 * the front is decided there by the time in a startup ID. */
static void
menu_chosen_cb (IngamTrayVerb verb, const char *target, guint32 time, gpointer user_data)
{
  IngamTray *self = user_data;
  g_autofree char *token = g_steal_pointer (&self->token);

  if (token == NULL)
    token = time == 0 ? g_strdup ("") : g_strdup_printf ("%s_TIME%u", APPLICATION_ID, time);
  choose (self, verb, target, token);
}

/* --- the item --- */

/* The states that ask for attention have their icon as the ordinary one as well: not every host
 * knows the other. */
static const char *
get_icon (IngamTray *self)
{
  return icons[self->state];
}

static const char *
get_attention_icon (IngamTray *self)
{
  return self->state == INGAM_TRAY_CALM ? "" : icons[self->state];
}

static const char *
get_status (IngamTray *self)
{
  return self->state == INGAM_TRAY_CALM ? "Active" : "NeedsAttention";
}

static const char *
get_title (IngamTray *self)
{
  return _ ("Ingam");
}

static const char *
get_description (IngamTray *self)
{
  return self->tooltip;
}

static GVariant *
make_window_id (IngamTray *self)
{
  return g_variant_new_int32 (0);
}

static GVariant *
make_item_is_menu (IngamTray *self)
{
  return g_variant_new_boolean (FALSE);
}

static GVariant *
make_menu (IngamTray *self)
{
  return g_variant_new_object_path (MENU_PATH);
}

static GVariant *
make_pixmaps (IngamTray *self)
{
  return g_variant_new_array (G_VARIANT_TYPE ("(iiay)"), NULL, 0);
}

/* Some hosts read the text of a tooltip as markup and some do not, so that neither a name with a
 * "<" nor an escaped one is safe everywhere; the wide forms of these letters are. */
static char *
dup_without_markup (const char *text)
{
  static const struct
  {
    const char *from, *to;
  } letters[] = { { "&", "＆" }, { "<", "＜" }, { ">", "＞" } };
  g_autoptr (GString) safe = g_string_new (text);

  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    g_string_replace (safe, letters[i].from, letters[i].to, 0);
  return g_string_free (g_steal_pointer (&safe), FALSE);
}

static GVariant *
make_tooltip (IngamTray *self)
{
  g_autofree char *text = dup_without_markup (self->tooltip);

  return g_variant_new ("(s@a(iiay)ss)", "", make_pixmaps (self), get_title (self), text);
}

/* Each a constant text, a function that says a text, or one that makes the value. */
static const struct
{
  const char *name;
  const char *text;
  const char *(*get) (IngamTray *self);
  GVariant *(*make) (IngamTray *self);
} properties[] = {
  { "Category", .text = "ApplicationStatus" },
  { "Id", .text = APPLICATION_ID },
  { "Title", .get = get_title },
  { "Status", .get = get_status },
  { "WindowId", .make = make_window_id },
  { "IconThemePath", .text = "" },
  { "Menu", .make = make_menu },
  { "ItemIsMenu", .make = make_item_is_menu },
  { "IconName", .get = get_icon },
  { "IconPixmap", .make = make_pixmaps },
  { "OverlayIconName", .text = "" },
  { "OverlayIconPixmap", .make = make_pixmaps },
  { "AttentionIconName", .get = get_attention_icon },
  { "AttentionIconPixmap", .make = make_pixmaps },
  { "AttentionMovieName", .text = "" },
  { "ToolTip", .make = make_tooltip },
  { "IconAccessibleDesc", .get = get_description },
  { "AttentionAccessibleDesc", .get = get_description },
};

static GVariant *
get_property_cb (GDBusConnection *connection,
                 const char *sender,
                 const char *path,
                 const char *interface,
                 const char *property,
                 GError **error,
                 gpointer user_data)
{
  IngamTray *self = user_data;

  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    if (g_str_equal (properties[i].name, property))
      {
        if (properties[i].make != NULL)
          return properties[i].make (self);
        return g_variant_new_string (properties[i].get != NULL ? properties[i].get (self) :
                                                                 properties[i].text);
      }
  g_assert_not_reached ();
}

/* Of what a host can tell only a click does something: somebody who scrolls over the tray, or
 * pastes with the middle button, wanted something else. The menu is the host's to draw. */
static void
method_call_cb (GDBusConnection *connection,
                const char *sender,
                const char *path,
                const char *interface,
                const char *method,
                GVariant *parameters,
                GDBusMethodInvocation *invocation,
                gpointer user_data)
{
  IngamTray *self = user_data;

  if (g_str_equal (method, "ProvideXdgActivationToken"))
    {
      g_clear_pointer (&self->token, g_free);
      g_variant_get (parameters, "(s)", &self->token);
    }
  g_dbus_method_invocation_return_value (invocation, NULL);
  if (g_str_equal (method, "Activate"))
    {
      g_autofree char *token = g_steal_pointer (&self->token);

      choose (self, INGAM_TRAY_OPEN, "", token == NULL ? "" : token);
    }
}

static const GDBusInterfaceVTable vtable = {
  .method_call = method_call_cb,
  .get_property = get_property_cb,
};

static void
emit (IngamTray *self, const char *signal, GVariant *parameters)
{
  if (self->item != NULL)
    g_dbus_connection_emit_signal (self->item, NULL, ITEM_PATH,
                                   org_kde_status_notifier_item_interface.name, signal, parameters,
                                   NULL);
}

/* --- being shown --- */

static void
registered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamTray) self = user_data;
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  if (answer == NULL && self->item == G_DBUS_CONNECTION (source))
    self->is_registered = FALSE;
}

/* Nothing waits for the answer. One that does not come, or is an error because the watcher has its
 * name before its object, is a reason to try again when a host appears. */
static void
register_item (IngamTray *self)
{
  self->is_registered = TRUE;
  g_dbus_connection_call (
      self->item, self->watcher, WATCHER_PATH, WATCHER, "RegisterStatusNotifierItem",
      g_variant_new ("(s)", g_dbus_connection_get_unique_name (self->item)), NULL,
      G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->opening, registered_cb, g_object_ref (self));
}

static gboolean
export_item (IngamTray *self)
{
  self->registration = g_dbus_connection_register_object (
      self->item, ITEM_PATH, (GDBusInterfaceInfo *) &org_kde_status_notifier_item_interface,
      &vtable, self, NULL, NULL);
  return self->registration != 0 &&
         ingam_tray_menu_export (self->menu, self->item, MENU_PATH, NULL);
}

static void
flushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_dbus_connection_flush_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_dbus_connection_close (G_DBUS_CONNECTION (source), NULL, NULL, NULL);
}

/* Closing takes the unique name away, which is how a host notices; what is on its way goes first,
 * the answer to the very click that ends it above all. */
static void
close_item (IngamTray *self)
{
  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  g_clear_pointer (&self->token, g_free);
  if (self->item == NULL)
    return;
  ingam_tray_menu_unexport (self->menu);
  if (self->registration != 0)
    g_dbus_connection_unregister_object (self->item, self->registration);
  self->registration = 0;
  g_dbus_connection_flush (self->item, NULL, flushed_cb, NULL);
  g_clear_object (&self->item);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamTray) self = user_data;
  GDBusConnection *item = g_dbus_connection_new_for_address_finish (result, NULL);

  if (item == NULL) /* also when it was closed in the meantime */
    return;
  self->item = item;
  if (export_item (self))
    register_item (self);
  else
    close_item (self);
}

static void
open_item (IngamTray *self)
{
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);

  if (address == NULL)
    return;
  self->opening = g_cancellable_new ();
  g_dbus_connection_new_for_address (address,
                                     G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                         G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                     NULL, self->opening, opened_cb, g_object_ref (self));
}

static void
update_item (IngamTray *self)
{
  const gboolean is_wanted = self->watcher != NULL && self->has_content && !self->is_hidden;

  if (is_wanted && self->opening == NULL)
    open_item (self);
  else if (!is_wanted)
    close_item (self);
}

/* --- the watcher and its hosts --- */

static void
set_has_host (IngamTray *self, gboolean has_host)
{
  if (self->has_host == has_host)
    return;
  self->has_host = has_host;
  g_signal_emit (self, signals[SIGNAL_HOST_CHANGED], 0);
}

static void
host_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamTray) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr (GVariant) value = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (answer != NULL)
    g_variant_get (answer, "(v)", &value);
  set_has_host (self, value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) &&
                          g_variant_get_boolean (value));
}

static void
ask_for_host (IngamTray *self)
{
  g_dbus_connection_call (self->session, self->watcher, WATCHER_PATH, PROPERTIES, "Get",
                          g_variant_new ("(ss)", WATCHER, HAS_HOST), G_VARIANT_TYPE ("(v)"),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->asking, host_cb,
                          g_object_ref (self));
}

/* One that leaves need not be the last: the property says. */
static void
host_signal_cb (GDBusConnection *connection,
                const char *sender,
                const char *path,
                const char *interface,
                const char *signal,
                GVariant *parameters,
                gpointer user_data)
{
  IngamTray *self = user_data;

  ask_for_host (self);
  if (self->item != NULL && !self->is_registered)
    register_item (self);
}

static const char *const host_signals[] = {
  "StatusNotifierHostRegistered",
  "StatusNotifierHostUnregistered",
};

static void
watcher_vanished_cb (GDBusConnection *connection, const char *name, gpointer user_data)
{
  IngamTray *self = user_data;

  if (self->watcher == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (host_signals); i++)
    g_dbus_connection_signal_unsubscribe (self->session, self->subscriptions[i]);
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_pointer (&self->watcher, g_free);
  update_item (self);
  set_has_host (self, FALSE);
}

static void
watcher_appeared_cb (GDBusConnection *connection,
                     const char *name,
                     const char *owner,
                     gpointer user_data)
{
  IngamTray *self = user_data;

  self->watcher = g_strdup (owner);
  self->asking = g_cancellable_new ();
  for (guint i = 0; i < G_N_ELEMENTS (host_signals); i++)
    self->subscriptions[i] = g_dbus_connection_signal_subscribe (
        self->session, owner, WATCHER, host_signals[i], WATCHER_PATH, NULL,
        G_DBUS_SIGNAL_FLAGS_NONE, host_signal_cb, self, NULL);
  ask_for_host (self);
  update_item (self);
}

/* --- the public side --- */

void
ingam_tray_set_content (IngamTray *self, const IngamTrayContent *content)
{
  gboolean is_other_state;

  g_return_if_fail (INGAM_IS_TRAY (self));
  g_return_if_fail (content != NULL && content->tooltip != NULL);

  is_other_state = self->state != content->state;
  self->state = content->state;
  if (is_other_state)
    {
      emit (self, "NewIcon", NULL);
      emit (self, "NewAttentionIcon", NULL);
      emit (self, "NewStatus", g_variant_new ("(s)", get_status (self)));
    }
  if (!g_str_equal (self->tooltip, content->tooltip))
    {
      g_free (self->tooltip);
      self->tooltip = g_strdup (content->tooltip);
      emit (self, "NewToolTip", NULL);
    }
  ingam_tray_menu_set_content (self->menu, content);
  self->has_content = TRUE;
  update_item (self);
}

void
ingam_tray_set_visible (IngamTray *self, gboolean visible)
{
  g_return_if_fail (INGAM_IS_TRAY (self));

  self->is_hidden = !visible;
  update_item (self);
}

gboolean
ingam_tray_has_host (IngamTray *self)
{
  g_return_val_if_fail (INGAM_IS_TRAY (self), FALSE);

  return self->has_host;
}

IngamTrayLine *
ingam_tray_line_new (const char *label, const char *target)
{
  IngamTrayLine *line;

  g_return_val_if_fail (label != NULL && target != NULL, NULL);

  line = g_new0 (IngamTrayLine, 1);
  line->label = g_strdup (label);
  line->target = g_strdup (target);
  return line;
}

void
ingam_tray_line_free (IngamTrayLine *line)
{
  if (line == NULL)
    return;
  g_free (line->label);
  g_free (line->target);
  g_free (line);
}

static void
ingam_tray_dispose (GObject *object)
{
  IngamTray *self = INGAM_TRAY (object);

  if (self->watch != 0)
    g_bus_unwatch_name (self->watch);
  self->watch = 0;
  watcher_vanished_cb (self->session, WATCHER, self);
  G_OBJECT_CLASS (ingam_tray_parent_class)->dispose (object);
}

static void
ingam_tray_finalize (GObject *object)
{
  IngamTray *self = INGAM_TRAY (object);

  g_clear_object (&self->session);
  ingam_tray_menu_free (self->menu);
  g_free (self->tooltip);
  G_OBJECT_CLASS (ingam_tray_parent_class)->finalize (object);
}

static void
ingam_tray_class_init (IngamTrayClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ingam_tray_dispose;
  G_OBJECT_CLASS (klass)->finalize = ingam_tray_finalize;
  signals[SIGNAL_CHOSEN] =
      g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 3, G_TYPE_INT, G_TYPE_STRING, G_TYPE_STRING);
  signals[SIGNAL_HOST_CHANGED] =
      g_signal_new ("host-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
}

static void
ingam_tray_init (IngamTray *self)
{
  self->tooltip = g_strdup ("");
  self->menu = ingam_tray_menu_new (menu_chosen_cb, self);
}

IngamTray *
ingam_tray_new (GDBusConnection *connection)
{
  IngamTray *self;

  g_return_val_if_fail (G_IS_DBUS_CONNECTION (connection), NULL);

  self = g_object_new (INGAM_TYPE_TRAY, NULL);
  self->session = g_object_ref (connection);
  self->watch =
      g_bus_watch_name_on_connection (connection, WATCHER, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                      watcher_appeared_cb, watcher_vanished_cb, self, NULL);
  return self;
}
