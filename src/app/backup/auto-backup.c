/* One look a while after the last change, and one more whenever the schedule says. The look finds
 * out by itself whether anything is new, so that a poke too many costs a reading of names.
 *
 * A failure is said once: who has read it knows, and the next success takes it back.
 */
#include "config.h"

#include "app/backup/auto-backup.h"

#include "core/base/settings.h"
#include "app/backup/machine.h"
#include "core/backup/schedule.h"
#include "core/base/clock.h"

#define SHORTEST_WAIT 60           /* seconds */
#define LONGEST_WAIT (6 * 60 * 60) /* a laptop that sleeps does not count them */

struct _IngamAutoBackup
{
  GObject parent_instance;

  /* Owned */
  IngamBackupSession *session;
  GSettings *settings;
  IngamMachine *machine;
  guint poked;   /* source; 0 */
  guint waiting; /* the same */
  guint delay;
  gboolean is_looking; /* the session reads for us */
  gboolean has_failed;
};

enum
{
  SIGNAL_FAILED,
  SIGNAL_SUCCEEDED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamAutoBackup, ingam_auto_backup, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void
stop (guint *source)
{
  if (*source != 0)
    g_source_remove (*source);
  *source = 0;
}

static gboolean
look_cb (gpointer user_data)
{
  IngamAutoBackup *self = user_data;

  stop (&self->waiting);
  self->poked = 0;
  self->is_looking = TRUE;
  ingam_backup_session_load (self->session);
  return G_SOURCE_REMOVE;
}

static gboolean
waited_cb (gpointer user_data)
{
  INGAM_AUTO_BACKUP (user_data)->waiting = 0;
  ingam_auto_backup_poke (user_data);
  return G_SOURCE_REMOVE;
}

void
ingam_auto_backup_poke (IngamAutoBackup *self)
{
  g_return_if_fail (INGAM_IS_AUTO_BACKUP (self));

  stop (&self->poked);
  self->poked = g_timeout_add_seconds (self->delay, look_cb, self);
}

static void
wait_until (IngamAutoBackup *self, gint64 when)
{
  gint64 seconds = when - ingam_clock_now ();

  stop (&self->waiting);
  if (when > 0)
    self->waiting = g_timeout_add_seconds ((guint) CLAMP (seconds, SHORTEST_WAIT, LONGEST_WAIT),
                                           waited_cb, self);
}

/* --- what is due --- */

static IngamFrequency
get_frequency (IngamAutoBackup *self)
{
  IngamFrequency frequency = INGAM_FREQUENCY_CHANGES;
  g_autofree char *word = g_settings_get_string (self->settings, INGAM_SETTING_BACKUP_FREQUENCY);

  ingam_frequency_find (word, &frequency);
  return frequency;
}

static gboolean
is_due (IngamAutoBackup *self, const IngamLedgerPlace *place, gint64 *ret_next)
{
  const IngamBackupLook *look = ingam_backup_session_get_look (self->session);
  const IngamBackupSight *sight =
      ingam_backup_look_find (look, ingam_destination_get_id (place->destination));
  IngamScheduleMoment moment = {
    .on_battery = ingam_machine_is_on_battery (self->machine),
    .metered = ingam_machine_is_metered (self->machine),
    .reachable = sight != NULL && sight->is_reachable,
  };
  g_autofree char *sentence = NULL;

  return ingam_schedule_look (ingam_backup_session_get_ledger (self->session), place,
                              ingam_backup_session_get_store (self->session),
                              look->has_store ? look->stamp : NULL, get_frequency (self), &moment,
                              ingam_clock_now (), ret_next, &sentence) == INGAM_DUE_NOW;
}

static GPtrArray *
list_due (IngamAutoBackup *self, gint64 *ret_next)
{
  GPtrArray *due = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *places = ingam_backup_session_get_ledger (self->session)->places;

  *ret_next = 0;
  for (guint i = 0; i < places->len; i++)
    {
      const IngamLedgerPlace *place = g_ptr_array_index (places, i);
      gint64 next = 0;

      if (is_due (self, place, &next))
        g_ptr_array_add (due, g_strdup (ingam_destination_get_id (place->destination)));
      if (next > 0 && (*ret_next == 0 || next < *ret_next))
        *ret_next = next;
    }
  return due;
}

static gboolean
is_drill_due (IngamAutoBackup *self)
{
  int months = g_settings_get_int (self->settings, INGAM_SETTING_BACKUP_DRILL_MONTHS);

  return ingam_schedule_drill_due (ingam_backup_session_get_ledger (self->session),
                                   (guint) MAX (months, 0), ingam_clock_now ()) &&
         !ingam_machine_is_metered (self->machine);
}

static void
do_what_is_due (IngamAutoBackup *self)
{
  g_autoptr (GPtrArray) due = NULL;
  gint64 next = 0;

  if (g_settings_get_boolean (self->settings, INGAM_SETTING_BACKUP_AUTOMATICALLY))
    due = list_due (self, &next);
  wait_until (self, next);
  if (due != NULL && due->len > 0)
    ingam_backup_session_back_up_quietly (self->session, due);
  else if (is_drill_due (self))
    ingam_backup_session_drill_quietly (self->session);
}

static void
loaded_cb (IngamAutoBackup *self)
{
  IngamLedger *ledger = ingam_backup_session_get_ledger (self->session);

  if (!self->is_looking)
    return;
  self->is_looking = FALSE;
  /* Before the first backup there is nothing that may be made without anybody seeing it. */
  if (ledger == NULL || ledger->mark == NULL || ledger->places->len == 0 ||
      ingam_backup_session_get_look (self->session) == NULL ||
      ingam_backup_session_get_state (self->session) != INGAM_BACKUP_CALM)
    return;
  do_what_is_due (self);
}

/* --- what came of it --- */

/* A place that is not there is no failure: it is written to when it comes back. */
static const char *
find_failure (IngamAutoBackup *self)
{
  GPtrArray *outcomes = ingam_backup_session_get_outcomes (self->session);
  const GError *error = ingam_backup_session_get_error (self->session);

  for (guint i = 0; i < outcomes->len && error == NULL; i++)
    {
      const IngamBackupOutcome *outcome = g_ptr_array_index (outcomes, i);

      if (!g_error_matches (outcome->error, INGAM_ERROR, INGAM_ERROR_UNREACHABLE))
        error = outcome->error;
    }
  return error == NULL ? NULL : error->message;
}

static void
finished_cb (IngamAutoBackup *self, int task)
{
  gboolean is_quiet = ingam_backup_session_is_quiet (self->session);
  const char *sentence = find_failure (self);

  if (task != INGAM_BACKUP_TASK_BACK_UP && task != INGAM_BACKUP_TASK_DRILL)
    return;
  if (sentence == NULL)
    {
      self->has_failed = FALSE;
      g_signal_emit (self, signals[SIGNAL_SUCCEEDED], 0);
    }
  else if (is_quiet && !self->has_failed)
    {
      self->has_failed = TRUE;
      g_signal_emit (self, signals[SIGNAL_FAILED], 0, sentence);
    }
}

/* --- life --- */

IngamAutoBackup *
ingam_auto_backup_new (IngamBackupSession *session, guint delay)
{
  IngamAutoBackup *self;
  GVolumeMonitor *monitor;
  GSettings *settings;

  g_return_val_if_fail (INGAM_IS_BACKUP_SESSION (session), NULL);

  settings = ingam_backup_session_get_settings (session);
  g_return_val_if_fail (settings != NULL, NULL);

  self = g_object_new (INGAM_TYPE_AUTO_BACKUP, NULL);
  self->session = g_object_ref (session);
  self->settings = g_object_ref (settings);
  self->delay = delay;
  monitor = ingam_backup_session_get_monitor (session);
  g_signal_connect_object (session, "loaded", G_CALLBACK (loaded_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "finished", G_CALLBACK (finished_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (monitor, "mount-added", G_CALLBACK (ingam_auto_backup_poke), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed", G_CALLBACK (ingam_auto_backup_poke), self,
                           G_CONNECT_SWAPPED);
  return self;
}

static void
ingam_auto_backup_dispose (GObject *object)
{
  IngamAutoBackup *self = INGAM_AUTO_BACKUP (object);

  stop (&self->poked);
  stop (&self->waiting);
  g_clear_object (&self->machine);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (ingam_auto_backup_parent_class)->dispose (object);
}

static void
ingam_auto_backup_class_init (IngamAutoBackupClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_auto_backup_dispose;

  signals[SIGNAL_FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_SUCCEEDED] =
      g_signal_new ("succeeded", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ingam_auto_backup_init (IngamAutoBackup *self)
{
  self->machine = ingam_machine_new ();
  g_signal_connect_object (self->machine, "changed", G_CALLBACK (ingam_auto_backup_poke), self,
                           G_CONNECT_SWAPPED);
}
