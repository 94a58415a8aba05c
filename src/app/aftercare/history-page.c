/* By day, newest first; a good number of them at once, and earlier ones when they are asked for. */
#include "config.h"

#include "app/aftercare/history-page.h"

#include "app/aftercare/event-row.h"
#include "app/widgets/finish.h"
#include "app/widgets/phrases.h"
#include "core/base/clock.h"
#include "core/care/aftercare.h"

#include <glib/gi18n.h>

#define AT_ONCE 100 /* events; not rows: some say nothing */

struct _IngamHistoryPage
{
  AdwBin parent_instance;

  guint n_shown;   /* how many of the events have been turned into rows, or passed over */
  gint64 last_day; /* a moment of the day of the last list */

  /* Owned */
  IngamJournal *journal;
  IngamCredential *credential;
  GPtrArray *events; /* of IngamEvent; NULL until they came */
  GCancellable *cancellable;

  /* Borrowed */
  GtkListBox *last_list; /* of the day that was begun last */

  /* Template children */
  GtkBox *day_box;
  GtkWidget *more_button;
  GtkLabel *sentence_label;
};

G_DEFINE_FINAL_TYPE (IngamHistoryPage, ingam_history_page, ADW_TYPE_BIN)

static char *
dup_day (gint64 when, gint64 now)
{
  int days = ingam_clock_days_between (now, when);

  if (days == 0)
    return g_strdup (C_ ("a day", "Today"));
  if (days == -1)
    return g_strdup (C_ ("a day", "Yesterday"));
  return ingam_phrase_dup_date (when);
}

static void
begin_day (IngamHistoryPage *self, gint64 when, gint64 now)
{
  g_autofree char *day = dup_day (when, now);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *title = gtk_label_new (day);
  GtkWidget *list = gtk_list_box_new ();

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_widget_add_css_class (title, "heading");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, day, -1);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (self->day_box, box);
  ingam_finish_below (box);
  self->last_list = GTK_LIST_BOX (list);
  self->last_day = when;
}

static gboolean
is_of_another (IngamHistoryPage *self, const IngamEvent *event)
{
  static const guint8 none[INGAM_CERTIFICATE_FINGERPRINT_SIZE];

  return self->credential != NULL && memcmp (event->fingerprint, none, sizeof none) != 0 &&
         memcmp (event->fingerprint, ingam_credential_get_fingerprint (self->credential),
                 sizeof none) != 0;
}

static void
show_more (IngamHistoryPage *self)
{
  guint end = MIN (self->n_shown + AT_ONCE, self->events->len);
  gint64 now = ingam_clock_now ();

  for (; self->n_shown < end; self->n_shown++)
    {
      const IngamEvent *event = g_ptr_array_index (self->events, self->n_shown);
      GtkWidget *row = ingam_event_row_new (event, is_of_another (self, event));

      if (row == NULL)
        continue;
      if (self->last_list == NULL || ingam_clock_days_between (self->last_day, event->when) != 0)
        begin_day (self, event->when, now);
      gtk_list_box_append (self->last_list, row);
    }
  gtk_widget_set_visible (self->more_button, end < self->events->len);
}

static void
more_cb (IngamHistoryPage *self)
{
  show_more (self);
}

static void
clear (IngamHistoryPage *self)
{
  GtkWidget *day;

  while ((day = gtk_widget_get_first_child (GTK_WIDGET (self->day_box))) != NULL)
    gtk_box_remove (self->day_box, day);
  self->last_list = NULL;
  self->n_shown = 0;
}

/* Nothing, or why there is nothing. */
static void
say (IngamHistoryPage *self, const char *sentence)
{
  gtk_label_set_text (self->sentence_label, sentence == NULL ? "" : sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->sentence_label), sentence != NULL);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamHistoryPage) self = user_data;
  g_autoptr (GError) error = NULL;
  GPtrArray *events = ingam_journal_list_finish (INGAM_JOURNAL (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  clear (self);
  gtk_widget_set_visible (self->more_button, FALSE);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  self->events = events;
  if (events != NULL)
    show_more (self);
  if (events == NULL)
    say (self, error->message);
  else
    say (self, self->last_list != NULL ?
                   NULL :
                   _ ("Nothing yet. What you do with this certificate in Ingam will stand here, "
                      "with its day."));
}

static void
load (IngamHistoryPage *self)
{
  IngamAftercareKey key;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->journal == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  ingam_aftercare_key_init (&key, self->credential);
  ingam_journal_list_subject_async (self->journal, &key.subject, self->cancellable, listed_cb,
                                    g_object_ref (self));
}

void
ingam_history_page_set (IngamHistoryPage *self, IngamJournal *journal, IngamCredential *credential)
{
  g_return_if_fail (INGAM_IS_HISTORY_PAGE (self));
  g_return_if_fail (journal == NULL || INGAM_IS_JOURNAL (journal));

  if (self->journal != NULL)
    g_signal_handlers_disconnect_by_data (self->journal, self);
  if (g_set_object (&self->journal, journal) && journal != NULL)
    g_signal_connect_object (journal, "recorded", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  g_set_object (&self->credential, credential);
  load (self);
}

/* The aftercare's own changes are told to nobody but its window. */
static void
ingam_history_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ingam_history_page_parent_class)->map (widget);
  load (INGAM_HISTORY_PAGE (widget));
}

static void
ingam_history_page_dispose (GObject *object)
{
  IngamHistoryPage *self = INGAM_HISTORY_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->journal);
  g_clear_object (&self->credential);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  G_OBJECT_CLASS (ingam_history_page_parent_class)->dispose (object);
}

static void
ingam_history_page_class_init (IngamHistoryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_history_page_dispose;
  widget_class->map = ingam_history_page_map;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/aftercare/history-page.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamHistoryPage, day_box);
  gtk_widget_class_bind_template_child (widget_class, IngamHistoryPage, more_button);
  gtk_widget_class_bind_template_child (widget_class, IngamHistoryPage, sentence_label);
  gtk_widget_class_bind_template_callback (widget_class, more_cb);
}

static void
ingam_history_page_init (IngamHistoryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ingam_finish_below (GTK_WIDGET (self));
}
