/* check-pair.c: opens a key and tells what it is when it does not open.
 *
 * Padding and ASN.1 say whether a password was right (sealed-key.h); a key that opens and does not
 * fit is no wrong password but the key of another certificate, and a key of a kind that cannot be
 * compared passes unmatched, since its bytes are handed on untouched.
 */
#include "config.h"

#include "core/store/check-pair.h"

#include "core/base/error.h"
#include "core/codec/private-key.h"

#include <glib/gi18n-lib.h>

static const struct
{
  IngamRole certificate;
  IngamRole key;
} roles[] = {
  [INGAM_PAIR_SIGNING] = { INGAM_ROLE_SIGN_CERT, INGAM_ROLE_SIGN_KEY },
  [INGAM_PAIR_ENCRYPTION] = { INGAM_ROLE_KM_CERT, INGAM_ROLE_KM_KEY },
};

void
ingam_pair_clear (IngamPair *pair)
{
  g_clear_pointer (&pair->certificate, g_bytes_unref);
  g_clear_pointer (&pair->sealed, ingam_sealed_key_unref);
  g_clear_pointer (&pair->plain, ingam_secret_unref);
}

/* A file in its place that is something else altogether has been spoilt, whatever it is now. */
static void
pass_on_damaged (GError *local, GError **error)
{
  if (g_error_matches (local, INGAM_ERROR, INGAM_ERROR_NOT_A_CERTIFICATE))
    local->code = INGAM_ERROR_DAMAGED;
  g_propagate_error (error, local);
}

gboolean
ingam_pair_init (IngamPair *pair, const IngamFolderFiles *files, IngamPairKind kind, GError **error)
{
  GBytes *certificate = files->files[roles[kind].certificate];
  GBytes *key = files->files[roles[kind].key];
  g_autoptr (GError) local = NULL;

  if (certificate)
    {
      g_autoptr (IngamCertificate) parsed = ingam_certificate_new (certificate, &local);

      if (!parsed)
        {
          pass_on_damaged (g_steal_pointer (&local), error);
          return FALSE;
        }
      pair->certificate = g_bytes_ref (ingam_certificate_get_der (parsed));
    }
  if (key)
    {
      pair->sealed = ingam_sealed_key_new (key, &local);
      if (!pair->sealed)
        {
          pass_on_damaged (g_steal_pointer (&local), error);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_halves (const IngamPair *pair, GError **error)
{
  if (pair->certificate && pair->sealed)
    return TRUE;
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_HALF_PAIR,
                       pair->sealed ? _ ("The certificate that belongs to this key is missing.") :
                                      _ ("The private key is missing. Add it from where the "
                                         "certificate came from."));
  return FALSE;
}

static gboolean
match (IngamPair *pair, GError **error)
{
  g_autoptr (IngamCertificate) certificate = ingam_certificate_new (pair->certificate, error);
  g_autoptr (GBytes) spki = certificate ? ingam_certificate_dup_spki (certificate) : NULL;
  g_autoptr (GError) local = NULL;

  if (!spki)
    return FALSE;
  pair->matched = ingam_private_key_match (pair->plain, spki, &local);
  if (pair->matched || g_error_matches (local, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* The same failures of the second pair, so that nobody looks for them in the first. */
static void
pass_on_encryption (GError *local, GError **error)
{
  if (g_error_matches (local, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD))
    g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD,
                         _ ("The password opens the signing key but not the encryption key "
                            "(kmPri.key), which seems to have another one."));
  else if (g_error_matches (local, INGAM_ERROR, INGAM_ERROR_CANCELLED) ||
           g_error_matches (local, INGAM_ERROR, INGAM_ERROR_TOO_EXPENSIVE))
    g_set_error_literal (error, INGAM_ERROR, local->code, local->message);
  else
    g_set_error (error, INGAM_ERROR, local->code,
                 /* Translators: a whole sentence follows. */
                 _ ("The encryption pair (kmCert.der, kmPri.key): %s"), local->message);
  g_error_free (local);
}

gboolean
ingam_pair_open (IngamPair *pair,
                 IngamPairKind kind,
                 IngamSecret *password,
                 IngamKdfBudget budget,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GError) local = NULL;

  if (check_halves (pair, &local))
    pair->plain = ingam_sealed_key_open (pair->sealed, password, budget, cancellable, &local);
  if (pair->plain && match (pair, &local))
    return TRUE;
  g_clear_pointer (&pair->plain, ingam_secret_unref);
  if (kind == INGAM_PAIR_ENCRYPTION)
    pass_on_encryption (g_steal_pointer (&local), error);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
