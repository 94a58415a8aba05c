/* watch.c: inotify on every folder of a store.
 *
 * A watch on a folder tells of the files in it but not of those in its folders, so each credential
 * folder has one. They are set by a walk in a thread; setting one again that is there already does
 * nothing, so whenever folders came or moved the whole walk is done again instead of keeping a map
 * of which number is which folder.
 *
 * GFileMonitor was rejected: one object and one callback a folder, no word of an overflow, and no
 * way to be told that the watches ran out. fanotify, which could watch a whole file system with one
 * mark, is for root only.
 */
#include "config.h"

#include "core/store/watch.h"

#include "core/base/durable-file.h"
#include "core/base/folder-names.h"
#include "core/store/layout.h"
#include "core/store/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/vfs.h>
#include <unistd.h>

#define FOLDER_EVENTS                                                                             \
  (IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB | \
   IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_DONT_FOLLOW | IN_EXCL_UNLINK)
/* On the folder above a store that is not there yet. */
#define PARENT_EVENTS (IN_CREATE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)
/* After these the set of folders may be another. */
#define FOLDERS_CHANGED (IN_ISDIR | IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_Q_OVERFLOW)

/* File systems that are changed by other machines, or by programs, without the kernel knowing. */
static const guint32 silent_file_systems[] = {
  0x00006969, /* NFS */
  0x0000517b, /* SMB */
  0xfe534d42, /* SMB2 */
  0xff534d42, /* CIFS */
  0x01021997, /* 9P */
  0x00c36400, /* Ceph */
  0x5346414f, /* AFS */
  0x65735546, /* FUSE */
};

struct _IngamWatch
{
  char *path;
  char *name; /* its last component */
  guint max_folders;
  gboolean may_poll;
  IngamWatchFunc changed;
  gpointer user_data;
  GMainContext *context;
  GCancellable *cancellable; /* cancelled when the watch is gone */
  IngamFd fd;
  GSource *events;
  GSource *calm;
  GSource *poll;
  gint64 began; /* monotonic, of the first event not yet answered */
  int parent;   /* watch number of the folder above, or -1 */
  gboolean walking;
  gboolean walk_again;
};

static void start_walk (IngamWatch *self);

static void
clear_source (GSource **source)
{
  if (*source)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static GSource *
attach (IngamWatch *self, GSource *source, GSourceFunc func)
{
  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, self->context);
  return source;
}

/* --- the walk, in a thread --- */

typedef struct
{
  char *path;
  IngamFd fd; /* the inotify descriptor's double */
  guint max_folders;
  guint n;
  GString *at; /* the folder being listed */
  guint depth;
  gboolean failed; /* not everything is watched */
  gboolean missing;
  int parent;
} Walk;

static void
walk_free (gpointer data)
{
  Walk *walk = data;

  g_free (walk->path);
  ingam_fd_clear (&walk->fd);
  g_string_free (walk->at, TRUE);
  g_free (walk);
}

static gboolean
watch_folder (Walk *walk)
{
  if (walk->n >= walk->max_folders)
    {
      walk->failed = TRUE;
      return FALSE;
    }
  if (inotify_add_watch (walk->fd, walk->at->str, FOLDER_EVENTS) < 0)
    {
      /* A file, or gone meanwhile, of which there will be an event. One we may not read is the
       * scan's to report. */
      walk->failed |= errno == ENOSPC || errno == ENOMEM;
      return FALSE;
    }
  walk->n++;
  return TRUE;
}

static gboolean walk_below_cb (const char *name, guint8 type, gpointer user_data);

static void
list_below (Walk *walk)
{
  g_auto (IngamFd) folder =
      open (walk->at->str, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

  walk->depth++;
  if (folder >= 0)
    ingam_folder_each_name (folder, walk_below_cb, walk);
  walk->depth--;
}

/* As deep as a store is: below depth 1 only USER is of interest. */
static gboolean
walk_below_cb (const char *name, guint8 type, gpointer user_data)
{
  Walk *walk = user_data;
  gsize size = walk->at->len;

  if ((type != DT_DIR && type != DT_UNKNOWN) ||
      (walk->depth == 2 && g_ascii_strcasecmp (name, INGAM_LAYOUT_USER) != 0))
    return TRUE;
  g_string_append_printf (walk->at, "/%s", name);
  if (watch_folder (walk) && walk->depth < INGAM_SCAN_MAX_DEPTH)
    list_below (walk);
  g_string_truncate (walk->at, size);
  return !walk->failed;
}

static gboolean
is_silent (const char *path)
{
  struct statfs fs;

  if (statfs (path, &fs) != 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (silent_file_systems); i++)
    if ((guint32) fs.f_type == silent_file_systems[i])
      return TRUE;
  return FALSE;
}

static void
walk_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Walk *walk = data;

  g_string_assign (walk->at, walk->path);
  walk->missing = !watch_folder (walk);
  if (walk->missing)
    {
      g_autofree char *above = g_path_get_dirname (walk->path);

      walk->parent = inotify_add_watch (walk->fd, above, PARENT_EVENTS);
      walk->missing = !watch_folder (walk); /* it may have come in between */
    }
  if (walk->missing)
    walk->failed |= walk->parent < 0;
  else
    {
      list_below (walk);
      walk->failed |= is_silent (walk->path);
    }
  g_task_return_boolean (task, TRUE);
}

/* --- answers --- */

static gboolean
poll_cb (gpointer user_data)
{
  IngamWatch *self = user_data;

  if (!self->walking)
    self->changed (self->user_data);
  return G_SOURCE_CONTINUE;
}

/* What cannot be watched is looked at. Once begun it stays: the next walk would not find more. */
static void
start_polling (IngamWatch *self)
{
  if (self->may_poll && !self->poll)
    self->poll = attach (self, g_timeout_source_new_seconds (INGAM_WATCH_POLL_SECONDS), poll_cb);
}

static void
walk_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = G_TASK (result);
  const Walk *walk = g_task_get_task_data (task);
  IngamWatch *self = user_data;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    return;
  self->walking = FALSE;
  self->parent = MAX (self->parent, walk->parent);
  if (!walk->missing && self->parent >= 0)
    {
      inotify_rm_watch (self->fd, self->parent);
      self->parent = -1;
    }
  if (walk->failed)
    start_polling (self);
  else
    clear_source (&self->poll);

  if (self->walk_again)
    start_walk (self);
  else
    self->changed (self->user_data);
}

static void
start_walk (IngamWatch *self)
{
  g_autoptr (GTask) task = NULL;
  Walk *walk;

  self->walk_again = self->walking;
  if (self->walking)
    return;
  self->walking = TRUE;
  walk = g_new0 (Walk, 1);
  walk->path = g_strdup (self->path);
  walk->fd = fcntl (self->fd, F_DUPFD_CLOEXEC, 0);
  walk->max_folders = self->max_folders;
  walk->at = g_string_new (NULL);
  walk->parent = -1;

  g_main_context_push_thread_default (self->context);
  task = g_task_new (NULL, self->cancellable, walk_done_cb, self);
  g_main_context_pop_thread_default (self->context);
  g_task_set_source_tag (task, start_walk);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, walk, walk_free);
  g_task_run_in_thread (task, walk_thread);
}

/* --- events --- */

typedef enum
{
  NOTHING,
  FILES,
  FOLDERS,
} Change;

static Change
judge_event (IngamWatch *self, const struct inotify_event *event)
{
  const char *name = event->len > 0 ? event->name : "";

  if (event->mask & IN_Q_OVERFLOW)
    return FOLDERS;
  /* Hidden names are no certificates; our own transactions have one. */
  if (event->mask == IN_IGNORED || name[0] == '.')
    return NOTHING;
  if (event->wd == self->parent && name[0] && strcmp (name, self->name) != 0)
    return NOTHING;
  return event->mask & FOLDERS_CHANGED || event->wd == self->parent ? FOLDERS : FILES;
}

static Change
read_events (IngamWatch *self)
{
  union
  {
    struct inotify_event align;
    char bytes[16 * 1024];
  } buffer;
  Change change = NOTHING;
  ssize_t size;

  while ((size = read (self->fd, buffer.bytes, sizeof buffer.bytes)) > 0)
    for (ssize_t at = 0; at < size;)
      {
        const struct inotify_event *event = (const struct inotify_event *) (buffer.bytes + at);

        at += (ssize_t) (sizeof *event + event->len);
        change = MAX (change, judge_event (self, event));
      }
  return change;
}

static gboolean
calm_cb (gpointer user_data)
{
  IngamWatch *self = user_data;

  clear_source (&self->calm);
  if (self->walk_again)
    start_walk (self);
  else if (!self->walking)
    self->changed (self->user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
events_cb (int fd, GIOCondition condition, gpointer user_data)
{
  IngamWatch *self = user_data;
  Change change = read_events (self);
  gint64 now = g_get_monotonic_time ();
  gint64 left;

  if (change == NOTHING)
    return G_SOURCE_CONTINUE;
  if (change == FOLDERS)
    self->walk_again = TRUE;
  if (!self->calm)
    self->began = now;
  left = self->began / 1000 + INGAM_WATCH_LATEST_MS - now / 1000;
  clear_source (&self->calm);
  self->calm =
      attach (self, g_timeout_source_new ((guint) CLAMP (left, 0, INGAM_WATCH_CALM_MS)), calm_cb);
  return G_SOURCE_CONTINUE;
}

IngamWatch *
ingam_watch_new (const char *path,
                 guint max_folders,
                 gboolean may_poll,
                 IngamWatchFunc changed,
                 gpointer user_data)
{
  IngamWatch *self;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (changed != NULL, NULL);

  self = g_new0 (IngamWatch, 1);
  self->path = g_canonicalize_filename (path, NULL);
  self->name = g_path_get_basename (self->path);
  self->max_folders = max_folders;
  self->may_poll = may_poll;
  self->changed = changed;
  self->user_data = user_data;
  self->context = g_main_context_ref_thread_default ();
  self->cancellable = g_cancellable_new ();
  self->parent = -1;
  self->fd = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  if (self->fd < 0)
    {
      start_polling (self);
      return self;
    }
  self->events = g_unix_fd_source_new (self->fd, G_IO_IN);
  attach (self, self->events, G_SOURCE_FUNC (events_cb));
  start_walk (self);
  return self;
}

void
ingam_watch_free (IngamWatch *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  clear_source (&self->events);
  clear_source (&self->calm);
  clear_source (&self->poll);
  ingam_fd_clear (&self->fd);
  g_main_context_unref (self->context);
  g_free (self->path);
  g_free (self->name);
  g_free (self);
}

gboolean
ingam_watch_is_polling (IngamWatch *self)
{
  return self->poll != NULL;
}
