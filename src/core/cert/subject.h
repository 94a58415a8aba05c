/* subject.h: who and for what, across reissues and renewals.
 *
 * Notices and checklists hang on this, not on one file. Two credentials have the same subject when
 * the O of the issuer, the whole subject DN (as an identity) and the policy OID are the same. The
 * name alone is not enough: an office has two people called 김민수, and calling one's certificate
 * replaced by the other's would silence the warning for a real one. The random-dependent VID cannot
 * tell either (it changes with R). So some reissues with a new number in the CN are not recognised as
 * the same subject: one alarm too many rather than one too few.
 */
#pragma once

#include "core/cert/certificate.h"

G_BEGIN_DECLS

#define INGAM_SUBJECT_SIZE 16 /* bytes of truncated SHA-256 */

typedef struct
{
  guint8 digest[INGAM_SUBJECT_SIZE];
} IngamSubject;

void ingam_subject_init (IngamSubject *subject, const IngamCertificateFields *fields);
gboolean ingam_subject_equal (const IngamSubject *a, const IngamSubject *b);
guint ingam_subject_hash (gconstpointer subject);

G_END_DECLS
