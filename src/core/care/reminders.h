/* reminders.h: what deserves a word, and when to look again.
 *
 * Pure: certificates, what was said before and the time in; what to say out. Nothing here reads,
 * writes or asks the clock, so that a year passes in a test in a second.
 *
 * A certificate is spoken of 30 days before its end (renewal opens), then 14, 7, 3, 1 and 0; each
 * stage once. Only a subject's newest one with a key counts (core/cert/subject, over all stores
 * together): what was replaced never alarms. Days are Korean ones; quiet hours are those where the
 * person is. A stage that was missed (the computer was off) is made up for by the one that holds
 * now, and after the end for INGAM_REMINDER_LATE_DAYS.
 */
#pragma once

#include "core/care/aftercare.h"
#include "core/care/notices.h"

G_BEGIN_DECLS

typedef enum
{
  INGAM_REMINDER_EXPIRY,    /* key: the subject and the end of its validity */
  INGAM_REMINDER_SUMMARY,   /* Monday's, of all that end within 30 days; no credential */
  INGAM_REMINDER_READABLE,  /* others can read the private key; key: the fingerprint */
  INGAM_REMINDER_BACKUP,    /* none yet, overdue, or not read back */
  INGAM_REMINDER_PASSWORD,  /* older than the person chose; key: the subject */
  INGAM_REMINDER_AFTERCARE, /* begun and not finished; key: the fingerprint */
  INGAM_REMINDER_N
} IngamReminderKind;
const char *ingam_reminder_kind_get_word (IngamReminderKind kind); /* "expiry"; stable */

typedef enum
{
  INGAM_URGENCY_LOW,
  INGAM_URGENCY_NORMAL,
  INGAM_URGENCY_CRITICAL,
} IngamUrgency;

#define INGAM_REMINDER_LATE_DAYS 30

/* Days before the end at which something is said; the stage is the index. */
#define INGAM_REMINDER_STAGES 6
int ingam_reminder_get_stage_days (int stage); /* 30, 14, 7, 3, 1, 0 */

typedef struct
{
  IngamReminderKind kind;
  char *key;
  int stage; /* grows with each time that something is said; of EXPIRY: see above */
  IngamUrgency urgency;
  IngamCredential *credential; /* NULL for SUMMARY, BACKUP, an AFTERCARE without a certificate */
  int days; /* EXPIRY: left; BACKUP: since the last one, -1: there is none; else since it began */
} IngamReminder;
void ingam_reminder_free (IngamReminder *reminder);

/* When "remind me later", pressed at @now, says it again: a week later while there is a month,
 * three hours later on the last day. */
gint64 ingam_reminder_get_later (const IngamReminder *reminder, gint64 now);
/* The subject and the end of validity in the key of an EXPIRY; FALSE for any other. */
gboolean
ingam_reminder_parse_key (const char *key, IngamSubject *ret_subject, gint64 *ret_not_after);

typedef struct
{
  gboolean weekly;       /* expiries as one summary on Mondays; the last two stages all the same */
  gboolean backups;      /* speak of them */
  guint password_months; /* 0: never */
  int quiet_from;        /* minute of the local day; equal: no quiet hours */
  int quiet_until;
} IngamReminderRules;

/* Of a subject: when its password was last changed, as far as the journal knows. */
typedef struct
{
  IngamSubject subject;
  gint64 when;
} IngamPasswordAge;

typedef struct
{
  gboolean has_any; /* a verified backup */
  gint64 verified;  /* the newest one's last reading */
  gint64 unsaved; /* when the newest was written, if something has changed since; 0: nothing has */
  gint64 known;   /* since when the store is known not to be empty; the grace before "none yet" */
} IngamBackupFacts;

/* All borrowed. */
typedef struct
{
  GPtrArray *credentials; /* of IngamCredential, of all stores */
  const IngamNoticeMemory *memory;
  GPtrArray *aftercare;           /* of IngamAftercareState; NULL: none */
  GArray *passwords;              /* of IngamPasswordAge; NULL: nothing known */
  const IngamBackupFacts *backup; /* NULL: unknown, nothing is said */
  const IngamReminderRules *rules;
  GTimeZone *zone; /* where the person is */
  gint64 now;
} IngamReminderFacts;

typedef enum
{
  INGAM_OUTLOOK_CALM,
  INGAM_OUTLOOK_SOON,    /* something ends within 14 days */
  INGAM_OUTLOOK_EXPIRED, /* ended, and nothing came after it */
} IngamOutlookState;

typedef struct
{
  GPtrArray *say;      /* of IngamReminder: has to be said now; the most urgent first */
  GPtrArray *standing; /* of IngamReminder: was said and still holds; everything else is moot */
  GPtrArray *nearest;  /* of IngamCredential: the next to end (or that ended), at most three */
  guint n_week;        /* certificates that end within 7 days, today among them */
  guint n_month;       /* within 30 */
  IngamOutlookState state;
  gint64 next; /* Unix time to look again, unless something changes; 0: never */
} IngamOutlook;
void ingam_outlook_free (IngamOutlook *outlook);

IngamOutlook *ingam_reminders_look (const IngamReminderFacts *facts);

/* The newest certificate of each subject, soonest end first, without what the person said is
 * replaced: those that a word may be said of. Of IngamCredential. @memory may be NULL. */
GPtrArray *ingam_reminders_list_current (GPtrArray *credentials, const IngamNoticeMemory *memory);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamReminder, ingam_reminder_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamOutlook, ingam_outlook_free)

G_END_DECLS
