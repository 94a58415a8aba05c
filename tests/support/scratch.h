/* scratch.h: a folder of its own for a test, removed afterwards. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef char IngamScratch;

/* A new empty folder (0700). */
IngamScratch *ingam_scratch_new (void);
void ingam_scratch_free (IngamScratch *path);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamScratch, ingam_scratch_free)

/* Writes @size bytes to <scratch>/<relative>, making folders on the way. */
void ingam_scratch_write (IngamScratch *scratch, const char *relative, gconstpointer data, gsize size);

/* Reads a whole file, failing the test with its name when it cannot. */
GBytes *ingam_test_read (const char *path);

/* Hexadecimal text to bytes; spaces allowed. */
GBytes *ingam_test_hex (const char *hex);

/* Whole tree as text, one line a file: "mode path sha256", sorted: for comparing before and after. */
char *ingam_test_snapshot (const char *path);

G_END_DECLS
