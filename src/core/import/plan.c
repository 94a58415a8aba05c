/* plan.c: what an import would do: gathered, paired, judged; and what a password changes about it.
 *
 * Offering a password opens whatever it opens on as many threads as there are processors: a
 * thousand PFX files are a thousand derivations. What comes out of a PFX is sealed again at once,
 * under that password, and only the sealed bytes and the hash of the public key stay: a plan that
 * waits on the screen for an hour holds no plain key and no password.
 *
 * Rejected: keeping opened keys until the import is confirmed.
 */
#include "config.h"

#include "core/import/plan.h"

#include "core/base/error.h"
#include "core/codec/private-key.h"
#include "core/import/plan-pairing.h"
#include "core/import/plan-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const words[INGAM_N_OUTCOMES] = {
  [INGAM_OUTCOME_NEW] = "imported",
  [INGAM_OUTCOME_ALREADY_HERE] = "already-here",
  [INGAM_OUTCOME_OLDER_THAN_YOURS] = "older-than-yours",
  [INGAM_OUTCOME_NEEDS_PASSWORD] = "needs-password",
  [INGAM_OUTCOME_WRONG_PASSWORD] = "wrong-password",
  [INGAM_OUTCOME_TOO_EXPENSIVE] = "failed",
  [INGAM_OUTCOME_UNSUPPORTED] = "unsupported",
  [INGAM_OUTCOME_DAMAGED] = "damaged",
  [INGAM_OUTCOME_HALF_PAIR] = "half-pair",
  [INGAM_OUTCOME_NOT_A_CERTIFICATE] = "not-a-certificate",
  [INGAM_OUTCOME_FAILED] = "failed",
};

const char *
ingam_outcome_get_word (IngamOutcome outcome)
{
  g_return_val_if_fail (outcome < INGAM_N_OUTCOMES, words[INGAM_OUTCOME_FAILED]);
  return words[outcome];
}

/* --- making --- */

void
ingam_import_plan_free (IngamImportPlan *self)
{
  if (!self)
    return;
  g_free (self->store);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->made, g_ptr_array_unref);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_clear_pointer (&self->halves, g_ptr_array_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->scan, ingam_scan_unref);
  g_clear_pointer (&self->authorities, ingam_authorities_unref);
  g_free (self);
}

gboolean
ingam_plan_scan (IngamImportPlan *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) why = NULL;
  IngamScan *scan = ingam_scan_run (self->store, self->scan, cancellable, &why);

  if (g_error_matches (why, INGAM_ERROR, INGAM_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&why));
      return FALSE;
    }
  /* a store that is not there yet, or cannot be read, has nothing that could be in the way; that
   * it cannot be written is for the import to say */
  g_clear_pointer (&self->scan, ingam_scan_unref);
  self->scan = scan;
  g_clear_pointer (&self->authorities, ingam_authorities_unref);
  self->authorities = ingam_authorities_read (NULL);
  return TRUE;
}

/* A half whose other half may lie beside it on the disk, not handed in: signPri.key is easily
 * forgotten. */
static gboolean
looks_beside (IngamHalf *half)
{
  return (half->type == INGAM_HALF_CERTIFICATE || half->type == INGAM_HALF_KEY) &&
         !half->item->below && !half->item->in_archive &&
         (!half->partner || half->role != INGAM_ROLE_OTHER);
}

static GHashTable *
list_known (IngamImportPlan *self)
{
  GHashTable *known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->items->len; i++)
    {
      IngamGatherItem *item = g_ptr_array_index (self->items, i);

      g_hash_table_add (known, g_build_filename (item->folder, item->name, NULL));
    }
  return known;
}

/* Takes over from @items what the plan does not know yet, as halves without entries of their own.
 */
static void
take_beside (IngamImportPlan *self, GPtrArray *items, GHashTable *known)
{
  for (guint i = 0; i < items->len; i++)
    {
      IngamGatherItem *item = g_ptr_array_index (items, i);

      if (g_hash_table_contains (known, item->source))
        continue;
      item = g_ptr_array_steal_index (items, i--);
      g_ptr_array_add (self->items, item);
      ingam_half_add_item (self->halves, item, TRUE);
    }
}

static void
add_beside (IngamImportPlan *self)
{
  g_autoptr (GHashTable) folders = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) known = list_known (self);
  guint n_halves = self->halves->len;

  for (guint i = 0; i < n_halves; i++)
    {
      IngamHalf *half = g_ptr_array_index (self->halves, i);
      g_autoptr (GPtrArray) beside = NULL;

      if (!looks_beside (half) || !g_hash_table_add (folders, half->item->folder))
        continue;
      beside = ingam_gather_beside (half->item->folder);
      take_beside (self, beside, known);
    }
}

/* Halves of an earlier drop; what became of their files meanwhile is nobody's question. */
static gboolean
add_earlier (IngamImportPlan *self,
             const char *const *earlier,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GHashTable) known = list_known (self);
  g_autoptr (GPtrArray) items = ingam_gather_run (earlier, cancellable, error);

  if (!items)
    return FALSE;
  for (guint i = items->len; i > 0; i--)
    {
      IngamGatherItem *item = g_ptr_array_index (items, i - 1);

      item->below = TRUE;
      item->root = 0;
      if (item->error)
        g_ptr_array_remove_index (items, i - 1);
    }
  take_beside (self, items, known);
  return TRUE;
}

/* Whether one path is the other or lies in it: what both hold was answered with one of them. */
static gboolean
overlap (const char *a, const char *b)
{
  g_autofree char *one = g_canonicalize_filename (a, NULL);
  g_autofree char *two = g_canonicalize_filename (b, NULL);
  g_autofree char *one_slash = g_strconcat (one, "/", NULL);
  g_autofree char *two_slash = g_strconcat (two, "/", NULL);

  return g_str_has_prefix (one_slash, two_slash) || g_str_has_prefix (two_slash, one_slash);
}

/* Something must be said about a folder or archive in which nothing was found. */
static void
add_answers_for_roots (IngamImportPlan *self, const char *const *paths)
{
  guint n_roots = g_strv_length ((char **) paths);
  g_autofree gboolean *answered = g_new0 (gboolean, n_roots + 1);

  for (guint i = 0; i < self->halves->len; i++)
    {
      IngamHalf *half = g_ptr_array_index (self->halves, i);

      if (!half->quiet)
        answered[half->item->root] = TRUE;
    }
  ingam_plan_add_authorities (self, paths, answered);
  for (guint i = 0; i < n_roots; i++)
    {
      IngamGatherItem *item;

      for (guint j = 0; j < n_roots && !answered[i]; j++)
        answered[i] = answered[j] && overlap (paths[i], paths[j]);
      if (answered[i])
        continue;
      item = ingam_gather_item_new (paths[i]);
      item->root = i;
      g_ptr_array_add (self->items, item);
      ingam_half_add_remark (self->halves, item, INGAM_ERROR_NOT_A_CERTIFICATE,
                             _ ("There is no certificate in it."));
    }
}

IngamImportPlan *
ingam_import_plan_new (const char *store,
                       const char *const *paths,
                       GCancellable *cancellable,
                       GError **error)
{
  return ingam_import_plan_new_after (store, paths, NULL, cancellable, error);
}

IngamImportPlan *
ingam_import_plan_new_after (const char *store,
                             const char *const *paths,
                             const char *const *earlier,
                             GCancellable *cancellable,
                             GError **error)
{
  g_autoptr (IngamImportPlan) self = g_new0 (IngamImportPlan, 1);

  self->store = g_strdup (store);
  self->entries = g_ptr_array_new ();
  self->made = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_import_entry_free);
  self->steps = g_ptr_array_new_with_free_func (g_free);
  self->halves = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_half_free);
  self->items = ingam_gather_run (paths, cancellable, error);
  if (!self->items || !ingam_plan_scan (self, cancellable, error))
    return NULL;
  for (guint i = 0; i < self->items->len; i++)
    ingam_half_add_item (self->halves, g_ptr_array_index (self->items, i), FALSE);
  add_answers_for_roots (self, paths);
  if (earlier && !add_earlier (self, earlier, cancellable, error))
    return NULL;
  ingam_pairing_settle (self->halves);
  add_beside (self);
  ingam_pairing_settle (self->halves);
  ingam_plan_judge (self);
  return g_steal_pointer (&self);
}

/* --- a password --- */

/* One thing to open, and what came out. */
typedef struct
{
  IngamHalf *half;
  gboolean waited; /* a person asked for this one */
  gboolean opened;
  GPtrArray *certificates; /* of a PFX: GBytes */
  GPtrArray *keys;         /* of IngamOpenedKey; of a key file: one */
  GError *error;
} Job;

typedef struct
{
  IngamSecret *password;
  IngamKdfBudget budget;
  GCancellable *cancellable;
  GHashTable *certificates; /* key id -> IngamCertificate, for proving a match; read only */
} Offer;

static void
job_free (Job *job)
{
  g_clear_pointer (&job->certificates, g_ptr_array_unref);
  g_clear_pointer (&job->keys, g_ptr_array_unref);
  g_clear_error (&job->error);
  g_free (job);
}

/* What may be kept of a plain key. */
static IngamOpenedKey *
describe_key (IngamSecret *plain, GHashTable *certificates)
{
  IngamOpenedKey *key = g_new0 (IngamOpenedKey, 1);
  IngamCertificate *certificate;

  key->key_id = ingam_private_key_dup_key_id (plain);
  key->has_random = ingam_private_key_has_random (plain);
  certificate = key->key_id ? g_hash_table_lookup (certificates, key->key_id) : NULL;
  if (certificate)
    {
      g_autoptr (GBytes) spki = ingam_certificate_dup_spki (certificate);

      ingam_private_key_match (plain, spki, &key->error);
    }
  return key;
}

static GHashTable *
certificate_table_new (void)
{
  return g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref,
                                (GDestroyNotify) ingam_certificate_unref);
}

static void
add_to_table (GHashTable *table, IngamCertificate *certificate)
{
  GBytes *key_id = ingam_certificate_dup_key_id (certificate);

  if (key_id)
    g_hash_table_replace (table, key_id, ingam_certificate_ref (certificate));
}

static void
open_bundle (Job *job, Offer *offer)
{
  g_autoptr (GHashTable) table = NULL;
  g_autoptr (IngamBundleContents) contents = ingam_bundle_open (
      job->half->bundle, offer->password, offer->budget, offer->cancellable, &job->error);

  if (!contents)
    return;
  /* Also when a password was typed that nothing in the file is locked with: a slip of the finger
   * would become the key's password. */
  if (contents->keys->len > 0 &&
      (!contents->was_locked || ingam_secret_get_size (offer->password) == 0))
    {
      g_set_error_literal (
          &job->error, INGAM_ERROR, INGAM_ERROR_REFUSED,
          _ ("This PFX file has no password, so Ingam does not keep its key. Export it "
             "again with a password."));
      return;
    }
  table = certificate_table_new ();
  for (guint i = 0; i < contents->certificates->len; i++)
    {
      g_autoptr (IngamCertificate) certificate =
          ingam_certificate_new (g_ptr_array_index (contents->certificates, i), NULL);

      if (certificate)
        add_to_table (table, certificate);
    }
  for (guint i = 0; i < contents->keys->len; i++)
    {
      IngamSecret *plain = g_ptr_array_index (contents->keys, i);
      IngamOpenedKey *key = describe_key (plain, table);

      g_ptr_array_add (job->keys, key);
      if (!key->error)
        key->sealed = ingam_sealed_key_seal ("pbes1-seed", INGAM_SEALED_KEY_MIN_ROUNDS, 0, plain,
                                             offer->password, &key->error);
    }
  job->certificates = g_ptr_array_ref (contents->certificates);
  job->opened = TRUE;
}

static void
open_key (Job *job, Offer *offer)
{
  /* what nobody asked for never takes long */
  IngamKdfBudget budget = job->waited ? offer->budget : MIN (offer->budget, INGAM_KDF_ASK_ROUNDS);
  g_autoptr (IngamSecret) plain = ingam_sealed_key_open (job->half->sealed, offer->password, budget,
                                                         offer->cancellable, &job->error);

  if (!plain)
    return;
  g_ptr_array_add (job->keys, describe_key (plain, offer->certificates));
  job->opened = TRUE;
}

static void
run_job (Job *job, Offer *offer)
{
  if (g_cancellable_is_cancelled (offer->cancellable))
    return;
  if (job->half->type == INGAM_HALF_BUNDLE)
    open_bundle (job, offer);
  else
    open_key (job, offer);
}

static gboolean
is_waiting (const IngamImportEntry *entry)
{
  return entry->outcome == INGAM_OUTCOME_NEEDS_PASSWORD ||
         entry->outcome == INGAM_OUTCOME_WRONG_PASSWORD ||
         entry->outcome == INGAM_OUTCOME_TOO_EXPENSIVE;
}

/* Whether a password may do something for it. Pairs by name alone are tried as well, quietly: that
 * settles whether they are one. */
static gboolean
can_open (IngamHalf *half)
{
  if (half->opened || half->key_id)
    return FALSE;
  if (half->type == INGAM_HALF_BUNDLE)
    return !half->error || is_waiting (half->entry);
  return half->type == INGAM_HALF_KEY && !half->error;
}

static GPtrArray *
list_jobs (IngamImportPlan *self, Offer *offer)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) job_free);

  for (guint i = 0; i < self->halves->len; i++)
    {
      IngamHalf *half = g_ptr_array_index (self->halves, i);
      gboolean by_name = half->partner && half->partner->type == INGAM_HALF_CERTIFICATE;
      IngamImportEntry *entry = by_name ? half->partner->entry : half->entry;
      Job *job;

      if (half->type == INGAM_HALF_CERTIFICATE)
        add_to_table (offer->certificates, half->certificate);
      if (!can_open (half) || (by_name && entry && (entry->done || !entry->wanted)))
        continue;
      job = g_new0 (Job, 1);
      job->half = half;
      job->waited = !by_name;
      job->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_opened_key_free);
      g_ptr_array_add (jobs, job);
    }
  return g_steal_pointer (&jobs);
}

/* What the threads of one offer share: each takes the next job that nobody has. */
typedef struct
{
  GPtrArray *jobs;
  Offer *offer;
  gint next; /* atomic */
} Turns;

static gpointer
take_turns_cb (gpointer data)
{
  Turns *turns = data;

  for (;;)
    {
      guint turn = (guint) g_atomic_int_add (&turns->next, 1);

      if (turn >= turns->jobs->len)
        return NULL;
      run_job (g_ptr_array_index (turns->jobs, turn), turns->offer);
    }
}

/* The calling thread works too; a thread that cannot be had only makes it slower. (A GThreadPool
 * keeps what it has no thread for, and waits for it for ever.) */
static void
run_jobs (GPtrArray *jobs, Offer *offer)
{
  guint n_helpers = MAX (MIN (jobs->len, g_get_num_processors ()), 1) - 1;
  g_autofree GThread **helpers = g_new0 (GThread *, n_helpers + 1);
  Turns turns = { jobs, offer, 0 };

  for (guint i = 0; i < n_helpers; i++)
    helpers[i] = g_thread_try_new ("offer", take_turns_cb, &turns, NULL);
  take_turns_cb (&turns);
  for (guint i = 0; i < n_helpers; i++)
    if (helpers[i])
      g_thread_join (helpers[i]);
}

/* TRUE when it opened something that waited. */
static gboolean
finish_job (IngamImportPlan *self, Job *job)
{
  IngamHalf *half = job->half;

  /* Cancelled, while it ran or before: what was known of it stays. */
  if (!job->opened &&
      (!job->error || g_error_matches (job->error, INGAM_ERROR, INGAM_ERROR_CANCELLED)))
    return FALSE;
  half->tried = g_error_matches (job->error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD);
  half->opened = job->opened;
  if (half->type == INGAM_HALF_BUNDLE)
    {
      g_clear_error (&half->error);
      half->error = g_steal_pointer (&job->error);
      if (job->opened)
        ingam_half_add_bundle_contents (self->halves, half, job->certificates, job->keys);
    }
  else if (job->opened)
    {
      IngamOpenedKey *key = g_ptr_array_index (job->keys, 0);

      half->key_id = g_steal_pointer (&key->key_id);
      half->has_random = key->has_random;
      half->error = g_steal_pointer (&key->error);
    }
  else if (job->waited && !g_error_matches (job->error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD) &&
           !g_error_matches (job->error, INGAM_ERROR, INGAM_ERROR_TOO_EXPENSIVE))
    half->error = g_steal_pointer (&job->error);
  return job->opened && job->waited;
}

int
ingam_import_plan_offer_password (IngamImportPlan *self,
                                  IngamSecret *password,
                                  IngamKdfBudget budget,
                                  GCancellable *cancellable,
                                  GError **error)
{
  g_autoptr (GHashTable) certificates = certificate_table_new ();
  Offer offer = { password, budget, cancellable, certificates };
  g_autoptr (GPtrArray) jobs = list_jobs (self, &offer);
  int n_opened = 0;

  run_jobs (jobs, &offer);
  for (guint i = 0; i < jobs->len; i++)
    n_opened += finish_job (self, g_ptr_array_index (jobs, i));
  ingam_pairing_settle (self->halves);
  ingam_plan_judge (self);
  if (g_cancellable_is_cancelled (cancellable))
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_CANCELLED, _ ("Cancelled."));
      return -1;
    }
  return n_opened;
}

/* --- what a face reads --- */

guint
ingam_import_plan_get_n_entries (IngamImportPlan *self)
{
  return self->entries->len;
}

IngamImportEntry *
ingam_import_plan_get_entry (IngamImportPlan *self, guint index)
{
  g_return_val_if_fail (index < self->entries->len, NULL);
  return g_ptr_array_index (self->entries, index);
}

guint
ingam_import_plan_get_n_waiting (IngamImportPlan *self)
{
  guint n = 0;

  for (guint i = 0; i < self->entries->len; i++)
    n += is_waiting (g_ptr_array_index (self->entries, i));
  return n;
}

guint
ingam_import_plan_get_n_wanted (IngamImportPlan *self)
{
  guint n = 0;

  for (guint i = 0; i < self->entries->len; i++)
    n += ((IngamImportEntry *) g_ptr_array_index (self->entries, i))->wanted;
  return n;
}

IngamOutcome
ingam_import_entry_get_outcome (IngamImportEntry *self)
{
  return self->outcome;
}

const char *
ingam_import_entry_get_source (IngamImportEntry *self)
{
  return self->item->source;
}

const char *
ingam_import_entry_get_display (IngamImportEntry *self)
{
  return self->item->display;
}

const char *
ingam_import_entry_get_message (IngamImportEntry *self)
{
  return self->message;
}

const char *
ingam_import_entry_get_id (IngamImportEntry *self)
{
  return self->id;
}

IngamError
ingam_import_entry_get_code (IngamImportEntry *self)
{
  return self->code;
}

gboolean
ingam_import_entry_is_done (IngamImportEntry *self)
{
  return self->done;
}

IngamCredential *
ingam_import_entry_get_credential (IngamImportEntry *self)
{
  return self->credential;
}

IngamCredential *
ingam_import_entry_get_existing (IngamImportEntry *self)
{
  return self->existing;
}

gboolean
ingam_import_entry_has_random (IngamImportEntry *self, gboolean *ret_known)
{
  if (ret_known)
    *ret_known = self->random_known;
  return self->has_random;
}

gboolean
ingam_import_entry_get_wanted (IngamImportEntry *self)
{
  return self->wanted;
}

void
ingam_import_entry_set_wanted (IngamImportEntry *self, gboolean wanted)
{
  if (self->done ||
      (self->outcome != INGAM_OUTCOME_NEW && self->outcome != INGAM_OUTCOME_OLDER_THAN_YOURS))
    return;
  self->wanted = self->wish = wanted;
  self->has_wish = TRUE;
}
