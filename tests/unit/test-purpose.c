/* test-purpose.c: what a certificate is for, and what is not guessed. */
#include "config.h"

#include "core/cert/purpose.h"

#include "support/scratch.h"
#include "support/tiny-certificate.h"

static const struct
{
  const char *oid;
  const char *word;
  IngamKind kind;
} known[] = {
  { "1.2.410.200005.1.1.1", "universal", INGAM_KIND_PERSON },
  { "1.2.410.200005.1.1.5", "universal", INGAM_KIND_COMPANY },
  { "1.2.410.200005.1.1.4", "bank", INGAM_KIND_PERSON },
  { "1.2.410.200005.1.1.2", "bank", INGAM_KIND_COMPANY },
  { "1.2.410.200005.1.1.4.1", "bank", INGAM_KIND_PERSON },
  { "1.2.410.200005.1.1.6.8", "tax-invoice", INGAM_KIND_UNKNOWN },
  { "1.2.410.200004.5.1.1.5", "universal", INGAM_KIND_PERSON },
  { "1.2.410.200004.5.1.1.7", "universal", INGAM_KIND_COMPANY },
  { "1.2.410.200004.5.2.1.2", "universal", INGAM_KIND_PERSON },
  { "1.2.410.200004.5.2.1.1", "universal", INGAM_KIND_COMPANY },
  { "1.2.410.200004.5.4.1.1", "universal", INGAM_KIND_PERSON },
  { "1.2.410.200004.5.4.1.101", "bank", INGAM_KIND_UNKNOWN },
  { "1.2.410.200012.1.1.3", "universal", INGAM_KIND_COMPANY },
};

static void
test_known_policies (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      const IngamPurpose *purpose = ingam_purpose_find_by_oid (known[i].oid);

      g_assert_nonnull (purpose);
      g_assert_cmpstr (purpose->oid, ==, known[i].oid);
      g_assert_cmpstr (purpose->word, ==, known[i].word);
      g_assert_cmpint (purpose->kind, ==, known[i].kind);
      g_assert_cmpstr (purpose->title, !=, "");
    }
}

static void
test_found_by_bytes (void)
{
  g_autoptr (GBytes) bank = ingam_test_hex ("2a831a8c9a45010104");
  g_autoptr (GBytes) next = ingam_test_hex ("2a831a8c9a45010103");
  g_autoptr (GBytes) longer = ingam_test_hex ("2a831a8c9a45010104 7f");

  g_assert_true (ingam_purpose_find ((IngamDer){ g_bytes_get_data (bank, NULL), 9 }) ==
                 ingam_purpose_find_by_oid ("1.2.410.200005.1.1.4"));
  g_assert_null (ingam_purpose_find ((IngamDer){ g_bytes_get_data (next, NULL), 9 }));
  g_assert_null (ingam_purpose_find ((IngamDer){ g_bytes_get_data (longer, NULL), 10 }));
  g_assert_null (ingam_purpose_find ((IngamDer){ NULL, 0 }));
}

static void
test_bad_oids_are_unknown (void)
{
  static const char *const bad[] = { "",
                                     ".",
                                     "1",
                                     "1.2.410.200005.1.1.4.",
                                     "1..2",
                                     "x.y",
                                     "3.1",
                                     "1.2.410.200005.1.1.-4",
                                     "1.2.410.200005.1.1.99999999999" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (ingam_purpose_find_by_oid (bad[i]));
  g_assert_null (ingam_purpose_find_by_oid (NULL));
}

/* data/purposes.csv as it lies in the source: each row must have come through. */
static void
test_every_row_was_read (void)
{
  g_autofree char *path = g_build_filename (SOURCE_ROOT, "data", "purposes.csv", NULL);
  g_autoptr (GBytes) bytes = ingam_test_read (path);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint rows = 0;

  for (guint i = 0; lines[i]; i++)
    {
      g_auto (GStrv) columns = g_strsplit (lines[i], ",", -1);
      const IngamPurpose *purpose;

      if (lines[i][0] == '#' || lines[i][0] == '\0')
        continue;
      g_assert_cmpuint (g_strv_length (columns), ==, 4);
      purpose = ingam_purpose_find_by_oid (columns[0]);
      g_assert_nonnull (purpose);
      g_assert_cmpstr (purpose->oid, ==, columns[0]);
      g_assert_cmpstr (ingam_kind_get_word (purpose->kind), ==, columns[2]);
      g_assert_cmpstr (purpose->word, ==, columns[3]);
      rows++;
    }
  g_test_message ("%u policies", rows);
  g_assert_cmpuint (rows, >, 40);
}

static void
test_unknown_is_said_and_not_guessed (void)
{
  g_autofree char *unknown = ingam_purpose_dup_display (NULL, "1.2.3.4");
  g_autofree char *hostile = ingam_purpose_dup_display (NULL, "1.2\n3");
  g_autofree char *without = ingam_purpose_dup_display (NULL, NULL);
  g_autofree char *bank =
      ingam_purpose_dup_display (ingam_purpose_find_by_oid ("1.2.410.200005.1.1.4"), NULL);

  g_assert_cmpstr (unknown, ==, "Other use (OID 1.2.3.4)");
  g_assert_cmpstr (hostile, ==, "Other use (OID 1.2 3)");
  g_assert_cmpstr (without, ==, "No purpose stated");
  g_assert_cmpstr (bank, ==, "Banks and insurance");
}

static IngamKind
kind_of (const char *policy, const char *organization, const char *unit)
{
  const IngamTestAttribute issuer[] = { { INGAM_TEST_O, 0x0c, organization }, { NULL } };
  const IngamTestAttribute subject[] = { { INGAM_TEST_OU, 0x0c, "WOORI" },
                                         { INGAM_TEST_OU, 0x0c, unit },
                                         { NULL } };
  const IngamTestCertificate facts = { .issuer = issuer, .subject = subject, .policy = policy };
  g_autoptr (GBytes) der = ingam_test_certificate (&facts);
  IngamCertificateFields fields;

  g_assert_true (
      ingam_certificate_peek (g_bytes_get_data (der, NULL), g_bytes_get_size (der), &fields));
  return ingam_purpose_find_kind (&fields);
}

static void
test_kind_by_policy_then_by_unit (void)
{
  static const char company_policy[] = "2a831a8c9a45010105", tax_policy[] = "2a831a8c9a4501010608";

  g_assert_cmpint (kind_of (company_policy, "yessign", "personal4IB"), ==, INGAM_KIND_COMPANY);
  g_assert_cmpint (kind_of (NULL, "yessign", "personal4IB"), ==, INGAM_KIND_PERSON);
  g_assert_cmpint (kind_of (tax_policy, "yessign", "xUse4Esero"), ==, INGAM_KIND_COMPANY);
  g_assert_cmpint (kind_of (NULL, "KICA", "personal4IB"), ==, INGAM_KIND_UNKNOWN);
  g_assert_cmpint (kind_of (NULL, "yessign", "other"), ==, INGAM_KIND_UNKNOWN);
  g_assert_cmpint (kind_of ("2a0304", "yessign", "other"), ==, INGAM_KIND_UNKNOWN);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/purpose/known-policies", test_known_policies);
  g_test_add_func ("/purpose/found-by-bytes", test_found_by_bytes);
  g_test_add_func ("/purpose/bad-oids-are-unknown", test_bad_oids_are_unknown);
  g_test_add_func ("/purpose/every-row-was-read", test_every_row_was_read);
  g_test_add_func ("/purpose/unknown-is-said-and-not-guessed",
                   test_unknown_is_said_and_not_guessed);
  g_test_add_func ("/purpose/kind-by-policy-then-by-unit", test_kind_by_policy_then_by_unit);
  return g_test_run ();
}
