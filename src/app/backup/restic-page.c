/* The repository is asked before it is remembered: a place that never answered is no place. What
 * restic says is told apart by core/backup/restic; a repository that is not there yet is offered to
 * be made.
 */
#include "config.h"

#include "app/backup/restic-page.h"

#include "app/backup/page-frame.h"
#include "app/widgets/check-row.h"
#include "app/widgets/finish.h"
#include "app/widgets/password-field.h"
#include "core/backup/restic.h"

#include <glib/gi18n.h>

struct _IngamResticPage
{
  AdwBin parent_instance;

  /* Owned */
  IngamPasswordField *field;
  GCancellable *asking; /* NULL while restic is not asked */

  /* Template children */
  GtkWidget *connect_button;
  GtkListBox *examples_list;
  GtkWidget *form;
  IngamHintRow *hint;
  GtkWidget *missing_list;
  IngamCheckRow *missing_row;
  GtkWidget *password_row;
  GtkEditable *repository_row;
  GtkSpinner *spinner;
};

enum
{
  SIGNAL_CONNECTED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamResticPage, ingam_restic_page, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static const struct
{
  const char *address;
  const char *what;
} examples[] = {
  { "sftp:backup@nas.example.com:/srv/ingam", N_ ("A computer that is reached by SSH") },
  { "rest:https://backup.example.com/ingam/", N_ ("A restic REST server") },
  { "s3:https://s3.example.com/ingam", N_ ("A bucket of S3 or its like") },
  { "rclone:cloud:ingam", N_ ("Whatever rclone is set up for") },
  { "/mnt/backup/ingam", N_ ("A folder that is mounted here") },
};

/* --- asking --- */

typedef struct
{
  char *repository;
  IngamSecret *password;
  gboolean makes; /* it is to be made first */
} Question;

static void
question_free (Question *question)
{
  g_free (question->repository);
  ingam_secret_unref (question->password);
  g_free (question);
}

static gboolean
ask (const Question *question, GCancellable *cancellable, GError **error)
{
  g_autoptr (IngamRestic) restic =
      ingam_restic_new (question->repository, NULL, NULL, question->password, error);
  g_autoptr (GPtrArray) snapshots = NULL;

  if (restic == NULL || (question->makes && !ingam_restic_init (restic, cancellable, error)))
    return FALSE;
  snapshots = ingam_restic_list (restic, NULL, cancellable, error);
  return snapshots != NULL;
}

static void
ask_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (ask (task_data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
update (IngamResticPage *self)
{
  g_autofree char *program = g_find_program_in_path ("restic");
  gboolean is_asking = self->asking != NULL;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (is_asking && root != NULL) /* an entry that turns insensitive never hears of losing it */
    gtk_root_set_focus (root, NULL);
  gtk_widget_set_visible (self->missing_list, program == NULL);
  gtk_widget_set_sensitive (self->form, program != NULL && !is_asking);
  gtk_widget_set_sensitive (self->connect_button,
                            *gtk_editable_get_text (self->repository_row) != '\0' &&
                                !ingam_password_field_is_empty (self->field));
  gtk_spinner_set_spinning (self->spinner, is_asking);
}

static void
say_failure (IngamResticPage *self, const GError *error)
{
  gboolean is_new = g_error_matches (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND);

  if (g_error_matches (error, INGAM_ERROR, INGAM_ERROR_CANCELLED))
    return;
  ingam_password_field_point_at (self->field, is_new ? INGAM_HINT_INFO : INGAM_HINT_ERROR,
                                 is_new ? _ ("There is no repository yet. Make one with this "
                                             "password? Write the password down first.") :
                                          error->message,
                                 is_new ? _ ("Make It") : NULL);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  IngamResticPage *self = INGAM_RESTIC_PAGE (source);
  const Question *question = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  if (self->field == NULL) /* the page is gone */
    return;
  g_clear_object (&self->asking);
  update (self);
  if (done)
    g_signal_emit (self, signals[SIGNAL_CONNECTED], 0, question->repository, question->password);
  else
    say_failure (self, error);
}

static void
start (IngamResticPage *self, gboolean makes)
{
  g_autoptr (GTask) task = NULL;
  Question *question;

  if (self->asking != NULL || !gtk_widget_get_sensitive (self->connect_button))
    return;
  self->asking = g_cancellable_new ();
  question = g_new0 (Question, 1);
  question->repository = g_strstrip (g_strdup (gtk_editable_get_text (self->repository_row)));
  question->password = ingam_password_field_dup_secret (self->field);
  question->makes = makes;
  ingam_password_field_forgive (self->field);
  task = g_task_new (self, self->asking, asked_cb, NULL);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  update (self);
  g_task_run_in_thread (task, ask_thread);
}

static void
connect_cb (IngamResticPage *self)
{
  start (self, FALSE);
}

static void
make_cb (IngamResticPage *self)
{
  start (self, TRUE);
}

static void
look_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  update (INGAM_RESTIC_PAGE (widget));
}

void
ingam_restic_page_clear (IngamResticPage *self)
{
  g_return_if_fail (INGAM_IS_RESTIC_PAGE (self));

  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  ingam_password_field_clear (self->field);
  ingam_password_field_forgive (self->field);
}

/* --- life --- */

static void
add_examples (IngamResticPage *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (examples); i++)
    {
      GtkWidget *row = g_object_new (INGAM_TYPE_CHECK_ROW, NULL);

      ingam_check_row_say (INGAM_CHECK_ROW (row), INGAM_SIGN_NOTE, _ (examples[i].what),
                           examples[i].address);
      gtk_list_box_append (self->examples_list, row);
      ingam_finish_below (row);
    }
}

static void
ingam_restic_page_dispose (GObject *object)
{
  IngamResticPage *self = INGAM_RESTIC_PAGE (object);

  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_object (&self->field);
  G_OBJECT_CLASS (ingam_restic_page_parent_class)->dispose (object);
}

static void
ingam_restic_page_class_init (IngamResticPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_restic_page_dispose;
  g_type_ensure (INGAM_TYPE_CHECK_ROW);
  g_type_ensure (INGAM_TYPE_HINT_ROW);
  g_type_ensure (INGAM_TYPE_PAGE_FRAME);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/backup/restic-page.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamResticPage, connect_button);
  gtk_widget_class_bind_template_child (widget_class, IngamResticPage, examples_list);
  gtk_widget_class_bind_template_child (widget_class, IngamResticPage, form);
  gtk_widget_class_bind_template_child (widget_class, IngamResticPage, hint);
  gtk_widget_class_bind_template_child (widget_class, IngamResticPage, missing_list);
  gtk_widget_class_bind_template_child (widget_class, IngamResticPage, missing_row);
  gtk_widget_class_bind_template_child (widget_class, IngamResticPage, password_row);
  gtk_widget_class_bind_template_child (widget_class, IngamResticPage, repository_row);
  gtk_widget_class_bind_template_child (widget_class, IngamResticPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, connect_cb);
  gtk_widget_class_install_action (widget_class, "restic.look", NULL, look_cb);

  signals[SIGNAL_CONNECTED] =
      g_signal_new ("connected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_STRING, INGAM_TYPE_SECRET);
}

static void
ingam_restic_page_init (IngamResticPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->field = ingam_password_field_new (self->password_row, self->hint);
  g_signal_connect_object (self->field, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->field, "activated", G_CALLBACK (connect_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->field, "clicked", G_CALLBACK (make_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->repository_row, "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  ingam_check_row_say (self->missing_row, INGAM_SIGN_SOON, _ ("restic is not installed"),
                       _ ("Install the package restic: in the software center, or in a terminal "
                          "with “sudo apt install restic” or “sudo dnf install restic”."));
  ingam_check_row_offer (self->missing_row, _ ("_Look Again"), "restic.look");
  add_examples (self);
  update (self);
}
