/* hand-in.c: see the header. Made with the demo's maker, so that keys and certificates are real. */
#include "config.h"

#include "support/hand-in.h"

#include "core/codec/sealed-key.h"
#include "core/demo/maker.h"
#include "support/tiny-certificate.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdarg.h>
#include <string.h>

#define DAY (24 * 60 * 60)
#define N_KEYS 4

static IngamMakerKey *keys[N_KEYS];
static IngamMakerAuthority *authority;

/* A key takes a tenth of a second; tests share them. */
static IngamMakerKey *
shared_key (guint index)
{
  g_assert_cmpuint (index, <, N_KEYS);
  if (!keys[index])
    keys[index] = ingam_maker_key_new (2048);
  return keys[index];
}

static IngamMakerAuthority *
shared_authority (void)
{
  static const char *const subject[] = { "C=KR", "O=yessign", "OU=AccreditedCA", "CN=Test CA",
                                         NULL };

  if (!authority)
    authority = ingam_maker_authority_new_root (
        shared_key (0), subject, INGAM_TEST_NOW - 3000 * DAY, INGAM_TEST_NOW + 3000 * DAY);
  return authority;
}

GBytes *
ingam_test_authority_der (void)
{
  return ingam_maker_authority_get_der (shared_authority ());
}

IngamTestPair *
ingam_test_pair_new (const IngamTestSpec *spec)
{
  static const guint8 random[INGAM_MAKER_RANDOM_SIZE] = "a random value here";
  static guint64 serial = 1000;
  g_autoptr (GError) error = NULL;
  g_autofree char *cn = g_strdup_printf ("CN=%s()0000", spec->name);
  const char *subject[] = { "C=KR", "O=yessign", "OU=personal4IB", cn, NULL };
  int begins = spec->begins ? spec->begins : -100;
  IngamMakerRequest request = {
    .subject = subject,
    .real_name = spec->for_encryption ? NULL : spec->name,
    .id_number = spec->for_encryption ? NULL : "0000000000000",
    .random = spec->no_random ? NULL : random,
    .policy = spec->policy ? spec->policy : "1.2.410.200005.1.1.4",
    .serial = serial++,
    .not_before = INGAM_TEST_NOW + (gint64) begins * DAY,
    .not_after = INGAM_TEST_NOW + (gint64) (begins + 365) * DAY,
    .for_encryption = spec->for_encryption,
  };
  IngamTestPair *pair = g_new0 (IngamTestPair, 1);
  g_autoptr (IngamSecret) password =
      ingam_secret_new_text (spec->password ? spec->password : INGAM_TEST_PASSWORD);
  g_autoptr (IngamSealedKey) sealed = NULL;

  if (spec->no_random)
    request.id_number = NULL;
  pair->certificate = ingam_maker_issue (shared_authority (), shared_key (spec->key), &request);
  pair->plain = ingam_maker_key_dup_plain (shared_key (spec->key), spec->no_random ? NULL : random);
  sealed = ingam_sealed_key_seal (spec->scheme ? spec->scheme : "pbes1-seed", 2048, 0, pair->plain,
                                  password, &error);
  g_assert_no_error (error);
  pair->sealed = g_bytes_ref (ingam_sealed_key_get_bytes (sealed));
  return pair;
}

void
ingam_test_pair_free (IngamTestPair *pair)
{
  g_bytes_unref (pair->certificate);
  g_bytes_unref (pair->sealed);
  ingam_secret_unref (pair->plain);
  g_free (pair);
}

GBytes *
ingam_test_pfx (IngamTestPair *pair, IngamTestPair *encryption, const char *password)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamSecret) secret = ingam_secret_new_text (password);
  IngamBundleItem items[3] = { { pair->certificate, pair->plain, NULL } };
  gsize n = 1;
  GBytes *pfx;

  if (encryption)
    items[n++] = (IngamBundleItem){ encryption->certificate, encryption->plain, NULL };
  items[n++] = (IngamBundleItem){ ingam_test_authority_der (), NULL, NULL };
  pfx = ingam_bundle_make (items, n, INGAM_BUNDLE_COMPATIBLE, secret, NULL, &error);
  g_assert_no_error (error);
  return pfx;
}

/* PFX { 3, ContentInfo data { SEQUENCE {} }, MacData { DigestInfo { SHA-1 }, salt, rounds } } */
GBytes *
ingam_test_pfx_with_rounds (guint64 rounds)
{
  static const guint8 oid_data[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01 };
  static const guint8 oid_sha1[] = { 0x2b, 0x0e, 0x03, 0x02, 0x1a };
  static const guint8 zeros[20] = { 0 };
  const guint8 version[] = { 3 };
  guint8 number[] = { (guint8) (rounds >> 24), (guint8) (rounds >> 16), (guint8) (rounds >> 8),
                      (guint8) rounds };
  GBytes *content = ingam_test_der (
      0x30, ingam_test_der_data (0x06, oid_data, sizeof oid_data),
      ingam_test_der (0xa0, ingam_test_der (0x04, ingam_test_der (0x30, NULL), NULL), NULL), NULL);
  GBytes *digest =
      ingam_test_der (0x30,
                      ingam_test_der (0x30, ingam_test_der_data (0x06, oid_sha1, sizeof oid_sha1),
                                      ingam_test_der (0x05, NULL), NULL),
                      ingam_test_der_data (0x04, zeros, 20), NULL);
  GBytes *mac = ingam_test_der (0x30, digest, ingam_test_der_data (0x04, zeros, 8),
                                ingam_test_der_data (0x02, number, sizeof number), NULL);

  return ingam_test_der (0x30, ingam_test_der_data (0x02, version, 1), content, mac, NULL);
}

GBytes *
ingam_test_unknown_key (void)
{
  /* 1.2.410.200046.1.2.99 */
  static const guint8 oid[] = { 0x2a, 0x83, 0x1a, 0x8c, 0x9a, 0x6e, 0x01, 0x02, 0x63 };
  static const guint8 text[64] = "not what anybody can open";

  return ingam_test_der (0x30,
                         ingam_test_der (0x30, ingam_test_der_data (0x06, oid, sizeof oid),
                                         ingam_test_der (0x05, NULL), NULL),
                         ingam_test_der_data (0x04, text, sizeof text), NULL);
}

void
ingam_scratch_write_bytes (IngamScratch *scratch, const char *relative, GBytes *bytes)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  ingam_scratch_write (scratch, relative, data, size);
}

void
ingam_scratch_write_pair (IngamScratch *scratch,
                          const char *folder,
                          IngamTestPair *pair,
                          IngamTestPair *encryption)
{
  const char *const names[] = { "signCert.der", "signPri.key", "kmCert.der", "kmPri.key" };
  GBytes *files[] = { pair->certificate, pair->sealed, encryption ? encryption->certificate : NULL,
                      encryption ? encryption->sealed : NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    if (files[i])
      {
        g_autofree char *path = g_build_filename (folder, names[i], NULL);

        ingam_scratch_write_bytes (scratch, path, files[i]);
      }
}

static la_ssize_t
collect_cb (struct archive *archive, void *data, const void *buffer, size_t size)
{
  g_byte_array_append (data, buffer, (guint) size);
  return (la_ssize_t) size;
}

static void
add_entry (struct archive *zip, const char *name, GBytes *bytes)
{
  struct archive_entry *entry = archive_entry_new ();
  g_autofree char *plain = g_strdup (name);
  gboolean link = g_str_has_suffix (name, "@");
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  if (link)
    {
      g_autofree char *target = g_strndup (data, size);

      plain[strlen (plain) - 1] = '\0';
      archive_entry_set_filetype (entry, AE_IFLNK);
      archive_entry_set_symlink (entry, target);
      size = 0;
    }
  else
    archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_pathname (entry, plain);
  archive_entry_set_perm (entry, 0600);
  archive_entry_set_size (entry, (la_int64_t) size);
  g_assert_cmpint (archive_write_header (zip, entry), >=, ARCHIVE_WARN);
  if (size > 0)
    g_assert_cmpint (archive_write_data (zip, data, size), ==, (la_ssize_t) size);
  archive_entry_free (entry);
}

GBytes *
ingam_test_zip (const char *password, const char *name, ...)
{
  GByteArray *out = g_byte_array_new ();
  struct archive *zip = archive_write_new ();
  va_list args;

  archive_write_set_format_zip (zip);
  archive_write_set_bytes_per_block (zip, 0);
  if (password)
    {
      archive_write_set_passphrase (zip, password);
      g_assert_cmpint (archive_write_set_options (zip, "zip:encryption=zipcrypt"), ==, ARCHIVE_OK);
    }
  g_assert_cmpint (archive_write_open (zip, out, NULL, collect_cb, NULL), ==, ARCHIVE_OK);
  va_start (args, name);
  for (; name; name = va_arg (args, const char *))
    add_entry (zip, name, va_arg (args, GBytes *));
  va_end (args);
  g_assert_cmpint (archive_write_close (zip), ==, ARCHIVE_OK);
  archive_write_free (zip);
  return g_byte_array_free_to_bytes (out);
}
