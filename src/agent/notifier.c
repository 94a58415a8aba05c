/* notifier.c: what is shown, by id; the ways themselves are notifier-server.c and
 * notifier-portal.c.
 *
 * GNotification was rejected: it has no urgency that servers see, no word of what they can do, no
 * hint for a locked screen, and needs a GApplication with the window's id.
 */
#include "config.h"

#include "agent/notifier-private.h"

#include <glib/gi18n-lib.h>

enum
{
  SIGNAL_ANSWERED,
  SIGNAL_SHOWN,
  SIGNAL_FAILED,
  SIGNAL_CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamNotifier, ingam_notifier, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static const struct
{
  const char *word;
  const IngamNotifierVerbs *verbs;
} ways[] = {
  [INGAM_NOTIFIER_SERVER] = { "server", &ingam_notifier_server },
  [INGAM_NOTIFIER_PORTAL] = { "portal", &ingam_notifier_portal },
};

static const IngamNotifierVerbs *
verbs (IngamNotifier *self)
{
  return ways[self->way].verbs;
}

static void
shown_free (gpointer data)
{
  IngamNoteShown *shown = data;

  g_free (shown->id);
  g_free (shown->target);
  g_free (shown->server);
  g_free (shown->token);
  g_clear_pointer (&shown->waiting, g_variant_unref);
  g_free (shown);
}

/* --- telling --- */

#define RETRY_SECONDS (60 * 60)

static gboolean
tell_cb (gpointer user_data)
{
  IngamNotifier *self = user_data;

  self->tell = 0;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

void
ingam_notifier_tell (IngamNotifier *self)
{
  if (self->tell == 0)
    self->tell = g_idle_add (tell_cb, self);
}

static gboolean
retry_cb (gpointer user_data)
{
  IngamNotifier *self = user_data;

  self->retry = 0;
  ingam_notifier_set_able (self, TRUE);
  return G_SOURCE_REMOVE;
}

/* Where there is nobody at all, nothing wakes up for trying again: somebody will appear. */
void
ingam_notifier_set_able (IngamNotifier *self, gboolean is_able)
{
  gboolean is_there = self->way == INGAM_NOTIFIER_PORTAL || self->owner != NULL;

  g_clear_handle_id (&self->retry, g_source_remove);
  if (!is_able && is_there)
    self->retry = g_timeout_add_seconds (RETRY_SECONDS, retry_cb, self);
  if (self->is_able == is_able)
    return;
  self->is_able = is_able;
  ingam_notifier_tell (self);
}

gboolean
ingam_notifier_is_able (IngamNotifier *self)
{
  g_return_val_if_fail (INGAM_IS_NOTIFIER (self), FALSE);
  return self->is_able;
}

const char *
ingam_notifier_get_word (IngamNotifier *self)
{
  g_return_val_if_fail (INGAM_IS_NOTIFIER (self), "none");
  return self->is_able ? ways[self->way].word : "none";
}

/* --- what is shown --- */

IngamNoteShown *
ingam_notifier_find_number (IngamNotifier *self, guint number)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->shown);
  while (number != 0 && g_hash_table_iter_next (&iter, NULL, &value))
    if (((IngamNoteShown *) value)->number == number)
      return value;
  return NULL;
}

/* A call that is under way would bring it back. */
void
ingam_notifier_forget (IngamNotifier *self, const char *id)
{
  IngamNoteShown *shown = g_hash_table_lookup (self->shown, id);

  if (shown == NULL)
    return;
  shown->number = 0;
  if (!shown->moving)
    g_hash_table_remove (self->shown, id);
  ingam_notifier_tell (self);
}

void
ingam_notifier_answer (IngamNotifier *self, const char *id, const char *word)
{
  IngamNoteShown *shown = g_hash_table_lookup (self->shown, id);
  g_autofree char *target = g_strdup (shown == NULL ? "" : shown->target);
  g_autofree char *token = shown == NULL ? NULL : g_steal_pointer (&shown->token);

  g_signal_emit (self, signals[SIGNAL_ANSWERED], 0, id, word, target, token ? token : "");
}

static void
fail (IngamNotifier *self, const char *id, const GError *error)
{
  gboolean is_nobody = g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
                       g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER);
  g_autoptr (GError) reason = g_error_copy (error);
  g_autofree char *sentence = NULL;

  g_dbus_error_strip_remote_error (reason);
  sentence = is_nobody ?
                 g_strdup (_ ("This desktop has nothing that shows notifications.")) :
                 g_strdup_printf (_ ("No notification could be shown: %s"), reason->message);
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, id, sentence);
}

/* --- showing --- */

IngamNoteCall *
ingam_note_call_new (IngamNotifier *notifier, const char *id)
{
  IngamNoteCall *call = g_new0 (IngamNoteCall, 1);

  call->notifier = g_object_ref (notifier);
  call->id = g_strdup (id);
  return call;
}

void
ingam_note_call_free (IngamNoteCall *call)
{
  g_object_unref (call->notifier);
  g_free (call->id);
  g_free (call);
}

static void
send_note (IngamNotifier *self, GVariant *note)
{
  const char *id, *target;
  IngamNoteShown *shown;

  g_variant_get_child (note, 0, "&s", &id);
  g_variant_get_child (note, 5, "&s", &target);
  shown = g_hash_table_lookup (self->shown, id);
  if (shown == NULL)
    {
      shown = g_new0 (IngamNoteShown, 1);
      shown->id = g_strdup (id);
      shown->server = g_strdup ("");
      g_hash_table_insert (self->shown, shown->id, shown);
    }
  g_free (shown->target);
  shown->target = g_strdup (target);
  shown->unwanted = FALSE;
  if (shown->moving)
    {
      g_clear_pointer (&shown->waiting, g_variant_unref);
      shown->waiting = g_variant_ref (note);
      return;
    }
  shown->moving = TRUE;
  verbs (self)->send (self, shown, note);
}

void
ingam_notifier_sent (IngamNotifier *self, const char *id, guint number, const GError *error)
{
  IngamNoteShown *shown = g_hash_table_lookup (self->shown, id);
  g_autoptr (GVariant) waiting = NULL;
  g_autofree char *copy = g_strdup (id);

  if (shown == NULL)
    return;
  shown->moving = FALSE;
  shown->number = number;
  waiting = g_steal_pointer (&shown->waiting);
  if (error == NULL && shown->unwanted && waiting == NULL)
    {
      verbs (self)->take_back (self, shown);
      g_hash_table_remove (self->shown, copy);
    }
  else if (error != NULL && waiting == NULL)
    g_hash_table_remove (self->shown, copy);
  if (waiting != NULL)
    send_note (self, waiting);
  ingam_notifier_tell (self);
  if (error == NULL)
    g_signal_emit (self, signals[SIGNAL_SHOWN], 0, copy);
  else
    fail (self, copy, error);
}

void
ingam_notifier_set_known (IngamNotifier *self, const GError *error)
{
  GVariant *note;

  self->is_asking = FALSE;
  self->knows = error == NULL;
  ingam_notifier_set_able (self, error == NULL);
  while ((note = g_queue_pop_head (self->queue)) != NULL)
    {
      const char *id;

      g_variant_get_child (note, 0, "&s", &id);
      if (error == NULL)
        send_note (self, note);
      else
        fail (self, id, error);
      g_variant_unref (note);
    }
}

void
ingam_notifier_show (IngamNotifier *self, const IngamNote *note)
{
  g_autoptr (GVariant) packed = NULL;

  g_return_if_fail (INGAM_IS_NOTIFIER (self) && note != NULL && note->id != NULL);

  packed =
      g_variant_ref_sink (g_variant_new ("(suss@a(ss)s)", note->id, (guint32) note->urgency,
                                         note->title, note->body, note->answers, note->target));
  if (self->knows)
    {
      send_note (self, packed);
      return;
    }
  g_queue_push_tail (self->queue, g_steal_pointer (&packed));
  if (!self->is_asking)
    {
      self->is_asking = TRUE;
      verbs (self)->ask (self);
    }
}

/* What waits until it is known what the server can do. */
static void
unqueue (IngamNotifier *self, const char *id)
{
  for (GList *at = self->queue->head, *next; at != NULL; at = next)
    {
      const char *queued;

      next = at->next;
      g_variant_get_child (at->data, 0, "&s", &queued);
      if (!g_str_equal (queued, id))
        continue;
      g_variant_unref (at->data);
      g_queue_delete_link (self->queue, at);
    }
}

void
ingam_notifier_withdraw (IngamNotifier *self, const char *id)
{
  IngamNoteShown *shown;

  g_return_if_fail (INGAM_IS_NOTIFIER (self) && id != NULL);

  unqueue (self, id);
  shown = g_hash_table_lookup (self->shown, id);
  if (shown == NULL)
    return;
  g_clear_pointer (&shown->waiting, g_variant_unref);
  shown->unwanted = TRUE;
  if (shown->moving)
    return;
  verbs (self)->take_back (self, shown);
  g_hash_table_remove (self->shown, id);
  ingam_notifier_tell (self);
}

void
ingam_notifier_keep_only (IngamNotifier *self, const char *const *ids)
{
  g_autoptr (GList) all = NULL;

  g_return_if_fail (INGAM_IS_NOTIFIER (self));

  all = g_hash_table_get_keys (self->shown);
  for (GList *at = all; at != NULL; at = at->next)
    if (ids == NULL ||
        (!g_str_equal (at->data, INGAM_NOTIFIER_TEST_ID) && !g_strv_contains (ids, at->data)))
      ingam_notifier_withdraw (self, at->data);
}

GVariant *
ingam_notifier_list_shown (IngamNotifier *self)
{
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer value;

  g_return_val_if_fail (INGAM_IS_NOTIFIER (self), NULL);

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ssus)"));
  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const IngamNoteShown *shown = value;

      if (!shown->moving && !g_str_equal (shown->id, INGAM_NOTIFIER_TEST_ID))
        g_variant_builder_add (&builder, "(ssus)", shown->id, shown->server, shown->number,
                               shown->target);
    }
  return g_variant_builder_end (&builder);
}

void
ingam_notifier_adopt (IngamNotifier *self, GVariant *shown)
{
  GVariantIter iter;
  const char *id, *server, *target;
  guint32 number;

  g_return_if_fail (INGAM_IS_NOTIFIER (self) && shown != NULL);

  g_variant_iter_init (&iter, shown);
  while (g_variant_iter_next (&iter, "(&s&su&s)", &id, &server, &number, &target))
    {
      IngamNoteShown *one;

      /* The numbers of one that is gone are another's now. */
      if (g_hash_table_contains (self->shown, id) ||
          (self->owner != NULL && !g_str_equal (server, self->owner)))
        continue;
      one = g_new0 (IngamNoteShown, 1);
      one->id = g_strdup (id);
      one->server = g_strdup (server);
      one->number = number;
      one->target = g_strdup (target);
      g_hash_table_insert (self->shown, one->id, one);
    }
}

/* --- life --- */

IngamNotifier *
ingam_notifier_new (GDBusConnection *connection, IngamNotifierWay way)
{
  IngamNotifier *self;

  g_return_val_if_fail (G_IS_DBUS_CONNECTION (connection), NULL);
  g_return_val_if_fail ((guint) way < G_N_ELEMENTS (ways), NULL);

  self = g_object_new (INGAM_TYPE_NOTIFIER, NULL);
  self->connection = g_object_ref (connection);
  self->way = way;
  verbs (self)->start (self);
  return self;
}

static void
ingam_notifier_dispose (GObject *object)
{
  IngamNotifier *self = INGAM_NOTIFIER (object);

  g_cancellable_cancel (self->cancellable);
  if (self->watch != 0)
    g_bus_unwatch_name (self->watch);
  self->watch = 0;
  for (guint i = 0; i < G_N_ELEMENTS (self->subscriptions); i++)
    {
      if (self->subscriptions[i] != 0)
        g_dbus_connection_signal_unsubscribe (self->connection, self->subscriptions[i]);
      self->subscriptions[i] = 0;
    }
  g_clear_handle_id (&self->tell, g_source_remove);
  g_clear_handle_id (&self->retry, g_source_remove);
  G_OBJECT_CLASS (ingam_notifier_parent_class)->dispose (object);
}

static void
ingam_notifier_finalize (GObject *object)
{
  IngamNotifier *self = INGAM_NOTIFIER (object);

  g_clear_object (&self->connection);
  g_clear_object (&self->cancellable);
  g_hash_table_unref (self->shown);
  g_queue_free_full (self->queue, (GDestroyNotify) g_variant_unref);
  g_free (self->owner);
  G_OBJECT_CLASS (ingam_notifier_parent_class)->finalize (object);
}

static void
ingam_notifier_class_init (IngamNotifierClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_notifier_dispose;
  G_OBJECT_CLASS (klass)->finalize = ingam_notifier_finalize;

  signals[SIGNAL_ANSWERED] =
      g_signal_new ("answered", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 4,
                    G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  signals[SIGNAL_SHOWN] = g_signal_new ("shown", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[SIGNAL_CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ingam_notifier_init (IngamNotifier *self)
{
  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, shown_free);
  self->queue = g_queue_new ();
  self->cancellable = g_cancellable_new ();
  self->is_able = TRUE;
}
