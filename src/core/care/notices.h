/* notices.h: what was said to the person, what they put off, and what they said is replaced.
 *
 * A table in the journal's file (core/care/journal), so that nothing is said twice, also after a
 * restart: a stage is claimed here before it is said, by whichever program says it. A claim that
 * could not be said is given back. Errors are the journal's.
 *
 * A stage is kept with its time, each by itself: a clock that was a year ahead for an hour must
 * not silence the year to come, and one that was set back must not say everything again.
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
  int stage;   /* see reminders.h */
  gint64 said; /* Unix time */
} IngamNotice;
IngamNotice *ingam_notice_new (const char *key, int stage, gint64 said);
void ingam_notice_free (IngamNotice *notice);

/* What is known, as it is now. Times that lie in the future were written while the clock was wrong
 * and do not count; once they have come to pass, they do. */
typedef struct _IngamNoticeMemory IngamNoticeMemory;

IngamNoticeMemory *ingam_notice_memory_new (void); /* nothing was said yet */
void ingam_notice_memory_free (IngamNoticeMemory *self);

/* Whether this stage, or a later one, was said. */
gboolean
ingam_notice_memory_is_said (const IngamNoticeMemory *self, const char *key, int stage, gint64 now);
/* When it was said first, at any stage; 0: never. */
gint64 ingam_notice_memory_get_first (const IngamNoticeMemory *self, const char *key, gint64 now);
/* Until when the person put it off, also when that is over; 0: they did not, or it was said again
 * since. */
gint64 ingam_notice_memory_get_put_off (const IngamNoticeMemory *self, const char *key, gint64 now);
/* Whether the person said that a certificate which ends at @not_after has a successor. */
gboolean ingam_notice_memory_is_replaced (const IngamNoticeMemory *self,
                                          const IngamSubject *subject,
                                          gint64 not_after);

/* The changes in memory alone, as the workers below make them in the file. */
void ingam_notice_memory_claim (IngamNoticeMemory *self, const char *key, int stage, gint64 now);
void
ingam_notice_memory_put_off (IngamNoticeMemory *self, const char *key, gint64 until, gint64 now);
void ingam_notice_memory_set_replaced (IngamNoticeMemory *self,
                                       const IngamSubject *subject,
                                       gint64 not_after);

/* What a notification server shows for us, so that an agent that starts again can take it back. */
typedef struct
{
  char *id;     /* of ours: a key, or "summary" */
  char *server; /* the unique name of the server that numbered it */
  guint number; /* its */
  char *target; /* what a click opens; "" */
} IngamShown;
void ingam_shown_free (IngamShown *shown);

/* --- workers --- */

/* Empty when there is no file. */
IngamNoticeMemory *ingam_notices_read (IngamJournal *journal, GError **error);

/* Each of @notices (of IngamNotice) that nobody has claimed, or that was put off until before
 * @said; one transaction. @ret_claimed: of gboolean, one for each. What was said
 * INGAM_NOTICE_KEPT_DAYS ago is forgotten: the certificate is long gone. */
#define INGAM_NOTICE_KEPT_DAYS 800
gboolean ingam_notices_claim (IngamJournal *journal,
                              GPtrArray *notices,
                              GArray **ret_claimed,
                              GError **error);
/* These (of IngamNotice) were claimed and could not be said: as if they had not been. */
gboolean ingam_notices_give_back (IngamJournal *journal, GPtrArray *notices, GError **error);
/* Said again from @until on. */
gboolean ingam_notices_put_off (
    IngamJournal *journal, const char *key, gint64 until, gint64 now, GError **error);
/* "Already replaced": nothing is said of @subject's certificates that end at @not_after or before.
 * @not_after 0: takes it back. */
gboolean ingam_notices_set_replaced (IngamJournal *journal,
                                     const IngamSubject *subject,
                                     gint64 not_after,
                                     gint64 now,
                                     GError **error);
/* All that is shown, of IngamShown: replaces what was noted before. */
gboolean ingam_notices_set_shown (IngamJournal *journal, GPtrArray *shown, GError **error);
GPtrArray *ingam_notices_list_shown (IngamJournal *journal, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamNotice, ingam_notice_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamShown, ingam_shown_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamNoticeMemory, ingam_notice_memory_free)

G_END_DECLS
