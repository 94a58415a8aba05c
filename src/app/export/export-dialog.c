/* Exports one certificate: what for, the password where the form needs it, then where to.
 *
 * The password is checked before the file chooser opens: choosing a place and a name only to hear
 * that the password was wrong is the order nobody wants. GtkFileChooserNative goes through the
 * portal in a sandbox; it asks about replacing a file by itself.
 */
#include "config.h"

#include "app/export/export-dialog.h"

#include "app/widgets/hint-row.h"
#include "app/widgets/part-names.h"
#include "app/widgets/password-text.h"
#include "app/widgets/phrases.h"
#include "core/base/error.h"

#include <glib/gi18n.h>

#define N_FORMS 4

struct _IngamExportDialog
{
  AdwWindow parent_instance;

  IngamStore *store;
  IngamCredential *credential;
  GCancellable *cancellable;
  GtkFileChooserNative *chooser;
  IngamKdfBudget budget;

  /* Template children */
  GtkWidget *accept_button;
  GtkCheckButton *certificate_button;
  GtkWidget *certificate_row;
  GtkCheckButton *compatible_button;
  GtkWidget *compatible_row;
  GtkWidget *fields;
  GtkCheckButton *folder_button;
  GtkWidget *folder_row;
  IngamHintRow *general_hint;
  GtkCheckButton *modern_button;
  GtkWidget *modern_row;
  IngamHintRow *password_hint;
  GtkWidget *password_list;
  GtkWidget *password_note;
  GtkWidget *password_row;
  GtkSpinner *spinner;
  GtkLabel *title_label;
};

enum
{
  SIGNAL_EXPORTED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamExportDialog, ingam_export_dialog, ADW_TYPE_WINDOW)

static guint signals[N_SIGNALS];

typedef struct
{
  IngamExportFormat format;
  IngamBundleProfile profile;
  gboolean needs_password;
} Form;

static const Form forms[N_FORMS] = {
  { INGAM_EXPORT_PFX, INGAM_BUNDLE_COMPATIBLE, TRUE },
  { INGAM_EXPORT_PFX, INGAM_BUNDLE_MODERN, TRUE },
  { INGAM_EXPORT_FOLDER, INGAM_BUNDLE_COMPATIBLE, FALSE },
  { INGAM_EXPORT_PEM_CERTIFICATE, INGAM_BUNDLE_COMPATIBLE, FALSE },
};

static const Form *
get_form (IngamExportDialog *self)
{
  GtkCheckButton *buttons[N_FORMS] = { self->compatible_button, self->modern_button,
                                       self->folder_button, self->certificate_button };

  for (guint i = 0; i < N_FORMS; i++)
    if (gtk_check_button_get_active (buttons[i]))
      return &forms[i];
  return &forms[0];
}

static void
set_busy (IngamExportDialog *self, gboolean busy)
{
  if (busy) /* an entry that turns insensitive with the focus in it never hears of losing it */
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (self->fields, !busy);
  gtk_widget_set_sensitive (self->accept_button, !busy);
}

static void
show_failure (IngamExportDialog *self, const GError *error)
{
  gboolean expensive = g_error_matches (error, INGAM_ERROR, INGAM_ERROR_TOO_EXPENSIVE);

  set_busy (self, FALSE);
  if (!expensive && !g_error_matches (error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD))
    {
      ingam_hint_row_show (self->general_hint, INGAM_HINT_ERROR, error->message, NULL);
      return;
    }
  ingam_password_text_set_invalid (self->password_row, !expensive);
  ingam_hint_row_show (self->password_hint, expensive ? INGAM_HINT_WARNING : INGAM_HINT_ERROR,
                       error->message, expensive ? _ ("Try Anyway") : NULL);
  gtk_widget_grab_focus (self->password_row);
  gtk_editable_select_region (GTK_EDITABLE (self->password_row), 0, -1);
}

static const char *
choose_sentence (const Form *form, gboolean has_random)
{
  if (form->format == INGAM_EXPORT_PFX && !has_random)
    return _ ("Exported. This certificate has no identity-check value (R), so the file has none "
              "either.");
  return _ ("Exported");
}

static void
export_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamExportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  gboolean has_random = FALSE;
  gboolean done =
      ingam_store_export_finish (INGAM_STORE (source), result, &path, &has_random, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (!done)
    {
      show_failure (self, error);
      return;
    }
  g_signal_emit (self, signals[SIGNAL_EXPORTED], 0, path,
                 choose_sentence (get_form (self), has_random));
  gtk_window_close (GTK_WINDOW (self));
}

void
ingam_export_dialog_export_to (IngamExportDialog *self, const char *path)
{
  const Form *form;
  g_autoptr (IngamSecret) password = NULL;
  IngamExportOptions options = { 0 };

  g_return_if_fail (INGAM_IS_EXPORT_DIALOG (self));
  g_return_if_fail (path != NULL);

  form = get_form (self);
  if (form->needs_password)
    password = ingam_password_text_dup_secret (GTK_EDITABLE (self->password_row));
  options.format = form->format;
  options.profile = form->profile;
  options.password = password;
  options.overwrite = form->format != INGAM_EXPORT_FOLDER; /* the chooser has asked */
  options.budget = self->budget;
  set_busy (self, TRUE);
  ingam_store_export_async (self->store, self->credential, &options, path, self->cancellable,
                            export_cb, g_object_ref (self));
}

static void
chosen_cb (IngamExportDialog *self, int response)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_clear_object (&self->chooser);
  if (file == NULL)
    return;
  path = g_file_get_path (file);
  if (path == NULL)
    {
      ingam_hint_row_show (self->general_hint, INGAM_HINT_ERROR,
                           _ ("This place cannot be written to directly. Choose a folder on this "
                              "computer."),
                           NULL);
      return;
    }
  ingam_export_dialog_export_to (self, path);
}

static void
open_chooser (IngamExportDialog *self)
{
  const Form *form = get_form (self);
  gboolean folder = form->format == INGAM_EXPORT_FOLDER;
  g_autofree char *name = NULL;

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_ ("Export To"), GTK_WINDOW (self),
                                               folder ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER :
                                                        GTK_FILE_CHOOSER_ACTION_SAVE,
                                               _ ("_Export"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  if (!folder)
    {
      name = ingam_export_dup_suggested_name (self->credential, form->format);
      gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
    }
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
check_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamExportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamCheckReport) report = NULL;

  report = ingam_store_check_finish (INGAM_STORE (source), result, &error);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (report == NULL)
    show_failure (self, error);
  else if (report->checks[INGAM_CHECK_PASSWORD].result != INGAM_CHECK_PASS &&
           report->checks[INGAM_CHECK_PASSWORD].error != NULL)
    show_failure (self, report->checks[INGAM_CHECK_PASSWORD].error);
  else
    {
      set_busy (self, FALSE);
      open_chooser (self);
    }
}

static void
accept_cb (IngamExportDialog *self)
{
  g_autoptr (IngamSecret) password = NULL;

  if (!gtk_widget_get_sensitive (self->accept_button))
    return;
  ingam_hint_row_clear (self->general_hint);
  if (!get_form (self)->needs_password)
    {
      open_chooser (self);
      return;
    }
  password = ingam_password_text_dup_secret (GTK_EDITABLE (self->password_row));
  set_busy (self, TRUE);
  ingam_store_check_async (self->store, self->credential, password, self->budget, self->cancellable,
                           check_cb, g_object_ref (self));
}

static void
anyway_cb (IngamExportDialog *self)
{
  self->budget = INGAM_KDF_MAX_ROUNDS;
  accept_cb (self);
}

static void
update_accept (IngamExportDialog *self)
{
  gboolean needs = get_form (self)->needs_password;

  gtk_widget_set_visible (self->password_list, needs);
  gtk_widget_set_visible (self->password_note, needs);
  gtk_widget_set_sensitive (self->accept_button, !needs || !ingam_password_text_is_empty (
                                                               GTK_EDITABLE (self->password_row)));
}

static void
form_cb (IngamExportDialog *self)
{
  if (self->credential != NULL)
    update_accept (self);
}

static void
password_changed_cb (IngamExportDialog *self)
{
  ingam_password_text_set_invalid (self->password_row, FALSE);
  if (ingam_password_text_has_hangul (GTK_EDITABLE (self->password_row)))
    ingam_hint_row_show (self->password_hint, INGAM_HINT_WARNING,
                         _ ("Was the Korean keyboard layout on?"), NULL);
  else
    ingam_hint_row_clear (self->password_hint);
  update_accept (self);
}

/* Without a key only its public certificate can go anywhere. */
static void
offer_forms (IngamExportDialog *self)
{
  gboolean has_key = ingam_credential_get_key_scheme (self->credential) != NULL;

  gtk_widget_set_visible (self->compatible_row, has_key);
  gtk_widget_set_visible (self->modern_row, has_key);
  gtk_widget_set_visible (self->folder_row, has_key);
  if (!has_key)
    gtk_check_button_set_active (self->certificate_button, TRUE);
}

IngamExportDialog *
ingam_export_dialog_new (IngamStore *store, IngamCredential *credential)
{
  IngamExportDialog *self;
  g_autofree char *title = NULL;

  g_return_val_if_fail (INGAM_IS_STORE (store), NULL);
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (credential), NULL);

  self = g_object_new (INGAM_TYPE_EXPORT_DIALOG, NULL);
  self->store = g_object_ref (store);
  self->credential = g_object_ref (credential);
  title = ingam_phrase_dup_title (credential);
  gtk_label_set_text (self->title_label, title);
  offer_forms (self);
  update_accept (self);
  gtk_widget_grab_focus (GTK_WIDGET (get_form (self) == &forms[0] ? self->compatible_button :
                                                                    self->certificate_button));
  return self;
}

static gboolean
ingam_export_dialog_close_request (GtkWindow *window)
{
  IngamExportDialog *self = INGAM_EXPORT_DIALOG (window);

  gtk_window_set_focus (window, NULL);
  g_cancellable_cancel (self->cancellable);
  ingam_password_text_clear (GTK_EDITABLE (self->password_row));
  return GTK_WINDOW_CLASS (ingam_export_dialog_parent_class)->close_request (window);
}

static void
ingam_export_dialog_dispose (GObject *object)
{
  IngamExportDialog *self = INGAM_EXPORT_DIALOG (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->chooser);
  G_OBJECT_CLASS (ingam_export_dialog_parent_class)->dispose (object);
}

static void
ingam_export_dialog_finalize (GObject *object)
{
  IngamExportDialog *self = INGAM_EXPORT_DIALOG (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->credential);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (ingam_export_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, IngamExportDialog, accept_button);
  gtk_widget_class_bind_template_child (widget_class, IngamExportDialog, certificate_button);
  gtk_widget_class_bind_template_child (widget_class, IngamExportDialog, certificate_row);
  gtk_widget_class_bind_template_child (widget_class, IngamExportDialog, compatible_button);
  gtk_widget_class_bind_template_child (widget_class, IngamExportDialog, compatible_row);
  gtk_widget_class_bind_template_child (widget_class, IngamExportDialog, fields);
  gtk_widget_class_bind_template_child (widget_class, IngamExportDialog, folder_button);
  gtk_widget_class_bind_template_child (widget_class, IngamExportDialog, folder_row);
  gtk_widget_class_bind_template_child (widget_class, IngamExportDialog, general_hint);
  gtk_widget_class_bind_template_child (widget_class, IngamExportDialog, modern_button);
  gtk_widget_class_bind_template_child (widget_class, IngamExportDialog, modern_row);
  gtk_widget_class_bind_template_child (widget_class, IngamExportDialog, password_hint);
  gtk_widget_class_bind_template_child (widget_class, IngamExportDialog, password_list);
  gtk_widget_class_bind_template_child (widget_class, IngamExportDialog, password_note);
  gtk_widget_class_bind_template_child (widget_class, IngamExportDialog, password_row);
  gtk_widget_class_bind_template_child (widget_class, IngamExportDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, IngamExportDialog, title_label);
  gtk_widget_class_bind_template_callback (widget_class, accept_cb);
  gtk_widget_class_bind_template_callback (widget_class, anyway_cb);
  gtk_widget_class_bind_template_callback (widget_class, form_cb);
  gtk_widget_class_bind_template_callback (widget_class, password_changed_cb);
}

static void
ingam_export_dialog_class_init (IngamExportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_export_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = ingam_export_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = ingam_export_dialog_close_request;
  signals[SIGNAL_EXPORTED] =
      g_signal_new ("exported", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);

  g_type_ensure (INGAM_TYPE_HINT_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/export/export-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ingam_export_dialog_init (IngamExportDialog *self)
{
  self->budget = INGAM_KDF_ASK_ROUNDS;
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  ingam_part_names_set (GTK_WIDGET (self));
}
