/* notices.h: what was said to the person, what they put off, and what they said is replaced.
 *
 * A table in the journal's file (core/care/journal), so that nothing is said twice, also after a
 * restart: a stage is claimed here before it is said, by whichever program says it. A claim that
 * could not be said is given back. Errors are the journal's.
 *
 * A key names what a notice is about ("expiry:<subject>:<end of validity>", see reminders.h) and
 * holds no name of a person.
 */
#pragma once

#include "core/care/journal.h"

G_BEGIN_DECLS

#define INGAM_NOTICE_MAX_KEY 200 /* bytes */

typedef struct
{
  char *key;
  int stage;      /* the furthest that was said; see reminders.h */
  gint64 said;    /* Unix time; 0: only put off */
  gint64 put_off; /* is said again from then on; 0: it is not put off */
} IngamNotice;

/* What is known, as it is now. */
typedef struct
{
  GHashTable *notices;  /* of IngamNotice by its key */
  GHashTable *replaced; /* of gint64 * by IngamSubject *: the end of validity up to which it is */
} IngamNoticeMemory;

IngamNoticeMemory *ingam_notice_memory_new (void); /* nothing was said yet */
void ingam_notice_memory_free (IngamNoticeMemory *self);
/* NULL: nothing was said of it. Borrowed. */
const IngamNotice *ingam_notice_memory_find (const IngamNoticeMemory *self, const char *key);
/* The changes of the memory alone, as the workers below make them in the file. */
void ingam_notice_memory_claim (IngamNoticeMemory *self, const char *key, int stage, gint64 now);
void ingam_notice_memory_put_off (IngamNoticeMemory *self, const char *key, gint64 until);
/* Whether the person said that a certificate which ends at @not_after has a successor. */
gboolean ingam_notice_memory_is_replaced (const IngamNoticeMemory *self,
                                          const IngamSubject *subject,
                                          gint64 not_after);

/* --- workers --- */

/* Empty when there is no file. */
IngamNoticeMemory *ingam_notices_read (IngamJournal *journal, GError **error);

/* Each of @notices (of IngamNotice: key, stage, said) that nobody has claimed up to that stage, or
 * that was put off until before @said; one transaction. @ret_claimed: a gboolean for each. */
gboolean ingam_notices_claim (IngamJournal *journal,
                              GPtrArray *notices,
                              gboolean *ret_claimed,
                              GError **error);
/* These were claimed and could not be said: as if they had not been. @keys: of char *. */
gboolean ingam_notices_give_back (IngamJournal *journal, GPtrArray *keys, GError **error);
/* Said again from @until on. */
gboolean
ingam_notices_put_off (IngamJournal *journal, GPtrArray *keys, gint64 until, GError **error);
/* "Already replaced": nothing is said of @subject's certificates that end at @not_after or before.
 * @not_after 0: takes it back. */
gboolean ingam_notices_set_replaced (IngamJournal *journal,
                                     const IngamSubject *subject,
                                     gint64 not_after,
                                     gint64 now,
                                     GError **error);
/* What was said longer ago than this is forgotten at the next claim: the certificate is gone. */
#define INGAM_NOTICE_KEPT_DAYS 800

void ingam_notice_free (IngamNotice *notice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamNotice, ingam_notice_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamNoticeMemory, ingam_notice_memory_free)

G_END_DECLS
