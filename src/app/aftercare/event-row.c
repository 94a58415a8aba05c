/* Events are few words in a file; here they become sentences. */
#include "config.h"

#include "app/aftercare/event-row.h"

#include "app/widgets/finish.h"
#include "core/care/aftercare.h"

#include <glib/gi18n.h>

static const char *const step_titles[INGAM_STEP_N] = {
  [INGAM_STEP_INSTALL] = NC_ ("a step that was done", "Install"),
  [INGAM_STEP_PASSWORD] = NC_ ("a step that was done", "Change the Password"),
  [INGAM_STEP_SERVICES] = NC_ ("a step that was done", "Tell Where You Use It"),
  [INGAM_STEP_BACKUP] = NC_ ("a step that was done", "Back Up"),
  [INGAM_STEP_SUPPORT] = NC_ ("a step that was done", "Get Help"),
};

static const char *const reason_sentences[INGAM_REASON_N] = {
  [INGAM_REASON_LOST] = N_ ("It had been lost or stolen."),
  [INGAM_REASON_FORGOT_PASSWORD] = N_ ("The password had been forgotten."),
  [INGAM_REASON_NEW_DEVICE] = N_ ("The computer or phone was another one."),
  [INGAM_REASON_EXPIRED] = N_ ("It had expired."),
  [INGAM_REASON_CHECK] = N_ ("Only to look whether all was well."),
};

/* What an event's note is. */
typedef enum
{
  NOTE_NONE,
  NOTE_WORDS,  /* for people: shown below */
  NOTE_NAME,   /* put into the sentence */
  NOTE_STEP,   /* the word of a step, whose title is put into the sentence */
  NOTE_REASON, /* the word of a reason, which is said below */
  NOTE_CHECK,  /* the word of a result: only a bad one is told */
} NoteKind;

static const struct
{
  const char *sentence;
  NoteKind note;
} kinds[INGAM_EVENT_N_KINDS] = {
  [INGAM_EVENT_PASSWORD_CHECKED] = { N_ ("Password checked: it was right"), NOTE_NONE },
  [INGAM_EVENT_PASSWORD_CHANGED] = { N_ ("Password changed"), NOTE_NONE },
  [INGAM_EVENT_KEY_CHECKED] = { N_ ("Private key checked: it did not fit the certificate"),
                                NOTE_CHECK },
  [INGAM_EVENT_RANDOM_CHECKED] = { N_ ("Identity-check value checked: it was missing"),
                                   NOTE_CHECK },
  [INGAM_EVENT_AFTERCARE_BEGUN] = { N_ ("Began the things to do after a reissue"), NOTE_REASON },
  /* Translators: of these three, %s is the title of a step: "Back Up". */
  [INGAM_EVENT_STEP_DONE] = { N_ ("Done: %s"), NOTE_STEP },
  [INGAM_EVENT_STEP_UNDONE] = { N_ ("Marked as not done yet: %s"), NOTE_STEP },
  [INGAM_EVENT_STEP_SKIPPED] = { N_ ("Marked as not needed: %s"), NOTE_STEP },
  /* Translators: %s is a bank or a site. */
  [INGAM_EVENT_SERVICE_DONE] = { N_ ("Registered it: %s"), NOTE_NAME },
  [INGAM_EVENT_IMPORTED] = { N_ ("Imported"), NOTE_NONE },
  [INGAM_EVENT_REPLACED] = { N_ ("The replaced certificate was moved to the trash"), NOTE_NONE },
  [INGAM_EVENT_EXPORTED] = { N_ ("Exported"), NOTE_WORDS },
};

static gboolean
is_telling (const IngamEvent *event)
{
  return kinds[event->kind].note != NOTE_CHECK ||
         g_strcmp0 (event->note, ingam_check_result_get_word (INGAM_CHECK_FAIL)) == 0;
}

static const char *
get_name (const IngamEvent *event)
{
  IngamStep step;

  if (kinds[event->kind].note == NOTE_STEP && event->note != NULL &&
      ingam_step_find (event->note, &step))
    return g_dpgettext2 (GETTEXT_PACKAGE, "a step that was done", step_titles[step]);
  return event->note == NULL ? "" : event->note;
}

static char *
dup_sentence (const IngamEvent *event)
{
  const char *sentence = _ (kinds[event->kind].sentence);
  g_auto (GStrv) parts = NULL;
  g_autofree char *name = NULL;

  if (kinds[event->kind].note != NOTE_STEP && kinds[event->kind].note != NOTE_NAME)
    return g_strdup (sentence);
  name = ingam_name_dup_inert (get_name (event), 200);
  parts = g_strsplit (sentence, "%s", 2); /* a format from a table is no literal */
  return g_strjoinv (name, parts);
}

static char *
dup_detail (const IngamEvent *event, gboolean of_another)
{
  IngamReason reason;

  if (kinds[event->kind].note == NOTE_WORDS && event->note != NULL)
    return ingam_name_dup_inert (event->note, INGAM_EVENT_MAX_NOTE);
  if (kinds[event->kind].note == NOTE_REASON && event->note != NULL &&
      ingam_reason_find (event->note, &reason) && reason_sentences[reason] != NULL)
    return g_strdup (_ (reason_sentences[reason]));
  return g_strdup (of_another ? _ ("With an earlier or later certificate") : "");
}

static char *
dup_time (gint64 when)
{
  g_autoptr (GTimeZone) korea = g_time_zone_new_offset (9 * 60 * 60);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (when);
  g_autoptr (GDateTime) there = utc == NULL ? NULL : g_date_time_to_timezone (utc, korea);

  /* Translators: a time of the day, as g_date_time_format() takes it. */
  return there == NULL ? g_strdup ("") :
                         g_date_time_format (there, C_ ("when it was done", "%H:%M"));
}

GtkWidget *
ingam_event_row_new (const IngamEvent *event, gboolean of_another)
{
  g_autofree char *sentence = NULL;
  g_autofree char *detail = NULL;
  g_autofree char *time = NULL;
  GtkWidget *label;
  AdwActionRow *row;

  g_return_val_if_fail (event != NULL && (guint) event->kind < INGAM_EVENT_N_KINDS, NULL);

  if (!is_telling (event))
    return NULL;
  sentence = dup_sentence (event);
  detail = dup_detail (event, of_another);
  time = dup_time (event->when);
  row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title-lines", 0, "subtitle-lines",
                      0, "activatable", FALSE, "focusable", FALSE, NULL);
  /* Not in the same breath: the title would be told first, and taken as markup. */
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), sentence);
  adw_action_row_set_subtitle (row, detail);
  label = gtk_label_new (time);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "numeric");
  adw_action_row_add_suffix (row, label);
  ingam_finish_below (GTK_WIDGET (row));
  return GTK_WIDGET (row);
}
