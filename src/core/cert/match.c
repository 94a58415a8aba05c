/* match.c: search as people type it.
 *
 * Compared character by character while the text is being decoded. Keeping a folded copy with each
 * credential was rejected: it would cost as much memory as the names themselves, to save the two or
 * three milliseconds that ten thousand of them take.
 */
#include "config.h"

#include "core/cert/match.h"

#include <glib/gi18n-lib.h>

/* Precomposed Hangul: syllable = base + (initial * 21 + medial) * 28 + final (Unicode 3.12). */
#define SYLLABLE_FIRST 0xac00
#define SYLLABLE_LAST 0xd7a3
#define MEDIALS 21
#define FINALS 28

/* The consonants as a keyboard types them, by their number as an initial. */
static const gunichar initials[] = { 0x3131, 0x3132, 0x3134, 0x3137, 0x3138, 0x3139, 0x3141,
                                     0x3142, 0x3143, 0x3145, 0x3146, 0x3147, 0x3148, 0x3149,
                                     0x314a, 0x314b, 0x314c, 0x314d, 0x314e };

/* What is the same in many credentials (purpose, authority) is looked through once. By the text's
 * place in memory, for these texts are the tables' own and stay where they are. */
#define MEMORY_SIZE 64

typedef struct
{
  const char *text;
  guint word;
  gboolean found;
} Memory;

struct _IngamMatch
{
  gunichar chars[INGAM_MATCH_MAX_CHARS]; /* of all words, one after the other, in lower case */
  guint starts[INGAM_MATCH_MAX_WORDS + 1];
  guint n_words;
  Memory memory[MEMORY_SIZE];
};

IngamMatch *
ingam_match_new (const char *text)
{
  IngamMatch *self = g_new0 (IngamMatch, 1);
  g_autofree char *valid = g_utf8_make_valid (text == NULL ? "" : text, -1);
  g_autofree char *composed = g_utf8_normalize (valid, -1, G_NORMALIZE_NFC);
  guint n = 0;

  for (const char *p = composed; *p != '\0' && n < INGAM_MATCH_MAX_CHARS; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_isspace (c))
        self->chars[n++] = g_unichar_tolower (c);
      else if (n > self->starts[self->n_words])
        {
          if (self->n_words + 1 == INGAM_MATCH_MAX_WORDS)
            break;
          self->starts[++self->n_words] = n;
        }
    }
  if (n > self->starts[self->n_words])
    self->starts[++self->n_words] = n;
  return self;
}

void
ingam_match_free (IngamMatch *self)
{
  g_free (self);
}

gboolean
ingam_match_is_blank (const IngamMatch *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->n_words == 0;
}

static gboolean
is_syllable (gunichar c)
{
  return c >= SYLLABLE_FIRST && c <= SYLLABLE_LAST;
}

/* @typed against one character of a text; @unfinished: more may still be typed to it. */
static gboolean
is_same (gunichar typed, gunichar c, gboolean unfinished)
{
  gunichar syllable;

  if (typed == c)
    return TRUE;
  if (!is_syllable (c))
    return typed == g_unichar_tolower (c);
  syllable = c - SYLLABLE_FIRST;
  if (is_syllable (typed))
    return unfinished && (typed - SYLLABLE_FIRST) % FINALS == 0 &&
           (typed - SYLLABLE_FIRST) / FINALS == syllable / FINALS;
  return initials[syllable / (FINALS * MEDIALS)] == typed;
}

static gboolean
begins_with (const char *text, const gunichar *word, guint n)
{
  for (guint i = 0; i < n; i++, text = g_utf8_next_char (text))
    if (*text == '\0' || !is_same (word[i], g_utf8_get_char (text), i + 1 == n))
      return FALSE;
  return TRUE;
}

static gboolean
contains (const char *text, const gunichar *word, guint n)
{
  if (word[0] < 0x80) /* its bytes are nobody else's: no need to decode what goes before */
    {
      for (; *text != '\0'; text++)
        if (g_ascii_tolower (*text) == (char) word[0] && begins_with (text, word, n))
          return TRUE;
      return FALSE;
    }
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (begins_with (text, word, n))
      return TRUE;
  return FALSE;
}

static gboolean
has_word (const IngamMatch *self, guint i, const char *text)
{
  return text != NULL &&
         contains (text, self->chars + self->starts[i], self->starts[i + 1] - self->starts[i]);
}

static gboolean
has_word_in_table (IngamMatch *self, guint i, const char *text)
{
  Memory *memory;

  if (text == NULL)
    return FALSE;
  memory = &self->memory[((gsize) text / 8 + i * 31) % MEMORY_SIZE];
  if (memory->text != text || memory->word != i)
    *memory = (Memory){ text, i, has_word (self, i, text) };
  return memory->found;
}

gboolean
ingam_match_test_text (const IngamMatch *self, const char *text)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->n_words; i++)
    if (!has_word (self, i, text))
      return FALSE;
  return TRUE;
}

gboolean
ingam_match_test (IngamMatch *self, IngamCredential *credential)
{
  const IngamAuthority *authority;
  const IngamPurpose *purpose;
  const char *own[5], *shared[4];

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->n_words == 0)
    return TRUE;
  authority = ingam_credential_get_authority (credential);
  purpose = ingam_credential_get_purpose (credential);
  own[0] = ingam_credential_get_name (credential);
  own[1] = ingam_credential_get_serial (credential);
  own[2] = purpose == NULL ? ingam_credential_get_purpose_oid (credential) : NULL;
  own[3] = authority == NULL ? ingam_credential_get_organization (credential) : NULL;
  own[4] = ingam_credential_get_issuer (credential);
  shared[0] = purpose == NULL ? NULL : purpose->title;
  shared[1] = purpose == NULL ? NULL : _ (purpose->title);
  shared[2] = authority == NULL ? NULL : authority->word;
  shared[3] = authority == NULL ? NULL : authority->name_ko;
  for (guint i = 0; i < self->n_words; i++)
    {
      gboolean found = FALSE;

      for (guint t = 0; !found && t < G_N_ELEMENTS (own); t++)
        found = has_word (self, i, own[t]);
      for (guint t = 0; !found && t < G_N_ELEMENTS (shared); t++)
        found = has_word_in_table (self, i, shared[t]);
      if (!found)
        return FALSE;
    }
  return TRUE;
}
