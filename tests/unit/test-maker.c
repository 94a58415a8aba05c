/* test-maker.c: that what the maker makes is what the authorities make, by our own and by GnuTLS's
 * reading. */
#include "config.h"

#include "core/demo/maker.h"

#include "core/cert/name.h"
#include "core/codec/private-key.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>

#define BEGIN 1767193200 /* 2025-12-31 15:00 UTC */
#define END 1798729199   /* 2026-12-31 14:59:59 UTC */

static const char *const root_subject[] = { "C=KR", "O=Ingam Demo", "CN=Root", NULL };
static const char *const ca_subject[] = { "C=kr", "O=yessign", "OU=AccreditedCA", "CN=CA", NULL };
static const char *const subject[] = { "C=kr",     "O=yessign",        "OU=personal4IB",
                                       "OU=INGAM", "CN=성춘향(X)0099", NULL };
static const guint8 random_value[INGAM_MAKER_RANDOM_SIZE] = "12345678901234567890";

static IngamMakerKey *key;
static IngamMakerAuthority *root;
static IngamMakerAuthority *authority;

static GBytes *
make (const IngamMakerRequest *more)
{
  IngamMakerRequest request = *more;

  request.subject = subject;
  request.not_before = BEGIN;
  request.not_after = END;
  return ingam_maker_issue (authority, key, &request);
}

static IngamCertificateFields
peek (GBytes *der)
{
  IngamCertificateFields fields;
  gsize size;
  const guint8 *data = g_bytes_get_data (der, &size);

  g_assert_true (ingam_certificate_peek (data, size, &fields));
  g_assert_cmpuint (fields.whole.size, ==, size);
  return fields;
}

static gnutls_x509_crt_t
import (GBytes *der)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (der, &size);
  gnutls_datum_t datum = { (guint8 *) data, (guint) size };
  gnutls_x509_crt_t certificate;

  g_assert_cmpint (gnutls_x509_crt_init (&certificate), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_import (certificate, &datum, GNUTLS_X509_FMT_DER), ==, 0);
  return certificate;
}

static void
test_subject_stands_in_our_order_and_types (void)
{
  g_autoptr (GBytes) der = make (&(IngamMakerRequest){ .serial = 7 });
  IngamCertificateFields fields = peek (der);
  g_autofree char *dn = ingam_name_dup_dn (fields.subject);
  static const guint8 country[] = { 0x13, 0x02, 'k', 'r' };
  static const guint8 organization[] = { 0x0c, 0x07, 'y', 'e', 's', 's', 'i', 'g', 'n' };

  g_assert_cmpstr (dn, ==, "cn=성춘향(X)0099,ou=INGAM,ou=personal4IB,o=yessign,c=kr");
  g_assert_nonnull (memmem (fields.subject.data, fields.subject.size, country, sizeof country));
  g_assert_nonnull (
      memmem (fields.subject.data, fields.subject.size, organization, sizeof organization));
}

static void
test_serial_has_no_needless_bytes (void)
{
  static const struct
  {
    guint64 serial;
    gsize size;
  } cases[] = { { 1, 1 }, { 0x7f, 1 }, { 0x80, 2 }, { 0x10e00001, 4 }, { 0x80000000, 5 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) der = make (&(IngamMakerRequest){ .serial = cases[i].serial });
      IngamCertificateFields fields = peek (der);
      guint64 serial;

      g_assert_cmpuint (fields.serial.size, ==, cases[i].size);
      g_assert_true (ingam_der_read_uint (fields.serial, &serial));
      g_assert_cmpuint (serial, ==, cases[i].serial);
    }
}

static void
test_dates_are_those_asked_for (void)
{
  g_autoptr (GBytes) der = make (&(IngamMakerRequest){ .serial = 1 });
  IngamCertificateFields fields = peek (der);

  g_assert_cmpint (fields.not_before, ==, BEGIN);
  g_assert_cmpint (fields.not_after, ==, END);
}

static void
test_identify_data_holds_name_and_vid (void)
{
  g_autoptr (GBytes) der = make (&(IngamMakerRequest){
      .serial = 1, .real_name = "성춘향", .id_number = "0001014000001", .random = random_value });
  IngamCertificateFields fields = peek (der);
  guint8 vid[32];

  ingam_maker_compute_vid ("0001014000001", random_value, vid);
  g_assert_cmpmem (fields.real_name.data, fields.real_name.size, "성춘향", strlen ("성춘향"));
  g_assert_cmpmem (fields.vid.data, fields.vid.size, vid, sizeof vid);
}

/* The formula spelled out in bytes, with another digest than the maker uses. */
static void
test_vid_is_the_hash_of_the_hash (void)
{
  g_autoptr (GChecksum) once = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GChecksum) twice = g_checksum_new (G_CHECKSUM_SHA256);
  static const guint8 content[] = "\x30\x23\x13\x0a"
                                  "1234567890"
                                  "\x03\x15\x00"
                                  "12345678901234567890";
  guint8 first[32], second[32], vid[32];
  gsize size = 32;

  g_checksum_update (once, content, sizeof content - 1);
  g_checksum_get_digest (once, first, &size);
  g_checksum_update (twice, first, 32);
  g_checksum_get_digest (twice, second, &size);
  ingam_maker_compute_vid ("1234567890", random_value, vid);
  g_assert_cmpmem (vid, 32, second, 32);
}

static void
test_policy_and_usage_are_critical (void)
{
  g_autoptr (GBytes) der =
      make (&(IngamMakerRequest){ .serial = 1, .policy = "1.2.410.200005.1.1.4" });
  IngamCertificateFields fields = peek (der);
  g_autofree char *policy = ingam_der_dup_oid (fields.policy);
  gnutls_x509_crt_t certificate = import (der);
  struct gnutls_x509_policy_st found;
  guint usage, critical;

  g_assert_cmpstr (policy, ==, "1.2.410.200005.1.1.4");
  g_assert_cmpint (gnutls_x509_crt_get_policy (certificate, 0, &found, &critical), ==, 0);
  g_assert_true (critical);
  g_assert_cmpuint (found.qualifiers, ==, 2);
  g_assert_nonnull (strstr (found.qualifier[1].data, "시험용"));
  gnutls_x509_policy_release (&found);
  g_assert_cmpint (gnutls_x509_crt_get_key_usage (certificate, &usage, &critical), ==, 0);
  g_assert_true (critical);
  g_assert_cmpuint (usage, ==, GNUTLS_KEY_DIGITAL_SIGNATURE | GNUTLS_KEY_NON_REPUDIATION);
  gnutls_x509_crt_deinit (certificate);
}

static void
test_encryption_certificate_has_its_usage (void)
{
  g_autoptr (GBytes) der = make (&(IngamMakerRequest){ .serial = 1, .for_encryption = TRUE });
  IngamCertificateFields fields = peek (der);

  g_assert_cmpuint (fields.key_usage, ==, INGAM_KEY_USAGE_KEY_ENCIPHERMENT);
  g_assert_cmpuint (fields.real_name.size, ==, 0);
}

static void
test_signature_leads_to_the_root (void)
{
  g_autoptr (GBytes) der = make (&(IngamMakerRequest){ .serial = 1 });
  gnutls_x509_crt_t chain[] = { import (der), import (ingam_maker_authority_get_der (authority)) };
  gnutls_x509_crt_t anchor = import (ingam_maker_authority_get_der (root));
  guint result;

  g_assert_cmpint (gnutls_x509_crt_verify (chain[0], &chain[1], 1, 0, &result), ==, 0);
  g_assert_cmpuint (result & GNUTLS_CERT_SIGNATURE_FAILURE, ==, 0);
  g_assert_cmpuint (result & GNUTLS_CERT_SIGNER_NOT_FOUND, ==, 0);
  g_assert_cmpint (gnutls_x509_crt_verify (chain[1], &anchor, 1, 0, &result), ==, 0);
  g_assert_cmpuint (result & GNUTLS_CERT_SIGNATURE_FAILURE, ==, 0);
  g_assert_cmpuint (result & GNUTLS_CERT_SIGNER_NOT_FOUND, ==, 0);
  gnutls_x509_crt_deinit (chain[0]);
  gnutls_x509_crt_deinit (chain[1]);
  gnutls_x509_crt_deinit (anchor);
}

static void
test_authority_is_a_ca_with_policy_constraints (void)
{
  GBytes *der = ingam_maker_authority_get_der (authority);
  IngamCertificateFields fields = peek (der);
  static const guint8 constraints[] = { 0x06, 0x03, 0x55, 0x1d, 0x24, 0x01, 0x01, 0xff,
                                        0x04, 0x05, 0x30, 0x03, 0x80, 0x01, 0x00 };

  g_assert_true (fields.is_ca);
  g_assert_nonnull (memmem (g_bytes_get_data (der, NULL), g_bytes_get_size (der), constraints,
                            sizeof constraints));
}

static void
test_plain_key_carries_random (void)
{
  g_autoptr (IngamSecret) with = ingam_maker_key_dup_plain (key, random_value);
  g_autoptr (IngamSecret) without = ingam_maker_key_dup_plain (key, NULL);
  g_autoptr (IngamSecret) found = ingam_private_key_dup_random (with);
  g_autoptr (GError) error = NULL;

  g_assert_true (ingam_private_key_validate (with, &error));
  g_assert_no_error (error);
  g_assert_true (ingam_private_key_validate (without, &error));
  g_assert_no_error (error);
  g_assert_nonnull (found);
  g_assert_cmpmem (ingam_secret_peek (found, NULL), ingam_secret_get_size (found), random_value,
                   sizeof random_value);
  g_assert_false (ingam_private_key_has_random (without));
}

static void
test_key_fits_its_certificate (void)
{
  g_autoptr (GBytes) der = make (&(IngamMakerRequest){ .serial = 1 });
  g_autoptr (IngamSecret) plain = ingam_maker_key_dup_plain (key, random_value);
  IngamCertificateFields fields = peek (der);
  g_autoptr (GBytes) spki = g_bytes_new (fields.spki.data, fields.spki.size);
  g_autoptr (GError) error = NULL;

  g_assert_true (ingam_private_key_match (plain, spki, &error));
  g_assert_no_error (error);
}

int
main (int argc, char *argv[])
{
  g_autoptr (IngamMakerKey) made = NULL;
  g_autoptr (IngamMakerAuthority) top = NULL;
  g_autoptr (IngamMakerAuthority) below = NULL;

  g_test_init (&argc, &argv, NULL);
  key = made = ingam_maker_key_new (2048);
  root = top = ingam_maker_authority_new_root (key, root_subject, BEGIN, END);
  authority = below = ingam_maker_authority_new (root, key, ca_subject, 2, BEGIN, END);

  g_test_add_func ("/maker/subject-stands-in-our-order-and-types",
                   test_subject_stands_in_our_order_and_types);
  g_test_add_func ("/maker/serial-has-no-needless-bytes", test_serial_has_no_needless_bytes);
  g_test_add_func ("/maker/dates-are-those-asked-for", test_dates_are_those_asked_for);
  g_test_add_func ("/maker/identify-data-holds-name-and-vid",
                   test_identify_data_holds_name_and_vid);
  g_test_add_func ("/maker/vid-is-the-hash-of-the-hash", test_vid_is_the_hash_of_the_hash);
  g_test_add_func ("/maker/policy-and-usage-are-critical", test_policy_and_usage_are_critical);
  g_test_add_func ("/maker/encryption-certificate-has-its-usage",
                   test_encryption_certificate_has_its_usage);
  g_test_add_func ("/maker/signature-leads-to-the-root", test_signature_leads_to_the_root);
  g_test_add_func ("/maker/authority-is-a-ca-with-policy-constraints",
                   test_authority_is_a_ca_with_policy_constraints);
  g_test_add_func ("/maker/plain-key-carries-random", test_plain_key_carries_random);
  g_test_add_func ("/maker/key-fits-its-certificate", test_key_fits_its_certificate);
  return g_test_run ();
}
