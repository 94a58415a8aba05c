/* finish.h: what a template cannot do for the toolkit's own widgets. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Words of Hangul longer than this may be broken: in a telephone's width they would not fit. */
#define INGAM_FINISH_MAX_WORD 12

/* For the end of the init of a window, and of a row that comes into a window later. Below @root:
 * - the parts of split buttons and of rows to type into are named after their tooltips (and again
 * as those change) or their words, and the check button that a row activates after the row's title;
 * - labels that wrap do so between words, in Korean as well, whatever they will say. */
void ingam_finish_below (GtkWidget *root);

/* The same line breaks for a layout of one's own; of no use once the text has changed. */
PangoAttrList *ingam_finish_new_word_attributes (const char *text);

G_END_DECLS
