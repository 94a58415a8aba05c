/* chain.c: the search for a path, and which of several it takes.
 *
 * Names are compared by their bytes. Folding case and white space (RFC 4518, RFC 5280 section 7.1)
 * was rejected: an authority copies its own name into what it issues, so that the bytes agree in
 * every certificate of KISA's authorities, and every rule that makes unequal names equal is one
 * more way to be taken for somebody else. A name that differs is "the issuer is not here", never
 * "forged".
 *
 * Several certificates may bear an issuer's name: renewed ones, strangers, forgeries. Each that
 * signed is followed, with a stack of steps and no recursion, and the best end is the answer:
 * nobody can spoil a good path by laying another certificate beside it. What is known comes first,
 * so that ten thousand namesakes cannot hide it behind the limits either.
 *
 * Left out on purpose: revocation (the lists lie in LDAP, and nothing here speaks to a network),
 * names' constraints and policies' mappings (chain-rules.c), and whether the certificate asked
 * about is itself valid today, which its page tells anyway.
 */
#include "config.h"

#include "core/trust/chain-private.h"

#include <string.h>

/* --- results --- */

/* The best first: what can be told to be good, what cannot be told, what is wrong. A forgery comes
 * last because anybody can lay one into the folder. */
static const IngamChainVerdict order[] = {
  INGAM_CHAIN_KNOWN_ROOT,       INGAM_CHAIN_KNOWN_CA,  INGAM_CHAIN_TEST,
  INGAM_CHAIN_UNKNOWN_ROOT,     INGAM_CHAIN_UNHANDLED, INGAM_CHAIN_TOO_LONG,
  INGAM_CHAIN_NO_ISSUER,        INGAM_CHAIN_EXPIRED,   INGAM_CHAIN_NOT_YET_VALID,
  INGAM_CHAIN_NOT_AN_AUTHORITY, INGAM_CHAIN_LOOP,      INGAM_CHAIN_FORGED,
};

/* The smaller the better; of two ends in the test realm the one at a root. */
static guint
weigh (IngamChainVerdict verdict, const IngamAnchor *anchor)
{
  guint place = 0;

  while (order[place] != verdict)
    place++;
  return 2 * place + (anchor && !anchor->is_root);
}

gboolean
ingam_chain_is_good (const IngamChain *chain)
{
  return chain->verdict == INGAM_CHAIN_KNOWN_ROOT || chain->verdict == INGAM_CHAIN_KNOWN_CA;
}

gboolean
ingam_chain_is_bad (const IngamChain *chain)
{
  return chain->verdict == INGAM_CHAIN_LOOP || chain->verdict == INGAM_CHAIN_FORGED ||
         chain->verdict == INGAM_CHAIN_EXPIRED || chain->verdict == INGAM_CHAIN_NOT_YET_VALID ||
         chain->verdict == INGAM_CHAIN_NOT_AN_AUTHORITY;
}

void
ingam_chain_free (IngamChain *chain)
{
  g_clear_pointer (&chain->path, g_ptr_array_unref);
  g_clear_pointer (&chain->culprit, ingam_certificate_unref);
  g_free (chain->oid);
  g_free (chain);
}

/* --- the search --- */

typedef struct
{
  IngamCertificate *certificate; /* borrowed */
  const IngamAnchor *anchor;
  guint next;                 /* which candidate comes next; each is asked in two rounds */
  gboolean settled;           /* something was said about what lies above it */
  IngamCertificate *namesake; /* bears the issuer's name and did not sign; borrowed */
} Step;

typedef struct
{
  IngamChainKnowFunc know;
  gint64 moment;
  GPtrArray *candidates; /* distinct, what is known first */
  guint n_known;
  gboolean is_cut; /* there were more */
  guint n_signatures;
  Step steps[INGAM_CHAIN_MAX_LENGTH];
  guint length;
  IngamChain *best; /* NULL before the first end */
} Search;

static const IngamCertificateFields *
fields_of (IngamCertificate *certificate)
{
  return ingam_certificate_get_fields (certificate);
}

static guint
hash_certificate (gconstpointer certificate)
{
  guint32 hash;

  memcpy (&hash, ingam_certificate_get_fingerprint ((IngamCertificate *) certificate), sizeof hash);
  return hash;
}

static gboolean
certificates_equal (gconstpointer a, gconstpointer b)
{
  return ingam_certificate_equal ((IngamCertificate *) a, (IngamCertificate *) b);
}

/* A store holds the same authority's certificate once a folder. */
static void
gather_candidates (Search *search, GPtrArray *all)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (hash_certificate, certificates_equal);

  search->candidates = g_ptr_array_new ();
  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < all->len; i++)
      {
        IngamCertificate *candidate = all->pdata[i];
        gboolean is_known = search->know (ingam_certificate_get_fingerprint (candidate)) != NULL;

        if (is_known != (round == 0) || g_hash_table_contains (seen, candidate))
          continue;
        if (search->candidates->len == INGAM_CHAIN_MAX_CANDIDATES)
          {
            search->is_cut = TRUE;
            return;
          }
        g_hash_table_add (seen, candidate);
        g_ptr_array_add (search->candidates, candidate);
        search->n_known += is_known;
      }
}

/* An end: the path as it stands, with @issuer on top when it is not NULL. Takes @oid. */
static void
offer (Search *search,
       IngamChainVerdict verdict,
       IngamCertificate *issuer,
       IngamCertificate *culprit,
       char *oid)
{
  const IngamAnchor *anchor = search->steps[search->length - 1].anchor;
  g_autofree char *owned_oid = oid;
  gboolean is_end = verdict == INGAM_CHAIN_KNOWN_ROOT || verdict == INGAM_CHAIN_KNOWN_CA ||
                    verdict == INGAM_CHAIN_TEST;
  IngamChain *chain;

  if (!is_end)
    anchor = NULL;
  if (search->best &&
      weigh (search->best->verdict, search->best->anchor) <= weigh (verdict, anchor))
    return;
  chain = g_new0 (IngamChain, 1);
  chain->verdict = verdict;
  chain->anchor = anchor;
  chain->culprit = culprit ? ingam_certificate_ref (culprit) : NULL;
  chain->oid = g_steal_pointer (&owned_oid);
  chain->path = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_certificate_unref);
  for (guint i = 0; i < search->length; i++)
    g_ptr_array_add (chain->path, ingam_certificate_ref (search->steps[i].certificate));
  if (issuer)
    g_ptr_array_add (chain->path, ingam_certificate_ref (issuer));
  g_clear_pointer (&search->best, ingam_chain_free);
  search->best = chain;
}

/* An end that may be trusted, if the policies of the path hold. */
static void
offer_anchor (Search *search, const IngamAnchor *anchor)
{
  g_autoptr (GPtrArray) path = g_ptr_array_new ();
  IngamChainVerdict verdict = anchor->is_test ? INGAM_CHAIN_TEST :
                              anchor->is_root ? INGAM_CHAIN_KNOWN_ROOT :
                                                INGAM_CHAIN_KNOWN_CA;

  for (guint i = 0; i < search->length; i++)
    g_ptr_array_add (path, search->steps[i].certificate);
  if (ingam_chain_policies_hold (path))
    offer (search, verdict, NULL, NULL, NULL);
  else
    offer (search, INGAM_CHAIN_UNHANDLED, NULL, search->steps[0].certificate,
           g_strdup (INGAM_CHAIN_POLICY_CONSTRAINTS));
}

typedef enum
{
  KEY_SAME,
  KEY_NOT_SAID,
  KEY_OTHER
} KeyMatch;

static KeyMatch
compare_key_ids (const IngamCertificateFields *certificate, const IngamCertificateFields *issuer)
{
  IngamDer wanted = certificate->authority_key_id, own = issuer->subject_key_id;

  if (wanted.size == 0 || own.size == 0)
    return KEY_NOT_SAID;
  return ingam_der_is (wanted, own.data, own.size) ? KEY_SAME : KEY_OTHER;
}

/* FALSE when no more signatures may be checked. */
static gboolean
check_signature (Search *search,
                 IngamCertificate *certificate,
                 IngamCertificate *issuer,
                 IngamSignature *ret_signature)
{
  if (search->n_signatures == INGAM_CHAIN_MAX_SIGNATURES)
    return FALSE;
  search->n_signatures++;
  *ret_signature = ingam_chain_check_signature (fields_of (certificate), fields_of (issuer));
  return TRUE;
}

/* Nothing more will be looked at. */
static void
give_up (Search *search)
{
  offer (search, INGAM_CHAIN_TOO_LONG, NULL, NULL, NULL);
  search->length = 0;
}

/* What the signature of a step's certificate says when it does not hold. */
static void
note_signature (Search *search, Step *step, IngamCertificate *issuer, IngamSignature signature)
{
  if (signature == INGAM_SIGNATURE_UNHANDLED)
    offer (search, INGAM_CHAIN_UNHANDLED, NULL, step->certificate,
           ingam_chain_dup_algorithm (fields_of (step->certificate)));
  else if (signature == INGAM_SIGNATURE_TOO_LARGE)
    offer (search, INGAM_CHAIN_TOO_LONG, NULL, issuer, NULL);
  else if (!step->namesake)
    step->namesake = issuer;
  step->settled = step->settled || signature != INGAM_SIGNATURE_FAILS;
}

/* A certificate that was signed by the key in it: the end, and not one that is known. */
static void
enter_self_issued (Search *search, Step *step)
{
  IngamSignature signature;

  if (compare_key_ids (fields_of (step->certificate), fields_of (step->certificate)) == KEY_OTHER)
    return;
  if (!check_signature (search, step->certificate, step->certificate, &signature))
    give_up (search);
  else if (signature != INGAM_SIGNATURE_HOLDS)
    note_signature (search, step, step->certificate, signature);
  else
    {
      offer (search, INGAM_CHAIN_UNKNOWN_ROOT, NULL, step->certificate, NULL);
      step->settled = TRUE;
      step->next = G_MAXUINT;
    }
}

static void
enter (Search *search, IngamCertificate *certificate)
{
  Step *step = &search->steps[search->length++];

  *step = (Step){ .certificate = certificate };
  step->anchor = search->know (ingam_certificate_get_fingerprint (certificate));
  if (step->anchor)
    {
      offer_anchor (search, step->anchor);
      step->settled = TRUE;
      if (step->anchor->is_root)
        step->next = G_MAXUINT;
    }
  else if (ingam_chain_is_self_issued (fields_of (certificate)))
    enter_self_issued (search, step);
}

/* The next one that bears the issuer's name, those whose key is the one that is named before those
 * that do not say. Above a known authority only its known root could make anything better. */
static IngamCertificate *
next_candidate (Search *search, Step *step, KeyMatch *ret_match)
{
  const IngamCertificateFields *fields = fields_of (step->certificate);
  guint n = step->anchor ? search->n_known : search->candidates->len;

  while (step->next < 2 * n)
    {
      guint at = step->next++;
      IngamCertificate *candidate = search->candidates->pdata[at % n];
      const IngamCertificateFields *its = fields_of (candidate);
      KeyMatch match = compare_key_ids (fields, its);

      if ((match == KEY_SAME) == (at < n) &&
          !ingam_certificate_equal (candidate, step->certificate) &&
          ingam_der_is (its->subject, fields->issuer.data, fields->issuer.size))
        {
          *ret_match = match;
          return candidate;
        }
    }
  return NULL;
}

static gboolean
is_on_path (Search *search, IngamCertificate *certificate)
{
  for (guint i = 0; i < search->length; i++)
    if (ingam_certificate_equal (search->steps[i].certificate, certificate))
      return TRUE;
  return FALSE;
}

/* Authorities between the first certificate and what would come next (RFC 5280 section 4.2.1.9). */
static guint
count_authorities (Search *search)
{
  guint n = 0;

  for (guint i = 1; i < search->length; i++)
    n += !ingam_chain_is_self_issued (fields_of (search->steps[i].certificate));
  return n;
}

/* @issuer did sign. */
static void
follow (Search *search, IngamCertificate *issuer)
{
  char *oid = NULL;
  IngamChainVerdict verdict;

  if (is_on_path (search, issuer))
    {
      offer (search, INGAM_CHAIN_LOOP, NULL, issuer, NULL);
      return;
    }
  verdict = ingam_chain_judge_issuer (fields_of (issuer), count_authorities (search),
                                      search->moment, &oid);
  if (verdict == INGAM_CHAIN_KNOWN_ROOT)
    enter (search, issuer);
  else
    offer (search, verdict, issuer, issuer, oid);
}

/* Bears the name of a known authority, which has it alone, but names another key: somebody else
 * signed. Of any other namesake this only means that it is not the one. */
static void
try_other_key (Search *search, Step *step, IngamCertificate *issuer)
{
  IngamSignature signature;

  if (step->namesake || !search->know (ingam_certificate_get_fingerprint (issuer)))
    return;
  if (!check_signature (search, step->certificate, issuer, &signature))
    give_up (search);
  else if (signature == INGAM_SIGNATURE_FAILS)
    step->namesake = issuer;
}

static void
try_issuer (Search *search, Step *step, IngamCertificate *issuer)
{
  IngamSignature signature;

  if (search->length == INGAM_CHAIN_MAX_LENGTH)
    {
      offer (search, INGAM_CHAIN_TOO_LONG, NULL, step->certificate, NULL);
      step->settled = TRUE;
      step->next = G_MAXUINT;
      return;
    }
  if (!check_signature (search, step->certificate, issuer, &signature))
    {
      give_up (search);
      return;
    }
  if (signature == INGAM_SIGNATURE_HOLDS)
    {
      step->settled = TRUE;
      follow (search, issuer);
    }
  else
    note_signature (search, step, issuer, signature);
}

/* Every candidate was asked. */
static void
leave (Search *search, Step *step)
{
  if (!step->settled)
    {
      if (search->is_cut)
        offer (search, INGAM_CHAIN_TOO_LONG, NULL, step->certificate, NULL);
      else if (step->namesake)
        offer (search, INGAM_CHAIN_FORGED, NULL, step->namesake, NULL);
      else
        offer (search, INGAM_CHAIN_NO_ISSUER, NULL, step->certificate, NULL);
    }
  search->length--;
}

static void
run (Search *search, IngamCertificate *certificate)
{
  enter (search, certificate);
  while (search->length > 0 && !(search->best && search->best->verdict == INGAM_CHAIN_KNOWN_ROOT))
    {
      Step *step = &search->steps[search->length - 1];
      KeyMatch match;
      IngamCertificate *issuer = next_candidate (search, step, &match);

      if (!issuer)
        leave (search, step);
      else if (match == KEY_OTHER)
        try_other_key (search, step, issuer);
      else
        try_issuer (search, step, issuer);
    }
}

/* The first certificate's own critical extensions stand against every path alike. */
static void
judge_first (IngamChain *chain, IngamCertificate *certificate)
{
  g_autofree char *oid = ingam_chain_dup_unhandled (fields_of (certificate));

  if (!oid || ingam_chain_is_bad (chain))
    return;
  chain->verdict = INGAM_CHAIN_UNHANDLED;
  chain->anchor = NULL;
  g_clear_pointer (&chain->culprit, ingam_certificate_unref);
  chain->culprit = ingam_certificate_ref (certificate);
  g_free (chain->oid);
  chain->oid = g_steal_pointer (&oid);
}

IngamChain *
ingam_chain_build_known (IngamCertificate *certificate,
                         GPtrArray *candidates,
                         gint64 now,
                         IngamChainKnowFunc know,
                         guint *ret_signatures)
{
  Search search = { .know = know };
  g_autoptr (GPtrArray) owned = NULL;

  search.moment = MIN (now, fields_of (certificate)->not_after);
  gather_candidates (&search, candidates);
  owned = search.candidates;
  run (&search, certificate);
  judge_first (search.best, certificate);
  if (ret_signatures)
    *ret_signatures = search.n_signatures;
  return search.best;
}

IngamChain *
ingam_chain_build (IngamCertificate *certificate, GPtrArray *candidates, gint64 now)
{
  return ingam_chain_build_known (certificate, candidates, now, ingam_anchor_find, NULL);
}
