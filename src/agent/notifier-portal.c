/* notifier-portal.c: org.freedesktop.portal.Notification, for the sandbox.
 *
 * Buttons that open the window name its own actions ("app."), which the portal carries out by D-Bus
 * activation, whether or not this agent still runs; those that only change what is remembered come
 * back to us. From version 2 on the text stays off a locked screen.
 */
#include "config.h"

#include "agent/notifier-private.h"

#include "agent/opening.h"

#include <string.h>

#define NAME "org.freedesktop.portal.Desktop"
#define PATH "/org/freedesktop/portal/desktop"
#define INTERFACE "org.freedesktop.portal.Notification"
#define OURS "agent."
#define WINDOWS "app." /* carried out by the portal itself */
#define OPEN_WORD "open"

static const char *const priorities[] = { "low", "normal", "urgent" };

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamNotifier) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr (GVariant) version = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (reply != NULL)
    g_variant_get (reply, "(v)", &version);
  self->version = version != NULL && g_variant_is_of_type (version, G_VARIANT_TYPE_UINT32) ?
                      g_variant_get_uint32 (version) :
                      1;
  ingam_notifier_set_known (self, error);
}

static void
ask (IngamNotifier *self)
{
  g_dbus_connection_call (self->connection, NAME, PATH, "org.freedesktop.DBus.Properties", "Get",
                          g_variant_new ("(ss)", INTERFACE, "version"), G_VARIANT_TYPE ("(v)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, asked_cb,
                          g_object_ref (self));
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamNoteCall) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL)
    ingam_notifier_set_able (call->notifier, FALSE);
  ingam_notifier_sent (call->notifier, call->id, 0, error);
}

/* The action of @word, and what it is handed; NULL for nothing. What opens no window is ours. */
static char *
dup_action (const char *word, const char *id, const char *target, GVariant **ret_handed)
{
  gboolean takes_target;
  const char *action = ingam_opening_find (word, target, &takes_target);

  if (action == NULL)
    {
      *ret_handed = g_variant_new_string (id);
      return g_strconcat (OURS, word, NULL);
    }
  *ret_handed = takes_target ? g_variant_new_string (target) : NULL;
  return g_strconcat (WINDOWS, action, NULL);
}

static void
add_answer (GVariantDict *note,
            GVariantBuilder *buttons,
            const char *word,
            const char *label,
            const char *id,
            const char *target)
{
  GVariant *handed;
  g_autofree char *action = dup_action (word, id, target, &handed);
  GVariantDict button;

  if (g_str_equal (word, OPEN_WORD))
    {
      g_variant_dict_insert (note, "default-action", "s", action);
      if (handed != NULL)
        g_variant_dict_insert_value (note, "default-action-target", handed);
      return;
    }
  g_variant_dict_init (&button, NULL);
  g_variant_dict_insert (&button, "label", "s", label);
  g_variant_dict_insert (&button, "action", "s", action);
  if (handed != NULL)
    g_variant_dict_insert_value (&button, "target", handed);
  g_variant_builder_add_value (buttons, g_variant_dict_end (&button));
}

static void
send (IngamNotifier *self, IngamNoteShown *shown, GVariant *note)
{
  static const char *const hidden[] = { "hide-content-on-lock-screen", NULL };
  g_auto (GVariantDict) packed = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariantIter) answers = NULL;
  const char *title, *body, *word, *label;
  GVariantBuilder buttons;
  guint32 urgency;

  g_variant_get (note, "(su&s&sa(ss)s)", NULL, &urgency, &title, &body, &answers, NULL);
  g_variant_dict_insert (&packed, "title", "s", title);
  g_variant_dict_insert (&packed, "body", "s", body);
  g_variant_dict_insert (&packed, "priority", "s",
                         priorities[MIN (urgency, G_N_ELEMENTS (priorities) - 1)]);
  if (self->version >= 2)
    g_variant_dict_insert_value (&packed, "display-hint", g_variant_new_strv (hidden, -1));
  g_variant_builder_init (&buttons, G_VARIANT_TYPE ("aa{sv}"));
  while (g_variant_iter_next (answers, "(&s&s)", &word, &label))
    add_answer (&packed, &buttons, word, label, shown->id, shown->target);
  g_variant_dict_insert_value (&packed, "buttons", g_variant_builder_end (&buttons));

  g_dbus_connection_call (self->connection, NAME, PATH, INTERFACE, "AddNotification",
                          g_variant_new ("(s@a{sv})", shown->id, g_variant_dict_end (&packed)),
                          NULL, G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, sent_cb,
                          ingam_note_call_new (self, shown->id));
}

static void
take_back (IngamNotifier *self, const IngamNoteShown *shown)
{
  g_dbus_connection_call (self->connection, NAME, PATH, INTERFACE, "RemoveNotification",
                          g_variant_new ("(s)", shown->id), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL,
                          NULL, NULL);
}

static void
invoked_cb (GDBusConnection *connection,
            const char *sender,
            const char *path,
            const char *interface,
            const char *signal,
            GVariant *parameters,
            gpointer user_data)
{
  const char *id, *action;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ssav)")))
    return;
  g_variant_get (parameters, "(&s&sav)", &id, &action, NULL);
  if (g_str_has_prefix (action, OURS))
    ingam_notifier_answer (user_data, id, action + strlen (OURS));
}

static void
start (IngamNotifier *self)
{
  self->subscriptions[0] =
      g_dbus_connection_signal_subscribe (self->connection, NAME, INTERFACE, "ActionInvoked", PATH,
                                          NULL, G_DBUS_SIGNAL_FLAGS_NONE, invoked_cb, self, NULL);
}

const IngamNotifierVerbs ingam_notifier_portal = { start, ask, send, take_back };
