/* announcement.c: whole sentences, one for each case, so that each language can build its own.
 *
 * With a name and without one are two sentences and not one with a word put in: a Korean particle
 * follows the last letter of what stands before it.
 */
#include "config.h"

#include "core/care/announcement.h"

#include "core/care/wording.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_NAME 40 /* characters of a name in a title */
#define MAX_NAMED 3 /* names in a summary */

static const struct
{
  const char *word;
  const char *label;
} answers[INGAM_ANSWER_N] = {
  [INGAM_ANSWER_OPEN] = { "open", N_ ("Open") },
  [INGAM_ANSWER_RENEW] = { "renew", N_ ("How to renew") },
  [INGAM_ANSWER_LATER] = { "later", N_ ("Remind me later") },
  [INGAM_ANSWER_REPLACED] = { "replaced", N_ ("Already replaced") },
  [INGAM_ANSWER_BACK_UP] = { "back-up", N_ ("Back up now") },
};

const char *
ingam_answer_get_word (IngamAnswer answer)
{
  g_return_val_if_fail ((guint) answer < INGAM_ANSWER_N, "open");
  return answers[answer].word;
}

const char *
ingam_answer_get_label (IngamAnswer answer)
{
  g_return_val_if_fail ((guint) answer < INGAM_ANSWER_N, "");
  return _ (answers[answer].label);
}

void
ingam_announcement_free (IngamAnnouncement *announcement)
{
  if (announcement == NULL)
    return;
  g_free (announcement->id);
  g_free (announcement->title);
  g_free (announcement->body);
  g_free (announcement->target);
  g_ptr_array_unref (announcement->reminders);
  g_free (announcement);
}

/* --- pieces --- */

static char *
dup_name (IngamCredential *credential)
{
  return ingam_name_dup_inert (ingam_credential_get_name (credential), MAX_NAME);
}

/* To stand beside a name. */
static char *
dup_when (IngamCredential *credential, gint64 now)
{
  int days = ingam_credential_get_days_left (credential, now);

  if (days < 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "ended %d day ago", "ended %d days ago",
                                         (gulong) - (gint64) days),
                            -days);
  if (ingam_credential_get_state (credential, now) == INGAM_STATE_EXPIRED)
    return g_strdup (_ ("ended today"));
  if (days == 0)
    return g_strdup (_ ("until today"));
  if (days == 1)
    return g_strdup (_ ("until tomorrow"));
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "in %d day", "in %d days", (gulong) days),
                          days);
}

char *
ingam_announcement_dup_line (IngamCredential *credential, gint64 now)
{
  g_autofree char *name = NULL;
  g_autofree char *when = NULL;

  g_return_val_if_fail (INGAM_IS_CREDENTIAL (credential), NULL);

  name = dup_name (credential);
  when = dup_when (credential, now);
  /* Translators: a holder's name, and when their certificate ends: "성춘향, in 7 days" */
  return g_strdup_printf (_ ("%s, %s"), name, when);
}

char *
ingam_announcement_dup_summary (const IngamOutlook *outlook, gint64 now)
{
  g_autofree char *line = NULL;

  g_return_val_if_fail (outlook != NULL, NULL);

  if (outlook->nearest->len == 0)
    return g_strdup (_ ("No certificate is about to end"));
  line = ingam_announcement_dup_line (g_ptr_array_index (outlook->nearest, 0), now);
  /* Translators: in a tray; %s is a name and a time: "성춘향, in 7 days" */
  return g_strdup_printf (_ ("Next to end: %s"), line);
}

/* --- one certificate --- */

static char *
dup_end_title (const IngamReminder *reminder, const char *name, gboolean is_over)
{
  int days = reminder->days;
  gulong n = (gulong) ABS ((gint64) days);

  if (days < 0)
    return name ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                                "The certificate of %s ended %d day ago",
                                                "The certificate of %s ended %d days ago", n),
                                   name, -days) :
                  g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "A certificate ended %d day ago",
                                                "A certificate ended %d days ago", n),
                                   -days);
  if (is_over)
    return name ? g_strdup_printf (_ ("The certificate of %s has ended today"), name) :
                  g_strdup (_ ("A certificate has ended today"));
  if (days == 0)
    return name ? g_strdup_printf (_ ("The certificate of %s ends today"), name) :
                  g_strdup (_ ("A certificate ends today"));
  if (days == 1)
    return name ? g_strdup_printf (_ ("The certificate of %s ends tomorrow"), name) :
                  g_strdup (_ ("A certificate ends tomorrow"));
  return name ?
             g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "The certificate of %s ends in %d day",
                                           "The certificate of %s ends in %d days", n),
                              name, days) :
             g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "A certificate ends in %d day",
                                           "A certificate ends in %d days", n),
                              days);
}

static char *
dup_end_body (const IngamReminder *reminder, gboolean is_over)
{
  g_autofree char *purpose = ingam_wording_dup_purpose (reminder->credential);
  g_autofree char *day =
      ingam_wording_dup_date (ingam_credential_get_not_after (reminder->credential));
  g_autofree char *what =
      is_over ?
          g_strdup (_ ("It cannot be renewed any more: have a new one issued.")) :
          g_strdup_printf (_ ("Renew it by %s. After that only a new one can be issued."), day);

  return g_strdup_printf ("%s\n%s", purpose, what);
}

static IngamAnnouncement *
announcement_new (const char *id, IngamUrgency urgency, guint more_answers)
{
  IngamAnnouncement *self = g_new0 (IngamAnnouncement, 1);

  self->id = g_strdup (id);
  self->urgency = urgency;
  self->answers = more_answers;
  self->target = g_strdup ("");
  self->reminders = g_ptr_array_new ();
  return self;
}

#define BIT(answer) (1u << INGAM_ANSWER_##answer)

static void
say_end (IngamAnnouncement *self, const IngamReminder *reminder, const char *name, gint64 now)
{
  gboolean is_over = ingam_credential_get_state (reminder->credential, now) == INGAM_STATE_EXPIRED;

  self->title = dup_end_title (reminder, name, is_over);
  self->body = dup_end_body (reminder, is_over);
}

static void
say_readable (IngamAnnouncement *self, const IngamReminder *reminder, const char *name, gint64 now)
{
  self->title = name ? g_strdup_printf (_ ("Others can read the private key of %s"), name) :
                       g_strdup (_ ("Others can read a private key"));
  self->body = g_strdup (_ ("Every user of this computer can copy it. Open the certificate and "
                            "press “Make Private”."));
}

static void
say_password (IngamAnnouncement *self, const IngamReminder *reminder, const char *name, gint64 now)
{
  self->title = name ? g_strdup_printf (_ ("Time for a new password: certificate of %s"), name) :
                       g_strdup (_ ("Time for a new certificate password"));
  self->body = g_strdup (_ ("It has been the same for as long as you chose in the preferences."));
}

static void
say_aftercare (IngamAnnouncement *self, const IngamReminder *reminder, const char *name, gint64 now)
{
  self->title =
      name ? g_strdup_printf (_ ("Something is left to do for the certificate of %s"), name) :
             g_strdup (_ ("Something is left to do after a reissue"));
  self->body =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                    "You began what follows a reissue %d day ago. Open it to "
                                    "go on where you were.",
                                    "You began what follows a reissue %d days ago. Open it "
                                    "to go on where you were.",
                                    (gulong) MAX (reminder->days, 0)),
                       reminder->days);
}

static void
say_backup (IngamAnnouncement *self, const IngamReminder *reminder, const char *name, gint64 now)
{
  if (reminder->days < 0)
    {
      self->title = g_strdup (_ ("Your certificates have no backup yet"));
      self->body = g_strdup (_ ("When this computer breaks, they are lost. A backup takes a "
                                "minute."));
    }
  else if (strstr (reminder->key, ":unread:") != NULL)
    {
      self->title = g_strdup (_ ("Your backup was not checked for half a year"));
      self->body = g_strdup (_ ("Back up again: it is read back and compared."));
    }
  else
    {
      self->title = g_strdup (_ ("Changed certificates are not backed up"));
      self->body = g_strdup_printf (
          g_dngettext (GETTEXT_PACKAGE, "The last backup was made %d day ago.",
                       "The last backup was made %d days ago.", (gulong) reminder->days),
          reminder->days);
    }
}

/* --- many --- */

static char *
dup_names (const IngamOutlook *outlook, GPtrArray *reminders, gboolean hide_names, gint64 now)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = reminders != NULL ? reminders->len : outlook->nearest->len;

  for (guint i = 0; i < n && i < MAX_NAMED && !hide_names; i++)
    {
      const IngamReminder *reminder = reminders ? g_ptr_array_index (reminders, i) : NULL;
      IngamCredential *credential =
          reminder ? reminder->credential : g_ptr_array_index (outlook->nearest, i);
      g_autofree char *line =
          credential == NULL ? NULL : ingam_announcement_dup_line (credential, now);

      if (line != NULL)
        g_string_append_printf (text, "\n%s", line);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
say_many_ends (IngamAnnouncement *self,
               const IngamOutlook *outlook,
               gboolean hide_names,
               gint64 now)
{
  g_autofree char *names = dup_names (outlook, self->reminders, hide_names, now);

  self->title = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u certificate ends soon",
                                              "%u certificates end soon", self->reminders->len),
                                 self->reminders->len);
  self->body = g_strconcat (_ ("Renew them while they are valid."), names, NULL);
}

static void
say_summary (IngamAnnouncement *self, const IngamOutlook *outlook, gboolean hide_names, gint64 now)
{
  g_autofree char *names = dup_names (outlook, NULL, hide_names, now);
  g_autofree char *week =
      outlook->n_week == 0 ?
          g_strdup (_ ("None of them this week.")) :
          g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u of them within a week.",
                                        "%u of them within a week.", outlook->n_week),
                           outlook->n_week);

  self->title =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u certificate ends within 30 days",
                                    "%u certificates end within 30 days", outlook->n_month),
                       outlook->n_month);
  self->body = g_strconcat (week, names, NULL);
}

static void
say_many_readable (IngamAnnouncement *self,
                   const IngamOutlook *outlook,
                   gboolean hide_names,
                   gint64 now)
{
  self->title =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Others can read %u private key",
                                    "Others can read %u private keys", self->reminders->len),
                       self->reminders->len);
  self->body = g_strdup (_ ("Every user of this computer can copy them. Open each certificate and "
                            "press “Make Private”."));
}

static void
say_many_passwords (IngamAnnouncement *self,
                    const IngamOutlook *outlook,
                    gboolean hide_names,
                    gint64 now)
{
  self->title = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "Time for a new password: %u certificate",
                   "Time for a new password: %u certificates", self->reminders->len),
      self->reminders->len);
  self->body = g_strdup (_ ("They have been the same for as long as you chose in the "
                            "preferences."));
}

static void
say_many_aftercare (IngamAnnouncement *self,
                    const IngamOutlook *outlook,
                    gboolean hide_names,
                    gint64 now)
{
  self->title = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "Something is left to do for %u certificate",
                   "Something is left to do for %u certificates", self->reminders->len),
      self->reminders->len);
  self->body = g_strdup (_ ("Open them to go on where you were."));
}

static const struct
{
  void (*say) (IngamAnnouncement *self, const IngamReminder *, const char *name, gint64 now);
  void (*say_many) (IngamAnnouncement *self,
                    const IngamOutlook *outlook,
                    gboolean hide_names,
                    gint64 now);
  guint answers;
} kinds[INGAM_REMINDER_N] = {
  [INGAM_REMINDER_EXPIRY] = { say_end, say_many_ends, BIT (RENEW) | BIT (LATER) | BIT (REPLACED) },
  [INGAM_REMINDER_SUMMARY] = { NULL, say_summary, BIT (LATER) },
  [INGAM_REMINDER_READABLE] = { say_readable, say_many_readable, BIT (LATER) },
  [INGAM_REMINDER_BACKUP] = { say_backup, NULL, BIT (BACK_UP) | BIT (LATER) },
  [INGAM_REMINDER_PASSWORD] = { say_password, say_many_passwords, BIT (LATER) },
  [INGAM_REMINDER_AFTERCARE] = { say_aftercare, say_many_aftercare, BIT (LATER) },
};

static char *
dup_many_id (IngamReminderKind kind)
{
  return g_strconcat (INGAM_ANNOUNCEMENT_MANY, ingam_reminder_kind_get_word (kind), NULL);
}

static void
add_one (GPtrArray *list, IngamReminder *reminder, gboolean hide_names, gint64 now)
{
  IngamAnnouncement *self =
      announcement_new (reminder->key, reminder->urgency, kinds[reminder->kind].answers);
  g_autofree char *name =
      reminder->credential == NULL || hide_names ? NULL : dup_name (reminder->credential);
  char id[65];

  if (reminder->credential != NULL)
    {
      g_free (self->target);
      self->target = g_strdup (ingam_credential_get_id (reminder->credential, id));
    }
  g_ptr_array_add (self->reminders, reminder);
  kinds[reminder->kind].say (self, reminder, name, now);
  g_ptr_array_add (list, self);
}

/* Many at once: those of one certificate would be an answer to all of them. */
static void
add_many (GPtrArray *list,
          IngamReminderKind kind,
          GPtrArray *reminders,
          const IngamOutlook *outlook,
          gboolean hide_names,
          gint64 now)
{
  g_autofree char *id = dup_many_id (kind);
  const IngamReminder *first = g_ptr_array_index (reminders, 0);
  IngamAnnouncement *self = announcement_new (id, first->urgency, BIT (LATER));

  g_ptr_array_extend (self->reminders, reminders, NULL, NULL);
  kinds[kind].say_many (self, outlook, hide_names, now);
  g_ptr_array_add (list, self);
}

GPtrArray *
ingam_announcements_compose (const IngamOutlook *outlook, gboolean hide_names, gint64 now)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_announcement_free);

  g_return_val_if_fail (outlook != NULL, list);

  for (IngamReminderKind kind = 0; kind < INGAM_REMINDER_N; kind++)
    {
      g_autoptr (GPtrArray) mine = g_ptr_array_new ();

      for (guint i = 0; i < outlook->say->len; i++)
        {
          IngamReminder *reminder = g_ptr_array_index (outlook->say, i);

          if (reminder->kind == kind)
            g_ptr_array_add (mine, reminder);
        }
      if (mine->len > INGAM_ANNOUNCEMENT_MAX_SINGLE || (mine->len > 0 && kinds[kind].say == NULL))
        add_many (list, kind, mine, outlook, hide_names, now);
      else
        for (guint i = 0; i < mine->len; i++)
          add_one (list, g_ptr_array_index (mine, i), hide_names, now);
    }
  return list;
}

GPtrArray *
ingam_announcements_list_standing (const IngamOutlook *outlook)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  gboolean is_there[INGAM_REMINDER_N] = { FALSE };

  g_return_val_if_fail (outlook != NULL, ids);

  for (guint i = 0; i < outlook->standing->len; i++)
    {
      const IngamReminder *reminder = g_ptr_array_index (outlook->standing, i);

      is_there[reminder->kind] = TRUE;
      g_ptr_array_add (ids, g_strdup (reminder->key));
    }
  for (IngamReminderKind kind = 0; kind < INGAM_REMINDER_N; kind++)
    if (is_there[kind])
      g_ptr_array_add (ids, dup_many_id (kind));
  return ids;
}
