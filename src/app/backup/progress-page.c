/* The steps are rows that stay, so that a screen reader and an eye find what is done, what is being
 * done and what is to come in the same place.
 */
#include "config.h"

#include "app/backup/progress-page.h"

#include "app/backup/backup-texts.h"
#include "app/backup/page-frame.h"
#include "app/widgets/check-row.h"
#include "app/widgets/finish.h"

#include <glib/gi18n.h>

struct _IngamProgressPage
{
  AdwBin parent_instance;

  /* Owned */
  IngamBackupSession *session;
  guint pulse; /* source while it cannot be told how far it is; 0 */

  IngamCheckRow *rows[INGAM_BACKUP_PHASE_N]; /* borrowed */

  /* Template children */
  GtkProgressBar *bar;
  GtkWidget *cancel_button;
  IngamPageFrame *frame;
  GtkLabel *hint_label;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (IngamProgressPage, ingam_progress_page, ADW_TYPE_BIN)

static const struct
{
  const char *sentence;
  const char *hint;
} phases[] = {
  [INGAM_BACKUP_PHASE_KEYRING] = { N_ ("Ask the keyring for the passphrase"),
                                   N_ ("If the keyring is locked, it asks for its own password in "
                                       "another window. Answer there, and it goes on here.") },
  [INGAM_BACKUP_PHASE_WRITING] = { N_ ("Encrypt and write"),
                                   N_ ("Under a hidden name. An earlier backup stays as it is.") },
  [INGAM_BACKUP_PHASE_VERIFYING] = { N_ ("Open it again and compare every file"),
                                     N_ ("Only then does it count as a backup.") },
};

static gboolean
has_phase (IngamBackupTask task, IngamBackupPhase phase)
{
  switch (task)
    {
    case INGAM_BACKUP_TASK_BACK_UP:
      return TRUE;
    case INGAM_BACKUP_TASK_VERIFY:
    case INGAM_BACKUP_TASK_DRILL:
      return phase != INGAM_BACKUP_PHASE_WRITING;
    case INGAM_BACKUP_TASK_NONE:
    case INGAM_BACKUP_TASK_SHOW:
    case INGAM_BACKUP_TASK_PRINT:
    case INGAM_BACKUP_TASK_RESTORE:
    default:
      return phase == INGAM_BACKUP_PHASE_KEYRING;
    }
}

static void
update_rows (IngamProgressPage *self)
{
  IngamBackupTask task = ingam_backup_session_get_task (self->session);
  IngamBackupPhase now = ingam_backup_session_get_phase (self->session);

  for (guint i = 0; i < INGAM_BACKUP_PHASE_N; i++)
    {
      IngamSignKind sign = i < now  ? INGAM_SIGN_GOOD :
                           i == now ? INGAM_SIGN_NOTE :
                                      INGAM_SIGN_LATER;

      ingam_check_row_say (self->rows[i], sign, _ (phases[i].sentence),
                           i == now ? _ ("Now…") : NULL);
      gtk_widget_set_visible (GTK_WIDGET (self->rows[i]), has_phase (task, (IngamBackupPhase) i));
    }
  gtk_label_set_text (self->hint_label, _ (phases[now].hint));
}

static gboolean
pulse_cb (gpointer user_data)
{
  gtk_progress_bar_pulse (INGAM_PROGRESS_PAGE (user_data)->bar);
  return G_SOURCE_CONTINUE;
}

static void
stop_pulse (IngamProgressPage *self)
{
  if (self->pulse != 0)
    g_source_remove (self->pulse);
  self->pulse = 0;
}

static void
update_bar (IngamProgressPage *self)
{
  double fraction = ingam_backup_session_get_fraction (self->session);
  gboolean is_working = ingam_backup_session_get_state (self->session) == INGAM_BACKUP_WORKING;

  if (fraction < 0 && is_working && gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      if (self->pulse == 0)
        self->pulse = g_timeout_add (120, pulse_cb, self);
      return;
    }
  stop_pulse (self);
  gtk_progress_bar_set_fraction (self->bar, MAX (fraction, 0));
}

static void
update_head (IngamProgressPage *self)
{
  IngamDestination *destination = ingam_backup_session_get_destination (self->session);
  g_autofree char *lead = NULL;
  guint index, total;

  ingam_page_frame_set_title (
      self->frame, ingam_backup_text_get_task (ingam_backup_session_get_task (self->session)));
  ingam_backup_session_get_position (self->session, &index, &total);
  if (destination != NULL && total > 1)
    /* Translators: a place for backups; then which of how many it is. */
    lead = g_strdup_printf (_ ("%s (%u of %u)"), ingam_destination_get_label (destination),
                            index + 1, total);
  else if (destination != NULL)
    lead = g_strdup (ingam_destination_get_label (destination));
  ingam_page_frame_set_lead (self->frame, lead);
}

static void
update (IngamProgressPage *self)
{
  /* What has ended keeps its words until another page is seen. */
  if (ingam_backup_session_get_state (self->session) != INGAM_BACKUP_WORKING)
    {
      stop_pulse (self);
      return;
    }
  update_head (self);
  update_rows (self);
  update_bar (self);
}

static void
changed_cb (IngamProgressPage *self)
{
  gtk_widget_set_sensitive (self->cancel_button,
                            ingam_backup_session_get_state (self->session) == INGAM_BACKUP_WORKING);
  update (self);
}

static void
cancel_cb (IngamProgressPage *self)
{
  gtk_widget_set_sensitive (self->cancel_button, FALSE); /* it takes a moment */
  ingam_backup_session_cancel (self->session);
}

void
ingam_progress_page_set_session (IngamProgressPage *self, IngamBackupSession *session)
{
  g_return_if_fail (INGAM_IS_PROGRESS_PAGE (self) && INGAM_IS_BACKUP_SESSION (session));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "progressed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  changed_cb (self);
}

static void
ingam_progress_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ingam_progress_page_parent_class)->map (widget);
  if (INGAM_PROGRESS_PAGE (widget)->session != NULL)
    update (INGAM_PROGRESS_PAGE (widget));
}

static void
ingam_progress_page_unmap (GtkWidget *widget)
{
  stop_pulse (INGAM_PROGRESS_PAGE (widget));
  GTK_WIDGET_CLASS (ingam_progress_page_parent_class)->unmap (widget);
}

static void
ingam_progress_page_dispose (GObject *object)
{
  IngamProgressPage *self = INGAM_PROGRESS_PAGE (object);

  stop_pulse (self);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ingam_progress_page_parent_class)->dispose (object);
}

static void
ingam_progress_page_class_init (IngamProgressPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_progress_page_dispose;
  widget_class->map = ingam_progress_page_map;
  widget_class->unmap = ingam_progress_page_unmap;
  g_type_ensure (INGAM_TYPE_PAGE_FRAME);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/backup/progress-page.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamProgressPage, bar);
  gtk_widget_class_bind_template_child (widget_class, IngamProgressPage, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, IngamProgressPage, frame);
  gtk_widget_class_bind_template_child (widget_class, IngamProgressPage, hint_label);
  gtk_widget_class_bind_template_child (widget_class, IngamProgressPage, list);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
}

static void
ingam_progress_page_init (IngamProgressPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < INGAM_BACKUP_PHASE_N; i++)
    {
      self->rows[i] = g_object_new (INGAM_TYPE_CHECK_ROW, NULL);
      gtk_list_box_append (self->list, GTK_WIDGET (self->rows[i]));
      ingam_finish_below (GTK_WIDGET (self->rows[i]));
    }
}
