/* password-quality-patterns.c: what zxcvbn does not know about passwords in Korea.
 *
 * zxcvbn finds English words, runs, repeats and dates that are separated; it does not know that
 * "tkfkdgo" is 사랑해, that 870412 is a birthday, or what a phone number looks like here. Every
 * finder looks at one place and says how far its pattern goes from there; all places are tried, and
 * the longest finds that do not overlap are kept.
 *
 * Words are compared with the password in place, letter against letter with the usual disguises (@
 * for a, 0 for o), so that no folded copy of the password comes to be.
 */
#include "config.h"

#include "core/cert/password-quality-patterns.h"

#include "core/cert/data-file.h"

#include <string.h>

#define MAX_FOUND 256

/* Somebody who knows the person has a few numbers to try, somebody who does not a hundred years. */
#define BITS_BIRTHDAY 15.0
#define BITS_PHONE 16.0
#define BITS_RUN 6.0
#define BITS_REPEAT 2.0
#define BITS_KEYBOARD 8.0
#define BITS_TURN 2.0
#define BITS_WORD 9.0
#define BITS_NAME 11.0
#define BITS_OWN 4.0
#define BITS_DISGUISE 0.7 /* a letter that is a capital or another sign */

/* --- Hangul typed on a Latin keyboard --- */

/* The two-set layout (KS X 5002), in lower case: shifted keys are folded on both sides. */
static const char initial_keys[19][2] = { "r", "r", "s", "e", "e", "f", "a", "q", "q", "t",
                                          "t", "d", "w", "w", "c", "z", "x", "v", "g" };
static const char medial_keys[21][3] = { "k",  "o",  "i",  "o",  "j",  "p",  "u",
                                         "p",  "h",  "hk", "ho", "hl", "y",  "n",
                                         "nj", "np", "nl", "b",  "m",  "ml", "l" };
static const char final_keys[28][3] = { "",   "r",  "r",  "rt", "s",  "sw", "sg", "e", "f",  "fr",
                                        "fa", "fq", "ft", "fx", "fv", "fg", "a",  "q", "qt", "t",
                                        "t",  "d",  "w",  "c",  "z",  "x",  "v",  "g" };

char *
ingam_password_patterns_dup_keys (const char *text)
{
  g_autofree char *composed = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  g_autoptr (GString) keys = g_string_new (NULL);
  gboolean has_hangul = FALSE;

  for (const char *at = composed ? composed : ""; *at; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (character >= 0xac00 && character <= 0xd7a3)
        {
          guint index = character - 0xac00;

          g_string_append (keys, initial_keys[index / 588]);
          g_string_append (keys, medial_keys[index % 588 / 28]);
          g_string_append (keys, final_keys[index % 28]);
          has_hangul = TRUE;
        }
      else
        g_string_append_unichar (keys, g_unichar_tolower (character));
    }
  return has_hangul ? g_string_free (g_steal_pointer (&keys), FALSE) : NULL;
}

/* --- the table of words --- */

enum
{
  COLUMN_KIND,
  COLUMN_TEXT,
  N_COLUMNS
};

typedef enum
{
  WORD_HANGUL,
  WORD_GIVEN,
  WORD_SURNAME,
  WORD_LATIN,
  N_WORD_KINDS
} WordKind;

static const char *const kind_words[N_WORD_KINDS] = {
  [WORD_HANGUL] = "word",
  [WORD_GIVEN] = "given",
  [WORD_SURNAME] = "surname",
  [WORD_LATIN] = "latin",
};

typedef struct
{
  GPtrArray *words[N_WORD_KINDS]; /* of lower-case keys */
} Table;

static void
add_row (char **columns, gpointer user_data)
{
  Table *table = user_data;

  for (guint kind = 0; kind < N_WORD_KINDS; kind++)
    if (strcmp (columns[COLUMN_KIND], kind_words[kind]) == 0)
      {
        char *keys = ingam_password_patterns_dup_keys (columns[COLUMN_TEXT]);

        g_ptr_array_add (table->words[kind], keys ? keys : g_strdup (columns[COLUMN_TEXT]));
      }
}

static const Table *
get_table (void)
{
  static gsize once;

  if (g_once_init_enter (&once))
    {
      Table *table = g_new0 (Table, 1);

      for (guint kind = 0; kind < N_WORD_KINDS; kind++)
        table->words[kind] = g_ptr_array_new ();
      ingam_data_file_foreach ("weak-words.txt", N_COLUMNS, add_row, table);
      g_once_init_leave (&once, (gsize) table);
    }
  return (const Table *) once;
}

/* --- one pattern at one place --- */

typedef struct
{
  const char *text;
  gsize size;
  IngamPasswordPattern found[MAX_FOUND];
  guint n_found;
} Search;

static void
add (Search *search, gsize begin, gsize size, IngamPasswordPatternType type, double bits)
{
  if (search->n_found < MAX_FOUND)
    search->found[search->n_found++] =
        (IngamPasswordPattern){ (guint8) begin, (guint8) size, type, bits };
}

/* Signs that stand for letters, one letter a pair. */
static const char disguises[][2] = {
  { '0', 'o' }, { '1', 'l' }, { '1', 'i' }, { '!', 'i' }, { '!', 'l' }, { '3', 'e' }, { '4', 'a' },
  { '@', 'a' }, { '5', 's' }, { '$', 's' }, { '7', 't' }, { '+', 't' }, { '8', 'b' }, { '9', 'g' },
};

static gboolean
letter_matches (char sign, char letter, double *bits)
{
  if (sign == letter)
    return TRUE;
  *bits += BITS_DISGUISE;
  if (g_ascii_tolower (sign) == letter)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (disguises); i++)
    if (disguises[i][0] == sign && disguises[i][1] == letter)
      return TRUE;
  return FALSE;
}

static gboolean
word_matches (const Search *search, gsize begin, const char *word, double *ret_bits)
{
  gsize size = strlen (word);
  double bits = 0;

  if (size > search->size - begin)
    return FALSE;
  for (gsize i = 0; i < size; i++)
    if (!letter_matches (search->text[begin + i], word[i], &bits))
      return FALSE;
  *ret_bits = MIN (bits, 4.0);
  return TRUE;
}

static void
find_words (Search *search, gsize begin)
{
  static const struct
  {
    WordKind kind;
    IngamPasswordPatternType type;
    double bits;
  } kinds[] = {
    { WORD_HANGUL, INGAM_PASSWORD_PATTERN_HANGUL, BITS_WORD },
    { WORD_GIVEN, INGAM_PASSWORD_PATTERN_NAME, BITS_NAME },
    { WORD_LATIN, INGAM_PASSWORD_PATTERN_WORD, BITS_WORD },
  };
  const Table *table = get_table ();

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (guint n = 0; n < table->words[kinds[i].kind]->len; n++)
      {
        const char *word = table->words[kinds[i].kind]->pdata[n];
        double bits;

        if (word_matches (search, begin, word, &bits))
          add (search, begin, strlen (word), kinds[i].type, kinds[i].bits + bits);
      }
}

/* A surname is two or three keys and stands in every second random text: it needs a given name. */
static void
find_full_names (Search *search, gsize begin)
{
  const Table *table = get_table ();
  const GPtrArray *surnames = table->words[WORD_SURNAME], *given = table->words[WORD_GIVEN];

  for (guint s = 0; s < surnames->len; s++)
    {
      gsize first = strlen (surnames->pdata[s]);
      double bits, more;

      if (!word_matches (search, begin, surnames->pdata[s], &bits))
        continue;
      for (guint g = 0; g < given->len; g++)
        if (word_matches (search, begin + first, given->pdata[g], &more))
          add (search, begin, first + strlen (given->pdata[g]), INGAM_PASSWORD_PATTERN_NAME,
               BITS_NAME + 3.0 + bits + more);
    }
}

static void
find_own (Search *search, gsize begin, const char *const *own)
{
  double bits;

  for (; own && *own; own++)
    if (word_matches (search, begin, *own, &bits))
      add (search, begin, strlen (*own), INGAM_PASSWORD_PATTERN_OWN, BITS_OWN + bits);
}

/* @count digits at @at, or FALSE. */
static gboolean
read_digits (const Search *search, gsize at, guint count, int *ret_value)
{
  int value = 0;

  if (at > search->size || count > search->size - at)
    return FALSE;
  for (guint i = 0; i < count; i++)
    {
      if (!g_ascii_isdigit (search->text[at + i]))
        return FALSE;
      value = value * 10 + (search->text[at + i] - '0');
    }
  *ret_value = value;
  return TRUE;
}

static gboolean
is_date (int year, int month, int day)
{
  static const guint8 days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

  /* Two digits are a year of any century; four must be one in which somebody alive was born. */
  return (year < 100 || (year >= 1920 && year <= 2039)) && month >= 1 && month <= 12 && day >= 1 &&
         day <= days[month - 1];
}

/* Dates as they are written here, with nothing or one kind of sign between the parts. */
static void
find_birthdays (Search *search, gsize begin)
{
  static const guint8 forms[][3] = { { 4, 2, 2 }, { 2, 2, 2 }, { 2, 2, 4 } };

  for (guint form = 0; form < G_N_ELEMENTS (forms); form++)
    for (gsize gap = 0; gap <= 1; gap++)
      {
        const guint8 *sizes = forms[form];
        gsize second = begin + sizes[0] + gap, third = second + sizes[1] + gap;
        gsize size = third + sizes[2] - begin;
        int a, b, c;

        if (!read_digits (search, begin, sizes[0], &a) ||
            !read_digits (search, second, sizes[1], &b) ||
            !read_digits (search, third, sizes[2], &c))
          continue;
        if (gap && (search->text[second - 1] != search->text[third - 1] ||
                    !strchr ("-./_", search->text[second - 1])))
          continue;
        if (sizes[2] == 4 ? is_date (c, a, b) && c >= 1920 : is_date (a, b, c))
          add (search, begin, size, INGAM_PASSWORD_PATTERN_BIRTHDAY, BITS_BIRTHDAY + 2.0 * gap);
      }
}

static const char *const phone_prefixes[] = {
  "010", "011", "016", "017", "018", "019", "070", "02",  "031", "032", "033", "041",
  "042", "043", "044", "051", "052", "053", "054", "055", "061", "062", "063", "064",
};

static void
find_phones (Search *search, gsize begin)
{
  for (guint i = 0; i < G_N_ELEMENTS (phone_prefixes); i++)
    for (guint middle = 3; middle <= 4; middle++)
      for (gsize gap = 0; gap <= 1; gap++)
        {
          gsize first = strlen (phone_prefixes[i]);
          gsize second = begin + first + gap, third = second + middle + gap;
          int ignored;

          if (first > search->size - begin ||
              strncmp (search->text + begin, phone_prefixes[i], first) != 0 ||
              !read_digits (search, second, middle, &ignored) ||
              !read_digits (search, third, 4, &ignored))
            continue;
          if (gap && (g_ascii_isalnum (search->text[second - 1]) ||
                      search->text[second - 1] != search->text[third - 1]))
            continue;
          add (search, begin, third + 4 - begin, INGAM_PASSWORD_PATTERN_PHONE, BITS_PHONE);
        }
}

static void
find_runs (Search *search, gsize begin)
{
  for (int step = -1; step <= 1; step += 2)
    {
      gsize size = 1;

      while (begin + size < search->size)
        {
          char before = g_ascii_tolower (search->text[begin + size - 1]);
          char here = g_ascii_tolower (search->text[begin + size]);

          if (!g_ascii_isalnum (before) || !g_ascii_isalnum (here) || here - before != step)
            break;
          size++;
        }
      if (size >= 4)
        add (search, begin, size, INGAM_PASSWORD_PATTERN_RUN, BITS_RUN);
    }
}

/* The part that is repeated still has to be guessed: only what comes after it is covered. */
static void
find_repeats (Search *search, gsize begin)
{
  for (gsize block = 1; block <= 8 && begin + 2 * block <= search->size; block++)
    {
      gsize size = block;

      while (begin + size < search->size &&
             g_ascii_tolower (search->text[begin + size]) ==
                 g_ascii_tolower (search->text[begin + size - block]))
        size++;
      size -= size % block;
      if (size >= 2 * block && size >= (block == 1 ? 3 : 4))
        add (search, begin + block, size - block, INGAM_PASSWORD_PATTERN_REPEAT, BITS_REPEAT);
    }
}

/* Where a key lies: row and column, each row half a key to the right of the one above. */
static gboolean
find_key (char sign, int *ret_row, int *ret_column)
{
  static const char *const rows[] = { "`1234567890-=", "\tqwertyuiop[]\\", "\tasdfghjkl;'",
                                      "\tzxcvbnm,./" };
  static const char *const shifted[] = { "~!@#$%^&*()_+", "\tQWERTYUIOP{}|", "\tASDFGHJKL:\"",
                                         "\tZXCVBNM<>?" };

  for (int row = 0; row < 4; row++)
    {
      const char *at = strchr (rows[row], sign);
      const char *start = rows[row];

      if (!at)
        {
          at = strchr (shifted[row], sign);
          start = shifted[row];
        }
      if (at && *at)
        {
          *ret_row = row;
          *ret_column = (int) (at - start);
          return TRUE;
        }
    }
  return FALSE;
}

/* The direction of a step to a neighbouring key, its opposite being the negative; 0 when it is
 * none. */
static int
find_direction (char from, char to)
{
  int row, column, next_row, next_column, down, right;

  if (!find_key (from, &row, &column) || !find_key (to, &next_row, &next_column))
    return 0;
  down = next_row - row;
  right = next_column - column;
  if (down == 0)
    return ABS (right) == 1 ? right : 0;
  if (ABS (down) == 1 && (right == 0 || right == -down))
    return right == 0 ? 2 * down : 3 * down;
  return 0;
}

static void
find_walks (Search *search, gsize begin)
{
  gsize size = 1;
  int last = 0;
  guint turns = 0;

  while (begin + size < search->size)
    {
      int direction = find_direction (search->text[begin + size - 1], search->text[begin + size]);

      if (direction == 0 || direction == -last) /* there and back again is a repeat */
        break;
      turns += last != 0 && direction != last;
      last = direction;
      size++;
    }
  if (size >= 4)
    add (search, begin, size, INGAM_PASSWORD_PATTERN_KEYBOARD, BITS_KEYBOARD + BITS_TURN * turns);
}

/* --- all of them --- */

static int
compare_found (gconstpointer a, gconstpointer b)
{
  const IngamPasswordPattern *left = a, *right = b;

  if (left->size != right->size)
    return (int) right->size - (int) left->size;
  return left->bits < right->bits ? -1 : left->bits > right->bits;
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const IngamPasswordPattern *left = a, *right = b;

  return (int) left->begin - (int) right->begin;
}

guint
ingam_password_patterns_find (const char *text,
                              gsize size,
                              const char *const *own,
                              IngamPasswordPattern ret_patterns[INGAM_PASSWORD_MAX_PATTERNS])
{
  Search search = { .text = text, .size = size };
  guint count = 0;

  g_return_val_if_fail (size <= 64, 0);
  for (gsize begin = 0; begin < size; begin++)
    {
      find_own (&search, begin, own);
      find_birthdays (&search, begin);
      find_phones (&search, begin);
      find_runs (&search, begin);
      find_repeats (&search, begin);
      find_walks (&search, begin);
      find_full_names (&search, begin);
      find_words (&search, begin);
    }

  qsort (search.found, search.n_found, sizeof *search.found, compare_found);
  for (guint i = 0; i < search.n_found && count < INGAM_PASSWORD_MAX_PATTERNS; i++)
    {
      const IngamPasswordPattern *one = &search.found[i];
      gboolean is_free = TRUE;

      for (guint taken = 0; taken < count; taken++)
        if (one->begin < ret_patterns[taken].begin + ret_patterns[taken].size &&
            ret_patterns[taken].begin < one->begin + one->size)
          is_free = FALSE;
      if (is_free)
        ret_patterns[count++] = *one;
    }
  qsort (ret_patterns, count, sizeof *ret_patterns, compare_places);
  return count;
}
