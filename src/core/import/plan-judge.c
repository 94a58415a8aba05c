/* plan-judge.c: an outcome and a sentence for everything handed in.
 *
 * Judged anew from the pairing each time something was learnt, whole pairs first: they decide which
 * of several copies is the one that counts, and what others may still wait for. "The password is
 * not right" is said only where a password was tried and opened nothing.
 *
 * Authorities' certificates are imported like anything else, but into no store: they are kept to
 * check others with (store/authorities).
 */
#include "config.h"

#include "core/import/plan-private.h"

#include "core/base/error.h"
#include "core/cert/credential.h"
#include "core/cert/purpose.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  IngamImportPlan *plan;
  GHashTable *by_id;       /* hex -> IngamCredential of the store */
  GHashTable *by_subject;  /* IngamSubject -> the newest one */
  GHashTable *by_name;     /* what a person reads -> the newest one */
  GHashTable *by_key;      /* GBytes key id -> IngamCredential */
  GHashTable *owners;      /* hex -> entry that is the one to count */
  GHashTable *ca_pubs;     /* folder -> half */
  GHashTable *authorities; /* hex of authorities' certificates that an entry brings */
  GHashTable *paired_ids;  /* hex of certificates that have their key */
  GHashTable *paired_keys; /* key ids of the same, of encryption certificates as well */
  guint n_keyless;         /* certificates of the store that lack their key */
  guint n_loose;           /* certificates handed in whose key was not found */
  guint n_keys;            /* locked keys whose certificate was not found */
  guint n_keys_untried;
  guint n_keys_expensive; /* of the untried */
} Judge;

/* Validity is promised in Korean dates. */
static char *
dup_day (gint64 when)
{
  g_autoptr (GDateTime) day = g_date_time_new_from_unix_utc (when + 9 * 60 * 60);

  return day ? g_date_time_format (day, "%Y-%m-%d") : g_strdup ("?");
}

/* --- what the store holds --- */

static gboolean
is_newer (IngamCredential *a, gint64 not_before, gint64 not_after)
{
  gint64 begins = ingam_credential_get_not_before (a);

  return begins > not_before ||
         (begins == not_before && ingam_credential_get_not_after (a) > not_after);
}

static void
index_newest (GHashTable *table, gconstpointer key, IngamCredential *credential)
{
  IngamCredential *newest = g_hash_table_lookup (table, key);

  if (!newest || is_newer (credential, ingam_credential_get_not_before (newest),
                           ingam_credential_get_not_after (newest)))
    g_hash_table_replace (table, (gpointer) key, credential);
}

static void
index_credential (Judge *judge, IngamCredential *credential)
{
  IngamCredential *same;
  const guint8 *key_id = ingam_credential_get_key_id (credential);
  char *id = g_malloc (65);

  ingam_credential_get_id (credential, id);
  same = g_hash_table_lookup (judge->by_id, id);
  /* of two copies the one with its key counts */
  if (!same || !ingam_credential_get_key_scheme (same))
    g_hash_table_replace (judge->by_id, id, credential);
  else
    g_free (id);
  index_newest (judge->by_subject, ingam_credential_get_subject (credential), credential);
  index_newest (judge->by_name, ingam_credential_get_name (credential), credential);
  g_hash_table_replace (judge->by_key, g_bytes_new (key_id, 32), credential);
  judge->n_keyless += ingam_credential_get_key_scheme (credential) == NULL;
}

/* --- complete pairs --- */

static void
note (GString *notes, const char *sentence)
{
  g_string_append_c (notes, ' ');
  g_string_append (notes, sentence);
}

static void
find_notes (IngamImportEntry *entry)
{
  IngamHalf *half = entry->half;
  IngamHalf *encryption = half->encryption;
  GString *notes = g_string_new (NULL);

  if (entry->random_known && !entry->has_random)
    note (notes,
          _ ("It has no identity-check value (R): it signs, but identity checks will fail."));
  if (encryption && encryption->type == INGAM_HALF_KEY)
    note (notes, _ ("It comes without its encryption pair, because kmCert.der is missing."));
  else if (encryption && !encryption->partner)
    note (notes, _ ("It comes without its encryption pair, because kmPri.key is missing."));
  else if (encryption && !ingam_half_is_whole (encryption))
    note (notes, _ ("It comes without its encryption pair, whose key cannot be used."));
  if (ingam_sealed_key_get_trailing_size (half->partner->sealed) > 0)
    note (notes, _ ("What another program had left after the end of its key file is left out."));
  entry->notes = g_string_free (notes, FALSE);
}

static void
set_new (IngamImportEntry *entry, const char *sentence)
{
  ingam_import_entry_set_noted (entry, INGAM_OUTCOME_NEW, sentence);
  entry->wanted = TRUE;
}

static void
take_files (Judge *judge, IngamImportEntry *entry)
{
  IngamHalf *half = entry->half;
  IngamHalf *pubs = g_hash_table_lookup (judge->ca_pubs, half->item->folder);

  ingam_import_entry_take_file (entry, INGAM_ROLE_SIGN_CERT,
                                ingam_certificate_get_der (half->certificate));
  ingam_import_entry_take_file (entry, INGAM_ROLE_SIGN_KEY,
                                ingam_sealed_key_get_bytes (half->partner->sealed));
  if (ingam_half_is_whole (half->encryption))
    {
      ingam_import_entry_take_file (entry, INGAM_ROLE_KM_CERT,
                                    ingam_certificate_get_der (half->encryption->certificate));
      ingam_import_entry_take_file (entry, INGAM_ROLE_KM_KEY,
                                    ingam_sealed_key_get_bytes (half->encryption->partner->sealed));
    }
  if (pubs && half->role != INGAM_ROLE_OTHER)
    ingam_import_entry_take_file (entry, INGAM_ROLE_CA_PUBS, pubs->item->bytes);
}

/* A key file is there and cannot be used. It is not ours to write over: it may be all that is left
 * of something, so what comes lies beside it. */
static gboolean
has_broken_files (IngamCredential *credential)
{
  return (ingam_credential_get_oddities (credential) &
          (INGAM_ODDITY_DAMAGED | INGAM_ODDITY_UNREADABLE | INGAM_ODDITY_REFUSED)) != 0;
}

/* The very same certificate is in the store: perhaps without what comes now. */
static void
judge_same (IngamImportEntry *entry)
{
  IngamOddity oddities = ingam_credential_get_oddities (entry->existing);
  gboolean lacks_key = ingam_credential_get_key_scheme (entry->existing) == NULL;
  gboolean lacks_encryption = entry->files[INGAM_ROLE_KM_KEY] &&
                              !ingam_credential_has_encryption_pair (entry->existing) &&
                              !(oddities & INGAM_ODDITY_ENCRYPTION_HALF);

  if (!lacks_key && !lacks_encryption)
    {
      ingam_import_entry_set (entry, INGAM_OUTCOME_ALREADY_HERE,
                              g_strdup (_ ("It is already here.")));
      return;
    }
  if (lacks_key && has_broken_files (entry->existing))
    {
      set_new (entry, _ ("The one you have has a key file that cannot be used. This one comes "
                         "beside it."));
      return;
    }
  entry->completes = TRUE;
  ingam_import_entry_take_file (entry, INGAM_ROLE_SIGN_CERT, NULL);
  ingam_import_entry_take_file (entry, INGAM_ROLE_CA_PUBS, NULL);
  if (!lacks_key)
    ingam_import_entry_take_file (entry, INGAM_ROLE_SIGN_KEY, NULL);
  if (!lacks_encryption)
    {
      ingam_import_entry_take_file (entry, INGAM_ROLE_KM_CERT, NULL);
      ingam_import_entry_take_file (entry, INGAM_ROLE_KM_KEY, NULL);
    }
  set_new (entry, lacks_key ? _ ("The one you have gets its missing private key.") :
                              _ ("The one you have gets its missing encryption pair."));
}

/* Both are the same subject's. Days tell renewals apart; a reissue keeps its last day. */
static void
judge_against_newest (IngamImportEntry *entry, IngamCredential *newest)
{
  const IngamCertificateFields *fields = ingam_certificate_get_fields (entry->half->certificate);
  gboolean older = is_newer (newest, fields->not_before, fields->not_after);
  g_autofree char *until = dup_day (fields->not_after);
  g_autofree char *yours_until = dup_day (ingam_credential_get_not_after (newest));
  g_autofree char *begins = dup_day (fields->not_before);
  g_autofree char *yours_begins = dup_day (ingam_credential_get_not_before (newest));
  g_autofree char *sentence = NULL;

  if (older && g_str_equal (until, yours_until))
    /* Translators: two days; the one handed in comes first. */
    sentence = g_strdup_printf (_ ("It is older than the one you have: issued on %s, yours on %s. "
                                   "Keep it all the same?"),
                                begins, yours_begins);
  else if (older)
    /* Translators: two days; the one handed in comes first. */
    sentence = g_strdup_printf (_ ("It is older than the one you have: valid until %s, yours until "
                                   "%s. Keep it all the same?"),
                                until, yours_until);
  else if (g_str_equal (until, yours_until))
    /* Translators: two days; yours comes first. */
    sentence = g_strdup_printf (_ ("It replaces the one you have: issued on %s, now on %s. The old "
                                   "one stays."),
                                yours_begins, begins);
  else
    /* Translators: two days; yours comes first. */
    sentence = g_strdup_printf (_ ("It replaces the one you have: valid until %s, now until %s. "
                                   "The old one stays."),
                                yours_until, until);
  if (older)
    ingam_import_entry_set_noted (entry, INGAM_OUTCOME_OLDER_THAN_YOURS, sentence);
  else
    set_new (entry, sentence);
}

/* Another certificate than any of the store's: newer, older, or of the same name. */
static void
judge_against_others (Judge *judge, IngamImportEntry *entry)
{
  IngamCredential *credential = entry->credential;
  IngamCredential *newest =
      g_hash_table_lookup (judge->by_subject, ingam_credential_get_subject (credential));
  IngamCredential *namesake =
      g_hash_table_lookup (judge->by_name, ingam_credential_get_name (credential));
  IngamCredential *existing = newest ? newest : namesake;
  g_autofree char *purpose = NULL;
  g_autofree char *day = NULL;
  g_autofree char *sentence = NULL;

  g_set_object (&entry->existing, existing);
  if (newest)
    {
      judge_against_newest (entry, newest);
      return;
    }
  if (!namesake)
    {
      set_new (entry, _ ("Ready to be imported."));
      return;
    }
  purpose = ingam_purpose_dup_display (ingam_credential_get_purpose (namesake),
                                       ingam_credential_get_purpose_oid (namesake));
  day = dup_day (ingam_credential_get_not_after (namesake));
  /* Translators: what the other certificate is for, and its last day. */
  sentence = g_strdup_printf (_ ("You have another one in this name: %s, valid until %s. Both are "
                                 "kept."),
                              purpose, day);
  set_new (entry, sentence);
}

static void
judge_whole (Judge *judge, IngamImportEntry *entry)
{
  if (entry->half->partner->error)
    {
      ingam_import_entry_set_error (entry, entry->half->partner->error);
      return;
    }
  if (g_hash_table_contains (judge->owners, entry->id))
    {
      ingam_import_entry_set (entry, INGAM_OUTCOME_ALREADY_HERE,
                              g_strdup (_ ("The same one is here more than once. One is enough.")));
      return;
    }
  g_hash_table_insert (judge->owners, entry->id, entry);
  take_files (judge, entry);
  find_notes (entry);
  g_set_object (&entry->existing, g_hash_table_lookup (judge->by_id, entry->id));
  if (entry->existing)
    {
      judge_same (entry);
      return;
    }
  judge_against_others (judge, entry);
}

/* --- halves --- */

static gboolean
is_expensive (IngamHalf *key)
{
  return ingam_sealed_key_get_rounds (key->sealed) > INGAM_KDF_ASK_ROUNDS;
}

static void
set_expensive (IngamImportEntry *entry)
{
  ingam_import_entry_set (entry, INGAM_OUTCOME_TOO_EXPENSIVE,
                          g_strdup (_ ("Opening this file takes an unusually long calculation. Go "
                                       "on only if you trust where the file is from.")));
}

static void
judge_loose_certificate (Judge *judge, IngamImportEntry *entry)
{
  IngamHalf *half = entry->half;
  gboolean npki = half->role != INGAM_ROLE_OTHER;
  const char *message;

  if (half->stranger)
    message = _ ("The private key that lies with it belongs to another certificate.");
  else if (judge->n_keys > 0)
    {
      if (judge->n_keys_untried > 0 && judge->n_keys_untried == judge->n_keys_expensive)
        set_expensive (entry);
      else if (judge->n_keys_untried > 0)
        ingam_import_entry_set (entry, INGAM_OUTCOME_NEEDS_PASSWORD,
                                g_strdup (_ ("A password is needed to find the private key that "
                                             "belongs to it.")));
      else
        ingam_import_entry_set (
            entry, INGAM_OUTCOME_WRONG_PASSWORD,
            g_strdup (_ ("The password is not right for any of the private keys "
                         "that could belong to it.")));
      return;
    }
  else if (half->origin)
    message =
        _ ("The PFX file holds no private key for it. Export it again, with the private key.");
  else if (half->is_encryption)
    message =
        _ ("This is the encryption certificate alone. Add signCert.der and signPri.key as well.");
  else if (npki)
    message = _ ("Its private key is missing. Add signPri.key as well.");
  else
    message = _ ("Its private key is missing. Add the key file as well.");
  ingam_import_entry_set (entry, INGAM_OUTCOME_HALF_PAIR, g_strdup (message));
}

static void
judge_half_certificate (Judge *judge, IngamImportEntry *entry)
{
  IngamHalf *half = entry->half;
  IngamCredential *same = g_hash_table_lookup (judge->by_id, entry->id);

  g_set_object (&entry->existing, same);
  if (same && ingam_credential_get_key_scheme (same))
    ingam_import_entry_set (entry, INGAM_OUTCOME_ALREADY_HERE,
                            g_strdup (_ ("It is already here.")));
  else if (g_hash_table_contains (judge->owners, entry->id))
    ingam_import_entry_set (entry, INGAM_OUTCOME_ALREADY_HERE,
                            g_strdup (_ ("The same one is here more than once. One is enough.")));
  else if (half->partner && half->partner->error)
    ingam_import_entry_set_error (entry, half->partner->error);
  else if (half->partner) /* an encryption pair without its signing pair */
    ingam_import_entry_set (
        entry, INGAM_OUTCOME_HALF_PAIR,
        g_strdup (
            _ ("This is the encryption pair alone. Add signCert.der and signPri.key as well.")));
  else
    judge_loose_certificate (judge, entry);
}

/* A key that was open and whose certificate is the store's. */
static void
judge_key_of_store (Judge *judge, IngamImportEntry *entry, IngamCredential *credential)
{
  char id[65];

  g_set_object (&entry->existing, credential);
  entry->id = g_strdup (ingam_credential_get_id (credential, id));
  if (ingam_credential_get_key_scheme (credential))
    {
      ingam_import_entry_set (entry, INGAM_OUTCOME_ALREADY_HERE,
                              g_strdup (_ ("It is already here, with its certificate.")));
      return;
    }
  if (g_hash_table_contains (judge->owners, entry->id))
    {
      ingam_import_entry_set (entry, INGAM_OUTCOME_ALREADY_HERE,
                              g_strdup (_ ("The same one is here more than once. One is enough.")));
      return;
    }
  if (has_broken_files (credential))
    {
      ingam_import_entry_set (
          entry, INGAM_OUTCOME_HALF_PAIR,
          g_strdup (_ ("The one you have has a key file that cannot be used. Add signCert.der as "
                       "well, and both come beside it.")));
      return;
    }
  g_hash_table_insert (judge->owners, entry->id, entry);
  ingam_import_entry_take_file (entry, INGAM_ROLE_SIGN_KEY,
                                ingam_sealed_key_get_bytes (entry->half->sealed));
  entry->completes = TRUE;
  entry->wanted = TRUE;
  ingam_import_entry_set (entry, INGAM_OUTCOME_NEW,
                          g_strdup (_ ("The one you have gets its missing private key.")));
}

static void
judge_key (Judge *judge, IngamImportEntry *entry)
{
  IngamHalf *half = entry->half;
  IngamCredential *of_store =
      half->key_id ? g_hash_table_lookup (judge->by_key, half->key_id) : NULL;

  if (half->error)
    ingam_import_entry_set_error (entry, half->error);
  else if (half->partner && half->partner->error)
    ingam_import_entry_set_error (entry, half->partner->error);
  else if (half->key_id && g_hash_table_contains (judge->paired_keys, half->key_id))
    ingam_import_entry_set (entry, INGAM_OUTCOME_ALREADY_HERE,
                            g_strdup (_ ("The same one is here more than once. One is enough.")));
  else if (of_store)
    judge_key_of_store (judge, entry, of_store);
  else if (!half->key_id && (judge->n_loose > 0 || judge->n_keyless > 0) && !half->tried &&
           is_expensive (half))
    set_expensive (entry);
  else if (!half->key_id && (judge->n_loose > 0 || judge->n_keyless > 0))
    ingam_import_entry_set (
        entry, half->tried ? INGAM_OUTCOME_WRONG_PASSWORD : INGAM_OUTCOME_NEEDS_PASSWORD,
        g_strdup (half->tried ? _ ("The password is not right.") :
                                _ ("A password is needed to find the certificate "
                                   "that belongs to it.")));
  else
    ingam_import_entry_set (
        entry, INGAM_OUTCOME_HALF_PAIR,
        g_strdup (half->role == INGAM_ROLE_KM_KEY ?
                      _ ("Its certificate is missing. Add signCert.der, signPri.key and kmCert.der "
                         "as well.") :
                  half->origin ? _ ("The PFX file holds a private key without its certificate.") :
                                 _ ("Its certificate is missing. Add signCert.der as well.")));
}

static void
judge_bundle (Judge *judge, IngamImportEntry *entry)
{
  IngamHalf *half = entry->half;

  if (half->error)
    ingam_import_entry_set_error (entry, half->error);
  else if (half->opened)
    ingam_import_entry_set (
        entry, INGAM_OUTCOME_NOT_A_CERTIFICATE,
        g_strdup (_ ("There is no person's or company's certificate in this PFX "
                     "file.")));
  else
    ingam_import_entry_set (entry, INGAM_OUTCOME_NEEDS_PASSWORD,
                            g_strdup (_ ("It is locked with a password.")));
}

static void
judge_authorities (Judge *judge, IngamImportEntry *entry)
{
  if (entry->half->authorities)
    ingam_plan_judge_authorities (judge->plan, entry, judge->authorities);
  else
    ingam_import_entry_set_error (entry, entry->half->error);
}

static void
judge_error (Judge *judge, IngamImportEntry *entry)
{
  ingam_import_entry_set_error (entry, entry->half->error);
}

static void (*const judges[]) (Judge *judge, IngamImportEntry *entry) = {
  [INGAM_HALF_CERTIFICATE] = judge_half_certificate,
  [INGAM_HALF_KEY] = judge_key,
  [INGAM_HALF_BUNDLE] = judge_bundle,
  [INGAM_HALF_CA_PUBS] = judge_authorities,
  [INGAM_HALF_AUTHORITIES] = judge_authorities,
  [INGAM_HALF_BROKEN] = judge_error,
  [INGAM_HALF_REMARK] = judge_error,
};

/* --- all of it --- */

static void
index_pairs (Judge *judge)
{
  for (guint i = 0; i < judge->plan->halves->len; i++)
    {
      IngamHalf *half = g_ptr_array_index (judge->plan->halves, i);

      if (half->type != INGAM_HALF_CERTIFICATE || !half->partner || !half->partner->sealed)
        continue;
      g_hash_table_add (judge->paired_ids, (gpointer) ingam_certificate_get_id (half->certificate));
      if (half->key_id)
        g_hash_table_add (judge->paired_keys, half->key_id);
    }
}

static gboolean
is_loose_key (IngamHalf *half)
{
  return half->type == INGAM_HALF_KEY && !half->taken && !half->partner && !half->key_id &&
         !half->error;
}

/* A certificate that still misses its key: no copy of it, here or in the store, has one. */
static gboolean
is_loose_certificate (Judge *judge, IngamHalf *half)
{
  IngamCredential *same;
  const char *id;

  if (half->type != INGAM_HALF_CERTIFICATE || half->taken || half->partner || half->stranger)
    return FALSE;
  id = ingam_certificate_get_id (half->certificate);
  same = g_hash_table_lookup (judge->by_id, id);
  return !g_hash_table_contains (judge->paired_ids, id) &&
         !(same && ingam_credential_get_key_scheme (same));
}

/* What a password could still bring together. One certificate and one locked key that were handed
 * in apart are one entry: whose else could the key be? */
static void
count_loose (Judge *judge)
{
  IngamHalf *key = NULL;
  IngamHalf *certificate = NULL;

  for (guint i = 0; i < judge->plan->halves->len; i++)
    {
      IngamHalf *half = g_ptr_array_index (judge->plan->halves, i);

      if (is_loose_key (half))
        {
          judge->n_keys++;
          judge->n_keys_untried += !half->tried;
          judge->n_keys_expensive += !half->tried && is_expensive (half);
          key = half->beside ? key : half;
        }
      else if (is_loose_certificate (judge, half))
        {
          judge->n_loose++;
          certificate = half->beside ? certificate : half;
        }
    }
  if (judge->n_keys == 1 && judge->n_loose == 1 && key && certificate)
    key->taken = TRUE;
}

static void
judge_init (Judge *judge, IngamImportPlan *plan)
{
  GPtrArray *credentials = plan->scan ? ingam_scan_get_credentials (plan->scan) : NULL;

  judge->plan = plan;
  judge->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  judge->by_subject = g_hash_table_new (ingam_subject_hash, (GEqualFunc) ingam_subject_equal);
  judge->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  judge->by_key =
      g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  judge->owners = g_hash_table_new (g_str_hash, g_str_equal);
  judge->ca_pubs = g_hash_table_new (g_str_hash, g_str_equal);
  judge->authorities = g_hash_table_new (g_str_hash, g_str_equal);
  judge->paired_ids = g_hash_table_new (g_str_hash, g_str_equal);
  judge->paired_keys = g_hash_table_new (g_bytes_hash, g_bytes_equal);
  for (guint i = 0; credentials && i < credentials->len; i++)
    index_credential (judge, g_ptr_array_index (credentials, i));
}

static void
judge_clear (Judge *judge)
{
  g_hash_table_unref (judge->by_id);
  g_hash_table_unref (judge->by_subject);
  g_hash_table_unref (judge->by_name);
  g_hash_table_unref (judge->by_key);
  g_hash_table_unref (judge->owners);
  g_hash_table_unref (judge->ca_pubs);
  g_hash_table_unref (judge->authorities);
  g_hash_table_unref (judge->paired_ids);
  g_hash_table_unref (judge->paired_keys);
}

/* Of several copies of one certificate, that one counts which comes first here. */
typedef enum
{
  PROVEN,  /* its key was open and fits */
  BY_NAME, /* its key lies with it */
  OTHERS,
  N_RANKS
} Rank;

static Rank
find_rank (IngamHalf *half)
{
  if (!ingam_half_is_signing_pair (half))
    return OTHERS;
  return half->verified ? PROVEN : BY_NAME;
}

static void
judge_entry (Judge *judge, IngamImportEntry *entry)
{
  if (ingam_half_is_signing_pair (entry->half))
    judge_whole (judge, entry);
  else
    judges[entry->half->type](judge, entry);
  if (entry->has_wish)
    entry->wanted = entry->wish && (entry->outcome == INGAM_OUTCOME_NEW ||
                                    entry->outcome == INGAM_OUTCOME_OLDER_THAN_YOURS);
}

void
ingam_plan_judge (IngamImportPlan *self)
{
  Judge judge = { 0 };

  judge_init (&judge, self);
  for (guint i = 0; i < self->made->len; i++)
    {
      IngamImportEntry *entry = g_ptr_array_index (self->made, i);

      if (entry->done && entry->id && entry->outcome == INGAM_OUTCOME_NEW)
        g_hash_table_insert (judge.owners, entry->id, entry);
    }
  index_pairs (&judge);
  count_loose (&judge);
  ingam_plan_list_entries (self, judge.ca_pubs);
  for (Rank rank = PROVEN; rank < N_RANKS; rank++)
    for (guint i = 0; i < self->entries->len; i++)
      {
        IngamImportEntry *entry = g_ptr_array_index (self->entries, i);

        if (!entry->done && find_rank (entry->half) == rank)
          judge_entry (&judge, entry);
      }
  judge_clear (&judge);
}
