/* certificate-text.c: everything in a certificate, for the technical details.
 *
 * GnuTLS decodes it, on an object of its own that nothing else sees: it is asked on demand and for
 * one certificate at a time. What it prints is taken apart into lines and each is made inert,
 * because it writes whatever stands in the certificate.
 */
#include "config.h"

#include "core/cert/certificate.h"

#include "core/cert/name.h"
#include "core/cert/purpose.h"

#include <glib/gi18n-lib.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>

#define MAX_LINE_CHARS 4096
#define MAX_INDENT 12

/* OIDs of this field that GnuTLS has no name for. */
static const struct
{
  const char *oid;
  const char *name;
} known_oids[] = {
  { "1.2.410.200004.10.1.1", N_ ("identity data of KISA") },
  { "1.2.410.200004.10.1.1.1", N_ ("virtual ID, for the identity check") },
  { "1.2.410.200004.10.1.1.2", N_ ("encrypted virtual ID") },
  { "1.2.410.200004.10.1.1.3", N_ ("random value, for the identity check") },
  { "1.2.410.200004.1.1", "KCDSA" },
  { "1.2.410.200004.1.4", "SEED-CBC" },
  { "1.2.410.200004.1.15", N_ ("SEED-CBC with SHA-1, by password") },
};

static const char *
find_oid_name (const char *oid)
{
  const IngamPurpose *purpose = ingam_purpose_find_by_oid (oid);

  if (purpose)
    return _ (purpose->title);
  for (guint i = 0; i < G_N_ELEMENTS (known_oids); i++)
    if (strcmp (known_oids[i].oid, oid) == 0)
      return _ (known_oids[i].name);
  return NULL;
}

/* Copies @line, with the name in brackets behind every OID that has one here. */
static void
append_line (GString *text, const char *line)
{
  while (*line)
    {
      gsize other = strcspn (line, "0123456789");
      gsize digits = strspn (line + other, "0123456789.");
      g_autofree char *oid = g_strndup (line + other, digits);
      const char *name = digits > 8 && digits < INGAM_DER_MAX_OID ? find_oid_name (oid) : NULL;

      g_string_append_len (text, line, (gssize) (other + digits));
      if (name)
        g_string_append_printf (text, " (%s)", name);
      line += other + digits;
    }
}

static char *
make_text_inert (const char *printed)
{
  g_auto (GStrv) lines = g_strsplit (printed, "\n", -1);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; lines[i]; i++)
    {
      gsize indent = strspn (lines[i], "\t");
      g_autofree char *inert = ingam_name_dup_inert (lines[i] + indent, MAX_LINE_CHARS);

      if (*inert == '\0' && lines[i + 1] == NULL)
        break;
      for (gsize level = 0; level < MIN (indent, MAX_INDENT); level++)
        g_string_append (text, "  ");
      append_line (text, inert);
      g_string_append_c (text, '\n');
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
ingam_certificate_dup_text (IngamCertificate *self)
{
  gnutls_x509_crt_t certificate;
  gnutls_datum_t der, printed = { NULL, 0 };
  gsize size;
  char *text = NULL;

  g_return_val_if_fail (self, NULL);
  der.data = (guint8 *) g_bytes_get_data (ingam_certificate_get_der (self), &size);
  der.size = (guint) size; /* at most INGAM_CERTIFICATE_MAX_SIZE */
  if (gnutls_x509_crt_init (&certificate) < 0)
    return NULL;
  if (gnutls_x509_crt_import (certificate, &der, GNUTLS_X509_FMT_DER) >= 0 &&
      gnutls_x509_crt_print (certificate, GNUTLS_CRT_PRINT_FULL, &printed) >= 0)
    {
      g_autofree char *copy = g_strndup ((const char *) printed.data, printed.size);

      text = make_text_inert (copy);
    }
  gnutls_free (printed.data);
  gnutls_x509_crt_deinit (certificate);
  return text;
}
