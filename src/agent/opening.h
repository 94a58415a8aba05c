/* opening.h: which of the window's actions (app/application.c) an answer to a note means. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @target: the note's certificate, "" for none. NULL: @word opens nothing. @ret_takes_target: the
 * action is handed it. Static. */
const char *ingam_opening_find (const char *word, const char *target, gboolean *ret_takes_target);

G_END_DECLS
