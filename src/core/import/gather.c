/* gather.c: paths handed in become a flat list of small things in memory.
 *
 * A folder is walked depth first with a stack of open folders, so that no path is resolved twice
 * and no link can be slipped in half-way; the stack is as deep as the limit, which is also why ten
 * thousand nested folders end after sixteen. Names are sorted, so that the same drop gives the same
 * result everywhere. A large file is looked at by its first bytes before it is read: a stick full
 * of photos costs one small read a photo.
 *
 * Rejected: GFile enumeration (follows links while it asks for types, resolves every path from the
 * root again) and nftw (global state, no openat).
 */
#include "config.h"

#include "core/import/gather.h"

#include "core/base/durable-file.h"
#include "core/base/error.h"
#include "core/cert/name.h"
#include "core/import/archive.h"
#include "core/import/probe.h"
#include "core/store/layout.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD_SIZE 64
#define SMALL_FILE (64 * 1024) /* read at once, without a look at its head first */

typedef struct
{
  GPtrArray *items;
  GHashTable *seen; /* absolute paths of the items */
  gsize total;      /* bytes held by the items */
  guint n_names;
  guint root;
  const char *given;    /* the path handed in */
  const char *absolute; /* the same */
  gboolean said_deep;
  gboolean said_full;
  GCancellable *cancellable;
} Gather;

/* One open folder of the walk. */
typedef struct
{
  int fd;
  char *path;
  GPtrArray *names;
  guint next;
} Frame;

static void
frame_free (Frame *frame)
{
  if (frame->fd >= 0)
    close (frame->fd);
  g_free (frame->path);
  g_clear_pointer (&frame->names, g_ptr_array_unref);
  g_free (frame);
}

IngamGatherItem *
ingam_gather_item_new (const char *path)
{
  IngamGatherItem *item = g_new0 (IngamGatherItem, 1);
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);

  item->source = g_strdup (path);
  item->folder = g_path_get_dirname (absolute);
  item->name = g_path_get_basename (absolute);
  item->display = ingam_name_dup_inert (item->name, 0);
  return item;
}

void
ingam_gather_item_free (IngamGatherItem *item)
{
  if (!item)
    return;
  g_free (item->source);
  g_free (item->display);
  g_free (item->folder);
  g_free (item->name);
  g_clear_pointer (&item->bytes, g_bytes_unref);
  g_clear_error (&item->error);
  g_free (item);
}

gboolean
ingam_gather_name_claims (const char *name)
{
  static const char *const endings[] = { ".der", ".cer", ".crt", ".pem", ".key", ".pfx",
                                         ".p12", ".p7b", ".p7c", ".p8",  ".pk8", ".zip" };
  const char *slash = strrchr (name, '/');
  gsize size;

  name = slash ? slash + 1 : name;
  size = strlen (name);
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      gsize ending = strlen (endings[i]);

      if (size > ending && g_ascii_strcasecmp (name + size - ending, endings[i]) == 0)
        return TRUE;
    }
  return g_utf8_validate (name, -1, NULL) && ingam_layout_find_role (name) != INGAM_ROLE_OTHER;
}

/* What is recognised, and DER that is not: perhaps one of ours, broken off. */
gboolean
ingam_gather_content_claims (const guint8 *data, gsize size)
{
  return ingam_probe_could_be_ours (data, size) &&
         (data[0] == 0x30 || ingam_probe (data, size) != INGAM_FORMAT_UNKNOWN);
}

gboolean
ingam_gather_name_is_noise (const char *name)
{
  static const char *const noise[] = { "Thumbs.db",  "desktop.ini", "$RECYCLE.BIN",
                                       "lost+found", "__MACOSX",    "System Volume Information" };

  if (name[0] == '.')
    return strcmp (name, ".") != 0;
  for (gsize i = 0; i < G_N_ELEMENTS (noise); i++)
    if (g_ascii_strcasecmp (name, noise[i]) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED, message);
  return FALSE;
}

/* "…/cn=성춘향/signCert.der" as "cn=성춘향/signCert.der". */
static char *
dup_display (const char *relative)
{
  const char *slash = strrchr (relative, '/');

  slash = slash ? g_strrstr_len (relative, slash - relative, "/") : NULL;
  return ingam_name_dup_inert (slash ? slash + 1 : relative, 0);
}

/* NULL when it is there already or there are too many. */
static IngamGatherItem *
add_item (Gather *self, const char *path, gboolean below)
{
  IngamGatherItem *item;

  if (self->said_full || g_hash_table_contains (self->seen, path))
    return NULL;
  item = ingam_gather_item_new (path);
  if (g_str_has_prefix (path, self->absolute) && path[strlen (self->absolute)] == '/')
    {
      g_autofree char *root_name = g_path_get_basename (self->absolute);
      const char *rest = path + strlen (self->absolute) + 1;
      g_autofree char *shown = g_build_filename (root_name, rest, NULL);

      g_free (item->source);
      item->source = g_build_filename (self->given, rest, NULL);
      g_free (item->display);
      item->display = dup_display (shown);
    }
  else if (strcmp (path, self->absolute) == 0)
    {
      g_free (item->source);
      item->source = g_strdup (self->given);
    }
  item->root = self->root;
  item->below = below;
  g_ptr_array_add (self->items, item);
  g_hash_table_add (self->seen, g_strdup (path));
  if (self->items->len >= INGAM_GATHER_MAX_ITEMS)
    {
      self->said_full = TRUE;
      refuse (&item->error, _ ("There is too much here. What comes after this was not looked at; "
                               "import fewer at a time."));
      return NULL;
    }
  return item;
}

static void
add_refusal (Gather *self, const char *path, gboolean below, GError *why)
{
  IngamGatherItem *item = add_item (self, path, below);

  if (item)
    item->error = why;
  else
    g_error_free (why);
}

/* What is not a file or folder, by its kind. */
static gboolean
check_kind (mode_t mode, GError **error)
{
  static const struct
  {
    mode_t kind;
    const char *message;
  } kinds[] = {
    { S_IFLNK, N_ ("This is a link. Ingam does not follow links; import the file itself.") },
    { S_IFIFO, N_ ("This is a pipe between programs, not a file.") },
    { S_IFSOCK, N_ ("This is a socket between programs, not a file.") },
    { S_IFCHR, N_ ("This is a device, not a file.") },
    { S_IFBLK, N_ ("This is a whole drive, not a file. Import the folder it is mounted on.") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if ((mode & S_IFMT) == kinds[i].kind)
      return refuse (error, _ (kinds[i].message));
  return TRUE;
}

/* The first bytes of a file; fewer or none when it cannot be read, which the reading proper then
 * says. */
static gsize
read_head (int folder, const char *name, guint8 head[HEAD_SIZE])
{
  g_auto (IngamFd) fd =
      openat (folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  struct stat st;
  gssize n;

  if (fd < 0 || fstat (fd, &st) != 0 || !S_ISREG (st.st_mode))
    return 0;
  n = pread (fd, head, HEAD_SIZE, 0);
  return n > 0 ? (gsize) n : 0;
}

/* The limit for a file of this size, or FALSE with REFUSED; with neither when it is left out. */
static gboolean
judge_size (
    int folder, const char *name, goffset size, gboolean claims, gsize *ret_limit, GError **error)
{
  guint8 head[HEAD_SIZE];
  gsize head_size;
  gboolean zip;

  *ret_limit = INGAM_GATHER_MAX_FILE;
  if (size <= SMALL_FILE)
    return TRUE;
  head_size = read_head (folder, name, head);
  if (!claims && head_size > 0 && !ingam_probe_could_be_ours (head, head_size))
    return FALSE;
  zip = ingam_probe (head, head_size) == INGAM_FORMAT_ZIP;
  if (zip)
    *ret_limit = INGAM_GATHER_MAX_ARCHIVE;
  if (size <= (goffset) *ret_limit)
    return TRUE;
  if (zip)
    return refuse (
        error, _ ("The ZIP file is too large. Unpack it first and import only the certificates."));
  return claims ? refuse (error, _ ("The file is too large to be a certificate.")) : FALSE;
}

static void
add_archive (Gather *self, const char *path, gboolean below, GBytes *bytes)
{
  GError *why = NULL;
  g_autoptr (GPtrArray) inner = ingam_archive_read (bytes, path, self->cancellable, &why);
  g_autofree char *name = NULL;
  g_autofree char *archive = NULL;

  if (!inner)
    {
      add_refusal (self, path, below, why);
      return;
    }
  name = g_path_get_basename (path);
  archive = ingam_name_dup_inert (name, 0);
  for (guint i = 0; i < inner->len; i++)
    {
      g_autofree char *within = NULL;
      IngamGatherItem *from = g_ptr_array_index (inner, i);
      IngamGatherItem *item = add_item (self, from->source, TRUE);

      if (!item)
        continue;
      item->in_archive = TRUE;
      /* What lies in a mail's attachment is known by the attachment. */
      within = g_steal_pointer (&item->display);
      item->display = g_strdup_printf ("%s: %s", archive, within);
      item->bytes = g_steal_pointer (&from->bytes);
      item->error = g_steal_pointer (&from->error);
      self->total += item->bytes ? g_bytes_get_size (item->bytes) : 0;
      if (item->bytes && ingam_probe (g_bytes_get_data (item->bytes, NULL),
                                      g_bytes_get_size (item->bytes)) == INGAM_FORMAT_ZIP)
        {
          g_clear_pointer (&item->bytes, g_bytes_unref);
          refuse (&item->error,
                  _ ("A ZIP file inside a ZIP file is not opened. Unpack the outer one "
                     "first."));
        }
    }
}

static void
add_file (Gather *self,
          int folder,
          const char *name,
          const char *path,
          gboolean below,
          const struct stat *st)
{
  g_autoptr (GBytes) bytes = NULL;
  GError *why = NULL;
  gboolean claims = !below || ingam_gather_name_claims (name);
  gsize limit = 0;
  gconstpointer data;
  gsize size;

  if (g_hash_table_contains (self->seen, path))
    return;
  if (!judge_size (folder, name, st->st_size, claims, &limit, &why))
    {
      if (why)
        add_refusal (self, path, below, why);
      return;
    }
  if (self->total + (gsize) st->st_size > INGAM_GATHER_MAX_TOTAL)
    {
      refuse (&why, _ ("Together these files are too large. Import fewer at a time."));
      add_refusal (self, path, below, why);
      return;
    }
  bytes = ingam_durable_read (folder, name, limit, NULL, &why);
  if (!bytes)
    {
      add_refusal (self, path, below, why);
      return;
    }
  data = g_bytes_get_data (bytes, &size);
  if (!claims && !ingam_gather_content_claims (data, size))
    return;
  if (ingam_probe (data, size) == INGAM_FORMAT_ZIP)
    add_archive (self, path, below, bytes);
  else
    {
      IngamGatherItem *item = add_item (self, path, below);

      if (item)
        {
          item->bytes = g_steal_pointer (&bytes);
          self->total += size;
        }
    }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* All names but noise, sorted. NULL with errno. */
static GPtrArray *
list_names (Gather *self, int fd)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  int own = fcntl (fd, F_DUPFD_CLOEXEC, 3);
  DIR *dir = own >= 0 ? fdopendir (own) : NULL;
  struct dirent *entry;

  if (!dir)
    {
      if (own >= 0)
        close (own);
      return NULL;
    }
  while ((entry = readdir (dir)) && self->n_names < INGAM_GATHER_MAX_NAMES)
    if (!ingam_gather_name_is_noise (entry->d_name) && strcmp (entry->d_name, ".") != 0)
      {
        self->n_names++;
        g_ptr_array_add (names, g_strdup (entry->d_name));
      }
  closedir (dir);
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

/* Opens a folder onto the stack; what goes wrong is an item. */
static void
push_folder (
    Gather *self, GPtrArray *stack, int parent, const char *name, char *path, gboolean below)
{
  Frame *frame;
  GError *why = NULL;
  g_autofree char *owned = path;

  if (stack->len > INGAM_GATHER_MAX_DEPTH)
    {
      if (self->said_deep)
        return;
      self->said_deep = TRUE;
      refuse (&why,
              _ ("Folders lie too deep in each other here. What is further down was not looked "
                 "at."));
      add_refusal (self, path, below, why);
      return;
    }
  frame = g_new0 (Frame, 1);
  frame->fd = openat (parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  frame->names = frame->fd >= 0 ? list_names (self, frame->fd) : NULL;
  if (!frame->names)
    {
      ingam_error_set_errno (&why, errno, _ ("The folder could not be opened"));
      add_refusal (self, path, below, why);
      frame_free (frame);
      return;
    }
  frame->path = g_steal_pointer (&owned);
  g_ptr_array_add (stack, frame);
}

/* One name, wherever it lies. */
static void
visit (
    Gather *self, GPtrArray *stack, int folder, const char *name, const char *path, gboolean below)
{
  GError *why = NULL;
  struct stat st;

  if (fstatat (folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
    {
      ingam_error_set_errno (&why, errno, _ ("The file could not be opened"));
      add_refusal (self, path, below, why);
    }
  else if (S_ISDIR (st.st_mode))
    push_folder (self, stack, folder, name, g_strdup (path), below);
  else if (!check_kind (st.st_mode, &why))
    add_refusal (self, path, below, why);
  else
    add_file (self, folder, name, path, below, &st);
}

/* The path itself may lead through links: that is what was asked for. What it ends in may not be
 * one. */
static void
gather_root (Gather *self, const char *path)
{
  g_autoptr (GPtrArray) stack = g_ptr_array_new_with_free_func ((GDestroyNotify) frame_free);
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *parent = g_path_get_dirname (absolute);
  g_autofree char *name = g_path_get_basename (absolute);
  g_auto (IngamFd) fd = openat (AT_FDCWD, parent, O_PATH | O_DIRECTORY | O_CLOEXEC);

  self->given = path;
  self->absolute = absolute;
  self->said_deep = FALSE;
  visit (self, stack, fd, strcmp (absolute, "/") == 0 ? "." : name, absolute, FALSE);
  while (stack->len > 0 && !self->said_full && !g_cancellable_is_cancelled (self->cancellable))
    {
      Frame *frame = g_ptr_array_index (stack, stack->len - 1);
      const char *next;
      g_autofree char *inner = NULL;

      if (frame->next == frame->names->len)
        {
          g_ptr_array_set_size (stack, (int) stack->len - 1);
          continue;
        }
      next = g_ptr_array_index (frame->names, frame->next++);
      inner = g_build_filename (frame->path, next, NULL);
      visit (self, stack, frame->fd, next, inner, TRUE);
    }
  self->given = self->absolute = NULL;
}

GPtrArray *
ingam_gather_run (const char *const *paths, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) items =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_gather_item_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Gather self = { .items = items, .seen = seen, .cancellable = cancellable };

  for (; paths[self.root]; self.root++)
    gather_root (&self, paths[self.root]);
  if (g_cancellable_is_cancelled (cancellable))
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_CANCELLED, _ ("Cancelled."));
      return NULL;
    }
  return g_steal_pointer (&items);
}

GPtrArray *
ingam_gather_beside (const char *folder)
{
  g_autoptr (GPtrArray) items =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_gather_item_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Gather self = { .items = items, .seen = seen, .given = folder, .absolute = folder };
  g_auto (IngamFd) fd = openat (AT_FDCWD, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_autoptr (GPtrArray) names = fd >= 0 ? list_names (&self, fd) : NULL;

  for (guint i = 0; names && i < names->len && items->len < INGAM_GATHER_MAX_BESIDE; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      struct stat st;

      if (ingam_gather_name_claims (name) && fstatat (fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
          S_ISREG (st.st_mode) && st.st_size > 0 && st.st_size <= SMALL_FILE)
        add_file (&self, fd, name, path, TRUE, &st);
    }
  return g_steal_pointer (&items);
}
