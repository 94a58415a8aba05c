/* What was said of certificates, and what the person said of them: "already replaced". The file is
 * the journal's, so it is read and written in a thread; the agent is told afterwards.
 */
#include "config.h"

#include "app/window/window-private.h"

#include "core/base/clock.h"
#include "core/care/notices.h"

#include <glib/gi18n.h>

/* --- reading --- */

void
ingam_window_show_notices (IngamWindow *self)
{
  IngamCredential *credential =
      self->detail_page == NULL ? NULL : ingam_detail_page_get_credential (self->detail_page);

  if (credential != NULL)
    ingam_detail_page_set_told_replaced (
        self->detail_page,
        self->notices != NULL && ingam_notice_memory_is_replaced (
                                     self->notices, ingam_credential_get_subject (credential),
                                     ingam_credential_get_not_after (credential)));
}

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  IngamNoticeMemory *memory = ingam_notices_read (INGAM_JOURNAL (source), &error);

  if (memory != NULL)
    g_task_return_pointer (task, memory, (GDestroyNotify) ingam_notice_memory_free);
  else
    g_task_return_error (task, error);
}

/* A journal that cannot be read is one that remembers nothing. */
static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamWindow) self = user_data;
  IngamNoticeMemory *memory = g_task_propagate_pointer (G_TASK (result), NULL);

  /* An answer that was overtaken is older than what is known. */
  if (g_cancellable_is_cancelled (self->cancellable) ||
      GPOINTER_TO_UINT (g_task_get_task_data (G_TASK (result))) != self->n_notice_reads)
    {
      g_clear_pointer (&memory, ingam_notice_memory_free);
      return;
    }
  g_clear_pointer (&self->notices, ingam_notice_memory_free);
  self->notices = memory;
  ingam_window_show_notices (self);
}

void
ingam_window_list_notices (IngamWindow *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->journal == NULL)
    return;
  task = g_task_new (self->journal, NULL, read_cb, g_object_ref (self));
  g_task_set_source_tag (task, ingam_window_list_notices);
  g_task_set_task_data (task, GUINT_TO_POINTER (++self->n_notice_reads), NULL);
  g_task_run_in_thread (task, read_thread);
}

/* --- saying --- */

typedef struct
{
  IngamWindow *window;
  IngamSubject subject;
  gint64 not_after; /* 0: takes it back */
  gint64 now;
} Saying;

static void
saying_free (Saying *saying)
{
  g_object_unref (saying->window);
  g_free (saying);
}

static void
say_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Saying *saying = data;
  GError *error = NULL;

  if (ingam_notices_set_replaced (INGAM_JOURNAL (source), &saying->subject, saying->not_after,
                                  saying->now, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
said_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Saying *saying = g_task_get_task_data (G_TASK (result));
  IngamWindow *self = saying->window;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      if (!g_cancellable_is_cancelled (self->cancellable))
        ingam_window_show_toast (self, error->message, NULL, NULL, NULL);
      return;
    }
  if (self->settings != NULL) /* practice certificates are none of its business */
    ingam_window_tell_agent (self);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  ingam_window_list_notices (self);
  ingam_window_show_toast (self,
                           saying->not_after == 0 ?
                               _ ("You will be reminded of this one again") :
                               _ ("You will not be reminded of this one any more"),
                           NULL, NULL, NULL);
}

static void
say_replaced (IngamWindow *self, gboolean is_replaced)
{
  IngamCredential *credential = ingam_list_page_get_selected (self->list_page);
  g_autoptr (GTask) task = NULL;
  Saying *saying;

  if (ingam_window_find_store (self, credential) == NULL)
    return;
  saying = g_new0 (Saying, 1);
  saying->window = g_object_ref (self);
  saying->subject = *ingam_credential_get_subject (credential);
  saying->not_after = is_replaced ? ingam_credential_get_not_after (credential) : 0;
  saying->now = ingam_clock_now ();
  task = g_task_new (self->journal, NULL, said_cb, NULL);
  g_task_set_source_tag (task, say_replaced);
  g_task_set_task_data (task, saying, (GDestroyNotify) saying_free);
  g_task_run_in_thread (task, say_thread);
}

static void
say_replaced_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  say_replaced (INGAM_WINDOW (widget), g_variant_get_boolean (parameter));
}

void
ingam_window_install_notice_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.say-replaced", "b", say_replaced_cb);
}
