/* reseal.c: a new password for one credential.
 *
 * Everything is opened, sealed and opened again in memory before the first byte is written; what is
 * written is read back and compared before it takes the old one's place (write.h). The encryption
 * pair goes with the signing pair in the same folder exchange: two passwords for one certificate is
 * a state that people do not find their way out of. An encryption certificate without its key is
 * left as it is, and so is an encryption key without its certificate as long as the password opens
 * it.
 */
#include "config.h"

#include "core/store/reseal.h"

#include "core/base/error.h"
#include "core/cert/password-quality.h"
#include "core/store/check-pair.h"
#include "core/store/write.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
check_rule (IngamSecret *password, GError **error)
{
  if (ingam_password_quality_check_rule (password) == INGAM_PASSWORD_RULE_ALL)
    return TRUE;
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_PASSWORD_RULE,
                       _ ("The new password cannot be used for certificates: it takes 10 to 64 "
                          "letters, digits and special characters, at least one of each, without "
                          "' \" \\ and |."));
  return FALSE;
}

/* What lies there is what the person chose. */
static gboolean
check_same (IngamPair *pair, IngamCredential *credential, GError **error)
{
  g_autoptr (IngamCertificate) certificate =
      pair->certificate ? ingam_certificate_new (pair->certificate, error) : NULL;

  if (!pair->certificate || !certificate)
    return pair->certificate == NULL;
  if (memcmp (ingam_certificate_get_fingerprint (certificate),
              ingam_credential_get_fingerprint (credential),
              INGAM_CERTIFICATE_FINGERPRINT_SIZE) == 0)
    return TRUE;
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_CHANGED,
                       _ ("Another program has put another certificate here meanwhile, so nothing "
                          "was done."));
  return FALSE;
}

/* An encryption key that lies there without its certificate is opened, but not matched. */
static gboolean
open_encryption (IngamPair *pair,
                 IngamSecret *password,
                 IngamKdfBudget budget,
                 GCancellable *cancellable,
                 GError **error)
{
  if (!pair->sealed)
    return TRUE;
  if (pair->certificate)
    return ingam_pair_open (pair, INGAM_PAIR_ENCRYPTION, password, budget, cancellable, error);
  pair->plain = ingam_sealed_key_open (pair->sealed, password, budget, cancellable, error);
  return pair->plain != NULL;
}

static IngamSealedKey *
seal (IngamPair *pair, IngamSecret *password, GCancellable *cancellable, GError **error)
{
  return ingam_sealed_key_reseal (pair->sealed, pair->plain, password, cancellable, error);
}

static gboolean
write_keys (const char *store,
            IngamCredential *credential,
            const IngamFolderFiles *seen,
            GBytes *const files[INGAM_ROLE_N],
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (IngamWrite) write = ingam_write_begin (store, error);

  return write &&
         ingam_write_replace (write, ingam_credential_get_folder (credential), seen, files,
                              error) &&
         ingam_write_commit (write, NULL, NULL, cancellable, NULL, error);
}

gboolean
ingam_reseal_run (const char *store,
                  IngamCredential *credential,
                  IngamSecret *old_password,
                  IngamSecret *new_password,
                  IngamKdfBudget budget,
                  GCancellable *cancellable,
                  IngamResealResult *ret_result,
                  GError **error)
{
  g_autoptr (IngamFolderFiles) files = NULL;
  g_auto (IngamPair) signing = { NULL };
  g_auto (IngamPair) encryption = { NULL };
  g_autoptr (IngamSealedKey) new_signing = NULL;
  g_autoptr (IngamSealedKey) new_encryption = NULL;
  GBytes *fresh[INGAM_ROLE_N] = { NULL };

  g_return_val_if_fail (store && INGAM_IS_CREDENTIAL (credential), FALSE);
  g_return_val_if_fail (old_password && new_password, FALSE);

  files = ingam_scan_read_files (store, credential, error);
  if (!files || !ingam_pair_init (&signing, files, INGAM_PAIR_SIGNING, error) ||
      !ingam_pair_init (&encryption, files, INGAM_PAIR_ENCRYPTION, error) ||
      !check_same (&signing, credential, error) || !check_rule (new_password, error) ||
      !ingam_pair_open (&signing, INGAM_PAIR_SIGNING, old_password, budget, cancellable, error) ||
      !open_encryption (&encryption, old_password, budget, cancellable, error))
    return FALSE;

  new_signing = seal (&signing, new_password, cancellable, error);
  if (!new_signing)
    return FALSE;
  fresh[INGAM_ROLE_SIGN_KEY] = ingam_sealed_key_get_bytes (new_signing);
  if (encryption.sealed)
    {
      new_encryption = seal (&encryption, new_password, cancellable, error);
      if (!new_encryption)
        return FALSE;
      fresh[INGAM_ROLE_KM_KEY] = ingam_sealed_key_get_bytes (new_encryption);
    }
  if (!write_keys (store, credential, files, fresh, cancellable, error))
    return FALSE;
  if (ret_result)
    {
      ret_result->scheme = g_intern_string (ingam_sealed_key_get_scheme (new_signing));
      ret_result->rounds = ingam_sealed_key_get_rounds (new_signing);
    }
  return TRUE;
}
