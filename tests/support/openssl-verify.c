/* openssl-verify.c: the certificates as PEM files, and "openssl verify" on them. */
#include "config.h"

#include "support/openssl-verify.h"

#include "support/scratch.h"

#include <string.h>

static void
append_pem (GString *text, IngamCertificate *certificate)
{
  gsize size;
  const guint8 *der = g_bytes_get_data (ingam_certificate_get_der (certificate), &size);
  g_autofree char *base64 = g_base64_encode (der, size);

  g_string_append (text, "-----BEGIN CERTIFICATE-----\n");
  for (gsize at = 0; at < strlen (base64); at += 64)
    g_string_append_printf (text, "%.64s\n", base64 + at);
  g_string_append (text, "-----END CERTIFICATE-----\n");
}

static char *
write_pem (IngamScratch *scratch, const char *name, GString *text)
{
  char *path = g_build_filename (scratch, name, NULL);

  ingam_scratch_write (scratch, name, text->str, text->len);
  return path;
}

static gboolean
run_openssl (
    const char *openssl, GString *leaf, GString *trusted, GString *untrusted, gint64 moment)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *leaf_path = write_pem (scratch, "leaf", leaf);
  g_autofree char *trusted_path = write_pem (scratch, "trusted", trusted);
  g_autofree char *untrusted_path = write_pem (scratch, "untrusted", untrusted);
  g_autofree char *time = g_strdup_printf ("%" G_GINT64_FORMAT, moment);
  const char *argv[] = { openssl,       "verify",       "-no-CApath",
                         "-no-CAstore", "-CAfile",      trusted_path,
                         "-untrusted",  untrusted_path, "-partial_chain",
                         "-attime",     time,           leaf_path,
                         NULL };
  int status;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL,
                               G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                               NULL, NULL, &status, NULL));
  return status == 0;
}

const char *
ingam_test_ask_openssl (IngamCertificate *certificate,
                        GPtrArray *around,
                        gint64 now,
                        IngamChainKnowFunc know,
                        const IngamAnchor *anchor)
{
  g_autofree char *openssl = g_find_program_in_path ("openssl");
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autoptr (GString) leaf = g_string_new (NULL);
  g_autoptr (GString) trusted = g_string_new (NULL);
  g_autoptr (GString) untrusted = g_string_new (NULL);
  /* To OpenSSL a certificate has expired in the last second of its validity. */
  gint64 moment = MIN (now, ingam_certificate_get_fields (certificate)->not_after - 1);

  if (!openssl)
    return NULL;
  append_pem (leaf, certificate);
  append_pem (untrusted, certificate); /* an empty file is an error to it */
  g_ptr_array_add (all, certificate);
  for (guint i = 0; i < around->len; i++)
    g_ptr_array_add (all, around->pdata[i]);
  for (guint i = 0; i < all->len; i++)
    {
      const IngamAnchor *its = know (ingam_certificate_get_fingerprint (all->pdata[i]));

      append_pem (its && (!anchor || its == anchor) ? trusted : untrusted, all->pdata[i]);
    }
  if (trusted->len == 0)
    return "fails"; /* trusting nobody, there is nothing to ask */
  return run_openssl (openssl, leaf, trusted, untrusted, moment) ? "OK" : "fails";
}
