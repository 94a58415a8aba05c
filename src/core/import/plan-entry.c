/* plan-entry.c: which things a person would call one thing, each an entry.
 *
 * An entry hangs on its half, not on its place in the list: what a password changes about a thing
 * changes in the entry that a face already shows.
 */
#include "config.h"

#include "core/import/plan-private.h"

void
ingam_import_entry_free (IngamImportEntry *entry)
{
  g_free (entry->message);
  g_free (entry->notes);
  g_free (entry->id);
  g_clear_object (&entry->credential);
  g_clear_object (&entry->existing);
  for (int i = 0; i < INGAM_ROLE_N; i++)
    g_clear_pointer (&entry->files[i], g_bytes_unref);
  g_free (entry);
}

void
ingam_import_entry_set (IngamImportEntry *self, IngamOutcome outcome, char *message)
{
  self->outcome = outcome;
  self->code = INGAM_ERROR_FAILED;
  g_free (self->message);
  self->message = message;
}

void
ingam_import_entry_set_noted (IngamImportEntry *self, IngamOutcome outcome, const char *sentence)
{
  ingam_import_entry_set (self, outcome, g_strconcat (sentence, self->notes, NULL));
}

static IngamOutcome
outcome_from_error (const GError *error)
{
  static const IngamOutcome outcomes[INGAM_ERROR_N_CODES] = {
    [INGAM_ERROR_FAILED] = INGAM_OUTCOME_FAILED,
    [INGAM_ERROR_CANCELLED] = INGAM_OUTCOME_FAILED,
    [INGAM_ERROR_NEEDS_PASSWORD] = INGAM_OUTCOME_NEEDS_PASSWORD,
    [INGAM_ERROR_WRONG_PASSWORD] = INGAM_OUTCOME_WRONG_PASSWORD,
    [INGAM_ERROR_TOO_EXPENSIVE] = INGAM_OUTCOME_TOO_EXPENSIVE,
    [INGAM_ERROR_UNSUPPORTED] = INGAM_OUTCOME_UNSUPPORTED,
    [INGAM_ERROR_DAMAGED] = INGAM_OUTCOME_DAMAGED,
    [INGAM_ERROR_HALF_PAIR] = INGAM_OUTCOME_HALF_PAIR,
    [INGAM_ERROR_ALREADY_HERE] = INGAM_OUTCOME_ALREADY_HERE,
    [INGAM_ERROR_OLDER_THAN_YOURS] = INGAM_OUTCOME_OLDER_THAN_YOURS,
    [INGAM_ERROR_NOT_A_CERTIFICATE] = INGAM_OUTCOME_NOT_A_CERTIFICATE,
    [INGAM_ERROR_REFUSED] = INGAM_OUTCOME_FAILED,
    [INGAM_ERROR_NOT_FOUND] = INGAM_OUTCOME_FAILED,
    [INGAM_ERROR_AMBIGUOUS] = INGAM_OUTCOME_FAILED,
    [INGAM_ERROR_PASSWORD_RULE] = INGAM_OUTCOME_FAILED,
    [INGAM_ERROR_CHANGED] = INGAM_OUTCOME_FAILED,
    [INGAM_ERROR_UNVERIFIED] = INGAM_OUTCOME_FAILED,
    [INGAM_ERROR_NO_SPACE] = INGAM_OUTCOME_FAILED,
    [INGAM_ERROR_PERMISSION] = INGAM_OUTCOME_FAILED,
    [INGAM_ERROR_DISK] = INGAM_OUTCOME_FAILED,
  };

  if (error->domain != INGAM_ERROR || error->code < 0 || error->code >= INGAM_ERROR_N_CODES)
    return INGAM_OUTCOME_FAILED;
  return outcomes[error->code];
}

void
ingam_import_entry_set_error (IngamImportEntry *self, const GError *error)
{
  ingam_import_entry_set (self, outcome_from_error (error), g_strdup (error->message));
  if (error->domain == INGAM_ERROR)
    self->code = (IngamError) error->code;
}

gboolean
ingam_half_is_whole (IngamHalf *certificate)
{
  return certificate && certificate->type == INGAM_HALF_CERTIFICATE && certificate->partner &&
         certificate->partner->type == INGAM_HALF_KEY && !certificate->partner->error;
}

void
ingam_import_entry_take_file (IngamImportEntry *entry, IngamRole role, GBytes *bytes)
{
  g_clear_pointer (&entry->files[role], g_bytes_unref);
  entry->files[role] = bytes ? g_bytes_ref (bytes) : NULL;
}

gboolean
ingam_half_is_authorities (IngamHalf *half)
{
  return half->authorities != NULL;
}

gboolean
ingam_half_is_signing_pair (IngamHalf *half)
{
  return half->type == INGAM_HALF_CERTIFICATE && !half->taken && half->partner &&
         half->partner->type == INGAM_HALF_KEY && !half->is_encryption;
}

/* The part of it that was handed in, its certificate before all others. NULL when none was. */
static IngamGatherItem *
find_item (IngamHalf *half)
{
  IngamHalf *encryption = half->encryption;
  IngamHalf *parts[] = { half, half->partner, encryption, encryption ? encryption->partner : NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] && !parts[i]->beside)
      return parts[i]->item;
  return NULL;
}

static IngamImportEntry *
find_entry (IngamImportPlan *plan, IngamHalf *half)
{
  IngamHalf *origin = half->origin;

  /* the first thing out of a PFX goes on with its entry */
  if (!half->entry && origin && origin->entry && origin->entry->half == origin)
    half->entry = origin->entry;
  if (!half->entry)
    {
      half->entry = g_new0 (IngamImportEntry, 1);
      half->entry->sequence = plan->made->len;
      g_ptr_array_add (plan->made, half->entry);
    }
  half->entry->half = half;
  return half->entry;
}

static void
describe_certificate (IngamImportEntry *entry)
{
  IngamHalf *half = entry->half;
  IngamCredentialFacts facts = { .fields = ingam_certificate_get_fields (half->certificate),
                                 .folder = "" };

  if (half->partner && half->partner->sealed)
    {
      facts.key_scheme = ingam_sealed_key_get_scheme (half->partner->sealed);
      facts.key_rounds = ingam_sealed_key_get_rounds (half->partner->sealed);
      entry->random_known = half->partner->key_id != NULL;
      entry->has_random = half->partner->has_random;
    }
  facts.has_encryption_pair = ingam_half_is_whole (half->encryption);
  entry->credential = ingam_credential_new (&facts);
  entry->id = g_strdup (ingam_certificate_get_id (half->certificate));
}

static void
start_entry (IngamImportPlan *plan, IngamHalf *half, IngamGatherItem *item)
{
  IngamImportEntry *entry = find_entry (plan, half);

  entry->item = item;
  g_ptr_array_add (plan->entries, entry);
  if (entry->done)
    return;
  g_clear_pointer (&entry->id, g_free);
  g_clear_pointer (&entry->notes, g_free);
  g_clear_object (&entry->credential);
  g_clear_object (&entry->existing);
  entry->random_known = entry->has_random = FALSE;
  entry->wanted = entry->completes = FALSE;
  for (int i = 0; i < INGAM_ROLE_N; i++)
    ingam_import_entry_take_file (entry, i, NULL);
  if (half->type == INGAM_HALF_CERTIFICATE)
    describe_certificate (entry);
}

/* CaPubs that came with a pair need no word of their own. */
static gboolean
needs_no_word (IngamHalf *half, GHashTable *ca_pubs)
{
  if (half->type == INGAM_HALF_CA_PUBS)
    g_hash_table_replace (ca_pubs, half->item->folder, half);
  return half->quiet || half->taken;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const IngamImportEntry *one = *(const IngamImportEntry *const *) a;
  const IngamImportEntry *two = *(const IngamImportEntry *const *) b;

  if (one->half->order != two->half->order)
    return one->half->order < two->half->order ? -1 : 1;
  return one->sequence < two->sequence ? -1 : one->sequence > two->sequence;
}

void
ingam_plan_list_entries (IngamImportPlan *plan, GHashTable *ca_pubs)
{
  g_autoptr (GHashTable) origins = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) folders = g_hash_table_new (g_str_hash, g_str_equal);

  g_ptr_array_set_size (plan->entries, 0);
  for (guint i = 0; i < plan->halves->len; i++)
    {
      IngamHalf *half = g_ptr_array_index (plan->halves, i);

      if (half->origin)
        g_hash_table_add (origins, half->origin);
      if (half->type == INGAM_HALF_CERTIFICATE)
        g_hash_table_add (folders, half->item->folder);
    }
  for (guint i = 0; i < plan->halves->len; i++)
    {
      IngamHalf *half = g_ptr_array_index (plan->halves, i);
      IngamGatherItem *item = find_item (half);

      if (needs_no_word (half, ca_pubs) || !item || g_hash_table_contains (origins, half) ||
          (half->type == INGAM_HALF_CA_PUBS && g_hash_table_contains (folders, item->folder)))
        continue;
      start_entry (plan, half, item);
    }
  g_ptr_array_sort (plan->entries, compare_entries);
}
