/* bundle.c: a PFX, from its bytes to certificates and keys (RFC 7292, RFC 9579).
 *
 * Reading goes from the outside in, and what a password is not needed for is done before one is
 * asked for. Opening derives for the MAC and all parts at once, looks at the MAC before anything
 * that was decrypted, and gives a damaged inside its own name: with a MAC that holds it cannot be
 * the password. The MAC covers the bytes as they lie in the file, the structures are read from a
 * copy in DER, so that a file of Windows or NSS needs no second reader.
 *
 * GnuTLS's containers were rejected (see bundle.h).
 */
#include "config.h"

#include "core/codec/bundle.h"

#include "core/base/der.h"
#include "core/base/error.h"
#include "core/codec/ber.h"
#include "core/codec/bundle-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* 1.2.840.113549.1.7, without the last arc */
static const guint8 pkcs7_arc[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07 };
#define ARC_DATA 1
#define ARC_ENCRYPTED_DATA 6

/* More parts than two are rare: one for certificates, one for keys. */
#define MAX_PARTS INGAM_BUNDLE_MAX_BAGS

gboolean
ingam_bundle_set_damaged (GError **error)
{
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_DAMAGED,
                       _ ("The file is damaged: a part of it breaks off or cannot be read. Copy it "
                          "again from where it came from."));
  return FALSE;
}

static void
clear_part (gpointer data)
{
  IngamBundlePart *part = data;

  g_clear_pointer (&part->joined, g_bytes_unref);
  g_clear_pointer (&part->safe, g_bytes_unref);
  g_clear_pointer (&part->bags, g_array_unref);
}

void
ingam_bundle_contents_free (IngamBundleContents *contents)
{
  g_clear_pointer (&contents->certificates, g_ptr_array_unref);
  g_clear_pointer (&contents->keys, g_ptr_array_unref);
  g_free (contents);
}

IngamBundle *
ingam_bundle_ref (IngamBundle *self)
{
  g_return_val_if_fail (self, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ingam_bundle_unref (IngamBundle *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_array_unref (self->parts);
  g_clear_pointer (&self->inner, g_bytes_unref);
  g_clear_pointer (&self->outer, g_bytes_unref);
  g_clear_error (&self->problem);
  g_free (self);
}

guint64
ingam_bundle_get_rounds (IngamBundle *self)
{
  g_return_val_if_fail (self, 0);
  return self->rounds;
}

/* SEQUENCE { INTEGER 3, SEQUENCE …: no other file of this field begins so. */
gboolean
ingam_bundle_probe (GBytes *bytes)
{
  static const guint8 head[] = { 0x02, 0x01, 0x03, 0x30 };
  IngamDer der = ingam_bundle_der_of (bytes);
  gsize skip = 2;

  if (der.size < 2 || der.data[0] != INGAM_DER_SEQUENCE)
    return FALSE;
  if (der.data[1] > 0x80)
    skip += der.data[1] & 0x7f;
  return der.size >= skip + sizeof head && memcmp (der.data + skip, head, sizeof head) == 0;
}

/* Keeps the first reason why the bundle cannot be opened; takes @problem. */
static void
keep_problem (IngamBundle *self, GError *problem)
{
  if (self->problem)
    g_error_free (problem);
  else
    self->problem = problem;
}

static void
note_scheme (IngamBundle *self, const IngamPbe *pbe)
{
  GError *problem = NULL;

  self->rounds = MAX (self->rounds, pbe->rounds);
  if (ingam_pbe_is_supported (pbe))
    return;
  ingam_pbe_set_unsupported (pbe, &problem);
  keep_problem (self, problem);
}

static void
note_content_type (IngamBundle *self, IngamDer oid)
{
  g_autofree char *text = ingam_der_dup_oid (oid);

  keep_problem (self,
                g_error_new (INGAM_ERROR, INGAM_ERROR_UNSUPPORTED,
                             _ ("The file is locked with something other than a password, which is "
                                "not supported (%s)."),
                             text ? text : "?"));
}

static gboolean
is_arc (IngamDer oid, guint8 arc)
{
  return oid.size == sizeof pkcs7_arc + 1 && memcmp (oid.data, pkcs7_arc, sizeof pkcs7_arc) == 0 &&
         oid.data[sizeof pkcs7_arc] == arc;
}

/* A part that lies open: its SafeContents is read at once, for the rounds that it asks for. */
static gboolean
read_plain_part (IngamBundle *self, IngamDer content, gsize *n_bags, GError **error)
{
  IngamBundlePart part = { 0 };
  IngamDer octets;
  g_autoptr (GBytes) bytes = NULL;
  gboolean fine;

  if (!ingam_der_take (&content, INGAM_DER_OCTET_STRING, &octets))
    return ingam_bundle_set_damaged (error);
  bytes = g_bytes_new_from_bytes (
      self->inner, (gsize) (octets.data - ingam_bundle_der_of (self->inner).data), octets.size);
  part.safe = ingam_ber_flatten (bytes, error);
  if (!part.safe)
    return FALSE;
  part.bags = g_array_new (FALSE, TRUE, sizeof (IngamBundleBag));
  fine = ingam_bundle_bags_read (part.safe, *n_bags, part.bags, error);
  g_array_append_val (self->parts, part);
  if (!fine)
    return FALSE;
  *n_bags += part.bags->len;
  for (guint i = 0; i < part.bags->len; i++)
    {
      const IngamBundleBag *bag = &g_array_index (part.bags, IngamBundleBag, i);

      if (bag->kind == INGAM_BUNDLE_BAG_SHROUDED_KEY)
        note_scheme (self, &bag->pbe);
    }
  return TRUE;
}

/* The encrypted octets, [0] IMPLICIT OCTET STRING: in one piece, or a constructed element of pieces
 * that ingam_ber_flatten() could not know to be one string. */
static gboolean
read_sealed (IngamBundlePart *part, IngamDer info, GError **error)
{
  guint8 tag;
  IngamDer content, piece;
  GByteArray *joined;

  if (!ingam_der_next (&info, &tag, &content, NULL))
    return ingam_bundle_set_damaged (error);
  if (tag == 0x80)
    {
      part->sealed = content;
      return TRUE;
    }
  if (tag != INGAM_DER_CONTEXT_0)
    return ingam_bundle_set_damaged (error);
  joined = g_byte_array_sized_new ((guint) content.size);
  while (ingam_der_take (&content, INGAM_DER_OCTET_STRING, &piece))
    g_byte_array_append (joined, piece.data, (guint) piece.size);
  part->joined = g_byte_array_free_to_bytes (joined);
  part->sealed = ingam_bundle_der_of (part->joined);
  return content.size == 0 || ingam_bundle_set_damaged (error);
}

static gboolean
read_encrypted_part (IngamBundle *self, IngamDer content, GError **error)
{
  IngamBundlePart part = { .encrypted = TRUE };
  IngamDer data, version, info, oid, algorithm;
  gboolean fine;

  if (!ingam_der_take (&content, INGAM_DER_SEQUENCE, &data) ||
      !ingam_der_take (&data, INGAM_DER_INTEGER, &version) ||
      !ingam_der_take (&data, INGAM_DER_SEQUENCE, &info) ||
      !ingam_der_take (&info, INGAM_DER_OID, &oid) ||
      !ingam_der_take (&info, INGAM_DER_SEQUENCE, &algorithm) ||
      !ingam_pbe_read (algorithm, &part.pbe))
    return ingam_bundle_set_damaged (error);
  fine = read_sealed (&part, info, error);
  g_array_append_val (self->parts, part);
  if (!fine)
    return FALSE;
  note_scheme (self, &part.pbe);
  return TRUE;
}

static gboolean
read_part (IngamBundle *self, IngamDer content_info, gsize *n_bags, GError **error)
{
  IngamDer oid, content;

  if (!ingam_der_take (&content_info, INGAM_DER_OID, &oid) ||
      !ingam_der_take (&content_info, INGAM_DER_CONTEXT_0, &content) ||
      self->parts->len >= MAX_PARTS)
    return ingam_bundle_set_damaged (error);
  if (is_arc (oid, ARC_DATA))
    return read_plain_part (self, content, n_bags, error);
  if (is_arc (oid, ARC_ENCRYPTED_DATA))
    return read_encrypted_part (self, content, error);
  note_content_type (self, oid);
  return TRUE;
}

static gboolean
read_authenticated_safe (IngamBundle *self, GError **error)
{
  g_autoptr (GBytes) octets = NULL;
  IngamDer inner, parts, part;
  gsize n_bags = 0;

  octets = g_bytes_new_from_bytes (
      self->outer, (gsize) (self->auth_safe.data - ingam_bundle_der_of (self->outer).data),
      self->auth_safe.size);
  self->inner = ingam_ber_flatten (octets, error);
  if (!self->inner)
    return FALSE;
  inner = ingam_bundle_der_of (self->inner);
  if (!ingam_der_take (&inner, INGAM_DER_SEQUENCE, &parts))
    return ingam_bundle_set_damaged (error);
  while (parts.size > 0)
    {
      if (!ingam_der_take (&parts, INGAM_DER_SEQUENCE, &part))
        return ingam_bundle_set_damaged (error);
      if (!read_part (self, part, &n_bags, error))
        return FALSE;
    }
  return TRUE;
}

/* An algorithm that we do not know is no reason to refuse reading: it is said when opening. */
static gboolean
read_mac (IngamBundle *self, IngamDer mac_data, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (ingam_bundle_mac_read (mac_data, &self->mac, &problem))
    self->rounds = MAX (self->rounds, self->mac.kdf.rounds);
  else if (g_error_matches (problem, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED))
    keep_problem (self, g_steal_pointer (&problem));
  else
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_outer (IngamBundle *self, GError **error)
{
  IngamDer outer = ingam_bundle_der_of (self->outer);
  IngamDer pfx, version, content_info, oid, content, mac_data = { 0 };

  if (!ingam_der_take (&outer, INGAM_DER_SEQUENCE, &pfx) ||
      !ingam_der_take (&pfx, INGAM_DER_INTEGER, &version) ||
      !ingam_der_take (&pfx, INGAM_DER_SEQUENCE, &content_info) ||
      !ingam_der_take (&content_info, INGAM_DER_OID, &oid) ||
      !ingam_der_take (&content_info, INGAM_DER_CONTEXT_0, &content))
    return ingam_bundle_set_damaged (error);
  if (!is_arc (oid, ARC_DATA))
    {
      note_content_type (self, oid); /* signed instead of MACed: public-key integrity */
      return TRUE;
    }
  if (!ingam_der_take (&content, INGAM_DER_OCTET_STRING, &self->auth_safe))
    return ingam_bundle_set_damaged (error);
  if (pfx.size > 0 && !ingam_der_take (&pfx, INGAM_DER_SEQUENCE, &mac_data))
    return ingam_bundle_set_damaged (error);
  if (mac_data.data && !read_mac (self, mac_data, error))
    return FALSE;
  return read_authenticated_safe (self, error);
}

IngamBundle *
ingam_bundle_new (GBytes *bytes, GError **error)
{
  g_autoptr (IngamBundle) self = NULL;

  g_return_val_if_fail (bytes, NULL);
  if (g_bytes_get_size (bytes) > INGAM_BUNDLE_MAX_SIZE)
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                           _ ("The file is far too large for a certificate file."));
      return NULL;
    }
  if (!ingam_bundle_probe (bytes))
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_NOT_A_CERTIFICATE,
                           _ ("This is not a PFX or P12 file."));
      return NULL;
    }
  self = g_new0 (IngamBundle, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->parts = g_array_new (FALSE, TRUE, sizeof (IngamBundlePart));
  g_array_set_clear_func (self->parts, clear_part);
  self->outer = ingam_ber_flatten (bytes, error);
  if (!self->outer || !read_outer (self, error))
    return NULL;
  return g_steal_pointer (&self);
}
