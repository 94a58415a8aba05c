/* What is known of backups, for those who show it. The ledger is read again after whatever may have
 * changed it, and with it the places are looked at: what is shown is never what was hoped for.
 */
#include "config.h"

#include "app/backup/backup-session-private.h"

#include "core/base/settings.h"
#include "core/backup/schedule.h"
#include "core/base/clock.h"

#include <glib/gi18n.h>

enum
{
  SIGNAL_CHANGED,
  SIGNAL_FAILED,
  SIGNAL_FINISHED,
  SIGNAL_LOADED,
  SIGNAL_PROGRESSED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamBackupSession, ingam_backup_session, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

void
ingam_backup_session_emit_changed (IngamBackupSession *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
ingam_backup_session_emit_progressed (IngamBackupSession *self)
{
  g_signal_emit (self, signals[SIGNAL_PROGRESSED], 0);
}

void
ingam_backup_session_emit_finished (IngamBackupSession *self, IngamBackupTask task)
{
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0, (int) task);
}

void
ingam_backup_session_emit_failed (IngamBackupSession *self, const char *sentence)
{
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, sentence);
}

/* --- reading --- */

static void
end_loading (IngamBackupSession *self)
{
  gboolean again = self->loads_again;

  self->is_loading = FALSE;
  self->loads_again = FALSE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  if (again)
    ingam_backup_session_load (self);
  else
    g_signal_emit (self, signals[SIGNAL_LOADED], 0);
}

/* What lies there lies elsewhere as well. */
static void
forgive_synced (IngamBackupSession *self)
{
  g_auto (GStrv) ids = NULL;

  if (self->settings == NULL)
    return;
  ids = g_settings_get_strv (self->settings, INGAM_SETTING_BACKUP_SYNCED);
  for (guint i = 0; ids[i] != NULL; i++)
    {
      IngamBackupSight *sight = g_hash_table_lookup (self->look->sights, ids[i]);

      if (sight != NULL)
        sight->is_same_disk = FALSE;
    }
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamBackupSession) self = user_data;
  g_autoptr (IngamBackupLook) look = ingam_backup_look_finish (result, NULL);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (look != NULL)
    {
      g_clear_pointer (&self->look, ingam_backup_look_free);
      self->look = g_steal_pointer (&look);
      forgive_synced (self);
    }
  end_loading (self);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamBackupSession) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamLedger) ledger = ingam_ledger_read_finish (result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (ledger == NULL)
    {
      ingam_backup_session_emit_failed (self, error->message);
      end_loading (self);
      return;
    }
  g_clear_pointer (&self->ledger, ingam_ledger_free);
  self->ledger = g_steal_pointer (&ledger);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  ingam_backup_look_async (self->ledger, self->store, self->monitor, self->cancellable, looked_cb,
                           g_object_ref (self));
}

void
ingam_backup_session_load (IngamBackupSession *self)
{
  g_return_if_fail (INGAM_IS_BACKUP_SESSION (self));

  self->loads_again = self->is_loading;
  if (self->is_loading)
    return;
  self->is_loading = TRUE;
  ingam_ledger_read_async (self->journal, self->cancellable, read_cb, g_object_ref (self));
}

/* --- changing the places --- */

typedef struct
{
  gboolean (*run) (IngamJournal *journal, gpointer change, GError **error);
  IngamJournal *journal;
  IngamDestination *destination; /* to add */
  char *id;
  guint keep;
} Change;

static void
change_free (Change *change)
{
  g_object_unref (change->journal);
  g_clear_pointer (&change->destination, ingam_destination_unref);
  g_free (change->id);
  g_free (change);
}

static gboolean
run_add (IngamJournal *journal, gpointer change, GError **error)
{
  return ingam_ledger_add_place (journal, ((Change *) change)->destination, error);
}

static gboolean
run_remove (IngamJournal *journal, gpointer change, GError **error)
{
  return ingam_ledger_remove_place (journal, ((Change *) change)->id, error);
}

static gboolean
run_keep (IngamJournal *journal, gpointer change, GError **error)
{
  return ingam_ledger_set_keep (journal, ((Change *) change)->id, ((Change *) change)->keep, error);
}

static void
change_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Change *change = task_data;
  GError *error = NULL;

  if (change->run (change->journal, change, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
changed_place_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  IngamBackupSession *self = INGAM_BACKUP_SESSION (source);
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    ingam_journal_tell (self->journal);
  else if (!g_cancellable_is_cancelled (self->cancellable))
    ingam_backup_session_emit_failed (self, error->message);
  if (!g_cancellable_is_cancelled (self->cancellable))
    ingam_backup_session_load (self);
}

/* Takes over @destination. */
static void
change (IngamBackupSession *self,
        gboolean (*run) (IngamJournal *journal, gpointer change, GError **error),
        IngamDestination *destination,
        const char *id,
        guint keep)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, changed_place_cb, NULL);
  Change *one = g_new0 (Change, 1);

  one->run = run;
  one->journal = g_object_ref (self->journal);
  one->destination = destination;
  one->id = g_strdup (id);
  one->keep = keep;
  g_task_set_task_data (task, one, (GDestroyNotify) change_free);
  g_task_run_in_thread (task, change_thread);
}

/* Backups of backups, each larger than the one before. */
static gboolean
is_inside_store (IngamBackupSession *self, IngamDestination *destination)
{
  g_autoptr (GFile) store = g_file_new_for_path (self->store);
  g_autoptr (GFile) folder = NULL;

  if (ingam_destination_get_kind (destination) != INGAM_DESTINATION_FOLDER)
    return FALSE;
  folder = g_file_new_for_path (ingam_destination_get_where (destination));
  return g_file_equal (folder, store) || g_file_has_prefix (folder, store);
}

void
ingam_backup_session_add_place (IngamBackupSession *self, IngamDestination *destination)
{
  g_return_if_fail (INGAM_IS_BACKUP_SESSION (self) && destination != NULL);

  if (is_inside_store (self, destination))
    ingam_backup_session_emit_failed (
        self, _ ("This folder lies among the certificates themselves. Choose another one."));
  else
    change (self, run_add, ingam_destination_ref (destination), NULL, 0);
}

void
ingam_backup_session_add_synced (IngamBackupSession *self, IngamDestination *destination)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) before = NULL;
  g_auto (GStrv) after = NULL;

  g_return_if_fail (INGAM_IS_BACKUP_SESSION (self) && destination != NULL);

  if (self->settings != NULL)
    {
      before = g_settings_get_strv (self->settings, INGAM_SETTING_BACKUP_SYNCED);
      g_strv_builder_addv (builder, (const char **) before);
      g_strv_builder_add (builder, ingam_destination_get_id (destination));
      after = g_strv_builder_end (builder);
      g_settings_set_strv (self->settings, INGAM_SETTING_BACKUP_SYNCED,
                           (const char *const *) after);
    }
  ingam_backup_session_add_place (self, destination);
}

void
ingam_backup_session_remove_place (IngamBackupSession *self, const char *place)
{
  g_return_if_fail (INGAM_IS_BACKUP_SESSION (self) && place != NULL);

  change (self, run_remove, NULL, place, 0);
}

void
ingam_backup_session_set_keep (IngamBackupSession *self, const char *place, guint keep)
{
  g_return_if_fail (INGAM_IS_BACKUP_SESSION (self) && place != NULL);

  change (self, run_keep, NULL, place, keep);
}

typedef struct
{
  IngamBackupSession *session;
  IngamDestination *destination;
} Adding;

static void
adopted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Adding *adding = user_data;
  g_autoptr (IngamBackupSession) self = adding->session;
  g_autoptr (IngamDestination) destination = adding->destination;
  g_autoptr (GError) error = NULL;

  if (ingam_backup_adopt_passphrase_finish (result, &error))
    ingam_backup_session_add_place (self, destination);
  else
    ingam_backup_session_emit_failed (self, error->message);
}

char *
ingam_backup_session_dup_slot (IngamDestination *destination)
{
  return destination == NULL ? g_strdup (INGAM_KEYRING_SLOT_BACKUP) :
                               ingam_backup_dup_slot (destination);
}

void
ingam_backup_session_add_repository (IngamBackupSession *self,
                                     IngamDestination *destination,
                                     IngamSecret *password)
{
  g_autofree char *slot = NULL;
  Adding *adding;

  g_return_if_fail (INGAM_IS_BACKUP_SESSION (self));
  g_return_if_fail (destination != NULL && password != NULL);

  slot = ingam_backup_session_dup_slot (destination);
  adding = g_new0 (Adding, 1);
  adding->session = g_object_ref (self);
  adding->destination = ingam_destination_ref (destination);
  ingam_backup_adopt_passphrase_async (self->journal, self->keyring, slot, password,
                                       self->cancellable, adopted_cb, adding);
}

/* --- what keeping fewer would let go --- */

typedef struct
{
  IngamJournal *journal;
  char *store;
  IngamDestination *destination;
  GFile *folder;
  guint keep;
  gint64 now;
} Preview;

static void
preview_free (Preview *preview)
{
  g_object_unref (preview->journal);
  g_free (preview->store);
  ingam_destination_unref (preview->destination);
  g_clear_object (&preview->folder);
  g_free (preview);
}

static void
add_name (gpointer file, gpointer names)
{
  g_ptr_array_add (names, g_strdup (((IngamDestinationFile *) file)->name));
}

static GPtrArray *
preview_run (const Preview *preview, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (IngamLedger) ledger = ingam_ledger_read (preview->journal, error);
  g_autofree char *tag =
      ledger == NULL ? NULL : ingam_ledger_dup_tag (preview->journal, preview->store, error);
  g_autoptr (IngamDestinationFolder) folder = NULL;
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GPtrArray) going = NULL;

  if (tag == NULL)
    return NULL;
  folder = ingam_destination_folder_open (preview->destination, preview->folder, tag, FALSE,
                                          cancellable, error);
  if (folder == NULL)
    return NULL;
  files = ingam_destination_folder_list (folder, cancellable, error);
  if (files == NULL)
    return NULL;
  going = ingam_schedule_list_expendable (ledger, ingam_destination_get_id (preview->destination),
                                          tag, files, preview->keep, preview->now);
  g_ptr_array_foreach (going, add_name, names);
  return g_steal_pointer (&names);
}

static void
preview_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *names = preview_run (task_data, cancellable, &error);

  if (names == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, names, (GDestroyNotify) g_ptr_array_unref);
}

/* Of a repository, which is not asked for it: what we know of it. */
static GPtrArray *
preview_ledger (IngamBackupSession *self, const char *place, guint keep)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  guint n = 0;

  for (guint i = 0; i < self->ledger->backups->len; i++)
    {
      const IngamLedgerBackup *backup = g_ptr_array_index (self->ledger->backups, i);

      if (!backup->gone && g_str_equal (backup->destination, place) &&
          g_str_equal (backup->store, self->store) && n++ >= keep)
        g_ptr_array_insert (names, 0, g_strdup (backup->name));
    }
  return names;
}

void
ingam_backup_session_preview_keep_async (IngamBackupSession *self,
                                         const char *place,
                                         guint keep,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  const IngamLedgerPlace *known = ingam_backup_session_find_place (self, place);
  g_autoptr (GFile) folder = NULL;
  GError *error = NULL;
  Preview *preview;

  g_return_if_fail (known != NULL);

  if (ingam_destination_get_kind (known->destination) == INGAM_DESTINATION_RESTIC || keep == 0)
    {
      g_task_return_pointer (task,
                             keep == 0 ? g_ptr_array_new_with_free_func (g_free) :
                                         preview_ledger (self, place, keep),
                             (GDestroyNotify) g_ptr_array_unref);
      return;
    }
  folder = ingam_destination_locate (known->destination, self->monitor, &error);
  if (folder == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  preview = g_new0 (Preview, 1);
  preview->journal = g_object_ref (self->journal);
  preview->store = g_strdup (self->store);
  preview->destination = ingam_destination_ref (known->destination);
  preview->folder = g_steal_pointer (&folder);
  preview->keep = keep;
  preview->now = ingam_clock_now ();
  g_task_set_task_data (task, preview, (GDestroyNotify) preview_free);
  g_task_run_in_thread (task, preview_thread);
}

GPtrArray *
ingam_backup_session_preview_keep_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- what is known --- */

const char *
ingam_backup_session_get_store (IngamBackupSession *self)
{
  g_return_val_if_fail (INGAM_IS_BACKUP_SESSION (self), NULL);

  return self->store;
}

IngamJournal *
ingam_backup_session_get_journal (IngamBackupSession *self)
{
  g_return_val_if_fail (INGAM_IS_BACKUP_SESSION (self), NULL);

  return self->journal;
}

GVolumeMonitor *
ingam_backup_session_get_monitor (IngamBackupSession *self)
{
  g_return_val_if_fail (INGAM_IS_BACKUP_SESSION (self), NULL);

  return self->monitor;
}

GSettings *
ingam_backup_session_get_settings (IngamBackupSession *self)
{
  g_return_val_if_fail (INGAM_IS_BACKUP_SESSION (self), NULL);

  return self->settings;
}

char *
ingam_backup_session_dup_keyring_name (IngamBackupSession *self)
{
  g_return_val_if_fail (INGAM_IS_BACKUP_SESSION (self), NULL);

  return ingam_keyring_dup_where (self->keyring);
}

gboolean
ingam_backup_session_is_in_memory (IngamBackupSession *self)
{
  g_return_val_if_fail (INGAM_IS_BACKUP_SESSION (self), FALSE);

  return self->is_in_memory;
}

IngamLedger *
ingam_backup_session_get_ledger (IngamBackupSession *self)
{
  g_return_val_if_fail (INGAM_IS_BACKUP_SESSION (self), NULL);

  return self->ledger;
}

const IngamBackupLook *
ingam_backup_session_get_look (IngamBackupSession *self)
{
  g_return_val_if_fail (INGAM_IS_BACKUP_SESSION (self), NULL);

  return self->look;
}

const IngamLedgerPlace *
ingam_backup_session_find_place (IngamBackupSession *self, const char *id)
{
  g_return_val_if_fail (INGAM_IS_BACKUP_SESSION (self), NULL);

  return self->ledger == NULL || id == NULL ? NULL : ingam_ledger_find_place (self->ledger, id);
}

static const IngamLedgerBackup *
find_newest_anywhere (IngamBackupSession *self)
{
  for (guint i = 0; i < self->ledger->backups->len; i++)
    {
      const IngamLedgerBackup *backup = g_ptr_array_index (self->ledger->backups, i);

      if (!backup->gone && g_str_equal (backup->store, self->store))
        return backup;
    }
  return NULL;
}

/* Another store of the same person has its own. */
const IngamLedgerBackup *
ingam_backup_session_find_newest (IngamBackupSession *self, const char *id)
{
  g_return_val_if_fail (INGAM_IS_BACKUP_SESSION (self), NULL);

  if (self->ledger == NULL)
    return NULL;
  return id == NULL ? find_newest_anywhere (self) :
                      ingam_ledger_find_newest (self->ledger, id, self->store);
}

/* --- life --- */

static void
changed_elsewhere_cb (IngamBackupSession *self)
{
  if (self->ledger != NULL)
    ingam_backup_session_load (self);
}

IngamBackupSession *
ingam_backup_session_new (const char *store,
                          IngamJournal *journal,
                          IngamKeyring *keyring,
                          GVolumeMonitor *monitor,
                          GSettings *settings)
{
  IngamBackupSession *self;

  g_return_val_if_fail (store != NULL && INGAM_IS_JOURNAL (journal), NULL);

  self = g_object_new (INGAM_TYPE_BACKUP_SESSION, NULL);
  self->store = g_canonicalize_filename (store, NULL);
  self->journal = g_object_ref (journal);
  self->keyring = keyring == NULL ? ingam_keyring_new () : g_object_ref (keyring);
  self->monitor = monitor == NULL ? g_volume_monitor_get () : g_object_ref (monitor);
  self->settings = settings == NULL ? NULL : g_object_ref (settings);
  g_signal_connect_object (journal, "recorded", G_CALLBACK (changed_elsewhere_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->monitor, "mount-added", G_CALLBACK (changed_elsewhere_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->monitor, "mount-removed", G_CALLBACK (changed_elsewhere_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

static void
ingam_backup_session_dispose (GObject *object)
{
  IngamBackupSession *self = INGAM_BACKUP_SESSION (object);

  g_cancellable_cancel (self->cancellable);
  ingam_backup_session_clear_task (self);
  G_OBJECT_CLASS (ingam_backup_session_parent_class)->dispose (object);
}

static void
ingam_backup_session_finalize (GObject *object)
{
  IngamBackupSession *self = INGAM_BACKUP_SESSION (object);

  g_clear_pointer (&self->ledger, ingam_ledger_free);
  g_clear_pointer (&self->look, ingam_backup_look_free);
  g_clear_object (&self->keyring);
  g_clear_object (&self->journal);
  g_clear_object (&self->monitor);
  g_clear_object (&self->settings);
  g_clear_object (&self->cancellable);
  g_queue_free (self->waiting);
  g_ptr_array_unref (self->outcomes);
  g_free (self->store);
  G_OBJECT_CLASS (ingam_backup_session_parent_class)->finalize (object);
}

static void
ingam_backup_session_class_init (IngamBackupSessionClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_backup_session_dispose;
  G_OBJECT_CLASS (klass)->finalize = ingam_backup_session_finalize;

  signals[SIGNAL_CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_FINISHED] = g_signal_new ("finished", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, G_TYPE_INT);
  signals[SIGNAL_LOADED] =
      g_signal_new ("loaded", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_PROGRESSED] =
      g_signal_new ("progressed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
outcome_free (IngamBackupOutcome *outcome)
{
  ingam_destination_unref (outcome->destination);
  g_clear_pointer (&outcome->result, ingam_backup_result_free);
  g_clear_error (&outcome->error);
  g_free (outcome);
}

static void
ingam_backup_session_init (IngamBackupSession *self)
{
  self->cancellable = g_cancellable_new ();
  self->waiting = g_queue_new ();
  self->outcomes = g_ptr_array_new_with_free_func ((GDestroyNotify) outcome_free);
}
