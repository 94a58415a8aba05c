/* backup-restic.c: a backup as a snapshot in a restic repository.
 *
 * restic has no hidden name to write under. A snapshot that does not come to count is let go of
 * again, and until then the ledger, not the repository, says what was verified.
 */
#include "config.h"

#include "core/backup/backup-private.h"
#include "core/backup/restic.h"
#include "core/base/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SHOWN_ID 8 /* characters of it, as restic itself shows it */

typedef struct
{
  IngamRestic *restic;
  char *id; /* of a snapshot that does not count yet; NULL without */
} State;

static void
drop (IngamBackupWork *work)
{
  State *state = work->state;

  if (state == NULL)
    return;
  if (state->id != NULL)
    {
      g_autoptr (GPtrArray) one = g_ptr_array_new ();
      IngamResticSnapshot snapshot = { .id = state->id };

      g_ptr_array_add (one, &snapshot);
      ingam_restic_forget (state->restic, one, NULL, NULL);
    }
  g_free (state->id);
  ingam_restic_free (state->restic);
  g_free (state);
  work->state = NULL;
}

static IngamRestic *
open_repository (IngamBackupWork *work, IngamSecret *passphrase, GError **error)
{
  return ingam_restic_new (ingam_destination_get_where (work->destination), NULL, NULL, passphrase,
                           error);
}

/* A repository is made for the first backup only: where there were some, one that is gone is a
 * misfortune that a person hears of. */
static gboolean
was_used (IngamBackupWork *work)
{
  g_autoptr (IngamLedger) ledger = ingam_ledger_read (work->journal, NULL);

  return ledger == NULL || ingam_ledger_find_newest (
                               ledger, ingam_destination_get_id (work->destination), NULL) != NULL;
}

static gboolean
write_snapshot (IngamBackupWork *work, GCancellable *cancellable, GError **error)
{
  State *state = work->state;

  return ingam_restic_backup (state->restic, work->store, work->tag, work->progress,
                              work->progress_data, cancellable, &state->id, NULL, error);
}

static gboolean
write_first (IngamBackupWork *work, GCancellable *cancellable, GError **error)
{
  State *state = work->state;
  g_autoptr (GError) reason = NULL;

  if (write_snapshot (work, cancellable, &reason))
    return TRUE;
  if (g_error_matches (reason, INGAM_ERROR, INGAM_ERROR_NOT_FOUND) && !was_used (work))
    return ingam_restic_init (state->restic, cancellable, error) &&
           write_snapshot (work, cancellable, error);
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

/* restic reads the store in its own time: what it saw is what we saw only if nothing came or went.
 */
static gboolean
is_unchanged (IngamBackupWork *work, GCancellable *cancellable, GError **error)
{
  g_autoptr (IngamContents) now = ingam_contents_read_files (work->store, cancellable, error);
  guint8 stamp[INGAM_CONTENTS_DIGEST_SIZE], stamp_now[INGAM_CONTENTS_DIGEST_SIZE];

  if (now == NULL)
    return FALSE;
  ingam_contents_get_stamp (work->contents, stamp);
  ingam_contents_get_stamp (now, stamp_now);
  if (memcmp (stamp, stamp_now, sizeof stamp) == 0)
    return TRUE;
  g_set_error_literal (
      error, INGAM_ERROR, INGAM_ERROR_CHANGED,
      _ ("The certificates are no longer what they were when this backup was made."));
  return FALSE;
}

static gboolean
write_restic (IngamBackupWork *work, GCancellable *cancellable, GError **error)
{
  State *state;

  drop (work);
  g_clear_pointer (&work->contents, ingam_contents_unref);
  work->contents = ingam_contents_read_store (work->store, cancellable, error);
  if (work->contents == NULL)
    return FALSE;
  state = work->state = g_new0 (State, 1);
  state->restic = open_repository (work, work->passphrase, error);
  work->size = ingam_contents_get_size (work->contents);
  return state->restic != NULL && write_first (work, cancellable, error) &&
         is_unchanged (work, cancellable, error);
}

static IngamReader *
reopen (IngamBackupWork *work, IngamSecret *passphrase, GError **error)
{
  State *state = work->state;
  g_autoptr (IngamRestic) restic = open_repository (work, passphrase, error);
  const IngamResticSnapshot snapshot = { .id = state->id };

  return restic != NULL ? ingam_restic_open (restic, &snapshot) : NULL;
}

static gboolean
commit (IngamBackupWork *work, GCancellable *cancellable, GError **error)
{
  State *state = work->state;

  work->path = g_strdup_printf ("%s (%.*s)", ingam_destination_get_where (work->destination),
                                SHOWN_ID, state->id);
  work->name = g_steal_pointer (&state->id);
  return TRUE;
}

static void
tidy (IngamBackupWork *work, IngamLedger *ledger, GCancellable *cancellable)
{
  State *state = work->state;
  g_autoptr (GPtrArray) expendable = NULL;

  if (work->keep == 0)
    return;
  expendable =
      ingam_restic_preview_forget (state->restic, work->tag, work->keep, cancellable, NULL);
  /* A clock that was wrong may have dated others after the one that was verified just now. */
  for (guint i = 0; expendable != NULL && i < expendable->len; i++)
    if (g_str_equal (((IngamResticSnapshot *) expendable->pdata[i])->id, work->name))
      return;
  if (expendable == NULL || !ingam_restic_forget (state->restic, expendable, cancellable, NULL))
    return;
  work->n_tidied = expendable->len;
  for (guint i = 0; i < expendable->len; i++)
    ingam_ledger_record_gone (work->journal, ingam_destination_get_id (work->destination),
                              ((IngamResticSnapshot *) expendable->pdata[i])->id, NULL);
}

const IngamBackupWay ingam_backup_way_restic = { write_restic, reopen, commit, tidy, drop };
