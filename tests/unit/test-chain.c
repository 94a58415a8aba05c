/* test-chain.c: every end that a path can take, with certificates made on the spot, and the real
 * authorities' when they are at hand. */
#include "config.h"

#include "core/trust/chain.h"

#include "core/cert/name.h"
#include "core/trust/chain-private.h"
#include "support/ca-maker.h"
#include "support/openssl-verify.h"
#include "support/scratch.h"
#include "support/shared.h"
#include "support/tiny-certificate.h"

#include <string.h>

#define NOW 1700000000
#define DAY (24 * 60 * 60)

/* --- what is known in a test --- */

enum
{
  ROOT = 1, /* keys */
  CA,
  USER,
  OTHER
};

static IngamAnchor known[4];
static guint n_known;

static const IngamAnchor *
know (const guint8 *fingerprint)
{
  for (guint i = 0; i < n_known; i++)
    if (memcmp (known[i].fingerprint, fingerprint, sizeof known[i].fingerprint) == 0)
      return &known[i];
  return NULL;
}

static IngamAnchor *
learn (IngamCertificate *certificate, gboolean is_root)
{
  IngamAnchor *anchor = &known[n_known++];

  g_assert_cmpuint (n_known, <=, G_N_ELEMENTS (known));
  *anchor = (IngamAnchor){ .name = is_root ? "Known Root" : "Known CA", .is_root = is_root };
  memcpy (anchor->fingerprint, ingam_certificate_get_fingerprint (certificate),
          sizeof anchor->fingerprint);
  return anchor;
}

typedef struct
{
  GPtrArray *around;
  IngamCertificate *root;
  IngamCertificate *ca;
  IngamCertificate *user;
} Fixture;

static IngamCertificate *
add (Fixture *fixture, const IngamTestCa *facts)
{
  IngamCertificate *certificate = ingam_test_ca_make (facts);

  g_ptr_array_add (fixture->around, certificate);
  return certificate;
}

static const IngamTestCa root_facts = { .name = "Root", .key = ROOT, .issuer_key = ROOT };
/* As KISA's authorities are. */
static const IngamTestCa ca_facts = { .name = "CA",
                                      .issuer = "Root",
                                      .key = CA,
                                      .issuer_key = ROOT,
                                      .path_length = 1,
                                      .policy = "2.5.29.32.0",
                                      .explicit_policy = 1 };
static const IngamTestCa user_facts = { .name = "User",
                                        .issuer = "CA",
                                        .key = USER,
                                        .issuer_key = CA,
                                        .is_user = TRUE,
                                        .policy = "1.2.410.200005.1.1.4" };

/* The user's certificate stands alone; what is around is up to the test. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  n_known = 0;
  fixture->around = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_certificate_unref);
  fixture->root = ingam_test_ca_make (&root_facts);
  fixture->ca = ingam_test_ca_make (&ca_facts);
  fixture->user = ingam_test_ca_make (&user_facts);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_unref (fixture->around);
  ingam_certificate_unref (fixture->root);
  ingam_certificate_unref (fixture->ca);
  ingam_certificate_unref (fixture->user);
}

static void
add_root_and_ca (Fixture *fixture)
{
  g_ptr_array_add (fixture->around, ingam_certificate_ref (fixture->root));
  g_ptr_array_add (fixture->around, ingam_certificate_ref (fixture->ca));
}

/* --- OpenSSL on the same input --- */

static const char *const verdict_words[] = {
  "KNOWN_ROOT", "KNOWN_CA", "TEST",   "NO_ISSUER", "UNKNOWN_ROOT",  "UNHANDLED",
  "TOO_LONG",   "LOOP",     "FORGED", "EXPIRED",   "NOT_YET_VALID", "NOT_AN_AUTHORITY",
};

/* Good here is good there, bad here is bad there; what cannot be told here may be either. */
static void
compare (const IngamChain *chain,
         IngamCertificate *certificate,
         GPtrArray *around,
         gint64 now,
         IngamChainKnowFunc know_it)
{
  const char *there = ingam_test_ask_openssl (certificate, around, now, know_it, chain->anchor);
  g_autofree char *name = ingam_name_dup_attribute (
      ingam_certificate_get_fields (certificate)->subject, INGAM_NAME_COMMON_NAME, 0);

  if (!there)
    return;
  g_test_message ("%-32s %-16s OpenSSL %s", name, verdict_words[chain->verdict], there);
  if (ingam_chain_is_good (chain))
    g_assert_cmpstr (there, ==, "OK");
  if (ingam_chain_is_bad (chain))
    g_assert_cmpstr (there, ==, "fails");
}

static IngamChain *
build (Fixture *fixture, IngamCertificate *certificate)
{
  IngamChain *chain = ingam_chain_build_known (certificate, fixture->around, NOW, know, NULL);

  compare (chain, certificate, fixture->around, NOW, know);
  return chain;
}

/* The verdict on the user's certificate of the fixture with what is around it now. */
static IngamChainVerdict
judge (Fixture *fixture)
{
  g_autoptr (IngamChain) chain = build (fixture, fixture->user);

  return chain->verdict;
}

static void
assert_path (const IngamChain *chain, IngamCertificate *const *path, guint n)
{
  g_assert_cmpuint (chain->path->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_true (ingam_certificate_equal (chain->path->pdata[i], path[i]));
}

static void
test_known_root_is_good (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IngamChain) chain = NULL;

  add_root_and_ca (fixture);
  learn (fixture->root, TRUE);
  chain = build (fixture, fixture->user);
  g_assert_cmpint (chain->verdict, ==, INGAM_CHAIN_KNOWN_ROOT);
  g_assert_true (chain->anchor == &known[0]);
  g_assert_true (ingam_chain_is_good (chain));
  g_assert_false (ingam_chain_is_bad (chain));
  assert_path (chain, (IngamCertificate *[]){ fixture->user, fixture->ca, fixture->root }, 3);
}

static void
test_known_authority_is_as_good (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IngamChain) chain = NULL;

  g_ptr_array_add (fixture->around, ingam_certificate_ref (fixture->ca));
  learn (fixture->ca, FALSE);
  chain = build (fixture, fixture->user);
  g_assert_cmpint (chain->verdict, ==, INGAM_CHAIN_KNOWN_CA);
  g_assert_true (ingam_chain_is_good (chain));
  assert_path (chain, (IngamCertificate *[]){ fixture->user, fixture->ca }, 2);
}

static void
test_missing_issuer_cannot_be_told (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IngamChain) chain = build (fixture, fixture->user);

  g_assert_cmpint (chain->verdict, ==, INGAM_CHAIN_NO_ISSUER);
  g_assert_false (ingam_chain_is_good (chain) || ingam_chain_is_bad (chain));
  assert_path (chain, &fixture->user, 1);
}

static void
test_unknown_root_cannot_be_told (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IngamChain) chain = NULL;

  add_root_and_ca (fixture);
  chain = build (fixture, fixture->user);
  g_assert_cmpint (chain->verdict, ==, INGAM_CHAIN_UNKNOWN_ROOT);
  g_assert_true (ingam_certificate_equal (chain->culprit, fixture->root));
}

static void
test_damaged_signature_is_forged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IngamCertificate) damaged = ingam_test_ca_damage (fixture->user);
  g_autoptr (IngamChain) chain = NULL;

  add_root_and_ca (fixture);
  learn (fixture->root, TRUE);
  learn (fixture->ca, FALSE);
  chain = build (fixture, damaged);
  g_assert_cmpint (chain->verdict, ==, INGAM_CHAIN_FORGED);
  g_assert_true (ingam_chain_is_bad (chain));
  g_assert_true (ingam_certificate_equal (chain->culprit, fixture->ca));
  g_assert_null (chain->anchor);
}

/* --- forgeries --- */

static void
test_namesake_that_did_not_sign_is_forged (Fixture *fixture, gconstpointer data)
{
  IngamTestCa forged = ca_facts;
  g_autoptr (IngamChain) chain = NULL;
  IngamCertificate *namesake;

  forged.key = forged.issuer_key = OTHER;
  forged.without_key_ids = TRUE;
  namesake = add (fixture, &forged);
  g_ptr_array_add (fixture->around, ingam_certificate_ref (fixture->root));
  learn (fixture->root, TRUE);
  chain = build (fixture, fixture->user);
  g_assert_cmpint (chain->verdict, ==, INGAM_CHAIN_FORGED);
  g_assert_true (chain->culprit == namesake);
}

/* A stray file must not make a good certificate look bad: it says itself that its key is another.
 */
static void
test_namesake_with_another_key_is_not_the_issuer (Fixture *fixture, gconstpointer data)
{
  IngamTestCa other = ca_facts;

  other.key = OTHER;
  add (fixture, &other);
  g_assert_cmpint (judge (fixture), ==, INGAM_CHAIN_NO_ISSUER);
}

static void
test_name_of_a_known_authority_by_another_key_is_forged (Fixture *fixture, gconstpointer data)
{
  IngamTestCa facts = user_facts;
  g_autoptr (IngamCertificate) forged = NULL;
  g_autoptr (IngamChain) chain = NULL;

  facts.issuer_key = OTHER;
  forged = ingam_test_ca_make (&facts);
  add_root_and_ca (fixture);
  learn (fixture->root, TRUE);
  learn (fixture->ca, FALSE);
  chain = build (fixture, forged);
  g_assert_cmpint (chain->verdict, ==, INGAM_CHAIN_FORGED);
  g_assert_true (ingam_certificate_equal (chain->culprit, fixture->ca));
}

static void
test_forged_authority_that_brings_its_own_certificate (Fixture *fixture, gconstpointer data)
{
  IngamTestCa ca = ca_facts, user = user_facts;
  g_autoptr (IngamCertificate) forged = NULL;
  g_autoptr (IngamChain) chain = NULL;

  ca.key = ca.issuer_key = user.issuer_key = OTHER;
  add (fixture, &ca);
  forged = ingam_test_ca_make (&user);
  add_root_and_ca (fixture);
  learn (fixture->root, TRUE);
  chain = build (fixture, forged);
  g_assert_cmpint (chain->verdict, ==, INGAM_CHAIN_FORGED);
  g_assert_cmpuint (chain->path->len, ==, 2);
  g_assert_true (ingam_certificate_equal (chain->culprit, fixture->root));
}

/* OpenSSL takes the first of a name and is not asked. */
static void
test_right_one_of_two_namesakes_is_found (Fixture *fixture, gconstpointer data)
{
  IngamTestCa right = ca_facts, wrong = ca_facts, user = user_facts;

  right.without_key_ids = wrong.without_key_ids = user.without_key_ids = TRUE;
  wrong.key = OTHER;
  learn (fixture->root, TRUE);
  for (guint order = 0; order < 2; order++)
    {
      g_autoptr (IngamCertificate) certificate = ingam_test_ca_make (&user);
      g_autoptr (IngamChain) chain = NULL;
      IngamCertificate *issuer;

      g_ptr_array_set_size (fixture->around, 0);
      g_ptr_array_add (fixture->around, ingam_certificate_ref (fixture->root));
      add (fixture, order == 0 ? &wrong : &right);
      add (fixture, order == 0 ? &right : &wrong);
      issuer = fixture->around->pdata[order == 0 ? 2 : 1];
      chain = ingam_chain_build_known (certificate, fixture->around, NOW, know, NULL);
      g_assert_cmpint (chain->verdict, ==, INGAM_CHAIN_KNOWN_ROOT);
      g_assert_true (chain->path->pdata[1] == issuer);
    }
}

static void
test_algorithm_changed_outside_is_forged (Fixture *fixture, gconstpointer data)
{
  static const guint8 sha256[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02 };

  add_root_and_ca (fixture);
  learn (fixture->root, TRUE);
  for (guint both = 0; both < 2; both++)
    {
      GBytes *der = ingam_certificate_get_der (fixture->user);
      gsize size = g_bytes_get_size (der);
      guint8 *copy = g_memdup2 (g_bytes_get_data (der, NULL), size);
      g_autoptr (GBytes) changed = g_bytes_new_take (copy, size);
      guint8 *inside = memmem (copy, size, sha256, sizeof sha256);
      guint8 *outside =
          memmem (inside + 1, size - (gsize) (inside + 1 - copy), sha256, sizeof sha256);
      g_autoptr (IngamCertificate) certificate = NULL;
      g_autoptr (IngamChain) chain = NULL;

      outside[7] = 0x01; /* ecdsa-with-SHA224, which has no row */
      if (both)
        inside[7] = 0x01;
      certificate = ingam_certificate_new (changed, NULL);
      chain = build (fixture, certificate);
      g_assert_cmpint (chain->verdict, ==, both ? INGAM_CHAIN_UNHANDLED : INGAM_CHAIN_FORGED);
      g_assert_cmpstr (chain->oid, ==, both ? "1.2.840.10045.4.3.1" : NULL);
    }
}

/* --- which end is the better --- */

static void
test_known_authority_goes_on_to_its_root (Fixture *fixture, gconstpointer data)
{
  add_root_and_ca (fixture);
  learn (fixture->ca, FALSE);
  learn (fixture->root, TRUE);
  g_assert_cmpint (judge (fixture), ==, INGAM_CHAIN_KNOWN_ROOT);
}

static void
test_known_ones_speak_for_themselves (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IngamChain) root = NULL;
  g_autoptr (IngamChain) ca = NULL;

  learn (fixture->ca, FALSE);
  learn (fixture->root, TRUE);
  root = build (fixture, fixture->root);
  ca = build (fixture, fixture->ca);
  g_assert_cmpint (root->verdict, ==, INGAM_CHAIN_KNOWN_ROOT);
  assert_path (root, &fixture->root, 1);
  g_assert_cmpint (ca->verdict, ==, INGAM_CHAIN_KNOWN_CA);
  assert_path (ca, &fixture->ca, 1);
}

static void
test_test_realm_is_neither_good_nor_bad (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IngamChain) chain = NULL;

  add_root_and_ca (fixture);
  learn (fixture->ca, FALSE)->is_test = TRUE;
  learn (fixture->root, TRUE)->is_test = TRUE;
  chain = build (fixture, fixture->user);
  g_assert_cmpint (chain->verdict, ==, INGAM_CHAIN_TEST);
  g_assert_true (chain->anchor->is_root);
  g_assert_cmpuint (chain->path->len, ==, 3);
  g_assert_false (ingam_chain_is_good (chain) || ingam_chain_is_bad (chain));
}

/* The same key, certified anew: an old certificate beside the new one spoils nothing. */
static void
test_renewed_authority_wins_over_its_expired_certificate (Fixture *fixture, gconstpointer data)
{
  IngamTestCa old = ca_facts;

  old.not_after = NOW - DAY;
  old.serial = 2;
  add (fixture, &old);
  add_root_and_ca (fixture);
  learn (fixture->root, TRUE);
  g_assert_cmpint (judge (fixture), ==, INGAM_CHAIN_KNOWN_ROOT);
}

/* --- days --- */

static void
test_expired_authority_is_bad (Fixture *fixture, gconstpointer data)
{
  IngamTestCa ca = ca_facts;
  g_autoptr (IngamChain) chain = NULL;

  ca.not_after = NOW - 1;
  add (fixture, &ca);
  g_ptr_array_add (fixture->around, ingam_certificate_ref (fixture->root));
  learn (fixture->root, TRUE);
  chain = build (fixture, fixture->user);
  g_assert_cmpint (chain->verdict, ==, INGAM_CHAIN_EXPIRED);
  g_assert_true (chain->culprit == fixture->around->pdata[0]);
  g_assert_cmpuint (chain->path->len, ==, 2);
}

static void
test_authority_that_has_not_begun_is_bad (Fixture *fixture, gconstpointer data)
{
  IngamTestCa ca = ca_facts;

  ca.not_before = NOW + 1;
  add (fixture, &ca);
  g_ptr_array_add (fixture->around, ingam_certificate_ref (fixture->root));
  learn (fixture->root, TRUE);
  g_assert_cmpint (judge (fixture), ==, INGAM_CHAIN_NOT_YET_VALID);
}

static void
test_expired_certificate_is_judged_as_of_its_last_day (Fixture *fixture, gconstpointer data)
{
  IngamTestCa ca = ca_facts, user = user_facts;
  g_autoptr (IngamCertificate) certificate = NULL;
  g_autoptr (IngamChain) chain = NULL;

  user.not_after = NOW - 10 * DAY;
  ca.not_after = NOW - DAY;
  add (fixture, &ca);
  g_ptr_array_add (fixture->around, ingam_certificate_ref (fixture->root));
  learn (fixture->root, TRUE);
  certificate = ingam_test_ca_make (&user);
  chain = build (fixture, certificate);
  g_assert_cmpint (chain->verdict, ==, INGAM_CHAIN_KNOWN_ROOT);
}

/* --- who may sign --- */

static void
test_signer_that_is_no_authority (Fixture *fixture, gconstpointer data)
{
  IngamTestCa cases[] = { ca_facts, ca_facts, ca_facts };

  cases[0].is_user = TRUE;
  cases[1].is_user = TRUE; /* although its key may sign certificates */
  cases[1].key_usage = 1u << 2;
  cases[2].key_usage = 1u << 7; /* an authority whose key may not */
  learn (fixture->root, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_ptr_array_set_size (fixture->around, 0);
      add (fixture, &cases[i]);
      g_ptr_array_add (fixture->around, ingam_certificate_ref (fixture->root));
      g_assert_cmpint (judge (fixture), ==, INGAM_CHAIN_NOT_AN_AUTHORITY);
    }
}

static void
test_authority_below_one_that_may_have_none (Fixture *fixture, gconstpointer data)
{
  static const IngamTestCa sub_facts = {
    .name = "Sub", .issuer = "CA", .key = OTHER, .issuer_key = CA, .policy = "2.5.29.32.0"
  };
  IngamTestCa user = user_facts;
  g_autoptr (IngamCertificate) certificate = NULL;
  g_autoptr (IngamChain) chain = NULL;

  user.issuer = "Sub";
  user.issuer_key = OTHER;
  certificate = ingam_test_ca_make (&user);
  add (fixture, &sub_facts);
  add_root_and_ca (fixture);
  learn (fixture->root, TRUE);
  chain = build (fixture, certificate);
  g_assert_cmpint (chain->verdict, ==, INGAM_CHAIN_NOT_AN_AUTHORITY);
  g_assert_true (ingam_certificate_equal (chain->culprit, fixture->ca));
}

/* An authority that changed its key signs the new one with the old: no authority more on the path.
 */
static void
test_new_key_of_an_authority_signed_with_its_old_one (Fixture *fixture, gconstpointer data)
{
  IngamTestCa fresh = ca_facts, old = ca_facts;

  fresh.issuer = "CA";
  fresh.issuer_key = old.key = OTHER;
  learn (fixture->root, TRUE);
  add (fixture, &fresh);
  g_ptr_array_add (fixture->around, ingam_certificate_ref (fixture->root));
  g_assert_cmpint (judge (fixture), ==, INGAM_CHAIN_NO_ISSUER);
  add (fixture, &old);
  g_assert_cmpint (judge (fixture), ==, INGAM_CHAIN_KNOWN_ROOT);
}

/* --- critical extensions --- */

static void
test_unknown_critical_extension_cannot_be_told (Fixture *fixture, gconstpointer data)
{
  static const char *const oids[] = { "1.2.3.4.5", "2.5.29.30", "2.5.29.33", "2.5.29.54" };

  learn (fixture->root, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (oids); i++)
    {
      IngamTestCa ca = ca_facts, user = user_facts;
      g_autoptr (IngamCertificate) certificate = NULL;
      g_autoptr (IngamChain) of_ca = NULL;
      g_autoptr (IngamChain) of_user = NULL;

      ca.extension = user.extension = oids[i];
      certificate = ingam_test_ca_make (&user);
      g_ptr_array_set_size (fixture->around, 0);
      add (fixture, &ca);
      g_ptr_array_add (fixture->around, ingam_certificate_ref (fixture->root));
      of_ca = build (fixture, fixture->user);
      g_assert_cmpint (of_ca->verdict, ==, INGAM_CHAIN_UNHANDLED);
      g_assert_cmpstr (of_ca->oid, ==, oids[i]);
      g_assert_true (of_ca->culprit == fixture->around->pdata[0]);

      g_ptr_array_set_size (fixture->around, 0);
      add_root_and_ca (fixture);
      of_user = build (fixture, certificate);
      g_assert_cmpint (of_user->verdict, ==, INGAM_CHAIN_UNHANDLED);
      g_assert_cmpstr (of_user->oid, ==, oids[i]);
      g_assert_true (of_user->culprit == certificate);
    }
}

/* requireExplicitPolicy of the authority: every certificate below must carry a policy. */
static void
test_certificate_without_a_policy_below_one_that_asks_for_it (Fixture *fixture, gconstpointer data)
{
  IngamTestCa user = user_facts;
  g_autoptr (IngamCertificate) certificate = NULL;
  g_autoptr (IngamChain) chain = NULL;

  user.policy = NULL;
  certificate = ingam_test_ca_make (&user);
  add_root_and_ca (fixture);
  learn (fixture->root, TRUE);
  chain = build (fixture, certificate);
  g_assert_cmpint (chain->verdict, ==, INGAM_CHAIN_UNHANDLED);
  g_assert_cmpstr (chain->oid, ==, "2.5.29.36");
}

/* requireExplicitPolicy counts the certificates that may come before it is asked for. */
static void
test_policy_is_asked_for_after_as_many_as_are_let_through (Fixture *fixture, gconstpointer data)
{
  IngamTestCa ca = ca_facts, user = user_facts;
  g_autoptr (IngamCertificate) certificate = NULL;

  user.policy = NULL;
  certificate = ingam_test_ca_make (&user);
  learn (fixture->root, TRUE);
  for (ca.explicit_policy = 2; ca.explicit_policy <= 3; ca.explicit_policy++)
    {
      g_autoptr (IngamChain) chain = NULL;

      g_ptr_array_set_size (fixture->around, 0);
      add (fixture, &ca);
      g_ptr_array_add (fixture->around, ingam_certificate_ref (fixture->root));
      chain = build (fixture, certificate);
      g_assert_cmpint (chain->verdict, ==,
                       ca.explicit_policy == 2 ? INGAM_CHAIN_UNHANDLED : INGAM_CHAIN_KNOWN_ROOT);
    }
}

static void
test_known_extension_twice_or_broken_cannot_be_told (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *extensions;
    const char *oid;
  } cases[] = {
    { NULL, NULL },
    { "300b0603551d0f040403020780", "2.5.29.15" },         /* a second keyUsage */
    { "30080603551d1f04010a", NULL },                      /* not critical: of no concern */
    { "300b0603551d1f0101ff04010a", "2.5.29.31" },         /* the same, critical */
    { "300b0603551d240404800100ff", "2.5.29.36" },         /* no SEQUENCE within */
    { "300f0603551d240101ff040530038001ff", "2.5.29.36" }, /* a negative number */
    { "0500", "?" },                                       /* not an extension */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) der = ingam_test_certificate (
          &(IngamTestCertificate){ .key_usage = 0x80, .extensions = cases[i].extensions });
      g_autoptr (IngamCertificate) certificate = ingam_certificate_new (der, NULL);
      g_autofree char *oid = ingam_chain_dup_unhandled (ingam_certificate_get_fields (certificate));

      g_assert_cmpstr (oid, ==, cases[i].oid);
    }
}

static void
test_policy_that_the_authority_does_not_have (Fixture *fixture, gconstpointer data)
{
  IngamTestCa ca = ca_facts;

  learn (fixture->root, TRUE);
  for (guint same = 0; same < 2; same++)
    {
      ca.policy = same ? user_facts.policy : "1.2.3";
      g_ptr_array_set_size (fixture->around, 0);
      add (fixture, &ca);
      g_ptr_array_add (fixture->around, ingam_certificate_ref (fixture->root));
      g_assert_cmpint (judge (fixture), ==, same ? INGAM_CHAIN_KNOWN_ROOT : INGAM_CHAIN_UNHANDLED);
    }
}

/* --- bounds --- */

static void
test_authorities_that_sign_each_other_are_a_loop (Fixture *fixture, gconstpointer data)
{
  static const IngamTestCa a = { .name = "CA", .issuer = "B", .key = CA, .issuer_key = OTHER };
  static const IngamTestCa b = { .name = "B", .issuer = "CA", .key = OTHER, .issuer_key = CA };
  g_autoptr (IngamChain) chain = NULL;

  add (fixture, &a);
  add (fixture, &b);
  chain = build (fixture, fixture->user);
  g_assert_cmpint (chain->verdict, ==, INGAM_CHAIN_LOOP);
  g_assert_true (chain->culprit == fixture->around->pdata[0]);
  g_assert_cmpuint (chain->path->len, ==, 3);
}

/* "0" is the root, "1" below it, …; the last one is asked about. */
static IngamChain *
build_line (Fixture *fixture, guint n)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  n_known = 0;
  g_ptr_array_set_size (fixture->around, 0);
  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (names, g_strdup_printf ("%u", i));
      add (fixture, &(IngamTestCa){ .name = names->pdata[i],
                                    .issuer = names->pdata[i ? i - 1 : 0],
                                    .key = i,
                                    .issuer_key = i ? i - 1 : 0 });
    }
  learn (fixture->around->pdata[0], TRUE);
  return build (fixture, fixture->around->pdata[n - 1]);
}

static void
test_path_of_fifty_is_too_long (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IngamChain) longest = build_line (fixture, INGAM_CHAIN_MAX_LENGTH);
  g_autoptr (IngamChain) one_more = build_line (fixture, INGAM_CHAIN_MAX_LENGTH + 1);
  g_autoptr (IngamChain) fifty = build_line (fixture, 50);

  g_assert_cmpint (longest->verdict, ==, INGAM_CHAIN_KNOWN_ROOT);
  g_assert_cmpuint (longest->path->len, ==, INGAM_CHAIN_MAX_LENGTH);
  g_assert_cmpint (one_more->verdict, ==, INGAM_CHAIN_TOO_LONG);
  g_assert_cmpint (fifty->verdict, ==, INGAM_CHAIN_TOO_LONG);
  g_assert_cmpuint (fifty->path->len, ==, INGAM_CHAIN_MAX_LENGTH);
}

static void
test_thousands_of_namesakes_stay_bounded (Fixture *fixture, gconstpointer data)
{
  IngamTestCa namesake = ca_facts, user = user_facts;
  g_autoptr (IngamCertificate) certificate = NULL;
  g_autoptr (IngamChain) unknown = NULL;
  g_autoptr (IngamChain) cut = NULL;
  g_autoptr (IngamChain) found = NULL;
  guint n_signatures;

  namesake.key = OTHER;
  namesake.without_key_ids = TRUE;
  for (namesake.serial = 1; namesake.serial <= INGAM_CHAIN_MAX_CANDIDATES + 10; namesake.serial++)
    add (fixture, &namesake);
  unknown = ingam_chain_build_known (fixture->user, fixture->around, NOW, know, &n_signatures);
  g_assert_cmpint (unknown->verdict, ==, INGAM_CHAIN_TOO_LONG);
  g_assert_cmpuint (n_signatures, ==, INGAM_CHAIN_MAX_SIGNATURES);

  /* One that was not looked at might be the one that is missing. */
  user.issuer = "Elsewhere";
  certificate = ingam_test_ca_make (&user);
  cut = ingam_chain_build_known (certificate, fixture->around, NOW, know, NULL);
  g_assert_cmpint (cut->verdict, ==, INGAM_CHAIN_TOO_LONG);

  /* What is known is not hidden behind them. */
  add_root_and_ca (fixture);
  learn (fixture->ca, FALSE);
  learn (fixture->root, TRUE);
  found = ingam_chain_build_known (fixture->user, fixture->around, NOW, know, &n_signatures);
  g_assert_cmpint (found->verdict, ==, INGAM_CHAIN_KNOWN_ROOT);
  g_assert_cmpuint (n_signatures, ==, 2);
}

static void
test_strangers_above_a_known_authority_are_not_asked (Fixture *fixture, gconstpointer data)
{
  IngamTestCa stranger = root_facts;
  g_autoptr (IngamChain) chain = NULL;
  guint n_signatures;

  stranger.without_key_ids = TRUE;
  for (stranger.serial = 1; stranger.serial <= 2 * INGAM_CHAIN_MAX_SIGNATURES; stranger.serial++)
    add (fixture, &stranger);
  g_ptr_array_add (fixture->around, ingam_certificate_ref (fixture->ca));
  learn (fixture->ca, FALSE);
  chain = ingam_chain_build_known (fixture->user, fixture->around, NOW, know, &n_signatures);
  g_assert_cmpint (chain->verdict, ==, INGAM_CHAIN_KNOWN_CA);
  g_assert_cmpuint (n_signatures, ==, 1);
}

static void
test_same_file_in_many_folders_counts_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IngamChain) chain = NULL;
  guint n_signatures;

  for (guint i = 0; i < 2 * INGAM_CHAIN_MAX_CANDIDATES; i++)
    g_ptr_array_add (fixture->around, ingam_certificate_ref (fixture->ca));
  g_ptr_array_add (fixture->around, ingam_certificate_ref (fixture->root));
  chain = ingam_chain_build_known (fixture->user, fixture->around, NOW, know, &n_signatures);
  g_assert_cmpint (chain->verdict, ==, INGAM_CHAIN_UNKNOWN_ROOT);
  g_assert_cmpuint (n_signatures, ==, 3);
}

static void
test_key_of_sixteen_thousand_bits_is_not_computed_with (Fixture *fixture, gconstpointer data)
{
  IngamTestCa large = ca_facts;

  large.with_large_key = TRUE;
  add (fixture, &large);
  g_assert_cmpint (judge (fixture), ==, INGAM_CHAIN_TOO_LONG);
}

/* --- words --- */

static void
test_every_verdict_has_words_for_people (Fixture *fixture, gconstpointer data)
{
  static const char *const never[] = { "chain", "root", "path", " PKI", "%", NULL };
  IngamAnchor anchor = { .name = "KISA RootCA 4" };

  for (guint verdict = 0; verdict < G_N_ELEMENTS (verdict_words); verdict++)
    {
      const IngamChain chain = {
        .verdict = verdict, .anchor = &anchor, .culprit = fixture->user, .oid = (char *) "1.2.3"
      };
      g_autofree char *sentence = ingam_chain_dup_sentence (&chain);
      g_autofree char *words = g_strdup (sentence);
      char *name = strstr (words, anchor.name);

      if (name)
        memset (name, '_', strlen (anchor.name));
      g_test_message ("%s: %s", verdict_words[verdict], sentence);
      g_assert_true (g_str_has_suffix (sentence, "."));
      for (guint i = 0; never[i]; i++)
        g_assert_null (strstr (words, never[i]));
    }
}

static void
test_hostile_name_is_made_inert (Fixture *fixture, gconstpointer data)
{
  IngamTestCa ca = ca_facts;
  g_autoptr (IngamChain) chain = NULL;
  g_autofree char *sentence = NULL;

  ca.name = ca.issuer = "%s%n\xe2\x80\xae\x1b[1m";
  ca.issuer_key = CA;
  add (fixture, &ca);
  chain = build (fixture, fixture->around->pdata[0]);
  sentence = ingam_chain_dup_sentence (chain);
  g_assert_cmpint (chain->verdict, ==, INGAM_CHAIN_UNKNOWN_ROOT);
  g_assert_nonnull (strstr (sentence, "(%s%n\xef\xbf\xbd\xef\xbf\xbd[1m)"));
}

/* --- the real ones --- */

static GPtrArray *
load_authorities (const char *folder)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_certificate_unref);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      char *data;
      gsize size;
      g_autoptr (GBytes) bytes = NULL;
      IngamCertificate *certificate;

      g_assert_true (g_file_get_contents (path, &data, &size, NULL));
      bytes = g_bytes_new_take (data, size);
      certificate = ingam_certificate_new (bytes, NULL);
      if (certificate)
        g_ptr_array_add (all, certificate);
    }
  return all;
}

static void
test_every_real_authority_is_known (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (GPtrArray) all = NULL;

  if (!ingam_test_need_shared ("vectors/authorities", &folder))
    return;
  all = load_authorities (folder);
  g_assert_cmpuint (all->len, >, 0);
  for (guint i = 0; i < all->len; i++)
    {
      const IngamCertificateFields *fields = ingam_certificate_get_fields (all->pdata[i]);
      const IngamAnchor *anchor =
          ingam_anchor_find (ingam_certificate_get_fingerprint (all->pdata[i]));
      g_autofree char *issuer =
          ingam_name_dup_attribute (fields->issuer, INGAM_NAME_COMMON_NAME, 0);
      gboolean is_alone = g_str_equal (issuer, "KISA RootCA 5"); /* nobody has its certificate */
      gint64 within = fields->not_before + (fields->not_after - fields->not_before) / 2;
      g_autoptr (IngamChain) chain = ingam_chain_build (all->pdata[i], all, within);

      g_assert_nonnull (anchor);
      compare (chain, all->pdata[i], all, within, ingam_anchor_find);
      g_assert_cmpint (chain->verdict, ==,
                       anchor->is_test ? INGAM_CHAIN_TEST :
                       is_alone        ? INGAM_CHAIN_KNOWN_CA :
                                         INGAM_CHAIN_KNOWN_ROOT);
      g_assert_cmpuint (chain->path->len, ==, anchor->is_root || is_alone ? 1 : 2);
    }
}

/* A vendor's, for one person who does not exist, expired long ago. */
static void
test_real_certificate_of_a_person_is_followed (void)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GBytes) der = NULL;
  g_autoptr (IngamCertificate) certificate = NULL;
  g_autoptr (IngamChain) chain = NULL;

  if (!ingam_test_need_shared ("vectors/authorities", &folder) ||
      !ingam_test_need_shared ("vectors/bandoche+PyPinkSign/signCert.der", &path))
    return;
  all = load_authorities (folder);
  der = ingam_test_read (path);
  certificate = ingam_certificate_new (der, NULL);
  chain = ingam_chain_build (certificate, all, NOW);
  compare (chain, certificate, all, NOW, ingam_anchor_find);
  g_assert_cmpint (chain->verdict, ==, INGAM_CHAIN_TEST);
  g_assert_cmpstr (chain->anchor->name, ==, "Kisa Test RootCA 7");
  g_assert_cmpuint (chain->path->len, ==, 3);
}

#define ADD(name, function) g_test_add ("/chain/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("known-root-is-good", test_known_root_is_good);
  ADD ("known-authority-is-as-good", test_known_authority_is_as_good);
  ADD ("missing-issuer-cannot-be-told", test_missing_issuer_cannot_be_told);
  ADD ("unknown-root-cannot-be-told", test_unknown_root_cannot_be_told);
  ADD ("damaged-signature-is-forged", test_damaged_signature_is_forged);
  ADD ("namesake-that-did-not-sign-is-forged", test_namesake_that_did_not_sign_is_forged);
  ADD ("namesake-with-another-key-is-not-the-issuer",
       test_namesake_with_another_key_is_not_the_issuer);
  ADD ("name-of-a-known-authority-by-another-key-is-forged",
       test_name_of_a_known_authority_by_another_key_is_forged);
  ADD ("forged-authority-that-brings-its-own-certificate",
       test_forged_authority_that_brings_its_own_certificate);
  ADD ("right-one-of-two-namesakes-is-found", test_right_one_of_two_namesakes_is_found);
  ADD ("algorithm-changed-outside-is-forged", test_algorithm_changed_outside_is_forged);
  ADD ("known-authority-goes-on-to-its-root", test_known_authority_goes_on_to_its_root);
  ADD ("known-ones-speak-for-themselves", test_known_ones_speak_for_themselves);
  ADD ("test-realm-is-neither-good-nor-bad", test_test_realm_is_neither_good_nor_bad);
  ADD ("renewed-authority-wins-over-its-expired-certificate",
       test_renewed_authority_wins_over_its_expired_certificate);
  ADD ("expired-authority-is-bad", test_expired_authority_is_bad);
  ADD ("authority-that-has-not-begun-is-bad", test_authority_that_has_not_begun_is_bad);
  ADD ("expired-certificate-is-judged-as-of-its-last-day",
       test_expired_certificate_is_judged_as_of_its_last_day);
  ADD ("signer-that-is-no-authority", test_signer_that_is_no_authority);
  ADD ("authority-below-one-that-may-have-none", test_authority_below_one_that_may_have_none);
  ADD ("unknown-critical-extension-cannot-be-told", test_unknown_critical_extension_cannot_be_told);
  ADD ("certificate-without-a-policy-below-one-that-asks-for-it",
       test_certificate_without_a_policy_below_one_that_asks_for_it);
  ADD ("policy-that-the-authority-does-not-have", test_policy_that_the_authority_does_not_have);
  ADD ("authorities-that-sign-each-other-are-a-loop",
       test_authorities_that_sign_each_other_are_a_loop);
  ADD ("path-of-fifty-is-too-long", test_path_of_fifty_is_too_long);
  ADD ("thousands-of-namesakes-stay-bounded", test_thousands_of_namesakes_stay_bounded);
  ADD ("same-file-in-many-folders-counts-once", test_same_file_in_many_folders_counts_once);
  ADD ("key-of-sixteen-thousand-bits-is-not-computed-with",
       test_key_of_sixteen_thousand_bits_is_not_computed_with);
  ADD ("every-verdict-has-words-for-people", test_every_verdict_has_words_for_people);
  ADD ("hostile-name-is-made-inert", test_hostile_name_is_made_inert);
  ADD ("new-key-of-an-authority-signed-with-its-old-one",
       test_new_key_of_an_authority_signed_with_its_old_one);
  ADD ("policy-is-asked-for-after-as-many-as-are-let-through",
       test_policy_is_asked_for_after_as_many_as_are_let_through);
  ADD ("known-extension-twice-or-broken-cannot-be-told",
       test_known_extension_twice_or_broken_cannot_be_told);
  ADD ("strangers-above-a-known-authority-are-not-asked",
       test_strangers_above_a_known_authority_are_not_asked);
  g_test_add_func ("/chain/every-real-authority-is-known", test_every_real_authority_is_known);
  g_test_add_func ("/chain/real-certificate-of-a-person-is-followed",
                   test_real_certificate_of_a_person_is_followed);
  return g_test_run ();
}
