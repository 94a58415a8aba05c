/* keyring.c: one request at a time, for all keyrings of the process.
 *
 * Two prompts of one program fight for the keyboard, and gnome-keyring answers the second one
 * "dismissed"; so requests wait here in the order they came, whichever keyring they are for. One
 * that is cancelled while it waits leaves at once. A request that runs is ended by its backend,
 * which knows whether a person is being asked: a time limit here could not tell a dead daemon from
 * somebody who looks for a password in a drawer.
 *
 * What is stored is read back within the same turn: nobody can come between.
 */
#include "config.h"

#include "core/keyring/keyring.h"

#include "core/keyring/keyring-request.h"
#include "core/keyring/keyring-words.h"

G_DEFINE_ABSTRACT_TYPE (IngamKeyring, ingam_keyring, G_TYPE_OBJECT)

typedef enum
{
  FIND,
  STORE,
  FORGET,
} Kind;

/* The data of a request's task. */
typedef struct
{
  Kind kind;
  char *slot;
  char *label;
  IngamSecret *secret;
  IngamKeyringManner manner;
  GSource *change_of_mind; /* while it waits */
} Request;

static struct
{
  GMutex mutex;
  GQueue waiting; /* of GTask, owned */
  GTask *running; /* borrowed */
} turns = { .waiting = G_QUEUE_INIT };

static void
request_free (gpointer data)
{
  Request *request = data;

  ingam_keyring_stop_source (&request->change_of_mind);
  g_free (request->slot);
  g_free (request->label);
  g_clear_pointer (&request->secret, ingam_secret_unref);
  g_free (request);
}

/* --- taking turns --- */

static gboolean begin_cb (gpointer user_data);

static void
next_turn (void)
{
  GTask *task = NULL;

  g_mutex_lock (&turns.mutex);
  if (!turns.running)
    task = turns.running = g_queue_pop_head (&turns.waiting);
  g_mutex_unlock (&turns.mutex);
  if (task)
    g_main_context_invoke_full (g_task_get_context (task), g_task_get_priority (task), begin_cb,
                                task, g_object_unref);
}

static void
end_turn (GTask *task)
{
  g_mutex_lock (&turns.mutex);
  g_warn_if_fail (turns.running == task);
  turns.running = NULL;
  g_mutex_unlock (&turns.mutex);
  next_turn ();
}

/* Takes @error. */
static void
end_with_error (GTask *task, GError *error)
{
  g_autoptr (GError) ours = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_error_free (error);
      ingam_keyring_set_error (&ours, INGAM_ERROR_CANCELLED);
      error = g_steal_pointer (&ours);
    }
  g_task_return_error (task, error);
  end_turn (task);
}

static void
read_back_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Request *request = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamSecret) held = g_task_propagate_pointer (G_TASK (result), &error);

  if (!held)
    end_with_error (task, g_steal_pointer (&error));
  else if (!ingam_secret_equal (held, request->secret))
    {
      ingam_keyring_set_error (&error, INGAM_ERROR_UNVERIFIED);
      end_with_error (task, g_steal_pointer (&error));
    }
  else
    {
      g_task_return_boolean (task, TRUE);
      end_turn (task);
    }
}

/* What the backend is handed: a task of its own, that ends with @next. */
static GTask *
part_new (GTask *task, GAsyncReadyCallback next)
{
  GTask *part = g_task_new (g_task_get_source_object (task), g_task_get_cancellable (task), next,
                            g_object_ref (task));

  g_task_set_check_cancellable (part, FALSE);
  return part;
}

static void
start_finding (GTask *task, GAsyncReadyCallback next)
{
  IngamKeyring *self = g_task_get_source_object (task);
  Request *request = g_task_get_task_data (task);

  INGAM_KEYRING_GET_CLASS (self)->find (self, request->slot, request->manner,
                                        part_new (task, next));
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  IngamSecret *secret = g_task_propagate_pointer (G_TASK (result), &error);

  if (!secret)
    {
      end_with_error (task, error);
      return;
    }
  g_task_return_pointer (task, secret, (GDestroyNotify) ingam_secret_unref);
  end_turn (task);
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    start_finding (task, read_back_cb);
  else
    end_with_error (task, error);
}

static void
forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      end_with_error (task, error);
      return;
    }
  g_task_return_boolean (task, TRUE);
  end_turn (task);
}

static gboolean
begin_cb (gpointer user_data)
{
  GTask *task = user_data;
  Request *request = g_task_get_task_data (task);
  IngamKeyring *self = g_task_get_source_object (task);
  IngamKeyringClass *class = INGAM_KEYRING_GET_CLASS (self);

  ingam_keyring_stop_source (&request->change_of_mind);
  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      end_with_error (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, ""));
      return G_SOURCE_REMOVE;
    }
  switch (request->kind)
    {
    case FIND:
      start_finding (task, found_cb);
      break;
    case STORE:
      class->store (self, request->slot, request->label, request->secret, request->manner,
                    part_new (task, stored_cb));
      break;
    case FORGET:
      class->forget (self, request->slot, request->manner, part_new (task, forgotten_cb));
      break;
    }
  return G_SOURCE_REMOVE;
}

/* Cancelled before its turn came. */
static gboolean
left_cb (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;
  g_autoptr (GError) error = NULL;
  gboolean was_waiting;

  g_mutex_lock (&turns.mutex);
  was_waiting = g_queue_remove (&turns.waiting, task);
  g_mutex_unlock (&turns.mutex);
  if (!was_waiting)
    return G_SOURCE_REMOVE;
  ingam_keyring_set_error (&error, INGAM_ERROR_CANCELLED);
  g_task_return_error (task, g_steal_pointer (&error));
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

/* Takes @task. */
static void
queue_up (GTask *task)
{
  Request *request = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  g_task_set_check_cancellable (task, FALSE);
  if (cancellable)
    {
      request->change_of_mind = g_cancellable_source_new (cancellable);
      g_task_attach_source (task, request->change_of_mind, G_SOURCE_FUNC (left_cb));
    }
  g_mutex_lock (&turns.mutex);
  g_queue_push_tail (&turns.waiting, task);
  g_mutex_unlock (&turns.mutex);
  next_turn ();
}

static GTask *
request_new (IngamKeyring *self,
             Kind kind,
             const char *slot,
             IngamKeyringManner manner,
             GCancellable *cancellable,
             GAsyncReadyCallback callback,
             gpointer user_data,
             gpointer tag)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  request->kind = kind;
  request->slot = g_strdup (slot);
  request->manner = manner;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, request, request_free);
  return task;
}

/* --- the public functions --- */

void
ingam_keyring_find_async (IngamKeyring *self,
                          const char *slot,
                          IngamKeyringManner manner,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (INGAM_IS_KEYRING (self));
  g_return_if_fail (slot != NULL && *slot != '\0');

  queue_up (request_new (self, FIND, slot, manner, cancellable, callback, user_data,
                         ingam_keyring_find_async));
}

IngamSecret *
ingam_keyring_find_finish (IngamKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, ingam_keyring_find_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
ingam_keyring_store_async (IngamKeyring *self,
                           const char *slot,
                           const char *label,
                           IngamSecret *secret,
                           IngamKeyringManner manner,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;
  Request *request;

  g_return_if_fail (INGAM_IS_KEYRING (self));
  g_return_if_fail (slot != NULL && *slot != '\0');
  g_return_if_fail (label != NULL);
  g_return_if_fail (secret != NULL);

  task = request_new (self, STORE, slot, manner, cancellable, callback, user_data,
                      ingam_keyring_store_async);
  request = g_task_get_task_data (task);
  request->label = g_strdup (label);
  request->secret = ingam_secret_ref (secret);
  queue_up (task);
}

gboolean
ingam_keyring_store_finish (IngamKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, ingam_keyring_store_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
ingam_keyring_forget_async (IngamKeyring *self,
                            const char *slot,
                            IngamKeyringManner manner,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (INGAM_IS_KEYRING (self));
  g_return_if_fail (slot != NULL && *slot != '\0');

  queue_up (request_new (self, FORGET, slot, manner, cancellable, callback, user_data,
                         ingam_keyring_forget_async));
}

gboolean
ingam_keyring_forget_finish (IngamKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, ingam_keyring_forget_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

char *
ingam_keyring_dup_where (IngamKeyring *self)
{
  g_return_val_if_fail (INGAM_IS_KEYRING (self), NULL);

  return INGAM_KEYRING_GET_CLASS (self)->dup_where (self);
}

static void
ingam_keyring_class_init (IngamKeyringClass *class)
{
}

static void
ingam_keyring_init (IngamKeyring *self)
{
}
