/* reminders.c: rules over a list, a memory and a moment.
 *
 * Everything is looked at anew each time: what is due follows from the day alone, and only whether
 * it was said comes from the memory. So a missed look, a computer that slept for a month or a clock
 * that jumped needs no case of its own. The next look is at the next Korean midnight, when all days
 * change, or earlier where somebody put something off or the quiet hours end; that is twice a day.
 */
#include "config.h"

#include "core/care/reminders.h"

#include "core/base/clock.h"

#include <string.h>

#define DAY (24 * 60 * 60)
#define HOUR (60 * 60)
#define KOREA (9 * HOUR)
#define SOON_DAYS 14
#define MAX_NEAREST 3
#define WEEK_DAYS 7
#define MONTH (365 * DAY / 12)

static const struct
{
  int days;
  IngamUrgency urgency;
  gint64 later; /* seconds after which "remind me later" says it again */
} stages[INGAM_REMINDER_STAGES] = {
  { 30, INGAM_URGENCY_LOW, 7 * DAY },      { 14, INGAM_URGENCY_LOW, 3 * DAY },
  { 7, INGAM_URGENCY_NORMAL, DAY },        { 3, INGAM_URGENCY_NORMAL, DAY },
  { 1, INGAM_URGENCY_CRITICAL, 3 * HOUR }, { 0, INGAM_URGENCY_CRITICAL, 3 * HOUR },
};

/* From this one on a certificate is spoken of on its day, also where Mondays tell the rest. */
#define FIRST_OF_THE_LAST 4

/* What is not about an end: days after which it is said, and said again. The stage is the index,
 * and goes on past the last one in its steps. */
#define MAX_STEPS 3
static const struct
{
  const char *word;
  IngamUrgency urgency;
  int days[MAX_STEPS];
  gint64 later;
} kinds[INGAM_REMINDER_N] = {
  [INGAM_REMINDER_EXPIRY] = { "expiry", INGAM_URGENCY_NORMAL, { 0 }, DAY },
  [INGAM_REMINDER_SUMMARY] = { "summary", INGAM_URGENCY_NORMAL, { 0 }, DAY },
  [INGAM_REMINDER_READABLE] = { "readable", INGAM_URGENCY_NORMAL, { 0 }, 7 * DAY },
  [INGAM_REMINDER_BACKUP] = { "backup", INGAM_URGENCY_LOW, { 7, 30, 90 }, 7 * DAY },
  [INGAM_REMINDER_PASSWORD] = { "password", INGAM_URGENCY_LOW, { 0 }, 7 * DAY },
  [INGAM_REMINDER_AFTERCARE] = { "aftercare", INGAM_URGENCY_LOW, { 7, 30, 90 }, 7 * DAY },
};

#define UNREAD_DAYS 180 /* a backup that nobody has read back for so long */

const char *
ingam_reminder_kind_get_word (IngamReminderKind kind)
{
  g_return_val_if_fail ((guint) kind < INGAM_REMINDER_N, "expiry");
  return kinds[kind].word;
}

int
ingam_reminder_get_stage_days (int stage)
{
  g_return_val_if_fail (stage >= 0 && stage < INGAM_REMINDER_STAGES, 0);
  return stages[stage].days;
}

void
ingam_reminder_free (IngamReminder *reminder)
{
  if (reminder == NULL)
    return;
  g_free (reminder->key);
  g_clear_object (&reminder->credential);
  g_free (reminder);
}

gint64
ingam_reminder_get_later (const IngamReminder *reminder, gint64 now)
{
  g_return_val_if_fail (reminder != NULL, 0);

  if (reminder->kind != INGAM_REMINDER_EXPIRY)
    return now + kinds[reminder->kind].later;
  return now + stages[CLAMP (reminder->stage, 0, INGAM_REMINDER_STAGES - 1)].later;
}

void
ingam_outlook_free (IngamOutlook *outlook)
{
  if (outlook == NULL)
    return;
  g_ptr_array_unref (outlook->say);
  g_ptr_array_unref (outlook->standing);
  g_ptr_array_unref (outlook->nearest);
  g_free (outlook);
}

/* --- keys --- */

static char *
dup_subject_hex (const IngamSubject *subject)
{
  char hex[2 * INGAM_SUBJECT_SIZE + 1];

  ingam_certificate_format_hex (subject->digest, sizeof subject->digest, hex);
  return g_strdup (hex);
}

static char *
dup_subject_key (IngamReminderKind kind, const IngamSubject *subject, gint64 when)
{
  g_autofree char *hex = dup_subject_hex (subject);

  return g_strdup_printf ("%s:%s:%" G_GINT64_FORMAT, kinds[kind].word, hex, when);
}

static char *
dup_fingerprint_key (IngamReminderKind kind, const guint8 *fingerprint, gint64 when)
{
  char hex[2 * INGAM_CERTIFICATE_FINGERPRINT_SIZE + 1];

  ingam_certificate_format_hex (fingerprint, INGAM_CERTIFICATE_FINGERPRINT_SIZE, hex);
  return g_strdup_printf ("%s:%s:%" G_GINT64_FORMAT, kinds[kind].word, hex, when);
}

gboolean
ingam_reminder_parse_key (const char *key, IngamSubject *ret_subject, gint64 *ret_not_after)
{
  g_auto (GStrv) parts = NULL;

  g_return_val_if_fail (key != NULL && ret_subject != NULL && ret_not_after != NULL, FALSE);

  parts = g_strsplit (key, ":", 4);
  if (g_strv_length (parts) != 3 || !g_str_equal (parts[0], kinds[INGAM_REMINDER_EXPIRY].word) ||
      strlen (parts[1]) != 2 * INGAM_SUBJECT_SIZE ||
      !g_ascii_string_to_signed (parts[2], 10, G_MININT64, G_MAXINT64, ret_not_after, NULL))
    return FALSE;
  for (guint i = 0; i < INGAM_SUBJECT_SIZE; i++)
    {
      int high = g_ascii_xdigit_value (parts[1][2 * i]);
      int low = g_ascii_xdigit_value (parts[1][2 * i + 1]);

      if (high < 0 || low < 0)
        return FALSE;
      ret_subject->digest[i] = (guint8) (high << 4 | low);
    }
  return TRUE;
}

/* --- whom it is about --- */

static gboolean
has_key (IngamCredential *credential)
{
  return (ingam_credential_get_oddities (credential) & INGAM_ODDITY_NO_KEY) == 0;
}

/* Only one with a key takes another's place. */
static gboolean
comes_after (IngamCredential *a, IngamCredential *b)
{
  gint64 begins = ingam_credential_get_not_before (a) - ingam_credential_get_not_before (b);

  if (has_key (a) != has_key (b))
    return has_key (a);
  return begins > 0 ||
         (begins == 0 && ingam_credential_get_not_after (a) > ingam_credential_get_not_after (b));
}

static gboolean
subject_equal (gconstpointer a, gconstpointer b)
{
  return ingam_subject_equal (a, b);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return ingam_credential_compare (*(IngamCredential *const *) a, *(IngamCredential *const *) b);
}

GPtrArray *
ingam_reminders_list_current (GPtrArray *credentials, const IngamNoticeMemory *memory)
{
  g_autoptr (GHashTable) newest = g_hash_table_new (ingam_subject_hash, subject_equal);
  GPtrArray *current = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer value;

  g_return_val_if_fail (credentials != NULL, current);

  for (guint i = 0; i < credentials->len; i++)
    {
      IngamCredential *credential = g_ptr_array_index (credentials, i);
      const IngamSubject *subject = ingam_credential_get_subject (credential);
      IngamCredential *other = g_hash_table_lookup (newest, subject);

      if (other == NULL || comes_after (credential, other))
        g_hash_table_replace (newest, (gpointer) subject, credential);
    }
  g_hash_table_iter_init (&iter, newest);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (memory == NULL ||
        !ingam_notice_memory_is_replaced (memory, ingam_credential_get_subject (value),
                                          ingam_credential_get_not_after (value)))
      g_ptr_array_add (current, g_object_ref (value));
  g_ptr_array_sort (current, compare);
  return current;
}

/* --- the look --- */

typedef struct
{
  const IngamReminderFacts *facts;
  GPtrArray *current; /* of IngamCredential */
  IngamOutlook *outlook;
  gboolean is_quiet;
  gboolean has_waiting; /* something has to be said when it is no longer quiet */
} Look;

static void
look_again_at (Look *look, gint64 when)
{
  if (when > look->facts->now && (look->outlook->next == 0 || when < look->outlook->next))
    look->outlook->next = when;
}

/* What holds now: said already, to be said, or put off. Takes @key. */
static void
weigh (Look *look,
       IngamReminderKind kind,
       char *key,
       int stage,
       IngamUrgency urgency,
       IngamCredential *credential,
       int days)
{
  const IngamNoticeMemory *memory = look->facts->memory;
  gint64 now = look->facts->now;
  gint64 put_off = ingam_notice_memory_get_put_off (memory, key, now);
  gboolean is_said = ingam_notice_memory_is_said (memory, key, stage, now);
  IngamReminder *reminder = g_new0 (IngamReminder, 1);

  *reminder =
      (IngamReminder){ .kind = kind, .key = key, .stage = stage, .urgency = urgency, .days = days };
  g_set_object (&reminder->credential, credential);
  if (is_said && (put_off == 0 || put_off > now))
    {
      look_again_at (look, put_off);
      /* What was put off is off the screen, and what is on it was not. */
      if (put_off == 0)
        g_ptr_array_add (look->outlook->standing, reminder);
      else
        ingam_reminder_free (reminder);
      return;
    }
  look->has_waiting = TRUE;
  /* Until it may be said, what was said before it stays on the screen. */
  if (look->is_quiet && ingam_notice_memory_get_first (memory, key, now) > 0 && put_off == 0)
    g_ptr_array_add (look->outlook->standing, reminder);
  else if (look->is_quiet)
    ingam_reminder_free (reminder);
  else
    g_ptr_array_add (look->outlook->say, reminder);
}

/* A stage of those that have days of their own: how many of them have passed, less one. */
static int
find_step (IngamReminderKind kind, int days)
{
  const int *steps = kinds[kind].days;
  int stage = -1;

  for (int i = 0; i < MAX_STEPS && days >= steps[i]; i++)
    stage = i;
  if (stage == MAX_STEPS - 1)
    stage += (days - steps[stage]) / steps[stage];
  return stage;
}

static int
count_days (gint64 since, gint64 now)
{
  return (int) CLAMP ((now - since) / DAY, G_MININT, G_MAXINT);
}

/* --- ends --- */

static int
find_stage (int days)
{
  int stage = -1;

  for (int i = 0; i < INGAM_REMINDER_STAGES && days <= stages[i].days; i++)
    stage = i;
  return stage;
}

static void
look_at_end (Look *look, IngamCredential *credential)
{
  gint64 now = look->facts->now;
  int days = ingam_credential_get_days_left (credential, now);
  int stage = find_stage (days);

  if (stage < 0 || days < -INGAM_REMINDER_LATE_DAYS || !has_key (credential))
    return;
  if (look->facts->rules->weekly && stage < FIRST_OF_THE_LAST)
    return;
  weigh (look, INGAM_REMINDER_EXPIRY,
         dup_subject_key (INGAM_REMINDER_EXPIRY, ingam_credential_get_subject (credential),
                          ingam_credential_get_not_after (credential)),
         stage, stages[stage].urgency, credential, days);
}

static GDateTime *
new_local (const IngamReminderFacts *facts)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (facts->now);

  return utc == NULL ? NULL : g_date_time_to_timezone (utc, facts->zone);
}

/* Of the week that @now is in, where the person is: a number that grows by one each Monday. */
static int
get_week (const IngamReminderFacts *facts, gint64 *ret_next_monday)
{
  g_autoptr (GDateTime) local = new_local (facts);
  g_autoptr (GDateTime) later = NULL;
  g_autoptr (GDateTime) monday = NULL;
  int year, month, day;
  GDate date;

  *ret_next_monday = 0;
  if (local == NULL)
    return -1;
  g_date_time_get_ymd (local, &year, &month, &day);
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  later = g_date_time_add_days (local, WEEK_DAYS + 1 - g_date_time_get_day_of_week (local));
  if (later != NULL)
    {
      g_date_time_get_ymd (later, &year, &month, &day);
      monday = g_date_time_new (facts->zone, year, month, day, 0, 0, 0);
    }
  if (monday != NULL)
    *ret_next_monday = g_date_time_to_unix (monday);
  /* Day 1 of GDate's count was a Monday. */
  return (int) ((g_date_get_julian (&date) - 1) / WEEK_DAYS);
}

static void
look_at_summary (Look *look)
{
  gint64 next;
  int week = get_week (look->facts, &next);

  if (!look->facts->rules->weekly || week < 0)
    return;
  look_again_at (look, next);
  if (look->outlook->n_month > 0)
    weigh (look, INGAM_REMINDER_SUMMARY, g_strdup (kinds[INGAM_REMINDER_SUMMARY].word), week,
           kinds[INGAM_REMINDER_SUMMARY].urgency, NULL, (int) look->outlook->n_month);
}

/* --- everything else --- */

static void
look_at_readable (Look *look, IngamCredential *credential)
{
  if ((ingam_credential_get_oddities (credential) & INGAM_ODDITY_READABLE_BY_OTHERS) == 0 ||
      ingam_credential_get_days_left (credential, look->facts->now) < 0)
    return;
  weigh (look, INGAM_REMINDER_READABLE,
         dup_fingerprint_key (INGAM_REMINDER_READABLE,
                              ingam_credential_get_fingerprint (credential), 0),
         0, kinds[INGAM_REMINDER_READABLE].urgency, credential, 0);
}

static void
look_at_password (Look *look, IngamCredential *credential)
{
  const GArray *passwords = look->facts->passwords;
  const IngamSubject *subject = ingam_credential_get_subject (credential);
  gint64 since = ingam_credential_get_not_before (credential);
  guint months = look->facts->rules->password_months;
  gint64 period = (gint64) months * MONTH;

  if (months == 0 || !has_key (credential) ||
      ingam_credential_get_days_left (credential, look->facts->now) < 0)
    return;
  for (guint i = 0; passwords != NULL && i < passwords->len; i++)
    {
      const IngamPasswordAge *age = &g_array_index (passwords, IngamPasswordAge, i);

      if (ingam_subject_equal (&age->subject, subject))
        since = MAX (since, age->when);
    }
  if (look->facts->now - since >= period)
    weigh (look, INGAM_REMINDER_PASSWORD, dup_subject_key (INGAM_REMINDER_PASSWORD, subject, since),
           (int) MIN ((look->facts->now - since) / period, G_MAXINT),
           kinds[INGAM_REMINDER_PASSWORD].urgency, credential,
           count_days (since, look->facts->now));
}

static IngamCredential *
find_certificate (Look *look, const guint8 *fingerprint)
{
  for (guint i = 0; i < look->current->len; i++)
    {
      IngamCredential *credential = g_ptr_array_index (look->current, i);

      if (memcmp (ingam_credential_get_fingerprint (credential), fingerprint,
                  INGAM_CERTIFICATE_FINGERPRINT_SIZE) == 0)
        return credential;
    }
  return NULL;
}

/* Of a certificate that is gone or replaced there is nothing left to do. */
static void
look_at_aftercare (Look *look, const IngamAftercareState *state)
{
  static const guint8 none[INGAM_CERTIFICATE_FINGERPRINT_SIZE];
  gboolean is_of_none = memcmp (state->key.fingerprint, none, sizeof none) == 0;
  IngamCredential *credential = find_certificate (look, state->key.fingerprint);
  int days = count_days (state->begun, look->facts->now);
  int stage = find_step (INGAM_REMINDER_AFTERCARE, days);

  if (state->begun == 0 || state->reason == INGAM_REASON_CHECK || stage < 0 ||
      ingam_aftercare_state_is_finished (state) || (credential == NULL && !is_of_none))
    return;
  weigh (look, INGAM_REMINDER_AFTERCARE,
         dup_fingerprint_key (INGAM_REMINDER_AFTERCARE, state->key.fingerprint, state->begun),
         stage, kinds[INGAM_REMINDER_AFTERCARE].urgency, credential, days);
}

static void
look_at_backup (Look *look)
{
  const IngamBackupFacts *backup = look->facts->backup;
  gint64 now = look->facts->now;
  gint64 since = !backup->has_any    ? backup->known :
                 backup->unsaved > 0 ? backup->unsaved :
                                       backup->verified + (gint64) UNREAD_DAYS * DAY;
  int days = count_days (since, now);
  int stage = find_step (INGAM_REMINDER_BACKUP, days);

  if (since == 0 || stage < 0)
    return;
  weigh (look, INGAM_REMINDER_BACKUP,
         g_strdup_printf ("%s:%s:%" G_GINT64_FORMAT, kinds[INGAM_REMINDER_BACKUP].word,
                          !backup->has_any    ? "none" :
                          backup->unsaved > 0 ? "unsaved" :
                                                "unread",
                          since),
         stage, kinds[INGAM_REMINDER_BACKUP].urgency, NULL, backup->has_any ? days : -1);
}

/* --- the person's day --- */

/* Whether nothing may be said now, and until when. */
static gboolean
find_quiet (const IngamReminderFacts *facts, gint64 *ret_until)
{
  const IngamReminderRules *rules = facts->rules;
  g_autoptr (GDateTime) local = new_local (facts);
  g_autoptr (GDateTime) day = NULL;
  g_autoptr (GDateTime) end = NULL;
  int year, month, date, minute;

  *ret_until = 0;
  if (local == NULL || rules->quiet_from == rules->quiet_until)
    return FALSE;
  minute = g_date_time_get_hour (local) * 60 + g_date_time_get_minute (local);
  if (rules->quiet_from < rules->quiet_until ?
          minute < rules->quiet_from || minute >= rules->quiet_until :
          minute < rules->quiet_from && minute >= rules->quiet_until)
    return FALSE;
  day = g_date_time_add_days (local, minute < rules->quiet_until ? 0 : 1);
  if (day == NULL)
    return FALSE;
  g_date_time_get_ymd (day, &year, &month, &date);
  end = g_date_time_new (facts->zone, year, month, date, rules->quiet_until / 60,
                         rules->quiet_until % 60, 0);
  /* An hour that summer time left out, or one it has twice: soon is near enough. */
  *ret_until = end == NULL ? 0 : g_date_time_to_unix (end);
  if (*ret_until <= facts->now)
    *ret_until = facts->now + HOUR;
  return TRUE;
}

static gint64
get_korean_midnight_after (gint64 now)
{
  return ((now + KOREA) / DAY + 1) * DAY - KOREA;
}

/* --- all of it --- */

static void
count (Look *look, IngamCredential *credential)
{
  IngamOutlook *outlook = look->outlook;
  int days = ingam_credential_get_days_left (credential, look->facts->now);

  if (days < -INGAM_REMINDER_LATE_DAYS || !has_key (credential))
    return;
  if (outlook->nearest->len < MAX_NEAREST)
    g_ptr_array_add (outlook->nearest, g_object_ref (credential));
  if (ingam_credential_get_state (credential, look->facts->now) == INGAM_STATE_EXPIRED)
    outlook->state = INGAM_OUTLOOK_EXPIRED;
  else if (days <= SOON_DAYS)
    outlook->state = MAX (outlook->state, INGAM_OUTLOOK_SOON);
  outlook->n_week += days >= 0 && days <= WEEK_DAYS;
  outlook->n_month += days >= 0 && days <= INGAM_RENEWAL_DAYS;
}

static int
compare_reminders (gconstpointer a, gconstpointer b)
{
  const IngamReminder *one = *(IngamReminder *const *) a;
  const IngamReminder *other = *(IngamReminder *const *) b;

  if (one->urgency != other->urgency)
    return one->urgency > other->urgency ? -1 : 1;
  if (one->kind != other->kind)
    return one->kind < other->kind ? -1 : 1;
  if (one->days != other->days)
    return one->days < other->days ? -1 : 1;
  return strcmp (one->key, other->key);
}

IngamOutlook *
ingam_reminders_look (const IngamReminderFacts *facts)
{
  IngamOutlook *outlook = g_new0 (IngamOutlook, 1);
  g_autoptr (GPtrArray) current = NULL;
  Look look = { .facts = facts, .outlook = outlook };
  gint64 quiet_until;

  outlook->say = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_reminder_free);
  outlook->standing = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_reminder_free);
  outlook->nearest = g_ptr_array_new_with_free_func (g_object_unref);
  g_return_val_if_fail (
      facts != NULL && facts->credentials && facts->memory && facts->rules && facts->zone, outlook);

  look.current = current = ingam_reminders_list_current (facts->credentials, facts->memory);
  look.is_quiet = find_quiet (facts, &quiet_until);
  for (guint i = 0; i < current->len; i++)
    {
      IngamCredential *credential = g_ptr_array_index (current, i);

      count (&look, credential);
      look_at_end (&look, credential);
      look_at_readable (&look, credential);
      look_at_password (&look, credential);
    }
  look_at_summary (&look);
  for (guint i = 0; facts->aftercare != NULL && i < facts->aftercare->len; i++)
    look_at_aftercare (&look, g_ptr_array_index (facts->aftercare, i));
  if (facts->rules->backups && facts->backup != NULL && current->len > 0)
    look_at_backup (&look);

  if (current->len > 0 || (facts->aftercare != NULL && facts->aftercare->len > 0))
    look_again_at (&look, get_korean_midnight_after (facts->now));
  if (look.has_waiting && look.is_quiet)
    look_again_at (&look, quiet_until);
  g_ptr_array_sort (outlook->say, compare_reminders);
  return outlook;
}
