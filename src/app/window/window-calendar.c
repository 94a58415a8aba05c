/* The days of one certificate, or of all that are in use, as a file for a calendar program. Nothing
 * is opened with it: which program that is, and in which calendar, is the person's business.
 */
#include "config.h"

#include "app/window/window-private.h"

#include "app/widgets/chooser.h"
#include "core/base/clock.h"
#include "core/base/durable-file.h"
#include "core/care/calendar.h"
#include "core/care/reminders.h"
#include "core/store/layout.h"

#include <glib/gi18n.h>

#define ENDING ".ics"

typedef struct
{
  GPtrArray *credentials;
  char *path;
  gint64 now;
} Saving;

static void
saving_free (Saving *saving)
{
  g_ptr_array_unref (saving->credentials);
  g_free (saving->path);
  g_free (saving);
}

static void
save_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Saving *saving = data;
  g_autoptr (GBytes) file = ingam_calendar_format (saving->credentials, saving->now);
  GError *error = NULL;

  if (ingam_durable_write_path (saving->path, file, TRUE, &error)) /* the chooser has asked */
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  IngamWindow *self = INGAM_WINDOW (source);
  Saving *saving = g_task_get_task_data (G_TASK (result));
  g_autofree char *folder = g_path_get_dirname (saving->path);
  g_autoptr (GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (done)
    ingam_window_show_toast (self, _ ("Saved. Open the file with your calendar program."),
                             _ ("Open _Folder"), "win.open-path",
                             g_variant_new_bytestring (folder));
  else
    ingam_window_show_toast (self, error->message, NULL, NULL, NULL);
}

static void
save (IngamWindow *self, const char *path)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, saved_cb, NULL);
  Saving *saving = g_new0 (Saving, 1);

  saving->credentials = g_ptr_array_ref (self->to_save);
  saving->path = g_strdup (path);
  saving->now = ingam_clock_now ();
  g_task_set_source_tag (task, save);
  g_task_set_task_data (task, saving, (GDestroyNotify) saving_free);
  g_task_run_in_thread (task, save_thread);
}

static void
chosen_cb (IngamWindow *self, int response)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_clear_object (&self->chooser);
  path = file == NULL ? NULL : g_file_get_path (file);
  if (path != NULL)
    save (self, path);
  else if (file != NULL)
    ingam_window_show_toast (self,
                             _ ("This place cannot be written to directly. Choose a folder on this "
                                "computer."),
                             NULL, NULL, NULL);
}

/* @credentials: taken over. */
static void
ask_place (IngamWindow *self, GPtrArray *credentials, const char *name)
{
  g_clear_pointer (&self->to_save, g_ptr_array_unref);
  self->to_save = credentials;
  g_clear_object (&self->chooser);
  self->chooser = ingam_chooser_new (ingam_window_get_front (self), _ ("Save Dates for a Calendar"),
                                     GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
calendar_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamWindow *self = INGAM_WINDOW (widget);
  IngamCredential *credential = ingam_list_page_get_selected (self->list_page);
  GPtrArray *one;
  g_autofree char *stem = NULL;
  g_autofree char *name = NULL;

  if (ingam_window_find_store (self, credential) == NULL)
    return;
  one = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (one, g_object_ref (credential));
  stem = ingam_layout_dup_component (ingam_credential_get_name (credential), NULL, 0);
  name = g_strconcat (stem, ENDING, NULL);
  ask_place (self, one, name);
}

static GPtrArray *
list_all (IngamWindow *self)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *places = self->places == NULL ? NULL : G_LIST_MODEL (self->places);

  for (guint i = 0; places != NULL && i < g_list_model_get_n_items (places); i++)
    {
      g_autoptr (IngamPlace) place = g_list_model_get_item (places, i);
      GListModel *store = G_LIST_MODEL (ingam_place_get_store (place));

      for (guint j = 0; j < g_list_model_get_n_items (store); j++)
        g_ptr_array_add (all, g_list_model_get_item (store, j));
    }
  return all;
}

static void
calendar_all_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamWindow *self = INGAM_WINDOW (widget);
  g_autoptr (GPtrArray) all = list_all (self);
  g_autoptr (GPtrArray) current = ingam_reminders_list_current (all, self->notices);

  if (current->len == 0)
    ingam_window_show_toast (self, _ ("There is no certificate whose dates could be saved"), NULL,
                             NULL, NULL);
  else
    /* Translators: a file's name. */
    ask_place (self, g_steal_pointer (&current), _ ("Certificate Dates.ics"));
}

void
ingam_window_install_calendar_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.calendar", NULL, calendar_cb);
  gtk_widget_class_install_action (widget_class, "win.calendar-all", NULL, calendar_all_cb);
}
