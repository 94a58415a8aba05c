/* test-pem.c: armour comes off whole or not at all. */
#include "config.h"

#include "core/codec/pem.h"

#include "core/base/error.h"

#include <string.h>

static GPtrArray *
decode (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return ingam_pem_decode (bytes, error);
}

static void
assert_fails (const char *text, IngamError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (decode (text, &error));
  g_assert_error (error, INGAM_ERROR, (gint) code);
}

static void
assert_block (GPtrArray *blocks, guint index, const char *label, const char *data)
{
  const IngamPemBlock *block;

  g_assert_cmpuint (index, <, blocks->len);
  block = g_ptr_array_index (blocks, index);
  g_assert_cmpstr (block->label, ==, label);
  g_assert_cmpmem (g_bytes_get_data (block->data, NULL), g_bytes_get_size (block->data), data,
                   strlen (data));
}

static void
test_every_size_comes_back (void)
{
  guint8 data[200];

  for (gsize i = 0; i < sizeof data; i++)
    data[i] = (guint8) (i * 37);
  for (gsize size = 1; size <= sizeof data; size++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
      g_autoptr (GBytes) armoured = ingam_pem_encode ("CERTIFICATE", bytes);
      g_autoptr (GPtrArray) blocks = NULL;
      g_autoptr (GError) error = NULL;
      const IngamPemBlock *block;

      g_assert_true (ingam_pem_probe (armoured));
      blocks = ingam_pem_decode (armoured, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (blocks->len, ==, 1);
      block = g_ptr_array_index (blocks, 0);
      g_assert_cmpstr (block->label, ==, "CERTIFICATE");
      g_assert_true (g_bytes_equal (block->data, bytes));
    }
}

static void
test_what_we_write_is_of_the_rfc (void)
{
  g_autoptr (GBytes) data =
      g_bytes_new_static ("0123456789012345678901234567890123456789012345678", 49);
  g_autoptr (GBytes) armoured = ingam_pem_encode ("X", data);
  const char *expected = "-----BEGIN X-----\n"
                         "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3\n"
                         "OA==\n"
                         "-----END X-----\n";

  g_assert_cmpmem (g_bytes_get_data (armoured, NULL), g_bytes_get_size (armoured), expected,
                   strlen (expected));
}

static void
test_text_between_blocks_is_skipped (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) blocks =
      decode ("subject=…\r\n-----BEGIN CERTIFICATE-----\r\nYWJj\r\n-----END CERTIFICATE-----\r\n"
              "Bag Attributes\n  localKeyID: 01\n"
              "-----BEGIN ENCRYPTED PRIVATE KEY-----\nYWJj\n ZA==\n"
              "-----END ENCRYPTED PRIVATE KEY-----trailing",
              &error);

  g_assert_no_error (error);
  g_assert_cmpuint (blocks->len, ==, 2);
  assert_block (blocks, 0, "CERTIFICATE", "abc");
  assert_block (blocks, 1, "ENCRYPTED PRIVATE KEY", "abcd");
}

static void
test_broken_blocks_are_damage (void)
{
  static const char *const texts[] = {
    "-----BEGIN X-----\nYWJj\n",
    "-----BEGIN X-----\nYWJj\n-----END Y-----\n",
    "-----BEGIN X-----\nYWJ\n-----END X-----\n",
    "-----BEGIN X-----\nYWJj=\n-----END X-----\n",
    "-----BEGIN X-----\nYWJj====\n-----END X-----\n",
    "-----BEGIN X-----\nYQ==YQ==\n-----END X-----\n",
    "-----BEGIN X-----\nYQ==\nYWJj\n-----END X-----\n",
    "-----BEGIN X-----\nY===\n-----END X-----\n",
    "-----BEGIN X-----\nYW=j\n-----END X-----\n",
    "-----BEGIN X-----\nYW?j\n-----END X-----\n",
    "-----BEGIN X-----\n-----END X-----\n",
    "-----BEGIN X",
    "-----BEGIN X\nY-----\nYWJj\n-----END X\nY-----\n",
    "-----BEGIN X-----\nYWJj\n-----END X-----\n-----BEGIN X-----\n",
    "-----BEGIN X-----\nYWJj\n-----BEGIN X-----\nYWJj\n-----END X-----\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_fails (texts[i], INGAM_ERROR_DAMAGED);
}

static void
test_old_encryption_is_unsupported (void)
{
  assert_fails ("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nYWJj\n"
                "-----END RSA PRIVATE KEY-----\n",
                INGAM_ERROR_UNSUPPORTED);
}

static void
test_no_block_is_no_certificate (void)
{
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);

  assert_fails ("", INGAM_ERROR_NOT_A_CERTIFICATE);
  assert_fails ("hello", INGAM_ERROR_NOT_A_CERTIFICATE);
  assert_fails ("-----BEGINX-----", INGAM_ERROR_NOT_A_CERTIFICATE);
  g_assert_false (ingam_pem_probe (empty));
}

static void
test_too_many_blocks_are_refused (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) blocks = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < INGAM_PEM_MAX_BLOCKS; i++)
    g_string_append (text, "-----BEGIN X-----\nYWJj\n-----END X-----\n");
  blocks = decode (text->str, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (blocks->len, ==, INGAM_PEM_MAX_BLOCKS);
  g_string_append (text, "-----BEGIN X-----\nYWJj\n-----END X-----\n");
  assert_fails (text->str, INGAM_ERROR_REFUSED);
}

static void
test_probe_looks_only_at_the_beginning (void)
{
  g_autofree char *text = g_strnfill (100 * 1024, ' ');
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, 100 * 1024);

  memcpy (text + 60 * 1024, "-----BEGIN ", 11);
  g_assert_true (ingam_pem_probe (bytes));
  memset (text, ' ', 64 * 1024);
  memcpy (text + 70 * 1024, "-----BEGIN ", 11);
  g_assert_false (ingam_pem_probe (bytes));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pem/every-size-comes-back", test_every_size_comes_back);
  g_test_add_func ("/pem/what-we-write-is-of-the-rfc", test_what_we_write_is_of_the_rfc);
  g_test_add_func ("/pem/text-between-blocks-is-skipped", test_text_between_blocks_is_skipped);
  g_test_add_func ("/pem/broken-blocks-are-damage", test_broken_blocks_are_damage);
  g_test_add_func ("/pem/old-encryption-is-unsupported", test_old_encryption_is_unsupported);
  g_test_add_func ("/pem/no-block-is-no-certificate", test_no_block_is_no_certificate);
  g_test_add_func ("/pem/too-many-blocks-are-refused", test_too_many_blocks_are_refused);
  g_test_add_func ("/pem/probe-looks-only-at-the-beginning",
                   test_probe_looks_only_at_the_beginning);
  return g_test_run ();
}
