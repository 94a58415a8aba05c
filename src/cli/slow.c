/* slow.c: says how long it may take before it takes that long. */
#include "config.h"

#include "cli/slow.h"

#include "cli/output.h"
#include "cli/terminal.h"
#include "cli/text.h"

#include <glib/gi18n-lib.h>

/* What one core does in a minute, roughly: INGAM_KDF_ASK_ROUNDS are about two seconds. */
#define ROUNDS_A_MINUTE (30 * (guint64) INGAM_KDF_ASK_ROUNDS)

static char *
dup_question (guint64 rounds)
{
  guint64 minutes = (rounds + ROUNDS_A_MINUTE - 1) / ROUNDS_A_MINUTE;
  g_autofree char *count = g_strdup_printf ("%" G_GUINT64_FORMAT, rounds);
  g_autofree char *time = ingam_text_format_count (
      g_dngettext (GETTEXT_PACKAGE, "%d minute", "%d minutes", (gulong) minutes), (int) minutes);

  if (rounds == 0)
    return g_strdup (_ ("This file asks for very many rounds; opening it may take minutes. "
                        "Try anyway?"));
  /* Translators: a number of rounds, then "3 minutes". */
  return g_strdup_printf (
      _ ("This file asks for %s rounds; opening it may take about %s. Try anyway?"), count, time);
}

gboolean
ingam_slow_ask_rounds (IngamCli *cli, guint64 rounds)
{
  g_autofree char *question = dup_question (rounds);

  if (cli->budget == INGAM_KDF_MAX_ROUNDS || !ingam_terminal_confirm (question, cli->cancellable))
    return FALSE;
  ingam_output_note (_ ("This takes a while. Ctrl-C stops it."));
  cli->budget = INGAM_KDF_MAX_ROUNDS;
  return TRUE;
}

gboolean
ingam_slow_ask (IngamCli *cli, guint64 rounds, const GError *error)
{
  return g_error_matches (error, INGAM_ERROR, INGAM_ERROR_TOO_EXPENSIVE) &&
         ingam_slow_ask_rounds (cli, rounds);
}
