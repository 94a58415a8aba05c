/* test-notices.c: what was said is said once, whoever asks, and survives being asked again. */
#include "config.h"

#include "core/care/notices.h"

#include "support/scratch.h"

#include <string.h>

#define DAY (24 * 60 * 60)
#define NOW G_GINT64_CONSTANT (1795651200) /* 2026-11-26 */
#define KEY "expiry:00112233445566778899aabbccddeeff:1800000000"

typedef struct
{
  char *folder;
  IngamJournal *journal;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = ingam_scratch_new ();
  self->journal = ingam_journal_new (self->folder);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_object (&self->journal);
  ingam_scratch_free (self->folder);
}

static gboolean
claim (IngamJournal *journal, const char *key, int stage, gint64 when)
{
  g_autoptr (GPtrArray) notices =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_notice_free);
  g_autoptr (GArray) claimed = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (notices, ingam_notice_new (key, stage, when));
  g_assert_true (ingam_notices_claim (journal, notices, &claimed, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (claimed->len, ==, 1);
  return g_array_index (claimed, gboolean, 0);
}

static IngamNoticeMemory *
read_again (Fixture *self)
{
  g_autoptr (IngamJournal) other = ingam_journal_new (self->folder);
  g_autoptr (GError) error = NULL;
  IngamNoticeMemory *memory = ingam_notices_read (other, &error);

  g_assert_no_error (error);
  return memory;
}

static void
test_nothing_was_said_before_there_is_a_file (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamNoticeMemory) memory = read_again (self);

  g_assert_false (ingam_notice_memory_is_said (memory, KEY, 0, NOW));
  g_assert_cmpint (ingam_notice_memory_get_first (memory, KEY, NOW), ==, 0);
}

static void
test_a_stage_is_claimed_once (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamJournal) other = ingam_journal_new (self->folder);
  g_autoptr (IngamNoticeMemory) memory = NULL;

  g_assert_true (claim (self->journal, KEY, 2, NOW));
  g_assert_false (claim (other, KEY, 2, NOW + 1));
  g_assert_false (claim (other, KEY, 1, NOW + 1));
  g_assert_true (claim (other, KEY, 3, NOW + 2 * DAY));
  memory = read_again (self);
  g_assert_true (ingam_notice_memory_is_said (memory, KEY, 3, NOW + 2 * DAY));
  g_assert_false (ingam_notice_memory_is_said (memory, KEY, 4, NOW + 2 * DAY));
  g_assert_cmpint (ingam_notice_memory_get_first (memory, KEY, NOW + 2 * DAY), ==, NOW);
}

static void
test_what_could_not_be_said_is_given_back (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) notices =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_notice_free);
  g_autoptr (GError) error = NULL;

  g_assert_true (claim (self->journal, KEY, 1, NOW - DAY));
  g_assert_true (claim (self->journal, KEY, 2, NOW));
  g_ptr_array_add (notices, ingam_notice_new (KEY, 2, NOW));
  g_assert_true (ingam_notices_give_back (self->journal, notices, &error));
  g_assert_no_error (error);
  g_assert_false (claim (self->journal, KEY, 1, NOW));
  g_assert_true (claim (self->journal, KEY, 2, NOW));
}

/* A clock that was ahead for an hour silences nothing; one that was set back repeats nothing. */
static void
test_a_claim_of_the_future_does_not_count_yet (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamNoticeMemory) memory = NULL;

  g_assert_true (claim (self->journal, KEY, 1, NOW - 5 * DAY));
  g_assert_true (claim (self->journal, KEY, 5, NOW + 365 * DAY));
  memory = read_again (self);
  g_assert_false (ingam_notice_memory_is_said (memory, KEY, 2, NOW));
  g_assert_true (ingam_notice_memory_is_said (memory, KEY, 1, NOW));
  g_assert_true (claim (self->journal, KEY, 2, NOW));
  g_assert_false (claim (self->journal, KEY, 2, NOW));
  g_assert_true (claim (self->journal, KEY, 5, NOW + 20 * DAY));
}

static void
test_put_off_is_said_again_when_its_time_has_come (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamNoticeMemory) memory = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (claim (self->journal, KEY, 2, NOW));
  g_assert_true (ingam_notices_put_off (self->journal, KEY, NOW + DAY, NOW, &error));
  g_assert_no_error (error);
  memory = read_again (self);
  g_assert_cmpint (ingam_notice_memory_get_put_off (memory, KEY, NOW), ==, NOW + DAY);
  g_assert_false (claim (self->journal, KEY, 2, NOW + DAY - 1));
  g_assert_true (claim (self->journal, KEY, 2, NOW + DAY));
  g_assert_false (claim (self->journal, KEY, 2, NOW + DAY));
}

static void
test_put_off_for_years_by_a_wrong_clock_does_not_count (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamNoticeMemory) memory = NULL;

  g_assert_true (
      ingam_notices_put_off (self->journal, KEY, NOW + 400 * DAY, NOW + 399 * DAY, NULL));
  g_assert_true (
      ingam_notices_put_off (self->journal, "backup:none:1", NOW + 400 * DAY, NOW, NULL));
  memory = read_again (self);
  g_assert_cmpint (ingam_notice_memory_get_put_off (memory, KEY, NOW), ==, 0);
  g_assert_cmpint (ingam_notice_memory_get_put_off (memory, "backup:none:1", NOW), ==, 0);
}

static void
test_replaced_holds_for_that_end_and_can_be_taken_back (Fixture *self, gconstpointer data)
{
  const IngamSubject subject = { { 1, 2, 3 } }, other = { { 9 } };
  g_autoptr (IngamNoticeMemory) memory = NULL;
  g_autoptr (IngamNoticeMemory) after = NULL;

  g_assert_true (ingam_notices_set_replaced (self->journal, &subject, NOW, NOW, NULL));
  memory = read_again (self);
  g_assert_true (ingam_notice_memory_is_replaced (memory, &subject, NOW));
  g_assert_false (ingam_notice_memory_is_replaced (memory, &subject, NOW + 1));
  g_assert_false (ingam_notice_memory_is_replaced (memory, &other, NOW));
  g_assert_true (ingam_notices_set_replaced (self->journal, &subject, 0, NOW, NULL));
  after = read_again (self);
  g_assert_false (ingam_notice_memory_is_replaced (after, &subject, NOW));
}

static void
test_what_is_long_gone_is_forgotten (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamNoticeMemory) memory = NULL;
  gint64 later = NOW + (INGAM_NOTICE_KEPT_DAYS + 1) * (gint64) DAY;

  g_assert_true (claim (self->journal, KEY, 2, NOW));
  g_assert_true (claim (self->journal, "backup:none:1", 0, later));
  memory = read_again (self);
  g_assert_false (ingam_notice_memory_is_said (memory, KEY, 2, later));
  g_assert_true (ingam_notice_memory_is_said (memory, "backup:none:1", 0, later));
}

static void
test_what_is_shown_comes_back (Fixture *self, gconstpointer data)
{
  IngamShown one = { (char *) KEY, (char *) ":1.7", 42, (char *) "abcd" };
  g_autoptr (GPtrArray) shown = g_ptr_array_new ();
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GPtrArray) back = NULL;
  g_autoptr (GPtrArray) empty = NULL;
  const IngamShown *first;

  g_ptr_array_add (shown, &one);
  g_assert_true (ingam_notices_set_shown (self->journal, shown, NULL));
  back = ingam_notices_list_shown (self->journal, NULL);
  g_assert_cmpuint (back->len, ==, 1);
  first = g_ptr_array_index (back, 0);
  g_assert_cmpstr (first->id, ==, KEY);
  g_assert_cmpstr (first->server, ==, ":1.7");
  g_assert_cmpuint (first->number, ==, 42);
  g_assert_cmpstr (first->target, ==, "abcd");
  g_assert_true (ingam_notices_set_shown (self->journal, none, NULL));
  empty = ingam_notices_list_shown (self->journal, NULL);
  g_assert_cmpuint (empty->len, ==, 0);
}

#define TEST(name, func) g_test_add ("/notices/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("nothing-was-said-before-there-is-a-file", test_nothing_was_said_before_there_is_a_file);
  TEST ("a-stage-is-claimed-once", test_a_stage_is_claimed_once);
  TEST ("what-could-not-be-said-is-given-back", test_what_could_not_be_said_is_given_back);
  TEST ("a-claim-of-the-future-does-not-count-yet", test_a_claim_of_the_future_does_not_count_yet);
  TEST ("put-off-is-said-again-when-its-time-has-come",
        test_put_off_is_said_again_when_its_time_has_come);
  TEST ("put-off-for-years-by-a-wrong-clock-does-not-count",
        test_put_off_for_years_by_a_wrong_clock_does_not_count);
  TEST ("replaced-holds-for-that-end-and-can-be-taken-back",
        test_replaced_holds_for_that_end_and_can_be_taken_back);
  TEST ("what-is-long-gone-is-forgotten", test_what_is_long_gone_is_forgotten);
  TEST ("what-is-shown-comes-back", test_what_is_shown_comes_back);
  return g_test_run ();
}
