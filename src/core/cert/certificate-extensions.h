/* certificate-extensions.h: what a certificate's extensions say, by name and in words.
 *
 * For the technical details of one certificate on a page. What has no name here is shown as its OID
 * with its bytes, never hidden and never guessed.
 *
 * Sources: RFC 5280 section 4.2; KCAC.TS.CERTPROF and KCAC.TS.SIVID for KISA's identity data.
 */
#pragma once

#include "core/cert/certificate.h"

G_BEGIN_DECLS

#define INGAM_EXTENSIONS_MAX 64 /* of a certificate; what comes after them is not looked at */

typedef struct
{
  char *oid;        /* dotted; "?" for one that is none */
  const char *name; /* translated, static; NULL for an extension we have no word for */
  gboolean critical;
  char *value; /* inert text, its parts on lines of their own; hexadecimal where unreadable */
} IngamExtension;

/* In the order of the certificate; of IngamExtension. Empty when there are none. Any thread. */
GPtrArray *ingam_certificate_list_extensions (IngamCertificate *self);
void ingam_extension_free (IngamExtension *extension);

G_END_DECLS
