/* plan-half.c: from a file's bytes to halves, by a table from format to function.
 *
 * Every file ends as halves, as a broken one, or as a remark: whatever was handed in has an answer.
 * The one thing that is opened on the way is a key sealed by an unknown algorithm, with the empty
 * password, to get the words for it.
 */
#include "config.h"

#include "core/import/plan-half.h"

#include "core/base/der.h"
#include "core/base/error.h"
#include "core/codec/ber.h"
#include "core/codec/pem.h"
#include "core/import/probe.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_CERTIFICATES 4096 /* out of one file */

/* One file on its way to halves. */
typedef struct
{
  GPtrArray *halves;
  IngamGatherItem *item;
  gboolean beside;
  GPtrArray *authorities; /* of IngamCertificate; NULL before the first */
} Source;

void
ingam_half_free (IngamHalf *half)
{
  g_free (half->hint);
  g_clear_pointer (&half->authorities, g_ptr_array_unref);
  g_clear_pointer (&half->certificate, ingam_certificate_unref);
  g_clear_pointer (&half->sealed, ingam_sealed_key_unref);
  g_clear_pointer (&half->bundle, ingam_bundle_unref);
  g_clear_pointer (&half->key_id, g_bytes_unref);
  g_clear_error (&half->error);
  g_free (half);
}

void
ingam_opened_key_free (IngamOpenedKey *key)
{
  g_clear_pointer (&key->sealed, ingam_sealed_key_unref);
  g_clear_pointer (&key->key_id, g_bytes_unref);
  g_clear_error (&key->error);
  g_free (key);
}

/* Signing halves belong together by their NPKI names, encryption halves too, all others by what
 * stands before the ending: "hong_sig.cer" and "hong_sig.key". */
static char *
dup_hint (IngamRole role, const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  char *dot = strrchr (valid, '.');
  g_autofree char *key = NULL;

  if (role == INGAM_ROLE_SIGN_CERT || role == INGAM_ROLE_SIGN_KEY)
    return g_strdup ("/sign");
  if (role == INGAM_ROLE_KM_CERT || role == INGAM_ROLE_KM_KEY)
    return g_strdup ("/km");
  if (dot && dot != valid)
    *dot = '\0';
  key = ingam_layout_dup_key (valid);
  return g_steal_pointer (&key);
}

static IngamHalf *
add_half (Source *source, IngamHalfType type)
{
  IngamHalf *half = g_new0 (IngamHalf, 1);
  g_autofree char *valid = g_utf8_make_valid (source->item->name, -1);

  half->type = type;
  half->item = source->item;
  half->order = source->halves->len;
  half->beside = source->beside;
  half->role = ingam_layout_find_role (valid);
  half->hint = dup_hint (half->role, source->item->name);
  g_ptr_array_add (source->halves, half);
  return half;
}

static void
add_broken (Source *source, GError *why)
{
  add_half (source, INGAM_HALF_BROKEN)->error = why;
}

/* By what the certificate says; by its name only when it says nothing, or both. */
static gboolean
is_encryption (IngamHalf *half)
{
  const IngamCertificateFields *fields = ingam_certificate_get_fields (half->certificate);
  gboolean signs =
      fields->key_usage & (INGAM_KEY_USAGE_DIGITAL_SIGNATURE | INGAM_KEY_USAGE_NON_REPUDIATION);
  gboolean encrypts =
      fields->key_usage & (INGAM_KEY_USAGE_KEY_ENCIPHERMENT | INGAM_KEY_USAGE_DATA_ENCIPHERMENT |
                           INGAM_KEY_USAGE_KEY_AGREEMENT);

  if (fields->has_key_usage && signs != encrypts)
    return encrypts;
  return half->role == INGAM_ROLE_KM_CERT || half->role == INGAM_ROLE_KM_KEY ||
         g_str_has_suffix (half->hint, "_env");
}

static void
add_certificate (Source *source, GBytes *bytes)
{
  GError *why = NULL;
  IngamCertificate *certificate = ingam_certificate_new (bytes, &why);
  IngamHalf *half;

  if (!certificate)
    {
      add_broken (source, why);
      return;
    }
  if (ingam_certificate_get_fields (certificate)->is_ca)
    {
      if (!source->authorities)
        source->authorities =
            g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_certificate_unref);
      g_ptr_array_add (source->authorities, certificate);
      return;
    }
  half = add_half (source, INGAM_HALF_CERTIFICATE);
  half->certificate = certificate;
  half->key_id = ingam_certificate_dup_key_id (certificate);
  half->is_encryption = is_encryption (half);
}

/* Each SEQUENCE that stands one after the other in @der. */
static void
add_each_certificate (Source *source, GBytes *bytes, IngamDer der)
{
  const guint8 *start = g_bytes_get_data (bytes, NULL);
  IngamDer one;

  for (guint i = 0; i < MAX_CERTIFICATES; i++)
    {
      g_autoptr (GBytes) slice = NULL;

      if (!ingam_der_take_whole (&der, INGAM_DER_SEQUENCE, &one))
        break;
      slice = g_bytes_new_from_bytes (bytes, (gsize) (one.data - start), one.size);
      add_certificate (source, slice);
    }
}

static void
add_certificates (Source *source, GBytes *bytes)
{
  IngamDer der;

  der.data = g_bytes_get_data (bytes, &der.size);
  if (ingam_der_take (&der, INGAM_DER_SEQUENCE, &der))
    add_each_certificate (source, bytes, der);
}

/* ContentInfo { OID, [0] { SignedData { version, digests, content, [0] certificates, … } } } */
static void
add_pkcs7 (Source *source, GBytes *bytes)
{
  GError *why = NULL;
  g_autoptr (GBytes) flat = ingam_ber_flatten (bytes, &why);
  IngamDer der;

  if (!flat)
    {
      add_broken (source, why);
      return;
    }
  der.data = g_bytes_get_data (flat, &der.size);
  if (ingam_der_take (&der, INGAM_DER_SEQUENCE, &der) &&
      ingam_der_take (&der, INGAM_DER_OID, NULL) &&
      ingam_der_take (&der, INGAM_DER_CONTEXT_0, &der) &&
      ingam_der_take (&der, INGAM_DER_SEQUENCE, &der) &&
      ingam_der_take (&der, INGAM_DER_INTEGER, NULL) &&
      ingam_der_take (&der, INGAM_DER_SET, NULL) &&
      ingam_der_take (&der, INGAM_DER_SEQUENCE, NULL) &&
      ingam_der_take (&der, INGAM_DER_CONTEXT_0, &der))
    add_each_certificate (source, flat, der);
}

static void
add_sealed_key (Source *source, GBytes *bytes)
{
  GError *why = NULL;
  IngamSealedKey *sealed = ingam_sealed_key_new (bytes, &why);
  IngamHalf *half;

  if (!sealed)
    {
      add_broken (source, why);
      return;
    }
  half = add_half (source, INGAM_HALF_KEY);
  half->sealed = sealed;
  if (!ingam_sealed_key_is_supported (sealed))
    {
      g_autoptr (IngamSecret) empty = ingam_secret_new_text ("");
      g_autoptr (IngamSecret) plain =
          ingam_sealed_key_open (sealed, empty, INGAM_KDF_MIN_ROUNDS, NULL, &half->error);

      if (plain || !g_error_matches (half->error, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED))
        {
          g_clear_error (&half->error);
          g_set_error (&half->error, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED,
                       _ ("This key is locked in a way that Ingam does not know (%s). The program "
                          "that made it can open it."),
                       ingam_sealed_key_get_scheme (sealed));
        }
    }
}

static void
add_plain_key (Source *source, GBytes *bytes)
{
  add_broken (source, g_error_new_literal (
                          INGAM_ERROR, INGAM_ERROR_REFUSED,
                          _ ("This private key is not protected by a password, so Ingam does not "
                             "keep it. Import the locked one: signPri.key or a PFX file.")));
}

static void
add_bundle (Source *source, GBytes *bytes)
{
  GError *why = NULL;
  IngamBundle *bundle = ingam_bundle_new (bytes, &why);
  IngamHalf *half;

  if (!bundle)
    {
      add_broken (source, why);
      return;
    }
  half = add_half (source, INGAM_HALF_BUNDLE);
  half->bundle = bundle;
  if (ingam_bundle_get_rounds (bundle) > INGAM_KDF_ASK_ROUNDS)
    {
      g_autofree char *rounds =
          g_strdup_printf ("%" G_GUINT64_FORMAT, ingam_bundle_get_rounds (bundle));

      g_set_error (&half->error, INGAM_ERROR, INGAM_ERROR_TOO_EXPENSIVE,
                   _ ("Opening this file takes very long: it asks for %s rounds of computing, far "
                      "more than usual. Go on only if you trust where the file is from."),
                   rounds);
    }
}

static void
add_pem (Source *source, GBytes *bytes)
{
  static const struct
  {
    const char *label;
    void (*add) (Source *source, GBytes *bytes);
  } labels[] = {
    { "CERTIFICATE", add_certificate },
    { "X509 CERTIFICATE", add_certificate },
    { "TRUSTED CERTIFICATE", add_certificate },
    { "ENCRYPTED PRIVATE KEY", add_sealed_key },
    { "PRIVATE KEY", add_plain_key },
    { "RSA PRIVATE KEY", add_plain_key },
    { "EC PRIVATE KEY", add_plain_key },
    { "PKCS7", add_pkcs7 },
    { "CMS", add_pkcs7 },
  };
  static const char old_style[] = "Proc-Type: 4,ENCRYPTED";
  GError *why = NULL;
  g_autoptr (GPtrArray) blocks = ingam_pem_decode (bytes, &why);

  if (memmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), old_style,
              sizeof old_style - 1))
    {
      g_clear_error (&why);
      g_set_error_literal (&why, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED,
                           _ ("This file holds a key in an old form of OpenSSL that Ingam does not "
                              "open. The program that made it can convert it to PKCS#8."));
    }
  if (why)
    {
      add_broken (source, why);
      return;
    }
  for (guint i = 0; i < blocks->len; i++)
    {
      IngamPemBlock *block = g_ptr_array_index (blocks, i);

      for (gsize j = 0; j < G_N_ELEMENTS (labels); j++)
        if (strcmp (block->label, labels[j].label) == 0)
          labels[j].add (source, block->data);
    }
}

/* Archives were unpacked by gather; one that comes here is inside another. */
static void
add_unknown (Source *source, GBytes *bytes)
{
  GError *why = NULL;
  gsize size = g_bytes_get_size (bytes);
  IngamHalf *half = add_half (source, INGAM_HALF_BROKEN);
  g_autoptr (IngamCertificate) certificate = NULL;
  g_autoptr (IngamSealedKey) sealed = NULL;
  g_autoptr (IngamBundle) bundle = NULL;

  if (size == 0)
    {
      g_set_error_literal (&half->error, INGAM_ERROR, INGAM_ERROR_DAMAGED,
                           _ ("The file is empty."));
      return;
    }
  /* whoever recognises its own beginning says so */
  certificate = ingam_certificate_new (bytes, &why);
  if (!g_error_matches (why, INGAM_ERROR, INGAM_ERROR_DAMAGED))
    {
      g_clear_error (&why);
      sealed = ingam_sealed_key_new (bytes, &why);
    }
  if (!g_error_matches (why, INGAM_ERROR, INGAM_ERROR_DAMAGED))
    {
      g_clear_error (&why);
      bundle = ingam_bundle_new (bytes, &why);
    }
  if (g_error_matches (why, INGAM_ERROR, INGAM_ERROR_DAMAGED))
    {
      half->error = why;
      return;
    }
  g_clear_error (&why);
  if (half->role != INGAM_ROLE_OTHER)
    {
      g_set_error_literal (&half->error, INGAM_ERROR, INGAM_ERROR_DAMAGED,
                           _ ("The file is damaged: it does not hold what its name says."));
      half->quiet = half->role == INGAM_ROLE_CA_PUBS && half->item->below;
      half->type = half->quiet ? INGAM_HALF_REMARK : INGAM_HALF_BROKEN;
    }
  else
    {
      g_set_error_literal (&half->error, INGAM_ERROR, INGAM_ERROR_NOT_A_CERTIFICATE,
                           _ ("This is not a certificate."));
      half->type = INGAM_HALF_REMARK;
      half->quiet = half->item->below && !ingam_gather_name_claims (half->item->name);
    }
}

static void (*const adders[INGAM_N_FORMATS]) (Source *source, GBytes *bytes) = {
  [INGAM_FORMAT_UNKNOWN] = add_unknown,
  [INGAM_FORMAT_ZIP] = add_unknown,
  [INGAM_FORMAT_CERTIFICATE] = add_certificate,
  [INGAM_FORMAT_CERTIFICATES] = add_certificates,
  [INGAM_FORMAT_SEALED_KEY] = add_sealed_key,
  [INGAM_FORMAT_PLAIN_KEY] = add_plain_key,
  [INGAM_FORMAT_BUNDLE] = add_bundle,
  [INGAM_FORMAT_PKCS7] = add_pkcs7,
  [INGAM_FORMAT_PEM] = add_pem,
};

IngamHalf *
ingam_half_add_remark (GPtrArray *halves,
                       IngamGatherItem *item,
                       IngamError code,
                       const char *message)
{
  Source source = { .halves = halves, .item = item };
  IngamHalf *half = add_half (&source, INGAM_HALF_REMARK);

  g_set_error_literal (&half->error, INGAM_ERROR, (int) code, message);
  return half;
}

/* A file that gave no half: armour around something else, for instance. */
static void
add_answer (Source *source)
{
  IngamHalf *half = add_half (source, INGAM_HALF_REMARK);

  if (half->role == INGAM_ROLE_CA_PUBS)
    half->type = INGAM_HALF_CA_PUBS;
  half->quiet = source->item->below;
  g_set_error_literal (&half->error, INGAM_ERROR, INGAM_ERROR_NOT_A_CERTIFICATE,
                       _ ("There is no certificate in it."));
}

/* Beside somebody's certificate in the same file nobody asks about them. */
static void
add_authorities (Source *source, gboolean alone)
{
  IngamHalf *half = add_half (source, INGAM_HALF_AUTHORITIES);

  if (half->role == INGAM_ROLE_CA_PUBS)
    half->type = INGAM_HALF_CA_PUBS;
  half->quiet = source->item->below || !alone;
  half->authorities = g_steal_pointer (&source->authorities);
}

void
ingam_half_add_authorities (GPtrArray *halves, IngamGatherItem *item, GPtrArray *authorities)
{
  Source source = { .halves = halves, .item = item };

  add_half (&source, INGAM_HALF_AUTHORITIES)->authorities = g_ptr_array_ref (authorities);
}

void
ingam_half_add_item (GPtrArray *halves, IngamGatherItem *item, gboolean beside)
{
  Source source = { .halves = halves, .item = item, .beside = beside };
  guint before = halves->len;
  gconstpointer data;
  gsize size;

  if (item->error)
    {
      add_broken (&source, g_error_copy (item->error));
      return;
    }
  data = g_bytes_get_data (item->bytes, &size);
  adders[ingam_probe (data, size)](&source, item->bytes);
  if (source.authorities)
    add_authorities (&source, halves->len == before);
  else if (halves->len == before)
    add_answer (&source);
}

void
ingam_half_add_bundle_contents (GPtrArray *halves,
                                IngamHalf *bundle,
                                GPtrArray *certificates,
                                GPtrArray *keys)
{
  Source source = { .halves = halves, .item = bundle->item, .beside = bundle->beside };
  guint before = halves->len;

  for (guint i = 0; i < certificates->len; i++)
    add_certificate (&source, g_ptr_array_index (certificates, i));
  /* No Korean program puts its authority into a PFX; nobody would ask about it either. */
  g_clear_pointer (&source.authorities, g_ptr_array_unref);
  for (guint i = 0; i < keys->len; i++)
    {
      IngamOpenedKey *key = g_ptr_array_index (keys, i);
      IngamHalf *half = add_half (&source, INGAM_HALF_KEY);

      half->sealed = g_steal_pointer (&key->sealed);
      half->key_id = g_steal_pointer (&key->key_id);
      half->has_random = key->has_random;
      half->opened = TRUE;
      half->error = g_steal_pointer (&key->error);
    }
  for (guint i = before; i < halves->len; i++)
    {
      IngamHalf *half = g_ptr_array_index (halves, i);

      half->origin = bundle;
      half->order = bundle->order;
      /* names inside a PFX mean nothing: only public keys pair them */
      g_free (half->hint);
      half->hint = g_strdup_printf ("/pfx %u %u", bundle->order, i);
    }
}
