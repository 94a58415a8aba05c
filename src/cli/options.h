/* options.h: the words after "ingamctl", taken apart by two constant tables.
 *
 * Options may stand before and after the verb, as "--name value" or "--name=value"; "--" ends them.
 * No option takes a password: what stands in argv is seen by every program of the computer.
 */
#pragma once

#include "cli/cli.h"

G_BEGIN_DECLS

/* FALSE with a sentence about the wrong use in @ret_problem. @ret_verb is NULL when none was named
 * (which is no problem with --help or --version). @cli borrows from @argv; @cli->arguments is to be
 * freed with g_free(). */
gboolean ingam_options_parse (const IngamVerb *verbs,
                              gsize n_verbs,
                              int argc,
                              char **argv,
                              IngamCli *cli,
                              const IngamVerb **ret_verb,
                              char **ret_problem);

/* The text of --help, for all (@verb NULL) or for one verb. */
char *ingam_options_dup_help (const IngamVerb *verbs, gsize n_verbs, const IngamVerb *verb);

G_END_DECLS
