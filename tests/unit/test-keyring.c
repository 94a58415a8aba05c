/* test-keyring.c: one request at a time, whichever keyring; what waits can leave; what was stored
 * is read back; and the keyring that lasts for a session.
 */
#include "config.h"

#include "core/keyring/keyring.h"

#include <string.h>

/* --- a keyring that answers when it is told to --- */

#define TEST_TYPE_KEYRING (test_keyring_get_type ())
G_DECLARE_FINAL_TYPE (TestKeyring, test_keyring, TEST, KEYRING, IngamKeyring)

struct _TestKeyring
{
  IngamKeyring parent_instance;

  GQueue tasks;        /* of GTask: asked, not answered */
  IngamSecret *secret; /* what finding answers */
  guint n_asked;
  IngamKeyringManner manner; /* of the last request */
};

G_DEFINE_FINAL_TYPE (TestKeyring, test_keyring, INGAM_TYPE_KEYRING)

static void
take (TestKeyring *self, IngamKeyringManner manner, GTask *task)
{
  self->n_asked++;
  self->manner = manner;
  g_queue_push_tail (&self->tasks, task);
}

static void
test_find (IngamKeyring *self, const char *slot, IngamKeyringManner manner, GTask *task)
{
  take (TEST_KEYRING (self), manner, task);
}

static void
test_store (IngamKeyring *self,
            const char *slot,
            const char *label,
            IngamSecret *secret,
            IngamKeyringManner manner,
            GTask *task)
{
  take (TEST_KEYRING (self), manner, task);
}

static void
test_forget (IngamKeyring *self, const char *slot, IngamKeyringManner manner, GTask *task)
{
  take (TEST_KEYRING (self), manner, task);
}

static char *
test_dup_where (IngamKeyring *self)
{
  return g_strdup ("a test");
}

static void
test_keyring_finalize (GObject *object)
{
  TestKeyring *self = TEST_KEYRING (object);

  g_assert_true (g_queue_is_empty (&self->tasks));
  g_clear_pointer (&self->secret, ingam_secret_unref);
  G_OBJECT_CLASS (test_keyring_parent_class)->finalize (object);
}

static void
test_keyring_class_init (TestKeyringClass *class)
{
  IngamKeyringClass *keyring_class = INGAM_KEYRING_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = test_keyring_finalize;
  keyring_class->find = test_find;
  keyring_class->store = test_store;
  keyring_class->forget = test_forget;
  keyring_class->dup_where = test_dup_where;
}

static void
test_keyring_init (TestKeyring *self)
{
  g_queue_init (&self->tasks);
}

static void
answer_secret (TestKeyring *self, const char *text)
{
  g_autoptr (GTask) task = g_queue_pop_head (&self->tasks);

  g_assert_nonnull (task);
  g_task_return_pointer (task, ingam_secret_new_text (text), (GDestroyNotify) ingam_secret_unref);
}

static void
answer_done (TestKeyring *self)
{
  g_autoptr (GTask) task = g_queue_pop_head (&self->tasks);

  g_assert_nonnull (task);
  g_task_return_boolean (task, TRUE);
}

static void
answer_error (TestKeyring *self, GQuark domain, int code)
{
  g_autoptr (GTask) task = g_queue_pop_head (&self->tasks);

  g_assert_nonnull (task);
  g_task_return_new_error (task, domain, code, "as it is");
}

/* --- who asks --- */

typedef enum
{
  FIND,
  STORE,
  FORGET,
} Kind;

typedef struct
{
  Kind kind;
  gboolean has_ended;
  IngamSecret *secret;
  gboolean done;
  GError *error;
} Asked;

static void
asked_clear (Asked *asked)
{
  g_clear_pointer (&asked->secret, ingam_secret_unref);
  g_clear_error (&asked->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Asked, asked_clear)

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asked *asked = user_data;
  IngamKeyring *keyring = INGAM_KEYRING (source);

  g_assert_false (asked->has_ended);
  asked->has_ended = TRUE;
  if (asked->kind == FIND)
    asked->secret = ingam_keyring_find_finish (keyring, result, &asked->error);
  else if (asked->kind == STORE)
    asked->done = ingam_keyring_store_finish (keyring, result, &asked->error);
  else
    asked->done = ingam_keyring_forget_finish (keyring, result, &asked->error);
}

static void
find (gpointer keyring, GCancellable *cancellable, Asked *asked)
{
  asked->kind = FIND;
  ingam_keyring_find_async (keyring, "backup", INGAM_KEYRING_QUIETLY, cancellable, ended_cb, asked);
}

static void
store (gpointer keyring, const char *text, Asked *asked)
{
  g_autoptr (IngamSecret) secret = ingam_secret_new_text (text);

  asked->kind = STORE;
  ingam_keyring_store_async (keyring, "backup", "A label", secret, INGAM_KEYRING_MAY_ASK, NULL,
                             ended_cb, asked);
}

static void
forget (gpointer keyring, Asked *asked)
{
  asked->kind = FORGET;
  ingam_keyring_forget_async (keyring, "backup", INGAM_KEYRING_QUIETLY, NULL, ended_cb, asked);
}

/* Until there is nothing more to do at once. */
static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
assert_secret (IngamSecret *secret, const char *text)
{
  g_assert_nonnull (secret);
  g_assert_cmpstr ((const char *) ingam_secret_peek (secret, NULL), ==, text);
}

/* --- the promises --- */

static void
test_one_at_a_time (void)
{
  g_autoptr (TestKeyring) first = g_object_new (TEST_TYPE_KEYRING, NULL);
  g_autoptr (TestKeyring) second = g_object_new (TEST_TYPE_KEYRING, NULL);
  g_auto (Asked) a = { 0 }, b = { 0 }, c = { 0 };

  find (first, NULL, &a);
  find (second, NULL, &b);
  forget (first, &c);
  settle ();
  g_assert_cmpuint (first->n_asked, ==, 1);
  g_assert_cmpuint (second->n_asked, ==, 0);
  answer_secret (first, "one");
  settle ();
  assert_secret (a.secret, "one");
  g_assert_cmpuint (second->n_asked, ==, 1);
  g_assert_cmpuint (first->n_asked, ==, 1);
  answer_secret (second, "two");
  settle ();
  assert_secret (b.secret, "two");
  answer_done (first);
  settle ();
  g_assert_true (c.done);
}

static void
test_waiting_can_leave (void)
{
  g_autoptr (TestKeyring) keyring = g_object_new (TEST_TYPE_KEYRING, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Asked) a = { 0 }, b = { 0 }, c = { 0 };

  find (keyring, NULL, &a);
  find (keyring, cancellable, &b);
  find (keyring, NULL, &c);
  settle ();
  g_cancellable_cancel (cancellable);
  settle ();
  g_assert_error (b.error, INGAM_ERROR, INGAM_ERROR_CANCELLED);
  g_assert_false (a.has_ended);
  answer_secret (keyring, "one");
  settle ();
  answer_secret (keyring, "three");
  settle ();
  assert_secret (a.secret, "one");
  assert_secret (c.secret, "three");
  g_assert_cmpuint (keyring->n_asked, ==, 2);
}

static void
test_cancelled_from_the_start (void)
{
  g_autoptr (TestKeyring) keyring = g_object_new (TEST_TYPE_KEYRING, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Asked) a = { 0 };

  g_cancellable_cancel (cancellable);
  find (keyring, cancellable, &a);
  settle ();
  g_assert_error (a.error, INGAM_ERROR, INGAM_ERROR_CANCELLED);
  g_assert_cmpuint (keyring->n_asked, ==, 0);
}

static void
test_errors_pass (void)
{
  g_autoptr (TestKeyring) keyring = g_object_new (TEST_TYPE_KEYRING, NULL);
  g_auto (Asked) a = { 0 }, b = { 0 }, c = { 0 };

  find (keyring, NULL, &a);
  answer_error (keyring, INGAM_ERROR, INGAM_ERROR_KEYRING_DISMISSED);
  settle ();
  g_assert_error (a.error, INGAM_ERROR, INGAM_ERROR_KEYRING_DISMISSED);
  store (keyring, "new", &b);
  answer_error (keyring, INGAM_ERROR, INGAM_ERROR_KEYRING_LOCKED);
  settle ();
  g_assert_error (b.error, INGAM_ERROR, INGAM_ERROR_KEYRING_LOCKED);
  /* Whatever a library calls it, it is ours that comes out. */
  forget (keyring, &c);
  answer_error (keyring, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  settle ();
  g_assert_error (c.error, INGAM_ERROR, INGAM_ERROR_CANCELLED);
}

static void
test_stored_is_read_back (void)
{
  g_autoptr (TestKeyring) keyring = g_object_new (TEST_TYPE_KEYRING, NULL);
  g_auto (Asked) a = { 0 }, b = { 0 };

  store (keyring, "new", &a);
  find (keyring, NULL, &b);
  settle ();
  answer_done (keyring);
  settle ();
  g_assert_false (a.has_ended);
  g_assert_cmpuint (keyring->n_asked, ==, 2);
  g_assert_cmpuint (keyring->manner, ==, INGAM_KEYRING_MAY_ASK); /* its own, not the next one's */
  answer_secret (keyring, "new");
  settle ();
  g_assert_true (a.done);
  answer_secret (keyring, "new");
  settle ();
  assert_secret (b.secret, "new");
}

static void
test_stored_comes_back_as_another (void)
{
  g_autoptr (TestKeyring) keyring = g_object_new (TEST_TYPE_KEYRING, NULL);
  g_auto (Asked) a = { 0 }, b = { 0 };

  store (keyring, "new", &a);
  answer_done (keyring);
  settle ();
  answer_secret (keyring, "neW");
  settle ();
  g_assert_error (a.error, INGAM_ERROR, INGAM_ERROR_UNVERIFIED);

  store (keyring, "new", &b);
  answer_done (keyring);
  settle ();
  answer_error (keyring, INGAM_ERROR, INGAM_ERROR_KEYRING_EMPTY);
  settle ();
  g_assert_error (b.error, INGAM_ERROR, INGAM_ERROR_KEYRING_EMPTY);
}

/* --- requests of two threads, each answered in its own main context --- */

static gpointer
ask_in_thread (gpointer keyring)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_auto (Asked) a = { 0 };

  g_main_context_push_thread_default (context);
  find (keyring, NULL, &a);
  while (!a.has_ended)
    g_main_context_iteration (context, TRUE);
  assert_secret (a.secret, "one");
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (IngamKeyring) keyring = ingam_keyring_new_in_memory ();
  g_auto (Asked) a = { 0 };
  GThread *threads[4];

  store (keyring, "one", &a);
  settle ();
  g_assert_true (a.done);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("asks", ask_in_thread, keyring);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
test_memory (void)
{
  g_autoptr (IngamKeyring) keyring = ingam_keyring_new_in_memory ();
  g_autofree char *where = ingam_keyring_dup_where (keyring);
  g_auto (Asked) a = { 0 }, b = { 0 }, c = { 0 }, d = { 0 }, e = { 0 }, f = { 0 };

  g_assert_nonnull (where);
  find (keyring, NULL, &a);
  settle ();
  g_assert_error (a.error, INGAM_ERROR, INGAM_ERROR_KEYRING_EMPTY);
  forget (keyring, &b); /* nothing there is fine */
  store (keyring, "first", &c);
  store (keyring, "second", &d);
  find (keyring, NULL, &e);
  settle ();
  g_assert_true (b.done && c.done && d.done);
  assert_secret (e.secret, "second");
  asked_clear (&e);
  e = (Asked){ 0 };
  forget (keyring, &e);
  find (keyring, NULL, &f);
  settle ();
  g_assert_true (e.done);
  g_assert_error (f.error, INGAM_ERROR, INGAM_ERROR_KEYRING_EMPTY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keyring/one-request-at-a-time-whichever-keyring", test_one_at_a_time);
  g_test_add_func ("/keyring/what-waits-can-leave", test_waiting_can_leave);
  g_test_add_func ("/keyring/cancelled-from-the-start-asks-nobody", test_cancelled_from_the_start);
  g_test_add_func ("/keyring/errors-pass-and-are-ours", test_errors_pass);
  g_test_add_func ("/keyring/what-was-stored-is-read-back-in-the-same-turn",
                   test_stored_is_read_back);
  g_test_add_func ("/keyring/stored-and-another-came-back", test_stored_comes_back_as_another);
  g_test_add_func ("/keyring/threads", test_threads);
  g_test_add_func ("/keyring/in-memory", test_memory);
  return g_test_run ();
}
