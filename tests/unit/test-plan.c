/* test-plan.c: what an import would do, with everything made on the spot; nothing is written by it.
 */
#include "config.h"

#include "core/codec/pem.h"
#include "core/codec/private-key.h"
#include "core/demo/maker.h"
#include "core/import/plan-private.h"
#include "core/import/plan.h"
#include "support/hand-in.h"
#include "support/shared.h"
#include "support/tiny-certificate.h"

#include <string.h>

/* One drop: a scratch folder with "in" to hand in from and "store" to compare with. */
typedef struct
{
  IngamScratch *scratch;
  IngamImportPlan *plan;
} Drop;

static IngamTestPair *hong; /* shared pairs, each with a key of its own */
static IngamTestPair *hong_km;
static IngamTestPair *sim;
static IngamTestPair *kim_without_random;

static void
drop_init (Drop *drop)
{
  drop->scratch = ingam_scratch_new ();
  drop->plan = NULL;
}

static void
drop_clear (Drop *drop)
{
  ingam_import_plan_free (drop->plan);
  ingam_scratch_free (drop->scratch);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Drop, drop_clear)

static void
put (Drop *drop, const char *relative, GBytes *bytes)
{
  ingam_scratch_write_bytes (drop->scratch, relative, bytes);
}

/* Paths relative to the scratch folder, NULL at the end. */
static void
hand_in (Drop *drop, const char *first, ...)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *store = g_build_filename (drop->scratch, "store", NULL);
  g_autoptr (GError) error = NULL;
  va_list args;

  va_start (args, first);
  for (const char *path = first; path; path = va_arg (args, const char *))
    g_ptr_array_add (paths, g_build_filename (drop->scratch, path, NULL));
  va_end (args);
  g_ptr_array_add (paths, NULL);
  g_clear_pointer (&drop->plan, ingam_import_plan_free);
  drop->plan = ingam_import_plan_new (store, (const char *const *) paths->pdata, NULL, &error);
  g_assert_no_error (error);
}

static int
offer (Drop *drop, const char *text)
{
  g_autoptr (IngamSecret) password = ingam_secret_new_text (text);
  g_autoptr (GError) error = NULL;
  int n =
      ingam_import_plan_offer_password (drop->plan, password, INGAM_KDF_ASK_ROUNDS, NULL, &error);

  g_assert_no_error (error);
  return n;
}

static IngamImportEntry *
entry (Drop *drop, guint index)
{
  return ingam_import_plan_get_entry (drop->plan, index);
}

static void
dump (Drop *drop)
{
  for (guint i = 0; i < ingam_import_plan_get_n_entries (drop->plan); i++)
    g_test_message ("%s: %s: %s", ingam_import_entry_get_display (entry (drop, i)),
                    ingam_outcome_get_word (ingam_import_entry_get_outcome (entry (drop, i))),
                    ingam_import_entry_get_message (entry (drop, i)));
}

static void
assert_entries (Drop *drop, guint n)
{
  dump (drop);
  g_assert_cmpuint (ingam_import_plan_get_n_entries (drop->plan), ==, n);
}

static void
assert_entry (Drop *drop, guint index, IngamOutcome outcome, const char *words)
{
  const char *message = ingam_import_entry_get_message (entry (drop, index));

  g_assert_cmpint (ingam_import_entry_get_outcome (entry (drop, index)), ==, outcome);
  if (!strstr (message, words))
    g_error ("\"%s\" does not say \"%s\"", message, words);
  g_assert_cmpint (ingam_import_entry_get_wanted (entry (drop, index)), ==,
                   outcome == INGAM_OUTCOME_NEW);
}

static void
assert_only (Drop *drop, IngamOutcome outcome, const char *words)
{
  assert_entries (drop, 1);
  assert_entry (drop, 0, outcome, words);
}

static void
assert_file (Drop *drop, guint index, IngamRole role, GBytes *want)
{
  GBytes *have = entry (drop, index)->files[role];

  if (want)
    g_assert_true (have && g_bytes_equal (have, want));
  else
    g_assert_null (have);
}

/* --- pairs --- */

static void
test_a_folder_needs_no_password (void)
{
  g_auto (Drop) drop;

  drop_init (&drop);
  ingam_scratch_write_pair (drop.scratch, "in/cn=hong", hong, NULL);
  hand_in (&drop, "in", NULL);
  assert_only (&drop, INGAM_OUTCOME_NEW, "Ready");
  assert_file (&drop, 0, INGAM_ROLE_SIGN_CERT, hong->certificate);
  assert_file (&drop, 0, INGAM_ROLE_SIGN_KEY, hong->sealed);
  g_assert_cmpstr (ingam_credential_get_name (ingam_import_entry_get_credential (entry (&drop, 0))),
                   ==, "홍길동");
  g_assert_cmpuint (strlen (ingam_import_entry_get_id (entry (&drop, 0))), ==, 64);
}

static void
test_an_encryption_pair_belongs_to_its_signing_pair (void)
{
  g_auto (Drop) drop;

  drop_init (&drop);
  ingam_scratch_write_pair (drop.scratch, "in/cn=hong", hong, hong_km);
  hand_in (&drop, "in", NULL);
  assert_only (&drop, INGAM_OUTCOME_NEW, "Ready");
  assert_file (&drop, 0, INGAM_ROLE_KM_CERT, hong_km->certificate);
  assert_file (&drop, 0, INGAM_ROLE_KM_KEY, hong_km->sealed);
  g_assert_true (
      ingam_credential_has_encryption_pair (ingam_import_entry_get_credential (entry (&drop, 0))));
}

static void
test_half_an_encryption_pair_is_said (void)
{
  g_auto (Drop) drop;

  drop_init (&drop);
  ingam_scratch_write_pair (drop.scratch, "in/a", hong, NULL);
  put (&drop, "in/a/kmCert.der", hong_km->certificate);
  ingam_scratch_write_pair (drop.scratch, "in/b", sim, NULL);
  put (&drop, "in/b/kmPri.key", hong_km->sealed);
  hand_in (&drop, "in", NULL);
  assert_entries (&drop, 2);
  assert_entry (&drop, 0, INGAM_OUTCOME_NEW, "kmPri.key is missing");
  assert_entry (&drop, 1, INGAM_OUTCOME_NEW, "kmCert.der is missing");
  assert_file (&drop, 0, INGAM_ROLE_KM_CERT, NULL);
}

static void
test_flat_files_pair_by_their_names (void)
{
  g_auto (Drop) drop;

  drop_init (&drop);
  put (&drop, "in/001홍길동_sig.cer", hong->certificate);
  put (&drop, "in/001홍길동_sig.key", hong->sealed);
  put (&drop, "in/001홍길동_env.cer", hong_km->certificate);
  put (&drop, "in/001홍길동_env.key", hong_km->sealed);
  put (&drop, "in/SIM.CER", sim->certificate);
  put (&drop, "in/sim.Key", sim->sealed);
  hand_in (&drop, "in", NULL);
  assert_entries (&drop, 2);
  assert_entry (&drop, 0, INGAM_OUTCOME_NEW, "Ready");
  assert_file (&drop, 0, INGAM_ROLE_KM_KEY, hong_km->sealed);
  assert_entry (&drop, 1, INGAM_OUTCOME_NEW, "Ready");
  assert_file (&drop, 1, INGAM_ROLE_SIGN_KEY, sim->sealed);
}

static void
test_content_decides_not_the_name (void)
{
  g_auto (Drop) drop;
  g_autoptr (GBytes) armour = ingam_pem_encode ("ENCRYPTED PRIVATE KEY", hong->sealed);

  drop_init (&drop);
  put (&drop, "in/signcert.DER", armour);           /* the key, in armour */
  put (&drop, "in/SIGNPRI.KEY", hong->certificate); /* the certificate */
  hand_in (&drop, "in", NULL);
  assert_only (&drop, INGAM_OUTCOME_NEW, "Ready");
  assert_file (&drop, 0, INGAM_ROLE_SIGN_CERT, hong->certificate);
  assert_file (&drop, 0, INGAM_ROLE_SIGN_KEY, hong->sealed);
}

static void
test_one_armoured_file_may_hold_both (void)
{
  g_auto (Drop) drop;
  g_autoptr (GBytes) one = ingam_pem_encode ("CERTIFICATE", hong->certificate);
  g_autoptr (GBytes) two = ingam_pem_encode ("CERTIFICATE", ingam_test_authority_der ());
  g_autoptr (GBytes) three = ingam_pem_encode ("ENCRYPTED PRIVATE KEY", hong->sealed);
  g_autofree char *text = g_strdup_printf (
      "%.*s%.*s%.*s", (int) g_bytes_get_size (one), (const char *) g_bytes_get_data (one, NULL),
      (int) g_bytes_get_size (two), (const char *) g_bytes_get_data (two, NULL),
      (int) g_bytes_get_size (three), (const char *) g_bytes_get_data (three, NULL));

  drop_init (&drop);
  ingam_scratch_write (drop.scratch, "in/hong.pem", text, strlen (text));
  hand_in (&drop, "in/hong.pem", NULL);
  assert_only (&drop, INGAM_OUTCOME_NEW, "Ready");
  assert_file (&drop, 0, INGAM_ROLE_SIGN_KEY, hong->sealed);
}

static void
test_trailing_bytes_are_left_out_and_said (void)
{
  g_auto (Drop) drop;
  g_autoptr (GByteArray) longer = g_byte_array_new ();

  drop_init (&drop);
  g_byte_array_append (longer, g_bytes_get_data (hong->sealed, NULL),
                       (guint) g_bytes_get_size (hong->sealed));
  g_byte_array_append (longer, (const guint8 *) "46 bytes of a longer file", 25);
  ingam_scratch_write (drop.scratch, "in/signPri.key", longer->data, longer->len);
  put (&drop, "in/signCert.der", hong->certificate);
  hand_in (&drop, "in", NULL);
  assert_only (&drop, INGAM_OUTCOME_NEW, "after the end of its key file");
  assert_file (&drop, 0, INGAM_ROLE_SIGN_KEY, hong->sealed);
}

static void
test_capubs_come_along_quietly (void)
{
  g_auto (Drop) drop;
  GBytes *two[] = { ingam_test_authority_der (), ingam_test_authority_der () };
  g_autoptr (GBytes) pubs = ingam_maker_wrap (two, 2);

  drop_init (&drop);
  ingam_scratch_write_pair (drop.scratch, "in/a", hong, NULL);
  put (&drop, "in/a/CaPubs", pubs);
  put (&drop, "in/yessign-ca.der", ingam_test_authority_der ());
  hand_in (&drop, "in", NULL);
  assert_only (&drop, INGAM_OUTCOME_NEW, "Ready");
  assert_file (&drop, 0, INGAM_ROLE_CA_PUBS, pubs);
  /* and picked one by one in a file manager */
  hand_in (&drop, "in/a/signCert.der", "in/a/signPri.key", "in/a/CaPubs", NULL);
  assert_only (&drop, INGAM_OUTCOME_NEW, "Ready");
}

/* --- halves that find each other --- */

static void
test_two_halves_apart_are_one_entry_until_a_password (void)
{
  g_auto (Drop) drop;

  drop_init (&drop);
  put (&drop, "in/a/signCert.der", hong->certificate);
  put (&drop, "in/b/some.key", hong->sealed);
  hand_in (&drop, "in/a", "in/b", NULL);
  assert_only (&drop, INGAM_OUTCOME_NEEDS_PASSWORD, "password is needed");
  g_assert_cmpuint (ingam_import_plan_get_n_waiting (drop.plan), ==, 1);
  g_assert_cmpint (offer (&drop, "wrong"), ==, 0);
  assert_only (&drop, INGAM_OUTCOME_WRONG_PASSWORD, "password is not right");
  g_assert_cmpint (offer (&drop, INGAM_TEST_PASSWORD), ==, 1);
  assert_only (&drop, INGAM_OUTCOME_NEW, "Ready");
  assert_file (&drop, 0, INGAM_ROLE_SIGN_KEY, hong->sealed);
  g_assert_cmpuint (ingam_import_plan_get_n_waiting (drop.plan), ==, 0);
}

static void
test_a_password_settles_who_belongs_to_whom (void)
{
  g_auto (Drop) drop;

  drop_init (&drop);
  put (&drop, "in/1.der", hong->certificate);
  put (&drop, "in/2.der", sim->certificate);
  put (&drop, "in/3.key", sim->sealed);
  put (&drop, "in/4.key", hong->sealed);
  put (&drop, "in/5.der", hong_km->certificate);
  put (&drop, "in/6.key", hong_km->sealed);
  hand_in (&drop, "in", NULL);
  g_assert_cmpuint (ingam_import_plan_get_n_wanted (drop.plan), ==, 0);
  g_assert_cmpint (offer (&drop, INGAM_TEST_PASSWORD), ==, 3);
  assert_entries (&drop, 2);
  assert_entry (&drop, 0, INGAM_OUTCOME_NEW, "Ready");
  assert_file (&drop, 0, INGAM_ROLE_SIGN_KEY, hong->sealed);
  assert_file (&drop, 0, INGAM_ROLE_KM_KEY, hong_km->sealed);
  assert_file (&drop, 1, INGAM_ROLE_SIGN_KEY, sim->sealed);
}

static void
test_halves_of_two_people_stay_halves (void)
{
  g_auto (Drop) drop;

  drop_init (&drop);
  put (&drop, "in/a/signCert.der", hong->certificate);
  put (&drop, "in/b/signPri.key", sim->sealed);
  hand_in (&drop, "in", NULL);
  assert_only (&drop, INGAM_OUTCOME_NEEDS_PASSWORD, "password is needed");
  g_assert_cmpint (offer (&drop, INGAM_TEST_PASSWORD), ==, 1);
  assert_entries (&drop, 2);
  assert_entry (&drop, 0, INGAM_OUTCOME_HALF_PAIR, "signPri.key");
  assert_entry (&drop, 1, INGAM_OUTCOME_HALF_PAIR, "signCert.der");
}

static void
test_a_key_of_another_is_found_out_by_a_password (void)
{
  g_auto (Drop) drop;

  drop_init (&drop);
  put (&drop, "in/signCert.der", hong->certificate);
  put (&drop, "in/signPri.key", sim->sealed);
  hand_in (&drop, "in", NULL);
  assert_only (&drop, INGAM_OUTCOME_NEW, "Ready");
  offer (&drop, INGAM_TEST_PASSWORD);
  assert_entries (&drop, 2);
  assert_entry (&drop, 0, INGAM_OUTCOME_HALF_PAIR, "belongs to another certificate");
  assert_entry (&drop, 1, INGAM_OUTCOME_HALF_PAIR, "signCert.der");
}

static void
test_a_half_is_found_beside_the_file (void)
{
  g_auto (Drop) drop;

  drop_init (&drop);
  ingam_scratch_write_pair (drop.scratch, "in", hong, hong_km);
  hand_in (&drop, "in/signCert.der", NULL);
  assert_only (&drop, INGAM_OUTCOME_NEW, "Ready");
  assert_file (&drop, 0, INGAM_ROLE_SIGN_KEY, hong->sealed);
  assert_file (&drop, 0, INGAM_ROLE_KM_KEY, hong_km->sealed);

  hand_in (&drop, "in/signPri.key", NULL);
  assert_only (&drop, INGAM_OUTCOME_NEW, "Ready");
  assert_file (&drop, 0, INGAM_ROLE_SIGN_CERT, hong->certificate);
  g_assert_cmpstr (ingam_import_entry_get_display (entry (&drop, 0)), ==, "signPri.key");
}

static void
test_both_halves_bring_the_encryption_pair_beside (void)
{
  g_auto (Drop) drop;

  drop_init (&drop);
  ingam_scratch_write_pair (drop.scratch, "in", hong, hong_km);
  hand_in (&drop, "in/signCert.der", "in/signPri.key", NULL);
  assert_only (&drop, INGAM_OUTCOME_NEW, "Ready");
  assert_file (&drop, 0, INGAM_ROLE_KM_KEY, hong_km->sealed);
}

static void
test_a_half_beside_with_another_name_needs_a_password (void)
{
  g_auto (Drop) drop;

  drop_init (&drop);
  put (&drop, "in/hong.cer", hong->certificate);
  put (&drop, "in/download (1).key", hong->sealed);
  put (&drop, "in/someone-else.der", sim->certificate);
  hand_in (&drop, "in/hong.cer", NULL);
  assert_only (&drop, INGAM_OUTCOME_NEEDS_PASSWORD, "password is needed");
  offer (&drop, INGAM_TEST_PASSWORD);
  assert_only (&drop, INGAM_OUTCOME_NEW, "Ready");
}

static void
test_what_lies_beside_gets_no_entry (void)
{
  g_auto (Drop) drop;

  drop_init (&drop);
  ingam_scratch_write_pair (drop.scratch, "in", hong, NULL);
  put (&drop, "in/other.der", sim->certificate);
  put (&drop, "in/other.key", sim->sealed);
  ingam_scratch_write (drop.scratch, "in/broken.der", "\x30\x82", 2);
  hand_in (&drop, "in/signCert.der", NULL);
  assert_only (&drop, INGAM_OUTCOME_NEW, "Ready");
}

static void
test_missing_halves_are_named (void)
{
  g_auto (Drop) drop;

  drop_init (&drop);
  put (&drop, "a/signCert.der", hong->certificate);
  hand_in (&drop, "a", NULL);
  assert_only (&drop, INGAM_OUTCOME_HALF_PAIR, "signPri.key");
  put (&drop, "b/signPri.key", hong->sealed);
  hand_in (&drop, "b", NULL);
  assert_only (&drop, INGAM_OUTCOME_HALF_PAIR, "signCert.der");
  put (&drop, "c/kmCert.der", hong_km->certificate);
  put (&drop, "c/kmPri.key", hong_km->sealed);
  hand_in (&drop, "c", NULL);
  assert_only (&drop, INGAM_OUTCOME_HALF_PAIR, "encryption pair alone");
  put (&drop, "d/kmCert.der", hong_km->certificate);
  hand_in (&drop, "d", NULL);
  assert_only (&drop, INGAM_OUTCOME_HALF_PAIR, "encryption certificate alone");
}

static void
test_a_second_copy_of_a_key_is_known_once_open (void)
{
  g_auto (Drop) drop;

  drop_init (&drop);
  ingam_scratch_write_pair (drop.scratch, "in", hong, NULL);
  put (&drop, "in/old/copy.key", hong->sealed);
  hand_in (&drop, "in", NULL);
  assert_entries (&drop, 2);
  assert_entry (&drop, 0, INGAM_OUTCOME_HALF_PAIR, "signCert.der");
  offer (&drop, INGAM_TEST_PASSWORD);
  assert_entry (&drop, 0, INGAM_OUTCOME_ALREADY_HERE, "more than once");
  assert_entry (&drop, 1, INGAM_OUTCOME_NEW, "Ready");
}

/* --- PFX --- */

static void
test_a_pfx_goes_from_password_to_wrong_to_new (void)
{
  g_auto (Drop) drop;
  g_autoptr (GBytes) pfx = ingam_test_pfx (hong, NULL, "pfx-password");
  IngamImportEntry *first;
  gboolean known;

  drop_init (&drop);
  put (&drop, "in/hong.dat", pfx);
  hand_in (&drop, "in/hong.dat", NULL);
  assert_only (&drop, INGAM_OUTCOME_NEEDS_PASSWORD, "locked");
  first = entry (&drop, 0);
  g_assert_cmpint (offer (&drop, "wrong"), ==, 0);
  assert_only (&drop, INGAM_OUTCOME_WRONG_PASSWORD, "password is not right");
  g_assert_cmpint (offer (&drop, "pfx-password"), ==, 1);
  assert_only (&drop, INGAM_OUTCOME_NEW, "Ready");
  g_assert_true (entry (&drop, 0) == first);
  g_assert_true (ingam_import_entry_has_random (first, &known));
  g_assert_true (known);
}

static void
test_a_key_out_of_a_pfx_is_sealed_with_its_random (void)
{
  g_auto (Drop) drop;
  g_autoptr (GBytes) pfx = ingam_test_pfx (hong, NULL, "pfx-password");
  g_autoptr (IngamSecret) password = ingam_secret_new_text ("pfx-password");
  g_autoptr (IngamSealedKey) sealed = NULL;
  g_autoptr (IngamSecret) plain = NULL;

  drop_init (&drop);
  put (&drop, "in/hong.pfx", pfx);
  hand_in (&drop, "in/hong.pfx", NULL);
  offer (&drop, "pfx-password");
  sealed = ingam_sealed_key_new (entry (&drop, 0)->files[INGAM_ROLE_SIGN_KEY], NULL);
  g_assert_cmpstr (ingam_sealed_key_get_scheme (sealed), ==, "pbes1-seed");
  g_assert_cmpuint (ingam_sealed_key_get_rounds (sealed), ==, 2048);
  plain = ingam_sealed_key_open (sealed, password, INGAM_KDF_ASK_ROUNDS, NULL, NULL);
  g_assert_true (ingam_secret_equal (plain, hong->plain));
}

static void
test_a_pfx_with_both_pairs_is_one_entry (void)
{
  g_auto (Drop) drop;
  g_autoptr (GBytes) pfx = ingam_test_pfx (hong, hong_km, "x");

  drop_init (&drop);
  put (&drop, "in/hong.pfx", pfx);
  hand_in (&drop, "in/hong.pfx", NULL);
  offer (&drop, "x");
  assert_only (&drop, INGAM_OUTCOME_NEW, "Ready");
  assert_file (&drop, 0, INGAM_ROLE_SIGN_CERT, hong->certificate);
  assert_file (&drop, 0, INGAM_ROLE_KM_CERT, hong_km->certificate);
}

static void
test_a_pfx_of_two_people_is_two_entries (void)
{
  g_auto (Drop) drop;
  g_autoptr (GBytes) pfx = ingam_test_pfx (hong, sim, "x");

  drop_init (&drop);
  put (&drop, "in/office.pfx", pfx);
  hand_in (&drop, "in/office.pfx", NULL);
  offer (&drop, "x");
  assert_entries (&drop, 2);
  assert_entry (&drop, 0, INGAM_OUTCOME_NEW, "Ready");
  assert_entry (&drop, 1, INGAM_OUTCOME_NEW, "Ready");
}

static void
test_a_pfx_without_random_says_so (void)
{
  g_auto (Drop) drop;
  g_autoptr (GBytes) pfx = ingam_test_pfx (kim_without_random, NULL, "x");
  gboolean known;

  drop_init (&drop);
  put (&drop, "in/kim.pfx", pfx);
  hand_in (&drop, "in/kim.pfx", NULL);
  offer (&drop, "x");
  assert_only (&drop, INGAM_OUTCOME_NEW, "identity check");
  g_assert_false (ingam_import_entry_has_random (entry (&drop, 0), &known));
  g_assert_true (known);
}

static void
test_an_expensive_pfx_is_a_question_at_once (void)
{
  g_auto (Drop) drop;
  g_autoptr (GBytes) pfx = ingam_test_pfx_with_rounds (0x7fffffff);
  gint64 begun;

  drop_init (&drop);
  put (&drop, "in/slow.pfx", pfx);
  begun = g_get_monotonic_time ();
  hand_in (&drop, "in/slow.pfx", NULL);
  assert_only (&drop, INGAM_OUTCOME_TOO_EXPENSIVE, "2147483647");
  g_assert_cmpint (offer (&drop, "x"), ==, 0);
  assert_only (&drop, INGAM_OUTCOME_TOO_EXPENSIVE, "");
  g_assert_cmpint (g_get_monotonic_time () - begun, <, G_TIME_SPAN_SECOND);
  g_assert_cmpstr (ingam_outcome_get_word (INGAM_OUTCOME_TOO_EXPENSIVE), ==, "failed");
  g_assert_cmpuint (ingam_import_plan_get_n_waiting (drop.plan), ==, 1);
}

static void
test_a_pfx_of_authorities_needs_no_import (void)
{
  g_auto (Drop) drop;
  IngamTestPair authority = { ingam_test_authority_der (), NULL, NULL };
  g_autoptr (GBytes) pfx = ingam_test_pfx (&authority, NULL, "x");

  drop_init (&drop);
  put (&drop, "in/ca.pfx", pfx);
  hand_in (&drop, "in/ca.pfx", NULL);
  offer (&drop, "x");
  assert_only (&drop, INGAM_OUTCOME_NOT_A_CERTIFICATE, "no person's or company's");
}

static void
test_a_pfx_without_key_is_a_half (void)
{
  g_auto (Drop) drop;
  IngamTestPair half = { hong->certificate, NULL, NULL };
  g_autoptr (GBytes) pfx = ingam_test_pfx (&half, NULL, "x");

  drop_init (&drop);
  put (&drop, "in/half.pfx", pfx);
  hand_in (&drop, "in/half.pfx", NULL);
  offer (&drop, "x");
  assert_only (&drop, INGAM_OUTCOME_HALF_PAIR, "PFX file holds no private key");
}

static void
test_a_pfx_without_password_is_not_kept (void)
{
  g_auto (Drop) drop;
  g_autoptr (GBytes) pfx = ingam_test_pfx (hong, NULL, "");

  drop_init (&drop);
  put (&drop, "in/open.pfx", pfx);
  hand_in (&drop, "in/open.pfx", NULL);
  offer (&drop, "");
  assert_only (&drop, INGAM_OUTCOME_FAILED, "no password");
}

/* The same pair as a folder and as a PFX in it, as macOS programs keep it. */
static void
test_a_pfx_beside_its_pair_is_the_same_twice (void)
{
  g_auto (Drop) drop;
  g_autoptr (GBytes) pfx = ingam_test_pfx (hong, NULL, "other password");

  drop_init (&drop);
  ingam_scratch_write_pair (drop.scratch, "in", hong, NULL);
  put (&drop, "in/zz_00001234.pfx", pfx);
  hand_in (&drop, "in", NULL);
  offer (&drop, "other password");
  /* what was proven counts before what only lies together */
  assert_entries (&drop, 2);
  assert_entry (&drop, 0, INGAM_OUTCOME_ALREADY_HERE, "more than once");
  assert_entry (&drop, 1, INGAM_OUTCOME_NEW, "Ready");
}

/* --- refusals --- */

static void
test_an_unknown_algorithm_is_named_not_a_wrong_password (void)
{
  g_auto (Drop) drop;
  g_autoptr (GBytes) key = ingam_test_unknown_key ();

  drop_init (&drop);
  put (&drop, "in/signCert.der", hong->certificate);
  put (&drop, "in/signPri.key", key);
  hand_in (&drop, "in", NULL);
  assert_only (&drop, INGAM_OUTCOME_UNSUPPORTED, "1.2.410.200046.1.2.99");
  offer (&drop, INGAM_TEST_PASSWORD);
  assert_only (&drop, INGAM_OUTCOME_UNSUPPORTED, "1.2.410.200046.1.2.99");
}

static void
test_a_broken_half_answers_for_its_pair (void)
{
  g_auto (Drop) drop;
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (hong->sealed, 0, 700);
  g_autoptr (GBytes) cut_certificate = g_bytes_new_from_bytes (hong->certificate, 0, 300);

  drop_init (&drop);
  put (&drop, "a/signCert.der", hong->certificate);
  put (&drop, "a/signPri.key", cut);
  hand_in (&drop, "a", NULL);
  assert_only (&drop, INGAM_OUTCOME_DAMAGED, "");
  put (&drop, "b/signCert.der", cut_certificate);
  put (&drop, "b/signPri.key", hong->sealed);
  hand_in (&drop, "b", NULL);
  assert_only (&drop, INGAM_OUTCOME_DAMAGED, "");
  put (&drop, "c/signCert.der", hong->certificate);
  ingam_scratch_write (drop.scratch, "c/signPri.key", "", 0);
  hand_in (&drop, "c", NULL);
  assert_only (&drop, INGAM_OUTCOME_DAMAGED, "empty");
}

static void
test_a_plain_key_is_never_kept (void)
{
  g_auto (Drop) drop;
  gsize size;
  const guint8 *data = ingam_secret_peek (hong->plain, &size);

  drop_init (&drop);
  put (&drop, "in/hong.cer", hong->certificate);
  ingam_scratch_write (drop.scratch, "in/hong.key", data, size);
  hand_in (&drop, "in", NULL);
  assert_only (&drop, INGAM_OUTCOME_FAILED, "not protected by a password");
}

static void
test_what_is_no_certificate_says_so (void)
{
  g_auto (Drop) drop;

  drop_init (&drop);
  ingam_scratch_write (drop.scratch, "in/photo.jpg", "\xff\xd8\xff\xe0", 4);
  hand_in (&drop, "in/photo.jpg", NULL);
  assert_only (&drop, INGAM_OUTCOME_NOT_A_CERTIFICATE, "not a certificate");
  /* below a folder only the folder is spoken of */
  hand_in (&drop, "in", NULL);
  assert_only (&drop, INGAM_OUTCOME_NOT_A_CERTIFICATE, "no certificate in it");
  hand_in (&drop, "in", "in/photo.jpg", NULL);
  assert_only (&drop, INGAM_OUTCOME_NOT_A_CERTIFICATE, "not a certificate");
}

static void
test_authorities_certificates_are_kept_to_check_with (void)
{
  g_auto (Drop) drop;
  GBytes *two[] = { ingam_test_authority_der (), ingam_test_authority_der () };
  g_autoptr (GBytes) pubs = ingam_maker_wrap (two, 2);

  drop_init (&drop);
  put (&drop, "in/KISA/ca.der", ingam_test_authority_der ());
  hand_in (&drop, "in/KISA/ca.der", NULL);
  assert_only (&drop, INGAM_OUTCOME_NEW, "1 certificate of an issuing authority");
  hand_in (&drop, "in", NULL);
  assert_only (&drop, INGAM_OUTCOME_NEW, "1 certificate of an issuing authority");
  put (&drop, "in/CaPubs", pubs);
  hand_in (&drop, "in/CaPubs", NULL);
  assert_only (&drop, INGAM_OUTCOME_NEW, "2 certificates of issuing authorities");
  g_assert_cmpuint (ingam_import_plan_get_n_wanted (drop.plan), ==, 1);
}

/* The very same file in two places is said once. */
static void
test_one_authority_comes_in_once (void)
{
  g_auto (Drop) drop;

  drop_init (&drop);
  put (&drop, "in/a.der", ingam_test_authority_der ());
  put (&drop, "in/b.der", ingam_test_authority_der ());
  hand_in (&drop, "in/a.der", "in/b.der", NULL);
  assert_entries (&drop, 2);
  g_assert_cmpuint (ingam_import_plan_get_n_wanted (drop.plan), ==, 1);
}

static void
put_shared (Drop *drop, const char *relative, const char *shared)
{
  g_autofree char *path = ingam_test_shared_path (shared);
  g_autoptr (GBytes) bytes = path ? ingam_test_read (path) : NULL;

  g_assert_nonnull (bytes);
  put (drop, relative, bytes);
}

/* A Windows computer's folder: beside people's certificates, those of known authorities are one
 * line, and those of nobody known none. */
static void
test_known_authorities_come_along_as_one (void)
{
  g_auto (Drop) drop;
  g_autofree char *path = NULL;

  drop_init (&drop);
  if (!ingam_test_need_shared ("vectors/authorities", &path))
    return;
  ingam_scratch_write_pair (drop.scratch, "in/yessign/USER/cn=hong", hong, NULL);
  put (&drop, "in/yessign/unknown.der", ingam_test_authority_der ());
  put_shared (&drop, "in/yessign/ca.der",
              "vectors/authorities/yessign_yessignCA_Class_3_0a54ef7e.der");
  put_shared (&drop, "in/KISA/root.der", "vectors/authorities/KISA_KISA_RootCA_4_a002ff55.der");
  put_shared (&drop, "in/KISA/test.der",
              "vectors/authorities/KISA_Kisa_Test_RootCA_6_6c4b84ec.der");
  hand_in (&drop, "in", NULL);
  assert_entries (&drop, 2);
  assert_entry (&drop, 0, INGAM_OUTCOME_NEW, "Ready");
  assert_entry (&drop, 1, INGAM_OUTCOME_NEW, "2 certificates of issuing authorities");
}

static void
test_a_missing_path_has_its_answer (void)
{
  g_auto (Drop) drop;

  drop_init (&drop);
  hand_in (&drop, "nowhere.pfx", NULL);
  assert_only (&drop, INGAM_OUTCOME_FAILED, "No such file");
  g_assert_cmpint (ingam_import_entry_get_code (entry (&drop, 0)), ==, INGAM_ERROR_NOT_FOUND);
}

/* --- against the store --- */

static void
test_the_same_twice_in_one_drop (void)
{
  g_auto (Drop) drop;

  drop_init (&drop);
  ingam_scratch_write_pair (drop.scratch, "in/a", hong, NULL);
  ingam_scratch_write_pair (drop.scratch, "in/b", hong, NULL);
  put (&drop, "in/c/signCert.der", hong->certificate);
  hand_in (&drop, "in", NULL);
  assert_entries (&drop, 3);
  assert_entry (&drop, 0, INGAM_OUTCOME_NEW, "Ready");
  assert_entry (&drop, 1, INGAM_OUTCOME_ALREADY_HERE, "more than once");
  assert_entry (&drop, 2, INGAM_OUTCOME_ALREADY_HERE, "more than once");
}

static void
test_what_the_store_has_is_already_here (void)
{
  g_auto (Drop) drop;

  drop_init (&drop);
  ingam_scratch_write_pair (drop.scratch, "store/yessign/USER/cn=hong", hong, NULL);
  ingam_scratch_write_pair (drop.scratch, "in", hong, NULL);
  hand_in (&drop, "in", NULL);
  assert_only (&drop, INGAM_OUTCOME_ALREADY_HERE, "already here");
  g_assert_nonnull (ingam_import_entry_get_existing (entry (&drop, 0)));
  put (&drop, "half/signCert.der", hong->certificate);
  hand_in (&drop, "half", NULL);
  assert_only (&drop, INGAM_OUTCOME_ALREADY_HERE, "already here");
}

static void
test_a_store_handed_in_to_itself_changes_nothing (void)
{
  g_auto (Drop) drop;

  drop_init (&drop);
  ingam_scratch_write_pair (drop.scratch, "store/yessign/USER/cn=hong", hong, hong_km);
  ingam_scratch_write_pair (drop.scratch, "store/yessign/USER/cn=sim", sim, NULL);
  hand_in (&drop, "store", NULL);
  assert_entries (&drop, 2);
  assert_entry (&drop, 0, INGAM_OUTCOME_ALREADY_HERE, "already here");
  assert_entry (&drop, 1, INGAM_OUTCOME_ALREADY_HERE, "already here");
}

static void
test_an_older_one_is_kept_only_when_asked (void)
{
  g_auto (Drop) drop;
  IngamTestSpec spec = { .name = "홍길동", .key = 1, .begins = -450 };
  g_autoptr (IngamTestPair) older = ingam_test_pair_new (&spec);

  drop_init (&drop);
  ingam_scratch_write_pair (drop.scratch, "store/yessign/USER/cn=hong", hong, NULL);
  ingam_scratch_write_pair (drop.scratch, "in", older, NULL);
  hand_in (&drop, "in", NULL);
  assert_only (&drop, INGAM_OUTCOME_OLDER_THAN_YOURS, "valid until 2025-09-07");
  g_assert_cmpuint (ingam_import_plan_get_n_wanted (drop.plan), ==, 0);
  ingam_import_entry_set_wanted (entry (&drop, 0), TRUE);
  g_assert_cmpuint (ingam_import_plan_get_n_wanted (drop.plan), ==, 1);
  offer (&drop, "anything");
  g_assert_true (ingam_import_entry_get_wanted (entry (&drop, 0)));
}

static void
test_a_newer_one_tells_what_it_follows (void)
{
  g_auto (Drop) drop;
  IngamTestSpec spec = { .name = "홍길동", .key = 1, .begins = -5 };
  g_autoptr (IngamTestPair) newer = ingam_test_pair_new (&spec);

  drop_init (&drop);
  ingam_scratch_write_pair (drop.scratch, "store/yessign/USER/cn=hong", hong, NULL);
  ingam_scratch_write_pair (drop.scratch, "in", newer, NULL);
  hand_in (&drop, "in", NULL);
  assert_only (&drop, INGAM_OUTCOME_NEW, "valid until 2026-08-23, now until 2026-11-26");
  g_assert_nonnull (ingam_import_entry_get_existing (entry (&drop, 0)));
}

static void
test_one_of_the_same_name_is_pointed_out (void)
{
  g_auto (Drop) drop;
  IngamTestSpec spec = { .name = "홍길동", .key = 1, .policy = "1.2.410.200005.1.1.1" };
  g_autoptr (IngamTestPair) other = ingam_test_pair_new (&spec);

  drop_init (&drop);
  ingam_scratch_write_pair (drop.scratch, "store/yessign/USER/cn=hong", hong, NULL);
  ingam_scratch_write_pair (drop.scratch, "in", other, NULL);
  hand_in (&drop, "in", NULL);
  assert_only (&drop, INGAM_OUTCOME_NEW, "another one in this name: Banks and insurance, valid");
  g_assert_cmpuint (ingam_import_plan_get_n_wanted (drop.plan), ==, 1);
  g_assert_nonnull (ingam_import_entry_get_existing (entry (&drop, 0)));
}

static void
test_the_other_half_may_come_in_a_later_drop (void)
{
  g_auto (Drop) drop;
  g_autofree char *store = NULL;
  g_autofree char *certificate = NULL;
  g_autofree char *key = NULL;

  drop_init (&drop);
  store = g_build_filename (drop.scratch, "store", NULL);
  certificate = g_build_filename (drop.scratch, "one", "signCert.der", NULL);
  key = g_build_filename (drop.scratch, "two", "signPri.key", NULL);
  put (&drop, "one/signCert.der", hong->certificate);
  put (&drop, "two/signPri.key", hong->sealed);
  hand_in (&drop, "one/signCert.der", NULL);
  assert_only (&drop, INGAM_OUTCOME_HALF_PAIR, "Add signPri.key");
  g_clear_pointer (&drop.plan, ingam_import_plan_free);
  drop.plan =
      ingam_import_plan_new_after (store, (const char *[]){ key, NULL },
                                   (const char *[]){ certificate, "/nowhere", NULL }, NULL, NULL);
  assert_only (&drop, INGAM_OUTCOME_NEEDS_PASSWORD, "to find the certificate");
  g_assert_cmpint (offer (&drop, INGAM_TEST_PASSWORD), ==, 1);
  assert_only (&drop, INGAM_OUTCOME_NEW, "Ready");
  assert_file (&drop, 0, INGAM_ROLE_SIGN_CERT, hong->certificate);
}

static void
test_a_new_one_can_be_left_out (void)
{
  g_auto (Drop) drop;

  drop_init (&drop);
  ingam_scratch_write_pair (drop.scratch, "in", hong, NULL);
  hand_in (&drop, "in", NULL);
  ingam_import_entry_set_wanted (entry (&drop, 0), FALSE);
  g_assert_cmpuint (ingam_import_plan_get_n_wanted (drop.plan), ==, 0);
}

static void
test_the_stores_half_is_completed (void)
{
  g_auto (Drop) drop;

  drop_init (&drop);
  put (&drop, "store/yessign/USER/cn=hong/signCert.der", hong->certificate);
  ingam_scratch_write_pair (drop.scratch, "in", hong, hong_km);
  hand_in (&drop, "in", NULL);
  assert_only (&drop, INGAM_OUTCOME_NEW, "missing private key");
  g_assert_true (entry (&drop, 0)->completes);
  assert_file (&drop, 0, INGAM_ROLE_SIGN_CERT, NULL);
  assert_file (&drop, 0, INGAM_ROLE_SIGN_KEY, hong->sealed);
}

static void
test_a_lonely_key_finds_its_certificate_in_the_store (void)
{
  g_auto (Drop) drop;

  drop_init (&drop);
  put (&drop, "store/yessign/USER/cn=hong/signCert.der", hong->certificate);
  put (&drop, "in/x.key", hong->sealed);
  hand_in (&drop, "in", NULL);
  assert_only (&drop, INGAM_OUTCOME_NEEDS_PASSWORD, "password is needed");
  offer (&drop, INGAM_TEST_PASSWORD);
  assert_only (&drop, INGAM_OUTCOME_NEW, "missing private key");
}

/* --- all at once --- */

static void
test_any_mixture_has_one_answer_each_and_writes_nothing (void)
{
  g_auto (Drop) drop;
  g_autoptr (GBytes) pfx = ingam_test_pfx (sim, NULL, INGAM_TEST_PASSWORD);
  g_autoptr (GBytes) zip = ingam_test_zip (NULL, "a/signCert.der", hong->certificate,
                                           "a/signPri.key", hong->sealed, NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  drop_init (&drop);
  ingam_scratch_write_pair (drop.scratch, "store/yessign/USER/cn=x", hong, NULL);
  put (&drop, "in/a.zip", zip);
  put (&drop, "in/sim.pfx", pfx);
  ingam_scratch_write_pair (drop.scratch, "in/folder", kim_without_random, NULL);
  ingam_scratch_write (drop.scratch, "in/text.der", "hello", 5);
  before = ingam_test_snapshot (drop.scratch);
  hand_in (&drop, "in/a.zip", "in/sim.pfx", "in/folder", "in/text.der", NULL);
  offer (&drop, INGAM_TEST_PASSWORD);
  after = ingam_test_snapshot (drop.scratch);
  g_assert_cmpstr (before, ==, after);
  assert_entries (&drop, 4);
  assert_entry (&drop, 0, INGAM_OUTCOME_ALREADY_HERE, "already here");
  assert_entry (&drop, 1, INGAM_OUTCOME_NEW, "Ready");
  assert_entry (&drop, 2, INGAM_OUTCOME_NEW, "identity check");
  assert_entry (&drop, 3, INGAM_OUTCOME_NOT_A_CERTIFICATE, "not a certificate");
}

static void
test_cancelling_leaves_the_plan_usable (void)
{
  g_auto (Drop) drop;
  g_autoptr (GBytes) pfx = ingam_test_pfx (hong, NULL, "x");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (IngamSecret) password = ingam_secret_new_text ("x");
  g_autoptr (GError) error = NULL;

  drop_init (&drop);
  put (&drop, "in/hong.pfx", pfx);
  hand_in (&drop, "in/hong.pfx", NULL);
  g_cancellable_cancel (cancellable);
  g_assert_cmpint (ingam_import_plan_offer_password (drop.plan, password, INGAM_KDF_ASK_ROUNDS,
                                                     cancellable, &error),
                   ==, -1);
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_CANCELLED);
  assert_only (&drop, INGAM_OUTCOME_NEEDS_PASSWORD, "locked");
  g_assert_cmpint (offer (&drop, "x"), ==, 1);
}

static void
test_outcomes_have_the_contracts_words (void)
{
  static const char *const words[] = { "imported",          "already-here",   "older-than-yours",
                                       "needs-password",    "wrong-password", "failed",
                                       "unsupported",       "damaged",        "half-pair",
                                       "not-a-certificate", "failed" };

  for (int i = 0; i < INGAM_N_OUTCOMES; i++)
    g_assert_cmpstr (ingam_outcome_get_word (i), ==, words[i]);
}

static void
test_the_vendor_folder_is_understood (void)
{
  g_auto (Drop) drop;
  g_autofree char *folder = NULL;
  g_autofree char *store = NULL;
  g_autofree char *pfx = NULL;
  const char *paths[3] = { NULL };
  gboolean known;

  drop_init (&drop);
  if (!ingam_test_need_shared ("vectors/bandoche+PyPinkSign", &folder))
    return;
  store = g_build_filename (drop.scratch, "store", NULL);
  pfx = g_build_filename (folder, "test.pfx", NULL);
  paths[0] = pfx;
  drop.plan = ingam_import_plan_new (store, paths, NULL, NULL);
  assert_only (&drop, INGAM_OUTCOME_NEEDS_PASSWORD, "");
  g_assert_cmpint (offer (&drop, "WTuA8Ev0lWXVFSiI!"), ==, 1);
  assert_only (&drop, INGAM_OUTCOME_NEW, "Ready");
  g_assert_true (ingam_import_entry_has_random (entry (&drop, 0), &known));
  g_assert_true (known);

  g_clear_pointer (&drop.plan, ingam_import_plan_free);
  paths[0] = folder;
  drop.plan = ingam_import_plan_new (store, paths, NULL, NULL);
  dump (&drop);
  offer (&drop, "WTuA8Ev0lWXVFSiI!");
  dump (&drop);
  assert_entries (&drop, 6);
  assert_entry (&drop, 0, INGAM_OUTCOME_HALF_PAIR, ""); /* the altered key */
  g_assert_cmpuint (ingam_import_plan_get_n_wanted (drop.plan), ==, 1);
}

/* SafeBag of the kind @arc: a plain key (1) or a certificate (3). */
static GBytes *
open_bag (guint8 arc, GBytes *value)
{
  const guint8 oid[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, arc };

  return ingam_test_der (0x30, ingam_test_der_data (0x06, oid, sizeof oid),
                         ingam_test_der (0xa0, value, NULL), NULL);
}

static GBytes *
open_content (GBytes *content)
{
  static const guint8 oid[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01 };

  return ingam_test_der (0x30, ingam_test_der_data (0x06, oid, sizeof oid),
                         ingam_test_der (0xa0, ingam_test_der (0x04, content, NULL), NULL), NULL);
}

/* A PFX in which nothing is locked, not even by a MAC. */
static GBytes *
make_open_pfx (IngamTestPair *pair)
{
  static const guint8 x509[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x16, 0x01 };
  static const guint8 version[] = { 3 };
  gsize size;
  const guint8 *key = ingam_secret_peek (pair->plain, &size);
  GBytes *holder = ingam_test_der (
      0x30, ingam_test_der_data (0x06, x509, sizeof x509),
      ingam_test_der (0xa0, ingam_test_der (0x04, g_bytes_ref (pair->certificate), NULL), NULL),
      NULL);
  GBytes *safe =
      ingam_test_der (0x30, open_bag (3, holder), open_bag (1, g_bytes_new (key, size)), NULL);

  return ingam_test_der (0x30, ingam_test_der_data (0x02, version, 1),
                         open_content (ingam_test_der (0x30, open_content (safe), NULL)), NULL);
}

static void
test_an_open_pfx_takes_no_password_for_its_own (void)
{
  g_auto (Drop) drop;
  g_autoptr (GBytes) pfx = make_open_pfx (hong);

  drop_init (&drop);
  put (&drop, "hong.pfx", pfx);
  hand_in (&drop, "hong.pfx", NULL);
  g_assert_cmpint (offer (&drop, "A-slip-1!"), ==, 0);
  assert_only (&drop, INGAM_OUTCOME_FAILED, "no password");
  g_assert_cmpuint (ingam_import_plan_get_n_wanted (drop.plan), ==, 0);
}

static const struct
{
  const char *path;
  GTestFunc test;
} tests[] = {
  { "/plan/a-folder-needs-no-password", test_a_folder_needs_no_password },
  { "/plan/an-open-pfx-takes-no-password-for-its-own",
    test_an_open_pfx_takes_no_password_for_its_own },
  { "/plan/an-encryption-pair-belongs-to-its-signing-pair",
    test_an_encryption_pair_belongs_to_its_signing_pair },
  { "/plan/half-an-encryption-pair-is-said", test_half_an_encryption_pair_is_said },
  { "/plan/flat-files-pair-by-their-names", test_flat_files_pair_by_their_names },
  { "/plan/content-decides-not-the-name", test_content_decides_not_the_name },
  { "/plan/one-armoured-file-may-hold-both", test_one_armoured_file_may_hold_both },
  { "/plan/trailing-bytes-are-left-out-and-said", test_trailing_bytes_are_left_out_and_said },
  { "/plan/capubs-come-along-quietly", test_capubs_come_along_quietly },
  { "/plan/two-halves-apart-are-one-entry-until-a-password",
    test_two_halves_apart_are_one_entry_until_a_password },
  { "/plan/a-password-settles-who-belongs-to-whom", test_a_password_settles_who_belongs_to_whom },
  { "/plan/halves-of-two-people-stay-halves", test_halves_of_two_people_stay_halves },
  { "/plan/a-key-of-another-is-found-out-by-a-password",
    test_a_key_of_another_is_found_out_by_a_password },
  { "/plan/a-half-is-found-beside-the-file", test_a_half_is_found_beside_the_file },
  { "/plan/both-halves-bring-the-encryption-pair-beside",
    test_both_halves_bring_the_encryption_pair_beside },
  { "/plan/a-half-beside-with-another-name-needs-a-password",
    test_a_half_beside_with_another_name_needs_a_password },
  { "/plan/what-lies-beside-gets-no-entry", test_what_lies_beside_gets_no_entry },
  { "/plan/missing-halves-are-named", test_missing_halves_are_named },
  { "/plan/a-second-copy-of-a-key-is-known-once-open",
    test_a_second_copy_of_a_key_is_known_once_open },
  { "/plan/a-pfx-goes-from-password-to-wrong-to-new",
    test_a_pfx_goes_from_password_to_wrong_to_new },
  { "/plan/a-key-out-of-a-pfx-is-sealed-with-its-random",
    test_a_key_out_of_a_pfx_is_sealed_with_its_random },
  { "/plan/a-pfx-with-both-pairs-is-one-entry", test_a_pfx_with_both_pairs_is_one_entry },
  { "/plan/a-pfx-of-two-people-is-two-entries", test_a_pfx_of_two_people_is_two_entries },
  { "/plan/a-pfx-without-random-says-so", test_a_pfx_without_random_says_so },
  { "/plan/an-expensive-pfx-is-a-question-at-once", test_an_expensive_pfx_is_a_question_at_once },
  { "/plan/a-pfx-of-authorities-needs-no-import", test_a_pfx_of_authorities_needs_no_import },
  { "/plan/a-pfx-without-key-is-a-half", test_a_pfx_without_key_is_a_half },
  { "/plan/a-pfx-without-password-is-not-kept", test_a_pfx_without_password_is_not_kept },
  { "/plan/a-pfx-beside-its-pair-is-the-same-twice", test_a_pfx_beside_its_pair_is_the_same_twice },
  { "/plan/an-unknown-algorithm-is-named-not-a-wrong-password",
    test_an_unknown_algorithm_is_named_not_a_wrong_password },
  { "/plan/a-broken-half-answers-for-its-pair", test_a_broken_half_answers_for_its_pair },
  { "/plan/a-plain-key-is-never-kept", test_a_plain_key_is_never_kept },
  { "/plan/what-is-no-certificate-says-so", test_what_is_no_certificate_says_so },
  { "/plan/authorities-certificates-are-kept-to-check-with",
    test_authorities_certificates_are_kept_to_check_with },
  { "/plan/one-authority-comes-in-once", test_one_authority_comes_in_once },
  { "/plan/known-authorities-come-along-as-one", test_known_authorities_come_along_as_one },
  { "/plan/a-missing-path-has-its-answer", test_a_missing_path_has_its_answer },
  { "/plan/the-same-twice-in-one-drop", test_the_same_twice_in_one_drop },
  { "/plan/what-the-store-has-is-already-here", test_what_the_store_has_is_already_here },
  { "/plan/a-store-handed-in-to-itself-changes-nothing",
    test_a_store_handed_in_to_itself_changes_nothing },
  { "/plan/an-older-one-is-kept-only-when-asked", test_an_older_one_is_kept_only_when_asked },
  { "/plan/a-newer-one-tells-what-it-follows", test_a_newer_one_tells_what_it_follows },
  { "/plan/one-of-the-same-name-is-pointed-out", test_one_of_the_same_name_is_pointed_out },
  { "/plan/the-other-half-may-come-in-a-later-drop", test_the_other_half_may_come_in_a_later_drop },
  { "/plan/a-new-one-can-be-left-out", test_a_new_one_can_be_left_out },
  { "/plan/the-stores-half-is-completed", test_the_stores_half_is_completed },
  { "/plan/a-lonely-key-finds-its-certificate-in-the-store",
    test_a_lonely_key_finds_its_certificate_in_the_store },
  { "/plan/any-mixture-has-one-answer-each-and-writes-nothing",
    test_any_mixture_has_one_answer_each_and_writes_nothing },
  { "/plan/cancelling-leaves-the-plan-usable", test_cancelling_leaves_the_plan_usable },
  { "/plan/outcomes-have-the-contracts-words", test_outcomes_have_the_contracts_words },
  { "/plan/the-vendor-folder-is-understood", test_the_vendor_folder_is_understood },
};

int
main (int argc, char **argv)
{
  static const IngamTestSpec specs[] = {
    { .name = "홍길동", .key = 1 },
    { .name = "홍길동", .key = 2, .for_encryption = TRUE, .no_random = TRUE },
    { .name = "심청", .key = 3, .scheme = "pbes2-seed" },
    { .name = "김삿갓", .key = 2, .no_random = TRUE },
  };
  IngamTestPair **pairs[] = { &hong, &hong_km, &sim, &kim_without_random };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (specs); i++)
    *pairs[i] = ingam_test_pair_new (&specs[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add_func (tests[i].path, tests[i].test);
  return g_test_run ();
}
