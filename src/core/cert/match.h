/* match.h: whether a credential answers to what a person types into a search.
 *
 * Every word typed has to be found somewhere in what a person sees of the credential: holder, what it
 * is for, authority (in either language), serial number. Without regard to case; Korean as Korean is
 * typed: the first consonants alone find a name ("ㅅㅊㅎ" finds 성춘향), and the last syllable may be
 * unfinished ("성추" does). Ten thousand credentials take a few milliseconds, so nothing is prepared
 * or kept a credential.
 */
#pragma once

#include "core/cert/credential.h"

G_BEGIN_DECLS

#define INGAM_MATCH_MAX_WORDS 16
#define INGAM_MATCH_MAX_CHARS 256 /* of all words; what is typed beyond is ignored */

typedef struct _IngamMatch IngamMatch;

IngamMatch *ingam_match_new (const char *text); /* NULL or blanks: matches everything */
void ingam_match_free (IngamMatch *self);

gboolean ingam_match_is_blank (const IngamMatch *self);
/* Remembers what it has found in the texts that many credentials share, so it is for one thread. */
gboolean ingam_match_test (IngamMatch *self, IngamCredential *credential);

/* The same for any text a person sees. */
gboolean ingam_match_test_text (const IngamMatch *self, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamMatch, ingam_match_free)

G_END_DECLS
