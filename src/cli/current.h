/* current.h: the certificates that a word may be said of. */
#pragma once

#include "core/store/scan.h"

G_BEGIN_DECLS

/* Those that no newer one has replaced, each once, soonest end first; of IngamCredential, owned.
 * @ret_n_replaced: how many others there are; may be NULL. */
GPtrArray *ingam_current_list (IngamScan *scan, guint *ret_n_replaced);

G_END_DECLS
