/* aftercare-live.c: the aftercare of one certificate as an object that a window follows.
 *
 * What is asked for waits in a queue of the maker's thread; one item at a time goes to a thread
 * that carries it out and reads the state again. The object keeps itself alive until the queue is
 * empty: a window that closes lets go of it, and what was ticked last reaches the disk all the
 * same.
 *
 * As in journal.c, the thread's task has no source and borrows the journal: a thread must never be
 * the last to let go of an object whose signals are the main thread's.
 */
#include "config.h"

#include "core/care/aftercare-private.h"

#include "core/base/borrowing.h"

typedef struct
{
  IngamAftercareKey key;
  gboolean is_load;
  IngamAftercareChange change; /* its strings are owned */
} Job;

struct _IngamAftercare
{
  GObject parent_instance;

  /* owned */
  IngamJournal *journal;
  IngamCredential *credential; /* NULL: none yet */
  IngamAftercareState *state;  /* NULL until it was read */
  GQueue jobs;                 /* of Job; the head is being carried out while is_running */

  IngamAftercareKey key;
  gboolean is_running;
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_FAILED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamAftercare, ingam_aftercare, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free ((char *) job->change.note);
  g_free ((char *) job->change.page);
  g_free (job->change.service.id);
  g_free (job->change.service.name);
  g_free (job->change.service.address);
  g_free (job->change.service.note);
  g_free (job);
}

static Job *
job_new (const IngamAftercareKey *key, const IngamAftercareChange *change)
{
  Job *job = g_new0 (Job, 1);

  job->key = *key;
  job->is_load = change == NULL;
  if (!change)
    return job;
  job->change = *change;
  job->change.note = g_strdup (change->note);
  job->change.page = g_strdup (change->page);
  job->change.service.id = g_strdup (change->service.id);
  job->change.service.name = g_strdup (change->service.name);
  job->change.service.address = g_strdup (change->service.address);
  job->change.service.note = g_strdup (change->service.note);
  return job;
}

/* --- the thread --- */

typedef struct
{
  /* borrowed: who waits for the answer keeps them */
  IngamJournal *journal;
  const Job *job;

  /* owned */
  IngamAftercareState *state; /* NULL when it could not be read */
  GError *error;              /* of the change, or of reading */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_pointer (&work->state, ingam_aftercare_state_free);
  g_clear_error (&work->error);
  g_free (work);
}

/* After a change that failed the file is asked all the same: another program may have removed the
 * service, and a disk that did not confirm may have the change. */
static void
run_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  const Job *job = work->job;

  if (!job->is_load)
    ingam_aftercare_apply (work->journal, &job->key, &job->change, &work->error);
  work->state = ingam_aftercare_read (work->journal, &job->key, work->error ? NULL : &work->error);
  g_task_return_boolean (task, TRUE);
}

static void start_next (IngamAftercare *self);

/* TRUE when it is the state now; then whoever looks has to be told, since the one before is gone. A
 * late answer about a certificate that is not the one any more is of no interest. */
static gboolean
take_state (IngamAftercare *self, const Job *job, IngamAftercareState *state)
{
  if (!ingam_aftercare_key_equal (&job->key, &self->key) ||
      (!job->is_load && self->state && ingam_aftercare_state_equal (self->state, state)))
    {
      ingam_aftercare_state_free (state);
      return FALSE;
    }
  g_clear_pointer (&self->state, ingam_aftercare_state_free);
  self->state = state;
  return TRUE;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamAftercare) self = user_data;
  Work *work = g_task_get_task_data (G_TASK (result));
  IngamAftercareState *state = g_steal_pointer (&work->state);
  g_autoptr (GError) error = g_steal_pointer (&work->error);
  Job *job = g_queue_pop_head (&self->jobs);
  gboolean changed;

  /* A memory is never a condition: whoever asked goes on with nothing remembered. */
  if (!state && !self->state)
    state = ingam_aftercare_state_new (&job->key);
  changed = state && take_state (self, job, state);
  job_free (job);
  self->is_running = FALSE;
  start_next (self);
  if (error)
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, error->message);
  if (changed)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
start_next (IngamAftercare *self)
{
  g_autoptr (GTask) task = NULL;
  Work *work;

  if (self->is_running || g_queue_is_empty (&self->jobs))
    return;
  self->is_running = TRUE;
  work = g_new0 (Work, 1);
  work->journal = self->journal;
  work->job = g_queue_peek_head (&self->jobs);
  task = g_task_new (NULL, NULL, answered_cb, g_object_ref (self));
  g_task_set_source_tag (task, start_next);
  g_task_set_task_data (task, work, work_free);
  g_task_run_in_thread (task, run_thread);
}

static void
push (IngamAftercare *self, const IngamAftercareChange *change)
{
  g_queue_push_tail (&self->jobs, job_new (&self->key, change));
  start_next (self);
}

/* --- the face --- */

void
ingam_aftercare_load (IngamAftercare *self)
{
  g_return_if_fail (INGAM_IS_AFTERCARE (self));
  push (self, NULL);
}

const IngamAftercareState *
ingam_aftercare_get_state (IngamAftercare *self)
{
  g_return_val_if_fail (INGAM_IS_AFTERCARE (self), NULL);
  return self->state;
}

IngamCredential *
ingam_aftercare_get_credential (IngamAftercare *self)
{
  g_return_val_if_fail (INGAM_IS_AFTERCARE (self), NULL);
  return self->credential;
}

IngamJournal *
ingam_aftercare_get_journal (IngamAftercare *self)
{
  g_return_val_if_fail (INGAM_IS_AFTERCARE (self), NULL);
  return self->journal;
}

void
ingam_aftercare_set_credential (IngamAftercare *self, IngamCredential *credential)
{
  const IngamAftercareChange adopt = { .kind = INGAM_AFTERCARE_ADOPT };
  IngamAftercareKey key;
  gboolean had_one;

  g_return_if_fail (INGAM_IS_AFTERCARE (self));
  g_return_if_fail (!credential || INGAM_IS_CREDENTIAL (credential));

  if (credential == self->credential)
    return;
  had_one = self->credential != NULL;
  g_set_object (&self->credential, credential);
  ingam_aftercare_key_init (&key, credential);
  if (ingam_aftercare_key_equal (&key, &self->key))
    {
      if (self->state)
        g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
      return;
    }
  self->key = key;
  if (had_one) /* nothing of another certificate is shown as this one's, not even while it is read
                */
    g_clear_pointer (&self->state, ingam_aftercare_state_free);
  if (!had_one)
    push (self, &adopt);
  ingam_aftercare_load (self);
}

void
ingam_aftercare_set_reason (IngamAftercare *self, IngamReason reason)
{
  const IngamAftercareChange change = { .kind = INGAM_AFTERCARE_SET_REASON, .reason = reason };

  g_return_if_fail (INGAM_IS_AFTERCARE (self) && (guint) reason < INGAM_REASON_N);
  push (self, &change);
}

void
ingam_aftercare_set_step (IngamAftercare *self,
                          IngamStep step,
                          IngamStepState state,
                          const char *note)
{
  const IngamAftercareChange change = {
    .kind = INGAM_AFTERCARE_SET_STEP, .step = step, .state = state, .note = note
  };

  g_return_if_fail (INGAM_IS_AFTERCARE (self) && (guint) step < INGAM_STEP_N);
  push (self, &change);
}

void
ingam_aftercare_set_page (IngamAftercare *self, const char *page, gboolean is_showing)
{
  const IngamAftercareChange change = { .kind = INGAM_AFTERCARE_SET_PAGE,
                                        .page = page,
                                        .is_showing = is_showing };

  g_return_if_fail (INGAM_IS_AFTERCARE (self));
  push (self, &change);
}

void
ingam_aftercare_put_service (IngamAftercare *self, const IngamServiceUse *service)
{
  IngamAftercareChange change = { .kind = INGAM_AFTERCARE_PUT_SERVICE };

  g_return_if_fail (INGAM_IS_AFTERCARE (self) && service);
  change.service = *service;
  push (self, &change);
}

void
ingam_aftercare_remove_service (IngamAftercare *self, const char *id)
{
  const IngamAftercareChange change = { .kind = INGAM_AFTERCARE_REMOVE_SERVICE,
                                        .service.id = (char *) id };

  g_return_if_fail (INGAM_IS_AFTERCARE (self) && id);
  push (self, &change);
}

void
ingam_aftercare_set_service_done (IngamAftercare *self, const char *id, gboolean is_done)
{
  const IngamAftercareChange change = { .kind = INGAM_AFTERCARE_SET_SERVICE_DONE,
                                        .service.id = (char *) id,
                                        .is_done = is_done };

  g_return_if_fail (INGAM_IS_AFTERCARE (self) && id);
  push (self, &change);
}

void
ingam_aftercare_begin_anew (IngamAftercare *self)
{
  const IngamAftercareChange change = { .kind = INGAM_AFTERCARE_FORGET };

  g_return_if_fail (INGAM_IS_AFTERCARE (self));
  push (self, &change);
}

gboolean
ingam_aftercare_is_busy (IngamAftercare *self)
{
  g_return_val_if_fail (INGAM_IS_AFTERCARE (self), FALSE);
  return self->is_running || !g_queue_is_empty (&self->jobs);
}

/* --- the object --- */

static void
ingam_aftercare_finalize (GObject *object)
{
  IngamAftercare *self = INGAM_AFTERCARE (object);

  g_queue_clear_full (&self->jobs, job_free);
  g_clear_pointer (&self->state, ingam_aftercare_state_free);
  g_clear_object (&self->credential);
  g_clear_object (&self->journal);
  G_OBJECT_CLASS (ingam_aftercare_parent_class)->finalize (object);
}

static void
ingam_aftercare_class_init (IngamAftercareClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ingam_aftercare_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ingam_aftercare_init (IngamAftercare *self)
{
  g_queue_init (&self->jobs);
}

IngamAftercare *
ingam_aftercare_new (IngamJournal *journal, IngamCredential *credential)
{
  IngamAftercare *self;

  g_return_val_if_fail (INGAM_IS_JOURNAL (journal), NULL);
  g_return_val_if_fail (!credential || INGAM_IS_CREDENTIAL (credential), NULL);

  self = g_object_new (INGAM_TYPE_AFTERCARE, NULL);
  self->journal = g_object_ref (journal);
  g_set_object (&self->credential, credential);
  ingam_aftercare_key_init (&self->key, credential);
  return self;
}

/* --- all of them, for a list --- */

static void
list_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *states = ingam_aftercare_list (task_data, &error);

  if (states)
    g_task_return_pointer (task, states, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
ingam_aftercare_list_async (IngamJournal *journal,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task;

  g_return_if_fail (INGAM_IS_JOURNAL (journal));

  task = g_task_new (journal, cancellable, callback, user_data);
  g_task_set_source_tag (task, ingam_aftercare_list_async);
  ingam_borrowing_run (task, journal, list_thread, (GDestroyNotify) g_ptr_array_unref);
}

GPtrArray *
ingam_aftercare_list_finish (IngamJournal *journal, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, journal), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
