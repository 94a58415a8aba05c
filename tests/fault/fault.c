/* fault.c: the wrapped calls. See fault.h.
 *
 * Syncs are counted and can fail, but are not carried out: thousands of runs would take hours, and
 * a killed process leaves the same files with them or without. What they are for is audited
 * instead: every inode that was written to is dirty until it is synced, and a folder with a dirty
 * inode in it must not be moved out of the work folder into a place.
 *
 * With large-file support, which the build turns on, the names are open64 and so on: a wrong one
 * here is not an error but a call that is never hit, which is why the tests assert their numbers.
 */
#include "config.h"

#include "fault.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <gio/gio.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>

int __real_fstat64 (int fd, struct stat *st);
char *__real_realpath (const char *path, char *resolved);

static FaultPlan plan;
static gboolean armed;
static guint n_calls;
static gboolean hit;
static const char *hit_name;
static GHashTable *dirty; /* inode numbers; all on one disk */
static GString *audit;

void
fault_arm (const FaultPlan *new_plan)
{
  plan = *new_plan;
  n_calls = 0;
  hit = FALSE;
  hit_name = NULL;
  if (!dirty)
    {
      dirty = g_hash_table_new (NULL, NULL);
      audit = g_string_new (NULL);
    }
  g_hash_table_remove_all (dirty);
  g_string_truncate (audit, 0);
  armed = TRUE;
}

guint
fault_disarm (void)
{
  armed = FALSE;
  return n_calls;
}

gboolean
fault_was_hit (void)
{
  return hit;
}

const char *
fault_get_name (void)
{
  return hit_name ? hit_name : "none";
}

const char *
fault_get_audit (void)
{
  return audit->str;
}

static void
meddle (guint time)
{
  armed = FALSE;
  plan.meddle (time, plan.user_data);
  armed = TRUE;
}

/* Counts one call. The errno it must fail with, 0 for none, -1 for a short one. */
static int
step (const char *name, gboolean may_be_short, gboolean may_be_interrupted)
{
  gboolean now;

  if (!armed)
    return 0;
  n_calls++;
  if (plan.kind == FAULT_MEDDLE && plan.again == n_calls)
    meddle (1);
  now = n_calls == plan.at || (plan.lasting && n_calls >= plan.at);
  if (!now || (plan.kind == FAULT_SHORT && !may_be_short) ||
      (plan.errnum == EINTR && !may_be_interrupted))
    return 0;
  hit = TRUE;
  hit_name = name;
  switch (plan.kind)
    {
    case FAULT_ERRNO:
      return plan.errnum;
    case FAULT_KILL:
      _exit (137);
    case FAULT_SHORT:
      return -1;
    case FAULT_MEDDLE:
      meddle (0);
      return 0;
    case FAULT_COUNT:
    default:
      return 0;
    }
}

int
fault_step (const char *name)
{
  return step (name, FALSE, FALSE);
}

#define FAIL_WITH(name, value)             \
  G_STMT_START                             \
  {                                        \
    int fault = step (name, FALSE, FALSE); \
    if (fault)                             \
      {                                    \
        errno = fault;                     \
        return value;                      \
      }                                    \
  }                                        \
  G_STMT_END

/* The audit. */

static void
mark_fd (int fd)
{
  struct stat st;

  if (armed && plan.audit && __real_fstat64 (fd, &st) == 0)
    g_hash_table_add (dirty, GSIZE_TO_POINTER (st.st_ino));
}

static void
unmark_fd (int fd)
{
  struct stat st;

  if (armed && plan.audit && __real_fstat64 (fd, &st) == 0)
    g_hash_table_remove (dirty, GSIZE_TO_POINTER (st.st_ino));
}

static GString *found_dirty;

static int
look_one (const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
  if (g_hash_table_contains (dirty, GSIZE_TO_POINTER (st->st_ino)))
    g_string_append_printf (found_dirty, "%s\n", path);
  return 0;
}

gboolean
fault_is_synced (const char *path)
{
  g_autoptr (GString) found = g_string_new (NULL);

  found_dirty = found;
  nftw (path, look_one, 16, FTW_PHYS);
  if (found->len > 0)
    g_test_message ("not synced: %s", found->str);
  return found->len == 0;
}

static char *
path_of (int fd, const char *name)
{
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);
  char *folder = __real_realpath (link, NULL);
  char *path = g_build_filename (folder ? folder : "", name, NULL);

  free (folder);
  return path;
}

/* A folder that comes out of a work folder must have reached the disk. */
static void
audit_move (int from, const char *name, int to)
{
  g_autofree char *source = NULL;
  g_autofree char *target = NULL;

  if (!armed || !plan.audit)
    return;
  source = path_of (from, name);
  target = path_of (to, "");
  if (!strstr (source, "/.ingam/") || strstr (target, "/.ingam/"))
    return;
  found_dirty = audit;
  nftw (source, look_one, 16, FTW_PHYS);
}

static gboolean
is_across (int from, int to)
{
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;

  if (!armed || !plan.other_disk || from < 0 || to < 0)
    return FALSE;
  a = path_of (from, "");
  b = path_of (to, "");
  return g_str_has_prefix (a, plan.other_disk) != g_str_has_prefix (b, plan.other_disk);
}

/* The calls. */

int __real_open64 (const char *path, int flags, ...);
int __wrap_open64 (const char *path, int flags, ...);
int
__wrap_open64 (const char *path, int flags, ...)
{
  va_list args;
  mode_t mode;

  FAIL_WITH ("open", -1);
  va_start (args, flags);
  mode = va_arg (args, mode_t);
  va_end (args);
  return __real_open64 (path, flags, mode);
}

int __real_openat64 (int fd, const char *path, int flags, ...);
int __wrap_openat64 (int fd, const char *path, int flags, ...);
int
__wrap_openat64 (int fd, const char *path, int flags, ...)
{
  va_list args;
  mode_t mode;
  int result;

  FAIL_WITH (flags & O_CREAT ? "openat (create)" : "openat", -1);
  va_start (args, flags);
  mode = va_arg (args, mode_t);
  va_end (args);
  result = __real_openat64 (fd, path, flags, mode);
  if (result >= 0 && flags & O_CREAT)
    {
      mark_fd (result);
      mark_fd (fd);
    }
  return result;
}

ssize_t __real_read (int fd, void *data, size_t size);
ssize_t __wrap_read (int fd, void *data, size_t size);
ssize_t
__wrap_read (int fd, void *data, size_t size)
{
  int fault = step ("read", TRUE, TRUE);

  if (fault > 0)
    {
      errno = fault;
      return -1;
    }
  return __real_read (fd, data, fault < 0 ? MAX (size / 3, 1) : size);
}

ssize_t __real_write (int fd, const void *data, size_t size);
ssize_t __wrap_write (int fd, const void *data, size_t size);
ssize_t
__wrap_write (int fd, const void *data, size_t size)
{
  int fault = step ("write", TRUE, TRUE);

  if (fault > 0)
    {
      errno = fault;
      return -1;
    }
  mark_fd (fd);
  return __real_write (fd, data, fault < 0 ? MAX (size / 3, 1) : size);
}

/* Fails the way the kernel does: the descriptor is gone all the same. */
int __real_close (int fd);
int __wrap_close (int fd);
int
__wrap_close (int fd)
{
  int fault = step ("close", FALSE, FALSE);
  int result = __real_close (fd);

  if (!fault)
    return result;
  errno = fault;
  return -1;
}

int __wrap_fsync (int fd);
int
__wrap_fsync (int fd)
{
  int fault = step ("fsync", FALSE, TRUE);

  if (fault)
    {
      errno = fault;
      return -1;
    }
  unmark_fd (fd);
  return 0;
}

int __wrap_syncfs (int fd);
int
__wrap_syncfs (int fd)
{
  FAIL_WITH ("syncfs", -1);
  if (armed)
    g_hash_table_remove_all (dirty);
  return 0;
}

int __wrap_fstat64 (int fd, struct stat *st);
int
__wrap_fstat64 (int fd, struct stat *st)
{
  FAIL_WITH ("fstat", -1);
  return __real_fstat64 (fd, st);
}

int __real_lstat64 (const char *path, struct stat *st);
int __wrap_lstat64 (const char *path, struct stat *st);
int
__wrap_lstat64 (const char *path, struct stat *st)
{
  FAIL_WITH ("lstat", -1);
  return __real_lstat64 (path, st);
}

int __real_fstatvfs64 (int fd, struct statvfs *st);
int __wrap_fstatvfs64 (int fd, struct statvfs *st);
int
__wrap_fstatvfs64 (int fd, struct statvfs *st)
{
  FAIL_WITH ("fstatvfs", -1);
  return __real_fstatvfs64 (fd, st);
}

int __real_fstatat64 (int fd, const char *path, struct stat *st, int flags);
int __wrap_fstatat64 (int fd, const char *path, struct stat *st, int flags);
int
__wrap_fstatat64 (int fd, const char *path, struct stat *st, int flags)
{
  FAIL_WITH ("fstatat", -1);
  return __real_fstatat64 (fd, path, st, flags);
}

DIR *__real_fdopendir (int fd);
DIR *__wrap_fdopendir (int fd);
DIR *
__wrap_fdopendir (int fd)
{
  FAIL_WITH ("fdopendir", NULL);
  return __real_fdopendir (fd);
}

struct dirent *__real_readdir64 (DIR *dir);
struct dirent *__wrap_readdir64 (DIR *dir);
struct dirent *
__wrap_readdir64 (DIR *dir)
{
  FAIL_WITH ("readdir", NULL);
  return __real_readdir64 (dir);
}

ssize_t __real_getdents64 (int fd, void *buffer, size_t size);
ssize_t __wrap_getdents64 (int fd, void *buffer, size_t size);
ssize_t
__wrap_getdents64 (int fd, void *buffer, size_t size)
{
  FAIL_WITH ("getdents", -1);
  return __real_getdents64 (fd, buffer, size);
}

char *__wrap_realpath (const char *path, char *resolved);
char *
__wrap_realpath (const char *path, char *resolved)
{
  FAIL_WITH ("realpath", NULL);
  return __real_realpath (path, resolved);
}

int __real_mkdirat (int fd, const char *path, mode_t mode);
int __wrap_mkdirat (int fd, const char *path, mode_t mode);
int
__wrap_mkdirat (int fd, const char *path, mode_t mode)
{
  int result;

  FAIL_WITH ("mkdirat", -1);
  result = __real_mkdirat (fd, path, mode);
  if (result == 0 && armed && plan.audit)
    {
      int made = __real_openat64 (fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

      mark_fd (made);
      /* The work folder's own name may vanish without harm. */
      if (strcmp (path, ".ingam") != 0)
        mark_fd (fd);
      __real_close (made);
    }
  return result;
}

int __real_linkat (int from, const char *path, int to, const char *name, int flags);
int __wrap_linkat (int from, const char *path, int to, const char *name, int flags);
int
__wrap_linkat (int from, const char *path, int to, const char *name, int flags)
{
  int result;

  FAIL_WITH ("linkat", -1);
  if (armed && (plan.no_links || is_across (from, to)))
    {
      errno = plan.no_links ? EPERM : EXDEV;
      return -1;
    }
  result = __real_linkat (from, path, to, name, flags);
  if (result == 0)
    mark_fd (to);
  return result;
}

int __real_symlinkat (const char *target, int fd, const char *name);
int __wrap_symlinkat (const char *target, int fd, const char *name);
int
__wrap_symlinkat (const char *target, int fd, const char *name)
{
  FAIL_WITH ("symlinkat", -1);
  mark_fd (fd);
  return __real_symlinkat (target, fd, name);
}

ssize_t __real_readlinkat (int fd, const char *path, char *buffer, size_t size);
ssize_t __wrap_readlinkat (int fd, const char *path, char *buffer, size_t size);
ssize_t
__wrap_readlinkat (int fd, const char *path, char *buffer, size_t size)
{
  FAIL_WITH ("readlinkat", -1);
  return __real_readlinkat (fd, path, buffer, size);
}

int __real_renameat (int from, const char *path, int to, const char *name);
int __wrap_renameat (int from, const char *path, int to, const char *name);
int
__wrap_renameat (int from, const char *path, int to, const char *name)
{
  FAIL_WITH ("renameat", -1);
  if (is_across (from, to))
    {
      errno = EXDEV;
      return -1;
    }
  audit_move (from, path, to);
  mark_fd (from);
  mark_fd (to);
  return __real_renameat (from, path, to, name);
}

int __real_renameat2 (int from, const char *path, int to, const char *name, unsigned int flags);
int __wrap_renameat2 (int from, const char *path, int to, const char *name, unsigned int flags);
int
__wrap_renameat2 (int from, const char *path, int to, const char *name, unsigned int flags)
{
  FAIL_WITH (flags & RENAME_EXCHANGE ? "renameat2 (exchange)" : "renameat2", -1);
  if (armed && ((plan.no_exchange && flags & RENAME_EXCHANGE) ||
                (plan.no_noreplace && flags & RENAME_NOREPLACE)))
    {
      errno = EINVAL;
      return -1;
    }
  if (armed && plan.is_fat && flags & RENAME_EXCHANGE)
    g_error ("an exchange on FAT, which does not last through a power cut");
  if (is_across (from, to))
    {
      errno = EXDEV;
      return -1;
    }
  audit_move (from, path, to);
  mark_fd (from);
  mark_fd (to);
  return __real_renameat2 (from, path, to, name, flags);
}

int __real_fstatfs64 (int fd, struct statfs *fs);
int __wrap_fstatfs64 (int fd, struct statfs *fs);
int
__wrap_fstatfs64 (int fd, struct statfs *fs)
{
  int result;

  FAIL_WITH ("fstatfs", -1);
  result = __real_fstatfs64 (fd, fs);
  if (armed && plan.is_fat)
    fs->f_type = 0x4d44;
  return result;
}

int __real_unlinkat (int fd, const char *path, int flags);
int __wrap_unlinkat (int fd, const char *path, int flags);
int
__wrap_unlinkat (int fd, const char *path, int flags)
{
  FAIL_WITH (flags & AT_REMOVEDIR ? "unlinkat (folder)" : "unlinkat", -1);
  return __real_unlinkat (fd, path, flags);
}

int __real_futimens (int fd, const struct timespec times[2]);
int __wrap_futimens (int fd, const struct timespec times[2]);
int
__wrap_futimens (int fd, const struct timespec times[2])
{
  FAIL_WITH ("futimens", -1);
  return __real_futimens (fd, times);
}

int __real_fchmodat (int fd, const char *path, mode_t mode, int flags);
int __wrap_fchmodat (int fd, const char *path, mode_t mode, int flags);
int
__wrap_fchmodat (int fd, const char *path, mode_t mode, int flags)
{
  FAIL_WITH ("fchmodat", -1);
  return __real_fchmodat (fd, path, mode, flags);
}

int __real_flock (int fd, int operation);
int __wrap_flock (int fd, int operation);
int
__wrap_flock (int fd, int operation)
{
  int fault = step ("flock", FALSE, TRUE);

  if (fault)
    {
      errno = fault;
      return -1;
    }
  return __real_flock (fd, operation);
}

/* Reading back goes through GIO. */

GFileInputStream *__real_g_file_read (GFile *file, GCancellable *cancellable, GError **error);
GFileInputStream *__wrap_g_file_read (GFile *file, GCancellable *cancellable, GError **error);
GFileInputStream *
__wrap_g_file_read (GFile *file, GCancellable *cancellable, GError **error)
{
  int fault = step ("g_file_read", FALSE, FALSE);

  if (!fault)
    return __real_g_file_read (file, cancellable, error);
  g_set_error_literal (error, G_IO_ERROR, (int) g_io_error_from_errno (fault), g_strerror (fault));
  return NULL;
}

gboolean __real_g_input_stream_read_all (GInputStream *stream,
                                         void *buffer,
                                         gsize count,
                                         gsize *bytes_read,
                                         GCancellable *cancellable,
                                         GError **error);
gboolean __wrap_g_input_stream_read_all (GInputStream *stream,
                                         void *buffer,
                                         gsize count,
                                         gsize *bytes_read,
                                         GCancellable *cancellable,
                                         GError **error);
gboolean
__wrap_g_input_stream_read_all (GInputStream *stream,
                                void *buffer,
                                gsize count,
                                gsize *bytes_read,
                                GCancellable *cancellable,
                                GError **error)
{
  int fault = step ("g_input_stream_read_all", FALSE, FALSE);

  if (!fault)
    return __real_g_input_stream_read_all (stream, buffer, count, bytes_read, cancellable, error);
  *bytes_read = 0;
  g_set_error_literal (error, G_IO_ERROR, (int) g_io_error_from_errno (fault), g_strerror (fault));
  return FALSE;
}
