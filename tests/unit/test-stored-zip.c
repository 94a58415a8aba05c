/* test-stored-zip.c: what is written is read, and nothing else is. */
#include "config.h"

#include "core/backup/stored-zip.h"

#include "support/scratch.h"

#include <string.h>

static void
assert_comes_back (const char *name, guint32 mtime)
{
  const IngamStoredEntry entry = { name, 1234, 0xdeadbeef, mtime, 99 };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  char found[INGAM_STORED_ZIP_MAX_NAME + 1];
  IngamStoredEntry back;
  gsize more;

  ingam_stored_zip_append_local (bytes, &entry);
  g_assert_cmpuint (bytes->len, ==, INGAM_STORED_ZIP_LOCAL + strlen (name));
  g_assert_true (ingam_stored_zip_peek_local (bytes->data, &more));
  g_assert_cmpuint (INGAM_STORED_ZIP_HEAD + more, ==, bytes->len);
  g_assert_true (ingam_stored_zip_parse_local (bytes->data, bytes->len, found, &back));
  g_assert_cmpstr (back.name, ==, name);
  g_assert_true (back.name == found);
  g_assert_cmpuint (back.size, ==, 1234);
  g_assert_cmpuint (back.crc, ==, 0xdeadbeef);
  g_assert_cmpuint (back.mtime, ==, mtime);
  g_assert_false (ingam_stored_zip_parse_local (bytes->data, bytes->len - 1, found, &back));
  g_assert_false (ingam_stored_zip_parse_local (bytes->data, 3, found, &back));
}

static void
test_any_name_and_time_comes_back (void)
{
  g_autofree char *longest = g_strnfill (INGAM_STORED_ZIP_MAX_NAME, 'x');

  assert_comes_back ("a", 0);
  assert_comes_back ("홍길동/signCert.der", 1700000001);
  assert_comes_back ("\xc8\xab/\xff", 315532799);
  assert_comes_back (longest, G_MAXUINT32);
}

static void
test_is_what_the_format_says (void)
{
  static const char local[] = "504b0304 1400 0008 0000 0000 2150 2639f4cb 09000000 09000000"
                              "0100 0900 61 5554 0500 01 00e10b5e";
  const IngamStoredEntry entry = { "a", 9, 0xcbf43926, 1577836800, 7 }; /* 2020-01-01 */
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GBytes) expected = ingam_test_hex (local);

  ingam_stored_zip_append_local (bytes, &entry);
  g_assert_cmpmem (bytes->data, bytes->len, g_bytes_get_data (expected, NULL),
                   g_bytes_get_size (expected));
  g_byte_array_set_size (bytes, 0);
  ingam_stored_zip_append_central (bytes, &entry);
  g_assert_cmpuint (bytes->len, ==, INGAM_STORED_ZIP_CENTRAL + 1);
  g_assert_cmpuint (ingam_stored_zip_crc ((const guint8 *) "123456789", 9), ==, 0xcbf43926);
}

static void
test_a_changed_header_is_refused (void)
{
  const IngamStoredEntry entry = { "some/name", 5, 6, 1700000000, 0 };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  char name[INGAM_STORED_ZIP_MAX_NAME + 1];
  IngamStoredEntry back;

  ingam_stored_zip_append_local (bytes, &entry);
  for (guint i = 0; i < bytes->len; i++)
    {
      /* CRC, name, and the odd second that DOS does not know */
      gboolean is_value = (i >= 14 && i < 18) || (i >= 30 && i < 39) || i == bytes->len - 4;

      bytes->data[i] ^= 1;
      g_assert_cmpint (ingam_stored_zip_parse_local (bytes->data, bytes->len, name, &back), ==,
                       is_value);
      bytes->data[i] ^= 1;
    }
  bytes->data[33] = '\0';
  g_assert_false (ingam_stored_zip_parse_local (bytes->data, bytes->len, name, &back));
}

static guint
measure_end (guint n)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  ingam_stored_zip_append_end (bytes, n, 1, 2);
  g_assert_cmpuint (bytes->len, ==, ingam_stored_zip_measure_end (n));
  return bytes->len;
}

static void
test_the_end_grows_when_the_old_one_cannot_count_so_far (void)
{
  g_assert_cmpuint (measure_end (1), ==, 22);
  g_assert_cmpuint (measure_end (65534), ==, 22);
  g_assert_cmpuint (measure_end (65535), ==, 22 + 56 + 20);
  g_assert_cmpuint (measure_end (800003), ==, 22 + 56 + 20);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define add(test) g_test_add_func ("/stored-zip/" #test, test_##test)
  add (any_name_and_time_comes_back);
  add (is_what_the_format_says);
  add (a_changed_header_is_refused);
  add (the_end_grows_when_the_old_one_cannot_count_so_far);
  return g_test_run ();
}
