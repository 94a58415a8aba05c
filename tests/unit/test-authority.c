/* test-authority.c: authorities are found by what the certificate says. */
#include "config.h"

#include "core/cert/authority.h"

#include "support/tiny-certificate.h"

#include <locale.h>
#include <string.h>

static const IngamAuthority *
find (const char *organization)
{
  const IngamTestAttribute issuer[] = { { INGAM_TEST_C, 0x13, "KR" },
                                        { INGAM_TEST_O, 0x0c, organization },
                                        { INGAM_TEST_CN, 0x0c, "KICA" },
                                        { NULL } };
  g_autoptr (GBytes) name = ingam_test_name (issuer);

  return ingam_authority_find (
      (IngamDer){ g_bytes_get_data (name, NULL), g_bytes_get_size (name) });
}

static void
test_found_by_organization_without_case (void)
{
  static const char *const words[] = { "yessign",   "KICA",      "SignKorea",
                                       "CrossCert", "TradeSign", "INIPASS" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *upper = g_ascii_strup (words[i], -1);

      g_assert_cmpstr (find (words[i])->word, ==, words[i]);
      g_assert_true (find (upper) == find (words[i]));
    }
}

static void
test_unknown_is_null (void)
{
  g_assert_null (find ("yessign2"));
  g_assert_null (find (""));
  g_assert_null (ingam_authority_find ((IngamDer){ NULL, 0 }));
  g_assert_null (ingam_authority_find_by_organization (NULL));
}

static gboolean
is_day (const char *text)
{
  g_autofree char *iso = g_strconcat (text, "T00:00:00Z", NULL);
  g_autoptr (GDateTime) day = g_date_time_new_from_iso8601 (iso, NULL);

  return day && strlen (text) == 10;
}

static void
test_every_row_is_complete (void)
{
  guint count = 0;

  for (const IngamAuthority *const *at = ingam_authority_list (); *at; at++, count++)
    {
      g_assert_cmpstr ((*at)->word, !=, "");
      g_assert_cmpstr ((*at)->name, !=, "");
      g_assert_true (g_utf8_validate ((*at)->name_ko, -1, NULL));
      g_assert_false (g_str_is_ascii ((*at)->name_ko));
      g_assert_true (!(*at)->site || g_str_has_prefix ((*at)->site, "https://"));
      g_assert_cmpstr ((*at)->hours, !=, ""); /* NULL where nobody knows */
      g_assert_true (is_day ((*at)->checked));
    }
  g_assert_cmpuint (count, ==, 6);
}

static void
test_display_says_name_and_word (void)
{
  g_autofree char *known = ingam_authority_dup_display (find ("yessign"), NULL);
  g_autofree char *other = ingam_authority_dup_display (NULL, "Some\x1b[1mbody");
  g_autofree char *nobody = ingam_authority_dup_display (NULL, NULL);

  g_assert_cmpstr (known, ==,
                   "Korea Financial Telecommunications and Clearings Institute (yessign)");
  g_assert_cmpstr (other, ==, "Some\xef\xbf\xbd[1mbody");
  g_assert_cmpstr (nobody, ==, "Unknown authority");
}

static void
test_a_korean_reads_the_korean_name (void)
{
  if (g_test_subprocess ())
    {
      g_autofree char *display = NULL;

      g_setenv ("LANGUAGE", "ko", TRUE);
      g_setenv ("LC_ALL", "C.UTF-8", TRUE);
      setlocale (LC_ALL, "");
      display = ingam_authority_dup_display (find ("yessign"), NULL);
      g_assert_cmpstr (display, ==, "금융결제원 (yessign)");
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/authority/found-by-organization-without-case",
                   test_found_by_organization_without_case);
  g_test_add_func ("/authority/unknown-is-null", test_unknown_is_null);
  g_test_add_func ("/authority/every-row-is-complete", test_every_row_is_complete);
  g_test_add_func ("/authority/display-says-name-and-word", test_display_says_name_and_word);
  g_test_add_func ("/authority/a-korean-reads-the-korean-name",
                   test_a_korean_reads_the_korean_name);
  return g_test_run ();
}
