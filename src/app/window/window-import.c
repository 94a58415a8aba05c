/* Files coming in: dropped, pasted, chosen, named on the command line. All end in
 * ingam_window_import_files().
 *
 * One import at a time; what is handed in meanwhile waits its turn. The dialog appears only when
 * there is something to ask or to tell, or when looking takes longer than a moment; a single new
 * certificate goes straight into the list with a toast that can undo it.
 */
#include "config.h"

#include "app/window/window-private.h"

#include "app/widgets/chooser.h"
#include "app/widgets/phrases.h"
#include "core/base/clock.h"
#include "core/care/replacement.h"

#include <glib/gi18n.h>

#define DIALOG_DELAY 400 /* milliseconds before a dialog only says that something takes time */

/* What took another's place is what the aftercare is for. Said of the first of them, in place of
 * what else there is to say of one, and when the results of many have been read. */
static gboolean
offer_aftercare (IngamWindow *self)
{
  IngamImportPlan *plan = ingam_import_session_get_plan (self->session);
  guint n = plan == NULL || self->aftercare != NULL ? 0 : ingam_import_plan_get_n_entries (plan);

  for (guint i = 0; i < n; i++)
    {
      IngamImportEntry *entry = ingam_import_plan_get_entry (plan, i);
      IngamCredential *credential = ingam_import_entry_get_credential (entry);
      IngamCredential *existing = ingam_import_entry_get_existing (entry);
      g_autofree char *title = NULL;
      g_autofree char *text = NULL;

      if (credential == NULL || existing == NULL ||
          !ingam_import_session_was_imported (self->session, entry) ||
          !ingam_relation_replaces (ingam_relation_find (credential, existing)))
        continue;
      title = ingam_phrase_dup_short_title (credential);
      /* Translators: %s is whose certificate it is and what it is for. */
      text = g_strdup_printf (_ ("%s — imported in place of the older one"), title);
      ingam_list_page_select (self->list_page, ingam_import_entry_get_id (entry));
      ingam_window_show_toast (self, text, _ ("What _Next"), "win.aftercare", NULL);
      return TRUE;
    }
  return FALSE;
}

static void
dialog_gone_cb (gpointer user_data, GObject *dialog)
{
  IngamWindow *self = user_data;

  self->dialog = NULL;
  if (self->session != NULL &&
      ingam_import_session_get_state (self->session) == INGAM_IMPORT_DONE &&
      ingam_import_session_get_single (self->session) == NULL)
    offer_aftercare (self);
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      g_clear_object (&self->session);
    }
  ingam_window_go_on_importing (self);
}

static void
undo_cb (IngamWindow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.undo", NULL);
}

static void
show_dialog (IngamWindow *self)
{
  g_clear_handle_id (&self->dialog_timeout, g_source_remove);
  if (self->dialog != NULL)
    return;
  self->dialog = ingam_import_dialog_new (self->session);
  g_object_weak_ref (G_OBJECT (self->dialog), dialog_gone_cb, self);
  g_signal_connect_object (self->dialog, "undo", G_CALLBACK (undo_cb), self, G_CONNECT_SWAPPED);
  gtk_window_set_transient_for (GTK_WINDOW (self->dialog), ingam_window_get_front (self));
  gtk_window_present (GTK_WINDOW (self->dialog));
}

static gboolean
takes_time_cb (gpointer user_data)
{
  IngamWindow *self = user_data;

  self->dialog_timeout = 0;
  show_dialog (self);
  return G_SOURCE_REMOVE;
}

/* Who issued what is on the page may be known now. */
static void
check_again (IngamWindow *self)
{
  if (self->detail_page != NULL)
    ingam_detail_page_check_again (self->detail_page);
  if (self->aftercare != NULL)
    ingam_aftercare_window_check_again (self->aftercare);
}

static void
add_imported_event (GPtrArray *events, IngamImportEntry *entry)
{
  IngamCredential *credential = ingam_import_entry_get_credential (entry);

  if (credential != NULL)
    g_ptr_array_add (events,
                     ingam_event_new (credential, INGAM_EVENT_IMPORTED, ingam_clock_now (), NULL));
}

/* Shows what came in, in the list behind and in the aftercare, and remembers it. Authorities'
 * certificates have no id. */
static void
tell_imported (IngamWindow *self)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_event_free);
  IngamImportPlan *plan = ingam_import_session_get_plan (self->session);
  guint n = plan == NULL ? 0 : ingam_import_plan_get_n_entries (plan);
  gboolean is_first = TRUE;

  for (guint i = 0; i < n; i++)
    {
      IngamImportEntry *entry = ingam_import_plan_get_entry (plan, i);

      if (!ingam_import_session_was_imported (self->session, entry))
        continue;
      if (ingam_import_entry_get_id (entry) == NULL)
        check_again (self);
      else
        {
          if (is_first)
            ingam_list_page_select (self->list_page, ingam_import_entry_get_id (entry));
          ingam_window_tell_arrived (self, ingam_import_entry_get_id (entry));
          add_imported_event (events, entry);
          is_first = FALSE;
        }
    }
  ingam_journal_record_events_async (self->journal, events, NULL, NULL);
}

static void
finish_quietly (IngamWindow *self, IngamImportEntry *entry, gboolean can_undo)
{
  IngamCredential *credential = ingam_import_entry_get_credential (entry);
  g_autofree char *title = credential == NULL ? g_strdup (ingam_import_entry_get_display (entry)) :
                                                ingam_phrase_dup_short_title (credential);
  /* Translators: %s is whose certificate it is and what it is for. */
  g_autofree char *text = g_strdup_printf (_ ("%s — imported"), title);

  if (!offer_aftercare (self))
    ingam_window_show_toast (self, text, can_undo ? _ ("_Undo") : NULL,
                             can_undo ? "win.undo" : NULL, NULL);
  g_clear_handle_id (&self->dialog_timeout, g_source_remove);
  if (self->dialog != NULL)
    {
      gtk_window_close (GTK_WINDOW (self->dialog)); /* goes on in dialog_gone_cb() */
      return;
    }
  g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  ingam_window_go_on_importing (self);
}

/* The other half may be in the next drop, or in the one after. */
static void
remember_halves (IngamWindow *self)
{
  g_auto (GStrv) halves = ingam_import_session_dup_halves (self->session);

  if (halves[0] == NULL)
    return;
  g_strfreev (self->halves);
  self->halves = g_steal_pointer (&halves);
}

static void
session_done (IngamWindow *self)
{
  IngamImportEntry *single = ingam_import_session_get_single (self->session);
  g_autoptr (GPtrArray) steps = ingam_import_session_list_steps (self->session);
  gboolean can_undo = steps->len > 0;

  if (can_undo)
    ingam_window_set_undo (self, g_steal_pointer (&steps));
  remember_halves (self);
  tell_imported (self);
  if (single != NULL && ingam_import_session_get_error (self->session) == NULL)
    finish_quietly (self, single, can_undo);
  else
    show_dialog (self);
}

static void
session_changed_cb (IngamWindow *self)
{
  g_autoptr (IngamImportSession) session = g_object_ref (self->session);

  switch (ingam_import_session_get_state (session))
    {
    case INGAM_IMPORT_PLANNING:
    case INGAM_IMPORT_OPENING:
    case INGAM_IMPORT_WRITING:
      if (self->dialog == NULL && self->dialog_timeout == 0)
        self->dialog_timeout = g_timeout_add (DIALOG_DELAY, takes_time_cb, self);
      break;
    case INGAM_IMPORT_PASSWORD:
    case INGAM_IMPORT_EXPENSIVE:
    case INGAM_IMPORT_READY:
      show_dialog (self);
      break;
    case INGAM_IMPORT_DONE:
      session_done (self);
      break;
    case INGAM_IMPORT_GIVEN_UP:
    default:
      g_clear_handle_id (&self->dialog_timeout, g_source_remove);
      if (self->dialog != NULL)
        break; /* it closes itself, and goes on in dialog_gone_cb() */
      g_signal_handlers_disconnect_by_data (self->session, self);
      g_clear_object (&self->session);
      ingam_window_go_on_importing (self);
      break;
    }
}

void
ingam_window_go_on_importing (IngamWindow *self)
{
  g_auto (GStrv) paths = NULL;

  if (self->session != NULL || self->places == NULL || !ingam_places_are_loaded (self->places))
    return;
  paths = g_queue_pop_head (self->waiting);
  if (paths == NULL)
    return;
  self->session = ingam_import_session_new (ingam_window_get_store (self));
  g_signal_connect_object (self->session, "changed", G_CALLBACK (session_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->dialog_timeout = g_timeout_add (DIALOG_DELAY, takes_time_cb, self);
  ingam_import_session_start (self->session, (const char *const *) paths,
                              (const char *const *) self->halves);
}

void
ingam_window_import_paths (IngamWindow *self, const char *const *paths)
{
  /* Over results that are only to be read nothing has to wait: they may have asked for this. */
  if (self->dialog != NULL && self->session != NULL &&
      ingam_import_session_get_state (self->session) == INGAM_IMPORT_DONE &&
      ingam_import_session_hand_in_more (self->session, paths))
    return;
  g_queue_push_tail (self->waiting, g_strdupv ((char **) paths));
  ingam_window_go_on_importing (self);
}

void
ingam_window_import_files (IngamWindow *self, GSList *files)
{
  g_autoptr (GStrvBuilder) builder = NULL;
  g_auto (GStrv) paths = NULL;
  gboolean elsewhere = FALSE;

  g_return_if_fail (INGAM_IS_WINDOW (self));

  builder = g_strv_builder_new ();
  for (GSList *l = files; l != NULL; l = l->next)
    {
      g_autofree char *path = g_file_get_path (l->data);

      if (path != NULL)
        g_strv_builder_add (builder, path);
      else
        elsewhere = TRUE;
    }
  paths = g_strv_builder_end (builder);
  if (elsewhere)
    ingam_window_show_toast (
        self, _ ("Some of it lies where it cannot be read. Copy it to this computer first."), NULL,
        NULL, NULL);
  if (paths[0] != NULL)
    ingam_window_import_paths (self, (const char *const *) paths);
}

void
ingam_window_stop_importing (IngamWindow *self)
{
  g_clear_handle_id (&self->dialog_timeout, g_source_remove);
  if (self->dialog != NULL)
    {
      g_object_weak_unref (G_OBJECT (self->dialog), dialog_gone_cb, self);
      g_signal_handlers_disconnect_by_data (self->dialog, self);
      self->dialog = NULL;
    }
  if (self->session == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->session, self);
  ingam_import_session_cancel (self->session);
  g_clear_object (&self->session);
}

static void
chosen_cb (IngamWindow *self, int response)
{
  g_autoptr (GListModel) model = NULL;
  GSList *files = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    model = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (self->chooser));
  g_clear_object (&self->chooser);
  if (model == NULL)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    files = g_slist_prepend (files, g_list_model_get_item (model, i));
  files = g_slist_reverse (files);
  ingam_window_import_files (self, files);
  g_slist_free_full (files, g_object_unref);
}

static void
open_chooser (IngamWindow *self, const char *title, GtkFileChooserAction action)
{
  g_clear_object (&self->chooser);
  self->chooser = ingam_chooser_new (ingam_window_get_front (self), title, action, _ ("_Import"));
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
import_files_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  open_chooser (INGAM_WINDOW (widget), _ ("Import Files"), GTK_FILE_CHOOSER_ACTION_OPEN);
}

static void
import_folder_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  open_chooser (INGAM_WINDOW (widget), _ ("Import a Folder"),
                GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER);
}

/* What is selected lies elsewhere and is wanted on this computer. */
static void
import_selected_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamWindow *self = INGAM_WINDOW (widget);
  IngamCredential *credential = ingam_list_page_get_selected (self->list_page);
  IngamStore *store = ingam_window_find_store (self, credential);
  g_autofree char *path = NULL;

  if (store == NULL)
    return;
  path = g_build_filename (ingam_store_get_path (store), ingam_credential_get_folder (credential),
                           NULL);
  ingam_window_import_paths (self, (const char *const[]){ path, NULL });
}

static void
import_drives_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamWindow *self = INGAM_WINDOW (widget);
  g_autoptr (GPtrArray) drives = NULL;

  if (self->places == NULL)
    return;
  ingam_places_follow_drives (self->places, NULL);
  drives = ingam_places_list_drives (self->places);
  if (drives->len == 0)
    {
      ingam_window_show_toast (self, _ ("No USB drive is plugged in. Plug it in and press again."),
                               NULL, NULL, NULL);
      return;
    }
  g_ptr_array_add (drives, NULL);
  ingam_window_import_paths (self, (const char *const *) drives->pdata);
}

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamWindow) self = user_data;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, NULL);
  g_autoptr (GSList) files = NULL;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (value == NULL)
    {
      ingam_window_show_toast (self, _ ("There are no files to paste. Copy them in Files first."),
                               NULL, NULL, NULL);
      return;
    }
  files = gdk_file_list_get_files (g_value_get_boxed (value));
  ingam_window_import_files (self, files);
}

static void
paste_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gdk_clipboard_read_value_async (gtk_widget_get_clipboard (widget), GDK_TYPE_FILE_LIST,
                                  G_PRIORITY_DEFAULT, INGAM_WINDOW (widget)->cancellable, pasted_cb,
                                  g_object_ref (widget));
}

void
ingam_window_install_import_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.import-files", NULL, import_files_cb);
  gtk_widget_class_install_action (widget_class, "win.import-folder", NULL, import_folder_cb);
  gtk_widget_class_install_action (widget_class, "win.import-drives", NULL, import_drives_cb);
  gtk_widget_class_install_action (widget_class, "win.import-selected", NULL, import_selected_cb);
  gtk_widget_class_install_action (widget_class, "win.paste", NULL, paste_cb);
  /* A class binding and not an accelerator: an entry that has the focus pastes text first. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "win.paste",
                                       NULL);
}
