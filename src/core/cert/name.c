/* name.c: distinguished names, made readable and harmless.
 *
 * Nearly every name of this field is ASCII and Hangul syllables, and both are already in NFC and
 * without any of the characters that are kept out here; a first look at the bytes says so and saves
 * the tables of Unicode, which matters when ten thousand names are made at once.
 *
 * What is kept out is decided by Unicode's general category and not by a list of known attacks, so
 * that next year's control character is kept out as well. Three things have no category of their
 * own and stand in a table: letters that show nothing (the Hangul fillers, the blank Braille cell),
 * variation selectors, and marks that join. All of these become U+FFFD and not nothing: two
 * different names must not look the same.
 */
#include "config.h"

#include "core/cert/name.h"

#include <string.h>

#define REPLACEMENT 0xfffdu
#define ELLIPSIS "…"

/* More marks than this on one letter are decoration; Vietnamese and Hebrew need up to four. */
#define MAX_MARKS 4

/* Bytes of input looked at for each character shown: enough for a letter with its marks. */
#define BYTES_PER_CHAR 24

/* No single value is longer; RFC 5280 allows 32768 characters of four bytes at the very most. */
#define MAX_VALUE (128 * 1024)

/* A longer one is compared byte by byte: putting marks in order takes the square of their number.
 */
#define MAX_FOLDED 1024

/* --- inert text --- */

static const struct
{
  gunichar first;
  gunichar last;
} blank_letters[] = {
  { 0x034f, 0x034f },   /* combining grapheme joiner */
  { 0x115f, 0x1160 },   /* Hangul fillers */
  { 0x17b4, 0x17b5 },   /* Khmer inherent vowels */
  { 0x180b, 0x180f },   /* Mongolian selectors */
  { 0x2800, 0x2800 },   /* Braille blank */
  { 0x3164, 0x3164 },   /* Hangul filler of the old code tables */
  { 0xfe00, 0xfe0f },   /* variation selectors */
  { 0xffa0, 0xffa0 },   /* half-width Hangul filler */
  { 0xfffc, 0xfffc },   /* object replacement */
  { 0xe0100, 0xe01ef }, /* variation selectors */
};

static gboolean
is_blank_letter (gunichar character)
{
  for (guint i = 0; i < G_N_ELEMENTS (blank_letters); i++)
    if (character >= blank_letters[i].first && character <= blank_letters[i].last)
      return TRUE;
  return FALSE;
}

static gunichar
make_inert (gunichar character)
{
  if (character == '\t' || character == '\n' || character == '\r')
    return ' ';
  switch (g_unichar_type (character))
    {
    case G_UNICODE_SPACE_SEPARATOR:
      return ' ';
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_UNASSIGNED:
      return REPLACEMENT;
    default:
      return is_blank_letter (character) ? REPLACEMENT : character;
    }
}

/* The length when @text consists of at most @max_chars printable ASCII characters and Hangul
 * syllables; -1 otherwise. Such text is inert, in NFC, and folds case by its ASCII letters alone: a
 * syllable composes only with a letter that is not among these. */
static gssize
measure_plain (const char *text, gsize max_size, guint max_chars)
{
  const guint8 *at = (const guint8 *) text;
  const guint8 *end = at + max_size;
  guint chars = 0;

  while (at < end && *at)
    {
      if (chars++ == max_chars)
        return -1;
      if (*at >= 0x20 && *at < 0x7f)
        at++;
      else if (end - at >= 3 && at[0] >= 0xea && at[0] <= 0xed && (at[1] & 0xc0) == 0x80 &&
               (at[2] & 0xc0) == 0x80)
        {
          guint character = (at[0] & 0x0fu) << 12 | (at[1] & 0x3fu) << 6 | (at[2] & 0x3fu);

          if (character < 0xac00 || character > 0xd7a3)
            return -1;
          at += 3;
        }
      else
        return -1;
    }
  return at - (const guint8 *) text;
}

/* Cuts @text in place after @max_chars characters, the last of which becomes the ellipsis. */
static void
cut_text (GString *text, guint max_chars, gboolean was_cut)
{
  if ((guint) g_utf8_strlen (text->str, (gssize) text->len) + (was_cut ? 1 : 0) <= max_chars)
    {
      if (was_cut)
        g_string_append (text, ELLIPSIS);
      return;
    }
  g_string_truncate (text,
                     (gsize) (g_utf8_offset_to_pointer (text->str, max_chars - 1) - text->str));
  g_string_append (text, ELLIPSIS);
}

char *
ingam_name_dup_inert (const char *text, guint max_chars)
{
  guint limit = max_chars ? max_chars : INGAM_NAME_MAX_CHARS;
  gsize max_size = (gsize) MIN (limit, 1u << 20) * BYTES_PER_CHAR;
  gssize plain = measure_plain (text, max_size, limit);
  g_autofree char *window = NULL;
  g_autofree char *valid = NULL;
  g_autofree char *composed = NULL;
  g_autoptr (GString) clean = NULL;
  guint marks = MAX_MARKS; /* none before the first letter: it would sit on what stands before us */
  gsize size;

  if (plain >= 0)
    return g_strndup (text, (gsize) plain);

  window = g_strndup (text, max_size);
  size = strlen (window);
  valid = g_utf8_make_valid (window, (gssize) size);
  clean = g_string_sized_new (size);
  for (const char *at = valid; *at; at = g_utf8_next_char (at))
    {
      gunichar character = make_inert (g_utf8_get_char (at));

      if (!g_unichar_ismark (character))
        marks = character == ' ' ? MAX_MARKS : 0;
      else if (marks++ >= MAX_MARKS)
        continue;
      g_string_append_unichar (clean, character);
    }

  composed = g_utf8_normalize (clean->str, (gssize) clean->len, G_NORMALIZE_NFC);
  g_string_assign (clean, composed);
  cut_text (clean, limit, size == max_size && text[size] != '\0');
  return g_string_free (g_steal_pointer (&clean), FALSE);
}

/* --- walking a Name --- */

typedef struct
{
  IngamDer rdns;  /* what is left of the RDNSequence */
  IngamDer set;   /* what is left of the present RDN */
  guint left;     /* attributes that may still be taken */
  IngamDer type;  /* OID content of the present attribute */
  guint8 tag;     /* of its value */
  IngamDer value; /* content */
  gboolean first; /* the first of its RDN */
} Walk;

static gboolean
walk_begin (Walk *walk, IngamDer name, guint limit)
{
  *walk = (Walk){ .left = limit };
  return ingam_der_take (&name, INGAM_DER_SEQUENCE, &walk->rdns);
}

static gboolean
walk_next (Walk *walk)
{
  IngamDer attribute;

  if (walk->left == 0)
    return FALSE;
  walk->left--;
  walk->first = FALSE;
  if (walk->set.size == 0)
    {
      if (!ingam_der_take (&walk->rdns, INGAM_DER_SET, &walk->set))
        return FALSE;
      walk->first = TRUE;
    }
  return ingam_der_take (&walk->set, INGAM_DER_SEQUENCE, &attribute) &&
         ingam_der_take (&attribute, INGAM_DER_OID, &walk->type) &&
         ingam_der_next (&attribute, &walk->tag, &walk->value, NULL);
}

static gboolean
walk_is_at_end (const Walk *walk)
{
  return walk->rdns.size == 0 && walk->set.size == 0;
}

/* Keys as bank programs and RFC 4514 section 3 spell them, in lower case. The two below need more
 * than three bytes of OID. */
static const struct
{
  guint8 arc; /* 2.5.4.x */
  const char *key;
} short_keys[] = {
  { 3, "cn" }, { 11, "ou" },        { 10, "o" },     { 6, "c" },
  { 7, "l" },  { 8, "st" },         { 9, "street" }, { 5, "serialnumber" },
  { 4, "sn" }, { 42, "givenname" }, { 12, "title" },
};

static const guint8 oid_domain_component[] = { 0x09, 0x92, 0x26, 0x89, 0x93,
                                               0xf2, 0x2c, 0x64, 0x01, 0x19 };
static const guint8 oid_user_id[] = { 0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 0x01, 0x01 };
static const guint8 oid_email[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x01 };

static const struct
{
  const guint8 *oid;
  gsize size;
  const char *key;
} long_keys[] = {
  { oid_domain_component, sizeof oid_domain_component, "dc" },
  { oid_user_id, sizeof oid_user_id, "uid" },
  { oid_email, sizeof oid_email, "e" },
};

static const char *
find_key (IngamDer type)
{
  if (type.size == 3 && type.data[0] == 0x55 && type.data[1] == 0x04)
    for (guint i = 0; i < G_N_ELEMENTS (short_keys); i++)
      if (short_keys[i].arc == type.data[2])
        return short_keys[i].key;
  for (guint i = 0; i < G_N_ELEMENTS (long_keys); i++)
    if (ingam_der_is (type, long_keys[i].oid, long_keys[i].size))
      return long_keys[i].key;
  return NULL;
}

static void
append_key (GString *text, IngamDer type)
{
  const char *key = find_key (type);
  g_autofree char *oid = key ? NULL : ingam_der_dup_oid (type);

  g_string_append (text, key ? key : oid ? oid : "?");
}

/* Text in UTF-8 is taken over as it is when it is plain; everything else is decoded. A value that
 * is no string at all is shown as RFC 4514 section 2.4 does. */
static void
append_value (GString *text, guint8 tag, IngamDer value)
{
  static const char digits[] = "0123456789abcdef";
  g_autofree char *decoded = NULL;

  if ((tag == INGAM_DER_UTF8_STRING || tag == INGAM_DER_PRINTABLE_STRING) &&
      measure_plain ((const char *) value.data, value.size, G_MAXUINT) == (gssize) value.size)
    {
      g_string_append_len (text, (const char *) value.data, (gssize) value.size);
      return;
    }
  decoded = ingam_der_dup_string (tag, value, MAX_VALUE);
  if (decoded)
    {
      g_string_append (text, decoded);
      return;
    }
  g_string_append_c (text, '#');
  for (gsize i = 0; i < MIN (value.size, 64); i++)
    {
      g_string_append_c (text, digits[value.data[i] >> 4]);
      g_string_append_c (text, digits[value.data[i] & 0x0f]);
    }
}

char *
ingam_name_dup_attribute (IngamDer name, IngamNameAttribute attribute, guint index)
{
  static const guint8 arcs[] = {
    [INGAM_NAME_COMMON_NAME] = 3,
    [INGAM_NAME_ORGANIZATION] = 10,
    [INGAM_NAME_ORGANIZATIONAL_UNIT] = 11,
    [INGAM_NAME_COUNTRY] = 6,
  };
  const guint8 wanted[] = { 0x55, 0x04, arcs[attribute] };
  Walk walk;

  if (!walk_begin (&walk, name, INGAM_NAME_MAX_RDNS))
    return NULL;
  while (walk_next (&walk))
    if (ingam_der_is (walk.type, wanted, sizeof wanted) && index-- == 0)
      {
        GString *text = g_string_sized_new (walk.value.size);

        append_value (text, walk.tag, walk.value);
        return g_string_free (text, FALSE);
      }
  return NULL;
}

char *
ingam_name_dup_dn (IngamDer name)
{
  Walk walk, found[INGAM_NAME_MAX_RDNS];
  guint n_found = 0;
  GString *text = g_string_sized_new (name.size + 16);

  if (walk_begin (&walk, name, INGAM_NAME_MAX_RDNS))
    while (walk_next (&walk))
      found[n_found++] = walk;

  for (guint end = n_found; end > 0;)
    {
      guint begin = end - 1;

      while (begin > 0 && !found[begin].first)
        begin--;
      for (guint i = begin; i < end; i++)
        {
          if (text->len > 0)
            g_string_append_c (text, i == begin ? ',' : '+');
          append_key (text, found[i].type);
          g_string_append_c (text, '=');
          append_value (text, found[i].tag, found[i].value);
        }
      end = begin;
    }
  return g_string_free (text, FALSE);
}

/* --- names as identities --- */

static void
append_sized (GString *canonical, char kind, const char *data, gsize size)
{
  guint32 length = GUINT32_TO_BE ((guint32) size);

  g_string_append_c (canonical, kind);
  g_string_append_len (canonical, (const char *) &length, sizeof length);
  g_string_append_len (canonical, data, (gssize) size);
}

/* Case folded and in NFC, whatever string type it came in. Bytes that are no text stay bytes, so
 * that two broken names are not the same because both are broken. */
static void
append_canonical_value (GString *canonical, guint8 tag, IngamDer value)
{
  g_autofree char *decoded = NULL;
  g_autofree char *folded = NULL;
  g_autofree char *composed = NULL;
  gboolean is_plain = tag == INGAM_DER_UTF8_STRING || tag == INGAM_DER_PRINTABLE_STRING;

  if (is_plain &&
      measure_plain ((const char *) value.data, value.size, G_MAXUINT) == (gssize) value.size)
    {
      gsize at;

      append_sized (canonical, 't', (const char *) value.data, value.size);
      for (at = canonical->len - value.size; at < canonical->len; at++)
        canonical->str[at] = g_ascii_tolower (canonical->str[at]);
      return;
    }
  if (value.size <= MAX_FOLDED)
    decoded = ingam_der_dup_string (tag, value, MAX_VALUE);
  if (!decoded || strstr (decoded, "\xef\xbf\xbd"))
    {
      g_string_append_c (canonical, (char) tag);
      append_sized (canonical, 'b', (const char *) value.data, value.size);
      return;
    }
  folded = g_utf8_casefold (decoded, -1);
  composed = g_utf8_normalize (folded, -1, G_NORMALIZE_NFC);
  append_sized (canonical, 't', composed, strlen (composed));
}

void
ingam_name_append_canonical (IngamDer name, GString *canonical)
{
  gsize start = canonical->len;
  gboolean whole;
  Walk walk;

  whole = walk_begin (&walk, name, INGAM_NAME_MAX_RDNS);
  if (whole)
    {
      while (walk_next (&walk))
        {
          append_sized (canonical, walk.first ? 'r' : 'a', (const char *) walk.type.data,
                        walk.type.size);
          append_canonical_value (canonical, walk.tag, walk.value);
        }
      whole = walk_is_at_end (&walk);
    }
  if (!whole)
    {
      g_string_truncate (canonical, start);
      append_sized (canonical, 'n', (const char *) name.data, name.size);
    }
}

gboolean
ingam_name_equal (IngamDer a, IngamDer b)
{
  g_autoptr (GString) canonical_a = NULL;
  g_autoptr (GString) canonical_b = NULL;

  if (a.size == b.size && (a.size == 0 || memcmp (a.data, b.data, a.size) == 0))
    return TRUE;
  canonical_a = g_string_sized_new (a.size + 64);
  canonical_b = g_string_sized_new (b.size + 64);
  ingam_name_append_canonical (a, canonical_a);
  ingam_name_append_canonical (b, canonical_b);
  return g_string_equal (canonical_a, canonical_b);
}

/* --- what a person calls the holder --- */

const char *
ingam_kind_get_word (IngamKind kind)
{
  static const char *const words[] = {
    [INGAM_KIND_UNKNOWN] = "unknown",
    [INGAM_KIND_PERSON] = "person",
    [INGAM_KIND_COMPANY] = "company",
  };

  return words[(guint) kind < G_N_ELEMENTS (words) ? kind : INGAM_KIND_UNKNOWN];
}

/* Digits to the end, perhaps in groups. One or two are part of a name ("Studio-54"). */
static gboolean
is_number (const char *text)
{
  gsize size = strspn (text, "0123456789-_");

  return size >= 3 && text[size] == '\0';
}

/* Where the holder's name ends in a CN of this field: "이름()00091…", "이름(KILDONG.HONG)00091…",
 * "이름_1234567890", "이름-1234567890". A bracket at the very front is a company's "(주)" and
 * belongs to the name. */
static gsize
measure_holder (const char *common_name)
{
  const char *at = common_name;

  if (*at == '(' && strchr (at, ')'))
    at = strchr (at, ')');
  for (; *at; at++)
    if (*at == '(' || ((*at == '_' || *at == '-') && is_number (at + 1)))
      return (gsize) (at - common_name);
  return strlen (common_name);
}

/* @text inert and without space at its ends, or NULL when nothing is left to see. */
static char *
dup_visible (const char *text)
{
  char *inert = g_strstrip (ingam_name_dup_inert (text, 0));

  if (*inert)
    return inert;
  g_free (inert);
  return NULL;
}

static char *
dup_real_name (const IngamCertificateFields *fields)
{
  g_autofree char *text = NULL;

  if (fields->real_name_tag == 0)
    return NULL;
  text = ingam_der_dup_string (fields->real_name_tag, fields->real_name, MAX_VALUE);
  return text ? dup_visible (text) : NULL;
}

static char *
dup_holder (const IngamCertificateFields *fields)
{
  g_autofree char *common_name = NULL;
  g_autofree char *holder = NULL;
  char *visible;

  common_name = ingam_name_dup_attribute (fields->subject, INGAM_NAME_COMMON_NAME, 0);
  if (!common_name)
    return NULL;
  holder = g_strndup (common_name, measure_holder (common_name));
  visible = dup_visible (holder);
  return visible ? visible : dup_visible (common_name);
}

char *
ingam_name_dup_display (const IngamCertificateFields *fields)
{
  g_autofree char *organization = NULL;
  char *text = dup_real_name (fields);

  if (!text)
    text = dup_holder (fields);
  if (text)
    return text;
  organization = ingam_name_dup_attribute (fields->subject, INGAM_NAME_ORGANIZATION, 0);
  if (organization && (text = dup_visible (organization)))
    return text;

  return ingam_certificate_format_serial (
      (IngamDer){ fields->serial.data, MIN (fields->serial.size, 32) });
}
