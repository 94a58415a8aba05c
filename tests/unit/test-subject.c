/* test-subject.c: which certificates belong to the same person for the same purpose. */
#include "config.h"

#include "core/cert/subject.h"

#include "support/tiny-certificate.h"

static IngamSubject
subject_of (const IngamTestCertificate *facts)
{
  g_autoptr (GBytes) der = ingam_test_certificate (facts);
  IngamCertificateFields fields;
  IngamSubject subject;

  g_assert_true (
      ingam_certificate_peek (g_bytes_get_data (der, NULL), g_bytes_get_size (der), &fields));
  ingam_subject_init (&subject, &fields);
  return subject;
}

static void
assert_same (gboolean same, const IngamTestCertificate *a, const IngamTestCertificate *b)
{
  IngamSubject left = subject_of (a), right = subject_of (b);

  g_assert_cmpint (ingam_subject_equal (&left, &right), ==, same);
  if (same)
    g_assert_cmpuint (ingam_subject_hash (&left), ==, ingam_subject_hash (&right));
}

static const IngamTestAttribute next_class[] = {
  { INGAM_TEST_C, 0x13, "kr" },
  { INGAM_TEST_O, 0x0c, "YESSIGN" },
  { INGAM_TEST_CN, 0x0c, "yessignCA Class 4" },
  { NULL },
};

static const IngamTestAttribute other_issuer[] = { { INGAM_TEST_O, 0x0c, "KICA" }, { NULL } };

static const IngamTestAttribute minsu_one[] = {
  { INGAM_TEST_O, 0x0c, "yessign" }, { INGAM_TEST_CN, 0x0c, "김민수()00200491234567890" }, { NULL }
};
static const IngamTestAttribute minsu_two[] = {
  { INGAM_TEST_O, 0x0c, "yessign" }, { INGAM_TEST_CN, 0x0c, "김민수()00200491234567891" }, { NULL }
};
static const IngamTestAttribute minsu_nfd[] = {
  { INGAM_TEST_O, 0x13, "YesSign" },
  { INGAM_TEST_CN, 0x0c,
    "\xe1\x84\x80\xe1\x85\xb5\xe1\x86\xb7\xe1\x84\x86\xe1\x85\xb5\xe1\x86\xab\xe1\x84\x89\xe1\x85"
    "\xae()00200491234567890" },
  { NULL },
};

static void
test_renewal_is_the_same_subject (void)
{
  const IngamTestCertificate before = { .policy = "2a831a8c9a45010104" };
  const IngamTestCertificate after = { .policy = "2a831a8c9a45010104",
                                       .issuer = next_class,
                                       .serial = 9,
                                       .key = 9,
                                       .not_before = "251215000000Z",
                                       .not_after = "270101145959Z",
                                       .real_name = "성춘향" };

  assert_same (TRUE, &before, &after);
}

static void
test_namesakes_are_two_subjects (void)
{
  const IngamTestCertificate one = { .subject = minsu_one }, two = { .subject = minsu_two };

  assert_same (FALSE, &one, &two);
}

static void
test_spelling_of_the_same_name_does_not_matter (void)
{
  const IngamTestCertificate one = { .subject = minsu_one }, nfd = { .subject = minsu_nfd };

  assert_same (TRUE, &one, &nfd);
}

static void
test_other_purpose_or_authority_is_another_subject (void)
{
  const IngamTestCertificate bank = { .policy = "2a831a8c9a45010104" };
  const IngamTestCertificate universal = { .policy = "2a831a8c9a45010101" };
  const IngamTestCertificate without = { .policy = NULL };
  const IngamTestCertificate elsewhere = { .policy = "2a831a8c9a45010104", .issuer = other_issuer };

  assert_same (FALSE, &bank, &universal);
  assert_same (FALSE, &bank, &without);
  assert_same (FALSE, &bank, &elsewhere);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/subject/renewal-is-the-same-subject", test_renewal_is_the_same_subject);
  g_test_add_func ("/subject/namesakes-are-two-subjects", test_namesakes_are_two_subjects);
  g_test_add_func ("/subject/spelling-of-the-same-name-does-not-matter",
                   test_spelling_of_the_same_name_does_not_matter);
  g_test_add_func ("/subject/other-purpose-or-authority-is-another-subject",
                   test_other_purpose_or_authority_is_another_subject);
  return g_test_run ();
}
