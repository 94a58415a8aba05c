/* step-texts.h: the words and the order of the five steps, by the reason a person came with. */
#pragma once

#include "core/care/aftercare.h"

G_BEGIN_DECLS

typedef struct
{
  const char *title;       /* "It was lost or stolen" */
  const char *subtitle;    /* what follows from it, in a few words */
  const char *lead;        /* what comes first, and before anything else */
  const char *advice;      /* why, and what else to know */
  gboolean asks_authority; /* whether that begins with a call */
  const char *topic;       /* of the issue guide, to read more; NULL for none */
  IngamStep order[INGAM_STEP_N];
} IngamReasonTexts;

/* Translated where shown: these are msgids. For INGAM_REASON_NONE those of CHECK. */
const IngamReasonTexts *ingam_reason_texts_get (IngamReason reason);

/* The same for a certificate and a moment: one that has not expired cannot be treated as expired.
 * @credential may be NULL. Newly allocated, translated; free with g_free(). */
void ingam_reason_texts_format (IngamReason reason,
                                IngamCredential *credential,
                                gint64 now,
                                char **ret_lead,
                                char **ret_advice);

/* Translated, static. */
const char *ingam_step_get_title (IngamStep step, IngamReason reason);
const char *ingam_step_get_purpose (IngamStep step, IngamReason reason);

G_END_DECLS
