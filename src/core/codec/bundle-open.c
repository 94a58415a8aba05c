/* bundle-open.c: from a PFX and a password to certificates and keys.
 *
 * Everything that is derived is collected first and run at once; the MAC is looked at before
 * anything that was decrypted. With a MAC that holds, what is wrong inside is damage and never the
 * password. The password is tried as typed and, when it is empty or not ASCII, in the other ways
 * that programs have turned it into bytes.
 */
#include "config.h"

#include "core/codec/bundle.h"

#include "core/base/error.h"
#include "core/codec/ber.h"
#include "core/codec/bundle-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Of a long text that is decrypted piece by piece; a multiple of every block. */
#define PIECE_SIZE (32 * 1024)

/* One part while it is being opened. */
typedef struct
{
  guint keys[INGAM_PBE_MAX_KDFS]; /* numbers in the plan, of an encrypted one */
  GBytes *safe;                   /* of an encrypted one, once decrypted */
  GArray *bags;                   /* of IngamBundleBag */
} OpenPart;

typedef struct
{
  IngamBundle *bundle;
  IngamBundlePlan *plan;
  GCancellable *cancellable;
  GArray *parts; /* of OpenPart, in the order of bundle->parts */
} Opening;

static void
clear_open_part (gpointer data)
{
  OpenPart *part = data;

  g_clear_pointer (&part->bags, g_array_unref);
  g_clear_pointer (&part->safe, g_bytes_unref);
}

static gboolean
set_wrong_password (GError **error)
{
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD,
                       _ ("The password is not right."));
  return FALSE;
}

/* What did not decrypt or does not parse: with a MAC that holds it is damaged, else the password is
 * likelier. Other errors stay. */
static gboolean
set_inside_wrong (Opening *self, GError *found, GError **error)
{
  g_autoptr (GError) owned = found;

  if (owned && !g_error_matches (owned, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD) &&
      !g_error_matches (owned, INGAM_ERROR, INGAM_ERROR_DAMAGED))
    {
      g_propagate_error (error, g_steal_pointer (&owned));
      return FALSE;
    }
  if (self->bundle->mac.present)
    return ingam_bundle_set_damaged (error);
  return set_wrong_password (error);
}

static gboolean
plan_bags (Opening *self, GArray *bags, GError **error)
{
  for (guint i = 0; i < bags->len; i++)
    {
      IngamBundleBag *bag = &g_array_index (bags, IngamBundleBag, i);

      if (bag->kind != INGAM_BUNDLE_BAG_SHROUDED_KEY)
        continue;
      if (!ingam_pbe_is_supported (&bag->pbe))
        {
          ingam_pbe_set_unsupported (&bag->pbe, error);
          return FALSE;
        }
      ingam_bundle_plan_add_pbe (self->plan, &bag->pbe, bag->keys);
    }
  return TRUE;
}

/* All derivations that are known before anything is decrypted. */
static gboolean
plan_parts (Opening *self, GError **error)
{
  for (guint i = 0; i < self->bundle->parts->len; i++)
    {
      const IngamBundlePart *part = &g_array_index (self->bundle->parts, IngamBundlePart, i);
      OpenPart open = { 0 };
      gboolean fine = TRUE;

      if (part->encrypted)
        ingam_bundle_plan_add_pbe (self->plan, &part->pbe, open.keys);
      else
        {
          open.bags = g_array_copy (part->bags);
          fine = plan_bags (self, open.bags, error);
        }
      g_array_append_val (self->parts, open);
      if (!fine)
        return FALSE;
    }
  return TRUE;
}

static void
unref_secret_cb (gpointer data)
{
  ingam_secret_unref (data);
}

static GBytes *
view_secret (IngamSecret *secret)
{
  gsize size;
  const guint8 *data = ingam_secret_peek (secret, &size);

  return g_bytes_new_with_free_func (data, size, unref_secret_cb, ingam_secret_ref (secret));
}

/* The next piece of a long CBC text. ingam_cipher_decrypt() wants padding at the end, so a piece
 * from the middle gets a block of nothing but padding put behind it: that is what encrypting no
 * bytes with the piece's last block as IV makes. */
static IngamSecret *
decrypt_piece (
    const IngamCipher *cipher, IngamSecret *key, IngamDer piece, const guint8 *iv, GError **error)
{
  gsize block = cipher->block_size;
  g_autoptr (IngamSecret) nothing = ingam_secret_new ("", 0);
  g_autoptr (GByteArray) padded = g_byte_array_sized_new ((guint) (piece.size + block));
  g_autoptr (GBytes) padding =
      ingam_cipher_encrypt (cipher, key, piece.data + piece.size - block, block, nothing, error);

  if (!padding)
    return NULL;
  g_byte_array_append (padded, piece.data, (guint) piece.size);
  g_byte_array_append (padded, g_bytes_get_data (padding, NULL), (guint) block);
  return ingam_cipher_decrypt (cipher, key, iv, block, padded->data, padded->len, error);
}

typedef struct
{
  gsize used;
  guint8 data[];
} Joined;

static void
free_joined_cb (gpointer data)
{
  Joined *joined = data;

  ingam_secret_wipe (joined->data, joined->used);
  g_free (joined);
}

/* What is larger than a secret can be: hundreds of certificates together. */
static GBytes *
decrypt_large (
    const IngamCipher *cipher, IngamSecret *key, const guint8 *iv, IngamDer sealed, GError **error)
{
  Joined *joined = g_malloc (sizeof *joined + sealed.size);
  g_autoptr (GBytes) owner = NULL;

  joined->used = 0;
  owner = g_bytes_new_with_free_func (joined->data, sealed.size, free_joined_cb, joined);
  while (sealed.size > 0)
    {
      g_autoptr (IngamSecret) plain = NULL;
      IngamDer piece = { sealed.data, MIN (sealed.size, PIECE_SIZE) };
      gsize size;

      plain = piece.size < sealed.size ? decrypt_piece (cipher, key, piece, iv, error) :
                                         ingam_cipher_decrypt (cipher, key, iv, cipher->block_size,
                                                               piece.data, piece.size, error);
      if (!plain)
        return NULL;
      size = ingam_secret_get_size (plain);
      memcpy (joined->data + joined->used, ingam_secret_peek (plain, NULL), size);
      joined->used += size;
      sealed.data += piece.size;
      sealed.size -= piece.size;
      iv = sealed.data - cipher->block_size;
    }
  return g_bytes_new_from_bytes (owner, 0, joined->used);
}

static GBytes *
decrypt_sealed (const IngamBundlePart *part, IngamSecret *const *keys, GError **error)
{
  const IngamPbe *pbe = &part->pbe;
  g_autoptr (IngamSecret) plain = NULL;

  if (part->sealed.size > INGAM_SECRET_MAX_SIZE && pbe->family == INGAM_PBE_PBES2)
    return decrypt_large (pbe->cipher, keys[0], pbe->iv.data, part->sealed, error);
  if (part->sealed.size > INGAM_SECRET_MAX_SIZE && pbe->family == INGAM_PBE_PKCS12)
    return decrypt_large (pbe->cipher, keys[0], ingam_secret_peek (keys[1], NULL), part->sealed,
                          error);
  plain = ingam_pbe_decrypt_with (pbe, keys, part->sealed.data, part->sealed.size, error);
  return plain ? view_secret (plain) : NULL;
}

static gboolean
decrypt_part (
    Opening *self, const IngamBundlePart *part, OpenPart *open, gsize *n_bags, GError **error)
{
  IngamSecret *keys[INGAM_PBE_MAX_KDFS];
  g_autoptr (GBytes) plain = NULL;
  GError *found = NULL;

  ingam_bundle_plan_get_pbe (self->plan, &part->pbe, open->keys, keys);
  plain = decrypt_sealed (part, keys, &found);
  if (plain)
    open->safe = ingam_ber_flatten (plain, &found);
  open->bags = g_array_new (FALSE, TRUE, sizeof (IngamBundleBag));
  if (!open->safe || !ingam_bundle_bags_read (open->safe, *n_bags, open->bags, &found))
    return set_inside_wrong (self, found, error);
  *n_bags += open->bags->len;
  return plan_bags (self, open->bags, error);
}

static gboolean
decrypt_parts (Opening *self, GError **error)
{
  gsize n_bags = 0;

  for (guint i = 0; i < self->parts->len; i++)
    if (g_array_index (self->parts, OpenPart, i).bags)
      n_bags += g_array_index (self->parts, OpenPart, i).bags->len;
  for (guint i = 0; i < self->parts->len; i++)
    {
      const IngamBundlePart *part = &g_array_index (self->bundle->parts, IngamBundlePart, i);
      OpenPart *open = &g_array_index (self->parts, OpenPart, i);

      if (part->encrypted && !decrypt_part (self, part, open, &n_bags, error))
        return FALSE;
    }
  return TRUE;
}

/* Of any type: what kinds of key are of use is for others to say. */
static gboolean
is_private_key_info (IngamSecret *plain)
{
  IngamDer der, content, version, algorithm, oid, octets;

  der.data = ingam_secret_peek (plain, &der.size);
  return ingam_der_take (&der, INGAM_DER_SEQUENCE, &content) && der.size == 0 &&
         ingam_der_take (&content, INGAM_DER_INTEGER, &version) &&
         ingam_der_take (&content, INGAM_DER_SEQUENCE, &algorithm) &&
         ingam_der_take (&algorithm, INGAM_DER_OID, &oid) &&
         ingam_der_take (&content, INGAM_DER_OCTET_STRING, &octets);
}

static IngamSecret *
open_key (Opening *self, const IngamBundleBag *bag, GError **error)
{
  g_autoptr (IngamSecret) plain = NULL;
  IngamSecret *keys[INGAM_PBE_MAX_KDFS];
  GError *found = NULL;

  if (bag->value.size > INGAM_SECRET_MAX_SIZE)
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                           _ ("A key in the file is far too large to be one."));
      return NULL;
    }
  if (bag->kind == INGAM_BUNDLE_BAG_KEY)
    plain = ingam_secret_new (bag->value.data, bag->value.size);
  else
    {
      ingam_bundle_plan_get_pbe (self->plan, &bag->pbe, bag->keys, keys);
      plain = ingam_pbe_decrypt_with (&bag->pbe, keys, bag->value.data, bag->value.size, &found);
    }
  if (!plain || !is_private_key_info (plain))
    {
      set_inside_wrong (self, found, error);
      return NULL;
    }
  return g_steal_pointer (&plain);
}

static IngamBundleContents *
collect (Opening *self, GError **error)
{
  g_autoptr (IngamBundleContents) contents = g_new0 (IngamBundleContents, 1);

  contents->certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  contents->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_secret_unref);
  contents->has_mac = contents->was_locked = self->bundle->mac.present;
  for (guint i = 0; i < self->parts->len; i++)
    {
      GArray *bags = g_array_index (self->parts, OpenPart, i).bags;

      contents->was_locked |= g_array_index (self->bundle->parts, IngamBundlePart, i).encrypted;
      for (guint j = 0; j < bags->len; j++)
        {
          const IngamBundleBag *bag = &g_array_index (bags, IngamBundleBag, j);
          IngamSecret *key;

          if (bag->kind == INGAM_BUNDLE_BAG_CERTIFICATE)
            {
              g_ptr_array_add (contents->certificates,
                               g_bytes_new (bag->value.data, bag->value.size));
              continue;
            }
          key = open_key (self, bag, error);
          if (!key)
            return NULL;
          g_ptr_array_add (contents->keys, key);
          contents->was_locked |= bag->kind == INGAM_BUNDLE_BAG_SHROUDED_KEY;
        }
    }
  return g_steal_pointer (&contents);
}

/* One try with one reading of the password. The first try runs everything at once, because it is
 * mostly the right one; the others look at the MAC first. */
static IngamBundleContents *
try_reading (IngamBundle *bundle,
             const IngamBundleReading *reading,
             gboolean first,
             IngamKdfBudget budget,
             guint64 *spent,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (IngamBundlePlan) plan = ingam_bundle_plan_new (reading, budget, spent);
  g_autoptr (GArray) parts = g_array_new (FALSE, TRUE, sizeof (OpenPart));
  Opening self = { bundle, plan, cancellable, parts };
  gboolean has_mac = bundle->mac.present;
  guint mac_key = 0;

  g_array_set_clear_func (parts, clear_open_part);
  if (has_mac)
    mac_key = ingam_bundle_plan_add (plan, &bundle->mac.kdf);
  if ((first || !has_mac) && !plan_parts (&self, error))
    return NULL;
  if (!ingam_bundle_plan_run (plan, cancellable, error))
    return NULL;
  if (has_mac && !ingam_bundle_mac_verify (&bundle->mac, ingam_bundle_plan_get (plan, mac_key),
                                           bundle->auth_safe))
    {
      set_wrong_password (error);
      return NULL;
    }
  if (!first && has_mac &&
      (!plan_parts (&self, error) || !ingam_bundle_plan_run (plan, cancellable, error)))
    return NULL;
  if (!decrypt_parts (&self, error) || !ingam_bundle_plan_run (plan, cancellable, error))
    return NULL;
  return collect (&self, error);
}

IngamBundleContents *
ingam_bundle_open (IngamBundle *self,
                   IngamSecret *password,
                   IngamKdfBudget budget,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (GArray) readings = NULL;
  guint64 spent = 0;

  g_return_val_if_fail (self && password, NULL);
  if (self->problem)
    {
      g_propagate_error (error, g_error_copy (self->problem));
      return NULL;
    }
  readings = ingam_bundle_readings_new (password);
  for (guint i = 0; i < readings->len; i++)
    {
      const IngamBundleReading *reading = &g_array_index (readings, IngamBundleReading, i);
      g_autoptr (GError) found = NULL;
      IngamBundleContents *contents =
          try_reading (self, reading, i == 0, budget, &spent, cancellable, &found);

      if (contents)
        return contents;
      /* A budget that only further readings of the same password exceed is not worth a question */
      if (i > 0 && g_error_matches (found, INGAM_ERROR, INGAM_ERROR_TOO_EXPENSIVE))
        break;
      if (!g_error_matches (found, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD))
        {
          g_propagate_error (error, g_steal_pointer (&found));
          return NULL;
        }
    }
  set_wrong_password (error);
  return NULL;
}
