/* The main window: which of its pages is seen, and what the list and the page beside it show.
 *
 * The store is a list model that follows the disk; the window only reacts to it. With room the page
 * follows the list's selection, without room a row has to be opened. Nothing here reads a file: the
 * store, the import and the dialogs do, off the main thread.
 */
#include "config.h"

#include "app/window/window-private.h"

#include "app/widgets/finish.h"
#include "app/widgets/when-drawn.h"
#include "app/window/demo-folder.h"
#include "core/base/error.h"
#include "core/demo/demo.h"
#include "core/store/layout.h"

#include <glib/gi18n.h>

#define TABLE_MIN_WIDTH 600 /* pixels of the window: below, a table is a list */

G_DEFINE_FINAL_TYPE (IngamWindow, ingam_window, ADW_TYPE_APPLICATION_WINDOW)

static gboolean
is_wide (IngamWindow *self)
{
  return !ingam_split_view_get_folded (self->split);
}

void
ingam_window_show_toast (
    IngamWindow *self, const char *text, const char *button, const char *action, GVariant *target)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (escaped);

  if (self->undo_toast != NULL)
    adw_toast_dismiss (self->undo_toast);
  if (g_strcmp0 (action, "win.undo") == 0)
    g_set_weak_pointer (&self->undo_toast, toast);
  if (button != NULL)
    {
      adw_toast_set_button_label (toast, button);
      adw_toast_set_action_name (toast, action);
      adw_toast_set_action_target_value (toast, target);
      adw_toast_set_timeout (toast, 10);
    }
  /* Where a person is looking. */
  if (self->aftercare != NULL && self->front == GTK_WINDOW (self->aftercare))
    ingam_aftercare_window_add_toast (self->aftercare, toast);
  else if (self->backup_window != NULL && self->front == GTK_WINDOW (self->backup_window))
    ingam_backup_window_add_toast (self->backup_window, toast);
  else if (self->preferences != NULL && self->front == GTK_WINDOW (self->preferences))
    adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self->preferences), toast);
  else
    adw_toast_overlay_add_toast (self->toasts, toast);
}

/* What lies on a stick or in an added folder is not yet on this computer: that is said, and mended.
 */
static void
show_place (IngamWindow *self, IngamCredential *credential)
{
  IngamPlace *place = credential == NULL || self->places == NULL ?
                          NULL :
                          ingam_places_find (self->places, credential);
  gboolean elsewhere = place != NULL && ingam_place_get_kind (place) != INGAM_PLACE_HOME;
  g_autofree char *text = NULL;

  if (elsewhere)
    /* Translators: %s is a storage place, such as "USB TOSHIBA". */
    text = g_strdup_printf (_ ("This certificate lies here: %s"), ingam_place_get_name (place));
  gtk_label_set_text (self->place_label, elsewhere ? text : "");
  gtk_widget_set_visible (self->place_bar, elsewhere);
}

static void
notice_cb (IngamWindow *self, const char *text)
{
  ingam_window_show_toast (self, text, NULL, NULL, NULL);
}

/* Made when it is first needed, which is after the first frame: it is the most expensive part of
 * the window, and the list is what a person looks for first. */
static IngamDetailPage *
ensure_detail_page (IngamWindow *self)
{
  if (self->detail_page == NULL)
    {
      self->detail_page = g_object_new (INGAM_TYPE_DETAIL_PAGE, NULL);
      ingam_detail_page_set_journal (self->detail_page, self->journal);
      g_signal_connect_object (self->detail_page, "notice", G_CALLBACK (notice_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_stack_add_named (self->content_stack, GTK_WIDGET (self->detail_page), "detail");
    }
  return self->detail_page;
}

static void
show_selected (IngamWindow *self)
{
  IngamCredential *credential = ingam_list_page_get_selected (self->list_page);
  IngamStore *store = ingam_window_find_store (self, credential);
  g_auto (GStrv) copies = NULL;

  if (!self->is_drawn)
    return;
  if (store == NULL)
    credential = NULL;
  ingam_detail_page_set_credential (ensure_detail_page (self), store, credential);
  copies = ingam_window_dup_copies (self, credential);
  ingam_detail_page_set_copies (self->detail_page, (const char *const *) copies);
  show_place (self, credential);
  ingam_window_show_notices (self);
  if (credential != NULL)
    gtk_stack_set_visible_child_name (self->content_stack, "detail");
  else if (self->places == NULL || ingam_places_are_loaded (self->places))
    gtk_stack_set_visible_child_name (self->content_stack,
                                      "none"); /* else one will be, presently */
  if (credential == NULL)
    ingam_split_view_set_show_content (self->split, FALSE);
  ingam_window_update_actions (self);
}

static void
selection_changed_cb (IngamWindow *self)
{
  /* Without room only opening a row shows it. */
  if (is_wide (self) || ingam_split_view_get_show_content (self->split))
    show_selected (self);
  else
    ingam_window_update_actions (self);
}

void
ingam_window_open_selected (IngamWindow *self)
{
  show_selected (self);
  if (self->detail_page == NULL || ingam_detail_page_get_credential (self->detail_page) == NULL)
    return;
  ingam_split_view_set_show_content (self->split, TRUE);
  gtk_widget_child_focus (GTK_WIDGET (self->detail_page), GTK_DIR_TAB_FORWARD);
}

static void
dragged_out_cb (IngamWindow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.export-by-drag", NULL);
}

static void
folded_cb (IngamWindow *self)
{
  ingam_list_page_set_single_click (self->list_page, !is_wide (self));
  if (is_wide (self))
    {
      ingam_list_page_select_first (self->list_page);
      show_selected (self);
    }
}

static void
dropped_cb (IngamWindow *self, GdkFileList *list)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (list);

  ingam_window_import_files (self, files);
}

static void
blank_drawn_cb (GtkWidget *page)
{
  IngamWindow *self = INGAM_WINDOW (gtk_widget_get_root (page));

  ingam_window_ensure_rest (self);
  ingam_blank_page_set_menu (self->blank_page, gtk_menu_button_get_menu_model (self->menu_button));
}

/* What is known first comes at once, not out of a mist. */
static void
show_page (IngamWindow *self, const char *name)
{
  gboolean first = g_str_equal (ingam_window_get_page (self), "loading");

  gtk_stack_set_visible_child_full (self->stack, name,
                                    first ? GTK_STACK_TRANSITION_TYPE_NONE :
                                            GTK_STACK_TRANSITION_TYPE_CROSSFADE);
}

static void
show_blank (IngamWindow *self, const char *page)
{
  if (self->blank_page == NULL)
    {
      self->blank_page = INGAM_BLANK_PAGE (ingam_blank_page_new ());
      ingam_finish_below (GTK_WIDGET (self->blank_page));
      ingam_when_drawn (GTK_WIDGET (self->blank_page), blank_drawn_cb);
      gtk_stack_add_named (self->stack, GTK_WIDGET (self->blank_page), "blank");
    }
  show_page (self, "blank");
  ingam_blank_page_show (self->blank_page, page);
}

static void
update_oddities (IngamWindow *self)
{
  IngamScan *scan = ingam_store_get_scan (ingam_window_get_store (self));
  guint n = scan == NULL ? 0 : ingam_scan_get_oddities (scan)->len;
  g_autofree char *label =
      g_strdup_printf (ngettext ("%u folder is worth a look", "%u folders are worth a look", n), n);

  gtk_button_set_label (GTK_BUTTON (self->odd_button), label);
  gtk_widget_set_visible (self->odd_button, n > 0);
  if (self->blank_page != NULL)
    ingam_blank_page_set_oddities (self->blank_page, n > 0 ? label : NULL);
}

/* Why there is nothing to show, or NULL: a home that is not there yet is no failure. */
static const GError *
find_failure (IngamWindow *self)
{
  const GError *error = self->demo_error;

  if (self->places != NULL)
    error = ingam_place_get_error (ingam_places_get_home (self->places));
  return g_error_matches (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND) ? NULL : error;
}

void
ingam_window_select_something (IngamWindow *self)
{
  /* While it is still being read, another may become the first. */
  if (is_wide (self) && self->places != NULL && ingam_places_are_loaded (self->places))
    ingam_list_page_select_first (self->list_page);
}

static void
show_main (IngamWindow *self)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "main") != 0)
    {
      show_page (self, "main");
      gtk_widget_child_focus (GTK_WIDGET (self->list_page), GTK_DIR_TAB_FORWARD);
    }
  ingam_window_select_something (self);
  selection_changed_cb (self);
}

static void
show_nothing (IngamWindow *self)
{
  const GError *failure = find_failure (self);

  show_blank (self, failure == NULL ? "empty" : "unreadable");
  if (failure != NULL)
    ingam_blank_page_set_failure (self->blank_page, failure->message);
}

/* Which page is seen, after the places or what is known of them changed. Rows are shown as soon as
 * there are any: a slow disk must not hide what it has already given. */
void
ingam_window_update (IngamWindow *self)
{
  guint n = ingam_list_model_get_n_all (ingam_list_page_get_model (self->list_page));
  gboolean loaded =
      self->demo_error != NULL || (self->places != NULL && ingam_places_are_loaded (self->places));

  if (n > 0)
    show_main (self);
  else if (loaded)
    show_nothing (self);
  else if (self->is_seen) /* until then there may still be rows, and nothing else to be made */
    show_blank (self, "loading");
  if (self->places != NULL)
    update_oddities (self);
  ingam_window_update_actions (self);
  if (loaded)
    {
      ingam_window_offer_arrived (self);
      ingam_window_go_on_importing (self);
    }
  ingam_window_go_on_opening (self);
  if (loaded && !self->has_resumed && self->is_drawn)
    ingam_window_list_aftercare (self);
  if (loaded)
    ingam_window_begin_auto_backup (self);
  ingam_window_update_consent (self);
}

static void
reload_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamWindow *self = INGAM_WINDOW (widget);

  if (self->places != NULL)
    ingam_places_load (self->places);
}

static void
drive_gone_cb (IngamWindow *self, IngamPlace *place)
{
  /* Translators: %s is a storage place, such as "USB TOSHIBA". */
  g_autofree char *text =
      g_strdup_printf (_ ("%s — taken out. Plug it in again to see its certificates."),
                       ingam_place_get_name (place));

  ingam_window_show_toast (self, text, NULL, NULL, NULL);
}

/* @places: being read already. */
static void
set_places (IngamWindow *self, IngamPlaces *places)
{
  /* What is done with practice certificates is forgotten with them. */
  g_autofree char *journal_folder =
      self->scratch == NULL ? ingam_journal_dup_default_folder () : g_strdup (self->scratch);

  self->journal = ingam_journal_new (journal_folder);
  g_signal_connect_object (self->journal, "recorded", G_CALLBACK (ingam_window_list_backups), self,
                           G_CONNECT_SWAPPED);
  self->places = g_object_ref (places);
  g_signal_connect_object (self->places, "changed", G_CALLBACK (ingam_window_update), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->places, "drive-gone", G_CALLBACK (drive_gone_cb), self,
                           G_CONNECT_SWAPPED);
  ingam_list_page_set_places (self->list_page, self->places);
}

static void
demo_made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *scratch = ingam_demo_folder_make_finish (result, &error);
  g_autofree char *path = NULL;
  g_autoptr (IngamPlaces) places = NULL;

  if (g_cancellable_is_cancelled (self->cancellable))
    {
      if (scratch != NULL)
        ingam_demo_folder_remove (scratch);
      return;
    }
  if (scratch == NULL)
    {
      self->demo_error = g_steal_pointer (&error);
      ingam_window_update (self);
      return;
    }
  path = ingam_demo_folder_dup_store (scratch);
  places = ingam_places_new (path);
  ingam_places_load (places);
  self->scratch = g_steal_pointer (&scratch);
  set_places (self, places);
}

IngamWindow *
ingam_window_new_for_places (AdwApplication *application, IngamPlaces *places)
{
  g_autofree char *own = ingam_layout_dup_default_store ();
  IngamWindow *self;

  g_return_val_if_fail (INGAM_IS_PLACES (places), NULL);

  self = g_object_new (INGAM_TYPE_WINDOW, "application", application, NULL);
  set_places (self, places);
  /* Drives, added folders and the way of showing them belong to a person's own store. */
  if (ingam_places_is_home (places, own))
    ingam_window_restore_view (self);
  return self;
}

IngamWindow *
ingam_window_new (AdwApplication *application, const char *store_path)
{
  g_autoptr (IngamPlaces) places = ingam_places_new (store_path);

  ingam_places_load (places);
  return ingam_window_new_for_places (application, places);
}

IngamWindow *
ingam_window_new_demo (AdwApplication *application)
{
  IngamWindow *self = g_object_new (INGAM_TYPE_WINDOW, "application", application, NULL);
  g_autofree char *text = g_strdup_printf (
      _ ("These are practice certificates. Their password is %s"), INGAM_DEMO_PASSWORD);

  self->is_practice = TRUE;
  gtk_label_set_text (self->demo_label, text);
  gtk_widget_set_visible (self->demo_bar, TRUE);
  adw_window_title_set_subtitle (self->title, _ ("Practice"));
  ingam_demo_folder_make_async (self->cancellable, demo_made_cb, g_object_ref (self));
  return self;
}

gboolean
ingam_window_is_practice (IngamWindow *self)
{
  g_return_val_if_fail (INGAM_IS_WINDOW (self), FALSE);

  return self->is_practice;
}

IngamStore *
ingam_window_get_store (IngamWindow *self)
{
  g_return_val_if_fail (INGAM_IS_WINDOW (self), NULL);

  return self->places == NULL ? NULL : ingam_place_get_store (ingam_places_get_home (self->places));
}

IngamStore *
ingam_window_find_store (IngamWindow *self, IngamCredential *credential)
{
  IngamPlace *place = credential == NULL || self->places == NULL ?
                          NULL :
                          ingam_places_find (self->places, credential);

  return place == NULL ? NULL : ingam_place_get_store (place);
}

char **
ingam_window_dup_copies (IngamWindow *self, IngamCredential *credential)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GPtrArray) copies = NULL;

  if (self->places != NULL && credential != NULL)
    copies = ingam_places_list_copies (self->places, credential);
  for (guint i = 0; copies != NULL && i < copies->len; i++)
    g_strv_builder_add (names, ingam_place_get_name (g_ptr_array_index (copies, i)));
  return g_strv_builder_end (names);
}

void
ingam_window_set_undo (IngamWindow *self, GPtrArray *steps)
{
  /* An older toast must not offer Undo in another step's name. */
  if (self->undo_toast != NULL)
    adw_toast_dismiss (self->undo_toast);
  g_clear_pointer (&self->undo_steps, g_ptr_array_unref);
  self->undo_steps = steps;
  g_clear_pointer (&self->removed_id, g_free);
}

void
ingam_window_set_undo_one (IngamWindow *self, IngamStore *store, const char *entry)
{
  GPtrArray *steps = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_store_step_free);

  g_ptr_array_add (steps, ingam_store_step_new (store, entry));
  ingam_window_set_undo (self, steps);
}

const char *
ingam_window_get_page (IngamWindow *self)
{
  const char *page;

  g_return_val_if_fail (INGAM_IS_WINDOW (self), NULL);

  page = gtk_stack_get_visible_child_name (self->stack);
  if (g_str_equal (page, "main"))
    return page;
  return self->blank_page == NULL ? "loading" : ingam_blank_page_get_shown (self->blank_page);
}

/* A new day may have begun while the window was in the background. */
static void
active_cb (IngamWindow *self)
{
  if (!gtk_window_is_active (GTK_WINDOW (self)))
    return;
  self->front = NULL;
  ingam_window_list_aftercare (self);
  ingam_list_page_refresh_days (self->list_page);
  if (self->detail_page != NULL)
    ingam_detail_page_refresh_days (self->detail_page);
}

static void
back_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ingam_split_view_set_show_content (INGAM_WINDOW (widget)->split, FALSE);
}

/* Not GTK's own way, which builds the window of shortcuts with every window, for a tenth of the
 * time that ours takes. Handed to GTK it finds the keys of the actions; without that it has none.
 */
static void
show_shortcuts_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/io/github/ingam/Ingam/shortcuts.ui");
  GtkShortcutsWindow *overlay =
      GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "help_overlay"));

  gtk_application_window_set_help_overlay (GTK_APPLICATION_WINDOW (widget), overlay);
  gtk_window_present (GTK_WINDOW (overlay));
}

static void
ingam_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  IngamWindow *self = INGAM_WINDOW (widget);

  ingam_list_page_set_narrow (self->list_page, width < TABLE_MIN_WIDTH);
  GTK_WIDGET_CLASS (ingam_window_parent_class)->size_allocate (widget, width, height, baseline);
}

static void
ingam_window_dispose (GObject *object)
{
  IngamWindow *self = INGAM_WINDOW (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  ingam_window_stop_importing (self);
  ingam_window_close_aftercare (self);
  ingam_window_close_backup (self);
  ingam_window_close_preferences (self);
  if (self->places != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->places, self);
      ingam_list_page_set_places (self->list_page, NULL);
    }
  g_clear_weak_pointer (&self->undo_toast);
  g_clear_weak_pointer (&self->guide);
  g_clear_object (&self->agent);
  g_clear_object (&self->chooser);
  g_clear_pointer (&self->undo_steps, g_ptr_array_unref);
  if (self->places != NULL)
    g_object_run_dispose (G_OBJECT (self->places)); /* its drives can be pulled out from now on */
  g_clear_object (&self->places);
  g_clear_object (&self->journal);
  g_clear_object (&self->settings);
  if (self->scratch != NULL)
    ingam_demo_folder_remove (self->scratch);
  g_clear_pointer (&self->scratch, g_free);
  G_OBJECT_CLASS (ingam_window_parent_class)->dispose (object);
}

static void
ingam_window_finalize (GObject *object)
{
  IngamWindow *self = INGAM_WINDOW (object);

  g_clear_error (&self->demo_error);
  g_free (self->removed_id);
  g_free (self->wanted_id);
  g_clear_pointer (&self->to_save, g_ptr_array_unref);
  g_clear_pointer (&self->notices, ingam_notice_memory_free);
  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->arrived);
  g_queue_free_full (self->waiting, (GDestroyNotify) g_strfreev);
  g_strfreev (self->halves);
  G_OBJECT_CLASS (ingam_window_parent_class)->finalize (object);
}

static void
ingam_window_class_init (IngamWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = ingam_window_finalize;
  widget_class->size_allocate = ingam_window_size_allocate;

  g_type_ensure (INGAM_TYPE_DROP_FRAME);
  g_type_ensure (INGAM_TYPE_LIST_PAGE);
  g_type_ensure (INGAM_TYPE_SPLIT_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/window/window.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamWindow, content_box);
  gtk_widget_class_bind_template_child (widget_class, IngamWindow, content_stack);
  gtk_widget_class_bind_template_child (widget_class, IngamWindow, demo_bar);
  gtk_widget_class_bind_template_child (widget_class, IngamWindow, demo_label);
  gtk_widget_class_bind_template_child (widget_class, IngamWindow, drop_frame);
  gtk_widget_class_bind_template_child (widget_class, IngamWindow, header_stack);
  gtk_widget_class_bind_template_child (widget_class, IngamWindow, import_button);
  gtk_widget_class_bind_template_child (widget_class, IngamWindow, list_page);
  gtk_widget_class_bind_template_child (widget_class, IngamWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, IngamWindow, odd_button);
  gtk_widget_class_bind_template_child (widget_class, IngamWindow, sidebar_box);
  gtk_widget_class_bind_template_child (widget_class, IngamWindow, split);
  gtk_widget_class_bind_template_child (widget_class, IngamWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, IngamWindow, title);
  gtk_widget_class_bind_template_child (widget_class, IngamWindow, toasts);
  gtk_widget_class_bind_template_callback (widget_class, dragged_out_cb);
  gtk_widget_class_bind_template_callback (widget_class, dropped_cb);
  gtk_widget_class_bind_template_callback (widget_class, folded_cb);
  gtk_widget_class_bind_template_callback (widget_class, ingam_window_update_marks);
  gtk_widget_class_bind_template_callback (widget_class, ingam_window_open_selected);
  gtk_widget_class_bind_template_callback (widget_class, selection_changed_cb);

  gtk_widget_class_install_action (widget_class, "win.back", NULL, back_cb);
  gtk_widget_class_install_action (widget_class, "win.reload", NULL, reload_cb);
  gtk_widget_class_install_action (widget_class, "win.show-help-overlay", NULL, show_shortcuts_cb);
  ingam_window_install_import_actions (widget_class);
  ingam_window_install_actions (widget_class);
  ingam_window_install_marks_actions (widget_class);
  ingam_window_install_aftercare_actions (widget_class);
  ingam_window_install_backup_actions (widget_class);
  ingam_window_install_guide_actions (widget_class);
  ingam_window_install_calendar_actions (widget_class);
  ingam_window_install_notice_actions (widget_class);
  ingam_window_install_reminder_actions (widget_class);
  ingam_window_install_request_actions (widget_class);
}

static void
list_drawn_cb (GtkWidget *list_page)
{
  IngamWindow *self = INGAM_WINDOW (gtk_widget_get_root (list_page));

  self->is_drawn = TRUE;
  ingam_window_ensure_rest (self);
  ingam_window_update (self);
}

/* What is known when the first frame is made is what it shows. */
static gboolean
first_frame_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  INGAM_WINDOW (widget)->is_seen = TRUE;
  ingam_window_update (INGAM_WINDOW (widget));
  return G_SOURCE_REMOVE;
}

static void
ingam_window_init (IngamWindow *self)
{
  self->cancellable = g_cancellable_new ();
  self->waiting = g_queue_new ();
  self->has_followed = TRUE; /* nobody follows any, unless it is the person's own store */
  self->arrived = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::is-active", G_CALLBACK (active_cb), NULL);
  gtk_widget_add_tick_callback (GTK_WIDGET (self), first_frame_cb, NULL, NULL);
  ingam_when_drawn (GTK_WIDGET (self->list_page), list_drawn_cb);
  ingam_window_install_view_actions (self);
  ingam_list_page_set_key_capture (self->list_page, GTK_WIDGET (self));
  ingam_finish_below (GTK_WIDGET (self));
  folded_cb (self);
  ingam_window_update_marks (self);
  ingam_window_update (self);
}
