/* test-demo.c: that the sample store shows every state and scheme, opens with its password, and
 * that the loose samples are what their names say. */
#include "config.h"

#include "core/demo/demo.h"
#include "core/import/plan.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/codec/bundle.h"
#include "core/codec/private-key.h"
#include "core/codec/sealed-key.h"
#include "core/store/layout.h"
#include "core/store/scan.h"
#include "support/scratch.h"

#include <string.h>

#define NOW 1798794123 /* 2027-01-01 in the afternoon, Korean time */

static IngamScratch *scratch;
static IngamScan *scan;
static char *store;

static IngamCredential *
find (const char *name)
{
  GPtrArray *all = ingam_scan_get_credentials (scan);

  for (guint i = 0; i < all->len; i++)
    if (strcmp (ingam_credential_get_name (all->pdata[i]), name) == 0)
      return all->pdata[i];
  g_error ("%s is not in the sample store", name);
}

static void
test_has_every_state (void)
{
  GPtrArray *all = ingam_scan_get_credentials (scan);
  guint states = 0, kinds = 0, superseded = 0;

  for (guint i = 0; i < all->len; i++)
    {
      states |= 1u << ingam_credential_get_state (all->pdata[i], NOW);
      kinds |= 1u << ingam_credential_get_kind (all->pdata[i]);
      superseded += ingam_credential_get_superseded_by (all->pdata[i]) != NULL;
    }
  g_assert_cmpuint (states, ==,
                    1u << INGAM_STATE_VALID | 1u << INGAM_STATE_RENEWABLE |
                        1u << INGAM_STATE_EXPIRED | 1u << INGAM_STATE_NOT_YET_VALID);
  g_assert_true (kinds & (1u << INGAM_KIND_PERSON));
  g_assert_true (kinds & (1u << INGAM_KIND_COMPANY));
  g_assert_cmpuint (superseded, ==, 1);
}

static void
test_has_every_authority_and_scheme (void)
{
  static const char *const schemes[] = { "pbes1-seed",   "pbes1-seed-fixed-iv", "pbes2-seed",
                                         "pbes2-aes128", "pbes2-aes256",        "pkcs12-3des" };
  GPtrArray *all = ingam_scan_get_credentials (scan);

  for (const IngamAuthority *const *known = ingam_authority_list (); *known; known++)
    {
      gboolean found = FALSE;

      for (guint i = 0; i < all->len; i++)
        found |= ingam_credential_get_authority (all->pdata[i]) == *known;
      g_test_message ("%s", (*known)->word);
      g_assert_true (found);
    }
  for (guint s = 0; s < G_N_ELEMENTS (schemes); s++)
    {
      gboolean found = FALSE;

      for (guint i = 0; i < all->len; i++)
        found |= g_strcmp0 (ingam_credential_get_key_scheme (all->pdata[i]), schemes[s]) == 0;
      g_assert_true (found);
    }
}

static void
test_has_the_odd_ones (void)
{
  g_assert_cmpuint (ingam_credential_get_oddities (find ("전우치")), ==, INGAM_ODDITY_NO_KEY);
  g_assert_cmpuint (ingam_credential_get_oddities (find ("콩쥐")), ==, INGAM_ODDITY_TRAILING_BYTES);
  g_assert_cmpuint (ingam_credential_get_key_size (find ("흥부건설")), ==, 3072);
  g_assert_null (ingam_credential_get_purpose (find ("황진이")));
  g_assert_nonnull (ingam_credential_get_purpose_oid (find ("황진이")));
  g_assert_nonnull (ingam_credential_get_purpose (find ("성춘향")));
  g_assert_true (ingam_credential_has_encryption_pair (find ("성춘향")));
  g_assert_false (ingam_credential_has_encryption_pair (find ("홍길동")));
  g_assert_cmpuint (ingam_scan_get_oddities (scan)->len, ==, 0);
}

static void
test_days_left_are_whole (void)
{
  g_assert_cmpint (ingam_credential_get_days_left (find ("이몽룡상사"), NOW), ==, 20);
  g_assert_cmpint (ingam_credential_get_days_left (find ("놀부유통"), NOW), ==, 7);
  g_assert_cmpint (ingam_credential_get_days_left (find ("콩쥐"), NOW), ==, 0);
}

static void
assert_pair_opens (GBytes *certificate, GBytes *key, gboolean expect_random)
{
  g_autoptr (IngamSecret) password = ingam_secret_new_text (INGAM_DEMO_PASSWORD);
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamCertificate) parsed = ingam_certificate_new (certificate, &error);
  g_autoptr (IngamSealedKey) sealed = ingam_sealed_key_new (key, &error);
  g_autoptr (IngamSecret) plain = NULL;
  g_autoptr (GBytes) spki = NULL;

  g_assert_no_error (error);
  plain = ingam_sealed_key_open (sealed, password, INGAM_KDF_ASK_ROUNDS, NULL, &error);
  g_assert_no_error (error);
  spki = ingam_certificate_dup_spki (parsed);
  ingam_private_key_match (plain, spki, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ingam_private_key_has_random (plain), ==, expect_random);
}

static void
test_all_keys_open_and_fit (void)
{
  GPtrArray *all = ingam_scan_get_credentials (scan);

  for (guint i = 0; i < all->len; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (IngamFolderFiles) files = ingam_scan_read_files (store, all->pdata[i], &error);
      gboolean has_random = strcmp (ingam_credential_get_name (all->pdata[i]), "임꺽정") != 0;

      g_assert_no_error (error);
      if (files->files[INGAM_ROLE_SIGN_KEY])
        assert_pair_opens (files->files[INGAM_ROLE_SIGN_CERT], files->files[INGAM_ROLE_SIGN_KEY],
                           has_random);
      if (files->files[INGAM_ROLE_KM_KEY])
        assert_pair_opens (files->files[INGAM_ROLE_KM_CERT], files->files[INGAM_ROLE_KM_KEY],
                           FALSE);
    }
}

static void
test_does_not_mix_with_other_things (void)
{
  g_autoptr (IngamScratch) path = ingam_scratch_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  ingam_scratch_write (path, "letter", "x", 1);
  before = ingam_test_snapshot (path);
  g_assert_false (ingam_demo_make (path, NOW, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_ALREADY_HERE);
  after = ingam_test_snapshot (path);
  g_assert_cmpstr (before, ==, after);
}

static void
test_many_are_many_and_distinct (void)
{
  g_autoptr (IngamScratch) path = ingam_scratch_new ();
  g_autofree char *many = g_build_filename (path, "many", NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (IngamScan) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *all;

  ingam_demo_make_many (many, 60, NOW, NULL, &error);
  g_assert_no_error (error);
  result = ingam_scan_run (many, NULL, NULL, &error);
  g_assert_no_error (error);
  all = ingam_scan_get_credentials (result);
  g_assert_cmpuint (all->len, ==, 60);
  g_assert_cmpuint (ingam_scan_get_oddities (result)->len, ==, 0);
  for (guint i = 0; i < all->len; i++)
    {
      char hex[65];

      g_assert_cmpuint (ingam_credential_get_oddities (all->pdata[i]), ==, 0);
      g_assert_null (ingam_credential_get_superseded_by (all->pdata[i]));
      g_hash_table_add (seen, g_strdup (ingam_credential_get_name (all->pdata[i])));
      g_hash_table_add (seen, g_strdup (ingam_credential_get_id (all->pdata[i], hex)));
      g_hash_table_add (seen, g_strdup (ingam_credential_get_serial (all->pdata[i])));
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, 180);
}

static GBytes *
read_sample (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return ingam_test_read (path);
}

static void
assert_bundle (const char *folder, const char *name, guint n)
{
  g_autoptr (IngamSecret) password = ingam_secret_new_text (INGAM_DEMO_PASSWORD);
  g_autoptr (GBytes) bytes = read_sample (folder, name);
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamBundle) bundle = ingam_bundle_new (bytes, &error);
  g_autoptr (IngamBundleContents) contents = NULL;

  g_assert_no_error (error);
  contents = ingam_bundle_open (bundle, password, INGAM_KDF_ASK_ROUNDS, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (contents->certificates->len, ==, n);
  g_assert_cmpuint (contents->keys->len, ==, n);
  g_assert_true (ingam_private_key_has_random (contents->keys->pdata[0]));
}

static void
test_samples_are_what_they_say (void)
{
  g_autoptr (IngamScratch) path = ingam_scratch_new ();
  g_autofree char *samples = g_build_filename (path, "samples", NULL);
  g_autoptr (GBytes) damaged = NULL;
  g_autoptr (GBytes) closed = NULL;
  g_autoptr (IngamSealedKey) unsupported = NULL;
  g_autoptr (GError) error = NULL;

  ingam_demo_make_samples (samples, NOW, NULL, &error);
  g_assert_no_error (error);
  assert_bundle (samples, "compatible.pfx", 2);
  assert_bundle (samples, "modern.p12", 1);
  damaged = read_sample (samples, "damaged/signPri.key");
  g_assert_null (ingam_sealed_key_new (damaged, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_DAMAGED);
  g_clear_error (&error);
  closed = read_sample (samples, "unsupported/signPri.key");
  unsupported = ingam_sealed_key_new (closed, &error);
  g_assert_no_error (error);
  g_assert_false (ingam_sealed_key_is_supported (unsupported));
}

/* Each sample ends as what it was made to be; the halves do not take a broken one's certificate. */
static void
test_samples_import_as_they_should (void)
{
  static const struct
  {
    const char *source;
    IngamOutcome outcome;
  } expected[] = {
    { "compatible.pfx", INGAM_OUTCOME_NEW },
    { "modern.p12", INGAM_OUTCOME_NEW },
    { "half one/document.txt", INGAM_OUTCOME_NEW },
    { "damaged/signCert.der", INGAM_OUTCOME_DAMAGED },
    { "unsupported/signCert.der", INGAM_OUTCOME_UNSUPPORTED },
    { "not-a-certificate.der", INGAM_OUTCOME_NOT_A_CERTIFICATE },
  };
  g_autoptr (IngamScratch) path = ingam_scratch_new ();
  g_autofree char *samples = g_build_filename (path, "samples", NULL);
  g_autofree char *target = g_build_filename (path, "store", NULL);
  const char *const paths[] = { samples, NULL };
  g_autoptr (IngamSecret) password = ingam_secret_new_text (INGAM_DEMO_PASSWORD);
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamImportPlan) plan = NULL;
  guint found = 0;

  ingam_demo_make_samples (samples, NOW, NULL, &error);
  g_assert_no_error (error);
  plan = ingam_import_plan_new (target, paths, NULL, &error);
  g_assert_no_error (error);
  ingam_import_plan_offer_password (plan, password, INGAM_KDF_ASK_ROUNDS, NULL, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < ingam_import_plan_get_n_entries (plan); i++)
    {
      IngamImportEntry *entry = ingam_import_plan_get_entry (plan, i);
      const char *source = ingam_import_entry_get_source (entry);

      g_test_message ("%s: %s", source, ingam_import_entry_get_message (entry));
      for (gsize j = 0; j < G_N_ELEMENTS (expected); j++)
        if (g_str_has_suffix (source, expected[j].source))
          {
            g_assert_cmpint (ingam_import_entry_get_outcome (entry), ==, expected[j].outcome);
            found |= 1u << j;
          }
    }
  g_assert_cmpuint (found, ==, (1u << G_N_ELEMENTS (expected)) - 1);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  scratch = ingam_scratch_new ();
  store = g_build_filename (scratch, "NPKI", NULL);
  ingam_demo_make (store, NOW, NULL, &error);
  g_assert_no_error (error);
  scan = ingam_scan_run (store, NULL, NULL, &error);
  g_assert_no_error (error);

  g_test_add_func ("/demo/has-every-state", test_has_every_state);
  g_test_add_func ("/demo/has-every-authority-and-scheme", test_has_every_authority_and_scheme);
  g_test_add_func ("/demo/has-the-odd-ones", test_has_the_odd_ones);
  g_test_add_func ("/demo/days-left-are-whole", test_days_left_are_whole);
  g_test_add_func ("/demo/all-keys-open-and-fit", test_all_keys_open_and_fit);
  g_test_add_func ("/demo/does-not-mix-with-other-things", test_does_not_mix_with_other_things);
  g_test_add_func ("/demo/many-are-many-and-distinct", test_many_are_many_and_distinct);
  g_test_add_func ("/demo/samples-are-what-they-say", test_samples_are_what_they_say);
  g_test_add_func ("/demo/samples-import-as-they-should", test_samples_import_as_they_should);
  status = g_test_run ();
  ingam_scan_unref (scan);
  g_free (store);
  ingam_scratch_free (scratch);
  return status;
}
