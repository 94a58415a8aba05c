/* output.c: streams and exit statuses.
 *
 * The statuses are two constant tables, one from error codes, one from import outcomes. That
 * something is in the store already is no failure of an import: run twice, it ends as run once.
 */
#include "config.h"

#include "cli/output.h"

#include "core/cert/name.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>

#define MAX_LINE 4096 /* characters of one inert line */

static const guint8 error_statuses[INGAM_ERROR_N_CODES] = {
  [INGAM_ERROR_FAILED] = INGAM_STATUS_FAILED,
  [INGAM_ERROR_CANCELLED] = INGAM_STATUS_FAILED,
  [INGAM_ERROR_NEEDS_PASSWORD] = INGAM_STATUS_MISUSE,
  [INGAM_ERROR_WRONG_PASSWORD] = INGAM_STATUS_WRONG_PASSWORD,
  [INGAM_ERROR_TOO_EXPENSIVE] = INGAM_STATUS_FAILED,
  [INGAM_ERROR_UNSUPPORTED] = INGAM_STATUS_UNSUPPORTED,
  [INGAM_ERROR_DAMAGED] = INGAM_STATUS_DAMAGED,
  [INGAM_ERROR_HALF_PAIR] = INGAM_STATUS_NOT_FOUND,
  [INGAM_ERROR_ALREADY_HERE] = INGAM_STATUS_FAILED,
  [INGAM_ERROR_OLDER_THAN_YOURS] = INGAM_STATUS_FAILED,
  [INGAM_ERROR_NOT_A_CERTIFICATE] = INGAM_STATUS_FAILED,
  [INGAM_ERROR_REFUSED] = INGAM_STATUS_FAILED,
  [INGAM_ERROR_NOT_FOUND] = INGAM_STATUS_NOT_FOUND,
  [INGAM_ERROR_AMBIGUOUS] = INGAM_STATUS_MISUSE,
  [INGAM_ERROR_PASSWORD_RULE] = INGAM_STATUS_FAILED,
  [INGAM_ERROR_CHANGED] = INGAM_STATUS_FAILED,
  [INGAM_ERROR_UNVERIFIED] = INGAM_STATUS_UNVERIFIED,
  [INGAM_ERROR_NO_SPACE] = INGAM_STATUS_DISK,
  [INGAM_ERROR_PERMISSION] = INGAM_STATUS_DISK,
  [INGAM_ERROR_DISK] = INGAM_STATUS_DISK,
  [INGAM_ERROR_UNREACHABLE] = INGAM_STATUS_DISK,
  [INGAM_ERROR_KEYRING_LOCKED] = INGAM_STATUS_KEYRING,
  [INGAM_ERROR_KEYRING_DISMISSED] = INGAM_STATUS_KEYRING,
  [INGAM_ERROR_KEYRING_ABSENT] = INGAM_STATUS_KEYRING,
  [INGAM_ERROR_KEYRING_EMPTY] = INGAM_STATUS_KEYRING,
};

static const guint8 outcome_statuses[INGAM_N_OUTCOMES] = {
  [INGAM_OUTCOME_NEW] = INGAM_STATUS_DONE,
  [INGAM_OUTCOME_ALREADY_HERE] = INGAM_STATUS_DONE,
  [INGAM_OUTCOME_OLDER_THAN_YOURS] = INGAM_STATUS_FAILED,
  [INGAM_OUTCOME_NEEDS_PASSWORD] = INGAM_STATUS_FAILED,
  [INGAM_OUTCOME_WRONG_PASSWORD] = INGAM_STATUS_WRONG_PASSWORD,
  [INGAM_OUTCOME_TOO_EXPENSIVE] = INGAM_STATUS_FAILED,
  [INGAM_OUTCOME_UNSUPPORTED] = INGAM_STATUS_UNSUPPORTED,
  [INGAM_OUTCOME_DAMAGED] = INGAM_STATUS_DAMAGED,
  [INGAM_OUTCOME_HALF_PAIR] = INGAM_STATUS_NOT_FOUND,
  [INGAM_OUTCOME_NOT_A_CERTIFICATE] = INGAM_STATUS_FAILED,
  [INGAM_OUTCOME_FAILED] = INGAM_STATUS_FAILED,
};

IngamStatus
ingam_status_from_error (const GError *error)
{
  if (!error)
    return INGAM_STATUS_DONE;
  if (error->domain != INGAM_ERROR || error->code < 0 || error->code >= INGAM_ERROR_N_CODES)
    return INGAM_STATUS_FAILED;
  return error_statuses[error->code];
}

IngamStatus
ingam_status_from_outcome (IngamOutcome outcome)
{
  g_return_val_if_fail (outcome < INGAM_N_OUTCOMES, INGAM_STATUS_FAILED);
  return outcome_statuses[outcome];
}

IngamStatus
ingam_status_max (IngamStatus a, IngamStatus b)
{
  return MAX (a, b);
}

void
ingam_output_text (const char *text)
{
  g_print ("%s", text);
}

void
ingam_output_line (const char *line)
{
  g_autofree char *inert = ingam_name_dup_inert (line, MAX_LINE);

  g_print ("%s\n", inert);
}

void
ingam_output_json (IngamJson *json)
{
  gsize size;
  const char *text = ingam_json_get_text (json, &size);

  /* Not g_print(): JSON is UTF-8 whatever the locale. */
  fwrite (text, 1, size, stdout);
}

void
ingam_output_bytes (GBytes *bytes)
{
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);

  fwrite (data, 1, size, stdout);
}

IngamStatus
ingam_output_finish (IngamStatus status)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return status;
  ingam_output_note (_ ("The answer could not be written out."));
  return ingam_status_max (status, INGAM_STATUS_DISK);
}

void
ingam_output_note (const char *sentence)
{
  g_autofree char *inert = ingam_name_dup_inert (sentence, MAX_LINE);

  g_printerr ("ingamctl: %s\n", inert);
}

IngamStatus
ingam_output_error (const char *about, const GError *error)
{
  g_autofree char *sentence = NULL;

  if (about)
    {
      g_autofree char *display = g_filename_display_name (about);

      sentence = g_strdup_printf ("%s: %s", display, error->message);
    }
  ingam_output_note (sentence ? sentence : error->message);
  return ingam_status_from_error (error);
}

IngamStatus
ingam_output_misuse (const char *sentence)
{
  ingam_output_note (sentence);
  g_printerr ("%s\n", _ ("How it is used: ingamctl --help"));
  return INGAM_STATUS_MISUSE;
}

const char *
ingam_output_get_mark (IngamMark mark)
{
  static const char *const marks[2][3] = { { "+", "!", "-" }, { "✓", "!", "–" } };

  return marks[g_get_charset (NULL) ? 1 : 0][mark];
}
