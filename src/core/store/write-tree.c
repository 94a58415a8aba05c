/* write-tree.c: listing, adopting and comparing a folder with all in it.
 *
 * A list of paths rather than a recursive walk: the same list is read, kept, compared later and
 * walked for adopting, and a hostile depth costs an entry instead of a stack frame. Inode numbers
 * are not compared: FAT and some FUSE file systems make new ones up; the two times and the size
 * tell.
 */
#include "config.h"

#include "core/store/write-tree.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_COMPARED (64 * 1024 * 1024) /* bytes of one file */

/* The folder of the last path that was asked for: lists are ordered, so the next is mostly there.
 */
typedef struct
{
  int root;
  char *path;
  IngamFd fd;
} Parent;

static void
parent_clear (Parent *self)
{
  g_free (self->path);
  ingam_fd_clear (&self->fd);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parent, parent_clear)

/* Opens the folder that @path lies in and points *@ret_name at its last component. */
static gboolean
parent_enter (Parent *self, const char *path, const char **ret_name, GError **error)
{
  const char *slash = strrchr (path, '/');
  g_autofree char *above = g_strndup (path, slash ? (gsize) (slash - path) : 0);

  *ret_name = slash ? slash + 1 : path;
  if (self->fd >= 0 && g_str_equal (self->path, above))
    return TRUE;
  ingam_fd_clear (&self->fd);
  self->fd = ingam_tree_open (self->root, above, error);
  g_free (self->path);
  self->path = g_steal_pointer (&above);
  return self->fd >= 0;
}

IngamFd
ingam_tree_open (int folder, const char *path, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", INGAM_TREE_MAX_DEPTH + 4);
  IngamFd fd = -1;

  for (guint i = 0; parts[i]; i++)
    {
      IngamFd next = ingam_durable_open_subfolder (fd < 0 ? folder : fd, parts[i], FALSE, error);

      ingam_fd_clear (&fd);
      fd = next;
      if (fd < 0)
        return -1;
    }
  return fd >= 0 ? fd : ingam_durable_reopen_folder (folder, error);
}

static void
entry_free (IngamTreeEntry *entry)
{
  g_free (entry->path);
  g_free (entry);
}

static IngamTreeEntry *
entry_new (const char *above, const char *name, const struct stat *st)
{
  IngamTreeEntry *entry = g_new0 (IngamTreeEntry, 1);

  entry->path = *above ? g_strconcat (above, "/", name, NULL) : g_strdup (name);
  entry->type = st->st_mode & S_IFMT;
  entry->inode = st->st_ino;
  entry->device = st->st_dev;
  if (!S_ISDIR (st->st_mode))
    {
      entry->size = st->st_size;
      entry->mtime = st->st_mtim;
      entry->ctime = st->st_ctim;
    }
  return entry;
}

/* Adds what lies directly in one folder of the tree. */
static gboolean
read_level (GPtrArray *entries, int folder, const char *path, GError **error)
{
  g_autoptr (GPtrArray) names =
      ingam_durable_list (folder, INGAM_TREE_MAX_ENTRIES - entries->len, error);

  if (!names)
    return FALSE;
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      struct stat st;

      if (!ingam_durable_stat (folder, name, &st, error))
        return FALSE;
      g_ptr_array_add (entries, entry_new (path, name, &st));
    }
  return TRUE;
}

static guint
count_slashes (const char *path)
{
  guint n = 0;

  while ((path = strchr (path, '/')))
    {
      path++;
      n++;
    }
  return n;
}

GPtrArray *
ingam_tree_read (int folder, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);

  if (!read_level (entries, folder, "", error))
    return NULL;
  for (guint i = 0; i < entries->len; i++)
    {
      const IngamTreeEntry *entry = g_ptr_array_index (entries, i);
      g_auto (IngamFd) below = -1;

      if (!S_ISDIR (entry->type))
        continue;
      if (count_slashes (entry->path) >= INGAM_TREE_MAX_DEPTH)
        {
          g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                               _ ("There are too many folders inside each other."));
          return NULL;
        }
      below = ingam_tree_open (folder, entry->path, error);
      if (below < 0 || !read_level (entries, below, entry->path, error))
        return NULL;
    }
  return g_steal_pointer (&entries);
}

static gboolean
same_time (const struct timespec *a, const struct timespec *b)
{
  return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

gboolean
ingam_tree_equal (GPtrArray *a, GPtrArray *b, gboolean with_ctime)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      const IngamTreeEntry *x = g_ptr_array_index (a, i);
      const IngamTreeEntry *y = g_ptr_array_index (b, i);

      if (!g_str_equal (x->path, y->path) || x->type != y->type || x->size != y->size ||
          !same_time (&x->mtime, &y->mtime) || (with_ctime && !same_time (&x->ctime, &y->ctime)))
        return FALSE;
    }
  return TRUE;
}

const IngamTreeEntry *
ingam_tree_find (GPtrArray *entries, const char *path)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const IngamTreeEntry *entry = g_ptr_array_index (entries, i);

      if (g_str_equal (entry->path, path))
        return entry;
    }
  return NULL;
}

static gboolean
fail_unverified (GError **error)
{
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_UNVERIFIED,
                       _ ("What was read back from the disk is not what was written. The disk may "
                          "be failing; make a copy of what is on it."));
  return FALSE;
}

static gboolean
compare_files (int folder_a, const char *name_a, int folder_b, const char *name_b, GError **error)
{
  g_autoptr (GBytes) a = ingam_durable_read (folder_a, name_a, MAX_COMPARED, NULL, error);
  g_autoptr (GBytes) b =
      a ? ingam_durable_read (folder_b, name_b, MAX_COMPARED, NULL, error) : NULL;

  if (!b)
    return FALSE;
  return g_bytes_equal (a, b) || fail_unverified (error);
}

/* A hard link is the same file and needs no comparing; a copy does. */
static gboolean
adopt_file (int from, const IngamTreeEntry *entry, const char *name, int to, GError **error)
{
  struct stat st;

  if (!ingam_durable_adopt (from, name, to, name, error) ||
      !ingam_durable_stat (to, name, &st, error))
    return FALSE;
  if (!S_ISREG (entry->type) || (st.st_ino == entry->inode && st.st_dev == entry->device))
    return TRUE;
  return compare_files (from, name, to, name, error);
}

gboolean
ingam_tree_adopt (int from, GPtrArray *entries, GHashTable *skip, int to, GError **error)
{
  g_auto (Parent) source = { .root = from, .fd = -1 };
  g_auto (Parent) target = { .root = to, .fd = -1 };

  for (guint i = 0; i < entries->len; i++)
    {
      const IngamTreeEntry *entry = g_ptr_array_index (entries, i);
      const char *name;

      if (skip && g_hash_table_contains (skip, entry->path))
        continue;
      if (!parent_enter (&source, entry->path, &name, error) ||
          !parent_enter (&target, entry->path, &name, error))
        return FALSE;
      if (S_ISDIR (entry->type) ? !ingam_durable_make_folder (target.fd, name, error) :
                                  !adopt_file (source.fd, entry, name, target.fd, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
ingam_tree_compare (int a, int b, GError **error)
{
  g_autoptr (GPtrArray) entries_a = ingam_tree_read (a, error);
  g_autoptr (GPtrArray) entries_b = entries_a ? ingam_tree_read (b, error) : NULL;
  g_auto (Parent) parent_a = { .root = a, .fd = -1 };
  g_auto (Parent) parent_b = { .root = b, .fd = -1 };

  if (!entries_b)
    return FALSE;
  if (entries_a->len != entries_b->len)
    return fail_unverified (error);
  for (guint i = 0; i < entries_a->len; i++)
    {
      const IngamTreeEntry *x = g_ptr_array_index (entries_a, i);
      const IngamTreeEntry *y = g_ptr_array_index (entries_b, i);
      const char *name;

      if (!g_str_equal (x->path, y->path) || x->type != y->type || x->size != y->size)
        return fail_unverified (error);
      if (S_ISREG (x->type) && (!parent_enter (&parent_a, x->path, &name, error) ||
                                !parent_enter (&parent_b, x->path, &name, error) ||
                                !compare_files (parent_a.fd, name, parent_b.fd, name, error)))
        return FALSE;
    }
  return TRUE;
}

gboolean
ingam_tree_sync (int folder, GPtrArray *entries, GError **error)
{
  for (guint i = entries->len; i > 0; i--)
    {
      const IngamTreeEntry *entry = g_ptr_array_index (entries, i - 1);
      g_auto (IngamFd) below = -1;

      if (!S_ISDIR (entry->type))
        continue;
      below = ingam_tree_open (folder, entry->path, error);
      if (below < 0 || !ingam_durable_sync_folder (below, NULL, error))
        return FALSE;
    }
  return ingam_durable_sync_folder (folder, NULL, error);
}
