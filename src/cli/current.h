/* current.h: the certificates that a word may be said of. */
#pragma once

#include "core/store/scan.h"

G_BEGIN_DECLS

/* The newest of each holder and purpose, without what the person said is replaced, soonest end
 * first; of IngamCredential, owned. @ret_n_replaced: how many others there are; may be NULL. A
 * memory that cannot be read is told to the person and gone without. */
GPtrArray *ingam_current_list (IngamScan *scan, guint *ret_n_replaced);

G_END_DECLS
