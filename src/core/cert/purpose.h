/* purpose.h: what a certificate is for, from its policy OID.
 *
 * OID -> class is data (data/purposes.csv: oid, authority, kind, class); a class has its words here,
 * so that they are translated like all others. An unknown OID is shown as "other use (OID …)" and
 * never guessed: wrong tables are in circulation.
 */
#pragma once

#include "core/cert/name.h"

G_BEGIN_DECLS

typedef struct
{
  const char *oid;    /* dotted */
  const char *word;   /* class: "universal", "bank", "tax-invoice", "securities", …: stable, for JSON */
  IngamKind kind;
  const char *title;  /* English, to be translated: "All purposes", "Banks and insurance" */
} IngamPurpose;

/* NULL when unknown. @policy: OID content. Static storage. */
const IngamPurpose *ingam_purpose_find (IngamDer policy);
const IngamPurpose *ingam_purpose_find_by_oid (const char *oid);

/* Whose the certificate is: what its purpose says; where that says nothing, an OU that the authority
 * gives to one kind of holder only. */
IngamKind ingam_purpose_find_kind (const IngamCertificateFields *fields);

/* "은행·보험용", "법인 범용"; for NULL: "그 밖의 용도 (OID …)"; without any policy: "용도 표시 없음". */
char *ingam_purpose_dup_display (const IngamPurpose *purpose, const char *oid);

G_END_DECLS
