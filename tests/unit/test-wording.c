/* test-wording.c: days are Korean days, and typed words do no harm. */
#include "config.h"

#include "core/care/wording.h"

static void
test_a_day_is_a_korean_day (void)
{
  const struct
  {
    gint64 when;
    const char *day;
  } rows[] = {
    { G_GINT64_CONSTANT (1767279599), "1 January 2026" }, /* 23:59:59 in Korea */
    { G_GINT64_CONSTANT (1767279600), "2 January 2026" },
    { G_GINT64_CONSTANT (1797865199), "21 December 2026" },
    { G_MAXINT64, "?" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *day = ingam_wording_dup_date (rows[i].when);

      g_assert_cmpstr (day, ==, rows[i].day);
    }
}

static void
test_typed_words_are_harmless (void)
{
  const struct
  {
    const char *typed;
    guint max_chars;
    gboolean keep_lines;
    const char *harmless;
  } rows[] = {
    { "plain", 20, FALSE, "plain" },
    { "two\r\nlines", 20, TRUE, "two\nlines" },
    { "two\nlines", 20, FALSE, "two lines" },
    { "bell\a", 20, TRUE, "bell\xef\xbf\xbd" },
    { "not \xff valid", 20, TRUE, "not \xef\xbf\xbd valid" },
    { "가나다라마", 3, TRUE, "가나…" },
    { "900101-1234567", 20, FALSE, "******-*******" },
    { "９００１０１-１２３４５６７", 20, FALSE, "******-*******" },
    { "x900101\t1234567x", 20, FALSE, "x******-*******x" },
    { "900101-123456", 20, FALSE, "900101-123456" },
    { "", 20, TRUE, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *harmless =
          ingam_wording_dup_harmless (rows[i].typed, rows[i].max_chars, rows[i].keep_lines);

      g_assert_cmpstr (harmless, ==, rows[i].harmless);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wording/a-day-is-a-korean-day", test_a_day_is_a_korean_day);
  g_test_add_func ("/wording/typed-words-are-harmless", test_typed_words_are_harmless);
  return g_test_run ();
}
