/* test-credential.c: a credential says what its certificate says, and stays small. */
#include "config.h"

#include "core/cert/credential.h"

#include "support/tiny-certificate.h"

#include <malloc.h>
#include <string.h>

#define DAY (24 * 60 * 60)

static const char bank_policy[] = "2a831a8c9a45010104";
static const char folder[] =
    "yessign/USER/cn=성춘향()0020049202001011234567,ou=WOORI,ou=personal4IB,o=yessign,c=kr";

static IngamCredential *
make (const IngamTestCertificate *facts, const char *where)
{
  g_autoptr (GBytes) der = ingam_test_certificate (facts);
  IngamCertificateFields fields;
  const IngamCredentialFacts all = { .fields = &fields,
                                     .folder = where,
                                     .key_scheme = g_intern_static_string ("pbes1-seed"),
                                     .key_rounds = 2048,
                                     .has_encryption_pair = TRUE,
                                     .oddities =
                                         INGAM_ODDITY_TRAILING_BYTES | INGAM_ODDITY_MISPLACED };

  g_assert_true (
      ingam_certificate_peek (g_bytes_get_data (der, NULL), g_bytes_get_size (der), &fields));
  return ingam_credential_new (&all);
}

static void
test_says_what_the_certificate_says (void)
{
  const IngamTestCertificate facts = { .policy = bank_policy, .serial = 0x45 };
  g_autoptr (GBytes) der = ingam_test_certificate (&facts);
  g_autoptr (IngamCertificate) certificate = ingam_certificate_new (der, NULL);
  g_autoptr (IngamCredential) self = make (&facts, folder);
  g_autoptr (GBytes) key_id = ingam_certificate_dup_key_id (certificate);
  IngamSubject subject;
  char id[65];

  g_assert_cmpstr (ingam_credential_get_id (self, id), ==, ingam_certificate_get_id (certificate));
  g_assert_cmpmem (ingam_credential_get_fingerprint (self), 32,
                   ingam_certificate_get_fingerprint (certificate), 32);
  g_assert_cmpmem (ingam_credential_get_key_id (self), 32, g_bytes_get_data (key_id, NULL), 32);
  ingam_subject_init (&subject, ingam_certificate_get_fields (certificate));
  g_assert_true (ingam_subject_equal (ingam_credential_get_subject (self), &subject));
  g_assert_cmpstr (ingam_credential_get_name (self), ==, "성춘향");
  g_assert_cmpstr (ingam_credential_get_dn (self), ==,
                   "cn=성춘향()0020049202001011234567,ou=WOORI,ou=personal4IB,o=yessign,c=kr");
  g_assert_cmpstr (ingam_credential_get_issuer (self), ==, "yessignCA Class 3");
  g_assert_cmpstr (ingam_credential_get_organization (self), ==, "yessign");
  g_assert_cmpint (ingam_credential_get_kind (self), ==, INGAM_KIND_PERSON);
  g_assert_cmpstr (ingam_credential_get_purpose (self)->word, ==, "bank");
  g_assert_cmpstr (ingam_credential_get_purpose_oid (self), ==, "1.2.410.200005.1.1.4");
  g_assert_cmpstr (ingam_credential_get_authority (self)->word, ==, "yessign");
  g_assert_cmpstr (ingam_credential_get_serial (self), ==, "45");
  g_assert_cmpint (ingam_credential_get_not_before (self), ==, 1735689600);
  g_assert_cmpint (ingam_credential_get_not_after (self), ==, 1767279599);
  g_assert_cmpstr (ingam_credential_get_key_scheme (self), ==, "pbes1-seed");
  g_assert_cmpuint (ingam_credential_get_key_rounds (self), ==, 2048);
  g_assert_cmpstr (ingam_credential_get_key_type (self), ==, "rsa");
  g_assert_cmpuint (ingam_credential_get_key_size (self), ==, 2048);
  g_assert_true (ingam_credential_has_encryption_pair (self));
  g_assert_cmpint (ingam_credential_get_oddities (self), ==,
                   INGAM_ODDITY_TRAILING_BYTES | INGAM_ODDITY_MISPLACED);
  g_assert_cmpstr (ingam_credential_get_folder (self), ==, folder);
}

static void
test_dn_does_not_depend_on_the_folder (void)
{
  static const char *const folders[] = {
    folder,
    "",
    "x",
    "yessign/USER/other",
    "yessign/USER/CN=성춘향()0020049202001011234567,OU=WOORI,ou=personal4IB,o=yessign,c=kr",
  };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      const IngamTestCertificate facts = { .serial = 1 };
      g_autoptr (IngamCredential) self = make (&facts, folders[i]);

      g_assert_cmpstr (ingam_credential_get_folder (self), ==, folders[i]);
      g_assert_cmpstr (ingam_credential_get_dn (self), ==,
                       "cn=성춘향()0020049202001011234567,ou=WOORI,ou=personal4IB,o=yessign,c=kr");
    }
}

static void
test_unknown_is_null_and_not_guessed (void)
{
  const IngamTestAttribute issuer[] = { { INGAM_TEST_O, 0x0c, "Nobody\n" }, { NULL } };
  const IngamTestCertificate facts = { .issuer = issuer, .policy = "2a0304" };
  const IngamTestCertificate without = { .issuer = issuer };
  g_autoptr (IngamCredential) self = make (&facts, "x");
  g_autoptr (IngamCredential) bare = make (&without, "x");

  g_assert_null (ingam_credential_get_purpose (self));
  g_assert_cmpstr (ingam_credential_get_purpose_oid (self), ==, "1.2.3.4");
  g_assert_null (ingam_credential_get_authority (self));
  g_assert_cmpstr (ingam_credential_get_organization (self), ==, "Nobody ");
  g_assert_cmpstr (ingam_credential_get_issuer (self), ==, "");
  g_assert_null (ingam_credential_get_purpose_oid (bare));
  g_assert_cmpint (ingam_credential_get_kind (bare), ==, INGAM_KIND_UNKNOWN);
}

/* From 2025-01-01 00:00:00 to 2026-01-01 14:59:59 UTC, which is the last second of that day in
 * Korea. */
static void
test_state_and_days_at_their_edges (void)
{
  const IngamTestCertificate facts = { .serial = 1 };
  g_autoptr (IngamCredential) self = make (&facts, "x");
  const gint64 begin = 1735689600, end = 1767279599;
  const struct
  {
    gint64 now;
    IngamState state;
    int days;
  } cases[] = {
    { begin - 1, INGAM_STATE_NOT_YET_VALID, 365 },
    { begin, INGAM_STATE_VALID, 365 },
    { end - 31 * DAY, INGAM_STATE_VALID, 31 },
    { end - 31 * DAY + 1, INGAM_STATE_RENEWABLE, 30 },
    { end - 30 * DAY, INGAM_STATE_RENEWABLE, 30 },
    { end - DAY, INGAM_STATE_RENEWABLE, 1 },
    { end - DAY + 1, INGAM_STATE_RENEWABLE, 0 },
    { end, INGAM_STATE_RENEWABLE, 0 },
    { end + 1, INGAM_STATE_EXPIRED, -1 },
    { end + DAY + 1, INGAM_STATE_EXPIRED, -2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (ingam_credential_get_state (self, cases[i].now), ==, cases[i].state);
      g_assert_cmpint (ingam_credential_get_days_left (self, cases[i].now), ==, cases[i].days);
    }
}

static void
test_superseded_is_set_and_taken_back (void)
{
  const IngamTestCertificate facts = { .serial = 1 };
  g_autoptr (IngamCredential) self = make (&facts, "x");
  guint8 other[32];

  memset (other, 7, sizeof other);
  g_assert_null (ingam_credential_get_superseded_by (self));
  ingam_credential_set_superseded_by (self, other);
  g_assert_cmpmem (ingam_credential_get_superseded_by (self), 32, other, 32);
  ingam_credential_set_superseded_by (self, NULL);
  g_assert_null (ingam_credential_get_superseded_by (self));
}

static void
test_soonest_expiry_sorts_first (void)
{
  g_autoptr (IngamCredential) soon =
      make (&(IngamTestCertificate){ .not_after = "250301000000Z", .real_name = "하" }, "x");
  g_autoptr (IngamCredential) late =
      make (&(IngamTestCertificate){ .not_after = "260301000000Z", .real_name = "가" }, "x");
  g_autoptr (IngamCredential) late_too =
      make (&(IngamTestCertificate){ .not_after = "260301000000Z", .real_name = "나" }, "x");
  g_autoptr (IngamCredential) same = make (
      &(IngamTestCertificate){ .not_after = "260301000000Z", .real_name = "나", .key = 1 }, "x");

  g_assert_cmpint (ingam_credential_compare (soon, late), <, 0);
  g_assert_cmpint (ingam_credential_compare (late, soon), >, 0);
  g_assert_cmpint (ingam_credential_compare (late, late_too), <, 0);
  g_assert_cmpint (ingam_credential_compare (late_too, late_too), ==, 0);
  g_assert_cmpint (ingam_credential_compare (late_too, same), !=, 0);
  g_assert_cmpint (ingam_credential_compare (late_too, same), ==,
                   -ingam_credential_compare (same, late_too));
}

static void
test_every_oddity_has_word_and_sentence (void)
{
  for (guint bit = INGAM_ODDITY_NO_KEY; bit <= INGAM_ODDITY_MISPLACED; bit <<= 1)
    {
      const char *word = ingam_oddity_get_word ((IngamOddity) bit);

      g_assert_cmpstr (word, !=, "");
      g_assert_true (g_str_has_suffix (ingam_oddity_get_sentence ((IngamOddity) bit), "."));
      for (guint other = INGAM_ODDITY_NO_KEY; other < bit; other <<= 1)
        g_assert_cmpstr (word, !=, ingam_oddity_get_word ((IngamOddity) other));
    }
}

static void
test_states_have_words (void)
{
  g_assert_cmpstr (ingam_state_get_word (INGAM_STATE_VALID), ==, "valid");
  g_assert_cmpstr (ingam_state_get_word (INGAM_STATE_RENEWABLE), ==, "renewable");
  g_assert_cmpstr (ingam_state_get_word (INGAM_STATE_EXPIRED), ==, "expired");
  g_assert_cmpstr (ingam_state_get_word (INGAM_STATE_NOT_YET_VALID), ==, "not-yet-valid");
}

/* Ten thousand with names of their own; all that the allocator gave out for them, overhead
 * included. */
static void
test_memory_stays_below_one_kib (void)
{
  const guint count = 10000;
  g_autoptr (GPtrArray) all = g_ptr_array_new_full (count, g_object_unref);
  const IngamTestCertificate warm_up = { .policy = bank_policy };
  gsize before, used;

  g_object_unref (make (&warm_up, folder));
  before = mallinfo2 ().uordblks;
  for (guint i = 0; i < count; i++)
    {
      g_autofree char *cn = g_strdup_printf ("성춘향%u()002004920200101%07u", i, i);
      g_autofree char *where =
          g_strdup_printf ("yessign/USER/cn=%s,ou=WOORI,ou=personal4IB,o=yessign,c=kr", cn);
      const IngamTestAttribute subject[] = { { INGAM_TEST_C, 0x13, "kr" },
                                             { INGAM_TEST_O, 0x0c, "yessign" },
                                             { INGAM_TEST_OU, 0x0c, "personal4IB" },
                                             { INGAM_TEST_OU, 0x0c, "WOORI" },
                                             { INGAM_TEST_CN, 0x0c, cn },
                                             { NULL } };
      const IngamTestCertificate facts = { .subject = subject, .policy = bank_policy };

      g_ptr_array_add (all, make (&facts, where));
    }
  used = (mallinfo2 ().uordblks - before) / count;
  g_test_message ("%" G_GSIZE_FORMAT " bytes a credential", used);
  g_assert_cmpuint (used, <=, 1024);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/credential/says-what-the-certificate-says",
                   test_says_what_the_certificate_says);
  g_test_add_func ("/credential/dn-does-not-depend-on-the-folder",
                   test_dn_does_not_depend_on_the_folder);
  g_test_add_func ("/credential/unknown-is-null-and-not-guessed",
                   test_unknown_is_null_and_not_guessed);
  g_test_add_func ("/credential/state-and-days-at-their-edges", test_state_and_days_at_their_edges);
  g_test_add_func ("/credential/superseded-is-set-and-taken-back",
                   test_superseded_is_set_and_taken_back);
  g_test_add_func ("/credential/soonest-expiry-sorts-first", test_soonest_expiry_sorts_first);
  g_test_add_func ("/credential/every-oddity-has-word-and-sentence",
                   test_every_oddity_has_word_and_sentence);
  g_test_add_func ("/credential/states-have-words", test_states_have_words);
  g_test_add_func ("/credential/memory-stays-below-one-kib", test_memory_stays_below_one_kib);
  return g_test_run ();
}
