/* journal-file.h: what tests do to the journal's file behind its back. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* As another program would, which knows what it is doing. */
void ingam_test_run_sql (const char *path, const char *sql);

/* Bytes @from up to @to (G_MAXSIZE: the end) are none that were written. */
void ingam_test_garble (const char *path, gsize from, gsize to);

/* A GAsyncReadyCallback for a GAsyncResult ** as its data. */
void ingam_test_keep_result (GObject *source, GAsyncResult *result, gpointer user_data);

G_END_DECLS
