/* slow.h: a file that asks for very many rounds becomes a question. */
#pragma once

#include "cli/cli.h"

G_BEGIN_DECLS

/* When @error is TOO_EXPENSIVE and there is a person who says "try anyway", raises cli->budget and
 * returns TRUE: do it again. @rounds: 0 when unknown. */
gboolean ingam_slow_ask (IngamCli *cli, guint64 rounds, const GError *error);

/* The question alone, for an import, whose entries have outcomes instead of errors. */
gboolean ingam_slow_ask_rounds (IngamCli *cli, guint64 rounds);

G_END_DECLS
