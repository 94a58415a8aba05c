/* progress.h: how far a worker is, told where it is shown. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef void (*IngamProgressFunc) (guint done, guint total, gpointer user_data);

/* From a thread: has @progress called in @context, in the order told, and before what the thread
 * returns through a GTask of that context. */
void ingam_progress_tell (
    GMainContext *context, IngamProgressFunc progress, gpointer user_data, guint done, guint total);

/* The same for any call: @function is called once in @context, whoever owns that now. */
void ingam_progress_post (GMainContext *context,
                          GSourceFunc function,
                          gpointer data,
                          GDestroyNotify destroy);

G_END_DECLS
