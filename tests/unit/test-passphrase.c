/* test-passphrase.c: a passphrase is found again however a person types it, and a slip is told. */
#include "config.h"

#include "core/backup/passphrase.h"

#include <string.h>

#define ALPHABET "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

static char *
dup_text (IngamSecret *secret)
{
  gsize size;
  const guint8 *data = ingam_secret_peek (secret, &size);

  return g_strndup ((const char *) data, size);
}

static char *
generate (void)
{
  g_autoptr (IngamSecret) secret = ingam_passphrase_generate ();

  return dup_text (secret);
}

static void
assert_parses (const char *typed, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamSecret) secret = ingam_passphrase_parse (typed, strlen (typed), &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = dup_text (secret);
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_refused (const char *typed, const char *saying)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ingam_passphrase_parse (typed, strlen (typed), &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD);
  g_assert_nonnull (strstr (error->message, saying));
}

static void
test_has_seven_groups_of_four_clear_symbols (void)
{
  for (guint round = 0; round < 200; round++)
    {
      g_autofree char *text = generate ();

      g_assert_cmpuint (strlen (text), ==, INGAM_PASSPHRASE_LENGTH);
      for (guint i = 0; i < INGAM_PASSPHRASE_LENGTH; i++)
        if (i % 5 == 4)
          g_assert_cmpint (text[i], ==, '-');
        else
          g_assert_nonnull (strchr (ALPHABET, text[i]));
      assert_parses (text, text);
    }
}

/* 27 x 400 draws of 31: a symbol that came twice as often as another would stand out far more. */
static void
test_draws_every_symbol_alike (void)
{
  guint counts[256] = { 0 };

  for (guint round = 0; round < 400; round++)
    {
      g_autofree char *text = generate ();

      for (guint i = 0; i + 1 < INGAM_PASSPHRASE_LENGTH; i++)
        counts[(guint8) text[i]]++;
    }
  for (const char *symbol = ALPHABET; *symbol; symbol++)
    {
      g_assert_cmpuint (counts[(guint8) *symbol], >, 348 - 120);
      g_assert_cmpuint (counts[(guint8) *symbol], <, 348 + 120);
    }
}

static void
test_case_spaces_and_hyphens_do_not_matter (void)
{
  g_autofree char *text = generate ();
  g_autofree char *lower = g_ascii_strdown (text, -1);
  g_auto (GStrv) groups = g_strsplit (text, "-", -1);
  g_autofree char *joined = g_strjoinv ("", groups);
  g_autofree char *spaced = g_strjoinv (" \n", groups);
  g_autofree char *dashed = g_strjoinv (" \xe2\x80\x93 ", groups); /* en dash */
  g_autofree char *marked = g_strconcat ("\xef\xbb\xbf", text, "\r\n", NULL);

  assert_parses (lower, text);
  assert_parses (joined, text);
  assert_parses (spaced, text);
  assert_parses (dashed, text);
  assert_parses (marked, text);
}

static void
test_wide_letters_are_letters (void)
{
  g_autofree char *text = generate ();
  g_autoptr (GString) wide = g_string_new (NULL);

  for (const char *at = text; *at; at++)
    g_string_append_unichar (wide, (gunichar) *at + 0xfee0);
  assert_parses (wide->str, text);
}

/* What the letters' keys give with the Korean keyboard on, each by itself as a compatibility jamo;
 * M and N and so on are vowels there. */
static void
test_a_korean_keyboard_that_was_left_on_does_not_matter (void)
{
  static const char *const keys[26] = { "ㅁ", "ㅠ", "ㅊ", "ㅇ", "ㄷ", "ㄹ", "ㅎ", "ㅗ", "ㅑ",
                                        "ㅓ", "ㅏ", "ㅣ", "ㅡ", "ㅜ", "ㅐ", "ㅔ", "ㅂ", "ㄱ",
                                        "ㄴ", "ㅅ", "ㅕ", "ㅍ", "ㅈ", "ㅌ", "ㅛ", "ㅋ" };

  for (guint round = 0; round < 50; round++)
    {
      g_autofree char *text = generate ();
      g_autoptr (GString) typed = g_string_new (NULL);

      for (const char *at = text; *at; at++)
        if (g_ascii_isupper (*at))
          g_string_append (typed, keys[*at - 'A']);
        else
          g_string_append_c (typed, *at);
      assert_parses (typed->str, text);
    }
}

/* "dkssud" is 안녕: an input method composes what it can. */
static void
test_composed_syllables_are_their_keys (void)
{
  static const struct
  {
    const char *typed;
    const char *keys;
  } cases[] = { { "안", "DKS" },  { "녕", "SUD" }, { "꿱", "RNPR" }, { "값", "RKQT" },
                { "읽", "DLFR" }, { "의", "DML" }, { "ㄳ", "RT" },   { "ㅘ", "HK" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean has_l = strchr (cases[i].keys, 'L') != NULL;
      g_autofree char *rest = g_strnfill (27 - strlen (cases[i].keys), '2');
      gboolean found = FALSE;

      /* One of the 31 ends fits the check symbol. */
      for (const char *end = ALPHABET; *end && !found; end++)
        {
          g_autofree char *typed = g_strdup_printf ("%s%s%c", cases[i].typed, rest, *end);
          g_autofree char *plain = g_strdup_printf ("%s%s%c", cases[i].keys, rest, *end);
          g_autoptr (IngamSecret) one = ingam_passphrase_parse (typed, strlen (typed), NULL);
          g_autoptr (IngamSecret) other = ingam_passphrase_parse (plain, strlen (plain), NULL);

          g_assert_true ((one == NULL) == (other == NULL));
          g_assert_true (one == NULL || ingam_secret_equal (one, other));
          found = one != NULL;
        }
      g_assert_true (found != has_l); /* L never occurs */
    }
}

static void
test_every_single_wrong_symbol_is_told (void)
{
  g_autofree char *text = generate ();

  for (guint i = 0; i < INGAM_PASSPHRASE_LENGTH; i++)
    for (const char *symbol = ALPHABET; *symbol && text[i] != '-'; symbol++)
      {
        g_autofree char *typed = g_strdup (text);

        if (typed[i] == *symbol)
          continue;
        typed[i] = *symbol;
        assert_refused (typed, "typing mistake");
      }
}

static void
test_every_two_that_changed_places_are_told (void)
{
  g_autofree char *text = generate ();

  for (guint i = 0; i < INGAM_PASSPHRASE_LENGTH; i++)
    for (guint j = i + 1; j < INGAM_PASSPHRASE_LENGTH; j++)
      {
        g_autofree char *typed = g_strdup (text);

        if (text[i] == text[j] || text[i] == '-' || text[j] == '-')
          continue;
        typed[i] = text[j];
        typed[j] = text[i];
        assert_refused (typed, "typing mistake");
      }
}

static void
test_says_what_is_amiss (void)
{
  g_autofree char *text = generate ();
  g_autofree char *longer = g_strconcat (text, "-A", NULL);
  g_autofree char *very_long = g_strnfill (100000, 'A');
  g_autofree char *broken = g_strconcat (text, "\xff", NULL);
  static const char *const odd[] = { "0", "1", "I", "L", "O", "i", "é", "!", "_" };

  assert_refused ("", "So far there are 0");
  assert_refused ("KQ7M-2XPA", "So far there are 8");
  assert_refused (longer, "longer");
  assert_refused (very_long, "longer");
  assert_refused (broken, "no backup passphrase has");
  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autofree char *typed = g_strconcat (odd[i], text + 1, NULL);

      assert_refused (typed, "no backup passphrase has");
    }
}

static void
test_the_mark_tells_passphrases_apart (void)
{
  g_autoptr (IngamSecret) one = ingam_passphrase_generate ();
  g_autoptr (IngamSecret) other = ingam_passphrase_generate ();
  g_autoptr (IngamSecret) known = ingam_secret_new_text ("2222-2222-2222-2222-2222-2222-2222");
  g_autofree char *mark = ingam_passphrase_dup_mark (one);
  g_autofree char *again = ingam_passphrase_dup_mark (one);
  g_autofree char *others = ingam_passphrase_dup_mark (other);
  g_autofree char *text = dup_text (one);
  g_autofree char *of_known = ingam_passphrase_dup_mark (known);

  g_assert_cmpstr (mark, ==, again);
  g_assert_cmpstr (mark, !=, others);
  g_assert_true (g_regex_match_simple ("^[0-9A-F]{2}-[0-9A-F]{2}-[0-9A-F]{2}$", mark, 0, 0));
  /* Stands in ledgers and on sheets: it may not change with a version. */
  g_assert_cmpstr (of_known, ==, "0F-D0-7B");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define add(test) g_test_add_func ("/passphrase/" #test, test_##test)
  add (has_seven_groups_of_four_clear_symbols);
  add (draws_every_symbol_alike);
  add (case_spaces_and_hyphens_do_not_matter);
  add (wide_letters_are_letters);
  add (a_korean_keyboard_that_was_left_on_does_not_matter);
  add (composed_syllables_are_their_keys);
  add (every_single_wrong_symbol_is_told);
  add (every_two_that_changed_places_are_told);
  add (says_what_is_amiss);
  add (the_mark_tells_passphrases_apart);
  return g_test_run ();
}
