/* bundle-plan.c: the derivations of one file, each run once, several at a time.
 *
 * A PFX asks for a derivation for its MAC and for every encrypted part, and programs like to repeat
 * their parameters. Everything is collected first, so that equal ones are run once, all of them run
 * on as many threads as there are processors, and the total is known before the first round.
 */
#include "config.h"

#include "core/codec/bundle-private.h"

#include "core/base/error.h"
#include "core/codec/cp949.h"

#include <gcrypt.h>
#include <glib/gi18n-lib.h>
#include <string.h>

struct _IngamBundlePlan
{
  IngamBundleReading reading; /* borrowed */
  IngamKdfBudget budget;
  guint64 *spent;
  GPtrArray *kdfs; /* of IngamKdf */
  GPtrArray *keys; /* of IngamSecret, NULL until run */
  GHashTable *numbers;
};

static guint
hash_kdf (gconstpointer data)
{
  const IngamKdf *kdf = data;
  guint hash = (guint) kdf->kind * 31 + (guint) kdf->rounds;

  for (gsize i = 0; i < kdf->salt_size; i++)
    hash = hash * 33 + kdf->salt[i];
  return hash;
}

static gboolean
equal_kdfs (gconstpointer a, gconstpointer b)
{
  const IngamKdf *x = a;
  const IngamKdf *y = b;

  return x->kind == y->kind && x->digest == y->digest && x->rounds == y->rounds &&
         x->key_size == y->key_size && x->salt_size == y->salt_size &&
         (x->salt_size == 0 || memcmp (x->salt, y->salt, x->salt_size) == 0);
}

static void
unref_key (gpointer data)
{
  if (data)
    ingam_secret_unref (data);
}

IngamBundlePlan *
ingam_bundle_plan_new (const IngamBundleReading *reading, IngamKdfBudget budget, guint64 *spent)
{
  IngamBundlePlan *self = g_new0 (IngamBundlePlan, 1);

  self->reading = *reading;
  self->budget = budget;
  self->spent = spent;
  self->kdfs = g_ptr_array_new_with_free_func (g_free);
  self->keys = g_ptr_array_new_with_free_func (unref_key);
  self->numbers = g_hash_table_new (hash_kdf, equal_kdfs);
  return self;
}

void
ingam_bundle_plan_free (IngamBundlePlan *self)
{
  g_hash_table_unref (self->numbers);
  g_ptr_array_unref (self->kdfs);
  g_ptr_array_unref (self->keys);
  g_free (self);
}

guint
ingam_bundle_plan_add (IngamBundlePlan *self, const IngamKdf *kdf)
{
  gpointer found;
  IngamKdf *own;

  if (g_hash_table_lookup_extended (self->numbers, kdf, NULL, &found))
    return GPOINTER_TO_UINT (found);
  own = g_memdup2 (kdf, sizeof *kdf);
  own->null_password = self->reading.null_password;
  g_hash_table_insert (self->numbers, own, GUINT_TO_POINTER (self->kdfs->len));
  g_ptr_array_add (self->kdfs, own);
  g_ptr_array_add (self->keys, NULL);
  return self->kdfs->len - 1;
}

void
ingam_bundle_plan_add_pbe (IngamBundlePlan *self, const IngamPbe *pbe, guint *ret_numbers)
{
  IngamKdf kdfs[INGAM_PBE_MAX_KDFS];
  gsize n = ingam_pbe_plan (pbe, self->reading.null_password, kdfs);

  for (gsize i = 0; i < n; i++)
    ret_numbers[i] = ingam_bundle_plan_add (self, &kdfs[i]);
}

IngamSecret *
ingam_bundle_plan_get (IngamBundlePlan *self, guint number)
{
  return g_ptr_array_index (self->keys, number);
}

void
ingam_bundle_plan_get_pbe (IngamBundlePlan *self,
                           const IngamPbe *pbe,
                           const guint *numbers,
                           IngamSecret *ret_keys[INGAM_PBE_MAX_KDFS])
{
  IngamKdf kdfs[INGAM_PBE_MAX_KDFS];
  gsize n = ingam_pbe_plan (pbe, self->reading.null_password, kdfs);

  for (gsize i = 0; i < n; i++)
    ret_keys[i] = ingam_bundle_plan_get (self, numbers[i]);
}

static gboolean
takes_bmp (const IngamKdf *kdf)
{
  return kdf->kind == INGAM_KDF_PKCS12_KEY || kdf->kind == INGAM_KDF_PKCS12_IV ||
         kdf->kind == INGAM_KDF_PKCS12_MAC;
}

/* Rounds times the blocks that each of them makes; what no file may ask for is refused when it is
 * run, and only must not overflow here. */
static guint64
get_cost (const IngamKdf *kdf)
{
  gsize block = gcry_md_get_algo_dlen (kdf->digest);
  guint64 rounds = MIN (kdf->rounds, (guint64) INGAM_KDF_MAX_ROUNDS + 1);

  return rounds * (block ? (MIN (kdf->key_size, INGAM_KDF_MAX_KEY) + block - 1) / block : 1);
}

static gboolean
check_budget (IngamBundlePlan *self, GError **error)
{
  guint64 total = *self->spent;

  for (guint i = 0; i < self->kdfs->len; i++)
    if (!g_ptr_array_index (self->keys, i))
      total += get_cost (g_ptr_array_index (self->kdfs, i));
  /* "Try anyway" is said of the file, whatever its parts add up to; it can still be cancelled. */
  if (total > self->budget && self->budget < INGAM_KDF_MAX_ROUNDS)
    {
      g_set_error_literal (
          error, INGAM_ERROR, INGAM_ERROR_TOO_EXPENSIVE,
          _ ("Opening this file takes an unusually long calculation. Go on only if "
             "you trust where the file is from."));
      return FALSE;
    }
  *self->spent = total;
  return TRUE;
}

static gboolean
run_with (IngamBundlePlan *self,
          IngamSecret *password,
          gboolean bmp,
          gboolean raw,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (GArray) kdfs = g_array_new (FALSE, FALSE, sizeof (IngamKdf));
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree IngamSecret **keys = NULL;

  for (guint i = 0; i < self->kdfs->len; i++)
    {
      const IngamKdf *kdf = g_ptr_array_index (self->kdfs, i);

      if (g_ptr_array_index (self->keys, i) || !(takes_bmp (kdf) ? bmp : raw))
        continue;
      g_array_append_vals (kdfs, kdf, 1);
      g_array_append_val (numbers, i);
    }
  if (kdfs->len == 0)
    return TRUE;

  keys = g_new0 (IngamSecret *, kdfs->len);
  if (!ingam_kdf_derive_many ((const IngamKdf *) kdfs->data, kdfs->len, password, self->budget,
                              cancellable, keys, error))
    return FALSE;
  for (guint i = 0; i < numbers->len; i++)
    g_ptr_array_index (self->keys, g_array_index (numbers, guint, i)) = keys[i];
  return TRUE;
}

gboolean
ingam_bundle_plan_run (IngamBundlePlan *self, GCancellable *cancellable, GError **error)
{
  IngamSecret *bmp = self->reading.bmp;
  IngamSecret *raw = self->reading.raw;

  if (!check_budget (self, error))
    return FALSE;
  if (bmp == raw)
    return run_with (self, bmp, TRUE, TRUE, cancellable, error);
  return run_with (self, bmp, TRUE, FALSE, cancellable, error) &&
         run_with (self, raw, FALSE, TRUE, cancellable, error);
}

/* ---- readings ---- */

static void
clear_reading (gpointer data)
{
  IngamBundleReading *reading = data;

  ingam_secret_unref (reading->bmp);
  ingam_secret_unref (reading->raw);
}

static void
append_reading (GArray *readings, IngamSecret *bmp, IngamSecret *raw, gboolean null_password)
{
  IngamBundleReading reading = {
    ingam_secret_ref (bmp),
    ingam_secret_ref (raw),
    null_password,
  };

  g_array_append_val (readings, reading);
}

/* Each byte as the character of that number: what OpenSSL before 1.1 did to UTF-8. */
static IngamSecret *
widen (IngamSecret *password)
{
  gsize size;
  const guint8 *data = ingam_secret_peek (password, &size);
  guint8 *to;
  gsize used = 0;
  g_autoptr (IngamSecret) out = ingam_secret_new_uninitialised (size * 2, &to);

  for (gsize i = 0; i < size; i++)
    {
      if (data[i] >= 0x80)
        to[used++] = (guint8) (0xc0 | data[i] >> 6);
      to[used++] = data[i] >= 0x80 ? (guint8) (0x80 | (data[i] & 0x3f)) : data[i];
    }
  return ingam_secret_new_slice (out, 0, used);
}

GArray *
ingam_bundle_readings_new (IngamSecret *password)
{
  GArray *readings = g_array_new (FALSE, FALSE, sizeof (IngamBundleReading));
  g_autoptr (IngamSecret) widened = NULL;
  g_autoptr (IngamSecret) cp949 = NULL;
  gsize size;
  const guint8 *data = ingam_secret_peek (password, &size);
  gboolean ascii = TRUE;

  g_array_set_clear_func (readings, clear_reading);
  append_reading (readings, password, password, FALSE);
  if (size == 0)
    append_reading (readings, password, password, TRUE);
  for (gsize i = 0; i < size; i++)
    ascii = ascii && data[i] < 0x80;
  if (ascii || size > INGAM_KDF_MAX_PASSWORD)
    return readings;

  widened = widen (password);
  append_reading (readings, widened, password, FALSE);
  cp949 = ingam_cp949_dup (password);
  if (cp949)
    append_reading (readings, cp949, cp949, FALSE);
  return readings;
}
