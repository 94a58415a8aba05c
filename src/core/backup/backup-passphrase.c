/* backup-passphrase.c: the passphrase from the keyring, never taken on trust.
 *
 * A backup that is sealed with a passphrase nobody has is worse than none: it looks like one. The
 * keyring's item may have been changed by a letter (the check symbol tells), replaced by another
 * (the mark tells, which the ledger remembers), or be gone with the whole keyring (then making a
 * new one without a word would leave the earlier backups without theirs). So each of these ends in
 * a sentence, and only a person goes on from there.
 *
 * The password of a restic repository may have been chosen by a person, elsewhere: it is handed on
 * as it is, and restic itself says whether it is the right one.
 */
#include "config.h"

#include "core/backup/backup.h"
#include "core/backup/passphrase.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The data of a task. */
typedef struct
{
  IngamJournal *journal; /* owned */
  IngamKeyring *keyring; /* owned */
  char *slot;
  IngamKeyringManner manner;
  gboolean create;
  gboolean is_ours; /* one of our own passphrases, with form and mark */
  char *known_mark; /* of the ledger; NULL: there was none yet */
  IngamSecret *secret;
  char *mark; /* of the secret */
  gboolean made;
  gboolean is_claimed;   /* its mark is in the ledger, and nobody else's */
  gboolean has_lost;     /* another program's is */
  GError *failure;       /* while the mark is given back */
  gboolean has_new_mark; /* it was written into the ledger */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_object (&work->journal);
  g_clear_object (&work->keyring);
  g_free (work->slot);
  g_free (work->known_mark);
  g_free (work->mark);
  g_clear_error (&work->failure);
  g_clear_pointer (&work->secret, ingam_secret_unref);
  g_free (work);
}

static GTask *
task_new (IngamJournal *journal,
          IngamKeyring *keyring,
          const char *slot,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data,
          gpointer tag)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Work *work = g_new0 (Work, 1);

  work->journal = g_object_ref (journal);
  work->keyring = g_object_ref (keyring);
  work->slot = g_strdup (slot);
  work->is_ours = g_str_equal (slot, INGAM_KEYRING_SLOT_BACKUP);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, work, work_free);
  /* The parts say CANCELLED in our own words; what was done in time is not taken back. */
  g_task_set_check_cancellable (task, FALSE);
  return task;
}

/* What a person sees in their keyring program. */
static const char *
get_label (const Work *work)
{
  return work->is_ours ? _ ("Ingam: backup passphrase") :
                         _ ("Ingam: password of a restic repository");
}

/* --- the end: the mark is in the ledger --- */

static void
return_other_mark (GTask *task, const char *theirs)
{
  Work *work = g_task_get_task_data (task);

  g_task_return_new_error (
      task, INGAM_ERROR, INGAM_ERROR_UNVERIFIED,
      _ ("The keyring has another backup passphrase (mark %s) than that of your earlier backups "
         "(mark %s). Type in the one of the recovery sheet, or begin with a new one."),
      work->mark, theirs);
}

static void
remember_mark (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;

  work->has_new_mark =
      work->is_claimed || (work->is_ours && g_strcmp0 (work->mark, work->known_mark) != 0);
  if (work->has_new_mark && !work->is_claimed &&
      !ingam_ledger_set_mark (work->journal, work->mark, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, ingam_secret_ref (work->secret),
                           (GDestroyNotify) ingam_secret_unref);
}

/* In the thread that asked: whoever shows the ledger looks again. What is borrowed ends here: the
 * worker's thread may let go of the task a moment later. */
static IngamSecret *
finish (GAsyncResult *result, GError **error)
{
  Work *work = g_task_get_task_data (G_TASK (result));
  IngamSecret *secret = g_task_propagate_pointer (G_TASK (result), error);

  if (secret && work->has_new_mark)
    ingam_journal_tell (work->journal);
  g_clear_object (&work->journal);
  g_clear_object (&work->keyring);
  return secret;
}

/* Takes @secret. */
static void
take_secret (Work *work, IngamSecret *secret)
{
  work->secret = secret;
  work->mark = work->is_ours ? ingam_passphrase_dup_mark (secret) : NULL;
}

static void
give_back (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;

  ingam_ledger_give_back_mark (work->journal, work->mark, NULL);
  g_task_return_error (task, g_steal_pointer (&work->failure));
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;

  if (ingam_keyring_store_finish (INGAM_KEYRING (source), result, &error))
    g_task_run_in_thread (task, remember_mark);
  else if (work->is_claimed)
    {
      work->failure = error;
      g_task_run_in_thread (task, give_back);
    }
  else
    g_task_return_error (task, error);
}

static void
store (GTask *task)
{
  Work *work = g_task_get_task_data (task);

  ingam_keyring_store_async (work->keyring, work->slot, get_label (work), work->secret,
                             work->manner, g_task_get_cancellable (task), stored_cb,
                             g_object_ref (task));
}

/* --- one that is made --- */

static void find (GTask *task);

static void
claim_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;
  char *claimed = ingam_ledger_claim_mark (work->journal, work->mark, &error);

  if (claimed != NULL)
    g_task_return_pointer (task, claimed, g_free);
  else
    g_task_return_error (task, error);
}

static void
claimed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *claimed = g_task_propagate_pointer (G_TASK (result), &error);

  if (claimed == NULL)
    g_task_return_error (task, error);
  else if (g_str_equal (claimed, work->mark))
    {
      work->is_claimed = TRUE;
      store (task);
    }
  else
    {
      /* Another program was first: what it puts into the keyring is the one. */
      work->has_lost = TRUE;
      work->made = FALSE;
      g_clear_pointer (&work->secret, ingam_secret_unref);
      g_clear_pointer (&work->mark, g_free);
      g_free (work->known_mark);
      work->known_mark = g_steal_pointer (&claimed);
      find (task);
    }
}

/* The mark first and the keyring after: of two programs that make one in the same moment only the
 * one whose mark it is may store, or it would take away what the other has sealed with. A program
 * that dies in between leaves a mark without a passphrase, which a person is told like a reset. */
static void
make (GTask *task)
{
  Work *work = g_task_get_task_data (task);
  g_autoptr (GTask) inner = NULL;

  work->made = TRUE;
  take_secret (work, ingam_passphrase_generate ());
  if (!work->is_ours)
    {
      store (task);
      return;
    }
  inner = g_task_new (NULL, NULL, claimed_cb, g_object_ref (task));
  g_task_set_source_tag (inner, make);
  g_task_set_task_data (inner, work, NULL);
  g_task_run_in_thread (inner, claim_thread);
}

/* --- what the keyring says --- */

/* Takes @error. */
static void
answer_nothing (GTask *task, GError *error)
{
  Work *work = g_task_get_task_data (task);

  if (!g_error_matches (error, INGAM_ERROR, INGAM_ERROR_KEYRING_EMPTY))
    g_task_return_error (task, error);
  else if (work->has_lost)
    {
      g_error_free (error);
      g_task_return_new_error (
          task, INGAM_ERROR, INGAM_ERROR_CHANGED, "%s",
          _ ("Another Ingam is making the first backup just now. Try again in a moment."));
    }
  else if (work->known_mark && work->is_ours)
    {
      g_error_free (error);
      g_task_return_new_error (
          task, INGAM_ERROR, INGAM_ERROR_KEYRING_EMPTY,
          _ ("The keyring does not have the backup passphrase of your earlier backups any more "
             "(mark %s). Type it in from the recovery sheet, or begin with a new one."),
          work->known_mark);
    }
  else if (!work->create)
    g_task_return_error (task, error);
  else
    {
      g_error_free (error);
      make (task);
    }
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (IngamSecret) found =
      ingam_keyring_find_finish (INGAM_KEYRING (source), result, &error);
  IngamSecret *secret;
  const guint8 *text;
  gsize size;

  if (!found)
    {
      answer_nothing (task, error);
      return;
    }
  text = ingam_secret_peek (found, &size);
  secret = work->is_ours ? ingam_passphrase_parse ((const char *) text, size, &problem) :
                           g_steal_pointer (&found);
  if (!secret)
    {
      g_task_return_new_error (task, INGAM_ERROR, INGAM_ERROR_UNVERIFIED, "%s",
                               _ ("The backup passphrase in the keyring was changed and opens "
                                  "nothing any more. Type the "
                                  "right one in from the recovery sheet."));
      return;
    }
  take_secret (work, secret);
  if (work->known_mark && work->is_ours && !g_str_equal (work->known_mark, work->mark))
    return_other_mark (task, work->known_mark);
  else
    g_task_run_in_thread (task, remember_mark);
}

static void
find (GTask *task)
{
  Work *work = g_task_get_task_data (task);

  ingam_keyring_find_async (work->keyring, work->slot, work->manner, g_task_get_cancellable (task),
                            found_cb, g_object_ref (task));
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (IngamLedger) ledger = ingam_ledger_read_finish (result, &error);

  if (!ledger)
    {
      g_task_return_error (task, error);
      return;
    }
  work->known_mark = g_strdup (ledger->mark);
  /* A repository that has backups has a password: another one would only be the wrong one. */
  if (g_str_has_prefix (work->slot, INGAM_KEYRING_SLOT_RESTIC) &&
      ingam_ledger_find_newest (ledger, work->slot + strlen (INGAM_KEYRING_SLOT_RESTIC), NULL))
    work->create = FALSE;
  find (task);
}

/* --- the public functions --- */

void
ingam_backup_find_passphrase_async (IngamJournal *journal,
                                    IngamKeyring *keyring,
                                    const char *slot,
                                    IngamKeyringManner manner,
                                    gboolean create,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Work *work;

  g_return_if_fail (INGAM_IS_JOURNAL (journal));
  g_return_if_fail (INGAM_IS_KEYRING (keyring));
  g_return_if_fail (slot != NULL);

  task = task_new (journal, keyring, slot, cancellable, callback, user_data,
                   ingam_backup_find_passphrase_async);
  work = g_task_get_task_data (task);
  work->manner = manner;
  work->create = create;
  ingam_ledger_read_async (journal, cancellable, read_cb, g_object_ref (task));
}

IngamSecret *
ingam_backup_find_passphrase_finish (GAsyncResult *result, gboolean *ret_made, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, ingam_backup_find_passphrase_async),
                        NULL);

  if (ret_made)
    *ret_made = ((Work *) g_task_get_task_data (G_TASK (result)))->made;
  return finish (result, error);
}

void
ingam_backup_adopt_passphrase_async (IngamJournal *journal,
                                     IngamKeyring *keyring,
                                     const char *slot,
                                     IngamSecret *passphrase,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Work *work;

  g_return_if_fail (INGAM_IS_JOURNAL (journal));
  g_return_if_fail (INGAM_IS_KEYRING (keyring));
  g_return_if_fail (slot != NULL);
  g_return_if_fail (passphrase != NULL);

  task = task_new (journal, keyring, slot, cancellable, callback, user_data,
                   ingam_backup_adopt_passphrase_async);
  work = g_task_get_task_data (task);
  work->manner = INGAM_KEYRING_MAY_ASK; /* somebody has just typed it */
  take_secret (work, ingam_secret_ref (passphrase));
  store (task);
}

gboolean
ingam_backup_adopt_passphrase_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (IngamSecret) secret = NULL;

  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, ingam_backup_adopt_passphrase_async),
                        FALSE);

  secret = finish (result, error);
  return secret != NULL;
}
