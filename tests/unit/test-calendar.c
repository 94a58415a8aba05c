/* test-calendar.c: what a calendar program reads, read back by libical and byte by byte. */
#include "config.h"

#include "core/care/calendar.h"

#include "support/tiny-certificate.h"

#include <libical/ical.h>
#include <string.h>

#define NOW G_GINT64_CONSTANT (1764547200) /* 1 December 2025, 09:00 in Korea */

#define DN(cn)                                                                                    \
  {                                                                                               \
    { INGAM_TEST_C, 0x13, "KR" }, { INGAM_TEST_O, 0x0c, "yessign" }, { INGAM_TEST_CN, 0x0c, cn }, \
        { NULL },                                                                                 \
  }

static const IngamTestAttribute hers[] = DN ("성춘향()0020049202001011234567");
static const IngamTestAttribute his[] = DN ("이몽룡()0020049202001017654321");

/* Until 23:59:59 on 1 January 2026 in Korea. */
static const IngamTestCertificate old = { .subject = hers, .policy = "2a831a8c9a45010104" };
static const IngamTestCertificate renewed = { .subject = hers,
                                              .policy = "2a831a8c9a45010104",
                                              .serial = 2,
                                              .not_before = "251210000000Z",
                                              .not_after = "270101145959Z" };
static const IngamTestCertificate ended = { .subject = his, .not_after = "251120145959Z" };

/* Takes IngamTestCertificate pointers; ends with NULL. */
static GBytes *format (gint64 now, ...) G_GNUC_NULL_TERMINATED;
static GBytes *
format (gint64 now, ...)
{
  g_autoptr (GPtrArray) credentials = g_ptr_array_new_with_free_func (g_object_unref);
  const IngamTestCertificate *facts;
  va_list list;

  va_start (list, now);
  while ((facts = va_arg (list, const IngamTestCertificate *)))
    g_ptr_array_add (credentials, ingam_test_credential (facts));
  va_end (list);
  return ingam_calendar_format (credentials, now);
}

static char *
dup_text (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  g_assert_cmpuint (strnlen (data, size), ==, size);
  return g_strndup (data, size);
}

/* What every reader may rely on, whatever is in it: CRLF, 75 bytes, whole characters on each line.
 */
static icalcomponent *
parse (GBytes *bytes)
{
  g_autofree char *text = dup_text (bytes);
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);
  guint n = g_strv_length (lines);
  icalcomponent *calendar;

  g_assert_true (g_str_has_suffix (text, "END:VCALENDAR\r\n"));
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpuint (strlen (lines[i]), <=, 75);
      g_assert_null (strpbrk (lines[i], "\r\n"));
      g_assert_true (g_utf8_validate (lines[i], -1, NULL));
    }
  calendar = icalparser_parse_string (text);
  g_assert_nonnull (calendar);
  g_assert_cmpint (icalcomponent_isa (calendar), ==, ICAL_VCALENDAR_COMPONENT);
  g_assert_cmpint (icalcomponent_count_errors (calendar), ==, 0);
  g_assert_true (icalrestriction_check (calendar));
  return calendar;
}

static icalcomponent *
get_event (icalcomponent *calendar, int index)
{
  icalcomponent *event = icalcomponent_get_first_component (calendar, ICAL_VEVENT_COMPONENT);

  while (index-- > 0)
    event = icalcomponent_get_next_component (calendar, ICAL_VEVENT_COMPONENT);
  g_assert_nonnull (event);
  return event;
}

static guint
count_events (icalcomponent *calendar)
{
  return (guint) icalcomponent_count_components (calendar, ICAL_VEVENT_COMPONENT);
}

static char *
dup_value (icalcomponent *component, icalproperty_kind kind)
{
  icalproperty *property = icalcomponent_get_first_property (component, kind);
  char *line, *value;

  g_assert_nonnull (property);
  g_assert_null (icalcomponent_get_next_property (component, kind));
  line = icalproperty_get_value_as_string_r (property);
  value = g_strdup (line);
  icalmemory_free_buffer (line);
  return value;
}

static void
assert_value (icalcomponent *component, icalproperty_kind kind, const char *expected)
{
  g_autofree char *value = dup_value (component, kind);

  g_assert_cmpstr (value, ==, expected);
}

static void
assert_alarm (icalcomponent *event, int index, const char *trigger, const char *text)
{
  icalcomponent *alarm = icalcomponent_get_first_component (event, ICAL_VALARM_COMPONENT);

  while (index-- > 0)
    alarm = icalcomponent_get_next_component (event, ICAL_VALARM_COMPONENT);
  g_assert_nonnull (alarm);
  assert_value (alarm, ICAL_ACTION_PROPERTY, "DISPLAY");
  assert_value (alarm, ICAL_TRIGGER_PROPERTY, trigger);
  g_assert_cmpstr (icalcomponent_get_description (alarm), ==, text);
}

static void
test_two_days_of_a_certificate (void)
{
  g_autoptr (GBytes) bytes = format (NOW, &old, NULL);
  icalcomponent *calendar = parse (bytes);
  icalcomponent *first = get_event (calendar, 0);
  icalcomponent *last = get_event (calendar, 1);

  g_assert_cmpuint (count_events (calendar), ==, 2);
  assert_value (calendar, ICAL_VERSION_PROPERTY, "2.0");
  g_assert_null (icalcomponent_get_first_property (calendar, ICAL_METHOD_PROPERTY));

  assert_value (first, ICAL_DTSTART_PROPERTY, "20251202");
  assert_value (first, ICAL_DTEND_PROPERTY, "20251203");
  g_assert_cmpstr (icalcomponent_get_summary (first), ==, "Certificate renewal opens: 성춘향");
  g_assert_cmpint (icalcomponent_count_components (first, ICAL_VALARM_COMPONENT), ==, 1);
  assert_alarm (first, 0, "PT9H", "Certificate renewal opens: 성춘향");

  assert_value (last, ICAL_DTSTART_PROPERTY, "20260101");
  assert_value (last, ICAL_DTEND_PROPERTY, "20260102");
  assert_value (last, ICAL_DTSTAMP_PROPERTY, "20251201T000000Z");
  assert_value (last, ICAL_LASTMODIFIED_PROPERTY, "20251201T000000Z");
  assert_value (last, ICAL_TRANSP_PROPERTY, "TRANSPARENT");
  g_assert_cmpstr (icalcomponent_get_summary (last), ==, "Certificate expires: 성춘향");
  g_assert_cmpint (icalcomponent_count_components (last, ICAL_VALARM_COMPONENT), ==, 2);
  assert_alarm (last, 0, "-P6DT15H", "Certificate expires in a week: 성춘향");
  assert_alarm (last, 1, "PT9H", "Certificate expires: 성춘향");
  icalcomponent_free (calendar);
}

/* An all-day entry says so, and on its own day wherever the calendar is. */
static void
test_days_are_dates_without_a_zone (void)
{
  g_autoptr (GBytes) bytes = format (NOW, &old, NULL);
  g_autofree char *text = dup_text (bytes);

  g_assert_nonnull (strstr (text, "\r\nDTSTART;VALUE=DATE:20260101\r\n"));
  g_assert_nonnull (strstr (text, "\r\nDTEND;VALUE=DATE:20260102\r\n"));
  g_assert_null (strstr (text, "TZID"));
}

static void
test_says_what_to_do (void)
{
  g_autoptr (GBytes) bytes = format (NOW, &old, NULL);
  icalcomponent *calendar = parse (bytes);
  const char *text = icalcomponent_get_description (get_event (calendar, 1));

  g_assert_true (g_str_has_prefix (
      text, "It can be renewed until 1 January 2026. After that, a new one has to be issued.\n"));
  g_assert_nonnull (strstr (text, "\nPurpose: Banks and insurance\n"));
  g_assert_nonnull (strstr (text, "(yessign)\n"));
  g_assert_nonnull (strstr (text, "\nTelephone: "));
  g_assert_nonnull (strstr (text, "\nSite: https://"));
  /* Nothing of the DN: it may hold the number of an account or of a person. */
  g_assert_null (strstr (text, "0020049"));
  icalcomponent_free (calendar);
}

/* The file of next year's certificate moves the entries instead of adding to them. */
static void
test_a_renewed_one_updates (void)
{
  g_autoptr (GBytes) before_bytes = format (NOW, &old, NULL);
  g_autoptr (GBytes) after_bytes = format (NOW + 20 * 24 * 3600, &renewed, NULL);
  icalcomponent *before = parse (before_bytes);
  icalcomponent *after = parse (after_bytes);

  for (int i = 0; i < 2; i++)
    {
      icalcomponent *a = get_event (before, i);
      icalcomponent *b = get_event (after, i);

      g_assert_cmpstr (icalcomponent_get_uid (a), ==, icalcomponent_get_uid (b));
      g_assert_cmpint (icalcomponent_get_sequence (a), <, icalcomponent_get_sequence (b));
      g_assert_cmpint (
          icaltime_compare (icalcomponent_get_dtstamp (a), icalcomponent_get_dtstamp (b)), <, 0);
    }
  g_assert_cmpstr (icalcomponent_get_uid (get_event (before, 0)), !=,
                   icalcomponent_get_uid (get_event (before, 1)));
  assert_value (get_event (after, 1), ICAL_DTSTART_PROPERTY, "20270101");
  icalcomponent_free (before);
  icalcomponent_free (after);
}

static void
test_sequence_grows_with_every_successor (void)
{
  /* Each takes the place of the one before it. */
  const struct
  {
    const char *not_before;
    const char *not_after;
  } rows[] = {
    { "990101000000Z", "000101145959Z" }, { "050101000000Z", "060101145959Z" },
    { "250101000000Z", "260101145959Z" }, { "250101000000Z", "270101145959Z" },
    { "250601000000Z", "260101145959Z" }, { "250601030000Z", "260101145959Z" },
    { "491231000000Z", "491231235959Z" },
  };
  int last = -1;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      IngamTestCertificate facts = { .not_before = rows[i].not_before,
                                     .not_after = rows[i].not_after };
      g_autoptr (GBytes) bytes = format (NOW, &facts, NULL);
      icalcomponent *calendar = parse (bytes);
      int sequence = icalcomponent_get_sequence (get_event (calendar, 0));

      g_assert_cmpint (sequence, >, last);
      last = sequence;
      icalcomponent_free (calendar);
    }
}

static void
test_a_subject_stands_there_once (void)
{
  const struct
  {
    const IngamTestCertificate *first;
    const IngamTestCertificate *second;
  } orders[] = { { &old, &renewed }, { &renewed, &old }, { &renewed, &renewed } };

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      g_autoptr (GBytes) bytes = format (NOW, orders[i].first, orders[i].second, NULL);
      icalcomponent *calendar = parse (bytes);

      g_assert_cmpuint (count_events (calendar), ==, 2);
      assert_value (get_event (calendar, 1), ICAL_DTSTART_PROPERTY, "20270101");
      icalcomponent_free (calendar);
    }
}

static void
test_what_has_ended_is_left_out (void)
{
  g_autoptr (GBytes) both = format (NOW, &old, &ended, NULL);
  g_autoptr (GBytes) alone = format (NOW, &ended, NULL);
  icalcomponent *calendar = parse (both);

  g_assert_cmpuint (count_events (calendar), ==, 2);
  assert_value (get_event (calendar, 1), ICAL_DTSTART_PROPERTY, "20260101");
  icalcomponent_free (calendar);

  calendar = parse (alone);
  g_assert_cmpuint (count_events (calendar), ==, 2);
  assert_value (get_event (calendar, 1), ICAL_DTSTART_PROPERTY, "20251120");
  icalcomponent_free (calendar);
}

static void
test_a_day_that_no_calendar_knows (void)
{
  static const IngamTestCertificate forever = { .subject = his, .not_after = "99991231235959Z" };
  g_autoptr (GBytes) bytes = format (NOW, &old, &forever, NULL);
  icalcomponent *calendar = parse (bytes);

  g_assert_cmpuint (count_events (calendar), ==, 2);
  assert_value (get_event (calendar, 1), ICAL_DTSTART_PROPERTY, "20260101");
  icalcomponent_free (calendar);
}

static void
test_hostile_names (void)
{
  g_autofree char *huge = g_strnfill (64 * 1024, 'a');
  g_autofree char *wide = g_strnfill (3 * 200, ' ');
  const char *const names[] = {
    "two\r\nlines\nEND:VEVENT\nBEGIN:VEVENT",
    "\xe2\x80\xae"
    "drowssap\xe2\x80\xac",
    "comma, semi;colon:\\n\"quoted\"",
    "\x1b[31mred\x07",
    "900101-1234567",
    huge,
    wide,
  };

  for (guint i = 0; i < 200; i++)
    memcpy (wide + 3 * i, "\xea\xb0\x80", 3);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      IngamTestCertificate facts = { .real_name = names[i], .subject = hers };
      g_autoptr (GBytes) bytes = format (NOW, &facts, NULL);
      icalcomponent *calendar = parse (bytes);
      const char *summary = icalcomponent_get_summary (get_event (calendar, 1));

      g_test_message ("%s", summary);
      g_assert_cmpuint (count_events (calendar), ==, 2);
      g_assert_true (g_str_has_prefix (summary, "Certificate expires: "));
      g_assert_cmpint (g_utf8_strlen (summary, -1), <=, 120);
      g_assert_null (strpbrk (summary, "\r\n\x1b\x07"));
      g_assert_null (strstr (summary, "\xe2\x80\xae"));
      g_assert_null (strstr (summary, "1234567"));
      icalcomponent_free (calendar);
    }
}

/* The bytes depend on what is handed in, not on the order or on who asks. */
static void
test_is_the_same_again (void)
{
  g_autoptr (GBytes) one = format (NOW, &old, &ended, &renewed, NULL);
  g_autoptr (GBytes) other = format (NOW, &renewed, &old, &ended, NULL);

  g_assert_true (g_bytes_equal (one, other));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/calendar/two-days-of-a-certificate", test_two_days_of_a_certificate);
  g_test_add_func ("/calendar/days-are-dates-without-a-zone", test_days_are_dates_without_a_zone);
  g_test_add_func ("/calendar/says-what-to-do", test_says_what_to_do);
  g_test_add_func ("/calendar/a-renewed-one-updates", test_a_renewed_one_updates);
  g_test_add_func ("/calendar/sequence-grows-with-every-successor",
                   test_sequence_grows_with_every_successor);
  g_test_add_func ("/calendar/a-subject-stands-there-once", test_a_subject_stands_there_once);
  g_test_add_func ("/calendar/what-has-ended-is-left-out", test_what_has_ended_is_left_out);
  g_test_add_func ("/calendar/a-day-that-no-calendar-knows", test_a_day_that_no_calendar_knows);
  g_test_add_func ("/calendar/hostile-names", test_hostile_names);
  g_test_add_func ("/calendar/is-the-same-again", test_is_the_same_again);
  return g_test_run ();
}
