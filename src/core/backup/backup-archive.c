/* backup-archive.c: a backup as one sealed file in a folder. */
#include "config.h"

#include "core/backup/backup-private.h"
#include "core/backup/schedule.h"

typedef struct
{
  IngamDestinationFolder *folder;
  IngamDestinationWrite *write;
} State;

static void
drop (IngamBackupWork *work)
{
  State *state = work->state;

  if (state == NULL)
    return;
  g_clear_pointer (&state->write, ingam_destination_write_free);
  g_clear_pointer (&state->folder, ingam_destination_folder_free);
  g_free (state);
  work->state = NULL;
}

/* A name is a second, and two backups may be made in one: the second is a little ahead of its time.
 */
static gboolean
take_free_time (IngamBackupWork *work,
                IngamDestinationFolder *folder,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (GPtrArray) files = ingam_destination_folder_list (folder, cancellable, error);
  gboolean taken;

  if (files == NULL)
    return FALSE;
  do
    {
      taken = FALSE;
      for (guint i = 0; i < files->len && !taken; i++)
        {
          const IngamDestinationFile *file = g_ptr_array_index (files, i);

          taken = file->when == work->when && g_str_equal (file->tag, work->tag);
        }
      work->when += taken ? 1 : 0;
    }
  while (taken);
  return TRUE;
}

static gboolean
write_archive (IngamBackupWork *work, GCancellable *cancellable, GError **error)
{
  State *state;

  drop (work);
  state = work->state = g_new0 (State, 1);
  g_clear_pointer (&work->contents, ingam_contents_unref);
  work->contents = ingam_contents_read_store (work->store, cancellable, error);
  if (work->contents == NULL)
    return FALSE;
  state->folder = ingam_destination_folder_open (work->destination, work->where, work->tag,
                                                 !work->is_known, cancellable, error);
  if (state->folder == NULL || !take_free_time (work, state->folder, cancellable, error))
    return FALSE;
  work->size = ingam_sealed_archive_measure (work->contents);
  state->write =
      ingam_destination_write_begin (state->folder, work->when, work->size, cancellable, error);
  return state->write != NULL &&
         ingam_sealed_archive_write (work->store, work->contents, work->passphrase, work->when,
                                     ingam_destination_write_get_stream (state->write),
                                     work->progress, work->progress_data, cancellable, error) &&
         ingam_destination_write_sync (state->write, cancellable, error);
}

static IngamReader *
reopen (IngamBackupWork *work, IngamSecret *passphrase, GError **error)
{
  State *state = work->state;
  g_autoptr (GFile) file = ingam_destination_write_get_file (state->write);

  return ingam_sealed_archive_open (file, passphrase);
}

static gboolean
commit (IngamBackupWork *work, GCancellable *cancellable, GError **error)
{
  State *state = work->state;
  g_autoptr (GFile) file = NULL;

  if (!ingam_destination_write_commit (state->write, &work->name, cancellable, error))
    return FALSE;
  file = ingam_destination_folder_get_file (state->folder, work->name);
  work->path = g_file_get_parse_name (file);
  return TRUE;
}

/* An old one that cannot be removed is there the next time. */
static void
tidy (IngamBackupWork *work, IngamLedger *ledger, GCancellable *cancellable)
{
  State *state = work->state;
  const char *id = ingam_destination_get_id (work->destination);
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GPtrArray) expendable = NULL;

  if (work->keep == 0)
    return;
  files = ingam_destination_folder_list (state->folder, cancellable, NULL);
  if (files == NULL)
    return;
  expendable =
      ingam_schedule_list_expendable (ledger, id, work->tag, files, work->keep, work->when);
  for (guint i = 0; i < expendable->len; i++)
    {
      const IngamDestinationFile *file = g_ptr_array_index (expendable, i);

      if (!ingam_destination_folder_remove (state->folder, file->name, cancellable, NULL))
        continue;
      work->n_tidied++;
      ingam_ledger_record_gone (work->journal, id, file->name, NULL);
    }
}

const IngamBackupWay ingam_backup_way_archive = { write_archive, reopen, commit, tidy, drop };
