/* durable-file.h: the only file that creates, renames, syncs or removes files.
 *
 * Everything is relative to a directory descriptor and a plain name (no slash, not "." or ".."), so
 * that no path is resolved twice; files are opened with O_NOFOLLOW and must be regular. Modes are
 * given at creation (files 0600, folders 0700), never corrected later. What is said to be written
 * is on the disk: file synced, then its name, then the folder.
 *
 * Why not g_file_set_contents: it cannot change a certificate and its key together, cannot be told
 * a directory, and its calls cannot be made to fail one by one in a test.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define INGAM_DURABLE_FILE_MODE 0600
#define INGAM_DURABLE_PUBLIC_FILE_MODE 0640 /* only of what was published on purpose */
#define INGAM_DURABLE_FOLDER_MODE 0700

/* A descriptor that closes itself at the end of its block; -1 is none:
 *   g_auto (IngamFd) folder = -1; */
typedef int IngamFd;
void ingam_fd_clear (IngamFd *fd);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (IngamFd, ingam_fd_clear)

/* Opens a folder by path. The last component must not be a link. With @create, missing folders are
 * made (0700) and their names synced. */
IngamFd ingam_durable_open_folder (const char *path, gboolean create, GError **error);
IngamFd
ingam_durable_open_subfolder (int folder, const char *name, gboolean create, GError **error);

/* A second descriptor of the same folder. */
IngamFd ingam_durable_reopen_folder (int folder, GError **error);

/* The names in a folder, without "." and "..", sorted by bytes; of char*. REFUSED above @limit. */
GPtrArray *ingam_durable_list (int folder, guint limit, GError **error);

/* What lies under a name, a link itself and not what it points to. NOT_FOUND. */
struct stat;
gboolean ingam_durable_stat (int folder, const char *name, struct stat *ret_stat, GError **error);

/* Reads a regular file whole. REFUSED when it is larger than @limit, a link, a FIFO or a device (it
 * is opened without blocking). @ret_stat may be NULL. */
GBytes *ingam_durable_read (
    int folder, const char *name, gsize limit, struct stat *ret_stat, GError **error);

/* Writes a new file; ALREADY_HERE when the name exists. Bytes are synced, the folder is not: a
 * transaction syncs the folder once. */
gboolean ingam_durable_create (int folder, const char *name, GBytes *bytes, GError **error);

/* The same without the sync, for many files that are synced together, and the syncs for it: one
 * file, or all of the file system that @folder lies on. */
gboolean
ingam_durable_create_unsynced (int folder, const char *name, GBytes *bytes, GError **error);
gboolean ingam_durable_sync_file (int folder, const char *name, GError **error);
gboolean ingam_durable_sync_file_system (int folder, GError **error);

/* Gives a file the time of last change that it had elsewhere. A courtesy: a file system that does
 * not keep it is no reason to fail. */
void ingam_durable_set_time (int folder, const char *name, gint64 mtime);

/* Replaces or creates one file atomically and syncs the folder. For files that stand alone
 * (exports, settings); a credential changes as a folder, see store/write.h. What a killed run left
 * (a hidden file ".ingam-…" beside it) is cleared away by the next one for the same name. When the
 * folder's sync fails, FALSE is returned with the new file, whole, in its place. */
gboolean ingam_durable_replace (int folder, const char *name, GBytes *bytes, GError **error);

/* The same for a path outside the store (an export): refuses to replace unless @overwrite. */
gboolean
ingam_durable_write_path (const char *path, GBytes *bytes, gboolean overwrite, GError **error);

/* The same for a file that another program is to read (a collector of measurements): replaced when it
 * is there, and open to its group (0640), which a folder with the set-group-ID bit hands down. */
gboolean ingam_durable_publish_path (const char *path, GBytes *bytes, GError **error);

/* ingam_durable_read() for a path outside the store. The file's folder may be reached through
 * links, the file itself may not be one. */
GBytes *ingam_durable_read_path (const char *path, gsize limit, GError **error);

/* Syncs a folder; a file system that cannot (EINVAL) is no failure. */
gboolean ingam_durable_sync_folder (int folder, const char *display_name, GError **error);

/* Creates @name with @mode 0700; the parent is not synced. */
gboolean ingam_durable_make_folder (int folder, const char *name, GError **error);

/* Brings a file into another folder without writing it anew where a hard link can do it (same
 * bytes, same times); copies, syncs and keeps the times otherwise. Never follows links. */
gboolean ingam_durable_adopt (
    int from_folder, const char *name, int to_folder, const char *to_name, GError **error);

/* Renames, failing with ALREADY_HERE when the new name exists and with UNSUPPORTED when it is on
 * another file system; neither folder is synced. */
gboolean ingam_durable_move (
    int from_folder, const char *name, int to_folder, const char *to_name, GError **error);

/* Swaps two names in one step. UNSUPPORTED when the file system cannot, or not so that it lasts
 * through a power cut (FAT): the caller then goes through its journal. */
gboolean ingam_durable_exchange (
    int folder_a, const char *name_a, int folder_b, const char *name_b, GError **error);

/* Removes a file, or a folder with all in it (bounded depth, never through a link). Missing is
 * fine. */
gboolean ingam_durable_remove (int folder, const char *name, GError **error);

/* Removes a folder when nothing is in it; neither a full nor a missing one is an error. */
gboolean ingam_durable_remove_empty (int folder, const char *name, GError **error);

/* Takes the advisory lock (flock) of an open folder, which lasts until @folder is closed or the
 * process ends, however it ends. Without @wait, BUSY when another open folder has it. */
typedef enum
{
  INGAM_DURABLE_LOCK_TAKEN,
  INGAM_DURABLE_LOCK_BUSY,
  INGAM_DURABLE_LOCK_FAILED, /* the file system knows no locks; errno says more */
} IngamDurableLock;
IngamDurableLock ingam_durable_lock (int folder, gboolean wait);
/* The same beside others who share it: only ingam_durable_lock() keeps them out. Waits. */
IngamDurableLock ingam_durable_lock_shared (int folder);
void ingam_durable_unlock (int folder);

/* Makes a file's mode 0600 or a folder's 0700, and looks whether it became so: PERMISSION on a file
 * system that keeps no modes (FAT). */
gboolean ingam_durable_make_private (int folder, const char *name, GError **error);

G_END_DECLS
