/* Which page of the guide is seen, and who is asked for what the pages cannot do by themselves.
 *
 * Every page shown is written to the journal before anything is done on it: after a crash the guide
 * opens there again. Pages are made when they are first shown. What belongs to other parts of the
 * program (import, the dialogs with passwords, export) is asked for by the names that the main
 * window has for it, so a row offers "win.check-password" here and there alike.
 */
#include "config.h"

#include "app/aftercare/aftercare-window.h"

#include "app/aftercare/backup-page.h"
#include "app/aftercare/history-page.h"
#include "app/aftercare/install-page.h"
#include "app/aftercare/overview-page.h"
#include "app/aftercare/password-page.h"
#include "app/aftercare/reason-page.h"
#include "app/aftercare/services-page.h"
#include "app/aftercare/step-page.h"
#include "app/aftercare/support-page.h"
#include "app/widgets/drop-frame.h"
#include "app/widgets/finish.h"
#include "app/widgets/phrases.h"
#include "core/care/replacement.h"

#include <glib/gi18n.h>

struct _IngamAftercareWindow
{
  AdwWindow parent_instance;

  /* Owned */
  IngamAftercare *aftercare;
  IngamPlaces *places;

  /* Borrowed; NULL until first shown */
  IngamBackupPage *backup_page;
  IngamInstallPage *install_page;
  IngamPasswordPage *password_page;

  IngamReason wanted; /* was chosen and is not yet remembered; NONE: none */
  gboolean is_closing;

  /* Template children */
  GtkWidget *back_button;
  GtkStack *stack;
  AdwWindowTitle *title;
  AdwToastOverlay *toasts;
};

enum
{
  SIGNAL_ASKED,
  SIGNAL_CHANGED,
  SIGNAL_CLEAR_AWAY,
  SIGNAL_DROPPED,
  SIGNAL_READ,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamAftercareWindow, ingam_aftercare_window, ADW_TYPE_WINDOW)

static guint signals[N_SIGNALS];

static void show_page (IngamAftercareWindow *self, const char *word, gboolean is_remembered);

/* --- the pages --- */

static void
reason_chosen_cb (IngamAftercareWindow *self, int reason)
{
  const IngamAftercareState *state = ingam_aftercare_get_state (self->aftercare);

  if (state != NULL && state->reason == (IngamReason) reason) /* nothing changes: nothing is told */
    {
      show_page (self, "overview", TRUE);
      return;
    }
  self->wanted = (IngamReason) reason;
  ingam_aftercare_set_reason (self->aftercare, self->wanted);
}

static void
step_chosen_cb (IngamAftercareWindow *self, int step)
{
  show_page (self, ingam_step_get_word ((IngamStep) step), TRUE);
}

static GtkWidget *
make_reason (IngamAftercareWindow *self)
{
  GtkWidget *page = g_object_new (INGAM_TYPE_REASON_PAGE, NULL);

  g_signal_connect_object (page, "chosen", G_CALLBACK (reason_chosen_cb), self, G_CONNECT_SWAPPED);
  return page;
}

static GtkWidget *
make_overview (IngamAftercareWindow *self)
{
  GtkWidget *page = g_object_new (INGAM_TYPE_OVERVIEW_PAGE, NULL);

  ingam_overview_page_set_aftercare (INGAM_OVERVIEW_PAGE (page), self->aftercare);
  g_signal_connect_object (page, "step-chosen", G_CALLBACK (step_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  return page;
}

static GtkWidget *
make_history (IngamAftercareWindow *self)
{
  GtkWidget *page = g_object_new (INGAM_TYPE_HISTORY_PAGE, NULL);

  ingam_history_page_set (INGAM_HISTORY_PAGE (page), ingam_aftercare_get_journal (self->aftercare),
                          ingam_aftercare_get_credential (self->aftercare));
  return page;
}

static GtkWidget *
wrap_step (IngamAftercareWindow *self, IngamStep step, GtkWidget *content)
{
  GtkWidget *page = ingam_step_page_new (step, content);

  ingam_step_page_set_aftercare (INGAM_STEP_PAGE (page), self->aftercare);
  return page;
}

static void
clear_away_cb (IngamAftercareWindow *self, IngamCredential *old)
{
  g_signal_emit (self, signals[SIGNAL_CLEAR_AWAY], 0, old);
}

static GtkWidget *
make_install (IngamAftercareWindow *self)
{
  self->install_page = g_object_new (INGAM_TYPE_INSTALL_PAGE, NULL);
  ingam_install_page_set_places (self->install_page, self->places);
  ingam_install_page_set_aftercare (self->install_page, self->aftercare);
  g_signal_connect_object (self->install_page, "clear-away", G_CALLBACK (clear_away_cb), self,
                           G_CONNECT_SWAPPED);
  return wrap_step (self, INGAM_STEP_INSTALL, GTK_WIDGET (self->install_page));
}

static void
update_copies (IngamAftercareWindow *self)
{
  IngamCredential *credential = ingam_aftercare_get_credential (self->aftercare);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GPtrArray) copies = NULL;
  g_auto (GStrv) list = NULL;

  if (self->password_page == NULL)
    return;
  if (credential != NULL)
    copies = ingam_places_list_copies (self->places, credential);
  for (guint i = 0; copies != NULL && i < copies->len; i++)
    g_strv_builder_add (names, ingam_place_get_name (g_ptr_array_index (copies, i)));
  list = g_strv_builder_end (names);
  ingam_password_page_set_copies (self->password_page, (const char *const *) list);
}

static GtkWidget *
make_password (IngamAftercareWindow *self)
{
  self->password_page = g_object_new (INGAM_TYPE_PASSWORD_PAGE, NULL);
  ingam_password_page_set_aftercare (self->password_page, self->aftercare);
  update_copies (self);
  return wrap_step (self, INGAM_STEP_PASSWORD, GTK_WIDGET (self->password_page));
}

static GtkWidget *
make_services (IngamAftercareWindow *self)
{
  GtkWidget *content = g_object_new (INGAM_TYPE_SERVICES_PAGE, NULL);

  ingam_services_page_set_aftercare (INGAM_SERVICES_PAGE (content), self->aftercare);
  return wrap_step (self, INGAM_STEP_SERVICES, content);
}

static GtkWidget *
make_backup (IngamAftercareWindow *self)
{
  self->backup_page = g_object_new (INGAM_TYPE_BACKUP_PAGE, NULL);
  ingam_backup_page_set_places (self->backup_page, self->places);
  ingam_backup_page_set_aftercare (self->backup_page, self->aftercare);
  return wrap_step (self, INGAM_STEP_BACKUP, GTK_WIDGET (self->backup_page));
}

static GtkWidget *
make_support (IngamAftercareWindow *self)
{
  GtkWidget *content = g_object_new (INGAM_TYPE_SUPPORT_PAGE, NULL);

  ingam_support_page_set_aftercare (INGAM_SUPPORT_PAGE (content), self->aftercare);
  return wrap_step (self, INGAM_STEP_SUPPORT, content);
}

/* The words are those in the journal. */
static const struct
{
  const char *word;
  const char *back; /* where Back leads; NULL: nowhere */
  GtkWidget *(*make) (IngamAftercareWindow *self);
  gboolean is_fresh; /* made anew each time it is shown */
} pages[] = {
  { "overview", NULL, make_overview, FALSE },
  { "reason", "overview", make_reason, FALSE },
  { "install", "overview", make_install, FALSE },
  { "password", "overview", make_password, FALSE },
  { "services", "overview", make_services, FALSE },
  { "backup", "overview", make_backup, FALSE },
  { "support", "overview", make_support, FALSE },
  { "history", "overview", make_history, TRUE },
};

static guint
find_page (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    if (g_strcmp0 (pages[i].word, word) == 0)
      return i;
  return 0;
}

/* --- which of them is seen --- */

const char *
ingam_aftercare_window_get_page (IngamAftercareWindow *self)
{
  g_return_val_if_fail (INGAM_IS_AFTERCARE_WINDOW (self), NULL);

  return gtk_stack_get_visible_child_name (self->stack);
}

static gboolean
has_reason (IngamAftercareWindow *self)
{
  const IngamAftercareState *state = ingam_aftercare_get_state (self->aftercare);

  return state != NULL && state->reason != INGAM_REASON_NONE;
}

/* Of a page that needs no answer first. */
static const char *
find_back (IngamAftercareWindow *self)
{
  const char *word = ingam_aftercare_window_get_page (self);

  if (word == NULL || (g_str_equal (word, "reason") && !has_reason (self)))
    return NULL;
  return pages[find_page (word)].back;
}

static GtkWidget *
ensure_page (IngamAftercareWindow *self, guint index)
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

/* @is_remembered: it was gone to, not only shown as it was found. */
static void
show_page (IngamAftercareWindow *self, const char *word, gboolean is_remembered)
{
  guint index = find_page (word);
  const char *before = ingam_aftercare_window_get_page (self);
  gboolean back = before != NULL && g_strcmp0 (pages[find_page (before)].back, word) == 0;
  GtkWidget *page;

  if (is_remembered)
    ingam_aftercare_set_page (self->aftercare, pages[index].word, TRUE);
  if (before != NULL && g_str_equal (before, pages[index].word))
    return;
  page = ensure_page (self, index);
  gtk_stack_set_visible_child_full (self->stack, pages[index].word,
                                    before == NULL ? GTK_STACK_TRANSITION_TYPE_NONE :
                                    back           ? GTK_STACK_TRANSITION_TYPE_SLIDE_RIGHT :
                                                     GTK_STACK_TRANSITION_TYPE_SLIDE_LEFT);
  gtk_widget_set_visible (self->back_button, find_back (self) != NULL);
  if (INGAM_IS_OVERVIEW_PAGE (page))
    ingam_overview_page_focus_next (INGAM_OVERVIEW_PAGE (page));
  else if (gtk_widget_get_focus_child (page) == NULL) /* GtkStack may have seen to it */
    gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

static void
update_title (IngamAftercareWindow *self)
{
  IngamCredential *credential = ingam_aftercare_get_credential (self->aftercare);
  g_autofree char *text =
      credential == NULL ? g_strdup ("") : ingam_phrase_dup_short_title (credential);

  adw_window_title_set_subtitle (self->title, text);
}

static void
changed_cb (IngamAftercareWindow *self)
{
  const IngamAftercareState *state = ingam_aftercare_get_state (self->aftercare);

  if (state == NULL || self->is_closing)
    return;
  update_title (self);
  /* Not before it is remembered: the overview would still speak of the reason before. */
  if (self->wanted != INGAM_REASON_NONE && state->reason == self->wanted)
    {
      self->wanted = INGAM_REASON_NONE;
      show_page (self, "overview", TRUE);
    }
  if (ingam_aftercare_window_get_page (self) == NULL)
    show_page (self, has_reason (self) ? state->page : "reason", TRUE);
  gtk_widget_set_visible (self->back_button, find_back (self) != NULL);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
say (IngamAftercareWindow *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

/* What cannot be remembered is said; the page stays what it was. */
static void
failed_cb (IngamAftercareWindow *self, const char *sentence)
{
  self->wanted = INGAM_REASON_NONE;
  say (self, sentence);
  if (ingam_aftercare_window_get_page (self) == NULL)
    show_page (self, "reason", FALSE);
}

/* --- what is done --- */

static void
back_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamAftercareWindow *self = INGAM_AFTERCARE_WINDOW (widget);
  const char *back = find_back (self);

  if (back != NULL)
    show_page (self, back, TRUE);
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
show_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  show_page (INGAM_AFTERCARE_WINDOW (widget), g_variant_get_string (parameter, NULL), TRUE);
}

static void
begin_anew_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamAftercareWindow *self = INGAM_AFTERCARE_WINDOW (widget);

  ingam_aftercare_begin_anew (self->aftercare);
  show_page (self, "reason", TRUE);
}

static void
say_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  say (INGAM_AFTERCARE_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
read_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_READ], 0, g_variant_get_string (parameter, NULL));
}

static void
ask_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_ASKED], 0, action);
}

static void
dropped_cb (IngamAftercareWindow *self, GdkFileList *list)
{
  g_signal_emit (self, signals[SIGNAL_DROPPED], 0, list);
}

static gboolean
is_about (IngamAftercareWindow *self, IngamCredential *credential)
{
  IngamAftercareKey its, other;

  ingam_aftercare_key_init (&its, ingam_aftercare_get_credential (self->aftercare));
  ingam_aftercare_key_init (&other, credential);
  return ingam_aftercare_key_equal (&its, &other);
}

void
ingam_aftercare_window_set_report (IngamAftercareWindow *self,
                                   IngamCredential *credential,
                                   const IngamCheckReport *report)
{
  g_return_if_fail (INGAM_IS_AFTERCARE_WINDOW (self));

  /* This very copy: of one on a stick nothing follows for the one at home. */
  if (self->install_page != NULL && credential == ingam_aftercare_get_credential (self->aftercare))
    ingam_install_page_set_report (self->install_page, report);
}

void
ingam_aftercare_window_check_again (IngamAftercareWindow *self)
{
  g_return_if_fail (INGAM_IS_AFTERCARE_WINDOW (self));

  if (self->install_page != NULL)
    ingam_install_page_check_again (self->install_page);
}

void
ingam_aftercare_window_set_password_changed (IngamAftercareWindow *self,
                                             IngamCredential *credential)
{
  g_return_if_fail (INGAM_IS_AFTERCARE_WINDOW (self));

  if (self->password_page != NULL && is_about (self, credential))
    ingam_password_page_set_changed (self->password_page);
}

/* A file for a phone is no backup: only what is written from that page counts as one. */
void
ingam_aftercare_window_set_exported (IngamAftercareWindow *self,
                                     IngamCredential *credential,
                                     const char *path)
{
  g_return_if_fail (INGAM_IS_AFTERCARE_WINDOW (self));

  if (self->backup_page != NULL && is_about (self, credential) &&
      g_strcmp0 (ingam_aftercare_window_get_page (self), "backup") == 0)
    ingam_backup_page_set_written (self->backup_page, path);
}

void
ingam_aftercare_window_set_cleared (IngamAftercareWindow *self,
                                    IngamCredential *old,
                                    IngamStore *store,
                                    const char *entry)
{
  g_return_if_fail (INGAM_IS_AFTERCARE_WINDOW (self));

  if (self->install_page != NULL)
    ingam_install_page_set_cleared (self->install_page, old, store, entry);
}

void
ingam_aftercare_window_add_toast (IngamAftercareWindow *self, AdwToast *toast)
{
  g_return_if_fail (INGAM_IS_AFTERCARE_WINDOW (self));

  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* --- whose guide it is --- */

IngamCredential *
ingam_aftercare_window_get_credential (IngamAftercareWindow *self)
{
  g_return_val_if_fail (INGAM_IS_AFTERCARE_WINDOW (self), NULL);

  return ingam_aftercare_get_credential (self->aftercare);
}

/* The new certificate's steps are its own, but who has had the lost one revoked is not asked to do
 * so again. */
static void
carry_over (IngamAftercareWindow *self, IngamCredential *credential)
{
  const IngamAftercareState *state = ingam_aftercare_get_state (self->aftercare);
  IngamReason reason = state == NULL ? INGAM_REASON_CHECK : state->reason;
  gboolean was_revoked =
      reason == INGAM_REASON_LOST && state->steps[INGAM_STEP_SUPPORT].state == INGAM_STEP_DONE;
  g_autofree char *note = was_revoked ? g_strdup (state->steps[INGAM_STEP_SUPPORT].note) : NULL;
  const char *page = ingam_aftercare_window_get_page (self);

  ingam_aftercare_set_page (self->aftercare, page, FALSE);
  ingam_aftercare_set_credential (self->aftercare, credential);
  ingam_aftercare_set_reason (self->aftercare, reason);
  if (was_revoked)
    ingam_aftercare_set_step (self->aftercare, INGAM_STEP_SUPPORT, INGAM_STEP_DONE, note);
  ingam_aftercare_set_page (self->aftercare, page, TRUE);
}

void
ingam_aftercare_window_take (IngamAftercareWindow *self, IngamCredential *credential)
{
  IngamCredential *before;

  g_return_if_fail (INGAM_IS_AFTERCARE_WINDOW (self));
  g_return_if_fail (INGAM_IS_CREDENTIAL (credential));

  before = ingam_aftercare_get_credential (self->aftercare);
  if (before == NULL || ingam_relation_find (credential, before) == INGAM_RELATION_SAME)
    ingam_aftercare_set_credential (self->aftercare, credential);
  else if (ingam_relation_replaces (ingam_relation_find (credential, before)))
    carry_over (self, credential);
  update_copies (self);
}

/* A scan may have made another object of the same certificate. */
static void
follow_credential (IngamAftercareWindow *self)
{
  IngamCredential *credential = ingam_aftercare_get_credential (self->aftercare);

  if (credential == NULL || ingam_places_find (self->places, credential) != NULL)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->places)); i++)
    {
      g_autoptr (IngamPlace) place = g_list_model_get_item (G_LIST_MODEL (self->places), i);
      GListModel *all = G_LIST_MODEL (ingam_place_get_store (place));

      for (guint j = 0; j < g_list_model_get_n_items (all); j++)
        {
          g_autoptr (IngamCredential) other = g_list_model_get_item (all, j);

          if (ingam_relation_find (credential, other) == INGAM_RELATION_SAME)
            {
              ingam_aftercare_set_credential (self->aftercare, other);
              return;
            }
        }
    }
}

static void
places_changed_cb (IngamAftercareWindow *self)
{
  follow_credential (self);
  update_copies (self);
}

IngamAftercareWindow *
ingam_aftercare_window_new (IngamPlaces *places, IngamJournal *journal, IngamCredential *credential)
{
  IngamAftercareWindow *self;

  g_return_val_if_fail (INGAM_IS_PLACES (places) && INGAM_IS_JOURNAL (journal), NULL);

  self = g_object_new (INGAM_TYPE_AFTERCARE_WINDOW, NULL);
  self->places = g_object_ref (places);
  self->aftercare = ingam_aftercare_new (journal, credential);
  g_signal_connect_object (self->aftercare, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->aftercare, "failed", G_CALLBACK (failed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (places, "changed", G_CALLBACK (places_changed_cb), self,
                           G_CONNECT_SWAPPED);
  ingam_aftercare_load (self->aftercare);
  return self;
}

/* Left on purpose: the next start does not open it again, but whoever comes back is where they
 * were. */
static void
leave (IngamAftercareWindow *self)
{
  if (self->is_closing || self->aftercare == NULL)
    return;
  self->is_closing = TRUE;
  if (ingam_aftercare_window_get_page (self) != NULL)
    ingam_aftercare_set_page (self->aftercare, ingam_aftercare_window_get_page (self), FALSE);
}

static void
ingam_aftercare_window_dispose (GObject *object)
{
  IngamAftercareWindow *self = INGAM_AFTERCARE_WINDOW (object);

  leave (self);
  g_clear_object (&self->aftercare);
  g_clear_object (&self->places);
  G_OBJECT_CLASS (ingam_aftercare_window_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  static const char *const asked[] = {
    "win.calendar",       "win.back-up-now",     "win.backup",        "win.change-password",
    "win.check-password", "win.export",          "win.import-drives", "win.import-files",
    "win.import-folder",  "win.import-selected", "win.make-private",  "win.paste",
    "win.undo",
  };

  for (guint i = 0; i < G_N_ELEMENTS (asked); i++)
    gtk_widget_class_install_action (widget_class, asked[i], NULL, ask_cb);
  gtk_widget_class_install_action (widget_class, "aftercare.back", NULL, back_cb);
  gtk_widget_class_install_action (widget_class, "aftercare.begin-anew", NULL, begin_anew_cb);
  gtk_widget_class_install_action (widget_class, "aftercare.read", "s", read_cb);
  gtk_widget_class_install_action (widget_class, "aftercare.say", "s", say_cb);
  gtk_widget_class_install_action (widget_class, "aftercare.show", "s", show_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "aftercare.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "aftercare.back",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "win.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "win.paste",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close",
                                       NULL);
}

static void
ingam_aftercare_window_class_init (IngamAftercareWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_aftercare_window_dispose;
  g_type_ensure (INGAM_TYPE_DROP_FRAME);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/ingam/Ingam/aftercare/aftercare-window.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamAftercareWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, IngamAftercareWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, IngamAftercareWindow, title);
  gtk_widget_class_bind_template_child (widget_class, IngamAftercareWindow, toasts);
  gtk_widget_class_bind_template_callback (widget_class, dropped_cb);
  install_actions (widget_class);

  signals[SIGNAL_ASKED] = g_signal_new ("asked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DROPPED] = g_signal_new ("dropped", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, GDK_TYPE_FILE_LIST);
  signals[SIGNAL_READ] = g_signal_new ("read", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_CLEAR_AWAY] =
      g_signal_new ("clear-away", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, INGAM_TYPE_CREDENTIAL);
}

static void
ingam_aftercare_window_init (IngamAftercareWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ingam_finish_below (GTK_WIDGET (self));
}
