/* test-asn1.c: short words for libtasn1 write DER and read it back. */
#include "config.h"

#include "core/codec/asn1.h"

#include "support/scratch.h"

static void
assert_encodes (IngamAsn1 *node, const char *hex)
{
  g_autoptr (GBytes) expected = ingam_test_hex (hex);
  g_autoptr (GBytes) encoded = ingam_asn1_encode (node);

  g_assert_cmpmem (g_bytes_get_data (encoded, NULL), g_bytes_get_size (encoded),
                   g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
}

static void
test_numbers_are_minimal_and_positive (void)
{
  static const struct
  {
    guint64 value;
    const char *hex;
  } cases[] = {
    { 0, "3005 0400 0201 00" },          { 127, "3005 0400 0201 7f" },
    { 128, "3006 0400 0202 0080" },      { 2048, "3006 0400 0202 0800" },
    { 0x8000, "3007 0400 0203 008000" }, { G_MAXUINT64, "300d 0400 0209 00ffffffffffffffff" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (IngamAsn1) node = ingam_asn1_new ("PBEParameter"), again = NULL;
      g_autoptr (GBytes) encoded = NULL, salt = NULL;
      guint64 value = 1;

      ingam_asn1_write (node, "salt", "", 0);
      ingam_asn1_write_uint (node, "iterationCount", cases[i].value);
      assert_encodes (node, cases[i].hex);
      encoded = ingam_asn1_encode (node);
      again = ingam_asn1_decode ("PBEParameter", g_bytes_get_data (encoded, NULL),
                                 g_bytes_get_size (encoded));
      g_assert_nonnull (again);
      g_assert_true (ingam_asn1_read_uint (again, "iterationCount", &value));
      g_assert_cmpuint (value, ==, cases[i].value);
      salt = ingam_asn1_dup_bytes (again, "salt");
      g_assert_cmpuint (g_bytes_get_size (salt), ==, 0);
    }
}

static void
test_optional_fields_are_left_out (void)
{
  g_autoptr (IngamAsn1) node = ingam_asn1_new ("PBKDF2-params"), again = NULL;
  g_autoptr (GBytes) encoded = NULL;
  guint64 value;

  ingam_asn1_choose (node, "salt", "specified");
  ingam_asn1_write (node, "salt.specified", "\x01\x02", 2);
  ingam_asn1_write_uint (node, "iterationCount", 1);
  ingam_asn1_omit (node, "keyLength");
  ingam_asn1_omit (node, "prf");
  assert_encodes (node, "3007 0402 0102 0201 01");
  encoded = ingam_asn1_encode (node);
  again = ingam_asn1_decode ("PBKDF2-params", g_bytes_get_data (encoded, NULL),
                             g_bytes_get_size (encoded));
  g_assert_false (ingam_asn1_read_uint (again, "keyLength", &value));
  g_assert_null (ingam_asn1_dup_oid (again, "prf.algorithm"));
}

static void
test_sets_grow (void)
{
  g_autoptr (IngamAsn1) node = ingam_asn1_new ("Attributes");

  for (guint i = 0; i < 2; i++)
    {
      ingam_asn1_append (node, "");
      ingam_asn1_write_oid (node, "?LAST.type", i == 0 ? "1.2.3" : "1.2.4");
      ingam_asn1_append (node, "?LAST.values");
      ingam_asn1_write (node, "?LAST.values.?LAST", "\x05\x00", 2);
    }
  g_assert_cmpint (ingam_asn1_count (node, ""), ==, 2);
  assert_encodes (node, "3114 3008 0602 2a03 3102 0500 3008 0602 2a04 3102 0500");
}

static void
test_only_whole_structures_decode (void)
{
  g_autoptr (GBytes) good = ingam_test_hex ("3007 0402 0102 0201 01");
  const guint8 *data = g_bytes_get_data (good, NULL);
  g_autoptr (GBytes) longer = ingam_test_hex ("3007 0402 0102 0201 01 00");

  for (gsize size = 0; size < g_bytes_get_size (good); size++)
    g_assert_null (ingam_asn1_decode ("PBEParameter", data, size));
  g_assert_null (ingam_asn1_decode ("PBEParameter", g_bytes_get_data (longer, NULL),
                                    g_bytes_get_size (longer)));
  g_assert_null (ingam_asn1_decode ("EncryptedPrivateKeyInfo", data, g_bytes_get_size (good)));
}

static gpointer
make_cb (gpointer data)
{
  for (guint i = 0; i < 200; i++)
    test_optional_fields_are_left_out ();
  return NULL;
}

static void
test_threads_share_the_definitions (void)
{
  GThread *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("asn1", make_cb, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/asn1/numbers-are-minimal-and-positive", test_numbers_are_minimal_and_positive);
  g_test_add_func ("/asn1/optional-fields-are-left-out", test_optional_fields_are_left_out);
  g_test_add_func ("/asn1/sets-grow", test_sets_grow);
  g_test_add_func ("/asn1/only-whole-structures-decode", test_only_whole_structures_decode);
  g_test_add_func ("/asn1/threads-share-the-definitions", test_threads_share_the_definitions);
  return g_test_run ();
}
