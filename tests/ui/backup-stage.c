/* The keyring is a class of its own and not the one in memory: it has to be locked, closed, absent
 * and emptied at will, in the middle of what is being done.
 */
#include "config.h"

#include "tests/ui/backup-stage.h"

#include "core/base/clock.h"

#define PLACEHOLDER "the keyring of the test"

/* --- the keyring --- */

#define STAGE_TYPE_KEYRING (stage_keyring_get_type ())
G_DECLARE_FINAL_TYPE (StageKeyring, stage_keyring, STAGE, KEYRING, IngamKeyring)

struct _StageKeyring
{
  IngamKeyring parent_instance;

  IngamError answer; /* FAILED: none, it works */
  GTask *held;       /* what waits for a person that never comes; NULL */
  gboolean holds;
  GHashTable *secrets;
};

G_DEFINE_FINAL_TYPE (StageKeyring, stage_keyring, INGAM_TYPE_KEYRING)

/* TRUE: @task was answered. Somebody who may not be asked meets a lock where others meet a
 * question. */
static gboolean
refuse (StageKeyring *self, IngamKeyringManner manner, GTask *task)
{
  IngamError answer = self->answer;

  if (self->holds)
    {
      self->held = task;
      return TRUE;
    }
  if (answer == INGAM_ERROR_FAILED)
    return FALSE;
  if (answer == INGAM_ERROR_KEYRING_DISMISSED && manner == INGAM_KEYRING_QUIETLY)
    answer = INGAM_ERROR_KEYRING_LOCKED;
  g_task_return_new_error (task, INGAM_ERROR, (int) answer, "The keyring says no.");
  g_object_unref (task);
  return TRUE;
}

static void
stage_find (IngamKeyring *keyring, const char *slot, IngamKeyringManner manner, GTask *task)
{
  StageKeyring *self = STAGE_KEYRING (keyring);
  IngamSecret *secret = g_hash_table_lookup (self->secrets, slot);

  if (refuse (self, manner, task))
    return;
  if (secret != NULL)
    g_task_return_pointer (task, ingam_secret_ref (secret), (GDestroyNotify) ingam_secret_unref);
  else
    g_task_return_new_error (task, INGAM_ERROR, INGAM_ERROR_KEYRING_EMPTY, "Nothing is in it.");
  g_object_unref (task);
}

static void
stage_store (IngamKeyring *keyring,
             const char *slot,
             const char *label,
             IngamSecret *secret,
             IngamKeyringManner manner,
             GTask *task)
{
  StageKeyring *self = STAGE_KEYRING (keyring);

  if (refuse (self, manner, task))
    return;
  g_hash_table_insert (self->secrets, g_strdup (slot), ingam_secret_ref (secret));
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
stage_forget (IngamKeyring *keyring, const char *slot, IngamKeyringManner manner, GTask *task)
{
  StageKeyring *self = STAGE_KEYRING (keyring);

  if (refuse (self, manner, task))
    return;
  g_hash_table_remove (self->secrets, slot);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static char *
stage_dup_where (IngamKeyring *keyring)
{
  return g_strdup (PLACEHOLDER);
}

static void
stage_keyring_finalize (GObject *object)
{
  g_hash_table_unref (STAGE_KEYRING (object)->secrets);
  G_OBJECT_CLASS (stage_keyring_parent_class)->finalize (object);
}

static void
stage_keyring_class_init (StageKeyringClass *klass)
{
  IngamKeyringClass *keyring_class = INGAM_KEYRING_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = stage_keyring_finalize;
  keyring_class->find = stage_find;
  keyring_class->store = stage_store;
  keyring_class->forget = stage_forget;
  keyring_class->dup_where = stage_dup_where;
}

static void
stage_keyring_init (StageKeyring *self)
{
  self->answer = INGAM_ERROR_FAILED;
  self->secrets =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ingam_secret_unref);
}

void
ingam_backup_stage_set_keyring (IngamBackupStage *stage, IngamError answer)
{
  STAGE_KEYRING (stage->keyring)->answer = answer;
}

void
ingam_backup_stage_hold_keyring (IngamBackupStage *stage, gboolean holds)
{
  StageKeyring *self = STAGE_KEYRING (stage->keyring);
  g_autoptr (GTask) held = g_steal_pointer (&self->held);

  self->holds = holds;
  if (held != NULL)
    g_task_return_new_error (held, INGAM_ERROR, INGAM_ERROR_CANCELLED, "Nobody came.");
}

void
ingam_backup_stage_put_in_keyring (IngamBackupStage *stage, IngamSecret *secret)
{
  GHashTable *secrets = STAGE_KEYRING (stage->keyring)->secrets;

  if (secret == NULL)
    g_hash_table_remove (secrets, INGAM_KEYRING_SLOT_BACKUP);
  else
    g_hash_table_insert (secrets, g_strdup (INGAM_KEYRING_SLOT_BACKUP), ingam_secret_ref (secret));
}

IngamSecret *
ingam_backup_stage_peek_keyring (IngamBackupStage *stage)
{
  return g_hash_table_lookup (STAGE_KEYRING (stage->keyring)->secrets, INGAM_KEYRING_SLOT_BACKUP);
}

/* --- the stage --- */

/* 26 November 2026, 15:10 in Korea. */
#define NOW G_GINT64_CONSTANT (1795673400)

static gint64 now = NOW;

static gint64
now_cb (gpointer user_data)
{
  return now;
}

void
ingam_backup_stage_pass_time (guint seconds)
{
  now += seconds;
}

IngamBackupStage *
ingam_backup_stage_new (void)
{
  IngamBackupStage *stage = g_new0 (IngamBackupStage, 1);
  g_autofree char *journal = NULL;

  stage->folder = g_dir_make_tmp ("ingam-backup-XXXXXX", NULL);
  g_assert_nonnull (stage->folder);
  journal = g_build_filename (stage->folder, "state", NULL);
  stage->store = ingam_ui_test_dup_store (TRUE);
  now = NOW;
  ingam_clock_replace (now_cb, NULL);
  stage->journal = ingam_journal_new (journal);
  stage->keyring = g_object_new (STAGE_TYPE_KEYRING, NULL);
  stage->settings = ingam_ui_test_new_settings ();
  stage->session = ingam_backup_session_new (stage->store, stage->journal, stage->keyring, NULL,
                                             stage->settings);
  return stage;
}

void
ingam_backup_stage_free (IngamBackupStage *stage)
{
  ingam_backup_stage_hold_keyring (stage, FALSE);
  ingam_clock_replace (NULL, NULL);
  g_object_unref (stage->session);
  g_clear_object (&stage->settings);
  g_object_unref (stage->keyring);
  g_object_unref (stage->journal);
  g_free (stage->store);
  g_free (stage->folder);
  g_free (stage);
}

static void
set_true_cb (gboolean *flag)
{
  *flag = TRUE;
}

static gboolean
is_true (gpointer flag)
{
  return *(gboolean *) flag;
}

static gboolean
is_done (gpointer session)
{
  return ingam_backup_session_get_state (session) != INGAM_BACKUP_WORKING;
}

void
ingam_backup_stage_wait (IngamBackupStage *stage)
{
  gboolean loaded = FALSE;
  gulong handler;

  ingam_ui_test_wait (is_done, stage->session);
  handler = g_signal_connect_swapped (stage->session, "loaded", G_CALLBACK (set_true_cb), &loaded);
  ingam_backup_session_load (stage->session);
  ingam_ui_test_wait (is_true, &loaded);
  g_signal_handler_disconnect (stage->session, handler);
}

IngamDestination *
ingam_backup_stage_add_folder (IngamBackupStage *stage, const char *name, gboolean is_there)
{
  g_autofree char *path = g_build_filename (stage->folder, name, NULL);
  IngamDestination *destination = ingam_destination_new (INGAM_DESTINATION_FOLDER, path, NULL);

  if (is_there)
    g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  g_assert_true (ingam_ledger_add_place (stage->journal, destination, NULL));
  ingam_backup_stage_wait (stage);
  return destination;
}

void
ingam_backup_stage_back_up (IngamBackupStage *stage)
{
  ingam_backup_session_back_up (stage->session, NULL);
  ingam_backup_stage_wait (stage);
}

/* --- its window --- */

IngamBackupWindow *
ingam_backup_stage_open (IngamBackupStage *stage)
{
  IngamBackupWindow *window = ingam_backup_window_new (stage->session);

  gtk_window_present (GTK_WINDOW (window));
  ingam_backup_stage_wait (stage);
  ingam_ui_test_draw (window);
  return window;
}

typedef struct
{
  IngamBackupWindow *window;
  const char *page;
} Arrival;

static gboolean
has_arrived (gpointer user_data)
{
  Arrival *arrival = user_data;

  return g_strcmp0 (ingam_backup_window_get_page (arrival->window), arrival->page) == 0;
}

void
ingam_backup_stage_wait_for_page (IngamBackupWindow *window, const char *page)
{
  Arrival arrival = { window, page };

  ingam_ui_test_wait_for (has_arrived, &arrival, page, G_STRFUNC);
  ingam_ui_test_settle ();
}
