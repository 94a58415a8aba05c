/* test-name.c: names are read as they are, compared as identities, and shown inert. */
#include "config.h"

#include "core/cert/name.h"

#include "support/scratch.h"
#include "support/tiny-certificate.h"

#include <string.h>

static IngamDer
slice (GBytes *bytes)
{
  IngamDer der;

  der.data = g_bytes_get_data (bytes, &der.size);
  return der;
}

/* --- inert --- */

/* What every shown name must be, whatever came in. */
static void
assert_inert (const char *text, guint max_chars)
{
  guint marks = 0;

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (text, -1), <=, max_chars);
  for (const char *at = text; *at; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      switch (g_unichar_type (character))
        {
        case G_UNICODE_CONTROL:
        case G_UNICODE_FORMAT:
        case G_UNICODE_LINE_SEPARATOR:
        case G_UNICODE_PARAGRAPH_SEPARATOR:
        case G_UNICODE_PRIVATE_USE:
        case G_UNICODE_SURROGATE:
        case G_UNICODE_UNASSIGNED:
          g_error ("U+%04X was let through", character);
        default:
          break;
        }
      g_assert_cmphex (character, !=, 0x3164);
      g_assert_cmphex (character, !=, 0x115f);
      g_assert_cmphex (character, !=, 0x1160);
      g_assert_cmphex (character, !=, 0xffa0);
      g_assert_cmphex (character, !=, 0x2800);
      marks = g_unichar_ismark (character) ? marks + 1 : 0;
      g_assert_cmpuint (marks, <=, 8);
      g_assert_false (at == text && marks > 0);
    }
}

static void
assert_shows (const char *text, const char *expected)
{
  g_autofree char *inert = ingam_name_dup_inert (text, 0);

  g_assert_cmpstr (inert, ==, expected);
  assert_inert (inert, INGAM_NAME_MAX_CHARS);
}

static void
test_ordinary_names_survive (void)
{
  static const char *const names[] = {
    "성춘향",
    "김민수",
    "(주)한국상사",
    "HKD(KILDONG.HONG)009104120200225191000030",
    "테스트(KTNET)",
    "José Nguyễn",
    "Ærøskøbing A/S",
    "漢字 かな カナ",
    "<b>Smith & Sons</b>",
    "../../etc/passwd",
    "",
    "a",
    "힣가",
    "שלום",
    "हिन्दी",
    "😀",
    "ㄱㄴㄷ",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    assert_shows (names[i], names[i]);
}

static void
test_nfd_becomes_nfc (void)
{
  assert_shows ("\xe1\x84\x80\xe1\x85\xb5\xe1\x86\xb7", "김");
  assert_shows ("a \xe1\x84\x80\xe1\x85\xb5\xe1\x86\xb7", "a 김");
  assert_shows ("e\xcc\x81", "é");
  /* A syllable and a lone final consonant: one syllable. */
  assert_shows ("기\xe1\x86\xb7", "김");
}

static void
test_lines_and_tabs_become_spaces (void)
{
  assert_shows ("a\nb\tc\rd", "a b c d");
  assert_shows ("a\xc2\xa0"
                "b\xe3\x80\x80"
                "c",
                "a b c");
}

static void
test_different_hidden_characters_leave_a_trace (void)
{
  g_autofree char *plain = ingam_name_dup_inert ("admin", 0);
  g_autofree char *hidden = ingam_name_dup_inert ("ad\xe2\x80\x8bmin", 0);

  g_assert_cmpstr (plain, !=, hidden);
  assert_shows ("ad\xe2\x80\x8bmin", "ad\xef\xbf\xbdmin");
  assert_shows ("성\xe3\x85\xa4춘향", "성\xef\xbf\xbd춘향");
}

static void
test_combining_floods_are_cut (void)
{
  g_autoptr (GString) flood = g_string_new ("a");

  for (guint i = 0; i < 3000; i++)
    g_string_append (flood, i & 1 ? "\xcc\x81" : "\xcc\xa7");
  g_string_append (flood, "b");
  {
    g_autofree char *inert = ingam_name_dup_inert (flood->str, 0);

    assert_inert (inert, INGAM_NAME_MAX_CHARS);
    g_assert_cmpint (g_utf8_strlen (inert, -1), <=, 8);
  }
}

static void
test_long_names_end_with_an_ellipsis (void)
{
  static const char *const letters[] = { "a", "김", "é", "e\xcc\x81", "\xe1\x84\x80\xe1\x85\xb5" };

  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    for (guint length = 250; length < 262; length++)
      {
        g_autoptr (GString) text = g_string_new (NULL);
        g_autofree char *inert = NULL;

        for (guint n = 0; n < length; n++)
          g_string_append (text, letters[i]);
        inert = ingam_name_dup_inert (text->str, 0);
        assert_inert (inert, INGAM_NAME_MAX_CHARS);
        g_assert_cmpint (g_utf8_strlen (inert, -1), ==, MIN (length, INGAM_NAME_MAX_CHARS));
        g_assert_cmpint (g_str_has_suffix (inert, "…"), ==, length > INGAM_NAME_MAX_CHARS);
      }
}

/* Every character of Unicode between two letters. */
static void
test_every_character_alone (void)
{
  for (gunichar character = 1; character < 0x110000; character++)
    {
      g_autofree char *inert = NULL;
      char text[16] = "a";
      int size;

      if (character >= 0xd800 && character < 0xe000)
        continue;
      size = g_unichar_to_utf8 (character, text + 1);
      text[1 + size] = 'b';
      text[2 + size] = '\0';
      inert = ingam_name_dup_inert (text, 0);
      assert_inert (inert, 8);
      g_assert_true (inert[0] != '\0' && g_str_has_suffix (inert, "b"));
    }
}

/* --- hostile names, through a Name and every way out of it --- */

static const struct
{
  guint8 tag;
  const char *bytes;
  gsize size; /* 0: text */
} hostile_values[] = {
  { 0x0c, "\xe2\x80\xae"
          "drowssap.cer" }, /* right-to-left override */
  { 0x0c, "\xe2\x80\xaa"
          "left embedding" },
  { 0x0c, "\xe2\x80\xab"
          "right embedding" },
  { 0x0c, "pop\xe2\x80\xac" },
  { 0x0c, "\xe2\x80\xad"
          "left override" },
  { 0x0c, "\xe2\x81\xa6isolate\xe2\x81\xa9" },
  { 0x0c, "\xe2\x81\xa7isolate\xe2\x81\xa9" },
  { 0x0c, "\xe2\x81\xa8isolate\xe2\x81\xa9" },
  { 0x0c, "\xd8\x9cletter mark" },
  { 0x0c, "\xe2\x80\x8emark\xe2\x80\x8f" },
  { 0x0c, "zero\xe2\x80\x8bwidth" },
  { 0x0c, "zero\xe2\x80\x8cnon\xe2\x80\x8djoiner" },
  { 0x0c, "word\xe2\x81\xa0joiner\xef\xbb\xbf" },
  { 0x0c, "soft\xc2\xadhyphen" },
  { 0x0c, "in\xe2\x81\xa1vis\xe2\x81\xa2i\xe2\x81\xa3"
          "ble\xe2\x81\xa4" },
  { 0x0c, "mongolian\xe1\xa0\x8evowel" },
  { 0x0c, "\xe3\x85\xa4" }, /* Hangul filler, nothing else */
  { 0x0c, "\xe1\x85\x9f\xe1\x85\xa0" },
  { 0x0c, "\xef\xbe\xa0" },
  { 0x0c, "\xe2\xa0\x80" },
  { 0x0c, "\xcd\x8f" },
  { 0x0c, "\x1b[31mred\x1b[0m" }, /* escape sequences */
  { 0x0c, "\x1b]0;title\x07" },
  { 0x0c, "\x1b]8;;http://example.com\x1b\\link\x1b]8;;\x1b\\" },
  { 0x0c, "\x1bP+q\x1b\\" },
  { 0x0c, "\xc2\x9b"
          "31mC1" },
  { 0x0c, "\xc2\x85next line" },
  { 0x0c, "back\x08space" },
  { 0x0c, "bell\x07" },
  { 0x0c, "del\x7f" },
  { 0x0c, "line\nbreak" },
  { 0x0c, "carriage\rreturn" },
  { 0x0c, "form\x0c"
          "feed\x0btab" },
  { 0x0c, "line\xe2\x80\xa8separator" },
  { 0x0c, "paragraph\xe2\x80\xa9separator" },
  { 0x0c, "nul\0inside", 10 },
  { 0x0c, "\0", 1 },
  { 0x0c, "<span foreground='red'>&amp;</span>" },
  { 0x0c, "&#x202e;" },
  { 0x0c, "%s%n%x" },
  { 0x0c, "../../.." },
  { 0x0c, "/etc/passwd" },
  { 0x0c, ".." },
  { 0x0c, "." },
  { 0x0c, "", 0 },
  { 0x0c, " " },
  { 0x0c, "con" },
  { 0x0c, "a:b*c?d\"e<f>g|h\\i" },
  { 0x0c, "-rf" },
  { 0x0c, "$(reboot)`reboot`" },
  { 0x0c, "cn=other,ou=x,o=yessign,c=kr" },
  { 0x0c, "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81" },
  { 0x0c, "\xcc\x81\xcc\x81leading marks" },
  { 0x0c, " \xcc\x81mark on a space" },
  { 0x0c, "\xe2\x83\x9d" },                         /* enclosing circle */
  { 0x0c, "\xe1\x84\x80\xe1\x85\xb5\xe1\x86\xb7" }, /* NFD */
  { 0x0c, "\xe1\x85\xb5\xe1\x86\xb7" },             /* vowel without consonant */
  { 0x0c, "\xff\xfe\xfd" },                         /* no UTF-8 */
  { 0x0c, "\xc3" },
  { 0x0c, "\xe2\x80" },
  { 0x0c, "\xf0\x9f\x98" },
  { 0x0c, "\xc0\xaf..\xc0\xaf" },       /* overlong "/" */
  { 0x0c, "\xed\xa0\x80\xed\xb0\x80" }, /* CESU surrogates */
  { 0x0c, "\xf4\x90\x80\x80" },         /* above U+10FFFF */
  { 0x0c, "\xf8\x88\x80\x80\x80" },
  { 0x0c, "\xb1\xe8\xb9\xce\xbc\xf6" }, /* CP949 */
  { 0x0c, "\xef\xbf\xbe\xef\xbf\xbf" }, /* noncharacters */
  { 0x0c, "\xef\xb7\x90" },
  { 0x0c, "\xee\x80\x80private\xf4\x80\x80\x80" },
  { 0x0c, "\xf3\xa0\x81\x81\xf3\xa0\x81\xbf" }, /* tag characters */
  { 0x0c, "\xf3\xa0\x80\x81" },
  { 0x0c, "variation\xef\xb8\x8f\xf3\xa0\x84\x80" },
  { 0x0c, "\xef\xbf\xb9"
          "anchor\xef\xbf\xba\xef\xbf\xbb" },
  { 0x0c, "object\xef\xbf\xbc" },
  { 0x0c, "\xf0\x9d\x85\xb3music\xf0\x9d\x85\xba" }, /* musical format controls */
  { 0x0c, "\xf0\x91\x82\xbd" },                      /* Kaithi number sign, Cf */
  { 0x0c, "\xd8\x80\xd8\x81" },                      /* Arabic number signs, Cf */
  { 0x0c, "\xcd\xb8" },                              /* unassigned */
  { 0x0c, "\xf3\xb0\x80\x80" },
  { 0x0c, "ffi \xef\xac\x83 ligature" },
  { 0x0c, "\xd1\x83\xd0\xb5ssign" }, /* Cyrillic look-alike */
  { 0x0c, "\xe1\x9a\x80ogham space" },
  { 0x13, "KR\x1b[2J" },
  { 0x13, "\xed\x95\x9c\xea\xb5\xad" },
  { 0x13, "\x80\x81" },
  { 0x16, "a@b\x00.kr", 7 },
  { 0x16, "\xe9" },
  { 0x14, "T61\x1b\x80\x9f\xe9" },
  { 0x14, "\xad\xa0" },
  { 0x14, "\x00", 1 },
  { 0x1e, "\xae\x40\x00\x41", 4 },
  { 0x1e, "\xd8\x3d", 2 }, /* lone surrogates */
  { 0x1e, "\xde\x00\xd8\x3d", 4 },
  { 0x1e, "\xd8\x3d\x00\x41\xde\x00", 6 },
  { 0x1e, "\xae\x40\x00", 3 }, /* odd length */
  { 0x1e, "\x00", 1 },
  { 0x1e, "\x00\x00", 2 },
  { 0x1e, "\x20\x2e\x00\x61", 4 }, /* override */
  { 0x1e, "\x00\x1b\x00[", 4 },
  { 0x1e, "\xff\xfe\x00\x41", 4 },
  { 0x1e, "\xfe\xff\xff\xff", 4 },
  { 0x1e, "\x31\x64\x11\x5f", 4 },
  { 0x1c, "\x00\x11\x00\x00", 4 },
  { 0x1c, "\x00\x00\xd8\x00", 4 },
  { 0x1c, "\xff\xff\xff\xff", 4 },
  { 0x1c, "\x00\x0e\x00\x41", 4 },
  { 0x1c, "\x00\x00\x20", 3 },
  { 0x12, "1234\n5678" },
  { 0x1a, "visible\x07" },
  { 0x04, "octets\x1b" }, /* not a string at all */
  { 0x02, "\x01\x02\x03" },
  { 0x30, "\x0c\x01\x1b" },
  { 0x05, "", 0 },
  { 0x03, "\x00\xff", 2 },
};

static guint
assert_name_is_inert (GBytes *name, GBytes *certificate)
{
  IngamDer der = slice (name);
  g_autofree char *dn = ingam_name_dup_dn (der);
  g_autofree char *dn_inert = ingam_name_dup_inert (dn, 512);
  g_autofree char *display = NULL;
  IngamCertificateFields fields;

  g_assert_true (g_utf8_validate (dn, -1, NULL));
  assert_inert (dn_inert, 512);
  for (guint attribute = 0; attribute <= INGAM_NAME_COUNTRY; attribute++)
    {
      g_autofree char *value = ingam_name_dup_attribute (der, (IngamNameAttribute) attribute, 0);

      if (value)
        {
          g_autofree char *inert = ingam_name_dup_inert (value, 0);

          g_assert_true (g_utf8_validate (value, -1, NULL));
          assert_inert (inert, INGAM_NAME_MAX_CHARS);
        }
    }

  g_assert_true (ingam_certificate_peek (g_bytes_get_data (certificate, NULL),
                                         g_bytes_get_size (certificate), &fields));
  display = ingam_name_dup_display (&fields);
  g_assert_nonnull (display);
  g_assert_cmpstr (display, !=, "");
  assert_inert (display, INGAM_NAME_MAX_CHARS);
  return 1;
}

/* Each value as a CN, as a CN with a number behind, as an O without a CN, and as KISA's realName.
 */
static void
test_hostile_names_are_shown_inert (void)
{
  guint tried = 0;

  for (guint i = 0; i < G_N_ELEMENTS (hostile_values); i++)
    for (guint place = 0; place < 3; place++)
      {
        static const char *const places[] = { INGAM_TEST_CN, INGAM_TEST_O, INGAM_TEST_OU };
        const IngamTestAttribute subject[] = {
          { INGAM_TEST_C, 0x13, "kr" },
          { places[place], hostile_values[i].tag, hostile_values[i].bytes, hostile_values[i].size },
          { NULL },
        };
        const IngamTestCertificate facts = { .subject = subject };
        g_autoptr (GBytes) name = ingam_test_name (subject);
        g_autoptr (GBytes) certificate = ingam_test_certificate (&facts);

        tried += assert_name_is_inert (name, certificate);
      }
  g_test_message ("%u hostile names", tried);
  g_assert_cmpuint (tried, >=, 200);
}

static void
test_hostile_real_names_are_shown_inert (void)
{
  guint tried = 0;

  for (guint i = 0; i < G_N_ELEMENTS (hostile_values); i++)
    {
      g_autofree char *text = hostile_values[i].size ?
                                  g_strndup (hostile_values[i].bytes, hostile_values[i].size) :
                                  g_strdup (hostile_values[i].bytes);
      const IngamTestCertificate facts = { .real_name = text,
                                           .real_name_tag = hostile_values[i].tag };
      g_autoptr (GBytes) certificate = ingam_test_certificate (&facts);
      g_autofree char *display = NULL;
      IngamCertificateFields fields;

      g_assert_true (ingam_certificate_peek (g_bytes_get_data (certificate, NULL),
                                             g_bytes_get_size (certificate), &fields));
      display = ingam_name_dup_display (&fields);
      g_assert_cmpstr (display, !=, "");
      assert_inert (display, INGAM_NAME_MAX_CHARS);
      tried++;
    }
  g_test_message ("%u hostile real names", tried);
}

static void
test_64_kib_names_are_cheap (void)
{
  static const char *const fillings[] = {
    "A",
    "김",
    "\xcc\x81",
    "\xe2\x80\xae",
    "\xff",
    "\xe1\x84\x80\xe1\x85\xb5",
    "a\xcc\x81\xcc\xa7",
    "\xef\xb7\xba",
    "(",
    "-1",
    "\n",
  };
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < G_N_ELEMENTS (fillings); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      const IngamTestAttribute *subject = NULL;
      g_autoptr (GBytes) name = NULL;
      g_autoptr (GBytes) certificate = NULL;
      g_autoptr (GString) canonical = g_string_new (NULL);

      while (text->len < 65536)
        g_string_append (text, fillings[i]);
      subject = (IngamTestAttribute[]){ { INGAM_TEST_CN, 0x0c, text->str },
                                        { INGAM_TEST_CN, 0x14, text->str },
                                        { NULL } };
      name = ingam_test_name (subject);
      certificate = ingam_test_certificate (&(IngamTestCertificate){ .subject = subject });
      assert_name_is_inert (name, certificate);
      ingam_name_append_canonical (slice (name), canonical);
    }
  start = g_get_monotonic_time () - start;
  g_test_message ("%.1f ms", (double) start / 1000);
  g_assert_cmpint (start, <, 2 * G_USEC_PER_SEC);
}

static void
test_random_bytes_as_a_name (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1592);
  const IngamTestAttribute subject[] = { { INGAM_TEST_C, 0x13, "kr" },
                                         { INGAM_TEST_CN, 0x0c, "성춘향()00200491234567890" },
                                         { NULL } };
  g_autoptr (GBytes) good = ingam_test_name (subject);

  for (guint round = 0; round < 30000; round++)
    {
      gsize size = g_bytes_get_size (good);
      g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (good, NULL), size);
      g_autofree char *dn = NULL;
      g_autofree char *inert = NULL;
      g_autoptr (GString) canonical = g_string_new (NULL);

      for (guint changes = 1 + round % 3; changes > 0; changes--)
        copy[g_rand_int_range (random, 0, (gint32) size)] =
            (guint8) g_rand_int_range (random, 0, 256);
      dn = ingam_name_dup_dn ((IngamDer){ copy, size });
      inert = ingam_name_dup_inert (dn, 0);
      assert_inert (inert, INGAM_NAME_MAX_CHARS);
      ingam_name_append_canonical ((IngamDer){ copy, size }, canonical);
    }
}

/* --- reading --- */

static const IngamTestAttribute person[] = {
  { INGAM_TEST_C, 0x13, "kr" },
  { INGAM_TEST_O, 0x0c, "yessign" },
  { INGAM_TEST_OU, 0x0c, "personal4IB" },
  { INGAM_TEST_OU, 0x0c, "WOORI" },
  { INGAM_TEST_CN, 0x0c, "성춘향()0020049202001011234567" },
  { NULL },
};

static void
test_dn_as_bank_programs_write_it (void)
{
  g_autoptr (GBytes) name = ingam_test_name (person);
  g_autofree char *dn = ingam_name_dup_dn (slice (name));

  g_assert_cmpstr (dn, ==,
                   "cn=성춘향()0020049202001011234567,ou=WOORI,ou=personal4IB,o=yessign,c=kr");
}

static void
test_unknown_attribute_types_by_oid (void)
{
  const IngamTestAttribute odd[] = { { "2a0304", 0x0c, "x" },
                                     { "2a864886f70d010901", 0x16, "a@b.kr" },
                                     { "0992268993f22c640119", 0x16, "kr" },
                                     { "80", 0x0c, "broken" },
                                     { INGAM_TEST_CN, 0x04, "\x01\xff" },
                                     { NULL } };
  g_autoptr (GBytes) name = ingam_test_name (odd);
  g_autofree char *dn = ingam_name_dup_dn (slice (name));

  g_assert_cmpstr (dn, ==, "cn=#01ff,?=broken,dc=kr,e=a@b.kr,1.2.3.4=x");
}

static void
test_several_values_in_one_rdn (void)
{
  GBytes *both =
      ingam_test_der (0x31,
                      ingam_test_der (0x30, ingam_test_der_data (0x06, "\x55\x04\x03", 3),
                                      ingam_test_der_data (0x0c, "a", 1), NULL),
                      ingam_test_der (0x30, ingam_test_der_data (0x06, "\x55\x04\x05", 3),
                                      ingam_test_der_data (0x13, "7", 1), NULL),
                      NULL);
  GBytes *country =
      ingam_test_der (0x31,
                      ingam_test_der (0x30, ingam_test_der_data (0x06, "\x55\x04\x06", 3),
                                      ingam_test_der_data (0x13, "KR", 2), NULL),
                      NULL);
  g_autoptr (GBytes) name = ingam_test_der (0x30, country, both, NULL);
  g_autofree char *dn = ingam_name_dup_dn (slice (name));

  g_assert_cmpstr (dn, ==, "cn=a+serialnumber=7,c=KR");
}

static void
test_attributes_by_index (void)
{
  g_autoptr (GBytes) name = ingam_test_name (person);
  g_autofree char *first =
      ingam_name_dup_attribute (slice (name), INGAM_NAME_ORGANIZATIONAL_UNIT, 0);
  g_autofree char *second =
      ingam_name_dup_attribute (slice (name), INGAM_NAME_ORGANIZATIONAL_UNIT, 1);
  g_autofree char *third =
      ingam_name_dup_attribute (slice (name), INGAM_NAME_ORGANIZATIONAL_UNIT, 2);
  g_autofree char *country = ingam_name_dup_attribute (slice (name), INGAM_NAME_COUNTRY, 0);

  g_assert_cmpstr (first, ==, "personal4IB");
  g_assert_cmpstr (second, ==, "WOORI");
  g_assert_null (third);
  g_assert_cmpstr (country, ==, "kr");
}

static void
test_many_rdns_are_walked_up_to_the_limit (void)
{
  g_autofree IngamTestAttribute *many = g_new0 (IngamTestAttribute, 2001);
  g_autoptr (GBytes) name = NULL;
  g_autoptr (GBytes) other = NULL;
  g_autofree char *dn = NULL;

  for (guint i = 0; i < 2000; i++)
    many[i] = (IngamTestAttribute){ INGAM_TEST_OU, 0x0c, "x" };
  name = ingam_test_name (many);
  many[1999].value = "y";
  other = ingam_test_name (many);
  dn = ingam_name_dup_dn (slice (name));
  g_assert_cmpuint (strlen (dn), ==, INGAM_NAME_MAX_RDNS * strlen ("ou=x,") - 1);
  /* What was not walked still counts. */
  g_assert_false (ingam_name_equal (slice (name), slice (other)));
}

/* --- identity --- */

static gboolean
values_equal (guint8 tag_a, const char *a, gsize size_a, guint8 tag_b, const char *b, gsize size_b)
{
  const IngamTestAttribute left[] = { { INGAM_TEST_CN, tag_a, a, size_a }, { NULL } };
  const IngamTestAttribute right[] = { { INGAM_TEST_CN, tag_b, b, size_b }, { NULL } };
  g_autoptr (GBytes) name_a = ingam_test_name (left);
  g_autoptr (GBytes) name_b = ingam_test_name (right);

  return ingam_name_equal (slice (name_a), slice (name_b));
}

static void
test_identity_ignores_case_form_and_string_type (void)
{
  g_assert_true (values_equal (0x0c, "yessign", 0, 0x13, "YESSIGN", 0));
  g_assert_true (values_equal (0x0c, "김", 0, 0x1e, "\xae\x40", 2));
  g_assert_true (values_equal (0x0c, "김", 0, 0x0c, "\xe1\x84\x80\xe1\x85\xb5\xe1\x86\xb7", 0));
  g_assert_true (values_equal (0x0c, "É", 0, 0x0c, "e\xcc\x81", 0));
  g_assert_false (values_equal (0x0c, "김민수", 0, 0x0c, "김민순", 0));
  g_assert_false (values_equal (0x0c, "a", 0, 0x0c, "a ", 0));
}

static void
test_broken_names_are_not_all_the_same (void)
{
  g_assert_false (values_equal (0x0c, "\xff", 0, 0x0c, "\xfe", 0));
  g_assert_false (values_equal (0x0c, "\xff", 0, 0x0c, "\xef\xbf\xbd", 0));
  g_assert_false (values_equal (0x1e, "\xd8\x00", 2, 0x1e, "\xdc\x00", 2));
  g_assert_false (values_equal (0x04, "a", 0, 0x0c, "a", 0));
  g_assert_true (values_equal (0x0c, "\xff", 0, 0x0c, "\xff", 0));
}

static void
test_identity_knows_types_and_order (void)
{
  const IngamTestAttribute a[] = { { INGAM_TEST_O, 0x0c, "x" },
                                   { INGAM_TEST_OU, 0x0c, "y" },
                                   { NULL } };
  const IngamTestAttribute b[] = { { INGAM_TEST_OU, 0x0c, "y" },
                                   { INGAM_TEST_O, 0x0c, "x" },
                                   { NULL } };
  const IngamTestAttribute c[] = { { INGAM_TEST_O, 0x0c, "xy" }, { NULL } };
  const IngamTestAttribute *const all[] = { a, b, c };

  for (guint i = 0; i < 3; i++)
    for (guint j = 0; j < 3; j++)
      {
        g_autoptr (GBytes) left = ingam_test_name (all[i]);
        g_autoptr (GBytes) right = ingam_test_name (all[j]);

        g_assert_cmpint (ingam_name_equal (slice (left), slice (right)), ==, i == j);
      }
}

/* --- display --- */

static const struct
{
  const char *common_name;
  const char *shown;
} displays[] = {
  { "성춘향()0020049202001011234567", "성춘향" },
  { "성춘향(CHUNHYANG.SUNG)009104120200225191000030", "성춘향" },
  { "HKD(KILDONG.HONG)009104120200225191000030", "HKD" },
  { "한국상사(HANKOOK CORP)0011", "한국상사" },
  { "(주)한국상사(HANKOOK)001100", "(주)한국상사" },
  { "(주)한국상사", "(주)한국상사" },
  { "성춘향-1234567", "성춘향" },
  { "성춘향_0123456789", "성춘향" },
  { "성춘향-1234-5678", "성춘향" },
  { "테스트(KTNET)", "테스트" },
  { "기술지원테스트서버", "기술지원테스트서버" },
  { "Jean-Luc", "Jean-Luc" },
  { "Studio-54", "Studio-54" },
  { "a_b", "a_b" },
  { "(", "(" },
  { "()", "()" },
  { "()0020", "()0020" },
  { " 성춘향 ()0020", "성춘향" },
  { "-1234567", "-1234567" },
};

static void
test_display_is_the_name_before_the_number (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (displays); i++)
    {
      const IngamTestAttribute subject[] = { { INGAM_TEST_O, 0x0c, "O" },
                                             { INGAM_TEST_CN, 0x0c, displays[i].common_name },
                                             { NULL } };
      const IngamTestCertificate facts = { .subject = subject };
      g_autoptr (GBytes) der = ingam_test_certificate (&facts);
      g_autofree char *display = NULL;
      IngamCertificateFields fields;

      g_assert_true (
          ingam_certificate_peek (g_bytes_get_data (der, NULL), g_bytes_get_size (der), &fields));
      display = ingam_name_dup_display (&fields);
      g_assert_cmpstr (display, ==, displays[i].shown);
    }
}

static void
assert_display (const IngamTestCertificate *facts, const char *shown)
{
  g_autoptr (GBytes) der = ingam_test_certificate (facts);
  g_autofree char *display = NULL;
  IngamCertificateFields fields;

  g_assert_true (
      ingam_certificate_peek (g_bytes_get_data (der, NULL), g_bytes_get_size (der), &fields));
  display = ingam_name_dup_display (&fields);
  g_assert_cmpstr (display, ==, shown);
}

static void
test_real_name_comes_first_and_serial_last (void)
{
  const IngamTestAttribute only_o[] = { { INGAM_TEST_O, 0x0c, "한국상사" }, { NULL } };
  const IngamTestAttribute blank[] = { { INGAM_TEST_CN, 0x0c, "  " },
                                       { INGAM_TEST_O, 0x0c, " " },
                                       { NULL } };
  const IngamTestAttribute none[] = { { NULL } };

  assert_display (&(IngamTestCertificate){ .real_name = "성춘향본명" }, "성춘향본명");
  assert_display (&(IngamTestCertificate){ .real_name = "  " }, "성춘향");
  assert_display (&(IngamTestCertificate){ .subject = only_o }, "한국상사");
  assert_display (&(IngamTestCertificate){ .subject = blank, .serial = 0x2a }, "2a");
  assert_display (&(IngamTestCertificate){ .subject = none, .serial = 0x2a }, "2a");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/name/ordinary-names-survive", test_ordinary_names_survive);
  g_test_add_func ("/name/nfd-becomes-nfc", test_nfd_becomes_nfc);
  g_test_add_func ("/name/lines-and-tabs-become-spaces", test_lines_and_tabs_become_spaces);
  g_test_add_func ("/name/hidden-characters-leave-a-trace",
                   test_different_hidden_characters_leave_a_trace);
  g_test_add_func ("/name/combining-floods-are-cut", test_combining_floods_are_cut);
  g_test_add_func ("/name/long-names-end-with-an-ellipsis", test_long_names_end_with_an_ellipsis);
  g_test_add_func ("/name/every-character-alone", test_every_character_alone);
  g_test_add_func ("/name/hostile-names-are-shown-inert", test_hostile_names_are_shown_inert);
  g_test_add_func ("/name/hostile-real-names-are-shown-inert",
                   test_hostile_real_names_are_shown_inert);
  g_test_add_func ("/name/64-kib-names-are-cheap", test_64_kib_names_are_cheap);
  g_test_add_func ("/name/random-bytes-as-a-name", test_random_bytes_as_a_name);
  g_test_add_func ("/name/dn-as-bank-programs-write-it", test_dn_as_bank_programs_write_it);
  g_test_add_func ("/name/unknown-attribute-types-by-oid", test_unknown_attribute_types_by_oid);
  g_test_add_func ("/name/several-values-in-one-rdn", test_several_values_in_one_rdn);
  g_test_add_func ("/name/attributes-by-index", test_attributes_by_index);
  g_test_add_func ("/name/many-rdns-are-walked-up-to-the-limit",
                   test_many_rdns_are_walked_up_to_the_limit);
  g_test_add_func ("/name/identity-ignores-case-form-and-string-type",
                   test_identity_ignores_case_form_and_string_type);
  g_test_add_func ("/name/broken-names-are-not-all-the-same",
                   test_broken_names_are_not_all_the_same);
  g_test_add_func ("/name/identity-knows-types-and-order", test_identity_knows_types_and_order);
  g_test_add_func ("/name/display-is-the-name-before-the-number",
                   test_display_is_the_name_before_the_number);
  g_test_add_func ("/name/real-name-comes-first-and-serial-last",
                   test_real_name_comes_first_and_serial_last);
  return g_test_run ();
}
