/* test-probe.c: every format is known by its content, and by nothing else. */
#include "config.h"

#include "core/codec/pem.h"
#include "core/import/probe.h"
#include "support/hand-in.h"
#include "support/shared.h"
#include "support/tiny-certificate.h"

#include "core/demo/maker.h"

#include <string.h>

static IngamTestPair *pair; /* shared by all tests */

static GBytes *
make_certificate (void)
{
  return g_bytes_ref (pair->certificate);
}

static GBytes *
make_certificates (void)
{
  GBytes *two[] = { ingam_test_authority_der (), pair->certificate };

  return ingam_maker_wrap (two, 2);
}

static GBytes *
make_sealed (void)
{
  return g_bytes_ref (pair->sealed);
}

static GBytes *
make_plain (void)
{
  gsize size;
  const guint8 *data = ingam_secret_peek (pair->plain, &size);

  return g_bytes_new (data, size);
}

static GBytes *
make_bundle (void)
{
  return ingam_test_pfx (pair, NULL, "x");
}

/* ContentInfo { signedData, [0] … } with an indefinite length, as Windows writes it */
static GBytes *
make_pkcs7 (void)
{
  return ingam_test_hex ("30 80 06 09 2a 86 48 86 f7 0d 01 07 02 a0 80 30 80 00 00 00 00 00 00");
}

static GBytes *
make_pem (void)
{
  g_autoptr (GBytes) armoured = ingam_pem_encode ("CERTIFICATE", pair->certificate);
  g_autofree char *text = g_strdup_printf ("Bag Attributes\n  friendlyName: hong\n%.*s",
                                           (int) g_bytes_get_size (armoured),
                                           (const char *) g_bytes_get_data (armoured, NULL));

  return g_bytes_new (text, strlen (text));
}

static GBytes *
make_zip (void)
{
  return ingam_test_zip (NULL, "signCert.der", pair->certificate, NULL);
}

static GBytes *
make_text (void)
{
  return g_bytes_new_static ("0 is not a SEQUENCE", 19);
}

/* One good and one bad fixture a row: the bad one is the good one with one byte changed. */
static const struct
{
  IngamFormat format;
  GBytes *(*make) (void);
  gsize spoil;
} rows[] = {
  { INGAM_FORMAT_UNKNOWN, make_text, 0 },
  { INGAM_FORMAT_CERTIFICATE, make_certificate, 4 },
  { INGAM_FORMAT_CERTIFICATES, make_certificates, 4 },
  { INGAM_FORMAT_SEALED_KEY, make_sealed, 4 },
  { INGAM_FORMAT_PLAIN_KEY, make_plain, 4 },
  { INGAM_FORMAT_BUNDLE, make_bundle, 6 },
  { INGAM_FORMAT_PKCS7, make_pkcs7, 4 },
  { INGAM_FORMAT_PEM, make_pem, 37 },
  { INGAM_FORMAT_ZIP, make_zip, 1 },
};

static IngamFormat
probe (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  return ingam_probe (data, size);
}

static void
test_each_format_is_known (void)
{
  g_assert_cmpuint (G_N_ELEMENTS (rows), ==, INGAM_N_FORMATS);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) good = rows[i].make ();

      g_test_message ("%s", ingam_format_get_word (rows[i].format));
      g_assert_cmpint (probe (good), ==, rows[i].format);
    }
}

static void
test_one_wrong_byte_is_unknown (void)
{
  for (gsize i = 1; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) good = rows[i].make ();
      gsize size;
      gconstpointer data = g_bytes_get_data (good, &size);
      g_autofree guint8 *copy = g_memdup2 (data, size);

      copy[rows[i].spoil] ^= 0x15;
      g_test_message ("%s", ingam_format_get_word (rows[i].format));
      g_assert_cmpint (ingam_probe (copy, size), !=, rows[i].format);
    }
}

/* Cut anywhere, nothing reads past the end (under ASan) and nothing is taken for something else. */
static void
test_cut_files_are_themselves_or_unknown (void)
{
  for (gsize i = 1; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) good = rows[i].make ();
      gsize size;
      gconstpointer data = g_bytes_get_data (good, &size);

      for (gsize cut = 0; cut < MIN (size, 400); cut++)
        {
          g_autofree guint8 *copy = g_memdup2 (data, cut);
          IngamFormat format = ingam_probe (copy, cut);

          g_assert_true (format == INGAM_FORMAT_UNKNOWN || format == rows[i].format);
        }
    }
}

static void
test_every_format_could_be_ours (void)
{
  static const guint8 photo[] = { 0xff, 0xd8, 0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F' };

  for (gsize i = 1; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) good = rows[i].make ();
      gsize size;
      const guint8 *data = g_bytes_get_data (good, &size);

      g_assert_true (ingam_probe_could_be_ours (data, MIN (size, 64)));
    }
  g_assert_false (ingam_probe_could_be_ours (photo, sizeof photo));
  g_assert_false (ingam_probe_could_be_ours (photo, 0));
}

static void
test_every_format_has_words (void)
{
  for (int i = 0; i < INGAM_N_FORMATS; i++)
    {
      g_assert_cmpstr (ingam_format_get_word (i), !=, NULL);
      g_assert_cmpstr (ingam_format_get_title (i), !=, NULL);
    }
}

static void
test_vendor_files_are_known (void)
{
  static const struct
  {
    const char *file;
    IngamFormat format;
  } files[] = {
    { "signCert.der", INGAM_FORMAT_CERTIFICATE },
    { "signPri.key", INGAM_FORMAT_SEALED_KEY },
    { "pbes2-seed-signPri.key", INGAM_FORMAT_SEALED_KEY },
    { "test.pfx", INGAM_FORMAT_BUNDLE },
    { "plainSignPri.withR.p8", INGAM_FORMAT_PLAIN_KEY },
    { "pkcs7-signed.der", INGAM_FORMAT_PKCS7 },
  };
  g_autofree char *folder = NULL;

  if (!ingam_test_need_shared ("vectors/bandoche+PyPinkSign", &folder))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (folder, files[i].file, NULL);
      g_autoptr (GBytes) bytes = ingam_test_read (path);

      g_assert_cmpstr (ingam_format_get_word (probe (bytes)), ==,
                       ingam_format_get_word (files[i].format));
    }
}

int
main (int argc, char **argv)
{
  IngamTestSpec spec = { .name = "성춘향" };

  g_test_init (&argc, &argv, NULL);
  pair = ingam_test_pair_new (&spec);
  g_test_add_func ("/probe/each-format-is-known", test_each_format_is_known);
  g_test_add_func ("/probe/one-wrong-byte-is-unknown", test_one_wrong_byte_is_unknown);
  g_test_add_func ("/probe/cut-files-are-themselves-or-unknown",
                   test_cut_files_are_themselves_or_unknown);
  g_test_add_func ("/probe/every-format-could-be-ours", test_every_format_could_be_ours);
  g_test_add_func ("/probe/every-format-has-words", test_every_format_has_words);
  g_test_add_func ("/probe/vendor-files-are-known", test_vendor_files_are_known);
  return g_test_run ();
}
