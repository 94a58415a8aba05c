/* backup-verify.c: an old backup, looked at again: read to its end, or one credential of it taken
 * out as on the day it is needed.
 */
#include "config.h"

#include "core/backup/backup-private.h"
#include "core/backup/restic.h"
#include "core/base/clock.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  IngamJournal *journal;
  IngamSecret *passphrase;
  IngamDestination *destination; /* verify: NULL for a file anywhere */
  GFile *file;
  char *store;          /* drill */
  GPtrArray *backups;   /* drill: of GFile, newest first */
  gboolean unreachable; /* drill: some place is not there */

  GMainContext *context;
  IngamBackupProgress progress;
  gpointer progress_data;
  char *sentence;
} Look;

static void
clear_file (gpointer file)
{
  g_clear_object ((GFile **) &file);
}

static Look *
look_new (IngamJournal *journal, IngamBackupProgress progress, gpointer progress_data)
{
  Look *look = g_new0 (Look, 1);

  look->journal = g_object_ref (journal);
  look->context = g_main_context_ref_thread_default ();
  look->progress = progress;
  look->progress_data = progress_data;
  return look;
}

static void
look_free (gpointer data)
{
  Look *look = data;

  g_object_unref (look->journal);
  g_clear_pointer (&look->passphrase, ingam_secret_unref);
  g_clear_pointer (&look->destination, ingam_destination_unref);
  g_clear_object (&look->file);
  g_free (look->store);
  g_clear_pointer (&look->backups, g_ptr_array_unref);
  g_main_context_unref (look->context);
  g_free (look->sentence);
  g_free (look);
}

static void
progress_cb (guint done, guint total, gpointer user_data)
{
  Look *look = user_data;

  look->progress (INGAM_BACKUP_PHASE_VERIFYING, done, total, look->progress_data);
}

/* In a thread. */
static void
progress_thread (guint done, guint total, gpointer user_data)
{
  Look *look = user_data;

  if (look->progress != NULL)
    ingam_progress_tell (look->context, progress_cb, look, done, total);
}

/* The inner task borrows the look from @outer, which it keeps. */
static void
in_thread (GTask *outer, GTaskThreadFunc function, GAsyncReadyCallback next)
{
  g_autoptr (GTask) inner =
      g_task_new (NULL, g_task_get_cancellable (outer), next, g_object_ref (outer));

  g_task_set_source_tag (inner, in_thread);
  g_task_set_check_cancellable (inner, FALSE);
  g_task_set_task_data (inner, g_task_get_task_data (outer), NULL);
  g_task_run_in_thread (inner, function);
}

/* --- verify --- */

/* The newest snapshot that the ledger knows of a repository; else the newest of ours in it. */
static IngamReader *
open_snapshot (const Look *look, char **ret_name, GCancellable *cancellable, GError **error)
{
  g_autoptr (IngamRestic) restic = ingam_restic_new (
      ingam_destination_get_where (look->destination), NULL, NULL, look->passphrase, error);
  g_autoptr (IngamLedger) ledger = restic == NULL ? NULL : ingam_ledger_read (look->journal, error);
  const IngamLedgerBackup *newest;
  g_autoptr (GPtrArray) snapshots = NULL;
  IngamResticSnapshot snapshot = { 0 };

  if (ledger == NULL)
    return NULL;
  newest = ingam_ledger_find_newest (ledger, ingam_destination_get_id (look->destination), NULL);
  if (newest == NULL)
    {
      snapshots = ingam_restic_list (restic, NULL, cancellable, error);
      if (snapshots == NULL)
        return NULL;
      if (snapshots->len == 0)
        {
          g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND,
                               _ ("There is no backup in this restic repository yet."));
          return NULL;
        }
    }
  *ret_name =
      g_strdup (newest != NULL ? newest->name : ((IngamResticSnapshot *) snapshots->pdata[0])->id);
  snapshot.id = *ret_name;
  return ingam_restic_open (restic, &snapshot);
}

static IngamReader *
open_backup (const Look *look, char **ret_name, GCancellable *cancellable, GError **error)
{
  if (look->file == NULL)
    return open_snapshot (look, ret_name, cancellable, error);
  *ret_name = g_file_get_basename (look->file);
  return ingam_sealed_archive_open (look->file, look->passphrase);
}

static void
verify_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Look *look = task_data;
  g_autoptr (IngamReader) reader = NULL;
  g_autoptr (IngamContents) contents = NULL;
  g_autofree char *name = NULL;
  GError *error = NULL;

  reader = open_backup (look, &name, cancellable, &error);
  if (reader != NULL)
    contents = ingam_reader_verify (reader, NULL, NULL, progress_thread, look, cancellable, &error);
  if (contents == NULL ||
      (look->destination != NULL &&
       !ingam_ledger_record_verified (look->journal, ingam_destination_get_id (look->destination),
                                      name, ingam_clock_now (), &error)))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&contents),
                           (GDestroyNotify) ingam_contents_unref);
}

static void
verified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Look *look = g_task_get_task_data (task);
  GError *error = NULL;
  IngamContents *contents = g_task_propagate_pointer (G_TASK (result), &error);

  if (contents == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (look->destination != NULL)
    ingam_journal_tell (look->journal);
  g_task_return_pointer (task, contents, (GDestroyNotify) ingam_contents_unref);
}

void
ingam_backup_verify_async (IngamJournal *journal,
                           IngamDestination *destination,
                           GFile *file,
                           IngamSecret *passphrase,
                           IngamBackupProgress progress,
                           gpointer progress_data,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Look *look;

  g_return_if_fail (INGAM_IS_JOURNAL (journal) && passphrase != NULL);
  g_return_if_fail (G_IS_FILE (file) ||
                    (file == NULL && destination != NULL &&
                     ingam_destination_get_kind (destination) == INGAM_DESTINATION_RESTIC));

  look = look_new (journal, progress, progress_data);
  look->destination = destination == NULL ? NULL : ingam_destination_ref (destination);
  look->file = file == NULL ? NULL : g_object_ref (file);
  look->passphrase = ingam_secret_ref (passphrase);
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, ingam_backup_verify_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, look, look_free);
  in_thread (task, verify_thread, verified_cb);
}

IngamContents *
ingam_backup_verify_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ingam_backup_verify_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- the drill --- */

/* What is taken out: the files of one folder. */
typedef struct
{
  char *prefix; /* with its slash */
  IngamContentsBuilder *builder;
} Taking;

static gboolean
take (const char *path, gint64 mtime, GBytes *bytes, gpointer user_data, GError **error)
{
  Taking *taking = user_data;

  return !g_str_has_prefix (path, taking->prefix) ||
         ingam_contents_builder_add (taking->builder, path, mtime, bytes, error);
}

/* The one of @contents that was drawn, out of the backup once more and by itself. */
static gboolean
take_out (IngamReader *reader,
          const IngamContentsCredential *drawn,
          GCancellable *cancellable,
          GError **error)
{
  Taking taking = { g_strconcat (ingam_credential_get_folder (drawn->credential), "/", NULL),
                    ingam_contents_builder_new () };
  gboolean read = ingam_reader_visit (reader, take, &taking, cancellable, error);
  g_autoptr (IngamContents) taken = ingam_contents_builder_end (taking.builder);
  GPtrArray *credentials = ingam_contents_get_credentials (taken);
  gboolean is_same = FALSE;

  g_free (taking.prefix);
  if (!read)
    return FALSE;
  for (guint i = 0; i < credentials->len; i++)
    {
      const IngamContentsCredential *one = g_ptr_array_index (credentials, i);

      is_same |= memcmp (one->digest, drawn->digest, sizeof one->digest) == 0;
    }
  if (!is_same)
    g_set_error (error, INGAM_ERROR, INGAM_ERROR_UNVERIFIED,
                 _ ("“%s” could not be taken out of the backup as it was put in. Back up again, "
                    "to another place."),
                 ingam_credential_get_name (drawn->credential));
  return is_same;
}

/* What the store says of the same certificate: NULL where it has another state of it, or none. */
static const char *
compare_with_store (const Look *look, const IngamContentsCredential *drawn)
{
  guint8 digest[INGAM_CONTENTS_DIGEST_SIZE];

  if (!ingam_contents_digest_credential (look->store, drawn->credential, digest, NULL))
    return NULL;
  return memcmp (digest, drawn->digest, sizeof digest) == 0 ?
             _ ("It is the same as in your store.") :
             _ ("Your store has another state of it by now.");
}

/* @file: NULL for the newest snapshot of a repository. */
static gboolean
drill (Look *look, GFile *file, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = NULL;
  g_autoptr (IngamReader) reader = NULL;
  g_autoptr (IngamContents) contents = NULL;
  const IngamContentsCredential *drawn;
  GPtrArray *credentials;
  const char *beside;

  g_set_object (&look->file, file);
  reader = open_backup (look, &name, cancellable, error);
  if (reader == NULL)
    return FALSE;
  contents = ingam_reader_verify (reader, NULL, NULL, progress_thread, look, cancellable, error);
  if (contents == NULL)
    return FALSE;
  credentials = ingam_contents_get_credentials (contents);
  if (credentials->len == 0)
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND,
                           _ ("There is no certificate in the backup."));
      return FALSE;
    }
  drawn = g_ptr_array_index (credentials, g_random_int_range (0, (int) credentials->len));
  if (!take_out (reader, drawn, cancellable, error))
    return FALSE;
  beside = compare_with_store (look, drawn);
  look->sentence = g_strdup_printf (
      beside == NULL ? _ ("“%s” was taken out of the newest backup, as a test, and is whole.") :
                       /* Translators: the second %s is a whole sentence. */
                       _ ("“%s” was taken out of the newest backup, as a test, and is whole. "
                                       "%s"),
      ingam_credential_get_name (drawn->credential), beside);
  return TRUE;
}

static void
drill_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Look *look = task_data;
  GError *error = NULL;

  /* A repository only where there is nothing else: it has a password of its own. */
  if (look->destination != NULL)
    g_ptr_array_add (look->backups, NULL);
  for (guint i = 0; i < look->backups->len; i++)
    {
      GFile *file = g_ptr_array_index (look->backups, i);

      g_clear_error (&error);
      if (drill (look, file, cancellable, &error) &&
          ingam_ledger_record_drill (look->journal, ingam_clock_now (), &error))
        {
          g_task_return_boolean (task, TRUE);
          return;
        }
      /* One that is not there is no answer; one that does not open is. */
      if (!g_error_matches (error, INGAM_ERROR, INGAM_ERROR_UNREACHABLE) &&
          !g_error_matches (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
        break;
    }
  if (error == NULL)
    g_set_error_literal (&error, INGAM_ERROR,
                         look->unreachable ? INGAM_ERROR_UNREACHABLE : INGAM_ERROR_NOT_FOUND,
                         look->unreachable ? _ ("No place with a backup can be reached just now.") :
                                             _ ("There is no backup yet."));
  g_task_return_error (task, error);
}

static void
drilled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Look *look = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  ingam_journal_tell (look->journal);
  g_task_return_boolean (task, TRUE);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Look *look = g_task_get_task_data (task);
  GError *error = NULL;

  look->passphrase = ingam_backup_find_passphrase_finish (result, NULL, &error);
  if (look->passphrase == NULL)
    g_task_return_error (task, error);
  else
    in_thread (task, drill_thread, drilled_cb);
}

typedef struct
{
  IngamBackupOptions options;
  GTask *task;
} Start;

/* The newest backup of each place that is there; in the main context, where drives are known. */
static void
ledger_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Start *start = user_data;
  g_autoptr (GTask) task = start->task;
  Look *look = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (IngamLedger) ledger = ingam_ledger_read_finish (result, &error);
  IngamDestination *repository = NULL;
  g_autofree char *slot = NULL;

  if (ledger == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < ledger->places->len; i++)
    {
      const IngamLedgerPlace *place = g_ptr_array_index (ledger->places, i);
      const IngamLedgerBackup *newest = ingam_ledger_find_newest (
          ledger, ingam_destination_get_id (place->destination), look->store);
      g_autoptr (GFile) folder = NULL;

      if (newest == NULL)
        continue;
      if (ingam_destination_get_kind (place->destination) == INGAM_DESTINATION_RESTIC)
        {
          repository = place->destination;
          continue;
        }
      folder = ingam_destination_locate (place->destination, start->options.monitor, NULL);
      if (folder == NULL)
        look->unreachable = TRUE;
      else
        g_ptr_array_add (look->backups, g_file_get_child (folder, newest->name));
    }
  if (look->backups->len == 0 && repository != NULL)
    look->destination = ingam_destination_ref (repository);
  slot = look->destination != NULL ? ingam_backup_dup_slot (look->destination) :
                                     g_strdup (INGAM_KEYRING_SLOT_BACKUP);
  ingam_backup_find_passphrase_async (look->journal, start->options.keyring, slot,
                                      start->options.manner, FALSE, g_task_get_cancellable (task),
                                      found_cb, g_object_ref (task));
}

void
ingam_backup_drill_async (const IngamBackupOptions *options,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  Start *start;
  Look *look;

  g_return_if_fail (options != NULL && options->store != NULL);
  g_return_if_fail (INGAM_IS_JOURNAL (options->journal) && INGAM_IS_KEYRING (options->keyring));

  look = look_new (options->journal, options->progress, options->progress_data);
  look->store = g_strdup (options->store);
  look->backups = g_ptr_array_new_with_free_func ((GDestroyNotify) clear_file);
  start = g_new (Start, 1);
  start->options = *options;
  start->task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (start->task, ingam_backup_drill_async);
  g_task_set_check_cancellable (start->task, FALSE);
  g_task_set_task_data (start->task, look, look_free);
  ingam_ledger_read_async (options->journal, cancellable, ledger_cb, start);
}

gboolean
ingam_backup_drill_finish (GAsyncResult *result, char **ret_sentence, GError **error)
{
  Look *look;

  g_return_val_if_fail (g_async_result_is_tagged (result, ingam_backup_drill_async), FALSE);

  look = g_task_get_task_data (G_TASK (result));
  if (ret_sentence != NULL)
    *ret_sentence = g_strdup (look->sentence);
  return g_task_propagate_boolean (G_TASK (result), error);
}
