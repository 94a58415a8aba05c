/* One certificate's page: who and what for, how long, whether it is in order, what can be done.
 *
 * A check without a password runs as soon as a certificate is shown (off the main thread) and is
 * cancelled when another one is; the journal is asked at the same time what earlier checks found.
 * What needs the password stays locked until the person asks; the window opens that question and
 * hands the report back, because asking belongs to another folder. The same credential object
 * survives rescans of an unchanged folder, so what a password proved is kept exactly as long as the
 * files are the same. When they change, the page of the same certificate stays where it was
 * scrolled and as it was unfolded: a click on "Make Private" must not move what was clicked.
 */
#include "config.h"

#include "app/detail/detail-page.h"

#include "app/detail/check-list.h"
#include "app/detail/oddity-row.h"
#include "app/detail/technical-row.h"
#include "app/detail/text-window.h"
#include "app/widgets/check-row.h"
#include "app/widgets/children.h"
#include "app/widgets/finish.h"
#include "app/widgets/phrases.h"
#include "app/widgets/sign.h"
#include "app/widgets/validity-bar.h"
#include "core/base/clock.h"
#include "core/base/error.h"

#include <glib/gi18n.h>

#define DAY (24 * 60 * 60)

struct _IngamDetailPage
{
  GtkWidget parent_instance;

  gboolean told_replaced; /* by the person; as long as the same certificate is shown */

  /* Owned */
  IngamStore *store;
  IngamCredential *credential;
  IngamJournal *journal;     /* NULL: nothing is remembered */
  GPtrArray *aftercare;      /* of IngamAftercareState; NULL: not known */
  GCancellable *cancellable; /* of the check under way */
  GCancellable *asking;      /* of the question to the journal under way */
  GCancellable *covering;    /* of the question whether a backup has it */

  /* Template children */
  AdwActionRow *aftercare_row;
  IngamValidityBar *bar;
  GtkWidget *calendar_row;
  IngamCheckList *check_list;
  GtkLabel *days_label;
  GtkLabel *end_label;
  GtkLabel *name_label;
  GtkWidget *oddity_group;
  GtkListBox *oddity_list;
  IngamCheckRow *place_row;
  GtkLabel *renewal_label;
  GtkWidget *replaced_row;
  GtkScrolledWindow *scroller;
  IngamSign *sign;
  GtkLabel *start_label;
  IngamTechnicalRow *technical_row;
  GtkWidget *told_group;
  IngamCheckRow *told_row;
  GtkLabel *use_label;
};

enum
{
  SIGNAL_NOTICE,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamDetailPage, ingam_detail_page, GTK_TYPE_WIDGET)

static guint signals[N_SIGNALS];

static char *
dup_inert_path (const char *path)
{
  g_autofree char *shown = g_filename_display_name (path);

  return ingam_name_dup_inert (shown, 0);
}

/* Where the desktop puts drives: a folder a person, then one a drive. */
static const char *const drive_folders[] = { "/run/media/", "/media/" };

/* "In your home folder", "On the drive KINGSTON": what a person would say. */
static char *
dup_place (const char *path)
{
  const char *home = g_get_home_dir ();

  for (guint i = 0; i < G_N_ELEMENTS (drive_folders); i++)
    if (g_str_has_prefix (path, drive_folders[i]))
      {
        g_auto (GStrv) parts = g_strsplit (path + strlen (drive_folders[i]), "/", 3);

        if (g_strv_length (parts) > 1)
          {
            g_autofree char *drive = dup_inert_path (parts[1]);

            return g_strdup_printf (_ ("On the drive “%s”"), drive);
          }
      }
  if (g_str_has_prefix (path, home) && path[strlen (home)] == G_DIR_SEPARATOR)
    return g_strdup (_ ("In your home folder"));
  return g_strdup (_ ("In another folder of this computer"));
}

/* @path with places to break a line after its separators: elsewhere a hyphen would be put in, which
 * reads as part of the name. */
static char *
dup_breakable (const char *path)
{
  GString *text = g_string_new (NULL);

  for (; *path != '\0'; path++)
    {
      g_string_append_c (text, *path);
      if (*path == G_DIR_SEPARATOR || *path == ',')
        g_string_append (text, "\u200b");
    }
  return g_string_free (text, FALSE);
}

static void
show_place (IngamDetailPage *self)
{
  const char *store = ingam_store_get_path (self->store);
  const char *home = g_get_home_dir ();
  g_autofree char *place = dup_place (store);
  g_autofree char *path =
      g_build_filename (store, ingam_credential_get_folder (self->credential), NULL);
  g_autofree char *inert = dup_inert_path (path);
  g_autofree char *from_home = NULL;
  g_autofree char *shown = NULL;

  if (g_str_has_prefix (path, home) && path[strlen (home)] == G_DIR_SEPARATOR &&
      g_str_has_prefix (inert, home))
    from_home = g_strconcat ("~", inert + strlen (home), NULL);
  shown = dup_breakable (from_home == NULL ? inert : from_home);
  ingam_check_row_say (self->place_row, INGAM_SIGN_FOLDER, place, shown);
  ingam_check_row_offer (self->place_row, _ ("_Show in Files"), "win.open-folder");
}

/* NULL when it is not in this store any more. */
static IngamCredential *
find_successor (IngamDetailPage *self)
{
  const guint8 *wanted = ingam_credential_get_superseded_by (self->credential);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->store));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (IngamCredential) other = g_list_model_get_item (G_LIST_MODEL (self->store), i);

      if (memcmp (ingam_credential_get_fingerprint (other), wanted,
                  INGAM_CERTIFICATE_FINGERPRINT_SIZE) == 0)
        return g_steal_pointer (&other);
    }
  return NULL;
}

static char *
dup_superseded_sentence (IngamDetailPage *self)
{
  g_autoptr (IngamCredential) successor = find_successor (self);
  g_autofree char *until = NULL;
  g_autofree char *use = NULL;

  if (successor == NULL)
    return g_strdup (_ ("A newer certificate has taken its place. There is nothing to do here."));
  until = ingam_phrase_dup_date (ingam_credential_get_not_after (successor));
  use = ingam_phrase_dup_use (successor);
  /* Translators: a day, then what the newer certificate is for and who issued it */
  return g_strdup_printf (_ ("A newer one, valid until %s (%s), has taken its place. There is "
                             "nothing to do here."),
                          until, use);
}

static char *
dup_renewal_sentence (IngamDetailPage *self, gint64 now, gint64 renewal)
{
  IngamCredential *credential = self->credential;
  g_autofree char *date = NULL;

  if (ingam_credential_get_superseded_by (credential) != NULL)
    return dup_superseded_sentence (self);
  switch (ingam_credential_get_state (credential, now))
    {
    case INGAM_STATE_EXPIRED:
      return g_strdup (_ ("It cannot be renewed any more. A new one has to be issued."));
    case INGAM_STATE_RENEWABLE:
      date = ingam_phrase_dup_date (ingam_credential_get_not_after (credential));
      return g_strdup_printf (
          _ ("It can be renewed until %s. After that, a new one has to be issued."), date);
    case INGAM_STATE_NOT_YET_VALID:
    case INGAM_STATE_VALID:
    default:
      date = ingam_phrase_dup_date (renewal);
      return g_strdup_printf (_ ("It can be renewed from %s (the hatched part)."), date);
    }
}

static void
show_validity (IngamDetailPage *self)
{
  IngamCredential *credential = self->credential;
  gint64 now = ingam_clock_now ();
  gint64 from = ingam_credential_get_not_before (credential);
  gint64 until = ingam_credential_get_not_after (credential);
  gint64 renewal = until - (gint64) INGAM_RENEWAL_DAYS * DAY;
  g_autofree char *days = ingam_phrase_dup_days (credential, now);
  g_autofree char *start = ingam_phrase_dup_date (from);
  g_autofree char *end = ingam_phrase_dup_date (until);
  g_autofree char *sentence = dup_renewal_sentence (self, now, renewal);

  ingam_sign_set (self->sign, ingam_sign_kind_for (credential, now), NULL);
  gtk_label_set_text (self->days_label, days);
  gtk_label_set_text (self->start_label, start);
  gtk_label_set_text (self->end_label, end);
  gtk_label_set_text (self->renewal_label, sentence);
  if (ingam_credential_get_superseded_by (credential) != NULL)
    renewal = until; /* nobody will renew it */
  ingam_validity_bar_set (self->bar, from, until, MAX (renewal, from), now);
}

/* What a reminder could come of may be said to be replaced: the last days, and after them. What is
 * over or replaced has no days that matter. */
static void
show_what_can_be_done (IngamDetailPage *self)
{
  IngamState state = ingam_credential_get_state (self->credential, ingam_clock_now ());
  gboolean is_last = ingam_credential_get_superseded_by (self->credential) == NULL;
  gboolean is_spoken_of = is_last &&
                          (state == INGAM_STATE_RENEWABLE || state == INGAM_STATE_EXPIRED) &&
                          ingam_credential_get_key_scheme (self->credential) != NULL;

  gtk_widget_set_visible (self->told_group, self->told_replaced);
  gtk_widget_set_visible (self->calendar_row, is_last && state != INGAM_STATE_EXPIRED);
  gtk_widget_set_visible (self->replaced_row, is_spoken_of && !self->told_replaced);
}

void
ingam_detail_page_set_told_replaced (IngamDetailPage *self, gboolean told_replaced)
{
  g_return_if_fail (INGAM_IS_DETAIL_PAGE (self));

  self->told_replaced = told_replaced;
  if (self->credential != NULL)
    show_what_can_be_done (self);
}

static void
show_oddities (IngamDetailPage *self)
{
  IngamOddity oddities = ingam_credential_get_oddities (self->credential) &
                         ~ingam_check_list_get_told (self->credential);
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->oddity_list, 0)) != NULL)
    gtk_list_box_remove (self->oddity_list, GTK_WIDGET (row));
  for (guint bit = 0; bit < 31; bit++)
    if (oddities & (1u << bit))
      gtk_list_box_append (self->oddity_list, ingam_oddity_row_new ((IngamOddity) (1u << bit)));
  gtk_widget_set_visible (self->oddity_group, oddities != 0);
}

static void
show_header (IngamDetailPage *self)
{
  g_autofree char *purpose = ingam_phrase_dup_purpose (self->credential);
  g_autofree char *authority =
      ingam_authority_dup_display (ingam_credential_get_authority (self->credential),
                                   ingam_credential_get_organization (self->credential));
  g_autofree char *use = g_strdup_printf ("%s · %s", purpose, authority);

  gtk_label_set_text (self->name_label, ingam_credential_get_name (self->credential));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name_label),
                               ingam_credential_get_name (self->credential));
  gtk_label_set_text (self->use_label, use);
}

/* A check that is under way; the page may have gone on to another certificate before its answer is
 * handed out, and then even a whole answer is not one to this page. */
typedef struct
{
  IngamDetailPage *page;
  GCancellable *cancellable;
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->page);
  g_object_unref (question->cancellable);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static void
check_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamCheckReport) report =
      ingam_store_check_finish (INGAM_STORE (source), result, &error);

  if (g_cancellable_is_cancelled (question->cancellable))
    return;
  if (report != NULL)
    ingam_detail_page_set_report (question->page, report);
  else
    ingam_check_list_set_failure (question->page->check_list, error->message);
}

static void
start_check (IngamDetailPage *self)
{
  Question *question = g_new0 (Question, 1);

  self->cancellable = g_cancellable_new ();
  question->page = g_object_ref (self);
  question->cancellable = g_object_ref (self->cancellable);
  ingam_store_check_async (self->store, self->credential, NULL, INGAM_KDF_ASK_ROUNDS,
                           self->cancellable, check_cb, question);
}

static void
stop_check (IngamDetailPage *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

void
ingam_detail_page_check_again (IngamDetailPage *self)
{
  g_return_if_fail (INGAM_IS_DETAIL_PAGE (self));

  stop_check (self);
  if (self->credential != NULL)
    start_check (self);
}

/* --- what the journal remembers --- */

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamDetailPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) history =
      ingam_journal_list_finish (INGAM_JOURNAL (source), result, &error);
  g_autofree char *notice = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->asking);
  /* A journal that cannot be read is one that remembers nothing. */
  ingam_check_list_set_history (self->check_list, history);
  notice = ingam_journal_take_notice (INGAM_JOURNAL (source));
  if (notice != NULL)
    g_signal_emit (self, signals[SIGNAL_NOTICE], 0, notice);
}

/* Without an answer nothing is said. */
static void
covered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamDetailPage) self = user_data;
  g_autoptr (GError) error = NULL;
  IngamCoverage coverage;
  gboolean is_known = ingam_coverage_read_finish (result, &coverage, &error);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    ingam_check_list_set_coverage (self->check_list, is_known ? &coverage : NULL);
}

static void
stop_asking (IngamDetailPage *self)
{
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  if (self->covering != NULL)
    g_cancellable_cancel (self->covering);
  g_clear_object (&self->covering);
}

static void
ask_journal (IngamDetailPage *self)
{
  stop_asking (self);
  if (self->journal == NULL || self->credential == NULL)
    return;
  self->asking = g_cancellable_new ();
  self->covering = g_cancellable_new ();
  ingam_journal_list_async (self->journal, self->credential, self->asking, listed_cb,
                            g_object_ref (self));
  ingam_coverage_read_async (self->journal, ingam_store_get_path (self->store), self->credential,
                             self->covering, covered_cb, g_object_ref (self));
}

void
ingam_detail_page_set_journal (IngamDetailPage *self, IngamJournal *journal)
{
  g_return_if_fail (INGAM_IS_DETAIL_PAGE (self));
  g_return_if_fail (journal == NULL || INGAM_IS_JOURNAL (journal));

  if (self->journal != NULL)
    g_signal_handlers_disconnect_by_func (self->journal, ask_journal, self);
  g_set_object (&self->journal, journal);
  if (journal != NULL)
    g_signal_connect_object (journal, "recorded", G_CALLBACK (ask_journal), self,
                             G_CONNECT_SWAPPED);
  ask_journal (self);
}

/* --- the credential --- */

/* Another object for the same certificate in the same place: its files were changed. */
static gboolean
is_same_certificate (IngamCredential *a, IngamCredential *b)
{
  return a != NULL && b != NULL &&
         memcmp (ingam_credential_get_fingerprint (a), ingam_credential_get_fingerprint (b),
                 INGAM_CERTIFICATE_FINGERPRINT_SIZE) == 0 &&
         g_str_equal (ingam_credential_get_folder (a), ingam_credential_get_folder (b));
}

static void
go_to_top (IngamDetailPage *self)
{
  ingam_check_list_set_copies (self->check_list, NULL);
  self->told_replaced = FALSE;
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self->technical_row), FALSE);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}

/* How far it has come, or what it is for when it was never begun. */
static void
show_aftercare (IngamDetailPage *self)
{
  IngamAftercareKey key;
  g_autofree char *text = NULL;

  ingam_aftercare_key_init (&key, self->credential);
  for (guint i = 0; self->aftercare != NULL && text == NULL && i < self->aftercare->len; i++)
    {
      const IngamAftercareState *state = g_ptr_array_index (self->aftercare, i);

      if (state->begun != 0 && ingam_aftercare_key_equal (&key, &state->key))
        text = g_strdup_printf (_ ("%u of %u done"), ingam_aftercare_state_count_done (state),
                                (guint) INGAM_STEP_N);
    }
  adw_action_row_set_subtitle (self->aftercare_row,
                               text != NULL ? text :
                                              _ ("Five things that are easily forgotten, step by "
                                                 "step. Also when one was lost."));
}

void
ingam_detail_page_set_aftercare (IngamDetailPage *self, GPtrArray *states)
{
  g_return_if_fail (INGAM_IS_DETAIL_PAGE (self));

  if (states != NULL)
    g_ptr_array_ref (states);
  g_clear_pointer (&self->aftercare, g_ptr_array_unref);
  self->aftercare = states;
  if (self->credential != NULL)
    show_aftercare (self);
}

void
ingam_detail_page_set_credential (IngamDetailPage *self,
                                  IngamStore *store,
                                  IngamCredential *credential)
{
  g_return_if_fail (INGAM_IS_DETAIL_PAGE (self));
  g_return_if_fail (credential == NULL ||
                    (INGAM_IS_STORE (store) && INGAM_IS_CREDENTIAL (credential)));

  if (self->credential == credential)
    return;
  stop_check (self);
  if (!is_same_certificate (self->credential, credential))
    go_to_top (self);
  g_set_object (&self->store, store);
  g_set_object (&self->credential, credential);
  ingam_check_list_set_credential (self->check_list, credential, self->journal != NULL);
  ingam_technical_row_set_credential (self->technical_row, store, credential);
  ask_journal (self);
  if (credential == NULL)
    return;

  show_header (self);
  show_validity (self);
  show_what_can_be_done (self);
  show_oddities (self);
  show_place (self);
  show_aftercare (self);
  start_check (self);
}

IngamCredential *
ingam_detail_page_get_credential (IngamDetailPage *self)
{
  g_return_val_if_fail (INGAM_IS_DETAIL_PAGE (self), NULL);

  return self->credential;
}

void
ingam_detail_page_set_report (IngamDetailPage *self, const IngamCheckReport *report)
{
  g_return_if_fail (INGAM_IS_DETAIL_PAGE (self));
  g_return_if_fail (report != NULL);

  stop_check (self);
  ingam_check_list_set_report (self->check_list, report);
}

void
ingam_detail_page_refresh_days (IngamDetailPage *self)
{
  g_return_if_fail (INGAM_IS_DETAIL_PAGE (self));

  if (self->credential == NULL)
    return;
  show_validity (self);
  show_what_can_be_done (self);
  ingam_check_list_refresh_days (self->check_list);
}

void
ingam_detail_page_set_copies (IngamDetailPage *self, const char *const *place_names)
{
  g_return_if_fail (INGAM_IS_DETAIL_PAGE (self));

  ingam_check_list_set_copies (self->check_list, place_names);
}

static void
copied_cb (IngamDetailPage *self)
{
  g_signal_emit (self, signals[SIGNAL_NOTICE], 0, _ ("Copied"));
}

static void
show_text_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamDetailPage *self = INGAM_DETAIL_PAGE (widget);
  IngamTextWindow *window;

  if (self->credential == NULL)
    return;
  window = ingam_text_window_new (ingam_store_get_path (self->store), self->credential);
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (gtk_widget_get_root (widget)));
  gtk_window_present (GTK_WINDOW (window));
}

static void
open_site_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamDetailPage *self = INGAM_DETAIL_PAGE (widget);
  const IngamAuthority *authority =
      self->credential == NULL ? NULL : ingam_credential_get_authority (self->credential);

  if (authority != NULL && authority->site != NULL)
    gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (widget)), authority->site, GDK_CURRENT_TIME);
}

static void
ingam_detail_page_dispose (GObject *object)
{
  IngamDetailPage *self = INGAM_DETAIL_PAGE (object);

  stop_check (self);
  stop_asking (self);
  g_clear_object (&self->journal);
  g_clear_pointer (&self->aftercare, g_ptr_array_unref);
  g_clear_object (&self->credential);
  g_clear_object (&self->store);
  ingam_widget_drop_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (ingam_detail_page_parent_class)->dispose (object);
}

static void
ingam_detail_page_class_init (IngamDetailPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_detail_page_dispose;
  signals[SIGNAL_NOTICE] = g_signal_new ("notice", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (INGAM_TYPE_CHECK_LIST);
  g_type_ensure (INGAM_TYPE_CHECK_ROW);
  g_type_ensure (INGAM_TYPE_SIGN);
  g_type_ensure (INGAM_TYPE_TECHNICAL_ROW);
  g_type_ensure (INGAM_TYPE_VALIDITY_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/detail/detail-page.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, aftercare_row);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, bar);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, calendar_row);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, check_list);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, days_label);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, end_label);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, name_label);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, oddity_group);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, oddity_list);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, place_row);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, renewal_label);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, replaced_row);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, sign);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, start_label);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, technical_row);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, told_group);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, told_row);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, use_label);
  gtk_widget_class_bind_template_callback (widget_class, copied_cb);
  gtk_widget_class_install_action (widget_class, "detail.open-site", NULL, open_site_cb);
  gtk_widget_class_install_action (widget_class, "detail.show-text", NULL, show_text_cb);
}

static void
ingam_detail_page_init (IngamDetailPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ingam_check_row_say (self->told_row, INGAM_SIGN_REPLACED,
                       _ ("You said that this one has been replaced"),
                       _ ("Nobody reminds you of it."));
  ingam_check_row_offer (self->told_row, _ ("Remind Me A_gain"), "win.say-replaced(false)");
  ingam_finish_below (GTK_WIDGET (self));
}
