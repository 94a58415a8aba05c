/* The course that all dialogs with a password have: something is typed, it is tried in a thread
 * while nothing can be pressed but Cancel, and what is the matter stands under the field.
 *
 * Closing cancels and empties the entries, but does not wait: whoever runs on holds a reference of
 * its own, and asks ingam_secret_dialog_is_closed() before it touches anything.
 */
#include "config.h"

#include "app/widgets/secret-dialog.h"

#include "app/widgets/chooser.h"
#include "app/widgets/phrases.h"
#include "core/base/error.h"

#include <glib/gi18n.h>

typedef struct
{
  /* Owned */
  IngamStore *store;
  IngamCredential *credential;
  GCancellable *cancellable;
  GPtrArray *fields; /* of IngamPasswordField */
  GtkFileChooserNative *chooser;

  IngamKdfBudget budget;
  gboolean ready;
  gboolean expensive; /* "Try Anyway" is being offered */

  /* Template children */
  GtkButton *accept_button;
  GtkButton *cancel_button;
  GtkBox *form;
  IngamHintRow *general_hint;
  GtkSpinner *spinner;
  GtkStack *stack;
  GtkLabel *title_label;
} IngamSecretDialogPrivate;

enum
{
  PROP_0,
  PROP_ACCEPT_LABEL,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];
static GtkBuildableIface *parent_buildable;

static void buildable_init (GtkBuildableIface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (IngamSecretDialog,
                                  ingam_secret_dialog,
                                  ADW_TYPE_WINDOW,
                                  G_ADD_PRIVATE (IngamSecretDialog)
                                      G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, buildable_init))

static IngamSecretDialogPrivate *
get (IngamSecretDialog *self)
{
  return ingam_secret_dialog_get_instance_private (self);
}

void
ingam_secret_dialog_set_subject (IngamSecretDialog *self,
                                 IngamStore *store,
                                 IngamCredential *credential)
{
  g_autofree char *title = NULL;

  g_return_if_fail (INGAM_IS_SECRET_DIALOG (self));
  g_return_if_fail (INGAM_IS_STORE (store));
  g_return_if_fail (INGAM_IS_CREDENTIAL (credential));

  g_set_object (&get (self)->store, store);
  g_set_object (&get (self)->credential, credential);
  title = ingam_phrase_dup_title (credential);
  ingam_secret_dialog_set_title (self, title);
}

IngamStore *
ingam_secret_dialog_get_store (IngamSecretDialog *self)
{
  g_return_val_if_fail (INGAM_IS_SECRET_DIALOG (self), NULL);

  return get (self)->store;
}

IngamCredential *
ingam_secret_dialog_get_credential (IngamSecretDialog *self)
{
  g_return_val_if_fail (INGAM_IS_SECRET_DIALOG (self), NULL);

  return get (self)->credential;
}

GCancellable *
ingam_secret_dialog_get_cancellable (IngamSecretDialog *self)
{
  g_return_val_if_fail (INGAM_IS_SECRET_DIALOG (self), NULL);

  return get (self)->cancellable;
}

gboolean
ingam_secret_dialog_is_closed (IngamSecretDialog *self)
{
  g_return_val_if_fail (INGAM_IS_SECRET_DIALOG (self), TRUE);

  return g_cancellable_is_cancelled (get (self)->cancellable);
}

IngamKdfBudget
ingam_secret_dialog_get_budget (IngamSecretDialog *self)
{
  g_return_val_if_fail (INGAM_IS_SECRET_DIALOG (self), INGAM_KDF_ASK_ROUNDS);

  return get (self)->budget;
}

void
ingam_secret_dialog_set_title (IngamSecretDialog *self, const char *title)
{
  g_return_if_fail (INGAM_IS_SECRET_DIALOG (self));

  gtk_label_set_text (get (self)->title_label, title);
  gtk_widget_set_visible (GTK_WIDGET (get (self)->title_label), *title != '\0');
}

static void
set_button (GtkButton *button, const char *label)
{
  gtk_widget_set_visible (GTK_WIDGET (button), label != NULL);
  if (label != NULL)
    gtk_button_set_label (button, label);
}

void
ingam_secret_dialog_set_accept (IngamSecretDialog *self, const char *label)
{
  g_return_if_fail (INGAM_IS_SECRET_DIALOG (self));

  set_button (get (self)->accept_button, label);
}

void
ingam_secret_dialog_focus_accept (IngamSecretDialog *self)
{
  g_return_if_fail (INGAM_IS_SECRET_DIALOG (self));

  gtk_widget_grab_focus (GTK_WIDGET (get (self)->accept_button));
}

void
ingam_secret_dialog_set_cancel (IngamSecretDialog *self, const char *label)
{
  g_return_if_fail (INGAM_IS_SECRET_DIALOG (self));

  set_button (get (self)->cancel_button, label);
}

static gboolean
is_busy (IngamSecretDialog *self)
{
  return gtk_spinner_get_spinning (get (self)->spinner);
}

static void
update_accept (IngamSecretDialog *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (get (self)->accept_button),
                            get (self)->ready && !is_busy (self));
}

void
ingam_secret_dialog_set_ready (IngamSecretDialog *self, gboolean ready)
{
  g_return_if_fail (INGAM_IS_SECRET_DIALOG (self));

  get (self)->ready = ready;
  update_accept (self);
}

void
ingam_secret_dialog_set_busy (IngamSecretDialog *self, gboolean busy)
{
  g_return_if_fail (INGAM_IS_SECRET_DIALOG (self));

  if (busy) /* an entry that turns insensitive with the focus in it never hears of losing it */
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_spinner_set_spinning (get (self)->spinner, busy);
  gtk_widget_set_sensitive (GTK_WIDGET (get (self)->stack), !busy);
  update_accept (self);
}

void
ingam_secret_dialog_show_page (IngamSecretDialog *self, const char *page)
{
  g_return_if_fail (INGAM_IS_SECRET_DIALOG (self));

  gtk_stack_set_visible_child_name (get (self)->stack, page);
}

const char *
ingam_secret_dialog_get_page (IngamSecretDialog *self)
{
  g_return_val_if_fail (INGAM_IS_SECRET_DIALOG (self), NULL);

  return gtk_stack_get_visible_child_name (get (self)->stack);
}

void
ingam_secret_dialog_accept (IngamSecretDialog *self)
{
  g_return_if_fail (INGAM_IS_SECRET_DIALOG (self));

  if (!get (self)->ready || is_busy (self))
    return;
  ingam_secret_dialog_forgive (self);
  INGAM_SECRET_DIALOG_GET_CLASS (self)->accepted (self);
}

/* Fields and failures. */

static void
field_changed_cb (IngamSecretDialog *self)
{
  get (self)->expensive = FALSE;
}

static void
field_clicked_cb (IngamSecretDialog *self)
{
  if (!get (self)->expensive)
    return;
  get (self)->expensive = FALSE;
  get (self)->budget = INGAM_KDF_MAX_ROUNDS;
  ingam_secret_dialog_accept (self);
}

IngamPasswordField *
ingam_secret_dialog_add_field (IngamSecretDialog *self, GtkWidget *row, IngamHintRow *hint)
{
  IngamPasswordField *field;

  g_return_val_if_fail (INGAM_IS_SECRET_DIALOG (self), NULL);

  field = ingam_password_field_new (row, hint);
  g_signal_connect_object (field, "activated", G_CALLBACK (ingam_secret_dialog_accept), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (field, "changed", G_CALLBACK (field_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (field, "clicked", G_CALLBACK (field_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  g_ptr_array_add (get (self)->fields, field);
  return field;
}

static gboolean
is_expensive (const GError *error)
{
  return g_error_matches (error, INGAM_ERROR, INGAM_ERROR_TOO_EXPENSIVE);
}

gboolean
ingam_secret_dialog_asks_again (const GError *error)
{
  return is_expensive (error) || g_error_matches (error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD);
}

void
ingam_secret_dialog_fail (IngamSecretDialog *self, IngamPasswordField *field, const GError *error)
{
  g_return_if_fail (INGAM_IS_SECRET_DIALOG (self));
  g_return_if_fail (error != NULL);

  ingam_secret_dialog_set_busy (self, FALSE);
  get (self)->expensive = is_expensive (error);
  if (get (self)->expensive)
    ingam_password_field_point_at (field, INGAM_HINT_WARNING, error->message, _ ("Try Anyway"));
  else if (ingam_secret_dialog_asks_again (error))
    ingam_password_field_point_at (field, INGAM_HINT_ERROR, error->message, NULL);
  else
    ingam_secret_dialog_complain (self, error->message);
}

void
ingam_secret_dialog_complain (IngamSecretDialog *self, const char *sentence)
{
  g_return_if_fail (INGAM_IS_SECRET_DIALOG (self));
  g_return_if_fail (sentence != NULL);

  ingam_hint_row_show (get (self)->general_hint, INGAM_HINT_ERROR, sentence, NULL);
}

void
ingam_secret_dialog_forgive (IngamSecretDialog *self)
{
  g_return_if_fail (INGAM_IS_SECRET_DIALOG (self));

  ingam_hint_row_clear (get (self)->general_hint);
}

/* Where to. */

static void
chosen_cb (IngamSecretDialog *self, int response)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (get (self)->chooser));
  g_clear_object (&get (self)->chooser);
  if (file == NULL)
    return;
  path = g_file_get_path (file);
  if (path != NULL)
    INGAM_SECRET_DIALOG_GET_CLASS (self)->placed (self, path);
  else
    ingam_secret_dialog_complain (self, _ ("This place cannot be written to directly. Choose a "
                                           "folder on this computer."));
}

void
ingam_secret_dialog_ask_place (IngamSecretDialog *self, const char *suggested_name)
{
  GtkFileChooserNative *chooser;

  g_return_if_fail (INGAM_IS_SECRET_DIALOG (self));

  chooser = ingam_chooser_new (GTK_WINDOW (self), _ ("Export To"),
                               suggested_name == NULL ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER :
                                                        GTK_FILE_CHOOSER_ACTION_SAVE,
                               _ ("_Export"));
  g_clear_object (&get (self)->chooser);
  get (self)->chooser = chooser;
  if (suggested_name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), suggested_name);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* Life. */

static void
add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child, const char *type)
{
  IngamSecretDialogPrivate *priv = get (INGAM_SECRET_DIALOG (buildable));

  if (priv->form == NULL) /* our own template */
    parent_buildable->add_child (buildable, builder, child, type);
  else if (GTK_IS_STACK_PAGE (child))
    GTK_BUILDABLE_GET_IFACE (priv->stack)
        ->add_child (GTK_BUILDABLE (priv->stack), builder, child, type);
  else
    gtk_box_append (priv->form, GTK_WIDGET (child));
}

static void
buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = add_child;
}

static gboolean
ingam_secret_dialog_close_request (GtkWindow *window)
{
  IngamSecretDialogPrivate *priv = get (INGAM_SECRET_DIALOG (window));

  gtk_window_set_focus (window, NULL);
  g_cancellable_cancel (priv->cancellable);
  for (guint i = 0; i < priv->fields->len; i++)
    ingam_password_field_clear (g_ptr_array_index (priv->fields, i));
  return GTK_WINDOW_CLASS (ingam_secret_dialog_parent_class)->close_request (window);
}

static void
ingam_secret_dialog_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  if (id == PROP_ACCEPT_LABEL)
    ingam_secret_dialog_set_accept (INGAM_SECRET_DIALOG (object), g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
ingam_secret_dialog_dispose (GObject *object)
{
  IngamSecretDialogPrivate *priv = get (INGAM_SECRET_DIALOG (object));

  g_cancellable_cancel (priv->cancellable);
  g_clear_object (&priv->chooser);
  g_ptr_array_set_size (priv->fields, 0);
  G_OBJECT_CLASS (ingam_secret_dialog_parent_class)->dispose (object);
}

static void
ingam_secret_dialog_finalize (GObject *object)
{
  IngamSecretDialogPrivate *priv = get (INGAM_SECRET_DIALOG (object));

  g_clear_pointer (&priv->fields, g_ptr_array_unref);
  g_clear_object (&priv->cancellable);
  g_clear_object (&priv->credential);
  g_clear_object (&priv->store);
  G_OBJECT_CLASS (ingam_secret_dialog_parent_class)->finalize (object);
}

static void
ingam_secret_dialog_class_init (IngamSecretDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ingam_secret_dialog_dispose;
  object_class->finalize = ingam_secret_dialog_finalize;
  object_class->set_property = ingam_secret_dialog_set_property;
  GTK_WINDOW_CLASS (klass)->close_request = ingam_secret_dialog_close_request;
  properties[PROP_ACCEPT_LABEL] = g_param_spec_string ("accept-label", NULL, NULL, NULL,
                                                       G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  g_type_ensure (INGAM_TYPE_HINT_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/widgets/secret-dialog.ui");
  gtk_widget_class_bind_template_child_private (widget_class, IngamSecretDialog, accept_button);
  gtk_widget_class_bind_template_child_private (widget_class, IngamSecretDialog, cancel_button);
  gtk_widget_class_bind_template_child_private (widget_class, IngamSecretDialog, form);
  gtk_widget_class_bind_template_child_private (widget_class, IngamSecretDialog, general_hint);
  gtk_widget_class_bind_template_child_private (widget_class, IngamSecretDialog, spinner);
  gtk_widget_class_bind_template_child_private (widget_class, IngamSecretDialog, stack);
  gtk_widget_class_bind_template_child_private (widget_class, IngamSecretDialog, title_label);
  gtk_widget_class_bind_template_callback (widget_class, ingam_secret_dialog_accept);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ingam_secret_dialog_init (IngamSecretDialog *self)
{
  IngamSecretDialogPrivate *priv = get (self);

  priv->budget = INGAM_KDF_ASK_ROUNDS;
  priv->cancellable = g_cancellable_new ();
  priv->fields = g_ptr_array_new_with_free_func (g_object_unref);
  priv->ready = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}
