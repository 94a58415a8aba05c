/* announcement.h: reminders as they stand on a screen: few, in words, with what can be done.
 *
 * One a reminder; more than INGAM_ANNOUNCEMENT_MAX_SINGLE of a kind become one of all of them.
 * Plain text: whoever shows it escapes it where the server wants markup. Names from certificates
 * are inert.
 */
#pragma once

#include "core/care/reminders.h"

G_BEGIN_DECLS

#define INGAM_ANNOUNCEMENT_MAX_SINGLE 3
#define INGAM_ANNOUNCEMENT_MANY "many-" /* begins the id of one that is about many */

typedef enum
{
  INGAM_ANSWER_OPEN,  /* that certificate, or the list: also what a click anywhere does */
  INGAM_ANSWER_RENEW, /* how to renew, or what to do after the end */
  INGAM_ANSWER_LATER,
  INGAM_ANSWER_REPLACED, /* there is a new one already, somewhere else */
  INGAM_ANSWER_BACK_UP,
  INGAM_ANSWER_N
} IngamAnswer;
const char *ingam_answer_get_word (IngamAnswer answer);  /* "renew"; stable */
const char *ingam_answer_get_label (IngamAnswer answer); /* "How to renew"; translated, static */

typedef struct
{
  char *id; /* stable: the reminder's key, or MANY and the kind's word */
  IngamUrgency urgency;
  char *title;
  char *body;
  char *target;         /* the certificate's fingerprint in hex; "": none, or many */
  guint answers;        /* bits 1 << IngamAnswer, beside OPEN */
  GPtrArray *reminders; /* of IngamReminder, borrowed from the outlook */
} IngamAnnouncement;
void ingam_announcement_free (IngamAnnouncement *announcement);

/* What there is to say, the most urgent first, of IngamAnnouncement. @hide_names: nobody's name is
 * in it. */
GPtrArray *
ingam_announcements_compose (const IngamOutlook *outlook, gboolean hide_names, gint64 now);
/* The ids under which what still holds may stand on the screen, of char *. */
GPtrArray *ingam_announcements_list_standing (const IngamOutlook *outlook);

/* "Next to end: 성춘향, in 7 days"; for a tray's tooltip. Free with g_free(). */
char *ingam_announcement_dup_summary (const IngamOutlook *outlook, gint64 now);
/* "성춘향, in 7 days"; for a line of its menu. */
char *ingam_announcement_dup_line (IngamCredential *credential, gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamAnnouncement, ingam_announcement_free)

G_END_DECLS
