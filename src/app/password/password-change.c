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
#include "app/widgets/finish.h"
#include "core/base/error.h"

#include <glib/gi18n.h>

struct _IngamPasswordChange
{
  IngamSecretDialog parent_instance;

  /* Owned */
  char **copies; /* names of places that keep the old password, or NULL */
  IngamStore *former_store;
  IngamCredential *former; /* that this one replaced; NULL: none is known */

  /* Borrowed */
  IngamPasswordField *old_field;
  IngamPasswordField *new_field;
  IngamPasswordField *repeat_field;

  IngamPasswordQuality quality;
  guint judging; /* number of the judgement that counts */
  gboolean judged;
  gboolean accept_when_judged;
  gboolean weak_is_fine;
  gboolean is_former; /* the new password opens the former certificate as well, and that was said */
  gboolean former_is_fine;

  /* Template children */
  GtkLabel *copies_label;
  IngamHintRow *new_hint;
  GtkWidget *new_row;
  IngamHintRow *old_hint;
  GtkWidget *old_row;
  IngamQualityRow *quality_row;
  IngamHintRow *repeat_hint;
  GtkWidget *repeat_row;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamPasswordChange, ingam_password_change, INGAM_TYPE_SECRET_DIALOG)

static guint signals[N_SIGNALS];

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
  g_autoptr (IngamPasswordChange) self = user_data;
  Judgement *judgement = g_task_get_task_data (G_TASK (result));

  if (judgement->number != self->judging ||
      ingam_secret_dialog_is_closed (INGAM_SECRET_DIALOG (self)))
    return;
  self->quality = judgement->quality;
  self->judged = TRUE;
  ingam_quality_row_set (self->quality_row, &self->quality);
  /* Of Hangul the field speaks by itself. */
  ingam_password_field_set_note (
      self->new_field,
      self->quality.has_hangul ? NULL : ingam_quality_row_get_verdict (self->quality_row));
  if (self->accept_when_judged)
    {
      self->accept_when_judged = FALSE;
      ingam_secret_dialog_accept (INGAM_SECRET_DIALOG (self));
    }
}

static void
start_judging (IngamPasswordChange *self)
{
  IngamSecretDialog *dialog = INGAM_SECRET_DIALOG (self);
  g_autoptr (GTask) task = NULL;
  Judgement *judgement;

  self->judging++;
  self->judged = FALSE;
  if (ingam_password_field_is_empty (self->new_field))
    {
      ingam_quality_row_set (self->quality_row, NULL);
      ingam_password_field_set_note (self->new_field, NULL);
      return;
    }
  judgement = g_new0 (Judgement, 1);
  judgement->password = ingam_password_field_dup_secret (self->new_field);
  judgement->own = dup_own_words (ingam_secret_dialog_get_credential (dialog));
  judgement->number = self->judging;
  /* Without the dialog as its source, which the thread could be the last to let go of. */
  task = g_task_new (NULL, ingam_secret_dialog_get_cancellable (dialog), judged_cb,
                     g_object_ref (self));
  g_task_set_source_tag (task, start_judging);
  g_task_set_task_data (task, judgement, (GDestroyNotify) judgement_free);
  g_task_run_in_thread (task, judge_worker);
}

/* The fields. */

static void
changed_cb (IngamPasswordChange *self)
{
  ingam_secret_dialog_set_ready (INGAM_SECRET_DIALOG (self),
                                 !ingam_password_field_is_empty (self->old_field) &&
                                     !ingam_password_field_is_empty (self->new_field) &&
                                     !ingam_password_field_is_empty (self->repeat_field));
}

static void
new_changed_cb (IngamPasswordChange *self)
{
  self->weak_is_fine = self->is_former = self->former_is_fine = FALSE;
  self->accept_when_judged = FALSE;
  ingam_password_field_forgive (self->repeat_field);
  start_judging (self);
}

static void
anyway_cb (IngamPasswordChange *self)
{
  if (self->is_former)
    self->former_is_fine = TRUE;
  else
    self->weak_is_fine = TRUE;
  ingam_password_field_forgive (self->new_field);
  ingam_secret_dialog_accept (INGAM_SECRET_DIALOG (self));
}

/* Shown, since what was never read cannot be remembered; written down once for the same reason. */
static void
suggest_cb (IngamPasswordChange *self)
{
  g_autoptr (IngamSecret) secret = ingam_password_quality_suggest ();

  ingam_password_field_reveal (self->new_field, secret);
  ingam_password_field_fill (self->repeat_field, secret);
  ingam_password_field_tell (self->new_field,
                             _ ("Write it down now, on paper. Nobody can find it again, and it is "
                                "shown only here."));
  gtk_widget_grab_focus (self->new_row);
}

static gboolean
is_fit (IngamPasswordChange *self, IngamSecret *old_secret, IngamSecret *new_secret)
{
  g_autoptr (IngamSecret) again = ingam_password_field_dup_secret (self->repeat_field);

  if (self->quality.level == INGAM_PASSWORD_REFUSED)
    ingam_password_field_point_at (self->new_field, INGAM_HINT_ERROR,
                                   *self->quality.reason == '\0' ?
                                       _ ("This password does not meet the rules below.") :
                                       self->quality.reason,
                                   NULL);
  else if (ingam_secret_equal (old_secret, new_secret))
    ingam_password_field_point_at (self->new_field, INGAM_HINT_ERROR,
                                   _ ("This is the current password."), NULL);
  else if (!ingam_secret_equal (new_secret, again))
    ingam_password_field_point_at (self->repeat_field, INGAM_HINT_ERROR,
                                   _ ("The two new passwords are not the same."), NULL);
  else if (self->quality.level == INGAM_PASSWORD_WEAK && !self->weak_is_fine)
    ingam_password_field_point_at (self->new_field, INGAM_HINT_WARNING,
                                   _ ("This password is easy to guess."), _ ("Use It Anyway"));
  else
    return TRUE;
  return FALSE;
}

static void
fail (IngamPasswordChange *self, const GError *error)
{
  ingam_secret_dialog_fail (INGAM_SECRET_DIALOG (self), self->old_field, error);
  if (!g_error_matches (error, INGAM_ERROR, INGAM_ERROR_PASSWORD_RULE))
    return;
  ingam_secret_dialog_forgive (INGAM_SECRET_DIALOG (self));
  ingam_password_field_point_at (self->new_field, INGAM_HINT_ERROR, error->message, NULL);
}

static void
show_done (IngamPasswordChange *self)
{
  IngamSecretDialog *dialog = INGAM_SECRET_DIALOG (self);
  g_autofree char *names = g_strjoinv ("\n", self->copies);

  gtk_label_set_text (self->copies_label, names);
  ingam_password_field_clear (self->old_field);
  ingam_password_field_clear (self->new_field);
  ingam_password_field_clear (self->repeat_field);
  ingam_secret_dialog_set_busy (dialog, FALSE);
  ingam_secret_dialog_set_cancel (dialog, NULL);
  ingam_secret_dialog_set_accept (dialog, _ ("_Done"));
  ingam_secret_dialog_set_ready (dialog, TRUE);
  ingam_secret_dialog_show_page (dialog, "done");
  ingam_secret_dialog_focus_accept (dialog);
}

static void
resealed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamPasswordChange) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = ingam_store_reseal_finish (INGAM_STORE (source), result, NULL, &error);
  gboolean closed = ingam_secret_dialog_is_closed (INGAM_SECRET_DIALOG (self));

  if (done) /* said even when closed meanwhile: the new password counts from now on */
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  if (closed)
    return;
  if (!done)
    fail (self, error);
  else if (self->copies == NULL)
    gtk_window_close (GTK_WINDOW (self));
  else
    show_done (self);
}

static void
reseal (IngamPasswordChange *self)
{
  IngamSecretDialog *dialog = INGAM_SECRET_DIALOG (self);
  g_autoptr (IngamSecret) old_secret = ingam_password_field_dup_secret (self->old_field);
  g_autoptr (IngamSecret) new_secret = ingam_password_field_dup_secret (self->new_field);

  ingam_store_reseal_async (
      ingam_secret_dialog_get_store (dialog), ingam_secret_dialog_get_credential (dialog),
      old_secret, new_secret, ingam_secret_dialog_get_budget (dialog),
      ingam_secret_dialog_get_cancellable (dialog), resealed_cb, g_object_ref (self));
}

/* That the former one could not be tried (it has just gone) keeps nobody from a new password. */
static void
former_tried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamPasswordChange) self = user_data;
  g_autoptr (IngamCheckReport) report =
      ingam_store_check_finish (INGAM_STORE (source), result, NULL);

  if (ingam_secret_dialog_is_closed (INGAM_SECRET_DIALOG (self)))
    return;
  self->is_former =
      report != NULL && report->checks[INGAM_CHECK_PASSWORD].result == INGAM_CHECK_PASS;
  if (!self->is_former)
    {
      reseal (self);
      return;
    }
  ingam_secret_dialog_set_busy (INGAM_SECRET_DIALOG (self), FALSE);
  ingam_password_field_point_at (self->new_field, INGAM_HINT_WARNING,
                                 _ ("The older certificate has the same password."),
                                 _ ("Use It Anyway"));
}

static void
ingam_password_change_accepted (IngamSecretDialog *dialog)
{
  IngamPasswordChange *self = INGAM_PASSWORD_CHANGE (dialog);
  g_autoptr (IngamSecret) old_secret = NULL;
  g_autoptr (IngamSecret) new_secret = NULL;

  if (g_str_equal (ingam_secret_dialog_get_page (dialog), "done"))
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  if (!self->judged)
    {
      self->accept_when_judged = TRUE;
      return;
    }
  old_secret = ingam_password_field_dup_secret (self->old_field);
  new_secret = ingam_password_field_dup_secret (self->new_field);
  if (!is_fit (self, old_secret, new_secret))
    return;
  ingam_secret_dialog_set_busy (dialog, TRUE);
  if (self->former != NULL && !self->former_is_fine)
    ingam_store_check_async (self->former_store, self->former, new_secret, INGAM_KDF_ASK_ROUNDS,
                             ingam_secret_dialog_get_cancellable (dialog), former_tried_cb,
                             g_object_ref (self));
  else
    reseal (self);
}

IngamPasswordChange *
ingam_password_change_new (IngamStore *store, IngamCredential *credential)
{
  IngamPasswordChange *self;

  g_return_val_if_fail (INGAM_IS_STORE (store), NULL);
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (credential), NULL);

  self = g_object_new (INGAM_TYPE_PASSWORD_CHANGE, NULL);
  ingam_secret_dialog_set_subject (INGAM_SECRET_DIALOG (self), store, credential);
  gtk_widget_grab_focus (self->old_row);
  return self;
}

void
ingam_password_change_set_copies (IngamPasswordChange *self, const char *const *places)
{
  g_return_if_fail (INGAM_IS_PASSWORD_CHANGE (self));

  g_clear_pointer (&self->copies, g_strfreev);
  if (places != NULL && places[0] != NULL)
    self->copies = g_strdupv ((char **) places);
}

void
ingam_password_change_set_former (IngamPasswordChange *self,
                                  IngamStore *store,
                                  IngamCredential *former)
{
  g_return_if_fail (INGAM_IS_PASSWORD_CHANGE (self));
  g_return_if_fail (INGAM_IS_STORE (store) && INGAM_IS_CREDENTIAL (former));

  g_set_object (&self->former_store, store);
  g_set_object (&self->former, former);
}

static void
ingam_password_change_finalize (GObject *object)
{
  g_strfreev (INGAM_PASSWORD_CHANGE (object)->copies);
  g_clear_object (&INGAM_PASSWORD_CHANGE (object)->former_store);
  g_clear_object (&INGAM_PASSWORD_CHANGE (object)->former);
  G_OBJECT_CLASS (ingam_password_change_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordChange, copies_label);
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordChange, new_hint);
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordChange, new_row);
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordChange, old_hint);
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordChange, old_row);
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordChange, quality_row);
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordChange, repeat_hint);
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordChange, repeat_row);
  gtk_widget_class_bind_template_callback (widget_class, suggest_cb);
}

static void
ingam_password_change_class_init (IngamPasswordChangeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ingam_password_change_finalize;
  INGAM_SECRET_DIALOG_CLASS (klass)->accepted = ingam_password_change_accepted;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (INGAM_TYPE_QUALITY_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/ingam/Ingam/password/password-change.ui");
  bind_children (widget_class);
}

static IngamPasswordField *
add_field (IngamPasswordChange *self, GtkWidget *row, IngamHintRow *hint)
{
  IngamPasswordField *field = ingam_secret_dialog_add_field (INGAM_SECRET_DIALOG (self), row, hint);

  g_signal_connect_object (field, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return field;
}

static void
ingam_password_change_init (IngamPasswordChange *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->old_field = add_field (self, self->old_row, self->old_hint);
  self->new_field = add_field (self, self->new_row, self->new_hint);
  self->repeat_field = add_field (self, self->repeat_row, self->repeat_hint);
  g_signal_connect_object (self->new_field, "changed", G_CALLBACK (new_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->new_field, "clicked", G_CALLBACK (anyway_cb), self,
                           G_CONNECT_SWAPPED);
  changed_cb (self);
  ingam_finish_below (GTK_WIDGET (self));
}
