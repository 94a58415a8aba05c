/* Changes the password of one certificate.
 *
 * Every failure stands under the field it is about and the focus goes there; what is typed stays,
 * except on closing, when all three entries are emptied. The new password is judged in a thread
 * while it is typed (zxcvbn takes its time with long ones); a judgement that comes too late is
 * dropped by its number.
 */
#include "config.h"

#include "app/password/password-change.h"

#include "app/password/quality-row.h"
#include "app/widgets/hint-row.h"
#include "app/widgets/part-names.h"
#include "app/widgets/password-text.h"
#include "app/widgets/phrases.h"
#include "core/base/error.h"

#include <glib/gi18n.h>

struct _IngamPasswordChange
{
  AdwWindow parent_instance;

  IngamStore *store;
  IngamCredential *credential;
  GCancellable *cancellable;
  IngamKdfBudget budget;
  IngamPasswordQuality quality;
  guint judging; /* number of the judgement that counts */
  gboolean judged;
  gboolean accept_when_judged;
  gboolean weak_is_fine;

  /* Template children */
  GtkWidget *accept_button;
  GtkWidget *fields;
  IngamHintRow *general_hint;
  IngamHintRow *new_hint;
  GtkWidget *new_row;
  IngamHintRow *old_hint;
  GtkWidget *old_row;
  IngamQualityRow *quality_row;
  IngamHintRow *repeat_hint;
  GtkWidget *repeat_row;
  GtkSpinner *spinner;
  GtkLabel *title_label;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamPasswordChange, ingam_password_change, ADW_TYPE_WINDOW)

static guint signals[N_SIGNALS];

static void accept_cb (IngamPasswordChange *self);

/* The judgement of a new password, in a thread. */

typedef struct
{
  IngamSecret *password;
  char **own; /* names and numbers of the person */
  guint number;
  IngamPasswordQuality quality;
} Judgement;

static void
judgement_free (Judgement *judgement)
{
  ingam_secret_unref (judgement->password);
  g_strfreev (judgement->own);
  g_free (judgement);
}

static void
judge_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Judgement *judgement = task_data;

  ingam_password_quality_judge (judgement->password, (const char *const *) judgement->own,
                                &judgement->quality);
  g_task_return_boolean (task, TRUE);
}

static char **
dup_own_words (IngamCredential *credential)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = g_strsplit_set (ingam_credential_get_dn (credential), ",=()-_ ", -1);

  g_strv_builder_add (builder, ingam_credential_get_name (credential));
  g_strv_builder_add (builder, ingam_credential_get_serial (credential));
  for (guint i = 0; parts[i] != NULL; i++)
    if (strlen (parts[i]) >= 3)
      g_strv_builder_add (builder, parts[i]);
  return g_strv_builder_end (builder);
}

static void
judged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  IngamPasswordChange *self = INGAM_PASSWORD_CHANGE (source);
  Judgement *judgement = g_task_get_task_data (G_TASK (result));

  if (judgement->number != self->judging || g_cancellable_is_cancelled (self->cancellable))
    return;
  self->quality = judgement->quality;
  self->judged = TRUE;
  ingam_quality_row_set (self->quality_row, &self->quality);
  if (self->quality.has_hangul)
    ingam_hint_row_show (self->new_hint, INGAM_HINT_WARNING,
                         _ ("Was the Korean keyboard layout on?"), NULL);
  if (self->accept_when_judged)
    {
      self->accept_when_judged = FALSE;
      accept_cb (self);
    }
}

static void
start_judging (IngamPasswordChange *self)
{
  g_autoptr (GTask) task = NULL;
  Judgement *judgement;

  self->judging++;
  self->judged = FALSE;
  if (ingam_password_text_is_empty (GTK_EDITABLE (self->new_row)))
    {
      ingam_quality_row_set (self->quality_row, NULL);
      return;
    }
  judgement = g_new0 (Judgement, 1);
  judgement->password = ingam_password_text_dup_secret (GTK_EDITABLE (self->new_row));
  judgement->own = dup_own_words (self->credential);
  judgement->number = self->judging;
  task = g_task_new (self, self->cancellable, judged_cb, NULL);
  g_task_set_source_tag (task, start_judging);
  g_task_set_task_data (task, judgement, (GDestroyNotify) judgement_free);
  g_task_run_in_thread (task, judge_worker);
}

/* The fields. */

static void
update_accept (IngamPasswordChange *self)
{
  gtk_widget_set_sensitive (self->accept_button,
                            !ingam_password_text_is_empty (GTK_EDITABLE (self->old_row)) &&
                                !ingam_password_text_is_empty (GTK_EDITABLE (self->new_row)) &&
                                !ingam_password_text_is_empty (GTK_EDITABLE (self->repeat_row)));
}

static void
clear_hint (GtkWidget *row, IngamHintRow *hint)
{
  ingam_password_text_set_invalid (row, FALSE);
  ingam_hint_row_clear (hint);
}

static void
old_changed_cb (IngamPasswordChange *self)
{
  clear_hint (self->old_row, self->old_hint);
  ingam_hint_row_clear (self->general_hint);
  if (ingam_password_text_has_hangul (GTK_EDITABLE (self->old_row)))
    ingam_hint_row_show (self->old_hint, INGAM_HINT_WARNING,
                         _ ("Was the Korean keyboard layout on?"), NULL);
  update_accept (self);
}

static void
new_changed_cb (IngamPasswordChange *self)
{
  self->weak_is_fine = FALSE;
  self->accept_when_judged = FALSE;
  clear_hint (self->new_row, self->new_hint);
  clear_hint (self->repeat_row, self->repeat_hint);
  start_judging (self);
  update_accept (self);
}

static void
repeat_changed_cb (IngamPasswordChange *self)
{
  clear_hint (self->repeat_row, self->repeat_hint);
  update_accept (self);
}

static void
point_at (GtkWidget *row,
          IngamHintRow *hint,
          IngamHintLevel level,
          const char *sentence,
          const char *button)
{
  ingam_password_text_set_invalid (row, level == INGAM_HINT_ERROR);
  ingam_hint_row_show (hint, level, sentence, button);
  gtk_widget_grab_focus (row);
  gtk_editable_select_region (GTK_EDITABLE (row), 0, -1);
}

static gboolean
is_fit (IngamPasswordChange *self, IngamSecret *old_secret, IngamSecret *new_secret)
{
  g_autoptr (IngamSecret) again = ingam_password_text_dup_secret (GTK_EDITABLE (self->repeat_row));

  if (self->quality.level == INGAM_PASSWORD_REFUSED)
    point_at (self->new_row, self->new_hint, INGAM_HINT_ERROR,
              *self->quality.reason == '\0' ? _ ("This password does not meet the rules below.") :
                                              self->quality.reason,
              NULL);
  else if (ingam_secret_equal (old_secret, new_secret))
    point_at (self->new_row, self->new_hint, INGAM_HINT_ERROR, _ ("This is the current password."),
              NULL);
  else if (!ingam_secret_equal (new_secret, again))
    point_at (self->repeat_row, self->repeat_hint, INGAM_HINT_ERROR,
              _ ("The two new passwords are not the same."), NULL);
  else if (self->quality.level == INGAM_PASSWORD_WEAK && !self->weak_is_fine)
    point_at (self->new_row, self->new_hint, INGAM_HINT_WARNING,
              _ ("This password is easy to guess."), _ ("Use It Anyway"));
  else
    return TRUE;
  return FALSE;
}

static void
set_busy (IngamPasswordChange *self, gboolean busy)
{
  if (busy) /* an entry that turns insensitive with the focus in it never hears of losing it */
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (self->fields, !busy);
  gtk_widget_set_sensitive (self->accept_button, !busy);
}

static void
show_failure (IngamPasswordChange *self, const GError *error)
{
  set_busy (self, FALSE);
  if (g_error_matches (error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD))
    point_at (self->old_row, self->old_hint, INGAM_HINT_ERROR, error->message, NULL);
  else if (g_error_matches (error, INGAM_ERROR, INGAM_ERROR_TOO_EXPENSIVE))
    point_at (self->old_row, self->old_hint, INGAM_HINT_WARNING, error->message, _ ("Try Anyway"));
  else if (g_error_matches (error, INGAM_ERROR, INGAM_ERROR_PASSWORD_RULE))
    point_at (self->new_row, self->new_hint, INGAM_HINT_ERROR, error->message, NULL);
  else
    ingam_hint_row_show (self->general_hint, INGAM_HINT_ERROR, error->message, NULL);
}

static void
reseal_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamPasswordChange) self = user_data;
  g_autoptr (GError) error = NULL;
  IngamResealResult resealed;

  if (ingam_store_reseal_finish (INGAM_STORE (source), result, &resealed, &error))
    {
      /* Said even when the window was closed meanwhile: the new password counts from now on. */
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
      if (!g_cancellable_is_cancelled (self->cancellable))
        gtk_window_close (GTK_WINDOW (self));
      return;
    }
  if (!g_cancellable_is_cancelled (self->cancellable))
    show_failure (self, error);
}

static void
accept_cb (IngamPasswordChange *self)
{
  g_autoptr (IngamSecret) old_secret = NULL;
  g_autoptr (IngamSecret) new_secret = NULL;

  if (!gtk_widget_get_sensitive (self->accept_button))
    return;
  if (!self->judged)
    {
      self->accept_when_judged = TRUE;
      return;
    }
  old_secret = ingam_password_text_dup_secret (GTK_EDITABLE (self->old_row));
  new_secret = ingam_password_text_dup_secret (GTK_EDITABLE (self->new_row));
  if (!is_fit (self, old_secret, new_secret))
    return;
  ingam_hint_row_clear (self->general_hint);
  set_busy (self, TRUE);
  ingam_store_reseal_async (self->store, self->credential, old_secret, new_secret, self->budget,
                            self->cancellable, reseal_cb, g_object_ref (self));
}

static void
expensive_cb (IngamPasswordChange *self)
{
  self->budget = INGAM_KDF_MAX_ROUNDS;
  accept_cb (self);
}

static void
weak_cb (IngamPasswordChange *self)
{
  self->weak_is_fine = TRUE;
  ingam_hint_row_clear (self->new_hint);
  accept_cb (self);
}

IngamPasswordChange *
ingam_password_change_new (IngamStore *store, IngamCredential *credential)
{
  IngamPasswordChange *self;
  g_autofree char *title = NULL;

  g_return_val_if_fail (INGAM_IS_STORE (store), NULL);
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (credential), NULL);

  self = g_object_new (INGAM_TYPE_PASSWORD_CHANGE, NULL);
  self->store = g_object_ref (store);
  self->credential = g_object_ref (credential);
  title = ingam_phrase_dup_title (credential);
  gtk_label_set_text (self->title_label, title);
  gtk_widget_grab_focus (self->old_row);
  return self;
}

static gboolean
ingam_password_change_close_request (GtkWindow *window)
{
  IngamPasswordChange *self = INGAM_PASSWORD_CHANGE (window);

  gtk_window_set_focus (window, NULL);
  g_cancellable_cancel (self->cancellable);
  ingam_password_text_clear (GTK_EDITABLE (self->old_row));
  ingam_password_text_clear (GTK_EDITABLE (self->new_row));
  ingam_password_text_clear (GTK_EDITABLE (self->repeat_row));
  return GTK_WINDOW_CLASS (ingam_password_change_parent_class)->close_request (window);
}

static void
ingam_password_change_dispose (GObject *object)
{
  IngamPasswordChange *self = INGAM_PASSWORD_CHANGE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  G_OBJECT_CLASS (ingam_password_change_parent_class)->dispose (object);
}

static void
ingam_password_change_finalize (GObject *object)
{
  IngamPasswordChange *self = INGAM_PASSWORD_CHANGE (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->credential);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (ingam_password_change_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordChange, accept_button);
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordChange, fields);
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordChange, general_hint);
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordChange, new_hint);
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordChange, new_row);
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordChange, old_hint);
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordChange, old_row);
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordChange, quality_row);
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordChange, repeat_hint);
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordChange, repeat_row);
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordChange, spinner);
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordChange, title_label);
  gtk_widget_class_bind_template_callback (widget_class, accept_cb);
  gtk_widget_class_bind_template_callback (widget_class, expensive_cb);
  gtk_widget_class_bind_template_callback (widget_class, new_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, old_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, repeat_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, weak_cb);
}

static void
ingam_password_change_class_init (IngamPasswordChangeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_password_change_dispose;
  G_OBJECT_CLASS (klass)->finalize = ingam_password_change_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = ingam_password_change_close_request;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (INGAM_TYPE_HINT_ROW);
  g_type_ensure (INGAM_TYPE_QUALITY_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/ingam/Ingam/password/password-change.ui");
  bind_children (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ingam_password_change_init (IngamPasswordChange *self)
{
  self->budget = INGAM_KDF_ASK_ROUNDS;
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  ingam_part_names_set (GTK_WIDGET (self));
}
