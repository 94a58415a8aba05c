/* test-ae2.c: the stream is WinZip's. The values are Python's hashlib and OpenSSL's, from the
 * specification alone.
 */
#include "config.h"

#include "core/backup/ae2.h"

#include "support/scratch.h"

#include <string.h>

#define PASSPHRASE "2222-2222-2222-2222-2222-2222-2222"
#define SEALED                                                                                     \
  "d4430665795ab46c0a279adcfda0347f06e6146d6673738e97623f1634e0a07a1208edf0c476fa53457e59bb6ac17f" \
  "4b3df33439340486c5fc76f21e7d62ca15fd35ba909c4a39f9b2c2eba03aaacc4aad8a1178252f26e342b52ae26288" \
  "2d7f764c424a"

static IngamAe2 *
begin (const char *passphrase)
{
  g_autoptr (IngamSecret) secret = ingam_secret_new_text (passphrase);
  guint8 salt[INGAM_AE2_SALT_SIZE];
  g_autoptr (GError) error = NULL;
  IngamAe2 *ae2;

  for (guint i = 0; i < sizeof salt; i++)
    salt[i] = (guint8) i;
  ae2 = ingam_ae2_new (secret, salt, NULL, &error);
  g_assert_no_error (error);
  return ae2;
}

static void
assert_tag (IngamAe2 *ae2, const char *expected_hex)
{
  g_autoptr (GBytes) expected = ingam_test_hex (expected_hex);
  guint8 tag[INGAM_AE2_TAG_SIZE];

  ingam_ae2_get_tag (ae2, tag);
  g_assert_cmpmem (tag, sizeof tag, g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
}

static void
fill (guint8 *data, gsize size)
{
  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) (i * 7);
}

static void
test_seals_as_the_specification_says (void)
{
  g_autoptr (GBytes) expected = ingam_test_hex (SEALED);
  g_autoptr (IngamAe2) ae2 = begin (PASSPHRASE);
  guint8 data[100];

  fill (data, sizeof data);
  g_assert_cmpmem (ingam_ae2_get_verifier (ae2), 2, "\x9e\xe6", 2);
  ingam_ae2_seal (ae2, data, sizeof data);
  g_assert_cmpmem (data, sizeof data, g_bytes_get_data (expected, NULL), 100);
  assert_tag (ae2, "ddc3a66b17994428d1dc");
}

static void
test_counts_on_through_long_streams (void)
{
  g_autoptr (IngamAe2) ae2 = begin (PASSPHRASE);
  g_autofree guint8 *data = g_malloc0 (100000);
  g_autofree char *sum = NULL;

  ingam_ae2_seal (ae2, data, 100000);
  sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, 100000);
  g_assert_cmpstr (sum, ==, "9c2ae261eba34557e6ce11e340fcd682cb0c75e8409b3903d112c3a546715233");
  assert_tag (ae2, "80854b78f0d57d73e4cb");
}

static void
test_pieces_are_the_whole (void)
{
  static const gsize pieces[] = { 1, 15, 16, 17, 4095, 4096, 4097, 0, 9999 };
  g_autoptr (IngamAe2) whole = begin (PASSPHRASE);
  g_autoptr (IngamAe2) parts = begin (PASSPHRASE);
  g_autoptr (IngamAe2) back = begin (PASSPHRASE);
  guint8 one[30000], other[30000], plain[30000], tags[2][INGAM_AE2_TAG_SIZE];
  gsize at = 0;

  fill (plain, sizeof plain);
  memcpy (one, plain, sizeof one);
  memcpy (other, plain, sizeof other);
  ingam_ae2_seal (whole, one, sizeof one);
  for (guint i = 0; at < sizeof other; i++)
    {
      gsize n = MIN (pieces[i % G_N_ELEMENTS (pieces)], sizeof other - at);

      ingam_ae2_seal (parts, other + at, n);
      at += n;
    }
  g_assert_cmpmem (one, sizeof one, other, sizeof other);
  ingam_ae2_open (back, other, 12345);
  ingam_ae2_open (back, other + 12345, sizeof other - 12345);
  g_assert_cmpmem (other, sizeof other, plain, sizeof plain);
  ingam_ae2_get_tag (whole, tags[0]);
  ingam_ae2_get_tag (back, tags[1]);
  g_assert_cmpmem (tags[0], sizeof tags[0], tags[1], sizeof tags[1]);
}

static void
test_another_passphrase_is_another_stream (void)
{
  g_autoptr (IngamAe2) one = begin (PASSPHRASE);
  g_autoptr (IngamAe2) other = begin (PASSPHRASE "3");
  guint8 first[64] = { 0 }, second[64] = { 0 };

  ingam_ae2_seal (one, first, sizeof first);
  ingam_ae2_seal (other, second, sizeof second);
  g_assert_cmpint (memcmp (first, second, sizeof first), !=, 0);
  g_assert_cmpint (memcmp (ingam_ae2_get_verifier (one), ingam_ae2_get_verifier (other), 2), !=, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define add(test) g_test_add_func ("/ae2/" #test, test_##test)
  add (seals_as_the_specification_says);
  add (counts_on_through_long_streams);
  add (pieces_are_the_whole);
  add (another_passphrase_is_another_stream);
  return g_test_run ();
}
