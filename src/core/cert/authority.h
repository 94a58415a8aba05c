/* authority.h: the accredited authorities, by what their certificates say.
 *
 * The table is data (data/authorities.csv, dated, correctable), compiled in as a resource. Matching is by
 * the issuer's O, without regard to case; never by a folder's name, which is wrong in the field.
 */
#pragma once

#include "core/base/der.h"

G_BEGIN_DECLS

typedef struct
{
  const char *word;         /* "yessign": also the O and the folder's name */
  const char *name;         /* "Korea Financial Telecommunications and Clearings Institute" */
  const char *name_ko;      /* "금융결제원" */
  const char *phone;        /* "1577-5500", or NULL when none is known */
  const char *site;         /* "https://www.yessign.or.kr", or NULL */
  const char *hours;        /* when the phone is answered, or NULL when unknown */
  const char *checked;      /* "2026-11-22": when these facts were looked at */
} IngamAuthority;

/* NULL when unknown. @issuer: Name with header. Static storage. */
const IngamAuthority *ingam_authority_find (IngamDer issuer);
const IngamAuthority *ingam_authority_find_by_organization (const char *organization);

/* All, NULL-terminated. */
const IngamAuthority *const *ingam_authority_list (void);

/* The name in the person's language, with the word: "금융결제원 (yessign)". For an unknown issuer pass
 * NULL and its inert O. */
char *ingam_authority_dup_display (const IngamAuthority *authority, const char *organization);

G_END_DECLS
