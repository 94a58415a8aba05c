/* What is done: one task at a time, through the places one after another, and out of the way again
 * when the keyring stands in it.
 *
 * A place that fails keeps no other from its turn. The keyring concerns them all: the first that
 * meets it waits with the rest, and goes first when a way on was found.
 */
#include "config.h"

#include "app/backup/backup-session-private.h"

#include "core/backup/passphrase.h"
#include "core/backup/restic.h"

#include <glib/gi18n.h>

static void go_on (IngamBackupSession *self);

/* --- beginning and ending --- */

void
ingam_backup_session_clear_task (IngamBackupSession *self)
{
  if (self->running != NULL)
    g_cancellable_cancel (self->running);
  g_clear_object (&self->running);
  g_queue_clear_full (self->waiting, (GDestroyNotify) ingam_destination_unref);
  g_clear_pointer (&self->destination, ingam_destination_unref);
  g_clear_pointer (&self->name, g_free);
  g_clear_object (&self->file);
  g_clear_error (&self->error);
  g_ptr_array_set_size (self->outcomes, 0);
  g_clear_pointer (&self->passphrase, ingam_secret_unref);
  g_clear_pointer (&self->reader, ingam_reader_free);
  self->trouble = INGAM_KEYRING_FINE;
  self->made_passphrase = FALSE;
  self->is_quiet = FALSE;
  self->phase = INGAM_BACKUP_PHASE_KEYRING;
  self->index = self->total = self->done = self->goal = 0;
  self->task = INGAM_BACKUP_TASK_NONE;
  self->state = INGAM_BACKUP_CALM;
}

/* FALSE while something is being done. What was stuck is given up for it. */
static gboolean
begin (IngamBackupSession *self, IngamBackupTask task, gboolean is_quiet)
{
  if (self->state == INGAM_BACKUP_WORKING || (self->state == INGAM_BACKUP_STUCK && is_quiet))
    return FALSE;
  ingam_backup_session_clear_task (self);
  self->task = task;
  self->is_quiet = is_quiet;
  return TRUE;
}

static void
set_working (IngamBackupSession *self)
{
  g_clear_object (&self->running);
  self->running = g_cancellable_new ();
  g_clear_error (&self->error);
  self->trouble = INGAM_KEYRING_FINE;
  self->phase = INGAM_BACKUP_PHASE_KEYRING;
  self->done = self->goal = 0;
  self->state = INGAM_BACKUP_WORKING;
  ingam_backup_session_emit_changed (self);
}

static gboolean
is_cancelled (const GError *error)
{
  return g_error_matches (error, INGAM_ERROR, INGAM_ERROR_CANCELLED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Takes over @error (NULL: it went well). That a person stopped it is no failure. */
static void
end (IngamBackupSession *self, GError *error)
{
  IngamBackupTask task = self->task;

  g_clear_error (&self->error);
  if (error != NULL && is_cancelled (error))
    g_error_free (error);
  else
    self->error = error;
  g_queue_clear_full (self->waiting, (GDestroyNotify) ingam_destination_unref);
  g_clear_object (&self->running);
  self->task = INGAM_BACKUP_TASK_NONE;
  self->state = INGAM_BACKUP_CALM;
  ingam_backup_session_emit_changed (self);
  ingam_backup_session_emit_finished (self, task);
  ingam_backup_session_load (self);
}

/* --- the keyring in the way --- */

static const struct
{
  IngamError code;
  IngamKeyringTrouble trouble;
} troubles[] = {
  { INGAM_ERROR_KEYRING_LOCKED, INGAM_KEYRING_LOCKED },
  { INGAM_ERROR_KEYRING_DISMISSED, INGAM_KEYRING_DISMISSED },
  { INGAM_ERROR_KEYRING_ABSENT, INGAM_KEYRING_ABSENT },
  { INGAM_ERROR_KEYRING_EMPTY, INGAM_KEYRING_EMPTY },
};

/* The place whose passphrase is in question: one that got stuck waits for its turn again. */
static IngamDestination *
get_subject (IngamBackupSession *self)
{
  return self->destination != NULL ? self->destination : g_queue_peek_head (self->waiting);
}

gboolean
ingam_backup_session_is_about_repository (IngamBackupSession *self)
{
  g_return_val_if_fail (INGAM_IS_BACKUP_SESSION (self), FALSE);

  return get_subject (self) != NULL &&
         ingam_destination_get_kind (get_subject (self)) == INGAM_DESTINATION_RESTIC;
}

/* UNVERIFIED is said of files as well: before any was written it is the keyring's. */
static IngamKeyringTrouble
find_trouble (IngamBackupSession *self, const GError *error)
{
  for (guint i = 0; i < G_N_ELEMENTS (troubles); i++)
    if (g_error_matches (error, INGAM_ERROR, (int) troubles[i].code))
      return troubles[i].trouble;
  if (g_error_matches (error, INGAM_ERROR, INGAM_ERROR_UNVERIFIED) &&
      self->phase == INGAM_BACKUP_PHASE_KEYRING)
    return INGAM_KEYRING_CHANGED;
  return INGAM_KEYRING_FINE;
}

/* Takes over @error. Where nobody is there to be asked it ends. */
static void
get_stuck (IngamBackupSession *self, IngamKeyringTrouble trouble, GError *error)
{
  self->trouble = trouble;
  if (self->is_quiet)
    {
      end (self, error);
      return;
    }
  g_clear_error (&self->error);
  self->error = error;
  g_clear_object (&self->running);
  self->state = INGAM_BACKUP_STUCK;
  ingam_backup_session_emit_changed (self);
}

/* --- backing up --- */

static void
progress_cb (IngamBackupPhase phase, guint done, guint total, gpointer user_data)
{
  IngamBackupSession *self = user_data;

  self->phase = phase;
  self->done = done;
  self->goal = total;
  ingam_backup_session_emit_progressed (self);
}

static IngamBackupOptions
get_options (IngamBackupSession *self)
{
  IngamBackupOptions options = {
    .store = self->store,
    .destination = self->destination,
    .journal = self->journal,
    .keyring = self->keyring,
    .manner = self->is_quiet ? INGAM_KEYRING_QUIETLY : INGAM_KEYRING_MAY_ASK,
    .monitor = self->monitor,
    .progress = progress_cb,
    .progress_data = self,
  };

  return options;
}

/* What was made in this run is to be shown, as the keyring has it. */
static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamBackupSession) self = user_data;

  /* Without it the window goes on saying that it was never shown. */
  self->passphrase = ingam_backup_find_passphrase_finish (result, NULL, NULL);
  end (self, NULL);
}

static void
end_backing_up (IngamBackupSession *self)
{
  g_clear_pointer (&self->destination, ingam_destination_unref);
  if (self->made_passphrase)
    ingam_backup_find_passphrase_async (self->journal, self->keyring, INGAM_KEYRING_SLOT_BACKUP,
                                        INGAM_KEYRING_QUIETLY, FALSE, self->running, made_cb,
                                        g_object_ref (self));
  else
    end (self, NULL);
}

/* Takes over @result and @error. */
static void
add_outcome (IngamBackupSession *self, IngamBackupResult *result, GError *error)
{
  IngamBackupOutcome *outcome = g_new0 (IngamBackupOutcome, 1);

  outcome->destination = g_steal_pointer (&self->destination);
  outcome->result = result;
  outcome->error = error;
  g_ptr_array_add (self->outcomes, outcome);
  self->index++;
}

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamBackupSession) self = user_data;
  GError *error = NULL;
  IngamBackupResult *done = ingam_backup_run_finish (result, &error);
  IngamKeyringTrouble trouble = error == NULL ? INGAM_KEYRING_FINE : find_trouble (self, error);

  if (done != NULL && done->made_passphrase)
    self->made_passphrase = TRUE;
  if (error != NULL && is_cancelled (error))
    end (self, error);
  else if (trouble != INGAM_KEYRING_FINE)
    {
      g_queue_push_head (self->waiting, g_steal_pointer (&self->destination));
      get_stuck (self, trouble, error);
    }
  else
    {
      add_outcome (self, done, error);
      go_on (self);
    }
}

static void
run_next (IngamBackupSession *self)
{
  IngamBackupOptions options;

  g_clear_pointer (&self->destination, ingam_destination_unref);
  self->destination = g_queue_pop_head (self->waiting);
  if (self->destination == NULL)
    {
      end_backing_up (self);
      return;
    }
  self->phase = INGAM_BACKUP_PHASE_KEYRING;
  self->done = self->goal = 0;
  ingam_backup_session_emit_progressed (self);
  options = get_options (self);
  ingam_backup_run_async (&options, self->running, ran_cb, g_object_ref (self));
}

/* --- the drill --- */

static void
drilled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamBackupSession) self = user_data;
  GError *error = NULL;

  ingam_backup_drill_finish (result, NULL, &error);
  if (error != NULL)
    self->trouble = find_trouble (self, error);
  end (self, error);
}

static void
run_drill (IngamBackupSession *self)
{
  IngamBackupOptions options = get_options (self);

  ingam_backup_drill_async (&options, self->running, drilled_cb, g_object_ref (self));
}

/* --- what needs the passphrase first --- */

static const IngamLedgerBackup *
find_backup (IngamBackupSession *self)
{
  const char *id = self->destination == NULL ? NULL : ingam_destination_get_id (self->destination);

  for (guint i = 0; id != NULL && self->ledger != NULL && i < self->ledger->backups->len; i++)
    {
      const IngamLedgerBackup *backup = g_ptr_array_index (self->ledger->backups, i);

      if (g_str_equal (backup->destination, id) && g_strcmp0 (backup->name, self->name) == 0)
        return backup;
    }
  return NULL;
}

const char *
ingam_backup_session_get_wanted_mark (IngamBackupSession *self)
{
  const IngamLedgerBackup *backup;

  g_return_val_if_fail (INGAM_IS_BACKUP_SESSION (self), NULL);

  backup = find_backup (self);
  if (self->file != NULL || ingam_backup_session_is_about_repository (self))
    return NULL;
  if (backup != NULL)
    return backup->mark;
  return self->ledger == NULL ? NULL : self->ledger->mark;
}

static void
verified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamBackupSession) self = user_data;
  GError *error = NULL;
  g_autoptr (IngamContents) contents = ingam_backup_verify_finish (result, &error);

  end (self, error);
}

static GFile *
locate (IngamBackupSession *self, GError **error)
{
  g_autoptr (GFile) folder = NULL;

  if (self->file != NULL)
    return g_object_ref (self->file);
  folder = ingam_destination_locate (self->destination, self->monitor, error);
  return folder == NULL ? NULL : g_file_get_child (folder, self->name);
}

static IngamReader *
open_snapshot (IngamBackupSession *self, IngamSecret *password, GError **error)
{
  const IngamLedgerBackup *backup = find_backup (self);
  g_autoptr (IngamRestic) restic = NULL;
  IngamResticSnapshot snapshot = { .id = self->name, .store = self->store };

  if (backup != NULL)
    snapshot.store = backup->store;
  restic = ingam_restic_new (ingam_destination_get_where (self->destination), NULL, NULL, password,
                             error);
  return restic == NULL ? NULL : ingam_restic_open (restic, &snapshot);
}

static IngamReader *
open_reader (IngamBackupSession *self, IngamSecret *passphrase, GError **error)
{
  g_autoptr (GFile) file = NULL;

  if (ingam_backup_session_is_about_repository (self))
    return open_snapshot (self, passphrase, error);
  file = locate (self, error);
  return file == NULL ? NULL : ingam_sealed_archive_open (file, passphrase);
}

static void
verify_with (IngamBackupSession *self, IngamSecret *passphrase)
{
  GError *error = NULL;
  g_autoptr (GFile) file = NULL;

  /* Of a repository the newest snapshot that the ledger knows is read, and no file is named. */
  if (!ingam_backup_session_is_about_repository (self))
    file = locate (self, &error);
  if (error != NULL)
    end (self, error);
  else
    ingam_backup_verify_async (self->journal, self->destination, file, passphrase, progress_cb,
                               self, self->running, verified_cb, g_object_ref (self));
}

/* Takes over @passphrase. */
static void
go_on_with (IngamBackupSession *self, IngamSecret *passphrase)
{
  g_autoptr (IngamSecret) secret = passphrase;
  GError *error = NULL;

  switch (self->task)
    {
    case INGAM_BACKUP_TASK_VERIFY:
      verify_with (self, secret);
      break;
    case INGAM_BACKUP_TASK_RESTORE:
      self->reader = open_reader (self, secret, &error);
      end (self, error);
      break;
    case INGAM_BACKUP_TASK_SHOW:
    case INGAM_BACKUP_TASK_PRINT:
      self->passphrase = g_steal_pointer (&secret);
      end (self, NULL);
      break;
    case INGAM_BACKUP_TASK_NONE:
    case INGAM_BACKUP_TASK_BACK_UP:
    case INGAM_BACKUP_TASK_DRILL:
    default:
      g_assert_not_reached ();
    }
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamBackupSession) self = user_data;
  GError *error = NULL;
  g_autoptr (IngamSecret) secret = ingam_backup_find_passphrase_finish (result, NULL, &error);
  IngamKeyringTrouble trouble = error == NULL ? INGAM_KEYRING_FINE : find_trouble (self, error);
  const char *wanted = ingam_backup_session_get_wanted_mark (self);
  g_autofree char *mark = secret == NULL ? NULL : ingam_passphrase_dup_mark (secret);

  if (trouble != INGAM_KEYRING_FINE)
    get_stuck (self, trouble, error);
  else if (error != NULL)
    end (self, error);
  else if (wanted != NULL && !g_str_equal (mark, wanted))
    get_stuck (self, INGAM_KEYRING_EARLIER,
               g_error_new (INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD,
                            /* Translators: %s is the short mark of a passphrase: "3F-A2-9C" */
                            _ ("This backup was sealed with an earlier passphrase, %s."), wanted));
  else
    go_on_with (self, g_steal_pointer (&secret));
}

/* --- whatever it is --- */

static void
go_on (IngamBackupSession *self)
{
  g_autofree char *slot = NULL;

  switch (self->task)
    {
    case INGAM_BACKUP_TASK_BACK_UP:
      run_next (self);
      return;
    case INGAM_BACKUP_TASK_DRILL:
      run_drill (self);
      return;
    case INGAM_BACKUP_TASK_NONE:
    case INGAM_BACKUP_TASK_VERIFY:
    case INGAM_BACKUP_TASK_SHOW:
    case INGAM_BACKUP_TASK_PRINT:
    case INGAM_BACKUP_TASK_RESTORE:
    default:
      break;
    }
  slot = ingam_backup_session_dup_slot (self->destination);
  ingam_backup_find_passphrase_async (self->journal, self->keyring, slot, INGAM_KEYRING_MAY_ASK,
                                      FALSE, self->running, found_cb, g_object_ref (self));
}

static void
start (IngamBackupSession *self)
{
  set_working (self);
  go_on (self);
}

/* --- what is asked for --- */

static void
add_waiting (IngamBackupSession *self, const char *id)
{
  const IngamLedgerPlace *place = ingam_backup_session_find_place (self, id);

  if (place != NULL)
    g_queue_push_tail (self->waiting, ingam_destination_ref (place->destination));
}

void
ingam_backup_session_back_up (IngamBackupSession *self, const char *place)
{
  g_return_if_fail (INGAM_IS_BACKUP_SESSION (self));

  if (self->ledger == NULL || !begin (self, INGAM_BACKUP_TASK_BACK_UP, FALSE))
    return;
  for (guint i = 0; place == NULL && i < self->ledger->places->len; i++)
    g_queue_push_tail (
        self->waiting,
        ingam_destination_ref (
            ((IngamLedgerPlace *) g_ptr_array_index (self->ledger->places, i))->destination));
  if (place != NULL)
    add_waiting (self, place);
  self->total = g_queue_get_length (self->waiting);
  if (self->total > 0)
    start (self);
}

void
ingam_backup_session_back_up_quietly (IngamBackupSession *self, GPtrArray *places)
{
  g_return_if_fail (INGAM_IS_BACKUP_SESSION (self) && places != NULL);

  if (self->ledger == NULL || !begin (self, INGAM_BACKUP_TASK_BACK_UP, TRUE))
    return;
  for (guint i = 0; i < places->len; i++)
    add_waiting (self, g_ptr_array_index (places, i));
  self->total = g_queue_get_length (self->waiting);
  if (self->total > 0)
    start (self);
}

void
ingam_backup_session_drill_quietly (IngamBackupSession *self)
{
  g_return_if_fail (INGAM_IS_BACKUP_SESSION (self));

  if (begin (self, INGAM_BACKUP_TASK_DRILL, TRUE))
    start (self);
}

static void
start_with (IngamBackupSession *self, IngamBackupTask task, const char *place, const char *name)
{
  const IngamLedgerPlace *known = ingam_backup_session_find_place (self, place);

  if (known == NULL || !begin (self, task, FALSE))
    return;
  self->destination = ingam_destination_ref (known->destination);
  self->name = g_strdup (name);
  start (self);
}

void
ingam_backup_session_verify (IngamBackupSession *self, const char *place, const char *name)
{
  g_return_if_fail (INGAM_IS_BACKUP_SESSION (self));
  g_return_if_fail (place != NULL && name != NULL);

  start_with (self, INGAM_BACKUP_TASK_VERIFY, place, name);
}

void
ingam_backup_session_open (IngamBackupSession *self, const char *place, const char *name)
{
  g_return_if_fail (INGAM_IS_BACKUP_SESSION (self));
  g_return_if_fail (place != NULL && name != NULL);

  start_with (self, INGAM_BACKUP_TASK_RESTORE, place, name);
}

void
ingam_backup_session_open_file (IngamBackupSession *self, GFile *file, IngamSecret *passphrase)
{
  g_return_if_fail (INGAM_IS_BACKUP_SESSION (self) && G_IS_FILE (file));

  if (!begin (self, INGAM_BACKUP_TASK_RESTORE, FALSE))
    return;
  self->file = g_object_ref (file);
  if (passphrase == NULL)
    {
      start (self);
      return;
    }
  set_working (self);
  go_on_with (self, ingam_secret_ref (passphrase));
}

void
ingam_backup_session_find_passphrase (IngamBackupSession *self, IngamBackupTask task)
{
  g_return_if_fail (INGAM_IS_BACKUP_SESSION (self));
  g_return_if_fail (task == INGAM_BACKUP_TASK_SHOW || task == INGAM_BACKUP_TASK_PRINT);

  if (begin (self, task, FALSE))
    start (self);
}

IngamSecret *
ingam_backup_session_take_passphrase (IngamBackupSession *self)
{
  g_return_val_if_fail (INGAM_IS_BACKUP_SESSION (self), NULL);

  return g_steal_pointer (&self->passphrase);
}

IngamReader *
ingam_backup_session_take_reader (IngamBackupSession *self)
{
  g_return_val_if_fail (INGAM_IS_BACKUP_SESSION (self), NULL);

  return g_steal_pointer (&self->reader);
}

void
ingam_backup_session_cancel (IngamBackupSession *self)
{
  g_return_if_fail (INGAM_IS_BACKUP_SESSION (self));

  g_queue_clear_full (self->waiting, (GDestroyNotify) ingam_destination_unref);
  if (self->running != NULL)
    g_cancellable_cancel (self->running);
}

/* --- ways on --- */

void
ingam_backup_session_try_again (IngamBackupSession *self)
{
  g_return_if_fail (INGAM_IS_BACKUP_SESSION (self));

  if (self->state == INGAM_BACKUP_STUCK)
    start (self);
}

static void
adopted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamBackupSession) self = user_data;
  GError *error = NULL;
  IngamKeyringTrouble trouble;

  if (ingam_backup_adopt_passphrase_finish (result, &error))
    {
      go_on (self);
      return;
    }
  trouble = find_trouble (self, error);
  if (trouble == INGAM_KEYRING_FINE)
    end (self, error);
  else
    get_stuck (self, trouble, error);
}

/* Whether the keyring is to have what was typed from now on. That of a file from elsewhere, and one
 * of before the passphrase in use, are used this once. */
static gboolean
is_to_be_kept (IngamBackupSession *self)
{
  const char *wanted = ingam_backup_session_get_wanted_mark (self);

  if (self->task == INGAM_BACKUP_TASK_BACK_UP)
    return TRUE;
  if (self->file != NULL ||
      (self->trouble != INGAM_KEYRING_EMPTY && self->trouble != INGAM_KEYRING_CHANGED))
    return FALSE;
  return ingam_backup_session_is_about_repository (self) ||
         (wanted != NULL && self->ledger != NULL && g_strcmp0 (wanted, self->ledger->mark) == 0);
}

static void
use (IngamBackupSession *self, IngamSecret *passphrase)
{
  g_autofree char *slot = ingam_backup_session_dup_slot (get_subject (self));
  gboolean keeps = is_to_be_kept (self);

  set_working (self);
  if (!keeps)
    go_on_with (self, ingam_secret_ref (passphrase));
  else
    ingam_backup_adopt_passphrase_async (self->journal, self->keyring, slot, passphrase,
                                         self->running, adopted_cb, g_object_ref (self));
}

static gboolean
has_wanted_mark (IngamBackupSession *self, IngamSecret *passphrase, GError **error)
{
  const char *wanted = ingam_backup_session_get_wanted_mark (self);
  g_autofree char *mark = ingam_passphrase_dup_mark (passphrase);

  if (wanted == NULL || g_str_equal (mark, wanted))
    return TRUE;
  g_set_error (error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD,
               /* Translators: both are short marks of passphrases: "3F-A2-9C" */
               _ ("This is another backup's passphrase, %s. The one that is needed has the mark %s "
                  "on its sheet."),
               mark, wanted);
  return FALSE;
}

gboolean
ingam_backup_session_offer_passphrase (IngamBackupSession *self, IngamSecret *typed, GError **error)
{
  gsize size;
  const char *text;
  g_autoptr (IngamSecret) passphrase = NULL;

  g_return_val_if_fail (INGAM_IS_BACKUP_SESSION (self) && typed != NULL, FALSE);
  g_return_val_if_fail (self->state == INGAM_BACKUP_STUCK, FALSE);

  if (ingam_backup_session_is_about_repository (self)) /* chosen by who made it */
    {
      use (self, typed);
      return TRUE;
    }
  text = (const char *) ingam_secret_peek (typed, &size);
  passphrase = ingam_passphrase_parse (text, size, error);
  if (passphrase == NULL || !has_wanted_mark (self, passphrase, error))
    return FALSE;
  use (self, passphrase);
  return TRUE;
}

void
ingam_backup_session_keep_in_memory (IngamBackupSession *self)
{
  g_return_if_fail (INGAM_IS_BACKUP_SESSION (self));

  if (self->state != INGAM_BACKUP_STUCK)
    return;
  g_object_unref (self->keyring);
  self->keyring = ingam_keyring_new_in_memory ();
  self->is_in_memory = TRUE;
  start (self);
}

static void
unmark_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (ingam_ledger_set_mark (task_data, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
unmarked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  IngamBackupSession *self = INGAM_BACKUP_SESSION (source);
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    go_on (self);
  else
    end (self, error);
}

static void
forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamBackupSession) self = user_data;
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;
  IngamKeyringTrouble trouble;

  if (!ingam_keyring_forget_finish (INGAM_KEYRING (source), result, &error))
    {
      trouble = find_trouble (self, error);
      if (trouble == INGAM_KEYRING_FINE)
        end (self, error);
      else
        get_stuck (self, trouble, error);
      return;
    }
  task = g_task_new (self, NULL, unmarked_cb, NULL);
  g_task_set_task_data (task, g_object_ref (self->journal), g_object_unref);
  g_task_run_in_thread (task, unmark_thread);
}

void
ingam_backup_session_begin_anew (IngamBackupSession *self)
{
  g_return_if_fail (INGAM_IS_BACKUP_SESSION (self));

  if (self->state != INGAM_BACKUP_STUCK || self->task != INGAM_BACKUP_TASK_BACK_UP)
    return;
  set_working (self);
  ingam_keyring_forget_async (self->keyring, INGAM_KEYRING_SLOT_BACKUP, INGAM_KEYRING_MAY_ASK,
                              self->running, forgotten_cb, g_object_ref (self));
}

void
ingam_backup_session_give_up (IngamBackupSession *self)
{
  g_return_if_fail (INGAM_IS_BACKUP_SESSION (self));

  if (self->state == INGAM_BACKUP_STUCK)
    end (self, NULL);
}

/* --- what is being done --- */

IngamBackupState
ingam_backup_session_get_state (IngamBackupSession *self)
{
  g_return_val_if_fail (INGAM_IS_BACKUP_SESSION (self), INGAM_BACKUP_CALM);

  return self->state;
}

IngamBackupTask
ingam_backup_session_get_task (IngamBackupSession *self)
{
  g_return_val_if_fail (INGAM_IS_BACKUP_SESSION (self), INGAM_BACKUP_TASK_NONE);

  return self->task;
}

gboolean
ingam_backup_session_is_quiet (IngamBackupSession *self)
{
  g_return_val_if_fail (INGAM_IS_BACKUP_SESSION (self), FALSE);

  return self->is_quiet;
}

IngamBackupPhase
ingam_backup_session_get_phase (IngamBackupSession *self)
{
  g_return_val_if_fail (INGAM_IS_BACKUP_SESSION (self), INGAM_BACKUP_PHASE_KEYRING);

  return self->phase;
}

double
ingam_backup_session_get_fraction (IngamBackupSession *self)
{
  g_return_val_if_fail (INGAM_IS_BACKUP_SESSION (self), -1);

  return self->goal == 0 ? -1 : MIN (1.0, (double) self->done / self->goal);
}

IngamDestination *
ingam_backup_session_get_destination (IngamBackupSession *self)
{
  g_return_val_if_fail (INGAM_IS_BACKUP_SESSION (self), NULL);

  return self->destination;
}

void
ingam_backup_session_get_position (IngamBackupSession *self, guint *ret_index, guint *ret_total)
{
  g_return_if_fail (INGAM_IS_BACKUP_SESSION (self));

  *ret_index = self->index;
  *ret_total = self->total;
}

GPtrArray *
ingam_backup_session_get_outcomes (IngamBackupSession *self)
{
  g_return_val_if_fail (INGAM_IS_BACKUP_SESSION (self), NULL);

  return self->outcomes;
}

const GError *
ingam_backup_session_get_error (IngamBackupSession *self)
{
  g_return_val_if_fail (INGAM_IS_BACKUP_SESSION (self), NULL);

  return self->error;
}

IngamKeyringTrouble
ingam_backup_session_get_trouble (IngamBackupSession *self)
{
  g_return_val_if_fail (INGAM_IS_BACKUP_SESSION (self), INGAM_KEYRING_FINE);

  return self->trouble;
}
