/* watch.h: tells that something below a store changed, and nothing more. For store.c, and for the
 * agent, which reads nothing itself.
 *
 * What changed is the scan's to find out: it is cheap where nothing did. The answer comes in the
 * thread-default main context of the thread that made the watch, a little after the change has
 * calmed down (INGAM_WATCH_CALM_MS), at the latest INGAM_WATCH_LATEST_MS after it began.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define INGAM_WATCH_CALM_MS 150
#define INGAM_WATCH_LATEST_MS 450
#define INGAM_WATCH_POLL_SECONDS 2

/* Folders watched at most: the number is limited for all programs of a person together, and ours
 * shall not be the one that uses it up. */
#define INGAM_WATCH_MAX_FOLDERS 32768

typedef struct _IngamWatch IngamWatch;
typedef void (*IngamWatchFunc) (gpointer user_data);

/* Begins to follow @path, which need not exist yet. @changed is called once when all folders are
 * being watched (nothing after that is missed), then after each change; with @may_poll every two
 * seconds when the file system cannot tell of changes, or there are more than @max_folders. */
IngamWatch *ingam_watch_new (const char *path,
                             guint max_folders,
                             gboolean may_poll,
                             IngamWatchFunc changed,
                             gpointer user_data);

/* @changed is not called any more. */
void ingam_watch_free (IngamWatch *self);

/* Whether it looks every two seconds because it cannot be told. */
gboolean ingam_watch_is_polling (IngamWatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamWatch, ingam_watch_free)

G_END_DECLS
