/* sqlite-disk.c: see sqlite-disk.h. Syncs can fail, but are not carried out (see fault.c). */
#include "config.h"

#include "sqlite-disk.h"

#include <sqlite3.h>

static SqliteDiskStep step;

static int
ask (const char *call)
{
  gboolean ignored = FALSE;

  return step (call, FALSE, &ignored);
}

typedef struct
{
  sqlite3_file base;
  sqlite3_file *real; /* right behind */
} Shim;

#define REAL(file) (((Shim *) (file))->real)

static int
shim_close (sqlite3_file *file)
{
  return REAL (file)->pMethods->xClose (REAL (file));
}

static int
shim_read (sqlite3_file *file, void *data, int size, sqlite3_int64 at)
{
  return REAL (file)->pMethods->xRead (REAL (file), data, size, at);
}

static int
shim_write (sqlite3_file *file, const void *data, int size, sqlite3_int64 at)
{
  gboolean half = FALSE;
  int code = step ("sqlite write", FALSE, &half);

  if (code == SQLITE_OK)
    return REAL (file)->pMethods->xWrite (REAL (file), data, size, at);
  if (half)
    REAL (file)->pMethods->xWrite (REAL (file), data, size / 2, at);
  return code;
}

static int
shim_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  int code = ask ("sqlite truncate");

  return code == SQLITE_OK ? REAL (file)->pMethods->xTruncate (REAL (file), size) : code;
}

static int
shim_sync (sqlite3_file *file, int flags)
{
  gboolean ignored = FALSE;

  return step ("sqlite sync", TRUE, &ignored);
}

static int
shim_size (sqlite3_file *file, sqlite3_int64 *ret_size)
{
  return REAL (file)->pMethods->xFileSize (REAL (file), ret_size);
}

static int
shim_lock (sqlite3_file *file, int level)
{
  return REAL (file)->pMethods->xLock (REAL (file), level);
}

static int
shim_unlock (sqlite3_file *file, int level)
{
  return REAL (file)->pMethods->xUnlock (REAL (file), level);
}

static int
shim_check_lock (sqlite3_file *file, int *ret_reserved)
{
  return REAL (file)->pMethods->xCheckReservedLock (REAL (file), ret_reserved);
}

static int
shim_control (sqlite3_file *file, int what, void *data)
{
  return REAL (file)->pMethods->xFileControl (REAL (file), what, data);
}

static int
shim_sector (sqlite3_file *file)
{
  return REAL (file)->pMethods->xSectorSize (REAL (file));
}

static int
shim_characteristics (sqlite3_file *file)
{
  return REAL (file)->pMethods->xDeviceCharacteristics (REAL (file));
}

static int
shim_shm_map (sqlite3_file *file, int page, int size, int extend, void volatile **ret_map)
{
  int code = extend ? ask ("sqlite shared memory") : SQLITE_OK;

  return code == SQLITE_OK ?
             REAL (file)->pMethods->xShmMap (REAL (file), page, size, extend, ret_map) :
             code;
}

static int
shim_shm_lock (sqlite3_file *file, int at, int n, int flags)
{
  return REAL (file)->pMethods->xShmLock (REAL (file), at, n, flags);
}

static void
shim_shm_barrier (sqlite3_file *file)
{
  REAL (file)->pMethods->xShmBarrier (REAL (file));
}

static int
shim_shm_unmap (sqlite3_file *file, int remove)
{
  return REAL (file)->pMethods->xShmUnmap (REAL (file), remove);
}

static const sqlite3_io_methods shim_methods = {
  .iVersion = 2,
  .xClose = shim_close,
  .xRead = shim_read,
  .xWrite = shim_write,
  .xTruncate = shim_truncate,
  .xSync = shim_sync,
  .xFileSize = shim_size,
  .xLock = shim_lock,
  .xUnlock = shim_unlock,
  .xCheckReservedLock = shim_check_lock,
  .xFileControl = shim_control,
  .xSectorSize = shim_sector,
  .xDeviceCharacteristics = shim_characteristics,
  .xShmMap = shim_shm_map,
  .xShmLock = shim_shm_lock,
  .xShmBarrier = shim_shm_barrier,
  .xShmUnmap = shim_shm_unmap,
};

static sqlite3_vfs *real_vfs;
static sqlite3_vfs shim_vfs;

static int
shim_open (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret_flags)
{
  Shim *self = (Shim *) file;
  int code = flags & SQLITE_OPEN_CREATE ? ask ("sqlite create") : SQLITE_OK;

  self->base.pMethods = NULL;
  self->real = (sqlite3_file *) (self + 1);
  if (code == SQLITE_OK)
    code = real_vfs->xOpen (real_vfs, name, self->real, flags, ret_flags);
  if (code == SQLITE_OK)
    self->base.pMethods = &shim_methods;
  return code;
}

static int
shim_delete (sqlite3_vfs *vfs, const char *name, int sync)
{
  int code = ask ("sqlite delete");

  return code == SQLITE_OK ? real_vfs->xDelete (real_vfs, name, sync) : code;
}

/* The rest is the real one's: a copy has what its functions look at. */
void
sqlite_disk_install (SqliteDiskStep new_step)
{
  step = new_step;
  real_vfs = sqlite3_vfs_find (NULL);
  shim_vfs = *real_vfs;
  shim_vfs.zName = "shim";
  shim_vfs.szOsFile = (int) sizeof (Shim) + real_vfs->szOsFile;
  shim_vfs.xOpen = shim_open;
  shim_vfs.xDelete = shim_delete;
  g_assert_cmpint (sqlite3_vfs_register (&shim_vfs, 1), ==, SQLITE_OK);
}
