/* Shows an import session: what it is doing, what it asks, what came of it.
 *
 * The session decides the course; this only has a page for each state and hands answers back. One
 * suggested button a page, in the header bar: Open, Import n, Done. The list is a GtkListView,
 * since a whole office may be dropped at once.
 */
#include "config.h"

#include "app/import/import-dialog.h"

#include "app/import/import-item.h"
#include "app/import/import-row.h"
#include "app/widgets/drop-frame.h"
#include "app/widgets/finish.h"
#include "app/widgets/password-field.h"

#include <glib/gi18n.h>

/* Names of files shown above the password; more are counted. */
#define MAX_NAMES 3

/* Milliseconds before a page that is being worked on gives way to one that says so: most answers
 * come sooner, and two pages in a blink are worse than none. */
#define BUSY_DELAY 350

struct _IngamImportDialog
{
  AdwWindow parent_instance;

  IngamImportSession *session;
  IngamPasswordField *field;
  GListStore *items;
  guint busy_timeout;

  /* Template children */
  GtkButton *accept_button;
  GtkLabel *busy_label;
  GtkWidget *cancel_button;
  AdwStatusPage *expensive_page;
  GtkWidget *leave_button;
  GtkLabel *list_error;
  GtkLabel *list_heading;
  AdwStatusPage *nothing_page;
  GtkLabel *password_files;
  GtkLabel *password_heading;
  IngamHintRow *password_hint;
  GtkWidget *password_row;
  GtkProgressBar *progress_bar;
  GtkWidget *retry_button;
  GtkNoSelection *selection;
  GtkWidget *skip_button;
  GtkSpinner *spinner;
  GtkStack *stack;
  GtkWidget *undo_button;
};

enum
{
  SIGNAL_UNDO,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamImportDialog, ingam_import_dialog, ADW_TYPE_WINDOW)

static guint signals[N_SIGNALS];

static const char *const busy_sentences[] = {
  [INGAM_IMPORT_PLANNING] = N_ ("Looking at what is there…"),
  [INGAM_IMPORT_OPENING] = N_ ("Trying the password…"),
  [INGAM_IMPORT_WRITING] = N_ ("Importing…"),
};

static void
set_accept (IngamImportDialog *self, const char *label)
{
  gtk_widget_set_visible (GTK_WIDGET (self->accept_button), label != NULL);
  if (label != NULL)
    gtk_button_set_label (self->accept_button, label);
}

static void
show_page (IngamImportDialog *self, const char *page)
{
  g_clear_handle_id (&self->busy_timeout, g_source_remove);
  gtk_widget_set_sensitive (GTK_WIDGET (self->stack), TRUE);
  gtk_stack_set_visible_child_name (self->stack, page);
  gtk_spinner_set_spinning (self->spinner, g_str_equal (page, "busy"));
}

static void
show_busy_page (IngamImportDialog *self)
{
  set_accept (self, NULL);
  show_page (self, "busy");
}

static gboolean
still_busy_cb (gpointer user_data)
{
  IngamImportDialog *self = user_data;

  self->busy_timeout = 0;
  show_busy_page (self);
  return G_SOURCE_REMOVE;
}

static void
show_busy (IngamImportDialog *self, IngamImportState state)
{
  gtk_label_set_text (self->busy_label, _ (busy_sentences[state]));
  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), FALSE);
  gtk_window_set_focus (GTK_WINDOW (self), NULL); /* an entry may not lose it by growing grey */
  gtk_widget_set_sensitive (GTK_WIDGET (self->accept_button), FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->stack), FALSE);
  if (state == INGAM_IMPORT_PLANNING)
    g_list_store_remove_all (self->items); /* their plan is no more */
  if (state == INGAM_IMPORT_PLANNING || g_str_equal (ingam_import_dialog_get_page (self), "busy"))
    show_busy_page (self); /* no other page is there to stay on */
  else if (self->busy_timeout == 0)
    self->busy_timeout = g_timeout_add (BUSY_DELAY, still_busy_cb, self);
}

static void
progressed_cb (IngamImportDialog *self, guint done, guint total)
{
  g_autofree char *text = g_strdup_printf (_ ("%u of %u"), done, total);

  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), total > 1);
  gtk_progress_bar_set_fraction (self->progress_bar, total == 0 ? 0 : (double) done / total);
  gtk_progress_bar_set_show_text (self->progress_bar, TRUE);
  gtk_progress_bar_set_text (self->progress_bar, text);
}

static char *
dup_waiting_names (IngamImportSession *session, guint n)
{
  IngamImportPlan *plan = ingam_import_session_get_plan (session);
  GString *names = g_string_new (NULL);
  guint shown = 0;

  for (guint i = 0; i < ingam_import_plan_get_n_entries (plan) && shown < MAX_NAMES; i++)
    {
      IngamImportEntry *entry = ingam_import_plan_get_entry (plan, i);

      if (!ingam_import_session_is_waiting (session, entry))
        continue;
      g_string_append_printf (names, "%s%s", shown == 0 ? "" : "\n",
                              ingam_import_entry_get_display (entry));
      shown++;
    }
  if (n > shown && shown > 0)
    {
      g_string_append_c (names, '\n');
      g_string_append_printf (names, ngettext ("and %u more", "and %u more", n - shown), n - shown);
    }
  return g_string_free (names, FALSE);
}

static void
show_password (IngamImportDialog *self)
{
  guint n = ingam_import_session_get_n_waiting (self->session);
  g_autofree char *heading =
      g_strdup_printf (ngettext ("%u file needs a password", "%u files need a password", n), n);
  g_autofree char *names = dup_waiting_names (self->session, n);
  gboolean was_wrong = ingam_import_session_get_was_wrong (self->session);

  gtk_label_set_text (self->password_heading, heading);
  gtk_label_set_text (self->password_files, names);
  gtk_button_set_label (GTK_BUTTON (self->skip_button), n == 1 ? _ ("_Skip It") : _ ("_Skip Them"));
  ingam_password_field_clear (self->field);
  ingam_password_field_forgive (self->field);
  if (was_wrong)
    ingam_password_field_point_at (
        self->field, INGAM_HINT_ERROR,
        ngettext ("The password does not open this file. Capital and small letters "
                  "count; check the keyboard layout.",
                  "The password does not open these files. Capital and small "
                  "letters count; check the keyboard layout.",
                  n),
        NULL);
  set_accept (self, _ ("_Open"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->accept_button), FALSE);
  show_page (self, "password");
  gtk_widget_grab_focus (self->password_row);
}

static void
show_expensive (IngamImportDialog *self)
{
  IngamImportPlan *plan = ingam_import_session_get_plan (self->session);

  for (guint i = 0; i < ingam_import_plan_get_n_entries (plan); i++)
    {
      IngamImportEntry *entry = ingam_import_plan_get_entry (plan, i);
      g_autofree char *text = NULL;
      g_autofree char *escaped = NULL;

      if (ingam_import_entry_get_outcome (entry) != INGAM_OUTCOME_TOO_EXPENSIVE)
        continue;
      text = g_strdup_printf ("%s\n%s", ingam_import_entry_get_display (entry),
                              ingam_import_entry_get_message (entry));
      escaped = g_markup_escape_text (text, -1);
      adw_status_page_set_description (self->expensive_page, escaped);
      break;
    }
  set_accept (self, NULL);
  show_page (self, "expensive");
  gtk_widget_grab_focus (self->leave_button);
}

/* The same order on both pages, so that a plan that was carried out looks like its plan. */
static int
compare_cb (gconstpointer a, gconstpointer b)
{
  return ingam_import_item_compare (*(IngamImportItem *const *) a, *(IngamImportItem *const *) b);
}

static void
fill_list (IngamImportDialog *self)
{
  IngamImportPlan *plan = ingam_import_session_get_plan (self->session);
  guint n = ingam_import_plan_get_n_entries (plan);
  g_autoptr (GPtrArray) items = g_ptr_array_new_full (n, g_object_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (items,
                     ingam_import_item_new (self->session, ingam_import_plan_get_entry (plan, i)));
  g_ptr_array_sort (items, compare_cb); /* a stable sort */
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)),
                       items->pdata, items->len);
}

static void
update_accept_count (IngamImportDialog *self)
{
  guint n = ingam_import_plan_get_n_wanted (ingam_import_session_get_plan (self->session));
  g_autofree char *label = g_strdup_printf (ngettext ("_Import %u", "_Import %u", n), n);

  set_accept (self, label);
  gtk_widget_set_sensitive (GTK_WIDGET (self->accept_button), n > 0);
}

static void
show_plan (IngamImportDialog *self)
{
  gtk_label_set_text (self->list_heading, _ ("Import these?"));
  gtk_widget_set_visible (GTK_WIDGET (self->list_error), FALSE);
  gtk_widget_set_visible (self->retry_button, FALSE);
  fill_list (self);
  update_accept_count (self);
  show_page (self, "list");
  gtk_widget_grab_focus (GTK_WIDGET (self->accept_button));
}

static void
show_nothing (IngamImportDialog *self)
{
  const GError *error = ingam_import_session_get_error (self->session);
  g_autofree char *escaped = NULL;

  if (error != NULL)
    escaped = g_markup_escape_text (error->message, -1);
  adw_status_page_set_title (self->nothing_page, error == NULL ? _ ("Nothing to Import") :
                                                                 _ ("Import Was Not Possible"));
  adw_status_page_set_description (self->nothing_page,
                                   error == NULL ? _ ("There is no certificate in it.") : escaped);
  show_page (self, "nothing");
}

/* Of those that came in, the ones of people and companies: authorities' have no id. */
static guint
count_own (IngamImportDialog *self, IngamImportPlan *plan)
{
  guint n = 0;

  for (guint i = 0; i < ingam_import_plan_get_n_entries (plan); i++)
    {
      IngamImportEntry *entry = ingam_import_plan_get_entry (plan, i);

      n += ingam_import_entry_get_id (entry) != NULL &&
           ingam_import_session_was_imported (self->session, entry);
    }
  return n;
}

/* @own: of @done, without the authorities'. */
static char *
dup_result_heading (guint done, guint own, guint all)
{
  if (done == 0)
    return g_strdup (_ ("Nothing was imported"));
  if (done == all && own == 0)
    return g_strdup (_ ("Kept to check with"));
  if (done == all)
    return g_strdup_printf (ngettext ("%u certificate imported", "%u certificates imported", own),
                            own);
  /* Translators: first how many came in, then how many things were handed in. */
  return g_strdup_printf (_ ("%u of %u imported"), done, all);
}

static void
show_result (IngamImportDialog *self)
{
  IngamImportPlan *plan = ingam_import_session_get_plan (self->session);
  const GError *error = ingam_import_session_get_error (self->session);
  guint done = ingam_import_session_get_n_imported (self->session);
  g_autoptr (GPtrArray) steps = ingam_import_session_list_steps (self->session);
  g_autofree char *heading = NULL;

  set_accept (self, _ ("_Done"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->accept_button), TRUE);
  gtk_widget_set_visible (self->cancel_button, FALSE);
  gtk_widget_set_visible (self->undo_button, steps->len > 0);
  if (plan == NULL || ingam_import_plan_get_n_entries (plan) == 0)
    {
      show_nothing (self);
      return;
    }
  heading =
      dup_result_heading (done, count_own (self, plan), ingam_import_plan_get_n_entries (plan));
  gtk_label_set_text (self->list_heading, heading);
  gtk_label_set_text (self->list_error, error == NULL ? "" : error->message);
  gtk_widget_set_visible (GTK_WIDGET (self->list_error), error != NULL);
  gtk_widget_set_visible (self->retry_button,
                          ingam_import_session_get_n_waiting (self->session) > 0);
  fill_list (self);
  show_page (self, "list");
  gtk_widget_grab_focus (GTK_WIDGET (self->accept_button));
}

static void
changed_cb (IngamImportDialog *self)
{
  IngamImportState state = ingam_import_session_get_state (self->session);

  gtk_widget_set_visible (self->cancel_button, TRUE);
  gtk_widget_set_visible (self->undo_button, FALSE);
  switch (state)
    {
    case INGAM_IMPORT_PLANNING:
    case INGAM_IMPORT_OPENING:
    case INGAM_IMPORT_WRITING:
      show_busy (self, state);
      break;
    case INGAM_IMPORT_EXPENSIVE:
      show_expensive (self);
      break;
    case INGAM_IMPORT_PASSWORD:
      show_password (self);
      break;
    case INGAM_IMPORT_READY:
      show_plan (self);
      break;
    case INGAM_IMPORT_DONE:
      show_result (self);
      break;
    case INGAM_IMPORT_GIVEN_UP:
    default:
      gtk_window_close (GTK_WINDOW (self));
      break;
    }
}

static void
accept_cb (IngamImportDialog *self)
{
  g_autoptr (IngamSecret) password = NULL;

  switch (ingam_import_session_get_state (self->session))
    {
    case INGAM_IMPORT_PASSWORD:
      if (ingam_password_field_is_empty (self->field))
        return;
      password = ingam_password_field_dup_secret (self->field);
      ingam_import_session_offer_password (self->session, password);
      break;
    case INGAM_IMPORT_READY:
      ingam_import_session_confirm (self->session);
      break;
    case INGAM_IMPORT_DONE:
      gtk_window_close (GTK_WINDOW (self));
      break;
    case INGAM_IMPORT_PLANNING:
    case INGAM_IMPORT_OPENING:
    case INGAM_IMPORT_WRITING:
    case INGAM_IMPORT_EXPENSIVE:
    case INGAM_IMPORT_GIVEN_UP:
    default:
      break;
    }
}

static void
password_changed_cb (IngamImportDialog *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->accept_button),
                            !ingam_password_field_is_empty (self->field));
}

static void
skip_cb (IngamImportDialog *self)
{
  ingam_import_session_skip_password (self->session);
}

static void
leave_cb (IngamImportDialog *self)
{
  ingam_import_session_answer_expensive (self->session, FALSE);
}

static void
anyway_cb (IngamImportDialog *self)
{
  ingam_import_session_answer_expensive (self->session, TRUE);
}

static void
retry_cb (IngamImportDialog *self)
{
  ingam_import_session_retry (self->session);
}

static void
undo_cb (IngamImportDialog *self)
{
  g_autoptr (IngamImportDialog) alive = g_object_ref (self);

  g_signal_emit (self, signals[SIGNAL_UNDO], 0);
  gtk_window_close (GTK_WINDOW (self));
}

/* More of the same, or the half that a line just asked for. */
static void
dropped_cb (IngamImportDialog *self, GdkFileList *list)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (list);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) paths = NULL;

  for (GSList *l = files; l != NULL; l = l->next)
    if (g_file_peek_path (l->data) != NULL)
      g_strv_builder_add (builder, g_file_peek_path (l->data));
  paths = g_strv_builder_end (builder);
  if (paths[0] != NULL)
    ingam_import_session_hand_in_more (self->session, (const char *const *) paths);
}

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamImportDialog) self = user_data;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, NULL);

  if (value != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    dropped_cb (self, g_value_get_boxed (value));
}

/* What can be let go here can be pasted here; an entry that has the focus pastes text first. */
static void
paste_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gdk_clipboard_read_value_async (gtk_widget_get_clipboard (widget), GDK_TYPE_FILE_LIST,
                                  G_PRIORITY_DEFAULT, NULL, pasted_cb, g_object_ref (widget));
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, IngamImportDialog *self)
{
  GtkWidget *row = ingam_import_row_new ();

  g_signal_connect_object (row, "chosen", G_CALLBACK (update_accept_count), self,
                           G_CONNECT_SWAPPED);
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_child (item, row);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, IngamImportDialog *self)
{
  IngamImportRow *row = INGAM_IMPORT_ROW (gtk_list_item_get_child (item));
  GtkWidget *around = gtk_widget_get_parent (GTK_WIDGET (row));
  g_autofree char *summary = NULL;

  ingam_import_row_bind (row, gtk_list_item_get_item (item),
                         ingam_import_session_get_state (self->session) == INGAM_IMPORT_READY);
  summary = ingam_import_row_dup_summary (row);
  if (around != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (around), GTK_ACCESSIBLE_PROPERTY_LABEL, summary,
                                    -1);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, IngamImportDialog *self)
{
  ingam_import_row_bind (INGAM_IMPORT_ROW (gtk_list_item_get_child (item)), NULL, FALSE);
}

IngamImportDialog *
ingam_import_dialog_new (IngamImportSession *session)
{
  IngamImportDialog *self;

  g_return_val_if_fail (INGAM_IS_IMPORT_SESSION (session), NULL);

  self = g_object_new (INGAM_TYPE_IMPORT_DIALOG, NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "progressed", G_CALLBACK (progressed_cb), self,
                           G_CONNECT_SWAPPED);
  changed_cb (self);
  return self;
}

const char *
ingam_import_dialog_get_page (IngamImportDialog *self)
{
  g_return_val_if_fail (INGAM_IS_IMPORT_DIALOG (self), NULL);

  return gtk_stack_get_visible_child_name (self->stack);
}

static gboolean
ingam_import_dialog_close_request (GtkWindow *window)
{
  IngamImportDialog *self = INGAM_IMPORT_DIALOG (window);

  /* What is already in place stays, and the page that comes says what it was. */
  if (self->session != NULL &&
      ingam_import_session_get_state (self->session) == INGAM_IMPORT_WRITING)
    {
      ingam_import_session_cancel (self->session);
      gtk_label_set_text (self->busy_label, _ ("Stopping…"));
      return TRUE;
    }
  gtk_window_set_focus (window, NULL);
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      ingam_import_session_cancel (self->session);
    }
  ingam_password_field_clear (self->field);
  return GTK_WINDOW_CLASS (ingam_import_dialog_parent_class)->close_request (window);
}

static void
ingam_import_dialog_dispose (GObject *object)
{
  IngamImportDialog *self = INGAM_IMPORT_DIALOG (object);

  g_clear_handle_id (&self->busy_timeout, g_source_remove);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  if (self->items != NULL)
    g_list_store_remove_all (self->items);
  g_clear_object (&self->items);
  g_clear_object (&self->field);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ingam_import_dialog_parent_class)->dispose (object);
}

static void
ingam_import_dialog_class_init (IngamImportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_import_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = ingam_import_dialog_close_request;
  signals[SIGNAL_UNDO] = g_signal_new ("undo", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (INGAM_TYPE_DROP_FRAME);
  g_type_ensure (INGAM_TYPE_HINT_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/import/import-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamImportDialog, accept_button);
  gtk_widget_class_bind_template_child (widget_class, IngamImportDialog, busy_label);
  gtk_widget_class_bind_template_child (widget_class, IngamImportDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, IngamImportDialog, expensive_page);
  gtk_widget_class_bind_template_child (widget_class, IngamImportDialog, leave_button);
  gtk_widget_class_bind_template_child (widget_class, IngamImportDialog, list_error);
  gtk_widget_class_bind_template_child (widget_class, IngamImportDialog, list_heading);
  gtk_widget_class_bind_template_child (widget_class, IngamImportDialog, nothing_page);
  gtk_widget_class_bind_template_child (widget_class, IngamImportDialog, password_files);
  gtk_widget_class_bind_template_child (widget_class, IngamImportDialog, password_heading);
  gtk_widget_class_bind_template_child (widget_class, IngamImportDialog, password_hint);
  gtk_widget_class_bind_template_child (widget_class, IngamImportDialog, password_row);
  gtk_widget_class_bind_template_child (widget_class, IngamImportDialog, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, IngamImportDialog, retry_button);
  gtk_widget_class_bind_template_child (widget_class, IngamImportDialog, selection);
  gtk_widget_class_bind_template_child (widget_class, IngamImportDialog, skip_button);
  gtk_widget_class_bind_template_child (widget_class, IngamImportDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, IngamImportDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, IngamImportDialog, undo_button);
  gtk_widget_class_bind_template_callback (widget_class, accept_cb);
  gtk_widget_class_bind_template_callback (widget_class, anyway_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, dropped_cb);
  gtk_widget_class_bind_template_callback (widget_class, leave_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, skip_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, undo_cb);
  gtk_widget_class_install_action (widget_class, "import.paste", NULL, paste_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "import.paste",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ingam_import_dialog_init (IngamImportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->field = ingam_password_field_new (self->password_row, self->password_hint);
  g_signal_connect_object (self->field, "changed", G_CALLBACK (password_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->field, "activated", G_CALLBACK (accept_cb), self,
                           G_CONNECT_SWAPPED);
  ingam_finish_below (GTK_WIDGET (self));
  self->items = g_list_store_new (INGAM_TYPE_IMPORT_ITEM);
  gtk_no_selection_set_model (self->selection, G_LIST_MODEL (self->items));
}
