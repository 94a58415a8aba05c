/* support.h: whom to ask when stuck, and the words to ask with.
 *
 * Phone, hours and site of each authority are data (data/authorities.csv) with the day they were looked at.
 */
#pragma once

#include "core/care/aftercare.h"

G_BEGIN_DECLS

/* What the person says went wrong; a closed list, so that the text can be made in both languages. */
typedef enum
{
  INGAM_TROUBLE_PASSWORD, /* is refused although it is right, or forgotten */
  INGAM_TROUBLE_REGISTER, /* a service does not take the certificate */
  INGAM_TROUBLE_REVOKE,   /* lost or stolen: revoke it */
  INGAM_TROUBLE_FILE,     /* the file is damaged or half is missing */
  INGAM_TROUBLE_OTHER,
  INGAM_TROUBLE_N
} IngamTrouble;
const char *ingam_trouble_get_title (IngamTrouble trouble); /* translated, static */

/* A text to be sent or read out: authority, serial, validity, purpose, what failed, program and
 * system version. No secret, no name of the person beyond what @with_name allows, no DN (it may hold
 * a resident or account number). @details: what the person wrote, may be NULL. */
char *ingam_support_dup_request (IngamCredential *credential,
                                 IngamTrouble trouble,
                                 const char *details,
                                 gboolean with_name);

G_END_DECLS
