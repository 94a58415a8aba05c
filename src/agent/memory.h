/* memory.h: what one worker read of the stores, for the next: in memory that the agent holds and
 * never looks at (a memfd), gone with it.
 *
 * So a change in a store of ten thousand costs the reading of what changed, and the resident
 * process none of its own memory. A worker that was killed while writing leaves none.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define INGAM_MEMORY_FD 3 /* in the worker */
#define INGAM_MEMORY_MAX_SIZE (256 * 1024 * 1024)

int ingam_memory_new (void); /* -1: there is none to be had */

/* Workers of ingam_scan_remember(), one a store: av. NULL: nothing is remembered. */
GVariant *ingam_memory_read (int fd);
void ingam_memory_write (int fd, GVariant *scans);

G_END_DECLS
