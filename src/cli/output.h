/* output.h: the only way out: text or JSON to stdout, words about trouble to stderr, a status.
 *
 * In JSON mode nothing but the one JSON text goes to stdout.
 */
#pragma once

#include "cli/cli.h"
#include "cli/json.h"

G_BEGIN_DECLS

/* UTF-8 text for people, in the locale's character set. */
void ingam_output_text (const char *text);
/* One line for people, made inert. */
void ingam_output_line (const char *line);
void ingam_output_json (IngamJson *json);
/* A file's contents, as they are. */
void ingam_output_bytes (GBytes *bytes);

/* Flushes stdout. What could not be written (a full disk) makes the status worse. */
IngamStatus ingam_output_finish (IngamStatus status);

/* "ingamctl: sentence" to stderr, made inert. */
void ingam_output_note (const char *sentence);
/* The same for what went wrong; @about (an id or a path as it was given) may be NULL. Returns the
 * error's exit status. */
IngamStatus ingam_output_error (const char *about, const GError *error);
/* A sentence about wrong use and where to read more. Returns MISUSE. */
IngamStatus ingam_output_misuse (const char *sentence);

IngamStatus ingam_status_from_error (const GError *error);
IngamStatus ingam_status_from_outcome (IngamOutcome outcome);
IngamStatus ingam_status_max (IngamStatus a, IngamStatus b);

typedef enum
{
  INGAM_MARK_GOOD,
  INGAM_MARK_BAD,
  INGAM_MARK_OPEN, /* not told, not asked */
} IngamMark;
/* "✓", "!", "–", or what the locale's character set has in their place. */
const char *ingam_output_get_mark (IngamMark mark);

G_END_DECLS
