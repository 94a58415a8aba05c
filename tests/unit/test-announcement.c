/* test-announcement.c: few, in whole sentences, with a name or without one. */
#include "config.h"

#include "core/care/announcement.h"

#include "support/tiny-certificate.h"

#include <string.h>

#define DAY (24 * 60 * 60)
#define END G_GINT64_CONSTANT (1767279599) /* 2026-01-01 23:59:59 in Korea */

typedef struct
{
  IngamOutlook *outlook;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->outlook = g_new0 (IngamOutlook, 1);
  self->outlook->say = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_reminder_free);
  self->outlook->standing = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_reminder_free);
  self->outlook->nearest = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  ingam_outlook_free (self->outlook);
}

static IngamCredential *
new_credential (const char *name)
{
  const IngamTestAttribute subject[] = { { INGAM_TEST_C, 0x13, "KR" },
                                         { INGAM_TEST_CN, 0x0c, name },
                                         { NULL } };
  const IngamTestCertificate facts = { .subject = subject,
                                       .policy = "2a831a8c9a45010104",
                                       .not_after = "260101145959Z" };

  return ingam_test_credential (&facts);
}

static IngamReminder *
add (GPtrArray *list, IngamReminderKind kind, const char *key, const char *name, int days)
{
  IngamReminder *reminder = g_new0 (IngamReminder, 1);

  reminder->kind = kind;
  reminder->key = g_strdup (key);
  reminder->days = days;
  reminder->credential = name ? new_credential (name) : NULL;
  g_ptr_array_add (list, reminder);
  return reminder;
}

static const struct
{
  int days;
  gint64 now;
  const char *named;
  const char *unnamed;
  const char *line;
} ends[] = {
  { 7, END - 7 * DAY, "The certificate of 성춘향 ends in 7 days", "A certificate ends in 7 days",
    "성춘향, in 7 days" },
  { 1, END - DAY, "The certificate of 성춘향 ends tomorrow", "A certificate ends tomorrow",
    "성춘향, until tomorrow" },
  { 0, END - 60, "The certificate of 성춘향 ends today", "A certificate ends today",
    "성춘향, until today" },
  { -1, END + DAY, "The certificate of 성춘향 ended 1 day ago", "A certificate ended 1 day ago",
    "성춘향, ended 1 day ago" },
  { -3, END + 3 * DAY, "The certificate of 성춘향 ended 3 days ago",
    "A certificate ended 3 days ago", "성춘향, ended 3 days ago" },
};

static void
test_each_day_has_its_sentence (Fixture *self, gconstpointer data)
{
  add (self->outlook->say, INGAM_REMINDER_EXPIRY, "expiry:a:1", "성춘향", 0);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      IngamReminder *reminder = g_ptr_array_index (self->outlook->say, 0);
      g_autofree char *line = ingam_announcement_dup_line (reminder->credential, ends[i].now);
      g_autoptr (GPtrArray) named = NULL;
      g_autoptr (GPtrArray) unnamed = NULL;

      reminder->days = ends[i].days;
      named = ingam_announcements_compose (self->outlook, FALSE, ends[i].now);
      unnamed = ingam_announcements_compose (self->outlook, TRUE, ends[i].now);
      g_assert_cmpuint (named->len, ==, 1);
      g_assert_cmpstr (((IngamAnnouncement *) named->pdata[0])->title, ==, ends[i].named);
      g_assert_cmpstr (((IngamAnnouncement *) unnamed->pdata[0])->title, ==, ends[i].unnamed);
      g_assert_cmpstr (line, ==, ends[i].line);
    }
}

static void
test_after_its_end_nothing_is_said_of_renewing (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;

  add (self->outlook->say, INGAM_REMINDER_EXPIRY, "expiry:a:1", "성춘향", 0);
  before = ingam_announcements_compose (self->outlook, FALSE, END - DAY);
  after = ingam_announcements_compose (self->outlook, FALSE, END + DAY);
  g_assert_cmpstr (((IngamAnnouncement *) before->pdata[0])->body, ==,
                   "Banks and insurance\nRenew it by 1 January 2026. After that only a "
                   "new one can be issued.");
  g_assert_null (strstr (((IngamAnnouncement *) after->pdata[0])->body, "Renew it"));
}

static void
test_without_names_there_is_none_anywhere (Fixture *self, gconstpointer data)
{
  for (IngamReminderKind kind = 0; kind < INGAM_REMINDER_N; kind++)
    for (guint n = 1; n <= 5; n += 4)
      {
        g_autoptr (GPtrArray) list = NULL;

        g_ptr_array_set_size (self->outlook->say, 0);
        g_ptr_array_set_size (self->outlook->nearest, 0);
        g_ptr_array_add (self->outlook->nearest, new_credential ("성춘향"));
        for (guint i = 0;
             i < (kind == INGAM_REMINDER_SUMMARY || kind == INGAM_REMINDER_BACKUP ? 1 : n); i++)
          add (self->outlook->say, kind, "k:1", kind == INGAM_REMINDER_BACKUP ? NULL : "성춘향", 3);
        list = ingam_announcements_compose (self->outlook, TRUE, END);
        g_assert_cmpuint (list->len, ==, 1);
        g_assert_null (strstr (((IngamAnnouncement *) list->pdata[0])->title, "성춘향"));
        g_assert_null (strstr (((IngamAnnouncement *) list->pdata[0])->body, "성춘향"));
        g_assert_cmpuint (strlen (((IngamAnnouncement *) list->pdata[0])->title), >, 0);
        g_assert_cmpuint (strlen (((IngamAnnouncement *) list->pdata[0])->body), >, 0);
      }
}

static void
test_more_than_three_become_one (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) three = NULL;
  g_autoptr (GPtrArray) four = NULL;
  const IngamAnnouncement *all;

  for (guint i = 0; i < 3; i++)
    add (self->outlook->say, INGAM_REMINDER_EXPIRY, "expiry:a:1", "성춘향", 7);
  add (self->outlook->say, INGAM_REMINDER_BACKUP, "backup:none:1", NULL, -1);
  three = ingam_announcements_compose (self->outlook, FALSE, END - 7 * DAY);
  g_assert_cmpuint (three->len, ==, 4);
  add (self->outlook->say, INGAM_REMINDER_EXPIRY, "expiry:d:1", "변학도", 7);
  four = ingam_announcements_compose (self->outlook, FALSE, END - 7 * DAY);
  g_assert_cmpuint (four->len, ==, 2);
  all = g_ptr_array_index (four, 0);
  g_assert_cmpstr (all->id, ==, "many-expiry");
  g_assert_cmpstr (all->title, ==, "4 certificates end soon");
  g_assert_cmpuint (all->reminders->len, ==, 4);
  g_assert_cmpstr (all->target, ==, "");
  /* "Already replaced" would be an answer for all four. */
  g_assert_cmpuint (all->answers, ==, 1u << INGAM_ANSWER_LATER);
}

static void
test_a_hostile_name_is_short_and_inert (Fixture *self, gconstpointer data)
{
  g_autofree char *long_name = g_strnfill (60000, 'A');
  g_autofree char *hostile = g_strconcat ("\xe2\x80\xae<b>\n\x1b[2J", long_name, NULL);
  g_autoptr (GPtrArray) list = NULL;
  const IngamAnnouncement *one;

  add (self->outlook->say, INGAM_REMINDER_EXPIRY, "expiry:a:1", hostile, 7);
  list = ingam_announcements_compose (self->outlook, FALSE, END - 7 * DAY);
  one = g_ptr_array_index (list, 0);
  g_assert_cmpuint (strlen (one->title), <, 200);
  g_assert_null (strpbrk (one->title, "\n\x1b"));
  g_assert_null (strstr (one->title, "\xe2\x80\xae"));
  g_assert_true (g_utf8_validate (one->title, -1, NULL));
}

static void
test_what_stands_may_stand_alone_or_among_many (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) ids = NULL;

  add (self->outlook->standing, INGAM_REMINDER_EXPIRY, "expiry:a:1", "성춘향", 7);
  ids = ingam_announcements_list_standing (self->outlook);
  g_assert_cmpuint (ids->len, ==, 2);
  g_assert_cmpstr (ids->pdata[0], ==, "expiry:a:1");
  g_assert_cmpstr (ids->pdata[1], ==, "many-expiry");
}

static void
test_the_summary_counts (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) list = NULL;

  self->outlook->n_week = 3;
  self->outlook->n_month = 12;
  g_ptr_array_add (self->outlook->nearest, new_credential ("성춘향"));
  add (self->outlook->say, INGAM_REMINDER_SUMMARY, "summary", NULL, 12);
  list = ingam_announcements_compose (self->outlook, FALSE, END - 7 * DAY);
  g_assert_cmpstr (((IngamAnnouncement *) list->pdata[0])->title, ==,
                   "12 certificates end within 30 days");
  g_assert_cmpstr (((IngamAnnouncement *) list->pdata[0])->body, ==,
                   "3 of them within a week.\n성춘향, in 7 days");
}

#define TEST(name, func) g_test_add ("/announcement/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("each-day-has-its-sentence", test_each_day_has_its_sentence);
  TEST ("after-its-end-nothing-is-said-of-renewing",
        test_after_its_end_nothing_is_said_of_renewing);
  TEST ("without-names-there-is-none-anywhere", test_without_names_there_is_none_anywhere);
  TEST ("more-than-three-become-one", test_more_than_three_become_one);
  TEST ("a-hostile-name-is-short-and-inert", test_a_hostile_name_is_short_and_inert);
  TEST ("what-stands-may-stand-alone-or-among-many",
        test_what_stands_may_stand_alone_or_among_many);
  TEST ("the-summary-counts", test_the_summary_counts);
  return g_test_run ();
}
