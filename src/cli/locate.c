/* locate.c: ids and paths of the command line. */
#include "config.h"

#include "cli/locate.h"

#include "core/codec/sealed-key.h"
#include "core/store/layout.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <limits.h>
#include <stdlib.h>

IngamScan *
ingam_locate_scan (IngamCli *cli, GError **error)
{
  g_autoptr (GError) reason = NULL;
  IngamScan *scan = ingam_scan_run (cli->store, NULL, cli->cancellable, &reason);

  if (g_error_matches (reason, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
    g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND, _ ("There is no such folder."));
  else if (reason)
    g_propagate_error (error, g_steal_pointer (&reason));
  return scan;
}

/* The id as it was given, or the folder that it leads to from here. */
IngamCredential *
ingam_locate_in_scan (IngamScan *scan, const char *id, GError **error)
{
  g_autoptr (GError) reason = NULL;
  IngamCredential *credential = ingam_scan_find (scan, id, &reason);
  char *real = NULL;

  if (!credential && g_error_matches (reason, INGAM_ERROR, INGAM_ERROR_NOT_FOUND) &&
      (real = realpath (id, NULL)))
    credential = ingam_scan_find (scan, real, NULL);
  free (real);

  if (credential)
    return g_object_ref (credential);
  g_propagate_error (error, g_steal_pointer (&reason));
  return NULL;
}

IngamCredential *
ingam_locate_credential (IngamCli *cli, const char *id, GError **error)
{
  g_autoptr (IngamScan) scan = ingam_locate_scan (cli, error);

  return scan ? ingam_locate_in_scan (scan, id, error) : NULL;
}

void
ingam_place_clear (IngamPlace *place)
{
  g_clear_object (&place->credential);
  g_clear_pointer (&place->path, g_free);
}

gboolean
ingam_locate_place (IngamScan *scan, const char *id_or_path, IngamPlace *ret_place, GError **error)
{
  g_autoptr (GError) reason = NULL;
  char *real;

  if (scan)
    ret_place->credential = ingam_locate_in_scan (scan, id_or_path, &reason);
  if (ret_place->credential)
    return TRUE;
  if (reason && !g_error_matches (reason, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }

  errno = 0;
  real = realpath (id_or_path, NULL);
  if (real)
    ret_place->path = g_strdup (real);
  free (real);
  if (ret_place->path)
    return TRUE;
  if (errno == EACCES || errno == EPERM || errno == ELOOP || errno == EIO)
    return ingam_error_set_errno (error, errno, _ ("The folder could not be opened"));
  if (reason)
    g_propagate_error (error, g_steal_pointer (&reason));
  else
    g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND,
                         _ ("There is nothing of that name here, and no store to look in."));
  return FALSE;
}

IngamCredential *
ingam_locate_read_credential (const IngamFolderFiles *files, GError **error)
{
  GBytes *certificate = files->files[INGAM_ROLE_SIGN_CERT];
  GBytes *key = files->files[INGAM_ROLE_SIGN_KEY];
  IngamCertificateFields fields;
  IngamCredentialFacts facts = { .fields = &fields, .folder = "" };
  gsize size;
  const guint8 *data;

  if (!certificate)
    {
      g_set_error_literal (error, INGAM_ERROR, key ? INGAM_ERROR_HALF_PAIR : INGAM_ERROR_NOT_FOUND,
                           key ? _ ("There is a private key without its certificate. Add "
                                    "signCert.der from where it came from.") :
                                 _ ("There is no certificate in this folder."));
      return NULL;
    }
  data = g_bytes_get_data (certificate, &size);
  if (!ingam_certificate_peek (data, size, &fields))
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_DAMAGED,
                           _ ("The certificate is damaged: it breaks off or was altered. Copy it "
                              "again from where it came from."));
      return NULL;
    }
  if (key)
    {
      data = g_bytes_get_data (key, &size);
      ingam_sealed_key_peek (data, size, &facts.key_scheme, &facts.key_rounds);
    }
  facts.has_encryption_pair = files->files[INGAM_ROLE_KM_CERT] && files->files[INGAM_ROLE_KM_KEY];
  return ingam_credential_new (&facts);
}
