/* layout.h: names and paths inside an NPKI store, in both directions. No I/O.
 *
 *   <store>/<O of the issuer>/USER/<DN, cn first>/signCert.der, signPri.key[, kmCert.der, kmPri.key]
 *
 * Names are matched without regard to case and in NFC (programs write "signcert.der" and "o=kica";
 * macOS writes NFD). A name we make: components that FAT or NTFS forbid become "_", control, bidi and format
 * characters too, leading and trailing dots and spaces are cut, at most 255 bytes of UTF-8 cut at a character (then with
 * a "~" and eight hex digits of the fingerprint, so that two long names stay two folders).
 * Identity never comes from a name: always from the certificate.
 */
#pragma once

#include "core/cert/name.h"

G_BEGIN_DECLS

#define INGAM_LAYOUT_MAX_NAME 255 /* bytes, ext4's limit */
#define INGAM_LAYOUT_MAX_FOLDER 4000 /* bytes of a relative path we work on */
#define INGAM_LAYOUT_MAX_PARTS 8     /* components of it; a credential's has three */
#define INGAM_LAYOUT_USER "USER"
/* Our own corner of a store: transactions under way, gone when none is. Bank programs look for
 * <O>/USER and do not see it. */
#define INGAM_LAYOUT_WORK ".ingam"

typedef enum
{
  INGAM_ROLE_OTHER,     /* another program's file; comes along, never touched */
  INGAM_ROLE_SIGN_CERT, /* signCert.der */
  INGAM_ROLE_SIGN_KEY,  /* signPri.key */
  INGAM_ROLE_KM_CERT,   /* kmCert.der */
  INGAM_ROLE_KM_KEY,    /* kmPri.key */
  INGAM_ROLE_CA_PUBS,   /* CaPubs */
  INGAM_ROLE_N
} IngamRole;

IngamRole ingam_layout_find_role (const char *file_name);
const char *ingam_layout_get_file_name (IngamRole role); /* the name we write; NULL for OTHER */

/* "<O>/USER/<dn>" for a certificate that comes into a store. Never empty, never "..", always three
 * safe components. */
char *ingam_layout_dup_folder (const IngamCertificateFields *fields);

/* One safe component from any text (inert, FAT-safe, at most INGAM_LAYOUT_MAX_NAME bytes). @extra
 * (may be NULL) is what the "~" suffix is made from. */
char *ingam_layout_dup_component (const char *text, const guint8 *extra, gsize extra_size);

/* "name (2)" for another of the same name, cut at a character where it would become too long; for 1
 * the name itself. */
char *ingam_layout_dup_numbered (const char *component, guint number);

/* Whether a relative folder that comes from outside (a record, another store) stays below the store:
 * no empty, "." or ".." component, no slash at an end, not our own corner, not too long. */
gboolean ingam_layout_is_safe_folder (const char *folder);

/* NFC and case-folded: equal keys mean the same name on every system. */
char *ingam_layout_dup_key (const char *name);

/* ~/NPKI of the person who runs us. */
char *ingam_layout_dup_default_store (void);

G_END_DECLS
