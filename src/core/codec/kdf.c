/* kdf.c: keys from passwords on libgcrypt's digests.
 *
 * gcry_kdf_derive() was rejected because it cannot be cancelled and knows no PKCS#12 derivation;
 * the loops here are the same calls it makes, so nothing is lost in speed. Digest handles are
 * opened in libgcrypt's secure memory, but for HMAC's: with those libgcrypt allocates from its one
 * locked pool in every round, and two threads at once cost half as much again as in turn. It
 * wipes them on close all the same. Everything in between lies in an IngamSecret or is wiped: what
 * a derivation leaves behind is its result.
 */
#include "config.h"

#include "core/codec/kdf.h"

#include "core/base/error.h"

#include <gcrypt.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* A round takes 0.1 to 1 µs here; on a machine twenty times slower this is still within 20 ms. */
#define ROUNDS_BETWEEN_LOOKS 1024

#define MAX_DIGEST_SIZE 64
#define MAX_DIGEST_BLOCK 128
#define PBKDF1_SIZE 20

/* The digests we derive with; the block size, which the PKCS#12 derivation needs, is none of what
 * libgcrypt tells. */
static const struct
{
  int digest;
  gsize block; /* bytes */
} digests[] = {
  { GCRY_MD_SHA1, 64 },        { GCRY_MD_SHA224, 64 },  { GCRY_MD_SHA256, 64 },
  { GCRY_MD_SHA384, 128 },     { GCRY_MD_SHA512, 128 }, { GCRY_MD_SHA512_224, 128 },
  { GCRY_MD_SHA512_256, 128 },
};

/* 0 for a digest that is not in the table or not in this system's library. */
static gsize
get_digest_block (int digest)
{
  for (gsize i = 0; i < G_N_ELEMENTS (digests); i++)
    if (digests[i].digest == digest)
      return gcry_md_test_algo (digest) == 0 ? digests[i].block : 0;
  return 0;
}

static gboolean
set_library_error (gcry_error_t result, GError **error)
{
  g_set_error (error, INGAM_ERROR, INGAM_ERROR_FAILED, _ ("The encryption library failed: %s"),
               gcry_strerror (result));
  return FALSE;
}

static gboolean
set_cancelled (GError **error)
{
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_CANCELLED, _ ("Cancelled."));
  return FALSE;
}

static gboolean
check_sizes (const IngamKdf *kdf, IngamSecret *password, GError **error)
{
  gsize max_key = kdf->kind == INGAM_KDF_PBKDF1 ? PBKDF1_SIZE : INGAM_KDF_MAX_KEY;

  if (kdf->salt_size > INGAM_KDF_MAX_SALT || kdf->key_size < 1 || kdf->key_size > max_key ||
      kdf->rounds < INGAM_KDF_MIN_ROUNDS || kdf->rounds > INGAM_KDF_MAX_ROUNDS)
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                           _ ("The file asks for a way of making its key that no program uses. "
                              "It was not opened."));
      return FALSE;
    }
  if (ingam_secret_get_size (password) > INGAM_KDF_MAX_PASSWORD)
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                           _ ("The password is too long."));
      return FALSE;
    }
  return TRUE;
}

/* Everything that can be known before any work. */
static gboolean
check_request (const IngamKdf *kdf, IngamSecret *password, IngamKdfBudget budget, GError **error)
{
  gboolean digest_known;

  if (!check_sizes (kdf, password, error))
    return FALSE;
  digest_known = get_digest_block (kdf->digest) > 0 &&
                 (kdf->kind != INGAM_KDF_PBKDF1 || kdf->digest == GCRY_MD_SHA1);
  if (!digest_known)
    {
      g_set_error_literal (
          error, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED,
          _ ("The key is made with a digest that this system’s encryption library does not have."));
      return FALSE;
    }
  if (kdf->rounds > budget)
    {
      g_autofree char *rounds = g_strdup_printf ("%" G_GUINT64_FORMAT, kdf->rounds);

      g_set_error (error, INGAM_ERROR, INGAM_ERROR_TOO_EXPENSIVE,
                   _ ("Opening this file takes very long: it asks for %s rounds of computing, far "
                      "more than usual. Go on only if you trust where the file is from."),
                   rounds);
      return FALSE;
    }
  return TRUE;
}

static gboolean
open_digest (int digest, guint flags, gcry_md_hd_t *ret_handle, GError **error)
{
  gcry_error_t result = gcry_md_open (ret_handle, digest, flags);

  return result ? set_library_error (result, error) : TRUE;
}

/* Hashes @state in place again and again. */
static gboolean
iterate (gcry_md_hd_t handle,
         int digest,
         guint8 *state,
         gsize size,
         guint64 rounds,
         GCancellable *cancellable)
{
  for (guint64 i = 0; i < rounds; i++)
    {
      if (i % ROUNDS_BETWEEN_LOOKS == 0 && g_cancellable_is_cancelled (cancellable))
        return FALSE;
      gcry_md_reset (handle);
      gcry_md_write (handle, state, size);
      memcpy (state, gcry_md_read (handle, digest), size);
    }
  return TRUE;
}

static gboolean
derive_pbkdf1 (const IngamKdf *kdf,
               IngamSecret *password,
               GCancellable *cancellable,
               guint8 *key,
               GError **error)
{
  guint8 state[PBKDF1_SIZE];
  gcry_md_hd_t handle;
  gboolean done;

  if (!open_digest (kdf->digest, GCRY_MD_FLAG_SECURE, &handle, error))
    return FALSE;
  gcry_md_write (handle, ingam_secret_peek (password, NULL), ingam_secret_get_size (password));
  gcry_md_write (handle, kdf->salt, kdf->salt_size);
  memcpy (state, gcry_md_read (handle, kdf->digest), sizeof state);
  done = iterate (handle, kdf->digest, state, sizeof state, kdf->rounds - 1, cancellable);
  gcry_md_close (handle);
  if (done)
    memcpy (key, state, kdf->key_size);
  ingam_secret_wipe (state, sizeof state);
  return done ? TRUE : set_cancelled (error);
}

/* One block of PBKDF2: U1 xor U2 xor …, in @sum. */
static gboolean
derive_pbkdf2_block (
    gcry_md_hd_t handle, const IngamKdf *kdf, guint32 index, GCancellable *cancellable, guint8 *sum)
{
  const guint8 counter[4] = { (guint8) (index >> 24), (guint8) (index >> 16), (guint8) (index >> 8),
                              (guint8) index };
  gsize size = gcry_md_get_algo_dlen (kdf->digest);
  guint8 state[MAX_DIGEST_SIZE];
  const guint8 *last;
  guint64 i;

  gcry_md_reset (handle);
  gcry_md_write (handle, kdf->salt, kdf->salt_size);
  gcry_md_write (handle, counter, sizeof counter);
  last = gcry_md_read (handle, kdf->digest);
  memcpy (sum, last, size);
  for (i = 1; i < kdf->rounds; i++)
    {
      if (i % ROUNDS_BETWEEN_LOOKS == 0 && g_cancellable_is_cancelled (cancellable))
        break;
      memcpy (state, last, size);
      gcry_md_reset (handle);
      gcry_md_write (handle, state, size);
      last = gcry_md_read (handle, kdf->digest);
      for (gsize j = 0; j < size; j++)
        sum[j] ^= last[j];
    }
  ingam_secret_wipe (state, sizeof state);
  return i == kdf->rounds;
}

static gboolean
derive_pbkdf2 (const IngamKdf *kdf,
               IngamSecret *password,
               GCancellable *cancellable,
               guint8 *key,
               GError **error)
{
  gsize digest_size = gcry_md_get_algo_dlen (kdf->digest);
  guint8 sum[MAX_DIGEST_SIZE];
  gboolean done = TRUE;
  gcry_md_hd_t handle;
  gcry_error_t result;

  if (!open_digest (kdf->digest, GCRY_MD_FLAG_HMAC, &handle, error))
    return FALSE;
  result =
      gcry_md_setkey (handle, ingam_secret_peek (password, NULL), ingam_secret_get_size (password));
  for (gsize at = 0; !result && done && at < kdf->key_size; at += digest_size)
    {
      done = derive_pbkdf2_block (handle, kdf, (guint32) (at / digest_size + 1), cancellable, sum);
      memcpy (key + at, sum, MIN (digest_size, kdf->key_size - at));
    }
  gcry_md_close (handle);
  ingam_secret_wipe (sum, sizeof sum);
  if (result)
    return set_library_error (result, error);
  return done ? TRUE : set_cancelled (error);
}

/* Writes @text as UTF-16 in big-endian order and returns the bytes written; at most twice @size
 * (a surrogate pair, 4 bytes, comes from 4 bytes of UTF-8). */
static gsize
write_utf16 (const guint8 *text, gsize size, guint8 *out)
{
  gboolean utf8 = g_utf8_validate_len ((const char *) text, size, NULL);
  const guint8 *end = text + size;
  gsize n = 0;

  while (text < end)
    {
      gunichar c = utf8 ? g_utf8_get_char ((const char *) text) : *text;
      gunichar units[2] = { c, 0 };

      if (c > 0xffff)
        {
          units[0] = 0xd800 + ((c - 0x10000) >> 10);
          units[1] = 0xdc00 + ((c - 0x10000) & 0x3ff);
        }
      for (guint i = 0; i < (c > 0xffff ? 2u : 1u); i++)
        {
          out[n++] = (guint8) (units[i] >> 8);
          out[n++] = (guint8) units[i];
        }
      ingam_secret_wipe (units, sizeof units);
      text = utf8 ? (const guint8 *) g_utf8_next_char (text) : text + 1;
    }
  return n;
}

static gsize
round_up (gsize size, gsize block)
{
  return (size + block - 1) / block * block;
}

/* @out[0..out_size) is @data again and again. */
static void
fill_cyclic (guint8 *out, gsize out_size, const guint8 *data, gsize size)
{
  for (gsize i = 0; i < out_size; i++)
    out[i] = data[i % size];
}

/* Salt and password, each repeated to whole blocks: "I" of RFC 7292 appendix B.2. */
static IngamSecret *
make_pkcs12_input (const IngamKdf *kdf, IngamSecret *password, gsize block)
{
  gsize size = ingam_secret_get_size (password);
  g_autoptr (IngamSecret) wide = NULL;
  IngamSecret *input;
  gsize salt_part = round_up (kdf->salt_size, block), password_part;
  guint8 *wide_data, *data;
  gsize wide_size = 0;

  wide = ingam_secret_new_uninitialised (2 * size + 2, &wide_data);
  if (size > 0 || !kdf->null_password)
    wide_size = write_utf16 (ingam_secret_peek (password, NULL), size, wide_data) + 2;
  password_part = round_up (wide_size, block);
  input = ingam_secret_new_uninitialised (salt_part + password_part, &data);
  fill_cyclic (data, salt_part, kdf->salt, kdf->salt_size);
  fill_cyclic (data + salt_part, password_part, wide_data, wide_size);
  return input;
}

/* Adds B + 1 to each block of I, modulo 2^(8 * block). */
static void
add_to_blocks (guint8 *input, gsize size, const guint8 *digest, gsize digest_size, gsize block)
{
  for (gsize at = 0; at < size; at += block)
    {
      guint carry = 1;

      for (gsize i = block; i-- > 0;)
        {
          carry += input[at + i] + digest[i % digest_size];
          input[at + i] = (guint8) carry;
          carry >>= 8;
        }
    }
}

static gboolean
derive_pkcs12 (const IngamKdf *kdf,
               IngamSecret *password,
               GCancellable *cancellable,
               guint8 *key,
               GError **error)
{
  gsize block = get_digest_block (kdf->digest), size = gcry_md_get_algo_dlen (kdf->digest);
  g_autoptr (IngamSecret) secret_input = NULL;
  guint8 diversifier[MAX_DIGEST_BLOCK], state[MAX_DIGEST_SIZE];
  gboolean done = TRUE;
  gcry_md_hd_t handle;
  guint8 *input;
  gsize input_size;

  if (!open_digest (kdf->digest, GCRY_MD_FLAG_SECURE, &handle, error))
    return FALSE;
  secret_input = make_pkcs12_input (kdf, password, block);
  /* Ours alone until the end of this function */
  input = (guint8 *) ingam_secret_peek (secret_input, &input_size);
  memset (diversifier, kdf->kind - INGAM_KDF_PKCS12_KEY + 1, block);
  for (gsize at = 0; done && at < kdf->key_size; at += size)
    {
      gcry_md_reset (handle);
      gcry_md_write (handle, diversifier, block);
      gcry_md_write (handle, input, input_size);
      memcpy (state, gcry_md_read (handle, kdf->digest), size);
      done = iterate (handle, kdf->digest, state, size, kdf->rounds - 1, cancellable);
      memcpy (key + at, state, MIN (size, kdf->key_size - at));
      add_to_blocks (input, input_size, state, size, block);
    }
  gcry_md_close (handle);
  ingam_secret_wipe (state, sizeof state);
  return done ? TRUE : set_cancelled (error);
}

typedef gboolean (*DeriveFunc) (const IngamKdf *kdf,
                                IngamSecret *password,
                                GCancellable *cancellable,
                                guint8 *key,
                                GError **error);

static const DeriveFunc derive_funcs[] = {
  [INGAM_KDF_PBKDF1] = derive_pbkdf1,     [INGAM_KDF_PBKDF2] = derive_pbkdf2,
  [INGAM_KDF_PKCS12_KEY] = derive_pkcs12, [INGAM_KDF_PKCS12_IV] = derive_pkcs12,
  [INGAM_KDF_PKCS12_MAC] = derive_pkcs12,
};

/* After check_request(). */
static IngamSecret *
derive (const IngamKdf *kdf, IngamSecret *password, GCancellable *cancellable, GError **error)
{
  guint8 *data;
  g_autoptr (IngamSecret) key = ingam_secret_new_uninitialised (kdf->key_size, &data);

  if (!derive_funcs[kdf->kind](kdf, password, cancellable, data, error))
    return NULL;
  return g_steal_pointer (&key);
}

IngamSecret *
ingam_kdf_derive (const IngamKdf *kdf,
                  IngamSecret *password,
                  IngamKdfBudget budget,
                  GCancellable *cancellable,
                  GError **error)
{
  g_return_val_if_fail (kdf && password, NULL);
  g_return_val_if_fail (kdf->kind < G_N_ELEMENTS (derive_funcs), NULL);

  ingam_secret_init ();
  if (!check_request (kdf, password, budget, error))
    return NULL;
  if (g_cancellable_is_cancelled (cancellable))
    {
      set_cancelled (error);
      return NULL;
    }
  return derive (kdf, password, cancellable, error);
}

/* What the threads of one ingam_kdf_derive_many() share: they take the dearest one left. */
typedef struct
{
  const IngamKdf *kdfs;
  gsize n;
  gsize *order;
  IngamSecret *password;
  GCancellable *cancellable;
  IngamSecret **keys;
  GError **errors; /* one a derivation */
  gint next;       /* atomic */
} Work;

static gpointer
work_cb (gpointer data)
{
  Work *work = data;

  for (;;)
    {
      gsize turn = (gsize) g_atomic_int_add (&work->next, 1), i;

      if (turn >= work->n)
        return NULL;
      i = work->order[turn];
      work->keys[i] = derive (&work->kdfs[i], work->password, work->cancellable, &work->errors[i]);
    }
}

static guint64
estimate_cost (const IngamKdf *kdf)
{
  gsize size = gcry_md_get_algo_dlen (kdf->digest);
  guint64 per_round = kdf->kind == INGAM_KDF_PBKDF2 ? 2 : 1;

  return kdf->rounds * per_round * ((kdf->key_size + size - 1) / size);
}

static int
compare_cost_cb (gconstpointer a, gconstpointer b, gpointer kdfs)
{
  guint64 cost_a = estimate_cost ((const IngamKdf *) kdfs + *(const gsize *) a);
  guint64 cost_b = estimate_cost ((const IngamKdf *) kdfs + *(const gsize *) b);

  return cost_a < cost_b ? 1 : cost_a > cost_b ? -1 : 0;
}

/* Below this making a thread takes longer than it saves: a Korean PFX of 2,048 rounds opens in one
 * thread, and a thousand of them are opened beside each other anyway. */
#define WORTH_A_THREAD 50000

static gsize
count_helpers (const Work *work)
{
  guint64 cost = 0;

  for (gsize i = 0; i < work->n; i++)
    cost += estimate_cost (&work->kdfs[i]);
  return cost < WORTH_A_THREAD ? 0 : MIN (work->n, g_get_num_processors ()) - 1;
}

/* The calling thread works too; a thread that cannot be had only makes it slower. */
static void
run_work (Work *work)
{
  gsize n_helpers = count_helpers (work);
  g_autofree GThread **helpers = g_new0 (GThread *, n_helpers + 1);

  for (gsize i = 0; i < n_helpers; i++)
    helpers[i] = g_thread_try_new ("kdf", work_cb, work, NULL);
  work_cb (work);
  for (gsize i = 0; i < n_helpers; i++)
    if (helpers[i])
      g_thread_join (helpers[i]);
}

gboolean
ingam_kdf_derive_many (const IngamKdf *kdfs,
                       gsize n,
                       IngamSecret *password,
                       IngamKdfBudget budget,
                       GCancellable *cancellable,
                       IngamSecret **ret_keys,
                       GError **error)
{
  g_autofree gsize *order = g_new (gsize, n);
  g_autofree IngamSecret **keys = g_new0 (IngamSecret *, n);
  g_autofree GError **errors = g_new0 (GError *, n);
  Work work = { kdfs, n, order, password, cancellable, keys, errors, 0 };
  GError *first = NULL;

  g_return_val_if_fail (kdfs && n > 0 && n <= G_MAXINT / 2 && password && ret_keys, FALSE);

  ingam_secret_init ();
  for (gsize i = 0; i < n; i++)
    {
      g_return_val_if_fail (kdfs[i].kind < G_N_ELEMENTS (derive_funcs), FALSE);
      if (!check_request (&kdfs[i], password, budget, error))
        return FALSE;
      order[i] = i;
    }
  g_qsort_with_data (order, (gint) n, sizeof *order, compare_cost_cb, (gpointer) kdfs);
  run_work (&work);

  for (gsize i = 0; i < n; i++)
    if (errors[i] && !first)
      first = g_steal_pointer (&errors[i]);
  for (gsize i = 0; i < n; i++)
    {
      g_clear_error (&errors[i]);
      if (first)
        g_clear_pointer (&keys[i], ingam_secret_unref);
      else
        ret_keys[i] = keys[i];
    }
  if (first)
    g_propagate_error (error, first);
  return first == NULL;
}
