/* The whole certificate as GnuTLS prints it, read again from the disk when somebody asks.
 *
 * A credential does not keep its DER (ten thousand of them would be 14 MB), so this reads one
 * folder in a thread; closing the window cancels it.
 */
#include "config.h"

#include "app/detail/text-window.h"

#include "core/store/layout.h"
#include "core/store/scan.h"

#include <glib/gi18n.h>

struct _IngamTextWindow
{
  AdwWindow parent_instance;

  GCancellable *cancellable;

  /* Template children */
  AdwStatusPage *failed_page;
  GtkSpinner *spinner;
  GtkStack *stack;
  GtkTextView *view;
};

G_DEFINE_FINAL_TYPE (IngamTextWindow, ingam_text_window, ADW_TYPE_WINDOW)

typedef struct
{
  char *store;
  IngamCredential *credential;
} Question;

static void
question_free (Question *question)
{
  g_free (question->store);
  g_object_unref (question->credential);
  g_free (question);
}

static void
read_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Question *question = task_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamFolderFiles) files = NULL;
  g_autoptr (IngamCertificate) certificate = NULL;
  char *text = NULL;

  files = ingam_scan_read_files (question->store, question->credential, &error);
  if (files != NULL && files->files[INGAM_ROLE_SIGN_CERT] != NULL)
    certificate = ingam_certificate_new (files->files[INGAM_ROLE_SIGN_CERT], &error);
  if (certificate != NULL)
    text = ingam_certificate_dup_text (certificate);
  if (text != NULL)
    g_task_return_pointer (task, text, g_free);
  else if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s",
                             _ ("It is written in a way we cannot read."));
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamTextWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  gtk_spinner_stop (self->spinner); /* unseen, it would still turn */
  if (text != NULL)
    {
      gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->view), text, -1);
      gtk_stack_set_visible_child_name (self->stack, "text");
    }
  else
    {
      g_autofree char *escaped = g_markup_escape_text (error->message, -1);

      adw_status_page_set_description (self->failed_page, escaped);
      gtk_stack_set_visible_child_name (self->stack, "failed");
    }
}

IngamTextWindow *
ingam_text_window_new (const char *store, IngamCredential *credential)
{
  IngamTextWindow *self = g_object_new (INGAM_TYPE_TEXT_WINDOW, NULL);
  g_autoptr (GTask) task = NULL;
  Question *question = g_new0 (Question, 1);

  question->store = g_strdup (store);
  question->credential = g_object_ref (credential);
  task = g_task_new (NULL, self->cancellable, read_cb, g_object_ref (self));
  g_task_set_source_tag (task, ingam_text_window_new);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  g_task_run_in_thread (task, read_worker);
  return self;
}

static void
ingam_text_window_dispose (GObject *object)
{
  IngamTextWindow *self = INGAM_TEXT_WINDOW (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (ingam_text_window_parent_class)->dispose (object);
}

static void
ingam_text_window_class_init (IngamTextWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_text_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/detail/text-window.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamTextWindow, failed_page);
  gtk_widget_class_bind_template_child (widget_class, IngamTextWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, IngamTextWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, IngamTextWindow, view);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ingam_text_window_init (IngamTextWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
