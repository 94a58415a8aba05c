/* keyring-libsecret.c: the Secret Service, asked step by step.
 *
 * libsecret's simple functions hide what a person has to be told: a locked item whose question was
 * closed comes back as "not found", and when the service dies while its question is open they never
 * come back at all. So each request is taken apart here: look, without unlocking; see what is
 * locked; unlock; look again. While a question is open there is no time limit, because a person may
 * have to look for a password, but the service's life is watched. QUIETLY is a refused question, so
 * that what opens without asking does.
 *
 * Of several items of one slot (a keyring that was copied, an entry that was cloned) the newest
 * counts, locked ones only when none is open; storing replaces that one, wherever it lies, and
 * forgetting removes them all. While a default keyring is locked, "not there" is not believed:
 * KeePassXC shows nothing then. KeePassXC is not even searched before: it would ask the person in
 * the middle of the call, whatever we want.
 *
 * Synchronous calls in a thread were rejected: what hangs would keep the thread.
 */
#include "config.h"

#include "core/keyring/keyring-libsecret.h"

#include "core/keyring/keyring-libsecret-service.h"
#include "core/keyring/keyring-request.h"

#include <glib/gi18n-lib.h>

#define SERVICE_NAME "org.freedesktop.secrets"
#define FLATPAK_MARK "/.flatpak-info"

/* Enough for an item in a locked keyring and a locked default keyring; then it is given up. */
#define MAX_UNLOCKS 2

static const SecretSchema schema = {
  "io.github.ingam.Ingam.Passphrase",
  SECRET_SCHEMA_NONE,
  {
      { "application", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "slot", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { NULL, 0 },
  },
};

/* Who provides the service shows in what else it owns on the bus. */
typedef struct
{
  const char *name;
  const char *where;
  gboolean search_asks; /* a search of what is locked opens a question */
} Provider;

static const Provider providers[] = {
  { "org.keepassxc.KeePassXC.MainWindow", "KeePassXC", TRUE },
  { "org.kde.kwalletd6", N_ ("KDE Wallet"), FALSE },
  { "org.kde.kwalletd5", N_ ("KDE Wallet"), FALSE },
};

static const Provider unknown_provider = { NULL, N_ ("the keyring of this computer"), FALSE };

typedef enum
{
  FIND,
  STORE,
  FORGET,
} Kind;

/* The data of the request's task. */
typedef struct
{
  IngamKeyringRequest base;
  Kind kind;
  IngamKeyringManner manner;
  GHashTable *attributes;
  char *label;
  IngamSecret *secret;

  GCancellable *calls; /* of all calls; cancelled when the request has ended */
  guint n_unlocks;
} Request;

#define INGAM_TYPE_KEYRING_SERVICE (ingam_keyring_service_get_type ())
G_DECLARE_FINAL_TYPE (
    IngamKeyringService, ingam_keyring_service, INGAM, KEYRING_SERVICE, IngamKeyring)

struct _IngamKeyringService
{
  IngamKeyring parent_instance;

  IngamSecretService
      *service;             /* with its session; NULL before the first request and after failures */
  char *owner;              /* the service's unique name at that time */
  const Provider *provider; /* static */
  guint limit;
};

G_DEFINE_FINAL_TYPE (IngamKeyringService, ingam_keyring_service, INGAM_TYPE_KEYRING)

const SecretSchema *
ingam_keyring_get_schema (void)
{
  return &schema;
}

GHashTable *
ingam_keyring_new_attributes (const char *slot)
{
  return secret_attributes_build (&schema, "application", "Ingam", "slot", slot, NULL);
}

/* libsecret's own copy, on pages that are locked and wiped like ours. */
SecretValue *
ingam_keyring_new_value (IngamSecret *secret)
{
  gsize size;
  const guint8 *bytes = ingam_secret_peek (secret, &size);

  return secret_value_new ((const char *) bytes, size, "text/plain");
}

static void
request_free (gpointer data)
{
  Request *request = data;

  g_hash_table_unref (request->attributes);
  g_free (request->label);
  g_clear_pointer (&request->secret, ingam_secret_unref);
  g_object_unref (request->calls);
  g_free (request);
}

/* --- the ways out --- */

/* A service that failed is not used again: its session may have gone with it. */
static void
ended_cb (GTask *task, IngamError code)
{
  IngamKeyringService *self = g_task_get_source_object (task);
  Request *request = g_task_get_task_data (task);

  if (self->service)
    ingam_secret_service_end (self->service);
  if (code == INGAM_ERROR_KEYRING_ABSENT || code == INGAM_ERROR_FAILED)
    g_clear_object (&self->service);
  g_cancellable_cancel (request->calls);
}

/* The codes of other domains that mean one of ours. */
static IngamError
find_code (const GError *error)
{
  if (error->domain == SECRET_ERROR)
    return error->code == SECRET_ERROR_IS_LOCKED ? INGAM_ERROR_KEYRING_LOCKED : INGAM_ERROR_FAILED;
  if (error->domain == G_IO_ERROR) /* no bus, or the connection broke */
    return error->code == G_IO_ERROR_CANCELLED ? INGAM_ERROR_CANCELLED : INGAM_ERROR_KEYRING_ABSENT;
  if (error->domain != G_DBUS_ERROR)
    return INGAM_ERROR_FAILED;
  switch (error->code)
    {
    case G_DBUS_ERROR_SERVICE_UNKNOWN:
    case G_DBUS_ERROR_NAME_HAS_NO_OWNER:
    case G_DBUS_ERROR_NO_REPLY:
    case G_DBUS_ERROR_TIMEOUT:
    case G_DBUS_ERROR_TIMED_OUT:
    case G_DBUS_ERROR_NO_SERVER:
    case G_DBUS_ERROR_DISCONNECTED:
    case G_DBUS_ERROR_SPAWN_EXEC_FAILED:
    case G_DBUS_ERROR_SPAWN_FORK_FAILED:
    case G_DBUS_ERROR_SPAWN_CHILD_EXITED:
    case G_DBUS_ERROR_SPAWN_CHILD_SIGNALED:
    case G_DBUS_ERROR_SPAWN_FAILED:
    case G_DBUS_ERROR_SPAWN_SETUP_FAILED:
    case G_DBUS_ERROR_SPAWN_SERVICE_INVALID:
    case G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND:
    case G_DBUS_ERROR_ACCESS_DENIED:
      return INGAM_ERROR_KEYRING_ABSENT;
    default:
      return INGAM_ERROR_FAILED;
    }
}

/* Takes @error. */
static void
fail_because (GTask *task, GError *error)
{
  IngamKeyringService *self = g_task_get_source_object (task);

  if (self->service && ingam_secret_service_was_dismissed (self->service))
    ingam_keyring_request_fail (task, INGAM_ERROR_KEYRING_DISMISSED);
  else if (self->service && ingam_secret_service_was_refused (self->service))
    ingam_keyring_request_fail (task, INGAM_ERROR_KEYRING_LOCKED);
  else
    ingam_keyring_request_fail (task, error ? find_code (error) : INGAM_ERROR_FAILED);
  g_clear_error (&error);
}

static void
succeed (GTask *task, IngamSecret *secret)
{
  Request *request = g_task_get_task_data (task);

  if (!ingam_keyring_request_end (task))
    g_clear_pointer (&secret, ingam_secret_unref);
  else if (request->kind == FIND)
    g_task_return_pointer (task, secret, (GDestroyNotify) ingam_secret_unref);
  else
    g_task_return_boolean (task, TRUE);
}

static void
asking_cb (gboolean is_open, gpointer user_data)
{
  if (is_open)
    ingam_keyring_request_stop_timer (user_data);
  else
    ingam_keyring_request_start_timer (user_data);
}

/* --- the steps of a request --- */

static void look (GTask *task);

static SecretService *
get_service (GTask *task)
{
  IngamKeyringService *self = g_task_get_source_object (task);

  return SECRET_SERVICE (self->service);
}

static GCancellable *
get_calls (GTask *task)
{
  return ((Request *) g_task_get_task_data (task))->calls;
}

static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  int n = secret_service_unlock_finish (SECRET_SERVICE (source), result, NULL, &error);

  if (ingam_keyring_request_has_ended (task))
    g_clear_error (&error);
  else if (n > 0 && !error)
    look (task);
  else if (error)
    fail_because (task, error);
  else
    ingam_keyring_request_fail (task, INGAM_ERROR_KEYRING_LOCKED);
}

static void
unlock (GTask *task, GList *objects)
{
  Request *request = g_task_get_task_data (task);

  if (request->n_unlocks++ >= MAX_UNLOCKS)
    ingam_keyring_request_fail (task, INGAM_ERROR_KEYRING_LOCKED);
  else
    secret_service_unlock (get_service (task), objects, request->calls, unlocked_cb,
                           g_object_ref (task));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SecretItem *item = SECRET_ITEM (source);
  g_autoptr (SecretValue) value = NULL;
  GError *error = NULL;
  const char *bytes;
  gsize size;

  if (!secret_item_load_secret_finish (item, result, &error))
    {
      fail_because (task, error);
      return;
    }
  value = secret_item_get_secret (item);
  bytes = value ? secret_value_get (value, &size) : NULL;
  if (!bytes || size > INGAM_SECRET_MAX_SIZE)
    ingam_keyring_request_fail (task, INGAM_ERROR_FAILED);
  else
    succeed (task, ingam_secret_new (bytes, size));
}

static void
replaced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (secret_item_set_secret_finish (SECRET_ITEM (source), result, &error))
    succeed (task, NULL);
  else
    fail_because (task, error);
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (SecretItem) item = secret_item_create_finish (result, &error);

  if (item)
    succeed (task, NULL);
  else
    fail_because (task, error);
}

/* One of them is gone: see whether there are more. */
static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!secret_item_delete_finish (SECRET_ITEM (source), result, &error))
    fail_because (task, error);
  else if (!ingam_keyring_request_has_ended (task))
    look (task);
}

static void
use_item (GTask *task, SecretItem *item)
{
  Request *request = g_task_get_task_data (task);
  g_autoptr (SecretValue) value = NULL;

  switch (request->kind)
    {
    case FIND:
      secret_item_load_secret (item, request->calls, loaded_cb, g_object_ref (task));
      break;
    case STORE:
      value = ingam_keyring_new_value (request->secret);
      secret_item_set_secret (item, value, request->calls, replaced_cb, g_object_ref (task));
      break;
    case FORGET:
      secret_item_delete (item, request->calls, deleted_cb, g_object_ref (task));
      break;
    }
}

static void
made_collection_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (SecretCollection) collection = secret_collection_create_finish (result, &error);

  if (!collection)
    fail_because (task, error);
  else if (!ingam_keyring_request_has_ended (task))
    look (task);
}

static void
use_no_item (GTask *task, SecretCollection *collection)
{
  Request *request = g_task_get_task_data (task);
  g_autoptr (SecretValue) value = NULL;

  if (request->kind == FIND)
    ingam_keyring_request_fail (task, INGAM_ERROR_KEYRING_EMPTY);
  else if (request->kind == FORGET)
    succeed (task, NULL);
  else if (!collection)
    secret_collection_create (get_service (task), _ ("Default keyring"), SECRET_COLLECTION_DEFAULT,
                              SECRET_COLLECTION_CREATE_NONE, request->calls, made_collection_cb,
                              g_object_ref (task));
  else
    {
      value = ingam_keyring_new_value (request->secret);
      secret_item_create (collection, &schema, request->attributes, request->label, value,
                          SECRET_ITEM_CREATE_REPLACE, request->calls, created_cb,
                          g_object_ref (task));
    }
}

static void
default_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (SecretCollection) collection = secret_collection_for_alias_finish (result, &error);
  GList object = { collection, NULL, NULL };

  if (error)
    fail_because (task, error);
  else if (ingam_keyring_request_has_ended (task))
    return;
  else if (collection && secret_collection_get_locked (collection))
    unlock (task, &object);
  else
    use_no_item (task, collection);
}

/* The newest that is open; all that are locked in @ret_locked (borrowed from @items). */
static SecretItem *
choose_item (GList *items, GList **ret_locked)
{
  SecretItem *newest = NULL;

  for (GList *l = items; l; l = l->next)
    if (secret_item_get_locked (l->data))
      *ret_locked = g_list_prepend (*ret_locked, l->data);
    else if (!newest || secret_item_get_modified (l->data) > secret_item_get_modified (newest))
      newest = l->data;
  return newest;
}

static void
searched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GList *items = secret_service_search_finish (SECRET_SERVICE (source), result, &error);
  g_autoptr (GList) locked = NULL;
  SecretItem *item = choose_item (items, &locked);

  if (error)
    fail_because (task, error);
  else if (ingam_keyring_request_has_ended (task))
    ;
  else if (item)
    use_item (task, item);
  else if (locked)
    unlock (task, locked);
  else
    secret_collection_for_alias (get_service (task), SECRET_COLLECTION_DEFAULT,
                                 SECRET_COLLECTION_NONE, get_calls (task), default_cb,
                                 g_object_ref (task));
  g_list_free_full (items, g_object_unref);
}

static void
search (GTask *task)
{
  Request *request = g_task_get_task_data (task);

  secret_service_search (get_service (task), &schema, request->attributes, SECRET_SEARCH_ALL,
                         request->calls, searched_cb, g_object_ref (task));
}

static void
looked_first_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Request *request = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (SecretCollection) collection = secret_collection_for_alias_finish (result, &error);
  GList object = { collection, NULL, NULL };

  if (error)
    fail_because (task, error);
  else if (ingam_keyring_request_has_ended (task))
    ;
  else if (collection && secret_collection_get_locked (collection))
    unlock (task, &object);
  else if (!collection && request->kind != STORE) /* no database is open at all */
    ingam_keyring_request_fail (task, INGAM_ERROR_KEYRING_LOCKED);
  else
    search (task);
}

static void
look (GTask *task)
{
  IngamKeyringService *self = g_task_get_source_object (task);

  if (self->provider->search_asks)
    secret_collection_for_alias (get_service (task), SECRET_COLLECTION_DEFAULT,
                                 SECRET_COLLECTION_NONE, get_calls (task), looked_first_cb,
                                 g_object_ref (task));
  else
    search (task);
}

/* --- opening the service --- */

static void identify (GTask *task, gsize i);

/* Who owns a name on the bus: the answer goes to @next. */
static void
ask_owner (GTask *task, const char *name, GAsyncReadyCallback next, gpointer user_data)
{
  g_dbus_connection_call (g_dbus_proxy_get_connection (G_DBUS_PROXY (get_service (task))),
                          "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                          "GetNameOwner", g_variant_new ("(s)", name), G_VARIANT_TYPE ("(s)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, get_calls (task), next, user_data);
}

/* Whether it is the one that we have opened. */
static gboolean
is_our_owner (IngamKeyringService *self, GObject *bus, GAsyncResult *result)
{
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (bus), result, NULL);
  const char *owner = NULL;

  if (answer)
    g_variant_get (answer, "(&s)", &owner);
  return g_strcmp0 (owner, self->owner) == 0;
}

typedef struct
{
  GTask *task;
  gsize i;
} Guess;

static void
guessed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Guess *guess = user_data;
  g_autoptr (GTask) task = guess->task;
  IngamKeyringService *self = g_task_get_source_object (task);
  gboolean found = is_our_owner (self, source, result);

  if (ingam_keyring_request_has_ended (task))
    return;
  if (!found)
    {
      identify (task, guess->i + 1);
      return;
    }
  self->provider = &providers[guess->i];
  look (task);
}

static void
identify (GTask *task, gsize i)
{
  Guess *guess;

  if (i == G_N_ELEMENTS (providers))
    {
      look (task);
      return;
    }
  guess = g_new0 (Guess, 1);
  guess->task = g_object_ref (task);
  guess->i = i;
  ask_owner (task, providers[i].name, guessed_cb, guess);
}

static void
begin (GTask *task)
{
  IngamKeyringService *self = g_task_get_source_object (task);
  Request *request = g_task_get_task_data (task);

  ingam_secret_service_begin (self->service, request->manner == INGAM_KEYRING_MAY_ASK, asking_cb,
                              task);
  ingam_keyring_request_watch (task, g_dbus_proxy_get_connection (G_DBUS_PROXY (self->service)),
                               self->owner);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  IngamKeyringService *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (SecretService) service = secret_service_open_finish (result, &error);

  if (ingam_keyring_request_has_ended (task))
    {
      g_clear_error (&error);
      return;
    }
  if (!service)
    {
      fail_because (task, error);
      return;
    }
  g_free (self->owner);
  self->owner = g_dbus_proxy_get_name_owner (G_DBUS_PROXY (service));
  self->provider = &unknown_provider;
  if (!self->owner)
    {
      ingam_keyring_request_fail (task, INGAM_ERROR_KEYRING_ABSENT);
      return;
    }
  self->service = INGAM_SECRET_SERVICE (g_steal_pointer (&service));
  begin (task);
  identify (task, 0);
}

static void
open_service (GTask *task)
{
  IngamKeyringService *self = g_task_get_source_object (task);

  g_clear_object (&self->service);
  secret_service_open (INGAM_TYPE_SECRET_SERVICE, NULL, SECRET_SERVICE_OPEN_SESSION,
                       get_calls (task), opened_cb, g_object_ref (task));
}

/* A service with another owner than before is another service, and knows no session of ours. */
static void
looked_after_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  gboolean same = is_our_owner (g_task_get_source_object (task), source, result);

  if (ingam_keyring_request_has_ended (task))
    return;
  if (!same)
    {
      open_service (task);
      return;
    }
  begin (task);
  look (task);
}

/* Takes @task. */
static void
start (GTask *task,
       Kind kind,
       const char *slot,
       IngamKeyringManner manner,
       const char *label,
       IngamSecret *secret)
{
  g_autoptr (GTask) owned = task;
  IngamKeyringService *self = g_task_get_source_object (task);
  Request *request = g_new0 (Request, 1);

  request->kind = kind;
  request->manner = manner;
  request->attributes = ingam_keyring_new_attributes (slot);
  request->label = g_strdup (label);
  request->secret = secret ? ingam_secret_ref (secret) : NULL;
  request->calls = g_cancellable_new ();
  g_task_set_task_data (task, request, request_free);
  ingam_keyring_request_begin (task, self->limit, ended_cb);
  ingam_keyring_request_start_timer (task);
  if (self->service)
    ask_owner (task, SERVICE_NAME, looked_after_cb, g_object_ref (task));
  else
    open_service (task);
}

/* --- the keyring --- */

static void
service_find (IngamKeyring *self, const char *slot, IngamKeyringManner manner, GTask *task)
{
  start (task, FIND, slot, manner, NULL, NULL);
}

static void
service_store (IngamKeyring *self,
               const char *slot,
               const char *label,
               IngamSecret *secret,
               IngamKeyringManner manner,
               GTask *task)
{
  start (task, STORE, slot, manner, label, secret);
}

static void
service_forget (IngamKeyring *self, const char *slot, IngamKeyringManner manner, GTask *task)
{
  start (task, FORGET, slot, manner, NULL, NULL);
}

static char *
service_dup_where (IngamKeyring *keyring)
{
  IngamKeyringService *self = INGAM_KEYRING_SERVICE (keyring);

  return g_strdup (_ (self->provider->where));
}

static void
ingam_keyring_service_finalize (GObject *object)
{
  IngamKeyringService *self = INGAM_KEYRING_SERVICE (object);

  g_clear_object (&self->service);
  g_free (self->owner);
  G_OBJECT_CLASS (ingam_keyring_service_parent_class)->finalize (object);
}

static void
ingam_keyring_service_class_init (IngamKeyringServiceClass *class)
{
  IngamKeyringClass *keyring_class = INGAM_KEYRING_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = ingam_keyring_service_finalize;
  keyring_class->find = service_find;
  keyring_class->store = service_store;
  keyring_class->forget = service_forget;
  keyring_class->dup_where = service_dup_where;
}

static void
ingam_keyring_service_init (IngamKeyringService *self)
{
  self->provider = &unknown_provider;
}

IngamKeyring *
ingam_keyring_new_service (guint limit_seconds)
{
  IngamKeyringService *self = g_object_new (INGAM_TYPE_KEYRING_SERVICE, NULL);

  self->limit = limit_seconds;
  return INGAM_KEYRING (self);
}

IngamKeyring *
ingam_keyring_new (void)
{
  if (g_file_test (FLATPAK_MARK, G_FILE_TEST_EXISTS))
    return ingam_keyring_new_file (INGAM_KEYRING_LIMIT_SECONDS);
  return ingam_keyring_new_service (INGAM_KEYRING_LIMIT_SECONDS);
}
