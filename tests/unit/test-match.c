/* test-match.c: a search finds what a person means, as Koreans type it. */
#include "config.h"

#include "core/cert/match.h"

#include "support/tiny-certificate.h"

static const IngamTestAttribute subject[] = {
  { INGAM_TEST_C, 0x13, "kr", 0 },
  { INGAM_TEST_O, 0x0c, "yessign", 0 },
  { INGAM_TEST_CN, 0x0c, "성춘향()0020049202001011234567", 0 },
  { NULL, 0, NULL, 0 },
};

static IngamCredential *
make_for (const char *policy)
{
  const IngamTestCertificate facts = { .subject = subject, .policy = policy, .serial = 0x45 };
  g_autoptr (GBytes) der = ingam_test_certificate (&facts);
  IngamCertificateFields fields;
  const IngamCredentialFacts all = { .fields = &fields, .folder = "yessign/USER/x" };

  g_assert_true (
      ingam_certificate_peek (g_bytes_get_data (der, NULL), g_bytes_get_size (der), &fields));
  return ingam_credential_new (&all);
}

static IngamCredential *
make (void)
{
  return make_for ("2a831a8c9a45010104");
}

static gboolean
finds (const char *typed)
{
  g_autoptr (IngamCredential) credential = make ();
  g_autoptr (IngamMatch) match = ingam_match_new (typed);

  return ingam_match_test (match, credential);
}

static void
test_finds_by_each_thing_that_is_seen (void)
{
  g_assert_true (finds ("성춘향"));
  g_assert_true (finds ("춘향"));
  g_assert_true (finds ("yessign"));
  g_assert_true (finds ("YESSIGN"));
  g_assert_true (finds ("금융결제원"));
  g_assert_true (finds ("insurance"));
  g_assert_true (finds ("45"));
  g_assert_false (finds ("이몽룡"));
  g_assert_false (finds ("tradesign"));
}

static void
test_every_word_has_to_be_found (void)
{
  g_assert_true (finds ("성춘향 yessign"));
  g_assert_true (finds ("  yessign\t성춘향  "));
  g_assert_false (finds ("성춘향 tradesign"));
}

static void
test_first_consonants_find_a_name (void)
{
  g_assert_true (finds ("ㅅㅊㅎ"));
  g_assert_true (finds ("ㅊㅎ"));
  g_assert_true (finds ("성ㅊ"));
  g_assert_false (finds ("ㅅㅎㅊ"));
}

static void
test_the_last_syllable_may_be_unfinished (void)
{
  g_assert_true (finds ("서"));
  g_assert_true (finds ("성추"));
  g_assert_false (finds ("서춘")); /* only the last one */
  g_assert_false (finds ("성충")); /* a final consonant is final */
}

static void
test_nothing_typed_finds_all (void)
{
  g_autoptr (IngamMatch) nothing = ingam_match_new (NULL);
  g_autoptr (IngamMatch) blanks = ingam_match_new (" \t ");

  g_assert_true (finds (""));
  g_assert_true (finds ("   "));
  g_assert_true (ingam_match_is_blank (nothing));
  g_assert_true (ingam_match_is_blank (blanks));
}

static void
test_decomposed_and_broken_text_is_taken (void)
{
  g_assert_true (finds ("\xe1\x84\x89\xe1\x85\xa5\xe1\x86\xbc")); /* 성 as a Mac writes it */
  g_assert_false (finds ("\xff\xfe"));
}

static void
test_what_was_found_in_one_is_not_said_of_another (void)
{
  g_autoptr (IngamCredential) bank = make ();
  g_autoptr (IngamCredential) other = make_for (NULL);
  g_autoptr (IngamMatch) match = ingam_match_new ("성춘향 insurance");

  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (ingam_match_test (match, bank));
      g_assert_false (ingam_match_test (match, other));
    }
}

static void
test_endless_typing_is_cut (void)
{
  g_autofree char *novel = g_strnfill (100000, 'y');
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < 1000; i++)
    g_string_append (words, "yes ");
  g_assert_false (finds (novel));
  g_assert_true (finds (words->str));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/match/finds-by-each-thing-that-is-seen",
                   test_finds_by_each_thing_that_is_seen);
  g_test_add_func ("/match/every-word-has-to-be-found", test_every_word_has_to_be_found);
  g_test_add_func ("/match/first-consonants-find-a-name", test_first_consonants_find_a_name);
  g_test_add_func ("/match/the-last-syllable-may-be-unfinished",
                   test_the_last_syllable_may_be_unfinished);
  g_test_add_func ("/match/nothing-typed-finds-all", test_nothing_typed_finds_all);
  g_test_add_func ("/match/decomposed-and-broken-text-is-taken",
                   test_decomposed_and_broken_text_is_taken);
  g_test_add_func ("/match/what-was-found-in-one-is-not-said-of-another",
                   test_what_was_found_in_one_is_not_said_of_another);
  g_test_add_func ("/match/endless-typing-is-cut", test_endless_typing_is_cut);
  return g_test_run ();
}
