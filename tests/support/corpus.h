/* corpus.h: every certificate that lies somewhere in a folder of public test data.
 *
 * Looks into folders, into archives and compressed files, and into text for PEM (also where its
 * newlines are written as "\n", as JSON does). Each distinct certificate is handed out once.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @where: the file it came from, for messages. The bytes may be anything: nobody looked at them but for
 * finding PEM's armour. */
typedef void (*IngamCorpusFunc) (const char *where, GBytes *der, gpointer user_data);

/* @path: a file or folder, read recursively. Returns how many distinct inputs were handed out. */
guint ingam_corpus_foreach (const char *path, IngamCorpusFunc func, gpointer user_data);

G_END_DECLS
