/* Asks for the password of one certificate and says whether it is right.
 *
 * The answer is the check's whole report: with the password known, the page can also say that the
 * key fits and that R is there. Only a wrong password keeps the question open; every other failure
 * has its own sentence on the page.
 */
#include "config.h"

#include "app/password/password-check.h"

#include "app/widgets/finish.h"
struct _IngamPasswordCheck
{
  IngamSecretDialog parent_instance;

  /* Borrowed */
  IngamPasswordField *field;
  const IngamCheckReport *report; /* while "checked" is emitted */

  /* Template children */
  IngamHintRow *hint;
  GtkWidget *password_row;
};

enum
{
  SIGNAL_CHECKED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamPasswordCheck, ingam_password_check, INGAM_TYPE_SECRET_DIALOG)

static guint signals[N_SIGNALS];

static void
changed_cb (IngamPasswordCheck *self)
{
  ingam_secret_dialog_set_ready (INGAM_SECRET_DIALOG (self),
                                 !ingam_password_field_is_empty (self->field));
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamPasswordCheck) self = user_data;
  IngamSecretDialog *dialog = INGAM_SECRET_DIALOG (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamCheckReport) report = NULL;
  const GError *found;

  report = ingam_store_check_finish (INGAM_STORE (source), result, &error);
  if (ingam_secret_dialog_is_closed (dialog))
    return;
  found = report == NULL ? error : report->checks[INGAM_CHECK_PASSWORD].error;
  if (report == NULL || ingam_secret_dialog_asks_again (found))
    {
      ingam_secret_dialog_fail (dialog, self->field, found);
      return;
    }
  self->report = report;
  g_signal_emit (self, signals[SIGNAL_CHECKED], 0);
  self->report = NULL;
  gtk_window_close (GTK_WINDOW (self));
}

static void
ingam_password_check_accepted (IngamSecretDialog *dialog)
{
  g_autoptr (IngamSecret) password =
      ingam_password_field_dup_secret (INGAM_PASSWORD_CHECK (dialog)->field);

  ingam_secret_dialog_set_busy (dialog, TRUE);
  ingam_store_check_async (
      ingam_secret_dialog_get_store (dialog), ingam_secret_dialog_get_credential (dialog), password,
      ingam_secret_dialog_get_budget (dialog), ingam_secret_dialog_get_cancellable (dialog),
      checked_cb, g_object_ref (dialog));
}

IngamPasswordCheck *
ingam_password_check_new (IngamStore *store, IngamCredential *credential)
{
  IngamPasswordCheck *self;

  g_return_val_if_fail (INGAM_IS_STORE (store), NULL);
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (credential), NULL);

  self = g_object_new (INGAM_TYPE_PASSWORD_CHECK, NULL);
  ingam_secret_dialog_set_subject (INGAM_SECRET_DIALOG (self), store, credential);
  gtk_widget_grab_focus (self->password_row);
  return self;
}

const IngamCheckReport *
ingam_password_check_get_report (IngamPasswordCheck *self)
{
  g_return_val_if_fail (INGAM_IS_PASSWORD_CHECK (self), NULL);

  return self->report;
}

IngamCredential *
ingam_password_check_get_credential (IngamPasswordCheck *self)
{
  g_return_val_if_fail (INGAM_IS_PASSWORD_CHECK (self), NULL);

  return ingam_secret_dialog_get_credential (INGAM_SECRET_DIALOG (self));
}

static void
ingam_password_check_class_init (IngamPasswordCheckClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  INGAM_SECRET_DIALOG_CLASS (klass)->accepted = ingam_password_check_accepted;
  signals[SIGNAL_CHECKED] = g_signal_new ("checked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/password/password-check.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordCheck, hint);
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordCheck, password_row);
}

static void
ingam_password_check_init (IngamPasswordCheck *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->field =
      ingam_secret_dialog_add_field (INGAM_SECRET_DIALOG (self), self->password_row, self->hint);
  g_signal_connect_object (self->field, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  changed_cb (self);
  ingam_finish_below (GTK_WIDGET (self));
}
