/* test-scan.c: what a scan sees in a store, what it says is odd, and what it need not read again.
 *
 * Files come from the demo's kit, made once; each test lays them out as it needs them.
 */
#include "config.h"

#include "core/store/scan.h"

#include "core/base/error.h"
#include "core/demo/demo-kit.h"
#include "support/scratch.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOW 1798761600 /* 2027-01-01 */

enum
{
  ALICE, /* yessign, with an encryption pair */
  ALICE_NEWER,
  BOB, /* KICA */
  N_PEOPLE
};

#define ALICE_DN "cn=성춘향()1,ou=personal4IB,o=yessign,c=kr"
#define ALICE_FOLDER "yessign/USER/" ALICE_DN
#define BOB_FOLDER "KICA/USER/cn=홍길동()2,ou=licensedCA,o=KICA,c=KR"

static const IngamDemoPerson people[N_PEOPLE] = {
  [ALICE] = { .authority = "yessign",
              .subject = { "OU=personal4IB", "CN=성춘향()1" },
              .real_name = "성춘향",
              .id_number = "0001014000001",
              .policy = "1.2.410.200005.1.1.4",
              .scheme = "pbes1-seed",
              .rounds = 2048,
              .begins = -100,
              .ends = 265,
              .flags = INGAM_DEMO_WITH_PAIR },
  [ALICE_NEWER] = { .authority = "yessign",
                    .subject = { "OU=personal4IB", "CN=성춘향()1" },
                    .real_name = "성춘향",
                    .id_number = "0001014000001",
                    .policy = "1.2.410.200005.1.1.4",
                    .scheme = "pbes2-seed",
                    .rounds = 2048,
                    .begins = -1,
                    .ends = 265 },
  [BOB] = { .authority = "KICA",
            .subject = { "OU=licensedCA", "CN=홍길동()2" },
            .real_name = "홍길동",
            .id_number = "0001013000002",
            .policy = "1.2.410.200004.5.2.1.2",
            .scheme = "pbes2-seed",
            .rounds = 1024,
            .begins = -10,
            .ends = 20 },
};
static IngamDemoFolder made[N_PEOPLE];

/* --- laying out --- */

static void
put (IngamScratch *store, const char *folder, const char *name, GBytes *bytes)
{
  g_autofree char *path = g_strdup_printf ("%s/%s", folder, name);

  ingam_scratch_write (store, path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
put_pair (IngamScratch *store, const char *folder, guint person)
{
  put (store, folder, "signCert.der", made[person].files[INGAM_ROLE_SIGN_CERT]);
  put (store, folder, "signPri.key", made[person].files[INGAM_ROLE_SIGN_KEY]);
}

static char *
path_of (IngamScratch *store, const char *folder, const char *name)
{
  return g_build_filename (store, folder, name, NULL);
}

static IngamScan *
scan (IngamScratch *store, IngamScan *previous)
{
  g_autoptr (GError) error = NULL;
  IngamScan *result = ingam_scan_run (store, previous, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);
  return result;
}

static IngamCredential *
get (IngamScan *result, guint index)
{
  GPtrArray *credentials = ingam_scan_get_credentials (result);

  g_assert_cmpuint (index, <, credentials->len);
  return g_ptr_array_index (credentials, index);
}

static guint
count (IngamScan *result)
{
  return ingam_scan_get_credentials (result)->len;
}

static IngamOddity
oddities_of_only (IngamScan *result)
{
  g_assert_cmpuint (count (result), ==, 1);
  return ingam_credential_get_oddities (get (result, 0));
}

static void
assert_oddity (IngamScan *result, IngamOddity what, const char *path)
{
  GPtrArray *oddities = ingam_scan_get_oddities (result);

  for (guint i = 0; i < oddities->len; i++)
    {
      const IngamScanOddity *oddity = g_ptr_array_index (oddities, i);

      if (oddity->what == what && strcmp (oddity->path, path) == 0)
        return;
    }
  g_error ("no oddity %s about %s among %u", ingam_oddity_get_word (what), path, oddities->len);
}

/* Scans until the files are old enough to be known again: some hundredths of a second. */
static IngamScan *
scan_until_settled (IngamScratch *store)
{
  gint64 deadline = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;
  IngamScan *result = scan (store, NULL);

  while (ingam_scan_get_n_reused (result) < count (result))
    {
      IngamScan *next = scan (store, result);

      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      ingam_scan_unref (result);
      result = next;
    }
  return result;
}

/* --- what is found --- */

static void
test_lists_a_credential (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) result = NULL;
  IngamCredential *credential;

  put_pair (store, ALICE_FOLDER, ALICE);
  put (store, ALICE_FOLDER, "kmCert.der", made[ALICE].files[INGAM_ROLE_KM_CERT]);
  put (store, ALICE_FOLDER, "kmPri.key", made[ALICE].files[INGAM_ROLE_KM_KEY]);
  put (store, ALICE_FOLDER, "CaPubs", made[ALICE].files[INGAM_ROLE_CA_PUBS]);
  result = scan (store, NULL);

  g_assert_cmpuint (count (result), ==, 1);
  credential = get (result, 0);
  g_assert_cmpstr (ingam_credential_get_folder (credential), ==, ALICE_FOLDER);
  g_assert_cmpstr (ingam_credential_get_name (credential), ==, "성춘향");
  g_assert_cmpstr (ingam_credential_get_key_scheme (credential), ==, "pbes1-seed");
  g_assert_cmpuint (ingam_credential_get_key_rounds (credential), ==, 2048);
  g_assert_true (ingam_credential_has_encryption_pair (credential));
  g_assert_cmpuint (ingam_credential_get_oddities (credential), ==, 0);
  g_assert_cmpuint (ingam_scan_get_oddities (result)->len, ==, 0);
}

static void
test_soonest_expiry_comes_first (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) result = NULL;

  put_pair (store, ALICE_FOLDER, ALICE);
  put_pair (store, BOB_FOLDER, BOB);
  result = scan (store, NULL);
  g_assert_cmpuint (count (result), ==, 2);
  g_assert_cmpstr (ingam_credential_get_name (get (result, 0)), ==, "홍길동");
}

static void
test_names_are_found_in_any_case (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) result = NULL;
  const char *folder = "yessign/user/" ALICE_DN;

  put (store, folder, "signcert.der", made[ALICE].files[INGAM_ROLE_SIGN_CERT]);
  put (store, folder, "SIGNPRI.KEY", made[ALICE].files[INGAM_ROLE_SIGN_KEY]);
  put (store, folder, "kmcert.der", made[ALICE].files[INGAM_ROLE_KM_CERT]);
  put (store, folder, "kmpri.key", made[ALICE].files[INGAM_ROLE_KM_KEY]);
  result = scan (store, NULL);
  g_assert_cmpuint (oddities_of_only (result), ==, 0);
  g_assert_true (ingam_credential_has_encryption_pair (get (result, 0)));
}

static void
test_of_two_spellings_ours_wins (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) result = NULL;

  put_pair (store, ALICE_FOLDER, ALICE);
  put (store, ALICE_FOLDER, "SIGNCERT.DER", made[BOB].files[INGAM_ROLE_SIGN_CERT]);
  put (store, ALICE_FOLDER, "signcert.der", made[BOB].files[INGAM_ROLE_SIGN_CERT]);
  result = scan (store, NULL);
  g_assert_cmpuint (count (result), ==, 1);
  g_assert_cmpstr (ingam_credential_get_name (get (result, 0)), ==, "성춘향");
}

static void
test_hundreds_are_found (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) result = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < 400; i++)
    {
      g_autofree char *folder = g_strdup_printf ("%s/USER/%u", i % 2 ? "yessign" : "KICA", i);

      put (store, folder, "signCert.der", made[i % 2 ? ALICE : BOB].files[INGAM_ROLE_SIGN_CERT]);
    }
  result = scan (store, NULL);
  g_assert_cmpuint (count (result), ==, 400);
  for (guint i = 0; i < 400; i++)
    g_hash_table_add (seen, (gpointer) ingam_credential_get_folder (get (result, i)));
  g_assert_cmpuint (g_hash_table_size (seen), ==, 400);
}

static void
test_other_files_are_nobodys_business (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) result = NULL;

  put (store, "yessign/USER/other", "readme.txt", made[ALICE].files[INGAM_ROLE_SIGN_CERT]);
  put (store, "yessign", "rootca.der", made[ALICE].files[INGAM_ROLE_SIGN_CERT]);
  put (store, ".ingam/x/USER/y", "signCert.der", made[ALICE].files[INGAM_ROLE_SIGN_CERT]);
  result = scan (store, NULL);
  g_assert_cmpuint (count (result), ==, 0);
  g_assert_cmpuint (ingam_scan_get_oddities (result)->len, ==, 0);
}

/* --- what is odd --- */

static void
test_certificate_without_key_is_listed (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) result = NULL;

  put (store, ALICE_FOLDER, "signCert.der", made[ALICE].files[INGAM_ROLE_SIGN_CERT]);
  result = scan (store, NULL);
  g_assert_cmpuint (oddities_of_only (result), ==, INGAM_ODDITY_NO_KEY);
  g_assert_null (ingam_credential_get_key_scheme (get (result, 0)));
}

static void
test_key_without_certificate_is_reported (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) result = NULL;

  put (store, ALICE_FOLDER, "signPri.key", made[ALICE].files[INGAM_ROLE_SIGN_KEY]);
  result = scan (store, NULL);
  g_assert_cmpuint (count (result), ==, 0);
  assert_oddity (result, INGAM_ODDITY_NO_CERTIFICATE, ALICE_FOLDER "/signPri.key");
}

static void
test_half_an_encryption_pair_is_reported (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) result = NULL;

  put_pair (store, ALICE_FOLDER, ALICE);
  put (store, ALICE_FOLDER, "kmPri.key", made[ALICE].files[INGAM_ROLE_KM_KEY]);
  result = scan (store, NULL);
  g_assert_cmpuint (oddities_of_only (result), ==, INGAM_ODDITY_ENCRYPTION_HALF);
  g_assert_false (ingam_credential_has_encryption_pair (get (result, 0)));
}

static GBytes *
dup_longer (GBytes *bytes)
{
  g_autoptr (GByteArray) array = g_byte_array_new ();

  g_byte_array_append (array, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  g_byte_array_append (array, (const guint8 *) "tail", 4);
  return g_byte_array_free_to_bytes (g_steal_pointer (&array));
}

static void
test_trailing_bytes_are_tolerated (void)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (IngamScratch) store = ingam_scratch_new ();
      g_autoptr (IngamScan) result = NULL;
      IngamRole role = i == 0 ? INGAM_ROLE_SIGN_CERT : INGAM_ROLE_SIGN_KEY;
      g_autoptr (GBytes) longer = dup_longer (made[ALICE].files[role]);

      put_pair (store, ALICE_FOLDER, ALICE);
      put (store, ALICE_FOLDER, ingam_layout_get_file_name (role), longer);
      result = scan (store, NULL);
      g_assert_cmpuint (oddities_of_only (result), ==, INGAM_ODDITY_TRAILING_BYTES);
      g_assert_cmpstr (ingam_credential_get_key_scheme (get (result, 0)), ==, "pbes1-seed");
    }
}

static void
test_broken_key_is_damaged (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) result = NULL;
  GBytes *key = made[ALICE].files[INGAM_ROLE_SIGN_KEY];
  g_autoptr (GBytes) half = g_bytes_new_from_bytes (key, 0, g_bytes_get_size (key) - 1);

  put_pair (store, ALICE_FOLDER, ALICE);
  put (store, ALICE_FOLDER, "signPri.key", half);
  result = scan (store, NULL);
  g_assert_cmpuint (oddities_of_only (result), ==, INGAM_ODDITY_DAMAGED);
  g_assert_null (ingam_credential_get_key_scheme (get (result, 0)));
}

static void
test_broken_certificate_is_damaged (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) result = NULL;
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);

  put_pair (store, ALICE_FOLDER, ALICE);
  put (store, ALICE_FOLDER, "signCert.der", empty);
  result = scan (store, NULL);
  g_assert_cmpuint (count (result), ==, 0);
  assert_oddity (result, INGAM_ODDITY_DAMAGED, ALICE_FOLDER "/signCert.der");
}

static void
test_unknown_algorithm_is_unsupported (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) result = NULL;
  g_autoptr (GBytes) key = ingam_test_hex ("30 0f 30 07 06 05 2a 03 04 05 06 04 04 01 02 03 04");

  put_pair (store, ALICE_FOLDER, ALICE);
  put (store, ALICE_FOLDER, "signPri.key", key);
  result = scan (store, NULL);
  g_assert_cmpuint (oddities_of_only (result), ==, INGAM_ODDITY_UNSUPPORTED_KEY);
  g_assert_cmpstr (ingam_credential_get_key_scheme (get (result, 0)), ==, "unknown:1.2.3.4.5.6");
}

static void
test_links_are_refused (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScratch) elsewhere = ingam_scratch_new ();
  g_autoptr (IngamScan) result = NULL;
  g_autofree char *outside = path_of (elsewhere, "signPri.key", NULL);
  g_autofree char *key = path_of (store, ALICE_FOLDER, "signPri.key");
  g_autofree char *folder = path_of (store, "yessign/USER/link", NULL);
  g_autofree char *authority = path_of (store, "KICA", NULL);

  put_pair (elsewhere, ".", ALICE);
  put (store, ALICE_FOLDER, "signCert.der", made[ALICE].files[INGAM_ROLE_SIGN_CERT]);
  g_assert_cmpint (symlink (outside, key), ==, 0);
  g_assert_cmpint (symlink (elsewhere, folder), ==, 0);
  g_assert_cmpint (symlink (elsewhere, authority), ==, 0);
  result = scan (store, NULL);
  g_assert_cmpuint (oddities_of_only (result), ==, INGAM_ODDITY_REFUSED);
  g_assert_null (ingam_credential_get_key_scheme (get (result, 0)));
  assert_oddity (result, INGAM_ODDITY_REFUSED, "yessign/USER/link");
  assert_oddity (result, INGAM_ODDITY_REFUSED, "KICA");
}

static void
test_fifo_does_not_block (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) result = NULL;
  g_autofree char *path = path_of (store, ALICE_FOLDER, "signCert.der");

  put (store, ALICE_FOLDER, "signPri.key", made[ALICE].files[INGAM_ROLE_SIGN_KEY]);
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  result = scan (store, NULL);
  assert_oddity (result, INGAM_ODDITY_REFUSED, ALICE_FOLDER "/signCert.der");
}

static void
test_huge_file_is_refused (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) result = NULL;
  g_autofree char *path = path_of (store, ALICE_FOLDER, "signCert.der");

  put_pair (store, ALICE_FOLDER, ALICE);
  g_assert_cmpint (truncate (path, (off_t) 2 * 1024 * 1024 * 1024), ==, 0);
  result = scan (store, NULL);
  assert_oddity (result, INGAM_ODDITY_REFUSED, ALICE_FOLDER "/signCert.der");
}

static void
test_unreadable_is_said (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) result = NULL;
  g_autofree char *key = path_of (store, ALICE_FOLDER, "signPri.key");
  g_autofree char *folder = path_of (store, BOB_FOLDER, NULL);

  if (geteuid () == 0)
    {
      g_test_skip ("root may read everything");
      return;
    }
  put_pair (store, ALICE_FOLDER, ALICE);
  put_pair (store, BOB_FOLDER, BOB);
  g_assert_cmpint (chmod (key, 0), ==, 0);
  g_assert_cmpint (chmod (folder, 0), ==, 0);
  result = scan (store, NULL);
  g_assert_cmpuint (oddities_of_only (result), ==, INGAM_ODDITY_UNREADABLE);
  assert_oddity (result, INGAM_ODDITY_UNREADABLE, BOB_FOLDER);
}

static void
test_world_readable_key_is_said (void)
{
  static const struct
  {
    int folder, key;
    IngamOddity expected;
  } cases[] = {
    { 0700, 0600, 0 },
    { 0700, 0644, 0 }, /* nobody gets as far as the key */
    { 0755, 0600, 0 },
    { 0755, 0644, INGAM_ODDITY_READABLE_BY_OTHERS },
    { 0755, 0640, INGAM_ODDITY_READABLE_BY_OTHERS },
    { 0777, 0600, INGAM_ODDITY_READABLE_BY_OTHERS }, /* others can put another in its place */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (IngamScratch) store = ingam_scratch_new ();
      g_autoptr (IngamScan) result = NULL;
      g_autofree char *folder = path_of (store, ALICE_FOLDER, NULL);
      g_autofree char *key = path_of (store, ALICE_FOLDER, "signPri.key");

      put_pair (store, ALICE_FOLDER, ALICE);
      g_assert_cmpint (chmod (folder, (mode_t) cases[i].folder), ==, 0);
      g_assert_cmpint (chmod (key, (mode_t) cases[i].key), ==, 0);
      result = scan (store, NULL);
      g_assert_cmpuint (oddities_of_only (result), ==, cases[i].expected);
    }
}

static void
test_misplaced_says_what_the_name_says (void)
{
  static const struct
  {
    const char *folder;
    IngamOddity expected;
  } cases[] = {
    { "KICA/USER/" ALICE_DN, INGAM_ODDITY_MISPLACED },
    { "yessign/USER/cn=홍길동()2,ou=licensedCA,o=KICA,c=KR", INGAM_ODDITY_MISPLACED },
    { "YESSIGN/USER/CN=성춘향()1,OU=PERSONAL4IB,O=YESSIGN,C=KR", 0 },
    { "yessign/USER/cn=성춘향()1,ou=personal4IB,o=yessign,c=kr (2)", 0 },
    { "yessign/USER/cn=성춘향__1, ou=personal4IB, o=yessign, c=kr", 0 },
    { "yessign/USER/my old one", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (IngamScratch) store = ingam_scratch_new ();
      g_autoptr (IngamScan) result = NULL;

      put_pair (store, cases[i].folder, ALICE);
      result = scan (store, NULL);
      g_test_message ("%s", cases[i].folder);
      g_assert_cmpuint (oddities_of_only (result), ==, cases[i].expected);
    }
}

static void
test_decomposed_folder_name_is_in_its_place (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) result = NULL;
  g_autofree char *folder = g_utf8_normalize (ALICE_FOLDER, -1, G_NORMALIZE_NFD);

  g_assert_cmpstr (folder, !=, ALICE_FOLDER);
  put_pair (store, folder, ALICE);
  result = scan (store, NULL);
  g_assert_cmpuint (oddities_of_only (result), ==, 0);
  g_assert_cmpstr (ingam_credential_get_folder (get (result, 0)), ==, folder);
}

static void
test_certificate_outside_a_folder_is_misplaced (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) result = NULL;

  put (store, "yessign/USER", "signCert.der", made[ALICE].files[INGAM_ROLE_SIGN_CERT]);
  put (store, ".", "signPri.key", made[ALICE].files[INGAM_ROLE_SIGN_KEY]);
  result = scan (store, NULL);
  assert_oddity (result, INGAM_ODDITY_MISPLACED, "yessign/USER/signCert.der");
  assert_oddity (result, INGAM_ODDITY_MISPLACED, "signPri.key");
}

static void
test_crowded_folder_is_reported (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) result = NULL;

  for (guint i = 0; i <= INGAM_SCAN_MAX_FILES; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);

      put (store, ALICE_FOLDER, name, made[ALICE].files[INGAM_ROLE_SIGN_KEY]);
    }
  result = scan (store, NULL);
  assert_oddity (result, INGAM_ODDITY_REFUSED, ALICE_FOLDER);
}

static void
test_hostile_folder_name_is_shown_inert (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) result = NULL;
  const char *folder = "yessign/USER/a\033[31m\xff\nb";
  const IngamScanOddity *oddity;

  put (store, folder, "signPri.key", made[ALICE].files[INGAM_ROLE_SIGN_KEY]);
  result = scan (store, NULL);
  g_assert_cmpuint (ingam_scan_get_oddities (result)->len, ==, 1);
  oddity = g_ptr_array_index (ingam_scan_get_oddities (result), 0);
  g_assert_true (g_str_has_prefix (oddity->path, folder));
  g_assert_true (g_utf8_validate (oddity->display, -1, NULL));
  g_assert_null (strpbrk (oddity->display, "\033\n"));
}

/* --- relations --- */

static void
test_one_certificate_in_two_folders_is_said_of_both (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) result = NULL;

  put_pair (store, ALICE_FOLDER, ALICE);
  put_pair (store, "yessign/USER/copy", ALICE);
  put_pair (store, BOB_FOLDER, BOB);
  result = scan (store, NULL);
  g_assert_cmpuint (count (result), ==, 3);
  g_assert_cmpuint (ingam_credential_get_oddities (get (result, 0)), ==, 0);
  for (guint i = 1; i < 3; i++)
    g_assert_cmpuint (ingam_credential_get_oddities (get (result, i)), ==,
                      INGAM_ODDITY_DUPLICATE_SUBJECT);
  g_assert_null (ingam_credential_get_superseded_by (get (result, 1)));
  g_assert_null (ingam_credential_get_superseded_by (get (result, 2)));
}

static IngamCredential *
find_beginning (IngamScan *result, gboolean newer)
{
  IngamCredential *a = get (result, 0);
  IngamCredential *b = get (result, 1);
  gboolean a_is_newer = ingam_credential_get_not_before (a) > ingam_credential_get_not_before (b);

  return a_is_newer == newer ? a : b;
}

static void
test_newer_one_supersedes (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) result = NULL;
  IngamCredential *older, *newer;

  put_pair (store, ALICE_FOLDER, ALICE);
  put_pair (store, "yessign/USER/newer", ALICE_NEWER);
  result = scan (store, NULL);
  g_assert_cmpuint (count (result), ==, 2);
  older = find_beginning (result, FALSE);
  newer = find_beginning (result, TRUE);
  g_assert_null (ingam_credential_get_superseded_by (newer));
  g_assert_cmpmem (ingam_credential_get_superseded_by (older), 32,
                   ingam_credential_get_fingerprint (newer), 32);
}

static void
test_one_without_key_supersedes_nothing (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) result = NULL;

  put_pair (store, ALICE_FOLDER, ALICE);
  put (store, "yessign/USER/new", "signCert.der", made[ALICE_NEWER].files[INGAM_ROLE_SIGN_CERT]);
  result = scan (store, NULL);
  g_assert_cmpuint (count (result), ==, 2);
  g_assert_null (ingam_credential_get_superseded_by (find_beginning (result, FALSE)));
}

/* --- again --- */

static void
test_unchanged_is_taken_over_unread (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) first = NULL;
  g_autoptr (IngamScan) second = NULL;

  put_pair (store, ALICE_FOLDER, ALICE);
  put_pair (store, BOB_FOLDER, BOB);
  first = scan_until_settled (store);
  second = scan (store, first);
  g_assert_cmpuint (ingam_scan_get_n_reused (second), ==, 2);
  g_assert_true (get (first, 0) == get (second, 0));
  g_assert_true (get (first, 1) == get (second, 1));
}

static void
test_odd_neighbours_do_not_hinder (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) first = NULL;
  g_autoptr (IngamScan) second = NULL;

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *folder = g_strdup_printf ("yessign/USER/%u", i);

      if (i % 2)
        put_pair (store, folder, i % 4 == 1 ? ALICE : BOB);
      else
        put (store, folder, "signPri.key", made[ALICE].files[INGAM_ROLE_SIGN_KEY]);
    }
  first = scan_until_settled (store);
  second = scan (store, first);
  g_assert_cmpuint (count (second), ==, 10);
  g_assert_cmpuint (ingam_scan_get_n_reused (second), ==, 10);
  g_assert_cmpuint (ingam_scan_get_oddities (second)->len, ==, 10);
  for (guint i = 0; i < 10; i++)
    g_assert_true (get (first, i) == get (second, i));
}

static void
test_same_content_keeps_the_object (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) first = NULL;
  g_autoptr (IngamScan) second = NULL;

  put_pair (store, ALICE_FOLDER, ALICE);
  first = scan_until_settled (store);
  put_pair (store, ALICE_FOLDER, ALICE);
  second = scan (store, first);
  g_assert_cmpuint (ingam_scan_get_n_reused (second), ==, 0);
  g_assert_true (get (first, 0) == get (second, 0));
}

static void
test_only_what_changed_is_new (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) first = NULL;
  g_autoptr (IngamScan) second = NULL;

  put_pair (store, ALICE_FOLDER, ALICE);
  put_pair (store, BOB_FOLDER, BOB);
  first = scan_until_settled (store);
  put (store, ALICE_FOLDER, "signPri.key", made[BOB].files[INGAM_ROLE_SIGN_KEY]);
  second = scan (store, first);
  g_assert_cmpuint (ingam_scan_get_n_reused (second), ==, 1);
  g_assert_true (get (first, 0) == get (second, 0));
  g_assert_true (get (first, 1) != get (second, 1));
  g_assert_cmpstr (ingam_credential_get_key_scheme (get (first, 1)), ==, "pbes1-seed");
  g_assert_cmpstr (ingam_credential_get_key_scheme (get (second, 1)), ==, "pbes2-seed");
}

/* As the tool did that left trailing bytes behind: same inode, same size, and the old time put
 * back. */
static void
test_rewrite_with_the_old_time_is_seen (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) first = NULL;
  g_autoptr (IngamScan) second = NULL;
  g_autofree char *path = path_of (store, ALICE_FOLDER, "signPri.key");
  GBytes *key = made[ALICE].files[INGAM_ROLE_SIGN_KEY];
  g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (key, NULL), g_bytes_get_size (key));
  struct stat st;
  FILE *file;

  put_pair (store, ALICE_FOLDER, ALICE);
  first = scan_until_settled (store);
  copy[1] = 0x81; /* no DER any more */
  g_assert_cmpint (stat (path, &st), ==, 0);
  file = g_fopen (path, "r+b");
  g_assert_cmpuint (fwrite (copy, 1, g_bytes_get_size (key), file), ==, g_bytes_get_size (key));
  g_assert_cmpint (fclose (file), ==, 0);
  g_assert_cmpint (utimensat (AT_FDCWD, path, (struct timespec[]){ st.st_atim, st.st_mtim }, 0), ==,
                   0);
  second = scan (store, first);
  g_assert_cmpuint (oddities_of_only (second), ==, INGAM_ODDITY_DAMAGED);
}

static void
test_added_and_removed_are_seen (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) first = NULL;
  g_autoptr (IngamScan) second = NULL;
  g_autofree char *folder = path_of (store, ALICE_FOLDER, NULL);
  g_autofree char *away = path_of (store, "gone", NULL);

  put_pair (store, ALICE_FOLDER, ALICE);
  first = scan_until_settled (store);
  g_assert_cmpint (g_rename (folder, away), ==, 0);
  put_pair (store, BOB_FOLDER, BOB);
  second = scan (store, first);
  g_assert_cmpuint (count (second), ==, 1);
  g_assert_cmpstr (ingam_credential_get_folder (get (second, 0)), ==, BOB_FOLDER);
}

static void
test_new_encryption_pair_is_seen (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) first = NULL;
  g_autoptr (IngamScan) second = NULL;

  put_pair (store, ALICE_FOLDER, ALICE);
  first = scan_until_settled (store);
  put (store, ALICE_FOLDER, "kmCert.der", made[ALICE].files[INGAM_ROLE_KM_CERT]);
  put (store, ALICE_FOLDER, "kmPri.key", made[ALICE].files[INGAM_ROLE_KM_KEY]);
  second = scan (store, first);
  g_assert_true (ingam_credential_has_encryption_pair (get (second, 0)));
}

/* What others may be looking at stays as it is; the new truth is in a new object. */
static void
test_successor_makes_a_new_object (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) first = NULL;
  g_autoptr (IngamScan) second = NULL;
  g_autoptr (IngamScan) third = NULL;
  g_autofree char *folder = path_of (store, "yessign/USER/newer", NULL);
  g_autofree char *away = path_of (store, "gone", NULL);
  IngamCredential *older;

  put_pair (store, ALICE_FOLDER, ALICE);
  first = scan_until_settled (store);
  put_pair (store, "yessign/USER/newer", ALICE_NEWER);
  second = scan (store, first);
  older = find_beginning (second, FALSE);
  g_assert_true (older != get (first, 0));
  g_assert_null (ingam_credential_get_superseded_by (get (first, 0)));
  g_assert_nonnull (ingam_credential_get_superseded_by (older));

  g_assert_cmpint (g_rename (folder, away), ==, 0);
  third = scan (store, second);
  g_assert_cmpuint (count (third), ==, 1);
  g_assert_null (ingam_credential_get_superseded_by (get (third, 0)));
}

static void
test_copy_that_is_gone_is_forgotten (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) first = NULL;
  g_autoptr (IngamScan) second = NULL;
  g_autofree char *folder = path_of (store, "yessign/USER/copy", NULL);
  g_autofree char *away = path_of (store, "gone", NULL);

  put_pair (store, ALICE_FOLDER, ALICE);
  put_pair (store, "yessign/USER/copy", ALICE);
  first = scan (store, NULL);
  g_assert_cmpint (g_rename (folder, away), ==, 0);
  second = scan (store, first);
  g_assert_cmpuint (oddities_of_only (second), ==, 0);
}

static void
test_another_stores_result_is_not_used (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScratch) other = ingam_scratch_new ();
  g_autoptr (IngamScan) first = NULL;
  g_autoptr (IngamScan) second = NULL;

  put_pair (store, ALICE_FOLDER, ALICE);
  put_pair (other, ALICE_FOLDER, ALICE);
  first = scan_until_settled (store);
  second = scan (other, first);
  g_assert_cmpuint (ingam_scan_get_n_reused (second), ==, 0);
  g_assert_true (get (first, 0) != get (second, 0));
}

/* --- failures --- */

static void
test_no_store_is_not_found (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autofree char *path = path_of (store, "nowhere", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (ingam_scan_run (path, NULL, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND);
}

static void
test_cancelled_says_so (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  put_pair (store, ALICE_FOLDER, ALICE);
  g_cancellable_cancel (cancellable);
  g_assert_null (ingam_scan_run (store, NULL, cancellable, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_CANCELLED);
}

/* --- finding and reading one --- */

static void
test_find_by_number_and_folder (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *absolute = path_of (store, ALICE_FOLDER "/", NULL);
  g_autofree char *upper = NULL;
  IngamCredential *alice;
  char hex[65];

  put_pair (store, ALICE_FOLDER, ALICE);
  put_pair (store, BOB_FOLDER, BOB);
  result = scan (store, NULL);
  alice = get (result, 1);
  ingam_credential_get_id (alice, hex);
  g_assert_true (ingam_scan_find (result, hex, &error) == alice);
  g_assert_true (ingam_scan_find (result, ALICE_FOLDER, &error) == alice);
  g_assert_true (ingam_scan_find (result, absolute, &error) == alice);
  hex[6] = '\0';
  upper = g_ascii_strup (hex, -1);
  g_assert_true (ingam_scan_find (result, upper, &error) == alice);
  g_assert_no_error (error);
}

static void
test_find_refuses_what_is_not_one (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) result = NULL;
  static const char *const nowhere[] = { "", "abc", "ffffffffffff", "../x", "/", "yessign/USER" };
  g_autoptr (GError) error = NULL;
  char hex[65];

  put_pair (store, ALICE_FOLDER, ALICE);
  put_pair (store, "yessign/USER/copy", ALICE);
  result = scan (store, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (nowhere); i++)
    {
      g_assert_null (ingam_scan_find (result, nowhere[i], &error));
      g_assert_error (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND);
      g_clear_error (&error);
    }
  ingam_credential_get_id (get (result, 0), hex);
  g_assert_null (ingam_scan_find (result, hex, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_AMBIGUOUS);
  g_assert_nonnull (ingam_scan_find (result, "yessign/USER/copy", NULL));
}

static void
test_files_are_read_as_they_lie (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) result = NULL;
  g_autoptr (IngamFolderFiles) files = NULL;
  g_autoptr (GError) error = NULL;

  put (store, ALICE_FOLDER, "signcert.der", made[ALICE].files[INGAM_ROLE_SIGN_CERT]);
  put (store, ALICE_FOLDER, "signPri.key", made[ALICE].files[INGAM_ROLE_SIGN_KEY]);
  put (store, ALICE_FOLDER, "other.txt", made[ALICE].files[INGAM_ROLE_SIGN_KEY]);
  result = scan (store, NULL);
  files = ingam_scan_read_files (store, get (result, 0), &error);
  g_assert_no_error (error);
  g_assert_true (
      g_bytes_equal (files->files[INGAM_ROLE_SIGN_CERT], made[ALICE].files[INGAM_ROLE_SIGN_CERT]));
  g_assert_cmpstr (files->names[INGAM_ROLE_SIGN_CERT], ==, "signcert.der");
  g_assert_null (files->files[INGAM_ROLE_KM_KEY]);
  g_assert_null (files->names[INGAM_ROLE_KM_KEY]);
}

static void
test_files_of_one_that_is_gone (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = path_of (store, ALICE_FOLDER, NULL);
  g_autofree char *away = path_of (store, "gone", NULL);

  put_pair (store, ALICE_FOLDER, ALICE);
  result = scan (store, NULL);
  g_assert_cmpint (g_rename (folder, away), ==, 0);
  g_assert_null (ingam_scan_read_files (store, get (result, 0), &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND);
}

static void
test_certificate_without_its_file (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScan) result = NULL;
  g_autoptr (IngamCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *file = path_of (store, ALICE_FOLDER, "signCert.der");

  put_pair (store, ALICE_FOLDER, ALICE);
  result = scan (store, NULL);
  certificate = ingam_scan_read_certificate (store, get (result, 0), &error);
  g_assert_no_error (error);
  g_assert_nonnull (certificate);
  g_assert_cmpint (g_remove (file), ==, 0);
  g_assert_null (ingam_scan_read_certificate (store, get (result, 0), &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND);
}

#define ADD(path, func) g_test_add_func ("/scan/" path, func)

/* --- telling on the way --- */

typedef struct
{
  GPtrArray *credentials;
  int n_inside; /* atomic */
} Told;

static void
told_cb (GPtrArray *credentials, gpointer user_data)
{
  Told *told = user_data;

  g_assert_cmpint (g_atomic_int_add (&told->n_inside, 1), ==, 0);
  g_ptr_array_extend (told->credentials, credentials, (GCopyFunc) g_object_ref, NULL);
  g_atomic_int_add (&told->n_inside, -1);
}

static void
test_tells_what_it_finds_and_touches_it_no_more (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (GPtrArray) credentials = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (IngamScan) result = NULL;
  g_autoptr (GError) error = NULL;
  Told told = { .credentials = credentials };
  guint n_replaced = 0;

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *folder = g_strdup_printf ("yessign/USER/%03u", i);

      put_pair (store, folder, i % 2 ? ALICE : ALICE_NEWER);
    }
  result = ingam_scan_run_telling (store, NULL, told_cb, &told, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (credentials->len, >=, 32);
  for (guint i = 0; i < credentials->len; i++)
    {
      IngamCredential *one = credentials->pdata[i];

      g_assert_null (ingam_credential_get_superseded_by (one));
      g_assert_cmpuint (ingam_credential_get_oddities (one) & INGAM_ODDITY_DUPLICATE_SUBJECT, ==,
                        0);
    }
  for (guint i = 0; i < 200; i++)
    n_replaced += ingam_credential_get_superseded_by (get (result, i)) != NULL;
  g_assert_cmpuint (n_replaced, ==, 100);
}

int
main (int argc, char *argv[])
{
  g_autoptr (IngamDemoKit) kit = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  kit = ingam_demo_kit_new (NOW);
  for (guint i = 0; i < N_PEOPLE; i++)
    {
      ingam_demo_kit_make (kit, &people[i], &made[i], &error);
      g_assert_no_error (error);
    }

  ADD ("lists-a-credential", test_lists_a_credential);
  ADD ("soonest-expiry-comes-first", test_soonest_expiry_comes_first);
  ADD ("names-are-found-in-any-case", test_names_are_found_in_any_case);
  ADD ("of-two-spellings-ours-wins", test_of_two_spellings_ours_wins);
  ADD ("hundreds-are-found", test_hundreds_are_found);
  ADD ("other-files-are-nobodys-business", test_other_files_are_nobodys_business);
  ADD ("certificate-without-key-is-listed", test_certificate_without_key_is_listed);
  ADD ("key-without-certificate-is-reported", test_key_without_certificate_is_reported);
  ADD ("half-an-encryption-pair-is-reported", test_half_an_encryption_pair_is_reported);
  ADD ("trailing-bytes-are-tolerated", test_trailing_bytes_are_tolerated);
  ADD ("broken-key-is-damaged", test_broken_key_is_damaged);
  ADD ("broken-certificate-is-damaged", test_broken_certificate_is_damaged);
  ADD ("unknown-algorithm-is-unsupported", test_unknown_algorithm_is_unsupported);
  ADD ("links-are-refused", test_links_are_refused);
  ADD ("fifo-does-not-block", test_fifo_does_not_block);
  ADD ("huge-file-is-refused", test_huge_file_is_refused);
  ADD ("unreadable-is-said", test_unreadable_is_said);
  ADD ("world-readable-key-is-said", test_world_readable_key_is_said);
  ADD ("misplaced-says-what-the-name-says", test_misplaced_says_what_the_name_says);
  ADD ("decomposed-folder-name-is-in-its-place", test_decomposed_folder_name_is_in_its_place);
  ADD ("certificate-outside-a-folder-is-misplaced", test_certificate_outside_a_folder_is_misplaced);
  ADD ("crowded-folder-is-reported", test_crowded_folder_is_reported);
  ADD ("hostile-folder-name-is-shown-inert", test_hostile_folder_name_is_shown_inert);
  ADD ("one-certificate-in-two-folders-is-said-of-both",
       test_one_certificate_in_two_folders_is_said_of_both);
  ADD ("newer-one-supersedes", test_newer_one_supersedes);
  ADD ("one-without-key-supersedes-nothing", test_one_without_key_supersedes_nothing);
  ADD ("unchanged-is-taken-over-unread", test_unchanged_is_taken_over_unread);
  ADD ("odd-neighbours-do-not-hinder", test_odd_neighbours_do_not_hinder);
  ADD ("same-content-keeps-the-object", test_same_content_keeps_the_object);
  ADD ("only-what-changed-is-new", test_only_what_changed_is_new);
  ADD ("rewrite-with-the-old-time-is-seen", test_rewrite_with_the_old_time_is_seen);
  ADD ("added-and-removed-are-seen", test_added_and_removed_are_seen);
  ADD ("new-encryption-pair-is-seen", test_new_encryption_pair_is_seen);
  ADD ("successor-makes-a-new-object", test_successor_makes_a_new_object);
  ADD ("copy-that-is-gone-is-forgotten", test_copy_that_is_gone_is_forgotten);
  ADD ("another-stores-result-is-not-used", test_another_stores_result_is_not_used);
  ADD ("no-store-is-not-found", test_no_store_is_not_found);
  ADD ("cancelled-says-so", test_cancelled_says_so);
  ADD ("find-by-number-and-folder", test_find_by_number_and_folder);
  ADD ("find-refuses-what-is-not-one", test_find_refuses_what_is_not_one);
  ADD ("files-are-read-as-they-lie", test_files_are_read_as_they_lie);
  ADD ("files-of-one-that-is-gone", test_files_of_one_that_is_gone);
  ADD ("certificate-without-its-file", test_certificate_without_its_file);
  g_test_add_func ("/scan/tells-what-it-finds-and-touches-it-no-more",
                   test_tells_what_it_finds_and_touches_it_no_more);
  status = g_test_run ();
  for (guint i = 0; i < N_PEOPLE; i++)
    ingam_demo_folder_clear (&made[i]);
  return status;
}
