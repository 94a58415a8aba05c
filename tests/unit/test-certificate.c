/* test-certificate.c: what the walk finds, and that GnuTLS finds the same wherever it has an
 * answer. */
#include "config.h"

#include "core/cert/certificate.h"

#include "core/base/error.h"
#include "support/corpus.h"
#include "support/scratch.h"
#include "support/shared.h"
#include "support/tiny-certificate.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>

static IngamCertificate *
new_certificate (GBytes *der)
{
  g_autoptr (GError) error = NULL;
  IngamCertificate *certificate = ingam_certificate_new (der, &error);

  g_assert_no_error (error);
  return certificate;
}

static void
assert_slice_text (IngamDer slice, const char *text)
{
  g_assert_cmpmem (slice.data, slice.size, text, strlen (text));
}

static void
assert_slice_hex (IngamDer slice, const char *hex)
{
  g_autoptr (GBytes) bytes = ingam_test_hex (hex);

  g_assert_cmpmem (slice.data, slice.size, g_bytes_get_data (bytes, NULL),
                   g_bytes_get_size (bytes));
}

static void
test_finds_every_field (void)
{
  const IngamTestCertificate facts = {
    .policy = "2a831a8c9a45010104", .real_name = "성춘향", .key_usage = 0xc0, .serial = 0x45
  };
  g_autoptr (GBytes) der = ingam_test_certificate (&facts);
  IngamCertificateFields fields;
  gsize size;
  const guint8 *data = g_bytes_get_data (der, &size);

  g_assert_true (ingam_certificate_peek (data, size, &fields));
  g_assert_cmpuint (fields.whole.size, ==, size);
  assert_slice_hex (fields.serial, "45");
  g_assert_cmpint (fields.not_before, ==, 1735689600);
  g_assert_cmpint (fields.not_after, ==, 1767279599);
  assert_slice_hex (fields.key_oid, "2a864886f70d010101");
  g_assert_cmpuint (fields.key_size, ==, 2048);
  assert_slice_hex (fields.policy, "2a831a8c9a45010104");
  g_assert_cmphex (fields.real_name_tag, ==, INGAM_DER_UTF8_STRING);
  assert_slice_text (fields.real_name, "성춘향");
  assert_slice_hex (fields.vid_hash, "608648016503040201");
  g_assert_cmpuint (fields.vid.size, ==, 32);
  g_assert_cmphex (fields.vid.data[0], ==, 0x5a);
  assert_slice_hex (fields.subject_key_id, "0102030405");
  assert_slice_hex (fields.authority_key_id, "0a0b0c");
  g_assert_true (fields.has_key_usage);
  g_assert_cmpint (fields.key_usage, ==,
                   INGAM_KEY_USAGE_DIGITAL_SIGNATURE | INGAM_KEY_USAGE_NON_REPUDIATION);
  g_assert_false (fields.is_ca);
}

static void
test_version_1_has_no_extensions (void)
{
  const IngamTestCertificate facts = { .is_version_1 = TRUE };
  g_autoptr (GBytes) der = ingam_test_certificate (&facts);
  IngamCertificateFields fields;

  g_assert_true (
      ingam_certificate_peek (g_bytes_get_data (der, NULL), g_bytes_get_size (der), &fields));
  g_assert_cmpuint (fields.key_size, ==, 2048);
  g_assert_false (fields.has_key_usage);
  g_assert_cmpuint (fields.policy.size, ==, 0);
  g_assert_cmpuint (fields.real_name.size, ==, 0);
}

static void
test_authority_is_told_from_user (void)
{
  const IngamTestCertificate facts = { .is_ca = TRUE, .key_usage = 0x06 };
  g_autoptr (GBytes) der = ingam_test_certificate (&facts);
  IngamCertificateFields fields;

  g_assert_true (
      ingam_certificate_peek (g_bytes_get_data (der, NULL), g_bytes_get_size (der), &fields));
  g_assert_true (fields.is_ca);
  g_assert_cmpint (fields.key_usage, ==, INGAM_KEY_USAGE_CERT_SIGN | INGAM_KEY_USAGE_CRL_SIGN);
}

static void
test_bytes_behind_it_are_left_out (void)
{
  const IngamTestCertificate facts = { .serial = 7 };
  g_autoptr (GBytes) der = ingam_test_certificate (&facts);
  g_autoptr (GByteArray) longer = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (IngamCertificate) plain = new_certificate (der);
  g_autoptr (IngamCertificate) cut = NULL;

  g_byte_array_append (longer, g_bytes_get_data (der, NULL), (guint) g_bytes_get_size (der));
  g_byte_array_append (longer, (const guint8 *) "\0\0junk", 6);
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&longer));
  cut = new_certificate (bytes);
  g_assert_true (ingam_certificate_equal (plain, cut));
  g_assert_cmpstr (ingam_certificate_get_id (plain), ==, ingam_certificate_get_id (cut));
  g_assert_true (g_bytes_equal (ingam_certificate_get_der (cut), der));
}

static void
test_fingerprint_is_sha256_of_the_der (void)
{
  const IngamTestCertificate facts = { .serial = 9 };
  g_autoptr (GBytes) der = ingam_test_certificate (&facts);
  g_autoptr (IngamCertificate) certificate = new_certificate (der);
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, der);

  g_assert_cmpstr (ingam_certificate_get_id (certificate), ==, sum);
}

static void
test_key_id_depends_on_the_key_only (void)
{
  const IngamTestCertificate facts[] = { { .serial = 1 }, { .serial = 2 }, { .key = 3 } };
  GBytes *key_ids[3];

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GBytes) der = ingam_test_certificate (&facts[i]);
      g_autoptr (IngamCertificate) certificate = new_certificate (der);

      key_ids[i] = ingam_certificate_dup_key_id (certificate);
      g_assert_cmpuint (g_bytes_get_size (key_ids[i]), ==, 32);
    }
  g_assert_true (g_bytes_equal (key_ids[0], key_ids[1]));
  g_assert_false (g_bytes_equal (key_ids[0], key_ids[2]));
  for (guint i = 0; i < 3; i++)
    g_bytes_unref (key_ids[i]);
}

static void
test_serial_without_leading_zeros (void)
{
  static const struct
  {
    const char *hex;
    const char *text;
  } cases[] = {
    { "00", "00" },
    { "01", "01" },
    { "00ff", "ff" },
    { "0000000102", "0102" },
    { "15a6cd535fc5f436", "15a6cd535fc5f436" },
    { "0000", "00" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = ingam_test_hex (cases[i].hex);
      g_autofree char *text = ingam_certificate_format_serial (
          (IngamDer){ g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes) });

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_three_kinds_of_refusal (void)
{
  const IngamTestCertificate facts = { .serial = 1 };
  g_autoptr (GBytes) der = ingam_test_certificate (&facts);
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (der, 0, g_bytes_get_size (der) - 1);
  g_autoptr (GBytes) short_cut = g_bytes_new_from_bytes (der, 0, 40);
  g_autoptr (GBytes) text = g_bytes_new_static ("hello, world", 12);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autofree guint8 *zeros = g_malloc0 (INGAM_CERTIFICATE_MAX_SIZE + 1);
  g_autoptr (GBytes) huge = g_bytes_new (zeros, INGAM_CERTIFICATE_MAX_SIZE + 1);
  const struct
  {
    GBytes *bytes;
    IngamError code;
  } cases[] = {
    { cut, INGAM_ERROR_DAMAGED },
    { short_cut, INGAM_ERROR_DAMAGED },
    { text, INGAM_ERROR_NOT_A_CERTIFICATE },
    { empty, INGAM_ERROR_NOT_A_CERTIFICATE },
    { huge, INGAM_ERROR_REFUSED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ingam_certificate_new (cases[i].bytes, &error));
      g_assert_error (error, INGAM_ERROR, (gint) cases[i].code);
    }
}

/* Every prefix, and every byte changed, in a buffer of exactly its size. */
static void
test_no_prefix_and_no_change_leaves_the_buffer (void)
{
  const IngamTestCertificate facts = { .policy = "2a831a8c9a45010104", .real_name = "성춘향" };
  g_autoptr (GBytes) der = ingam_test_certificate (&facts);
  gsize size;
  const guint8 *data = g_bytes_get_data (der, &size);
  IngamCertificateFields fields;

  for (gsize i = 0; i < size; i++)
    {
      g_autofree guint8 *prefix = g_memdup2 (data, i ? i : 1);

      g_assert_false (ingam_certificate_peek (prefix, i, &fields));
    }
  for (gsize i = 0; i < size; i++)
    for (guint flip = 0; flip < 3; flip++)
      {
        g_autofree guint8 *copy = g_memdup2 (data, size);

        copy[i] ^= (const guint8[]){ 0x01, 0x80, 0xff }[flip];
        if (!ingam_certificate_peek (copy, size, &fields))
          continue;
        g_assert_true (fields.whole.data == copy && fields.whole.size <= size);
        g_assert_true (fields.real_name.size == 0 ||
                       (fields.real_name.data > copy &&
                        fields.real_name.data + fields.real_name.size < copy + size));
      }
}

static void
test_bad_extension_is_left_out (void)
{
  /* keyUsage that is no BIT STRING, beside a good policy. */
  g_autoptr (GBytes) der = NULL;
  const IngamTestCertificate facts = { .policy = "2a831a8c9a45010104", .key_usage = 0xc0 };
  g_autoptr (GBytes) good = ingam_test_certificate (&facts);
  g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (good, NULL), g_bytes_get_size (good));
  guint8 *at = memmem (copy, g_bytes_get_size (good), "\x55\x1d\x0f\x01\x01\xff\x04\x04\x03", 9);
  IngamCertificateFields fields;

  g_assert_nonnull (at);
  at[8] = 0x05;
  der = g_bytes_new (copy, g_bytes_get_size (good));
  g_assert_true (
      ingam_certificate_peek (g_bytes_get_data (der, NULL), g_bytes_get_size (der), &fields));
  g_assert_false (fields.has_key_usage);
  assert_slice_hex (fields.policy, "2a831a8c9a45010104");
}

static void
test_text_is_inert_and_names_our_oids (void)
{
  const IngamTestAttribute subject[] = {
    { INGAM_TEST_O, 0x0c, "yessign" },
    { INGAM_TEST_CN, 0x0c, "evil\x1b[31m\xe2\x80\xaegnp" },
    { NULL },
  };
  const IngamTestCertificate facts = { .subject = subject,
                                       .policy = "2a831a8c9a45010104",
                                       .real_name = "성춘향" };
  g_autoptr (GBytes) der = ingam_test_certificate (&facts);
  g_autoptr (IngamCertificate) certificate = new_certificate (der);
  g_autofree char *text = ingam_certificate_dup_text (certificate);

  g_assert_nonnull (text);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_null (strchr (text, '\x1b'));
  g_assert_null (strstr (text, "\xe2\x80\xae"));
  g_assert_nonnull (strstr (text, "1.2.410.200005.1.1.4 (Banks and insurance)"));
  g_assert_nonnull (strstr (text, "1.2.410.200004.10.1.1 (identity data of KISA)"));
}

static void
test_vendor_certificate (void)
{
  g_autofree char *path = NULL;
  g_autoptr (GBytes) der = NULL;
  g_autoptr (IngamCertificate) certificate = NULL;
  g_autofree char *serial = NULL;
  const IngamCertificateFields *fields;

  if (!ingam_test_need_shared ("vectors/bandoche+PyPinkSign/signCert.der", &path))
    return;
  der = ingam_test_read (path);
  certificate = new_certificate (der);
  fields = ingam_certificate_get_fields (certificate);
  serial = ingam_certificate_dup_serial (certificate);
  g_assert_cmpstr (serial, ==, "459c75");
  assert_slice_text (fields->real_name, "HKD");
  assert_slice_hex (fields->policy, "2a831a8c9a45010104");
  assert_slice_hex (fields->vid_hash, "608648016503040201");
  assert_slice_hex (fields->vid,
                    "8ad4f673412f825da4d1fb4d4216946bbc7f8194a0af01f86622ee23c7ee0de7");
  g_assert_cmpint (fields->key_usage, ==,
                   INGAM_KEY_USAGE_DIGITAL_SIGNATURE | INGAM_KEY_USAGE_NON_REPUDIATION);
}

/* --- against GnuTLS --- */

typedef struct
{
  guint accepted; /* by GnuTLS */
  guint undated;  /* of these, GnuTLS itself cannot tell a date, and we refuse */
  guint refused;  /* of these, we refuse although GnuTLS has both dates */
  guint compared; /* fields for which GnuTLS had an answer */
  guint disagreed;
  guint silent;      /* fields that GnuTLS could not read and we could or could not */
  guint old_dates;   /* before 1970: GnuTLS says 0 */
  guint curves;      /* P-521, which GnuTLS calls 528 bits */
  guint other_keys;  /* GOST, X25519: we say unknown */
  guint walker_only; /* read by us, refused by GnuTLS */
} Tally;

/* What GnuTLS accepts with dates and the walk refuses, by SHA-256. */
static const struct
{
  const char *sha256;
  const char *reason;
} known_refusals[] = {
  { "2a8d2a3f2f635323cbd63d23f0154510141838fe18dd8af575fa801bf49cda9c",
    "the subject's length takes twelve bytes; der.h reads four" },
};

static void
tell (Tally *tally, gboolean agrees, const char *where, const char *field)
{
  tally->compared++;
  if (agrees)
    return;
  tally->disagreed++;
  g_test_message ("disagree on %s: %s", field, where);
}

/* Whether GnuTLS says that the extension is there at all; then its failure to read it is no answer.
 */
static gboolean
has_extension (gnutls_x509_crt_t theirs, const char *oid)
{
  gsize size = 0;
  int result = gnutls_x509_crt_get_extension_by_oid (theirs, oid, 0, NULL, &size, NULL);

  return result >= 0 || result == GNUTLS_E_SHORT_MEMORY_BUFFER;
}

static void
compare_slice (Tally *tally,
               const char *where,
               const char *field,
               int result,
               gboolean is_there,
               gconstpointer data,
               gsize size,
               IngamDer ours)
{
  if (result >= 0)
    tell (tally, ingam_der_is (ours, data, size), where, field);
  else if (is_there)
    tally->silent++;
  else
    tell (tally, ours.size == 0, where, field);
}

static void
compare_names (Tally *tally,
               const char *where,
               gnutls_x509_crt_t theirs,
               const IngamCertificateFields *ours)
{
  gnutls_datum_t name = { NULL, 0 };
  guint8 buffer[4096];
  gsize size = sizeof buffer;
  int result = gnutls_x509_crt_get_serial (theirs, buffer, &size);

  compare_slice (tally, where, "serial", result, TRUE, buffer, size, ours->serial);
  result = gnutls_x509_crt_get_raw_issuer_dn (theirs, &name);
  compare_slice (tally, where, "issuer", result, TRUE, name.data, name.size, ours->issuer);
  gnutls_free (name.data);
  name.data = NULL;
  result = gnutls_x509_crt_get_raw_dn (theirs, &name);
  compare_slice (tally, where, "subject", result, TRUE, name.data, name.size, ours->subject);
  gnutls_free (name.data);
}

static void
compare_time (Tally *tally, const char *where, const char *field, time_t theirs, gint64 ours)
{
  if (theirs == 0 && ours < 0)
    tally->old_dates++;
  else if (theirs == GNUTLS_X509_NO_WELL_DEFINED_EXPIRATION)
    tell (tally, ours == G_GINT64_CONSTANT (253402300799), where, field);
  else
    tell (tally, theirs == ours, where, field);
}

/* GnuTLS hands out no SubjectPublicKeyInfo as it stands, only one that it has written again: so
 * ours goes through it as well, and both must be the same key. */
static void
compare_key (Tally *tally,
             const char *where,
             gnutls_x509_crt_t theirs,
             const IngamCertificateFields *ours)
{
  gnutls_datum_t spki = { (guint8 *) ours->spki.data, (guint) ours->spki.size };
  guint8 their_id[32], our_id[32];
  gsize their_size = sizeof their_id, our_size = sizeof our_id;
  guint bits = 0;
  int algorithm, result;
  gnutls_pubkey_t key;

  result = gnutls_x509_crt_get_key_id (theirs, GNUTLS_KEYID_USE_SHA256, their_id, &their_size);
  gnutls_pubkey_init (&key);
  if (result < 0)
    tally->silent++;
  else if (gnutls_pubkey_import (key, &spki, GNUTLS_X509_FMT_DER) < 0 ||
           gnutls_pubkey_get_key_id (key, GNUTLS_KEYID_USE_SHA256, our_id, &our_size) < 0)
    tell (tally, FALSE, where, "key");
  else
    tell (tally, memcmp (their_id, our_id, sizeof our_id) == 0, where, "key");
  gnutls_pubkey_deinit (key);

  algorithm = gnutls_x509_crt_get_pk_algorithm (theirs, &bits);
  if (algorithm < 0)
    tally->silent++;
  else if (bits == 528 && ours->key_size == 521)
    tally->curves++;
  else if (ours->key_size == 0 && !ingam_certificate_find_key_type (ours->key_oid))
    tally->other_keys++;
  else
    tell (tally, bits == ours->key_size, where, "key size");
}

static void
compare_usage (Tally *tally,
               const char *where,
               gnutls_x509_crt_t theirs,
               const IngamCertificateFields *ours)
{
  guint usage = 0, ours_in_their_order = 0, critical, is_ca = 0;
  int path_length, result;

  for (guint i = 0; i < 7; i++)
    if ((guint) ours->key_usage & 1u << i)
      ours_in_their_order |= 0x80u >> i;
  result = gnutls_x509_crt_get_key_usage (theirs, &usage, &critical);
  if (result >= 0)
    tell (tally, ours->has_key_usage && ours_in_their_order == (usage & 0xfe), where, "key usage");
  else if (has_extension (theirs, "2.5.29.15"))
    tally->silent++;
  else
    tell (tally, !ours->has_key_usage, where, "key usage");

  result = gnutls_x509_crt_get_basic_constraints (theirs, &critical, &is_ca, &path_length);
  if (result >= 0)
    tell (tally, (is_ca != 0) == ours->is_ca, where, "is CA");
  else if (has_extension (theirs, "2.5.29.19"))
    tally->silent++;
  else
    tell (tally, !ours->is_ca, where, "is CA");
}

static void
compare_extensions (Tally *tally,
                    const char *where,
                    gnutls_x509_crt_t theirs,
                    const IngamCertificateFields *ours)
{
  struct gnutls_x509_policy_st policy;
  guint8 buffer[65536];
  gsize size = sizeof buffer;
  guint critical;
  int result = gnutls_x509_crt_get_subject_key_id (theirs, buffer, &size, &critical);

  compare_slice (tally, where, "subject key id", result, has_extension (theirs, "2.5.29.14"),
                 buffer, size, ours->subject_key_id);
  size = sizeof buffer;
  result = gnutls_x509_crt_get_authority_key_id (theirs, buffer, &size, &critical);
  compare_slice (tally, where, "authority key id", result,
                 has_extension (theirs, "2.5.29.35") &&
                     result != GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE,
                 buffer, size, ours->authority_key_id);

  result = gnutls_x509_crt_get_policy (theirs, 0, &policy, &critical);
  if (result >= 0)
    {
      g_autofree char *oid = ingam_der_dup_oid (ours->policy);

      tell (tally, g_strcmp0 (oid, policy.oid) == 0, where, "policy");
      gnutls_x509_policy_release (&policy);
    }
  else if (has_extension (theirs, "2.5.29.32"))
    tally->silent++;
  else
    tell (tally, ours->policy.size == 0, where, "policy");
}

static gboolean
is_known_refusal (GBytes *der)
{
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, der);

  for (guint i = 0; i < G_N_ELEMENTS (known_refusals); i++)
    if (strcmp (known_refusals[i].sha256, sum) == 0)
      return TRUE;
  g_test_message ("refused: %s", sum);
  return FALSE;
}

static void
compare_cb (const char *where, GBytes *der, gpointer user_data)
{
  Tally *tally = user_data;
  IngamCertificateFields ours;
  gnutls_x509_crt_t theirs;
  gsize size;
  const guint8 *data = g_bytes_get_data (der, &size);
  gnutls_datum_t datum = { (guint8 *) data, (guint) size };
  gboolean read = ingam_certificate_peek (data, size, &ours);

  gnutls_x509_crt_init (&theirs);
  if (gnutls_x509_crt_import (theirs, &datum, GNUTLS_X509_FMT_DER) < 0)
    {
      tally->walker_only += read;
      gnutls_x509_crt_deinit (theirs);
      return;
    }

  tally->accepted++;
  if (read)
    {
      compare_names (tally, where, theirs, &ours);
      compare_time (tally, where, "not before", gnutls_x509_crt_get_activation_time (theirs),
                    ours.not_before);
      compare_time (tally, where, "not after", gnutls_x509_crt_get_expiration_time (theirs),
                    ours.not_after);
      compare_key (tally, where, theirs, &ours);
      compare_usage (tally, where, theirs, &ours);
      compare_extensions (tally, where, theirs, &ours);
    }
  else if (gnutls_x509_crt_get_activation_time (theirs) <= 0 ||
           gnutls_x509_crt_get_expiration_time (theirs) <= 0)
    tally->undated++;
  else
    {
      tally->refused++;
      g_assert_true (is_known_refusal (der));
    }
  gnutls_x509_crt_deinit (theirs);
}

static void
test_agrees_with_gnutls (gconstpointer data)
{
  g_autofree char *path = NULL;
  Tally tally = { 0 };
  guint count;

  if (!ingam_test_need_shared (data, &path))
    return;
  count = ingam_corpus_foreach (path, compare_cb, &tally);
  g_test_message ("%s: %u inputs, GnuTLS accepts %u; %u fields compared, %u disagree; without an "
                  "answer from GnuTLS %u; dates before 1970 %u; P-521 called 528 %u; keys we have "
                  "no size for %u; undated in both %u; refused by us only %u; read by us only %u",
                  (const char *) data, count, tally.accepted, tally.compared, tally.disagreed,
                  tally.silent, tally.old_dates, tally.curves, tally.other_keys, tally.undated,
                  tally.refused, tally.walker_only);
  g_assert_cmpuint (tally.accepted, >, 0);
  g_assert_cmpuint (tally.disagreed, ==, 0);
}

/* A bound that only a mistake reaches: GnuTLS needs some 45 microseconds for the same. */
static void
test_costs_next_to_nothing (void)
{
  const IngamTestCertificate facts = { .policy = "2a831a8c9a45010104", .real_name = "성춘향" };
  g_autoptr (GBytes) der = ingam_test_certificate (&facts);
  IngamCertificateFields fields;
  gsize size;
  const guint8 *data = g_bytes_get_data (der, &size);
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < 100000; i++)
    g_assert_true (ingam_certificate_peek (data, size, &fields));
  start = g_get_monotonic_time () - start;
  g_test_message ("%.3f microseconds a certificate", (double) start / 100000);
  g_assert_cmpint (start, <, 100000 * 20);
}

int
main (int argc, char *argv[])
{
  static const char *const suites[] = {
    "vectors",           "suites/fuzz-seeds/x509.tar.xz", "suites/zlint",
    "suites/gnutls",     "suites/openssl-test",           "suites/boringssl",
    "suites/x509-limbo",
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/certificate/finds-every-field", test_finds_every_field);
  g_test_add_func ("/certificate/version-1-has-no-extensions", test_version_1_has_no_extensions);
  g_test_add_func ("/certificate/authority-is-told-from-user", test_authority_is_told_from_user);
  g_test_add_func ("/certificate/bytes-behind-it-are-left-out", test_bytes_behind_it_are_left_out);
  g_test_add_func ("/certificate/fingerprint-is-sha256-of-the-der",
                   test_fingerprint_is_sha256_of_the_der);
  g_test_add_func ("/certificate/key-id-depends-on-the-key-only",
                   test_key_id_depends_on_the_key_only);
  g_test_add_func ("/certificate/serial-without-leading-zeros", test_serial_without_leading_zeros);
  g_test_add_func ("/certificate/three-kinds-of-refusal", test_three_kinds_of_refusal);
  g_test_add_func ("/certificate/no-prefix-and-no-change-leaves-the-buffer",
                   test_no_prefix_and_no_change_leaves_the_buffer);
  g_test_add_func ("/certificate/bad-extension-is-left-out", test_bad_extension_is_left_out);
  g_test_add_func ("/certificate/text-is-inert-and-names-our-oids",
                   test_text_is_inert_and_names_our_oids);
  g_test_add_func ("/certificate/vendor-certificate", test_vendor_certificate);
  g_test_add_func ("/certificate/costs-next-to-nothing", test_costs_next_to_nothing);
  for (guint i = 0; i < G_N_ELEMENTS (suites); i++)
    {
      g_autofree char *name = g_strconcat ("/certificate/agrees-with-gnutls/", suites[i], NULL);

      g_strdelimit (strstr (name, "gnutls/") + 7, "/.", '-');
      g_test_add_data_func (name, suites[i], test_agrees_with_gnutls);
    }
  return g_test_run ();
}
