/* password-quality-patterns.h: the weak parts of a password, found by shape and by word.
 *
 * Internal to the judge. A pattern says where it lies, what it is, and how many bits of guessing it
 * costs somebody who tries such things first; never what it reads.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  INGAM_PASSWORD_PATTERN_NONE,
  INGAM_PASSWORD_PATTERN_BIRTHDAY,
  INGAM_PASSWORD_PATTERN_PHONE,
  INGAM_PASSWORD_PATTERN_RUN,      /* 1234, dcba */
  INGAM_PASSWORD_PATTERN_REPEAT,   /* aaaa, 1212 */
  INGAM_PASSWORD_PATTERN_KEYBOARD, /* qwer, 1qaz, !@#$ */
  INGAM_PASSWORD_PATTERN_HANGUL,   /* a Korean word typed on a Latin keyboard */
  INGAM_PASSWORD_PATTERN_NAME,     /* a Korean name typed so */
  INGAM_PASSWORD_PATTERN_WORD,     /* a common word */
  INGAM_PASSWORD_PATTERN_OWN,      /* the person's own name or number */
} IngamPasswordPatternType;

typedef struct
{
  guint8 begin;
  guint8 size;
  IngamPasswordPatternType type;
  double bits;
} IngamPasswordPattern;

#define INGAM_PASSWORD_MAX_PATTERNS 32

/* Patterns that do not overlap, the longest chosen first, in the order of their places. @text: printable
 * ASCII of at most 64 bytes. @own: lower-case words of printable ASCII, NULL-terminated, or NULL.
 * Returns their number. Keeps no copy of @text. */
guint ingam_password_patterns_find (const char *text,
                                    gsize size,
                                    const char *const *own,
                                    IngamPasswordPattern ret_patterns[INGAM_PASSWORD_MAX_PATTERNS]);

/* What @text types on a Latin keyboard when its Hangul syllables are typed in the two-set layout, in
 * lower case; other characters stay as they are. NULL without a Hangul syllable. */
char *ingam_password_patterns_dup_keys (const char *text);

G_END_DECLS
