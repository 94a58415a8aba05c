/* What is done with the certificate that is selected.
 *
 * Each action hands the work to the store's async face or to a dialog, and says the outcome in a
 * toast; a failure's sentence is the core's own.
 */
#include "config.h"

#include "app/window/window-private.h"

#include "app/export/export-dialog.h"
#include "app/list/oddity-window.h"
#include "app/password/password-change.h"
#include "app/password/password-check.h"
#include "app/widgets/phrases.h"
#include "app/window/demo-folder.h"
#include "core/care/replacement.h"

#include <glib/gi18n.h>

/* NULL as well when what is selected has just gone from its store. */
static IngamCredential *
get_credential (IngamWindow *self)
{
  IngamCredential *credential = ingam_list_page_get_selected (self->list_page);

  return ingam_window_find_store (self, credential) == NULL ? NULL : credential;
}

static IngamStore *
get_store (IngamWindow *self)
{
  return ingam_window_find_store (self, get_credential (self));
}

static void
present (IngamWindow *self, gpointer dialog)
{
  gtk_window_set_transient_for (GTK_WINDOW (dialog), ingam_window_get_front (self));
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
is_gone (IngamWindow *self)
{
  return g_cancellable_is_cancelled (self->cancellable);
}

void
ingam_window_open_path (IngamWindow *self, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *uri = g_file_get_uri (file);

  gtk_show_uri (GTK_WINDOW (self), uri, GDK_CURRENT_TIME);
}

static void
checked_cb (IngamPasswordCheck *dialog, IngamWindow *self)
{
  ingam_journal_record_check_async (self->journal, ingam_password_check_get_credential (dialog),
                                    ingam_password_check_get_report (dialog), NULL, NULL);
  if (self->detail_page != NULL && ingam_detail_page_get_credential (self->detail_page) ==
                                       ingam_password_check_get_credential (dialog))
    ingam_detail_page_set_report (self->detail_page, ingam_password_check_get_report (dialog));
  if (self->aftercare != NULL)
    ingam_aftercare_window_set_report (self->aftercare,
                                       ingam_password_check_get_credential (dialog),
                                       ingam_password_check_get_report (dialog));
}

static void
check_password_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamWindow *self = INGAM_WINDOW (widget);
  IngamPasswordCheck *dialog;

  if (get_credential (self) == NULL)
    return;
  dialog = ingam_password_check_new (get_store (self), get_credential (self));
  g_signal_connect_object (dialog, "checked", G_CALLBACK (checked_cb), self, 0);
  present (self, dialog);
}

/* By the dialog's certificate: what is selected behind it may have been taken away meanwhile. */
static void
changed_cb (IngamWindow *self, IngamSecretDialog *dialog)
{
  ingam_journal_record_async (self->journal, ingam_secret_dialog_get_credential (dialog),
                              INGAM_EVENT_PASSWORD_CHANGED, NULL, NULL, NULL);
  if (self->aftercare != NULL)
    ingam_aftercare_window_set_password_changed (self->aftercare,
                                                 ingam_secret_dialog_get_credential (dialog));
  ingam_window_show_toast (self,
                           _ ("Password changed. Use the new one in your bank's programs as well."),
                           NULL, NULL, NULL);
}

/* The youngest certificate with a key that @credential replaced; NULL: none is here. Borrowed. */
static IngamCredential *
find_former (IngamWindow *self, IngamCredential *credential, IngamStore **ret_store)
{
  GListModel *places = G_LIST_MODEL (self->places);
  IngamCredential *former = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (places); i++)
    {
      g_autoptr (IngamPlace) place = g_list_model_get_item (places, i);
      GListModel *all = G_LIST_MODEL (ingam_place_get_store (place));

      for (guint j = 0; j < g_list_model_get_n_items (all); j++)
        {
          g_autoptr (IngamCredential) one = g_list_model_get_item (all, j);

          if (ingam_credential_get_key_scheme (one) == NULL ||
              !ingam_relation_replaces (ingam_relation_find (credential, one)) ||
              (former != NULL &&
               ingam_credential_get_not_before (one) <= ingam_credential_get_not_before (former)))
            continue;
          former = one; /* the store holds it */
          *ret_store = ingam_place_get_store (place);
        }
    }
  return former;
}

static void
change_password_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamWindow *self = INGAM_WINDOW (widget);
  IngamPasswordChange *dialog;
  IngamStore *former_store = NULL;
  IngamCredential *former;
  g_auto (GStrv) copies = NULL;

  if (get_credential (self) == NULL)
    return;
  former = find_former (self, get_credential (self), &former_store);
  dialog = ingam_password_change_new (get_store (self), get_credential (self));
  copies = ingam_window_dup_copies (self, get_credential (self));
  ingam_password_change_set_copies (dialog, (const char *const *) copies);
  if (former != NULL)
    ingam_password_change_set_former (dialog, former_store, former);
  g_signal_connect_object (dialog, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  present (self, dialog);
}

static void
exported_cb (IngamWindow *self, const char *path, const char *sentence, IngamSecretDialog *dialog)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);

  ingam_journal_record_async (self->journal, ingam_secret_dialog_get_credential (dialog),
                              INGAM_EVENT_EXPORTED, name, NULL, NULL);
  if (self->aftercare != NULL && ingam_export_dialog_has_key (INGAM_EXPORT_DIALOG (dialog)))
    ingam_aftercare_window_set_exported (self->aftercare,
                                         ingam_secret_dialog_get_credential (dialog), path);

  ingam_window_show_toast (self, sentence, _ ("Open _Folder"), "win.open-path",
                           g_variant_new_bytestring (folder));
}

static void
show_export (IngamWindow *self, IngamExportDialog *dialog)
{
  g_signal_connect_object (dialog, "exported", G_CALLBACK (exported_cb), self, G_CONNECT_SWAPPED);
  present (self, dialog);
}

static void
export_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamWindow *self = INGAM_WINDOW (widget);

  if (get_credential (self) != NULL)
    show_export (self, ingam_export_dialog_new (get_store (self), get_credential (self)));
}

static void
export_by_drag_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamWindow *self = INGAM_WINDOW (widget);

  if (get_credential (self) != NULL)
    show_export (self, ingam_export_dialog_new_for_drag (get_store (self), get_credential (self)));
}

static void
open_path_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ingam_window_open_path (INGAM_WINDOW (widget), g_variant_get_bytestring (parameter));
}

static void
open_folder_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamWindow *self = INGAM_WINDOW (widget);
  g_autofree char *path = NULL;

  if (get_credential (self) == NULL)
    return;
  path = g_build_filename (ingam_store_get_path (get_store (self)),
                           ingam_credential_get_folder (get_credential (self)), NULL);
  ingam_window_open_path (self, path);
}

static void
open_samples_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamWindow *self = INGAM_WINDOW (widget);
  g_autofree char *path = NULL;

  if (self->scratch == NULL)
    return;
  path = ingam_demo_folder_dup_samples (self->scratch);
  ingam_window_open_path (self, path);
}

static void
made_private_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = ingam_store_make_private_finish (INGAM_STORE (source), result, &error);

  if (is_gone (self))
    return;
  if (self->detail_page != NULL)
    ingam_detail_page_check_again (self->detail_page);
  if (self->aftercare != NULL)
    ingam_aftercare_window_check_again (self->aftercare);
  ingam_window_show_toast (self, done ? _ ("Only you can read the key file now") : error->message,
                           NULL, NULL, NULL);
}

static void
make_private_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamWindow *self = INGAM_WINDOW (widget);

  if (get_credential (self) != NULL)
    ingam_store_make_private_async (get_store (self), get_credential (self), self->cancellable,
                                    made_private_cb, g_object_ref (self));
}

typedef struct
{
  IngamWindow *window;
  GPtrArray *steps; /* of IngamStoreStep, still to be taken back; NULL: the last of home alone */
  GError *error;    /* the first */
} Undo;

static void undo_next (Undo *undo);

static void
undo_free (Undo *undo)
{
  g_object_unref (undo->window);
  g_clear_pointer (&undo->steps, g_ptr_array_unref);
  g_clear_error (&undo->error);
  g_free (undo);
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Undo *undo = user_data;

  ingam_store_undo_finish (INGAM_STORE (source), result, undo->error == NULL ? &undo->error : NULL);
  undo_next (undo);
}

/* From the last step to the first. Takes over @undo. */
static void
undo_next (Undo *undo)
{
  if (undo->steps != NULL && undo->steps->len > 0)
    {
      IngamStoreStep *step = g_ptr_array_steal_index (undo->steps, undo->steps->len - 1);

      ingam_store_undo_step_async (step->store, step->entry, NULL, undone_cb, undo);
      ingam_store_step_free (step);
      return;
    }
  undo->window->undoing = FALSE;
  if (!is_gone (undo->window) && undo->error == NULL && undo->window->removed_id != NULL)
    ingam_list_page_select (undo->window->list_page, undo->window->removed_id);
  g_clear_pointer (&undo->window->removed_id, g_free);
  if (!is_gone (undo->window))
    ingam_window_show_toast (
        undo->window, undo->error == NULL ? _ ("Undone") : undo->error->message, NULL, NULL, NULL);
  undo_free (undo);
}

static void
undo_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamWindow *self = INGAM_WINDOW (widget);
  Undo *undo;

  /* A key that repeats must not go on to steps of other days. */
  if (self->places == NULL || self->undoing)
    return;
  self->undoing = TRUE;
  undo = g_new0 (Undo, 1);
  undo->window = g_object_ref (self);
  undo->steps = g_steal_pointer (&self->undo_steps);
  if (undo->steps != NULL)
    undo_next (undo);
  else
    ingam_store_undo_async (ingam_window_get_store (self), NULL, undone_cb, undo);
}

typedef struct
{
  IngamWindow *window;
  char *title;
  char *id;
  char *neighbour; /* or NULL */
} Removal;

static void
removal_free (Removal *removal)
{
  g_object_unref (removal->window);
  g_free (removal->title);
  g_free (removal->id);
  g_free (removal->neighbour);
  g_free (removal);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Removal, removal_free)

/* What stood beside it takes its place: another Delete must not hit one that was never looked at.
 */
static void
step_aside (Removal *removal)
{
  IngamWindow *self = removal->window;

  ingam_split_view_set_show_content (self->split, FALSE);
  if (removal->neighbour == NULL)
    return;
  ingam_list_page_select (self->list_page, removal->neighbour);
  if (ingam_split_view_get_folded (self->split))
    ingam_list_page_focus_rows (self->list_page);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Removal) removal = user_data;
  IngamWindow *self = removal->window;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *entry = NULL;
  gboolean done = ingam_store_remove_finish (INGAM_STORE (source), result, &entry, &error);

  if (is_gone (self))
    return;
  if (!done)
    {
      ingam_window_show_toast (self, error->message, NULL, NULL, NULL);
      return;
    }
  ingam_window_set_undo_one (self, INGAM_STORE (source), entry);
  self->removed_id = g_steal_pointer (&removal->id);
  step_aside (removal);
  /* Translators: %s is whose certificate it is and what it is for. */
  text = g_strdup_printf (_ ("%s — removed"), removal->title);
  ingam_window_show_toast (self, text, _ ("_Undo"), "win.undo", NULL);
}

static void
remove_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamWindow *self = INGAM_WINDOW (widget);
  Removal *removal;
  char id[65];

  if (get_credential (self) == NULL)
    return;
  removal = g_new0 (Removal, 1);
  removal->window = g_object_ref (self);
  removal->title = ingam_phrase_dup_short_title (get_credential (self));
  removal->id = g_strdup (ingam_credential_get_id (get_credential (self), id));
  removal->neighbour = ingam_list_page_dup_neighbour (self->list_page);
  ingam_store_remove_async (get_store (self), get_credential (self), self->cancellable, removed_cb,
                            removal);
}

static void
show_oddities_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamWindow *self = INGAM_WINDOW (widget);

  IngamStore *home = ingam_window_get_store (self);

  if (home != NULL && ingam_store_get_scan (home) != NULL)
    present (self, ingam_oddity_window_new (ingam_store_get_scan (home)));
}

void
ingam_window_update_actions (IngamWindow *self)
{
  IngamCredential *credential = get_credential (self);
  gboolean has_key = credential != NULL && ingam_credential_get_key_scheme (credential) != NULL;
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "win.calendar", credential != NULL);
  gtk_widget_action_set_enabled (widget, "win.change-password", has_key);
  gtk_widget_action_set_enabled (widget, "win.check-password", has_key);
  gtk_widget_action_set_enabled (widget, "win.export", credential != NULL);
  gtk_widget_action_set_enabled (widget, "win.export-by-drag", has_key);
  gtk_widget_action_set_enabled (widget, "win.make-private", credential != NULL);
  gtk_widget_action_set_enabled (widget, "win.open-folder", credential != NULL);
  gtk_widget_action_set_enabled (widget, "win.remove", credential != NULL);
  gtk_widget_action_set_enabled (widget, "win.undo", self->places != NULL);
}

void
ingam_window_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.change-password", NULL, change_password_cb);
  gtk_widget_class_install_action (widget_class, "win.check-password", NULL, check_password_cb);
  gtk_widget_class_install_action (widget_class, "win.export", NULL, export_cb);
  gtk_widget_class_install_action (widget_class, "win.export-by-drag", NULL, export_by_drag_cb);
  gtk_widget_class_install_action (widget_class, "win.make-private", NULL, make_private_cb);
  gtk_widget_class_install_action (widget_class, "win.open-folder", NULL, open_folder_cb);
  gtk_widget_class_install_action (widget_class, "win.open-path", "ay", open_path_cb);
  gtk_widget_class_install_action (widget_class, "win.open-samples", NULL, open_samples_cb);
  gtk_widget_class_install_action (widget_class, "win.remove", NULL, remove_cb);
  gtk_widget_class_install_action (widget_class, "win.show-oddities", NULL, show_oddities_cb);
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "win.undo", NULL);
}
