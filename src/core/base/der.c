/* der.c: the bounded walk over DER.
 *
 * Every reader works on a slice, compares a length with what is left before it looks at a byte, and
 * writes its outputs only when all of it held. There is no recursion and no state, so a hostile
 * file can neither use up the stack nor make one call work longer than its bytes are many.
 *
 * Lengths written with more bytes than needed are read although X.690 section 10.1 forbids writing
 * them: GnuTLS reads them too, and refusing a person's certificate for a superfluous byte helps
 * nobody; whoever compares bytes compares the file's own. Indefinite lengths are refused.
 */
#include "config.h"

#include "core/base/der.h"

#include <string.h>

#define REPLACEMENT 0xfffdu

/* Splits the header off: @ret_header is its size, @ret_length that of the contents; both fit in
 * @size together. */
static inline gboolean
read_header (const guint8 *data, gsize size, gsize *ret_header, gsize *ret_length)
{
  gsize header = 2, length;

  if (size < 2 || (data[0] & 0x1f) == 0x1f)
    return FALSE;
  length = data[1];
  if (length & 0x80)
    {
      guint count = length & 0x7f;

      if (count == 0 || count > 4 || size - 2 < count)
        return FALSE;
      length = 0;
      for (guint i = 0; i < count; i++)
        length = length << 8 | data[header++];
    }
  if (length > size - header)
    return FALSE;
  *ret_header = header;
  *ret_length = length;
  return TRUE;
}

gboolean
ingam_der_next (IngamDer *from, guint8 *ret_tag, IngamDer *ret_content, IngamDer *ret_whole)
{
  const IngamDer start = *from;
  gsize header, length;

  if (!read_header (start.data, start.size, &header, &length))
    return FALSE;
  from->data = start.data + header + length;
  from->size = start.size - header - length;
  if (ret_tag)
    *ret_tag = start.data[0];
  if (ret_content)
    *ret_content = (IngamDer){ start.data + header, length };
  if (ret_whole)
    *ret_whole = (IngamDer){ start.data, header + length };
  return TRUE;
}

gboolean
ingam_der_take (IngamDer *from, guint8 tag, IngamDer *ret_content)
{
  if (from->size == 0 || from->data[0] != tag)
    return FALSE;
  return ingam_der_next (from, NULL, ret_content, NULL);
}

gboolean
ingam_der_take_whole (IngamDer *from, guint8 tag, IngamDer *ret_whole)
{
  if (from->size == 0 || from->data[0] != tag)
    return FALSE;
  return ingam_der_next (from, NULL, NULL, ret_whole);
}

gboolean
ingam_der_read_uint (IngamDer content, guint64 *ret_value)
{
  guint64 value = 0;

  if (content.size == 0 || content.data[0] & 0x80)
    return FALSE;
  while (content.size > 0 && content.data[0] == 0)
    {
      content.data++;
      content.size--;
    }
  if (content.size > 8 || (content.size == 8 && content.data[0] & 0x80))
    return FALSE;
  for (gsize i = 0; i < content.size; i++)
    value = value << 8 | content.data[i];
  *ret_value = value;
  return TRUE;
}

static inline gboolean
read_digits (const guint8 *data, guint count, int *ret_value)
{
  int value = 0;

  for (guint i = 0; i < count; i++)
    {
      if (data[i] < '0' || data[i] > '9')
        return FALSE;
      value = value * 10 + (data[i] - '0');
    }
  *ret_value = value;
  return TRUE;
}

/* Days from 1970-01-01 in the proleptic Gregorian calendar, counted from March so that the leap day
 * is the last of its year. */
static gint64
days_from_date (int year, int month, int day)
{
  gint64 y = month <= 2 ? year - 1 : year;
  gint64 era = (y >= 0 ? y : y - 399) / 400;
  gint64 year_of_era = y - era * 400;
  gint64 day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  gint64 day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

  return era * 146097 + day_of_era - 719468;
}

static gboolean
is_date (int year, int month, int day)
{
  static const guint8 days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  gboolean leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

  return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (month == 2 && leap);
}

gboolean
ingam_der_read_time (guint8 tag, IngamDer content, gint64 *ret_unix_time)
{
  const guint8 *text = content.data;
  guint year_digits;
  int year, month, day, hour, minute, second = 0;

  if (tag == INGAM_DER_UTC_TIME)
    year_digits = 2;
  else if (tag == INGAM_DER_GENERALIZED_TIME)
    year_digits = 4;
  else
    return FALSE;
  if ((content.size != year_digits + 11 && content.size != year_digits + 9) ||
      text[content.size - 1] != 'Z')
    return FALSE;

  if (!read_digits (text, year_digits, &year))
    return FALSE;
  if (year_digits == 2)
    year += year >= 50 ? 1900 : 2000; /* RFC 5280 section 4.1.2.5.1 */
  text += year_digits;
  if (!read_digits (text, 2, &month) || !read_digits (text + 2, 2, &day) ||
      !read_digits (text + 4, 2, &hour) || !read_digits (text + 6, 2, &minute))
    return FALSE;
  if (content.size == year_digits + 11 && !read_digits (text + 8, 2, &second))
    return FALSE;
  if (!is_date (year, month, day) || hour > 23 || minute > 59 || second > 59)
    return FALSE;

  *ret_unix_time = days_from_date (year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
  return TRUE;
}

gboolean
ingam_der_is (IngamDer content, gconstpointer encoded, gsize size)
{
  return content.size == size && (size == 0 || memcmp (content.data, encoded, size) == 0);
}

/* One base-128 arc off the front; those above 64 bits are refused. */
static gboolean
take_arc (IngamDer *from, guint64 *ret_arc)
{
  guint64 arc = 0;

  if (from->size == 0 || from->data[0] == 0x80)
    return FALSE;
  for (gsize i = 0; i < from->size; i++)
    {
      if (arc >> 57)
        return FALSE;
      arc = arc << 7 | (from->data[i] & 0x7f);
      if (!(from->data[i] & 0x80))
        {
          from->data += i + 1;
          from->size -= i + 1;
          *ret_arc = arc;
          return TRUE;
        }
    }
  return FALSE;
}

char *
ingam_der_dup_oid (IngamDer content)
{
  char text[INGAM_DER_MAX_OID + 24];
  gsize used;
  guint64 arc, first;

  if (!take_arc (&content, &arc))
    return NULL;
  first = MIN (arc / 40, 2);
  used = (gsize) g_snprintf (text, sizeof text, "%u.%" G_GUINT64_FORMAT, (guint) first,
                             arc - first * 40);
  while (content.size > 0)
    {
      if (!take_arc (&content, &arc))
        return NULL;
      used += (gsize) g_snprintf (text + used, sizeof text - used, ".%" G_GUINT64_FORMAT, arc);
      if (used > INGAM_DER_MAX_OID)
        return NULL;
    }
  return g_strndup (text, used);
}

/* One character off the front of a UTF-8 text; what is not valid gives one U+FFFD a byte. NUL is
 * not valid here: the result ends with it. */
static gunichar
take_utf8 (IngamDer *from)
{
  gunichar character = REPLACEMENT;
  gsize size = 1;

  if (from->data[0] < 0x80)
    {
      if (from->data[0] != 0)
        character = from->data[0];
    }
  else
    {
      gunichar read =
          g_utf8_get_char_validated ((const char *) from->data, (gssize) MIN (from->size, 4));

      if (read < 0x110000)
        {
          character = read;
          size = (gsize) g_unichar_to_utf8 (read, NULL);
        }
    }
  from->data += size;
  from->size -= size;
  return character;
}

static gunichar
take_latin1 (IngamDer *from)
{
  gunichar character = from->data[0];

  from->data++;
  from->size--;
  return character ? character : REPLACEMENT;
}

/* BMPString has no surrogates by its definition, but programs write UTF-16: pairs are read. */
static gunichar
take_utf16 (IngamDer *from)
{
  gunichar high, low;

  if (from->size < 2)
    {
      from->data += from->size;
      from->size = 0;
      return REPLACEMENT;
    }
  high = (gunichar) from->data[0] << 8 | from->data[1];
  from->data += 2;
  from->size -= 2;
  if (high >= 0xd800 && high < 0xdc00 && from->size >= 2)
    {
      low = (gunichar) from->data[0] << 8 | from->data[1];
      if (low >= 0xdc00 && low < 0xe000)
        {
          from->data += 2;
          from->size -= 2;
          return 0x10000 + ((high - 0xd800) << 10 | (low - 0xdc00));
        }
    }
  return high ? high : REPLACEMENT;
}

static gunichar
take_utf32 (IngamDer *from)
{
  gsize size = MIN (from->size, 4);
  gunichar character = REPLACEMENT;

  if (size == 4)
    character = (gunichar) from->data[0] << 24 | (gunichar) from->data[1] << 16 |
                (gunichar) from->data[2] << 8 | from->data[3];
  from->data += size;
  from->size -= size;
  return character ? character : REPLACEMENT;
}

static const struct
{
  guint8 tag;
  gunichar (*take) (IngamDer *from);
} string_types[] = {
  { INGAM_DER_UTF8_STRING, take_utf8 },
  { INGAM_DER_PRINTABLE_STRING, take_utf8 }, /* Korean text has been seen in it */
  { INGAM_DER_IA5_STRING, take_utf8 },
  { INGAM_DER_T61_STRING, take_latin1 },
  { INGAM_DER_BMP_STRING, take_utf16 },
  { INGAM_DER_UNIVERSAL_STRING, take_utf32 },
  { INGAM_DER_NUMERIC_STRING, take_utf8 },
  { INGAM_DER_VISIBLE_STRING, take_utf8 },
};

char *
ingam_der_dup_string (guint8 tag, IngamDer content, gsize max_bytes)
{
  gunichar (*take) (IngamDer * from) = NULL;
  GString *text;

  for (guint i = 0; i < G_N_ELEMENTS (string_types); i++)
    if (string_types[i].tag == tag)
      take = string_types[i].take;
  if (!take)
    return NULL;

  text = g_string_sized_new (MIN (content.size, max_bytes));
  while (content.size > 0)
    {
      char bytes[6];
      gunichar character = take (&content);
      int size;

      if (!g_unichar_validate (character))
        character = REPLACEMENT;
      size = g_unichar_to_utf8 (character, bytes);
      if (text->len + (gsize) size > max_bytes)
        break;
      g_string_append_len (text, bytes, size);
    }
  return g_string_free (text, FALSE);
}
