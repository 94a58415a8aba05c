/* scan-memory.h: a scan handed from one process to the next, so that the next reads only what changed.
 *
 * For two runs of one program in one session (agent/worker), and never for a file: what comes back is
 * taken as it was written. A memory of another version, or one that was cut off, is none; it cannot
 * make a parser stumble (GVariant), only a scan read everything again.
 */
#pragma once

#include "core/store/scan.h"

G_BEGIN_DECLS

GVariant *ingam_scan_remember (IngamScan *self); /* floating */

/* What ingam_scan_run() takes as @previous; NULL when @memory is none of that store. */
IngamScan *ingam_scan_recall (const char *store, GVariant *memory);

G_END_DECLS
