/* phrases.h: what a credential is called, in the words of the window. Everything returned is plain
 * text (no markup) and already inert. */
#pragma once

#include "core/cert/credential.h"

G_BEGIN_DECLS

/* "20 days to go", "Until today", "Expired 3 days ago", "Starts in 5 days". Never a colour alone.
 */
char *ingam_phrase_dup_days (IngamCredential *credential, gint64 now);

/* The same to be heard: no sign that only an eye understands. */
char *ingam_phrase_dup_spoken_days (IngamCredential *credential, gint64 now);

/* What there is to say beside the days: replaced, can be renewed, the key is missing. NULL when
 * nothing is. */
char *ingam_phrase_dup_note (IngamCredential *credential, gint64 now);

/* "After a reissue: 3 of 5 done" */
char *ingam_phrase_dup_aftercare (guint n_done, guint n);

/* "Banks and insurance" */
char *ingam_phrase_dup_purpose (IngamCredential *credential);

/* "Banks and insurance · yessign"; the authority first where the purpose is but a number, which may
 * not be seen to its end. */
char *ingam_phrase_dup_use (IngamCredential *credential);

/* "성춘향, Banks and insurance" */
char *ingam_phrase_dup_title (IngamCredential *credential);

/* The same with a long name cut, for a toast whose end has to be seen. */
char *ingam_phrase_dup_short_title (IngamCredential *credential);

/* The Korean calendar day of a moment, in the person's language: validity is promised in it. */
char *ingam_phrase_dup_date (gint64 when);

/* The same for a day as our data has it, "2026-11-25"; anything else comes back as it is. */
char *ingam_phrase_dup_data_date (const char *day);

/* When something was done, to be put behind it: "today", "yesterday", "on 3 November". */
char *ingam_phrase_dup_on_day (gint64 when, gint64 now);

/* A date to the minute, for technical details. */
char *ingam_phrase_dup_time (gint64 when);

G_END_DECLS
