/* backup.c: the order of things in which a backup comes to count.
 *
 * The passphrase is asked for twice, on purpose: the second answer, not the first, opens what was
 * written, so that a keyring that kept something else than it was given is found on the day of the
 * backup and not on the day of the loss. Everything between is done in threads; the keyring is
 * asked in the caller's main context, where its questions belong.
 */
#include "config.h"

#include "core/backup/backup.h"

#include "core/backup/passphrase.h"

#include "core/backup/backup-private.h"
#include "core/base/clock.h"

#include <glib/gi18n-lib.h>

#define MAX_TURNS 3 /* of a store that changes while it is read */

typedef struct
{
  IngamBackupWork work;
  const IngamBackupWay *way;

  GTask *task; /* owned: what the caller waits for */
  GCancellable *cancellable;
  IngamKeyring *keyring;
  IngamKeyringManner manner;
  char *slot;
  GMainContext *context;
  IngamBackupProgress progress;
  gpointer progress_data;

  IngamBackupPhase phase;
  IngamSecret *returned; /* by the keyring, for reading back */
  IngamContents *verified;
  gboolean made_passphrase;
  guint turn;
} Run;

void
ingam_backup_result_free (IngamBackupResult *result)
{
  if (result == NULL)
    return;
  g_free (result->path);
  g_free (result->name);
  g_ptr_array_unref (result->left_out);
  g_free (result);
}

static void
run_free (Run *run)
{
  IngamBackupWork *work = &run->work;

  run->way->drop (work);
  g_free (work->store);
  ingam_destination_unref (work->destination);
  g_object_unref (work->journal);
  g_clear_object (&work->where);
  g_free (work->tag);
  g_clear_pointer (&work->passphrase, ingam_secret_unref);
  g_clear_pointer (&work->contents, ingam_contents_unref);
  g_free (work->name);
  g_free (work->path);
  g_object_unref (run->task);
  g_clear_object (&run->cancellable);
  g_object_unref (run->keyring);
  g_free (run->slot);
  g_main_context_unref (run->context);
  g_clear_pointer (&run->returned, ingam_secret_unref);
  g_clear_pointer (&run->verified, ingam_contents_unref);
  g_free (run);
}

char *
ingam_backup_dup_slot (IngamDestination *destination)
{
  g_return_val_if_fail (destination != NULL, NULL);

  return ingam_destination_get_kind (destination) == INGAM_DESTINATION_RESTIC ?
             g_strconcat (INGAM_KEYRING_SLOT_RESTIC, ingam_destination_get_id (destination), NULL) :
             g_strdup (INGAM_KEYRING_SLOT_BACKUP);
}

/* --- progress --- */

static void
tell (Run *run, guint done, guint total)
{
  if (run->progress)
    run->progress (run->phase, done, total, run->progress_data);
}

static void
enter (Run *run, IngamBackupPhase phase)
{
  run->phase = phase;
  tell (run, 0, 0);
}

static void
progress_cb (guint done, guint total, gpointer user_data)
{
  tell (user_data, done, total);
}

/* In a thread. */
static void
progress_thread (guint done, guint total, gpointer user_data)
{
  Run *run = user_data;

  ingam_progress_tell (run->context, progress_cb, run, done, total);
}

/* --- the end --- */

/* In a thread: the next one is begun with @next. The task's data is the run, borrowed. */
static void
in_thread (Run *run, GTaskThreadFunc function, GAsyncReadyCallback next)
{
  g_autoptr (GTask) task = g_task_new (NULL, run->cancellable, next, run);

  g_task_set_source_tag (task, in_thread);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, run, NULL);
  g_task_run_in_thread (task, function);
}

typedef struct
{
  Run *run;
  GError *error;
} Failure;

static void
failure_free (gpointer data)
{
  Failure *failure = data;

  run_free (failure->run);
  g_error_free (failure->error);
  g_free (failure);
}

static void
failed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Failure *failure = user_data;

  ingam_journal_tell (failure->run->work.journal);
  g_task_return_error (failure->run->task, g_error_copy (failure->error));
  failure_free (failure);
}

/* What was written without a name goes first, then it is noted with the place. */
static void
fail_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Failure *failure = task_data;
  IngamBackupWork *work = &failure->run->work;

  failure->run->way->drop (work);
  ingam_ledger_record_failure (work->journal, ingam_destination_get_id (work->destination),
                               ingam_clock_now (), failure->error, NULL);
  g_task_return_boolean (task, TRUE);
}

/* Takes @error. A person who changed their mind is no failure of the place. */
static void
fail (Run *run, GError *error)
{
  g_autoptr (GTask) task = NULL;
  Failure *failure;

  if (g_error_matches (error, INGAM_ERROR, INGAM_ERROR_CANCELLED) ||
      g_error_matches (error, INGAM_ERROR, INGAM_ERROR_KEYRING_DISMISSED))
    {
      g_task_return_error (run->task, error);
      run_free (run);
      return;
    }
  failure = g_new (Failure, 1);
  failure->run = run;
  failure->error = error;
  task = g_task_new (NULL, NULL, failed_cb, failure);
  g_task_set_source_tag (task, fail);
  g_task_set_task_data (task, failure, NULL);
  g_task_run_in_thread (task, fail_thread);
}

static void
succeed (Run *run)
{
  IngamBackupWork *work = &run->work;
  IngamBackupResult *result = g_new0 (IngamBackupResult, 1);

  result->path = g_steal_pointer (&work->path);
  result->name = g_steal_pointer (&work->name);
  result->n_credentials = ingam_contents_get_credentials (run->verified)->len;
  result->size = work->size;
  result->when = work->when;
  result->made_passphrase = run->made_passphrase;
  result->left_out = g_ptr_array_ref (ingam_contents_get_left_out (work->contents));
  result->n_tidied = work->n_tidied;
  ingam_journal_tell (work->journal);
  g_task_return_pointer (run->task, result, (GDestroyNotify) ingam_backup_result_free);
  run_free (run);
}

/* --- verify, record --- */

static gboolean
record (Run *run, GError **error)
{
  IngamBackupWork *work = &run->work;
  g_autofree char *mark = ingam_passphrase_dup_mark (run->returned);
  IngamLedgerBackup backup = {
    .destination = (char *) ingam_destination_get_id (work->destination),
    .name = work->name,
    .store = work->store,
    .when = work->when,
    .verified = ingam_clock_now (),
    .size = work->size,
    .n_credentials = ingam_contents_get_credentials (run->verified)->len,
    .mark = mark,
  };

  ingam_contents_get_stamp (work->contents, backup.stamp);
  return ingam_ledger_record (work->journal, &backup, run->verified, error);
}

/* What an error means that came while a backup was read back and given its name, in place of how it
 * showed. */
static void
explain (const Run *run, GError **error)
{
  static const IngamError not_the_same[] = { INGAM_ERROR_WRONG_PASSWORD, INGAM_ERROR_DAMAGED,
                                             INGAM_ERROR_UNVERIFIED };
  gboolean is_same_passphrase = ingam_secret_equal (run->returned, run->work.passphrase);

  /* What comes after it was read back has nothing to do with its bytes. */
  for (guint i = 0; run->verified == NULL && i < G_N_ELEMENTS (not_the_same); i++)
    if (g_error_matches (*error, INGAM_ERROR, (int) not_the_same[i]))
      {
        g_clear_error (error);
        g_set_error_literal (
            error, INGAM_ERROR, INGAM_ERROR_UNVERIFIED,
            is_same_passphrase ?
                _ ("What was read back is not what was written, so this backup was not kept. "
                   "The disk or stick may be failing; use another one.") :
                _ ("The keyring no longer returns the passphrase that this backup was sealed "
                   "with, so the backup was not kept. Try again."));
        return;
      }
  if (!g_error_matches (*error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
    return;
  g_clear_error (error);
  g_set_error (error, INGAM_ERROR, INGAM_ERROR_UNREACHABLE,
               _ ("“%s” went away in the middle. Connect it again; the next backup catches up."),
               ingam_destination_get_label (run->work.destination));
}

static void
verify_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Run *run = task_data;
  IngamBackupWork *work = &run->work;
  g_autoptr (IngamReader) reader = NULL;
  g_autoptr (IngamLedger) ledger = NULL;
  GError *error = NULL;

  g_clear_pointer (&run->verified, ingam_contents_unref); /* of a turn before */
  reader = run->way->reopen (work, run->returned, &error);
  if (reader != NULL)
    run->verified = ingam_reader_verify (reader, work->store, work->contents, progress_thread, run,
                                         cancellable, &error);
  if (run->verified == NULL || !run->way->commit (work, cancellable, &error))
    {
      explain (run, &error);
      g_task_return_error (task, error);
      return;
    }
  if (!record (run, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  ledger = ingam_ledger_read (work->journal, NULL);
  if (ledger != NULL)
    run->way->tidy (work, ledger, cancellable);
  run->way->drop (work);
  g_task_return_boolean (task, TRUE);
}

static void write_again (Run *run);

static void
verified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    succeed (run);
  else if (g_error_matches (error, INGAM_ERROR, INGAM_ERROR_CHANGED) && run->turn < MAX_TURNS)
    {
      g_error_free (error);
      write_again (run);
    }
  else
    fail (run, error);
}

/* As it comes out of the keyring, whatever it is. */
static void
returned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  GError *error = NULL;

  g_clear_pointer (&run->returned, ingam_secret_unref);
  run->returned = ingam_keyring_find_finish (run->keyring, result, &error);
  if (run->returned == NULL)
    {
      fail (run, error);
      return;
    }
  enter (run, INGAM_BACKUP_PHASE_VERIFYING);
  in_thread (run, verify_thread, verified_cb);
}

/* --- write --- */

static void
write_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Run *run = task_data;
  IngamBackupWork *work = &run->work;
  GError *error = NULL;

  if (work->tag == NULL)
    {
      g_autoptr (IngamLedger) ledger = ingam_ledger_read (work->journal, &error);
      const IngamLedgerPlace *place =
          ledger == NULL ?
              NULL :
              ingam_ledger_find_place (ledger, ingam_destination_get_id (work->destination));

      work->keep = place == NULL ? 0 : place->keep;
      work->is_known =
          ledger != NULL && ingam_ledger_find_newest (
                                ledger, ingam_destination_get_id (work->destination), NULL) != NULL;
      if (ledger != NULL)
        work->tag = ingam_ledger_dup_tag (work->journal, work->store, &error);
    }
  if (work->tag != NULL && run->way->write (work, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      enter (run, INGAM_BACKUP_PHASE_KEYRING);
      ingam_keyring_find_async (run->keyring, run->slot, run->manner, run->cancellable, returned_cb,
                                run);
    }
  else if (g_error_matches (error, INGAM_ERROR, INGAM_ERROR_CHANGED) && run->turn < MAX_TURNS)
    {
      g_error_free (error);
      write_again (run);
    }
  else
    fail (run, error);
}

static void
write_again (Run *run)
{
  run->turn++;
  enter (run, INGAM_BACKUP_PHASE_WRITING);
  in_thread (run, write_thread, written_cb);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  GError *error = NULL;

  run->work.passphrase =
      ingam_backup_find_passphrase_finish (result, &run->made_passphrase, &error);
  if (run->work.passphrase == NULL)
    fail (run, error);
  else
    write_again (run);
}

void
ingam_backup_run_async (const IngamBackupOptions *options,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  Run *run;
  GError *error = NULL;
  gboolean is_restic;

  g_return_if_fail (options != NULL && options->store != NULL && options->destination != NULL);
  g_return_if_fail (INGAM_IS_JOURNAL (options->journal) && INGAM_IS_KEYRING (options->keyring));

  is_restic = ingam_destination_get_kind (options->destination) == INGAM_DESTINATION_RESTIC;

  run = g_new0 (Run, 1);
  run->task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (run->task, ingam_backup_run_async);
  g_task_set_check_cancellable (run->task, FALSE);
  run->cancellable = cancellable ? g_object_ref (cancellable) : NULL;
  run->keyring = g_object_ref (options->keyring);
  run->manner = options->manner;
  run->context = g_main_context_ref_thread_default ();
  run->progress = options->progress;
  run->progress_data = options->progress_data;
  run->slot = ingam_backup_dup_slot (options->destination);
  run->way = is_restic ? &ingam_backup_way_restic : &ingam_backup_way_archive;
  run->work.store = g_strdup (options->store);
  run->work.destination = ingam_destination_ref (options->destination);
  run->work.journal = g_object_ref (options->journal);
  run->work.when = ingam_clock_now ();
  run->work.progress = progress_thread;
  run->work.progress_data = run;

  run->work.where =
      is_restic ? NULL : ingam_destination_locate (options->destination, options->monitor, &error);
  if (run->work.where == NULL && !is_restic)
    {
      fail (run, error);
      return;
    }
  enter (run, INGAM_BACKUP_PHASE_KEYRING);
  ingam_backup_find_passphrase_async (options->journal, options->keyring, run->slot, run->manner,
                                      TRUE, cancellable, found_cb, run);
}

IngamBackupResult *
ingam_backup_run_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ingam_backup_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
