/* coverage.c: the digest of now beside the digests that the ledger has. */
#include "config.h"

#include "core/backup/coverage.h"

#include "core/base/borrowing.h"

typedef struct
{
  IngamJournal *journal;
  char *store;
  IngamCredential *credential;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->journal);
  g_free (question->store);
  g_object_unref (question->credential);
  g_free (question);
}

gboolean
ingam_coverage_read (IngamJournal *journal,
                     const char *store,
                     IngamCredential *credential,
                     IngamCoverage *ret_coverage,
                     GError **error)
{
  const guint8 *fingerprint;
  guint8 digest[INGAM_CONTENTS_DIGEST_SIZE];
  g_autoptr (IngamLedger) ledger = NULL;
  g_autoptr (GArray) all = NULL;

  g_return_val_if_fail (INGAM_IS_JOURNAL (journal), FALSE);
  g_return_val_if_fail (store != NULL && INGAM_IS_CREDENTIAL (credential), FALSE);

  *ret_coverage = (IngamCoverage){ 0 };
  fingerprint = ingam_credential_get_fingerprint (credential);
  ledger = ingam_ledger_read (journal, error);
  if (ledger == NULL)
    return FALSE;
  ret_coverage->has_place = ledger->places->len > 0;
  if (ledger->backups->len == 0) /* and nothing need be read */
    return TRUE;
  all = ingam_ledger_list_credentials (journal, error);
  if (all == NULL)
    return FALSE;
  ret_coverage->earlier = ingam_ledger_credentials_find (all, fingerprint);
  if (ret_coverage->earlier == 0)
    return TRUE;
  return ingam_contents_digest_credential (store, credential, digest, error) &&
         ingam_ledger_find_credential (journal, fingerprint, digest, &ret_coverage->verified,
                                       error);
}

static void
read_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Question *question = task_data;
  IngamCoverage *coverage = g_new0 (IngamCoverage, 1);
  GError *error = NULL;

  if (ingam_coverage_read (question->journal, question->store, question->credential, coverage,
                           &error))
    g_task_return_pointer (task, coverage, g_free);
  else
    {
      g_free (coverage);
      g_task_return_error (task, error);
    }
}

void
ingam_coverage_read_async (IngamJournal *journal,
                           const char *store,
                           IngamCredential *credential,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  Question *question;
  GTask *task;

  g_return_if_fail (INGAM_IS_JOURNAL (journal));
  g_return_if_fail (store != NULL && INGAM_IS_CREDENTIAL (credential));

  question = g_new0 (Question, 1);
  question->journal = g_object_ref (journal);
  question->store = g_strdup (store);
  question->credential = g_object_ref (credential);
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, ingam_coverage_read_async);
  g_task_set_task_data (task, question, question_free);
  ingam_borrowing_run (task, question, read_thread, g_free);
}

gboolean
ingam_coverage_read_finish (GAsyncResult *result, IngamCoverage *ret_coverage, GError **error)
{
  g_autofree IngamCoverage *coverage = NULL;

  g_return_val_if_fail (g_async_result_is_tagged (result, (gpointer) ingam_coverage_read_async),
                        FALSE);

  coverage = g_task_propagate_pointer (G_TASK (result), error);
  if (coverage != NULL)
    *ret_coverage = *coverage;
  return coverage != NULL;
}

/* --- all --- */

static void
list_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  GArray *all = ingam_ledger_list_credentials (task_data, &error);

  if (all != NULL)
    g_task_return_pointer (task, all, (GDestroyNotify) g_array_unref);
  else
    g_task_return_error (task, error);
}

void
ingam_coverage_list_async (IngamJournal *journal,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;

  g_return_if_fail (INGAM_IS_JOURNAL (journal));

  task = g_task_new (journal, cancellable, callback, user_data);
  g_task_set_source_tag (task, ingam_coverage_list_async);
  ingam_borrowing_run (task, journal, list_thread, (GDestroyNotify) g_array_unref);
}

GArray *
ingam_coverage_list_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, (gpointer) ingam_coverage_list_async),
                        NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
