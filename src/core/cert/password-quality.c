/* password-quality.c: the rule, and how many guesses a password withstands.
 *
 * A password is worth the cheaper of two descriptions: zxcvbn's of the whole, or the weak parts
 * that are known here plus zxcvbn's of what is left without them. So a birthday in front of a long
 * random text does no harm, and a birthday with "!a" behind it is a birthday.
 *
 * Where it runs: zxcvbn is called in this process with the secret's own bytes. It was looked at for
 * what it leaves behind, because it is a library that knows nothing of secrets: its list of matches
 * holds places and no text, nothing is left on the heap, but turned-round pieces of the password
 * stay on the stack. So the stack below the judge is wiped when it is done; a test searches the
 * memory of the process. Roads not taken: a forked child (not safe in a process with threads, and a
 * secret's pages are empty in a child), a helper program on a pipe (one more program to install,
 * for a piece of stack), hooks in the allocator (for every library in the process).
 *
 * Levels in bits: an attacker with a copied key file tries some ten million passwords a second
 * against 2048 rounds of SHA-1, so 40 bits are a day and 55 bits a hundred years.
 *
 * A space is not allowed although it is printable: programs disagree whether to trim it.
 */
#include "config.h"

#include "core/cert/password-quality.h"

#include "core/cert/password-quality-patterns.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/random.h>
#include <zxcvbn.h>

#define BITS_FAIR 40.0
#define BITS_GOOD 55.0

/* More than the deepest call below the judge uses: a few KiB were seen. */
#define STACK_SIZE (32 * 1024)

#define MAX_OWN 64
#define MIN_OWN_SIZE 3

/* --- words for people --- */

static const char *const level_words[] = {
  [INGAM_PASSWORD_REFUSED] = N_ ("Not allowed"),
  [INGAM_PASSWORD_WEAK] = N_ ("Weak"),
  [INGAM_PASSWORD_FAIR] = N_ ("Fair"),
  [INGAM_PASSWORD_GOOD] = N_ ("Good"),
};

/* Each follows "Weak — ". */
static const char *const pattern_reasons[] = {
  [INGAM_PASSWORD_PATTERN_NONE] = N_ ("easy to guess; longer is better"),
  [INGAM_PASSWORD_PATTERN_BIRTHDAY] = N_ ("looks like a birthday"),
  [INGAM_PASSWORD_PATTERN_PHONE] = N_ ("looks like a phone number"),
  [INGAM_PASSWORD_PATTERN_RUN] = N_ ("runs on like 1234"),
  [INGAM_PASSWORD_PATTERN_REPEAT] = N_ ("repeats itself"),
  [INGAM_PASSWORD_PATTERN_KEYBOARD] = N_ ("keys that lie side by side"),
  [INGAM_PASSWORD_PATTERN_HANGUL] = N_ ("a Korean word typed on a Latin keyboard"),
  [INGAM_PASSWORD_PATTERN_NAME] = N_ ("a Korean name typed on a Latin keyboard"),
  [INGAM_PASSWORD_PATTERN_WORD] = N_ ("a common word or password"),
  [INGAM_PASSWORD_PATTERN_OWN] = N_ ("your own name or number"),
};

/* What zxcvbn calls its finds. */
static const struct
{
  ZxcTypeMatch_t match;
  IngamPasswordPatternType type;
} match_types[] = {
  { DICTIONARY_MATCH, INGAM_PASSWORD_PATTERN_WORD },
  { DICT_LEET_MATCH, INGAM_PASSWORD_PATTERN_WORD },
  { USER_MATCH, INGAM_PASSWORD_PATTERN_OWN },
  { USER_LEET_MATCH, INGAM_PASSWORD_PATTERN_OWN },
  { REPEATS_MATCH, INGAM_PASSWORD_PATTERN_REPEAT },
  { SEQUENCE_MATCH, INGAM_PASSWORD_PATTERN_RUN },
  { SPATIAL_MATCH, INGAM_PASSWORD_PATTERN_KEYBOARD },
  { DATE_MATCH, INGAM_PASSWORD_PATTERN_BIRTHDAY },
};

/* --- the rule --- */

static gboolean
is_hangul (gunichar character)
{
  return (character >= 0xac00 && character <= 0xd7a3) ||
         (character >= 0x1100 && character <= 0x11ff) ||
         (character >= 0x3130 && character <= 0x318f);
}

static gboolean
has_hangul (const char *text, gsize size)
{
  const char *end = text + size;

  while (text < end)
    {
      gunichar character = g_utf8_get_char_validated (text, end - text);

      if (character >= 0x110000)
        {
          text++;
          continue;
        }
      if (is_hangul (character))
        return TRUE;
      text = g_utf8_next_char (text);
    }
  return FALSE;
}

static IngamPasswordRule
check_rule (const char *text, gsize size)
{
  guint met = INGAM_PASSWORD_RULE_ALLOWED;
  gsize characters = 0;

  for (gsize i = 0; i < size; i++)
    {
      if (((guint8) text[i] & 0xc0) != 0x80)
        characters++;
      if (g_ascii_isalpha (text[i]))
        met |= INGAM_PASSWORD_RULE_LETTER;
      else if (g_ascii_isdigit (text[i]))
        met |= INGAM_PASSWORD_RULE_DIGIT;
      else if (!g_ascii_isgraph (text[i]) || strchr (INGAM_PASSWORD_FORBIDDEN, text[i]))
        met &= ~(guint) INGAM_PASSWORD_RULE_ALLOWED;
      else
        met |= INGAM_PASSWORD_RULE_SPECIAL;
    }
  if (characters >= INGAM_PASSWORD_MIN_LENGTH && size <= INGAM_PASSWORD_MAX_LENGTH)
    met |= INGAM_PASSWORD_RULE_LENGTH;
  return (IngamPasswordRule) met;
}

IngamPasswordRule
ingam_password_quality_check_rule (IngamSecret *password)
{
  gsize size;
  const char *text = (const char *) ingam_secret_peek (password, &size);

  return check_rule (text, size);
}

static const char *
find_rule_reason (const IngamPasswordQuality *quality, gsize size)
{
  if (quality->has_hangul)
    return _ ("has Hangul in it: was the Korean keyboard on?");
  if (!(quality->met & INGAM_PASSWORD_RULE_ALLOWED))
    return _ ("has a character that bank programs do not take");
  if (size > INGAM_PASSWORD_MAX_LENGTH)
    return _ ("is too long: 64 characters at most");
  if (!(quality->met & INGAM_PASSWORD_RULE_LENGTH))
    return _ ("is too short: 10 characters or more");
  return _ ("needs a letter, a digit and a special character");
}

/* --- the person's own words --- */

static void
add_own_word (GPtrArray *words, const char *text)
{
  g_autofree char *word = g_ascii_strdown (text, -1);

  if (strlen (word) >= MIN_OWN_SIZE && g_str_is_ascii (word) && words->len < MAX_OWN)
    g_ptr_array_add (words, g_steal_pointer (&word));
}

/* A name in Hangul as it is typed, whole and without its surname. */
static void
add_own_hangul (GPtrArray *words, const char *text)
{
  g_autofree char *keys = ingam_password_patterns_dup_keys (text);
  g_autofree char *given = NULL;

  if (!keys)
    return;
  add_own_word (words, keys);
  if (g_utf8_strlen (text, -1) == 3)
    given = ingam_password_patterns_dup_keys (g_utf8_next_char (text));
  if (given)
    add_own_word (words, given);
}

/* Letters and digits are split apart at everything else, and from each other:
 * "HKD(KILDONG.HONG)0091" is four words. */
static GPtrArray *
split_own (const char *const *own)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  for (; own && *own && words->len < MAX_OWN; own++)
    {
      g_autofree char *valid = g_utf8_make_valid (*own, -1);
      g_autofree char *composed = g_utf8_normalize (valid, -1, G_NORMALIZE_NFC);
      const char *at = composed;

      while (*at && words->len < MAX_OWN)
        {
          const char *start = at;
          gboolean digits = g_unichar_isdigit (g_utf8_get_char (at));
          g_autofree char *word = NULL;

          while (*at && g_unichar_isalnum (g_utf8_get_char (at)) &&
                 g_unichar_isdigit (g_utf8_get_char (at)) == digits)
            at = g_utf8_next_char (at);
          if (at == start)
            {
              at = g_utf8_next_char (at);
              continue;
            }
          word = g_strndup (start, (gsize) (at - start));
          add_own_word (words, word);
          add_own_hangul (words, word);
        }
    }
  g_ptr_array_add (words, NULL);
  return words;
}

/* --- the estimate --- */

/* Wipes the part of the stack that the calls before it have used. */
static G_GNUC_NO_INLINE void
wipe_stack (void)
{
  guint8 used[STACK_SIZE];

  ingam_secret_wipe (used, sizeof used);
}

/* @text is NUL-terminated. @ret_type: what most of it is, when that is anything. */
static double
ask_zxcvbn (const char *text, const GPtrArray *own, IngamPasswordPatternType *ret_type)
{
  ZxcMatch_t *info = NULL;
  double bits = ZxcvbnMatch (text, (const char **) own->pdata, &info);
  int longest = 0;

  for (const ZxcMatch_t *match = info; match; match = match->Next)
    for (guint i = 0; i < G_N_ELEMENTS (match_types); i++)
      if ((match->Type & ~MULTIPLE_MATCH) == (guint) match_types[i].match &&
          match->Length > longest)
        {
          longest = match->Length;
          *ret_type = match_types[i].type;
        }
  ZxcvbnFreeInfo (info);
  return bits;
}

/* The weak parts' bits, and zxcvbn's for what is left without them. */
static double
ask_without_patterns (const char *text,
                      gsize size,
                      const IngamPasswordPattern *patterns,
                      guint n_patterns,
                      const GPtrArray *own)
{
  char rest[INGAM_PASSWORD_MAX_LENGTH + 1];
  gsize used = 0, at = 0;
  IngamPasswordPatternType ignored;
  double bits = 0;

  for (guint i = 0; i <= n_patterns; i++)
    {
      gsize end = i < n_patterns ? patterns[i].begin : size;

      memcpy (rest + used, text + at, end - at);
      used += end - at;
      if (i < n_patterns)
        {
          bits += patterns[i].bits;
          at = end + patterns[i].size;
        }
    }
  rest[used] = '\0';
  if (used > 0)
    bits += ask_zxcvbn (rest, own, &ignored);
  ingam_secret_wipe (rest, sizeof rest);
  return bits;
}

static IngamPasswordPatternType
find_main_type (const IngamPasswordPattern *patterns,
                guint n_patterns,
                IngamPasswordPatternType otherwise)
{
  guint longest = 0;

  for (guint i = 0; i < n_patterns; i++)
    if (patterns[i].size > longest)
      {
        longest = patterns[i].size;
        otherwise = patterns[i].type;
      }
  return otherwise;
}

void
ingam_password_quality_judge (IngamSecret *password,
                              const char *const *own,
                              IngamPasswordQuality *ret_quality)
{
  IngamPasswordPattern patterns[INGAM_PASSWORD_MAX_PATTERNS];
  IngamPasswordPatternType type = INGAM_PASSWORD_PATTERN_NONE;
  g_autoptr (GPtrArray) words = NULL;
  IngamPasswordQuality quality = { 0 };
  gsize size;
  const char *text = (const char *) ingam_secret_peek (password, &size);
  double bits;
  guint count;

  quality.met = check_rule (text, size);
  quality.has_hangul = has_hangul (text, size);
  if (quality.met != INGAM_PASSWORD_RULE_ALL)
    {
      quality.level = INGAM_PASSWORD_REFUSED;
      quality.word = _ (level_words[quality.level]);
      quality.reason = find_rule_reason (&quality, size);
      *ret_quality = quality;
      return;
    }

  words = split_own (own);
  count = ingam_password_patterns_find (text, size, (const char *const *) words->pdata, patterns);
  bits = ask_zxcvbn (text, words, &type);
  if (count > 0)
    bits = MIN (bits, ask_without_patterns (text, size, patterns, count, words));
  wipe_stack ();
  quality.level = bits < BITS_FAIR ? INGAM_PASSWORD_WEAK :
                  bits < BITS_GOOD ? INGAM_PASSWORD_FAIR :
                                     INGAM_PASSWORD_GOOD;
  quality.word = _ (level_words[quality.level]);
  quality.reason = quality.level == INGAM_PASSWORD_GOOD ?
                       "" :
                       _ (pattern_reasons[find_main_type (patterns, count, type)]);
  *ret_quality = quality;
}

/* --- a new one --- */

#define GROUPS 4
#define GROUP_SIZE 4

static void
read_random (guint8 *data, gsize size)
{
  while (size > 0)
    {
      ssize_t got = getrandom (data, size, 0);

      if (got > 0)
        {
          data += got;
          size -= (gsize) got;
        }
      else if (got < 0 && errno != EINTR)
        g_error ("no random numbers from the system");
    }
}

/* One character of @set, each as likely as the others. */
static char
choose (const char *set)
{
  const guint count = (guint) strlen (set);
  const guint limit = 256 - 256 % count;
  guint8 byte;
  char chosen;

  do
    read_random (&byte, 1);
  while (byte >= limit);
  chosen = set[byte % count];
  ingam_secret_wipe (&byte, 1);
  return chosen;
}

IngamSecret *
ingam_password_quality_suggest (void)
{
  static const char letters[] = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  static const char specials[] = "-+=*#@%&";

  for (;;)
    {
      guint8 *data;
      g_autoptr (IngamSecret) password =
          ingam_secret_new_uninitialised (GROUPS * (GROUP_SIZE + 1) - 1, &data);
      IngamPasswordQuality quality;

      for (guint i = 0; i < GROUPS * (GROUP_SIZE + 1) - 1; i++)
        data[i] = (guint8) choose (i % (GROUP_SIZE + 1) == GROUP_SIZE ? specials : letters);
      ingam_password_quality_judge (password, NULL, &quality);
      if (quality.level == INGAM_PASSWORD_GOOD)
        return g_steal_pointer (&password);
    }
}
