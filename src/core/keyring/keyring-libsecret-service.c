/* keyring-libsecret-service.c: the service's questions, put by ourselves.
 *
 * The vfunc is there for that. libsecret's own way says "closed" with the same NULL as "nothing",
 * which some of its functions go on with; waits for ever when the service dies; and cannot tell
 * anybody that a question is open, which decides whether there is a time limit.
 */
#include "config.h"

#include "core/keyring/keyring-libsecret-service.h"

#define PROMPT_INTERFACE "org.freedesktop.Secret.Prompt"

struct _IngamSecretService
{
  SecretService parent_instance;

  IngamSecretServiceAsking asking; /* NULL between requests */
  gpointer user_data;              /* borrowed */
  GTask *question;                 /* the open one; owned */
  gboolean may_ask;
  gboolean was_dismissed;
  gboolean was_refused;
};

G_DEFINE_FINAL_TYPE (IngamSecretService, ingam_secret_service, SECRET_TYPE_SERVICE)

/* The data of a question's task. */
typedef struct
{
  GDBusConnection *bus;
  GCancellable *call; /* "Prompt": cancelled when the question has ended */
  GVariantType *type; /* of the answer; NULL: any */
  guint signal;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->bus);
  g_object_unref (question->call);
  g_clear_pointer (&question->type, g_variant_type_free);
  g_free (question);
}

/* Takes @answer and @error; one of them is NULL. */
static void
end_question (IngamSecretService *self, GVariant *answer, GError *error)
{
  g_autoptr (GTask) asked = g_steal_pointer (&self->question);
  Question *question = g_task_get_task_data (asked);

  g_dbus_connection_signal_unsubscribe (question->bus, question->signal);
  g_cancellable_cancel (question->call);
  if (self->asking)
    self->asking (FALSE, self->user_data);
  if (error)
    g_task_return_error (asked, error);
  else
    g_task_return_pointer (asked, answer, (GDestroyNotify) g_variant_unref);
}

static void
answered_cb (GDBusConnection *bus,
             const char *sender,
             const char *path,
             const char *interface,
             const char *signal,
             GVariant *parameters,
             gpointer user_data)
{
  IngamSecretService *self = user_data;
  g_autoptr (GVariant) answer = NULL;
  Question *question;
  gboolean dismissed = TRUE;

  if (!self->question)
    return;
  question = g_task_get_task_data (self->question);
  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(bv)")))
    g_variant_get (parameters, "(bv)", &dismissed, &answer);
  self->was_dismissed = dismissed;
  if (dismissed || (question->type && !g_variant_is_of_type (answer, question->type)))
    end_question (self, NULL,
                  g_error_new_literal (SECRET_ERROR,
                                       dismissed ? SECRET_ERROR_IS_LOCKED : SECRET_ERROR_PROTOCOL,
                                       "no answer"));
  else
    end_question (self, g_steal_pointer (&answer), NULL);
}

static void
shown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) asked = user_data;
  IngamSecretService *self = g_task_get_source_object (asked);
  GError *error = NULL;
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (error && self->question == asked)
    end_question (self, NULL, error);
  else
    g_clear_error (&error);
}

/* A question that was never shown can be taken back. One that is open cannot: gnome-keyring 42
 * aborts when it is dismissed ("perform_next_unlock: assertion failed") and takes the session's
 * keyring with it. So one that nobody waits for any more stays on the screen until it is closed or
 * answered; the next request's joins it. */
static void
refuse (IngamSecretService *self, GDBusProxy *prompt, GTask *asked)
{
  self->was_refused = TRUE;
  g_dbus_connection_call (g_dbus_proxy_get_connection (prompt), g_dbus_proxy_get_name (prompt),
                          g_dbus_proxy_get_object_path (prompt), PROMPT_INTERFACE, "Dismiss", NULL,
                          NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
  g_task_return_new_error (asked, SECRET_ERROR, SECRET_ERROR_IS_LOCKED, "nobody is asked");
}

static void
service_prompt_async (SecretService *service,
                      SecretPrompt *prompt,
                      const GVariantType *return_type,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  IngamSecretService *self = INGAM_SECRET_SERVICE (service);
  g_autoptr (GTask) asked = g_task_new (service, NULL, callback, user_data);
  GDBusProxy *proxy = G_DBUS_PROXY (prompt);
  const char *path = g_dbus_proxy_get_object_path (proxy);
  g_autofree char *owner = g_dbus_proxy_get_name_owner (G_DBUS_PROXY (service));
  Question *question;

  if (!self->asking || !self->may_ask || self->question || !owner)
    {
      refuse (self, proxy, asked);
      return;
    }
  question = g_new0 (Question, 1);
  question->bus = g_object_ref (g_dbus_proxy_get_connection (proxy));
  question->call = g_cancellable_new ();
  question->type = return_type ? g_variant_type_copy (return_type) : NULL;
  question->signal = g_dbus_connection_signal_subscribe (
      question->bus, owner, PROMPT_INTERFACE, "Completed", path, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
      answered_cb, g_object_ref (self), g_object_unref);
  g_task_set_task_data (asked, question, question_free);
  self->question = g_object_ref (asked);
  self->asking (TRUE, self->user_data);
  g_dbus_connection_call (question->bus, owner, path, PROMPT_INTERFACE, "Prompt",
                          g_variant_new ("(s)", ""), NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START,
                          G_MAXINT, question->call, shown_cb, g_steal_pointer (&asked));
}

static GVariant *
service_prompt_finish (SecretService *service, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
ingam_secret_service_class_init (IngamSecretServiceClass *class)
{
  SecretServiceClass *service_class = SECRET_SERVICE_CLASS (class);

  service_class->prompt_async = service_prompt_async;
  service_class->prompt_finish = service_prompt_finish;
}

static void
ingam_secret_service_init (IngamSecretService *self)
{
}

void
ingam_secret_service_begin (IngamSecretService *self,
                            gboolean may_ask,
                            IngamSecretServiceAsking asking,
                            gpointer user_data)
{
  g_return_if_fail (self->asking == NULL);

  self->asking = asking;
  self->user_data = user_data;
  self->may_ask = may_ask;
  self->was_dismissed = FALSE;
  self->was_refused = FALSE;
}

void
ingam_secret_service_end (IngamSecretService *self)
{
  self->asking = NULL;
  self->user_data = NULL;
  if (self->question)
    end_question (self, NULL, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "let go"));
}

gboolean
ingam_secret_service_was_dismissed (IngamSecretService *self)
{
  return self->was_dismissed;
}

gboolean
ingam_secret_service_was_refused (IngamSecretService *self)
{
  return self->was_refused;
}
