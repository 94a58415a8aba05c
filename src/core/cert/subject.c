/* subject.c: one digest over what makes two certificates the same person for the same purpose.
 *
 * A digest and not the names themselves: the journal keeps it for years, and a list compares it ten
 * thousand times. Truncated to 128 bits, which is far from any accident; a forger would need a
 * second preimage, and could not do more with it than make one line of a list look replaced.
 */
#include "config.h"

#include "core/cert/subject.h"

#include "core/cert/name.h"

#include <string.h>

/* With its length in front, so that no part can be taken for the beginning of the next. */
static void
append_part (GString *canonical, gconstpointer data, gsize size)
{
  guint32 length = GUINT32_TO_BE ((guint32) size);

  g_string_append_len (canonical, (const char *) &length, sizeof length);
  if (size > 0)
    g_string_append_len (canonical, data, (gssize) size);
}

static void
append_organization (GString *canonical, IngamDer issuer)
{
  g_autofree char *organization = ingam_name_dup_attribute (issuer, INGAM_NAME_ORGANIZATION, 0);
  g_autofree char *folded = NULL;

  if (organization)
    folded = g_str_is_ascii (organization) ? g_ascii_strdown (organization, -1) :
                                             g_utf8_casefold (organization, -1);
  append_part (canonical, folded, folded ? strlen (folded) : 0);
}

void
ingam_subject_init (IngamSubject *subject, const IngamCertificateFields *fields)
{
  g_autoptr (GString) canonical = g_string_sized_new (fields->subject.size + 128);
  guint8 digest[INGAM_CERTIFICATE_FINGERPRINT_SIZE];

  append_organization (canonical, fields->issuer);
  append_part (canonical, fields->policy.data, fields->policy.size);
  ingam_name_append_canonical (fields->subject, canonical);

  ingam_certificate_digest ((IngamDer){ (const guint8 *) canonical->str, canonical->len }, digest);
  memcpy (subject->digest, digest, sizeof subject->digest);
}

gboolean
ingam_subject_equal (const IngamSubject *a, const IngamSubject *b)
{
  return memcmp (a->digest, b->digest, sizeof a->digest) == 0;
}

guint
ingam_subject_hash (gconstpointer subject)
{
  guint hash;

  memcpy (&hash, ((const IngamSubject *) subject)->digest, sizeof hash);
  return hash;
}
