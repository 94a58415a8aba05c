/* Which page is seen follows from what the session does: it works, it is stuck, it is done. A
 * person goes between the others.
 *
 * What takes no time is not announced: the page of steps comes only when something takes longer
 * than a moment. What nobody asked for brings up no page at all.
 */
#include "config.h"

#include "app/backup/backup-window.h"

#include "core/base/settings.h"
#include "app/backup/backup-texts.h"
#include "app/backup/destination-page.h"
#include "app/backup/keyring-page.h"
#include "app/backup/new-destination-page.h"
#include "app/backup/open-page.h"
#include "app/backup/passphrase-page.h"
#include "app/backup/pick-page.h"
#include "app/backup/progress-page.h"
#include "app/backup/restic-page.h"
#include "app/backup/restore-page.h"
#include "app/backup/sheet-page.h"
#include "app/backup/sheet-print.h"
#include "app/backup/state-page.h"
#include "app/widgets/chooser.h"
#include "app/widgets/finish.h"
#include "core/backup/recovery.h"
#include "core/base/clock.h"

#include <glib/gi18n.h>

#define A_MOMENT 300 /* milliseconds */

struct _IngamBackupWindow
{
  AdwWindow parent_instance;

  /* Owned */
  IngamBackupSession *session;
  GtkFileChooserNative *chooser;
  char *place;               /* that the page of a place is about */
  IngamDestination *removed; /* the last one, to be put back */
  guint moment;              /* source */

  const char *origin; /* static: where a task was begun */

  /* Template children */
  GtkWidget *back_button;
  GtkStack *stack;
  AdwToastOverlay *toasts;
};

enum
{
  SIGNAL_ASKED,
  SIGNAL_RESTORED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamBackupWindow, ingam_backup_window, ADW_TYPE_WINDOW)

static guint signals[N_SIGNALS];

static void
say (IngamBackupWindow *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

/* --- the pages --- */

static void
place_chosen_cb (IngamBackupWindow *self, const char *id)
{
  g_free (self->place);
  self->place = g_strdup (id);
  ingam_backup_window_show_page (self, "place");
}

static GtkWidget *
make_state (IngamBackupWindow *self)
{
  GtkWidget *page = g_object_new (INGAM_TYPE_STATE_PAGE, NULL);

  ingam_state_page_set_session (INGAM_STATE_PAGE (page), self->session);
  g_signal_connect_object (page, "place-chosen", G_CALLBACK (place_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  return page;
}

static void
folder_chosen_cb (IngamBackupWindow *self, GFile *folder, gboolean is_synced)
{
  g_autoptr (IngamDestination) destination =
      ingam_destination_new_for_file (folder, ingam_backup_session_get_monitor (self->session));

  if (is_synced)
    ingam_backup_session_add_synced (self->session, destination);
  else
    ingam_backup_session_add_place (self->session, destination);
  ingam_backup_window_show_page (self, "state");
}

static GtkWidget *
make_new (IngamBackupWindow *self)
{
  GtkWidget *page = g_object_new (INGAM_TYPE_NEW_DESTINATION_PAGE, NULL);

  ingam_new_destination_page_set_monitor (INGAM_NEW_DESTINATION_PAGE (page),
                                          ingam_backup_session_get_monitor (self->session));
  g_signal_connect_object (page, "chosen", G_CALLBACK (folder_chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "failed", G_CALLBACK (say), self, G_CONNECT_SWAPPED);
  return page;
}

static void
connected_cb (IngamBackupWindow *self, const char *repository, IngamSecret *password)
{
  g_autoptr (IngamDestination) destination =
      ingam_destination_new (INGAM_DESTINATION_RESTIC, repository, NULL);

  ingam_backup_session_add_repository (self->session, destination, password);
  ingam_backup_window_show_page (self, "state");
}

static GtkWidget *
make_restic (IngamBackupWindow *self)
{
  GtkWidget *page = g_object_new (INGAM_TYPE_RESTIC_PAGE, NULL);

  g_signal_connect_object (page, "connected", G_CALLBACK (connected_cb), self, G_CONNECT_SWAPPED);
  return page;
}

static GtkWidget *
make_place (IngamBackupWindow *self)
{
  GtkWidget *page = g_object_new (INGAM_TYPE_DESTINATION_PAGE, NULL);

  ingam_destination_page_set (INGAM_DESTINATION_PAGE (page), self->session, self->place);
  return page;
}

static GtkWidget *
make_progress (IngamBackupWindow *self)
{
  GtkWidget *page = g_object_new (INGAM_TYPE_PROGRESS_PAGE, NULL);

  ingam_progress_page_set_session (INGAM_PROGRESS_PAGE (page), self->session);
  return page;
}

static GtkWidget *
make_keyring (IngamBackupWindow *self)
{
  GtkWidget *page = g_object_new (INGAM_TYPE_KEYRING_PAGE, NULL);

  ingam_keyring_page_set_session (INGAM_KEYRING_PAGE (page), self->session);
  return page;
}

static void
kept_cb (IngamBackupWindow *self, const char *mark)
{
  GSettings *settings = ingam_backup_session_get_settings (self->session);

  if (settings != NULL)
    g_settings_set_string (settings, INGAM_SETTING_BACKUP_ON_PAPER, mark);
}

static void print_sheet (IngamBackupWindow *self, IngamSecret *passphrase);

static void
print_cb (IngamBackupWindow *self, IngamPassphrasePage *page)
{
  print_sheet (self, ingam_passphrase_page_get_passphrase (page));
}

static GtkWidget *
make_passphrase (IngamBackupWindow *self)
{
  GtkWidget *page = g_object_new (INGAM_TYPE_PASSPHRASE_PAGE, NULL);

  g_signal_connect_object (page, "kept", G_CALLBACK (kept_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "print", G_CALLBACK (print_cb), self, G_CONNECT_SWAPPED);
  return page;
}

static GtkWidget *
make_sheet (IngamBackupWindow *self)
{
  return g_object_new (INGAM_TYPE_SHEET_PAGE, NULL);
}

static void
picked_cb (IngamBackupWindow *self, const char *place, const char *name)
{
  ingam_backup_session_open (self->session, place, name);
}

static GtkWidget *
make_pick (IngamBackupWindow *self)
{
  GtkWidget *page = g_object_new (INGAM_TYPE_PICK_PAGE, NULL);

  ingam_pick_page_set_session (INGAM_PICK_PAGE (page), self->session);
  g_signal_connect_object (page, "chosen", G_CALLBACK (picked_cb), self, G_CONNECT_SWAPPED);
  return page;
}

static void
opened_cb (IngamBackupWindow *self, GFile *file, IngamSecret *passphrase)
{
  ingam_backup_session_open_file (self->session, file, passphrase);
}

static GtkWidget *
make_open (IngamBackupWindow *self)
{
  GtkWidget *page = g_object_new (INGAM_TYPE_OPEN_PAGE, NULL);

  g_signal_connect_object (page, "opened", G_CALLBACK (opened_cb), self, G_CONNECT_SWAPPED);
  return page;
}

static void
restored_cb (IngamBackupWindow *self, const char *step, guint n)
{
  g_signal_emit (self, signals[SIGNAL_RESTORED], 0, step, n);
}

static void
restore_left_cb (IngamBackupWindow *self)
{
  ingam_backup_window_show_page (self, "state");
}

/* Of a file from elsewhere it was typed, and can be typed again. */
static void
passphrase_wanted_cb (IngamBackupWindow *self)
{
  ingam_backup_window_show_page (self, g_strcmp0 (self->origin, "open") == 0 ? "open" : "pick");
}

static GtkWidget *
make_restore (IngamBackupWindow *self)
{
  GtkWidget *page = ingam_restore_page_new ();

  g_signal_connect_object (page, "left", G_CALLBACK (restore_left_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "passphrase-wanted", G_CALLBACK (passphrase_wanted_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "restored", G_CALLBACK (restored_cb), self, G_CONNECT_SWAPPED);
  return page;
}

/* What was typed or shown on a page does not stay there. */
static void
clear_keyring (IngamBackupWindow *self, GtkWidget *page)
{
  ingam_keyring_page_clear (INGAM_KEYRING_PAGE (page));
}

static void
clear_open (IngamBackupWindow *self, GtkWidget *page)
{
  ingam_open_page_clear (INGAM_OPEN_PAGE (page));
}

static void
clear_passphrase (IngamBackupWindow *self, GtkWidget *page)
{
  ingam_passphrase_page_clear (INGAM_PASSPHRASE_PAGE (page));
}

static void
clear_restic (IngamBackupWindow *self, GtkWidget *page)
{
  ingam_restic_page_clear (INGAM_RESTIC_PAGE (page));
}

static const struct
{
  const char *word;
  const char *back; /* where Back leads; NULL: nowhere */
  GtkWidget *(*make) (IngamBackupWindow *self);
  void (*leave) (IngamBackupWindow *self, GtkWidget *page); /* NULL: nothing has to be done */
  gboolean is_fresh;                                        /* made anew each time it is shown */
} pages[] = {
  { "state", NULL, make_state, NULL, FALSE },
  { "new", "state", make_new, NULL, TRUE },
  { "restic", "new", make_restic, clear_restic, FALSE },
  { "place", "state", make_place, NULL, TRUE },
  { "progress", NULL, make_progress, NULL, FALSE },
  { "keyring", "state", make_keyring, clear_keyring, FALSE },
  { "passphrase", "state", make_passphrase, clear_passphrase, FALSE },
  { "sheet", "state", make_sheet, NULL, FALSE },
  { "pick", "state", make_pick, NULL, TRUE },
  { "open", "pick", make_open, clear_open, FALSE },
  { "restore", "pick", make_restore, NULL, TRUE },
};

static guint
find_page (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    if (g_strcmp0 (pages[i].word, word) == 0)
      return i;
  return 0;
}

const char *
ingam_backup_window_get_page (IngamBackupWindow *self)
{
  g_return_val_if_fail (INGAM_IS_BACKUP_WINDOW (self), NULL);

  return gtk_stack_get_visible_child_name (self->stack);
}

static gboolean
is_on (IngamBackupWindow *self, const char *word)
{
  return g_strcmp0 (ingam_backup_window_get_page (self), word) == 0;
}

static GtkWidget *
ensure_page (IngamBackupWindow *self, guint index)
{
  GtkWidget *page = gtk_stack_get_child_by_name (self->stack, pages[index].word);

  if (page != NULL && pages[index].is_fresh)
    {
      gtk_stack_remove (self->stack, page);
      page = NULL;
    }
  if (page == NULL)
    {
      page = pages[index].make (self);
      gtk_stack_add_named (self->stack, page, pages[index].word);
      ingam_finish_below (page);
    }
  return page;
}

static void
leave_page (IngamBackupWindow *self)
{
  const char *word = ingam_backup_window_get_page (self);
  guint index = find_page (word);

  if (word != NULL && pages[index].leave != NULL)
    pages[index].leave (self, gtk_stack_get_visible_child (self->stack));
}

/* Which way it slides says where it was come from. */
static GtkStackTransitionType
get_transition (const char *before, guint index)
{
  if (before == NULL)
    return GTK_STACK_TRANSITION_TYPE_NONE;
  return g_strcmp0 (pages[find_page (before)].back, pages[index].word) == 0 || index == 0 ?
             GTK_STACK_TRANSITION_TYPE_SLIDE_RIGHT :
             GTK_STACK_TRANSITION_TYPE_SLIDE_LEFT;
}

void
ingam_backup_window_show_page (IngamBackupWindow *self, const char *word)
{
  guint index = find_page (word);
  const char *before;
  GtkWidget *page;

  g_return_if_fail (INGAM_IS_BACKUP_WINDOW (self));

  before = ingam_backup_window_get_page (self);
  if (before != NULL && g_str_equal (before, pages[index].word) && !pages[index].is_fresh)
    return;
  leave_page (self);
  page = ensure_page (self, index);
  gtk_stack_set_visible_child_full (self->stack, pages[index].word, get_transition (before, index));
  gtk_widget_set_visible (self->back_button, pages[index].back != NULL);
  if (gtk_widget_get_focus_child (page) == NULL) /* GtkStack may have seen to it */
    gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

/* --- what the session does --- */

static void
stop_moment (IngamBackupWindow *self)
{
  if (self->moment != 0)
    g_source_remove (self->moment);
  self->moment = 0;
}

static void
remember_origin (IngamBackupWindow *self)
{
  const char *word = ingam_backup_window_get_page (self);

  if (word != NULL && !g_str_equal (word, "progress") && !g_str_equal (word, "keyring"))
    self->origin = pages[find_page (word)].word;
}

static gboolean
moment_cb (gpointer user_data)
{
  IngamBackupWindow *self = user_data;

  self->moment = 0;
  ingam_backup_window_show_page (self, "progress");
  return G_SOURCE_REMOVE;
}

static void
changed_cb (IngamBackupWindow *self)
{
  IngamBackupState state = ingam_backup_session_get_state (self->session);

  if (state == INGAM_BACKUP_STUCK)
    {
      stop_moment (self);
      remember_origin (self);
      ingam_backup_window_show_page (self, "keyring");
    }
  else if (state == INGAM_BACKUP_WORKING && !ingam_backup_session_is_quiet (self->session) &&
           !is_on (self, "progress") && self->moment == 0)
    {
      remember_origin (self);
      self->moment = g_timeout_add (A_MOMENT, moment_cb, self);
    }
}

static void
show_passphrase (IngamBackupWindow *self, gboolean is_new)
{
  g_autoptr (IngamSecret) passphrase = ingam_backup_session_take_passphrase (self->session);
  g_autofree char *where = NULL;

  if (passphrase == NULL)
    return;
  where = ingam_backup_session_dup_keyring_name (self->session);
  ingam_backup_window_show_page (self, "passphrase");
  ingam_passphrase_page_show (
      INGAM_PASSPHRASE_PAGE (gtk_stack_get_child_by_name (self->stack, "passphrase")), passphrase,
      where, is_new);
}

static guint
count_failed (IngamBackupWindow *self)
{
  GPtrArray *outcomes = ingam_backup_session_get_outcomes (self->session);
  guint n = 0;

  for (guint i = 0; i < outcomes->len; i++)
    if (((IngamBackupOutcome *) g_ptr_array_index (outcomes, i))->error != NULL)
      n++;
  return n;
}

/* Of one place that failed its reason, of several how many; the page says the rest. */
static void
end_backing_up (IngamBackupWindow *self)
{
  GPtrArray *outcomes = ingam_backup_session_get_outcomes (self->session);
  guint n = count_failed (self);
  g_autofree char *text = NULL;

  ingam_backup_window_show_page (self, g_strcmp0 (self->origin, "place") == 0 ? "place" : "state");
  show_passphrase (self, TRUE);
  if (outcomes->len == 0 || (n == 0 && is_on (self, "passphrase")))
    return; /* stopped, or given up; or there is something else to be read */
  if (n == 0)
    text = g_strdup (_ ("Backed up, opened again and compared."));
  else if (outcomes->len == 1)
    text = g_strdup (((IngamBackupOutcome *) g_ptr_array_index (outcomes, 0))->error->message);
  else
    text = g_strdup_printf (ngettext ("%u of %u places could not be written to.",
                                      "%u of %u places could not be written to.", n),
                            n, outcomes->len);
  say (self, text);
}

static void
end_verifying (IngamBackupWindow *self)
{
  const GError *error = ingam_backup_session_get_error (self->session);

  ingam_backup_window_show_page (self, self->origin);
  if (error != NULL)
    say (self, error->message);
  else if (ingam_backup_session_get_trouble (self->session) == INGAM_KEYRING_FINE)
    say (self, _ ("Opened and read to its end: all in order."));
}

static void
end_opening (IngamBackupWindow *self)
{
  IngamReader *reader = ingam_backup_session_take_reader (self->session);

  if (reader == NULL)
    {
      ingam_backup_window_show_page (self, self->origin);
      return;
    }
  ingam_backup_window_show_page (self, "restore");
  ingam_restore_page_set_backup (
      INGAM_RESTORE_PAGE (gtk_stack_get_child_by_name (self->stack, "restore")), reader,
      ingam_backup_session_get_store (self->session));
}

static void
end_printing (IngamBackupWindow *self)
{
  g_autoptr (IngamSecret) passphrase = ingam_backup_session_take_passphrase (self->session);

  ingam_backup_window_show_page (self, self->origin);
  if (passphrase != NULL)
    print_sheet (self, passphrase);
}

static void
end_showing (IngamBackupWindow *self)
{
  ingam_backup_window_show_page (self, self->origin);
  show_passphrase (self, FALSE);
}

static void
finished_cb (IngamBackupWindow *self, int task)
{
  static const struct
  {
    void (*end) (IngamBackupWindow *self);
    gboolean says_failure; /* by itself */
  } ends[] = {
    [INGAM_BACKUP_TASK_NONE] = { NULL, TRUE },
    [INGAM_BACKUP_TASK_BACK_UP] = { end_backing_up, TRUE },
    [INGAM_BACKUP_TASK_VERIFY] = { end_verifying, TRUE },
    [INGAM_BACKUP_TASK_SHOW] = { end_showing, FALSE },
    [INGAM_BACKUP_TASK_PRINT] = { end_printing, FALSE },
    [INGAM_BACKUP_TASK_RESTORE] = { end_opening, FALSE },
    [INGAM_BACKUP_TASK_DRILL] = { NULL, TRUE },
  };
  const GError *error = ingam_backup_session_get_error (self->session);

  stop_moment (self);
  if (ingam_backup_session_is_quiet (self->session) || ends[task].end == NULL)
    return;
  ends[task].end (self);
  if (error != NULL && !ends[task].says_failure)
    say (self, error->message);
}

/* --- the sheet --- */

static GPtrArray *
list_credentials (IngamBackupWindow *self)
{
  GPtrArray *credentials = g_ptr_array_new_with_free_func (g_object_unref);
  const IngamBackupLook *look = ingam_backup_session_get_look (self->session);
  GPtrArray *all = look == NULL || look->contents == NULL ?
                       NULL :
                       ingam_contents_get_credentials (look->contents);

  for (guint i = 0; all != NULL && i < all->len; i++)
    g_ptr_array_add (
        credentials,
        g_object_ref (((IngamContentsCredential *) g_ptr_array_index (all, i))->credential));
  return credentials;
}

static IngamRecovery *
new_recovery (IngamBackupWindow *self, IngamSecret *passphrase)
{
  g_autoptr (GPtrArray) credentials = list_credentials (self);
  IngamLedger *ledger = ingam_backup_session_get_ledger (self->session);

  return ledger == NULL ? NULL :
                          ingam_recovery_new (ledger, credentials, passphrase, ingam_clock_now ());
}

static void
print_failed_cb (GtkWindow *window, const char *sentence)
{
  say (INGAM_BACKUP_WINDOW (window), sentence);
}

static void
print_sheet (IngamBackupWindow *self, IngamSecret *passphrase)
{
  IngamRecovery *recovery = new_recovery (self, passphrase);

  if (recovery != NULL)
    ingam_sheet_print (GTK_WINDOW (self), recovery, print_failed_cb);
}

static void
print_sheet_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamBackupWindow *self = INGAM_BACKUP_WINDOW (widget);

  if (g_variant_get_boolean (parameter))
    ingam_backup_session_find_passphrase (self->session, INGAM_BACKUP_TASK_PRINT);
  else
    print_sheet (self, NULL);
}

static void
save_response_cb (GtkNativeDialog *dialog, int response, IngamBackupWindow *self)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;
  g_autoptr (IngamRecovery) recovery = NULL;
  g_autoptr (GError) error = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  gtk_native_dialog_hide (dialog);
  if (file == NULL)
    return;
  path = g_file_get_path (file);
  recovery = new_recovery (self, NULL);
  if (path == NULL || recovery == NULL)
    say (self, _ ("The sheet has to be saved in a folder of this computer."));
  else if (ingam_sheet_save_pdf (recovery, path, &error))
    say (self, _ ("The sheet was saved. It has no passphrase on it."));
  else
    say (self, error->message);
}

static void
save_sheet_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamBackupWindow *self = INGAM_BACKUP_WINDOW (widget);

  g_clear_object (&self->chooser);
  self->chooser = ingam_chooser_new (GTK_WINDOW (self), _ ("Save Recovery Sheet"),
                                     GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"));
  /* Translators: a file's name. */
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), _ ("Recovery Sheet.pdf"));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (save_response_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
show_passphrase_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ingam_backup_session_find_passphrase (INGAM_BACKUP_WINDOW (widget)->session,
                                        INGAM_BACKUP_TASK_SHOW);
}

/* --- a backup file from elsewhere --- */

static void
file_response_cb (GtkNativeDialog *dialog, int response, IngamBackupWindow *self)
{
  g_autoptr (GFile) file = NULL;
  IngamLedger *ledger = ingam_backup_session_get_ledger (self->session);

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  gtk_native_dialog_hide (dialog);
  if (file == NULL)
    return;
  ingam_backup_window_show_page (self, "open");
  ingam_open_page_set_file (INGAM_OPEN_PAGE (gtk_stack_get_child_by_name (self->stack, "open")),
                            file, ledger != NULL && ledger->mark != NULL);
}

static void
pick_file_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamBackupWindow *self = INGAM_BACKUP_WINDOW (widget);

  g_clear_object (&self->chooser);
  self->chooser = ingam_chooser_new (GTK_WINDOW (self), _ ("Choose a Backup File"),
                                     GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (file_response_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* --- what else is done --- */

static void
back_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamBackupWindow *self = INGAM_BACKUP_WINDOW (widget);
  const char *back = pages[find_page (ingam_backup_window_get_page (self))].back;

  if (is_on (self, "keyring"))
    ingam_backup_session_give_up (self->session);
  else if (back != NULL)
    ingam_backup_window_show_page (self, back);
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
show_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ingam_backup_window_show_page (INGAM_BACKUP_WINDOW (widget),
                                 g_variant_get_string (parameter, NULL));
}

static void
ask_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_ASKED], 0, action);
}

static void
say_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  say (INGAM_BACKUP_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
back_up_now_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ingam_backup_session_back_up (INGAM_BACKUP_WINDOW (widget)->session, NULL);
}

static void
back_up_here_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamBackupWindow *self = INGAM_BACKUP_WINDOW (widget);

  if (self->place != NULL)
    ingam_backup_session_back_up (self->session, self->place);
}

static void
open_uri_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_show_uri (GTK_WINDOW (widget), g_variant_get_string (parameter, NULL), GDK_CURRENT_TIME);
}

static void
add_again_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamBackupWindow *self = INGAM_BACKUP_WINDOW (widget);

  if (self->removed != NULL)
    ingam_backup_session_add_place (self->session, self->removed);
  g_clear_pointer (&self->removed, ingam_destination_unref);
}

static void
remove_place_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamBackupWindow *self = INGAM_BACKUP_WINDOW (widget);
  const char *id = g_variant_get_string (parameter, NULL);
  const IngamLedgerPlace *place = ingam_backup_session_find_place (self->session, id);
  g_autofree char *text = NULL;
  g_autofree char *escaped = NULL;
  AdwToast *toast;

  if (place == NULL)
    return;
  g_clear_pointer (&self->removed, ingam_destination_unref);
  self->removed = ingam_destination_ref (place->destination);
  ingam_backup_session_remove_place (self->session, id);
  ingam_backup_window_show_page (self, "state");
  /* Translators: %s is a place for backups. */
  text = g_strdup_printf (_ ("%s — no longer backed up there"),
                          ingam_destination_get_label (self->removed));
  escaped = g_markup_escape_text (text, -1);
  toast = adw_toast_new (escaped);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_action_name (toast, "backup.add-again");
  adw_toast_overlay_add_toast (self->toasts, toast);
}

void
ingam_backup_window_add_toast (IngamBackupWindow *self, AdwToast *toast)
{
  g_return_if_fail (INGAM_IS_BACKUP_WINDOW (self));

  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* --- life --- */

static void
active_cb (IngamBackupWindow *self)
{
  if (gtk_window_is_active (GTK_WINDOW (self)) && self->session != NULL)
    ingam_backup_session_load (self->session);
}

IngamBackupWindow *
ingam_backup_window_new (IngamBackupSession *session)
{
  IngamBackupWindow *self;

  g_return_val_if_fail (INGAM_IS_BACKUP_SESSION (session), NULL);

  self = g_object_new (INGAM_TYPE_BACKUP_WINDOW, NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "failed", G_CALLBACK (say), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "finished", G_CALLBACK (finished_cb), self, G_CONNECT_SWAPPED);
  ingam_backup_window_show_page (self, "state");
  ingam_backup_session_load (session);
  changed_cb (self);
  return self;
}

static void
ingam_backup_window_dispose (GObject *object)
{
  IngamBackupWindow *self = INGAM_BACKUP_WINDOW (object);

  stop_moment (self);
  g_clear_object (&self->chooser);
  g_clear_object (&self->session);
  g_clear_pointer (&self->removed, ingam_destination_unref);
  g_clear_pointer (&self->place, g_free);
  G_OBJECT_CLASS (ingam_backup_window_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    const char *type;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "backup.add-again", NULL, add_again_cb },
    { "backup.back", NULL, back_cb },
    { "backup.back-up-here", NULL, back_up_here_cb },
    { "backup.back-up-now", NULL, back_up_now_cb },
    { "backup.open-uri", "s", open_uri_cb },
    { "backup.pick-file", NULL, pick_file_cb },
    { "backup.print-sheet", "b", print_sheet_cb },
    { "backup.remove-place", "s", remove_place_cb },
    { "backup.save-sheet", NULL, save_sheet_cb },
    { "backup.say", "s", say_cb },
    { "backup.show", "s", show_cb },
    { "backup.show-passphrase", NULL, show_passphrase_cb },
    { "win.undo", NULL, ask_cb },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].type,
                                     actions[i].activate);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "backup.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "backup.back",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "win.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close",
                                       NULL);
}

static void
ingam_backup_window_class_init (IngamBackupWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_backup_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/backup/backup-window.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamBackupWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, IngamBackupWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, IngamBackupWindow, toasts);
  install_actions (widget_class);

  signals[SIGNAL_ASKED] = g_signal_new ("asked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_RESTORED] =
      g_signal_new ("restored", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_UINT);
}

static void
ingam_backup_window_init (IngamBackupWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::is-active", G_CALLBACK (active_cb), NULL);
  ingam_finish_below (GTK_WIDGET (self));
}
