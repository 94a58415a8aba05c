/* scan-settle.c: the last step of a scan: what can only be told of all credentials together.
 *
 * A credential that is handed on is never touched again, because a face may be reading it in
 * another thread: where something outside its folder changes it (a successor appeared, a copy went
 * away), its folder is read again into a new one.
 */
#include "config.h"

#include "core/store/scan-private.h"

#include <string.h>

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

/* A row with the first eight bytes of its subject: these tell nearly all of them apart without
 * going to where the credentials lie. */
typedef struct
{
  guint64 key;
  guint row;
} Keyed;

/* Rows of one subject together, the newest last; one certificate's rows side by side. */
static int
compare_subjects (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const IngamScanRow *rows = user_data;
  const Keyed *first = a, *second = b;
  IngamCredential *one = rows[first->row].credential;
  IngamCredential *other = rows[second->row].credential;
  int order;

  if (first->key != second->key)
    return first->key < second->key ? -1 : 1;
  order = memcmp (ingam_credential_get_subject (one)->digest,
                  ingam_credential_get_subject (other)->digest, INGAM_SUBJECT_SIZE);
  if (order == 0)
    order = compare_age (one, other);
  return order ? order : compare_fingerprints (one, other);
}

/* The rows @keyed[0..n) are of one subject. Only one with a key can take another's place: an alarm
 * must not fall silent for a certificate that nobody can use. */
static void
find_in_subject (IngamScanWork *work, const Keyed *keyed, guint n)
{
  const IngamScanRow *rows = (const IngamScanRow *) work->scan->rows->data;
  IngamCredential *newest = NULL;

  for (guint i = 0; i < n; i++)
    if (ingam_credential_get_key_scheme (rows[keyed[i].row].credential))
      newest = rows[keyed[i].row].credential;
  for (guint i = 0; i < n; i++)
    {
      IngamCredential *one = rows[keyed[i].row].credential;

      if (newest && compare_age (one, newest) < 0)
        work->findings[keyed[i].row].successor = ingam_credential_get_fingerprint (newest);
      if (i > 0 && compare_fingerprints (one, rows[keyed[i - 1].row].credential) == 0)
        work->findings[keyed[i].row].is_duplicate = work->findings[keyed[i - 1].row].is_duplicate =
            TRUE;
    }
}

static gboolean
is_same_subject (const IngamScanRow *rows, const Keyed *a, const Keyed *b)
{
  return a->key == b->key &&
         ingam_subject_equal (ingam_credential_get_subject (rows[a->row].credential),
                              ingam_credential_get_subject (rows[b->row].credential));
}

static void
find_relations (IngamScanWork *work)
{
  const IngamScanRow *rows = (const IngamScanRow *) work->scan->rows->data;
  g_autofree Keyed *keyed = g_new (Keyed, work->jobs->len);
  guint n = 0;

  for (guint i = 0; i < work->jobs->len; i++)
    if (rows[i].credential)
      {
        memcpy (&keyed[n].key, ingam_credential_get_subject (rows[i].credential)->digest,
                sizeof keyed[n].key);
        keyed[n++].row = i;
      }
  g_qsort_with_data (keyed, (int) n, sizeof *keyed, compare_subjects, (gpointer) rows);

  for (guint first = 0, end; first < n; first = end)
    {
      for (end = first + 1; end < n && is_same_subject (rows, &keyed[first], &keyed[end]); end++)
        ;
      if (end - first > 1)
        find_in_subject (work, keyed + first, end - first);
    }
}

static gboolean
is_settled (const IngamScanRow *row, const IngamScanFinding *finding)
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

/* Nothing came, went or changed: then all relations are what they were. */
static gboolean
is_as_before (const IngamScanWork *work)
{
  return work->previous && work->n_reused == (int) work->jobs->len &&
         work->jobs->len == work->previous->rows->len;
}

/* Reads a row's folder again into a new credential. FALSE when it changed meanwhile, which is left
 * to the next scan. @retired keeps the old one: its fingerprint may stand in a finding. */
static gboolean
make_again (IngamScanWork *work, guint index, IngamFolderReader *reader, GPtrArray *retired)
{
  IngamScanRow *row = &g_array_index (work->scan->rows, IngamScanRow, index);
  const IngamScanJob *job = &g_array_index (work->jobs, IngamScanJob, index);
  IngamFolderPlace place = ingam_scan_get_place (work, job);
  IngamOddity more = work->findings[index].is_duplicate ? INGAM_ODDITY_DUPLICATE_SUBJECT : 0;
  IngamCredential *again = ingam_folder_reader_read (reader, &place, more, &row->mark);
  gboolean is_same = again && compare_fingerprints (again, row->credential) == 0;

  if (!is_same)
    row->mark.settled = FALSE;
  if (again)
    {
      g_ptr_array_add (retired, row->credential);
      row->credential = again;
    }
  return is_same;
}

/* Puts what was found into the credentials: into a fresh one directly, else into a new one. */
void
ingam_scan_settle (IngamScanWork *work)
{
  g_autoptr (GPtrArray) oddities =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_scan_oddity_free);
  g_autoptr (GPtrArray) retired = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (IngamFolderReader) reader = NULL;

  if (is_as_before (work))
    return;
  find_relations (work);
  for (guint i = 0; i < work->jobs->len; i++)
    {
      IngamScanRow *row = &g_array_index (work->scan->rows, IngamScanRow, i);
      const IngamScanFinding *finding = &work->findings[i];

      if (!row->credential || is_settled (row, finding))
        continue;
      if (!finding->is_fresh || finding->is_duplicate)
        {
          if (!reader)
            reader = ingam_folder_reader_new (oddities);
          if (!make_again (work, i, reader, retired))
            continue;
        }
      ingam_credential_set_superseded_by (row->credential, finding->successor);
    }
}
