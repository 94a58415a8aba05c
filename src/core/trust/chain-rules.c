/* chain-rules.c: what RFC 5280 section 6 asks of the certificates on a path, as far as KISA's
 * profile uses it.
 *
 * A critical extension is handled when it has a row below, and a row means that it is honoured:
 * basicConstraints and keyUsage by ingam_chain_judge_issuer(), policies and their constraints by
 * ingam_chain_policies_hold(). What a certificate may be used for (extendedKeyUsage) and its other
 * names say nothing against a path. policyMappings, nameConstraints and inhibitAnyPolicy have no
 * row: no authority of KISA's uses them, and half a reading would be worse than "cannot be told".
 */
#include "config.h"

#include "core/trust/chain-private.h"

#include <string.h>

#define MAX_EXTENSIONS 64
#define MAX_POLICIES 64
#define CONTEXT_PRIMITIVE(n) (0x80 + (n))

typedef struct
{
  gboolean has_path_length;
  guint64 path_length;
  gboolean has_explicit;           /* requireExplicitPolicy */
  guint64 skip_explicit;           /* certificates below that need not keep it yet */
  IngamDer policies[MAX_POLICIES]; /* OID contents */
  guint n_policies;
} Constraints;

/* --- values; FALSE: cannot be read --- */

static gboolean
read_basic_constraints (IngamDer value, Constraints *constraints)
{
  IngamDer length;

  if (!ingam_der_take (&value, INGAM_DER_SEQUENCE, &value))
    return FALSE;
  ingam_der_take (&value, INGAM_DER_BOOLEAN, NULL);
  if (ingam_der_take (&value, INGAM_DER_INTEGER, &length))
    constraints->has_path_length = ingam_der_read_uint (length, &constraints->path_length);
  return value.size == 0;
}

static gboolean
read_policies (IngamDer value, Constraints *constraints)
{
  IngamDer policy;

  if (!ingam_der_take (&value, INGAM_DER_SEQUENCE, &value))
    return FALSE;
  while (constraints->n_policies < MAX_POLICIES &&
         ingam_der_take (&value, INGAM_DER_SEQUENCE, &policy))
    if (!ingam_der_take (&policy, INGAM_DER_OID, &constraints->policies[constraints->n_policies++]))
      return FALSE;
  return value.size == 0 && constraints->n_policies > 0;
}

/* PolicyConstraints ::= SEQUENCE { requireExplicitPolicy [0], inhibitPolicyMapping [1] }; the
 * second forbids what is not done here anyway. */
static gboolean
read_policy_constraints (IngamDer value, Constraints *constraints)
{
  IngamDer skip;

  if (!ingam_der_take (&value, INGAM_DER_SEQUENCE, &value))
    return FALSE;
  if (ingam_der_take (&value, CONTEXT_PRIMITIVE (0), &skip))
    {
      if (!ingam_der_read_uint (skip, &constraints->skip_explicit))
        return FALSE;
      constraints->has_explicit = TRUE;
    }
  ingam_der_take (&value, CONTEXT_PRIMITIVE (1), NULL);
  return value.size == 0;
}

static gboolean
read_key_usage (IngamDer value, Constraints *constraints)
{
  return ingam_der_take (&value, INGAM_DER_BIT_STRING, NULL) && value.size == 0;
}

static gboolean
read_sequence (IngamDer value, Constraints *constraints)
{
  return ingam_der_take (&value, INGAM_DER_SEQUENCE, NULL) && value.size == 0;
}

/* By the last byte of id-ce (2.5.29.x). */
static const struct
{
  guint8 arc;
  gboolean (*read) (IngamDer value, Constraints *constraints);
} handled[] = {
  { 15, read_key_usage },          /* keyUsage */
  { 17, read_sequence },           /* subjectAltName */
  { 19, read_basic_constraints },  /* basicConstraints */
  { 32, read_policies },           /* certificatePolicies */
  { 36, read_policy_constraints }, /* policyConstraints */
  { 37, read_sequence },           /* extendedKeyUsage */
};

/* --- the walk --- */

/* A known one twice, or one that cannot be read, is as bad as an unknown one: critical or not,
 * nothing true could be said about what it asks for. */
static gboolean
read_extension (
    IngamDer oid, gboolean critical, IngamDer value, guint *seen, Constraints *constraints)
{
  if (oid.size == 3 && oid.data[0] == 0x55 && oid.data[1] == 0x1d)
    for (guint i = 0; i < G_N_ELEMENTS (handled); i++)
      if (handled[i].arc == oid.data[2])
        {
          if (*seen & (1u << i))
            return FALSE;
          *seen |= 1u << i;
          return handled[i].read (value, constraints);
        }
  return !critical;
}

static char *
dup_oid (IngamDer oid)
{
  char *text = ingam_der_dup_oid (oid);

  return text ? text : g_strdup ("?");
}

/* The OID of the extension that stops it, or NULL. */
static char *
read_constraints (const IngamCertificateFields *certificate, Constraints *constraints)
{
  IngamDer list = certificate->extensions, extension;
  guint seen = 0;

  memset (constraints, 0, sizeof *constraints);
  for (guint i = 0; i < MAX_EXTENSIONS && ingam_der_take (&list, INGAM_DER_SEQUENCE, &extension);
       i++)
    {
      IngamDer oid, critical = { NULL, 0 }, value;

      if (!ingam_der_take (&extension, INGAM_DER_OID, &oid))
        return g_strdup ("?");
      ingam_der_take (&extension, INGAM_DER_BOOLEAN, &critical);
      if (!ingam_der_take (&extension, INGAM_DER_OCTET_STRING, &value) ||
          !read_extension (oid, critical.size > 0 && critical.data[0], value, &seen, constraints))
        return dup_oid (oid);
    }
  return list.size > 0 ? g_strdup ("?") : NULL;
}

char *
ingam_chain_dup_unhandled (const IngamCertificateFields *certificate)
{
  Constraints constraints;

  return read_constraints (certificate, &constraints);
}

gboolean
ingam_chain_is_self_issued (const IngamCertificateFields *certificate)
{
  return ingam_der_is (certificate->issuer, certificate->subject.data, certificate->subject.size);
}

IngamChainVerdict
ingam_chain_judge_issuer (const IngamCertificateFields *issuer,
                          guint n_authorities,
                          gint64 moment,
                          char **ret_oid)
{
  Constraints constraints;
  g_autofree char *unhandled = read_constraints (issuer, &constraints);

  if (!issuer->is_ca ||
      (issuer->has_key_usage && !(issuer->key_usage & INGAM_KEY_USAGE_CERT_SIGN)) ||
      (constraints.has_path_length && n_authorities > constraints.path_length))
    return INGAM_CHAIN_NOT_AN_AUTHORITY;
  if (moment > issuer->not_after)
    return INGAM_CHAIN_EXPIRED;
  if (moment < issuer->not_before)
    return INGAM_CHAIN_NOT_YET_VALID;
  if (unhandled)
    {
      *ret_oid = g_steal_pointer (&unhandled);
      return INGAM_CHAIN_UNHANDLED;
    }
  return INGAM_CHAIN_KNOWN_ROOT;
}

/* --- policies --- */

static const guint8 any_policy[] = { 0x55, 0x1d, 0x20, 0x00 };

static gboolean
has_policy (const Constraints *constraints, IngamDer oid)
{
  for (guint i = 0; i < constraints->n_policies; i++)
    if (ingam_der_is (constraints->policies[i], oid.data, oid.size))
      return TRUE;
  return FALSE;
}

static gboolean
has_any_policy (const Constraints *constraints)
{
  return has_policy (constraints, (IngamDer){ any_policy, sizeof any_policy });
}

/* What is allowed from here on down: @allowed becomes what it shares with the certificate's. */
static void
narrow (Constraints *allowed, const Constraints *own)
{
  if (has_any_policy (own))
    return;
  if (has_any_policy (allowed))
    {
      memcpy (allowed->policies, own->policies, sizeof own->policies);
      allowed->n_policies = own->n_policies;
      return;
    }
  for (guint i = allowed->n_policies; i-- > 0;)
    if (!has_policy (own, allowed->policies[i]))
      allowed->policies[i] = allowed->policies[--allowed->n_policies];
}

/* From the top down, without mappings, which would be unhandled: then RFC 5280's tree is a set. The
 * certificate at the top is where trust begins, so its own policies narrow nothing. Sets only
 * shrink, and what is asked for once stays asked for: looking at the bottom is enough. */
gboolean
ingam_chain_policies_hold (GPtrArray *path)
{
  Constraints allowed = { .policies = { { any_policy, sizeof any_policy } }, .n_policies = 1 };
  guint64 skip = G_MAXUINT64;

  for (guint i = path->len; i-- > 0;)
    {
      const IngamCertificateFields *fields = ingam_certificate_get_fields (path->pdata[i]);
      Constraints own;
      g_autofree char *unhandled = read_constraints (fields, &own);

      if (unhandled)
        return FALSE;
      if (i + 1 < path->len)
        narrow (&allowed, &own);
      if (skip > 0 && skip < G_MAXUINT64 && !ingam_chain_is_self_issued (fields))
        skip--;
      if (own.has_explicit)
        skip = MIN (skip, own.skip_explicit);
    }
  return skip > 0 || allowed.n_policies > 0;
}
