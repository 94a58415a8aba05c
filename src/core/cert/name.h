/* name.h: distinguished names and the name a person sees.
 *
 * Names come from files that anybody may have made: bidi controls, escape sequences, newlines,
 * markup, NFD, half a megabyte of combining marks. ingam_name_dup_inert() is what every face shows
 * and what error messages contain; it never becomes a path (store/layout has its own rules).
 */
#pragma once

#include "core/base/der.h"
#include "core/cert/certificate.h"

G_BEGIN_DECLS

#define INGAM_NAME_MAX_CHARS 256 /* shown at most; then an ellipsis */
#define INGAM_NAME_MAX_RDNS 64   /* walked at most in one Name */

/* NFC, valid UTF-8, control, bidi, zero-width and format characters, line and paragraph separators
 * and unassigned characters replaced by U+FFFD (tabs and newlines by a space), runs of more than a few
 * combining marks cut, at most @max_chars characters (0: INGAM_NAME_MAX_CHARS). Markup stays as it
 * is: the widgets and files that take markup escape it themselves. */
char *ingam_name_dup_inert (const char *text, guint max_chars);

typedef enum
{
  INGAM_NAME_COMMON_NAME,
  INGAM_NAME_ORGANIZATION,
  INGAM_NAME_ORGANIZATIONAL_UNIT,
  INGAM_NAME_COUNTRY,
} IngamNameAttribute;

/* The @index-th value of an attribute in DER order, as plain UTF-8 (not inert), or NULL. */
char *ingam_name_dup_attribute (IngamDer name, IngamNameAttribute attribute, guint index);

/* "cn=…,ou=…,o=yessign,c=kr": RDNs in reverse DER order, keys lower case, values as they are (not
 * inert, commas not escaped), as bank programs name folders. Unknown attribute types as their OID. */
char *ingam_name_dup_dn (IngamDer name);

/* Compares two Names as identities: attribute types and values, values in NFC without regard to case
 * and to string type. */
gboolean ingam_name_equal (IngamDer a, IngamDer b);

/* Appends the bytes on which ingam_name_equal() decides, for a digest: two Names are equal when theirs
 * are. Without a length of its own when the Name is empty. */
void ingam_name_append_canonical (IngamDer name, GString *canonical);

typedef enum
{
  INGAM_KIND_UNKNOWN,
  INGAM_KIND_PERSON,
  INGAM_KIND_COMPANY,
} IngamKind;
const char *ingam_kind_get_word (IngamKind kind); /* "person", "company", "unknown" */

/* What a person calls the holder: KISA's realName, else the CN before "()", "(" or "_" or a "-" with
 * digits behind it, else the CN, else the O, else the serial. Inert. Never NULL. */
char *ingam_name_dup_display (const IngamCertificateFields *fields);

G_END_DECLS
