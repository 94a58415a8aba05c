/* Two ways, and each counts once it was read back: a backup of everything, which the ledger knows
 * of even while its drive lies in a drawer, and a copy of this one certificate, which the export
 * compares before it says that it is done.
 *
 * The ledger is asked with the files as they are now: after a new password the backup of yesterday
 * has the old key.
 */
#include "config.h"

#include "app/aftercare/backup-page.h"

#include "app/aftercare/follow.h"
#include "app/widgets/check-row.h"
#include "app/widgets/phrases.h"
#include "core/backup/coverage.h"
#include "core/base/clock.h"

#include <glib/gi18n.h>

struct _IngamBackupPage
{
  AdwBin parent_instance;

  /* Owned */
  IngamPlaces *places;
  IngamAftercare *aftercare;
  GCancellable *cancellable;    /* of the question that is out; NULL */
  IngamCredential *asked_about; /* the object of the last question; only to be compared */
  IngamCoverage coverage;
  gboolean is_known; /* an answer came */

  /* Template children */
  IngamCheckRow *advice_row;
  IngamCheckRow *copy_row;
  GtkWidget *now_row;
  IngamCheckRow *state_row;
};

G_DEFINE_FINAL_TYPE (IngamBackupPage, ingam_backup_page, ADW_TYPE_BIN)

static void
say_in_backup (IngamBackupPage *self, gint64 now)
{
  gint64 when = self->coverage.verified > 0 ? self->coverage.verified : self->coverage.earlier;
  g_autofree char *day = ingam_phrase_dup_on_day (when, now);
  /* Translators: %s is "today" or "on 3 November". */
  g_autofree char *sentence = g_strdup_printf (_ ("In the backup, read back whole %s"), day);

  if (self->coverage.verified > 0)
    ingam_check_row_say (self->state_row, INGAM_SIGN_GOOD, sentence, NULL);
  else
    ingam_check_row_say (self->state_row, INGAM_SIGN_SOON, _ ("The backup has it as it was before"),
                         _ ("Its files have changed since, by a new password for example."));
}

static void
update_state (IngamBackupPage *self)
{
  gint64 now = ingam_clock_now ();

  if (ingam_aftercare_get_credential (self->aftercare) == NULL)
    ingam_check_row_say (self->state_row, INGAM_SIGN_LATER, _ ("Install the certificate first"),
                         NULL);
  else if (!self->is_known)
    ingam_check_row_set (self->state_row, NULL);
  else if (self->coverage.earlier > 0)
    say_in_backup (self, now);
  else if (self->coverage.has_place)
    ingam_check_row_say (self->state_row, INGAM_SIGN_LATER, _ ("Not in a backup yet"), NULL);
  else
    ingam_check_row_say (self->state_row, INGAM_SIGN_LATER, _ ("There is no backup yet"),
                         _ ("One backup holds all of your certificates, sealed and read back."));
  gtk_widget_set_visible (self->now_row, self->is_known && self->coverage.has_place &&
                                             self->coverage.verified == 0);
}

/* Only what was written here names its path: a tick, or a note of one's own, has seen nothing. */
static void
update_copy (IngamBackupPage *self, const IngamStepRecord *record)
{
  gboolean is_written =
      record->state == INGAM_STEP_DONE && record->note != NULL && g_path_is_absolute (record->note);
  g_autofree char *day = NULL;
  g_autofree char *sentence = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->copy_row), is_written);
  if (!is_written)
    return;
  day = ingam_phrase_dup_on_day (record->when, ingam_clock_now ());
  /* Translators: %s is "today" or "on 3 November". */
  sentence = g_strdup_printf (_ ("A copy was written %s, read back and compared"), day);
  ingam_check_row_say (self->copy_row, INGAM_SIGN_GOOD, sentence, record->note);
}

/* --- the question --- */

static void
tell_done (IngamBackupPage *self)
{
  const IngamAftercareState *state = ingam_aftercare_get_state (self->aftercare);

  if (state != NULL && self->coverage.verified > 0 &&
      state->steps[INGAM_STEP_BACKUP].state == INGAM_STEP_OPEN)
    ingam_aftercare_set_step (self->aftercare, INGAM_STEP_BACKUP, INGAM_STEP_DONE,
                              _ ("In a backup that was read back"));
}

static void
covered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamBackupPage) self = user_data;
  g_autoptr (GError) error = NULL;
  IngamCoverage coverage = { 0 };

  if (!ingam_coverage_read_finish (result, &coverage, &error) &&
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (self->aftercare == NULL)
    return;
  self->coverage = coverage; /* without an answer it is not known to be in one */
  self->is_known = TRUE;
  update_state (self);
  tell_done (self);
}

static void
stop_asking (IngamBackupPage *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
ask (IngamBackupPage *self)
{
  IngamCredential *credential =
      self->aftercare == NULL ? NULL : ingam_aftercare_get_credential (self->aftercare);
  IngamPlace *place = credential == NULL || self->places == NULL ?
                          NULL :
                          ingam_places_find (self->places, credential);

  stop_asking (self);
  g_set_object (&self->asked_about, credential);
  if (place == NULL) /* of no list that is shown: nothing to look it up with */
    {
      self->coverage = (IngamCoverage){ 0 };
      self->is_known = TRUE;
      return;
    }
  self->cancellable = g_cancellable_new ();
  ingam_coverage_read_async (ingam_aftercare_get_journal (self->aftercare),
                             ingam_store_get_path (ingam_place_get_store (place)), credential,
                             self->cancellable, covered_cb, g_object_ref (self));
}

static void
update (IngamBackupPage *self)
{
  const IngamAftercareState *state =
      self->aftercare == NULL ? NULL : ingam_aftercare_get_state (self->aftercare);

  if (state == NULL)
    return;
  if (ingam_aftercare_get_credential (self->aftercare) != self->asked_about)
    {
      self->is_known = FALSE;
      ask (self);
    }
  else
    tell_done (self);
  update_state (self);
  update_copy (self, &state->steps[INGAM_STEP_BACKUP]);
}

/* --- the object --- */

void
ingam_backup_page_set_written (IngamBackupPage *self, const char *path)
{
  g_autofree char *display = NULL;
  g_autofree char *inert = NULL;

  g_return_if_fail (INGAM_IS_BACKUP_PAGE (self));
  g_return_if_fail (path != NULL);

  if (self->aftercare == NULL)
    return;
  display = g_filename_display_name (path);
  inert = ingam_name_dup_inert (display, 0);
  ingam_aftercare_set_step (self->aftercare, INGAM_STEP_BACKUP, INGAM_STEP_DONE, inert);
}

void
ingam_backup_page_set_places (IngamBackupPage *self, IngamPlaces *places)
{
  g_return_if_fail (INGAM_IS_BACKUP_PAGE (self));

  g_set_object (&self->places, places);
}

void
ingam_backup_page_set_aftercare (IngamBackupPage *self, IngamAftercare *aftercare)
{
  g_return_if_fail (INGAM_IS_BACKUP_PAGE (self));

  ingam_follow_aftercare (self, &self->aftercare, aftercare, G_CALLBACK (update));
  if (aftercare != NULL) /* a backup was made meanwhile */
    g_signal_connect_object (ingam_aftercare_get_journal (aftercare), "recorded", G_CALLBACK (ask),
                             self, G_CONNECT_SWAPPED);
  update (self);
}

static void
ingam_backup_page_dispose (GObject *object)
{
  IngamBackupPage *self = INGAM_BACKUP_PAGE (object);

  stop_asking (self);
  g_clear_object (&self->aftercare);
  g_clear_object (&self->places);
  g_clear_object (&self->asked_about);
  G_OBJECT_CLASS (ingam_backup_page_parent_class)->dispose (object);
}

static void
ingam_backup_page_class_init (IngamBackupPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_backup_page_dispose;
  g_type_ensure (INGAM_TYPE_CHECK_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/aftercare/backup-page.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamBackupPage, advice_row);
  gtk_widget_class_bind_template_child (widget_class, IngamBackupPage, copy_row);
  gtk_widget_class_bind_template_child (widget_class, IngamBackupPage, now_row);
  gtk_widget_class_bind_template_child (widget_class, IngamBackupPage, state_row);
}

static void
ingam_backup_page_init (IngamBackupPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ingam_check_row_say (
      self->advice_row, INGAM_SIGN_NOTE,
      _ ("Keep it where this computer's breaking does not reach it"),
      _ ("A USB stick in a drawer is enough. The copy has the certificate's password."));
}
