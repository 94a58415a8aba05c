/* scan.c: a store read into credentials, on as many threads as pay off.
 *
 * Three steps. Names are collected first, by one thread: that is a twentieth of the work, and makes
 * the rest a plain array of jobs. Then the jobs are taken in batches by up to four threads; each
 * has its own buffer and writes only its own rows. Last, what needs all of them at once is settled:
 * who replaced whom, which certificate lies in several folders, the order.
 *
 * A row keeps 24 bytes for the next scan: the credential and a mark of its files (scan-folder.h).
 * Rows lie in the order of the disk, so the next scan finds its predecessor by walking along; a
 * hash table is made only when the order changed. A credential that is handed on is never touched
 * again, because a face may be reading it in another thread: where something outside its folder
 * changes it (a successor appeared), its folder is read again into a new one.
 *
 * Rejected: a cache file on the disk (one more thing that can be wrong, to save 0.1 s), GFile and
 * its enumerators (measured: several times the cost of the calls below them).
 */
#include "config.h"

#include "core/store/scan.h"

#include "core/base/durable-file.h"
#include "core/base/error.h"
#include "core/store/scan-folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_THREADS 4
#define BATCH 32           /* jobs taken at once */
#define JOBS_PER_THREAD 48 /* fewer are done before a thread has started */
#define NO_ROW G_MAXUINT
#define MIN_PREFIX 6

typedef struct
{
  IngamCredential *credential; /* borrowed from the array of all */
  IngamFolderMark mark;
} Row;

/* A USER folder. */
typedef struct
{
  char *path;         /* "yessign/USER" */
  char *organization; /* "yessign" */
  guint first;        /* its rows */
  guint n;
} Place;

struct _IngamScan
{
  gatomicrefcount ref_count;
  char *store;
  GArray *rows;           /* of Row, in the order of the disk */
  GPtrArray *places;      /* of Place */
  GPtrArray *credentials; /* sorted */
  GPtrArray *oddities;
  guint n_reused;
};

static void
place_free (gpointer data)
{
  Place *place = data;

  g_free (place->path);
  g_free (place->organization);
  g_free (place);
}

IngamScan *
ingam_scan_ref (IngamScan *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ingam_scan_unref (IngamScan *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->store);
  g_array_unref (self->rows);
  g_ptr_array_unref (self->places);
  g_ptr_array_unref (self->credentials);
  g_ptr_array_unref (self->oddities);
  g_free (self);
}

static IngamScan *
scan_new (const char *store)
{
  IngamScan *self = g_new0 (IngamScan, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->store = g_canonicalize_filename (store, NULL);
  self->places = g_ptr_array_new_with_free_func (place_free);
  self->credentials = g_ptr_array_new_with_free_func (g_object_unref);
  self->oddities = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_scan_oddity_free);
  return self;
}

GPtrArray *
ingam_scan_get_credentials (IngamScan *self)
{
  return self->credentials;
}

GPtrArray *
ingam_scan_get_oddities (IngamScan *self)
{
  return self->oddities;
}

guint
ingam_scan_get_n_reused (IngamScan *self)
{
  return self->n_reused;
}

/* --- the work of one scan --- */

typedef struct
{
  guint name;     /* offset into the names */
  guint place;    /* index */
  guint previous; /* row of the scan before, or NO_ROW */
} Job;

/* What is known of a row only while the scan runs. */
typedef struct
{
  const guint8 *successor; /* fingerprint, or NULL */
  gboolean is_duplicate;
  gboolean is_fresh; /* made by this scan: nobody else can see it yet */
} Finding;

typedef struct
{
  IngamScan *scan;
  IngamScan *previous;
  GCancellable *cancellable;
  GArray *folders; /* of IngamFd, by place */
  GString *names;  /* each with its NUL */
  GArray *jobs;    /* of Job */
  Finding *findings;
  int next_job; /* atomic */
  int n_reused; /* atomic */
  gboolean is_full;
} Work;

static void
work_clear (Work *work)
{
  g_clear_pointer (&work->folders, g_array_unref);
  g_clear_pointer (&work->jobs, g_array_unref);
  if (work->names)
    g_string_free (work->names, TRUE);
  g_free (work->findings);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static void
work_init (Work *work, IngamScan *scan, IngamScan *previous, GCancellable *cancellable)
{
  *work = (Work){ .scan = scan, .previous = previous, .cancellable = cancellable };
  work->folders = g_array_new (FALSE, FALSE, sizeof (IngamFd));
  g_array_set_clear_func (work->folders, (GDestroyNotify) ingam_fd_clear);
  work->jobs = g_array_new (FALSE, FALSE, sizeof (Job));
  work->names = g_string_new (NULL);
}

/* --- first step: names --- */

/* Finds the rows of the scan before, while names come in the same order as then. */
typedef struct
{
  IngamScan *scan; /* NULL when there is none */
  const Place *place;
  gsize skip; /* length of "yessign/USER/" */
  guint at;
  GHashTable *by_name; /* made when the order is lost */
} Follower;

static const char *
get_row_name (const Follower *follower, guint index)
{
  const Row *row = &g_array_index (follower->scan->rows, Row, index);

  return ingam_credential_get_folder (row->credential) + follower->skip;
}

static void
follower_init (Follower *follower, IngamScan *previous, const char *path)
{
  *follower = (Follower){ .scan = previous };
  for (guint i = 0; previous && i < previous->places->len; i++)
    {
      const Place *place = g_ptr_array_index (previous->places, i);

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
    return NO_ROW;
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
  return follower->at == 0 ? NO_ROW : follower->at - 1;
}

typedef struct
{
  Work *work;
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
  Work *work = listing->work;
  Job job = { .name = (guint) work->names->len, .place = work->scan->places->len - 1 };

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
open_folder (Work *work, int parent, const char *parent_path, const char *name)
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
list_folders (Work *work, int folder, const char *path)
{
  Listing listing = { .work = work, .path = path };

  listing.names = g_ptr_array_new_with_free_func (g_free);
  if (!ingam_folder_each_name (folder, note_folder_cb, &listing))
    ingam_scan_oddity_add (work->scan->oddities, INGAM_ODDITY_UNREADABLE, path, NULL, NULL);
  return listing.names;
}

/* Takes over @folder. */
static void
collect_user (Work *work, int folder, const char *organization, const char *name)
{
  Listing listing = { .work = work };
  Place *place = g_new0 (Place, 1);

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
collect_organization (Work *work, int folder, const char *organization)
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

static void
collect (Work *work, int store)
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

/* --- second step: folders --- */

static IngamFolderPlace
get_place (Work *work, const Job *job)
{
  const Place *place = g_ptr_array_index (work->scan->places, job->place);

  return (IngamFolderPlace){
    .parent = g_array_index (work->folders, IngamFd, job->place),
    .parent_path = place->path,
    .organization = place->organization,
    .name = work->names->str + job->name,
  };
}

/* Whether reading gave what was known already: then the object that is in the list stays there. */
static gboolean
is_same (IngamCredential *a, IngamCredential *b)
{
  guint mask = ~(guint) INGAM_ODDITY_DUPLICATE_SUBJECT;

  return memcmp (ingam_credential_get_fingerprint (a), ingam_credential_get_fingerprint (b),
                 INGAM_CERTIFICATE_FINGERPRINT_SIZE) == 0 &&
         ingam_credential_get_key_scheme (a) == ingam_credential_get_key_scheme (b) &&
         ingam_credential_get_key_rounds (a) == ingam_credential_get_key_rounds (b) &&
         ingam_credential_has_encryption_pair (a) == ingam_credential_has_encryption_pair (b) &&
         (ingam_credential_get_oddities (a) & mask) == (ingam_credential_get_oddities (b) & mask);
}

static void
do_job (Work *work, guint index, IngamFolderReader *reader)
{
  const Job *job = &g_array_index (work->jobs, Job, index);
  IngamFolderPlace place = get_place (work, job);
  Row *row = &g_array_index (work->scan->rows, Row, index);
  const Row *old = NULL;

  if (job->previous != NO_ROW)
    old = &g_array_index (work->previous->rows, Row, job->previous);
  if (old && ingam_folder_reader_is_unchanged (reader, &place, &old->mark))
    {
      row->credential = g_object_ref (old->credential);
      row->mark = old->mark;
      g_atomic_int_inc (&work->n_reused);
      return;
    }

  row->credential = ingam_folder_reader_read (reader, &place, 0, &row->mark);
  if (old && row->credential && is_same (old->credential, row->credential))
    g_set_object (&row->credential, old->credential);
  else
    work->findings[index].is_fresh = TRUE;
}

static gpointer
run_jobs (gpointer data)
{
  Work *work = data;
  GPtrArray *oddities = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_scan_oddity_free);
  g_autoptr (IngamFolderReader) reader = ingam_folder_reader_new (oddities);

  while (!g_cancellable_is_cancelled (work->cancellable))
    {
      guint first = (guint) g_atomic_int_add (&work->next_job, BATCH);

      if (first >= work->jobs->len)
        break;
      for (guint i = first; i < MIN (first + BATCH, work->jobs->len); i++)
        do_job (work, i, reader);
    }
  return oddities;
}

static void
run_all_jobs (Work *work)
{
  guint n =
      CLAMP (work->jobs->len / JOBS_PER_THREAD, 1, MIN (g_get_num_processors (), MAX_THREADS));
  GThread *threads[MAX_THREADS] = { NULL };

  g_array_set_size (work->scan->rows, work->jobs->len);
  work->findings = g_new0 (Finding, work->jobs->len);
  for (guint i = 1; i < n; i++)
    threads[i] = g_thread_try_new ("ingam-scan", run_jobs, work, NULL);
  g_ptr_array_extend_and_steal (work->scan->oddities, run_jobs (work));
  for (guint i = 1; i < n; i++)
    if (threads[i])
      g_ptr_array_extend_and_steal (work->scan->oddities, g_thread_join (threads[i]));
}

/* --- last step: what needs all of them --- */

static int
compare_fingerprints (IngamCredential *a, IngamCredential *b)
{
  return memcmp (ingam_credential_get_fingerprint (a), ingam_credential_get_fingerprint (b),
                 INGAM_CERTIFICATE_FINGERPRINT_SIZE);
}

/* -1, 0, 1: begins later, or begins equal and ends later, is more. */
static int
compare_age (IngamCredential *a, IngamCredential *b)
{
  gint64 begin_a = ingam_credential_get_not_before (a);
  gint64 begin_b = ingam_credential_get_not_before (b);
  gint64 end_a = ingam_credential_get_not_after (a);
  gint64 end_b = ingam_credential_get_not_after (b);

  if (begin_a != begin_b)
    return begin_a < begin_b ? -1 : 1;
  return end_a < end_b ? -1 : end_a > end_b;
}

/* Rows of one subject together, the newest last; one certificate's rows side by side. */
static int
compare_subjects (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Row *rows = user_data;
  IngamCredential *one = rows[*(const guint *) a].credential;
  IngamCredential *other = rows[*(const guint *) b].credential;
  int order = memcmp (ingam_credential_get_subject (one)->digest,
                      ingam_credential_get_subject (other)->digest, INGAM_SUBJECT_SIZE);

  if (order == 0)
    order = compare_age (one, other);
  return order ? order : compare_fingerprints (one, other);
}

/* The rows @order[0..n) are of one subject. Only one with a key can take another's place: an alarm
 * must not fall silent for a certificate that nobody can use. */
static void
find_in_subject (Work *work, const guint *order, guint n)
{
  const Row *rows = (const Row *) work->scan->rows->data;
  IngamCredential *newest = NULL;

  for (guint i = 0; i < n; i++)
    if (ingam_credential_get_key_scheme (rows[order[i]].credential))
      newest = rows[order[i]].credential;
  for (guint i = 0; i < n; i++)
    {
      IngamCredential *one = rows[order[i]].credential;

      if (newest && compare_age (one, newest) < 0)
        work->findings[order[i]].successor = ingam_credential_get_fingerprint (newest);
      if (i > 0 && compare_fingerprints (one, rows[order[i - 1]].credential) == 0)
        work->findings[order[i]].is_duplicate = work->findings[order[i - 1]].is_duplicate = TRUE;
    }
}

static void
find_relations (Work *work)
{
  const Row *rows = (const Row *) work->scan->rows->data;
  g_autofree guint *order = g_new (guint, work->jobs->len);
  guint n = 0;

  for (guint i = 0; i < work->jobs->len; i++)
    if (rows[i].credential)
      order[n++] = i;
  g_qsort_with_data (order, (int) n, sizeof *order, compare_subjects, (gpointer) rows);

  for (guint first = 0, end; first < n; first = end)
    {
      const IngamSubject *subject = ingam_credential_get_subject (rows[order[first]].credential);

      for (end = first + 1; end < n; end++)
        if (!ingam_subject_equal (subject,
                                  ingam_credential_get_subject (rows[order[end]].credential)))
          break;
      if (end - first > 1)
        find_in_subject (work, order + first, end - first);
    }
}

static gboolean
is_settled (const Row *row, const Finding *finding)
{
  IngamCredential *credential = row->credential;
  const guint8 *successor = ingam_credential_get_superseded_by (credential);
  gboolean was_duplicate =
      (ingam_credential_get_oddities (credential) & INGAM_ODDITY_DUPLICATE_SUBJECT) != 0;

  if (was_duplicate != finding->is_duplicate || !successor != !finding->successor)
    return FALSE;
  return !successor ||
         memcmp (successor, finding->successor, INGAM_CERTIFICATE_FINGERPRINT_SIZE) == 0;
}

/* Puts what was found into the credentials: into a fresh one directly, else into a new one made
 * from its folder. A folder that changed meanwhile is left to the next scan. */
static void
settle (Work *work)
{
  g_autoptr (GPtrArray) oddities =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_scan_oddity_free);
  g_autoptr (GPtrArray) retired = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (IngamFolderReader) reader = NULL;

  for (guint i = 0; i < work->jobs->len; i++)
    {
      Row *row = &g_array_index (work->scan->rows, Row, i);
      Finding *finding = &work->findings[i];
      guint bit = INGAM_ODDITY_DUPLICATE_SUBJECT;

      if (!row->credential || is_settled (row, finding))
        continue;
      if (!finding->is_fresh ||
          !(ingam_credential_get_oddities (row->credential) & bit) != !finding->is_duplicate)
        {
          IngamFolderPlace place = get_place (work, &g_array_index (work->jobs, Job, i));
          IngamCredential *again;

          if (!reader)
            reader = ingam_folder_reader_new (oddities);
          again = ingam_folder_reader_read (reader, &place, finding->is_duplicate ? bit : 0,
                                            &row->mark);
          if (!again || compare_fingerprints (again, row->credential) != 0)
            row->mark.settled = FALSE;
          if (!again)
            continue;
          g_ptr_array_add (retired, row->credential);
          row->credential = again;
        }
      ingam_credential_set_superseded_by (row->credential, finding->successor);
    }
}

int
ingam_scan_compare_credentials (gconstpointer a, gconstpointer b)
{
  IngamCredential *one = *(IngamCredential *const *) a;
  IngamCredential *other = *(IngamCredential *const *) b;
  int order = ingam_credential_compare (one, other);

  return order ? order :
                 strcmp (ingam_credential_get_folder (one), ingam_credential_get_folder (other));
}

/* Leaves out the rows without a credential, and makes the sorted array. Takes over the rows'
 * references. */
static void
gather (Work *work)
{
  IngamScan *scan = work->scan;
  Row *rows = (Row *) scan->rows->data;
  gboolean is_same_set = work->previous != NULL;
  guint n = 0;

  g_ptr_array_set_size (scan->credentials, 0);
  for (guint i = 0; i < work->jobs->len; i++)
    {
      const Job *job = &g_array_index (work->jobs, Job, i);
      Place *place = g_ptr_array_index (scan->places, job->place);

      if (!rows[i].credential)
        continue;
      if (is_same_set)
        is_same_set = job->previous != NO_ROW &&
                      g_array_index (work->previous->rows, Row, job->previous).credential ==
                          rows[i].credential;
      if (place->n++ == 0)
        place->first = n;
      rows[n++] = rows[i];
    }
  g_array_set_size (scan->rows, n);

  if (is_same_set && work->previous->credentials->len == n)
    for (guint i = 0; i < n; i++)
      g_ptr_array_add (scan->credentials, g_ptr_array_index (work->previous->credentials, i));
  else
    {
      for (guint i = 0; i < n; i++)
        g_ptr_array_add (scan->credentials, rows[i].credential);
      g_ptr_array_sort (scan->credentials, ingam_scan_compare_credentials);
    }
}

static int
compare_oddities (gconstpointer a, gconstpointer b)
{
  const IngamScanOddity *one = *(const IngamScanOddity *const *) a;
  const IngamScanOddity *other = *(const IngamScanOddity *const *) b;
  int order = strcmp (one->path, other->path);

  return order ? order : (one->what > other->what) - (one->what < other->what);
}

IngamScan *
ingam_scan_run (const char *store, IngamScan *previous, GCancellable *cancellable, GError **error)
{
  g_autoptr (IngamScan) scan = NULL;
  g_auto (Work) work = { 0 };
  g_auto (IngamFd) folder = -1;

  g_return_val_if_fail (store != NULL, NULL);

  scan = scan_new (store);
  scan->rows = g_array_new (FALSE, TRUE, sizeof (Row));
  if (previous && strcmp (previous->store, scan->store) != 0)
    previous = NULL;
  work_init (&work, scan, previous, cancellable);
  folder = ingam_durable_open_folder (store, FALSE, error);
  if (folder < 0)
    return NULL;

  collect (&work, folder);
  run_all_jobs (&work);
  if (!g_cancellable_is_cancelled (cancellable))
    {
      find_relations (&work);
      settle (&work);
    }
  gather (&work);
  if (g_cancellable_is_cancelled (cancellable))
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_CANCELLED, _ ("Cancelled."));
      return NULL;
    }
  g_ptr_array_sort (scan->oddities, compare_oddities);
  scan->n_reused = (guint) work.n_reused;
  return g_steal_pointer (&scan);
}

/* --- finding one --- */

static IngamCredential *
find_folder (IngamScan *self, const char *path)
{
  g_autofree char *whole = g_canonicalize_filename (path, self->store);
  gsize size = strlen (self->store);

  if (strncmp (whole, self->store, size) != 0 || whole[size] != '/')
    return NULL;
  for (guint i = 0; i < self->credentials->len; i++)
    {
      IngamCredential *credential = g_ptr_array_index (self->credentials, i);

      if (strcmp (ingam_credential_get_folder (credential), whole + size + 1) == 0)
        return credential;
    }
  return NULL;
}

static gboolean
is_prefix (const char *id)
{
  gsize size = strspn (id, "0123456789abcdefABCDEF");

  return id[size] == '\0' && size >= MIN_PREFIX && size <= 2 * INGAM_CERTIFICATE_FINGERPRINT_SIZE;
}

IngamCredential *
ingam_scan_find (IngamScan *self, const char *id, GError **error)
{
  IngamCredential *found = NULL;

  if (!is_prefix (id))
    found = find_folder (self, id);
  else
    for (guint i = 0; i < self->credentials->len; i++)
      {
        IngamCredential *credential = g_ptr_array_index (self->credentials, i);
        char hex[65];

        if (g_ascii_strncasecmp (ingam_credential_get_id (credential, hex), id, strlen (id)) != 0)
          continue;
        if (found)
          {
            g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_AMBIGUOUS,
                                 compare_fingerprints (found, credential) == 0 ?
                                     _ ("This certificate lies in several folders. Give the folder "
                                        "instead of the ID.") :
                                     _ ("Several certificates begin with these digits. Give more "
                                        "of them."));
            return NULL;
          }
        found = credential;
      }
  if (!found)
    g_set_error_literal (
        error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND,
        _ ("There is no such certificate in this store. List the store to see what "
           "is there."));
  return found;
}
