/* sealed-key.c: EncryptedPrivateKeyInfo: what it says, opening, sealing again.
 *
 * The schemes themselves are in pbe.c; here is the container and what a password may have been
 * meant to be. The plain key stays the bytes that came out: nothing is decoded and encoded again,
 * so nothing (R above all) can get lost on the way.
 *
 * CBC has no seal of its own, so "wrong password" and "ciphertext altered" look the same when the
 * padding or the first bytes do not fit, and the message says so. Only when the head of the plain
 * key is right to the byte and the rest is broken is it called damaged: a wrong password does not
 * bring that about.
 */
#include "config.h"

#include "core/codec/sealed-key.h"

#include "core/base/der.h"
#include "core/base/error.h"
#include "core/codec/asn1.h"
#include "core/codec/cp949.h"
#include "core/codec/pbe.h"
#include "core/codec/private-key.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _IngamSealedKey
{
  gatomicrefcount ref_count;
  GBytes *bytes; /* the first SEQUENCE */
  gsize trailing_size;
  IngamPbe pbe;  /* its slices lie in @bytes */
  IngamDer data; /* likewise */
};

G_DEFINE_BOXED_TYPE (IngamSealedKey, ingam_sealed_key, ingam_sealed_key_ref, ingam_sealed_key_unref)

static gboolean
parse (IngamDer bytes, IngamPbe *ret_pbe, IngamDer *ret_data, IngamDer *ret_whole)
{
  IngamDer whole, sequence, algorithm, start = bytes;

  if (!ingam_der_take_whole (&bytes, INGAM_DER_SEQUENCE, &whole) ||
      !ingam_der_take (&start, INGAM_DER_SEQUENCE, &sequence) ||
      !ingam_der_take (&sequence, INGAM_DER_SEQUENCE, &algorithm) ||
      !ingam_der_take (&sequence, INGAM_DER_OCTET_STRING, ret_data) || sequence.size != 0 ||
      !ingam_pbe_read (algorithm, ret_pbe))
    return FALSE;
  *ret_whole = whole;
  return TRUE;
}

/* Whether bytes that parse() refused start as a sealed key does: two SEQUENCE headers, whatever
 * their lengths say, and the OID of a scheme. */
static gboolean
begins_like (IngamDer bytes)
{
  IngamDer oid;

  for (guint i = 0; i < 2; i++)
    {
      gsize header = 2;

      if (bytes.size < 2 || bytes.data[0] != INGAM_DER_SEQUENCE)
        return FALSE;
      if (bytes.data[1] & 0x80)
        header += bytes.data[1] & 0x7f;
      if (header > 6 || header > bytes.size)
        return FALSE;
      bytes.data += header;
      bytes.size -= header;
    }
  return ingam_der_take (&bytes, INGAM_DER_OID, &oid) && ingam_pbe_knows (oid);
}

IngamSealedKey *
ingam_sealed_key_new (GBytes *bytes, GError **error)
{
  IngamDer all, whole, data;
  IngamSealedKey *self;
  IngamPbe pbe;

  g_return_val_if_fail (bytes, NULL);

  all.data = g_bytes_get_data (bytes, &all.size);
  if (all.size > INGAM_SEALED_KEY_MAX_SIZE)
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                           _ ("This file is far larger than a key. It was not opened."));
      return NULL;
    }
  if (!parse (all, &pbe, &data, &whole))
    {
      if (all.size > 0 && begins_like (all))
        g_set_error_literal (
            error, INGAM_ERROR, INGAM_ERROR_DAMAGED,
            _ ("This key file is damaged: it breaks off or was altered. Try another "
               "copy of it."));
      else
        g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_NOT_A_CERTIFICATE,
                             _ ("This is not a certificate’s key."));
      return NULL;
    }
  self = g_new0 (IngamSealedKey, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->bytes = g_bytes_new_from_bytes (bytes, 0, whole.size);
  self->trailing_size = all.size - whole.size;
  self->pbe = pbe;
  self->data = data;
  return self;
}

IngamSealedKey *
ingam_sealed_key_ref (IngamSealedKey *self)
{
  g_return_val_if_fail (self, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ingam_sealed_key_unref (IngamSealedKey *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_bytes_unref (self->bytes);
  g_free (self);
}

const char *
ingam_sealed_key_get_scheme (IngamSealedKey *self)
{
  g_return_val_if_fail (self, NULL);
  return self->pbe.word;
}

guint64
ingam_sealed_key_get_rounds (IngamSealedKey *self)
{
  g_return_val_if_fail (self, 0);
  return self->pbe.rounds;
}

gsize
ingam_sealed_key_get_trailing_size (IngamSealedKey *self)
{
  g_return_val_if_fail (self, 0);
  return self->trailing_size;
}

gboolean
ingam_sealed_key_is_supported (IngamSealedKey *self)
{
  g_return_val_if_fail (self, FALSE);
  return ingam_pbe_is_supported (&self->pbe);
}

GBytes *
ingam_sealed_key_get_bytes (IngamSealedKey *self)
{
  g_return_val_if_fail (self, NULL);
  return self->bytes;
}

gboolean
ingam_sealed_key_peek (const guint8 *data, gsize size, const char **ret_scheme, guint64 *ret_rounds)
{
  IngamDer whole, sealed;
  IngamPbe pbe;

  if (size > INGAM_SEALED_KEY_MAX_SIZE || !parse ((IngamDer){ data, size }, &pbe, &sealed, &whole))
    return FALSE;
  *ret_scheme = pbe.word;
  *ret_rounds = pbe.rounds;
  return TRUE;
}

static gboolean
is_ascii (IngamSecret *password)
{
  gsize size;
  const guint8 *data = ingam_secret_peek (password, &size);

  for (gsize i = 0; i < size; i++)
    if (data[i] >= 0x80)
      return FALSE;
  return TRUE;
}

/* The password with neighbouring characters composed where Unicode can: "as typed" on a system
 * that types Hangul in pieces. g_utf8_normalize() would leave copies on the heap; what it does
 * beyond (sorting several marks on one letter) no keyboard needs. NULL when it is no UTF-8 or too
 * long for any derivation. */
static IngamSecret *
dup_composed (IngamSecret *password)
{
  gsize size, n = 0;
  const char *at = (const char *) ingam_secret_peek (password, &size), *end = at + size;
  g_autoptr (IngamSecret) scratch = NULL;
  gunichar last = 0, composed;
  guint8 *out;

  if (size > INGAM_KDF_MAX_PASSWORD || !g_utf8_validate_len (at, size, NULL))
    return NULL;
  /* A composed character is never more than 4 bytes, and comes from one byte at least */
  scratch = ingam_secret_new_uninitialised (4 * size + 4, &out);
  for (; at < end; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (last != 0 && g_unichar_compose (last, c, &composed))
        c = composed;
      else if (last != 0)
        n += (gsize) g_unichar_to_utf8 (last, (char *) out + n);
      last = c;
    }
  if (last != 0)
    n += (gsize) g_unichar_to_utf8 (last, (char *) out + n);
  return ingam_secret_new_slice (scratch, 0, n);
}

/* What the password may have been when the key was made. */
typedef struct
{
  IngamSecret *password;
  gboolean null_password;
} Reading;

#define MAX_READINGS 3

static guint
list_readings (IngamSealedKey *self, IngamSecret *password, Reading readings[MAX_READINGS])
{
  guint n = 0;

  readings[n++] = (Reading){ ingam_secret_ref (password), FALSE };
  if (ingam_secret_get_size (password) == 0 && ingam_pbe_has_null_password (&self->pbe))
    readings[n++] = (Reading){ ingam_secret_ref (password), TRUE };
  else if (!is_ascii (password))
    {
      g_autoptr (IngamSecret) composed = dup_composed (password);
      IngamSecret *cp949;

      if (!composed)
        return n;
      if (!ingam_secret_equal (composed, password))
        readings[n++] = (Reading){ ingam_secret_ref (composed), FALSE };
      cp949 = ingam_cp949_dup (composed);
      if (cp949)
        readings[n++] = (Reading){ cp949, FALSE };
    }
  return n;
}

static IngamSecret *
open_reading (IngamSealedKey *self,
              const Reading *reading,
              IngamKdfBudget budget,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (IngamSecret) plain =
      ingam_pbe_decrypt (&self->pbe, self->data.data, self->data.size, reading->password,
                         reading->null_password, budget, cancellable, error);

  if (!plain || !ingam_private_key_validate (plain, error))
    return NULL;
  return g_steal_pointer (&plain);
}

IngamSecret *
ingam_sealed_key_open (IngamSealedKey *self,
                       IngamSecret *password,
                       IngamKdfBudget budget,
                       GCancellable *cancellable,
                       GError **error)
{
  Reading readings[MAX_READINGS];
  IngamSecret *plain = NULL;
  GError *problem = NULL;
  guint n;

  g_return_val_if_fail (self && password, NULL);

  n = list_readings (self, password, readings);
  for (guint i = 0; i < n; i++)
    {
      if (i > 0 && !g_error_matches (problem, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD))
        break;
      g_clear_error (&problem);
      plain = open_reading (self, &readings[i], budget, cancellable, &problem);
      if (plain)
        break;
    }
  for (guint i = 0; i < n; i++)
    ingam_secret_unref (readings[i].password);
  if (problem)
    g_propagate_error (error, problem);
  return plain;
}

static GBytes *
encode (GBytes *algorithm, GBytes *sealed)
{
  g_autoptr (IngamAsn1) info = ingam_asn1_new ("EncryptedPrivateKeyInfo");
  g_autofree char *oid = NULL;
  IngamDer all, parameters, oid_der;

  all.data = g_bytes_get_data (algorithm, &all.size);
  if (!ingam_der_take (&all, INGAM_DER_SEQUENCE, &parameters) ||
      !ingam_der_take (&parameters, INGAM_DER_OID, &oid_der))
    g_assert_not_reached ();
  oid = ingam_der_dup_oid (oid_der);
  ingam_asn1_write_oid (info, "encryptionAlgorithm.algorithm", oid);
  ingam_asn1_write (info, "encryptionAlgorithm.parameters", parameters.data, parameters.size);
  ingam_asn1_write_bytes (info, "encryptedData", sealed);
  return ingam_asn1_encode (info);
}

/* Opens @self with exactly @password and compares. */
static gboolean
verify (IngamSealedKey *self,
        IngamSecret *plain,
        IngamSecret *password,
        GCancellable *cancellable,
        GError **error)
{
  const Reading reading = { password, FALSE };
  g_autoptr (GError) problem = NULL;
  g_autoptr (IngamSecret) opened =
      open_reading (self, &reading, INGAM_KDF_MAX_ROUNDS, cancellable, &problem);

  if (g_error_matches (problem, INGAM_ERROR, INGAM_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (opened && ingam_secret_equal (opened, plain))
    return TRUE;
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_UNVERIFIED,
                       _ ("The newly locked key could not be opened again. Nothing was changed."));
  return FALSE;
}

static IngamSealedKey *
seal (const IngamPbeRecipe *recipe,
      IngamSecret *plain,
      IngamSecret *password,
      GCancellable *cancellable,
      GError **error)
{
  g_autoptr (GBytes) algorithm = NULL, sealed = NULL, bytes = NULL;
  g_autoptr (IngamSealedKey) self = NULL;

  if (!ingam_private_key_validate (plain, NULL))
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_DAMAGED,
                           _ ("This is not a private key, so it was not locked."));
      return NULL;
    }
  sealed = ingam_pbe_encrypt (recipe, plain, password, cancellable, &algorithm, error);
  if (!sealed)
    return NULL;
  bytes = encode (algorithm, sealed);
  self = ingam_sealed_key_new (bytes, error);
  if (!self || !verify (self, plain, password, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

IngamSealedKey *
ingam_sealed_key_reseal (IngamSealedKey *self,
                         IngamSecret *plain,
                         IngamSecret *new_password,
                         GCancellable *cancellable,
                         GError **error)
{
  IngamPbeRecipe recipe;

  g_return_val_if_fail (self && plain && new_password, NULL);

  if (!ingam_pbe_is_supported (&self->pbe))
    {
      ingam_pbe_set_unsupported (&self->pbe, error);
      return NULL;
    }
  ingam_pbe_recipe_init_like (&recipe, &self->pbe);
  recipe.rounds = MAX (recipe.rounds, INGAM_SEALED_KEY_MIN_ROUNDS);
  return seal (&recipe, plain, new_password, cancellable, error);
}

IngamSealedKey *
ingam_sealed_key_seal (const char *scheme,
                       guint64 rounds,
                       int prf,
                       IngamSecret *plain,
                       IngamSecret *password,
                       GError **error)
{
  IngamPbeRecipe recipe;

  g_return_val_if_fail (scheme && plain && password, NULL);

  if (!ingam_pbe_recipe_init (&recipe, scheme) ||
      (prf != 0 && (recipe.family != INGAM_PBE_PBES2 || !ingam_pbe_get_prf_oid (prf))))
    {
      g_set_error (error, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED,
                   /* TRANSLATORS: %s is a word such as pbes2-aria128 */
                   _ ("Keys cannot be locked as “%s” on this system."), scheme);
      return NULL;
    }
  recipe.rounds = rounds;
  if (prf != 0)
    {
      recipe.digest = prf;
      recipe.write_prf = TRUE;
    }
  return seal (&recipe, plain, password, NULL, error);
}
