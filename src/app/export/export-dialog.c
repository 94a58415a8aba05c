/* Exports one certificate: what for, the password where the form needs it, then where to.
 *
 * The password comes before the place: choosing a place and a name only to hear that the password
 * was wrong is the order nobody wants. A form that is one file is made at once, in the runtime
 * folder: making it is the check of the password, and what was made can be dragged out. Saving
 * makes it anew, durably. A folder has nothing to be dragged and goes straight to its place.
 */
#include "config.h"

#include "app/export/export-dialog.h"

#include "app/export/file-tile.h"
#include "app/widgets/finish.h"
#include "app/widgets/form-list.h"

#include <glib/gi18n.h>

struct _IngamExportDialog
{
  IngamSecretDialog parent_instance;

  /* Owned */
  IngamHandout *handout; /* on the page "file" */

  /* Borrowed */
  IngamPasswordField *field;

  /* Template children */
  GtkWidget *drag_note;
  GtkLabel *file_note;
  IngamFormList *forms;
  IngamHintRow *password_hint;
  GtkWidget *password_list;
  GtkWidget *password_note;
  GtkWidget *password_row;
  IngamFileTile *tile;
};

enum
{
  SIGNAL_EXPORTED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamExportDialog, ingam_export_dialog, INGAM_TYPE_SECRET_DIALOG)

static guint signals[N_SIGNALS];

static gboolean
is_folder (IngamExportDialog *self)
{
  return ingam_form_list_get_form (self->forms)->format == INGAM_EXPORT_FOLDER;
}

static const char *
choose_sentence (const IngamForm *form, gboolean has_random)
{
  if (form->format == INGAM_EXPORT_PFX && !has_random)
    return _ ("Exported. This certificate has no identity-check value (R), so the file has none "
              "either.");
  return _ ("Exported");
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamExportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  gboolean has_random = FALSE;
  gboolean done =
      ingam_store_export_finish (INGAM_STORE (source), result, &path, &has_random, &error);

  if (ingam_secret_dialog_is_closed (INGAM_SECRET_DIALOG (self)))
    return;
  if (!done)
    {
      ingam_secret_dialog_fail (INGAM_SECRET_DIALOG (self), self->field, error);
      return;
    }
  g_signal_emit (self, signals[SIGNAL_EXPORTED], 0, path,
                 choose_sentence (ingam_form_list_get_form (self->forms), has_random));
  gtk_window_close (GTK_WINDOW (self));
}

gboolean
ingam_export_dialog_has_key (IngamExportDialog *self)
{
  IngamCredential *credential;

  g_return_val_if_fail (INGAM_IS_EXPORT_DIALOG (self), FALSE);

  credential = ingam_secret_dialog_get_credential (INGAM_SECRET_DIALOG (self));
  return ingam_credential_get_key_scheme (credential) != NULL &&
         ingam_form_list_get_form (self->forms)->format != INGAM_EXPORT_PEM_CERTIFICATE;
}

/* @options->password is the caller's to let go of. */
static void
fill_options (IngamExportDialog *self, IngamExportOptions *options)
{
  const IngamForm *form = ingam_form_list_get_form (self->forms);

  options->format = form->format;
  options->profile = form->profile;
  if (form->needs_password)
    options->password = ingam_password_field_dup_secret (self->field);
  options->budget = ingam_secret_dialog_get_budget (INGAM_SECRET_DIALOG (self));
}

void
ingam_export_dialog_export_to (IngamExportDialog *self, const char *path)
{
  IngamSecretDialog *dialog;
  IngamExportOptions options = { 0 };

  g_return_if_fail (INGAM_IS_EXPORT_DIALOG (self));
  g_return_if_fail (path != NULL);

  dialog = INGAM_SECRET_DIALOG (self);
  fill_options (self, &options);
  options.overwrite = !is_folder (self); /* the chooser has asked */
  ingam_secret_dialog_set_busy (dialog, TRUE);
  ingam_store_export_async (
      ingam_secret_dialog_get_store (dialog), ingam_secret_dialog_get_credential (dialog), &options,
      path, ingam_secret_dialog_get_cancellable (dialog), exported_cb, g_object_ref (self));
  g_clear_pointer (&options.password, ingam_secret_unref);
}

static void
ingam_export_dialog_placed (IngamSecretDialog *dialog, const char *path)
{
  ingam_export_dialog_export_to (INGAM_EXPORT_DIALOG (dialog), path);
}

static void
ask_place (IngamExportDialog *self)
{
  IngamSecretDialog *dialog = INGAM_SECRET_DIALOG (self);
  const IngamForm *form = ingam_form_list_get_form (self->forms);
  g_autofree char *name =
      ingam_export_dup_suggested_name (ingam_secret_dialog_get_credential (dialog), form->format);

  ingam_secret_dialog_ask_place (dialog, is_folder (self) ? NULL : name);
}

static void
show_file (IngamExportDialog *self)
{
  IngamSecretDialog *dialog = INGAM_SECRET_DIALOG (self);
  const IngamForm *form = ingam_form_list_get_form (self->forms);

  ingam_file_tile_set_path (self->tile, ingam_handout_get_path (self->handout));
  gtk_label_set_text (self->file_note,
                      form->needs_password ?
                          _ ("The file opens with the certificate’s password. Close this window "
                             "only when the file has arrived.") :
                          _ ("Close this window only when the file has arrived."));
  ingam_secret_dialog_set_busy (dialog, FALSE);
  ingam_secret_dialog_set_accept (dialog, _ ("_Save…"));
  ingam_secret_dialog_show_page (dialog, "file");
  ingam_secret_dialog_focus_accept (dialog); /* the entry that had the focus is seen no more */
}

static void
handed_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamExportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamHandout) handout =
      ingam_store_hand_out_finish (INGAM_STORE (source), result, &error);

  if (ingam_secret_dialog_is_closed (INGAM_SECRET_DIALOG (self)))
    return;
  if (handout == NULL)
    {
      ingam_secret_dialog_fail (INGAM_SECRET_DIALOG (self), self->field, error);
      return;
    }
  self->handout = g_steal_pointer (&handout);
  show_file (self);
}

static void
hand_out (IngamExportDialog *self)
{
  IngamSecretDialog *dialog = INGAM_SECRET_DIALOG (self);
  IngamExportOptions options = { 0 };

  fill_options (self, &options);
  ingam_secret_dialog_set_busy (dialog, TRUE);
  ingam_store_hand_out_async (
      ingam_secret_dialog_get_store (dialog), ingam_secret_dialog_get_credential (dialog), &options,
      ingam_secret_dialog_get_cancellable (dialog), handed_out_cb, g_object_ref (self));
  g_clear_pointer (&options.password, ingam_secret_unref);
}

static void
ingam_export_dialog_accepted (IngamSecretDialog *dialog)
{
  IngamExportDialog *self = INGAM_EXPORT_DIALOG (dialog);

  if (self->handout == NULL && !is_folder (self))
    hand_out (self);
  else
    ask_place (self);
}

static void
taken_cb (IngamExportDialog *self)
{
  ingam_secret_dialog_set_cancel (INGAM_SECRET_DIALOG (self), _ ("_Done"));
}

static void
update (IngamExportDialog *self)
{
  IngamSecretDialog *dialog = INGAM_SECRET_DIALOG (self);
  gboolean needs = ingam_form_list_get_form (self->forms)->needs_password;

  gtk_widget_set_visible (self->password_list, needs);
  gtk_widget_set_visible (self->password_note, needs);
  ingam_secret_dialog_set_accept (dialog, is_folder (self) ? _ ("Choose _Place…") : _ ("_Next"));
  ingam_secret_dialog_set_ready (dialog, !needs || !ingam_password_field_is_empty (self->field));
}

static IngamExportDialog *
create (IngamStore *store, IngamCredential *credential)
{
  IngamExportDialog *self = g_object_new (INGAM_TYPE_EXPORT_DIALOG, NULL);

  ingam_secret_dialog_set_subject (INGAM_SECRET_DIALOG (self), store, credential);
  ingam_form_list_set_has_key (self->forms, ingam_credential_get_key_scheme (credential) != NULL);
  return self;
}

IngamExportDialog *
ingam_export_dialog_new (IngamStore *store, IngamCredential *credential)
{
  IngamExportDialog *self;

  g_return_val_if_fail (INGAM_IS_STORE (store), NULL);
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (credential), NULL);

  self = create (store, credential);
  gtk_widget_grab_focus (GTK_WIDGET (self->forms));
  return self;
}

IngamExportDialog *
ingam_export_dialog_new_for_drag (IngamStore *store, IngamCredential *credential)
{
  IngamExportDialog *self;

  g_return_val_if_fail (INGAM_IS_STORE (store), NULL);
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (credential), NULL);

  if (ingam_credential_get_key_scheme (credential) == NULL)
    return ingam_export_dialog_new (store, credential);
  self = create (store, credential);
  gtk_widget_set_visible (GTK_WIDGET (self->forms), FALSE);
  gtk_widget_set_visible (self->drag_note, TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self), -1, 400);
  gtk_widget_grab_focus (self->password_row);
  return self;
}

static void
ingam_export_dialog_dispose (GObject *object)
{
  IngamExportDialog *self = INGAM_EXPORT_DIALOG (object);

  g_clear_pointer (&self->handout, ingam_handout_free);
  G_OBJECT_CLASS (ingam_export_dialog_parent_class)->dispose (object);
}

static void
ingam_export_dialog_class_init (IngamExportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_export_dialog_dispose;
  INGAM_SECRET_DIALOG_CLASS (klass)->accepted = ingam_export_dialog_accepted;
  INGAM_SECRET_DIALOG_CLASS (klass)->placed = ingam_export_dialog_placed;
  signals[SIGNAL_EXPORTED] =
      g_signal_new ("exported", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);

  g_type_ensure (INGAM_TYPE_FILE_TILE);
  g_type_ensure (INGAM_TYPE_FORM_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/export/export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamExportDialog, drag_note);
  gtk_widget_class_bind_template_child (widget_class, IngamExportDialog, file_note);
  gtk_widget_class_bind_template_child (widget_class, IngamExportDialog, forms);
  gtk_widget_class_bind_template_child (widget_class, IngamExportDialog, password_hint);
  gtk_widget_class_bind_template_child (widget_class, IngamExportDialog, password_list);
  gtk_widget_class_bind_template_child (widget_class, IngamExportDialog, password_note);
  gtk_widget_class_bind_template_child (widget_class, IngamExportDialog, password_row);
  gtk_widget_class_bind_template_child (widget_class, IngamExportDialog, tile);
  gtk_widget_class_bind_template_callback (widget_class, taken_cb);
}

static void
ingam_export_dialog_init (IngamExportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->field = ingam_secret_dialog_add_field (INGAM_SECRET_DIALOG (self), self->password_row,
                                               self->password_hint);
  g_signal_connect_object (self->field, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->forms, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  ingam_finish_below (GTK_WIDGET (self));
}
