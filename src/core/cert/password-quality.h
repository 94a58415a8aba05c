/* password-quality.h: whether a new certificate password is a good one, in words with a reason.
 *
 * Three judges: the authorities' rule (since 2014: 10 or more characters with a letter, a digit and a
 * special character; ' " \ | not allowed; printable ASCII only, because bank programs disagree on the
 * encoding of anything else), the classic weak ones of Korea (birthdays, phone numbers, runs and
 * repeats, keyboard walks, Hangul words typed on a Latin keyboard), and zxcvbn with the person's own
 * names and numbers as a dictionary. The worst verdict wins.
 */
#pragma once

#include "core/base/secret.h"

#include <glib.h>

G_BEGIN_DECLS

#define INGAM_PASSWORD_MIN_LENGTH 10
#define INGAM_PASSWORD_MAX_LENGTH 64
#define INGAM_PASSWORD_FORBIDDEN "'\"\\|"

typedef enum
{
  INGAM_PASSWORD_REFUSED, /* breaks the rule: cannot be set */
  INGAM_PASSWORD_WEAK,    /* can be set after a warning */
  INGAM_PASSWORD_FAIR,
  INGAM_PASSWORD_GOOD,
} IngamPasswordLevel;

/* The rule, part by part, for showing what is met while typing. */
typedef enum
{
  INGAM_PASSWORD_RULE_LENGTH = 1 << 0,
  INGAM_PASSWORD_RULE_LETTER = 1 << 1,
  INGAM_PASSWORD_RULE_DIGIT = 1 << 2,
  INGAM_PASSWORD_RULE_SPECIAL = 1 << 3,
  INGAM_PASSWORD_RULE_ALLOWED = 1 << 4, /* no forbidden and no non-ASCII character */
} IngamPasswordRule;
#define INGAM_PASSWORD_RULE_ALL 0x1f

typedef struct
{
  IngamPasswordLevel level;
  IngamPasswordRule met;
  gboolean has_hangul;  /* the Korean layout was on */
  const char *word;     /* "Weak", "Good": translated, static */
  const char *reason;   /* "looks like a birthday", or "" : translated, static, contains no secret */
} IngamPasswordQuality;

/* The rule alone, a thousand times cheaper than judging: INGAM_PASSWORD_RULE_ALL when it may be set. */
IngamPasswordRule ingam_password_quality_check_rule (IngamSecret *password);

/* @own: NULL-terminated names and numbers of the person (display name, DN parts, serial), may be NULL. */
void ingam_password_quality_judge (IngamSecret *password,
                                   const char *const *own,
                                   IngamPasswordQuality *ret_quality);

/* A new one that passes: 4 groups of letters and digits with specials between, from the system's
 * random generator, without characters that look alike. */
IngamSecret *ingam_password_quality_suggest (void);

G_END_DECLS
