/* contents-store.c: a store walked into its contents. */
#include "config.h"

#include "core/backup/contents-private.h"

#include "core/base/durable-file.h"
#include "core/base/error.h"
#include "core/cert/name.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_NAMES 1000000 /* in one folder */
#define MAX_SENTENCES 64  /* about what is left out */
#define TEMPORARY INGAM_LAYOUT_WORK "-"

/* One open folder of the walk. */
typedef struct
{
  int fd;
  gsize path_size; /* with the slash at its end */
  GPtrArray *names;
  guint next;
} Frame;

typedef struct
{
  IngamContents *contents;
  Frame frames[INGAM_CONTENTS_MAX_DEPTH + 1];
  guint depth;
  GString *path; /* of the folder at the top, with a slash at its end */
} Walk;

typedef enum
{
  LEFT_OUT_LINK,
  LEFT_OUT_SPECIAL,
  LEFT_OUT_LARGE,
  LEFT_OUT_DEEP,
  LEFT_OUT_MANY,
  LEFT_OUT_N
} LeftOut;

static const char *const sentences[LEFT_OUT_N] = {
  [LEFT_OUT_LINK] = N_ ("This is a link, and not in the backup."),
  [LEFT_OUT_SPECIAL] = N_ ("This is not an ordinary file, and not in the backup."),
  [LEFT_OUT_LARGE] = N_ ("This is far larger than a certificate, and not in the backup."),
  [LEFT_OUT_DEEP] = N_ ("This lies too deep in folders, and is not in the backup."),
  [LEFT_OUT_MANY] = N_ ("There are too many files. This is not in the backup."),
};

static void
leave_out (Walk *walk, const char *name, LeftOut why)
{
  g_autofree char *path = g_strconcat (walk->path->str, name, NULL);
  g_autofree char *shown = ingam_name_dup_inert (path, 0);
  GPtrArray *told = walk->contents->left_out;

  if (told->len < MAX_SENTENCES)
    g_ptr_array_add (told, g_strdup_printf ("“%s”: %s", shown, _ (sentences[why])));
  else if (told->len == MAX_SENTENCES)
    g_ptr_array_add (told, g_strdup (_ ("Other files are not in the backup either.")));
}

static void
leave_folder (Walk *walk)
{
  Frame *frame = &walk->frames[--walk->depth];

  ingam_fd_clear (&frame->fd);
  g_ptr_array_unref (frame->names);
  g_string_truncate (walk->path, walk->depth > 0 ? walk->frames[walk->depth - 1].path_size : 0);
}

/* Takes over @fd. */
static gboolean
enter_folder (Walk *walk, IngamFd fd, const char *name, GError **error)
{
  Frame *frame = &walk->frames[walk->depth];

  frame->names = ingam_durable_list (fd, MAX_NAMES, error);
  if (frame->names == NULL)
    {
      ingam_fd_clear (&fd);
      return FALSE;
    }
  if (name)
    g_string_append_printf (walk->path, "%s/", name);
  frame->fd = fd;
  frame->path_size = walk->path->len;
  frame->next = 0;
  walk->depth++;
  return TRUE;
}

static gboolean
visit_folder (Walk *walk, int parent, const char *name, GError **error)
{
  IngamFd fd;

  if (walk->depth > INGAM_CONTENTS_MAX_DEPTH)
    {
      leave_out (walk, name, LEFT_OUT_DEEP);
      return TRUE;
    }
  fd = ingam_durable_open_subfolder (parent, name, FALSE, error);
  return fd >= 0 && enter_folder (walk, fd, name, error);
}

static void
visit_file (Walk *walk, const char *name, const struct stat *st)
{
  IngamContents *contents = walk->contents;
  gsize folder_size = walk->path->len;
  IngamContentsFile *file;

  if (st->st_size > INGAM_CONTENTS_MAX_FILE)
    leave_out (walk, name, LEFT_OUT_LARGE);
  else if (folder_size + strlen (name) > INGAM_CONTENTS_MAX_PATH)
    leave_out (walk, name, LEFT_OUT_DEEP);
  else if (contents->files->len >= INGAM_CONTENTS_MAX_FILES ||
           contents->size + (guint64) st->st_size > INGAM_CONTENTS_MAX_TOTAL)
    leave_out (walk, name, LEFT_OUT_MANY);
  else
    {
      g_string_append (walk->path, name);
      file = ingam_contents_add_file (contents, walk->path->str, (guint64) st->st_size,
                                      st->st_mtim.tv_sec);
      file->mtime_ns = (guint32) st->st_mtim.tv_nsec;
      g_string_truncate (walk->path, folder_size);
    }
}

/* What is gone between its name and the look at it is not there. */
static gboolean
visit (Walk *walk, const char *name, GError **error)
{
  int parent = walk->frames[walk->depth - 1].fd;
  g_autoptr (GError) reason = NULL;
  gboolean done = TRUE;
  struct stat st;

  if ((walk->depth == 1 && g_ascii_strcasecmp (name, INGAM_LAYOUT_WORK) == 0) ||
      g_str_has_prefix (name, TEMPORARY))
    return TRUE;
  if (!ingam_durable_stat (parent, name, &st, &reason))
    done = FALSE;
  else if (S_ISDIR (st.st_mode))
    done = visit_folder (walk, parent, name, &reason);
  else if (S_ISREG (st.st_mode))
    visit_file (walk, name, &st);
  else
    leave_out (walk, name, S_ISLNK (st.st_mode) ? LEFT_OUT_LINK : LEFT_OUT_SPECIAL);

  if (done || g_error_matches (reason, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
    return TRUE;
  {
    g_autofree char *path = g_strconcat (walk->path->str, name, NULL);
    g_autofree char *shown = ingam_name_dup_inert (path, 0);

    g_set_error (error, INGAM_ERROR, reason->code, "“%s”: %s", shown, reason->message);
  }
  return FALSE;
}

static gboolean
walk_all (Walk *walk, GCancellable *cancellable, GError **error)
{
  while (walk->depth > 0)
    {
      Frame *frame = &walk->frames[walk->depth - 1];

      if (frame->next == frame->names->len)
        leave_folder (walk);
      else if (g_cancellable_is_cancelled (cancellable))
        {
          g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_CANCELLED, _ ("Cancelled."));
          return FALSE;
        }
      else if (!visit (walk, g_ptr_array_index (frame->names, frame->next++), error))
        return FALSE;
    }
  return TRUE;
}

IngamContents *
ingam_contents_read_files (const char *store, GCancellable *cancellable, GError **error)
{
  g_autoptr (IngamContents) contents = ingam_contents_new ();
  g_autoptr (GString) path = g_string_new (NULL);
  Walk walk = { .contents = contents, .path = path };
  IngamFd fd = ingam_durable_open_folder (store, FALSE, error);
  gboolean done;

  done = fd >= 0 && enter_folder (&walk, fd, NULL, error) && walk_all (&walk, cancellable, error);
  while (walk.depth > 0)
    leave_folder (&walk);
  if (!done)
    return NULL;
  ingam_contents_sort (contents);
  return g_steal_pointer (&contents);
}

typedef struct
{
  const char *store;
  GCancellable *cancellable;
  GError *error;
} ScanJob;

static gpointer
scan_worker (gpointer data)
{
  ScanJob *job = data;

  return ingam_scan_run (job->store, NULL, job->cancellable, &job->error);
}

/* Walk and scan at the same time: they wait for the same disk. */
IngamContents *
ingam_contents_read_store (const char *store, GCancellable *cancellable, GError **error)
{
  ScanJob job = { .store = store, .cancellable = cancellable };
  GThread *thread = g_thread_new ("ingam-contents", scan_worker, &job);
  g_autoptr (IngamContents) contents = ingam_contents_read_files (store, cancellable, error);
  g_autoptr (IngamScan) scan = g_thread_join (thread);
  GPtrArray *found;

  if (contents == NULL)
    {
      g_clear_error (&job.error);
      return NULL;
    }
  if (scan == NULL)
    {
      g_propagate_error (error, job.error);
      return NULL;
    }
  found = ingam_scan_get_credentials (scan);
  for (guint i = 0; i < found->len; i++)
    ingam_contents_add_credential (contents, g_ptr_array_index (found, i), NULL);
  ingam_contents_sort (contents);
  return g_steal_pointer (&contents);
}
