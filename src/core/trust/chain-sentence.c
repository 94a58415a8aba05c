/* chain-sentence.c: what a path means to the person whose certificate it is.
 *
 * A table: a sentence and what to do next for each verdict, both with one name in it. None of them
 * knows the words "path", "root" or "chain"; the page's technical details may.
 */
#include "config.h"

#include "core/trust/chain.h"

#include "core/cert/name.h"

#include <glib/gi18n-lib.h>

static char *
dup_common_name (IngamDer name)
{
  g_autofree char *text = ingam_name_dup_attribute (name, INGAM_NAME_COMMON_NAME, 0);

  if (!text)
    text = ingam_name_dup_attribute (name, INGAM_NAME_ORGANIZATION, 0);
  return text ? ingam_name_dup_inert (text, 0) : g_strdup (_ ("no name"));
}

static char *
dup_anchor_name (const IngamChain *chain)
{
  return g_strdup (chain->anchor->name);
}

static char *
dup_culprit_name (const IngamChain *chain)
{
  return dup_common_name (ingam_certificate_get_fields (chain->culprit)->subject);
}

static char *
dup_issuer_name (const IngamChain *chain)
{
  return dup_common_name (ingam_certificate_get_fields (chain->culprit)->issuer);
}

static char *
dup_oid (const IngamChain *chain)
{
  return g_strdup (chain->oid ? chain->oid : "?");
}

static const struct
{
  const char *sentence;
  char *(*dup_name) (const IngamChain *chain); /* NULL: the sentence has none */
  const char *advice;                          /* NULL: there is nothing to do */
} texts[] = {
  [INGAM_CHAIN_KNOWN_ROOT] = { N_ ("Verified up to the issuing authority (%s)."), dup_anchor_name,
                               NULL },
  [INGAM_CHAIN_KNOWN_CA] = { N_ ("Verified up to the issuing authority (%s)."), dup_anchor_name,
                             NULL },
  [INGAM_CHAIN_TEST] = { N_ ("Issued for testing only (%s)."), dup_anchor_name,
                         N_ ("Banks and public offices do not take it.") },
  [INGAM_CHAIN_NO_ISSUER] = { N_ ("The issuing authority's certificate is not on this computer, so "
                                  "this could not be verified (%s). The certificate can be used "
                                  "all the same."),
                              dup_issuer_name,
                              N_ ("To verify it, import the authority's certificate or the NPKI "
                                  "folder of a Windows PC.") },
  [INGAM_CHAIN_UNKNOWN_ROOT] = { N_ ("Issued by an authority that Ingam does not know (%s)."),
                                 dup_culprit_name,
                                 N_ ("If it is meant for banks or public offices, ask where you "
                                     "got it.") },
  [INGAM_CHAIN_UNHANDLED] = { N_ ("The issuing authority could not be verified: there is something "
                                  "that Ingam does not know (%s)."),
                              dup_oid, N_ ("A newer version of Ingam may know it.") },
  [INGAM_CHAIN_TOO_LONG] = { N_ ("There are too many authorities' certificates to verify this to "
                                 "the end."),
                             NULL, N_ ("Remove the ones you do not need, then check again.") },
  [INGAM_CHAIN_LOOP] = { N_ ("The authorities that issued it vouch only for each other (%s)."),
                         dup_culprit_name, N_ ("Do not use it, and ask where you got it.") },
  [INGAM_CHAIN_FORGED] = { N_ ("There is an authority's certificate with the right name, but it "
                               "did not issue this one (%s). One of the two is forged or damaged."),
                           dup_culprit_name, N_ ("Do not use it, and ask where you got it.") },
  [INGAM_CHAIN_EXPIRED] = { N_ ("The issuing authority's certificate has expired (%s)."),
                            dup_culprit_name, N_ ("Ask where you got your certificate.") },
  [INGAM_CHAIN_NOT_YET_VALID] = { N_ ("The issuing authority's certificate is not valid yet (%s)."),
                                  dup_culprit_name,
                                  N_ ("See whether the date of this computer is right.") },
  [INGAM_CHAIN_NOT_AN_AUTHORITY] = { N_ ("Issued with a certificate that may not issue others "
                                         "(%s)."),
                                     dup_culprit_name,
                                     N_ ("Do not use it, and ask where you got it.") },
};

char *
ingam_chain_dup_sentence (const IngamChain *chain)
{
  const char *sentence = _ (texts[chain->verdict].sentence);
  const char *advice = texts[chain->verdict].advice;
  g_autofree char *name = NULL;
  g_autofree char *found = NULL;

  if (texts[chain->verdict].dup_name)
    {
      g_auto (GStrv) around = g_strsplit (sentence, "%s", 2);

      name = texts[chain->verdict].dup_name (chain);
      found = g_strjoinv (name, around);
    }
  else
    found = g_strdup (sentence);
  return advice ? g_strdup_printf ("%s %s", found, _ (advice)) : g_steal_pointer (&found);
}
