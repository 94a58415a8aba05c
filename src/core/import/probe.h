/* probe.h: what is this file? By content, never by name; a constant table, cheapest rejection
 * first.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  INGAM_FORMAT_UNKNOWN,
  INGAM_FORMAT_CERTIFICATE,  /* X.509 DER */
  INGAM_FORMAT_CERTIFICATES, /* SEQUENCE OF Certificate (CaPubs) */
  INGAM_FORMAT_SEALED_KEY,   /* EncryptedPrivateKeyInfo DER */
  INGAM_FORMAT_PLAIN_KEY,    /* PrivateKeyInfo: an unprotected key; said so, never stored as it is */
  INGAM_FORMAT_BUNDLE,       /* PKCS#12 */
  INGAM_FORMAT_PKCS7,        /* certificates only, p7b */
  INGAM_FORMAT_PEM,
  INGAM_FORMAT_ZIP,
  INGAM_N_FORMATS
} IngamFormat;

IngamFormat ingam_probe (const guint8 *data, gsize size);

/* Whether a file that begins like this could be any of them: a photo need not be read to its end.
 * @size: as many of its first bytes as are at hand; 64 are plenty. */
gboolean ingam_probe_could_be_ours (const guint8 *data, gsize size);

/* "certificate", "sealed-key", "pfx", "zip", …: for JSON and tests. */
const char *ingam_format_get_word (IngamFormat format);
/* For people, translated: "a certificate", "a locked private key". */
const char *ingam_format_get_title (IngamFormat format);

G_END_DECLS
