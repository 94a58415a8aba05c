/* A place of GVfs is reachable when its share is mounted: to find out more would cost its server's
 * answer each time the window is looked at. A restic repository is asked when it is written to.
 */
#include "config.h"

#include "app/backup/backup-look.h"

#include "core/base/error.h"

typedef struct
{
  char *id;
  GFile *folder;      /* NULL: it is not there */
  gboolean is_always; /* reachable, as far as can be told without asking it */
} Target;

typedef struct
{
  char *store;
  GPtrArray *targets;
} Job;

static void
target_free (Target *target)
{
  g_free (target->id);
  g_clear_object (&target->folder);
  g_free (target);
}

static void
job_free (Job *job)
{
  g_free (job->store);
  g_ptr_array_unref (job->targets);
  g_free (job);
}

void
ingam_backup_look_free (IngamBackupLook *look)
{
  if (look == NULL)
    return;
  g_hash_table_unref (look->sights);
  g_clear_pointer (&look->contents, ingam_contents_unref);
  g_free (look);
}

const IngamBackupSight *
ingam_backup_look_find (const IngamBackupLook *look, const char *id)
{
  return look == NULL || id == NULL ? NULL : g_hash_table_lookup (look->sights, id);
}

static char *
dup_file_system (GFile *file)
{
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, G_FILE_ATTRIBUTE_ID_FILESYSTEM, G_FILE_QUERY_INFO_NONE, NULL, NULL);

  return info == NULL ?
             NULL :
             g_strdup (g_file_info_get_attribute_string (info, G_FILE_ATTRIBUTE_ID_FILESYSTEM));
}

static IngamBackupSight *
look_at (const Target *target, const char *store_disk)
{
  IngamBackupSight *sight = g_new0 (IngamBackupSight, 1);
  g_autofree char *disk = NULL;

  sight->is_reachable = target->is_always;
  if (target->folder == NULL || target->is_always)
    return sight;
  disk = dup_file_system (target->folder);
  sight->is_reachable = disk != NULL;
  sight->is_same_disk = disk != NULL && g_strcmp0 (disk, store_disk) == 0;
  return sight;
}

static void
look_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  IngamBackupLook *look = g_new0 (IngamBackupLook, 1);
  g_autoptr (GFile) store = g_file_new_for_path (job->store);
  g_autofree char *store_disk = dup_file_system (store);

  look->sights = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  look->contents = ingam_contents_read_store (job->store, cancellable, NULL);
  look->has_store = look->contents != NULL;
  if (look->has_store)
    ingam_contents_get_stamp (look->contents, look->stamp);
  for (guint i = 0; i < job->targets->len; i++)
    {
      const Target *target = g_ptr_array_index (job->targets, i);

      g_hash_table_insert (look->sights, g_strdup (target->id), look_at (target, store_disk));
    }
  g_task_return_pointer (task, look, (GDestroyNotify) ingam_backup_look_free);
}

/* A share that nobody has mounted is not there; to ask it would mount nothing, and wait. */
static gboolean
is_mounted (GFile *folder)
{
  g_autoptr (GMount) mount = g_file_find_enclosing_mount (folder, NULL, NULL);

  return mount != NULL;
}

static Target *
new_target (IngamDestination *destination, GVolumeMonitor *monitor)
{
  Target *target = g_new0 (Target, 1);

  target->id = g_strdup (ingam_destination_get_id (destination));
  switch (ingam_destination_get_kind (destination))
    {
    case INGAM_DESTINATION_RESTIC:
      target->is_always = TRUE;
      break;
    case INGAM_DESTINATION_REMOTE:
      target->folder = ingam_destination_locate (destination, monitor, NULL);
      target->is_always = target->folder != NULL && is_mounted (target->folder);
      g_clear_object (&target->folder);
      break;
    case INGAM_DESTINATION_FOLDER:
    case INGAM_DESTINATION_DRIVE:
    case INGAM_DESTINATION_N_KINDS:
    default:
      target->folder = ingam_destination_locate (destination, monitor, NULL);
      break;
    }
  return target;
}

void
ingam_backup_look_async (IngamLedger *ledger,
                         const char *store,
                         GVolumeMonitor *monitor,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, ingam_backup_look_async);
  job->store = g_strdup (store);
  job->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) target_free);
  for (guint i = 0; i < ledger->places->len; i++)
    {
      const IngamLedgerPlace *place = g_ptr_array_index (ledger->places, i);

      g_ptr_array_add (job->targets, new_target (place->destination, monitor));
    }
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  g_task_run_in_thread (task, look_thread);
}

IngamBackupLook *
ingam_backup_look_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
