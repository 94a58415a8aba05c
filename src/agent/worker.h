/* worker.h: one look: reads what was chosen, the stores and the journal, and says what is due. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @asked and the answer: wire.h. Never fails: what went wrong is a sentence in the answer, and
 * whatever could be found out is there all the same. A new reference, not floating. */
GVariant *ingam_worker_look (GVariant *asked);

G_END_DECLS
