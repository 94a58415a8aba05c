/* A copy counts once it was read back and compared, which the export does before it says that it
 * is done. The page of sealed backups takes this one's place when there is one. */
#include "config.h"

#include "app/aftercare/backup-page.h"

#include "app/aftercare/follow.h"
#include "app/widgets/check-row.h"
#include "app/widgets/phrases.h"
#include "core/base/clock.h"

#include <glib/gi18n.h>

struct _IngamBackupPage
{
  AdwBin parent_instance;

  IngamAftercare *aftercare; /* owned */

  /* Template children */
  IngamCheckRow *advice_row;
  IngamCheckRow *state_row;
};

G_DEFINE_FINAL_TYPE (IngamBackupPage, ingam_backup_page, ADW_TYPE_BIN)

static void
update (IngamBackupPage *self)
{
  const IngamAftercareState *state =
      self->aftercare == NULL ? NULL : ingam_aftercare_get_state (self->aftercare);
  const IngamStepRecord *record;
  g_autofree char *day = NULL;
  g_autofree char *sentence = NULL;

  if (state == NULL)
    return;
  record = &state->steps[INGAM_STEP_BACKUP];
  if (ingam_aftercare_get_credential (self->aftercare) == NULL)
    {
      ingam_check_row_say (self->state_row, INGAM_SIGN_LATER, _ ("Install the certificate first"),
                           NULL);
      return;
    }
  /* Only what was written here names its path: a tick, or a note of one's own, has seen nothing. */
  if (record->state != INGAM_STEP_DONE || record->note == NULL ||
      !g_path_is_absolute (record->note))
    {
      ingam_check_row_say (self->state_row, INGAM_SIGN_LATER, _ ("Ingam knows of no copy yet"),
                           NULL);
      return;
    }
  day = ingam_phrase_dup_on_day (record->when, ingam_clock_now ());
  /* Translators: %s is "today" or "on 3 November". */
  sentence = g_strdup_printf (_ ("A copy was written %s, read back and compared"), day);
  ingam_check_row_say (self->state_row, INGAM_SIGN_GOOD, sentence, record->note);
}

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
ingam_backup_page_set_aftercare (IngamBackupPage *self, IngamAftercare *aftercare)
{
  g_return_if_fail (INGAM_IS_BACKUP_PAGE (self));

  ingam_follow_aftercare (self, &self->aftercare, aftercare, G_CALLBACK (update));
  update (self);
}

static void
ingam_backup_page_dispose (GObject *object)
{
  g_clear_object (&INGAM_BACKUP_PAGE (object)->aftercare);
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
