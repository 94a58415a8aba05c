/* test-reminders.c: the rules one by one; a whole year of them is test-reminders-year.c. */
#include "config.h"

#include "core/care/reminders.h"

#include "support/tiny-certificate.h"

#include <string.h>

#define HOUR (60 * 60)
#define DAY (24 * HOUR)
#define END G_GINT64_CONSTANT (1767279599) /* 2026-01-01 23:59:59 in Korea, a Thursday */
#define NOON (END - 12 * HOUR + 1)         /* of that day there */

typedef struct
{
  GPtrArray *credentials;
  IngamNoticeMemory *memory;
  IngamReminderRules rules;
  IngamBackupFacts backup;
  IngamReminderFacts facts;
  GTimeZone *zone;
} Fixture;

static const IngamTestAttribute chunhyang[] = { { INGAM_TEST_CN, 0x0c, "성춘향" }, { NULL } };
static const IngamTestAttribute hakdo[] = { { INGAM_TEST_CN, 0x0c, "변학도" }, { NULL } };

static void
set_up (Fixture *self, gconstpointer data)
{
  self->credentials = g_ptr_array_new_with_free_func (g_object_unref);
  self->memory = ingam_notice_memory_new ();
  self->zone = g_time_zone_new_offset (9 * HOUR);
  self->facts = (IngamReminderFacts){ .credentials = self->credentials,
                                      .memory = self->memory,
                                      .rules = &self->rules,
                                      .zone = self->zone,
                                      .now = NOON };
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_ptr_array_unref (self->credentials);
  ingam_notice_memory_free (self->memory);
  g_time_zone_unref (self->zone);
}

static void
add (Fixture *self, const IngamTestAttribute *subject, const char *begin, const char *end)
{
  const IngamTestCertificate facts = { .subject = subject, .not_before = begin, .not_after = end };

  g_ptr_array_add (self->credentials, ingam_test_credential (&facts));
}

/* What is said at @now, as "kind stage, …"; claims it, as the agent does. */
static char *
say (Fixture *self, gint64 now)
{
  g_autoptr (IngamOutlook) outlook = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  self->facts.now = now;
  outlook = ingam_reminders_look (&self->facts);
  for (guint i = 0; i < outlook->say->len; i++)
    {
      const IngamReminder *reminder = g_ptr_array_index (outlook->say, i);

      g_string_append_printf (text, "%s%s %d", i > 0 ? ", " : "",
                              ingam_reminder_kind_get_word (reminder->kind), reminder->stage);
      ingam_notice_memory_claim (self->memory, reminder->key, reminder->stage, now);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_said (Fixture *self, gint64 now, const char *expected)
{
  g_autofree char *said = say (self, now);

  g_assert_cmpstr (said, ==, expected);
}

static IngamOutlook *
look (Fixture *self, gint64 now)
{
  self->facts.now = now;
  return ingam_reminders_look (&self->facts);
}

static void
test_six_stages_each_once (Fixture *self, gconstpointer data)
{
  static const int days[] = { 30, 14, 7, 3, 1, 0 };

  add (self, chunhyang, NULL, NULL);
  assert_said (self, NOON - 31 * DAY, "");
  for (int stage = 0; stage < 6; stage++)
    {
      g_autofree char *expected = g_strdup_printf ("expiry %d", stage);

      g_assert_cmpint (ingam_reminder_get_stage_days (stage), ==, days[stage]);
      assert_said (self, NOON - days[stage] * DAY, expected);
      assert_said (self, NOON - days[stage] * DAY + HOUR, "");
    }
  assert_said (self, NOON + 5 * DAY, "");
}

static void
test_a_missed_stage_is_made_up_for_by_the_one_that_holds (Fixture *self, gconstpointer data)
{
  add (self, chunhyang, NULL, NULL);
  assert_said (self, NOON - 5 * DAY, "expiry 2");
  assert_said (self, NOON + 20 * DAY, "expiry 5");
  assert_said (self, NOON + 21 * DAY, "");
}

static void
test_what_ended_long_ago_is_history (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamOutlook) outlook = NULL;

  add (self, chunhyang, NULL, NULL);
  assert_said (self, NOON + (INGAM_REMINDER_LATE_DAYS + 1) * DAY, "");
  outlook = look (self, NOON + (INGAM_REMINDER_LATE_DAYS + 1) * DAY);
  g_assert_cmpint (outlook->state, ==, INGAM_OUTLOOK_CALM);
  g_assert_cmpuint (outlook->nearest->len, ==, 0);
}

static void
test_what_was_replaced_never_alarms (Fixture *self, gconstpointer data)
{
  add (self, chunhyang, NULL, NULL);
  add (self, chunhyang, "251220000000Z", "270101145959Z");
  for (int days = 40; days >= -40; days--)
    assert_said (self, NOON - days * DAY, "");
}

/* A reissue keeps the end: what was said of the old one counts for the new one. */
static void
test_a_reissue_with_the_same_end_is_not_told_again (Fixture *self, gconstpointer data)
{
  add (self, chunhyang, NULL, NULL);
  assert_said (self, NOON - 30 * DAY, "expiry 0");
  add (self, chunhyang, "251205000000Z", NULL);
  assert_said (self, NOON - 20 * DAY, "");
  assert_said (self, NOON - 14 * DAY, "expiry 1");
}

static void
test_a_successor_without_its_key_silences_nothing (Fixture *self, gconstpointer data)
{
  const IngamTestCertificate come = { .subject = chunhyang,
                                      .not_before = "251220000000Z",
                                      .not_after = "270101145959Z" };
  g_autoptr (GBytes) der = ingam_test_certificate (&come);
  IngamCertificateFields fields;
  const IngamCredentialFacts found = { .fields = &fields,
                                       .folder = "a/USER/b",
                                       .oddities = INGAM_ODDITY_NO_KEY };

  g_assert_true (
      ingam_certificate_peek (g_bytes_get_data (der, NULL), g_bytes_get_size (der), &fields));
  add (self, chunhyang, NULL, NULL);
  g_ptr_array_add (self->credentials, ingam_credential_new (&found));
  assert_said (self, NOON - 3 * DAY, "expiry 3");
}

static void
test_already_replaced_is_silent_until_a_later_one_comes (Fixture *self, gconstpointer data)
{
  add (self, chunhyang, NULL, NULL);
  ingam_notice_memory_set_replaced (
      self->memory, ingam_credential_get_subject (self->credentials->pdata[0]), END);
  assert_said (self, NOON - 7 * DAY, "");
  assert_said (self, NOON, "");
  add (self, chunhyang, "251220000000Z", "260201145959Z");
  assert_said (self, NOON + 24 * DAY, "expiry 2");
}

static void
test_put_off_comes_back_and_the_next_stage_does_not_wait (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamOutlook) outlook = NULL;
  const char *key;

  add (self, chunhyang, NULL, NULL);
  assert_said (self, NOON - 7 * DAY, "expiry 2");
  outlook = look (self, NOON - 7 * DAY);
  g_assert_cmpuint (outlook->standing->len, ==, 1);
  key = ((IngamReminder *) outlook->standing->pdata[0])->key;
  g_assert_cmpint (ingam_reminder_get_later (outlook->standing->pdata[0], NOON - 7 * DAY), ==,
                   NOON - 6 * DAY);
  ingam_notice_memory_put_off (self->memory, key, NOON - 6 * DAY, NOON - 7 * DAY);
  assert_said (self, NOON - 6 * DAY - 1, "");
  assert_said (self, NOON - 6 * DAY, "expiry 2");
  assert_said (self, NOON - 6 * DAY + 1, "");
  ingam_notice_memory_put_off (self->memory, key, NOON - 2 * DAY, NOON - 5 * DAY);
  assert_said (self, NOON - 3 * DAY, "expiry 3");
  assert_said (self, NOON - 2 * DAY, "");
}

static void
test_what_was_put_off_is_looked_at_in_time (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamOutlook) before = NULL;
  g_autoptr (IngamOutlook) after = NULL;

  add (self, chunhyang, NULL, NULL);
  assert_said (self, NOON, "expiry 5");
  before = look (self, NOON);
  g_assert_cmpint (before->next, ==, END + 1);
  ingam_notice_memory_put_off (self->memory, ((IngamReminder *) before->standing->pdata[0])->key,
                               NOON + 3 * HOUR, NOON);
  after = look (self, NOON);
  g_assert_cmpint (after->next, ==, NOON + 3 * HOUR);
  g_assert_cmpuint (after->standing->len, ==, 0);
}

static void
test_nothing_is_said_at_night (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamOutlook) outlook = NULL;

  self->rules.quiet_from = 21 * 60;
  self->rules.quiet_until = 8 * 60;
  add (self, chunhyang, NULL, NULL);
  assert_said (self, NOON - DAY + 9 * HOUR, "");
  outlook = look (self, NOON - DAY + 9 * HOUR);
  g_assert_cmpint (outlook->next, ==, END + 1 - DAY); /* midnight, and then eight o'clock */
  assert_said (self, NOON - 4 * HOUR - 1, "");
  assert_said (self, NOON - 4 * HOUR, "expiry 5");
}

/* In New York it is evening when the day begins in Korea. */
static void
test_days_are_korean_and_quiet_hours_are_where_one_is (Fixture *self, gconstpointer data)
{
  g_autoptr (GTimeZone) new_york = g_time_zone_new_offset (-5 * HOUR);

  self->facts.zone = new_york;
  self->rules.quiet_from = 21 * 60;
  self->rules.quiet_until = 8 * 60;
  add (self, chunhyang, NULL, NULL);
  assert_said (self, END - DAY + 1 - 2 * HOUR, "expiry 4"); /* eight in the morning there */
  assert_said (self, END - DAY, "");
  assert_said (self, END - DAY + 1, "expiry 5"); /* ten in the morning: the last day in Korea */
}

static void
test_what_stands_stays_until_the_next_may_be_said (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamOutlook) outlook = NULL;

  self->rules.quiet_from = 21 * 60;
  self->rules.quiet_until = 8 * 60;
  add (self, chunhyang, NULL, NULL);
  assert_said (self, NOON - 7 * DAY, "expiry 2");
  outlook = look (self, NOON - 3 * DAY - 10 * HOUR);
  g_assert_cmpuint (outlook->say->len, ==, 0);
  g_assert_cmpuint (outlook->standing->len, ==, 1);
}

static void
test_mondays_tell_all_and_the_last_days_speak (Fixture *self, gconstpointer data)
{
  self->rules.weekly = TRUE;
  add (self, chunhyang, NULL, NULL);
  assert_said (self, NOON - 33 * DAY, "");               /* a Saturday, nothing within 30 days */
  assert_said (self, NOON - 24 * DAY, "summary 105656"); /* a Monday */
  assert_said (self, NOON - 23 * DAY, "");
  assert_said (self, NOON - 16 * DAY, "summary 105657"); /* the computer was off on Monday */
  assert_said (self, NOON - 14 * DAY, "");
  assert_said (self, NOON - 10 * DAY, "summary 105658");
  assert_said (self, NOON - 3 * DAY, "summary 105659");
  assert_said (self, NOON - DAY, "expiry 4");
  assert_said (self, NOON, "expiry 5");
}

static void
test_a_clock_that_was_wrong_silences_nothing_and_repeats_nothing (Fixture *self, gconstpointer data)
{
  add (self, chunhyang, NULL, NULL);
  assert_said (self, NOON - 30 * DAY, "expiry 0");
  assert_said (self, NOON - 14 * DAY, "expiry 1");
  assert_said (self, NOON + 10 * DAY, "expiry 5"); /* ahead by 23 days */
  assert_said (self, NOON - 13 * DAY, "");
  assert_said (self, NOON - 7 * DAY, "expiry 2");
  assert_said (self, NOON - 25 * DAY, ""); /* behind by 18 */
  assert_said (self, NOON - 7 * DAY + HOUR, "");
  assert_said (self, NOON, "expiry 5");
}

static void
test_a_key_that_others_can_read_is_told_once (Fixture *self, gconstpointer data)
{
  const IngamTestCertificate here = { .subject = chunhyang };
  g_autoptr (GBytes) der = ingam_test_certificate (&here);
  IngamCertificateFields fields;
  const IngamCredentialFacts found = { .fields = &fields,
                                       .folder = "a/USER/b",
                                       .oddities = INGAM_ODDITY_READABLE_BY_OTHERS };

  g_assert_true (
      ingam_certificate_peek (g_bytes_get_data (der, NULL), g_bytes_get_size (der), &fields));
  g_ptr_array_add (self->credentials, ingam_credential_new (&found));
  assert_said (self, NOON - 100 * DAY, "readable 0");
  assert_said (self, NOON - 90 * DAY, "");
}

static void
test_backups_are_spoken_of_after_a_week_a_month_and_each_quarter (Fixture *self, gconstpointer data)
{
  add (self, chunhyang, NULL, "290101145959Z");
  self->facts.backup = &self->backup;
  self->backup.known = NOON;
  assert_said (self, NOON + 8 * DAY, ""); /* the person does not want it */
  self->rules.backups = TRUE;
  assert_said (self, NOON + 6 * DAY, "");
  assert_said (self, NOON + 7 * DAY, "backup 0");
  assert_said (self, NOON + 29 * DAY, "");
  assert_said (self, NOON + 30 * DAY, "backup 1");
  assert_said (self, NOON + 90 * DAY, "backup 2");
  assert_said (self, NOON + 179 * DAY, "");
  assert_said (self, NOON + 180 * DAY, "backup 3");

  self->backup = (IngamBackupFacts){ .has_any = TRUE, .verified = NOON + 181 * DAY };
  assert_said (self, NOON + 190 * DAY, "");
  self->backup.unsaved = NOON + 181 * DAY;
  assert_said (self, NOON + 190 * DAY, "backup 0");
  self->backup.unsaved = 0;
  assert_said (self, NOON + 300 * DAY, "");
  assert_said (self, NOON + (181 + 180 + 6) * DAY, "");
}

static void
test_a_backup_that_nobody_reads_back_is_told (Fixture *self, gconstpointer data)
{
  add (self, chunhyang, NULL, "290101145959Z");
  self->facts.backup = &self->backup;
  self->rules.backups = TRUE;
  self->backup = (IngamBackupFacts){ .has_any = TRUE, .verified = NOON };
  assert_said (self, NOON + 186 * DAY, "");
  assert_said (self, NOON + 187 * DAY, "backup 0");
}

static void
test_a_password_is_spoken_of_when_it_is_as_old_as_was_chosen (Fixture *self, gconstpointer data)
{
  g_autoptr (GArray) ages = g_array_new (FALSE, FALSE, sizeof (IngamPasswordAge));
  IngamPasswordAge age = { .when = 0 };

  add (self, chunhyang, NULL, "270101145959Z"); /* since 1 January 2025 */
  self->facts.passwords = ages;
  assert_said (self, NOON - 100 * DAY, "");
  self->rules.password_months = 6;
  assert_said (self, NOON - 100 * DAY, "password 1");
  assert_said (self, NOON - 90 * DAY, "");
  assert_said (self, NOON + 10 * DAY, "password 2");
  age.subject = *ingam_credential_get_subject (self->credentials->pdata[0]);
  age.when = NOON + 11 * DAY;
  g_array_append_val (ages, age);
  assert_said (self, NOON + 12 * DAY, "");
  assert_said (self, NOON + (11 + 183) * DAY, "password 1");
}

static void
test_unfinished_aftercare_is_spoken_of_and_a_finished_one_is_not (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) states = g_ptr_array_new ();
  IngamAftercareState state = { .begun = NOON, .reason = INGAM_REASON_LOST };

  add (self, chunhyang, NULL, "290101145959Z");
  g_ptr_array_add (states, &state);
  self->facts.aftercare = states;
  memcpy (state.key.fingerprint, ingam_credential_get_fingerprint (self->credentials->pdata[0]),
          sizeof state.key.fingerprint);
  assert_said (self, NOON + 6 * DAY, "");
  assert_said (self, NOON + 7 * DAY, "aftercare 0");
  assert_said (self, NOON + 8 * DAY, "");
  assert_said (self, NOON + 30 * DAY, "aftercare 1");
  for (guint i = 0; i < INGAM_STEP_N; i++)
    state.steps[i].state = INGAM_STEP_DONE;
  assert_said (self, NOON + 90 * DAY, "");
  state.steps[0].state = INGAM_STEP_OPEN;
  state.key.fingerprint[0] ^= 1; /* of a certificate that is gone */
  assert_said (self, NOON + 90 * DAY, "");
}

static void
test_the_most_urgent_comes_first (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamOutlook) outlook = NULL;

  add (self, hakdo, NULL, "260131145959Z");
  add (self, chunhyang, NULL, NULL);
  outlook = look (self, NOON);
  g_assert_cmpuint (outlook->say->len, ==, 2);
  g_assert_cmpint (((IngamReminder *) outlook->say->pdata[0])->stage, ==, 5);
  g_assert_cmpint (((IngamReminder *) outlook->say->pdata[0])->urgency, ==, INGAM_URGENCY_CRITICAL);
  g_assert_cmpint (((IngamReminder *) outlook->say->pdata[1])->urgency, ==, INGAM_URGENCY_LOW);
  g_assert_cmpint (outlook->state, ==, INGAM_OUTLOOK_SOON);
  g_assert_cmpuint (outlook->n_week, ==, 1);
  g_assert_cmpuint (outlook->n_month, ==, 2);
  g_assert_true (outlook->nearest->pdata[0] == self->credentials->pdata[1]);
}

static void
test_of_nothing_there_is_nothing_to_say_and_no_reason_to_wake (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamOutlook) outlook = look (self, NOON);

  g_assert_cmpuint (outlook->say->len, ==, 0);
  g_assert_cmpint (outlook->next, ==, 0);
  g_assert_cmpint (outlook->state, ==, INGAM_OUTLOOK_CALM);
}

static void
test_a_key_says_whom_it_is_about (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamOutlook) outlook = NULL;
  IngamSubject subject;
  gint64 end;

  add (self, chunhyang, NULL, NULL);
  outlook = look (self, NOON);
  g_assert_true (
      ingam_reminder_parse_key (((IngamReminder *) outlook->say->pdata[0])->key, &subject, &end));
  g_assert_true (
      ingam_subject_equal (&subject, ingam_credential_get_subject (self->credentials->pdata[0])));
  g_assert_cmpint (end, ==, END);
  g_assert_false (ingam_reminder_parse_key ("expiry:00:1", &subject, &end));
  g_assert_false (ingam_reminder_parse_key ("backup:none:1", &subject, &end));
  g_assert_false (
      ingam_reminder_parse_key ("expiry:0011223344556677889900112233445g:1", &subject, &end));
  g_assert_false (
      ingam_reminder_parse_key ("expiry:00112233445566778899001122334455:", &subject, &end));
}

#define TEST(name, func) g_test_add ("/reminders/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("six-stages-each-once", test_six_stages_each_once);
  TEST ("a-missed-stage-is-made-up-for-by-the-one-that-holds",
        test_a_missed_stage_is_made_up_for_by_the_one_that_holds);
  TEST ("what-ended-long-ago-is-history", test_what_ended_long_ago_is_history);
  TEST ("what-was-replaced-never-alarms", test_what_was_replaced_never_alarms);
  TEST ("a-reissue-with-the-same-end-is-not-told-again",
        test_a_reissue_with_the_same_end_is_not_told_again);
  TEST ("a-successor-without-its-key-silences-nothing",
        test_a_successor_without_its_key_silences_nothing);
  TEST ("already-replaced-is-silent-until-a-later-one-comes",
        test_already_replaced_is_silent_until_a_later_one_comes);
  TEST ("put-off-comes-back-and-the-next-stage-does-not-wait",
        test_put_off_comes_back_and_the_next_stage_does_not_wait);
  TEST ("what-was-put-off-is-looked-at-in-time", test_what_was_put_off_is_looked_at_in_time);
  TEST ("nothing-is-said-at-night", test_nothing_is_said_at_night);
  TEST ("days-are-korean-and-quiet-hours-are-where-one-is",
        test_days_are_korean_and_quiet_hours_are_where_one_is);
  TEST ("what-stands-stays-until-the-next-may-be-said",
        test_what_stands_stays_until_the_next_may_be_said);
  TEST ("mondays-tell-all-and-the-last-days-speak", test_mondays_tell_all_and_the_last_days_speak);
  TEST ("a-clock-that-was-wrong-silences-nothing-and-repeats-nothing",
        test_a_clock_that_was_wrong_silences_nothing_and_repeats_nothing);
  TEST ("a-key-that-others-can-read-is-told-once", test_a_key_that_others_can_read_is_told_once);
  TEST ("backups-are-spoken-of-after-a-week-a-month-and-each-quarter",
        test_backups_are_spoken_of_after_a_week_a_month_and_each_quarter);
  TEST ("a-backup-that-nobody-reads-back-is-told", test_a_backup_that_nobody_reads_back_is_told);
  TEST ("a-password-is-spoken-of-when-it-is-as-old-as-was-chosen",
        test_a_password_is_spoken_of_when_it_is_as_old_as_was_chosen);
  TEST ("unfinished-aftercare-is-spoken-of-and-a-finished-one-is-not",
        test_unfinished_aftercare_is_spoken_of_and_a_finished_one_is_not);
  TEST ("the-most-urgent-comes-first", test_the_most_urgent_comes_first);
  TEST ("of-nothing-there-is-nothing-to-say-and-no-reason-to-wake",
        test_of_nothing_there_is_nothing_to_say_and_no_reason_to_wake);
  TEST ("a-key-says-whom-it-is-about", test_a_key_says_whom_it_is_about);
  return g_test_run ();
}
