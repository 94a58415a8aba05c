/* test-der.c: the bounded walk finds what is there and refuses what is not. */
#include "config.h"

#include "core/base/der.h"
#include "support/scratch.h"

#include <string.h>

static IngamDer
slice (GBytes *bytes)
{
  IngamDer der;

  der.data = g_bytes_get_data (bytes, &der.size);
  return der;
}

static void
test_next_walks_elements (void)
{
  g_autoptr (GBytes) bytes = ingam_test_hex ("0201 05 0403 616263 0500");
  IngamDer from = slice (bytes), content, whole;
  guint8 tag;

  g_assert_true (ingam_der_next (&from, &tag, &content, &whole));
  g_assert_cmphex (tag, ==, INGAM_DER_INTEGER);
  g_assert_cmpmem (content.data, content.size, "\x05", 1);
  g_assert_cmpmem (whole.data, whole.size, "\x02\x01\x05", 3);
  g_assert_true (ingam_der_next (&from, &tag, &content, NULL));
  g_assert_cmpmem (content.data, content.size, "abc", 3);
  g_assert_true (ingam_der_next (&from, &tag, &content, NULL));
  g_assert_cmphex (tag, ==, INGAM_DER_NULL);
  g_assert_cmpuint (content.size, ==, 0);
  g_assert_cmpuint (from.size, ==, 0);
  g_assert_false (ingam_der_next (&from, &tag, &content, NULL));
}

static void
test_steps_in_in_place (void)
{
  g_autoptr (GBytes) bytes = ingam_test_hex ("3003 020107");
  IngamDer from = slice (bytes), content;

  g_assert_true (ingam_der_take (&from, INGAM_DER_SEQUENCE, &from));
  g_assert_true (ingam_der_take (&from, INGAM_DER_INTEGER, &content));
  g_assert_cmpmem (content.data, content.size, "\x07", 1);
}

static void
test_long_lengths_are_read (void)
{
  static const char *const heads[] = { "0481 80", "0482 0080", "0483 000080", "0484 00000080" };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      g_autoptr (GBytes) head = ingam_test_hex (heads[i]);
      g_autoptr (GByteArray) all = g_byte_array_new ();
      const guint8 zeros[128] = { 0 };
      IngamDer from, content;

      g_byte_array_append (all, g_bytes_get_data (head, NULL), (guint) g_bytes_get_size (head));
      g_byte_array_append (all, zeros, sizeof zeros);
      from = (IngamDer){ all->data, all->len };
      g_assert_true (ingam_der_take (&from, INGAM_DER_OCTET_STRING, &content));
      g_assert_cmpuint (content.size, ==, 128);
      g_assert_cmpuint (from.size, ==, 0);
    }
}

static void
test_bad_headers_leave_everything_untouched (void)
{
  static const char *const bad[] = {
    "",
    "02",
    "0201",
    "0202 05",
    "3080 0000", /* indefinite */
    "1f01 00",   /* two-byte tag */
    "bf8101 00",
    "0485 0000000001 00",
    "0484 ffffffff 00",
    "0484 00000002 00",
    "0481",
    "0482 00",
    "04ff 00",
    "0484 7fffffff",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GBytes) bytes = ingam_test_hex (bad[i]);
      IngamDer from = slice (bytes), before = from;
      IngamDer content = { (const guint8 *) "x", 1 }, whole = content, same = content;
      guint8 tag = 0x77;

      g_assert_false (ingam_der_next (&from, &tag, &content, &whole));
      g_assert_true (from.data == before.data && from.size == before.size);
      g_assert_true (content.data == same.data && content.size == 1);
      g_assert_true (whole.data == same.data && whole.size == 1);
      g_assert_cmphex (tag, ==, 0x77);
    }
}

static void
test_take_wants_its_tag (void)
{
  g_autoptr (GBytes) bytes = ingam_test_hex ("0201 05");
  IngamDer from = slice (bytes), content = { NULL, 0 };

  g_assert_false (ingam_der_take (&from, INGAM_DER_OCTET_STRING, &content));
  g_assert_false (ingam_der_take_whole (&from, INGAM_DER_SEQUENCE, &content));
  g_assert_cmpuint (from.size, ==, 3);
  g_assert_true (ingam_der_take_whole (&from, INGAM_DER_INTEGER, &content));
  g_assert_cmpuint (content.size, ==, 3);
}

static void
test_uint_has_two_limits (void)
{
  static const struct
  {
    const char *hex;
    gboolean ok;
    guint64 value;
  } cases[] = {
    { "", FALSE, 0 },
    { "00", TRUE, 0 },
    { "7f", TRUE, 127 },
    { "80", FALSE, 0 },
    { "0080", TRUE, 128 },
    { "ff", FALSE, 0 },
    { "0800", TRUE, 2048 },
    { "7fffffffffffffff", TRUE, G_MAXINT64 },
    { "007fffffffffffffff", TRUE, G_MAXINT64 },
    { "008000000000000000", FALSE, 0 },
    { "01 0000000000000000", FALSE, 0 },
    { "00000000000000000000000005", TRUE, 5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = ingam_test_hex (cases[i].hex);
      guint64 value = 42;

      g_assert_cmpint (ingam_der_read_uint (slice (bytes), &value), ==, cases[i].ok);
      g_assert_cmpuint (value, ==, cases[i].ok ? cases[i].value : 42);
    }
}

static void
test_times_agree_with_the_calendar (void)
{
  static const struct
  {
    guint8 tag;
    const char *text;
    gboolean ok;
    gint64 value;
  } cases[] = {
    { INGAM_DER_UTC_TIME, "700101000000Z", TRUE, 0 },
    { INGAM_DER_UTC_TIME, "691231235959Z", TRUE, -1 },
    { INGAM_DER_UTC_TIME, "491231235959Z", TRUE, G_GINT64_CONSTANT (2524607999) },
    { INGAM_DER_UTC_TIME, "500101000000Z", TRUE, G_GINT64_CONSTANT (-631152000) },
    { INGAM_DER_UTC_TIME, "240229000000Z", TRUE, 1709164800 },
    { INGAM_DER_UTC_TIME, "230229000000Z", FALSE, 0 },
    { INGAM_DER_UTC_TIME, "231301000000Z", FALSE, 0 },
    { INGAM_DER_UTC_TIME, "230001000000Z", FALSE, 0 },
    { INGAM_DER_UTC_TIME, "230132000000Z", FALSE, 0 },
    { INGAM_DER_UTC_TIME, "230101240000Z", FALSE, 0 },
    { INGAM_DER_UTC_TIME, "230101006000Z", FALSE, 0 },
    { INGAM_DER_UTC_TIME, "230101000060Z", FALSE, 0 },
    { INGAM_DER_UTC_TIME, "2301010000Z", TRUE, 1672531200 },
    { INGAM_DER_UTC_TIME, "2301010160Z", FALSE, 0 },
    { INGAM_DER_UTC_TIME, "230101000Z", FALSE, 0 },
    { INGAM_DER_GENERALIZED_TIME, "202301010001Z", TRUE, 1672531260 },
    { INGAM_DER_UTC_TIME, "230101000000+0900", FALSE, 0 },
    { INGAM_DER_UTC_TIME, "230101000000", FALSE, 0 },
    { INGAM_DER_UTC_TIME, "23010100000 Z", FALSE, 0 },
    { INGAM_DER_UTC_TIME, "-30101000000Z", FALSE, 0 },
    { INGAM_DER_UTC_TIME, "", FALSE, 0 },
    { INGAM_DER_GENERALIZED_TIME, "20500101000000Z", TRUE, G_GINT64_CONSTANT (2524608000) },
    { INGAM_DER_GENERALIZED_TIME, "99991231235959Z", TRUE, G_GINT64_CONSTANT (253402300799) },
    { INGAM_DER_GENERALIZED_TIME, "00000101000000Z", TRUE, G_GINT64_CONSTANT (-62167219200) },
    { INGAM_DER_GENERALIZED_TIME, "19000229000000Z", FALSE, 0 },
    { INGAM_DER_GENERALIZED_TIME, "20000229000000Z", TRUE, 951782400 },
    { INGAM_DER_GENERALIZED_TIME, "20230101000000.5Z", FALSE, 0 },
    { INGAM_DER_OCTET_STRING, "230101000000Z", FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      IngamDer content = { (const guint8 *) cases[i].text, strlen (cases[i].text) };
      gint64 value = 42;

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (ingam_der_read_time (cases[i].tag, content, &value), ==, cases[i].ok);
      g_assert_cmpint (value, ==, cases[i].ok ? cases[i].value : 42);
    }
}

static void
test_every_day_of_four_centuries (void)
{
  g_autoptr (GDateTime) day = g_date_time_new_utc (1900, 1, 1, 12, 34, 56);

  while (g_date_time_get_year (day) < 2300)
    {
      g_autofree char *text = g_date_time_format (day, "%Y%m%d%H%M%SZ");
      IngamDer content = { (const guint8 *) text, strlen (text) };
      GDateTime *next = g_date_time_add_days (day, 1);
      gint64 value;

      g_assert_true (ingam_der_read_time (INGAM_DER_GENERALIZED_TIME, content, &value));
      g_assert_cmpint (value, ==, g_date_time_to_unix (day));
      g_date_time_unref (day);
      day = next;
    }
}

static void
test_oid_as_dotted_text (void)
{
  static const struct
  {
    const char *hex;
    const char *text;
  } cases[] = {
    { "2a864886f70d010101", "1.2.840.113549.1.1.1" },
    { "2a831a8c9a450101 04", "1.2.410.200005.1.1.4" },
    { "2a831a8c9a440a010103", "1.2.410.200004.10.1.1.3" },
    { "550403", "2.5.4.3" },
    { "00", "0.0" },
    { "27", "0.39" },
    { "28", "1.0" },
    { "4f", "1.39" },
    { "50", "2.0" },
    { "8837", "2.999" },
    { "2a 81ffffffffffffffff7f", "1.2.18446744073709551615" },
    { "2a 83ffffffffffffffff7f", NULL }, /* more than 64 bits */
    { "", NULL },
    { "2a80", NULL },
    { "2a8001", NULL }, /* superfluous byte */
    { "80", NULL },
    { "2a86", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = ingam_test_hex (cases[i].hex);
      g_autofree char *text = ingam_der_dup_oid (slice (bytes));

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_long_oid_is_refused (void)
{
  guint8 arcs[200];

  memset (arcs, 1, sizeof arcs);
  for (gsize size = 1; size <= sizeof arcs; size++)
    {
      g_autofree char *text = ingam_der_dup_oid ((IngamDer){ arcs, size });
      gsize characters = 3 + 2 * (size - 1);

      if (characters <= INGAM_DER_MAX_OID)
        g_assert_cmpuint (strlen (text), ==, characters);
      else
        g_assert_null (text);
    }
}

static void
test_strings_become_utf8 (void)
{
  static const struct
  {
    guint8 tag;
    const char *hex;
    const char *text;
  } cases[] = {
    { INGAM_DER_UTF8_STRING, "eab980 41", "김A" },
    { INGAM_DER_UTF8_STRING, "", "" },
    { INGAM_DER_UTF8_STRING, "41ff42",
      "A\xef\xbf\xbd"
      "B" },
    { INGAM_DER_UTF8_STRING, "410042",
      "A\xef\xbf\xbd"
      "B" },
    { INGAM_DER_UTF8_STRING, "eab9", "\xef\xbf\xbd\xef\xbf\xbd" },
    { INGAM_DER_UTF8_STRING, "eda080", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" }, /* surrogate */
    { INGAM_DER_UTF8_STRING, "c080", "\xef\xbf\xbd\xef\xbf\xbd" },               /* overlong NUL */
    { INGAM_DER_UTF8_STRING, "f4908080", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
    { INGAM_DER_PRINTABLE_STRING, "4b52", "KR" },
    { INGAM_DER_PRINTABLE_STRING, "eab980", "김" },
    { INGAM_DER_IA5_STRING, "6140622e6b72", "a@b.kr" },
    { INGAM_DER_T61_STRING, "41e9", "Aé" },
    { INGAM_DER_T61_STRING, "00", "\xef\xbf\xbd" },
    { INGAM_DER_BMP_STRING, "ae40 0041", "김A" },
    { INGAM_DER_BMP_STRING, "ae40 00", "김\xef\xbf\xbd" },
    { INGAM_DER_BMP_STRING, "d83d de00", "\xf0\x9f\x98\x80" },
    { INGAM_DER_BMP_STRING, "d83d 0041",
      "\xef\xbf\xbd"
      "A" },
    { INGAM_DER_BMP_STRING, "de00", "\xef\xbf\xbd" },
    { INGAM_DER_BMP_STRING, "d83d", "\xef\xbf\xbd" },
    { INGAM_DER_UNIVERSAL_STRING, "0000ae40", "김" },
    { INGAM_DER_UNIVERSAL_STRING, "00110000", "\xef\xbf\xbd" },
    { INGAM_DER_UNIVERSAL_STRING, "ffffffff 41", "\xef\xbf\xbd\xef\xbf\xbd" },
    { INGAM_DER_OCTET_STRING, "41", NULL },
    { INGAM_DER_SEQUENCE, "41", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = ingam_test_hex (cases[i].hex);
      g_autofree char *text = ingam_der_dup_string (cases[i].tag, slice (bytes), 64);

      g_test_message ("%u", i);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_strings_are_cut_at_a_character (void)
{
  static const char hangul[] = "김민수";

  for (gsize max = 0; max <= 12; max++)
    {
      IngamDer content = { (const guint8 *) hangul, sizeof hangul - 1 };
      g_autofree char *text = ingam_der_dup_string (INGAM_DER_UTF8_STRING, content, max);

      g_assert_cmpuint (strlen (text), ==, MIN (max / 3 * 3, 9));
      g_assert_true (g_utf8_validate (text, -1, NULL));
    }
}

/* Every reader on every prefix and on random bytes, each in a buffer of exactly its size so that a
 * memory checker sees one byte too many. */
static void
test_random_bytes_never_leave_the_slice (void)
{
  static const guint8 tags[] = { 0x02, 0x04, 0x06, 0x0c, 0x13, 0x14, 0x17, 0x18, 0x1e, 0x1c, 0x30 };
  g_autoptr (GRand) random = g_rand_new_with_seed (20250607);

  for (guint round = 0; round < 200000; round++)
    {
      gsize size = (gsize) g_rand_int_range (random, 0, 40);
      g_autofree guint8 *buffer = g_malloc (size ? size : 1);
      IngamDer from = { buffer, size }, content = { NULL, 0 };
      guint8 tag;

      for (gsize i = 0; i < size; i++)
        buffer[i] = (guint8) g_rand_int_range (random, 0, 256);
      if (size > 1)
        {
          buffer[0] = tags[round % G_N_ELEMENTS (tags)];
          buffer[1] = (guint8) g_rand_int_range (random, 0, round & 1 ? 256 : 42);
        }
      while (ingam_der_next (&from, &tag, &content, NULL))
        {
          g_autofree char *oid = ingam_der_dup_oid (content);
          g_autofree char *text = ingam_der_dup_string (tag, content, 32);
          guint64 value;
          gint64 when;

          g_assert_true (content.size == 0 ||
                         (content.data >= buffer && content.data + content.size <= buffer + size));
          g_assert_true (from.data + from.size == buffer + size);
          if (text)
            g_assert_true (g_utf8_validate (text, -1, NULL) && strlen (text) <= 32);
          ingam_der_read_uint (content, &value);
          ingam_der_read_time (tag, content, &when);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/der/next-walks-elements", test_next_walks_elements);
  g_test_add_func ("/der/steps-in-in-place", test_steps_in_in_place);
  g_test_add_func ("/der/long-lengths-are-read", test_long_lengths_are_read);
  g_test_add_func ("/der/bad-headers-leave-everything-untouched",
                   test_bad_headers_leave_everything_untouched);
  g_test_add_func ("/der/take-wants-its-tag", test_take_wants_its_tag);
  g_test_add_func ("/der/uint-has-two-limits", test_uint_has_two_limits);
  g_test_add_func ("/der/times-agree-with-the-calendar", test_times_agree_with_the_calendar);
  g_test_add_func ("/der/every-day-of-four-centuries", test_every_day_of_four_centuries);
  g_test_add_func ("/der/oid-as-dotted-text", test_oid_as_dotted_text);
  g_test_add_func ("/der/long-oid-is-refused", test_long_oid_is_refused);
  g_test_add_func ("/der/strings-become-utf8", test_strings_become_utf8);
  g_test_add_func ("/der/strings-are-cut-at-a-character", test_strings_are_cut_at_a_character);
  g_test_add_func ("/der/random-bytes-never-leave-the-slice",
                   test_random_bytes_never_leave_the_slice);
  return g_test_run ();
}
