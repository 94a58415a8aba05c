/* test-scan-memory.c: what was remembered is known again and not read again; what changed is. */
#include "config.h"

#include "core/demo/demo.h"
#include "core/store/scan-memory.h"

#include "support/scratch.h"

#define NOW G_GINT64_CONSTANT (1795651200) /* 2026-11-26 */

typedef struct
{
  char *scratch;
  char *store;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->scratch = ingam_scratch_new ();
  self->store = g_build_filename (self->scratch, "NPKI", NULL);
  g_assert_true (ingam_demo_make_many (self->store, 30, NOW, NULL, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_free (self->store);
  ingam_scratch_free (self->scratch);
}

static IngamScan *
scan (Fixture *self, IngamScan *previous)
{
  g_autoptr (GError) error = NULL;
  IngamScan *result = ingam_scan_run (self->store, previous, NULL, &error);

  g_assert_no_error (error);
  return result;
}

/* Until the marks are old enough to be believed. */
static IngamScan *
scan_settled (Fixture *self)
{
  g_autoptr (IngamScan) previous = scan (self, NULL);
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (g_get_monotonic_time () < end)
    {
      IngamScan *next = scan (self, previous);

      if (ingam_scan_get_n_reused (next) == 30)
        return next;
      ingam_scan_unref (previous);
      previous = next;
    }
  g_assert_not_reached ();
}

static GVariant *
hand_over (IngamScan *scan)
{
  g_autoptr (GVariant) memory = g_variant_ref_sink (ingam_scan_remember (scan));
  g_autoptr (GBytes) bytes = g_variant_get_data_as_bytes (memory);

  return g_variant_ref_sink (g_variant_new_from_bytes (g_variant_get_type (memory), bytes, FALSE));
}

static void
assert_same (IngamCredential *a, IngamCredential *b)
{
  char one[65], other[65];

  g_assert_cmpstr (ingam_credential_get_id (a, one), ==, ingam_credential_get_id (b, other));
  g_assert_cmpstr (ingam_credential_get_name (a), ==, ingam_credential_get_name (b));
  g_assert_cmpstr (ingam_credential_get_dn (a), ==, ingam_credential_get_dn (b));
  g_assert_cmpstr (ingam_credential_get_issuer (a), ==, ingam_credential_get_issuer (b));
  g_assert_cmpstr (ingam_credential_get_organization (a), ==,
                   ingam_credential_get_organization (b));
  g_assert_cmpstr (ingam_credential_get_serial (a), ==, ingam_credential_get_serial (b));
  g_assert_cmpstr (ingam_credential_get_folder (a), ==, ingam_credential_get_folder (b));
  g_assert_cmpstr (ingam_credential_get_purpose_oid (a), ==, ingam_credential_get_purpose_oid (b));
  g_assert_cmpstr (ingam_credential_get_key_type (a), ==, ingam_credential_get_key_type (b));
  g_assert_cmpstr (ingam_credential_get_key_scheme (a), ==, ingam_credential_get_key_scheme (b));
  g_assert_true (ingam_credential_get_purpose (a) == ingam_credential_get_purpose (b));
  g_assert_true (ingam_credential_get_authority (a) == ingam_credential_get_authority (b));
  g_assert_true (
      ingam_subject_equal (ingam_credential_get_subject (a), ingam_credential_get_subject (b)));
  g_assert_cmpint (ingam_credential_get_not_before (a), ==, ingam_credential_get_not_before (b));
  g_assert_cmpint (ingam_credential_get_not_after (a), ==, ingam_credential_get_not_after (b));
  g_assert_cmpuint (ingam_credential_get_key_rounds (a), ==, ingam_credential_get_key_rounds (b));
  g_assert_cmpuint (ingam_credential_get_key_size (a), ==, ingam_credential_get_key_size (b));
  g_assert_cmpint (ingam_credential_get_kind (a), ==, ingam_credential_get_kind (b));
  g_assert_cmpint (ingam_credential_get_oddities (a), ==, ingam_credential_get_oddities (b));
  g_assert_cmpint (ingam_credential_has_encryption_pair (a), ==,
                   ingam_credential_has_encryption_pair (b));
  g_assert_cmpint (ingam_credential_get_superseded_by (a) != NULL, ==,
                   ingam_credential_get_superseded_by (b) != NULL);
  g_assert_cmpmem (ingam_credential_get_key_id (a), 32, ingam_credential_get_key_id (b), 32);
}

static void
test_what_comes_back_is_what_was_remembered (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamScan) first = scan (self, NULL);
  g_autoptr (GVariant) memory = hand_over (first);
  g_autoptr (IngamScan) back = ingam_scan_recall (self->store, memory);

  g_assert_nonnull (back);
  g_assert_cmpuint (ingam_scan_get_credentials (back)->len, ==, 30);
  for (guint i = 0; i < 30; i++)
    assert_same (ingam_scan_get_credentials (first)->pdata[i],
                 ingam_scan_get_credentials (back)->pdata[i]);
}

static void
test_only_what_changed_is_read (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamScan) first = scan_settled (self);
  g_autoptr (GVariant) memory = hand_over (first);
  g_autoptr (IngamScan) back = ingam_scan_recall (self->store, memory);
  g_autoptr (IngamScan) second = scan (self, back);
  g_autoptr (IngamScan) third = NULL;
  g_autofree char *path = g_build_filename (
      self->store, ingam_credential_get_folder (ingam_scan_get_credentials (first)->pdata[7]),
      "signCert.der", NULL);
  g_autoptr (GBytes) bytes = ingam_test_read (path);

  g_assert_cmpuint (ingam_scan_get_n_reused (second), ==, 30);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL),
                                      (gssize) g_bytes_get_size (bytes), NULL));
  third = scan (self, back);
  g_assert_cmpuint (ingam_scan_get_n_reused (third), ==, 29);
  g_assert_cmpuint (ingam_scan_get_credentials (third)->len, ==, 30);
}

static void
test_what_is_no_memory_is_none (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamScan) first = scan (self, NULL);
  g_autoptr (GVariant) memory = hand_over (first);
  g_autoptr (GVariant) other = g_variant_ref_sink (g_variant_new_string ("no memory"));
  g_autoptr (GBytes) bytes = g_variant_get_data_as_bytes (memory);
  gsize size = g_bytes_get_size (bytes);

  g_assert_null (ingam_scan_recall ("/somewhere/else", memory));
  g_assert_null (ingam_scan_recall (self->store, other));
  /* Cut off, and with bytes that were turned over: either none, or something that a scan can take.
   */
  for (gsize at = 0; at < size; at += 97)
    {
      g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, NULL), size);
      g_autoptr (GBytes) cut = g_bytes_new (copy, at);
      g_autoptr (GBytes) turned = NULL;
      g_autoptr (GVariant) one = NULL;
      g_autoptr (GVariant) two = NULL;
      g_autoptr (IngamScan) from_cut = NULL;
      g_autoptr (IngamScan) from_turned = NULL;
      g_autoptr (IngamScan) after = NULL;

      copy[at] ^= 0xff;
      turned = g_bytes_new (copy, size);
      one = g_variant_ref_sink (g_variant_new_from_bytes (g_variant_get_type (memory), cut, FALSE));
      two = g_variant_ref_sink (
          g_variant_new_from_bytes (g_variant_get_type (memory), turned, FALSE));
      from_cut = ingam_scan_recall (self->store, one);
      from_turned = ingam_scan_recall (self->store, two);
      after = scan (self, from_turned);
      g_assert_cmpuint (ingam_scan_get_credentials (after)->len, ==, 30);
    }
}

#define TEST(name, func) g_test_add ("/scan-memory/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("what-comes-back-is-what-was-remembered", test_what_comes_back_is_what_was_remembered);
  TEST ("only-what-changed-is-read", test_only_what_changed_is_read);
  TEST ("what-is-no-memory-is-none", test_what_is_no_memory_is_none);
  return g_test_run ();
}
