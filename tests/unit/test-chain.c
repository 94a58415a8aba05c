/* test-chain.c: every end that a path can take, with certificates made on the spot, and the real
 * authorities' when they are at hand. */
#include "config.h"

#include "core/trust/chain.h"

#include "core/trust/chain-private.h"
#include "support/ca-maker.h"

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
                                      .is_explicit = TRUE };
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

static IngamChain *
build (Fixture *fixture, IngamCertificate *certificate)
{
  return ingam_chain_build_known (certificate, fixture->around, NOW, know, NULL);
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
  return g_test_run ();
}
