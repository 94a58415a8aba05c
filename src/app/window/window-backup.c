/* Backups, as the window has them: one session for its store, which goes on when the window of
 * backups is closed; and the quiet ones after a change.
 *
 * Practice certificates are backed up as well as any, but their passphrase never comes into the
 * person's own keyring, and nothing of them is done by itself.
 */
#include "config.h"

#include "app/window/window-private.h"

#include <glib/gi18n.h>

/* Seconds: an import is often several, and followed by a new password. */
#define AFTER_A_CHANGE 8

/* NULL while there are no certificates at all (the practice ones are being made). */
static IngamBackupSession *
ensure_session (IngamWindow *self)
{
  g_autoptr (IngamKeyring) keyring = NULL;

  if (self->backup != NULL || self->places == NULL)
    return self->backup;
  if (self->scratch != NULL)
    keyring = ingam_keyring_new_in_memory ();
  self->backup = ingam_backup_session_new (ingam_store_get_path (ingam_window_get_store (self)),
                                           self->journal, keyring, NULL, self->settings);
  return self->backup;
}

/* --- by itself --- */

static void
auto_failed_cb (IngamWindow *self, const char *sentence)
{
  g_autofree char *text = NULL;

  /* Translators: %s says why, in a whole sentence. */
  text = g_strdup_printf (_ ("The last backup did not work. %s"), sentence);
  gtk_label_set_text (self->backup_label, text);
  gtk_widget_set_visible (self->backup_bar, TRUE);
  if (self->backup_window == NULL)
    ingam_window_show_toast (self, _ ("The certificates could not be backed up"), _ ("_View"),
                             "win.backup-state", NULL);
}

static void
auto_succeeded_cb (IngamWindow *self)
{
  gtk_widget_set_visible (self->backup_bar, FALSE);
}

/* Of the person's own store, once everything is drawn: at the start what was missed is caught up.
 */
void
ingam_window_begin_auto_backup (IngamWindow *self)
{
  if (self->auto_backup != NULL || self->settings == NULL || self->backup_bar == NULL ||
      ensure_session (self) == NULL)
    return;
  self->auto_backup = ingam_auto_backup_new (self->backup, AFTER_A_CHANGE);
  g_signal_connect_object (self->auto_backup, "failed", G_CALLBACK (auto_failed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->auto_backup, "succeeded", G_CALLBACK (auto_succeeded_cb), self,
                           G_CONNECT_SWAPPED);
  /* Whatever changes a certificate changes the list of its place. */
  g_signal_connect_object (ingam_places_get_home (self->places), "changed",
                           G_CALLBACK (ingam_auto_backup_poke), self->auto_backup,
                           G_CONNECT_SWAPPED);
  ingam_auto_backup_poke (self->auto_backup);
}

/* --- its window --- */

static void
restored_cb (IngamWindow *self, const char *step, guint n)
{
  g_autofree char *text = NULL;

  self->front = GTK_WINDOW (self->backup_window);
  if (step != NULL)
    ingam_window_set_undo_one (self, ingam_window_get_store (self), step);
  ingam_places_load (self->places);
  text = g_strdup_printf (
      ngettext ("%u certificate was restored", "%u certificates were restored", n), n);
  ingam_window_show_toast (self, text, step == NULL ? NULL : _ ("_Undo"), "win.undo", NULL);
}

static void
asked_cb (IngamWindow *self, const char *action)
{
  self->front = GTK_WINDOW (self->backup_window);
  gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
}

static void
backup_gone_cb (gpointer user_data, GObject *window)
{
  IngamWindow *self = user_data;

  if (self->front == (GtkWindow *) window)
    self->front = NULL;
  self->backup_window = NULL;
}

static IngamBackupWindow *
ensure_window (IngamWindow *self)
{
  if (self->backup_window != NULL || ensure_session (self) == NULL)
    return self->backup_window;
  self->backup_window = ingam_backup_window_new (self->backup);
  g_object_weak_ref (G_OBJECT (self->backup_window), backup_gone_cb, self);
  g_signal_connect_object (self->backup_window, "asked", G_CALLBACK (asked_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->backup_window, "restored", G_CALLBACK (restored_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_set_transient_for (GTK_WINDOW (self->backup_window), GTK_WINDOW (self));
  return self->backup_window;
}

void
ingam_window_close_backup (IngamWindow *self)
{
  if (self->backup_window != NULL)
    {
      g_object_weak_unref (G_OBJECT (self->backup_window), backup_gone_cb, self);
      gtk_window_destroy (GTK_WINDOW (self->backup_window));
      self->backup_window = NULL;
    }
  g_clear_object (&self->auto_backup);
  if (self->backup != NULL)
    ingam_backup_session_cancel (self->backup);
  g_clear_object (&self->backup);
}

/* --- actions --- */

static void
show_page (IngamWindow *self, const char *page)
{
  IngamBackupWindow *window = ensure_window (self);

  if (window == NULL)
    return;
  if (page != NULL)
    ingam_backup_window_show_page (window, page);
  gtk_window_present (GTK_WINDOW (window));
}

static void
backup_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  show_page (INGAM_WINDOW (widget), NULL);
}

/* Whatever the window of backups shows: there is something to be seen. */
static void
backup_state_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  show_page (INGAM_WINDOW (widget), "state");
}

static void
restore_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  show_page (INGAM_WINDOW (widget), "pick");
}

/* To all places there are; without one the window asks for it. */
static void
back_up_now_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  show_page (INGAM_WINDOW (widget), NULL);
  if (INGAM_WINDOW (widget)->backup_window != NULL)
    gtk_widget_activate_action (GTK_WIDGET (INGAM_WINDOW (widget)->backup_window),
                                "backup.back-up-now", NULL);
}

void
ingam_window_install_backup_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.back-up-now", NULL, back_up_now_cb);
  gtk_widget_class_install_action (widget_class, "win.backup", NULL, backup_cb);
  gtk_widget_class_install_action (widget_class, "win.backup-state", NULL, backup_state_cb);
  gtk_widget_class_install_action (widget_class, "win.restore", NULL, restore_cb);
}
