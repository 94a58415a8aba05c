/* The course of one import: look, ask what has to be asked, carry out, tell.
 *
 * A state machine beside the dialog and not in it, so that the course can be tested without a
 * window and a single new certificate can be imported without one ever being shown. All work runs
 * in threads through core/import; here only the main thread's bookkeeping happens. The plan is
 * handed to a thread while a task runs and is not touched here until it comes back.
 *
 * Nothing is written before the person has seen what would happen, unless all there is is one new
 * certificate.
 */
#include "config.h"

#include "app/import/import-session.h"

#include "core/base/error.h"
#include "core/store/trash.h"

struct _IngamImportSession
{
  GObject parent_instance;

  IngamStore *store;
  GStrv paths;
  GStrv earlier;
  IngamImportState state;
  IngamImportPlan *plan;
  GCancellable *cancellable;
  GError *error;
  GHashTable *imported;  /* set of IngamImportEntry, borrowed from the plan */
  IngamSecret *password; /* the last one offered, until the questions are over */
  IngamKdfBudget budget;
  gboolean skipped; /* no more questions about passwords */
  gboolean refused; /* nor about expensive files */
  gboolean was_wrong;
  gboolean confirmed; /* the person has seen a page, or said yes */
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_PROGRESSED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamImportSession, ingam_import_session, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void
set_state (IngamImportSession *self, IngamImportState state)
{
  self->state = state;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gboolean
is_cancelled (const GError *error)
{
  return g_error_matches (error, INGAM_ERROR, INGAM_ERROR_CANCELLED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static guint
count (IngamImportSession *self, IngamOutcome outcome)
{
  guint n = 0;

  for (guint i = 0; i < ingam_import_plan_get_n_entries (self->plan); i++)
    if (ingam_import_entry_get_outcome (ingam_import_plan_get_entry (self->plan, i)) == outcome)
      n++;
  return n;
}

/* Entries that the person could still decide about on the plan's page. */
static gboolean
has_choice (IngamImportSession *self)
{
  return ingam_import_plan_get_n_wanted (self->plan) > 0 ||
         count (self, INGAM_OUTCOME_OLDER_THAN_YOURS) > 0;
}

/* One thing, and nothing in the store that it could be mistaken for. */
static gboolean
is_single_new (IngamImportSession *self)
{
  return ingam_import_plan_get_n_entries (self->plan) == 1 &&
         ingam_import_plan_get_n_wanted (self->plan) == 1 && count (self, INGAM_OUTCOME_NEW) == 1 &&
         ingam_import_entry_get_existing (ingam_import_plan_get_entry (self->plan, 0)) == NULL;
}

static void
remember_imported (IngamImportSession *self)
{
  for (guint i = 0; i < ingam_import_plan_get_n_entries (self->plan); i++)
    {
      IngamImportEntry *entry = ingam_import_plan_get_entry (self->plan, i);

      if (ingam_import_entry_get_wanted (entry))
        g_hash_table_add (self->imported, entry);
    }
}

/* Takes those that did not come in after all out again: who reads that theirs is here may throw
 * away where it came from. */
static void
forget_failed (IngamImportSession *self)
{
  GHashTableIter iter;
  gpointer entry;

  g_hash_table_iter_init (&iter, self->imported);
  while (g_hash_table_iter_next (&iter, &entry, NULL))
    if (!ingam_import_entry_is_done (entry) ||
        ingam_import_entry_get_outcome (entry) != INGAM_OUTCOME_NEW)
      g_hash_table_iter_remove (&iter);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamImportSession) self = user_data;

  /* A store that cannot be read again says so by itself, in the window. */
  ingam_store_load_finish (INGAM_STORE (source), result, NULL);
  set_state (self, INGAM_IMPORT_DONE);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamImportSession) self = user_data;

  g_clear_error (&self->error);
  ingam_import_run_finish (result, &self->error);
  forget_failed (self);
  /* Who stopped it knows; what had come in until then is on a page, with Undo. */
  if (self->error != NULL && is_cancelled (self->error))
    {
      g_clear_error (&self->error);
      if (g_hash_table_size (self->imported) == 0)
        {
          set_state (self, INGAM_IMPORT_GIVEN_UP);
          return;
        }
    }
  ingam_store_load_async (self->store, NULL, loaded_cb, g_object_ref (self));
}

static void
progress_cb (guint done, guint total, gpointer user_data)
{
  IngamImportSession *self = user_data;

  g_signal_emit (self, signals[SIGNAL_PROGRESSED], 0, done, total);
}

static void
write_plan (IngamImportSession *self)
{
  g_autofree char *trash = ingam_trash_dup_path ();

  g_clear_pointer (&self->password, ingam_secret_unref);
  remember_imported (self);
  set_state (self, INGAM_IMPORT_WRITING);
  ingam_import_run_async (self->plan, trash, progress_cb, self, self->cancellable, written_cb,
                          g_object_ref (self));
}

/* The next question, or the end. */
static void
go_on (IngamImportSession *self)
{
  if (!self->refused && self->budget < INGAM_KDF_MAX_ROUNDS &&
      count (self, INGAM_OUTCOME_TOO_EXPENSIVE) > 0)
    set_state (self, INGAM_IMPORT_EXPENSIVE);
  else if (!self->skipped && ingam_import_session_get_n_waiting (self) > 0)
    set_state (self, INGAM_IMPORT_PASSWORD);
  else if (!has_choice (self))
    set_state (self, INGAM_IMPORT_DONE);
  else if (self->confirmed || is_single_new (self))
    write_plan (self);
  else
    set_state (self, INGAM_IMPORT_READY);
}

static void
planned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamImportSession) self = user_data;
  g_autoptr (GError) error = NULL;

  self->plan = ingam_import_plan_new_finish (result, &error);
  if (self->plan != NULL && !g_cancellable_is_cancelled (self->cancellable))
    {
      go_on (self);
      return;
    }
  if (error != NULL && !is_cancelled (error))
    self->error = g_steal_pointer (&error);
  set_state (self, self->error == NULL ? INGAM_IMPORT_GIVEN_UP : INGAM_IMPORT_DONE);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamImportSession) self = user_data;
  g_autoptr (GError) error = NULL;

  if (ingam_import_plan_offer_password_finish (result, &error) < 0 ||
      g_cancellable_is_cancelled (self->cancellable))
    {
      set_state (self, INGAM_IMPORT_GIVEN_UP);
      return;
    }
  self->was_wrong = ingam_import_session_get_n_waiting (self) > 0;
  go_on (self);
}

static void
open_entries (IngamImportSession *self)
{
  set_state (self, INGAM_IMPORT_OPENING);
  ingam_import_plan_offer_password_async (self->plan, self->password, self->budget,
                                          self->cancellable, opened_cb, g_object_ref (self));
}

IngamImportSession *
ingam_import_session_new (IngamStore *store)
{
  IngamImportSession *self;

  g_return_val_if_fail (INGAM_IS_STORE (store), NULL);

  self = g_object_new (INGAM_TYPE_IMPORT_SESSION, NULL);
  self->store = g_object_ref (store);
  return self;
}

static void
make_plan (IngamImportSession *self)
{
  ingam_import_plan_new_async (
      ingam_store_get_path (self->store), (const char *const *) self->paths,
      (const char *const *) self->earlier, self->cancellable, planned_cb, g_object_ref (self));
}

void
ingam_import_session_start (IngamImportSession *self,
                            const char *const *paths,
                            const char *const *earlier)
{
  g_return_if_fail (INGAM_IS_IMPORT_SESSION (self));
  g_return_if_fail (paths != NULL);
  g_return_if_fail (self->state == INGAM_IMPORT_PLANNING && self->plan == NULL);

  self->paths = g_strdupv ((char **) paths);
  self->earlier = g_strdupv ((char **) earlier);
  make_plan (self);
}

static void
renew_cancellable (IngamImportSession *self)
{
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
}

/* As at the beginning, but for what is planned. The old plan outlives the signal: rows show it. */
static void
forget_all (IngamImportSession *self)
{
  IngamImportPlan *old = g_steal_pointer (&self->plan);

  g_hash_table_remove_all (self->imported);
  g_clear_pointer (&self->password, ingam_secret_unref);
  g_clear_error (&self->error);
  renew_cancellable (self);
  self->budget = INGAM_KDF_ASK_ROUNDS;
  self->skipped = self->refused = self->was_wrong = self->confirmed = FALSE;
  set_state (self, INGAM_IMPORT_PLANNING);
  ingam_import_plan_free (old);
}

static GStrv
dup_joined (GStrv first, const char *const *second)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_addv (builder, (const char **) first);
  g_strv_builder_addv (builder, (const char **) second);
  return g_strv_builder_end (builder);
}

gboolean
ingam_import_session_hand_in_more (IngamImportSession *self, const char *const *paths)
{
  g_auto (GStrv) before = NULL;
  g_auto (GStrv) halves = NULL;

  g_return_val_if_fail (INGAM_IS_IMPORT_SESSION (self), FALSE);
  g_return_val_if_fail (paths != NULL, FALSE);

  switch (self->state)
    {
    case INGAM_IMPORT_DONE:
      halves = ingam_import_session_dup_halves (self);
      g_strfreev (self->earlier);
      self->earlier = g_steal_pointer (&halves);
      g_strfreev (self->paths);
      self->paths = g_strdupv ((char **) paths);
      break;
    case INGAM_IMPORT_PASSWORD:
    case INGAM_IMPORT_EXPENSIVE:
    case INGAM_IMPORT_READY:
      before = g_steal_pointer (&self->paths);
      self->paths = dup_joined (before, paths);
      break;
    case INGAM_IMPORT_PLANNING:
    case INGAM_IMPORT_OPENING:
    case INGAM_IMPORT_WRITING:
    case INGAM_IMPORT_GIVEN_UP:
    default:
      return FALSE;
    }
  forget_all (self);
  make_plan (self);
  return TRUE;
}

GStrv
ingam_import_session_dup_halves (IngamImportSession *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (INGAM_IS_IMPORT_SESSION (self), NULL);

  for (guint i = 0; self->plan != NULL && i < ingam_import_plan_get_n_entries (self->plan); i++)
    {
      IngamImportEntry *entry = ingam_import_plan_get_entry (self->plan, i);

      if (ingam_import_entry_get_outcome (entry) == INGAM_OUTCOME_HALF_PAIR)
        g_strv_builder_add (builder, ingam_import_entry_get_source (entry));
    }
  return g_strv_builder_end (builder);
}

IngamImportState
ingam_import_session_get_state (IngamImportSession *self)
{
  g_return_val_if_fail (INGAM_IS_IMPORT_SESSION (self), INGAM_IMPORT_GIVEN_UP);

  return self->state;
}

IngamImportPlan *
ingam_import_session_get_plan (IngamImportSession *self)
{
  g_return_val_if_fail (INGAM_IS_IMPORT_SESSION (self), NULL);

  return self->plan;
}

const GError *
ingam_import_session_get_error (IngamImportSession *self)
{
  g_return_val_if_fail (INGAM_IS_IMPORT_SESSION (self), NULL);

  return self->error;
}

void
ingam_import_session_offer_password (IngamImportSession *self, IngamSecret *password)
{
  g_return_if_fail (INGAM_IS_IMPORT_SESSION (self));
  g_return_if_fail (password != NULL);
  g_return_if_fail (self->state == INGAM_IMPORT_PASSWORD);

  g_clear_pointer (&self->password, ingam_secret_unref);
  self->password = ingam_secret_ref (password);
  open_entries (self);
}

void
ingam_import_session_skip_password (IngamImportSession *self)
{
  g_return_if_fail (INGAM_IS_IMPORT_SESSION (self));
  g_return_if_fail (self->state == INGAM_IMPORT_PASSWORD);

  self->skipped = TRUE;
  go_on (self);
}

void
ingam_import_session_answer_expensive (IngamImportSession *self, gboolean try_anyway)
{
  g_return_if_fail (INGAM_IS_IMPORT_SESSION (self));
  g_return_if_fail (self->state == INGAM_IMPORT_EXPENSIVE);

  if (try_anyway)
    self->budget = INGAM_KDF_MAX_ROUNDS;
  else
    self->refused = TRUE;
  if (try_anyway && self->password != NULL)
    open_entries (self);
  else
    go_on (self);
}

void
ingam_import_session_confirm (IngamImportSession *self)
{
  g_return_if_fail (INGAM_IS_IMPORT_SESSION (self));
  g_return_if_fail (self->state == INGAM_IMPORT_READY);

  self->confirmed = TRUE;
  write_plan (self);
}

void
ingam_import_session_retry (IngamImportSession *self)
{
  g_return_if_fail (INGAM_IS_IMPORT_SESSION (self));
  g_return_if_fail (self->state == INGAM_IMPORT_DONE && self->plan != NULL);

  renew_cancellable (self);
  self->skipped = FALSE;
  self->was_wrong = FALSE;
  self->confirmed = TRUE;
  go_on (self);
}

void
ingam_import_session_cancel (IngamImportSession *self)
{
  g_return_if_fail (INGAM_IS_IMPORT_SESSION (self));

  g_cancellable_cancel (self->cancellable);
  switch (self->state)
    {
    case INGAM_IMPORT_PASSWORD:
    case INGAM_IMPORT_EXPENSIVE:
    case INGAM_IMPORT_READY:
      set_state (self, INGAM_IMPORT_GIVEN_UP);
      break;
    case INGAM_IMPORT_PLANNING: /* these come back by themselves */
    case INGAM_IMPORT_OPENING:
    case INGAM_IMPORT_WRITING:
    case INGAM_IMPORT_DONE:
    case INGAM_IMPORT_GIVEN_UP:
    default:
      break;
    }
}

gboolean
ingam_import_session_is_waiting (IngamImportSession *self, IngamImportEntry *entry)
{
  g_return_val_if_fail (INGAM_IS_IMPORT_SESSION (self), FALSE);

  switch (ingam_import_entry_get_outcome (entry))
    {
    case INGAM_OUTCOME_NEEDS_PASSWORD:
    case INGAM_OUTCOME_WRONG_PASSWORD:
      return TRUE;
    case INGAM_OUTCOME_TOO_EXPENSIVE:
      return self->budget == INGAM_KDF_MAX_ROUNDS; /* left out, unless the person said otherwise */
    default:
      return FALSE;
    }
}

guint
ingam_import_session_get_n_waiting (IngamImportSession *self)
{
  guint n = 0;

  g_return_val_if_fail (INGAM_IS_IMPORT_SESSION (self), 0);

  for (guint i = 0; self->plan != NULL && i < ingam_import_plan_get_n_entries (self->plan); i++)
    if (ingam_import_session_is_waiting (self, ingam_import_plan_get_entry (self->plan, i)))
      n++;
  return n;
}

gboolean
ingam_import_session_get_was_wrong (IngamImportSession *self)
{
  g_return_val_if_fail (INGAM_IS_IMPORT_SESSION (self), FALSE);

  return self->was_wrong;
}

guint
ingam_import_session_get_n_imported (IngamImportSession *self)
{
  g_return_val_if_fail (INGAM_IS_IMPORT_SESSION (self), 0);

  return g_hash_table_size (self->imported);
}

gboolean
ingam_import_session_was_imported (IngamImportSession *self, IngamImportEntry *entry)
{
  g_return_val_if_fail (INGAM_IS_IMPORT_SESSION (self), FALSE);

  return g_hash_table_contains (self->imported, entry);
}

GPtrArray *
ingam_import_session_list_steps (IngamImportSession *self)
{
  GPtrArray *steps = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_store_step_free);
  GPtrArray *entries;

  g_return_val_if_fail (INGAM_IS_IMPORT_SESSION (self), steps);

  entries = self->plan == NULL ? NULL : ingam_import_plan_get_steps (self->plan);
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    g_ptr_array_add (steps, ingam_store_step_new (self->store, g_ptr_array_index (entries, i)));
  return steps;
}

IngamImportEntry *
ingam_import_session_get_single (IngamImportSession *self)
{
  IngamImportEntry *entry;

  g_return_val_if_fail (INGAM_IS_IMPORT_SESSION (self), NULL);

  if (self->plan == NULL || ingam_import_plan_get_n_entries (self->plan) != 1 ||
      g_hash_table_size (self->imported) != 1)
    return NULL;
  entry = ingam_import_plan_get_entry (self->plan, 0);
  /* Authorities' certificates have none: what became of them is only on a page. */
  return ingam_import_entry_get_id (entry) == NULL ? NULL : entry;
}

static void
ingam_import_session_dispose (GObject *object)
{
  IngamImportSession *self = INGAM_IMPORT_SESSION (object);

  g_clear_pointer (&self->password, ingam_secret_unref);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (ingam_import_session_parent_class)->dispose (object);
}

static void
ingam_import_session_finalize (GObject *object)
{
  IngamImportSession *self = INGAM_IMPORT_SESSION (object);

  g_clear_pointer (&self->imported, g_hash_table_unref);
  g_clear_pointer (&self->earlier, g_strfreev);
  g_clear_pointer (&self->paths, g_strfreev);
  g_clear_pointer (&self->plan, ingam_import_plan_free);
  g_clear_error (&self->error);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (ingam_import_session_parent_class)->finalize (object);
}

static void
ingam_import_session_class_init (IngamImportSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = ingam_import_session_dispose;
  object_class->finalize = ingam_import_session_finalize;
  signals[SIGNAL_CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_PROGRESSED] = g_signal_new ("progressed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                             NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
}

static void
ingam_import_session_init (IngamImportSession *self)
{
  self->budget = INGAM_KDF_ASK_ROUNDS;
  self->cancellable = g_cancellable_new ();
  self->imported = g_hash_table_new (NULL, NULL);
}
