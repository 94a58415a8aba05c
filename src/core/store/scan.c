/* scan.c: a store read into credentials, on as many threads as pay off.
 *
 * Three steps. Names are collected first, by one thread: that is a twentieth of the work, and makes
 * the rest a plain array of jobs. Then the jobs are taken in batches by up to four threads; each
 * has its own buffer and writes only its own rows. Last, what needs all of them at once is settled:
 * who replaced whom, which certificate lies in several folders, the order.
 *
 * A row keeps 24 bytes for the next scan: the credential and a mark of its files (scan-folder.h).
 * Rows lie in the order of the disk, so the next scan finds its predecessor by walking along; a
 * hash table is made only when the order changed.
 *
 * Rejected: a cache file on the disk (one more thing that can be wrong, to save 0.1 s), GFile and
 * its enumerators (measured: several times the cost of the calls below them).
 */
#include "config.h"

#include "core/store/scan.h"

#include "core/base/error.h"
#include "core/store/scan-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_THREADS 4
#define BATCH 32           /* jobs taken at once */
#define JOBS_PER_THREAD 48 /* fewer are done before a thread has started */
#define MIN_PREFIX 6
#define NICE_BEHIND 10

/* When a thread tells what it found: the first few dozen rows fill a screen, and on a slow disk
 * fewer have to do; then seldom, because each time costs the listener a look at its whole list. */
#define FIRST_TOLD 32
#define FIRST_TOLD_US (50 * 1000)
#define NEXT_TOLD_US (250 * 1000)

static void
place_free (gpointer data)
{
  IngamScanPlace *place = data;

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

IngamScan *
ingam_scan_new (const char *store)
{
  IngamScan *self = g_new0 (IngamScan, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->store = g_canonicalize_filename (store, NULL);
  self->rows = g_array_new (FALSE, TRUE, sizeof (IngamScanRow));
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

static void
work_clear (IngamScanWork *work)
{
  g_clear_pointer (&work->folders, g_array_unref);
  g_clear_pointer (&work->jobs, g_array_unref);
  if (work->names)
    g_string_free (work->names, TRUE);
  g_free (work->findings);
  g_mutex_clear (&work->telling);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (IngamScanWork, work_clear)

static void
work_init (IngamScanWork *work, IngamScan *scan, IngamScan *previous, GCancellable *cancellable)
{
  *work = (IngamScanWork){ .scan = scan, .previous = previous, .cancellable = cancellable };
  work->folders = g_array_new (FALSE, FALSE, sizeof (IngamFd));
  g_array_set_clear_func (work->folders, (GDestroyNotify) ingam_fd_clear);
  work->jobs = g_array_new (FALSE, FALSE, sizeof (IngamScanJob));
  work->names = g_string_new (NULL);
  g_mutex_init (&work->telling);
}

/* --- second step: folders --- */

IngamFolderPlace
ingam_scan_get_place (IngamScanWork *work, const IngamScanJob *job)
{
  const IngamScanPlace *place = g_ptr_array_index (work->scan->places, job->place);

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
         g_strcmp0 (ingam_credential_get_key_scheme (a), ingam_credential_get_key_scheme (b)) ==
             0 &&
         ingam_credential_get_key_rounds (a) == ingam_credential_get_key_rounds (b) &&
         ingam_credential_has_encryption_pair (a) == ingam_credential_has_encryption_pair (b) &&
         (ingam_credential_get_oddities (a) & mask) == (ingam_credential_get_oddities (b) & mask);
}

static void
do_job (IngamScanWork *work, guint index, IngamFolderReader *reader)
{
  const IngamScanJob *job = &g_array_index (work->jobs, IngamScanJob, index);
  IngamFolderPlace place = ingam_scan_get_place (work, job);
  IngamScanRow *row = &g_array_index (work->scan->rows, IngamScanRow, index);
  const IngamScanRow *old = NULL;

  if (job->previous != INGAM_SCAN_NO_ROW)
    old = &g_array_index (work->previous->rows, IngamScanRow, job->previous);
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

/* What one thread has found and not told yet. */
typedef struct
{
  GArray *rows; /* of guint */
  gint64 next;  /* when to tell */
  gboolean has_told;
} Teller;

static void
tell (IngamScanWork *work, Teller *teller)
{
  g_autoptr (GPtrArray) credentials = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < teller->rows->len; i++)
    {
      guint row = g_array_index (teller->rows, guint, i);

      g_ptr_array_add (
          credentials,
          g_object_ref (g_array_index (work->scan->rows, IngamScanRow, row).credential));
      work->findings[row].is_fresh = FALSE; /* seen by others from now on */
    }
  g_mutex_lock (&work->telling);
  work->found (credentials, work->found_data);
  g_mutex_unlock (&work->telling);
  g_array_set_size (teller->rows, 0);
  teller->has_told = TRUE;
  teller->next = g_get_monotonic_time () + NEXT_TOLD_US;
}

static void
note_found (IngamScanWork *work, Teller *teller, guint row)
{
  if (g_array_index (work->scan->rows, IngamScanRow, row).credential)
    g_array_append_val (teller->rows, row);
  if (teller->rows->len == 0)
    return;
  if ((!teller->has_told && teller->rows->len >= FIRST_TOLD) ||
      g_get_monotonic_time () >= teller->next)
    tell (work, teller);
}

static gpointer
run_jobs (gpointer data)
{
  IngamScanWork *work = data;
  g_autoptr (GArray) untold = g_array_new (FALSE, FALSE, sizeof (guint));
  Teller teller = { .rows = untold, .next = g_get_monotonic_time () + FIRST_TOLD_US };
  GPtrArray *oddities = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_scan_oddity_free);
  g_autoptr (IngamFolderReader) reader = ingam_folder_reader_new (oddities);

  while (!g_cancellable_is_cancelled (work->cancellable))
    {
      guint first = (guint) g_atomic_int_add (&work->next_job, BATCH);

      if (first >= work->jobs->len)
        break;
      for (guint i = first; i < MIN (first + BATCH, work->jobs->len); i++)
        {
          do_job (work, i, reader);
          if (work->found)
            note_found (work, &teller, i);
        }
    }
  return oddities;
}

/* Who is told on the way has a window to draw meanwhile: its thread goes first, and has a processor
 * to itself where there are two. Without this the first frame came a third later with ten thousand
 * credentials. The thread ends with the scan, so nothing else becomes slower by it. */
static gpointer
run_jobs_behind (gpointer data)
{
  (void) setpriority (PRIO_PROCESS, (id_t) syscall (SYS_gettid), NICE_BEHIND);
  return run_jobs (data);
}

static guint
get_n_threads (const IngamScanWork *work)
{
  guint n = g_get_num_processors ();

  if (work->found && n > 1)
    n--;
  return CLAMP (work->jobs->len / JOBS_PER_THREAD, 1, MIN (n, MAX_THREADS));
}

static void
run_all_jobs (IngamScanWork *work)
{
  GThread *threads[MAX_THREADS] = { NULL };
  guint n = get_n_threads (work);
  guint n_others = work->found ? n : n - 1;

  g_array_set_size (work->scan->rows, work->jobs->len);
  work->findings = g_new0 (IngamScanFinding, work->jobs->len);
  for (guint i = 0; i < n_others; i++)
    threads[i] =
        g_thread_try_new ("ingam-scan", work->found ? run_jobs_behind : run_jobs, work, NULL);
  if (n_others < n || !threads[0])
    g_ptr_array_extend_and_steal (work->scan->oddities, run_jobs (work));
  for (guint i = 0; i < n_others; i++)
    if (threads[i])
      g_ptr_array_extend_and_steal (work->scan->oddities, g_thread_join (threads[i]));
}

/* --- the result --- */

int
ingam_scan_compare_credentials (gconstpointer a, gconstpointer b)
{
  IngamCredential *one = *(IngamCredential *const *) a;
  IngamCredential *other = *(IngamCredential *const *) b;
  int order = ingam_credential_compare (one, other);

  return order ? order :
                 strcmp (ingam_credential_get_folder (one), ingam_credential_get_folder (other));
}

/* Most are told apart by the end of their validity, which needs no look at the credentials. */
typedef struct
{
  gint64 not_after;
  IngamCredential *credential;
} Dated;

static int
compare_dated (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Dated *one = a, *other = b;

  if (one->not_after != other->not_after)
    return one->not_after < other->not_after ? -1 : 1;
  return ingam_scan_compare_credentials (&one->credential, &other->credential);
}

static void
add_sorted (GPtrArray *to, const IngamScanRow *rows, guint n)
{
  g_autofree Dated *dated = g_new (Dated, n);

  for (guint i = 0; i < n; i++)
    dated[i] = (Dated){ ingam_credential_get_not_after (rows[i].credential), rows[i].credential };
  g_qsort_with_data (dated, (int) n, sizeof *dated, compare_dated, NULL);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (to, dated[i].credential);
}

/* Leaves out the rows without a credential, and makes the sorted array. Takes over the rows'
 * references. */
static void
gather (IngamScanWork *work)
{
  IngamScan *scan = work->scan;
  IngamScanRow *rows = (IngamScanRow *) scan->rows->data;
  gboolean is_same_set = work->previous != NULL;
  guint n = 0;

  g_ptr_array_set_size (scan->credentials, 0);
  for (guint i = 0; i < work->jobs->len; i++)
    {
      const IngamScanJob *job = &g_array_index (work->jobs, IngamScanJob, i);
      IngamScanPlace *place = g_ptr_array_index (scan->places, job->place);

      if (!rows[i].credential)
        continue;
      if (is_same_set)
        is_same_set =
            job->previous != INGAM_SCAN_NO_ROW &&
            g_array_index (work->previous->rows, IngamScanRow, job->previous).credential ==
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
    add_sorted (scan->credentials, rows, n);
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
  return ingam_scan_run_telling (store, previous, NULL, NULL, cancellable, error);
}

IngamScan *
ingam_scan_run_telling (const char *store,
                        IngamScan *previous,
                        IngamScanFound found,
                        gpointer user_data,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (IngamScan) scan = NULL;
  g_auto (IngamScanWork) work = { 0 };
  g_auto (IngamFd) folder = -1;

  g_return_val_if_fail (store != NULL, NULL);

  scan = ingam_scan_new (store);
  if (previous && strcmp (previous->store, scan->store) != 0)
    previous = NULL;
  work_init (&work, scan, previous, cancellable);
  work.found = found;
  work.found_data = user_data;
  folder = ingam_durable_open_folder (store, FALSE, error);
  if (folder < 0)
    return NULL;

  ingam_scan_collect (&work, folder);
  run_all_jobs (&work);
  if (!g_cancellable_is_cancelled (cancellable))
    ingam_scan_settle (&work);
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
is_same_certificate (IngamCredential *a, IngamCredential *b)
{
  return memcmp (ingam_credential_get_fingerprint (a), ingam_credential_get_fingerprint (b),
                 INGAM_CERTIFICATE_FINGERPRINT_SIZE) == 0;
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
                                 is_same_certificate (found, credential) ?
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
