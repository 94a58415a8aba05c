/* passphrase.c: drawn, read back, marked.
 *
 * Groups of letters and not words: a list of words in one language is a riddle to whoever reads the
 * other, and what is typed into a ZIP program has to be typed exactly. 31 is a prime, so a weighted
 * sum over it tells every single wrong symbol and every two that changed places.
 *
 * What was typed is looked at one character at a time and lands in a buffer on the stack that is
 * wiped: GLib's functions on whole strings leave copies on the heap.
 */
#include "config.h"

#include "core/backup/passphrase.h"

#include <gcrypt.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define N_SYMBOLS 31
#define N_DRAWN 27
#define N_ALL (N_DRAWN + 1) /* with the check symbol */
#define GROUP 4
#define UNBIASED (256 / N_SYMBOLS * N_SYMBOLS)
#define MAX_TYPED 4096 /* bytes looked at */
#define MARK_PREFIX "ingam backup passphrase\n"

G_STATIC_ASSERT (N_ALL + N_ALL / GROUP - 1 == INGAM_PASSPHRASE_LENGTH);

static const char symbols[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

G_STATIC_ASSERT (sizeof symbols - 1 == N_SYMBOLS);

/* The keys of the Korean two-set keyboard, by the order of Unicode's conjoining jamo. */
static const char *const initial_keys[] = { "r", "r", "s", "e", "e", "f", "a", "q", "q", "t",
                                            "t", "d", "w", "w", "c", "z", "x", "v", "g" };
static const char *const vowel_keys[] = { "k",  "o",  "i",  "o",  "j",  "p",  "u",
                                          "p",  "h",  "hk", "ho", "hl", "y",  "n",
                                          "nj", "np", "nl", "b",  "m",  "ml", "l" };
static const char *const final_keys[] = { "r",  "r",  "rt", "s",  "sw", "sg", "e", "f", "fr",
                                          "fa", "fq", "ft", "fx", "fv", "fg", "a", "q", "qt",
                                          "t",  "t",  "d",  "w",  "c",  "z",  "x", "v", "g" };

static const struct
{
  gunichar first;
  const char *const *keys;
  guint n;
} jamo[] = {
  { 0x1100, initial_keys, G_N_ELEMENTS (initial_keys) },
  { 0x1161, vowel_keys, G_N_ELEMENTS (vowel_keys) },
  { 0x11a8, final_keys, G_N_ELEMENTS (final_keys) },
};

/* What makes the weighted sum of all a multiple of the prime. */
static guint
compute_check (const guint8 *values)
{
  guint sum = 0;

  for (guint i = 0; i < N_DRAWN; i++)
    sum += (i + 1) * values[i];
  /* The last weight is 28, that is -3; and 21 times 3 is 1. */
  return sum * 21 % N_SYMBOLS;
}

static IngamSecret *
format (const guint8 values[N_ALL])
{
  guint8 *text;
  IngamSecret *secret = ingam_secret_new_uninitialised (INGAM_PASSPHRASE_LENGTH, &text);

  for (guint i = 0, at = 0; i < N_ALL; i++)
    {
      if (i > 0 && i % GROUP == 0)
        text[at++] = '-';
      text[at++] = (guint8) symbols[values[i]];
    }
  return secret;
}

IngamSecret *
ingam_passphrase_generate (void)
{
  guint8 values[N_ALL], random[64];
  gsize n = 0;
  IngamSecret *secret;

  ingam_secret_init ();
  while (n < N_DRAWN)
    {
      gcry_randomize (random, sizeof random, GCRY_VERY_STRONG_RANDOM);
      for (gsize i = 0; i < sizeof random && n < N_DRAWN; i++)
        if (random[i] < UNBIASED)
          values[n++] = random[i] % N_SYMBOLS;
    }
  values[N_DRAWN] = (guint8) compute_check (values);
  secret = format (values);
  ingam_secret_wipe (values, sizeof values);
  ingam_secret_wipe (random, sizeof random);
  return secret;
}

/* --- reading --- */

typedef struct
{
  guint8 values[N_ALL];
  guint n;         /* symbols seen, also those that have no room */
  gboolean is_odd; /* something was there that never occurs */
} Typed;

static void
take_key (Typed *typed, char key)
{
  const char *symbol = strchr (symbols, g_ascii_toupper (key));

  if (key == '\0' || symbol == NULL)
    typed->is_odd = TRUE;
  else if (typed->n < N_ALL)
    typed->values[typed->n++] = (guint8) (symbol - symbols);
  else
    typed->n++;
}

static void
take_character (Typed *typed, gunichar c)
{
  for (guint i = 0; i < G_N_ELEMENTS (jamo); i++)
    if (c >= jamo[i].first && c < jamo[i].first + jamo[i].n)
      {
        for (const char *key = jamo[i].keys[c - jamo[i].first]; *key; key++)
          take_key (typed, *key);
        return;
      }
  take_key (typed, c < 0x80 ? (char) c : '\0');
}

/* What separates groups and what comes along unseen when it is pasted. */
static gboolean
is_separator (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return g_unichar_isspace (c) || type == G_UNICODE_DASH_PUNCTUATION || type == G_UNICODE_FORMAT ||
         c == 0x2212;
}

/* Taken apart, wide letters become plain ones and a Korean syllable its keys. */
static void
take_text (Typed *typed, const char *text, gsize size)
{
  const char *end = text + MIN (size, MAX_TYPED);
  gunichar parts[8];

  for (const char *at = text; at < end; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char_validated (at, end - at);
      gsize n;

      if (c == (gunichar) -1 || c == (gunichar) -2)
        {
          typed->is_odd = TRUE;
          break;
        }
      if (is_separator (c))
        continue;
      n = MIN (g_unichar_fully_decompose (c, TRUE, parts, G_N_ELEMENTS (parts)),
               G_N_ELEMENTS (parts));
      for (gsize i = 0; i < n; i++)
        take_character (typed, parts[i]);
    }
  ingam_secret_wipe (parts, sizeof parts);
}

static gboolean
check (const Typed *typed, GError **error)
{
  if (typed->is_odd)
    g_set_error_literal (
        error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD,
        _ ("There is a character in it that no backup passphrase has. The digits 0 "
           "and 1 and the letters I, L and O never occur."));
  else if (typed->n < N_ALL)
    g_set_error (error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD,
                 _ ("A backup passphrase has %u letters and digits. So far there are %u."), N_ALL,
                 typed->n);
  else if (typed->n > N_ALL)
    g_set_error (error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD,
                 _ ("A backup passphrase has %u letters and digits. This is longer."), N_ALL);
  else if (compute_check (typed->values) != typed->values[N_DRAWN])
    g_set_error_literal (
        error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD,
        _ ("There is a typing mistake in the backup passphrase. Compare it with the "
           "recovery sheet, group by group."));
  else
    return TRUE;
  return FALSE;
}

IngamSecret *
ingam_passphrase_parse (const char *text, gsize size, GError **error)
{
  Typed typed = { .n = 0 };
  IngamSecret *secret = NULL;

  g_return_val_if_fail (text != NULL || size == 0, NULL);

  take_text (&typed, text, size);
  if (check (&typed, error))
    secret = format (typed.values);
  ingam_secret_wipe (&typed, sizeof typed);
  return secret;
}

char *
ingam_passphrase_dup_mark (IngamSecret *passphrase)
{
  guint8 digest[32];
  gsize size;
  const guint8 *data = ingam_secret_peek (passphrase, &size);
  gcry_buffer_t parts[] = {
    { .data = (gpointer) MARK_PREFIX, .len = strlen (MARK_PREFIX) },
    { .data = (gpointer) data, .len = size },
  };

  gcry_md_hash_buffers (GCRY_MD_SHA256, 0, digest, parts, G_N_ELEMENTS (parts));
  return g_strdup_printf ("%02X-%02X-%02X", digest[0], digest[1], digest[2]);
}
