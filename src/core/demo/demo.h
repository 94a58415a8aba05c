/* demo.h: sample stores made on the spot, for trying Ingam out and for tests.
 *
 * Everything comes from test CAs made here; no real person's or authority's key is involved and no
 * name in it can be mistaken for a live CA.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define INGAM_DEMO_PASSWORD "ingam-demo-1"

/* A store at @folder (created) with every state and scheme. ALREADY_HERE when the folder exists and
 * is not empty. */
gboolean
ingam_demo_make (const char *folder, gint64 now, GCancellable *cancellable, GError **error);

/* Loose things to try imports with: two PFX, halves in different folders, a damaged one, … */
gboolean
ingam_demo_make_samples (const char *folder, gint64 now, GCancellable *cancellable, GError **error);

/* @n plain credentials quickly (one key, distinct names and serials). */
gboolean ingam_demo_make_many (
    const char *folder, guint n, gint64 now, GCancellable *cancellable, GError **error);

G_END_DECLS
