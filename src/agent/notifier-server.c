/* notifier-server.c: org.freedesktop.Notifications, version 1.2 and the ActivationToken of 1.3.
 *
 * What a server can do is asked first: a body is markup only where it says so, and buttons that a
 * server does not know are left out rather than shown as text. Its numbers are good for as long as
 * that very server lives.
 */
#include "config.h"

#include "agent/notifier-private.h"

#define NAME "org.freedesktop.Notifications"
#define PATH "/org/freedesktop/Notifications"
#define DEFAULT_ACTION "default"
#define OPEN_WORD "open"

/* --- what it can do --- */

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamNotifier) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autofree const char **words = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (reply != NULL)
    {
      g_variant_get (reply, "(^a&s)", &words);
      self->has_actions = g_strv_contains (words, "actions");
      self->has_markup = g_strv_contains (words, "body-markup");
    }
  ingam_notifier_set_known (self, error);
}

static void
ask (IngamNotifier *self)
{
  g_dbus_connection_call (self->connection, NAME, PATH, NAME, "GetCapabilities", NULL,
                          G_VARIANT_TYPE ("(as)"), G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable,
                          asked_cb, g_object_ref (self));
}

/* --- showing --- */

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamNoteCall) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  guint32 number = 0;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (reply != NULL)
    g_variant_get (reply, "(u)", &number);
  if (error != NULL)
    ingam_notifier_set_able (call->notifier, FALSE);
  ingam_notifier_sent (call->notifier, call->id, number, error);
}

static GVariant *
new_actions (IngamNotifier *self, GVariant *answers)
{
  GVariantBuilder builder;
  GVariantIter iter;
  const char *word, *label;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_STRING_ARRAY);
  g_variant_iter_init (&iter, answers);
  while (self->has_actions && g_variant_iter_next (&iter, "(&s&s)", &word, &label))
    {
      g_variant_builder_add (&builder, "s", g_str_equal (word, OPEN_WORD) ? DEFAULT_ACTION : word);
      g_variant_builder_add (&builder, "s", label);
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
new_hints (guint urgency)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", "urgency", g_variant_new_byte ((guint8) urgency));
  g_variant_builder_add (&builder, "{sv}", "desktop-entry", g_variant_new_string (APPLICATION_ID));
  return g_variant_builder_end (&builder);
}

static void
send (IngamNotifier *self, IngamNoteShown *shown, GVariant *note)
{
  const char *title, *body;
  g_autofree char *markup = NULL;
  g_autoptr (GVariant) answers = NULL;
  guint32 urgency;

  g_variant_get (note, "(su&s&s@a(ss)s)", NULL, &urgency, &title, &body, &answers, NULL);
  markup = self->has_markup ? g_markup_escape_text (body, -1) : g_strdup (body);
  g_free (shown->server);
  shown->server = g_strdup (self->owner == NULL ? "" : self->owner);
  g_dbus_connection_call (self->connection, NAME, PATH, NAME, "Notify",
                          g_variant_new ("(susss@as@a{sv}i)", g_get_application_name (),
                                         shown->number, APPLICATION_ID, title, markup,
                                         new_actions (self, answers), new_hints (urgency), -1),
                          G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable,
                          sent_cb, ingam_note_call_new (self, shown->id));
}

static void
take_back (IngamNotifier *self, const IngamNoteShown *shown)
{
  if (shown->number != 0)
    g_dbus_connection_call (self->connection, NAME, PATH, NAME, "CloseNotification",
                            g_variant_new ("(u)", shown->number), NULL,
                            G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
}

/* --- what it tells --- */

static void
invoked_cb (GDBusConnection *connection,
            const char *sender,
            const char *path,
            const char *interface,
            const char *signal,
            GVariant *parameters,
            gpointer user_data)
{
  IngamNotifier *self = user_data;
  const IngamNoteShown *shown;
  g_autofree char *id = NULL;
  const char *action;
  guint32 number;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(us)")))
    return;
  g_variant_get (parameters, "(u&s)", &number, &action);
  shown = ingam_notifier_find_number (self, number);
  if (shown == NULL)
    return;
  id = g_strdup (shown->id);
  ingam_notifier_answer (self, id, g_str_equal (action, DEFAULT_ACTION) ? OPEN_WORD : action);
}

static void
token_cb (GDBusConnection *connection,
          const char *sender,
          const char *path,
          const char *interface,
          const char *signal,
          GVariant *parameters,
          gpointer user_data)
{
  IngamNoteShown *shown;
  const char *token;
  guint32 number;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(us)")))
    return;
  g_variant_get (parameters, "(u&s)", &number, &token);
  shown = ingam_notifier_find_number (user_data, number);
  if (shown == NULL)
    return;
  g_free (shown->token);
  shown->token = g_strdup (token);
}

static void
closed_cb (GDBusConnection *connection,
           const char *sender,
           const char *path,
           const char *interface,
           const char *signal,
           GVariant *parameters,
           gpointer user_data)
{
  const IngamNoteShown *shown;
  g_autofree char *id = NULL;
  guint32 number;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(uu)")))
    return;
  g_variant_get (parameters, "(uu)", &number, NULL);
  shown = ingam_notifier_find_number (user_data, number);
  if (shown == NULL)
    return;
  id = g_strdup (shown->id);
  ingam_notifier_forget (user_data, id);
}

/* --- which one it is --- */

/* Its numbers mean nothing to another one. */
static void
forget_those_of_others (IngamNotifier *self)
{
  g_autoptr (GList) all = g_hash_table_get_values (self->shown);

  for (GList *at = all; at != NULL; at = at->next)
    {
      const IngamNoteShown *shown = at->data;
      g_autofree char *id = g_strdup (shown->id);

      if (!shown->moving && g_strcmp0 (shown->server, self->owner) != 0)
        ingam_notifier_forget (self, id);
    }
}

static void
appeared_cb (GDBusConnection *connection, const char *name, const char *owner, gpointer user_data)
{
  IngamNotifier *self = user_data;
  GHashTableIter iter;
  gpointer value;

  /* The next session's bus counts its names from the start again. */
  g_free (self->owner);
  self->owner = g_strconcat (g_dbus_connection_get_guid (connection), " ", owner, NULL);
  self->knows = FALSE;
  /* One that was started by our own call has a name only now. */
  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (*((IngamNoteShown *) value)->server == '\0')
      {
        g_free (((IngamNoteShown *) value)->server);
        ((IngamNoteShown *) value)->server = g_strdup (self->owner);
      }
  forget_those_of_others (self);
  ingam_notifier_set_able (self, TRUE);
}

static void
vanished_cb (GDBusConnection *connection, const char *name, gpointer user_data)
{
  IngamNotifier *self = user_data;
  gboolean was_there = self->owner != NULL;

  g_clear_pointer (&self->owner, g_free);
  self->knows = FALSE;
  if (was_there)
    forget_those_of_others (self);
}

static void
start (IngamNotifier *self)
{
  static const struct
  {
    const char *name;
    GDBusSignalCallback callback;
  } told[] = {
    { "ActionInvoked", invoked_cb },
    { "ActivationToken", token_cb },
    { "NotificationClosed", closed_cb },
  };

  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    self->subscriptions[i] =
        g_dbus_connection_signal_subscribe (self->connection, NAME, NAME, told[i].name, PATH, NULL,
                                            G_DBUS_SIGNAL_FLAGS_NONE, told[i].callback, self, NULL);
  self->watch = g_bus_watch_name_on_connection (
      self->connection, NAME, G_BUS_NAME_WATCHER_FLAGS_NONE, appeared_cb, vanished_cb, self, NULL);
}

const IngamNotifierVerbs ingam_notifier_server = { start, ask, send, take_back };
