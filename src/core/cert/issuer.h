/* issuer.h: what a list says about an issuer, kept once for all its certificates.
 *
 * Ten thousand certificates have some thirty issuers between them. Shared by content, counted, freed
 * with the last one; may be asked for from any thread.
 */
#pragma once

#include "core/cert/authority.h"

G_BEGIN_DECLS

typedef struct
{
  const char *common_name;         /* inert; "" without */
  const char *organization;        /* inert; "" without */
  const IngamAuthority *authority; /* NULL when unknown */
} IngamIssuer;

/* @name: Name with header. */
const IngamIssuer *ingam_issuer_acquire (IngamDer name);
/* What it was acquired by; borrowed. */
IngamDer ingam_issuer_get_name (const IngamIssuer *issuer);
void ingam_issuer_release (const IngamIssuer *issuer);

G_END_DECLS
