/* What is done with many certificates at once: those that were chosen in the list or the table.
 *
 * The batch dialog asks, does and tells; here is only who was chosen and where each of them lies.
 */
#include "config.h"

#include "app/window/window-private.h"

#include "app/batch/batch-dialog.h"

#include <glib/gi18n.h>

/* What was removed and is not back yet can be taken back when the dialog is closed, too. */
static void
batch_changed_cb (IngamWindow *self, IngamBatchSession *session)
{
  g_autoptr (GPtrArray) steps = NULL;

  if (ingam_batch_session_get_verb (session) != INGAM_BATCH_REMOVE ||
      ingam_batch_session_get_state (session) != INGAM_BATCH_DONE)
    return;
  steps = ingam_batch_session_list_steps (session);
  ingam_window_set_undo (self, steps->len > 0 ? g_steal_pointer (&steps) : NULL);
}

static void
checked_cb (IngamWindow *self, GPtrArray *events)
{
  ingam_journal_record_events_async (self->journal, events, NULL, NULL);
}

/* Marked ones are kept by the list for as long as the dialog is being made, which copies them. */
static void
start (IngamWindow *self, IngamBatchVerb verb)
{
  g_autoptr (GPtrArray) marked = ingam_list_page_list_marked (self->list_page);
  g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func (g_free);
  IngamBatchDialog *dialog;

  for (guint i = 0; i < marked->len; i++)
    {
      IngamCredential *credential = g_ptr_array_index (marked, i);
      IngamStore *store = ingam_window_find_store (self, credential);
      IngamBatchPair *pair;

      if (store == NULL)
        continue;
      pair = g_new0 (IngamBatchPair, 1);
      pair->credential = credential;
      pair->store = store;
      g_ptr_array_add (pairs, pair);
    }
  if (pairs->len == 0)
    return;
  dialog = ingam_batch_dialog_new (verb, pairs);
  g_signal_connect_object (dialog, "open-folder", G_CALLBACK (ingam_window_open_path), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (ingam_batch_dialog_get_session (dialog), "checked",
                           G_CALLBACK (checked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (ingam_batch_dialog_get_session (dialog), "changed",
                           G_CALLBACK (batch_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (dialog));
  if (verb == INGAM_BATCH_REMOVE)
    ingam_list_page_set_selecting (self->list_page, FALSE);
}

static void
check_marked_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  start (INGAM_WINDOW (widget), INGAM_BATCH_CHECK);
}

static void
export_marked_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  start (INGAM_WINDOW (widget), INGAM_BATCH_EXPORT);
}

static void
remove_marked_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  start (INGAM_WINDOW (widget), INGAM_BATCH_REMOVE);
}

static void
mark_all_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamWindow *self = INGAM_WINDOW (widget);

  ingam_list_page_set_selecting (self->list_page, TRUE);
  ingam_list_page_mark_all (self->list_page);
}

void
ingam_window_update_marks (IngamWindow *self)
{
  g_autoptr (GPtrArray) marked = ingam_list_page_list_marked (self->list_page);
  gboolean selecting = ingam_list_page_get_selecting (self->list_page);
  const char *const actions[] = { "win.check-marked", "win.export-marked", "win.remove-marked" };
  g_autofree char *title =
      g_strdup_printf (ngettext ("%u selected", "%u selected", marked->len), marked->len);

  if (selecting)
    ingam_window_ensure_rest (self);
  if (self->marks_title != NULL)
    adw_window_title_set_title (self->marks_title, title);
  gtk_stack_set_visible_child_name (self->header_stack, selecting ? "many" : "one");
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i], marked->len > 0);
}

void
ingam_window_install_marks_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.check-marked", NULL, check_marked_cb);
  gtk_widget_class_install_action (widget_class, "win.export-marked", NULL, export_marked_cb);
  gtk_widget_class_install_action (widget_class, "win.remove-marked", NULL, remove_marked_cb);
  gtk_widget_class_install_action (widget_class, "win.mark-all", NULL, mark_all_cb);
  /* A class binding and not an accelerator: an entry that has the focus selects its text first. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_a, GDK_CONTROL_MASK, "win.mark-all",
                                       NULL);
}
