/* test-reminders-year.c: years of an office, with everything that happens to certificates,
 * computers and clocks, against a judge that knows only the calendar.
 *
 * The agent is played as it runs: it looks when its alarm rings (at once on resume when that is
 * past), when the clock is set, and when the store changes. Each hour that the computer is awake
 * the judge asks: was everything said that had to be, nothing twice, nothing false? The list of
 * notices of the first story is printed.
 */
#include "config.h"

#include "core/base/clock.h"
#include "core/care/announcement.h"

#include "support/tiny-certificate.h"

#include <string.h>

#define HOUR (60 * 60)
#define DAY (24 * HOUR)
#define KOREA (9 * HOUR)
#define BEGIN G_GINT64_CONSTANT (1767225600) /* 2026-01-01 09:00 in Korea, a Thursday */
#define N_STAGES 6

static const int stage_days[N_STAGES] = { 30, 14, 7, 3, 1, 0 };

/* What becomes of a holder's certificate. */
typedef enum
{
  RENEWS,      /* some day before the end */
  RENEWS_LATE, /* a new one some days after the end */
  LETS_IT_END, /* once and for all */
  REISSUED,    /* in between, with the same end; renews later */
  ELSEWHERE,   /* renewed on a phone: says "already replaced" when told for the first time */
} Habit;

typedef struct
{
  Habit habit;
  guint8 number;            /* of its key */
  IngamCredential *current; /* borrowed from the world */
  gint64 not_before;
  gint64 not_after;
  gint64 acts;                   /* when it renews, or says so */
  gint64 reissue;                /* 0: not any more */
  gboolean is_replaced;          /* marked */
  gint64 said[N_STAGES];         /* by the right clock; 0: not */
  gboolean said_early[N_STAGES]; /* by a wrong one: it was seen, and may not come again */
  gint64 put_off;                /* until when; 0 */
  gint64 since;                  /* when the judge may first expect something of this certificate */
} Holder;

typedef struct
{
  GRand *rand;
  GPtrArray *credentials;
  Holder *holders;
  guint n_holders;
  GHashTable *by_subject; /* of Holder */
  IngamNoticeMemory *memory;
  IngamReminderRules rules;
  GTimeZone *korea;
  GTimeZone *abroad;
  GTimeZone *zone;
  gint64 now;   /* what really is */
  gint64 wrong; /* by how much the clock is wrong */
  gint64 next;  /* the alarm; 0: none */
  gboolean prints;
  guint n_notices;
  guint n_reminders;
  guint n_looks;
  guint n_put_off;
  guint n_wrong; /* reminders while the clock was wrong */
} World;

/* --- certificates --- */

static char *
format_utc_time (gint64 when)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (when);

  return g_date_time_format (time, "%y%m%d%H%M%SZ");
}

/* The last second of a Korean day, as authorities have it. */
static gint64
end_of_day (gint64 when)
{
  return ((when + KOREA) / DAY + 1) * DAY - KOREA - 1;
}

static void
issue (World *self, Holder *holder, gint64 from, gint64 until)
{
  g_autofree char *name = g_strdup_printf ("고객 %03u", (guint) (holder - self->holders));
  g_autofree char *begin = format_utc_time (from);
  g_autofree char *end = format_utc_time (until);
  const IngamTestAttribute subject[] = { { INGAM_TEST_CN, 0x0c, name }, { NULL } };
  const IngamTestCertificate facts = {
    .subject = subject, .not_before = begin, .not_after = end, .serial = ++holder->number
  };

  holder->current = ingam_test_credential (&facts);
  holder->not_before = from;
  holder->not_after = until;
  holder->is_replaced = FALSE;
  holder->since = self->now;
  g_ptr_array_add (self->credentials, holder->current);
  g_hash_table_replace (self->by_subject, (gpointer) ingam_credential_get_subject (holder->current),
                        holder);
}

static void
plan (World *self, Holder *holder)
{
  int before = g_rand_int_range (self->rand, 1, 30);

  memset (holder->said, 0, sizeof holder->said);
  memset (holder->said_early, 0, sizeof holder->said_early);
  holder->put_off = 0;
  holder->acts = holder->not_after - before * DAY - g_rand_int_range (self->rand, 0, DAY);
  holder->reissue = 0;
  if (holder->habit == RENEWS_LATE)
    holder->acts = holder->not_after + before * DAY / 2;
  else if (holder->habit == LETS_IT_END || holder->habit == ELSEWHERE)
    holder->acts = 0;
  else if (holder->habit == REISSUED)
    holder->reissue = holder->not_after - g_rand_int_range (self->rand, 2, 25) * DAY;
}

/* A new file: TRUE when the store has changed. */
static gboolean
live (World *self, Holder *holder)
{
  if (holder->reissue != 0 && self->now >= holder->reissue && self->now < holder->not_after &&
      (holder->acts == 0 || self->now < holder->acts))
    {
      holder->reissue = 0;
      issue (self, holder, self->now, holder->not_after);
      return TRUE;
    }
  if (holder->acts == 0 || self->now < holder->acts)
    return FALSE;
  issue (self, holder, self->now,
         holder->habit == RENEWS_LATE ? end_of_day (self->now + 365 * DAY) :
                                        holder->not_after + 365 * DAY);
  plan (self, holder);
  return TRUE;
}

/* --- the judge's calendar: not the code's --- */

static gint64
korean_day (gint64 when)
{
  return (when + KOREA) / DAY;
}

static int
judge_stage (const Holder *holder, gint64 now)
{
  gint64 days = korean_day (holder->not_after) - korean_day (now);
  int stage = -1;

  if (days < -30)
    return -1;
  for (int i = 0; i < N_STAGES; i++)
    if (days <= stage_days[i])
      stage = i;
  return stage;
}

static gboolean
judge_quiet (World *self, gint64 now)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, self->zone);
  int hour = g_date_time_get_hour (local);

  return hour >= 21 || hour < 8;
}

/* --- the agent --- */

static void
hear (World *self, const IngamReminder *reminder, gint64 clock)
{
  Holder *holder =
      g_hash_table_lookup (self->by_subject, ingam_credential_get_subject (reminder->credential));
  int stage = reminder->stage;

  g_assert_cmpint (reminder->kind, ==, INGAM_REMINDER_EXPIRY);
  g_assert_nonnull (holder);
  g_assert_true (reminder->credential == holder->current); /* never of what was replaced */
  g_assert_false (holder->is_replaced);
  self->n_reminders++;
  if (self->wrong != 0)
    {
      self->n_wrong++;
      holder->said_early[stage] = TRUE;
      holder->put_off = 0; /* it was seen again, if for the wrong reason */
      return;
    }
  g_assert_false (judge_quiet (self, clock));
  g_assert_cmpint (stage, ==, judge_stage (holder, clock)); /* no false alarm */
  /* Each stage once, but for what was put off; a later one was never said before. */
  for (int i = stage; i < N_STAGES; i++)
    if (holder->said[i] != 0 && (holder->put_off == 0 || holder->put_off > clock))
      g_error ("%s: stage %d said again", ingam_credential_get_name (holder->current), stage);
  holder->said[stage] = clock;
  holder->put_off = 0;
}

/* One in twenty is put off; who has renewed elsewhere says so. */
static void
answer (World *self, const IngamReminder *reminder, gint64 clock)
{
  Holder *holder =
      g_hash_table_lookup (self->by_subject, ingam_credential_get_subject (reminder->credential));

  if (self->wrong != 0)
    return;
  if (holder->habit == ELSEWHERE)
    {
      holder->is_replaced = TRUE;
      ingam_notice_memory_set_replaced (
          self->memory, ingam_credential_get_subject (holder->current), holder->not_after);
    }
  else if (g_rand_int_range (self->rand, 0, 20) == 0)
    {
      holder->put_off = ingam_reminder_get_later (reminder, clock);
      ingam_notice_memory_put_off (self->memory, reminder->key, holder->put_off, clock);
      self->n_put_off++;
    }
}

static void
print (World *self, const IngamAnnouncement *announcement, gint64 clock)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (clock);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, self->zone);
  g_autofree char *when = g_date_time_format (local, "%Y-%m-%d %H:%M %z");

  g_test_message ("%s  %s", when, announcement->title);
}

static void
look_once (World *self)
{
  gint64 clock = self->now + self->wrong;
  const IngamReminderFacts facts = { .credentials = self->credentials,
                                     .memory = self->memory,
                                     .rules = &self->rules,
                                     .zone = self->zone,
                                     .now = clock };
  g_autoptr (IngamOutlook) outlook = ingam_reminders_look (&facts);
  g_autoptr (GPtrArray) announcements = ingam_announcements_compose (outlook, FALSE, clock);

  self->n_looks++;
  self->n_notices += announcements->len;
  for (guint i = 0; i < outlook->say->len; i++)
    {
      const IngamReminder *reminder = g_ptr_array_index (outlook->say, i);

      ingam_notice_memory_claim (self->memory, reminder->key, reminder->stage, clock);
      if (reminder->kind == INGAM_REMINDER_SUMMARY)
        continue;
      hear (self, reminder, clock);
      answer (self, reminder, clock);
    }
  for (guint i = 0; self->prints && i < announcements->len; i++)
    print (self, g_ptr_array_index (announcements, i), clock);
  g_assert_true (outlook->next == 0 || outlook->next > clock);
  self->next = outlook->next;
}

/* After each answer of a person the agent looks again. */
static void
look (World *self)
{
  guint n_put_off = self->n_put_off;

  look_once (self);
  if (self->n_put_off > n_put_off)
    look_once (self);
}

/* Everything that has to be said by now was. */
static void
judge (World *self)
{
  if (self->wrong != 0 || judge_quiet (self, self->now))
    return;
  for (guint i = 0; i < self->n_holders; i++)
    {
      const Holder *holder = &self->holders[i];
      int stage = judge_stage (holder, self->now);
      gboolean was_said = FALSE;

      if (stage < 0 || holder->is_replaced)
        continue;
      if (self->rules.weekly && stage < 4)
        continue;
      for (int j = stage; j < N_STAGES; j++)
        was_said |= holder->said[j] != 0 || holder->said_early[j];
      if (!was_said)
        g_error ("%s: stage %d missed", ingam_credential_get_name (holder->current), stage);
      if (holder->put_off != 0 && holder->put_off + HOUR < self->now)
        g_error ("%s: put off and forgotten", ingam_credential_get_name (holder->current));
    }
}

/* --- the computer --- */

typedef struct
{
  gint64 from; /* days after the beginning */
  gint64 until;
} Span;

static gboolean
is_within (const Span *spans, guint n, gint64 now)
{
  for (guint i = 0; i < n; i++)
    if (now >= BEGIN + spans[i].from * DAY && now < BEGIN + spans[i].until * DAY)
      return TRUE;
  return FALSE;
}

static const Span holidays[] = { { 40, 58 }, { 210, 231 } };
static const Span journeys[] = { { 120, 141 }, { 300, 310 } };

/* On weekdays from nine to seven, and on some evenings. */
static gboolean
is_awake (World *self)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (self->now);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, self->zone);
  int hour = g_date_time_get_hour (local);

  if (is_within (holidays, G_N_ELEMENTS (holidays), self->now) ||
      g_date_time_get_day_of_week (local) > 5)
    return FALSE;
  return hour >= 9 && hour < (g_date_time_get_day_of_month (local) % 5 == 0 ? 23 : 19);
}

/* A clock that is wrong for some hours, at some moments of each year. */
static const struct
{
  gint64 day;
  gint64 hours;
  gint64 by;
} jumps[] = {
  { 75, 2, 400 * DAY },       { 100, 5, -10 * DAY },  { 160, 3, 9 * DAY },
  { 165, 1, 10 * 365 * DAY }, { 250, 30, -45 * DAY }, { 330, 1, -10 * 365 * DAY },
};

static gint64
find_jump (gint64 now)
{
  gint64 hours = (now - BEGIN) / HOUR % (365 * 24);

  for (guint i = 0; i < G_N_ELEMENTS (jumps); i++)
    if (hours >= jumps[i].day * 24 + 10 && hours < jumps[i].day * 24 + 10 + jumps[i].hours)
      return jumps[i].by;
  return 0;
}

static void
world_init (World *self, guint32 seed, guint n_holders)
{
  *self = (World){ .rand = g_rand_new_with_seed (seed), .n_holders = n_holders, .now = BEGIN };
  self->credentials = g_ptr_array_new_with_free_func (g_object_unref);
  self->holders = g_new0 (Holder, n_holders);
  self->by_subject = g_hash_table_new (ingam_subject_hash, (GEqualFunc) ingam_subject_equal);
  self->memory = ingam_notice_memory_new ();
  self->korea = g_time_zone_new_identifier ("Asia/Seoul");
  if (self->korea == NULL)
    self->korea = g_time_zone_new_offset (KOREA);
  self->abroad = g_time_zone_new_identifier ("America/New_York"); /* with summer time */
  if (self->abroad == NULL)
    self->abroad = g_time_zone_new_offset (-5 * HOUR);
  self->zone = self->korea;
  self->rules = (IngamReminderRules){ .quiet_from = 21 * 60, .quiet_until = 8 * 60 };
  for (guint i = 0; i < n_holders; i++)
    {
      Holder *holder = &self->holders[i];
      int kind = g_rand_int_range (self->rand, 0, 100);

      holder->habit = kind < 78 ? RENEWS :
                      kind < 86 ? RENEWS_LATE :
                      kind < 90 ? LETS_IT_END :
                      kind < 95 ? REISSUED :
                                  ELSEWHERE;
      issue (self, holder, BEGIN - 365 * DAY,
             end_of_day (BEGIN + g_rand_int_range (self->rand, 1, 365) * DAY));
      plan (self, holder);
    }
}

static void
world_clear (World *self)
{
  g_rand_free (self->rand);
  g_ptr_array_unref (self->credentials);
  g_hash_table_unref (self->by_subject);
  g_free (self->holders);
  ingam_notice_memory_free (self->memory);
  g_time_zone_unref (self->korea);
  g_time_zone_unref (self->abroad);
}

static void
pass (World *self, guint years)
{
  gint64 end = BEGIN + (gint64) years * 365 * DAY;

  for (; self->now < end; self->now += HOUR)
    {
      gint64 wrong = find_jump (self->now);
      gboolean has_changed = FALSE;

      self->zone =
          is_within (journeys, G_N_ELEMENTS (journeys), self->now) ? self->abroad : self->korea;
      for (guint i = 0; i < self->n_holders; i++)
        has_changed |= live (self, &self->holders[i]);
      if (!is_awake (self))
        {
          /* It is copied into the store when somebody is there; the watch tells then. */
          if (has_changed)
            self->next = 1;
          continue;
        }
      if (has_changed || wrong != self->wrong ||
          (self->next != 0 && self->now + wrong >= self->next))
        {
          self->wrong = wrong;
          look (self);
        }
      judge (self);
    }
}

static void
tell (World *self, const char *what, guint years)
{
  g_test_message ("%s: %u notices (%u reminders, %u of them put off) of %u certificates in %u "
                  "year(s), %u looks; %u while the clock was wrong",
                  what, self->n_notices, self->n_reminders, self->n_put_off, self->credentials->len,
                  years, self->n_looks, self->n_wrong);
}

static void
test_a_year_of_an_office (void)
{
  World self;

  world_init (&self, 20260101, 800);
  self.prints = TRUE;
  look (&self);
  pass (&self, 1);
  tell (&self, "an office", 1);
  /* Not one a certificate: a summary where several fall on a day. */
  g_assert_cmpuint (self.n_notices, <, 500);
  g_assert_cmpuint (self.n_reminders, >, 1000);
  world_clear (&self);
}

static void
test_a_year_of_an_office_with_mondays (void)
{
  World self;

  world_init (&self, 20260102, 800);
  self.rules.weekly = TRUE;
  look (&self);
  pass (&self, 1);
  tell (&self, "an office with Mondays", 1);
  g_assert_cmpuint (self.n_notices, <, 400);
  world_clear (&self);
}

static void
test_five_years_of_many_people (void)
{
  for (guint32 seed = 1; seed <= 40; seed++)
    {
      World self;

      world_init (&self, seed, 5);
      look (&self);
      pass (&self, 5);
      if (seed <= 3)
        tell (&self, "a person", 5);
      g_assert_cmpuint (self.n_notices, >, 10);
      world_clear (&self);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reminders-year/a-year-of-an-office", test_a_year_of_an_office);
  g_test_add_func ("/reminders-year/a-year-of-an-office-with-mondays",
                   test_a_year_of_an_office_with_mondays);
  g_test_add_func ("/reminders-year/five-years-of-many-people", test_five_years_of_many_people);
  return g_test_run ();
}
