/* restore.c: a plan of what comes back, carried out.
 *
 * The backup is read to its end before anything is planned, and once more when it is carried out:
 * in that second reading a credential's files go straight into a transaction of the store, and are
 * committed only when the whole backup was found right again. So one credential at a time is in
 * memory, and nothing of a damaged backup ever reaches a store.
 *
 * New ones are one transaction. One whose files differ from the store's is exchanged by itself
 * (store/trash.h), with what was there in the trash.
 */
#include "config.h"

#include "core/backup/restore-private.h"

#include "core/base/error.h"
#include "core/care/replacement.h"
#include "core/store/trash.h"
#include "core/store/write.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const state_words[INGAM_RESTORE_N] = {
  [INGAM_RESTORE_MISSING] = "missing",     [INGAM_RESTORE_SAME] = "same",
  [INGAM_RESTORE_DIFFERENT] = "different", [INGAM_RESTORE_OLDER] = "older",
  [INGAM_RESTORE_NEWER] = "newer",
};

const char *
ingam_restore_state_get_word (IngamRestoreState state)
{
  g_return_val_if_fail ((guint) state < INGAM_RESTORE_N, NULL);
  return state_words[state];
}

static void
entry_free (gpointer data)
{
  IngamRestoreEntry *entry = data;

  g_object_unref (entry->credential);
  g_clear_object (&entry->existing);
  g_clear_error (&entry->error);
  g_free (entry);
}

void
ingam_restore_plan_free (IngamRestorePlan *self)
{
  if (self == NULL)
    return;
  ingam_reader_free (self->reader);
  g_free (self->store);
  g_clear_pointer (&self->contents, ingam_contents_unref);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_free (self);
}

GPtrArray *
ingam_restore_plan_get_entries (IngamRestorePlan *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->entries;
}

IngamContents *
ingam_restore_plan_get_contents (IngamRestorePlan *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->contents;
}

/* --- what each would be --- */

/* The store's credentials by fingerprint and by subject; several may share either. */
typedef struct
{
  const char *store;
  GHashTable *by_fingerprint; /* digest -> GPtrArray of IngamCredential */
  GHashTable *by_subject;     /* IngamSubject -> the same */
} Index;

static guint
fingerprint_hash (gconstpointer fingerprint)
{
  guint hash;

  memcpy (&hash, fingerprint, sizeof hash);
  return hash;
}

static gboolean
fingerprint_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, INGAM_CERTIFICATE_FINGERPRINT_SIZE) == 0;
}

static gboolean
subject_equal (gconstpointer a, gconstpointer b)
{
  return ingam_subject_equal (a, b);
}

static void
index_add (GHashTable *table, gconstpointer key, IngamCredential *credential)
{
  GPtrArray *all = g_hash_table_lookup (table, key);

  if (all == NULL)
    {
      all = g_ptr_array_new ();
      g_hash_table_insert (table, (gpointer) key, all);
    }
  g_ptr_array_add (all, credential);
}

/* Keys are borrowed from @credentials, which outlives it. */
static void
index_init (Index *self, const char *store, GPtrArray *credentials)
{
  GDestroyNotify destroy = (GDestroyNotify) g_ptr_array_unref;

  self->store = store;
  self->by_fingerprint = g_hash_table_new_full (fingerprint_hash, fingerprint_equal, NULL, destroy);
  self->by_subject = g_hash_table_new_full (ingam_subject_hash, subject_equal, NULL, destroy);
  for (guint i = 0; credentials != NULL && i < credentials->len; i++)
    {
      IngamCredential *credential = g_ptr_array_index (credentials, i);

      index_add (self->by_fingerprint, ingam_credential_get_fingerprint (credential), credential);
      index_add (self->by_subject, ingam_credential_get_subject (credential), credential);
    }
}

static void
index_clear (Index *self)
{
  g_hash_table_unref (self->by_fingerprint);
  g_hash_table_unref (self->by_subject);
}

/* The very same certificate is there: with the same files in one of its places, or with others. */
static void
judge_same (const Index *index, const IngamContentsCredential *one, IngamRestoreEntry *entry)
{
  GPtrArray *twins = g_hash_table_lookup (index->by_fingerprint,
                                          ingam_credential_get_fingerprint (one->credential));

  for (guint i = 0; twins != NULL && i < twins->len; i++)
    {
      IngamCredential *twin = g_ptr_array_index (twins, i);
      guint8 digest[INGAM_CONTENTS_DIGEST_SIZE];

      /* Of several with other files the one in the same place is meant. */
      if (entry->existing == NULL || g_str_equal (ingam_credential_get_folder (twin),
                                                  ingam_credential_get_folder (one->credential)))
        g_set_object (&entry->existing, twin);
      entry->state = INGAM_RESTORE_DIFFERENT;
      if (!ingam_contents_digest_credential (index->store, twin, digest, NULL) ||
          memcmp (digest, one->digest, sizeof digest) != 0)
        continue;
      g_set_object (&entry->existing, twin);
      entry->state = INGAM_RESTORE_SAME;
      return;
    }
}

/* Another certificate of the same subject is: the newest of them decides. */
static void
judge_subject (const Index *index, const IngamContentsCredential *one, IngamRestoreEntry *entry)
{
  GPtrArray *others =
      g_hash_table_lookup (index->by_subject, ingam_credential_get_subject (one->credential));

  for (guint i = 0; others != NULL && i < others->len; i++)
    {
      IngamCredential *other = g_ptr_array_index (others, i);

      if (ingam_credential_get_superseded_by (other) == NULL || others->len == 1)
        g_set_object (&entry->existing, other);
    }
  if (entry->existing == NULL)
    return;
  entry->state = ingam_relation_replaces (ingam_relation_find (one->credential, entry->existing)) ?
                     INGAM_RESTORE_NEWER :
                     INGAM_RESTORE_OLDER;
}

static IngamRestoreEntry *
judge (const Index *index, const IngamContentsCredential *one)
{
  IngamRestoreEntry *entry = g_new0 (IngamRestoreEntry, 1);

  entry->credential = g_object_ref (one->credential);
  entry->state = INGAM_RESTORE_MISSING;
  judge_same (index, one, entry);
  if (entry->existing == NULL)
    judge_subject (index, one, entry);
  entry->wanted = entry->state == INGAM_RESTORE_MISSING || entry->state == INGAM_RESTORE_NEWER;
  return entry;
}

/* A store that is not there yet has nothing. */
static gboolean
judge_all (IngamRestorePlan *self, GCancellable *cancellable, GError **error)
{
  GPtrArray *credentials = ingam_contents_get_credentials (self->contents);
  g_autoptr (GError) local = NULL;
  g_autoptr (IngamScan) scan = ingam_scan_run (self->store, NULL, cancellable, &local);
  Index index;

  if (scan == NULL && !g_error_matches (local, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  index_init (&index, self->store, scan ? ingam_scan_get_credentials (scan) : NULL);
  for (guint i = 0; i < credentials->len; i++)
    g_ptr_array_add (self->entries, judge (&index, g_ptr_array_index (credentials, i)));
  index_clear (&index);
  return TRUE;
}

IngamRestorePlan *
ingam_restore_plan_new (IngamReader *reader,
                        const char *store,
                        IngamProgressFunc progress,
                        gpointer user_data,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (IngamRestorePlan) self = NULL;

  g_return_val_if_fail (reader != NULL && store != NULL, NULL);

  self = g_new0 (IngamRestorePlan, 1);
  self->reader = reader;
  self->store = g_canonicalize_filename (store, NULL);
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->contents =
      ingam_reader_verify (reader, NULL, NULL, progress, user_data, cancellable, error);
  if (self->contents == NULL || !judge_all (self, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* --- carrying it out --- */

/* The files of one credential, as they come out of the backup. */
typedef struct
{
  IngamRestoreEntry *entry;
  const IngamContentsCredential *expected;
  IngamContentsBuilder *builder;
  GBytes *files[INGAM_ROLE_N];
} Parcel;

static void
parcel_free (gpointer data)
{
  Parcel *parcel = data;

  g_clear_pointer (&parcel->builder, ingam_contents_builder_free);
  for (guint i = 0; i < INGAM_ROLE_N; i++)
    g_clear_pointer (&parcel->files[i], g_bytes_unref);
  g_free (parcel);
}

typedef struct
{
  IngamRestorePlan *plan;
  GHashTable *wanted; /* folder in the backup -> index of the entry + 1 */
  IngamWrite *write;
  Parcel *open;         /* the one that is coming in */
  GPtrArray *exchanges; /* of Parcel: those with a place in the store */
  GPtrArray *added;     /* of IngamRestoreEntry, borrowed; in the order staged */
  GPtrArray *folders;   /* where they will lie */
  guint n_done;
  guint n_wanted;
  IngamProgressFunc progress;
  gpointer user_data;
} Carrying;

static void
carrying_clear (Carrying *self)
{
  g_clear_pointer (&self->wanted, g_hash_table_unref);
  g_clear_pointer (&self->write, ingam_write_free);
  g_clear_pointer (&self->open, parcel_free);
  g_clear_pointer (&self->exchanges, g_ptr_array_unref);
  g_clear_pointer (&self->added, g_ptr_array_unref);
  g_clear_pointer (&self->folders, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Carrying, carrying_clear)

static void
step (Carrying *self)
{
  self->n_done++;
  if (self->progress)
    self->progress (self->n_done, self->n_wanted, self->user_data);
}

/* What came is what the plan was shown for. */
static gboolean
check_parcel (Parcel *parcel, GError **error)
{
  g_autoptr (IngamContents) contents =
      ingam_contents_builder_end (g_steal_pointer (&parcel->builder));
  GPtrArray *credentials = ingam_contents_get_credentials (contents);

  if (credentials->len == 1 &&
      memcmp (((IngamContentsCredential *) g_ptr_array_index (credentials, 0))->digest,
              parcel->expected->digest, INGAM_CONTENTS_DIGEST_SIZE) == 0)
    return TRUE;
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_CHANGED,
                       _ ("The backup is not the one that was looked at. Look at it again."));
  return FALSE;
}

static void
close_parcel (Carrying *self)
{
  Parcel *parcel = g_steal_pointer (&self->open);
  g_autofree char *folder = NULL;

  if (parcel == NULL)
    return;
  if (!check_parcel (parcel, &parcel->entry->error))
    {
      parcel_free (parcel);
      return;
    }
  if (parcel->entry->state == INGAM_RESTORE_DIFFERENT)
    {
      g_ptr_array_add (self->exchanges, parcel);
      return;
    }
  if (ingam_write_add (self->write, ingam_credential_get_folder (parcel->entry->credential),
                       parcel->files, &folder, &parcel->entry->error))
    {
      g_ptr_array_add (self->added, parcel->entry);
      g_ptr_array_add (self->folders, g_steal_pointer (&folder));
    }
  parcel_free (parcel);
}

static void
open_parcel (Carrying *self, guint index)
{
  Parcel *parcel = g_new0 (Parcel, 1);

  parcel->entry = g_ptr_array_index (self->plan->entries, index);
  parcel->expected =
      g_ptr_array_index (ingam_contents_get_credentials (self->plan->contents), index);
  parcel->builder = ingam_contents_builder_new ();
  self->open = parcel;
}

/* What another program keeps in a folder inside comes between a credential's own files. */
static gboolean
is_inside (const Carrying *self, const char *folder)
{
  const char *open = ingam_credential_get_folder (self->open->entry->credential);
  gsize length = strlen (open);

  return strncmp (folder, open, length) == 0 && folder[length] == '/';
}

static gboolean
visit (const char *path, gint64 mtime, GBytes *bytes, gpointer user_data, GError **error)
{
  Carrying *self = user_data;
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (self->wanted, folder));
  IngamRole role = ingam_layout_find_role (name);

  if (self->open != NULL && index == 0 && is_inside (self, folder))
    return TRUE;
  if (self->open != NULL &&
      (index == 0 || g_ptr_array_index (self->plan->entries, index - 1) != self->open->entry))
    close_parcel (self);
  if (index == 0)
    return TRUE;
  if (self->open == NULL)
    open_parcel (self, index - 1);
  if (!ingam_contents_builder_add (self->open->builder, path, mtime, bytes, error))
    return FALSE;
  if (role != INGAM_ROLE_OTHER && self->open->files[role] == NULL)
    self->open->files[role] = g_bytes_ref (bytes);
  return TRUE;
}

/* All new ones or, when the disk fails in between, the first of them. */
static void
commit_additions (Carrying *self, const char *trash, GCancellable *cancellable, char **undo)
{
  g_autoptr (GError) why = NULL;
  guint n_done = 0;

  if (self->added->len == 0)
    return;
  ingam_write_commit (self->write, NULL, NULL, cancellable, &n_done, &why);
  for (guint i = 0; i < self->added->len; i++)
    {
      IngamRestoreEntry *entry = g_ptr_array_index (self->added, i);

      if (i < n_done)
        entry->done = TRUE;
      else
        entry->error = g_error_copy (why);
      step (self);
    }
  ingam_trash_recover (trash, NULL);
  if (n_done == 0)
    g_clear_pointer (undo, g_free);
}

static void
exchanged_cb (guint done, guint total, gpointer user_data)
{
  step (user_data);
}

/* Where none could be tried, each says why: the new ones are in their places by now. */
static void
exchange_all (Carrying *self, const char *trash, gint64 now, GCancellable *cancellable, char **undo)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (GPtrArray) replacements = g_ptr_array_new_with_free_func (g_free);

  if (self->exchanges->len == 0)
    return;
  for (guint i = 0; i < self->exchanges->len; i++)
    {
      Parcel *parcel = g_ptr_array_index (self->exchanges, i);
      IngamTrashReplacement *replacement = g_new0 (IngamTrashReplacement, 1);

      replacement->existing = parcel->entry->existing;
      replacement->files = parcel->files;
      g_ptr_array_add (replacements, replacement);
    }
  ingam_trash_replace_many (trash, self->plan->store, replacements, now, exchanged_cb, self,
                            cancellable, undo, &why);
  for (guint i = 0; i < self->exchanges->len; i++)
    {
      Parcel *parcel = g_ptr_array_index (self->exchanges, i);
      IngamTrashReplacement *replacement = g_ptr_array_index (replacements, i);

      parcel->entry->done = replacement->done;
      parcel->entry->error = why ? g_error_copy (why) : replacement->error;
    }
}

/* For undo, and before any of it is in its place: a run that dies can be taken back as well. */
static gboolean
note_additions (Carrying *self, const char *trash, gint64 now, char **ret_step, GError **error)
{
  g_autoptr (GPtrArray) credentials = g_ptr_array_new ();

  for (guint i = 0; i < self->added->len; i++)
    g_ptr_array_add (credentials, ((IngamRestoreEntry *) self->added->pdata[i])->credential);
  return credentials->len == 0 ||
         ingam_trash_note_additions (trash, self->plan->store, self->folders, credentials, now,
                                     ret_step, error);
}

/* Of two copies in the backup only one can take the place of what the store has. */
static gboolean
is_taken (GPtrArray *entries, guint index)
{
  const IngamRestoreEntry *entry = g_ptr_array_index (entries, index);

  for (guint i = 0; entry->state == INGAM_RESTORE_DIFFERENT && i < index; i++)
    {
      const IngamRestoreEntry *other = g_ptr_array_index (entries, i);

      if (other->wanted && !other->done && other->state == INGAM_RESTORE_DIFFERENT &&
          other->existing == entry->existing)
        return TRUE;
    }
  return FALSE;
}

static gboolean
begin (Carrying *self, GError **error)
{
  GPtrArray *entries = self->plan->entries;

  self->wanted = g_hash_table_new (g_str_hash, g_str_equal);
  self->exchanges = g_ptr_array_new_with_free_func (parcel_free);
  self->added = g_ptr_array_new ();
  self->folders = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < entries->len; i++)
    {
      IngamRestoreEntry *entry = g_ptr_array_index (entries, i);

      if (!entry->wanted || entry->done || entry->state == INGAM_RESTORE_SAME)
        continue;
      g_clear_error (&entry->error);
      if (is_taken (entries, i))
        {
          g_set_error_literal (&entry->error, INGAM_ERROR, INGAM_ERROR_ALREADY_HERE,
                               _ ("The backup has this certificate twice. Only the first is "
                                  "restored; choose one of them."));
          continue;
        }
      g_hash_table_insert (self->wanted, (gpointer) ingam_credential_get_folder (entry->credential),
                           GUINT_TO_POINTER (i + 1));
    }
  self->n_wanted = g_hash_table_size (self->wanted);
  if (self->n_wanted == 0)
    return TRUE;
  self->write = ingam_write_begin (self->plan->store, error);
  return self->write != NULL;
}

gboolean
ingam_restore_run (IngamRestorePlan *self,
                   const char *trash,
                   gint64 now,
                   IngamProgressFunc progress,
                   gpointer user_data,
                   GCancellable *cancellable,
                   char **ret_step,
                   GError **error)
{
  g_auto (Carrying) carrying = { .plan = self, .progress = progress, .user_data = user_data };
  g_autofree char *undo = NULL;

  g_return_val_if_fail (self != NULL && trash != NULL && ret_step != NULL, FALSE);

  *ret_step = NULL;
  if (!begin (&carrying, error))
    return FALSE;
  if (carrying.n_wanted == 0)
    return TRUE;
  /* Nothing is in its place yet: a backup that has become damaged leaves the store as it is. */
  if (!ingam_reader_visit (self->reader, visit, &carrying, cancellable, error))
    return FALSE;
  close_parcel (&carrying);
  if (!note_additions (&carrying, trash, now, &undo, error))
    return FALSE;
  commit_additions (&carrying, trash, cancellable, &undo);
  exchange_all (&carrying, trash, now, cancellable, &undo);
  *ret_step = g_steal_pointer (&undo);
  return TRUE;
}
