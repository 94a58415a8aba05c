/* test-support.c: a request for help holds what helps, and nothing else. */
#include "config.h"

#include "core/care/support.h"

#include "support/tiny-certificate.h"

#include <string.h>

static const IngamTestAttribute subject[] = {
  { INGAM_TEST_C, 0x13, "KR" },
  { INGAM_TEST_O, 0x0c, "yessign" },
  { INGAM_TEST_OU, 0x0c, "personal4IB" },
  { INGAM_TEST_OU, 0x0c, "SECRETBRANCH" },
  { INGAM_TEST_CN, 0x0c, "성춘향()002004919001012345678" },
  { NULL },
};

static const IngamTestCertificate facts = {
  .subject = subject,
  .real_name = "성춘향",
  .serial = 0x2a,
  .policy = "2a831a8c9a45010104",
};

static void
test_says_what_helps (void)
{
  g_autoptr (IngamCredential) credential = ingam_test_credential (&facts);
  g_autofree char *text =
      ingam_support_dup_request (credential, INGAM_TROUBLE_REGISTER, "The bank says no.", TRUE);

  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, "What is wrong: A service does not take the certificate\n"));
  g_assert_nonnull (strstr (text, "More about it: The bank says no.\n"));
  g_assert_nonnull (strstr (text, "Holder: 성춘향\n"));
  g_assert_nonnull (strstr (text, "(yessign)\n"));
  g_assert_nonnull (strstr (text, "Purpose: Banks and insurance\n"));
  g_assert_nonnull (strstr (text, "Serial number (hexadecimal): 2a\n"));
  g_assert_nonnull (strstr (text, "Validity: 1 January 2025 – 1 January 2026\n"));
  g_assert_nonnull (strstr (text, "Program: Ingam " PACKAGE_VERSION "\n"));
  g_assert_nonnull (strstr (text, "System: "));
}

/* Only the labels that are meant to be there, and of the certificate's names nothing. */
static void
test_holds_nothing_else (void)
{
  static const char *const allowed[] = {
    "I need help with a joint certificate.", "What is wrong: ", "Authority: ", "Purpose: ",
    "Serial number (hexadecimal): ",         "Validity: ",      "Program: ",   "System: "
  };
  g_autoptr (IngamCredential) credential = ingam_test_credential (&facts);
  g_autofree char *text =
      ingam_support_dup_request (credential, INGAM_TROUBLE_PASSWORD, NULL, FALSE);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i]; i++)
    {
      gboolean fits = !*lines[i];

      for (guint j = 0; j < G_N_ELEMENTS (allowed); j++)
        fits |= g_str_has_prefix (lines[i], allowed[j]);
      g_test_message ("%s", lines[i]);
      g_assert_true (fits);
    }
  g_assert_null (strstr (text, "성춘향"));
  g_assert_null (strstr (text, "SECRETBRANCH"));
  g_assert_null (strstr (text, "002004919001012345678"));
  g_assert_null (strstr (text, "cn="));
  g_assert_null (strstr (text, "personal4IB"));
}

static void
test_resident_numbers_are_masked (void)
{
  const IngamTestCertificate named = { .real_name = "이몽룡 900101-1234567" };
  g_autoptr (IngamCredential) credential = ingam_test_credential (&named);
  g_autofree char *text = ingam_support_dup_request (
      credential, INGAM_TROUBLE_OTHER,
      "I am 9001011234567,\n900101 - 1234567 or 900101–1234567.\nCall 010-1234-5678.", TRUE);

  g_assert_null (strstr (text, "1234567"));
  g_assert_nonnull (strstr (text, "I am ******-*******,\n"));
  g_assert_nonnull (strstr (text, "Holder: 이몽룡 ******-*******\n"));
  g_assert_nonnull (strstr (text, "Call 010-1234-5678."));
}

static void
test_goes_without_a_certificate (void)
{
  for (guint i = 0; i < INGAM_TROUBLE_N; i++)
    {
      g_autofree char *text = ingam_support_dup_request (NULL, i, "", TRUE);

      g_assert_nonnull (strstr (text, ingam_trouble_get_title (i)));
      g_assert_null (strstr (text, "Holder"));
      g_assert_null (strstr (text, "More about it"));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/support/goes-without-a-certificate", test_goes_without_a_certificate);
  g_test_add_func ("/support/holds-nothing-else", test_holds_nothing_else);
  g_test_add_func ("/support/resident-numbers-are-masked", test_resident_numbers_are_masked);
  g_test_add_func ("/support/says-what-helps", test_says_what_helps);
  return g_test_run ();
}
