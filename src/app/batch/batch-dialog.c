/* Shows a batch: what it asks, how far it is, what came of each.
 *
 * The session decides the course; this only has a page for each state and hands answers back. In
 * the list what went wrong stands first: with eight hundred lines nobody looks for the three. It is
 * a GtkListView for the same reason.
 */
#include "config.h"

#include "app/batch/batch-dialog.h"

#include "app/widgets/finish.h"
#include "app/widgets/form-list.h"
#include "app/widgets/phrases.h"
#include "app/widgets/result-row.h"

#include <glib/gi18n.h>

/* Names shown above the password; more are counted. */
#define MAX_NAMES 3

struct _IngamBatchDialog
{
  IngamSecretDialog parent_instance;

  /* Owned */
  IngamBatchSession *session;
  GListStore *results; /* the session's items as they are shown */

  /* Borrowed */
  IngamPasswordField *field;

  /* Template children */
  GtkLabel *busy_label;
  AdwStatusPage *expensive_page;
  GtkWidget *folder_button;
  IngamFormList *forms;
  GtkWidget *leave_button;
  GtkLabel *list_counts;
  GtkLabel *list_heading;
  GtkLabel *names_label;
  IngamHintRow *password_hint;
  GtkWidget *password_list;
  GtkWidget *password_row;
  GtkProgressBar *progress_bar;
  GtkWidget *retry_button;
  GtkNoSelection *selection;
  GtkButton *skip_button;
  GtkWidget *undo_button;
};

enum
{
  SIGNAL_OPEN_FOLDER,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamBatchDialog, ingam_batch_dialog, INGAM_TYPE_SECRET_DIALOG)

static guint signals[N_SIGNALS];

/* What is said for each verb. */
static const struct
{
  const char *title;
  const char *working;
  const char *none;
} verbs[] = {
  [INGAM_BATCH_CHECK] = { N_ ("Check Passwords"), N_ ("Checking…"),
                          N_ ("No password was confirmed") },
  [INGAM_BATCH_EXPORT] = { N_ ("Export"), N_ ("Exporting…"), N_ ("Nothing was exported") },
  [INGAM_BATCH_REMOVE] = { N_ ("Remove"), N_ ("Removing…"), N_ ("Nothing was removed") },
};

/* In the order of the list. */
static const struct
{
  IngamBatchOutcome outcome;
  IngamSignKind kind;
  const char *sign_name;
} outcomes[] = {
  { INGAM_BATCH_FAILED, INGAM_SIGN_BAD, N_ ("Not possible") },
  { INGAM_BATCH_WRONG, INGAM_SIGN_LOCKED, N_ ("Wrong password") },
  { INGAM_BATCH_TOO_EXPENSIVE, INGAM_SIGN_SOON, N_ ("Would take very long") },
  { INGAM_BATCH_WAITING, INGAM_SIGN_LATER, N_ ("Not done") },
  { INGAM_BATCH_OPENED, INGAM_SIGN_LATER, N_ ("Not done") },
  { INGAM_BATCH_ATTENTION, INGAM_SIGN_SOON, NULL },
  { INGAM_BATCH_GOOD, INGAM_SIGN_GOOD, N_ ("Done") },
  { INGAM_BATCH_UNDONE, INGAM_SIGN_REPLACED, N_ ("Undone") },
};

static guint
get_n_items (IngamBatchDialog *self)
{
  return g_list_model_get_n_items (ingam_batch_session_get_items (self->session));
}

static guint
count_done (IngamBatchDialog *self)
{
  return ingam_batch_session_count (self->session, INGAM_BATCH_GOOD) +
         ingam_batch_session_count (self->session, INGAM_BATCH_ATTENTION);
}

/* The form: its parts are shown as the question wants them. */

static void
show_form (IngamBatchDialog *self, const char *title, const char *accept)
{
  IngamSecretDialog *dialog = INGAM_SECRET_DIALOG (self);
  IngamBatchState state = ingam_batch_session_get_state (self->session);
  gboolean password = state == INGAM_BATCH_PASSWORD;

  ingam_secret_dialog_set_title (dialog, title);
  gtk_widget_set_visible (GTK_WIDGET (self->forms), state == INGAM_BATCH_FORM);
  gtk_widget_set_visible (GTK_WIDGET (self->names_label), state != INGAM_BATCH_FORM);
  gtk_widget_set_visible (self->password_list, password);
  gtk_widget_set_visible (GTK_WIDGET (self->skip_button), password);
  ingam_secret_dialog_set_accept (dialog, accept);
  ingam_secret_dialog_set_ready (dialog, !password);
  ingam_secret_dialog_show_page (dialog, "form");
}

static char *
dup_n_certificates (guint n)
{
  return g_strdup_printf (ngettext ("%u certificate", "%u certificates", n), n);
}

static gboolean
has_any_key (IngamBatchDialog *self)
{
  GListModel *items = ingam_batch_session_get_items (self->session);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (IngamBatchItem) item = g_list_model_get_item (items, i);

      if (ingam_credential_get_key_scheme (ingam_batch_item_get_credential (item)) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
show_forms (IngamBatchDialog *self)
{
  g_autofree char *title = dup_n_certificates (get_n_items (self));

  ingam_form_list_set_has_key (self->forms, has_any_key (self));
  show_form (self, title, _ ("_Next"));
  gtk_widget_grab_focus (GTK_WIDGET (self->forms));
}

static char *
dup_waiting_names (IngamBatchDialog *self, guint n)
{
  GListModel *items = ingam_batch_session_get_items (self->session);
  GString *names = g_string_new (NULL);
  guint shown = 0;

  for (guint i = 0; i < g_list_model_get_n_items (items) && shown < MAX_NAMES; i++)
    {
      g_autoptr (IngamBatchItem) item = g_list_model_get_item (items, i);
      g_autofree char *title = NULL;

      if (!ingam_batch_session_is_waiting (self->session, item))
        continue;
      title = ingam_phrase_dup_short_title (ingam_batch_item_get_credential (item));
      g_string_append_printf (names, "%s%s", shown == 0 ? "" : "\n", title);
      shown++;
    }
  if (n > shown)
    {
      g_string_append_c (names, '\n');
      g_string_append_printf (names, ngettext ("and %u more", "and %u more", n - shown), n - shown);
    }
  return g_string_free (names, FALSE);
}

/* What the last password did. */
static void
tell_last (IngamBatchDialog *self, guint n_waiting)
{
  guint n = ingam_batch_session_get_n_opened (self->session);
  g_autofree char *text = NULL;

  if (n > 0)
    {
      text = g_strdup_printf (ngettext ("It was right for %u. Enter another one for the rest, or "
                                        "skip them.",
                                        "It was right for %u. Enter another one for the rest, or "
                                        "skip them.",
                                        n),
                              n);
      ingam_password_field_tell (self->field, text);
      return;
    }
  ingam_password_field_point_at (self->field, INGAM_HINT_ERROR,
                                 ngettext ("The password is not right. Capital and small letters "
                                           "count; check the keyboard layout.",
                                           "The password is right for none of these. Capital and "
                                           "small letters count; check the keyboard layout.",
                                           n_waiting),
                                 NULL);
}

static void
show_password (IngamBatchDialog *self)
{
  guint n = ingam_batch_session_get_n_waiting (self->session);
  g_autofree char *title = g_strdup_printf (
      ngettext ("The password of %u certificate", "The password of %u certificates", n), n);
  g_autofree char *names = dup_waiting_names (self, n);

  gtk_label_set_text (self->names_label, names);
  gtk_button_set_label (self->skip_button, n == 1 ? _ ("_Skip It") : _ ("_Skip Them"));
  show_form (self, title,
             ingam_batch_session_get_verb (self->session) == INGAM_BATCH_CHECK ? _ ("C_heck") :
                                                                                 _ ("_Next"));
  ingam_password_field_clear (self->field);
  gtk_widget_grab_focus (self->password_row);
  if (ingam_batch_session_was_tried (self->session))
    tell_last (self, n);
}

static void
show_place (IngamBatchDialog *self)
{
  guint n = ingam_batch_session_count (self->session, INGAM_BATCH_OPENED);
  g_autofree char *title = g_strdup_printf (
      ngettext ("Where should %u certificate go?", "Where should %u certificates go?", n), n);

  gtk_label_set_text (self->names_label, _ ("Nothing that is already there is overwritten."));
  show_form (self, title, _ ("_Choose Folder…"));
  ingam_secret_dialog_ask_place (INGAM_SECRET_DIALOG (self), NULL);
}

static void
show_busy (IngamBatchDialog *self, IngamBatchState state)
{
  IngamBatchVerb verb = ingam_batch_session_get_verb (self->session);

  gtk_label_set_text (self->busy_label, state == INGAM_BATCH_OPENING ? _ ("Trying the password…") :
                                        state == INGAM_BATCH_UNDOING ? _ ("Undoing…") :
                                                                       _ (verbs[verb].working));
  gtk_progress_bar_set_fraction (self->progress_bar, 0);
  gtk_progress_bar_set_text (self->progress_bar, "");
  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), state != INGAM_BATCH_UNDOING);
  ingam_secret_dialog_set_accept (INGAM_SECRET_DIALOG (self), NULL);
  ingam_secret_dialog_set_cancel (INGAM_SECRET_DIALOG (self),
                                  state == INGAM_BATCH_UNDOING ? NULL : _ ("_Stop"));
  ingam_secret_dialog_show_page (INGAM_SECRET_DIALOG (self), "busy");
}

static void
show_expensive (IngamBatchDialog *self)
{
  guint n = ingam_batch_session_count (self->session, INGAM_BATCH_TOO_EXPENSIVE);
  g_autofree char *text = g_strdup_printf (
      ngettext ("%u certificate asks for unusually much work to open it. It may be made to keep "
                "the computer busy.",
                "%u certificates ask for unusually much work to open them. They may be made to "
                "keep the computer busy.",
                n),
      n);

  adw_status_page_set_description (self->expensive_page, text);
  ingam_secret_dialog_set_accept (INGAM_SECRET_DIALOG (self), NULL);
  ingam_secret_dialog_show_page (INGAM_SECRET_DIALOG (self), "expensive");
  gtk_widget_grab_focus (self->leave_button);
}

/* The results. */

static guint
get_rank (IngamBatchItem *item)
{
  IngamBatchOutcome outcome = ingam_batch_item_get_outcome (item);

  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    if (outcomes[i].outcome == outcome)
      return i;
  return 0;
}

static void
fill_results (IngamBatchDialog *self)
{
  GListModel *items = ingam_batch_session_get_items (self->session);
  guint n = g_list_model_get_n_items (items);
  g_autoptr (GPtrArray) sorted = g_ptr_array_new_full (n, g_object_unref);

  for (guint rank = 0; rank < G_N_ELEMENTS (outcomes); rank++)
    for (guint i = 0; i < n; i++)
      {
        g_autoptr (IngamBatchItem) item = g_list_model_get_item (items, i);

        if (get_rank (item) == rank)
          g_ptr_array_add (sorted, g_steal_pointer (&item));
      }
  g_list_store_splice (self->results, 0, g_list_model_get_n_items (G_LIST_MODEL (self->results)),
                       sorted->pdata, sorted->len);
}

static char *
dup_all_done (IngamBatchVerb verb, guint n)
{
  switch (verb)
    {
    case INGAM_BATCH_EXPORT:
      return g_strdup_printf (ngettext ("%u certificate exported", "%u certificates exported", n),
                              n);
    case INGAM_BATCH_REMOVE:
      return g_strdup_printf (ngettext ("%u certificate removed", "%u certificates removed", n), n);
    case INGAM_BATCH_CHECK:
    default:
      return g_strdup_printf (ngettext ("%u password is right", "All %u passwords are right", n),
                              n);
    }
}

/* Translators: in these, first how many were done, then of how many. */
static char *
dup_some_done (IngamBatchVerb verb, guint done, guint n)
{
  switch (verb)
    {
    case INGAM_BATCH_EXPORT:
      return g_strdup_printf (_ ("%u of %u exported"), done, n);
    case INGAM_BATCH_REMOVE:
      return g_strdup_printf (_ ("%u of %u removed"), done, n);
    case INGAM_BATCH_CHECK:
    default:
      return g_strdup_printf (_ ("%u of %u passwords are right"), done, n);
    }
}

static char *
dup_heading (IngamBatchDialog *self)
{
  IngamBatchVerb verb = ingam_batch_session_get_verb (self->session);
  guint n = get_n_items (self);
  guint done = count_done (self);

  if (done == 0 && ingam_batch_session_count (self->session, INGAM_BATCH_UNDONE) > 0)
    return g_strdup (_ ("Undone"));
  if (done == 0)
    return g_strdup (_ (verbs[verb].none));
  return done < n ? dup_some_done (verb, done, n) : dup_all_done (verb, n);
}

static void
add_count (GPtrArray *parts, guint n, char *text)
{
  if (n > 0)
    g_ptr_array_add (parts, text);
  else
    g_free (text);
}

/* What the heading does not say, in one line. */
static char *
dup_counts (IngamBatchDialog *self)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  guint n[INGAM_BATCH_N_OUTCOMES];

  for (guint i = 0; i < INGAM_BATCH_N_OUTCOMES; i++)
    n[i] = ingam_batch_session_count (self->session, i);
  add_count (parts, n[INGAM_BATCH_FAILED],
             g_strdup_printf (_ ("%u not possible"), n[INGAM_BATCH_FAILED]));
  add_count (parts, n[INGAM_BATCH_WRONG],
             g_strdup_printf (_ ("%u with another password"), n[INGAM_BATCH_WRONG]));
  add_count (parts, n[INGAM_BATCH_TOO_EXPENSIVE],
             g_strdup_printf (_ ("%u left out"), n[INGAM_BATCH_TOO_EXPENSIVE]));
  add_count (parts, n[INGAM_BATCH_WAITING],
             g_strdup_printf (_ ("%u not done"), n[INGAM_BATCH_WAITING]));
  add_count (parts, n[INGAM_BATCH_ATTENTION],
             g_strdup_printf (_ ("%u need attention"), n[INGAM_BATCH_ATTENTION]));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}

static void
show_results (IngamBatchDialog *self)
{
  IngamSecretDialog *dialog = INGAM_SECRET_DIALOG (self);
  g_autofree char *heading = dup_heading (self);
  g_autofree char *counts = dup_counts (self);

  gtk_label_set_text (self->list_heading, heading);
  gtk_label_set_text (self->list_counts, counts);
  gtk_widget_set_visible (GTK_WIDGET (self->list_counts), *counts != '\0');
  gtk_widget_set_visible (self->retry_button,
                          ingam_batch_session_get_n_waiting (self->session) > 0);
  gtk_widget_set_visible (self->undo_button, ingam_batch_session_can_undo (self->session));
  gtk_widget_set_visible (self->folder_button,
                          ingam_batch_session_get_place (self->session) != NULL &&
                              count_done (self) > 0);
  fill_results (self);
  ingam_secret_dialog_set_cancel (dialog, NULL);
  ingam_secret_dialog_set_accept (dialog, _ ("_Done"));
  ingam_secret_dialog_set_ready (dialog, TRUE);
  ingam_secret_dialog_show_page (dialog, "list");
  ingam_secret_dialog_focus_accept (dialog);
}

static void
changed_cb (IngamBatchDialog *self)
{
  IngamBatchState state = ingam_batch_session_get_state (self->session);

  ingam_secret_dialog_set_cancel (INGAM_SECRET_DIALOG (self), _ ("_Cancel"));
  switch (state)
    {
    case INGAM_BATCH_FORM:
      show_forms (self);
      break;
    case INGAM_BATCH_PASSWORD:
      show_password (self);
      break;
    case INGAM_BATCH_EXPENSIVE:
      show_expensive (self);
      break;
    case INGAM_BATCH_PLACE:
      show_place (self);
      break;
    case INGAM_BATCH_OPENING:
    case INGAM_BATCH_WORKING:
    case INGAM_BATCH_UNDOING:
      show_busy (self, state);
      break;
    case INGAM_BATCH_DONE:
    default:
      show_results (self);
      break;
    }
}

static void
progressed_cb (IngamBatchDialog *self, guint done, guint total)
{
  g_autofree char *text = g_strdup_printf (_ ("%u of %u"), done, total);

  gtk_progress_bar_set_fraction (self->progress_bar, total == 0 ? 0 : (double) done / total);
  gtk_progress_bar_set_text (self->progress_bar, text);
}

/* Answers. */

static void
ingam_batch_dialog_accepted (IngamSecretDialog *dialog)
{
  IngamBatchDialog *self = INGAM_BATCH_DIALOG (dialog);
  const IngamForm *form;
  g_autoptr (IngamSecret) password = NULL;

  switch (ingam_batch_session_get_state (self->session))
    {
    case INGAM_BATCH_FORM:
      form = ingam_form_list_get_form (self->forms);
      ingam_batch_session_choose_form (self->session, form->format, form->profile);
      break;
    case INGAM_BATCH_PASSWORD:
      password = ingam_password_field_dup_secret (self->field);
      ingam_batch_session_offer_password (self->session, password);
      break;
    case INGAM_BATCH_PLACE:
      ingam_secret_dialog_ask_place (dialog, NULL);
      break;
    case INGAM_BATCH_DONE:
      gtk_window_close (GTK_WINDOW (self));
      break;
    case INGAM_BATCH_EXPENSIVE:
    case INGAM_BATCH_OPENING:
    case INGAM_BATCH_WORKING:
    case INGAM_BATCH_UNDOING:
    default:
      break;
    }
}

static void
ingam_batch_dialog_placed (IngamSecretDialog *dialog, const char *path)
{
  ingam_batch_session_choose_place (INGAM_BATCH_DIALOG (dialog)->session, path);
}

static void
field_changed_cb (IngamBatchDialog *self)
{
  ingam_secret_dialog_set_ready (INGAM_SECRET_DIALOG (self),
                                 !ingam_password_field_is_empty (self->field));
}

static void
skip_cb (IngamBatchDialog *self)
{
  ingam_batch_session_skip_password (self->session);
}

static void
leave_cb (IngamBatchDialog *self)
{
  ingam_batch_session_answer_expensive (self->session, FALSE);
}

static void
anyway_cb (IngamBatchDialog *self)
{
  ingam_batch_session_answer_expensive (self->session, TRUE);
}

static void
retry_cb (IngamBatchDialog *self)
{
  ingam_batch_session_retry (self->session);
}

static void
undo_cb (IngamBatchDialog *self)
{
  ingam_batch_session_undo (self->session);
}

static void
folder_cb (IngamBatchDialog *self)
{
  g_signal_emit (self, signals[SIGNAL_OPEN_FOLDER], 0,
                 ingam_batch_session_get_place (self->session));
}

/* Rows. */

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, IngamBatchDialog *self)
{
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_child (item, ingam_result_row_new ());
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, IngamBatchDialog *self)
{
  IngamResultRow *row = INGAM_RESULT_ROW (gtk_list_item_get_child (item));
  IngamBatchItem *result = gtk_list_item_get_item (item);
  GtkWidget *around = gtk_widget_get_parent (GTK_WIDGET (row));
  guint rank = get_rank (result);
  const char *name = outcomes[rank].sign_name;
  g_autofree char *title = ingam_phrase_dup_title (ingam_batch_item_get_credential (result));
  g_autofree char *summary = NULL;

  ingam_result_row_set (row, outcomes[rank].kind, name == NULL ? NULL : _ (name), title,
                        ingam_batch_item_get_message (result));
  summary = ingam_result_row_dup_summary (row);
  if (around != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (around), GTK_ACCESSIBLE_PROPERTY_LABEL, summary,
                                    -1);
}

/* Life. */

IngamBatchDialog *
ingam_batch_dialog_new (IngamBatchVerb verb, GPtrArray *pairs)
{
  IngamBatchDialog *self;

  g_return_val_if_fail (pairs != NULL && pairs->len > 0, NULL);

  self = g_object_new (INGAM_TYPE_BATCH_DIALOG, "title", _ (verbs[verb].title), NULL);
  self->session = ingam_batch_session_new (verb);
  for (guint i = 0; i < pairs->len; i++)
    {
      const IngamBatchPair *pair = g_ptr_array_index (pairs, i);

      ingam_batch_session_add (self->session, pair->store, pair->credential);
    }
  g_signal_connect_object (self->session, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "progressed", G_CALLBACK (progressed_cb), self,
                           G_CONNECT_SWAPPED);
  ingam_batch_session_start (self->session);
  return self;
}

IngamBatchSession *
ingam_batch_dialog_get_session (IngamBatchDialog *self)
{
  g_return_val_if_fail (INGAM_IS_BATCH_DIALOG (self), NULL);

  return self->session;
}

static gboolean
ingam_batch_dialog_close_request (GtkWindow *window)
{
  IngamBatchDialog *self = INGAM_BATCH_DIALOG (window);

  if (ingam_batch_session_is_busy (self->session))
    {
      ingam_batch_session_stop (self->session);
      return TRUE;
    }
  return GTK_WINDOW_CLASS (ingam_batch_dialog_parent_class)->close_request (window);
}

static void
ingam_batch_dialog_dispose (GObject *object)
{
  IngamBatchDialog *self = INGAM_BATCH_DIALOG (object);

  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      ingam_batch_session_stop (self->session);
    }
  if (self->results != NULL)
    g_list_store_remove_all (self->results);
  g_clear_object (&self->results);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ingam_batch_dialog_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, IngamBatchDialog, busy_label);
  gtk_widget_class_bind_template_child (widget_class, IngamBatchDialog, expensive_page);
  gtk_widget_class_bind_template_child (widget_class, IngamBatchDialog, folder_button);
  gtk_widget_class_bind_template_child (widget_class, IngamBatchDialog, forms);
  gtk_widget_class_bind_template_child (widget_class, IngamBatchDialog, leave_button);
  gtk_widget_class_bind_template_child (widget_class, IngamBatchDialog, list_counts);
  gtk_widget_class_bind_template_child (widget_class, IngamBatchDialog, list_heading);
  gtk_widget_class_bind_template_child (widget_class, IngamBatchDialog, names_label);
  gtk_widget_class_bind_template_child (widget_class, IngamBatchDialog, password_hint);
  gtk_widget_class_bind_template_child (widget_class, IngamBatchDialog, password_list);
  gtk_widget_class_bind_template_child (widget_class, IngamBatchDialog, password_row);
  gtk_widget_class_bind_template_child (widget_class, IngamBatchDialog, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, IngamBatchDialog, retry_button);
  gtk_widget_class_bind_template_child (widget_class, IngamBatchDialog, selection);
  gtk_widget_class_bind_template_child (widget_class, IngamBatchDialog, skip_button);
  gtk_widget_class_bind_template_child (widget_class, IngamBatchDialog, undo_button);
  gtk_widget_class_bind_template_callback (widget_class, anyway_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, folder_cb);
  gtk_widget_class_bind_template_callback (widget_class, leave_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, skip_cb);
  gtk_widget_class_bind_template_callback (widget_class, undo_cb);
}

static void
ingam_batch_dialog_class_init (IngamBatchDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_batch_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = ingam_batch_dialog_close_request;
  INGAM_SECRET_DIALOG_CLASS (klass)->accepted = ingam_batch_dialog_accepted;
  INGAM_SECRET_DIALOG_CLASS (klass)->placed = ingam_batch_dialog_placed;
  signals[SIGNAL_OPEN_FOLDER] =
      g_signal_new ("open-folder", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (INGAM_TYPE_FORM_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/batch/batch-dialog.ui");
  bind_children (widget_class);
}

static void
ingam_batch_dialog_init (IngamBatchDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->field = ingam_secret_dialog_add_field (INGAM_SECRET_DIALOG (self), self->password_row,
                                               self->password_hint);
  g_signal_connect_object (self->field, "changed", G_CALLBACK (field_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->results = g_list_store_new (INGAM_TYPE_BATCH_ITEM);
  gtk_no_selection_set_model (self->selection, G_LIST_MODEL (self->results));
  ingam_finish_below (GTK_WIDGET (self));
}
