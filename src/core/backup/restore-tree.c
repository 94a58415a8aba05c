/* restore-tree.c: everything of a backup into a folder of its own.
 *
 * Built under a hidden name beside its place, synced at once by one syncfs(), read back against the
 * backup's digests, and renamed. The hidden name comes from the folder's: what a killed run left is
 * cleared away by the next.
 */
#include "config.h"

#include "core/backup/restore.h"
#include "core/base/durable-file.h"
#include "core/base/error.h"

#include <gcrypt.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define WORTH_A_THREAD 1000 /* files */

/* A folder of the tree that is open. */
typedef struct
{
  char *path; /* relative; NULL: none */
  IngamFd fd;
} Level;

/* A store is ten thousand folders in one: that stays open beside the last of them, and the next one
 * costs two calls. */
typedef struct
{
  IngamFd root;
  Level above;
  Level folder;
  IngamContentsBuilder *builder;
} Tree;

#define TREE_INIT                        \
  {                                      \
    -1, { NULL, -1 }, { NULL, -1 }, NULL \
  }

static void
level_close (Level *self)
{
  g_clear_pointer (&self->path, g_free);
  ingam_fd_clear (&self->fd);
}

/* Takes @fd. */
static void
level_set (Level *self, const char *path, IngamFd fd)
{
  level_close (self);
  self->path = g_strdup (path);
  self->fd = fd;
}

static void
tree_clear (Tree *self)
{
  ingam_fd_clear (&self->root);
  level_close (&self->above);
  level_close (&self->folder);
  g_clear_pointer (&self->builder, ingam_contents_builder_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Tree, tree_clear)

static IngamFd
enter_one (int above, const char *name, gboolean create, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (!create || ingam_durable_make_folder (above, name, &local) ||
      g_error_matches (local, INGAM_ERROR, INGAM_ERROR_ALREADY_HERE))
    return ingam_durable_open_subfolder (above, name, FALSE, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return -1;
}

/* From the root, one component after the other, never through a link. */
static gboolean
enter_above (Tree *self, const char *path, gboolean create, GError **error)
{
  g_auto (GStrv) parts = NULL;
  IngamFd at;

  if (self->above.path != NULL && g_str_equal (self->above.path, path))
    return TRUE;
  at = ingam_durable_reopen_folder (self->root, error);
  parts = g_strsplit (g_str_equal (path, ".") ? "" : path, "/", -1);
  for (char **part = parts; at >= 0 && *part; part++)
    {
      IngamFd next = enter_one (at, *part, create, error);

      ingam_fd_clear (&at);
      at = next;
    }
  if (at >= 0)
    level_set (&self->above, path, at);
  return at >= 0;
}

static gboolean
enter (Tree *self, const char *path, gboolean create, GError **error)
{
  g_autofree char *above = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  IngamFd fd;

  if (self->folder.path != NULL && g_str_equal (self->folder.path, path))
    return TRUE;
  if (!enter_above (self, above, create, error))
    return FALSE;
  fd = g_str_equal (path, ".") ? ingam_durable_reopen_folder (self->above.fd, error) :
                                 enter_one (self->above.fd, name, create, error);
  if (fd >= 0)
    level_set (&self->folder, path, fd);
  return fd >= 0;
}

static gboolean
write_file (const char *path, gint64 mtime, GBytes *bytes, gpointer user_data, GError **error)
{
  Tree *self = user_data;
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);

  if (!ingam_contents_builder_add (self->builder, path, mtime, bytes, error) ||
      !enter (self, folder, TRUE, error) ||
      !ingam_durable_create_unsynced (self->folder.fd, name, bytes, error))
    return FALSE;
  ingam_durable_set_time (self->folder.fd, name, mtime);
  return TRUE;
}

static gboolean
is_as_it_was (GBytes *bytes, const IngamContentsFile *file)
{
  guint8 digest[INGAM_CONTENTS_DIGEST_SIZE];

  gcry_md_hash_buffer (GCRY_MD_SHA256, digest, g_bytes_get_data (bytes, NULL),
                       g_bytes_get_size (bytes));
  return memcmp (digest, file->digest, sizeof digest) == 0;
}

/* Files @from up to @to, as they came to lie on the disk. */
typedef struct
{
  int root;
  GPtrArray *files;
  guint from;
  guint to;
  GCancellable *cancellable;
  GError *error;
} Part;

static gboolean
compare_file (Tree *tree, const IngamContentsFile *file, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (file->path);
  g_autofree char *name = g_path_get_basename (file->path);
  g_autoptr (GBytes) bytes = NULL;

  if (!enter (tree, folder, FALSE, error))
    return FALSE;
  bytes = ingam_durable_read (tree->folder.fd, name, INGAM_CONTENTS_MAX_FILE, NULL, error);
  if (bytes == NULL || is_as_it_was (bytes, file))
    return bytes != NULL;
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_UNVERIFIED,
                       _ ("What was read back from the disk is not what was written, so "
                          "nothing was changed. The disk may be failing."));
  return FALSE;
}

static gpointer
compare_part (gpointer data)
{
  Part *part = data;
  g_auto (Tree) tree = TREE_INIT;

  tree.root = ingam_durable_reopen_folder (part->root, &part->error);
  for (guint i = part->from; part->error == NULL && i < part->to; i++)
    {
      if (g_cancellable_is_cancelled (part->cancellable))
        g_set_error_literal (&part->error, INGAM_ERROR, INGAM_ERROR_CANCELLED, _ ("Cancelled."));
      else
        compare_file (&tree, g_ptr_array_index (part->files, i), &part->error);
    }
  return NULL;
}

/* Half of many files in a thread beside: reading back is what another program does not do, and a
 * third of the time. */
static gboolean
compare (Tree *self, IngamContents *contents, GCancellable *cancellable, GError **error)
{
  GPtrArray *files = ingam_contents_get_files (contents);
  guint middle = files->len < WORTH_A_THREAD ? files->len : files->len / 2;
  Part first = { self->root, files, 0, middle, cancellable, NULL };
  Part second = { self->root, files, middle, files->len, cancellable, NULL };
  GThread *beside =
      middle < files->len ? g_thread_try_new ("compare", compare_part, &second, NULL) : NULL;

  compare_part (&first);
  if (beside != NULL)
    g_thread_join (beside);
  else
    compare_part (&second);
  if (first.error == NULL && second.error == NULL)
    return TRUE;
  if (first.error != NULL)
    g_clear_error (&second.error);
  g_propagate_error (error, first.error != NULL ? first.error : second.error);
  return FALSE;
}

/* A new, empty folder under the hidden name, locked as long as it is open. */
static IngamFd
make_hidden (int parent, const char *hidden, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_auto (IngamFd) old = ingam_durable_open_subfolder (parent, hidden, FALSE, &local);
  IngamFd fd;

  /* What cannot be looked at may be a living one's. */
  if (old < 0 && !g_error_matches (local, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return -1;
    }
  if (old >= 0 && ingam_durable_lock (old, FALSE) == INGAM_DURABLE_LOCK_BUSY)
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_CHANGED,
                           _ ("Another program is restoring into this folder just now."));
      return -1;
    }
  if (!ingam_durable_remove (parent, hidden, error) ||
      !ingam_durable_make_folder (parent, hidden, error))
    return -1;
  fd = ingam_durable_open_subfolder (parent, hidden, FALSE, error);
  if (fd >= 0)
    ingam_durable_lock (fd, FALSE);
  return fd;
}

/* An empty folder of that name makes room; a full one is somebody's. */
static gboolean
make_room (int parent, const char *name, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) names = NULL;
  g_auto (IngamFd) folder = ingam_durable_open_subfolder (parent, name, FALSE, &local);

  if (folder < 0 && g_error_matches (local, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
    return TRUE;
  names = folder < 0 ? NULL : ingam_durable_list (folder, 2, &local);
  if (names != NULL && names->len == 0)
    return ingam_durable_remove_empty (parent, name, error);
  /* REFUSED: more than two, or a link. */
  if (names == NULL && !g_error_matches (local, INGAM_ERROR, INGAM_ERROR_REFUSED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_ALREADY_HERE,
                       _ ("There is something in this folder already. Choose an empty one, or a "
                          "new name."));
  return FALSE;
}

static gboolean
build (Tree *self,
       IngamReader *reader,
       GCancellable *cancellable,
       IngamContents **ret_contents,
       GError **error)
{
  g_autoptr (IngamContents) contents = NULL;

  self->builder = ingam_contents_builder_new ();
  if (!ingam_reader_visit (reader, write_file, self, cancellable, error))
    return FALSE;
  contents = ingam_contents_builder_end (g_steal_pointer (&self->builder));
  if (!ingam_durable_sync_file_system (self->root, error) ||
      !compare (self, contents, cancellable, error))
    return FALSE;
  *ret_contents = g_steal_pointer (&contents);
  return TRUE;
}

gboolean
ingam_restore_tree (IngamReader *reader,
                    const char *folder,
                    IngamProgressFunc progress,
                    gpointer user_data,
                    GCancellable *cancellable,
                    IngamContents **ret_contents,
                    GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (folder, NULL);
  g_autofree char *above = g_path_get_dirname (absolute);
  g_autofree char *name = g_path_get_basename (absolute);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, name, -1);
  g_autofree char *hidden = g_strdup_printf (".ingam-%.16s", sum);
  g_auto (IngamFd) parent = -1;
  g_auto (Tree) tree = TREE_INIT;
  g_autoptr (IngamContents) contents = NULL;

  g_return_val_if_fail (reader != NULL && folder != NULL, FALSE);

  parent = ingam_durable_open_folder (above, TRUE, error);
  if (parent < 0 || !make_room (parent, name, error))
    return FALSE;
  tree.root = make_hidden (parent, hidden, error);
  if (tree.root < 0)
    return FALSE;
  if (progress)
    progress (0, 0, user_data);
  if (!build (&tree, reader, cancellable, &contents, error) ||
      !ingam_durable_move (parent, hidden, parent, name, error))
    {
      ingam_durable_remove (parent, hidden, NULL);
      return FALSE;
    }
  if (ret_contents != NULL)
    *ret_contents = g_steal_pointer (&contents);
  return ingam_durable_sync_folder (parent, NULL, error);
}
