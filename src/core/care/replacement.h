/* replacement.h: what a certificate that has just come is to one that was there before.
 *
 * Pure. Only a true replacement may be offered to be moved away: the same subject (issuer, whole DN,
 * policy) and younger. A reissue has the expiry of the old one, which the authority revoked at once;
 * a renewal ends later, and the old one is still good until its day.
 */
#pragma once

#include "core/cert/credential.h"

G_BEGIN_DECLS

typedef enum
{
  INGAM_RELATION_NONE,          /* another person, or nothing to tell */
  INGAM_RELATION_SAME,          /* the very same certificate */
  INGAM_RELATION_REISSUE,       /* replaces it; the old one is revoked */
  INGAM_RELATION_RENEWAL,       /* replaces it; ends later */
  INGAM_RELATION_NEW_ISSUE,     /* replaces one that had expired before this began */
  INGAM_RELATION_OLDER,         /* it is this one that was replaced */
  INGAM_RELATION_OTHER_PURPOSE, /* same holder and authority, another purpose */
  INGAM_RELATION_SAME_NAME,     /* same name, but nothing says that it is the same holder */
} IngamRelation;

IngamRelation ingam_relation_find (IngamCredential *newer, IngamCredential *older);
gboolean ingam_relation_replaces (IngamRelation relation); /* REISSUE, RENEWAL, NEW_ISSUE */
/* Before and after in one sentence for people: "Same holder and purpose; ends 6 June 2027 instead of
 * 6 June 2026. It replaces the old one." Never NULL but for NONE. */
char *ingam_relation_dup_sentence (IngamCredential *newer, IngamCredential *older);

G_END_DECLS
