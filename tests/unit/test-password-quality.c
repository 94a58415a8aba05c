/* test-password-quality.c: the rule, the weak passwords of Korea, and that judging leaves nothing
 * behind. */
#include "config.h"

#include "core/cert/password-quality.h"

#include "core/cert/password-quality-patterns.h"
#include "support/sanitizer.h"
#include "support/scratch.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static IngamPasswordQuality
judge (const char *text, const char *const *own)
{
  g_autoptr (IngamSecret) password = ingam_secret_new_text (text);
  IngamPasswordQuality quality;

  ingam_password_quality_judge (password, own, &quality);
  g_assert_cmpstr (quality.word, !=, "");
  g_assert_nonnull (quality.reason);
  return quality;
}

/* --- the rule --- */

static const struct
{
  const char *text;
  guint met;
} rules[] = {
#define LENGTH INGAM_PASSWORD_RULE_LENGTH
#define LETTER INGAM_PASSWORD_RULE_LETTER
#define DIGIT INGAM_PASSWORD_RULE_DIGIT
#define SPECIAL INGAM_PASSWORD_RULE_SPECIAL
#define ALLOWED INGAM_PASSWORD_RULE_ALLOWED
  { "", ALLOWED },
  { "a", ALLOWED | LETTER },
  { "abcdefghi", ALLOWED | LETTER },
  { "abcdefghij", ALLOWED | LETTER | LENGTH },
  { "abcdefghi1", ALLOWED | LETTER | LENGTH | DIGIT },
  { "abcdefgh!1", INGAM_PASSWORD_RULE_ALL },
  { "abcdefg!1", ALLOWED | LETTER | DIGIT | SPECIAL },
  { "12345678!?", ALLOWED | DIGIT | SPECIAL | LENGTH },
  { "abcdefgh'1", LETTER | DIGIT | LENGTH },
  { "abcdefgh\"1", LETTER | DIGIT | LENGTH },
  { "abcdefgh\\1!", LETTER | DIGIT | LENGTH | SPECIAL },
  { "abcdefgh|1!", LETTER | DIGIT | LENGTH | SPECIAL },
  { "abcdefgh 1!", LETTER | DIGIT | LENGTH | SPECIAL },
  { "abcdefgh\t1!", LETTER | DIGIT | LENGTH | SPECIAL },
  { "abcdefgh\x7f"
    "1!",
    LETTER | DIGIT | LENGTH | SPECIAL },
  { "abcdefghé1!", LETTER | DIGIT | LENGTH | SPECIAL },
  { "가나다라마바사1!a", LETTER | DIGIT | LENGTH | SPECIAL },
  { "가나다라1!a", LETTER | DIGIT | SPECIAL },
};

static void
test_rule_part_by_part (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      IngamPasswordQuality quality = judge (rules[i].text, NULL);
      g_autoptr (IngamSecret) password = ingam_secret_new_text (rules[i].text);

      g_assert_cmphex (quality.met, ==, rules[i].met);
      g_assert_cmphex (ingam_password_quality_check_rule (password), ==, rules[i].met);
      g_assert_cmpint (quality.level == INGAM_PASSWORD_REFUSED, ==,
                       rules[i].met != INGAM_PASSWORD_RULE_ALL);
    }
}

static void
test_every_ascii_character (void)
{
  for (int character = 1; character < 128; character++)
    {
      char text[] = "kT4!kT4!kT4?";
      gboolean allowed = character > 0x20 && character < 0x7f && !strchr ("'\"\\|", character);

      text[11] = (char) character;
      g_assert_cmpint ((judge (text, NULL).met & INGAM_PASSWORD_RULE_ALLOWED) != 0, ==, allowed);
    }
}

static void
test_length_has_two_limits (void)
{
  g_autoptr (GString) text = g_string_new ("kV#9");

  while (text->len < 80)
    {
      IngamPasswordQuality quality = judge (text->str, NULL);

      g_assert_cmpint ((quality.met & INGAM_PASSWORD_RULE_LENGTH) != 0, ==,
                       text->len >= INGAM_PASSWORD_MIN_LENGTH &&
                           text->len <= INGAM_PASSWORD_MAX_LENGTH);
      g_string_append_c (text, (char) ('!' + (text->len * 37) % 90));
      if (strchr ("'\"\\|", text->str[text->len - 1]))
        text->str[text->len - 1] = 'x';
    }
}

static void
test_hangul_is_said (void)
{
  IngamPasswordQuality quality = judge ("비밀번호abc123!", NULL);

  g_assert_true (quality.has_hangul);
  g_assert_nonnull (strstr (quality.reason, "Hangul"));
  g_assert_true (judge ("ㅂㅣabcdefg1!", NULL).has_hangul);
  g_assert_false (judge ("abcdefgé1!", NULL).has_hangul);
  g_assert_false (judge ("abc\xea\xb0", NULL).has_hangul);
}

/* --- weak ones --- */

static const struct
{
  const char *text;
  const char *reason; /* part of it */
} weak[] = {
  { "a19870412!", "birthday" },       { "!870412abz", "birthday" },
  { "04121987k!x", "birthday" },      { "hk1987-04-12!", "birthday" },
  { "x87.04.12!y", "birthday" },      { "01012345678a!", "phone" },
  { "a!010-9182-7364", "phone" },     { "k#0269237461", "phone" },
  { "x!12345678", "runs on" },        { "abcdefg1!z", "runs on" },
  { "1!hgfedcbaz", "runs on" },       { "aaaaaaaa1!", "repeats" },
  { "12121212a!", "repeats" },        { "qkr!1qkr!1", "repeats" },
  { "qwertyui1!", "side by side" },   { "asdfghjk1!", "side by side" },
  { "1qaz2wsx!k", "side by side" },   { "!@#$%^&*a1", "side by side" },
  { "tkfkdgo123!", "Korean word" },   { "qlalfqjsgh1!", "Korean word" },
  { "Qlalfqjsgh1!", "Korean word" },  { "dkssudgktpdy1!", "Korean word" },
  { "eogksalsrnr1!", "Korean word" }, { "t@fr@ng12!", "" },
  { "rlaalstn12!", "Korean name" },   { "ghdrlfehd1!", "Korean" },
  { "password1!", "common word" },    { "P@ssw0rd1!", "common word" },
  { "iloveyou1!", "common word" },    { "Samsung12!", "common word" },
};

static void
test_weak_ones_of_korea (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (weak); i++)
    {
      IngamPasswordQuality quality = judge (weak[i].text, NULL);

      g_test_message ("%s: %s, %s", weak[i].text, quality.word, quality.reason);
      g_assert_cmpint (quality.met, ==, INGAM_PASSWORD_RULE_ALL);
      g_assert_cmpint (quality.level, ==, INGAM_PASSWORD_WEAK);
      g_assert_nonnull (strstr (quality.reason, weak[i].reason));
    }
}

static void
test_good_ones_are_good (void)
{
  static const char *const good[] = {
    "kV#9xQ!mZr7", "Xw7$pUk2&nTq", "vR8-hTz4+Kp9W=xM3b", "mJ4!wPz8@rNc", "gypsum.7Orbit-velvet9",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      IngamPasswordQuality quality = judge (good[i], NULL);

      g_test_message ("%s: %s, %s", good[i], quality.word, quality.reason);
      g_assert_cmpint (quality.level, ==, INGAM_PASSWORD_GOOD);
      g_assert_cmpstr (quality.reason, ==, "");
    }
}

/* A weak part does no harm beside a good rest: what is judged is the rest. */
static void
test_weak_part_beside_a_good_rest (void)
{
  static const char *const parts[] = { "19870412", "01012345678", "tkfkdgo", "qwerty", "1234" };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *text = g_strconcat (parts[i], "kV#9xQ!mZr7", NULL);

      g_assert_cmpint (judge (text, NULL).level, ==, INGAM_PASSWORD_GOOD);
    }
}

static void
test_a_part_more_never_makes_it_weaker (void)
{
  static const char *const parts[] = { "19870412", "01012345678", "tkfkdgo", "qwerty", "1234" };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *one = g_strconcat (parts[i], "a!1xkq", NULL);
      g_autofree char *two = g_strconcat (parts[i], "a!1xkqZ7%pN", NULL);

      g_assert_cmpint (judge (one, NULL).level, <=, judge (two, NULL).level);
    }
}

static void
test_own_names_and_numbers (void)
{
  static const char *const own[] = {
    "성춘향()0020049202001011234567", "CHUNHYANG.SUNG", "459c75", "\xff broken", "", NULL
  };
  static const char *const passwords[] = {
    "chunhyang1!",  "Chunhyang!1",    "sung!chunhyang1",
    "tjdcnsgid1!x", "cnsgid1!cnsgid", "0020049202001011234567a!",
  };

  for (guint i = 0; i < G_N_ELEMENTS (passwords); i++)
    {
      IngamPasswordQuality quality = judge (passwords[i], own);

      g_test_message ("%s: %s, %s", passwords[i], quality.word, quality.reason);
      g_assert_cmpint (quality.level, ==, INGAM_PASSWORD_WEAK);
      g_assert_nonnull (strstr (quality.reason, "your own"));
    }
}

/* --- the finders --- */

static void
test_keys_of_hangul (void)
{
  static const struct
  {
    const char *text;
    const char *keys;
  } cases[] = {
    { "사랑해", "tkfkdgo" },
    { "비밀번호", "qlalfqjsgh" },
    { "안녕하세요", "dkssudgktpdy" },
    { "대한민국", "eogksalsrnr" },
    { "까치", "rkcl" },
    { "값", "rkqt" },
    { "의왕", "dmldhkd" },
    { "닭A1", "ekfra1" },
    { "\xe1\x84\x80\xe1\x85\xb5\xe1\x86\xb7", "rla" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *keys = ingam_password_patterns_dup_keys (cases[i].text);

      g_assert_cmpstr (keys, ==, cases[i].keys);
    }
  g_assert_null (ingam_password_patterns_dup_keys ("abc"));
  g_assert_null (ingam_password_patterns_dup_keys ("\xff"));
}

static void
test_patterns_lie_apart_and_inside (void)
{
  static const char signs[] = "aqwer1234tkfkdgo!@#$19870412010";
  g_autoptr (GRand) random = g_rand_new_with_seed (4);

  for (guint round = 0; round < 20000; round++)
    {
      IngamPasswordPattern patterns[INGAM_PASSWORD_MAX_PATTERNS];
      gsize size = (gsize) g_rand_int_range (random, 0, 65);
      g_autofree char *text = g_malloc (size + 1);
      guint count, end = 0;

      for (gsize i = 0; i < size; i++)
        text[i] = round & 1 ? signs[g_rand_int_range (random, 0, sizeof signs - 1)] :
                              (char) g_rand_int_range (random, 0x21, 0x7f);
      text[size] = '\0';
      count = ingam_password_patterns_find (text, size, NULL, patterns);
      for (guint i = 0; i < count; i++)
        {
          g_assert_cmpuint (patterns[i].begin, >=, end);
          g_assert_cmpuint (patterns[i].size, >, 0);
          g_assert_cmpfloat (patterns[i].bits, >, 0);
          end = patterns[i].begin + patterns[i].size;
        }
      g_assert_cmpuint (end, <=, size);
    }
}

static void
test_plain_numbers_are_no_birthdays (void)
{
  static const char *const texts[] = { "871341",    "870432",     "99999999", "18870412",
                                       "1987-0412", "1987-04.12", "0412",     "20501301" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      IngamPasswordPattern patterns[INGAM_PASSWORD_MAX_PATTERNS];
      guint count = ingam_password_patterns_find (texts[i], strlen (texts[i]), NULL, patterns);

      for (guint n = 0; n < count; n++)
        if (patterns[n].type == INGAM_PASSWORD_PATTERN_BIRTHDAY)
          g_assert_cmpuint (patterns[n].size, <, strlen (texts[i]));
    }
}

static void
test_every_row_of_words_is_used (void)
{
  g_autofree char *path = g_build_filename (SOURCE_ROOT, "data", "weak-words.txt", NULL);
  g_autoptr (GBytes) bytes = ingam_test_read (path);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint rows = 0;

  for (guint i = 0; lines[i]; i++)
    {
      const char *word = strchr (lines[i], ',');
      IngamPasswordPattern patterns[INGAM_PASSWORD_MAX_PATTERNS];
      g_autofree char *keys = NULL;

      if (lines[i][0] == '#' || lines[i][0] == '\0')
        continue;
      rows++;
      g_assert_nonnull (word++);
      keys = ingam_password_patterns_dup_keys (word);
      g_assert_cmpint (keys == NULL, ==, g_str_has_prefix (lines[i], "latin,"));
      if (g_str_has_prefix (lines[i], "surname,"))
        continue;
      if (!keys)
        keys = g_strdup (word);
      g_assert_cmpuint (ingam_password_patterns_find (keys, strlen (keys), NULL, patterns), >, 0);
    }
  g_test_message ("%u words", rows);
  g_assert_cmpuint (rows, >, 400);
}

/* --- suggestions --- */

static void
test_suggestions_pass_their_own_judge (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (IngamSecret) password = ingam_password_quality_suggest ();
      IngamPasswordQuality quality;
      gsize size;
      const char *text = (const char *) ingam_secret_peek (password, &size);

      ingam_password_quality_judge (password, NULL, &quality);
      g_assert_cmpint (quality.level, ==, INGAM_PASSWORD_GOOD);
      g_assert_cmpuint (size, ==, 19);
      g_assert_cmpuint (strcspn (text, "0O1lIio"), ==, size);
      g_assert_true (g_hash_table_add (seen, g_strdup (text)));
    }
}

/* --- nothing is left behind --- */

#define MASK 0x55

static guint8 scan_buffer[1 << 16];

/* Counts where @masked (every byte XOR MASK, so that it is not found itself) stands in memory that
 * this process can write. */
static guint
count_in_memory (const guint8 *masked, gsize size)
{
  FILE *maps = fopen ("/proc/self/maps", "r");
  int memory = open ("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  char line[512];
  guint hits = 0;

  g_assert_nonnull (maps);
  g_assert_cmpint (memory, >=, 0);
  while (fgets (line, sizeof line, maps))
    {
      gulong begin, end;
      char access[8];

      if (sscanf (line, "%lx-%lx %7s", &begin, &end, access) != 3 || access[0] != 'r' ||
          access[1] != 'w')
        continue;
      while (begin < end)
        {
          gsize want = MIN (sizeof scan_buffer, end - begin);
          ssize_t got = pread (memory, scan_buffer, want, (off_t) begin);

          if (got < (ssize_t) size)
            break;
          for (const guint8 *at = scan_buffer, *stop = scan_buffer + got - size; at <= stop; at++)
            {
              gsize same = 1;

              at = memchr (at, masked[0] ^ MASK, (gsize) (stop - at) + 1);
              if (!at)
                break;
              while (same < size && (at[same] ^ MASK) == masked[same])
                same++;
              hits += same == size;
            }
          begin += want < sizeof scan_buffer ? want : want - size + 1;
        }
    }
  memset (scan_buffer, 0, sizeof scan_buffer);
  close (memory);
  fclose (maps);
  return hits;
}

/* The secrets of this test exist only masked, but for the page of the IngamSecret. */
static IngamSecret *
new_unmasked (const guint8 *masked, gsize size)
{
  guint8 *data;
  IngamSecret *secret = ingam_secret_new_uninitialised (size, &data);

  for (gsize i = 0; i < size; i++)
    data[i] = masked[i] ^ MASK;
  return secret;
}

/* A password of @size bytes, masked: on even rounds with a birthday and a disguised word in front,
 * so that every finder has worked on it and something is left beside the patterns. */
static void
make_masked (GRand *random, guint round, gsize size, guint8 *ret_masked)
{
  static const char weak_part[] = "19870412m0Nkey";
  static const char signs[] = "abcdefghkmnpqrstuvwxyzABCDEFGHKMNPQRSTUVWXYZ";

  for (gsize i = 0; i < size; i++)
    ret_masked[i] = (guint8) (signs[g_rand_int_range (random, 0, sizeof signs - 1)] ^ MASK);
  ret_masked[size - 1] = '7' ^ MASK;
  ret_masked[size - 2] = '#' ^ MASK;
  for (gsize i = 0; round % 2 == 0 && i < sizeof weak_part - 1; i++)
    ret_masked[i] = (guint8) weak_part[i] ^ MASK;
}

typedef struct
{
  IngamSecret *secret;
  GAsyncQueue *done;
  GAsyncQueue *go_on;
} Worker;

/* Far down the stack, where what the thread does afterwards does not come and wipe it by chance. */
static G_GNUC_NO_INLINE void
judge_deep (IngamSecret *secret)
{
  static const char *const own[] = { "성춘향()00200491234567", "CHUNHYANG", NULL };
  volatile char distance[32 * 1024];
  IngamPasswordQuality quality;

  distance[0] = 0;
  ingam_password_quality_judge (secret, own, &quality);
  g_assert_cmpint (quality.met, ==, INGAM_PASSWORD_RULE_ALL);
  distance[sizeof distance - 1] = distance[0];
}

/* Judges, and keeps its stack as the judge left it until it has been searched. */
static gpointer
judge_cb (gpointer data)
{
  Worker *worker = data;

  judge_deep (worker->secret);
  g_async_queue_push (worker->done, worker);
  g_async_queue_pop (worker->go_on);
  return NULL;
}

static void
test_nothing_is_left_in_memory (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  g_autoptr (GAsyncQueue) done = g_async_queue_new ();
  g_autoptr (GAsyncQueue) go_on = g_async_queue_new ();

#ifdef INGAM_TEST_ASAN
  g_test_skip ("the sanitizer's shadow is too much memory to search, and keeps what was freed");
  return;
#endif
  for (guint round = 0; round < 12; round++)
    {
      guint8 masked[64], backward[64];
      gsize size = 26 + 3 * round;
      Worker worker = { NULL, done, go_on };
      GThread *thread;

      make_masked (random, round, size, masked);
      for (gsize i = 0; i < size; i++)
        backward[i] = masked[size - 1 - i];
      worker.secret = new_unmasked (masked, size);
      thread = g_thread_new ("judge", judge_cb, &worker);
      g_async_queue_pop (done);
      g_assert_cmpuint (count_in_memory (masked, size), >, 0); /* the search itself works */
      ingam_secret_unref (worker.secret);
      for (gsize at = round % 2 ? 0 : 8; at + 8 <= size; at += 3)
        {
          g_assert_cmpuint (count_in_memory (masked + at, 8), ==, 0);
          g_assert_cmpuint (count_in_memory (backward + at - (round % 2 ? 0 : 8), 8), ==, 0);
        }
      g_async_queue_push (go_on, &worker);
      g_thread_join (thread);
    }
}

static void
test_judging_is_fast_enough_for_typing (void)
{
  static const char *const own[] = { "성춘향()00200491234567", "CHUNHYANG", NULL };
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < 50; i++)
    judge ("19870412tkfkdgo!kV#9xQ!mZr7asdfghjkl;1234567890abcdefgzzzzzzzz!", own);
  start = (g_get_monotonic_time () - start) / 50;
  g_test_message ("%" G_GINT64_FORMAT " microseconds for 64 characters", start);
  g_assert_cmpint (start, <, 200000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* First, before other tests have left their own plain copies about. */
  g_test_add_func ("/password-quality/nothing-is-left-in-memory", test_nothing_is_left_in_memory);
  g_test_add_func ("/password-quality/rule-part-by-part", test_rule_part_by_part);
  g_test_add_func ("/password-quality/every-ascii-character", test_every_ascii_character);
  g_test_add_func ("/password-quality/length-has-two-limits", test_length_has_two_limits);
  g_test_add_func ("/password-quality/hangul-is-said", test_hangul_is_said);
  g_test_add_func ("/password-quality/weak-ones-of-korea", test_weak_ones_of_korea);
  g_test_add_func ("/password-quality/good-ones-are-good", test_good_ones_are_good);
  g_test_add_func ("/password-quality/weak-part-beside-a-good-rest",
                   test_weak_part_beside_a_good_rest);
  g_test_add_func ("/password-quality/a-part-more-never-makes-it-weaker",
                   test_a_part_more_never_makes_it_weaker);
  g_test_add_func ("/password-quality/own-names-and-numbers", test_own_names_and_numbers);
  g_test_add_func ("/password-quality/keys-of-hangul", test_keys_of_hangul);
  g_test_add_func ("/password-quality/patterns-lie-apart-and-inside",
                   test_patterns_lie_apart_and_inside);
  g_test_add_func ("/password-quality/plain-numbers-are-no-birthdays",
                   test_plain_numbers_are_no_birthdays);
  g_test_add_func ("/password-quality/every-row-of-words-is-used", test_every_row_of_words_is_used);
  g_test_add_func ("/password-quality/suggestions-pass-their-own-judge",
                   test_suggestions_pass_their_own_judge);
  g_test_add_func ("/password-quality/judging-is-fast-enough-for-typing",
                   test_judging_is_fast_enough_for_typing);
  return g_test_run ();
}
