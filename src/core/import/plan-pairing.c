/* plan-pairing.c: halves brought together, by public key where it is known, else by folder and
 * name.
 *
 * Everything is paired anew each time a password has opened something: what a key says about itself
 * overrules what its name said, and a chain of small corrections to older guesses would be harder
 * to trust than starting over (a thousand pairs take a few milliseconds). By name only an exact one
 * to one is a pair; two candidates wait for a password. All look-ups go through hash tables,
 * because everything of a large office may lie in one folder.
 */
#include "config.h"

#include "core/import/plan-pairing.h"

#include <string.h>

/* Halves of one folder and hint, or certificates of one public key. */
typedef struct
{
  GPtrArray *certificates;
  GPtrArray *keys;
  GPtrArray *broken;
  guint next; /* first certificate that may still be free */
} Bucket;

static Bucket *
bucket_new (void)
{
  Bucket *bucket = g_new0 (Bucket, 1);

  bucket->certificates = g_ptr_array_new ();
  bucket->keys = g_ptr_array_new ();
  bucket->broken = g_ptr_array_new ();
  return bucket;
}

static void
bucket_free (Bucket *bucket)
{
  g_ptr_array_unref (bucket->certificates);
  g_ptr_array_unref (bucket->keys);
  g_ptr_array_unref (bucket->broken);
  g_free (bucket);
}

static Bucket *
find_bucket (GHashTable *table, char *key)
{
  Bucket *bucket = g_hash_table_lookup (table, key);

  if (bucket)
    g_free (key);
  else
    {
      bucket = bucket_new ();
      g_hash_table_insert (table, key, bucket);
    }
  return bucket;
}

static GHashTable *
bucket_table_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) bucket_free);
}

/* How near a key looks for its certificate: the same pair may lie in many places. */
typedef enum
{
  NEAR_FILE,
  NEAR_NAME,
  NEAR_FOLDER,
  ANYWHERE,
  N_REACHES
} Reach;

static char *
reach_key (IngamHalf *half, Reach reach)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (half->key_id, &size);
  g_autofree char *id = g_base64_encode (data, size);

  switch (reach)
    {
    case NEAR_FILE:
      return g_strconcat (id, half->item->folder, "/", half->item->name, NULL);
    case NEAR_NAME:
      return g_strconcat (id, half->item->folder, "\n", half->hint, NULL);
    case NEAR_FOLDER:
      return g_strconcat (id, half->item->folder, NULL);
    default:
      return g_steal_pointer (&id);
    }
}

static void
join (IngamHalf *certificate, IngamHalf *key, gboolean verified)
{
  certificate->partner = key;
  key->partner = certificate;
  certificate->verified = key->verified = verified;
}

/* The first free certificate of a public key, those that were handed in before those beside. */
static IngamHalf *
next_free (Bucket *bucket)
{
  while (bucket->next < bucket->certificates->len)
    {
      IngamHalf *half = g_ptr_array_index (bucket->certificates, bucket->next);

      if (!half->partner)
        return half;
      bucket->next++;
    }
  return NULL;
}

static void
pair_by_public_key (GPtrArray *halves, Reach reach)
{
  g_autoptr (GHashTable) table = bucket_table_new ();

  for (guint i = 0; i < halves->len; i++)
    {
      IngamHalf *half = g_ptr_array_index (halves, i);

      if (half->type == INGAM_HALF_CERTIFICATE && half->key_id && !half->partner)
        g_ptr_array_add (find_bucket (table, reach_key (half, reach))->certificates, half);
    }
  for (guint i = 0; i < halves->len; i++)
    {
      IngamHalf *half = g_ptr_array_index (halves, i);
      IngamHalf *certificate;

      if (half->type != INGAM_HALF_KEY || !half->key_id || half->partner)
        continue;
      certificate = next_free (find_bucket (table, reach_key (half, reach)));
      if (certificate)
        join (certificate, half, TRUE);
    }
}

/* Whether all of them hold the same thing, so that choosing the first is no guess. */
static gboolean
all_equal (GPtrArray *halves)
{
  IngamHalf *first = g_ptr_array_index (halves, 0);

  for (guint i = 1; i < halves->len; i++)
    {
      IngamHalf *half = g_ptr_array_index (halves, i);

      if (first->certificate ? !ingam_certificate_equal (first->certificate, half->certificate) :
                               !g_bytes_equal (ingam_sealed_key_get_bytes (first->sealed),
                                               ingam_sealed_key_get_bytes (half->sealed)))
        return FALSE;
    }
  return TRUE;
}

/* A broken key in the place of the missing one, or a broken certificate: one answer for both. */
static void
join_broken (IngamHalf *half, IngamHalf *broken)
{
  half->partner = broken;
  broken->partner = half;
  broken->taken = TRUE;
}

static void
pair_bucket (Bucket *bucket, gboolean has_stranger)
{
  if (bucket->certificates->len > 0 && bucket->keys->len > 0)
    {
      if (all_equal (bucket->certificates) && all_equal (bucket->keys))
        join (g_ptr_array_index (bucket->certificates, 0), g_ptr_array_index (bucket->keys, 0),
              FALSE);
    }
  else if (bucket->broken->len == 1 && bucket->certificates->len + bucket->keys->len == 1)
    join_broken (
        g_ptr_array_index (bucket->certificates->len ? bucket->certificates : bucket->keys, 0),
        g_ptr_array_index (bucket->broken, 0));
  else if (has_stranger)
    for (guint i = 0; i < bucket->certificates->len; i++)
      ((IngamHalf *) g_ptr_array_index (bucket->certificates, i))->stranger = TRUE;
}

/* A broken PFX or archive is nobody's missing half. */
static gboolean
can_stand_in (IngamHalf *half)
{
  static const char *const endings[] = { ".pfx", ".p12", ".p7b", ".p7c", ".zip" };
  g_autofree char *lower = g_ascii_strdown (half->item->name, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (lower, endings[i]))
      return FALSE;
  return TRUE;
}

static void
pair_by_name (GPtrArray *halves)
{
  g_autoptr (GHashTable) table = bucket_table_new ();
  g_autoptr (GHashTable) strangers = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer value;

  for (guint i = 0; i < halves->len; i++)
    {
      IngamHalf *half = g_ptr_array_index (halves, i);
      Bucket *bucket =
          find_bucket (table, g_strconcat (half->item->folder, "\n", half->hint, NULL));

      if (half->type == INGAM_HALF_CERTIFICATE && !half->partner)
        g_ptr_array_add (bucket->certificates, half);
      else if (half->type == INGAM_HALF_KEY && half->key_id)
        {
          if (!half->partner || strcmp (half->partner->item->folder, half->item->folder) != 0 ||
              strcmp (half->partner->hint, half->hint) != 0)
            g_hash_table_add (strangers, bucket);
        }
      else if (half->type == INGAM_HALF_KEY && !half->partner)
        g_ptr_array_add (bucket->keys, half);
      else if (half->type == INGAM_HALF_BROKEN && can_stand_in (half))
        g_ptr_array_add (bucket->broken, half);
    }
  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    pair_bucket (value, g_hash_table_contains (strangers, value));
}

/* The three places where an encryption certificate finds its signing certificate, nearest first. */
enum
{
  SAME_FOLDER_BY_ROLE,
  SAME_FOLDER_AND_NAME,
  SAME_NAME,
  N_PLACES
};

static char *
place_key (IngamHalf *half, int place)
{
  const IngamCertificateFields *fields;
  g_autofree char *subject = NULL;
  g_autofree char *issuer = NULL;

  if (place == SAME_FOLDER_BY_ROLE)
    return half->role == INGAM_ROLE_OTHER ? NULL : g_strdup (half->item->folder);
  fields = ingam_certificate_get_fields (half->certificate);
  subject = g_base64_encode (fields->subject.data, fields->subject.size);
  issuer = g_base64_encode (fields->issuer.data, fields->issuer.size);
  if (place == SAME_NAME)
    return g_strconcat (subject, "\n", issuer, NULL);
  return g_strconcat (half->origin ? half->item->source : half->item->folder, "\n", subject, "\n",
                      issuer, NULL);
}

#define MAX_CANDIDATES 64

/* Of the certificates of one holder the one issued with it: begins nearest, whole pairs first. */
static IngamHalf *
choose_signing (Bucket *bucket, IngamHalf *encryption)
{
  IngamHalf *best = NULL;
  gint64 best_distance = G_MAXINT64;
  gint64 begins = encryption->certificate ?
                      ingam_certificate_get_fields (encryption->certificate)->not_before :
                      0;

  for (guint i = 0; i < MIN (bucket->certificates->len, MAX_CANDIDATES); i++)
    {
      IngamHalf *half = g_ptr_array_index (bucket->certificates, i);
      gint64 other = ingam_certificate_get_fields (half->certificate)->not_before;
      gint64 distance = ABS (other - begins) + (half->partner ? 0 : G_MAXINT64 / 2);

      if (!half->encryption && distance < best_distance)
        {
          best = half;
          best_distance = distance;
        }
    }
  return best;
}

/* kmPri.key without its certificate still belongs to the pair it lies with. */
static gboolean
is_lonely_encryption_key (IngamHalf *half)
{
  return half->type == INGAM_HALF_KEY && !half->partner && half->role == INGAM_ROLE_KM_KEY;
}

static void
pair_encryption (GPtrArray *halves)
{
  for (int place = 0; place < N_PLACES; place++)
    {
      g_autoptr (GHashTable) table = bucket_table_new ();

      for (guint i = 0; i < halves->len; i++)
        {
          IngamHalf *half = g_ptr_array_index (halves, i);
          char *key = NULL;

          if (half->type == INGAM_HALF_CERTIFICATE && !half->is_encryption &&
              (place != SAME_NAME || half->partner))
            key = place_key (half, place);
          if (key)
            g_ptr_array_add (find_bucket (table, key)->certificates, half);
        }
      for (guint i = 0; i < halves->len; i++)
        {
          IngamHalf *half = g_ptr_array_index (halves, i);
          IngamHalf *signing;
          g_autofree char *key = NULL;
          Bucket *bucket;

          if (half->taken || !(half->type == INGAM_HALF_CERTIFICATE ?
                                   half->is_encryption && (place != SAME_NAME || half->partner) :
                                   place == SAME_FOLDER_BY_ROLE && is_lonely_encryption_key (half)))
            continue;
          key = place_key (half, place);
          bucket = key ? g_hash_table_lookup (table, key) : NULL;
          signing = bucket ? choose_signing (bucket, half) : NULL;
          if (signing)
            {
              signing->encryption = half;
              half->taken = TRUE;
            }
        }
    }
}

/* What a pair is made of is shown as one thing: at its certificate, unless only the key was handed
 * in. */
static void
settle_anchors (GPtrArray *halves)
{
  for (guint i = 0; i < halves->len; i++)
    {
      IngamHalf *half = g_ptr_array_index (halves, i);

      if (half->type == INGAM_HALF_KEY && half->partner &&
          half->partner->type == INGAM_HALF_CERTIFICATE)
        half->taken = TRUE;
    }
}

void
ingam_pairing_settle (GPtrArray *halves)
{
  for (guint i = 0; i < halves->len; i++)
    {
      IngamHalf *half = g_ptr_array_index (halves, i);

      half->partner = half->encryption = NULL;
      half->verified = half->stranger = half->taken = FALSE;
    }
  for (Reach reach = NEAR_FILE; reach < N_REACHES; reach++)
    pair_by_public_key (halves, reach);
  pair_by_name (halves);
  settle_anchors (halves);
  pair_encryption (halves);
}
