/* BER made DER: what Windows and NSS write, and what nobody should. */
#include "config.h"

#include "core/base/error.h"
#include "core/codec/ber.h"
#include "support/scratch.h"

static void
assert_becomes (const char *from, const char *to)
{
  g_autoptr (GBytes) bytes = ingam_test_hex (from);
  g_autoptr (GBytes) wanted = ingam_test_hex (to);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) found = ingam_ber_flatten (bytes, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (found, NULL), g_bytes_get_size (found),
                   g_bytes_get_data (wanted, NULL), g_bytes_get_size (wanted));
}

static void
assert_fails (GBytes *bytes, IngamError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ingam_ber_flatten (bytes, &error));
  g_assert_error (error, INGAM_ERROR, (int) code);
}

static void
test_der (void)
{
  g_autoptr (GBytes) bytes = ingam_test_hex ("3006 020103 04 01 ff");
  g_autoptr (GBytes) found = ingam_ber_flatten (bytes, NULL);

  assert_becomes ("3006 020103 0401ff", "3006 020103 0401ff");
  assert_becomes ("0500", "0500");
  /* not even copied */
  g_assert_true (g_bytes_get_data (found, NULL) == g_bytes_get_data (bytes, NULL));
}

static void
test_rest (void)
{
  assert_becomes ("3000 ffff", "3000");
  assert_becomes ("3080 0000 ffff", "3000");
}

static void
test_indefinite (void)
{
  assert_becomes ("3080 020103 0000", "3003 020103");
  assert_becomes ("3080 a080 0500 0000 0401ff 0000", "3007 a002 0500 0401ff");
  assert_becomes ("3006 3080 0500 0000", "3004 3002 0500");
}

static void
test_pieces (void)
{
  assert_becomes ("2407 040101 04020203", "0403 010203");
  assert_becomes ("2480 0401aa 2480 0401bb 0000 0400 0401cc 0000", "0403 aabbcc");
  assert_becomes ("2400", "0400");
  /* a context tag may be anything: only what is in it changes */
  assert_becomes ("a080 2403 0401aa 0000", "a003 0401aa");
}

/* A length that needs more bytes in DER than were written for it. */
static void
test_long (void)
{
  GByteArray *in = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) found = NULL;
  static const guint8 zeros[70000];

  g_byte_array_append (in, (const guint8 *) "\x24\x80\x04\x83\x01\x11\x70", 7);
  g_byte_array_append (in, zeros, sizeof zeros);
  g_byte_array_append (in, (const guint8 *) "\x04\x01\x07\x00\x00", 5);
  bytes = g_byte_array_free_to_bytes (in);
  found = ingam_ber_flatten (bytes, NULL);
  g_assert_cmpuint (g_bytes_get_size (found), ==, sizeof zeros + 1 + 5);
  g_assert_cmpmem (g_bytes_get_data (found, NULL), 5, "\x04\x83\x01\x11\x71", 5);
}

static void
test_broken (void)
{
  static const char *const broken[] = {
    "",
    "30",
    "3001",
    "3080",
    "3080 0500",
    "3080 00",
    "0000",         /* an end of nothing */
    "3002 0000",    /* an end where none is due */
    "3080 0001 00", /* an end with contents */
    "0480 0000",    /* primitive without a length */
    "2403 020103",  /* a piece that is none */
    "30830000",     /* a length cut off */
    "3089 010203040506070809",
    "308800000001 00000000",
    "3003 3005 0500", /* a child larger than its parent */
    "1f8101 00",      /* a tag in several bytes: nothing here uses them */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (GBytes) bytes = ingam_test_hex (broken[i]);

      assert_fails (bytes, INGAM_ERROR_DAMAGED);
    }
}

static GBytes *
make_nest (guint depth, guint8 tag)
{
  GByteArray *in = g_byte_array_new ();
  const guint8 open[] = { tag, 0x80 };
  const guint8 end[] = { 0, 0 };

  for (guint i = 0; i < depth; i++)
    g_byte_array_append (in, open, sizeof open);
  for (guint i = 0; i < depth; i++)
    g_byte_array_append (in, end, sizeof end);
  return g_byte_array_free_to_bytes (in);
}

static void
test_limits (void)
{
  g_autoptr (GBytes) deep = make_nest (INGAM_BER_MAX_DEPTH, 0x30);
  g_autoptr (GBytes) deeper = make_nest (INGAM_BER_MAX_DEPTH + 1, 0x30);
  g_autoptr (GBytes) strings = make_nest (INGAM_BER_MAX_DEPTH, 0x24);
  g_autoptr (GBytes) flat = ingam_ber_flatten (deep, NULL);
  g_autoptr (GBytes) string = ingam_ber_flatten (strings, NULL);
  GByteArray *in = g_byte_array_new ();
  g_autoptr (GBytes) many = NULL;

  g_assert_nonnull (flat);
  g_assert_cmpuint (g_bytes_get_size (string), ==, 2);
  assert_fails (deeper, INGAM_ERROR_REFUSED);

  g_byte_array_append (in, (const guint8 *) "\x30\x80", 2);
  for (guint i = 0; i < INGAM_BER_MAX_ELEMENTS; i++)
    g_byte_array_append (in, (const guint8 *) "\x05\x00", 2);
  g_byte_array_append (in, (const guint8 *) "\x00\x00", 2);
  many = g_byte_array_free_to_bytes (in);
  assert_fails (many, INGAM_ERROR_REFUSED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ber/der-stays-as-it-is", test_der);
  g_test_add_func ("/ber/what-follows-is-left-out", test_rest);
  g_test_add_func ("/ber/indefinite-lengths-become-definite", test_indefinite);
  g_test_add_func ("/ber/pieces-become-one-string", test_pieces);
  g_test_add_func ("/ber/lengths-grow-as-they-must", test_long);
  g_test_add_func ("/ber/what-is-broken-is-damaged", test_broken);
  g_test_add_func ("/ber/depth-and-number-are-bounded", test_limits);
  return g_test_run ();
}
