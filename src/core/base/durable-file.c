/* durable-file.c: everything that changes a disk, one system call under another.
 *
 * Each function does one thing to one name below an open folder and says whether it is done; the
 * order that makes a whole out of them is store/write.c's. Plain libc calls and nothing of GIO: its
 * file functions resolve paths again, follow links, and lie in a shared library where a test cannot
 * make the n-th call fail (tests/fault does exactly that to every call of this file).
 *
 * Temporary names of ingam_durable_replace() come from the name they stand for, not from a random
 * generator: so the next run finds what a killed one left, and clears it away.
 */
#include "config.h"

#include "core/base/durable-file.h"

#include "core/base/durable-file-private.h"
#include "core/base/error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#define MAX_DEPTH 16                /* folders in folders, when removing */
#define MAX_SWEEPS 8                /* times a folder that fills up again is emptied */
#define MAX_TRIES 16                /* times a temporary name is taken back */
#define MAX_COPY (64 * 1024 * 1024) /* bytes of another program's file */
#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

#define NOT_READ _ ("The file could not be read")
#define NOT_WRITTEN _ ("The file could not be written")
#define NOT_OPENED _ ("The folder could not be opened")
#define NOT_MADE _ ("The folder could not be made")
#define NOT_SYNCED _ ("The disk did not confirm that the files are saved")
#define NOT_MOVED _ ("The files could not be put in their place")
#define NOT_REMOVED _ ("The files could not be removed")

typedef DIR *OpenDir;

static void
open_dir_clear (OpenDir *dir)
{
  if (*dir)
    closedir (*dir);
  *dir = NULL;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OpenDir, open_dir_clear)

void
ingam_fd_clear (IngamFd *fd)
{
  int errsv = errno;

  if (*fd >= 0)
    close (*fd);
  *fd = -1;
  errno = errsv;
}

/* A name from outside that is no name is data, not a programmer's error. */
static gboolean
check_name (const char *name, GError **error)
{
  if (name && *name && !strchr (name, '/') && !g_str_equal (name, ".") && !g_str_equal (name, ".."))
    return TRUE;
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                       _ ("A file or folder name is not a usable name."));
  return FALSE;
}

static gboolean
fail (GError **error, const char *what)
{
  return ingam_error_set_errno (error, errno, what);
}

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED, message);
  return FALSE;
}

/* Folders. */

/* O_DIRECTORY with O_NOFOLLOW says ENOTDIR for a link as well as for a file, which would read as
 * "not found". */
static IngamFd
open_folder_at (int folder, const char *name, GError **error)
{
  IngamFd fd = openat (folder, name, FOLDER_FLAGS);
  int errsv = errno;
  struct stat st;

  if (fd >= 0)
    return fd;
  if (errsv == ENOTDIR && fstatat (folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
    {
      refuse (error, S_ISLNK (st.st_mode) ?
                         _ ("This is a link to somewhere else. Choose the folder itself.") :
                         _ ("There is a file where a folder should be."));
      return -1;
    }
  ingam_error_set_errno (error, errsv, NOT_OPENED);
  return -1;
}

/* Makes what is missing of a path from the top down; each new name is synced before anything is
 * put below it. */
static gboolean
make_path (const char *path, GError **error)
{
  g_autoptr (GPtrArray) missing = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *above = g_strdup (path);
  g_auto (IngamFd) parent = -1;

  for (;;)
    {
      g_autofree char *name = g_path_get_basename (above);
      g_autofree char *next = g_path_get_dirname (above);
      gboolean top = g_str_equal (next, above);

      parent = open (above, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
      if (parent >= 0)
        break;
      if (errno != ENOENT || top)
        return fail (error, NOT_MADE);
      g_ptr_array_add (missing, g_steal_pointer (&name));
      g_free (above);
      above = g_steal_pointer (&next);
    }

  for (guint i = missing->len; i > 0; i--)
    {
      const char *name = g_ptr_array_index (missing, i - 1);
      IngamFd child;

      if (mkdirat (parent, name, INGAM_DURABLE_FOLDER_MODE) != 0 && errno != EEXIST)
        return fail (error, NOT_MADE);
      if (!ingam_durable_sync_folder (parent, NULL, error))
        return FALSE;
      child = open_folder_at (parent, name, error);
      if (child < 0)
        return FALSE;
      ingam_fd_clear (&parent);
      parent = child;
    }
  return TRUE;
}

IngamFd
ingam_durable_open_folder (const char *path, gboolean create, GError **error)
{
  g_autoptr (GError) first = NULL;
  IngamFd fd;

  g_return_val_if_fail (path != NULL, -1);

  fd = open_folder_at (AT_FDCWD, path, &first);
  if (fd >= 0)
    return fd;
  if (create && g_error_matches (first, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
    return make_path (path, error) ? open_folder_at (AT_FDCWD, path, error) : -1;
  g_propagate_error (error, g_steal_pointer (&first));
  return -1;
}

IngamFd
ingam_durable_open_subfolder (int folder, const char *name, gboolean create, GError **error)
{
  if (!check_name (name, error))
    return -1;
  if (create)
    {
      if (mkdirat (folder, name, INGAM_DURABLE_FOLDER_MODE) == 0)
        {
          if (!ingam_durable_sync_folder (folder, NULL, error))
            return -1;
        }
      else if (errno != EEXIST)
        {
          fail (error, NOT_MADE);
          return -1;
        }
    }
  return open_folder_at (folder, name, error);
}

IngamFd
ingam_durable_reopen_folder (int folder, GError **error)
{
  return open_folder_at (folder, ".", error);
}

gboolean
ingam_durable_make_folder (int folder, const char *name, GError **error)
{
  if (!check_name (name, error))
    return FALSE;
  if (mkdirat (folder, name, INGAM_DURABLE_FOLDER_MODE) != 0)
    return fail (error, NOT_MADE);
  return TRUE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* The descriptor is opened anew: reading moves a position that all copies of one share. */
static DIR *
open_dir (int folder, const char *name, GError **error)
{
  g_auto (IngamFd) fd = openat (folder, name, FOLDER_FLAGS);
  DIR *dir;

  if (fd < 0 || !(dir = fdopendir (fd)))
    {
      fail (error, NOT_OPENED);
      return NULL;
    }
  fd = -1;
  return dir;
}

/* The next entry that is not "." or ".."; NULL at the end with errno 0, or with the reason. */
static struct dirent *
next_entry (DIR *dir)
{
  struct dirent *entry;

  do
    {
      errno = 0;
      entry = readdir (dir);
    }
  while (entry && (g_str_equal (entry->d_name, ".") || g_str_equal (entry->d_name, "..")));
  return entry;
}

GPtrArray *
ingam_durable_list (int folder, guint limit, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_auto (OpenDir) dir = open_dir (folder, ".", error);
  struct dirent *entry;

  if (!dir)
    return NULL;
  while ((entry = next_entry (dir)))
    {
      if (names->len >= limit)
        {
          refuse (error, _ ("There are too many files in one folder."));
          return NULL;
        }
      g_ptr_array_add (names, g_strdup (entry->d_name));
    }
  if (errno != 0)
    {
      fail (error, NOT_OPENED);
      return NULL;
    }
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

gboolean
ingam_durable_stat (int folder, const char *name, struct stat *ret_stat, GError **error)
{
  if (!check_name (name, error))
    return FALSE;
  if (fstatat (folder, name, ret_stat, AT_SYMLINK_NOFOLLOW) != 0)
    return fail (error, NOT_READ);
  return TRUE;
}

/* Files: reading and writing whole. */

static gssize
read_some (int fd, guint8 *data, gsize size)
{
  gssize n;

  do
    n = read (fd, data, size);
  while (n < 0 && errno == EINTR);
  return n;
}

gboolean
ingam_durable_write_all (int fd, const guint8 *data, gsize size, GError **error)
{
  while (size > 0)
    {
      gssize n = write (fd, data, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          errno = n == 0 ? EIO : errno;
          return fail (error, NOT_WRITTEN);
        }
      data += n;
      size -= (gsize) n;
    }
  return TRUE;
}

gboolean
ingam_durable_sync_fd (int fd, GError **error)
{
  int result;

  do
    result = fsync (fd);
  while (result != 0 && errno == EINTR);
  return result == 0 || fail (error, NOT_SYNCED);
}

/* Opened without blocking, so that a FIFO under the name cannot make us wait; and looked at only
 * once it is open, so that it is the thing that was looked at that is read. */
static IngamFd
open_regular (int folder, const char *name, struct stat *ret_stat, GError **error)
{
  g_auto (IngamFd) fd = -1;
  IngamFd result;

  if (!check_name (name, error))
    return -1;
  fd = openat (folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd < 0 || fstat (fd, ret_stat) != 0)
    {
      /* What a device or socket nobody listens to says instead of opening. */
      if (fd < 0 && (errno == ENXIO || errno == ENODEV))
        refuse (error, _ ("This is not an ordinary file."));
      else
        fail (error, NOT_READ);
      return -1;
    }
  if (!S_ISREG (ret_stat->st_mode))
    {
      refuse (error, _ ("This is not an ordinary file."));
      return -1;
    }
  result = fd;
  fd = -1;
  return result;
}

GBytes *
ingam_durable_read (
    int folder, const char *name, gsize limit, struct stat *ret_stat, GError **error)
{
  struct stat st;
  g_auto (IngamFd) fd = open_regular (folder, name, &st, error);
  g_autofree guint8 *data = NULL;
  gsize size, have = 0;

  if (fd < 0)
    return NULL;
  if (st.st_size < 0 || (guint64) st.st_size > limit)
    {
      refuse (error, _ ("This file is far too large for what it should be."));
      return NULL;
    }
  size = (gsize) st.st_size;
  data = g_malloc (size + 1);
  while (have < size)
    {
      gssize n = read_some (fd, data + have, size - have);

      if (n < 0)
        {
          fail (error, NOT_READ);
          return NULL;
        }
      if (n == 0)
        break;
      have += (gsize) n;
    }
  if (ret_stat)
    *ret_stat = st;
  return g_bytes_new_take (g_steal_pointer (&data), have);
}

/* A half-written file under the name is ours alone: it was made by the O_EXCL just before, and is
 * taken away again. */
static gboolean
create_file (int folder, const char *name, GBytes *bytes, gboolean sync, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  g_auto (IngamFd) fd = -1;

  if (!check_name (name, error))
    return FALSE;
  fd = openat (folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
               INGAM_DURABLE_FILE_MODE);
  if (fd < 0)
    return fail (error, NOT_WRITTEN);
  if (ingam_durable_write_all (fd, data, size, error) &&
      (!sync || ingam_durable_sync_fd (fd, error)))
    {
      int result = close (fd);

      fd = -1;
      /* Quota and network file systems report what could not be stored only now. */
      if (result == 0 || errno == EINTR)
        return TRUE;
      fail (error, NOT_WRITTEN);
    }
  unlinkat (folder, name, 0);
  return FALSE;
}

gboolean
ingam_durable_create (int folder, const char *name, GBytes *bytes, GError **error)
{
  return create_file (folder, name, bytes, TRUE, error);
}

gboolean
ingam_durable_create_unsynced (int folder, const char *name, GBytes *bytes, GError **error)
{
  return create_file (folder, name, bytes, FALSE, error);
}

void
ingam_durable_set_time (int folder, const char *name, gint64 mtime)
{
  const struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, { .tv_sec = mtime } };

  (void) utimensat (folder, name, times, AT_SYMLINK_NOFOLLOW);
}

gboolean
ingam_durable_sync_file (int folder, const char *name, GError **error)
{
  struct stat st;
  g_auto (IngamFd) fd = open_regular (folder, name, &st, error);

  return fd >= 0 && ingam_durable_sync_fd (fd, error);
}

gboolean
ingam_durable_sync_file_system (int folder, GError **error)
{
  return syncfs (folder) == 0 || fail (error, NOT_SYNCED);
}

gboolean
ingam_durable_sync_folder (int folder, const char *display_name, GError **error)
{
  int result;

  do
    result = fsync (folder);
  while (result != 0 && errno == EINTR);
  if (result == 0 || errno == EINVAL)
    return TRUE;
  if (!display_name)
    return fail (error, NOT_SYNCED);
  g_set_error (error, INGAM_ERROR, INGAM_ERROR_DISK,
               _ ("The disk did not confirm that “%s” is saved: %s"), display_name,
               g_strerror (errno));
  return FALSE;
}

/* One file that stands alone. */

char *
ingam_durable_dup_temporary_name (const char *name)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, name, -1);

  sum[16] = '\0';
  return g_strconcat (".ingam-", sum, NULL);
}

/* Whether the lock on an open temporary file is ours and the name is still this file's. */
static gboolean
own_temporary (int fd)
{
  struct stat st;

  return ingam_durable_lock (fd, FALSE) == INGAM_DURABLE_LOCK_TAKEN && fstat (fd, &st) == 0 &&
         st.st_nlink > 0;
}

/* Takes away what a killed run left under a temporary name. A live one holds its lock, and is left
 * alone: else its rename would put our half-written file in place. */
static gboolean
clear_temporary (int folder, const char *temporary, GError **error)
{
  g_auto (IngamFd) fd = openat (folder, temporary, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

  if (fd < 0)
    return errno == ENOENT || fail (error, NOT_WRITTEN);
  if (!own_temporary (fd))
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_CHANGED,
                           _ ("Another program is writing this file just now. Try again."));
      return FALSE;
    }
  return unlinkat (folder, temporary, 0) == 0 || errno == ENOENT || fail (error, NOT_WRITTEN);
}

/* A new, empty, locked file under a temporary name. */
IngamFd
ingam_durable_create_temporary (int folder, const char *temporary, GError **error)
{
  for (guint i = 0; i < MAX_TRIES; i++)
    {
      g_auto (IngamFd) fd =
          openat (folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                  INGAM_DURABLE_FILE_MODE);

      if (fd < 0 && errno != EEXIST)
        {
          fail (error, NOT_WRITTEN);
          return -1;
        }
      if (fd >= 0 && own_temporary (fd))
        {
          IngamFd result = fd;

          fd = -1;
          return result;
        }
      if (fd < 0 && !clear_temporary (folder, temporary, error))
        return -1;
    }
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_CHANGED,
                       _ ("Another program is writing this file just now. Try again."));
  return -1;
}

static gboolean
write_file (
    int folder, const char *name, GBytes *bytes, mode_t mode, gboolean overwrite, GError **error)
{
  g_autofree char *temporary = NULL;
  g_auto (IngamFd) fd = -1;
  gboolean done;
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (!check_name (name, error))
    return FALSE;
  temporary = ingam_durable_dup_temporary_name (name);
  fd = ingam_durable_create_temporary (folder, temporary, error);
  if (fd < 0)
    return FALSE;
  /* Before it has a byte and a name; a file system without modes has them all open already. */
  if (mode != INGAM_DURABLE_FILE_MODE)
    (void) fchmod (fd, mode);
  done = ingam_durable_write_all (fd, data, size, error) && ingam_durable_sync_fd (fd, error);
  if (done && overwrite)
    done = renameat (folder, temporary, folder, name) == 0 || fail (error, NOT_MOVED);
  else if (done)
    done = ingam_durable_move (folder, temporary, folder, name, error);
  if (done)
    return ingam_durable_sync_folder (folder, NULL, error);
  /* Ours: we hold its lock. */
  unlinkat (folder, temporary, 0);
  return FALSE;
}

gboolean
ingam_durable_replace (int folder, const char *name, GBytes *bytes, GError **error)
{
  return write_file (folder, name, bytes, INGAM_DURABLE_FILE_MODE, TRUE, error);
}

gboolean
ingam_durable_write_path (const char *path, GBytes *bytes, gboolean overwrite, GError **error)
{
  g_autofree char *parent_path = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_auto (IngamFd) parent = open (parent_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  struct stat st;

  if (parent < 0)
    return fail (error, NOT_OPENED);
  /* Asked before writing, so that a large file is not written for nothing; settled by the rename.
   */
  if (!overwrite && fstatat (parent, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_ALREADY_HERE,
                           _ ("There is already a file of this name."));
      return FALSE;
    }
  return write_file (parent, name, bytes, INGAM_DURABLE_FILE_MODE, overwrite, error);
}

gboolean
ingam_durable_publish_path (const char *path, GBytes *bytes, GError **error)
{
  g_autofree char *parent_path = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_auto (IngamFd) parent = open (parent_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (parent < 0)
    return fail (error, NOT_OPENED);
  return write_file (parent, name, bytes, INGAM_DURABLE_PUBLIC_FILE_MODE, TRUE, error);
}

GBytes *
ingam_durable_read_path (const char *path, gsize limit, GError **error)
{
  g_autofree char *parent_path = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_auto (IngamFd) parent = open (parent_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (parent < 0)
    {
      fail (error, NOT_OPENED);
      return NULL;
    }
  return ingam_durable_read (parent, name, limit, NULL, error);
}

/* Taking over another program's file. */

/* Where a hard link cannot be had though nothing is wrong with the disk. */
static gboolean
is_link_refusal (int errsv)
{
  static const int refusals[] = { EPERM, EXDEV, EMLINK, EOPNOTSUPP, ENOSYS, EINVAL, EACCES };

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (refusals[i] == errsv)
      return TRUE;
  return FALSE;
}

static gboolean
copy_contents (int from, int to, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (64 * 1024);
  guint64 left = MAX_COPY;
  gssize n;

  while ((n = read_some (from, buffer, 64 * 1024)) > 0)
    {
      if ((guint64) n > left)
        return refuse (error, _ ("A file in this folder is too large to be copied."));
      left -= (guint64) n;
      if (!ingam_durable_write_all (to, buffer, (gsize) n, error))
        return FALSE;
    }
  return n == 0 || fail (error, NOT_READ);
}

static gboolean
copy_link (int from_folder, const char *name, int to_folder, const char *to_name, GError **error)
{
  char target[PATH_MAX];
  gssize size = readlinkat (from_folder, name, target, sizeof target - 1);

  if (size < 0)
    return fail (error, NOT_READ);
  target[size] = '\0';
  return symlinkat (target, to_folder, to_name) == 0 || fail (error, NOT_WRITTEN);
}

static gboolean
copy_file (int from_folder, const char *name, int to_folder, const char *to_name, GError **error)
{
  struct stat st;
  g_auto (IngamFd) from = -1;
  g_auto (IngamFd) to = -1;

  if (fstatat (from_folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
    return fail (error, NOT_READ);
  if (S_ISLNK (st.st_mode))
    return copy_link (from_folder, name, to_folder, to_name, error);
  from = open_regular (from_folder, name, &st, error);
  if (from < 0)
    return FALSE;
  to = openat (to_folder, to_name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
               INGAM_DURABLE_FILE_MODE);
  if (to < 0)
    return fail (error, NOT_WRITTEN);
  if (copy_contents (from, to, error))
    {
      const struct timespec times[2] = { st.st_atim, st.st_mtim };

      /* Times are a courtesy: a file system that does not keep them is no reason to fail. */
      (void) futimens (to, times);
      if (ingam_durable_sync_fd (to, error))
        return TRUE;
    }
  unlinkat (to_folder, to_name, 0);
  return FALSE;
}

gboolean
ingam_durable_adopt (
    int from_folder, const char *name, int to_folder, const char *to_name, GError **error)
{
  if (!check_name (name, error) || !check_name (to_name, error))
    return FALSE;
  if (linkat (from_folder, name, to_folder, to_name, 0) == 0)
    return TRUE;
  if (!is_link_refusal (errno))
    return fail (error, NOT_WRITTEN);
  return copy_file (from_folder, name, to_folder, to_name, error);
}

/* Moving. */

static gboolean
fail_move (GError **error)
{
  if (errno != EXDEV)
    return fail (error, NOT_MOVED);
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED,
                       _ ("The files could not be moved to another disk in one step."));
  return FALSE;
}

gboolean
ingam_durable_move (
    int from_folder, const char *name, int to_folder, const char *to_name, GError **error)
{
  struct stat st;

  if (!check_name (name, error) || !check_name (to_name, error))
    return FALSE;
  if (renameat2 (from_folder, name, to_folder, to_name, RENAME_NOREPLACE) == 0)
    return TRUE;
  if (errno != EINVAL && errno != ENOSYS)
    return fail_move (error);

  /* A file system without the flag: look, then rename. Between the two another program could make
   * the name; for a folder the rename then still fails unless that one is empty. */
  if (fstatat (to_folder, to_name, &st, AT_SYMLINK_NOFOLLOW) == 0)
    {
      errno = EEXIST;
      return fail (error, NOT_MOVED);
    }
  if (errno != ENOENT)
    return fail (error, NOT_MOVED);
  return renameat (from_folder, name, to_folder, to_name) == 0 || fail_move (error);
}

gboolean
ingam_durable_exchange (
    int folder_a, const char *name_a, int folder_b, const char *name_b, GError **error)
{
  struct statfs fs;
  gboolean is_fat;

  if (!check_name (name_a, error) || !check_name (name_b, error))
    return FALSE;
  if (fstatfs (folder_b, &fs) != 0)
    return fail (error, NOT_MOVED);
  /* FAT says yes since Linux 6.0, and writes the two names one after the other, some time: a stick
   * that is pulled out in between has both names on one folder, and clearing up one of them empties
   * the other. */
  is_fat = (guint32) fs.f_type == MSDOS_SUPER_MAGIC;
  if (!is_fat && renameat2 (folder_a, name_a, folder_b, name_b, RENAME_EXCHANGE) == 0)
    return TRUE;
  if (!is_fat && errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
    return fail (error, NOT_MOVED);
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED,
                       _ ("This disk cannot change two folders in one step."));
  return FALSE;
}

/* Removing. The stack is ours, not the processor's, and bounded. */

typedef struct
{
  DIR *dirs[MAX_DEPTH];
  char *names[MAX_DEPTH];
  guint sweeps[MAX_DEPTH];
  guint depth;
} Removal;

static void
removal_pop (Removal *self)
{
  self->depth--;
  closedir (self->dirs[self->depth]);
  g_free (self->names[self->depth]);
}

static void
removal_clear (Removal *self)
{
  while (self->depth > 0)
    removal_pop (self);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Removal, removal_clear)

/* Removes a file, or steps into a folder. */
static gboolean
removal_enter (Removal *self, int folder, const char *name, GError **error)
{
  int errsv;
  DIR *dir;

  if (unlinkat (folder, name, 0) == 0 || errno == ENOENT)
    return TRUE;
  errsv = errno;
  if (errsv != EISDIR && errsv != EPERM)
    return ingam_error_set_errno (error, errsv, NOT_REMOVED);
  if (self->depth == MAX_DEPTH)
    return refuse (error, _ ("There are too many folders inside each other."));
  dir = open_dir (folder, name, NULL);
  if (!dir)
    return ingam_error_set_errno (error, errsv == EISDIR ? errno : errsv, NOT_REMOVED);
  self->dirs[self->depth] = dir;
  self->names[self->depth] = g_strdup (name);
  self->sweeps[self->depth] = 0;
  self->depth++;
  return TRUE;
}

/* Takes the emptied folder at the top of the stack away. Reading a folder while removing from it
 * may leave some names out, so a folder that is not empty is gone through again. */
static gboolean
removal_leave (Removal *self, int base, GError **error)
{
  guint top = self->depth - 1;
  int parent = top > 0 ? dirfd (self->dirs[top - 1]) : base;

  if (unlinkat (parent, self->names[top], AT_REMOVEDIR) != 0 && errno != ENOENT)
    {
      if ((errno != ENOTEMPTY && errno != EEXIST) || ++self->sweeps[top] == MAX_SWEEPS)
        return fail (error, NOT_REMOVED);
      rewinddir (self->dirs[top]);
      return TRUE;
    }
  removal_pop (self);
  return TRUE;
}

gboolean
ingam_durable_remove (int folder, const char *name, GError **error)
{
  g_auto (Removal) removal = { .depth = 0 };

  if (!check_name (name, error) || !removal_enter (&removal, folder, name, error))
    return FALSE;
  while (removal.depth > 0)
    {
      DIR *dir = removal.dirs[removal.depth - 1];
      struct dirent *entry = next_entry (dir);

      if (!entry && errno != 0)
        return fail (error, NOT_REMOVED);
      if (entry ? !removal_enter (&removal, dirfd (dir), entry->d_name, error) :
                  !removal_leave (&removal, folder, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
ingam_durable_remove_empty (int folder, const char *name, GError **error)
{
  if (!check_name (name, error))
    return FALSE;
  if (unlinkat (folder, name, AT_REMOVEDIR) == 0 || errno == ENOENT || errno == ENOTEMPTY ||
      errno == EEXIST)
    return TRUE;
  return fail (error, NOT_REMOVED);
}

/* Locks and modes. */

static IngamDurableLock
lock_folder (int folder, int operation)
{
  int result;

  do
    result = flock (folder, operation);
  while (result != 0 && errno == EINTR);
  if (result == 0)
    return INGAM_DURABLE_LOCK_TAKEN;
  return errno == EWOULDBLOCK ? INGAM_DURABLE_LOCK_BUSY : INGAM_DURABLE_LOCK_FAILED;
}

IngamDurableLock
ingam_durable_lock (int folder, gboolean wait)
{
  return lock_folder (folder, wait ? LOCK_EX : LOCK_EX | LOCK_NB);
}

IngamDurableLock
ingam_durable_lock_shared (int folder)
{
  return lock_folder (folder, LOCK_SH);
}

void
ingam_durable_unlock (int folder)
{
  flock (folder, LOCK_UN);
}

gboolean
ingam_durable_make_private (int folder, const char *name, GError **error)
{
  struct stat st;
  mode_t mode;

  if (!ingam_durable_stat (folder, name, &st, error))
    return FALSE;
  if (!S_ISREG (st.st_mode) && !S_ISDIR (st.st_mode))
    return refuse (error, _ ("This is not an ordinary file."));
  mode = S_ISDIR (st.st_mode) ? INGAM_DURABLE_FOLDER_MODE : INGAM_DURABLE_FILE_MODE;
  if (fchmodat (folder, name, mode, AT_SYMLINK_NOFOLLOW) != 0)
    return fail (error, _ ("The file could not be made private"));
  if (!ingam_durable_stat (folder, name, &st, error))
    return FALSE;
  if ((st.st_mode & 077) == 0)
    return TRUE;
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_PERMISSION,
                       _ ("This drive cannot keep files private. Keep the drive itself safe."));
  return FALSE;
}
