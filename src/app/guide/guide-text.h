/* guide-text.h: everything that the guide says, as tables. A wrong sentence is found and corrected
 * in guide-text.c, and nowhere else. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  INGAM_GUIDE_CONTENTS, /* leads to the others */
  INGAM_GUIDE_GETTING,
  INGAM_GUIDE_RENEWAL,
  INGAM_GUIDE_MOVING,
  INGAM_GUIDE_LOST,
  INGAM_GUIDE_BACKUP,
  INGAM_GUIDE_QUESTIONS,
  INGAM_GUIDE_N
} IngamGuideTopic;

typedef enum
{
  INGAM_GUIDE_STEPS,   /* numbered: one after the other */
  INGAM_GUIDE_POINTS,  /* in no order */
  INGAM_GUIDE_ANSWERS, /* a question, and the answer below it when it is opened */
  INGAM_GUIDE_LINKS,   /* to other topics, by their titles */
  /* These have no items of their own: */
  INGAM_GUIDE_AUTHORITY, /* whom to call: the certificate's authority, or all of them */
  INGAM_GUIDE_STATE,     /* what the certificate's dates allow; not shown without a certificate */
} IngamGuideForm;

/* All texts are source strings, to be translated when they are shown. */
typedef struct
{
  const char *title;
  const char *text;
  const char *path;      /* to be copied or typed as it stands, never translated; or NULL */
  IngamGuideTopic topic; /* LINKS only: its title and summary are shown */
} IngamGuideItem;

typedef struct
{
  const char *title; /* or NULL */
  IngamGuideForm form;
  const IngamGuideItem *items; /* the last one has neither title nor topic */
} IngamGuideSection;

typedef struct
{
  const char *word; /* "renewal": what actions and tests call it; stable */
  const char *icon; /* NULL for the list of topics, which none leads to */
  const char *title;
  const char *summary;               /* one line, under its title in a list of topics */
  const char *lead;                  /* what a person reads first */
  const IngamGuideSection *sections; /* the last one has no items and no need of any */
  gboolean ends_with_import;         /* "bring it here", with a button */
} IngamGuideText;

/* Static storage. */
const IngamGuideText *ingam_guide_text_get (IngamGuideTopic topic);
/* FALSE when no topic is called so. */
gboolean ingam_guide_text_find (const char *word, IngamGuideTopic *ret_topic);

G_END_DECLS
