/* test-output.c: the JSON writer, column widths, tables and exit statuses of ingamctl. */
#include "config.h"

#include "cli/json.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/text.h"

#include <string.h>

static char *
write_string (const char *value)
{
  g_autoptr (IngamJson) json = ingam_json_new ();

  ingam_json_begin_list (json, NULL);
  ingam_json_add_string (json, NULL, value);
  ingam_json_end (json);
  return g_strdup (ingam_json_get_text (json, NULL));
}

static void
assert_written (const char *value, const char *expected)
{
  g_autofree char *got = write_string (value);
  g_autofree char *want = g_strdup_printf ("[\n  %s\n]\n", expected);

  g_assert_cmpstr (got, ==, want);
}

static void
test_strings_are_inert (void)
{
  assert_written ("성춘향 & <b>", "\"성춘향 & <b>\"");
  assert_written ("a\"b\\c/d", "\"a\\\"b\\\\c/d\"");
  assert_written ("\033[31m\n\t", "\"\\u001b[31m\\u000a\\u0009\"");
  assert_written ("\xe2\x80\xae\xe2\x80\xa8\xe2\x80\x8b", "\"\\u202e\\u2028\\u200b\"");
  assert_written ("\xf3\xa0\x80\x81", "\"\\udb40\\udc01\""); /* a tag character, above the BMP */
  assert_written ("\x7f\xc2\x9b", "\"\\u007f\\u009b\"");
  assert_written (NULL, "null");
}

static void
test_broken_utf8_is_made_whole (void)
{
  assert_written ("a\xff\xc0\x80z", "\"a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz\"");
}

static void
test_empty_containers (void)
{
  g_autoptr (IngamJson) json = ingam_json_new ();

  ingam_json_begin_list (json, NULL);
  ingam_json_end (json);
  g_assert_cmpstr (ingam_json_get_text (json, NULL), ==, "[]\n");
}

static void
test_members_keep_their_order (void)
{
  g_autoptr (IngamJson) json = ingam_json_new ();

  ingam_json_begin_object (json, NULL);
  ingam_json_add_int (json, "z", -3);
  ingam_json_begin_list (json, "list");
  ingam_json_add_bool (json, NULL, TRUE);
  ingam_json_begin_object (json, NULL);
  ingam_json_end (json);
  ingam_json_end (json);
  ingam_json_add_null (json, "a");
  ingam_json_end (json);
  g_assert_cmpstr (ingam_json_get_text (json, NULL), ==,
                   "{\n  \"z\": -3,\n  \"list\": [\n    true,\n    {}\n  ],\n  \"a\": null\n}\n");
}

static void
assert_time (gint64 when, const char *expected)
{
  g_autoptr (IngamJson) json = ingam_json_new ();

  ingam_json_add_time (json, NULL, when);
  g_assert_cmpstr (ingam_json_get_text (json, NULL), ==, expected);
}

static void
test_times_are_rfc_3339_in_utc (void)
{
  assert_time (0, "\"1970-01-01T00:00:00Z\"\n");
  assert_time (1893455999, "\"2029-12-31T23:59:59Z\"\n");
  assert_time (G_GINT64_CONSTANT (-62135596800), "\"0001-01-01T00:00:00Z\"\n");
  assert_time (G_GINT64_CONSTANT (253402300799), "\"9999-12-31T23:59:59Z\"\n");
  assert_time (G_GINT64_CONSTANT (253402300800), "null\n");
}

static void
test_hangul_takes_two_columns (void)
{
  g_assert_cmpuint (ingam_text_width ("abc"), ==, 3);
  g_assert_cmpuint (ingam_text_width ("성춘향"), ==, 6);
  g_assert_cmpuint (ingam_text_width ("e\xcc\x81"), ==, 1); /* combining acute */
}

static void
test_cutting_never_exceeds_the_width (void)
{
  for (guint width = 1; width < 12; width++)
    {
      g_autofree char *cut = ingam_text_dup_fitted ("a성b춘c향d몽룡", width);

      g_assert_cmpuint (ingam_text_width (cut), <=, width);
      g_assert_true (g_str_has_suffix (cut, "…"));
    }
}

static void
test_columns_line_up (void)
{
  g_autoptr (IngamTable) table = ingam_table_new (2);
  g_autoptr (GString) text = g_string_new (NULL);

  ingam_table_add (table, "성춘향", "x");
  ingam_table_add (table, "ab", "y");
  ingam_table_append_to (table, text);
  g_assert_cmpstr (text->str, ==, "성춘향  x\nab      y\n");
}

/* The contract's table, word for word. */
static void
test_statuses_of_errors (void)
{
  static const struct
  {
    IngamError code;
    IngamStatus status;
  } cases[] = {
    { INGAM_ERROR_FAILED, 1 },       { INGAM_ERROR_CANCELLED, 1 },
    { INGAM_ERROR_AMBIGUOUS, 2 },    { INGAM_ERROR_WRONG_PASSWORD, 3 },
    { INGAM_ERROR_UNSUPPORTED, 4 },  { INGAM_ERROR_DAMAGED, 5 },
    { INGAM_ERROR_NOT_FOUND, 6 },    { INGAM_ERROR_HALF_PAIR, 6 },
    { INGAM_ERROR_NO_SPACE, 7 },     { INGAM_ERROR_PERMISSION, 7 },
    { INGAM_ERROR_DISK, 7 },         { INGAM_ERROR_UNVERIFIED, 9 },
    { INGAM_ERROR_ALREADY_HERE, 1 }, { INGAM_ERROR_PASSWORD_RULE, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (INGAM_ERROR, (int) cases[i].code, "x");

      g_assert_cmpint (ingam_status_from_error (error), ==, cases[i].status);
    }
  for (int code = 0; code < INGAM_ERROR_N_CODES; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (INGAM_ERROR, code, "x");

      g_assert_cmpint (ingam_status_from_error (error), !=, INGAM_STATUS_DONE);
    }
}

static void
test_statuses_of_outcomes (void)
{
  for (IngamOutcome outcome = 0; outcome < INGAM_N_OUTCOMES; outcome++)
    g_assert_true ((ingam_status_from_outcome (outcome) == INGAM_STATUS_DONE) ==
                   (outcome == INGAM_OUTCOME_NEW || outcome == INGAM_OUTCOME_ALREADY_HERE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/strings-are-inert", test_strings_are_inert);
  g_test_add_func ("/json/broken-utf8-is-made-whole", test_broken_utf8_is_made_whole);
  g_test_add_func ("/json/empty-containers", test_empty_containers);
  g_test_add_func ("/json/members-keep-their-order", test_members_keep_their_order);
  g_test_add_func ("/json/times-are-rfc-3339-in-utc", test_times_are_rfc_3339_in_utc);
  g_test_add_func ("/text/hangul-takes-two-columns", test_hangul_takes_two_columns);
  g_test_add_func ("/text/cutting-never-exceeds-the-width", test_cutting_never_exceeds_the_width);
  g_test_add_func ("/text/columns-line-up", test_columns_line_up);
  g_test_add_func ("/status/of-errors", test_statuses_of_errors);
  g_test_add_func ("/status/of-outcomes", test_statuses_of_outcomes);
  return g_test_run ();
}
