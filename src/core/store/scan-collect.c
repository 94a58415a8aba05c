/* scan-collect.c: the first step of a scan: which folders there are, and what was known of each.
 *
 * Names lie one behind the other in one string, not each in its own: there may be ten thousand, and
 * they are wanted for a tenth of a second.
 */
#include "config.h"

#include "core/store/scan-private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

/* Finds the rows of the scan before, while names come in the same order as then. */
typedef struct
{
  IngamScan *scan; /* NULL when there is none */
  const IngamScanPlace *place;
  gsize skip; /* length of "yessign/USER/" */
  guint at;
  GHashTable *by_name; /* made when the order is lost */
} Follower;

static const char *
get_row_name (const Follower *follower, guint index)
{
  const IngamScanRow *row = &g_array_index (follower->scan->rows, IngamScanRow, index);

  return ingam_credential_get_folder (row->credential) + follower->skip;
}

static void
follower_init (Follower *follower, IngamScan *previous, const char *path)
{
  *follower = (Follower){ .scan = previous };
  for (guint i = 0; previous && i < previous->places->len; i++)
    {
      const IngamScanPlace *place = g_ptr_array_index (previous->places, i);

      if (strcmp (place->path, path) == 0)
        follower->place = place;
    }
  if (!follower->place)
    return;
  follower->skip = strlen (path) + 1;
  follower->at = follower->place->first;
}

static void
follower_clear (Follower *follower)
{
  g_clear_pointer (&follower->by_name, g_hash_table_unref);
}

static guint
follower_find (Follower *follower, const char *name)
{
  guint end = follower->place ? follower->place->first + follower->place->n : 0;

  if (!follower->place || follower->place->n == 0)
    return INGAM_SCAN_NO_ROW;
  if (follower->at < end && strcmp (get_row_name (follower, follower->at), name) == 0)
    return follower->at++;

  if (!follower->by_name)
    {
      follower->by_name = g_hash_table_new (g_str_hash, g_str_equal);
      for (guint i = follower->place->first; i < end; i++)
        g_hash_table_insert (follower->by_name, (gpointer) get_row_name (follower, i),
                             GUINT_TO_POINTER (i + 1));
    }
  follower->at = GPOINTER_TO_UINT (g_hash_table_lookup (follower->by_name, name));
  return follower->at == 0 ? INGAM_SCAN_NO_ROW : follower->at - 1;
}

typedef struct
{
  IngamScanWork *work;
  const char *path; /* of the folder being listed, relative to the store */
  GPtrArray *names; /* folders found in it */
  Follower follower;
} Listing;

static gboolean
may_be_folder (guint8 type)
{
  return type == DT_DIR || type == DT_LNK || type == DT_UNKNOWN;
}

/* A certificate where only folders belong is seen by no bank program. */
static void
report_stray (Listing *listing, const char *name)
{
  IngamRole role = ingam_layout_find_role (name);

  if (role == INGAM_ROLE_SIGN_CERT || role == INGAM_ROLE_SIGN_KEY)
    ingam_scan_oddity_add (listing->work->scan->oddities, INGAM_ODDITY_MISPLACED, listing->path,
                           NULL, name);
}

static gboolean
note_folder_cb (const char *name, guint8 type, gpointer user_data)
{
  Listing *listing = user_data;

  if (may_be_folder (type))
    g_ptr_array_add (listing->names, g_strdup (name));
  else
    report_stray (listing, name);
  return listing->names->len < INGAM_SCAN_MAX_FOLDERS;
}

static gboolean
note_job_cb (const char *name, guint8 type, gpointer user_data)
{
  Listing *listing = user_data;
  IngamScanWork *work = listing->work;
  IngamScanJob job = { .name = (guint) work->names->len, .place = work->scan->places->len - 1 };

  if (!may_be_folder (type))
    {
      report_stray (listing, name);
      return TRUE;
    }
  if (work->jobs->len >= INGAM_SCAN_MAX_FOLDERS)
    {
      work->is_full = TRUE;
      return FALSE;
    }
  job.previous = follower_find (&listing->follower, name);
  g_array_append_val (work->jobs, job);
  g_string_append_len (work->names, name, (gssize) strlen (name) + 1);
  return TRUE;
}

/* -1 when it is no folder, or one that cannot be opened, which is reported. */
static int
open_folder (IngamScanWork *work, int parent, const char *parent_path, const char *name)
{
  struct stat st;
  int fd = openat (parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  int errsv = errno;

  if (fd >= 0)
    return fd;
  if (fstatat (parent, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK (st.st_mode))
    ingam_scan_oddity_add (work->scan->oddities, INGAM_ODDITY_REFUSED, parent_path, name, NULL);
  else if (errsv != ENOTDIR && errsv != ENOENT)
    ingam_scan_oddity_add (work->scan->oddities, INGAM_ODDITY_UNREADABLE, parent_path, name, NULL);
  return -1;
}

static GPtrArray *
list_folders (IngamScanWork *work, int folder, const char *path)
{
  Listing listing = { .work = work, .path = path };

  listing.names = g_ptr_array_new_with_free_func (g_free);
  if (!ingam_folder_each_name (folder, note_folder_cb, &listing))
    ingam_scan_oddity_add (work->scan->oddities, INGAM_ODDITY_UNREADABLE, path, NULL, NULL);
  return listing.names;
}

/* Takes over @folder. */
static void
collect_user (IngamScanWork *work, int folder, const char *organization, const char *name)
{
  Listing listing = { .work = work };
  IngamScanPlace *place = g_new0 (IngamScanPlace, 1);

  place->path = g_strdup_printf ("%s/%s", organization, name);
  place->organization = g_strdup (organization);
  g_ptr_array_add (work->scan->places, place);
  g_array_append_val (work->folders, folder);

  listing.path = place->path;
  follower_init (&listing.follower, work->previous, place->path);
  if (!ingam_folder_each_name (folder, note_job_cb, &listing))
    ingam_scan_oddity_add (work->scan->oddities, INGAM_ODDITY_UNREADABLE, place->path, NULL, NULL);
  follower_clear (&listing.follower);
}

static void
collect_organization (IngamScanWork *work, int folder, const char *organization)
{
  g_autoptr (GPtrArray) names = list_folders (work, folder, organization);

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      int user;

      if (g_ascii_strcasecmp (name, INGAM_LAYOUT_USER) != 0)
        continue;
      user = open_folder (work, folder, organization, name);
      if (user >= 0)
        collect_user (work, user, organization, name);
    }
}

void
ingam_scan_collect (IngamScanWork *work, int store)
{
  g_autoptr (GPtrArray) names = list_folders (work, store, NULL);

  for (guint i = 0; i < names->len && !work->is_full; i++)
    {
      g_auto (IngamFd) folder = open_folder (work, store, NULL, g_ptr_array_index (names, i));

      if (folder >= 0)
        collect_organization (work, folder, g_ptr_array_index (names, i));
    }
  if (work->is_full)
    ingam_scan_oddity_add (work->scan->oddities, INGAM_ODDITY_REFUSED, NULL, NULL, NULL);
}
