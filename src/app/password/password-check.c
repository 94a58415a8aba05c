/* Asks for the password of one certificate and says whether it is right.
 *
 * The answer is the check's whole report: with the password known, the page can also say that the
 * key fits and that R is there. Only a wrong password keeps the question open; every other failure
 * has its own sentence on the page.
 */
#include "config.h"

#include "app/password/password-check.h"

#include "app/widgets/hint-row.h"
#include "app/widgets/part-names.h"
#include "app/widgets/password-text.h"
#include "app/widgets/phrases.h"
#include "core/base/error.h"

#include <glib/gi18n.h>

struct _IngamPasswordCheck
{
  AdwWindow parent_instance;

  IngamStore *store;
  IngamCredential *credential;
  GCancellable *cancellable;
  IngamKdfBudget budget;
  const IngamCheckReport *report; /* borrowed while "checked" is emitted */

  /* Template children */
  GtkWidget *accept_button;
  IngamHintRow *hint;
  GtkWidget *password_row;
  GtkSpinner *spinner;
  GtkLabel *title_label;
};

enum
{
  SIGNAL_CHECKED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamPasswordCheck, ingam_password_check, ADW_TYPE_WINDOW)

static guint signals[N_SIGNALS];

static void
set_busy (IngamPasswordCheck *self, gboolean busy)
{
  if (busy) /* an entry that turns insensitive with the focus in it never hears of losing it */
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (self->password_row, !busy);
  gtk_widget_set_sensitive (self->accept_button, !busy);
}

static void
ask_again (IngamPasswordCheck *self, const GError *error)
{
  gboolean expensive = g_error_matches (error, INGAM_ERROR, INGAM_ERROR_TOO_EXPENSIVE);

  set_busy (self, FALSE);
  ingam_password_text_set_invalid (self->password_row, !expensive);
  ingam_hint_row_show (self->hint, expensive ? INGAM_HINT_WARNING : INGAM_HINT_ERROR,
                       error->message, expensive ? _ ("Try Anyway") : NULL);
  gtk_widget_grab_focus (self->password_row);
  gtk_editable_select_region (GTK_EDITABLE (self->password_row), 0, -1);
}

static gboolean
asks_again (const GError *error)
{
  return g_error_matches (error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD) ||
         g_error_matches (error, INGAM_ERROR, INGAM_ERROR_TOO_EXPENSIVE);
}

static void
check_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamPasswordCheck) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamCheckReport) report = NULL;

  report = ingam_store_check_finish (INGAM_STORE (source), result, &error);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (report == NULL)
    {
      ask_again (self, error);
      return;
    }
  if (asks_again (report->checks[INGAM_CHECK_PASSWORD].error))
    {
      ask_again (self, report->checks[INGAM_CHECK_PASSWORD].error);
      return;
    }
  self->report = report;
  g_signal_emit (self, signals[SIGNAL_CHECKED], 0);
  self->report = NULL;
  gtk_window_close (GTK_WINDOW (self));
}

static void
accept_cb (IngamPasswordCheck *self)
{
  g_autoptr (IngamSecret) password = NULL;

  if (gtk_spinner_get_spinning (self->spinner) ||
      ingam_password_text_is_empty (GTK_EDITABLE (self->password_row)))
    return;
  password = ingam_password_text_dup_secret (GTK_EDITABLE (self->password_row));
  set_busy (self, TRUE);
  ingam_store_check_async (self->store, self->credential, password, self->budget, self->cancellable,
                           check_cb, g_object_ref (self));
}

static void
anyway_cb (IngamPasswordCheck *self)
{
  self->budget = INGAM_KDF_MAX_ROUNDS;
  accept_cb (self);
}

static void
changed_cb (IngamPasswordCheck *self)
{
  GtkEditable *editable = GTK_EDITABLE (self->password_row);

  gtk_widget_set_sensitive (self->accept_button, !ingam_password_text_is_empty (editable));
  ingam_password_text_set_invalid (self->password_row, FALSE);
  if (ingam_password_text_has_hangul (editable))
    ingam_hint_row_show (self->hint, INGAM_HINT_WARNING, _ ("Was the Korean keyboard layout on?"),
                         NULL);
  else
    ingam_hint_row_clear (self->hint);
}

IngamPasswordCheck *
ingam_password_check_new (IngamStore *store, IngamCredential *credential)
{
  IngamPasswordCheck *self;
  g_autofree char *title = NULL;

  g_return_val_if_fail (INGAM_IS_STORE (store), NULL);
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (credential), NULL);

  self = g_object_new (INGAM_TYPE_PASSWORD_CHECK, NULL);
  self->store = g_object_ref (store);
  self->credential = g_object_ref (credential);
  title = ingam_phrase_dup_title (credential);
  gtk_label_set_text (self->title_label, title);
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

  return self->credential;
}

static gboolean
ingam_password_check_close_request (GtkWindow *window)
{
  IngamPasswordCheck *self = INGAM_PASSWORD_CHECK (window);

  gtk_window_set_focus (window, NULL);
  g_cancellable_cancel (self->cancellable);
  ingam_password_text_clear (GTK_EDITABLE (self->password_row));
  return GTK_WINDOW_CLASS (ingam_password_check_parent_class)->close_request (window);
}

static void
ingam_password_check_dispose (GObject *object)
{
  IngamPasswordCheck *self = INGAM_PASSWORD_CHECK (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  G_OBJECT_CLASS (ingam_password_check_parent_class)->dispose (object);
}

static void
ingam_password_check_finalize (GObject *object)
{
  IngamPasswordCheck *self = INGAM_PASSWORD_CHECK (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->credential);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (ingam_password_check_parent_class)->finalize (object);
}

static void
ingam_password_check_class_init (IngamPasswordCheckClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_password_check_dispose;
  G_OBJECT_CLASS (klass)->finalize = ingam_password_check_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = ingam_password_check_close_request;
  signals[SIGNAL_CHECKED] = g_signal_new ("checked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (INGAM_TYPE_HINT_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/password/password-check.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordCheck, accept_button);
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordCheck, hint);
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordCheck, password_row);
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordCheck, spinner);
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordCheck, title_label);
  gtk_widget_class_bind_template_callback (widget_class, accept_cb);
  gtk_widget_class_bind_template_callback (widget_class, anyway_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ingam_password_check_init (IngamPasswordCheck *self)
{
  self->budget = INGAM_KDF_ASK_ROUNDS;
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  ingam_part_names_set (GTK_WIDGET (self));
}
