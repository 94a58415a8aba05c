/* test-replacement.c: only a true replacement is called one. */
#include "config.h"

#include "core/care/replacement.h"

#include "support/tiny-certificate.h"

#include <string.h>

#define BANK "2a831a8c9a45010104"      /* 1.2.410.200005.1.1.4 */
#define UNIVERSAL "2a831a8c9a45010101" /* 1.2.410.200005.1.1.1 */

#define DN(cn, ou)                                                                                \
  {                                                                                               \
    { INGAM_TEST_C, 0x13, "KR" }, { INGAM_TEST_O, 0x0c, "yessign" }, { INGAM_TEST_OU, 0x0c, ou }, \
        { INGAM_TEST_CN, 0x0c, cn }, { NULL },                                                    \
  }

static const IngamTestAttribute mine[] = DN ("성춘향()0020049202001011234567", "WOORI");
static const IngamTestAttribute mine_elsewhere[] = DN ("성춘향()0020049202001011234567", "KB");
static const IngamTestAttribute namesake[] = DN ("성춘향()0020049209909099999999", "WOORI");
static const IngamTestAttribute bare[] = DN ("성춘향", "WOORI");
static const IngamTestAttribute bare_elsewhere[] = DN ("성춘향", "KB");
static const IngamTestAttribute stranger[] = DN ("변학도()0020049202001017654321", "WOORI");
static const IngamTestAttribute kica[] = { { INGAM_TEST_C, 0x13, "KR" },
                                           { INGAM_TEST_O, 0x0c, "KICA" },
                                           { INGAM_TEST_CN, 0x0c, "signGATE CA5" },
                                           { NULL } };

/* The one that was there: from 1 January 2025 to 1 January 2026. */
static const IngamTestCertificate before = { .subject = mine, .policy = BANK, .serial = 1 };

#define COME(the_subject, the_policy, ...)                                 \
  {                                                                        \
    .subject = the_subject, .policy = the_policy, .serial = 2, __VA_ARGS__ \
  }

static const struct
{
  const char *what;
  IngamTestCertificate come;
  IngamRelation relation;
  const char *sentence;
} rows[] = {
  { "reissue", COME (mine, BANK, .not_before = "250601000000Z"), INGAM_RELATION_REISSUE,
    "A reissue: same holder and purpose, and it ends on the same day, 1 January 2026. It replaces "
    "the old one, which was revoked by it." },
  { "reissue that ends at another hour of that day",
    COME (mine, BANK, .not_before = "250601000000Z", .not_after = "260101000000Z"),
    INGAM_RELATION_REISSUE, NULL },
  { "renewal", COME (mine, BANK, .not_before = "251210000000Z", .not_after = "270101145959Z"),
    INGAM_RELATION_RENEWAL,
    "A renewal: same holder and purpose; it ends on 1 January 2027 instead of 1 January 2026. It "
    "replaces the old one." },
  { "renewal that begins with the old one", COME (mine, BANK, .not_after = "270101145959Z"),
    INGAM_RELATION_RENEWAL, NULL },
  { "new issue", COME (mine, BANK, .not_before = "260301000000Z", .not_after = "270301145959Z"),
    INGAM_RELATION_NEW_ISSUE,
    "A new issue: same holder and purpose; it ends on 1 March 2027. It replaces the old one, which "
    "expired on 1 January 2026." },
  { "older", COME (mine, BANK, .not_before = "240101000000Z", .not_after = "250101145959Z"),
    INGAM_RELATION_OLDER,
    "Same holder and purpose, but this one is older: it ends on 1 January 2025, the newer one on 1 "
    "January 2026." },
  { "older, of which this was a reissue", COME (mine, BANK, .not_before = "241201000000Z"),
    INGAM_RELATION_OLDER, NULL },
  { "younger that ends earlier",
    COME (mine, BANK, .not_before = "250601000000Z", .not_after = "251001145959Z"),
    INGAM_RELATION_NONE, NULL },
  { "both of the same day", COME (mine, BANK, .key = 9), INGAM_RELATION_NONE, NULL },
  { "very same",
    { .subject = mine, .policy = BANK, .serial = 1 },
    INGAM_RELATION_SAME,
    "This is the very same certificate." },
  { "other purpose", COME (mine, UNIVERSAL, .not_before = "250601000000Z"),
    INGAM_RELATION_OTHER_PURPOSE,
    "The same holder, but for another purpose: this one is “All purposes (person)”, the other "
    "“Banks "
    "and insurance”. Keep both." },
  { "other purpose, told by the number", COME (mine_elsewhere, UNIVERSAL, .key = 0),
    INGAM_RELATION_OTHER_PURPOSE, NULL },
  { "other branch, same purpose", COME (mine_elsewhere, BANK, .key = 0), INGAM_RELATION_SAME_NAME,
    NULL },
  { "same name, other person", COME (namesake, BANK, .not_before = "250601000000Z"),
    INGAM_RELATION_SAME_NAME,
    "The same name, but nothing says that it is the same holder. Keep both." },
  { "same name, other person and purpose", COME (namesake, UNIVERSAL, .key = 0),
    INGAM_RELATION_SAME_NAME, NULL },
  { "same name, other authority", COME (mine, BANK, .issuer = kica, .not_before = "250601000000Z"),
    INGAM_RELATION_SAME_NAME, NULL },
  { "somebody else", COME (stranger, BANK, .key = 0), INGAM_RELATION_NONE, NULL },
};

static void
test_only_true_replacements_replace (void)
{
  g_autoptr (IngamCredential) old = ingam_test_credential (&before);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (IngamCredential) come = ingam_test_credential (&rows[i].come);
      IngamRelation relation = ingam_relation_find (come, old);
      g_autofree char *sentence = ingam_relation_dup_sentence (come, old);

      g_test_message ("%s: %s", rows[i].what, sentence ? sentence : "-");
      g_assert_cmpint (relation, ==, rows[i].relation);
      g_assert_cmpint (ingam_relation_replaces (relation), ==,
                       relation == INGAM_RELATION_REISSUE || relation == INGAM_RELATION_RENEWAL ||
                           relation == INGAM_RELATION_NEW_ISSUE);
      g_assert_cmpint (sentence != NULL, ==, relation != INGAM_RELATION_NONE);
      if (rows[i].sentence)
        g_assert_cmpstr (sentence, ==, rows[i].sentence);
      /* Never both ways. */
      g_assert_false (ingam_relation_replaces (relation) &&
                      ingam_relation_replaces (ingam_relation_find (old, come)));
    }
}

static void
test_a_bare_name_is_many_peoples (void)
{
  const IngamTestCertificate a = { .subject = bare, .policy = BANK };
  const IngamTestCertificate b = { .subject = bare_elsewhere, .policy = UNIVERSAL };
  g_autoptr (IngamCredential) one = ingam_test_credential (&a);
  g_autoptr (IngamCredential) other = ingam_test_credential (&b);

  g_assert_cmpint (ingam_relation_find (one, other), ==, INGAM_RELATION_SAME_NAME);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/replacement/a-bare-name-is-many-peoples", test_a_bare_name_is_many_peoples);
  g_test_add_func ("/replacement/only-true-replacements-replace",
                   test_only_true_replacements_replace);
  return g_test_run ();
}
