/* replacement.c: reissue, renewal, new issue, or nothing of the kind, told by subject and dates.
 *
 * Days are compared and not seconds: an authority keeps "until the end of that day" in a reissue. A
 * younger certificate of the same subject that ends earlier is none of the three (a test
 * certificate, an authority's correction); what became of the old one is not known then, so nothing
 * is said.
 */
#include "config.h"

#include "core/care/replacement.h"

#include "core/base/clock.h"
#include "core/care/wording.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MIN_NUMBER 6 /* digits in a row that make a CN one person's */

/* Of one subject. NONE when @newer does not replace @older. */
static IngamRelation
find_succession (IngamCredential *newer, IngamCredential *older)
{
  gint64 begins = ingam_credential_get_not_before (newer);
  gint64 began = ingam_credential_get_not_before (older);
  int days = ingam_clock_days_between (ingam_credential_get_not_after (older),
                                       ingam_credential_get_not_after (newer));

  if (begins < began)
    return INGAM_RELATION_NONE;
  if (begins > ingam_credential_get_not_after (older))
    return INGAM_RELATION_NEW_ISSUE;
  if (days > 0)
    return INGAM_RELATION_RENEWAL;
  return days == 0 && begins > began ? INGAM_RELATION_REISSUE : INGAM_RELATION_NONE;
}

static gboolean
texts_match (const char *a, const char *b)
{
  g_autofree char *folded_a = g_utf8_casefold (a, -1);
  g_autofree char *folded_b = g_utf8_casefold (b, -1);

  return g_str_equal (folded_a, folded_b);
}

/* The first part of an inert DN, "cn=…": up to the next attribute. */
static char *
dup_common_name (const char *dn)
{
  for (const char *comma = strchr (dn, ','); comma; comma = strchr (comma + 1, ','))
    {
      gsize letters = strspn (comma + 1, "abcdefghijklmnopqrstuvwxyz");

      if (letters > 0 && comma[1 + letters] == '=')
        return g_strndup (dn, (gsize) (comma - dn));
    }
  return g_strdup (dn);
}

/* An authority puts its own number into the CN; a bare name is many people's. */
static gboolean
has_number (const char *common_name)
{
  guint run = 0;

  for (const char *at = common_name; *at && run < MIN_NUMBER; at++)
    run = g_ascii_isdigit (*at) ? run + 1 : 0;
  return run >= MIN_NUMBER;
}

/* By the same authority, for another purpose: the OUs may tell the purpose, the CN tells the
 * holder.
 */
static gboolean
is_other_purpose (IngamCredential *a, IngamCredential *b)
{
  g_autofree char *name_a = dup_common_name (ingam_credential_get_dn (a));
  g_autofree char *name_b = dup_common_name (ingam_credential_get_dn (b));

  return g_ascii_strcasecmp (ingam_credential_get_organization (a),
                             ingam_credential_get_organization (b)) == 0 &&
         g_strcmp0 (ingam_credential_get_purpose_oid (a), ingam_credential_get_purpose_oid (b)) !=
             0 &&
         (texts_match (ingam_credential_get_dn (a), ingam_credential_get_dn (b)) ||
          (has_number (name_a) && texts_match (name_a, name_b)));
}

IngamRelation
ingam_relation_find (IngamCredential *newer, IngamCredential *older)
{
  IngamRelation relation;

  g_return_val_if_fail (INGAM_IS_CREDENTIAL (newer) && INGAM_IS_CREDENTIAL (older),
                        INGAM_RELATION_NONE);

  if (memcmp (ingam_credential_get_fingerprint (newer), ingam_credential_get_fingerprint (older),
              INGAM_CERTIFICATE_FINGERPRINT_SIZE) == 0)
    return INGAM_RELATION_SAME;
  if (ingam_subject_equal (ingam_credential_get_subject (newer),
                           ingam_credential_get_subject (older)))
    {
      relation = find_succession (newer, older);
      if (relation == INGAM_RELATION_NONE && find_succession (older, newer) != INGAM_RELATION_NONE)
        return INGAM_RELATION_OLDER;
      return relation;
    }
  if (is_other_purpose (newer, older))
    return INGAM_RELATION_OTHER_PURPOSE;
  return texts_match (ingam_credential_get_name (newer), ingam_credential_get_name (older)) ?
             INGAM_RELATION_SAME_NAME :
             INGAM_RELATION_NONE;
}

gboolean
ingam_relation_replaces (IngamRelation relation)
{
  return relation == INGAM_RELATION_REISSUE || relation == INGAM_RELATION_RENEWAL ||
         relation == INGAM_RELATION_NEW_ISSUE;
}

static char *
dup_purposes_sentence (IngamCredential *newer, IngamCredential *older)
{
  g_autofree char *now = ingam_wording_dup_purpose (newer);
  g_autofree char *before = ingam_wording_dup_purpose (older);

  /* Translators: two purposes: "Securities", "Banks and insurance". */
  return g_strdup_printf (
      _ ("The same holder, but for another purpose: this one is “%s”, the other "
         "“%s”. Keep both."),
      now, before);
}

char *
ingam_relation_dup_sentence (IngamCredential *newer, IngamCredential *older)
{
  IngamRelation relation = ingam_relation_find (newer, older);
  g_autofree char *ends = ingam_wording_dup_date (ingam_credential_get_not_after (newer));
  g_autofree char *ended = ingam_wording_dup_date (ingam_credential_get_not_after (older));

  switch (relation)
    {
    case INGAM_RELATION_SAME:
      return g_strdup (_ ("This is the very same certificate."));
    case INGAM_RELATION_REISSUE:
      return g_strdup_printf (_ ("A reissue: same holder and purpose, and it ends on the same day, "
                                 "%s. It replaces the old one, which was revoked by it."),
                              ends);
    case INGAM_RELATION_RENEWAL:
      return g_strdup_printf (_ ("A renewal: same holder and purpose; it ends on %s instead of %s. "
                                 "It replaces the old one."),
                              ends, ended);
    case INGAM_RELATION_NEW_ISSUE:
      return g_strdup_printf (_ ("A new issue: same holder and purpose; it ends on %s. It replaces "
                                 "the old one, which expired on %s."),
                              ends, ended);
    case INGAM_RELATION_OLDER:
      return g_strdup_printf (
          _ ("Same holder and purpose, but this one is older: it ends on %s, the "
             "newer one on %s."),
          ends, ended);
    case INGAM_RELATION_OTHER_PURPOSE:
      return dup_purposes_sentence (newer, older);
    case INGAM_RELATION_SAME_NAME:
      return g_strdup (
          _ ("The same name, but nothing says that it is the same holder. Keep both."));
    case INGAM_RELATION_NONE:
    default:
      return NULL;
    }
}
