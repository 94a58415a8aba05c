/* The course of one thing done to many.
 *
 * A state machine beside the dialog, as an import has one. The work runs in threads through the
 * stores' async faces, a few at a time: as many as there are processors for what counts rounds, one
 * for folders into the same place, since each looks there first for what it must not overwrite.
 * Only the main thread's bookkeeping happens here; eight hundred are eight hundred small tasks and
 * never a long one.
 *
 * For an export all passwords are known before the place is asked for: an export of which half
 * fails in the end is worse than a question more.
 */
#include "config.h"

#include "app/batch/batch-session.h"

#include "core/base/error.h"
#include "core/care/journal.h"
#include "core/store/layout.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_AT_ONCE 4
#define MAX_NUMBER 1000 /* "… (1000).pfx" is the last name tried */

typedef struct
{
  IngamStore *store;
  GPtrArray *items;       /* of IngamBatchItem */
  GPtrArray *credentials; /* theirs */
  char *entry;            /* in the trash, once removed */
} Group;

struct _IngamBatchSession
{
  GObject parent_instance;

  /* Owned */
  GListStore *items;
  GPtrArray *queue; /* what is being worked on */
  GPtrArray *groups;
  GPtrArray *events; /* of IngamEvent: what was found and not told yet */
  GHashTable *names; /* keys of the file names given away */
  GCancellable *cancellable;
  IngamSecret *password; /* the last one offered, until the questions are over */
  char *place;

  IngamBatchVerb verb;
  IngamBatchState state;
  IngamExportFormat format;
  IngamBundleProfile profile;
  IngamKdfBudget budget;
  guint next; /* in the queue, or of the groups */
  guint running;
  guint done; /* of the queue, or of all in groups before */
  guint n_opened;
  gboolean tried;
  gboolean skipped; /* no more questions about passwords */
  gboolean refused; /* nor about expensive ones */
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_CHECKED,
  SIGNAL_PROGRESSED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamBatchSession, ingam_batch_session, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void go_on (IngamBatchSession *self);
static void run_next (IngamBatchSession *self);
static void remove_next (IngamBatchSession *self);

static void
set_state (IngamBatchSession *self, IngamBatchState state)
{
  self->state = state;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
tell_progress (IngamBatchSession *self, guint done, guint total)
{
  g_signal_emit (self, signals[SIGNAL_PROGRESSED], 0, done, total);
}

static guint
get_n_items (IngamBatchSession *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->items));
}

/* Borrowed: the list keeps it. */
static IngamBatchItem *
get_item (IngamBatchSession *self, guint i)
{
  g_autoptr (IngamBatchItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

  return item;
}

static gboolean
needs_password (IngamBatchSession *self)
{
  return self->verb == INGAM_BATCH_CHECK ||
         (self->verb == INGAM_BATCH_EXPORT && self->format == INGAM_EXPORT_PFX);
}

static gboolean
is_stopped (IngamBatchSession *self)
{
  return g_cancellable_is_cancelled (self->cancellable);
}

/* One of the queue is through. */
static void
finish_one (IngamBatchSession *self)
{
  self->running--;
  self->done++;
  tell_progress (self, self->done, self->queue->len);
  run_next (self);
}

static void
fail_item (IngamBatchItem *item, const GError *error)
{
  IngamBatchOutcome outcome = INGAM_BATCH_FAILED;

  if (g_error_matches (error, INGAM_ERROR, INGAM_ERROR_CANCELLED))
    return; /* as if its turn had not come */
  if (g_error_matches (error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD))
    outcome = INGAM_BATCH_WRONG;
  else if (g_error_matches (error, INGAM_ERROR, INGAM_ERROR_TOO_EXPENSIVE))
    outcome = INGAM_BATCH_TOO_EXPENSIVE;
  ingam_batch_item_set_outcome (item, outcome, error->message);
}

/* Trying a password. */

typedef struct
{
  IngamBatchSession *session;
  IngamBatchItem *item;
  guint number; /* of the file name tried */
} Job;

static Job *
job_new (IngamBatchSession *session, IngamBatchItem *item)
{
  Job *job = g_new0 (Job, 1);

  job->session = g_object_ref (session);
  job->item = g_object_ref (item);
  return job;
}

static void
job_free (Job *job)
{
  g_object_unref (job->session);
  g_object_unref (job->item);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

/* The password is right. What else there is to see to is said with it, but not that it has expired:
 * that was asked by nobody, and stands in the list. */
static void
judge (IngamBatchItem *item, const IngamCheckReport *report)
{
  const char *right = report->checks[INGAM_CHECK_PASSWORD].detail;

  for (guint i = 0; i < INGAM_CHECK_N; i++)
    if (i != INGAM_CHECK_DATES && report->checks[i].result == INGAM_CHECK_FAIL)
      {
        g_autofree char *both = g_strjoin (" ", right, report->checks[i].detail, NULL);

        ingam_batch_item_set_outcome (item, INGAM_BATCH_ATTENTION, both);
        return;
      }
  ingam_batch_item_set_outcome (item, INGAM_BATCH_GOOD, right);
}

static void
opened (IngamBatchSession *self, IngamBatchItem *item, const IngamCheckReport *report)
{
  self->n_opened++;
  if (self->verb == INGAM_BATCH_CHECK)
    {
      ingam_event_add_check (self->events, ingam_batch_item_get_credential (item), report);
      judge (item, report);
    }
  else
    {
      ingam_batch_item_set_outcome (item, INGAM_BATCH_OPENED, NULL);
      ingam_batch_item_set_password (item, self->password);
    }
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamCheckReport) report =
      ingam_store_check_finish (INGAM_STORE (source), result, &error);
  const IngamCheck *check = report == NULL ? NULL : &report->checks[INGAM_CHECK_PASSWORD];

  if (check == NULL)
    fail_item (job->item, error);
  else if (check->result == INGAM_CHECK_PASS)
    opened (job->session, job->item, report);
  else if (check->error != NULL)
    fail_item (job->item, check->error);
  else
    ingam_batch_item_set_outcome (job->item, INGAM_BATCH_FAILED, check->detail);
  finish_one (job->session);
}

/* Takes over @job. */
static void
open_item (Job *job)
{
  ingam_store_check_async (ingam_batch_item_get_store (job->item),
                           ingam_batch_item_get_credential (job->item), job->session->password,
                           job->session->budget, job->session->cancellable, checked_cb, job);
}

/* Exporting. */

/* A name that nobody in this export has, from number @job->number on. */
static char *
take_path (Job *job)
{
  IngamBatchSession *self = job->session;
  g_autofree char *name =
      ingam_export_dup_suggested_name (ingam_batch_item_get_credential (job->item), self->format);
  const char *ending = strrchr (name, '.');
  g_autofree char *stem = g_strndup (name, (gsize) (ending - name));

  while (++job->number <= MAX_NUMBER)
    {
      g_autofree char *file = job->number == 1 ?
                                  g_strdup (name) :
                                  g_strdup_printf ("%s (%u)%s", stem, job->number, ending);
      char *key = ingam_layout_dup_key (file);

      if (g_hash_table_add (self->names, key))
        return g_build_filename (self->place, file, NULL);
    }
  return NULL;
}

static gboolean export_item (Job *job);

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  IngamBatchSession *self = job->session;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;
  gboolean has_random;

  if (!ingam_store_export_finish (INGAM_STORE (source), result, &path, &has_random, &error))
    {
      if (self->format != INGAM_EXPORT_FOLDER &&
          g_error_matches (error, INGAM_ERROR, INGAM_ERROR_ALREADY_HERE))
        {
          if (export_item (job)) /* somebody else's file: the next name */
            {
              g_steal_pointer (&job);
              return;
            }
        }
      else
        fail_item (job->item, error);
    }
  else if (self->format == INGAM_EXPORT_PFX && !has_random)
    ingam_batch_item_set_outcome (job->item, INGAM_BATCH_ATTENTION,
                                  _ ("Exported. This certificate has no identity-check value (R), "
                                     "so the file has none either."));
  else
    {
      name = g_filename_display_basename (path);
      ingam_batch_item_set_outcome (job->item, INGAM_BATCH_GOOD,
                                    self->format == INGAM_EXPORT_FOLDER ? _ ("Exported") : name);
    }
  finish_one (self);
}

/* Takes over @job, unless there is no name left. */
static gboolean
export_item (Job *job)
{
  IngamBatchSession *self = job->session;
  IngamBatchItem *item = job->item;
  const IngamExportOptions options = {
    .format = self->format,
    .profile = self->profile,
    .password = ingam_batch_item_get_password (item),
    .budget = self->budget,
  };
  g_autofree char *path =
      self->format == INGAM_EXPORT_FOLDER ? g_strdup (self->place) : take_path (job);

  if (path == NULL)
    {
      ingam_batch_item_set_outcome (item, INGAM_BATCH_FAILED,
                                    _ ("There are too many files of this name here."));
      return FALSE;
    }
  ingam_store_export_async (ingam_batch_item_get_store (item),
                            ingam_batch_item_get_credential (item), &options, path,
                            self->cancellable, exported_cb, job);
  return TRUE;
}

/* The queue: a few at a time. */

static guint
get_at_once (IngamBatchSession *self)
{
  if (self->state == INGAM_BATCH_WORKING && self->format == INGAM_EXPORT_FOLDER)
    return 1;
  return CLAMP (g_get_num_processors (), 1, MAX_AT_ONCE);
}

static void
run_next (IngamBatchSession *self)
{
  while (self->running < get_at_once (self) && self->next < self->queue->len && !is_stopped (self))
    {
      g_autoptr (Job) job = job_new (self, g_ptr_array_index (self->queue, self->next++));

      if (self->state == INGAM_BATCH_OPENING)
        open_item (g_steal_pointer (&job));
      else if (export_item (job))
        g_steal_pointer (&job);
      else
        continue;
      self->running++;
    }
  if (self->running == 0)
    go_on (self);
}

static void
run (IngamBatchSession *self, IngamBatchState state, gboolean (*is_wanted) (IngamBatchItem *item))
{
  g_ptr_array_set_size (self->queue, 0);
  for (guint i = 0; i < get_n_items (self); i++)
    if (is_wanted (get_item (self, i)))
      g_ptr_array_add (self->queue, g_object_ref (get_item (self, i)));
  self->next = 0;
  self->done = 0;
  set_state (self, state);
  tell_progress (self, 0, self->queue->len);
  run_next (self);
}

static gboolean
has_no_password (IngamBatchItem *item)
{
  IngamBatchOutcome outcome = ingam_batch_item_get_outcome (item);

  return outcome == INGAM_BATCH_WAITING || outcome == INGAM_BATCH_WRONG;
}

static gboolean
is_too_expensive (IngamBatchItem *item)
{
  return ingam_batch_item_get_outcome (item) == INGAM_BATCH_TOO_EXPENSIVE;
}

static gboolean
can_be_exported (IngamBatchItem *item)
{
  return ingam_batch_item_get_outcome (item) == INGAM_BATCH_OPENED;
}

/* Removing: one step for each store, one store after the other. */

static void
group_free (gpointer data)
{
  Group *group = data;

  g_object_unref (group->store);
  g_ptr_array_unref (group->items);
  g_ptr_array_unref (group->credentials);
  g_free (group->entry);
  g_free (group);
}

static Group *
get_group (IngamBatchSession *self, IngamStore *store)
{
  Group *group;

  for (guint i = 0; i < self->groups->len; i++)
    {
      group = g_ptr_array_index (self->groups, i);
      if (group->store == store)
        return group;
    }
  group = g_new0 (Group, 1);
  group->store = g_object_ref (store);
  group->items = g_ptr_array_new_with_free_func (g_object_unref);
  group->credentials = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->groups, group);
  return group;
}

static void
removing_cb (guint done, guint total, gpointer user_data)
{
  IngamBatchSession *self = user_data;

  tell_progress (self, self->done + done, get_n_items (self));
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamBatchSession) self = user_data;
  Group *group = g_ptr_array_index (self->groups, self->next);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) errors = NULL;

  ingam_store_remove_many_finish (INGAM_STORE (source), result, &errors, &group->entry, &error);
  for (guint i = 0; i < group->items->len; i++)
    {
      IngamBatchItem *item = g_ptr_array_index (group->items, i);
      const GError *why = errors == NULL ? error : g_ptr_array_index (errors, i);

      if (why != NULL)
        fail_item (item, why);
      else
        ingam_batch_item_set_outcome (item, INGAM_BATCH_GOOD, _ ("Removed"));
    }
  self->done += group->items->len;
  self->next++;
  remove_next (self);
}

static void
remove_next (IngamBatchSession *self)
{
  Group *group;

  if (self->next == self->groups->len || is_stopped (self))
    {
      go_on (self);
      return;
    }
  group = g_ptr_array_index (self->groups, self->next);
  ingam_store_remove_many_async (group->store, group->credentials, removing_cb, self,
                                 self->cancellable, removed_cb, g_object_ref (self));
}

static void
remove_all (IngamBatchSession *self)
{
  for (guint i = 0; i < get_n_items (self); i++)
    {
      IngamBatchItem *item = get_item (self, i);
      Group *group = get_group (self, ingam_batch_item_get_store (item));

      g_ptr_array_add (group->items, g_object_ref (item));
      g_ptr_array_add (group->credentials, g_object_ref (ingam_batch_item_get_credential (item)));
    }
  set_state (self, INGAM_BATCH_WORKING);
  tell_progress (self, 0, get_n_items (self));
  remove_next (self);
}

/* Undoing, from the last store to the first. */

static void undo_next (IngamBatchSession *self);

static gboolean
is_back (IngamStore *store, IngamBatchItem *item)
{
  return ingam_store_holds_certificate (
      store, ingam_credential_get_fingerprint (ingam_batch_item_get_credential (item)));
}

/* When not all could go back, the store has been read again and says which did. */
static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamBatchSession) self = user_data;
  Group *group = g_ptr_array_index (self->groups, self->next);
  g_autoptr (GError) error = NULL;
  gboolean done = ingam_store_undo_finish (INGAM_STORE (source), result, &error);

  for (guint i = 0; i < group->items->len; i++)
    {
      IngamBatchItem *item = g_ptr_array_index (group->items, i);

      if (ingam_batch_item_get_outcome (item) != INGAM_BATCH_GOOD)
        continue;
      if (done || is_back (group->store, item))
        ingam_batch_item_set_outcome (item, INGAM_BATCH_UNDONE, _ ("Back in its place"));
      else
        ingam_batch_item_set_outcome (item, INGAM_BATCH_FAILED, error->message);
    }
  g_clear_pointer (&group->entry, g_free);
  undo_next (self);
}

static void
undo_next (IngamBatchSession *self)
{
  while (self->next > 0)
    {
      Group *group = g_ptr_array_index (self->groups, --self->next);

      if (group->entry == NULL)
        continue;
      ingam_store_undo_step_async (group->store, group->entry, NULL, undone_cb,
                                   g_object_ref (self));
      return;
    }
  set_state (self, INGAM_BATCH_DONE);
}

/* The course. */

/* What nobody can do anything with is said before anything is asked. */
static void
sort_out (IngamBatchSession *self)
{
  gboolean needs_key =
      self->verb == INGAM_BATCH_CHECK ||
      (self->verb == INGAM_BATCH_EXPORT && self->format != INGAM_EXPORT_PEM_CERTIFICATE);

  for (guint i = 0; i < get_n_items (self); i++)
    {
      IngamBatchItem *item = get_item (self, i);

      if (needs_key &&
          ingam_credential_get_key_scheme (ingam_batch_item_get_credential (item)) == NULL)
        ingam_batch_item_set_outcome (item, INGAM_BATCH_FAILED,
                                      _ ("The private key is not there, only the public "
                                         "certificate."));
      else if (!needs_password (self))
        ingam_batch_item_set_outcome (item, INGAM_BATCH_OPENED, NULL);
    }
}

/* Why it was not done, for those whose turn did not come. */
static void
give_reasons (IngamBatchSession *self)
{
  for (guint i = 0; i < get_n_items (self); i++)
    {
      IngamBatchItem *item = get_item (self, i);

      ingam_batch_item_set_password (item, NULL);
      if (ingam_batch_item_get_outcome (item) == INGAM_BATCH_WAITING ||
          ingam_batch_item_get_outcome (item) == INGAM_BATCH_OPENED)
        ingam_batch_item_set_outcome (item, INGAM_BATCH_WAITING,
                                      is_stopped (self) ? _ ("Stopped before its turn") :
                                                          _ ("No password was given"));
    }
}

static void
finish (IngamBatchSession *self)
{
  g_clear_pointer (&self->password, ingam_secret_unref);
  g_ptr_array_set_size (self->queue, 0);
  give_reasons (self);
  set_state (self, INGAM_BATCH_DONE);
}

/* Of each password at once, also when it was stopped: for whoever keeps a journal. */
static void
tell_events (IngamBatchSession *self)
{
  g_autoptr (GPtrArray) events = g_steal_pointer (&self->events);

  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_event_free);
  if (events->len > 0)
    g_signal_emit (self, signals[SIGNAL_CHECKED], 0, events);
}

/* The next question, the work, or the end. */
static void
go_on (IngamBatchSession *self)
{
  tell_events (self);
  if (is_stopped (self))
    finish (self);
  else if (!self->refused && self->budget < INGAM_KDF_MAX_ROUNDS &&
           ingam_batch_session_count (self, INGAM_BATCH_TOO_EXPENSIVE) > 0)
    set_state (self, INGAM_BATCH_EXPENSIVE);
  else if (!self->skipped && ingam_batch_session_get_n_waiting (self) > 0)
    set_state (self, INGAM_BATCH_PASSWORD);
  else if (ingam_batch_session_count (self, INGAM_BATCH_OPENED) == 0)
    finish (self);
  else if (self->place == NULL)
    set_state (self, INGAM_BATCH_PLACE);
  else
    run (self, INGAM_BATCH_WORKING, can_be_exported);
}

IngamBatchSession *
ingam_batch_session_new (IngamBatchVerb verb)
{
  IngamBatchSession *self = g_object_new (INGAM_TYPE_BATCH_SESSION, NULL);

  self->verb = verb;
  return self;
}

void
ingam_batch_session_add (IngamBatchSession *self, IngamStore *store, IngamCredential *credential)
{
  g_autoptr (IngamBatchItem) item = NULL;

  g_return_if_fail (INGAM_IS_BATCH_SESSION (self));
  g_return_if_fail (INGAM_IS_STORE (store));
  g_return_if_fail (INGAM_IS_CREDENTIAL (credential));

  item = ingam_batch_item_new (store, credential);
  g_list_store_append (self->items, item);
}

void
ingam_batch_session_start (IngamBatchSession *self)
{
  g_return_if_fail (INGAM_IS_BATCH_SESSION (self));

  switch (self->verb)
    {
    case INGAM_BATCH_EXPORT:
      set_state (self, INGAM_BATCH_FORM);
      break;
    case INGAM_BATCH_REMOVE:
      remove_all (self);
      break;
    case INGAM_BATCH_CHECK:
    default:
      sort_out (self);
      go_on (self);
      break;
    }
}

IngamBatchVerb
ingam_batch_session_get_verb (IngamBatchSession *self)
{
  g_return_val_if_fail (INGAM_IS_BATCH_SESSION (self), INGAM_BATCH_CHECK);

  return self->verb;
}

IngamBatchState
ingam_batch_session_get_state (IngamBatchSession *self)
{
  g_return_val_if_fail (INGAM_IS_BATCH_SESSION (self), INGAM_BATCH_DONE);

  return self->state;
}

gboolean
ingam_batch_session_is_busy (IngamBatchSession *self)
{
  g_return_val_if_fail (INGAM_IS_BATCH_SESSION (self), FALSE);

  return self->state == INGAM_BATCH_OPENING || self->state == INGAM_BATCH_WORKING ||
         self->state == INGAM_BATCH_UNDOING;
}

GListModel *
ingam_batch_session_get_items (IngamBatchSession *self)
{
  g_return_val_if_fail (INGAM_IS_BATCH_SESSION (self), NULL);

  return G_LIST_MODEL (self->items);
}

guint
ingam_batch_session_count (IngamBatchSession *self, IngamBatchOutcome outcome)
{
  guint n = 0;

  g_return_val_if_fail (INGAM_IS_BATCH_SESSION (self), 0);

  for (guint i = 0; i < get_n_items (self); i++)
    n += ingam_batch_item_get_outcome (get_item (self, i)) == outcome;
  return n;
}

gboolean
ingam_batch_session_is_waiting (IngamBatchSession *self, IngamBatchItem *item)
{
  g_return_val_if_fail (INGAM_IS_BATCH_SESSION (self), FALSE);

  return needs_password (self) && has_no_password (item);
}

guint
ingam_batch_session_get_n_waiting (IngamBatchSession *self)
{
  guint n = 0;

  g_return_val_if_fail (INGAM_IS_BATCH_SESSION (self), 0);

  for (guint i = 0; i < get_n_items (self); i++)
    n += ingam_batch_session_is_waiting (self, get_item (self, i));
  return n;
}

guint
ingam_batch_session_get_n_opened (IngamBatchSession *self)
{
  g_return_val_if_fail (INGAM_IS_BATCH_SESSION (self), 0);

  return self->n_opened;
}

gboolean
ingam_batch_session_was_tried (IngamBatchSession *self)
{
  g_return_val_if_fail (INGAM_IS_BATCH_SESSION (self), FALSE);

  return self->tried;
}

void
ingam_batch_session_choose_form (IngamBatchSession *self,
                                 IngamExportFormat format,
                                 IngamBundleProfile profile)
{
  g_return_if_fail (INGAM_IS_BATCH_SESSION (self));
  g_return_if_fail (self->state == INGAM_BATCH_FORM);

  self->format = format;
  self->profile = profile;
  sort_out (self);
  go_on (self);
}

void
ingam_batch_session_offer_password (IngamBatchSession *self, IngamSecret *password)
{
  g_return_if_fail (INGAM_IS_BATCH_SESSION (self));
  g_return_if_fail (password != NULL);
  g_return_if_fail (self->state == INGAM_BATCH_PASSWORD);

  g_clear_pointer (&self->password, ingam_secret_unref);
  self->password = ingam_secret_ref (password);
  self->tried = TRUE;
  self->n_opened = 0;
  run (self, INGAM_BATCH_OPENING, has_no_password);
}

void
ingam_batch_session_skip_password (IngamBatchSession *self)
{
  g_return_if_fail (INGAM_IS_BATCH_SESSION (self));
  g_return_if_fail (self->state == INGAM_BATCH_PASSWORD);

  self->skipped = TRUE;
  go_on (self);
}

void
ingam_batch_session_answer_expensive (IngamBatchSession *self, gboolean try_anyway)
{
  g_return_if_fail (INGAM_IS_BATCH_SESSION (self));
  g_return_if_fail (self->state == INGAM_BATCH_EXPENSIVE);

  if (try_anyway)
    {
      self->budget = INGAM_KDF_MAX_ROUNDS;
      run (self, INGAM_BATCH_OPENING, is_too_expensive);
      return;
    }
  self->refused = TRUE;
  go_on (self);
}

void
ingam_batch_session_choose_place (IngamBatchSession *self, const char *folder)
{
  g_return_if_fail (INGAM_IS_BATCH_SESSION (self));
  g_return_if_fail (folder != NULL);
  g_return_if_fail (self->state == INGAM_BATCH_PLACE);

  self->place = g_strdup (folder);
  go_on (self);
}

const char *
ingam_batch_session_get_place (IngamBatchSession *self)
{
  g_return_val_if_fail (INGAM_IS_BATCH_SESSION (self), NULL);

  return self->place;
}

void
ingam_batch_session_stop (IngamBatchSession *self)
{
  g_return_if_fail (INGAM_IS_BATCH_SESSION (self));

  g_cancellable_cancel (self->cancellable);
}

void
ingam_batch_session_retry (IngamBatchSession *self)
{
  g_return_if_fail (INGAM_IS_BATCH_SESSION (self));
  g_return_if_fail (self->state == INGAM_BATCH_DONE);

  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->skipped = FALSE;
  self->tried = FALSE;
  go_on (self);
}

gboolean
ingam_batch_session_can_undo (IngamBatchSession *self)
{
  g_return_val_if_fail (INGAM_IS_BATCH_SESSION (self), FALSE);

  return self->verb == INGAM_BATCH_REMOVE && self->state == INGAM_BATCH_DONE &&
         ingam_batch_session_count (self, INGAM_BATCH_GOOD) > 0;
}

GPtrArray *
ingam_batch_session_list_steps (IngamBatchSession *self)
{
  GPtrArray *steps = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_store_step_free);

  g_return_val_if_fail (INGAM_IS_BATCH_SESSION (self), steps);

  for (guint i = 0; i < self->groups->len; i++)
    {
      const Group *group = g_ptr_array_index (self->groups, i);

      if (group->entry != NULL)
        g_ptr_array_add (steps, ingam_store_step_new (group->store, group->entry));
    }
  return steps;
}

void
ingam_batch_session_undo (IngamBatchSession *self)
{
  g_return_if_fail (INGAM_IS_BATCH_SESSION (self));
  g_return_if_fail (ingam_batch_session_can_undo (self));

  self->next = self->groups->len;
  set_state (self, INGAM_BATCH_UNDOING);
  undo_next (self);
}

static void
ingam_batch_session_finalize (GObject *object)
{
  IngamBatchSession *self = INGAM_BATCH_SESSION (object);

  g_clear_pointer (&self->password, ingam_secret_unref);
  g_clear_pointer (&self->queue, g_ptr_array_unref);
  g_clear_pointer (&self->groups, g_ptr_array_unref);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_clear_object (&self->items);
  g_clear_object (&self->cancellable);
  g_free (self->place);
  G_OBJECT_CLASS (ingam_batch_session_parent_class)->finalize (object);
}

static void
ingam_batch_session_class_init (IngamBatchSessionClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ingam_batch_session_finalize;
  signals[SIGNAL_CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CHECKED] = g_signal_new ("checked", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
  signals[SIGNAL_PROGRESSED] = g_signal_new ("progressed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                             NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
}

static void
ingam_batch_session_init (IngamBatchSession *self)
{
  self->budget = INGAM_KDF_ASK_ROUNDS;
  self->cancellable = g_cancellable_new ();
  self->items = g_list_store_new (INGAM_TYPE_BATCH_ITEM);
  self->queue = g_ptr_array_new_with_free_func (g_object_unref);
  self->groups = g_ptr_array_new_with_free_func (group_free);
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_event_free);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}
