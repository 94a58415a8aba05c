/* test-error.c: the words that scripts depend on, and errno as one of our codes. */
#include "config.h"

#include "core/base/error.h"

#include <errno.h>
#include <gio/gio.h>

static const struct
{
  IngamError code;
  const char *word;
} contract[] = {
  { INGAM_ERROR_NEEDS_PASSWORD, "needs-password" },
  { INGAM_ERROR_WRONG_PASSWORD, "wrong-password" },
  { INGAM_ERROR_UNSUPPORTED, "unsupported" },
  { INGAM_ERROR_DAMAGED, "damaged" },
  { INGAM_ERROR_HALF_PAIR, "half-pair" },
  { INGAM_ERROR_ALREADY_HERE, "already-here" },
  { INGAM_ERROR_OLDER_THAN_YOURS, "older-than-yours" },
  { INGAM_ERROR_NOT_A_CERTIFICATE, "not-a-certificate" },
};

static void
test_words_are_those_of_the_contract (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (contract); i++)
    g_assert_cmpstr (ingam_error_get_word (contract[i].code), ==, contract[i].word);
}

static void
test_every_code_has_a_word (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (int code = 0; code < INGAM_ERROR_N_CODES; code++)
    {
      const char *word = ingam_error_get_word (code);

      g_assert_nonnull (word);
      g_assert_true (g_hash_table_add (seen, (gpointer) word));
    }
}

static const struct
{
  int errsv;
  IngamError code;
} expected[] = {
  { EACCES, INGAM_ERROR_PERMISSION }, { EROFS, INGAM_ERROR_PERMISSION },
  { ENOSPC, INGAM_ERROR_NO_SPACE },   { EDQUOT, INGAM_ERROR_NO_SPACE },
  { ENOENT, INGAM_ERROR_NOT_FOUND },  { ELOOP, INGAM_ERROR_REFUSED },
  { EIO, INGAM_ERROR_DISK },
};

static void
test_errno_becomes_a_code_and_a_sentence (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (ingam_error_set_errno (&error, expected[i].errsv, "Writing failed"));
      g_assert_error (error, INGAM_ERROR, (int) expected[i].code);
      g_assert_true (g_str_has_prefix (error->message, "Writing failed: "));
    }
}

static void
test_a_common_reason_is_in_our_own_words (void)
{
  g_autoptr (GError) error = NULL;

  ingam_error_set_errno (&error, ENOSPC, "Writing failed");
  g_assert_cmpstr (error->message, ==, "Writing failed: The disk is full");
}

static void
test_what_gio_says_becomes_a_code (void)
{
  static const struct
  {
    GIOErrorEnum theirs;
    IngamError code;
  } cases[] = {
    { G_IO_ERROR_CANCELLED, INGAM_ERROR_CANCELLED },
    { G_IO_ERROR_NOT_FOUND, INGAM_ERROR_NOT_FOUND },
    { G_IO_ERROR_NOT_MOUNTED, INGAM_ERROR_UNREACHABLE },
    { G_IO_ERROR_TIMED_OUT, INGAM_ERROR_UNREACHABLE },
    { G_IO_ERROR_NO_SPACE, INGAM_ERROR_NO_SPACE },
    { G_IO_ERROR_READ_ONLY, INGAM_ERROR_PERMISSION },
    { G_IO_ERROR_FAILED, INGAM_ERROR_DISK },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) reason = g_error_new (G_IO_ERROR, (int) cases[i].theirs, "theirs");
      g_autoptr (GError) error = NULL;

      g_assert_false (ingam_error_set_io (&error, reason, "Writing failed"));
      g_assert_error (error, INGAM_ERROR, (int) cases[i].code);
    }
}

static void
test_an_error_of_ours_stays_what_it_is (void)
{
  g_autoptr (GError) reason = g_error_new (INGAM_ERROR, INGAM_ERROR_NO_SPACE, "A whole sentence.");
  g_autoptr (GError) error = NULL;

  g_assert_false (ingam_error_set_io (&error, reason, "Writing failed"));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_NO_SPACE);
  g_assert_cmpstr (error->message, ==, "A whole sentence.");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/error/words-are-those-of-the-contract", test_words_are_those_of_the_contract);
  g_test_add_func ("/error/every-code-has-a-word", test_every_code_has_a_word);
  g_test_add_func ("/error/errno-becomes-a-code-and-a-sentence", test_errno_becomes_a_code_and_a_sentence);
  g_test_add_func ("/error/a-common-reason-is-in-our-own-words",
                   test_a_common_reason_is_in_our_own_words);
  g_test_add_func ("/error/what-gio-says-becomes-a-code", test_what_gio_says_becomes_a_code);
  g_test_add_func ("/error/an-error-of-ours-stays-what-it-is",
                   test_an_error_of_ours_stays_what_it_is);
  return g_test_run ();
}
